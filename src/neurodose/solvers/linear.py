"""Linear systems with constant coefficients, solved exactly: the second opinion to the march.

Over a stretch of h hours, y' = A y + b has the solution y(h) = exp(A h) y(0) + F b with F the integral of
exp(A s) from 0 to h; both stand in the exponential of the matrix [[A, I], [0, 0]] h (C. F. Van Loan,
Computing integrals involving the matrix exponential, IEEE Transactions on Automatic Control 23 (1978)
395-404). Every event is a stop here, saves too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurodose.solvers.lanes import Lanes, Standing, act, enter, lived
from neurodose.solvers.march import NEWS_EVERY, March, Progress, begin_at
from neurodose.solvers.primitives import Events
from neurodose.solvers.problem import Array, Numbers, Problem
from neurodose.solvers.recording import Recording, open_recording
from neurodose.solvers.status import Status
from neurodose.threads import one_thread

SAME = 4 * np.finfo(float).eps  # relative: times written as multiples differ so in their distances


@dataclass(frozen=True)
class MatrixExponential:
    """The exact way through a linear model with constant coefficients; no tolerance is needed."""


def propagate(
    problem: Problem,
    events: Events,
    start: ArrayLike | None = None,
    progress: Progress | None = None,
    standing: Standing | None = None,
) -> March:
    """Everyone's linear system is carried from event to event without error but rounding.

    Arguments and result are those of `march`; `steps` counts stretches of time. Raises EventError if the
    events cannot be followed.
    """
    begin = begin_at(problem, events, start)
    events = events.written_out()
    own = problem.take(np.arange(problem.people))  # its parameters may change, and the caller's must not
    lanes = enter(own, events, begin, standing)
    walk = _Walk(own, lanes, events, open_recording(own, begin, lanes.state, events.slots), _propagators(own))
    with np.errstate(all="ignore"):
        walk.happen(np.arange(own.people))
        while (underway := np.flatnonzero(lanes.status == Status.UNDERWAY)).size:
            walk.advance(underway)
            if progress is not None and lanes.steps.max() % NEWS_EVERY == 0:
                progress(lived(lanes, events, begin))
        walk.recording.write(own)
    if progress is not None:
        progress(float(own.people))
    final = Standing(lanes.state, lanes.inflow, lanes.running)
    return March(
        walk.recording.observed, final, lanes.status, lanes.time, lanes.steps, lanes.rejections, own.parameters
    )


@dataclass(frozen=True)
class _Propagators:
    """Each person's system, and what it does in the stretch last met: schedules repeat.

    span: hours, (people,), NaN where nothing is known. flow: exp(A h); pour: its integral F, (people,
    states, states).
    """

    matrix: Array
    forcing: Array
    span: Array
    flow: Array
    pour: Array

    def learn(self, who: Numbers, span: Array) -> None:
        """Work out anew the stretches that differ from those known."""
        from scipy.linalg import expm

        known = self.span[who]
        new = ~(np.abs(span - known) <= SAME * known)
        who, span = who[new], span[new]
        if who.size == 0:
            return
        states = self.matrix.shape[1]
        block = np.zeros((who.size, 2 * states, 2 * states))
        block[:, :states, :states] = self.matrix[who] * span[:, None, None]
        block[:, :states, states:] = np.eye(states) * span[:, None, None]
        # One thread: for matrices so small, several wait for one another far longer than they work.
        with one_thread():
            power = expm(block)
        self.span[who] = span
        self.flow[who] = power[:, :states, :states]
        self.pour[who] = power[:, :states, states:]

    def carry(self, who: Numbers, state: Array, inflow: Array) -> Array:
        """The states (states, who) at the end of the stretch."""
        source = self.forcing[:, who] + inflow
        after = self.flow[who] @ state.T[..., None] + self.pour[who] @ source.T[..., None]
        return after[..., 0].T


def _propagators(problem: Problem) -> _Propagators:
    matrix = np.array(problem.matrix(), dtype=float)
    forcing = np.array(problem.forcing(), dtype=float)
    return _Propagators(matrix, forcing, np.full(problem.people, np.nan), np.empty_like(matrix), np.empty_like(matrix))


@dataclass(frozen=True)
class _Walk:
    """Those underway, all of them to the end, since a stretch costs little."""

    problem: Problem
    lanes: Lanes
    events: Events
    recording: Recording
    propagators: _Propagators

    def advance(self, underway: Numbers) -> None:
        """Everyone goes to their next event, and lives through it."""
        lanes = self.lanes
        due = self.events.time[lanes.cursor[underway]]
        span = due - lanes.time[underway]
        self.propagators.learn(underway, span)
        lanes.state[:, underway] = self.propagators.carry(underway, lanes.state[:, underway], lanes.inflow[:, underway])
        lanes.time[underway] = due
        lanes.steps[underway] += 1
        is_finite = np.isfinite(lanes.state[:, underway]).all(axis=0)
        lanes.status[underway[~is_finite]] = Status.NOT_FINITE
        self.happen(underway[is_finite])

    def happen(self, columns: Numbers) -> None:
        """All that is due at this moment; whoever has nothing left is done."""
        act(self.lanes, columns, self.events, self._save, self._change)
        over = self.lanes.cursor[columns] == self.lanes.end[columns]
        self.lanes.status[columns[over]] = Status.DONE

    def _save(self, columns: Numbers, slots: Numbers) -> None:
        lanes = self.lanes
        self.recording.keep(self.problem, columns, lanes.time[columns], lanes.state[:, columns], slots)

    def _change(self, columns: Numbers, parameters: Numbers, values: Array) -> None:
        self.recording.write(self.problem)
        self.problem.change(columns, parameters, values)
        self.lanes.origin[:, columns] = self.problem.take(columns).start()
        self.propagators.matrix[:] = self.problem.matrix()
        self.propagators.forcing[:] = self.problem.forcing()
        self.propagators.span[columns] = np.nan
