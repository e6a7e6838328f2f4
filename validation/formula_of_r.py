"""A right-hand side of a formula of R (`~ablat+factor(alloc)+I(year-1950)`) becomes columns of numbers or of words."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from validation.r_call import find_calls, split
from validation.scoring import ScoringError, read_number

Row = Mapping[str, str]
UNKNOWN = ("", "NA")
FUNCTIONS: Mapping[str, Callable[[float], float]] = {"log": math.log, "sqrt": math.sqrt, "exp": math.exp}
OPERATIONS: Mapping[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def read_terms(formula: str) -> tuple[list[str], bool]:
    """The terms of a formula, and whether there is an intercept; products are spelled out (a*b is a + b + a:b)."""
    terms, has_intercept = list[str](), True
    for raw in split(formula.lstrip("~ ").replace("-1", "+0").replace("- 1", "+0"), "+"):
        term = raw.strip()
        if term in ("0", "1", ""):
            has_intercept = has_intercept and term != "0"
        elif len(parts := split(term, "*")) == 2:
            left, right = (part.strip() for part in parts)
            terms += [left, right, f"{left}:{right}"]
        else:
            terms.append(term)
    return terms, has_intercept


def names_in(term: str) -> set[str]:
    """The columns that a term is made of."""
    if len(parts := split(term, ":")) == 2:
        return names_in(parts[0]) | names_in(parts[1])
    call = next(find_calls(term), None)
    inner = term if call is None or not call.given else call.given[0]
    tree = ast.parse(inner.strip().replace("^", "**"), mode="eval")
    functions = {
        node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)} - functions


def make_columns(term: str, rows: Sequence[Row]) -> list[np.ndarray]:
    """The columns of a term: one of numbers, or one for each word but the first of a factor."""
    if len(parts := split(term, ":")) == 2:
        left, right = (make_columns(part.strip(), rows) for part in parts)
        return [a * b for b in right for a in left]
    call = next(find_calls(term), None)
    is_factor = call is not None and call.name in ("factor", "as.factor", "relevel")
    name = call.given[0] if call is not None and is_factor else term
    if is_factor or (name in rows[0] and not are_numbers([row[name] for row in rows])):
        return spread_words([row[name] for row in rows])
    return [np.array([work_out(term, row) for row in rows])]


def are_numbers(cells: Sequence[str]) -> bool:
    """Whether every cell that says something is a number."""
    try:
        return all(math.isfinite(read_number(cell)) for cell in cells if cell.strip() not in UNKNOWN)
    except ScoringError:
        return False


def spread_words(cells: Sequence[str]) -> list[np.ndarray]:
    """Zero or one for each level but the first, in the order of numbers or of the alphabet."""
    levels = (
        sorted(set(cells), key=float)
        if are_numbers(cells)
        else sorted(set(cells), key=lambda word: (word.lower(), word))
    )
    return [np.array([float(cell == level) for cell in cells]) for level in levels[1:]]


def work_out(term: str, row: Row) -> float:
    """The value of an arithmetic term in one row."""
    text = term.strip()
    if text.startswith("I("):
        text = text[2:-1]
    try:
        return _value(ast.parse(text.replace("^", "**"), mode="eval").body, row)
    except (SyntaxError, KeyError) as error:
        raise ScoringError(
            f'the term "{term}" of a formula cannot be read', exists=f"columns: {', '.join(row)}"
        ) from error


def _value(node: Any, row: Row) -> float:
    if isinstance(node, ast.Constant):
        return float(node.value)  # pyright: ignore[reportArgumentType]
    if isinstance(node, ast.Name):
        return read_number(row[node.id])
    if isinstance(node, ast.BinOp):
        return OPERATIONS[type(node.op)](_value(node.left, row), _value(node.right, row))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, row)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        return FUNCTIONS[node.func.id](_value(node.args[0], row))
    raise KeyError(ast.dump(node))
