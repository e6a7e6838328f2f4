"""For how long a curve lies above a level, along straight lines from look to look."""

from __future__ import annotations

import numpy as np


def find_hours_above(values: np.ndarray, times: np.ndarray, level: float) -> np.ndarray:
    """Hours (people,) in which values (people, times) lie above a level; NaN of whoever lacks one.

    Between two looks a curve is taken as a straight line, so it jumps nowhere; times: (times,), hours. A curve that
    stays at the very level is not above it.
    """
    before, after = values[:, :-1], values[:, 1:]
    low, high = np.minimum(before, after), np.maximum(before, after)
    rise = high - low
    share = np.divide(np.clip(high - level, 0.0, rise), rise, out=(low > level).astype(float), where=rise > 0)
    # One after the other, so that a person's sum does not depend on how many there are.
    hours = np.cumsum(share * np.diff(times), axis=1)[:, -1]
    return np.where(np.isfinite(values).all(axis=1), hours, np.nan)
