"""The numbers of opioid adaptation. Their order of size is of people; nobody has measured dependence on a scale."""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.mechanisms import Mechanism
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.sources import Assumption, Source
from neurodose.units import day

chakraborty = Source(
    "Chakraborty and others", 2021, "J Med Chem", "10 % of G protein is enough in mice, abstract", pmid=34505767,
    reading="read second-hand",
)  # fmt: skip
compton = Source(
    "Compton and others", 2004, "Drug Alcohol Depend", "four naive people, abstract", reading="read second-hand"
)
heishman = Source(
    "Heishman and others", 1990, "Pharmacol Biochem Behav 36:393", "one dose of morphine, naloxone 6 and 24 h later, "
    "abstract", pmid=2356213, reading="read",
)  # fmt: skip
bickel = Source(
    "Bickel and others", 1988, "J Pharmacol Exp Ther 244:126", "one dose of morphine, naloxone 6 h later, abstract",
    pmid=3335995, reading="read",
)  # fmt: skip
angst = Source(
    "Angst and others", 2009, "Pain 142:17", "36 people, three hours of remifentanil, abstract", reading="read"
)
martin = Source("Martin and Jasinski", 1969, "J Psychiatr Res 7:9", "morphine for months, then none for 30 weeks")
strang = Source("Strang and others", 2003, "BMJ 326:959", "deaths after inpatient detoxification")


class OpioidAdaptation(Parameters, shared=True):
    """What is expected, how soon, and what that does."""

    dependent_at_start = Condition(0, "opioid dependence before the first dose (0 to 1)", possible=SHARE)
    weakens = Mechanism("tolerance of the whole person")
    half = Parameter(
        0.5,
        "stimulus above rest that drives half of the adaptation",
        (
            chakraborty,
            Assumption("between a tenth of a cell's largest effect, and what morphine does at most", (0.1, 2.4)),
        ),
        "very low",
    )
    quick_rate = Parameter(
        0.7 / day,
        "rate at which the quick part is learned and forgotten (half in a day)",
        (
            heishman,
            bickel,
            compton,
            angst,
            Assumption(
                "one dose is enough for signs under naloxone, for a day; no tolerance is seen in three hours",
                (0.3, 2) / day,
            ),
        ),
        "low",
    )
    slow_rate = Parameter(
        0.05 / day,
        "rate at which the slow part is learned and forgotten (half in two weeks)",
        (martin, strang, Assumption("weeks: withdrawal fades into months, tolerance is lost within weeks",
                                    (0.02, 0.12) / day)),
        "low",
    )  # fmt: skip
    share_quick = Parameter(
        0.5, "share of it that is quick", Assumption("withdrawal loses most of its force in a week", (0.3, 0.7))
    )
    largest_tolerance = Parameter(
        10.0,
        "tolerance of what is felt where all is expected: the factor by which a stimulus is divided",
        Assumption("people in treatment are given ten times what others bear, and some far more", (3, 35)),
        "low",
    )
