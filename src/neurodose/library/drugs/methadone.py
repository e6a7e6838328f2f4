"""Methadone by mouth and by vein: the racemate in plasma, and its two forms at the receptors.

The R form carries the opioid effect; `m.brain` is that form, `m.brain_S` the other. Three structures rival one
another; they share every other word and one table of numbers (`methadone_numbers`):
- the usual one: CYP2B6 clears, and CYP3A hardly takes part, as volunteers show in whom CYP3A was nearly gone;
- with CYP3A: CYP3A has the share that enzymes in vitro suggest, in the liver and in the gut wall;
- two forms: the R and the S form each with kinetics of its own, as in adolescents after surgery.

What is known and not here: clearance rises in the first weeks of daily use. In acid urine the kidney clears more
(`kidney` above 1), in alkaline urine less.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import liver_flow_of
from neurodose.library.drugs.methadone_numbers import Adults
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.units import L, h, nM, percent


@model
def methadone_kinetics(
    m: Any, p: Any = Adults, cyp2b6: Any = 1, cyp3a_liver: Any = 1, cyp3a_gut: Any = 1, p_gp: Any = 1, kidney: Any = 1
) -> None:
    """Methadone is absorbed nearly whole and exchanges with tissue. CYP2B6 of the liver clears most of it, CYP3A
    hardly any, the kidney a fifth. CYP3A of the gut wall takes nothing.

    The brain follows plasma slowly, and P-glycoprotein keeps it below.
    """
    activity, by_enzymes = work(p.liver.by_cyp2b6, p.liver.by_cyp3a, cyp2b6, cyp3a_liver)
    dispose(m, p, activity, by_enzymes, kidney)
    passes_gut = 1 / (1 + p.gut.capacity)
    m.gut.flows_to(m.unabsorbed, rate=p.gut.ka, share=1 - passes_gut)
    pass_liver(m, p, passes_gut, activity, by_enzymes)
    share_R = p.brain.share_R
    in_plasma = m.plasma.concentration
    reach_brain(m, p, in_plasma * share_R, in_plasma * (1 - share_R), p_gp)


@model
def methadone_kinetics_with_cyp3a(
    m: Any, p: Any = Adults, cyp2b6: Any = 1, cyp3a_liver: Any = 1, cyp3a_gut: Any = 1, p_gp: Any = 1, kidney: Any = 1
) -> None:
    """Methadone is absorbed whole and exchanges with tissue. CYP3A of the gut wall takes a little before it reaches the
    liver, CYP2B6 and CYP3A of the liver clear most of it, the kidney a fifth.

    The brain follows plasma slowly, and P-glycoprotein keeps it below.
    """
    activity, by_enzymes = work(p.liver.by_cyp2b6_in_vitro, p.liver.by_cyp3a_in_vitro, cyp2b6, cyp3a_liver)
    dispose(m, p, activity, by_enzymes, kidney)
    passes_gut = 1 / (1 + p.gut.capacity * cyp3a_gut)
    m.gut.is_converted_to(m.eddp, rate=p.gut.ka, share=1 - passes_gut)
    pass_liver(m, p, passes_gut, activity, by_enzymes)
    share_R = p.brain.share_R
    in_plasma = m.plasma.concentration
    reach_brain(m, p, in_plasma * share_R, in_plasma * (1 - share_R), p_gp)


@model
def methadone_kinetics_of_two_forms(
    m: Any, p: Any = Adults, cyp2b6: Any = 1, cyp3a_liver: Any = 1, cyp3a_gut: Any = 1, p_gp: Any = 1, kidney: Any = 1
) -> None:
    """The R and the S form of methadone are absorbed, exchange with tissue and are cleared, each in its own way.
    CYP2B6 of the liver clears most of both, CYP3A hardly any, the kidney a fifth. CYP3A of the gut wall takes nothing.

    The brain follows plasma slowly, and P-glycoprotein keeps it below.
    """
    count_what_leaves(m, p)
    m.R, m.S = one_form(p.R), one_form(p.S)
    m.gut = Compartment(p.drug, meaning="methadone that has just been swallowed")
    m.injected = Compartment(p.drug, meaning="methadone that has just been injected")
    come_in(m, p, m.injected)
    activity, by_enzymes = work(p.liver.by_cyp2b6, p.liver.by_cyp3a, cyp2b6, cyp3a_liver)
    by_kidney = p.kidney.CL / (p.kidney.CL + clear_by_liver(p, escape_liver(p, 1)))
    share_R = p.parting.share_R
    for form, kind, share in ((m.R, p.R, share_R), (m.S, p.S, 1 - share_R)):
        m.gut.flows_to(form.gut, rate=p.parting.rate, share=share)
        m.injected.flows_to(form.plasma, rate=p.parting.rate, share=share)
        form.gut.flows_to(m.unabsorbed, rate=kind.ka, share=1 - kind.F)
        clear(m, form.plasma, kind.V, kind.CL * (1 - by_kidney) * activity, by_enzymes, kind.CL * by_kidney * kidney)
    m.in_plasma = Output(m.R.plasma.concentration + m.S.plasma.concentration, "methadone in plasma, both forms", nM)
    m.bioavailability = Output(
        share_R * p.R.F + (1 - share_R) * p.S.F, "share of a dose by mouth that reaches plasma unchanged", percent
    )
    reach_brain(m, p, m.R.plasma, m.S.plasma, p_gp)


@model
def one_form(m: Any, p: Any) -> None:
    """One form is absorbed from the gut and exchanges with tissue."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.tissue = Compartment(p.drug, volume=p.V_tissue)
    m.gut.flows_to(m.plasma, rate=p.ka, share=p.F)
    m.plasma.exchanges_with(m.tissue, clearance=p.Q)


