"""A formula in a card's text becomes an expression of the same arithmetic."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

from neurodose.errors import ModelError
from neurodose.symbols import Expression, constant, cos, exp, log, maximum, minimum, select, sin, sqrt

FUNCTIONS: dict[str, Callable[..., Expression]] = {
    "exp": exp, "log": log, "sqrt": sqrt, "sin": sin, "cos": cos, "min": minimum, "max": maximum,
}  # fmt: skip
ARITHMETIC: dict[type[ast.AST], Callable[..., Expression]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip
ARITIES = {name: 2 if name in ("min", "max") else 1 for name in FUNCTIONS}
RELATIONS: dict[type[ast.AST], Callable[..., Expression]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: lambda a, b: (a <= b) & (a >= b),
    ast.NotEq: lambda a, b: ~((a <= b) & (a >= b)),
}  # fmt: skip


@dataclass(frozen=True)
class Formula:
    """A text that has been parsed, and where it stands ("card theo, pk 3")."""

    text: str
    tree: ast.expr
    where: str


def read_formula(text: str | float, where: str) -> Formula:
    """The formula of a text such as "4*exp(ETA1)*(BW/75)**1.5"; raises ModelError for what is no arithmetic."""
    return Formula(str(text), _parse(str(text), "eval", where).body, where)


def read_assignment(text: str, where: str) -> tuple[str, Formula]:
    """The name and the formula of "CL=4*exp(ETA1)"; raises ModelError for anything but one plain assignment."""
    body = _parse(text, "exec", where).body
    if len(body) != 1 or not isinstance(body[0], ast.Assign) or not isinstance(body[0].targets[0], ast.Name):
        raise ModelError(f'"{text}" is no assignment', where=where, hint='an assignment reads "CL=4*exp(ETA1)"')
    return body[0].targets[0].id, Formula(text, body[0].value, where)


def _parse(text: str, mode: str, where: str) -> Any:
    try:
        return ast.parse(text.strip(), mode=mode)
    except SyntaxError as error:
        raise ModelError(f'"{text}" cannot be read', where=where, exists=str(error)) from None


@dataclass(frozen=True)
class Builder:
    """What the names and numbers of a card stand for.

    names:  what is defined so far, by name
    name:   makes what a name stands for that is not defined
    number: makes what a number stands for that is more than structure
    """

    names: Mapping[str, Expression]
    name: Callable[[str], Expression]
    number: Callable[[float], Expression]

    def build(self, formula: Formula) -> Expression:
        """The expression of a formula; a condition that stands as a number is 1 or 0. Raises ModelError."""
        return self._found(self._number(formula.tree, formula))

    def _number(self, node: ast.expr, formula: Formula) -> Expression:
        found = self._build(node, formula)
        return select(found, 1, 0) if found.is_truth else found

    def _build(self, node: ast.expr, formula: Formula) -> Expression:
        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return constant(value)
            case ast.Name(id=name):
                return self.names[name] if name in self.names else self.name(name)
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                return ARITHMETIC[type(op)](*self._numbers([left, right], formula))
            case ast.UnaryOp(op=ast.UAdd(), operand=operand):
                return self._number(operand, formula)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return -self._number(operand, formula)
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if len(given) == ARITIES.get(name.lower()):
                return FUNCTIONS[name.lower()](*self._numbers(given, formula))
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return select(self._truth(test, formula), *self._numbers([then, otherwise], formula))
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self._truth(node, formula)
        raise ModelError(
            f'"{ast.unparse(node)}" in "{formula.text}" is more than a card may say',
            where=formula.where,
            exists=f"numbers, names, + - * / **, {', '.join(FUNCTIONS)}, comparisons, x if condition else y",
        )

    def _numbers(self, nodes: list[ast.expr], formula: Formula) -> list[Expression]:
        """The parts of an operation. Numbers among themselves stay numbers, so that "24*7" is one and not two."""
        parts = [self._number(node, formula) for node in nodes]
        return parts if all(part.is_constant for part in parts) else [self._found(part) for part in parts]

    def _found(self, part: Expression) -> Expression:
        return self.number(part.value) if part.is_constant and not part.is_structure else part

    def _truth(self, node: ast.expr, formula: Formula) -> Expression:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=right) if all(type(o) in RELATIONS for o in ops):
                sides = self._numbers([left, *right], formula)
                return reduce(
                    operator.and_,
                    [RELATIONS[type(o)](a, b) for o, a, b in zip(ops, sides, sides[1:], strict=False)],
                )
            case ast.BoolOp(op=op, values=values):
                join = operator.and_ if isinstance(op, ast.And) else operator.or_
                return reduce(join, [self._truth(v, formula) for v in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self._truth(operand, formula)
        raise ModelError(
            f'"{ast.unparse(node)}" in "{formula.text}" is no condition',
            where=formula.where,
            hint="a condition compares two numbers: SEX == 1",
        )
