"""The value of an expression for many people at once, in NumPy, in coherent units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from neurodose.errors import ModelError
from neurodose.symbols.expression import Expression, walk

# What each operation does to numbers; the one place where NumPy's name for it stands.
NUMPY: dict[str, Callable[..., Any]] = {
    "negative": np.negative,
    "exp": np.exp,
    "log": np.log,
    "sin": np.sin,
    "cos": np.cos,
    "not": np.logical_not,
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "divide": np.divide,
    "power": np.power,
    "minimum": np.minimum,
    "maximum": np.maximum,
    "less": np.less,
    "less_equal": np.less_equal,
    "both": np.logical_and,
    "either": np.logical_or,
    "select": np.where,
}


def evaluate(roots: Iterable[Expression], values: Mapping[Expression, Any]) -> list[Any]:
    """The value of each root, given numbers or arrays (people,) for the symbols; raises ModelError for one without."""
    roots = list(roots)
    known: dict[Expression, Any] = {}
    with np.errstate(all="ignore"):
        for node in walk(roots):
            if node in values:
                known[node] = values[node]
            elif node.is_constant:
                known[node] = node.value
            elif node.operation not in NUMPY:
                raise ModelError(f"{node} has no value here", hint="give it one, or take it out of the formula")
            else:
                known[node] = NUMPY[node.operation](*(known[a] for a in node.arguments))
    return [known[root] for root in roots]
