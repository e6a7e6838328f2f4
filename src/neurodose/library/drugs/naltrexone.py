"""Naltrexone by mouth: parent and 6beta-naltrexol in plasma, slow exchange with the brain, competition at the mu
receptor.

Values hold for healthy adults of average weight. Where the sources contradict one another (clearance 94 or 210 L/h,
half-life 4 or 11 h, blockade that outlasts plasma by days) one reading is chosen here and its reason stands beside
the number.
"""

from __future__ import annotations

from typing import Any

from neurodose.library.drug import Drug
from neurodose.library.kinetics import two_compartment
from neurodose.library.targets import own_ligand
from neurodose.modelling.binding import Competition, Ligand
from neurodose.modelling.compartment import Compartment, EffectSite
from neurodose.modelling.model import model
from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.modelling.route import Route
from neurodose.modelling.substance import Substance
from neurodose.modelling.trace import Output
from neurodose.populations import LogNormal, population
from neurodose.sources import Assumption, Source
from neurodose.symbols import at_start
from neurodose.units import L, g, h, kg, mol, nM, one, percent

swiss = Source(
    "Swiss product information 56109",
    2026,
    "naltrexone tablets, as read in 2026",
    "pharmacokinetics",
    reading="read",
)
meyer = Source("Meyer and others", 1984, "J Clin Psychiatry 45(9):15", "abstract", reading="read")
licko = Source("Licko", 1981, "NIDA Res Monogr 28", "overview of human pharmacokinetics", reading="read")
ludden = Source(
    "Ludden and others",
    1976,
    "J Pharm Sci 65:712",
    "abstract",
    doi="10.1002/jps.2600650521",
    pmid=819644,
    reading="read",
)
bertolotti = Source(
    "Bertolotti and others", 1997, "J Hepatol, pages 505 to 511", "seven controls, abstract", reading="read"
)
p3m = Source("P3M database", 2012, "J Toxicol 2012:404329", "table 2", doi="10.1155/2012/404329", reading="read")
ko = Source("Ko and others", 2006, "J Pharmacol Exp Ther 316:772", "abstract, monkey", reading="read")
raynor = Source("Raynor and others", 1994, "Mol Pharmacol 45:330", "table of affinities", reading="remembered")
nakao = Source("Nakao and others", 1980, "J Clin Invest, from page 1383", "24 adults, abstract", reading="read")
foley = Source(
    "Foley and others",
    1979,
    "Proc Natl Acad Sci USA 76:5377",
    "one patient, abstract",
    pmid=291954,
    reading="read",
)
volpe = Source(
    "Volpe and others",
    2011,
    "Regul Toxicol Pharmacol 59:385",
    "[3H]DAMGO at human receptors",
    reading="remembered",
)
mol_pain = Source("Molecular Pain 7:9", 2011, "Mol Pain 7:9", "table 4", doi="10.1186/1744-8069-7-9", reading="read")
formula = Source("IUPAC standard atomic weights", 2021, "applied to the molecular formulas", reading="remembered")

naltrexone_base = Substance("naltrexone", 341.40 * g / mol, formula, salts={"hydrochloride": 377.86 * g / mol})
naltrexol = Substance("6beta-naltrexol", 343.42 * g / mol, formula)

unmeasured = Assumption("usual for a quantity of this kind; not measured for naltrexone", (0.1, 0.8))
usual_spread = LogNormal(cv=0.30, source=unmeasured)
pet = "set, with the other of the two, by PET: 50 mg for four days, 2 to 50 mg within 8 h, 50 mg at 48 and 72 h"


class Absorption(Parameters):
    """Tablets of the hydrochloride; the liver takes most of the dose before it reaches the blood."""

    ka = Parameter(
        1.2 / h,
        "absorption rate constant",
        (licko, Assumption("Licko gives 0.7 per hour; a peak at 1 h takes more", (0.7, 2.5) / h)),
        "low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    F = Parameter(
        0.088,
        "share of the dose that reaches plasma as naltrexone",
        (
            meyer,
            Assumption(
                "0.05 by Meyer; a month of depot at 3 to 4 times the exposure needs 0.075 to 0.10",
                (0.04, 0.12),
            ),
        ),
        "moderate",
        between_people=LogNormal(cv=0.43, source=bertolotti),
    )
    first_pass = Parameter(
        0.42,
        "share of the dose that reaches plasma as free 6beta-naltrexol, formed on the way",
        (
            swiss,
            Assumption("46 % of the dose is 6beta-naltrexol in urine, free or conjugated later", (0.25, 0.87)),
        ),
        "low",
        between_people=LogNormal(cv=0.20, source=unmeasured),
    )


