"""The text of a file that another program wrote: of a size that can be read, in an encoding that can be told, or
refused with words.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from neurodose.errors import StudyError

LARGEST = 40_000_000  # bytes: a page of a registry has some millions; what is larger is no table of studies
# Excel writes the last of these where nobody asks it for UTF-8.
LAST_RESORT, ITS_NAME = "cp1252", "Windows Latin (cp1252)"
MARKS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# How files begin that are often taken for a table.
KINDS = {
    b"PK\x03\x04": "a workbook of Excel or another archive: save the sheet as CSV, or unpack the archive",
    b"\xd0\xcf\x11\xe0": "a workbook of an old Excel: save the sheet as CSV",
    b"%PDF": "a PDF: type its table into a CSV file",
    b"\x1f\x8b": "compressed: unpack it first",
    b"RDX": "a file of R: write it with write.csv",
}


def read_bytes(path: Path) -> bytes:
    """What stands in a file; raises StudyError where it cannot be read, is empty, or is too large."""
    try:
        size = path.stat().st_size
        if size > LARGEST:
            raise StudyError(
                f"{path} has {size / 1e6:.0f} MB",
                exists=f"at most {LARGEST / 1e6:.0f} MB are read",
                hint="cut it into several files, or ask the registry for fewer studies a page",
            )
        content = path.read_bytes()
    except OSError as problem:
        said = "does not exist" if isinstance(problem, FileNotFoundError) else f"cannot be read: {problem.strerror}"
        raise StudyError(f"{path} {said}", hint="give the path of a file") from None
    if not content.strip():
        raise StudyError(f"{path} is empty", hint="give a file with studies in it")
    return content


def decode(content: bytes, name: str) -> tuple[str, tuple[str, ...]]:
    """The text of bytes, and what was understood of their encoding; raises StudyError for what is no text."""
    for start, said in KINDS.items():
        if content.startswith(start):
            raise StudyError(f"{name} is no text", hint=f"it is {said}")
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _decode_as(content.removeprefix(mark) if encoding == "utf-8" else content, encoding, name), ()
    if b"\x00" in content:
        raise StudyError(f"{name} is no text: it holds bytes of zero",
                         hint="save it as CSV in UTF-8; a binary file cannot be read")  # fmt: skip
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        text = _decode_as(content, LAST_RESORT, name)
        return text, (f"{name} is not UTF-8; it was read as {ITS_NAME}: look at names with accents",)


def _decode_as(content: bytes, encoding: str, name: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as problem:
        raise StudyError(f"{name} is no text in {encoding}", where=f"byte {problem.start}",
                         hint="save it as UTF-8 in an editor of plain text") from None  # fmt: skip
