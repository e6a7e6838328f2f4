"""The mixture of gammas under which the counts of all pairs are most likely (DuMouchel 1999), by maximum likelihood.

Pairs with a small count are often not listed (those never reported seldom are): the likelihood is then conditioned on
being there, which can be said in two ways. Of one component, P₁ = chance of `least` or more:

    "component"    p f₁(n)/P₁ + (1 − p) f₂(n)/P₂                        as openEBGM; p is a share of the pairs listed
    "mixture"      (p f₁(n) + (1 − p) f₂(n))/(p P₁ + (1 − p) P₂)        as vigipy; p is a share of all pairs

The gradient is exact; the search begins at several places, and what does not end is not given.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError, EvidenceWarning
from neurodose.evidence.signals.gamma_mixture import GammaMixture
from neurodose.evidence.signals.squashing import squash_counts

Array = np.ndarray
Conditioned = Literal["component", "mixture"]

# The likelihood may have several tops: a wide first component or a narrow one, rare or frequent, near one or far above.
STARTS = (
    (0.2, 0.06, 1.4, 1.8, 0.1), (0.2, 0.1, 2.0, 4.0, 1 / 3), (2.0, 1.0, 2.0, 4.0, 0.5), (1.0, 0.2, 3.0, 3.0, 0.3),
    (6.0, 1.5, 3.5, 4.5, 0.08), (4.0, 0.5, 4.0, 4.0, 0.1), (0.5, 0.2, 6.0, 7.0, 0.3), (2.0, 0.2, 1.0, 1.5, 0.05),
    (10.0, 4.0, 2.0, 4.0, 0.2), (0.3, 0.3, 8.0, 8.0, 0.5), (14.0, 4.0, 3.0, 4.0, 0.04),
)  # fmt: skip
STEPS = 500
FEWEST = 10  # pairs: twice the five numbers that they are to tell
# Shapes and rates that a prior may have. A component outside of them is next to one single ratio, and no spread of
# ratios; other programs draw the line at the same place.
LIMITS = (1e-5, 20.0)
FLAT = 1e-7  # of the gradient, per pair: nothing that a table would show is left to be gained
# Newton's last steps: how many, how far one may lead, how much it may lose, and when it is the last.
POLISHED, FAR, LEAST, CLOSE = 20, 1.0, 1e-12, 1e-8
MOVED = 1e-4  # of a logarithm: how far the gradient is looked at for standard errors


def check_counts(observed: ArrayLike, expected: ArrayLike) -> tuple[Array, Array]:
    """Counts and expectations as arrays of one length; raises EvidenceError for what cannot be one."""
    try:
        n, e = (np.atleast_1d(np.asarray(given, float)) for given in (observed, expected))
    except (TypeError, ValueError):
        raise EvidenceError("counts and expectations are lists of numbers", where="shrinkage") from None
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


def fit_prior(
    observed: ArrayLike, expected: ArrayLike, *, least: int = 1, squash: bool = True,
    conditioned: Conditioned = "component",
) -> GammaMixture:  # fmt: skip
    """The mixture under which the counts are most likely.

    least: the smallest count that is listed; smaller ones are left out, and the likelihood is conditioned on that (0:
    all pairs are listed, those never reported too); conditioned: how, see above; squash: pairs of a count with like
    expectations go together
    Raises EvidenceError for fewer pairs than numbers to be found, and where no start leads to an end.
    """
    n, e = check_counts(observed, expected)
    if least < 0 or least != int(least):
        raise EvidenceError(f"the least count is {least:g}", where="least", hint="it is 0, 1, 2 …")
    if conditioned not in ("component", "mixture"):
        raise EvidenceError(f'counts are not conditioned by "{conditioned}"', exists="component, mixture")
    n, e = n[n >= least], e[n >= least]
    if len(n) < FEWEST:
        raise EvidenceError(
            f"{len(n)} pairs with a count of {least:g} or more cannot tell the five numbers of a prior",
            hint="give a prior, or more pairs",
        )
    points = _Points.of(*squash_counts(n, e), int(least), conditioned)
    found = [end for end in map(points.climb, STARTS) if end is not None]
    if not squash:
        # From the ends of the squashed search, each once: the way from afar is dear with every pair.
        points = _Points.of(n, e, np.ones_like(n), int(least), conditioned)
        found = [end for end in map(points.climb, _distinct(found)) if end is not None]
    if not found:
        return points.make_prior(points.climb_within().x)
    return points.make_prior(points.polish(min(found, key=lambda end: end.fun).x))


def _distinct(ends: list[Any]) -> list[tuple[float, ...]]:
    """Ends that lie apart, as starts: the larger mean first."""
    told = dict[tuple[float, ...], tuple[float, ...]]()
    for end in ends:
        one, two, share = end.x[:2], end.x[2:4], 1 / (1 + np.exp(-end.x[4]))
        if one[0] - one[1] < two[0] - two[1]:
            one, two, share = two, one, 1 - share
        start = (*np.exp(one).tolist(), *np.exp(two).tolist(), float(share))
        told.setdefault(tuple(round(value, 2) for value in start), start)
    return list(told.values())


def find_log_likelihood(
    prior: GammaMixture, observed: ArrayLike, expected: ArrayLike, *, least: int = 1,
    conditioned: Conditioned = "component",
) -> float:  # fmt: skip
    """How likely counts are under a prior, every pair by itself: what `fit_prior` makes largest."""
    n, e = check_counts(observed, expected)
    points = _Points.of(n[n >= least], e[n >= least], np.ones(int(np.sum(n >= least))), least, conditioned)
    with np.errstate(divide="ignore"):
        logit = float(np.log(prior.share) - np.log1p(-prior.share))
    return -points.loss(np.array([*np.log(prior.values[:4]), logit]))[0] * points.total


@dataclass(frozen=True, eq=False)
class _Points:
    """Counts (values[place]), expectations and weights, and how they are conditioned on being listed."""

    values: Array
    place: Array
    expected: Array
    weight: Array
    least: int
    conditioned: Conditioned

    @classmethod
    def of(cls, n: Array, e: Array, weight: Array, least: int, conditioned: Conditioned) -> _Points:
        # Special functions are asked once for each count, of which there are far fewer than pairs.
        values, place = np.unique(n, return_inverse=True)
        return cls(values, place, e, weight, least, conditioned)

    @property
    def total(self) -> float:
        return float(self.weight.sum())

    def climb(self, start: tuple[float, ...]) -> Any:
        """The end of a free search; None where it has none, or lies outside of the limits."""
        from scipy.optimize import minimize

        with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
            end = minimize(self.loss, _told(start), jac=True, method="BFGS", options={"gtol": FLAT, "maxiter": STEPS})
            sizes = np.exp(end.x[:4])
        is_within = np.all((sizes > LIMITS[0]) & (sizes < LIMITS[1]))
        # A line search that gains nothing more ends without success, though the slope is none.
        is_end = np.isfinite(end.fun) and is_within and np.max(np.abs(end.jac)) < 1e3 * FLAT
        return end if is_end else None

    def climb_within(self) -> Any:
        """The best end within the limits where the best of all lies outside of them."""
        from scipy.optimize import minimize

        sides = [(float(np.log(LIMITS[0])), float(np.log(LIMITS[1])))] * 4 + [(-20.0, 20.0)]
        options = {"maxiter": STEPS, "ftol": 1e-15, "gtol": FLAT}
        found = list[Any]()
        for start in STARTS:
            with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
                end: Any = minimize(self.loss, _told(start), jac=True, method="L-BFGS-B", bounds=sides, options=options)
            found += [end] if np.isfinite(end.fun) and end.success else []
        if not found:
            raise EvidenceError(
                "no prior is found: the search does not end from any start",
                exists=f"{len(self.expected)} points of counts",
                hint="give prior=GammaMixture(…), or look at the counts",
            )
        warnings.warn(
            f"a component of the prior lies at a limit ({LIMITS[0]:g} or {LIMITS[1]:g}), or is not needed: these "
            "counts tell fewer than the five numbers of a mixture",
            EvidenceWarning,
            stacklevel=4,
        )
        return min(found, key=lambda end: end.fun)

    def loss(self, told: Array) -> tuple[float, Array]:
        """Minus the mean log likelihood, and its gradient, at logarithms of shapes and rates and the logit of the
        share.
        """
        shapes, share = np.exp(told[:4]), 1 / (1 + np.exp(-told[4]))
        each = [self._component(shapes[at], shapes[at + 1]) for at in (0, 2)]
        listed = [self._listed(shapes[at], shapes[at + 1]) for at in (0, 2)] if self.least else []
        if self.conditioned == "component" and listed:
            each = [(one[0] - other[0], one[1] - other[1]) for one, other in zip(each, listed, strict=True)]
        height, slopes = _mix(each, share, told[4])
        if self.conditioned == "mixture" and listed:
            below, moved = _mix(listed, share, told[4])
            height, slopes = height - below, slopes - moved
        slopes[:4] *= shapes[:, None]
        # Plain sums: a product of so few numbers is no work for the threads of linear algebra.
        return -float(np.sum(self.weight * height)) / self.total, -np.sum(slopes * self.weight, axis=1) / self.total

    def _component(self, shape: float, rate: float) -> tuple[Array, Array]:
        """Log probability of counts under one gamma, and its slopes (2, n) along shape and rate."""
        from scipy.special import digamma, gammaln

        n, e = self.values[self.place], self.expected
        ratio = np.log1p(e / rate)
        counted = gammaln(shape + self.values) - gammaln(shape) - gammaln(self.values + 1)
        height = counted[self.place] - n * np.log1p(rate / e) - shape * ratio
        by_shape = (digamma(shape + self.values) - digamma(shape))[self.place] - ratio
        return height, np.stack([by_shape, shape / rate - (shape + n) / (rate + e)])

    def _listed(self, shape: float, rate: float) -> tuple[Array, Array]:
        """Log probability of a count of `least` or more under one gamma, and its slopes: exact where it is tiny."""
        from scipy.special import betainc, digamma, gammaln

        e = self.expected
        ratio = np.log1p(e / rate)
        if self.least == 1:
            none = np.exp(-shape * ratio)
            chance = -np.expm1(-shape * ratio)
            return np.log(chance), np.stack([ratio, -shape * e / (rate * (rate + e))]) * none / chance
        chance, moved = betainc(self.least, shape, e / (rate + e)), np.zeros((2, len(e)))
        for n in range(self.least):
            counted = gammaln(shape + n) - gammaln(shape) - gammaln(n + 1)
            chance_of_n = np.exp(counted - n * np.log1p(rate / e) - shape * ratio)
            moved[0] -= chance_of_n * (digamma(shape + n) - digamma(shape) - ratio)
            moved[1] -= chance_of_n * (shape / rate - (shape + n) / (rate + e))
        return np.log(chance), moved / chance

    def _curvature(self, told: Array) -> Array:
        """Second derivatives of the loss, by differences of its gradient."""
        turns = np.stack([self.loss(told + move)[1] - self.loss(told - move)[1] for move in MOVED * np.eye(5)])
        return (turns + turns.T) / (4 * MOVED)

    def polish(self, told: Array) -> Array:
        """Newton's steps from an end: the top is flat, and what is found is to depend on no way there."""
        loss, slope = self.loss(told)
        for _ in range(POLISHED):
            curvature = self._curvature(told)
            if np.linalg.eigvalsh(curvature)[0] <= 0:
                break
            step = np.linalg.solve(curvature, -slope)
            moved, slope_there = self.loss(told + step)
            if np.max(np.abs(step)) > FAR or moved > loss + LEAST:
                break
            told, loss, slope = told + step, moved, slope_there
            if np.max(np.abs(step)) < CLOSE:
                break
        return told

    def make_prior(self, told: Array) -> GammaMixture:
        """The prior at the best end, the component of the larger mean first, with its errors."""
        height = -self.loss(told)[0] * self.total
        curvature = self._curvature(told) * self.total
        shapes, share = np.exp(told[:4]), 1 / (1 + np.exp(-told[4]))
        slopes = np.array([*shapes, share * (1 - share)])
        with np.errstate(invalid="ignore"):
            errors = np.sqrt(np.diag(np.linalg.pinv(curvature))) * slopes
        order = [0, 1, 2, 3] if shapes[0] / shapes[1] >= shapes[2] / shapes[3] else [2, 3, 0, 1]
        share = share if order[0] == 0 else 1 - share
        one, two, three, four = (float(value) for value in shapes[order])
        told_errors = tuple(float(error) for error in (*errors[order], errors[4]))
        return GammaMixture(one, two, three, four, float(share), height, told_errors)


def _told(start: tuple[float, ...]) -> Array:
    return np.array([*np.log(start[:4]), np.log(start[4] / (1 - start[4]))])


def _mix(parts: list[tuple[Array, Array]], share: float, logit: float) -> tuple[Array, Array]:
    """Log of two parts weighted by the share, and its slopes (5, n) along what they depend on and the logit."""
    one = parts[0][0] - np.logaddexp(0, -logit)
    two = parts[1][0] - np.logaddexp(0, logit)
    both = np.logaddexp(one, two)
    held = np.exp(one - both)
    return both, np.concatenate([held * parts[0][1], (1 - held) * parts[1][1], (held - share)[None]])
