"""A posterior is a mixture of normals once tau is summed over: its quantiles, chances and height are exact sums.

p(x) = Σ w_j N(x; m_j, s_j²), one term for each value of tau in the quadrature.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError

Array = np.ndarray

LIGHT = 1e-15  # of all weight: what is left out cannot be seen in a double
FAR = 1e6  # times the smallest: only a tail without an end is followed so far


def is_endless(spreads: Array, parts: Array) -> bool:
    """Whether a sum of parts over ever wider spreads has no end: far out, it still grows by more than can be missed."""
    return bool(spreads[-1] > FAR * spreads[0] and parts[-1] > parts.sum() / FAR)


@dataclass(frozen=True, eq=False)
class Mixture:
    """weights: summing to one, in the order of tau; means, sds: of the normals, each (terms,)"""

    weights: Array
    means: Array
    sds: Array

    @property
    def mean(self) -> float:
        return float(self.weights @ self.means)

    @cached_property
    def sd(self) -> float:
        """Standard deviation; infinite where the prior's tail leaves none (a half-Cauchy with few studies)."""
        parts = self.weights * (self.sds**2 + (self.means - self.mean) ** 2)
        total = float(parts.sum())
        return float("inf") if is_endless(self.sds, parts) else float(np.sqrt(total))

    @cached_property
    def _heavy(self) -> tuple[Array, Array, Array]:
        at = self.weights > LIGHT * self.weights.max()
        return self.weights[at], self.means[at], self.sds[at]

    def below(self, value: float) -> float:
        """The chance that it is below a value."""
        from scipy.special import ndtr

        w, m, s = self._heavy
        return float(w @ ndtr((value - m) / s)) / float(w.sum())

    def above(self, value: float) -> float:
        """The chance that it is above a value: never a difference from one, so that small ones keep their digits."""
        from scipy.special import ndtr

        w, m, s = self._heavy
        return float(w @ ndtr((m - value) / s)) / float(w.sum())

    def density(self, value: float) -> float:
        w, m, s = self.weights, self.means, self.sds
        return float(np.sum(w * np.exp(-0.5 * ((value - m) / s) ** 2) / (s * np.sqrt(2 * np.pi))))

    def quantile(self, share: float) -> float:
        """The value below which it lies with this chance."""
        from scipy.optimize import brentq
        from scipy.special import ndtri

        if not 0 < share < 1:
            raise EvidenceError(f"{share:g} is no share between 0 and 1", where="quantile")
        _, m, s = self._heavy
        ends = m + s * float(ndtri(share))
        low, high = float(ends.min()), float(ends.max())
        if low == high:
            return low
        # From the side on which the chance is small, where it keeps its digits.
        off = (lambda x: self.below(x) - share) if share <= 0.5 else (lambda x: 1 - share - self.above(x))
        if off(low) >= 0 or off(high) <= 0:
            return low if off(low) >= 0 else high
        found: Any = brentq(off, low, high, xtol=1e-15, maxiter=500)
        return float(found)

    @property
    def median(self) -> float:
        return self.quantile(0.5)

    def interval(self, level: float = 0.95) -> tuple[float, float]:
        """The middle of it: as much is left out below as above."""
        tail = (1 - level) / 2
        return self.quantile(tail), self.quantile(1 - tail)
