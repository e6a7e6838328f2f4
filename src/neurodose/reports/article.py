"""An audit of an article as a report: findings first, then sentence by sentence, in a terminal, Markdown, HTML and CSV.

    report = ArticleReport(audit(Path("article.txt")))
    report.short(), report.to_html(), report.to_csv(), report.to_markdown(name="an article on kratom")

A page for the docs tells sentences by number and quotes none. Nothing is judged here (`neurodose.claims`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from neurodose.claims.audit import NOTE, Audit
from neurodose.claims.claim import Claim
from neurodose.reports.document import Bullets, Cell, Section, Table, Words, write_markdown, write_text

COLUMNS = ("number", "kind", "hedge", "verdict", "drug", "about", "why", "sources", "sentence")
LOOKS = {"contradicted": "grade very-low", "overstated": "grade low", "understated": "grade moderate",
         "supported": "grade high", "not covered": "grade"}  # fmt: skip


@dataclass(frozen=True, eq=False)
class ArticleReport:
    """audit: what was found; command: how to make the report again"""

    audit: Audit
    command: str = ""

    @property
    def title(self) -> str:
        return f"Claims in {Path(self.audit.name).name}"

    @property
    def name(self) -> str:
        """Of its files."""
        return f"audit-{Path(self.audit.name).stem}" if self.audit.name != "the text" else "audit"

    @property
    def sections(self) -> tuple[Section, ...]:
        return (self._tell_findings(), self._tell_claims(has_sentences=True))

    def short(self, width: int = 110) -> list[str]:
        """Lines for a terminal: findings, then each sentence with its claims."""
        lines = [self.title, "", *write_text((self._tell_findings(),), width), "SENTENCE BY SENTENCE", ""]
        for number, claims in self._by_sentence():
            lines += wrap(f"{number}. {claims[0].sentence}", width)
            for claim in claims:
                told = f"{claim.kind}, {claim.hedge}: {claim.verdict.upper()}: {claim.why}{_tell_sources(claim)}"
                lines += wrap(told, width, initial_indent="   ", subsequent_indent="     ")
            lines.append("")
        return [*lines, *wrap(NOTE, width)]

    def to_markdown(self, name: str = "") -> str:
        """A page without a sentence of the article: by numbers, in our own words."""
        title = f"Claims in {name}" if name else self.title
        made = [f"Made by `{self.command}`; change the facts, not this page.", ""] if self.command else []
        sections = (self._tell_findings(), self._tell_claims(has_sentences=False))
        return "\n".join([f"# {title}", "", *made, *write_markdown(sections), NOTE, ""])

    def to_html(self) -> str:
        """One file that needs nothing else."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        page = Environment(loader=PackageLoader("neurodose.reports", "templates"), autoescape=True,
                           undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
        return page.get_template("article.html.j2").render(report=self, notice=NOTE)

    def to_json(self) -> str:
        return self.audit.to_json()

    def to_csv(self) -> str:
        """A row a claim."""
        out = io.StringIO()
        table = csv.DictWriter(out, COLUMNS, lineterminator="\n")
        table.writeheader()
        for row in self.audit.table():
            held = row | {"about": "; ".join(row["about"]), "sources": "; ".join(row["sources"])}
            table.writerow({name: _plain(held[name]) for name in COLUMNS})
        return out.getvalue()

    def _by_sentence(self) -> Iterator[tuple[int, list[Claim]]]:
        by_number: dict[int, list[Claim]] = {}
        for claim in self.audit.claims:
            by_number.setdefault(claim.number, []).append(claim)
        yield from by_number.items()

    def _tell_findings(self) -> Section:
        held = self.audit
        counted = ", ".join(f"{count} {verdict}" for verdict, count in held.count().items() if count)
        words = f"{len(held.claims)} claims in {len(held.sentences)} sentences: {counted or 'none about a drug'}."
        odd = f" {held.odd} characters could not be read." if held.odd else ""
        found = tuple(f"{one.name}: {one.told}" for one in held.findings)
        blocks = (Words(words + odd), Bullets(found)) if found else (Words(words + odd), Words("Nothing to object to."))
        return Section("findings", "Findings", blocks, is_short=True)

    def _tell_claims(self, *, has_sentences: bool) -> Section:
        head = ("sentence", *(("its words",) if has_sentences else ()), "kind", "hedge", "verdict", "drug", "why")
        rows = tuple(
            (str(c.number), *((c.sentence,) if has_sentences else ()), c.kind, c.hedge,
             Cell(c.verdict, LOOKS[c.verdict]), c.drug, f"{c.why}{_tell_sources(c)}")
            for c in self.audit.claims
        )  # fmt: skip
        return Section("claims", "Sentence by sentence", (Table(head, rows),))


def _tell_sources(claim: Claim) -> str:
    return f" [{'; '.join(claim.sources)}]" if claim.sources else ""


def _plain(value: object) -> object:
    """A cell that a spreadsheet would take for a formula gets a space before it."""
    return f" {value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
