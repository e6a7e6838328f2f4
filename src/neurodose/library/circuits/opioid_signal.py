"""The opioid signal: what agonists tell living cells, whose mu receptors hold them less tightly than an assay does.

Sodium and guanyl nucleotides, which binding assays leave out, turn receptors into a state that agonists hold weakly
and antagonists as before (Pert, Pasternak and Snyder 1973). By the affinities of assays 2.5 mg of morphine would do by
vein all that morphine can; people tell 5 from 10 and 20 mg. So each agonist takes its concentration over how far cells
lie from assays, and what competes stays what it is. Tolerance divides the stimulus.

Where binding has rates, shares held stand for concentrations over affinities, as they do at equilibrium.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.opioid_signal_numbers import OpioidSignal
from neurodose.library.receptors import is_agonist
from neurodose.modelling.binding import Receptor
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.response import operational_effect
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, constant
from neurodose.units import percent

AS_MORPHINE = ("morphine", "m6g", "heroin", "mam")
OF_KRATOM = ("mitragynine", "hydroxymitragynine", "pseudoindoxyl")


@model
def opioid_signal(m: Any, p: Any = OpioidSignal, *, mu: Any = None, tolerance: Any = 1) -> None:
    """Agonists compete at receptors of living cells, which hold them less tightly than assays do; what they tell the
    cell is divided by tolerance.

    mu:        the receptor; tolerance: the factor by which a stimulus is divided
    """
    agonists = {name: hold_in_cells(mu, name, p) for name in mu.ligands if is_agonist(mu.ligands[name])}
    stimuli = [demand(mu.ligands[name].efficacy, "an efficacy") * held for name, held in agonists.items()]
    told, held = _add(stimuli), _add(agonists.values())
    in_the_way = _add(hold_in_cells(mu, name, p) for name in mu.ligands if name not in agonists)
    m.left = Output(1 / (1 + in_the_way), "share of mu receptors that antagonists leave", percent)
    m.effect = Output(
        operational_effect(told / (1 + held + in_the_way) / tolerance),
        "effect of all ligands at mu in living cells, as the adapted person feels it, of the largest",
        percent,
    )
    m.unblocked = Output(
        operational_effect(told / (1 + held) / tolerance), "the same if no antagonist were there", percent
    )
    m.change = Output(m.effect - at_start(m.effect), "the effect at mu in living cells, less that at rest", percent)


def hold_in_cells(mu: Receptor, name: str, p: Any) -> Expression:
    """Concentration over what half-fills receptors of living cells: receptors held over those that nobody holds, over
    how far cells lie from the assay; antagonists bind as the assay says.
    """
    held = mu.share_of(name) / mu.share_free()
    return held / find_distance(name, p) if is_agonist(mu.ligands[name]) else held


def find_distance(name: str, p: Any) -> Expression:
    """How far cells lie from assays for a ligand: `morphine_of_heroin` is as morphine."""
    known = name.partition("_of_")[0]
    if known in AS_MORPHINE:
        return p.morphine
    if known in OF_KRATOM:
        return p.kratom
    return next((getattr(p, drug) for drug in ("fentanyl", "methadone") if known.startswith(drug)), p.others)


def _add(terms: Any) -> Expression:
    return sum(terms, constant(0))


def write_signal(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body, behind its receptors and what it has adapted to."""
    del scopes
    m.opioid_signal = opioid_signal(p.opioid_signal, mu=m.mu, tolerance=m.opioid_adaptation.tolerance)


circuit = Circuit(
    name="opioid_signal",
    meaning="what opioids tell living cells",
    table=OpioidSignal,
    write=write_signal,
    targets=("mu",),
    needs=("opioid_adaptation",),
    outputs={
        "opioid effect in living cells": "opioid_signal.effect",
        "opioid effect in living cells without antagonists": "opioid_signal.unblocked",
        "mu receptors that antagonists leave": "opioid_signal.left",
    },
)
