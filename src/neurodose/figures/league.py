"""A league table: every treatment against every other, as one square of numbers.

Below the diagonal stands what the network says of the row's treatment against the column's; above it what studies
that compared the two directly say, where there are some.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap

from neurodose.figures.axes import SIZE, TICK, Drawing, measure
from neurodose.figures.colours import GRID, INK
from neurodose.figures.forest import say_value

ROW, LINE, LETTERS, PAD = 30.0, 11.0, 16, 5.0
SMALL, BOLD = 9.0, 1.1  # size of letters; how much wider they are where they are bold
OWN, CLEAR, UNCLEAR = "#E4EEF5", "#DDEFE7", "#FFFFFF"


@dataclass(frozen=True)
class Cell:
    """One treatment against another: estimate and interval as told, and whether the interval holds no effect."""

    estimate: float
    low: float
    high: float
    holds_null: bool

    @property
    def lines(self) -> tuple[str, str]:
        return say_value(self.estimate), f"({say_value(self.low)} to {say_value(self.high)})"


def draw_league(
    treatments: Sequence[str],
    network: Mapping[tuple[str, str], Cell],
    direct: Mapping[tuple[str, str], Cell] | None = None,
    name: str = "",
) -> str:
    """The table as an <svg> element; keys of cells: (row's treatment, column's treatment); name: of the measure."""
    held = {**network, **(direct or {})}
    texts = [line for cell in held.values() for line in cell.lines]
    names = [part for t in treatments for part in wrap(t, LETTERS)]
    width = max((measure(words, SMALL) for words in [*texts, *names]), default=0.0) * BOLD + 2 * PAD
    drawing = Drawing(round(width * len(treatments) + 2 * TICK, 1), ROW * len(treatments) + 4 * TICK + 2 * SIZE)
    for row, one in enumerate(treatments):
        for column, other in enumerate(treatments):
            x, y = TICK + width * column, TICK + ROW * row
            if row == column:
                _draw_cell(drawing, x, y, width, wrap(one, LETTERS), OWN, is_name=True)
                continue
            cell = (network if row > column else direct or {}).get((one, other))
            lines = list(cell.lines) if cell is not None else []
            colour = CLEAR if cell is not None and not cell.holds_null else UNCLEAR
            _draw_cell(drawing, x, y, width, lines, colour)
    words = f"{name}: row against column; below the diagonal the network, above it direct comparisons. "
    drawing.write(f"{words}Shaded: the interval excludes no effect.", TICK, drawing.height - SIZE, size=SMALL)
    drawing.width = max(drawing.width, measure(words, SMALL) + 42 * SMALL * 0.58 + 2 * TICK)
    return drawing.finish(f"League table of {len(treatments)} treatments, {name}.")


def _draw_cell(
    drawing: Drawing, x: float, y: float, width: float, lines: Sequence[str], fill: str, is_name: bool = False
) -> None:
    drawing.add("rect", x=x, y=y, width=width, height=ROW, fill=fill, stroke=GRID, stroke_width=1)
    for number, words in enumerate(lines):
        level = y + ROW / 2 + LINE * (number - (len(lines) - 1) / 2)
        style = {"font_weight": "bold"} if is_name or number == 0 else {}
        drawing.add(
            "text", escape(words, quote=False), x=x + width / 2, y=level, dy="0.35em", text_anchor="middle",
            font_size=SMALL, fill=INK, **style,
        )  # fmt: skip
