"""How long the next step may be.

Hairer, Norsett & Wanner, Solving Ordinary Differential Equations I, section II.4: the error's norm, the
next length and the first length. The sums run state by state, because a reduction along an axis may change
its order with the number of people.
"""

from __future__ import annotations

import numpy as np

from neurodose.solvers.method import Method
from neurodose.solvers.problem import Array, Problem

SAFETY = 0.9  # Hairer & Wanner's customary margin
SHRINK, GROW = 0.2, 6.0  # the bounds of RODAS (Hairer & Wanner II, section IV.7)
STRETCH = 1.1  # a stop this much further than the step is reached in one
SHORTEST = 16.0  # steps of fewer units in the last place of the clock mean nothing


def measure(error: Array, scale: Array) -> Array:
    """The root mean square of error / scale over the states, (people,)."""
    share = error / scale
    share *= share
    total = share[0].copy()
    for row in share[1:]:
        total += row
    total /= len(share)
    return np.sqrt(total, out=total)


def allow(method: Method, *states: Array) -> Array:
    """The error allowed in each state, given the sizes it has."""
    size = np.abs(states[0])
    for state in states[1:]:
        np.maximum(size, np.abs(state), out=size)
    size *= method.rtol
    size += method.atol
    return size


def adapt(norm: Array, order: int) -> Array:
    """The factor for the next length after a step whose error had this norm; an error of NaN shrinks it."""
    factor = SAFETY * norm ** (-1.0 / order)
    return np.where(np.isfinite(factor), np.clip(factor, SHRINK, GROW), np.where(norm == 0.0, GROW, SHRINK))


def first_length(method: Method, problem: Problem, inflow: Array, time: Array, state: Array, most: Array) -> Array:
    """A first step after a kink, hours, at most `most`; NaN where the rates are not finite."""
    scale = allow(method, state)
    rates = problem.rates(time, state) + inflow
    size, speed = measure(state, scale), measure(rates, scale)
    tiny = (size < 1e-5) | (speed < 1e-5)
    guess = np.minimum(np.where(tiny, 1e-6, 0.01 * size / speed), most)
    ahead = problem.rates(time + guess, state + guess * rates) + inflow
    turn = measure(ahead - rates, scale) / guess
    sharpest = np.fmax(speed, turn)
    length = np.where(sharpest <= 1e-15, most, (0.01 / sharpest) ** (1.0 / method.error_order))
    length = np.where(tiny, length, np.minimum(100.0 * guess, length))
    length = np.minimum(np.maximum(length, shortest(time)), most)
    return np.where(np.isfinite(speed), length, np.nan)


def shortest(time: Array) -> Array:
    """The shortest step that the clock can show at this time, hours."""
    return SHORTEST * np.spacing(np.abs(time))


def fit(length: Array, left: Array) -> Array:
    """The step to take when `left` hours remain to the next stop: no sliver is left over for a last step."""
    halved = np.where(2.0 * length > left, 0.5 * left, length)
    return np.where(STRETCH * length >= left, left, halved)
