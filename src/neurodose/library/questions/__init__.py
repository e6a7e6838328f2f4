"""Questions to the evidence, one file each: in whom, what against what, which outcomes matter how much, and what counts
as a lot. They are stated before studies are looked at.

    find_question("baclofen", "alcohol use disorder"); find_questions("kratom")

Types are in `records/question.py`; what may stand in a file is in docs/studies.md.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from neurodose.errors import StudyError, unknown_name
from neurodose.library.studies import call_by_name, fold
from neurodose.records.question import Question
from neurodose.records.question_reader import read_question


def find_questions(drug: str) -> tuple[Question, ...]:
    """The questions that are asked of a drug ("kratom" means mitragynine); raises StudyError that lists the drugs."""
    name = call_by_name(drug)
    found = tuple(question for question in read_all() if question.drug == name)
    if not found:
        known = {question.drug for question in read_all()}
        raise unknown_name(StudyError, "drug", drug, known, owner="the library, with questions to its evidence,")
    return found


def find_question(drug: str, condition: str) -> Question:
    """The question of that drug and condition; raises StudyError that lists the conditions there are."""
    asked = find_questions(drug)
    for question in asked:
        if fold(question.condition) == fold(condition):
            return question
    raise unknown_name(StudyError, "condition", condition, [question.condition for question in asked],
                       owner=f"the library, of {asked[0].drug},")  # fmt: skip


@cache
def read_all() -> tuple[Question, ...]:
    """Every question of the library; raises the first fault of a file."""
    folder = files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(read_question((folder / name).read_text(encoding="utf-8"), name).take() for name in names)