def work(by_cyp2b6: Any, by_cyp3a: Any, cyp2b6: Any, cyp3a: Any) -> tuple[Any, Any]:
    """What the liver's enzymes can do now over what is usual, and the share of that which makes EDDP."""
    two = by_cyp2b6 * cyp2b6 + by_cyp3a * cyp3a
    activity = two + (1 - by_cyp2b6 - by_cyp3a)
    return activity, two / activity


def escape_liver(p: Any, activity: Any) -> Any:
    """The share that passes the liver once: the liver is taken as well stirred."""
    return 1 / (1 + p.liver.intrinsic * activity / p.liver.flow)


def clear_by_liver(p: Any, passes_liver: Any) -> Any:
    """The liver's clearance from plasma."""
    return p.liver.blood_ratio * p.liver.flow * (1 - passes_liver)


def count_what_leaves(m: Any, p: Any) -> None:
    """Where all that leaves is kept count of."""
    m.eddp = Compartment(p.eddp, meaning="what CYP2B6 and CYP3A have changed, taken as EDDP, wherever it is")
    m.other = Compartment(p.drug, meaning="methadone that other enzymes have changed")
    m.urine = Compartment(p.drug, meaning="methadone that the kidney has passed on unchanged")
    m.unabsorbed = Compartment(p.drug, meaning="methadone that was lost before the liver")


def come_in(m: Any, p: Any, injected: Compartment) -> None:
    """The routes."""
    m.mouth = Route(
        m.gut,
        form="hydrochloride",
        usual=True,
        lag=p.gut.lag,
        meaning="tablets or liquid, labelled as the hydrochloride",
    )
    m.vein = Route(injected, form="hydrochloride", meaning="by vein, labelled as the hydrochloride")


def clear(m: Any, plasma: Compartment, V: Any, by_liver: Any, by_enzymes: Any, by_kidney: Any) -> None:
    """Who clears what: enzymes that make EDDP, other enzymes, the kidney."""
    plasma.is_converted_to(m.eddp, by=by_liver * by_enzymes)
    plasma.flows_to(m.other, rate=by_liver * (1 - by_enzymes) / V)
    plasma.flows_to(m.urine, rate=by_kidney / V)


def dispose(m: Any, p: Any, activity: Any, by_enzymes: Any, kidney: Any) -> None:
    """The racemate in plasma and tissue, and how it is cleared."""
    count_what_leaves(m, p)
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.plasma.V)
    m.tissue = Compartment(p.drug, volume=p.plasma.V_tissue)
    m.plasma.exchanges_with(m.tissue, clearance=p.plasma.Q)
    come_in(m, p, m.plasma)
    by_liver, by_kidney = clear_by_liver(p, escape_liver(p, activity)), p.kidney.CL * kidney
    clear(m, m.plasma, p.plasma.V, by_liver, by_enzymes, by_kidney)
    m.in_plasma = Output(m.plasma.concentration, "methadone in plasma, both forms", nM)
    m.clearance = Output(by_liver + by_kidney, "clearance from plasma", L / h)
    m.renal_clearance = Output(by_kidney, "clearance by the kidney", L / h)
    m.volume_of_distribution = Output(p.plasma.V + p.plasma.V_tissue, "volume of plasma and tissue", L)
    m.share_bound = Output(1 - p.brain.fu_R, "share of the R form bound in plasma", percent)


