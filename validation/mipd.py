"""`python -m validation.mipd FOLDER`: what NONMEM predicted for patients at given random effects, beside ours.

FOLDER holds models.json, the cards, and NAME_records.csv with NAME_map.csv in or under it: each patient's records with
the prediction of the typical patient and of this one, and the random effects that make this one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from neurodose import People, people_from
from neurodose.errors import NeurodoseError
from validation.card import System, find_columns, make_system
from validation.prediction import predict_rows
from validation.scoring import REFERENCE, Score, ScoringError, find_deviation, read_number, read_rows, run

LIMIT, FLOOR = 1e-5, 0  # relative, for tables of nine digits, however small the value
FOLDER = "a folder with models.json and runs/*_records.csv, such as mipd of the reference collection"
EVENTS = ("ID", "TIME", "EVID", "AMT", "CMT", "RATE", "II", "ADDL", "SS", "MDV", "DV")


def score_folder(folder: Path) -> Iterator[Score]:
    """The score of each run of a folder; raises ScoringError where there is none."""
    cards = read_cards(folder / "models.json")
    runs = sorted(folder.rglob("*_records.csv"))
    if not runs:
        raise ScoringError(f'"{folder}" holds no *_records.csv', hint=FOLDER)
    for path in runs:
        name = path.name.removesuffix("_records.csv")
        try:
            yield score_run(name, cards, path)
        except NeurodoseError as error:
            yield Score(name, float("inf"), LIMIT, 0, " ".join(str(error).split()))


def read_cards(path: Path) -> dict[str, dict[str, Any]]:
    """The cards of a collection by their names; raises ScoringError where there is no such file."""
    if not path.is_file():
        raise ScoringError(f'there is no "{path}"', hint=FOLDER)
    held = json.loads(path.read_text(encoding="utf-8"))
    cards = list(held.values()) if isinstance(held, Mapping) else list(held)
    return {str(card["id"]): card for card in cards}


def score_run(name: str, cards: Mapping[str, dict[str, Any]], path: Path) -> Score:
    """The worst deviation of the typical predictions and of those at each patient's random effects."""
    if name not in cards:
        raise ScoringError(f'no card is called "{name}"', exists=f"there are: {', '.join(cards)}")
    system, rows = make_system(cards[name]), read_rows(path)
    patients = group_rows([row["ID"] for row in rows])
    people = read_people(path.with_name(f"{name}_map.csv"), list(patients), system)
    columns = [column for column in (*EVENTS, *find_columns(system)) if column in rows[0]]
    typical = predict_rows(system, rows, columns, ["pred"])["pred"]
    individual = predict_rows(system, rows, columns, ["pred"], people)["pred"]
    pairs = [
        find_deviation(found[own], [read_number(rows[n][column]) for n in own], FLOOR)
        for column, found in (("PRED" + REFERENCE, typical), ("IPRED" + REFERENCE, individual))
        for own in patients.values()
    ]
    return Score(name, max(worst for worst, _ in pairs), LIMIT, sum(count for _, count in pairs))


def read_people(path: Path, identities: Sequence[str], system: System) -> People:
    """The patients by their random effects, in the order of their records."""
    effects = {row["ID"]: row for row in read_rows(path)}
    unknown = [one for one in identities if one not in effects]
    if unknown:
        raise ScoringError(f"patient {unknown[0]} has no random effects", where=str(path))
    names = [address for address in system.parameters if address.startswith("ETA")]
    return people_from({name: np.array([read_number(effects[one].get(name)) for one in identities]) for name in names})


def group_rows(identities: Sequence[str]) -> dict[str, list[int]]:
    """The numbers of each patient's rows; raises ScoringError where they do not stand together."""
    found: dict[str, list[int]] = {}
    for number, identity in enumerate(identities):
        own = found.setdefault(identity, [])
        if own and own[-1] != number - 1:
            raise ScoringError(f"the records of patient {identity} do not stand together", where=f"line {number + 2}")
        own.append(number)
    return found


if __name__ == "__main__":
    raise SystemExit(run("Score predictions at given random effects beside NONMEM's.", FOLDER, score_folder))
