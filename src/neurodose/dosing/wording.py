"""A regimen's sentence is made of numbers with units, names, and a few words kept for its grammar."""

from __future__ import annotations

import re
from difflib import get_close_matches
from functools import lru_cache

from neurodose.errors import UnitError
from neurodose.units import Quantity, choose_unit, read_unit

KEPT_WORDS = (
    *(
        "of",
        "as",
        "by",
        "via",
        "into",
        "over",
        "at",
        "from",
        "starting",
        "every",
        "daily",
        "weekly",
        "a",
        "per",
    ),
    *("x", "times", "for", "once", "twice", "then", "after", "and", "together", "with", "without", "added"),
)
ALIKE = 0.75  # the likeness at which "evry" is a slip for "every" and "base" is none
NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
# A word may open with a chemist's number ("7-hydroxymitragynine"), but "24h" is a time.
WORD = r"(?:\d+-)?[^\W\d][\w.'-]*"
COUNT_WORD = r"[x×]\s*\d+"
UNIT = r"[^\s,+\d.][^\s,+]*"


def is_kept(word: str) -> bool:
    """Whether a word belongs to the grammar, so that no name may hold it."""
    return word.casefold() in KEPT_WORDS or re.fullmatch(COUNT_WORD, word, re.IGNORECASE) is not None


@lru_cache(maxsize=1024)
def find_slip(word: str) -> str | None:
    """The kept word for which this one may be a slip, if there is one."""
    return next(iter(get_close_matches(word.casefold(), KEPT_WORDS, n=1, cutoff=ALIKE)), None)


def is_name(text: str) -> bool:
    """Whether a text can be a name in a sentence: words with single blanks between them, none kept."""
    words = text.split(" ")
    return all(re.fullmatch(WORD, word) and not is_kept(word) for word in words)


def write_number(number: float) -> str:
    """A number in the fewest digits that read back as the same number ("24", "0.1")."""
    number = float(number)
    return str(int(number)) if number.is_integer() and abs(number) < 1e15 else repr(number)


def write_quantity(quantity: Quantity) -> str:
    """A quantity in a sentence: in its own unit where that can be read back, else in coherent units."""
    if _reads_back(quantity):
        return f"{write_number(quantity.value)} {quantity.unit.symbol}"
    unit = choose_unit(quantity.dimension)
    return f"{write_number(unit.from_coherent(quantity.coherent))} {unit.symbol}"


def _reads_back(quantity: Quantity) -> bool:
    symbol = quantity.unit.symbol
    if not re.fullmatch(UNIT, symbol):
        return False
    try:
        return read_unit(symbol) == quantity.unit
    except UnitError:
        return False
