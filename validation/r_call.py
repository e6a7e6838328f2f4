"""A call of R as text (`rma(yi,vi,mods=~ablat,data=d,test="knha") rows with NA dropped`) becomes name and arguments.

Only what such texts hold is read: names, texts in quotes, numbers, formulas, calls inside of calls. What stands behind
the closing bracket is a remark and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

HEAD = re.compile(r"([A-Za-z_.][\w.]*)\(")
NAMED = re.compile(r"^\s*([A-Za-z_.][\w.]*)\s*=(?!=)\s*(.*)$", re.DOTALL)


@dataclass(frozen=True)
class Call:
    """name: of the function; given: arguments without a name, as text; named: the others, texts without their quotes"""

    name: str
    given: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)

    def inner(self, name: str) -> Call | None:
        """The call of that name, this one or one inside of it."""
        if self.name == name:
            return self
        for text in (*self.given, *self.named.values()):
            for call in find_calls(text):
                if (found := call.inner(name)) is not None:
                    return found
        return None


def find_calls(text: str) -> Iterator[Call]:
    """The outermost calls of a text, in their order."""
    at = 0
    while (head := HEAD.search(text, at)) is not None:
        end = find_end(text, head.end())
        yield read_call(head[1], text[head.end() : end])
        at = end + 1


def find_end(text: str, start: int) -> int:
    """Where the bracket that was opened just before `start` closes; the end of the text where it does not."""
    depth, quoted = 1, False
    for at in range(start, len(text)):
        letter = text[at]
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in "([":
            depth += 1
        elif not quoted and letter in ")]":
            depth -= 1
            if depth == 0:
                return at
    return len(text)


def read_call(name: str, inside: str) -> Call:
    """A call of the text between its brackets."""
    given, named = [], {}
    for part in split(inside):
        match = NAMED.match(part)
        if match:
            named[match[1]] = match[2].strip().strip('"')
        elif part.strip():
            given.append(part.strip())
    return Call(name, tuple(given), named)


def split(text: str, mark: str = ",") -> list[str]:
    """Parts between marks that stand in no bracket and no quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, letter in enumerate(text):
        if letter == '"':
            quoted = not quoted
        elif not quoted:
            depth += (letter in "([") - (letter in ")]")
            if letter == mark and depth == 0:
                parts.append(text[start:at])
                start = at + 1
    return [*parts, text[start:]]
