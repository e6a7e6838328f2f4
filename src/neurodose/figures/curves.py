"""Curves over any quantity, side by side on one scale: what depends on a dose, a concentration or an unsure number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np

from neurodose.figures.axes import LINE, SIZE, TICK, Axes, Drawing, measure
from neurodose.figures.bands import ALONG, BELOW, BETWEEN, HEIGHT_OF_EACH, LABEL, WIDTH_OF_ALL
from neurodose.figures.colours import COLOURS, GRID, INK
from neurodose.figures.legend import Entry, draw_legend
from neurodose.figures.scale import Scale, span

MARK = 2.6  # radius of a mark


@dataclass(frozen=True, eq=False)
class Curve:
    """One curve: xs, ys (points,) in the units that are shown; low, high: what it is sure of, where known.

    is_marks: single marks that no line joins
    """

    label: str
    xs: np.ndarray
    ys: np.ndarray
    low: np.ndarray | None = None
    high: np.ndarray | None = None
    is_marks: bool = False


@dataclass(frozen=True, eq=False)
class Graph:
    """One of several drawings on one scale: a title, its curves, and dashed lines to compare them with."""

    title: str
    curves: Sequence[Curve]
    guides: Sequence[Curve] = ()


def draw_curves(
    graphs: Sequence[Graph],
    name: str,
    label: str,
    *,
    is_log: bool = False,
    is_log_across: bool = False,
    limits: tuple[float, float] | None = None,
) -> str:
    """Graphs side by side on one scale, as an <svg> element.

    name, label: of the level axis and of the upright one, with their units
    """
    top, words = 2.2 * SIZE, fill(label, LABEL)
    drawing = Drawing(WIDTH_OF_ALL, HEIGHT_OF_EACH)
    curves = [curve for graph in graphs for curve in (*graph.curves, *graph.guides)]
    across = span([curve.xs for curve in curves], is_log=is_log_across, room=ALONG)
    up = Scale(*limits, is_log) if limits is not None else span([_reach(c) for c in curves], is_log=is_log)
    numbers = max((measure(said) for _, said in up.find_ticks(7)), default=0.0)
    left = 2 * TICK + numbers + LINE * SIZE * (1 + words.count("\n")) + TICK
    width = (WIDTH_OF_ALL - left - SIZE + BETWEEN) / len(graphs)
    for number, graph in enumerate(graphs):
        begin = left + number * width
        axes = Axes(drawing, begin, top, width - BETWEEN, HEIGHT_OF_EACH - top - BELOW, across, up)
        axes.frame(None, words, name, is_first=number == 0)
        drawing.write(graph.title, begin, SIZE, size=1.1 * SIZE)
        _draw_graph(axes, graph)
    return drawing.finish()


def _draw_graph(axes: Axes, graph: Graph) -> None:
    """Lines to compare with, then each curve in its colour, then what is what."""
    entries, hidden = [], []
    for guide in graph.guides:
        axes.line(guide.xs, guide.ys, INK, 0.9, stroke_dasharray="4 3")
        entries.append(Entry(guide.label, INK, 0.9))
        hidden.append(axes.trace(guide.xs, guide.ys))
    for curve, colour in zip(graph.curves, COLOURS * len(graph.curves), strict=False):
        _draw_curve(axes, curve, colour)
        entries.append(Entry(curve.label, colour))
        hidden.append(axes.trace(curve.xs, curve.ys))
    if len(entries) > 1:
        draw_legend(axes, entries, hidden, size=7.5)


def _draw_curve(axes: Axes, curve: Curve, colour: str) -> None:
    if curve.low is not None and curve.high is not None:
        axes.band(curve.xs, curve.low, curve.high, colour, 0.2)
    if not curve.is_marks:
        axes.line(curve.xs, curve.ys, colour)
        return
    for x, y in axes.trace(curve.xs, curve.ys).tolist():
        axes.drawing.add("circle", cx=x, cy=y, r=MARK, fill=colour, stroke=GRID, stroke_width=0.5)


def _reach(curve: Curve) -> Any:
    """All the numbers that a curve shows upwards."""
    return np.concatenate([ys for ys in (curve.ys, curve.low, curve.high) if ys is not None])
