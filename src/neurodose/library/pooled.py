"""An effect that several trials saw, pooled at random effects: what a further trial would see, and how sure that is.

    pooled = PooledEffect((TrialEffect("Volpicelli 1992", -0.87, 0.34), …))
    pooled.mean, pooled.spread          # of the true effect of a new trial
    pooled.without("Volpicelli 1992")   # for a comparison with that trial, which must not have set what it tests

    PooledEffect(trials, believed=0.3)  # pulled towards no effect: one small trial does not outweigh what others taught

Weights are those of DerSimonian and Laird (1986); a new trial's true effect is normal around the mean, with the
variance between trials and that of the mean together (Higgins, Thompson and Spiegelhalter 2009).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import sqrt

from neurodose.errors import SourceError


@dataclass(frozen=True)
class TrialEffect:
    """What one trial saw, on a scale where effects add up (a logarithm of a ratio, a difference).

    study: "Authors year", as the source of the record file of observations has both ("Volpicelli and others 1992");
           an observation of that source is compared with what the others say
    error: standard error of the estimate
    """

    study: str
    estimate: float
    error: float


@dataclass(frozen=True)
class PooledEffect:
    """trials: what each saw; spread_alone: standard deviation between trials that is taken where one trial stands alone
    believed: standard deviation, around no effect, of what was believed before these trials; 0: nothing was

    Raises SourceError where there is none and nothing was believed, or where an error is not above zero.
    """

    trials: tuple[TrialEffect, ...]
    spread_alone: float = 0.3
    believed: float = 0.0

    def __post_init__(self) -> None:
        faulty = [trial.study for trial in self.trials if not trial.error > 0]
        if faulty or not (self.trials or self.believed > 0):
            raise SourceError(
                f"the standard error of {' and '.join(faulty)} is not above zero" if faulty else "no trial is pooled",
                hint="give TrialEffect(study, estimate, error) of one trial at least",
            )

    @cached_property
    def between(self) -> float:
        """Standard deviation of true effects between trials."""
        if len(self.trials) <= 1:
            return self.spread_alone
        weights = [trial.error**-2 for trial in self.trials]
        mean = _average(self.trials, weights)
        excess = sum(w * (t.estimate - mean) ** 2 for w, t in zip(weights, self.trials, strict=True))
        total = sum(weights)
        scale = total - sum(w**2 for w in weights) / total
        return sqrt(max(0.0, (excess - len(self.trials) + 1) / scale))

    @property
    def _weights(self) -> list[float]:
        return [1 / (trial.error**2 + self.between**2) for trial in self.trials]

    @cached_property
    def _precision(self) -> float:
        """Of the mean: that of the trials and that of what was believed before."""
        return sum(self._weights) + (self.believed**-2 if self.believed > 0 else 0)

    @cached_property
    def mean(self) -> float:
        return sum(w * t.estimate for w, t in zip(self._weights, self.trials, strict=True)) / self._precision

    @cached_property
    def error(self) -> float:
        """Standard error of the mean."""
        return sqrt(1 / self._precision)

    @property
    def spread(self) -> float:
        """Standard deviation of the true effect of a new trial, as unsure as it is."""
        return sqrt(self.between**2 + self.error**2)

    def without(self, study: str) -> PooledEffect | None:
        """The same without one study; itself where that is not among them, None where nothing is left: no other trial,
        and nothing that was believed before.
        """
        left = tuple(trial for trial in self.trials if trial.study != study)
        if len(left) == len(self.trials):
            return self
        return PooledEffect(left, self.spread_alone, self.believed) if left or self.believed > 0 else None


def _average(trials: tuple[TrialEffect, ...], weights: list[float]) -> float:
    return sum(w * t.estimate for w, t in zip(weights, trials, strict=True)) / sum(weights)
