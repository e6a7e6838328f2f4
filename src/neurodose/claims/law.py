"""What a sentence says of the law, beside the law that is held for its place; a vague word is less than what is held."""

from __future__ import annotations

from neurodose.claims.claim import Hedge, Judged, Judgement
from neurodose.claims.held import Fact, find_facts
from neurodose.claims.statement import Statement

FORBIDDEN = frozenset({"banned", "scheduled", "regulated"})


def judge_law(hedge: Hedge, said: Statement) -> Judgement:
    """By place; without one, by the law of the United States where that is told, else by how places differ."""
    facts = find_facts(said.drug, "law")
    places = _name_places(said)
    by_place = {place: fact for place in places for fact in reversed(facts) if place in fact.list("place")}
    if places and not by_place:
        return Judgement("not covered", "the law of this place is not held")
    general = next((f for f in facts if "" in f.list("place")), None) or next(iter(facts), None)
    if not places and general is None:
        return Judgement("not covered", "no law is held of this drug")
    if said.has("vague") and not (by_place and said.has("law/legal", "law/banned", "law/scheduled")):
        fact = next(iter(by_place.values()), general)
        return Judgement("understated", f"left vague; held: {fact.why if fact else ''}", fact.sources if fact else ())
    judged = [Judgement(_compare(fact, hedge, said), fact.why, fact.sources)
              for fact in (by_place.values() or [general]) if fact]  # fmt: skip
    return min(judged, key=lambda one: ("contradicted", "overstated", "understated", "supported",
                                        "not covered").index(one.verdict))  # fmt: skip


def _name_places(said: Statement) -> list[str]:
    places = [place for place in said.names("place") if place != "EU"]
    if len(places) > 1 and "US" in places:
        places.remove("US")
    if not places and said.has("law/scheduled", "agency/FDA") and not said.has("vague"):
        places = ["US"]
    return places


def _compare(fact: Fact, hedge: Hedge, said: Statement) -> Judged:
    denied = hedge == "negated"
    says_legal = said.has("law/legal") and not denied
    forbids = said.has("law/banned", "law/scheduled", "law/regulated")
    says_banned = (forbids and not denied and not said.has("law/legal")) or (denied and said.has("law/legal"))
    if not says_legal and not says_banned and not forbids:
        return "supported" if not said.has("vague") else "understated"
    if said.has("strength/recommend") and fact.holds in ("proposed", "not scheduled"):
        return "supported"
    if hedge in ("possible", "unknown"):
        return "understated"
    return _by_status(fact, says_legal, says_banned, said)


def _by_status(fact: Fact, says_legal: bool, says_banned: bool, said: Statement) -> Judged:
    named, listed = set(said.names("schedule")), set(fact.list("schedule"))
    held = fact.holds
    if held in ("banned", "controlled"):
        return "contradicted" if says_legal or not says_banned else "supported"
    if held == "scheduled":
        if says_legal or not says_banned:
            return "overstated" if says_legal and not said.names("place") else "contradicted"
        return "contradicted" if named and listed and not named & listed else "supported"
    if held == "legal":
        return "contradicted" if says_banned else "supported"
    if held in ("not scheduled", "proposed"):
        if says_banned:
            return "supported" if said.has("approve/supplement") else "contradicted"
        return "overstated" if says_legal and fact.drug in ("kratom", "7-OH") else "supported"
    if held == "varies" and not says_legal and said.has("vague"):
        return "understated"
    return "overstated"
