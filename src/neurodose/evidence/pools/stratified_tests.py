"""Whether an event depends on the treatment at all, table by table, and whether its odds ratio is the same in all.

Both take tables as they are, (studies, 2), the treatment first; tables in which nobody or everybody had the event say
nothing.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array
from neurodose.evidence.pools.counts import observed_less_expected


class Tested(NamedTuple):
    """A statistic that is chi-square with so many degrees of freedom where there is no effect, or no difference."""

    statistic: float
    free: int
    p: float


def ask_association(events: Array, totals: Array, continuity: bool = True) -> Tested:
    """Cochran, Mantel and Haenszel: of all tables together, by the hypergeometric variance; continuity: less 1/2."""
    less, variance = observed_less_expected(np.asarray(events, float), np.asarray(totals, float))
    if not variance.sum() > 0:
        raise EvidenceError("nobody, or everybody, of all studies had the event: there is nothing to be tested")
    size = abs(float(less.sum())) - (0.5 if continuity else 0.0)
    return _tell(size**2 / float(variance.sum()), 1)


def ask_homogeneity(events: Array, totals: Array, odds_ratio: float, tarone: bool = True) -> Tested:
    """Breslow and Day 1980, corrected by Tarone 1985: whether tables have the odds ratio of their pool.

    odds_ratio: of `MantelHaenszel("OR")`, itself and not its logarithm
    """
    had, people = np.asarray(events, float), np.asarray(totals, float)
    sums, whole = had.sum(axis=1), people.sum(axis=1)
    told = (sums > 0) & (sums < whole)
    expected = expect_at_odds_ratio(sums[told], people[told], odds_ratio)
    n, other, all_had = people[told, 0], people[told, 1], sums[told]
    inverse = 1 / expected + 1 / (n - expected) + 1 / (all_had - expected) + 1 / (other - all_had + expected)
    less = had[told, 0] - expected
    size = float(np.sum(less**2 * inverse))
    if tarone:
        size -= float(less.sum() ** 2 / np.sum(1 / inverse))
    return _tell(max(0.0, size), int(told.sum()) - 1)


def expect_at_odds_ratio(had: Array, totals: Array, odds_ratio: float) -> Array:
    """How many under treatment have the event where the margins are given and the odds ratio is that, (studies,): the
    root of a (m − t + a) = OR (n − a)(t − a) that lies in the table.
    """
    n, other = totals[:, 0], totals[:, 1]
    if np.isclose(odds_ratio, 1, rtol=1e-9):
        return had * n / (n + other)
    linear = odds_ratio * (n + had) + other - had
    root = np.sqrt(linear**2 - 4 * n * had * odds_ratio * (odds_ratio - 1))
    return (linear - root) / (2 * (odds_ratio - 1))


def _tell(statistic: float, free: int) -> Tested:
    from scipy.stats import chi2

    return Tested(statistic, free, float(chi2.sf(statistic, free)) if free > 0 else 1.0)
