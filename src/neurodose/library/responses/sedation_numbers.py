"""The numbers of sedation, from alert to coma. One is the stimulus under which half of people no longer answer a voice.

Midazolam is from patients who were looked at, ethanol from a table of what drunk people show. Of baclofen's depth no
figure is held: what set it is which swallowed doses brought people to a hospital.
"""

from __future__ import annotations

from neurodose.bounds import SHARE, Bounds
from neurodose.library.mechanisms import Mechanism
from neurodose.library.rating_scales import GLASGOW, VAS
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import day, h, mM, nM, uM

emergency = Source(
    "Series of an emergency department", 2014, "Alcohol Alcohol 49:79",
    "12 people, a median of 340 mg (140 to 800), all recovered; abstract", reading="read",
)  # fmt: skip
mir = Source(
    "Review of intensive care", 2026, "Médecine intensive réanimation, as read in 2026",
    "above 200 mg swallowed they want people watched", reading="read",
)  # fmt: skip
evans = Source(
    "Evans and Bisaga", 2009, "Alcohol Clin Exp Res 33:19", "18 people, 40 and 80 mg before 0.75 g/kg; abstract",
    reading="read",
)  # fmt: skip
husseini = Source(
    "El-Husseini and others", 2011, "Am J Nephrol 34:491",
    "41 published people with failing kidneys, a mean of 20 mg a day (5 to 60), onset within 2 to 3 d; abstract",
    reading="read",
)  # fmt: skip
barr = Source(
    "Barr and others", 2001, "Anesthesiology 95:286",
    "Ramsay score in intensive care, half of them by level: 2 at 68 ng/mL, 3 at 101, 4 at 208, 5 at 304, 6 at 375; "
    "abstract", reading="read",
)  # fmt: skip
persson = Source(
    "Persson and others", 1988, "Clin Pharmacol Ther 43:324",
    "alfentanil shifts midazolam's curve to the left; abstract", pmid=3126014, reading="read",
)  # fmt: skip
dubowski = Source(
    "Dubowski", 1997, "stages of alcohol's influence",
    "drowsy from 0.9 g/L, confusion 1.8 to 3, stupor 2.5 to 4, coma 3.5 to 5",
    reading="read second-hand",
)  # fmt: skip
bailey = Source("Bailey and others", 1985, "Anesthesiology 62", "fentanyl alone does not reliably take consciousness")


class Baclofen(Parameters):
    """GABA-B receptors of the brain."""

    acts = Mechanism("GABA-B receptors of the brain, on alertness")
    half_held = Parameter(
        18 * uM,
        "baclofen in plasma, held until the brain has followed, under which half of people no longer answer",
        (
            emergency,
            mir,
            evans,
            Assumption("so that one who is not used to it no longer answers after 340 mg, or after 140 to 800",
                       (7, 45) * uM),
        ),
        "very low",
    )  # fmt: skip
    half_in_plasma = Parameter(
        30 * uM,
        "the same at its peak, where the level in plasma alone counts",
        (emergency, mir, Assumption("the peak after 340 mg, or after 140 to 800", (12, 72) * uM)),
        "very low",
    )


class Uraemia(Parameters):
    """What failing kidneys do to the brain beside what they leave in it."""

    acts = Mechanism("failing kidneys, which make the brain sensitive to baclofen")
    times = Parameter(
        3.0,
        "times as sensitive to baclofen where no filtration is left",
        (
            husseini,
            Assumption("encephalopathy is reported after doses that concentrations alone do not explain; the pump that "
                       "keeps acids out of the brain may fail, and how many of those treated had it is not known",
                       (1.2, 10)),
        ),
        "very low",
    )  # fmt: skip


class Opioids(Parameters):
    """Mu receptors."""

    acts = Mechanism("mu receptors, on alertness")
    gain = Parameter(
        0.8,
        "stimulus at the largest effect at mu",
        (bailey, Assumption("much of them makes drowsy, but not reliably unconscious", (0.3, 2))),
        "low",
    )


