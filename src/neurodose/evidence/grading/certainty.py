"""How far an answer can be relied on, by GRADE: proposed by stated rules from stated inputs, confirmed by people.

    certainty = grade(pool, asked, question)
    certainty.level                     # "high", "moderate", "low", "very low"; None where there is nothing to grade
    certainty.domains[0].reason         # why, with its numbers
    certainty.marks                     # what nobody has confirmed, what has lapsed, what hangs on remembered numbers

The certainty of a model's links is another thing, and stands in `agreement/certainty.py`: the words are the same, the
grounds are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError, unknown_name
from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.domain import Domain, find_judgement
from neurodose.evidence.grading.doubts import (
    propose_bias,
    propose_inconsistency,
    propose_indirectness,
    propose_publication,
)
from neurodose.evidence.grading.grounds import Grounds, count, join, percent, words_of
from neurodose.evidence.grading.imprecision import propose_imprecision
from neurodose.evidence.grading.pooled import Gradable, Pooled, read_pool
from neurodose.evidence.grading.raising import propose_raising
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.grading.yardstick import find_yardstick
from neurodose.evidence.pools.multilevel import MultilevelPool
from neurodose.evidence.pools.robust_variance import RobustPool
from neurodose.evidence.synthesis import Method
from neurodose.records.question import AskedOutcome, Judgement, Question
from neurodose.records.study import RANDOMISED
from neurodose.sources import Certainty as Grade

GRADES: tuple[Grade, ...] = ("high", "moderate", "low", "very low")
CIRCLES = {"high": "⊕⊕⊕⊕", "moderate": "⊕⊕⊕◯", "low": "⊕⊕◯◯", "very low": "⊕◯◯◯"}


@dataclass(frozen=True)
class Certainty:
    """outcome: which; start: where it starts, start_reason: why; domains: what lowers and raises it, in GRADE's order
    target:  what it is a certainty of: "a difference that matters", "little or no difference", "any difference"
    notes:   what else must be told beside it, in sentences
    """

    outcome: str
    start: Grade | None
    start_reason: str
    domains: tuple[Domain, ...] = ()
    target: str = ""
    notes: tuple[str, ...] = ()

    @property
    def is_graded(self) -> bool:
        return self.start is not None

    @property
    def level(self) -> Grade | None:
        """None where there is no evidence to be graded."""
        return self._after(self.domains)

    @property
    def proposed(self) -> Grade | None:
        """What the rules alone say, before any person's judgement."""
        if self.start is None:
            return None
        return GRADES[_within(GRADES.index(self.start) - sum(domain.proposed for domain in self.domains))]

    @property
    def level_of_grade(self) -> Grade | None:
        """By GRADE's own domains alone."""
        return self._after(tuple(domain for domain in self.domains if domain.is_grade))

    def _after(self, domains: tuple[Domain, ...]) -> Grade | None:
        if self.start is None:
            return None
        return GRADES[_within(GRADES.index(self.start) - sum(domain.levels for domain in domains))]

    @property
    def circles(self) -> str:
        return CIRCLES[self.level] if self.level else ""

    @property
    def is_confirmed(self) -> bool:
        """Whether a named person stands behind every domain."""
        return self.is_graded and all(domain.is_confirmed for domain in self.domains)

    @property
    def marks(self) -> tuple[str, ...]:
        """What a reader must know before relying on it."""
        told = [f"{one.name}: {one.mark}" for one in self.domains if one.status == "lapsed"]
        told += [one.reason for one in self.domains if not one.is_grade]
        open_ones = [one.name for one in self.domains if not one.is_confirmed]
        if open_ones:
            which = "any of it" if len(open_ones) == len(self.domains) else join(open_ones)
            told.append(f"proposed by rule; no person has confirmed {which}")
        return tuple(told)

    @property
    def reason(self) -> str:
        """Why it is what it is, in a sentence."""
        if not self.is_graded:
            return self.start_reason
        moved = [f"{domain.name} ({domain.levels:+d}: {domain.reason})" for domain in self.domains if domain.levels]
        return f"starts {self.start}, as {self.start_reason}" + (
            f"; {'; '.join(moved)}" if moved else "; nothing moves it"
        )

    def find_domain(self, name: str) -> Domain | None:
        return next((domain for domain in self.domains if domain.name == name), None)

    def table(self) -> list[dict[str, Any]]:
        """One row a domain: name, levels, what was proposed, reason, mark, digest of the inputs."""
        return [
            {"domain": one.name, "levels": one.levels, "proposed": one.proposed, "reason": one.reason,
             "mark": one.mark, "inputs": one.digest}
            for one in self.domains
        ]  # fmt: skip


