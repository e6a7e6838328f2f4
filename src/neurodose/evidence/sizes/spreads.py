"""How far people of an arm differ, where a study tells it in another way than by a standard deviation.

What comes out is derived, and marked as such where it is used: a quartile says little of a skewed outcome.
"""

from __future__ import annotations

import numpy as np

from neurodose.errors import EvidenceError


def sd_of_error(error: float, n: float) -> float:
    """From the standard error of a mean of n people: SE √n."""
    _need(error, n)
    return error * float(np.sqrt(n))


def sd_of_interval(low: float, high: float, n: float, level: float = 0.95) -> float:
    """From the interval of a mean of n people, by t with n − 1 degrees of freedom (Cochrane Handbook 6.5.2.2)."""
    from scipy.stats import t

    _need(high - low, n)
    return float(np.sqrt(n) * (high - low) / (2 * t.ppf(1 - (1 - level) / 2, n - 1)))


def sd_of_change(before: float, after: float, correlation: float) -> float:
    """Of a change, from those of both ends: √(s² + s′² − 2 r s s′) (Cochrane Handbook 6.5.2.8); the correlation of
    both ends is stated, since studies seldom tell it.
    """
    if not (before >= 0 and after >= 0 and -1 <= correlation <= 1):
        raise EvidenceError(
            f"SDs of {before:g} and {after:g} with a correlation of {correlation:g} cannot be",
            hint="SDs are not negative, and a correlation lies between −1 and 1",
        )
    return float(np.sqrt(before**2 + after**2 - 2 * correlation * before * after))


def mean_of_quartiles(
    quartile: float, median: float, third: float, n: float, ends: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Mean and SD from median and quartiles of n people, with the least and the greatest where they are told too
    (Wan, Wang, Liu and Tong 2014, scenarios 3 and 2).
    """
    from scipy.stats import norm

    _need(third - quartile, n)
    quarters = float(third - quartile) / (2 * float(norm.ppf((0.75 * n - 0.125) / (n + 0.25))))
    if ends is None:
        return (quartile + median + third) / 3, quarters
    least, most = ends
    mean = (least + 2 * quartile + 2 * median + 2 * third + most) / 8
    return mean, (quarters + mean_of_range(least, median, most, n)[1]) / 2


def mean_of_range(least: float, median: float, most: float, n: float) -> tuple[float, float]:
    """Mean and SD from median, least and greatest of n people (Wan, Wang, Liu and Tong 2014, scenario 1)."""
    from scipy.stats import norm

    _need(most - least, n)
    return (least + 2 * median + most) / 4, (most - least) / (2 * float(norm.ppf((n - 0.375) / (n + 0.25))))


def _need(width: float, n: float) -> None:
    if not (width > 0 and n >= 2):
        raise EvidenceError(
            f"a spread of {width:g} in {n:g} people says nothing of their SD",
            hint="both ends must ascend, and two people at least are needed",
        )
