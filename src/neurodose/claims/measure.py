"""How well audits agree with sentences that were labelled by hand: precision and recall by kind, hedge and verdict.

A kind is right where the sentence has that kind; a hedge or verdict, where a claim of the same kind has that hedge or
verdict. Precision is the share of what was found that is labelled, recall the share of what is labelled that was found.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from neurodose.claims.article import make_article
from neurodose.claims.audit import audit, read_claims
from neurodose.claims.sentences import Sentence
from neurodose.errors import ClaimError

LABELLED_ON = date(2026, 11, 22)  # the law of this day is meant
Label = tuple[str, str, str]  # kind, hedge, verdict


@dataclass(frozen=True)
class Labelled:
    """number; half: "tuned" or "held back"; before: a drug that was named before, or ""; claims: its labels

    article: which one it is from, "" for a sentence by itself
    """

    number: int
    half: str
    before: str
    sentence: str
    claims: tuple[Label, ...]
    article: str = ""


@dataclass(frozen=True)
class Score:
    """found, labelled, right: how many"""

    name: str
    found: int
    labelled: int
    right: int

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.labelled if self.labelled else None


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """A table with the columns number, half, sentence, claims ("effect/possible/supported; …"), and "named before" for
    sentences by themselves or "article" for those of articles, in their order.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(_read_row(row) for row in csv.DictReader(lines))


def _read_row(row: dict[str, str]) -> Labelled:
    claims = [one.strip().split("/") for one in row["claims"].split(";") if one.strip()]
    labels = tuple((kind, hedge, verdict) for kind, hedge, verdict in claims)
    before, article = row.get("named before") or "", row.get("article") or ""
    return Labelled(int(row["number"]), row["half"], before, row["sentence"], labels, article)


def find_labels(one: Labelled) -> tuple[Label, ...]:
    """What an audit finds in a labelled sentence, read after its drug was named."""
    title = f"About {one.before}.\n" if one.before else ""
    try:
        held = audit(make_article(f"{title}{one.sentence}", f"sentence {one.number}"), on=LABELLED_ON)
    except ClaimError:
        return ()
    last = 1 if one.before else 0
    return tuple((c.kind, c.hedge, c.verdict) for c in held.claims if c.number > last)


def find_labels_of_articles(labelled: Iterable[Labelled]) -> Iterator[tuple[Label, ...]]:
    """What an audit finds in each sentence of articles, read in their order."""
    for _, several in groupby(labelled, key=lambda one: one.article):
        sentences = [Sentence(place, one.sentence, _name_role(one.sentence)) for place, one in enumerate(several, 1)]
        for claims in read_claims(sentences, LABELLED_ON):
            yield tuple((c.kind, c.hedge, c.verdict) for c in claims)


def _name_role(sentence: str) -> str:
    return "question" if sentence.rstrip('"”’ ').endswith("?") else "sentence"


def measure(pairs: Iterable[tuple[tuple[Label, ...], tuple[Label, ...]]]) -> dict[str, tuple[Score, ...]]:
    """Scores by kind, hedge and verdict, of pairs of labels by hand and labels found; the last of each is the total."""
    pairs = list(pairs)
    return {
        "kind": _score([([c[0] for c in true], [c[0] for c in seen]) for true, seen in pairs]),
        "hedge": _score([_match(true, seen, 1) for true, seen in pairs]),
        "verdict": _score([_match(true, seen, 2) for true, seen in pairs]),
    }


def _match(true: tuple[Label, ...], seen: tuple[Label, ...], place: int) -> tuple[list[str], list[str]]:
    """Of kinds that both have: a hedge is told apart from another only where the kind was found."""
    both = {c[0] for c in true} & {c[0] for c in seen}
    return ([f"{c[place]}|{c[0]}" for c in true if c[0] in both], [f"{c[place]}|{c[0]}" for c in seen if c[0] in both])


def _score(pairs: list[tuple[list[str], list[str]]]) -> tuple[Score, ...]:
    found: Counter[str] = Counter()
    labelled: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for true, seen in pairs:
        for name in set(seen):
            found[name.split("|")[0]] += 1
        for name in set(true):
            labelled[name.split("|")[0]] += 1
            right[name.split("|")[0]] += name in seen
    names = list(dict.fromkeys([*labelled, *found]))
    rows = [Score(name, found[name], labelled[name], right[name]) for name in sorted(names)]
    return (*rows, Score("all", found.total(), labelled.total(), right.total()))
