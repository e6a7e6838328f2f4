"""What a sentence says of approval, prescription and sale, beside the approvals that are held, by use and agency."""

from __future__ import annotations

import re

from neurodose.claims.claim import Hedge, Judged, Judgement
from neurodose.claims.held import Fact, find_facts
from neurodose.claims.statement import Statement
from neurodose.claims.strengths import NOTHING

YEAR = re.compile(r"(?:19|20)\d\d")
FREELY = "over the counter"
PART = frozenset({"only", "needed", "targeted"})  # off-label in a way of use, and not in an illness


def judge_approval(hedge: Hedge, said: Statement) -> Judgement:
    """By indication and agency: approved where nothing approved it, or the other way round."""
    facts = find_facts(said.drug, "approval", said.names("form"))
    if said.has("form/with bupropion"):
        facts = tuple(fact for fact in facts if "weight loss" in fact.about) or facts
    if said.has("approve/letters") and (refusal := next((fact for fact in facts if fact.holds == "no"), None)):
        return _judge("supported", refusal)
    topics = _name_topics(said)
    if unapproved := _judge_sale(facts, said):
        return unapproved
    is_off = said.has("approve/off-label") and not said.has("approve/approve") and hedge != "negated"
    if is_off and not topics and facts:
        return _judge("supported", facts[-1], "off-label is what it is not approved for; held: ")
    fact = _find_approval(facts, topics, set(said.names("agency")))
    if fact is None and topics == [FREELY]:
        fact = next((fact for fact in facts if "prescription" in fact.about), None)
        return _judge("contradicted", fact) if fact else NOTHING
    if fact is None and topics and _says_off(hedge, said) and facts:
        return _judge("supported", facts[-1], "not among what it is held to be approved for: ")
    if fact is None:
        return NOTHING
    is_right = _is_right(fact, topics, hedge, said) and _is_of_its_year(facts, fact, topics, said)
    return _judge("supported" if is_right else "contradicted", fact)


def _judge(verdict: Judged, fact: Fact, before: str = "") -> Judgement:
    return Judgement(verdict, f"{before}{fact.why}", fact.sources)


def _name_topics(said: Statement) -> list[str]:
    """For what it is said to be approved: an illness, "for that" of the sentence before, or how it is sold."""
    if said.has("approve/prescription") and (not said.has("approve/approve") or said.drug == "naloxone"):
        return [_name_sale(said)]
    return list(said.names("outcome") or (said.topics if said.has("anaphor/use") else ()))


def _judge_sale(facts: tuple[Fact, ...], said: Statement) -> Judgement | None:
    """Of what nobody approved, that it is sold without a prescription is right, and that it is prescribed is wrong."""
    unapproved = next((fact for fact in facts if not fact.about and fact.holds == "no" and not fact.list("form")), None)
    if unapproved is None or not said.has("approve/prescription") or said.has("approve/approve"):
        return None
    return _judge("supported" if _name_sale(said) == FREELY else "contradicted", unapproved)


def _find_approval(facts: tuple[Fact, ...], topics: list[str], agencies: set[str]) -> Fact | None:
    """The first fact about a topic by one of the agencies; without a topic the general one; else a general refusal."""
    fact = next((f for topic in topics for f in facts if topic in f.about and _is_by(f, agencies)), None)
    if fact is None and not topics:
        fact = next((f for f in facts if not f.about and _is_by(f, agencies)), None)
    return fact or next((f for f in facts if not f.about and f.holds == "no"), None)


def _is_right(fact: Fact, topics: list[str], hedge: Hedge, said: Statement) -> bool:
    is_off = said.has("approve/off-label")
    says_no = hedge == "negated" or (is_off and not said.has("approve/prescription"))
    says_no = says_no or (said.has("approve/supplement") and said.has("law/banned"))
    if topics == [FREELY] and FREELY in fact.about:
        return not says_no
    return says_no == (fact.holds == "no") or (says_no and is_off and bool(PART & set(said.words)))


def _is_of_its_year(facts: tuple[Fact, ...], fact: Fact, topics: list[str], said: Statement) -> bool:
    """Whether a year that is named is one of an approval of that use; where none is held, any year is."""
    named = {int(word) for word in said.words if YEAR.fullmatch(word)}
    about = [one for one in facts if set(topics) & set(one.about)] or [fact]
    held = {year for one in about for year in one.entry.get("years", ())}
    is_dated = bool(held) and fact.holds == "yes" and said.has("approve/approve") and not said.has("study")
    return not is_dated or not named or bool(named & held)


def _says_off(hedge: Hedge, said: Statement) -> bool:
    """Whether a use is called off-label, or not approved."""
    return hedge == "negated" or said.has("approve/off-label")


def _name_sale(said: Statement) -> str:
    words = " ".join(said.words)
    is_free = "without a prescription" in words or "over the counter" in words or "otc" in said.words
    return FREELY if is_free else "prescription"


def _is_by(fact: Fact, agencies: set[str]) -> bool:
    return not fact.list("agency") or bool(agencies & set(fact.list("agency")))
