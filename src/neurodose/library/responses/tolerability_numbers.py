"""The numbers of naltrexone's tolerability, each from an arm of a trial; hazards are cumulated, 1 - exp(-H) is told."""

from __future__ import annotations

from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import Normal
from neurodose.sources import Assumption, Source
from neurodose.units import day, nM, umol, week

cochrane = Source(
    "Cochrane review CD001867.pub3", 2010, "Cochrane Database Syst Rev", "risk differences, abstract", reading="read"
)
garbutt = Source("Garbutt and others", 2005, "JAMA 293:1617", "abstract, as corrected", pmid=15811981, reading="read")
krupitsky = Source(
    "Krupitsky and others", 2013, "one-year extension of Krupitsky 2011", "114 people, abstract", reading="read"
)
obese = Source(
    "United States product information of naltrexone tablets", 2013, "U.S. Food and Drug Administration", "5 of 26"
)
hepatitis = Source("Krupitsky and others", 2011, "Lancet 377:1506", "most of the people had hepatitis C")


class Somnolence(Parameters):
    """Sleepiness in the weeks after the start: 9 points more than placebo under tablets."""

    acts = Mechanism("somnolence by naltrexone")
    background = Parameter(
        0.00375 / day,
        "hazard of somnolence under placebo, at the start; it fades as nausea does",
        Assumption("10 of 100 in all", (0.0007, 0.01) / day),
    )
    hazard = Parameter(
        0.0211 / day,
        "hazard of somnolence by much naltrexone that is new",
        (cochrane, Assumption("5 to 14 points more than placebo", (0.011, 0.035) / day)),
        "low",
    )
    by_tone = Parameter(
        0.0105 / day,
        "the same by what the body's own opioids no longer do",
        (cochrane, Assumption("as tablets have it", (0.003, 0.03) / day)),
        "low",
    )


class Discontinuation(Parameters):
    """Stopping for adverse events: 6.7 of 100 under placebo and 190 mg, 14.1 under 380 mg, in 24 weeks.

    The line through the two excesses of cumulated hazard, 0 (SE 0.026) and 0.083 (SE 0.034), gives 0.058 (SE 0.028)
    under 380 mg every four weeks, of which plasma holds a mean of 16.6 nM in this model. No line meets both arms.
    """

    acts = Mechanism("stopping for adverse events of naltrexone")
    background = Parameter(0.00289 / week, "hazard of stopping for adverse events under placebo", garbutt, "moderate")
    hazard = Parameter(
        0.00242 / week,
        "hazard of it by naltrexone, where plasma holds the usual of 380 mg",
        garbutt,
        "low",
        uncertainty=Normal(0.00242 / week, 0.00117 / week),
    )
    usual = Parameter(
        16.6 * nM, "naltrexone in plasma under 380 mg every four weeks", Assumption("this model", (10, 25) * nM)
    )
    by_blockade = Parameter(
        0.00121 / week,
        "hazard of it where all mu receptors are held",
        (garbutt, Assumption("the mean of both doses, which hold nearly as many", (0.00021, 0.0033) / week)),
        "very low",
    )


class DueToDrug(Parameters):
    """An adverse event that was laid to the drug, in an open year of the depot."""

    acts = Mechanism("adverse events that are laid to naltrexone")
    hazard = Parameter(0.00456 / week, "hazard of one, where plasma holds the usual of 380 mg", krupitsky, "low")


class InjectionSite(Parameters):
    """Reactions at the site of injection."""

    acts = Mechanism("reactions at the site of injection")
    hazard = Parameter(
        0.0048,
        "cumulated hazard of a reaction by one injection of 380 mg",
        (
            krupitsky,
            Assumption("6.1 of 100 within 13 injections; those who react early had left before", (0.002, 0.03)),
        ),
        "low",
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
    settling = Parameter(1 / day, "rate at which a day's mean forgets", Assumption("a day", (0.5, 3) / day))


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

    somnolence = Somnolence
    discontinuation = Discontinuation
    due_to_drug = DueToDrug
    injection_site = InjectionSite
    liver = Liver
    death = Death
