"""What every step-by-step method offers: tolerances, and one step for many people."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from neurodose.errors import SolverError
from neurodose.solvers.problem import Array, Numbers, Problem

FINEST = 1e-13  # below this, rounding in the stage sums (some 1e-14 of the state) is what is controlled

Bend = tuple[Array, Array, Array]


@dataclass(frozen=True)
class Step:
    """One trial step of everyone: the states after it, its estimated error, and how the path bends.

    after, error: (states, people). `bend` gives for some columns the q1, q2, q3 of
    y(x) = (1 - x) y0 + x (y1 + (1 - x) (q1 + x (q2 + x q3))), where x in [0, 1] is the share of the step.
    """

    after: Array
    error: Array
    bend: Callable[[Numbers], Bend]

    def between(self, before: Array, columns: Numbers, which: Numbers, share: Array) -> Array:
        """The states at moments inside the step, (states, moments).

        before: the states before the step. columns: the people asked for. which: for each moment, its place
        in `columns`. share: for each moment, the share of the step that is over, in (0, 1).
        """
        rest = 1.0 - share
        first, second, third = (part[:, which] for part in self.bend(columns))
        third *= share
        third += second
        third *= share
        third += first
        third *= rest
        columns = columns[which]
        third += self.after[:, columns]
        third *= share
        third += before[:, columns] * rest
        return third


@dataclass(frozen=True)
class Method(ABC):
    """A way of taking one step, with the error allowed in it.

    rtol, atol: allowed error of a step, relative and absolute (in the state's own unit). max_steps: per
    person.
    """

    rtol: float = 1e-6
    atol: float = 1e-8
    max_steps: int = 100_000

    error_order: ClassVar[int]  # the error estimate shrinks with the step's length to this power

    def __post_init__(self) -> None:
        for name, lowest in (("rtol", FINEST), ("atol", 0.0)):
            value = getattr(self, name)
            if not (0.0 < value < 1.0) or value < lowest:
                raise SolverError(
                    f"{name} is {value:g}",
                    where=type(self).__name__,
                    exists=f"rtol may lie between {FINEST:g} and 1, atol between 0 and 1",
                    hint="1e-6 and 1e-8 serve most models",
                )
        if self.max_steps < 1:
            raise SolverError(
                f"max_steps is {self.max_steps}", where=type(self).__name__, hint="allow at least one step"
            )

    @abstractmethod
    def step(self, problem: Problem, inflow: Array, time: Array, length: Array, state: Array) -> Step:
        """One trial step of everyone from their own time over their own length, hours, (people,)."""


def combine(weights: Sequence[float], stages: Sequence[Array]) -> Array:
    """The weighted sum of stages, term by term and in order.

    A matrix product would be quicker to write, but its sums depend on where in the batch a person stands.
    """
    total: Array | None = None
    work: Array | None = None
    for weight, stage in zip(weights, stages, strict=False):
        if weight == 0.0:
            continue
        if total is None:
            total = np.multiply(stage, weight)
            continue
        work = np.multiply(stage, weight, out=work)
        total += work
    return np.zeros_like(stages[0]) if total is None else total
