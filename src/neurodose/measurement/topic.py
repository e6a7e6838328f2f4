"""From the free words of an outcome to the endpoint of a response that answers them, or to why none does.

Words are compared in three steps, and the first that finds an endpoint of the right kind decides: the same words; the
same words in any order, whatever says only how it was asked ("total", "self-reported") left out and other names of a
thing put aside ("Hamilton depression scale", "binge"); the same without the substance that people used. Where responses
share a name (relapse to drinking, to opioids), who the people were decides. Words that are left over are not passed
over: "any adverse event" is no "discontinuation for adverse events".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from neurodose.library.circuit import Circuit
from neurodose.library.response import Endpoint, Response
from neurodose.measurement.words import ABOUT, USED, read_words, simplify
from neurodose.records.vocabulary import KINDS

Stage = Circuit | Response
USES = ("alcohol", "opioid")  # who uses one is another than who uses the other
Direction = Literal["later less earlier", "earlier less later", "better"]

OF_EVENTS = (
    "proportion", "difference of proportions", "ratio of proportions", "odds ratio", "hazard ratio",
)  # fmt: skip
# What says that a topic is a change of another, and in which direction.
CHANGES: dict[str, Direction] = {
    "change": "later less earlier", "rise": "later less earlier", "increase": "later less earlier",
    "fall": "earlier less later", "reduction": "earlier less later", "decrease": "earlier less later",
    "decline": "earlier less later", "improvement": "better",
}  # fmt: skip
CHANGE = re.compile(rf"(?P<word>{'|'.join(CHANGES)})s?\s+(?:from baseline\s+)?(?:of|in)\s+(?P<of>\S.*)", re.IGNORECASE)


# A score that has fallen by some share of itself is an event: "a fall of 30 % of pain", "50 % reduction of MADRS".
_FALLS = "fall|reduction|decrease|decline|improvement"
FALL = re.compile(
    rf"(?:an?\s+)?(?:at least\s+)?(?:an?\s+)?(?:(?:{_FALLS})\s+(?:of|by)\s+)?(?:at least\s+)?"
    rf"(?P<share>\d+(?:\.\d+)?)\s*%(?:\s+or more)?(?:\s+(?:{_FALLS}))?\s+(?:of|in|less)\s+(?P<of>\S.*)",
    re.IGNORECASE,
)
ABSENCE = re.compile(r"(?:no|without(?:\s+any)?)\s+(?P<of>\S.*)", re.IGNORECASE)
LAST_DAY = re.compile(r"\s+days?$", re.IGNORECASE)
# When it was looked at, which `time` tells.
WHEN = re.compile(
    r"\s+(?:at|by|over|after|during|through|within|for)\s+(?:the\s+)?\d+\s*-?(?:hour|day|week|month|year)s?$",
    re.IGNORECASE,
)
PERIOD = re.compile(r"\s+(?:a|per|each)\s+(?P<period>week|month)$", re.IGNORECASE)
DAYS = {"week": 7.0, "month": 365.25 / 12}
RESPONSE = re.compile(r"(?:an?\s+)?response\s+(?:on|by)\s+(?P<of>\S.*)", re.IGNORECASE)
HALVED = 0.5  # what a response on a scale of mood is taken to be


@dataclass(frozen=True)
class Match:
    """An endpoint that answers a topic.

    words: of the endpoint, as it says them; direction: where the topic is a change of it, which way it counts
    fall:  the share of itself by which a score has to fall, where that is what is counted
    is_absent: whether people are counted in whom it has not happened
    days: of a level that the endpoint tells of a day, in how many days it is asked for
    """

    stage: Stage
    endpoint: Endpoint
    words: str
    direction: Direction | None = None
    fall: float | None = None
    is_absent: bool = False
    days: float = 1.0

    @property
    def outputs(self) -> dict[str, str]:
        """Addresses by the name of the link, the one that answers first first."""
        order = [link.name for link in self.stage.links] if isinstance(self.stage, Response) else []
        held = dict(self.endpoint.outputs)
        return {name: held[name] for name in dict.fromkeys((*order, *held)) if name in held}

    @property
    def is_higher_better(self) -> bool:
        """Whether more of it is better for the person; a score counts what a person suffers from, unless it says
        otherwise.
        """
        is_better = isinstance(self.stage, Response) and self.stage.higher_is == "better"
        return self.endpoint.is_better_higher or (is_better and self.endpoint.counted != "score")

    @property
    def sets_it(self) -> tuple[str, ...]:
        """Sources of the outcomes that set the link that answers first, by its name."""
        first = next(iter(self.outputs))
        links = self.stage.links if isinstance(self.stage, Response) else ()
        return next((link.set_by for link in links if link.name == first), ())


def find_endpoint(topic: str, kind: str, stages: Sequence[Stage], who: str = "") -> Match | str:
    """The endpoint that answers a topic, or in words why none does.

    kind: of figure, by its name in the vocabulary; stages: that a body reaches; who: the people, in words
    """
    topic = WHEN.sub("", topic.strip())
    found = _find(topic, kind, stages, who, None)
    for attempt in (_find_fall, _find_absence, _find_without_day, _find_change, _find_a_day):
        found = found if isinstance(found, Match) else attempt(topic, kind, stages, who) or found
    return replace(found, days=_count_days(topic, found.endpoint)) if isinstance(found, Match) else found


def is_about_events(kind: str) -> bool:
    """Whether a kind of figure counts people of whom something is true."""
    return kind in OF_EVENTS


def list_topics(stages: Iterable[Stage]) -> tuple[str, ...]:
    """What can be asked of these stages: the first words of each endpoint."""
    return tuple(dict.fromkeys(endpoint.words[0] for stage in stages for endpoint in stage.endpoints))


def _find_fall(topic: str, kind: str, stages: Sequence[Stage], who: str) -> Match | None:
    """A score of which people are counted in whom it has fallen far enough; None where the words do not say so."""
    fallen, halved = FALL.fullmatch(topic), RESPONSE.fullmatch(topic)
    said = fallen or halved
    if said is None or not is_about_events(kind):
        return None
    score = _find(said["of"], "mean", stages, who, None)
    if isinstance(score, str) or score.endpoint.counted != "score":
        return None
    return replace(score, fall=float(fallen["share"]) / 100 if fallen else HALVED)


def _find_absence(topic: str, kind: str, stages: Sequence[Stage], who: str) -> Match | None:
    """An event of which people are counted in whom it has not happened: "no heavy drinking days"."""
    said = ABSENCE.fullmatch(topic)
    if said is None or not is_about_events(kind):
        return None
    event = _find(said["of"], kind, stages, who, None)
    event = event if isinstance(event, Match) else _find_without_day(said["of"], kind, stages, who)
    return None if event is None else replace(event, is_absent=True)


def _find_without_day(topic: str, kind: str, stages: Sequence[Stage], who: str) -> Match | None:
    """The same without a day at its end: "at least one heavy drinking day" is heavy drinking."""
    shorter = LAST_DAY.sub("", topic)
    found = _find(shorter, kind, stages, who, None) if shorter != topic else None
    return found if isinstance(found, Match) else None


def _find_change(topic: str, kind: str, stages: Sequence[Stage], who: str) -> Match | None:
    """What a topic is a change of, and which way it counts."""
    said = CHANGE.fullmatch(topic)
    found = _find(said["of"], kind, stages, who, CHANGES[said["word"].casefold()]) if said else None
    return found if isinstance(found, Match) else None


def _find_a_day(topic: str, kind: str, stages: Sequence[Stage], who: str) -> Match | None:
    """The same of a day, where it is asked for of a week or month."""
    daily = PERIOD.sub(" a day", topic)
    found = _find(daily, kind, stages, who, None) if daily != topic else None
    return found if isinstance(found, Match) and _count_days(topic, found.endpoint) > 1 else None


def _count_days(topic: str, endpoint: Endpoint) -> float:
    """In how many days something is asked for that an endpoint tells of one; 1 of all else."""
    said = PERIOD.search(topic)
    is_daily = endpoint.counted == "level" and any(re.search(r"(?:a|per) day$", words) for words in endpoint.words)
    return DAYS[said["period"].casefold()] if said and is_daily else 1.0


def _find(topic: str, kind: str, stages: Sequence[Stage], who: str, direction: Direction | None) -> Match | str:
    who = f"{who} {topic}"
    named = [(stage, endpoint, words) for stage in stages for endpoint in stage.endpoints for words in endpoint.words]
    asked, simple = read_words(topic), simplify(read_words(topic))
    unfit: Match | None = None
    for step in (
        lambda words: read_words(words) == asked,
        lambda words: simplify(read_words(words)) == simple,
        lambda words: bool(simple - USED) and simplify(read_words(words)) - USED == simple - USED,
    ):
        matches = [Match(stage, endpoint, words, direction) for stage, endpoint, words in named if step(words)]
        fit = [m for m in matches if _fits(m.endpoint, kind) and not _is_of_others(m, who)]
        unfit = unfit or next(iter(matches), None)
        if fit:
            return _choose(topic, fit, who)
    if unfit is not None and _fits(unfit.endpoint, kind):
        others = who.removesuffix(topic).strip()
        return f"“{topic}” is known of {unfit.stage.name} alone, and these people are others: {others}"
    if unfit is not None:
        return (
            f"“{topic}” is known as {_say(unfit.endpoint)} ({unfit.stage.name}), and “{KINDS[kind].phrase}” asks for "
            f"{'something that is true or not of a person' if is_about_events(kind) else 'a score, share or level'}"
        )
    return f"no response is known for “{topic}”; known are: {'; '.join(list_topics(stages)) or 'none'}"


def _fits(endpoint: Endpoint, kind: str) -> bool:
    """Whether what an endpoint counts is what a kind of figure is of; a rate may be of days or of people."""
    return kind == "rate ratio" or (endpoint.counted == "event") == is_about_events(kind)


def _choose(topic: str, matches: Sequence[Match], who: str) -> Match | str:
    """The one endpoint among those that fit: that which is about such people, where several have the name."""
    each = list({id(match.endpoint): match for match in matches}.values())
    if len(each) > 1 and len({match.endpoint.counted == "event" for match in each}) > 1:
        each = [match for match in each if match.endpoint.counted != "event"]  # of a rate: days before people
    if len(each) > 1:
        told = {name for name, words in ABOUT.items() if not set(words).isdisjoint(read_words(who))}
        scores = [len(told & _find_subjects(match)) for match in each]
        each = [match for match, score in zip(each, scores, strict=True) if score == max(scores)]
    if len({frozenset(_find_subjects(match)) for match in each}) == 1:
        return each[0]  # about the same people: the response that the library names first
    rivals = "; ".join(f"“{match.words}” of {match.stage.name}" for match in each)
    return f"“{topic}” may be {rivals}: say it in the words of one of them, or in `who` whom it was measured in"


def _is_of_others(match: Match, who: str) -> bool:
    """Whether a response is about drinking where people used opioids, or the other way round."""
    told = {name for name in USES if not set(ABOUT[name]).isdisjoint(read_words(who))}
    about = _find_subjects(match) & set(USES)
    return bool(told) and bool(about) and told.isdisjoint(about)


def _find_subjects(match: Match) -> set[str]:
    """What a response is about, by its name and meaning and the words of the endpoint."""
    words = read_words(f"{match.stage.name.replace('_', ' ')} {match.stage.meaning} {match.words}")
    return {name for name, said in ABOUT.items() if not set(said).isdisjoint(words)}


def _say(endpoint: Endpoint) -> str:
    return {"event": "an event", "level": "a level"}.get(endpoint.counted, f"a {endpoint.counted}")
