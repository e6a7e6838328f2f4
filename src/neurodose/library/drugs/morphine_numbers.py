"""The numbers of morphine and its two glucuronides: values, sources and how sure they are, for people of 70 kg.

Morphine-6-glucuronide (M6G) acts, morphine-3-glucuronide (M3G) does not. Clearances are those of one population model
(de Hoogd), which nobody but us has put beside these volumes: published volumes differ severalfold, since samples of
the first minutes do, so they are a compromise, set by a curve that was measured after 10 mg by vein.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.body import Kidneys, Size
from neurodose.library.drugs.morphine_sources import (
    bouw,
    chen,
    clarke,
    de_hoogd,
    dershwitz,
    formula,
    hoskin,
    kharasch,
    lotsch_mouth,
    lotsch_pupil,
    olofsen,
    oosten,
    physiology,
    pierre,
    sheep,
    toll,
    westerling,
)
from neurodose.library.targets import Morphine as Challenge
from neurodose.library.targets import mol_pain, raynor
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption
from neurodose.units import L, g, h, kg, mol

morphine = Substance(
    "morphine",
    285.34 * g / mol,
    clarke,
    salts={  # per mole of morphine: a mole of sulfate holds two
        "sulfate": 379.4 * g / mol,  # with five waters, as tablets and ampoules are labelled
        "anhydrous sulfate": 334.4 * g / mol,
        "hydrochloride": 375.8 * g / mol,  # with three waters
        "anhydrous hydrochloride": 321.8 * g / mol,
    },
)
m6g = Substance("morphine-6-glucuronide", 461.46 * g / mol, formula)
m3g = Substance("morphine-3-glucuronide", 461.46 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for morphine", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)
compromise = "set, with the other volumes, by 193 to 205 ng/mL at 5 min and a half-life of 2.5 h after 10 mg by vein"


class Absorption(Parameters):
    """What becomes of morphine in the gut and under the skin."""

    ka = Parameter(
        1.0 / h,
        "absorption rate constant of a solution or plain tablet",
        (oosten, Assumption("6 per hour in one model, fixed; a peak of M6G at 1 to 2 h takes less", (0.5, 2) / h)),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    lag = Parameter(0.25 * h, "time until absorption begins", oosten, "low")
    ka_slow = Parameter(
        0.221 / h,
        "rate constant of a slow-release tablet",
        oosten,
        "moderate",
        measured_in="people with cancer",
        between_people=usual_spread,
    )
    ka_skin = Parameter(
        3.96 / h,
        "rate constant of a dose under the skin",
        oosten,
        "moderate",
        measured_in="people with cancer",
        between_people=usual_spread,
    )
    absorbed = Parameter(
        0.82, "share of a dose that leaves the gut for the liver, changed or not", lotsch_mouth, "moderate"
    )


class Liver(Parameters):
    """A well-stirred liver: 1 / (1 + capacity) of what comes from the gut passes it unchanged."""

    capacity = Parameter(
        1.73,
        "capacity of the liver to take up and change morphine, over its blood flow",
        (
            hoskin,
            westerling,
            oosten,
            lotsch_mouth,
            Assumption("0.30 of a dose by mouth reaches plasma; means of 0.22 to 0.37 were found", (1.1, 3.1)),
        ),
        "moderate",
        between_people=LogNormal(cv=0.45, source=unmeasured),  # 30 % in the share that reaches plasma
    )
    to_m3g = Parameter(
        0.68, "share of what the liver takes at first pass that becomes M3G", oosten, "low"
    )  # 0.354 of the dose, of the 0.52 that the liver takes
    to_m6g = Parameter(
        0.121, "share of what the liver takes at first pass that becomes M6G", oosten, "low"
    )  # 0.063 of the dose


class Plasma(Parameters):
    """Morphine in plasma and two tissues."""

    drug = morphine
    CL = Parameter(
        82.4 * L / h,
        "clearance",
        (de_hoogd, olofsen, oosten, Assumption("94, 92 and 82 in three models, 50 in a fourth", (65, 100) * L / h)),
        "moderate",
        between_people=LogNormal(cv=0.25, source=Assumption("21 to 32 % in three models", (0.20, 0.32))),
    )
    to_m3g = Parameter(0.545, "share of clearance that forms M3G", (de_hoogd, oosten), "moderate")
    to_m6g = Parameter(
        0.115,
        "share of clearance that forms M6G",
        (de_hoogd, oosten, Assumption("0.105 and 0.10; areas of 125 to 129 ng·h/mL take a little more", (0.09, 0.14))),
        "moderate",
    )
    by_kidney = Parameter(0.097, "share of clearance by the kidney, unchanged: 8 L/h", (physiology, pierre), "moderate")
    V = Parameter(
        9.5 * L,
        "volume of plasma and what mixes with it at once",
        (pierre, de_hoogd, olofsen, Assumption(compromise, (4, 25) * L)),
        "low",
        between_people=LogNormal(cv=0.42, source=pierre),
    )
    Q2 = Parameter(
        40 * L / h,
        "clearance between plasma and the first tissue",
        (de_hoogd, pierre, Assumption(compromise, (20, 90) * L / h)),
        "low",
        between_people=usual_spread,
    )
    V2 = Parameter(
        20 * L,
        "volume of the first tissue",
        (de_hoogd, pierre, Assumption(compromise, (9, 110) * L)),
        "low",
        between_people=usual_spread,
    )
    Q3 = Parameter(
        90 * L / h,
        "clearance between plasma and the second tissue",
        (de_hoogd, pierre, olofsen, Assumption(compromise, (60, 100) * L / h)),
        "low",
        between_people=usual_spread,
    )
    V3 = Parameter(
        160 * L,
        "volume of the second tissue",
        (de_hoogd, olofsen, Assumption(compromise, (50, 220) * L)),
        "low",
        between_people=usual_spread,
    )


class M6G(Parameters):
    """Morphine-6-glucuronide: late out of the liver, and gone by the kidney."""

    drug = m6g
    rate = Parameter(
        9.54 / h,
        "rate of each of two stages between morphine in the liver and M6G in plasma",
        de_hoogd,
        "moderate",
        between_people=LogNormal(cv=0.37, source=de_hoogd),
    )
    CL = Parameter(12.7 * L / h, "clearance", de_hoogd, "moderate", between_people=usual_spread)
    by_kidney = Parameter(
        0.95,
        "share of clearance by the kidney",
        Assumption("a glucuronide has hardly another way; it stays for days where kidneys fail", (0.85, 1.0)),
        "low",
        possible=SHARE,
    )
    V = Parameter(
        20 * L,
        "volume of distribution",
        (
            oosten,
            Assumption("26 L, and 5 L in de Hoogd's model, whose peak is twice too high; set by 30 ng/mL", (5, 30) * L),
        ),
        "low",
        between_people=LogNormal(cv=0.30, source=de_hoogd),
    )


class M3G(Parameters):
    """Morphine-3-glucuronide, the larger part of what is formed; it binds to no opioid receptor."""

    drug = m3g
    rate = Parameter(
        9.54 / h,
        "rate of each of two stages between morphine in the liver and M3G in plasma",
        (de_hoogd, Assumption("as for M6G; the model that was read has five stages", (4, 25) / h)),
        "low",
    )
    CL = Parameter(11.6 * L / h, "clearance", de_hoogd, "moderate", between_people=LogNormal(cv=0.66, source=de_hoogd))
    by_kidney = Parameter(
        0.95, "share of clearance by the kidney", Assumption("as for M6G", (0.85, 1.0)), "low", possible=SHARE
    )
    V = Parameter(
        20 * L,
        "volume of distribution",
        (oosten, Assumption("as for M6G", (5, 30) * L)),
        "low",
        between_people=usual_spread,
    )


class Brain(Parameters):
    """From plasma to the receptors. Pupil and breathing follow plasma more slowly than pain does; nobody knows why."""

    fu = Parameter(0.62, "share of morphine unbound in plasma", physiology, "high")
    unbound = Parameter(
        0.6,
        "unbound morphine in brain over unbound in plasma, at rest",
        (bouw, sheep, Assumption("0.64 in a few people, 0.5 in rats, 1.2 in sheep", (0.3, 1.2))),
        "low",
    )
    rate = Parameter(
        0.248 / h,
        "rate of exchange with the brain, as pupil and breathing have it: half in 2.8 h",
        (lotsch_pupil, dershwitz, bouw),
        "moderate",
        measured_in="healthy people, pupil; range of persons 1.8 to 4.4 h",
        between_people=LogNormal(cv=0.30, source=lotsch_pupil),
    )
    rate_in_pain = Parameter(
        0.559 / h,
        "rate of exchange with the brain, as relief of pain has it: half in 74 min",
        olofsen,
        "moderate",
        measured_in="healthy people, pain by electric current",
        between_people=LogNormal(cv=0.42, source=olofsen),
    )
    by_p_gp = Parameter(
        0.5,
        "share of active efflux that is P-glycoprotein's",
        (kharasch, Assumption("most of it in mice; its inhibitor did nothing to miosis in people", (0.0, 1.0))),
        "very low",
        possible=SHARE,
    )
    fu_m6g = Parameter(
        0.85,
        "share of M6G unbound in plasma",
        Assumption("remembered; M6G hardly binds", (0.7, 1.0)),
        "low",
        possible=SHARE,
    )
    m6g_in_people = Parameter(
        0.011,
        "unbound M6G in brain over unbound in plasma, at rest, as its weak effect in people has it",
        (
            lotsch_pupil,
            Assumption("half-maximal at 740 against 36 nM of morphine though it binds twice as well", (0.004, 0.06)),
        ),
        "low",
        measured_in="healthy people, pupil",
    )
    m6g_in_rats = Parameter(
        0.3,
        "unbound M6G in brain over unbound in plasma, at rest, as rats have it",
        Assumption("0.27 to 0.56 in rats, remembered", (0.2, 0.6)),
        "very low",
        measured_in="rat",
    )
    rate_m6g = Parameter(
        0.108 / h,
        "rate of exchange of M6G with the brain: half in 6.4 h",
        lotsch_pupil,
        "low",
        measured_in="healthy people, pupil; range of persons 2.9 to 16.2 h",
        between_people=usual_spread,
    )


class Mu(Parameters):
    """Mu receptors: what morphine and M6G are there."""

    Ki = Challenge.Ki_mu
    efficacy = Challenge.efficacy
    leaving = Parameter(
        60 / h,
        "rate at which morphine leaves a receptor, for binding with rates",
        (olofsen, Assumption("not measured at the receptor; 8 per hour for relief of pain in people", (5, 110) / h)),
        "very low",
    )
    m6g_ratio = Parameter(
        0.5,
        "affinity of M6G over that of morphine, in one assay (less is tighter)",
        (chen, mol_pain),
        "moderate",
        measured_in="rat brain; half-maximal concentrations in cells 40 against 59 nM",
    )
    m6g_efficacy = Parameter(
        1.4,
        "transducer ratio of M6G",
        (mol_pain, Assumption("59 % of the best agonist's effect in rat cells, morphine 71 %", (0.6, 6))),
        "low",
        measured_in="rat mu receptor in CHO cells",
    )


class Delta(Parameters):
    """Delta receptors, by what one assay says of two receptors."""

    ratio = Parameter(
        127,
        "affinity of morphine at delta over that at mu; taken for M6G too",
        (toll, raynor, Assumption("140 over 1.1 nM, remembered; above 71 in the other assay", (60, 250))),
        "low",
        measured_in="human, cloned",
    )


class Kappa(Parameters):
    """Kappa receptors, by what one assay says of two receptors."""

    ratio = Parameter(
        43,
        "affinity of morphine at kappa over that at mu; taken for M6G too",
        (toll, raynor, Assumption("46.9 over 1.1 nM, remembered; 38 in the other assay", (25, 75))),
        "low",
        measured_in="human, cloned",
    )


class Body(Size, Kidneys):
    """Size and kidneys."""

    standard_weight = Parameter(70 * kg, "weight at which the other values hold", de_hoogd, "high")


class Adults(Parameters):
    """Healthy adults."""

    absorption = Absorption
    liver = Liver
    plasma = Plasma
    m6g = M6G
    m3g = M3G
    brain = Brain
    mu = Mu
    delta = Delta
    kappa = Kappa
    body = Body
