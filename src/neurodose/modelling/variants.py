"""The same system with something more that a schedule can do to it: compartments that can be turned off, parameters
that change along straight lines.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from neurodose.modelling.parameter import Condition, parameter_symbol
from neurodose.modelling.system import System
from neurodose.symbols import time
from neurodose.symbols.substitution import substitute
from neurodose.units import Quantity, choose_unit, h, multiply_dimensions, one


def name_switch(state: str) -> str:
    """The parameter that turns a compartment off (0) and on (1)."""
    return f"{state} is on"


def name_slope(parameter: str) -> tuple[str, str]:
    """The parameters that make another change along a line: its change per hour, and since when."""
    return f"change of {parameter} per hour", f"{parameter} changes since"


def with_switches(system: System, states: Iterable[str]) -> System:
    """The same system in which these states do not change while they are off.

    What flows into one that is off is lost to it. Off, its amount is set to 0 by the schedule, so nothing flows out.
    Asked for again, it is the same object.
    """
    asked = ("switches", *(switched := tuple(states)))
    if asked not in system.variants:
        system.variants[asked] = _add_switches(system, switched)
    return system.variants[asked]


def _add_switches(system: System, switched: tuple[str, ...]) -> System:
    parameters, changed = dict(system.parameters), []
    for state in system.states:
        if state.address in switched:
            name = name_switch(state.address)
            parameters[name] = Condition(1 * one, f"1 while {state.address} is on, else 0")
            changed.append(replace(state, rate=state.rate * parameter_symbol(name, parameters[name])))
        else:
            changed.append(state)
    return replace(system, states=tuple(changed), parameters=parameters)


def with_slopes(system: System, names: Iterable[str]) -> System:
    """The same system in which these parameters change along straight lines, whose slopes the schedule sets.

    Asked for again, it is the same object.
    """
    asked = ("slopes", *(names := tuple(names)))
    if asked not in system.variants:
        system.variants[asked] = _add_slopes(system, names)
    return system.variants[asked]


def _add_slopes(system: System, names: tuple[str, ...]) -> System:
    parameters, lines = dict(system.parameters), {}
    for name in names:
        symbol = parameter_symbol(name, system.parameters[name])
        slope, since = name_slope(name)
        unit = choose_unit(multiply_dimensions(symbol.dimension, h.dimension, -1))
        parameters[slope] = Condition(Quantity(0.0, unit), f"change of {name} per hour")
        parameters[since] = Condition(0 * h, f"time since which {name} changes so")
        lines[symbol] = symbol + parameter_symbol(slope, parameters[slope]) * (
            time - parameter_symbol(since, parameters[since])
        )
    rates = substitute([state.rate for state in system.states], lines)
    named = list(system.outputs.items())
    shown = substitute([output.expression for _, output in named], lines)
    return replace(
        system,
        states=tuple(replace(state, rate=rate) for state, rate in zip(system.states, rates, strict=True)),
        outputs={name: replace(output, expression=e) for (name, output), e in zip(named, shown, strict=True)},
        parameters=parameters,
    )
