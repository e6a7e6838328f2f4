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
    with open_axes(height=0.9 + 0.42 * len(rows)) as (figure, (axes,)):
        for place, row in enumerate(reversed(rows)):
            is_first = place == len(rows) - 1
            axes.plot([row.low, row.high], [place, place], color=COLOURS[0], alpha=0.35, linewidth=9, solid_capstyle="butt",
                      label="predicted, nine people in ten" if is_first else None)  # fmt: skip
            axes.plot([row.middle], [place], marker="|", markersize=11, markeredgewidth=2, color=COLOURS[0], linestyle="",
                      label="predicted median" if is_first else None)  # fmt: skip
            spread = None if row.error is None else [[row.error[0]], [row.error[1]]]
            axes.errorbar(row.observed, place, xerr=spread, fmt="o", color=INK, markersize=5, capsize=2.5, linewidth=1, zorder=5,
                          label="observed (SD or range where given)" if is_first else None)  # fmt: skip
        axes.set_yticks(range(len(rows)), [row.label for row in reversed(rows)])
        axes.set(xlabel=label, title=title, ylim=(-0.7, len(rows) - 0.3))
        axes.grid(axis="y", visible=False)
        axes.legend(loc="upper left", bbox_to_anchor=(0, -0.22), ncols=3)
        return figure
