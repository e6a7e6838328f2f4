"""The people underway: where each one is, and what happens to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from neurodose.solvers.primitives import Events, Kind
from neurodose.solvers.problem import Array, Numbers, Problem
from neurodose.solvers.status import Status


@dataclass(frozen=True)
class Standing:
    """How people stand at a moment from which a march can go on: states, the sum of the infusions into each, and how
    many these are, all (states, people).
    """

    state: Array
    inflow: Array
    running: Numbers


Save = Callable[[Numbers, Numbers], None]
Change = Callable[[Numbers, Numbers, Array], None]


@dataclass(frozen=True)
class Lanes:
    """One column or entry per person underway; arrays are written in place, and their last axis is people.

    who: the person's place among all. cursor: the next row of the event table, which is over at `end`.
    inflow: the sum of the infusions into each state, and running: how many they are. length: the next step,
    NaN where one has to be guessed afresh after a kink.
    """

    who: Numbers
    cursor: Numbers
    end: Numbers
    time: Array
    state: Array
    origin: Array
    inflow: Array
    running: Numbers
    length: Array
    was_rejected: NDArray[np.bool_]
    steps: Numbers
    rejections: Numbers
    status: NDArray[np.uint8]

    def take(self, columns: Numbers) -> Lanes:
        """These columns only, in memory of their own."""
        kept = {field.name: getattr(self, field.name)[..., columns] for field in fields(self)}
        return Lanes(**{name: np.ascontiguousarray(array) for name, array in kept.items()})


def enter(problem: Problem, events: Events, start: Array, standing: Standing | None = None) -> Lanes:
    """Everyone before anything has happened: where the problem begins, or as they stand."""
    people = problem.people
    origin = np.array(problem.start(), dtype=float, order="C")
    return Lanes(
        who=np.arange(people),
        cursor=events.offsets[:-1].astype(np.int64),
        end=events.offsets[1:].astype(np.int64),
        time=np.array(start, dtype=float),
        state=origin.copy() if standing is None else np.array(standing.state, dtype=float, order="C"),
        origin=origin,
        inflow=np.zeros_like(origin) if standing is None else np.array(standing.inflow, dtype=float, order="C"),
        running=np.zeros(origin.shape, dtype=np.int64) if standing is None else np.array(standing.running, order="C"),
        length=np.full(people, np.nan),
        was_rejected=np.zeros(people, dtype=bool),
        steps=np.zeros(people, dtype=np.int64),
        rejections=np.zeros(people, dtype=np.int64),
        status=np.full(people, Status.UNDERWAY, dtype=np.uint8),
    )


def at_rest(state: Array) -> Standing:
    """People in these states (states, people), to whom nothing runs in."""
    return Standing(state, np.zeros_like(state), np.zeros(state.shape, dtype=np.int64))


def act(lanes: Lanes, columns: Numbers, events: Events, save: Save, change: Change) -> None:
    """All events due for these people happen, each person's in the order of the table.

    save(columns, slots) is told whom to observe as they are now, change(columns, parameters, values) whose
    parameters change.
    """
    while True:
        columns = columns[lanes.cursor[columns] < lanes.end[columns]]
        columns = columns[events.time[lanes.cursor[columns]] <= lanes.time[columns]]
        if columns.size == 0:
            return
        rows = lanes.cursor[columns]
        for kind in np.unique(events.kind[rows]):
            chosen = events.kind[rows] == kind
            here, targets, values = columns[chosen], events.target[rows[chosen]], events.value[rows[chosen]]
            if kind == Kind.SAVE:
                save(here, targets.astype(np.int64))
            elif kind == Kind.PARAMETER:
                change(here, targets.astype(np.int64), values)
            else:
                _happen(lanes, Kind(kind), here, targets, values)
        lanes.cursor[columns] += 1


def _happen(lanes: Lanes, kind: Kind, here: Numbers, targets: NDArray[np.int32], values: Array) -> None:
    """One event each of one kind to states and inflows."""
    match kind:
        case Kind.ADD:
            lanes.state[targets, here] += values
        case Kind.SET:
            lanes.state[targets, here] = values
        case Kind.SCALE:
            lanes.state[targets, here] *= values
        case Kind.RESET:
            lanes.state[:, here] = lanes.origin[:, here]
            lanes.inflow[:, here] = 0.0
            lanes.running[:, here] = 0
        case Kind.RATE_ON:
            lanes.inflow[targets, here] += values
            lanes.running[targets, here] += 1
        case _:
            left = np.maximum(lanes.running[targets, here] - 1, 0)
            lanes.inflow[targets, here] = np.where(left > 0, lanes.inflow[targets, here] - values, 0.0)
            lanes.running[targets, here] = left


def lived(lanes: Lanes, events: Events, begin: Array) -> float:
    """How many people's worth of time is behind us; begin: the hour at which each of all people began."""
    here = lanes.status == Status.UNDERWAY
    first = begin[lanes.who[here]]
    whole = events.time[lanes.end[here] - 1] - first
    return len(begin) - float(np.sum(1.0 - (lanes.time[here] - first) / whole))
