"""Every question of the library: what trials gave beside what the models simulate, and the page of the docs on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from neurodose.agreement.beside import Laid, lay_beside, simulate_missing
from neurodose.agreement.kept_effects import read_kept, write_kept
from neurodose.agreement.simulated_effects import Simulation
from neurodose.agreement.trials_beside import prepare
from neurodose.evidence.grading.review import Review, review
from neurodose.library.questions import find_question
from neurodose.library.questions import read_all as read_questions
from neurodose.library.studies import read_all as read_studies
from neurodose.records.question import Question
from neurodose.reports import markdown
from neurodose.reports.beside import list_flags, tell_beside
from neurodose.reports.document import write_markdown
from neurodose.reports.evidence import NOTICE

Report = Callable[[str, float], None]
COMMAND = "neurodose beside --all --output docs"
PAGE = "evidence-beside-mechanism.md"
ABOUT = (
    "Mechanism says what could be, trials say what was. Here both stand on one axis: the pooled trials of each "
    "question that the library holds, and the effect that the models expect of the same comparisons, with the same "
    "arms, for as long, in the same measure. Where a mechanism promises more than trials gave, it is flagged."
)
HOW = (
    "A trial is run again in virtual people who are as unsure as the model is; its simulated effects are averaged over "
    "the trials by the weights of the pool. Two links answer, and more where rivals are held: the link by mechanism, "
    "and the link by trials, which knows what other trials saw.",
    "A trial that set a link is never shown as its prediction. Where a value is pooled from several trials it is drawn "
    "without those shown (and without a published pool that holds them); where a trial set a link in another way, or "
    "no other trial is left, it is left out, and the row says so. A placebo arm that set how people fare without the "
    "drug set no effect of the drug: such trials are kept, and named.",
    "Simulations are kept in the library by digits of the model, its values and the trials "
    "(`library/simulated_trials`). Where one of these has changed since, nothing is shown until it is simulated again.",
)


def ask_beside(drug: str, condition: str, *, is_simulated: bool = True) -> tuple[Review, tuple[Laid, ...]]:
    """The review of a question of the library, and its outcomes beside what is simulated: as it is kept, or now."""
    return lay_question(find_question(drug, condition), is_simulated=is_simulated)


def lay_question(
    question: Question, *, is_simulated: bool = False, reviewed: Review | None = None
) -> tuple[Review, tuple[Laid, ...]]:
    """A question's review, made where none is given, and its outcomes beside what is simulated."""
    studies = read_studies()
    reviewed = reviewed or review(question, studies)
    return reviewed, lay_beside(reviewed, studies, kept=read_kept(question.id), is_simulated=is_simulated)


def simulate_all(progress: Report | None = None) -> Iterator[tuple[str, str]]:
    """What the library keeps, file by file with its name: what still holds is taken over, all else simulated."""
    studies = read_studies()
    for question in read_questions():
        plans = [plan for plan in prepare(review(question, studies), studies) if plan.is_to_simulate]
        kept = read_kept(question.id)
        new = simulate_missing(plans, kept, lambda share, q=question: progress(q.id, share) if progress else None)
        held: dict[str, tuple[str, Simulation]] = {}
        for plan in plans:
            held[plan.digest] = plan.title, {**kept, **new}[plan.digest]
        yield f"{question.id}.json", write_kept(held)


def write_page(laid: Mapping[str, tuple[Review, Sequence[Laid]]] | None = None) -> str:
    """The page of the docs, as the library keeps its simulations."""
    held = laid or {question.id: lay_question(question) for question in read_questions()}
    lines = ["# Evidence beside mechanism", "", f"Made by `{COMMAND}`; change records and models, not this page.", ""]
    lines += markdown.paragraph(ABOUT)
    for words in HOW:
        lines += markdown.paragraph(words)
    lines += ["## What is flagged", "", *_list_flags(held), "## Question by question", ""]
    for reviewed, outcomes in held.values():
        if not outcomes:
            continue
        question = reviewed.question
        lines += [f"### {question.drug[:1].upper()}{question.drug[1:]} for {question.condition}", ""]
        lines += [line for line in write_markdown([tell_beside(outcomes, question.drug)]) if not line.startswith("## ")]
    silent = [r.question for r, outcomes in held.values() if not outcomes]
    if silent:
        names = "; ".join(f"{q.drug} for {q.condition}" for q in silent)
        lines += markdown.paragraph(f"No trial speaks to: {names}. There is nothing to lay a mechanism beside.")
    return "\n".join([*lines, NOTICE, ""])


def _list_flags(held: Mapping[str, tuple[Review, Sequence[Laid]]]) -> list[str]:
    rows = [
        (f"{r.question.drug} for {r.question.condition}", flag.outcome, flag.link, str(flag.promise))
        for r, outcomes in held.values()
        for flag in list_flags(outcomes)
    ]
    rows.sort(key=lambda row: "less" in row[3])
    return markdown.table(("Question", "Outcome", "Link", "Flag"), rows) if rows else markdown.paragraph("Nothing.")
