"""The numbers of buprenorphine, in the order in which it meets them: tongue, plasma, brain, receptors.

Clearances and volumes are of total buprenorphine in plasma, in adults of 72.4 kg and 35 years. Nothing here was fitted
to what PET saw. What FDA published of the rates at mu differs between an earlier commit and its paper (leaving in 60 or
84 min, exponent 0.572 or 0.5): the former stands here, both are in the range.
"""

from __future__ import annotations

from neurodose.library.body import Age, Size
from neurodose.library.drugs.buprenorphine_sources import (
    bjornsson,
    fda,
    greenwald,
    huang,
    kuhlman,
    mann,
    mendelson,
    rat_barrier,
    review,
    toll,
    yang,
    yassen,
)
from neurodose.library.drugs.naltrexone_sources import formula
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Calibration
from neurodose.units import L, Quantity, g, h, kg, mg, minute, mol, nM, nmol, s, year

buprenorphine_base = Substance("buprenorphine", 467.64 * g / mol, formula, salts={"hydrochloride": 504.10 * g / mol})
norbuprenorphine_base = Substance("norbuprenorphine", 413.55 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for buprenorphine", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)


def of_base(milligrams: float) -> Quantity:
    """The amount of so many mg of base."""
    return buprenorphine_base.count_moles(milligrams * mg, "base") * nmol


run = Calibration("2026-11-22-806350ed")  # library/calibrations/buprenorphine.toml, structure “affinity by PET”


class Tongue(Parameters):
    """Tablets and films under the tongue: the share that gets into blood falls with the dose, and some comes late."""

    lag = Parameter(0.171 * h, "time until it begins to dissolve", bjornsson, "moderate")
    dissolving = Parameter(0.419 * h, "time over which it dissolves", bjornsson, "moderate")
    ka = Parameter(1.72 / h, "rate at which it passes from the mouth", bjornsson, "moderate")
    F = Parameter(
        0.14,
        "share of 16 mg that reaches plasma; the rest is swallowed and taken to be lost",
        (
            bjornsson,
            mendelson,
            kuhlman,
            Assumption("0.29 (SD 0.10) and, of 4 mg in solution, 0.51; of 16 mg it is less", (0.08, 0.30)),
        ),
        "moderate",
        measured_in="252 adults; logit with an SD of 0.311",
        between_people=LogNormal(cv=0.27, source=bjornsson),
        uncertainty=LogNormal(
            median=0.14, cv=0.25, source=Assumption("a fit to 252 people, and two studies that have more", (0.1, 0.4))
        ),
    )
    falling = Parameter(0.371, "exponent with which that share falls as the dose rises", bjornsson, "moderate")
    usual_dose = Parameter(of_base(16), "the dose for which the share is given, 16 mg of base", bjornsson, "moderate")
    smallest_dose = Parameter(
        of_base(0.4),
        "dose, 0.4 mg of base, below which the share is taken to rise no further",
        Assumption("below what is given under the tongue; the power would exceed one", (428, 4277) * nmol),
    )
    fast_over_slow = Parameter(
        3.15,
        "what passes into blood at once over what the mucosa holds back",
        bjornsson,
        "moderate",
        measured_in="252 adults; a share of 0.759, logit with an SD of 0.762",
        between_people=LogNormal(cv=0.89, source=bjornsson),
    )
    slow = Parameter(
        0.0875 / h,
        "rate at which the mucosa gives back what it holds",
        bjornsson,
        "moderate",
        between_people=LogNormal(cv=1.05, source=bjornsson),
    )


class Buprenorphine(Parameters):
    """Buprenorphine in plasma: three compartments, and a liver that takes up much of what passes."""

    drug = buprenorphine_base
    CL = Parameter(
        52.1 * L / h,
        "clearance",
        bjornsson,
        "moderate",
        between_people=LogNormal(cv=0.21, source=bjornsson),
        uncertainty=LogNormal(median=52.1 * L / h, cv=0.15, source=Assumption("a fit to 252 people", (0.05, 0.3))),
    )
    by_cyp3a = Parameter(
        0.65,
        "share of clearance by CYP3A, which makes norbuprenorphine",
        Assumption("remembered, from liver microsomes; the rest is conjugated", (0.4, 0.9)),
        "low",
    )
    extraction = Parameter(
        0.65,
        "share of what reaches the liver that it takes up",
        Assumption("52 L/h of plasma over 90 L/h of blood, of which plasma holds as much to twice as much", (0.5, 0.9)),
        "low",
    )
    V = Parameter(
        64.3 * L,
        "volume of plasma and what mixes with it at once",
        bjornsson,
        "moderate",
        measured_in="healthy adults",
        between_people=LogNormal(cv=0.93, source=bjornsson),
    )
    V_in_users = Parameter(
        237 * L,
        "the same in people with opioid use disorder",
        (
            bjornsson,
            Assumption("perhaps the way of sampling: 10 min after a dose by vein it is too large", (60, 300) * L),
        ),
        "low",
        measured_in="people with opioid use disorder",
        between_people=LogNormal(cv=0.93, source=bjornsson),
    )
    Q = Parameter(186 * L / h, "clearance between plasma and tissue", bjornsson, "moderate")
    Vp = Parameter(130 * L, "volume of tissue", bjornsson, "moderate")
    Q_deep = Parameter(
        60.3 * L / h,
        "clearance between plasma and deep tissue",
        bjornsson,
        "moderate",
        between_people=LogNormal(cv=0.39, source=bjornsson),
    )
    V_deep = Parameter(
        1580 * L, "volume of deep tissue", bjornsson, "moderate", between_people=LogNormal(cv=0.30, source=bjornsson)
    )


class Norbuprenorphine(Parameters):
    """What CYP3A makes of it. No kinetics were found; what is swallowed and changed at first pass is in CL and V."""

    drug = norbuprenorphine_base
    CL = Parameter(
        30 * L / h,
        "apparent clearance",
        Assumption("levels near those of buprenorphine under the tongue, as remembered", (10, 100) * L / h),
        between_people=usual_spread,
    )
    V = Parameter(
        1200 * L,
        "apparent volume",
        Assumption("a half-life of about a day, as remembered", (300, 3000) * L),
        between_people=usual_spread,
    )


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors; two readings of what delays (see `buprenorphine`)."""

    fu = Parameter(
        0.04, "share unbound in plasma", (review, Assumption("96 % bound", (0.02, 0.06))), "moderate",
        measured_in="human plasma",
    )  # fmt: skip
    access = Parameter(
        0.368,
        "unbound in brain over unbound in plasma",
        (Assumption("nothing was found in people; P-glycoprotein carries it out in rats", (0.1, 1.0)), run),
        between_people=usual_spread,
    )
    by_p_gp = Parameter(
        0.5,
        "share of the way out of the brain that P-glycoprotein is",
        (rat_barrier, Assumption("seen in rats; its share in people is not known", (0.1, 0.9))),
        "very low",
    )
    exchange = Parameter(
        1.5 / h,
        "rate of exchange of unbound drug with the brain",
        (rat_barrier, Assumption("27.5 min in rats; not measured in people", (0.3, 6) / h)),
        "low",
        measured_in="rat",
    )
    biophase = Parameter(
        0.00404 / minute,
        "rate of exchange with the biophase of ventilation",
        (yassen, yang),
        "low",
        measured_in="healthy adults, ventilation",
        between_people=LogNormal(cv=1.00, source=yang),
    )
    norbuprenorphine_fu = Parameter(
        0.5, "share of norbuprenorphine unbound in plasma", Assumption("more polar; not looked up", (0.1, 0.9))
    )
    norbuprenorphine_access = Parameter(
        0.03,
        "unbound norbuprenorphine in brain over unbound in plasma",
        Assumption("P-glycoprotein carries it out, as remembered", (0.005, 0.3)),
    )
    norbuprenorphine_by_p_gp = Parameter(
        0.9, "share of its way out that P-glycoprotein is", Assumption("a tenfold rise without it", (0.5, 0.98))
    )


class Mu(Parameters):
    """Rates at the human mu receptor, in the assay of FDA and in the living body; they are not to be mixed."""

    association = Parameter(
        6.64e-5 / s,
        "rate of association at 1 pM, growing with the power `exponent` of the concentration",
        (fda, mann, Assumption("bootstrap 2.9e-5 to 10.2e-5; 4.83e-5 in the paper", (2.9e-5, 10.2e-5) / s)),
        "moderate",
        measured_in="human mu receptor in vitro",
    )
    leaving = Parameter(
        1.94e-4 / s,
        "rate at which it leaves a receptor, in 60 min by half",
        (fda, mann, Assumption("bootstrap 1.918e-4 to 1.957e-4; 1.37e-4 in the paper", (1.37e-4, 1.957e-4) / s)),
        "moderate",
        measured_in="human mu receptor in vitro",
    )
    exponent = Parameter(
        0.572,
        "exponent of the concentration in association",
        (fda, mann, Assumption("bootstrap 0.50 to 0.71; 0.5 in the paper", (0.50, 0.71))),
        "moderate",
        measured_in="human mu receptor in vitro",
    )
    floor = Parameter(
        1e-5,
        "share of the half-holding concentration below which association is smoothed",
        Assumption("no drug worth speaking of: ten times as much holds less than a hundredth", (1e-8, 1e-4)),
    )
    efficacy = Parameter(
        0.36,
        "transducer ratio in cells",
        Assumption("20 to 50 % of DAMGO in several assays, as remembered; DAMGO gives 76 % in rat cells", (0.18, 0.61)),
        "low",
        measured_in="GTPγS in cells",
    )
    Ki_by_pet = Parameter(
        0.0274 * nM,
        "affinity in the living brain, by the unbound concentration",
        (greenwald, Assumption("set by PET: 2, 16 and 32 mg a day; assays have 0.0065 to 0.2", (0.005, 0.5) * nM), run),
        "low",
        measured_in="people with opioid use disorder",
        between_people=usual_spread,
    )
    association_in_body = Parameter(
        5.70 / (nM * h),
        "rate of association, by the total concentration in the biophase; 0.203 mL/ng/min",
        (yassen, yang),
        "low",
        measured_in="healthy adults, ventilation",
        between_people=LogNormal(cv=1.05, source=yang),
    )
    leaving_in_body = Parameter(
        0.0172 / minute,
        "rate at which it leaves a receptor in the body",
        (yassen, yang),
        "low",
        measured_in="healthy adults, ventilation",
        between_people=LogNormal(cv=1.24, source=yang),
    )
    efficacy_in_body = Parameter(
        2.0,
        "transducer ratio in the body",
        (yassen, yang, Assumption("0.67 of the largest effect on ventilation: t/(1 + t)", (0.5, 5))),
        "low",
        measured_in="healthy adults, ventilation",
    )
    norbuprenorphine_ratio = Parameter(
        1.0,
        "affinity of norbuprenorphine over that of buprenorphine",
        (huang, Assumption("of the same order; its number was not seen", (0.3, 10))),
        "very low",
    )
    norbuprenorphine_efficacy = Parameter(
        2.4, "transducer ratio of norbuprenorphine", (huang, Assumption("above buprenorphine's", (0.6, 10))), "very low"
    )


class OtherReceptors(Parameters):
    """Delta and kappa, where it is held to be an antagonist, by what one assay says of three receptors."""

    delta_ratio = Parameter(
        4.1,
        "affinity at delta over that at mu",
        (toll, Assumption("6.1 over 1.5 nM in one assay, as remembered", (1.5, 15))),
        "low",
        measured_in="human receptors",
    )
    kappa_ratio = Parameter(
        1.7,
        "affinity at kappa over that at mu",
        (toll, Assumption("2.5 over 1.5 nM in one assay, as remembered", (0.5, 6))),
        "low",
        measured_in="human receptors",
    )


class Body(Size, Age):
    """Size and age."""

    standard_weight = Parameter(72.4 * kg, "weight at which the clearance holds", bjornsson, "moderate")
    exponent = Parameter(0.413, "exponent of weight in clearance", bjornsson, "moderate")
    standard_age = Parameter(35 * year, "age at which the clearance holds", bjornsson, "moderate")
    ageing = Parameter(0.233, "exponent with which clearance falls with age", bjornsson, "moderate")


class Adults(Parameters):
    """Healthy adults."""

    tongue = Tongue
    parent = Buprenorphine
    metabolite = Norbuprenorphine
    brain = Brain
    mu = Mu
    other = OtherReceptors
    body = Body
