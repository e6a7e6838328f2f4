"""Which mark means what, where there is room for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.figures.axes import SAMPLE, TICK, Axes, Drawing, measure

SMALL = 9.0  # size of letters
APART = 1.35  # of lines, by the size of their letters


@dataclass(frozen=True)
class Entry:
    """A mark and what it means: a line of this colour, or a measured point."""

    label: str
    colour: str
    width: float = 1.4
    opacity: float = 1.0
    is_point: bool = False

    def draw(self, drawing: Drawing, x: float, y: float, size: float) -> None:
        """The mark and its words, from x on, in the middle of a line at y."""
        if self.is_point:
            drawing.add("circle", cx=x + SAMPLE / 2, cy=y, r=2.3)
        else:
            style = {"stroke": self.colour, "stroke_width": self.width, "stroke_opacity": self.opacity}
            drawing.add("path", d=f"M{x:.1f} {y:.1f}h{SAMPLE}", **style)
        drawing.write(self.label, x + SAMPLE + TICK, y, size=size)


def draw_legend(axes: Axes, entries: Sequence[Entry], curves: Sequence[np.ndarray], size: float = SMALL) -> None:
    """A legend where it hides the fewest points of some curves (points, 2); at the top on the right, if it can be."""
    width = SAMPLE + TICK + max(measure(e.label, size) for e in entries)
    height = len(entries) * APART * size
    left, right = axes.left + 2 * TICK, axes.left + axes.width - width - TICK
    top, bottom = axes.top + TICK, axes.top + axes.height - height - TICK
    places = [(x, y) for y in (top, bottom, (top + bottom) / 2) for x in (right, left, (left + right) / 2)]
    points = np.concatenate([np.zeros((0, 2)), *curves])

    def hides(place: tuple[float, float]) -> int:
        return int(((points > place) & (points < np.add(place, (width, height)))).all(axis=1).sum())

    x, y = min(places, key=hides)
    for number, entry in enumerate(entries):
        entry.draw(axes.drawing, x, y + (number + 0.5) * APART * size, size)
