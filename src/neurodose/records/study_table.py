"""Studies as people keep them in a table: a row for each arm, for each study with its arms side by side, or for each
comparison. The columns tell which; `study_columns` knows what they are called.

    reading = read_study_table("trials.csv")
    reading.form, reading.studies, reading.faults, reading.remarks

A row is read whole or not at all. What the table does not say (a year, a design) is told as a remark.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from math import isnan
from pathlib import Path
from typing import Any

from neurodose.errors import NeurodoseError, ObservationError, StudyError
from neurodose.records.foreign_text import decode, read_bytes
from neurodose.records.observation import Place
from neurodose.records.sheet import Sheet, SheetRow, is_missing, read_frame, read_number, read_sheet
from neurodose.records.studies_reading import StudiesReading, gather_studies
from neurodose.records.study import DOMAINS, Bias, Outcome, Participants, Study, Tool
from neurodose.records.study_checks import CONTRAST_MEASURES
from neurodose.records.study_columns import FORMS, Columns, Form, find_columns, find_form, rename
from neurodose.records.study_rows import Row, read_arms, read_contrast
from neurodose.records.study_sheet import (
    check_size,
    find_compared,
    find_dosed,
    is_year,
    keep_what_is_no_year,
    name_by_year,
    tell_apart,
)
from neurodose.records.study_words import DESIGN_WORDS, find_design, find_judgement
from neurodose.sources import Source

UNNAMED = "outcome"  # what the only outcome is called where the table does not say
_YEAR_AT_END = re.compile(r"(?<!\d)((?:1[89]|20)\d\d)[a-z]?\W*$")


def read_study_table(source: Any, name: str = "", *, columns: Mapping[str, str] | None = None) -> StudiesReading:
    """Studies of a CSV file (commas, semicolons or tabs), or of a frame of pandas, polars or pyarrow, or of a mapping
    of columns.

    name: of the table, for its faults; columns: what columns of other names are ({"deaths": "events"})
    Raises StudyError for what is no such table; what is wrong with single rows stands in the reading, and those rows
    are left out.
    """
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        text, remarks = decode(read_bytes(path), path.name)
        return read_sheet_of_studies(read_sheet(text, name or path.name), remarks, columns)
    return read_sheet_of_studies(read_frame(source, name or "the table"), columns=columns)


def read_sheet_of_studies(
    sheet: Sheet, remarks: tuple[str, ...] = (), columns: Mapping[str, str] | None = None
) -> StudiesReading:
    """Studies of a sheet of cells."""
    if columns:
        names = rename(sheet.header, columns)
        rows = tuple(replace(row, cells={names[key]: cell for key, cell in row.cells.items()}) for row in sheet.rows)
        sheet = replace(sheet, header=tuple(names.values()), rows=rows)
    found = find_columns(sheet.header, f"{sheet.name}, header")
    form = find_form(found, sheet.header, f"{sheet.name}, header")
    check_size(sheet, found)
    keep_what_is_no_year(sheet, found)
    sheet = name_by_year(sheet, found)
    table = _Table(sheet, found, form)
    studies = list(table.read())
    told = (*remarks, *sheet.remarks, *found.remarks, *table.remark())
    faults: tuple[ObservationError, ...] = (*sheet.faults, *table.faults)
    reading = gather_studies(studies, form=f"{sheet.name} has {FORMS[form]}", faults=faults, remarks=told)
    return replace(reading, doubts=(*table.doubt(), *reading.doubts))


class _Table:
    """What is known of a table while its rows are read: the one thing here that changes."""

    def __init__(self, sheet: Sheet, columns: Columns, form: Form) -> None:
        self.sheet, self.columns, self.form = sheet, columns, form
        self.faults: list[ObservationError] = []
        self.told = Counter[str]()
        self.ids: dict[str, str] = {}
        self.taken = Counter[str]()
        self.measures: dict[tuple[str, str], str] = {}
        cells = [row.cells[columns.study] for row in sheet.rows]
        self.is_numbered = "author" in columns.of and all(read_number(cell) is not None for cell in cells)
        self.are_numbers = {key for key in columns.kept if all(
            read_number(row.cells[key]) is not None for row in sheet.rows)}  # fmt: skip
        self.names: dict[str, str] = {}
        self.apart = {} if form == "arms" else tell_apart(sheet, columns)
        self.by_dose, self.compared = find_dosed(sheet, columns), find_compared(sheet, columns)
        tool = "ROBINS-I" if {"confounding", "selection", "classification"} & columns.bias.keys() else "RoB 2"
        self.tool: Tool = tool

    def read(self) -> Iterator[Study]:
        """A study for each row that can be read, with what that row says."""
        for number, line in enumerate(self.sheet.rows, 1):
            row = self._open(number, line)
            study = self._read(row) if row is not None else None
            if row is not None:
                self.faults.extend(row.faults)
                self.told.update(list(row.told))
            if study is not None and row is not None and not row.faults:
                yield study

    def remark(self) -> Iterator[str]:
        """What was understood where the table does not say it."""
        of, arms = self.columns.of, self.columns.arms
        yield from (f"{said} ({count} of {len(self.sheet.rows)})" if said.startswith("rows") else said
                    for said, count in self.told.items())  # fmt: skip
        if self.columns.kept:
            yield f"kept beside each study, for subgroups and regression: {', '.join(self.columns.kept)}"
        if "outcome" not in of:
            yield f'no column "outcome": the only outcome is called "{UNNAMED}"'
        if "design" not in of:
            yield 'no column "design": studies with two arms and more are taken as randomised trials'
        if any("dose" in arm for arm in arms.values()):
            yield "doses are taken as milligrams a day"

    def doubt(self) -> Iterator[str]:
        """Studies of one name that were taken as several."""
        names = {name.rpartition(" (")[0] for name in self.apart.values()}
        if names:
            yield (f"{self.sheet.name}: rows that are called alike ({', '.join(sorted(names))}) and are numbered apart "
                   f"are taken as different studies; the column {self.columns.study} says which are alike")  # fmt: skip

    def _open(self, number: int, line: SheetRow) -> Row | None:
        label = line.cells[self.columns.study]
        place = Place(self.sheet.name, number, label, line.line, "study")
        if is_missing(label):
            self.faults.append(StudyError("the row does not say which study it is of",
                                          where=f"{self.sheet.name}, line {line.line}, column {self.columns.study}",
                                          hint="name the study in each of its rows"))  # fmt: skip
            return None
        place = replace(place, name=self.apart.get(number, label))
        return Row(line.cells, place, self.columns, by_dose=self.by_dose)

    def _read(self, row: Row) -> Study | None:
        outcome = self._read_outcome(row)
        name, year = self._name(row)
        study_id = self._identify(row.place.name, name)
        bias = self._read_bias(row)
        if outcome is None or row.faults:
            return None
        arms = tuple(row.arms.values())
        design = row.word("design")
        is_compared = self.form != "arms" or row.place.name in self.compared
        found = find_design(design) if design else "randomised parallel" if is_compared else "single arm"
        if found is None:
            row.refuse("design", f'no design is called "{design}"', f"designs are: {', '.join(sorted(DESIGN_WORDS))}")
            return None
        try:
            source = Source(
                row.word("author") or name,
                year or datetime.now(UTC).year,
                f"table {self.sheet.name}",
                f"line {row.place.line}",
                row.word("doi") or None,
                self._read_pmid(row),
                "read",
            )
        except NeurodoseError as error:
            row.refuse("study", error.what, error.exists, error.hint)
            return None
        return Study(id=study_id, name=name, design=found, people=Participants(row.word("condition")), arms=arms,
                     outcomes=(outcome,), source=source, year=year, bias=bias, funding=row.word("funding"),
                     registration=row.word("registration"), columns=self._read_columns(row),
                     place=row.place)  # fmt: skip

    def _read_outcome(self, row: Row) -> Outcome | None:
        name, at = row.word("outcome") or UNNAMED, row.word("at")
        weeks, better = row.number(self.columns.of.get("weeks", "")), row.word("better") or "less"
        if better not in ("more", "less"):
            row.refuse("better", f'better is "{better}"', hint='write "more" or "less": of what people want')
        contrasts, results = (), ()
        if self.form == "contrasts":
            contrast = read_contrast(row)
            contrasts = (contrast,) if contrast is not None else ()
        else:
            results = read_arms(row, is_one=self.form == "arms")
        if not contrasts and not results:
            return None
        if contrasts and (known := self.measures.setdefault((name, at), contrasts[0].measure)) != contrasts[0].measure:
            row.refuse("measure", f"the outcome {name} is told as {contrasts[0].measure} here, and as {known} before",
                       f"measures: {', '.join(CONTRAST_MEASURES)}",
                       "one outcome has one measure: give outcomes of different measures different names")  # fmt: skip
        return Outcome(name, at=at, weeks=weeks, better="more" if better == "more" else "less", arms=results,
                       contrasts=contrasts, scale=row.word("scale"), locator=f"line {row.place.line}")  # fmt: skip

    def _name(self, row: Row) -> tuple[str, int]:
        """How figures call the study, and its year: of its column, else as its name ends, else 0."""
        label, author = row.place.name, row.word("author")
        year = row.number(self.columns.of.get("year", ""))
        if year is not None and not is_year(year):
            row.refuse("year", f"the year is {year:g}", hint="a year has four digits")
            year = None
        if year is None and (match := _YEAR_AT_END.search(label)):
            year = float(match[1])
            row.told["years are read off the names of studies, where no column tells them"] = None
        if year is None:
            row.told["the year of some studies is not told: it is 0"] = None
        name = label
        if self.is_numbered and author:
            name = f"{author} {year:.0f}" if year else author
        if self.names.setdefault(name, label) != label:
            name = f"{name} ({label})"
        return name, int(year or 0)

    def _identify(self, label: str, name: str) -> str:
        """An id of its own for each label, of letters, digits and underscores."""
        if label not in self.ids:
            start = re.sub(r"\W+", "_", (name if self.is_numbered else label).casefold()).strip("_") or "study"
            found = start
            while found in self.taken:
                self.taken[start] += 1
                found = f"{start}_{self.taken[start]}"
            self.taken[found] = 1
            self.ids[label] = found
        return self.ids[label]

    def _read_bias(self, row: Row) -> Bias:
        judged = dict[str, str]()
        for domain, header in self.columns.bias.items():
            said = row.cells[header]
            if is_missing(said):
                continue
            word = find_judgement(said, self.tool)
            if domain not in DOMAINS[self.tool]:
                row.refuse(header, f"{self.tool} has no domain {domain}", f"it has: {', '.join(DOMAINS[self.tool])}")
            elif word is None:
                row.refuse(header, f'no judgement is called "{said}"', "low, some concerns, high, not assessed")
            else:
                judged[domain] = word
        return Bias(self.tool, judged, "as the table says" if judged else "")

    def _read_columns(self, row: Row) -> dict[str, str | float]:
        found = dict[str, str | float]()
        if row.place.number in self.apart:
            found[self.columns.study] = row.cells[self.columns.study]
        for key in self.columns.kept:
            value = read_number(row.cells[key]) if key in self.are_numbers else None
            if not is_missing(row.cells[key]):
                found[key] = row.cells[key] if value is None or isnan(value) else value
        return found

    def _read_pmid(self, row: Row) -> int | None:
        said = row.number(self.columns.of.get("pmid", ""))
        return int(said) if said is not None else None
