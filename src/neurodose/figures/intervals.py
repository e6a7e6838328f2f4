"""Observed beside predicted: one row a figure that was measured, with the interval that the model expects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from neurodose.figures.style import COLOURS, INK, open_axes


@dataclass(frozen=True)
class Row:
    """One measured figure and its prediction: value with error down and up; middle, low and high."""

    label: str
    observed: float
    error: tuple[float, float] | None
    middle: float
    low: float
    high: float


def draw_intervals(rows: Sequence[Row], label: str, title: str = "") -> Any:
    """Predictions as bars with their median, observations as points with error bars. Returns a matplotlib Figure."""
    predicted = {"color": COLOURS[0], "label": "predicted, nine people in ten"}
    middle = {"color": COLOURS[0], "label": "predicted median"}
    observed = {"color": INK, "label": "observed (SD or range where given)"}
    with open_axes(height=1.3 + 0.38 * len(rows)) as (figure, (axes,)):
        for place, row in enumerate(reversed(rows)):
            axes.plot([row.low, row.high], [place, place], alpha=0.35, linewidth=9, solid_capstyle="butt", **predicted)
            axes.plot([row.middle], [place], marker="|", markersize=11, markeredgewidth=2, linestyle="", **middle)
            spread = None if row.error is None else [[row.error[0]], [row.error[1]]]
            axes.errorbar(row.observed, place, xerr=spread, fmt="o", markersize=5, capsize=2.5, **observed)
            for style in (predicted, middle, observed):
                style["label"] = "_"  # a label that begins so is left out: one entry for each kind of mark
        axes.set_yticks(range(len(rows)), [row.label for row in reversed(rows)])
        axes.set(xlabel=label, title=title, ylim=(-0.7, len(rows) - 0.3))
        axes.grid(axis="y", visible=False)
        figure.legend(loc="outside upper left", ncols=3, frameon=False)
        return figure
