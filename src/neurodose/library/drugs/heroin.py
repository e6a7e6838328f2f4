"""Heroin by vein, smoked, sniffed and swallowed, and what it becomes: 6-monoacetylmorphine (6-MAM), then morphine.

The morphine is that of `morphine`, taken in whole. Three structures rival one another:
- slow brain: heroin and 6-MAM reach the brain in minutes, the morphine that they become in plasma within hours;
- quick brain: the same, with morphine reaching the brain as relief of pain has it;
- hydrolysis in the brain: what has reached the brain becomes 6-MAM and morphine there as well, so that morphine is at
  the receptors at once. How fast that goes in people nobody knows.
What each substance is at receptors is said in `ligands`; the receptors are not here.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.drugs import morphine
from neurodose.library.drugs.heroin_numbers import Adults
from neurodose.library.drugs.morphine import morphine_within, morphine_within_a_quick_brain
from neurodose.library.kinetics import two_compartment
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import log
from neurodose.units import L, h, percent


@model
def heroin_kinetics(
    m: Any, p: Any = Adults, *, esterases: Any = 1, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1
) -> None:
    """Heroin in plasma becomes 6-MAM within minutes, and 6-MAM becomes morphine within the hour. Heroin that is
    swallowed is morphine before it reaches plasma. Heroin and 6-MAM reach the brain within minutes.
    """
    m.morphine = morphine_within(p.morphine, ugt2b7=ugt2b7, kidney=kidney, p_gp=p_gp)
    become_morphine(m, p, esterases)
    reach_brain(m, p)


@model
def heroin_kinetics_with_quick_brain(
    m: Any, p: Any = Adults, *, esterases: Any = 1, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1
) -> None:
    """Heroin in plasma becomes 6-MAM within minutes, and 6-MAM becomes morphine within the hour. Heroin that is
    swallowed is morphine before it reaches plasma. Heroin and 6-MAM reach the brain within minutes, morphine within an
    hour or two, as relief of pain has it.
    """
    m.morphine = morphine_within_a_quick_brain(p.morphine, ugt2b7=ugt2b7, kidney=kidney, p_gp=p_gp)
    become_morphine(m, p, esterases)
    reach_brain(m, p)


@model
def heroin_kinetics_with_hydrolysis_in_brain(
    m: Any, p: Any = Adults, *, esterases: Any = 1, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1
) -> None:
    """Heroin in plasma becomes 6-MAM within minutes, and 6-MAM becomes morphine within the hour. Heroin that is
    swallowed is morphine before it reaches plasma. Heroin and 6-MAM reach the brain within minutes, and become 6-MAM
    and morphine there too.
    """
    m.morphine = morphine_within(p.morphine, ugt2b7=ugt2b7, kidney=kidney, p_gp=p_gp)
    become_morphine(m, p, esterases)
    reach_brain(m, p)
    deacetylated, again = p.brain.heroin_to_mam * esterases * m.brain, p.brain.mam_to_morphine * esterases * m.brain_mam
    m.brain.changes_by(-deacetylated, "becomes 6-MAM")
    m.brain_mam.changes_by(deacetylated - again, "comes from heroin and becomes morphine")
    m.morphine.brain.changes_by(again, "comes from 6-MAM")


def become_morphine(m: Any, p: Any, esterases: Any) -> None:
    """The ways in, and from heroin to morphine, mole for mole.

    esterases: share of their usual activity, in blood and in every tissue
    """
    m.plasma = Compartment(p.plasma.drug, volume=p.plasma.V)
    m.tissue = Compartment(p.plasma.drug, volume=p.plasma.Vp)
    m.plasma.exchanges_with(m.tissue, clearance=p.plasma.Q)
    m.mam = two_compartment(p.mam)
    m.plasma.is_converted_to(m.mam.plasma, by=p.plasma.CL * esterases)
    m.mam.plasma.is_converted_to(m.morphine.plasma, by=p.mam.CL * esterases)

    m.lungs = Compartment(p.plasma.drug)
    m.lungs.flows_to(m.plasma, rate=p.absorption.ka_smoked, share=p.absorption.smoked)
    m.lungs.is_lost(rate=p.absorption.ka_smoked, share=1 - p.absorption.smoked)
    m.nose = Compartment(p.plasma.drug)
    m.nose.flows_to(m.plasma, rate=p.absorption.ka_sniffed, share=p.absorption.sniffed)
    m.nose.is_lost(rate=p.absorption.ka_sniffed, share=1 - p.absorption.sniffed)
    m.gut = Compartment(p.plasma.drug)
    m.gut.is_converted_to(m.morphine.gut, rate=p.absorption.ka_swallowed, share=p.absorption.swallowed)
    m.gut.is_lost(rate=p.absorption.ka_swallowed, share=1 - p.absorption.swallowed)

    m.vein = Route(m.plasma, form="hydrochloride", usual=True, meaning="by vein")
    m.smoke = Route(m.lungs, form="base", meaning="smoked, what is put on the foil, as base")
    m.sniffed = Route(m.nose, form="hydrochloride", meaning="sniffed")
    m.mouth = Route(m.gut, form="hydrochloride", lag=p.morphine.absorption.lag, meaning="swallowed")
    tell_facts(m, p, esterases)


def tell_facts(m: Any, p: Any, esterases: Any) -> None:
    """What papers state of the kinetics in a single number."""
    m.bioavailability_of_smoke = Output(p.absorption.smoked, "share of smoked heroin that reaches plasma", percent)
    m.systemic_clearance = Output(p.plasma.CL * esterases, "of heroin in plasma", L / h)
    m.clearance_of_mam = Output(p.mam.CL * esterases, "of 6-MAM in plasma", L / h)
    m.volume_of_distribution = Output(p.plasma.V + p.plasma.Vp, "volume of plasma and tissue, for heroin", L)
    m.brain_half_life = Output(log(2) / p.brain.rate, "of exchange of heroin and 6-MAM between plasma and brain", h)


def reach_brain(m: Any, p: Any) -> None:
    """Unbound heroin and 6-MAM around the receptors; morphine's brain is its own part's."""
    m.brain = EffectSite(
        m.plasma,
        rate=p.brain.rate,
        partition=p.brain.fu * p.brain.unbound,
        meaning="unbound heroin at the receptors",
    )
    m.brain_mam = EffectSite(
        m.mam.plasma,
        rate=p.brain.rate,
        partition=p.brain.fu_mam * p.brain.unbound,
        meaning="unbound 6-MAM at the receptors",
    )


def ligands(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """What heroin, 6-MAM, morphine and M6G are at each receptor, at equilibrium. At delta and kappa nobody has compared
    the first two with morphine: they are taken to be as much weaker there as morphine is.
    """
    found = morphine.ligands(m.morphine, p.morphine)
    for others in found.values():
        affinity = others["morphine"].affinity
        others["heroin"] = Ligand(m.brain, Ki=affinity * p.mu.heroin_ratio, efficacy=p.mu.mam_efficacy)
        others["mam"] = Ligand(m.brain_mam, Ki=affinity * p.mu.mam_ratio, efficacy=p.mu.mam_efficacy)
    return found


def binding_ligands(m: Any, p: Any) -> dict[str, Ligand]:
    """The same at mu with rates. Both bind as fast as morphine, and leave as much faster as they are weaker."""
    found = morphine.binding_ligands(m.morphine, p.morphine)
    binding, leaving = found["morphine"].kon, found["morphine"].koff
    found["heroin"] = Ligand(m.brain, kon=binding, koff=leaving * p.mu.heroin_ratio, efficacy=p.mu.mam_efficacy)
    found["mam"] = Ligand(m.brain_mam, kon=binding, koff=leaving * p.mu.mam_ratio, efficacy=p.mu.mam_efficacy)
    return found


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it, those of morphine too."""
    i.weight = p.morphine.body.weight
    size, exponent = i.weight / p.morphine.body.standard_weight, p.morphine.body.exponent
    morphine.grow_with_weight(i.morphine, p.morphine, size)
    i.plasma.CL = p.plasma.CL * size**exponent
    i.plasma.Q = p.plasma.Q * size**exponent
    i.plasma.V = p.plasma.V * size
    i.plasma.Vp = p.plasma.Vp * size
    i.mam.CL = p.mam.CL * size**exponent
    i.mam.Q = p.mam.Q * size**exponent
    i.mam.V = p.mam.V * size
    i.mam.Vp = p.mam.Vp * size


