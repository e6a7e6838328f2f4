"""Risk of bias as traffic lights: a row a study, a column a domain, a colour and a sign a judgement.

What nobody assessed is grey and has a question mark: it is no low risk.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import wrap

from neurodose.figures.axes import SIZE, TICK, Drawing, measure
from neurodose.figures.colours import GRID, INK
from neurodose.records.study import DOMAINS, JUDGEMENTS, Bias, Study

WIDTH = 604.8  # of a sheet, at least
ROW, CELL, LINE = 19.0, 62.0, 11.0
RADIUS = 7.2
LETTERS, HEAD = 34, 14  # of a line of a study's name, and of a domain's
SMALL = 8.5
# Okabe and Ito's colours, and a sign for those who do not tell them apart.
LIGHTS = {
    "low": ("#009E73", "+"),
    "some concerns": ("#E69F00", "–"),
    "moderate": ("#E69F00", "–"),
    "high": ("#D55E00", "×"),
    "serious": ("#D55E00", "×"),
    "critical": ("#882211", "!"),
    "no information": ("#C8C8C8", "i"),
    "not assessed": ("#E6E6E6", "?"),
}


@dataclass(frozen=True)
class Judged:
    """A study and how its risk of bias was judged."""

    label: str
    bias: Bias


def draw_lights(studies: Sequence[Judged | Study]) -> str:
    """The lights of studies judged with one tool, as an <svg> element; those of other tools belong into another one."""
    held = [Judged(one.name, one.bias) if isinstance(one, Study) else one for one in studies]
    tool = held[0].bias.tool if held else "RoB 2"
    domains = [*DOMAINS[tool], "overall"]
    names = [wrap(study.label, LETTERS) or [""] for study in held]
    left = TICK + max((measure(part) for lines in names for part in lines), default=0.0) + SIZE
    top = TICK + LINE * max(len(wrap(domain, HEAD)) for domain in domains) + TICK
    cell = max(CELL, (WIDTH - left - TICK) / len(domains))
    heights = [max(ROW, LINE * len(lines) + TICK) for lines in names]
    legend = _lay_out_legend(tool, left + cell * len(domains))
    drawing = Drawing(round(left + cell * len(domains) + TICK, 1), top + sum(heights) + 3 * TICK + ROW * len(legend))
    for at, domain in enumerate(domains):
        for number, words in enumerate(wrap(domain, HEAD)):
            y = TICK + LINE * (number + 0.5)
            drawing.write(words, left + cell * (at + 0.5), y, anchor="middle", size=SMALL)
    y = top
    for study, lines, height in zip(held, names, heights, strict=True):
        drawing.add("path", d=f"M{TICK} {y:.1f}H{drawing.width - TICK:.1f}", stroke=GRID, stroke_width=1)
        for number, words in enumerate(lines):
            drawing.write(words, TICK, y + height / 2 + LINE * (number - (len(lines) - 1) / 2))
        for at, domain in enumerate(domains):
            judged = study.bias.overall if domain == "overall" else study.bias.of(domain)
            _draw_light(drawing, left + cell * (at + 0.5), y + height / 2, judged)
        y += height
    _draw_legend(drawing, legend, y + 2 * TICK)
    return drawing.finish(_say(held, tool))


def _draw_light(drawing: Drawing, x: float, y: float, judged: str) -> None:
    colour, sign = LIGHTS.get(judged, LIGHTS["not assessed"])
    drawing.add("circle", cx=x, cy=y, r=RADIUS, fill=colour, stroke="#888888", stroke_width=0.6)
    drawing.add("text", sign, x=x, y=y, dy="0.35em", text_anchor="middle", font_size=SIZE, font_weight="bold", fill=INK)


def _lay_out_legend(tool: str, width: float) -> list[list[str]]:
    """The judgements of a tool in lines that fit the sheet."""
    rows, used = [[]], 0.0
    for word in JUDGEMENTS[tool]:  # pyright: ignore[reportArgumentType]
        long = _measure_entry(word)
        if rows[-1] and used + long > width:
            rows.append([])
            used = 0.0
        rows[-1].append(word)
        used += long
    return rows


def _measure_entry(word: str) -> float:
    return 2 * RADIUS + 5 * TICK + measure(word, SMALL)


def _draw_legend(drawing: Drawing, rows: Sequence[Sequence[str]], y: float) -> None:
    for number, words in enumerate(rows):
        x, level = TICK + RADIUS, y + ROW * (number + 0.5)
        for word in words:
            _draw_light(drawing, x, level, word)
            drawing.write(word, x + RADIUS + TICK, level, size=SMALL)
            x += _measure_entry(word)


def _say(studies: Sequence[Judged], tool: str) -> str:
    held = [study.bias.overall for study in studies]
    told = ", ".join(f"{word}: {held.count(word)}" for word in dict.fromkeys(held))
    return f"Risk of bias by {tool}, a row a study, a column a domain. Overall: {told}."
