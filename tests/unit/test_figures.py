"""What stands in a figure is what was given to it, and the same figure is the same text."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest

from neurodose.figures.axes import Axes, Drawing, measure
from neurodose.figures.bands import Band, Panel, Point, draw_figure, draw_panels
from neurodose.figures.colours import COLOURS
from neurodose.figures.intervals import Row, draw_intervals
from neurodose.figures.plot import plot_band
from neurodose.figures.scale import Scale, span

TIMES = np.array([0.0, 12.0, 24.0])
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
QUANTILES = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [3.0, 6.0, 9.0], [4.0, 8.0, 12.0], [5.0, 10.0, 15.0]])
NAME = "{http://www.w3.org/2000/svg}"


class Drawn:
    """What stands in a drawing."""

    def __init__(self, text: str) -> None:
        self.root = ElementTree.fromstring(text)
        self.words = [element.text for element in self.find("text")]

    def find(self, tag: str) -> list[ElementTree.Element]:
        return list(self.root.iter(NAME + tag))

    def shapes(self, tag: str) -> list[np.ndarray]:
        """The points of all shapes of a kind."""
        said = [element.attrib["points"].split() for element in self.find(tag)]
        return [np.array([[float(v) for v in point.split(",")] for point in points]) for points in said]

    def height_of(self, word: str) -> float:
        (found,) = (element for element in self.find("text") if element.text == word)
        return float(found.attrib["y"])


def axes_of(figure: Any) -> Any:
    (axes,) = figure.axes
    return axes


class TestScales:
    @pytest.mark.parametrize(
        ("scale", "count", "told"),
        [
            (Scale(0, 41.5), 8, "0 5 10 15 20 25 30 35 40"),
            (Scale(0, 102), 5, "0 20 40 60 80 100"),
            (Scale(-0.3, 0.4), 4, "-0.2 0 0.2 0.4"),
            (Scale(0.007, 200, is_log=True), 5, "0.01 0.1 1 10 100"),
            (Scale(3, 60, is_log=True), 5, "5 10 20 50"),
            (Scale(1e-30, 100, is_log=True), 5, "1e-30 1e-25 1e-20 1e-15 1e-10 1e-05 1"),
            (Scale(1e-9, 3e-9), 4, "1e-09 1.5e-09 2e-09 2.5e-09 3e-09"),
        ],
    )
    def test_numbers_are_round_and_within(self, scale: Scale, count: int, told: str) -> None:
        ticks = scale.find_ticks(count)
        assert " ".join(said for _, said in ticks) == told
        assert [value for value, _ in ticks] == [float(said) for said in told.split()]

    def test_a_place_is_a_share_of_the_way(self) -> None:
        assert Scale(10, 20).place([10, 12, 20]).tolist() == [0.0, 0.2, 1.0]
        assert Scale(1, 100, is_log=True).place([1, 10, 100]) == pytest.approx([0.0, 0.5, 1.0])
        assert Scale(1, 100, is_log=True).place(0.0) == -np.inf

    def test_a_scale_spans_what_it_shows_and_leaves_room(self) -> None:
        scale = span([np.array([2.0, np.nan]), np.array([12.0])])
        assert (scale.low, scale.high) == (1.5, 12.5)
        scale = span([np.array([0.0, 1.0, 100.0])], is_log=True)
        assert 0.7 < scale.low < 1 < 100 < scale.high < 140

    @pytest.mark.parametrize("is_log", [True, False])
    @pytest.mark.parametrize("values", [[], [0.0], [5.0], [5.0, 5.0 + 1e-15], [np.nan]])
    def test_nothing_and_one_number_have_a_scale_too(self, values: list[float], is_log: bool) -> None:
        scale = span([np.array(values)], is_log=is_log)
        assert scale.low < scale.high
        scale.find_ticks(5)


class TestAxes:
    axes = Axes(Drawing(120, 100), 10, 10, 100, 80, Scale(0, 10), Scale(0, 4))

    def test_points_stand_where_the_scales_say(self) -> None:
        assert self.axes.trace([0, 5, 10], [0, 1, 4]).tolist() == [[10, 90], [60, 70], [110, 10]]

    def test_what_lies_beyond_stands_at_the_edge_and_what_is_no_number_nowhere(self) -> None:
        drawing = Drawing(120, 100)
        axes = Axes(drawing, 10, 10, 100, 80, Scale(0, 10), Scale(0.01, 1, is_log=True))
        axes.line([0, 1, 2, 3], [0.0, 0.1, np.nan, 50], "red")
        assert Drawn(drawing.finish()).shapes("polyline")[0].tolist() == [[10, 90], [20, 50], [40, 10]]

    def test_longer_words_are_wider(self) -> None:
        assert 0 < measure("il") < measure("OO") < measure("OO, 50 mg")


class TestBands:
    def test_bands_are_nested_from_the_outermost_pair_of_quantiles_inwards_around_the_median(self) -> None:
        drawn = Drawn(draw_figure([Band("parent", TIMES, QUANTILES, LEVELS)], "ng/mL"))
        outer, inner = (np.ptp(shape[:, 1]) for shape in drawn.shapes("polygon"))
        (median,) = drawn.shapes("polyline")
        assert outer / np.ptp(median[:, 1]) == pytest.approx(14 / 6, rel=0.01)
        assert inner / np.ptp(median[:, 1]) == pytest.approx(10 / 6, rel=0.01)
        assert np.diff(median[:, 0]).tolist() == pytest.approx([np.ptp(median[:, 0]) / 2] * 2, abs=0.11)

    @pytest.mark.parametrize(("days", "name", "last"), [(True, "days", "1"), (False, "hours", "20")])
    def test_time_is_told_in_days_or_hours(self, days: bool, name: str, last: str) -> None:
        drawn = Drawn(draw_figure([Band("parent", TIMES, QUANTILES, LEVELS)], "ng/mL", days=days))
        assert {name, last, "ng/mL"} <= set(drawn.words)

    def test_several_quantities_have_several_colours_and_a_legend(self) -> None:
        bands = [Band(name, TIMES, QUANTILES, LEVELS) for name in ("parent", "metabolite")]
        drawn = Drawn(draw_figure(bands, "ng/mL"))
        assert [line.attrib["stroke"] for line in drawn.find("polyline")] == list(COLOURS[:2])
        assert {"parent", "metabolite"} <= set(drawn.words)

    def test_one_quantity_needs_no_legend(self) -> None:
        assert "parent" not in Drawn(draw_figure([Band("parent", TIMES, QUANTILES, LEVELS)], "ng/mL")).words

    def test_an_even_number_of_quantiles_has_no_median_to_draw(self) -> None:
        drawn = Drawn(draw_figure([Band("a", TIMES, QUANTILES[[0, 4]], (0.05, 0.95))], "ng/mL"))
        assert (len(drawn.find("polygon")), len(drawn.find("polyline"))) == (1, 0)

    def test_decades_are_as_far_apart_as_each_other(self) -> None:
        band = Band("a", TIMES, np.array([[0.1, 1.0, 1000.0]]), (0.5,))
        (median,) = Drawn(draw_figure([band], "ng/mL", is_log=True)).shapes("polyline")
        first, second = -np.diff(median[:, 1])
        assert second == pytest.approx(3 * first, rel=0.01)

    def test_a_measured_point_stands_at_its_time_and_reaches_as_far_as_its_error(self) -> None:
        band = Band("a", np.array([0.0, 48.0]), np.array([[0.0, 100.0]]), (0.5,))
        point = Point(time=12.0, until=36.0, value=80.0, error=(10.0, 5.0), label="measured")
        drawn = Drawn(draw_figure([band], "%", points=[point], limits=(0, 100)))
        (begin, end), dot = drawn.shapes("polyline")[0], drawn.find("circle")[0]
        assert float(dot.attrib["cx"]) == pytest.approx((begin[0] + end[0]) / 2, abs=0.2)
        assert float(dot.attrib["cy"]) == pytest.approx(begin[1] + 0.8 * (end[1] - begin[1]), abs=0.2)
        assert sum("l5 0" in path.attrib["d"] or "l5.0 0.0" in path.attrib["d"] for path in drawn.find("path")) == 1
        assert sum("l0 5" in path.attrib["d"] or "l0.0 5.0" in path.attrib["d"] for path in drawn.find("path")) == 1
        assert "measured" in drawn.words

    def test_a_point_without_an_error_is_given_none(self) -> None:
        with_none = Drawn(draw_figure([], "%", points=[Point(12.0, 12.0, 80.0, None, "measured")]))
        with_one = Drawn(draw_figure([], "%", points=[Point(12.0, 12.0, 80.0, (9.0, 9.0), "measured")]))
        assert not [path for path in with_none.find("path") if path.attrib.get("stroke-width") == "1"]
        assert len([path for path in with_one.find("path") if path.attrib.get("stroke-width") == "1"]) == 1

    def test_panels_stand_side_by_side_on_one_scale(self) -> None:
        wide, narrow = Band("wide", TIMES, QUANTILES, LEVELS), Band("narrow", TIMES, QUANTILES[1:4], LEVELS[1:4])
        drawn = Drawn(draw_panels([Panel("one", [wide]), Panel("two", [narrow, narrow])], "ng/mL"))
        first, second, third = drawn.shapes("polyline")
        assert first[:, 1].tolist() == second[:, 1].tolist() == third[:, 1].tolist()
        assert first[:, 0].max() < second[:, 0].min()
        assert {"one", "two", "wide", "narrow"} & set(drawn.words) == {"one", "two", "narrow"}
        assert drawn.words.count("ng/mL") == 1


class TestIntervals:
    def test_rows_read_from_the_top_and_show_what_was_observed(self) -> None:
        rows = [Row("first", 50.0, (5.0, 5.0), 52.0, 40.0, 60.0), Row("second", 95.0, None, 90.0, 80.0, 97.0)]
        drawn = Drawn(draw_intervals(rows, "%"))
        assert drawn.height_of("first") < drawn.height_of("second")
        (bar, middle, *_), (dot, *_) = drawn.shapes("polyline"), drawn.find("circle")[1:]
        per_unit = np.ptp(bar[:, 0]) / 20
        assert middle[0, 0] == pytest.approx(bar[0, 0] + 12 * per_unit, abs=0.2)
        assert bar[0, 1] == pytest.approx(drawn.height_of("first"), abs=0.1)
        assert float(dot.attrib["cx"]) == pytest.approx(bar[0, 0] + 55 * per_unit, abs=0.5)

    def test_each_kind_of_mark_stands_in_the_legend_once(self) -> None:
        rows = [Row(str(n), 50.0, None, 52.0, 40.0, 60.0, {"one": (30.0 + n, 50.0)}) for n in range(3)]
        words = Drawn(draw_intervals(rows, "%")).words
        for what in ("predicted,", "median", "observed", "one"):
            assert sum(what in (word or "") for word in words) == 1

    def test_rivals_stand_below_the_bar_each_with_its_own_interval_and_colour(self) -> None:
        row = Row("a", 50.0, None, 52.0, 40.0, 60.0, {"one": (30.0, 50.0), "other": (50.0, 70.0)})
        drawn = Drawn(draw_intervals([row], "%"))
        bar, _, one, other = drawn.shapes("polyline")
        assert bar[0, 1] < one[0, 1] < other[0, 1]
        assert one[1, 0] == other[0, 0]
        assert [line.attrib["stroke"] for line in drawn.find("polyline")[2:]] == list(COLOURS[1:3])


class TestDrawings:
    def test_it_is_one_svg_element_that_needs_nothing_else(self) -> None:
        text = draw_figure([Band("a", TIMES, QUANTILES, LEVELS)], "concentration & <more>")
        assert ElementTree.fromstring(text).tag == NAME + "svg"
        assert "viewBox" in text
        assert "concentration &amp; &lt;more&gt;" in text
        assert not {"<image", "<style", "<script", "href", " id="} & {part for part in text.split() if part in text}

    def test_the_same_figure_is_the_same_text(self) -> None:
        first, second = (draw_figure([Band("a", TIMES, QUANTILES, LEVELS)], "ng/mL") for _ in range(2))
        assert first == second

    def test_long_words_beside_an_axis_are_broken(self) -> None:
        drawn = Drawn(
            draw_figure([Band("a", TIMES, QUANTILES, LEVELS)], "the share of receptors that is no longer free")
        )
        assert "the share of receptors that is no longer" in drawn.words
        assert "free" in drawn.words


class TestPlots:
    """What matplotlib draws for whoever wants to go on drawing."""

    def test_the_line_of_a_band_is_the_median(self) -> None:
        (line,) = axes_of(plot_band(TIMES, QUANTILES, LEVELS, "concentration")).lines
        assert line.get_ydata().tolist() == [3.0, 6.0, 9.0]

    def test_hours_are_shown_as_days_unless_said_otherwise(self) -> None:
        axes = axes_of(plot_band(TIMES, QUANTILES, LEVELS, "concentration"))
        assert axes.lines[0].get_xdata().tolist() == [0.0, 0.5, 1.0]
        assert axes.get_xlabel() == "days"
        axes = axes_of(plot_band(TIMES, QUANTILES, LEVELS, "concentration", days=False, title="said", limits=(0, 20)))
        assert axes.lines[0].get_xdata().tolist() == [0.0, 12.0, 24.0]
        assert axes.get_xlabel() == "hours"
        assert axes.get_ylim() == (0, 20)

    def test_bands_are_nested_from_the_outermost_pair_of_quantiles_inwards(self) -> None:
        axes = axes_of(plot_band(TIMES, QUANTILES, LEVELS, "concentration"))
        spans = [
            (c.get_paths()[0].vertices[:, 1].min(), c.get_paths()[0].vertices[:, 1].max()) for c in axes.collections
        ]
        assert spans == [(1.0, 15.0), (2.0, 12.0)]

    def test_a_figure_leaves_the_settings_of_others_alone(self) -> None:
        before = dict(matplotlib.rcParams)
        plot_band(TIMES, QUANTILES, LEVELS, "concentration")
        assert dict(matplotlib.rcParams) == before

    @pytest.mark.parametrize("is_log", [True, False])
    def test_a_scale_is_logarithmic_where_it_is_asked_for(self, is_log: bool) -> None:
        axes = axes_of(plot_band(TIMES, QUANTILES, LEVELS, "ng/mL", is_log=is_log))
        assert axes.get_yscale() == ("log" if is_log else "linear")
