"""Two columns of numbers beside each other: how far apart they are, one line a scenario, a total, an exit status."""

from __future__ import annotations

import argparse
import csv
import json
import math
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import NeurodoseError

PASSED, MISSED, NOTHING = 0, 1, 2  # exit status: all agree, one does not, there is nothing to score
REFERENCE = "_NONMEM"  # what the name of a column of reference values ends in

Row = Mapping[str, str]


class ScoringError(NeurodoseError):
    """There is nothing to score, or not what it is scored by."""


@dataclass(frozen=True)
class Score:
    """One scenario.

    worst:    the largest deviation of a prediction, relative to its reference; infinite where there is none
    limit:    how large it may be
    compared: how many values were
    note:     why there is no prediction
    """

    scenario: str
    worst: float
    limit: float
    compared: int
    note: str = ""

    @property
    def passes(self) -> bool:
        return self.compared > 0 and self.worst <= self.limit

    def tell(self) -> str:
        """The score as one line."""
        verdict = "pass" if self.passes else "FAIL"
        return f"{self.scenario:84} {self.worst:8.1e}  limit {self.limit:.0e}  {verdict}  {self.note}".rstrip()

    def record(self) -> dict[str, object]:
        """The score as JSON knows it, which has no infinity."""
        worst = self.worst if math.isfinite(self.worst) else None
        return {
            "scenario": self.scenario, "worst": worst, "limit": self.limit, "compared": self.compared,
            "passes": self.passes, "note": self.note,
        }  # fmt: skip


def find_deviation(predicted: ArrayLike, reference: ArrayLike, floor: float) -> tuple[float, int]:
    """The largest relative deviation, and of how many values.

    It is |predicted − reference| over |reference|, or over `floor` times the largest reference where that is more. A
    reference that is not a number is not compared; a prediction that is none deviates without bound.
    """
    found, wanted = np.asarray(predicted, dtype=float), np.asarray(reference, dtype=float)
    given = np.isfinite(wanted)
    found, wanted = found[given], wanted[given]
    if not wanted.size:
        return math.inf, 0
    scale = np.maximum(np.abs(wanted), floor * np.abs(wanted).max())
    apart = np.abs(found - wanted)
    with np.errstate(divide="ignore", invalid="ignore"):
        deviation = np.where(apart == 0, 0.0, apart / scale)
    return float(np.where(np.isnan(deviation), math.inf, deviation).max()), int(wanted.size)


def read_rows(path: Path) -> list[dict[str, str]]:
    """The lines of a table by the names of its columns; raises ScoringError for one that is empty or not there."""
    if not path.is_file():
        raise ScoringError(f'there is no "{path.name}"', where=str(path.parent))
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not rows:
        raise ScoringError("the table is empty", where=str(path))
    for number, row in enumerate(rows):
        if None in row or None in row.values():
            raise ScoringError(f"row {number + 1} has not as many cells as there are columns", where=str(path))
    return rows


def read_number(text: str | None) -> float:
    """A cell as a number; NaN for a blank, a dot or NA. Raises ScoringError for anything else."""
    if text is None or text.strip() in ("", ".", "NA"):
        return math.nan
    try:
        return float(text)
    except ValueError:
        raise ScoringError(f'"{text}" is no number') from None


def run(description: str, folder_help: str, score: Callable[[Path], Iterator[Score]]) -> int:
    """Scores the folder that the command names, and prints as it goes; gives the exit status."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=folder_help)
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    asked = parser.parse_args()
    scores: list[Score] = []
    try:
        if not asked.folder.is_dir():
            raise ScoringError(f'there is no folder "{asked.folder}"', hint=folder_help)
        for one in score(asked.folder):
            scores.append(one)
            print(json.dumps(one.record()) if asked.json else one.tell(), flush=True)
    except ScoringError as error:
        print(error, file=sys.stderr)
        return NOTHING
    passed = sum(one.passes for one in scores)
    total = {"scenarios": len(scores), "passed": passed, "compared": sum(one.compared for one in scores)}
    print(json.dumps(total) if asked.json else f"{passed} of {len(scores)} agree ({total['compared']} values compared)")
    return PASSED if passed == len(scores) else MISSED
