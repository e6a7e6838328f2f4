"""One step of an explicit Runge-Kutta method: cheap, and only for equations that are not stiff."""

from __future__ import annotations

from dataclasses import dataclass

from neurodose.solvers.method import Bend, Step, combine
from neurodose.solvers.problem import Array, Numbers, Problem

Row = tuple[float, ...]


@dataclass(frozen=True)
class Explicit:
    """A method's coefficients: a (places), c (moments), the error's weights, and the dense output (bend).

    The last stage looks at the rates where the step ends.
    """

    places: tuple[Row, ...]
    moments: Row
    error: Row
    bend: tuple[Row, Row, Row]


def take_step(table: Explicit, problem: Problem, inflow: Array, time: Array, length: Array, state: Array) -> Step:
    """One trial step of everyone, each over their own length."""
    place, stages = state, []
    for weights, moment in zip(table.places, table.moments, strict=True):
        if stages:
            place = combine(weights, stages)
            place *= length
            place += state
        stages.append(problem.rates(time + moment * length, place) + inflow)
    error = combine(table.error, stages)
    error *= length
    return Step(place, error, lambda columns: _bend(table, stages, length, columns))


def _bend(table: Explicit, stages: list[Array], length: Array, columns: Numbers) -> Bend:
    here = [stage[:, columns] for stage in stages]
    first, second, third = (combine(row, here) * length[columns] for row in table.bend)
    return first, second, third
