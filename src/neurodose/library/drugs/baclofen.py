"""Baclofen by mouth, by vein and into lumbar CSF: racemate in plasma, its two forms in CSF, brain and spinal cord.

The body is dosed with a racemate and papers measure it as one; nothing told apart the two forms in plasma. The barrier
to CSF and brain tells them apart, and so do receptors, so from there on R and S have places of their own.

Structures that rival one another share every other word and the numbers in `baclofen_numbers`:
- two compartments (Kochak 1985): an early peak, a slower end, a rebound after dialysis;
- one compartment (Simon 2018): what sparse samples of patients can tell;
- efflux: two compartments, and a pump that keeps the water of the brain below CSF.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from neurodose.library.body import differ, filter_blood, lose_kidneys
from neurodose.library.drugs.baclofen_numbers import Adults
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.library.targets import own_ligand
from neurodose.modelling.binding import Ligand, Receptor
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.response import operational_effect
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression, log, maximum, sqrt
from neurodose.units import L, h, nM, one, percent


@model
def baclofen_kinetics(m: Any, p: Any = Adults, *, secretion: Any = 1, non_renal: Any = 1, dialysis: Any = None) -> None:
    """Baclofen is absorbed from the gut and exchanges with tissue.

    The kidney clears most of it, in proportion to creatinine clearance, and others the rest. R and S enter CSF and
    brain, R more readily.
    """
    spread_over_two(m, p)
    tell_phases(m, p, absorb_and_clear(m, p, secretion, non_renal, dialysis))
    enter_csf(m, p)
    reach_receptors(m, p, over_csf=p.brain.over_csf)


@model
def baclofen_kinetics_with_one_compartment(
    m: Any, p: Any = Adults, *, secretion: Any = 1, non_renal: Any = 1, dialysis: Any = None
) -> None:
    """Baclofen is absorbed from the gut into one volume, in which tissue follows plasma at once.

    The kidney clears most of it, in proportion to creatinine clearance, and others the rest. R and S enter CSF and
    brain, R more readily.
    """
    spread_over_one(m, p)
    absorb_and_clear(m, p, secretion, non_renal, dialysis)
    enter_csf(m, p)
    reach_receptors(m, p, over_csf=p.brain.over_csf)


@model
def baclofen_kinetics_with_efflux(
    m: Any, p: Any = Adults, *, secretion: Any = 1, non_renal: Any = 1, dialysis: Any = None
) -> None:
    """Baclofen is absorbed from the gut and exchanges with tissue.

    The kidney clears most of it, in proportion to creatinine clearance, and others the rest. R and S enter CSF and
    brain, R more readily; a pump keeps the water of the brain below CSF.
    """
    spread_over_two(m, p)
    tell_phases(m, p, absorb_and_clear(m, p, secretion, non_renal, dialysis))
    enter_csf(m, p)
    reach_receptors(m, p, over_csf=p.brain.over_csf_with_efflux)


def spread_over_two(m: Any, p: Any) -> None:
    """Plasma and tissue, as Kochak told them apart."""
    m.plasma = Compartment(p.drug, volume=p.plasma.Vc, meaning="R and S baclofen in plasma")
    m.tissue = Compartment(p.drug, volume=p.plasma.Vp)
    m.plasma.exchanges_with(m.tissue, clearance=p.plasma.Q)
    m.volume_of_distribution = Output(p.plasma.Vc + p.plasma.Vp, "volume of plasma and tissue", L)


def spread_over_one(m: Any, p: Any) -> None:
    """One volume, as Simon and Marsot found enough for their samples."""
    m.plasma = Compartment(p.drug, volume=p.plasma.V, meaning="R and S baclofen in plasma and what follows it")
    m.volume_of_distribution = Output(p.plasma.V, "volume of plasma and tissue", L)


def absorb_and_clear(m: Any, p: Any, secretion: Any, non_renal: Any, dialysis: Any) -> Expression:
    """The ways into plasma, and how it is cleared; returns the clearance by kidney and others.

    secretion: share of the usual secretion by the kidney (less under probenecid)
    non_renal: share of the usual clearance by liver and others
    dialysis:  clearance by a machine or the peritoneum; None: that of a dialyser while `dialysis.running` is 1
    """
    m.gut = Compartment(p.drug)
    m.mouth = Route(m.gut, usual=True, meaning="tablets")
    m.vein = Route(m.plasma, meaning="by vein, as in studies of bioavailability")
    m.gut.flows_to(m.plasma, rate=p.absorption.ka, share=p.absorption.F)
    m.gut.is_lost(rate=p.absorption.ka, share=1 - p.absorption.F)

    filters = p.kidney.CrCL / p.kidney.usual_CrCL
    by_kidney = p.plasma.CL * p.kidney.share * filters * (1 - p.kidney.secreted * (1 - secretion))
    by_others = p.plasma.CL * (1 - p.kidney.share) * p.others.activity * non_renal
    m.urine = Compartment(p.drug, meaning="baclofen that the kidney has passed on unchanged")
    m.changed = Compartment(p.drug, meaning="what others have changed, counted as baclofen")
    m.plasma.flows_to(m.urine, rate=by_kidney / m.plasma.volume)
    m.plasma.flows_to(m.changed, rate=by_others / m.plasma.volume)
    machine = p.dialysis.running * p.dialysis.clearance if dialysis is None else dialysis
    m.dialysate = Compartment(p.drug, meaning="baclofen that dialysis has taken")
    m.plasma.flows_to(m.dialysate, rate=machine / m.plasma.volume)

    m.bioavailability = Output(p.absorption.F, "share of a dose by mouth that reaches plasma", percent)
    m.systemic_clearance = Output(by_kidney + by_others, "clearance by kidney and others", L / h)
    m.apparent_clearance = Output((by_kidney + by_others) / p.absorption.F, "clearance over bioavailability", L / h)
    m.renal_clearance = Output(by_kidney, "clearance by the kidney", L / h)
    m.renal_share = Output(by_kidney / (by_kidney + by_others), "share of clearance by the kidney", percent)
    m.share_bound = Output(1 - p.plasma.fu, "share bound in plasma", percent)
    m.absorption_half_life = Output(log(2) / p.absorption.ka, "half of what is left in the gut is absorbed", h)
    m.creatinine_clearance = Output(p.kidney.CrCL, "creatinine clearance of this person", L / h)
    return by_kidney + by_others


def tell_phases(m: Any, p: Any, clearance: Expression) -> None:
    """What a fit of two compartments prints: the first volume over bioavailability, and the fast phase."""
    leaving, out, back = clearance / p.plasma.Vc, p.plasma.Q / p.plasma.Vc, p.plasma.Q / p.plasma.Vp
    total = leaving + out + back
    fast = (total + sqrt(total * total - 4 * leaving * back)) / 2
    m.apparent_central_volume = Output(p.plasma.Vc / p.absorption.F, "first volume over bioavailability", L)
    m.distribution_half_life = Output(log(2) / fast, "half-life of the fast phase after a dose by vein", h)


@model
def cerebrospinal_fluid(m: Any, p: Any) -> None:
    """CSF around the lumbar cord, around the rest of the cord, and in the head; each is stirred with the next."""
    m.lumbar = Compartment(p.drug, volume=p.lumbar_volume)
    m.thoracic = Compartment(p.drug, volume=p.thoracic_volume)
    m.cranial = Compartment(p.drug, volume=p.cranial_volume)
    m.lumbar.exchanges_with(m.thoracic, clearance=p.lower_stirring)
    m.thoracic.exchanges_with(m.cranial, clearance=p.upper_stirring)


def enter_csf(m: Any, p: Any) -> None:
    """R and S in CSF: what plasma gives, what a needle or a pump gives, and what returns to blood."""
    m.R = cerebrospinal_fluid(p.csf)
    m.S = cerebrospinal_fluid(p.csf)
    m.injected = Compartment(p.drug, meaning="baclofen at the tip of a needle or catheter in lumbar CSF")
    m.intrathecal = Route(m.injected, meaning="into lumbar CSF, as a bolus or by a pump")
    for form, share, ratio in (
        (m.R, p.plasma.share_of_R, entry(p, p.csf.R_over_S)),
        (m.S, 1 - p.plasma.share_of_R, entry(p, 1)),
    ):
        m.injected.flows_to(form.lumbar, rate=p.csf.mixing, share=share)
        for place, loss in (
            (form.lumbar, p.csf.lumbar_loss),
            (form.thoracic, p.csf.thoracic_loss),
            (form.cranial, p.csf.cranial_loss),
        ):
            m.plasma.flows_to(place, rate=loss * ratio / m.plasma.volume, share=share)
            place.flows_to(m.plasma, rate=loss / place.volume)
    both = m.R.lumbar.concentration + m.S.lumbar.concentration
    m.lumbar_csf = Output(both, "R and S baclofen in lumbar CSF, as a puncture finds them", nM)
    m.csf_over_plasma = Output(p.csf.over_plasma, "racemate in CSF over racemate in plasma, at rest", one)


def entry(p: Any, weight: Any) -> Expression:
    """CSF over plasma of one form, at rest, such that halves of R and S have the ratio measured of the racemate."""
    return p.csf.over_plasma * 2 * weight / (1 + p.csf.R_over_S)


def reach_receptors(m: Any, p: Any, *, over_csf: Expression) -> None:
    """R and S in the water around receptors of brain and spinal cord.

    The brain exchanges with plasma and a little with CSF in the head; the cord with lumbar CSF.
    """
    from_plasma, from_csf = over_csf * (1 - p.brain.from_csf), over_csf * p.brain.from_csf
    R, S = p.plasma.share_of_R * entry(p, p.csf.R_over_S), (1 - p.plasma.share_of_R) * entry(p, 1)
    plasma = m.plasma.concentration
    m.brain = EffectSite(
        from_plasma * R * plasma + from_csf * m.R.cranial.concentration,
        rate=p.brain.exchange,
        meaning="unbound R-baclofen at receptors of the brain",
    )
    m.brain_S = EffectSite(
        from_plasma * S * plasma + from_csf * m.S.cranial.concentration,
        rate=p.brain.exchange,
        meaning="unbound S-baclofen at receptors of the brain",
    )
    m.brain_over_plasma = Output(over_csf * R, "R-baclofen in the brain's water over racemate in plasma, at rest", one)
    m.in_brain = Output(m.brain.concentration + m.brain_S.concentration, "R and S baclofen in the brain's water", nM)
    m.cord = EffectSite(
        m.R.lumbar,
        rate=p.cord.exchange,
        partition=p.cord.over_csf,
        meaning="unbound R-baclofen at receptors of the cord",
    )
    m.cord_S = EffectSite(
        m.S.lumbar,
        rate=p.cord.exchange,
        partition=p.cord.over_csf,
        meaning="unbound S-baclofen at receptors of the cord",
    )


def ligands(m: Any, p: Any, S_over_R: Any = None) -> dict[str, dict[str, Ligand]]:
    """What baclofen is at GABA-B receptors of brain and cord, by target and ligand.

    m:        the part that holds the kinetics
    S_over_R: a reading of how much weaker S binds (`stereoselectivities`); between them where none is given
    Efficacy is that for the firing of dopamine cells; `effects` has the other read-outs.
    """
    R = p.gaba_b.KA_R
    S = R * (p.gaba_b.S_over_R if S_over_R is None else S_over_R)
    efficacy = reserve(p, p.gaba_b.EC50_firing)
    return {
        target: {
            "baclofen_R": Ligand(site, Ki=R, efficacy=efficacy),
            "baclofen_S": Ligand(weak, Ki=S, efficacy=efficacy * p.gaba_b.S_efficacy),
        }
        for target, site, weak in (("gaba_b", m.brain, m.brain_S), ("gaba_b_in_the_cord", m.cord, m.cord_S))
    }


def ligands_with_S_by_binding(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """The same with S as much weaker than R as one binding assay has it."""
    return ligands(m, p, stereoselectivities(p)["binding"])


def ligands_with_S_by_release(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """The same with S as much weaker than R as release of GABA has it."""
    return ligands(m, p, stereoselectivities(p)["release"])


def own_ligands(gaba: Any, p: Any) -> dict[str, Ligand]:
    """What GABA, the body's own, is at GABA-B receptors; gaba: its concentration outside synapses."""
    affinity, efficacy = p.gaba_b.KA_R * p.gaba_b.GABA_over_R, reserve(p, p.gaba_b.EC50_firing)
    return {"gaba": Ligand(gaba, Ki=affinity, efficacy=efficacy * p.gaba_b.GABA_efficacy, endogenous=True)}


