"""What is kept takes in people a few at a time, and lets their trajectories go: rows of their own for each person, or
what all of them have in common.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np

from neurodose.modelling.system import System
from neurodose.simulation.endings import Endings
from neurodose.simulation.exact_sums import Moments
from neurodose.simulation.quantiles import ROOM, Counted, Held, open_quantiles

AT_ONCE = 1 << 18  # numbers: what is worked out of them on the way stays near the processor
ON_THE_WAY = 8  # arrays of so many numbers


@dataclass(frozen=True)
class Asked:
    """What the back end is to compute: a system, which of its outputs, and at which times."""

    system: System
    outputs: tuple[str, ...]
    times: np.ndarray


@dataclass(frozen=True)
class Kept:
    """What a course holds in the end.

    values: (rows, times) by output; rows: what they are, None for people; told: how it was found, in words
    system, times: where they are others than those that were solved; file: where it is, if not here
    """

    values: Mapping[str, np.ndarray]
    rows: tuple[float | str, ...] | None = None
    told: str = ""
    system: System | None = None
    times: np.ndarray | None = None
    file: Path | None = None


class Gathering(ABC):
    """Everybody is taken in once, then it is closed; the block ends with nothing left half done."""

    @abstractmethod
    def take(self, some: slice, seen: np.ndarray) -> None:
        """Takes in some of the people, by number: seen (outputs, people, times), NaN where somebody did not get so far.
        The array is given away.
        """

    @abstractmethod
    def close(self, endings: Endings) -> Kept:
        """What is kept, once everybody was there."""

    def __enter__(self) -> Gathering:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leaves nothing behind that is half done."""
        return None


def size_on_the_way(times: int) -> float:
    """The bytes that it takes to look through some people at once."""
    return 8.0 * ON_THE_WAY * max(AT_ONCE, times)


def _cut(people: int, times: int) -> Iterator[slice]:
    """A few people at a time."""
    step = max(1, AT_ONCE // times)
    return (slice(first, first + step) for first in range(0, people, step))


class EachPerson(Gathering):
    """Everybody's own values at every time."""

    def __init__(self, asked: Asked, people: int) -> None:
        self.outputs, self.observed = asked.outputs, np.empty((len(asked.outputs), people, len(asked.times)))

    def take(self, some: slice, seen: np.ndarray) -> None:
        if seen.shape == self.observed.shape:
            self.observed = seen  # everybody at once
        else:
            self.observed[:, some] = seen

    def close(self, endings: Endings) -> Kept:
        return Kept(dict(zip(self.outputs, self.observed, strict=True)))


class OverPeople(Gathering):
    """One accumulator for each output, of the people whose values of it are all there."""

    def __init__(self, asked: Asked, people: int) -> None:
        self.outputs, self.times, self.people = asked.outputs, len(asked.times), people
        self.accumulators: list[Any] = []

    def take(self, some: slice, seen: np.ndarray) -> None:
        for accumulator, everyone in zip(self.accumulators, seen, strict=True):
            for values in (everyone[block] for block in _cut(*everyone.shape)):
                is_there = np.isfinite(values).all(axis=1)
                accumulator.add(values if is_there.all() else values[is_there])

    def tell(self, what: str, how: str) -> str:
        """What was found over how many people, in words."""
        fewest = min(accumulator.count for accumulator in self.accumulators)
        whom = f"all {self.people}" if fewest == self.people else f"those {fewest} of {self.people}"
        return f"{what} over {whom} people who have values, {how}"


class QuantilesOverPeople(OverPeople):
    """Quantiles at every time."""

    def __init__(self, asked: Asked, people: int, levels: Sequence[float]) -> None:
        super().__init__(asked, people)
        self.levels = tuple(levels)
        room = ROOM // len(asked.outputs)
        self.accumulators: list[Held | Counted] = [open_quantiles(self.times, people, room) for _ in asked.outputs]

    def close(self, endings: Endings) -> Kept:
        pairs = zip(self.outputs, self.accumulators, strict=True)
        worst = max(accumulator.error for accumulator in self.accumulators)
        how = f"from bins: each value to one part in {1 / worst:.0f}" if worst else "exact"
        return Kept({name: a.quantiles(self.levels) for name, a in pairs}, self.levels, self.tell("quantiles", how))


class MomentsOverPeople(OverPeople):
    """Mean and standard deviation at every time."""

    def __init__(self, asked: Asked, people: int) -> None:
        super().__init__(asked, people)
        self.accumulators: list[Moments] = [Moments(self.times) for _ in asked.outputs]

    def close(self, endings: Endings) -> Kept:
        pairs = zip(self.outputs, self.accumulators, strict=True)
        values = {name: np.stack([a.means(), a.deviations()]) for name, a in pairs}
        return Kept(values, ("mean", "sd"), self.tell("mean and sd", "summed without rounding"))


class Reduced(Gathering):
    """One number of each person for each of several questions, each put to one output.

    questions: by the name of the answer, the number of the output and what makes (people,) of (people, times)
    """

    def __init__(
        self,
        questions: Mapping[str, tuple[int, Callable[[np.ndarray], np.ndarray]]],
        people: int,
        system: System,
        end: float,
        told: str,
    ) -> None:
        self.questions, self.system, self.end, self.told = questions, system, end, told
        self.answers = {name: np.empty((people, 1)) for name in questions}

    def take(self, some: slice, seen: np.ndarray) -> None:
        for name, (output, answer) in self.questions.items():
            answers = self.answers[name][some, 0]
            for block in _cut(*seen[output].shape):
                answers[block] = answer(seen[output][block])

    def close(self, endings: Endings) -> Kept:
        return Kept(self.answers, told=self.told, system=self.system, times=np.array([self.end]))
