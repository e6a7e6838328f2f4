"""A fitted curve of doses: its parameters and what the studies do not determine of them, effects of doses with a band.

Intervals of parameters are by profile likelihood: all values that fit nearly as well, whatever the others then are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.doses.dose_contrasts import DoseContrasts
from neurodose.evidence.doses.dose_curves import highest
from neurodose.evidence.doses.dose_likelihood import DoseModel, Search, Solved
from neurodose.evidence.effects import Array

NUDGE = 1e-4  # for second differences of a deviance, in shares of a range
EDGE = 1e-6  # of a range: closer to its end is at its end
LOOSE = 0.15  # of a range, as a standard error: beyond, a straight line through the curvature says nothing
WALD_SENSIBLE = 100.0  # times the error with bends held: beyond, it is no step to start from
STEP_IN = 0.01  # of a range, from its end inward: over it the deviance tells whether it still falls, by more than
LEANING = 0.1
CLOSE = 1e-8  # of a stretch: where the end of an interval may stand
FAR_STEPS = 24  # doublings in which the end of a profile is looked for: ten million errors away nothing ends


@dataclass(frozen=True)
class FittedParameter:
    """low, high: None where the doses do not determine that end: any value beyond fits as well."""

    name: str
    estimate: float
    low: float | None
    high: float | None
    told: str = ""

    @property
    def interval(self) -> tuple[float | None, float | None]:
        return self.low, self.high

    @property
    def is_determined(self) -> bool:
        return self.low is not None and self.high is not None


@dataclass(frozen=True)
class DoseEffect:
    """The mean effect of a dose against none, its interval, that of a new study's true effect, and whether the dose
    lies outside of those studied.
    """

    dose: float
    estimate: float
    low: float
    high: float
    prediction_low: float
    prediction_high: float
    is_outside: bool


@dataclass(frozen=True, eq=False)
class DoseFit:
    """A fitted curve. Effects are on the scale on which they add up (logarithms of ratios)."""

    model: DoseModel
    found: Search
    level: float

    @property
    def contrasts(self) -> DoseContrasts:
        return self.model.contrasts

    @property
    def k(self) -> int:
        """How many studies."""
        return len(self.contrasts)

    @property
    def told(self) -> str:
        """The curve, in a formula."""
        return self.model.shape.told

    @property
    def method(self) -> str:
        out = f"; left out: {'; '.join(self.contrasts.left_out)}" if self.contrasts.left_out else ""
        how = "its size differs between studies" if self.model.spreads else "the same in all studies"
        return f"dose-response in one stage, {self.told}, {how}, {self.model.likelihood}{out}"

    @cached_property
    def _solved(self) -> Solved:
        return self.model.solve(self.found.at)

    @property
    def factors(self) -> Array:
        """What multiplies the shape, by `names`."""
        return self._solved.factors

    @property
    def free(self) -> Array:
        """Values of what bends it."""
        return self.model.values(self.found.at)

    @property
    def names(self) -> tuple[str, ...]:
        return self.model.shape.names

    @property
    def values(self) -> dict[str, float]:
        return dict(zip(self.names, (float(x) for x in (*self.factors, *self.free)), strict=True))

    @property
    def psi(self) -> Array:
        """The covariance of factors between studies, (factors, factors)."""
        return self.model.psi(self.found.at)

    @property
    def tau(self) -> float:
        """The standard deviation between studies of the first factor: the curve's size, in its units."""
        return float(np.sqrt(self.psi[0, 0]))

    @property
    def log_likelihood(self) -> float:
        return -0.5 * self.found.deviance

    @property
    def parameters_fitted(self) -> int:
        return len(self.names) + self.model.spreads

    @property
    def aic(self) -> float:
        """Of curves on the same studies, lower is better; raises EvidenceError for REML, which compares no curves."""
        self._demand_ml("AIC")
        return self.found.deviance + 2 * self.parameters_fitted

    @property
    def bic(self) -> float:
        """With the number of comparisons as that of observations."""
        self._demand_ml("BIC")
        return self.found.deviance + float(np.log(self.contrasts.contrasts)) * self.parameters_fitted

    def _demand_ml(self, what: str) -> None:
        if self.model.likelihood != "ML":
            raise EvidenceError(f"{what} of REML compares no curves", hint='fit with likelihood="ML"')

    @cached_property
    def _cut(self) -> float:
        from scipy.stats import chi2

        return float(chi2.ppf(self.level, 1))

    @cached_property
    def covariance(self) -> Array:
        """Of factors and then free values' shares of their range: the inverse of the information, with what studies
        differ by taken as it was found; NaN where the likelihood has no curvature.
        """
        q, n = self.model.factors, len(self.free)
        if not n:
            return self._solved.covariance
        slopes, curve = self._differences()
        try:
            inner = np.linalg.inv(curve / 2)
            np.linalg.cholesky(inner)
        except np.linalg.LinAlgError:
            return np.full((q + n, q + n), np.nan)
        across = slopes @ inner
        return np.block([[self._solved.covariance + across @ slopes.T, across], [across.T, inner]])

    def _differences(self) -> tuple[Array, Array]:
        """How factors move with free values (q, n), and the second derivatives of the deviance by these (n, n)."""
        at, n = self.found.at, len(self.free)
        steps = NUDGE * np.eye(len(at))[:n]
        moved = [(self.model.solve(at - step), self.model.solve(at + step)) for step in steps]
        slopes = np.stack([(up.factors - down.factors) / (2 * NUDGE) for down, up in moved], axis=1)
        curve = np.diag([(up.deviance - 2 * self.found.deviance + down.deviance) / NUDGE**2 for down, up in moved])
        for i in range(n):
            for j in range(i):
                corners = [a * b * self.model.solve(at + a * steps[i] + b * steps[j]).deviance
                           for a in (-1, 1) for b in (-1, 1)]  # fmt: skip
                curve[i, j] = curve[j, i] = sum(corners) / (4 * NUDGE**2)
        return slopes, curve

    @cached_property
    def is_at_edge(self) -> bool:
        """Whether a free parameter ended at the end of its range: there the studies ask for another shape."""
        return self._is_edge(self.found.at)

    def _is_edge(self, at: Array) -> bool:
        shares = at[: len(self.free)]
        return bool(np.any((shares < EDGE) | (shares > 1 - EDGE)))

    def parameter(self, name: str) -> FittedParameter:
        """One parameter with its interval by profile likelihood (by the normal for REML)."""
        if name not in self.names:
            raise EvidenceError(f'no parameter is called "{name}"', exists=f"there are: {', '.join(self.names)}")
        at = self.names.index(name)
        if at >= self.model.factors:
            return self._free_parameter(at - self.model.factors)
        low, high = self._factor_interval(np.eye(self.model.factors)[at])
        return FittedParameter(name, float(self.factors[at]), low, high, _tell(name, low, high))

    @cached_property
    def parameters(self) -> tuple[FittedParameter, ...]:
        return tuple(self.parameter(name) for name in self.names)

    @property
    def undetermined(self) -> tuple[str, ...]:
        """What the doses do not determine, in sentences."""
        return tuple(row.told for row in self.parameters if row.told)

    def _free_parameter(self, at: int) -> FittedParameter:
        free, share = self.model.shape.free[at], float(self.found.at[at])
        low, high = (self._free_end(at, share, end) for end in (0.0, 1.0))
        told = _tell(free.name, low, high, (free.low, free.high))
        return FittedParameter(free.name, free.at(share), low, high, told)

    def _free_end(self, at: int, share: float, end: float) -> float | None:
        """Where the deviance has risen enough on the way to an end of the range; None where it never does."""

        def rise(to: float) -> float:
            held = replace(self.model, held=((at, to),))
            return held.search_near(np.delete(self.found.at, at)).deviance - self.found.deviance - self._cut

        if abs(end - share) < EDGE or rise(end) < 0:
            return None
        return self.model.shape.free[at].at(_root(rise, share, end))

    def _factor_interval(self, row: Array) -> tuple[float | None, float | None]:
        """Of row · factors by profile; by the normal for REML."""
        centre, q = float(row @ self.factors), self.model.factors
        wald = float(np.sqrt(row @ self.covariance[:q, :q] @ row))
        if self.model.likelihood == "REML":
            half = float(np.sqrt(self._cut)) * wald
            return centre - half, centre + half
        plain = float(np.sqrt(row @ self._solved.covariance @ row))
        step = wald if wald < WALD_SENSIBLE * plain else plain
        ends = [self._walk(lambda _: row, centre, side * step, True) for side in (-1, 1)]
        return ends[0], ends[1]

    def _walk(self, row: Callable[[Array], Array], centre: float, step: float, to_edge: bool = False) -> float | None:
        """From the estimate outward in doubled steps to where the deviance has risen enough, and back to the very
        place; None where it never rises enough or, where `to_edge` looks, only because a free value has come to the
        end of its range.
        """

        def find(value: float) -> Search:
            return replace(self.model, row=row, value=value).search_near(self.found.at)

        def rise(value: float) -> float:
            return find(value).deviance - self.found.deviance - self._cut

        inner = centre
        for _ in range(FAR_STEPS):
            outer = centre + step
            if rise(outer) >= 0:
                place = _root(rise, inner, outer)
                return None if to_edge and self._is_cut_off(find(place).at, row, place) else place
            inner, step = outer, 2 * step
        return None

    def _is_cut_off(self, at: Array, row: Callable[[Array], Array], value: float) -> bool:
        """Whether a search would have gone on beyond the end of a free value's range: there the deviance still falls.
        Where it has become flat, as with an ED50 far below all doses, the end of the range cuts off nothing.
        """
        held = replace(self.model, row=row, value=value)
        here = held.solve(at).deviance
        for i in range(len(self.free)):
            inward = at.copy()
            inward[i] += STEP_IN if at[i] < EDGE else -STEP_IN
            if self._is_edge(at[i : i + 1]) and held.solve(inward).deviance - here > LEANING:
                return True
        return False

    def effect(self, dose: float) -> DoseEffect:
        """The mean effect of a dose against none. By the curvature of the likelihood where that is sound; by profile
        where a parameter is not determined, which a band need not suffer from.
        """
        row, fixed = self._row(dose)
        estimate = float(row @ self.factors) + fixed
        low, high = (0.0, 0.0) if dose == 0 else self._band(dose, row, estimate)
        varying = row if self.model.factors else np.array([fixed])
        spread = float(varying @ self.psi @ varying)
        below, above = (float(np.sqrt((end - estimate) ** 2 + self._cut * spread)) for end in (low, high))
        least, most = self._studied
        is_outside = not least <= dose <= most
        return DoseEffect(dose, estimate, low, high, estimate - below, estimate + above, is_outside)

    @property
    def _studied(self) -> tuple[float, float]:
        return float(self.contrasts.all_doses.min()), highest(self.contrasts.all_doses)

    def _row(self, dose: float, values: Array | None = None) -> tuple[Array, float]:
        shape, at, one = self.model.shape, self.free if values is None else values, np.array([float(dose)])
        fixed = 0.0 if shape.fixed is None else float(shape.fixed(one, at)[0])
        return shape.columns(one, at)[0], fixed

    def _band(self, dose: float, row: Array, estimate: float) -> tuple[float, float]:
        error = self._error_at(dose, row)
        if error is not None:
            half = float(np.sqrt(self._cut)) * error
            return estimate - half, estimate + half
        if not np.any(row):
            return -np.inf, np.inf
        step = float(np.sqrt(row @ self._solved.covariance @ row))
        ends = [self._walk(lambda values: self._row(dose, values)[0], estimate, side * step) for side in (-1, 1)]
        return (-np.inf if ends[0] is None else ends[0]), (np.inf if ends[1] is None else ends[1])

    def _error_at(self, dose: float, row: Array) -> float | None:
        """By the curvature; None where there is none to rely on."""
        if self.is_at_edge or not np.isfinite(self.covariance).all() or self._is_loose:
            return None
        slope = np.array([self._slope(dose, i) for i in range(len(self.free))])
        both = np.concatenate([row, slope])
        return float(np.sqrt(max(0.0, both @ self.covariance @ both)))

    @cached_property
    def _is_loose(self) -> bool:
        """Whether a free parameter is so unsure that a straight line through its curvature says nothing."""
        q = self.model.factors
        return bool(np.any(np.sqrt(np.diag(self.covariance)[q:]) > LOOSE))

    def _slope(self, dose: float, at: int) -> float:
        ends = list[float]()
        for side in (-1, 1):
            moved = self.found.at.copy()
            moved[at] += side * NUDGE
            row, fixed = self._row(dose, self.model.values(moved))
            ends.append(float(row @ self.factors) + fixed)
        return (ends[1] - ends[0]) / (2 * NUDGE)

    def curve(self, doses: Iterable[float] | None = None) -> list[DoseEffect]:
        """Effects along doses; by default twenty-five, evenly up to the highest studied."""
        return [self.effect(float(d)) for d in (np.linspace(0, self._studied[1], 25) if doses is None else doses)]

    def table(self) -> list[dict[str, float | str | bool]]:
        """One row for each dose that was given, as it is told (ratios for their logarithms)."""
        show = self.contrasts.measure.show
        return [
            {"dose": e.dose, "estimate": show(e.estimate), "low": show(e.low), "high": show(e.high),
             "prediction_low": show(e.prediction_low), "prediction_high": show(e.prediction_high)}
            for e in self.curve(float(d) for d in np.unique(self.contrasts.all_doses) if d > 0)
        ]  # fmt: skip


def _root(rise: Any, inner: float, outer: float) -> float:
    from scipy.optimize import brentq

    found: Any = brentq(rise, inner, outer, xtol=CLOSE * abs(inner - outer), maxiter=200)
    return float(found)


def _tell(name: str, low: float | None, high: float | None, bounds: tuple[float, float] | None = None) -> str:
    """A sentence on what is not determined; nothing where both ends are there."""
    if low is not None and high is not None:
        return ""
    sought = f" (sought from {bounds[0]:.3g} to {bounds[1]:.3g})" if bounds else ""
    beyond = f" above {low:.3g}" if low is not None else f" below {high:.3g}" if high is not None else ""
    return f"{name} is not determined: any value{beyond}{sought} fits as well"