def meet_gaba(m: Any, drug: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """GABA around receptors of brain and cord, outside synapses."""
    del drug
    m.gaba = own_ligand(p.gaba)
    return {target: own_ligands(m.gaba.free, p) for target in TARGETS}


def tell_effects(m: Any, receptors: Mapping[str, Receptor], drug: Any, p: Any) -> None:
    """What GABA-B receptors of the brain do, by read-out."""
    del drug
    for name, effect in effects(receptors["gaba_b"], p).items():
        m[f"effect_on_{name.replace(' ', '_')}"] = Output(effect, f"effect on {name}, of the largest", percent)


def ligands_of_the_coupled_state(m: Any, p: Any) -> dict[str, Ligand]:
    """What baclofen is at the state that binding assays see; how much of it is held is no measure of effect."""
    R, S = p.gaba_b.KA_R_coupled, p.gaba_b.KA_R_coupled * p.gaba_b.S_over_R_by_binding
    return {"baclofen_R": Ligand(m.brain, Ki=R), "baclofen_S": Ligand(m.brain_S, Ki=S)}


def stereoselectivities(p: Any) -> dict[str, Expression]:
    """Two readings of how much weaker S binds than R; assays conflict, and predictions show both."""
    return {"binding": p.gaba_b.S_over_R_by_binding, "release": p.gaba_b.S_over_R_by_release}


def reserve(p: Any, EC50: Expression) -> Expression:
    """The transducer ratio of R-baclofen for an effect that is half at EC50; it is never below 0."""
    return maximum(p.gaba_b.KA_R / EC50 - 1, 0)


def effects(receptor: Receptor, p: Any) -> dict[str, Expression]:
    """What all ligands at a GABA-B receptor do, of the largest, by read-out: reserve differs between them."""
    firing = reserve(p, p.gaba_b.EC50_firing)
    halves = {
        "firing of dopamine cells": p.gaba_b.EC50_firing,
        "transmitter release": p.gaba_b.EC50_release,
        "current of GABA cells": p.gaba_b.EC50_current_GABA,
        "current of dopamine cells": p.gaba_b.EC50_current_dopamine,
    }
    return {name: operational_effect(receptor.stimulus() * reserve(p, half) / firing) for name, half in halves.items()}


def grow(i: Any, p: Any) -> None:
    """Size, age and sex, and the kidney that follows from them."""
    differ(i, p)
    i.kidney.CrCL = filter_blood(i, p)
    i.size = i.weight / p.body.standard_weight
    i.plasma.Vc = p.plasma.Vc * i.size
    i.plasma.Vp = p.plasma.Vp * i.size
    i.plasma.V = p.plasma.V * i.size
    i.plasma.Q = p.plasma.Q * i.size**p.body.exponent
    i.others.activity = p.others.activity * i.size**p.body.exponent


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults with usual kidneys: filtration falls with age from 35 years on and grows with body surface."""
    i.body.kidneys = p.body.kidneys
    grow(i, p)


@population
def adults_with_kidney_impairment(i: Any, p: Any = Adults) -> None:
    """Adults whose kidneys have kept a share of what their age, size and sex give; nothing else is changed."""
    lose_kidneys(i, p)
    grow(i, p)


TARGETS = ("gaba_b", "gaba_b_in_the_cord")

pharmacology = Pharmacology(
    name="baclofen",
    structures={
        "two compartments": Structure(baclofen_kinetics, ligands, TARGETS),
        "one compartment": Structure(baclofen_kinetics_with_one_compartment, ligands, TARGETS),
        "efflux from the brain": Structure(baclofen_kinetics_with_efflux, ligands, TARGETS),
        "S by binding": Structure(baclofen_kinetics, ligands_with_S_by_binding, TARGETS),
        "S by release": Structure(baclofen_kinetics, ligands_with_S_by_release, TARGETS),
    },
    table=Adults,
    populations={"adults": adults, "adults with kidney impairment": adults_with_kidney_impairment},
    concentrations={
        "baclofen in plasma": "plasma.concentration",
        "baclofen in csf": "lumbar_csf",
        "baclofen in brain": "in_brain",
    },
    ligands={"R-baclofen": "baclofen_R", "S-baclofen": "baclofen_S"},
    facts={
        "bioavailability of baclofen": "bioavailability",
        "systemic clearance of baclofen": "systemic_clearance",
        "apparent clearance of baclofen": "apparent_clearance",
        "renal clearance of baclofen": "renal_clearance",
        "volume of distribution of baclofen": "volume_of_distribution",
        "share of baclofen bound in plasma": "share_bound",
        "share of dose in urine as baclofen": "urine.amount",
        "share of baclofen metabolised": "changed.amount",
        "absorption half-life of baclofen": "absorption_half_life",
        "renal clearance of creatinine": "creatinine_clearance",
        "apparent central volume of baclofen": "apparent_central_volume",
        "distribution half-life of baclofen": "distribution_half_life",
    },
    own=meet_gaba,
    tells=tell_effects,
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut", "cyp2d6", "p_gp"), "not known to change it (remembered)"),
    calibrated=(
        "absorption.ka",
        "absorption.F",
        "plasma.CL",
        "plasma.Vc",
        "plasma.Vp",
        "plasma.Q",
        "plasma.V",
        "kidney.share",
        "csf.over_plasma",
    ),
    purpose="exposure and GABA-B receptors by baclofen by mouth, by vein and into CSF, by kidney function",
    limits=(
        "sedation, spasticity and withdrawal: responses tell of them, hardly surely",
        "doses above those observed, and self-poisoning",
        "children",
    ),
)
