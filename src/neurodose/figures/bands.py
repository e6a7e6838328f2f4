"""A quantity over time: nested bands around a median, several quantities in several colours, points where people were
measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill

import numpy as np

from neurodose.figures.axes import LINE, SIZE, TICK, Axes, Drawing, measure
from neurodose.figures.colours import COLOURS, INK
from neurodose.figures.legend import Entry, draw_legend
from neurodose.figures.scale import Scale, span

LABEL = 40  # letters of a line beside the axis: more would not fit its height
WIDTH, HEIGHT = 518.4, 259.2  # of a drawing
WIDTH_OF_ALL, HEIGHT_OF_EACH, BETWEEN = 604.8, 216.0, 12.0  # of several side by side
BELOW = 4 * TICK + 2.2 * SIZE  # numbers and name of the axis of time
ALONG = 0.01  # of time stays free at both ends


@dataclass(frozen=True, eq=False)
class Band:
    """One quantity: times (times,) in hours, quantiles (levels, times), and the levels they stand for, ascending."""

    label: str
    times: np.ndarray
    quantiles: np.ndarray
    levels: tuple[float, ...]


@dataclass(frozen=True)
class Point:
    """A measured figure: time in hours (or a stretch), value, error down and up where known, and whose it is."""

    time: float
    until: float
    value: float
    error: tuple[float, float] | None
    label: str


@dataclass(frozen=True, eq=False)
class Panel:
    """One of several drawings on one scale: a title and its quantities."""

    title: str
    bands: Sequence[Band]


def draw_figure(
    bands: Sequence[Band],
    label: str,
    *,
    points: Sequence[Point] = (),
    is_log: bool = False,
    limits: tuple[float, float] | None = None,
    days: bool = True,
) -> str:
    """Several quantities over time on one axis, with measured points, as an <svg> element."""
    scale = 24.0 if days else 1.0
    drawing, words = Drawing(WIDTH, HEIGHT), fill(label, LABEL)
    times = [*(band.times for band in bands), *(np.array([p.time, p.until]) for p in points)]
    across, up = span([t / scale for t in times], room=ALONG), _find_scale(bands, points, is_log, limits)
    left = _leave(up, words)
    axes = Axes(drawing, left, SIZE, WIDTH - left - 2 * SIZE, HEIGHT - SIZE - BELOW, across, up)
    axes.frame(None, words, "days" if days else "hours")
    curves = _draw_bands(axes, bands, COLOURS, scale)
    for point in points:
        _draw_point(axes, point, scale)
    entries = [Entry(band.label, colour) for band, colour in zip(bands, COLOURS * len(bands), strict=False)]
    entries += [Entry(point.label, INK, is_point=True) for point in points]
    if len(entries) > 1:
        places = [axes.trace(((p.time + p.until) / 2) / scale, p.value) for p in points]
        draw_legend(axes, entries, [*curves, *places])
    return drawing.finish()


def draw_panels(
    panels: Sequence[Panel],
    label: str,
    *,
    is_log: bool = False,
    limits: tuple[float, float] | None = None,
    days: bool = True,
) -> str:
    """The same quantity side by side on one scale, as an <svg> element."""
    scale, top = 24.0 if days else 1.0, 2.2 * SIZE
    drawing, words = Drawing(WIDTH_OF_ALL, HEIGHT_OF_EACH), fill(label, LABEL)
    bands = [band for panel in panels for band in panel.bands]
    across, up = span([band.times / scale for band in bands], room=ALONG), _find_scale(bands, (), is_log, limits)
    left = _leave(up, words)
    width = (WIDTH_OF_ALL - left - SIZE + BETWEEN) / len(panels)
    for number, panel in enumerate(panels):
        begin = left + number * width
        axes = Axes(drawing, begin, top, width - BETWEEN, HEIGHT_OF_EACH - top - BELOW, across, up)
        axes.frame(None, words, "days" if days else "hours", is_first=number == 0)
        drawing.write(panel.title, begin, SIZE, size=1.1 * SIZE)
        # Blue is all of it, as where what was observed stands beside it; rivals have the colours that follow.
        colours = COLOURS[:1] if len(panel.bands) == 1 else COLOURS[1:]
        curves = _draw_bands(axes, panel.bands, colours, scale)
        if len(panel.bands) > 1:
            named = zip(panel.bands, colours * len(panel.bands), strict=False)
            draw_legend(axes, [Entry(band.label, colour) for band, colour in named], curves, size=7.5)
    return drawing.finish()


def _find_scale(
    bands: Sequence[Band], points: Sequence[Point], is_log: bool, limits: tuple[float, float] | None
) -> Scale:
    if limits is not None:
        return Scale(*limits, is_log)
    reached = [np.array([p.value - (p.error or (0, 0))[0], p.value + (p.error or (0, 0))[1]]) for p in points]
    return span([*(band.quantiles for band in bands), *reached], is_log=is_log)


def _leave(up: Scale, words: str) -> float:
    """What the numbers and the words of the upright axis take."""
    numbers = max((measure(said) for _, said in up.find_ticks(7)), default=0.0)
    return 2 * TICK + numbers + LINE * SIZE * (1 + words.count("\n")) + TICK


def _draw_bands(axes: Axes, bands: Sequence[Band], colours: Sequence[str], scale: float) -> list[np.ndarray]:
    """Bands and medians, each quantity in its colour; where all their curves stand in the drawing."""
    curves = []
    for band, colour in zip(bands, [*colours] * len(bands), strict=False):
        times, pairs = band.times / scale, len(band.levels) // 2
        for inner in range(pairs):
            axes.band(times, band.quantiles[inner], band.quantiles[-1 - inner], colour, 0.15 + 0.1 * inner)
        if len(band.levels) % 2 == 1:
            axes.line(times, band.quantiles[pairs], colour)
        curves += [axes.trace(times, quantile) for quantile in band.quantiles]
    return curves


def _draw_point(axes: Axes, point: Point, scale: float) -> None:
    begin, end = point.time / scale, point.until / scale
    down, up = point.error or (0.0, 0.0)
    axes.point(
        (begin + end) / 2, point.value,
        (begin, end) if end > begin else None,
        (point.value - down, point.value + up) if point.error is not None else None,
    )  # fmt: skip
