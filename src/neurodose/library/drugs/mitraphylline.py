"""Mitraphylline of kratom by mouth: an alkaloid that is named as active, and that no receptor is known to bind.

Its kinetics in people were never published: all is uncalibrated. At receptors it is inactive by default (`ligands`);
`ligands_as_claimed` shows what the claim would amount to, at the strongest affinity that a null result leaves likely.

What another substance or a disease changes comes in as a share of the usual activity: cyp3a_gut, cyp3a_liver, p_gp.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import liver_flow_of
from neurodose.library.drugs.mitraphylline_numbers import Adults
from neurodose.library.first_pass import escapes_gut_wall, escapes_liver, liver_clears
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.units import L, h, percent


@model
def mitraphylline_kinetics(m: Any, p: Any = Adults, cyp3a_gut: Any = 1, cyp3a_liver: Any = 1, p_gp: Any = 1) -> None:
    """Mitraphylline is absorbed from the gut against P-gp, passes gut wall and liver, and is cleared by the liver.

    P-gp keeps some of it out of the brain.
    """
    m.gut = Compartment(p.parent.drug)
    m.plasma = Compartment(p.parent.drug, volume=p.parent.V)
    m.mouth = Route(m.gut, form="base", usual=True, meaning="by mouth, by the mitraphylline that a product holds")

    capacity = p.parent.capacity * (p.parent.by_cyp3a * cyp3a_liver + 1 - p.parent.by_cyp3a)
    absorbed = p.gut.survives / (1 + p.gut.pumped_back * p_gp)
    reaches = absorbed * escapes_gut_wall(p.gut.wall, cyp3a_gut) * escapes_liver(capacity, p.liver.flow)
    m.gut.flows_to(m.plasma, rate=p.gut.ka, share=reaches)
    m.gut.is_lost(rate=p.gut.ka, share=1 - reaches)
    m.plasma.is_cleared(by=liver_clears(capacity, p.liver.flow))

    kept_out = 1 + p.brain.pumped_out * p_gp
    m.brain = EffectSite(m.plasma, rate=p.brain.exchange, partition=p.brain.fu / kept_out)
    m.bioavailability = Output(reaches, "share of a dose by mouth that reaches plasma unchanged", percent)
    m.systemic_clearance = Output(liver_clears(capacity, p.liver.flow), "clearance of what has reached plasma", L / h)


def ligands(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """No target: no binding was seen at human mu, kappa and delta receptors."""
    del m, p
    return {}


def ligands_as_claimed(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """The claim that it binds to opioid receptors, which came without a number."""
    return {"mu": {"mitraphylline": Ligand(m.brain, Ki=p.claimed.Ki, efficacy=p.claimed.efficacy)}}


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    i.liver.flow = liver_flow_of(i, p)
    i.parent.capacity = p.parent.capacity * i.size**p.body.exponent
    i.parent.V = p.parent.V * i.size


pharmacology = Pharmacology(
    name="mitraphylline",
    structures={
        "inactive": Structure(mitraphylline_kinetics),
        "as claimed": Structure(mitraphylline_kinetics, ligands_as_claimed, ("mu",)),
    },
    table=Adults,
    populations={"adults": adults},
    concentrations={
        "mitraphylline in plasma": "plasma.concentration",
        "mitraphylline in brain": "brain.concentration",
    },
    ligands={"mitraphylline": "mitraphylline"},
    facts={
        "bioavailability of mitraphylline": "bioavailability",
        "systemic clearance of mitraphylline": "systemic_clearance",
    },
    purpose="what the claim amounts to that mitraphylline is active",
    limits=("anything that needs a number: nobody has measured it in people",),
)
