"""What a rule of certainty may look at: the pool, what was asked, the yardstick, and the constants."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.pooled import Gradable, Pooled
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.grading.yardstick import Yardstick
from neurodose.evidence.synthesis import Method, synthesize
from neurodose.records.question import AskedOutcome, Question

UNKNOWN = "not assessed"


@dataclass(frozen=True, eq=False)
class Grounds:
    """read_only: the pool without remembered numbers; method: by which parts of the pool are pooled again
    is_randomised: whether all studies are
    response:  why more of the drug did more, by which analysis, where it did; opposing: why what confounds would have
               worked against the effect, where it would
    unpooled:  studies that tell the outcome, whose numbers could not be pooled
    """

    pool: Gradable
    asked: AskedOutcome
    question: Question | None
    yardstick: Yardstick
    rules: GradingRules
    method: Method[Pooled] | None = None
    read_only: Pooled | None = None
    is_randomised: bool = True
    response: str = ""
    opposing: str = ""
    unpooled: tuple[str, ...] = ()

    @property
    def effects(self) -> Effects:
        return self.pool.effects

    @property
    def is_one(self) -> bool:
        return len(self.effects) == 1

    def repool(self, chosen: np.ndarray) -> Pooled | None:
        """The pool of some of the effects; None where nothing is left or nothing can be pooled."""
        if not chosen.any():
            return None
        try:
            return synthesize(self.effects.take(chosen), self.method)
        except EvidenceError:
            return None

    def tells_otherwise(self, other: Gradable) -> str:
        """How another pool of the same outcome leads to another conclusion, in words; "" where it does not."""
        mine, theirs = self.yardstick.zone(self.pool.estimate), self.yardstick.zone(other.estimate)
        if mine != theirs:
            return f"the effect would be {ZONES[theirs]}, not {ZONES[mine]}"
        before, after = holds_none(self.pool), holds_none(other)
        if before != after:
            return "the interval would hold no effect" if after else "the interval would no longer hold no effect"
        return ""


ZONES = {1: "for the better", 0: "little or none", -1: "for the worse"}


def holds_none(pool: Gradable) -> bool:
    """Whether the interval of a pool holds no effect."""
    low, high = pool.interval
    return low <= 0 <= high


def words_of(effects: Effects, column: str, missing: str = "") -> list[str]:
    """A column as words, one an effect; the missing word where it is unknown."""
    if column not in effects.columns:
        return [missing] * len(effects)
    return [str(word).strip() or missing for word in effects.columns[column]]


def weight_of(weights: np.ndarray, words: Iterable[str], wanted: Iterable[str]) -> float:
    """Share of the weight of those whose word is one of the wanted."""
    chosen = set(wanted)
    return float(sum(weight for weight, word in zip(weights, words, strict=True) if word in chosen))


def percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun: "1 study", "3 studies"."""
    return f"{number} {one if number == 1 else many or one + 's'}"


def join(parts: Iterable[str], word: str = "and") -> str:
    """As people list things: "a, b and c"."""
    held = list(parts)
    return f"{', '.join(held[:-1])} {word} {held[-1]}" if len(held) > 1 else "".join(held)
