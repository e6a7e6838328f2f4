"""Given how far studies differ, everything else is normal: so only that one number is summed over, without any chain.

    y = X b + u + e,   u ~ N(0, tau² G),  e ~ N(0, V),  b ~ N(m, diag(s²)) or flat

For each tau the posterior of b and the height of the likelihood are closed forms. V and G are made diagonal together
once, so each further tau costs a weighted regression. Tau is summed over by Gauss and Legendre's rule in panels of
log(tau), which are halved until halving changes nothing (as Röver 2020, bayesmeta, does it on a grid).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.beliefs.mixture import Mixture, is_endless
from neurodose.evidence.beliefs.priors import Flat, Known, Normal, Spread

Array = np.ndarray

ORDER = 12  # nodes of a panel
FIRST_PANELS = 24
MOST_HALVINGS = 40
SETTLED = 1e-11  # of the whole: what halving a panel may still change; rounding of long sums is below it
FAINT = 80.0  # natural logarithms below the highest: no double sees it
MOST_NODES = 4096  # taken at once, so that large networks fit into memory


@dataclass(frozen=True, eq=False)
class Hierarchy:
    """y: (n,); design: (n, p); sampling: variances (n,), and shared: factors of tau² (n,), once all are diagonal
    prior_mean, prior_precision: of the coefficients (p,); a precision of 0 is flat
    scale: logarithm of the volume that making them diagonal has taken out of the likelihood
    """

    y: Array
    design: Array
    sampling: Array
    shared: Array
    prior_mean: Array
    prior_precision: Array
    scale: float = 0.0

    @classmethod
    def of(
        cls,
        y: Array,
        covariance: Array,
        design: Array,
        priors: tuple[Normal | Flat, ...],
        between: Array | None = None,
    ) -> Hierarchy:
        """covariance: V as (n,) or (n, n); between: G as (n, n), else the studies differ independently.

        Raises EvidenceError where V is no covariance.
        """
        mean, precision = np.array([p.mean for p in priors]), np.array([p.precision for p in priors])
        if covariance.ndim == 1 and between is None:
            return cls(y, design, covariance, np.ones(len(y)), mean, precision)
        v = np.diag(covariance) if covariance.ndim == 1 else covariance
        g = np.eye(len(y)) if between is None else between
        try:
            root = np.linalg.cholesky(v)
        except np.linalg.LinAlgError:
            raise EvidenceError("the covariance of the effects is none: it is not positive definite",
                                hint="look at studies with three arms and more") from None  # fmt: skip
        left = np.linalg.solve(root, np.column_stack([y, design]))
        inner = np.linalg.solve(root, np.linalg.solve(root, g).T)
        shared, turn = np.linalg.eigh((inner + inner.T) / 2)
        turned = turn.T @ left
        scale = -float(np.sum(np.log(np.diag(root))))
        return cls(turned[:, 0], turned[:, 1:], np.ones(len(y)), np.maximum(shared, 0), mean, precision, scale)

    def given(self, tau: Array) -> tuple[Array, Array, Array]:
        """At each tau: the logarithm of the likelihood with b summed out, the mean of b (taus, p), its covariance.

        The constant is that of proper priors; of flat ones, that of a density of one.
        """
        total = self.sampling + np.square(tau)[:, None] * self.shared
        weighted = self.design.T[None] / total[:, None, :]
        information = weighted @ self.design + np.diag(self.prior_precision)
        covariance = np.linalg.inv(information)
        right = weighted @ self.y + self.prior_precision * self.prior_mean
        mean = (covariance @ right[:, :, None])[:, :, 0]
        residual = self.y - mean @ self.design.T
        off = np.sum(self.prior_precision * (mean - self.prior_mean) ** 2, axis=1)
        squares = np.sum(residual**2 / total, axis=1) + off
        proper = self.prior_precision > 0
        flat = self.design.shape[1] - int(proper.sum())
        constant = 0.5 * np.sum(np.log(self.prior_precision[proper])) + 0.5 * (flat - len(self.y)) * np.log(2 * np.pi)
        height = -0.5 * (np.sum(np.log(total), axis=1) + np.linalg.slogdet(information)[1] + squares)
        return self.scale + constant + height, mean, covariance

    def integrate(self, between: Spread) -> Integrated:
        """The posterior over tau by quadrature; raises EvidenceError where it does not settle."""
        if isinstance(between, Known):
            tau, panels, weights, evidence = np.array([between.tau]), None, np.ones(1), float("nan")
            evidence = float(self.given(tau)[0][0])
            return self._gather(tau, weights, evidence, panels)

        def log_height(u: Array) -> Array:
            tau = np.exp(u)
            with np.errstate(divide="ignore"):
                return self.given(tau)[0] + between.log_density(tau) + u

        panels = _settle(log_height, *np.log(between.reach))
        u, weights = panels.nodes
        height = panels.heights - panels.top
        mass = weights * np.exp(height)
        return self._gather(np.exp(u), mass / mass.sum(), float(np.log(mass.sum()) + panels.top), panels)

    def _gather(self, tau: Array, weights: Array, evidence: float, panels: Panels | None) -> Integrated:
        _, means, covariances = self.given(tau)
        return Integrated(self, tau, weights, means, covariances, evidence, panels)


@dataclass(frozen=True, eq=False)
class Panels:
    """Panels of log(tau), (panels, 2), the logarithm of the height at their nodes (panels * ORDER,), the highest."""

    edges: Array
    heights: Array
    top: float
    log_height: Callable[[Array], Array]

    @property
    def nodes(self) -> tuple[Array, Array]:
        """Values of log(tau) and their weights."""
        return _nodes(self.edges)

    @cached_property
    def _masses(self) -> Array:
        _, weights = self.nodes
        return (weights * np.exp(self.heights - self.top)).reshape(-1, ORDER).sum(axis=1)

    def share_below(self, u: float) -> float:
        """Of the posterior, below a value of log(tau)."""
        at = int(np.clip(np.searchsorted(self.edges[:, 0], u, side="right") - 1, 0, len(self.edges) - 1))
        low, high = self.edges[at]
        inside = 0.0
        if u > low:
            nodes, weights = _nodes(np.array([[low, min(u, high)]]))
            inside = float(np.sum(weights * np.exp(self.log_height(nodes) - self.top)))
        return min(1.0, (float(self._masses[:at].sum()) + inside) / float(self._masses.sum()))

    def quantile(self, share: float) -> float:
        from scipy.optimize import brentq

        ends = float(self.edges[0, 0]), float(self.edges[-1, 1])
        found: Any = brentq(lambda u: self.share_below(u) - share, *ends, xtol=1e-13, maxiter=500)
        return float(found)


@dataclass(frozen=True, eq=False)
class Integrated:
    """The posterior: taus of the quadrature with weights (terms,), at each of them means (terms, p) and covariances
    (terms, p, p) of the coefficients, and the logarithm of the evidence.
    """

    hierarchy: Hierarchy
    taus: Array
    weights: Array
    means: Array
    covariances: Array
    log_evidence: float
    panels: Panels | None

    def combination(self, row: Array, spread: float = 0.0) -> Mixture:
        """Of a sum of coefficients, row (p,); spread: how many times tau² is added, 1 for a new study's effect."""
        variance = np.einsum("p,tpq,q->t", row, self.covariances, row) + spread * self.taus**2
        return Mixture(self.weights, self.means @ row, np.sqrt(variance))

    @property
    def tau_mean(self) -> float:
        """Infinite where the tail of the prior leaves none."""
        parts = self.weights * self.taus
        total = float(parts.sum())
        return float("inf") if is_endless(self.taus, parts) else total

    def tau_quantile(self, share: float) -> float:
        return float(self.taus[0]) if self.panels is None else float(np.exp(self.panels.quantile(share)))

    def tau_above(self, tau: float) -> float:
        """The chance that studies differ by more."""
        if self.panels is None:
            return float(self.taus[0] > tau)
        return 1.0 if tau <= 0 else 1 - self.panels.share_below(float(np.log(tau)))


