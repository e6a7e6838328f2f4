"""Records become events: the one place where a dose's share, lag, rate and duration, what is pending and what is
cancelled, steady states and values that change turn into the eight primitives that back ends know.

Read it aloud: a dose arrives when its lag is over, and additional doses an interval after one another; what a record
cancels does not arrive, and what runs in then is cut short; a steady state is a state to start from, with the
infusions of earlier doses that still run and the earlier doses that are still underway. Share, rate and duration are
those in force when a dose arrives; the lag is its record's own, for additional doses too.

At one time infusions end first; then doses arrive that were pending (lagged or additional ones); then the records act
in their order, each followed by its look.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurodose.dosing.ledger import Ledger, Table
from neurodose.dosing.record import MODELLED, Act, Record
from neurodose.dosing.regimen import ROUNDING
from neurodose.dosing.script import Event
from neurodose.errors import EventError
from neurodose.solvers.primitives import Kind

Array = NDArray[np.float64]
ENDS, ARRIVES, ACTS = 0, 1, 2  # what comes first at one time
# Within a record: other values, a reset, the state that repeats, the act itself and its dose, infusions left over from
# the steady state, the look, other values.
VALUES_BEFORE, EMPTIES, REPEATS, LEFT_OVER, LOOKS, VALUES_AFTER = -0.4, -0.3, -0.2, 0.1, 0.2, 0.4
BY_HAND, LAST = -2.0, 1e9  # among the records of its time: events by hand, and looks on a grid
SHORTEST = 1e-9  # hours, or of the time of the dose: what lasts less runs in at once
MOST_UNDERWAY = 10_000  # earlier doses of a steady state that are on their way or still run in


class Conditions:
    """What is in force for some people. By itself it knows nothing, and every dose is what its record says; whoever
    knows more of a model or of people says so.
    """

    people: int = 1

    def knows(self, what: str, way: int) -> bool:
        """Whether the model says what the share, lag, rate or duration of doses by a way is."""
        return False

    def quantity(self, what: str, way: int, time: Array) -> Array:
        """What it is for doses at a time (people,): of a plain dose all arrives, at once."""
        return np.full_like(time, 1.0 if what == "share" else 0.0)

    def own_quantity(self, what: str, way: int, record: int, time: Array) -> Array:
        """What it is by the values of a record itself, which is at this time (people,)."""
        return self.quantity(what, way, time)

    def changes(self) -> Sequence[Change]:
        """Every change of a parameter."""
        return ()

    def underway(self) -> Sequence[Arrival]:
        """What was given before the records begin, and is still on its way or runs in."""
        return ()


@dataclass(frozen=True)
class Change:
    """A parameter has another value from a time, and a place among the records of that time, on.

    value: (people,), or one for all
    """

    time: float
    place: float
    parameter: int
    value: ArrayLike


@dataclass(frozen=True)
class Memory:
    """Where a model keeps when a compartment last received a dose, and how much: numbers of parameters."""

    time: int
    amount: int


@dataclass(frozen=True)
class Plumbing:
    """What a model needs beyond its states: by the state's number, the memory of its last dose, and the parameter that
    turns it off and on.
    """

    memories: Mapping[int, Memory] = field(default_factory=dict)
    switches: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Repeating:
    """A steady state that a record asks for: of one dose again and again, or of an infusion that always ran.

    record: its number; state: where the dose lands; amount, duration: of what arrives, (people,); a bolus lasts 0
    interval: hours between doses; 0 for the constant infusion, whose rate is then `amount` per hour
    phase:   hours since the last arrival at which the state is wanted, (people,)
    """

    record: int
    state: int
    amount: Array
    duration: Array
    interval: float
    phase: Array


@dataclass(frozen=True)
class Arrival:
    """One arrival of a dose, or what is left of one: (people,) each.

    record:     which record it belongs to, -1 to none; state: where it lands
    begin, end: hours; rate: per hour, 0 of a bolus; amount: in all
    is_pending: whether it comes before the records of its time; present: who has it
    """

    record: int
    state: int
    begin: Array
    end: Array
    rate: Array
    amount: Array
    is_pending: NDArray[np.bool_]
    present: NDArray[np.bool_]
    is_left_over: bool = False


def find_steady_states(records: Sequence[Record], conditions: Conditions) -> list[Repeating]:
    """The steady states that must be known before the records can be expanded."""
    found = []
    for number, record in enumerate(records):
        if record.gives and record.steady:
            found.append(_describe_repetition(number, record, conditions))
    return found


def _describe_repetition(number: int, record: Record, conditions: Conditions) -> Repeating:
    nobody = np.zeros(conditions.people)
    if record.is_constant_infusion:
        known = _Known(record, number, conditions, nobody + record.time, nobody == 0)
        rate = known("rate") if record.rate == MODELLED else nobody + (record.rate or 0.0)
        return Repeating(number, record.state, rate, nobody, 0.0, nobody)
    known = _Known(record, number, conditions, nobody + record.time, nobody == 0)
    amount, duration, _ = _run_in(known)
    lag = known("lag")
    # The last of the earlier doses arrived this long ago; one that arrives right now has arrived.
    underway = np.ceil(lag / record.interval * (1 - ROUNDING))
    phase = np.where(underway == 0, record.interval, np.maximum(underway * record.interval - lag, 0.0))
    return Repeating(number, record.state, amount, duration, record.interval, phase)


def expand(
    records: Sequence[Record],
    conditions: Conditions,
    plumbing: Plumbing,
    steady: Mapping[int, Array] | None = None,
    looks: Array | None = None,
    extra: Sequence[Event] = (),
) -> Table:
    """The events of people who share these records.

    steady: by a record's number, the states (states, people) that repeat, at the phase asked for
    looks:  output times (times,), which see what the records of their time have done
    extra:  events by hand, which act before the records of their time
    """
    ledger = Ledger(conditions.people)
    resets = [event.time for event in extra if event.kind == Kind.RESET]
    for order, arrival in enumerate(find_arrivals(records, conditions, resets)):
        _write_arrival(ledger, arrival, order, plumbing)
    for number, event in enumerate(extra):
        place = BY_HAND + number / len(extra)
        ledger.write(event.time, ACTS, place, event.kind, event.target, event.value)
    for change in conditions.changes():
        ledger.write(change.time, ACTS, change.place, Kind.PARAMETER, change.parameter, change.value)
    for number, record in enumerate(records):
        _write_record(ledger, number, record, (steady or {}).get(number), plumbing)
    for repeating in find_steady_states(records, conditions) if plumbing.memories else ():
        _remember(ledger, repeating, records[repeating.record], plumbing)
    if looks is not None:
        ledger.write(looks[None], ACTS, LAST, Kind.SAVE, np.arange(len(looks))[None])
    return ledger.bound()


@dataclass(frozen=True)
class _Known:
    """What the model knows of one arrival of a record's dose: by the record's own values for those who `are_own`, by
    those in force at the time (people,) for the others.
    """

    record: Record
    number: int
    conditions: Conditions
    time: Array
    are_own: NDArray[np.bool_]

    def __call__(self, what: str) -> Array:
        """The share, lag, rate or duration (people,). Raises EventError for what no dose can have."""
        way = self.record.way
        if not self.conditions.knows(what, way):
            return Conditions.quantity(self.conditions, what, way, self.time)
        own = self.conditions.own_quantity(what, way, self.number, self.time)
        found = (
            own if self.are_own.all() else np.where(self.are_own, own, self.conditions.quantity(what, way, self.time))
        )
        is_broken = ~(np.isfinite(found) & (found > 0 if what == "rate" else found >= 0))
        if is_broken.any():
            person = int(np.argmax(is_broken))
            raise EventError(
                f"the {what} of a dose is {found[person]:g}",
                where=self.record.line or f"dose at {self.record.time:g} h",
                exists="a share, a lag and a duration are finite and 0 or more; a rate is above 0",
                hint=f"correct what the model says of the {what} of doses that go in there",
            )
        return found


def _run_in(known: _Known) -> tuple[Array, Array, Array]:
    """Amount that arrives, over how long, and at which rate, (people,) each; a bolus has neither of these."""
    record, none = known.record, np.zeros_like(known.time)
    amount = record.amount * known("share")
    if record.rate is not None:
        rate = known("rate") if record.rate == MODELLED else none + record.rate
        duration = np.divide(amount, rate, out=none.copy(), where=rate > 0)
    elif record.duration is not None:
        duration = known("duration") if record.duration == MODELLED else none + record.duration
        rate = np.divide(amount, duration, out=none.copy(), where=duration > 0)
    else:
        return amount, none, none
    lasts = runs_in(duration, known.time)
    return amount, np.where(lasts, duration, 0.0), np.where(lasts, rate, 0.0)


def is_later(time: Array, than: Array | float) -> NDArray[np.bool_]:
    """Whether a time comes after another by more than rounding."""
    return time - than > 2 * ROUNDING * np.maximum(1.0, np.abs(than))


def runs_in(duration: Array, time: Array | float) -> NDArray[np.bool_]:
    """Whether a dose lasts so long that the clock can tell its end from its beginning; else it is a bolus.

    Times that differ by rounding are one: an end that moves by that must not move a share of the dose worth telling.
    """
    return duration > SHORTEST * np.maximum(1.0, np.abs(time))


def find_arrivals(records: Sequence[Record], conditions: Conditions, resets: Sequence[float] = ()) -> list[Arrival]:
    """Every arrival of every dose, once records have cancelled what was pending and cut short what runs in.

    resets: by hand; they stop what runs in, and leave what comes later as it is
    """
    arrivals = [a for n, r in enumerate(records) if r.gives for a in _arrive(n, r, conditions)]
    return _cancel([*conditions.underway(), *arrivals], records, resets)


def _arrive(number: int, record: Record, conditions: Conditions) -> list[Arrival]:
    """All arrivals of a record: the earlier ones of its steady state, its own, and its additional ones."""
    if record.is_constant_infusion:
        return []
    found = _arrive_earlier(number, record, conditions) if record.steady else []
    everyone = np.ones(conditions.people, dtype=bool)
    here = np.full(conditions.people, record.time)
    lag = _Known(record, number, conditions, here, everyone)("lag")
    for again in range(record.additional + 1):
        due = here + again * record.interval
        is_pending = (lag > 0) | (again > 0)
        amount, duration, rate = _run_in(_Known(record, number, conditions, due + lag, ~is_pending))
        found.append(Arrival(number, record.state, due + lag, due + lag + duration, rate, amount, is_pending, everyone))
    return found


def _arrive_earlier(number: int, record: Record, conditions: Conditions) -> list[Arrival]:
    """Of the doses before a steady state: those still underway, and what is left of those that still run in."""
    here = np.full(conditions.people, record.time)
    everyone = np.ones(conditions.people, dtype=bool)
    known = _Known(record, number, conditions, here, everyone)
    lag, (amount, duration, rate) = known("lag"), _run_in(known)
    most = float((lag + duration).max() / record.interval)
    if not most < MOST_UNDERWAY:
        raise EventError(
            f"{most:g} earlier doses of the steady state are still on their way or run in",
            where=record.line or f"dose at {record.time:g} h",
            hint="give a longer interval, or a shorter lag or infusion",
        )
    found = []
    for back in range(int(np.ceil(most)), 0, -1):
        begin = here + lag - back * record.interval
        is_underway = is_later(begin, record.time)
        if is_underway.any():
            much, long, fast = _run_in(_Known(record, number, conditions, begin, ~is_underway))
            found.append(Arrival(number, record.state, begin, begin + long, fast, much, everyone, is_underway))
        end = begin + duration
        still_runs = ~is_underway & is_later(end, record.time)
        found.append(Arrival(number, record.state, here, end, rate, amount, ~everyone, still_runs, is_left_over=True))
    return found


def _cancel(arrivals: Sequence[Arrival], records: Sequence[Record], resets: Sequence[float]) -> list[Arrival]:
    left = []
    cuts = [(number, record) for number, record in enumerate(records) if record.cancels or record.act is Act.OFF]
    for arrival in arrivals:
        present, end = arrival.present, arrival.end
        for number, record in cuts:
            if number <= arrival.record:
                continue
            has_come = ~is_later(arrival.begin, record.time)  # what comes at its very time comes before it
            if record.cancels:
                present = present & has_come
            if record.cancels or record.state == arrival.state:
                end = np.where(has_come, np.minimum(end, np.maximum(record.time, arrival.begin)), end)
        for time in resets:
            here = np.full_like(end, time)  # after what was pending until then, before the records of its time
            has_come = np.where(arrival.is_pending, ~is_later(arrival.begin, time), is_later(here, arrival.begin))
            end = np.where(has_come, np.minimum(end, np.maximum(time, arrival.begin)), end)
        left.append(replace(arrival, present=present, end=end))
    return left


def _write_arrival(ledger: Ledger, arrival: Arrival, order: int, plumbing: Plumbing) -> None:
    """A dose arrives: at once, or as an inflow that ends. It turns its compartment on."""
    begin, present, is_bolus, state = arrival.begin, arrival.present, arrival.rate == 0, arrival.state
    rank = np.where(arrival.is_pending, ARRIVES, ACTS)
    place = np.where(arrival.is_pending, order, arrival.record + (LEFT_OVER if arrival.is_left_over else 0.0))
    if state in plumbing.switches:
        ledger.write(begin, rank, place, Kind.PARAMETER, plumbing.switches[state], 1.0, present)
    if state in plumbing.memories and not arrival.is_left_over:
        memory = plumbing.memories[state]
        ledger.write(begin, rank, place, Kind.PARAMETER, memory.time, begin, present)
        ledger.write(begin, rank, place, Kind.PARAMETER, memory.amount, arrival.amount, present)
    ledger.write(begin, rank, place, Kind.ADD, state, arrival.amount, present & is_bolus)
    lasts = present & ~is_bolus & is_later(arrival.end, begin)
    ledger.write(begin, rank, place, Kind.RATE_ON, state, arrival.rate, lasts)
    ledger.write(arrival.end, ENDS, order, Kind.RATE_OFF, state, arrival.rate, lasts)


def _remember(ledger: Ledger, repeating: Repeating, record: Record, plumbing: Plumbing) -> None:
    """The last dose before a steady state's record is the one that arrived last."""
    if repeating.state in plumbing.memories and repeating.interval > 0:
        memory, place = plumbing.memories[repeating.state], repeating.record + REPEATS
        ledger.write(record.time, ACTS, place, Kind.PARAMETER, memory.time, record.time - repeating.phase)
        ledger.write(record.time, ACTS, place, Kind.PARAMETER, memory.amount, repeating.amount)


