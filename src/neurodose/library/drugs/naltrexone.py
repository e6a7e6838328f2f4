"""Naltrexone by mouth, as a depot, and by vein: naltrexone and 6beta-naltrexol in plasma and brain, at three receptors.

Blockade outlasts plasma by days, and nobody has shown why. Three structures rival one another; they share every other
word and every number (`naltrexone_numbers`):
- slow exchange: between plasma and the receptors' neighbourhood lies a slow step;
- deep binding: the brain follows plasma, but what has bound leaves slowly and binds again before it can escape;
- long terminal phase: the brain follows plasma and binding is quick, but a deep tissue gives back to plasma for days.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.drug import Drug
from neurodose.library.drugs.naltrexone_numbers import Adults
from neurodose.library.kinetics import microspheres, release, two_compartment
from neurodose.library.targets import dose_ratio_at, own_ligand, tone_at
from neurodose.modelling.binding import Binding, Competition, Ligand, Receptor
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression, at_start, log
from neurodose.units import L, h, percent


@model
def naltrexone_with_slow_exchange(m: Any, p: Any = Adults) -> None:
    """Naltrexone is absorbed from the gut; the liver turns most of it into 6beta-naltrexol and conjugates before it
    reaches plasma. From a depot in muscle it reaches plasma whole.

    Both substances exchange with tissue and slowly with the brain, where they compete with the body's own ligands.
    """
    enter_plasma(m, p)
    reach_brain(m, p, rate=p.brain.slow_exchange)
    meet_receptors(m, p, compete_for_mu(m, p))


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
    meet_receptors(m, p, bind_to_mu(m, p))


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
    meet_receptors(m, p, compete_for_mu(m, p))


def enter_plasma(m: Any, p: Any) -> None:
    """The ways into plasma, what is formed on the way and in the liver, and how both substances are cleared."""
    m.gut = Compartment(p.parent.drug)
    m.muscle = microspheres(p.muscle)
    m.parent = two_compartment(p.parent)
    m.metabolite = two_compartment(p.metabolite)
    m.mouth = Route(m.gut, form="hydrochloride", usual=True, meaning="tablets, labelled as the hydrochloride")
    m.depot = Route(m.muscle.dry, form="base", meaning="injected microspheres, labelled as the base")
    m.vein = Route(m.parent.plasma, form="hydrochloride", meaning="by vein, as in studies of clearance")

    m.gut.flows_to(m.parent.plasma, rate=p.absorption.ka, share=p.absorption.F)
    m.gut.is_converted_to(m.metabolite.plasma, rate=p.absorption.ka, share=p.absorption.first_pass)
    m.gut.is_lost(rate=p.absorption.ka, share=1 - p.absorption.F - p.absorption.first_pass)
    release(m.muscle, m.parent.plasma, p.muscle)
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
    """Both substances around the receptors, and the body's own ligands there."""
    m.brain = EffectSite(m.parent.plasma, rate=rate, partition=p.brain.fu)
    m.brain_naltrexol = EffectSite(m.metabolite.plasma, rate=rate, partition=p.brain.fu * p.brain.naltrexol_access)
    m.endorphin = own_ligand(p.endorphin)
    m.enkephalin = own_ligand(p.enkephalin)
    m.dynorphin = own_ligand(p.dynorphin)


def compete_for_mu(m: Any, p: Any) -> Competition:
    """Who competes for mu receptors, at equilibrium."""
    return Competition(
        naltrexone=Ligand(m.brain, Ki=p.mu.Ki_naltrexone),
        naltrexol=Ligand(m.brain_naltrexol, Ki=p.mu.Ki_naltrexone * p.mu.naltrexol_ratio),
        endorphin=Ligand(m.endorphin.free, Ki=p.endorphin.Ki_mu, efficacy=p.endorphin.efficacy, endogenous=True),
        enkephalin=Ligand(m.enkephalin.free, Ki=p.enkephalin.Ki_mu, efficacy=p.enkephalin.efficacy, endogenous=True),
    )


def bind_to_mu(m: Any, p: Any) -> Binding:
    """The same with rates. 6beta-naltrexol binds as fast as naltrexone and leaves as much faster as it binds weaker."""
    binding, leaving, own = p.mu.leaving / p.mu.Ki_naltrexone, p.mu.leaving, p.mu.own_leaving
    return Binding(
        p.mu.receptors,
        naltrexone=Ligand(m.brain, kon=binding, koff=leaving, is_depleted=True),
        naltrexol=Ligand(m.brain_naltrexol, kon=binding, koff=leaving * p.mu.naltrexol_ratio, is_depleted=True),
        endorphin=Ligand(
            m.endorphin.free, kon=own / p.endorphin.Ki_mu, koff=own, efficacy=p.endorphin.efficacy, endogenous=True
        ),
        enkephalin=Ligand(
            m.enkephalin.free, kon=own / p.enkephalin.Ki_mu, koff=own, efficacy=p.enkephalin.efficacy, endogenous=True
        ),
    )


