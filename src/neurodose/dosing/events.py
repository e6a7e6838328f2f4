"""A schedule becomes a table of events, person by person: what changes a state, and when to look.

People who share a schedule, and of whom nothing else is known that could tell their doses apart, share its events:
what they share is written once and copied. What becomes of a dose stands in `expansion`.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurodose.dosing.expansion import (
    Conditions,
    Plumbing,
    Repeating,
    expand,
    find_steady_states,
)
from neurodose.dosing.ledger import Table
from neurodose.dosing.plain import Landing, Landings, Resolve, Schedule, find_schedules, tell_apart
from neurodose.dosing.record import Act, Record
from neurodose.dosing.regimen import ROUNDING, Given, Plan
from neurodose.dosing.script import Event, Script
from neurodose.errors import EventError
from neurodose.solvers.primitives import Events, Kind

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
NOTHING = Script()


Grids = ArrayLike | Sequence[ArrayLike]


class Setting(Protocol):
    """What has to be known of a model and of people before their records become events."""

    @property
    def plumbing(self) -> Plumbing: ...

    @property
    def is_still(self) -> bool:
        """Whether nothing of the people changes in time, and nothing given earlier is on its way."""
        ...

    def conditions(self, people: Numbers, records: Sequence[Record]) -> Conditions | None:
        """What is in force for these people; None where no two of them can differ."""
        ...

    def repeat(self, wanted: Sequence[tuple[Conditions, float, Repeating]]) -> Sequence[Array]:
        """The steady states (states, people) that records ask for, whose times are given, under their conditions."""
        ...


@dataclass(frozen=True)
class Plain:
    """A setting in which doses are what they are, for everyone."""

    plumbing: Plumbing = field(default_factory=Plumbing)
    is_still: bool = True

    def conditions(self, people: Numbers, records: Sequence[Record]) -> Conditions | None:
        return None

    def repeat(self, wanted: Sequence[tuple[Conditions, float, Repeating]]) -> Sequence[Array]:
        if wanted:
            raise EventError("a steady state is asked for where none can be found", where="event table")
        return ()


PLAIN = Plain()


@dataclass(frozen=True)
class History:
    """Records, in order, of people who share them; looks: output times; extra: events by hand."""

    records: tuple[Record, ...]
    people: Numbers
    looks: Array | None = None
    extra: tuple[Event, ...] = ()

    @property
    def slots(self) -> int:
        """How many outputs each of the people has."""
        return len(self.looks) if self.looks is not None else sum(record.slot >= 0 for record in self.records)


def tabulate(
    regimens: Plan | Sequence[Plan | None],
    people: int,
    save_at: Grids,
    resolve: Resolve,
    extra: Script | Sequence[Script] = NOTHING,
    setting: Setting = PLAIN,
    others: Sequence[Record] = (),
) -> tuple[Events, Numbers]:
    """Everyone's events, and the slots of their outputs: person p owns slots[p] up to slots[p + 1].

    regimens: one for all, or one per person; None gives no dose
    save_at:  ascending output times in hours, one array for all, or one per person
    resolve:  where a single dose arrives, and how much of it
    extra:    events written by hand, one script for all, or one per person
    setting:  what the model and the people add
    others:   what else happens to everyone, before the doses of its time
    Times that differ by rounding only are taken as one time; an output at the time of a dose shows the state after it.
    Raises EventError for output times that are missing, negative, not finite or do not ascend, for doses that
    arrive nowhere, and for regimens, grids or scripts that are neither one nor one per person.
    """
    plans, plan_of = _share([regimens] if isinstance(regimens, Plan) else regimens, people, "regimens")
    grids, grid_of = _share(_split(save_at), people, "grids of output times")
    scripts, script_of = _share([extra] if isinstance(extra, Script) else extra, people, "scripts")
    saves = [_read_grid(grid, number) for number, grid in enumerate(grids)]
    by_hand = [_read_script(script) for script in scripts]
    landings = Landings(resolve)
    if setting.is_still and len(saves) == 1 and not any(by_hand) and not others:
        schedules = find_schedules(plans, landings, setting.plumbing, float(saves[0][-1]))
        if schedules is not None:
            return _live_by(schedules, plan_of, saves[0])
    given = [merge(others, write_records(plan, landings)) for plan in plans]
    kinds, kind_of = np.unique(np.stack([plan_of, grid_of, script_of]), axis=1, return_inverse=True)
    histories = [
        History(given[p], np.flatnonzero(kind_of.ravel() == k), saves[g], by_hand[s])
        for k, (p, g, s) in enumerate(kinds.T)
    ]
    return tabulate_histories(histories, people, setting)


def _live_by(schedules: Sequence[Schedule], schedule_of: Numbers, looks: Array) -> tuple[Events, Numbers]:
    """The events of people who live by these schedules, and look at the same times."""
    slots = _count_up(np.full(len(schedule_of), len(looks)))
    time, state, kind, value = (np.concatenate(column) for column in zip(*schedules, strict=True))
    offsets = _count_up(np.array([len(s.time) for s in schedules]))
    events = Events(offsets, time, kind.astype(np.uint8), state.astype(np.int32), value, schedule_of, looks, slots[:-1])
    return replace(events, time=_draw_to(looks, time)), slots


def tabulate_histories(
    histories: Sequence[History], people: int, setting: Setting = PLAIN, window: tuple[float, float] | None = None
) -> tuple[Events, Numbers]:
    """Everyone's events, and the slots of their outputs; each person is in one of the histories.

    window: only what happens from one time up to, and without, another, at which everyone stops
    """
    conditions = [setting.conditions(h.people, h.records) or Conditions() for h in histories]
    wanted = [(n, r) for n, h in enumerate(histories) for r in find_steady_states(h.records, conditions[n])]
    found = setting.repeat([(conditions[n], histories[n].records[r.record].time, r) for n, r in wanted])
    steady: list[dict[int, Array]] = [{} for _ in histories]
    for (number, repeating), states in zip(wanted, found, strict=True):
        steady[number][repeating.record] = states
    looks = _shared_looks(histories)
    # A stop is an event that changes nothing.
    stop = () if window is None else (Event(window[1], Kind.ADD),)
    tables = [
        expand(h.records, c, setting.plumbing, s, h.looks if looks is None else None, (*h.extra, *stop))
        for h, c, s in zip(histories, conditions, steady, strict=True)
    ]
    lengths = np.zeros(people, dtype=np.int64)
    for history in histories:
        lengths[history.people] = history.slots
    slots = _count_up(lengths)
    if looks is not None:
        tables = [replace(t, time=_draw_to(looks, t.time)) for t in tables]
    cut = [_until_last_look(t, looks) if window is None else _look_through(t, *window) for t in tables]
    events = hand_out([(h.people, t) for h, t in zip(histories, cut, strict=True)], slots)
    if looks is not None:
        events = replace(events, looks=looks if window is None else np.maximum(looks, window[0]))
    return events, slots


def _shared_looks(histories: Sequence[History]) -> Array | None:
    """The output times, where all people look at the same, and at no record of their own."""
    first = histories[0].looks
    is_shared = all(h.looks is first or _are_equal(h.looks, first) for h in histories)
    has_own = any(record.slot >= 0 for h in histories for record in h.records)
    return first if is_shared and not has_own else None


def _are_equal(one: Array | None, other: Array | None) -> bool:
    return one is not None and other is not None and np.array_equal(one, other)


def _draw_to(looks: Array, time: Array) -> Array:
    """Times that differ from a look by rounding only become the look's."""
    if not looks.size:
        return time
    after = np.searchsorted(looks, time)
    for near in (looks[np.maximum(after - 1, 0)], looks[np.minimum(after, len(looks) - 1)]):
        time = np.where(np.abs(time - near) <= ROUNDING * np.maximum(1.0, near), near, time)
    return time


