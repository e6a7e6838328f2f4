"""What one arm says by itself, before it is compared: the log odds, the log risk, the mean, with its variance.

Differences of these are the study's effects, and the arm that two effects share is the covariance between them.
Standardised means are over the one spread of all arms, so that differences add up (Crippa and Orsini 2016).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects

CORRECTION = 0.5  # to events and non-events of all arms of a study where one of them is zero


@dataclass(frozen=True, eq=False)
class ArmLevel:
    """values: of each arm, on the scale of the measure; pair_variances: of their differences, (arms, arms); people: of
    each arm. NaN stands where an arm does not say.
    """

    values: Array
    pair_variances: Array
    people: Array

    @property
    def has_numbers(self) -> bool:
        return bool(np.isfinite(self.values).all() and np.isfinite(self.pair_variances).all())


def find_arm_level(effects: Effects, study: str, at: Sequence[int], arms: Sequence[str]) -> ArmLevel | None:
    """What the arms of one study say; None where nothing was counted or measured.

    Raises EvidenceError where an arm has different numbers in two of its comparisons.
    """
    held = {kind: _collect(effects, kind, study, at, arms) for kind in vars(effects.arms)}
    if all(np.isnan(column).all() for column in held.values()):
        return None
    people = held["totals"]
    made = _values(effects.measure.symbol, held)
    if made is None:
        nothing = np.full(len(arms), np.nan)
        return ArmLevel(nothing, np.full((len(arms),) * 2, np.nan), people)
    return ArmLevel(*made, people)


def _collect(effects: Effects, kind: str, study: str, at: Sequence[int], arms: Sequence[str]) -> Array:
    """One number of each arm, from whichever comparison has it."""
    table, found = getattr(effects.arms, kind), np.full(len(arms), np.nan)
    if not len(table):
        return found
    for i in at:
        for side, name in enumerate((effects.treatments[i], effects.controls[i])):
            arm, value = arms.index(name), float(table[i, side])
            if np.isfinite(found[arm]) and np.isfinite(value) and found[arm] != value:
                raise EvidenceError(
                    f"{name} has {found[arm]:g} and {value:g} in two comparisons of the same study",
                    where=f"study {study}, {kind}",
                    hint="an arm is one group of people: give it the same numbers in all its comparisons",
                )
            found[arm] = found[arm] if np.isfinite(found[arm]) else value
    return found


def _values(symbol: str, held: dict[str, Array]) -> tuple[Array, Array] | None:
    """Values of arms and the variances of their differences; None for a measure that is not made of arms."""
    if symbol in ("OR", "RR", "RD"):
        value, variance = _of_counts(symbol, held["events"], held["totals"])
    elif symbol in ("IRR", "IRD"):
        value, variance = _of_rates(symbol, held["events"], held["person_time"])
    elif symbol == "MD":
        value, variance = held["means"], held["sds"] ** 2 / held["totals"]
    elif symbol == "ROM":
        with np.errstate(invalid="ignore"):
            value = np.log(held["means"])
        variance = held["sds"] ** 2 / (held["totals"] * held["means"] ** 2)
    elif symbol == "SMD":
        return _standardised(held["means"], held["sds"], held["totals"])
    else:
        return None
    return value, _sums(variance)


def _sums(of_arms: Array) -> Array:
    sums = of_arms[:, None] + of_arms[None, :]
    np.fill_diagonal(sums, 0.0)
    return sums


def _of_counts(symbol: str, events: Array, totals: Array) -> tuple[Array, Array]:
    if np.any(events == 0) or np.any(events == totals):
        events, totals = events + CORRECTION, totals + 2 * CORRECTION
    if symbol == "OR":
        return np.log(events / (totals - events)), 1 / events + 1 / (totals - events)
    if symbol == "RR":
        return np.log(events / totals), 1 / events - 1 / totals
    risk = events / totals
    return risk, risk * (1 - risk) / totals


def _of_rates(symbol: str, events: Array, time: Array) -> tuple[Array, Array]:
    if np.any(events == 0):
        events = events + CORRECTION
    return (np.log(events / time), 1 / events) if symbol == "IRR" else (events / time, events / time**2)


def _standardised(means: Array, sds: Array, sizes: Array) -> tuple[Array, Array]:
    """Hedges's correction for the freedom of the common spread keeps differences adding up: it is one factor."""
    everybody, free = float(np.sum(sizes)), float(np.sum(sizes - 1))
    spread = np.sqrt(np.sum((sizes - 1) * sds**2) / free)
    values = means / spread * (1 - 3 / (4 * free - 1))
    apart = (values[:, None] - values[None, :]) ** 2 / (2 * everybody)
    return values, _sums(1 / sizes) + apart
