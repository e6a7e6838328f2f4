"""What stands in a dossier beside what the model computes: trials, harm, law. None of it moves a number of a model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from neurodose.evidence.review import review
from neurodose.library.drug import Drug
from neurodose.library.studies import read_all
from neurodose.reports.document import Block, Section
from neurodose.reports.dossier_evidence import find_asked, tell_evidence
from neurodose.reports.dossier_law import tell_law
from neurodose.reports.dossier_safety import tell_safety


def tell_sections(
    drug: Drug, condition: str | None, on: date | None = None, signals: Sequence[Block] = ()
) -> tuple[Section, ...]:
    """Evidence, safety and law of the drugs of a body.

    condition: that the dossier is about, where one is named; on: the day of which the law is told, today unless said
    signals:   among reports of a folder of the user's
    """
    reviews = [review(question, read_all()) for question in find_asked(drug, condition)]
    return (
        tell_evidence(drug, condition, reviews),
        tell_safety(drug, reviews, signals),
        tell_law(drug, condition, on or date.today()),
    )
