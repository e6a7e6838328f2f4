"""Sums of doubles without rounding, so that neither order nor grouping changes a bit of them.

A double is a whole number of 53 bits times a power of two. Its bits are added where they belong in a row of whole
numbers, 32 bits apart, wide enough for every double there is and for its square: the long accumulator of U. Kulisch
(Computer Arithmetic and Validity, 2nd ed. 2013, chapter 8). What is read off at the end is rounded once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

DIGIT = 32  # bits from one place of the row to the next
LOW = (1 << DIGIT) - 1
FRACTION = 52  # bits of a double after the first
LOWEST = 1074  # the smallest double is 2**-1074
HALF = 27  # a number of 53 bits in two halves, whose products fit into 54
AT_ONCE = 1 << 16  # numbers: what is worked out on the way stays in the processor's cache


@dataclass
class ExactSum:
    """For each of some cells, the sum of what was added to it, in units of a power of two.

    rows: (places, cells), each place `DIGIT` bits above the one before; first: the place of the first row. A place
    holds what a quarter of a billion people add.
    """

    rows: np.ndarray
    first: int

    def add(self, whole: np.ndarray, shift: np.ndarray) -> None:
        """Adds whole · 2**shift, both whole numbers (people, cells); |whole| < 2**55, shift >= 0."""
        cells = self.rows.shape[1]
        place, bits = shift // DIGIT, shift % DIGIT
        low, high = (whole & LOW) << bits, (whole >> DIGIT) << bits
        begin, end = int(place.min()), int(place.max()) + 1
        self._reach(begin, end + 2)
        key = ((place - begin) * cells + np.arange(cells)).ravel()
        for above, digit in enumerate((low & LOW, (low >> DIGIT) + (high & LOW), high >> DIGIT)):
            # Doubles, but every sum of theirs is a whole number below 2**53.
            sums = np.bincount(key, digit.ravel().astype(float), (end - begin) * cells).reshape(-1, cells)
            at = begin + above - self.first
            self.rows[at : at + len(sums)] += sums.astype(np.int64)

    def _reach(self, begin: int, end: int) -> None:
        """Makes room for these places."""
        if not len(self.rows):
            self.first = begin
        below, above = max(0, self.first - begin), max(0, end - self.first - len(self.rows))
        if below or above:
            self.rows, self.first = np.pad(self.rows, ((below, above), (0, 0))), min(self.first, begin)

    def read(self) -> list[int]:
        """The sums, whole numbers of any size."""
        found = [0] * self.rows.shape[1]
        for place, row in enumerate(self.rows.tolist(), self.first):
            found = [total + (digit << (DIGIT * place)) for total, digit in zip(found, row, strict=True)]
        return found


class Moments:
    """Mean and standard deviation of many doubles, cell by cell, as if no sum had ever been rounded."""

    def __init__(self, cells: int) -> None:
        self.count = 0
        self.sums = ExactSum(np.zeros((0, cells), dtype=np.int64), 0)
        self.squares = ExactSum(np.zeros((0, cells), dtype=np.int64), 0)

    def add(self, values: np.ndarray) -> None:
        """Takes in finite doubles (people, cells)."""
        self.count += len(values)
        people = max(1, AT_ONCE // max(1, values.shape[1]))
        for first in range(0, len(values), people):
            whole, shift = take_apart(values[first : first + people])
            self.sums.add(whole, shift)
            high, low = whole >> HALF, whole & ((1 << HALF) - 1)
            self.squares.add(low * low, 2 * shift)
            self.squares.add(high * low, 2 * shift + HALF + 1)
            self.squares.add(high * high, 2 * shift + 2 * HALF)

    def means(self) -> np.ndarray:
        """The means (cells,), rounded once; NaN where nobody was."""
        if not self.count:
            return np.full(self.sums.rows.shape[1], np.nan)
        return np.array([total / (self.count << LOWEST) for total in self.sums.read()])

    def deviations(self) -> np.ndarray:
        """The standard deviations (cells,), with n - 1; NaN where fewer than two were."""
        if self.count < 2:
            return np.full(self.sums.rows.shape[1], np.nan)
        n = self.count
        pairs = zip(self.sums.read(), self.squares.read(), strict=True)
        return np.array([_root(n * squares - total * total, n * (n - 1)) for total, squares in pairs])


def take_apart(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Finite doubles as whole · 2**(shift - 1074), whole of at most 53 bits and with the sign, shift from 0 on."""
    bits = np.ascontiguousarray(values, dtype=np.float64).view(np.int64)
    exponent = (bits >> FRACTION) & 0x7FF
    whole = bits & ((1 << FRACTION) - 1)
    whole |= (exponent > 0).astype(np.int64) << FRACTION
    return np.where(bits < 0, -whole, whole), np.maximum(exponent, 1) - 1


def _root(over: int, under: int) -> float:
    """sqrt(over / under) · 2**-1074 of whole numbers."""
    # As many bits as make the root longer than a double by some.
    up = max(0, 2 * (FRACTION + 12) + under.bit_length() - over.bit_length())
    up += up % 2
    root = math.isqrt((over << up) // under)
    return root / (1 << (up // 2 + LOWEST))
