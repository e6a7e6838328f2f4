"""How likely what studies saw is under a curve: what multiplies its shape in closed form, the rest by search.

    y_i = X_i b + fixed_i + X_i u_i + e_i,   u_i ~ N(0, Psi),  e_i ~ N(0, S_i)

X_i holds, for each dose of study i, the shape there less the shape at its lowest dose; S_i has the shared control. The
curve's own factors differ between studies (its size; slope and bend of a line), with any covariance. A curve without a
factor differs by a share of itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.doses.dose_contrasts import DoseContrasts
from neurodose.evidence.doses.dose_curves import Shape
from neurodose.evidence.effects import Array

Between = Literal["size", "none"]
Likelihood = Literal["ML", "REML"]

WORST = 1e12  # of the deviance, where a covariance cannot be inverted: no search stays there
BEST_STARTS = 4
MOST_STEPS = 4000
FINE = 1e-10  # in shares of the range and in deviance: where a search may stop
SAME = 1e-9  # of deviances: no difference
SPREADS = (0.0, 0.2, 1.0)  # starts of how far studies differ, in units of the curve's size


@dataclass(frozen=True, eq=False)
class Solved:
    """What is best at given bends and spreads: deviance, factors (q,), the inverse of their information (q, q)."""

    deviance: float
    factors: Array
    covariance: Array


@dataclass(frozen=True, eq=False)
class Search:
    """Where a search ended: shares of the free parameters and entries of the root of Psi, and the deviance there."""

    at: Array
    deviance: float


@dataclass(frozen=True, eq=False)
class DoseModel:
    """A shape, the studies, how studies differ and which likelihood.

    row, value: where given, factors b are held to row · b = value, for a profile; the row may bend with free values
    held: free parameters held at a share of their range, by position
    """

    contrasts: DoseContrasts
    shape: Shape
    between: Between
    likelihood: Likelihood
    row: Callable[[Array], Array] | None = None
    value: float = 0.0
    held: tuple[tuple[int, float], ...] = ()

    @cached_property
    def _padded(self) -> tuple[Array, Array, Array]:
        """Effects (k, m), covariances (k, m, m), and which entries are real; others are independent zeros."""
        data = self.contrasts
        k, m = len(data), max(len(y) for y in data.effects)
        y, s, real = np.zeros((k, m)), np.tile(np.eye(m), (k, 1, 1)), np.zeros((k, m), bool)
        for i, (effects, covariance) in enumerate(zip(data.effects, data.covariances, strict=True)):
            n = len(effects)
            y[i, :n], s[i, :n, :n], real[i, :n] = effects, covariance, True
        return y, s, real

    @cached_property
    def _doses(self) -> tuple[Array, Array, Array]:
        """The different doses; which of them each padded entry has (k, m), and each study's lowest (k,)."""
        data, (_, _, real) = self.contrasts, self._padded
        different = np.unique(data.all_doses)
        at = np.zeros(real.shape, int)
        at[real] = np.searchsorted(different, np.concatenate(data.doses))
        return different, at, np.searchsorted(different, data.lowest)

    @property
    def factors(self) -> int:
        return len(self.shape.linear)

    @property
    def spreads(self) -> int:
        """How many numbers say how studies differ: the entries of a triangular root."""
        q = max(1, self.factors)
        return q * (q + 1) // 2 if self.between == "size" else 0

    @property
    def sought(self) -> list[int]:
        """Positions of the free parameters that are searched for."""
        fixed = {position for position, _ in self.held}
        return [i for i in range(len(self.shape.free)) if i not in fixed]

    def values(self, at: Array) -> Array:
        """Values of all free parameters."""
        shares = dict(self.held) | dict(zip(self.sought, at[: len(self.sought)], strict=True))
        return np.array([free.at(float(shares[i])) for i, free in enumerate(self.shape.free)])

    def designs(self, values: Array) -> tuple[Array, Array]:
        """X (k, m, q) and the fixed part (k, m) at values of the free parameters."""
        different, at, lowest = self._doses
        real = self._padded[2]
        table = self.shape.columns(different, values)
        x = (table[at] - table[lowest][:, None, :]) * real[:, :, None]
        if self.shape.fixed is None:
            return x, np.zeros(real.shape)
        line = self.shape.fixed(different, values)
        return x, (line[at] - line[lowest][:, None]) * real

    @cached_property
    def _sizes(self) -> Array:
        """A natural size of each factor, so that spreads are searched for near one."""
        x, fixed = self.designs(self.values(np.full(len(self.sought), 0.5)))
        y, _, real = self._padded
        typical = float(np.sqrt(np.mean(y[real] ** 2))) or 1.0
        columns = x[real] if self.factors else fixed[real][:, None]
        size = np.sqrt(np.mean(columns**2, axis=0))
        return typical / np.where(size > 0, size, typical)

    def psi(self, at: Array) -> Array:
        """The covariance of factors between studies (q, q), from the entries of its root."""
        q = max(1, self.factors)
        root = np.zeros((q, q))
        if self.between == "size":
            root[np.tril_indices(q)] = at[len(self.sought) :]
        root *= self._sizes[:, None]
        return root @ root.T

    def solve(self, at: Array) -> Solved:
        """The best factors at shares of free parameters and entries of the root of Psi."""
        values = self.values(at)
        x, fixed = self.designs(values)
        y, s, _ = self._padded
        varying = x if self.factors else fixed[:, :, None]
        total = s + varying @ self.psi(at) @ varying.transpose(0, 2, 1)
        try:
            root = np.linalg.cholesky(total)
        except np.linalg.LinAlgError:
            return Solved(WORST, np.full(self.factors, np.nan), np.full((self.factors,) * 2, np.nan))
        start, free = self._loosened(values)
        rest = y - fixed - x @ start
        both = np.linalg.solve(root, np.concatenate([rest[:, :, None], x @ free], axis=2))
        deviance = 2 * float(np.sum(np.log(np.diagonal(root, axis1=1, axis2=2))))
        flat = both.reshape(-1, both.shape[2])
        return self._finish(flat[:, 0], flat[:, 1:], deviance, start, free)

    def _loosened(self, values: Array) -> tuple[Array, Array]:
        """Factors are a start plus free directions of them (q, free ones): all, or those along which row · b stays."""
        if self.row is None:
            return np.zeros(self.factors), np.eye(self.factors)
        row = self.row(values)
        start = self.value * row / max(float(row @ row), 1e-300)
        turned = np.linalg.qr(np.column_stack([row, np.eye(self.factors)]))[0]
        return start, turned[:, 1:]

    def _finish(self, rest: Array, x: Array, deviance: float, start: Array, free: Array) -> Solved:
        """Least squares of whitened effects on whitened columns, by their singular values: no column need be large."""
        size = np.linalg.norm(x, axis=0)
        size = np.where(size > 0, size, 1.0)
        left, values, right = np.linalg.svd(x / size, full_matrices=False)
        if values.size and values.min() < 1e-11 * max(values.max(), 1e-300):
            return Solved(WORST, np.full(self.factors, np.nan), np.full((self.factors,) * 2, np.nan))
        inverse = right.T / values
        found = inverse @ (left.T @ rest) / size
        off = rest - x @ found
        deviance += float(off @ off) + self.contrasts.contrasts * float(np.log(2 * np.pi))
        if self.likelihood == "REML":
            deviance += 2 * float(np.sum(np.log(values)) + np.sum(np.log(size))) - self._plain
            deviance -= len(values) * float(np.log(2 * np.pi))
        covariance = (inverse @ inverse.T) / np.outer(size, size)
        return Solved(deviance, start + free @ found, free @ covariance @ free.T)

    @cached_property
    def _plain(self) -> float:
        """log |X'X|, which makes restricted likelihoods those of contrasts."""
        x = self.designs(np.empty(0))[0][self._padded[2]]
        return float(np.linalg.slogdet(x.T @ x)[1])

    @property
    def box(self) -> list[tuple[float, float]]:
        return [(0.0, 1.0)] * len(self.sought) + [(-50.0, 50.0)] * self.spreads

    def search(self) -> Search:
        """The lowest deviance, from several starts; raises EvidenceError where the search does not end."""
        ranked = sorted(self._starts(), key=self._reach)[:BEST_STARTS]
        if self._reach(ranked[0]) >= WORST:
            raise EvidenceError(
                f"the doses of these arms cannot tell the parameters of {self.shape.told} apart",
                exists=f"doses: {', '.join(f'{d:g}' for d in self._doses[0])}",
                hint="take a curve with fewer parameters",
            )
        if not self.box:
            return Search(ranked[0], self._reach(ranked[0]))
        ends = [self._descend(start) for start in ranked]
        return self._polish(min(ends, key=lambda end: end.deviance))

    def search_near(self, at: Array) -> Search:
        """The lowest deviance around a place, for a profile. No spread at all is no start: there nothing slopes."""
        if not self.box:
            return Search(np.empty(0), self._reach(np.empty(0)))
        start, q = at.copy(), max(1, self.factors)
        spread = start[len(self.sought) :]
        if self.spreads and np.max(np.abs(spread)) < SPREADS[1] / 2:
            spread += SPREADS[1] * np.eye(q)[np.tril_indices(q)]
        return self._descend(start)

    def _reach(self, at: Array) -> float:
        return self.solve(at).deviance

    def _starts(self) -> list[Array]:
        points = 9 if len(self.sought) == 1 else 5
        axes = [(np.arange(points) + 0.5) / points] * len(self.sought)
        grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, len(axes)) if axes else np.empty((1, 0))
        if len(self.sought) > 3:  # a full grid would be too many
            grid = np.random.default_rng(0).uniform(size=(200, len(self.sought)))
        q = max(1, self.factors)
        roots = [np.eye(q)[np.tril_indices(q)] * spread for spread in SPREADS] if self.spreads else [np.empty(0)]
        return [np.concatenate([point, root]) for point in grid for root in roots]

    def _descend(self, start: Array) -> Search:
        from scipy.optimize import minimize

        done: Any = minimize(self._reach, start, method="L-BFGS-B", bounds=self.box, options={"maxiter": 300})
        return Search(np.asarray(done.x), float(done.fun))

    def _polish(self, best: Search) -> Search:
        """To all digits that a deviance has, without slopes, which differences give to half of them only."""
        from scipy.optimize import minimize

        low, high = np.array(self.box).T
        size, corners = len(best.at), [best.at]
        for i in range(size):
            step = np.zeros(size)
            step[i] = 0.01 if best.at[i] + 0.01 <= high[i] else -0.01
            corners.append(best.at + step)
        done: Any = minimize(
            self._reach,
            best.at,
            method="Nelder-Mead",
            bounds=self.box,
            options={"xatol": FINE, "fatol": FINE, "maxiter": MOST_STEPS, "maxfev": MOST_STEPS,
                     "initial_simplex": np.clip(corners, low, high)},
        )  # fmt: skip
        if not done.success or float(done.fun) >= WORST:
            raise EvidenceError(
                f"the curve {self.shape.told} does not settle in {MOST_STEPS} steps",
                hint='take a simpler one, more doses, or between="none"',
            )
        return self._or_none(Search(np.asarray(done.x), float(done.fun)))

    def _or_none(self, best: Search) -> Search:
        """No spread at all, where that fits as well as the smallest that was found."""
        at = best.at.copy()
        at[len(self.sought) :] = 0.0
        deviance = self._reach(at)
        return Search(at, deviance) if deviance <= best.deviance + SAME else best
