"""The numbers of methadone, in the order in which it meets them: gut, plasma, liver, kidney, brain, receptors.

Values hold for adults of 70 kg. Products hold the racemate, as the hydrochloride. The table of the racemate is made
of what adults show (half-life, share absorbed, level under maintenance), for no published set of adults could be
read; the one of the two forms is of adolescents, as published. Sources stand in `methadone_sources`.
"""

from __future__ import annotations

from neurodose.library.body import LiverFlow, Size
from neurodose.library.drugs.methadone_sources import (
    aruldhas,
    codd,
    dale,
    efficacies,
    indinavir,
    levinstein,
    maintenance,
    olsen,
    reviews,
    ritonavir,
    saewe,
    swiss,
)
from neurodose.library.drugs.naltrexone_sources import formula
from neurodose.library.targets import volpe
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption
from neurodose.units import L, g, h, kg, mol, nM

methadone_base = Substance("methadone", 309.45 * g / mol, formula, salts={"hydrochloride": 345.91 * g / mol})
eddp_base = Substance("EDDP", 277.41 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for methadone", (0.1, 1.6))
usual_spread = LogNormal(cv=0.35, source=unmeasured)
levels = "made to meet a half-life of 25 h, 4.0 L/kg and 263 ng/mL for 1 mg/kg a day"


class Gut(Parameters):
    """Tablets or liquid of the hydrochloride."""

    lag = Parameter(0.5 * h, "time until absorption begins", (dale, Assumption("a peak at 2.8 h", (0.1, 1) * h)), "low")
    ka = Parameter(
        0.5 / h,
        "absorption rate constant",
        (dale, Assumption("a peak at 2.8 h (1.6 to 4.0)", (0.25, 1.2) / h)),
        "low",
        between_people=LogNormal(cv=0.60, source=unmeasured),
    )
    capacity = Parameter(
        0.068,
        "what is lost before the liver over what reaches it",
        (dale, Assumption("0.85 reaches plasma, of which the liver lets 0.91 pass", (0.0, 0.4))),
        "moderate",
        # Few lose much: 0.41 to 0.99 reach plasma in patients (Säwe).
        between_people=LogNormal(cv=1.50, source=saewe),
    )


class Plasma(Parameters):
    """The racemate, in plasma and tissue."""

    V = Parameter(120 * L, "volume of plasma and what mixes with it at once",
                  (swiss, Assumption(levels, (80, 180) * L)), "low", between_people=usual_spread)  # fmt: skip
    Q = Parameter(70 * L / h, "clearance between plasma and tissue",
                  (aruldhas, Assumption("as of the R form in adolescents", (30, 140) * L / h)), "low")  # fmt: skip
    V_tissue = Parameter(180 * L, "volume of tissue",
                         (swiss, Assumption(levels, (100, 350) * L)), "low", between_people=usual_spread)  # fmt: skip


class Parting(Parameters):
    """The racemate is one dose of two forms."""

    rate = Parameter(
        60 / h,
        "rate at which a dose is told apart into its two forms",
        Assumption("at once, but for the arithmetic: a dose goes into one compartment", (20, 600) / h),
    )
    share_R = Parameter(0.5, "share of the racemate that is the R form", formula, "high")


class OfR(Parameters):
    """The R form in adolescents after surgery."""

    drug = methadone_base
    V = Parameter(176 * L, "volume of plasma and what mixes with it at once", aruldhas, "low",
                  between_people=LogNormal(cv=0.79, source=aruldhas))  # fmt: skip
    Q = Parameter(69.2 * L / h, "clearance between plasma and tissue", aruldhas, "low")
    V_tissue = Parameter(335 * L, "volume of tissue", aruldhas, "low",
                         between_people=LogNormal(cv=0.62, source=aruldhas))  # fmt: skip
    CL = Parameter(15.7 * L / h, "clearance", aruldhas, "low",
                   between_people=LogNormal(cv=0.72, source=aruldhas))  # fmt: skip
    F = Parameter(0.718, "share of a dose by mouth that reaches plasma", aruldhas, "low")
    ka = Parameter(0.318 / h, "absorption rate constant of a liquid", aruldhas, "low")


class OfS(Parameters):
    """The S form in adolescents after surgery."""

    drug = methadone_base
    V = Parameter(98.3 * L, "volume of plasma and what mixes with it at once", aruldhas, "low",
                  between_people=LogNormal(cv=0.64, source=aruldhas))  # fmt: skip
    Q = Parameter(105 * L / h, "clearance between plasma and tissue", aruldhas, "low")
    V_tissue = Parameter(139 * L, "volume of tissue", aruldhas, "low",
                         between_people=LogNormal(cv=1.16, source=aruldhas))  # fmt: skip
    CL = Parameter(13.0 * L / h, "clearance", aruldhas, "low",
                   between_people=LogNormal(cv=0.41, source=aruldhas))  # fmt: skip
    F = Parameter(0.606, "share of a dose by mouth that reaches plasma", aruldhas, "low")
    ka = Parameter(0.432 / h, "absorption rate constant of a liquid", aruldhas, "low")


class Liver(LiverFlow):
    """The liver, well stirred; it takes little of what passes."""

    blood_ratio = Parameter(
        0.75, "concentration in blood over that in plasma", Assumption("remembered as 0.75", (0.6, 1.0)), "low"
    )
    intrinsic = Parameter(
        9.17 * L / h,
        "intrinsic clearance of the liver, of drug in blood",
        (maintenance, swiss, Assumption(levels + ": 7.8 L/h in all, four fifths of it the liver's", (5, 18) * L / h)),
        "low",
        # 45 % in clearance, of which the kidney's fifth varies by itself.
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    by_cyp2b6 = Parameter(
        0.80,
        "CYP2B6's share of intrinsic clearance",
        (reviews, indinavir, Assumption("the main enzyme; 0.6 where CYP3A is given 0.3", (0.5, 0.95))),
        "low",
    )
    by_cyp3a = Parameter(
        0.05,
        "CYP3A's share of intrinsic clearance, as people show it",
        (indinavir, ritonavir, Assumption("none was seen when CYP3A was nearly gone", (0.0, 0.15))),
        "moderate",
    )
    by_cyp2b6_in_vitro = Parameter(
        0.60,
        "CYP2B6's share of intrinsic clearance, where CYP3A has the share seen in vitro",
        (reviews, Assumption("remembered and not looked up again", (0.4, 0.8))),
        "very low",
    )
    by_cyp3a_in_vitro = Parameter(
        0.30,
        "CYP3A's share of intrinsic clearance, as enzymes in vitro suggest",
        (reviews, Assumption("remembered; the share that reviews and labels have long named", (0.15, 0.6))),
        "very low",
    )


class Kidney(Parameters):
    """What leaves unchanged: little in alkaline urine, much in acid urine."""

    CL = Parameter(
        1.56 * L / h,
        "clearance by the kidney, at a urine of pH 6",
        (
            saewe,
            Assumption("a fifth of clearance; the pH of urine moves the half-life from 19.5 to 42 h", (0.3, 4) * L / h),
        ),
        "low",
        between_people=LogNormal(cv=0.60, source=unmeasured),
    )


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors, past P-glycoprotein."""

    share_R = Parameter(
        0.5,
        "share of the racemate in plasma that is the R form",
        Assumption("as in the dose; the two are cleared alike on the whole", (0.35, 0.65)),
        "low",
    )
    fu_R = Parameter(
        0.14,
        "share of the R form unbound in plasma",
        (swiss, Assumption("remembered; 0.10 to 0.14 for both by the labels", (0.08, 0.20))),
        "low",
        between_people=LogNormal(cv=0.30, source=unmeasured),  # with alpha-1-acid glycoprotein
    )
    fu_ratio = Parameter(
        0.71,
        "share of the S form unbound over that of the R form",
        Assumption("remembered: 0.10 over 0.14", (0.5, 1.0)),
    )
    efflux = Parameter(
        1.2,
        "what P-glycoprotein carries out of the brain over what leaves by itself",
        Assumption("unbound in brain over unbound in plasma remembered as 0.4 to 0.5", (0.2, 4)),
        "very low",
    )
    exchange = Parameter(
        0.35 / h,
        "rate of exchange with the brain",
        Assumption("half in 2 h, remembered; effects of a dose by vein begin sooner", (0.1, 8) / h),
        "very low",
        between_people=usual_spread,
    )


class Receptors(Parameters):
    """Affinity of the racemate in the shared assay, and of its two forms by the ratios of one other assay."""

    Ki_mu = Parameter(3.378 * nM, "affinity of the racemate at mu", volpe, "moderate", measured_in="human, [3H]DAMGO")
    R_ratio = Parameter(
        0.556,
        "affinity of the R form at mu over that of the racemate",
        (codd, Assumption("0.945 over 1.7 nM; half, were the S form nothing", (0.4, 0.8))),
        "moderate",
        measured_in="rat brain",
    )
    S_ratio = Parameter(
        11.6,
        "affinity of the S form at mu over that of the racemate",
        (codd, Assumption("19.7 over 1.7 nM; elsewhere a tenth to a twentieth of R", (5, 15))),
        "low",
        measured_in="rat brain",
    )
    R_at_delta = Parameter(
        393,
        "affinity of the R form at delta over its own at mu",
        (codd, Assumption("371 over 0.945 nM", (130, 1200))),
        "low",
        measured_in="rat brain",
    )
    R_at_kappa = Parameter(
        1970,
        "affinity of the R form at kappa over its own at mu",
        (codd, Assumption("1860 over 0.945 nM", (600, 6000))),
        "low",
        measured_in="guinea pig brain",
    )
    S_at_delta = Parameter(
        48.7,
        "affinity of the S form at delta over its own at mu",
        (codd, Assumption("960 over 19.7 nM", (16, 150))),
        "low",
        measured_in="rat brain",
    )
    S_at_kappa = Parameter(
        69.5,
        "affinity of the S form at kappa over its own at mu",
        (codd, Assumption("1370 over 19.7 nM", (20, 200))),
        "low",
        measured_in="guinea pig brain",
    )
    efficacy_R = Parameter(
        8.0,
        "transducer ratio of the R form",
        (
            efficacies,
            levinstein,
            olsen,
            Assumption("a full agonist, above morphine's 2.4; 90 to 100 % of DAMGO", (2.4, 30)),
        ),
        "low",
    )
    efficacy_S = Parameter(
        1.0,
        "transducer ratio of the S form",
        (levinstein, Assumption("a partial agonist; how partial was not read", (0.2, 4))),
        "very low",
    )


class Body(Size):
    """Size."""

    standard_weight = Parameter(
        70 * kg, "weight at which the other values hold", Assumption("the usual one", (60, 80) * kg), "low"
    )


class Adults(Parameters):
    """Adults of 70 kg."""

    drug = methadone_base
    eddp = eddp_base
    gut = Gut
    plasma = Plasma
    parting = Parting
    R = OfR
    S = OfS
    liver = Liver
    kidney = Kidney
    brain = Brain
    receptors = Receptors
    body = Body
