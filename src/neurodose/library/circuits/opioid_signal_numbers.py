"""The numbers of the opioid signal: how far a living cell's answer lies from what holds the receptor in an assay."""

from __future__ import annotations

from neurodose.modelling.parameter import Parameter, Parameters
from neurodose.sources import Assumption, Source

lotsch = Source("Lötsch and others", 2001, "Clin Pharmacokinet, pupils after morphine and M6G", "by way of reviews")
mol_pain = Source("Molecular Pain 7:9", 2011, "Mol Pain 7:9", "table 4", doi="10.1186/1744-8069-7-9", reading="read")
camp = Source("Table of cAMP", 2020, "J Pharmacol Exp Ther", "mouse mu receptor in HEK cells, a table", reading="read")
obeng = Source(
    "Obeng and others", 2021, "J Pharmacol Exp Ther 376:410", "abstract, and an audit of it", reading="read second-hand"
)
pasternak = Source("Pasternak and Pan", 2013, "Pharmacol Rev 65:1257", "sodium and guanyl nucleotides, a review")


class OpioidSignal(Parameters, shared=True):
    """Concentrations that half-fill receptors of living cells, over those that do in a binding assay, by agonist."""

    morphine = Parameter(
        30.0,
        "of morphine, its glucuronide, heroin and 6-MAM",
        (
            lotsch,
            mol_pain,
            pasternak,
            Assumption(
                "50 by G protein in cells (59 over 1.2 nM); 28 by pupils of people, half at 36 nM in plasma, of which "
                "a third is unbound in the brain",
                (10, 100),
            ),
        ),
        "low",
    )
    fentanyl = Parameter(
        2.0,
        "of fentanyl",
        (camp, Assumption("16 times as potent as morphine in cells where both bind alike", (0.7, 8))),
        "low",
        measured_in="mouse mu receptor in HEK cells: 0.15 against 2.4 nM",
    )
    methadone = Parameter(
        8.0, "of methadone", Assumption("between morphine and fentanyl; two assays disagree", (1.5, 50))
    )
    kratom = Parameter(
        1.0,
        "of 7-hydroxymitragynine, mitragynine and pseudoindoxyl",
        (obeng, Assumption("43 against morphine's 125 nM in cells, though it binds 10 to 19 times weaker", (0.3, 4))),
        "very low",
        measured_in="human mu receptor, G protein",
    )
    others = Parameter(
        1.0,
        "of partial agonists whose affinity was read in the living brain, and of what the body makes itself",
        Assumption("set where they act: by PET, or by what is taken to be their tone", (0.5, 3)),
    )
