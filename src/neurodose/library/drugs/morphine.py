"""Morphine by mouth, under the skin and by vein, with its glucuronides, in plasma, urine and brain.

Papers disagree on how the brain follows plasma. Three structures rival one another; they share every other word and
every number (`morphine_numbers`):
- slow brain: half in 2.8 h, as pupil and breathing have it, and as microdialysis in people does;
- quick brain: half in 74 min, as relief of pain has it;
- open brain: M6G gets as far into the brain as it does in rats, some thirty times further than its weak effect in
  people tells.
What morphine and M6G are at receptors is said in `ligands`; the receptors are not here. A substance that becomes
morphine takes it in with `morphine_within`.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.body import lose_kidneys
from neurodose.library.drugs.morphine_numbers import Adults
from neurodose.library.kinetics import transit
from neurodose.library.pharmacology import Pharmacology, Structure
from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.route import Route
from neurodose.modelling.trace import Output
from neurodose.populations import population
from neurodose.symbols import Expression
from neurodose.units import L, h, percent


@model
def morphine_kinetics(m: Any, p: Any = Adults, *, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1) -> None:
    """Morphine is absorbed from the gut, and the liver turns most of it into glucuronides before it reaches plasma.
    It exchanges with two tissues. The liver goes on to form M6G and M3G, which reach plasma late and leave by the
    kidney. Morphine and M6G reach the brain slowly, M6G hardly at all.
    """
    live_in_the_body(m, p, ugt2b7, kidney)
    reach_brain(m, p, p_gp, rate=p.brain.rate, m6g_unbound=p.brain.m6g_in_people)
    offer_routes(m, p)


@model
def morphine_kinetics_with_quick_brain(
    m: Any, p: Any = Adults, *, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1
) -> None:
    """Morphine is absorbed from the gut, and the liver turns most of it into glucuronides before it reaches plasma.
    It exchanges with two tissues. The liver goes on to form M6G and M3G, which reach plasma late and leave by the
    kidney. Morphine reaches the brain within an hour or two, as relief of pain has it; M6G slowly and hardly at all.
    """
    live_in_the_body(m, p, ugt2b7, kidney)
    reach_brain(m, p, p_gp, rate=p.brain.rate_in_pain, m6g_unbound=p.brain.m6g_in_people)
    offer_routes(m, p)


@model
def morphine_kinetics_with_open_brain(
    m: Any, p: Any = Adults, *, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1
) -> None:
    """Morphine is absorbed from the gut, and the liver turns most of it into glucuronides before it reaches plasma.
    It exchanges with two tissues. The liver goes on to form M6G and M3G, which reach plasma late and leave by the
    kidney. Morphine and M6G reach the brain slowly, M6G as far as in rats.
    """
    live_in_the_body(m, p, ugt2b7, kidney)
    reach_brain(m, p, p_gp, rate=p.brain.rate, m6g_unbound=p.brain.m6g_in_rats)
    offer_routes(m, p)


@model
def morphine_within(m: Any, p: Any, *, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1) -> None:
    """Morphine that another substance becomes, in plasma or in the gut. The liver forms M6G and M3G, which reach plasma
    late and leave by the kidney. Morphine and M6G reach the brain slowly, M6G hardly at all.
    """
    live_in_the_body(m, p, ugt2b7, kidney)
    reach_brain(m, p, p_gp, rate=p.brain.rate, m6g_unbound=p.brain.m6g_in_people)


@model
def morphine_within_a_quick_brain(m: Any, p: Any, *, ugt2b7: Any = 1, kidney: Any = 1, p_gp: Any = 1) -> None:
    """Morphine that another substance becomes, in plasma or in the gut. The liver forms M6G and M3G, which reach plasma
    late and leave by the kidney. Morphine reaches the brain within an hour or two, as relief of pain has it.
    """
    live_in_the_body(m, p, ugt2b7, kidney)
    reach_brain(m, p, p_gp, rate=p.brain.rate_in_pain, m6g_unbound=p.brain.m6g_in_people)


def live_in_the_body(m: Any, p: Any, ugt2b7: Any, kidney: Any) -> None:
    """Where morphine and its glucuronides are, how they are formed, and how they leave.

    ugt2b7, kidney: shares of the usual activity of the enzyme that forms both glucuronides, and of the kidneys
    """
    m.gut = Compartment(p.plasma.drug)
    m.plasma = Compartment(p.plasma.drug, volume=p.plasma.V)
    m.tissue = Compartment(p.plasma.drug, volume=p.plasma.V2)
    m.deep = Compartment(p.plasma.drug, volume=p.plasma.V3, meaning="morphine in the second tissue")
    m.forming_m6g = transit(2)(p.m6g)
    m.m6g = Compartment(p.m6g.drug, volume=p.m6g.V)
    m.forming_m3g = transit(2)(p.m3g)
    m.m3g = Compartment(p.m3g.drug, volume=p.m3g.V)
    m.plasma.exchanges_with(m.tissue, clearance=p.plasma.Q2)
    m.plasma.exchanges_with(m.deep, clearance=p.plasma.Q3)

    pass_liver(m, p, ugt2b7)
    # Well stirred: each path of the liver goes by its activity times what escapes all of them.
    more = escape_liver(p, ugt2b7) / escape_liver(p, 1)
    m.plasma.is_converted_to(m.forming_m6g.first, by=p.plasma.CL, share=p.plasma.to_m6g * ugt2b7 * more)
    m.plasma.is_converted_to(m.forming_m3g.first, by=p.plasma.CL, share=p.plasma.to_m3g * ugt2b7 * more)
    m.forming_m6g.last.flows_to(m.m6g, rate=p.m6g.rate)
    m.forming_m3g.last.flows_to(m.m3g, rate=p.m3g.rate)
    m.plasma.is_cleared(by=p.plasma.CL * (1 - p.plasma.to_m6g - p.plasma.to_m3g - p.plasma.by_kidney))
    leave_by_kidney(m, p, kidney)
    tell_facts(m, p, ugt2b7, kidney, more)


def escape_liver(p: Any, ugt2b7: Any) -> Expression:
    """Share of morphine from the gut that passes the liver unchanged: 1 / (1 + capacity), the liver well stirred.

    Whatever else the liver takes morphine up for goes on where the enzyme does not.
    """
    by_ugt2b7 = p.liver.to_m6g + p.liver.to_m3g
    return 1 / (1 + p.liver.capacity * (by_ugt2b7 * ugt2b7 + 1 - by_ugt2b7))


def pass_liver(m: Any, p: Any, ugt2b7: Any) -> None:
    """Morphine leaves the gut: it passes the liver, becomes a glucuronide there or something else, or stays behind."""
    passes = p.absorption.absorbed * escape_liver(p, ugt2b7)
    taken = p.liver.capacity * passes  # by all paths together, where the enzyme works as usual
    m.gut.flows_to(m.plasma, rate=p.absorption.ka, share=passes)
    m.gut.is_converted_to(m.forming_m6g.first, rate=p.absorption.ka, share=taken * p.liver.to_m6g * ugt2b7)
    m.gut.is_converted_to(m.forming_m3g.first, rate=p.absorption.ka, share=taken * p.liver.to_m3g * ugt2b7)
    otherwise = taken * (1 - p.liver.to_m6g - p.liver.to_m3g)
    m.gut.is_lost(rate=p.absorption.ka, share=otherwise + 1 - p.absorption.absorbed)


def leave_by_kidney(m: Any, p: Any, kidney: Any) -> None:
    """What the kidneys pass on of each of the three, and what else becomes of the glucuronides."""
    works = kidney * p.body.kidneys
    m.urine = Compartment(p.plasma.drug, meaning="morphine that the kidney has passed on, not conjugated")
    m.urine_m6g = Compartment(p.m6g.drug, meaning="M6G that the kidney has passed on")
    m.urine_m3g = Compartment(p.m3g.drug, meaning="M3G that the kidney has passed on")
    m.plasma.flows_to(m.urine, rate=p.plasma.CL * p.plasma.by_kidney * works / p.plasma.V)
    m.m6g.flows_to(m.urine_m6g, rate=p.m6g.CL * p.m6g.by_kidney * works / p.m6g.V)
    m.m6g.is_cleared(by=p.m6g.CL * (1 - p.m6g.by_kidney))
    m.m3g.flows_to(m.urine_m3g, rate=p.m3g.CL * p.m3g.by_kidney * works / p.m3g.V)
    m.m3g.is_cleared(by=p.m3g.CL * (1 - p.m3g.by_kidney))


def tell_facts(m: Any, p: Any, ugt2b7: Any, kidney: Any, more: Any) -> None:
    """What papers state of the kinetics in a single number."""
    conjugated = (p.plasma.to_m6g + p.plasma.to_m3g) * (ugt2b7 * more - 1)
    by_kidney = p.plasma.CL * p.plasma.by_kidney
    m.bioavailability = Output(
        p.absorption.absorbed * escape_liver(p, ugt2b7), "share of a dose by mouth that reaches plasma", percent
    )
    m.systemic_clearance = Output(
        p.plasma.CL * (1 + conjugated) + by_kidney * (kidney * p.body.kidneys - 1), "of morphine in plasma", L / h
    )
    m.renal_clearance = Output(by_kidney * kidney * p.body.kidneys, "of morphine, by the kidney", L / h)
    m.volume_of_distribution = Output(
        p.plasma.V + p.plasma.V2 + p.plasma.V3, "volume of plasma and both tissues, for morphine", L
    )
    m.share_bound = Output(1 - p.brain.fu, "share of morphine bound in plasma", percent)


def reach_brain(m: Any, p: Any, p_gp: Any, *, rate: Any, m6g_unbound: Any) -> None:
    """Unbound morphine and M6G around the receptors.

    What is pumped out makes the difference between the brain and what would be without pumps, which is plasma: with
    P-glycoprotein at a share of its usual activity, more stays, and it takes longer. What the same pump does in the
    gut is not here: a dose by mouth is absorbed as it always is.
    """
    pumped = 1 / p.brain.unbound - 1  # over what leaves by itself
    left = 1 + pumped * (1 - p.brain.by_p_gp * (1 - p_gp))
    slower = p.brain.unbound * left
    m.brain = EffectSite(
        m.plasma, rate=rate * slower, partition=p.brain.fu / left, meaning="unbound morphine at the receptors"
    )
    m.brain_m6g = EffectSite(
        m.m6g,
        rate=p.brain.rate_m6g,
        partition=p.brain.fu_m6g * m6g_unbound,
        meaning="unbound M6G at the receptors",
    )


def offer_routes(m: Any, p: Any) -> None:
    """The ways in. Sulfate is the pentahydrate, as products are labelled."""
    m.slow_tablet = Compartment(p.plasma.drug, meaning="morphine in a slow-release tablet")
    m.skin = Compartment(p.plasma.drug, meaning="morphine under the skin")
    m.mouth = Route(m.gut, form="sulfate", usual=True, lag=p.absorption.lag, meaning="solution or plain tablet")
    m.slow_release = Route(m.slow_tablet, form="sulfate", lag=p.absorption.lag, meaning="slow-release tablet")
    m.under_skin = Route(m.skin, form="sulfate", meaning="injected under the skin")
    m.vein = Route(m.plasma, form="sulfate", meaning="by vein")
    m.skin.flows_to(m.plasma, rate=p.absorption.ka_skin)
    m.slow_tablet.flows_to(m.gut, rate=p.absorption.ka_slow)


def ligands(m: Any, p: Any) -> dict[str, dict[str, Ligand]]:
    """What morphine and M6G are at each receptor, at equilibrium: for a Competition. At delta and kappa only affinities
    were measured; efficacies are taken to be those at mu.
    """
    m6g = p.mu.Ki * p.mu.m6g_ratio
    return {
        receptor: {
            "morphine": Ligand(m.brain, Ki=p.mu.Ki * ratio, efficacy=p.mu.efficacy),
            "m6g": Ligand(m.brain_m6g, Ki=m6g * ratio, efficacy=p.mu.m6g_efficacy),
        }
        for receptor, ratio in {"mu": 1, "delta": p.delta.ratio, "kappa": p.kappa.ratio}.items()
    }


def binding_ligands(m: Any, p: Any) -> dict[str, Ligand]:
    """The same at mu with rates, for a Binding. M6G binds as fast as morphine and leaves more slowly as it is tighter.

    Neither is taken out of its site: how many receptors there are is for whoever composes them to say.
    """
    binding, leaving = p.mu.leaving / p.mu.Ki, p.mu.leaving
    return {
        "morphine": Ligand(m.brain, kon=binding, koff=leaving, efficacy=p.mu.efficacy),
        "m6g": Ligand(m.brain_m6g, kon=binding, koff=leaving * p.mu.m6g_ratio, efficacy=p.mu.m6g_efficacy),
    }


def grow_with_weight(i: Any, p: Any, size: Any) -> None:
    """Clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    i.plasma.CL = p.plasma.CL * size**p.body.exponent
    i.plasma.Q2 = p.plasma.Q2 * size**p.body.exponent
    i.plasma.Q3 = p.plasma.Q3 * size**p.body.exponent
    i.plasma.V = p.plasma.V * size
    i.plasma.V2 = p.plasma.V2 * size
    i.plasma.V3 = p.plasma.V3 * size
    i.m6g.CL = p.m6g.CL * size**p.body.exponent
    i.m3g.CL = p.m3g.CL * size**p.body.exponent
    i.m6g.V = p.m6g.V * size
    i.m3g.V = p.m3g.V * size


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    grow_with_weight(i, p, i.weight / p.body.standard_weight)


