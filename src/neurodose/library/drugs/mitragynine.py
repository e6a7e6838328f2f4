"""Mitragynine of kratom, 7-hydroxymitragynine and mitragynine pseudoindoxyl: from leaf, tea or extract to the brain.

Two things are not settled, so three structures rival one another; they share every other word and every number
(`mitragynine_numbers`):
- a half-life of about 45 h after single doses takes a deep tissue; about 23 h in chronic users takes none;
- CYP3A forms 7-hydroxymitragynine in the liver alone, or in the gut wall as well.
Whether mitragynine stimulates mu receptors is not settled either: both readings stand in `pharmacology`.

What another substance or a disease changes comes in as a share of the usual activity: cyp3a_gut, cyp3a_liver, cyp2d6.
What mitragynine does to enzymes is told by `gut_wall` and `liver_inlet`, where they meet it.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import liver_flow_of
from neurodose.library.drugs.mitragynine_numbers import Adults
from neurodose.library.enzymes import Inhibition
from neurodose.library.first_pass import escapes_gut_wall, escapes_liver, liver_clears
from neurodose.library.pharmacology import Inhibitor, Pharmacology, Structure
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression, lift, maximum
from neurodose.units import L, h, nM, percent

Ligands = dict[str, dict[str, Ligand]]


@model
def mitragynine_kinetics(m: Any, p: Any = Adults, cyp3a_gut: Any = 1, cyp3a_liver: Any = 1, cyp2d6: Any = 1) -> None:
    """Mitragynine is absorbed from the gut; gut wall and liver take most of it before it reaches plasma, and CYP3A of
    the liver turns some into 7-hydroxymitragynine, which it also clears.

    Mitragynine exchanges with tissue and with a deep tissue that gives it back for days.
    """
    hold_mitragynine(m, p, p.parent.Vp)
    m.deep = Compartment(p.parent.drug, volume=p.deep.V, meaning="mitragynine in deep tissue")
    m.plasma.exchanges_with(m.deep, clearance=p.deep.Q)
    pass_gut_and_liver(m, p, p.hydroxy.formed, lift(0), cyp3a_gut, cyp3a_liver, cyp2d6)
    tell_volume(m, p.parent.V + p.parent.Vp + p.deep.V)


@model
def mitragynine_kinetics_without_deep_tissue(
    m: Any, p: Any = Adults, cyp3a_gut: Any = 1, cyp3a_liver: Any = 1, cyp2d6: Any = 1
) -> None:
    """Mitragynine is absorbed from the gut; gut wall and liver take most of it before it reaches plasma, and CYP3A of
    the liver turns some into 7-hydroxymitragynine, which it also clears.

    Mitragynine exchanges with one tissue.
    """
    hold_mitragynine(m, p, p.parent.Vp_alone)
    pass_gut_and_liver(m, p, p.hydroxy.formed, lift(0), cyp3a_gut, cyp3a_liver, cyp2d6)
    tell_volume(m, p.parent.V + p.parent.Vp_alone)


@model
def mitragynine_kinetics_with_formation_in_gut(
    m: Any, p: Any = Adults, cyp3a_gut: Any = 1, cyp3a_liver: Any = 1, cyp2d6: Any = 1
) -> None:
    """Mitragynine is absorbed from the gut; gut wall and liver take most of it before it reaches plasma, and CYP3A of
    both turns the same share into 7-hydroxymitragynine. The liver clears what both have formed.

    Mitragynine exchanges with tissue and with a deep tissue that gives it back for days.
    """
    hold_mitragynine(m, p, p.parent.Vp)
    m.deep = Compartment(p.parent.drug, volume=p.deep.V, meaning="mitragynine in deep tissue")
    m.plasma.exchanges_with(m.deep, clearance=p.deep.Q)
    pass_gut_and_liver(m, p, p.hydroxy.formed_in_both, p.hydroxy.formed_in_both, cyp3a_gut, cyp3a_liver, cyp2d6)
    tell_volume(m, p.parent.V + p.parent.Vp + p.deep.V)


def hold_mitragynine(m: Any, p: Any, tissue: Expression) -> None:
    """The places that hold the three substances, and the ways in."""
    m.leaf = Compartment(p.parent.drug, meaning="mitragynine in swallowed leaf")
    m.gut = Compartment(p.parent.drug, meaning="mitragynine dissolved in the gut")
    m.gut_hydroxy = Compartment(p.hydroxy.drug, meaning="7-hydroxymitragynine that was swallowed as such")
    m.plasma = Compartment(p.parent.drug, volume=p.parent.V)
    m.tissue = Compartment(p.parent.drug, volume=tissue)
    m.hydroxy = Compartment(p.hydroxy.drug, volume=p.hydroxy.V)
    m.hydroxy_tissue = Compartment(p.hydroxy.drug, volume=p.hydroxy.Vp)
    m.pseudoindoxyl = Compartment(p.pseudoindoxyl.drug, volume=p.pseudoindoxyl.V)
    m.urine = Compartment(p.parent.drug, meaning="mitragynine that the kidney has passed on")
    m.tea = Route(m.gut, form="leaf", usual=True, meaning="tea, by the mass of leaf it was made of; all is taken up")
    m.powder = Route(m.leaf, form="leaf", meaning="swallowed leaf, by its mass")
    m.extract = Route(m.gut, form="base", meaning="an extract, by the mitragynine it holds")
    m.hydroxy_product = Route(
        m.gut_hydroxy, form="base", meaning="a product of 7-hydroxymitragynine: no data in people"
    )
    m.plasma.exchanges_with(m.tissue, clearance=p.parent.Q)
    m.hydroxy.exchanges_with(m.hydroxy_tissue, clearance=p.hydroxy.Q)


def pass_gut_and_liver(
    m: Any, p: Any, formed: Expression, formed_in_gut: Any, cyp3a_gut: Any, cyp3a_liver: Any, cyp2d6: Any
) -> None:
    """What becomes of the substances in gut wall, liver, kidney and plasma.

    formed, formed_in_gut: share of what CYP3A of the liver and of the gut wall takes that is 7-hydroxymitragynine
    """
    others = maximum(1 - p.parent.by_cyp3a - p.parent.by_cyp2d6, 0)
    by_cyp3a = p.parent.capacity * p.parent.by_cyp3a * cyp3a_liver
    capacity = by_cyp3a + p.parent.capacity * (p.parent.by_cyp2d6 * cyp2d6 + others)
    hydroxy_capacity = p.hydroxy.capacity * (p.hydroxy.by_cyp3a * cyp3a_liver + 1 - p.hydroxy.by_cyp3a)
    through_wall = escapes_gut_wall(p.gut.wall, cyp3a_gut)
    through_liver, hydroxy_through_liver = (escapes_liver(c, p.liver.flow) for c in (capacity, hydroxy_capacity))
    cleared, hydroxy_cleared = (liver_clears(c, p.liver.flow) for c in (capacity, hydroxy_capacity))
    leaves_as_hydroxy = formed * by_cyp3a / capacity * hydroxy_through_liver  # of all that the liver takes

    reaches = p.gut.survives * through_wall * through_liver
    on_the_way = p.gut.survives * (
        through_wall * (1 - through_liver) * leaves_as_hydroxy
        + (1 - through_wall) * formed_in_gut * hydroxy_through_liver
    )
    m.leaf.flows_to(m.gut, rate=p.gut.release)
    m.gut.flows_to(m.plasma, rate=p.gut.ka, share=reaches)
    m.gut.is_converted_to(m.hydroxy, rate=p.gut.ka, share=on_the_way)
    m.gut.is_lost(rate=p.gut.ka, share=1 - reaches - on_the_way)

    survives = (1 - p.gut.hydroxy_turns_back) * p.gut.hydroxy_survives
    swallowed = survives * escapes_gut_wall(p.gut.hydroxy_wall, cyp3a_gut) * hydroxy_through_liver
    m.gut_hydroxy.flows_to(m.hydroxy, rate=p.gut.ka, share=swallowed)
    m.gut_hydroxy.is_converted_to(m.gut, rate=p.gut.ka, share=p.gut.hydroxy_turns_back)
    m.gut_hydroxy.is_lost(rate=p.gut.ka, share=1 - swallowed - p.gut.hydroxy_turns_back)

    m.plasma.is_converted_to(m.hydroxy, by=cleared, share=leaves_as_hydroxy)
    m.plasma.is_cleared(by=cleared * (1 - leaves_as_hydroxy))
    m.plasma.flows_to(m.urine, rate=p.parent.by_kidney / p.parent.V)
    m.hydroxy.is_converted_to(m.pseudoindoxyl, by=p.pseudoindoxyl.formation * p.pseudoindoxyl.plasma)
    m.hydroxy.is_cleared(by=hydroxy_cleared)
    m.pseudoindoxyl.is_cleared(by=p.pseudoindoxyl.CL)
    reach_brain(m, p)
    meet_enzymes(m, p, through_wall)
    tell_facts(m, p, reaches, cleared)


def reach_brain(m: Any, p: Any) -> None:
    """Unbound concentrations around the receptors."""
    for_pseudoindoxyl = p.brain.fu_pseudoindoxyl * p.brain.access_pseudoindoxyl
    m.brain = EffectSite(m.plasma, rate=p.brain.exchange, partition=p.brain.fu * p.brain.access)
    m.brain_hydroxy = EffectSite(
        m.hydroxy, rate=p.brain.exchange, partition=p.brain.fu_hydroxy * p.brain.access_hydroxy
    )
    m.brain_pseudoindoxyl = EffectSite(m.pseudoindoxyl, rate=p.brain.exchange, partition=for_pseudoindoxyl)


def meet_enzymes(m: Any, p: Any, through_wall: Expression) -> None:
    """Concentrations that enzymes meet: in the gut wall what is being absorbed, in blood that enters the liver what
    comes from the gut and what was in blood before.
    """
    absorbed = p.gut.survives * p.gut.ka * m.gut.amount
    inlet = m.plasma.concentration + absorbed * through_wall / p.liver.flow
    m.gut_wall = Output(p.inhibition.fu_gut * absorbed / p.gut.flow, "mitragynine free to act in the gut wall", nM)
    m.liver_inlet = Output(p.brain.fu * inlet, "unbound mitragynine in blood that enters the liver", nM)


def tell_facts(m: Any, p: Any, reaches: Expression, cleared: Expression) -> None:
    """What papers state of the kinetics in a single number."""
    clearance = cleared + p.parent.by_kidney
    m.bioavailability = Output(reaches, "share of mitragynine in tea that reaches plasma unchanged", percent)
    m.systemic_clearance = Output(clearance, "clearance of mitragynine that has reached plasma", L / h)
    m.apparent_clearance = Output(clearance / reaches, "clearance over bioavailability", L / h)
    m.share_bound = Output(1 - p.brain.fu, "share of mitragynine bound in plasma", percent)
    m.share_of_hydroxy_bound = Output(1 - p.brain.fu_hydroxy, "share of 7-hydroxymitragynine bound in plasma", percent)


def tell_volume(m: Any, volume: Expression) -> None:
    """Into which mitragynine spreads in the end, by itself and over bioavailability."""
    m.volume_of_distribution = Output(volume, "volume of plasma and tissues", L)
    m.apparent_volume = Output(volume / m.bioavailability, "volume of plasma and tissues over bioavailability", L)


def ligands_as_partial_agonist(m: Any, p: Any) -> Ligands:
    """Who binds where, if mitragynine stimulates mu receptors a little (BRET: 34 % of DAMGO)."""
    return find_ligands(m, p, p.mu.efficacy_parent)


def ligands_as_antagonist(m: Any, p: Any) -> Ligands:
    """Who binds where, if mitragynine only blocks mu receptors (GTP binding: no stimulation)."""
    return find_ligands(m, p, lift(0))


def find_ligands(m: Any, p: Any, efficacy: Any) -> Ligands:
    """Ligands by target and name. Affinities hang together by ratios within assays, anchored to that of morphine."""
    hydroxy = p.morphine.Ki_mu * p.mu.hydroxy_to_morphine
    parent, indoxyl = hydroxy * p.mu.parent_to_hydroxy, hydroxy * p.mu.pseudoindoxyl_to_hydroxy
    return {
        "mu": {
            "mitragynine": Ligand(m.brain, Ki=parent, efficacy=efficacy),
            "hydroxymitragynine": Ligand(m.brain_hydroxy, Ki=hydroxy, efficacy=p.mu.efficacy_hydroxy),
            "pseudoindoxyl": Ligand(m.brain_pseudoindoxyl, Ki=indoxyl, efficacy=p.mu.efficacy_pseudoindoxyl),
        },
        "delta": {
            "mitragynine": Ligand(m.brain, Ki=parent * p.delta.parent_ratio),
            "hydroxymitragynine": Ligand(m.brain_hydroxy, Ki=hydroxy * p.delta.hydroxy_ratio),
            "pseudoindoxyl": Ligand(m.brain_pseudoindoxyl, Ki=indoxyl * p.delta.pseudoindoxyl_ratio),
        },
        "kappa": {
            "mitragynine": Ligand(m.brain, Ki=parent * p.kappa.parent_ratio),
            "hydroxymitragynine": Ligand(m.brain_hydroxy, Ki=hydroxy * p.kappa.hydroxy_ratio),
            "pseudoindoxyl": Ligand(m.brain_pseudoindoxyl, Ki=indoxyl * p.kappa.pseudoindoxyl_ratio),
        },
        "alpha_2a": {"mitragynine": Ligand(m.brain, Ki=p.alpha_2a.Ki_parent)},
    }


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    growth = i.size**p.body.exponent
    i.gut.flow = p.gut.flow * growth
    i.liver.flow = liver_flow_of(i, p)
    i.parent.capacity = p.parent.capacity * growth
    i.parent.by_kidney = p.parent.by_kidney * growth
    i.parent.V = p.parent.V * i.size
    i.parent.Q = p.parent.Q * growth
    i.parent.Vp = p.parent.Vp * i.size
    i.parent.Vp_alone = p.parent.Vp_alone * i.size
    i.deep.Q = p.deep.Q * growth
    i.deep.V = p.deep.V * i.size
    i.hydroxy.capacity = p.hydroxy.capacity * growth
    i.hydroxy.V = p.hydroxy.V * i.size
    i.hydroxy.Q = p.hydroxy.Q * growth
    i.hydroxy.Vp = p.hydroxy.Vp * i.size
    i.pseudoindoxyl.CL = p.pseudoindoxyl.CL * growth
    i.pseudoindoxyl.plasma = p.pseudoindoxyl.plasma * i.size
    i.pseudoindoxyl.V = p.pseudoindoxyl.V * i.size


TARGETS = ("mu", "delta", "kappa", "alpha_2a")

pharmacology = Pharmacology(
    name="mitragynine",
    structures={
        "deep tissue": Structure(mitragynine_kinetics, ligands_as_partial_agonist, TARGETS),
        "antagonist at mu": Structure(mitragynine_kinetics, ligands_as_antagonist, TARGETS),
        "one tissue": Structure(mitragynine_kinetics_without_deep_tissue, ligands_as_partial_agonist, TARGETS),
        "formed in gut and liver": Structure(
            mitragynine_kinetics_with_formation_in_gut, ligands_as_partial_agonist, TARGETS
        ),
    },
    table=Adults,
    populations={"adults": adults},
    concentrations={
        "mitragynine in plasma": "plasma.concentration",
        "7-hydroxymitragynine in plasma": "hydroxy.concentration",
        "mitragynine pseudoindoxyl in plasma": "pseudoindoxyl.concentration",
        "mitragynine in brain": "brain.concentration",
        "7-hydroxymitragynine in brain": "brain_hydroxy.concentration",
        "mitragynine pseudoindoxyl in brain": "brain_pseudoindoxyl.concentration",
    },
    ligands={
        "mitragynine": "mitragynine",
        "7-hydroxymitragynine": "hydroxymitragynine",
        "mitragynine pseudoindoxyl": "pseudoindoxyl",
    },
    facts={
        "bioavailability of mitragynine": "bioavailability",
        "systemic clearance of mitragynine": "systemic_clearance",
        "apparent clearance of mitragynine": "apparent_clearance",
        "volume of distribution of mitragynine": "volume_of_distribution",
        "apparent volume of mitragynine": "apparent_volume",
        "share of mitragynine bound in plasma": "share_bound",
        "share of 7-hydroxymitragynine bound in plasma": "share_of_hydroxy_bound",
        "share of dose in urine as mitragynine": "urine.amount",
    },
    inhibits={
        "cyp3a_gut": Inhibitor(
            lambda m, p: m.gut_wall,
            lambda c, p: Inhibition(
                c, Ki=p.inhibition.Ki_cyp3a, KI=p.inhibition.KI_gut, kinact=p.inhibition.kinact_gut
            ),
        ),
        "cyp3a_liver": Inhibitor(
            lambda m, p: m.liver_inlet,
            lambda c, p: Inhibition(
                c, Ki=p.inhibition.Ki_cyp3a, KI=p.inhibition.KI_liver, kinact=p.inhibition.kinact_liver
            ),
        ),
        "cyp2d6": Inhibitor(lambda m, p: m.liver_inlet, lambda c, p: Inhibition(c, Ki=p.inhibition.Ki_cyp2d6)),
        "p_gp": Inhibitor(
            lambda m, p: p.brain.fu * m.plasma.concentration, lambda c, p: Inhibition(c, Ki=p.inhibition.IC50_p_gp)
        ),
    },
    calibrated=(
        "gut.ka",
        "parent.capacity",
        "parent.V",
        "parent.Q",
        "parent.Vp",
        "parent.Vp_alone",
        "deep.Q",
        "deep.V",
        "hydroxy.formed",
        "hydroxy.formed_in_both",
        "hydroxy.capacity",
        "hydroxy.V",
    ),
    purpose="exposure and receptors after kratom by leaf, tea or extract, and what it does to CYP3A and CYP2D6",
    limits=(
        "products of 7-hydroxymitragynine: nobody has measured them in people",
        "dependence and a current of the heart: responses tell of them, hardly surely",
        "liver injury: it was reported, and is not in the model",
        "other alkaloids of the leaf, which reach as much as mitragynine or more",
    ),
)
