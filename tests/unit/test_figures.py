"""What stands in a figure is what was given to it, and the same figure is the same bytes."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest

from neurodose.figures.bands import Band, Point, draw_bands, draw_figure
from neurodose.figures.intervals import Row, draw_intervals
from neurodose.figures.style import write_svg

TIMES = np.array([0.0, 12.0, 24.0])
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
QUANTILES = np.array([[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [3.0, 6.0, 9.0], [4.0, 8.0, 12.0], [5.0, 10.0, 15.0]])


def axes_of(figure: Any) -> Any:
    (axes,) = figure.axes
    return axes


def test_the_line_of_a_band_is_the_median() -> None:
    (line,) = axes_of(draw_bands(TIMES, QUANTILES, LEVELS, "concentration")).lines
    assert line.get_ydata().tolist() == [3.0, 6.0, 9.0]


def test_hours_are_shown_as_days_unless_said_otherwise() -> None:
    axes = axes_of(draw_bands(TIMES, QUANTILES, LEVELS, "concentration"))
    assert axes.lines[0].get_xdata().tolist() == [0.0, 0.5, 1.0]
    assert axes.get_xlabel() == "days"
    axes = axes_of(draw_bands(TIMES, QUANTILES, LEVELS, "concentration", days=False))
    assert axes.lines[0].get_xdata().tolist() == [0.0, 12.0, 24.0]
    assert axes.get_xlabel() == "hours"


def test_bands_are_nested_from_the_outermost_pair_of_quantiles_inwards() -> None:
    axes = axes_of(draw_bands(TIMES, QUANTILES, LEVELS, "concentration"))
    spans = [(c.get_paths()[0].vertices[:, 1].min(), c.get_paths()[0].vertices[:, 1].max()) for c in axes.collections]
    assert spans == [(1.0, 15.0), (2.0, 12.0)]


def test_several_quantities_have_several_colours_and_a_legend() -> None:
    bands = [Band(name, TIMES, QUANTILES, LEVELS) for name in ("parent", "metabolite")]
    axes = axes_of(draw_figure(bands, "ng/mL"))
    assert len({line.get_color() for line in axes.lines}) == 2
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["parent", "metabolite"]


def test_one_quantity_needs_no_legend() -> None:
    assert axes_of(draw_figure([Band("parent", TIMES, QUANTILES, LEVELS)], "ng/mL")).get_legend() is None


def test_a_measured_point_stands_at_its_time_and_reaches_as_far_as_its_error() -> None:
    point = Point(time=12.0, until=36.0, value=80.0, error=(10.0, 5.0), label="measured")
    (drawn,) = axes_of(draw_figure([], "%", points=[point])).containers
    (across, upright) = (bars.get_segments()[0] for bars in drawn.lines[2])
    assert drawn.lines[0].get_xydata().tolist() == [[1.0, 80.0]]
    assert across[:, 0].tolist() == [0.5, 1.5]
    assert upright[:, 1].tolist() == [70.0, 85.0]


def test_a_point_without_an_error_is_given_none() -> None:
    (drawn,) = axes_of(draw_figure([], "%", points=[Point(12.0, 12.0, 80.0, None, "measured")])).containers
    assert not drawn.has_xerr
    assert not drawn.has_yerr


def test_rows_of_intervals_read_from_the_top_and_show_what_was_observed() -> None:
    rows = [Row("first", 50.0, (5.0, 5.0), 52.0, 40.0, 60.0), Row("second", 95.0, None, 90.0, 80.0, 97.0)]
    axes = axes_of(draw_intervals(rows, "%"))
    labels = {text.get_text(): place for place, text in zip(axes.get_yticks(), axes.get_yticklabels(), strict=True)}
    assert labels["first"] > labels["second"]
    bars = {line.get_ydata()[0]: line.get_xdata().tolist() for line in axes.lines if len(line.get_xdata()) == 2}
    assert bars[labels["first"]] == [40.0, 60.0]
    seen = {c.lines[0].get_ydata()[0]: c.lines[0].get_xdata()[0] for c in axes.containers}
    assert seen == {labels["first"]: 50.0, labels["second"]: 95.0}


def test_each_kind_of_mark_stands_in_the_legend_once() -> None:
    rows = [Row(str(n), 50.0, (5.0, 5.0), 52.0, 40.0, 60.0) for n in range(3)]
    (legend,) = draw_intervals(rows, "%").legends
    told = [text.get_text() for text in legend.get_texts()]
    assert len(told) == len(set(told)) == 3


def test_a_drawing_is_one_svg_element_that_needs_nothing_else() -> None:
    text = write_svg(draw_bands(TIMES, QUANTILES, LEVELS, "concentration & more"))
    assert ElementTree.fromstring(text).tag.endswith("svg")
    assert "viewBox" in text
    assert "concentration &amp; more" in text
    assert "<image" not in text


def test_the_same_figure_is_the_same_bytes() -> None:
    first, second = (write_svg(draw_bands(TIMES, QUANTILES, LEVELS, "concentration")) for _ in range(2))
    assert first == second


def test_a_figure_leaves_the_settings_of_others_alone() -> None:
    before = dict(matplotlib.rcParams)
    write_svg(draw_bands(TIMES, QUANTILES, LEVELS, "concentration"))
    assert dict(matplotlib.rcParams) == before


def test_an_even_number_of_quantiles_has_no_median_to_draw() -> None:
    drawn = axes_of(draw_bands(TIMES, QUANTILES[[0, 4]], (0.05, 0.95), "concentration"))
    assert len(drawn.collections) == 1
    assert not drawn.lines


@pytest.mark.parametrize("is_log", [True, False])
def test_a_scale_is_logarithmic_where_it_is_asked_for(is_log: bool) -> None:
    axes = axes_of(draw_figure([Band("a", TIMES, QUANTILES, LEVELS)], "ng/mL", is_log=is_log))
    assert axes.get_yscale() == ("log" if is_log else "linear")


def test_rivals_stand_below_the_bar_each_with_its_own_interval_and_name() -> None:
    rows = [Row(str(n), 50.0, None, 52.0, 40.0, 60.0, {"one": (30.0 + n, 50.0), "other": (50.0, 70.0)}) for n in (0, 1)]
    axes = axes_of(draw_intervals(rows, "%"))
    thin = [(line.get_xdata().tolist(), line.get_ydata()[0]) for line in axes.lines if line.get_linewidth() < 2]
    thin = [(across, height) for across, height in thin if len(across) == 2]
    assert [across for across, _ in thin] == [[31.0, 50.0], [50.0, 70.0], [30.0, 50.0], [50.0, 70.0]]
    assert thin[1][1] < thin[0][1] < 0 < thin[3][1] < thin[2][1] < 1
    (legend,) = axes.figure.legends
    told = [text.get_text() for text in legend.get_texts()]
    assert [told.count(name) for name in ("one", "other")] == [1, 1]
