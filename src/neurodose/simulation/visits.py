"""Visits: decisions at times of their own, about people who are seen as they are then.

    def decide(visit):
        blocked = visit["mu.displacement"].to(percent).value
        visit.skip(where=visit.draw("missed") < 0.1)
        visit.switch(read_regimen("100 mg every 24 h x 14"), where=blocked < 80)

    simulate(model, regimen, people, until=8 * week, every=1 * day, visits=Visits([2, 4, 6] * week, decide))

A visit comes before the doses of its time and sees what is there before them. It need not be an output time; at one
that is, the output shows what came of the visit. What has been given stays given: a dose on its way arrives, and what
runs in goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from math import isfinite
from numbers import Integral, Real
from typing import Any

import numpy as np

from neurodose.dosing.events import Resolve, write_records
from neurodose.dosing.legal import check_time
from neurodose.dosing.record import Record
from neurodose.dosing.regimen import ROUNDING, Plan
from neurodose.errors import CourseError, DoseError, NeurodoseError, PopulationError
from neurodose.modelling.system import System
from neurodose.populations import Uniform
from neurodose.populations.distribution import Distribution
from neurodose.populations.people import People
from neurodose.simulation.moment import see
from neurodose.units import Quantity, h

ANY = Uniform(0.0, 1.0)


def is_before(time: Any, hour: float) -> Any:
    """Whether times come before an hour, by more than the rounding that the event table puts right."""
    return time < hour - 2 * ROUNDING * max(1.0, abs(hour))


@dataclass(frozen=True)
class Visits:
    """When people are seen, and what is decided then.

    at:     times, from the start of the regimen; each is later than the one before
    decide: called at each visit with a `Visit`, for up to a thousand people at once, whose memory is their own. Decide
            about each person by what that person is like: who else is seen at the same time is no promise
    """

    at: Quantity
    decide: Callable[[Visit], None]

    def hours(self, end: float) -> np.ndarray:
        """The times in hours; raises CourseError where they do not ascend, or one lies beyond the last output."""
        if not isinstance(self.at, Quantity) or self.at.dimension != h.dimension:
            raise CourseError(f"visits at {self.at!r}", hint="give times with a unit: Visits([1, 2, 4] * week, decide)")
        times = np.atleast_1d(np.asarray(self.at.coherent, dtype=float))
        is_usable = times.ndim == 1 and len(times) > 0 and bool(np.isfinite(times).all())
        if not is_usable or times[0] < 0 or (np.diff(times) <= 0).any():
            raise CourseError(
                f"the visits at {self.at} do not ascend from 0 on",
                hint="give finite times of 0 or more, each later than the one before",
            )
        if times[-1] >= end:
            raise CourseError(
                f"the visit at {times[-1]:g} h changes nothing that is seen",
                exists=f"the last output time is {end:g} h",
                hint="simulate for longer, or leave the visit out",
            )
        if not callable(self.decide):
            raise CourseError(f"{self.decide!r} decides nothing", hint="give a function that takes a visit")
        return times

    def make(self, visit: Visit) -> None:
        """One visit: what is to be decided is decided. An error on the way says at which visit it came up."""
        where = f"visit {visit.number} at {visit.hour:g} h"
        try:
            self.decide(visit)
        except NeurodoseError as error:
            place = where if error.where is None else f"{where}, {error.where}"
            raise type(error)(error.what, where=place, exists=error.exists, hint=error.hint) from error
        except Exception as error:
            error.add_note(f"raised by decide at {where}")
            raise


@dataclass
class Schedule:
    """What some people are still to be given, and were: everyone's records, in order of time."""

    records: list[tuple[Record, ...]]

    def change(self, where: np.ndarray, edit: Callable[[tuple[Record, ...]], Sequence[Record]]) -> None:
        """Writes the records of some people anew; at one time, interventions come before doses, as ever."""
        for person in np.flatnonzero(where):
            edited = edit(self.records[person])
            self.records[person] = tuple(sorted(edited, key=lambda record: (record.time, record.gives)))


