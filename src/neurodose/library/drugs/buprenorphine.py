"""Buprenorphine under the tongue and by vein: buprenorphine and norbuprenorphine in plasma, and what meets receptors.

Its effect lags behind plasma by hours. Four readings of that rival one another; they share every other word:
- affinity by PET: what is not bound in plasma passes the barrier against P-glycoprotein within the hour, and binds in
  proportion to its concentration, by an affinity that PET of mu receptors gives; the receptor holds it long;
- unbound in brain: the same, at the rates of FDA's assay, which go with a power of the concentration, and by the one
  factor that brings assays to the living brain;
- with norbuprenorphine: the same with the metabolite beside it at mu, every number of which is assumed;
- biophase: the whole of what is in plasma is followed by a biophase with a half-life of 3 h, and binds there at rates
  that the ventilation of healthy people gave. Binding in plasma and brain is hidden in those rates.
An affinity of one is never to be used with the brain of another.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.drugs.buprenorphine_numbers import Adults
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.library.rate_law import half_holding, ligand_by_rate_law
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression, log, maximum, minimum
from neurodose.units import L, h, nM, percent

Ligands = dict[str, dict[str, Ligand]]


@model
def buprenorphine_kinetics(m: Any, p: Any = Adults, cyp3a_liver: Any = 1, ugt_liver: Any = 1, p_gp: Any = 1) -> None:
    """Buprenorphine dissolves under the tongue; part of it passes into blood, at once or after the mucosa has held it
    back, and the rest is swallowed and lost. The liver makes norbuprenorphine of it, by CYP3A, and conjugates.

    What is unbound in plasma passes into the brain, and P-glycoprotein carries it out.
    """
    enter_plasma(m, p, cyp3a_liver, ugt_liver)
    reach = p.brain.fu * p.brain.access / against_pump(p.brain.by_p_gp, p_gp)
    m.brain = EffectSite(
        m.plasma, rate=p.brain.exchange, partition=reach, meaning="unbound buprenorphine at the receptors"
    )
    reach_of_metabolite = (
        p.brain.norbuprenorphine_fu
        * p.brain.norbuprenorphine_access
        / against_pump(p.brain.norbuprenorphine_by_p_gp, p_gp)
    )
    m.brain_norbuprenorphine = EffectSite(
        m.norbuprenorphine,
        rate=p.brain.exchange,
        partition=reach_of_metabolite,
        meaning="unbound norbuprenorphine at the receptors",
    )


@model
def buprenorphine_kinetics_with_biophase(
    m: Any, p: Any = Adults, cyp3a_liver: Any = 1, ugt_liver: Any = 1, p_gp: Any = 1
) -> None:
    """Buprenorphine dissolves under the tongue; part of it passes into blood, at once or after the mucosa has held it
    back, and the rest is swallowed and lost. The liver makes norbuprenorphine of it, by CYP3A, and conjugates.

    A biophase follows the whole of what is in plasma, with a delay of hours; norbuprenorphine has none.
    """
    enter_plasma(m, p, cyp3a_liver, ugt_liver)
    m.brain = EffectSite(
        m.plasma,
        rate=p.brain.biophase,
        partition=1 / against_pump(p.brain.by_p_gp, p_gp),
        meaning="buprenorphine in the biophase, as the plasma concentration it answers to",
    )


def enter_plasma(m: Any, p: Any, cyp3a_liver: Any, ugt_liver: Any) -> None:
    """The ways into plasma, where it spreads, and how the liver clears it."""
    m.mouth = Compartment(p.parent.drug, meaning="dissolved in the mouth")
    m.mucosa = Compartment(p.parent.drug, meaning="held back by the mucosa")
    m.plasma = Compartment(p.parent.drug, volume=p.parent.V)
    m.tissue = Compartment(p.parent.drug, volume=p.parent.Vp)
    m.deep = Compartment(p.parent.drug, volume=p.parent.V_deep, meaning="buprenorphine in deep tissue")
    m.norbuprenorphine = Compartment(p.metabolite.drug, volume=p.metabolite.V)
    m.tongue = Route(
        m.mouth,
        form="base",
        usual=True,
        lag=p.tongue.lag,
        duration=p.tongue.dissolving,
        meaning="tablets and films under the tongue, labelled as the base",
    )
    m.vein = Route(m.plasma, form="base", meaning="by vein, labelled as the base")

    reaches = share_that_reaches(m, p)
    fast = p.tongue.fast_over_slow / (1 + p.tongue.fast_over_slow)
    m.mouth.flows_to(m.plasma, rate=p.tongue.ka, share=reaches * fast)
    m.mouth.flows_to(m.mucosa, rate=p.tongue.ka, share=reaches * (1 - fast))
    m.mouth.is_lost(rate=p.tongue.ka, share=1 - reaches)
    m.mucosa.flows_to(m.plasma, rate=p.tongue.slow)
    m.plasma.exchanges_with(m.tissue, clearance=p.parent.Q)
    m.plasma.exchanges_with(m.deep, clearance=p.parent.Q_deep)
    is_cleared_by_liver(m, p, cyp3a_liver, ugt_liver)
    tell_facts(m, p, reaches)


def share_that_reaches(m: Any, p: Any) -> Expression:
    """The share of the last dose under the tongue that gets into blood: less of a larger dose, never more than all.

    Two doses at one time count as two: what is given together must be said as one dose.
    """
    dose = maximum(m.mouth.last_dose, p.tongue.smallest_dose)
    return minimum(p.tongue.F * (dose / p.tongue.usual_dose) ** (-p.tongue.falling), 1)


def is_cleared_by_liver(m: Any, p: Any, cyp3a_liver: Any, ugt_liver: Any) -> None:
    """A well stirred liver: with extraction E and an activity a of its enzymes, clearance is CL · a/(1 − E + E·a)."""
    by_cyp3a, by_ugt = p.parent.by_cyp3a * cyp3a_liver, (1 - p.parent.by_cyp3a) * ugt_liver
    shared = p.parent.CL / (1 - p.parent.extraction + p.parent.extraction * (by_cyp3a + by_ugt))
    m.plasma.is_converted_to(m.norbuprenorphine, by=shared * by_cyp3a)
    m.plasma.is_cleared(by=shared * by_ugt)
    m.norbuprenorphine.is_cleared(by=p.metabolite.CL)
    m.systemic_clearance = Output(shared * (by_cyp3a + by_ugt), "clearance of what has reached plasma", L / h)


def against_pump(share: Expression, activity: Any) -> Expression:
    """The way out of the brain, of the usual one, where a pump that is so large a share of it has this activity."""
    return 1 - share + share * activity


def tell_facts(m: Any, p: Any, reaches: Expression) -> None:
    """What papers state of the kinetics in a single number."""
    m.bioavailability = Output(p.tongue.F, "share of 16 mg under the tongue that reaches plasma", percent)
    m.share_of_last_dose = Output(reaches, "share of the last dose under the tongue that reaches plasma", percent)
    m.volume_of_distribution = Output(
        p.parent.V + p.parent.Vp + p.parent.V_deep, "volume of plasma and tissues at rest", L
    )
    m.share_bound = Output(1 - p.brain.fu, "share of buprenorphine bound in plasma", percent)
    m.leaving_half_life = Output(log(2) / p.mu.leaving, "half of what a mu receptor holds has left, in vitro", h)
    m.half_holding = Output(half_holding(p.mu), "unbound concentration that holds half of mu receptors, in vitro", nM)


def ligands(m: Any, p: Any) -> Ligands:
    """What buprenorphine is at each receptor, by the rates of FDA's assay, for `buprenorphine_kinetics`.

    At mu a partial agonist that stays for an hour; at delta and kappa an antagonist, by the ratio of half-holding
    concentrations. There it binds in proportion to its concentration: no exponent was measured but at mu.
    """
    mu = half_holding(p.mu)
    return {
        "mu": {"buprenorphine": ligand_by_rate_law(m.brain, p.mu, efficacy=p.mu.efficacy)},
        "delta": {"buprenorphine": leaving_alike(m, p.mu.leaving, mu * p.other.delta_ratio)},
        "kappa": {"buprenorphine": leaving_alike(m, p.mu.leaving, mu * p.other.kappa_ratio)},
    }


def ligands_by_pet(m: Any, p: Any) -> Ligands:
    """The same by the affinity that PET gives, in proportion to the concentration; it leaves as in vitro."""
    leaving, affinity = p.mu.leaving, p.mu.Ki_by_pet
    bound = Ligand(m.brain, kon=leaving / affinity, koff=leaving, efficacy=p.mu.efficacy)
    return {
        "mu": {"buprenorphine": bound},
        "delta": {"buprenorphine": leaving_alike(m, leaving, affinity * p.other.delta_ratio)},
        "kappa": {"buprenorphine": leaving_alike(m, leaving, affinity * p.other.kappa_ratio)},
    }


def ligands_in_biophase(m: Any, p: Any) -> Ligands:
    """The same by the rates that ventilation gave in people, for `buprenorphine_kinetics_with_biophase`."""
    leaving = p.mu.leaving_in_body
    mu = leaving / p.mu.association_in_body
    return {
        "mu": {
            "buprenorphine": Ligand(m.brain, kon=p.mu.association_in_body, koff=leaving, efficacy=p.mu.efficacy_in_body)
        },
        "delta": {"buprenorphine": leaving_alike(m, leaving, mu * p.other.delta_ratio)},
        "kappa": {"buprenorphine": leaving_alike(m, leaving, mu * p.other.kappa_ratio)},
    }


def ligands_of_metabolite(m: Any, p: Any) -> Ligands:
    """Norbuprenorphine at mu, for `buprenorphine_kinetics`. Every number of it is assumed, so that it stands apart: who
    takes it in says so. Its effect in people has not been told apart from that of buprenorphine.
    """
    affinity = half_holding(p.mu) * p.mu.norbuprenorphine_ratio
    norbuprenorphine = Ligand(
        m.brain_norbuprenorphine,
        kon=p.mu.leaving / affinity,
        koff=p.mu.leaving,
        efficacy=p.mu.norbuprenorphine_efficacy,
    )
    return {"mu": {"norbuprenorphine": norbuprenorphine}}


def ligands_with_norbuprenorphine(m: Any, p: Any) -> Ligands:
    """By the rates of FDA's assay, with norbuprenorphine beside it at mu."""
    found = ligands(m, p)
    return {**found, "mu": {**found["mu"], **ligands_of_metabolite(m, p)["mu"]}}


