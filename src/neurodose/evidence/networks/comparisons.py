"""A network says of every treatment how it stands against every other: positions on one line, and their covariance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from neurodose.errors import EvidenceError, unknown_name
from neurodose.evidence.effects import Array

Better = Literal["less", "more"]


@dataclass(frozen=True)
class Comparison:
    """One treatment against another, on the scale on which effects add up; prediction: where the true effect of a new
    study would lie, None where too few studies say how they differ.
    """

    treatment: str
    control: str
    estimate: float
    error: float
    interval: tuple[float, float]
    p: float
    prediction: tuple[float, float] | None = None


@dataclass(frozen=True, eq=False)
class Comparisons:
    """Every treatment against every other, by one model.

    positions:  of treatments, (n,), the reference at zero; covariance: of positions, (n, n), zero for the reference
    level:      of intervals
    tau2, free: variance between studies and its degrees of freedom, for predictions; free 0: there are none
    """

    treatments: tuple[str, ...]
    positions: Array
    covariance: Array
    level: float = 0.95
    tau2: float = 0.0
    free: int = 0

    def __len__(self) -> int:
        return len(self.treatments)

    @cached_property
    def estimates(self) -> Array:
        """(n, n): row against column."""
        return self.positions[:, None] - self.positions[None, :]

    @cached_property
    def errors(self) -> Array:
        """Standard errors, (n, n), zero on the diagonal."""
        own = np.diag(self.covariance)
        variances = own[:, None] + own[None, :] - 2 * self.covariance
        np.fill_diagonal(variances, 0.0)
        return np.sqrt(np.maximum(variances, 0.0))

    @cached_property
    def quantile(self) -> float:
        from scipy.special import ndtri

        return float(ndtri(1 - (1 - self.level) / 2))

    @cached_property
    def low(self) -> Array:
        return self.estimates - self.quantile * self.errors

    @cached_property
    def high(self) -> Array:
        return self.estimates + self.quantile * self.errors

    @cached_property
    def p_values(self) -> Array:
        """Two-sided, (n, n), one on the diagonal."""
        from scipy.special import ndtr

        size = np.abs(self.estimates) / np.where(self.errors > 0, self.errors, np.inf)
        return 2 * ndtr(-size)

    def scores(self, better: Better = "less") -> Array:
        """P-scores, (n,): the mean certainty with which each is better than another (Rücker and Schwarzer 2015)."""
        from scipy.special import ndtr

        sign = -1.0 if better == "less" else 1.0
        surely = ndtr(sign * self.estimates / (self.errors + np.eye(len(self))))
        np.fill_diagonal(surely, 0.0)
        return surely.sum(axis=1) / (len(self) - 1)

    @cached_property
    def prediction_half(self) -> Array | None:
        """Half the width of prediction intervals, (n, n), by t with the degrees of freedom of Q; None below two."""
        if self.free < 2:
            return None
        from scipy.special import stdtrit

        return float(stdtrit(self.free, 1 - (1 - self.level) / 2)) * np.sqrt(self.errors**2 + self.tau2)

    def find(self, treatment: str) -> int:
        """The place of a treatment; raises EvidenceError that lists them."""
        if treatment not in self.treatments:
            raise unknown_name(EvidenceError, "treatment", treatment, self.treatments, owner="the network")
        return self.treatments.index(treatment)

    def of(self, treatment: str, control: str) -> Comparison:
        """One treatment against another."""
        i, j = self.find(treatment), self.find(control)
        half = self.prediction_half
        estimate = float(self.estimates[i, j])
        return Comparison(
            treatment, control, estimate, float(self.errors[i, j]),
            (float(self.low[i, j]), float(self.high[i, j])), float(self.p_values[i, j]),
            None if half is None else (estimate - float(half[i, j]), estimate + float(half[i, j])),
        )  # fmt: skip

    def against(self, control: str) -> tuple[Comparison, ...]:
        """Every other treatment against one."""
        self.find(control)
        return tuple(self.of(name, control) for name in self.treatments if name != control)

    def __iter__(self) -> Iterator[Comparison]:
        """Each pair once: the earlier name against the later."""
        for i, treatment in enumerate(self.treatments):
            for control in self.treatments[i + 1 :]:
                yield self.of(treatment, control)
