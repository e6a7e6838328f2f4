"""What is kept while people are solved some at a time: the same for any order and number, and right by another way."""

from __future__ import annotations

import math
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import pytest
from pyarrow import parquet

from neurodose import Course, Dose, MatrixExponential, People, Quantiles, Rodas5P, people_from, simulate
from neurodose.errors import CourseError, NeurodoseError, OutputError, UnitError
from neurodose.populations.virtual import Population
from neurodose.simulation import Keep, Means, Parquet, TimesAbove, TimesBelow, gathering, living
from neurodose.simulation.exact_sums import Moments
from neurodose.simulation.keep import Areas, FinalStates, Trajectories
from neurodose.simulation.quantiles import Counted
from neurodose.simulation.thresholds import find_hours_above
from neurodose.simulation.visits import Visit, Visits
from neurodose.solvers.status import Status
from neurodose.units import Quantity, h, mg, mL, ng, nM, one, percent
from tests.models import Numbers, competing, one_compartment
from tests.visiting import growth

PLASMA, EFFECT = "drug.plasma.concentration", "effect"
LEVELS = (0.0, 0.05, 0.3, 0.5, 0.95, 1.0)
ROUNDED_ONCE = 2.0**-52  # relative: half a unit in the last place, and the quotient by which it is tested
COUNT = 23
MANY = 1025  # so that every person has a rank that is a double
SMALL_ROOM = 1 << 14  # bytes, of which nine thousand values take five times as many


@pytest.fixture(scope="module")
def people(seed: int) -> People:
    return Population(None, Numbers).sample(COUNT, seed=seed)


def live(people: People, keep: Keep | None = None, **how: Any) -> Course:
    told = {"until": 20 * h, "every": 1 * h, "outputs": [PLASMA, EFFECT], **how}
    return simulate(competing, Dose(30 * mg, route="mouth", every=8 * h, count=3), people, keep=keep, **told)


def make_numbers(seed: int) -> np.ndarray:
    """Numbers (people, cells) of every size and sign, with zeros, the smallest and the largest there are."""
    random = np.random.default_rng(seed)
    values = random.normal(size=(MANY, 6)) * 10.0 ** random.integers(-300, 300, size=(MANY, 6))
    values[:, 1] = random.lognormal(sigma=2, size=MANY)
    values[:, 2] = 1e16 + random.integers(-5, 5, size=MANY)  # where doubles are whole, and nearly cancel
    values[:, 3] = 0.1
    values[:, 4] = random.integers(-9, 9, size=MANY) * 5e-324
    values[:5, :2] = np.array([0.0, -0.0, 5e-324, 1.7e308, -1.7e308])[:, None]
    return values


def orders(count: int, seed: int) -> list[tuple[np.ndarray, int]]:
    """Ways to hand people in: in which order, how many at once."""
    random = np.random.default_rng(seed)
    everyone = np.arange(count)
    return [(everyone, count), (everyone[::-1], 1000), (random.permutation(count), 177), (random.permutation(count), 7)]


def hand_in(accumulator: Any, values: np.ndarray, order: np.ndarray, at_once: int) -> Any:
    for first in range(0, len(order), at_once):
        accumulator.add(values[order[first : first + at_once]])
    return accumulator


class TestSums:
    def test_means_are_those_of_sums_rounded_once(self, seed: int) -> None:
        values = make_numbers(seed)[:, 1:]
        values[3:5] = 1.0  # the sum of the largest two is none that Python's own could hold
        found = hand_in(Moments(5), values, np.arange(len(values)), 100).means()
        known = np.array([math.fsum(column) / len(values) for column in values.T])
        assert found == pytest.approx(known, rel=ROUNDED_ONCE, abs=5e-324)

    def test_moments_are_those_of_fractions(self, seed: int) -> None:
        values = make_numbers(seed)[:200]
        moments = hand_in(Moments(6), values, np.arange(200), 64)
        for column, mean, sd in zip(values.T, moments.means(), moments.deviations(), strict=True):
            numbers = [Fraction(value) for value in column.tolist()]
            middle = sum(numbers, Fraction(0)) / len(numbers)
            variance = sum(((number - middle) ** 2 for number in numbers), Fraction(0)) / (len(numbers) - 1)
            assert mean == float(middle)
            # Of numbers near the smallest, the last digit is a large part.
            assert abs(Fraction(sd) - root(variance)) <= Fraction(sd) * Fraction(ROUNDED_ONCE) + Fraction(5e-324)

    def test_neither_order_nor_grouping_changes_a_bit(self, seed: int) -> None:
        values = make_numbers(seed)
        found = [hand_in(Moments(6), values, *how) for how in orders(len(values), seed)]
        for other in found[1:]:
            assert np.array_equal(other.means(), found[0].means())
            assert np.array_equal(other.deviations(), found[0].deviations())

    def test_of_too_few_people_there_is_nothing(self) -> None:
        assert np.isnan(Moments(2).means()).all()
        one_person = hand_in(Moments(2), np.ones((1, 2)), np.arange(1), 1)
        assert one_person.means().tolist() == [1.0, 1.0]
        assert np.isnan(one_person.deviations()).all()


