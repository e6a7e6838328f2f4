"""A schedule becomes a table of events, person by person: what changes a state, and when to look.

A bolus adds to a state; an infusion switches a rate on and off; an output time saves. At one time, infusions
that end come first, then events written by hand in the order written, then doses in the order of the regimen,
and saves last: an output at the time of a dose shows the state after it. Nothing is kept of what would happen
after a person's last output.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurodose.dosing.regimen import ROUNDING, Given, Plan
from neurodose.dosing.script import Script
from neurodose.errors import EventError
from neurodose.solvers.primitives import Events, Kind

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
NOTHING = Script()
MOST_SLOTS = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Landing:
    """Where a dose arrives: the number of the state, and the amount in coherent units (mg or nmol)."""

    state: int
    amount: float


Resolve = Callable[[Given], Landing]
Grids = ArrayLike | Sequence[ArrayLike]


def tabulate(
    regimens: Plan | Sequence[Plan | None],
    people: int,
    save_at: Grids,
    resolve: Resolve,
    extra: Script | Sequence[Script] = NOTHING,
) -> tuple[Events, Numbers]:
    """Everyone's events, and the slots of their outputs: person p owns slots[p] up to slots[p + 1].

    regimens: one for all, or one per person; None gives no dose
    save_at:  ascending output times in hours, one array for all, or one per person
    resolve:  where a single dose arrives, and how much of it
    extra:    events written by hand, one script for all, or one per person
    Times that differ by rounding only are taken as one time. What people share is written once and copied.
    Raises EventError for output times that are missing, negative, not finite or do not ascend, for doses that
    arrive nowhere, and for regimens, grids or scripts that are neither one nor one per person.
    """
    plans, plan_of = _share([regimens] if isinstance(regimens, Plan) else regimens, people, "regimens")
    grids, grid_of = _share(_split(save_at), people, "grids of output times")
    scripts, script_of = _share([extra] if isinstance(extra, Script) else extra, people, "scripts")
    saves = [_read_grid(grid, number) for number, grid in enumerate(grids)]
    arrivals = [_expand(plan, resolve) for plan in plans]
    by_hand = [_read_script(script) for script in scripts]
    kinds, kind_of = np.unique(np.stack([plan_of, grid_of, script_of]), axis=1, return_inverse=True)
    slots = _count_up(np.array([len(times) for times in saves])[grid_of])
    rows = [_write(arrivals[p], by_hand[s], saves[g]) for p, g, s in kinds.T]
    return _hand_out(rows, kind_of.ravel(), slots), slots


def write_table(scripts: Sequence[Script]) -> Events:
    """The events of people whose events are all written by hand, one script per person, in order of time."""
    rows = [_Rows.of(script).in_order() for script in scripts]
    return _hand_out(rows, np.arange(len(rows)), np.zeros(len(rows) + 1, dtype=np.int64))


@dataclass(frozen=True)
class _Rows:
    """Some rows of the table: what happens to one person, or to all who share it."""

    time: Array
    kind: NDArray[np.uint8]
    target: NDArray[np.int32]
    value: Array

    @staticmethod
    def made(time: Array, kind: ArrayLike, target: ArrayLike, value: ArrayLike) -> _Rows:
        kind = np.broadcast_to(np.asarray(kind, np.uint8), time.shape)
        target = np.broadcast_to(np.asarray(target, np.int32), time.shape)
        return _Rows(time, kind, target, np.broadcast_to(np.asarray(value, np.float64), time.shape))

    @staticmethod
    def of(script: Script) -> _Rows:
        events = script.events
        time = np.array([event.time for event in events], dtype=float)
        kind, target = [event.kind for event in events], [event.target for event in events]
        return _Rows.made(time, kind, target, [event.value for event in events])

    @staticmethod
    def joined(parts: Sequence[_Rows]) -> _Rows:
        return _Rows(
            np.concatenate([part.time for part in parts]),
            np.concatenate([part.kind for part in parts]),
            np.concatenate([part.target for part in parts]),
            np.concatenate([part.value for part in parts]),
        )

    def taken(self, which: NDArray[Any]) -> _Rows:
        return _Rows(self.time[which], self.kind[which], self.target[which], self.value[which])

    def in_order(self) -> _Rows:
        return self.taken(np.argsort(self.time, kind="stable"))


@dataclass(frozen=True)
class _Arrivals:
    """The single doses of a regimen, in order of time, where they arrive."""

    begin: Array
    duration: Array
    state: NDArray[np.int32]
    amount: Array


def _share(given: Sequence[Any], people: int, what: str) -> tuple[list[Any], Numbers]:
    """What differs among the people, and the number of that which each person has."""
    if len(given) not in (1, people) or people < 1:
        raise EventError(
            f"there are {len(given)} {what} for {people} people",
            where="event table",
            hint="give one for all, or one for each person",
        )
    distinct: list[Any] = []
    # A regimen's hash is slow to find, so the same object is known by its identity first.
    by_value: dict[Hashable, int] = {}
    by_identity: dict[int, int] = {}
    for one in given:
        if id(one) not in by_identity:
            key = one.parts() if isinstance(one, Plan) else id(one)
            by_identity[id(one)] = by_value.setdefault(key, len(distinct))
            if by_identity[id(one)] == len(distinct):
                distinct.append(one)
    return distinct, np.resize(np.array([by_identity[id(one)] for one in given], dtype=np.int64), people)


def _split(save_at: Any) -> list[Any]:
    is_many = len(save_at) > 0 and np.ndim(save_at[0]) > 0
    return list(save_at) if is_many else [save_at]


def _read_grid(grid: Any, number: int) -> Array:
    try:
        times = np.array(grid, dtype=np.float64)
    except (TypeError, ValueError):
        times = np.array([np.nan])  # refused below
    for is_broken, complaint in (
        (times.ndim != 1 or times.size == 0, "there are no output times"),
        (not np.isfinite(times).all(), "an output time is not a finite number"),
        (bool((times < 0).any()), "an output time is negative"),
        (times.ndim == 1 and bool((np.diff(times) <= 0).any()), "the output times do not ascend"),
    ):
        if is_broken:
            raise EventError(
                complaint,
                where=f"event table, grid of output times {number + 1}",
                exists=f"the times given are {np.array2string(times, threshold=8)}",
                hint="give at least one time in hours, from 0 on, each later than the one before",
            )
    return times


def _read_script(script: Script) -> _Rows:
    if any(event.kind == Kind.SAVE for event in script.events):
        raise EventError(
            "a save is written by hand beside a grid of output times",
            where="event table, script",
            hint="add its time to save_at, or write the whole table by hand with write_table",
        )
    return _Rows.of(script)


def _expand(plan: Plan | None, resolve: Resolve) -> _Arrivals:
    given = () if plan is None else plan.given()
    landings = [resolve(dose) for dose in given]
    begin = np.array([dose.time for dose in given], dtype=float)
    duration = np.array([dose.duration for dose in given], dtype=float)
    amount = np.array([landing.amount for landing in landings], dtype=float)
    state = np.array([landing.state for landing in landings], dtype=np.int32)
    is_broken = ~(np.isfinite(begin + duration) & np.isfinite(amount) & (amount >= 0) & (state >= 0))
    if is_broken.any():
        n = int(np.argmax(is_broken))
        raise EventError(
            f"{given[n].amount} at {given[n].time:g} h cannot arrive as {amount[n]:g} in state {state[n]}",
            where=f"regimen, dose {given[n].number}",
            hint="a dose arrives in a state, from 0 on, as a finite amount, and ends at a finite time",
        )
    return _Arrivals(begin, duration, state, amount)


def _write(doses: _Arrivals, script: _Rows, saves: Array) -> _Rows:
    """One person's rows, put together in the order in which they act at one time, then sorted by time."""
    pieces = (doses.begin, doses.begin + doses.duration, script.time, saves)
    cuts = np.cumsum([len(piece) for piece in pieces])[:-1]
    begin, end, by_hand, looks = np.split(_settle(np.concatenate(pieces)), cuts)
    runs = end > begin
    rate = np.divide(doses.amount, doses.duration, out=np.zeros_like(end), where=runs)
    # A reset has stopped what ran: its end, left in the table, would stop a later one of the same rate.
    resets = np.sort(by_hand[script.kind == Kind.RESET])
    stops = runs & (np.searchsorted(resets, begin, "right") == np.searchsorted(resets, end, "left"))
    rows = _Rows.joined(
        (
            _Rows.made(end[stops], Kind.RATE_OFF, doses.state[stops], rate[stops]),
            _Rows(by_hand, script.kind, script.target, script.value),
            _Rows.made(begin, np.where(runs, Kind.RATE_ON, Kind.ADD), doses.state, np.where(runs, rate, doses.amount)),
            _Rows.made(looks, Kind.SAVE, np.arange(len(looks)), 0.0),
        )
    ).in_order()
    return rows.taken(rows.time <= looks[-1])


