"""What drugs are called on reports of harm: spellings, brands, and what looks like a name and is another thing.

    find_synonyms()                          # all, for `case_reports.naming.Naming`
    find_synonym("kratom").words

One file a group: `kratom.toml` (kratom apart from 7-hydroxymitragynine), `baclofen.toml`, `naltrexone.toml`,
`comparators.toml`. Lists are ours, of public facts; they are open to be added to, and never complete: a name that is
not here counts under what the report calls it.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from neurodose.case_reports.naming import Synonym
from neurodose.errors import CaseReportError, unknown_name

KEYS = ("drug", "words", "brands", "patterns", "never", "yields_to", "also", "note", "source")


@cache
def find_synonyms() -> tuple[Synonym, ...]:
    """Every entry of the library, in the order of files; raises CaseReportError for one that cannot be read."""
    folder = files(__name__)
    names = sorted(file.name for file in folder.iterdir() if file.name.endswith(".toml"))
    return tuple(one for name in names for one in read_synonyms((folder / name).read_text(encoding="utf-8"), name))


def find_synonym(drug: str) -> Synonym:
    """The entry of that name; raises CaseReportError that lists them."""
    found = [one for one in find_synonyms() if drug.casefold() in {one.drug.casefold(), *map(str.casefold, one.also)}]
    if not found:
        raise unknown_name(CaseReportError, "drug", drug, [one.drug for one in find_synonyms()], owner="the list")
    return found[0]


def read_synonyms(text: str, name: str) -> tuple[Synonym, ...]:
    """The entries of a file, [[name]] each; brands are words too. Raises CaseReportError that names file and entry."""
    try:
        entries = tomllib.loads(text).get("name", [])
    except tomllib.TOMLDecodeError as problem:
        raise CaseReportError(f"{name} cannot be read: {problem}", hint="write [[name]] above each entry") from None
    return tuple(_read_entry(entry, f"{name}, entry {at}") for at, entry in enumerate(entries, 1))


def _read_entry(entry: dict[str, Any], where: str) -> Synonym:
    unknown = [key for key in entry if key not in KEYS]
    if unknown or not entry.get("drug") or not entry.get("words"):
        said = f"has {unknown[0]!r}" if unknown else "lacks drug or words"
        raise CaseReportError(f"the entry {said}", where=where, exists=f"an entry has: {', '.join(KEYS)}")
    return Synonym(
        entry["drug"], (*entry["words"], *entry.get("brands", ())), tuple(entry.get("patterns", ())),
        tuple(entry.get("never", ())), tuple(entry.get("yields_to", ())), tuple(entry.get("also", ())),
        entry.get("note", ""),
    )  # fmt: skip
