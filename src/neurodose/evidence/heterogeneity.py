"""How much true effects differ between studies: estimators of tau², each as its authors define it.

    DL  DerSimonian and Laird 1986        HE  Hedges and Olkin 1985 (variance component)
    HS  Hunter and Schmidt 1990           SJ  Sidik and Jonkman 2005
    ML, REML  maximum and restricted maximum likelihood (Fisher scoring)
    EB  empirical Bayes, Morris 1983      PM  Paule and Mandel 1982

The last two are where the general Q equals its degrees of freedom.

With P = W − W X (XᵀWX)⁻¹ XᵀW, W = diag(1 / (v + tau²)): residuals are Py, the general Q is yᵀPy, and X may hold
moderators. An estimate below zero is zero; a search that does not end says so and gives no number.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError

Array = np.ndarray
Estimator = Literal["DL", "HE", "HS", "SJ", "ML", "REML", "EB", "PM"]
ESTIMATORS: tuple[Estimator, ...] = get_args(Estimator)

MOST_STEPS = 1000
SCORED = ("ML", "REML", "EB")
SWING = 0.5  # of the last step: one that goes back so far comes no nearer soon
SAME_HEIGHT = 1e-9  # of log likelihoods: rounding
CLOSE_ENOUGH = 1e-12  # of the scale of variances: far below what any study can tell


@dataclass(frozen=True)
class Heterogeneity:
    """tau2: variance of true effects between studies; error: its standard error (of ML and REML from the information,
    of others from the variance of Q)
    """

    tau2: float
    error: float


def projection(weights: Array, design: Array) -> Array:
    """P = W − W X (XᵀWX)⁻¹ XᵀW of weights (studies) and design X (studies, coefficients)."""
    weighted = weights[:, None] * design
    inner = np.linalg.inv(design.T @ weighted)
    return np.diag(weights) - weighted @ inner @ weighted.T


def general_q(estimates: Array, variances: Array, design: Array, tau2: float = 0.0) -> float:
    """Weighted squares around the fit, yᵀPy, at a tau²: chi-square with (studies − coefficients) at the true one."""
    weights = 1 / (variances + tau2)
    root = np.sqrt(weights)
    scaled, left = root * estimates, root[:, None] * design
    fitted = left @ np.linalg.lstsq(left, scaled, rcond=None)[0]
    return float(np.sum((scaled - fitted) ** 2))


def estimate_tau2(estimates: Array, variances: Array, design: Array, estimator: Estimator) -> Heterogeneity:
    """Tau² by one of the estimators.

    Raises EvidenceError where there are not more studies than coefficients, where the estimator is unknown, or where
    its search does not end.
    """
    if estimator not in ESTIMATORS:
        raise EvidenceError(
            f'no estimator of tau² is called "{estimator}"', exists=f"there are: {', '.join(ESTIMATORS)}"
        )
    studies, coefficients = design.shape
    if studies <= coefficients:
        raise EvidenceError(
            f"{studies} {'study has' if studies == 1 else 'studies have'} no spread of their own to be estimated",
            exists=f"{coefficients} coefficient{'s are' if coefficients > 1 else ' is'} fitted",
            hint="at least one study more is needed; CommonEffect() asks for no tau²",
        )
    if estimator in SCORED:
        return _by_scoring(estimates, variances, design, estimator)
    return _ESTIMATE[estimator](estimates, variances, design)


def _hedges(y: Array, v: Array, x: Array) -> Heterogeneity:
    p = projection(np.ones_like(v), x)
    free = len(y) - x.shape[1]
    pv = p * v[None, :]
    trace = float(np.trace(pv))
    raw = (float(y @ p @ y) - trace) / free
    tau2 = max(0.0, raw)
    error = np.sqrt((2 * np.sum(pv * pv.T) + 4 * tau2 * trace + 2 * tau2**2 * free) / free**2)
    return Heterogeneity(tau2, float(error))


def _dersimonian_laird(y: Array, v: Array, x: Array) -> Heterogeneity:
    p = projection(1 / v, x)
    free, trace = len(y) - x.shape[1], float(np.trace(p))
    tau2 = max(0.0, (float(y @ p @ y) - free) / trace)
    variance = (2 * free + 4 * tau2 * trace + 2 * tau2**2 * float(np.sum(p * p))) / trace**2
    return Heterogeneity(tau2, float(np.sqrt(variance)))


def _hunter_schmidt(y: Array, v: Array, x: Array) -> Heterogeneity:
    p = projection(1 / v, x)
    free, trace, total = len(y) - x.shape[1], float(np.trace(p)), float(np.sum(1 / v))
    tau2 = max(0.0, (float(y @ p @ y) - len(y)) / total)
    variance = (2 * free + 4 * tau2 * trace + 2 * tau2**2 * float(np.sum(p * p))) / total**2
    return Heterogeneity(tau2, float(np.sqrt(variance)))


def _sidik_jonkman(y: Array, v: Array, x: Array) -> Heterogeneity:
    start = float(np.var(y))
    if start == 0:
        return Heterogeneity(0.0, 0.0)
    p = projection(1 / (v + start), x)
    free = len(y) - x.shape[1]
    # In this estimator weights are relative to the first guess, so tau² itself is the guess times the mean square.
    tau2 = start * float(y @ p @ y) / free
    pv = p * v[None, :]
    spread = 2 * np.sum(pv * pv.T) + 4 * tau2 * np.sum(pv * p.T) + 2 * tau2**2 * np.sum(p * p)
    return Heterogeneity(max(0.0, tau2), float(np.sqrt(start**2 / free**2 * spread)))


def _by_scoring(y: Array, v: Array, x: Array, estimator: Estimator) -> Heterogeneity:
    """Fisher scoring from Hedges's estimate, with half steps where a step would go below zero, and shorter ones where
    they swing around the place they look for.
    """
    tau2 = _hedges(y, v, x).tau2
    enough = CLOSE_ENOUGH * (float(np.mean(v)) + tau2)
    pace, last = 1.0, 0.0
    for _ in range(MOST_STEPS):
        step = pace * _score(y, v, x, tau2, estimator)
        if step * last < 0 and abs(step) > SWING * abs(last):
            pace, step = pace / 2, step / 2
        while tau2 + step < 0 and abs(step) > enough:
            step /= 2
        last = step
        moved = max(0.0, tau2 + step)
        if abs(moved - tau2) <= enough:
            best = _or_zero(y, v, x, moved, estimator)
            return Heterogeneity(best, _error_of_score(v, x, best, estimator))
        tau2 = moved
    raise EvidenceError(
        f"tau² by {estimator} does not converge in {MOST_STEPS} steps",
        exists=f"it stood at {tau2:g} and still moved",
        hint='take another estimator: RandomEffects("PM") or RandomEffects("DL")',
    )


def _or_zero(y: Array, v: Array, x: Array, tau2: float, estimator: Estimator) -> float:
    """Zero, where a likelihood with two hills is higher there than where the search ended."""
    if estimator == "EB" or tau2 == 0:
        return tau2
    return tau2 if _likelihood(y, v, x, tau2, estimator) >= _likelihood(y, v, x, 0.0, estimator) - SAME_HEIGHT else 0.0


def _likelihood(y: Array, v: Array, x: Array, tau2: float, estimator: Estimator) -> float:
    """Logarithm of it, but for what does not depend on tau²."""
    total = v + tau2
    height = -0.5 * (float(np.sum(np.log(total))) + general_q(y, v, x, tau2))
    if estimator == "REML":
        height -= 0.5 * float(np.linalg.slogdet(x.T @ (x / total[:, None]))[1])
    return height


def _score(y: Array, v: Array, x: Array, tau2: float, estimator: Estimator) -> float:
    """The step of tau²."""
    weights = 1 / (v + tau2)
    p = projection(weights, x)
    residual = p @ y
    if estimator == "REML":
        return float((residual @ residual - np.trace(p)) / np.sum(p * p))
    if estimator == "ML":
        return float((residual @ residual - np.sum(weights)) / np.sum(weights**2))
    studies, free = len(y), len(y) - x.shape[1]
    return float((float(y @ residual) * studies / free - studies) / np.sum(weights))


def _error_of_score(v: Array, x: Array, tau2: float, estimator: Estimator) -> float:
    weights = 1 / (v + tau2)
    if estimator == "EB":
        return _error_of_bayes(weights, x.shape[1])
    information = np.sum(projection(weights, x) ** 2) if estimator == "REML" else np.sum(weights**2)
    return float(np.sqrt(2 / information))


def _error_of_bayes(weights: Array, coefficients: int) -> float:
    studies = len(weights)
    return float(np.sqrt(2 * studies**2 / (studies - coefficients)) / np.sum(weights))


def _paule_mandel(y: Array, v: Array, x: Array) -> Heterogeneity:
    tau2 = solve_q(y, v, x, float(len(y) - x.shape[1]))
    return Heterogeneity(tau2, _error_of_bayes(1 / (v + tau2), x.shape[1]))


def solve_q(estimates: Array, variances: Array, design: Array, target: float) -> float:
    """The tau² at which the general Q is a target; 0 where it is below it already. Q falls as tau² rises."""
    from scipy.optimize import brentq

    if general_q(estimates, variances, design) <= target:
        return 0.0
    high = float(np.mean(variances)) + float(np.var(estimates))
    for _ in range(200):
        if general_q(estimates, variances, design, high) < target:
            found: Any = brentq(
                lambda tau2: general_q(estimates, variances, design, tau2) - target, 0.0, high, xtol=1e-14, maxiter=500
            )
            return float(found)
        high *= 2
    raise EvidenceError("tau² has no end: the general Q stays above its target", exists=f"target {target:g}")


_ESTIMATE: Mapping[str, Callable[[Array, Array, Array], Heterogeneity]] = {
    "DL": _dersimonian_laird,
    "HE": _hedges,
    "HS": _hunter_schmidt,
    "SJ": _sidik_jonkman,
    "PM": _paule_mandel,
}


def tau2_interval(estimates: Array, variances: Array, design: Array, level: float = 0.95) -> tuple[float, float]:
    """The interval of tau² in which the general Q is no rare value of chi-square (Q profile, Viechtbauer 2007)."""
    from scipy.stats import chi2

    free, tail = len(estimates) - design.shape[1], (1 - level) / 2
    if free < 1:
        raise EvidenceError("one study has no interval of tau²", hint="at least two are needed")
    ends = [solve_q(estimates, variances, design, float(chi2.ppf(q, free))) for q in (1 - tail, tail)]
    return ends[0], ends[1]


def typical_variance(variances: Array, design: Array) -> float:
    """The typical sampling variance, (k − p) / tr P at tau² 0 (Higgins and Thompson 2002, generalised)."""
    return (len(variances) - design.shape[1]) / float(np.trace(projection(1 / variances, design)))
