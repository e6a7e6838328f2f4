"""Quantiles over people who come a few at a time, the same for any order and grouping.

While everybody's values fit into `ROOM`, they are held, and quantiles are those of `numpy.quantile`. More are counted
in bins: the bits of a double, read as a whole number, are in the order of the doubles, so the first of them name a bin
whose width is a share of the value. Counts are whole numbers, and so are sums of neighbouring bins: where bins run out
of room, each two become one. How fine the bins are in the end thus depends on all values together, not on who came
first.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

ROOM = 512 << 20  # bytes: for everybody's values, and else for bins
LEAST_ROOM = 32 << 10  # bytes of bins for each cell: 64 powers of two in 128 bins each
FINEST, FRACTION = 20, 52  # bits of the fraction that name a bin, of those there are
POWERS = 1 << 12  # the sign and the power of two of a double
AT_ONCE = 1 << 20  # bins that become half as many
CELLS = 1 << 9  # cells whose quantiles are found at once: one by one, each call would cost more than its work


class Held:
    """All values, (cells, people)."""

    error = 0.0

    def __init__(self, cells: int, people: int) -> None:
        self.values, self.count = np.empty((cells, people)), 0

    def add(self, values: np.ndarray) -> None:
        """Takes in finite values (people, cells)."""
        self.values[:, self.count : self.count + len(values)] = values.T
        self.count += len(values)

    def quantiles(self, levels: Sequence[float]) -> np.ndarray:
        """Quantiles (levels, cells), between two people along a line; NaN where nobody was. Call it once."""
        found = np.full((len(levels), len(self.values)), np.nan)
        for first in range(0, len(self.values) if self.count else 0, CELLS):  # a copy of all would double the memory
            some = self.values[first : first + CELLS, : self.count]
            found[:, first : first + CELLS] = np.quantile(some, levels, axis=1, overwrite_input=True)
        return found


class Counted:
    """How many values lie in each bin, cell by cell.

    A page holds the bins of one power of two (and sign) in one cell; `pages` (cells, columns) tells its number, -1
    where there is none, and `columns` which column stands for which power of two.
    """

    def __init__(self, cells: int, room: int = ROOM) -> None:
        # What nobody has written to takes no memory yet.
        self.bins = np.zeros(max(room, cells * LEAST_ROOM) // 4, dtype=np.uint32)
        self.bits, self.made, self.count = FINEST, 0, 0
        self.columns: dict[int, int] = {}
        self.pages = np.empty((cells, 0), dtype=np.int64)
        self.least, self.most = np.full(cells, np.inf), np.full(cells, -np.inf)

    @property
    def error(self) -> float:
        """By how much of its size a quantile may be off."""
        return 2.0 ** -(self.bits + 1)

    def add(self, values: np.ndarray) -> None:
        """Takes in finite values (people, cells)."""
        self.count += len(values)
        self.least = np.minimum(self.least, values.min(axis=0, initial=np.inf))
        self.most = np.maximum(self.most, values.max(axis=0, initial=-np.inf))
        keys = (values + 0.0).view(np.uint64)  # there is one zero only
        powers = (keys >> np.uint64(FRACTION)).astype(np.int64)
        numbers = self._find_pages(powers)
        within = (keys & np.uint64((1 << FRACTION) - 1)) >> np.uint64(FRACTION - self.bits)
        np.add.at(self.bins, ((numbers << self.bits) + within.astype(np.int64)).ravel(), np.uint32(1))

    def _find_pages(self, powers: np.ndarray) -> np.ndarray:
        """The page of each value (people, cells); where one is wanting it is made, if need be by coarser bins."""
        met = np.flatnonzero(np.bincount(powers.ravel(), minlength=POWERS)).tolist()
        for power in (p for p in met if p not in self.columns):
            self.columns[power] = len(self.columns)
        new = len(self.columns) - self.pages.shape[1]
        if new:
            self.pages = np.pad(self.pages, ((0, 0), (0, new)), constant_values=-1)
        column_of = np.zeros(POWERS, dtype=np.int64)
        column_of[list(self.columns)] = list(self.columns.values())
        columns, cells = column_of[powers], np.arange(len(self.pages))
        numbers = self.pages[cells, columns]
        if (numbers < 0).any():
            is_wanted = np.zeros(self.pages.shape, dtype=bool)
            is_wanted[np.broadcast_to(cells, columns.shape)[numbers < 0], columns[numbers < 0]] = True
            wanted = int(is_wanted.sum())
            self.pages[is_wanted] = self.made + np.arange(wanted)
            self.made += wanted
            numbers = self.pages[cells, columns]
            self._make_room(wanted)
        return numbers

    def _make_room(self, new: int) -> None:
        """Each two bins become one, until all pages have room; the new ones are empty."""
        while self.made << self.bits > len(self.bins):
            filled = (self.made - new) << self.bits
            for first in range(0, filled, AT_ONCE):
                pairs = self.bins[first : min(first + AT_ONCE, filled)].reshape(-1, 2)
                self.bins[first // 2 : first // 2 + len(pairs)] = pairs.sum(axis=1, dtype=np.uint32)
            self.bins[filled // 2 : filled] = 0
            self.bits -= 1

    def quantiles(self, levels: Sequence[float]) -> np.ndarray:
        """Quantiles (levels, cells): the middles of bins, between two people along a line; NaN where nobody was."""
        found = np.full((len(levels), len(self.pages)), np.nan)
        if self.count:
            ranks = (self.count - 1) * np.asarray(levels, dtype=float)
            for cell in range(len(self.pages)):
                found[:, cell] = self._read(cell, ranks)
        return found

    def _read(self, cell: int, ranks: np.ndarray) -> np.ndarray:
        """The values of one cell at these ranks, counted from 0."""
        negative = POWERS // 2
        own = [power for power, column in self.columns.items() if self.pages[cell, column] >= 0]
        # The larger the power of a negative number, the smaller it is.
        own.sort(key=lambda power: negative - 1 - power if power >= negative else power)
        pages = [self._page(cell, power)[:: -1 if power >= negative else 1] for power in own]
        reached = np.cumsum(np.concatenate(pages), dtype=np.int64)
        below, above = np.floor(ranks), np.ceil(ranks)
        ends = []
        for rank in (below, above):
            place = np.searchsorted(reached, rank.astype(np.int64), side="right")
            number, within = place >> self.bits, place & ((1 << self.bits) - 1)
            power = np.array(own)[number]
            within = np.where(power >= negative, (1 << self.bits) - 1 - within, within)
            middle = np.clip(self._middle(power, within), self.least[cell], self.most[cell])
            middle = np.where(rank == 0, self.least[cell], middle)
            ends.append(np.where(rank == self.count - 1, self.most[cell], middle))
        share = ranks - below
        return np.where(ends[0] == ends[1], ends[0], ends[0] * (1 - share) + ends[1] * share)

    def _page(self, cell: int, power: int) -> np.ndarray:
        begin = int(self.pages[cell, self.columns[power]]) << self.bits
        return self.bins[begin : begin + (1 << self.bits)]

    def _middle(self, power: np.ndarray, within: np.ndarray) -> np.ndarray:
        """The middle of a bin; of that in which zero lies, zero."""
        is_zero = (power & (POWERS // 2 - 1) == 0) & (within == 0)
        key = (power.astype(np.uint64) << np.uint64(FRACTION)) | (
            within.astype(np.uint64) << np.uint64(FRACTION - self.bits)
        )
        return np.where(is_zero, 0.0, (key | np.uint64(1 << (FRACTION - self.bits - 1))).view(np.float64))


def open_quantiles(cells: int, people: int, room: int = ROOM) -> Held | Counted:
    """What takes in the values of so many people: exactly where they fit into the room, else in bins."""
    return Held(cells, people) if size_of_values(cells, people) <= room else Counted(cells, room)


def size_of_values(cells: int, people: int) -> int:
    """The bytes of everybody's values."""
    return 8 * cells * people
