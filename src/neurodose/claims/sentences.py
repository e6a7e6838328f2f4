"""An article's sentences, numbered from 1, with what is a heading told apart: a heading names, and claims nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from neurodose.claims.article import Article
from neurodose.claims.headings import find_headings, strip_mark
from neurodose.claims.language import find_language
from neurodose.claims.phrases import load_spacy

_SHORT = re.compile(r"(?:\b(?:Dr|Mr|Mrs|Ms|Prof|vs|etc|e\.g|i\.e|approx|No|Fig|St|al|ca|cf|U\.S|U\.K)\.|\b[A-Z]\.)$")
LONGEST = 150  # words: no writer's sentence is longer; a text without marks is cut here


@dataclass(frozen=True)
class Sentence:
    """number: from 1, headings and questions counted too

    role: "sentence", "heading", "question", or "foreign": in another language than English
    """

    number: int
    text: str
    role: str


@cache
def _make_splitter() -> Any:
    english = load_spacy().blank("en")
    english.add_pipe("sentencizer", config={"punct_chars": [".", "!", "?", "…"]})
    english.max_length = 10_000_000
    return english


def split_sentences(article: Article) -> tuple[Sentence, ...]:
    """The sentences of all blocks; a list's marks are dropped, an abbreviation's full stop ends nothing."""
    found: list[Sentence] = []
    headings = find_headings(article.blocks, article.kinds)
    for block, is_heading in zip(article.blocks, headings, strict=True):
        bare = strip_mark(block)
        for text in [bare] if is_heading else _split(bare):
            found.append(Sentence(len(found) + 1, text, _name_role(text, is_heading)))
    return tuple(found)


def _split(block: str) -> list[str]:
    parts = [cut for sentence in _make_splitter()(block).sents for cut in _cut(sentence.text.strip())]
    joined: list[str] = []
    for part in parts:
        runs_on = (
            joined
            and len(f"{joined[-1]} {part}".split()) <= LONGEST
            and (_SHORT.search(joined[-1]) or (part[:1].islower() and not joined[-1].endswith(("!", "?"))))
        )
        if runs_on:
            joined[-1] += f" {part}"
        elif part and joined and not re.search(r"\w", part):
            joined[-1] += part
        elif part:
            joined.append(part)
    return joined


def _cut(text: str) -> list[str]:
    words = text.split()
    if len(words) <= LONGEST:
        return [text]
    return [" ".join(words[first : first + LONGEST]) for first in range(0, len(words), LONGEST)]


def _name_role(text: str, is_heading: bool) -> str:
    if find_language(text)[0] not in ("English", ""):
        return "foreign"
    if text.rstrip('"”’ ').endswith("?"):
        return "question"
    return "heading" if is_heading else "sentence"
