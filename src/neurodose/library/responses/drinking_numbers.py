"""The numbers of drinking: how people in trials drink on placebo, what drugs and care change of it.

What people do on placebo is set by trials' own placebo arms: 80 % have drunk after 12 weeks and 86 % after 16 (ALPADIR
90 after 20, Addolorato 71 and 79, O'Malley 81), 55 % have relapsed to heavy drinking after 12 weeks (Volpicelli 54,
Cochrane and Jonas 53), and 28 % of days of 16 weeks are drinking days (COMBINE 25, Hauser 2017 31, BACLAD 38,
Addolorato 2007 63). Those who still drink as they begin have 30 % heavy drinking days (Garbutt 2010: 25.5 %). Trials
differ from one another by more than drugs do.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.library.responses.drinking_trials import (
    OF_BACLOFEN,
    OF_NALTREXONE,
    addolorato_2007,
    alpadir,
    baclofen_first,
    baclofen_heavy,
    behavioural,
    cochrane,
    combine,
    garbutt_2010,
    naltrexone_first,
    naltrexone_heavy,
    volpicelli,
)
from neurodose.library.responses.exposure_in_trials import ExposureInTrials
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.populations import LogNormal, Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, g

niaaa = Source("National Institute on Alcohol Abuse and Alcoholism", 2024, "what a standard drink is: 14 g of ethanol")
heinala = Source("Heinälä and others", 2001, "J Clin Psychopharmacol 21:287")
desantis = Source("DeSantis and others", 2013, "re-analysis of COMBINE, PMC4025907", reading="read")
review = Source("Review of trials in the young", 2021, "J Pediatr Pharmacol Ther 26:675", "table 3", reading="read")
differing = Assumption("so that heavy drinking days differ as in Garbutt 2010 (SD 23.6 points)", (0.5, 3))


class People(Parameters):
    """How one person in a trial drinks on placebo; most of the numbers are how people differ."""

    hazard = Parameter(
        0.0255 / day,
        "hazard of a first drink, of who begins abstinent",
        (
            alpadir,
            addolorato_2007,
            Assumption("71 to 90 % have drunk after 12 to 20 weeks, trial by trial", (0.016, 0.04) / day),
        ),
        "low",
    )
    heavy_over_any = Parameter(
        0.37,
        "hazard of relapse to heavy drinking over that of a first drink",
        (
            volpicelli,
            cochrane,
            Assumption("53 or 54 % relapsed within 12 weeks; a quarter in one trial", (0.2, 0.5)),
        ),
        "low",
    )
    propensity = Parameter(
        1.0,
        "propensity to drink, of the usual",
        Assumption("one by definition: only people differ in it", (0.99, 1.01)),
        "low",
        between_people=LogNormal(cv=1.3, source=differing),
    )
    odds = Parameter(
        0.6,
        "odds that a day is a drinking day, once somebody drinks",
        (
            combine,
            Assumption(
                "24.9 % of days of 16 weeks; 31 to 63 % of 12 weeks in Hauser 2017, BACLAD and Addolorato 2007",
                (0.3, 1.5),
            ),
        ),
        "low",
        between_people=LogNormal(cv=1.8, source=differing),
    )
    odds_heavy = Parameter(
        4.0,
        "odds that a drinking day is a heavy one, once somebody has relapsed",
        (garbutt_2010, Assumption("25.5 % heavy drinking days in people who mostly drank as they began", (2, 7))),
        "low",
        between_people=LogNormal(cv=1.3, source=differing),
    )
    on_heavy_days = Parameter(
        9.0,
        "drinks on a heavy drinking day",
        Assumption("at least 5 in men and 4 in women, and more in people who seek treatment", (6, 14)),
    )
    on_other_days = Parameter(2.5, "drinks on another drinking day", Assumption("one to four", (1.5, 3.5)))
    drink = Parameter(14 * g, "ethanol in a drink", niaaa, "high")
    days = Condition(1 / day, "days are counted one by one")
    few = Parameter(
        3.5,
        "power by which heavy drinking days spoil a good outcome",
        (review, Assumption("so that 58 % do well on placebo, as in COMBINE", (2, 8))),
        "very low",
    )
    leaving = Parameter(
        0.0035 / day,
        "hazard of leaving a trial",
        (addolorato_2007, Assumption("13 of 42 on placebo and 6 of 42 on baclofen in 12 weeks", (0.001, 0.006) / day)),
        "low",
    )


class Start(Parameters):
    """Who begins, and where: what the question sets."""

    still_drinking = Condition(0, "still drinking at the start: 1, or 0 where abstinent for some days", possible=SHARE)
    in_treatment = Condition(1, "in a trial or treatment: 1, or 0 where nobody treats", possible=SHARE)
    entry = Parameter(
        5.0,
        "odds of a drinking day before treatment over those in it, whatever is given",
        Assumption("some 75 % of days before, remembered of COMBINE, a quarter to a half after", (2, 12)),
    )


class Care(Parameters):
    """Psychosocial care beside a drug, as COMBINE's arms had it."""

    acts = Mechanism("psychosocial care")
    medical_management = Condition(1, "medical management, nine short visits: 1 where given, else 0", possible=SHARE)
    CBI = Condition(0, "combined behavioural intervention: 1 where given, else 0", possible=SHARE)
    of_management = Parameter(
        -0.2,
        "what medical management changes of the logarithm of odds and hazards",
        Assumption("no arm of COMBINE that took pills was without it", (-0.6, 0.1)),
    )
    of_CBI = Parameter(
        behavioural.mean,
        "what the behavioural intervention changes of the logarithm of odds and hazards",
        combine,
        "low",
        uncertainty=Normal(behavioural.mean, behavioural.spread),
    )
    overlap = Parameter(
        0.8,
        "share of naltrexone's effect that is lost where the behavioural intervention is given",
        (
            combine,
            desantis,
            heinala,
            Assumption("all of it in COMBINE (77.1 % of days abstinent with both, 80.6 and 79.2 % with one); Heinälä "
                       "2001 saw naltrexone help only with training of skills", (0.05, 1.4)),
        ),
        "very low",
    )  # fmt: skip


