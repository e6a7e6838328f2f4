"""A file is read as text or refused, and written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from neurodose.errors import NeurodoseError, OutputError

ANOTHER_PLACE = "choose another place with --output"


def read_file(path: Path, error: type[NeurodoseError]) -> str:
    """The text of a file in UTF-8; what prevents it from being read is raised as this kind of error."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise error(f"{path} is not text in UTF-8", hint="save it as UTF-8 in an editor of plain text") from None
    except OSError as problem:
        said = "does not exist" if isinstance(problem, FileNotFoundError) else f"cannot be read: {problem.strerror}"
        raise error(f"{path} {said}", hint="give the path of a file") from None


def check_writable(path: Path) -> None:
    """Raises OutputError if a file cannot be written there: asked before the work, not after it."""
    folder = path.resolve().parent
    if path.is_dir():
        raise OutputError(f"{path} is a folder", hint="name a file in it")
    if not folder.is_dir():
        raise OutputError(f"the folder {folder} does not exist", hint="make it first, or choose another with --output")
    if not os.access(folder, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"{path} cannot be written", hint=ANOTHER_PLACE)


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Lets `write` fill a file beside the place it is for, and moves it there once it is complete. Raises OutputError
    where that is impossible; what stood there before is then untouched.
    """
    with filling(path) as half:
        write(half)


@contextmanager
def filling(path: Path) -> Iterator[Path]:
    """A file beside the place it is for, which is moved there at the end of the block. Raises OutputError where that is
    impossible; after that or any other error, an interrupt too, nothing is left of it, and what stood there before is
    untouched.
    """
    check_writable(path)
    half = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        yield half
        os.replace(half, path)
    except OSError as problem:
        raise OutputError(f"{path} cannot be written: {problem.strerror or problem}", hint=ANOTHER_PLACE) from None
    finally:
        with suppress(OSError):
            half.unlink()