class Ethanol(Parameters):
    """Ethanol, at whatever it acts on."""

    acts = Mechanism("alcohol, on alertness")
    half = Parameter(
        90 * mM,
        "ethanol in water of the brain under which half of people no longer answer (3.5 g/L of blood)",
        (dubowski, Assumption("between stupor and coma: 2.5 to 4.5 g/L of blood", (64, 116) * mM)),
        "low",
    )
    used_to_it = Condition(
        1, "times as much that people need who are used to it", possible=Bounds((0.5, 5), "drinkers walk at twice")
    )


class Midazolam(Parameters):
    """Midazolam, at GABA-A receptors, which the library does not hold."""

    acts = Mechanism("midazolam, on alertness")
    half = Parameter(
        29 * nM,
        "unbound midazolam under which half of people no longer answer (304 ng/mL in plasma)",
        (barr, Assumption("under fentanyl or an epidural; volunteers need more or less", (15, 55) * nM)),
        "moderate",
        measured_in="patients after operations",
    )


class Complaints(Parameters):
    """When somebody is counted as drowsy in a trial."""

    half = Parameter(
        0.15,
        "stimulus under which half of people complain of drowsiness, at its highest so far",
        Assumption("about a fifth of a visual scale", (0.05, 0.4)),
    )
    under_placebo = Parameter(
        0.08,
        "share of people who complain of it in a trial within some weeks, given nothing",
        Assumption("common in any trial", (0.02, 0.25)),
    )
    in_a_trial = Condition(0, "1 where somebody is in a trial and is asked, else 0", possible=SHARE)
    rate = Parameter(0.15 / day, "rate at which they come", Assumption("most in the first weeks", (0.05, 0.5) / day))


class Sedation(Parameters):
    """Alertness that is lost, up to coma."""

    scale = VAS.ends
    glasgow = GLASGOW.ends
    baclofen = Baclofen
    uraemia = Uraemia
    opioids = Opioids
    ethanol = Ethanol
    midazolam = Midazolam
    complaints = Complaints
    together = Parameter(
        2.0,
        "how much more two do together than their sum, where they do: stimulus of the product of two ones",
        (persson, evans, Assumption("opioids with midazolam clearly; alcohol with baclofen not clearly", (0.2, 6))),
        "very low",
    )
    sensitivity = Parameter(
        1.0,
        "stimulus in this person, of the usual: what enters the brain, its receptors and all behind them",
        Assumption("what is usual is in the halves of each", (0.8, 1.25)),
        between_people=LogNormal(cv=0.4, source=Assumption("usual for sedatives; not looked up", (0.2, 0.6))),
    )
    half_of_scale = Parameter(
        0.35,
        "stimulus at the middle of a visual scale",
        (
            barr,
            Assumption("a third of what takes away the answer, as midazolam's Ramsay score of 3 has it", (0.2, 0.5)),
        ),
        "low",
    )
    steepness_of_scale = Parameter(
        1.5, "steepness of the visual scale", (barr, Assumption("half of those at 68 ng/mL are calm", (1, 3))), "low"
    )
    steepness_of_coma = Parameter(
        5.0,
        "steepness of Glasgow's scale, and of who is unconscious",
        (barr, Assumption("from brisk answers at 208 to none at 375 ng/mL", (3, 9))),
        "low",
    )
    half_of_confusion = Parameter(
        0.7,
        "stimulus under which half of people are confused",
        (dubowski, Assumption("confusion from 1.8 to 3 g/L of alcohol", (0.4, 0.9))),
        "low",
    )
    noticed = Parameter(6 / h, "rate at which somebody notices a depth", Assumption("within minutes", (2, 30) / h))
    noise = Parameter(
        15,
        "spread of one reading of a visual scale",
        Assumption("usual for visual scales of volunteers, of 100", (5, 25)),
    )
