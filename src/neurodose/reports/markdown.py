"""Pieces of a page in Markdown: paragraphs and lists of lines that an editor shows whole, tables, blocks of text."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import wrap

WIDTH = 118


def paragraph(text: str) -> list[str]:
    """A paragraph, with the empty line after it; its own line breaks are not kept."""
    return [*fold(" ".join(text.split())), ""]


def bullets(items: Iterable[str]) -> list[str]:
    """A list, with the empty line after it; nothing where it has no items."""
    lines = [line for item in items for line in fold(" ".join(item.split()), first="- ", later=2)]
    return [*lines, ""] if lines else []


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    """A table, with the empty line after it; nothing where it has no rows. A bar in a cell becomes a stroke."""
    cells = [tuple(head), *(tuple(row) for row in rows)]
    ruled = [cells[0], tuple("---" for _ in cells[0]), *cells[1:]]
    lines = ["| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in ruled]
    return [*lines, ""] if len(cells) > 1 else []


def block(lines: Iterable[str]) -> list[str]:
    """Text that is shown as it stands, with the empty line after it; nothing where there is none."""
    held = list(lines)
    return ["```text", *held, "```", ""] if held else []


def fold(text: str, *, first: str | None = None, later: int = 0) -> list[str]:
    """A line as lines of at most WIDTH, broken at spaces; the first begins as it did or with `first`, and all others
    stand so many letters further right.
    """
    start = text[: len(text) - len(text.lstrip())] if first is None else first
    return wrap(
        text.lstrip(), WIDTH, initial_indent=start, subsequent_indent=" " * later, break_long_words=False,
        break_on_hyphens=False,
    )  # fmt: skip
