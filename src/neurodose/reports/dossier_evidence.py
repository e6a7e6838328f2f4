"""What trials show, as a dossier tells it: the answer, the findings, a forest of what is critical, and the mechanism
beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from neurodose.errors import StudyError
from neurodose.evidence.grading.lanes import sort_lanes
from neurodose.evidence.grading.review import Review
from neurodose.figures.forest_characters import write_forest
from neurodose.figures.forest_drawing import draw_forest
from neurodose.library.drug import Drug
from neurodose.library.indications import INDICATIONS
from neurodose.library.questions import find_questions
from neurodose.library.studies import fold, read_all
from neurodose.records.question import Question
from neurodose.reports.beside import tell_beside
from neurodose.reports.beside_pages import lay_question
from neurodose.reports.document import Block, Heading, Picture, Section, Table, Words
from neurodose.reports.evidence_answer import tell_answer, tell_findings
from neurodose.reports.evidence_outcomes import group_answers, make_outcome_forest

FORESTS = 2  # critical outcomes, at most, whose studies are drawn: the report of the question has them all
ID, TITLE = "evidence", "What trials show"


def find_asked(drug: Drug, condition: str | None) -> tuple[Question, ...]:
    """The library's questions about the drugs of a body: those of a condition, or of the response that is named."""
    held = [question for part in drug.parts for question in _list_questions(part.name)]
    if condition is None:
        return tuple(held)
    words = fold(condition.replace("_", " "))
    exact = tuple(question for question in held if fold(question.condition) == words)
    response = words.replace(" ", "_")
    meant = {fold(name) for name, responses in INDICATIONS.items() if response in responses}
    return exact or tuple(question for question in held if fold(question.condition) in meant)


def _list_questions(drug: str) -> tuple[Question, ...]:
    try:
        return find_questions(drug)
    except StudyError:  # no study of it is held
        return ()


def list_asked(drug: Drug, questions: Sequence[Question]) -> Section:
    """The section where no condition is named: what is asked of the drugs, and how many trials answer."""
    if not questions:
        return tell_evidence(drug, None, ())
    rows = tuple((one.drug, one.condition, str(len(sort_lanes(one, read_all()).trials))) for one in questions)
    note = "Pooled, graded, and laid beside the mechanism where one of them is named: --for CONDITION."
    return Section(ID, TITLE, (Table(("Drug", "For", "Randomised trials held"), rows, note),))


def tell_evidence(drug: Drug, condition: str | None, reviews: Sequence[Review]) -> Section:
    """The section; reviews: of the questions that `find_asked` found."""
    return Section(ID, TITLE, tuple(_tell(drug, condition, reviews)))


def _tell(drug: Drug, condition: str | None, reviews: Sequence[Review]) -> Iterator[Block]:
    if not reviews:
        names = " and ".join(part.name for part in drug.parts)
        where = f" for {condition}" if condition is not None else ""
        yield Words(f"The library asks no question about {names}{where}: what trials show is not held here.")
        return
    for review in reviews:
        if len(reviews) > 1:
            yield Heading(f"{review.question.drug} for {review.question.condition}")
        yield from tell_answer(review).blocks
        if review.has_trials:
            yield from tell_findings(review).blocks
            yield from _draw_critical(review)
            yield Heading("Trials beside mechanism")
            yield from _lay(review)
        yield Words(
            f'All of it: neurodose evidence {review.question.drug} --for "{review.question.condition}".', "faint"
        )


def _draw_critical(review: Review) -> Iterator[Block]:
    drawn = 0
    for name, answers in group_answers(review):
        pooled = [one for one in answers if one.pool is not None]
        if not pooled or not pooled[0].asked.is_critical or drawn == FORESTS:
            continue
        symbol = pooled[0].effects.measure.symbol if pooled[0].effects is not None else ""
        alike = [one for one in pooled if one.effects is not None and one.effects.measure.symbol == symbol]
        forest = make_outcome_forest(alike, review)
        drawn += 1
        title = f"Studies of {name}"
        yield Picture(title, draw_forest(forest), "Squares are as large as weights.", tuple(write_forest(forest)))


def _lay(review: Review) -> Iterator[Block]:
    """As it is kept: to simulate trials takes minutes, and what is kept is shown only where it still holds."""
    _, laid = lay_question(review.question, reviewed=review)
    if not laid:
        yield Words("No trial speaks to an outcome that could be laid beside a mechanism.")
        return
    yield from tell_beside(laid, review.question.drug).blocks
