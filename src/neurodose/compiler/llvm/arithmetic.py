"""Numbers for each lane and the bits they are made of, written as formulas: `a * b - c`, `(x.bits >> 52) & 2047`.

Unlike `vector`, nothing here may be fused or reordered: `a * b + c` rounds twice, and `fused` says where once is
welcome. What `mathematics` knows about rounding rests on that.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from typing import Any

from llvmlite import ir

Value = Any  # what LLVM's builders give; llvmlite does not say so in types

DOUBLE, WHOLE, SHORT, BYTE = ir.DoubleType(), ir.IntType(64), ir.IntType(32), ir.IntType(8)
SPLITTER = 2.0**27 + 1  # halves a number into two of 26 bits (Veltkamp; Dekker 1971)


class _Lanewise:
    """Something for each lane."""

    __slots__ = ("builder", "value")
    element: ir.Type
    form: str  # how a constant of it is written

    def __init__(self, builder: ir.IRBuilder, value: Value) -> None:
        self.builder, self.value = builder, value

    @property
    def lanes(self) -> int:
        return self.value.type.count

    def of(self, value: Any) -> Any:
        """A number as the same number in every lane; what is lanewise, as it is."""
        if isinstance(value, _Lanewise):
            return value
        return type(self)(self.builder, Splat(self.element, self.form, value, self.lanes))

    def _apply(self, operation: str, left: Any, right: Any) -> Any:
        made = getattr(self.builder, operation)(self.of(left).value, self.of(right).value)
        return type(self)(self.builder, made)

    def _reads_as(self, kind: type[Any]) -> Any:
        return kind(self.builder, self.builder.bitcast(self.value, ir.VectorType(kind.element, self.lanes)))


class Number(_Lanewise):
    """A double for each lane. Comparisons give a mask (one bit for each lane) and are false where one is NaN."""

    __slots__ = ()
    element, form = DOUBLE, "double"

    def __add__(self, other: Any) -> Number:
        return self._apply("fadd", self, other)

    def __radd__(self, other: Any) -> Number:
        return self._apply("fadd", other, self)

    def __sub__(self, other: Any) -> Number:
        return self._apply("fsub", self, other)

    def __rsub__(self, other: Any) -> Number:
        return self._apply("fsub", other, self)

    def __mul__(self, other: Any) -> Number:
        return self._apply("fmul", self, other)

    def __rmul__(self, other: Any) -> Number:
        return self._apply("fmul", other, self)

    def __truediv__(self, other: Any) -> Number:
        return self._apply("fdiv", self, other)

    def __rtruediv__(self, other: Any) -> Number:
        return self._apply("fdiv", other, self)

    def __neg__(self) -> Number:
        return Number(self.builder, self.builder.fneg(self.value))

    def __abs__(self) -> Number:
        return self.call("llvm.fabs")

    def __lt__(self, other: Any) -> Value:
        return self._compare("<", other)

    def __le__(self, other: Any) -> Value:
        return self._compare("<=", other)

    def __gt__(self, other: Any) -> Value:
        return self._compare(">", other)

    def equals(self, other: Any) -> Value:
        return self._compare("==", other)

    def differs(self, other: Any) -> Value:
        """Where the two are not the same number, or one is NaN."""
        return self.builder.fcmp_unordered("!=", self.value, self.of(other).value)

    @property
    def bits(self) -> Whole:
        return self._reads_as(Whole)

    def call(self, intrinsic: str, *others: Any) -> Number:
        """One of LLVM's own functions of this and other numbers."""
        values = [v.value for v in (self, *map(self.of, others))]
        function = declare(self.builder.module, f"{intrinsic}.v{self.lanes}f64", self.value.type, values)
        return Number(self.builder, self.builder.call(function, values))

    def _compare(self, how: str, other: Any) -> Value:
        return self.builder.fcmp_ordered(how, self.value, self.of(other).value)


