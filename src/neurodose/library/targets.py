"""What meets a drug at the opioid receptors: the body's own ligands, and an agonist to challenge with.

Any opioid or antagonist of the library meets these. Concentrations at the synapse are not known in anybody.
Beta-endorphin is taken to be what CSF holds, and the others to hold as many receptors, about one in a hundred of a kind
they bind well: their tone is then some tenth of the largest effect. More of it would be felt by people who take an
antagonist and no opioid, and partial agonists would lessen it instead of adding to it.
"""

from __future__ import annotations

from math import inf
from typing import Any

from neurodose.bounds import Bounds
from neurodose.modelling.model import model
from neurodose.modelling.parameter import Condition, Parameter, Parameters
from neurodose.modelling.pool import Pool
from neurodose.populations import LogNormal
from neurodose.sources import Assumption, Source
from neurodose.units import h, nM

raynor = Source("Raynor and others", 1994, "Mol Pharmacol 45:330", "table of affinities", pmid=8114680)
nakao = Source("Nakao and others", 1980, "J Clin Invest, from page 1383", "24 adults, abstract", reading="read")
foley = Source(
    "Foley and others",
    1979,
    "Proc Natl Acad Sci USA 76:5377",
    "one patient, abstract",
    pmid=291954,
    reading="read",
)
mol_pain = Source("Molecular Pain 7:9", 2011, "Mol Pain 7:9", "table 4", doi="10.1186/1744-8069-7-9", reading="read")
pet = Source(
    "Weerts 2008, Rabiner 2011, Lee 1988, Mayberg 1990, Villemagne 1994, Greenwald 2003", 2008,
    "PET of mu receptors under naltrexone, naloxone and buprenorphine", "docs/receptors.md", reading="read second-hand",
)  # fmt: skip
volpe = Source("Volpe and others", 2011, "Regul Toxicol Pharmacol 59:385", "[3H]DAMGO at human receptors")

unmeasured = Assumption("usual for a quantity of this kind; not measured at the receptors", (0.1, 0.8))
between_people = LogNormal(cv=0.50, source=unmeasured)
cloned = "rodent, cloned"


def told_release(ligand: str) -> Condition:
    """How much of a ligand is released, of what is usual at rest: for a schedule or a model of circuits to say."""
    return Condition(1, f"release of {ligand}, of the usual", possible=Bounds((0, inf), "less than none is no release"))


class Endorphin(Parameters, shared=True):
    """Beta-endorphin: strong at mu and delta, weak at kappa."""

    at_rest = Parameter(
        0.008 * nM,
        "unbound beta-endorphin at the receptors, at rest",
        (
            nakao,
            Assumption(
                "0.003 to 0.022 nM in human CSF, whose middle it is; at the synapse nobody knows",
                (0.001, 0.3) * nM,
            ),
        ),
        "very low",
        between_people=between_people,
    )
    loss = Parameter(
        0.45 / h, "rate at which it is broken down", foley, "low", measured_in="human CSF, half-life 93 min"
    )
    release = told_release("beta-endorphin")
    Ki_mu = Parameter(1.0 * nM, "affinity of beta-endorphin at mu", raynor, "low", measured_in=cloned)
    Ki_delta = Parameter(1.1 * nM, "affinity of beta-endorphin at delta", raynor, "low", measured_in=cloned)
    Ki_kappa = Parameter(52 * nM, "affinity of beta-endorphin at kappa", raynor, "low", measured_in=cloned)
    efficacy = Parameter(
        8.0,
        "transducer ratio of beta-endorphin",
        (mol_pain, Assumption("89 % of the best agonist's effect in rat cells", (3, 30))),
        "low",
        measured_in="rat mu receptor in CHO cells",
    )


