"""The answer to one outcome: what is pooled, what is left out, how certain it is, and what may be said."""

from __future__ import annotations

from dataclasses import dataclass

from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.absolute import Absolute, Points
from neurodose.evidence.grading.certainty import Certainty
from neurodose.evidence.grading.findings import Finding
from neurodose.evidence.grading.lanes import Said
from neurodose.evidence.grading.pooled import Pooled
from neurodose.evidence.grading.published_pools import PublishedPool
from neurodose.records.question import AskedOutcome


@dataclass(frozen=True)
class Answer:
    """What is known of one outcome (of one group, where groups are never pooled together).

    pool:       of all trials; None where nothing can be pooled, and `why_not` says why
    read_only:  the pool without remembered numbers; None where nothing is remembered, or nothing is left
    left_out:   studies that tell the outcome and are not in the pool: (study, why)
    silent:     studies that answer the question, and tell nothing of this outcome
    leave_out:  the pooled estimate as told without each study: (study, estimate, low, high)
    influence:  the smallest and the largest of these estimates
    small_studies: what tests of small-study effects say, in words; "" below ten studies, where they say nothing
    said:       what studies say without numbers
    """

    asked: AskedOutcome
    group: str
    treatments: tuple[str, ...]
    controls: tuple[str, ...]
    effects: Effects | None
    pool: Pooled | None
    read_only: Pooled | None
    why_not: str
    left_out: tuple[tuple[str, str], ...]
    silent: tuple[str, ...]
    leave_out: tuple[tuple[str, float, float, float], ...]
    small_studies: str
    said: tuple[Said, ...]
    comparisons: tuple[PublishedPool, ...]
    certainty: Certainty
    absolute: tuple[Absolute, ...]
    points: Points | None
    finding: Finding

    @property
    def influence(self) -> tuple[float, float] | None:
        held = [row[1] for row in self.leave_out]
        return (min(held), max(held)) if held else None

    @property
    def has_evidence(self) -> bool:
        return self.certainty.is_graded
