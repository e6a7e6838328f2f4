"""Is a drug reported together with an event more often than both are by themselves? Ratios of reporting, never of risk.

                 event          others
    drug         a = observed   b                a + b = drug
    others       c              d                a + c = event, all together = total

    expected  (a + b)(a + c) / total             of independence; a sum over strata where there are some
    RR        a / expected
    PRR       a/(a + b) over c/(c + d)           Evans, Waller and Davis 2001; log normal interval
    ROR       ad / bc                            van Puijenbroek and others 2002; Woolf's interval
    IC        log₂((a + ½)/(expected + ½))       Norén, Hopstadius and Bate 2013; ends by the gamma distribution

Of counts by stratum (sex, age) PRR and ROR are pooled beside the crude ones (`stratified.py`).

Who reports, and what, follows news, lawsuits and habit; how many take a drug is unknown. None of these is a rate.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.signals.margins import check_expected, check_margins, split_margins
from neurodose.evidence.signals.stratified import Stratified, Stratum, pool_strata
from neurodose.wording import Wording

Array = np.ndarray
CHANCES = ("p_prr", "p_ror", "p_exact", "p_mid", "p_chi2", "p_chi2_yates")
HALF = 0.5  # added to both counts of an information component: what shrinks it to zero where there is little


@dataclass(frozen=True, eq=False)
class Disproportionality:
    """Measures of each pair, in arrays of one length; infinite or NaN where a cell is empty and none was added.

    observed, expected, drug, event, total: counts as given, and what independence would give
    ratio: observed over expected; prr, ror with `_low` and `_high`: 95 % intervals; ic with `_low` and `_high`: its
    2.5th and 97.5th percentile; chi2, chi2_yates: of the two-by-two table, plain and with Yates's correction
    stratified: PRR and ROR pooled over strata, where counts of strata were given
    p_prr, p_ror, p_exact, p_mid: p values of more reports than expected; p_chi2, p_chi2_yates: of either direction
    """

    observed: Array
    expected: Array
    drug: Array
    event: Array
    total: Array
    ratio: Array
    prr: Array
    prr_low: Array
    prr_high: Array
    ror: Array
    ror_low: Array
    ror_high: Array
    ic: Array
    ic_low: Array
    ic_high: Array
    chi2: Array
    chi2_yates: Array
    stratified: Stratified | None = None

    def __len__(self) -> int:
        return len(self.observed)

    def at(self, places: Array) -> Disproportionality:
        """Some of the pairs, by their places or by a mask."""
        kept = {name: column[places] for name, column in self._columns.items()}
        return Disproportionality(**kept, stratified=None if self.stratified is None else self.stratified.at(places))

    @property
    def _columns(self) -> dict[str, Array]:
        return {name: column for name, column in vars(self).items() if name != "stratified"}

    @property
    def p_prr(self) -> Array:
        """How likely a PRR so large is if drug and event were reported independently; one-sided, normal."""
        return _upper_tail(self.prr, self.prr_low)

    @property
    def p_ror(self) -> Array:
        """How likely an ROR so large is if drug and event were reported independently; one-sided, normal."""
        return _upper_tail(self.ror, self.ror_low)

    @property
    def p_exact(self) -> Array:
        """How likely so many reports of both, or more, are if drug and event were reported independently (Fisher)."""
        from scipy.stats import hypergeom

        return hypergeom.sf(self.observed - 1, self.total, self.drug, self.event)

    @property
    def p_mid(self) -> Array:
        """As `p_exact`, with half of the chance of just so many reports of both (Lancaster's mid-p)."""
        from scipy.stats import hypergeom

        return self.p_exact - hypergeom.pmf(self.observed, self.total, self.drug, self.event) / 2

    @property
    def p_chi2(self) -> Array:
        """How likely a chi-square so large is if drug and event were reported independently; either direction."""
        return _chi2_tail(self.chi2)

    @property
    def p_chi2_yates(self) -> Array:
        """As `p_chi2`, with Yates's correction."""
        return _chi2_tail(self.chi2_yates)

    def table(self) -> list[dict[str, float]]:
        """One row a pair, p values too; what is pooled over strata is called `stratified_…`."""
        columns = self._columns | {name: getattr(self, name) for name in CHANCES}
        rows = [dict(zip(columns, map(float, row), strict=True)) for row in zip(*columns.values(), strict=True)]
        return rows if self.stratified is None else [row | self.stratified.row(at) for at, row in enumerate(rows)]

    def tell(self, at: int = 0) -> str:
        """A pair in words: how often it is reported, and what that is not."""
        words = tell_association(float(self.ic_low[at]), float(self.ic_high[at]))
        reports = Wording("report", "reports").of(self.observed[at])
        return (
            f"Drug and event are named together by {self.observed[at]:g} {reports} where {self.expected[at]:.3g} are "
            f"expected of independence: {words} (IC {self.ic[at]:.2f}, {self.ic_low[at]:.2f} to "
            f"{self.ic_high[at]:.2f}). {CAVEAT}"
        )


CAVEAT = "This is an association among reports; it says nothing of how often the event happens, or why."


def tell_association(low: float, high: float) -> str:
    """The ends of an information component in words that cannot be taken for a risk."""
    if low > 0:
        return "they are reported together more often than expected"
    if high < 0:
        return "they are reported together less often than expected"
    return "reports do not tell whether it is more or less often than expected"


def disproportionality(
    observed: ArrayLike, drug: ArrayLike, event: ArrayLike, total: ArrayLike, *, expected: ArrayLike | None = None,
    added: float = 0.0, strata: Sequence[str] | None = None,
) -> Disproportionality:  # fmt: skip
    """How much more often pairs of a drug and an event are reported together than apart.

    observed: reports with both, (n,); drug, event: reports with the one and with the other, (n,); total: all reports, a
    number or (n,)
    expected: another expectation than that of independence (of strata, summed); ratio and IC are against it
    added: to each of the four cells, where a ratio is to stay finite (½, as Haldane and Anscombe)
    strata: names of the strata; every count is then (n, strata), or (strata,) where all pairs have the same. PRR and
    ROR are crude, of the sums, and pooled over strata beside them (`stratified`, which needs nothing added); the
    expectation is a sum over strata
    Raises EvidenceError that names the pair and the field: counts that are negative or none, more reports of both than
    of one, more of either than there are.
    """
    if strata is not None:
        return _measure_strata(observed, drug, event, total, expected, added, strata)
    a, n_drug, n_event, n = check_margins(observed, drug, event, total)
    wanted = n_drug * n_event / n if expected is None else check_expected(expected, a)
    if not (np.isfinite(added) and added >= 0):
        raise EvidenceError(f"{added:g} is added to each cell", where="added", hint="it is 0 or more; ½ is usual")
    cells = [cell + added for cell in (a, n_drug - a, n_event - a, n - n_drug - n_event + a)]
    with np.errstate(divide="ignore", invalid="ignore"):
        return Disproportionality(
            a, wanted, n_drug, n_event, n, a / wanted, *_proportional(*cells), *_odds(*cells), *_information(a, wanted),
            _chi2(*cells, correction=0.0), _chi2(*cells, correction=HALF),
        )  # fmt: skip


def _measure_strata(
    observed: ArrayLike, drug: ArrayLike, event: ArrayLike, total: ArrayLike, expected: ArrayLike | None, added: float,
    strata: Sequence[str],
) -> Disproportionality:  # fmt: skip
    """Measures of the sums over strata, and what is pooled within them."""
    counts = split_margins(observed, drug, event, total, strata)
    if expected is None:
        _, n_drug, n_event, n = counts
        expected = np.sum(np.divide(n_drug * n_event, n, out=np.zeros_like(n), where=n > 0), axis=1)
    crude = disproportionality(*(column.sum(axis=1) for column in counts), expected=expected, added=added)
    tables = (Stratum(*(column[:, at] for column in counts)) for at in range(len(strata)))
    return replace(crude, stratified=pool_strata(tables, len(crude)))


def _upper_tail(ratio: Array, low: Array) -> Array:
    from scipy.stats import norm

    with np.errstate(divide="ignore", invalid="ignore"):
        deviate = np.log(ratio) / ((np.log(ratio) - np.log(low)) / norm.ppf(0.975))
    return norm.sf(deviate)


def _chi2_tail(value: Array) -> Array:
    from scipy.stats import chi2

    return chi2.sf(value, 1)


def _interval(log: Array, variance: Array) -> tuple[Array, Array, Array]:
    from scipy.stats import norm

    half = float(norm.ppf(0.975)) * np.sqrt(variance)
    return np.exp(log), np.exp(log - half), np.exp(log + half)


def _proportional(a: Array, b: Array, c: Array, d: Array) -> tuple[Array, Array, Array]:
    log = np.log(a / (a + b)) - np.log(c / (c + d))
    return _interval(log, 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d))


