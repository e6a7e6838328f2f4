"""A report in pieces that know nothing of where they are shown: one content for a terminal, Markdown and a page.

sections = (Section("answer", "The answer", (Words("…"), Table(("what", "how much"), (("a", "1"),)))),)
write_markdown(sections)     # lines of a page for the docs
write_text(sections)         # lines for a terminal
# the page: templates/evidence.html.j2 knows each piece by its `kind`
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from textwrap import wrap
from typing import ClassVar, Literal

from neurodose.reports import markdown

WIDTH = 110  # letters of a line in a terminal
LEAST = 12  # letters of a column of a table there


@dataclass(frozen=True)
class Cell:
    """What stands in a cell that has a look of its own ("grade low")."""

    text: str
    look: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Words:
    """A paragraph; tone: "plain", "faint" (beside the matter) or "outside" (must be seen)."""

    kind: ClassVar[str] = "words"
    text: str
    tone: Literal["plain", "faint", "outside"] = "plain"


@dataclass(frozen=True)
class Bullets:
    kind: ClassVar[str] = "bullets"
    items: tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """Within a section; grade: a word of certainty beside it, or ""."""

    kind: ClassVar[str] = "heading"
    text: str
    grade: str = ""


@dataclass(frozen=True)
class Table:
    """first: how many of its columns a terminal has room for; None: all of them"""

    kind: ClassVar[str] = "table"
    head: tuple[str, ...]
    rows: tuple[tuple[str | Cell, ...], ...]
    note: str = ""
    first: int | None = None


@dataclass(frozen=True)
class Picture:
    """A drawing with what it shows in a sentence; characters: the same without a drawing, line by line."""

    kind: ClassVar[str] = "picture"
    title: str
    svg: str
    caption: str
    characters: tuple[str, ...] = ()


Block = Words | Bullets | Heading | Table | Picture


@dataclass(frozen=True)
class Section:
    """id: for links within a page; is_short: told in a terminal too, where there is room for the matter alone."""

    id: str
    title: str
    blocks: tuple[Block, ...] = field(default_factory=tuple)
    is_short: bool = False


def write_markdown(sections: Iterable[Section]) -> list[str]:
    """Lines of a page; drawings stand in characters, and are left out where they have none."""
    return [line for section in sections for line in _write_section(section)]


def _write_section(section: Section) -> Iterator[str]:
    yield from (f"## {section.title}", "")
    for block in section.blocks:
        match block:
            case Words(text):
                yield from markdown.paragraph(text)
            case Bullets(items):
                yield from markdown.bullets(items)
            case Heading(text, grade):
                yield from (f"### {text}{f' ({grade} certainty)' if grade else ''}", "")
            case Table(head, rows, note):
                yield from markdown.table(head, (tuple(map(str, row)) for row in rows))
                yield from markdown.paragraph(note) if note else ()
            case Picture(_, _, caption, characters):
                yield from (*markdown.block(characters), *markdown.paragraph(caption)) if characters else ()


def write_text(sections: Iterable[Section], width: int = WIDTH) -> list[str]:
    """Lines for a terminal."""
    return [line for section in sections for line in _tell_section(section, width)]


def _tell_section(section: Section, width: int) -> Iterator[str]:
    yield from (section.title.upper(), "")
    for block in section.blocks:
        match block:
            case Words(text):
                yield from (*wrap(text, width), "")
            case Bullets(items):
                for item in items:
                    yield from wrap(item, width, initial_indent="- ", subsequent_indent="  ")
                yield ""
            case Heading(text, grade):
                yield from (f"{text}{f': {grade} certainty' if grade else ''}", "")
            case Table(head, rows, note, first):
                yield from (*tell_table(head[:first], [tuple(map(str, row[:first])) for row in rows], width), "")
                yield from (*wrap(note, width), "") if note else ()
            case Picture(title, _, _, characters):
                yield from (title, *characters, "") if characters else ()


def tell_table(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> list[str]:
    """A table in characters: columns as wide as they need, long ones folded so that all fit."""
    cells = [tuple(head), *map(tuple, rows)]
    wides = [max(len(row[at]) for row in cells) for at in range(len(head))]
    words = [max((len(w) for row in cells for w in row[at].split()), default=0) for at in range(len(head))]
    least = [min(wide, max(LEAST, word)) for wide, word in zip(wides, words, strict=True)]
    spare = width - 2 * (len(head) - 1)
    natural = list(wides)
    while sum(wides) > spare and wides != least:
        # The column that a narrower one costs the fewest lines.
        free = [at for at in range(len(wides)) if wides[at] > least[at]]
        wides[min(free, key=lambda at: natural[at] / (wides[at] - 1))] -= 1
    lines = [line for row in cells[:1] for line in _fold_row(row, wides)]
    lines.append("  ".join("─" * wide for wide in wides))
    return [*lines, *(line for row in cells[1:] for line in _fold_row(row, wides))]


def _fold_row(row: Sequence[str], wides: Sequence[int]) -> Iterator[str]:
    folded = [wrap(cell, wide) or [""] for cell, wide in zip(row, wides, strict=True)]
    for number in range(max(map(len, folded))):
        parts = [column[number] if number < len(column) else "" for column in folded]
        yield "  ".join(f"{part:{wide}}" for part, wide in zip(parts, wides, strict=True)).rstrip()
