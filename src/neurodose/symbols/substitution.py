"""Replacing symbols in a graph by other expressions; what does not change is shared, not copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping

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


def turn_over_divisors(
    roots: Iterable[Expression], fixed: Collection[Expression], *, often: bool = True
) -> list[Expression]:
    """The roots with a / b as a times 1 / b, where b is one of those `fixed`, or several are divided by it.

    A product costs a fraction of a division; what divides often is turned over once, and what is fixed once for ever.
    often: whether how often counts; where not, each root is turned as it would be alone
    """
    roots = list(roots)
    nodes = walk(roots)
    divisors = Counter(node.arguments[1] for node in nodes if node.operation == "divide")
    done: dict[Expression, Expression] = {}
    for node in nodes:
        parts = [done[a] for a in node.arguments]
        if node.operation == "divide" and ((often and divisors[node.arguments[1]] > 1) or node.arguments[1] in fixed):
            done[node] = parts[0] * (e.constant(1.0) / parts[1])
        else:
            is_same = all(new is old for new, old in zip(parts, node.arguments, strict=True))
            done[node] = node if is_same else _REBUILD[node.operation](*parts)
    return [done[root] for root in roots]
