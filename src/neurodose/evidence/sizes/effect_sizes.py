"""What an arm's numbers say about an effect: formulas of effect sizes and their variances, on arrays.

Each measure but one is a difference of two arms' own statistics, whose variances add up:

    RR  log risk, 1/events − 1/total             OR  log odds, 1/events + 1/(total − events)
    RD  risk, p (1 − p) / total                  MD  mean, sd² / n
    ROM log mean, sd² / (n mean²)                IRR log rate, 1/events      IRD  rate, events / time²

so two effects that share an arm share its variance, and people who are their own control take away 2 r √(v v′).
The standardised difference has a common SD below it and stands apart (Hedges 1981). Arrays are (studies, arms), the
treatment first; definitions are those of metafor's `escalc`.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.measure import Measure, find_measure

Array = np.ndarray
Correction = Literal["only zero", "all", "none", "treatment arm"]
CORRECTIONS: tuple[Correction, ...] = get_args(Correction)
Standardiser = Literal["exact", "approximate", "none"]


class Sizes(NamedTuple):
    """Estimates on the scale where effects add up, and their variances; NaN where the numbers say nothing."""

    estimates: Array
    variances: Array


def correct_zeros(events: Array, totals: Array, correction: Correction = "only zero") -> tuple[Array, Array]:
    """Counts without empty cells, (studies, arms), so that logarithms and variances exist.

    "only zero":     1/2 to every cell of the studies that have an empty one; "all": of all studies; "none"
    "treatment arm": to both cells of an arm, in the studies that have an empty one, what is 1/2 on average and as large
                     as the arm's share of the people (Sweeting, Sutton and Lambert 2004)
    """
    if correction not in CORRECTIONS:
        raise EvidenceError(
            f'no correction of empty cells is called "{correction}"', exists=f"there are: {', '.join(CORRECTIONS)}"
        )
    counted, people = np.asarray(events, float), np.asarray(totals, float)
    if correction == "none":
        return counted, people
    empty = np.any((counted == 0) | (counted == people), axis=-1, keepdims=True)
    share = np.full_like(people, 0.5)
    if correction == "treatment arm":
        share = people.shape[-1] / 2 * people / people.sum(axis=-1, keepdims=True)
    added = share if correction == "all" else np.where(empty, share, 0.0)
    return counted + added, people + 2 * added


def correct_zero_rates(events: Array, correction: Correction = "only zero") -> Array:
    """Events over time have one cell an arm: 1/2 is added where it is empty in one of a study's arms."""
    counted = np.asarray(events, float)
    if correction == "treatment arm":
        raise EvidenceError(
            "rates have no treatment-arm correction", hint='take correction="only zero", "all" or "none"'
        )
    if correction == "none":
        return counted
    empty = np.any(counted == 0, axis=-1, keepdims=True)
    return counted + (0.5 if correction == "all" else np.where(empty, 0.5, 0.0))


def is_silent(events: Array, totals: Array) -> Array:
    """Studies in which nobody, or everybody, of all arms had the event: they tell nothing of a ratio, (studies,)."""
    counted, people = np.asarray(events, float), np.asarray(totals, float)
    return np.all(counted == 0, axis=-1) | np.all(counted == people, axis=-1)


def risk_of_arms(events: Array, totals: Array, measure: str, correction: Correction = "only zero") -> Sizes:
    """The statistic of each arm whose difference is "RR", "OR" or "RD", (studies, arms)."""
    a, n = correct_zeros(events, totals, correction)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "RR":
            return _hide_infinite(np.log(a / n), 1 / a - 1 / n)
        if measure == "OR":
            return _hide_infinite(np.log(a / (n - a)), 1 / a + 1 / (n - a))
        return _hide_infinite(a / n, a * (n - a) / n**3)


