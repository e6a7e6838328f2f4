"""A statement is a part of a sentence that can be true by itself: "it may help, but no trial has shown it" has two.

Hedges and negations reach as far as their part, and no farther.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from neurodose.claims.lexicon import Tag
from neurodose.claims.phrases import PUNCTUATION

HARD = (";", "—", "–")
GOES_ON = frozenset({"and", "while", "whereas"})
RESUMES = frozenset({"is", "are", "was", "were", "may", "might", "can", "could", "will", "has", "have", "had"})
FOLLOWS = frozenset({"which", "so", "thus", "thereby", "meaning", "suggesting", "causing", "leading", "resulting",
                     "making", "allowing", "prompting", "producing"})  # fmt: skip


@dataclass(frozen=True)
class Statement:
    """words, and the tags found in them (places counted within the sentence)

    drug: what it is about, "" where none is in sight; is_named: whether its sentence names the drug, or a word for it
    topics: illnesses that are named here, else those that were named before
    """

    words: tuple[str, ...]
    tags: tuple[Tag, ...]
    first: int
    drug: str = ""
    topics: tuple[str, ...] = ()
    is_named: bool = False

    def has(self, *labels: str) -> bool:
        """Whether one of these groups ("outcome") or names ("outcome/pain") was found."""
        return any(tag.group == label or tag.label == label for tag in self.tags for label in labels)

    def find(self, *labels: str) -> tuple[Tag, ...]:
        return tuple(tag for tag in self.tags if any(label in (tag.group, tag.label) for label in labels))

    def names(self, *groups: str) -> tuple[str, ...]:
        """Names found in a group, each once, in their order."""
        return tuple(dict.fromkeys(tag.name for tag in self.find(*groups)))

    def where(self, *labels: str) -> int | None:
        """The first word of the first of these, None where there is none."""
        return min((tag.first for tag in self.find(*labels)), default=None)

    def is_before(self, one: str, *others: str) -> bool:
        """Whether a wording stands before the first of others."""
        first, second = self.where(one), self.where(*others)
        return first is not None and (second is None or first <= second)


def part(words: list[str], tags: tuple[Tag, ...]) -> tuple[Statement, ...]:
    """A sentence's statements; a wording that spans a border goes with its first word."""
    borders = sorted({0, *_find_borders(words, tags), len(words)})
    parts = []
    for first, last in itertools.pairwise(borders):
        inside = tuple(tag for tag in tags if first <= tag.first < last)
        parts.append(_hand_on(parts, Statement(tuple(words[first:last]), inside, first)))
    return tuple(_merge(parts))


def _hand_on(before: list[Statement], one: Statement) -> Statement:
    """What a part takes over from the one before it: doubt ("it may help, thereby reducing relapse"), whose story or
    study it is, and an approval that is denied ("but not for pain").
    """
    if not before:
        return one
    spoken = [word for word in one.words if word != ","] or [""]
    opens = spoken[0]
    lent: Iterable[Tag] = ()
    if opens in GOES_ON and not one.has("user", "study"):
        lent = before[-1].find(*_name_lent(one, spoken))
    elif opens in FOLLOWS and not one.has("hedge"):
        lent = before[-1].find("hedge/possible", "hedge/probable", "hedge/promise")
    elif one.words[:2] == ("but", "not"):
        lent = before[-1].find("approve")
    return replace(one, tags=(*one.tags, *_lend(lent, one)))


def _name_lent(one: Statement, spoken: list[str]) -> Iterator[str]:
    """What goes on past an "and": a study's findings, a story without a new subject, for what a drug is approved."""
    if one.has("found/past"):
        yield "study"
    if not {"it", "they"} & set(spoken[1:2]) and not one.has("drug"):  # it has no subject of its own
        yield "user/told"
    if set(spoken[1:2]) & {"in", "for"} and not one.has("help", "effective"):
        yield "approve"


def _lend(tags: Iterable[Tag], to: Statement) -> Iterable[Tag]:
    return (replace(tag, first=to.first, last=to.first + 1) for tag in tags)


def _find_borders(words: list[str], tags: tuple[Tag, ...]) -> Iterator[int]:
    for place, word in enumerate(words):
        if word in HARD:
            yield place + 1
    for tag in tags:
        is_turn = words[0] in ("unlike", "like") and tag.first > 0 and words[tag.first - 1] == ","
        is_listed = tag.group == "drug" and tag.last < len(words) and words[tag.first - 2 : tag.first] == [",", "and"]
        if is_listed and words[tag.last] == ",":  # "buprenorphine, an agonist, and naloxone, an antagonist"
            yield tag.first - 1
        is_split = tag.label == "clause/split" and not _is_set_off(tag, words)
        if is_split or (is_turn and tag.group == "drug"):  # "unlike methadone, …, naltrexone blocks"
            yield tag.first
        elif tag.label == "clause/lead" and (tag.first == 0 or words[tag.first - 1] in (",", ";")):
            yield from _find_ends(tag, words)


def _is_set_off(tag: Tag, words: list[str]) -> bool:
    """Whether it parts nothing: "a larger trial, however, found", "because of"."""
    if words[tag.first : tag.first + 2] == ["because", "of"]:
        return True
    return tag.first > 0 and tag.last < len(words) and words[tag.first - 1] == words[tag.last] == ","


def _find_ends(tag: Tag, words: list[str]) -> Iterator[int]:
    """Where a clause that is led by a word begins and ends: at its comma; at that before the verb, if it is set in."""
    commas = [place for place in range(tag.last, len(words)) if words[place] == ","]
    if not tag.first:
        yield from (place + 1 for place in commas[:1])
        return
    yield tag.first
    if words[tag.first] == "which":
        yield from (place + 1 for place in commas[:1] if set(words[place + 1 : place + 2]) & RESUMES)


def _merge(parts: list[Statement]) -> list[Statement]:
    """Parts of one or two words say nothing by themselves: they go to what follows, or to what stood before."""
    merged: list[Statement] = []
    carried: Statement | None = None
    for one in parts:
        if carried is not None:
            one = Statement((*carried.words, *one.words), (*carried.tags, *one.tags), carried.first)
        spoken = [word for word in one.words if not re.match(PUNCTUATION, word)]
        carried = one if len(spoken) < 3 else None
        if carried is None:
            merged.append(one)
    if carried is not None:
        if not merged:
            return [carried]
        last = merged[-1]
        merged[-1] = replace(last, words=(*last.words, *carried.words), tags=(*last.tags, *carried.tags))
    return merged
