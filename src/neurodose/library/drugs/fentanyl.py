"""Fentanyl by vein, through the mucosa of the mouth, swallowed, and through the skin: in plasma and at the receptors.

Three structures rival one another; they share every other word and one table of numbers (`fentanyl_numbers`):
- the usual one: clearance of 42 L/h (adults in surgery), a brain that follows plasma within minutes (EEG);
- a slow brain: breathing follows plasma with a half-life of 16 minutes;
- quick clearance: 76 L/h (volunteers, and people who use opioids daily), near the blood flow of the liver.

`ligands` takes the affinity at equilibrium of one assay, `ligands_by_rate_law` the rates of another.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import liver_flow_of
from neurodose.library.drugs.fentanyl_numbers import Adults
from neurodose.library.kinetics import transit
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.library.rate_law import ligand_by_rate_law
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.units import L, h, percent


@model
def fentanyl_kinetics(m: Any, p: Any = Adults, cyp3a_liver: Any = 1, cyp3a_gut: Any = 1) -> None:
    """Fentanyl exchanges with two tissues. CYP3A of the liver clears most of it, the kidney little.

    Of a lozenge a part goes through the mucosa and the rest is swallowed; CYP3A of the gut wall and the liver take
    their shares of that before it reaches plasma. A patch feeds a depot in the skin. The brain follows plasma.
    """
    dispose(m, p, p.plasma, cyp3a_liver, cyp3a_gut)
    reach_brain(m, p, rate=p.brain.exchange)


@model
def fentanyl_kinetics_with_slow_brain(m: Any, p: Any = Adults, cyp3a_liver: Any = 1, cyp3a_gut: Any = 1) -> None:
    """Fentanyl exchanges with two tissues. CYP3A of the liver clears most of it, the kidney little.

    Of a lozenge a part goes through the mucosa and the rest is swallowed; CYP3A of the gut wall and the liver take
    their shares of that before it reaches plasma. A patch feeds a depot in the skin. The brain lags behind plasma.
    """
    dispose(m, p, p.plasma, cyp3a_liver, cyp3a_gut)
    reach_brain(m, p, rate=p.brain.slow_exchange)


@model
def fentanyl_kinetics_with_quick_clearance(m: Any, p: Any = Adults, cyp3a_liver: Any = 1, cyp3a_gut: Any = 1) -> None:
    """Fentanyl exchanges with two tissues. The liver clears nearly all that its blood brings, the kidney little.

    Of a lozenge a part goes through the mucosa and the rest is swallowed, of which little passes the liver. A patch
    feeds a depot in the skin. The brain follows plasma.
    """
    dispose(m, p, p.quick, cyp3a_liver, cyp3a_gut)
    reach_brain(m, p, rate=p.brain.exchange)


def dispose(m: Any, p: Any, disposition: Any, cyp3a_liver: Any, cyp3a_gut: Any) -> None:
    """The ways into plasma, the tissues, and who clears fentanyl; all that leaves is kept count of.

    disposition: the table of volumes and clearances of this structure
    cyp3a_liver, cyp3a_gut: enzyme there now, as a share of its usual activity
    """
    m.plasma = Compartment(p.drug, volume=disposition.V)
    m.tissue = Compartment(p.drug, volume=disposition.V_tissue)
    m.deep = Compartment(p.drug, volume=disposition.V_deep)
    m.plasma.exchanges_with(m.tissue, clearance=disposition.Q)
    m.plasma.exchanges_with(m.deep, clearance=disposition.Q_deep)

    m.norfentanyl = Compartment(p.norfentanyl, meaning="what CYP3A has changed, taken as norfentanyl, wherever it is")
    m.other = Compartment(p.drug, meaning="fentanyl that other enzymes have changed")
    m.urine = Compartment(p.drug, meaning="fentanyl that the kidney has passed on unchanged")
    m.unabsorbed = Compartment(p.drug, meaning="fentanyl that never entered the body's tissues")

    activity = p.liver.by_cyp3a * cyp3a_liver + (1 - p.liver.by_cyp3a)
    by_cyp3a = p.liver.by_cyp3a * cyp3a_liver / activity
    passes_liver = 1 / (1 + disposition.intrinsic * activity / p.liver.flow)
    passes_wall = 1 / (1 + p.gut.capacity * cyp3a_gut)
    by_liver = p.liver.blood_ratio * p.liver.flow * (1 - passes_liver)
    m.plasma.is_converted_to(m.norfentanyl, by=by_liver * by_cyp3a)
    m.plasma.flows_to(m.other, rate=by_liver * (1 - by_cyp3a) / disposition.V)
    m.plasma.flows_to(m.urine, rate=p.kidney.CL / disposition.V)

    m.vein = Route(m.plasma, form="base", usual=True, meaning="injections of the citrate, labelled as the base")
    come_through_mouth(m, p, passes_wall, passes_liver, by_cyp3a)
    come_through_skin(m, p)
    through_mucosa = 1 / (1 + p.mouth.swallowed_over_absorbed)
    swallowed = p.gut.absorbed * passes_wall * passes_liver
    m.oral_bioavailability = Output(swallowed, "share of a swallowed dose that reaches plasma", percent)
    m.bioavailability = Output(
        through_mucosa + (1 - through_mucosa) * swallowed, "share of a lozenge that reaches plasma", percent
    )
    m.share_through_mucosa = Output(through_mucosa, "share of a lozenge that goes through the mucosa", percent)
    m.clearance = Output(by_liver + p.kidney.CL, "clearance from plasma", L / h)
    m.hepatic_extraction = Output(1 - passes_liver, "share that the liver takes at one pass", percent)
    m.renal_clearance = Output(p.kidney.CL, "clearance by the kidney", L / h)
    m.volume_of_distribution = Output(
        disposition.V + disposition.V_tissue + disposition.V_deep, "volume of plasma and tissues", L
    )
    m.share_bound = Output(1 - p.brain.fu, "share of fentanyl bound in plasma", percent)


def come_through_mouth(m: Any, p: Any, passes_wall: Any, passes_liver: Any, by_cyp3a: Any) -> None:
    """A lozenge through the mucosa; what is swallowed through stomach, gut wall and liver."""
    m.mouth = Compartment(p.drug, meaning="fentanyl dissolved in the mouth")
    m.swallowed = transit(3)(p.gut)
    m.transmucosal = Route(m.mouth, form="base", duration=p.mouth.held, meaning="lozenges, labelled as the base")
    m.solution = Route(m.swallowed.first, form="base", meaning="a solution that is swallowed, as in studies")
    through_mucosa = 1 / (1 + p.mouth.swallowed_over_absorbed)
    m.mouth.flows_to(m.plasma, rate=p.mouth.leaving, share=through_mucosa)
    m.mouth.flows_to(m.swallowed.first, rate=p.mouth.leaving, share=1 - through_mucosa)

    gut, to_liver = m.swallowed.last, p.gut.absorbed * passes_wall
    taken_by_liver = to_liver * (1 - passes_liver)
    gut.flows_to(m.plasma, rate=p.gut.rate, share=to_liver * passes_liver)
    gut.is_converted_to(m.norfentanyl, rate=p.gut.rate, share=p.gut.absorbed - to_liver + taken_by_liver * by_cyp3a)
    gut.flows_to(m.other, rate=p.gut.rate, share=taken_by_liver * (1 - by_cyp3a))
    gut.flows_to(m.unabsorbed, rate=p.gut.rate, share=1 - p.gut.absorbed)


def come_through_skin(m: Any, p: Any) -> None:
    """A patch: drug runs into a depot in the skin for as long as it is worn."""
    m.skin = Compartment(p.drug, meaning="fentanyl in the skin under a patch")
    m.patch = Route(m.skin, form="base", duration=p.skin.worn, meaning="what a patch gives off while it is worn")
    m.skin.flows_to(m.plasma, rate=p.skin.rate, share=p.skin.absorbed)
    m.skin.flows_to(m.unabsorbed, rate=p.skin.rate, share=1 - p.skin.absorbed)


def reach_brain(m: Any, p: Any, *, rate: Any) -> None:
    """Unbound fentanyl around the receptors."""
    m.brain = EffectSite(m.plasma, rate=rate, partition=p.brain.fu * p.brain.access)


def ligands_by_rate_law(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """The same with the rates of FDA's assay at mu: it leaves within minutes."""
    return {**ligands(m, p), "mu": {"fentanyl": ligand_by_rate_law(m.brain, p.mu, efficacy=p.mu.efficacy)}}


