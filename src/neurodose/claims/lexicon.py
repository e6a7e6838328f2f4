"""The dictionaries: which wordings name a drug, a place, what it acts on, what it helps or harms, and how sure one is.

They stand in `words/*.toml`, one table a group, one entry a name: `[outcome]`, `depression = ["depress*", …]`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from neurodose.claims.phrases import PhraseBook, split_words


@dataclass(frozen=True)
class Tag:
    """A wording that was found: its group and name ("outcome", "depression"), and the words it spans."""

    group: str
    name: str
    first: int
    last: int

    @property
    def label(self) -> str:
        return f"{self.group}/{self.name}"

    def covers(self, other: Tag) -> bool:
        """Whether it spans the other and more."""
        wider = self.last - self.first > other.last - other.first
        return wider and self.first <= other.first and other.last <= self.last


# In these groups a longer wording displaces what stands inside it: "opioid withdrawal" is no "withdrawal".
RIVALS = tuple(
    frozenset(one)
    for one in (
        ("outcome", "harm", "either", "target"),
        ("drug",),
        ("place",),
        ("class",),
        ("law",),
        ("user", "study"),
        ("help",),
    )
)


class Lexicon:
    """Tags words by the dictionaries."""

    def __init__(self, groups: dict[str, dict[str, list[str]]]) -> None:
        self.groups = groups
        self._book = PhraseBook({f"{group}/{name}": phrases for group, names in groups.items()
                                 for name, phrases in names.items()})  # fmt: skip

    def tag(self, words: list[str]) -> tuple[Tag, ...]:
        """What is found in the words, in their order; what a "skip" phrase spans is passed over."""
        found = [_make_tag(*one) for one in self._book.find(words)]
        skipped = [tag for tag in found if tag.group == "skip"]
        kept = [
            t for t in found if t.group != "skip" and not any(s.first <= t.first and t.last <= s.last for s in skipped)
        ]
        return tuple(tag for tag in kept if not any(_displaces(other, tag) for other in kept))


def _make_tag(label: str, first: int, last: int) -> Tag:
    group, _, name = label.partition("/")
    return Tag(group, name, first, last)


def _displaces(other: Tag, tag: Tag) -> bool:
    """Whether a wording takes the place of another: a longer rival, or a phrase in which it means less."""
    if other.group == "unhedge":
        weighed = tag.group == "hedge" or tag.label == "found/needed"
        return weighed and (other.first == tag.first or (other.first <= tag.first and tag.last <= other.last))
    if tag.label == "clause/lead" and other.group == "hedge":
        return other.covers(tag)  # "if any"
    if other.label == "dose/word" and tag.group in ("strength", "hedge"):
        return other.covers(tag)  # "every day"
    if tag.label == "dose/word":
        return other.group in ("form", "drug") and other.first <= tag.first and tag.last <= other.last
    return other.covers(tag) and any(other.group in rivals and tag.group in rivals for rivals in RIVALS)


@cache
def read_lexicon() -> Lexicon:
    """The dictionaries of this folder, compiled once."""
    groups: dict[str, dict[str, list[str]]] = {}
    for table in read_tables("words"):
        for group, names in table.items():
            held = groups.setdefault(group, {})
            for name, phrases in names.items():
                held.setdefault(name, []).extend(phrases)
    return Lexicon(groups)


def read_tables(folder: str) -> Iterator[dict[str, Any]]:
    """The TOML files of a folder of claims, by name."""
    held = files("neurodose.claims").joinpath(folder)
    for file in sorted(held.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            yield tomllib.loads(file.read_text(encoding="utf-8"))


@lru_cache(maxsize=4096)
def tag_text(text: str) -> tuple[list[str], tuple[Tag, ...]]:
    """A text's words and their tags."""
    words = split_words(text)
    return words, read_lexicon().tag(words)
