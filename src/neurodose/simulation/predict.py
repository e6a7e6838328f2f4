"""predict: what a model gives at every record of a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from neurodose.compiler.program import compile_system
from neurodose.dosing.dataset import Dataset
from neurodose.dosing.events import History, tabulate_histories
from neurodose.dosing.record import Record
from neurodose.errors import CourseError, DatasetError, PopulationError, unknown_name
from neurodose.modelling.model import Part, describe
from neurodose.modelling.system import System
from neurodose.populations.people import People
from neurodose.populations.told import refuse_impossible
from neurodose.simulation.conditions import Rows
from neurodose.simulation.endings import Endings
from neurodose.simulation.setting import Setting, prepare
from neurodose.simulation.simulate import choose_outputs
from neurodose.simulation.solving import solve
from neurodose.solvers.linear import MatrixExponential
from neurodose.solvers.method import Method
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.units import Quantity, choose_unit, name_dimension, one

CARRIED = ("backward", "forward", "linear")


@dataclass(frozen=True, eq=False)
class Predictions:
    """What a model gives at every record of a dataset, in the order of the file.

    values: (records,) in coherent units by output; what a record has done is seen in it
    status: how the solve of each stretch ended, which runs from a person's first record, or from a reset at which time
            goes back, to the next such or the last; stretches: of each record
    """

    dataset: Dataset
    system: System
    values: Mapping[str, np.ndarray]
    status: Endings
    stretches: np.ndarray
    made_by: str

    def __getitem__(self, name: str) -> Quantity:
        """One output (records,); raises CourseError that lists what was asked for."""
        if name not in self.values:
            raise unknown_name(CourseError, "output", name, self.values, owner="these predictions")
        output = self.system.output(name)
        unit = output.unit or choose_unit(output.expression.dimension)
        return Quantity(unit.from_coherent(self.values[name]), unit)

    def columns(self) -> dict[str, np.ndarray]:
        """The dataset with a column for each output, whose unit stands in its name."""
        found = dict(self.dataset.columns())
        for name in self.values:
            shown = self[name]
            found[f"{name} [{shown.unit}]" if shown.unit.symbol != "1" else name] = shown.value
        return found

    def to_pandas(self) -> Any:
        """A pandas data frame, one row per record."""
        import pandas

        return pandas.DataFrame(self.columns())

    def __repr__(self) -> str:
        told = f"{len(self.stretches)} records; {', '.join(self.values)}; {self.status}"
        return f"<predictions of {self.system.name}: {told}>"


def predict(
    model: Part | System,
    dataset: Dataset,
    people: People | None = None,
    *,
    outputs: Sequence[str] | None = None,
    carried: str = "backward",
    method: Method | MatrixExponential | None = None,
    back_end: str | None = None,
) -> Predictions:
    """What a model gives at every record of a dataset.

    A parameter that is a column neither of the dataset nor of the people has its typical value, and nothing is said of
    it: so it should be for a model's own numbers, but whether a covariate is there, whoever needs it must ask.

    people:  one row for each person of the dataset, in order of appearance; typical ones if not said
    outputs: which quantities; default all that the model names, less bare amounts
    carried: how columns that are parameters of the model (by the same name) hold between records: "backward", each
             record's values govern the time that ends at it (NONMEM's way); "forward"; or "linear"
    back_end: "engine" or "reference"; the faster unless said
    method:  MatrixExponential() for linear models whose parameters do not change along lines, else Rodas5P()
    Raises DatasetError for what cannot be predicted, and for a covariate that nobody can have; never for one person's
    failed solve, which gets a status.
    """
    if carried not in CARRIED:
        raise DatasetError(f"carried={carried!r}", exists=f"values are carried {', '.join(CARRIED)}")
    system = describe(model)
    stretches = [(n, part) for n, s in enumerate(dataset.subjects) for part in _split(dataset.records(s))]
    owners, histories = np.array([owner for owner, _ in stretches]), [part for _, part in stretches]
    moving = _find_moving(system, dataset)
    system = prepare(system, [r for stretch in histories for r in stretch], moving if carried == "linear" else [])
    names = choose_outputs(system, outputs)
    program = compile_system(system, names)
    parameters = _find_parameters(system, dataset, people)[:, owners]
    firsts = np.cumsum([0, *(len(stretch) for stretch in histories)])
    numbers = {address: number for number, address in enumerate(system.parameters)}
    for address in moving:
        parameters[numbers[address]] = dataset.covariate(address)[firsts[:-1]]
    setting = Setting(
        system, parameters,
        lambda who, records: _find_rows(dataset, system, moving, int(firsts[who[0]]), records, carried),
    )  # fmt: skip
    lanes = [History(_renumber(stretch), np.array([n])) for n, stretch in enumerate(histories)]
    events, _ = tabulate_histories(lanes, len(lanes), setting)
    start = np.array([stretch[0].time for stretch in histories])
    chosen = method or (MatrixExponential() if program.is_linear else Rodas5P())
    done = solve(program, parameters, events, chosen, start=start, back_end=back_end)
    ends = Endings(np.arange(len(lanes)), done.status, done.reached, done.steps, done.rejections)
    values = dict(zip(names, done.observed, strict=True))
    return Predictions(dataset, system, values, ends, np.repeat(np.arange(len(lanes)), np.diff(firsts)), repr(chosen))


def _find_moving(system: System, dataset: Dataset) -> list[str]:
    """The columns that are parameters of the model."""
    moving = [name for name in dataset.covariates if name in system.parameters]
    for name in moving:
        unit, wanted = dataset.units.get(name, one), system.parameters[name].value
        if unit.dimension != wanted.dimension:
            raise DatasetError(
                f"the column {name} is in {unit}, and the model's {name} is {name_dimension(wanted.dimension)}",
                where=f"column {name}",
                hint=f'declare its unit: units={{"{name}": "{wanted.unit}"}}',
            )
        refuse_impossible(
            name, dataset.covariate(name), wanted.dimension, lambda place: dataset.where(place[0]),
            system.parameters[name], error=DatasetError,
        )  # fmt: skip
    return moving


def _split(records: Sequence[Record]) -> list[tuple[Record, ...]]:
    """A person's records in stretches: where time goes back, at a reset, nothing of before is left."""
    cuts = [n for n in range(1, len(records)) if records[n].time < records[n - 1].time]
    edges = [0, *cuts, len(records)]
    return [tuple(records[a:b]) for a, b in pairwise(edges)]


