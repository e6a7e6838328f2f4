"""Tables that RevMan writes: the analyses of RevMan 5 as CSV, where rows of comparisons, outcomes, subgroups and
studies follow one another, and the data rows of the Cochrane Library, where each row is a study.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from neurodose.errors import ObservationError, StudyError
from neurodose.records.observation import Place
from neurodose.records.review_rows import (
    Analysis,
    Cells,
    Subgroups,
    identify,
    name_sides,
    read_measure,
    read_review_row,
)
from neurodose.records.sheet import Sheet, SheetRow, is_missing, read_number
from neurodose.records.studies_reading import StudiesReading, gather_studies
from neurodose.records.study import Study
from neurodose.records.study_columns import plain
from neurodose.sources import Source

OF_REVMAN_5 = ("comparison_number", "outcome_number", "subgroup_number")
OF_THE_LIBRARY = ("analysis_group", "analysis_number", "study")
# RevMan's own names of numbers, by the names of columns.
REVMAN_5: Mapping[str, str] = {
    "events_1": "EVENTS_1", "total_1": "TOTAL_1", "mean_1": "MEAN_1", "sd_1": "SD_1",
    "events_2": "EVENTS_2", "total_2": "TOTAL_2", "mean_2": "MEAN_2", "sd_2": "SD_2",
    "o_e": "O_E", "var": "VAR", "effect_estimate": "EFFECT_SIZE", "se": "SE",
    "ci_start": "CI_START", "ci_end": "CI_END",
}  # fmt: skip
THE_LIBRARY: Mapping[str, str] = {
    "experimental_cases": "EVENTS_1", "experimental_n": "TOTAL_1", "experimental_mean": "MEAN_1",
    "experimental_sd": "SD_1", "control_cases": "EVENTS_2", "control_n": "TOTAL_2", "control_mean": "MEAN_2",
    "control_sd": "SD_2", "o_e": "O_E", "variance": "VAR", "giv_mean": "ESTIMATE", "giv_se": "SE",
}  # fmt: skip
KINDS: Mapping[str, str] = {"d": "dichotomous", "c": "continuous", "i": "estimate", "o": "observed"}
# What kind of numbers an analysis of data rows has, by the first of these that is above zero in one of its rows: the
# library writes zeros for what was not asked.
FILLED: Mapping[str, str] = {
    "giv_se": "estimate", "variance": "observed", "experimental_sd": "continuous", "control_sd": "continuous",
}  # fmt: skip


def is_of_revman(sheet: Sheet) -> bool:
    """Whether RevMan or the Cochrane Library wrote the table, by its columns."""
    names = {plain(name) for name in sheet.header}
    return names.issuperset(OF_REVMAN_5) or names.issuperset(OF_THE_LIBRARY)


def read_revman_table(sheet: Sheet, remarks: tuple[str, ...] = ()) -> StudiesReading:
    """Studies of such a table. Raises StudyError where it holds none; faults of rows stand in the reading."""
    by_name = {plain(name): name for name in sheet.header}
    is_library = by_name.keys() >= set(OF_THE_LIBRARY)
    found = _Reading(sheet, by_name, THE_LIBRARY if is_library else REVMAN_5)
    rows = list(found.read(_list_library(found) if is_library else _list_revman_5(found)))
    if not rows and not found.faults:
        raise StudyError(f"{sheet.name} has no study with numbers", exists=f"{len(sheet.rows)} rows",
                         hint="export the analyses with the data of studies")  # fmt: skip
    said = [*remarks, *sheet.remarks, "studies of a review are taken as randomised trials; look at their designs"]
    if is_library:
        said.append("data rows tell no measure: estimates are taken as they were entered (GEN), ratios as logarithms")
    form = f"{sheet.name} has {'data rows of the Cochrane Library' if is_library else 'the analyses of RevMan 5'}"
    reading = gather_studies(rows, form=form, faults=(*sheet.faults, *found.faults), remarks=said)
    return replace(reading, doubts=(*found.subgroups.doubt(), *reading.doubts))


class _Reading:
    """What is known while the rows of a table are read."""

    def __init__(self, sheet: Sheet, by_name: Mapping[str, str], numbers: Mapping[str, str]) -> None:
        self.sheet, self.by_name = sheet, by_name
        self.columns = {revman: by_name[column] for column, revman in numbers.items() if column in by_name}
        self.faults: list[ObservationError] = []
        self.subgroups = Subgroups()

    def cell(self, row: SheetRow, column: str) -> str:
        said = row.cells.get(self.by_name.get(column, ""), "")
        return "" if is_missing(said) else said

    def read(self, rows: Iterator[tuple[Analysis, SheetRow, str]]) -> Iterator[Study]:
        listed = list(rows)
        compared = dict[str, set[str]]()
        for analysis, _, _ in listed:
            compared.setdefault(analysis.name, set()).add(analysis.comparison)
        for analysis, row, label in listed:
            if not label:
                where = f"{self.sheet.name}, line {row.line}"
                self.faults.append(StudyError("the row does not say which study it is of", where=where,
                                              hint="name the study in each of its rows"))  # fmt: skip
                continue
            # Outcomes of one name in several comparisons are several.
            own = analysis if len(compared[analysis.name]) == 1 else replace(
                analysis, name=f"{analysis.comparison}: {analysis.name}")  # fmt: skip
            study = self._read_row(own, row, label)
            if study is not None:
                yield study

    def _read_row(self, analysis: Analysis, row: SheetRow, label: str) -> Study | None:
        study_id, name = self.subgroups.mark(identify(label), label, analysis)
        place = Place(self.sheet.name, 0, name, row.line, f"{analysis.name}, study")
        cells = Cells(lambda number: row.cells.get(self.columns.get(number, ""), None), place)
        year = self._read_year(row, label)
        source = Source(label, year or datetime.now(UTC).year, f"as read in the review {self.sheet.name}",
                        f"line {row.line}", reading="read second-hand")  # fmt: skip
        study = read_review_row(cells, analysis, study_id=study_id, name=name, year=year, review=source)
        self.faults.extend(cells.faults)
        return study

    def _read_year(self, row: SheetRow, label: str) -> int:
        match = re.search(r"(?:1[89]|20)\d\d", self.cell(row, "year_of_study") or self.cell(row, "study_year")) or (
            re.search(r"(?:1[89]|20)\d\d", label))  # fmt: skip
        return int(match[0]) if match else 0


def _list_revman_5(found: _Reading) -> Iterator[tuple[Analysis, SheetRow, str]]:
    """A row that begins a comparison, an outcome or a subgroup tells what the rows of studies after it are of."""
    comparison = outcome = group = None
    compared, analysis = "", Analysis("outcome", "", "dichotomous")
    for row in found.sheet.rows:
        numbers = [found.cell(row, column) for column in OF_REVMAN_5]
        name, kind = found.cell(row, "name"), found.cell(row, "data_type")
        if numbers[0] != comparison:
            (comparison, outcome, group), compared = numbers, name
        elif numbers[1] != outcome:
            outcome, group = numbers[1:]
            analysis = _read_analysis(found, row, compared, name, kind)
        elif kind and numbers[2] != group:
            group = numbers[2]
            analysis = replace(analysis, subgroup=name)
        else:
            group = numbers[2]
            yield analysis, row, name


def _read_analysis(found: _Reading, row: SheetRow, compared: str, name: str, kind: str) -> Analysis:
    method = plain(found.cell(row, "statistical_method"))
    level = read_number(found.cell(row, "study_confidence_interval").removesuffix("%") or "95")
    logs = next((column for column in found.by_name if column.startswith("entered_data_are_on_log_scale")), "")
    return Analysis(
        name or "outcome",
        compared,
        "observed" if "o_e" in method or plain(kind).startswith("o_e") else KINDS.get(kind[:1].casefold(), "estimate"),
        read_measure(found.cell(row, "effect_measure")),
        name_sides(found.cell(row, "group_label_1"), found.cell(row, "group_label_2")),
        plain(found.cell(row, logs)) in ("yes", "true"),
        level / 100 if level is not None and 1 < level < 100 else 0.95,
    )


def _list_library(found: _Reading) -> Iterator[tuple[Analysis, SheetRow, str]]:
    """Each row is a study; what is filled in, in an analysis, tells what kind of numbers it has."""
    kinds = dict[tuple[str, str], str]()
    for column, kind in FILLED.items():
        for row in found.sheet.rows:
            if (read_number(found.cell(row, column) or "0") or 0.0) > 0:
                kinds.setdefault(_number_analysis(found, row), kind)
    for row in found.sheet.rows:
        label = found.cell(row, "study")
        number = _number_analysis(found, row)
        name = found.cell(row, "analysis_name") or f"analysis {number[1]}"
        compared = found.cell(row, "analysis_group_name") or f"comparison {number[0]}"
        kind = kinds.get(number, "dichotomous")
        yield Analysis(name, compared, kind, subgroup=found.cell(row, "subgroup")), row, label


def _number_analysis(found: _Reading, row: SheetRow) -> tuple[str, str]:
    return found.cell(row, "analysis_group"), found.cell(row, "analysis_number")
