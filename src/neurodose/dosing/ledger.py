"""The event table of people who share their records, as it is written and bound."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from neurodose.dosing.regimen import ROUNDING
from neurodose.solvers.primitives import Kind

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Events of people who share their records: arrays (people, events); what is not `present` is not there."""

    time: Array
    kind: NDArray[np.uint8]
    target: NDArray[np.int32]
    value: Array
    present: NDArray[np.bool_]


@dataclass(frozen=True)
class Ledger:
    """A table as it is written, block by block: time, rank, place, kind, target, value, present."""

    people: int
    blocks: list[tuple[Array, ...]] = field(default_factory=list)

    def write(
        self,
        time: ArrayLike,
        rank: ArrayLike,
        place: ArrayLike,
        kind: Kind,
        target: ArrayLike,
        value: ArrayLike = 0.0,
        present: ArrayLike = True,
    ) -> None:
        """One kind of event for everyone who has it; or several, where these are arrays (people or 1, events)."""
        columns = [np.asarray(a) for a in (time, rank, place, kind, target, value, present)]
        columns = [a[:, None] if a.ndim == 1 else a for a in columns]
        shape = np.broadcast_shapes((self.people, 1), *(a.shape for a in columns))
        if columns[-1].any():
            self.blocks.append(tuple(np.broadcast_to(a, shape) for a in columns))

    def bound(self) -> Table:
        """All blocks side by side, each person's in order of time."""
        if not self.blocks:
            self.write(0.0, 0.0, 0.0, Kind.ADD, 0, 0.0)
            return replace(self.bound(), present=np.zeros((self.people, 1), dtype=bool))
        time, rank, place, kind, target, value, present = (
            np.concatenate(column, axis=1) for column in zip(*self.blocks, strict=True)
        )
        time = settle(np.where(present, time, np.inf))  # what is not there must not draw other times to itself
        order = np.lexsort((place, rank, time), axis=-1)
        kind, target, value, time, present = (
            np.take_along_axis(column, order, axis=1) for column in (kind, target, value, time, present)
        )
        return Table(time, kind.astype(np.uint8), target.astype(np.int32), value.astype(float), present)


def settle(times: Array) -> Array:
    """Times (people, events) that differ by rounding only become the earliest of them, person by person."""
    order = np.argsort(times, axis=1, kind="stable")
    ascending = np.take_along_axis(times, order, axis=1)
    is_new = np.ones(times.shape, dtype=bool)
    with np.errstate(invalid="ignore"):  # infinite times, of what is not there
        gaps = np.diff(ascending, axis=1)
        is_new[:, 1:] = ~(gaps <= ROUNDING * np.maximum(1.0, np.abs(ascending[:, 1:])))
    places = np.maximum.accumulate(np.where(is_new, np.arange(times.shape[1]), 0), axis=1)
    settled = np.empty_like(times)
    np.put_along_axis(settled, order, np.take_along_axis(ascending, places, axis=1), axis=1)
    return settled
