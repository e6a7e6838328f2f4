"""What is asked of the evidence, in words, becomes a report: of the library's studies, one's own, or both.

    report = ask_evidence("baclofen", "alcohol use disorder")
    report = ask_evidence("baclofen", "alcohol use disorder", own=(Path("mine.csv"),), has_library=False)

A question of the library says which outcomes matter how much. Where it has none, one is made of what the studies hold,
and says so (`evidence/grading/plain_question.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from neurodose.errors import EvidenceError, StudyError, unknown_name
from neurodose.evidence.grading.plain_question import find_best_measure, make_question
from neurodose.evidence.grading.review import review as review_all
from neurodose.evidence.heterogeneity import ESTIMATORS, Estimator
from neurodose.evidence.measure import find_measure
from neurodose.evidence.synthesis import RandomEffects
from neurodose.library.questions import find_question, find_questions
from neurodose.library.questions import read_all as read_questions
from neurodose.library.searches import find_searches
from neurodose.library.studies import call_by_name, fold
from neurodose.library.studies import read_all as read_library
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.search import SearchLog, count_flow
from neurodose.records.study import Study
from neurodose.reports.evidence import EvidenceReport
from neurodose.reports.own_studies import read_own, refuse_twins


def ask_evidence(
    drug: str,
    condition: str | None = None,
    *,
    own: Sequence[Path] = (),
    has_library: bool = True,
    outcomes: Sequence[str] = (),
    measure: str | None = None,
    between: str | None = None,
    command: str = "",
) -> EvidenceReport:
    """The report on a drug for a condition.

    own: files or folders of studies of one's own; has_library: whether those of the library count too
    outcomes: these alone; measure: on which they are pooled, where their numbers allow; between: the estimator of tau²
    Raises StudyError for a drug, condition or outcome that nothing is held of, and for files that cannot be read.
    """
    mine = read_own(own).meant_for(drug)
    question = _find_question(drug, condition, mine.studies, has_library)
    mine = mine.answering(question)
    library = read_library() if has_library else ()
    refuse_twins(mine.studies, library, question)
    held = (*library, *mine.studies)
    question = _narrow(question, held, outcomes, measure)
    method = RandomEffects() if between is None else RandomEffects(_check_estimator(between))
    review = review_all(question, held, method=method)
    log = find_searches(question.drug) if has_library else SearchLog()
    flow = count_flow(log, review.studies, (why for _, why in review.lanes.elsewhere))
    return EvidenceReport(review, None if mine.studies or not has_library else flow, log, command, mine.told)


def _find_question(drug: str, condition: str | None, mine: Sequence[Study], has_library: bool) -> Question:
    """The library's, where it has one; else one made of one's own studies."""
    if not mine:
        return _choose(drug, condition)
    named = condition or next((study.people.condition for study in mine if study.people.condition), "")
    for question in read_questions() if has_library else ():
        if question.drug == call_by_name(drug) and fold(question.condition) == fold(named):
            return question
    return make_question(drug, named or "what was studied", mine)


def _choose(drug: str, condition: str | None) -> Question:
    """The library's question; raises StudyError that lists the conditions where none is named and there are several."""
    if condition is not None:
        return find_question(drug, condition)
    first, *others = find_questions(drug)
    if others:
        raise StudyError(
            f"{first.drug} was asked about for several conditions, and none is named",
            exists=f"conditions: {', '.join(question.condition for question in (first, *others))}",
            hint=f'type: neurodose evidence {drug} --for "{first.condition}"',
        )
    return first


def _narrow(question: Question, studies: Sequence[Study], names: Sequence[str], measure: str | None) -> Question:
    """The same question of some outcomes, or on another measure."""
    known = {outcome.name: outcome for outcome in question.outcomes}
    held = {o.name for study in studies for o in study.outcomes if o.has_numbers} | set(known)
    spelled = {name.casefold(): name for name in held}
    for name in names:
        if name.casefold() not in spelled:
            raise unknown_name(StudyError, "outcome", name, known or held, owner="the question")
    names = [spelled[name.casefold()] for name in names]
    chosen = [known.get(name) or _ask(name, studies) for name in names] if names else list(question.outcomes)
    if measure is not None:
        kind = find_measure(measure)
        chosen = [
            replace(one, measure=kind.symbol) if find_measure(one.measure).of == kind.of or names else one
            for one in chosen
        ]
    return replace(question, outcomes=tuple(chosen))


def _ask(name: str, studies: Sequence[Study]) -> AskedOutcome:
    """An outcome that the question does not hold, as studies have it."""
    told = [o for study in studies for o in study.outcomes if o.name == name]
    words = next((outcome.words for outcome in told if outcome.words), name)
    return AskedOutcome(name, words, find_best_measure(told), better=told[0].better)


def _check_estimator(name: str) -> Estimator:
    for known in ESTIMATORS:
        if known.casefold() == name.casefold():
            return known
    raise unknown_name(EvidenceError, "estimator of tau²", name, ESTIMATORS, owner="neurodose")
