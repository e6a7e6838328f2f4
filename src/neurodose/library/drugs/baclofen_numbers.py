"""The numbers of baclofen, in the order in which it meets them: gut, plasma, kidney, CSF, brain, GABA-B, body.

Values are true ones, not over bioavailability: papers that gave CL/F and V/F are multiplied by 0.74. Where sources
contradict one another (half-life 3.6 to 6.8 h, share not cleared by the kidney 0.07 to 0.43, R over S 118 or 1000) one
reading is chosen and its reason stands beside the number. Sources stand in `baclofen_sources`.
"""

from __future__ import annotations

from neurodose.bounds import SHARE
from neurodose.library.body import Age, Filtration, Kidneys, Sex, Size, fenton, reference_man
from neurodose.library.drugs.baclofen_sources import (
    agarwal,
    bowery_1983,
    bowery_1985,
    chen,
    cruz,
    csf_bolus,
    deguchi,
    dialysers,
    formula,
    froestl,
    gaba_in_csf,
    kochak,
    labouebe,
    marsot,
    mims,
    morphine_csf,
    moulin,
    release,
    simon,
    sullivan,
    van_bree,
    wuis,
    yaksh,
)
from neurodose.library.targets import told_release
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.modelling.substance import Substance
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Calibration
from neurodose.units import L, g, h, kg, minute, mL, mol, nM, uM

