"""All that can happen to a person between two stretches of smooth time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from neurodose.errors import EventError
from neurodose.solvers.problem import Array, Numbers


class Kind(IntEnum):
    """The closed set of things that happen at a moment.

    ADD, SET and SCALE change one state. RATE_ON lets a constant inflow of `value` per hour run into one
    state until the RATE_OFF of the same value; several may run at once. RESET puts all states back to the
    person's start values and stops all inflows, after which a RATE_OFF left over from before would stop a
    later inflow: whoever writes a table leaves it out. A RATE_OFF where nothing runs does nothing.
    PARAMETER gives one parameter a new value from now on. SAVE writes the observed quantities of that
    moment to column `target` of the result.
    """

    ADD = 0
    SET = 1
    SCALE = 2
    RATE_ON = 3
    RATE_OFF = 4
    RESET = 5
    PARAMETER = 6
    SAVE = 7


ON_A_STATE = (Kind.ADD, Kind.SET, Kind.SCALE, Kind.RATE_ON, Kind.RATE_OFF)


@dataclass(frozen=True)
class Events:
    """Everyone's schedule, person after person: person p owns the rows from offsets[p] up to offsets[p + 1].

    Times (in hours) ascend within a person, and events at one time act in the order of the table. Every
    save has a slot of its own (`target`), unique over all people.
    """

    offsets: Numbers
    time: Array
    kind: NDArray[np.uint8]
    target: NDArray[np.int32]
    value: Array

    @property
    def people(self) -> int:
        """How many people have a schedule, be it an empty one."""
        return len(self.offsets) - 1

    @property
    def slots(self) -> int:
        """How many columns the observations need."""
        saves = self.target[self.kind == Kind.SAVE]
        return int(saves.max()) + 1 if saves.size else 0

    def owners(self) -> Numbers:
        """The person to whom each row belongs."""
        return np.repeat(np.arange(self.people), np.diff(self.offsets))

    def stops(self) -> Numbers:
        """For each row, the row that ends its smooth stretch: a change, or the person's last row.

        Saves do not end a stretch.
        """
        rows = np.arange(len(self.time))
        is_stop = self.kind != Kind.SAVE
        ends = self.offsets[1:][np.diff(self.offsets) > 0] - 1
        is_stop[ends] = True
        return np.minimum.accumulate(np.where(is_stop, rows, len(rows))[::-1])[::-1]

    def check(self, states: int, people: int, start: Array) -> None:
        """Refuse a table that no march could follow, with a EventError that names the person and the row.

        start: the time at which each person begins, (people,), hours.
        """
        self._check_shape(people)
        owners = self.owners()
        for broken, complaint in (
            (~np.isfinite(self.time), "a time is not a finite number"),
            (~np.isfinite(self.value), "a value is not a finite number"),
            (~np.isfinite(start[owners]), "the person's start is not a finite number"),
            (self.kind > max(Kind), "a kind of event is unknown"),
            (self._steps_back(owners), "times do not ascend"),
            (self.time < start[owners], "an event lies before the person's start"),
            (self.target < 0, "a target is negative"),
            (np.isin(self.kind, ON_A_STATE) & (self.target >= states), "a target is not a state"),
            (self._is_taken(), "two saves share one slot"),
        ):
            if broken.any():
                self._refuse(complaint, owners, int(np.argmax(broken)), states)

    def _check_shape(self, people: int) -> None:
        rows = len(self.time)
        if self.people != people:
            raise EventError(
                f"the events are for {self.people} people and the problem is for {people}",
                where="the event table",
                hint="give every person a schedule, be it an empty one",
            )
        is_whole = self.offsets[0] == 0 and self.offsets[-1] == rows and bool((np.diff(self.offsets) >= 0).all())
        if not is_whole or any(len(column) != rows for column in (self.kind, self.target, self.value)):
            raise EventError(
                "the columns of the event table do not fit together",
                where="the event table",
                hint="offsets ascend from 0 to the number of rows, and every column has that many rows",
            )

    def _steps_back(self, owners: Numbers) -> NDArray[np.bool_]:
        back = np.zeros(len(self.time), dtype=bool)
        back[1:] = (np.diff(self.time) < 0) & (np.diff(owners) == 0)
        return back

    def _is_taken(self) -> NDArray[np.bool_]:
        saves = np.flatnonzero(self.kind == Kind.SAVE)
        _, first = np.unique(self.target[saves], return_index=True)
        taken = np.zeros(len(self.time), dtype=bool)
        taken[np.delete(saves, first)] = True
        return taken

    def _refuse(self, complaint: str, owners: Numbers, row: int, states: int) -> None:
        raise EventError(
            f"{complaint}: time {self.time[row]:g}, kind {self.kind[row]}, target {self.target[row]}, "
            f"value {self.value[row]:g}",
            where=f"the event table, person {owners[row]}, row {row}",
            exists=f"states are 0 to {states - 1}; kinds are " + ", ".join(f"{k.value} {k.name}" for k in Kind),
            hint="correct the schedule from which this row was made",
        )