class Naltrexone(Parameters):
    """Naltrexone in plasma. Clearance and bioavailability are bound to each other: only their ratio was measured."""

    drug = naltrexone_base
    CL = Parameter(
        90 * L / h,
        "clearance",
        (
            meyer,
            Assumption(
                "94 by Meyer, 210 by Licko, which is more than the liver's blood flow of about 90",
                (75, 140) * L / h,
            ),
        ),
        "moderate",
        between_people=LogNormal(cv=0.13, source=unmeasured),
    )
    to_naltrexol = Parameter(
        0.42,
        "share of clearance that forms free 6beta-naltrexol",
        Assumption("the same share of what the liver takes as at first pass", (0.25, 0.87)),
        "low",
    )
    V = Parameter(
        100 * L,
        "volume of plasma and what mixes with it at once",
        (swiss, Assumption("set by a peak of 13.3 ng/mL at about 1 h after 50 mg", (60, 200) * L)),
        "low",
        between_people=usual_spread,
    )
    Q = Parameter(
        80 * L / h,
        "clearance between plasma and tissue",
        Assumption("not determined by what was measured", (30, 250) * L / h),
        between_people=usual_spread,
    )
    Vp = Parameter(
        250 * L,
        "volume of tissue",
        (swiss, Assumption("set by a half-life of 4 h", (150, 500) * L)),
        "low",
        between_people=usual_spread,
    )


class Naltrexol(Parameters):
    """6beta-naltrexol in plasma."""

    drug = naltrexol
    CL = Parameter(
        29 * L / h,
        "clearance",
        (
            meyer,
            Assumption(
                "17 by the kidney (Meyer); the rest goes with the share of the dose that is formed",
                (17, 60) * L / h,
            ),
        ),
        "low",
        between_people=LogNormal(cv=0.25, source=bertolotti),
    )
    V = Parameter(
        80 * L,
        "volume of plasma and what mixes with it at once",
        (swiss, Assumption("set by a peak of 108 ng/mL at about 1 h after 50 mg", (50, 140) * L)),
        "low",
        between_people=usual_spread,
    )
    Q = Parameter(
        50 * L / h,
        "clearance between plasma and tissue",
        Assumption("not determined by what was measured", (15, 150) * L / h),
        between_people=usual_spread,
    )
    Vp = Parameter(
        290 * L,
        "volume of tissue",
        (swiss, Assumption("set by a half-life of 13 h", (200, 470) * L)),
        "low",
        between_people=usual_spread,
    )


class Brain(Parameters):
    """From plasma to the neighbourhood of the receptors."""

    fu = Parameter(0.79, "share unbound in plasma", (swiss, ludden), "high")
    keo = Parameter(
        0.018 / h,
        "apparent rate of exchange between plasma and the receptors' neighbourhood",
        Assumption(pet + "; plasma's half-life of 4 h cannot explain blockade for days", (0.004, 0.04) / h),
        between_people=usual_spread,
    )
    naltrexol_access = Parameter(
        0.02,
        "unbound 6beta-naltrexol at the receptors over unbound in plasma, against naltrexone",
        (
            ko,
            Assumption("100-fold weaker in living monkeys but 2-fold in vitro: the rest is poor access", (0.002, 0.2)),
        ),
        "low",
        measured_in="monkey",
    )


class Endorphin(Parameters):
    """The body's own agonist at mu receptors."""

    at_rest = Parameter(
        0.053 * nM,
        "unbound beta-endorphin at the receptors, at rest",
        (
            nakao,
            Assumption(
                "0.003 to 0.022 nM in human CSF; at the synapse nobody knows; 5 % of receptors held",
                (0.003, 1) * nM,
            ),
        ),
        "very low",
        between_people=LogNormal(cv=0.50, source=unmeasured),
    )
    loss = Parameter(
        0.45 / h, "rate at which it is broken down", foley, "low", measured_in="human CSF, half-life 93 min"
    )


class Mu(Parameters):
    """Affinities at the mu receptor, and an agonist to challenge it with."""

    Ki_naltrexone = Parameter(
        0.147 * nM,
        "affinity of naltrexone in the living brain",
        (raynor, Assumption(pet + "; assays give 0.11 (human) to 1.0 nM (rat)", (0.04, 1.0) * nM)),
        "low",
        between_people=usual_spread,
    )
    Ki_naltrexol = Parameter(
        0.29 * nM,
        "affinity of 6beta-naltrexol",
        (ko, Assumption("twice that of naltrexone, as in monkey brain", (0.08, 3) * nM)),
        "low",
        measured_in="monkey",
    )
    Ki_endorphin = Parameter(1.0 * nM, "affinity of beta-endorphin", raynor, "low", measured_in="rat, cloned")
    efficacy_endorphin = Parameter(
        8.0,
        "transducer ratio of beta-endorphin",
        (mol_pain, Assumption("89 % of the best agonist's effect in rat cells", (3, 30))),
        "low",
        measured_in="rat mu receptor in CHO cells",
    )
    Ki_challenge = Parameter(
        1.168 * nM, "affinity of morphine, the challenge", volpe, "moderate", measured_in="human, [3H]DAMGO"
    )
    challenge = Parameter(
        1.168 * nM,
        "unbound morphine at the receptors during a challenge",
        Assumption("a dose that alone would hold half of the receptors", (0.1, 50) * nM),
    )
    efficacy_challenge = Parameter(
        2.4,
        "transducer ratio of morphine",
        (mol_pain, Assumption("71 % of the best agonist's effect in rat cells", (1, 10))),
        "low",
        measured_in="rat mu receptor in CHO cells",
    )


