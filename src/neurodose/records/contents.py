"""A record file is read section by section: its format, its sources, tables beside them, and its entries as written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from neurodose.errors import ObservationError, SourceError
from neurodose.records.form import Entry
from neurodose.records.observation import Place
from neurodose.records.sections import TABLE, Section, cut, locate
from neurodose.sources import Source

FORMAT = 1
QUOTES = 'every text and every number with a unit stands in quotes: value = "94.9 %"'


@dataclass
class Contents:
    """What a file holds: sources by name, tables beside them by name ("assays"), entries, and what is wrong so far.

    file: its name, for faults; entry: the header of its entries ("observation"); error: what its faults are
    """

    file: str
    entry: str
    error: type[ObservationError] = ObservationError
    sources: dict[str, Source] = field(default_factory=dict)
    tables: dict[str, dict[str, Entry]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    faults: list[ObservationError] = field(default_factory=list)

    def refuse(self, what: str, where: str, exists: str | None = None, hint: str | None = None) -> None:
        """Notes a fault."""
        self.faults.append(self.error(what, where=where, exists=exists, hint=hint))


def read_contents(
    text: str, name: str, entry: str, *, tables: tuple[str, ...] = (), error: type[ObservationError] = ObservationError
) -> Contents:
    """The contents of a file of one kind of entries; raises nothing: faults stand in the contents.

    name: of the file; entry: the header of an entry; tables: names of tables that may stand beside the sources
    """
    found = Contents(name, entry, error, tables={table: {} for table in tables})
    sections = cut(text, entry)
    if _is_of_another_format(sections[0], found):
        return found
    for section in sections:
        if not section.is_entry:
            _read_table(section, found)
    for number, section in enumerate((section for section in sections if section.is_entry), 1):
        _read_entry(section, Place(name, number, "", section.line), found)
    return found


def _parse(section: Section, where: str, found: Contents) -> dict[str, Any] | None:
    try:
        return section.parse()
    except tomllib.TOMLDecodeError as error:
        line, said = locate(error, section)
        found.refuse(f"cannot be read: {said}", f"{where}, line {line}", hint=QUOTES)
        return None


def _is_of_another_format(head: Section, found: Contents) -> bool:
    """A file of a format that is not known here is not guessed at."""
    try:
        said = head.parse().get("format", FORMAT)
    except tomllib.TOMLDecodeError:
        return False
    if said == FORMAT and not isinstance(said, bool):
        return False
    found.refuse(
        f"the file is of format {said!r}",
        f"{found.file}, line {head.find('format')}",
        f"this neurodose reads format {FORMAT}",
        "read it with a newer neurodose" if isinstance(said, int) and said > FORMAT else f"format = {FORMAT}",
    )
    return True


def _read_table(section: Section, found: Contents) -> None:
    """The head of the file, or one source or several, or a table beside them."""
    table = _parse(section, f"{found.file}, {section.name}" if section.name else found.file, found)
    for key, value in (table or {}).items():
        if key == TABLE and isinstance(value, Mapping):
            for label, entry in value.items():
                _read_source(label, entry, section, found)
        elif key in found.tables and isinstance(value, Mapping):
            for label, entry in value.items():
                _read_beside(key, label, entry, section, found)
        elif key != "format":
            brackets = "".join(f", [{name}.name] above each of the {name}" for name in found.tables)
            found.refuse(
                f'the file has "{key}" outside an entry',
                f"{found.file}, line {section.find(key)}",
                f"it has: {', '.join(['format', TABLE, *found.tables, found.entry])}",
                f"write [[{found.entry}]] above each entry, [sources.name] above each source{brackets}",
            )


def _read_source(label: str, entry: Any, section: Section, found: Contents) -> None:
    where, known = f"{found.file}, source {label}, line {section.find(label)}", [f.name for f in fields(Source)]
    if label in found.sources:
        found.refuse(f'two sources are called "{label}"', where, hint="rename one of them")
        return
    try:
        found.sources[label] = Source(**entry)
    except SourceError as error:
        found.refuse(error.what, where, error.exists, error.hint)
    except (TypeError, AttributeError):
        unknown = [key for key in entry if key not in known] if isinstance(entry, Mapping) else []
        said = f"does not know {', '.join(unknown)}" if unknown else "has no authors, year and journal to be read"
        found.refuse(f"the source {said}", where, f"a source has: {', '.join(known)}")


def _read_beside(table: str, label: str, written: Any, section: Section, found: Contents) -> None:
    place = Place(found.file, 0, label, section.line, kind=table.removesuffix("s"))
    if label in found.tables[table]:
        found.refuse(f'two {table} are called "{label}"', str(place), hint="rename one of them")
    elif not isinstance(written, Mapping):
        found.refuse(f"{label} is {written!r}", str(place), hint=f"write [{table}.{label}] and its keys below")
    else:
        found.tables[table][label] = Entry(section, written, place, error=found.error)


def _read_entry(section: Section, place: Place, found: Contents) -> None:
    table = _parse(section, f"{place.file}, entry {_guess_name(section) or place.number}", found)
    if table is None:
        return
    written = table[found.entry]
    if not isinstance(written, list):
        hint = f"write [[{found.entry}]] with two brackets on either side"
        found.refuse("the entry has one bracket", str(place), hint=hint)
        return
    label = written[0].get("id")
    named = replace(place, name=label if isinstance(label, str) else "")
    found.entries.append(Entry(section, written[0], named, error=found.error))


def _guess_name(section: Section) -> str:
    """The id of an entry that cannot be parsed, as it stands in its line."""
    line = section.lines[section.find("id") - section.line]
    key, _, value = line.partition("=")
    return value.strip().strip("\"'") if key.strip() == "id" else ""
