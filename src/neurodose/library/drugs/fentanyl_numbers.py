"""The numbers of fentanyl, in the order in which it meets them: ways in, plasma, liver, kidney, brain, receptors.

Values hold for adults of 70 kg. Clearance is written as what the liver's enzymes could do without limit of flow
(intrinsic clearance), so that what changes an enzyme changes first pass and clearance together. Sources stand in
`fentanyl_sources`.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.body import LiverFlow, Size
from neurodose.library.drugs.fentanyl_sources import (
    algera,
    bae,
    bista,
    camp,
    darwish,
    fda,
    kharasch,
    kovar,
    label,
    olkkola,
    paine,
    stanski,
    streisand,
    varvel,
    yassen,
)
from neurodose.library.drugs.naltrexone_sources import formula
from neurodose.library.targets import raynor, volpe
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption
from neurodose.units import L, g, h, kg, mol, nM, s

fentanyl_base = Substance("fentanyl", 336.47 * g / mol, formula, salts={"citrate": 528.6 * g / mol})
norfentanyl_base = Substance("norfentanyl", 232.33 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for fentanyl", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)


class Mouth(Parameters):
    """A lozenge on a stick, drawn along the cheek until it is gone; what is not absorbed there is swallowed."""

    held = Parameter(
        0.25 * h,
        "time in which a lozenge is sucked empty",
        (streisand, Assumption("absorption was quickest at 19 min", (0.15, 0.35) * h)),
        "low",
    )
    leaving = Parameter(
        3.0 / h,
        "rate at which dissolved drug leaves the mouth",
        (streisand, Assumption("set by a peak of 3.0 ng/mL (SD 1.0) at 22 min", (1.5, 6) / h)),
        "low",
        between_people=usual_spread,
    )
    swallowed_over_absorbed = Parameter(
        2.4,
        "what is swallowed over what goes through the mucosa",
        (
            streisand,
            darwish,
            Assumption("0.52 as lozenge and 0.32 swallowed leave 29 %; another study has 22 %", (1.5, 4)),
        ),
        "moderate",
        between_people=LogNormal(cv=0.40, source=unmeasured),
    )


class Gut(Parameters):
    """What is swallowed passes the stomach, and CYP3A of the gut wall, before the liver."""

    drug = fentanyl_base
    rate = Parameter(
        2.0 / h,
        "rate of each of three stages from the stomach to the blood of the gut",
        (streisand, Assumption("absorption of a solution was quickest at 88 min (SD 38)", (1, 4) / h)),
        "low",
        between_people=usual_spread,
    )
    absorbed = Parameter(
        0.72,
        "share of what is swallowed that enters the gut wall",
        (
            streisand,
            Assumption("0.32 of a solution reaches plasma; the liver lets 0.56 pass, the wall 0.79", (0.5, 1.0)),
        ),
        "low",
        possible=SHARE,
    )
    capacity = Parameter(
        0.274,
        "what CYP3A of the gut wall takes over what passes",
        (
            paine,
            kharasch,
            Assumption(
                "a third of midazolam's, as the unbound intrinsic clearances; grapefruit juice changed nothing",
                (0.0, 0.8),
            ),
        ),
        "very low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )


class Skin(Parameters):
    """A patch feeds a depot in the skin, which goes on after the patch is gone."""

    worn = Parameter(72 * h, "time for which a patch is worn, unless a dose says otherwise", label, "high")
    absorbed = Parameter(
        0.92,
        "share of what leaves a patch that reaches plasma",
        varvel,
        "moderate",
        measured_in="after surgery, SD 0.33",
    )  # its spread is not used: part of it would make drug out of nothing
    rate = Parameter(
        0.0408 / h,
        "rate at which the depot reaches plasma",
        varvel,
        "moderate",
        measured_in="after surgery, half-life 17.0 h (SD 2.3)",
        between_people=LogNormal(cv=0.14, source=varvel),
    )


class Plasma(Parameters):
    """Plasma and two tissues, with 42.2 L/h of clearance in all."""

    V = Parameter(10.1 * L, "volume of plasma and what mixes with it at once", bae, "moderate",
                  between_people=LogNormal(cv=0.73, source=algera))  # fmt: skip
    Q = Parameter(142.8 * L / h, "clearance between plasma and quick tissue", bae, "moderate",
                  between_people=LogNormal(cv=0.69, source=algera))  # fmt: skip
    V_tissue = Parameter(26.5 * L, "volume of quick tissue", bae, "moderate",
                         between_people=LogNormal(cv=0.83, source=algera))  # fmt: skip
    Q_deep = Parameter(89.4 * L / h, "clearance between plasma and deep tissue", bae, "moderate",
                       between_people=LogNormal(cv=0.32, source=algera))  # fmt: skip
    V_deep = Parameter(206 * L, "volume of deep tissue", bae, "moderate",
                       between_people=LogNormal(cv=0.25, source=algera))  # fmt: skip
    intrinsic = Parameter(
        69.7 * L / h,
        "intrinsic clearance of the liver, of drug in blood",
        (bae, Assumption("42.2 L/h in all, less the kidney's, at the liver's blood flow of 90 L/h", (35, 140) * L / h)),
        "moderate",
        # 30 % in clearance (Algera), of which each 1 % takes 1.9 % in intrinsic clearance.
        between_people=LogNormal(cv=0.60, source=algera),
    )


class QuickPlasma(Parameters):
    """The same where all is quicker: 75.6 L/h of clearance, in volunteers and in people who use opioids daily."""

    V = Parameter(10.5 * L, "volume of plasma and what mixes with it at once", algera, "moderate",
                  between_people=LogNormal(cv=0.73, source=algera))  # fmt: skip
    Q = Parameter(122 * L / h, "clearance between plasma and quick tissue", algera, "moderate",
                  between_people=LogNormal(cv=0.69, source=algera))  # fmt: skip
    V_tissue = Parameter(14.4 * L, "volume of quick tissue", algera, "moderate",
                         between_people=LogNormal(cv=0.83, source=algera))  # fmt: skip
    Q_deep = Parameter(137 * L / h, "clearance between plasma and deep tissue", algera, "moderate",
                       between_people=LogNormal(cv=0.32, source=algera))  # fmt: skip
    V_deep = Parameter(166 * L, "volume of deep tissue", algera, "moderate",
                       between_people=LogNormal(cv=0.25, source=algera))  # fmt: skip
    intrinsic = Parameter(
        376 * L / h,
        "intrinsic clearance of the liver, of drug in blood",
        (
            algera,
            Assumption("75.6 L/h in all, less the kidney's; blood flow limits it", (140, 2000) * L / h),
        ),
        "low",
        between_people=LogNormal(cv=0.60, source=unmeasured),
    )


class Liver(LiverFlow):
    """The liver, well stirred."""

    by_cyp3a = Parameter(
        0.90,
        "CYP3A's share of intrinsic clearance",
        (
            kovar,
            olkkola,
            Assumption("ritonavir took 67 % of clearance away, and the urine holds 7 % unchanged", (0.75, 1.0)),
        ),
        "moderate",
        possible=SHARE,
    )
    blood_ratio = Parameter(
        1.0, "concentration in blood over that in plasma", Assumption("remembered as about 1", (0.8, 1.2)), "low"
    )


class Kidney(Parameters):
    """What leaves unchanged."""

    CL = Parameter(
        2.96 * L / h,
        "clearance by the kidney",
        (kovar, bae, Assumption("7 % of a dose by vein is found unchanged in urine", (1, 5) * L / h)),
        "moderate",
        between_people=usual_spread,
    )


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors."""

    fu = Parameter(
        0.15,
        "share unbound in plasma",
        (bista, Assumption("0.11 to 0.14 in one report, 0.15 to 0.21 in others", (0.11, 0.21))),
        "moderate",
    )
    access = Parameter(
        1.0,
        "unbound drug at the receptors over unbound in plasma",
        Assumption("0.9 to 1 is remembered; entry is limited by blood flow alone", (0.5, 1.5)),
    )
    exchange = Parameter(
        8.8 / h,
        "rate of exchange with the brain, as the EEG follows plasma",
        (stanski, algera, Assumption("0.147 per minute by the EEG, 0.18 by ventilation", (5, 12) / h)),
        "moderate",
        between_people=LogNormal(cv=0.39, source=yassen),
    )
    slow_exchange = Parameter(
        2.53 / h,
        "rate of exchange with the brain, as ventilation follows plasma while carbon dioxide is breathed again",
        yassen,
        "moderate",
        between_people=LogNormal(cv=0.39, source=yassen),
    )