def meet_receptors(m: Any, p: Any, mu: Receptor) -> None:
    """Mu receptors as the structure has them, delta and kappa at equilibrium, and what the antagonists do at each."""
    naltrexone, naltrexol = p.mu.Ki_naltrexone, p.mu.Ki_naltrexone * p.mu.naltrexol_ratio
    m.mu = mu
    m.delta = Competition(
        naltrexone=Ligand(m.brain, Ki=naltrexone * p.delta.naltrexone_ratio),
        naltrexol=Ligand(m.brain_naltrexol, Ki=naltrexol * p.delta.naltrexol_ratio),
        endorphin=Ligand(m.endorphin.free, Ki=p.endorphin.Ki_delta, efficacy=p.endorphin.efficacy, endogenous=True),
        enkephalin=Ligand(m.enkephalin.free, Ki=p.enkephalin.Ki_delta, efficacy=p.enkephalin.efficacy, endogenous=True),
    )
    m.kappa = Competition(
        naltrexone=Ligand(m.brain, Ki=naltrexone * p.kappa.naltrexone_ratio),
        naltrexol=Ligand(m.brain_naltrexol, Ki=naltrexol * p.kappa.naltrexol_ratio),
        endorphin=Ligand(m.endorphin.free, Ki=p.endorphin.Ki_kappa, efficacy=p.endorphin.efficacy, endogenous=True),
        dynorphin=Ligand(m.dynorphin.free, Ki=p.dynorphin.Ki_kappa, efficacy=p.dynorphin.efficacy, endogenous=True),
    )
    m.tone_at_mu = tone_at(m.mu)
    m.tone_at_delta = tone_at(m.delta)
    m.tone_at_kappa = tone_at(m.kappa)
    m.dose_ratio_at_mu = dose_ratio_at(m.mu, "naltrexone", "naltrexol")
    m.dose_ratio_at_delta = dose_ratio_at(m.delta, "naltrexone", "naltrexol")
    m.dose_ratio_at_kappa = dose_ratio_at(m.kappa, "naltrexone", "naltrexol")
    challenge(m, p)


def challenge(m: Any, p: Any) -> None:
    """A brief dose of morphine, and how much of its effect is lost."""
    morphine = Ligand(p.morphine.concentration, Ki=p.morphine.Ki_mu, efficacy=p.morphine.efficacy)
    m.effect_of_morphine = Output(m.mu.effect_of(morphine), "effect of a morphine challenge, of the largest", percent)
    m.effect_at_baseline = Output(at_start(m.effect_of_morphine), "the same before any naltrexone", percent)
    m.loss_of_effect = Output(
        m.mu.loss_of_effect(morphine), "share of a morphine challenge's effect that is lost", percent
    )


def grow_with_weight(i: Any, p: Any) -> None:
    """What depends on size alone."""
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    i.parent.Q = p.parent.Q * i.size**p.body.exponent
    i.parent.V = p.parent.V * i.size
    i.parent.Vp = p.parent.Vp * i.size
    i.deep.uptake = p.deep.uptake * i.size**p.body.exponent
    i.metabolite.Q = p.metabolite.Q * i.size**p.body.exponent
    i.metabolite.V = p.metabolite.V * i.size
    i.metabolite.Vp = p.metabolite.Vp * i.size


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    grow_with_weight(i, p)
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
    capacity = p.liver.capacity_left * (1 - escapes) / escapes  # of the liver's blood flow
    i.absorption.F = 1 / (1 + capacity)
    taken_up = (1 - i.absorption.F) / (1 - escapes)
    i.absorption.first_pass = p.absorption.first_pass * taken_up
    i.parent.CL = p.parent.CL * taken_up * i.size**p.body.exponent
    i.metabolite.CL = (
        p.metabolite.CL
        * (p.metabolite.by_kidney + (1 - p.metabolite.by_kidney) * p.liver.capacity_left)
        * i.size**p.body.exponent
    )


drug = Drug(
    name="naltrexone",
    structures={
        "slow exchange": naltrexone_with_slow_exchange,
        "deep binding": naltrexone_with_deep_binding,
        "long terminal phase": naltrexone_with_long_terminal_phase,
    },
    populations={"adults": adults, "adults with liver impairment": adults_with_liver_impairment},
    concentrations={
        "naltrexone in plasma": "parent.plasma.concentration",
        "6beta-naltrexol in plasma": "metabolite.plasma.concentration",
        "naltrexone in brain": "brain.concentration",
        "6beta-naltrexol in brain": "brain_naltrexol.concentration",
    },
    receptors={"mu": "mu", "delta": "delta", "kappa": "kappa"},
    ligands={
        "naltrexone": "naltrexone",
        "6beta-naltrexol": "naltrexol",
        "beta-endorphin": "endorphin",
        "enkephalin": "enkephalin",
        "dynorphin": "dynorphin",
    },
    dose_ratios={"mu": "dose_ratio_at_mu", "delta": "dose_ratio_at_delta", "kappa": "dose_ratio_at_kappa"},
    challenges={"morphine": "loss_of_effect"},
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
    purpose="Exposure to naltrexone and 6beta-naltrexol in adults, what they hold of mu, delta and kappa receptors, "
    "and how long a blockade outlasts plasma, as each structure that the observations leave open has it.",
    limits=(
        "How long a blockade lasts after the last dose is not settled: what one structure says alone is no answer.",
        "Delta and kappa receptors rest on few observations in people and on affinities of assays.",
        "Opioids taken beside it are not in it: its challenge with morphine is brief and changes nothing in the model.",
        "Of a diseased liver it knows only that less is cleared, and of diseased kidneys nothing.",
    ),
)
