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

if TYPE_CHECKING:
    from polars import DataFrame

MARK, END = ord("$"), ord("\n")
CUT, WIDE = "end too early and are left out", "have more fields than the table and are left out"


@dataclass
class Shape:
    """How many "$" a row of a file has: as the header, or one more, as in the old files; as most of its first rows."""

    columns: int
    marks: int = -1

    def learn(self, marks: np.ndarray) -> None:
        if self.marks < 0:
            usual = int(np.bincount(marks).argmax()) if len(marks) else self.columns - 1
            self.marks = usual if usual in (self.columns - 1, self.columns) else self.columns - 1


def select_rows(block: Block, shape: Shape, table: str, tally: Tally) -> bytes:
    """The whole rows of a block; the others are counted."""
    letters = np.frombuffer(block.text, np.uint8)
    ends = np.flatnonzero(letters == END)
    marks = np.diff(np.searchsorted(np.flatnonzero(letters == MARK), ends), prepend=0)
    starts = np.concatenate([[0], ends[:-1] + 1])
    shape.learn(marks)
    tally.count(table, len(ends))
    is_good = marks == shape.marks
    if not block.is_ended and len(is_good) and not is_good[-1]:
        is_good[-1] = False  # a last row without an end must have all that the others have
    near = ~is_good & (marks >= shape.columns - 1) & (marks <= shape.columns)
    near[-1:] &= block.is_ended
    if near.any():
        last = letters[np.maximum(ends - 1, 0)]
        last = np.where(last == ord("\r"), letters[np.maximum(ends - 2, 0)], last)
        is_good |= near & ((marks == shape.columns - 1) | (last == MARK))
    bad = np.flatnonzero(~is_good)
    if not len(bad):
        return block.text
    blank = np.array([not block.text[starts[at] : ends[at]].strip() for at in bad], bool)
    tally.count(table, -int(blank.sum()))
    bad = bad[~blank]
    mended = [_unglue(block.text[starts[at] : ends[at]], shape.columns) for at in bad if marks[at] > shape.columns]
    glued = {int(at): rows for at, rows in zip(bad[marks[bad] > shape.columns], mended, strict=True) if rows}
    for why, which in ((CUT, marks[bad] < shape.columns), (WIDE, marks[bad] >= shape.columns)):
        left = [int(at) for at in bad[which] if int(at) not in glued]
        shown = [f"line {block.first + at}: {block.text[starts[at] : ends[at]].decode(errors='replace')}"
                 for at in left[:EXAMPLES]]  # fmt: skip
        tally.lose(table, why, len(left), tuple(shown))
    if glued:
        tally.count(table, sum(len(rows) - 1 for rows in glued.values()))
        tally.remark(f"{table}: {len(glued)} lines held several rows each and were cut into them")
    kept = letters[np.repeat(is_good, np.diff(ends, prepend=-1))].tobytes()
    return b"".join([kept, *(row + b"\n" for rows in glued.values() for row in rows)])


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
