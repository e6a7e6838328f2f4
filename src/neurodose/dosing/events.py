"""A schedule becomes a table of events, person by person: what changes a state, and when to look.

People who share a schedule, and of whom nothing else is known that could tell their doses apart, share its events:
what they share is written once and copied. What becomes of a dose stands in `expansion`.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
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
from neurodose.dosing.record import Act, Record
from neurodose.dosing.regimen import ROUNDING, Given, Plan
from neurodose.dosing.script import Event, Script
from neurodose.errors import EventError
from neurodose.solvers.primitives import Events, Kind

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
NOTHING = Script()
MOST_SLOTS = np.iinfo(np.int32).max


@dataclass(frozen=True)
class Landing:
    """Where a dose arrives, and how much of it.

    state: its number; amount: in coherent units (mg or nmol)
    way:   number of the entrance of which the model knows something; -1 where it does not
    rate, duration: where the dose leaves them to the model, MODELLED
    """

    state: int
    amount: float
    way: int = -1
    rate: float | None = None
    duration: float | None = None


Resolve = Callable[[Given], Landing]
Grids = ArrayLike | Sequence[ArrayLike]


class Setting(Protocol):
    """What has to be known of a model and of people before their records become events."""

    @property
    def plumbing(self) -> Plumbing: ...

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
    given = [merge(others, write_records(plan, resolve)) for plan in plans]
    by_hand = [_read_script(script) for script in scripts]
    kinds, kind_of = np.unique(np.stack([plan_of, grid_of, script_of]), axis=1, return_inverse=True)
    histories = [
        History(given[p], np.flatnonzero(kind_of.ravel() == k), saves[g], by_hand[s])
        for k, (p, g, s) in enumerate(kinds.T)
    ]
    return tabulate_histories(histories, people, setting)


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
    # A stop is an event that changes nothing.
    stop = () if window is None else (Event(window[1], Kind.ADD),)
    tables = [
        expand(h.records, c, setting.plumbing, s, h.looks, (*h.extra, *stop))
        for h, c, s in zip(histories, conditions, steady, strict=True)
    ]
    lengths = np.zeros(people, dtype=np.int64)
    for history in histories:
        lengths[history.people] = history.slots
    slots = _count_up(lengths)
    cut = [_until_last_look(t) if window is None else _look_through(t, *window) for t in tables]
    return hand_out([(h.people, t) for h, t in zip(histories, cut, strict=True)], slots), slots


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
    if slots[-1] > MOST_SLOTS:
        raise EventError(
            f"{slots[-1]} outputs are more than one table holds",
            where="event table",
            exists=f"a table holds {MOST_SLOTS} outputs",
            hint="simulate the people in several parts, or save at fewer times",
        )
    people = len(slots) - 1
    first, count = np.zeros(people, dtype=np.int64), np.zeros(people, dtype=np.int64)
    columns: list[tuple[NDArray[Any], ...]] = []
    written = 0
    for members, table in tables:
        kept = table.present
        lengths = kept.sum(axis=1)
        begins = written + _count_up(lengths)
        first[members], count[members] = begins[:-1], lengths
        columns.append(tuple(c[kept] for c in (table.time, table.kind, table.target, table.value)))
        written = int(begins[-1])
    time, kind, target, value = (np.concatenate(column) for column in zip(*columns, strict=True))
    offsets = _count_up(count)
    source = np.repeat(first - offsets[:-1], count) + np.arange(offsets[-1])
    kind, target = kind[source].astype(np.uint8), target[source].astype(np.int32)
    is_save = kind == Kind.SAVE
    target[is_save] += np.repeat(slots[:-1], count).astype(np.int32)[is_save]
    return Events(offsets, time[source], kind, target, value[source])


def _until_last_look(table: Table) -> Table:
    """The table without what would happen after each person's last look."""
    looks = np.where(table.present & (table.kind == Kind.SAVE), table.time, -np.inf).max(axis=1, keepdims=True)
    return replace(table, present=table.present & (table.time <= looks))


def _look_through(table: Table, begin: float, end: float) -> Table:
    """The table of what happens from one time up to, and without, another, and the stop there."""
    slack = 2 * ROUNDING * np.maximum(1.0, np.abs([begin, end]))
    is_stop = (table.kind == Kind.ADD) & (table.value == 0.0) & (np.abs(table.time - end) <= slack[1])
    inside = (table.time >= begin - slack[0]) & (table.time < end - slack[1])
    # What rounding has put before the begin happens at it.
    return replace(table, time=np.maximum(table.time, begin), present=table.present & (inside | is_stop))


def _count_up(lengths: Numbers) -> Numbers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths, dtype=np.int64)])