def _write_record(ledger: Ledger, number: int, record: Record, repeats: Array | None, plumbing: Plumbing) -> None:
    """What a record does by itself, and its look."""
    time, state = record.time, record.state
    if record.act in (Act.RESET, Act.RESET_AND_DOSE):
        ledger.write(time, ACTS, number + EMPTIES, Kind.RESET, 0)
        for switch in plumbing.switches.values():
            ledger.write(time, ACTS, number + EMPTIES, Kind.PARAMETER, switch, 1.0)
    for memory in plumbing.memories.values() if record.cancels else ():
        ledger.write(time, ACTS, number + EMPTIES, Kind.PARAMETER, memory.time, time)
        ledger.write(time, ACTS, number + EMPTIES, Kind.PARAMETER, memory.amount, 0.0)
    if repeats is not None:
        for place, values in enumerate(repeats):
            kind = Kind.SET if record.steady == 1 else Kind.ADD
            ledger.write(time, ACTS, number + REPEATS, kind, place, values)
    match record.act:
        case Act.OFF:
            ledger.write(time, ACTS, number, Kind.SET, state, 0.0)
            ledger.write(time, ACTS, number, Kind.PARAMETER, plumbing.switches[state], 0.0)
        case Act.ON:
            ledger.write(time, ACTS, number, Kind.PARAMETER, plumbing.switches[state], 1.0)
        case Act.SET:
            ledger.write(time, ACTS, number, Kind.SET, state, record.amount)
        case Act.SCALE:
            ledger.write(time, ACTS, number, Kind.SCALE, state, record.amount)
        case _:
            pass
    if record.slot >= 0:
        ledger.write(time, ACTS, number + LOOKS, Kind.SAVE, record.slot)