def leaving_alike(m: Any, leaving: Expression, affinity: Expression) -> Ligand:
    """An antagonist that leaves another receptor as it leaves mu: its rates there were not measured."""
    return Ligand(m.brain, kon=leaving / affinity, koff=leaving)


def grow_with_size_and_age(i: Any, p: Any) -> None:
    """What weight and age change: clearance, as the model of 252 people has it."""
    i.weight = p.body.weight
    i.age = p.body.age
    size, age = i.weight / p.body.standard_weight, i.age / p.body.standard_age
    i.parent.CL = p.parent.CL * size**p.body.exponent * age ** (-p.body.ageing)


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Healthy adults: clearance grows with weight and falls with age."""
    grow_with_size_and_age(i, p)


@population
def adults_with_opioid_use_disorder(i: Any, p: Any = Adults) -> None:
    """Adults with opioid use disorder, in whom the first peak is lower; why is not known."""
    grow_with_size_and_age(i, p)
    i.parent.V = p.parent.V_in_users


OPIOID = ("mu", "delta", "kappa")

pharmacology = Pharmacology(
    name="buprenorphine",
    structures={
        "affinity by PET": Structure(
            buprenorphine_kinetics, ligands_by_pet, OPIOID, in_living_brain=True, is_slow=True
        ),
        "unbound in brain": Structure(buprenorphine_kinetics, ligands, OPIOID, is_slow=True),
        "with norbuprenorphine": Structure(buprenorphine_kinetics, ligands_with_norbuprenorphine, OPIOID, is_slow=True),
        "biophase": Structure(
            buprenorphine_kinetics_with_biophase, ligands_in_biophase, OPIOID, in_living_brain=True, is_slow=True
        ),
    },
    table=Adults,
    populations={"adults": adults, "adults with opioid use disorder": adults_with_opioid_use_disorder},
    concentrations={
        "buprenorphine in plasma": "plasma.concentration",
        "norbuprenorphine in plasma": "norbuprenorphine.concentration",
        "buprenorphine in brain": "brain.concentration",
    },
    ligands={"buprenorphine": "buprenorphine"},
    facts={
        "bioavailability of buprenorphine": "bioavailability",
        "systemic clearance of buprenorphine": "systemic_clearance",
        "volume of distribution of buprenorphine": "volume_of_distribution",
        "share of buprenorphine bound in plasma": "share_bound",
    },
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut"), "not known to change it at these concentrations (remembered)"),
    calibrated=(
        "brain.access",
        "mu.Ki_by_pet",
        "mu.association_in_body",
        "opioid.brain_over_assay",
    ),
    purpose="a comparator: a partial agonist that stays at mu receptors",
    limits=(
        "breathing and precipitated withdrawal: responses tell of them, hardly surely",
        "depots of buprenorphine",
    ),
)
