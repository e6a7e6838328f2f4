"""The numbers of nausea: that of opioids by comparators, that of naltrexone by its trials."""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import LogNormal, Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, h

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

# Excess of cumulated hazard over placebo, -log(1 - p): tablets 0.119 (21 of 100 against 11; SE 0.019), the depot 0.284
# (33 against 11; SE 0.055). Exposure that is new adds up to 0.50 and 1.22 of what would come and stay, in this model.
BY_NALTREXONE = PooledEffect(
    (
        TrialEffect("Cochrane review CD001867.pub3 2010", 0.238, 0.039),
        TrialEffect("United States product information of Vivitrol 2013", 0.232, 0.045),
    ),
    spread_alone=0.06,
)


class ByOpioids(Parameters):
    """Nausea by what mu receptors tell over rest, until people are used to it."""

    acts = Mechanism("nausea by mu receptors")
    hazard = Parameter(
        0.5 / h,
        "hazard of nausea at the largest effect at mu, where it is new, in whom opioids make sick",
        (
            paoloni,
            chou,
            Assumption("9 of 100 within the hour after opioids by vein; in chronic pain 2.5 times placebo",
                       (0.15, 1.5) / h),
        ),
        "low",
    )  # fmt: skip
    prone = Parameter(
        0.3,
        "share of the people whom opioids make sick",
        (
            chou,
            Assumption("a quarter to a third tell of nausea in trials of weeks, a tenth under placebo", (0.15, 0.6)),
        ),
        "low",
        possible=SHARE,
    )
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
    excess = Parameter(
        BY_NALTREXONE.mean,
        "cumulated hazard of nausea by much naltrexone that comes and stays, until people are used to it",
        (cochrane, label),
        "low",
        uncertainty=Normal(BY_NALTREXONE.mean, BY_NALTREXONE.spread),
    )
    excess_of_lost_tone = Parameter(
        0.119,
        "cumulated hazard of nausea where the body's own opioids come to be blocked, until people are used to it",
        (cochrane, Assumption("as tablets have it", (0.04, 0.4))),
        "low",
    )


class Background(Parameters, shared=True):
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