def _settle(times: Array) -> Array:
    """Times that differ by rounding only become the earliest of them."""
    order = np.argsort(times, kind="stable")
    ascending = times[order]
    is_new = np.ones(len(times), dtype=bool)
    is_new[1:] = np.diff(ascending) > ROUNDING * np.maximum(1.0, ascending[1:])
    settled = np.empty_like(times)
    settled[order] = ascending[np.maximum.accumulate(np.where(is_new, np.arange(len(times)), 0))]
    return settled


def _hand_out(rows: Sequence[_Rows], rows_of: Numbers, slots: Numbers) -> Events:
    """The table in which person p has the rows numbered rows_of[p], and saves in slots from slots[p] on."""
    if slots[-1] > MOST_SLOTS:
        raise EventError(
            f"{slots[-1]} outputs are more than one table holds",
            where="event table",
            exists=f"a table holds {MOST_SLOTS} outputs",
            hint="simulate the people in several parts, or save at fewer times",
        )
    written, lengths = _Rows.joined(rows), np.array([len(part.time) for part in rows])
    offsets = _count_up(lengths[rows_of])
    source = np.repeat(_count_up(lengths)[:-1][rows_of] - offsets[:-1], lengths[rows_of]) + np.arange(offsets[-1])
    table = written.taken(source)
    target = table.target
    is_save = table.kind == Kind.SAVE
    target[is_save] += np.repeat(slots[:-1], lengths[rows_of]).astype(np.int32)[is_save]
    return Events(offsets, table.time, table.kind, target, table.value)


def _count_up(lengths: Numbers) -> Numbers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])
