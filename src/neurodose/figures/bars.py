"""Shares side by side: one row for each thing that has a part, a bar for each figure of it, its interval as a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap

import numpy as np

from neurodose.figures.axes import LINE, SAMPLE, SIZE, TICK, Axes, Drawing, measure
from neurodose.figures.bands import BELOW, WIDTH
from neurodose.figures.colours import COLOURS, INK
from neurodose.figures.legend import APART, SMALL, Entry
from neurodose.figures.scale import Scale, span

ROW, THICK, BESIDE = 30.0, 9.0, 11.0  # height of a row and of a bar; from one bar of a row to the next
LETTERS = 34  # of a line beside the axis


@dataclass(frozen=True)
class Part:
    """What has a part: its values with low and high end, by the name of the figure."""

    label: str
    values: Mapping[str, tuple[float, float, float]]


def draw_bars(parts: Sequence[Part], name: str) -> str:
    """Bars from 0 to each value with its interval, as an <svg> element; name: of the level axis."""
    figures = list(dict.fromkeys(figure for part in parts for figure in part.values))
    labels = ["\n".join(wrap(part.label, LETTERS)) for part in parts]
    row = max(ROW, BESIDE * len(figures) + 2 * TICK, *(LINE * SIZE * (1 + t.count("\n")) + TICK for t in labels))
    top = TICK + APART * SMALL if len(figures) > 1 else TICK
    drawing = Drawing(WIDTH, top + TICK + row * len(parts) + BELOW)
    left = 3 * TICK + SIZE + max((measure(line) for text in labels for line in text.split("\n")), default=0.0)
    across = span([np.array([0.0]), *(np.array(v) for part in parts for v in part.values.values())])
    axes = Axes(drawing, left, top, WIDTH - left - SIZE, row * len(parts), across, Scale(0.0, float(len(parts))))
    axes.frame([(place + 0.5, "") for place in range(len(parts))], "", name)
    axes.line([0.0, 0.0], [0.0, len(parts)], INK, 0.8)
    for number, (part, text) in enumerate(zip(parts, labels, strict=True)):
        middle = top + row * (number + 0.5)
        _write_lines(drawing, text, left - 2 * TICK, middle)
        for k, figure in enumerate(figures):
            if figure in part.values:
                _draw_bar(axes, part.values[figure], middle + BESIDE * (k - (len(figures) - 1) / 2), COLOURS[k])
    if len(figures) > 1:
        x = left
        for k, figure in enumerate(figures):
            Entry(figure, COLOURS[k], 6.0, 0.6).draw(drawing, x, top / 2, SMALL)
            x += SAMPLE + 4 * TICK + measure(figure, SMALL)
    return drawing.finish()


def _write_lines(drawing: Drawing, text: str, x: float, middle: float) -> None:
    lines = text.split("\n")
    for number, line in enumerate(lines):
        drawing.write(line, x, middle + LINE * SIZE * (number - (len(lines) - 1) / 2), anchor="end")


def _draw_bar(axes: Axes, value: tuple[float, float, float], y: float, colour: str) -> None:
    """A bar from 0 to the value, at a height of the drawing, and the interval on it."""
    middle, *ends = value
    (begin, _), (end, _), *limits = axes.trace([0.0, middle, *ends], 0.0).tolist()
    first, width = min(begin, end), abs(end - begin)
    axes.drawing.add("rect", x=first, y=y - THICK / 2, width=width, height=THICK, fill=colour, fill_opacity=0.6)
    (low, _), (high, _) = limits
    axes.drawing.add("path", d=f"M{low:.1f} {y:.1f}H{high:.1f}", stroke=INK, stroke_width=1)
