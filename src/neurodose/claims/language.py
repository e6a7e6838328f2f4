"""A language is told by its small words, the share of a text's words that are stop words of it, or by its letters."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path
from runpy import run_path

from neurodose.claims.phrases import load_spacy, split_words
from neurodose.errors import ClaimError

# Of the languages whose small words spaCy lists without a download, those that articles are likely to be in.
NAMES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese",
         "nl": "Dutch", "pl": "Polish", "sv": "Swedish", "da": "Danish", "ro": "Romanian", "cs": "Czech",
         "ru": "Russian", "tr": "Turkish", "id": "Indonesian"}  # fmt: skip
FEW = 12  # of fewer words than these no language is told
CLEAR = 0.22  # English prose has 0.4 and more of its words among spaCy's; lists of drugs and numbers less
READ = 20_000  # words
FOREIGN = 0.5  # of the letters: English that quotes another script keeps most of its own
# As characters are named, where the script is called otherwise.
SCRIPTS = {"CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean"}


@cache
def _read_small_words() -> dict[str, frozenset[str]]:
    # Their files alone: a language's own package takes seconds to be loaded.
    folder = Path(load_spacy().__file__).parent / "lang"
    return {code: frozenset(run_path(str(folder / code / "stop_words.py"))["STOP_WORDS"]) for code in NAMES}


def find_language(text: str) -> tuple[str, float]:
    """The language's name and the share of its small words; "" where none is clear."""
    words = re.findall(r"[^\W\d_]+", text[: READ * 8].lower())[:READ]
    if len(words) < FEW:
        return "", 0.0
    shares = {code: sum(word in small for word in words) / len(words) for code, small in _read_small_words().items()}
    best = max(shares, key=lambda code: shares[code])
    return (NAMES[best], shares[best]) if shares[best] >= CLEAR else ("", shares[best])


def find_script(text: str) -> tuple[str, float]:
    """The share of a text's letters that are not Latin, and the script that most of those are of ("Thai")."""
    letters = [letter for letter in text[: READ * 8] if letter.isalpha()]
    scripts = Counter(unicodedata.name(letter, "UNKNOWN").split()[0] for letter in letters)
    others = [(count, name) for name, count in scripts.items() if name != "LATIN"]
    if not others:
        return "", 0.0
    name = max(others)[1]
    return SCRIPTS.get(name, name.capitalize()), sum(count for count, _ in others) / len(letters)


def check_language(text: str, where: str) -> None:
    """Raises ClaimError for an article in another language than English; a short text in Latin letters passes."""
    script, foreign = find_script(text)
    if foreign > FOREIGN:
        raise ClaimError(
            f"the article is not in English: {foreign:.0%} of its letters are not Latin, mostly {script}", where=where,
            exists="articles in English can be audited", hint="audit a translation",
        )  # fmt: skip
    name, share = find_language(text)
    if name == "English" or len(split_words(text)) < FEW:
        return
    if name:
        raise ClaimError(f"the article is in {name}: {share:.0%} of its words are {name} small words", where=where,
                         exists="articles in English can be audited", hint="audit a translation")  # fmt: skip
