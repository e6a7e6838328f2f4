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

carroll = Source(
    "Carroll and others", 1988, "Br J Pharmacol 94:212", "agonists and naloxone's binding with sodium, abstract",
    reading="read",
)  # fmt: skip
romberg = Source(
    "Romberg and others", 2004, "Anesthesiology 101:1201", "32 nM of morphine by the effect site, abstract",
    pmid=15505457, reading="read",
)  # fmt: skip
melichar = Source(
    "Melichar and others", 2005, "J Pharmacol Exp Ther 312:309", "8 people on methadone, by PET",
    doi="10.1124/jpet.104.072686",
)  # fmt: skip
kling = Source("Kling and others", 2000, "J Pharmacol Exp Ther 295:1070", "19 to 32 % fewer sites on methadone, by PET")
both_treatments = Source(
    "Preprint on patients with methadone or buprenorphine", 2025, "medRxiv", "5 and 5 people by PET, abstract",
    doi="10.1101/2025.10.06.25337456", reading="read",
)  # fmt: skip
algera = Source(
    "Algera and others", 2021, "Clin Pharmacol Ther 109:637", "22 people, fentanyl and ventilation, abstract",
    pmid=32865832, reading="read",
)  # fmt: skip


class InLivingCells(Parameters, shared=True):
    """How many times weaker living cells hold an agonist than the library's affinities say."""

    binds_less = Mechanism("agonists bind less in living cells than in assays with an agonist as tracer")
    morphine = Parameter(
        100.0,
        "affinity of morphine in living cells over that at the receptors",
        (
            romberg,
            carroll,
            Assumption(
                "32 nM in plasma, 12 nM unbound in brain, does a third to half of the largest effect", (15, 200)
            ),
        ),
        "low",
        measured_in="ventilation of healthy people",
    )
    heroin = Parameter(
        100.0,
        "the same of heroin and 6-MAM",
        (carroll, Assumption("as morphine", (10, 300))),
        "very low",
    )
    methadone = Parameter(
        60.0,
        "the same of methadone",
        (
            kling,
            melichar,
            both_treatments,
            carroll,
            Assumption("a fifth to a third of the receptors at most under daily doses", (20, 300)),
        ),
        "low",
        measured_in="people on methadone, by PET",
    )
    fentanyl = Parameter(
        1.5,
        "the same of fentanyl",
        (
            algera,
            Assumption("half of ventilation at 0.42 ng/mL, 0.2 nM unbound: why it is no weaker nobody knows", (0.5, 6)),
        ),
        "low",
        measured_in="ventilation of healthy people",
    )
    mitragynine = Parameter(
        1.0,
        "the same of mitragynine and what it becomes",
        Assumption(
            "nobody has seen it; a partial agonist loses less, and what people feel asks for more than mitragynine, "
            "7-hydroxymitragynine and pseudoindoxyl can do: there is six times as much of other alkaloids in plasma",
            (0.03, 60),
        ),
        "very low",
    )


class OpioidAdaptation(Parameters, shared=True):
    """What is expected, how soon, and what that does."""

    in_living_cells = InLivingCells
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
        0.7, "share of it that is quick", Assumption("withdrawal loses most of its force in a week", (0.4, 0.85))
    )
    largest_tolerance = Parameter(
        10.0,
        "tolerance of what is felt where all is expected: the factor by which a stimulus is divided",
        Assumption("people in treatment are given ten times what others bear, and some far more", (3, 35)),
        "low",
    )
