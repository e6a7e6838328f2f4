"""Compartments hold an amount of one substance; flows carry it on. Effect sites follow a concentration with a delay."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from neurodose.errors import ModelError, UnitError
from neurodose.modelling.parameter import Condition, parameter_symbol
from neurodose.modelling.substance import Substance
from neurodose.modelling.trace import Element, Entrance
from neurodose.symbols import Expression, lift, time
from neurodose.symbols.arithmetic import Symbolic
from neurodose.symbols.expression import walk
from neurodose.units import NONE, Dimension, h, name_dimension, nM, nmol


def demand(value: Any, what: str) -> Expression:
    """The formula behind a value; raises ModelError naming what was expected."""
    node = lift(value)
    if node is None:
        raise ModelError(
            f"{what} is {value!r}, which is no formula", hint="use numbers, quantities, parameters and states"
        )
    return node


WAYS: dict[str, Dimension] = {"share": NONE, "lag": h.dimension, "rate": (nmol / h).dimension, "duration": h.dimension}


def read_way(way: Mapping[str, Any], where: str) -> dict[str, Expression]:
    """What becomes of a dose on its way in: share, lag, rate or duration, as formulas of parameters alone.

    Raises ModelError for a formula that moves in time, UnitError for another unit than amount, time or amount per time.
    """
    found = {name: demand(value, f"the {name} of a dose") for name, value in way.items() if value is not None}
    for name, formula in found.items():
        if formula.dimension != WAYS[name]:
            raise UnitError(
                f"the {name} of a dose is {formula}",
                where=where,
                exists=f"it is {name_dimension(formula.dimension)}, not {name_dimension(WAYS[name])}",
            )
        if any(node.operation in ("state", "time", "random") for node in walk([formula])):
            raise ModelError(
                f"the {name} of a dose is {formula}, which changes by itself",
                where=where,
                hint="make it of parameters alone; a covariate that changes is a parameter with several values in time",
            )
    return found


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

    def receives(self, *, share: Any = None, lag: Any = None, rate: Any = None, duration: Any = None) -> None:
        """What becomes of any dose that goes in here, where its route does not say otherwise: the share that arrives,
        the time until it does, and the rate and the duration of one that runs in by either.
        """
        place = self.expect_place()
        if place in self.trace.entrances:
            raise ModelError(f"{place} says twice what becomes of a dose", where=f"model {self.trace.name}")
        way = read_way({"share": share, "lag": lag, "rate": rate, "duration": duration}, self.trace.where(place))
        self.trace.entrances[place] = replace(Entrance(place), **way)

    @property
    def time_since_dose(self) -> Expression:
        """Hours since a dose last arrived here; since the start, where none has."""
        return time - self._remember()[0]

    @property
    def last_dose(self) -> Expression:
        """The amount that last arrived here; none before the first dose."""
        return self._remember()[1]

    def _remember(self) -> tuple[Expression, Expression]:
        """The two parameters in which the schedule of doses writes when a dose last arrived here, and how much."""
        place = self.expect_place()
        names = self.trace.memories.setdefault(place, (f"{place}.time_of_last_dose", f"{place}.last_dose"))
        known = self.trace.parameters
        for name, value, meaning in zip(names, (0 * h, 0 * nmol), ("time of the last dose", "last dose"), strict=True):
            if name not in known:
                self.trace.record_parameter(name, Condition(value, f"{meaning} into {place}"))
        return parameter_symbol(names[0], known[names[0]]), parameter_symbol(names[1], known[names[1]])

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
