"""`python -m validation.dosing FOLDER`: what NONMEM predicted after each record of an event table, beside ours.

Every records.csv in or under FOLDER is a set of scenarios. A set is known by its columns: one case of a rhythm in
explicit time (CASE), a clearance that follows a weight (WT and CL_NONMEM), or else doses of any kind into a depot or a
central compartment. A file scenarios.csv beside it names the scenarios and says from which time on they are compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from neurodose.errors import NeurodoseError
from validation.card import System, find_columns, make_system
from validation.prediction import predict_rows
from validation.scoring import REFERENCE, Row, Score, ScoringError, find_deviation, read_number, read_rows, run

LIMIT, FLOOR = 1e-4, 1e-3  # relative, for tables of five digits; of the profile's maximum
FOLDER = "a folder with records.csv in or under it, such as dosing of the reference collection"
EVENTS = ("TIME", "EVID", "AMT", "CMT", "RATE", "II", "ADDL", "SS")
DEPOT_AND_CENTRAL = {
    "n_cmt": 2,
    "ode": ["-KA*A1", "KA*A1-CL/V*A2"],
    "pred": "A2/(V/1000)",
}
# What the columns of the table say of doses into the central compartment.
WAYS = {"BIOAV": "F2=BIOAV", "LAGT": "ALAG2=LAGT", "RAT2": "R2=RAT2", "DUR2": "D2=DUR2"}
RHYTHM = {
    "id": "explicit time",
    "n_cmt": 1,
    "init": ["70"],
    "ode": ["0.6*A1-0.4*exp(-0.8*T)*log(DOSE)*A1"],
    "pred": "A1",
}


@dataclass(frozen=True)
class Table:
    """A set of scenarios: its rows, the column that tells them apart, and the card that is their model."""

    path: Path
    rows: list[dict[str, str]]
    scenario: str
    card: dict[str, Any]


def score_folder(folder: Path) -> Iterator[Score]:
    """The scores of all scenarios of a folder; raises ScoringError where there are none."""
    paths = sorted(folder.rglob("records.csv"))
    tables = [(path, read_table(path)) for path in paths]
    if not any(isinstance(table, Table) for _, table in tables):
        found = "; ".join(f"{path}: {why}" for path, why in tables) or "there is no records.csv"
        raise ScoringError(f'"{folder}" holds nothing to score', exists=found, hint=FOLDER)
    for path, table in tables:
        if isinstance(table, Table):
            yield from score_table(table)
        else:
            yield Score(path.parent.name, float("inf"), LIMIT, 0, f"not scored: {table}")


def read_table(path: Path) -> Table | str:
    """The set of scenarios in a table, or why it is none."""
    try:
        rows = read_rows(path)
    except ScoringError as error:
        return error.what
    columns = set(rows[0])
    if not any(name.endswith(REFERENCE) for name in columns):
        return f"no column ends in {REFERENCE}"
    if {"CASE", "TIME", "DOSE"} <= columns:
        return Table(path, rows, "CASE", RHYTHM)
    missing = {"ID", *EVENTS} - columns
    if missing:
        return f"there is no column {', '.join(sorted(missing))}"
    weighed = "WT" in columns and ("CL" + REFERENCE in columns or path.parent.name.upper().startswith("C_"))
    clearance = "CL=1.1*(WT/70)**0.75" if weighed else "CL=1.1"
    ways = [line for name, line in WAYS.items() if name in columns]
    card = {"id": "depot and central", "pk": [clearance, "V=20", "KA=1.5", *ways], **DEPOT_AND_CENTRAL}
    return Table(path, rows, "ID", card)


def score_table(table: Table) -> Iterator[Score]:
    """The score of each scenario of a table, by itself: one that is refused takes no other with it."""
    system, told = make_system(table.card), read_descriptions(table.path.parent / "scenarios.csv")
    for name, block in groupby(table.rows, key=lambda row: row[table.scenario]):
        description, begin = told.get(name, ("", 0.0))
        scenario = f"{table.path.parent.name} {name} {description}".rstrip()
        try:
            yield score_scenario(scenario, system, list(block), begin)
        except NeurodoseError as error:
            yield Score(scenario, float("inf"), LIMIT, 0, " ".join(str(error).split()))


def score_scenario(scenario: str, system: System, rows: Sequence[Row], begin: float) -> Score:
    """The worst deviation over all columns of reference values, from a time on."""
    wanted = pair_columns(list(rows[0]), system)
    whole = [complete(row) for row in rows]
    columns = [name for name in ("ID", *EVENTS, *find_columns(system)) if name in whole[0]]
    found = predict_rows(system, whole, columns, list(wanted.values()))
    late = [n for n, row in enumerate(rows) if begin <= 0 or read_number(row["TIME"]) >= begin]
    pairs = [
        find_deviation([found[output][n] for n in late], [read_number(rows[n][column]) for n in late], FLOOR)
        for column, output in wanted.items()
    ]
    count = sum(count for _, count in pairs)
    note = "" if count else f"no reference value from {begin:g} h on"
    return Score(scenario, max(worst for worst, _ in pairs), LIMIT, count, note)


def complete(row: Row) -> Row:
    """A row that knows no doses is an observation of one person."""
    return row if "EVID" in row else {"ID": "1", "EVID": "0", "AMT": "0", "CMT": "1", **row}


def pair_columns(columns: Sequence[str], system: System) -> dict[str, str]:
    """Which output each column of reference values is of: the one it is named after, or else the prediction."""
    references = [name for name in columns if name.endswith(REFERENCE)]
    named = {name: name.removesuffix(REFERENCE) for name in references}
    pairs = {name: word if word in system.outputs else "pred" for name, word in named.items()}
    if list(pairs.values()).count("pred") > 1:
        raise ScoringError(f"several columns may be the prediction: {', '.join(references)}")
    return pairs


def read_descriptions(path: Path) -> dict[str, tuple[str, float]]:
    """By scenario, what it is, and from which time on it is compared."""
    if not path.is_file():
        return {}
    found = {}
    for row in read_rows(path):
        begin = read_number(row.get("compare_from_time"))
        found[row["ID"]] = (row.get("description", ""), begin if begin == begin else 0.0)
    return found


if __name__ == "__main__":
    raise SystemExit(run("Score predictions of event tables beside NONMEM's.", FOLDER, score_folder))
