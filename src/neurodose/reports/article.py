"""An audit of an article as a report: findings first, then sentence by sentence, in a terminal, Markdown, HTML and CSV.

    report = ArticleReport(audit(Path("article.txt")))
    report.short(), report.to_html(), report.to_csv(), report.to_markdown(name="an article on kratom")

A page for the docs tells sentences by number and quotes none. Nothing is judged here (`neurodose.claims`).
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING

from neurodose.claims.audit import NOTE, Audit
from neurodose.claims.claim import KINDS, VERDICTS, Claim
from neurodose.reports.document import Bullets, Section, Table, Words, write_markdown, write_text
from neurodose.reports.words import enumerate_words
from neurodose.wording import say_count

if TYPE_CHECKING:
    from markupsafe import Markup

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
    def findings(self) -> Section:
        """What the whole is to be told of."""
        held = self.audit
        if not held.claims:
            return Section("findings", "Findings", (Words(self._say_nothing() + self._say_odd()),))
        counted = ", ".join(f"{count} {verdict}" for verdict, count in held.count().items() if count)
        said = f"{say_count(len(held.claims), 'claim')} in {say_count(len(held.sentences), 'sentence')}: {counted}."
        found = tuple(f"{one.name}: {one.told}" for one in held.findings)
        told = Bullets(found) if found else Words("Nothing to object to.")
        return Section("findings", "Findings", (Words(said + self._say_odd()), told))

    @property
    def by_sentence(self) -> tuple[tuple[int, tuple[Claim, ...]], ...]:
        """Sentences that claim something: their numbers, and what they claim, the gravest first."""
        numbers = dict.fromkeys(claim.number for claim in self.audit.claims)
        return tuple((number, tuple(sorted((claim for claim in self.audit.claims if claim.number == number),
                                           key=lambda claim: VERDICTS.index(claim.verdict))))
                     for number in numbers)  # fmt: skip

    def short(self, width: int = 110) -> list[str]:
        """Lines for a terminal: findings, then each sentence with its claims."""
        lines = [self.title, "", *write_text((self.findings,), width)]
        lines += ["SENTENCE BY SENTENCE", ""] if self.audit.claims else []
        for number, claims in self.by_sentence:
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
        sections = (self.findings, *((self._tell_claims(),) if self.audit.claims else ()))
        return "\n".join([f"# {title}", "", *made, *write_markdown(sections), NOTE, ""])

    def to_html(self) -> str:
        """One file that needs nothing else."""
        from jinja2 import Environment, PackageLoader, StrictUndefined

        page = Environment(loader=PackageLoader("neurodose.reports", "templates"), autoescape=True,
                           undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # fmt: skip
        return page.get_template("article.html.j2").render(report=self, notice=NOTE, looks=LOOKS, link=_link_sentences)

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

    def _say_nothing(self) -> str:
        """Of an article without a claim: what was looked for, so that nobody takes it for a good report."""
        drugs = self.audit.drugs
        named = f"{enumerate_words(drugs)} {'is' if len(drugs) == 1 else 'are'} named"
        return (
            f"No claim was found: {named}, but nothing is said of {'it' if len(drugs) == 1 else 'them'} that is looked "
            f"for ({', '.join(KINDS)}). Headings and questions claim nothing, and what is not in English is not read. "
            "That is no word on whether the article is right."
        )

    def _say_odd(self) -> str:
        return f" {say_count(self.audit.odd, 'character')} could not be read." if self.audit.odd else ""

    def _tell_claims(self) -> Section:
        rows = tuple(
            (str(c.number), c.kind, c.hedge, c.verdict, c.drug, f"{c.why}{_tell_sources(c)}") for c in self.audit.claims
        )
        return Section(
            "claims", "Sentence by sentence", (Table(("sentence", "kind", "hedge", "verdict", "drug", "why"), rows),)
        )


def _link_sentences(text: str) -> Markup:
    """The same for a page: numbers of sentences lead to them."""
    from markupsafe import Markup, escape

    def link(found: re.Match[str]) -> str:
        return re.sub(r"\d+", r'<a href="#s\g<0>">\g<0></a>', found[0])

    return Markup(re.sub(r"\bsentences? \d+(?:, \d+)*", link, str(escape(text))))


def _tell_sources(claim: Claim) -> str:
    return f" [{'; '.join(claim.sources)}]" if claim.sources else ""


def _plain(value: object) -> object:
    """A cell that a spreadsheet would take for a formula gets a space before it."""
    return f" {value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
