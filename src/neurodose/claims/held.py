"""What is held beside an article's claims: facts of each drug, with how sure they are and where they stand.

A file of `held/` is one drug: `drug`, `like` (a drug whose facts hold where its own are silent), and tables by kind.
Each fact has `why` and `sources`, and says what it is of in `about` (outcomes, harms), `target`, `place`,
`form` and `agency`.

    effect     holds: good, likely, unsure (contradictory or very uncertain), null (pooled without
               an effect), none (no trial), hypothesis, false
    mechanism  holds: as an effect; does, never: what the drug does and does not do at the target
    trials     state: good, unsure, null (pooled without an effect), none, uncovered
    safety     holds: yes, mostly, reported, possible, unsure, unknown, no
    approval   holds: yes, no; years: in which approvals were given; law: status
    dose       low and high, between which doses were given; labelled: the highest of a label
Pooled numbers are not written there: `question` and `outcomes` name what the evidence holds (`pools.json`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from neurodose.claims.lexicon import read_tables
from neurodose.claims.pooled import tell_pools
from neurodose.errors import ClaimError

TABLES = ("mechanism", "effect", "trials", "safety", "approval", "law", "dose")
# What may be of alcohol or of opioids: what else is named tells which.
OF_WHAT = frozenset({"craving", "relapse", "abstinence", "addiction", "retention"})


@dataclass(frozen=True)
class Fact:
    """One thing that is held of a drug."""

    drug: str
    table: str
    entry: dict[str, Any] = field(repr=False)

    def list(self, name: str) -> tuple[str, ...]:
        return tuple(self.entry.get(name, ()))

    @property
    def holds(self) -> str:
        return self.entry.get("holds") or self.entry.get("state") or self.entry.get("status") or ""

    @property
    def about(self) -> tuple[str, ...]:
        return self.list("only") or self.list("about")

    @property
    def why(self) -> str:
        """Its reason, with pooled numbers where there are some."""
        told = self.entry.get("why") or self.entry.get("usual", "")
        pooled = ""
        if "question" in self.entry:
            pooled = tell_pools(self.drug, self.entry["question"], self.list("outcomes"), self.list("groups"))
        return f"{told} ({pooled})" if pooled else told

    @property
    def sources(self) -> tuple[str, ...]:
        return self.list("sources")


@cache
def read_held() -> dict[str, tuple[Fact, ...]]:
    """Facts by drug; those of a drug that is like another go on with the other's."""
    own: dict[str, tuple[Fact, ...]] = {}
    like: dict[str, str] = {}
    for table in read_tables("held"):
        drug = table["drug"]
        like[drug] = table.get("like", "")
        unknown = set(table) - {"drug", "like", *TABLES}
        if unknown:
            raise ClaimError(
                f"facts of {drug} have no table called {', '.join(sorted(unknown))}", exists=", ".join(TABLES)
            )
        own[drug] = tuple(Fact(drug, name, entry) for name in TABLES for entry in table.get(name, ()))
    return {drug: (*facts, *own.get(like[drug], ())) for drug, facts in own.items()}


def find_facts(drug: str, table: str, forms: Iterable[str] = ()) -> tuple[Fact, ...]:
    """Facts of a drug that hold for forms: those of the form that is named first, then those of any form."""
    facts = [fact for fact in read_held().get(drug, ()) if fact.table == table]
    of_form = (fact for form in forms for fact in facts if form in fact.list("form"))
    return (*of_form, *(fact for fact in facts if not fact.list("form")))


def is_held(drug: str) -> bool:
    return drug in read_held()


def choose_fact(facts: Iterable[Fact], topic: str, topics: Iterable[str]) -> Fact | None:
    """The first fact about a topic; of "relapse" and the like the first that is of the same substance, if one is."""
    about = [fact for fact in facts if topic in fact.about]
    others = set(topics) - OF_WHAT
    same = [fact for fact in about if others & set(fact.about)] if topic in OF_WHAT else []
    return next(iter(same or about), None)
