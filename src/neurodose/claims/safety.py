"""What a sentence says of harm, beside the harm that is held: denied, played down, told, or blown up."""

from __future__ import annotations

from neurodose.claims.claim import Hedge, Judged, Judgement
from neurodose.claims.hedges import ADVICE
from neurodose.claims.held import Fact, find_facts
from neurodose.claims.statement import Statement

# What a sentence amounts to that affirms a harm, by how it is held.
HARM: dict[str, dict[Hedge, Judged]] = {
    "yes": {"negated": "contradicted", "unknown": "understated"},
    "reported": {"negated": "contradicted"},
    "possible": {"negated": "overstated"},
    "unsure": {"certain": "overstated", "negated": "overstated"},
    "mostly": {"negated": "overstated", "unknown": "understated"},
    "unknown": {"certain": "overstated"},
    "no": {"certain": "contradicted", "probable": "contradicted", "possible": "contradicted",
           "reported": "contradicted", "unknown": "overstated"},
}  # fmt: skip


WITHDRAWAL = frozenset({"withdrawal", "opioid withdrawal"})
VAGUE = frozenset({"safe", "tolerated", "danger", "question"})  # safety as a whole, and no harm by name
FOR_WHOM = frozenset({"pregnancy", "kidney"})  # harms that tell for whom it would be safe
SUDDEN = "precipitated withdrawal"  # what an antagonist sets off, and no withdrawal of its own
WITHOUT = "no effect without opioids"  # denied or affirmed, it says the same


def judge_safety(hedge: Hedge, said: Statement) -> Judgement:
    """By the harm that is named; by safety as a whole where none is, or where harm is played down."""
    facts = find_facts(said.drug, "safety", said.names("form"))
    topics = list(dict.fromkeys(_name_topics(said)))
    if said.has("cause/precipitate") and set(topics) & WITHDRAWAL and hedge != "negated":
        sudden = _find_fact(facts, SUDDEN)
        topics = [SUDDEN, *topics] if sudden is not None and sudden.holds == "yes" else topics
    held = {topic: fact for topic in topics for fact in [_find_fact(facts, topic)] if fact is not None}
    if SUDDEN in held and held[SUDDEN].holds == "no" and len(held) > 1:
        del held[SUDDEN]  # of a drug that displaces nothing, other harm is meant
    if not held:
        return Judgement("not covered", "of this harm nothing is held")
    topic, fact = next(iter(held.items()))
    verdict = _judge_one(topic, fact, hedge, said)
    if said.has("safe/safe") and verdict != "contradicted":  # "safe and not addictive" denies both
        for topic, other in held.items():
            if topic not in VAGUE and topic not in ADVICE and HARM[other.holds].get("negated") == "contradicted":
                return Judgement("contradicted", other.why, other.sources)
    return Judgement(verdict, fact.why, fact.sources)


def _find_fact(facts: tuple[Fact, ...], topic: str) -> Fact | None:
    return next((fact for fact in facts if topic in fact.about), None)


def _judge_one(topic: str, fact: Fact, hedge: Hedge, said: Statement) -> Judged:
    verdict = HARM[fact.holds].get(_turn(topic, hedge, said), "supported")
    if verdict == "supported" and hedge != "negated" and said.has("strength/major"):
        verdict = "contradicted" if topic in ("death", "overdose") else "overstated"
    if topic == "safe" and hedge == "unknown" and fact.holds in ("no", "unsure"):
        verdict = "supported"
    if topic == "safe" and fact.holds in ("unsure", "mostly") and hedge == "certain" and _is_total(said):
        verdict = "contradicted"
    if topic == "tolerated" and fact.holds == "unsure" and hedge in ("probable", "reported"):
        verdict = "supported"
    if verdict == "supported" and fact.holds == "yes" and said.has("strength/slight"):
        verdict = "understated"
    if verdict == "supported" and fact.holds == "possible" and hedge == "certain" and said.has("strength/whole"):
        verdict = "overstated"  # "at any dose"
    return verdict


def _is_total(said: Statement) -> bool:
    """Safe without any limit."""
    return bool({"completely", "perfectly", "totally", "entirely", "100", "absolutely", "always"} & set(said.words))


def _name_topics(said: Statement) -> list[str]:
    harms = said.names("harm")
    special = [harm for harm in harms if harm in ADVICE]
    if said.has("strength/ceiling"):
        return ["ceiling", *harms]
    if said.has("strength/without opioids"):
        return [WITHOUT, *harms]
    if said.has("strength/long term") and said.has("hedge/unknown"):
        return ["long term", *harms]
    if special:
        return [*special, *harms, *said.names("safe")]
    if said.has("safe/tolerated") or said.has("strength/minor"):
        return ["tolerated", *harms]
    if said.has("safe/safe"):
        return [*(harm for harm in harms if harm in FOR_WHOM), *said.names("safe"), *harms]
    return list(harms or said.names("safe"))


def _turn(topic: str, hedge: Hedge, said: Statement) -> Hedge:
    """A warning ("never", "should not") affirms a harm, an all-clear denies it, whatever negations it has."""
    if topic == WITHOUT:
        return "certain"
    if topic not in ADVICE:
        return hedge
    if said.has("strength/warns") or (said.has("strength/dangerous") and hedge != "negated"):
        return "certain"
    return "negated" if said.has("strength/denies") else hedge
