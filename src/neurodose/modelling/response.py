"""What a stimulus does: the operational model of agonism (Black and Leff 1983); and a power that is calm at zero.

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


def smooth_power(concentration: Any, exponent: Any, floor: Any) -> Expression:
    """A power of a concentration, C^n, whose slope is finite at zero: C · (C² + f²)^((n−1)/2).

    A rate of binding that goes with C^n, n below one, is infinitely steep where there is no drug, which no solver can
    follow. Here value and slope at zero are 0 and f^(n−1), and the value never falls as C rises. Against C^n its
    relative error is at most |1−n|/2 · (f/C)² for n up to 3: from ten floors on less than 0.5 % for any n of 0 to 2,
    and less the higher C.

    concentration: C; exponent: n, above 0; floor: f, above 0, in the unit of C: far below what matters, such as a
    millionth of the concentration that holds half of the receptors. Where n is a parameter, C and f are pure numbers:
    both over one concentration
    Raises UnitError where the units of C and f differ.
    """
    level, small = demand(concentration, "a concentration"), demand(floor, "a floor")
    n = demand(exponent, "an exponent")
    relative = level / small
    return relative * (1 + relative * relative) ** ((n - 1) / 2) * small**n
