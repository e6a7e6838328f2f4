"""Naltrexone by mouth, as depot or implant, and by vein: it and 6beta-naltrexol in plasma, brain, at receptors.

Blockade outlasts plasma by days, and nobody has shown why. Three structures rival one another; they share every other
word and every number (`naltrexone_numbers`):
- slow exchange: between plasma and the receptors' neighbourhood lies a slow step;
- deep binding: the brain follows plasma, but what has bound leaves slowly and binds again before it can escape;
- long terminal phase: the brain follows plasma and binding is quick, but a deep tissue gives back to plasma for days.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.drugs.naltrexone_numbers import Adults
from neurodose.library.kinetics import microspheres, release, two_compartment
from neurodose.library.pharmacology import Ligands, Pharmacology, Structure
from neurodose.library.rate_law import half_holding
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression, log, minimum
from neurodose.units import L, h, percent


@model
def naltrexone_with_slow_exchange(m: Any, p: Any = Adults) -> None:
    """Naltrexone is absorbed from the gut; the liver turns most of it into 6beta-naltrexol and conjugates before it
    reaches plasma. From a depot in muscle it reaches plasma whole.

    Both substances exchange with tissue and slowly with the brain.
    """
    enter_plasma(m, p)
    reach_brain(m, p, rate=p.brain.slow_exchange)


@model
def naltrexone_with_deep_binding(m: Any, p: Any = Adults) -> None:
    """Naltrexone is absorbed from the gut; the liver turns most of it into 6beta-naltrexol and conjugates before it
    reaches plasma. From a depot in muscle it reaches plasma whole.

    Both substances exchange quickly with the brain. There mu receptors are so many that they take the drug out of the
    water around them, and hold it: what leaves one binds to the next that is free before it can leave the brain, and
    the more receptors are free, the longer it stays.
    """
    enter_plasma(m, p)
    reach_brain(m, p, rate=p.brain.fast_exchange)


@model
def naltrexone_with_long_terminal_phase(m: Any, p: Any = Adults) -> None:
    """Naltrexone is absorbed from the gut; the liver turns most of it into 6beta-naltrexol and conjugates before it
    reaches plasma. From a depot in muscle it reaches plasma whole.

    Both substances exchange with tissue and quickly with the brain. A deep tissue takes up naltrexone and gives it back
    to plasma over days.
    """
    enter_plasma(m, p)
    m.deep = Compartment(p.parent.drug, volume=p.deep.uptake / p.deep.giving_back, meaning="naltrexone in deep tissue")
    m.parent.plasma.exchanges_with(m.deep, clearance=p.deep.uptake)
    reach_brain(m, p, rate=p.brain.fast_exchange)


def enter_plasma(m: Any, p: Any) -> None:
    """The ways into plasma, what is formed on the way and in the liver, and how both substances are cleared."""
    m.gut = Compartment(p.parent.drug)
    m.muscle = microspheres(p.muscle)
    m.under_skin = Compartment(p.parent.drug, meaning="naltrexone around an implant under the skin")
    m.parent = two_compartment(p.parent)
    m.metabolite = two_compartment(p.metabolite)
    m.mouth = Route(m.gut, form="hydrochloride", usual=True, meaning="tablets, labelled as the hydrochloride")
    m.depot = Route(m.muscle.dry, form="base", meaning="injected microspheres, labelled as the base")
    m.implant = Route(
        m.under_skin, form="base", duration=p.implant.lasting, meaning="implanted pellets, labelled as the base"
    )
    m.vein = Route(m.parent.plasma, form="hydrochloride", meaning="by vein, as in studies of clearance")

    m.gut.flows_to(m.parent.plasma, rate=p.absorption.ka, share=p.absorption.F)
    m.gut.is_converted_to(m.metabolite.plasma, rate=p.absorption.ka, share=p.absorption.first_pass)
    m.gut.is_lost(rate=p.absorption.ka, share=1 - p.absorption.F - p.absorption.first_pass)
    release(m.muscle, m.parent.plasma, p.muscle)
    m.under_skin.flows_to(m.parent.plasma, rate=p.implant.leaving)
    m.parent.plasma.is_converted_to(m.metabolite.plasma, by=p.parent.CL, share=p.parent.to_naltrexol)
    m.parent.plasma.is_cleared(by=p.parent.CL * (1 - p.parent.to_naltrexol))
    m.urine = Compartment(p.metabolite.drug, meaning="6beta-naltrexol that the kidney has passed on, not conjugated")
    m.metabolite.plasma.flows_to(m.urine, rate=p.metabolite.CL * p.metabolite.by_kidney / p.metabolite.V)
    m.metabolite.plasma.is_cleared(by=p.metabolite.CL * (1 - p.metabolite.by_kidney))
    tell_facts(m, p)


def tell_facts(m: Any, p: Any) -> None:
    """What papers state of the kinetics in a single number."""
    m.bioavailability = Output(p.absorption.F, "share of a dose by mouth that reaches plasma unchanged", percent)
    m.first_pass_loss = Output(1 - p.absorption.F, "share of a dose by mouth that does not", percent)
    m.absorption_half_life = Output(log(2) / p.absorption.ka, "half of what is left in the gut is absorbed", h)
    m.systemic_clearance = Output(p.parent.CL, "clearance of what has reached plasma", L / h)
    m.renal_clearance_of_naltrexol = Output(p.metabolite.CL * p.metabolite.by_kidney, "by the kidney", L / h)
    m.volume_of_distribution = Output(p.parent.V + p.parent.Vp, "volume of plasma and tissue", L)
    m.share_bound = Output(1 - p.brain.fu, "share of naltrexone bound in plasma", percent)


def reach_brain(m: Any, p: Any, *, rate: Expression) -> None:
    """Both substances around the receptors."""
    m.brain = EffectSite(m.parent.plasma, rate=rate, partition=p.brain.fu)
    m.brain_naltrexol = EffectSite(m.metabolite.plasma, rate=rate, partition=p.brain.fu * p.brain.naltrexol_access)


def ligands(m: Any, p: Any) -> Ligands:
    """What both substances are at each target: antagonists, 6beta-naltrexol a weaker one.

    At TLR4 naltrexone is what cells in a dish say: a ten-thousandth of what it takes there reaches the brain.
    """
    naltrexone, naltrexol = p.mu.Ki_naltrexone, p.mu.Ki_naltrexone * p.mu.naltrexol_ratio
    return {
        "mu": _pair(m, naltrexone, naltrexol),
        "delta": _pair(m, naltrexone * p.delta.naltrexone_ratio, naltrexol * p.delta.naltrexol_ratio),
        "kappa": _pair(m, naltrexone * p.kappa.naltrexone_ratio, naltrexol * p.kappa.naltrexol_ratio),
        "tlr4": {"naltrexone": Ligand(m.brain, Ki=p.tlr4.IC50)},
    }


def ligands_by_assay(m: Any, p: Any) -> Ligands:
    """The same by affinities of assays, to be brought to the living brain by the one factor that all drugs share.

    Naltrexone stands to naloxone as one assay of both has it, and naloxone as FDA's assay has it.
    """
    naltrexone = half_holding(p.naloxone_at_mu) * p.mu.over_naloxone
    naltrexol = naltrexone * p.mu.naltrexol_ratio
    return {
        "mu": _pair(m, naltrexone, naltrexol),
        "delta": _pair(m, naltrexone * p.delta.naltrexone_ratio, naltrexol * p.delta.naltrexol_ratio),
        "kappa": _pair(m, naltrexone * p.kappa.naltrexone_ratio, naltrexol * p.kappa.naltrexol_ratio),
        "tlr4": {"naltrexone": Ligand(m.brain, Ki=p.tlr4.IC50)},
    }


def _pair(m: Any, naltrexone: Any, naltrexol: Any) -> dict[str, Ligand]:
    return {"naltrexone": Ligand(m.brain, Ki=naltrexone), "naltrexol": Ligand(m.brain_naltrexol, Ki=naltrexol)}


def at_mu_with_rates(m: Any, p: Any) -> dict[str, Ligand]:
    """The same at mu with rates, which take both out of the water around receptors. 6beta-naltrexol binds as fast as
    naltrexone and leaves as much faster as it binds weaker.
    """
    binding, leaving = p.mu.leaving / p.mu.Ki_naltrexone, p.mu.leaving
    return {
        "naltrexone": Ligand(m.brain, kon=binding, koff=leaving, is_depleted=True),
        "naltrexol": Ligand(m.brain_naltrexol, kon=binding, koff=leaving * p.mu.naltrexol_ratio, is_depleted=True),
    }


def grow_with_weight(i: Any, p: Any) -> None:
    """What depends on size alone; and a depot of which no more than all lies at its surface and in pores."""
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    i.parent.Q = p.parent.Q * i.size**p.body.exponent
    i.parent.V = p.parent.V * i.size
    i.parent.Vp = p.parent.Vp * i.size
    i.muscle.pores.share = minimum(p.muscle.pores.share, 1 - p.muscle.surface.share)
    i.deep.uptake = p.deep.uptake * i.size**p.body.exponent
    i.metabolite.Q = p.metabolite.Q * i.size**p.body.exponent
    i.metabolite.V = p.metabolite.V * i.size
    i.metabolite.Vp = p.metabolite.Vp * i.size


def share_at_first_pass(p: Any) -> Expression:
    """What becomes 6beta-naltrexol on the way: never more than what does not get through as naltrexone."""
    return minimum(p.absorption.first_pass, 1 - p.absorption.F)


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    grow_with_weight(i, p)
    i.absorption.first_pass = share_at_first_pass(p)
    i.parent.CL = p.parent.CL * i.size**p.body.exponent
    i.metabolite.CL = p.metabolite.CL * i.size**p.body.exponent


@population
def adults_with_liver_impairment(i: Any, p: Any = Adults) -> None:
    """Adults whose liver has kept a share of its capacity: more of a dose by mouth escapes first pass, and naltrexone
    that has reached plasma is cleared more slowly. The liver is taken as well stirred, and its blood flow as normal.

    Nothing else is changed, although disease of the liver changes more.
    """
    grow_with_weight(i, p)
    escapes = p.absorption.F
    left = minimum(p.liver.capacity_left, 1)
    capacity = left * (1 - escapes) / escapes  # of the liver's blood flow
    i.absorption.F = 1 / (1 + capacity)
    taken_up = (1 - i.absorption.F) / (1 - escapes)
    i.absorption.first_pass = share_at_first_pass(p) * taken_up
    i.parent.CL = p.parent.CL * taken_up * i.size**p.body.exponent
    i.metabolite.CL = (
        p.metabolite.CL * (p.metabolite.by_kidney + (1 - p.metabolite.by_kidney) * left) * i.size**p.body.exponent
    )


TARGETS = ("mu", "delta", "kappa", "tlr4")
CYP = ("cyp3a_liver", "cyp3a_gut", "cyp2d6")

pharmacology = Pharmacology(
    name="naltrexone",
    structures={
        "slow exchange": Structure(naltrexone_with_slow_exchange, ligands, TARGETS, in_living_brain=True),
        "deep binding": Structure(
            naltrexone_with_deep_binding,
            ligands,
            TARGETS,
            in_living_brain=True,
            at_mu=at_mu_with_rates,
            is_slow=True,
            receptors=lambda p: p.mu.receptors,
        ),
        "long terminal phase": Structure(naltrexone_with_long_terminal_phase, ligands, TARGETS, in_living_brain=True),
    },
    table=Adults,
    populations={"adults": adults, "adults with liver impairment": adults_with_liver_impairment},
    concentrations={
        "naltrexone in plasma": "parent.plasma.concentration",
        "6beta-naltrexol in plasma": "metabolite.plasma.concentration",
        "naltrexone in brain": "brain.concentration",
        "6beta-naltrexol in brain": "brain_naltrexol.concentration",
    },
    ligands={
        "naltrexone": "naltrexone",
        "6beta-naltrexol": "naltrexol",
    },
    facts={
        "bioavailability of naltrexone": "bioavailability",
        "first-pass loss of naltrexone": "first_pass_loss",
        "absorption half-life of naltrexone": "absorption_half_life",
        "systemic clearance of naltrexone": "systemic_clearance",
        "renal clearance of 6beta-naltrexol": "renal_clearance_of_naltrexol",
        "volume of distribution of naltrexone": "volume_of_distribution",
        "share of naltrexone bound in plasma": "share_bound",
        "share of dose in urine as 6beta-naltrexol": "urine.amount",
    },
    spares=dict.fromkeys(CYP, "not cleared by CYP (digest of the label, read); that it changes none is remembered"),
    calibrated=(
        "absorption.ka",
        "absorption.F",
        "absorption.first_pass",
        "muscle.surface.share",
        "muscle.surface.rate",
        "muscle.pores.share",
        "muscle.pores.rate",
        "muscle.polymer.rate",
        "parent.CL",
        "parent.to_naltrexol",
        "parent.V",
        "parent.Q",
        "parent.Vp",
        "deep.uptake",
        "metabolite.CL",
        "metabolite.by_kidney",
        "metabolite.V",
        "metabolite.Q",
        "metabolite.Vp",
        "brain.slow_exchange",
        "brain.naltrexol_access",
        "mu.Ki_naltrexone",
        "mu.naltrexol_ratio",
        "mu.receptors",
        "mu.leaving",
        "delta.naltrexone_ratio",
    ),
    purpose="exposure and blockade of opioid receptors by naltrexone by mouth (also in low dose) and as a depot",
    limits=(
        "people who depend on opioids: it says when receptors are blocked, not what withdrawal that brings",
        "disease of the liver beyond a loss of its capacity",
    ),
)
