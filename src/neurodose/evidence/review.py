"""What is known of a question: trials pooled and graded, and beside them what is never pooled with them.

    review = review_evidence(question, studies)
    review.answer                   # a few sentences that claim no more than the certainty
    review.findings, review.balance # the table, and benefit beside harm
    review.answers                  # by outcome (and by what is never pooled together): effects, pools, certainty

Nothing of it is written down: it follows from the records, so that a study that is added changes pool, certainty and
text by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from neurodose.evidence.absolute import Absolute, Points
from neurodose.evidence.certainty import Certainty
from neurodose.evidence.effects import Effects
from neurodose.evidence.findings import Balance, Finding
from neurodose.evidence.synthesis import Pool
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Favours, Study


@dataclass(frozen=True)
class Said:
    """What one study says of an outcome where its numbers cannot be pooled, or beside them.

    study, design: its name and design; favours: which side; words: what it says; people: how many took part
    lane: "trial", "not randomised", "review", "anecdote", "reports"
    """

    study: str
    design: str
    lane: str
    favours: Favours | None
    words: str
    people: int | None
    is_read: bool


@dataclass(frozen=True)
class Comparison:
    """A published pool beside ours.

    theirs, ours: estimate and interval as told, in `measure`; None where there is no such number, and `reason` says why
    overlaps: whether the intervals do; None where they cannot be compared; reason: why not, or why they may differ
    both, only_ours, only_theirs: studies each pool holds, by name; is_listed: whether it is known what theirs holds
    """

    review: str
    year: int
    outcome: str
    measure: str
    theirs: tuple[float, float, float] | None
    ours: tuple[float, float, float] | None
    overlaps: bool | None
    reason: str
    both: tuple[str, ...] = ()
    only_ours: tuple[str, ...] = ()
    only_theirs: tuple[str, ...] = ()
    is_listed: bool = True
    is_read: bool = True


@dataclass(frozen=True)
class Answer:
    """What is known of one outcome (of one group, where groups are never pooled together).

    pool:       of all trials; None where nothing can be pooled, and `why_not` says why
    read_only:  the pool without remembered numbers; None where nothing is remembered, or nothing is left
    left_out:   studies that answer the question and are not in the pool: (study, why)
    leave_out:  the pooled estimate as told without each study: (study, estimate, low, high)
    influence:  the smallest and the largest of these estimates
    small_studies: what tests of small-study effects say, in words; "" below ten studies, where they say nothing
    said:       what studies say without numbers
    """

    asked: AskedOutcome
    group: str
    effects: Effects | None
    pool: Pool | None
    read_only: Pool | None
    why_not: str
    left_out: tuple[tuple[str, str], ...]
    leave_out: tuple[tuple[str, float, float, float], ...]
    small_studies: str
    said: tuple[Said, ...]
    comparisons: tuple[Comparison, ...]
    certainty: Certainty
    absolute: tuple[Absolute, ...]
    points: Points | None
    finding: Finding

    @property
    def influence(self) -> tuple[float, float] | None:
        held = [row[1] for row in self.leave_out]
        return (min(held), max(held)) if held else None


@dataclass(frozen=True)
class Review:
    """trials, compared, published, anecdotes, reports: the lanes, which never meet; compared: comparisons that are not
    randomised; published: reviews of others
    elsewhere: studies of the drug that do not answer the question: (study, why)
    """

    question: Question
    answers: tuple[Answer, ...]
    trials: tuple[Study, ...]
    compared: tuple[Study, ...]
    published: tuple[Study, ...]
    anecdotes: tuple[Study, ...]
    reports: tuple[Study, ...]
    elsewhere: tuple[tuple[str, str], ...] = ()
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Rows of the summary: critical outcomes first, then by importance."""
        raise NotImplementedError

    @property
    def balance(self) -> Balance:
        raise NotImplementedError

    @property
    def answer(self) -> tuple[str, ...]:
        """A few sentences."""
        raise NotImplementedError
