"""Ratios of reported to expected counts are pulled towards what such ratios usually are, the more the fewer reports.

The gamma-Poisson shrinker (DuMouchel 1999). All pairs of drug and event share one mixture of two gammas, from which
their ratios λ come (`gamma_mixture.py`); it is fitted to the counts (`gamma_mixture_fit.py`), which, where they are
many, are squashed into fewer points first (`squashing.py`):

    found = shrinkage(observed, expected)               # prior and posterior at once
    found.ebgm, found.eb05, found.eb95                  # geometric mean and ends of λ given the count
    shrinkage(observed, expected, found.prior)          # the same with a given prior: none is fitted
    shrinkage(observed, expected, (0.2, 0.1, 2, 4, ⅓))  # or with its five numbers

What comes out is an association among reports; how often something happens it cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError
from neurodose.evidence.signals.gamma_mixture import GammaMixture, mixture_quantile, posterior, share_of_first
from neurodose.evidence.signals.gamma_mixture_fit import Conditioned, check_counts, fit_prior

__all__ = ["GammaMixture", "Shrunken", "fit_prior", "shrinkage"]

Array = np.ndarray
PRIOR_NUMBERS = 5  # of a mixture of two gammas


@dataclass(frozen=True, eq=False)
class Shrunken:
    """λ of each pair given its count.

    share: of the first component; ebgm: geometric mean; eb05, eb95: 5th and 95th percentile; log2 of ebgm is its
    information component
    """

    observed: Array
    expected: Array
    prior: GammaMixture
    share: Array
    ebgm: Array
    eb05: Array
    eb95: Array

    def __len__(self) -> int:
        return len(self.observed)

    @property
    def information(self) -> Array:
        """log₂ of the geometric mean."""
        return np.log2(self.ebgm)

    @property
    def mean(self) -> Array:
        """Mean of λ given the count (EBGM is its geometric mean)."""
        shape1, rate1, shape2, rate2 = posterior(self.observed, self.expected, self.prior)
        return self.share * shape1 / rate1 + (1 - self.share) * shape2 / rate2

    def quantile(self, q: float) -> Array:
        """Any quantile of λ, 0 < q < 1."""
        return mixture_quantile(q, self.share, *posterior(self.observed, self.expected, self.prior))

    def probability_below(self, ratio: float = 1.0) -> Array:
        """How likely λ is no larger than a ratio."""
        from scipy.special import gammainc

        if not ratio > 0:
            raise EvidenceError(f"the ratio is {ratio:g}", where="probability_below", hint="it is above zero")
        shape1, rate1, shape2, rate2 = posterior(self.observed, self.expected, self.prior)
        return self.share * gammainc(shape1, rate1 * ratio) + (1 - self.share) * gammainc(shape2, rate2 * ratio)

    def table(self) -> list[dict[str, float]]:
        """One row a pair."""
        names = ("observed", "expected", "share", "ebgm", "eb05", "eb95")
        columns = [getattr(self, name) for name in names]
        return [dict(zip(names, map(float, row), strict=True)) for row in zip(*columns, strict=True)]


def shrinkage(
    observed: ArrayLike, expected: ArrayLike, prior: GammaMixture | ArrayLike | None = None, *, least: int = 1,
    squash: bool = True, conditioned: Conditioned = "component",
) -> Shrunken:  # fmt: skip
    """Shrunken ratios of counts to what was expected of them.

    observed, expected: of each pair, (n,); `disproportionality(…).expected` is the expectation of independence
    prior: a given one, as its five numbers too (shape and rate of the first gamma, of the second, share of the first:
    others call them α₁, β₁, α₂, β₂, P), else fitted to these pairs, by the other arguments as `fit_prior` takes them
    Raises EvidenceError for lists of different lengths, negative counts, expectations that are not above zero, a prior
    that is none, and one that no search finds.
    """
    from scipy.special import digamma

    n, e = check_counts(observed, expected)
    held = fit_prior(n, e, least=least, squash=squash, conditioned=conditioned) if prior is None else _read_prior(prior)
    shape1, rate1, shape2, rate2 = posterior(n, e, held)
    share = share_of_first(n, e, held)
    logs = share * (digamma(shape1) - np.log(rate1)) + (1 - share) * (digamma(shape2) - np.log(rate2))
    ends = [mixture_quantile(q, share, shape1, rate1, shape2, rate2) for q in (0.05, 0.95)]
    return Shrunken(n, e, held, share, np.exp(logs), ends[0], ends[1])


def _read_prior(told: GammaMixture | ArrayLike) -> GammaMixture:
    """A prior, or its five numbers; raises EvidenceError for what is neither."""
    if isinstance(told, GammaMixture):
        return told
    try:
        numbers = np.ravel(np.asarray(told, dtype=float)).tolist()
    except (TypeError, ValueError):
        numbers = []
    if len(numbers) != PRIOR_NUMBERS:
        raise EvidenceError(
            "a prior is five numbers", where="prior",
            hint="shape and rate of the first gamma, of the second, share of the first; margins make an expectation: "
                 "disproportionality(observed, drug, event, total).expected",
        )  # fmt: skip
    shape1, rate1, shape2, rate2, share = numbers
    return GammaMixture(shape1, rate1, shape2, rate2, share)