def root(number: Fraction) -> Fraction:
    """The square root, to 80 digits."""
    scale = 10**800
    return Fraction(math.isqrt(int(number * scale)), 10**400)


class TestBins:
    @pytest.mark.parametrize("room", [1 << 26, 1 << 21, SMALL_ROOM], ids=["much", "some", "little"])
    def test_each_value_is_known_within_a_share_of_itself(self, room: int, seed: int) -> None:
        values = make_numbers(seed)
        counted = hand_in(Counted(6, room), values, np.arange(len(values)), 100)
        whole = [n / (len(values) - 1) for n in range(len(values))]  # at which no two people are averaged
        known = np.sort(values, axis=0)
        tiny = np.finfo(float).tiny  # numbers below it have bins as wide as theirs
        assert counted.error < 2.0**-4
        found = counted.quantiles(whole)
        assert (np.abs(found - known) <= 1.001 * counted.error * np.maximum(np.abs(known), tiny)).all()

    @pytest.mark.parametrize("room", [1 << 26, SMALL_ROOM], ids=["much", "little"])
    def test_neither_order_nor_grouping_changes_a_bit(self, room: int, seed: int) -> None:
        values = make_numbers(seed)
        found = [hand_in(Counted(6, room), values, *how) for how in orders(len(values), seed)]
        assert len({counted.bits for counted in found}) == 1
        for other in found[1:]:
            assert np.array_equal(other.quantiles(LEVELS), found[0].quantiles(LEVELS))

    def test_between_two_people_quantiles_lie_on_a_line_as_those_of_numpy(self, seed: int) -> None:
        values = np.random.default_rng(seed).lognormal(size=(1001, 2))
        counted = hand_in(Counted(2), values, np.arange(1001), 100)
        known = np.quantile(values, LEVELS, axis=0)
        assert counted.quantiles(LEVELS) == pytest.approx(known, rel=2 * counted.error)

    def test_what_is_the_same_for_all_the_lowest_and_the_highest_are_exact(self, seed: int) -> None:
        values = make_numbers(seed)
        found = hand_in(Counted(6, SMALL_ROOM), values, np.arange(len(values)), 100).quantiles((0.0, 0.4, 1.0))
        assert found[:, 3].tolist() == [0.1] * 3
        assert np.array_equal(found[[0, 2]], [values.min(axis=0), values.max(axis=0)])

    def test_of_nobody_there_is_nothing(self) -> None:
        assert np.isnan(Counted(2, SMALL_ROOM).quantiles(LEVELS)).all()


