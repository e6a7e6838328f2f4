"""The numbers of kratom's opioid alkaloids, in the order in which they meet them: leaf, gut, liver, plasma, brain,
and the receptors and enzymes of `mitragynine_affinities`.

Values hold for healthy adults of average weight. Nobody has given mitragynine or its metabolites by vein to people, so
what is absorbed, what escapes the liver and what is cleared are bound to one another: the area after a dose by mouth
was measured, its parts are assumed. Values “set by” an observation were fitted by hand to the medians of five people
(2 g of leaf as tea). The sources stand in `mitragynine_sources`.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.body import LiverFlow, Size, VillousFlow
from neurodose.library.drugs.mitragynine_affinities import Alpha2A, Delta, Inhibition, Kappa, Mu
from neurodose.library.drugs.mitragynine_sources import (
    chiang,
    huestis,
    kamble_20,
    kamble_23,
    kruegel_19,
    manda,
    manda_binding,
    tanna_22,
    trakulsrichai,
    trakulsrichai_urine,
)
from neurodose.library.drugs.naltrexone_sources import formula
from neurodose.library.targets import Morphine
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Calibration
from neurodose.units import L, g, h, mol

# What holds a mole of mitragynine: 398.5 g of it, or 20.46 kg of leaf at 19.48 mg/g (SD 0.81; batch K51 of the NaPDI
# Center, NPDI-scab3g, read). A product of another content is dosed by the mitragynine it holds ("base").
mitragynine_base = Substance("mitragynine", 398.5 * g / mol, formula, salts={"leaf": 20_457 * g / mol})
hydroxymitragynine = Substance("7-hydroxymitragynine", 414.5 * g / mol, formula)
pseudoindoxyl = Substance("mitragynine pseudoindoxyl", 414.5 * g / mol, formula)  # an isomer of the former

unmeasured = Assumption("usual for a quantity of this kind; not measured for mitragynine", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)
run = Calibration("2026-11-22-5be8a364")  # library/calibrations/mitragynine.toml, structure “deep tissue”


class Gut(Parameters):
    """Alkaloids in tea are dissolved; swallowed leaf must first give them up. Gastric fluid destroys some."""

    release = Parameter(
        4 / h,
        "rate at which swallowed leaf gives up its alkaloids",
        (huestis, Assumption("set by peaks at 1.0 to 1.3 h after capsules, 0.8 to 1 h after tea", (1, 20) / h)),
        "low",
        between_people=usual_spread,
    )
    ka = Parameter(
        1.62 / h,
        "absorption rate constant",
        (tanna_22, trakulsrichai, Assumption("set by a peak at 0.8 to 1 h after tea", (0.8, 4) / h), run),
        "low",
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )
    survives = Parameter(
        0.74,
        "share of mitragynine that survives gastric fluid and is absorbed",
        (manda, Assumption("26 % are lost in gastric fluid in vitro; the rest is taken to be absorbed", (0.4, 1))),
        "low",
        measured_in="simulated gastric fluid",
        possible=SHARE,
    )
    hydroxy_survives = Parameter(
        0.948,
        "share of swallowed 7-hydroxymitragynine not turned into mitragynine that survives and is absorbed",
        (manda, Assumption("0.73 over 0.77: 27 % lost in gastric fluid, 23 % turned; no data in people", (0.4, 1))),
        "very low",
        measured_in="simulated gastric fluid",
        possible=SHARE,
    )
    hydroxy_turns_back = Parameter(
        0.23,
        "share of swallowed 7-hydroxymitragynine that gastric fluid turns into mitragynine",
        (manda, Assumption("read as a share of what was put in", (0.06, 0.27))),
        "low",
        measured_in="simulated gastric fluid",
    )
    wall = Parameter(
        0.25,
        "mitragynine taken by the gut wall over what it lets through",
        Assumption("a fifth is taken by the wall; microsomes of human gut clear it, people were not looked at", (0, 1)),
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )
    hydroxy_wall = Parameter(
        0.5,
        "swallowed 7-hydroxymitragynine taken by the gut wall over what it lets through",
        Assumption("CYP3A clears it faster than mitragynine in microsomes", (0, 3)),
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )
    flow = VillousFlow.flow


class Mitragynine(Parameters):
    """Mitragynine in plasma."""

    drug = mitragynine_base
    # The other printed clearance is not used: 98.1 L/h/kg in nine chronic users (Trakulsrichai 2015), that is
    # 7550 L/h at 77 kg. With the 38.0 L/kg of the same table it implies a half-life of 0.27 h, and 23.2 h are printed;
    # 0.98 L/h/kg would give 26.9 h: almost surely a slip of a hundredfold in units.
    capacity = Parameter(
        142 * L / h,
        "clearance by the liver if its blood flow had no bound: unbound share times intrinsic clearance",
        (
            tanna_22,
            Assumption("set by 233 L/h, apparent, times what is absorbed and passes the gut wall", (40, 240) * L / h),
            run,
        ),
        "low",
        measured_in="five adults; microsomes of liver leave mitragynine stable, which disagrees",
        between_people=LogNormal(cv=0.65, source=tanna_22),  # log SD 0.62: 71.7 to 302 L/h in five, over 2.33
    )
    by_cyp3a = Parameter(
        0.75,
        "share of that capacity by CYP3A",
        (kamble_23, Assumption("most of it, but no inhibitor was given to people", (0.5, 0.95))),
        "low",
        possible=SHARE,
    )
    by_cyp2d6 = Parameter(
        0.03, "share of that capacity by CYP2D6", Assumption("a minor way, from microsomes", (0, 0.05)), possible=SHARE
    )
    by_kidney = Parameter(
        0.33 * L / h,
        "clearance by the kidney",
        (trakulsrichai_urine, Assumption("0.14 % of a dose in urine, of 233 L/h", (0.1, 1) * L / h)),
        "low",
        between_people=usual_spread,
    )
    V = Parameter(
        144 * L,
        "volume of plasma and what mixes with it at once",
        (tanna_22, Assumption("set by a peak of 82 nM at 1 h", (60, 250) * L), run),
        "low",
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )
    Q = Parameter(
        55.4 * L / h,
        "clearance between plasma and tissue",
        (
            tanna_22,
            Assumption("set, with the volumes, by peak, area and half-life; poorly told", (20, 150) * L / h),
            run,
        ),
        "low",
        between_people=usual_spread,
    )
    Vp = Parameter(
        320 * L,
        "volume of tissue, where there is a deep one as well",
        (tanna_22, Assumption("as the clearance between plasma and tissue", (150, 700) * L), run),
        "low",
        between_people=usual_spread,
    )
    Vp_alone = Parameter(
        920 * L,
        "volume of tissue, where there is no deep one",
        (trakulsrichai, Assumption("set by a half-life of 23 h", (400, 1500) * L)),
        "low",
        between_people=usual_spread,
    )


class Deep(Parameters):
    """Deep tissue, in structures with a half-life of about two days."""

    Q = Parameter(
        21 * L / h,
        "clearance between plasma and deep tissue",
        (tanna_22, huestis, Assumption("set, with its volume, by half-lives of 43 to 45 h", (8, 60) * L / h), run),
        "low",
        between_people=usual_spread,
    )
    V = Parameter(
        1040 * L,
        "volume of deep tissue",
        (
            tanna_22,
            huestis,
            Assumption("set by half-lives of 43 to 45 h; 32 to 50 h in single people", (400, 2500) * L),
            run,
        ),
        "low",
        between_people=usual_spread,
    )


class Hydroxymitragynine(Parameters):
    """7-hydroxymitragynine in plasma: CYP3A both forms and clears it."""

    drug = hydroxymitragynine
    formed = Parameter(
        0.247,
        "share of what CYP3A takes of mitragynine that becomes 7-hydroxymitragynine, where only the liver forms it",
        (tanna_22, Assumption("set by a ratio of areas of 0.25, together with its capacity", (0.08, 0.8)), run),
        "low",
    )
    formed_in_both = Parameter(
        0.185,
        "the same share, where the gut wall forms it as well",
        (tanna_22, Assumption("set by a ratio of areas of 0.25, together with its capacity", (0.06, 0.6))),
        "low",
    )
    capacity = Parameter(
        118 * L / h,
        "clearance by the liver if its blood flow had no bound",
        (
            manda,
            Assumption("gone from microsomes with a half-life of 24 min; nobody gave it by vein", (30, 300) * L / h),
            run,
        ),
        "very low",
        between_people=LogNormal(cv=0.30, source=unmeasured),
    )
    by_cyp3a = Parameter(
        0.8,
        "share of that capacity by CYP3A",
        (
            kamble_23,
            Assumption("ketoconazole raises its area by 130 % in rats, that of mitragynine by 120 %", (0.4, 1)),
        ),
        "low",
        measured_in="rats",
        possible=SHARE,
    )
    V = Parameter(
        119 * L,
        "volume of plasma and what mixes with it at once",
        (tanna_22, Assumption("set by a peak of 16 nM at 1 h", (60, 250) * L), run),
        "low",
        between_people=usual_spread,
    )
    Q = Parameter(
        25 * L / h,
        "clearance between plasma and tissue",
        (tanna_22, huestis, Assumption("set, with the volume, by half-lives of 4.7 and 5.7 h", (8, 60) * L / h)),
        "very low",
        between_people=usual_spread,
    )
    Vp = Parameter(
        150 * L,
        "volume of tissue",
        (tanna_22, huestis, Assumption("set by half-lives of 4.7 and 5.7 h", (60, 350) * L)),
        "very low",
        between_people=usual_spread,
    )


class Pseudoindoxyl(Parameters):
    """Mitragynine pseudoindoxyl: formed of 7-hydroxymitragynine in human plasma; never measured in people."""

    drug = pseudoindoxyl
    formation = Parameter(
        0.3 / h,
        "rate at which plasma turns 7-hydroxymitragynine into it",
        (kamble_20, Assumption("seen in human plasma; the rate was not read", (0.03, 1) / h)),
        "very low",
        measured_in="human plasma",
    )
    plasma = Parameter(
        3 * L, "volume of plasma itself, where that happens", Assumption("a textbook value", (2.5, 3.5) * L), "low"
    )
    CL = Parameter(
        50 * L / h,
        "clearance",
        Assumption("as that of 7-hydroxymitragynine; never measured in people", (5, 90) * L / h),
        between_people=usual_spread,
    )
    V = Parameter(
        170 * L,
        "volume of distribution",
        Assumption("as that of 7-hydroxymitragynine", (50, 600) * L),
        between_people=usual_spread,
    )


class Brain(Parameters):
    """From plasma to the receptors."""

    exchange = Parameter(
        2 / h,
        "rate of exchange with the brain",
        Assumption("lipophilic alkaloids reach the brain within the hour", (0.5, 10) / h),
        between_people=usual_spread,
    )
    fu = Parameter(
        0.10,
        "mitragynine unbound in plasma",
        (manda_binding, Assumption("85 to 95 % bound", (0.05, 0.15))),
        "low",
    )
    fu_hydroxy = Parameter(
        0.10,
        "7-hydroxymitragynine unbound in plasma",
        (chiang, manda_binding, Assumption("about 90 % bound, as remembered; 73 % bound in rats", (0.08, 0.27))),
        "low",
    )
    fu_pseudoindoxyl = Parameter(
        0.10, "mitragynine pseudoindoxyl unbound in plasma", Assumption("as its isomer", (0.03, 0.3))
    )
    access = Parameter(
        1.0,
        "unbound mitragynine in brain over unbound in plasma",
        (manda, Assumption("no net efflux from cells", (0.3, 2))),
        "low",
        between_people=usual_spread,
    )
    access_hydroxy = Parameter(
        0.5,
        "the same of 7-hydroxymitragynine",
        (kruegel_19, manda, Assumption("less in mouse brain than mitragynine; no net efflux from cells", (0.1, 1.2))),
        "very low",
        between_people=usual_spread,
    )
    access_pseudoindoxyl = Parameter(
        0.5,
        "the same of mitragynine pseudoindoxyl",
        Assumption("as its isomer", (0.05, 2)),
        between_people=usual_spread,
    )


class Adults(Parameters):
    """Healthy adults of average weight."""

    gut = Gut
    liver = LiverFlow
    parent = Mitragynine
    deep = Deep
    hydroxy = Hydroxymitragynine
    pseudoindoxyl = Pseudoindoxyl
    brain = Brain
    mu = Mu
    delta = Delta
    kappa = Kappa
    alpha_2a = Alpha2A
    inhibition = Inhibition
    morphine = Morphine
    body = Size
