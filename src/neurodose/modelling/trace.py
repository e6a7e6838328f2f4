"""What happens when a model function assigns something to `m`: it gets its address and is written down."""

from __future__ import annotations

import keyword
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from neurodose.errors import ModelError, UnitError, unknown_name
from neurodose.modelling.parameter import Parameter
from neurodose.modelling.substance import Substance
from neurodose.symbols import Expression, lift, symbol
from neurodose.units import Dimension, Unit, h, multiply_dimensions, name_dimension


@dataclass(frozen=True)
class Flow:
    """Something that moves per hour: from one state to another, out of the body (no target), or in (no source)."""

    rate: Expression
    source: str | None
    target: str | None
    meaning: str


@dataclass(frozen=True)
class Held:
    """A state as the trace holds it while the model is written."""

    symbol: Expression
    start: Expression
    meaning: str
    unit: Unit | None = None


@dataclass(frozen=True)
class Output:
    """A named quantity of a model: `m.occupancy = Output(m.mor.share_of("naltrexone"), "share of mu receptors …",
    percent)`.

    A bare expression may be assigned as well; an Output adds what it means and the unit to show it in.
    """

    expression: Expression
    meaning: str = ""
    unit: Unit | None = None


@dataclass(frozen=True)
class Entrance:
    """A way into the body: which state a dose lands in, and what happens to it on the way there.

    form:     the salt in which products of this route are labelled
    share:    of a dose that arrives (bioavailability); lag: until it arrives
    rate:     at which a dose runs in whose rate the model knows; duration: over which it does. Each is a formula of
              parameters alone; None is what a plain dose has: all of it, at once, at the time it is given
    """

    state: str
    form: str | None = None
    usual: bool = False
    meaning: str = ""
    share: Expression | None = None
    lag: Expression | None = None
    rate: Expression | None = None
    duration: Expression | None = None

    @property
    def formulas(self) -> dict[str, Expression]:
        """What the model knows of doses that go in here, by name."""
        named = {"share": self.share, "lag": self.lag, "rate": self.rate, "duration": self.duration}
        return {name: formula for name, formula in named.items() if formula is not None}


@dataclass(frozen=True)
class Trace:
    """Everything a model has said about itself so far."""

    name: str
    states: dict[str, Held] = field(default_factory=dict)
    substances: dict[str, Substance] = field(default_factory=dict)
    flows: list[Flow] = field(default_factory=list)
    outputs: dict[str, Output] = field(default_factory=dict)
    routes: dict[str, Entrance] = field(default_factory=dict)
    entrances: dict[str, Entrance] = field(default_factory=dict)
    memories: dict[str, tuple[str, str]] = field(default_factory=dict)
    parameters: dict[str, Parameter] = field(default_factory=dict)
    paragraphs: list[tuple[str, str]] = field(default_factory=list)
    open_models: list[str] = field(default_factory=list)

    def hold(
        self,
        address: str,
        dimension: Dimension,
        start: Expression,
        meaning: str,
        substance: Substance | None = None,
        unit: Unit | None = None,
    ) -> Expression:
        """A new state; returns its symbol. Raises UnitError where the start has another unit."""
        if start.dimension != dimension and not (start.is_constant and start.value == 0):
            raise UnitError(
                f"{address} is {name_dimension(dimension)} and cannot start from {start}",
                where=self.where(address),
                exists=f"{start} is {name_dimension(start.dimension)}",
            )
        node = symbol("state", address, dimension, substance)
        self.states[address] = Held(node, start, meaning, unit)
        if substance is not None and self.substances.setdefault(substance.name, substance) is not substance:
            raise ModelError(
                f'two substances are called "{substance.name}"',
                where=self.where(address),
                hint="make one Substance and use it everywhere, or give each its own name",
            )
        return node

    def move(self, rate: Expression, source: str | None, target: str | None, meaning: str) -> None:
        """A flow between states. Raises UnitError where it is not the states' unit per time."""
        for address in filter(None, (source, target)):
            wanted = multiply_dimensions(self.states[address].symbol.dimension, h.dimension, -1)
            if rate.dimension != wanted and not (rate.is_constant and rate.value == 0):
                raise UnitError(
                    f"{address} cannot change by {rate}",
                    where=self.where(address),
                    exists=f"it changes by {name_dimension(wanted)}; this is {name_dimension(rate.dimension)}",
                )
        self.flows.append(Flow(rate, source, target, meaning))

    def record_parameter(self, address: str, parameter: Parameter) -> None:
        """A parameter the model uses. Raises ModelError where two different ones share an address."""
        known = self.parameters.setdefault(address, parameter)
        if known is not parameter:
            raise ModelError(
                f'two parameters are called "{address}"',
                where=f"model {self.name}",
                exists=f"{known.value} ({known.meaning}) and {parameter.value} ({parameter.meaning})",
                hint="group each table under a name of its own in one Parameters class",
            )

    def where(self, address: str) -> str:
        return f"model {self.name}, {address}"


