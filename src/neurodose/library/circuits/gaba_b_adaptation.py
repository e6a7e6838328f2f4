"""A whole person adapts to what lasts at GABA-B receptors: less is felt of a dose, and something is lacking at its end.

What opposes the effect grows while it lasts and outlasts it (Solomon and Corbit 1974): one state each for brain and
spinal cord, which holds tolerance and dependence at once. The loss of receptors that rats show is in it; what a cell
recorded from does by itself stands beside the receptor (`adaptation_at_gaba_b`).

Nobody measured it in people. That weeks of rising doses are borne, and that an abrupt end is not, is what it stands on.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.circuit import Circuit, Scopes
from neurodose.library.circuits.gaba_b_adaptation_numbers import GabaBAdaptation
from neurodose.modelling.compartment import demand
from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.symbols import Expression, at_start, maximum
from neurodose.units import percent


@model
def gaba_b_adaptation(m: Any, p: Any = GabaBAdaptation, *, in_brain: Any = 0, in_cord: Any = 0) -> None:
    """What opposes an effect at GABA-B receptors follows it within days, and takes a share of it away. When the effect
    ends first, that much is lacking, until it has gone as well.

    in_brain, in_cord: effects there, of the largest (0 to 1)
    """
    brain, cord = raise_over_rest(in_brain), raise_over_rest(in_cord)
    m.in_brain = Pool(p.rate * brain, p.rate, start=p.adapted, meaning="effect that the brain is adapted to")
    m.in_cord = Pool(p.rate * cord, p.rate, start=p.adapted_in_the_cord, meaning="effect that the cord is adapted to")
    against = p.opposes * p.weight
    felt, felt_in_cord = brain - against * m.in_brain, cord - against * m.in_cord
    m.felt = Output(maximum(felt, 0), "effect at GABA-B receptors of the brain over rest that is felt", percent)
    m.felt_in_cord = Output(maximum(felt_in_cord, 0), "the same in the spinal cord", percent)
    lacking = 1 - (1 - maximum(-felt, 0)) * (1 - maximum(-felt_in_cord, 0))
    m.lacking = Output(lacking, "effect at GABA-B receptors that is lacking, of brain or cord", percent)


def raise_over_rest(effect: Any) -> Expression:
    """An effect over what it is at rest, of what could be added: (E − E₀) / (1 − E₀), never below 0."""
    acts = demand(effect, "an effect at GABA-B")
    rest = at_start(acts)
    return maximum((acts - rest) / (1 - rest), 0)


def write_adaptation(m: Any, p: Any, scopes: Scopes) -> None:
    """Puts the circuit into a body; where nothing is at GABA-B receptors, nothing is to be adapted to."""
    is_driven = "baclofen" in scopes
    m.gaba_b_adaptation = gaba_b_adaptation(
        p.gaba_b_adaptation,
        in_brain=m.effect_at_gaba_b if is_driven else 0,
        in_cord=m.effect_at_gaba_b_in_the_cord if is_driven else 0,
    )


circuit = Circuit(
    name="gaba_b_adaptation",
    meaning="adaptation to an agonist at GABA-B receptors",
    table=GabaBAdaptation,
    write=write_adaptation,
    hears=("gaba_b", "gaba_b_in_the_cord"),
    outputs={
        "effect at GABA-B receptors that is felt": "gaba_b_adaptation.felt",
        "effect at GABA-B receptors that is lacking": "gaba_b_adaptation.lacking",
    },
)
