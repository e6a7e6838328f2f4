"""A route says where a dose lands, in which form it is labelled, and what becomes of it on the way in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from neurodose.errors import ModelError
from neurodose.modelling.compartment import Compartment, read_way
from neurodose.modelling.trace import Element, Entrance


class Route(Element):
    """A way into the body.

    into:     the compartment that receives the dose
    form:     the salt in which products of this route are labelled ("hydrochloride"; "base"), so that "50 mg" is plain
    usual:    whether a dose that names no route takes this one
    share:    of a dose that arrives (bioavailability), where it is not all of it
    lag:      time until a dose begins to arrive
    rate, duration: how a dose runs in that does not say so itself (an amount per time, or a time). Of a route that has
              both, each dose must say which
              All four are formulas of parameters; each is worked out with the values in force when a dose arrives
    What a route leaves open is as the compartment's own `receives` says.
    """

    def __init__(
        self,
        into: Compartment,
        *,
        form: str | None = None,
        usual: bool = False,
        share: Any = None,
        lag: Any = None,
        rate: Any = None,
        duration: Any = None,
        meaning: str = "",
    ) -> None:
        if not isinstance(into, Compartment):
            raise ModelError(f"a route leads into {into!r}", hint="a route leads into a Compartment: Route(m.gut)")
        self.into, self.form, self.usual, self.meaning = into, form, usual, meaning
        self.way = {"share": share, "lag": lag, "rate": rate, "duration": duration}

    def declare(self) -> None:
        if self.form is not None:
            self.into.substance.molar_mass_of(self.form)
        part = self.address.rpartition(".")[0]
        if self.usual and any(r.usual and a.rpartition(".")[0] == part for a, r in self.trace.routes.items()):
            raise ModelError(
                f"{self.address} is the second usual route",
                where=f"model {self.trace.name}",
                hint="one route of a part is the usual one",
            )
        place = self.into.expect_place()
        way = read_way(self.way, self.trace.where(self.address))
        self.trace.routes[self.address] = replace(Entrance(place, self.form, self.usual, self.meaning), **way)
