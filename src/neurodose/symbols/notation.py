"""An expression written down: as plain text, as LaTeX, as MathML that browsers draw by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import TYPE_CHECKING

from neurodose.units import NONE, choose_unit

if TYPE_CHECKING:
    from neurodose.symbols.expression import Expression

    # Nodes that are written by a name of their own instead of being spelled out.
    Names = Mapping[Expression, str]

# How tightly each operation holds its arguments together.
_TIGHTNESS = {
    "select": 0,
    "either": 1,
    "both": 2,
    "less": 4,
    "less_equal": 4,
    "add": 5,
    "subtract": 5,
    "negative": 6,
}
_TIGHTNESS |= {"multiply": 7, "divide": 7, "power": 9}
_AS_BASE = 9  # a fraction bar holds its parts together everywhere but under an exponent
_SIGNS = {"add": "+", "subtract": "-", "multiply": "·", "divide": "/", "power": "^"}
_SIGNS |= {"less": "<", "less_equal": "<=", "both": "and", "either": "or"}


def _binds_right(operation: str) -> bool:
    """Whether what stands right of the sign needs brackets: in a - (b - c) and a/(b·c), not in a + (b + c)."""
    return operation not in ("add", "multiply", "power", "both", "either")


def split_terms(node: Expression, names: Names) -> list[tuple[str, Expression]]:
    """The terms of a sum with their signs, in order: -k·x + y is [("-", k·x), ("+", y)]."""
    terms: list[tuple[str, Expression]] = []
    stack = [("+", node)]
    while stack:
        sign, term = stack.pop()
        turned = "-" if sign == "+" else "+"
        if term in names:
            terms.append((sign, term))
        elif term.operation == "negative":
            stack.append((turned, term.arguments[0]))
        elif term.operation in ("add", "subtract"):
            stack.append((sign if term.operation == "add" else turned, term.arguments[1]))
            stack.append((sign, term.arguments[0]))
        else:
            terms.append((sign, term))
    return terms


def _tightness(node: Expression) -> int:
    if node.is_constant and (node.value < 0 or node.dimension != NONE):
        return 7
    return _TIGHTNESS.get(node.operation, 10)


def _address(node: Expression) -> str:
    content = node.content
    return content if isinstance(content, str) else getattr(content, "label", str(content))


def _number(node: Expression) -> tuple[str, str]:
    value, origin = node.content
    unit = choose_unit(node.dimension)
    digits = f"{unit.from_coherent(value):.6g}"
    mark = "" if unit.symbol == "1" else unit.symbol
    return ("", mark) if origin == "unit" and digits == "1" else (digits, mark)


def write_text(node: Expression, names: Names | None = None) -> str:
    """The expression as one line of text: "CL·plasma/V"."""
    return _text(node, names or {})


def _text(node: Expression, names: Names, tight: int = -1) -> str:
    if node in names:
        return names[node]
    operation, own = node.operation, _tightness(node)
    if node.is_constant:
        text = " ".join(p for p in _number(node) if p)
    elif not node.arguments:
        text = _address(node)
    elif operation == "negative":
        text = "-" + _text(node.arguments[0], names, own + 1)
    elif operation == "select":
        condition, then, otherwise = (_text(a, names, 1) for a in node.arguments)
        text = f"{then} if {condition} else {otherwise}"
    elif operation in _SIGNS:
        a, b = node.arguments
        left, right = _text(a, names, own + (operation == "power")), _text(b, names, own + _binds_right(operation))
        gap = "" if operation in ("multiply", "divide", "power") else " "
        text = f"{left}{gap}{_SIGNS[operation]}{gap}{right}"
    else:
        words = {"minimum": "min", "maximum": "max", "at_start": "start"}
        text = f"{words.get(operation, operation)}({', '.join(_text(a, names) for a in node.arguments)})"
    return f"({text})" if own < tight else text


def write_latex(node: Expression, names: Names | None = None) -> str:
    """The expression in LaTeX; symbols are set upright, with their address's last part as the base."""
    return _latex(node, names or {})


