"""The answer to one outcome of a question: what is pooled, what is left out, how certain it is, and what may be said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.absolute import Absolute, Points, absolute_effects, tell_points
from neurodose.evidence.certainty import Certainty, grade
from neurodose.evidence.comparison import Comparison, Side, compare_with
from neurodose.evidence.effects import Effects
from neurodose.evidence.extraction import read_effects
from neurodose.evidence.findings import Finding
from neurodose.evidence.grounds import join
from neurodose.evidence.lanes import Lanes, Said, tell_said
from neurodose.evidence.narrative import FAVOURS, grade_narrative
from neurodose.evidence.rules import Rules
from neurodose.evidence.synthesis import Method, Pool, synthesize
from neurodose.evidence.wording import tell_finding, tell_narrative, tell_nothing, tell_relative
from neurodose.evidence.yardstick import RISKS, control_risks, count_people, find_baseline, find_yardstick
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Study

FEW = 3  # studies from which leaving one out leaves a pool


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
    treatments: tuple[str, ...]
    controls: tuple[str, ...]
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

    @property
    def has_evidence(self) -> bool:
        return self.certainty.is_graded
