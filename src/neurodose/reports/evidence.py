"""A review of trials as a report: an answer first, then everything behind it, told in a terminal, as Markdown, as one
HTML file, as JSON and as tables.

    report = EvidenceReport(review, flow, log)
    report.short()            # lines for a terminal: answer, findings, balance, forests
    report.to_markdown(), report.to_html(), report.to_json(), report.to_csv()

What stands in each section is in `evidence_answer`, `evidence_outcomes` and `evidence_studies`; the rows of files in
`evidence_rows`. Nothing is computed here (`neurodose.evidence`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from textwrap import wrap

from neurodose.evidence.grading.plain_question import NOT_STATED, is_made_of_studies
from neurodose.evidence.grading.review import Review
from neurodose.records.search import Flow, SearchLog
from neurodose.reports.document import Bullets, Section, Words, write_markdown, write_text
from neurodose.reports.evidence_answer import tell_answer, tell_balance, tell_findings
from neurodose.reports.evidence_outcomes import group_answers, make_outcome_forest, tell_outcome
from neurodose.reports.evidence_published import tell_published
from neurodose.reports.evidence_rows import list_effects, list_findings, list_pools, write_csv, write_json
from neurodose.reports.evidence_studies import (
    tell_bias,
    tell_flow,
    tell_lanes,
    tell_left_out,
    tell_references,
    tell_studies,
)

NOTICE = (
    "A research tool. It tells what studies showed and how far that can be relied on; it advises nobody what to take."
)
STATED = (
    "Studies, outcomes, importance, baselines and thresholds are records that were written down before they were pooled"
)


@dataclass(frozen=True, eq=False)
class EvidenceReport:
    """review: what is known; flow, log: how its studies were found, where that is kept
    command: how to make the report again; told: what was taken to be so of one's own studies
    """

    review: Review
    flow: Flow | None = None
    log: SearchLog = field(default_factory=SearchLog)
    command: str = ""
    told: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        question = self.review.question
        name = question.treatments[0] if len(question.treatments) == 1 else question.drug
        return f"{name[:1].upper()}{name[1:]} for {question.condition}: what trials show"

    @property
    def name(self) -> str:
        """Of its files."""
        return self.review.question.id

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The whole report, the answer first."""
        return tuple(section for section in self._tell() if section is not None)

    def _tell(self) -> Iterator[Section | None]:
        review = self.review
        yield tell_answer(review)
        yield tell_findings(review)
        yield tell_balance(review)
        yield from tell_published(review)
        for outcome, answers in group_answers(review):
            yield tell_outcome(outcome, answers, review)
        yield tell_studies(review)
        yield tell_bias(review)
        yield from tell_lanes(review)
        yield tell_left_out(review)
        if self.flow is not None:
            yield tell_flow(self.flow, self.log)
        yield _tell_methods(review, self.told)
        yield tell_references(review.studies)

    def short(self, width: int = 110) -> list[str]:
        """Lines for a terminal: what is told first, and a forest plot of each outcome that was pooled."""
        from neurodose.figures.forest_characters import write_forest

        lines = [self.title, "", *write_text((s for s in self.sections if s.is_short), width)]
        for outcome, answers in group_answers(self.review):
            pooled = [answer for answer in answers if answer.pool is not None]
            for symbol in dict.fromkeys(a.pool.measure.symbol for a in pooled if a.pool is not None):
                alike = [answer for answer in pooled if answer.pool and answer.pool.measure.symbol == symbol]
                forest = make_outcome_forest(alike, self.review)
                lines += [f"{outcome[:1].upper()}{outcome[1:]}, {forest.name}", "", *write_forest(forest, width), ""]
        if is_made_of_studies(self.review.question):
            lines += [*wrap(NOT_STATED, width), ""]
        return [*lines, *wrap(NOTICE, width)]

    def to_markdown(self) -> str:
        lines = [f"# {self.title}", ""]
        if self.command:
            lines += [f"Made by `{self.command}`; change the records, not this page.", ""]
        lines += [*write_markdown(self.sections), NOTICE, ""]
        return "\n".join(lines)

    def to_html(self) -> str:
        """One file that needs nothing else: no script, no font, no address on a network."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        loader = PackageLoader("neurodose.reports", "templates")
        page = Environment(
            loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
        )
        return page.get_template("evidence.html.j2").render(report=self, notice=NOTICE)

    def to_json(self) -> str:
        return write_json(self.review)

    def to_csv(self) -> Mapping[str, str]:
        """Tables by name: effects (a row a study and outcome), pools, findings."""
        review = self.review
        return {
            "effects": write_csv(list_effects(review)),
            "pools": write_csv(list_pools(review)),
            "findings": write_csv(list_findings(review)),
        }


def _tell_methods(review: Review, told: Sequence[str]) -> Section:
    """How it was made, measure by measure."""
    methods = dict.fromkeys(
        f"{answer.pool.measure.name}: {answer.pool.method}" for answer in review.answers if answer.pool is not None
    )
    said = (
        f"{'Studies are records' if is_made_of_studies(review.question) else STATED}; every number, grade and sentence "
        "here follows from them. Intervals hold 95 %. A prediction interval is where the true effect of a new study "
        "would lie. Remembered numbers are marked, and each pool is given without them too."
    )
    blocks: list[Words | Bullets] = [Words(said)]
    if methods:
        blocks.append(Bullets(tuple(methods)))
    missing = review.question.missing
    if missing:
        blocks += [Words("Known to be missing:"), Bullets(tuple(missing))]
    if review.question.note:
        blocks.append(Words(review.question.note, "faint"))
    if told:
        blocks += [Words("Studies of one's own were understood so:"), Bullets(tuple(told))]
    return Section("methods", "How this was made", tuple(blocks))
