"""How substances move in the body: the compartment models that drugs are composed of."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from neurodose.errors import ModelError
from neurodose.modelling.compartment import Compartment
from neurodose.modelling.model import model


@model
def two_compartment(m: Any, p: Any) -> None:
    """Plasma exchanges with tissue."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.tissue = Compartment(p.drug, volume=p.Vp)
    m.plasma.exchanges_with(m.tissue, clearance=p.Q)


@model
def oral_two_compartment(m: Any, p: Any) -> None:
    """Drug is absorbed from the gut, exchanges with tissue, and is cleared from plasma."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.tissue = Compartment(p.drug, volume=p.Vp)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.exchanges_with(m.tissue, clearance=p.Q)
    m.plasma.is_cleared(by=p.CL)


def transit(stages: int) -> Callable[..., Any]:
    """A part in which drug passes so many stages, `first` to `last`, at one rate.

    What goes into the first leaves the last after stages / rate on average, the more sharply the more stages there
    are: transit absorption, and anything else that comes late and spread out. Raises ModelError for less than two.
    """
    if stages < 2:
        raise ModelError(f"a transit of {stages} stages", hint="give two or more; one is a Compartment")

    @model
    def passes_stages(m: Any, p: Any) -> None:
        """Drug passes stages at one rate, so that it leaves late and spread out."""
        names = ["first", *(f"stage_{number}" for number in range(2, stages)), "last"]
        for name in names:
            setattr(m, name, Compartment(p.drug))
        for name, following in pairwise(names):
            getattr(m, name).flows_to(getattr(m, following), rate=p.rate)

    return passes_stages


@model
def microspheres(m: Any, p: Any) -> None:
    """An injected polymer takes up water, and its drug is divided among three ways out: what lies on the surface
    dissolves in muscle at once, some leaves through pores as the spheres swell, and the rest as the polymer erodes.
    """
    m.dry = Compartment(p.drug, meaning="drug in microspheres that have not yet taken up water")
    m.surface = Compartment(p.drug, meaning="drug dissolved in muscle from the surface")
    m.pores = transit(3)(p.pores)
    m.polymer = transit(3)(p.polymer)
    m.dry.flows_to(m.surface, rate=p.wetting, share=p.surface.share)
    m.dry.flows_to(m.pores.first, rate=p.wetting, share=p.pores.share)
    m.dry.flows_to(m.polymer.first, rate=p.wetting, share=1 - p.surface.share - p.pores.share)


def release(depot: Any, plasma: Compartment, p: Any) -> None:
    """Lets all that leaves microspheres, by each of its three ways, arrive in plasma."""
    depot.surface.flows_to(plasma, rate=p.surface.rate)
    depot.pores.last.flows_to(plasma, rate=p.pores.rate)
    depot.polymer.last.flows_to(plasma, rate=p.polymer.rate)
