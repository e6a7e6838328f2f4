"""The numbers of naltrexone, in the order in which it meets them: gut or muscle, plasma, brain, receptors, body.

Values hold for healthy adults of average weight. Where the sources contradict one another (clearance 94 or 210 L/h,
half-life 4 or 11 h, blockade that outlasts plasma by days) one reading is chosen here and its reason stands beside
the number. The body's own ligands have theirs in `targets`; the sources stand in `naltrexone_sources`.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.body import Size
from neurodose.library.drugs.naloxone_numbers import Mu as NaloxoneAtMu
from neurodose.library.drugs.naltrexone_sources import (
    bertolotti,
    dunbar,
    dunbar_peaks,
    encyclopedia,
    formula,
    ko,
    lee,
    licko,
    ludden,
    meyer,
    selfridge,
    swiss,
    trostheim,
    wentland,
)
from neurodose.library.targets import raynor
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Calibration
from neurodose.units import L, day, g, h, mol, nM, uM

naltrexone_base = Substance("naltrexone", 341.40 * g / mol, formula, salts={"hydrochloride": 377.86 * g / mol})
naltrexol = Substance("6beta-naltrexol", 343.42 * g / mol, formula)

run = Calibration("2026-11-22-2e880322")  # library/calibrations/naltrexone.toml, structure “slow exchange”
unmeasured = Assumption("usual for a quantity of this kind; not measured for naltrexone", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)
pet = "set, with the other of the two, by PET: 50 mg for four days, 2 to 50 mg within 8 h, 50 mg at 48 and 72 h"
peaks = "peaks of about 13 ng/mL at 2 h and 12 ng/mL at 2 to 3 d, and 1 to 2 ng/mL after 28 d"


class Absorption(Parameters):
    """Tablets of the hydrochloride; the liver takes most of the dose before it reaches the blood."""

    ka = Parameter(
        1.19 / h,
        "absorption rate constant",
        (licko, Assumption("Licko gives 0.7 per hour; a peak at 1 h takes more", (0.7, 2.5) / h), run),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    F = Parameter(
        0.0834,
        "share of the dose that reaches plasma as naltrexone",
        (
            meyer,
            Assumption(
                "0.05 by Meyer; a month of depot at 3 to 4 times the exposure needs 0.075 to 0.10",
                (0.04, 0.12),
            ),
            run,
        ),
        "moderate",
        between_people=LogNormal(cv=0.43, source=bertolotti),
    )
    first_pass = Parameter(
        0.511,
        "share of the dose that reaches plasma as free 6beta-naltrexol, formed on the way",
        (
            swiss,
            Assumption("46 % of the dose is 6beta-naltrexol in urine, free or conjugated later", (0.25, 0.87)),
            run,
        ),
        "low",
        between_people=LogNormal(cv=0.20, source=unmeasured),
    )


class Surface(Parameters):
    """What dissolves at once: the peak after 2 h."""

    share = Parameter(
        0.0194,
        "share of the depot that lies on the surface",
        (dunbar_peaks, Assumption(peaks, (0.005, 0.05)), run),
        "low",
        between_people=usual_spread,
    )
    rate = Parameter(
        0.83 / h,
        "rate at which it reaches plasma from muscle",
        (dunbar, Assumption("a peak at about 2 h", (0.3, 2) / h), run),
        "low",
        between_people=usual_spread,
    )


class Pores(Parameters):
    """What leaves as the spheres swell: the peak after 2 to 3 days."""

    drug = naltrexone_base
    share = Parameter(
        0.293,
        "share of the depot that leaves through pores",
        (dunbar_peaks, Assumption(peaks, (0.15, 0.5)), run),
        "low",
        between_people=usual_spread,
    )
    rate = Parameter(
        0.0366 / h,
        "rate of each of three stages",
        (dunbar, Assumption("a peak between 2 and 3 d", (0.025, 0.05) / h), run),
        "low",
        between_people=LogNormal(cv=0.20, source=unmeasured),
    )


class Polymer(Parameters):
    """What leaves as the polymer erodes: the slow decline from about day 14, over more than a month."""

    drug = naltrexone_base
    rate = Parameter(
        0.00783 / h,
        "rate of each of three stages",
        (
            dunbar,
            Assumption("a half-life of 5 to 10 d late in the month, at its highest about day 10", (0.005, 0.012) / h),
            run,
        ),
        "low",
        between_people=LogNormal(cv=0.20, source=unmeasured),
    )


class Muscle(Parameters):
    """380 mg of naltrexone base in microspheres; all of it is taken to reach plasma, in three ways."""

    drug = naltrexone_base
    wetting = Parameter(
        1.0 / h,
        "rate at which microspheres take up water",
        Assumption("within hours, so that the first peak comes after about 2 h", (0.4, 4) / h),
        between_people=usual_spread,
    )
    surface = Surface
    pores = Pores
    polymer = Polymer


class Implant(Parameters):
    """Pellets under the skin; all of it is taken to reach plasma, as much each day."""

    lasting = Parameter(
        60 * day,
        "time over which an implant gives off what it holds",
        Assumption("put in every two months in one trial, as remembered; its levels were not seen", (45, 90) * day),
    )
    leaving = Parameter(
        2 / day,
        "rate at which blood takes it up",
        Assumption("within a day or so; two months hide it", (0.5, 10) / day),
    )


class Naltrexone(Parameters):
    """Naltrexone in plasma. Clearance and bioavailability are bound to each other: only their ratio was measured."""

    drug = naltrexone_base
    CL = Parameter(
        98.8 * L / h,
        "clearance",
        (
            meyer,
            Assumption(
                "94 by Meyer, 210 by Licko, which is more than the liver's blood flow of about 90",
                (75, 140) * L / h,
            ),
            run,
        ),
        "moderate",
        between_people=LogNormal(cv=0.13, source=unmeasured),
    )
    to_naltrexol = Parameter(
        0.595,
        "share of clearance that forms free 6beta-naltrexol",
        (Assumption("the same share of what the liver takes as at first pass", (0.25, 0.87)), run),
        "low",
    )
    V = Parameter(
        114 * L,
        "volume of plasma and what mixes with it at once",
        (swiss, Assumption("set by a peak of 13.3 ng/mL at about 1 h after 50 mg", (60, 200) * L), run),
        "low",
        between_people=usual_spread,
    )
    Q = Parameter(
        73.4 * L / h,
        "clearance between plasma and tissue",
        (Assumption("not determined by what was measured", (30, 250) * L / h), run),
        between_people=usual_spread,
    )
    Vp = Parameter(
        242 * L,
        "volume of tissue",
        (swiss, Assumption("set by a half-life of 4 h", (150, 500) * L), run),
        "low",
        between_people=usual_spread,
    )


class Deep(Parameters):
    """A deep tissue, in the structure with a long terminal phase."""

    uptake = Parameter(
        20 * L / h,
        "clearance between plasma and deep tissue",
        Assumption("some tenths of the drug pass through it; nobody has measured how much", (2, 90) * L / h),
        between_people=usual_spread,
    )
    giving_back = Parameter(
        0.0072 / h,
        "rate at which deep tissue gives back what it holds",
        (lee, Assumption("a terminal half-life of 96 h in plasma", (0.004, 0.014) / h)),
        "low",
        between_people=usual_spread,
    )


class Naltrexol(Parameters):
    """6beta-naltrexol in plasma."""

    drug = naltrexol
    CL = Parameter(
        31.5 * L / h,
        "clearance",
        (
            meyer,
            Assumption(
                "17 by the kidney (Meyer); the rest goes with the share of the dose that is formed",
                (17, 60) * L / h,
            ),
            run,
        ),
        "low",
        between_people=LogNormal(cv=0.25, source=bertolotti),
    )
    by_kidney = Parameter(
        0.491,
        "share of clearance by the kidney",
        (meyer, Assumption("17 of 29 L/h; the whole was not measured apart from it", (0.28, 1.0)), run),
        "low",
        possible=SHARE,
    )
    V = Parameter(
        86.5 * L,
        "volume of plasma and what mixes with it at once",
        (swiss, Assumption("set by a peak of 108 ng/mL at about 1 h after 50 mg", (50, 140) * L), run),
        "low",
        between_people=usual_spread,
    )
    Q = Parameter(
        52.8 * L / h,
        "clearance between plasma and tissue",
        (Assumption("not determined by what was measured", (15, 150) * L / h), run),
        between_people=usual_spread,
    )
    Vp = Parameter(
        306 * L,
        "volume of tissue",
        (swiss, Assumption("set by a half-life of 13 h", (200, 470) * L), run),
        "low",
        between_people=usual_spread,
    )


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors."""

    fu = Parameter(0.79, "share unbound in plasma", (swiss, ludden), "high")
    slow_exchange = Parameter(
        0.0162 / h,
        "apparent rate of exchange with the receptors' neighbourhood, where that is what delays",
        (Assumption(pet + "; plasma's half-life of 4 h cannot explain blockade for days", (0.004, 0.04) / h), run),
        between_people=usual_spread,
    )
    fast_exchange = Parameter(
        1.0 / h,
        "rate of exchange with the brain, where something else delays",
        Assumption("opioids and antagonists of this kind reach the brain within the hour", (0.2, 6) / h),
        between_people=usual_spread,
    )
    naltrexol_access = Parameter(
        0.0359,
        "unbound 6beta-naltrexol at the receptors over unbound in plasma, against naltrexone",
        (
            ko,
            Assumption("100-fold weaker in living monkeys but 2-fold in vitro: the rest is poor access", (0.002, 0.2)),
            run,
        ),
        "low",
        measured_in="monkey",
    )