def rate_of_arms(events: Array, time: Array, measure: str, correction: Correction = "only zero") -> Sizes:
    """The statistic of each arm whose difference is "IRR" or "IRD", (studies, arms)."""
    x, t = correct_zero_rates(events, correction), np.asarray(time, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if measure == "IRR":
            return _hide_infinite(np.log(x / t), 1 / x)
        return _hide_infinite(x / t, x / t**2)


def mean_of_arms(means: Array, sds: Array, sizes: Array, measure: str) -> Sizes:
    """The statistic of each arm whose difference is "MD" or "ROM", (studies, arms)."""
    m, s, n = (np.asarray(part, float) for part in (means, sds, sizes))
    if measure == "MD":
        return Sizes(m, s**2 / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        # Lajeunesse 2011; a ratio of means has no logarithm where both are not of one sign, and it is taken of sizes.
        same = np.all(m > 0, axis=-1, keepdims=True) | np.all(m < 0, axis=-1, keepdims=True)
        return _hide_infinite(np.where(same, np.log(np.abs(m)), np.nan), s**2 / (n * m**2))


def _hide(sizes: Sizes, at: Array) -> Sizes:
    return Sizes(np.where(at, np.nan, sizes.estimates), np.where(at, np.nan, sizes.variances))


def _hide_infinite(estimates: Array, variances: Array) -> Sizes:
    return _hide(Sizes(estimates, variances), ~(np.isfinite(estimates) & np.isfinite(variances)))


def compare(arms: Sizes, correlation: float = 0.0, design_effect: float | Array = 1.0) -> Sizes:
    """The first arm's statistic less the second's, (studies,).

    correlation: of the arms' statistics, where the same people are in both (crossover); 0 where they are others
    design_effect: what variances are multiplied by where whole groups were randomised, (studies,) or one for all
    """
    v, w = arms.variances[..., 0], arms.variances[..., 1]
    both = v + w - 2 * correlation * np.sqrt(v * w)
    return Sizes(arms.estimates[..., 0] - arms.estimates[..., 1], both * design_effect)


def find_design_effect(cluster_size: float, icc: float) -> float:
    """How many times less people say when whole groups were randomised: 1 + (m − 1) ICC (Donner and Klar 2000).

    cluster_size: people of one group, on average; icc: correlation within a group, 0 to 1
    """
    if not (cluster_size >= 1 and 0 <= icc <= 1):
        raise EvidenceError(
            f"clusters of {cluster_size:g} with an intraclass correlation of {icc:g} cannot be",
            hint="a cluster has one person or more, and the correlation lies between 0 and 1",
        )
    return 1 + (cluster_size - 1) * icc


def effect_of_counts(
    events: Array,
    totals: Array,
    measure: str | Measure = "RR",
    *,
    correction: Correction = "only zero",
    correlation: float = 0.0,
    design_effect: float | Array = 1.0,
    keep_silent: bool = False,
) -> Sizes:
    """RR, OR (as logarithms) or RD of counts, (studies, 2), the treatment first.

    Studies in which nobody or everybody had the event are NaN for a ratio, since they do not say in which direction it
    lies; keep_silent: they stand there with what the correction makes of them, which is a ratio of about one.
    """
    symbol = _symbol(measure, "counts")
    sizes = compare(risk_of_arms(events, totals, symbol, correction), correlation, design_effect)
    return _hide(sizes, is_silent(events, totals) & (symbol != "RD") & (not keep_silent))


def effect_of_rates(
    events: Array, time: Array, measure: str | Measure = "IRR", *, correction: Correction = "only zero"
) -> Sizes:
    """IRR (as a logarithm) or IRD of events over persons' time, (studies, 2); a ratio of nothing to nothing is NaN."""
    symbol, counted = _symbol(measure, "rates"), np.asarray(events, float)
    sizes = compare(rate_of_arms(counted, time, symbol, correction))
    return _hide(sizes, np.all(counted == 0, axis=-1) & (symbol == "IRR"))


def effect_of_means(
    means: Array,
    sds: Array,
    sizes: Array,
    measure: str | Measure = "MD",
    *,
    correlation: float = 0.0,
    design_effect: float | Array = 1.0,
) -> Sizes:
    """MD, SMD (Hedges' g) or ROM (as a logarithm) of means, SDs and numbers of people, (studies, 2)."""
    symbol = _symbol(measure, "means")
    if symbol == "SMD":
        return standardise(means, sds, sizes, correlation=correlation, design_effect=design_effect)
    return compare(mean_of_arms(means, sds, sizes, symbol), correlation, design_effect)


def _symbol(measure: str | Measure, of: str) -> str:
    found = find_measure(measure)
    if found.of != of:
        raise EvidenceError(
            f"{found.name} is not made of {of}", exists=f"it is made of {found.of}", hint="take another measure"
        )
    return found.symbol


def small_sample_factor(free: Array, kind: Standardiser = "exact") -> Array:
    """How far a standardised difference of few people is too large: J(m), by gamma functions or by 1 − 3 / (4 m − 1)
    (Hedges 1981).
    """
    from scipy.special import gammaln

    m = np.asarray(free, float)
    if kind == "none":
        return np.ones_like(m)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "approximate":
            return np.where(m > 1, 1 - 3 / (4 * m - 1), np.nan)
        held = np.where(m > 1, m, np.nan)
        return np.exp(gammaln(held / 2) - np.log(np.sqrt(held / 2)) - gammaln((held - 1) / 2))


def standardise(
    means: Array,
    sds: Array,
    sizes: Array,
    *,
    kind: Standardiser = "exact",
    correlation: float = 0.0,
    design_effect: float | Array = 1.0,
    common: Array | None = None,
    free: Array | None = None,
) -> Sizes:
    """The difference in SDs, Hedges' g with the exact J where nothing else is said, (studies,).

    variance: 1/n + 1/n′ + g² / 2(n + n′), in large samples; where the same people are in both arms, of n pairs,
    (1/n + g²/2n) 2(1 − r) (Cochrane Handbook 23.2.7)
    common, free: SD of all arms of a study that has more than two (`common_sd`), and its degrees of freedom, (studies,)
    """
    m, s, n = (np.asarray(part, float) for part in (means, sds, sizes))
    paired = correlation != 0
    freedom = n.sum(axis=-1) - n.shape[-1] if free is None else free
    shared = common_sd(s, n) if common is None else common
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = small_sample_factor(n[..., 0] - 1 if paired else freedom, kind)
        g = factor * (m[..., 0] - m[..., 1]) / shared
        if paired:
            variance = (1 / n[..., 0] + g**2 / (2 * n[..., 0])) * 2 * (1 - correlation)
        else:
            variance = 1 / n[..., 0] + 1 / n[..., 1] + g**2 / (2 * (n[..., 0] + n[..., 1]))
    return _hide_infinite(g, variance * design_effect)


def common_sd(sds: Array, sizes: Array) -> Array:
    """Of all arms of a study together, (studies,): √(Σ (n − 1) s² / Σ (n − 1))."""
    s, n = np.asarray(sds, float), np.asarray(sizes, float)
    return np.sqrt(np.sum((n - 1) * s**2, axis=-1) / np.sum(n - 1, axis=-1))
