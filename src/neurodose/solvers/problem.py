"""What a system of equations must be able to do to be solved here."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Problem(Protocol):
    """Ordinary differential equations for many people, who are the columns of every array.

    Every operation acts on each column alone, so that no result depends on who else is there. Arrays that
    come back are new ones, or at least stay as they are until the march is over; arrays given are not
    changed, but for `solve`.
    """

    @property
    def states(self) -> int:
        """How many states a person has."""
        ...

    @property
    def parameters(self) -> Array:
        """What people have now, (parameters, people)."""
        ...

    @property
    def people(self) -> int:
        """How many people there are."""
        ...

    def start(self) -> Array:
        """The states in which people begin, (states, people)."""
        ...

    def rates(self, t: Array, y: Array) -> Array:
        """dy/dt, (states, people), for times (people,) and states (states, people), infusions left out."""
        ...

    def linearise(self, t: Array, y: Array) -> tuple[Array, Array, Array]:
        """dy/dt, the Jacobian's entries (entries, people) in the problem's own order, and d(rates)/dt."""
        ...

    def factorise(self, entries: Array, shift: Array) -> object:
        """Whatever `solve` needs to solve with shift * I - J; shift is (people,)."""
        ...

    def solve(self, factors: object, b: Array) -> Array:
        """x with (shift * I - J) x = b, (states, people); `b` may be overwritten."""
        ...

    def observe(self, t: Array, y: Array) -> Array:
        """The observed quantities, (observed, people)."""
        ...

    def matrix(self) -> Array:
        """A of y' = A y + forcing, (people, states, states); linear problems only."""
        ...

    def forcing(self) -> Array:
        """The rates at y = 0, (states, people); linear problems only."""
        ...

    def take(self, who: Numbers) -> Problem:
        """The same problem for these people only, who may repeat; changing it leaves this one as it is."""
        ...

    def change(self, who: Numbers, parameter: Numbers, value: Array) -> None:
        """From now on these people's parameters have these values."""
        ...
