"""A quantity over time: nested bands around a median, several quantities in several colours, points where people were
measured.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import fill
from typing import Any

import numpy as np

from neurodose.figures.style import COLOURS, open_axes

LABEL = 40  # letters of a line beside the axis: more would not fit its height


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


def draw_bands(times: np.ndarray, quantiles: np.ndarray, levels: Sequence[float], label: str, **style: Any) -> Any:
    """One quantity in a figure of its own."""
    return draw_figure([Band(label, times, quantiles, tuple(levels))], label, **style)


def draw_figure(
    bands: Sequence[Band],
    label: str,
    *,
    points: Sequence[Point] = (),
    title: str = "",
    is_log: bool = False,
    limits: tuple[float, float] | None = None,
    days: bool = True,
) -> Any:
    """Several quantities over time on one axis, with measured points. Returns a matplotlib Figure."""
    with open_axes() as (figure, (axes,)):
        scale = 24.0 if days else 1.0
        for band, colour in zip(bands, COLOURS * len(bands), strict=False):
            _draw_band(axes, band, colour, scale)
        for point in points:
            _draw_point(axes, point, scale)
        axes.set(xlabel="days" if days else "hours", ylabel=fill(label, LABEL), title=title)
        if is_log:
            _count_in_decades(axes)
        if limits:
            axes.set_ylim(*limits)
        axes.margins(x=0.01)
        if len(bands) > 1 or points:
            axes.legend(loc="lower left" if points else "best")
        return figure


@dataclass(frozen=True, eq=False)
class Panel:
    """One of several drawings on one scale: a title and its quantities."""

    title: str
    bands: Sequence[Band]


def draw_panels(
    panels: Sequence[Panel],
    label: str,
    *,
    is_log: bool = False,
    limits: tuple[float, float] | None = None,
    days: bool = True,
) -> Any:
    """The same quantity side by side on one scale. Returns a matplotlib Figure."""
    from matplotlib.ticker import NullLocator

    with open_axes(width=8.4, height=3.0, columns=len(panels)) as (figure, row):
        scale = 24.0 if days else 1.0
        for axes, panel in zip(row, panels, strict=True):
            # Blue is all of it, as where what was observed stands beside it; rivals have the colours that follow.
            colours = COLOURS[:1] if len(panel.bands) == 1 else COLOURS[1:]
            for band, colour in zip(panel.bands, colours * len(panel.bands), strict=False):
                _draw_band(axes, band, colour, scale)
            axes.set(xlabel="days" if days else "hours", title=panel.title)
            axes.margins(x=0.01)
            if len(panel.bands) > 1:
                axes.legend(loc="best", fontsize=7.5)
        row[0].set_ylabel(fill(label, LABEL))
        if is_log:
            _count_in_decades(row[0])
            row[0].yaxis.set_minor_locator(NullLocator())  # in small drawings, marks between decades are clutter
        if limits:
            row[0].set_ylim(*limits)
        return figure


def _count_in_decades(axes: Any) -> None:
    from neurodose.figures.decades import Decades

    axes.set_yscale("log")
    axes.yaxis.set_major_formatter(Decades())
    axes.yaxis.set_minor_formatter(Decades(labelOnlyBase=False))


def _draw_band(axes: Any, band: Band, colour: str, scale: float) -> None:
    times, pairs = band.times / scale, len(band.levels) // 2
    has_median = len(band.levels) % 2 == 1
    for inner in range(pairs):
        axes.fill_between(
            times,
            band.quantiles[inner],
            band.quantiles[-1 - inner],
            color=colour,
            alpha=0.15 + 0.1 * inner,
            linewidth=0,
            label=None if has_median or inner else band.label,
        )
    if has_median:
        axes.plot(times, band.quantiles[pairs], color=colour, linewidth=1.4, label=band.label)


def _draw_point(axes: Any, point: Point, scale: float) -> None:
    middle, half = (point.time + point.until) / 2 / scale, (point.until - point.time) / 2 / scale
    vertical = None if point.error is None else [[point.error[0]], [point.error[1]]]
    axes.errorbar(
        middle, point.value, yerr=vertical, xerr=half or None, fmt="o", color="#222222", markersize=4.5, capsize=2.5,
        linewidth=1, label=point.label, zorder=5,
    )  # fmt: skip
