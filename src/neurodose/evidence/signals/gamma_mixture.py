"""What ratios of reporting usually are, and what one of them is given its count: mixtures of two gammas.

A count n with expectation E is Poisson with mean λE, and λ comes from p·G(a₁, b₁) + (1 − p)·G(a₂, b₂) (DuMouchel 1999):

    n            p·NB(n; a₁, b₁/(b₁ + E)) + (1 − p)·NB(n; a₂, b₂/(b₂ + E))
    λ given n    q·G(a₁ + n, b₁ + E) + (1 − q)·G(a₂ + n, b₂ + E),   q the first part of the line above over all of it
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodose.errors import EvidenceError

Array = np.ndarray

EXACT = 1e-12  # of a quantile: as near as the incomplete gamma function is computed
SMALLEST = 1e-100  # of a quantile: a ratio below it is none
NOISE = 1e-15  # of a chance, relative: nearer the incomplete gamma function cannot tell two points apart
FREE = 12  # steps along the slope, which as a rule are enough; after them every second one halves what is left, for
# where a mixture has two far heaps slopes lead nowhere
STEPS = 2500  # twice the halvings that lead from the largest number to the smallest


@dataclass(frozen=True)
class GammaMixture:
    """The prior of λ: shape and rate of two gammas, and the share of the first.

    log_likelihood: at it, where it was fitted; errors: standard errors of the five, by the same
    Raises EvidenceError for a shape or a rate that is not above zero, and for a share outside of 0 to 1.
    """

    shape1: float
    rate1: float
    shape2: float
    rate2: float
    share: float
    log_likelihood: float = float("nan")
    errors: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        for name in ("shape1", "rate1", "shape2", "rate2"):
            value = getattr(self, name)
            if not (np.isfinite(value) and value > 0):
                raise EvidenceError(f"{name} is {value:g}", where="prior", hint="it is above zero")
        if not 0 <= self.share <= 1:
            raise EvidenceError(f"the share is {self.share:g}", where="prior", hint="it is between 0 and 1")

    @property
    def values(self) -> tuple[float, float, float, float, float]:
        return self.shape1, self.rate1, self.shape2, self.rate2, self.share

    def tell(self) -> str:
        return (
            f"{self.share:.3g} of gamma({self.shape1:.3g}, {self.rate1:.3g}) and "
            f"{1 - self.share:.3g} of gamma({self.shape2:.3g}, {self.rate2:.3g})"
        )


def posterior(n: Array, e: Array, prior: GammaMixture) -> tuple[Array, Array, Array, Array]:
    """Shape and rate of both components given the counts."""
    return prior.shape1 + n, prior.rate1 + e, prior.shape2 + n, prior.rate2 + e


def share_of_first(n: Array, e: Array, prior: GammaMixture) -> Array:
    """How likely λ is of the first component given the counts."""
    with np.errstate(divide="ignore"):
        weights = np.log([prior.share, 1 - prior.share])
    one = log_negative_binomial(n, e, prior.shape1, prior.rate1) + weights[0]
    two = log_negative_binomial(n, e, prior.shape2, prior.rate2) + weights[1]
    return np.exp(one - np.logaddexp(one, two))


def log_negative_binomial(n: Array, e: Array, shape: float, rate: float) -> Array:
    """Log probability of counts whose λ comes from one gamma."""
    from scipy.special import gammaln

    return gammaln(shape + n) - gammaln(shape) - gammaln(n + 1) - n * np.log1p(rate / e) - shape * np.log1p(e / rate)


def mixture_quantile(q: float, share: Array, shape1: Array, rate1: Array, shape2: Array, rate2: Array) -> Array:
    """The quantile of each mixture of two gammas: between those of its parts, by Newton's steps held in by halving.

    Raises EvidenceError for a q outside of 0 to 1.
    """
    from scipy.special import gammaincinv

    if not 0 < q < 1:
        raise EvidenceError(f"{q:g} is no share between 0 and 1", where="quantile")
    parts = [np.asarray(one, float) for one in (share, shape1, rate1, shape2, rate2)]
    ends = np.stack([gammaincinv(parts[1], q) / parts[2], gammaincinv(parts[3], q) / parts[4]])
    low, high = ends.min(axis=0), ends.max(axis=0)
    x = parts[0] * ends[0] + (1 - parts[0]) * ends[1]
    moving = np.flatnonzero(high - low > EXACT * high)
    for step in range(STEPS):
        if not len(moving):
            return x
        was, own = x[moving], [one[moving] for one in parts]
        error, now = _step(q, was, own)
        below, above = np.where(error > 0, low[moving], was), np.where(error > 0, was, high[moving])
        is_within = (now > below) & (now < above) & (step < FREE or step % 2)
        now = np.where(np.abs(error) <= NOISE * q, was, np.where(is_within, now, (below + above) / 2))
        x[moving], low[moving], high[moving] = now, below, above
        moving = moving[(np.abs(now - was) > EXACT * now) & (now > SMALLEST)]
    raise EvidenceError(f"the quantile {q:g} of {len(moving)} pairs is not found", hint="look at the prior's shapes")


def _step(q: float, x: Array, parts: list[Array]) -> tuple[Array, Array]:
    """How much more than q lies below each point, and Newton's next point."""
    from scipy.special import gammainc, gammaln

    share, shape1, rate1, shape2, rate2 = parts
    error, slope = -q * np.ones_like(x), np.zeros_like(x)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for weight, shape, rate in ((share, shape1, rate1), (1 - share, shape2, rate2)):
            error += weight * gammainc(shape, rate * x)
            slope += weight * np.exp(shape * np.log(rate * x) - rate * x - gammaln(shape))
        return error, x - error * x / slope
