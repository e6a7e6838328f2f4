"""Effects as a straight function of what is known of studies, with what is left between them: meta-regression.

    y = X b + u + e,  u ~ N(0, tau²),  e ~ N(0, v)

An intercept alone is the plain pool. Intervals by the normal, or by Knapp and Hartung 2003 (the variance of b times the
mean square of residuals, t with k − p degrees of freedom), bounded: never narrower than the normal one's variance.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.heterogeneity import (
    Array,
    Estimator,
    Heterogeneity,
    estimate_tau2,
    general_q,
    tau2_interval,
    typical_variance,
)

Test = Literal["normal", "t", "Hartung-Knapp", "Hartung-Knapp, bounded"]
TESTS: tuple[Test, ...] = get_args(Test)
Between = Estimator | Literal["none"]


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model of k effects with p coefficients.

    estimates, variances, design: what was fitted, (k,), (k,), (k, p); names: of the coefficients
    between: the estimator of tau², or "none"; tau2, tau2_error: between studies, and its standard error
    test: how intervals are made; level: of them
    coefficients, covariance: b and its covariance (scaled where the test asks for it)
    """

    estimates: Array
    variances: Array
    design: Array
    names: tuple[str, ...]
    between: Between
    test: Test
    level: float
    tau2: float
    tau2_error: float
    coefficients: Array
    covariance: Array

    @property
    def k(self) -> int:
        return len(self.estimates)

    @property
    def p(self) -> int:
        return self.design.shape[1]

    @property
    def errors(self) -> Array:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def statistics(self) -> Array:
        """Coefficients over their errors: normal deviates, or t."""
        return self.coefficients / self.errors

    @property
    def has_t(self) -> bool:
        return self.test != "normal"

    @cached_property
    def quantile(self) -> float:
        """How many standard errors lie on either side in an interval."""
        from scipy.stats import norm, t

        tail = 1 - (1 - self.level) / 2
        return float(t.ppf(tail, self.k - self.p) if self.has_t else norm.ppf(tail))

    @property
    def p_values(self) -> Array:
        from scipy.stats import norm, t

        size = np.abs(self.statistics)
        return 2 * (t.sf(size, self.k - self.p) if self.has_t else norm.sf(size))

    @property
    def intervals(self) -> Array:
        """Ends of the interval of each coefficient, (p, 2)."""
        half = self.quantile * self.errors
        return np.stack([self.coefficients - half, self.coefficients + half], axis=1)

    def predict(self, row: Array) -> tuple[float, float]:
        """The mean effect at a row of the design, and its standard error."""
        return float(row @ self.coefficients), float(np.sqrt(row @ self.covariance @ row))

    def prediction_interval(self, row: Array) -> tuple[float, float]:
        """Where the true effect of a new study would lie (Higgins, Thompson and Spiegelhalter 2009), with the same
        quantile as the interval of the mean.
        """
        mean, error = self.predict(row)
        half = self.quantile * float(np.sqrt(error**2 + self.tau2))
        return mean - half, mean + half

    @cached_property
    def q(self) -> float:
        """Cochran's Q: what is left around the fit, weighted by sampling variances alone."""
        return general_q(self.estimates, self.variances, self.design)

    @property
    def q_p(self) -> float:
        from scipy.stats import chi2

        return float(chi2.sf(self.q, self.k - self.p)) if self.k > self.p else 1.0

    @cached_property
    def i2(self) -> float:
        """Of the variance that is left, the share that is not chance, in per cent."""
        return self.i2_at(self.tau2) if self.between != "none" else self._i2_of_q

    @property
    def _i2_of_q(self) -> float:
        free = self.k - self.p
        return max(0.0, 100 * (self.q - free) / self.q) if self.q > 0 and free else 0.0

    def i2_at(self, tau2: float) -> float:
        """I² at a tau², in per cent."""
        if self.k <= self.p:
            return 0.0
        return 100 * tau2 / (tau2 + typical_variance(self.variances, self.design))

    @property
    def h2(self) -> float:
        free = self.k - self.p
        if self.between == "none":
            return self.q / free if free else 1.0
        return self.tau2 / typical_variance(self.variances, self.design) + 1 if free else 1.0

    def tau2_interval(self, level: float | None = None) -> tuple[float, float]:
        """Q profile."""
        return tau2_interval(self.estimates, self.variances, self.design, level or self.level)

    @cached_property
    def moderators_tested(self) -> tuple[int, ...]:
        """Positions of the coefficients that a test of all moderators is about: all but the intercept, or the intercept
        alone where there is nothing else.
        """
        has_intercept = self.names[0] == "intercept"
        return tuple(range(1, self.p)) if has_intercept and self.p > 1 else tuple(range(self.p))

    @property
    def moderators(self) -> tuple[float, float]:
        """The test that all moderators together do nothing: statistic (chi-square; F where the test has t) and p."""
        from scipy.stats import chi2, f

        at = np.array(self.moderators_tested)
        b = self.coefficients[at]
        size = float(b @ np.linalg.solve(self.covariance[np.ix_(at, at)], b))
        if self.has_t:
            return size / len(at), float(f.sf(size / len(at), len(at), self.k - self.p))
        return size, float(chi2.sf(size, len(at)))

    @property
    def r2(self) -> float | None:
        """How much of what is between studies the moderators explain, in per cent; None where there is nothing."""
        if self.between == "none" or self.p == 1:
            return None
        plain = estimate_tau2(self.estimates, self.variances, np.ones((self.k, 1)), self.between).tau2
        return max(0.0, 100 * (plain - self.tau2) / plain) if plain > 0 else 0.0

    @cached_property
    def log_likelihood(self) -> float:
        """The full one, at this fit."""
        total = self.variances + self.tau2
        rss = general_q(self.estimates, self.variances, self.design, self.tau2)
        return float(-0.5 * (self.k * np.log(2 * np.pi) + np.sum(np.log(total)) + rss))

    @cached_property
    def restricted_log_likelihood(self) -> float:
        """That of what is left once coefficients are taken out, as REML has it."""
        total = self.variances + self.tau2
        inner = np.linalg.slogdet(self.design.T @ (self.design / total[:, None]))[1]
        plain = np.linalg.slogdet(self.design.T @ self.design)[1]
        return self.log_likelihood + float(0.5 * (self.p * np.log(2 * np.pi) + plain - inner))


