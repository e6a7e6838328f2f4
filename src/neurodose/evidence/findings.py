"""A summary of findings as data: one row an outcome, and benefit beside harm, as a prescriber must weigh them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from neurodose.evidence.absolute import Absolute, Points
from neurodose.evidence.certainty import Certainty


@dataclass(frozen=True)
class Finding:
    """One row of the table.

    outcome, words: name, and what is counted; group: of what is never pooled together ("depot"), "" where nothing is
    importance:     1 to 9; lane: "benefit" or "harm"; better: "more" or "less" of it is wanted
    studies, people: how many; people is None where studies do not say
    relative:       the pooled effect in words ("RR 1.32 (1.12 to 1.55)"), "" where nothing could be pooled
    absolute:       one entry a baseline; points: of differences of means
    certainty:      with its reasons and marks; sentence: what may be said, and no more
    """

    outcome: str
    words: str
    group: str
    importance: int
    lane: Literal["benefit", "harm"]
    better: Literal["more", "less"]
    studies: int
    people: int | None
    relative: str
    absolute: tuple[Absolute, ...]
    points: Points | None
    certainty: Certainty
    sentence: str

    @property
    def is_critical(self) -> bool:
        return self.importance >= CRITICAL

    @property
    def row(self) -> dict[str, Any]:
        """As text and numbers, for tables and files."""
        raise NotImplementedError


CRITICAL = 7


@dataclass(frozen=True)
class Weighed:
    """One outcome in the balance: of 1,000 people, how many have it without and with treatment.

    wanted: more (or, where less of it is better, fewer) of 1,000 is above zero: people are better off by so many; low,
    high: its interval, read in the same direction; all None where no number can be told, and `told` says what is known
    """

    finding: Finding
    baseline: str
    without: float | None
    treated: float | None
    wanted: float | None
    low: float | None
    high: float | None
    told: str


@dataclass(frozen=True)
class Balance:
    """Benefit and harm side by side, critical outcomes first. It adds nothing up: what outweighs what is not in data."""

    benefits: tuple[Weighed, ...]
    harms: tuple[Weighed, ...]
    note: str


def weigh(rows: Iterable[Finding]) -> Balance:
    """Benefit and harm side by side."""
    raise NotImplementedError


def _unused(_: Mapping[str, Any]) -> None: ...
