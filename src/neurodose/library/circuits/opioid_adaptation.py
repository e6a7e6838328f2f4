"""Opioid adaptation: what a whole person does about opioids that last, by tolerance and by dependence.

Mu receptors driven above rest are what the body comes to expect: in part within a day, in part within weeks, and it
forgets as it learned (acute dependence after one dose: Bickel 1988; what is left for months: Martin and Jasinski
1969). What it expects weakens what a stimulus does (tolerance), and is missed where it stops (dependence). Antagonists
take the drive away; rest is what there is before any drug.

What cells do by themselves (`adaptation`) is part of this and not counted twice: the drive is the effect of cells at
rest.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.opioid_adaptation_numbers import OpioidAdaptation
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, exp, log, maximum
from neurodose.units import one, percent


@model
def opioid_adaptation(m: Any, p: Any = OpioidAdaptation, *, at_mu: Any = 0) -> None:
    """The body comes to expect what drives mu receptors above rest, within days and within weeks; by as much as it
    expects, a stimulus does less, and its lack is missed.

    at_mu: effect of all ligands there, of the largest (0 to 1), of rested cells
    """
    effect = demand(at_mu, "an effect at mu")
    drive = find_drive(effect, p)
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


def write_adaptation(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind its receptors."""
    del scopes
    m.opioid_adaptation = opioid_adaptation(p.opioid_adaptation, at_mu=m.effect_at_mu)


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
