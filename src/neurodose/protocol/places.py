"""Where each entry of a TOML text stands, which the parsed table no longer knows."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from neurodose.errors import ProtocolError


@dataclass(frozen=True)
class Statement:
    """One `key = value` or `[table]` of a TOML text; line is its first, from 1."""

    line: int
    text: str

    def line_of(self, value: object) -> int:
        """The line within the statement that holds this text (a member of a list), or else its first."""
        if isinstance(value, str):
            for further, line in enumerate(self.text.split("\n")):
                if json.dumps(value, ensure_ascii=False) in line or f"'{value}'" in line:
                    return self.line + further
        return self.line


@dataclass(frozen=True)
class Places:
    """The statements of a file by the entries they hold ("people", "people.count")."""

    file: str
    statements: Mapping[str, Statement]

    def say(self, entry: str, value: object = None) -> str:
        """Where an entry stands, in words; an entry that is missing stands where its table does."""
        known, said = entry, f"{self.file}, {entry}"
        while known and known not in self.statements:
            known = known.rpartition(".")[0]
        return f"{said}, line {self.statements[known].line_of(value)}" if known else said


def find_places(text: str, file: str) -> Places:
    """Walks a TOML text that can be read, statement by statement: a statement is as many lines as it takes to be TOML
    by itself.
    """
    found: dict[str, Statement] = {}
    table, pending, first = "", "", 1
    for number, line in enumerate(text.split("\n"), 1):
        first = first if pending else number
        pending += line + "\n"
        try:
            content = tomllib.loads(pending)
        except tomllib.TOMLDecodeError:
            continue
        is_header = pending.lstrip().startswith("[")
        entries = list(_entries(content, "" if is_header else table))
        table = entries[-1] if is_header else table
        for entry in entries:
            found.setdefault(entry, Statement(first, pending))
        pending = ""
    return Places(file, found)


def _entries(content: Mapping[str, Any], table: str) -> Iterator[str]:
    """The dotted names of everything in a table, outer ones first."""
    for key, value in content.items():
        entry = f"{table}.{key}" if table else key
        yield entry
        if isinstance(value, dict):
            yield from _entries(value, entry)


def parse(text: str, file: str) -> dict[str, Any]:
    """The content of a TOML text; raises ProtocolError with the line at which it is none."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, _, place = str(error).partition(" (at ")
        raise ProtocolError(
            f"{file} is no TOML: {said}",
            where=f"{file}, {place.rstrip(')')}" if place else file,
            hint='an entry is written like count = 1000 or drug = "naltrexone"',
        ) from None
