"""The numbers of new exposure to naltrexone: set so that tablets and depot differ in nausea as trials of them did."""

from __future__ import annotations

from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import day, nM

label = Source(
    "United States product information of Vivitrol", 2013, "U.S. Food and Drug Administration", "nausea in 24 weeks"
)


class NewExposure(Parameters, shared=True):
    """How naltrexone in plasma, or what it takes from the body's own opioids, is new, and for how long."""

    half = Parameter(
        6 * nM,
        "naltrexone in plasma, a mean of the day, that does half of what any does",
        (label, Assumption("tablets and depot then differ as they did", (1, 30) * nM)),
        "low",
    )
    settling = Parameter(1 / day, "rate at which a day's mean forgets", Assumption("a day", (0.5, 3) / day))
    used_to = Parameter(
        0.1 / day,
        "rate at which people get used to it (half in a week)",
        Assumption("most of what they tell of in the first weeks, less after later injections", (0.03, 0.5) / day),
    )
