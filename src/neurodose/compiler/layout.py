"""Where each name stands in the arrays: states, parameters and observed quantities, in the order of the system."""

from __future__ import annotations

from dataclasses import dataclass

from neurodose.modelling.parameter import parameter_symbol
from neurodose.modelling.system import System
from neurodose.symbols import Expression


@dataclass(frozen=True)
class Layout:
    """Rows of the arrays by address.

    states, parameters, observed: addresses in order; values: typical parameters in coherent units, in order.
    """

    states: tuple[str, ...]
    parameters: tuple[str, ...]
    observed: tuple[str, ...]
    state_symbols: tuple[Expression, ...]
    parameter_symbols: tuple[Expression, ...]
    values: tuple[float, ...]


def lay_out(system: System, observed: tuple[str, ...]) -> Layout:
    """The layout of a system of which some outputs are observed; raises CourseError for an unknown one."""
    for name in observed:
        system.output(name)
    return Layout(
        states=tuple(s.address for s in system.states),
        parameters=tuple(system.parameters),
        observed=observed,
        state_symbols=tuple(s.symbol for s in system.states),
        parameter_symbols=tuple(parameter_symbol(a, p) for a, p in system.parameters.items()),
        values=tuple(p.value.coherent for p in system.parameters.values()),
    )
