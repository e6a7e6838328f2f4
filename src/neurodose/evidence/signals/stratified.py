"""Ratios of reporting within strata (sex, age, quarter), pooled by the weights of Mantel and Haenszel.

Of each stratum the four cells a, b, c, d, with n reports, m = a + b of the drug, m′ = c + d of others:

    ROR     Σ ad/n over Σ bc/n                  variance of its log: Robins, Breslow and Greenland 1986
    PRR     Σ am′/n over Σ cm/n                 variance of its log: Greenland and Robins 1985
    chi2    (Σ a − Σ expected)² over Σ variance  Cochran, Mantel and Haenszel, of no association in any stratum

A stratum with an empty cell needs nothing added, one without reports is passed over, and one in which nobody, or
everybody, has the drug or the event says nothing of the odds. One ratio is taken to hold in all strata. Where crude and
pooled ratios are apart, the stratum goes with drug and event both: that is confounding by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

Array = np.ndarray
Z = 1.959963984540054  # the 97.5th percentile of the normal distribution
NOT_COMPARED = "no stratum compares them"
APART = 1.2  # twice the tenth by which an estimate is customarily said to change (Maldonado and Greenland 1993), since
# pairs are thin


class Stratum(NamedTuple):
    """Counts of the pairs in one stratum: reports with both, with the drug, with the event; all reports."""

    observed: Array
    drug: Array
    event: Array
    total: Array


@dataclass(frozen=True, eq=False)
class Stratified:
    """Pooled measures of each pair; infinite, 0 or NaN where cells are empty in all strata together.

    prr, ror with `_low` and `_high`: 95 % intervals; chi2: one degree of freedom, without correction; informative: in
    how many strata drug, others, event and reports without it all are there
    """

    prr: Array
    prr_low: Array
    prr_high: Array
    ror: Array
    ror_low: Array
    ror_high: Array
    chi2: Array
    informative: Array

    def __len__(self) -> int:
        return len(self.ror)

    @property
    def p(self) -> Array:
        """How likely a chi-square so large is if drug and event were reported independently in each stratum."""
        from scipy.stats import chi2

        return chi2.sf(self.chi2, 1)

    def at(self, places: Array) -> Stratified:
        """Some of the pairs, by their places or by a mask."""
        return Stratified(*(column[places] for column in vars(self).values()))

    def row(self, at: int) -> dict[str, float]:
        """A pair, under names that stand beside the crude ones."""
        return {f"stratified_{name}": float(column[at]) for name, column in vars(self).items()}


def pool_strata(strata: Iterable[Stratum], pairs: int) -> Stratified:
    """Ratios of so many pairs over strata, one after the other: sums are all that is kept."""
    sums = np.zeros((11, pairs))
    for stratum in strata:
        a, n_drug, n_event, n = (np.broadcast_to(np.asarray(counts, float), (pairs,)) for counts in stratum)
        sums += _add_up(a, n_drug, n_event, n)
    r, s, pr, ps_qr, qs, x, y, spread, more, variance, informative = sums
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = _interval(r, s, pr / (2 * r**2) + ps_qr / (2 * r * s) + qs / (2 * s**2))
        proportions = _interval(x, y, spread / (x * y))
        return Stratified(*proportions, *odds, more**2 / variance, informative)


def _add_up(a: Array, n_drug: Array, n_event: Array, n: Array) -> Array:
    """What a stratum adds to the sums of each pair, (11, pairs); nothing where it has no reports."""
    others, without = n - n_drug, n - n_event
    b, c = n_drug - a, n_event - a
    d = others - c
    with np.errstate(divide="ignore", invalid="ignore"):
        r, s, p, q = a * d / n, b * c / n, (a + d) / n, (b + c) / n
        spread = n_drug / n * (others / n) * n_event - a / n * c
        variance = n_drug / n * (others / n) * n_event * (without / (n - 1))
        more, variance = a - n_drug * n_event / n, np.where(n > 1, variance, 0)
        is_informative = (n_drug > 0) & (others > 0) & (n_event > 0) & (without > 0)
        added = np.stack([
            r, s, p * r, p * s + q * r, q * s, a * others / n, c * n_drug / n, np.maximum(spread, 0), more, variance,
            is_informative,
        ])  # fmt: skip
    return np.where(n > 0, added, 0)


def _interval(above: Array, below: Array, variance: Array) -> tuple[Array, Array, Array]:
    ratio = above / below
    half = np.exp(Z * np.sqrt(variance))
    return ratio, ratio / half, ratio * half


def tell_change(crude: float, crude_low: float, pooled: float, pooled_low: float) -> str:
    """How a PRR changes when it is pooled over strata, in words; nothing where it stays.

    crude, pooled: without and with strata; `_low`: the lower ends of their intervals. A proportion's ratio is asked,
    since that of odds moves a little without confounding too, where events are frequent
    """
    if not np.isfinite(pooled):
        return NOT_COMPARED
    if (crude - 1) * (pooled - 1) < 0:
        return "on the other side of 1"
    if (crude_low > 1) != (pooled_low > 1):
        return "above 1 in crude counts alone" if crude_low > 1 else "above 1 within strata alone"
    low, high = sorted((crude, pooled))
    if high > low * APART:
        return "much smaller" if pooled < crude else "much larger"
    return ""
