"""The files of a set, wherever they lie: in folders, in folders of folders, in zip archives.

A member knows its name and how to be opened; which table it is, is told by `kinds`.
"""

from __future__ import annotations

import gzip
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from neurodose.case_reports.losses import Tally
from neurodose.errors import CaseReportError

ENDINGS = (".txt", ".csv", ".json", ".jsonl", ".ndjson")
ARCHIVE, PACKED = ".zip", ".gz"


@dataclass(frozen=True)
class Member:
    """One file: path: of the file on disk; inside: its name in the archive, "" where it is none; size: in bytes."""

    path: Path
    inside: str = ""
    size: int = 0

    @property
    def name(self) -> str:
        """As it is told: with its archive."""
        return f"{self.path.name}/{self.inside}" if self.inside else self.path.name

    @property
    def stem(self) -> str:
        """Its own name, without folders and endings, in capitals."""
        last = (self.inside or self.path.name).replace("\\", "/").rsplit("/", 1)[-1]
        return last.removesuffix(PACKED).rsplit(".", 1)[0].upper()

    @property
    def ending(self) -> str:
        return "." + (self.inside or self.path.name).lower().removesuffix(PACKED).rsplit(".", 1)[-1]

    @property
    def whole(self) -> str:
        """The whole path in small letters, by which lists of deleted cases are known."""
        return f"{self.path.parent.name}/{self.path.name}/{self.inside}".lower()

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        if self.inside:
            with zipfile.ZipFile(self.path) as archive, archive.open(self.inside) as file:
                yield file
        elif self.path.name.lower().endswith(PACKED):
            with gzip.open(self.path) as file:
                yield cast("IO[bytes]", file)
        else:
            with self.path.open("rb") as file:
                yield file


def find_members(places: tuple[Path, ...], tally: Tally) -> list[Member]:
    """Every text of tables in files, folders and archives, in the order of their names.

    Raises CaseReportError for a place that does not exist; an archive that cannot be opened is a fault of the tally.
    """
    found: list[Member] = []
    for place in places:
        if not place.exists():
            raise CaseReportError(f"{place} does not exist", hint="give a folder of report files, or a file")
        files = sorted(path for path in place.rglob("*") if path.is_file()) if place.is_dir() else [place]
        for file in files:
            found += _list_archive(file, tally) if file.suffix.lower() == ARCHIVE else _list_file(file)
    return found


def _list_file(path: Path) -> list[Member]:
    member = Member(path, size=path.stat().st_size)
    return [member] if member.ending in ENDINGS else []


def _list_archive(path: Path, tally: Tally) -> list[Member]:
    try:
        with zipfile.ZipFile(path) as archive:
            listed = [Member(path, item.filename, item.file_size) for item in archive.infolist() if not item.is_dir()]
    except (zipfile.BadZipFile, OSError, NotImplementedError) as problem:
        tally.faults.append(f"{path.name} is no archive that can be opened ({problem}): unpack it, or load it again")
        return []
    return sorted((member for member in listed if member.ending in ENDINGS), key=lambda member: member.inside)
