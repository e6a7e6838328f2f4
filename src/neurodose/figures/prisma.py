"""The flow of records through a review (PRISMA 2020, Page and others 2021): how many were found, left out, and kept.

A number that nobody wrote down is told as unknown: a box without a number is no zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from textwrap import wrap

from neurodose.figures.axes import SIZE, Drawing
from neurodose.figures.colours import INK
from neurodose.records.search import Flow

WIDTH, BOX, GAP, ASIDE = 604.8, 290.0, 22.0, 252.0
LINE, PAD, LETTERS = 13.0, 7.0, 45
UNKNOWN = "#F4F4F4"


@dataclass(frozen=True)
class Box:
    """One box: what happened to how many; None: nobody wrote it down. reasons: why, with how many each."""

    words: str
    count: int | None
    reasons: tuple[tuple[str, int | None], ...] = ()

    @property
    def lines(self) -> list[str]:
        said = "not known" if self.count is None else f"n = {self.count:,}".replace(",", " ")
        more = [f"{why}: {'not known' if n is None else n}" for why, n in self.reasons]
        return [part for text in (f"{self.words} ({said})", *more) for part in wrap(text, LETTERS)]

    @property
    def height(self) -> float:
        return LINE * len(self.lines) + 2 * PAD


@dataclass(frozen=True)
class Step:
    """A box of the main flow, and what left it to the side."""

    kept: Box
    left: Box | None = None


def draw_flow(steps: Sequence[Step]) -> str:
    """The boxes from above to below with arrows, as an <svg> element."""
    heights = [max(step.kept.height, step.left.height if step.left else 0.0) for step in steps]
    drawing = Drawing(WIDTH, sum(heights) + GAP * max(0, len(steps) - 1) + 2 * SIZE)
    y = SIZE
    for number, (step, height) in enumerate(zip(steps, heights, strict=True)):
        _draw_box(drawing, SIZE, y, BOX, step.kept)
        if step.left is not None:
            _draw_box(drawing, WIDTH - SIZE - ASIDE, y, ASIDE, step.left)
            level = y + min(step.kept.height, step.left.height) / 2
            _draw_arrow(drawing, SIZE + BOX, level, WIDTH - SIZE - ASIDE, level)
        if number < len(steps) - 1:
            _draw_arrow(drawing, SIZE + BOX / 2, y + step.kept.height, SIZE + BOX / 2, y + height + GAP)
        y += height + GAP
    told = "; ".join(f"{s.kept.words}: {'not known' if s.kept.count is None else s.kept.count}" for s in steps)
    return drawing.finish(f"Flow of records. {told}.")


def _draw_box(drawing: Drawing, x: float, y: float, width: float, box: Box) -> None:
    style = {"fill": UNKNOWN, "stroke_dasharray": "4 3"} if box.count is None else {"fill": "#FFFFFF"}
    drawing.add("rect", x=x, y=y, width=width, height=box.height, rx=3, stroke=INK, stroke_width=1, **style)
    for number, words in enumerate(box.lines):
        drawing.write(words, x + PAD, y + PAD + LINE * (number + 0.5))


def _draw_arrow(drawing: Drawing, x: float, y: float, to_x: float, to_y: float) -> None:
    along = to_x != x
    drawing.add("path", d=f"M{x:.1f} {y:.1f}L{to_x - 5 * along:.1f} {to_y - 5 * (not along):.1f}", stroke=INK)
    head = f"M{to_x:.1f} {to_y:.1f}" + ("l-6 -3v6z" if along else "l-3 -6h6z")
    drawing.add("path", d=head, fill=INK)


def draw_prisma(flow: Flow) -> str:
    """The flow of a review as an <svg> element."""
    return draw_flow(list(_make_steps(flow)))


def _make_steps(flow: Flow) -> Iterator[Step]:
    """From what was found to what is held; counts that nobody knows stay unknown."""
    for kind, held in (("databases", flow.databases), ("registers", flow.registers), ("other ways", flow.others)):
        if held:
            yield Step(Box(f"Records found, {kind}", _add(held.values()), tuple(held.items())))
    yield Step(Box("Screened", flow.screened), Box("Left out by title and abstract", flow.screened_out))
    yield Step(Box("Reports sought", flow.sought), Box("Not found", flow.not_retrieved))
    reasons = tuple((why, count) for why, count in flow.excluded.items())
    out = Box("Left out, and why", sum(flow.excluded.values()), reasons) if reasons else None
    yield Step(Box("Reports assessed", flow.assessed), out)
    yield Step(Box("Studies that answer the question", flow.studies, tuple(flow.by_design.items())))


def _add(counts: Iterable[int | None]) -> int | None:
    held = list(counts)
    return None if None in held else sum(count or 0 for count in held)
