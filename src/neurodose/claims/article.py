"""An article as it comes: a file or a text, plain, HTML or the text of a PDF, in any encoding; or why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from neurodose.claims.hypertext import Kind, Passage, is_hypertext, read_hypertext
from neurodose.errors import ClaimError

LARGEST = 2_000_000  # bytes: some 300,000 words; no article is longer
BINARY = (
    b"%PDF",
    b"PK\x03\x04",
    b"\x89PNG",
    b"GIF8",
    b"\xff\xd8\xff",
    b"\x7fELF",
    b"\xd0\xcf\x11\xe0",
    b"\x1f\x8b",
    b"Rar!",
)
KINDS = {
    b"%PDF": "a PDF: save its text first",
    b"PK\x03\x04": "an archive or a document of an office program: save its text",
}
_ENCODINGS = ("utf-8-sig", "cp1252")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_HYPHEN = re.compile(r"(?<=[a-z])[-\u00ad]\n(?=[a-z])")
_PAGE = re.compile(r"^\s*(?:page\s+)?\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?\s*$", re.IGNORECASE)
_SOFT = re.compile(r"(?<![.!?:;\"”’)\]])\n(?=[a-z(])")


@dataclass(frozen=True)
class Article:
    """name: where it comes from; blocks: its paragraphs, headings and list items, in their order

    kinds: what each block is by the marks of a page, "" where there are none
    odd: characters that could not be read as the encoding has them, and stand as �
    """

    name: str
    blocks: tuple[str, ...]
    kinds: tuple[Kind, ...]
    odd: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.blocks)


def read_article(source: str | Path) -> Article:
    """An article of a file, or of the text itself.

    A string is a file's name where it has one line and such a file is there, or where it ends like one.
    Raises ClaimError where there is no file, or nothing in it that could be read as an article.
    """
    if isinstance(source, Path) or _is_name(source):
        return _read_file(Path(source))
    return make_article(source, "the text")


def make_article(text: str, name: str) -> Article:
    """An article of a text that was read; raises ClaimError where there is no text in it."""
    passages = read_hypertext(text) if is_hypertext(text) else (Passage(text, ""),)
    held: list[tuple[str, Kind]] = [
        (block, passage.kind) for passage in passages for block in _split_blocks(passage.text)
    ]
    if not held:
        raise ClaimError("there is no text in it", where=name, hint="audit a file with sentences in it")
    blocks = tuple(block for block, _ in held)
    kinds = tuple[Kind, ...](kind for _, kind in held)
    return Article(name, blocks, kinds, sum(block.count("\ufffd") for block in blocks))


def _is_name(source: str) -> bool:
    if "\n" in source or len(source) > 1000 or not source.strip():
        return False
    try:
        return Path(source).exists() or bool(re.fullmatch(r"\S+\.(?:txt|html?|md|pdf)", source.strip(), re.IGNORECASE))
    except OSError:
        return False


def _read_file(path: Path) -> Article:
    try:
        if path.is_dir():
            raise ClaimError(f"{path} is a folder", hint="name one article in it")
        size = path.stat().st_size
        if size > LARGEST:
            raise ClaimError(f"the file has {size / 1e6:.0f} MB", where=str(path),
                             exists=f"an article has {LARGEST / 1e6:.0f} MB at most",
                             hint="cut out the article, and leave the rest")  # fmt: skip
        content = path.read_bytes()
    except OSError as problem:
        raise ClaimError(f"the article cannot be read: {problem.strerror or problem}", where=str(path)) from None
    if not content.strip():
        raise ClaimError("the file is empty", where=str(path), hint="audit a file with sentences in it")
    return make_article(_decode(content, str(path)), str(path))


def _decode(content: bytes, where: str) -> str:
    """As UTF-8 or UTF-16, else line by line: a file of mixed encodings is read as far as each line goes."""
    kind = next((mark for mark in BINARY if content.startswith(mark)), None)
    if kind is not None:
        raise ClaimError(f"the file is no text but {KINDS.get(kind, 'binary')}", where=where)
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    text = "\n".join(_decode_line(line) for line in content.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n"))
    if len(_CONTROL.findall(text[:100_000])) > 0.005 * min(len(text), 100_000) + 3:
        raise ClaimError("the file is no text but binary", where=where, hint="save the article as plain text or HTML")
    return _CONTROL.sub("", text)


def _decode_line(line: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return line.decode(encoding)
        except UnicodeDecodeError:
            continue
    return line.decode("latin-1")


def _split_blocks(text: str) -> list[str]:
    """Paragraphs: parted words joined, numbers of pages dropped, lines that run on put together."""
    lines = [line for line in text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").split("\n")
             if not _PAGE.match(line) or not line.strip()]  # fmt: skip
    whole = _SOFT.sub(" ", _HYPHEN.sub("", "\n".join(line.strip() for line in lines)))
    return [" ".join(block.split()) for block in whole.split("\n") if re.search(r"\w", block)]
