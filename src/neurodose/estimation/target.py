"""A target is an observed figure as a fit sees it: its value, and how far a right model may miss it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from neurodose.errors import EstimationError
from neurodose.records.observation import Observation

# How far off the typical person may be although the model is right: what a study's own error does not hold (other
# assays, other people, read from a figure). The larger of this and the study's own standard error counts.
EXPOSURE_FLOOR = math.log(1.3)
SHARE_FLOOR = 0.05
EFFECT_FLOOR = 0.2  # of an effect that is no share, relative to its value


@dataclass(frozen=True)
class Target:
    """One observed figure.

    name:  of the observation ("O1"); value: as observed, in `unit` (its symbol)
    sd:    how far a prediction of the typical person may lie off: of the natural logarithm on the scale "log", in
           `unit` on the scale "plain"
    said:  where that comes from, in words
    """

    name: str
    value: float
    sd: float
    scale: Literal["log", "plain"]
    unit: str = ""
    said: str = ""

    def weigh(self, predicted: np.ndarray) -> np.ndarray:
        """Predicted less observed, in units of the error; no number where the prediction is none."""
        predicted = np.asarray(predicted, dtype=float)
        if self.scale == "plain":
            return (predicted - self.value) / self.sd
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log(predicted / self.value) / self.sd

    def tell_miss(self, predicted: float) -> str:
        """The miss as a reader says it: 1.4-fold, or −6 %."""
        if self.scale == "log":
            return f"{predicted / self.value:.2f}-fold"
        return f"{predicted - self.value:+.3g} {self.unit}".removesuffix(" 1").strip()


def target_of(observation: Observation) -> Target:
    """An observation as a target; exposures and ratios on the logarithm, shares and effects as they are.

    Raises EstimationError for a limit ("under 1 %"), for a variation between people, and for a figure whose logarithm
    does not exist.
    """
    value, unit = float(observation.value.value), observation.unit
    own, said = _own_error(observation)
    if observation.limit is not None:
        raise EstimationError("its source gives a limit and no value", where=observation.id)
    if observation.quantity.kind == "variation":
        raise EstimationError("a fit sees the typical person, who has no spread", where=observation.id)
    if observation.quantity.tolerance == "exposure" or observation.is_ratio:
        if value <= 0:
            raise EstimationError(f"{observation.value} has no logarithm", where=observation.id)
        sd, source = max((EXPOSURE_FLOOR, "floor: 1.3-fold"), (own / value, said))
        return Target(observation.id, value, sd, "log", unit.symbol, source)
    is_share = observation.quantity.row.is_share
    floor = float(unit.from_coherent(SHARE_FLOOR)) if is_share else EFFECT_FLOOR * abs(value)
    words = "floor: 5 points" if is_share else "floor: 20 % of the value"
    sd, source = max((floor, words), (own, said))
    return Target(observation.id, value, sd or 1.0, "plain", unit.symbol, source)


def _own_error(observation: Observation) -> tuple[float, str]:
    """The standard error of the mean by the study itself, in the unit of the value, and what it was made from."""
    if observation.standard_error is not None:
        kind = observation.error.kind if observation.error else "range"
        words = {"sd": "SD / √n", "se": "SE", "interval": "95 % interval", "range": "individual figures"}
        return observation.standard_error, f"study: {words[kind]}"
    if observation.error is not None and observation.size > 1:
        spread = 2 * observation.error.size / expect_range(observation.size)
        return spread / math.sqrt(observation.size), "study: range"
    return 0.0, "study: nothing said"


def expect_range(size: int) -> float:
    """How many standard deviations lie on average between the lowest and the highest of `size` normal numbers.

    The integral of 1 − Φⁿ − (1 − Φ)ⁿ (Tippett 1925, Biometrika 17:364), by the trapezium rule.
    """
    grid = np.linspace(-8, 8, 1601)
    below = np.array([0.5 * (1 + math.erf(x / math.sqrt(2))) for x in grid])
    return float(np.trapezoid(1 - below**size - (1 - below) ** size, grid))
