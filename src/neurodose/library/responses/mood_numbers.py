"""The numbers of mood: what trials of antidepressants taught of placebo, and guesses of what receptors do to it.

A unit of mood is one standard deviation between depressed people at the end of a trial; more is better.
"""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.rating_scales import HAMD17, MADRS, PHQ9
from neurodose.library.shown import noise_of, show_on, start_of, step_of
from neurodose.library.study import Study
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import LogNormal, Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, nM

rose_jones = Source("Rose and Jones", 2018, "meta-analysis of twelve trials", "abstract", reading="read")
pierce = Source("Pierce and others", 2018, "meta-analysis of thirteen trials", "abstract, remembered")
krupitsky = Source("Krupitsky and others", 1993, "Drug Alcohol Depend 33:157", "abstract", reading="read")
post = Source("Post and others", 1991, "L-baclofen in affective illness", "remembered")
mischoulon = Source("Mischoulon and others", 2017, "J Affect Disord 208:6", "abstract", pmid=27736689, reading="read")
rutherford = Source("Rutherford and others", 2012, "J Psychiatr Res 46:697", "abstract", reading="read",
                    doi="10.1016/j.jpsychires.2012.02.008")  # fmt: skip
posternak = Source("Posternak and Zimmerman", 2005, "J Clin Psychiatry 66:148", "abstract", reading="read")
kirsch = Source("Kirsch and others", 2008, "PLoS Med 5:e45", "7.8 points under placebo, 9.6 under drugs",
                doi="10.1371/journal.pmed.0050045")  # fmt: skip
takahashi = Source("Takahashi and others", 2021, "BMC Psychiatry 21:526", "table 3, placebo",
                  doi="10.1186/s12888-021-03538-y", reading="read")  # fmt: skip
mague = Source("Mague and others", 2003, "J Pharmacol Exp Ther 305:323", "antagonists of kappa in the forced swim test")
mombereau = Source("Mombereau and others", 2004, "Neuropsychopharmacology 29:1050", "GABA-B in mice")
fava = Source("Fava and others", 2016, "Am J Psychiatry 173:499", "buprenorphine with samidorphan")

# Trials in alcohol use disorder scored depression beside drinking, and two meta-analyses found no effect without
# printing one. Zero stands for that. Its error is that of their craving (-0.36 to 0.09, an error of 0.11) and half as
# much again, for fewer trials; between trials 0.3, so that Krupitsky's 1993 benefit lies within what is possible: 29
# against 19 people cannot have shown less than 0.6 (SE 0.3) and be told from chance.
BACLOFEN = PooledEffect((TrialEffect("Rose and Jones 2018", 0.0, 0.16),), spread_alone=0.3)

# Six against six people: 0.62 by HAM-D and 1.45 by MADRS of the same people, whose mean is 1.03; the error is that of
# one difference, sqrt(2/6 + 1.03^2/24). Twelve people do not outweigh that most of what is tried does next to nothing.
LOW_DOSE_NALTREXONE = PooledEffect(
    (TrialEffect("Mischoulon and others 2017", 1.03, 0.61),), spread_alone=0.2, believed=0.3
)


class Course(Parameters):
    """What becomes of depressed people in a study, whatever they take."""

    by_itself = Mechanism("what time does to depression by itself")
    by_expectation = Mechanism("what being in a study does to depression: expectation and care")

    rate = Parameter(
        0.06 / day,
        "rate at which people in a study get better",
        (posternak, Assumption("62 % of what placebo does in six weeks is there after two", (0.03, 0.12) / day)),
        "moderate",
    )
    natural = Parameter(
        0.5,
        "what time does in the end",
        rutherford,
        "moderate",
        measured_in="340 people on waiting lists",
        between_people=Normal(1, 1.3, source=Assumption("so that scores differ at the end as they do", (0.7, 1.6))),
        uncertainty=Normal(0.505, 0.12, source=rutherford),
    )
    expectation = Parameter(
        0.6,
        "what expectation and care of a study do in the end",
        (kirsch, Assumption("8 points of HAM-D in all after six weeks, of which 4 are there without a study",
                            (0.2, 1.0))),
        "low",
        between_people=Normal(1, 1.3, source=Assumption("so that scores differ at the end as they do", (0.7, 1.6))),
    )  # fmt: skip


