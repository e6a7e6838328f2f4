"""The keys of a table that people write: which there may be, of what kind, what they mean; every fault has its line."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from neurodose.errors import ObservationError, unknown_name
from neurodose.records.form import Entry
from neurodose.records.observation import Place
from neurodose.records.sections import Section

Kind = Literal["text", "texts", "word", "number", "count", "pair", "numbers", "flag", "table"]
HINTS: Mapping[Kind, str] = {
    "text": 'write it in quotes: {key} = "…"',
    "word": 'write it in quotes: {key} = "…"',
    "texts": 'write a list in quotes: {key} = ["…", "…"]',
    "number": "write a plain number without quotes: {key} = 12.5",
    "count": "write a whole number without quotes: {key} = 42",
    "pair": "write both ends, the lower one first: {key} = [0.72, 0.98]",
    "numbers": "write names with numbers: {key} = {{ low = 0.1, high = 0.3 }}",
    "flag": "write true or false, without quotes",
    "table": "write a table: [{key}]",
}


@dataclass(frozen=True)
class Key:
    """One key: what it says, in which kind, and whether it must be there.

    words: those that may stand there, of a "word"
    """

    meaning: str
    kind: Kind = "text"
    words: tuple[str, ...] = ()
    required: bool = False


def read_keys(entry: Entry, keys: Mapping[str, Key], what: str) -> dict[str, Any]:
    """The values that are what they should be; every other is a fault of the entry.

    what: it is, for faults ("an outcome")
    """
    for key in entry.table:
        if key not in keys:
            error = unknown_name(entry.error, "key", key, keys, owner=what)
            entry.refuse(key, f"{what} has no {key}", error.exists, error.hint)
    if missing := [key for key, row in keys.items() if row.required and _is_empty(entry.table.get(key))]:
        said = "; ".join(f"{key} ({keys[key].meaning})" for key in missing)
        entry.refuse("", f"{what} lacks {', '.join(missing)}", hint=f"add {said}")
    held = {key: _read(entry, key, row) for key, row in keys.items() if key in entry.table}
    return {key: value for key, value in held.items() if value is not None}


def _is_empty(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _read(entry: Entry, key: str, row: Key) -> Any:
    written = entry.table[key]
    if not _is_of(written, row.kind):
        entry.refuse(key, f"{key} is {written!r}", hint=HINTS[row.kind].format(key=key))
        return None
    if row.kind in ("text", "word"):
        written = " ".join(written.split())
    if row.kind == "word" and written not in row.words:
        error = unknown_name(entry.error, key, written, row.words, owner=f"neurodose, for {key},")
        entry.refuse(key, f'{key} is "{written}"', error.exists, error.hint)
        return None
    return tuple(written) if row.kind in ("texts", "pair") else written


def _is_of(value: Any, kind: Kind) -> bool:
    """Whether a value of TOML is of that kind."""
    match kind:
        case "text" | "word":
            return isinstance(value, str)
        case "texts":
            return isinstance(value, list) and all(isinstance(one, str) for one in value)
        case "number":
            return _is_number(value)
        case "count":
            return isinstance(value, int) and not isinstance(value, bool) and value >= 0
        case "pair":
            return isinstance(value, list) and len(value) == 2 and all(map(_is_number, value))
        case "numbers":
            return isinstance(value, Mapping) and all(map(_is_number, value.values()))
        case "flag":
            return isinstance(value, bool)
        case "table":
            return isinstance(value, Mapping)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


@dataclass
class Written:
    """A table as it stands in the file, with the tables below it, by their names.

    path: "outcome.arm"; several: whether its header has two brackets
    """

    path: str
    entry: Entry
    several: bool
    below: list[Written] = field(default_factory=list)

    def all(self, name: str) -> list[Written]:
        return [one for one in self.below if one.path.rpartition(".")[2] == name]

    def one(self, name: str) -> Written | None:
        """The table of that name; where there are two, the second one is a fault."""
        found = self.all(name)
        for twin in found[1:]:
            twin.entry.refuse("", f"there are two [{twin.path}]", hint="keep one of them")
        return found[0] if found else None

    def walk(self) -> Iterator[Written]:
        yield self
        for one in self.below:
            yield from one.walk()


def plant(
    sections: list[Section], file: str, names: Mapping[str, bool], error: type[ObservationError]
) -> tuple[Written, list[ObservationError]]:
    """The tables of a file as a tree, each below the one it follows; and what cannot be placed.

    names: paths that there may be ("outcome.arm"), and whether each may come several times
    """
    faults = list[ObservationError]()
    root = Written("", Entry(Section("", 1), {}, Place(file, 0, "", 1, "head"), error=error), False)
    last = {"": root}
    for section in sections:
        parsed = _parse(section, file, error, faults)
        if parsed is None:
            continue
        if not section.name:
            root.entry = Entry(section, parsed, Place(file, 0, "", 1, "head"), error=error)
            continue
        at = f"{file}, line {section.line}"
        if section.name not in names:
            faults.append(_refuse_path(section.name, names, at, error))
            continue
        table, several = _descend(parsed, section.name)
        if several != names[section.name]:
            right = f"[[{section.name}]]" if names[section.name] else f"[{section.name}]"
            faults.append(error(f"[{section.name}] has the wrong brackets", where=at, hint=f"write {right}"))
            continue
        above = section.name.rpartition(".")[0]
        if above not in last:
            faults.append(error(f"[{section.name}] stands before any [[{above}]]", where=at,
                                hint=f"write it below the {above} it belongs to"))  # fmt: skip
            continue
        place = Place(file, len(last[above].all(section.name.rpartition(".")[2])) + 1, "", section.line, section.name)
        found = Written(section.name, Entry(section, table, place, error=error), several)
        last[above].below.append(found)
        last = {path: one for path, one in last.items() if not path.startswith(f"{section.name}.")}
        last[section.name] = found
    return root, faults


def _parse(
    section: Section, file: str, error: type[ObservationError], faults: list[ObservationError]
) -> dict[str, Any] | None:
    import tomllib

    from neurodose.records.sections import locate

    try:
        return section.parse()
    except tomllib.TOMLDecodeError as slip:
        line, said = locate(slip, section)
        name = f", {section.name}" if section.name else ""
        faults.append(error(f"cannot be read: {said}", where=f"{file}{name}, line {line}",
                            hint='every text stands in quotes, numbers without: name = "…", n = 42'))  # fmt: skip
        return None


def _descend(parsed: Mapping[str, Any], path: str) -> tuple[Mapping[str, Any], bool]:
    """The table that a header opens, and whether it has two brackets."""
    found: Any = parsed
    several = False
    for name in path.split("."):
        found = found[name]
        several = isinstance(found, list)
        found = found[0] if several else found
    return found, several


def _refuse_path(name: str, names: Mapping[str, bool], at: str, error: type[ObservationError]) -> ObservationError:
    listed = ", ".join(f"[[{path}]]" if several else f"[{path}]" for path, several in names.items())
    return error(f"the file has no [{name}]", where=at, exists=f"it may have: {listed}")
