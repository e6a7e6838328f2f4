"""What is told of people has to be possible; where nobody like them set the model, that is warned of.

Told is what a table, a median or a series gives. What is drawn from a distribution is not looked at here.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from neurodose.bounds import Bounds, find_bounds, outside_bounds
from neurodose.errors import NeurodoseError, PopulationError, ScopeWarning
from neurodose.modelling.parameter import Parameter
from neurodose.symbols import Expression
from neurodose.symbols.expression import walk
from neurodose.units import Dimension

Where = Callable[[tuple[int, ...]], str | None]


def say_row(place: tuple[int, ...]) -> str:
    """Where a value of a table stands: (person,)."""
    return f"row {place[0] + 1}"


def say_moment(place: tuple[int, ...]) -> str:
    """Where a value of a series stands: (time,) or (person, time)."""
    *person, time = place
    return "".join(f"person {p + 1}, " for p in person) + f"time {time + 1}"


def refuse_impossible(
    address: str,
    values: Any,
    dimension: Dimension,
    where: Where,
    parameter: Parameter | None = None,
    *,
    error: type[NeurodoseError] = PopulationError,
) -> None:
    """Refuses what cannot be, and warns of what the model was not set for.

    values:    coherent, of any shape; where: says of a place in it where that is
    parameter: whose bounds count before those of what every person has
    Raises the error with the value, the place, the bounds and their reason.
    """
    stated = parameter.possible if parameter is not None else None
    possible = stated or find_bounds(address, dimension)
    held = np.asarray(values, dtype=float)
    if (place := _find_outside(held, possible)) is not None and possible is not None:
        raise outside_bounds(error, address, float(held[place]), possible, where=where(place))
    known = parameter.calibrated_for if parameter is not None else None
    if (place := _find_outside(held, known)) is not None and known is not None:
        at = f" ({told})" if (told := where(place)) else ""
        warnings.warn(
            f"{address} is {known.show(float(held[place]))}{at}, outside of what the model was set with: {known}, "
            f"{known.reason}",
            ScopeWarning,
            stacklevel=3,
        )


def _find_outside(values: np.ndarray, bounds: Bounds | None) -> tuple[int, ...] | None:
    """The first place of a number that lies outside."""
    if bounds is None:
        return None
    outside = np.argwhere(~bounds.hold(values) & ~np.isnan(values))  # what is missing is refused elsewhere
    return tuple(int(n) for n in outside[0]) if len(outside) else None


def find_described(address: str, formula: Expression, listed: Mapping[str, Parameter]) -> Parameter | None:
    """The parameter whose bounds a covariate has: its own, or the one of the same last word that it is made of."""
    if address in listed:
        return listed[address]
    word = address.split(".")[-1]
    for node in walk([formula]):
        is_known = node.operation == "parameter" and node.content in listed and node.dimension == formula.dimension
        if is_known and node.content.split(".")[-1] == word:
            return listed[node.content]
    return None
