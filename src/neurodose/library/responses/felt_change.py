"""What an opioid adds to rest, as the adapted person feels it: what liking, pain and nausea hear of mu receptors.

The effect is that of living cells, which hold agonists less tightly than assays do, divided by tolerance
(`circuits.opioid_adaptation`). Rest is what the body's own opioids do at the start, under the tolerance of the moment:
so that forgetting an opioid is not felt as one.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuits.opioid_adaptation import answer, hold_in_life
from neurodose.library.receptors import is_agonist
from neurodose.modelling.compartment import demand
from neurodose.modelling.response import operational_effect
from neurodose.symbols import Expression, at_start, constant


def find_change(m: Any) -> Expression:
    """The effect at mu as felt, less that of rest: below zero where an antagonist takes the body's own opioids away."""
    return m.opioid_adaptation.felt - find_rest(m)


def find_change_without_antagonists(m: Any, p: Any) -> Expression:
    """The same if no antagonist were there: what an opioid would have done."""
    held = {n: h for n, h in hold_in_life(m.mu, p.opioid_adaptation).items() if is_agonist(m.mu.ligand(n))}
    told = sum((demand(m.mu.ligand(n).efficacy, "an efficacy") * h for n, h in held.items()), constant(0))
    alone = operational_effect(told / (1 + sum(held.values(), constant(0))))
    return answer(alone, m.opioid_adaptation.tolerance) - find_rest(m)


def find_left(m: Any, p: Any) -> Expression:
    """The share of mu receptors that antagonists leave: 1 / (1 + sum of C/K over them)."""
    held = [h for n, h in hold_in_life(m.mu, p.opioid_adaptation).items() if not is_agonist(m.mu.ligand(n))]
    return 1 / (1 + sum(held, constant(0)))


def find_rest(m: Any) -> Expression:
    """What the body's own opioids do at the start, under the tolerance of the moment."""
    return answer(at_start(m.opioid_adaptation.effect), m.opioid_adaptation.tolerance)
