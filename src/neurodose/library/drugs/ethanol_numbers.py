"""The numbers of ethanol, in the order in which it meets them: gut, liver, blood, kidney, brain, body.

Concentrations are those of whole blood, as they are measured; plasma has about a sixth more. Typical values are those
of a man of 74 kg; what is different in women is the water of the body. 1 g of ethanol is 21.7 mmol.
"""

from __future__ import annotations

from neurodose.library.body import Age, LiverFlow, Sex, Size
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import L, cm, g, h, kg, mM, mmol, mol, year

formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formulas")
norberg = Source(
    "Norberg, Gabrielsson, Jones and Hahn", 2000, "Br J Clin Pharmacol 49:399", "abstract, 16 volunteers",
    doi="10.1046/j.1365-2125.2000.00194.x", pmid=10792196, reading="read",
)  # fmt: skip
review = Source("Norberg and others", 2003, "Clin Pharmacokinet 42:1", "abstract, Km of the enzymes", reading="read")
ammon = Source(
    "Ammon and others", 1996, "Clin Pharmacol Ther 59:503", "abstract, 6 men and 6 women, 0.3 g/kg after lunch",
    doi="10.1016/s0009-9236(96)90178-2", reading="read",
)  # fmt: skip
levitt = Source("Levitt and others", 1997, "Am J Physiol 273:G951", "abstract, 0.15 g/kg, 5 men", reading="read")
nemoto = Source(
    "Nemoto and others", 2017, "Curr Ther Res 85:1", "final model, 34 adults", doi="10.1016/j.curtheres.2017.04.001",
    reading="read second-hand",
)  # fmt: skip
winek = Source("Winek and Murphy", 1984, "Forensic Sci Int 25:159", "abstract, by habit of drinking", reading="read")
watson = Source("Watson and others", 1980, "Am J Clin Nutr 33:27", "equations for body water, as in two later tables",
                reading="read second-hand")  # fmt: skip
forensic = Source("Forensic standard for blood water", 2021, "PMC8536606", "0.80 kg/kg, of blood of 1.055 kg/L",
                  reading="read second-hand")  # fmt: skip
gullberg = Source("Forrest; Gullberg", 2007, "volumes of distribution in forensic use", "CV 9 % in men")
unmeasured = Assumption("usual for a quantity of this kind; not looked up for ethanol", (0.1, 0.8))

ethanol = Substance("ethanol", 46.07 * g / mol, formula)
acetate = Substance("acetate", 59.04 * g / mol, formula)


class Absorption(Parameters):
    """A drink, on an empty stomach or with food."""

    ka_fasting = Parameter(
        3 / h,
        "absorption rate constant on an empty stomach",
        nemoto,
        "moderate",
        measured_in="34 Japanese adults, 14 g as beer",
        between_people=LogNormal(cv=0.67, source=nemoto),
    )
    ka_fed = Parameter(
        1.2 / h,
        "absorption rate constant with food",
        Assumption("half of what it is without, or less", (0.5, 2) / h),
        "low",
        between_people=LogNormal(cv=0.60, source=nemoto),
    )
    first_pass_fed = Parameter(
        0.09,
        "share of a drink with food that does not reach blood, where first pass is a constant",
        (ammon, levitt, Assumption("0.09 of 0.3 g/kg; 0.30 of 0.15 g/kg, and less of more", (0.0, 0.30))),
        "moderate",
        between_people=LogNormal(cv=0.44, source=ammon),
    )


