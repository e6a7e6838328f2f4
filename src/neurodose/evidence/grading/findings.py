"""A summary of findings as data: one row an outcome, and benefit beside harm, as a prescriber must weigh them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from neurodose.evidence.grading.absolute import Absolute, Points
from neurodose.evidence.grading.certainty import Certainty
from neurodose.evidence.grading.yardstick import TYPICAL
from neurodose.records.question import CRITICAL

NOTE = (
    "What outweighs what is no datum: it hangs on the person and on what matters to them. Of 1,000 people alike, at "
    "the stated risks without treatment; a research summary, no advice to anyone."
)


@dataclass(frozen=True)
class Finding:
    """One row of the table.

    outcome, words: name, and what is counted; group: of what is never pooled together ("depot"), "" where nothing is
    importance:     1 to 9; lane: "benefit" or "harm"; better: "more" or "less" of it is wanted
    studies, people: how many; people is None where studies do not say
    relative:       the pooled effect in words ("RR 1.32 (1.12 to 1.55)"), "" where nothing could be pooled;
                    what others pooled, by name, where no trial that is held tells it
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
    def name(self) -> str:
        return f"{self.outcome} ({self.group})" if self.group else self.outcome

    @property
    def rank(self) -> tuple[int, str, str]:
        """Where it stands in the table: the more important first."""
        return (-self.importance, self.outcome, self.group)

    @property
    def row(self) -> dict[str, Any]:
        """As text and numbers, for tables and files."""
        absolute = "; ".join(f"{one} at {one.control:.0f} of 1,000 ({one.baseline})" for one in self.absolute)
        return {
            "outcome": self.outcome,
            "group": self.group,
            "words": self.words,
            "lane": self.lane,
            "importance": self.importance,
            "studies": self.studies,
            "people": self.people,
            "relative": self.relative,
            "absolute": absolute or (str(self.points) if self.points else ""),
            "number needed": "; ".join(str(one.needed) for one in self.absolute if one.needed),
            "certainty": self.certainty.level or "not graded",
            "marks": "; ".join(self.certainty.marks),
            "sentence": self.sentence,
        }


@dataclass(frozen=True)
class Weighed:
    """One outcome in the balance: of 1,000 people, how many have it without and with treatment.

    wanted: so many of 1,000 people are better off (above zero) or worse off (below) with treatment; low, high: its
    interval, worse end first; all None where no number can be told, and `told` says what is known
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
    """Benefit and harm side by side, critical outcomes first. Nothing is added up: what outweighs what is no datum."""

    benefits: tuple[Weighed, ...]
    harms: tuple[Weighed, ...]
    note: str = NOTE

    def table(self) -> list[dict[str, Any]]:
        """One row an outcome, benefits first."""
        return [
            {
                "lane": one.finding.lane, "outcome": one.finding.name, "critical": one.finding.is_critical,
                "baseline": one.baseline, "without": one.without, "treated": one.treated, "better off": one.wanted,
                "low": one.low, "high": one.high, "certainty": one.finding.certainty.level or "not graded",
                "told": one.told,
            }
            for one in (*self.benefits, *self.harms)
        ]  # fmt: skip


def weigh(rows: Iterable[Finding]) -> Balance:
    """Benefit and harm side by side, of the same 1,000 people, the more important first."""
    held = sorted(rows, key=lambda row: row.rank)
    benefits = tuple(_weigh_one(row) for row in held if row.lane == "benefit")
    return Balance(benefits, tuple(_weigh_one(row) for row in held if row.lane == "harm"))


def _weigh_one(row: Finding) -> Weighed:
    chosen = find_typical(row.absolute)
    if chosen is None:
        return Weighed(row, "", None, None, None, None, None, row.sentence)
    sign = 1 if row.better == "more" else -1
    low, high = sorted((sign * chosen.low, sign * chosen.high))
    told = f"{chosen}, certainty {row.certainty.level or 'not graded'}"
    return Weighed(row, chosen.baseline, chosen.control, chosen.treated, sign * chosen.difference, low, high, told)


def find_typical(absolute: tuple[Absolute, ...]) -> Absolute | None:
    """The entry at the typical baseline, else at the middle one."""
    if not absolute:
        return None
    middle = sorted(absolute, key=lambda one: one.risk)[(len(absolute) - 1) // 2]
    return next((one for one in absolute if one.baseline == TYPICAL), middle)
