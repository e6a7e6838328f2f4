"""The numbers of pain. Opioids' relief is set by morphine after surgery, low-dose naltrexone's by one trial."""

from __future__ import annotations

from neurodose.bounds import SHARE, Bounds
from neurodose.library.mechanisms import Mechanism
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.rating_scales import VAS
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.populations import Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day

mcquay = Source(
    "McQuay and others", 1999, "J Pain Symptom Manage 17:164", "morphine 10 mg in muscle, 15 trials, abstract",
    pmid=10098359, reading="read",
)  # fmt: skip
bijur = Source(
    "Bijur and others", 2005, "Ann Emerg Med 46:362", "0.1 mg/kg by vein in 119 people, abstract", pmid=16187470,
    reading="read",
)  # fmt: skip
cepeda = Source(
    "Cepeda and others", 2005, "Anesthesiology 103:1225", "0.1 mg/kg by vein in 500 people, abstract", reading="read"
)
grevert = Source("Grevert and Goldstein", 1977, "Psychopharmacology 53:111", "naloxone and pain of healthy people")
obeng_alpha = Source("Obeng and others", 2022, "abstract on mitragynine at alpha-2A", "abstract", reading="read")
selfridge = Source("Selfridge and others", 2015, "TLR4 and (+)-naltrexone in cells of glia")
younger = Source("Younger and others", 2013, "Arthritis Rheum 65:529", "31 people, crossover, abstract", reading="read")
chen = Source(
    "Chen and others", 2017, "Clin Rheumatol 36:1623", "placebo in fibromyalgia, abstract",
    doi="10.1007/s10067-017-3595-8", reading="read",
)  # fmt: skip
hauser = Source(
    "Häuser and others", 2011, "Schmerz 25:619", "3846 people on placebo in fibromyalgia, abstract", pmid=22120916,
    reading="read",
)  # fmt: skip

# Pain as log(score / (100 - score)), from 55 mm on: 18.0 % less is 45.1 mm, a fall of 0.397; 28.8 % less is 39.2 mm, of
# 0.639. The standard error follows from p = 0.016 of the difference: 0.242 / 2.41.
LOW_DOSE = PooledEffect((TrialEffect("Younger and others 2013", -0.242, 0.100),), spread_alone=0.2)
# Placebo in 229 trials of fibromyalgia: 0.53 of the standard deviation of change, some 22 mm (18 to 26): 11.7 mm less.
PLACEBO = PooledEffect(
    (TrialEffect("Younger and others 2013", -0.397, 0.15), TrialEffect("Chen and others 2017", -0.469, 0.08)),
    spread_alone=0.1,
)


class Opioids(Parameters):
    """Relief by mu receptors."""

    acts = Mechanism("relief of pain by mu receptors")
    gain = Parameter(
        3.0,
        "fall of severity by the largest effect at mu",
        (
            bijur,
            cepeda,
            mcquay,
            Assumption("pain halved by 0.1 mg/kg in 33 to 50 of 100; by 10 mg in 34 of 100 more than by placebo",
                       (1.5, 6)),
        ),
        "low",
    )  # fmt: skip
    tone = Parameter(
        0.3,
        "share of it by which the loss of the body's own opioids lets pain rise",
        (grevert, Assumption("healthy people hardly felt it", (0.05, 1))),
        "very low",
        possible=SHARE,
    )
    alpha_2a = Parameter(
        0.05,
        "fall of severity if mitragynine held all alpha-2A adrenoceptors",
        (obeng_alpha, Assumption("it does not stimulate them; clonidine, which does, relieves", (0, 2))),
        "very low",
    )


class LowDose(Parameters):
    """Low-dose naltrexone in chronic pain: what one trial saw, and the mechanisms that are told."""

    acts = Mechanism("what low-dose naltrexone did in a trial")
    change = Parameter(
        LOW_DOSE.mean,
        "change of severity by naltrexone, beyond placebo",
        younger,
        "very low",
        uncertainty=Normal(LOW_DOSE.mean, LOW_DOSE.spread),
    )
    half = Parameter(
        0.05,
        "share of mu receptors held that does half of it",
        Assumption("4.5 mg once a day did it; no other dose was compared", (0.005, 0.3)),
    )
    usual = Parameter(
        0.4, "share of mu receptors held under 4.5 mg a day", Assumption("this model, a mean of the day", (0.2, 0.6))
    )
    settling = Parameter(0.1 / day, "rate at which it comes and goes", Assumption("weeks", (0.03, 0.3) / day))
    tlr4 = Mechanism("block of toll-like receptors 4")
    by_tlr4 = Parameter(
        1.0,
        "fall of severity if all toll-like receptors 4 were held",
        (selfridge, Assumption("nobody has shown any in people", (0, 2))),
        "very low",
    )


class Course(Parameters):
    """What pain does in a trial without a drug: expectation, care, and its own course."""

    acts = Mechanism("placebo response and natural course of pain in a trial")
    in_trial = Condition(0, "whether people are in a trial of chronic pain: 1, else 0", possible=SHARE)
    change = Parameter(
        PLACEBO.mean,
        "change of severity by placebo in the end",
        (younger, chen),
        "low",
        uncertainty=Normal(PLACEBO.mean, PLACEBO.spread),
    )
    settling = Parameter(0.05 / day, "rate at which it comes", Assumption("half in two weeks", (0.02, 0.2) / day))


class Answer(Parameters):
    """Who counts as having answered."""

    cut = Parameter(
        0.349,
        "relief that half of the people with a response have, in a trial of low-dose naltrexone",
        younger,
        "low",
    )
    spread = Parameter(
        0.081, "how far people lie apart around it", (younger, Assumption("by both arms", (0.05, 0.2))), "very low"
    )
    cut_of_less = Parameter(
        0.448,
        "mean relief in a trial of chronic pain at which half of the people have 30 % less pain",
        (hauser, chen, Assumption("31 of 100 on placebo have, where the mean is a fifth", (0.35, 0.6))),
        "low",
    )
    spread_of_less = Parameter(
        0.306,
        "how far people lie apart around it",
        (hauser, Assumption("19 of 100 have 50 % less", (0.2, 0.45))),
        "low",
    )
    spread_acute = Parameter(
        0.2,
        "how far relief of people lies apart after one dose of an opioid",
        (bijur, cepeda, Assumption("a third of the people around half of the relief", (0.1, 0.35))),
        "low",
    )


class Pain(Parameters):
    """Pain on a scale of 100 mm."""

    scale = VAS.ends
    at_start = Condition(55, "pain before any dose (mm)", possible=Bounds((0.1, 99.9), "no severity is at an end"))
    opioids = Opioids
    low_dose = LowDose
    course = Course
    answer = Answer
    noise = Condition(15.0, "standard deviation of one rating around what is expected of a person (mm)")