class Element(ABC):
    """Something a model is made of. It has no address until it is assigned to a scope, and then keeps that one."""

    address: str = ""
    trace: Trace

    def enter(self, trace: Trace, address: str) -> None:
        """Takes its place in a model; called by the assignment `m.name = element`."""
        if self.address:
            raise ModelError(
                f"{address} is already called {self.address}",
                where=f"model {trace.name}",
                hint="one thing has one name: make another",
            )
        self.address, self.trace = address, trace
        self.declare()

    def __getattr__(self, name: str) -> Any:
        # Reached only for what is not there: what a thing holds in a model, it holds once it has a name.
        if not name.startswith("_"):
            self.expect_place()
        raise AttributeError(f'{self.address or "this"}, a {type(self).__name__}, has no "{name}"')

    @abstractmethod
    def declare(self) -> None:
        """Writes its states, flows and outputs into the trace."""

    def expect_place(self) -> str:
        """The address, or an error if it has none yet."""
        if not self.address:
            raise ModelError(
                f"this {type(self).__name__} has no name yet",
                hint=f"assign it first: m.name = {type(self).__name__}(…)",
            )
        return self.address

    def say(self, name: str, expression: Expression, meaning: str, unit: Unit | None = None) -> None:
        """Makes a quantity of this element available under its address."""
        place = f"{self.address}.{name}"
        if place in self.trace.states:
            raise ModelError(
                f'"{place}" is named twice',
                where=f"model {self.trace.name}",
                hint=f"{name} is the name of a quantity of {self.address} itself",
            )
        self.trace.outputs[place] = Output(expression, meaning, unit)


class Scope:
    """The `m` of a model function: assigning to it names things, reading from it finds them."""

    __slots__ = ("_address", "_names", "_trace")

    def __init__(self, trace: Trace, address: str = "") -> None:
        object.__setattr__(self, "_trace", trace)
        object.__setattr__(self, "_address", address)
        object.__setattr__(self, "_names", {})

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __setitem__(self, name: str, value: Any) -> None:
        trace: Trace = self._trace
        address = f"{self._address}.{name}" if self._address else name
        if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("_"):
            raise ModelError(
                f'"{name}" cannot be a name',
                where=f"model {trace.name}",
                hint="a name is a word of letters, digits and _",
            )
        if name in self._names:
            raise ModelError(
                f'"{address}" is named twice',
                where=f"model {trace.name}",
                hint="give the second thing a name of its own",
            )
        self._names[name] = _place(trace, address, value)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        if name not in self._names:
            owner = self._address or f"the model {self._trace.name}, so far,"
            raise unknown_name(ModelError, "thing", name, self._names, where=f"model {self._trace.name}", owner=owner)
        return self._names[name]

    def __repr__(self) -> str:
        return f"<scope {self._address or self._trace.name}: {', '.join(self._names)}>"


# How each kind of thing takes its place; `model.py` adds parts, which are whole models.
PLACES: list[tuple[type, Callable[[Trace, str, Any], Any]]] = []


def _place(trace: Trace, address: str, value: Any) -> Any:
    for kind, put in PLACES:
        if isinstance(value, kind):
            return put(trace, address, value)
    node = lift(value)
    if node is None:
        raise ModelError(
            f"{address} = {value!r} is nothing a model can hold",
            where=f"model {trace.name}",
            exists="a model holds compartments, sites, pools, receptors, routes, other models, outputs and formulas",
        )
    return _put_output(trace, address, Output(node))


def _put_element(trace: Trace, address: str, value: Element) -> Element:
    value.enter(trace, address)
    return value


def _put_output(trace: Trace, address: str, value: Output) -> Expression:
    node = lift(value.expression)
    if node is None:
        raise ModelError(f"{address} is {value.expression!r}, which is no formula", where=f"model {trace.name}")
    if value.unit is not None and not _is_shown_in(node, value.unit):
        raise UnitError(
            f"{address} is {name_dimension(node.dimension)} and cannot be shown in {value.unit}",
            where=f"model {trace.name}",
            exists=f"{value.unit} is {name_dimension(value.unit.dimension)}",
        )
    trace.outputs[address] = Output(node, value.meaning, value.unit)
    return node


def _is_shown_in(node: Expression, unit: Unit) -> bool:
    if unit.dimension == node.dimension:
        return True
    try:
        return node.substance is not None and node.substance.convert(1.0, node.dimension, unit) is not None
    except UnitError:
        return False


PLACES += [(Element, _put_element), (Output, _put_output)]
