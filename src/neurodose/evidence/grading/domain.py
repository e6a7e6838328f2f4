"""One ground on which certainty is lowered or raised: what a rule proposes from which inputs, and what a person said of
it.

A judgement names the digest of the inputs that it was made on. Where they are others by now (a study was added, a
threshold changed), it has lapsed: the rule's proposal counts again, and the domain says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from json import dumps
from typing import Any, Literal

from neurodose.records.question import Judgement

Status = Literal["proposed", "confirmed", "overruled", "lapsed"]
LENGTH = 12  # of a digest: short enough to be typed, long enough that no two sets of inputs share one by chance
NOTHING = 1e-9  # below it a number is what a machine leaves of none
FIGURES = 4  # figures of a number that count: the last bits of a machine make no judgement lapse


@dataclass(frozen=True)
class Domain:
    """name:     "risk of bias", "inconsistency", …
    proposed: how far the rule lowers (negative) or raises the certainty; reason: why, with its numbers
    inputs:   what the rule looked at
    judgement: what a named person said of it, whether or not it has lapsed
    is_grade: whether it is a domain of GRADE; numbers that nobody read are one of ours
    """

    name: str
    proposed: int
    reason: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    judgement: Judgement | None = None
    is_grade: bool = True

    @property
    def digest(self) -> str:
        """Of the inputs: what a judgement names."""
        return digest_inputs(self.inputs)

    @property
    def status(self) -> Status:
        if self.judgement is None:
            return "proposed"
        if self.judgement.inputs != self.digest:
            return "lapsed"
        return "confirmed" if self.judgement.levels == self.proposed else "overruled"

    @property
    def levels(self) -> int:
        """What counts: a person's judgement where it stands, else the rule's proposal."""
        stands = self.judgement is not None and self.status in ("confirmed", "overruled")
        return self.judgement.levels if self.judgement and stands else self.proposed

    @property
    def is_confirmed(self) -> bool:
        return self.status in ("confirmed", "overruled")

    @property
    def mark(self) -> str:
        """Who stands behind it, in words."""
        told = self.judgement
        if told is None:
            return "proposed by rule; nobody has confirmed it"
        because = f": {told.because}" if told.because else ""
        if self.status == "lapsed":
            why = (
                "what it was judged on has changed since" if told.inputs else "it names no inputs that it was judged on"
            )
            return f"the judgement of {told.by} of {told.on} has lapsed: {why}"
        if self.status == "confirmed":
            return f"confirmed by {told.by}, {told.on}{because}"
        return f"{told.by}, {told.on}, says {told.levels:+d} where the rule proposes {self.proposed:+d}{because}"


def digest_inputs(inputs: Mapping[str, Any]) -> str:
    """The same for the same inputs, whatever their order and the last bits of their numbers."""
    return sha256(dumps(_plain(inputs), sort_keys=True).encode()).hexdigest()[:LENGTH]


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(held) for key, held in value.items()}
    if isinstance(value, str | bool) or value is None:
        return value
    if isinstance(value, Iterable):
        return [_plain(held) for held in value]
    number = float(value)
    return f"{0.0 if abs(number) < NOTHING else number:.{FIGURES}g}"


def find_judgement(judgements: Iterable[Judgement], outcome: str, domain: str) -> Judgement | None:
    """The latest that a person made of a domain of an outcome."""
    held = [one for one in judgements if one.outcome == outcome and one.domain == domain]
    return max(held, key=lambda one: one.on, default=None)
