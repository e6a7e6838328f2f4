"""What one study does to a pool: without it, up to it, and how far it lies from what the others say.

leave_one_out(effects)             # a pool without each study
cumulate(effects, by="year")       # a pool as it stood after each study
find_influence(effects)            # studentised residuals, DFFITS, Cook's distances, …
with_and_without_remembered(effects)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.regression import Fit, fit_regression
from neurodose.evidence.synthesis import Method, Pool, RandomEffects, is_known, synthesize

# Where a study is called influential (Viechtbauer and Cheung 2010): further than three times what a study has on
# average, beyond the middle of chi-square, or moving the estimate by one of its errors.
TIMES = 3
MIDDLE = 0.5
ONE_ERROR = 1.0


@dataclass(frozen=True, eq=False)
class Series:
    """Pools in a row, each with the study that it is without, or that came last."""

    studies: tuple[str, ...]
    pools: tuple[Any, ...]

    def table(self) -> list[dict[str, float | str]]:
        """One row a pool: study, how many effects, estimate and interval as told, p, tau², Q and I²."""
        return [_list(study, pool) for study, pool in zip(self.studies, self.pools, strict=True)]


def _list(study: str, pool: Any) -> dict[str, float | str]:
    low, high = pool.interval
    q = pool.fit.q if isinstance(pool, Pool) else getattr(pool, "q", float("nan"))
    return {"study": study, "k": pool.k, "estimate": pool.show(pool.estimate), "low": pool.show(low),
            "high": pool.show(high), "p": pool.p, "tau2": pool.tau2, "q": q, "i2": pool.i2}  # fmt: skip


def leave_one_out(effects: Effects, method: Method[Any] | None = None) -> Series:
    """A pool without each study in turn, with all of its effects; raises EvidenceError for one study alone."""
    studies = tuple(dict.fromkeys(effects.studies))
    if len(studies) < 2:
        raise EvidenceError("one study cannot be left out: none would be left", exists=f"studies: {', '.join(studies)}")
    return Series(studies, tuple(synthesize(effects.without(study), method) for study in studies))


def cumulate(effects: Effects, by: str = "year", method: Method[Any] | None = None) -> Series:
    """A pool as it stood after each study, in the order of a column; effects of one study come together, and studies of
    which the column says nothing come last.
    """
    column = effects.column(by)
    known = is_known(column)
    told = {study: column[at] for at, study in reversed(list(enumerate(effects.studies))) if known[at]}
    studies = sorted(told, key=lambda study: (told[study], effects.studies.index(study)))
    studies += [study for study in dict.fromkeys(effects.studies) if study not in told]
    pools = list[Any]()
    for last in range(1, len(studies) + 1):
        held = set(studies[:last])
        pools.append(synthesize(effects.take(np.array([study in held for study in effects.studies])), method))
    return Series(tuple(studies), tuple(pools))


def with_and_without_remembered(effects: Effects, method: Method[Any] | None = None) -> tuple[Any, Any | None]:
    """The pool of all, and that of what was read; the second is None where nothing, or all, is remembered."""
    read = ~np.array(effects.remembered, bool)
    whole = synthesize(effects, method)
    return whole, synthesize(effects.take(read), method) if read.any() and not read.all() else None


@dataclass(frozen=True, eq=False)
class Influence:
    """What each study does to a pool, (studies,) each; what cannot be worked out without a study is NaN.

    residuals: studentised, of a study from what the others predict; dffits: how far its prediction moves, in errors
    cook: how far the pool moves, by its covariance; covariance_ratio: below one where the pool is surer without it
    tau2, q: of the others; hat: its leverage; weights: in per cent; dfbetas: (studies, coefficients)
    """

    studies: tuple[str, ...]
    residuals: Array
    dffits: Array
    cook: Array
    covariance_ratio: Array
    tau2: Array
    q: Array
    hat: Array
    weights: Array
    dfbetas: Array

    @property
    def influential(self) -> tuple[str, ...]:
        """Studies that pass one of the four borders of Viechtbauer and Cheung 2010."""
        from scipy.stats import chi2

        k, p = self.dfbetas.shape
        far = np.abs(self.dffits) > TIMES * np.sqrt(p / (k - p))
        far |= chi2.cdf(self.cook, p) > MIDDLE
        far |= self.hat > TIMES * p / k
        far |= np.any(np.abs(self.dfbetas) > ONE_ERROR, axis=1)
        return tuple(study for study, is_far in zip(self.studies, far, strict=True) if is_far)

    def table(self) -> list[dict[str, float | str]]:
        """One row a study."""
        keys = ("residuals", "dffits", "cook", "covariance_ratio", "tau2", "q", "hat", "weights")
        columns: Sequence[Array] = [getattr(self, key) for key in keys]
        return [
            {"study": study, **{key: float(column[at]) for key, column in zip(keys, columns, strict=True)}}
            for at, study in enumerate(self.studies)
        ]


def find_influence(effects: Effects, method: Method[Pool] | None = None) -> Influence:
    """Diagnostics of each effect in a pool or a meta-regression.

    method: one that gives a `Pool`; `RandomEffects()` with normal intervals where none is named
    Raises EvidenceError where there are not two studies more than coefficients.
    """
    pool = synthesize(effects, RandomEffects(test="normal") if method is None else method)
    fit = pool.fit
    if fit.k < fit.p + 2:
        raise EvidenceError(
            f"{fit.k} studies are too few to ask what one of them does", hint=f"{fit.p + 2} at least are needed"
        )
    rows = np.array([_leave(fit, at) for at in range(fit.k)])
    residuals, dffits, cook, ratio, tau2, q = rows[:, :6].T
    names, weights = pool.effects.studies, 100 * pool.weights
    return Influence(names, residuals, dffits, cook, ratio, tau2, q, _hat(fit), weights, rows[:, 6:])


def _hat(fit: Fit) -> Array:
    weights = 1 / (fit.variances + fit.tau2)
    inner = np.linalg.inv(fit.design.T @ (weights[:, None] * fit.design))
    return weights * np.einsum("ij,jk,ik->i", fit.design, inner, fit.design)


def _leave(fit: Fit, at: int) -> Array:
    """Of one study: residual, DFFITS, Cook's distance, ratio of covariances, tau² and Q of the others, DFBETAS."""
    kept, row = np.arange(fit.k) != at, fit.design[at]
    try:
        left = fit_regression(
            fit.estimates[kept], fit.variances[kept], fit.design[kept], names=fit.names, between=fit.between,
            test=fit.test, level=fit.level,
        )  # fmt: skip
    except EvidenceError:
        return np.full(6 + fit.p, np.nan)
    predicted, error = left.predict(row)
    own = float(fit.variances[at] + left.tau2)
    moved, scale = fit.coefficients - left.coefficients, _scale_of(left)
    total = fit.variances + left.tau2
    inner = np.linalg.inv(fit.design.T @ (fit.design / total[:, None]))
    return np.array([
        (fit.estimates[at] - predicted) / np.sqrt(scale * own + error**2),
        (row @ fit.coefficients - predicted) / np.sqrt(scale * _hat(fit)[at] * own),
        moved @ np.linalg.solve(fit.covariance, moved),
        np.linalg.det(left.covariance) / np.linalg.det(fit.covariance),
        left.tau2, left.q, *(moved / np.sqrt(scale * np.diag(inner))),
    ])  # fmt: skip


def _scale_of(fit: Fit) -> float:
    """What the test multiplied the covariance of coefficients by."""
    weights = 1 / (fit.variances + fit.tau2)
    plain = np.linalg.inv(fit.design.T @ (weights[:, None] * fit.design))
    return float(fit.covariance[0, 0] / plain[0, 0])
