"""A population is a function that says, of one person, what they have; sampling it makes people."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from neurodose.errors import PopulationError, unknown_name
from neurodose.modelling.parameter import Parameter, Parameters, parameter_symbol
from neurodose.modelling.substance import Substance
from neurodose.populations.distribution import Distribution
from neurodose.populations.medians import put_medians
from neurodose.populations.people import People
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
    """

    __slots__ = ("_groups", "_marks", "_prefix", "_said")

    def __init__(
        self, said: dict[str, Expression], groups: set[str], marks: Mapping[str, Expression], prefix: str = ""
    ) -> None:
        for name, value in (("_said", said), ("_groups", groups), ("_marks", marks), ("_prefix", prefix)):
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        address = self._prefix + name
        node = lift(value)
        if node is None:
            raise PopulationError(f"i.{address} is {value!r}", hint="give a number, a distribution or a formula")
        if address in self._said:
            raise PopulationError(f"i.{address} is said twice")
        _check_streams(address, node)
        self._said[address] = node

    def __getattr__(self, name: str) -> Any:
        address = self._prefix + name
        if address in self._said:
            return self._marks.get(address, self._said[address])
        if address in self._groups:
            return Person(self._said, self._groups, self._marks, f"{address}.")
        if name.startswith("__"):
            raise AttributeError(name)
        known = [*self._said, *self._groups]
        raise unknown_name(PopulationError, "thing", address, known, owner="this person, so far,")


def _check_streams(address: str, node: Expression) -> None:
    unnamed = [n for n in walk([node]) if n.operation == "random" and n.content.name is None]
    if len(unnamed) > 1:
        listed = "; ".join(n.content.label for n in unnamed)
        raise PopulationError(
            f"i.{address} holds {len(unnamed)} distributions without a name",
            exists=f"{listed}: they would share one random stream",
            hint='name all but one of them: LogNormal(cv=0.2, name="CL between occasions")',
        )


class Own:
    """The `p` of a population function: each parameter as this person has it, its spread between people included."""

    __slots__ = ("_draws", "_prefix", "_table")

    def __init__(self, table: type[Parameters], draws: dict[str, Expression], prefix: str = "") -> None:
        self._table, self._draws, self._prefix = table, draws, prefix

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._table, name, None) if not name.startswith("_") else None
        if isinstance(value, Parameter):
            return _own_value(self._prefix + name, value, self._draws)
        if isinstance(value, type) and issubclass(value, Parameters):
            return Own(value, self._draws, f"{self._prefix}{name}.")
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
        listed = self.table.listed()
        groups = {a[:i] for a in listed for i, letter in enumerate(a) if letter == "."}
        said: dict[str, Expression] = {}
        draws: dict[str, Expression] = {}
        if self.function is not None:
            self.function(Person(said, groups, marks), Own(self.table, draws))
        for address, parameter in listed.items():
            if parameter.between_people is not None and address not in said:
                said[address] = _own_value(address, parameter, draws)
        return _name_streams(said)

    def sample(
        self, count: int, *, seed: int, first: int = 0, typical: Mapping[str, np.ndarray] | None = None
    ) -> People:
        """People number first … first + count - 1 of this population under this seed: always the same ones.

        typical: typical values other than the table's, by address, in coherent units; one number per person
                 (count,), so that each may belong to another draw of what the table is unsure of
        Raises PopulationError for an address that is no parameter.
        """
        if not isinstance(count, int) or not isinstance(first, int) or count < 1 or first < 0:
            raise PopulationError(
                f"{count} people" + (f" from number {first}" if first else ""),
                hint="sample a whole number of people, at least one, numbered from 0",
            )
        identity = np.arange(first, first + count)
        listed, other = self.table.listed(), dict(typical or {})
        for address in other:
            if address not in listed:
                raise unknown_name(PopulationError, "parameter", address, listed, owner=self.table.__name__)
        values: dict[Expression, Any] = {
            parameter_symbol(a, p): other.get(a, p.value.coherent) for a, p in listed.items()
        }
        for node in walk(self.formulas.values()):
            if node.operation == "random":
                values[node] = node.content.distribution.draw(seed, node.content.name, identity)
        formulas = {a: parameter_symbol(a, listed[a]) for a in other} | self.formulas
        results = evaluate(formulas.values(), values)
        columns = {
            a: np.array(np.broadcast_to(r, (count,)), dtype=float) for a, r in zip(formulas, results, strict=True)
        }
        return People(
            identity,
            columns,
            {a: node.dimension for a, node in formulas.items()},
            seed,
            f"{count} people drawn from “{self.name}” with seed {seed}",
            {a: write_text(node) for a, node in formulas.items()},
        )


def _name_streams(formulas: dict[str, Expression]) -> dict[str, Expression]:
    """Each unnamed draw named after the first thing it is assigned to."""
    named: dict[Expression, Expression] = {}
    for address, formula in formulas.items():
        for node in walk([formula]):
            if node.operation == "random" and node.content.name is None and node not in named:
                named[node] = node.content.distribution.as_draw(address)
    return dict(zip(formulas, substitute(formulas.values(), named), strict=True))


def population(function: Callable[..., Any]) -> Population:
    """Makes a population of a function `name(i, p=Parameters)` that says what a person has.

    `p.CL` is the person's own value: typical, times the spread the table states. Parameters that the function does
    not mention vary as the table says. Raises PopulationError where two distributions in one formula have no name, or
    the table
    is missing.
    """
    default = list(inspect.signature(function).parameters.values())[1:2]
    if not default or not (isinstance(default[0].default, type) and issubclass(default[0].default, Parameters)):
        raise PopulationError(
            f"{function.__name__} has no table of parameters", hint="write def adults(i, p=Naltrexone)"
        )
    return Population(function, default[0].default)
