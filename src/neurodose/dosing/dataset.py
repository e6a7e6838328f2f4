"""A dataset is what several people were given and what was measured in them, record by record, as NONMEM counts.

It is read by `nonmem.py` and never changes. Numbers stay as they were written, in the units declared for them, so that
a dataset that is written and read again is the same; `records` gives them in coherent units, person by person.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from neurodose.dosing.record import MODELLED, Act, Record
from neurodose.errors import DatasetError, unknown_name
from neurodose.units import Quantity, Unit

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]
ACTS = tuple(Act)
# EVID of an act; a compartment is turned off and on by EVID 2 and the sign of CMT.
EVID = {
    Act.LOOK: 0, Act.DOSE: 1, Act.NOTE: 2, Act.OFF: 2, Act.ON: 2, Act.RESET: 3, Act.RESET_AND_DOSE: 4,
    Act.SET: 5, Act.SCALE: 6,
}  # fmt: skip
RATE_MODELLED, DURATION_MODELLED = -1.0, -2.0  # as RATE


@dataclass(frozen=True)
class Place:
    """What a number or a name in the column CMT stands for: a compartment, or a route into one.

    name:          address of the compartment or of the route
    state, way:    numbers by which records know them (see `Record`)
    receives:      whether a dose can land there
    knows_rate, knows_duration: whether the model says how fast, or how long, a dose runs in there (RATE -1 and -2)
    count:         how many nmol a quantity is, weighed as the salt named (None: as the route says). Raises DoseError
    """

    name: str
    state: int
    way: int
    receives: bool
    knows_rate: bool
    knows_duration: bool
    count: Callable[[Quantity, str | None], float] = field(compare=False)


@dataclass(frozen=True)
class Compartments:
    """What a dataset must know of a model.

    model:    its name
    numbered: what each number in CMT stands for
    named:    what each name in CMT stands for: compartments and routes by address
    dose, observation: where a record belongs whose CMT is 0, blank or absent
    """

    model: str
    numbered: Mapping[int, Place]
    named: Mapping[str, Place]
    dose: Place | None = None
    observation: Place | None = None

    def renumbered(self, names: Mapping[int, str]) -> Compartments:
        """The same with other numbers: names by number. Raises DatasetError for a name the model does not have."""
        return replace(self, numbered={number: self.find(name) for number, name in names.items()})

    def find(self, name: str, where: str | None = None) -> Place:
        """What a name stands for: an address, or the end of one where only one address ends so."""
        if name in self.named:
            return self.named[name]
        found = [place for address, place in self.named.items() if address.split(".")[-1] == name]
        if len(found) != 1:
            raise unknown_name(DatasetError, "compartment or route", name, self.named, where=where, owner=self.owner)
        return found[0]

    @property
    def owner(self) -> str:
        return f'the model "{self.model}"'


class HasCompartments(Protocol):
    """A model as a dataset sees it."""

    def compartments(self) -> Compartments: ...


class HasSystem(Protocol):
    """A model that has not been made flat yet."""

    @property
    def system(self) -> HasCompartments: ...


def find_compartments(model: Compartments | HasCompartments | HasSystem) -> Compartments:
    """The compartments of a model, however it is given; raises DatasetError for what is no model."""
    if isinstance(model, Compartments):
        return model
    system: Any = getattr(model, "system", model)
    if not hasattr(system, "compartments"):
        raise DatasetError(f"{model!r} is no model", hint="give the model for which the dataset is read")
    return system.compartments()


@dataclass(frozen=True)
class Remark:
    """Something in a dataset that one should know: what, and why.

    line:   in the file, or row of the table (`noun`), from 1; None: all of it; where it concerns several, the first
    person: ID as it is written; column: its name
    """

    what: str
    why: str
    line: int | None = None
    person: str | None = None
    column: str | None = None
    noun: str = "line"

    def __str__(self) -> str:
        parts = [
            f"{self.noun} {self.line}" if self.line is not None else "",
            f"person {self.person}" if self.person is not None else "",
            f"column {self.column}" if self.column is not None else "",
        ]
        where = ", ".join(part for part in parts if part)
        return f"{self.what} ({where}): {self.why}" if where else f"{self.what}: {self.why}"


@dataclass(frozen=True)
class Subject:
    """One person: number in order of appearance, from 1; ID as written; the records first up to, without, end."""

    number: int
    id: str
    first: int
    end: int

    @property
    def rows(self) -> slice:
        return slice(self.first, self.end)

    def __len__(self) -> int:
        return self.end - self.first


@dataclass(frozen=True, eq=False)
class Dataset:
    """People and their records, in order of the file. Arrays are (records,), in the units declared.

    act:        number of the act among `Act`; place: number of the place among `places`, -1 where there is none
    time, interval: in units["TIME"], interval is II; amount, rate: in units["AMT"], and that per units["TIME"]
    rate:       RATE as written: 0 of a bolus, -1 and -2 where the model knows rate or duration
    additional, steady: ADDL, and SS as 0, 1 or 2
    observed:   DV as written, NaN where it is missing; is_observed: whether it is an observation
    covariates: every other column of numbers, by name, NaN where a value is missing
    line:       of the file, or row of the table, from 1; noun: "line" or "row"
    moles:      (places,) nmol in one unit of AMT
    ignored:    what was set aside, and why; notes: what was understood where something was not said
    """

    compartments: Compartments
    places: tuple[Place, ...]
    moles: Array
    units: Mapping[str, Unit]
    subjects: tuple[Subject, ...]
    act: NDArray[np.int8]
    place: NDArray[np.int32]
    time: Array
    amount: Array
    rate: Array
    interval: Array
    additional: Numbers
    steady: Numbers
    observed: Array
    is_observed: NDArray[np.bool_]
    covariates: Mapping[str, Array]
    line: Numbers
    noun: str
    ignored: tuple[Remark, ...]
    notes: tuple[Remark, ...]

    def __len__(self) -> int:
        return len(self.line)

    def __repr__(self) -> str:
        gives = np.isin(self.act, [ACTS.index(Act.DOSE), ACTS.index(Act.RESET_AND_DOSE)])
        return (
            f"<dataset of {len(self.subjects)} people: {len(self)} records, {int(gives.sum())} of them doses, "
            f"{int(self.is_observed.sum())} observations; covariates {', '.join(self.covariates) or 'none'}; "
            f"{len(self.ignored)} ignored, {len(self.notes)} noted>"
        )

    @cached_property
    def hours(self) -> Array:
        """Time of each record in hours."""
        return self.units["TIME"].to_coherent(self.time)

    def covariate(self, name: str) -> Array:
        """A covariate (records,) in coherent units; raises DatasetError that lists what there is."""
        if name not in self.covariates:
            raise unknown_name(DatasetError, "covariate", name, self.covariates, owner="the dataset")
        values = self.covariates[name]
        return self.units[name].to_coherent(values) if name in self.units else values

    def where(self, record: int) -> str:
        """Where a record stands: "line 12, person 3"."""
        return f"{self.noun} {self.line[record]}, person {self.subject_of(record).id}"

    def subject_of(self, record: int) -> Subject:
        """The person a record, by its number from 0, belongs to."""
        return self.subjects[int(np.searchsorted(self._firsts, record, side="right")) - 1]

    @cached_property
    def _firsts(self) -> Numbers:
        return np.array([subject.first for subject in self.subjects])

    def records(self, subject: Subject) -> tuple[Record, ...]:
        """A person's history in coherent units; the slot of each record is its number among them, from 0."""
        some, said = subject.rows, f", person {subject.id}"
        rows = zip(self.act[some].tolist(), self.hours[some].tolist(), self.line[some].tolist(), strict=True)
        plain = (Act.LOOK, Act.NOTE, Act.RESET)
        return tuple(
            Record(time=time, act=ACTS[act], slot=slot, line=f"{self.noun} {line}{said}")
            if ACTS[act] in plain
            else self._change(subject.first + slot, slot)
            for slot, (act, time, line) in enumerate(rows)
        )

    def _change(self, number: int, slot: int) -> Record:
        """A record that gives something, or changes a compartment."""
        act, rate = ACTS[self.act[number]], float(self.rate[number])
        at = self.places[self.place[number]]
        amount = float(self.amount[number]) if act not in (Act.OFF, Act.ON) else 0.0
        moles = 1.0 if act in (Act.OFF, Act.ON, Act.SCALE) else float(self.moles[self.place[number]])
        hours = self.units["TIME"].to_coherent(1.0)
        return Record(
            time=float(self.hours[number]),
            act=act,
            state=at.state,
            way=at.way,
            amount=amount * moles,
            rate=MODELLED if rate == RATE_MODELLED else rate * moles / hours if rate > 0 else None,
            duration=MODELLED if rate == DURATION_MODELLED else None,
            interval=self.units["TIME"].to_coherent(float(self.interval[number])),
            additional=int(self.additional[number]),
            steady=int(self.steady[number]),
            slot=slot,
            line=self.where(number),
        )

    def columns(self) -> dict[str, NDArray[Any]]:
        """The dataset as NONMEM would have it, column by column; NaN is a missing value. ID and CMT are numbers, or
        text where there are names among them.
        """
        found: dict[str, NDArray[Any]] = {"ID": self._identities(), "TIME": self.time}
        found["EVID"] = np.array([EVID[act] for act in ACTS])[self.act]
        found["CMT"] = self._compartment_numbers()
        found |= {"AMT": self.amount, "RATE": self.rate, "ADDL": self.additional, "II": self.interval}
        found |= {"SS": self.steady, "DV": self.observed, "MDV": (~self.is_observed).astype(np.int64)}
        return found | dict(self.covariates)

    def _identities(self) -> NDArray[Any]:
        names = [subject.id for subject in self.subjects]
        try:
            numbers = np.array([float(name) for name in names])
        except ValueError:
            return np.repeat(np.array(names), [len(s) for s in self.subjects])
        numbers = numbers.astype(np.int64) if (numbers % 1 == 0).all() else numbers
        return np.repeat(numbers, [len(s) for s in self.subjects])

    def _compartment_numbers(self) -> NDArray[Any]:
        """CMT of each record: a number where there is one for the place, else its name; negative turns off."""
        off = self.act == ACTS.index(Act.OFF)
        number_of = {place: number for number, place in self.compartments.numbered.items()}
        if all(place in number_of for place in self.places):
            numbers = np.array([*(number_of[place] for place in self.places), 0], dtype=np.int64)[self.place]
            return np.where(off, -numbers, numbers)
        names = np.array([*(str(number_of.get(place, place.name)) for place in self.places), "0"])[self.place]
        return np.where(off, np.char.add("-", names), names)

    def to_pandas(self) -> Any:
        """A pandas data frame, which `read_nonmem` reads back."""
        import pandas

        return pandas.DataFrame(self.columns())

    def to_polars(self) -> Any:
        """A polars data frame, which `read_nonmem` reads back."""
        import polars

        return polars.DataFrame(self.columns())

    def to_arrow(self) -> Any:
        """A pyarrow table, which `read_nonmem` reads back; each column's metadata hold its unit."""
        import pyarrow

        columns, of_time = self.columns(), self.units["TIME"]
        units = {**self.units, "II": of_time, "RATE": self.units["AMT"] / of_time}
        arrays = [pyarrow.array(values) for values in columns.values()]
        fields = [
            pyarrow.field(name, array.type, metadata={"unit": str(units.get(name, "1"))})
            for name, array in zip(columns, arrays, strict=True)
        ]
        return pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
