"""The numbers of craving: where people begin, how it falls in treatment, what drugs change of it."""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.rating_scales import OCDS, RatingScale
from neurodose.library.responses.drinking_trials import volpicelli
from neurodose.library.responses.exposure_in_trials import ExposureInTrials
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.populations import LogNormal, Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day

anton = Source("Anton and others", 1996, "Alcohol Clin Exp Res 20:84", "people who seek treatment, remembered")
review = Source("Review of trials in the young", 2021, "J Pediatr Pharmacol Ther 26:675", "table 3", reading="read")
rose = Source("Rose and Jones", 2018, "meta-analysis of 12 trials of baclofen", "abstract", reading="read")
RATING = RatingScale("craving from 0 to 10", 0, 10, volpicelli)

# 1.41 on naltrexone, 3.42 on placebo, 35 people each, of ten at most: log-odds of −1.807 and −0.654. No spread was
# seen; 2.5 points in each arm give 0.42 points of error each, which are 0.35 and 0.19 of log-odds there.
naltrexone_craving = PooledEffect((TrialEffect(volpicelli.label, -1.153, 0.40),), spread_alone=0.3)
# A standardised difference of −0.13 (−0.36 to 0.09), of people whose log-odds differ by 0.8.
baclofen_craving = PooledEffect((TrialEffect(rose.label, -0.104, 0.092),), spread_alone=0.15)


class Course(Parameters):
    """Craving without a drug: people who seek treatment, and what treatment by itself does."""

    odds = Parameter(
        0.95,
        "how much of a scale craving fills at the start, over what it leaves free",
        (anton, Assumption("OCDS of about 20 of 40 in people who seek treatment", (0.5, 2))),
        "low",
        between_people=LogNormal(cv=0.95, source=Assumption("a standard deviation of 7 points of OCDS", (0.5, 1.3))),
    )
    in_treatment = Condition(1, "in a trial or treatment: 1, or 0 where nobody treats", possible=SHARE)
    fall = Parameter(
        0.7,
        "fall of the log-odds of craving in treatment, whatever is given",
        (review, Assumption("to 3.42 of ten on placebo, a third of the scale", (0.2, 1.4))),
        "low",
    )
    settling = Parameter(
        0.1 / day, "rate at which it falls", Assumption("most of it within three weeks", (0.04, 0.3) / day)
    )
    noise = Parameter(1.0, "spread of one rating of ten", Assumption("a tenth of the scale", (0.5, 2)))
    noise_of_OCDS = Parameter(3.0, "spread of one score of OCDS", Assumption("retest within days", (1.5, 5)))


class Trials(Parameters):
    """What trials saw, without a word on how it comes about."""

    of_naltrexone = Mechanism("naltrexone on craving, as a trial saw it")
    of_baclofen = Mechanism("baclofen on craving, as trials saw it")
    naltrexone = Parameter(
        naltrexone_craving.mean,
        "naltrexone: difference of the log-odds of craving in one early trial",
        (volpicelli, review),
        "very low",
        uncertainty=Normal(naltrexone_craving.mean, naltrexone_craving.spread),
    )
    kept = Parameter(
        0.3,
        "share of what that trial saw which further trials would see",
        Assumption("of its effect on relapse, −1.10, all trials together kept −0.27", (0.1, 1)),
    )
    baclofen = Parameter(
        baclofen_craving.mean,
        "baclofen: difference of the log-odds of craving",
        rose,
        "low",
        uncertainty=Normal(baclofen_craving.mean, baclofen_craving.spread),
    )


class Weights(Parameters):
    """What circuits weigh in craving: nobody has measured any of it."""

    value = Parameter(
        0.6,
        "fall of the log-odds of craving as the learned value of drinking goes altogether",
        Assumption("between next to nothing and half of the scale", (0.05, 2)),
    )
    dopamine = Parameter(
        0.5,
        "change of the log-odds of craving as dopamine of the accumbens changes by all of rest",
        Assumption("between next to nothing and a quarter of the scale; the sign is disputed", (0.02, 1.5)),
    )


class Craving(Parameters):
    """Craving for alcohol, on a scale from 0 to 10 and on OCDS."""

    course = Course
    trials_saw = Trials
    exposure = ExposureInTrials
    weights = Weights
    ocds = OCDS.ends
    rating = RATING.ends
    by_value = Mechanism("learned value of drinking, in craving")
    by_cues = Mechanism("cues, in craving")
    by_dopamine = Mechanism("dopamine of the accumbens, in craving")
