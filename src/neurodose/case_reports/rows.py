"""A block of a table of FDA becomes columns: rows with a field too few or too many are found first, told and left out.

Quotes mean nothing in these files: a single one in the name of a drug swallows the rest of a file in a reader that
takes it for the start of a text. A row that was glued to the next one, where the end of a line is missing, is cut
again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from neurodose.case_reports.blocks import Block
from neurodose.case_reports.losses import EXAMPLES, Tally
from neurodose.wording import Wording

if TYPE_CHECKING:
    from polars import DataFrame

MARK, END = ord("$"), ord("\n")
CUT = Wording("ends too early and is left out", "end too early and are left out")
WIDE = Wording("has more fields than the table and is left out", "have more fields than the table and are left out")


@dataclass
class Shape:
    """How many "$" a row of a file has: as the header, or one more, as in the old files; as most of its first rows."""

    columns: int
    marks: int = -1

    def learn(self, marks: np.ndarray) -> None:
        if self.marks < 0:
            usual = int(np.bincount(marks).argmax()) if len(marks) else self.columns - 1
            self.marks = usual if usual in (self.columns - 1, self.columns) else self.columns - 1


@dataclass(frozen=True, eq=False)
class Lines:
    """Lines of a block: where each starts and ends, and how many "$" it has."""

    text: bytes
    starts: np.ndarray
    ends: np.ndarray
    marks: np.ndarray

    def __getitem__(self, at: int) -> bytes:
        return self.text[self.starts[at] : self.ends[at]]

    def keep(self, chosen: np.ndarray) -> bytes:
        """Some of the lines, with their ends."""
        return np.frombuffer(self.text, np.uint8)[np.repeat(chosen, np.diff(self.ends, prepend=-1))].tobytes()


def find_lines(text: bytes) -> Lines:
    """The lines of a text that ends with the end of a line."""
    letters = np.frombuffer(text, np.uint8)
    ends = np.flatnonzero(letters == END)
    marks = np.diff(np.searchsorted(np.flatnonzero(letters == MARK), ends), prepend=0)
    return Lines(text, np.concatenate([[0], ends[:-1] + 1]), ends, marks)


def select_rows(block: Block, shape: Shape, table: str, tally: Tally) -> bytes:
    """The whole rows of a block; the others are counted, and cut again where they are several in one line."""
    lines = find_lines(block.text)
    shape.learn(lines.marks)
    is_whole = _find_whole(lines, shape, block)
    bad = [at for at in np.flatnonzero(~is_whole).tolist() if lines[at].strip()]
    tally.count(table, int(is_whole.sum()) + len(bad))
    if is_whole.all():
        return block.text
    glued = {at: rows for at in bad if lines.marks[at] > shape.columns and (rows := _unglue(lines[at], shape.columns))}
    left = [at for at in bad if at not in glued]
    for why, those in ((CUT, [at for at in left if lines.marks[at] < shape.columns]),
                       (WIDE, [at for at in left if lines.marks[at] >= shape.columns])):  # fmt: skip
        shown = [f"line {block.first + at}: {lines[at].decode(errors='replace')}" for at in those[:EXAMPLES]]
        tally.lose(table, why, len(those), tuple(shown))
    if block.is_last and not block.is_ended and left[-1:] == [len(lines.ends) - 1]:
        tally.break_off(table)
    if glued:
        tally.count(table, sum(len(rows) - 1 for rows in glued.values()))
        tally.mend(Wording(f"line of {table} held several rows and was cut into them",
                           f"lines of {table} held several rows each and were cut into them"), len(glued))  # fmt: skip
    return b"".join([lines.keep(is_whole), *(row + b"\n" for rows in glued.values() for row in rows)])


def _find_whole(lines: Lines, shape: Shape, block: Block) -> np.ndarray:
    """Which lines have all fields: as many as most, or one "$" more or less at their end.

    A last line without an end must have what the others have: it may have been cut where a field is missing.
    """
    is_whole = lines.marks == shape.marks
    near = ~is_whole & (lines.marks >= shape.columns - 1) & (lines.marks <= shape.columns)
    near[-1:] &= block.is_ended
    for at in np.flatnonzero(near).tolist():
        is_whole[at] = lines.marks[at] == shape.columns - 1 or lines[at].rstrip(b"\r").endswith(b"$")
    return is_whole


def _unglue(line: bytes, columns: int) -> list[bytes]:
    """Rows of a line in which the ends of rows are missing: each begins with the number of the same report.

    Rows may have a "$" at their end or none; [] where the line cannot be several rows.
    """
    fields = line.rstrip(b"\r").split(b"$")
    rows, at = [], 0
    while len(fields) - at >= columns and fields[at] == fields[0] and fields[0].isdigit():
        rows.append(b"$".join(fields[at : at + columns]))
        at += columns
        if at < len(fields) and not fields[at]:
            at += 1
    return rows if len(rows) > 1 and at >= len(fields) else []


def parse(text: bytes, columns: int, wanted: dict[str, int]) -> DataFrame:
    """Columns of whole rows, as text without blanks around it; what is empty is null."""
    import polars as pl

    header = "$".join(f"c{at}" for at in range(columns)).encode() + b"\n"
    rows = pl.scan_csv(
        header + text, separator="$", quote_char=None, infer_schema=False, truncate_ragged_lines=True,
    )  # fmt: skip
    return rows.select(pl.col(f"c{at}").str.strip_chars().alias(name) for name, at in wanted.items()).collect()