def _renumber(records: Sequence[Record]) -> tuple[Record, ...]:
    """The same with slots counted from 0."""
    return tuple(replace(record, slot=slot) for slot, record in enumerate(records))


def _find_parameters(system: System, dataset: Dataset, people: People | None) -> np.ndarray:
    """Each person's parameters as they begin, (parameters, people)."""
    count = len(dataset.subjects)
    if people is None:
        typical = np.array([p.value.coherent for p in system.parameters.values()], dtype=float)
        return np.repeat(typical[:, None], count, axis=1)
    if len(people) != count:
        raise PopulationError(
            f"there are {len(people)} people for a dataset of {count}",
            hint="give one row for each person of the dataset, in order of appearance",
        )
    people.check_told(system.parameters)
    return people.values_for(system.parameters)


def _find_rows(
    dataset: Dataset, system: System, moving: Sequence[str], first: int, records: Sequence[Record], carried: str
) -> Rows:
    """The columns that are parameters of the model, record by record of one stretch."""
    some = slice(first, first + len(records))
    values = {}
    for address in moving:
        column = dataset.covariate(address)[some]
        missing = np.flatnonzero(~np.isfinite(column))
        if len(missing):
            raise DatasetError(
                f"{address} is missing, and the model needs it",
                where=dataset.where(first + int(missing[0])),
                hint="fill the column, as a dataset for NONMEM must; nothing is guessed",
            )
        values[address] = column[None]
    numbers = np.arange(len(records))
    times = np.array([record.time for record in records])
    return Rows(times, numbers.astype(float), carried, values, numbers)
