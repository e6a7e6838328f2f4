"""Pairs that are known to have nothing to do with each other are reported together all the same: by how much?

Log ratios y of such negative controls, with standard errors s, tell how far the method itself is off (Schuemie and
others 2014):

    y ~ N(mean, sd² + s²)        mean and sd by maximum likelihood: the empirical null

A ratio of interest is then held against it, and not against 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError

Array = np.ndarray

FEWEST = 5  # controls: fewer leave the spread to chance
WIDEST = 10.0  # of a log ratio: no bias of reports is larger


@dataclass(frozen=True)
class EmpiricalNull:
    """mean, sd: of the log ratios of pairs without an association, beyond their own errors; count: of the controls"""

    mean: float
    sd: float
    count: int

    def calibrate(self, log_ratio: ArrayLike, error: ArrayLike) -> Array:
        """Two-sided p of log ratios against the null: how often a pair without an association is as far off."""
        from scipy.stats import norm

        y, s = np.asarray(log_ratio, float), np.asarray(error, float)
        return 2 * norm.sf(np.abs(y - self.mean) / np.sqrt(self.sd**2 + s**2))

    def interval(self, log_ratio: ArrayLike, error: ArrayLike) -> tuple[Array, Array]:
        """95 % interval of log ratios when the method's own error is taken off and counted in."""
        from scipy.stats import norm

        y, s = np.asarray(log_ratio, float), np.asarray(error, float)
        half = float(norm.ppf(0.975)) * np.sqrt(self.sd**2 + s**2)
        return y - self.mean - half, y - self.mean + half


def fit_null(log_ratios: ArrayLike, errors: ArrayLike) -> EmpiricalNull:
    """The empirical null of negative controls.

    log_ratios, errors: of each control, (n,): as log of ROR, and its standard error
    Raises EvidenceError for fewer than five, numbers that are none, and errors that are not above zero.
    """
    from scipy.optimize import minimize_scalar

    y, s = (np.asarray(given, float).ravel() for given in (log_ratios, errors))
    if y.shape != s.shape:
        raise EvidenceError(f"{len(y)} log ratios have {len(s)} errors", hint="give one for each control")
    bad = ~(np.isfinite(y) & np.isfinite(s) & (s > 0))
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        raise EvidenceError(
            f"the log ratio {y[at]:g} has the error {s[at]:g}", where=f"control {at + 1}",
            hint="leave out pairs with an empty cell",
        )  # fmt: skip
    if len(y) < FEWEST:
        raise EvidenceError(f"{len(y)} negative controls tell no null", hint=f"give {FEWEST} or more")

    def loss(sd: float) -> float:
        variance = sd**2 + s**2
        mean = np.sum(y / variance) / np.sum(1 / variance)
        return float(0.5 * np.sum(np.log(variance) + (y - mean) ** 2 / variance))

    found: Any = minimize_scalar(loss, bounds=(0.0, WIDEST), method="bounded", options={"xatol": 1e-10})
    sd = float(found.x) if loss(float(found.x)) < loss(0.0) else 0.0
    if sd > WIDEST - 1e-6:
        raise EvidenceError(f"the controls spread over more than {WIDEST:g} logarithms", where="log_ratios")
    variance = sd**2 + s**2
    return EmpiricalNull(float(np.sum(y / variance) / np.sum(1 / variance)), sd, len(y))
