"""What a name on a report means: an entry of the synonyms, else its active ingredient, else the name as it was written.

names = Naming(find_synonyms())
names.read(("OPMS GOLD KRATOM CAPS", ""))      # ("kratom",)
names.read(("7-OH KRATOM TABLETS", ""))        # ("7-hydroxymitragynine",): kept apart from the leaf
names.read(("CONTRAVE", "BUPROPION\\\\NALTREXONE"))   # ("bupropion", "naltrexone")
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from neurodose.case_reports.cases import Name
from neurodose.errors import CaseReportError, unknown_name

NUMBERS = re.compile(r"/\d{5,}/")  # of a dictionary of drugs, which the old files write into names
LOOSE = r"[\s.\-_/]*"  # between the words of a name: "7-OH", "7 OH" and "7OH" are one


@dataclass(frozen=True)
class Synonym:
    """What a drug is called on reports.

    drug: as it is told; words: names, brands among them, each found as whole words in any case, with blanks, dots and
    hyphens or without; patterns: more of them, as regular expressions; never: what looks like it and is another thing;
    yields_to: entries that a name belongs to instead where it fits both; note: what a reader of a count must know
    """

    drug: str
    words: tuple[str, ...]
    patterns: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    note: str = ""

    @cached_property
    def pattern(self) -> str:
        """One regular expression for all names, in capitals."""
        return "|".join([*(_loosen(word) for word in self.words), *self.patterns])

    @cached_property
    def _found(self) -> re.Pattern[str]:
        return re.compile(self.pattern, re.IGNORECASE)

    @cached_property
    def _never(self) -> re.Pattern[str] | None:
        return re.compile("|".join(self.never), re.IGNORECASE) if self.never else None

    def fits(self, text: str) -> bool:
        """Whether a text names it, once what only looks like it is taken out."""
        return bool(self._found.search(self._never.sub(" ", text) if self._never else text))


def _loosen(word: str) -> str:
    parts = [re.escape(part) for part in re.split(r"[\s.\-_/]+", word) if part]
    return rf"(?<![A-Z0-9]){LOOSE.join(parts)}(?![A-Z0-9])"


class Naming:
    """Names of reports read by some synonyms."""

    def __init__(self, synonyms: Iterable[Synonym] = ()) -> None:
        self.synonyms = tuple(synonyms)
        self._any = re.compile("|".join(f"(?:{one.pattern})" for one in self.synonyms) or r"(?!)", re.IGNORECASE)

    def read(self, name: Name) -> tuple[str, ...]:
        """What a name means; () for an empty one."""
        written, active = name
        both = f"{written} | {active}"
        if self._any.search(both):
            fits = {one.drug: one for one in self.synonyms if one.fits(both)}
            kept = [drug for drug, one in fits.items() if not set(one.yields_to) & set(fits)]
            if kept:
                others = [part for part in split_ingredients(active) if not self._any.search(part)]
                return (*kept, *others)
        return split_ingredients(active) or ((tidy(written),) if tidy(written) else ())

    def read_all(self, names: Sequence[Name]) -> tuple[list[str], list[tuple[int, int]]]:
        """Labels, and pairs of a name's number and a label's."""
        labels: dict[str, int] = {}
        pairs: list[tuple[int, int]] = []
        for at, (name, is_held) in enumerate(zip(names, self._look(names), strict=True)):
            found = (
                self.read(name)
                if is_held
                else split_ingredients(name[1]) or ((tidy(name[0]),) if tidy(name[0]) else ())
            )
            pairs += [(at, labels.setdefault(label, len(labels))) for label in found]
        return list(labels), pairs

    def _look(self, names: Sequence[Name]) -> Sequence[bool]:
        """Which of many names may be one of the synonyms: a quick look with borders of words left out."""
        import polars as pl

        rough = "|".join(re.sub(r"\(\?<?[!=][^)]*\)", "", one.pattern) for one in self.synonyms)
        if not rough or not names:
            return [False] * len(names)
        texts = pl.Series("name", [f"{written} | {active}" for written, active in names], pl.String)
        return texts.str.contains(f"(?i){rough}").to_list()

    def resolve(self, asked: str) -> str:
        """The label of what somebody asks for: an entry by any of its names, else the words in capitals."""
        folded = asked.casefold().strip()
        for one in self.synonyms:
            if folded in {one.drug.casefold(), *(other.casefold() for other in one.also)}:
                return one.drug
        found = self.read((asked.upper(), ""))
        if not found:
            raise CaseReportError(f'"{asked}" names no drug', hint="type a name, such as kratom")
        return found[0]

    def find(self, drug: str) -> Synonym | None:
        return next((one for one in self.synonyms if one.drug == drug), None)


def split_ingredients(active: str) -> tuple[str, ...]:
    """The active ingredients of a product, each once."""
    return tuple(dict.fromkeys(part for part in map(tidy, re.split(r"[\\;]", active)) if part))


def tidy(name: str) -> str:
    """A name without numbers of dictionaries, blanks and stops at its ends."""
    return " ".join(NUMBERS.sub(" ", name).split()).strip(" .,;:-*\"'").upper()


def refuse(asked: str, label: str, known: Iterable[str]) -> CaseReportError:
    """The error for a drug that no report names."""
    error = unknown_name(CaseReportError, "drug on these reports", asked, known, owner="the set")
    assert isinstance(error, CaseReportError)
    return error if label == asked else CaseReportError(f"{error.what} (looked for as {label})", hint=error.hint)
