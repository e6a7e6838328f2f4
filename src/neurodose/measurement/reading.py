"""Each kind of figure is read off a course in its own way: at a moment, over a window, as an area, a peak, a slope."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from neurodose.simulation.course import Course
from neurodose.units import Unit, h, nM, nmol, one

HORIZON = 90 * 24.0  # hours that stand for infinity: twenty times the longest half-life in question
MOMENTS = 9  # moments at which a window is looked at, where the figure has a value at each
CLOSE = 160  # moments among which a peak, or a crossing of a threshold, is sought
FINEST, MOST = 0.5, 1000  # hours between looks for a threshold, and the most looks
FIRST_LOOK = 0.05  # hours after a dose at which a peak is first sought


@dataclass(frozen=True)
class Reading(ABC):
    """What has to be simulated for a figure, and how it is read off the course.

    output: address; start, end: hours from the first dose
    """

    output: str
    start: float
    end: float

    @property
    def is_area(self) -> bool:
        """Whether the output has to be integrated along with the model."""
        return False

    @property
    def kept(self) -> str:
        """The name under which the course holds what is read."""
        return f"area of {self.output}" if self.is_area else self.output

    @property
    def looked(self) -> tuple[str, ...]:
        """All that the course has to hold for it."""
        return (self.kept,)

    @property
    def needs(self) -> set[str]:
        """The outputs that a model must have for it."""
        return {self.output}

    @abstractmethod
    def moments(self) -> np.ndarray:
        """Output times needed, in hours."""

    @abstractmethod
    def read(self, course: Course, unit: Unit) -> np.ndarray:
        """The figure of each person (people,), in a unit."""

    def _columns(self, course: Course) -> np.ndarray:
        return np.searchsorted(course.times, self.moments())


@dataclass(frozen=True)
class Average(Reading):
    """A value at a moment, or its mean over a window in which the moment is not known."""

    def moments(self) -> np.ndarray:
        return np.linspace(self.start, self.end, 1 if self.start == self.end else MOMENTS)

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        return course[self.kept].to(unit).values[:, self._columns(course)].mean(axis=1)


@dataclass(frozen=True)
class Area(Reading):
    """The area under a curve between two times."""

    @property
    def is_area(self) -> bool:
        return True

    def moments(self) -> np.ndarray:
        return np.array([self.start, self.end])

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        return np.diff(course[self.kept].to(unit).values[:, self._columns(course)], axis=1)[:, 0]


@dataclass(frozen=True)
class Clearance(Area):
    """Dose over area: the apparent clearance. given: the amount given in all, nmol."""

    given: float = 0.0

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        return unit.from_coherent(self.given / super().read(course, nM * h))


@dataclass(frozen=True)
class ApparentVolume(Area):
    """Dose over area and over the slope of the logarithm within a window. given: the amount given in all, nmol.

    first, latest: hours between which the area is taken
    """

    given: float = 0.0
    first: float = 0.0
    latest: float = HORIZON

    @property
    def looked(self) -> tuple[str, ...]:
        return (self.kept, self.output)

    def _slope(self) -> HalfLife:
        return HalfLife(self.output, self.start, self.end)

    def moments(self) -> np.ndarray:
        return np.unique([self.first, *self._slope().moments(), self.latest])

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        ends = np.searchsorted(course.times, [self.first, self.latest])
        area = np.diff(course[self.kept].to(nM * h).values[:, ends], axis=1)[:, 0]
        return unit.from_coherent(self.given / area * self._slope().read(course, h) / np.log(2.0))


@dataclass(frozen=True)
class ShareOfDose(Reading):
    """An amount that has gathered by the end of a window, over what was given in all (nmol)."""

    given: float = 0.0

    def moments(self) -> np.ndarray:
        return np.array([self.start, self.end]) if self.end > self.start else np.array([self.end])

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        gathered = course[self.kept].to(nmol).values[:, self._columns(course)]
        change = gathered[:, -1] - (gathered[:, 0] if gathered.shape[1] > 1 else 0.0)
        return unit.from_coherent(change / self.given)


@dataclass(frozen=True)
class Peak(Reading):
    """The highest value within a window."""

    def moments(self) -> np.ndarray:
        # Close looks soon after the dose, rarer ones later, where curves are slow.
        span = self.end - self.start
        return self.start + np.concatenate([[0.0], np.geomspace(min(FIRST_LOOK, span / 2), span, CLOSE)])

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        return find_summit(self.moments(), course[self.kept].to(unit).values[:, self._columns(course)])[1]


@dataclass(frozen=True)
class TimeOfPeak(Peak):
    """When the highest value within a window is reached, counted from the start of the window's dose."""

    dose: float = 0.0

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        values = course[self.kept].values[:, self._columns(course)]
        return unit.from_coherent(find_summit(self.moments(), values)[0] - self.dose)


