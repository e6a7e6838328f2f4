"""What a sentence says that studies found, beside what the studies that are held found."""

from __future__ import annotations

from typing import Literal

from neurodose.claims.claim import Hedge, Judged, Judgement
from neurodose.claims.held import Fact, choose_fact, find_facts
from neurodose.claims.mechanisms import judge_mechanism
from neurodose.claims.statement import Statement

Found = Literal["absent", "null", "needed", "mixed", "positive", ""]
# Words of benefit, and words of a trial from which little follows.
HELPED = ("help/relieve", "help/improve", "help/help", "help/prevent", "help/cure", "effective", "good")
SMALL = frozenset({"one", "small", "tiny", "pilot", "early", "preliminary", "single", "open"})
ORDER: tuple[Found, ...] = ("absent", "null", "needed", "mixed", "positive")


def name_finding(said: Statement) -> Found:
    """Absent (no or weak studies), null (no effect), needed (more research), mixed, positive, or nothing said.

    That something helped, where nothing of it is denied, is positive whatever the verb is.
    """
    for one in ORDER:
        if said.has(f"found/{one}"):
            return one
    return "positive" if said.has(*HELPED) and not said.has("hedge/negated") else ""


def judge_trials(hedge: Hedge, said: Statement) -> Judgement:
    """By topic and form; of a topic that nothing is held of, only that studies are missing can be told."""
    if said.has("target") and not said.names("outcome"):
        return judge_mechanism(hedge, said)  # what studies saw of a receptor is held there
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
    if found == "positive":
        return _compare_benefit(state, hedge, said)
    if state != "good":
        return "supported"
    if found == "null":
        return "supported" if said.has("strength/narrow", "strength/single") else "contradicted"
    return "understated" if found == "absent" else "supported"


def _compare_benefit(state: str, hedge: Hedge, said: Statement) -> Judged:
    """Benefit beside what trials saw: where they disagree one may be told, where they saw none a small one."""
    if state == "good":
        return "overstated" if said.has("effective/compare") and "superior" in said.words else "supported"
    if said.has("hedge/strong"):
        return "overstated"
    if hedge in ("possible", "unknown") or said.has("strength/animal"):
        return "supported"
    is_one = said.has("strength/narrow", "strength/single", "found/past") and not said.has("found/present")
    if state == "unsure":
        return "supported" if hedge == "probable" or is_one else "overstated"
    return "supported" if state == "null" and SMALL & set(said.words) else "overstated"
