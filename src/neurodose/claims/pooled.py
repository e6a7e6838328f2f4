"""Pools of the evidence's questions, kept as a small file, so that an audit takes a second.

python -m neurodose.claims.pooled        # writes pools.json anew; a test holds it against the reviews
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

KEPT = "pools.json"
_ASKED_AS = {"kratom": "mitragynine", "7-OH": "mitragynine", "mitraphylline": "mitragynine"}


def make_pools() -> list[dict[str, Any]]:
    """What the reviews of all questions of the library find: a row an outcome."""
    from neurodose.evidence.grading.review import review
    from neurodose.library.questions import read_all as read_questions
    from neurodose.library.studies import read_all as read_studies

    studies = read_studies()
    return [
        {
            "drug": question.drug, "condition": question.condition, "outcome": row.outcome, "group": row.group,
            "studies": row.studies, "people": row.people, "relative": row.relative,
            "certainty": row.certainty.level or "not graded",
        }
        for question in read_questions() for row in review(question, studies).findings if row.lane == "benefit"
    ]  # fmt: skip


def write_pools(folder: Path) -> Path:
    """Writes pools.json into a folder."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in make_pools())
    path = folder / KEPT
    path.write_text(f"[\n{rows}\n]\n", encoding="utf-8")
    return path


@cache
def read_pools() -> tuple[dict[str, Any], ...]:
    """The rows as kept."""
    return tuple(json.loads(files("neurodose.claims").joinpath(KEPT).read_text(encoding="utf-8")))


def tell_pools(drug: str, condition: str, outcomes: Iterable[str], groups: Iterable[str] = ()) -> str:
    """A drug's pools for a condition in words: "abstinence RR 2.17 (1.00 to 4.73), 4 trials, very low certainty"."""
    asked, wanted = _ASKED_AS.get(drug, drug), set(groups)
    told = [
        _tell(row) for outcome in outcomes for row in read_pools()
        if (row["drug"], _fold(row["condition"]), row["outcome"]) == (asked, _fold(condition), outcome)
        and (not wanted or row["group"] in wanted)
    ]  # fmt: skip
    return "; ".join(told)


def _fold(words: str) -> str:
    return words.casefold().replace("'", "").replace("’", "")


def _tell(row: dict[str, Any]) -> str:
    name = f"{row['outcome']}, {row['group']}" if row["group"] else row["outcome"]
    if not row["studies"]:
        return f"{name}: no trial held"
    trials = f"{row['studies']} trial{'s' * (row['studies'] != 1)}"
    sure = row["certainty"] if row["certainty"] == "not graded" else f"{row['certainty']} certainty"
    return f"{name}: {row['relative'] or 'no number pooled'}, {trials}, {sure}"


if __name__ == "__main__":
    print(write_pools(Path(__file__).parent))
