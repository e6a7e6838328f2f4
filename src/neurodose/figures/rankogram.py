"""Rankograms: how probable each rank of each treatment is. Flat bars say that ranks are not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from neurodose.evidence.networks.ranking import Ranking
from neurodose.figures.axes import SIZE, TICK, Drawing, measure
from neurodose.figures.colours import COLOURS, GRID, INK

COLUMNS, WIDTH, HEIGHT = 4, 604.8, 78.0  # of a sheet; height of one panel's bars
GAP, ABOVE, BELOW = 22.0, 18.0, 26.0
SMALL = 8.5
LETTERS = 22


def draw_rankogram(ranking: Ranking) -> str:
    """How a network ranks its treatments, as an <svg> element, the best by P-score first."""
    shares = {name: ranking.probabilities[at] for at, name in enumerate(ranking.treatments)}
    scores = {name: float(ranking.scores[at]) for at, name in enumerate(ranking.treatments)}
    return draw_ranks(shares, scores)


def draw_ranks(
    probabilities: Mapping[str, Sequence[float] | np.ndarray], scores: Mapping[str, float] | None = None
) -> str:
    """One panel a treatment, as an <svg> element.

    probabilities: of ranks 1, 2, … of each treatment; scores: P-scores (or SUCRA), which order and name the panels
    """
    order = sorted(probabilities, key=lambda name: -(scores or {}).get(name, 0.0)) if scores else list(probabilities)
    rows = -(-len(order) // COLUMNS)
    left = measure("100 %", SMALL) + 2 * TICK
    width = (WIDTH - left - SIZE) / COLUMNS - GAP
    each = ABOVE + HEIGHT + BELOW
    drawing = Drawing(WIDTH, rows * each + SIZE)
    for number, name in enumerate(order):
        row, column = divmod(number, COLUMNS)
        x, y = left + column * (width + GAP), row * each + ABOVE
        said = name if len(name) <= LETTERS else f"{name[: LETTERS - 1]}…"
        score = "" if scores is None or name not in scores else f" {scores[name]:.2f}"
        drawing.write(f"{said}{score}", x, y - SIZE, size=SMALL)
        _draw_panel(drawing, x, y, width, np.asarray(probabilities[name], float), is_first=column == 0)
    return drawing.finish(_say(probabilities))


def _draw_panel(drawing: Drawing, x: float, y: float, width: float, shares: np.ndarray, is_first: bool) -> None:
    bottom, step = y + HEIGHT, width / max(1, len(shares))
    for level in (0.0, 0.5, 1.0):
        drawing.add("path", d=f"M{x:.1f} {bottom - HEIGHT * level:.1f}h{width:.1f}", stroke=GRID, stroke_width=0.8)
        if is_first:
            drawing.write(f"{100 * level:g} %", x - TICK, bottom - HEIGHT * level, anchor="end", size=SMALL)
    if is_first:
        drawing.write("rank", x - TICK, bottom + SIZE, anchor="end", size=SMALL)
    every = -(-len(shares) * 12 // int(width))  # ranks are written as far apart as there is room
    for rank, share in enumerate(shares.tolist(), 1):
        left, high = x + step * (rank - 1) + 0.12 * step, HEIGHT * share
        drawing.add("rect", x=left, y=bottom - high, width=0.76 * step, height=high, fill=COLOURS[0])
        if (rank - 1) % every == 0:
            drawing.write(str(rank), x + step * (rank - 0.5), bottom + SIZE, anchor="middle", size=SMALL)
    drawing.add("path", d=f"M{x:.1f} {bottom:.1f}h{width:.1f}", stroke=INK, stroke_width=0.8)


def _say(probabilities: Mapping[str, Sequence[float] | np.ndarray]) -> str:
    first = "; ".join(f"{name} {100 * shares[0]:.0f} %" for name, shares in probabilities.items() if len(shares))
    return f"Probability of each rank. Of the first: {first}."
