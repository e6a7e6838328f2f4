"""How much of the receptors a drug holds or drives, over what it did in the trials that saw its effect.

So doses that trials did not give, missed doses and other routes differ in effect as they differ at the receptor.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Scopes
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption
from neurodose.symbols import Expression, at_start, constant, maximum

NALTREXONE = ("naltrexone", "naltrexol")  # what it is called at receptors, with its metabolite


class ExposureInTrials(Parameters, shared=True):
    """What naltrexone and baclofen did at receptors in trials of alcohol use disorder."""

    held = Parameter(
        0.95,
        "share of mu receptors that naltrexone held in these trials",
        Assumption("50 mg a day by this model; doses that were missed would make it less", (0.8, 0.99)),
    )
    risen = Parameter(
        0.09,
        "rise of the effect at GABA-B receptors in these trials, of the largest",
        Assumption("30 mg a day by this model, averaged over the day", (0.04, 0.2)),
    )
    half = Parameter(
        0.02,
        "rise of that effect which gives half of all that baclofen does to drinking",
        Assumption("trials of 60 to 270 mg a day saw no more than those of 30 mg", (0.005, 0.3)),
    )


def held_by_naltrexone(m: Any, p: Any, scopes: Scopes) -> Expression:
    """Mu receptors that naltrexone and its metabolite hold, of what they held in trials; p: the exposure in trials."""
    if "naltrexone" not in scopes:
        return constant(0)
    held = [m.mu.share_of(name) for name in NALTREXONE if name in m.mu.ligands]
    return sum(held, constant(0)) / p.held


def driven_by_baclofen(m: Any, p: Any, scopes: Scopes) -> Expression:
    """What baclofen does at GABA-B receptors above rest, of what it did in trials; it levels off."""
    if "baclofen" not in scopes:
        return constant(0)
    risen = maximum(0, m.effect_at_gaba_b - at_start(m.effect_at_gaba_b))
    usual = p.risen / (p.risen + p.half)
    return risen / (risen + p.half) / usual