def write_table(scripts: Sequence[Script]) -> Events:
    """The events of people whose events are all written by hand, one script per person, in order of time."""
    tables = [expand((), Conditions(), Plumbing(), extra=script.events) for script in scripts]
    numbers = [np.array([number]) for number in range(len(scripts))]
    return hand_out(list(zip(numbers, tables, strict=True)), np.zeros(len(scripts) + 1, dtype=np.int64))


def _share(given: Sequence[Any], people: int, what: str) -> tuple[list[Any], Numbers]:
    """What differs among the people, and the number of that which each person has."""
    if len(given) not in (1, people) or people < 1:
        raise EventError(
            f"there are {len(given)} {what} for {people} people",
            where="event table",
            hint="give one for all, or one for each person",
        )
    distinct: list[Any] = []
    by_value: dict[Hashable, int] = {}
    by_identity: dict[int, int] = {}
    for one in given:
        if id(one) not in by_identity:
            key = tell_apart(one) if isinstance(one, Plan) else id(one)
            by_identity[id(one)] = by_value.setdefault(key, len(distinct))
            if by_identity[id(one)] == len(distinct):
                distinct.append(one)
    numbers = np.array([by_identity[id(one)] for one in given], dtype=np.int64)
    return distinct, numbers if len(numbers) == people else np.full(people, numbers[0])


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


