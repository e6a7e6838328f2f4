"""Events written by hand say what a regimen cannot: a washout, a reset, a parameter that changes on a day."""

from __future__ import annotations

import math
from dataclasses import dataclass

from neurodose.errors import EventError
from neurodose.solvers.primitives import Kind


@dataclass(frozen=True)
class Event:
    """One thing happens at one time, in hours, to a `target`: a state, a parameter or an output slot."""

    time: float
    kind: Kind
    target: int = 0
    value: float = 0.0

    def __post_init__(self) -> None:
        if not (math.isfinite(self.time) and self.time >= 0):
            self._refuse(f"{self.time} h is not a time from the start on", "write a finite time, from 0 h on")
        if not math.isfinite(self.value):
            self._refuse(f"{self.value} is not a finite number", "write a finite value, in coherent units")
        if self.target < 0:
            self._refuse(f"{self.target} is not a number of a state, parameter or slot", "count from 0")

    def _refuse(self, what: str, hint: str) -> None:
        raise EventError(what, where=f"event {self.kind.name} at {self.time} h", hint=hint)


@dataclass(frozen=True)
class Script:
    """A person's events by hand: `Script().reset(at=24).add(50.0, state=0, at=24)`.

    Times are in hours, states, parameters and slots are numbers from 0, values are in coherent units. Events
    at one time act in the order written. Every verb returns a new script.
    Raises EventError for times and values that cannot be.
    """

    events: tuple[Event, ...] = ()

    def add(self, amount: float, *, state: int, at: float) -> Script:
        """The amount is added to the state."""
        return self._and(Event(at, Kind.ADD, state, amount))

    def set(self, value: float, *, state: int, at: float) -> Script:
        """The state becomes the value."""
        return self._and(Event(at, Kind.SET, state, value))

    def scale(self, factor: float, *, state: int, at: float) -> Script:
        """The state is multiplied."""
        return self._and(Event(at, Kind.SCALE, state, factor))

    def rate_on(self, rate: float, *, state: int, at: float) -> Script:
        """A constant inflow, per hour, starts to run into the state."""
        return self._and(Event(at, Kind.RATE_ON, state, rate))

    def rate_off(self, rate: float, *, state: int, at: float) -> Script:
        """The inflow of this rate into the state stops."""
        return self._and(Event(at, Kind.RATE_OFF, state, rate))

    def reset(self, *, at: float) -> Script:
        """All states go back to their start values, and all inflows stop."""
        return self._and(Event(at, Kind.RESET))

    def parameter(self, value: float, *, parameter: int, at: float) -> Script:
        """The parameter has the value from now on."""
        return self._and(Event(at, Kind.PARAMETER, parameter, value))

    def save(self, *, slot: int, at: float) -> Script:
        """What can be observed is written to the slot."""
        return self._and(Event(at, Kind.SAVE, slot))

    def _and(self, event: Event) -> Script:
        return Script((*self.events, event))
