"""The numbers of naltrexone's tolerability, each from an arm of a trial; hazards are cumulated, 1 - exp(-H) is told."""

from __future__ import annotations

from neurodose.library.circuits.new_exposure_numbers import NewExposure
from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.responses.nausea_numbers import Background
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.populations import Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, nM, umol, week

cochrane = Source(
    "Cochrane review CD001867.pub3", 2010, "Cochrane Database Syst Rev", "risk differences, abstract", reading="read"
)
garbutt = Source("Garbutt and others", 2005, "JAMA 293:1617", "abstract, as corrected", pmid=15811981, reading="read")
remembered = Source("Garbutt and others", 2005, "JAMA 293:1617", "stops under placebo and 190 mg", pmid=15811981)
krupitsky = Source(
    "Krupitsky and others", 2013, "one-year extension of Krupitsky 2011", "114 people, abstract", reading="read"
)
obese = Source(
    "United States product information of naltrexone tablets", 2013, "U.S. Food and Drug Administration", "5 of 26"
)
hepatitis = Source("Krupitsky and others", 2011, "Lancet 377:1506", "most of the people had hepatitis C")

# Cumulated hazards, -log(1 - p), in excess of placebo. Somnolence of tablets: 19 of 100 against 10 (5 to 14 points), of
# which exposure that is new adds up to half of what would come and stay. An open year: 24 of 114 laid to the drug, 7 at
# the site within 13 injections. What lies between trials is assumed, since one stands alone.
SOMNOLENCE = PooledEffect((TrialEffect("Cochrane review CD001867.pub3 2010", 0.211, 0.053),), spread_alone=0.03)
STOPPING = PooledEffect((TrialEffect("Garbutt and others 2005", 0.058, 0.028),), spread_alone=0.02)


class Somnolence(Parameters):
    """Sleepiness in the weeks after the start: 9 points more than placebo under tablets."""

    acts = Mechanism("somnolence by naltrexone")
    background = Parameter(
        0.105,
        "cumulated hazard of somnolence under placebo, told as soon as nausea is",
        Assumption("10 of 100 in all", (0.02, 0.28)),
    )
    fading = Background.fading
    excess = Parameter(
        SOMNOLENCE.mean,
        "cumulated hazard of somnolence by much naltrexone that comes and stays, until people are used to it",
        cochrane,
        "low",
        uncertainty=Normal(SOMNOLENCE.mean, SOMNOLENCE.spread),
    )
    by_tone = Parameter(
        0.105,
        "the same where all of the body's own opioids come to be blocked",
        (cochrane, Assumption("as tablets have it", (0.03, 0.3))),
        "low",
    )


class Discontinuation(Parameters):
    """Stopping for adverse events: 6.7 of 100 under placebo and 190 mg, 14.1 under 380 mg, in 24 weeks.

    The line through the two excesses of cumulated hazard, 0 (SE 0.026) and 0.083 (SE 0.034), gives 0.058 (SE 0.028)
    under 380 mg every four weeks, of which plasma holds a mean of 16.6 nM in this model. No line meets both arms.
    """

    acts = Mechanism("stopping for adverse events of naltrexone")
    background = Parameter(0.00289 / week, "hazard of stopping for adverse events under placebo", remembered,
                           "moderate")  # fmt: skip
    excess = Parameter(
        STOPPING.mean,
        "cumulated hazard of it by naltrexone over the trial, where plasma holds the usual of 380 mg",
        (garbutt, remembered),
        "low",
        uncertainty=Normal(STOPPING.mean, STOPPING.spread),
    )
    length = Condition(24 * week, "length of the trial that told of it")
    usual = Parameter(
        16.6 * nM, "naltrexone in plasma under 380 mg every four weeks", Assumption("this model", (10, 25) * nM)
    )
    by_blockade = Parameter(
        0.029,
        "the same where all mu receptors are held",
        (garbutt, Assumption("the mean of both doses, which hold nearly as many", (0.005, 0.08))),
        "very low",
    )


class DueToDrug(Parameters):
    """An adverse event that was laid to the drug, in an open year of the depot."""

    acts = Mechanism("adverse events that are laid to naltrexone")
    excess = Parameter(
        0.237,
        "cumulated hazard of one over the year, where plasma holds the usual of 380 mg",
        krupitsky,
        "low",
        uncertainty=Normal(0.237, 0.09),
    )
    length = Condition(52 * week, "length of the study that told of it")


class InjectionSite(Parameters):
    """Reactions at the site of injection."""

    acts = Mechanism("reactions at the site of injection")
    hazard = Parameter(
        0.0048,
        "cumulated hazard of a reaction by one injection of 380 mg; those who react early had left before",
        krupitsky,
        "low",
        uncertainty=Normal(0.0048, 0.002),
    )
    injected = Parameter(
        1113 * umol, "naltrexone in 380 mg, as the base", Assumption("380 mg over 341.4 g/mol", (1100, 1120) * umol),
        "high",
    )  # fmt: skip


class Liver(Parameters):
    """Liver enzymes: what the liver has to clear in a day, squared, and what people have anyway."""

    acts = Mechanism("rise of liver enzymes by naltrexone")
    background = Parameter(
        0.00346 / week,
        "hazard of a rise of liver enzymes in people with opioid dependence, without the drug",
        (krupitsky, hepatitis, Assumption("no arm without the drug; most had hepatitis C", (0.00058, 0.0048) / week)),
        "very low",
    )
    alt_background = Parameter(
        0.000385 / week, "hazard of a rise of ALT in others, without the drug",
        Assumption("2 of 100 a year", (9.6e-05, 0.0019) / week),
    )  # fmt: skip
    hazard = Parameter(
        0.0267 / week,
        "hazard of a rise by 300 mg a day by mouth",
        (obese, Assumption("5 of 26 obese people, in some 8 weeks", (0.0063, 0.062) / week)),
        "low",
    )
    load = Parameter(
        794 * umol / day,
        "naltrexone that 300 mg a day bring to the liver",
        Assumption("300 mg over 377.9 g/mol of the hydrochloride", (780, 800) * umol / day),
        "high",
    )


class Death(Parameters):
    """Death of any cause, which naltrexone is not taken to change while it is taken."""

    hazard = Parameter(
        9.62e-05 / week,
        "hazard of death in a trial",
        (krupitsky, Assumption("none of 114 in a year; people with alcohol or opioid use disorder outside of trials "
                               "have 1 to 2 of 100", (9.6e-06, 0.00038) / week)),
        "low",
    )  # fmt: skip


class Tolerability(Parameters):
    """What people on naltrexone suffer or stop for."""

    settling = NewExposure.settling
    somnolence = Somnolence
    discontinuation = Discontinuation
    due_to_drug = DueToDrug
    injection_site = InjectionSite
    liver = Liver
    death = Death
