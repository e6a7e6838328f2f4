"""From event to event, everyone at their own pace.

Each pass takes one trial step for all people underway, each with their own time and length; the step is
kept or tried again for each person alone. Steps end on events that change something, and pass over saves,
which are read off the step's dense output.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurodose.solvers.lanes import Lanes, Standing, act, enter, lived
from neurodose.solvers.method import Method, Step
from neurodose.solvers.primitives import Events
from neurodose.solvers.problem import Array, Numbers, Problem
from neurodose.solvers.recording import Recording, open_recording
from neurodose.solvers.status import Status
from neurodose.solvers.step_control import adapt, allow, first_length, fit, measure, shortest

CROWD = 0.8  # finished people are dropped when fewer than this share of the columns is still underway
SAVES_AT_ONCE = 16  # per person, so that dense saves do not fill the memory
NEWS_EVERY = 16  # passes between two reports of progress

Flags = NDArray[np.bool_]
Progress = Callable[[float], None]


@dataclass(frozen=True)
class March:
    """What came of it: observations, and for each person the end.

    observed: (observed, slots), NaN where a person did not get so far. final: how people stand at
    `reached`, (people,), hours. status, steps, rejections: (people,). parameters: theirs by then,
    (parameters, people).
    """

    observed: Array
    final: Standing
    status: NDArray[np.uint8]
    reached: Array
    steps: Numbers
    rejections: Numbers
    parameters: Array


def march(
    problem: Problem,
    events: Events,
    method: Method,
    start: ArrayLike | None = None,
    progress: Progress | None = None,
    standing: Standing | None = None,
) -> March:
    """Everyone lives through their events, from their start (default 0) to their last event.

    problem: the equations. events: everyone's schedule. method: how a step is taken and how exact. start:
    hours, (people,) or one number. standing: how they begin; as the problem says, if not said.
    progress: told now and then how many people's worth of time is behind
    us, up to the number of people. Raises EventError if the events cannot be followed; a person whose solve
    fails gets a status and leaves the others as they are.
    """
    begin = begin_at(problem, events, start)
    events = events.written_out()
    with np.errstate(all="ignore"):
        crowd = _gather(problem, events, method, begin, standing)
        result = _blank(crowd)
        _arrive(crowd, np.arange(problem.people))
        for passes in count(1):
            crowd = _part(crowd, result)
            if crowd.lanes.who.size == 0:
                break
            _advance(crowd)
            if progress is not None and passes % NEWS_EVERY == 0:
                progress(lived(crowd.lanes, events, begin))
    if progress is not None:
        progress(float(problem.people))
    return result


def begin_at(problem: Problem, events: Events, start: ArrayLike | None) -> Array:
    """The hour at which each person begins, (people,), once it is sure that the events can be followed."""
    begin = np.zeros(problem.people)
    begin[:] = 0.0 if start is None else np.asarray(start, dtype=float)
    events.check(problem.states, problem.people, begin)
    return begin


@dataclass(frozen=True)
class _Crowd:
    """Those underway, and what they need on their way."""

    problem: Problem
    lanes: Lanes
    events: Events
    stops: Numbers
    method: Method
    recording: Recording

    def save(self, columns: Numbers, slots: Numbers) -> None:
        """Observe these people as they are now."""
        lanes = self.lanes
        self.recording.keep(self.problem, columns, lanes.time[columns], lanes.state[:, columns], slots)

    def change(self, columns: Numbers, parameters: Numbers, values: Array) -> None:
        """Give these people new parameters, after what waits has been observed with the old ones."""
        self.recording.write(self.problem)
        self.problem.change(columns, parameters, values)
        # A reset leads to where people with these parameters begin.
        self.lanes.origin[:, columns] = self.problem.take(columns).start()


def _gather(problem: Problem, events: Events, method: Method, begin: Array, standing: Standing | None) -> _Crowd:
    # A copy of the problem, because its parameters may change on the way and the caller's must not.
    own = problem.take(np.arange(problem.people))
    lanes = enter(own, events, begin, standing)
    recording = open_recording(own, begin, lanes.state, events.slots)
    return _Crowd(own, lanes, events, events.stops(), method, recording)


def _blank(crowd: _Crowd) -> March:
    lanes = crowd.lanes
    return March(
        crowd.recording.observed,
        Standing(np.full_like(lanes.state, np.nan), np.zeros_like(lanes.inflow), np.zeros_like(lanes.running)),
        lanes.status.copy(),
        lanes.time.copy(),
        lanes.steps.copy(),
        lanes.rejections.copy(),
        crowd.problem.parameters.copy(),
    )


def _part(crowd: _Crowd, result: March) -> _Crowd:
    """Those who are finished hand in their end, once they are many; the others go on among themselves."""
    lanes = crowd.lanes
    underway = np.flatnonzero(lanes.status == Status.UNDERWAY)
    if 0 < underway.size >= CROWD * lanes.who.size:
        return crowd
    crowd.recording.write(crowd.problem)
    result.final.state[:, lanes.who] = lanes.state
    result.final.inflow[:, lanes.who] = lanes.inflow
    result.final.running[:, lanes.who] = lanes.running
    result.status[lanes.who] = lanes.status
    result.reached[lanes.who] = lanes.time
    result.steps[lanes.who] = lanes.steps
    result.rejections[lanes.who] = lanes.rejections
    result.parameters[:, lanes.who] = crowd.problem.parameters
    others = crowd.problem.take(underway) if underway.size else crowd.problem
    return replace(crowd, problem=others, lanes=lanes.take(underway))


def _advance(crowd: _Crowd) -> None:
    """One trial step of everyone, and what follows from it for each."""
    lanes = crowd.lanes
    _guess(crowd)
    is_underway = lanes.status == Status.UNDERWAY
    stop_rows = crowd.stops[np.where(is_underway, lanes.cursor, 0)]
    stop = crowd.events.time[stop_rows]
    left = stop - lanes.time
    # Those who are finished take a step of no consequence until they are dropped.
    length = np.where(is_underway, fit(lanes.length, left), 1.0)
    step = crowd.method.step(crowd.problem, lanes.inflow, lanes.time, length, lanes.state)
    norm = measure(step.error, allow(crowd.method, lanes.state, step.after))
    norm[~np.isfinite(step.after).all(axis=0)] = np.nan
    is_kept = is_underway & (norm <= 1.0)
    is_landing = is_kept & (length == left)
    time = np.where(is_landing, stop, lanes.time + length)
    _save_between(crowd, step, time, length, np.flatnonzero(is_kept), stop_rows)
    _settle(lanes, crowd.method, norm, is_kept, is_landing, length)
    np.copyto(lanes.time, time, where=is_kept)
    np.copyto(lanes.state, step.after, where=is_kept)
    _arrive(crowd, np.flatnonzero(is_landing))


def _guess(crowd: _Crowd) -> None:
    """A first step for those who have just met a kink."""
    lanes = crowd.lanes
    fresh = np.flatnonzero((lanes.status == Status.UNDERWAY) & np.isnan(lanes.length))
    if fresh.size == 0:
        return
    time = lanes.time[fresh]
    most = crowd.events.time[crowd.stops[lanes.cursor[fresh]]] - time
    length = first_length(
        crowd.method, crowd.problem.take(fresh), lanes.inflow[:, fresh], time, lanes.state[:, fresh], most
    )
    lanes.length[fresh] = length
    lanes.status[fresh[np.isnan(length)]] = Status.NOT_FINITE


def _settle(lanes: Lanes, method: Method, norm: Array, is_kept: Flags, is_landing: Flags, length: Array) -> None:
    """The next length of each, and the end of those who cannot go on."""
    is_underway = lanes.status == Status.UNDERWAY
    is_rejected = is_underway & ~is_kept
    factor = adapt(norm, method.error_order)
    factor = np.where(lanes.was_rejected, np.minimum(factor, 1.0), factor)
    np.multiply(length, factor, out=lanes.length)
    lanes.was_rejected[:] = is_rejected
    lanes.steps[is_kept] += 1
    lanes.rejections[is_rejected] += 1
    tries = lanes.steps + lanes.rejections
    lanes.status[is_underway & (tries >= method.max_steps)] = Status.TOO_MANY_STEPS
    # A step the clock cannot show would go on for ever, be it kept or not.
    is_stuck = is_underway & ~is_landing & (lanes.length < shortest(lanes.time))
    lanes.status[is_stuck] = np.where(np.isnan(norm[is_stuck]), Status.NOT_FINITE, Status.STEP_TOO_SMALL)


def _arrive(crowd: _Crowd, columns: Numbers) -> None:
    """Events happen to those who have reached them; whoever has none left is done."""
    lanes = crowd.lanes
    act(lanes, columns, crowd.events, crowd.save, crowd.change)
    lanes.length[columns] = np.nan
    lanes.was_rejected[columns] = False
    lanes.status[columns[lanes.cursor[columns] == lanes.end[columns]]] = Status.DONE


def _save_between(crowd: _Crowd, step: Step, time: Array, length: Array, kept: Numbers, stop_rows: Numbers) -> None:
    """The saves that the kept steps have passed over are read off their dense output."""
    lanes = crowd.lanes
    until = _first_not_before(crowd.events.time, lanes.cursor[kept], stop_rows[kept], time[kept])
    while True:
        waiting = until - lanes.cursor[kept]
        has_some = waiting > 0
        if not has_some.any():
            return
        kept, until, waiting = kept[has_some], until[has_some], np.minimum(waiting[has_some], SAVES_AT_ONCE)
        rows = np.repeat(lanes.cursor[kept], waiting) + _ranks(waiting)
        columns = np.repeat(kept, waiting)
        moment = crowd.events.time[rows]
        share = (moment - lanes.time[columns]) / length[columns]
        state = step.between(lanes.state, kept, np.repeat(np.arange(len(kept)), waiting), share)
        slots = crowd.events.target[rows].astype(np.int64)
        crowd.recording.keep(crowd.problem, columns, moment, state, slots)
        lanes.cursor[kept] += waiting


def _first_not_before(times: Array, low: Numbers, high: Numbers, time: Array) -> Numbers:
    """Each person's first row in [low, high] whose time is not before `time`, or `high`; by bisection."""
    low, high = low.copy(), high.copy()
    while (low < high).any():
        middle = (low + high) // 2
        is_before = (times[middle] < time) & (low < high)
        low = np.where(is_before, middle + 1, low)
        high = np.where(is_before, high, middle)
    return low


def _ranks(counts: Numbers) -> Numbers:
    """0, 1, 2 ... within each group of `counts`."""
    return np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