@population
def adults_with_kidney_impairment(i: Any, p: Any = Adults) -> None:
    """Adults whose kidneys filter a share of the usual: glucuronides stay. Nothing else is changed."""
    i.weight = p.body.weight
    grow_with_weight(i, p, i.weight / p.body.standard_weight)
    lose_kidneys(i, p)


READING: dict[str, Any] = {"ligands": ligands, "targets": ("mu", "delta", "kappa"), "at_mu": binding_ligands}

pharmacology = Pharmacology(
    name="morphine",
    structures={
        "slow brain": Structure(morphine_kinetics, **READING),
        "quick brain": Structure(morphine_kinetics_with_quick_brain, **READING),
        "open brain": Structure(morphine_kinetics_with_open_brain, **READING),
    },
    table=Adults,
    populations={"adults": adults, "adults with kidney impairment": adults_with_kidney_impairment},
    concentrations={
        "morphine in plasma": "plasma.concentration",
        "M6G in plasma": "m6g.concentration",
        "M3G in plasma": "m3g.concentration",
        "morphine in brain": "brain.concentration",
        "M6G in brain": "brain_m6g.concentration",
    },
    ligands={"morphine": "morphine", "M6G": "m6g"},
    facts={
        "bioavailability of morphine": "bioavailability",
        "systemic clearance of morphine": "systemic_clearance",
        "renal clearance of morphine": "renal_clearance",
        "volume of distribution of morphine": "volume_of_distribution",
        "share of morphine bound in plasma": "share_bound",
    },
    spares=dict.fromkeys(("cyp3a_liver", "cyp3a_gut", "cyp2d6"), "not known to change it (remembered)"),
    purpose="a comparator: the agonist that antagonists are tested against",
    limits=(
        "pain and breathing: responses tell of them, hardly surely",
        "children",
        "tolerance beyond that of single cells",
    ),
)
