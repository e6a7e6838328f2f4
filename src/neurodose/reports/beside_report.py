"""Trials beside mechanism as a report of one question: in a terminal, as Markdown, HTML, JSON and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import wrap

from neurodose.agreement.beside import Laid
from neurodose.evidence.grading.review import Review
from neurodose.reports.beside import list_beside, tell_beside, write_beside_json
from neurodose.reports.beside_pages import ask_beside
from neurodose.reports.document import Section, write_markdown, write_text
from neurodose.reports.evidence import NOTICE
from neurodose.reports.evidence_answer import tell_answer
from neurodose.reports.evidence_rows import write_csv

KINDS = (".html", ".md", ".json", ".csv")


@dataclass(frozen=True, eq=False)
class BesideReport:
    """review: of the question; laid: its outcomes, trials beside what is simulated; command: to make it again"""

    review: Review
    laid: Sequence[Laid]
    command: str = ""

    @property
    def title(self) -> str:
        question = self.review.question
        return f"{question.drug[:1].upper()}{question.drug[1:]} for {question.condition}: trials beside mechanism"

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        return tell_answer(self.review), tell_beside(self.laid, self.review.question.drug)

    def short(self, width: int = 110) -> list[str]:
        """Lines for a terminal."""
        return [self.title, "", *write_text(self.sections[1:], width), *wrap(NOTICE, width)]

    def to_json(self) -> str:
        return write_beside_json(self.laid)

    def to_csv(self) -> str:
        return write_csv(list_beside(self.laid))

    def to_markdown(self) -> str:
        return "\n".join([f"# {self.title}", "", *write_markdown(self.sections), NOTICE, ""])

    def to_html(self) -> str:
        """One file that needs nothing else."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        loader = PackageLoader("neurodose.reports", "templates")
        page = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        return page.get_template("evidence.html.j2").render(report=self, notice=NOTICE)

    def write(self, kind: str) -> str:
        """As the text of a file of that kind (".html")."""
        makers = {".html": self.to_html, ".md": self.to_markdown, ".json": self.to_json, ".csv": self.to_csv}
        return makers[kind]()


def ask_report(drug: str, condition: str, *, is_simulated: bool = False) -> BesideReport:
    """The report on a question of the library; raises StudyError for a drug or a condition that it does not ask about.

    is_simulated: whether what is not kept is simulated now; else it is told as not shown
    """
    reviewed, laid = ask_beside(drug, condition, is_simulated=is_simulated)
    question = reviewed.question
    return BesideReport(reviewed, laid, f'neurodose beside {question.drug} --for "{question.condition}"')
