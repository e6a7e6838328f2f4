"""Wording is matched by phrases that a reader of a dictionary can read, whatever hyphens and capitals are.

    "reduc* ~2 craving*"       a word that begins with reduc, up to two words, a word that begins with craving
    "clinical|controlled? trial*"   one of two words, which may be missing, and a word that begins with trial
    "# mg"                          a number, and mg

Hyphens, slashes and underscores part words; "n't" is "not"; marks such as , ; ( stand as words of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from neurodose.errors import ClaimError

WORD = re.compile(r"[a-zα-ωµßà-ÿ0-9]+(?:\.[0-9]+)?(?:,[0-9]{3})*|[.,;:!?()\"—–%…&+*]", re.IGNORECASE)
PUNCTUATION = "^[^a-zα-ωµßà-ÿ0-9]"
_SPELLED = (
    ("’", "'"),
    ("‘", "'"),
    ("“", '"'),
    ("”", '"'),
    ("‐", "-"),
    ("‑", "-"),
    ("\u00ad", ""),
    ("cannot", "can not"),
)
_NOT = re.compile(r"n't\b", re.IGNORECASE)
_WONT = re.compile(r"\b(wo|ca|sha)n't\b", re.IGNORECASE)
_FULL = {"wo": "will not", "ca": "can not", "sha": "shall not"}
_OWNER = re.compile(r"'s\b|s'(?=\s)", re.IGNORECASE)


def split_words(text: str) -> list[str]:
    """The words of a text in small letters, and its marks; a word's hyphens, owner's "'s" and accents of type go."""
    for old, new in _SPELLED:
        text = text.replace(old, new)
    text = _WONT.sub(lambda found: _FULL[found[1].lower()], text)
    text = _NOT.sub(" not", text)
    text = _OWNER.sub(lambda found: "s" if found[0].startswith("s") else "", text)
    return [word.lower() for word in WORD.findall(text)]


def compile_phrase(phrase: str) -> list[dict[str, Any]]:
    """A phrase as a pattern of spaCy's Matcher; raises ClaimError for one that says nothing."""
    tokens: list[dict[str, Any]] = []
    for word in phrase.split():
        if re.fullmatch(r"~\d\d?", word):
            tokens += [{"LOWER": {"REGEX": '^[^.;:!?()"—…]+$'}, "OP": "?"}] * int(word[1:])
            continue
        optional = word.endswith("?") and len(word) > 1
        tokens.append({"LOWER": _compile_word(word.removesuffix("?") if optional else word)}
                      | ({"OP": "?"} if optional else {}))  # fmt: skip
    if all("OP" in token for token in tokens):
        raise ClaimError(f'the phrase "{phrase}" would match anything', hint="give it a word that must stand there")
    return tokens


def _compile_word(word: str) -> dict[str, Any] | str:
    if word == "#":
        return {"REGEX": "^[0-9]"}
    choices = word.split("|")
    if not any(choice.endswith("*") for choice in choices):
        return choices[0] if len(choices) == 1 else {"IN": choices}
    spelled = (re.escape(c.removesuffix("*")) + (".*" if c.endswith("*") and len(c) > 1 else "") for c in choices)
    return {"REGEX": f"^(?:{'|'.join(spelled)})$"}


class PhraseBook:
    """Phrases by label, matched over words: `find(words)` gives (label, first, last + 1), longer ones first."""

    def __init__(self, phrases: Mapping[str, Iterable[str]]) -> None:
        spacy = load_spacy()
        self._vocab = spacy.blank("en").vocab
        self._matcher = spacy.matcher.Matcher(self._vocab)
        for label, several in phrases.items():
            self._matcher.add(label, [compile_phrase(phrase) for phrase in several], greedy="LONGEST")

    def find(self, words: list[str]) -> list[tuple[str, int, int]]:
        """Where labels stand, in the order of the words."""
        from spacy.tokens import Doc

        if not words:
            return []
        found = self._matcher(Doc(self._vocab, words=words))
        named = [(self._vocab.strings[label], first, last) for label, first, last in found]
        return sorted(set(named), key=lambda one: (one[1], -one[2], one[0]))


def load_spacy() -> Any:
    """spaCy, which splits and matches text; raises ClaimError that tells how to install it."""
    try:
        import spacy
        import spacy.matcher
    except ImportError as problem:
        raise ClaimError(
            f"articles are read with spaCy, which cannot be loaded: {problem}",
            hint='type: pip install "neurodose[articles]"',
        ) from None
    return spacy