class Mu(Parameters):
    """Mu receptors: affinity in the living brain, and rates of binding for the structure with deep binding."""

    Ki_naltrexone = Parameter(
        0.136 * nM,
        "affinity of naltrexone in the living brain",
        (raynor, Assumption(pet + "; assays give 0.11 (human) to 1.0 nM (rat)", (0.04, 1.0) * nM), run),
        "low",
        between_people=usual_spread,
    )
    naltrexol_ratio = Parameter(
        1.91,
        "affinity of 6beta-naltrexol over that of naltrexone",
        (ko, encyclopedia, Assumption("twofold weaker in monkey brain", (1, 4)), run),
        "low",
        measured_in="monkey",
    )
    receptors = Parameter(
        16 * nM,
        "mu receptors per volume of brain water",
        Assumption("where they are dense; such densities were measured after death and in animals", (3, 40) * nM),
        between_people=usual_spread,
    )
    leaving = Parameter(
        0.5 / h,
        "rate at which naltrexone leaves a receptor",
        Assumption("not measured; naloxone leaves within a minute, buprenorphine within hours", (0.03, 20) / h),
        between_people=usual_spread,
    )
    over_naloxone = Parameter(
        1.08,
        "affinity of naltrexone over that of naloxone, as one assay has it",
        (raynor, Assumption("1.0 over 0.93 nM at cloned receptors", (0.4, 2.5))),
        "low",
        measured_in="cloned receptors",
    )


