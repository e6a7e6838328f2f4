"""A quantity over time, of each person: what a dossier reads off a course, and draws."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from operator import add

import numpy as np

from neurodose.simulation.course import Course
from neurodose.units import Unit

SAME = 1e-6  # hours by which moments differ that are meant to be one


@dataclass(frozen=True)
class Curve:
    """A quantity over time, of each person: the sum of some outputs, in a unit.

    is_relative: whether it is told in per cent of what the person had before the first dose; all of it where that was
                 nothing, as nothing of it can be lost
    """

    addresses: tuple[str, ...]
    unit: Unit
    is_relative: bool = False

    def read(self, course: Course, first: float = 0.0, last: float | None = None) -> np.ndarray:
        """Its values (people, times) between two times in hours; to the end unless said."""
        found = self._sum(course, _between(course, first, last))
        if not self.is_relative:
            return found
        start = self.read_start(course)
        return np.where(start > 0, 100 * found / np.where(start > 0, start, 1), 100.0)

    def find_times(self, course: Course, first: float = 0.0, last: float | None = None) -> np.ndarray:
        """The moments of these values, in hours (times,)."""
        return course.times[_between(course, first, last)]

    def read_start(self, course: Course) -> np.ndarray:
        """Its values (people, 1) before the first dose."""
        return self._sum(course, slice(0, 1))

    def _sum(self, course: Course, moments: slice) -> np.ndarray:
        curves = (course[address].to(self.unit) for address in self.addresses)
        # A slice is no copy: people and moments are many.
        return reduce(add, (replace(one, coherent=one.coherent[:, moments]).values for one in curves))


def _between(course: Course, first: float, last: float | None) -> slice:
    end = len(course.times) if last is None else np.searchsorted(course.times, last + SAME)
    return slice(np.searchsorted(course.times, first - SAME), end)
