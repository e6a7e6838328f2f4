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


MOST_SLOTS = np.iinfo(np.int32).max  # of a table written out
ON_A_STATE = (Kind.ADD, Kind.SET, Kind.SCALE, Kind.RATE_ON, Kind.RATE_OFF)


@dataclass(frozen=True)
class Events:
    """Everyone's schedule. Schedules stand one after another: schedule s owns the rows from offsets[s] up to
    offsets[s + 1]. Times (in hours) ascend within it, and events at one time act in the order of its rows.

    schedule:   by which schedule each person lives, (people,); unless said, person p by schedule p
    looks:      ascending times at which everyone is observed, after all else that happens then; where these are given,
                no row is a save
    first_slot: where each person's observations begin, (people,); 0 for all unless said. Look n goes to the slot n
                from there, a save to `target` from there; no slot is written twice
    """

    offsets: Numbers
    time: Array
    kind: NDArray[np.uint8]
    target: NDArray[np.int32]
    value: Array
    schedule: Numbers | None = None
    looks: Array | None = None
    first_slot: Numbers | None = None

    @property
    def people(self) -> int:
        """How many people have a schedule, be it an empty one."""
        return len(self.offsets) - 1 if self.schedule is None else len(self.schedule)

    @property
    def schedules(self) -> Numbers:
        """Everyone's schedule, (people,)."""
        return np.arange(self.people) if self.schedule is None else self.schedule

    @property
    def first_slots(self) -> Numbers:
        """Where everyone's observations begin, (people,)."""
        return np.zeros(self.people, dtype=np.int64) if self.first_slot is None else self.first_slot

    @property
    def slots(self) -> int:
        """How many columns the observations need."""
        return int((self.first_slots + self._extents()[self.schedules]).max(initial=0))

    def _extents(self) -> Numbers:
        """How many slots each schedule spans."""
        schedules = len(self.offsets) - 1
        if self.looks is not None:
            return np.full(schedules, len(self.looks))
        extents = np.zeros(schedules, dtype=np.int64)
        saves = self.kind == Kind.SAVE
        np.maximum.at(extents, self.owners()[saves], self.target[saves].astype(np.int64) + 1)
        return extents

    def owners(self) -> Numbers:
        """The schedule to which each row belongs."""
        return np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))

    def stops(self) -> Numbers:
        """For each row, the row that ends its smooth stretch: a change, or the schedule's last row.

        Saves do not end a stretch.
        """
        rows = np.arange(len(self.time))
        is_stop = self.kind != Kind.SAVE
        ends = self.offsets[1:][np.diff(self.offsets) > 0] - 1
        is_stop[ends] = True
        return np.minimum.accumulate(np.where(is_stop, rows, len(rows))[::-1])[::-1]

    def written_out(self) -> Events:
        """The same with rows of their own for everyone, and every look as a save. Raises EventError for too many."""
        if self.schedule is None and self.looks is None and self.first_slot is None:
            return self
        if self.slots > MOST_SLOTS:
            raise EventError(
                f"{self.slots} outputs are more than one table holds",
                where="event table",
                exists=f"a table holds {MOST_SLOTS} outputs",
                hint="simulate the people in several parts, or look at fewer times",
            )
        looks = np.zeros(0) if self.looks is None else self.looks
        begins, counts = self.offsets[:-1][self.schedules], np.diff(self.offsets)[self.schedules]
        owner = np.repeat(np.arange(self.people), counts)
        row = np.repeat(begins, counts) + np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        viewer = np.repeat(np.arange(self.people), len(looks))
        saves = np.tile(np.arange(len(looks)), self.people)
        time = np.concatenate([self.time[row], looks[saves]])
        kind = np.concatenate([self.kind[row], np.full(len(saves), Kind.SAVE, dtype=np.uint8)])
        target = np.concatenate([self.target[row], saves.astype(np.int32)])
        owners = np.concatenate([owner, viewer])
        target += np.where(kind == Kind.SAVE, self.first_slots[owners], 0).astype(np.int32)
        value = np.concatenate([self.value[row], np.zeros(len(saves))])
        order = np.lexsort((np.arange(len(time)), time, owners))  # rows first: they stand before the looks
        offsets = np.concatenate([[0], np.cumsum(counts + len(looks))])
        return Events(offsets, time[order], kind[order], target[order], value[order])

    def check(self, states: int, people: int, start: Array) -> None:
        """Refuse a table that no march could follow, with a EventError that names the person and the row.

        start: the time at which each person begins, (people,), hours.
        """
        self._check_shape(people)
        owners = self.owners()
        latest = np.full(len(self.offsets) - 1, -np.inf)  # of those who live by a schedule
        np.maximum.at(latest, self.schedules, np.where(np.isfinite(start), start, np.inf))
        for broken, complaint in (
            (~np.isfinite(self.time), "a time is not a finite number"),
            (~np.isfinite(self.value), "a value is not a finite number"),
            (latest[owners] == np.inf, "the person's start is not a finite number"),
            (self.kind > max(Kind), "a kind of event is unknown"),
            (self._steps_back(owners), "times do not ascend"),
            (self.time < latest[owners], "an event lies before the person's start"),
            (self.target < 0, "a target is negative"),
            (np.isin(self.kind, ON_A_STATE) & (self.target >= states), "a target is not a state"),
            (self._is_taken(owners), "two saves share one slot"),
            ((self.kind == Kind.SAVE) & (self.looks is not None), "a save stands beside looks that all share"),
        ):
            if broken.any():
                self._refuse(complaint, owners, int(np.argmax(broken)), states)
        self._check_looks(start)

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
        schedules = self.schedules
        is_known = ((schedules >= 0) & (schedules < len(self.offsets) - 1)).all()
        if not is_known or len(self.first_slots) != people:
            raise EventError(
                "people live by schedules that are not there, or observe into slots that nobody has",
                where="the event table",
                exists=f"schedules are 0 to {len(self.offsets) - 2}",
                hint="name one of them, and a first slot, for each person",
            )

    def _check_looks(self, start: Array) -> None:
        """Looks ascend from where people begin, and no two people share a slot."""
        first, extents = self.first_slots, self._extents()[self.schedules]
        order = np.argsort(first, kind="stable")[extents[np.argsort(first, kind="stable")] > 0]
        overlap = first[order][1:] < (first + extents)[order][:-1]
        is_alone = self.first_slot is None and self.looks is None  # whose slots are numbered over all people
        looks = np.zeros(0) if self.looks is None else self.looks
        for is_broken, complaint in (
            (bool((first < 0).any()), "a slot is negative"),
            (not is_alone and bool(overlap.any()), "two people share a slot"),
            (not np.isfinite(looks).all() or bool((np.diff(looks) < 0).any()), "the looks do not ascend"),
            (bool(looks.size) and not bool((start <= looks[0]).all()), "a look lies before a person's start"),
        ):
            if is_broken:
                raise EventError(
                    complaint, where="the event table", hint="correct the schedule from which this table was made"
                )

    def _steps_back(self, owners: Numbers) -> NDArray[np.bool_]:
        back = np.zeros(len(self.time), dtype=bool)
        back[1:] = (np.diff(self.time) < 0) & (np.diff(owners) == 0)
        return back

    def _is_taken(self, owners: Numbers) -> NDArray[np.bool_]:
        """Rows that save to a slot of a row before."""
        saves = np.flatnonzero(self.kind == Kind.SAVE)
        taken = np.zeros(len(self.time), dtype=bool)
        if saves.size:
            # Slots are counted over all people, or for each from the first of their own.
            counted = self.target[saves].astype(np.int64)
            if self.first_slot is not None:
                counted += owners[saves] * (int(counted.max()) + 1)
            _, first = np.unique(counted, return_index=True)
            taken[np.delete(saves, first)] = True
        return taken

    def _refuse(self, complaint: str, owners: Numbers, row: int, states: int) -> None:
        person = int(np.argmax(self.schedules == owners[row]))
        raise EventError(
            f"{complaint}: time {self.time[row]:g}, kind {self.kind[row]}, target {self.target[row]}, "
            f"value {self.value[row]:g}",
            where=f"the event table, person {person}, row {row}",
            exists=f"states are 0 to {states - 1}; kinds are " + ", ".join(f"{k.value} {k.name}" for k in Kind),
            hint="correct the schedule from which this row was made",
        )
