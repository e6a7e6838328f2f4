"""The numbers of liking: how much of it an effect gives, and what naltrexone leaves. Sizes are of comparators."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.library.rating_scales import VAS
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import h, mM

marsch = Source(
    "Marsch and others", 2001, "J Pharmacol Exp Ther 299:1056", "5 and 10 mg over 2, 15 and 60 min, abstract",
    reading="read",
)  # fmt: skip
stoops = Source(
    "Stoops and others", 2010, "Psychopharmacology 212:193", "5, 10 and 20 mg by vein in nine people, abstract",
    pmid=20665209, reading="read",
)  # fmt: skip
comer = Source(
    "Comer and others", 2008, "Neuropsychopharmacology 33:1179", "five opioids by vein, abstract", reading="read"
)
lamb = Source(
    "Lamb and others", 1991, "J Pharmacol Exp Ther 259:1165", "morphine in five post-addicts, abstract", reading="read"
)
castillo = Source(
    "Castillo and others", 2024, "J Addict Med 18:110", "abstract, by way of a mirror", pmid=38126709, reading="read"
)
greenwald = Source(
    "Greenwald and others", 2014, "Drug Alcohol Depend 144:1", "availability and self-administration, a review",
    pmid=25179217, reading="read second-hand",
)  # fmt: skip

evans = Source(
    "Evans and Bisaga", 2009, "Alcohol Clin Exp Res 33:19", "baclofen and alcohol in 18 people, abstract",
    reading="read",
)  # fmt: skip


class FromMu(Parameters):
    """From the signal of mu receptors to a score."""

    acts = Mechanism("liking of what mu receptors tell")
    half = Parameter(
        0.28,
        "rise of the effect at mu over rest that is liked by half of the scale",
        (
            stoops,
            comer,
            lamb,
            Assumption("5 to 20 mg of morphine by vein are told apart and liked up to about half, remembered; heroin "
                       "more", (0.15, 0.5)),
        ),
        "low",
    )  # fmt: skip


class Rush(Parameters):
    """Liking goes with what is new: of an effect that stays, people get used to a part."""

    acts = Mechanism("that a quick rise is liked more than a slow one")
    settling = Parameter(
        1.0 / h,
        "rate at which people get used to an effect that stays (half in 42 min)",
        (marsch, Assumption("60 min of infusion are liked less than 2 min", (0.3, 4) / h)),
        "low",
    )
    used_to = Parameter(
        0.5,
        "share of an effect that stays which is no longer liked once people are used to it",
        (marsch, Assumption("ratings fall within hours while pupils stay small", (0.2, 0.8))),
        "very low",
    )


class FromDopamine(Parameters):
    """From dopamine in the accumbens to a score: the rival that also knows of alcohol."""

    acts = Mechanism("liking of what dopamine tells")
    half = Parameter(
        0.6,
        "rise of dopamine over rest that is liked by half of the scale",
        Assumption("a drink gives a tenth of rest and is liked by a quarter of the scale or so", (0.2, 3)),
    )


class Blockade(Parameters):
    """What an antagonist leaves of liking, by receptors that it leaves, as trials have it: no dose surmounts it."""

    acts = Mechanism("blockade by the share of receptors that antagonists leave")
    half = Parameter(
        0.5,
        "share of receptors left that spares half as much as all of them do",
        (
            greenwald,
            castillo,
            Assumption("a fifth left: heroin no longer taken; naltrexone at 2 ng/mL or more: not liked by 20 mm",
                       (0.3, 0.9)),
        ),
        "low",
    )  # fmt: skip


class Alcohol(Parameters):
    """Liking of alcohol by its level in blood, as ratings have it, whatever it does to receptors."""

    acts = Mechanism("liking of alcohol by its level in blood")
    largest = Parameter(
        0.6,
        "share of the scale by which any amount of alcohol is liked at most",
        Assumption("a third of the scale or so after three to four drinks, remembered", (0.3, 0.9)),
    )
    half = Parameter(
        15 * mM,
        "ethanol in blood that is liked by half of it",
        (evans, Assumption("two to four drinks; with baclofen liking did not change", (5, 40) * mM)),
        "very low",
    )


class Euphoria(Parameters):
    """Who calls it euphoria, by the highest score so far."""

    half = Parameter(
        50.0,
        "highest score at which half of the people call it euphoria",
        Assumption("the middle of the scale", (30, 70)),
    )


class Liking(Parameters):
    """Drug liking on a scale of 100 mm, 0 for none."""

    scale = VAS.ends
    mu = FromMu
    rush = Rush
    dopamine = FromDopamine
    blockade = Blockade
    alcohol = Alcohol
    euphoria = Euphoria
    keeping = Parameter(
        60 / h,
        "rate at which the highest score so far follows a score that is higher",
        Assumption("fast, so that a peak of minutes is not lost; nothing else depends on it", (30, 300) / h),
    )
    noise = Condition(15.0, "standard deviation of one rating around what is expected of a person")
