"""The one receptor layer: where drugs meet one another and the body's own ligands.

Every drug says what it is at each target (`Pharmacology`); whoever is in the body competes there, with the ligands that
the body makes. Mu receptors are followed with rates where a structure asks for it, all else is at equilibrium.
Affinities of assays are brought to the living brain by one factor, shared by all drugs (`Opioid.brain_over_assay`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from neurodose.library.adaptation import AdaptationAtGabaB, AdaptationAtMu, adaptation
from neurodose.library.pharmacology import Ligands
from neurodose.library.targets import Dynorphin, Endorphin, Enkephalin, Morphine, Opioid, own_ligand
from neurodose.modelling.binding import Binding, Competition, Ligand, Receptor
from neurodose.modelling.compartment import demand
from neurodose.modelling.parameter import Parameters
from neurodose.modelling.response import operational_effect
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant
from neurodose.units import one, percent


class AtOpioidReceptors(Parameters):
    """What any drug meets at opioid receptors."""

    endorphin = Endorphin
    enkephalin = Enkephalin
    dynorphin = Dynorphin
    opioid = Opioid
    challenge = Morphine
    adaptation_at_mu = AdaptationAtMu


class AtGabaB(Parameters):
    """What any drug meets at GABA-B receptors; the body's GABA is measured beside baclofen, and stands with it."""

    adaptation_at_gaba_b = AdaptationAtGabaB


@dataclass(frozen=True)
class Target:
    """A receptor that drugs of the library bind to.

    meaning: in words; own: the body's own ligands there, by what the scope calls them
    table:   the numbers it takes; adapts: whose adaptation it follows, where an agonist drives it
    """

    meaning: str
    own: tuple[str, ...] = ()
    table: type[Parameters] | None = None
    adapts: str = ""


TARGETS: dict[str, Target] = {
    "mu": Target("mu opioid receptors", ("endorphin", "enkephalin"), AtOpioidReceptors, "adaptation_at_mu"),
    "delta": Target("delta opioid receptors", ("endorphin", "enkephalin"), AtOpioidReceptors),
    "kappa": Target("kappa opioid receptors", ("endorphin", "dynorphin"), AtOpioidReceptors),
    "gaba_b": Target("GABA-B receptors of the brain", ("gaba",), AtGabaB, "adaptation_at_gaba_b"),
    "gaba_b_in_the_cord": Target("GABA-B receptors of the spinal cord", ("gaba",), AtGabaB),
    "alpha_2a": Target("alpha-2A adrenoceptors"),
    "tlr4": Target("toll-like receptors 4, by which naltrexone is said to act on inflammation"),
}
OPIOID = ("mu", "delta", "kappa")
WORDS = {
    "gaba_b": "GABA-B",
    "gaba_b_in_the_cord": "GABA-B in the cord",
    "alpha_2a": "alpha-2A",
    "tlr4": "TLR4",
}  # how a target is called in words, where not by its address
OWN = {"beta-endorphin": "endorphin", "enkephalin": "enkephalin", "dynorphin": "dynorphin", "GABA": "gaba"}


@dataclass(frozen=True, eq=False)
class Meeting:
    """What is at the receptors of one body.

    ligands: of all drugs, by target; rates: at mu with rates, where binding is followed; None at equilibrium
    own:     the body's own ligands that a drug's file knows of, by target (GABA)
    total:   concentration of mu receptors, where a drug is taken out of its site by binding
    releases: of the body's own ligands, of the usual, as circuits have it
    """

    ligands: Ligands
    rates: Mapping[str, Ligand] | None = None
    own: Mapping[str, Mapping[str, Ligand]] | None = None
    total: Expression | None = None
    releases: Mapping[str, Expression] = field(default_factory=dict)


def meet(m: Any, p: Any, meeting: Meeting) -> dict[str, Receptor]:
    """Puts the receptors of all targets into a model, and what happens there; returns them by target."""
    if any(target in OPIOID for target in meeting.ligands):
        for name in ("endorphin", "enkephalin", "dynorphin"):
            m[name] = own_ligand(getattr(p, name), release=meeting.releases.get(name, 1))
    found = {}
    for target in (t for t in TARGETS if t in meeting.ligands):
        m[target] = _receptor(m, p, target, meeting)
        found[target] = m[target]
        _tell(m, p, target, found[target], tuple(meeting.ligands[target]))
    if "mu" in found:
        _challenge(m, p, found["mu"])
    return found


