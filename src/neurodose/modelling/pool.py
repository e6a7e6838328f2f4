"""Pools are made and broken down; free states change as they are told."""

from __future__ import annotations

from typing import Any

from neurodose.modelling.compartment import demand
from neurodose.modelling.substance import Substance
from neurodose.modelling.trace import Element
from neurodose.symbols import Expression
from neurodose.symbols.arithmetic import Symbolic
from neurodose.units import one


class Pool(Element, Symbolic):
    """Something the body makes and breaks down: d X/dt = production − loss · X.

    production: formula (unit of X per time); loss: first-order rate (1/time)
    start:      default the balance of the two before any dose, so a person starts at rest
    """

    def __init__(
        self,
        production: Any,
        loss: Any,
        *,
        start: Any = None,
        substance: Substance | None = None,
        meaning: str = "",
    ) -> None:
        self.production, self.loss = demand(production, "a production"), demand(loss, "a loss")
        self.start = self.production / self.loss if start is None else demand(start, "a start")
        self.substance, self.meaning = substance, meaning

    def declare(self) -> None:
        dimension = (self.production / self.loss).dimension
        self.state = self.trace.hold(self.address, dimension, self.start, self.meaning or "pool", self.substance)
        self.trace.move(self.production, None, self.address, "is made")
        self.trace.move(self.loss * self.state, self.address, None, "is broken down")

    @property
    def expression(self) -> Expression:
        self.expect_place()
        return self.state

    @property
    def concentration(self) -> Expression:
        """The pool itself, for a pool that is a concentration."""
        return self.expression

    def changes_by(self, rate: Any, meaning: str = "changes") -> None:
        """Adds a rate (unit of the pool per time)."""
        self.trace.move(demand(rate, "a rate"), None, self.expect_place(), meaning)


class State(Element, Symbolic):
    """A quantity with a rate of change of its own, for what is neither a compartment nor a pool.

    start: its first value, which also gives its unit (`0 * nM`; a bare number has none)
    """

    def __init__(self, start: Any = 0, meaning: str = "") -> None:
        # `0 * nM` has its unit although it is zero: the unit is read before the formula forgets it.
        self.dimension = getattr(start, "dimension", one.dimension)
        self.start, self.meaning = demand(start, "a start"), meaning

    def declare(self) -> None:
        self.state = self.trace.hold(self.address, self.dimension, self.start, self.meaning or "state")

    @property
    def expression(self) -> Expression:
        self.expect_place()
        return self.state

    def changes_by(self, rate: Any, meaning: str = "changes") -> None:
        """Adds a term to its rate of change (its unit per time)."""
        self.trace.move(demand(rate, "a rate"), None, self.expect_place(), meaning)
