"""What a sentence says that a drug helps, beside the pools, trials and reviews that are held."""

from __future__ import annotations

from neurodose.claims.claim import Hedge, Judgement
from neurodose.claims.held import Fact, choose_fact, find_facts
from neurodose.claims.statement import Statement
from neurodose.claims.strengths import TABLE, worst

CURED = frozenset({"cure", "cures", "cured", "curing"})  # more than any effect that is held


def judge_effect(hedge: Hedge, said: Statement) -> Judgement:
    """By what is helped; cures and comparisons claim more than a probable effect holds."""
    facts = find_facts(said.drug, "effect", said.names("form"))
    topics = said.topics
    if not topics and facts:
        judged = _judge_one_effect(facts[0], hedge, said)
        return Judgement(judged.verdict, f"no illness is named; of {facts[0].about[0]}: {judged.why}", judged.sources)
    found = [fact for topic in topics for fact in [choose_fact(facts, topic, topics)] if fact is not None]
    return worst([_judge_one_effect(fact, hedge, said) for fact in found])


def _judge_one_effect(fact: Fact, hedge: Hedge, said: Statement) -> Judgement:
    verdict = TABLE[fact.holds][hedge]
    if verdict == "understated" and len(set(said.names("drug"))) > 1:
        verdict = "supported"  # of harm by another drug less is held
    if fact.holds == "likely" and hedge == "possible" and said.has("strength/slight"):
        verdict = "understated"  # "might", "may be of some use": weaker than a plain "may"
    of_forms = len(set(said.names("form"))) > 1  # "the depot works better than the tablet"
    boasts = said.has("strength/cure") or (said.has("effective/compare") and not of_forms)
    if verdict == "supported" and hedge == "certain" and boasts and fact.holds == "likely":
        verdict = "overstated"
    if verdict == "supported" and hedge in ("certain", "probable", "reported") and CURED & set(said.words):
        verdict = "overstated"
    if fact.holds in ("none", "hypothesis", "unsure") and said.has("hedge/strong") and hedge == "possible":
        verdict = "overstated"
    if hedge == "negated" and said.has("strength/cure"):
        verdict = "supported"  # nothing that is held is a cure
    if verdict == "overstated" and fact.holds == "unsure" and set(said.names("help")) == {"practice"}:
        verdict = "supported"  # what it is tried for is told, and not that it helps
    if hedge == "negated" and said.has("study", "found/absent", "hedge/probable", "hedge/possible"):
        verdict = "supported" if fact.holds in ("unsure", "none", "hypothesis", "false") else verdict
    return Judgement(verdict, fact.why, fact.sources)
