"""What a sentence says that studies found, beside what the studies that are held found."""

from __future__ import annotations

from typing import Literal

from neurodose.claims.claim import Hedge, Judged, Judgement
from neurodose.claims.held import Fact, choose_fact, find_facts
from neurodose.claims.statement import Statement

Found = Literal["absent", "null", "needed", "mixed", "positive", ""]
ORDER: tuple[Found, ...] = ("absent", "null", "needed", "mixed", "positive")


def name_finding(said: Statement) -> Found:
    """Absent (no or weak studies), null (no effect), needed (more research), mixed, positive, or nothing said."""
    for one in ORDER:
        if said.has(f"found/{one}"):
            return one
    return ""


def judge_trials(hedge: Hedge, said: Statement) -> Judgement:
    """By topic and form; of a topic that nothing is held of, only that studies are missing can be told."""
    facts = find_facts(said.drug, "trials", said.names("form"))
    topics = said.topics
    fact = next((f for topic in topics for f in [choose_fact(facts, topic, topics)] if f), None)
    fact = fact or next((f for f in facts if not f.about), None) or _find_main(facts, said)
    if fact is not None and fact.holds == "good" and not topics and name_finding(said) == "absent":
        fact = None
    if fact is None or fact.holds == "uncovered":
        return Judgement("not covered", "no review of it is held")
    return Judgement(_compare(fact.holds, name_finding(said), hedge, said), fact.why, fact.sources)


def _find_main(facts: tuple[Fact, ...], said: Statement) -> Fact | None:
    """Where no topic is named, and none was before, the drug's first."""
    return facts[0] if facts and not said.names("outcome") else None


def _compare(state: str, found: Found, hedge: Hedge, said: Statement) -> Judged:
    narrow = said.has("strength/narrow", "strength/single", "strength/animal")
    if found == "positive":
        if state == "good":
            return "overstated" if said.has("effective/compare") and "superior" in said.words else "supported"
        is_told = said.has("found/past") and not said.has("found/present")  # of one study, where others saw nothing
        is_fair = state == "unsure" and (is_told or hedge == "probable")
        soft = is_fair or narrow or hedge in ("possible", "unknown")
        return "supported" if soft and not said.has("hedge/strong") else "overstated"
    if state != "good":
        return "supported"
    if found == "null":
        return "supported" if narrow or said.has("strength/narrow") else "contradicted"
    return "understated" if found == "absent" else "supported"
