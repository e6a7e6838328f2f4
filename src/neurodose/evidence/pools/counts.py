"""Pools that are made of the tables themselves, not of each study's effect: they bear empty cells as they are.

    synthesize(effects, MantelHaenszel())          # RR, OR, RD, IRR, IRD, whatever the effects are
    synthesize(effects, Peto())                    # an odds ratio, where events are rare and arms alike

With a of n and c of n′ people who had the event, N = n + n′ (Mantel and Haenszel 1959; variances of Robins, Breslow and
Greenland 1986 for OR, Greenland and Robins 1985 for RR and IRR, Sato 1989 for RD). One effect is common to all studies.
Q is around the pool, of effects corrected where a cell is empty; studies in which nobody, or everybody, had the event
are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.measure import Measure, find_measure
from neurodose.evidence.sizes.effect_sizes import correct_zeros, effect_of_counts, effect_of_rates, is_silent
from neurodose.evidence.synthesis import list_effects, refuse_twins


@dataclass(frozen=True, eq=False)
class CountPool:
    """One estimate of several tables, read like a `Pool`.

    estimate, error: where effects add up (logarithms of ratios); q, free: the statistic of homogeneity and its degrees
    of freedom; weights: of each study in the pool, summing to one
    """

    effects: Effects
    measure: Measure
    method: str
    estimate: float
    error: float
    q: float
    free: int
    weights: Array
    level: float = 0.95
    tau2: float = 0.0
    tau2_interval: None = None
    i2_interval: None = None
    prediction: None = None

    @property
    def k(self) -> int:
        """How many effects."""
        return len(self.effects)

    @property
    def interval(self) -> tuple[float, float]:
        from scipy.stats import norm

        half = float(norm.ppf(1 - (1 - self.level) / 2)) * self.error
        return self.estimate - half, self.estimate + half

    @property
    def p(self) -> float:
        from scipy.stats import norm

        return float(2 * norm.sf(abs(self.estimate) / self.error))

    @property
    def q_p(self) -> float:
        from scipy.stats import chi2

        return float(chi2.sf(self.q, self.free)) if self.free > 0 else 1.0

    @property
    def i2(self) -> float:
        """In per cent, by Q."""
        return max(0.0, 100 * (self.q - self.free) / self.q) if self.q > 0 and self.free > 0 else 0.0

    def show(self, value: float) -> float:
        """A value as it is told: the ratio for its logarithm."""
        return self.measure.show(value)

    @property
    def shown(self) -> dict[str, float]:
        """Estimate and its interval, as they are told."""
        low, high = self.interval
        return {"estimate": self.show(self.estimate), "low": self.show(low), "high": self.show(high)}

    def table(self) -> list[dict[str, float | str | bool]]:
        """One row an effect: study, what was compared, estimate and interval as told, weight in per cent."""
        return list(list_effects(self.effects, self.weights))


class _Sum(NamedTuple):
    """A pool of tables: estimate, its variance, and what each study weighs."""

    estimate: float
    variance: float
    weights: Array


@dataclass(frozen=True)
class MantelHaenszel:
    """One common effect by the weights of Mantel and Haenszel, on the measure of the effects or another of the same
    numbers.

    Raises EvidenceError that names the study whose counts are not known, and where an arm has no event in all studies
    together, of which no ratio can be made.
    """

    measure: str = ""
    level: float = 0.95

    def fit(self, effects: Effects) -> CountPool:
        refuse_twins(effects)
        measure = find_measure(self.measure or effects.measure)
        if measure.symbol not in _SUMS:
            raise EvidenceError(
                f"Mantel and Haenszel's weights are not for {measure.name}s", exists=f"they are for: {', '.join(_SUMS)}"
            )
        events, people = read_tables(effects, measure)
        _refuse_empty(events, people, measure)
        found = _SUMS[measure.symbol](events, people)
        q, free = _find_q(events, people, measure, found.estimate)
        return CountPool(
            effects, measure, f"common {measure.name} by Mantel and Haenszel", found.estimate,
            float(np.sqrt(found.variance)), q, free, found.weights / found.weights.sum(), self.level,
        )  # fmt: skip


@dataclass(frozen=True)
class Peto:
    """One common odds ratio by what was observed less what was expected: Σ (O − E) / Σ V (Yusuf and others 1985).

    For rare events, arms of about the same size and effects that are not large; elsewhere it is biased.
    """

    level: float = 0.95

    def fit(self, effects: Effects) -> CountPool:
        refuse_twins(effects)
        measure = find_measure("OR")
        events, people = read_tables(effects, measure)
        less, variance = observed_less_expected(events, people)
        if not variance.sum() > 0:
            raise EvidenceError(
                "nobody, or everybody, of all studies had the event: no odds ratio can be made",
                exists=f"studies: {', '.join(effects.studies)}",
            )
        told = variance > 0
        q = float(np.sum(less[told] ** 2 / variance[told]) - less.sum() ** 2 / variance.sum())
        return CountPool(
            effects, measure, "common odds ratio by Peto", float(less.sum() / variance.sum()),
            float(1 / np.sqrt(variance.sum())), max(0.0, q), int(told.sum()) - 1, variance / variance.sum(), self.level,
        )  # fmt: skip


def observed_less_expected(events: Array, totals: Array) -> tuple[Array, Array]:
    """Of the treatment arm of each table, were there no effect; and its hypergeometric variance, (studies,)."""
    n, other = totals[:, 0], totals[:, 1]
    whole, had = n + other, events.sum(axis=1)
    variance = had * (whole - had) * (n / whole) * (other / whole) / (whole - 1)
    return events[:, 0] - had * n / whole, variance


def effect_by_peto(events: Array, totals: Array) -> tuple[Array, Array]:
    """The logarithm of Peto's odds ratio of each table and its variance, (studies,); NaN where nobody had the event."""
    less, variance = observed_less_expected(*correct_zeros(events, totals))
    silent = is_silent(events, totals)
    return np.where(silent, np.nan, less / variance), np.where(silent, np.nan, 1 / variance)


