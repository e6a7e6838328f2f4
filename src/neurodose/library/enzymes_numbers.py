"""The numbers of CYP3A and CYP2D6: how long an enzyme lasts, what a genotype gives, what known substances do to it.

An activity is a share of the usual one: 1 is CYP3A of a healthy adult, and CYP2D6 of an adult with two full genes
(activity score 2). Concentrations of inhibitors are unbound and steady; a combination puts its own in their place.
"""

from __future__ import annotations

from neurodose.library.body import VillousFlow
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.populations import Choice
from neurodose.sources import Assumption, Source
from neurodose.units import h, minute, one, uM

static_tables = Source(
    "ddir, an R package", 2026, "static models of regulators, as read in 2026", "R/data.R", reading="read"
)
yang = Source(
    "Yang and others", 2008, "Curr Drug Metab 9:384", doi="10.2174/138920008784746382", reading="read second-hand"
)
galetin = Source(
    "Galetin and others", 2006, "Drug Metab Dispos 34:166", "abstract, mean 3 d, 1 to 6 d",
    doi="10.1124/dmd.105.006874", reading="read",
)  # fmt: skip
open_models = Source(
    "Open Systems Pharmacology", 2026, "model files of inhibitors and inducers, as read in 2026",
    "constants of enzymes", reading="read",
)  # fmt: skip
liston = Source("Liston and others", 2002, "abstract, as read in 2026", "offset after paroxetine, half-life 2.9 d",
                pmid=11910262, reading="read")  # fmt: skip
rudesheim = Source(
    "Rüdesheim and others", 2022, "dextromethorphan and CYP2D6, as in the model files of Open Systems Pharmacology",
    "rate constants by activity score", reading="read second-hand",
)  # fmt: skip
weiss = Source("Weiss", 2022, "as used in Ketoconazole-Model of Open Systems Pharmacology", reading="read second-hand")
obach = Source("Obach and others", 2007, "as used in the paroxetine model of Open Systems Pharmacology",
               reading="read second-hand")  # fmt: skip
templeton = Source("Templeton and others", 2011, "as used in Rifampicin-Model of Open Systems Pharmacology",
                   reading="read second-hand")  # fmt: skip
moghadamnia = Source("Moghadamnia and others", 2003, "as used in Quinidine-Model of Open Systems Pharmacology",
                     reading="read second-hand")  # fmt: skip
alleles = Source("CPIC tables of CYP2D6 alleles", 2020, "frequencies in Europeans, by allele")

# Frequencies of alleles none 0.247, *10 0.016, half 0.124, full 0.593, doubled 0.02, two drawn alike and independently.
EUROPEAN_SCORES = {
    0.0: 0.061, 0.25: 0.008, 0.5: 0.062, 0.75: 0.004, 1.0: 0.308, 1.25: 0.019, 1.5: 0.147, 2.0: 0.361, 2.5: 0.006,
    3.0: 0.024,
}  # fmt: skip
USUAL_SCORE = 2.0


class LiverCYP3A(Parameters, shared=True):
    """CYP3A in the liver."""

    loss = Parameter(
        0.0193 / h,
        "rate at which CYP3A in the liver is broken down (half-life 36 h)",
        (static_tables, yang, galetin, Assumption("half-lives of 1 to 6 days are in use", (0.0048, 0.029) / h)),
        "moderate",
    )


class GutCYP3A(Parameters, shared=True):
    """CYP3A in the wall of the gut, whose cells live for days."""

    loss = Parameter(
        0.030 / h,
        "rate at which CYP3A in the gut wall is lost (half-life 23 h)",
        (static_tables, open_models, Assumption("as in static and dynamic models", (0.02, 0.06) / h)),
        "moderate",
    )


