"""One rule of agreement for every observation, whatever it shows.

An observation passes if it lies inside the 95 % predictive interval of the mean of a virtual study of its own size
and design, and that interval is not wider than three times the tolerance of its kind: 1.5-fold for exposure, 10
points for occupancy, the published interval for effects (of counted people, where none was published, that which
follows from how many they were: `counts`). An outcome is judged by the link of its response that answers first. An
observation may carry a band of its own instead: it passes if the median prediction lies inside that band. A figure that
is refused, because it cannot be right as printed, never passes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from neurodose.agreement.counts import find_counted_interval
from neurodose.agreement.study import Studies
from neurodose.records.observation import Observation
from neurodose.records.vocabulary import EXPOSURE_FOLD, OCCUPANCY_POINTS

INTERVAL = (0.025, 0.5, 0.975)
WIDEST = 3.0  # tolerances that a predictive interval may be wide and still say something
MOST_LOST = 0.05  # share of virtual studies that may fail before nothing is said


@dataclass(frozen=True)
class Verdict:
    """An observation and what is predicted of it: median and 95 % interval of a study's mean, in its unit.

    by_structure: the same three by each structure alone; is_fold: whether `difference` is a ratio
    marks: what of its regimen, time and people lies outside of what the model was set with
    by_link: of an outcome, the same three by each link of its response, the judged one first
    is_set_by: whether what is judged was set by the observation's own source, so that agreement is no test
    """

    observation: Observation
    low: float | None
    predicted: float | None
    high: float | None
    passes: bool
    why: str
    by_structure: dict[str, tuple[float, float, float]]
    marks: tuple[str, ...] = ()
    by_link: Mapping[str, tuple[float, float, float]] = field(default_factory=dict)
    is_set_by: bool = False

    @property
    def is_calibration(self) -> bool:
        """Whether the observation, or its source, set what is compared with it."""
        return self.observation.is_calibration or self.is_set_by

    @property
    def is_fold(self) -> bool:
        return self.observation.quantity.tolerance == "exposure"

    @property
    def difference(self) -> float | None:
        """Predicted over observed for exposures, predicted less observed for all else."""
        if self.predicted is None:
            return None
        observed = self.observation.value.value
        return self.predicted / observed if self.is_fold and observed else self.predicted - observed


def judge(studies: Studies) -> Verdict:
    """The verdict on one observation by the means of its virtual studies."""
    observation = studies.observation
    if not studies.means:
        return Verdict(observation, None, None, None, False, studies.why, {})
    pooled = np.concatenate(list(studies.means.values()))
    counts = np.concatenate([np.full(len(m), studies.weights[s] / len(m)) for s, m in studies.means.items()])
    lost = int(np.isnan(pooled).sum())
    if lost > MOST_LOST * len(pooled):
        why = f"{lost} of {len(pooled)} virtual studies gave no number"
        return Verdict(observation, None, None, None, False, why, {})
    low, middle, high = find_weighted_quantiles(pooled, counts, INTERVAL)
    links = {link: _weigh(means, studies.weights) for link, means in studies.by_link.items()}
    each = {name: _quantiles(means) for name, means in studies.means.items() if np.isfinite(means).any()}
    passes, why = _apply(observation, low, middle, high)
    if observation.refused:
        passes, why = False, f"refused: {observation.refused}"
    why = f"{why}; {studies.left_out}" if studies.left_out else why
    told = {link: span for link, span in links.items() if span is not None}
    return Verdict(observation, low, middle, high, passes, why, each, by_link=told, is_set_by=studies.is_set_by)


def _weigh(means: Mapping[str, np.ndarray], weights: Mapping[str, float]) -> tuple[float, float, float] | None:
    """Interval and median over the structures together; None where too many studies gave no number."""
    pooled = np.concatenate(list(means.values()))
    counts = np.concatenate([np.full(len(m), weights[s] / len(m)) for s, m in means.items()])
    if np.isnan(pooled).sum() > MOST_LOST * len(pooled):
        return None
    low, middle, high = find_weighted_quantiles(pooled, counts, INTERVAL)
    return low, middle, high


def find_weighted_quantiles(values: np.ndarray, weights: np.ndarray, levels: tuple[float, ...]) -> list[float]:
    """The smallest value below which at least this share of the weight lies, for each level; NaN is left out."""
    held = ~np.isnan(values)
    order = np.argsort(values[held], kind="stable")
    ranked, gathered = values[held][order], np.cumsum(weights[held][order])
    places = np.searchsorted(gathered, np.array(levels) * gathered[-1], side="left")
    return [float(v) for v in ranked[np.minimum(places, len(ranked) - 1)]]


def _quantiles(means: np.ndarray) -> tuple[float, float, float]:
    # A half-life without end lies between no two others.
    low, middle, high = np.quantile(means[np.isfinite(means)], INTERVAL)
    return float(low), float(middle), float(high)


def _apply(observation: Observation, low: float, middle: float, high: float) -> tuple[bool, str]:
    observed = observation.value.value
    if observation.band is not None:
        inside = observation.band[0] <= middle <= observation.band[1]
        return inside, "the median lies inside the entry's own band" if inside else "the median lies outside its band"
    if not low <= observed <= high:
        return False, "observed above the interval" if observed > high else "observed below the interval"
    width, allowed = _measure_width(observation, low, high)
    if not allowed:
        return False, "inside, but that says too little: the source gives no interval that could be met"
    if width > allowed:
        return False, f"inside, but the interval says too little: {width:.3g} wide where {allowed:.3g} is allowed"
    return True, "inside the interval"


def _measure_width(observation: Observation, low: float, high: float) -> tuple[float, float]:
    """How wide an interval is, and how wide it may be: as a ratio for exposure, as a difference for all else."""
    match observation.quantity.tolerance:
        case "exposure":
            return (high / low if low > 0 else math.inf), EXPOSURE_FOLD**WIDEST
        case "occupancy":
            return high - low, WIDEST * OCCUPANCY_POINTS
        case _:
            counted = find_counted_interval(observation)
            published = (observation.error.low, observation.error.high) if observation.error else counted
            return high - low, WIDEST * (published[1] - published[0]) if published else 0.0
