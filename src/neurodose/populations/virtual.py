"""A population is a function that says, of one person, what they have; sampling it makes people."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from neurodose.errors import PopulationError, unknown_name
from neurodose.modelling.parameter import (
    Parameter,
    Parameters,
    find_places,
    one_address,
    parameter_symbol,
    shared_addresses,
)
from neurodose.modelling.substance import Substance
from neurodose.populations.changes import check_lines, check_occasions, mark_told, put_told
from neurodose.populations.distribution import Distribution, Draw
from neurodose.populations.medians import put_medians
from neurodose.populations.people import People
from neurodose.populations.timeline import (
    Series,
    find_occasions,
    make_timeline,
    read_series,
    read_times,
    unite_times,
)
from neurodose.populations.told import find_described, refuse_impossible, say_moment
from neurodose.symbols import Expression, lift
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk
from neurodose.symbols.notation import write_text
from neurodose.symbols.substitution import substitute
from neurodose.units import Quantity


class Person:
    """The `i` of a population function: assigning to it says what a person has; a group of parameters is a person's
    too.

    marks: symbols that are read back in place of what was assigned, by address
    named: what each draw without a name has become, once it was assigned to something
    first: the address of what a person has once, by each place where it stands
    """

    __slots__ = ("_first", "_groups", "_marks", "_named", "_prefix", "_said")

    def __init__(
        self,
        said: dict[str, Expression],
        groups: set[str],
        marks: Mapping[str, Expression],
        named: dict[Expression, Expression],
        first: Mapping[str, str],
        prefix: str = "",
    ) -> None:
        fields = {
            "_said": said, "_groups": groups, "_marks": marks, "_named": named, "_first": first, "_prefix": prefix
        }  # fmt: skip
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        place = self._prefix + name
        address = self._first.get(place, place)
        node = lift(value)
        if node is None:
            raise PopulationError(f"i.{address} is {value!r}", hint="give a number, a distribution or a formula")
        if address in self._said:
            if place != address and self._said[address] is node:
                return  # two drugs say the same of what they share
            raise PopulationError(f"i.{address} is said twice")
        # What has its name from an earlier assignment keeps it: the same distribution is the same draw.
        node = substitute([node], self._named)[0]
        _check_streams(address, node)
        self._named.update({draw: draw.content.distribution.as_draw(address) for draw in _find_unnamed(node)})
        self._said[address] = substitute([node], self._named)[0]

    def __getattr__(self, name: str) -> Any:
        place = self._prefix + name
        address = self._first.get(place, place)
        if address in self._said:
            return self._marks.get(address, self._said[address])
        if place in self._groups:
            return Person(self._said, self._groups, self._marks, self._named, self._first, f"{place}.")
        if name.startswith("__"):
            raise AttributeError(name)
        known = [*self._said, *self._groups]
        raise unknown_name(PopulationError, "thing", address, known, owner="this person, so far,")


def _find_unnamed(node: Expression) -> list[Expression]:
    return [n for n in walk([node]) if isinstance(n.content, Draw) and n.content.name is None]


def _check_streams(address: str, node: Expression) -> None:
    """Refuses two draws that would come from the stream of this address: they would be one and the same."""
    draws = [n.content for n in walk([node]) if isinstance(n.content, Draw) and n.content.name in (None, address)]
    for is_each in (False, True):  # what is drawn each occasion has streams of its own
        alike = [draw for draw in draws if draw.distribution.each_occasion is is_each]
        if len(alike) > 1:
            is_bare = all(draw.name is None for draw in alike)
            raise PopulationError(
                f"i.{address} holds {len(alike)} distributions "
                + ("without a name" if is_bare else f'whose draws are named "{address}"'),
                exists=f"{'; '.join(draw.label for draw in alike)}: they would share one random stream",
                hint=f'name all but one of them: LogNormal(cv=0.2, name="{address} between occasions")'
                + f"; p.{address} brings the table's own spread" * (not is_bare),
            )


class Own:
    """The `p` of a population function: each parameter as this person has it, its spread between people included."""

    __slots__ = ("_draws", "_prefix", "_shared", "_table")

    def __init__(
        self,
        table: type[Parameters],
        draws: dict[str, Expression],
        prefix: str = "",
        shared: Mapping[Parameter, str] | None = None,
    ) -> None:
        self._table, self._draws, self._prefix = table, draws, prefix
        self._shared = shared_addresses(table, prefix) if shared is None else shared

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._table, name, None) if not name.startswith("_") else None
        if isinstance(value, Parameter):
            return _own_value(self._shared.get(value, self._prefix + name), value, self._draws)
        if isinstance(value, type) and issubclass(value, Parameters):
            return Own(value, self._draws, f"{self._prefix}{name}.", self._shared)
        if isinstance(value, Substance):
            return value
        if name.startswith("__"):
            raise AttributeError(name)
        known = self._table.listed(self._prefix)
        raise unknown_name(PopulationError, "parameter", self._prefix + name, known, owner=self._table.__name__)


def _own_value(address: str, parameter: Parameter, draws: dict[str, Expression]) -> Expression:
    """The typical value times a draw from its spread, in the stream named after the parameter; one draw, however
    often it is written.
    """
    typical, spread = parameter_symbol(address, parameter), parameter.between_people
    if not isinstance(spread, Distribution):
        return typical
    if spread.each_occasion:
        raise PopulationError(
            f"the spread of {address} between people is drawn each occasion",
            hint=f"leave it as it is between people, and multiply in a population: i.{address} = p.{address} * …",
        )
    if address not in draws:
        draws[address] = spread.as_draw(address)
    return typical * draws[address]


class Population:
    """People in general: sample it for people in particular.

    medians: those of a study, by address, in place of the population's own
    """

    def __init__(
        self,
        function: Callable[..., Any] | None,
        table: type[Parameters],
        medians: Mapping[str, Quantity | float] | None = None,
    ) -> None:
        self.function, self.table, self.medians = function, table, dict(medians or {})
        self.name = function.__name__ if function else f"people as in {table.__name__}"
        self.__doc__ = inspect.cleandoc(function.__doc__ or "") if function else table.__doc__
        self.formulas = self._write({})
        if self.medians:
            self.formulas = put_medians(self._write, self.medians, table, self.name)
            said = (f"{a.replace('_', ' ')} {self.medians[a]}" for a in sorted(self.medians))
            self.name += f" with {', '.join(said)}"

    def having(self, medians: Mapping[str, Quantity | float]) -> Population:
        """The same people with the medians that a study tells: what a person has is multiplied, and what is computed
        from it follows.

        medians: by address ("weight"), each with its unit
        Coefficients of variation and random streams stay. Raises PopulationError for an address that these people do
        not have, for another unit, and for a median that cannot be.
        """
        return Population(self.function, self.table, {**self.medians, **medians})

    def _write(self, marks: Mapping[str, Expression]) -> dict[str, Expression]:
        """The formulas by address, with a mark wherever the function reads from `i` what has one."""
        listed, first = self.table.listed(), one_address(self.table)
        groups = {a[:i] for a, _ in find_places(self.table) for i, letter in enumerate(a) if letter == "."}
        said: dict[str, Expression] = {}
        draws: dict[str, Expression] = {}
        if self.function is not None:
            self.function(Person(said, groups, marks, {}, first), Own(self.table, draws))
        for address, parameter in listed.items():
            if parameter.between_people is not None and address not in said:
                said[address] = _own_value(address, parameter, draws)
        return said

    def sample(
        self,
        count: int,
        *,
        seed: int,
        first: int = 0,
        typical: Mapping[str, np.ndarray] | None = None,
        over_time: Mapping[str, Series] | None = None,
        occasions: Quantity | None = None,
    ) -> People:
        """People number first … first + count - 1 of this population under this seed: always the same ones.

        typical:   typical values other than the table's, by address, in coherent units; one number per person
                   (count,), so that each may belong to another draw of what the table is unsure of
        over_time: covariates or parameters that change, a Series each, by address, all carried in one way; they are
                   certain, and what is computed from them follows
        occasions: when each begins (`[0, 7, 14] * day`); what is drawn each occasion is then drawn anew. None: one
        The columns of these people are those of the first row; their timeline holds what differs between rows.
        Raises PopulationError for an address that they do not have, for another unit, for what nobody can have, for
        occasions between which nothing differs, and where a covariate is carried along lines and what is computed from
        it does not follow one.
        """
        if not isinstance(count, int) or not isinstance(first, int) or count < 1 or first < 0:
            raise PopulationError(
                f"{count} people" + (f" from number {first}" if first else ""),
                hint="sample a whole number of people, at least one, numbered from 0",
            )
        identity, series = np.arange(first, first + count), read_series(over_time, count)
        begins = None if occasions is None else read_times(occasions, "the beginnings of occasions")
        fixed, formulas = self._fix(dict(typical or {}), self._follow(series))
        if begins is not None:
            check_occasions(formulas, self.name)
        times, carried = unite_times(series, begins)

        def read(hours: np.ndarray) -> dict[str, np.ndarray]:
            told = {formulas[a]: np.broadcast_to(s.read(hours), (count, len(hours))).T for a, s in series.items()}
            drawn = _draw(formulas, seed, identity, find_occasions(begins, hours))
            results = evaluate(formulas.values(), {**fixed, **drawn, **told})
            shape = (len(hours), count)
            return {a: np.broadcast_to(np.asarray(r, float), shape) for a, r in zip(formulas, results, strict=True)}

        values = read(times)
        if carried == "linear":
            check_lines(values, read, times)
        origin = [f"{count} people drawn from “{self.name}” with seed {seed}", *(f"{a} over time" for a in series)]
        origin += [] if begins is None else [f"{len(begins)} occasions"]
        return People(
            identity,
            {a: np.array(rows[0]) for a, rows in values.items()},
            {a: node.dimension for a, node in formulas.items()},
            seed,
            ", ".join(origin),
            {a: write_text(node) for a, node in formulas.items()} | {a: str(told) for a, told in series.items()},
            make_timeline(times, carried, {a: rows.T for a, rows in values.items()}),
            told=frozenset(series),
        )

    def _follow(self, series: Mapping[str, Series]) -> dict[str, Expression]:
        """The formulas by address, with a symbol for what is told wherever they read it."""
        if not series:
            return self.formulas
        marks, listed = mark_told(series, self.formulas, self.table, self.name), self.table.listed()
        for address, told in series.items():
            described = find_described(address, self.formulas.get(address, marks[address]), listed)
            refuse_impossible(address, told.numbers, told.dimension, say_moment, described)
        write = put_told(self._write, marks, listed)
        # The median of what is told no longer matters; those of what is computed from it do.
        medians = {address: median for address, median in self.medians.items() if address not in series}
        return put_medians(write, medians, self.table, self.name) if medians else write({})

    def _fix(
        self, typical: Mapping[str, np.ndarray], formulas: Mapping[str, Expression]
    ) -> tuple[dict[Expression, Any], dict[str, Expression]]:
        """The value of every parameter's symbol; and the formulas, with those of parameters that are not typical."""
        listed = self.table.listed()
        for address in typical:
            if address not in listed:
                raise unknown_name(PopulationError, "parameter", address, listed, owner=self.table.__name__)
        values = {parameter_symbol(a, p): typical.get(a, p.value.coherent) for a, p in listed.items()}
        return values, {a: parameter_symbol(a, listed[a]) for a in typical} | dict(formulas)


