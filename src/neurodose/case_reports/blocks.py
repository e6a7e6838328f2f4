"""A file in blocks of whole lines, in UTF-8 whatever it was written in: memory stays small, however long it is."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

from neurodose.case_reports.losses import Tally
from neurodose.case_reports.members import Member
from neurodose.wording import Wording

T = TypeVar("T")
SIZE = 16 * 2**20  # bytes of a block: some hundred thousand rows
UNREADABLE = (OSError, EOFError, zlib.error, zipfile.BadZipFile, RuntimeError, NotImplementedError)
LONGEST = 2**28  # bytes of one line
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")  # UTF-16, which no regulator writes
KINDS = {b"PK\x03\x04": "an archive or a workbook", b"%PDF": "a PDF", b"\x1f\x8b": "compressed",
         b"\xd0\xcf\x11\xe0": "a workbook of an old Excel", b"MZ": "a program", b"\x7fELF": "a program",
         b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture"}  # fmt: skip
LOOKED_AT = 65536  # bytes at the start of a file that tell what it is
MOST_ZEROS = 8  # bytes of zero among them; text has none, and a damaged row has few
CONTROLS = bytes(range(1, 9)) + bytes(range(14, 32))  # no text has them; a tenth of what is packed are such
MOST_CONTROLS, FEW = 0.02, 3  # of the bytes, and some more: a damaged row has them


@dataclass(frozen=True)
class Block:
    """Whole lines, each with its end; first: the number of its first line; is_last: of the file; is_ended: its last
    line had an end of its own
    """

    text: bytes
    first: int
    is_last: bool
    is_ended: bool = True


def read_blocks(member: Member, tally: Tally, size: int = SIZE) -> Iterator[Block]:
    """The lines of a file. What is empty, binary or breaks off gives no more blocks and a fault."""
    try:
        with member.open() as file:
            yield from _cut(iter(lambda: file.read(size), b""), member, tally)
    except UNREADABLE as problem:
        tally.faults.append(f"{member.name} breaks off: {problem}; what stood before is counted")


def read_ahead(items: Iterator[T]) -> Iterator[T]:
    """The same items, each made in another thread while the one before it is used."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as other:
        coming = other.submit(next, items, None)
        while (item := coming.result()) is not None:
            coming = other.submit(next, items, None)
            yield item


def _cut(chunks: Iterator[bytes], member: Member, tally: Tally) -> Iterator[Block]:
    held, line, is_first = b"", 1, True
    for chunk in chunks:
        if is_first:
            said = tell_binary(chunk)
            if said:
                tally.faults.append(f"{member.name} is no text but {said}; it was not read")
                return
            chunk, is_first = chunk.removeprefix(BYTE_ORDER_MARK), False
        end = chunk.rfind(b"\n") + 1
        if end:
            whole = _clean(held + chunk[:end], member, tally)
            yield Block(whole, line, False)
            line += whole.count(b"\n")
            held = chunk[end:]
        else:
            held += chunk
            if len(held) > LONGEST:
                tally.faults.append(
                    f"{member.name} has {len(held) / 1e6:.0f} MB without the end of a line: it is no table"
                )
                return
    if is_first or (line == 1 and not held.strip()):
        tally.faults.append(f"{member.name} is empty")
    elif held.strip():
        yield Block(_clean(held, member, tally) + b"\n", line, True, is_ended=False)


def tell_binary(start: bytes) -> str:
    """What a file is that is no text; "" for text."""
    for mark, said in KINDS.items():
        if start.startswith(mark):
            return said
    if start.startswith(OTHER_MARKS):
        return "in UTF-16: save it as UTF-8"
    seen = start[:LOOKED_AT]
    controls = len(seen) - len(seen.translate(None, CONTROLS))
    return "binary" if seen.count(b"\0") > MOST_ZEROS or controls > MOST_CONTROLS * len(seen) + FEW else ""


def _clean(text: bytes, member: Member, tally: Tally) -> bytes:
    """The same in UTF-8: bytes that are none are read as Windows Latin, one by one, and counted."""
    if b"\0" in text:
        tally.remark(f"{member.name}: bytes of zero were taken out")
        text = text.replace(b"\0", b"")
    if text.isascii():
        return text
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return _mend(text, member, tally)
    return text


def _mend(text: bytes, member: Member, tally: Tally) -> bytes:
    lines, mended = text.split(b"\n"), 0
    for at, line in enumerate(lines):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            lines[at] = line.decode("cp1252", errors="replace").encode()
            mended += 1
    one = f"row of {member.name} is not in UTF-8, was read as Windows Latin, and is kept"
    several = f"rows of {member.name} are not in UTF-8, were read as Windows Latin, and are kept"
    tally.mend(Wording(one, several), mended)
    return b"\n".join(lines)