def _odds(a: Array, b: Array, c: Array, d: Array) -> tuple[Array, Array, Array]:
    return _interval(np.log(a * d) - np.log(b * c), 1 / a + 1 / b + 1 / c + 1 / d)


def _information(a: Array, expected: Array) -> tuple[Array, Array, Array]:
    from scipy.special import gammaincinv

    # The inverse is dear, and counts repeat: once for each count.
    counts, place = np.unique(a, return_inverse=True)
    low, high = (gammaincinv(counts + HALF, q)[place] for q in (0.025, 0.975))
    shrunk = expected + HALF
    return np.log2((a + HALF) / shrunk), np.log2(low / shrunk), np.log2(high / shrunk)


def _chi2(a: Array, b: Array, c: Array, d: Array, *, correction: float) -> Array:
    n = a + b + c + d
    apart = np.maximum(np.abs(a * d - b * c) - correction * n, 0)
    return n * apart**2 / ((a + b) * (c + d) * (a + c) * (b + d))


def information_by_beta(
    observed: ArrayLike, drug: ArrayLike, event: ArrayLike, total: ArrayLike
) -> tuple[Array, Array]:
    """The information component of Bate and others 1998, with beta priors and its delta-method standard deviation
    (Orre and others 2000): mean and standard deviation, in units of log₂.
    """
    from scipy.special import digamma, polygamma

    a, n_drug, n_event, n = check_margins(observed, drug, event, total)
    p1, p2, q1, q2, r1 = 1 + n_drug, 1 + n - n_drug, 1 + n_event, 1 + n - n_event, 1 + a
    r2 = n - a - 1 + (2 + n) ** 2 / (q1 * p1)
    mean = digamma(r1) - digamma(r1 + r2) - (digamma(p1) - digamma(p1 + p2) + digamma(q1) - digamma(q1 + q2))
    variance = (
        polygamma(1, r1) - polygamma(1, r1 + r2)
        + polygamma(1, p1) - polygamma(1, p1 + p2) + polygamma(1, q1) - polygamma(1, q1 + q2)
    )  # fmt: skip
    return mean / np.log(2), np.sqrt(variance) / np.log(2)
