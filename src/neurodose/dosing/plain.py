"""Regimens whose doses are just what they say: no lag, no share, no steady state, nothing that changes on the way.

Most are so. Their events follow from a few arrays, person by person, without the ledger of `expansion`, whose meaning
they have: it is the other opinion in the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from neurodose.dosing.expansion import ACTS, ENDS, Plumbing, is_later
from neurodose.dosing.ledger import settle
from neurodose.dosing.regimen import ROUNDING, Dose, Given, Plan
from neurodose.errors import NeurodoseError
from neurodose.solvers.primitives import Kind
from neurodose.units import Quantity

Array = NDArray[np.float64]


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


@dataclass(frozen=True)
class Landings:
    """Where doses land, found once for all that are alike."""

    resolve: Resolve
    known: dict[Any, Landing] = field(default_factory=dict)

    def __call__(self, given: Given) -> Landing:
        """Where one dose lands; raises what `resolve` raises."""
        amount = given.amount
        # Units are kept alive by the quantities of the doses, which outlive this.
        key = (amount.value, id(amount.unit), given.salt, given.route, given.into, given.drug, given.runs)
        if key not in self.known:
            self.known[key] = self.resolve(given)
        return self.known[key]

    def try_all(self, plans: Sequence[Plan | None]) -> None:
        """Raises what `resolve` raises for the first dose of a plan that lands nowhere."""
        for plan in plans:
            if plan is None:
                continue
            try:
                for dose in plan.parts():
                    self(_first_of(dose))
            except NeurodoseError:
                for given in plan.given():  # which says by its number which one it is
                    self(given)
                raise


def tell_apart(plan: Plan | None) -> Hashable:
    """Plans for which it is the same are the same; to hash their units themselves would take longer than all else."""
    return None if plan is None else tuple(map(_tell_dose_apart, plan.parts()))


def _tell_dose_apart(dose: Dose) -> Hashable:
    return tuple((v.value, id(v.unit)) if isinstance(v, Quantity) else v for v in vars(dose).values())


class Schedule(NamedTuple):
    """Rows of events: time in hours, state, kind and value, (rows,) each."""

    time: Array
    state: NDArray[np.int64]
    kind: NDArray[np.int64]
    value: Array


NOTHING = Schedule(np.zeros(0), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0))


def find_schedules(
    plans: Sequence[Plan | None], landings: Landings, plumbing: Plumbing, end: float
) -> list[Schedule] | None:
    """The events of each regimen until its last look, at `end` hours; None where some dose is more than it says."""
    touched = {*plumbing.memories, *plumbing.switches}
    times: dict[Any, Array] = {}
    schedules = []
    for plan in plans:
        doses = [] if plan is None else [_land(dose, landings, touched, times) for dose in plan.parts()]
        if any(dose is None for dose in doses):
            return None
        schedules.append(_write([dose for dose in doses if dose is not None], end))
    return schedules


class _Landed(NamedTuple):
    time: Array
    state: int
    amount: float
    rate: float  # per hour, 0 of a bolus
    duration: float


def _first_of(dose: Dose) -> Given:
    return dose.single(dose.time_of(1), 1)


def _land(dose: Dose, landings: Landings, touched: set[int], times: dict[Any, Array]) -> _Landed | None:
    """The doses of one kind; None where more has to be known of them."""
    landing = landings(_first_of(dose))
    amount, duration, rate = landing.amount, dose.duration, 0.0
    if dose.steady or landing.way >= 0 or landing.state in touched or landing.duration is not None:
        return None
    if not (np.isfinite(amount) and amount >= 0 and np.isfinite(duration) and landing.state >= 0):
        return None  # `expansion` says what is wrong with it
    if dose.rate is not None and duration > 0:
        rate = amount / duration
        duration = amount / rate if rate > 0 else 0.0
    elif duration > 0:
        rate = amount / duration
    every, begin = dose.every, dose.at.coherent
    key = (begin, dose.count, None if every is None else (every.value, id(every.unit)))
    if key not in times:
        times[key] = np.array([dose.time_of(number) for number in range(1, dose.count + 1)])
    taken = np.delete(times[key], np.array(dose.missed, dtype=np.int64) - 1) if dose.missed else times[key]
    return _Landed(taken, landing.state, amount, rate, duration)


def _write(doses: Sequence[_Landed], end: float) -> Schedule:
    """The events of one person, in the order in which they act."""
    if not doses:
        return NOTHING
    if len(doses) == 1 and doses[0].rate == 0:
        time, state, amount, *_ = doses[0]
        if len(time) < 2 or np.diff(time).min() > 4 * ROUNDING * max(1.0, time[-1]):
            kept = time[time <= end + _slack(end)]
            ones = np.ones(len(kept), dtype=np.int64)
            return Schedule(kept, state * ones, int(Kind.ADD) * ones, np.full(len(kept), amount))
    return _write_in_order(doses, end)


def _write_in_order(doses: Sequence[_Landed], end: float) -> Schedule:
    """Doses by time, and at one time in the order in which they are named; infusions end before others begin."""
    time = np.concatenate([d.time for d in doses])
    part = np.repeat(np.arange(len(doses)), [len(d.time) for d in doses])
    order = np.lexsort((part, time))
    time, part = time[order], part[order]
    state, amount, rate, duration = (
        np.array([getattr(d, name) for d in doses])[part] for name in ("state", "amount", "rate", "duration")
    )
    lasts = (rate > 0) & is_later(time + duration, time)
    begins = np.where(lasts, Kind.RATE_ON, Kind.ADD)
    count = len(time)
    rows = Schedule(
        np.concatenate([time, (time + duration)[lasts]]),
        np.concatenate([state, state[lasts]]),
        np.concatenate([begins, np.full(lasts.sum(), Kind.RATE_OFF)]),
        np.concatenate([np.where(lasts, rate, amount), rate[lasts]]),
    )
    place = np.concatenate([np.arange(count), np.flatnonzero(lasts)])
    rank = np.concatenate([np.full(count, ACTS), np.full(lasts.sum(), ENDS)])
    settled = settle(rows.time[None])[0]
    order = np.lexsort((place, rank, settled))
    order = order[settled[order] <= end + _slack(end)]
    return Schedule(settled[order], rows.state[order], rows.kind[order], rows.value[order])


def _slack(time: float) -> float:
    return 2 * ROUNDING * max(1.0, time)
