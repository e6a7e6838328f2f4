"""One quantity as a figure of matplotlib, for whoever wants to go on drawing in it; reports draw by themselves."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import Any

import numpy as np

from neurodose.figures.bands import LABEL
from neurodose.figures.colours import COLOURS, GRID, INK

# A figure never touches the user's own settings.
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "grid.color": GRID,
    "svg.fonttype": "none",
    "svg.hashsalt": "neurodose",
}


def plot_band(
    times: np.ndarray,
    quantiles: np.ndarray,
    levels: Sequence[float],
    label: str,
    *,
    title: str = "",
    is_log: bool = False,
    limits: tuple[float, float] | None = None,
    days: bool = True,
) -> Any:
    """Nested bands around a median: times (times,) in hours, quantiles (levels, times). Returns a matplotlib Figure."""
    import matplotlib
    from matplotlib.figure import Figure

    with matplotlib.rc_context(STYLE):
        figure = Figure(figsize=(7.2, 3.6), layout="constrained")
        axes: Any = figure.subplots()
        hours, pairs = times / (24.0 if days else 1.0), len(levels) // 2
        for inner in range(pairs):
            low, high = quantiles[inner], quantiles[-1 - inner]
            axes.fill_between(hours, low, high, color=COLOURS[0], alpha=0.15 + 0.1 * inner, linewidth=0)
        if len(levels) % 2 == 1:
            axes.plot(hours, quantiles[pairs], color=COLOURS[0], linewidth=1.4)
        axes.set(xlabel="days" if days else "hours", ylabel=fill(label, LABEL), title=title)
        if is_log:
            axes.set_yscale("log")
        if limits:
            axes.set_ylim(*limits)
        axes.margins(x=0.01)
        return figure
