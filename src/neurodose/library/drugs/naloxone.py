"""Naloxone by vein, in muscle and in the nose: in plasma, and around the receptors, which it reaches in minutes.

Two readings of what it meets rival one another, as for buprenorphine; they share every other word:
- unbound in brain: what is not bound in plasma passes freely and is a little richer in brain; receptors bind it at the
  rates of FDA's assay;
- biophase: the whole of what is in plasma is followed with the same delay, and binds with the affinity that its
  contest with buprenorphine for the ventilation of healthy people gave.
An affinity of the one is never to be used with the brain of the other.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.drugs.naloxone_numbers import Adults
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.library.rate_law import half_holding, ligand_by_rate_law
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression, log, minimum
from neurodose.units import L, h, nM, percent

Ligands = dict[str, dict[str, Ligand]]


@model
def naloxone_kinetics(m: Any, p: Any = Adults, ugt_liver: Any = 1) -> None:
    """Naloxone goes into a vein, into muscle, which passes on part of it at once and the rest over hours, or into the
    nose, which takes up about half. It exchanges with tissue; liver and other organs conjugate it within the hour.

    What is unbound in plasma passes into the brain within minutes.
    """
    enter_plasma(m, p, ugt_liver)
    reach_brain(m, p, p.brain.fu * p.brain.access, "unbound naloxone at the receptors")


@model
def naloxone_kinetics_with_biophase(m: Any, p: Any = Adults, ugt_liver: Any = 1) -> None:
    """Naloxone goes into a vein, into muscle, which passes on part of it at once and the rest over hours, or into the
    nose, which takes up about half. It exchanges with tissue; liver and other organs conjugate it within the hour.

    A biophase follows the whole of what is in plasma within minutes.
    """
    enter_plasma(m, p, ugt_liver)
    reach_brain(m, p, 1, "naloxone in the biophase, as the plasma concentration it answers to")


def enter_plasma(m: Any, p: Any, ugt_liver: Any) -> None:
    """The ways into plasma, where it spreads, and how it is cleared."""
    drug = p.parent.drug
    m.nose = Compartment(drug, meaning="naloxone sprayed into the nose")
    m.mucosa = Compartment(drug, meaning="naloxone on the mucosa of the nose")
    m.muscle = Compartment(drug, meaning="naloxone where it was injected")
    m.around = Compartment(drug, meaning="naloxone in muscle around it")
    m.held_back = Compartment(drug, meaning="naloxone that muscle holds back")
    m.plasma = Compartment(drug, volume=p.parent.V)
    m.tissue = Compartment(drug, volume=p.parent.Vp)
    m.vein = Route(m.plasma, form="hydrochloride", meaning="by vein, labelled as the hydrochloride")
    m.injection = Route(m.muscle, form="hydrochloride", meaning="into muscle, labelled as the hydrochloride")
    m.spray = Route(
        m.nose, form="hydrochloride", lag=p.nose.lag, meaning="sprays for the nose, labelled as the hydrochloride"
    )

    m.nose.flows_to(m.mucosa, rate=p.nose.spreading, share=p.nose.F)
    m.nose.is_lost(rate=p.nose.spreading, share=1 - p.nose.F)
    m.mucosa.flows_to(m.plasma, rate=p.nose.ka)
    m.muscle.flows_to(m.around, rate=p.muscle.rate)
    m.around.flows_to(m.plasma, rate=p.muscle.rate, share=p.muscle.fast)
    m.around.flows_to(m.held_back, rate=p.muscle.rate, share=1 - p.muscle.fast)
    m.held_back.flows_to(m.plasma, rate=p.muscle.slow)
    m.plasma.exchanges_with(m.tissue, clearance=p.parent.Q)
    clearance = by_liver_and_elsewhere(p, ugt_liver)
    m.plasma.is_cleared(by=clearance)
    tell_facts(m, p, clearance)


def by_liver_and_elsewhere(p: Any, ugt_liver: Any) -> Expression:
    """A well stirred liver, in which an activity a makes E into E·a/(1 − E + E·a), beside all else that clears."""
    extraction = p.parent.extraction
    by_liver = p.parent.CL * p.parent.by_liver * ugt_liver / (1 - extraction + extraction * ugt_liver)
    return by_liver + p.parent.CL * (1 - p.parent.by_liver)


def reach_brain(m: Any, p: Any, partition: Any, meaning: str) -> None:
    """What surrounds the receptors follows plasma with the half-life seen in people."""
    m.brain = EffectSite(m.plasma, rate=log(2) / p.brain.half_life, partition=partition, meaning=meaning)


def tell_facts(m: Any, p: Any, clearance: Expression) -> None:
    """What papers state of the kinetics in a single number."""
    m.bioavailability = Output(p.nose.F, "share of a dose in the nose that reaches plasma", percent)
    m.systemic_clearance = Output(clearance, "clearance of what has reached plasma", L / h)
    m.volume_of_distribution = Output(p.parent.V + p.parent.Vp, "volume of plasma and tissue", L)
    m.share_bound = Output(1 - p.brain.fu, "share of naloxone bound in plasma", percent)
    m.leaving_half_life = Output(log(2) / p.mu.leaving, "half of what a mu receptor holds has left, in vitro", h)
    m.half_holding = Output(half_holding(p.mu), "unbound concentration that holds half of mu receptors, in vitro", nM)


def ligands(m: Any, p: Any) -> Ligands:
    """What naloxone is at each receptor, by the rates of FDA's assay, for `naloxone_kinetics`: an antagonist, strong
    at mu, and by ratio to it at delta and kappa.
    """
    mu = half_holding(p.mu)
    return {"mu": {"naloxone": ligand_by_rate_law(m.brain, p.mu)}, **at_delta_and_kappa(m, p, mu)}


def ligands_in_biophase(m: Any, p: Any) -> Ligands:
    """The same by the affinity in the living body, for `naloxone_kinetics_with_biophase`. It leaves as fast as in
    vitro, so that binding is at equilibrium, as that affinity was read.
    """
    affinity = p.mu.Ki_in_body
    return {"mu": {"naloxone": leaving_alike(m, p, affinity)}, **at_delta_and_kappa(m, p, affinity)}


def ligands_by_pet(m: Any, p: Any) -> Ligands:
    """The same by the affinity that PET gives, for `naloxone_kinetics`."""
    return {"mu": {"naloxone": leaving_alike(m, p, p.mu.Ki_by_pet)}, **at_delta_and_kappa(m, p, p.mu.Ki_by_pet)}


def at_delta_and_kappa(m: Any, p: Any, affinity_at_mu: Expression) -> Ligands:
    """An antagonist at both."""
    return {
        "delta": {"naloxone": leaving_alike(m, p, affinity_at_mu * p.other.delta_ratio)},
        "kappa": {"naloxone": leaving_alike(m, p, affinity_at_mu * p.other.kappa_ratio)},
    }


def leaving_alike(m: Any, p: Any, affinity: Expression) -> Ligand:
    """An antagonist of this affinity that leaves as fast as it leaves mu in vitro."""
    return Ligand(m.brain, kon=p.mu.leaving / affinity, koff=p.mu.leaving)


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    i.nose.F = minimum(p.nose.F, 1)
    size = i.weight / p.body.standard_weight
    i.parent.CL = p.parent.CL * size**p.body.exponent
    i.parent.Q = p.parent.Q * size**p.body.exponent
    i.parent.V = p.parent.V * size
    i.parent.Vp = p.parent.Vp * size


OPIOID = ("mu", "delta", "kappa")

pharmacology = Pharmacology(
    name="naloxone",
    structures={
        "affinity by PET": Structure(naloxone_kinetics, ligands_by_pet, OPIOID, in_living_brain=True),
        "unbound in brain": Structure(naloxone_kinetics, ligands, OPIOID),
        "biophase": Structure(naloxone_kinetics_with_biophase, ligands_in_biophase, OPIOID, in_living_brain=True),
    },
    table=Adults,
    populations={"adults": adults},
    concentrations={"naloxone in plasma": "plasma.concentration", "naloxone in brain": "brain.concentration"},
    ligands={"naloxone": "naloxone"},
    facts={
        "bioavailability of naloxone": "bioavailability",
        "systemic clearance of naloxone": "systemic_clearance",
        "volume of distribution of naloxone": "volume_of_distribution",
        "share of naloxone bound in plasma": "share_bound",
    },
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut", "cyp2d6"), "not known to change it (remembered)"),
    calibrated=(
        "parent.CL",
        "parent.V",
        "parent.Q",
        "parent.Vp",
        "brain.access",
        "mu.Ki_by_pet",
        "mu.Ki_in_body",
        "opioid.brain_over_assay",
    ),
    purpose="a comparator: an antagonist that comes and goes within the hour",
    limits=("rescue of an overdose: what it gives back of breathing, a response tells, hardly surely",),
)
