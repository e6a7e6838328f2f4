"""A league table: every treatment against every other, as one square of numbers.

Below the diagonal stands what a network says, above it what trials say that compared the two directly, where there are
some; the treatment that stands earlier is told against the later one.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from textwrap import wrap

from neurodose.evidence.measure import Measure
from neurodose.evidence.networks.league import Cell, League
from neurodose.figures.axes import SIZE, TICK, Drawing
from neurodose.figures.axes import measure as measure_width
from neurodose.figures.colours import GRID, INK
from neurodose.figures.forest import say_value

ROW, LINE, LETTERS, PAD = 30.0, 11.0, 16, 5.0
SMALL, BOLD = 9.0, 1.1  # size of letters; how much wider they are where they are bold
OWN, CLEAR, UNCLEAR = "#E4EEF5", "#DDEFE7", "#FFFFFF"


def draw_league(league: League, measure: Measure) -> str:
    """The table as an <svg> element."""
    texts = [line for cell in league.cells for line in _lines(cell)]
    names = [part for name in league.order for part in wrap(name, LETTERS)]
    width = max((measure_width(words, SMALL) for words in [*texts, *names]), default=0.0) * BOLD + 2 * PAD
    note = f"{measure.name}: the earlier treatment against the later. Shaded: the interval excludes no effect."
    where = "Below the diagonal: the network. Above it: trials that compared the two directly."
    wide = max(width * len(league.order), *(measure_width(words, SMALL) for words in (note, where))) + 2 * TICK
    drawing = Drawing(round(wide, 1), round(ROW * len(league.order) + 3 * TICK + 2.6 * SIZE, 1))
    for row, one in enumerate(league.order):
        for column in range(len(league.order)):
            x, y = TICK + width * column, TICK + ROW * row
            cell = league.at(row, column)
            if row == column:
                _draw_cell(drawing, x, y, width, wrap(one, LETTERS), OWN, is_name=True)
            elif cell is None:
                _draw_cell(drawing, x, y, width, (), UNCLEAR)
            else:
                is_clear = not cell.low <= measure.null <= cell.high
                _draw_cell(drawing, x, y, width, _lines(cell), CLEAR if is_clear else UNCLEAR)
    for number, words in enumerate((note, where)):
        drawing.write(words, TICK, drawing.height - SIZE * (2.2 - 1.3 * number), size=SMALL)
    return drawing.finish(f"League table of {len(league.order)} treatments, {measure.name}.")


def _lines(cell: Cell) -> tuple[str, str]:
    return say_value(cell.estimate), f"({say_value(cell.low)} to {say_value(cell.high)})"


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
