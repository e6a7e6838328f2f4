"""The numbers of dextromethorphan, in the order in which it meets them: gut, liver, plasma, kidney, brain, body.

Values hold for a healthy adult of average weight with two full genes of CYP2D6 (activity score 2). What other scores
give stands with the enzyme (`enzymes_numbers`). Tablets and syrups are labelled as the hydrobromide, which is sold with
and without water: 30 mg are 81.0 µmol with it and 85.2 µmol without.
"""

from __future__ import annotations

from neurodose.library.body import LiverFlow, Size
from neurodose.library.enzymes_numbers import CYP2D6
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import L, g, h, mol

formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formulas")
open_model = Source(
    "Open Systems Pharmacology", 2026, "model of dextromethorphan, as read in 2026", "table of inputs", reading="read"
)
brown = Source("Brown and others", 2007, "as used in the model of Open Systems Pharmacology", "N-demethylation",
               reading="read second-hand")  # fmt: skip
gorski = Source("Gorski and others", 2004, "as in the ratios of Open Systems Pharmacology",
                "poor over normal metabolisers, 0 to 12 h: 14.3", reading="read second-hand")  # fmt: skip
schadel = Source("Schadel and others", 1995, "abstract, as read in 2026",
                 "half-life 29.5 h in poor metabolisers, 16.4 h with quinidine", reading="read")  # fmt: skip
encyclopedia = Source("Encyclopedia entry on dextromethorphan", 2026, "as read in 2026", "bioavailability 0.11",
                      reading="read second-hand")  # fmt: skip
abdul_manap = Source("Abdul Manap and others", 1999, "Br J Clin Pharmacol 48:382", "areas to 96 h, abstract",
                     reading="read")  # fmt: skip
alfaro = Source("Alfaro and others", 1999, "J Clin Psychopharmacol 19:155", "ratio in urine, abstract", reading="read")
unmeasured = Assumption("usual for a quantity of this kind; not looked up for dextromethorphan", (0.1, 0.8))

dextromethorphan_base = Substance(
    "dextromethorphan",
    271.40 * g / mol,
    formula,
    salts={"hydrobromide": 370.32 * g / mol, "anhydrous hydrobromide": 352.31 * g / mol},
)
dextrorphan = Substance("dextrorphan", 257.37 * g / mol, formula)
methoxymorphinan = Substance("3-methoxymorphinan", 257.37 * g / mol, formula)


class Absorption(Parameters):
    """Tablets and syrup; all of it passes the gut wall."""

    ka = Parameter(
        0.5 / h,
        "absorption rate constant",
        Assumption("set with the volume by peaks after 2 to 3 h", (0.2, 1.5) / h),
        "low",
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )


class Liver(LiverFlow):
    """The liver, well stirred."""

    by_cyp2d6 = Parameter(
        708 * L / h,
        "unbound fraction times intrinsic clearance by CYP2D6 at score 2: O-demethylation",
        (encyclopedia, gorski, Assumption("so that 0.11 of a dose reaches plasma", (400, 1200) * L / h)),
        "moderate",
        between_people=LogNormal(cv=0.50, source=Assumption("between people of one score", (0.3, 0.8))),
    )
    by_cyp3a = Parameter(
        8 * L / h,
        "unbound fraction times intrinsic clearance by CYP3A: N-demethylation",
        (schadel, brown, Assumption("of about 12 that poor metabolisers have in all", (3, 11) * L / h)),
        "low",
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )
    by_others = Parameter(
        1 * L / h,
        "unbound fraction times intrinsic clearance by other enzymes",
        Assumption("what is left of about 12 that poor metabolisers have in all", (0, 4) * L / h),
        "very low",
    )


class Plasma(Parameters):
    """Dextromethorphan in plasma; in blood it is as concentrated."""

    V = Parameter(
        450 * L,
        "volume of distribution",
        (schadel, Assumption("with the clearance of poor metabolisers, a half-life of 24 to 30 h", (300, 700) * L)),
        "low",
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )
    by_kidney = Parameter(
        3 * L / h,
        "clearance by the kidney",
        (
            alfaro,
            Assumption("part of about 12 that poor metabolisers have in all; acid urine takes more", (1, 6) * L / h),
        ),
        "very low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    fu = Parameter(0.35, "share unbound in plasma", open_model, "moderate")


class Dextrorphan(Parameters):
    """Dextrorphan as it is measured after hydrolysis: almost all of it in plasma is its glucuronide."""

    CL = Parameter(
        27 * L / h,
        "clearance of dextrorphan and its glucuronide together, into urine",
        (abdul_manap, Assumption("areas of 1 to 0.04, if what was measured is all dextrorphan", (10, 60) * L / h)),
        "low",
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )
    V = Parameter(
        120 * L,
        "volume of distribution of both together",
        Assumption("a half-life of about 3 h", (40, 300) * L),
        "very low",
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )
    free = Parameter(
        0.01,
        "dextrorphan that is not conjugated, of all in plasma",
        (open_model, Assumption("about 100-fold less than the conjugate", (0.003, 0.03))),
        "low",
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )
    fu = Parameter(0.42, "share unbound in plasma, of what is not conjugated", open_model, "moderate")


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors."""

    exchange = Parameter(
        2 / h,
        "rate of exchange with the brain",
        Assumption("lipophilic bases reach the brain within the hour", (0.5, 10) / h),
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )
    access = Parameter(
        1.0,
        "unbound at the receptors over unbound in plasma, of both substances",
        Assumption("not measured in people", (0.3, 3)),
    )


class Adults(Parameters):
    """Healthy adults of average weight."""

    drug = dextromethorphan_base
    dextrorphan_substance = dextrorphan
    methoxymorphinan = methoxymorphinan
    absorption = Absorption
    liver = Liver
    plasma = Plasma
    dextrorphan = Dextrorphan
    brain = Brain
    body = Size


class AdultsByGenotype(Adults):
    """The same, with the CYP2D6 that a genotype gives."""

    cyp2d6 = CYP2D6
