"""How substances move in the body: the compartment models that drugs are composed of."""

from __future__ import annotations

from typing import Any

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
