"""One record on one day: whether it held then, how old it is, and why it is to be taken with care.

What is known to the month or year only is never made a day: between the first and the last day that it can mean, a
record holds perhaps.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from neurodose.records.approval import Approval

UNKNOWN = "unknown"
OLD = 180  # days: laws of drugs change within months
Holds = Literal["surely", "perhaps", "ended", "to come"]


@dataclass(frozen=True)
class Standing:
    """A record, seen from a day asked about and a day of knowledge.

    holds: whether it held on that day; why: what makes that unsure, or when it ended or begins
    age:   days since any of its sources vouched for it, on the day of knowledge; None: no source says of when it is
    """

    record: Approval
    on: date
    known_on: date

    @property
    def holds(self) -> Holds:
        return self._judged[0]

    @property
    def is_sure(self) -> bool:
        """Whether it surely held and says how things are, not only what may come."""
        return self.holds == "surely" and not self.record.is_pending and self.record.status != UNKNOWN

    @property
    def why(self) -> str:
        return self._judged[1]

    @property
    def age(self) -> int | None:
        return self.record.find_age(self.known_on)

    @property
    def is_amber(self) -> bool:
        return bool(self.ambers)

    @property
    def ambers(self) -> tuple[str, ...]:
        """Why it is to be taken with care; nothing where a primary source was read and is young."""
        return tuple(self._find_ambers())

    def _find_ambers(self) -> Iterator[str]:
        record = self.record
        if not any(source.is_primary for source in record.sources):
            yield "no primary source"
        elif not record.has_primary:
            yield "the primary source is named and was not read"
        if self.age is None:
            yield "no source says of when it is"
        elif self.age > OLD:
            yield f"{self.age} days old"
        if self.on > self.known_on:
            yield "the day lies ahead of what was known"

    @cached_property
    def _judged(self) -> tuple[Holds, str]:
        """What the first rule that applies says, the surest first."""
        record, on = self.record, self.on
        begins, ends, seen = record.valid_from, record.valid_to, record.seen_until
        if ends and on >= ends.latest:
            return "ended", f"ended {ends}"
        if begins and on < begins.earliest:
            return "to come", f"from {begins} on"
        if ends and on >= ends.earliest:
            return "perhaps", f"it ended in {ends}, the day is not known"
        if seen and on > seen.latest:
            return "perhaps", f"seen until {seen}; what came after was not seen"
        if begins and on < begins.latest:
            return "perhaps", f"it began in {begins}, the day is not known"
        if begins is None:
            return self._judge_without_start()
        return "surely", ""

    def _judge_without_start(self) -> tuple[Holds, str]:
        """Where nobody says since when, it is known from the day on for which the first source vouches."""
        days = [source.vouches_to for source in self.record.sources if source.vouches_to is not None]
        first = min(days, key=lambda day: day.latest, default=None)
        if first is not None and self.on >= first.latest:
            return "surely", ""
        seen = f"the first source that was read is of {first}" if first else "no source says of when it is"
        return "perhaps", f"since when is not known; {seen}"


def do_overlap(one: Approval, other: Approval) -> bool:
    """Whether two records are about an act, a form and a use that they share."""
    pairs = ((one.forms, other.forms), (one.acts, other.acts), (one.substances, other.substances))
    shared = all(not mine or not theirs or set(mine) & set(theirs) for mine, theirs in pairs)
    return shared and (not one.indication or not other.indication or one.indication == other.indication)
