"""A table of items before anyone knows what they mean: from a file, a handle, or a data frame of any of three kinds.

In a file, items are separated by commas, tabs or spaces; a comma or tab more is a blank item, spaces more are not.
Lines that begin with # or @, or whose first item is C, are comments. The header is the first line that names ID, TIME
or another column of NONMEM's; a comment mark before it does not count.
"""

from __future__ import annotations

import csv
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurodose.dosing.clock import ORDERS
from neurodose.dosing.dataset import Remark
from neurodose.dosing.numerals import read_numbers
from neurodose.errors import DatasetError
from neurodose.files import read_file

ITEMS = ("ID", "TIME", *ORDERS, "AMT", "RATE", "CMT", "EVID", "ADDL", "II", "SS", "DV", "MDV")
LINES_AT_ONCE = 20_000  # few enough that their text stays small, many enough that NumPy is worth its call
_BETWEEN = re.compile(r" *[,\t] *| +")
_AROUND = re.compile(r" *([,\t\n]) *")
_ODD = re.compile(r"[^0-9eE+\-.,\t\n ]")
# A blank item, or a dot, between separators of each kind.
_BLANK = {
    ",": re.compile(r"(?<![^,\n])\.?(?![^,\n])"),
    "\t": re.compile(r"(?<![^\t\n])\.?(?![^\t\n])"),
    None: re.compile(r"(?<!\S)\.(?!\S)"),
}
_MARKS = "#@"
_DATA = frozenset("0123456789+-.")
Items = NDArray[Any]


@dataclass(frozen=True)
class Sheet:
    """Columns of items by position: numbers (NaN is missing), text ("" is missing), or moments of the calendar.

    lines:   (records,) line of the file, or row of the table, from 1; noun: "line" or "row"
    ignored, notes: lines that were set aside or filled up
    """

    names: tuple[str, ...]
    items: tuple[Items, ...]
    lines: NDArray[np.int64]
    noun: str
    ignored: tuple[Remark, ...] = ()
    notes: tuple[Remark, ...] = ()


def read_sheet(
    source: Any,
    names: Sequence[str] | None = None,
    ignore: str | None = None,
    *,
    also_named: Iterable[str] = (),
    dates: frozenset[str] = frozenset(),
) -> Sheet:
    """The items of a path, a text handle, a table of pandas, polars or pyarrow, or a mapping of columns.

    names:  of the columns of a file without a header
    ignore: a character lines begin with that are to be set aside; "@" is any letter or @
    also_named: columns that show a header to be one, as NONMEM's own do; dates: those beside NONMEM's that hold dates
    Raises DatasetError for what is none of these, and for lines with too few or too many items.
    """
    known = frozenset(ITEMS) | {name.upper() for name in also_named}
    if isinstance(source, str | os.PathLike):
        return _read_text(read_file(Path(source), DatasetError), names, _Reading(ignore, dates), known)
    if callable(getattr(source, "read", None)):
        text = source.read()
        if not isinstance(text, str):
            raise DatasetError("the handle gives bytes", hint='open the file as text: open(path, encoding="utf-8")')
        return _read_text(text, names, _Reading(ignore, dates), known)
    columns = _read_frame(source)
    counts = {len(items) for _, items in columns}
    if len(counts) > 1:
        raise DatasetError("the columns are not of one length", exists=f"lengths are {sorted(counts)}")
    rows = np.arange(1, 1 + (counts.pop() if counts else 0))
    return Sheet(tuple(name for name, _ in columns), tuple(_settle(items) for _, items in columns), rows, "row")


def _read_frame(source: Any) -> list[tuple[str, Any]]:
    """Columns by name, in order; the package that made the table is never imported for it."""
    package = type(source).__module__.split(".")[0]
    if package == "pandas" and hasattr(source, "iloc"):
        return [(str(name), _from_pandas(source.iloc[:, n])) for n, name in enumerate(source.columns)]
    if package == "polars" and hasattr(source, "get_columns"):
        return [(column.name, column.to_numpy()) for column in source.get_columns()]
    if package == "pyarrow" and hasattr(source, "column_names"):
        arrays = [source.column(n).to_numpy(zero_copy_only=False) for n in range(source.num_columns)]
        return list(zip(source.column_names, arrays, strict=True))
    if isinstance(source, Mapping):
        return [(str(name), np.asarray(items)) for name, items in source.items()]
    raise DatasetError(
        f"{type(source).__name__} is no table",
        exists="read_nonmem takes a path, a text handle, or a table of pandas, polars or pyarrow",
        hint="a lazy frame of polars is collected first" if package == "polars" else None,
    )


