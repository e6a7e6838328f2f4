"""What is kept of a simulation: each person's trajectories, here or in a file; quantiles or means over people at every
time; or a few numbers of each person. Whatever is kept is the same, bit by bit, for any order of people and however
many are solved at once.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from neurodose.errors import CourseError, UnitError
from neurodose.modelling.system import System
from neurodose.modelling.trace import Output
from neurodose.simulation.gathering import (
    Asked,
    EachPerson,
    Gathering,
    MomentsOverPeople,
    QuantilesOverPeople,
    Reduced,
    size_on_the_way,
)
from neurodose.simulation.parquet import ToFile, size_of_group
from neurodose.simulation.quantiles import LEAST_ROOM, ROOM, size_of_values
from neurodose.simulation.thresholds import find_hours_above
from neurodose.symbols import Expression
from neurodose.units import Quantity, h, name_dimension

if TYPE_CHECKING:
    from neurodose.simulation.course import Course

SUMS = 1000  # bytes of a mean and a standard deviation at one time, as they are added up


class Keep(ABC):
    """A noun for `simulate(…, keep=…)`."""

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        """What has to be computed for these outputs at these times."""
        return Asked(system, outputs, times)

    def size(self, asked: Asked, people: int) -> float:
        """How many bytes it takes to keep it."""
        return size_of_values(len(asked.outputs) * len(asked.times), people)

    @abstractmethod
    def gather(self, asked: Asked, course: Course) -> Gathering:
        """What takes in everybody; course: what is known before anybody has lived."""


@dataclass(frozen=True)
class Trajectories(Keep):
    """Every person's value at every output time."""

    def gather(self, asked: Asked, course: Course) -> Gathering:
        return EachPerson(asked, len(course.people))


@dataclass(frozen=True)
class Parquet(Keep):
    """Every person's value at every output time, in a Parquet file that is written as people are solved.

    The file is there once it is complete, in the form of `course.to_pandas()`; its metadata say what it holds and what
    it came of, and in `notes` what else is to be known. Raises OutputError where it cannot be written, or pyarrow is
    not installed.
    """

    path: str | Path
    notes: Mapping[str, str] = field(default_factory=dict)

    def size(self, asked: Asked, people: int) -> float:
        return size_of_group(asked, people)

    def gather(self, asked: Asked, course: Course) -> Gathering:
        return ToFile(asked, course, Path(self.path), self.notes)


@dataclass(frozen=True, init=False)
class Quantiles(Keep):
    """Quantiles over people at every output time: `Quantiles(0.05, 0.5, 0.95)`.

    They are exact while everybody's values take 512 MB or less; else values are counted in bins, as fine as fits into
    that room, shared evenly by the outputs. `course.kept` says which, and to one part in how many each value is
    known. Who has no value of an output at some time is left out of its quantiles, and `course.kept` counts the others.
    """

    levels: tuple[float, ...]

    def __init__(self, *levels: float) -> None:
        object.__setattr__(self, "levels", levels or (0.05, 0.5, 0.95))
        is_share = [isinstance(level, Real) and 0 <= level <= 1 for level in self.levels]
        if not all(is_share) or list(self.levels) != sorted(set(self.levels)):
            raise CourseError(
                f"the quantiles {self.levels} cannot be kept",
                hint="give ascending levels between 0 and 1: Quantiles(0.05, 0.95)",
            )

    def size(self, asked: Asked, people: int) -> float:
        cells = len(asked.outputs) * len(asked.times)
        held = min(size_of_values(cells, people), max(ROOM, LEAST_ROOM * cells))
        return held + size_on_the_way(len(asked.times))

    def gather(self, asked: Asked, course: Course) -> Gathering:
        return QuantilesOverPeople(asked, len(course.people), self.levels)


@dataclass(frozen=True)
class Means(Keep):
    """Mean and standard deviation over people at every output time: `curve.mean()`, `curve.sd()`.

    Sums are of all bits of all values, and rounded once, at the end. Who has no value of an output at some time is left
    out, and `course.kept` counts the others.
    """

    def size(self, asked: Asked, people: int) -> float:
        return SUMS * len(asked.outputs) * len(asked.times) + size_on_the_way(len(asked.times))

    def gather(self, asked: Asked, course: Course) -> Gathering:
        return MomentsOverPeople(asked, len(course.people))