@dataclass(frozen=True)
class HalfLife(Reading):
    """Log 2 over the slope of the logarithm, by least squares over a window."""

    def moments(self) -> np.ndarray:
        return np.linspace(self.start, self.end, MOMENTS)

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        times = self.moments() - self.moments().mean()
        logarithms = np.log(course[self.kept].values[:, self._columns(course)])
        slope = (times * logarithms).sum(axis=1) / (times**2).sum()
        # A curve that does not fall has no half-life: it outlasts every other.
        return unit.from_coherent(np.where(slope < 0, -np.log(2.0) / slope, np.inf))


@dataclass(frozen=True)
class TimeAbove(Reading):
    """For how long, within a window, a value stays above a threshold (in the unit `level_unit`)."""

    threshold: float = 0.0
    level_unit: Unit = one

    def moments(self) -> np.ndarray:
        count = int(np.clip((self.end - self.start) / FINEST, CLOSE, MOST))
        return np.linspace(self.start, self.end, count)

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        values = course[self.kept].to(self.level_unit).values[:, self._columns(course)]
        return unit.from_coherent((values > self.threshold).mean(axis=1) * (self.end - self.start))


@dataclass(frozen=True)
class AtLevel(Peak):
    """A value at the moment when another output has at last fallen to a level (in `level_unit`), after a dose.

    A person in whom it never was as high has no such moment, and no number.
    """

    level_output: str = ""
    level: float = 0.0
    level_unit: Unit = nM

    @property
    def looked(self) -> tuple[str, ...]:
        return (self.kept, self.level_output)

    @property
    def needs(self) -> set[str]:
        return {self.output, self.level_output}

    def read(self, course: Course, unit: Unit) -> np.ndarray:
        columns = self._columns(course)
        levels = np.log(course[self.level_output].to(self.level_unit).values[:, columns] / self.level)
        values = course[self.kept].to(unit).values[:, columns]
        rows = np.arange(len(values))
        last = levels.shape[1] - 1 - (levels[:, ::-1] >= 0).argmax(axis=1)  # the last look at which it is not below
        after = np.minimum(last + 1, levels.shape[1] - 1)
        way = levels[rows, last] / (levels[rows, last] - levels[rows, after])
        found = values[rows, last] + way * (values[rows, after] - values[rows, last])
        return np.where((levels >= 0).any(axis=1) & (after > last), found, np.nan)


def find_summit(times: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Time and height (people,) of the highest point of curves (people, times), between looks by a parabola.

    Read off the looks alone, a peak would jump from one to the next where a parameter moves it a little, and no fit
    could follow.
    """
    rows = np.arange(len(values))
    top = np.clip(values.argmax(axis=1), 1, len(times) - 2)
    t0, t1, t2 = (times[top + k] for k in (-1, 0, 1))
    y0, y1, y2 = (values[rows, top + k] for k in (-1, 0, 1))
    rise, fall = (y1 - y0) / (t1 - t0), (y2 - y1) / (t2 - t1)
    bend = (fall - rise) / (t2 - t0)
    is_summit = (rise >= 0) & (fall <= 0) & (bend < 0)
    with np.errstate(all="ignore"):
        time = np.where(is_summit, (t0 + t1 - rise / bend) / 2, times[values.argmax(axis=1)])
        height = np.where(is_summit, y0 + rise * (time - t0) + bend * (time - t0) * (time - t1), values.max(axis=1))
    return time, height
