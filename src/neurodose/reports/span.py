"""A figure for most people, and how it is said: the median, and between which limits nine in ten lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

MIDDLE = (0.05, 0.5, 0.95)
SMALLEST = 0.001  # in the units of the answer: what is smaller than this is of no consequence, or rounding


@dataclass(frozen=True)
class Span:
    """A figure for most people: the median, and between which limits nine in ten lie."""

    low: float
    middle: float
    high: float

    def say(self, digits: int = 2, unit: str = "") -> str:
        """The span in a sentence: "11 ng/mL (4.9 to 24)"."""
        low, middle, high = (say_number(v, digits) for v in (self.low, self.middle, self.high))
        said = f"{middle}{' ' if unit else ''}{unit}"
        return said if low == middle == high else f"{said} ({low} to {high})"


@dataclass(frozen=True)
class Told:
    """One figure of the answer: what it is called, and its span by what makes it differ.

    structures: the typical person's figure by each rival
    """

    label: str
    digits: int
    unit: str
    people: Span
    values: Span
    structures: Mapping[str, float]
    together: Span

    def __str__(self) -> str:
        """As a sentence has it: how people differ."""
        return self.people.say(self.digits, self.unit)

    def say_together(self) -> str:
        """Between which limits nine in ten lie once values are unsure and structures rival."""
        low, high = (say_number(limit, self.digits) for limit in (self.together.low, self.together.high))
        return f"{low} to {high}{' ' if self.unit else ''}{self.unit}"


def say_number(value: float, digits: int) -> str:
    """A number in so many digits, as a sentence has it."""
    if not np.isfinite(value):
        return "longer than was simulated"
    if abs(value) < SMALLEST:
        return "0" if value <= 0 else f"under {SMALLEST:g}"
    places = max(0, digits - 1 - int(np.floor(np.log10(abs(value)))))
    return f"{value:,.{places}f}".replace(",", " ")


def span(values: np.ndarray) -> Span:
    """The span of one figure per person (people,)."""
    if np.isfinite(values).all():
        return Span(*np.quantile(values, MIDDLE))
    # Nothing lies between two that never end, so each limit is one person's figure.
    return Span(*np.sort(values)[np.rint(np.multiply(MIDDLE, len(values) - 1)).astype(int)])
