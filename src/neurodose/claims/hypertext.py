"""The words of a page without what stands around them: menus, scripts, styles, forms and footers are dropped."""

from __future__ import annotations

import re
from html.parser import HTMLParser

DROPPED = frozenset({"script", "style", "nav", "footer", "form", "noscript", "svg", "button", "select", "iframe",
                     "aside", "template", "head"})  # fmt: skip
BLOCKS = frozenset({"p", "div", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "tr", "section", "article", "br",
                    "blockquote", "figcaption", "dd", "dt", "title", "ul", "ol", "table", "main",
                    "header"})  # fmt: skip
EMPTY = frozenset(
    {"br", "img", "hr", "input", "meta", "link", "source", "wbr", "col", "area", "base", "embed", "track"}
)
_MARKS = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<p[\s>]|<div[\s>]|</(?:p|li|h[1-6]|ul)>", re.IGNORECASE)


def is_hypertext(text: str) -> bool:
    """Whether a text is HTML: it has its marks near the beginning."""
    return bool(_MARKS.search(text[:20_000]))


def read_hypertext(text: str) -> str:
    """The words of a page, a block a line; broken marks are passed over."""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return "".join(reader.parts)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._dropped: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in DROPPED:
            self._dropped.append(tag)
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropped:
            # What was left open inside is closed with it.
            del self._dropped[len(self._dropped) - 1 - self._dropped[::-1].index(tag) :]
        if tag in BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._dropped:
            self.parts.append(re.sub(r"\s+", " ", data))
