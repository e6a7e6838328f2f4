"""A route says where a dose lands and which form of the substance a labelled dose there means."""

from __future__ import annotations

from neurodose.errors import ModelError
from neurodose.modelling.compartment import Compartment
from neurodose.modelling.trace import Element, Entrance


class Route(Element):
    """A way into the body.

    into:    the compartment that receives the dose
    form:    the salt in which products of this route are labelled ("hydrochloride"; "base"), so that "50 mg" is plain
    usual:   whether a dose that names no route takes this one
    """

    def __init__(self, into: Compartment, *, form: str | None = None, usual: bool = False, meaning: str = "") -> None:
        if not isinstance(into, Compartment):
            raise ModelError(f"a route leads into {into!r}", hint="a route leads into a Compartment: Route(m.gut)")
        self.into, self.form, self.usual, self.meaning = into, form, usual, meaning

    def declare(self) -> None:
        if self.form is not None:
            self.into.substance.molar_mass_of(self.form)
        if self.usual and any(r.usual for r in self.trace.routes.values()):
            raise ModelError(
                f"{self.address} is the second usual route",
                where=f"model {self.trace.name}",
                hint="one route is the usual one",
            )
        self.trace.routes[self.address] = Entrance(self.into.expect_place(), self.form, self.usual, self.meaning)