class CYP2D6(Parameters, shared=True):
    """CYP2D6 in the liver. What a score gives is a table, not a line: score 1 gives less than half."""

    loss = Parameter(
        0.0136 / h,
        "rate at which CYP2D6 is broken down (half-life 51 h)",
        (
            open_models,
            liston,
            Assumption("0.0099 where the recovery after paroxetine (70 h) is believed", (0.008, 0.02) / h),
        ),
        "moderate",
    )
    score = Parameter(
        USUAL_SCORE,
        "activity score of the CYP2D6 genotype",
        (alleles, Assumption("the score of two full genes, the likeliest; from none to three", (0, 3))),
        "moderate",
        measured_in="Europeans",
        between_people=Choice({score / USUAL_SCORE: share for score, share in EUROPEAN_SCORES.items()}, source=alleles),
    )
    at_quarter = Parameter(0.022, "activity at score 0.25, of that at 2", rudesheim, "low")
    at_half = Parameter(0.136, "activity at score 0.5, of that at 2", rudesheim, "moderate")
    at_three_quarters = Parameter(
        0.26,
        "activity at score 0.75, of that at 2",
        (
            open_models,
            Assumption("as the model of paroxetine has it; that of dextromethorphan is silent", (0.136, 0.40)),
        ),
        "low",
    )
    at_one = Parameter(0.40, "activity at score 1, of that at 2", rudesheim, "moderate")
    at_one_quarter = Parameter(0.475, "activity at score 1.25, of that at 2", rudesheim, "moderate")
    at_one_half = Parameter(0.626, "activity at score 1.5, of that at 2", rudesheim, "moderate")
    at_two_half = Parameter(
        1.35, "activity at score 2.5, of that at 2", Assumption("between those at 2 and at 3", (1.0, 1.70)), "low"
    )
    at_three = Parameter(1.70, "activity at score 3, of that at 2", rudesheim, "low")


class Exchange(Parameters, shared=True):
    """From the gut and the blood to the enzymes."""

    villous_flow = VillousFlow.flow
    rate = Parameter(
        20 / h,
        "rate at which the unbound concentration at an enzyme follows that in blood",
        Assumption("within minutes; slower than the enzymes would be seen as a delay", (4, 200) / h),
    )


class Enzymes(Parameters):
    """The enzymes of a healthy adult."""

    cyp3a_liver = LiverCYP3A
    cyp3a_gut = GutCYP3A
    cyp2d6 = CYP2D6
    exchange = Exchange


class Ketoconazole(Parameters):
    """400 mg once a day: the usual strong inhibitor of CYP3A, reversible."""

    Ki = Parameter(
        0.0085 * uM,
        "affinity of ketoconazole for CYP3A, unbound",
        (weiss, Assumption("0.015 in older microsomes", (0.0085, 0.015) * uM)),
        "moderate",
        measured_in="human liver microsomes",
    )
    at_liver = Parameter(
        0.14 * uM,
        "unbound ketoconazole that the liver sees",
        Assumption("at the inlet, while it is absorbed; the average in plasma is 0.028", (0.028, 0.2) * uM),
        "low",
    )
    at_gut = Parameter(
        5 * uM,
        "unbound ketoconazole in cells of the gut wall, while it is absorbed",
        Assumption("dose and absorption rate over villous flow; some hundred times its affinity", (0.3, 60) * uM),
    )


class Rifampicin(Parameters):
    """600 mg once a day: the usual strong inducer of CYP3A."""

    Emax = Parameter(9 * one, "largest increase of synthesis of CYP3A, of the usual", templeton, "moderate")
    EC50 = Parameter(0.34 * uM, "unbound rifampicin that gives half of it", templeton, "moderate")
    unbound = Parameter(
        1.9 * uM,
        "unbound rifampicin in plasma, at its peaks",
        Assumption("11 µM in all, 17 % of it unbound; less between doses", (0.1, 2.5) * uM),
        "low",
    )


class Quinidine(Parameters):
    """50 to 100 mg: the usual inhibitor of CYP2D6, reversible."""

    Ki = Parameter(0.017 * uM, "affinity of quinidine for CYP2D6", moghadamnia, "moderate")
    unbound = Parameter(
        0.2 * uM, "unbound quinidine that the liver sees", Assumption("13 to 21 % unbound", (0.05, 0.4) * uM), "low"
    )


class Paroxetine(Parameters):
    """20 to 40 mg a day: it destroys CYP2D6 as it is changed by it."""

    KI = Parameter(
        0.167 * uM,
        "unbound paroxetine at half of the fastest inactivation of CYP2D6",
        (obach, Assumption("corrected for binding in the assay, threefold either way", (0.05, 0.5) * uM)),
        "moderate",
    )
    kinact = Parameter(0.17 / minute, "fastest inactivation of CYP2D6", obach, "moderate")
    unbound = Parameter(
        0.0045 * uM,
        "unbound paroxetine in plasma",
        Assumption("0.09 to 0.18 µM in all, 5 % unbound, CV 70 %", (0.0015, 0.015) * uM),
        "low",
    )
