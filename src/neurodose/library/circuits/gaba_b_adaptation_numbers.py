"""The numbers of a whole person's adaptation to a GABA-B agonist. No study of people measured any of them."""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.drugs.baclofen_sources import kroin
from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import day

solomon = Source("Solomon and Corbit", 1974, "Psychol Rev 81:119", "what opposes an effect outlasts it")


class GabaBAdaptation(Parameters):
    """What opposes an effect at GABA-B receptors grows while it lasts and outlasts it."""

    opposes = Mechanism("adaptation that opposes what lasts at GABA-B receptors")
    rate = Parameter(
        0.25 / day,
        "rate at which what opposes follows the effect (half in 2.8 d)",
        (
            kroin,
            Assumption(
                "receptors of the cord follow with 0.4 per day in rats; doses are raised over weeks, and what follows "
                "an end is told to last days to weeks",
                (0.08, 0.7) / day,
            ),
        ),
        "very low",
    )
    weight = Parameter(
        0.6,
        "share of a lasting effect that is opposed in the end",
        (
            solomon,
            kroin,
            Assumption("a third of receptors is lost in rats; 270 mg a day are borne by people who came to them slowly",
                       (0.3, 0.9)),
        ),
        "very low",
    )  # fmt: skip
    adapted = Condition(
        0, "effect in the brain to which this person is adapted before the first dose, of the largest", possible=SHARE
    )
    adapted_in_the_cord = Condition(0, "the same in the spinal cord", possible=SHARE)
