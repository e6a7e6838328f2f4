"""How certain one link of the chain is, by a stated rule from what stands behind it (docs/certainty.md).

A link starts where people have put it: high, where it predicts observations in people that it was not set with;
moderate, where it only meets what it was set with, where outcomes of trials set it, or where nobody looked but most of
its numbers were measured in people; low in all other cases, above all where most of what was seen is missed. It then
loses a step for each doubt about the numbers it needs. A way through several links is no more certain than the least of
them, and a step less where rivals lead to opposite ends.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from neurodose.sources import Certainty

GRADES: tuple[Certainty, ...] = ("high", "moderate", "low", "very low")
MOST = 0.5  # of values, sources or observations: more than this share is most of them
ENOUGH = 2  # observations that were predicted: one that passes may do so by chance
DISPUTED = 0.5  # share of the differences between trials that is more than chance (I²), from which they disagree


@dataclass(frozen=True)
class Backing:
    """What stands behind one link, counted.

    values:    numbers it needs beyond those of the links before it; unsure: of these, those of very low certainty, as
               an assumption is that claims no more
    sourced:   of the values, those with a source; of_people: of these, those measured in people; foreign: those of
               another species or of an assay; unread: those whose sources nobody of this project read, here or quoted
    met:       observations of it in people; passed: of these, those that pass
    new:       of those met, those that the model was not set with; new_passed: of these, those that pass
    is_set:    whether outcomes seen in people set it; trials: how many of them, where they are pooled
    disputed:  share of the differences between those trials that is more than chance (I²)
    is_open:   whether what they saw together, with its 95 % interval, leaves the direction open
    """

    values: int = 0
    unsure: int = 0
    sourced: int = 0
    of_people: int = 0
    foreign: int = 0
    unread: int = 0
    met: int = 0
    passed: int = 0
    new: int = 0
    new_passed: int = 0
    is_set: bool = False
    trials: int = 0
    disputed: float = 0.0
    is_open: bool = False

    @property
    def start(self) -> Certainty:
        """Where people have put it, before any doubt."""
        if self.new_passed >= ENOUGH and self.new_passed > MOST * self.new:
            return "high"
        if self.met:
            return "moderate" if self.passed >= MOST * self.met else "low"
        return "moderate" if self.is_set or self.is_of_people else "low"

    @property
    def is_of_people(self) -> bool:
        """Whether most of the numbers were measured in people."""
        return self.of_people > MOST * self.values

    @property
    def reason(self) -> str:
        """Why it starts there, in a sentence without its end."""
        if self.start == "high":
            return f"{self.new_passed} of {self.new} observations in people that it was not set with pass"
        if self.met:
            of_new = f", and {self.new_passed} of {self.new} that it was not set with" if self.new else ""
            return f"{self.passed} of {self.met} observations in people pass{of_new or ', all of them used to set it'}"
        if self.is_set:
            return f"outcomes of {self._count_trials()} set it, and none was held back to test it"
        if self.is_of_people:
            return (
                f"nothing seen in people tests it here; {self.of_people} of {self.values} values were measured in them"
            )
        return "nothing seen in people tests it here"

    def _count_trials(self) -> str:
        if not self.trials:
            return "studies in people"
        return f"{self.trials} trial{'s' if self.trials > 1 else ''} in people"

    @property
    def doubts(self) -> tuple[str, ...]:
        """What takes a step each, in words. Where numbers come from is no doubt once people have tested them."""
        is_untested = not self.met
        found = (
            (self.unsure > MOST * self.values, f"{self.unsure} of its {self.values} values are of very low certainty"),
            (is_untested and self.foreign > MOST * self.sourced,
             f"{self.foreign} of its {self.sourced} measured values are of animals or assays"),
            (is_untested and self.unread > MOST * self.sourced,
             f"the sources of {self.unread} of {self.sourced} are remembered"),
            (self.trials == 1, "a single trial set it"),
            (self.disputed >= DISPUTED, f"its trials disagree (I² {100 * self.disputed:.0f} %)"),
            (self.is_open, "its trials together leave the direction open"),
        )  # fmt: skip
        return tuple(reason for is_so, reason in found if is_so)

    @property
    def certainty(self) -> Certainty:
        """High, moderate, low or very low, by the rule."""
        return lower(self.start, len(self.doubts))


def lower(certainty: Certainty, steps: int) -> Certainty:
    """A certainty some steps lower; never below the lowest."""
    return GRADES[min(GRADES.index(certainty) + steps, len(GRADES) - 1)]


def find_weakest(certainties: Iterable[Certainty]) -> Certainty:
    """The least of some certainties."""
    return GRADES[max(map(GRADES.index, certainties))]


def grade_way(certainties: Iterable[Certainty], *, are_rivals_opposed: bool = False) -> Certainty:
    """The certainty of a way through links: that of the weakest, a step less where rivals lead to opposite ends."""
    return lower(find_weakest(certainties), are_rivals_opposed)
