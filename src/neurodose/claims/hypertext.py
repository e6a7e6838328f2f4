"""The words of a page without what stands around them: menus, asides, scripts, styles and footers are dropped.

A part is dropped where its end is reached. One that is never ended (`<aside>` without `</aside>`) would take the whole
article with it, so it is kept; and where a page has nothing but such parts, they are its text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Literal

Kind = Literal["heading", "item", "link", ""]
UNSEEN = frozenset({"script", "style", "template", "title", "svg", "iframe", "object", "math"})
AROUND = frozenset({"nav", "footer", "aside", "noscript", "button", "select", "textarea", "datalist", "dialog"})
ROLES = frozenset({"navigation", "contentinfo", "complementary", "search"})
TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")
HEADINGS = frozenset({*TITLES, "th", "caption", "legend", "summary", "dt"})
ITEMS = frozenset({"li", "dd", "td"})
BLOCKS = HEADINGS | ITEMS | frozenset({
    "html", "head", "body", "p", "div", "tr", "section", "article", "blockquote", "figure", "figcaption", "ul", "ol",
    "dl", "table", "thead", "tbody", "tfoot", "main", "header", "pre", "hr", "address", "details", "fieldset", "form",
    "center", "menu", "nav", "footer", "aside", "noscript", "option", "title",
})  # fmt: skip
EMPTY = frozenset({"hr"})  # of the blocks, what has no end
# What begins ends what was left open of the same list or table, as HTML has it.
ENDED_BY = {
    "li": ("li",), "dt": ("dt", "dd"), "dd": ("dt", "dd"), "td": ("td", "th"), "th": ("td", "th"),
    "tr": ("tr", "td", "th"), "option": ("option",),
}  # fmt: skip
HOLDERS = frozenset({"ul", "ol", "dl", "table", "menu", "select"})
DEEPEST = 200  # elements in each other: pages have some thirty, and what is deeper is made to hurt
_BEGUN = "html|head|body|title|article|section|main|form|header|nav|aside|noscript|script|table|ul|ol|li|p|div|h[1-6]"
_MARKS = re.compile(rf"<!doctype html|<(?:{_BEGUN})[\s>]|</(?:p|li|h[1-6]|ul)>", re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """A block of a page: its words, with a line for each `<br>`, and what it is by its marks: a heading, an item of a
    list or table, nothing but a link, or neither.
    """

    text: str
    kind: Kind


def is_hypertext(text: str) -> bool:
    """Whether a text is HTML: it has its marks near the beginning."""
    return bool(_MARKS.search(text[:20_000]))


def read_hypertext(text: str) -> tuple[Passage, ...]:
    """The blocks of a page that have words; broken marks are passed over."""
    return _read(text, AROUND, ROLES) or _read(text, frozenset(), frozenset())


def _read(text: str, around: frozenset[str], roles: frozenset[str]) -> tuple[Passage, ...]:
    reader = _Reader(around, roles)
    reader.feed(text)
    reader.close()
    return reader.finish()


@dataclass(frozen=True)
class _Open:
    """An element that has begun.

    first: the passage before which it began, where it is dropped at its end; kind: of the text in it; is_set: whether
    its lines are as the writer set them
    """

    tag: str
    first: int | None
    kind: Kind
    is_set: bool


class _Reader(HTMLParser):
    def __init__(self, around: frozenset[str], roles: frozenset[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._around, self._roles = around, roles
        self._passages: list[Passage] = []
        self._words: list[str] = []
        self._linked: list[bool] = []
        self._open: list[_Open] = []
        self._unseen: list[str] = []
        self._is_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen.append(tag)
        if tag == "a":
            self._is_link = any(name == "href" for name, _ in attrs)
        elif tag == "br":
            self._words.append("\n")
            self._linked.append(self._is_link)
        if tag not in BLOCKS and tag not in self._around:
            return
        self._end_passage()
        self._end_before(tag)
        if tag not in EMPTY and tag not in UNSEEN and len(self._open) < DEEPEST:
            is_around = tag in self._around or dict(attrs).get("role") in self._roles
            self._open.append(self._begin(tag, is_around))

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unseen:
            del self._unseen[self._unseen.index(tag) :]
        if tag == "a":
            self._is_link = False
        if tag not in BLOCKS and tag not in self._around:
            return
        self._end_passage()
        if any(one.tag == tag for one in self._open):
            self._close(tag)

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            is_set = bool(self._open) and self._open[-1].is_set
            self._words.append(data if is_set else re.sub(r"\s+", " ", data))
            self._linked.append(self._is_link or not data.strip())

    def finish(self) -> tuple[Passage, ...]:
        self._end_passage()
        return tuple(self._passages)

    def _begin(self, tag: str, is_around: bool) -> _Open:
        kind: Kind = self._open[-1].kind if self._open else ""
        kind = "heading" if tag in HEADINGS else "item" if tag in ITEMS else kind
        is_set = tag == "pre" or bool(self._open and self._open[-1].is_set)
        return _Open(tag, len(self._passages) if is_around else None, kind, is_set)

    def _close(self, tag: str) -> None:
        """Ends an element with all that was left open in it; what stood around is dropped by its own end alone."""
        while (one := self._open.pop()).tag != tag:
            pass
        if one.first is not None:
            del self._passages[one.first :]

    def _end_before(self, tag: str) -> None:
        """Ends what HTML lets a writer leave open: a paragraph before any block, an item before the next."""
        while self._open and (self._open[-1].tag == "p" or (tag in ("p", *TITLES) and self._open[-1].tag in TITLES)):
            self._open.pop()
        ended = ENDED_BY.get(tag, ())
        for one in reversed(self._open):
            if one.tag in ended:
                self._close(one.tag)
                return
            if one.tag in HOLDERS or one.first is not None:
                return

    def _end_passage(self) -> None:
        text = "".join(self._words)
        if re.search(r"\w", text):
            self._passages.append(Passage(text.strip(), self._name_kind()))
        # A link that was never ended would take all that follows with it.
        self._words, self._linked, self._is_link = [], [], False

    def _name_kind(self) -> Kind:
        kind = self._open[-1].kind if self._open else ""
        return "link" if kind != "heading" and all(self._linked) else kind