class Tlr4(Parameters):
    """What naltrexone does to cells that answer to bacterial walls, in a dish."""

    IC50 = Parameter(
        105 * uM,
        "concentration that halves the release of nitric oxide",
        (selfridge, Assumption("of (+)-naltrexone, remembered; ten thousand times what 4.5 mg gives", (30, 400) * uM)),
        "very low",
        measured_in="microglial cells, mouse",
    )


class Delta(Parameters):
    """Delta receptors, by what one assay says of two receptors; absolute affinities of assays do not compare."""

    naltrexone_ratio = Parameter(
        150,
        "affinity of naltrexone at delta over that at mu",
        (raynor, trostheim, wentland, Assumption("geometric mean of 149, 79 and 545", (79, 545)), run),
        "low",
        measured_in="cloned receptors",
    )
    naltrexol_ratio = Parameter(
        100,
        "affinity of 6beta-naltrexol at delta over that at mu",
        (encyclopedia, Assumption("213 over 2.12 nM, at second hand", (40, 300))),
        "low",
    )


class Kappa(Parameters):
    """Kappa receptors, by what one assay says of two receptors."""

    naltrexone_ratio = Parameter(
        2.4,
        "affinity of naltrexone at kappa over that at mu",
        (raynor, trostheim, wentland, Assumption("geometric mean of 3.9, 2 and 1.7", (1.7, 3.9))),
        "low",
        measured_in="cloned receptors",
    )
    naltrexol_ratio = Parameter(
        3.4,
        "affinity of 6beta-naltrexol at kappa over that at mu",
        (encyclopedia, Assumption("7.24 over 2.12 nM, at second hand", (1.5, 8))),
        "low",
    )


class Liver(Parameters):
    """What is left of it, in people with liver impairment."""

    capacity_left = Parameter(
        0.4,
        "share of the liver's capacity to take up and change naltrexone that is left",
        Assumption("moderate impairment; not taken from any study of naltrexone", (0.1, 0.9)),
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )


class Adults(Parameters):
    """Healthy adults of average weight."""

    absorption = Absorption
    muscle = Muscle
    implant = Implant
    parent = Naltrexone
    deep = Deep
    metabolite = Naltrexol
    brain = Brain
    mu = Mu
    delta = Delta
    kappa = Kappa
    tlr4 = Tlr4
    naloxone_at_mu = NaloxoneAtMu
    liver = Liver
    body = Size
