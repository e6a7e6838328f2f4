"""The numbers of relapse to opioids: how people leave treatment on placebo, what blockade changes, who stops tablets.

On placebo half of 24 weeks' tests were gone after 35 % of them (Krupitsky 2011), half of the people had left after 96
days, and 11 of 102 stayed without relapse for 24 weeks (Krupitsky 2012): one hazard gives all three. These trials are
of a country without treatment by agonists.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.populations import LogNormal, Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, nmol

krupitsky_2011 = Source("Krupitsky and others", 2011, "Lancet 377:1506", "abstract", reading="read")
krupitsky_2012 = Source("Krupitsky and others", 2012, "Arch Gen Psychiatry, PMC3614358", "abstract", reading="read")
krupitsky_2013 = Source(
    "Krupitsky and others", 2013, "one-year extension of Krupitsky 2011", "abstract", reading="read"
)
mattick = Source("Mattick and others", 2014, "Cochrane Database Syst Rev CD002207", "retention under methadone")

# Logarithms of ratios of hazards of relapse or leaving.
blockade = PooledEffect(
    (
        # Median of weeks abstinent 90.0 % (69.9 to 92.4) and 35.0 % (11.4 to 63.8) of 24: half are left after 151 and
        # 59 days. Some 60 and 80 events among 126 and 124 people give an error of 0.17, p 0.0002 one of 0.25.
        TrialEffect(krupitsky_2011.label, -0.94, 0.20),
        TrialEffect(krupitsky_2012.label, -1.253, 0.195),  # implant 54 of 102 without relapse, placebo 11 of 102
    )
)


class People(Parameters):
    """How one person who has been detoxified fares on placebo."""

    hazard = Parameter(
        0.0145 / day,
        "hazard of relapse or of leaving treatment",
        (krupitsky_2011, krupitsky_2012, Assumption("11 of 102 stay for 24 weeks; half of weeks are gone after 59 days",
                                                    (0.01, 0.021) / day)),
        "low",
        between_people=LogNormal(cv=0.8, source=Assumption("usual for a hazard; not measured", (0.3, 1.5))),
    )  # fmt: skip
    relapsing = Parameter(
        0.8,
        "share of those who relapse or leave that relapse, sooner or later",
        Assumption("most who leave treatment use again", (0.5, 0.95)),
    )
    staying = Parameter(
        0.23,
        "share of those who relapse that stay in treatment for all that",
        (krupitsky_2013, Assumption("62.3 % completed a year, 50.9 % had no positive test", (0.05, 0.5))),
        "low",
    )


class Start(Parameters):
    """Who begins, and how: what the question sets."""

    detoxified = Condition(1, "has been without opioids for long enough: 1, or 0 where not yet", possible=SHARE)
    lost = Parameter(
        0.3,
        "share of people not yet detoxified who are lost before the first dose of naltrexone",
        Assumption("withdrawal comes first; an agonist asks no such thing", (0.1, 0.6)),
    )
    taken_as_told = Condition(
        0,
        "tablets are taken as the regimen tells: 1, or 0 where people stop as in trials",
        possible=SHARE,
    )
    stopping = Parameter(
        0.04 / day,
        "rate at which people stop tablets for good",
        (
            krupitsky_2012,
            Assumption("16 of 102 stay for 24 weeks by mouth: half stop within 17 days", (0.02, 0.08) / day),
        ),
        "low",
    )
    by_mouth = Parameter(
        300 * nmol,
        "naltrexone absorbed from tablets that tells who takes them",
        Assumption("0.1 mg: less than a tablet of 50 mg gives", (30, 1500) * nmol),
    )


class Trials(Parameters):
    """What trials saw, without a word on how it comes about."""

    of_naltrexone = Mechanism("naltrexone on relapse to opioids, as trials saw it")
    blockade = Parameter(
        blockade.mean,
        "logarithm of the ratio of hazards of relapse or leaving, under blockade",
        (krupitsky_2011, krupitsky_2012),
        "low",
        uncertainty=Normal(blockade.mean, blockade.spread),
    )
    lost_effect = Parameter(
        0.95,
        "share of a morphine challenge's effect that was lost in these trials",
        Assumption("under a depot or an implant, by this model", (0.8, 0.99)),
    )
    hidden = Parameter(
        1.2,
        "what a drug changes of one person's hazard, over what a trial of people who differ sees (logarithms)",
        Assumption("by this model, in which people differ as they do", (1.0, 1.6)),
    )


class Weights(Parameters):
    """What circuits weigh in relapse: nobody has measured any of it."""

    reward = Parameter(
        0.6,
        "fall of the logarithm of the hazard as an opioid gives nothing any more",
        Assumption("between next to nothing and an eightfold fall; not set by any trial", (0.05, 2)),
    )
    value = Parameter(
        0.6,
        "fall of the logarithm of the hazard as the learned value of opioids goes altogether",
        Assumption("between next to nothing and an eightfold fall; not set by any trial", (0.05, 2)),
    )
    agonist = Parameter(
        1.0,
        "fall of the logarithm of the hazard as an agonist's effect at mu rises from rest to the largest",
        (mattick, Assumption("methadone keeps several times as many in treatment as no drug", (0.2, 3))),
        "very low",
    )


class OpioidRelapse(Parameters):
    """Staying in treatment for opioid use disorder without relapse."""

    people = People
    start = Start
    trials_saw = Trials
    weights = Weights
    by_reward = Mechanism("what an opioid gives, in relapse to opioids")
    by_value = Mechanism("learned value of opioids, in relapse to opioids")
    by_cues = Mechanism("cues, in relapse to opioids")
    by_agonist = Mechanism("an agonist in place of the opioid used")
