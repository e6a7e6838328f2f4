"""What laws and approvals are about, by all names that people write: brands, spellings, abbreviations.

find_substance("7-OH").name, find_substance("Vivitrol").form      # "7-hydroxymitragynine", "depot"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from neurodose.errors import ApprovalError, unknown_name
from neurodose.records.approval import Form
from neurodose.records.jurisdiction import fold


@dataclass(frozen=True)
class LegalSubstance:
    """One substance.

    name: as records call it; related: substances that are in it by nature, or in which it is
    form: that the name it was asked by says too ("Vivitrol" is a depot); None where it says none
    """

    name: str
    related: tuple[str, ...] = ()
    form: Form | None = None


def find_substance(words: str) -> LegalSubstance:
    """The substance of that name, in any spelling; raises ApprovalError that lists those there are."""
    found = _read_names().get(_squeeze(words))
    if found is None:
        raise unknown_name(
            ApprovalError, "substance", words, list_substances(), owner="the registry of approvals and laws"
        )
    return found


def list_substances() -> tuple[str, ...]:
    """Every substance, by the name that records have."""
    return tuple(row["name"] for row in _read_rows())


def name_substance(words: str) -> str:
    """The name that records have for it; the words themselves where nobody knows it (one's own records may)."""
    found = _read_names().get(_squeeze(words))
    return " ".join(words.casefold().split()) if found is None else found.name.casefold()


def _squeeze(name: str) -> str:
    """7-OH, 7 oh and 7OH are one."""
    return fold(name).replace(" ", "")


@cache
def _read_rows() -> tuple[Mapping, ...]:
    text = (files("neurodose.library.approvals") / "substances.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["substance"])


@cache
def _read_names() -> dict[str, LegalSubstance]:
    names = dict[str, LegalSubstance]()
    for row in _read_rows():
        held_in = (other["name"] for other in _read_rows() if row["name"] in other.get("holds", ()))
        related = (*row.get("holds", ()), *held_in)
        for word in (row["name"], *row.get("also", ())):
            names[_squeeze(word)] = LegalSubstance(row["name"], related)
        for word, form in row.get("forms", {}).items():
            names[_squeeze(word)] = LegalSubstance(row["name"], related, form)
    return names
