"""A number with its noun and verb: "1 row ends too early", "2 rows end too early"."""

from __future__ import annotations

from typing import NamedTuple


class Wording(NamedTuple):
    """The same words of one thing and of several: Wording("row ends too early", "rows end too early")."""

    one: str
    several: str

    def of(self, number: float) -> str:
        return self.one if number == 1 else self.several


def say_count(number: int, one: str, several: str = "") -> str:
    """A number with its words: "1 error", "2 errors", "1,000 entries"; several: where it is not one with an s."""
    return f"{number:,} {one if number == 1 else several or one + 's'}"
