"""Arms that belong together: several that are taken as one, and effects that share one and so are not independent."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from neurodose.evidence.effects import Array, Effects

# Where arms are as large as one another, what two contrasts against one control have in common is half of each.
CORRELATION_OF_SHARED = 0.5


def combine_means(means: Array, sds: Array, sizes: Array) -> tuple[float, float, float]:
    """Mean, SD and number of several groups taken as one: within them, and between their means (Cochrane Handbook
    6.5.2.10, for any number of groups).
    """
    m, s, n = (np.asarray(part, float) for part in (means, sds, sizes))
    total = n.sum()
    mean = float(n @ m / total)
    squares = float(np.sum((n - 1) * s**2) + np.sum(n * (m - mean) ** 2))
    return mean, float(np.sqrt(squares / (total - 1))), float(total)


def combine_correlated(
    estimates: Array, errors: Array, correlation: float = CORRELATION_OF_SHARED
) -> tuple[float, float]:
    """One estimate of several contrasts of one study against the same control, by their covariance (least squares)."""
    y, e = np.asarray(estimates, float), np.asarray(errors, float)
    covariance = correlation * np.outer(e, e) + np.diag((1 - correlation) * e**2)
    weights = np.linalg.solve(covariance, np.ones(len(y)))
    return float(weights @ y / weights.sum()), float(1 / np.sqrt(weights.sum()))


def find_covariance(effects: Effects, correlation: float = CORRELATION_OF_SHARED) -> Array:
    """The covariance of all effects, (k, k): of those of one study that share an arm, the variance of that arm.

    It is read off the columns "treatment_variance" and "control_variance" that extraction fills, or off the variances
    of the other effects of a study that has all of its pairs; where neither is known, `correlation` times both errors.
    """
    covariance = np.diag(effects.variances.astype(float))
    at = dict[str, list[int]]()
    for position, study in enumerate(effects.studies):
        at.setdefault(study, []).append(position)
    for i, j in (pair for positions in at.values() for pair in combinations(positions, 2)):
        covariance[i, j] = covariance[j, i] = _of_pair(effects, at[effects.studies[i]], i, j, correlation)
    return covariance


def _of_pair(effects: Effects, of_study: list[int], i: int, j: int, correlation: float) -> float:
    """Of two effects of one study; arms that are on the same side of both add, on opposite sides take away."""
    found = 0.0
    for side, sign in (("treatment", 1.0), ("control", -1.0)):
        for other, its_sign in (("treatment", 1.0), ("control", -1.0)):
            if _label(effects, i, side) == _label(effects, j, other):
                found += sign * its_sign * _variance_of(effects, of_study, i, j, side, correlation)
    return found + _standardiser_of(effects, i, j)


def _label(effects: Effects, at: int, side: str) -> str:
    names = effects.treatments if side == "treatment" else effects.controls
    return names[at] if names else f"{side} {at}" if side == "treatment" else "control"


def _variance_of(effects: Effects, of_study: list[int], i: int, j: int, side: str, correlation: float) -> float:
    known = effects.columns.get(f"{side}_variance")
    if known is not None and np.isfinite(known[i]):
        return float(known[i])
    third = _third_side(effects, of_study, i, j)
    if third is not None:
        return float(effects.variances[i] + effects.variances[j] - effects.variances[third]) / 2
    return correlation * float(effects.errors[i] * effects.errors[j])


def _third_side(effects: Effects, of_study: list[int], i: int, j: int) -> int | None:
    """The effect that closes the triangle of two others of a study."""
    if not (effects.treatments and effects.controls):
        return None
    ends = {effects.treatments[i], effects.controls[i]} ^ {effects.treatments[j], effects.controls[j]}
    return next((at for at in of_study if {effects.treatments[at], effects.controls[at]} == ends), None)


def _standardiser_of(effects: Effects, i: int, j: int) -> float:
    """Standardised differences of one study share their SD as well: g g′ / 2N (Gleser and Olkin 2009)."""
    people = effects.columns.get("standardised_by")
    if effects.measure.symbol != "SMD" or people is None or not np.isfinite(people[i]):
        return 0.0
    return float(effects.estimates[i] * effects.estimates[j] / (2 * people[i]))
