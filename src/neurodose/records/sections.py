"""A record file is cut at its headers before it is read, so that a slip in one entry is told by its line and leaves the
others as they are.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from typing import Any

HEADER = re.compile(r"""\s*(\[\[?)\s*([\w."' -]+?)\s*\]\]?\s*(?:#.*)?""")
ENTRY, TABLE = "observation", "sources"
PLACE_OF_SLIP = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


@dataclass(frozen=True)
class Section:
    """The lines from one header to the next.

    name: what the header says ("observation", "sources.weerts"; nothing above the first one); line: of the header
    entry: the name that opens an entry in this kind of file
    """

    name: str
    line: int
    lines: list[str] = field(default_factory=list)
    entry: str = ENTRY

    @property
    def is_entry(self) -> bool:
        return self.name == self.entry

    def parse(self) -> dict[str, Any]:
        """What stands in it; raises tomllib.TOMLDecodeError with a line of this section."""
        return tomllib.loads("\n".join(self.lines) + "\n")

    def find(self, *keys: str) -> int:
        """The line of a key of this section, or of a key in a table of it; the header's where it is not found."""
        found = 0
        for key in keys:
            said = re.compile(rf"""\s*(?:\[.*\.)?["']?{re.escape(key)}["']?\s*(?:[=.\]])""")
            inside = re.compile(rf"""(?:[{{,]|\s|^)["']?{re.escape(key)}["']?\s*=""")
            pattern = inside if found else said
            rest = range(found, len(self.lines))
            match = (n for n in rest if (pattern.search if found else pattern.match)(self.lines[n]))
            found = next(match, found)
        return self.line + found


def cut(text: str, entry: str = ENTRY) -> list[Section]:
    """The sections of a file, in order: what stands above the first header, then one to each source and entry."""
    sections = [Section("", 1, entry=entry)]
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        match = HEADER.fullmatch(line)
        if match and not _is_part_of(match[2], sections[-1]):
            sections.append(Section(match[2], number, entry=entry))
        sections[-1].lines.append(line)
    return sections


def _is_part_of(name: str, section: Section) -> bool:
    """Whether a header opens a table inside the entry it follows: [observation.versus]."""
    return section.is_entry and name.startswith(f"{section.entry}.")


def locate(error: tomllib.TOMLDecodeError, section: Section) -> tuple[int, str]:
    """The line of the file at which a section cannot be read, and why."""
    match = PLACE_OF_SLIP.search(str(error))
    within = int(match[1]) if match and match[1] else len(section.lines)
    return section.line + within - 1, PLACE_OF_SLIP.sub("", str(error))
