"""Machine code is kept on disk between runs: one file for each piece of code, whole or not there at all.

The folder is NEURODOSE_CACHE, else XDG_CACHE_HOME/neurodose, else where the platform keeps caches. What is kept here is
run, so a folder that other people may write to is not used. Nothing here ever stops a computation: whatever is wrong
with the folder or with a file in it, code is then compiled anew, and `state()` says why.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import stat
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

MARK = b"neurodose object, format 1\n"
KEY_LENGTH, SUM_LENGTH = 64, 32  # a key is written as hexadecimal digits, a checksum as bytes
HEADER_LENGTH = len(MARK) + KEY_LENGTH + SUM_LENGTH
SUFFIX, UNFINISHED = ".object", ".part"
ANOTHER = "name another folder in NEURODOSE_CACHE"
OURS = re.compile(rf"[0-9a-f]{{{KEY_LENGTH}}}(\{SUFFIX}|\.[0-9a-f]+\{UNFINISHED})")
ROOT = 0  # who could change anything in any case
LIMIT = 512_000_000  # bytes; thousands of models
ABANDONED = 3600.0  # seconds after which whoever was writing a file must have died
REMEMBERED = 86_400.0  # seconds; an entry's last use is noted once in that time, as a note costs a write


@dataclass(frozen=True)
class State:
    """Whether a cache can be used, and if it cannot, why and what to do."""

    is_read: bool
    is_written: bool
    trouble: str | None = None
    hint: str | None = None


@dataclass(frozen=True)
class Cache:
    """Machine code by key, in one folder.

    folder: None where no place for it is known; limit: bytes past which the entries longest unused are dropped.
    """

    folder: Path | None
    limit: int = LIMIT

    def read(self, key: str) -> bytes | None:
        """The code kept under a key (64 hexadecimal digits); None if there is none, or none that is whole."""
        path = self._path(key)
        if path is None or self._find_fault() is not None:
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None
        code = data[HEADER_LENGTH:]
        if not code or data[:HEADER_LENGTH] != _header(key, code):
            return None
        _note_use(path)
        return code

    def write(self, key: str, code: bytes) -> bool:
        """Keeps code under a key, in place of what stood there; whether that could be done."""
        path = self._path(key)
        if path is None or self._prepare() is not None:
            return False
        half = path.with_name(f"{key}.{os.urandom(8).hex()}{UNFINISHED}")  # no two processes anywhere choose the same
        try:
            with open(half, "xb", opener=_open_privately) as file:
                file.write(_header(key, code) + code)
            os.replace(half, path)
        except OSError:
            return False
        finally:
            with suppress(OSError):
                half.unlink()
        self._drop_oldest(path)
        return True

    def state(self) -> State:
        """Whether the folder can be used now: makes it where it is missing, and tries to write to it."""
        fault = self._prepare()
        if fault is not None:
            return State(False, False, *fault)
        assert self.folder is not None  # or it would be a fault
        probe = self.folder / f"{'0' * KEY_LENGTH}.{os.urandom(8).hex()}{UNFINISHED}"
        try:
            with open(probe, "xb", opener=_open_privately) as file:
                file.write(MARK)
        except OSError as problem:
            said = f"{self.folder} cannot be written: {problem.strerror}"
            return State(True, False, said, ANOTHER)
        finally:
            with suppress(OSError):
                probe.unlink()
        return State(True, True)

    def measure(self) -> tuple[int, int]:
        """How many entries there are, and how many bytes they take."""
        sizes = [size for _, size, path in self._list() if path.suffix == SUFFIX]
        return len(sizes), sum(sizes)

    def clean(self) -> tuple[int, int]:
        """Removes all entries, and nothing else that lies in the folder; returns how many and how many bytes."""
        removed = [size for _, size, path in self._list() if _remove(path) and path.suffix == SUFFIX]
        return len(removed), sum(removed)

    def _path(self, key: str) -> Path | None:
        return None if self.folder is None else self.folder / (key + SUFFIX)

    def _find_fault(self) -> tuple[str, str] | None:
        """Why a folder that is there must not be used, and what to do."""
        if self.folder is None:
            return "there is no home folder to keep machine code in", ANOTHER
        try:
            found = os.stat(self.folder)
        except OSError as problem:
            return f"{self.folder} cannot be used: {problem.strerror}", ANOTHER
        if not stat.S_ISDIR(found.st_mode):
            return f"{self.folder} is no folder", ANOTHER
        if sys.platform == "win32":  # there a home folder is its owner's, and the mode says nothing
            return None
        if found.st_uid not in (os.geteuid(), ROOT):
            return f"{self.folder} belongs to somebody else, and what is kept there is run", ANOTHER
        if found.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
            is_shared = found.st_mode & stat.S_ISVTX  # meant to be written by all, as /tmp is
            said = f"others may write to {self.folder}, and what is kept there is run"
            return said, ANOTHER if is_shared else f"type: chmod go-w {shlex.quote(str(self.folder))}"
        return None

    def _prepare(self) -> tuple[str, str] | None:
        """Makes the folder where it is missing; what is wrong with it, if anything is."""
        if self.folder is not None:
            with suppress(OSError):  # what went wrong shows when it is looked at
                self.folder.parent.mkdir(parents=True, exist_ok=True)
                self.folder.mkdir(mode=0o700, exist_ok=True)
        return self._find_fault()

    def _list(self) -> list[tuple[float, int, Path]]:
        """Our files, longest unused first: when used, bytes, path."""
        if self.folder is None:
            return []
        found = []
        with suppress(OSError), os.scandir(self.folder) as files:
            for file in files:
                with suppress(OSError):  # another process may have removed it by now
                    if OURS.fullmatch(file.name) and file.is_file(follow_symlinks=False):
                        seen = file.stat(follow_symlinks=False)
                        found.append((seen.st_mtime, seen.st_size, Path(file.path)))
        return sorted(found)

    def _drop_oldest(self, newest: Path) -> None:
        """Removes what abandoned writers left, and the entries longest unused until the rest is within the limit."""
        files = self._list()
        total = sum(size for _, size, path in files if path.suffix == SUFFIX)
        for used, size, path in files:
            if path.suffix == UNFINISHED:
                if used < time.time() - ABANDONED:
                    _remove(path)
            elif total > self.limit and path != newest:
                _remove(path)
                total -= size


def find_cache(environment: Mapping[str, str] = os.environ) -> Cache:
    """The cache of this user, by what the environment says. Makes nothing."""
    if named := environment.get("NEURODOSE_CACHE"):
        return Cache(Path(os.path.abspath(os.path.expanduser(named))))
    shared = environment.get("XDG_CACHE_HOME", "")
    if os.path.isabs(shared):  # a relative one is to be ignored, as its specification has it
        return Cache(Path(shared, "neurodose"))
    if sys.platform == "win32" and (local := environment.get("LOCALAPPDATA")):
        return Cache(Path(local, "neurodose", "cache"))
    try:
        home = Path.home()
    except RuntimeError:
        return Cache(None)
    kept = ("Library", "Caches") if sys.platform == "darwin" else (".cache",)
    return Cache(home.joinpath(*kept, "neurodose"))


def _header(key: str, code: bytes) -> bytes:
    """What stands before the code: a file of another format, under another's name or damaged has another."""
    return MARK + key.encode() + hashlib.sha256(code).digest()


def _open_privately(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _note_use(path: Path) -> None:
    with suppress(OSError):  # a folder that can only be read keeps no note
        if path.stat().st_mtime < time.time() - REMEMBERED:
            os.utime(path)


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except OSError:
        return False
    return True
