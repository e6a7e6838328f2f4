"""A system is a model once it is flat: states with rates of change and starts, outputs, parameters, ways in. It never
changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from neurodose.errors import CourseError, DoseError, ModelError, SourceError, unknown_name
from neurodose.modelling.parameter import Parameter
from neurodose.modelling.substance import Substance
from neurodose.modelling.trace import Entrance, Flow, Output, Trace
from neurodose.symbols import Expression, constant, time
from neurodose.symbols.derivative import differentiate
from neurodose.symbols.expression import walk
from neurodose.symbols.substitution import substitute
from neurodose.units import Unit, choose_unit, h, multiply_dimensions, nmol

if TYPE_CHECKING:
    from neurodose.dosing.dataset import Compartments, Place


@dataclass(frozen=True, eq=False)
class StateEquation:
    """One state: its symbol, its rate of change, its start (a formula of parameters alone) and what it means."""

    symbol: Expression
    rate: Expression
    start: Expression
    meaning: str
    unit: Unit

    @property
    def address(self) -> str:
        return self.symbol.content

    @property
    def holds_an_amount(self) -> bool:
        """Whether a dose can land here: a site or a receptor holds a concentration, to which no amount can be added."""
        return self.symbol.substance is not None and self.symbol.dimension == nmol.dimension


@dataclass(frozen=True, eq=False)
class System:
    """The whole of a model, flat: what the compiler reads and the methods section is written from.

    Every address is unique: states, parameters, outputs and routes are looked up by the same names everywhere.
    entrances: by compartment, what becomes of any dose that goes in there
    memories:  by compartment, the parameters that hold the time and the amount of its last dose
    """

    name: str
    states: tuple[StateEquation, ...]
    flows: tuple[Flow, ...]
    outputs: Mapping[str, Output]
    routes: Mapping[str, Entrance]
    entrances: Mapping[str, Entrance]
    memories: Mapping[str, tuple[str, str]]
    parameters: Mapping[str, Parameter]
    substances: Mapping[str, Substance]
    paragraphs: tuple[tuple[str, str], ...]

    @cached_property
    def variants(self) -> dict[tuple[str, ...], System]:
        """Systems made of this one, by what was asked for: made once, and with each all that is compiled of it."""
        return {}

    @cached_property
    def is_linear(self) -> bool:
        """Whether every rate of change is linear in the states, with coefficients that do not change in time."""
        symbols = [s.symbol for s in self.states]
        gradients = differentiate([s.rate for s in self.states], [*symbols, time])
        slopes = [slope for gradient in gradients for slope in gradient.values()]
        return not any(n.operation in ("state", "time") for n in walk(slopes)) and not any(time in g for g in gradients)

    def output(self, name: str) -> Output:
        """A quantity by its address; raises CourseError that lists what there is."""
        if name in self.outputs:
            return self.outputs[name]
        raise unknown_name(CourseError, "output", name, self.outputs, owner=f'the model "{self.name}"')

    def entrance(self, route: str | None, into: str | None, drug: str | None = None) -> Entrance:
        """Where a dose lands: by its route, by its compartment, or by the usual route; raises DoseError.

        Where parts of a model each have a usual route, or routes of one name, the drug says which is meant.
        """
        owner = f'the model "{self.name}"'
        if into is not None:
            receiving = [s.address for s in self.states if s.holds_an_amount]
            if into not in receiving:
                raise unknown_name(DoseError, "compartment", into, receiving, owner=owner)
            return self.entrances.get(into, Entrance(into))
        if route is not None:
            name = route.replace(" ", "_")  # a sentence says "intramuscular depot"
            found = [n for n in self.routes if n == name] or [n for n in self.routes if n.split(".")[-1] == name]
            found = self._meant(found, drug)
            if len(found) > 1:
                raise DoseError(
                    f'{len(found)} routes are called "{route}"',
                    exists=", ".join(found),
                    hint='name one of these, or the drug: drug="…"',
                )
            if not found:
                raise unknown_name(DoseError, "route", route, self.routes, owner=owner)
            return self.complete(self.routes[found[0]])
        usual = [n for n, r in self.routes.items() if r.usual] or (list(self.routes) if len(self.routes) == 1 else [])
        usual = self._meant(usual, drug)
        if len(usual) != 1:
            raise DoseError(
                "the dose does not say where it goes",
                exists=f"{owner} has the routes: {', '.join(self.routes) or 'none'}",
                hint='say route="…" or into="…"' + (', or of which drug: drug="…"' if usual else ""),
            )
        return self.complete(self.routes[usual[0]])

    def _meant(self, routes: list[str], drug: str | None) -> list[str]:
        """Of several routes those by which a drug is given; all of them where none is named.

        Raises DoseError for a drug that the model does not hold.
        """
        if len(routes) < 2 or drug is None:
            return routes
        if drug not in self.substances:
            raise unknown_name(DoseError, "drug", drug, self.substances, owner=f'the model "{self.name}"')
        return [n for n in routes if self.states[self.state_index(self.routes[n].state)].symbol.substance.name == drug]

    def complete(self, route: Entrance) -> Entrance:
        """A route with what its compartment adds, where it does not say so itself."""
        own = self.entrances.get(route.state)
        if own is None:
            return route
        added = {name: formula for name, formula in own.formulas.items() if name not in route.formulas}
        if {"rate", "duration"} & set(route.formulas):
            added = {name: formula for name, formula in added.items() if name not in ("rate", "duration")}
        return replace(route, **added)

    @property
    def ways(self) -> tuple[Entrance, ...]:
        """The ways in of which the model knows more than where they lead; their places here are their numbers."""
        routes = [self.complete(route) for route in self.routes.values()]
        return tuple(e for e in dict.fromkeys([*routes, *self.entrances.values()]) if e.formulas)

    def compartments(self) -> Compartments:
        """What a dataset has to know: compartments are numbered from 1 in the order of the model, NONMEM's way.

        Doses that do not say where go by the usual route, where there is one, else into the first compartment.
        """
        from neurodose.dosing.dataset import Compartments, Place  # needs NumPy, which explaining a model does not

        ways, states = self.ways, [s.address for s in self.states]

        def place(name: str, entrance: Entrance) -> Place:
            number = states.index(entrance.state)
            receives, substance = self.states[number].holds_an_amount, self.states[number].symbol.substance
            return Place(
                name,
                number,
                ways.index(entrance) if entrance.formulas else -1,
                receives,
                entrance.rate is not None,
                entrance.duration is not None,
                lambda amount, salt: substance.count_moles(amount, salt or entrance.form),
            )

        plain = {a: place(a, self.entrances.get(a, Entrance(a))) for a in states}
        named = plain | {a: place(a, self.complete(route)) for a, route in self.routes.items()}
        usual = [a for a, route in self.routes.items() if route.usual]
        receiving = [p for p in plain.values() if p.receives]
        first = receiving[0] if receiving else None
        numbered = {number: plain[a] for number, a in enumerate(states, 1)}
        return Compartments(self.name, numbered, named, named[usual[0]] if len(usual) == 1 else first, first)

    def state_index(self, address: str) -> int:
        return [s.address for s in self.states].index(address)

    def with_areas(self, names: Iterable[str]) -> System:
        """The same system with, for each output named, a further state: its integral over time ("area of …").

        Asked for again, it is the same object.
        """
        asked = ("areas", *(names := tuple(names)))
        if asked not in self.variants:
            self.variants[asked] = self._with_areas(names)
        return self.variants[asked]

    def _with_areas(self, names: tuple[str, ...]) -> System:
        extra, outputs = [], dict(self.outputs)
        for name in names:
            output = self.output(name)
            dimension = multiply_dimensions(output.expression.dimension, h.dimension)
            node = Expression("state", (), f"area of {name}", dimension, output.expression.substance)
            meaning = f"area under {name} since the start"
            extra.append(
                StateEquation(node, output.expression, constant(0.0, dimension), meaning, choose_unit(dimension))
            )
            outputs[f"area of {name}"] = Output(node, meaning)
        return replace(self, states=(*self.states, *extra), outputs=outputs)


def flatten(trace: Trace) -> System:
    """Makes a system of what a model function wrote down.

    Raises ModelError for a model without states, for starts that run in a circle; SourceError for a number in a
    formula that has no source.
    """
    if not trace.states:
        raise ModelError(
            f"the model {trace.name} has no states", hint="give it at least one Compartment, Pool or State"
        )
    _check_addresses(trace)
    _check_numbers(trace)
    starts = _resolve_starts(trace)
    rates = _sum_flows(trace)
    named = list(trace.outputs.items())
    formulas = _replace_starts([*rates.values(), *(o.expression for _, o in named)], starts)
    states = tuple(
        StateEquation(
            held.symbol,
            rate,
            starts[held.symbol],
            held.meaning,
            held.unit or choose_unit(held.symbol.dimension),
        )
        for (_, held), rate in zip(trace.states.items(), formulas, strict=False)
    )
    outputs = {a: replace(o, expression=e) for (a, o), e in zip(named, formulas[len(states) :], strict=True)}
    for state in states:
        outputs.setdefault(state.address, Output(state.symbol, state.meaning, state.unit))
    return System(
        trace.name,
        states,
        tuple(trace.flows),
        outputs,
        dict(trace.routes),
        dict(trace.entrances),
        dict(trace.memories),
        dict(trace.parameters),
        dict(trace.substances),
        tuple(trace.paragraphs),
    )


def _sum_flows(trace: Trace) -> dict[str, Expression]:
    per_hour = {
        a: constant(0.0, multiply_dimensions(held.symbol.dimension, h.dimension, -1))
        for a, held in trace.states.items()
    }
    for flow in trace.flows:
        if flow.target is not None:
            per_hour[flow.target] = per_hour[flow.target] + flow.rate
        if flow.source is not None:
            per_hour[flow.source] = per_hour[flow.source] - flow.rate
    return per_hour


def _resolve_starts(trace: Trace) -> dict[Expression, Expression]:
    """Every state's start as a formula of parameters alone; states inside a start stand for their own starts."""
    resolved: dict[Expression, Expression] = {}
    held = {h.symbol: h for h in trace.states.values()}

    def resolve(state: Expression, path: tuple[Expression, ...]) -> Expression:
        if state in path:
            circle = " → ".join(s.content for s in (*path[path.index(state) :], state))
            raise ModelError(
                f"the starts run in a circle: {circle}",
                where=f"model {trace.name}",
                hint="give one of them a start of its own",
            )
        if state not in resolved:
            start = held[state].start
            needed = {n for n in walk([start]) if n.operation == "state"}
            inner = {n: resolve(n, (*path, state)) for n in needed}
            resolved[state] = _replace_starts(substitute([start], {**inner, time: _zero_time()}), inner)[0]
        return resolved[state]

    return {state: resolve(state, ()) for state in held}


