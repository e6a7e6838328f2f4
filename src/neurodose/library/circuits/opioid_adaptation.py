"""Opioid adaptation: what a whole person does about opioids that last, by tolerance and by dependence.

Mu receptors driven above rest are what the body comes to expect: in part within a day, in part within weeks, and it
forgets as it learned (acute dependence after one dose: Bickel 1988; what is left for months: Martin and Jasinski
1969). What it expects weakens what a stimulus does (tolerance), and is missed where it stops (dependence). Antagonists
take the drive away; rest is what there is before any drug.

What cells do by themselves (`adaptation`) is part of this and not counted twice: the drive is the effect of cells at
rest.

Assays whose tracer is an agonist show agonists the few receptors that hold them tightest; living cells, with sodium and
GTP, hold them far less (Carroll 1988), antagonists the same. By such assays alone morphine and methadone would fill the
receptors for a day, and no antagonist would precipitate anything. So the effect is taken as living cells have it, by
how much less being set by people: one factor for each agonist (`binds_less`).
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.opioid_adaptation_numbers import OpioidAdaptation
from neurodose.library.receptors import is_agonist
from neurodose.modelling.binding import Receptor
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.response import operational_effect
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant, exp, log, maximum
from neurodose.units import one, percent

HELD_AS = {
    "morphine": "morphine", "m6g": "morphine", "heroin": "heroin", "mam": "heroin", "methadone": "methadone",
    "methadone_S": "methadone", "fentanyl": "fentanyl", "mitragynine": "mitragynine",
    "hydroxymitragynine": "mitragynine", "pseudoindoxyl": "mitragynine",
}  # fmt: skip  # whose factor a ligand takes; PET has set buprenorphine's own, and those of antagonists


@model
def opioid_adaptation(m: Any, p: Any = OpioidAdaptation, *, at_mu: Any = 0) -> None:
    """The body comes to expect what drives mu receptors above rest, within days and within weeks; by as much as it
    expects, a stimulus does less, and its lack is missed.

    at_mu: effect of all ligands there, of the largest (0 to 1), of rested and living cells
    """
    effect = demand(at_mu, "an effect at mu")
    drive = find_drive(effect, p)
    m.effect = Output(effect, "effect at mu in living cells, of the largest", percent)
    m.drive = Output(drive, "opioid drive above rest, of the largest", percent)
    for name, rate in (("quick", p.quick_rate), ("slow", p.slow_rate)):
        m[name] = Pool(rate * drive, rate, start=p.dependent_at_start, meaning=f"{name} part of what is expected")
    dependence = p.share_quick * m.quick + (1 - p.share_quick) * m.slow
    tolerance = weaken(dependence, p, p.largest_tolerance)
    m.dependence = Output(dependence, "opioid dependence: the drive that is expected", percent)
    m.tolerance = Output(tolerance, "opioid tolerance, as a factor", one)
    m.felt = Output(answer(effect, tolerance), "effect at mu as the adapted person feels it, of the largest", percent)


def find_stimulus(effect: Expression) -> Expression:
    """The stimulus behind an effect of the operational model: E / (1 - E)."""
    return effect / (1 - effect)


def find_drive(effect: Expression, p: Any) -> Expression:
    """What the body adapts to, of the largest: x / (x + half), x the stimulus above rest, and nothing below rest."""
    stimulus = find_stimulus(effect)
    above = maximum(stimulus - at_start(stimulus), 0)
    return above / (above + p.half)


def weaken(dependence: Expression, p: Any, largest: Expression) -> Expression:
    """Tolerance as a factor by which a stimulus is divided: largest^dependence, 1 in who expects nothing."""
    return exp(p.weakens * dependence * log(largest))


def answer(effect: Expression, tolerance: Expression) -> Expression:
    """What a stimulus still does where it is divided by tolerance: S / (S + T), which is the effect itself at T = 1."""
    stimulus = find_stimulus(effect)
    return stimulus / (stimulus + tolerance)


def find_effect_in_life(mu: Receptor, p: Any, tolerance: Any = 1) -> Expression:
    """The effect of all ligands together where living cells hold agonists less than assays say: each is there as by an
    affinity that is so many times weaker, and what it leaves free is there for the others.

    Exact at equilibrium; where binding is followed with rates, the share that lags behind is weakened in the same way.

    tolerance: a factor by which drugs that drive the receptor are weaker still, in whom they have been for long
    """
    over_free = hold_in_life(mu, p)
    for name in (n for n, ligand in mu.ligands.items() if is_agonist(ligand) and not ligand.endogenous):
        over_free[name] = over_free[name] / tolerance
    taken = sum(over_free.values(), constant(0))
    told = sum((demand(mu.ligand(n).efficacy, "an efficacy") * held for n, held in over_free.items()), constant(0))
    return operational_effect(told / (1 + taken))


def hold_in_life(mu: Receptor, p: Any) -> dict[str, Expression]:
    """Receptors held over those that nobody holds, as living cells have it, by ligand."""
    return {name: mu.share_of(name) / mu.share_free() / find_factor(name, p) for name in mu.ligands}


def find_factor(ligand: str, p: Any) -> Expression:
    """How many times weaker living cells hold a ligand; 1 for antagonists, the body's own, and what PET has set."""
    name = HELD_AS.get(ligand.partition("_of_")[0])
    if name is None:
        return constant(1)
    return exp(p.in_living_cells.binds_less * log(getattr(p.in_living_cells, name)))


def write_adaptation(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind its receptors."""
    del scopes
    own = p.opioid_adaptation
    m.opioid_adaptation = opioid_adaptation(own, at_mu=find_effect_in_life(m.mu, own))


circuit = Circuit(
    name="opioid_adaptation",
    meaning="tolerance and dependence of opioids",
    table=OpioidAdaptation,
    write=write_adaptation,
    targets=("mu",),
    outputs={
        "opioid tolerance": "opioid_adaptation.tolerance",
        "opioid dependence": "opioid_adaptation.dependence",
        "opioid effect as felt": "opioid_adaptation.felt",
    },
)
