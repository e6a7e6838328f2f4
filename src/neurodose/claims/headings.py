"""Which blocks of an article are headings: they name what follows, and claim nothing.

A heading is told by the page's own mark, by its capitals, or, as most people write them now, by its form: a short line
by itself, without an end mark and without a verb that states anything ("Kratom and anxiety: what to know"), or one
that opens as a question does ("How kratom relieves pain"). Items of lists look alike and state ("Reduces craving in
drinkers"), so what stands in a list, by its mark or by its neighbours, is told by capitals and opening alone.

No parser is at hand, so a verb is told by its ending and its neighbours. In doubt a line is a sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from neurodose.claims.hypertext import Kind
from neurodose.claims.lexicon import tag_text

BULLET = re.compile(r"^\s*(?:[-–—•*·▪◦‣]|\(?\d{1,2}[.)]|\(?[a-z]\))\s+", re.IGNORECASE)
MARKDOWN = re.compile(r"^#{1,6}\s+")
LONGEST = 14  # words: what is longer is a sentence, however it ends
LONGEST_MARKED = 2 * LONGEST  # some pages mark whole paragraphs as headings, for their looks
CAPITALS = 0.8  # of an item's words: it names a part of what follows ("1. Side Effects of Kratom")
LISTED = 3  # so many short lines in a row, after the first, are a list without bullets
_ENDS = (".", "!", "?", "…", '"', "”", ";")
_CLOSING = "()[]\"'”’» "
_WORD = re.compile(r"[^\W_][\w’'-]*")
_AMOUNT = re.compile(r"\d\s*(?:mg|g|mcg|µg|ug|ml|kg|%|percent|times|milligrams?|micrograms?|grams?)\b|\d\s*%")
ARTICLES = frozenset(("a", "an", "the", "its"))


@dataclass(frozen=True)
class _Words:
    """The words of `headings.toml`, which says what each group is."""

    small: frozenset[str]
    questions: frozenset[str]
    asked_of: frozenset[str]
    being: frozenset[str]
    stating: frozenset[str]
    bidding: frozenset[str]
    people: frozenset[str]
    subjects: frozenset[str]
    adverbs: frozenset[str]
    joining: frozenset[str]
    things: frozenset[str]

    @property
    def linking(self) -> frozenset[str]:
        """What follows a thing, and seldom a verb."""
        return self.joining | self.small - ARTICLES


@cache
def _read_words() -> _Words:
    text = (files("neurodose.claims") / "headings.toml").read_text(encoding="utf-8")
    return _Words(**{name: frozenset(words.split()) for name, words in tomllib.loads(text).items()})


@dataclass(frozen=True)
class _Line:
    """A block as it is judged: bare of its bullet; kind: by the page's mark, or by its bullet"""

    text: str
    kind: Kind

    @property
    def is_short(self) -> bool:
        """Whether it might be a heading or an item by its look: few words, no end mark."""
        return 0 < len(_list_words(self.text)) <= LONGEST and not self.text.rstrip(_CLOSING).endswith(_ENDS) \
            and not self.text.endswith(_ENDS)  # fmt: skip


def strip_mark(block: str) -> str:
    """A block without its bullet, number, or mark of a heading."""
    return BULLET.sub("", MARKDOWN.sub("", block))


def find_headings(blocks: Sequence[str], kinds: Sequence[Kind]) -> tuple[bool, ...]:
    """Whether each block is a heading; kinds: by the marks of a page, "" where there is none"""
    lines = [_Line(strip_mark(block), _name_kind(block, kind)) for block, kind in zip(blocks, kinds, strict=True)]
    in_list = _find_lists(lines)
    return tuple(_is_heading(line, is_item) for line, is_item in zip(lines, in_list, strict=True))


def _name_kind(block: str, kind: Kind) -> Kind:
    if MARKDOWN.match(block):
        return "heading"
    return "item" if not kind and BULLET.match(block) else kind


def _find_lists(lines: Sequence[_Line]) -> list[bool]:
    """Which lines are items: by their mark, after a line that announces them, or in a row of short ones.

    The first of a row may be its title; the rows that open an article are its title, author and date.
    """
    in_list = [line.kind == "item" for line in lines]
    row = 0
    for place, line in enumerate(lines):
        is_bare = line.is_short and not line.kind
        row = row + 1 if is_bare else 0
        before = lines[place - 1] if place else None
        if is_bare and before is not None and (before.text.endswith(":") or (in_list[place - 1] and not before.kind)):
            in_list[place] = True
        elif row == LISTED + 1 and place >= row:
            in_list[place + 2 - row : place + 1] = [True] * (row - 1)
    return in_list