class Mu(Parameters):
    """Mu receptors: affinity and efficacy, and the rates of another assay."""

    Ki = Parameter(1.346 * nM, "affinity of fentanyl at mu", volpe, "moderate", measured_in="human, [3H]DAMGO")
    efficacy = Parameter(
        4.3,
        "transducer ratio of fentanyl",
        (camp, Assumption("81.3 % of inhibition where morphine has 71.7; 80 to 100 % of DAMGO elsewhere", (2.4, 30))),
        "low",
        measured_in="mouse mu receptor in HEK cells",
    )
    # Binding of C: rate = association · (C / 1 pM)^exponent · free receptors. The three were fitted together:
    # association and exponent move against
    # one another (95 % intervals 0.98e-5 to 10.4e-5 and 0.64 to 1.04), so they must not be drawn apart; half of the
    # receptors are held at (leaving / association)^(1/exponent) pM, which is far better known than either.
    association = Parameter(
        3.081e-5 / s, "rate of association at 1 pM of fentanyl", fda, "moderate", measured_in="human mu receptor"
    )
    exponent = Parameter(
        0.8439, "exponent of concentration in the rate of association", fda, "moderate", measured_in="human mu receptor"
    )
    leaving = Parameter(
        4.331e-3 / s,
        "rate at which fentanyl leaves a receptor",
        fda,
        "moderate",
        measured_in="human mu receptor",
        uncertainty=LogNormal(cv=0.073, source=fda),  # 95 % interval 3.76e-3 to 5.01e-3
    )
    floor = Parameter(
        1e-5,
        "share of the half-holding concentration below which association is smoothed",
        Assumption("no drug worth speaking of: ten times as much holds less than a thousandth", (1e-8, 1e-4)),
    )