def ligands(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """What fentanyl is at each receptor, by the receptor's name: an agonist with reserve at mu, nearly nothing else.

    m: the scope that holds `fentanyl_kinetics`; p: its table
    """
    elsewhere = p.elsewhere
    return {
        "mu": {"fentanyl": Ligand(m.brain, Ki=p.mu.Ki, efficacy=p.mu.efficacy)},
        "delta": {"fentanyl": Ligand(m.brain, Ki=p.mu.Ki * elsewhere.delta_ratio, efficacy=elsewhere.efficacy)},
        "kappa": {"fentanyl": Ligand(m.brain, Ki=p.mu.Ki * elsewhere.kappa_ratio, efficacy=elsewhere.efficacy)},
    }


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances and blood flow grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    faster = i.size**p.body.exponent
    i.plasma.V, i.quick.V = p.plasma.V * i.size, p.quick.V * i.size
    i.plasma.V_tissue, i.quick.V_tissue = p.plasma.V_tissue * i.size, p.quick.V_tissue * i.size
    i.plasma.V_deep, i.quick.V_deep = p.plasma.V_deep * i.size, p.quick.V_deep * i.size
    i.plasma.Q, i.quick.Q = p.plasma.Q * faster, p.quick.Q * faster
    i.plasma.Q_deep, i.quick.Q_deep = p.plasma.Q_deep * faster, p.quick.Q_deep * faster
    i.plasma.intrinsic, i.quick.intrinsic = p.plasma.intrinsic * faster, p.quick.intrinsic * faster
    i.liver.flow = liver_flow_of(i, p)
    i.kidney.CL = p.kidney.CL * faster


READING: dict[str, Any] = {"ligands": ligands, "targets": ("mu", "delta", "kappa")}

pharmacology = Pharmacology(
    name="fentanyl",
    structures={
        "usual": Structure(fentanyl_kinetics, **READING),
        "slow brain": Structure(fentanyl_kinetics_with_slow_brain, **READING),
        "quick clearance": Structure(fentanyl_kinetics_with_quick_clearance, **READING),
        "rates of one assay": Structure(fentanyl_kinetics, ligands_by_rate_law, ("mu", "delta", "kappa"), is_slow=True),
    },
    table=Adults,
    populations={"adults": adults},
    concentrations={"fentanyl in plasma": "plasma.concentration", "fentanyl in brain": "brain.concentration"},
    ligands={"fentanyl": "fentanyl"},
    facts={
        "bioavailability of fentanyl": "bioavailability",
        "systemic clearance of fentanyl": "clearance",
        "renal clearance of fentanyl": "renal_clearance",
        "volume of distribution of fentanyl": "volume_of_distribution",
        "share of fentanyl bound in plasma": "share_bound",
    },
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut", "cyp2d6"), "not known to change it (remembered)"),
    purpose="a comparator: a strong agonist that comes and goes quickly",
    limits=(
        "breathing and overdose: responses tell of them, hardly surely",
        "any dose that nobody was observed on",
    ),
)
