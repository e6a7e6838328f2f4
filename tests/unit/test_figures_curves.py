"""Curves over any quantity stand where their numbers say, each in its colour, on one scale."""

from __future__ import annotations

from xml.etree import ElementTree

import numpy as np
import pytest

from neurodose.figures.colours import COLOURS, INK
from neurodose.figures.curves import Curve, Graph, draw_curves

NAME = "{http://www.w3.org/2000/svg}"
XS, YS = np.array([1.0, 10.0, 100.0]), np.array([1.0, 2.0, 4.0])
ROUNDED = 0.06  # points: what stands in a drawing is rounded to tenths


def points(text: str, tag: str, colour: str) -> list[np.ndarray]:
    """The points of all shapes of a kind that are drawn in a colour."""
    found = [e for e in ElementTree.fromstring(text).iter(NAME + tag) if colour in (e.get("stroke"), e.get("fill"))]
    said = [element.attrib["points"].split() for element in found]
    return [np.array([[float(v) for v in point.split(",")] for point in shape]) for shape in said]


def words(text: str) -> list[str | None]:
    return [element.text for element in ElementTree.fromstring(text).iter(NAME + "text")]


def test_decades_are_evenly_apart_where_both_axes_are_logarithmic() -> None:
    drawn = draw_curves([Graph("", [Curve("a", XS, YS)])], "dose (mg)", "effect", is_log=True, is_log_across=True)
    ((one, two, three),) = points(drawn, "polyline", COLOURS[0])
    assert two - one == pytest.approx(three - two, abs=2 * ROUNDED)
    assert {"dose (mg)", "effect"} <= set(words(drawn))


def test_what_a_curve_is_sure_of_lies_around_it() -> None:
    drawn = draw_curves([Graph("", [Curve("a", XS, YS, low=YS / 2, high=YS * 2)])], "x", "y")
    (line,), (band,) = points(drawn, "polyline", COLOURS[0]), points(drawn, "polygon", COLOURS[0])
    assert band[:3, 0] == pytest.approx(line[:, 0])
    assert (band[:3, 1] > line[:, 1]).all()  # heights are counted from above
    assert (band[:2:-1, 1] < line[:, 1]).all()


def test_marks_are_not_joined_and_guides_are_dashed() -> None:
    graph = Graph("", [Curve("read", XS, YS, is_marks=True)], [Curve("expected", XS, XS)])
    root = ElementTree.fromstring(draw_curves([graph], "x", "y", is_log=True))
    assert len([c for c in root.iter(NAME + "circle") if c.get("fill") == COLOURS[0]]) == len(XS)
    (dashed,) = [line for line in root.iter(NAME + "polyline") if line.get("stroke-dasharray")]
    assert dashed.get("stroke") == INK


def test_graphs_share_one_scale() -> None:
    drawn = draw_curves([Graph("one", [Curve("a", XS, YS)]), Graph("two", [Curve("a", XS, YS)])], "x", "y")
    left, right = points(drawn, "polyline", COLOURS[0])
    assert right[:, 1] == pytest.approx(left[:, 1])
    assert np.ptp(right[:, 0] - left[:, 0]) == pytest.approx(0, abs=2 * ROUNDED)
    assert (right[:, 0] > left[-1, 0]).all()


def test_a_curve_that_is_nowhere_is_named_all_the_same() -> None:
    none = np.zeros(0)
    drawn = draw_curves([Graph("", [Curve("there", XS, YS), Curve("never", none, none, is_marks=True)])], "x", "y")
    assert {"there", "never"} <= set(words(drawn))


def test_the_upright_axis_may_be_given() -> None:
    narrow, wide = (draw_curves([Graph("", [Curve("a", XS, YS)])], "x", "y", limits=(0, top)) for top in (4, 40))
    (one,), (other,) = points(narrow, "polyline", COLOURS[0]), points(wide, "polyline", COLOURS[0])
    assert np.ptp(one[:, 1]) > 5 * np.ptp(other[:, 1])
