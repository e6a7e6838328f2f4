"""The numbers of nausea: that of opioids by comparators, that of naltrexone by its trials."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import day, h, nM

paoloni = Source(
    "Paoloni and Talbot-Stern", 2002, "Am J Emerg Med 20:604", "opioids by vein in 205 people, abstract", reading="read"
)
chou = Source(
    "Chou and others", 2020, "AHRQ Comparative Effectiveness Review 229", "60 trials of opioids in chronic pain, "
    "table 26", reading="read",
)  # fmt: skip
cochrane = Source(
    "Cochrane review CD001867.pub3", 2010, "Cochrane Database Syst Rev", "risk differences, abstract", reading="read"
)
label = Source(
    "United States product information of Vivitrol", 2013, "U.S. Food and Drug Administration", "nausea in 24 weeks"
)


class ByOpioids(Parameters):
    """Nausea by what mu receptors tell over rest, until people are used to it."""

    acts = Mechanism("nausea by mu receptors")
    hazard = Parameter(
        0.1 / h,
        "hazard of nausea at the largest effect at mu, where it is new",
        (
            paoloni,
            chou,
            Assumption("9 of 100 within the hour after opioids by vein; in chronic pain 2.5 times placebo",
                       (0.03, 0.3) / h),
        ),
        "low",
    )  # fmt: skip
    used_to = Parameter(
        0.125 / h,
        "rate at which people get used to it (half in 5.5 h)",
        (chou, Assumption("nausea passes within hours to days of steady opioids", (0.03, 0.5) / h)),
        "very low",
    )


class ByNaltrexone(Parameters):
    """Nausea by naltrexone: by its level in plasma, as trials of tablets and depot together have it, or by lost tone.

    Tablets: 21 of 100 against 11, an excess of 0.12 in cumulated hazard; depot: 33 against 11, of 0.28.
    """

    acts = Mechanism("nausea by naltrexone in plasma")
    by_tone = Mechanism("nausea by what the body's own opioids no longer do")
    hazard = Parameter(
        0.0238 / day,
        "hazard of nausea by much naltrexone that is new",
        (cochrane, label),
        "low",
        uncertainty=LogNormal(cv=0.25, source=Assumption("risk difference 7 to 13 points", (0.15, 0.5))),
    )
    half = Parameter(
        6 * nM,
        "naltrexone in plasma, a mean of the day, that does half of it",
        (label, Assumption("tablets and depot then differ as they did", (1, 30) * nM)),
        "low",
    )
    settling = Parameter(1 / day, "rate at which a day's mean forgets", Assumption("a day", (0.5, 3) / day))
    used_to = Parameter(
        0.1 / day,
        "rate at which people get used to it (half in a week)",
        Assumption("most of it in the first weeks, and less after later injections", (0.03, 0.5) / day),
    )
    hazard_of_lost_tone = Parameter(
        0.0119 / day,
        "hazard of nausea where all of the body's own opioids are blocked and that is new",
        (cochrane, Assumption("as tablets have it", (0.004, 0.04) / day)),
        "low",
    )


class Background(Parameters):
    """Nausea in people who take placebo in a trial."""

    acts = Mechanism("nausea that has nothing to do with the drug")
    most = Parameter(
        0.1165,
        "cumulated hazard of nausea under placebo: 11 of 100 tell of it",
        label,
        "moderate",
        uncertainty=LogNormal(cv=0.2, source=Assumption("some 200 people", (0.1, 0.3))),
    )
    fading = Parameter(
        0.0357 / day,
        "rate at which what there is to tell is told (28 days)",
        Assumption("asked at each visit; most within weeks", (0.01, 0.15) / day),
    )


class Nausea(Parameters):
    """Whether nausea has been there since the start."""

    opioids = ByOpioids
    naltrexone = ByNaltrexone
    background = Background
