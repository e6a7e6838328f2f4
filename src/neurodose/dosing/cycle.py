"""One period of a schedule that has always been going on: what reaches beyond its end does so at its start."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from neurodose.dosing.events import hand_out
from neurodose.dosing.expansion import ACTS, ENDS, LAST, Plumbing
from neurodose.dosing.ledger import Ledger
from neurodose.dosing.regimen import ROUNDING
from neurodose.solvers.primitives import Events, Kind

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Inflow:
    """One dose of a period, (people,) each: when it begins, hours from the start of the period; how much; over how
    long and at which rate, 0 of a bolus. `present`: who has it.
    """

    state: int
    begin: Array
    amount: Array
    duration: Array
    rate: Array
    present: NDArray[np.bool_]


def tabulate_cycle(inflows: Sequence[Inflow], period: Array, looks: Array, plumbing: Plumbing) -> Events:
    """The events of one period (people,), which begins at 0 h, with looks at these shares of it: (looks,), or (people,
    looks).
    """
    looks = np.atleast_2d(looks)
    count = looks.shape[1]
    ledger = Ledger(len(period))
    for place, inflow in enumerate(inflows):
        _write(ledger, inflow, period, place, plumbing)
    for state in plumbing.memories:
        _remember(ledger, [i for i in inflows if i.state == state], period, plumbing)
    ledger.write(looks * period[:, None], ACTS, LAST, Kind.SAVE, np.arange(count)[None])
    people = np.arange(len(period))
    return hand_out([(people, ledger.bound())], np.arange(len(period) + 1) * count)


def _write(ledger: Ledger, inflow: Inflow, period: Array, place: int, plumbing: Plumbing) -> None:
    begin, state = wrap(inflow.begin, period), inflow.state
    is_bolus = inflow.rate == 0
    # An infusion longer than the period runs as often on top of itself, and for what is left once more.
    always = np.floor(inflow.duration / period * (1 + ROUNDING))
    rest = inflow.duration - always * period
    over = begin + rest - period
    for flag, rate, start in (
        (inflow.present & (always > 0), inflow.rate * always, 0.0),
        (inflow.present & ~is_bolus & (over > 0), inflow.rate, 0.0),
        (inflow.present & ~is_bolus & (rest > 0), inflow.rate, begin),
    ):
        ledger.write(start, ACTS, place, Kind.RATE_ON, state, rate, flag)
    ledger.write(over, ENDS, place, Kind.RATE_OFF, state, inflow.rate, inflow.present & ~is_bolus & (over > 0))
    ledger.write(
        begin + rest,
        ENDS,
        place,
        Kind.RATE_OFF,
        state,
        inflow.rate,
        inflow.present & ~is_bolus & (over < 0) & (rest > 0),
    )
    ledger.write(begin, ACTS, place, Kind.ADD, state, inflow.amount, inflow.present & is_bolus)
    if state in plumbing.memories:
        memory = plumbing.memories[state]
        ledger.write(begin, ACTS, place, Kind.PARAMETER, memory.time, begin, inflow.present)
        ledger.write(begin, ACTS, place, Kind.PARAMETER, memory.amount, inflow.amount, inflow.present)


def _remember(ledger: Ledger, inflows: Sequence[Inflow], period: Array, plumbing: Plumbing) -> None:
    """Until the first dose of the period, the last one of the period before is the last dose."""
    if not inflows:
        return
    memory = plumbing.memories[inflows[0].state]
    begins = np.stack([np.where(i.present, wrap(i.begin, period), -np.inf) for i in inflows])
    last, everyone = begins.argmax(axis=0), np.arange(len(period))
    has_one = np.isfinite(begins[last, everyone])
    amounts = np.stack([i.amount for i in inflows])[last, everyone]
    since = np.where(has_one, begins[last, everyone] - period, 0.0)
    ledger.write(0.0, ACTS, -1.0, Kind.PARAMETER, memory.time, since, has_one)
    ledger.write(0.0, ACTS, -1.0, Kind.PARAMETER, memory.amount, amounts, has_one)


def wrap(time: Array, period: Array) -> Array:
    """The time within the period; what differs from its end by rounding is at its start."""
    inside = np.mod(time, period)
    return np.where(period - inside <= 2 * ROUNDING * np.maximum(1.0, period), 0.0, inside)
