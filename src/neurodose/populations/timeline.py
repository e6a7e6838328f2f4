"""What changes in people while they are watched: covariates told time by time, and what differs between occasions.

Stored here, not acted on: a timeline says which values belong to which time and how they are carried from there; the
schedule of a simulation turns its rows into changes of parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from neurodose.errors import PopulationError
from neurodose.units import Dimension, Quantity, h, one

CARRIED = {
    "forward": "a value holds from its time on",
    "backward": "a value holds until its time, from the time before: NONMEM's way",
    "linear": "values lie on lines from time to time",
}


@dataclass(frozen=True, eq=False)
class Series:
    """A covariate as it was at several times: `Series([0, 4, 12] * week, [80, 78, 75] * kg)`.

    at:      the times, of 0 or more, each later than the last
    values:  at each of them, with their unit; (times,) the same for everyone, or (people, times)
    carried: "forward", a value holds from its time on; "backward", until its time, from the time before; "linear", from
             one to the next along a line. Before the first time and after the last the nearest value holds
    Raises PopulationError for times that do not ascend, for a value that is no finite number, for another shape.
    """

    at: Quantity
    values: Any
    carried: str = "forward"

    def __post_init__(self) -> None:
        _check_carried(self.carried)
        count = len(self.times)
        if self.numbers.ndim not in (1, 2) or 0 in self.numbers.shape or self.numbers.shape[-1] != count:
            raise PopulationError(
                f"a series has {count} times and values of shape {self.numbers.shape}",
                hint=f"give ({count},) values for everyone, or (people, {count})",
            )
        if not np.isfinite(self.numbers).all():
            *person, time = np.argwhere(~np.isfinite(self.numbers))[0].tolist()
            at = "".join(f"person {p + 1}, " for p in person)
            raise PopulationError(
                f"a series holds {self.numbers[*person, time]}",
                where=f"{at}time {time + 1}",
                hint="give a finite number for every time; leave out times at which nothing is known",
            )

    @cached_property
    def times(self) -> np.ndarray:
        """Hours (times,)."""
        return read_times(self.at, "the times of a series")

    @cached_property
    def numbers(self) -> np.ndarray:
        """The values in coherent units, (times,) or (people, times)."""
        told = self.values if isinstance(self.values, Quantity) else Quantity(self.values, one)
        try:
            numbers = np.asarray(told.value, dtype=float)
        except (TypeError, ValueError):
            raise PopulationError(
                f"the values of a series are {self.values!r}",
                hint="give numbers with their unit: [80, 78, 75] * kg, or an array (people, times)",
            ) from None
        return np.atleast_1d(told.unit.to_coherent(numbers))

    @property
    def dimension(self) -> Dimension:
        return self.values.dimension if isinstance(self.values, Quantity) else one.dimension

    @property
    def people(self) -> int | None:
        """How many people it tells of; None where it is the same for everyone."""
        return len(self.numbers) if self.numbers.ndim == 2 else None

    def read(self, hours: np.ndarray) -> np.ndarray:
        """What holds at these hours, (hours,) or (people, hours); at its own times what was told there."""
        if self.carried == "linear":
            lines = [np.interp(hours, self.times, row) for row in np.atleast_2d(self.numbers)]
            return np.array(lines if self.people is not None else lines[0])
        if self.carried == "forward":
            found = np.searchsorted(self.times, hours, side="right") - 1
        else:
            found = np.searchsorted(self.times, hours, side="left")
        return self.numbers[..., np.clip(found, 0, len(self.times) - 1)]

    def __str__(self) -> str:
        times = len(self.times)
        return f"told at {times} time{'s' * (times > 1)}, carried {self.carried}"


@dataclass(frozen=True, eq=False)
class Timeline:
    """What of some people changes in time, row by row.

    times:   hours of the rows (rows,), each later than the last
    carried: "forward", a row's values hold from its time on; "backward", they govern the interval that ends at it, as
             NONMEM's do; "linear", values lie on lines from row to row. Before the first row and after the last the
             nearest row holds
    columns: (people, rows) by address, in coherent units; whatever is no column here does not change
    Its length is the number of people. Raises PopulationError for times that do not ascend, for another shape.
    """

    times: np.ndarray
    carried: str
    columns: Mapping[str, np.ndarray]

    def __post_init__(self) -> None:
        _check_carried(self.carried)
        _check_ascent(self.times, f"the rows of a timeline at {self.times} h")
        shapes = {np.shape(column) for column in self.columns.values()}
        if len(shapes) != 1 or next(iter(shapes))[1:] != (self.rows,):
            told = ", ".join(f"{name}: {np.shape(column)}" for name, column in self.columns.items())
            raise PopulationError(
                f"a timeline of {self.rows} rows does not have one column (people, {self.rows}) for each that changes",
                exists=told or "it has no columns",
            )

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.times)

    def values_at(self, row: int) -> dict[str, np.ndarray]:
        """The values of one row, (people,) by address."""
        return {name: column[:, row] for name, column in self.columns.items()}

    def some(self, which: Any) -> Timeline:
        """The timeline of some of the people: a number, a slice, numbers, or a mask (people,)."""
        columns = {name: np.atleast_2d(column[which]) for name, column in self.columns.items()}
        return Timeline(self.times, self.carried, columns)


def make_timeline(times: np.ndarray, carried: str, columns: Mapping[str, np.ndarray]) -> Timeline | None:
    """The timeline of what differs between rows for anybody; None where nothing does.

    columns: (people, rows) by address, coherent
    """
    changing = {
        name: np.array(column)
        for name, column in columns.items()
        if not np.array_equal(column, np.broadcast_to(column[:, :1], column.shape), equal_nan=True)
    }
    return Timeline(times, carried, changing) if changing else None


def read_times(at: Any, what: str) -> np.ndarray:
    """Times that ascend from 0 or later, in hours (times,); raises PopulationError for others."""
    if not isinstance(at, Quantity) or at.dimension != h.dimension:
        raise PopulationError(f"{what} are {at!r}", hint="give times with their unit: [0, 4, 12] * week")
    hours = np.atleast_1d(np.asarray(at.coherent, dtype=float))
    _check_ascent(hours, f"{what} are {at}")
    if hours[0] < 0:
        raise PopulationError(f"{what} are {at}", hint="people are watched from 0 on: say what holds then")
    return hours


def read_series(over_time: Mapping[str, Series] | None, count: int) -> dict[str, Series]:
    """What is told of this many people; raises PopulationError where it is no series, or tells of another number."""
    if over_time is not None and not isinstance(over_time, Mapping):
        raise PopulationError(f"over_time={over_time!r}", hint='write {"weight": Series([0, 4] * week, [80, 78] * kg)}')
    series = dict(over_time or {})
    for address, told in series.items():
        if not isinstance(told, Series):
            raise PopulationError(f"{address} over time is {told!r}", hint="write Series([0, 4] * week, [80, 78] * kg)")
        if told.people not in (None, count):
            raise PopulationError(
                f"{address} is told of {told.people} people over time",
                exists=f"there are {count}",
                hint="give (people, times) values, or (times,) for everyone",
            )
    return series


def unite_times(series: Mapping[str, Series], occasions: np.ndarray | None) -> tuple[np.ndarray, str]:
    """The times of the rows, in hours, at which anything is told or an occasion begins, and how the rows are carried.

    Raises PopulationError for several ways: what changes at a time, just after it, and all along has no rows in common.
    """
    # What is told once is the same whichever way it is carried.
    ways = {f"{address} over time": told.carried for address, told in series.items() if len(told.times) > 1}
    if occasions is not None and len(occasions) > 1:
        ways["what differs between occasions"] = "forward"
    if len(set(ways.values())) > 1:
        raise PopulationError(
            "what changes in time is carried in different ways",
            exists="; ".join(f"{what}: {way}" for what, way in ways.items()),
            hint="carry all of it forward, with times as close as it takes",
        )
    times = [told.times for told in series.values()] + ([] if occasions is None else [occasions])
    return np.unique(np.concatenate(times or [np.zeros(1)])), next(iter(ways.values()), "forward")


def find_occasions(occasions: np.ndarray | None, hours: np.ndarray) -> np.ndarray:
    """The number of the occasion at each of these hours, from 1 on; before the first begins it is the first."""
    if occasions is None:
        return np.ones(len(hours), dtype=np.int64)
    return np.maximum(np.searchsorted(occasions, hours, side="right"), 1)


def _check_carried(carried: Any) -> None:
    if carried not in CARRIED:
        raise PopulationError(
            f"carried={carried!r} is no way to carry values through time",
            exists="; ".join(f"{way}: {meaning}" for way, meaning in CARRIED.items()),
        )


def _check_ascent(hours: np.ndarray, said: str) -> None:
    is_row = np.ndim(hours) == 1 and np.size(hours) > 0 and bool(np.isfinite(hours).all())
    if not is_row or (np.diff(hours) <= 0).any():
        raise PopulationError(said, hint="give finite times, each later than the last")
