"""Vectors of lanes, written as numbers are: `a * b + c` becomes instructions on eight people at once.

A vector holds one number for each lane, and every lane is one person. A mask says of each lane whether something is so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from llvmlite import ir

from neurodose.compiler.llvm import mathematics
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.mathematics import Abilities
from neurodose.errors import SolverError

DOUBLE, WHOLE, BIT, BYTE = ir.DoubleType(), ir.IntType(64), ir.IntType(1), ir.IntType(8)
SHORT = ir.IntType(32)
POINTER = ir.PointerType()
# Products and sums may be fused: faster, and no less exact. The same code fuses the same way for every lane, but which
# pairs are fused depends on what else a function computes: where that may differ, nothing is.
FUSED = ("contract",)


class Vector:
    """A number for each lane."""

    __slots__ = ("emitter", "value")

    def __init__(self, emitter: Emitter, value: ir.Value) -> None:
        self.emitter, self.value = emitter, value

    def _apply(self, operation: str, left: Any, right: Any) -> Vector:
        b = self.emitter.builder
        values = self.emitter.lift(left).value, self.emitter.lift(right).value
        return Vector(self.emitter, getattr(b, operation)(*values, flags=self.emitter.flags))

    def __add__(self, other: Any) -> Vector:
        return self._apply("fadd", self, other)

    def __radd__(self, other: Any) -> Vector:
        return self._apply("fadd", other, self)

    def __sub__(self, other: Any) -> Vector:
        return self._apply("fsub", self, other)

    def __rsub__(self, other: Any) -> Vector:
        return self._apply("fsub", other, self)

    def __mul__(self, other: Any) -> Vector:
        return self._apply("fmul", self, other)

    def __rmul__(self, other: Any) -> Vector:
        return self._apply("fmul", other, self)

    def __truediv__(self, other: Any) -> Vector:
        return self._apply("fdiv", self, other)

    def __rtruediv__(self, other: Any) -> Vector:
        return self._apply("fdiv", other, self)

    def __neg__(self) -> Vector:
        return Vector(self.emitter, self.emitter.builder.fneg(self.value))

    def _compare(self, how: str, other: Any) -> Mask:
        b = self.emitter.builder
        return Mask(self.emitter, b.fcmp_ordered(how, self.value, self.emitter.lift(other).value))

    def __lt__(self, other: Any) -> Mask:
        return self._compare("<", other)

    def __le__(self, other: Any) -> Mask:
        return self._compare("<=", other)

    def __gt__(self, other: Any) -> Mask:
        return self._compare(">", other)

    def __ge__(self, other: Any) -> Mask:
        return self._compare(">=", other)

    def equals(self, other: Any) -> Mask:
        """Where both are the same number; nowhere where one is none."""
        return self._compare("==", other)

    def is_nan(self) -> Mask:
        """Where it is no number."""
        return Mask(self.emitter, self.emitter.builder.fcmp_unordered("uno", self.value, self.value))


class Mask:
    """Whether something is so, for each lane."""

    __slots__ = ("emitter", "value")

    def __init__(self, emitter: Emitter, value: ir.Value) -> None:
        self.emitter, self.value = emitter, value

    def __and__(self, other: Mask) -> Mask:
        return Mask(self.emitter, self.emitter.builder.and_(self.value, other.value))

    def __or__(self, other: Mask) -> Mask:
        return Mask(self.emitter, self.emitter.builder.or_(self.value, other.value))

    def __invert__(self) -> Mask:
        return Mask(self.emitter, self.emitter.builder.not_(self.value))


class Emitter:
    """Writes instructions into one function, on vectors of the machine's lanes. fuses: products with sums."""

    def __init__(self, builder: ir.IRBuilder, machine: Machine, *, fuses: bool = True) -> None:
        self.builder: Any = builder  # llvmlite does not say what its methods give
        self.flags = FUSED if fuses else ()
        self.machine, self.width, self.abilities = machine, machine.lanes, Abilities.of(machine)
        self.vector_type = ir.VectorType(DOUBLE, self.width)
        self.mask_type = ir.VectorType(BIT, self.width)

    def constant(self, value: float) -> Vector:
        """The same number in every lane."""
        return Vector(self, ir.Constant(self.vector_type, [float(value)] * self.width))

    def spread(self, scalar: ir.Value) -> Vector:
        """One number in every lane."""
        nothing = ir.Constant(self.vector_type, ir.Undefined)
        first = self.builder.insert_element(nothing, scalar, ir.Constant(SHORT, 0))
        zeros = ir.Constant(ir.VectorType(SHORT, self.width), [0] * self.width)
        return Vector(self, self.builder.shuffle_vector(first, nothing, zeros))

    def lift(self, value: Any) -> Vector:
        """A vector as it is; a number in every lane; a mask as ones and zeros."""
        if isinstance(value, Vector):
            return value
        if isinstance(value, Mask):
            return self.select(value, 1.0, 0.0)
        return self.constant(value)

    def mask(self, value: Vector | Mask) -> Mask:
        """A mask as it is; a vector where it is not zero."""
        if isinstance(value, Mask):
            return value
        return Mask(self, self.builder.fcmp_unordered("!=", value.value, self.constant(0.0).value))

    def all_lanes(self, flag: bool) -> Mask:
        return Mask(self, ir.Constant(self.mask_type, [int(flag)] * self.width))

    def select(self, condition: Mask, yes: Any, no: Any) -> Vector:
        """One or the other, lane by lane."""
        return Vector(self, self.builder.select(condition.value, self.lift(yes).value, self.lift(no).value))

    def sqrt(self, x: Any) -> Vector:
        return Vector(self, self._call("llvm.sqrt", self.lift(x).value))

    def fused(self, x: Vector, y: Vector, z: Vector) -> Vector:
        """x y + z, rounded once where the machine can, wherever it stands."""
        if not self.abilities.fuses:
            return Vector(self, self.builder.fadd(self.builder.fmul(x.value, y.value), z.value))
        return Vector(self, self._call("llvm.fma", x.value, y.value, z.value))

    def transpose(self, rows: Sequence[Vector]) -> list[Vector]:
        """As many vectors as there are lanes, turned: the first holds what the first lane of each held."""
        turned, lanes = [row.value for row in rows], range(self.width)
        distance = self.width // 2
        while distance:  # blocks change places across the diagonal, then blocks within blocks
            for n in lanes:
                if not n & distance:
                    upper, lower = turned[n], turned[n + distance]
                    above = [lane if not lane & distance else self.width + lane - distance for lane in lanes]
                    below = [lane + distance if not lane & distance else self.width + lane for lane in lanes]
                    turned[n], turned[n + distance] = (self._mix(upper, lower, order) for order in (above, below))
            distance //= 2
        return [Vector(self, value) for value in turned]

    def _mix(self, first: ir.Value, second: ir.Value, order: Sequence[int]) -> ir.Value:
        mask = ir.Constant(ir.VectorType(SHORT, self.width), list(order))
        return self.builder.shuffle_vector(first, second, mask)

    def absolute(self, x: Any) -> Vector:
        return Vector(self, self._call("llvm.fabs", self.lift(x).value))

    def spacing(self, x: Vector) -> Vector:
        """The distance to the next number that can be held, of non-negative x (numpy.spacing)."""
        whole = ir.VectorType(WHOLE, self.width)

        def fixed(number: int) -> ir.Constant:
            return ir.Constant(whole, [number] * self.width)

        b = self.builder
        exponent = b.and_(b.bitcast(x.value, whole), fixed(0x7FF0000000000000))
        is_normal = b.icmp_unsigned(">", exponent, fixed(52 << 52))
        spaced = b.bitcast(b.sub(exponent, fixed(52 << 52)), self.vector_type)
        return self.select(Mask(self, is_normal), Vector(self, spaced), 5e-324)

    def apply(self, operation: str, *arguments: Vector | Mask) -> Vector | Mask:
        """One operation of straight-line code."""
        b = self.builder
        match operation:
            case "not":
                return ~self.mask(arguments[0])
            case "both":
                return self.mask(arguments[0]) & self.mask(arguments[1])
            case "either":
                return self.mask(arguments[0]) | self.mask(arguments[1])
            case "select":
                return self.select(self.mask(arguments[0]), arguments[1], arguments[2])
        x, *others = (self.lift(a) for a in arguments)
        match operation:
            case "negative":
                return -x
            case "add":
                return x + others[0]
            case "subtract":
                return x - others[0]
            case "multiply":
                return x * others[0]
            case "divide":
                return x / others[0]
            case "less":
                return x < others[0]
            case "less_equal":
                return x <= others[0]
            case "sqrt":
                return self.sqrt(x)
            case "exp" | "log" | "sin" | "cos":
                return Vector(self, getattr(mathematics, operation)(b, x.value, self.abilities))
            case "power" | "minimum" | "maximum":
                return Vector(self, getattr(mathematics, operation)(b, x.value, others[0].value, self.abilities))
        raise SolverError(
            f"the engine cannot compute “{operation}”", hint='use back_end="reference", which computes all there is'
        )

    def load(self, start: ir.Value, number: ir.Value | int = 0) -> Vector:
        """The vector at a place of memory, so many vectors further."""
        return Vector(self, self.builder.load(self.at(start, number), typ=self.vector_type, align=8 * self.width))

    def store(self, value: Any, start: ir.Value, number: ir.Value | int = 0) -> None:
        self.builder.store(self.lift(value).value, self.at(start, number), align=8 * self.width)

    def at(self, start: ir.Value, number: ir.Value | int, of: ir.Type | None = None) -> ir.Value:
        """The address so many elements further; vectors unless said."""
        place = ir.Constant(WHOLE, number) if isinstance(number, int) else number
        return self.builder.gep(start, [place], source_etype=of or self.vector_type)

    def read(self, start: ir.Value, place: ir.Value | int, of: ir.Type = DOUBLE) -> ir.Value:
        """One number of an array."""
        return self.builder.load(self.at(start, place, of), typ=of)

    def write(self, value: Any, start: ir.Value, place: ir.Value | int) -> None:
        self.builder.store(value, self.at(start, place, value.type))

    def reserve(self, count: int) -> ir.Value:
        """Memory for so many vectors, for as long as the function runs."""
        with self.builder.goto_entry_block():
            held = self.builder.alloca(self.vector_type, size=max(1, count))
            held.align = 8 * self.width
        held.type = POINTER  # memory is memory: what stands in it is said where it is read
        return held

    def any(self, mask: Mask) -> ir.Value:
        """Whether it is so in some lane."""
        bits = self.builder.bitcast(mask.value, ir.IntType(self.width))
        return self.builder.icmp_unsigned("!=", bits, ir.Constant(bits.type, 0))

    @contextmanager
    def each(self, count: ir.Value | int) -> Iterator[ir.Value]:
        """A loop over 0 … count - 1."""
        b = self.builder
        top = b.append_basic_block("each")
        body, after = b.append_basic_block("each.body"), b.append_basic_block("each.end")
        limit = ir.Constant(WHOLE, count) if isinstance(count, int) else count
        before = b.block
        b.branch(top)
        b.position_at_end(top)
        index = b.phi(WHOLE)
        index.add_incoming(ir.Constant(WHOLE, 0), before)
        b.cbranch(b.icmp_unsigned("<", index, limit), body, after)
        b.position_at_end(body)
        yield index
        index.add_incoming(b.add(index, ir.Constant(WHOLE, 1)), b.block)
        b.branch(top)
        b.position_at_end(after)

    @contextmanager
    def while_(self) -> Iterator[Loop]:
        """A loop that goes on until its `until` is so."""
        b = self.builder
        loop = Loop(self, b.append_basic_block("while"), b.append_basic_block("while.end"))
        b.branch(loop.top)
        b.position_at_end(loop.top)
        yield loop
        b.branch(loop.top)
        b.position_at_end(loop.after)

    def _call(self, name: str, *values: ir.Value) -> ir.Value:
        module, full = self.builder.module, f"{name}.v{self.width}f64"
        function = module.globals.get(full)
        if function is None:
            function = ir.Function(module, ir.FunctionType(self.vector_type, [self.vector_type] * len(values)), full)
        return self.builder.call(function, values)


class Loop:
    """A loop that is left where it says so."""

    def __init__(self, emitter: Emitter, top: ir.Block, after: ir.Block) -> None:
        self.emitter, self.top, self.after = emitter, top, after

    def until(self, condition: ir.Value) -> None:
        """Leaves the loop if this is so."""
        b = self.emitter.builder
        onward = b.append_basic_block("while.on")
        b.cbranch(condition, self.after, onward)
        b.position_at_end(onward)


def emit_steps(
    emitter: Emitter, steps: Sequence[Any], known: dict[int, Vector | Mask], constants: dict[int, float]
) -> None:
    """Writes some steps of straight-line code; `known` holds the slots that stand, and gains those written."""
    for step in steps:
        arguments = [known[a] if a in known else emitter.constant(constants[a]) for a in step.arguments]
        known[step.result] = emitter.apply(step.operation, *arguments)


def count_reserved(module: ir.Module) -> int:
    """The bytes that a module's functions reserve, were all of them to run at once."""
    first = (step for function in module.functions if function.blocks for step in function.blocks[0].instructions)
    return sum(step.align * step.operands[0].constant for step in first if isinstance(step, ir.AllocaInstr))
