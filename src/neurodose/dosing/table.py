"""The named columns of a dataset, the people its records belong to, and what is remarked while it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurodose.dosing.dataset import Remark, Subject
from neurodose.dosing.numerals import read_numbers
from neurodose.dosing.sheet import ITEMS, Sheet
from neurodose.errors import DatasetError, unknown_name

DROPPED = ("DROP", "SKIP")  # NM-TRAN's names for columns that are not read
RESERVED = frozenset((*ITEMS, *DROPPED, "CONT"))


def name_columns(sheet: Sheet, columns: Mapping[str, str | None]) -> dict[int, str]:
    """The name of each column that is read, by its position. Raises DatasetError for one name twice."""
    unknown = [name for name in columns if name not in sheet.names]
    if unknown:
        raise unknown_name(DatasetError, "column", unknown[0], sheet.names, where="columns=", owner="the table")
    found: dict[int, str] = {}
    for position, given in enumerate(sheet.names):
        name = columns.get(given, given)
        if name is None or name.upper() in DROPPED:
            continue
        name = name.upper() if name.upper() in RESERVED else name
        twice = [at for at, other in found.items() if other.upper() == name.upper()]
        if twice:
            raise DatasetError(
                f'two columns are called "{name}"',
                where=f"columns {twice[0] + 1} and {position + 1}",
                exists=f"the columns are {', '.join(sheet.names)}",
                hint="give one of them another name, or leave it out in a table; capitals make no difference",
            )
        found[position] = name
    if not found or not len(sheet.lines):
        raise DatasetError(
            "the table is empty: it has no records",
            exists=f"{len(sheet.ignored)} lines were set aside, the first because {sheet.ignored[0].why}"
            if sheet.ignored
            else None,
            hint="give at least one record",
        )
    return found


@dataclass(frozen=True)
class Table:
    """Named columns, who each record belongs to, and the remarks that gather while they are read."""

    items: Mapping[str, NDArray[Any]]
    sheet: Sheet
    subjects: tuple[Subject, ...]
    starts: NDArray[np.bool_]
    ignored: list[Remark]
    notes: list[Remark]

    @staticmethod
    def of(names: Mapping[int, str], sheet: Sheet, missing: tuple[str, ...]) -> Table:
        items = {name: _replace(sheet.items[at], missing) for at, name in names.items()}
        table = Table(items, sheet, (), np.zeros(0, dtype=bool), list(sheet.ignored), list(sheet.notes))
        for at, name in enumerate(sheet.names):
            if at not in names:
                table.ignored.append(Remark(f"the column {name}", "it was to be left out"))
        identities = table._read_identities()
        starts = np.ones(len(identities), dtype=bool)
        starts[1:] = identities[1:] != identities[:-1]
        firsts = np.flatnonzero(starts)
        ends = [*firsts[1:].tolist(), len(starts)]
        labels = [_write_identity(identity) for identity in identities[firsts].tolist()]
        people = zip(labels, firsts.tolist(), ends, strict=True)
        subjects = tuple(Subject(n, label, first, end) for n, (label, first, end) in enumerate(people, 1))
        found = replace(table, subjects=subjects, starts=starts)
        found._note_returns()
        return found

    def __len__(self) -> int:
        return len(self.sheet.lines)

    def where(self, record: int) -> str:
        line = f"{self.sheet.noun} {self.sheet.lines[record]}"
        return f"{line}, person {self.person(record)}" if self.subjects else line

    def person(self, record: int) -> str:
        firsts = [subject.first for subject in self.subjects]
        return self.subjects[int(np.searchsorted(firsts, record, side="right")) - 1].id

    def numbers(self, name: str) -> NDArray[np.float64]:
        """A column of numbers, NaN where it is blank or absent. Raises DatasetError for what is no number."""
        items = self.items.get(name)
        if items is None:
            return np.full(len(self), np.nan)
        if items.dtype.kind == "f":
            return items
        values, right = read_numbers(items) if items.dtype.kind == "U" else (items, np.zeros(len(items), dtype=bool))
        if not right.all():
            self.refuse_item(name, int(np.argmin(right)))
        return values

    def refuse_item(self, name: str, record: int, what: str = "no number", hint: str | None = None) -> None:
        raise DatasetError(
            f'"{self.items[name][record]}" is {what}',
            where=f"{self.where(record)}, column {name}",
            hint=hint
            or f'write a number, or a dot where it is missing; columns={{"{name}": None}} leaves the column out, '
            f'missing=("{self.items[name][record]}",) reads this text as missing',
        )

    def remark(
        self, to: list[Remark], which: NDArray[np.bool_], what: str, why: str, column: str | None = None
    ) -> None:
        """One remark on all records that are concerned, with the first of them."""
        if which.any():
            first, count = int(np.argmax(which)), int(which.sum())
            records = "1 record" if count == 1 else f"{count} records"
            line, noun = int(self.sheet.lines[first]), self.sheet.noun
            to.append(Remark(f"{what} on {records}", why, line, self.person(first), column, noun))

    def _read_identities(self) -> NDArray[Any]:
        if "ID" not in self.items:
            self.notes.append(Remark("there is no column ID", "all records are taken as one person's"))
            return np.ones(len(self))
        items = self.items["ID"]
        if items.dtype.kind == "U":
            values, right = read_numbers(items)
            is_named = not (right & ~np.isnan(values)).any()
            if not is_named and not right.all():
                hint = 'a comment line begins with # or C; ignore="@" sets aside lines that begin with a letter'
                self.refuse_item("ID", int(np.argmin(right)), "no number, though others in its column are", hint)
            items = items if is_named and not right.all() else values
            lacks = items == "" if items.dtype.kind == "U" else np.isnan(items)
        else:
            lacks = np.isnan(items) if items.dtype.kind == "f" else np.ones(len(items), dtype=bool)
        if lacks.any():
            raise DatasetError(
                "ID is missing",
                where=f"{self.where(int(np.argmax(lacks)))}, column ID",
                hint="say whose record it is, by number or name",
            )
        return items

    def _note_returns(self) -> None:
        seen: set[str] = set()
        for subject in self.subjects:
            if subject.id in seen:
                line = int(self.sheet.lines[subject.first])
                why = (
                    f"records of one person stand together, so this is another, number {subject.number} of the dataset"
                )
                self.notes.append(Remark("an ID comes back later", why, line, subject.id, "ID", self.sheet.noun))
            seen.add(subject.id)


def _replace(items: NDArray[Any], missing: tuple[str, ...]) -> NDArray[Any]:
    """The same column with the texts that stand for a missing value blanked."""
    if items.dtype.kind != "U" or not missing:
        return items
    items = np.where(np.isin(items, missing), "", items)
    values, right = read_numbers(items)
    return values if right.all() else items


def _write_identity(identity: float | str) -> str:
    return identity if isinstance(identity, str) else repr(identity).removesuffix(".0")