def _read_script(script: Script) -> tuple[Event, ...]:
    if any(event.kind == Kind.SAVE for event in script.events):
        raise EventError(
            "a save is written by hand beside a grid of output times",
            where="event table, script",
            hint="add its time to save_at, or write the whole table by hand with write_table",
        )
    return script.events


def write_records(plan: Plan | None, resolve: Resolve) -> tuple[Record, ...]:
    """The single doses of a regimen as records, in order of time."""
    return () if plan is None else tuple(_record_dose(dose, resolve(dose)) for dose in plan.given())


def merge(*histories: Sequence[Record]) -> tuple[Record, ...]:
    """Several histories as one, in order of time; at one time, in the order in which they are given."""
    return tuple(sorted((record for history in histories for record in history), key=lambda record: record.time))


def _record_dose(dose: Given, landing: Landing) -> Record:
    by_rate = dose.runs == "rate" and dose.duration > 0
    record = Record(
        time=dose.time,
        act=Act.DOSE,
        state=landing.state,
        way=landing.way,
        amount=landing.amount,
        rate=landing.amount / dose.duration if by_rate else landing.rate,
        duration=landing.duration if by_rate or landing.duration is not None else dose.duration or None,
        steady=dose.steady,
        interval=dose.interval if dose.steady else 0.0,
        line=f"regimen, dose {dose.number}",
    )
    numbers = (record.time, record.amount, dose.duration)
    if not all(map(np.isfinite, numbers)) or record.amount < 0 or record.state < 0:
        raise EventError(
            f"{dose.amount} at {dose.time:g} h cannot arrive as {landing.amount:g} in state {landing.state}",
            where=record.line,
            hint="a dose arrives in a state, from 0 on, as a finite amount, and ends at a finite time",
        )
    return record


def hand_out(tables: Sequence[tuple[Numbers, Table]], slots: Numbers) -> Events:
    """The events of all people, each in the table of those they share it with, and with saves in slots of their own.

    tables: numbers of people and their table, of which one row may stand for all
    slots:  person p saves from slots[p] up to slots[p + 1], (people + 1,)
    """
    people = len(slots) - 1
    schedule = np.zeros(people, dtype=np.int64)
    columns: list[tuple[NDArray[Any], ...]] = []
    counts: list[Numbers] = []
    for members, table in tables:
        begin = sum(map(len, counts))
        schedule[members] = begin + np.arange(len(table.present))
        counts.append(table.present.sum(axis=1))
        columns.append(tuple(c[table.present] for c in (table.time, table.kind, table.target, table.value)))
    time, kind, target, value = (np.concatenate(column) for column in zip(*columns, strict=True))
    offsets = _count_up(np.concatenate(counts))
    return Events(offsets, time, kind.astype(np.uint8), target.astype(np.int32), value, schedule, first_slot=slots[:-1])


def _until_last_look(table: Table, looks: Array | None) -> Table:
    """The table without what would happen after each person's last look."""
    saves = table.present & (table.kind == Kind.SAVE)
    last = np.where(saves, table.time, -np.inf).max(axis=1, keepdims=True) if looks is None else looks[-1]
    return replace(table, present=table.present & (table.time <= last))


def _look_through(table: Table, begin: float, end: float) -> Table:
    """The table of what happens from one time up to, and without, another, and the stop there."""
    slack = 2 * ROUNDING * np.maximum(1.0, np.abs([begin, end]))
    is_stop = (table.kind == Kind.ADD) & (table.value == 0.0) & (np.abs(table.time - end) <= slack[1])
    inside = (table.time >= begin - slack[0]) & (table.time < end - slack[1])
    # What rounding has put before the begin happens at it.
    return replace(table, time=np.maximum(table.time, begin), present=table.present & (inside | is_stop))


def _count_up(lengths: Numbers) -> Numbers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])
