"""Dextromethorphan, the probe of CYP2D6: by mouth, with dextrorphan, which that enzyme makes of it.

At two full genes the liver takes nine tenths of a dose before it reaches plasma; without any, one tenth.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import liver_flow_of
from neurodose.library.drugs.dextromethorphan_numbers import Adults, AdultsByGenotype
from neurodose.library.enzymes import activity_of_score, spare_liver
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.units import L, h, nM, percent


@model
def dextromethorphan_kinetics(m: Any, p: Any = Adults, cyp2d6: Any = 1, cyp3a_liver: Any = 1) -> None:
    """Dextromethorphan is absorbed whole and meets the liver, which is well stirred: CYP2D6 makes dextrorphan of it,
    mole for mole, and CYP3A 3-methoxymorphinan. Dextrorphan is conjugated at once and leaves with the urine.

    CYP2D6 stands in shares of what two full genes give, CYP3A in shares of its usual activity.
    """
    pass_liver_and_body(m, p, cyp2d6, cyp3a_liver)


@model
def dextromethorphan_by_genotype(m: Any, p: Any = AdultsByGenotype) -> None:
    """Dextromethorphan is absorbed whole and meets the liver, which is well stirred: CYP2D6 makes dextrorphan of it,
    mole for mole, and CYP3A 3-methoxymorphinan. Dextrorphan is conjugated at once and leaves with the urine.

    How much CYP2D6 there is follows from the activity score of the genotype; nothing inhibits it.
    """
    m.by_genotype = Output(activity_of_score(p.cyp2d6), "CYP2D6 that the genotype gives, of two full genes", percent)
    pass_liver_and_body(m, p, m.by_genotype, 1)


def pass_liver_and_body(m: Any, p: Any, cyp2d6: Any, cyp3a_liver: Any) -> None:
    """The way in, the liver, plasma, urine and brain."""
    m.gut = Compartment(p.drug, meaning="dextromethorphan in the gut")
    m.plasma = Compartment(p.drug, volume=p.plasma.V)
    m.dextrorphan = Compartment(
        p.dextrorphan_substance, volume=p.dextrorphan.V, meaning="dextrorphan, free and conjugated, as after hydrolysis"
    )
    m.demethylated = Compartment(p.methoxymorphinan, meaning="3-methoxymorphinan formed by CYP3A so far")
    m.elsewhere = Compartment(p.drug, meaning="dextromethorphan that other enzymes have changed so far")
    m.urine = Compartment(p.drug, meaning="dextromethorphan passed with the urine so far")
    m.urine_dextrorphan = Compartment(
        p.dextrorphan_substance, meaning="dextrorphan, free and conjugated, passed with the urine so far"
    )
    m.mouth = Route(m.gut, form="hydrobromide", usual=True, meaning="by mouth, labelled as the hydrobromide with water")

    divide_liver(m, p, cyp2d6, cyp3a_liver)
    for place, taken in (
        (m.dextrorphan, m.clearance_by_cyp2d6), (m.demethylated, m.clearance_by_cyp3a), (m.elsewhere, m.other_clearance)
    ):  # fmt: skip
        m.gut.is_converted_to(place, rate=p.absorption.ka, share=taken / p.liver.flow)
        m.plasma.is_converted_to(place, by=taken)
    m.gut.flows_to(m.plasma, rate=p.absorption.ka, share=m.bioavailability)
    m.plasma.flows_to(m.urine, rate=p.plasma.by_kidney / p.plasma.V)
    m.dextrorphan.flows_to(m.urine_dextrorphan, rate=p.dextrorphan.CL / p.dextrorphan.V)
    reach_brain(m, p)
    by_liver = m.clearance_by_cyp2d6 + m.clearance_by_cyp3a + m.other_clearance
    m.systemic_clearance = Output(by_liver + p.plasma.by_kidney, "clearance from plasma", L / h)
    m.share_by_cyp2d6 = Output(m.clearance_by_cyp2d6 / by_liver, "share of what the liver clears by CYP2D6", percent)
    m.volume_of_distribution = Output(p.plasma.V, "volume of distribution", L)


def divide_liver(m: Any, p: Any, cyp2d6: Any, cyp3a: Any) -> None:
    """What becomes of what flows through the liver: changed by one of three ways, or unchanged."""
    by_cyp2d6, by_cyp3a = p.liver.by_cyp2d6 * cyp2d6, p.liver.by_cyp3a * cyp3a
    m.bioavailability = Output(
        spare_liver(p.liver.flow, by_cyp2d6 + by_cyp3a + p.liver.by_others),
        "share of a dose by mouth that passes the liver and reaches plasma unchanged",
        percent,
    )
    m.clearance_by_cyp2d6 = Output(by_cyp2d6 * m.bioavailability, "clearance by CYP2D6, to dextrorphan", L / h)
    m.clearance_by_cyp3a = Output(by_cyp3a * m.bioavailability, "clearance by CYP3A, to 3-methoxymorphinan", L / h)
    m.other_clearance = Output(p.liver.by_others * m.bioavailability, "clearance by other enzymes of the liver", L / h)


def reach_brain(m: Any, p: Any) -> None:
    """Both substances around the receptors; of dextrorphan, what is not conjugated."""
    m.free_dextrorphan = Output(
        m.dextrorphan.concentration * p.dextrorphan.free, "dextrorphan in plasma that is not conjugated", nM
    )
    m.brain = EffectSite(m.plasma, rate=p.brain.exchange, partition=p.plasma.fu * p.brain.access)
    m.brain_dextrorphan = EffectSite(
        m.free_dextrorphan, rate=p.brain.exchange, partition=p.dextrorphan.fu * p.brain.access
    )


def grow(i: Any, p: Any, size: Any) -> None:
    """What depends on size: flow and capacities of the liver to the power of 3/4, volumes in proportion."""
    power = size**p.body.exponent
    i.liver.flow = liver_flow_of(i, p)
    i.liver.by_cyp2d6 = p.liver.by_cyp2d6 * power
    i.liver.by_cyp3a = p.liver.by_cyp3a * power
    i.liver.by_others = p.liver.by_others * power
    i.dextrorphan.CL = p.dextrorphan.CL * power
    i.plasma.V = p.plasma.V * size
    i.dextrorphan.V = p.dextrorphan.V * size


@population
def adults(i: Any, p: Any = AdultsByGenotype) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it. Activity scores of CYP2D6
    are as frequent as in Europeans; only the structure by genotype takes notice of them.
    """
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    grow(i, p, i.size)


pharmacology = Pharmacology(
    name="dextromethorphan",
    structures={"one compartment": Structure(dextromethorphan_kinetics)},
    table=Adults,
    populations={"adults": adults},
    concentrations={
        "dextromethorphan in plasma": "plasma.concentration",
        "dextrorphan in plasma": "dextrorphan.concentration",
        "dextromethorphan in brain": "brain.concentration",
        "dextrorphan in brain": "brain_dextrorphan.concentration",
    },
    facts={
        "bioavailability of dextromethorphan": "bioavailability",
        "systemic clearance of dextromethorphan": "systemic_clearance",
        "volume of distribution of dextromethorphan": "volume_of_distribution",
    },
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut", "cyp2d6"), "a probe, given so that it changes nothing"),
    purpose="a probe of CYP2D6",
    limits=("what it does in the brain: it has no receptor here",),
)
