"""How likely counts of rare events are: by the hypergeometric distribution of each study, summed over true effects.

    L(mean, tau) = product over studies of sum over theta of P(events | events of both, theta) N(theta; mean, tau²)

On a grid of true effects that is finer than what any study can tell, such a sum is right to the last digit; where tau
is smaller than the grid's step, Gauss and Hermite's rule takes its place.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.beliefs.priors import Known, Normal, Spread
from neurodose.evidence.effects import Array
from neurodose.threads import on_one_thread

FAINT = 36.0  # natural logarithms below the highest: less than 1e-15 of it
WIDEST = 25.0  # of tau, on the scale of logarithms of odds: no grid reaches further
COARSEST = 0.05  # step of true effects, where studies are small
STEPS = 3.0  # grid steps in the error of the largest study: then sums are right to the last digit
NARROW = 1.5  # steps: a smaller tau is summed over by Gauss and Hermite's rule, a larger one on the grid
CLOSE = 1e-9  # instead of no spread at all: no data tell it apart
HERMITE = 21
MEANS = 161  # grid of the mean at each tau
PANELS = (0.0, 1 / 64, 1 / 32, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)  # of the widest tau
ORDER = 12  # nodes of a panel
TERMS = 2_000_000  # numbers at once
SCANNED = 300  # points on which it is first seen where a study says anything
UNSEEN = 800.0  # natural logarithms below the highest: no double is so small


@dataclass(frozen=True, eq=False)
class RareGrid:
    """taus: (terms,), weights: (terms,), summing to one; means: grids of the mean (terms, points) and shares of each
    point (terms, points), summing to one in each row; log_evidence: of the counts, given how many had the event.
    """

    taus: Array
    weights: Array
    means: Array
    shares: Array
    log_evidence: float


@dataclass(frozen=True, eq=False)
class RareModel:
    """events, totals: of studies that say something, (studies, 2), treatment first"""

    events: Array
    totals: Array
    mean: Normal
    between: Spread

    def integrate(self) -> RareGrid:
        """At each tau, the mean on a grid of its own; then over tau by Gauss and Legendre's rule."""
        taus, weights = self._taus
        rows = [self._at_tau(float(tau)) for tau in taus]
        heights = np.array([height for _, _, height in rows]) + self._density(taus) + np.log(weights)
        top = float(heights.max())
        mass = np.exp(heights - top)
        evidence = float(np.log(mass.sum()) + top)
        means, shares = np.stack([row[0] for row in rows]), np.stack([row[1] for row in rows])
        return RareGrid(taus, mass / mass.sum(), means, shares, evidence)

    def _density(self, taus: Array) -> Array:
        return np.zeros(1) if isinstance(self.between, Known) else self.between.log_density(taus)

    @cached_property
    def _taus(self) -> tuple[Array, Array]:
        if isinstance(self.between, Known):
            return np.array([max(self.between.tau, CLOSE)]), np.ones(1)
        low, high = self.between.reach
        far = np.exp(np.linspace(np.log(low), np.log(high), 4001))
        height = self.between.log_density(far) + np.log(far)
        widest = float(far[height > height.max() - FAINT].max())
        if not 0 < widest <= WIDEST:
            raise EvidenceError(
                f"the prior of tau, {self.between.told}, reaches to {widest:.3g}, which no grid of odds ratios does",
                hint="take one with an end, such as HalfNormal(0.5)",
            )
        edges = widest * np.array(PANELS)
        at, weight = np.polynomial.legendre.leggauss(ORDER)
        half = np.diff(edges)[:, None] / 2
        return ((edges[:-1] + edges[1:])[:, None] / 2 + half * at).ravel(), (half * weight).ravel()

    @cached_property
    def _error(self) -> float:
        """Of the largest study, about."""
        cells = np.concatenate([self.events, self.totals - self.events], axis=1) + 0.5
        return float(np.sqrt(np.min(np.sum(1 / cells, axis=1))))

    @cached_property
    def _reach(self) -> tuple[float, float]:
        """Of the mean: where its prior still says anything."""
        far = self.mean.sd * float(np.sqrt(2 * FAINT))
        return self.mean.mean - far, self.mean.mean + far

    @cached_property
    def _thetas(self) -> tuple[Array, Array]:
        """The grid of true effects, and the logarithm of each study's likelihood there, (studies, points)."""
        far = 8.5 * float(self._taus[0].max())
        low, high = self._reach[0] - far, self._reach[1] + far
        step = min(COARSEST, self._error / STEPS)
        thetas = np.linspace(low, high, int((high - low) / step) + 1)
        rows = [_spread_out(e, n, thetas) for e, n in zip(self.events, self.totals, strict=True)]
        return thetas, np.stack(rows)

    @cached_property
    def _smooth(self) -> Any:
        from scipy.interpolate import CubicSpline

        thetas, heights = self._thetas
        return CubicSpline(thetas, heights, axis=1)

    def _at_tau(self, tau: float) -> tuple[Array, Array, float]:
        """A grid of the mean that holds all of its posterior, shares of its points, the logarithm of the height."""
        low, high = self._reach
        for _ in range(60):
            means = np.linspace(low, high, MEANS)
            heights = self._heights(means, tau)
            seen = np.flatnonzero(heights > heights.max() - FAINT)
            first, last = max(int(seen[0]) - 1, 0), min(int(seen[-1]) + 1, MEANS - 1)
            if last - first > MEANS // 2:
                step = means[1] - means[0]
                shares = np.exp(heights - heights.max())
                return means, shares / shares.sum(), float(heights.max() + np.log(shares.sum() * step))
            low, high = float(means[first]), float(means[last])
        raise EvidenceError("the mean of rare events cannot be placed", where=f"tau {tau:g}")

    @on_one_thread
    def _heights(self, means: Array, tau: float) -> Array:
        """Logarithm of prior and likelihood at each mean."""
        prior = -0.5 * ((means - self.mean.mean) / self.mean.sd) ** 2 - np.log(self.mean.sd * np.sqrt(2 * np.pi))
        thetas, heights = self._thetas
        step = thetas[1] - thetas[0]
        with np.errstate(divide="ignore"):
            if tau > NARROW * step:
                return prior + np.sum(np.log(np.exp(heights) @ _kernel(thetas, means, tau, step)), axis=0)
            nodes, weights = np.polynomial.hermite_e.hermegauss(HERMITE)
            likelihoods = np.exp(self._smooth(means[:, None] + tau * nodes))
            return prior + np.sum(np.log(likelihoods @ (weights / weights.sum())), axis=0)