def _nodes(edges: Array) -> tuple[Array, Array]:
    at, weight = np.polynomial.legendre.leggauss(ORDER)
    half = (edges[:, 1] - edges[:, 0])[:, None] / 2
    return (edges.mean(axis=1)[:, None] + half * at).ravel(), (half * weight).ravel()


def _settle(log_height: Callable[[Array], Array], low: float, high: float) -> Panels:
    """Panels in which halving changes nothing that could be seen in the whole."""

    def look(edges: Array) -> Array:
        u = _nodes(edges)[0]
        return np.concatenate([log_height(u[i : i + MOST_NODES]) for i in range(0, len(u), MOST_NODES)])

    marks = np.linspace(low, high, FIRST_PANELS + 1)
    open_edges = np.column_stack([marks[:-1], marks[1:]])
    open_heights, done_edges, done_heights = look(open_edges), np.empty((0, 2)), np.empty(0)
    top = float(open_heights.max())
    for _ in range(MOST_HALVINGS):
        middle = open_edges.mean(axis=1)
        halves = np.column_stack([open_edges[:, 0], middle, middle, open_edges[:, 1]]).reshape(-1, 2)
        heights = look(halves)
        top = max(top, float(heights.max()))
        masses = _masses(halves, heights, top)
        changed = np.abs(_masses(open_edges, open_heights, top) - masses.reshape(-1, 2).sum(axis=1))
        whole = masses.sum() + _masses(done_edges, done_heights, top).sum()
        still = np.repeat((changed > SETTLED * whole) | ~np.isfinite(changed), 2)
        by_node = np.repeat(still, ORDER)
        done_edges = np.concatenate([done_edges, halves[~still]])
        done_heights = np.concatenate([done_heights, heights[~by_node]])
        open_edges, open_heights = halves[still], heights[by_node]
        if not len(open_edges):
            return _kept(done_edges, done_heights, top, log_height)
    raise EvidenceError(
        "the sum over tau does not settle",
        exists=f"{len(open_edges)} stretches still change when they are halved",
        hint="look at the prior of tau: HalfNormal(…) of a scale near that of the effects always settles",
    )


def _masses(edges: Array, heights: Array, top: float) -> Array:
    return (_nodes(edges)[1] * np.exp(heights - top)).reshape(-1, ORDER).sum(axis=1)


def _kept(edges: Array, heights: Array, top: float, log_height: Callable[[Array], Array]) -> Panels:
    """In order, without what is too faint to be seen at either end."""
    order = np.argsort(edges[:, 0])
    edges, table = edges[order], heights.reshape(-1, ORDER)[order]
    bright = np.flatnonzero(table.max(axis=1) > top - FAINT)
    chosen = slice(int(bright[0]), int(bright[-1]) + 1)
    return Panels(edges[chosen], table[chosen].ravel(), top, log_height)
