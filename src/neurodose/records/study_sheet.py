"""What shows only in a whole sheet of studies: how large it is, how its studies are told apart, and which arms differ
in dose alone.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from math import isnan
from operator import itemgetter

from neurodose.errors import StudyError
from neurodose.records.sheet import Sheet, is_missing, read_number
from neurodose.records.study_columns import OF_STUDY, Columns, plain

AUTHORS = OF_STUDY["author"]
LARGEST = 100_000  # rows of a table, and of one study of it; a registry has fewer trials of anything
LARGEST_STUDY = 1_000
# Columns that number studies, where their names do not tell them apart.
NUMBERS = ("id", "trial", "trial_id", "study_id", "studyid", "number", "no", "nr", "esid", "es_id", "effect_id")


def check_size(sheet: Sheet, columns: Columns) -> None:
    """A table that is none of studies is told before it takes long."""
    counts = Counter(row.cells[columns.study] for row in sheet.rows)
    name, count = max(counts.items(), key=itemgetter(1), default=("", 0))
    if len(sheet.rows) > LARGEST:
        raise StudyError(f"{sheet.name} has {len(sheet.rows)} rows", exists=f"at most {LARGEST} are read",
                         hint="give the studies of one question")  # fmt: skip
    if count > LARGEST_STUDY:
        raise StudyError(f'the study "{name}" has {count} rows', where=f"{sheet.name}, column {columns.study}",
                         exists=f"at most {LARGEST_STUDY} rows are of one study",
                         hint="look whether that column names the studies; rows of single people are no studies"
                         )  # fmt: skip


def keep_what_is_no_year(sheet: Sheet, columns: Columns) -> None:
    """A column "year" whose numbers are mostly no years (centred ones, say) is kept as it is called."""
    header = columns.of.get("year", "")
    values = [read_number(row.cells[header]) for row in sheet.rows] if header else []
    told = [value for value in values if value is None or not isnan(value)]
    years = [value for value in told if value is not None and is_year(value)]
    if told and 2 * len(years) < len(told):
        del columns.of["year"]
        columns.kept.append(header)
        columns.remarks.append(f"the column {header} holds no years, so it is kept as it is")


def name_by_year(sheet: Sheet, columns: Columns) -> Sheet:
    """Studies that are called by their authors alone are called by their year as well: authors have several."""
    year = columns.of.get("year", "")
    if plain(columns.study) not in AUTHORS or not year:
        return sheet
    rows = tuple(
        replace(row, cells={**row.cells, columns.study: f"{row.cells[columns.study]} {row.cells[year]}"})
        if not is_missing(row.cells[columns.study]) and not is_missing(row.cells[year]) else row
        for row in sheet.rows
    )  # fmt: skip
    return replace(sheet, rows=rows)


def is_year(value: float) -> bool:
    return 1800 <= value <= 2100 and value % 1 == 0


def find_dosed(sheet: Sheet, columns: Columns) -> frozenset[tuple[str, str]]:
    """Studies and treatments with arms that differ in dose alone."""
    doses = {(row.cells[columns.study], row.cells[arm["treatment"]], row.cells[arm["dose"]])
             for arm in columns.arms.values() if {"treatment", "dose"} <= arm.keys() for row in sheet.rows}  # fmt: skip
    counts = Counter((study, treatment) for study, treatment, _ in doses)
    return frozenset(pair for pair, count in counts.items() if count > 1)


def find_compared(sheet: Sheet, columns: Columns) -> frozenset[str]:
    """Studies of which the rows tell several arms."""
    named = [header for role, header in columns.arms.get(0, {}).items() if role in ("arm", "treatment", "dose")]
    arms = {(row.cells[columns.study], *(row.cells[header] for header in named)) for row in sheet.rows}
    counts = Counter(arm[0] for arm in arms)
    return frozenset(study for study, count in counts.items() if count > 1)


def tell_apart(sheet: Sheet, columns: Columns) -> dict[int, str]:
    """Names for rows of different studies that are called alike: by a column that numbers all rows, where the rows say
    the same comparison of the same outcome. Rows that are alike in all but their number are one study, entered twice.
    """
    named = any("treatment" in arm for arm in columns.arms.values())
    if named or "outcome" in columns.of or "at" in columns.of:
        return {}
    count = len(sheet.rows)
    number = next((key for key in columns.kept if plain(key) in NUMBERS
                   and len({row.cells[key] for row in sheet.rows}) == count), "")  # fmt: skip
    if not number:
        return {}
    rows = Counter(row.cells[columns.study] for row in sheet.rows)
    said = [tuple(cell for key, cell in row.cells.items() if key != number) for row in sheet.rows]
    alike = Counter(said)
    return {
        n: f"{row.cells[columns.study]} ({row.cells[number]})"
        for n, (row, cells) in enumerate(zip(sheet.rows, said, strict=True), 1)
        if rows[row.cells[columns.study]] > 1 and alike[cells] == 1
    }
