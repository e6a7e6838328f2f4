"""A record file of observations is read entry by entry: what can be read is, and every fault has its file, entry and
line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from neurodose.errors import ObservationError, SourceError
from neurodose.records.entry import Entry, read_entry
from neurodose.records.observation import Observation, Place
from neurodose.records.sections import ENTRY, TABLE, Section, cut, locate
from neurodose.sources import Source

FORMAT = 1
QUOTES = 'every text and every number with a unit stands in quotes: value = "94.9 %"'


@dataclass(frozen=True)
class Reading:
    """What was read from a file, and what could not be: one entry's fault leaves the others as they are."""

    observations: tuple[Observation, ...]
    faults: tuple[ObservationError, ...]

    def raise_if_faulty(self) -> None:
        """Raises the first fault, if there is any."""
        if self.faults:
            raise self.faults[0]


def read_observations(text: str, name: str) -> Reading:
    """Observations as people write them down (TOML, one [[observation]] a figure; see docs/observations.md).

    name: of the file, for its faults. Raises nothing: faults are ObservationErrors in the reading.
    """
    faults: list[ObservationError] = []
    sections = cut(text)
    if newer := _find_newer_format(sections, name):
        return Reading((), (newer,))
    sources: dict[str, Source] = {}
    for section in sections:
        if not section.is_entry:
            _read_table(section, name, sources, faults)
    found: list[Observation] = []
    entries = [section for section in sections if section.is_entry]
    for number, section in enumerate(entries, 1):
        observation = _read(section, Place(name, number, "", section.line), sources, faults)
        if observation is not None and not _is_duplicate(observation, found, faults):
            found.append(observation)
    return Reading(tuple(found), tuple(faults))


def _parse(section: Section, where: str, faults: list[ObservationError]) -> dict[str, Any] | None:
    try:
        return section.parse()
    except tomllib.TOMLDecodeError as error:
        line, said = locate(error, section)
        faults.append(ObservationError(f"cannot be read: {said}", where=f"{where}, line {line}", hint=QUOTES))
        return None


def _find_newer_format(sections: list[Section], name: str) -> ObservationError | None:
    """A file of a format that is not known here is not guessed at."""
    try:
        said = sections[0].parse().get("format", FORMAT)
    except tomllib.TOMLDecodeError:
        return None
    if said == FORMAT and not isinstance(said, bool):
        return None
    return ObservationError(
        f"the file is of format {said!r}",
        where=f"{name}, line {sections[0].find('format')}",
        exists=f"this neurodose reads format {FORMAT}",
        hint="read it with a newer neurodose" if isinstance(said, int) and said > FORMAT else f"format = {FORMAT}",
    )


def _read_table(section: Section, name: str, sources: dict[str, Source], faults: list[ObservationError]) -> None:
    """The head of the file, or one source or several."""
    table = _parse(section, f"{name}, {section.name}" if section.name else name, faults)
    for key, value in (table or {}).items():
        if key == TABLE and isinstance(value, Mapping):
            for label, entry in value.items():
                _read_source(label, entry, section, name, sources, faults)
        elif key != "format":
            faults.append(
                ObservationError(
                    f'the file has "{key}" outside an entry',
                    where=f"{name}, line {section.find(key)}",
                    exists="it has: format, sources, observation",
                    hint="write [[observation]] above each entry, [sources.name] above each source",
                )
            )


def _read_source(
    label: str, entry: Any, section: Section, name: str, sources: dict[str, Source], faults: list[ObservationError]
) -> None:
    where, known = f"{name}, source {label}, line {section.find(label)}", [f.name for f in fields(Source)]
    if label in sources:
        faults.append(ObservationError(f'two sources are called "{label}"', where=where, hint="rename one of them"))
        return
    try:
        sources[label] = Source(**entry)
    except SourceError as error:
        faults.append(ObservationError(error.what, where=where, exists=error.exists, hint=error.hint))
    except (TypeError, AttributeError):
        unknown = [key for key in entry if key not in known] if isinstance(entry, Mapping) else []
        said = f"does not know {', '.join(unknown)}" if unknown else "has no authors, year and journal to be read"
        faults.append(ObservationError(f"the source {said}", where=where, exists=f"a source has: {', '.join(known)}"))


def _read(
    section: Section, place: Place, sources: Mapping[str, Source], faults: list[ObservationError]
) -> Observation | None:
    table = _parse(section, f"{place.file}, entry {_guess_name(section) or place.number}", faults)
    if table is None:
        return None
    written = table[ENTRY]
    if not isinstance(written, list):
        hint = "write [[observation]] with two brackets on either side"
        faults.append(ObservationError("the entry has one bracket", where=str(place), hint=hint))
        return None
    label = written[0].get("id")
    named = replace(place, name=label if isinstance(label, str) else "")
    entry = Entry(section, written[0], named)
    observation = read_entry(entry, sources)
    faults.extend(entry.faults)
    return observation


def _guess_name(section: Section) -> str:
    """The id of an entry that cannot be parsed, as it stands in its line."""
    line = section.lines[section.find("id") - section.line]
    key, _, value = line.partition("=")
    return value.strip().strip("\"'") if key.strip() == "id" else ""


def _is_duplicate(observation: Observation, found: list[Observation], faults: list[ObservationError]) -> bool:
    twin = next((other for other in found if other.id == observation.id), None)
    if twin is None:
        return False
    faults.append(
        ObservationError(
            f'two observations are called "{observation.id}"',
            where=str(observation.place),
            exists=f"the first stands at line {twin.place.line} and is kept",
            hint="give each entry an id of its own",
        )
    )
    return True
