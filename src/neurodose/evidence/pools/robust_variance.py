"""How sure an estimate is when effects of one study go together in a way nobody wrote down: by how studies scatter.

    pool = synthesize(effects, RobustVariance())                                    # CR2, correlated effects, rho 0.8
    pool = synthesize(effects, RobustVariance("district", around=ThreeLevel("district", "school")))
    pool = synthesize(effects, RobustVariance(kind="CR1", around=RandomEffects("REML")))
    pool.estimate, pool.interval, pool.degrees_of_freedom, pool.is_trusted

    cov(b) = (XᵀWX)⁻¹ [Σ_j X_jᵀ W_j A_j e_j e_jᵀ A_jᵀ W_j X_j] (XᵀWX)⁻¹

CR0: A = 1 (Hedges, Tipton and Johnson 2010), t with m − p for m clusters; CR1: that times m / (m − p); CR2: A_j makes
the sum right on average if the working model held (Bell and McCaffrey 2002; Tipton 2015; Pustejovsky and Tipton 2018),
t with Satterthwaite's degrees of freedom, coefficient by coefficient.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.pools.clusters import find_known, find_units, tell_left_out
from neurodose.evidence.pools.multilevel import ThreeLevel
from neurodose.evidence.regression import fit_regression
from neurodose.evidence.synthesis import CommonEffect, RandomEffects, make_design

Kind = Literal["CR2", "CR1", "CR0"]
FEWEST_FREE = 4.0  # degrees of freedom, below which p values of CR2 are too small: Tipton 2015
FEWEST_CLUSTERS = 40  # below which CR0 and CR1 are too narrow: Hedges, Tipton and Johnson 2010
NO_WEIGHT = 1e-12  # of the largest eigenvalue: a direction that the fit takes out whole


@dataclass(frozen=True)
class CorrelatedEffects:
    """Errors of effects in a cluster correlate by rho, and clusters differ by tau² (Hedges, Tipton and Johnson 2010).

    Every effect of cluster j has the weight 1 / (k_j (mean v_j + tau²)), so that a study with many effects counts no
    more than one with few; rho moves only tau², and little.
    """

    rho: float = 0.8


Around = CorrelatedEffects | ThreeLevel | RandomEffects | CommonEffect


@dataclass(frozen=True, eq=False)
class Working:
    """What is taken for granted to weigh effects, and never relied on. covariance: of effects, (k, k); weights: its
    inverse; told: in words; tau2: between clusters or, of levels, all together
    """

    covariance: Array
    weights: Array
    tau2: float
    told: str


@dataclass(frozen=True, eq=False)
class RobustPool:
    """names, coefficients, covariance: of the fit; degrees_of_freedom: of each coefficient; clusters: how many."""

    effects: Effects
    kind: Kind
    cluster: str
    clusters: int
    names: tuple[str, ...]
    coefficients: Array
    covariance: Array
    degrees_of_freedom: Array
    tau2: float
    working: str
    level: float

    @property
    def k(self) -> int:
        return len(self.effects)

    @property
    def method(self) -> str:
        return f"{self.kind} by {self.cluster} ({self.clusters}), around {self.working}"

    @property
    def errors(self) -> Array:
        return np.sqrt(np.diag(self.covariance))

    @property
    def estimate(self) -> float:
        return float(self.coefficients[0])

    @property
    def error(self) -> float:
        return float(self.errors[0])

    @cached_property
    def intervals(self) -> Array:
        """Of each coefficient, (p, 2)."""
        from scipy.stats import t

        half = t.isf((1 - self.level) / 2, self.degrees_of_freedom) * self.errors
        return np.stack([self.coefficients - half, self.coefficients + half], axis=1)

    @property
    def shown(self) -> dict[str, float]:
        """Estimate and interval, as they are told: ratios for their logarithms."""
        return self.effects.measure.show_interval(self.estimate, self.interval)

    @property
    def interval(self) -> tuple[float, float]:
        return float(self.intervals[0, 0]), float(self.intervals[0, 1])

    @cached_property
    def p_values(self) -> Array:
        from scipy.stats import t

        return 2 * t.sf(np.abs(self.coefficients / self.errors), self.degrees_of_freedom)

    @property
    def p(self) -> float:
        return float(self.p_values[0])

    @property
    def is_trusted(self) -> bool:
        """Whether p values and intervals of every coefficient are about right: by degrees of freedom for CR2, by the
        number of clusters for the others.
        """
        if self.kind != "CR2":
            return self.clusters >= FEWEST_CLUSTERS
        return bool(np.all(self.degrees_of_freedom >= FEWEST_FREE))

    @property
    def says(self) -> str:
        """What the intervals are worth."""
        if self.kind != "CR2":
            few = "" if self.is_trusted else f": fewer than {FEWEST_CLUSTERS}, so intervals are too narrow; take CR2"
            return f"{self.clusters} clusters{few}"
        least = float(np.min(self.degrees_of_freedom))
        told = f"{self.clusters} clusters, at least {least:.1f} degrees of freedom"
        return (
            told if self.is_trusted else f"{told}: below {FEWEST_FREE:g} p values are too small, and not to be trusted"
        )

    def table(self) -> list[dict[str, float | str]]:
        """One row a coefficient: estimate, error, degrees of freedom, interval, p."""
        return [
            {
                "coefficient": name,
                "estimate": float(self.coefficients[at]),
                "error": float(self.errors[at]),
                "df": float(self.degrees_of_freedom[at]),
                "low": float(self.intervals[at, 0]),
                "high": float(self.intervals[at, 1]),
                "p": float(self.p_values[at]),
            }
            for at, name in enumerate(self.names)
        ]


@dataclass(frozen=True)
class RobustVariance:
    """cluster: "study", or a column; clusters are independent; kind: CR2, CR1 or CR0; columns: moderators
    around: the working model that weighs effects: `CorrelatedEffects(rho)`, `ThreeLevel(…)`, or `RandomEffects(…)` and
    `CommonEffect()`, which take effects as independent
    """

    cluster: str = "study"
    kind: Kind = "CR2"
    columns: tuple[str, ...] = ()
    around: Around = field(default_factory=CorrelatedEffects)
    level: float = 0.95

    def fit(self, effects: Effects) -> RobustPool:
        """Raises EvidenceError where there are no more clusters than coefficients, and where levels of the working
        model reach across clusters.
        """
        if self.kind not in get_args(Kind):
            raise EvidenceError(f'no robust variance is called "{self.kind}"', exists=", ".join(get_args(Kind)))
        known = find_known(effects, self.columns)
        around, effects = _cut(self.around, known), effects.take(known)
        units = find_units(effects, self.cluster)
        names, x = make_design(effects, self.columns)
        count = int(units.max()) + 1
        _refuse_few(count, self.cluster, names)
        working = _work(replace(self, around=around), effects, x, units)
        _refuse_across(working.covariance, effects, units, self.cluster)
        b, covariance, free = sandwich(effects.estimates, x, working.weights, working.covariance, units, self.kind)
        return RobustPool(
            effects, self.kind, self.cluster, count, names, b, covariance, free, working.tau2,
            working.told + tell_left_out(known, self.columns), self.level,
        )  # fmt: skip


def sandwich(y: Array, x: Array, weights: Array, target: Array, units: Array, kind: Kind) -> tuple[Array, Array, Array]:
    """Coefficients, their robust covariance, and degrees of freedom of each.

    weights, target: W and the working covariance of effects, (k, k), in blocks of units; target is W⁻¹
    """
    count, p = int(units.max()) + 1, x.shape[1]
    bread = np.linalg.inv(x.T @ weights @ x)
    b = bread @ x.T @ weights @ y
    rest = y - x @ b
    meat, spread, reach = np.zeros((p, p)), np.zeros((count, p)), np.zeros((count, p, p))
    for j in range(count):
        at = units == j
        xj, inner = x[at], np.ix_(at, at)
        pull = xj.T @ weights[inner]
        if kind == "CR2":
            pull = pull @ _adjustment(xj, target[inner], bread)
        score = pull @ rest[at]
        meat += np.outer(score, score)
        drawn = (bread @ pull).T  # g of each coefficient, (n_j, p)
        spread[j] = np.sum(drawn * (target[inner] @ drawn), axis=0)
        reach[j] = xj.T @ drawn
    scale = count / (count - p) if kind == "CR1" else 1.0
    free = _satterthwaite(spread, reach, bread) if kind == "CR2" else np.full(p, float(count - p))
    return b, scale * bread @ meat @ bread, free


def _adjustment(x: Array, target: Array, bread: Array) -> Array:
    """A = Dᵀ (D (T − X bread Xᵀ) Dᵀ)^(−½) D with T = DᵀD; directions that the fit takes out whole stay out."""
    root = np.linalg.cholesky(target).T
    inner = root @ (target - x @ bread @ x.T) @ root.T
    values, turns = np.linalg.eigh((inner + inner.T) / 2)
    kept = values > NO_WEIGHT * max(values[-1], np.trace(target) ** 2 / len(target) ** 2)
    shrunk = turns[:, kept] / np.sqrt(values[kept]) @ turns[:, kept].T
    return root.T @ shrunk @ root


def _satterthwaite(spread: Array, reach: Array, bread: Array) -> Array:
    """2 E² / Var of each variance estimate under the working model: (Σ P_jj)² / Σ P_jl²,
    P_jl = [j = l] g_jᵀ T_j g_j − h_jᵀ bread h_l with h = Xᵀg.
    """
    found = []
    for c in range(spread.shape[1]):
        h = reach[:, :, c]
        p = np.diag(spread[:, c]) - h @ bread @ h.T
        found.append(float(np.trace(p) ** 2 / np.sum(p**2)))
    return np.array(found)


def _cut(around: Around, known: Array) -> Around:
    """The working model of the effects that are known: a sampling covariance loses the rows of the others."""
    if isinstance(around, ThreeLevel) and around.sampling is not None:
        return replace(around, sampling=np.asarray(around.sampling)[np.ix_(known, known)])
    return around


def _work(method: RobustVariance, effects: Effects, x: Array, units: Array) -> Working:
    around = method.around
    if isinstance(around, CorrelatedEffects):
        return _correlated(effects, x, units, around.rho)
    if isinstance(around, ThreeLevel):
        pool = replace(around, columns=method.columns).fit(effects)
        return Working(pool.covariance, np.linalg.inv(pool.covariance), pool.tau2, pool.method)
    if isinstance(around, RandomEffects | CommonEffect):
        between = around.between if isinstance(around, RandomEffects) else "none"
        tau2 = fit_regression(effects.estimates, effects.variances, x, between=between).tau2
        total = effects.variances + tau2
        told = "one true effect" if between == "none" else f"tau² by {between}"
        return Working(np.diag(total), np.diag(1 / total), tau2, f"independent effects, {told}")
    raise EvidenceError(
        f"{type(around).__name__} is no working model",
        exists="there are: CorrelatedEffects, ThreeLevel, RandomEffects, CommonEffect",
    )


def _correlated(effects: Effects, x: Array, units: Array, rho: float) -> Working:
    """Tau² by moments as Hedges, Tipton and Johnson 2010, equation 15, and the weights that follow."""
    if not 0 <= rho <= 1:
        raise EvidenceError(f"rho is {rho:g}", hint="effects of one study correlate between 0 and 1")
    sizes = np.bincount(units).astype(float)
    typical = np.bincount(units, effects.variances) / sizes
    first = (1 / (sizes * typical))[units]
    weighted = first[:, None] * x
    bread = np.linalg.inv(x.T @ weighted)
    rest = effects.estimates - x @ (bread @ weighted.T @ effects.estimates)
    sums = np.zeros((len(sizes), x.shape[1]))
    np.add.at(sums, units, x)
    w = 1 / (sizes * typical)
    own = float(np.trace(bread @ (x.T @ (x * (w / sizes)[units, None]))))
    shared = float(np.trace(bread @ (sums.T @ (sums * (w / sizes)[:, None]))))
    twice = float(np.trace(bread @ (sums.T @ (sums * (w**2)[:, None]))))
    raw = (np.sum(first * rest**2) - len(sizes) + (1 - rho) * own + rho * shared) / (np.sum(sizes * w) - twice)
    tau2 = max(0.0, float(raw))
    total = (sizes * (typical + tau2))[units]
    return Working(np.diag(total), np.diag(1 / total), tau2, f"correlated effects, rho {rho:g}")


def _refuse_few(count: int, cluster: str, names: tuple[str, ...]) -> None:
    if count <= len(names):
        raise EvidenceError(
            f"{count} {cluster} cluster{'s' if count != 1 else ''} cannot tell how sure {len(names)} "
            f"coefficient{'s are' if len(names) != 1 else ' is'}",
            exists=f"coefficients: {', '.join(names)}",
            hint="at least one cluster more than coefficients is needed, and many more are better",
        )


def _refuse_across(covariance: Array, effects: Effects, units: Array, cluster: str) -> None:
    across = (covariance != 0) & (units[:, None] != units[None, :])
    if across.any():
        i, j = (int(at[0]) for at in np.nonzero(across))
        raise EvidenceError(
            f"the working model ties effects of two {cluster} clusters together",
            where=f"studies {effects.studies[i]} and {effects.studies[j]}",
            hint="take the outermost level of the working model as the cluster",
        )
