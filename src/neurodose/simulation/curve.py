"""One quantity over time, for people or for quantiles of people, with its unit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from numbers import Real
from typing import Any

import numpy as np

from neurodose.errors import CourseError, UnitError
from neurodose.modelling.substance import Substance
from neurodose.units import Dimension, Quantity, Unit, h, name_dimension, read_unit

# Output times are written as multiples of units; a day as 24 h and as 1440 min may differ in the last digit.
SAME_TIME = 1e-9


@dataclass(frozen=True, eq=False)
class Curve:
    """A quantity by its address.

    times:    (times,), hours
    coherent: (rows, times), in coherent units; a row is a person, or a quantile, "mean" or "sd" where `levels` names
              them
    """

    name: str
    times: np.ndarray
    unit: Unit
    coherent: np.ndarray
    dimension: Dimension
    substance: Substance | None
    levels: tuple[float | str, ...] | None
    meaning: str = ""

    @cached_property
    def values(self) -> np.ndarray:
        """(rows, times), in `unit`; worked out when first asked for, as often a stretch is all that is wanted."""
        if self.substance is not None:
            return self.substance.convert(self.coherent, self.dimension, self.unit)
        return self.unit.from_coherent(self.coherent)

    def to(self, unit: Unit | str) -> Curve:
        """The same curve in another unit; between mass and amount by the molar mass of its substance. Raises
        UnitError.
        """
        target = read_unit(unit) if isinstance(unit, str) else unit
        if self.substance is not None:
            self.substance.convert(1.0, self.dimension, target)  # raises where that is impossible
            return replace(self, unit=target)
        if target.dimension != self.dimension:
            raise UnitError(f"{self.name} is {name_dimension(self.dimension)} and cannot be said in {target}",
                            exists=f"{target} is {name_dimension(target.dimension)}")  # fmt: skip
        return replace(self, unit=target)

    def at(self, time: Quantity) -> Curve:
        """The curve at one of its output times; raises CourseError for a time that was not asked for."""
        hour = self._hour(time)
        here = np.flatnonzero(np.abs(self.times - hour) <= SAME_TIME * np.maximum(1, self.times))
        if not len(here):
            nearest = np.sort(self.times[np.argsort(np.abs(self.times - hour))[:2]])
            raise CourseError(
                f"{time} is no output time",
                where=self.name,
                exists=f"the nearest are {' and '.join(f'{t:g} h' for t in nearest)}",
                hint="ask simulate for it with at=… or a finer every=…",
            )
        return self._some(here[-1:])

    def between(self, first: Quantity, last: Quantity) -> Curve:
        """The stretch of the curve from one time to another, both included."""
        begin, end = self._hour(first), self._hour(last)
        inside = np.flatnonzero((self.times >= begin - SAME_TIME) & (self.times <= end + SAME_TIME))
        if not len(inside):
            raise CourseError(f"there is no output time between {first} and {last}", where=self.name)
        return self._some(inside)

    def _hour(self, time: Any) -> float:
        is_time = isinstance(time, Quantity) and time.dimension == h.dimension
        if not is_time or not isinstance(time.coherent, Real):
            raise CourseError(f"{time!r} is no time", where=self.name, hint="write, for example, .at(14 * day)")
        return float(time.coherent)

    def _some(self, columns: np.ndarray) -> Curve:
        return replace(
            self,
            times=self.times[columns],
            coherent=self.coherent[:, columns],
        )

    def quantiles(self, *levels: float) -> Quantity:
        """Quantiles over people (levels, times), or (levels,) at one time. Raises CourseError where some people have
        no value.
        """
        if not levels or not all(isinstance(level, Real) and 0 <= level <= 1 for level in levels):
            raise CourseError(
                f"{levels} are no quantiles", where=self.name, hint="give levels from 0 to 1: .quantiles(0.05, 0.95)"
            )
        if self.levels is not None:
            rows = [self._row_of(level) for level in levels]
            return Quantity(_flat(self.values[rows]), self.unit)
        return Quantity(_flat(np.quantile(self._complete(), levels, axis=0)), self.unit)

    def mean(self) -> Quantity:
        """Mean over people (times,), or one number at one time."""
        if self._has("mean"):
            return self._kept("mean")
        return Quantity(_flat(self._complete().mean(axis=0)[None])[0], self.unit)

    def sd(self) -> Quantity:
        """Standard deviation over people (times,), or one number at one time."""
        if self._has("sd"):
            return self._kept("sd")
        values = self._complete()
        if len(values) < 2:
            raise CourseError(f"one person has no standard deviation of {self.name}", hint="simulate several people")
        return Quantity(_flat(values.std(axis=0, ddof=1)[None])[0], self.unit)

    def highest(self) -> Quantity:
        """Each person's largest value over the output times (people,)."""
        return Quantity(self._complete().max(axis=1), self.unit)

    def _has(self, what: str) -> bool:
        return self.levels is not None and what in self.levels

    def _kept(self, what: str) -> Quantity:
        return Quantity(_flat(self.values[[self._row_of(what)]])[0], self.unit)

    def _complete(self) -> np.ndarray:
        if self.levels is not None:
            what = "mean and sd" if self._has("mean") else "quantiles"
            raise CourseError(
                f"of {self.name} only {what} were kept",
                exists=f"levels: {self.levels}",
                hint="simulate with keep=Trajectories()",
            )
        if not len(self.values):
            raise CourseError(f"nobody has a value of {self.name}", hint="course.status says why")
        missing = int((~np.isfinite(self.values).all(axis=1)).sum())
        if missing:
            raise CourseError(
                f"{missing} of {len(self.values)} people have no value of {self.name}",
                hint="course.status says why; course.finished() holds the others",
            )
        return self.values

    def _row_of(self, level: float | str) -> int:
        assert self.levels is not None
        if level not in self.levels:
            kept = ", ".join(v if isinstance(v, str) else f"{v:g}" for v in self.levels)
            raise CourseError(f"the quantile {level} of {self.name} was not kept", exists=f"kept: {kept}")
        return self.levels.index(level)

    def plot(self, **style: Any) -> Any:
        """Draws the curve: the middle half and nine tenths of the people as bands, or the quantiles kept. Returns a
        matplotlib Figure.
        """
        from neurodose.figures.plot import plot_band

        if self._has("mean"):
            raise CourseError(
                f"bands of {self.name} need quantiles", hint="simulate with keep=Quantiles(0.05, 0.5, 0.95)"
            )
        levels = tuple(float(level) for level in self.levels or (0.05, 0.25, 0.5, 0.75, 0.95))
        label = f"{self.meaning or self.name} ({self.unit})" if self.unit.symbol != "1" else self.meaning or self.name
        return plot_band(self.times, self.quantiles(*levels).value.reshape(len(levels), -1), levels, label, **style)


def _flat(values: np.ndarray) -> Any:
    """(rows, times) as it is; (rows,) at a single time."""
    return values[..., 0] if values.shape[-1] == 1 else values