def _within(position: int) -> int:
    return min(max(position, 0), len(GRADES) - 1)


def grade(
    pool: Gradable | MultilevelPool | RobustPool,
    asked: AskedOutcome | str | None = None,
    question: Question | None = None,
    *,
    read_only: Pooled | None = None,
    method: Method[Pooled] | None = None,
    response: str = "",
    opposing: str = "",
    unpooled: Iterable[str] = (),
    rules: GradingRules | None = None,
) -> Certainty:
    """How far a pool can be relied on.

    asked:     the outcome, or its name among those of the question; its threshold and baselines are what the pool is
               held against. Without one, no effect is the only mark
    read_only: the pool without remembered numbers; method: by which parts of the pool are pooled again
    response, opposing: why more of the drug did more, why confounding would have worked against the effect; in words,
               where it is so; they raise what is not randomised
    unpooled:  studies that tell the outcome, whose numbers could not be pooled
    """
    held = read_pool(pool)
    outcome = find_asked(held, asked, question)
    grounds = Grounds(
        held, outcome, question, find_yardstick(held, outcome), rules or GradingRules(), method, read_only,
        are_randomised(held.effects), response, opposing, tuple(unpooled),
    )  # fmt: skip
    start: Grade = "high" if grounds.is_randomised else "low"
    because = "its studies are randomised" if grounds.is_randomised else "not all of its studies are randomised"
    doubts = [rule(grounds) for rule in DOUBTS]
    found = (*doubts, *propose_raising(grounds, any(one.proposed < 0 for one in doubts)), *propose_unread(grounds))
    judgements = question.judgements if question else ()
    return Certainty(
        outcome.name, start, because, settle(found, judgements, outcome.name),
        grounds.yardstick.target(held.estimate),
    )  # fmt: skip


DOUBTS = (propose_bias, propose_inconsistency, propose_indirectness, propose_imprecision, propose_publication)


def settle(domains: Iterable[Domain], judgements: Iterable[Judgement], outcome: str) -> tuple[Domain, ...]:
    """Domains with what persons said of them."""
    held = tuple(judgements)
    return tuple(replace(one, judgement=find_judgement(held, outcome, one.name)) for one in domains)


def find_asked(pool: Gradable, asked: AskedOutcome | Question | str | None, question: Question | None) -> AskedOutcome:
    """The outcome that is asked about: as given, by its name in the question, or one without thresholds."""
    if isinstance(asked, AskedOutcome):
        return asked
    if isinstance(asked, Question):
        names = ", ".join(f'"{one.name}"' for one in asked.outcomes)
        raise EvidenceError(
            "it is not said which outcome of the question the pool is of",
            where=f"question {asked.id}",
            exists=f"it asks of: {names}",
            hint='write grade(pool, "abstinence", question)',
        )
    if asked is None:
        return AskedOutcome("the outcome", "", pool.measure.symbol)
    known = {one.name: one for one in question.outcomes} if question else {}
    if question and asked not in known:
        raise unknown_name(EvidenceError, "outcome", asked, known, owner=f"the question {question.id}")
    return known.get(asked) or AskedOutcome(asked, "", pool.measure.symbol)


def are_randomised(effects: Effects) -> bool:
    """Whether all studies are randomised; studies that say nothing of their design are taken for trials."""
    return all(word in RANDOMISED for word in words_of(effects, "design", RANDOMISED[0]))


def propose_unread(grounds: Grounds) -> tuple[Domain, ...]:
    """Numbers that nobody of this project read: no ground of GRADE's, but a conclusion that hangs on them is less
    certain. Nothing where all were read.
    """
    remembered = grounds.effects.remembered
    if not any(remembered):
        return ()
    weights = grounds.pool.weights
    share = float(sum(weight for weight, is_so in zip(weights, remembered, strict=True) if is_so))
    other = grounds.read_only
    if other is None:
        chosen = np.array([not one for one in remembered])
        other = grounds.repool(chosen)
    otherwise = "nothing would be left" if other is None else grounds.tells_otherwise(other)
    of_all = f"{sum(remembered)} of {count(len(remembered), 'study', 'studies')} ({percent(share)} of the weight)"
    reason = f"numbers of {of_all} are remembered, not read; " + (
        f"without them {otherwise}" if otherwise else "without them the conclusion is the same"
    )
    inputs = {
        "remembered": sorted(name for name, is_so in zip(grounds.effects.studies, remembered, strict=True) if is_so),
        "without": None if other is None else [other.estimate, *other.interval],
    }
    return (Domain("numbers not read", -1 if otherwise else 0, reason, inputs, is_grade=False),)
