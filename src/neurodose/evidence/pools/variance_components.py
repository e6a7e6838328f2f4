"""Effects that belong together: what they share is a variance of its own, found by (restricted) maximum likelihood.

    y = X b + Σ_r u_r + e,   cov(y) = M = V + Σ_r theta_r K_r,   theta_r ≥ 0

V: of sampling, in blocks; K_r: 1 where two effects share a unit of level r. Nothing is shared between blocks, so all is
sums over blocks, and blocks of the same size are worked out together. With P = M⁻¹ − M⁻¹X(XᵀM⁻¹X)⁻¹XᵀM⁻¹:

    slope_r = ½ (yᵀP K_r P y − tr P K_r),   information_rs = ½ tr(P K_r P K_s)        (REML; ML has M⁻¹ in the traces)

Numbers only; levels have names in `multilevel.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.heterogeneity import Array

Likelihood = Literal["REML", "ML"]
MOST_STEPS, MOST_HALVES = 500, 60
STANDS = 1e-11  # of a step, in standard errors: far below what effects can tell
SAME_HEIGHT = 1e-10  # of log likelihoods: rounding


@dataclass(frozen=True, eq=False)
class Blocks:
    """Blocks of one size: g of them, n effects each, p coefficients, r levels.

    at: positions of their effects, (g, n); y: (g, n); x: (g, n, p); sampling: V, (g, n, n); shared: K, (r, g, n, n)
    """

    at: Array
    y: Array
    x: Array
    sampling: Array
    shared: Array


@dataclass(frozen=True, eq=False)
class Sums:
    """What all blocks together are at some theta.

    coefficients, covariance: b and (XᵀM⁻¹X)⁻¹; height: log likelihood; slopes, information: by theta
    """

    coefficients: Array
    covariance: Array
    height: float
    slopes: Array
    information: Array


def make_blocks(
    estimates: Array, design: Array, sampling: Array, levels: Sequence[Array], block_of: Array
) -> tuple[Blocks, ...]:
    """Effects in blocks. sampling: variances (k,), or V (k, k); levels: of each effect its unit, one array a level;
    block_of: of each effect its block, which holds all that shares a unit or an error.
    """
    by_size = dict[int, list[Array]]()
    for block in np.unique(block_of):
        at = np.flatnonzero(block_of == block)
        by_size.setdefault(len(at), []).append(at)
    return tuple(
        _stack(np.array(members), estimates, design, sampling, levels) for _, members in sorted(by_size.items())
    )


def _stack(at: Array, y: Array, x: Array, sampling: Array, levels: Sequence[Array]) -> Blocks:
    n = at.shape[1]
    rows, columns = at[:, :, None], at[:, None, :]
    v = sampling[rows, columns] if sampling.ndim == 2 else sampling[at][:, :, None] * np.eye(n)
    shared = np.array([level[rows] == level[columns] for level in levels], float)
    return Blocks(at, y[at], x[at], v, shared.reshape(len(levels), len(at), n, n))


def add_up(blocks: Sequence[Blocks], theta: Array, likelihood: Likelihood) -> Sums:
    """Everything at one theta; raises LinAlgError where M is no covariance."""
    parts = [(block, np.linalg.inv(_total(block, theta))) for block in blocks]
    inner = sum(np.einsum("gnp,gnm,gmq->pq", b.x, inverse, b.x, optimize=True) for b, inverse in parts)
    pull = sum(np.einsum("gnp,gnm,gm->p", b.x, inverse, b.y, optimize=True) for b, inverse in parts)
    covariance = np.linalg.inv(np.asarray(inner))
    coefficients = covariance @ np.asarray(pull)
    levels, p = len(theta), len(coefficients)
    rest, logs, traces = 0.0, 0.0, np.zeros(levels)
    squares, pairs = np.zeros(levels), np.zeros((levels, levels))
    crossed, doubly = np.zeros((levels, p, p)), np.zeros((levels, levels, p, p))
    for block, inverse in parts:
        residual = block.y - block.x @ coefficients
        drawn = np.einsum("gnm,gm->gn", inverse, residual)
        rest += float(np.sum(residual * drawn))
        logs -= float(np.sum(np.linalg.slogdet(inverse)[1]))
        kinds = inverse @ block.shared  # M⁻¹ K, (r, g, n, n)
        design = inverse @ block.x
        bent = block.shared @ design  # K M⁻¹ X, (r, g, n, p)
        traces += np.einsum("rgnn->r", kinds)
        squares += np.einsum("gn,rgnm,gm->r", drawn, block.shared, drawn, optimize=True)
        pairs += np.einsum("rgnm,sgmn->rs", kinds, kinds, optimize=True)
        crossed += np.einsum("gnp,rgnq->rpq", design, bent, optimize=True)
        doubly += np.einsum("rgnp,gnm,sgmq->rspq", bent, inverse, bent, optimize=True)
    k = sum(block.y.size for block in blocks)
    height = -0.5 * (logs + rest + k * np.log(2 * np.pi))
    if likelihood == "REML":
        plain = sum(np.einsum("gnp,gnq->pq", b.x, b.x) for b in blocks)
        height += 0.5 * (p * np.log(2 * np.pi) + np.linalg.slogdet(np.asarray(plain))[1])
        height += 0.5 * np.linalg.slogdet(covariance)[1]
        worn = np.einsum("pq,rqo->rpo", covariance, crossed)
        traces = traces - np.einsum("rpp->r", worn)
        pairs = pairs - 2 * np.einsum("pq,rsqp->rs", covariance, doubly) + np.einsum("rpq,sqp->rs", worn, worn)
    return Sums(coefficients, covariance, float(height), 0.5 * (squares - traces), 0.5 * pairs)


def _total(block: Blocks, theta: Array) -> Array:
    return block.sampling + np.einsum("r,rgnm->gnm", theta, block.shared)


def total_covariance(blocks: Sequence[Blocks], theta: Array) -> Array:
    """M of all effects, (k, k), in the order in which they were given."""
    k = sum(block.y.size for block in blocks)
    full = np.zeros((k, k))
    for block in blocks:
        full[block.at[:, :, None], block.at[:, None, :]] = _total(block, theta)
    return full


def maximise(
    blocks: Sequence[Blocks], start: Array, likelihood: Likelihood, held: Array | None = None
) -> tuple[Array, Sums]:
    """The theta where the likelihood is highest, by Fisher scoring; what is `held` (a mask) stays as it starts.

    Raises EvidenceError where the search does not end.
    """
    theta, is_held = start.astype(float), np.zeros(len(start), bool) if held is None else held
    here = add_up(blocks, theta, likelihood)
    for _ in range(MOST_STEPS):
        free = ~is_held & ((theta > 0) | (here.slopes > 0))
        if not free.any():
            return theta, here
        step = np.zeros(len(theta))
        step[free] = np.linalg.solve(here.information[np.ix_(free, free)], here.slopes[free])
        errors = 1 / np.sqrt(np.diag(here.information)[free])
        theta, moved, here = _rise(blocks, theta, step, here, likelihood)
        if np.all(np.abs(moved[free]) <= STANDS * errors):
            return theta, here
    raise EvidenceError(
        f"variances of levels by {likelihood} do not converge in {MOST_STEPS} steps",
        exists=f"they stood at {', '.join(f'{value:g}' for value in theta)} and still moved",
        hint="leave a level out, or merge effects of one unit",
    )


def _rise(
    blocks: Sequence[Blocks], theta: Array, step: Array, here: Sums, likelihood: Likelihood
) -> tuple[Array, Array, Sums]:
    """One step, halved until the likelihood does not fall; no variance goes below zero."""
    for _ in range(MOST_HALVES):
        there = np.maximum(0.0, theta + step)
        found = add_up(blocks, there, likelihood)
        if found.height >= here.height - SAME_HEIGHT:
            return there, there - theta, found
        step = step / 2
    return theta, np.zeros(len(theta)), here


def profile_interval(
    blocks: Sequence[Blocks], best: Array, height: float, level: int, likelihood: Likelihood, confidence: float
) -> tuple[float, float]:
    """The values of one theta at which the likelihood, highest by the others, is not lower than chi-square allows."""
    from scipy.optimize import brentq
    from scipy.stats import chi2

    limit, held = float(chi2.ppf(confidence, 1)), np.arange(len(best)) == level

    def above(value: float) -> float:
        start = np.where(held, value, best)
        return 2 * (height - maximise(blocks, start, likelihood, held)[1].height) - limit

    def root(low: float, high: float) -> float:
        solve: Any = brentq
        return float(solve(above, low, high, xtol=1e-14, rtol=1e-10))

    middle = float(best[level])
    low = 0.0 if middle == 0 or above(0.0) <= 0 else root(0.0, middle)
    high = 2 * middle + float(np.mean([np.mean(np.diagonal(b.sampling, axis1=1, axis2=2)) for b in blocks]))
    for _ in range(60):
        if above(high) > 0:
            return low, root(middle, high)
        high *= 2
    raise EvidenceError("the variance of a level has no upper end: the likelihood stays high however large it is")
