"""What a formula is: an expression graph whose nodes carry their units.

Held here: the expression and its closed set of operations (`expression`), what stands in formulas like a number
(`arithmetic`), derivatives (`derivative`), replacement (`substitution`), values (`evaluation`), and ways to write it
down (`notation`).
Not held here: what a compartment or a receptor is (`modelling`), or how a graph becomes a program (`compiler`).
Start with `expression.py`, then `derivative.py`.

A graph is built by ordinary arithmetic. Equal expressions are one node, so shared work is found by identity. Nothing
in a graph branches: a condition is a node like any other, chosen from by `select`.
"""

from __future__ import annotations

from neurodose.symbols.expression import (
    Expression,
    at_start,
    constant,
    cos,
    exp,
    lift,
    log,
    maximum,
    minimum,
    pi,
    select,
    sin,
    sqrt,
    symbol,
    time,
)

__all__ = [
    "Expression", "at_start", "constant", "cos", "exp", "lift", "log", "maximum", "minimum", "pi", "select", "sin",
    "sqrt", "symbol", "time",
]  # fmt: skip
