"""A formula in a card's text becomes an expression of the same arithmetic."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from itertools import pairwise
from typing import Any

from neurodose.errors import ModelError
from neurodose.symbols import Expression, constant, cos, exp, log, maximum, minimum, select, sin, sqrt, symbol

FUNCTIONS: dict[str, Callable[..., Expression]] = {
    "exp": exp, "log": log, "sqrt": sqrt, "sin": sin, "cos": cos, "min": minimum, "max": maximum,
}  # fmt: skip
ARITHMETIC: dict[type[ast.AST], Callable[..., Expression]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow, ast.USub: lambda a: -a, ast.UAdd: lambda a: a,
}  # fmt: skip
ARITIES = {name: 2 if name in ("min", "max") else 1 for name in FUNCTIONS}
RELATIONS: dict[type[ast.AST], Callable[..., Expression]] = {
    ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
    ast.Eq: lambda a, b: (a <= b) & (a >= b),
    ast.NotEq: lambda a, b: ~((a <= b) & (a >= b)),
}  # fmt: skip

Words = Mapping[str | float, Expression]  # what stands for each name, and for each number that is more than structure


@dataclass(frozen=True)
class Formula:
    """A text that has been parsed, and where it stands ("card theo, pk 3")."""

    text: str
    tree: ast.expr
    where: str

    @property
    def names(self) -> list[str]:
        """What it speaks of, less its functions."""
        found = [node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)]
        return [name for name in found if name.lower() not in FUNCTIONS]

    @property
    def numbers(self) -> list[float]:
        """Those that are more than structure."""
        found: list[Any] = [node.value for node in ast.walk(self.tree) if isinstance(node, ast.Constant)]
        return [value for value in found if not constant(value).is_structure]

    def build(self, words: Words) -> Expression:
        """The expression it is for these words; a condition that stands as a number is 1 or 0. Raises ModelError."""
        return self._number(self.tree, words)

    def _number(self, node: ast.expr, words: Words) -> Expression:
        def build(part: ast.expr) -> Expression:
            return self._number(part, words)

        match node:
            case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
                return words.get(value, constant(value))
            case ast.Name(id=name) if name in words:
                return words[name]
            case ast.BinOp(left=left, op=op, right=right) if type(op) in ARITHMETIC:
                return ARITHMETIC[type(op)](build(left), build(right))
            case ast.UnaryOp(op=op, operand=operand) if type(op) in ARITHMETIC:
                return ARITHMETIC[type(op)](build(operand))
            case ast.Call(func=ast.Name(id=name), args=given, keywords=[]) if len(given) == ARITIES.get(name.lower()):
                return FUNCTIONS[name.lower()](*map(build, given))
            case ast.IfExp(test=test, body=then, orelse=otherwise):
                return select(self._truth(test, words), build(then), build(otherwise))
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return select(self._truth(node, words), 1, 0)
        raise ModelError(
            f'"{ast.unparse(node)}" in "{self.text}" is more than a card may say',
            where=self.where,
            exists=f"numbers, names, + - * / **, {', '.join(FUNCTIONS)}, comparisons, x if condition else y",
        )

    def _truth(self, node: ast.expr, words: Words) -> Expression:
        match node:
            case ast.Compare(left=left, ops=ops, comparators=right) if all(type(op) in RELATIONS for op in ops):
                sides = [self._number(side, words) for side in (left, *right)]
                held = [RELATIONS[type(op)](a, b) for op, (a, b) in zip(ops, pairwise(sides), strict=True)]
                return reduce(operator.and_, held)
            case ast.BoolOp(op=op, values=values):
                join = operator.and_ if isinstance(op, ast.And) else operator.or_
                return reduce(join, [self._truth(value, words) for value in values])
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return ~self._truth(operand, words)
        raise ModelError(
            f'"{ast.unparse(node)}" in "{self.text}" is no condition',
            where=self.where,
            hint="a condition compares two numbers: SEX == 1",
        )


def read_formula(text: str | float, where: str) -> Formula:
    """The formula of a text such as "4*exp(ETA1)*(BW/75)**1.5"; raises ModelError for what is no arithmetic."""
    return _check(Formula(str(text), _parse(str(text), "eval", where).body, where))


def read_assignment(text: str, where: str) -> tuple[str, Formula]:
    """The name and the formula of "CL=4*exp(ETA1)"; raises ModelError for anything but one plain assignment."""
    body = _parse(text, "exec", where).body
    if len(body) != 1 or not isinstance(body[0], ast.Assign) or not isinstance(body[0].targets[0], ast.Name):
        raise ModelError(f'"{text}" is no assignment', where=where, hint='an assignment reads "CL=4*exp(ETA1)"')
    return body[0].targets[0].id, _check(Formula(text, body[0].value, where))


def _parse(text: str, mode: str, where: str) -> Any:
    try:
        return ast.parse(text.strip(), mode=mode)
    except SyntaxError as error:
        raise ModelError(f'"{text}" cannot be read', where=where, exists=str(error)) from None


def _check(formula: Formula) -> Formula:
    """The formula with its numbers joined; raises ModelError, here where its place is known, if it cannot be built."""
    formula.build({name: symbol("parameter", name) for name in formula.names})
    return replace(formula, tree=_Joining().visit(formula.tree))


class _Joining(ast.NodeTransformer):
    """Numbers among themselves become one number, so that "24*7" is one and not two."""

    def visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.expr) and not isinstance(node, ast.Name):
            part = Formula("", node, "")
            if not part.names and (made := part.build({})).is_constant:
                return ast.Constant(made.value)
        return self.generic_visit(node)