class Liver(LiverFlow):
    """Where it is oxidised: alcohol dehydrogenase, soon saturated, and CYP2E1, of which drinkers have more."""

    Vmax = Parameter(
        168.7 * mmol / h,
        "fastest oxidation by alcohol dehydrogenase (0.105 g/kg/h)",
        (
            norberg,
            nemoto,
            Assumption("5.7 to 7.8 g/h were measured; 0.10 to 0.12 g/kg/h in use", (120, 210) * mmol / h),
        ),
        "moderate",
        between_people=LogNormal(cv=0.20, source=norberg),
    )
    Km = Parameter(
        1.085 * mM,
        "concentration at half of it (0.05 g/L)",
        (norberg, review, Assumption("0.027 g/L in people, 0.05 to 0.1 g/L in vitro", (0.586, 2.17) * mM)),
        "moderate",
        between_people=LogNormal(cv=0.70, source=norberg),
    )
    Vmax_cyp2e1 = Parameter(
        16 * mmol / h,
        "fastest oxidation by CYP2E1, in the structure that has it (0.01 g/kg/h)",
        Assumption(
            "a tenth of the other; more in daily drinkers, where the rate rises with the level", (0, 60) * mmol / h
        ),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    Km_cyp2e1 = Parameter(
        13 * mM,
        "concentration at half of it (0.6 g/L)",
        (review, Assumption("0.5 to 0.8 g/L in vitro", (10.8, 17.4) * mM)),
        "moderate",
    )
    V = Parameter(1.5 * L, "volume of the liver", Assumption("a textbook value", (1.2, 1.9) * L), "low")


class Blood(Parameters):
    """Ethanol is where water is, at once in a part of it and within the hour in the rest."""

    water = Parameter(
        43.4 * L,
        "water of the body",
        (watson, Assumption("by Watson's equation, a man of 30 years, 176 cm and 74 kg", (25, 60) * L)),
        "high",
    )
    water_share = Parameter(
        0.84,
        "water in blood, per volume",
        (forensic, Assumption("0.80 kg/kg of 1.055 kg/L", (0.82, 0.86))),
        "high",
    )
    quick = Parameter(
        0.4,
        "share of the volume that mixes with blood at once",
        (norberg, Assumption("14.5 of 35.8 L", (0.25, 0.55))),
        "moderate",
        between_people=LogNormal(cv=0.20, source=unmeasured),
    )
    Q = Parameter(
        48.5 * L / h,
        "clearance between blood and tissue",
        norberg,
        "moderate",
        between_people=LogNormal(cv=0.29, source=norberg),
    )
    by_kidney = Parameter(
        0.22 * L / h,
        "clearance by the kidney",
        norberg,
        "high",
        between_people=LogNormal(cv=0.55, source=norberg),
    )


class Brain(Parameters):
    """From blood to the water of the brain."""

    exchange = Parameter(
        15 / h,
        "rate of exchange with the brain",
        Assumption("it passes every membrane; minutes by the flow of blood", (5, 60) / h),
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )


class Watson(Parameters):
    """Water of the body by sex, age, height and weight."""

    man = Parameter(2.447 * L, "constant of men", watson, "high")
    man_age = Parameter(0.09516 * L / year, "less per year of age in men", watson, "high")
    man_height = Parameter(0.1074 * L / cm, "more per height in men", watson, "high")
    man_weight = Parameter(0.3362 * L / kg, "more per weight in men", watson, "high")
    woman = Parameter(-2.097 * L, "constant of women", watson, "high")
    woman_height = Parameter(0.1069 * L / cm, "more per height in women", watson, "high")
    woman_weight = Parameter(0.2466 * L / kg, "more per weight in women", watson, "high")
    unexplained = Parameter(
        1.0,
        "water of the body over what the equation gives",
        watson,
        "moderate",
        between_people=LogNormal(cv=0.09, source=gullberg),
    )


class Body(Size, Sex, Age):
    """Size, sex and age."""


class Habit(Parameters):
    """Daily drinking."""

    faster = Parameter(
        1.75,
        "fastest oxidation in daily drinkers, over that of others",
        (winek, Assumption("1.25 in social drinkers, 1.5 to 2.5 in dependent ones not yet weeks without", (1.25, 2.5))),
        "moderate",
        between_people=LogNormal(cv=0.20, source=winek),
    )


class Adults(Parameters):
    """Healthy adults who drink little; typical values are those of a man of 74 kg."""

    ethanol = ethanol
    acetate = acetate
    absorption = Absorption
    liver = Liver
    blood = Blood
    brain = Brain
    watson = Watson
    body = Body
    habit = Habit
