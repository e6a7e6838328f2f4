"""The numbers of heroin and 6-monoacetylmorphine (6-MAM): values, sources and how sure they are, for people of 70 kg.

No paper's table of parameters could be read. What was measured are half-lives, the share of smoked heroin that reaches
plasma, and times of peaks; volumes and clearances were set here such that they come out, and have wide ranges.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.drugs.morphine_numbers import Adults as Morphine
from neurodose.library.drugs.morphine_sources import (
    cone,
    formula,
    inturrisi_blood,
    inturrisi_brain,
    kendall,
    rook,
    rook_review,
    selley,
)
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption
from neurodose.units import L, g, h, mol

heroin = Substance(
    "heroin",
    369.41 * g / mol,
    formula,
    salts={
        "hydrochloride": 423.9 * g / mol,  # with one water, as ampoules are labelled
        "anhydrous hydrochloride": 405.9 * g / mol,
    },
)
mam = Substance("6-monoacetylmorphine", 327.37 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for heroin", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)
wide_spread = LogNormal(cv=0.40, source=unmeasured)
half_lives = "set, with the others, by half-lives of 7.6 min for heroin and 21.8 min for 6-MAM"


class Absorption(Parameters):
    """By the lungs, by the nose, and by the gut, where heroin becomes morphine before it reaches plasma."""

    smoked = Parameter(
        0.53,
        "share of what is smoked that reaches plasma",
        rook,
        "moderate",
        measured_in="dependent people",
        between_people=LogNormal(cv=0.20, source=unmeasured),
    )
    ka_smoked = Parameter(
        90 / h,
        "absorption rate constant of smoke",
        Assumption("peaks at 1 to 2 min; puffs spread over minutes come on top", (30, 120) / h),
        between_people=usual_spread,
    )
    sniffed = Parameter(
        0.5,
        "share of what is sniffed that reaches plasma through the nose",
        (kendall, cone, Assumption("about half as potent as in muscle; what is swallowed is left out", (0.3, 0.8))),
        "low",
        between_people=LogNormal(cv=0.20, source=unmeasured),
    )
    ka_sniffed = Parameter(
        15 / h,
        "absorption rate constant of the nose",
        (kendall, cone, Assumption("peaks of heroin within 5 min, of 6-MAM at 5 to 10 min", (6, 40) / h)),
        "low",
        between_people=usual_spread,
    )
    swallowed = Parameter(
        0.79,
        "share of swallowed heroin that becomes morphine in the gut, there to be absorbed as morphine is",
        inturrisi_blood,
        "moderate",  # by areas of morphine in plasma; in chronic users 67 % of it was available, by other authors
    )
    ka_swallowed = Parameter(
        4 / h,
        "rate at which swallowed heroin becomes morphine, in the gut",
        Assumption("no heroin was seen in plasma; quicker than morphine is absorbed", (1, 20) / h),
    )


class Plasma(Parameters):
    """Heroin in plasma and tissue; all of it becomes 6-MAM, in blood, liver and everywhere."""

    drug = heroin
    CL = Parameter(
        350 * L / h,
        "clearance, all of it by hydrolysis to 6-MAM",
        (
            rook,
            rook_review,
            inturrisi_blood,
            Assumption(half_lives + "; 129 to 1939 L/h are told", (130, 1900) * L / h),
        ),
        "very low",
        between_people=wide_spread,
    )
    V = Parameter(
        18 * L,
        "volume of plasma and what mixes with it at once",
        (rook, Assumption(half_lives, (8, 60) * L)),
        "very low",
        between_people=usual_spread,
    )
    Q = Parameter(
        50 * L / h,
        "clearance between plasma and tissue",
        (rook, Assumption(half_lives, (15, 150) * L / h)),
        "very low",
        between_people=usual_spread,
    )
    Vp = Parameter(
        15 * L,
        "volume of tissue",
        (rook, rook_review, Assumption(half_lives, (5, 60) * L)),
        "very low",
        between_people=usual_spread,
    )


class Mam(Parameters):
    """6-MAM in plasma and tissue; all of it becomes morphine."""

    drug = mam
    CL = Parameter(
        500 * L / h,
        "clearance, all of it by hydrolysis to morphine",
        (rook, Assumption(half_lives, (200, 1200) * L / h)),
        "very low",
        between_people=wide_spread,
    )
    V = Parameter(
        60 * L,
        "volume of plasma and what mixes with it at once",
        (rook, Assumption(half_lives, (30, 120) * L)),
        "very low",
        between_people=usual_spread,
    )
    Q = Parameter(
        150 * L / h,
        "clearance between plasma and tissue",
        (rook, Assumption(half_lives, (50, 400) * L / h)),
        "very low",
        between_people=usual_spread,
    )
    Vp = Parameter(
        80 * L,
        "volume of tissue",
        (rook, Assumption(half_lives, (40, 160) * L)),
        "very low",
        between_people=usual_spread,
    )


class Brain(Parameters):
    """Heroin and 6-MAM cross into the brain as fast as blood brings them."""

    fu = Parameter(
        1.0, "share of heroin unbound in plasma", Assumption("none was found bound", (0.8, 1.0)), "low", possible=SHARE
    )
    fu_mam = Parameter(
        0.8, "share of 6-MAM unbound in plasma", Assumption("between heroin and morphine", (0.6, 1.0)), possible=SHARE
    )
    unbound = Parameter(
        1.0,
        "unbound heroin or 6-MAM in brain over unbound in plasma, at rest",
        Assumption("both cross freely; not measured in people", (0.5, 1.5)),
    )
    rate = Parameter(
        12 / h,
        "rate of exchange of heroin and 6-MAM with the brain: half in 3.5 min",
        Assumption("half in 2 to 5 min: felt within a minute or two", (8, 21) / h),
        between_people=usual_spread,
    )
    heroin_to_mam = Parameter(
        8 / h,
        "rate at which heroin becomes 6-MAM in the brain, in the structure that has this",
        Assumption("the brain has the enzymes; how fast they are in living people nobody knows", (0, 30) / h),
        between_people=wide_spread,
    )
    mam_to_morphine = Parameter(
        0.5 / h,
        "rate at which 6-MAM becomes morphine in the brain, in the structure that has this",
        Assumption("slower than the first step; nobody knows how fast in living people", (0, 3) / h),
        between_people=wide_spread,
    )


class Mu(Parameters):
    """Mu receptors: what heroin and 6-MAM are there, beside morphine."""

    mam_ratio = Parameter(
        1.4,
        "affinity of 6-MAM over that of morphine (more is weaker)",
        (inturrisi_brain, Assumption("73 over 53 nM, remembered; others find it as tight or tighter", (0.3, 2.0))),
        "low",
        measured_in="rat brain",
    )
    heroin_ratio = Parameter(
        9.1,
        "affinity of heroin over that of morphine (more is weaker)",
        (inturrisi_brain, Assumption("483 over 53 nM, remembered; some of it may have been 6-MAM by then", (3, 30))),
        "low",
        measured_in="rat brain",
    )
    mam_efficacy = Parameter(
        4.0,
        "transducer ratio of 6-MAM; taken for heroin too",
        (selley, Assumption("more than morphine's 2.4, by how much was not read", (2.4, 10))),
        "very low",
    )


class Adults(Parameters):
    """Adults who take heroin; the morphine that it becomes is as in other adults."""

    absorption = Absorption
    plasma = Plasma
    mam = Mam
    brain = Brain
    mu = Mu
    morphine = Morphine