class Body(Parameters):
    """Size."""

    weight = Parameter(74 * kg, "body weight", p3m, "high", measured_in="adults of 18 to 64 years, United States",
                       between_people=LogNormal(cv=0.22, source=p3m))  # fmt: skip
    standard_weight = Parameter(74 * kg, "weight at which the other values hold", p3m, "high")
    exponent = Parameter(
        0.75,
        "exponent of weight in clearances",
        Assumption("the usual allometric exponent", (0.5, 1.0)),
        "moderate",
    )


class Adults(Parameters):
    """Healthy adults of average weight."""

    absorption = Absorption
    parent = Naltrexone
    metabolite = Naltrexol
    brain = Brain
    endorphin = Endorphin
    mu = Mu
    body = Body


@model
def naltrexone(m: Any, p: Any = Adults) -> None:
    """Naltrexone is absorbed from the gut; the liver turns most of it into 6beta-naltrexol and conjugates before it
    reaches plasma.

    Both substances exchange with tissue and slowly with the brain, where they compete with beta-endorphin for mu
    receptors.
    """
    m.gut = Compartment(p.parent.drug)
    m.parent = two_compartment(p.parent)
    m.metabolite = two_compartment(p.metabolite)
    m.mouth = Route(m.gut, form="hydrochloride", usual=True, meaning="tablets, labelled as the hydrochloride")

    m.gut.flows_to(m.parent.plasma, rate=p.absorption.ka, share=p.absorption.F)
    m.gut.is_converted_to(m.metabolite.plasma, rate=p.absorption.ka, share=p.absorption.first_pass)
    m.gut.is_lost(rate=p.absorption.ka, share=1 - p.absorption.F - p.absorption.first_pass)
    m.parent.plasma.is_converted_to(m.metabolite.plasma, by=p.parent.CL, share=p.parent.to_naltrexol)
    m.parent.plasma.is_cleared(by=p.parent.CL * (1 - p.parent.to_naltrexol))
    m.metabolite.plasma.is_cleared(by=p.metabolite.CL)

    m.brain = EffectSite(m.parent.plasma, rate=p.brain.keo, partition=p.brain.fu)
    m.brain_naltrexol = EffectSite(
        m.metabolite.plasma, rate=p.brain.keo, partition=p.brain.fu * p.brain.naltrexol_access
    )
    m.endorphin = own_ligand(p.endorphin)

    m.mu = Competition(
        naltrexone=Ligand(m.brain, Ki=p.mu.Ki_naltrexone),
        naltrexol=Ligand(m.brain_naltrexol, Ki=p.mu.Ki_naltrexol),
        endorphin=Ligand(m.endorphin.free, Ki=p.mu.Ki_endorphin, efficacy=p.mu.efficacy_endorphin, endogenous=True),
    )
    morphine = Ligand(p.mu.challenge, Ki=p.mu.Ki_challenge, efficacy=p.mu.efficacy_challenge)
    m.tone = Output(m.mu.effect(), "opioid tone: effect of beta-endorphin, of the largest", percent)
    m.dose_ratio = Output(
        m.mu.dose_ratio("naltrexone", "naltrexol"), "how many times more agonist the same effect takes", one
    )
    m.effect_of_morphine = Output(m.mu.effect_of(morphine), "effect of a morphine challenge, of the largest", percent)
    m.effect_at_baseline = Output(at_start(m.effect_of_morphine), "the same before any naltrexone", percent)
    m.loss_of_effect = Output(
        m.mu.loss_of_effect(morphine), "share of a morphine challenge's effect that is lost", percent
    )


@population
def adults(i: Any, p: Any = Adults) -> None:
    """Adults: clearances grow with weight to the power of 3/4, volumes in proportion to it."""
    i.weight = p.body.weight
    size = i.weight / p.body.standard_weight
    i.parent.CL = p.parent.CL * size**p.body.exponent
    i.parent.Q = p.parent.Q * size**p.body.exponent
    i.parent.V = p.parent.V * size
    i.parent.Vp = p.parent.Vp * size
    i.metabolite.CL = p.metabolite.CL * size**p.body.exponent
    i.metabolite.Q = p.metabolite.Q * size**p.body.exponent
    i.metabolite.V = p.metabolite.V * size
    i.metabolite.Vp = p.metabolite.Vp * size


drug = Drug(
    name="naltrexone",
    model=naltrexone,
    people=adults,
    plasma="parent.plasma.concentration",
    metabolite="metabolite.plasma.concentration",
    brain="brain.concentration",
    receptor="mu-opioid receptor",
    displacement="mu.displacement",
    shares=("mu.share_of_naltrexone", "mu.share_of_naltrexol", "mu.share_of_endorphin"),
    dose_ratio="dose_ratio",
    loss_of_effect="loss_of_effect",
)
