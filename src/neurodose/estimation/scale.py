"""A parameter is estimated on the scale on which its error is even: logarithm, logit of a share, or as it is."""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from neurodose.errors import EstimationError

Scale = Literal["log", "logit", "plain"]
SCALES = get_args(Scale)


def to_scale(scale: Scale, values: np.ndarray | float) -> np.ndarray:
    """Numbers in coherent units, on a scale; what the scale cannot hold becomes infinite or no number."""
    held = np.asarray(values, dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        if scale == "log":
            return np.log(held)
        return np.log(held / (1 - held)) if scale == "logit" else held


def from_scale(scale: Scale, points: np.ndarray | float) -> np.ndarray:
    """Numbers on a scale, back in coherent units."""
    held = np.asarray(points, dtype=float)
    with np.errstate(over="ignore"):
        if scale == "log":
            return np.exp(held)
        return 1 / (1 + np.exp(-held)) if scale == "logit" else held


def choose_scale(low: float, value: float, high: float, *, is_number: bool) -> Scale:
    """The logit for a pure number that stays between 0 and 1, the logarithm for what is positive, else as it is."""
    if is_number and 0 < low <= high < 1:
        return "logit"
    return "log" if value > 0 and low >= 0 else "plain"


def read_scale(name: str, where: str) -> Scale:
    """A scale by its name in a file; raises EstimationError for another word."""
    for scale in SCALES:
        if name == scale:
            return scale
    raise EstimationError(f'no scale is called "{name}"', where=where, exists=f"scales: {', '.join(SCALES)}")
