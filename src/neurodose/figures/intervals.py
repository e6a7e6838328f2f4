"""Observed beside predicted: one row a figure that was measured, with the interval that the model expects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from neurodose.figures.axes import SAMPLE, SIZE, TICK, Axes, Drawing, measure
from neurodose.figures.bands import BELOW, WIDTH
from neurodose.figures.colours import COLOURS, INK
from neurodose.figures.legend import APART, SMALL, Entry
from neurodose.figures.scale import Scale, span

ROW = 34.0  # height of a row
COLUMNS = 3  # of the legend
ONE, OTHER = "predicted, 95 % interval of the mean", "observed, with the error published"


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

    @property
    def reach(self) -> np.ndarray:
        """All the numbers that are shown."""
        down, up = self.error or (0.0, 0.0)
        rivals = [end for ends in self.rivals.values() for end in ends]
        return np.array([self.observed - down, self.observed + up, self.middle, self.low, self.high, *rivals])


def draw_intervals(rows: Sequence[Row], label: str) -> str:
    """Predictions as bars with their median, observations as points with error bars, as an <svg> element."""
    rivals = dict.fromkeys(name for row in rows for name in row.rivals)
    entries = [Entry(ONE, COLOURS[0], 8.0, 0.35), Entry("predicted median", COLOURS[0], 2.0)]
    entries += [Entry(name, COLOURS[n % len(COLOURS)]) for n, name in enumerate(rivals, 1)]
    entries += [Entry(OTHER, INK, is_point=True)]
    top = TICK + APART * SMALL * -(-len(entries) // COLUMNS)
    drawing = Drawing(WIDTH, top + 2 * TICK + ROW * len(rows) + BELOW)
    left = 2 * TICK + SIZE + max((measure(row.label) for row in rows), default=0.0)
    across, up = span([row.reach for row in rows]), Scale(-0.7, len(rows) - 0.3)
    axes = Axes(drawing, left, top, WIDTH - left - SIZE, ROW * len(rows) + TICK, across, up)
    places = range(len(rows) - 1, -1, -1)
    axes.frame([(place, row.label) for place, row in zip(places, rows, strict=True)], "", label)
    for place, row in zip(places, rows, strict=True):
        _draw_row(axes, row, place, list(rivals))
    _draw_legend(drawing, entries)
    return drawing.finish()


def _draw_row(axes: Axes, row: Row, place: int, rivals: Sequence[str]) -> None:
    """A bar with its median, each rival's interval as a thin line below it, and what was observed."""
    axes.line([row.low, row.high], [place, place], COLOURS[0], 8.0, stroke_opacity=0.35)
    axes.line([row.middle, row.middle], [place - 0.17, place + 0.17], COLOURS[0], 2.0)
    for name, ends in row.rivals.items():
        number = 1 + rivals.index(name)
        height = place - 0.13 - 0.09 * number
        axes.line(ends, [height, height], COLOURS[number % len(COLOURS)], 1.2)
    down, up = row.error or (0.0, 0.0)
    axes.point(row.observed, place, (row.observed - down, row.observed + up) if row.error is not None else None, None)


def _draw_legend(drawing: Drawing, entries: Sequence[Entry]) -> None:
    """Above the axes, column by column."""
    lines = -(-len(entries) // COLUMNS)
    x = TICK
    for first in range(0, len(entries), lines):
        column = entries[first : first + lines]
        for number, entry in enumerate(column):
            entry.draw(drawing, x, TICK + (number + 0.5) * APART * SMALL, SMALL)
        x += SAMPLE + 4 * TICK + max(measure(entry.label, SMALL) for entry in column)
