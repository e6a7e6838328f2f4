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

from neurodose.dosing.expansion import ACTS, ENDS, Plumbing, runs_in
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
    tried: set[Hashable] = field(default_factory=set)

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
                    kind = kind_of(dose)
                    if kind not in self.tried:
                        self(_first_of(dose))
                        self.tried.add(kind)
            except NeurodoseError:
                for given in plan.given():  # which says by its number which one it is
                    self(given)
                raise


def tell_apart(plan: Plan | None) -> Hashable:
    """Plans for which it is the same are the same; to hash their units themselves would take longer than all else."""
    return None if plan is None else tuple((kind_of(dose), dose.missed) for dose in plan.parts())


def kind_of(dose: Dose) -> Hashable:
    """Doses for which it is the same differ in nothing but which of them are missed."""
    return (
        _say(dose.amount), dose.salt, dose.route, dose.into, dose.drug, _say(dose.at), _say(dose.every), dose.count,
        _say(dose.over), _say(dose.rate), dose.steady,
    )  # fmt: skip


def _say(quantity: Quantity | None) -> Hashable:
    return None if quantity is None else (quantity.value, id(quantity.unit))


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
    kinds: dict[Hashable, _Landed | None] = {}
    schedules = []
    for plan in plans:
        doses = []
        for dose in () if plan is None else plan.parts():
            kind = kind_of(dose)
            if kind not in kinds:
                kinds[kind] = _land(dose, landings, touched)
            landed = kinds[kind]
            if landed is None:
                return None
            doses.append((landed, dose.missed))
        schedules.append(_write(doses, end))
    return schedules


class _Landed(NamedTuple):
    """All the doses of one kind that are planned; `alone`: their events, where nothing else is given and all is plain
    to see.
    """

    time: Array
    state: int
    amount: float
    rate: float  # per hour, 0 of a bolus
    duration: float
    alone: Schedule | None


def _first_of(dose: Dose) -> Given:
    return dose.single(dose.time_of(1), 1)


def _land(dose: Dose, landings: Landings, touched: set[int]) -> _Landed | None:
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
    time = np.array([dose.time_of(number) for number in range(1, dose.count + 1)])
    alone = None
    if rate == 0 and (len(time) < 2 or np.diff(time).min() > 4 * ROUNDING * max(1.0, time[-1])):
        ones = np.ones(len(time), dtype=np.int64)
        alone = Schedule(time, landing.state * ones, int(Kind.ADD) * ones, np.full(len(time), amount))
    return _Landed(time, landing.state, amount, rate, duration, alone)


def _write(doses: Sequence[tuple[_Landed, tuple[int, ...]]], end: float) -> Schedule:
    """The events of one person, in the order in which they act."""
    if not doses:
        return NOTHING
    first, missed = doses[0]
    if len(doses) > 1 or first.alone is None:
        return _write_in_order([d._replace(time=d.time[_taken(d, m)]) for d, m in doses], end)
    taken = _taken(first, missed)
    taken &= first.time <= end + _slack(end)
    time, state, kind, value = first.alone
    return Schedule(time[taken], state[taken], kind[taken], value[taken])


def _taken(doses: _Landed, missed: Sequence[int]) -> NDArray[np.bool_]:
    """Which of the doses planned are not missed."""
    taken = np.ones(len(doses.time), dtype=bool)
    for number in missed:
        taken[number - 1] = False
    return taken


def _write_in_order(doses: Sequence[_Landed], end: float) -> Schedule:
    """Doses by time, and at one time in the order in which they are named; infusions end before others begin."""
    time = np.concatenate([d.time for d in doses])
    part = np.repeat(np.arange(len(doses)), [len(d.time) for d in doses])
    order = np.lexsort((part, time))
    time, part = time[order], part[order]
    state, amount, rate, duration = (
        np.array([getattr(d, name) for d in doses])[part] for name in ("state", "amount", "rate", "duration")
    )
    lasts = (rate > 0) & runs_in(duration, time)
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