def _kernel(thetas: Array, means: Array, tau: float, step: float) -> Array:
    """Weights of true effects around each mean, (thetas, means)."""
    return np.exp(-0.5 * ((thetas[:, None] - means) / tau) ** 2) * (step / (tau * np.sqrt(2 * np.pi)))


def _spread_out(events: Array, totals: Array, thetas: Array) -> Array:
    """The same as `_hypergeometric`, along a straight line where it is too small for any double: large studies have
    many terms, and next to nothing to say of most odds ratios.
    """
    every = max(1, len(thetas) // SCANNED)
    coarse = _hypergeometric(events, totals, thetas[::every])
    seen = np.flatnonzero(coarse > coarse.max() - UNSEEN)
    first, last = max(int(seen[0]) - 1, 0) * every, min((int(seen[-1]) + 1) * every, len(thetas) - 1)
    heights = np.empty(len(thetas))
    heights[first : last + 1] = _hypergeometric(events, totals, thetas[first : last + 1])
    step = thetas[1] - thetas[0]
    left, right = heights[first + 1] - heights[first], heights[last] - heights[last - 1]
    heights[:first] = heights[first] + left * (thetas[:first] - thetas[first]) / step
    heights[last + 1 :] = heights[last] + right * (thetas[last + 1 :] - thetas[last]) / step
    return heights


def _hypergeometric(events: Array, totals: Array, thetas: Array) -> Array:
    """Logarithm of the chance that of all with the event so many are in the first arm, at logarithms of odds ratios."""
    from scipy.special import gammaln, logsumexp

    both = events.sum()
    x = np.arange(max(0.0, both - totals[1]), min(totals[0], both) + 1)

    def choose(n: float, k: Array) -> Array:
        return gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

    ways = choose(float(totals[0]), x) + choose(float(totals[1]), both - x)
    at, chunk = int(events[0] - x[0]), max(1, TERMS // len(x))
    total = np.empty(len(thetas))
    for i in range(0, len(thetas), chunk):
        total[i : i + chunk] = logsumexp(ways + thetas[i : i + chunk, None] * x, axis=1)
    return ways[at] + thetas * x[at] - total
