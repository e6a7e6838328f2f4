"""An axis of numbers: where each stands between its ends, and which of them are written beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

STEPS = (1, 2, 5, 10)  # between numbers beside an axis, times a power of ten
CLOSER = 0.75  # how much closer than asked for numbers may stand, so that steps are not too rough
ROOM = 0.05  # what stays free at each end of a scale, as a share of what is shown
ALIKE = 1e-9  # share of their size by which numbers differ that are shown as one
FEW_DECADES = 2.0  # up to so many, numbers between powers of ten are written too


@dataclass(frozen=True)
class Scale:
    """From low to high, evenly or in decades."""

    low: float
    high: float
    is_log: bool = False

    def place(self, values: Any) -> np.ndarray:
        """How far along the scale values stand, as a share of its length; on one of decades, 0 is infinitely far."""
        with np.errstate(divide="ignore", invalid="ignore"):
            along, low, high = (np.log(v) if self.is_log else np.asarray(v) for v in (values, self.low, self.high))
            return (along - low) / (high - low)

    def find_ticks(self, count: int) -> list[tuple[float, str]]:
        """The numbers to write, about so many, as people write them."""
        found = self._find_decades(count) if self.is_log else self._find_even(count)
        slack = 1e-9 * (self.high - self.low)
        return [(value, f"{value:g}") for value in found if self.low - slack <= value <= self.high + slack]

    def _find_even(self, count: int) -> list[float]:
        rough = CLOSER * (self.high - self.low) / max(1, count)
        power = 10.0 ** math.floor(math.log10(rough))
        step = power * next(s for s in STEPS if s * power >= rough * (1 - 1e-9))
        first, last = math.floor(self.low / step), math.ceil(self.high / step)
        return [float(f"{number * step:.12g}") for number in range(first, last + 1)]

    def _find_decades(self, count: int) -> list[float]:
        decades = math.log10(self.high / self.low)
        between, apart = (1, 2, 5) if decades < FEW_DECADES else (1,), math.ceil(decades / max(1, count) / 1.5)
        first = math.floor(math.log10(self.low) / apart) * apart
        powers = range(first, math.ceil(math.log10(self.high)) + 1, apart)
        return [float(f"{times}e{power}") for power in powers for times in between]


def span(values: Iterable[np.ndarray], *, is_log: bool = False, room: float = ROOM) -> Scale:
    """The scale that shows all these values, with a little room at both ends."""
    shown = np.concatenate([np.ravel(v) for v in values] or [np.zeros(0)])
    shown = shown[np.isfinite(shown) & ((shown > 0) | (not is_log))]
    low, high = (float(shown.min()), float(shown.max())) if len(shown) else (1.0, 10.0)
    if is_log:
        free = max(room * math.log(high / low), 0.1 if low == high else 0.0)
        return Scale(low * math.exp(-free), high * math.exp(free), is_log=True)
    size = max(abs(low), abs(high))
    free = room * (high - low if high - low > ALIKE * size else size or 1.0)
    return Scale(low - free, high + free)
