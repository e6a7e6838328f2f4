"""One step of a Rosenbrock method: implicit enough for stiff equations, with linear solves only.

Hairer & Wanner, Solving Ordinary Differential Equations II, section IV.7, in the form without products of
the Jacobian: (I / (gamma h) - J) k_i = f(t + c_i h, y + sum_j a_ij k_j) + sum_j C_ij k_j / h + d_i h df/dt.
"""

from __future__ import annotations

from dataclasses import dataclass

from neurodose.solvers.method import Bend, Step, combine
from neurodose.solvers.problem import Array, Numbers, Problem

Row = tuple[float, ...]


@dataclass(frozen=True)
class Rosenbrock:
    """A method's coefficients: a (places), C (slopes), c (moments), d (drifts), dense output (bend).

    The step ends at y + places_last . k + k_last, and k_last is the error estimate.
    """

    gamma: float
    places: tuple[Row, ...]
    slopes: tuple[Row, ...]
    moments: Row
    drifts: Row
    bend: tuple[Row, Row, Row]


def take_step(table: Rosenbrock, problem: Problem, inflow: Array, time: Array, length: Array, state: Array) -> Step:
    """One trial step of everyone, each over their own length."""
    rates, entries, drift = problem.linearise(time, state)
    factors = problem.factorise(entries, 1.0 / (table.gamma * length))
    place, stages = state, []
    for i, slopes in enumerate(table.slopes):
        if i > 0:
            place = _place(table.places, i, state, place, stages)
            rates = problem.rates(time + table.moments[i] * length, place)
        right = rates + inflow
        if i > 0:
            pull = combine(slopes, stages)
            pull /= length
            right += pull
        if table.drifts[i] != 0.0:
            right += drift * (table.drifts[i] * length)
        stages.append(problem.solve(factors, right))
    return Step(place + stages[-1], stages[-1], lambda columns: _bend(table, stages, columns))


def _place(places: tuple[Row, ...], i: int, state: Array, last: Array, stages: list[Array]) -> Array:
    """Where stage i looks at the rates; the last places of a stiffly accurate method add one stage each."""
    if places[i] == (*places[i - 1], 1.0):
        return last + stages[-1]
    place = combine(places[i], stages)
    place += state
    return place


def _bend(table: Rosenbrock, stages: list[Array], columns: Numbers) -> Bend:
    here = [stage[:, columns] for stage in stages]
    first, second, third = (combine(row, here) for row in table.bend)
    return first, second, third
