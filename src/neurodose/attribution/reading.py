"""How one number is read off each person's curve: at a time, over a window, its peak, or its change from the start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from neurodose.errors import SensitivityError
from neurodose.units import Quantity, h

FINEST, MOST = 0.1, 240  # hours between looks at a window, and the most looks
DAY = 24.0

Taken = Literal["mean", "highest", "lowest"]


@dataclass(frozen=True)
class Reading:
    """A number of each person.

    begin, end: hours from the start; alike for the value at one time
    taken:      of a window; by the trapezoidal rule where it is the mean
    is_change:  whether the value before the first dose is taken off
    Raises SensitivityError for a window that ends before it begins, or that nothing can be read in.
    """

    begin: float
    end: float
    taken: Taken = "mean"
    is_change: bool = False

    def __post_init__(self) -> None:
        is_window = np.isfinite([self.begin, self.end]).all() and 0 <= self.begin <= self.end and self.end > 0
        if not is_window or self.taken not in get_args(Taken):
            raise SensitivityError(
                f"nothing can be read from {self.begin:g} h to {self.end:g} h, {self.taken}",
                hint="give a time above 0, or a window that ends after it begins; mean, highest or lowest of it",
            )

    @property
    def moments(self) -> np.ndarray:
        """The output times that are needed, in hours."""
        looks = 1 + min(MOST, int(np.ceil((self.end - self.begin) / FINEST)))
        window = np.linspace(self.begin, self.end, looks)
        return np.union1d([0.0], window) if self.is_change else window

    def read(self, values: np.ndarray) -> np.ndarray:
        """The number of each person (people,), of their values at the moments (people, moments)."""
        first = 1 if self.is_change and self.begin > 0 else 0
        window, times = values[:, first:], self.moments[first:]
        if self.taken == "mean":
            number = window[:, 0] if len(times) == 1 else np.trapezoid(window, times, axis=1) / (times[-1] - times[0])
        else:
            number = window.max(axis=1) if self.taken == "highest" else window.min(axis=1)
        return number - values[:, 0] if self.is_change else number

    def __str__(self) -> str:
        when = f"at {_say(self.end)}"
        if self.end > self.begin:
            what = "mean" if self.taken == "mean" else f"{self.taken} value"
            when = f"{what} from {_say(self.begin)} to {_say(self.end)}"
        return when + ", less the value before the first dose" * self.is_change


def read_at(time: Quantity, *, is_change: bool = False) -> Reading:
    """The value at one time. Raises SensitivityError for what is no time."""
    hour = _hours(time)
    return Reading(hour, hour, is_change=is_change)


def read_over(begin: Quantity, end: Quantity, taken: Taken = "mean", *, is_change: bool = False) -> Reading:
    """The mean over a window, or the highest or lowest value in it. Raises SensitivityError for what is no window."""
    return Reading(_hours(begin), _hours(end), taken, is_change)


def _hours(time: Quantity) -> float:
    if not isinstance(time, Quantity) or time.dimension != h.dimension or np.ndim(time.value):
        raise SensitivityError(f"{time!r} is no time", hint="write, for example, 28 * day")
    return float(time.coherent)


def _say(hours: float) -> str:
    """ "28 d", or "12 h"."""
    return f"{hours / DAY:g} d" if hours >= 2 * DAY and hours % DAY == 0 else f"{hours:g} h"
