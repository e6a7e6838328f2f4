"""A parameter is a number with unit, meaning, source and certainty; a table of them is a class."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import Any, Protocol, cast, get_args

from neurodose.bounds import Bounds, outside_bounds
from neurodose.errors import ModelError, SourceError, unknown_name
from neurodose.modelling.substance import Substance
from neurodose.sources import Assumption, Calibration, Certainty, Source
from neurodose.symbols import Expression, symbol
from neurodose.units import Quantity, Unit, one

Basis = Source | Assumption | Calibration


class Spread(Protocol):
    """How a number differs between people, or how uncertain it is: any distribution around it, with its own source.

    A source of None is the source of the number itself.
    """

    @property
    def label(self) -> str: ...

    @property
    def source(self) -> Source | Assumption | None: ...


@dataclass(frozen=True, eq=False)
class Parameter:
    """A number that the world, not the author, decides.

    value:          with its unit (`210 * L / h`); a bare number where it has none
    meaning:        in words, as in a table of parameters
    source:         a Source, several, or an Assumption with reason and range; beside them the Calibration that set it
    certainty:      high, moderate, low or very low; an assumption that says nothing is very low
    measured_in:    species, people or assay it was measured in
    between_people: how people differ in it, where known (a distribution around 1)
    uncertainty:    how unsure the value itself is: never the same thing as the spread between people
    possible:       what it can be at all, in anybody; what is told of people outside of it is refused
    calibrated_for: in whom the model was set; what is told of people outside of it is warned of
    Raises SourceError without a source, or where a value lies outside its assumed range or its bounds.
    """

    value: Quantity
    meaning: str
    source: Basis | tuple[Basis, ...] = ()
    certainty: Certainty | None = None
    measured_in: str = field(default="", kw_only=True)
    between_people: Spread | None = field(default=None, kw_only=True)
    uncertainty: Spread | None = field(default=None, kw_only=True)
    possible: Bounds | None = field(default=None, kw_only=True)
    calibrated_for: Bounds | None = field(default=None, kw_only=True)

    def __init__(
        self,
        value: Quantity | Unit | float,
        meaning: str,
        source: Basis | tuple[Basis, ...] | None = None,
        certainty: Certainty | None = None,
        *,
        measured_in: str = "",
        between_people: Spread | None = None,
        uncertainty: Spread | None = None,
        possible: Bounds | None = None,
        calibrated_for: Bounds | None = None,
    ) -> None:
        held = {
            "value": _as_quantity(value, meaning),
            "meaning": meaning,
            "source": _as_sources(source, value, meaning),
            "measured_in": measured_in,
            "between_people": between_people,
            "uncertainty": uncertainty,
            "possible": possible,
            "calibrated_for": calibrated_for,
        }
        for name, what in held.items():
            object.__setattr__(self, name, what)
        object.__setattr__(self, "certainty", self._judge(certainty))
        for assumption in self.assumptions:
            if not assumption.holds(self.value):
                raise SourceError(
                    f"{self.value} ({meaning}) lies outside its assumed range", exists=assumption.citation
                )
        self._check_bounds()

    def _check_bounds(self) -> None:
        for bounds in (self.possible, self.calibrated_for):
            if bounds is None:
                continue
            if not isinstance(bounds, Bounds) or bounds.dimension != self.value.dimension:
                raise SourceError(
                    f"the bounds of “{self.meaning}” are {bounds!r}",
                    exists=f"its value is {self.value}",
                    hint="write Bounds((low, high) * unit, reason), in a unit of the value",
                )
            if not bounds.hold(self.value.coherent):
                raise outside_bounds(SourceError, f"“{self.meaning}”", float(self.value.coherent), bounds)

    def _judge(self, certainty: Certainty | None) -> Certainty:
        if certainty is None and self.is_assumed:
            return "very low"
        if certainty not in get_args(Certainty):
            raise SourceError(
                f"the certainty of “{self.meaning}” is {certainty!r}",
                exists=f"certainty is one of: {', '.join(get_args(Certainty))}",
            )
        return cast("Certainty", certainty)

    @property
    def sources(self) -> tuple[Basis, ...]:
        return self.source if isinstance(self.source, tuple) else (self.source,)

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        return tuple(s for s in self.sources if isinstance(s, Assumption))

    @property
    def calibration(self) -> Calibration | None:
        """The run that set it, if one did."""
        return next((s for s in self.sources if isinstance(s, Calibration)), None)

    @property
    def is_assumed(self) -> bool:
        """Whether nobody measured it: it rests on an assumption, alone or beside sources."""
        return bool(self.assumptions)


class Condition(Parameter):
    """A number that the question sets, and that nobody is unsure of: whether a dialyser runs, when a dose last came.

    It has no source, no prior and no spread, and a methods section lists it apart. It may be told of people, and over
    time as a `Series`; what nobody tells is its value here.

    possible: what may be told of it
    """

    def __init__(self, value: Quantity | Unit | float, meaning: str, *, possible: Bounds | None = None) -> None:
        held = {"value": _as_quantity(value, meaning), "meaning": meaning, "source": (), "certainty": "high",
                "measured_in": "", "between_people": None, "uncertainty": None, "possible": possible,
                "calibrated_for": None}  # fmt: skip
        for name, what in held.items():
            object.__setattr__(self, name, what)
        self._check_bounds()


def _as_quantity(value: Quantity | Unit | float, meaning: str) -> Quantity:
    if isinstance(value, Unit):
        value = 1 * value
    if isinstance(value, Real) and not isinstance(value, bool):
        value = Quantity(float(value), one)
    if not isinstance(value, Quantity) or not isinstance(value.value, Real) or not math.isfinite(value.value):
        raise SourceError(f"the value of “{meaning}” is {value!r}", hint="write a number with its unit: 210 * L / h")
    return value


def _as_sources(source: Any, value: Any, meaning: str) -> Any:
    sources = source if isinstance(source, tuple) else (source,)
    is_founded = any(isinstance(s, Source | Assumption) for s in sources)
    if not is_founded or not all(isinstance(s, Basis) for s in sources):
        raise SourceError(
            f"the number {value} (“{meaning}”) has no source",
            exists=f"what stands in its place is {source!r}" if source is not None else None,
            hint="give a Source, or Assumption(reason, between=(low, high)) where nobody measured it",
        )
    return sources


_SHARED: set[Parameter] = set()  # parameters of tables that say they are shared


class Parameters:
    """A table of parameters: one class, one attribute per number; an attribute that is itself such a class is a group.

    Inside a model, `p.ka` is a symbol with the address "ka", and `p.parent.CL` one with the address "parent.CL".

    What a person has once is a table by itself, `class Body(Parameters, shared=True)`: wherever its parameters stand in
    a larger table, they are one, with the address of the first place. So drugs that take their body weight from one
    table meet in people who have one weight.
    """

    _parts: tuple[str, ...] = ()  # of a table of several drugs in one body: their groups
    _once: tuple[str, ...] = ()  # what a population may say in each of them, and a person has once

    def __init_subclass__(cls, *, shared: bool = False, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        if shared:
            _SHARED.update(value for value in vars(cls).values() if isinstance(value, Parameter))
        for name, value in vars(cls).items():
            if not name.startswith("_") and isinstance(value, Real | Quantity | Unit):
                raise SourceError(
                    f"{cls.__name__}.{name} = {value!r} has no source",
                    hint=f'write {name} = Parameter({value!r}, "meaning", source)',
                )

    @classmethod
    def listed(cls, prefix: str = "") -> dict[str, Parameter]:
        """Every parameter by its address, groups included, in the order of the class."""
        first = shared_addresses(cls, prefix)
        return {first.get(parameter, place): parameter for place, parameter in find_places(cls, prefix)}


def find_places(table: type[Parameters], prefix: str = "") -> Iterator[tuple[str, Parameter]]:
    """Every place of a table with the parameter that stands there."""
    for name in _names(table):
        value = getattr(table, name)
        if isinstance(value, Parameter):
            yield prefix + name, value
        elif isinstance(value, type) and issubclass(value, Parameters):
            yield from find_places(value, f"{prefix}{name}.")


def shared_addresses(table: type[Parameters], prefix: str = "") -> dict[Parameter, str]:
    """The address of every parameter that a person has once: the first place where it stands, whichever part of the
    body that is in.
    """
    found: dict[Parameter, str] = {}
    for place, parameter in find_places(table, prefix):
        if parameter in _SHARED:
            part, _, within = place.partition(".")
            found.setdefault(parameter, within if part in table._parts else place)
    return found


def one_address(table: type[Parameters]) -> dict[str, str]:
    """The address of what a person has once, by every place where some part of the body speaks of it."""
    first = shared_addresses(table)
    spoken = {place: first[parameter] for place, parameter in find_places(table) if parameter in first}
    return spoken | {f"{part}.{name}": name for part in table._parts for name in table._once}


def _names(table: type[Parameters]) -> list[str]:
    names: dict[str, None] = {}
    for owner in reversed(table.__mro__):
        if issubclass(owner, Parameters) and owner is not Parameters:
            names |= {n: None for n in vars(owner) if not n.startswith("_")}
    return list(names)


class ParameterView:
    """A table of parameters as a model sees it: symbols instead of values.

    Every symbol that is asked for is reported to `record(address, parameter)`.
    """

    __slots__ = ("_prefix", "_record", "_shared", "_table")

    def __init__(
        self,
        table: type[Parameters],
        record: Callable[[str, Parameter], None],
        prefix: str = "",
        shared: Mapping[Parameter, str] | None = None,
    ) -> None:
        self._table, self._record, self._prefix = table, record, prefix
        self._shared = shared_addresses(table, prefix) if shared is None else shared

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._table, name, None) if not name.startswith("_") else None
        if isinstance(value, Parameter):
            address = self._shared.get(value, self._prefix + name)
            self._record(address, value)
            return parameter_symbol(address, value)
        if isinstance(value, type) and issubclass(value, Parameters):
            return ParameterView(value, self._record, f"{self._prefix}{name}.", self._shared)
        if isinstance(value, Substance):
            return value
        if name.startswith("__"):
            raise AttributeError(name)
        raise unknown_name(
            ModelError,
            "parameter",
            name,
            _names(self._table),
            where=self._prefix.rstrip(".") or None,
            owner=self._table.__name__,
        )

    def __setattr__(self, name: str, value: Any) -> None:
        if name in ParameterView.__slots__:
            object.__setattr__(self, name, value)
        else:
            raise ModelError(
                f"p.{name} cannot be set inside a model",
                hint=f"change it in the class {self._table.__name__}",
            )


def parameter_symbol(address: str, parameter: Parameter) -> Expression:
    """The symbol that stands for a parameter in formulas."""
    return symbol("parameter", address, parameter.value.dimension)
