"""XML of other people as a tree, without what XML can do to a reader: entities are refused, and so is what is nested
too deeply or has too many elements. Each element knows its line.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NoReturn
from xml.parsers import expat

from neurodose.errors import StudyError

DEEPEST = 100  # elements within elements; a review has some twenty
MOST = 2_000_000  # elements


@dataclass
class Element:
    """tag, attributes and text (its own, before its first part); parts: elements in it; line: in the file"""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    parts: list[Element] = field(default_factory=list)
    line: int = 0

    def find(self, tag: str) -> Element | None:
        """The first part of that tag."""
        return next(self.all(tag), None)

    def all(self, *tags: str) -> Iterator[Element]:
        """Parts of those tags."""
        return (part for part in self.parts if part.tag in tags)

    def walk(self, tag: str) -> Iterator[Element]:
        """Elements of that tag at whatever depth."""
        for part in self.parts:
            if part.tag == tag:
                yield part
            yield from part.walk(tag)

    def said(self, tag: str) -> str:
        """All text in the first part of that tag."""
        part = self.find(tag)
        return "" if part is None else " ".join(part.words().split())

    def words(self) -> str:
        return self.text + "".join(f" {part.words()}" for part in self.parts)


def read_xml(content: bytes, name: str) -> Element:
    """The root of an XML file; raises StudyError for what is no XML, or more than is to be read."""
    tree = _Growing(name)
    parser = expat.ParserCreate()
    tree.parser = parser
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = tree.start, tree.end
    parser.CharacterDataHandler = tree.add
    parser.EntityDeclHandler = tree.refuse_entities
    try:
        parser.Parse(content, True)
    except expat.ExpatError as problem:
        raise StudyError(f"{name} is no XML: {expat.ErrorString(problem.code)}", where=f"line {problem.lineno}",
                         hint="export it again: the file is cut off or changed") from None  # fmt: skip
    return tree.root.parts[0]


class _Growing:
    """A tree while it is read: the one thing here that changes."""

    def __init__(self, name: str) -> None:
        self.name, self.root, self.count = name, Element(""), 0
        self.open = [self.root]
        self.parser: Any = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > DEEPEST or self.count > MOST:
            self._refuse("is nested too deeply" if len(self.open) > DEEPEST else "has too many elements")
        element = Element(tag, attributes, line=self.parser.CurrentLineNumber)
        self.open[-1].parts.append(element)
        self.open.append(element)

    def end(self, tag: str) -> None:
        self.open.pop()

    def add(self, text: str) -> None:
        self.open[-1].text += text

    def refuse_entities(self, *_: Any) -> None:
        self._refuse("declares entities")

    def _refuse(self, what: str) -> NoReturn:
        raise StudyError(f"{self.name} {what}", where=f"line {self.parser.CurrentLineNumber}",
                         hint="such XML is not read, as it can fill a machine; RevMan writes none")  # fmt: skip
