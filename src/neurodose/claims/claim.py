"""What a sentence says of a drug, and what is held of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["mechanism", "effect", "trial evidence", "anecdote", "safety", "dose", "approval", "law"]
Hedge = Literal["certain", "probable", "possible", "reported", "negated", "unknown"]
Judged = Literal["supported", "overstated", "understated", "contradicted", "not covered"]

KINDS: tuple[Kind, ...] = ("mechanism", "effect", "trial evidence", "anecdote", "safety", "dose", "approval", "law")
HEDGES: tuple[Hedge, ...] = ("certain", "probable", "possible", "reported", "negated", "unknown")
# The graver first: of several things that one claim names, the gravest verdict stands.
VERDICTS: tuple[Judged, ...] = ("contradicted", "overstated", "understated", "supported", "not covered")


@dataclass(frozen=True)
class Judgement:
    """A verdict with its reason, in our own words, and the sources that it rests on."""

    verdict: Judged
    why: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Claim:
    """One thing that a sentence says of a drug.

    number: of the sentence in its article, from 1; sentence: its words; about: what is named ("depression", "US-AL")
    hedge:  how sure the sentence is; verdict: how that stands to what is held; why, sources: what the verdict rests on
    """

    number: int
    sentence: str
    kind: Kind
    hedge: Hedge
    drug: str
    about: tuple[str, ...]
    verdict: Judged
    why: str
    sources: tuple[str, ...]

    def row(self) -> dict[str, Any]:
        """As text and numbers, for tables and files."""
        return {
            "number": self.number, "sentence": self.sentence, "kind": self.kind, "hedge": self.hedge,
            "verdict": self.verdict, "why": self.why, "sources": list(self.sources), "drug": self.drug,
            "about": list(self.about),
        }  # fmt: skip
