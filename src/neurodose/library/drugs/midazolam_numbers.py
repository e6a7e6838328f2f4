"""The numbers of midazolam, in the order in which it meets them: gut, gut wall, liver, plasma, brain, body.

Values hold for healthy adults of average weight. Sources disagree on how much the gut wall takes (0.39 to 0.61) and on
bioavailability (0.21 to 0.44); the set is one that holds together: gut wall, liver, clearance and binding at once.
"""

from __future__ import annotations

from neurodose.library.body import LiverFlow, Size
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import L, g, h, mol

formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formulas")
heizmann = Source("Heizmann and others", 1983, "Br J Clin Pharmacol 16:43S", "abstract", reading="read")
allonen = Source("Allonen and others", 1981, "Clin Pharmacol Ther 30:653", "abstract", reading="read")
smith = Source("Smith and others", 1981, "Eur J Clin Pharmacol 19:271", "abstract", reading="read")
young_men = Source(
    "A study of 18 young men",
    2026,
    "Br J Clin Pharmacol, PMC1874433, as read in 2026",
    "0.1 mg/kg by vein",
    reading="read",
)
hohmann = Source(
    "Hohmann and others", 2015, "Br J Clin Pharmacol 79:278", "abstract, 16 adults", doi="10.1111/bcp.12502",
    reading="read",
)  # fmt: skip
gertz = Source("Gertz and others", 2008, "table in Drug Metab Dispos", "grapefruit method", reading="read second-hand")
open_model = Source(
    "Open Systems Pharmacology", 2026, "Midazolam-Model, as read in 2026", "section 2.2, data", reading="read"
)
hyland = Source("Hyland and others", 2009, "as in Midazolam-Model of Open Systems Pharmacology", "UGT1A4",
                reading="read second-hand")  # fmt: skip
han = Source("Han and others", 2013, "Drug Metab Dispos 41:1329", "two models, 0.90 and 0.97", reading="read")
unmeasured = Assumption("usual for a quantity of this kind; not looked up for midazolam", (0.1, 0.8))

midazolam_base = Substance(
    "midazolam", 325.77 * g / mol, formula, salts={"maleate": 441.84 * g / mol, "hydrochloride": 362.2 * g / mol}
)
hydroxymidazolam = Substance("hydroxymidazolam", 341.77 * g / mol, formula)


class Absorption(Parameters):
    """By mouth, as a tablet or dissolved; all of it is absorbed."""

    ka_tablet = Parameter(
        1.5 / h,
        "absorption rate constant of tablets",
        (smith, Assumption("a peak at 0.74 h", (0.8, 3) / h)),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    ka_solution = Parameter(
        3 / h,
        "absorption rate constant of a solution",
        (allonen, smith, Assumption("a half-life of 0.23 h; a peak at 0.37 h", (2, 6) / h)),
        "moderate",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )


class Gut(Parameters):
    """The gut wall, where CYP3A alone changes midazolam."""

    capacity = Parameter(
        0.82,
        "what the gut wall takes, over what passes it: (1 - Fg) / Fg",
        (
            gertz,
            hohmann,
            Assumption("an Fg of 0.55; 0.56 by grapefruit, 0.39 to 0.47 from small doses, 0.61 at most", (0.64, 1.56)),
        ),
        "moderate",
        between_people=LogNormal(cv=0.67, source=Assumption("gives Fg a CV of 30 %", (0.4, 1.0))),
    )


class Liver(LiverFlow):
    """The liver, well stirred."""

    capacity = Parameter(
        75.6 * L / h,
        "unbound fraction times intrinsic clearance, for blood",
        (
            heizmann,
            young_men,
            hohmann,
            Assumption("so that plasma is cleared at 23 L/h; 19 to 26 were measured", (54, 95) * L / h),
        ),
        "moderate",
        between_people=LogNormal(cv=0.40, source=Assumption("gives clearance a CV of 20 to 27 %", (0.25, 0.6))),
    )
    by_cyp3a = Parameter(
        0.94,
        "share of the liver's capacity that is CYP3A",
        (han, hyland, Assumption("0.90 to 0.97; the rest is UGT1A4 and others", (0.90, 0.97))),
        "moderate",
    )


class Plasma(Parameters):
    """Plasma and tissue."""

    drug = midazolam_base
    V = Parameter(
        25 * L,
        "volume of plasma and what mixes with it at once",
        (heizmann, Assumption("with tissue, 50 to 80 L", (12, 40) * L)),
        "low",
        between_people=LogNormal(cv=0.20, source=young_men),
    )
    Q = Parameter(
        35 * L / h,
        "clearance between plasma and tissue",
        Assumption("with the volumes, a half-life of 2.3 to 3.8 h", (15, 80) * L / h),
        "low",
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )
    Vp = Parameter(
        45 * L,
        "volume of tissue",
        (heizmann, young_men, Assumption("50 L (Heizmann) to 80 L in all", (30, 65) * L)),
        "low",
        between_people=LogNormal(cv=0.20, source=young_men),
    )
    blood_ratio = Parameter(
        0.56, "concentration in blood over that in plasma", (allonen,), "moderate", measured_in="6 adults, 283 over 502"
    )
    fu = Parameter(0.031, "share unbound in plasma", open_model, "high", measured_in="human plasma, 0.022 to 0.032")


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors."""

    exchange = Parameter(
        8 / h,
        "rate of exchange with the brain",
        Assumption("the electroencephalogram lags by some minutes; not looked up", (3, 30) / h),
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )


class Adults(Parameters):
    """Healthy adults of average weight."""

    hydroxymidazolam = hydroxymidazolam
    absorption = Absorption
    gut = Gut
    liver = Liver
    plasma = Plasma
    brain = Brain
    body = Size
