"""Effects within studies, studies within districts: what is shared at each level has a variance of its own.

    pool = synthesize(effects, ThreeLevel())                          # effects within studies
    pool = synthesize(effects, ThreeLevel("district", "school"))      # schools within districts
    pool = synthesize(effects, ThreeLevel(sampling=sampling_covariance(effects, 0.6)))     # errors go together as well
    pool.estimate, pool.interval, pool.variances, pool.variance_intervals, pool.i2_by_level

Konstantopoulos 2011; Cheung 2014. No study is counted twice for saying something twice.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.heterogeneity import estimate_tau2
from neurodose.evidence.pools.clusters import find_known, find_units, tell_left_out
from neurodose.evidence.pools.variance_components import (
    Blocks,
    Likelihood,
    Sums,
    add_up,
    make_blocks,
    maximise,
    profile_interval,
    total_covariance,
)
from neurodose.evidence.synthesis import make_design


@dataclass(frozen=True, eq=False)
class MultilevelPool:
    """levels: their names, from the outside in; variances: of true effects at each
    names: of the coefficients; design: (k, p); blocks, sums: the numbers behind it; test: "normal" or "t" with k − p
    units: how many there are at each level; likelihood: which was maximised; left_out: effects not used, in words
    """

    effects: Effects
    levels: tuple[str, ...]
    units: tuple[int, ...]
    variances: Array
    names: tuple[str, ...]
    design: Array
    blocks: tuple[Blocks, ...]
    sums: Sums
    likelihood: Likelihood
    test: Literal["normal", "t"]
    level: float
    left_out: str = ""

    @property
    def method(self) -> str:
        told = ", ".join(f"{name}: {n}" for n, name in zip(self.units, self.levels, strict=True))
        return f"random effects at two levels ({told}) by {self.likelihood}, {self.test}{self.left_out}"

    @property
    def k(self) -> int:
        return len(self.effects)

    @property
    def coefficients(self) -> Array:
        return self.sums.coefficients

    @property
    def errors(self) -> Array:
        """Standard errors of the coefficients."""
        return np.sqrt(np.diag(self.sums.covariance))

    @property
    def estimate(self) -> float:
        return float(self.coefficients[0])

    @property
    def error(self) -> float:
        return float(self.errors[0])

    @cached_property
    def log_likelihood(self) -> float:
        """The full one, at this fit."""
        return add_up(self.blocks, self.variances, "ML").height

    @cached_property
    def restricted_log_likelihood(self) -> float:
        """That of what is left once coefficients are taken out, as REML has it."""
        return add_up(self.blocks, self.variances, "REML").height

    @property
    def free(self) -> int:
        """Degrees of freedom, k − p."""
        return self.k - len(self.names)

    @cached_property
    def quantile(self) -> float:
        from scipy.stats import norm, t

        tail = 1 - (1 - self.level) / 2
        return float(t.ppf(tail, self.free) if self.test == "t" else norm.ppf(tail))

    @property
    def intervals(self) -> Array:
        """Of each coefficient, (p, 2)."""
        half = self.quantile * self.errors
        return np.stack([self.coefficients - half, self.coefficients + half], axis=1)

    @property
    def shown(self) -> dict[str, float]:
        """Estimate and interval, as they are told: ratios for their logarithms."""
        return self.effects.measure.show_interval(self.estimate, self.interval)

    @property
    def interval(self) -> tuple[float, float]:
        return float(self.intervals[0, 0]), float(self.intervals[0, 1])

    @property
    def p_values(self) -> Array:
        from scipy.stats import norm, t

        size = np.abs(self.coefficients / self.errors)
        return 2 * (t.sf(size, self.free) if self.test == "t" else norm.sf(size))

    @property
    def p(self) -> float:
        return float(self.p_values[0])

    @property
    def moderators(self) -> tuple[float, float]:
        """The test that all coefficients but the intercept are nothing (the intercept, where it is alone): chi-square,
        or F where the test has t, and p.
        """
        from scipy.stats import chi2, f

        at = np.arange(1 if len(self.names) > 1 else 0, len(self.names))
        b = self.coefficients[at]
        size = float(b @ np.linalg.solve(self.sums.covariance[np.ix_(at, at)], b))
        if self.test == "t":
            return size / len(at), float(f.sf(size / len(at), len(at), self.free))
        return size, float(chi2.sf(size, len(at)))

    @property
    def prediction(self) -> tuple[float, float]:
        """Where the true effect of a new unit at all levels would lie."""
        half = self.quantile * float(np.sqrt(self.error**2 + self.variances.sum()))
        return self.estimate - half, self.estimate + half

    @cached_property
    def variance_intervals(self) -> Array:
        """Of each level's variance, by profile likelihood, (levels, 2)."""
        ends = (
            profile_interval(self.blocks, self.variances, self.sums.height, at, self.likelihood, self.level)
            for at in range(len(self.variances))
        )
        return np.array(list(ends))

    @cached_property
    def q(self) -> float:
        """What is left around the fit by sampling alone; chi-square with k − p if true effects are the same."""
        inner, x, y = self._sampling_inverse, self.design, self.effects.estimates
        rest = y - x @ np.linalg.solve(x.T @ inner @ x, x.T @ inner @ y)
        return float(rest @ inner @ rest)

    @property
    def q_p(self) -> float:
        from scipy.stats import chi2

        return float(chi2.sf(self.q, self.free))

    @cached_property
    def i2_by_level(self) -> Array:
        """Share of each level in the variance of an effect whose sampling variance is typical, in per cent.

        Cheung 2014, with the typical variance (k − p) / tr P of Higgins and Thompson 2002.
        """
        inner, x = self._sampling_inverse, self.design
        spread = inner - inner @ x @ np.linalg.solve(x.T @ inner @ x, x.T @ inner)
        return 100 * self.variances / (self.variances.sum() + self.free / float(np.trace(spread)))

    @property
    def i2(self) -> float:
        """All levels together, in per cent."""
        return float(self.i2_by_level.sum())

    @property
    def tau2(self) -> float:
        """Variance of true effects, all levels together."""
        return float(self.variances.sum())

    @cached_property
    def covariance(self) -> Array:
        """Of the effects, as fitted: sampling and all levels, (k, k)."""
        return total_covariance(self.blocks, self.variances)

    @property
    def weights(self) -> Array:
        """What each effect adds to the estimate, were it one unit higher; they sum to one without moderators."""
        inverse = np.linalg.inv(self.covariance)
        return (self.sums.covariance @ self.design.T @ inverse)[0]

    def table(self) -> list[dict[str, float | str]]:
        """One row a level: its name, how many units, variance, and share in per cent."""
        rows = zip(self.levels, self.units, self.variances, self.i2_by_level, strict=True)
        return [{"level": a, "units": n, "variance": float(v), "i2": float(i)} for a, n, v, i in rows]

    @cached_property
    def _sampling_inverse(self) -> Array:
        return np.linalg.inv(total_covariance(self.blocks, np.zeros(len(self.variances))))