def _is_heading(line: _Line, is_item: bool) -> bool:
    words = _list_words(line.text)
    if line.kind == "heading":
        return bool(words) and len(words) <= LONGEST_MARKED
    if not line.is_short:
        return False
    if line.kind == "link" or _asks(line.text, words):
        return True
    if is_item:
        return _share_capitals(words) >= CAPITALS
    return _share_capitals(words) == 1 or not _states(line.text, words)


def _list_words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text)]


def _share_capitals(words: Sequence[str]) -> float:
    """The share of words that begin with a capital or number, of those that begin so in a title."""
    small = _read_words().small
    telling = [word for word in words if word.lower() not in small]
    return sum(word[0].isupper() or word[0].isdigit() for word in telling) / len(telling) if telling else 1.0


def _asks(text: str, words: Sequence[str]) -> bool:
    """Whether it opens as a question, without its mark: "How it works", "Can naltrexone help with depression"."""
    known = _read_words()
    opening, *rest = [word.lower() for word in words]
    if opening in known.questions:
        return not _answers(text, words)
    if opening not in known.being or not rest or "," in text:
        return False
    return rest[0] in known.asked_of or any(tag.group == "drug" and tag.first == 1 for tag in tag_text(text)[1])


def _answers(text: str, words: Sequence[str]) -> bool:
    """Whether what opens as a question goes on to say something of it: "how it works is not known"."""
    if words[0].lower() in ("when", "where") and "," in text:
        return True
    known, verbs = _read_words(), _find_verbs(words)
    asked = sum(word.lower() in known.questions for word in words)
    return len(verbs) > asked and words[verbs[-1]].lower() in known.being and verbs[-1] - verbs[0] > 1


def _states(text: str, words: Sequence[str]) -> bool:
    """Whether a line states, bids or gives an amount."""
    bids = words[0].lower() in _read_words().bidding
    return bids or bool(_AMOUNT.search(text.lower())) or bool(_find_verbs(words))


def _find_verbs(words: Sequence[str]) -> list[int]:
    """Where verbs stand that state something; what stands between them and their subjects is passed over."""
    adverbs = _read_words().adverbs
    told = [place for place, word in enumerate(words) if not (word.lower() in adverbs or word.lower().endswith("ly"))]
    bare = [words[place] for place in told]
    around = zip(told, ["", *bare], bare, [*bare[1:], ""], strict=False)
    return [place for place, before, word, after in around if _is_verb(before, word, after)]


def _is_verb(before: str, word: str, after: str) -> bool:
    """Whether a word is a verb that states, by its ending and what stands before and after it."""
    known = _read_words()
    before, after, small = before.lower(), after.lower(), word.lower()
    if small in known.being | known.stating or small.endswith("n't"):
        return before != "to" and not (word == "May" and (before or after.isdigit()))
    if "-" in word or "'" in word or (before and word[0].isupper()):
        return False
    if _is_plain(small) and _has_subject(before, after):
        return True
    if not after or after in known.linking:
        return False
    if _is_plural(small) and small not in known.things:
        return before not in known.linking - known.subjects and not _is_plural(before)
    if small.endswith("ed"):
        return bool(before) and before not in known.small | known.joining - known.subjects
    # "Opioids dull pain": a name that stands before another is not in the plural.
    return _is_plain(small) and _is_plural(before)


def _has_subject(before: str, after: str) -> bool:
    """Whether what stands around a plain word makes it a verb: "patients swear by", "Sweden and Poland control it"."""
    known = _read_words()
    has_object = bool(before) and after in ("it", "them") and before not in known.small | known.joining
    return before in known.people or has_object


def _is_plain(word: str) -> bool:
    """Whether a word could be a verb in the plural: no ending, and no word that joins."""
    known = _read_words()
    is_bare = word.isalpha() and not word.endswith(("ing", "s"))
    return is_bare and word not in known.small | known.joining | known.questions


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "ous"))
