"""Midazolam, the probe of CYP3A: by mouth it meets the gut wall and the liver, by vein the liver alone.

What takes away CYP3A therefore raises exposure by mouth more than by vein, and the two together tell gut from liver.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import liver_flow_of
from neurodose.library.drugs.midazolam_numbers import Adults
from neurodose.library.enzymes import spare_gut, spare_liver
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression
from neurodose.units import L, h, percent


@model
def midazolam_kinetics(m: Any, p: Any = Adults, cyp3a_liver: Any = 1, cyp3a_gut: Any = 1) -> None:
    """Midazolam is absorbed whole. CYP3A in the gut wall and in the liver hydroxylates most of it before it reaches
    plasma, from where it exchanges with tissue and quickly with the brain. The liver is well stirred; a small part of
    what it takes is conjugated.

    CYP3A stands in shares of its usual activity, in liver and gut apart. Doses are small enough not to saturate it.
    """
    m.tablet = Compartment(p.plasma.drug, meaning="midazolam of tablets, in the gut")
    m.solution = Compartment(p.plasma.drug, meaning="midazolam in solution, in the gut")
    m.plasma = Compartment(p.plasma.drug, volume=p.plasma.V)
    m.tissue = Compartment(p.plasma.drug, volume=p.plasma.Vp)
    m.plasma.exchanges_with(m.tissue, clearance=p.plasma.Q)
    m.hydroxylated = Compartment(p.hydroxymidazolam, meaning="formed by CYP3A so far, in gut wall and liver")
    m.conjugated = Compartment(p.plasma.drug, meaning="midazolam that has left in other ways so far")
    m.mouth = Route(m.tablet, form="base", usual=True, meaning="tablets, labelled as the base")
    m.dissolved = Route(m.solution, form="base", meaning="by mouth in solution, labelled as the base")
    m.vein = Route(m.plasma, form="base", meaning="by vein, labelled as the base")

    passes_gut = spare_gut(p.gut.capacity, cyp3a_gut)
    m.passes_gut = Output(passes_gut, "share that passes the gut wall unchanged", percent)
    passes_liver = divide_liver(m, p, cyp3a_liver)
    by_cyp3a, by_others = m.hydroxylation / p.liver.flow, m.conjugation / p.liver.flow
    for gut, rate in ((m.tablet, p.absorption.ka_tablet), (m.solution, p.absorption.ka_solution)):
        gut.is_converted_to(m.hydroxylated, rate=rate, share=1 - passes_gut + passes_gut * by_cyp3a)
        gut.flows_to(m.conjugated, rate=rate, share=passes_gut * by_others)
        gut.flows_to(m.plasma, rate=rate, share=passes_gut * passes_liver)
    m.plasma.is_converted_to(m.hydroxylated, by=p.plasma.blood_ratio * m.hydroxylation)
    m.plasma.flows_to(m.conjugated, rate=p.plasma.blood_ratio * m.conjugation / p.plasma.V)
    m.brain = EffectSite(m.plasma, rate=p.brain.exchange, partition=p.plasma.fu)

    m.bioavailability = Output(
        passes_gut * passes_liver, "share of a dose by mouth that reaches plasma unchanged", percent
    )
    m.gut_extraction = Output(1 - passes_gut, "share that the gut wall takes", percent)
    m.liver_extraction = Output(1 - passes_liver, "share that the liver takes of what flows through it", percent)
    m.systemic_clearance = Output(
        p.plasma.blood_ratio * (m.hydroxylation + m.conjugation), "clearance from plasma", L / h
    )
    m.volume_of_distribution = Output(p.plasma.V + p.plasma.Vp, "volume of plasma and tissue", L)


def divide_liver(m: Any, p: Any, cyp3a: Any) -> Expression:
    """What becomes of what flows through the liver: changed by CYP3A, cleared by others, or unchanged (returned)."""
    by_cyp3a = p.liver.capacity * p.liver.by_cyp3a * cyp3a
    by_others = p.liver.capacity * (1 - p.liver.by_cyp3a)
    passes = spare_liver(p.liver.flow, by_cyp3a + by_others)
    m.passes_liver = Output(passes, "share that passes the liver unchanged", percent)
    m.hydroxylation = Output(by_cyp3a * passes, "clearance from blood by CYP3A in the liver", L / h)
    m.conjugation = Output(by_others * passes, "clearance from blood by the liver's other enzymes", L / h)
    return passes


def grow(i: Any, p: Any, size: Any) -> None:
    """What depends on size: flow and capacity of the liver to the power of 3/4, volumes in proportion."""
    i.liver.flow = liver_flow_of(i, p)
    i.liver.capacity = p.liver.capacity * size**p.body.exponent
    i.plasma.Q = p.plasma.Q * size**p.body.exponent
    i.plasma.V = p.plasma.V * size
    i.plasma.Vp = p.plasma.Vp * size


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    grow(i, p, i.size)


pharmacology = Pharmacology(
    name="midazolam",
    structures={"one tissue": Structure(midazolam_kinetics)},
    table=Adults,
    populations={"adults": adults},
    concentrations={"midazolam in plasma": "plasma.concentration", "midazolam in brain": "brain.concentration"},
    facts={
        "bioavailability of midazolam": "bioavailability",
        "systemic clearance of midazolam": "systemic_clearance",
        "volume of distribution of midazolam": "volume_of_distribution",
    },
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut", "cyp2d6"), "a probe, given so that it changes nothing"),
    purpose="a probe of CYP3A in gut wall and liver",
    limits=("sedation: it has no receptor here",),
)
