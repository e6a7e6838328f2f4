"""What is seen of people at one moment, from their states then."""

from __future__ import annotations

from typing import Any

import numpy as np

from neurodose.modelling.parameter import parameter_symbol
from neurodose.modelling.system import System
from neurodose.symbols import Expression, time
from neurodose.symbols.evaluation import evaluate
from neurodose.units import Quantity, choose_unit


def see(system: System, name: str, state: np.ndarray, parameters: np.ndarray, hour: float) -> Quantity:
    """One output (people,) of people in these states (states, people), with these parameters, in its unit.

    Raises CourseError for an output that the system does not have.
    """
    output = system.output(name)
    values: dict[Expression, Any] = {time: hour}
    values |= dict(zip((s.symbol for s in system.states), state, strict=True))
    values |= dict(zip((parameter_symbol(a, p) for a, p in system.parameters.items()), parameters, strict=True))
    found = np.asarray(evaluate([output.expression], values)[0], dtype=float)
    unit = output.unit or choose_unit(output.expression.dimension)
    return Quantity(unit.from_coherent(np.broadcast_to(found, state.shape[1:])), unit)