class Trials(Parameters):
    """What trials saw, without a word on how it comes about."""

    of_naltrexone = Mechanism("naltrexone on drinking, as trials saw it")
    of_baclofen = Mechanism("baclofen on drinking, as trials saw it")

    naltrexone_first = Parameter(
        naltrexone_first.mean,
        "naltrexone: logarithm of the ratio of hazards of a first drink",
        cochrane,
        "moderate",
        uncertainty=Normal(naltrexone_first.mean, naltrexone_first.spread),
    )
    naltrexone_heavy = Parameter(
        naltrexone_heavy.mean,
        "naltrexone: logarithm of the ratio of hazards of heavy drinking, and of odds of it day by day",
        OF_NALTREXONE,
        "moderate",
        uncertainty=Normal(naltrexone_heavy.mean, naltrexone_heavy.spread),
    )
    baclofen_first = Parameter(
        baclofen_first.mean,
        "baclofen: logarithm of the ratio of hazards of a first drink",
        OF_BACLOFEN,
        "low",
        uncertainty=Normal(baclofen_first.mean, baclofen_first.spread),
    )
    baclofen_heavy = Parameter(
        baclofen_heavy.mean,
        "baclofen: logarithm of the ratio of hazards of heavy drinking, and of odds of it day by day",
        OF_BACLOFEN,
        "low",
        uncertainty=Normal(baclofen_heavy.mean, baclofen_heavy.spread),
    )
    hidden = Parameter(
        1.35,
        "what a drug changes of one person's hazard, over what a trial of people who differ sees (logarithms)",
        Assumption("by this model, in which people differ as they do", (1.0, 1.8)),
    )


class Weights(Parameters):
    """What circuits weigh in drinking: nobody has measured any of it."""

    reward = Parameter(
        0.4,
        "change of the log-odds of heavy drinking as a drink gives nothing any more",
        Assumption("between next to nothing and a sevenfold fall; not set by any trial", (0.05, 2)),
    )
    value = Parameter(
        0.4,
        "change of the log-odds of drinking as the learned value of it goes altogether",
        Assumption("between next to nothing and a sevenfold fall; not set by any trial", (0.05, 2)),
    )


class Drinking(Parameters):
    """Drinking days, heavy drinking days and relapse of people with alcohol use disorder."""

    people = People
    start = Start
    care = Care
    trials_saw = Trials
    exposure = ExposureInTrials
    weights = Weights
    by_reward = Mechanism("what a drink gives, in drinking")
    by_value = Mechanism("learned value of drinking, in drinking")
    by_cues = Mechanism("cues and the drive to relapse, in drinking")