@dataclass(frozen=True, eq=False)
class ThreeLevel:
    """outer: what effects belong to ("study", or a column); inner: units within it, else every effect is one
    columns: moderators; between: "REML" or "ML"; test: how intervals are made
    sampling: V, (k, k), where errors go together (`sampling_covariance`), else each study's own variance
    """

    outer: str = "study"
    inner: str | None = None
    columns: tuple[str, ...] = ()
    between: Likelihood = "REML"
    test: Literal["normal", "t"] = "normal"
    level: float = 0.95
    sampling: Array | None = None

    def fit(self, effects: Effects) -> MultilevelPool:
        """Raises EvidenceError where levels cannot be told apart, where errors go together across outer units, and
        where a search does not end.
        """
        self._check()
        known = find_known(effects, self.columns)
        given = (
            None if self.sampling is None else _check_sampling(self.sampling, effects, find_units(effects, self.outer))
        )
        effects = effects.take(known)
        names, design = make_design(effects, self.columns)
        outer, inner = self._units(effects)
        _refuse_few(effects, names)
        v = effects.variances if given is None else given[np.ix_(known, known)]
        blocks = make_blocks(effects.estimates, design, v, (outer, inner), outer)
        theta, sums = _highest(effects, design, blocks, self.between)
        units = (len(np.unique(outer)), len(np.unique(inner)))
        told = (self.outer, self.inner or "effect")
        return MultilevelPool(
            effects, told, units, theta, names, design, blocks, sums, self.between, self.test, self.level,
            tell_left_out(known, self.columns),
        )  # fmt: skip

    def _check(self) -> None:
        if self.between not in ("REML", "ML"):
            raise EvidenceError(f'no likelihood is called "{self.between}"', exists="there are: REML, ML")
        if self.test not in ("normal", "t"):
            raise EvidenceError(f'no test is called "{self.test}"', exists="there are: normal, t")

    def _units(self, effects: Effects) -> tuple[Array, Array]:
        outer = find_units(effects, self.outer)
        within = np.arange(len(effects)) if self.inner is None else find_units(effects, self.inner)
        # A school of the same name in another district is another school.
        inner = outer * (int(within.max()) + 1) + within
        what = self.inner or "effect"
        if len(np.unique(inner)) == len(np.unique(outer)):
            raise EvidenceError(
                f"every {self.outer} has one {what} only, so the two levels cannot be told apart",
                hint=f"take RandomEffects(), or another level than {self.outer}",
            )
        if len(np.unique(outer)) == 1:
            raise EvidenceError(f"there is one {self.outer} only, so nothing tells how one differs from another",
                                hint="take RandomEffects(), or another level")  # fmt: skip
        return outer, inner


