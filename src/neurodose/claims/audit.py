"""An article's claims beside what is held: `audit("article.txt")` reads, judges and lists them.

held = audit(Path("article.txt"))
held.findings          # what the whole is to be told of, gravest first
held.claims            # sentence by sentence: kind, hedge, verdict, why, sources
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from neurodose.claims.article import Article, read_article
from neurodose.claims.claim import KINDS, VERDICTS, Claim, Kind
from neurodose.claims.findings import Finding, find_findings
from neurodose.claims.hedges import find_hedge
from neurodose.claims.held import read_held
from neurodose.claims.language import check_language
from neurodose.claims.reading import Read, count_drugs, read_sentences
from neurodose.claims.sentences import Sentence, split_sentences
from neurodose.claims.statement import Statement
from neurodose.claims.verdicts import judge
from neurodose.errors import ClaimError
from neurodose.records.vague_day import read_one_day

NOTE = "What neurodose holds is a part of what is known. A research tool; no advice to patients, no legal advice."


@dataclass(frozen=True)
class Audit:
    """name: of the article; sentences: all; drugs: those it names, the most frequent first; claims: what is said of
    them, in their order; findings: of the whole; odd: characters that could not be read
    """

    name: str
    sentences: tuple[Sentence, ...]
    drugs: tuple[str, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    odd: int = 0

    def table(self) -> list[dict[str, Any]]:
        """One row a claim."""
        return [claim.row() for claim in self.claims]

    def count(self) -> dict[str, int]:
        """How many claims have each verdict."""
        return {verdict: sum(claim.verdict == verdict for claim in self.claims) for verdict in VERDICTS}

    def to_json(self) -> str:
        found = [{"finding": one.name, "sentences": list(one.sentences), "told": one.told} for one in self.findings]
        held = {"article": self.name, "sentences": len(self.sentences), "drugs": list(self.drugs), "findings": found,
                "claims": self.table(), "note": NOTE}  # fmt: skip
        return json.dumps(held, ensure_ascii=False, indent=2)


def audit(article: str | Path | Article, *, on: str | date | None = None) -> Audit:
    """The claims of an article about drugs that are held, each with its hedge and a verdict.

    article: a file (plain text, HTML, the text of a PDF), or the text itself
    on:      the day whose law the article is held against ("2026-11-01"); today unless said
    Raises ClaimError for what is no article in English about such a drug, and says why; ApprovalError for what is no
    day.
    """
    day = None if on is None else read_one_day(on, "the day of the law")
    held = article if isinstance(article, Article) else read_article(article)
    check_language(held.text, held.name)
    sentences = split_sentences(held)
    drugs = tuple(name for name, _ in count_drugs(sentences).most_common())
    if not drugs:
        raise ClaimError("no drug that neurodose holds is named in it", where=held.name,
                         exists=f"neurodose holds: {', '.join(sorted(read_held()))}")  # fmt: skip
    claims = tuple(claim for several in read_claims(sentences, day) for claim in several)
    return Audit(held.name, sentences, drugs, claims, find_findings(claims), held.odd)


def read_claims(sentences: Iterable[Sentence], on: date | None = None) -> Iterator[tuple[Claim, ...]]:
    """The claims of each sentence, read in their order: what was named before is what "it" stands for."""
    for read in read_sentences(sentences):
        yield tuple(_make_claims(read, on))


def _make_claims(read: Read, on: date | None) -> list[Claim]:
    """A sentence's claims: one of a kind and hedge, by kind."""
    found: dict[tuple[Kind, str], Claim] = {}
    for statement, kinds in read.statements:
        for kind in kinds:
            claim = _make_claim(read.sentence, kind, statement, on)
            held = found.get((kind, claim.hedge))
            if held is None or VERDICTS.index(claim.verdict) < VERDICTS.index(held.verdict):
                found[kind, claim.hedge] = claim
    return sorted(found.values(), key=lambda claim: KINDS.index(claim.kind))


def _make_claim(sentence: Sentence, kind: Kind, statement: Statement, on: date | None) -> Claim:
    hedge = find_hedge(kind, statement)
    judged = judge(kind, hedge, statement, on)
    return Claim(sentence.number, sentence.text, kind, hedge, statement.drug, _name_about(kind, statement),
                 judged.verdict, judged.why, judged.sources)  # fmt: skip


def _name_about(kind: Kind, statement: Statement) -> tuple[str, ...]:
    if kind in ("effect", "trial evidence"):
        return statement.topics
    groups = {"mechanism": ("target",), "safety": ("harm", "safe"), "approval": ("outcome", "agency"),
              "law": ("place", "agency")}  # fmt: skip
    return statement.names(*groups.get(kind, ("outcome",)))
