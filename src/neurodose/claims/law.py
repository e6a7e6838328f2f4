"""What a sentence says of the law, beside the law that is held for its place; a vague word is less than that.

The law of a state or a country is asked of the registry (`library/approvals`); what a whole federation's law is in a
sentence, and what holds where no place is named, stands in `held/`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from neurodose.claims.claim import VERDICTS, Hedge, Judged, Judgement
from neurodose.claims.held import Fact, find_facts
from neurodose.claims.statement import Statement
from neurodose.library.approvals import find_law
from neurodose.library.approvals.law import UNKNOWN, Law
from neurodose.records.approval import STANCES, Status

CODE = re.compile(r"[A-Z]{2}(?:-[A-Z]{2,3})?")
REGISTRY = {"kratom": "kratom", "mitragynine": "mitragynine", "7-OH": "7-hydroxymitragynine",
            "pseudoindoxyl": "mitragynine pseudoindoxyl"}  # fmt: skip
YEAR = re.compile(r"(?:19|20)\d\d")
SOURCES = 5  # that are named of a law
UNSCHEDULED = "not scheduled"


@dataclass(frozen=True)
class Standing:
    """The law of a place in one word, with schedules that are named, its reason and its sources."""

    status: str
    why: str
    sources: tuple[str, ...]
    schedules: tuple[str, ...] = ()


def judge_law(hedge: Hedge, said: Statement, on: date | None = None) -> Judgement:
    """By place; without one, by how places differ. on: the day whose law is meant; today unless said"""
    places = _name_places(said)
    held = [one for place in places for one in [_find_standing(said.drug, place, on)] if one is not None]
    if places and not held:
        return Judgement("not covered", f"the law of {', '.join(places)} is not held")
    general = _find_standing(said.drug, "", on) or _find_standing(said.drug, "US", on)
    if general is None:
        return Judgement("not covered", "no law is held of this drug")
    plain = said.has("law/legal", "law/banned", "law/scheduled", "law/regulated")
    if said.has("vague") and not (held and plain):
        first = (held or [general])[0]
        return Judgement("understated", f"left vague; held: {first.why}", first.sources)
    if (year := _name_year(said)) and (then := _judge_year(hedge, said, places, year, on)):
        return then
    judged = [Judgement(_compare(one, hedge, said), one.why, one.sources) for one in held or [general]]
    return min(judged, key=lambda one: VERDICTS.index(one.verdict))


def _name_year(said: Statement) -> int | None:
    """The one year that is named; of several none is taken."""
    years = {int(word) for word in said.words if YEAR.fullmatch(word)}
    return next(iter(years)) if len(years) == 1 else None


def _judge_year(hedge: Hedge, said: Statement, places: list[str], year: int, on: date | None) -> Judgement | None:
    """Of a past year, its law at both ends: what changed in it was so on one of them."""
    now = on or date.today()
    if said.has("strength/recommend") or year >= now.year:
        return None
    days = (date(year, 1, 1), date(year, 12, 31))
    held = [one for place in places for day in days for one in [_find_standing(said.drug, place, day)] if one]
    judged = [Judgement(_compare(one, hedge, said), one.why, one.sources) for one in held]
    return max(judged, key=lambda one: VERDICTS.index(one.verdict), default=None)


def _name_places(said: Statement) -> list[str]:
    places = [place for place in said.names("place") if place != "EU"]
    if "US" in places and (len(places) > 1 or said.has("vague")):
        places.remove("US")
    if not places and said.has("law/scheduled", "agency/FDA") and not said.has("vague"):
        places = ["US"]
    return places


def _find_standing(drug: str, place: str, on: date | None) -> Standing | None:
    fact = next((fact for fact in find_facts(drug, "law") if place in fact.list("place")), None)
    if fact is not None:
        return _read_fact(fact)
    if drug in REGISTRY and CODE.fullmatch(place):
        return _read_law(find_law(REGISTRY[drug], place, on=on))
    return None


def _read_fact(fact: Fact) -> Standing:
    return Standing(fact.holds, fact.why, fact.sources, fact.list("schedule"))


def _read_law(law: Law) -> Standing | None:
    """The registry's answer; None where it holds nothing of the place."""
    here = law.sure or tuple(one for one in law.unsure if not one.record.is_pending and one.record.status != UNKNOWN)
    statuses: set[Status] = {one.record.status for one in here}
    stances = {STANCES[status] for status in statuses}
    if "forbidden" in stances:
        status = "differs" if "allowed" in stances else "banned"
    elif "allowed" in stances:
        status = "legal"
    elif statuses:
        status = UNSCHEDULED if UNSCHEDULED in statuses else "varies"
    else:
        return None
    told = "; ".join(f"{one.record.place} {one.record.status}: {one.record.words}" for one in here)
    sources = dict.fromkeys(source.citation for one in here for source in one.record.sources)
    care = f" (with care: {'; '.join(law.cares or law.reasons)})" if law.is_amber else ""
    return Standing(status, f"{told}{care}", tuple(sources)[:SOURCES])


def _compare(held: Standing, hedge: Hedge, said: Statement) -> Judged:
    denied = hedge == "negated"
    says_legal = said.has("law/legal") and not denied
    forbids = said.has("law/banned", "law/scheduled", "law/regulated")
    says_banned = (forbids and not denied and not said.has("law/legal")) or (denied and said.has("law/legal"))
    if not says_legal and not says_banned and not forbids:
        return "supported" if not said.has("vague") else "understated"
    if said.has("strength/recommend") and held.status in ("proposed", UNSCHEDULED):
        return "supported"
    if hedge in ("possible", "unknown"):
        return "understated"
    return _judge_status(held, says_legal, says_banned, said)


def _judge_status(held: Standing, says_legal: bool, says_banned: bool, said: Statement) -> Judged:
    if held.status in ("banned", "controlled"):
        return "contradicted" if says_legal or not says_banned else "supported"
    if held.status == "scheduled":
        return _judge_schedule(held, says_legal, says_banned, said)
    if held.status == "legal":
        only_regulated = said.has("law/regulated") and not said.has("law/banned", "law/scheduled")
        return "contradicted" if says_banned and not only_regulated else "supported"
    if held.status in (UNSCHEDULED, "proposed"):
        if says_banned:
            return "supported" if said.has("approve/supplement") else "contradicted"
        return "overstated" if says_legal and said.drug in REGISTRY else "supported"
    if held.status == "differs" and said.has("law/regulated"):
        return "supported"
    return "understated" if held.status == "varies" and not says_legal and said.has("vague") else "overstated"


def _judge_schedule(held: Standing, says_legal: bool, says_banned: bool, said: Statement) -> Judged:
    named = set(said.names("schedule"))
    if says_legal or not says_banned:
        return "overstated" if says_legal and not said.names("place") else "contradicted"
    return "contradicted" if named and held.schedules and not named & set(held.schedules) else "supported"