def read_tables(effects: Effects, measure: Measure) -> tuple[Array, Array]:
    """Events, and people or their time, (studies, 2); raises EvidenceError that names the first study without them."""
    whole = effects.arms.totals if measure.of == "counts" else effects.arms.person_time
    parts = {"events": effects.arms.events, "totals" if measure.of == "counts" else "person_time": whole}
    for key, table in parts.items():
        known = np.all(np.isfinite(table), axis=1) if len(table) else np.zeros(len(effects), bool)
        if not known.all():
            raise EvidenceError(
                f"the {key.replace('_', ' ')} of both arms are not known",
                where=f"study {effects.studies[int(np.argmin(known))]}, {key}",
                hint="pool by inverse variances: CommonEffect(); or leave out studies that give no counts",
            )
    return effects.arms.events, whole


def _refuse_empty(events: Array, people: Array, measure: Measure) -> None:
    """A ratio needs somebody in each arm, of all studies together, who had the event, and an odds ratio who had not."""
    sums = events.sum(axis=0)
    everybody = measure.symbol == "OR" and np.any(people.sum(axis=0) == sums)
    if measure.is_ratio and (np.any(sums == 0) or everybody):
        arm = "treatment" if sums[0] == 0 or (everybody and people.sum(axis=0)[0] == sums[0]) else "control"
        who = "everybody" if everybody and sums.all() else "nobody"
        raise EvidenceError(
            f"{who} of the {arm} arms of all studies had the event: no {measure.name} can be made",
            hint='take the risk difference: MantelHaenszel("RD")',
        )


def _find_q(events: Array, people: Array, measure: Measure, estimate: float) -> tuple[float, int]:
    """Squares around the pool by inverse variances, and degrees of freedom."""
    if measure.of == "counts":
        sizes, silent = effect_of_counts(events, people, measure), is_silent(events, people)
    else:
        sizes, silent = effect_of_rates(events, people, measure), np.all(events == 0, axis=1)
    told = np.isfinite(sizes.estimates) & ~silent
    squares = (sizes.estimates[told] - estimate) ** 2 / sizes.variances[told]
    return float(np.sum(squares)) if told.sum() > 1 else 0.0, max(0, int(told.sum()) - 1)


def _odds_ratio(events: Array, totals: Array) -> _Sum:
    (a, c), (n, m) = events.T, totals.T
    b, d, whole = n - a, m - c, n + m
    r, s, p, q = a * d / whole, b * c / whole, (a + d) / whole, (b + c) / whole
    up, down = r.sum(), s.sum()
    variance = (p @ r) / up**2 + (p @ s + q @ r) / (up * down) + (q @ s) / down**2
    return _Sum(float(np.log(up / down)), float(variance / 2), s)


def _risk_ratio(events: Array, totals: Array) -> _Sum:
    (a, c), (n, m) = events.T, totals.T
    whole = n + m
    up, down = np.sum(a * m / whole), np.sum(c * n / whole)
    variance = np.sum(n * m * (a + c) / whole**2 - a * c / whole) / (up * down)
    return _Sum(float(np.log(up / down)), float(variance), c * n / whole)


def _risk_difference(events: Array, totals: Array) -> _Sum:
    (a, c), (n, m) = events.T, totals.T
    whole = n + m
    weights = n * m / whole
    estimate = np.sum((a * m - c * n) / whole) / weights.sum()
    p = np.sum((n**2 * c - m**2 * a + n * m * (m - n) / 2) / whole**2)
    q = np.sum((a * (m - c) + c * (n - a)) / (2 * whole))
    return _Sum(float(estimate), float((estimate * p + q) / weights.sum() ** 2), weights)


def _rate_ratio(events: Array, time: Array) -> _Sum:
    (x, y), (t, u) = events.T, time.T
    whole = t + u
    up, down = np.sum(x * u / whole), np.sum(y * t / whole)
    variance = np.sum(t * u * (x + y) / whole**2) / (up * down)
    return _Sum(float(np.log(up / down)), float(variance), y * t / whole)


def _rate_difference(events: Array, time: Array) -> _Sum:
    (x, y), (t, u) = events.T, time.T
    weights = t * u / (t + u)
    estimate = np.sum((x * u - y * t) / (t + u)) / weights.sum()
    return _Sum(float(estimate), float(np.sum(weights**2 * (x / t**2 + y / u**2)) / weights.sum() ** 2), weights)


_SUMS: Mapping[str, Callable[[Array, Array], _Sum]] = {
    "OR": _odds_ratio,
    "RR": _risk_ratio,
    "RD": _risk_difference,
    "IRR": _rate_ratio,
    "IRD": _rate_difference,
}
