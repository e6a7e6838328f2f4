"""Forest plots: what is drawn of pools, and that nothing of it is lost where it goes beyond the scale."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from neurodose.evidence.effects import Arms, Effects
from neurodose.evidence.synthesis import CommonEffect, Pool, synthesize
from neurodose.figures.axes import measure
from neurodose.figures.forest import Forest, Group, Line, compare_pools, make_forest, say_interval, say_value
from neurodose.figures.forest_characters import write_forest
from neurodose.figures.forest_drawing import draw_forest

EVENTS = np.array([[20, 11], [25, 24], [14, 13], [3, 1]], float)
TOTALS = np.array([[42, 42], [40, 40], [30, 30], [12, 14]], float)
NAMES = ["Rome 2007", "Chapel Hill 2010", "Jerusalem 2015 & <others> of a very long name", "Paris 2017"]


def pool_some(remembered: tuple[bool, ...] = (False, False, True, False)) -> Pool:
    ratios = EVENTS / TOTALS
    return synthesize(
        Effects.of(
            NAMES, np.log(ratios[:, 0] / ratios[:, 1]), variances=(1 / EVENTS - 1 / TOTALS).sum(axis=1), measure="RR",
            treatments=["baclofen"] * 4, controls=["placebo"] * 4, arms=Arms(EVENTS, TOTALS), remembered=remembered,
            columns={"dose_mg": np.array([30, 30, 50, np.nan]), "weeks": np.array([12.0, 12.0, 12.0, np.nan])},
        )
    )  # fmt: skip


def take(pool: Pool, chosen: list[int]) -> Pool:
    return synthesize(pool.effects.take(chosen))


@pytest.fixture
def pool() -> Pool:
    return pool_some()


@pytest.fixture
def forest(pool: Pool) -> Forest:
    return make_forest({"": pool}, read_alone={"": take(pool, [0, 1, 3])}, better="more")


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("text")]


class TestWhatIsShown:
    def test_each_study_stands_with_its_counts_dose_weeks_and_weight(self, forest: Forest) -> None:
        first = forest.lines[0]
        assert forest.heads == ("treated", "control", "mg a day", "weeks")
        assert first.known == ("20/42", "11/42", "30", "12")
        assert forest.lines[3].known[2:] == ("", "")
        assert sum(line.weight or 0 for line in forest.lines) == pytest.approx(1.0)

    def test_pools_stand_with_and_without_remembered_numbers(self, forest: Forest) -> None:
        together, read = forest.diamonds
        assert together.remembered
        assert not read.remembered
        assert "1 remembered" in together.label
        assert "read alone (3)" in read.label

    def test_where_nothing_is_remembered_there_is_one_pool(self) -> None:
        pool = pool_some((False,) * 4)
        assert len(make_forest({"": pool}, read_alone={"": pool}).diamonds) == 1

    def test_which_side_favours_whom_follows_what_is_wanted(self, pool: Pool) -> None:
        assert make_forest({"": pool}, better="more").favours == ("favours placebo", "favours baclofen")
        assert make_forest({"": pool}, better="less").favours == ("favours baclofen", "favours placebo")
        assert make_forest({"": pool}).favours == ("less with baclofen", "more with baclofen")

    def test_a_prediction_that_cannot_be_told_is_said_to_be_so(self, pool: Pool) -> None:
        forest = make_forest({"": take(pool, [0, 1])})
        assert "cannot be said of so few" in texts(draw_forest(forest))
        assert any("cannot be said of so few" in line for line in write_forest(forest))

    def test_a_common_effect_predicts_nothing(self, pool: Pool) -> None:
        (diamond,) = make_forest({"": synthesize(pool.effects, CommonEffect())}).diamonds
        assert not diamond.has_prediction

    def test_the_scale_holds_every_estimate_and_no_effect(self, pool: Pool, forest: Forest) -> None:
        scale = forest.scale
        shown = [1.0, *(line.estimate for line in forest.lines), *(d.estimate for d in forest.diamonds)]
        assert scale.is_log
        assert all(scale.low < value < scale.high for value in shown)
        assert len(forest.find_ticks(5)) >= 3
        assert make_forest({"": take(pool, [0])}).scale.low < 1

    @pytest.mark.parametrize("half", [0.02, 0.3, 1.0, 2.4, 4.0])
    def test_a_scale_of_ratios_has_numbers_on_both_sides_of_none(self, half: float) -> None:
        effects = Effects.of(["a", "b"], [-half, half], errors=[half / 2] * 2, measure="OR")
        ticks = [value for value, _ in make_forest({"": synthesize(effects, CommonEffect())}).find_ticks(6)]
        assert min(ticks) < 1 < max(ticks)

    def test_pools_are_compared_without_their_studies(self, pool: Pool) -> None:
        forest = compare_pools({"all": pool, "without Rome": take(pool, [1, 2, 3])}, better="more")
        assert [line.label for line in forest.lines] == ["all", "without Rome"]
        assert not forest.diamonds
        assert ElementTree.fromstring(draw_forest(forest)) is not None


class TestTheDrawing:
    def test_it_is_a_drawing_that_says_what_it_shows(self, forest: Forest) -> None:
        svg = draw_forest(forest)
        tree = ElementTree.fromstring(svg)
        assert tree.attrib["role"] == "img"
        title = next(e for e in tree if e.tag.endswith("title"))
        assert "4 studies" in (title.text or "")
        assert "risk ratio" in (title.text or "")
        assert "Rome 2007" in texts(svg)

    def test_a_remembered_study_is_hollow_and_no_other(self, forest: Forest) -> None:
        squares = re.findall(r'<rect [^>]*fill="(#\w+)"[^>]*/>', draw_forest(forest))
        assert squares.count("#FFFFFF") == 1 + 1  # and the one that explains it
        assert squares.count("#222222") == 3

    def test_nothing_leaves_the_sheet(self, forest: Forest) -> None:
        tree = ElementTree.fromstring(draw_forest(forest))
        *_, width, height = map(float, tree.attrib["viewBox"].split())
        for element in tree:
            assert -1 <= float(element.get("x", 0)) <= width
            assert -1 <= float(element.get("y", 0)) <= height

    def test_subgroups_stand_apart_with_all_together_last(self, pool: Pool) -> None:
        forest = make_forest({"by mouth": take(pool, [0, 1]), "depot": take(pool, [2, 3])}, total=pool)
        assert [group.title for group in forest.groups] == ["by mouth", "depot", "All together"]
        assert "depot" in texts(draw_forest(forest))

    def test_a_difference_has_an_even_scale_around_nothing(self) -> None:
        effects = Effects.of(["a", "b", "c"], [-3.0, -1.0, 0.5], errors=[1.0, 2.0, 0.7], measure="MD")
        forest = make_forest({"": synthesize(effects)})
        assert not forest.scale.is_log
        assert forest.null == 0
        assert "favours" not in "".join(forest.favours)


class TestCharacters:
    def test_lines_are_no_longer_than_asked_for(self, forest: Forest) -> None:
        for width in (80, 110, 140):
            assert max(map(len, write_forest(forest, width))) <= width + len("favours baclofen →")

    def test_every_study_and_pool_has_its_mark(self, forest: Forest) -> None:
        text = "\n".join(write_forest(forest))
        assert text.count("■") == 3
        assert text.count("□") == 1 + 1
        assert text.count("◆") == 1
        assert text.count("◇") == 1 + 1
        assert "┄" in text
        assert say_interval(forest.lines[0].estimate, forest.lines[0].interval) in text

    def test_an_interval_beyond_the_scale_ends_in_an_arrow(self, pool: Pool) -> None:
        text = "\n".join(write_forest(make_forest({"": take(pool, [0, 1])})))
        assert "◂" in text
        assert "▸" in text


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (0.812, "0.81"),
        (-12.44, "−12.4"),
        (130.4, "130"),
        (2.5e7, "2e7"),
        (np.inf, "∞"),
        (-np.inf, "−∞"),
        (0, "0.00"),
        (-0.001, "0.00"),
    ],
)
def test_numbers_are_told_as_people_write_them(value: float, said: str) -> None:
    assert say_value(value) == said


def test_what_cannot_be_computed_is_no_number_and_no_interval() -> None:
    assert say_value(np.nan) == "–"
    assert say_interval(np.inf, (np.nan, np.inf)) == "∞ (no interval)"
    assert say_interval(0.0, (0.0, np.nan)) == "0.00 (no interval)"
    assert say_interval(np.nan, (np.nan, np.nan)) == "–"
    assert say_interval(2.0, (0.5, np.inf)) == "2.00 (0.50 to ∞)"


def test_a_long_title_of_a_group_stands_left_of_the_scale() -> None:
    lines = (Line("simulated, by mechanism", 0.9, (0.7, 1.2)), Line("simulated, by trials", 0.8, (0.6, 1.1)))
    title = "Days abstinent, by mouth: trials speak in words alone"
    svg = draw_forest(Forest("risk ratio", True, 1.0, (Group(title, lines, ()),), favours=("better", "worse")))
    scale = min(float(x) for x in re.findall(r'<path d="M([\d.]+) [\d.]+V', svg))
    parts = re.findall(r'<text x="([\d.]+)"[^>]*font-weight="bold">([^<]*)<', svg)
    assert " ".join(part for _, part in parts) == title
    assert all(float(x) + 1.1 * measure(part) < scale for x, part in parts)
    heights = [float(y) for y in re.findall(r'<text x="3.5" y="([\d.]+)"', svg)]
    assert min(b - a for a, b in zip(sorted(heights), sorted(heights)[1:], strict=False)) >= 12.0