@dataclass(frozen=True)
class Areas(Keep):
    """The area under each output from the start to the last output time, integrated with the model, whatever the
    output times are.
    """

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        return Asked(system.with_areas(outputs), tuple(f"area of {name}" for name in outputs), times[-1:])

    def gather(self, asked: Asked, course: Course) -> Gathering:
        return EachPerson(asked, len(course.people))


@dataclass(frozen=True)
class FinalStates(Keep):
    """Every state of every person at the last output time."""

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        return Asked(system, tuple(s.address for s in system.states), times[-1:])

    def gather(self, asked: Asked, course: Course) -> Gathering:
        return EachPerson(asked, len(course.people))


@dataclass(frozen=True)
class TimesAbove(Keep):
    """For how long each person's outputs lie above a level, from the first to the last output time:
    `TimesAbove({"mu.displacement": 80 * percent})`, or several levels of one, `[50, 80] * percent`.

    The course holds `"time of mu.displacement above 80 %"`. Between two output times an output is taken as a straight
    line, so look often enough that it is nearly one. Whoever lacks a value has none.
    """

    levels: Mapping[str, Quantity]
    side = "above"

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        if not isinstance(self.levels, Mapping) or not self.levels:
            raise CourseError(
                f"{type(self).__name__}({self.levels!r}) names no output and level",
                hint=f'write {type(self).__name__}({{"mu.displacement": 80 * percent}})',
            )
        if len(times) < 2:
            raise CourseError(
                f"the time {self.side} a level cannot be seen at one output time", hint="say every=… or at=[…]"
            )
        for name, level in self.levels.items():
            _find_levels(name, system.output(name), level)
        return Asked(system, tuple(self.levels), times)

    def size(self, asked: Asked, people: int) -> float:
        answers = sum(size_of_values(np.size(level.value), people) for level in self.levels.values())
        return answers + size_on_the_way(len(asked.times))

    def gather(self, asked: Asked, course: Course) -> Gathering:
        questions: dict[str, tuple[int, Callable[[np.ndarray], np.ndarray]]] = {}
        added: dict[str, Output] = {}
        for number, (name, level) in enumerate(self.levels.items()):
            for said, coherent in _find_levels(name, asked.system.output(name), level):
                address = f"time of {name} {self.side} {said}"
                questions[address] = (number, partial(self._count, times=asked.times, level=coherent))
                meaning = f"hours in which {name} is {self.side} {said}, along lines between output times"
                added[address] = Output(Expression("state", (), address, h.dimension, None), meaning, h)
        told = f"hours {self.side} a level, along straight lines between {len(asked.times)} output times"
        shown = replace(asked.system, outputs={**asked.system.outputs, **added})
        return Reduced(questions, len(course.people), shown, float(asked.times[-1]), told)

    @staticmethod
    def _count(values: np.ndarray, times: np.ndarray, level: float) -> np.ndarray:
        return find_hours_above(values, times, level)


@dataclass(frozen=True)
class TimesBelow(TimesAbove):
    """For how long each person's outputs lie below a level; all else as in `TimesAbove`."""

    side = "below"

    @staticmethod
    def _count(values: np.ndarray, times: np.ndarray, level: float) -> np.ndarray:
        return find_hours_above(-values, times, -level)


def _find_levels(name: str, output: Output, level: Any) -> list[tuple[str, float]]:
    """Each level of one output, as it is written and coherent. Raises CourseError, UnitError."""
    if not isinstance(level, Quantity) or np.ndim(level.value) > 1 or not np.isfinite(level.value).all():
        raise CourseError(f"{level!r} is no level of {name}", hint="give a finite number with its unit: 80 * percent")
    node = output.expression
    if node.substance is not None:
        scale = float(node.substance.convert(1.0, node.dimension, level.unit))
    elif level.unit.dimension == node.dimension:
        scale = float(level.unit.from_coherent(1.0))
    else:
        raise UnitError(
            f"{level} is no level of {name}",
            exists=f"{name} is {name_dimension(node.dimension)}, not {name_dimension(level.unit.dimension)}",
        )
    return [(str(Quantity(value, level.unit)), value / scale) for value in np.atleast_1d(level.value).tolist()]
