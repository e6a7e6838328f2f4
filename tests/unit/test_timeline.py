"""What changes in people's time: covariates told time by time, draws between occasions, and the rows that hold them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neurodose import (
    Assumption,
    LogNormal,
    Parameter,
    Parameters,
    People,
    people_from,
    population,
    typical_people,
)
from neurodose.errors import PopulationError
from neurodose.estimation.typical import make_typical
from neurodose.populations import Choice, Normal, Series, Timeline, Uniform
from neurodose.populations.people import join_people
from neurodose.populations.virtual import Population
from neurodose.units import L, day, h, kg, nM, week
from tests.models import Numbers, assume

MANY = 20_000
EXACT = 1e-12  # relative: rounding of a few operations
CERTAIN = 1e-9  # relative: medians are put in by dividing by the typical value
FOUR_SIGMA = 4 / np.sqrt(MANY)  # one sample mean in 16,000 lies further off than four standard errors
BETWEEN = 0.2  # coefficient of variation between occasions
OMEGA = np.sqrt(np.log1p(BETWEEN**2))  # the standard deviation of its logarithm
standard = 70 * kg


class Sized(Parameters):
    """Clearance grows with weight and falls with age; the volume does neither."""

    weight = assume(74 * kg, "weight", varies=True)
    age = assume(40, "years of age")
    CL = assume(5 * L / h, "clearance", varies=True)
    V = assume(50 * L, "volume", varies=True)
    protein = assume(600 * nM, "a protein in plasma")


@population
def sized(i: Any, p: Any = Sized) -> None:
    """People of many sizes."""
    i.weight = p.weight
    i.size = i.weight / standard
    i.CL = p.CL * i.size**0.75 * (40 / p.age)
    i.is_heavy = i.weight > 75 * kg


@population
def moody(i: Any, p: Any = Sized) -> None:
    """People whose clearance differs from one occasion to the next."""
    i.CL = p.CL * LogNormal(cv=BETWEEN, each_occasion=True)


loses_weight = Series([0, 4, 12] * week, [80, 78, 70] * kg)


def rows_of(people: People, address: str) -> np.ndarray:
    """A column that changes (people, rows)."""
    assert people.timeline is not None
    return people.timeline.columns[address]


class TestCovariatesOverTime:
    def test_what_is_computed_from_a_covariate_follows_it_exactly_at_each_row(self, seed: int) -> None:
        people = sized.sample(9, seed=seed, over_time={"weight": loses_weight})
        plain = sized.sample(9, seed=seed)
        before = plain["weight"].to(kg).value
        assert people.timeline is not None
        assert people.timeline.times.tolist() == [0, 672, 2016]
        for row, weight in enumerate((80, 78, 70)):
            now = people.timeline.values_at(row)
            assert now["weight"] == pytest.approx(np.full(9, kg.to_coherent(weight)), rel=EXACT)
            assert now["size"] == pytest.approx(np.full(9, weight / 70), rel=EXACT)
            assert now["CL"] == pytest.approx(plain.columns["CL"] * (weight / before) ** 0.75, rel=EXACT)
            assert (now["is_heavy"] == (weight > 75)).all()

    def test_only_what_changes_for_anybody_stands_in_the_timeline(self, seed: int) -> None:
        people = sized.sample(9, seed=seed, over_time={"weight": loses_weight})
        assert people.timeline is not None
        assert set(people.timeline.columns) == {"weight", "size", "CL", "is_heavy"}
        assert np.array_equal(people.columns["V"], sized.sample(9, seed=seed).columns["V"])

    def test_the_columns_are_how_people_begin(self, seed: int) -> None:
        people = sized.sample(9, seed=seed, over_time={"weight": Series([2, 4] * week, [80, 70] * kg)})
        assert people.timeline is not None
        for address, values in people.timeline.values_at(0).items():
            assert np.array_equal(people.columns[address], values)

    def test_each_person_may_have_a_course_of_their_own(self, seed: int) -> None:
        told = np.array([[80.0, 70.0], [60.0, 60.0], [90.0, 95.0]])
        people = sized.sample(3, seed=seed, over_time={"weight": Series([0, 4] * week, told * kg)})
        assert rows_of(people, "weight") == pytest.approx(kg.to_coherent(told))
        assert rows_of(people, "CL")[1, 0] == rows_of(people, "CL")[1, 1]

    def test_a_parameter_that_nobody_mentions_may_change_too(self, seed: int) -> None:
        people = sized.sample(4, seed=seed, over_time={"protein": Series([0, 5] * h, [500, 900] * nM)})
        assert rows_of(people, "protein") == pytest.approx(np.tile([500.0, 900.0], (4, 1)))
        assert people.columns["protein"] == pytest.approx(np.full(4, 500.0))
        assert people.timeline is not None
        assert set(people.timeline.columns) == {"protein"}

    def test_what_is_computed_from_a_bare_parameter_follows_it(self, seed: int) -> None:
        people = sized.sample(4, seed=seed, over_time={"age": Series([0, 100] * day, (40.0, 80.0))})
        assert rows_of(people, "CL")[:, 0] == pytest.approx(2 * rows_of(people, "CL")[:, 1], rel=EXACT)

    def test_a_spread_that_only_the_table_states_gives_way_to_what_is_told(self, seed: int) -> None:
        people = Population(None, Numbers).sample(4, seed=seed, over_time={"Ki": Series([0, 1] * h, [10, 30] * nM)})
        assert rows_of(people, "Ki") == pytest.approx(np.tile([10.0, 30.0], (4, 1)))

    def test_a_draw_that_is_used_without_its_name_gives_way_too(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Numbers) -> None:
            weight = LogNormal(median=70 * kg, cv=0.2)
            i.weight = weight
            i.CL = p.CL * weight / standard

        people = adults.sample(4, seed=seed, over_time={"weight": Series([0, 1] * h, [70, 140] * kg)})
        assert rows_of(people, "CL")[:, 1] == pytest.approx(2 * rows_of(people, "CL")[:, 0], rel=EXACT)

    def test_what_is_told_changes_no_other_draw_and_no_other_person(self, seed: int) -> None:
        many = sized.sample(30, seed=seed, over_time={"weight": loses_weight})
        some = sized.sample(5, seed=seed, first=12, over_time={"weight": loses_weight})
        assert np.array_equal(rows_of(many, "CL")[12:17], rows_of(some, "CL"))

    def test_a_covariate_that_stays_leaves_no_timeline(self, seed: int) -> None:
        people = sized.sample(4, seed=seed, over_time={"weight": Series([0, 4] * week, [80, 80] * kg)})
        assert people.timeline is None
        assert people["weight"].to(kg).value == pytest.approx(np.full(4, 80.0))

    def test_typical_values_move_what_is_not_told(self, seed: int) -> None:
        typical = {"weight": np.array([5e7, 9e7]), "CL": np.array([5.0, 10.0])}
        people = sized.sample(2, seed=seed, typical=typical, over_time={"weight": loses_weight})
        plain = sized.sample(2, seed=seed, over_time={"weight": loses_weight})
        assert np.array_equal(rows_of(people, "weight"), rows_of(plain, "weight"))
        assert rows_of(people, "CL") == pytest.approx(rows_of(plain, "CL") * [[1], [2]], rel=EXACT)

    def test_a_study_may_tell_the_median_of_what_follows(self) -> None:
        """Clearance is 10 L/h in who weighs 90 kg, and grows with weight from there."""

        @population
        def alike(i: Any, p: Any = Sized) -> None:
            i.weight = p.weight
            i.CL = p.age * (1 * L / h) * (i.weight / standard) ** 0.75
            i.V = 50 * L

        told = {"weight": Series([0, 1] * h, [90, 45] * kg)}
        people = alike.having({"weight": 90 * kg, "CL": 10 * L / h}).sample(2, seed=1, over_time=told)
        expected = [10.0, 10 * 0.5**0.75]
        assert rows_of(people, "CL") == pytest.approx(np.tile(expected, (2, 1)), rel=CERTAIN)
        assert rows_of(people, "weight") == pytest.approx(kg.to_coherent(np.tile([90.0, 45.0], (2, 1))), rel=EXACT)

    def test_the_notes_and_the_origin_say_what_is_told(self, seed: int) -> None:
        people = sized.sample(2, seed=seed, over_time={"weight": loses_weight})
        assert people.notes["weight"] == "told at 3 times, carried forward"
        assert people.notes["size"].startswith("weight/")
        assert people.origin.endswith("with seed 7, weight over time")

    def test_people_of_a_table_may_change(self) -> None:
        told = {
            "weight": Series([0, 24] * h, np.array([[80.0, 70.0], [60.0, 60.0]]) * kg),
            "dose_number": Series([0, 12] * h, (1, 2)),
        }
        people = people_from({"CL": [3.0, 6.0]}, {"CL": L / h}, over_time=told)
        assert people.timeline is not None
        assert people.timeline.times.tolist() == [0, 12, 24]
        assert rows_of(people, "weight") == pytest.approx(kg.to_coherent(np.array([[80.0, 80, 70], [60, 60, 60]])))
        assert rows_of(people, "dose_number").tolist() == [[1, 2, 2]] * 2
        assert people["weight"].to(kg).value == pytest.approx([80.0, 60.0])
        assert "CL" not in people.timeline.columns


class TestWaysOfCarrying:
    def test_rows_are_all_times_at_which_anything_is_told(self, seed: int) -> None:
        told = {
            "weight": Series([0, 4] * week, [80, 70] * kg),
            "age": Series([2, 6] * week, (40.0, 41.0)),
        }
        people = sized.sample(2, seed=seed, over_time=told)
        assert people.timeline is not None
        assert (people.timeline.times / week.to_coherent(1)).tolist() == [0, 2, 4, 6]
        assert rows_of(people, "weight")[0] == pytest.approx(kg.to_coherent(np.array([80, 80, 70, 70.0])))
        assert (people.timeline.carried, len(people.timeline), people.timeline.rows) == ("forward", 2, 4)
        assert "age" in people.columns
        assert rows_of(people, "age")[0].tolist() == [40, 40, 40, 41]

    @pytest.mark.parametrize(
        ("carried", "values"),
        [
            ("forward", [1, 1, 1, 1, 3, 3]),
            ("backward", [1, 1, 3, 3, 3, 3]),
            ("linear", [1, 1, 1.5, 2, 3, 3]),
        ],
    )
    def test_between_its_times_a_series_is_read_as_it_is_carried(self, carried: str, values: list[float]) -> None:
        series = Series([1, 5] * h, (1.0, 3.0), carried)
        assert series.read(np.array([0.0, 1.0, 2.0, 3.0, 5.0, 9.0])).tolist() == values

    @pytest.mark.parametrize("carried", ["forward", "backward", "linear"])
    def test_one_way_is_kept_for_the_schedule_to_act_on(self, carried: str) -> None:
        told = {"x": Series([0, 5] * h, (1, 3), carried), "y": Series([2] * h, (7,))}
        timeline = people_from({"CL": [1.0]}, over_time=told).timeline
        assert timeline is not None
        assert timeline.carried == carried
        assert timeline.columns["x"][0, [0, -1]].tolist() == [1, 3]

    def test_what_follows_a_line_may_be_carried_along_lines(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Sized) -> None:
            i.weight = p.weight
            i.CL = p.CL * i.weight / standard

        people = adults.sample(3, seed=seed, over_time={"weight": replace(loses_weight, carried="linear")})
        assert rows_of(people, "CL")[:, 2] == pytest.approx(rows_of(people, "CL")[:, 0] * 7 / 8, rel=EXACT)

    def test_what_does_not_follow_a_line_is_refused_along_lines(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Sized) -> None:
            i.weight = p.weight
            i.CL = p.CL * (i.weight / standard) ** 0.75

        with pytest.raises(PopulationError, match="CL does not follow a line where a covariate does") as caught:
            adults.sample(3, seed=seed, over_time={"weight": replace(loses_weight, carried="linear")})
        assert "let the model compute CL" in str(caught.value.hint)

    def test_what_returns_at_each_row_and_leaves_the_line_between_is_refused_too(self) -> None:
        @population
        def adults(i: Any, p: Any = Sized) -> None:
            i.weight = p.weight
            i.CL = p.CL * (1 + (i.weight / standard - 1) ** 2)

        told = {"weight": Series([0, 1] * h, [60, 80] * kg, "linear")}
        with pytest.raises(PopulationError, match="CL does not follow a line"):
            adults.sample(3, seed=1, over_time=told)

    def test_two_ways_in_one_sample_are_refused(self, seed: int) -> None:
        told = {
            "weight": Series([0, 4] * week, [80, 70] * kg, "linear"),
            "age": Series([2, 6] * week, (40.0, 41.0), "backward"),
        }
        with pytest.raises(PopulationError, match="carried in different ways") as caught:
            sized.sample(2, seed=seed, over_time=told)
        assert caught.value.exists == "weight over time: linear; age over time: backward"

    @pytest.mark.parametrize("carried", ["backward", "linear"])
    def test_occasions_begin_at_their_time_and_refuse_other_ways(self, seed: int, carried: str) -> None:
        told = {"protein": Series([0, 4] * week, [500, 900] * nM, carried)}
        with pytest.raises(PopulationError, match="different ways") as caught:
            moody.sample(2, seed=seed, over_time=told, occasions=[0, 7] * day)
        assert "what differs between occasions: forward" in str(caught.value.exists)


class TestOccasions:
    def test_draws_between_occasions_vary_as_stated_and_know_nothing_of_one_another(self, seed: int) -> None:
        people = moody.sample(MANY, seed=seed, occasions=[0, 7, 14] * day)
        assert people.timeline is not None
        assert people.timeline.times.tolist() == [0, 168, 336]
        between = np.log(rows_of(people, "CL"))
        own = (
            between - np.log(sized.sample(MANY, seed=seed).columns["CL"])[:, None] * 0
        )  # what stays is taken out below
        steps = np.diff(own, axis=1)
        assert steps.mean(axis=0) == pytest.approx(np.zeros(2), abs=np.sqrt(2) * OMEGA * FOUR_SIGMA)
        assert steps.std(axis=0) == pytest.approx(np.full(2, np.sqrt(2) * OMEGA), rel=FOUR_SIGMA)
        # Two steps share the occasion between them, and only that.
        assert np.corrcoef(steps.T)[0, 1] == pytest.approx(-0.5, abs=FOUR_SIGMA)

    def test_what_a_person_keeps_and_what_an_occasion_adds_are_independent(self, seed: int) -> None:
        kept = np.log(Population(None, Sized).sample(MANY, seed=seed).columns["CL"])
        added = np.log(moody.sample(MANY, seed=seed).columns["CL"]) - kept
        assert added.std() == pytest.approx(OMEGA, rel=FOUR_SIGMA)
        assert np.corrcoef(kept, added)[0, 1] == pytest.approx(0, abs=FOUR_SIGMA)

    def test_the_same_person_has_the_same_draw_on_the_same_occasion_whatever_else_there_is(self, seed: int) -> None:
        @population
        def more(i: Any, p: Any = Sized) -> None:
            i.height = LogNormal(cv=0.1, each_occasion=True)
            i.CL = p.CL * LogNormal(cv=BETWEEN, each_occasion=True)

        two = rows_of(moody.sample(30, seed=seed, occasions=[0, 7] * day), "CL")
        five = rows_of(more.sample(4, seed=seed, first=20, occasions=[0, 1, 2, 3, 9] * day), "CL")
        assert np.array_equal(two[20:24], five[:, :2])
        told = {"protein": Series([0, 3] * day, [500, 900] * nM)}
        beside = rows_of(moody.sample(30, seed=seed, occasions=[0, 7] * day, over_time=told), "CL")
        assert np.array_equal(beside, two[:, [0, 0, 1]])

    def test_without_occasions_there_is_one(self, seed: int) -> None:
        one, three = moody.sample(9, seed=seed), moody.sample(9, seed=seed, occasions=[0, 7, 14] * day)
        assert one.timeline is None
        assert np.array_equal(one.columns["CL"], rows_of(three, "CL")[:, 0])
        assert np.array_equal(one.columns["CL"], three.columns["CL"])
        assert moody.sample(9, seed=seed, occasions=[0] * day).timeline is None

    def test_only_what_is_drawn_each_occasion_differs_between_them(self, seed: int) -> None:
        people = moody.sample(9, seed=seed, occasions=[0, 7] * day)
        assert people.timeline is not None
        assert set(people.timeline.columns) == {"CL"}
        assert people.origin.endswith("with seed 7, 2 occasions")
        assert people.notes["CL"].endswith("log-normal, CV 20 %, each occasion")

    @pytest.mark.parametrize(
        "distribution",
        [
            LogNormal(cv=0.2, each_occasion=True),
            Normal(1, 0.1, each_occasion=True),
            Uniform(1, 2, each_occasion=True),
            Choice({1: 0.5, 2: 0.5}, each_occasion=True),
        ],
    )
    def test_any_distribution_may_be_drawn_each_occasion(self, distribution: Any, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Sized) -> None:
            i.x = distribution

        x = rows_of(adults.sample(200, seed=seed, occasions=[0, 7] * day), "x")
        assert abs(np.corrcoef(x.T)[0, 1]) < 4 / np.sqrt(200)

    def test_a_draw_each_occasion_is_one_draw_however_often_it_is_written(self, seed: int) -> None:
        mood = LogNormal(cv=0.3, each_occasion=True, name="mood")

        @population
        def adults(i: Any, p: Any = Sized) -> None:
            i.x = 2 * mood
            i.y = 3 * mood

        people = adults.sample(5, seed=seed, occasions=[0, 7] * day)
        assert rows_of(people, "y") == pytest.approx(1.5 * rows_of(people, "x"), rel=EXACT)

    def test_a_spread_between_people_and_one_between_occasions_need_no_names_on_one_line(self, seed: int) -> None:
        @population
        def adults(i: Any, p: Any = Sized) -> None:
            i.x = LogNormal(cv=0.3) * LogNormal(cv=BETWEEN, each_occasion=True)

        steps = np.diff(np.log(rows_of(adults.sample(MANY, seed=seed, occasions=[0, 7] * day), "x")), axis=1)
        assert steps.std() == pytest.approx(np.sqrt(2) * OMEGA, rel=FOUR_SIGMA)

    def test_the_typical_person_is_the_same_on_every_occasion(self) -> None:
        assert make_typical(moody, {})["CL"].value == pytest.approx([5.0])

    def test_two_unnamed_draws_of_one_kind_on_one_line_are_refused(self) -> None:
        with pytest.raises(PopulationError, match=r"i\.x holds 2 distributions without a name") as caught:

            @population
            def adults(i: Any, p: Any = Sized) -> None:
                i.x = LogNormal(cv=0.3, each_occasion=True) * LogNormal(cv=0.2, each_occasion=True)

        assert "one random stream" in str(caught.value.exists)

    def test_occasions_between_which_nothing_differs_are_refused(self) -> None:
        with pytest.raises(PopulationError, match="nothing in “sized” differs between occasions") as caught:
            sized.sample(2, seed=1, occasions=[0, 7] * day)
        assert "each_occasion=True" in str(caught.value.hint)

    def test_a_spread_between_people_is_not_drawn_each_occasion(self) -> None:
        class Table(Parameters):
            CL = Parameter(
                5 * L / h,
                "clearance",
                Assumption("made up for tests", (0.5, 50) * (L / h)),
                between_people=LogNormal(cv=0.2, each_occasion=True),
            )

        with pytest.raises(PopulationError, match="the spread of CL between people is drawn each occasion"):
            Population(None, Table)


class TestSomePeople:
    def changing(self, **how: Any) -> People:
        return sized.sample(6, seed=7, over_time={"weight": loses_weight}, **how)

    @pytest.mark.parametrize("which", [slice(1, 4), 2, -1, [0, 3], np.array([True, False] * 3), slice(0, 0)])
    def test_some_people_keep_their_timeline(self, which: Any) -> None:
        people = self.changing()
        some = people[which]
        assert len(some.timeline) == len(some)
        for address, column in some.timeline.columns.items():
            assert np.array_equal(column, np.atleast_2d(rows_of(people, address)[which]))
            assert np.array_equal(column[:, 0], some.columns[address])

    def test_groups_that_change_at_the_same_times_join(self) -> None:
        first, second = self.changing(), self.changing(first=6)
        both, whole = join_people([first, second]), sized.sample(12, seed=7, over_time={"weight": loses_weight})
        for address in rows_of_all(whole):
            assert np.array_equal(rows_of(both, address), rows_of(whole, address))

    def test_a_group_in_which_nothing_changes_stays_as_it_is_beside_others(self) -> None:
        steady = sized.sample(2, seed=7, first=6)
        both = join_people([self.changing(), steady])
        assert np.array_equal(rows_of(both, "CL")[6:], np.repeat(steady.columns["CL"][:, None], 3, axis=1))
        assert join_people([steady, steady]).timeline is None

    def test_a_column_that_changes_in_one_group_only_stays_in_the_other(self) -> None:
        x, y = Series([0, 5] * h, (1, 2)), Series([0, 5] * h, (3, 4))
        flat = Series([0, 5] * h, (7, 7))
        groups = [
            people_from({"CL": [1.0]}, over_time={"x": x, "y": flat}),
            people_from({"CL": [1.0]}, over_time={"x": flat, "y": y}),
        ]
        both = join_people(groups)
        assert rows_of(both, "x").tolist() == [[1, 2], [7, 7]]
        assert rows_of(both, "y").tolist() == [[7, 7], [3, 4]]

    @pytest.mark.parametrize(
        "other",
        [Series([0, 4, 11] * week, [80, 78, 70] * kg), Series([0, 4, 12] * week, [80, 78, 70] * kg, "backward")],
        ids=["times", "way"],
    )
    def test_groups_that_change_at_different_times_are_refused(self, other: Series) -> None:
        groups = [self.changing(), sized.sample(2, seed=7, over_time={"weight": other})]
        with pytest.raises(PopulationError, match="people who change at different times"):
            join_people(groups)

    def test_a_timeline_of_other_people_is_refused(self) -> None:
        people = self.changing()
        with pytest.raises(PopulationError, match="the timeline of 3 people tells of 6"):
            replace(people[:3], timeline=people.timeline)
        with pytest.raises(PopulationError, match='no column is called "weight"'):
            replace(typical_people(6), timeline=people.timeline)


def rows_of_all(people: People) -> list[str]:
    assert people.timeline is not None
    return list(people.timeline.columns)


class TestBadInput:
    @pytest.mark.parametrize(
        ("times", "carried", "columns", "match"),
        [
            ([0, 1, 1], "forward", {"x": np.ones((2, 3))}, "the rows of a timeline"),
            ([0, 2, 1], "forward", {"x": np.ones((2, 3))}, "the rows of a timeline"),
            ([0, np.nan, 1], "forward", {"x": np.ones((2, 3))}, "the rows of a timeline"),
            ([], "forward", {"x": np.ones((2, 0))}, "the rows of a timeline"),
            ([0, 1], "forward", {"x": np.ones((2, 3))}, "a timeline of 2 rows"),
            ([0, 1], "forward", {"x": np.ones((2, 2)), "y": np.ones((3, 2))}, "a timeline of 2 rows"),
            ([0, 1], "forward", {"x": np.ones(2)}, "a timeline of 2 rows"),
            ([0, 1], "forward", {}, "a timeline of 2 rows"),
            ([0, 1], "onward", {"x": np.ones((2, 2))}, "carried='onward'"),
        ],
    )
    def test_what_is_no_timeline_is_refused(self, times: Any, carried: str, columns: Any, match: str) -> None:
        with pytest.raises(PopulationError, match=match):
            Timeline(np.array(times, dtype=float), carried, columns)

    @pytest.mark.parametrize(
        ("at", "values", "carried", "match"),
        [
            ([0, 4, 4] * week, [80, 78, 75] * kg, "forward", "the times of a series are"),
            ([4, 0] * week, [80, 78] * kg, "forward", "the times of a series are"),
            ([0, float("inf")] * week, [80, 78] * kg, "forward", "the times of a series are"),
            ([-1, 0] * week, [80, 78] * kg, "forward", "the times of a series are"),
            ([] * week, [] * kg, "forward", "the times of a series are"),
            ([0, 4], [80, 78] * kg, "forward", "the times of a series are"),
            ([0, 4] * kg, [80, 78] * kg, "forward", "the times of a series are"),
            ([0, 4] * week, [80, 78, 75] * kg, "forward", "2 times and values of shape"),
            ([0, 4] * week, np.ones((2, 3)) * kg, "forward", "2 times and values of shape"),
            ([0, 4] * week, np.ones((0, 2)) * kg, "forward", "2 times and values of shape"),
            ([0, 4] * week, np.ones((1, 2, 2)) * kg, "forward", "2 times and values of shape"),
            ([0, 4] * week, "heavy", "forward", "the values of a series are 'heavy'"),
            ([0, 4] * week, [80, 78] * kg, "sideways", "carried='sideways'"),
        ],
    )
    def test_what_is_no_series_is_refused(self, at: Any, values: Any, carried: str, match: str) -> None:
        with pytest.raises(PopulationError, match=match) as caught:
            Series(at, values, carried)
        assert caught.value.hint or caught.value.exists

    @pytest.mark.parametrize(
        ("values", "where"),
        [([80, float("nan")] * kg, "time 2"), (np.array([[1, 2], [np.inf, 3]]) * kg, "person 2, time 1")],
    )
    def test_a_value_that_is_missing_is_named_by_its_place(self, values: Any, where: str) -> None:
        with pytest.raises(PopulationError, match="a series holds") as caught:
            Series([0, 4] * week, values)
        assert caught.value.where == where

    @pytest.mark.parametrize(
        ("over_time", "match"),
        [
            ({"wieght": loses_weight}, 'no covariate is called "wieght"'),
            ({"weight": Series([0, 4] * week, [80, 78] * L)}, "weight over time is volume"),
            ({"weight": Series([0, 4] * week, (80, 78))}, "weight over time is a pure number"),
            ({"weight": Series([0, 4] * week, np.ones((3, 2)) * kg)}, "weight is told of 3 people over time"),
            ({"weight": 80 * kg}, "weight over time is 80 kg"),
            ({"is_heavy": Series([0, 4] * week, (1, 0))}, "is_heavy cannot be told over time"),
            (loses_weight, "over_time="),
        ],
    )
    def test_what_cannot_be_told_of_a_population_is_refused(self, over_time: Any, match: str) -> None:
        with pytest.raises(PopulationError, match=match) as caught:
            sized.sample(2, seed=1, over_time=over_time)
        assert caught.value.hint

    def test_one_thing_is_told_once(self) -> None:
        class Body(Parameters):
            weight = assume(70 * kg, "weight", varies=True)

        class Table(Parameters):
            body = Body

        @population
        def adults(i: Any, p: Any = Table) -> None:
            i.weight = p.body.weight

        assert set(rows_of_all(adults.sample(2, seed=1, over_time={"weight": loses_weight}))) == {
            "weight",
            "body.weight",
        }
        with pytest.raises(PopulationError, match=r"weight and body\.weight are one and the same"):
            adults.sample(2, seed=1, over_time={"weight": loses_weight, "body.weight": loses_weight})

    @pytest.mark.parametrize(
        ("occasions", "match"),
        [
            ([0, 7, 7] * day, "the beginnings of occasions are"),
            ([0, 7], "the beginnings of occasions are"),
            ([0, 7] * kg, "the beginnings of occasions are"),
            ([-7, 0] * day, "the beginnings of occasions are"),
            (3, "the beginnings of occasions are 3"),
        ],
    )
    def test_what_are_no_occasions_is_refused(self, occasions: Any, match: str) -> None:
        with pytest.raises(PopulationError, match=match) as caught:
            moody.sample(2, seed=1, occasions=occasions)
        assert caught.value.hint

    @pytest.mark.parametrize(
        ("over_time", "match"),
        [
            ({"CL": Series([0, 4] * week, [3, 4] * (L / h))}, 'the column "CL" is given twice'),
            ({"weight": Series([0, 4] * week, np.ones((3, 2)) * kg)}, "weight is told of 3 people"),
            ({"weight": "80 kg"}, "weight over time is '80 kg'"),
        ],
    )
    def test_what_cannot_be_told_of_a_table_is_refused(self, over_time: Any, match: str) -> None:
        with pytest.raises(PopulationError, match=match):
            people_from({"CL": [3.0, 6.0]}, {"CL": L / h}, over_time=over_time)
