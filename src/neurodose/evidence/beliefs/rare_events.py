"""Rare events as they were counted: no half is added to an empty cell, and a study without events in one arm still says
what it says.

    pool = synthesize(effects, BinomialNormal())                # effects on the measure OR, with what was counted

Given how many had the event in both arms together, how they fell among the arms follows the noncentral hypergeometric
distribution of the odds ratio alone: the study's own level is gone (Stijnen, Hamza and Ozdemir 2010). True logarithms
of odds ratios are normal around a mean. Mean, spread and each true effect are summed over on grids whose error falls
faster than any power of their step; no chains.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.beliefs.bayesian import complete_priors
from neurodose.evidence.beliefs.mixture import Mixture
from neurodose.evidence.beliefs.priors import Flat, Normal, Priors, Spread
from neurodose.evidence.beliefs.rare_likelihood import RareGrid, RareModel
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.measure import Measure
from neurodose.evidence.synthesis import refuse_twins


@dataclass(frozen=True)
class BinomialNormal:
    """mean, between: priors of the mean logarithm of the odds ratio and of tau; by default `default_priors`."""

    mean: Normal | None = None
    between: Spread | None = None
    level: float = 0.95

    def fit(self, effects: Effects) -> RarePosterior:
        """Raises EvidenceError where counts are missing or no whole numbers, where no study has an event in it, and
        for a prior of tau whose tail no grid reaches.
        """
        refuse_twins(effects)
        priors = complete_priors(effects, self.mean, self.between)
        if isinstance(priors.mean, Flat):
            raise EvidenceError("this model takes a normal prior of the mean", hint="mean=Normal(0, 4) is a weak one")
        events, totals = _read_counts(effects)
        says = (events.sum(axis=1) > 0) & (events.sum(axis=1) < totals.sum(axis=1))
        if not says.any():
            raise EvidenceError(
                "in no study had anybody the event, or in all of them everybody",
                hint="say how many people were watched, and grade without a pool",
            )
        model = RareModel(events[says], totals[says], priors.mean, priors.between)
        return RarePosterior(effects, priors, model.integrate(), int((~says).sum()), self.level)


@dataclass(frozen=True, eq=False)
class RarePosterior:
    """What is believed of the mean logarithm of the odds ratio, of a new study's, and of how they differ.

    silent: how many studies say nothing of a ratio: nobody had the event in either arm, or everybody
    """

    effects: Effects
    priors: Priors
    grid: RareGrid
    silent: int
    level: float = 0.95

    @property
    def measure(self) -> Measure:
        return self.effects.measure

    @property
    def k(self) -> int:
        return len(self.effects)

    @property
    def method(self) -> str:
        silent = f"; {self.silent} without events in both arms say nothing of a ratio" if self.silent else ""
        return (
            f"Bayesian, counts as they are (hypergeometric-normal): mean {self.priors.mean.told}, "
            f"tau {self.priors.between.told}; {self.priors.because}{silent}"
        )

    @cached_property
    def _line(self) -> tuple[Array, Any]:
        """Values of the mean, and the chance to be below each as a smooth function."""
        from scipy.interpolate import CubicSpline

        grid = self.grid
        low, high = float(grid.means.min()), float(grid.means.max())
        finest = float(np.min(grid.means[:, 1] - grid.means[:, 0]))
        at = np.linspace(low, high, int(min(20_001, max(2001, 4 * (high - low) / finest))))
        density = np.zeros(len(at))
        for weight, means, shares in zip(grid.weights, grid.means, grid.shares, strict=True):
            inside = (at >= means[0]) & (at <= means[-1])
            smooth = CubicSpline(means, shares / (means[1] - means[0]))
            density[inside] += weight * np.maximum(smooth(at[inside]), 0)
        return at, CubicSpline(at, density).antiderivative()

    @property
    def mean(self) -> float:
        return float(self.grid.weights @ np.sum(self.grid.means * self.grid.shares, axis=1))

    @property
    def error(self) -> float:
        """The standard deviation of the mean effect."""
        second = float(self.grid.weights @ np.sum((self.grid.means - self.mean) ** 2 * self.grid.shares, axis=1))
        return float(np.sqrt(second))

    @property
    def estimate(self) -> float:
        """The median of the mean effect."""
        return self.quantile(0.5)

    @property
    def interval(self) -> tuple[float, float]:
        tail = (1 - self.level) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    def quantile(self, share: float) -> float:
        from scipy.optimize import brentq

        at, below = self._line
        whole = float(below(at[-1]))
        found: Any = brentq(lambda x: float(below(x)) - share * whole, at[0], at[-1], xtol=1e-12)
        return float(found)

    def probability_below(self, value: float = 0.0) -> float:
        """The chance that the mean logarithm of the odds ratio is below a value."""
        at, below = self._line
        return float(below(np.clip(value, at[0], at[-1])) / below(at[-1]))

    def probability_above(self, value: float = 0.0) -> float:
        return 1 - self.probability_below(value)

    @cached_property
    def next_study(self) -> Mixture:
        """The posterior of the true effect in a study that is still to come."""
        grid = self.grid
        weights = (grid.weights[:, None] * grid.shares).ravel()
        return Mixture(weights, grid.means.ravel(), np.repeat(grid.taus, grid.means.shape[1]))

    @property
    def prediction(self) -> tuple[float, float]:
        return self.next_study.interval(self.level)

    @property
    def tau(self) -> float:
        """The mean of it."""
        return float(self.grid.weights @ self.grid.taus)

    def show(self, value: float) -> float:
        """A value as it is told: the ratio for its logarithm."""
        return self.measure.show(value)

    @property
    def shown(self) -> dict[str, float]:
        """Estimate, interval and prediction, as they are told."""
        (low, high), (lowest, highest) = self.interval, self.prediction
        rows = {"estimate": self.estimate, "low": low, "high": high}
        return {k: self.show(v) for k, v in (rows | {"prediction_low": lowest, "prediction_high": highest}).items()}


def _read_counts(effects: Effects) -> tuple[Array, Array]:
    """Events and totals, (studies, 2), treatment first."""
    events, totals = effects.arms.events, effects.arms.totals
    if effects.measure.symbol != "OR":
        raise EvidenceError(
            f"counts as they are have odds ratios, and these effects are {effects.measure.symbol}",
            hint='read the effects with measure="OR"',
        )
    checks: tuple[tuple[str, Callable[[Array, Array], Any]], ...] = (
        ("counts are missing", lambda e, n: ~(np.isfinite(e) & np.isfinite(n)).all(axis=1)),
        ("counts are no whole numbers", lambda e, n: (e != np.round(e)).any(axis=1) | (n != np.round(n)).any(axis=1)),
        ("more events than people, or fewer than none", lambda e, n: ((e < 0) | (e > n)).any(axis=1)),
    )
    if not len(events) or not len(totals):
        raise EvidenceError("nothing was counted in the arms of these effects", hint="give events and totals")
    for said, is_wrong in checks:
        wrong = is_wrong(events, totals)
        if wrong.any():
            raise EvidenceError(said, where=f"study {effects.studies[int(np.argmax(wrong))]}, events")
    return events, totals
