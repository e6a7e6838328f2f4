"""Compartments hold an amount of one substance; flows carry it on. Effect sites follow a concentration with a delay."""

from __future__ import annotations

from typing import Any

from neurodose.errors import ModelError
from neurodose.modelling.substance import Substance
from neurodose.modelling.trace import Element
from neurodose.symbols import Expression, lift
from neurodose.symbols.arithmetic import Symbolic
from neurodose.units import name_dimension, nM, nmol


def demand(value: Any, what: str) -> Expression:
    """The formula behind a value; raises ModelError naming what was expected."""
    node = lift(value)
    if node is None:
        raise ModelError(
            f"{what} is {value!r}, which is no formula", hint="use numbers, quantities, parameters and states"
        )
    return node


class Compartment(Element):
    """A place that holds an amount of a substance, well mixed.

    substance: what it holds; mg and nmol are two ways to say how much
    volume:    in which it is dissolved, if a concentration is asked for
    start:     amount before any dose (default none)
    """

    def __init__(self, substance: Substance, volume: Any = None, start: Any = 0, meaning: str = "") -> None:
        if not isinstance(substance, Substance):
            raise ModelError(
                f"a compartment of {substance!r}", hint="a Compartment holds a Substance: Compartment(p.drug)"
            )
        self.substance, self.volume, self.start, self.meaning = (
            substance,
            volume,
            demand(start, "a start"),
            meaning,
        )

    def declare(self) -> None:
        meaning = self.meaning or f"amount of {self.substance.name}"
        self.amount = self.trace.hold(self.address, nmol.dimension, self.start, meaning, self.substance, nmol)
        self.say("amount", self.amount, meaning, nmol)
        if self.volume is not None:
            self.say("concentration", self.concentration, f"concentration of {self.substance.name}", nM)

    @property
    def concentration(self) -> Expression:
        """Amount over volume."""
        self.expect_place()
        if self.volume is None:
            raise ModelError(
                f"{self.address} has no volume, so no concentration",
                hint="give it one: Compartment(drug, volume=p.V)",
            )
        return self.amount / demand(self.volume, f"the volume of {self.address}")

    def flows_to(self, other: Compartment, *, rate: Any, share: Any = 1) -> None:
        """A share of what leaves at a first-order rate (1/time) arrives in another compartment of its substance."""
        self._expect_same_substance(other, "flow to")
        self._move(demand(rate, "a rate") * demand(share, "a share") * self.amount, other, "flows to")

    def exchanges_with(self, other: Compartment, *, clearance: Any) -> None:
        """Passes to and fro with another compartment, driven by the difference of concentrations (volume/time)."""
        self._expect_same_substance(other, "exchange with")
        flow = demand(clearance, "a clearance")
        self._move(flow * self.concentration, other, "passes to")
        other._move(flow * other.concentration, self, "returns to")

    def is_cleared(self, *, by: Any) -> None:
        """Leaves the body with a clearance (volume/time)."""
        self._move(demand(by, "a clearance") * self.concentration, None, "is cleared")

    def is_lost(self, *, rate: Any, share: Any = 1) -> None:
        """A share of what leaves at a first-order rate (1/time) never arrives anywhere."""
        self._move(demand(rate, "a rate") * demand(share, "a share") * self.amount, None, "is lost")

    def is_converted_to(self, other: Compartment, *, by: Any = None, rate: Any = None, share: Any = 1) -> None:
        """Becomes another substance, mole for mole: by a clearance (volume/time) or at a first-order rate (1/time)."""
        if (by is None) == (rate is None):
            raise ModelError(
                f"the conversion of {self.expect_place()} needs a clearance (by=…) or a rate (rate=…), not both"
            )
        speed = (
            demand(by, "a clearance") * self.concentration if by is not None else demand(rate, "a rate") * self.amount
        )
        self._move(speed * demand(share, "a share"), other, "becomes")

    def is_supplied(self, *, at: Any) -> None:
        """Is produced at a rate (amount/time) that comes from nowhere else in the model."""
        self.trace.move(demand(at, "a rate"), None, self.expect_place(), "is supplied")

    def _expect_same_substance(self, other: Compartment, verb: str) -> None:
        if other.substance is not self.substance:
            raise ModelError(
                f"{self.substance} in {self.expect_place()} cannot {verb} {other.expect_place()}",
                exists=f"{other.expect_place()} holds {other.substance}",
                hint="say that it is converted: .is_converted_to(other, …)",
            )

    def _move(self, rate: Expression, other: Compartment | None, meaning: str) -> None:
        source = self.expect_place()
        self.trace.move(rate, source, None if other is None else other.expect_place(), meaning)


class EffectSite(Element, Symbolic):
    """A small place whose concentration follows another one with a first-order delay; it takes nothing noticeable
    from it.

    d C/dt = rate · (partition · driving − C)

    driving:   a Compartment with a volume, or a formula for a concentration
    rate:      of exchange (1/time)
    partition: ratio of the two concentrations at rest (unbound fraction, brain to plasma ratio; default 1)
    """

    def __init__(self, driving: Any, *, rate: Any, partition: Any = 1, start: Any = 0, meaning: str = "") -> None:
        self.driving, self.rate, self.partition = (
            driving,
            demand(rate, "a rate"),
            demand(partition, "a partition"),
        )
        self.start, self.meaning = demand(start, "a start"), meaning

    def declare(self) -> None:
        driving = (
            self.driving.concentration
            if isinstance(self.driving, Compartment)
            else demand(self.driving, "what drives a site")
        )
        substance = driving.substance
        if driving.dimension != nM.dimension:
            raise ModelError(
                f"{self.address} follows {driving}, which is {name_dimension(driving.dimension)}, not a concentration"
            )
        meaning = self.meaning or f"concentration of {substance.name if substance else 'what drives it'} at the site"
        self.concentration = self.trace.hold(self.address, nM.dimension, self.start, meaning, substance, nM)
        arriving = self.rate * (self.partition * driving)
        self.trace.move(arriving, None, self.address, "arrives")
        self.trace.move(self.rate * self.concentration, self.address, None, "leaves")
        self.say("concentration", self.concentration, meaning, nM)

    @property
    def expression(self) -> Expression:
        self.expect_place()
        return self.concentration

    def changes_by(self, rate: Any, meaning: str = "changes") -> None:
        """Adds a rate (concentration/time), such as what binding takes away."""
        self.trace.move(demand(rate, "a rate"), None, self.expect_place(), meaning)
