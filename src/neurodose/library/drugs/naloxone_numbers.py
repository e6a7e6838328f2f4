"""The numbers of naloxone, in the order in which it meets them: nose or muscle, plasma, brain, receptors, body.

One disposition, that of naloxone by vein, holds for all routes. Published models of muscle and nose each bring volumes
of their own; what they say of plasma is met here by how naloxone enters it. Nothing here was fitted to what PET saw.
"""

from __future__ import annotations

from neurodose.library.body import Size
from neurodose.library.drugs.buprenorphine_sources import (
    asali,
    fda,
    fda_kinetics,
    laffont,
    narcan,
    primer,
    rat_naloxone,
    toll,
    tylleskar,
    yang,
    yassen,
)
from neurodose.library.drugs.naltrexone_sources import formula
from neurodose.library.targets import raynor
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Calibration, Source
from neurodose.units import L, g, h, kg, minute, mol, nM, s

one_fit = Assumption("values of one fit, whose errors were not told", (0.15, 0.6))
villemagne = Source(
    "Villemagne and others", 1994, "as tabulated by Trostheim 2023, table 1", "PET after four doses by vein",
    reading="read second-hand",
)  # fmt: skip
naloxone_base = Substance(
    "naloxone",
    327.37 * g / mol,
    formula,
    salts={"hydrochloride": 363.84 * g / mol, "dihydrate": 399.87 * g / mol},
)

unmeasured = Assumption("usual for a quantity of this kind; not measured for naloxone", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)
in_muscle = "met, by the disposition by vein, with what a model of 48 healthy people says of plasma"
run = Calibration("2026-11-22-fa8f9a8c")  # library/calibrations/naloxone.toml, structure “affinity by PET”


class Nose(Parameters):
    """Sprays, labelled as the hydrochloride."""

    F = Parameter(
        0.47,
        "share of the dose that reaches plasma",
        (tylleskar, Assumption("0.471 (0.384 to 0.558); 0.25 to 0.28 with another device", (0.25, 0.56))),
        "moderate",
        between_people=LogNormal(cv=0.35, source=unmeasured),
    )
    lag = Parameter(0.0717 * h, "time until it begins to be taken up", laffont, "low")
    spreading = Parameter(
        10 / h,
        "rate at which it spreads over the mucosa",
        (narcan, Assumption("set by a peak of 4.8 ng/mL after about 30 min", (3, 60) / h)),
        "very low",
        between_people=usual_spread,
    )
    ka = Parameter(
        1.5 / h,
        "rate at which the mucosa passes it into blood",
        (laffont, Assumption("0.998 beside a share at an even rate; a peak of 4.8 ng/mL takes more", (0.8, 3) / h)),
        "low",
        between_people=usual_spread,
    )


class Muscle(Parameters):
    """Injected into muscle: part of it at once, through two stages, and part held back."""

    rate = Parameter(
        6.7 / h,
        "rate of each of two stages",
        (yang, Assumption(in_muscle, (3, 20) / h)),
        "low",
        between_people=LogNormal(cv=0.34, source=yang),
    )
    fast = Parameter(0.34, "share that reaches plasma from there", (yang, Assumption(in_muscle, (0.15, 0.6))), "low")
    slow = Parameter(
        0.66 / h,
        "rate at which muscle gives back the rest",
        (yang, Assumption(in_muscle, (0.4, 1.0) / h)),
        "low",
        between_people=usual_spread,
    )