def _latex(node: Expression, names: Names, tight: int = -1) -> str:
    if node in names:
        return _upright(names[node])
    operation, own = node.operation, _tightness(node)
    inner = [_latex(a, names) for a in node.arguments]
    if node.is_constant:
        digits, unit = _number(node)
        text = r"\,".join(p for p in (digits, rf"\mathrm{{{unit}}}" if unit else "") if p)
    elif not node.arguments:
        text = _upright(_address(node))
    elif operation == "divide":
        text = rf"\frac{{{inner[0]}}}{{{inner[1]}}}"
        return rf"\left({text}\right)" if tight > _AS_BASE else text
    elif operation == "power":
        text = rf"{_latex(node.arguments[0], names, own + 1)}^{{{inner[1]}}}"
    elif operation == "select":
        text = rf"\begin{{cases}}{inner[1]} & {inner[0]} \\ {inner[2]} & \text{{otherwise}}\end{{cases}}"
    elif operation == "negative":
        text = "-" + _latex(node.arguments[0], names, own + 1)
    elif operation in _SIGNS:
        signs = {"multiply": r"\,", "less_equal": r" \le ", "both": r" \wedge ", "either": r" \vee "}
        sign = signs.get(operation, f" {_SIGNS[operation]} ")
        text = (
            _latex(node.arguments[0], names, own)
            + sign
            + _latex(node.arguments[1], names, own + _binds_right(operation))
        )
    else:
        words = {"minimum": r"\min", "maximum": r"\max", "not": r"\neg", "at_start": r"\mathrm{start}"}
        text = rf"{words.get(operation, chr(92) + operation)}\left({', '.join(inner)}\right)"
    return rf"\left({text}\right)" if own < tight and operation != "select" else text


def _upright(address: str) -> str:
    return rf"\mathrm{{{address}}}".replace("_", r"\_")


def write_mathml(node: Expression, names: Names | None = None) -> str:
    """The expression as MathML (without the surrounding <math>)."""
    return _mathml(node, names or {})


def _mathml(node: Expression, names: Names, tight: int = -1) -> str:
    if node in names:
        return symbol_mathml(names[node])
    operation, own = node.operation, _tightness(node)
    arguments = node.arguments
    if node.is_constant:
        digits, unit = _number(node)
        parts = [f"<mn>{digits}</mn>"] if digits else []
        text = "<mspace width='.2em'/>".join([*parts, *([f"<mi mathvariant='normal'>{unit}</mi>"] if unit else [])])
    elif not arguments:
        text = symbol_mathml(_address(node))
    elif operation == "divide":
        text = f"<mfrac><mrow>{_mathml(arguments[0], names)}</mrow><mrow>{_mathml(arguments[1], names)}</mrow></mfrac>"
        return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>" if tight > _AS_BASE else text
    elif operation == "power":
        base, exponent = _mathml(arguments[0], names, own + 1), _mathml(arguments[1], names)
        text = f"<msup><mrow>{base}</mrow><mrow>{exponent}</mrow></msup>"
    elif operation == "select":
        condition, then, otherwise = (_mathml(a, names) for a in arguments)
        rows = ((then, condition), (otherwise, "<mtext>otherwise</mtext>"))
        cells = "".join(f"<mtr><mtd>{value}</mtd><mtd>{when}</mtd></mtr>" for value, when in rows)
        text = f"<mrow><mo>{{</mo><mtable>{cells}</mtable></mrow>"
    elif operation == "negative":
        text = "<mo>−</mo>" + _mathml(arguments[0], names, own + 1)
    elif operation in _SIGNS:
        signs = {
            "multiply": "<mo>⋅</mo>",
            "subtract": "<mo>−</mo>",
            "less": "<mo>&lt;</mo>",
            "less_equal": "<mo>≤</mo>",
        }
        sign = signs.get(operation, f"<mo>{_SIGNS[operation]}</mo>")
        text = _mathml(arguments[0], names, own) + sign + _mathml(arguments[1], names, own + _binds_right(operation))
    else:
        words = {"minimum": "min", "maximum": "max", "at_start": "start"}
        inner = "<mo>,</mo>".join(_mathml(a, names) for a in arguments)
        text = f"<mi>{words.get(operation, operation)}</mi><mo>(</mo>{inner}<mo>)</mo>"
    return f"<mrow><mo>(</mo>{text}<mo>)</mo></mrow>" if own < tight else text


# What everyone writes as a letter.
SHORT = {"concentration": "C", "amount": "A"}


def symbol_mathml(address: str) -> str:
    """A name as a symbol: the last word of its address, with where it belongs as a subscript."""
    *place, last = address.split(".")
    last = SHORT.get(last, last)
    style = "" if len(last) == 1 else " mathvariant='normal'"
    base = f"<mi{style}>{escape(last.replace('_', ' '))}</mi>"
    under = escape(" ".join(place).replace("_", " "))
    return f"<msub>{base}<mtext>{under}</mtext></msub>" if place else base