class Enkephalin(Parameters, shared=True):
    """Met-enkephalin: strong at mu and delta."""

    at_rest = Parameter(
        0.005 * nM,
        "unbound enkephalin at the receptors, at rest",
        Assumption("at the synapse nobody knows; as many mu receptors held as by beta-endorphin", (0.0006, 0.2) * nM),
        between_people=between_people,
    )
    loss = Parameter(
        6 / h, "rate at which it is broken down", Assumption("peptidases break it down in minutes", (1, 60) / h)
    )
    release = told_release("enkephalin")
    Ki_mu = Parameter(
        0.65 * nM,
        "affinity of enkephalin at mu",
        (raynor, Assumption("remembered and not looked up again", (0.3, 5) * nM)),
        "low",
        measured_in=cloned,
    )
    Ki_delta = Parameter(
        1.7 * nM,
        "affinity of enkephalin at delta",
        (raynor, Assumption("remembered and not looked up again", (0.6, 5) * nM)),
        "low",
        measured_in=cloned,
    )
    efficacy = Parameter(
        8.0, "transducer ratio of enkephalin", Assumption("as that of beta-endorphin", (3, 30)), "very low"
    )


class Dynorphin(Parameters, shared=True):
    """Dynorphin A: strong at kappa."""

    at_rest = Parameter(
        0.004 * nM,
        "unbound dynorphin at the receptors, at rest",
        Assumption(
            "at the synapse nobody knows; as many kappa receptors held as mu by beta-endorphin", (0.0005, 0.15) * nM
        ),
        between_people=between_people,
    )
    loss = Parameter(
        3 / h, "rate at which it is broken down", Assumption("peptidases break it down in minutes", (0.3, 30) / h)
    )
    release = told_release("dynorphin")
    Ki_kappa = Parameter(
        0.5 * nM,
        "affinity of dynorphin at kappa",
        (raynor, Assumption("remembered and not looked up again", (0.05, 5) * nM)),
        "low",
        measured_in=cloned,
    )
    efficacy = Parameter(
        8.0, "transducer ratio of dynorphin", Assumption("as that of beta-endorphin at mu", (3, 30)), "very low"
    )


class Morphine(Parameters, shared=True):
    """An agonist to challenge mu receptors with."""

    concentration = Parameter(
        1.168 * nM,
        "unbound morphine at the receptors during a challenge",
        Assumption("a dose that alone would hold half of the receptors", (0.1, 50) * nM),
    )
    Ki_mu = Parameter(1.168 * nM, "affinity of morphine at mu", volpe, "moderate", measured_in="human, [3H]DAMGO")
    efficacy = Parameter(
        2.4,
        "transducer ratio of morphine",
        (mol_pain, Assumption("71 % of the best agonist's effect in rat cells", (1, 10))),
        "low",
        measured_in="rat mu receptor in CHO cells",
    )


class Opioid(Parameters, shared=True):
    """What all ligands of opioid receptors share."""

    brain_over_assay = Parameter(
        0.40,
        "affinities in the living brain over those of assays, one factor for all ligands",
        (
            pet,
            Assumption("by themselves naltrexone asks for 0.2, naloxone for 0.54, buprenorphine for 1.7", (0.12, 1.3)),
        ),
        "low",
        measured_in="living people, by PET",
    )
    receptors = Parameter(
        16 * nM,
        "mu receptors per volume of brain water",
        Assumption("where they are dense; where no drug is taken out of its site nothing depends on it", (3, 40) * nM),
    )
    leaving = Parameter(
        15 / h,
        "rate at which a drug leaves mu, where only its affinity was measured",
        Assumption("naloxone leaves within a minute, fentanyl within minutes", (1, 150) / h),
    )
    own_leaving = Parameter(
        20 / h,
        "rate at which the body's own ligands leave a receptor",
        Assumption("peptides leave within minutes", (3, 200) / h),
    )


@model
def own_ligand(m: Any, p: Any, release: Any = 1) -> None:
    """The body makes its own ligand and breaks it down; at rest the two balance. What releases more of it, a drink or
    stress, is told as a multiple of the usual release, or comes from a circuit.
    """
    m.free = Pool(
        production=p.release * release * p.loss * p.at_rest,
        loss=p.loss,
        meaning="unbound concentration at the receptor",
    )