class TestThresholds:
    times = np.array([0.0, 1.0, 3.0, 4.0])

    def test_hours_are_counted_along_straight_lines(self) -> None:
        values = np.array([[0.0, 2.0, 2.0, 0.0], [1.0] * 4, [1.5] * 4, [3.0, -1.0, -1.0, 2.0], [np.nan, 2, 2, 2]])
        found = find_hours_above(values, self.times, 1.0)
        assert found == pytest.approx([0.5 + 2 + 0.5, 0.0, 4.0, 0.5 + 1 / 3, np.nan], nan_ok=True)

    def test_above_and_below_make_up_the_time(self, people: People) -> None:
        levels = {EFFECT: [5, 20] * percent, PLASMA: 40 * ng / mL}
        above, below = live(people, TimesAbove(levels)), live(people, TimesBelow(levels))
        assert above.outputs == tuple(f"time of {name}" for name in (
            "effect above 5 %", "effect above 20 %", f"{PLASMA} above 40 ng/mL"))  # fmt: skip
        for name in above.outputs:
            hours, others = above[name], below[name.replace("above", "below")]
            assert (hours.values.shape, hours.unit, list(hours.times)) == ((COUNT, 1), h, [20])
            assert hours.values + others.values == pytest.approx(20)
            assert 0 < hours.mean().value < 20

    def test_of_a_decay_it_is_what_the_logarithm_says(self) -> None:
        known = 10 * math.log(80 / 8)  # 80 nM after 1 mg into 50 L, gone at 0.1 per hour
        course = simulate(one_compartment, Dose(1 * mg), until=48 * h, every=0.02 * h, method=MatrixExponential(),
                          keep=TimesAbove({"plasma.concentration": 8 * nM}))  # fmt: skip
        assert course["time of plasma.concentration above 8 nM"].values == pytest.approx(known, abs=1e-5)

    @pytest.mark.parametrize(
        ("levels", "error", "match"),
        [
            ({}, CourseError, "names no output and level"),
            ([80 * percent], CourseError, "names no output and level"),
            ({"efect": 80 * percent}, CourseError, 'no output is called "efect"'),
            ({EFFECT: 80}, CourseError, "80 is no level of effect"),
            ({EFFECT: math.nan * percent}, CourseError, "is no level of effect"),
            ({EFFECT: 80 * h}, UnitError, "80 h is no level of effect"),
            ({PLASMA: 80 * percent}, UnitError, "cannot|no level"),
        ],
    )
    def test_what_is_no_level_is_refused(self, levels: Any, error: type[NeurodoseError], match: str) -> None:
        with pytest.raises(error, match=match):
            simulate(competing, None, until=1 * h, every=0.5 * h, keep=TimesAbove(levels))

    def test_one_output_time_is_too_few(self) -> None:
        with pytest.raises(CourseError, match="cannot be seen at one output time"):
            simulate(competing, None, at=1 * h, keep=TimesAbove({EFFECT: 80 * percent}))


NOUNS: dict[str, Callable[[], Keep]] = {
    "trajectories": Trajectories,
    "quantiles": lambda: Quantiles(*LEVELS),
    "means": Means,
    "areas": Areas,
    "final states": FinalStates,
    "times above": lambda: TimesAbove({EFFECT: 10 * percent}),
    "times below": lambda: TimesBelow({EFFECT: 10 * percent}),
}
OVER_PEOPLE = {"quantiles", "means"}


def assert_same(one_: Course, other: Course, rows: Any = slice(None)) -> None:
    assert one_.outputs == other.outputs
    for name in one_.outputs:
        assert np.array_equal(one_.values[name][rows], other.values[name], equal_nan=True), name


