"""How far an answer can be relied on, by GRADE: proposed by stated rules from stated inputs, confirmed by people.

    certainty = grade(pool, asked, question)
    certainty.level                     # "high", "moderate", "low", "very low"; None where there is nothing to grade
    certainty.domains[0].reason         # why, with its numbers
    certainty.marks                     # what nobody has confirmed, what has lapsed, what hangs on remembered numbers

The certainty of a model's links is another thing, and stands in `agreement/certainty.py`: the words are the same, the
grounds are not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from neurodose.evidence.domain import Domain
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
        raise NotImplementedError

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
