"""A sheet of cells before anyone knows what they mean: a header and rows of text, from a file or a data frame."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from neurodose.errors import ObservationError, StudyError

SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
# What people and programs write where they know nothing.
MISSING = frozenset(
    ("", ".", "-", "–", "—", "na", "n/a", "nan", "null", "none", "nr", "not reported", "not estimable", "<na>")
)
LONGEST_CELL = 100_000  # characters; a footnote has hundreds
_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_COMMA = re.compile(r"[+-]?\d+,\d+(?:[eE][+-]?\d+)?")
_THOUSAND = re.compile(r"[+-]?[1-9]\d{0,2}(?:,\d{3})+")
_MINUS = str.maketrans({"\u2212": "-", "\u2013": "-", "\u00a0": " "})  # as word processors write it


@dataclass(frozen=True)
class SheetRow:
    """A row: its line in the file (or its number in the frame), and its cells by the name of the column."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Sheet:
    """name: of the file; header: names of the columns as they are written; faults: rows that could not be read"""

    name: str
    header: tuple[str, ...]
    rows: tuple[SheetRow, ...]
    faults: tuple[ObservationError, ...] = ()
    remarks: tuple[str, ...] = field(default=())


def read_sheet(text: str, name: str) -> Sheet:
    """The sheet of a text whose cells are separated by commas, semicolons, tabs or bars, header first. Lines that are
    blank, or begin with #, are passed over. Raises StudyError where there is no header or a quote is not closed.
    """
    separator = find_separator(text)
    lines = list(_read_lines(text, separator, name))
    if not lines:
        raise StudyError(f"{name} has no header", hint="the first line names the columns: study, events, total, …")
    header = _check_header([cell.strip() for cell in lines[0][1]], name)
    rows, faults, short = list[SheetRow](), list[ObservationError](), 0
    for line, cells in lines[1:]:
        while len(cells) > len(header) and not cells[-1].strip():
            cells.pop()
        if len(cells) > len(header):
            faults.append(StudyError(f"there are {len(cells)} cells for {len(header)} columns",
                                     where=f"{name}, line {line}",
                                     hint=f"a text that holds {SEPARATORS[separator]} stands in double quotes"
                                     ))  # fmt: skip
            continue
        short += len(cells) < len(header)
        padded = cells + [""] * (len(header) - len(cells))
        rows.append(SheetRow(line, {key: cell.strip() for key, cell in zip(header, padded, strict=True) if key}))
    if not rows and not faults:
        raise StudyError(f"{name} has a header and no rows", exists=f"columns: {', '.join(header)}",
                         hint="give a row for each study, arm or comparison")  # fmt: skip
    remarks = (f"{short} rows have fewer cells than columns: the rest is blank",) if short else ()
    sheet = Sheet(name, tuple(key for key in header if key), tuple(rows), tuple(faults), remarks)
    return _read_decimal_commas(sheet) if separator != "," else sheet


def find_separator(text: str) -> str:
    """What the cells of the first line are separated by: the mark that cuts it into most."""
    first = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max(SEPARATORS, key=bare.count)


