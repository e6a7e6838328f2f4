"""Studies of kinds that may differ, pooled apart, and whether the kinds differ more than chance makes them.

    groups = synthesize_subgroups(effects, "route")                       # each kind has its own tau²
    groups = synthesize_subgroups(effects, "route", tau2="common")        # one tau² for all
    groups["oral"].estimate, groups.p

That one kind has an effect that is clear and another has not is no difference between them: the test between is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.heterogeneity import estimate_tau2
from neurodose.evidence.regression import fit_regression
from neurodose.evidence.synthesis import Method, Pool, RandomEffects, is_known, refuse_twins, synthesize

Shared = Literal["separate", "common"]


class Pooled(Protocol):
    """What a pool of one kind has at least."""

    @property
    def k(self) -> int: ...
    @property
    def estimate(self) -> float: ...
    @property
    def error(self) -> float: ...
    @property
    def interval(self) -> tuple[float, float]: ...
    @property
    def tau2(self) -> float: ...
    @property
    def i2(self) -> float: ...
    def show(self, value: float) -> float: ...


@dataclass(frozen=True, eq=False)
class Subgroups:
    """Pools by kind.

    q, free, p: of the test that all kinds have one effect, chi-square by the pools' own errors; None for one kind alone
    unknown: studies of which the column says nothing, and which are in no pool
    """

    by: str
    pools: Mapping[str, Any]
    tau2: Shared
    unknown: tuple[str, ...] = ()

    def __getitem__(self, kind: str) -> Any:
        if kind not in self.pools:
            raise EvidenceError(f'no {self.by} is called "{kind}"', exists=f"there are: {', '.join(self.pools)}")
        return self.pools[kind]

    @property
    def free(self) -> int:
        return len(self.pools) - 1

    @property
    def q(self) -> float:
        """Squares of the pools around their common mean, by their errors."""
        y = np.array([pool.estimate for pool in self.pools.values()])
        weights = np.array([pool.error**-2 for pool in self.pools.values()])
        return float(weights @ (y - weights @ y / weights.sum()) ** 2)

    @property
    def p(self) -> float | None:
        from scipy.stats import chi2

        return float(chi2.sf(self.q, self.free)) if self.free else None

    def table(self) -> list[dict[str, float | str]]:
        """One row a kind: how many studies, estimate and interval as told, tau² and I²."""
        return [_list_pool(kind, pool) for kind, pool in self.pools.items()]


def _list_pool(kind: str, pool: Pooled) -> dict[str, float | str]:
    low, high = pool.interval
    return {"kind": kind, "k": pool.k, "estimate": pool.show(pool.estimate), "low": pool.show(low),
            "high": pool.show(high), "tau2": pool.tau2, "i2": pool.i2}  # fmt: skip


def synthesize_subgroups(
    effects: Effects, by: str, method: Method[Any] | None = None, *, tau2: Shared = "separate"
) -> Subgroups:
    """Pools of each kind that a column tells, in the order in which kinds first occur.

    method: of each pool, `RandomEffects()` where none is named; tau2: "common" takes one for all kinds, which few
    studies of a kind ask for (a meta-regression on the kinds), and is for `RandomEffects` alone
    Raises EvidenceError where no study tells its kind, and for a common tau² with no study to spare.
    """
    if tau2 not in get_args(Shared):
        raise EvidenceError(f'tau2="{tau2}" is unknown', exists=f"there are: {', '.join(get_args(Shared))}")
    column = effects.column(by)
    known = is_known(column)
    told = effects.take(known)
    words = np.array([_name(value) for value in column[known]], dtype=object)
    kinds = list(dict.fromkeys(words))
    if not kinds:
        raise EvidenceError(f"no study tells its {by}", exists=f"{len(effects)} effects")
    chosen = RandomEffects() if method is None else method
    if tau2 == "common":
        pools = _at_common_tau2(told, words, kinds, chosen)
    else:
        pools = {kind: synthesize(told.take(words == kind), chosen) for kind in kinds}
    unknown = tuple(study for study, is_told in zip(effects.studies, known, strict=True) if not is_told)
    return Subgroups(by, pools, tau2, unknown)


def _name(value: Any) -> str:
    return f"{value:g}" if isinstance(value, (float, np.floating)) else str(value)


def _at_common_tau2(effects: Effects, words: Array, kinds: list[str], method: Any) -> Mapping[str, Pool]:
    if not isinstance(method, RandomEffects):
        raise EvidenceError("a tau² common to kinds is for RandomEffects()", hint='take tau2="separate"')
    refuse_twins(effects)
    design = np.stack([words == kind for kind in kinds], axis=1).astype(float)
    common = estimate_tau2(effects.estimates, effects.variances, design, method.between)
    pools = dict[str, Pool]()
    for kind in kinds:
        part = effects.take(words == kind)
        test = method.test if len(part) > 1 else "normal"
        fit = fit_regression(
            part.estimates, part.variances, between=method.between, test=test, level=method.level, tau2=common.tau2
        )
        told = f"random effects, one tau² for all kinds by {method.between}, {test}"
        pools[kind] = Pool(part, replace(fit, tau2_error=common.error), told)
    return pools
