"""The derivative of an expression, sparse and forward: only the symbols it depends on appear.

The usual rules of calculus, node by node. Conditions are steps, so their own derivative is zero; `minimum`, `maximum`
and `select` take the derivative of the branch that holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from neurodose.errors import ModelError
from neurodose.symbols.expression import Expression, constant, cos, lift, log, select, sin, walk

Gradient = dict[Expression, Expression]


def differentiate(roots: Iterable[Expression], by: Iterable[Expression]) -> list[Gradient]:
    """For each root, its derivative by each symbol on which it depends; what is absent is zero.

    by: leaves (states, parameters, time). A derivative has the unit of the root over that of the symbol.
    """
    roots, wanted = list(roots), set(by)
    slopes: dict[Expression, Gradient] = {}
    for node in walk(roots):
        if node in wanted:
            slopes[node] = {node: constant(1.0)}
        elif node.arguments:
            slopes[node] = _chain(node, slopes)
        else:
            slopes[node] = {}
    return [slopes[root] for root in roots]


def _chain(node: Expression, slopes: dict[Expression, Gradient]) -> Gradient:
    inner = [slopes[a] for a in node.arguments]
    if not any(inner):
        return {}
    if node.operation == "at_start":
        raise ModelError(f"{node} has no derivative", hint="replace at_start by the starting values first")
    if node.is_truth:
        return {}
    partials = PARTIALS[node.operation](node, *node.arguments)
    total: Gradient = {}
    for partial, gradient in zip(partials, inner, strict=True):
        if partial is None:
            continue
        for symbol, slope in gradient.items():
            term = _combine(partial, slope)
            total[symbol] = total[symbol] + term if symbol in total else term
    return {s: e for s, e in total.items() if not (e.is_constant and e.value == 0)}


def _combine(partial: Expression, slope: Expression) -> Expression:
    if partial.is_constant and partial.value == -1:
        return -slope
    return partial * slope


def _number(value: float) -> Expression:
    node = lift(value)
    assert node is not None
    return node


def _of_power(node: Expression, x: Expression, n: Expression) -> tuple[Expression | None, Expression | None]:
    # n·x^(n-1) is finite at x = 0 for every n of at least 1, where x^n/x is not.
    by_base = n * x ** (n - 1)
    return by_base, None if n.is_constant else node * log(x)


def _choose(condition: Expression, a: Expression, b: Expression) -> Expression:
    return select(condition, a, b)


_ONE, _ZERO = _number(1.0), _number(0.0)

# Partial derivatives of each operation by each of its arguments; None is a derivative that is never needed.
PARTIALS: dict[str, Callable[..., tuple[Expression | None, ...]]] = {
    "add": lambda e, a, b: (_ONE, _ONE),
    "subtract": lambda e, a, b: (_ONE, _number(-1.0)),
    "multiply": lambda e, a, b: (b, a),
    "divide": lambda e, a, b: (1 / b, -(e / b)),
    "negative": lambda e, a: (_number(-1.0),),
    "power": _of_power,
    "exp": lambda e, a: (e,),
    "log": lambda e, a: (1 / a,),
    "sin": lambda e, a: (cos(a),),
    "cos": lambda e, a: (-sin(a),),
    "minimum": lambda e, a, b: (_choose(a <= b, _ONE, _ZERO), _choose(a <= b, _ZERO, _ONE)),
    "maximum": lambda e, a, b: (_choose(a >= b, _ONE, _ZERO), _choose(a >= b, _ZERO, _ONE)),
    "select": lambda e, c, a, b: (None, _choose(c, _ONE, _ZERO), _choose(c, _ZERO, _ONE)),
}