baclofen = Substance("baclofen", 213.66 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for baclofen", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)
run = Calibration("2026-11-22-c4c8708e")  # library/calibrations/baclofen.toml, structure “two compartments”


class Absorption(Parameters):
    """Tablets. Exposure grows with the dose up to 300 mg a day."""

    ka = Parameter(
        1.93 / h,
        "absorption rate constant",
        (simon, Assumption("1.64 by Simon; 4.6, hardly determined, by Marsot", (1.3, 5) / h), run),
        "moderate",
        between_people=LogNormal(cv=0.44, source=simon),
    )
    F = Parameter(
        0.753,
        "share of a dose by mouth that reaches plasma",
        (
            agarwal,
            Assumption("0.74 in 12 people with areas of CV 18 to 24 %; 0.69 leaves unchanged in urine", (0.62, 0.86)),
            run,
        ),
        "moderate",
    )


class Plasma(Parameters):
    """Baclofen in plasma. Half of what was made, the S form, is taken to move there as the R form does."""

    share_of_R = Parameter(0.5, "share of the dose that is the R form: half of a racemate", formula, "high")
    fu = Parameter(0.7, "share unbound in plasma", mims, "moderate")
    CL = Parameter(
        7.91 * L / h,
        "clearance of one with a usual kidney",
        (kochak, simon, marsot, Assumption("0.74 of 9.9, 10.8 and 11.6 L/h by mouth", (6.0, 10.5) * L / h), run),
        "moderate",
        measured_in="94 patients with alcohol use disorder, some healthy men",
    )
    Vc = Parameter(
        21.2 * L,
        "volume of plasma and what mixes with it at once",
        (kochak, Assumption("0.74 of 28.8 L, from an infusion into the intestine", (14, 32) * L), run),
        "low",
        between_people=LogNormal(cv=0.22, source=simon),
    )
    Q = Parameter(
        9.74 * L / h,
        "clearance between plasma and tissue",
        (kochak, Assumption("from phases of 1.29 and 0.191 per hour, 28.8 L and 10.8 L/h", (5, 19) * L / h), run),
        "low",
        between_people=usual_spread,
    )
    Vp = Parameter(
        23.3 * L,
        "volume of tissue",
        (
            kochak,
            Assumption(
                "Kochak's alone is 14.6 L and a half-life of 3.6 h; others have 4.4 (Simon), 5.2 and 5.8 (Agarwal), "
                "5.7 (Marsot), 6.8 h (Wuis): a half-life of 5.2 h",
                (14, 38) * L,
            ),
            run,
        ),
        "low",
        between_people=usual_spread,
    )
    V = Parameter(
        53.9 * L,
        "volume of distribution, where plasma and tissue are taken as one",
        (simon, marsot, Assumption("0.74 of 72.8 L (Simon); 80.7 by Marsot, 59 by Kochak", (43, 65) * L)),
        "moderate",
        between_people=LogNormal(cv=0.22, source=simon),
    )


class Kidney(Filtration):
    """The kidney clears most, in proportion to its filtration; how much others clear is the great unknown."""

    share = Parameter(
        0.796,
        "share of clearance by a usual kidney",
        (
            kochak,
            wuis,
            Assumption(
                "103 mL/min of 0.74 times 180; 0.57 if all was absorbed, 0.93 if 0.69 of a dose of which 0.74 is "
                "absorbed is in urine; it decides every prediction in renal failure",
                (0.57, 0.93),
            ),
            run,
        ),
        "low",
    )
    secreted = Parameter(
        0.3,
        "share of renal clearance by secretion that probenecid stops",
        (wuis, Assumption("minor; what filtration of the unbound share leaves over", (0.02, 0.4))),
        "low",
    )
    usual_CrCL = Parameter(
        100 * mL / minute,
        "creatinine clearance at which the clearance holds",
        (fenton, Assumption("not told in the papers; renal impairment was left out", (85, 120) * mL / minute)),
        "low",
    )


class Others(Parameters):
    """Whatever else clears it: mostly deamination in the liver."""

    activity = Parameter(
        1.0,
        "clearance of this person by others than the kidney, against the usual",
        Assumption("how much is usual follows from the kidney's share", (0.5, 2)),
        between_people=usual_spread,
    )


class Dialysis(Parameters):
    """A machine or the peritoneum, by theory of dialysers and what other small drugs show; not measured here."""

    clearance = Parameter(
        125 * mL / minute,
        "clearance of plasma by a dialyser while it runs",
        (
            dialysers,
            Assumption("from the dialyser's urea, 214 g/mol and 0.7 unbound at 300 mL/min of blood",
                       (95, 180) * mL / minute),
        ),
        "low",
        between_people=LogNormal(cv=0.25, source=unmeasured),
    )  # fmt: skip
    peritoneal = Parameter(
        3.5 * mL / minute,
        "clearance by dialysis through the peritoneum, all day",
        Assumption("9 to 15 L a day, 0.7 unbound, nearly in balance", (2.5, 5) * mL / minute),
    )
    running = Condition(0, "1 while a dialyser runs, else 0", possible=SHARE)


class Csf(Parameters):
    """Cerebrospinal fluid in three places, made small by hand: numbers are of other polar drugs, not of baclofen."""

    drug = baclofen
    over_plasma = Parameter(
        0.117,
        "racemate in CSF over racemate in plasma, at rest",
        (mims, Assumption("0.12 by Knutsson and the label, after doses by mouth", (0.06, 0.2)), run),
        "moderate",
        between_people=usual_spread,
    )
    R_over_S = Parameter(
        4.3,
        "entry of R over entry of S",
        (van_bree, Assumption("4.7 over 1.1, but 1.0 for the racemate, which should lie between", (1, 6))),
        "low",
        measured_in="rat",
    )
    lumbar_volume = Parameter(
        35 * mL, "lumbar CSF", sullivan, "high", between_people=LogNormal(cv=0.30, source=sullivan)
    )
    thoracic_volume = Parameter(
        50 * mL,
        "CSF around the thoracic and cervical cord",
        (yaksh, Assumption("of 97 mL around the whole cord in one man", (30, 80) * mL)),
        "low",
    )
    cranial_volume = Parameter(
        150 * mL, "CSF in the head", (yaksh, Assumption("as far as it mixes within hours", (80, 300) * mL)), "low"
    )
    lower_stirring = Parameter(
        15 * mL / h,
        "exchange between lumbar and thoracic CSF",
        (moulin, morphine_csf, Assumption("so that morphine in the head is a sixth of lumbar", (6, 35) * mL / h)),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    upper_stirring = Parameter(
        10 * mL / h,
        "exchange between thoracic and cranial CSF",
        (moulin, morphine_csf, Assumption("so that morphine in the head is a sixth of lumbar", (4, 25) * mL / h)),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    lumbar_loss = Parameter(
        10 * mL / h,
        "clearance of lumbar CSF into blood",
        (morphine_csf, csf_bolus, Assumption("so that morphine's clearance is 0.017 L/h; of baclofen 0.013 to 0.08",
                                             (4, 50) * mL / h)),
        "low",
        between_people=usual_spread,
    )  # fmt: skip
    thoracic_loss = Parameter(
        8 * mL / h,
        "clearance of thoracic CSF into blood",
        (morphine_csf, Assumption("as lumbar", (3, 40) * mL / h)),
        "low",
        between_people=usual_spread,
    )
    cranial_loss = Parameter(
        21 * mL / h,
        "clearance of cranial CSF into blood: as much as is made",
        (yaksh, Assumption("bulk flow alone; transport out adds to it", (15, 80) * mL / h)),
        "low",
        between_people=usual_spread,
    )
    mixing = Parameter(
        12 / h,
        "rate at which what was injected mixes with the lumbar CSF",
        Assumption("a fast phase of some minutes, as with morphine", (3, 60) / h),
    )


class Brain(Parameters):
    """From plasma and CSF to the water around the receptors."""

    exchange = Parameter(
        1.5 / h,
        "rate of exchange with plasma and CSF",
        (
            mims,
            Assumption(
                "growth hormone and saccades change most after 60 to 120 min; set so that the brain peaks by then",
                (0.3, 4) / h,
            ),
        ),
        "low",
        between_people=usual_spread,
    )
    from_csf = Parameter(
        0.2,
        "share of what brain water exchanges that is exchanged with CSF in the head",
        Assumption("how far a dose into lumbar CSF reaches into the brain; nobody knows", (0.02, 0.6)),
    )
    over_csf = Parameter(
        1.0,
        "brain water over CSF, at rest, where nothing is pumped out",
        Assumption("CSF is taken to stand for brain water", (0.5, 1.5)),
    )
    over_csf_with_efflux = Parameter(
        0.28,
        "the same where a pump that probenecid stops keeps brain water low",
        (deguchi, Assumption("a thirtieth of plasma in rats, where CSF has 0.12", (0.1, 0.6))),
        "very low",
        measured_in="rat",
    )


class Cord(Parameters):
    """From lumbar CSF to the water around the receptors of the spinal cord."""

    exchange = Parameter(
        0.9 / h,
        "rate of exchange with lumbar CSF",
        Assumption("a half-life of 0.5 to 1 h, remembered", (0.5, 2) / h),
        between_people=usual_spread,
    )
    over_csf = Parameter(
        1.0,
        "water of the cord over lumbar CSF, at rest",
        Assumption("less deep in the cord after a dose into CSF; nobody measured how much", (0.2, 2)),
    )


class GabaB(Parameters):
    """GABA-B receptors. Affinity is that of the low state, which effects need; reserve differs between read-outs.

    An effect that is half at EC50 has a transducer ratio of KA / EC50 - 1. Binding assays see a state that binds a
    hundred times better and hardly bears on effects; theirs are the last numbers.
    """

    KA_R = Parameter(
        20 * uM,
        "affinity of R-baclofen, of the state that effects need",
        Assumption(
            "above every EC50 of a full agonist, the highest of which is 15; a rival reading is 5", (5, 60) * uM
        ),
    )
    S_over_R = Parameter(
        300,
        "affinity of S-baclofen over that of R-baclofen: between the two readings",
        (bowery_1983, froestl, release, Assumption("118 to 1000 by assay", (100, 1000))),
        "low",
        measured_in="rat",
    )
    S_over_R_by_binding = Parameter(118, "the same as one binding assay has it", froestl, "low", measured_in="rat")
    S_over_R_by_release = Parameter(
        1000,
        "the same as release of GABA has it; another binding assay has 825",
        (release, bowery_1983),
        "low",
        measured_in="rat",
    )
    GABA_over_R = Parameter(
        1.0,
        "affinity of GABA over that of R-baclofen",
        (bowery_1983, Assumption("0.04 and 0.04 µM in one assay; cloned receptors prefer GABA, up to threefold",
                                 (0.3, 1.5))),
        "moderate",
        measured_in="rat",
    )  # fmt: skip
    S_efficacy = Parameter(
        1.0,
        "efficacy of S-baclofen over that of R-baclofen",
        Assumption("what it does at a thousandfold dose is as much; it is no antagonist", (0.3, 1.2)),
    )
    GABA_efficacy = Parameter(
        1.0, "efficacy of GABA over that of R-baclofen", Assumption("both are full agonists", (0.7, 1.5))
    )
    EC50_firing = Parameter(
        0.27 * uM,
        "half of the loss of dopamine cells' firing",
        (chen, Assumption("taken as of the R form; half of it if it was of the racemate", (0.13, 0.4) * uM)),
        "low",
        measured_in="rat",
    )
    EC50_release = Parameter(
        0.6 * uM,
        "half of the loss of transmitter release, at rest",
        (release, Assumption("0.37 to 0.63 at 0.125 Hz, 4.9 at 2 Hz, nothing above 4 Hz", (0.35, 5) * uM)),
        "low",
        measured_in="rat",
    )
    EC50_current_GABA = Parameter(
        1.0 * uM,
        "half of the potassium current of midbrain GABA cells",
        (labouebe, cruz, Assumption("remembered badly", (0.3, 3) * uM)),
        "very low",
        measured_in="rodent",
    )
    EC50_current_dopamine = Parameter(
        15 * uM,
        "half of the potassium current of midbrain dopamine cells",
        (labouebe, cruz, Assumption("remembered badly; much above that of GABA cells", (3, 20) * uM)),
        "very low",
        measured_in="rodent",
    )
    KA_R_coupled = Parameter(
        40 * nM,
        "affinity of R-baclofen and of GABA, of the state that binding assays see",
        (bowery_1983, bowery_1985, froestl, Assumption("15 (Froestl), 19 and 304 (Bowery 1985)", (15, 304) * nM)),
        "low",
        measured_in="rat",
    )


class Gaba(Parameters):
    """The body's own ligand, outside synapses."""

    at_rest = Parameter(
        100 * nM,
        "unbound GABA at the receptors, at rest",
        (gaba_in_csf, Assumption("127 in human CSF; 20 to 400 in tissue", (30, 400) * nM)),
        "low",
        between_people=LogNormal(cv=0.37, source=gaba_in_csf),
    )
    release = told_release("GABA")
    loss = Parameter(
        60 / h, "rate at which it is taken up", Assumption("taken up within seconds to minutes", (6, 3600) / h)
    )


class Body(Size, Sex, Age, Kidneys):
    """Size, sex, age and kidneys."""

    standard_weight = Parameter(73 * kg, "weight at which the other values hold", reference_man, "high")


class Adults(Parameters):
    """Adults with usual kidneys."""

    drug = baclofen
    absorption = Absorption
    plasma = Plasma
    kidney = Kidney
    others = Others
    dialysis = Dialysis
    csf = Csf
    brain = Brain
    cord = Cord
    gaba_b = GabaB
    gaba = Gaba
    body = Body