def pass_liver(m: Any, p: Any, passes_gut: Any, activity: Any, by_enzymes: Any) -> None:
    """What has passed the gut wall meets the liver before it reaches plasma."""
    passes_liver = escape_liver(p, activity)
    taken = passes_gut * (1 - passes_liver)
    m.gut.flows_to(m.plasma, rate=p.gut.ka, share=passes_gut * passes_liver)
    m.gut.is_converted_to(m.eddp, rate=p.gut.ka, share=taken * by_enzymes)
    m.gut.flows_to(m.other, rate=p.gut.ka, share=taken * (1 - by_enzymes))
    m.bioavailability = Output(
        passes_gut * passes_liver, "share of a dose by mouth that reaches plasma unchanged", percent
    )
    m.hepatic_extraction = Output(1 - passes_liver, "share that the liver takes at one pass", percent)


def reach_brain(m: Any, p: Any, plasma_R: Any, plasma_S: Any, p_gp: Any) -> None:
    """Both forms, unbound, around the receptors; P-glycoprotein carries out what has come in.

    Entry stays as it is where P-glycoprotein is blocked: what leaves is less, so it leaves more slowly as well.
    """
    leaving = 1 + p.brain.efflux * p_gp
    rate = p.brain.exchange * leaving / (1 + p.brain.efflux)
    m.brain = EffectSite(plasma_R, rate=rate, partition=p.brain.fu_R / leaving, meaning="R form at the receptors")
    m.brain_S = EffectSite(
        plasma_S, rate=rate, partition=p.brain.fu_R * p.brain.fu_ratio / leaving, meaning="S form at the receptors"
    )


def ligands(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """What the two forms are at each receptor, by the receptor's name: one a full, one a partial agonist at mu.

    m: the scope that holds one of the structures; p: its table
    """
    r = p.receptors
    at_mu, S_at_mu = r.Ki_mu * r.R_ratio, r.Ki_mu * r.S_ratio

    def pair(Ki_R: Any, Ki_S: Any) -> dict[str, Ligand]:
        return {
            "methadone": Ligand(m.brain, Ki=Ki_R, efficacy=r.efficacy_R),
            "methadone_S": Ligand(m.brain_S, Ki=Ki_S, efficacy=r.efficacy_S),
        }

    return {
        "mu": pair(at_mu, S_at_mu),
        "delta": pair(at_mu * r.R_at_delta, S_at_mu * r.S_at_delta),
        "kappa": pair(at_mu * r.R_at_kappa, S_at_mu * r.S_at_kappa),
    }


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances and blood flow grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    i.size = i.weight / p.body.standard_weight
    faster = i.size**p.body.exponent
    i.plasma.V, i.plasma.V_tissue = p.plasma.V * i.size, p.plasma.V_tissue * i.size
    i.R.V, i.R.V_tissue = p.R.V * i.size, p.R.V_tissue * i.size
    i.S.V, i.S.V_tissue = p.S.V * i.size, p.S.V_tissue * i.size
    i.plasma.Q, i.R.Q, i.S.Q = p.plasma.Q * faster, p.R.Q * faster, p.S.Q * faster
    i.R.CL, i.S.CL = p.R.CL * faster, p.S.CL * faster
    i.liver.intrinsic = p.liver.intrinsic * faster
    i.liver.flow = liver_flow_of(i, p)
    i.kidney.CL = p.kidney.CL * faster


READING: dict[str, Any] = {"ligands": ligands, "targets": ("mu", "delta", "kappa")}

pharmacology = Pharmacology(
    name="methadone",
    structures={
        "usual": Structure(methadone_kinetics, **READING),
        "with CYP3A": Structure(methadone_kinetics_with_cyp3a, **READING),
        "two forms": Structure(methadone_kinetics_of_two_forms, **READING),
    },
    table=Adults,
    populations={"adults": adults},
    concentrations={"methadone in plasma": "in_plasma", "methadone in brain": "brain.concentration"},
    ligands={"R-methadone": "methadone", "S-methadone": "methadone_S"},
    facts={"bioavailability of methadone": "bioavailability"},
    spares={"cyp3a_gut": "not known to change it (remembered)"},
    purpose="a comparator: a long-lived agonist, given for opioid use disorder",
    limits=(
        "the heart's rhythm: it is not in the model",
        "breathing: responses tell of it, hardly surely",
        "its induction of its own clearance",
    ),
)
