"""What effects would be if studies were published by their p-values: a weight for each range of p, by likelihood.

    chosen = synthesize(effects, SelectionModel())                       # one step, p = 0.025 on the side of the pool
    chosen = synthesize(effects, SelectionModel((0.025, 0.05, 0.5), "greater"))
    chosen = synthesize(effects, SelectionModel(*SEVERE, "greater"))     # stated weights: what if it were so bad?

A study with p in range j is published delta_j times as often as one in the first range (Hedges and Vevea 1996):

    density of y ∝ delta(p(y)) · N(y; X b, v + tau²)

Few studies tell little of the weights, and then the effect is as unsure as they are: worked out for any number,
interpreted from ten upward.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, get_args

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.pools.clusters import find_known
from neurodose.evidence.pools.selection_likelihood import Peak, Ranges, climb
from neurodose.evidence.pools.small_studies import FEWEST
from neurodose.evidence.regression import Between, Fit, fit_regression
from neurodose.evidence.synthesis import make_design, refuse_twins

Side = Literal["toward the pool", "greater", "less", "two-sided"]

# Vevea and Woods 2005, table 1: publication that depends on one-sided p moderately, and severely.
_CUTS = (0.005, 0.01, 0.05, 0.10, 0.25, 0.35, 0.50, 0.65, 0.75, 0.90, 0.95, 0.99, 0.995)
_MODERATE = (1, 0.99, 0.95, 0.80, 0.75, 0.65, 0.60, 0.55, 0.50, 0.50, 0.50, 0.50, 0.50, 0.50)
_SEVERE = (1, 0.99, 0.90, 0.75, 0.60, 0.50, 0.40, 0.35, 0.30, 0.25, 0.10, 0.10, 0.10, 0.10)


@dataclass(frozen=True, eq=False)
class Selected:
    """Effects with what selection by p did taken out.

    unselected: the same model by maximum likelihood where all is published
    alternative: "greater", "less" or "two-sided": of which p; counts: studies in each range
    tau2, tau2_error: between studies, the error NaN where it is 0
    deltas, delta_errors: weight of each range, the first is 1
    coefficients, errors: b and its standard errors (given tau² = 0, where that is its best)
    """

    effects: Effects
    unselected: Fit
    steps: tuple[float, ...]
    alternative: Literal["greater", "less", "two-sided"]
    counts: tuple[int, ...]
    coefficients: Array
    errors: Array
    tau2: float
    tau2_error: float
    deltas: tuple[float, ...]
    delta_errors: tuple[float, ...]
    log_likelihood: float
    level: float

    @property
    def k(self) -> int:
        return len(self.effects)

    @property
    def estimate(self) -> float:
        return float(self.coefficients[0])

    @property
    def error(self) -> float:
        return float(self.errors[0])

    @property
    def shown(self) -> dict[str, float]:
        """Estimate and interval, as they are told: ratios for their logarithms."""
        return self.effects.measure.show_interval(self.estimate, self.interval)

    @cached_property
    def interval(self) -> tuple[float, float]:
        """By the normal."""
        from scipy.stats import norm

        half = float(norm.isf((1 - self.level) / 2)) * self.error
        return self.estimate - half, self.estimate + half

    @property
    def p(self) -> float:
        from scipy.stats import norm

        return 2 * float(norm.sf(abs(self.estimate) / self.error))

    @property
    def free(self) -> int:
        """How many weights were estimated."""
        return sum(np.isfinite(self.delta_errors))

    @property
    def likelihood_ratio(self) -> float:
        """Twice what selection adds to the logarithm of the likelihood; chi-square with `free` degrees of freedom."""
        return max(0.0, 2 * (self.log_likelihood - self.unselected.log_likelihood))

    @property
    def p_selection(self) -> float | None:
        """How rare that would be without selection; None where weights were stated."""
        from scipy.stats import chi2

        return float(chi2.sf(self.likelihood_ratio, self.free)) if self.free else None

    @property
    def is_interpreted(self) -> bool:
        return self.k >= FEWEST

    @property
    def says(self) -> str:
        """What may be made of it."""
        show = self.effects.measure.show
        told = f"with selection by p taken out, {show(float(self.unselected.coefficients[0])):.3g} becomes "
        told += f"{show(self.estimate):.3g} ({show(self.interval[0]):.3g} to {show(self.interval[1]):.3g})"
        if self.p_selection is not None:
            told += f"; p of selection {self.p_selection:.2g}"
        if self.is_interpreted:
            return told
        return f"{told}; not interpreted: {self.k} studies cannot tell how they were selected, {FEWEST} are needed"

    def table(self) -> list[dict[str, float | int]]:
        """One row a range of p: its ends, studies in it, weight and its standard error."""
        ends = (0.0, *self.steps)
        rows = zip(ends, ends[1:], self.counts, self.deltas, self.delta_errors, strict=False)
        return [{"above": a, "up_to": b, "studies": n, "weight": d, "error": e} for a, b, n, d, e in rows]


@dataclass(frozen=True)
class SelectionModel:
    """steps: of p, rising; what lies above the last is a range too
    weights: of the ranges, stated and not estimated (one more than steps); None for estimated ones
    alternative: whose p: "greater" that effects are above zero, "less", "two-sided"; "toward the pool": the side on
        which the unselected pool without moderators lies
    columns: moderators, and effects that lack one are left out
    has_spread: whether true effects differ (tau² by maximum likelihood)
    """

    steps: tuple[float, ...] = (0.025,)
    weights: tuple[float, ...] | None = None
    alternative: Side = "toward the pool"
    columns: tuple[str, ...] = ()
    has_spread: bool = True
    level: float = 0.95

    def fit(self, effects: Effects) -> Selected:
        """Raises EvidenceError where a range of p has no study, where there are fewer studies than numbers to be
        found, and where the likelihood has no end or no peak.
        """
        refuse_twins(effects)
        self._check()
        effects = effects.take(find_known(effects, self.columns))
        names, design = make_design(effects, self.columns)
        self._refuse_few(effects, design)
        between: Between = "ML" if self.has_spread else "none"
        plain = fit_regression(
            effects.estimates, effects.variances, design, names=names, between=between, level=self.level
        )
        side = self._side(effects, between)
        ranges = Ranges.of(effects.estimates, np.sqrt(effects.variances), (*self.steps, 1.0), side)
        if self.weights is None:
            _refuse_empty(ranges.counts, self.steps)
        peak = climb(effects.estimates, effects.variances, design, ranges, plain, self.weights, self.has_spread)
        return self._tell(effects, plain, side, ranges, peak)

    def _tell(self, effects: Effects, plain: Fit, side: Any, ranges: Ranges, peak: Peak) -> Selected:
        return Selected(
            effects,
            plain,
            (*self.steps, 1.0),
            side,
            tuple(int(n) for n in ranges.counts),
            peak.coefficients,
            peak.errors,
            peak.tau2,
            peak.tau2_error,
            tuple(peak.deltas.tolist()),
            tuple(peak.delta_errors.tolist()),
            peak.height,
            self.level,
        )

    def _side(self, effects: Effects, between: Between) -> Literal["greater", "less", "two-sided"]:
        if self.alternative != "toward the pool":
            return self.alternative
        pool = fit_regression(effects.estimates, effects.variances, between=between)
        return "less" if pool.coefficients[0] < 0 else "greater"

    def _check(self) -> None:
        steps = self.steps
        if not steps or any(not 0 < step < 1 for step in steps) or list(steps) != sorted(set(steps)):
            raise EvidenceError(f"steps of p are {steps}", hint="steps rise, and lie between 0 and 1: (0.025, 0.5)")
        if self.alternative not in get_args(Side):
            raise EvidenceError(
                f'no side of p is called "{self.alternative}"', exists=f"there are: {', '.join(get_args(Side))}"
            )
        weights = self.weights
        if weights is not None and (len(weights) != len(steps) + 1 or any(not 0 < weight < 1e6 for weight in weights)):
            raise EvidenceError(
                f"{len(steps)} steps make {len(steps) + 1} ranges of p, and the weights are {weights}",
                hint="give one weight above zero for each range",
            )

    def _refuse_few(self, effects: Effects, design: Array) -> None:
        asked = design.shape[1] + self.has_spread + (len(self.steps) if self.weights is None else 0)
        if len(effects) < asked:
            raise EvidenceError(
                f"{len(effects)} studies cannot tell {asked} numbers apart",
                exists="an estimate, tau² and a weight for each range of p but the first are looked for",
                hint="take fewer steps, or stated weights: SelectionModel(*SEVERE)",
            )


MODERATE = (_CUTS, _MODERATE)
SEVERE = (_CUTS, _SEVERE)


def _refuse_empty(counts: Array, steps: Sequence[float]) -> None:
    ends = (0.0, *steps, 1.0)
    for at, count in enumerate(counts):
        if not count:
            raise EvidenceError(
                f"no study has a p above {ends[at]:g} and up to {ends[at + 1]:g}, so nothing tells its weight",
                exists=f"studies in the ranges: {', '.join(str(int(n)) for n in counts)}",
                hint="take other steps, or stated weights: SelectionModel(*SEVERE)",
            )