def _draw(
    formulas: Mapping[str, Expression], seed: int, identity: np.ndarray, occasions: np.ndarray
) -> dict[Expression, np.ndarray]:
    """Every draw of these formulas: (people,), or (rows, people) where it is drawn each occasion.

    occasions: the number of the occasion of each row (rows,)
    """
    found, row = np.unique(occasions, return_inverse=True)
    drawn = {}
    for node in walk(formulas.values()):
        draw = node.content
        if isinstance(draw, Draw) and draw.distribution.each_occasion:
            drawn[node] = np.stack([draw.draw(seed, identity, occasion) for occasion in found.tolist()])[row]
        elif isinstance(draw, Draw):
            drawn[node] = draw.draw(seed, identity)
    return drawn


def population(function: Callable[..., Any]) -> Population:
    """Makes a population of a function `name(i, p=Parameters)` that says what a person has.

    `p.CL` is the person's own value: typical, times the spread the table states. Parameters that the function does
    not mention vary as the table says. Raises PopulationError where two distributions in one formula would be drawn
    from one stream, or the table is missing.
    """
    default = list(inspect.signature(function).parameters.values())[1:2]
    if not default or not (isinstance(default[0].default, type) and issubclass(default[0].default, Parameters)):
        raise PopulationError(
            f"{function.__name__} has no table of parameters", hint="write def adults(i, p=Naltrexone)"
        )
    return Population(function, default[0].default)
