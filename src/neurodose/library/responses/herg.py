"""hERG: the share of the potassium current of the heart that mitragynine in plasma blocks, by two assays.

It ends at the current. What that does to the QT interval, and to whom, is not claimed: no study in people stands behind
it here, 7-hydroxymitragynine and the other alkaloids of the leaf are left out, and so is the second effect of
mitragynine on these channels, that fewer of them reach the surface of cells.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.library.response import Endpoint, Link, Response
from neurodose.library.responses.herg_numbers import Herg
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression
from neurodose.units import percent


@model
def herg(m: Any, p: Any = Herg, *, unbound: Any = 0) -> None:
    """The current falls by C / (C + IC50).

    unbound: mitragynine in plasma that is not bound
    """
    free = demand(unbound, "a concentration")
    m.both_forms = Output(block(free, p.IC50_both_forms, p), "share of hERG1a/1b current blocked", percent)
    m.one_form = Output(block(free, p.IC50_one_form, p), "share of hERG1a current blocked", percent)


def block(free: Expression, half: Expression, p: Any) -> Expression:
    """C / (C + IC50)."""
    return p.acts * free / (free + half)


def write_herg(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the response into a body that takes mitragynine."""
    scope, table = scopes["mitragynine"]
    m.herg = herg(p.herg, unbound=table.brain.fu * scope.plasma.concentration)


response = Response(
    name="herg",
    meaning="block of hERG current by mitragynine",
    table=Herg,
    write=write_herg,
    actors=("mitragynine",),
    higher_is="worse",
    links=(
        Link("hERG1a/1b", "herg.both_forms", "one study of cells with both forms of the channel; no QT, no people"),
        Link("hERG1a", "herg.one_form", "two studies of cells with one form of the channel; no QT, no people"),
    ),
    endpoints=(
        Endpoint(
            words=("block of herg", "herg current blocked", "inhibition of herg"),
            outputs={"hERG1a/1b": "herg.both_forms", "hERG1a": "herg.one_form"},
            counted="level",
        ),
    ),
)
