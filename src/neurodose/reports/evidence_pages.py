"""The pages of the docs on what trials show: one for each question of the library, and an index over them."""

from __future__ import annotations

from collections.abc import Callable

from neurodose.library.questions import read_all
from neurodose.reports import markdown
from neurodose.reports.evidence import NOTICE, EvidenceReport
from neurodose.reports.evidence_answer import UNGRADED
from neurodose.reports.evidence_asked import ask_evidence
from neurodose.reports.words import enumerate_words

COMMAND = "neurodose evidence --all --output docs/evidence"
ABOUT = (
    "What trials show of each question that the library holds: pooled, graded, benefit beside harm. A page follows "
    "from the records of studies and questions alone; add a study and write the pages again."
)


def write_pages(progress: Callable[[str, float], None] | None = None) -> dict[str, str]:
    """Pages by file name: ID.md for each question, and README.md."""
    questions, made = read_all(), list[EvidenceReport]()
    for number, question in enumerate(questions):
        made.append(ask_evidence(question.drug, question.condition, command=COMMAND))
        if progress is not None:
            progress("reviewing", (number + 1) / len(questions))
    pages = {f"{report.name}.md": report.to_markdown() for report in made}
    return {**pages, "README.md": write_index(made)}


def write_index(reports: list[EvidenceReport]) -> str:
    """A table of the questions with their findings' grades."""
    lines = ["# What trials show", "", f"Made by `{COMMAND}`; change the records, not these pages.", ""]
    lines += markdown.paragraph(ABOUT)
    rows = [
        (f"[{report.review.question.drug} for {report.review.question.condition}]({report.name}.md)",
         count_trials(report), _say_findings(report))
        for report in reports
    ]  # fmt: skip
    return "\n".join([*lines, *markdown.table(("Question", "Trials", "Outcomes by certainty"), rows), NOTICE, ""])


def count_trials(report: EvidenceReport) -> str:
    """How many trials; those in people with another condition are counted apart."""
    asked, trials = report.review.question.condition, report.review.lanes.trials
    here = sum(study.people.condition == asked for study in trials)
    if here == len(trials):
        return str(here)
    return f"{here} ({len(trials) - here} more in {enumerate_words(_list_others(report))})"


def _list_others(report: EvidenceReport) -> list[str]:
    asked = report.review.question.condition
    return list(dict.fromkeys(s.people.condition for s in report.review.lanes.trials if s.people.condition != asked))


def _say_findings(report: EvidenceReport) -> str:
    """Outcomes by their grade, the best graded first."""
    held: dict[str, list[str]] = {word: [] for word in ("high", "moderate", "low", "very low", UNGRADED)}
    for finding in report.review.findings:
        held[finding.certainty.level or UNGRADED].append(finding.name)
    return "; ".join(f"{word}: {', '.join(names)}" for word, names in held.items() if names) or "none"
