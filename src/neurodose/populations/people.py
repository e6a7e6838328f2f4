"""People as a table: one row each, a column for everything in which they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from neurodose.errors import PopulationError, unknown_name
from neurodose.modelling.parameter import Parameter
from neurodose.populations.timeline import Series, Timeline, make_timeline, read_series, unite_times
from neurodose.populations.told import refuse_impossible, say_moment, say_row
from neurodose.units import Dimension, Quantity, Unit, choose_unit, name_dimension, one


@dataclass(frozen=True, eq=False)
class People:
    """Some virtual or real people.

    identity:   each person's number (people,), which keys their random streams
    columns:    what they have, in coherent units (people,), by address; addresses of parameters replace typical values
    dimensions: the dimension of each column
    seed:       of their random streams
    origin:     one sentence on where they come from
    notes:      how each column is made, in words, by address
    timeline:   which columns change in time, and when; `columns` then hold how people begin. None: nothing changes
    told:       addresses of the columns that somebody told; all others were drawn or computed
    Raises PopulationError for a timeline of other people, or of what is no column.
    """

    identity: np.ndarray
    columns: Mapping[str, np.ndarray]
    dimensions: Mapping[str, Dimension]
    seed: int
    origin: str
    notes: Mapping[str, str]
    timeline: Timeline | None = None
    told: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        if self.timeline is None:
            return
        if len(self.timeline) != len(self):
            raise PopulationError(f"the timeline of {len(self)} people tells of {len(self.timeline)}")
        for name in self.timeline.columns:
            if name not in self.columns:
                raise unknown_name(PopulationError, "column", name, self.columns, where="timeline", owner="the table")

    def __len__(self) -> int:
        return len(self.identity)

    def __getitem__(self, which: Any) -> Any:
        """`people["weight"]` is a column with its unit, as people begin; `people[10:20]` or `people[mask]` are some of
        the people.
        """
        if isinstance(which, str):
            if which not in self.columns:
                raise unknown_name(PopulationError, "column", which, self.columns, owner="this table of people")
            unit = choose_unit(self.dimensions[which])
            return Quantity(unit.from_coherent(self.columns[which]), unit)
        chosen = np.atleast_1d(self.identity[which])
        columns = {name: np.atleast_1d(column[which]) for name, column in self.columns.items()}
        timeline = None if self.timeline is None else self.timeline.some(which)
        return replace(self, identity=chosen, columns=columns, timeline=timeline)

    def values_for(self, parameters: Mapping[str, Parameter]) -> np.ndarray:
        """The parameters of a model for these people (parameters, people), coherent; typical values where they have
        none.

        Raises PopulationError where a column has another unit than its parameter, or is one but for upper and lower
        case.
        """
        self._check_against(parameters)
        rows = np.empty((len(parameters), len(self)))
        for row, (address, parameter) in zip(rows, parameters.items(), strict=True):
            row[:] = self.columns.get(address, parameter.value.coherent)
        return rows

    def check_told(self, parameters: Mapping[str, Parameter]) -> None:
        """Refuses what was told of these people and cannot be in this model; warns where nobody like them set it.

        Raises PopulationError with the value, the person, the bounds and their reason.
        """
        for name in sorted(self.told & set(parameters)):
            parameter, changing = parameters[name], {} if self.timeline is None else self.timeline.columns
            if name in changing:
                refuse_impossible(name, changing[name], self.dimensions[name], say_moment, parameter)
            else:
                refuse_impossible(name, self.columns[name], self.dimensions[name], self._say_person, parameter)

    def _say_person(self, place: tuple[int, ...]) -> str:
        return f"person {self.identity[place[0]]}"

    def _check_against(self, parameters: Mapping[str, Parameter]) -> None:
        plain = {address.lower(): address for address in parameters}
        for name, dimension in self.dimensions.items():
            meant = plain.get(name.lower())
            if meant is None:
                continue
            if meant != name:
                raise PopulationError(
                    f'the column "{name}" is no parameter',
                    exists=f'the model has "{meant}"',
                    hint="write it the same way",
                )
            wanted = parameters[name].value.dimension
            if dimension != wanted:
                raise PopulationError(
                    f'the column "{name}" is {name_dimension(dimension)}',
                    exists=f"the parameter is {name_dimension(wanted)}",
                    hint="give its unit",
                )


def typical_people(count: int = 1) -> People:
    """People who all have the typical value of everything."""
    return People(np.arange(count), {}, {}, 0, "typical people, all alike", {})


def join_people(groups: Sequence[People]) -> People:
    """Groups of people in one table, one after the other and numbered anew.

    They must have the same columns, and where these change in time, change at the same times; a group in which nothing
    changes may stand beside them. Raises PopulationError for others.
    """
    first = groups[0]
    for other in groups[1:]:
        if dict(other.dimensions) != dict(first.dimensions):
            differ = sorted(set(other.dimensions) ^ set(first.dimensions)) or ["units"]
            raise PopulationError("people with different columns cannot stand in one table", exists=", ".join(differ))
    columns = {name: np.concatenate([group.columns[name] for group in groups]) for name in first.columns}
    origin = "; ".join(dict.fromkeys(group.origin for group in groups))
    identity = np.arange(sum(map(len, groups)))
    told = frozenset().union(*(group.told for group in groups))
    return replace(
        first, identity=identity, columns=columns, origin=origin, timeline=_join_timelines(groups), told=told
    )


def _join_timelines(groups: Sequence[People]) -> Timeline | None:
    told = [group.timeline for group in groups if group.timeline is not None]
    if not told:
        return None
    first = told[0]
    for other in told[1:]:
        if other.carried != first.carried or not np.array_equal(other.times, first.times):
            raise PopulationError(
                "people who change at different times cannot stand in one table",
                exists=f"carried {first.carried} from {first.times} h; carried {other.carried} from {other.times} h",
                hint="tell of all of them at the same times",
            )
    names = dict.fromkeys(name for timeline in told for name in timeline.columns)
    columns = {name: np.concatenate([_follow_column(group, name, first.rows) for group in groups]) for name in names}
    return Timeline(first.times, first.carried, columns)


def _follow_column(people: People, name: str, rows: int) -> np.ndarray:
    """A column in time, (people, rows), also where it does not change in these people."""
    changing = {} if people.timeline is None else people.timeline.columns
    return changing[name] if name in changing else np.repeat(people.columns[name][:, None], rows, axis=1)


def people_from(
    table: Any,
    units: Mapping[str, Unit] | None = None,
    *,
    seed: int = 0,
    identity: Iterable[int] | None = None,
    over_time: Mapping[str, Series] | None = None,
) -> People:
    """People from a table of values: a mapping of columns, or a data frame of pandas or polars.

    table:    columns by address ("CL", "parent.CL", "weight"); arrays with a unit (`array * L / h`) or plain numbers
    units:    the unit of each plain column; without one a column is a pure number
    identity: numbers that key the people's random streams; default 0, 1, 2 …
    over_time: further columns, which change: a Series each, by address, all carried in one way
    Raises PopulationError for columns of unequal length, for a value that is no finite number or that nobody can have
    (naming the row), for an empty table, for a column that is given twice.
    """
    columns = table if isinstance(table, Mapping) else getattr(table, "columns", None)
    if columns is None:
        raise PopulationError(
            f"{table!r} is no table of people", hint='give columns by name: {"CL": array * L / h}, or a data frame'
        )
    names = [str(n) for n in columns]
    for name in units or {}:
        if name not in names:
            raise unknown_name(PopulationError, "column", name, names, where="units", owner="the table of people")
    held = {name: _read_column(name, table[name], (units or {}).get(name, one)) for name in names}
    lengths = {name: len(values) for name, (values, _) in held.items()}
    if not lengths or 0 in lengths.values():
        raise PopulationError("the table holds no people", hint="give at least one column with at least one row")
    if len(set(lengths.values())) > 1:
        raise PopulationError(
            "the columns have different lengths", exists=", ".join(f"{n}: {k}" for n, k in lengths.items())
        )
    count = next(iter(lengths.values()))
    numbers = np.arange(count) if identity is None else np.asarray(list(identity))
    is_whole = numbers.dtype.kind in "iu" and numbers.shape == (count,)
    if not is_whole or len(set(numbers.tolist())) != count or (numbers < 0).any():
        raise PopulationError(f"{count} people need {count} different whole numbers of 0 or more as identity")
    people = People(
        numbers,
        {name: values for name, (values, _) in held.items()},
        {name: dimension for name, (_, dimension) in held.items()},
        seed,
        f"a table of {count} people",
        dict.fromkeys(held, "given in the table"),
        told=frozenset(held),
    )
    for name, (values, dimension) in held.items():
        refuse_impossible(name, values, dimension, say_row)
    return _tell(people, read_series(over_time, count)) if over_time is not None else people


def _tell(people: People, series: Mapping[str, Series]) -> People:
    """The same people with further columns, which change."""
    for name in series:
        if name in people.columns:
            raise PopulationError(
                f'the column "{name}" is given twice', where="over_time", hint="leave it out of the table"
            )
    for name, one_told in series.items():
        refuse_impossible(name, one_told.numbers, one_told.dimension, say_moment)
    times, carried = unite_times(series, None)
    told = {n: np.broadcast_to(t.read(times), (len(people), len(times))) for n, t in series.items()}
    return replace(
        people,
        columns={**people.columns, **{name: np.array(values[:, 0]) for name, values in told.items()}},
        dimensions={**people.dimensions, **{name: t.dimension for name, t in series.items()}},
        notes={**people.notes, **{name: str(t) for name, t in series.items()}},
        timeline=make_timeline(times, carried, told),
        told=people.told | set(series),
    )


def _read_column(name: str, column: Any, unit: Unit) -> tuple[np.ndarray, Dimension]:
    if isinstance(column, Quantity):
        column, unit = column.value, column.unit
    try:
        values = np.asarray(column.to_numpy() if hasattr(column, "to_numpy") else column, dtype=float)
    except (TypeError, ValueError):
        raise PopulationError(f'the column "{name}" holds something other than numbers') from None
    values = np.atleast_1d(values)
    if values.ndim != 1:
        raise PopulationError(
            f'the column "{name}" has {values.ndim} dimensions', hint="a column is one number per person"
        )
    if not np.isfinite(values).all():
        row = int(np.flatnonzero(~np.isfinite(values))[0])
        raise PopulationError(
            f'the column "{name}" holds {values[row]}',
            where=f"row {row + 1}",
            hint="give every person a finite number",
        )
    return unit.to_coherent(values), unit.dimension
