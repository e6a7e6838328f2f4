"""Replacing symbols in a graph by other expressions; what does not change is shared, not copied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from neurodose.symbols import expression as e
from neurodose.symbols.expression import Expression, walk

_REBUILD = {
    "negative": lambda a: -a,
    "exp": e.exp,
    "log": e.log,
    "sin": e.sin,
    "cos": e.cos,
    "not": lambda a: ~a,
    "at_start": e.at_start,
    "add": lambda a, b: a + b,
    "subtract": lambda a, b: a - b,
    "multiply": lambda a, b: a * b,
    "divide": lambda a, b: a / b,
    "power": lambda a, b: a**b,
    "minimum": e.minimum,
    "maximum": e.maximum,
    "less": lambda a, b: a < b,
    "less_equal": lambda a, b: a <= b,
    "both": lambda a, b: a & b,
    "either": lambda a, b: a | b,
    "select": e.select,
}


def substitute(roots: Iterable[Expression], replacement: Mapping[Expression, Expression]) -> list[Expression]:
    """The roots with each key of `replacement` replaced by its value, once (values are not searched again)."""
    roots = list(roots)
    done: dict[Expression, Expression] = {}
    for node in walk(roots):
        if node in replacement:
            done[node] = replacement[node]
        elif all(done[a] is a for a in node.arguments):
            done[node] = node
        else:
            done[node] = _REBUILD[node.operation](*(done[a] for a in node.arguments))
    return [done[root] for root in roots]