class Naloxone(Parameters):
    """Naloxone in plasma. It is cleared faster than blood reaches the liver: other organs must take part."""

    drug = naloxone_base
    CL = Parameter(
        206 * L / h,
        "clearance",
        (fda_kinetics, Assumption("230 in a pooled fit; 22 mL/min/kg, 92 L/h, on a label", (92, 300) * L / h), run),
        "moderate",
        between_people=LogNormal(cv=0.25, source=unmeasured),
        uncertainty=LogNormal(
            median=207 * L / h,
            cv=0.25,
            source=Assumption("two fits near one another, and one label far off", (0.1, 0.4)),
        ),
    )
    by_liver = Parameter(
        0.40,
        "share of clearance by the liver",
        Assumption("at most the liver's blood flow of about 90 L/h; where the rest goes is not known", (0.2, 0.5)),
    )
    extraction = Parameter(
        0.9,
        "share of what reaches the liver that it takes up",
        Assumption("by mouth a few hundredths at most reach plasma", (0.8, 0.98)),
    )
    V = Parameter(
        12.1 * L,
        "volume of plasma and what mixes with it at once",
        (fda_kinetics, run),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
        uncertainty=LogNormal(median=12.1 * L, cv=0.30, source=one_fit),
    )
    Q = Parameter(
        284 * L / h,
        "clearance between plasma and tissue",
        (fda_kinetics, run),
        "low",
        uncertainty=LogNormal(median=284 * L / h, cv=0.30, source=one_fit),
    )
    Vp = Parameter(
        103 * L,
        "volume of tissue",
        (fda_kinetics, run),
        "low",
        between_people=usual_spread,
        uncertainty=LogNormal(median=102 * L, cv=0.30, source=one_fit),
    )


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors."""

    fu = Parameter(0.54, "share unbound in plasma", asali, "moderate", measured_in="human plasma")
    access = Parameter(
        1.49,
        "unbound in brain over unbound in plasma",
        (rat_naloxone, Assumption("2.0 in rats; no pump carries it out", (1.0, 2.2)), run),
        "low",
        measured_in="rat",
        between_people=usual_spread,
    )
    half_life = Parameter(
        6.5 * minute,
        "half-life of exchange with the brain",
        (yassen, yang, Assumption("6.5 min against buprenorphine, 11.2 against morphine", (5, 15) * minute)),
        "low",
        measured_in="healthy adults, ventilation",
        between_people=usual_spread,
    )


class Mu(Parameters, shared=True):
    """Rates at the human mu receptor in the assay of FDA, and the affinity in the living body; not to be mixed."""

    association = Parameter(
        1.669e-4 / s,
        "rate of association at 1 pM, growing with the power `exponent` of the concentration",
        (fda, Assumption("bootstrap of the fit", (7.2e-5, 3.3e-4) / s)),
        "moderate",
        measured_in="human mu receptor in vitro",
    )
    leaving = Parameter(
        3.959e-2 / s,
        "rate at which it leaves a receptor, in 18 s by half",
        (fda, Assumption("bootstrap of the fit", (2.6e-2, 6.4e-2) / s)),
        "moderate",
        measured_in="human mu receptor in vitro",
    )
    exponent = Parameter(
        0.858,
        "exponent of the concentration in association",
        (fda, Assumption("bootstrap of the fit", (0.78, 0.96))),
        "moderate",
        measured_in="human mu receptor in vitro",
    )
    floor = Parameter(
        1e-5,
        "share of the half-holding concentration below which association is smoothed",
        Assumption("no drug worth speaking of: ten times as much holds less than a thousandth", (1e-8, 1e-4)),
    )
    Ki_by_pet = Parameter(
        0.334 * nM,
        "affinity in the living brain, by the unbound concentration",
        (villemagne, Assumption("set by PET: 0.0005 to 0.01 mg/kg by vein; an assay has 0.6", (0.06, 2.0) * nM), run),
        "low",
        measured_in="healthy adults",
        between_people=usual_spread,
    )
    Ki_in_body = Parameter(
        5.71 * nM,
        "affinity against buprenorphine, by the total concentration in plasma; 1.87 ng/mL",
        (yassen, yang),
        "low",
        measured_in="healthy adults, ventilation",
        between_people=LogNormal(cv=1.11, source=yang),
    )


class OtherReceptors(Parameters):
    """Delta and kappa, by what one assay says of three receptors."""

    delta_ratio = Parameter(
        33,
        "affinity at delta over that at mu",
        (primer, raynor, toll, Assumption("geometric mean of 41, 18 and 48", (18, 48))),
        "low",
        measured_in="cloned receptors",
    )
    kappa_ratio = Parameter(
        3.3,
        "affinity at kappa over that at mu",
        (primer, raynor, toll, Assumption("geometric mean of 8, 2.5 and 1.8", (1.8, 8))),
        "low",
        measured_in="cloned receptors",
    )


class Body(Size):
    """Size. After injection in muscle an exponent of 0.54 was found; the usual one stands."""

    standard_weight = Parameter(
        70 * kg, "weight at which the other values hold", Assumption("as usual in such models", (65, 80) * kg), "low"
    )


class Adults(Parameters):
    """Healthy adults."""

    nose = Nose
    muscle = Muscle
    parent = Naloxone
    brain = Brain
    mu = Mu
    other = OtherReceptors
    body = Body
