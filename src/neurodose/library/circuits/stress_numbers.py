"""The numbers of the stress axis: naloxone and morphine in people, by hormones in their blood."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import h

challenge = Source("Challenge with naloxone", 1994, "Am J Med Sci 308:167", "eleven people with a sound axis, abstract",
                   pmid=8074133, reading="read")  # fmt: skip
women = Source("Naloxone in normal women", 1980, "J Clin Endocrinol Metab, as read in 2026", "ten women, abstract",
               reading="read")  # fmt: skip
affective = Source("Naloxone in affective disorder and controls", 1981, "Psychiatry Res 4:277", "24 people, abstract",
              pmid=6943595, reading="read")  # fmt: skip
zis = Source("Morphine and cortisol in man", 1984, "as read in 2026", "fourteen people, abstract", reading="read")
escape = Source("Zis and others", 1985, "Psychiatry Res 15:91", "escape from suppression by morphine, abstract",
                pmid=3862150, reading="read")  # fmt: skip
day_long = Source("Naloxone for 24 hours", 1981, "as read in 2026", "six men, abstract", reading="read")
textbook = Source("Textbooks of endocrinology", 2020, "half-lives of hormones in blood", "remembered")


class Stress(Parameters):
    """Mu receptors on what releases CRH, ACTH, cortisol, and what cortisol does about itself."""

    acts = Mechanism("mu receptors on the stress axis")

    steepness = Parameter(
        8.0,
        "how steeply an effect at mu takes away the drive: by e for each 1 over this",
        (challenge, women, affective, zis, Assumption("without the tone ACTH doubles, by naloxone; 5 mg of morphine "
                                                      "leave next to none", (3, 15))),
        "low",
    )  # fmt: skip
    feedback = Parameter(
        2.0,
        "power of cortisol with which it holds its own drive back",
        (day_long, escape, Assumption("24 h of naloxone left the cortisol of a day as it was", (0.8, 5))),
        "low",
    )
    remembers = Parameter(
        0.5 / h,
        "rate at which the brain takes notice of cortisol",
        (
            challenge,
            escape,
            Assumption(
                "cortisol is highest within an hour or two of naloxone; morphine's grip is escaped from in 3 h",
                (0.05, 2) / h,
            ),
        ),
        "low",
    )
    acth_loss = Parameter(
        3.0 / h,
        "rate at which ACTH is cleared, of what follows its release",
        (textbook, Assumption("half-life of 10 to 20 min", (2, 4.5) / h)),
        "moderate",
    )
    cortisol_loss = Parameter(
        0.6 / h,
        "rate at which cortisol is cleared",
        (textbook, Assumption("half-life of 60 to 90 min", (0.45, 0.7) / h)),
        "moderate",
    )
