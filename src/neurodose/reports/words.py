"""Words of a report that several of its parts put together alike."""

from __future__ import annotations

from collections.abc import Sequence


def enumerate_words(words: Sequence[str], comma: str = ", ") -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return f"{comma.join(words[:-1])}{comma if comma != ', ' else ' and '}{words[-1]}"