READING: dict[str, Any] = {"ligands": ligands, "targets": ("mu", "delta", "kappa"), "at_mu": binding_ligands}

pharmacology = Pharmacology(
    name="heroin",
    structures={
        "slow brain": Structure(heroin_kinetics, **READING),
        "quick brain": Structure(heroin_kinetics_with_quick_brain, **READING),
        "hydrolysis in the brain": Structure(heroin_kinetics_with_hydrolysis_in_brain, **READING),
    },
    table=Adults,
    populations={"adults": adults},
    concentrations={
        "heroin in plasma": "plasma.concentration",
        "6-MAM in plasma": "mam.plasma.concentration",
        "morphine of heroin in plasma": "morphine.plasma.concentration",
        "M6G of heroin in plasma": "morphine.m6g.concentration",
        "heroin in brain": "brain.concentration",
        "6-MAM in brain": "brain_mam.concentration",
        "morphine of heroin in brain": "morphine.brain.concentration",
    },
    ligands={"heroin": "heroin", "6-MAM": "mam", "morphine of heroin": "morphine", "M6G of heroin": "m6g"},
    facts={
        "systemic clearance of heroin": "systemic_clearance",
        "systemic clearance of 6-MAM": "clearance_of_mam",
        "volume of distribution of heroin": "volume_of_distribution",
    },
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut", "cyp2d6"), "not known to change it (remembered)"),
    purpose="a comparator: what an antagonist blocks, or a treatment replaces",
    limits=("overdose: responses tell of it, hardly surely", "any dose that nobody was observed on"),
)