class Elsewhere(Parameters):
    """The other receptors, by what one assay says of two receptors; absolute affinities of assays do not compare."""

    delta_ratio = Parameter(
        2600,
        "affinity of fentanyl at delta over that at mu",
        (raynor, Assumption("more than 1000 over 0.39 nM, remembered; no upper limit was found", (2600, 1e5))),
        "very low",
        measured_in="cloned receptors",
    )
    kappa_ratio = Parameter(
        654,
        "affinity of fentanyl at kappa over that at mu",
        (raynor, Assumption("255 over 0.39 nM, remembered", (200, 2000))),
        "low",
        measured_in="cloned receptors",
    )
    efficacy = Parameter(
        4.3, "transducer ratio of fentanyl at delta and kappa", Assumption("as at mu; not measured", (0.1, 30))
    )


class Body(Size):
    """Size."""

    standard_weight = Parameter(70 * kg, "weight at which the other values hold", bae, "high")


class Adults(Parameters):
    """Adults of 70 kg."""

    drug = fentanyl_base
    norfentanyl = norfentanyl_base
    mouth = Mouth
    gut = Gut
    skin = Skin
    plasma = Plasma
    quick = QuickPlasma
    liver = Liver
    kidney = Kidney
    brain = Brain
    mu = Mu
    elsewhere = Elsewhere
    body = Body
