"""Rates of binding that go with a power of the concentration, as FDA's assays of the human mu receptor give them.

d RL/dt = k · (C / 1 pM)^n · R − koff · RL. Half of the receptors are held at C = 1 pM · (koff/k)^(1/n), here `half`;
written by it, the law is that of any other ligand, with an effective concentration half · (C/half)^n in place of C:
d RL/dt = koff/half · [half · (C/half)^n] · R − koff · RL.
The power is smoothed near zero (`smooth_power`), where an exponent below one is infinitely steep.
"""

from __future__ import annotations

from typing import Any

from neurodose.modelling.binding import Ligand
from neurodose.modelling.compartment import demand
from neurodose.modelling.response import smooth_power
from neurodose.symbols import Expression
from neurodose.units import pM


def half_holding(p: Any) -> Expression:
    """The concentration that holds half of the receptors, by p.association at 1 pM, p.leaving and p.exponent."""
    return (p.leaving / p.association) ** (1 / p.exponent) * pM


def ligand_by_rate_law(concentration: Any, p: Any, *, efficacy: Any = 0) -> Ligand:
    """A ligand whose binding goes with a power of its unbound concentration.

    p: association at 1 pM (1/time), leaving (1/time), exponent, and floor, the level as a share of `half_holding`
    below which the power is smoothed: from ten times the floor on the error is below 0.5 %
    """
    half = half_holding(p)
    level = demand(concentration, "a ligand's concentration") / half
    driven = half * smooth_power(level, p.exponent, p.floor)
    return Ligand(driven, kon=p.leaving / half, koff=p.leaving, efficacy=efficacy, exponent=p.exponent)
