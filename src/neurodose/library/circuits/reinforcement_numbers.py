"""The numbers of reinforcement: how much a drink releases, and how slowly its value is learned and unlearned."""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import day, one

schultz = Source("Schultz and others", 1997, "Science 275:1593", "dopamine as error of prediction")
sinclair = Source("Sinclair", 2001, "Alcohol Alcohol 36:2", "extinction by drinking under an antagonist, a hypothesis")


class Reinforcement(Parameters):
    """What use would give now, and what it has come to be worth."""

    learns = Mechanism("learning from use that gives less than before (extinction)")
    goes_on = Condition(
        1, "use goes on, so that something is learned: 1, or 0 in people who use nothing", possible=SHARE
    )
    bout = Parameter(
        0.6,
        "what a usual bout of drinking does, of the largest effect of ethanol",
        Assumption("some 15 mM in blood, half of the largest at 10", (0.4, 0.85)),
    )
    rate = Parameter(
        0.05 / day,
        "rate at which the value of use follows what it gives",
        (schultz, sinclair, Assumption("weeks to months of drinking under an antagonist", (0.015, 0.2) / day)),
        "very low",
    )
    least = Parameter(
        1e-6 * one,
        "what any use gives, so that nothing over nothing is nothing lost",
        Assumption("a millionth of dopamine at rest: not felt", (1e-7, 1e-5)),
    )