def _receptor(m: Any, p: Any, target: str, meeting: Meeting) -> Receptor:
    """A receptor with whom it meets: at equilibrium, or with rates at mu."""
    drugs, meaning = meeting.ligands[target], TARGETS[target].meaning
    own = dict((meeting.own or {}).get(target, {})) or _own_opioids(m, p, target)
    if target != "mu" or meeting.rates is None:
        return Competition(meaning, **drugs, **own)
    total = p.opioid.receptors if meeting.total is None else meeting.total
    bound = {name: meeting.rates.get(name, ligand) for name, ligand in drugs.items()}
    leaving = {name: _with_rates(ligand, p.opioid.leaving) for name, ligand in bound.items()}
    return Binding(total, meaning, **leaving, **{n: _with_rates(g, p.opioid.own_leaving) for n, g in own.items()})


def _own_opioids(m: Any, p: Any, target: str) -> dict[str, Ligand]:
    if target not in OPIOID:
        return {}
    return {
        name: Ligand(
            m[name].free,
            Ki=getattr(getattr(p, name), f"Ki_{target}"),
            efficacy=getattr(p, name).efficacy,
            endogenous=True,
        )
        for name in TARGETS[target].own
    }


def _with_rates(ligand: Ligand, leaving: Expression) -> Ligand:
    """The same ligand with rates, where only its affinity is known: it leaves as others of its kind do."""
    if ligand.kon is not None:
        return ligand
    return replace(ligand, Ki=None, kon=leaving / demand(ligand.Ki, "Ki"), koff=leaving)


def _tell(m: Any, p: Any, target: str, receptor: Receptor, drugs: tuple[str, ...]) -> None:
    """Tone, effect and dose ratio at a receptor, and what the cell does about an effect that lasts."""
    own = [name for name, ligand in receptor.ligands.items() if ligand.endogenous]
    if not own:
        return
    where = TARGETS[target].meaning
    m[f"tone_at_{target}"] = Output(
        operational_effect(receptor.stimulus(*own)),
        f"effect of the body's own ligands at {where}, of the largest",
        percent,
    )
    m[f"effect_at_{target}"] = Output(
        receptor.effect(), f"effect of all ligands at {where}, of the largest, before adaptation", percent
    )
    m[f"dose_ratio_at_{target}"] = Output(
        receptor.dose_ratio(*drugs) if drugs else constant(1),
        f"how many times more of another agonist the same effect takes at {where}",
        one,
    )
    adapts = TARGETS[target].adapts
    if adapts and any(is_agonist(receptor.ligands[name]) for name in drugs):
        m[adapts] = adaptation(getattr(p, adapts), receptor.effect())
        m[f"adapted_effect_at_{target}"] = Output(
            operational_effect(receptor.stimulus() * m[adapts].sensitivity * m[adapts].number),
            f"effect of all ligands at {where}, of the largest, of cells that adapt",
            percent,
        )


def is_agonist(ligand: Ligand) -> bool:
    """Whether a ligand does anything at its receptor but be in the way."""
    efficacy = demand(ligand.efficacy, "an efficacy")
    return not (efficacy.is_constant and efficacy.value == 0)


def _challenge(m: Any, p: Any, mu: Receptor) -> None:
    """A brief dose of morphine, and how much of its effect is lost."""
    morphine = Ligand(p.challenge.concentration, Ki=p.challenge.Ki_mu, efficacy=p.challenge.efficacy)
    m.effect_of_morphine = Output(mu.effect_of(morphine), "effect of a morphine challenge, of the largest", percent)
    m.effect_at_baseline = Output(at_start(m.effect_of_morphine), "the same before any drug", percent)
    m.loss_of_effect = Output(
        mu.loss_of_effect(morphine), "share of a morphine challenge's effect that is lost", percent
    )


def scale_to_brain(ligand: Ligand, factor: Any) -> Ligand:
    """A ligand as the living brain has it, of what an assay says: concentrations of the assay times one factor."""
    if ligand.Ki is not None:
        return replace(ligand, Ki=ligand.Ki * factor)
    assert ligand.kon is not None
    return replace(ligand, kon=ligand.kon / factor**ligand.exponent)
