"""The likelihood of effects that are published by their p-values, and the way to its peak. Numbers only.

    log L = Σ log delta(p_i) + log N(y_i; x_i b, s_i²) − log A_i,   s² = v + tau²,   A_i = Σ_m delta_m · P(y in range m)

Slopes are exact. The peak is looked for from the fit without selection, in b, tau² and log delta, and then met by
Newton's steps; standard errors are of the curvature there, in b, tau² and delta.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.heterogeneity import Array
from neurodose.evidence.regression import Fit

LARGEST, SMALLEST = 100.0, 1e-6  # weights beyond which studies tell nothing more of them
MOST_NEWTON = 50
MOST_STRIDES, MOST_HALVES, MOST_TURNS = 500, 40, 6
STRIDE = 0.25  # in standard errors of the fit without selection, and in logarithms of weights
LEAST_CURVE = 1e-3  # below which a direction counts as flat
NEAR_TOP = 1e-8  # of log likelihood, from where Newton's steps are sure
STEP = 1e-4  # of differences of slopes, fourth order: their error is about 1e-12 of the curvature
STANDS = 1e-10  # of a step of Newton, in standard errors
FLAT = 1e-5  # of a slope, in standard errors: rounding is far below it


@dataclass(frozen=True, eq=False)
class Ranges:
    """The ranges of p as ranges of effects.

    edges: where the ranges of each study begin and end, rising, (k, ranges + 1); weight_of: which weight holds in each
    own: in which range of p each study lies; counts: studies by range of p
    """

    edges: Array
    weight_of: Array
    own: Array
    counts: Array

    @classmethod
    def of(cls, estimates: Array, errors: Array, steps: tuple[float, ...], side: str) -> Ranges:
        """Of steps of p that end with 1; side: "greater", "less" or "two-sided"."""
        from scipy.stats import norm

        cuts, last = np.array(steps[:-1]), len(steps) - 1
        z = estimates / errors
        up = list(range(last + 1))
        if side == "two-sided":
            p, at = 2 * norm.sf(np.abs(z)), norm.isf(cuts / 2)
            inner, weight_of = np.concatenate([-at, at[::-1]]), [*up, *reversed(up[:-1])]
        elif side == "less":
            p, inner, weight_of = norm.cdf(z), norm.ppf(cuts), up
        else:
            p, inner, weight_of = norm.sf(z), norm.isf(cuts)[::-1], up[::-1]
        edges = errors[:, None] * np.concatenate([[-np.inf], inner, [np.inf]])
        own = np.searchsorted(np.array(steps), p)
        return cls(edges, np.array(weight_of), own, np.bincount(own, minlength=last + 1))


@dataclass(frozen=True, eq=False)
class Peak:
    """Where the likelihood is highest, its height, and standard errors (NaN of what was not looked for)."""

    coefficients: Array
    errors: Array
    tau2: float
    tau2_error: float
    deltas: Array
    delta_errors: Array
    height: float


@dataclass(frozen=True, eq=False)
class _Hill:
    """y, v, x: effects; ranges; is_free: which weights are looked for."""

    y: Array
    v: Array
    x: Array
    ranges: Ranges

    def climb(self, b: Array, tau2: float, deltas: Array) -> tuple[float, Array]:
        """Height, and slopes by b, tau² and every weight."""
        from scipy.special import ndtr

        spread, ranges = self.v + tau2, self.ranges
        s, mean = np.sqrt(spread), self.x @ b
        rest = self.y - mean
        u = (ranges.edges - mean[:, None]) / s[:, None]
        density = np.exp(-0.5 * u**2) / np.sqrt(2 * np.pi)
        pull = np.where(np.isfinite(u), u, 0.0) * density
        shares = np.diff(ndtr(u), axis=1)
        weights = deltas[ranges.weight_of]
        total = shares @ weights
        height = np.sum(
            np.log(deltas[ranges.own]) - 0.5 * (np.log(2 * np.pi * spread) + rest**2 / spread) - np.log(total)
        )
        by_mean = rest / spread + np.diff(density, axis=1) @ weights / (s * total)
        by_spread = (rest**2 / spread - 1 + np.diff(pull, axis=1) @ weights / total) / (2 * spread)
        by_share = np.bincount(ranges.weight_of, (shares / total[:, None]).sum(0), len(deltas))
        slopes = np.concatenate([self.x.T @ by_mean, [by_spread.sum()], ranges.counts / deltas - by_share])
        return float(height), slopes


def climb(
    estimates: Array, variances: Array, design: Array, ranges: Ranges, start: Fit,
    weights: tuple[float, ...] | None, has_spread: bool,
) -> Peak:  # fmt: skip
    """The peak by b, tau² (where there is spread) and the weights but the first (where none are stated).

    Worked out in units of the typical standard error. Raises EvidenceError where a weight runs away or the top is flat.
    """
    unit = float(np.sqrt(np.mean(variances)))
    scaled = replace(ranges, edges=ranges.edges / unit)
    hill = _Hill(estimates / unit, variances / unit**2, design, scaled)
    p, n = design.shape[1], len(ranges.counts)
    deltas = np.ones(n) if weights is None else np.array(weights, float)
    at = np.concatenate([start.coefficients / unit, [start.tau2 / unit**2 if has_spread else 0.0], np.log(deltas)])
    is_free = np.array([True] * p + [has_spread] + [False] + [weights is None] * (n - 1))
    pace = np.concatenate([np.sqrt(np.diag(start.covariance)) / unit, [_pace_of_tau2(start) / unit**2], np.ones(n)])
    at = _climb_to_top(hill, at, is_free, p, pace)
    natural = np.concatenate([at[: p + 1], np.exp(at[p + 1 :])])
    errors = _errors(hill, natural, is_free, p)
    height = hill.climb(natural[:p], float(natural[p]), natural[p + 1 :])[0] - len(estimates) * np.log(unit)
    return Peak(
        natural[:p] * unit, errors[:p] * unit, float(natural[p]) * unit**2, float(errors[p]) * unit**2,
        natural[p + 1 :], errors[p + 1 :], float(height),
    )  # fmt: skip


def _pace_of_tau2(start: Fit) -> float:
    return (
        start.tau2_error if np.isfinite(start.tau2_error) and start.tau2_error > 0 else float(np.mean(start.variances))
    )


def _climb_to_top(hill: _Hill, at: Array, is_free: Array, p: int, pace: Array) -> Array:
    """The top; `is_free` loses tau² where that ends at zero with a slope that goes further down."""
    has_spread = bool(is_free[p])
    for _ in range(MOST_TURNS):
        at = _walk(hill, at, is_free, p, pace[is_free])
        if is_free[p] and at[p] == 0:
            is_free[p] = False
            continue
        at = _newton(hill, at, is_free, p)
        if is_free[p] or not has_spread or _slope(hill, at, p)[1][p] <= 0:
            return at
        is_free[p] = True
    raise _no_peak("the selection model does not converge: tau² goes to zero and back")


def _slope(hill: _Hill, at: Array, p: int) -> tuple[float, Array]:
    """Height and slopes where weights are logarithms."""
    deltas = np.exp(at[p + 1 :])
    height, slopes = hill.climb(at[:p], float(at[p]), deltas)
    return height, np.concatenate([slopes[: p + 1], slopes[p + 1 :] * deltas])


def _walk(hill: _Hill, at: Array, is_free: Array, p: int, pace: Array) -> Array:
    """Up the hill on which the start lies, by steps of Newton that are never longer than a stride, to near its top.

    Such a likelihood may have several tops; long steps would choose one by chance.
    """
    height = _slope(hill, at, p)[0]
    for _ in range(MOST_STRIDES):
        slopes = _slope(hill, at, p)[1][is_free] * pace
        curve = _curvature(lambda here: _slope(hill, here, p)[1], at, is_free) * np.outer(pace, pace)
        values, turns = np.linalg.eigh(curve)
        step = turns @ ((turns.T @ slopes) / np.maximum(np.abs(values), LEAST_CURVE))
        step *= min(1.0, STRIDE / float(np.linalg.norm(step)))
        at, gained = _rise(hill, at, is_free, p, pace * step, height)
        _refuse_runaway(at, is_free, p)
        height += gained
        if gained < NEAR_TOP or (at[p] == 0 and is_free[p]):
            return at
    raise _no_peak(f"the selection model does not converge in {MOST_STRIDES} steps")


def _rise(hill: _Hill, at: Array, is_free: Array, p: int, step: Array, height: float) -> tuple[Array, float]:
    """One step, halved until it goes up; tau² goes no further down than to zero."""
    for _ in range(MOST_HALVES):
        there = at.copy()
        there[is_free] += step
        there[p] = max(0.0, float(there[p]))
        with np.errstate(all="ignore"):  # a step that goes much too far is taken back
            found = _slope(hill, there, p)[0]
        if found >= height:
            return there, found - height
        step = step / 2
    return at, 0.0


def _refuse_runaway(at: Array, is_free: Array, p: int) -> None:
    weights = at[p + 1 :][is_free[p + 1 :]]
    if np.any((weights > np.log(LARGEST)) | (weights < np.log(SMALLEST))):
        raise _no_peak("the likelihood has no end: the weight of a range of p runs away")


def _newton(hill: _Hill, at: Array, is_free: Array, p: int) -> Array:
    """The peak itself, from close by."""
    for _ in range(MOST_NEWTON):
        slopes = _slope(hill, at, p)[1][is_free]
        curve = _curvature(lambda here: _slope(hill, here, p)[1], at, is_free)
        scale = _invert(curve)
        step = scale @ slopes
        if is_free[p]:  # tau² stays above zero
            step *= min(1.0, 0.9 * at[p] / max(1e-300, -step[_place(is_free, p)]))
        at = at.copy()
        at[is_free] += step
        if np.all(np.abs(step) <= STANDS * np.sqrt(np.diag(scale))):
            return at
    slopes, scale = _slope(hill, at, p)[1][is_free], np.sqrt(np.diag(scale))
    if np.all(np.abs(slopes * scale) < FLAT):
        return at
    raise _no_peak(f"the selection model does not converge in {MOST_NEWTON} steps")


def _place(is_free: Array, at: int) -> int:
    return int(is_free[:at].sum())


def _errors(hill: _Hill, natural: Array, is_free: Array, p: int) -> Array:
    curve = _curvature(lambda here: hill.climb(here[:p], float(here[p]), here[p + 1 :])[1], natural, is_free)
    errors = np.full(len(natural), np.nan)
    errors[is_free] = np.sqrt(np.diag(_invert(curve)))
    return errors


def _curvature(slopes: Any, at: Array, is_free: Array) -> Array:
    """Minus the second derivatives by what is free, by differences of slopes (fourth order)."""
    rows = []
    for j in np.flatnonzero(is_free):
        size = STEP * max(abs(at[j]), 0.1)
        shift = np.zeros_like(at)
        shift[j] = size
        one, two = (slopes(at + n * shift) - slopes(at - n * shift) for n in (1, 2))
        rows.append((8 * one - two)[is_free] / (12 * size))
    curve = -np.array(rows)
    return (curve + curve.T) / 2


def _invert(curve: Array) -> Array:
    values = np.linalg.eigvalsh(curve) if np.isfinite(curve).all() else np.array([-1.0])
    if values[0] <= 1e-10 * values[-1]:
        raise _no_peak("the likelihood of the selection model is flat or has no peak where the search ended")
    return np.linalg.inv(curve)


def _no_peak(what: str) -> EvidenceError:
    return EvidenceError(
        what,
        exists="studies this few or this alike do not tell their selection from their effect",
        hint="take fewer steps of p, or stated weights: SelectionModel(*SEVERE)",
    )
