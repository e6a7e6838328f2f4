"""The numbers of anxiety: two answers of trials of baclofen, and guesses of what receptors do to it.

A unit is one standard deviation between anxious people at the end of a trial; more is better.
"""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.rating_scales import STAI
from neurodose.library.shown import noise_of, show_on, start_of, step_of
from neurodose.library.study import Study
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import LogNormal, Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, h, nM

garbutt = Source("Garbutt and others", 2010, "Alcohol Clin Exp Res 34:1849", "F(1,73) = 5.39", reading="read")
rose_jones = Source("Rose and Jones", 2018, "meta-analysis of twelve trials", "abstract", reading="read")
pierce = Source("Pierce and others", 2018, "meta-analysis of thirteen trials", "abstract, remembered")
krupitsky = Source("Krupitsky and others", 1993, "Drug Alcohol Depend 33:157", "abstract", reading="read")
admitted = Source("Anxiety on admission and after abstinence", 1999, "Psychiatr Serv 50:1359", "146 people, abstract",
                  reading="read")  # fmt: skip
obeng = Source("Obeng and others", 2022, "mitragynine at alpha-2A", "no stimulation of GTP binding", reading="read")
cryan = Source("Cryan and Kaupmann", 2005, "Trends Pharmacol Sci 26:36", "GABA-B in anxiety and depression, a review")

# Garbutt's F of 5.39 with 73 degrees of freedom is a t of 2.32; with 38 and 38 people, t·sqrt(2/38) = 0.53 and an error
# of sqrt(2/38 + 0.53²/152) = 0.23. Two meta-analyses found no effect and printed none: zero, with an error as of
# depression (`mood_numbers`). They hold Garbutt's trial too, so that it counts a little more than once.
BACLOFEN = PooledEffect(
    (TrialEffect("Garbutt and others 2010", 0.53, 0.23), TrialEffect("Rose and Jones 2018", 0.0, 0.16))
)


class Course(Parameters):
    """What becomes of anxiety in a study, whatever people take."""

    acts = Mechanism("what a study and time do to anxiety")

    rate = Parameter(
        0.1 / day,
        "rate at which people in a study calm down",
        (admitted, Assumption("within three or four weeks of abstinence", (0.03, 0.3) / day)),
        "low",
    )
    calms = Parameter(
        0.6,
        "what a study and time do in the end",
        (admitted, Assumption("58 % were anxious as they came, 22 % after; outpatients less", (0.2, 1.2))),
        "low",
        between_people=Normal(1, 1.0, source=Assumption("some become worse", (0.5, 1.5))),
    )


class Trials(Parameters):
    """What trials saw, whatever the dose."""

    baclofen_given = Mechanism("what trials of baclofen saw of anxiety")

    baclofen = Parameter(
        BACLOFEN.mean,
        "difference of baclofen from placebo",
        (garbutt, rose_jones, pierce, krupitsky, Assumption("one trial saw it, the pool did not", (-0.6, 1.1))),
        "very low",
        measured_in="alcohol use disorder",
        uncertainty=Normal(BACLOFEN.mean, BACLOFEN.spread, source=rose_jones),
    )
    half = Parameter(
        50 * nM,
        "baclofen in plasma that counts as half of being given it",
        Assumption("far below what 30 mg a day leave in plasma", (10, 200) * nM),
    )
    rate = Parameter(
        0.1 / day, "rate at which a treatment comes to differ from placebo", Assumption("weeks", (0.03, 0.5) / day)
    )


class Paths(Parameters):
    """What receptors and circuits might do to anxiety: none of these was measured in anxious people."""

    opioid = Mechanism("anxiety by mu receptors that are driven above rest")
    tone = Mechanism("anxiety by the lack of the body's own opioids at mu")
    kappa = Mechanism("anxiety by relief from dynorphin at kappa")
    stress = Mechanism("anxiety by cortisol")
    gaba_b = Mechanism("anxiety by GABA-B receptors of the brain")
    alpha_2a = Mechanism("anxiety by mitragynine at alpha-2A")

    settling = Parameter(
        0.3 / h,
        "rate at which state anxiety follows receptors",
        Assumption("it asks of this moment; hours, as of sedatives", (0.05, 2) / h),
    )
    by_opioid = Parameter(
        1.0,
        "calm at the largest effect at mu, as felt, above rest",
        Assumption("people say that opioids calm; trials did not measure it", (0.05, 3)),
    )
    by_lost_tone = Parameter(
        0.1,
        "anxiety where all of the tone at mu is lost",
        Assumption("8 h of naloxone in high dose were slightly unpleasant to volunteers", (0.01, 0.6)),
    )
    by_kappa = Parameter(
        0.1,
        "calm where all of the tone at kappa is lost",
        Assumption("antagonists calm rodents; in people hardly tried", (0.005, 0.4)),
    )
    by_cortisol = Parameter(
        0.1, "anxiety by a doubling of cortisol", Assumption("it goes with anxiety, and may not make it", (0.005, 0.5))
    )
    by_gaba_b = Parameter(
        3.0,
        "calm at the largest effect at GABA-B, above rest",
        (cryan, Assumption("agonists and modulators calm rodents; 30 mg a day then do 0.3", (0.3, 8))),
        "very low",
        measured_in="rodent",
    )
    by_alpha_2a = Parameter(
        1.0,
        "calm if all alpha-2A adrenoceptors were driven, or unrest if all were blocked",
        (obeng, Assumption("clonidine calms, yohimbine makes anxious", (0.2, 3))),
        "very low",
    )


class Anxiety(Parameters):
    """State anxiety."""

    study = Study
    course = Course
    trials = Trials
    paths = Paths
    severity = Parameter(
        1.0,
        "how anxious a person is at the start, of the usual in trials (2.7-fold is one standard deviation)",
        Assumption("nobody was chosen by it", (0.8, 1.25)),
        between_people=LogNormal(cv=0.95, source=Assumption("9 points of state anxiety", (0.6, 1.3))),
    )
    stai = show_on(
        STAI,
        start=start_of(45, (admitted,), "people who come for treatment of alcohol use disorder", (38, 52)),
        step=step_of(0.79, (admitted,), (0.6, 1.0)),
        noise=noise_of(5, (3, 7)),
    )