def fit_regression(
    estimates: Array,
    variances: Array,
    design: Array | None = None,
    *,
    names: tuple[str, ...] = (),
    between: Between = "REML",
    test: Test = "normal",
    level: float = 0.95,
    tau2: float | None = None,
) -> Fit:
    """Coefficients by weights 1 / (v + tau²).

    estimates, variances: (k,); design: (k, p), an intercept where it is left out; tau2: a given one, else estimated
    Raises EvidenceError for fewer studies than coefficients, a design whose columns say the same, an unknown test.
    """
    x = np.ones((len(estimates), 1)) if design is None else np.asarray(design, float)
    names = names or ("intercept", *(f"column {i}" for i in range(1, x.shape[1])))
    _check_design(x, names, test)
    check_level(level)
    held = _find_tau2(estimates, variances, x, between, tau2)
    weights = 1 / (variances + held.tau2)
    weighted = weights[:, None] * x
    covariance = np.linalg.inv(x.T @ weighted)
    coefficients = covariance @ (weighted.T @ estimates)
    scale = _scale(estimates, variances, x, held.tau2, test)
    return Fit(
        estimates, variances, x, names, between, test, level, held.tau2, held.error, coefficients, covariance * scale
    )


def check_level(level: float) -> None:
    """Raises EvidenceError where the level of an interval is no share."""
    if not 0 < level < 1:
        raise EvidenceError(f"an interval of level {level:g}", exists="levels lie between 0 and 1",
                            hint="0.95 is that of 95 %")  # fmt: skip


def _find_tau2(y: Array, v: Array, x: Array, between: Between, given: float | None) -> Heterogeneity:
    """Tau² as it was asked for: given, none, or estimated; one study alone has none."""
    if given is not None:
        return Heterogeneity(given, float("nan"))
    if between == "none" or len(y) == x.shape[1] == 1:
        return Heterogeneity(0.0, float("nan"))
    return estimate_tau2(y, v, x, between)


def _scale(y: Array, v: Array, x: Array, tau2: float, test: Test) -> float:
    """What the covariance of coefficients is multiplied by: Knapp and Hartung's mean square."""
    if not test.startswith("Hartung-Knapp"):
        return 1.0
    free = len(y) - x.shape[1]
    if free < 1:
        raise EvidenceError("one study has no mean square", hint='take test="normal", which one study allows')
    size = general_q(y, v, x, tau2) / free
    return max(1.0, size) if test.endswith("bounded") else size


def _check_design(x: Array, names: tuple[str, ...], test: Any) -> None:
    if test not in TESTS:
        raise EvidenceError(f'no test is called "{test}"', exists=f"there are: {', '.join(TESTS)}")
    studies, coefficients = x.shape
    if studies == 0:
        raise EvidenceError("there is no study to be pooled", hint="give at least one with an estimate and its error")
    if studies < coefficients:
        raise EvidenceError(
            f"{studies} studies cannot tell {coefficients} coefficients apart",
            exists=f"coefficients: {', '.join(names)}",
            hint="take fewer moderators",
        )
    # Columns of very different size (a year beside a share) are no dependence: each is judged at its own scale.
    size = np.linalg.norm(x, axis=0)
    if np.any(size == 0) or np.linalg.matrix_rank(x / np.where(size == 0, 1, size)) < coefficients:
        raise EvidenceError(
            "the moderators say the same thing twice, or are the same in all studies",
            exists=f"coefficients: {', '.join(names)}",
            hint="leave one of them out",
        )