class Whole(_Lanewise):
    """64 bits for each lane, read as a whole number that wraps around."""

    __slots__ = ()
    element, form = WHOLE, "i64"

    def __add__(self, other: Any) -> Whole:
        return self._apply("add", self, other)

    def __sub__(self, other: Any) -> Whole:
        return self._apply("sub", self, other)

    def __and__(self, other: Any) -> Whole:
        return self._apply("and_", self, other)

    def __or__(self, other: Any) -> Whole:
        return self._apply("or_", self, other)

    def __xor__(self, other: Any) -> Whole:
        return self._apply("xor", self, other)

    def __lshift__(self, other: Any) -> Whole:
        return self._apply("shl", self, other)

    def __rshift__(self, other: Any) -> Whole:
        """Zeros come in from the left."""
        return self._apply("lshr", self, other)

    def is_below(self, other: int) -> Value:
        """Both read as not negative."""
        return self.builder.icmp_unsigned("<", self.value, self.of(other).value)

    def differs(self, other: int) -> Value:
        return self.builder.icmp_unsigned("!=", self.value, self.of(other).value)

    @property
    def number(self) -> Number:
        """The double that has these bits."""
        return self._reads_as(Number)


class Splat(ir.Constant):
    """The same constant in every lane, written once: text is a quarter as long, and is made and read as much faster."""

    def __init__(self, element: ir.Type, form: str, value: float, lanes: int) -> None:
        written = f"0x{struct.pack('>d', value).hex()}" if form == "double" else str(int(value))
        # Not ir.Constant's own way, which takes a list of lanes.
        self.type, self.constant = ir.VectorType(element, lanes), f"splat ({form} {written})"

    def _get_reference(self) -> str:
        return self.constant


def declare(module: ir.Module, name: str, kind: ir.Type, values: Sequence[Value]) -> ir.Function:
    """A function that LLVM knows, from these values to one of this kind."""
    known = module.globals.get(name)
    return known or ir.Function(module, ir.FunctionType(kind, [v.type for v in values]), name)


def choose(condition: Value, yes: Number | Whole | float, no: Number | Whole | float) -> Any:
    """One or the other, lane by lane; one of the two must be lanewise."""
    kind = yes if isinstance(yes, _Lanewise) else no
    assert isinstance(kind, _Lanewise)
    return type(kind)(kind.builder, kind.builder.select(condition, kind.of(yes).value, kind.of(no).value))


def fused(a: Number, b: Any, c: Any) -> Number:
    """a b + c, rounded once where that is one instruction and twice elsewhere."""
    return a.call("llvm.fmuladd", b, c)


def sum_exactly(a: Number, b: Any, c: Any, *, fuses: bool) -> Number:
    """a b + c where a b is nearly -c: what rounding took from a product."""
    if fuses:
        return a.call("llvm.fma", b, c)
    product = a * b
    (a1, a2), (b1, b2) = _halve(a), _halve(a.of(b))
    lost = a2 * b2 - (((product - a1 * b1) - a2 * b1) - a1 * b2)
    return (product + c) + lost


def _halve(a: Number) -> tuple[Number, Number]:
    large = a * SPLITTER
    high = large - (large - a)
    return high, a - high


def series(x: Number, coefficients: Sequence[float]) -> Number:
    """c0 + c1 x + c2 x² + …: even and odd powers apart, which halves the wait for one product after the other."""
    square = x * x
    even, odd = (_nest(square, coefficients[first::2]) for first in (0, 1))
    return fused(x, odd, even)


def _nest(x: Number, coefficients: Sequence[float]) -> Number:
    *others, total = (x.of(c) for c in coefficients)
    for coefficient in reversed(others):
        total = fused(x, total, coefficient)
    return total


def share(
    builder: ir.IRBuilder,
    name: str,
    write: Callable[..., Number],
    values: Sequence[Value],
    *options: Any,
    is_copied: bool,
) -> Value:
    """Calls a function of the module that is written when first called, and copied to wherever it is called if so."""
    module, kind = builder.module, values[0].type
    function = module.globals.get(name)
    if function is None:
        function = ir.Function(module, ir.FunctionType(kind, [kind] * len(values)), name)
        function.linkage = "private"
        function.attributes.add("alwaysinline" if is_copied else "noinline")
        inside = ir.IRBuilder(function.append_basic_block())
        inside.ret(write(*(Number(inside, a) for a in function.args), *options).value)
    return builder.call(function, values)
