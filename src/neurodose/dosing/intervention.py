"""What happens to people beside their doses: everything is emptied, or one compartment is turned off or on, replaced
or multiplied.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from numbers import Real

from neurodose.dosing.legal import check_time
from neurodose.dosing.record import Act
from neurodose.errors import DoseError
from neurodose.units import Quantity


@dataclass(frozen=True)
class Intervention:
    """One thing that happens once, to everyone, before the doses of its time.

    at:   when, from the start of the regimen
    into: the compartment's address; None is everything
    by:   what a compartment then holds (a mass or an amount), or the factor by which it is multiplied
    salt: in which a mass is weighed
    """

    act: Act
    at: Quantity
    into: str | None = None
    by: Quantity | float | None = None
    salt: str | None = None

    def __post_init__(self) -> None:
        check_time(self.at, "at", zero_allowed=True)
        needs = {Act.RESET: (), Act.OFF: ("into",), Act.ON: ("into",)}.get(self.act, ("into", "by"))
        missing = [name for name in needs if getattr(self, name) is None]
        if self.act not in (Act.RESET, Act.OFF, Act.ON, Act.SET, Act.SCALE) or missing:
            raise DoseError(
                f"an intervention that is to {self.act.value} does not say {' nor '.join(missing) or 'anything new'}",
                where="intervention",
                hint="write reset, turn_off, turn_on, replace or multiply",
            )


def reset(*, at: Quantity) -> Intervention:
    """Everything is as it was before the first dose; what was given and has not arrived does not arrive."""
    return Intervention(Act.RESET, at)


def turn_off(into: str, *, at: Quantity) -> Intervention:
    """A compartment is emptied, and stays empty until it is turned on or a dose arrives in it."""
    return Intervention(Act.OFF, at, into)


def turn_on(into: str, *, at: Quantity) -> Intervention:
    """A compartment that was turned off takes part again."""
    return Intervention(Act.ON, at, into)


def replace(into: str, by: Quantity, *, at: Quantity, salt: str | None = None) -> Intervention:
    """A compartment holds this much, whatever it held."""
    if not isinstance(by, Quantity) or not 0 <= float(by.coherent) < math.inf:
        raise DoseError(f"{into} cannot hold {by!r}", where="replace", hint="give a mass or an amount: by=0 * mg")
    return Intervention(Act.SET, at, into, by, salt)


def multiply(into: str, by: float, *, at: Quantity) -> Intervention:
    """A compartment holds so many times what it held: 0.5 is half."""
    if not isinstance(by, Real) or not 0 <= float(by) < math.inf:
        raise DoseError(f"{into} cannot be multiplied by {by!r}", where="multiply", hint="give a number of 0 or more")
    return Intervention(Act.SCALE, at, into, float(by))