class Trials(Parameters):
    """What trials saw, whatever the dose: none of them told doses apart."""

    baclofen_given = Mechanism("what trials of baclofen saw")
    naltrexone_given = Mechanism("what the trial of low-dose naltrexone saw")

    baclofen = Parameter(
        BACLOFEN.mean,
        "difference of baclofen from placebo",
        (rose_jones, pierce, krupitsky, post, Assumption("no effect in the pool; better and worse were both seen",
                                                         (-0.7, 0.7))),
        "very low",
        measured_in="alcohol use disorder",
        uncertainty=Normal(BACLOFEN.mean, BACLOFEN.spread, source=rose_jones),
    )  # fmt: skip
    baclofen_half = Parameter(
        50 * nM,
        "baclofen in plasma that counts as half of being given it",
        Assumption("far below what 30 mg a day leave in plasma", (10, 200) * nM),
    )
    naltrexone = Parameter(
        LOW_DOSE_NALTREXONE.mean,
        "difference of low-dose naltrexone from placebo",
        (mischoulon, Assumption("twelve people, pulled towards no effect", (-0.5, 1.5))),
        "very low",
        measured_in="relapse of depression on antidepressants, 1 mg twice a day",
        uncertainty=Normal(LOW_DOSE_NALTREXONE.mean, LOW_DOSE_NALTREXONE.spread, source=mischoulon),
    )
    naltrexone_half = Parameter(
        0.01 * nM,
        "unbound naltrexone in the brain that counts as half of being given it",
        Assumption("far below what 2 mg a day leave there", (0.002, 0.04) * nM),
    )
    naltrexone_upper = Parameter(
        1.0 * nM,
        "unbound naltrexone in the brain that halves it again, since nobody saw it at usual doses",
        Assumption("some 12 mg a day; what low doses showed says nothing of 50 mg", (0.4, 2.5) * nM),
    )
    rate = Parameter(
        0.1 / day,
        "rate at which a treatment comes to differ from placebo",
        (posternak, Assumption("most of the difference is there after two weeks", (0.03, 0.3) / day)),
        "low",
    )


class Paths(Parameters):
    """What receptors and circuits might do to mood: none of these was measured in depressed people."""

    opioid = Mechanism("mood by mu receptors that are driven above rest")
    tone = Mechanism("mood by the lack of the body's own opioids at mu")
    kappa = Mechanism("mood by relief from dynorphin at kappa")
    dopamine = Mechanism("mood by dopamine in the accumbens")
    stress = Mechanism("mood by cortisol")
    gaba_b = Mechanism("mood by GABA-B receptors of the brain")

    settling = Parameter(
        0.3 / day,
        "rate at which mood of a week follows receptors",
        Assumption("a rating asks of the last week; nobody knows what else has to change", (0.05, 1) / day),
    )
    by_opioid = Parameter(
        1.0,
        "mood at the largest effect at mu, as felt, above rest",
        (fava, Assumption("a weak partial agonist did 0.2 to 0.5 beside antidepressants", (0.05, 3))),
        "very low",
    )
    by_lost_tone = Parameter(
        0.1,
        "fall of mood where all of the tone at mu is lost",
        Assumption("people who take antagonists are seldom seen to become depressed", (0.01, 0.6)),
    )
    by_kappa = Parameter(
        0.1,
        "mood where all of the tone at kappa is lost",
        (mague, Assumption("antagonists help in rodents, and failed or barely passed in people", (0.005, 0.4))),
        "very low",
        measured_in="rat",
    )
    by_dopamine = Parameter(
        0.1,
        "mood by a doubling of dopamine in the accumbens",
        Assumption("what it does to wanting is another thing", (0.005, 0.5)),
    )
    by_cortisol = Parameter(
        0.1,
        "fall of mood by a doubling of cortisol",
        Assumption("lasting excess makes people depressed, a day of it does not", (0.01, 0.5)),
    )
    by_gaba_b = Parameter(
        3.0,
        "mood at the largest effect at GABA-B, above rest, if it lifts",
        Assumption(
            "30 mg a day then do as much as an antidepressant, 0.3; nothing measured stands behind it", (0.3, 8)
        ),
    )
    against_gaba_b = Parameter(
        3.0,
        "mood that the largest effect at GABA-B would take away, if it lowers mood",
        (mombereau, post, Assumption("of the same size: antagonists help rodents, and a few people became worse",
                                     (0.3, 8))),
        "very low",
        measured_in="mouse",
    )  # fmt: skip


USUAL = (kirsch, mischoulon), "trials take people above a cut-off"


class Mood(Parameters):
    """Mood of depressed people."""

    study = Study
    course = Course
    trials = Trials
    paths = Paths
    severity = Parameter(
        1.0,
        "how severe depression is at the start, of the usual in trials (2.7-fold is one unit of mood)",
        (mischoulon, Assumption("trials take people who are alike", (0.9, 1.1))),
        "low",
        between_people=LogNormal(cv=0.47, source=Assumption("4 points of HAM-D before, 8 after", (0.2, 0.7))),
    )
    hamd = show_on(
        HAMD17, start=start_of(23, *USUAL, (20, 26)), step=step_of(0.65, (rutherford,), (0.5, 0.8)),
        noise=noise_of(2.5, (1, 4)),
    )  # fmt: skip
    madrs = show_on(
        MADRS, start=start_of(30, *USUAL, (26, 35)), step=step_of(0.72, (takahashi,), (0.5, 0.9)),
        noise=noise_of(3, (1.5, 5)),
    )  # fmt: skip
    phq9 = show_on(
        PHQ9, start=start_of(16, *USUAL, (13, 19)), step=step_of(0.86, (takahashi,), (0.6, 1.1)),
        noise=noise_of(2, (1, 3)),
    )  # fmt: skip
