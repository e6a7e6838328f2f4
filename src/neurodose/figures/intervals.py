"""Observed beside predicted: one row a figure that was measured, with the interval that the model expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from neurodose.figures.style import COLOURS, INK, open_axes


@dataclass(frozen=True)
class Row:
    """One measured figure and its prediction: value with error down and up; middle, low and high.

    rivals: low and high of each rival alone, by name
    """

    label: str
    observed: float
    error: tuple[float, float] | None
    middle: float
    low: float
    high: float
    rivals: Mapping[str, tuple[float, float]] = field(default_factory=dict)


def draw_intervals(rows: Sequence[Row], label: str, title: str = "") -> Any:
    """Predictions as bars with their median, observations as points with error bars. Returns a matplotlib Figure."""
    predicted = {"color": COLOURS[0], "label": "predicted, 95 % interval of the mean"}
    middle = {"color": COLOURS[0], "label": "predicted median"}
    observed = {"color": INK, "label": "observed, with the error published"}
    rivals = {name: {"label": name} for row in rows for name in row.rivals}
    with open_axes(height=1.3 + 0.5 * len(rows)) as (figure, (axes,)):
        for place, row in enumerate(reversed(rows)):
            axes.plot([row.low, row.high], [place, place], alpha=0.35, linewidth=9, solid_capstyle="butt", **predicted)
            axes.plot([row.middle], [place], marker="|", markersize=11, markeredgewidth=2, linestyle="", **middle)
            _draw_rivals(axes, row, place, rivals)
            spread = None if row.error is None else [[row.error[0]], [row.error[1]]]
            axes.errorbar(row.observed, place, xerr=spread, fmt="o", markersize=5, capsize=2.5, **observed)
            for style in (predicted, middle, observed, *(rivals[name] for name in row.rivals)):
                style["label"] = "_"  # a label that begins so is left out: one entry for each kind of mark
        axes.set_yticks(range(len(rows)), [row.label for row in reversed(rows)])
        axes.set(xlabel=label, title=title, ylim=(-0.7, len(rows) - 0.3))
        axes.grid(axis="y", visible=False)
        figure.legend(loc="outside upper left", ncols=3, frameon=False)
        return figure


def _draw_rivals(axes: Any, row: Row, place: int, styles: Mapping[str, dict[str, str]]) -> None:
    """Each rival's interval as a thin line below the row's bar."""
    for number, (name, (low, high)) in enumerate(row.rivals.items(), 1):
        height, colour = place - 0.13 - 0.09 * number, COLOURS[number % len(COLOURS)]
        axes.plot([low, high], [height, height], linewidth=1.2, color=colour, **styles[name])