def _from_pandas(series: Any) -> Any:
    kind = getattr(series.dtype, "kind", "O")
    if kind in "iufb":
        return series.to_numpy(dtype=np.float64, na_value=np.nan)
    return series.to_numpy(dtype="datetime64[ns]") if kind == "M" else series.to_numpy()


def _settle(items: Any) -> Items:
    """Numbers as floats, moments as they are, anything else as text."""
    items = np.asarray(items)
    if items.dtype.kind in "iufb":
        return items.astype(np.float64)
    if items.dtype.kind in "Mm":
        return items
    listed = items.tolist()
    if listed and all(hasattr(item, "toordinal") for item in listed):
        return np.array(listed, dtype="datetime64[us]")
    return _as_numbers(np.array([_write(item) for item in listed], dtype=np.str_))


def _write(item: Any) -> str:
    if isinstance(item, str):
        return item.strip()
    is_missing = item is None or type(item).__name__ in ("NAType", "NaTType") or item != item
    return "" if is_missing else str(item)


def _as_numbers(items: NDArray[np.str_]) -> Items:
    values, right = read_numbers(items)
    return values if right.all() else items


def _read_text(text: str, names: Sequence[str] | None, reading: _Reading, known: frozenset[str]) -> Sheet:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if lines[-1] == "":
        lines.pop()
    header, first = (tuple(names), 0) if names is not None else _find_header(lines, reading, known)
    reading = reading.of(header, names is not None)
    blocks = [reading.read(lines, at) for at in range(first, len(lines), LINES_AT_ONCE) if not reading.is_over]
    columns = [_join([columns[n] for _, columns in blocks]) for n in range(len(header))]
    numbers = np.concatenate([np.zeros(0, dtype=np.int64), *(numbers for numbers, _ in blocks)])
    return Sheet(header, tuple(columns), numbers, "line", tuple(reading.ignored), tuple(reading.notes()))


def _find_header(lines: list[str], reading: _Reading, known: frozenset[str]) -> tuple[tuple[str, ...], int]:
    for number, line in enumerate(lines, 1):
        found = [item.strip("\"'") for item in split(line.strip().lstrip(_MARKS).strip())]
        if known & {name.upper() for name in found} and not any(_is_number(name) for name in found):
            return tuple(found), number
        if not reading.sets_aside(line, number):
            break
    if not any(line.strip() for line in lines):
        raise DatasetError("the file is empty", hint="give a file with a header line and records")
    raise DatasetError(
        "there is no header line",
        where=f"line {number}" if lines else None,
        exists=f"a header holds at least one of {', '.join(sorted(known & set(ITEMS)))}",
        hint='name the columns: read_nonmem(…, names=("ID", "TIME", "AMT", "DV"))',
    )


def _is_number(text: str) -> bool:
    return text == "" or bool(read_numbers(np.array([text]))[1][0])


def split(line: str) -> list[str]:
    """The items of a line as NM-TRAN counts them; an item in double quotes may hold anything."""
    if '"' in line:
        tabs = "\t" in line and "," not in line
        return [item.strip() for item in next(csv.reader([line], delimiter="\t" if tabs else ","))]
    if "," not in line and "\t" not in line:
        return line.split()
    return _BETWEEN.split(line.strip(" "))


def _read_at_once(lines: list[str], wanted: int) -> NDArray[np.float64] | None:
    """Lines of nothing but numbers and blanks (lines, wanted); None for lines that must be looked at one by one."""
    text = "\n".join(lines)
    if not lines or _ODD.search(text) or ("," in text and "\t" in text):
        return None
    mark = "," if "," in text else "\t" if "\t" in text else None
    if mark is not None and " " in text:
        text = _AROUND.sub(r"\1", text.strip(" "))
    try:
        values = np.loadtxt(_BLANK[mark].sub("nan", text).split("\n"), delimiter=mark, comments=None, ndmin=2)
    except ValueError:
        return None
    return None if values.shape != (len(lines), wanted) or np.isinf(values).any() else values


def _join(parts: list[Items]) -> Items:
    """The parts of one column together; where one of them is text, all are."""
    if not parts or all(part.dtype.kind == "f" for part in parts):
        return np.concatenate([np.zeros(0), *parts])
    return np.concatenate([_as_text(part) if part.dtype.kind == "f" else part for part in parts])


def _as_text(values: NDArray[np.float64]) -> NDArray[np.str_]:
    return np.array(["" if value != value else repr(value) for value in values.tolist()], dtype=np.str_)


