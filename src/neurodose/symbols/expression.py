"""A formula is a graph of shared nodes; each node knows its units and, where it has one, its substance."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from fractions import Fraction
from numbers import Real
from typing import Any, cast
from weakref import WeakValueDictionary

from neurodose.errors import ModelError, UnitError
from neurodose.symbols.notation import write_text
from neurodose.units import (
    NONE,
    Dimension,
    Quantity,
    Unit,
    choose_unit,
    multiply_dimensions,
    name_dimension,
    raise_dimension,
)

# The closed set. Leaves first; every later floor (derivative, evaluation, notation, compiler) covers exactly these.
LEAVES = ("constant", "parameter", "state", "time", "random")
UNARY = ("negative", "exp", "log", "sin", "cos", "not", "at_start")
BINARY = ("add", "subtract", "multiply", "divide", "power", "minimum", "maximum")
RELATIONS = ("less", "less_equal", "both", "either")
OPERATIONS = (*LEAVES, *UNARY, *BINARY, *RELATIONS, "select")
TRUTHS = (*RELATIONS, "not")

_nodes: WeakValueDictionary[tuple[Any, ...], Expression] = WeakValueDictionary()


class Expression:
    """One node: an operation on other nodes, or a leaf with a name or a value.

    operation: one of OPERATIONS
    arguments: the nodes it is applied to
    content:   the value of a constant, the address of a symbol, else None
    dimension: exponents of its unit (see `neurodose.units`)
    substance: what it is an amount or a concentration of, or None
    Arithmetic makes new nodes and refuses what has no meaning in units; equal nodes are one object.
    """

    __slots__ = ("__weakref__", "arguments", "content", "dimension", "operation", "substance")

    operation: str
    arguments: tuple[Expression, ...]
    content: Any
    dimension: Dimension
    substance: Any

    # NumPy must leave `array * expression` to us.
    __array_ufunc__ = None

    def __new__(
        cls,
        operation: str,
        arguments: tuple[Expression, ...] = (),
        content: Any = None,
        dimension: Dimension = NONE,
        substance: Any = None,
    ) -> Expression:
        # A float's text tells 0.0 from -0.0; identities are safe, since a node keeps alive what it is made of.
        said = repr(content) if isinstance(content, str | tuple | None) else id(content)
        key = (operation, tuple(id(a) for a in arguments), said, dimension, id(substance))
        node = _nodes.get(key)
        if node is None:
            node = super().__new__(cls)
            node.operation, node.arguments, node.content = operation, arguments, content
            node.dimension, node.substance = dimension, substance
            _nodes[key] = node
        return node

    @property
    def is_constant(self) -> bool:
        return self.operation == "constant"

    @property
    def is_structure(self) -> bool:
        """Whether a constant belongs to the form of a formula: bare units, pi, whole and half numbers up to 10."""
        value, origin = self.content
        is_small = origin == "number" and abs(value) <= 10 and Fraction(value).denominator <= 2
        return value == 0 or origin == "unit" or is_small

    @property
    def is_truth(self) -> bool:
        return self.operation in TRUTHS

    @property
    def value(self) -> float:
        """The number of a constant, in coherent units."""
        if not self.is_constant:
            raise ModelError(f"{self} has no single value", hint="only constants do; simulate the model instead")
        return float(self.content[0])

    def __reduce__(self) -> tuple[Any, ...]:
        return (Expression, (self.operation, self.arguments, self.content, self.dimension, self.substance))

    def __bool__(self) -> bool:
        raise ModelError(
            f"`if`, `and`, `or`, `not` and chained comparisons cannot ask whether {self}",
            exists="a symbol has no value while the model is written, so nothing can branch on it",
            hint="write select(condition, then, otherwise), and & | ~ between conditions",
        )

    def __iter__(self) -> Iterator[Expression]:
        raise ModelError(f"{self} is one quantity, not several")

    def __repr__(self) -> str:
        return write_text(self)

    def __add__(self, other: Any) -> Expression:
        return _with(other, lambda o: _add(self, o))

    def __radd__(self, other: Any) -> Expression:
        return _with(other, lambda o: _add(o, self))

    def __sub__(self, other: Any) -> Expression:
        return _with(other, lambda o: _subtract(self, o))

    def __rsub__(self, other: Any) -> Expression:
        return _with(other, lambda o: _subtract(o, self))

    def __mul__(self, other: Any) -> Expression:
        return _with(other, lambda o: _multiply(self, o))

    def __rmul__(self, other: Any) -> Expression:
        return _with(other, lambda o: _multiply(o, self))

    def __truediv__(self, other: Any) -> Expression:
        return _with(other, lambda o: _divide(self, o))

    def __rtruediv__(self, other: Any) -> Expression:
        return _with(other, lambda o: _divide(o, self))

    def __pow__(self, other: Any) -> Expression:
        return _with(other, lambda o: _power(self, o))

    def __rpow__(self, other: Any) -> Expression:
        return _with(other, lambda o: _power(o, self))

    def __neg__(self) -> Expression:
        return _negative(self)

    def __lt__(self, other: Any) -> Expression:
        return _with(other, lambda o: _compare("less", self, o))

    def __le__(self, other: Any) -> Expression:
        return _with(other, lambda o: _compare("less_equal", self, o))

    def __gt__(self, other: Any) -> Expression:
        return _with(other, lambda o: _compare("less", o, self))

    def __ge__(self, other: Any) -> Expression:
        return _with(other, lambda o: _compare("less_equal", o, self))

    def __and__(self, other: Expression) -> Expression:
        return _connect("both", self, other)

    def __or__(self, other: Expression) -> Expression:
        return _connect("either", self, other)

    def __invert__(self) -> Expression:
        return Expression("not", (_truth(self),))

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        # Two formulas are equal when they are one node; a number never is, so asking would always say no.
        if isinstance(other, Real | Quantity | Unit):
            raise ModelError(
                f"`==` cannot ask whether {self} is {other}",
                exists="a symbol has no value while the model is written",
                hint="a condition is made with < <= > >= and given to select(condition, then, otherwise)",
            )
        return self is other


def symbol(kind: str, address: Any, dimension: Dimension = NONE, substance: Any = None) -> Expression:
    """A named leaf: a parameter, a state, or a random draw."""
    return Expression(kind, (), address, dimension, substance)


time = Expression("time", (), "t", choose_unit((1, *NONE[1:])).dimension)


def constant(value: float, dimension: Dimension = NONE, origin: str = "number") -> Expression:
    """A fixed number in coherent units; origin says how it was written (number, quantity, unit)."""
    return Expression("constant", (), (float(value), origin), dimension)


# The one number that mathematics gives: it needs no source, and daily rhythms cannot do without it.
pi = constant(math.pi, NONE, "unit")


def lift(value: Any) -> Expression | None:
    """A number, quantity, unit, or anything with an `expression`, as a node; None if it is none of these."""
    if isinstance(value, Expression):
        return value
    if isinstance(value, Unit):
        return constant(value.to_coherent(1.0), value.dimension, "unit")
    if isinstance(value, Quantity):
        if not isinstance(value.value, Real):
            raise ModelError(f"{value} is several numbers; a formula takes one")
        return constant(_finite(value.coherent), value.dimension, "quantity")
    if isinstance(value, Real) and not isinstance(value, bool):
        return constant(_finite(float(value)))
    # Asked of the class: a scope and a table of parameters answer to every name.
    has_formula = isinstance(getattr(type(value), "expression", None), property)
    return value.expression if has_formula else None


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise ModelError(f"a formula cannot hold {value}", hint="use finite numbers")
    return value


def _with(other: Any, make: Any) -> Any:
    node = lift(other)
    return NotImplemented if node is None else make(node)


def _demand(value: Any) -> Expression:
    node = lift(value)
    if node is None:
        raise ModelError(f"{value!r} is not something a formula can hold", hint="use numbers, quantities and symbols")
    return node


def _is(node: Expression, value: float) -> bool:
    return node.is_constant and node.content[0] == value and (value == 0 or node.dimension == NONE)


def _fold(compute: Callable[[], Any], dimension: Dimension, *origins: Expression) -> Expression:
    try:
        value = compute()
    except (OverflowError, ZeroDivisionError):
        value = math.inf
    if isinstance(value, complex) or not math.isfinite(value):
        raise ModelError(f"a constant made of {' and '.join(map(str, origins))} is no finite number")
    return constant(value, dimension, _judge_origin(origins))


def _judge_origin(origins: tuple[Expression, ...]) -> str:
    """A constant made of units and structure is as good as a unit; one made of anything else needs a source."""
    kinds = {o.content[1] for o in origins}
    if "quantity" in kinds:
        return "quantity"
    return "unit" if "unit" in kinds and all(o.is_structure for o in origins) else "number"


def _same_dimension(verb: str, a: Expression, b: Expression) -> Dimension:
    # Zero has every unit: `x > 0` and `maximum(x, 0)` read as they should.
    if a.dimension == b.dimension or _is(b, 0):
        return a.dimension
    if _is(a, 0):
        return b.dimension
    raise UnitError(
        f"{a} cannot be {verb} {b}",
        exists=f"{a} is {name_dimension(a.dimension)}; {b} is {name_dimension(b.dimension)}",
        hint=_mass_meets_moles(a.dimension, b.dimension),
    )


def _mass_meets_moles(a: Dimension, b: Dimension) -> str | None:
    if a[2] + a[3] == b[2] + b[3] and a[2] != b[2]:
        return "a mass meets moles: only a substance's molar mass turns one into the other"
    return None


def _plain(verb: str, node: Expression) -> Expression:
    if node.is_truth:
        raise ModelError(f"{node} is a condition, not a number: it cannot be {verb}")
    return node


def _either_substance(a: Expression, b: Expression) -> Any:
    if _is(a, 0) or _is(b, 0):
        return a.substance or b.substance
    return a.substance if a.substance is b.substance else None


def _add(a: Expression, b: Expression) -> Expression:
    a, b = _plain("added", a), _plain("added", b)
    dimension = _same_dimension("added to", a, b)
    if _is(a, 0):
        return b
    if _is(b, 0):
        return a
    if a.is_constant and b.is_constant:
        return _fold(lambda: a.value + b.value, dimension, a, b)
    return Expression("add", (a, b), None, dimension, _either_substance(a, b))


def _subtract(a: Expression, b: Expression) -> Expression:
    a, b = _plain("subtracted", a), _plain("subtracted", b)
    dimension = _same_dimension("reduced by", a, b)
    if _is(b, 0):
        return a
    if _is(a, 0):
        return _negative(b)
    if a is b:
        return constant(0.0, dimension)
    if a.is_constant and b.is_constant:
        return _fold(lambda: a.value - b.value, dimension, a, b)
    return Expression("subtract", (a, b), None, dimension, _either_substance(a, b))


def _multiply(a: Expression, b: Expression) -> Expression:
    a, b = _plain("multiplied", a), _plain("multiplied", b)
    dimension = multiply_dimensions(a.dimension, b.dimension)
    if _is(a, 0) or _is(b, 0):
        return constant(0.0, dimension)
    if _is(a, 1):
        return b
    if _is(b, 1):
        return a
    if a.is_constant and b.is_constant:
        return _fold(lambda: a.value * b.value, dimension, a, b)
    substance = a.substance if b.substance is None else b.substance if a.substance is None else None
    return Expression("multiply", (a, b), None, dimension, substance)


def _divide(a: Expression, b: Expression) -> Expression:
    a, b = _plain("divided", a), _plain("divided", b)
    dimension = multiply_dimensions(a.dimension, b.dimension, -1)
    if _is(b, 0):
        raise ModelError(f"{a} is divided by zero")
    if _is(a, 0):
        return constant(0.0, dimension)
    if _is(b, 1):
        return a
    if a is b:
        return constant(1.0)
    if a.is_constant and b.is_constant:
        return _fold(lambda: a.value / b.value, dimension, a, b)
    if a.operation == "multiply" and b in a.arguments:
        return a.arguments[1] if a.arguments[0] is b else a.arguments[0]
    return Expression("divide", (a, b), None, dimension, a.substance if b.substance is None else None)


def _negative(a: Expression) -> Expression:
    a = _plain("negated", a)
    if a.is_constant:
        return _fold(lambda: -a.value, a.dimension, a)
    return a.arguments[0] if a.operation == "negative" else Expression("negative", (a,), None, a.dimension, a.substance)


def _power(a: Expression, b: Expression) -> Expression:
    a, b = _plain("raised", a), _plain("raised", b)
    if b.dimension != NONE:
        raise UnitError(f"the exponent {b} is {name_dimension(b.dimension)}; an exponent has no unit")
    if b.is_constant:
        if b.value == 1:
            return a
        if b.value == 0:
            return constant(1.0)
        if a.is_constant:
            return _fold(lambda: a.value**b.value, _raised(a, b), a, b)
        return Expression("power", (a, b), None, _raised(a, b))
    if a.dimension != NONE:
        raise UnitError(
            f"{a} is {name_dimension(a.dimension)} and cannot be raised to {b}, which is not a fixed number",
            hint="divide by a reference value of the same unit first",
        )
    return Expression("power", (a, b))


def _raised(a: Expression, b: Expression) -> Dimension:
    return NONE if a.dimension == NONE else raise_dimension(a.dimension, Fraction(b.value).limit_denominator(10**6))


def _compare(relation: str, a: Expression, b: Expression) -> Expression:
    _same_dimension("compared with", _plain("compared", a), _plain("compared", b))
    return Expression(relation, (a, b))


def _truth(node: Any) -> Expression:
    if not isinstance(node, Expression) or not node.is_truth:
        raise ModelError(
            f"{node!r} is not a condition", hint="a condition is made with < <= > >= and joined with & | ~"
        )
    return node


def _connect(relation: str, a: Expression, b: Expression) -> Expression:
    return Expression(relation, (_truth(a), _truth(b)))


def _without_unit(function: str, x: Any) -> Expression:
    node = _plain(f"given to {function}", _demand(x))
    if node.dimension != NONE:
        raise UnitError(
            f"{function}({node}) has no meaning",
            exists=f"{node} is {name_dimension(node.dimension)}; {function} takes a pure number",
            hint="divide by a reference value of the same unit first",
        )
    return node


def exp(x: Any) -> Expression:
    """e raised to a pure number."""
    node = _without_unit("exp", x)
    return _fold(lambda: math.exp(node.value), NONE, node) if node.is_constant else Expression("exp", (node,))


def log(x: Any) -> Expression:
    """The natural logarithm of a pure number above 0."""
    node = _without_unit("log", x)
    if node.is_constant and node.value <= 0:
        raise ModelError(f"log({node}) is no number: the logarithm needs a number above 0")
    if node.is_constant:
        # The logarithm of 2 is mathematics, as pi is, and needs no source.
        origin = "unit" if node.is_structure else _judge_origin((node,))
        return constant(math.log(node.value), NONE, origin)
    return Expression("log", (node,))


def sin(x: Any) -> Expression:
    """The sine of an angle in radians, for daily rhythms."""
    return Expression("sin", (_without_unit("sin", x),))


def cos(x: Any) -> Expression:
    """The cosine of an angle in radians, for daily rhythms."""
    return Expression("cos", (_without_unit("cos", x),))


def sqrt(x: Any) -> Expression:
    """The square root; the unit is halved with the number."""
    return _power(_demand(x), constant(0.5))


def minimum(a: Any, b: Any) -> Expression:
    """The smaller of two quantities of one unit."""
    return _extreme("minimum", _demand(a), _demand(b))


def maximum(a: Any, b: Any) -> Expression:
    """The larger of two quantities of one unit."""
    return _extreme("maximum", _demand(a), _demand(b))


def _extreme(operation: str, a: Expression, b: Expression) -> Expression:
    dimension = _same_dimension("compared with", _plain("compared", a), _plain("compared", b))
    return a if a is b else Expression(operation, (a, b), None, dimension, _either_substance(a, b))


def select(condition: Expression, then: Any, otherwise: Any) -> Expression:
    """`then` where the condition holds, `otherwise` elsewhere: the only way a model decides."""
    a, b = _plain("chosen", _demand(then)), _plain("chosen", _demand(otherwise))
    dimension = _same_dimension("chosen instead of", a, b)
    return a if a is b else Expression("select", (_truth(condition), a, b), None, dimension, _either_substance(a, b))


def at_start(x: Any) -> Expression:
    """The value a quantity has when the simulation starts, before any dose: a person's own baseline."""
    node = _plain("taken at the start", _demand(x))
    return node if node.operation in ("constant", "parameter") else _started(node)


def _started(node: Expression) -> Expression:
    return Expression("at_start", (node,), None, node.dimension, node.substance)


def walk(roots: Any) -> list[Expression]:
    """Every node below the roots, once, arguments before what uses them (deep graphs need no deep stack)."""
    seen: set[Expression] = set()
    order: list[Expression] = []
    stack: list[Expression | None] = list(reversed(list(roots)))
    while stack:
        node = stack.pop()
        if node is None:  # all that the next one needs stands
            order.append(cast(Expression, stack.pop()))
        elif node not in seen:
            seen.add(node)
            if node.arguments:
                stack += (node, None)
                stack += [a for a in reversed(node.arguments) if a not in seen]
            else:
                order.append(node)
    return order