class TestChunks:
    @pytest.mark.parametrize("noun", NOUNS)
    @pytest.mark.parametrize("room", [gathering.ROOM, SMALL_ROOM], ids=["exact", "bins"])
    def test_how_many_are_solved_at_once_and_in_which_order_changes_no_bit(
        self, noun: str, room: int, people: People, monkeypatch: pytest.MonkeyPatch, seed: int
    ) -> None:
        monkeypatch.setattr(gathering, "ROOM", room // 4)
        whole = live(people, NOUNS[noun]())
        order = np.random.default_rng(seed).permutation(COUNT)
        for at_once in (1, 5, COUNT - 1):
            monkeypatch.setattr(living, "PEOPLE_AT_ONCE", at_once)
            assert_same(whole, live(people, NOUNS[noun]()))
            assert_same(whole, live(people[order], NOUNS[noun]()), slice(None) if noun in OVER_PEOPLE else order)

    @pytest.mark.parametrize("noun", sorted(set(NOUNS) - OVER_PEOPLE))
    def test_some_of_the_people_have_what_they_have_among_all(self, noun: str, people: People) -> None:
        which = np.array([4, 2, 19])
        assert_same(live(people, NOUNS[noun]()), live(people[which], NOUNS[noun]()), which)

    def test_how_many_are_solved_at_once_follows_from_what_they_take(self, people: People) -> None:
        asked = Trajectories().ask(competing.system, (PLASMA,), np.array([0.0, 24.0]))
        visits = Visits(1 * h, lambda visit: None)
        fast, slow, seeing = (
            living.find_way(asked, people, method, back_end=back_end, visits=seen)
            for method, back_end, seen in (
                (Rodas5P(), "engine", None),
                (Rodas5P(), "reference", None),
                (None, None, visits),
            )
        )
        many = living.choose_share(fast, 10_000, 10)
        assert many * living.size_of_person(fast, 10_000, 10) <= living.BYTES_AT_ONCE
        assert living.choose_share(fast, 2, 0) == living.PEOPLE_AT_ONCE > many > living.BUSY
        assert living.REFERENCE_AT_ONCE >= living.choose_share(slow, 10_000, 10) > 1
        assert [living.choose_share(way, 10**8, 0) for way in (fast, slow)] == [1, 1]
        assert living.choose_share(seeing, 10**8, 0) == living.VISITED_AT_ONCE

    @pytest.mark.parametrize("noun", NOUNS)
    def test_with_visits_the_same_is_kept(self, noun: str, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
        def decide(visit: Visit) -> None:
            visit.scale(0.5, where=visit[EFFECT].to(percent).value > 5)

        whole = live(people, NOUNS[noun](), visits=Visits([6, 12] * h, decide))
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", 4)
        assert_same(whole, live(people, NOUNS[noun](), visits=Visits([6, 12] * h, decide)))
        if noun == "trajectories":
            assert not np.array_equal(whole.values[EFFECT], live(people).values[EFFECT])


class TestOverPeople:
    def test_means_are_those_of_the_trajectories(self, people: People) -> None:
        whole, kept = live(people), live(people, Means())
        assert kept.kept == "mean and sd over all 23 people who have values, summed without rounding"
        assert "2 statistics of 23 people" in repr(kept)
        for name in (PLASMA, EFFECT):
            assert kept[name].mean().value == pytest.approx(whole[name].mean().value, rel=1e-12)
            assert kept[name].sd().value == pytest.approx(whole[name].sd().value, rel=1e-12, abs=1e-12)
            assert kept[name].at(4 * h).mean().value == pytest.approx(whole[name].at(4 * h).mean().value, rel=1e-12)
            assert kept[name].mean().unit == whole[name].mean().unit
        assert kept.to_pandas()["statistic"].tolist() == ["mean"] * 21 + ["sd"] * 21

    def test_of_means_nothing_else_can_be_asked(self, people: People) -> None:
        kept = live(people, Means())
        with pytest.raises(CourseError, match=r"the quantile 0\.5 of effect was not kept") as caught:
            kept[EFFECT].quantiles(0.5)
        assert caught.value.exists == "kept: mean, sd"
        with pytest.raises(CourseError, match="only mean and sd were kept"):
            kept[EFFECT].highest()
        with pytest.raises(CourseError, match="bands of effect need quantiles"):
            kept[EFFECT].plot()
        with pytest.raises(CourseError, match="only statistics over all people were kept"):
            kept.some(slice(1))

    def test_a_course_says_how_its_quantiles_were_found(self, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
        assert live(people, Quantiles()).kept == "quantiles over all 23 people who have values, exact"
        whole = live(people, Quantiles())
        monkeypatch.setattr(gathering, "ROOM", 0)
        kept = live(people, Quantiles())
        assert kept.kept.startswith(
            "quantiles over all 23 people who have values, from bins: each value to one part in "
        )
        share = 1 / float(kept.kept.split(" ")[-1])
        for name in kept.outputs:
            assert kept.values[name] == pytest.approx(whole.values[name], rel=2 * share, abs=1e-300)

    @pytest.mark.parametrize("room", [gathering.ROOM, 0], ids=["exact", "bins"])
    def test_whoever_fails_is_left_out_and_counted(self, room: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(gathering, "ROOM", room)
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", 3)
        well = grow().finished()
        for keep in (Quantiles(0.1, 0.5), Means()):
            kept = grow(keep=keep)
            assert f"over those {len(well.people)} of 4 people who have values" in kept.kept
            assert len(kept.status.failed) == 2
        assert grow(keep=Means())["x"].mean().value == pytest.approx(well["x"].mean().value)
        known = well["x"].quantiles(0.1, 0.5).value
        assert grow(keep=Quantiles(0.1, 0.5))["x"].values == pytest.approx(known, rel=1e-3)
        hours = grow(keep=TimesAbove({"x": Quantity(1.1, one)}))
        assert np.isfinite(hours["time of x above 1.1"].values[:, 0]).tolist() == [True, False, True, False]


def grow(**how: Any) -> Course:
    """Two of four run away, after two hours and after five."""
    people = people_from({"k": [0.01, 0.5, 0.02, 0.2]}, {"k": one / h}, identity=[3, 9, 2, 4])
    return simulate(growth, None, people, **{"at": [0, 1, 4, 10] * h, "outputs": ["x"], **how})


class TestFiles:
    @pytest.fixture
    def path(self, tmp_path: Path) -> Path:
        return tmp_path / "course.parquet"

    def test_the_file_holds_the_trajectories(self, people: People, path: Path) -> None:
        whole, kept = live(people), live(people, Parquet(path, {"why": "a test"}))
        pandas.testing.assert_frame_equal(pandas.read_parquet(path), whole.to_pandas(), check_exact=True)
        said = {key.decode(): value.decode() for key, value in parquet.read_metadata(path).metadata.items()}
        assert (said["why"], said["model"], said["seed"]) == ("a test", competing.system.name, str(people.seed))
        assert said["status"] == str(kept.status) == str(whole.status)
        field = parquet.read_schema(path).field(3)
        assert field.metadata == {b"address": b"effect", b"unit": b"%", b"meaning": whole[EFFECT].meaning.encode()}
        assert (kept.file, kept.people is people, len(kept.status.steps)) == (path, True, COUNT)

    def test_how_many_are_solved_at_once_changes_no_byte(
        self, people: People, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("neurodose.simulation.parquet.GROUP", 4 * 21 * 6)
        files = []
        for at_once in (1, 4, 7, COUNT):
            monkeypatch.setattr(living, "PEOPLE_AT_ONCE", at_once)
            live(people, Parquet(path))
            files.append(path.read_bytes())
        assert len(set(files)) == 1
        groups = parquet.read_metadata(path)
        assert [groups.row_group(n).num_rows for n in range(groups.num_row_groups)] == [6 * 21] * 3 + [5 * 21]
        pandas.testing.assert_frame_equal(pandas.read_parquet(path), live(people).to_pandas(), check_exact=True)

    def test_whoever_fails_has_rows_without_numbers(self, path: Path) -> None:
        kept = grow(keep=Parquet(path))
        assert kept.status.status[1] != Status.DONE
        pandas.testing.assert_frame_equal(pandas.read_parquet(path), grow().to_pandas(), check_exact=True)

    def test_what_is_in_the_file_is_not_in_the_course(self, people: People, path: Path) -> None:
        kept = live(people, Parquet(str(path)))
        asked: list[Callable[[], Any]] = [
            lambda: kept[EFFECT], kept.columns, kept.to_pandas, kept.to_polars, kept.to_xarray, kept.finished,
            lambda: kept.some(slice(1)),
        ]  # fmt: skip
        for ask in asked:
            with pytest.raises(CourseError, match="the trajectories are in the file") as caught:
                ask()
            assert "read_parquet" in str(caught.value.hint)
        assert f"in the file {path}" in repr(kept)

    @pytest.mark.parametrize("at", [1, 3], ids=["in the first group", "between groups"])
    def test_an_interrupt_leaves_what_was_there_and_the_next_call_works(
        self, at: int, people: People, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("neurodose.simulation.parquet.GROUP", 4 * 21 * 6)
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", 5)
        path.write_text("before", encoding="utf-8")

        def interrupt(done: float) -> None:
            if done > at * 5 / COUNT:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt, match=r"^$"):
            live(people, Parquet(path), progress=interrupt)
        assert (os.listdir(path.parent), path.read_text(encoding="utf-8")) == ([path.name], "before")
        live(people, Parquet(path))
        assert os.listdir(path.parent) == [path.name]
        assert parquet.read_metadata(path).num_rows == COUNT * 21

    def test_a_disk_that_fills_up_leaves_what_was_there(
        self, people: People, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fill(*_: object) -> None:
            raise OSError(28, "No space left on device")

        path.write_text("before", encoding="utf-8")
        monkeypatch.setattr(parquet.ParquetWriter, "write_table", fill)
        with pytest.raises(OutputError, match="No space left on device"):
            live(people, Parquet(path))
        assert (os.listdir(path.parent), path.read_text(encoding="utf-8")) == ([path.name], "before")

    def test_a_place_that_cannot_be_written_is_refused_before_the_work(self, people: People, tmp_path: Path) -> None:
        told: list[float] = []
        with pytest.raises(OutputError, match="does not exist"):
            live(people, Parquet(tmp_path / "no" / "course.parquet"), progress=told.append)
        assert not told
