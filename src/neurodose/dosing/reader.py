"""A sentence is read from left to right: here is the place reached, and how to show where it went wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from neurodose.dosing.wording import NUMBER, WORD, is_kept
from neurodose.errors import DoseError


class Reader:
    """A place in a sentence, and what the present dose has said so far."""

    def __init__(self, text: str) -> None:
        if not isinstance(text, str):
            raise DoseError(
                f"{text!r} is not a sentence",
                where="regimen",
                hint='write, for example, "50 mg every 24 h x 28"',
            )
        self.text = re.sub(r"\s", " ", text)
        self.at = self.phrase_at = self.dose_at = self.dose = 0
        self.said: dict[str, int] = {}

    def begin_dose(self) -> None:
        """A new dose has said nothing yet."""
        self._skip()
        self.dose, self.dose_at, self.said = self.dose + 1, self.at, {}

    def accept(self, pattern: str) -> re.Match[str] | None:
        """Steps over the pattern if it stands here."""
        self._skip()
        match = re.compile(pattern, re.IGNORECASE).match(self.text, self.at)
        if match:
            self.phrase_at, self.at = self.at, match.end()
        return match

    def number_or_none(self) -> float | None:
        """The number that stands here, if there is one."""
        match = self.accept(f"-?{NUMBER}")
        return float(match[0]) if match else None

    def number(self, expected: str) -> float:
        """The number that must stand here."""
        number = self.number_or_none()
        return self.stumble(expected) if number is None else number

    def word(self) -> str | None:
        """The next word of a name, if one stands here."""
        before = self.at
        match = self.accept(rf"{WORD}(?![^\s,+])")
        if match and is_kept(match[0]):
            self.at, match = before, None
        return match[0] if match else None

    def name(self, expected: str) -> str:
        """One or more words, up to a comma or a word of the grammar."""
        words = [self.word() or self.stumble(expected)]
        while self.text[self.at : self.at + 1] == " " and (word := self._word_after_blanks()):
            words.append(word)
        return " ".join(words)

    def say_once(self, what: str, place: int | None = None) -> None:
        """Notes that the present dose has said this, at this place (the phrase just read)."""
        place = self.phrase_at if place is None else place
        if what in self.said:
            self.refuse(place, "the same thing is said twice", "leave one of them out")
        self.said[what] = place

    def is_before(self, pattern: str) -> bool:
        """Whether the pattern stands here; nothing is stepped over."""
        self._skip()
        return re.compile(pattern, re.IGNORECASE).match(self.text, self.at) is not None

    def stumble(self, expected: str, back: bool = False) -> NoReturn:
        """Refuses what stands here (`back`: what was just read) and says what was expected."""
        self._skip()
        place = self.phrase_at if back else self.at
        self.refuse(place, "the regimen cannot be read", f"expected there: {expected}")

    def refuse(self, place: int, what: str, hint: str | None, exists: str | None = None) -> NoReturn:
        """Refuses the sentence, with a caret under the place."""
        shown = f"{self.text}\n    {' ' * place}^"
        raise DoseError(what, where=self._where(), exists=f"{shown}\n    {exists}" if exists else shown, hint=hint)

    @contextmanager
    def blaming(self, place: int) -> Iterator[None]:
        """Shows in the sentence what is wrong with a dose that can be read but not given."""
        try:
            yield
        except DoseError as error:
            field = (error.where or "").removeprefix("dose, ")
            self.refuse(self.said.get(field, place), error.what, error.hint, error.exists)

    def _where(self) -> str:
        return f"regimen, dose {max(self.dose, 1)}"

    def _skip(self) -> None:
        while self.at < len(self.text) and self.text[self.at] in " ,":
            self.at += 1

    def _word_after_blanks(self) -> str | None:
        rest = self.text[self.at :].lstrip(" ")
        return None if rest.startswith(",") else self.word()
