"""The numbers of withdrawal from baclofen. No scale of it is validated, and no rate of it was found in people."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import h

mir = Source(
    "Review of intensive care", 2026, "Médecine intensive réanimation, as read in 2026",
    "agitation, heat, spasticity, rhabdomyolysis, seizures, delirium after an abrupt end", reading="read",
)  # fmt: skip


class BaclofenWithdrawal(Parameters):
    """What is lacking when baclofen ends, as a severity without a scale."""

    by_opposition = Mechanism("what opposed baclofen, and outlasts it")
    by_receptors = Mechanism("receptors lost under baclofen, which the body's own GABA lacks")
    half_lacking = Parameter(
        0.3,
        "lack of effect, of the largest, at half of the worst",
        (mir, Assumption("so that an end of 80 mg a day is felt, and one of 270 mg is severe", (0.12, 0.6))),
        "very low",
    )
    half_lost = Parameter(
        0.3,
        "share of the tone at rest that is lost, at half of the worst",
        (mir, Assumption("as of the rival; rats lose a third of their receptors", (0.1, 0.7))),
        "very low",
    )
    steepness = Parameter(2.0, "steepness of both", Assumption("a little is hardly felt", (1, 4)))
    syndrome = Parameter(
        0.5,
        "severity at which half of those who look would speak of a withdrawal syndrome",
        Assumption("no scale, no cut-off", (0.15, 0.8)),
    )
    steepness_of_syndrome = Parameter(4.0, "steepness of that", Assumption("no scale, no cut-off", (2, 8)))
    noticed = Parameter(1 / h, "rate at which a severity is noticed", Assumption("within the hour", (0.2, 5) / h))
