"""A course is what came of a simulation: labelled, with units, and with a sentence on how each person's solve ended."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from neurodose.dosing.record import Record
from neurodose.errors import CourseError, unknown_name
from neurodose.modelling.system import System
from neurodose.modelling.writing import Methods, write_methods
from neurodose.populations.people import People
from neurodose.simulation.curve import Curve
from neurodose.simulation.endings import Endings
from neurodose.solvers.status import Status
from neurodose.units import choose_unit

EVERYONE = "simulate with keep=Trajectories()"


@dataclass(frozen=True, eq=False)
class Course:
    """What happened to some people.

    times:  (times,), hours; values: (rows, times) in coherent units by output; a row is a person, or a quantile, "mean"
            or "sd" where `levels` names them
    status: how each person's solve ended; regimen: what they took, in words; made_by: the method, in words
    given:  where visits decided, what each person was given in the end
    kept:   how what is kept was found, in words; file: where trajectories were written, if not kept here
    """

    system: System
    people: People
    times: np.ndarray
    values: Mapping[str, np.ndarray]
    levels: tuple[float | str, ...] | None
    status: Endings
    regimen: str
    made_by: str
    given: tuple[tuple[Record, ...], ...] | None = None
    kept: str = ""
    file: Path | None = None

    @property
    def outputs(self) -> tuple[str, ...]:
        """The addresses of what was kept."""
        return tuple(self.values)

    def __getitem__(self, name: str) -> Curve:
        """One quantity by its address; raises CourseError that lists what was kept."""
        self._check_here()
        if name not in self.values:
            hint = {True: "the model has it, but it was not kept: name it in outputs=…"}.get(
                name in self.system.outputs
            )
            error = unknown_name(CourseError, "quantity", name, self.values, owner="this course")
            raise CourseError(error.what, exists=error.exists, hint=hint or error.hint)
        output, values = self.system.output(name), self.values[name]
        unit = choose_unit(output.expression.dimension)
        curve = Curve(
            name=name,
            times=self.times,
            unit=unit,
            coherent=values,
            dimension=output.expression.dimension,
            substance=output.expression.substance,
            levels=self.levels,
            meaning=output.meaning,
        )
        return curve if output.unit is None else curve.to(output.unit)

    def finished(self) -> Course:
        """The same course without the people whose solve failed."""
        self._check_here()
        return self if self.levels is not None else self.some(self.status.status == Status.DONE)

    def some(self, which: slice | np.ndarray) -> Course:
        """The course of some of the people: a slice, or a mask (people,)."""
        self._check_here()
        if self.levels is not None:
            raise CourseError(f"only {self._name_rows()}s over all people were kept", hint=EVERYONE)
        status = Endings(*(column[which] for column in vars(self.status).values()))
        given = None if self.given is None else tuple(self.given[n] for n in np.arange(len(self.people))[which])
        values = {name: rows[which] for name, rows in self.values.items()}
        return replace(self, people=self.people[which], values=values, status=status, given=given)

    def methods(self) -> Methods:
        """The methods section: equations, parameters with sources, assumptions, references."""
        return write_methods(self.system)

    def _check_here(self) -> None:
        """Raises CourseError where there are no values to ask for, because they are in a file."""
        if self.file is not None:
            raise CourseError(
                f"the trajectories are in the file {self.file}, not in memory",
                hint=f'read what you need of it: pandas.read_parquet("{self.file}", columns=[…]); or simulate with '
                "keep=Trajectories()",
            )

    def _name_rows(self) -> str:
        """What a row is, in one word."""
        if self.levels is None:
            return "person"
        return "statistic" if "mean" in self.levels else "quantile"

    def __repr__(self) -> str:
        many = f"{len(self.people)} people"
        rows = many if self.levels is None else f"{len(self.levels)} {self._name_rows()}s of {many}"
        held = ", ".join(self.values) if self.file is None else f"in the file {self.file}"
        return (
            f"<course of {self.system.name}: {self.regimen}; {rows}; {len(self.times)} times to {self.times[-1]:g} h; "
            f"{held}; {self.status}>"
        )

    def columns(self) -> dict[str, np.ndarray]:
        """The course as a table, column by column: one row per person (or quantile, statistic) and time; the unit
        stands in each column's name.
        """
        self._check_here()
        rows, label = self._label_rows()
        columns = {label: np.repeat(rows, len(self.times)), "time [h]": np.tile(self.times, len(rows))}
        for name in self.values:
            curve = self[name]
            columns[f"{name} [{curve.unit}]" if curve.unit.symbol != "1" else name] = curve.values.reshape(-1)
        return columns

    def _label_rows(self) -> tuple[np.ndarray, str]:
        """What tells rows apart, and what it is."""
        return self.people.identity if self.levels is None else np.asarray(self.levels), self._name_rows()

    def to_pandas(self) -> Any:
        """The columns as a pandas data frame."""
        import pandas

        return pandas.DataFrame(self.columns())

    def to_polars(self) -> Any:
        """The columns as a polars data frame."""
        import polars

        return polars.DataFrame(self.columns())

    def to_xarray(self) -> Any:
        """An xarray data set with the dimensions person (quantile, statistic) and time; units and meanings are
        attributes.
        """
        import xarray

        self._check_here()
        rows, label = self._label_rows()
        return xarray.Dataset(
            {
                name: (
                    (label, "time"),
                    self[name].values,
                    {"units": str(self[name].unit), "long_name": self[name].meaning},
                )
                for name in self.values
            },
            coords={label: rows, "time": ("time", self.times, {"units": "h"})},
            attrs={
                "model": self.system.name,
                "regimen": self.regimen,
                "people": self.people.origin,
                "method": self.made_by,
                **({"kept": self.kept} if self.kept else {}),
            },
        )
