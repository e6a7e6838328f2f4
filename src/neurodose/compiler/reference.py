"""The reference back end: a program evaluated in NumPy, one operation at a time, for all people at once.

Slow and obvious on purpose. Every faster back end must give what this one gives.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from neurodose.compiler.program import Program
from neurodose.compiler.straight_line import Code
from neurodose.solvers.problem import Array, Numbers
from neurodose.symbols.evaluation import NUMPY

Executable = tuple[list[tuple[int, float]], list[tuple[Callable[..., Any], int, tuple[int, ...]]], Code]


def make_ready(code: Code) -> Executable:
    """The code with each operation as the NumPy function that does it."""
    functions = {**NUMPY, "sqrt": np.sqrt}
    return list(code.constants), [(functions[s.operation], s.result, s.arguments) for s in code.steps], code


def run(ready: Executable, inputs: Sequence[Any]) -> list[Any]:
    """The results of a code for inputs that are numbers or arrays (people,)."""
    constants, steps, code = ready
    slots: list[Any] = [None] * code.slots
    slots[: code.inputs] = inputs
    for slot, value in constants:
        slots[slot] = value
    for function, result, arguments in steps:
        slots[result] = function(*[slots[a] for a in arguments])
    return [slots[r] for r in code.results]


class Executables:
    """All codes of a program, made ready once and shared by everyone who runs it."""

    def __init__(self, program: Program) -> None:
        self.prepare, self.start = make_ready(program.prepare), make_ready(program.start)
        self.rates, self.linearise = make_ready(program.rates), make_ready(program.linearise)
        self.observe = make_ready(program.observe)
        self.factorise, self.solve = (
            make_ready(program.elimination.factorise),
            make_ready(program.elimination.solve),
        )


class ReferenceProblem:
    """A program with the parameters of some people: the `Problem` that the methods of `solvers` march.

    parameters: (parameters, people), coherent units. The people are the columns of every array.
    """

    def __init__(
        self,
        program: Program,
        parameters: Array,
        executables: Executables | None = None,
        hoisted: Array | None = None,
    ) -> None:
        self.program, self.parameters = program, parameters
        self.executables = executables or Executables(program)
        self.states, self.people = len(program.layout.states), parameters.shape[1]
        with np.errstate(all="ignore"):
            fresh = hoisted is None
            self.hoisted = self._fill(run(self.executables.prepare, list(parameters))) if fresh else hoisted

    def start(self) -> Array:
        with np.errstate(all="ignore"):
            return self._fill(run(self.executables.start, list(self.parameters)))

    def rates(self, t: Array, y: Array) -> Array:
        return self._fill(run(self.executables.rates, [t, *y, *self.hoisted]))

    def linearise(self, t: Array, y: Array) -> tuple[Array, Array, Array]:
        results = run(self.executables.linearise, [t, *y, *self.hoisted])
        last = len(results) - self.states
        return (
            self._fill(results[: self.states]),
            self._fill(results[self.states : last]),
            self._fill(results[last:]),
        )

    def factorise(self, entries: Array, shift: Array) -> list[Any]:
        return run(self.executables.factorise, [shift, *entries])

    def solve(self, factors: object, b: Array) -> Array:
        assert isinstance(factors, list)
        return self._fill(run(self.executables.solve, [*factors, *b]))

    def observe(self, t: Array, y: Array) -> Array:
        return self._fill(run(self.executables.observe, [t, *y, *self.hoisted]))

    def matrix(self) -> Array:
        _, entries, _ = self._at_rest()
        matrix = np.zeros((self.people, self.states, self.states))
        for (i, j), entry in zip(self.program.pattern, entries, strict=True):
            matrix[:, i, j] = entry
        return matrix

    def forcing(self) -> Array:
        return self._at_rest()[0]

    def take(self, who: Numbers) -> ReferenceProblem:
        return ReferenceProblem(self.program, self.parameters[:, who], self.executables, self.hoisted[:, who])

    def change(self, who: Numbers, parameter: Numbers, value: Array) -> None:
        self.parameters[parameter, who] = value
        changed = np.unique(who)
        with np.errstate(all="ignore"):
            fresh = run(self.executables.prepare, list(self.parameters[:, changed]))
        for row, values in zip(self.hoisted, fresh, strict=True):
            row[changed] = values

    def _at_rest(self) -> tuple[Array, Array, Array]:
        with np.errstate(all="ignore"):
            return self.linearise(np.zeros(self.people), np.zeros((self.states, self.people)))

    def _fill(self, rows: Sequence[Any]) -> Array:
        filled = np.empty((len(rows), self.people))
        for row, values in zip(filled, rows, strict=True):
            row[:] = values
        return filled
