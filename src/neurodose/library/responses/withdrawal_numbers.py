"""The numbers of opioid withdrawal. What a gap is felt as was read off a few experiments with naloxone."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.library.rating_scales import COWS
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source

tompkins = Source(
    "Tompkins and others", 2009, "Drug Alcohol Depend", "46 people on morphine, naloxone 0.4 mg, abstract",
    doi="10.1016/j.drugalcdep.2009.07.001", reading="read",
)  # fmt: skip
wesson = Source(
    "Wesson and Ling", 2003, "J Psychoactive Drugs 35:253", "5 to 12 mild, 13 to 24 moderate, above 36 severe"
)
greenwald = Source("Greenwald and others", 2014, "Drug Alcohol Depend 144:1", "abstract", reading="read second-hand")


class Withdrawal(Parameters, shared=True):
    """Opioid withdrawal, on a scale of 0 to 48 points."""

    cows = COWS.ends
    by_gap = Mechanism("the lack of opioids that the body expects")
    by_threshold = Mechanism("the lack of opioids that a dependent body needs at least")
    at_rest = Parameter(
        1.3, "score of people who lack nothing", (tompkins, Assumption("1.3 after placebo", (0.3, 2.5))), "moderate"
    )
    of_gap = Parameter(
        5.5,
        "rise of severity where all is expected and nothing is there, as a logarithm of odds",
        (
            tompkins,
            wesson,
            Assumption(
                "7.6 points by naloxone after morphine four times a day; an end of heroin is then moderate", (3.5, 9)
            ),
        ),
        "very low",
    )
    enough = Parameter(
        0.12,
        "stimulus above rest that takes away half of it",
        (
            greenwald,
            Assumption("what buprenorphine does at half of the receptors, less the tone it takes", (0.04, 0.4)),
        ),
        "very low",
        measured_in="people with opioid use disorder, by PET",
    )
    beyond_one = Parameter(
        1.0,
        "steepness with which it is taken away, beyond 1",
        Assumption("not told by any source", (0.2, 3)),
        "very low",
    )
    noise = Parameter(3.0, "spread of one reading, in points", Assumption("a few of 48 points", (1, 6)))