def _highest(effects: Effects, design: Array, blocks: tuple[Blocks, ...], between: Likelihood) -> tuple[Array, Sums]:
    """The highest of what is found from both levels alike and from either alone: there may be two tops."""
    spread = max(estimate_tau2(effects.estimates, effects.variances, design, "HE").tau2, 0.1 * effects.variances.mean())
    found = [maximise(blocks, spread * np.array(share), between) for share in ((0.5, 0.5), (1.0, 0.01), (0.01, 1.0))]
    return max(found, key=lambda pair: pair[1].height)


def _refuse_few(effects: Effects, names: tuple[str, ...]) -> None:
    if len(effects) <= len(names):
        raise EvidenceError(
            f"{len(effects)} effects have no spread of their own around {len(names)} coefficients",
            exists=f"coefficients: {', '.join(names)}",
            hint="take fewer moderators",
        )


def _check_sampling(sampling: Array, effects: Effects, outer: Array) -> Array:
    """V as it was given, if it can be one; raises EvidenceError that names the studies."""
    v, k = np.asarray(sampling, float), len(effects)
    if v.shape != (k, k) or not np.allclose(v, v.T, rtol=1e-8, atol=0):
        raise EvidenceError(f"sampling has the shape {v.shape}", hint=f"it is symmetric, of {k} by {k} effects")
    across = (v != 0) & (outer[:, None] != outer[None, :])
    if across.any():
        i, j = (int(at[0]) for at in np.nonzero(across))
        raise EvidenceError(
            "errors go together across units that are taken as independent",
            where=f"studies {effects.studies[i]} and {effects.studies[j]}, sampling",
            hint="take an outer level that holds both",
        )
    if np.linalg.eigvalsh(v)[0] <= 0:
        raise EvidenceError(
            "the sampling covariance is none: some contrast of effects would have a variance of zero or less",
            exists=f"its smallest eigenvalue is {np.linalg.eigvalsh(v)[0]:g}",
            hint="correlations are too large for these units",
        )
    return v
