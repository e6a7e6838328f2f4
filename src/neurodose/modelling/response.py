"""What a stimulus does: the operational model of agonism (Black and Leff 1983).

An agonist that occupies a share r of the receptors gives the stimulus S = t·r, where its efficacy t (the transducer
ratio) is how many times over the receptors suffice for half of the largest effect. Effect = largest · S^n / (1 + S^n).
A t above 1 is receptor reserve: half of the effect comes at a concentration K/(t + 1) below the affinity K.
"""

from __future__ import annotations

from typing import Any

from neurodose.modelling.compartment import demand
from neurodose.symbols import Expression


def operational_effect(stimulus: Any, *, largest: Any = 1, slope: Any = 1) -> Expression:
    """Largest effect times S^n/(1 + S^n).

    stimulus: sum over agonists of efficacy times share of receptors occupied (pure number)
    largest:  effect the tissue can give at most (any unit); slope: n of the transducer (pure number)
    """
    driven = demand(stimulus, "a stimulus") ** demand(slope, "a slope")
    return demand(largest, "the largest effect") * driven / (1 + driven)
