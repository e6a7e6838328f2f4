"""What stands in a dossier beside what the model computes: trials, harm, law. None of it moves a number of a model.

To pool trials takes a second: it is done where a condition is named. Where none is, the questions are listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from neurodose.evidence.grading.review import review
from neurodose.library.drug import Drug
from neurodose.library.studies import read_all
from neurodose.reports.document import Block, Section
from neurodose.reports.dossier_evidence import find_asked, list_asked, tell_evidence
from neurodose.reports.dossier_law import tell_law
from neurodose.reports.dossier_safety import tell_safety


def tell_sections(
    drug: Drug,
    condition: str | None,
    on: str | date | None = None,
    known_on: str | date | None = None,
    signals: Sequence[Block] = (),
) -> tuple[Section, ...]:
    """Evidence, safety and law of the drugs of a body.

    condition: that the dossier is about, where one is named; on, known_on: the day of which the law is told, and the
    day of knowledge; signals: among reports of a folder of the user's
    """
    asked = find_asked(drug, condition)
    reviews = [review(question, read_all()) for question in asked] if condition is not None else []
    return (
        tell_evidence(drug, condition, reviews) if condition is not None else list_asked(drug, asked),
        tell_safety(drug, condition, reviews, signals),
        tell_law(drug, condition, on, known_on),
    )
