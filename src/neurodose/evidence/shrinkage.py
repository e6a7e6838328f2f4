"""Ratios of reported to expected counts are pulled towards what such ratios usually are, the more the fewer reports.

The gamma-Poisson shrinker (DuMouchel 1999): a count n with expectation E is Poisson with mean λE, and λ comes from a
mixture of two gammas, p·G(a₁, b₁) + (1 − p)·G(a₂, b₂), which all pairs of drug and event share:

    prior = fit_prior(observed, expected)               # five numbers, by maximum likelihood
    found = shrinkage(observed, expected)               # prior and posterior at once
    found.ebgm, found.eb05, found.eb95                  # geometric mean and ends of λ given the count

Counts may be left out below a number (pairs never reported are seldom listed): each component is then conditioned on
being there. Many pairs are squashed into fewer points before the prior is fitted (DuMouchel and Pregibon 2001).
What comes out is an association among reports; how often something happens it cannot tell.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError, EvidenceWarning

Array = np.ndarray

STARTS = ((0.2, 0.06, 1.4, 1.8, 0.1), (0.2, 0.1, 2.0, 4.0, 1 / 3), (2.0, 1.0, 2.0, 4.0, 0.5), (1.0, 0.2, 3.0, 3.0, 0.3))
STEPS = 500
# Shapes and rates that a prior may have. A component outside of them is next to one single ratio, and no spread of
# ratios; other programs draw the line at the same place.
LIMITS = (1e-5, 20.0)
FLAT = 1e-7  # of the gradient, per pair: nothing that a table would show is left to be gained
# Squashing: how many of the largest expectations of a count stay as they are (counts in their order), and into how many
# points the others go, by how many they are. The figures are those of the program whose results are compared with.
KEPT = (100, 75, 50, 25)
SQUASHED_FROM = (500, 1e3, 1e4, 1e5, 5e5, 1e6, 5e6)
POINTS = (50, 75, 150, 500, 750, 1000, 2000, 5000)


@dataclass(frozen=True)
class GammaMixture:
    """The prior of λ: shape and rate of two gammas, and the share of the first.

    log_likelihood: at it, where it was fitted; errors: standard errors of the five, by the same
    """

    shape1: float
    rate1: float
    shape2: float
    rate2: float
    share: float
    log_likelihood: float = float("nan")
    errors: tuple[float, ...] = ()

    @property
    def values(self) -> tuple[float, float, float, float, float]:
        return self.shape1, self.rate1, self.shape2, self.rate2, self.share

    def tell(self) -> str:
        return (
            f"{self.share:.3g} of gamma({self.shape1:.3g}, {self.rate1:.3g}) and "
            f"{1 - self.share:.3g} of gamma({self.shape2:.3g}, {self.rate2:.3g})"
        )


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

    @property
    def information(self) -> Array:
        """log₂ of the geometric mean."""
        return np.log2(self.ebgm)

    def quantile(self, q: float) -> Array:
        """Any quantile of λ, 0 < q < 1."""
        return mixture_quantile(q, self.share, *_posterior(self.observed, self.expected, self.prior))

    def probability_below(self, ratio: float = 1.0) -> Array:
        """How likely λ is no larger than a ratio."""
        from scipy.special import gammainc

        shape1, rate1, shape2, rate2 = _posterior(self.observed, self.expected, self.prior)
        return self.share * gammainc(shape1, rate1 * ratio) + (1 - self.share) * gammainc(shape2, rate2 * ratio)


def shrinkage(
    observed: ArrayLike, expected: ArrayLike, prior: GammaMixture | None = None, *, least: int = 1, squash: bool = True
) -> Shrunken:
    """Shrunken ratios of counts to what was expected of them.

    observed, expected: of each pair, (n,); prior: a given one, else fitted to these pairs (see `fit_prior`)
    Raises EvidenceError for lists of different lengths, negative counts, expectations that are not above zero, a prior
    that no search finds.
    """
    n, e = check_counts(observed, expected)
    held = prior or fit_prior(n, e, least=least, squash=squash)
    shapes = _posterior(n, e, held)
    share = _share_of_first(n, e, held)
    from scipy.special import digamma

    logs = share * (digamma(shapes[0]) - np.log(shapes[1])) + (1 - share) * (digamma(shapes[2]) - np.log(shapes[3]))
    ends = [mixture_quantile(q, share, *shapes) for q in (0.05, 0.95)]
    return Shrunken(n, e, held, share, np.exp(logs), ends[0], ends[1])


def check_counts(observed: ArrayLike, expected: ArrayLike) -> tuple[Array, Array]:
    """Counts and expectations as arrays of one length; raises EvidenceError for what cannot be one."""
    n, e = np.atleast_1d(np.asarray(observed, float)), np.atleast_1d(np.asarray(expected, float))
    if n.shape != e.shape or n.ndim != 1:
        raise EvidenceError(f"{n.size} counts have {e.size} expectations", hint="give one for each pair")
    if not n.size:
        raise EvidenceError("there is no pair to be looked at", hint="give counts and expectations")
    for name, bad in (("count", ~(np.isfinite(n) & (n >= 0))), ("expectation", ~(np.isfinite(e) & (e > 0)))):
        if bad.any():
            at = int(np.flatnonzero(bad)[0])
            value = (n if name == "count" else e)[at]
            wanted = "0 or more" if name == "count" else "above zero"
            raise EvidenceError(f"the {name} is {value:g}", where=f"pair {at + 1}", hint=f"it is {wanted}")
    return n, e


def fit_prior(observed: ArrayLike, expected: ArrayLike, *, least: int = 1, squash: bool = True) -> GammaMixture:
    """The mixture under which the counts are most likely.

    least: the smallest count that is listed; smaller ones are left out, and each component is conditioned on that (0:
    all pairs are listed, those never reported too); squash: pairs of a count with like expectations go together
    Raises EvidenceError for fewer pairs than numbers to be found, and where no start leads to an end.
    """
    from scipy.optimize import minimize

    n, e = check_counts(observed, expected)
    listed = n >= least
    n, e = n[listed], e[listed]
    if len(n) < 10:
        raise EvidenceError(
            f"{len(n)} pairs cannot tell the five numbers of a prior", hint="give a prior, or more pairs"
        )
    points = squash_counts(n, e) if squash else (n, e, np.ones_like(n))
    total = float(points[2].sum())
    found = []
    for start in STARTS:
        began = np.array([*np.log(start[:4]), np.log(start[4] / (1 - start[4]))])
        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            end = minimize(
                _mean_loss, began, args=(*points, least, total), jac=True, method="BFGS",
                options={"gtol": FLAT, "maxiter": STEPS},
            )  # fmt: skip
        is_within = np.all((np.exp(end.x[:4]) > LIMITS[0]) & (np.exp(end.x[:4]) < LIMITS[1]))
        if np.isfinite(end.fun) and is_within and np.max(np.abs(end.jac)) < 1e3 * FLAT:
            found.append(end)
    best = min(found, key=lambda end: end.fun) if found else _at_the_limit(points, least, total)
    return _make_prior(best.x, float(-best.fun * total), points, least, total)


def _at_the_limit(points: tuple[Array, Array, Array], least: int, total: float) -> Any:
    """The best end within the limits where the best of all lies outside of them."""
    from scipy.optimize import minimize

    sides = [(float(np.log(LIMITS[0])), float(np.log(LIMITS[1])))] * 4 + [(-20.0, 20.0)]
    found = []
    for start in STARTS:
        began = np.array([*np.log(start[:4]), np.log(start[4] / (1 - start[4]))])
        end = minimize(
            _mean_loss, began, args=(*points, least, total), jac=True, method="L-BFGS-B", bounds=sides,
            options={"maxiter": STEPS, "ftol": 1e-15, "gtol": FLAT},
        )  # fmt: skip
        found += [end] if np.isfinite(end.fun) and end.success else []
    if not found:
        raise EvidenceError(
            "no prior is found: the search does not end from any start",
            exists=f"{len(points[0])} points of counts",
            hint="give prior=GammaMixture(…), or look at the counts",
        )
    best = min(found, key=lambda end: end.fun)
    said = (
        f"a component of the prior lies at the limit of {LIMITS[1]:g}: these counts ask for one that is narrower still"
    )
    warnings.warn(said, EvidenceWarning, stacklevel=3)
    return best


def squash_counts(observed: Array, expected: Array) -> tuple[Array, Array, Array]:
    """Fewer points in place of many: counts, expectations and how many pairs each stands for.

    Of each count that occurs often, the largest expectations stay; the others, in their order, go into bins whose mean
    stands for them.
    """
    values, sizes = np.unique(observed, return_counts=True)
    often = values[sizes > max(KEPT) + 1]
    parts = [(observed[rest], expected[rest], np.ones(rest.sum())) for rest in [~np.isin(observed, often)]]
    for place, value in enumerate(often):
        parts.append(_squash_one(value, np.sort(expected[observed == value]), KEPT[min(place, len(KEPT) - 1)]))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))  # pyright: ignore[reportReturnType]


def _squash_one(value: float, expected: Array, kept: int) -> tuple[Array, Array, Array]:
    size = len(expected) - kept
    points = POINTS[int(np.searchsorted(SQUASHED_FROM, size, side="right"))]
    width = max(int(size / points), 2)
    edges = np.arange(0, size, width)
    weights = np.diff(np.append(edges, size)).astype(float)
    means = np.add.reduceat(expected[:size], edges) / weights
    together = np.concatenate([means, expected[size:]])
    return np.full(len(together), value), together, np.concatenate([weights, np.ones(kept)])


def _mean_loss(told: Array, n: Array, e: Array, weight: Array, least: int, total: float) -> tuple[float, Array]:
    """Minus the mean log likelihood, and its gradient, at logarithms of shapes and rates and the logit of the share."""
    shapes, share = np.exp(told[:4]), 1 / (1 + np.exp(-told[4]))
    first, grad1 = _log_component(n, e, shapes[0], shapes[1], least)
    second, grad2 = _log_component(n, e, shapes[2], shapes[3], least)
    one, two = first + np.log(share), second + np.log1p(-share)
    both = np.logaddexp(one, two)
    held = np.exp(one - both)
    slopes = np.concatenate([held * grad1, (1 - held) * grad2, (held - share)[None]])
    slopes[:4] *= shapes[:, None]
    return float(-(weight @ both) / total), -(slopes @ weight) / total


def _log_component(n: Array, e: Array, shape: float, rate: float, least: int) -> tuple[Array, Array]:
    """Log probability of counts under one gamma, conditioned on being listed, and its slopes (2, n)."""
    height, slopes = _log_negative_binomial(n, e, shape, rate)
    if least == 0:
        return height, slopes
    missing, moved = np.zeros_like(e), np.zeros((2, len(e)))
    for count in range(least):
        logs, each = _log_negative_binomial(np.full_like(e, count), e, shape, rate)
        missing += np.exp(logs)
        moved += np.exp(logs) * each
    return height - np.log1p(-missing), slopes + moved / (1 - missing)


def _log_negative_binomial(n: Array, e: Array, shape: float, rate: float) -> tuple[Array, Array]:
    from scipy.special import digamma, gammaln

    height = gammaln(shape + n) - gammaln(shape) - gammaln(n + 1) - n * np.log1p(rate / e) - shape * np.log1p(e / rate)
    by_shape = digamma(shape + n) - digamma(shape) - np.log1p(e / rate)
    by_rate = shape / rate - (shape + n) / (rate + e)
    return height, np.stack([by_shape, by_rate])


def _make_prior(
    told: Array, height: float, points: tuple[Array, Array, Array], least: int, total: float
) -> GammaMixture:
    """The prior at the best end, its components in the order of their means, the larger first, with its errors."""
    step = 1e-4
    curvature = np.stack(
        [
            (_mean_loss(told + move, *points, least, total)[1] - _mean_loss(told - move, *points, least, total)[1])
            * total / (2 * step)
            for move in step * np.eye(5)
        ]
    )  # fmt: skip
    shapes, share = np.exp(told[:4]), 1 / (1 + np.exp(-told[4]))
    slopes = np.array([*shapes, share * (1 - share)])
    with np.errstate(invalid="ignore"):
        errors = np.sqrt(np.diag(np.linalg.pinv((curvature + curvature.T) / 2))) * slopes
    first, second = (shapes[0], shapes[1], errors[0], errors[1]), (shapes[2], shapes[3], errors[2], errors[3])
    if first[0] / first[1] < second[0] / second[1]:
        first, second, share = second, first, 1 - share
    return GammaMixture(
        float(first[0]), float(first[1]), float(second[0]), float(second[1]), float(share), height,
        (float(first[2]), float(first[3]), float(second[2]), float(second[3]), float(errors[4])),
    )  # fmt: skip


def _posterior(n: Array, e: Array, prior: GammaMixture) -> tuple[Array, Array, Array, Array]:
    """Shape and rate of both components given the counts."""
    return prior.shape1 + n, prior.rate1 + e, prior.shape2 + n, prior.rate2 + e


def _share_of_first(n: Array, e: Array, prior: GammaMixture) -> Array:
    one = _log_negative_binomial(n, e, prior.shape1, prior.rate1)[0] + np.log(prior.share)
    two = _log_negative_binomial(n, e, prior.shape2, prior.rate2)[0] + np.log1p(-prior.share)
    return np.exp(one - np.logaddexp(one, two))


def mixture_quantile(q: float, share: Array, shape1: Array, rate1: Array, shape2: Array, rate2: Array) -> Array:
    """The quantile of a mixture of two gammas: between those of its parts, by Newton's steps held in by halving."""
    from scipy.special import gammainc, gammaincinv, gammaln

    ends = np.stack([gammaincinv(shape1, q) / rate1, gammaincinv(shape2, q) / rate2])
    low, high = ends.min(axis=0), ends.max(axis=0)
    x = share * ends[0] + (1 - share) * ends[1]
    for _ in range(200):
        error = share * gammainc(shape1, rate1 * x) + (1 - share) * gammainc(shape2, rate2 * x) - q
        low, high = np.where(error < 0, x, low), np.where(error > 0, x, high)
        density = share * np.exp(shape1 * np.log(rate1 * x) - rate1 * x - gammaln(shape1)) + (1 - share) * np.exp(
            shape2 * np.log(rate2 * x) - rate2 * x - gammaln(shape2)
        )
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = x - error * x / density
        moved = np.where((moved > low) & (moved < high), moved, (low + high) / 2)
        if np.all(np.abs(moved - x) <= 1e-12 * x):
            return moved
        x = moved
    return x
