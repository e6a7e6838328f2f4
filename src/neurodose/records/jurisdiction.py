"""Where a law holds: countries (ISO 3166-1), their parts (ISO 3166-2), the European Union and the United Nations.

What is said of all countries, and ruled by nobody, stands under "All countries" (001, the world in UN M49).

    find_jurisdiction("US-AL"), find_jurisdiction("Alabama"), find_jurisdiction("usa")
    find_jurisdiction("US-AL").above          # the United States, the United Nations, all countries

All countries are known by name, and the parts of Australia, Canada, the United Kingdom and the United States. A part
of another country is taken by its code alone, where that is written as such codes are.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from neurodose.errors import ApprovalError, NeurodoseError, unknown_name

UNION, NATIONS = "EU", "UN"  # reserved in ISO 3166-1 for what is no country
EVERYWHERE = "001"  # of UN M49, as in CLDR: no body rules there, so what stands under it is what is seen of all
# Since Croatia joined (2013) and the United Kingdom left (2020).
MEMBERS = frozenset((
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
))  # fmt: skip
ARTICLE = (
    "United",
    "European Union",
    "Netherlands",
    "Philippines",
    "Bahamas",
    "Gambia",
    "Maldives",
    "District",
    "Holy",
)
PART = re.compile(r"([A-Z]{2})-([A-Z0-9]{1,3})")


@dataclass(frozen=True)
class Jurisdiction:
    """A place with laws of its own: its code ("US-AL"), and its name ("Alabama")."""

    code: str
    name: str

    @property
    def country(self) -> str:
        """The code of the country that it is, or is a part of."""
        return self.code.partition("-")[0]

    @property
    def in_words(self) -> str:
        """As it stands in a sentence: "Alabama", "the United States"."""
        if self.code == EVERYWHERE:
            return "all countries"
        return f"the {self.name}" if self.name.startswith(ARTICLE) or self.name.endswith("Islands") else self.name

    @property
    def is_part(self) -> bool:
        return "-" in self.code

    @property
    def above(self) -> tuple[Jurisdiction, ...]:
        """Those whose law holds there too, the nearest first."""
        codes = [self.country] if self.is_part else []
        codes += [UNION] if self.country in MEMBERS else []
        codes += [] if self.code in (NATIONS, EVERYWHERE) else [NATIONS, EVERYWHERE]
        return tuple(_read_list()[code] for code in codes)

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


def find_jurisdiction(words: str) -> Jurisdiction:
    """The place of that code or name; raises ApprovalError for one that does not exist, or that could be two places."""
    known, said = _read_list(), " ".join(words.split())
    if (code := said.upper()) in known:
        return known[code]
    named = _read_names().get(fold(said), ())
    if len(named) == 1:
        return known[named[0]]
    if named:
        both = " or ".join(f"{code} ({_say_where(known[code])})" for code in named)
        raise ApprovalError(f'"{words}" is the name of more than one place', hint=f"write the code: {both}")
    part = PART.fullmatch(code)
    if part and part[1] in known and part[1] not in _list_divided():
        return Jurisdiction(code, code)
    raise _refuse(words, part)


def say_namesake(code: str) -> str:
    """Which state of the United States people write by these two letters too, which are a country's; "" for none."""
    known, letters = _read_list(), code.strip().upper()
    state = known.get(f"US-{letters}")
    if state is None or letters not in known:
        return ""
    return f"{letters} is the code of {known[letters].in_words}; {state.name} is {state.code}"


def _say_where(place: Jurisdiction) -> str:
    return f"{place.name}, {_read_list()[place.country].name}" if place.is_part else f"{place.name}, the country"


def _refuse(words: str, part: re.Match[str] | None) -> NeurodoseError:
    from difflib import get_close_matches

    known = _read_list()
    if part and part[1] in _list_divided():
        codes = [code for code in known if code.startswith(f"{part[1]}-")]
        return unknown_name(ApprovalError, "place", words, codes, owner=known[part[1]].name)
    near = get_close_matches(fold(words), list(_read_names()), n=3, cutoff=0.75)
    codes = dict.fromkeys(code for name in near for code in _read_names()[name])
    return ApprovalError(
        f'no place is called "{words}"',
        exists="places are written as codes (ISO 3166: FR, TH, US, US-AL, GB-SCT) or by their English names; "
        "EU and UN stand for what holds in many, 001 for what is said of all countries",
        hint=f"did you mean {' or '.join(f'{code} ({known[code].name})' for code in codes)}?"
        if codes
        else "cities and counties have no records of their own: name the state or the country",
    )


def fold(name: str) -> str:
    """A name without accents, capitals and punctuation."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    letters = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(letters.replace("st ", "saint ").split() if letters.startswith("st ") else letters.split())


@cache
def _read_rows() -> tuple[dict[str, str], ...]:
    text = (files("neurodose.records") / "jurisdictions.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@cache
def _read_list() -> dict[str, Jurisdiction]:
    return {row["code"]: Jurisdiction(row["code"], row["name"]) for row in _read_rows()}


@cache
def _read_names() -> dict[str, tuple[str, ...]]:
    """Codes by folded name; a name may be that of two places (Georgia)."""
    names = dict[str, tuple[str, ...]]()
    for row in _read_rows():
        for name in {fold(one) for one in (row["name"], *row["also"].split(";")) if one.strip()}:
            names[name] = (*names.get(name, ()), row["code"])
    return names


@cache
def _list_divided() -> frozenset[str]:
    """Countries of which every part is known."""
    return frozenset(code.partition("-")[0] for code in _read_list() if "-" in code)