@dataclass(frozen=True, eq=False)
class Visit:
    """Some people at one visit: what they are like is read off it, and what follows is told to it.

    number: which visit, from 1; hour: when; people: who; memory: what earlier visits have kept for later ones, by name
    `where` says of each person whether it concerns them, (people,); everyone unless said.
    """

    number: int
    hour: float
    people: People
    memory: dict[str, Any]
    _system: System = field(repr=False)
    _state: np.ndarray = field(repr=False)
    _parameters: np.ndarray = field(repr=False)
    _schedule: Schedule = field(repr=False)
    _resolve: Resolve = field(repr=False)

    @property
    def time(self) -> Quantity:
        """When it is, from the start of the regimen."""
        return self.hour * h

    def __len__(self) -> int:
        return len(self.people)

    def __getitem__(self, name: str) -> Quantity:
        """One output of the model, (people,), as it is before anything of this time happens: before its doses, and with
        the covariates up to now. NaN of whoever's solve has failed. Raises CourseError for what the model has not.
        """
        return see(self._system, name, self._state, self._parameters, self.hour)

    def draw(self, name: str, distribution: Distribution = ANY) -> np.ndarray:
        """A random number for each person (people,), coherent; the same for the same name, visit, person and seed."""
        if not isinstance(distribution, Distribution):
            raise PopulationError(f"{distribution!r} is no distribution", hint='write visit.draw("missed") < 0.1')
        return distribution.draw(self.people.seed, f"{name} at visit {self.number}", self.people.identity)

    @property
    def doses_left(self) -> np.ndarray:
        """How many doses each person is still to be given, those of now included, (people,)."""
        return np.array([sum(self._is_ahead(r) for r in records) for records in self._schedule.records])

    def give(self, plan: Plan, where: Any = True) -> None:
        """Gives something beside the schedule, its times counted from now: a rescue dose, a second drug."""
        self._add(plan, self._read(where))

    def stop(self, where: Any = True) -> None:
        """Nothing that is ahead is given: neither what is due now, nor what was given beside the schedule for later."""
        self._schedule.change(self._read(where), lambda records: [r for r in records if not self._is_ahead(r)])

    def switch(self, plan: Plan, where: Any = True) -> None:
        """Nothing that is ahead is given, but this, its times counted from now: another dose, a taper, another drug."""
        chosen = self._read(where)
        self.stop(chosen)
        self._add(plan, chosen)

    def skip(self, count: int = 1, where: Any = True) -> None:
        """The next doses are missed; those after them keep their times."""
        _check_count(count)
        self._edit_next(count, where, lambda record: None)

    def delay(self, by: Quantity, count: int = 1, where: Any = True) -> None:
        """The next doses are taken late; those after them keep their times, be they earlier then."""
        check_time(by, "by", zero_allowed=True)
        _check_count(count)
        self._edit_next(count, where, lambda record: replace(record, time=record.time + float(by.coherent)))

    def scale(self, factor: float, count: int | None = None, where: Any = True) -> None:
        """The next doses, or all that are ahead, are so many times what was planned: 2 doubles up, 0.5 halves."""
        if not isinstance(factor, Real) or not float(factor) > 0 or not isfinite(factor):
            raise DoseError(
                f"doses cannot be made {factor!r} times what they are",
                hint="give one number above 0, and say for whom by where=…; stop() gives none",
            )
        if count is not None:
            _check_count(count)
        self._edit_next(count, where, lambda record: replace(record, amount=record.amount * factor))

    def _edit_next(self, count: int | None, where: Any, edit: Callable[[Record], Record | None]) -> None:
        def change(records: tuple[Record, ...]) -> list[Record]:
            left, found = count, []
            for record in records:
                if self._is_ahead(record) and (left is None or left > 0):
                    left = None if left is None else left - 1
                    changed = edit(record)
                    found += [] if changed is None else [changed]
                else:
                    found.append(record)
            return found

        self._schedule.change(self._read(where), change)

    def _add(self, plan: Plan, where: np.ndarray) -> None:
        if not isinstance(plan, Plan):
            raise DoseError(f"{plan!r} is no regimen", hint='write Dose(50 * mg, …) or read_regimen("…")')
        added = [
            replace(r, time=r.time + self.hour, line=f"visit {self.number} at {self.hour:g} h, {r.line}")
            for r in write_records(plan, self._resolve)
        ]
        self._schedule.change(where, lambda records: [*records, *added])

    def _is_ahead(self, record: Record) -> bool:
        return record.gives and not is_before(record.time, self.hour)

    def _read(self, where: Any) -> np.ndarray:
        flags = np.asarray(where.value if isinstance(where, Quantity) else where)
        if flags.dtype != bool or flags.shape not in ((), (len(self),)):
            raise CourseError(
                f"where={where!r} does not say of {len(self)} people whether it concerns them",
                hint='give a comparison: where=visit["effect"].value < 20',
            )
        return np.broadcast_to(flags, (len(self),))


def _check_count(count: Any) -> None:
    if not isinstance(count, Integral) or isinstance(count, bool) or count < 1:
        raise DoseError(
            f"{count!r} is not a number of doses", exists="a count is a whole number from 1 on", hint="write count=2"
        )
