"""What a pool would be if the funnel were symmetric: studies that stick out on one side are given mirror images.

    filled = synthesize(effects, TrimAndFill())                          # around RandomEffects()
    filled = synthesize(effects, TrimAndFill(CommonEffect(), "R0"))
    filled.missing, filled.side, filled.pool.estimate, filled.imputed    # the last are drawn into the funnel

Duval and Tweedie 2000. A way to see how far asymmetry could matter, not a correction: it takes every asymmetry for
studies that were hidden because of what they saw, and is misled where true effects differ much (Peters et al. 2007).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.pools.small_studies import FEWEST, say_whether
from neurodose.evidence.regression import fit_regression
from neurodose.evidence.synthesis import Method, Pool, RandomEffects

Missing = Literal["L0", "R0", "Q0"]
Side = Literal["left", "right"]
MOST_ROUNDS = 100


@dataclass(frozen=True, eq=False)
class Filled:
    """pool: of what was seen and what was filled in; seen: of what was seen
    missing, missing_error: how many are filled in, and its standard error; side: where they are missing
    missing_p: for R0, how rare so many would be if none were missing
    imputed: the effects filled in, None where there are none
    """

    pool: Pool
    seen: Pool
    estimator: Missing
    missing: int
    missing_error: float
    side: Side
    missing_p: float | None
    imputed: Effects | None

    @property
    def estimate(self) -> float:
        return self.pool.estimate

    @property
    def interval(self) -> tuple[float, float]:
        return self.pool.interval

    @property
    def is_interpreted(self) -> bool:
        return self.seen.k >= FEWEST

    @property
    def says(self) -> str:
        """What may be made of it."""
        many = {0: "no study is", 1: "one study is"}.get(self.missing, f"{self.missing} studies are")
        was, now = self.pool.show(self.seen.estimate), self.pool.show(self.estimate)
        moved = f", and with what is filled in {was:.3g} becomes {now:.3g}" if self.missing else ""
        return say_whether(self.seen.k, f"{many} missing on the {self.side} by {self.estimator}{moved}")

    def table(self) -> list[dict[str, float | str | bool]]:
        """One row an effect, with those filled in marked."""
        rows, first = self.pool.table(), self.seen.k
        return [row | {"is_filled": at >= first} for at, row in enumerate(rows)]


@dataclass(frozen=True)
class TrimAndFill:
    """method: how studies are pooled at every round, by inverse variances (`CommonEffect()`, `RandomEffects(…)`)
    estimator: of how many are missing; side: where, else it is chosen by the slope of effects over their errors
    """

    method: Method[Pool] = field(default_factory=RandomEffects)
    estimator: Missing = "L0"
    side: Side | None = None

    def fit(self, effects: Effects) -> Filled:
        """Raises EvidenceError for one study, for a method that pools otherwise, for rounds that do not end."""
        if self.estimator not in get_args(Missing):
            raise EvidenceError(
                f'no estimator of missing studies is called "{self.estimator}"', exists=", ".join(get_args(Missing))
            )
        if len(effects) < 2:
            raise EvidenceError("one study has no side on which others are missing")
        seen = self.method.fit(effects)
        _refuse_others(seen)
        side = self.side or _choose_side(seen)
        turn = -1.0 if side == "right" else 1.0
        order = np.argsort(turn * effects.estimates, kind="stable")
        y = turn * effects.estimates[order]
        missing, error, centre = self._count(effects.take(order), y, turn)
        imputed = _mirror(effects.take(order[len(order) - missing :]), turn, centre) if missing else None
        pool = self.method.fit(_together(effects, imputed)) if imputed is not None else seen
        chance = 0.5 ** (missing + 1) if self.estimator == "R0" else None
        return Filled(pool, seen, self.estimator, missing, error, side, chance, imputed)

    def _count(self, sorted_effects: Effects, y: Array, turn: float) -> tuple[int, float, float]:
        """How many stick out on the right of y, its standard error, and the centre without them."""
        missing, k = 0, len(y)
        for _ in range(MOST_ROUNDS):
            centre = turn * self.method.fit(sorted_effects.take(np.arange(k - missing))).estimate
            found, error = _estimate_missing(y - centre, self.estimator)
            if found >= k:
                raise EvidenceError("all studies stick out on one side, and nothing is left to mirror them around",
                                    exists=f"{k} studies")  # fmt: skip
            if found == missing:
                return missing, error, centre
            missing = found
        raise EvidenceError(
            f"trim and fill does not converge in {MOST_ROUNDS} rounds",
            exists=f"the number of missing studies by {self.estimator} goes in a circle",
            hint="take another estimator: L0, R0 or Q0",
        )


def _estimate_missing(residuals: Array, estimator: Missing) -> tuple[int, float]:
    """How many studies are missing on the left, from the signed ranks of distances to the centre."""
    k = len(residuals)
    ranks = np.empty(k)
    ranks[np.argsort(np.abs(residuals), kind="stable")] = np.arange(1, k + 1)
    if estimator == "R0":
        below = ranks[residuals < 0]
        if not len(below):
            raise EvidenceError("no study lies left of the centre, so R0 cannot count", hint="take the estimator L0")
        raw = k - float(below.max()) - 1
        return max(0, round(raw)), sqrt(2 * max(0.0, raw) + 2)
    above = float(ranks[residuals > 0].sum())
    if estimator == "L0":
        raw = (4 * above - k * (k + 1)) / (2 * k - 1)
        return max(0, round(raw)), 4 * _rank_error(k, raw) / (2 * k - 1)
    inside = 2 * k**2 - 4 * above + 0.25
    if inside < 0:
        raise EvidenceError(
            "nearly all studies stick out on one side, so Q0 cannot count", hint="take the estimator L0"
        )
    raw = k - 0.5 - sqrt(inside)
    return max(0, round(raw)), 2 * _rank_error(k, raw) / sqrt((k - 0.5) ** 2 - raw * (2 * k - raw - 1))


def _rank_error(k: int, n: float) -> float:
    """Of the sum of positive ranks with n studies missing (Duval and Tweedie 2000)."""
    return sqrt(
        max(0.0, k * (k + 1) * (2 * k + 1) + 10 * n**3 + 27 * n**2 + 17 * n - 18 * k * n**2 - 18 * k * n + 6 * k**2 * n)
        / 24
    )


def _choose_side(seen: Pool) -> Side:
    """Left, unless small studies saw less: the sign of the slope over standard errors, by the pool's own weights."""
    effects = seen.effects
    if len(effects) < 3 or np.ptp(effects.errors) == 0:
        raise EvidenceError("nothing tells on which side studies are missing: errors are all alike, or too few",
                            hint='say it: TrimAndFill(side="left")')  # fmt: skip
    design = np.stack([np.ones(len(effects)), effects.errors], axis=1)
    line = fit_regression(effects.estimates, effects.variances, design, between=seen.fit.between)
    return "right" if line.coefficients[1] < 0 else "left"


def _mirror(tail: Effects, turn: float, centre: float) -> Effects:
    mirrored = turn * (2 * centre - turn * tail.estimates)
    return Effects.of(
        [f"filled {at}" for at in range(1, len(tail) + 1)], mirrored, variances=tail.variances, measure=tail.measure
    )


def _together(seen: Effects, imputed: Effects) -> Effects:
    return Effects.of(
        (*seen.studies, *imputed.studies),
        np.concatenate([seen.estimates, imputed.estimates]),
        variances=np.concatenate([seen.variances, imputed.variances]),
        measure=seen.measure,
        remembered=(*seen.remembered, *imputed.remembered),
    )


def _refuse_others(pool: Pool) -> None:
    if not isinstance(pool, Pool) or pool.fit.p != 1:
        raise EvidenceError(
            "studies that are filled in have neither counts nor moderators",
            hint="take a method by inverse variances: CommonEffect() or RandomEffects()",
        )