def _read_lines(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        start = 1
        for cells in reader:
            if any(cell.strip() for cell in cells) and not cells[0].startswith("#"):
                yield start, cells
            start = reader.line_num + 1
    except csv.Error as problem:
        raise StudyError(
            f"{name} cannot be read as a table: {problem}",
            where=f"line {start}",
            hint="look for a double quote that is not closed; within quotes it is doubled",
        ) from None


def _check_header(header: list[str], name: str) -> list[str]:
    while header and not header[-1]:
        header.pop()
    twice = [key for n, key in enumerate(header) if key and key.casefold() in {h.casefold() for h in header[:n]}]
    if twice:
        raise StudyError(f'two columns are called "{twice[0]}"', where=f"{name}, header",
                         exists=f"columns: {', '.join(header)}", hint="give one of them another name")  # fmt: skip
    if not any(read_number(key) is None for key in header if key):
        raise StudyError("the first line names no columns", where=f"{name}, line 1",
                         exists=f"it holds: {', '.join(header[:8])}",
                         hint="write the names of the columns above the numbers: study, events, total, …")  # fmt: skip
    return header


def _read_decimal_commas(sheet: Sheet) -> Sheet:
    """Where cells are not separated by commas, "1,5" is one and a half, as spreadsheets of many countries write it;
    but not beside numbers with a point, nor where each could be a thousand ("1,500"): those are left as they are.
    """
    cells = {cell for row in sheet.rows for cell in row.cells.values()}
    commas = [cell for cell in cells if _COMMA.fullmatch(cell)]
    if not commas or any("." in cell and read_number(cell) is not None and not is_missing(cell) for cell in cells):
        return sheet
    if all(_THOUSAND.fullmatch(cell) for cell in commas):
        return sheet
    rows = tuple(
        SheetRow(row.line, {key: cell.replace(",", ".") if _COMMA.fullmatch(cell) else cell
                            for key, cell in row.cells.items()})
        for row in sheet.rows
    )  # fmt: skip
    said = "a comma within a number was read as a decimal point (1,5 is 1.5)"
    return Sheet(sheet.name, sheet.header, rows, sheet.faults, (*sheet.remarks, said))


def read_frame(source: Any, name: str) -> Sheet:
    """The sheet of a frame of pandas, polars or pyarrow, or of a mapping of columns; what made it is not imported.

    Raises StudyError for what is none of these, and for columns of different lengths.
    """
    columns = {str(key): [_write(item) for item in items] for key, items in _list_columns(source)}
    lengths = {len(items) for items in columns.values()}
    if len(lengths) > 1:
        raise StudyError("the columns are not of one length", where=name,
                         exists=", ".join(f"{key}: {len(items)}" for key, items in columns.items()),
                         hint="give one cell of each column for each row")  # fmt: skip
    if not lengths or lengths == {0}:
        raise StudyError(f"{name} has no rows", exists=f"columns: {', '.join(columns) or 'none'}",
                         hint="give a row for each study, arm or comparison")  # fmt: skip
    header = _check_header(list(columns), name)
    rows = zip(*columns.values(), strict=True)
    return Sheet(name, tuple(header), tuple(SheetRow(n, dict(zip(header, row, strict=True))) for n, row in
                                            enumerate(rows, 1)))  # fmt: skip


def _list_columns(source: Any) -> Iterable[tuple[Any, Sequence[Any]]]:
    package = type(source).__module__.split(".")[0]
    if package == "pandas" and hasattr(source, "columns"):
        return [(key, source.iloc[:, n].tolist()) for n, key in enumerate(source.columns)]
    if package == "polars" and hasattr(source, "get_columns"):
        return [(column.name, column.to_list()) for column in source.get_columns()]
    if package == "pyarrow" and hasattr(source, "column_names"):
        return [(key, source.column(n).to_pylist()) for n, key in enumerate(source.column_names)]
    if isinstance(source, Mapping):
        return [(key, list(items)) for key, items in source.items() if not isinstance(items, str)]
    raise StudyError(
        f"{type(source).__name__} is no table of studies",
        exists="a table is a path, or a frame of pandas, polars or pyarrow, or a mapping of columns",
        hint="a lazy frame of polars is collected first" if package == "polars" else "give one of these",
    )


def _write(item: Any) -> str:
    if isinstance(item, str):
        return item.strip()
    if item is None or type(item).__name__ in ("NAType", "NaTType") or item != item:
        return ""
    return repr(float(item)).removesuffix(".0") if hasattr(item, "__float__") else str(item)


def read_number(cell: str) -> float | None:
    """The number of a cell, NaN where it is missing, None of what is no number."""
    text = cell.strip().translate(_MINUS)
    if is_missing(cell):
        return math.nan
    if not text.isascii() or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if math.isfinite(value) else None


def is_missing(cell: str) -> bool:
    """Whether a cell says that nothing is known."""
    return cell.strip().casefold() in MISSING
