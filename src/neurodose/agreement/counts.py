"""How sure a count of people is by itself: the 95 % interval that follows from how many they were.

Of a share it is Wilson's (1927); of a difference, ratio or odds ratio of two shares that of normal errors (on the
logarithm for ratios), for which the share in the other arm must be told, which an observation of a ratio alone does
not: so a ratio has none.
"""

from __future__ import annotations

import math

from neurodose.records.observation import HALF_INTERVAL, Observation


def find_counted_interval(observation: Observation) -> tuple[float, float] | None:
    """The interval of a counted share, in the unit of its value; None of anything else, and where n is not told."""
    if observation.quantity.kind != "proportion" or observation.n is None or observation.is_ratio:
        return None
    share, n, z = float(observation.value.coherent), observation.n, HALF_INTERVAL
    if not 0 <= share <= 1:
        return None
    middle = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z * math.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    low, high = (float(observation.unit.from_coherent(end)) for end in (middle - half, middle + half))
    return low, high
