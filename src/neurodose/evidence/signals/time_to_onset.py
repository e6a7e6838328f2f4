"""Of reports that say how long after the first dose an event came: mostly early, at any time, or mostly late?

Times t follow a Weibull distribution, whose hazard rises with t^(shape − 1):

    shape below 1   early: the event comes soon or not at all
    shape near 1    at any time: as if by chance
    shape above 1   late: the longer, the more

Maximum likelihood; intervals are normal on the logarithm (the test of Sauzet and others 2013). It is the shape of what
is *reported*: events that come late are reported less, and reports without both dates are not in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurodose.errors import EvidenceError

Array = np.ndarray

SAME_DAY = 0.5  # days: dates tell no hours, and a time of zero has no logarithm
SHAPES = (1e-3, 1e4)  # beyond the upper one all times are alike


@dataclass(frozen=True)
class Onset:
    """count: reports with a time; shape, scale (days) with 95 % intervals; median (days) of the fitted distribution"""

    count: int
    shape: float
    shape_interval: tuple[float, float]
    scale: float
    scale_interval: tuple[float, float]
    log_likelihood: float

    @property
    def median(self) -> float:
        return self.scale * float(np.log(2)) ** (1 / self.shape)

    @property
    def kind(self) -> str:
        """early, late, or at any time where the interval holds 1."""
        low, high = self.shape_interval
        return "early" if high < 1 else "late" if low > 1 else "at any time"

    def tell(self) -> str:
        """The shape in words."""
        low, high = self.shape_interval
        words = {"early": "mostly early", "late": "mostly late", "at any time": "neither mostly early nor mostly late"}
        return (
            f"In {self.count} reports with both dates the event came {words[self.kind]} (shape {self.shape:.2f}, "
            f"{low:.2f} to {high:.2f}; median {self.median:.3g} days). Late events are reported less."
        )


def fit_onset(days: ArrayLike, *, same_day: float = SAME_DAY) -> Onset:
    """The Weibull distribution of times from first dose to event.

    days: of each report, 0 or more; same_day: what a 0 stands for
    Raises EvidenceError for times that are none, fewer than three, and times that are all alike.
    """
    from scipy.optimize import brentq
    from scipy.stats import norm

    times = _check_days(days, same_day)
    logs = np.log(times)
    mean = float(logs.mean())

    def slope(log_shape: float) -> float:
        shape = float(np.exp(log_shape))
        weights = np.exp(shape * (logs - logs.max()))
        return float(weights @ logs / weights.sum()) - 1 / shape - mean

    ends = [float(np.log(shape)) for shape in SHAPES]
    if slope(ends[1]) <= 0:
        raise EvidenceError("times are all but alike: no shape fits them", where="days")
    root: Any = brentq(slope, *ends, xtol=1e-13)
    shape = float(np.exp(root))
    log_scale = float(np.log(np.mean(np.exp(shape * (logs - logs.max()))))) / shape + float(logs.max())
    u = shape * (logs - log_scale)
    height = np.exp(u)
    # Minus the second derivatives along the logarithms of scale and shape.
    crossed = -shape * float(u @ height)
    turns = np.array([[shape**2 * height.sum(), crossed], [crossed, float(np.sum(u * height + u**2 * height - u))]])
    errors = np.sqrt(np.diag(np.linalg.inv(turns))) * float(norm.ppf(0.975))
    scale = float(np.exp(log_scale))
    return Onset(
        len(times), shape, (shape * float(np.exp(-errors[1])), shape * float(np.exp(errors[1]))), scale,
        (scale * float(np.exp(-errors[0])), scale * float(np.exp(errors[0]))),
        float(np.sum(np.log(shape) - logs + u - height)),
    )  # fmt: skip


def _check_days(days: ArrayLike, same_day: float) -> Array:
    try:
        times = np.asarray(days, float).ravel()
    except (TypeError, ValueError):
        raise EvidenceError("times are numbers of days", where="days") from None
    bad = ~(np.isfinite(times) & (times >= 0))
    if bad.any():
        at = int(np.flatnonzero(bad)[0])
        raise EvidenceError(
            f"{times[at]:g} days",
            where=f"report {at + 1}",
            hint="leave out reports whose dates are missing or reversed",
        )
    if not same_day > 0:
        raise EvidenceError(f"the same day is {same_day:g} days", where="same_day", hint="it is above zero")
    if len(times) < 3:
        raise EvidenceError(f"{len(times)} times tell no distribution", hint="give three or more")
    return np.where(times == 0, same_day, times)