class _Reading:
    """What is kept while a file is read, block by block: the one thing here that changes."""

    def __init__(self, ignore: str | None, dates: frozenset[str]) -> None:
        if ignore is not None and len(ignore) != 1:
            raise DatasetError(f"ignore={ignore!r} is not one character", hint='write ignore="@" or ignore="C"')
        self.ignore, self.named_dates, self.names, self.dates = ignore, dates, (), []
        self.may_have_more, self.is_over = False, False
        self.ignored: list[Remark] = []
        self.short: list[int] = []
        self.long: list[int] = []

    def of(self, names: tuple[str, ...], may_have_more: bool) -> _Reading:
        self.names, self.may_have_more = names, may_have_more
        self.dates = [n for n, name in enumerate(names) if name.upper() in ORDERS or name in self.named_dates]
        return self

    def sets_aside(self, line: str, number: int) -> bool:
        """Whether a line is no record; if so it is remarked."""
        why = self._find_why(line.strip(" \t"), line)
        if why:
            self.ignored.append(Remark(f"the line {line.strip()[:40]!r}" if line.strip() else "a line", why, number))
        return bool(why)

    def _find_why(self, bare: str, line: str) -> str:
        if not bare.strip(", \t"):
            return "it is blank"
        if self.ignore == "@" and bare[0].isalpha():
            return 'it begins with a letter, and ignore is "@"'
        if self.ignore is not None and line.startswith(self.ignore):
            return f"it begins with {self.ignore!r}"
        if bare[0] in _MARKS:
            return "it begins with a comment mark"
        if not (bare[0].isalpha() or bare[0] in "\"'"):
            return ""
        first = bare.split(",", 1)[0].split(None, 1)[0].strip("\"'")
        if first in ("C", "c"):
            return "its first item is C, which marks a comment"
        if self.names and tuple(item.strip("\"'") for item in split(bare)) == self.names:
            return "it repeats the header"
        return ""

    def read(self, lines: list[str], first: int) -> tuple[NDArray[np.int64], list[Items]]:
        """Numbers of the lines that are records, and their items, column by column."""
        numbers, kept = [], []
        for number, line in enumerate(lines[first : first + LINES_AT_ONCE], first + 1):
            if line[:1] in _DATA and line[:1] != self.ignore and line:
                pass
            elif line.strip() == "FIN":
                self.ignored.append(Remark("what follows FIN", "it ends the data", number))
                self.is_over = True
                break
            elif self.sets_aside(line, number):
                continue
            numbers.append(number)
            kept.append(line)
        values = None if self.dates else _read_at_once(kept, len(self.names))
        if values is not None:
            return np.array(numbers, dtype=np.int64), list(values.T)
        rows = [self._fit(split(line), number, line) for number, line in zip(numbers, kept, strict=True)]
        items = np.array(rows, dtype=np.str_).reshape(len(rows), len(self.names))
        return np.array(numbers, dtype=np.int64), self._by_column(items)

    def _fit(self, items: list[str], number: int, line: str) -> list[str]:
        wanted = len(self.names)
        while len(items) > wanted and items[-1] == "":
            items.pop()
        if len(items) > wanted and self.may_have_more:
            self.long.append(number)
        elif len(items) > wanted or (len(items) < wanted and not set(line) & set(",\t")):
            raise DatasetError(
                f"there are {len(items)} items for {wanted} columns",
                where=f"line {number}",
                exists=f"the columns are {', '.join(self.names)}",
                hint="in a line separated by spaces write a dot for each missing item"
                if len(items) < wanted
                else "commas, tabs and spaces each separate items: put a text that holds one in double quotes",
            )
        if len(items) < wanted:
            self.short.append(number)
        return (items + [""] * wanted)[:wanted]

    def _by_column(self, rows: NDArray[np.str_]) -> list[Items]:
        values, right = read_numbers(rows)
        are_numbers = [n not in self.dates and bool(right[:, n].all()) for n in range(len(self.names))]
        return [values[:, n] if are_numbers[n] else rows[:, n] for n in range(len(self.names))]

    def notes(self) -> Iterator[Remark]:
        if self.short:
            why = "the items missing at its end are taken as blank"
            yield Remark(f"{_count(self.short)} with fewer items than columns", why, self.short[0])
        if self.long:
            why = "no column was named for the items beyond the last"
            yield Remark(f"{_count(self.long)} with more items than names", why, self.long[0])


def _count(lines: list[int]) -> str:
    return "a line" if len(lines) == 1 else f"{len(lines)} lines"