def _replace_starts(formulas: list[Expression], starts: Mapping[Expression, Expression]) -> list[Expression]:
    """Replaces every at_start(…) by what it is before any dose."""
    replacement: dict[Expression, Expression] = {}
    for node in walk(formulas):
        if node.operation == "at_start":
            inner = substitute([node.arguments[0]], {**replacement, **starts, time: _zero_time()})[0]
            replacement[node] = inner.arguments[0] if inner.operation == "at_start" else inner
    return substitute(formulas, replacement)


def _zero_time() -> Expression:
    return constant(0.0, h.dimension)


def _check_addresses(trace: Trace) -> None:
    """Refuses a parameter with the address of something else: in an equation one name would stand for two things."""
    for address in trace.parameters:
        if address in trace.states or address in trace.outputs or address in trace.routes:
            raise ModelError(
                f'"{address}" is the name of a parameter and of something in the model',
                where=f"model {trace.name}",
                exists=f"the parameter is {trace.parameters[address].meaning}",
                hint="give one of the two another name",
            )


def _check_numbers(trace: Trace) -> None:
    """Refuses a number that stands in a formula without being a parameter: only whole and half numbers up to 10 are
    structure.
    """
    places = [(a, held.start) for a, held in trace.states.items()]
    ways = [*trace.routes.items(), *trace.entrances.items()]
    places += [(a, formula) for a, entrance in ways for formula in entrance.formulas.values()]
    places += [(f.target or f.source or "", f.rate) for f in trace.flows] + [
        (a, o.expression) for a, o in trace.outputs.items()
    ]
    for address, formula in places:
        for node in walk([formula]):
            if node.is_constant and not node.is_structure:
                raise SourceError(
                    f"the number {node} in {formula} has no source",
                    where=trace.where(address),
                    exists="in a formula only whole and half numbers up to 10 and bare units may stand by themselves",
                    hint='make it a Parameter(value, "meaning", source); a source may be Assumption(reason, between=…)',
                )
