"""Parts of a document in JSON that another program wrote: what is not there, or is of another kind, is nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def part(document: Any, *path: str) -> Mapping[str, Any]:
    """The object at the end of a path of names; an empty one where there is none."""
    found = _go(document, path)
    return found if isinstance(found, Mapping) else {}


def items(document: Any, *path: str) -> list[Any]:
    """The list at the end of a path of names; an empty one where there is none."""
    found = _go(document, path)
    return found if isinstance(found, list) else []


def text(document: Any, *path: str) -> str:
    """The text or number at the end of a path, as text on one line; "" where there is none."""
    found = _go(document, path)
    is_plain = isinstance(found, str | int | float) and not isinstance(found, bool)
    return " ".join(str(found).split()) if is_plain else ""


def _go(document: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        document = document.get(name) if isinstance(document, Mapping) else None
    return document
