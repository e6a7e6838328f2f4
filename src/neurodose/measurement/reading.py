"""Each kind of figure is read off a course in its own way: at a moment, over a window, as an area, a peak, a slope."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

import numpy as np

from neurodose.dosing.regimen import Plan
from neurodose.errors import ObservationError
from neurodose.library.drug import Drug
from neurodose.records.vocabulary import Measure
from neurodose.records.window import Window
from neurodose.simulation.course import Course
from neurodose.units import Unit, h, nM, nmol, one

HORIZON = 90 * 24.0  # hours that stand for infinity: twenty times the longest half-life in question
MOMENTS = 9  # moments at which a window is looked at, where the figure has a value at each
CLOSE = 160  # moments among which a peak, or a crossing of a threshold, is sought
FINEST, MOST = 0.5, 1000  # hours between looks for a threshold, and the most looks
NEED_SPAN = ("area", "peak", "time of peak", "half-life", "time above")  # kinds that a moment does not have
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


def choose_reading(drug: Drug, measure: Measure, window: Window, plan: Plan, given: float) -> Reading | str:
    """How a figure is read, or in words why this drug's model cannot speak to it.

    given: the amount given in all, nmol
    Raises ObservationError for a time so late that nothing is simulated there.
    """
    output = find_output(drug, measure)
    if output is None:
        return f"the model of {drug.name} has no {measure.text}"
    dose = plan.last if window.anchor == "last" else plan.first
    start, end = _place(window, dose, plan.last + HORIZON)
    if start == end and measure.kind in NEED_SPAN:
        return f"“{measure.text}” needs a window of time, and {window} is a moment"
    match measure.kind:
        case "area":
            return Area(output, start, end)
        case "clearance":
            return Clearance(output, plan.first, plan.last + HORIZON, given)
        case "share in urine":
            return ShareOfDose(output, start, end, given)
        case "peak":
            return Peak(output, start, end)
        case "time of peak":
            return TimeOfPeak(output, start, end, dose)
        case "half-life":
            return HalfLife(output, start, end)
        case "time above":
            assert measure.threshold is not None
            level = measure.threshold
            return TimeAbove(output, start, end, level.value, level.unit)
        case _:
            return Average(output, start, end)


def _place(window: Window, dose: float, latest: float) -> tuple[float, float]:
    """Both ends of a window in hours from the first dose; infinity becomes the latest that is simulated."""
    start, end = dose + window.start_h, dose + window.end_h
    if end > latest if math.isfinite(end) else start >= latest:
        raise ObservationError(
            f"the time {window} is beyond what is simulated",
            exists=f"nothing is simulated beyond {HORIZON / 24:g} days after the last dose",
            hint='look whether time and regimen belong together; what goes on without end is "0 h to infinity"',
        )
    return start, min(end, latest)


def find_output(drug: Drug, measure: Measure) -> str | None:
    """The address of the output that a figure is read off, or None."""
    receptor, substance = measure.receptor or "", measure.substance or ""
    match measure.kind:
        case "concentration" | "area" | "peak" | "time of peak" | "half-life":
            return drug.concentrations.get(f"{measure.substance} in {measure.place}")
        case "clearance":
            return drug.concentrations.get(f"{measure.substance} in plasma")
        case "displacement" if receptor in drug.receptors:
            return f"{drug.receptors[receptor]}.displacement"
        case "share held" if receptor in drug.receptors and substance in drug.ligands:
            return f"{drug.receptors[receptor]}.share_of_{drug.ligands[substance]}"
        case "dose ratio":
            return drug.dose_ratios.get(receptor)
        case "loss of effect":
            return drug.challenges.get(substance)
        case "time above" if measure.of is not None:
            return find_output(drug, measure.of)
        case _:
            return drug.facts.get(measure.text)
