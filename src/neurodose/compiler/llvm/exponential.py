"""exp(A h) and its integral, for a matrix in each lane: scaled until it is small, a polynomial, and squared again.

The polynomial is Taylor's of degree 16, in powers of the fourth power (M. S. Paterson and L. J. Stockmeyer, On the
number of nonscalar multiplications necessary to evaluate polynomials, SIAM Journal on Computing 2 (1973) 60-66); how
scaling and squaring err is told by N. J. Higham, The scaling and squaring method for the matrix exponential revisited,
SIAM Journal on Matrix Analysis and Applications 26 (2005) 1179-1193.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from llvmlite import ir

from neurodose.compiler.elimination import Pattern
from neurodose.compiler.llvm.lanes import Lanes, Record
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.vector import DOUBLE, POINTER, WHOLE, Emitter

DEGREE = 16
SMALL = 0.75  # of the norm: the terms left out are below 1e-17 of the rest
MOST_HALVINGS = 60
PRODUCTS_WRITTEN_OUT = 300  # of one multiplication; more are gone through in loops
REST, TERMS = 1 / 16, 8  # of the norm, where so many terms leave out less than 1e-16
LONGEST = 1024.0  # hours of the first rung, where hardly anything moves
RUNGS = 24
ZERO, ONE = ir.Constant(WHOLE, 0), ir.Constant(WHOLE, 1)


@dataclass(frozen=True, eq=False)
class Closure:
    """Where exp(A h) can have entries: wherever what is in one state can come to be in another.

    entries: (row, column) in the order in which they stand; of a large system all, row by row
    places:  where each stands; columns: those of each row
    """

    states: int
    entries: tuple[tuple[int, int], ...]
    places: dict[tuple[int, int], int]
    columns: tuple[tuple[int, ...], ...]
    is_full: bool

    def products(self, row: int, column: int) -> list[tuple[int, int]]:
        """The places of what is multiplied for one entry of a product."""
        pairs = (((row, k), (k, column)) for k in self.columns[row])
        return [(self.places[left], self.places[right]) for left, right in pairs if right in self.places]

    @contextmanager
    def each_row(self, e: Emitter) -> Iterator[tuple[ir.Value, ir.Value, ir.Value]]:
        """A loop over the rows of a full closure: the row, where its entries begin, and how many they are."""
        count = ir.Constant(WHOLE, self.states)
        with e.each(self.states) as row:
            yield row, e.builder.mul(row, count), count

    @contextmanager
    def each_entry(self, e: Emitter, begin: ir.Value, count: ir.Value) -> Iterator[tuple[ir.Value, ir.Value]]:
        """A loop over the entries of a row: where each stands, and its column."""
        with e.each(count) as column:
            yield e.builder.add(begin, column), column


def find_closure(states: int, pattern: Pattern) -> Closure:
    """The closure of a matrix with entries there; a large one is taken as full."""
    reached = [{row} for row in range(states)]
    following = [{column for r, column in pattern if r == row} for row in range(states)]
    for row in range(states):
        new = [row]
        while new:
            fresh = following[new.pop()] - reached[row]
            reached[row] |= fresh
            new += fresh
    products = sum(len(reached[k]) for row in range(states) for k in reached[row])
    is_full = products > PRODUCTS_WRITTEN_OUT
    columns = tuple(tuple(range(states)) if is_full else tuple(sorted(r)) for r in reached)
    entries = tuple((row, column) for row in range(states) for column in columns[row])
    return Closure(states, entries, {entry: n for n, entry in enumerate(entries)}, columns, is_full)


class Exponential:
    """The functions that work out exponentials of each lane's matrix, whose entries stand in `entries`.

    work_out(lanes, slot, span, pours): exp(A h) into `flow` and, if asked, its integral into `pour`, kept at a slot
    carry(lanes, span, pours): the states at the end of a stretch of a length that nobody keeps. A stretch is a whole
        number of small ones, whose exponentials, doubled again and again, are kept as `rungs`, and a rest that is so
        small that a few terms of Taylor's series do
    begin(lanes): for a new matrix
    """

    def __init__(self, module: ir.Module, machine: Machine, record: Record, closure: Closure, pattern: Pattern) -> None:
        self.module, self.machine, self.record = module, machine, record
        self.closure, self.pattern, self.size = closure, pattern, len(closure.entries)
        self.multiply = self._function("multiply", [POINTER] * 3, self._multiply)
        self.sum_series = [
            self._function(f"series {shift}", [POINTER], lambda into, shift=shift: self._sum_series(into, shift))
            for shift in (0, 1)
        ]
        self.raise_powers = self._function("raise_powers", [], self._raise_powers)
        self.begin = self._function("begin", [], self._begin)
        self.work_out = self._function("work_out", [WHOLE, DOUBLE, WHOLE], self._work_out)
        self.climb = self._function("climb", [DOUBLE, WHOLE], self._climb)
        self.carry = self._function("carry", [DOUBLE, WHOLE], self._carry)

    def _function(self, name: str, kinds: Sequence[ir.Type], body: Callable[..., None]) -> ir.Function:
        """A function (lanes, …)."""
        function = ir.Function(self.module, ir.FunctionType(ir.VoidType(), [POINTER, *kinds]), name)
        function.linkage = "private"
        function.attributes.add("noinline")
        self.e = Emitter(ir.IRBuilder(function.append_basic_block()), self.machine)
        base, *others = function.args
        self.lanes = Lanes(self.e, self.record, base)
        body(*others)
        self.e.builder.ret_void()
        return function

    def _call(self, function: ir.Function, *arguments: ir.Value) -> None:
        self.e.builder.call(function, [self.lanes.base, *arguments])

    # --- one matrix: scaled, a series, squared ---

    def _work_out(self, slot: ir.Value, span: ir.Value, pours: ir.Value) -> None:
        e, b, lanes = self.e, self.e.builder, self.lanes
        place = b.mul(slot, ir.Constant(WHOLE, self.size))
        flow, pour = e.at(lanes.at("flow"), place), e.at(lanes.at("pour"), place)
        hours = e.spread(span)
        lanes.set("scale", 1.0)
        lanes.set("squarings", 0.0)
        with e.while_() as loop:
            is_large = (lanes.get("norm") * hours * lanes.get("scale") > SMALL) & (
                lanes.get("squarings") < MOST_HALVINGS
            )
            loop.until(b.not_(e.any(is_large)))
            lanes.set("scale", e.select(is_large, lanes.get("scale") * 0.5, lanes.get("scale")))
            lanes.set("squarings", lanes.get("squarings") + e.lift(is_large))
        lanes.set("scale", lanes.get("scale") * hours)
        self._call(self.raise_powers)
        is_asked = b.icmp_signed("!=", pours, ZERO)
        self._sum_both(flow, pour, is_asked)
        lanes.set("done", 0.0)
        with e.while_() as loop:
            is_left = lanes.get("done") < lanes.get("squarings")
            loop.until(b.not_(e.any(is_left)))
            with b.if_then(is_asked):
                self._call(self.multiply, lanes.at("product"), flow, pour)
                with e.each(self.size) as entry:
                    old = e.load(pour, entry)
                    e.store(e.select(is_left, old + lanes.get("product", entry), old), pour, entry)
            self._call(self.multiply, lanes.at("product"), flow, flow)
            with e.each(self.size) as entry:
                e.store(e.select(is_left, lanes.get("product", entry), e.load(flow, entry)), flow, entry)
            lanes.set("done", lanes.get("done") + 1.0)

    def _sum_both(self, flow: ir.Value, pour: ir.Value, is_asked: ir.Value) -> None:
        """The series of the powers that stand, and that of the integral if it is asked for."""
        e, lanes = self.e, self.lanes
        with e.builder.if_then(is_asked):
            self._call(self.sum_series[1], pour)
            with e.each(self.size) as entry:
                e.store(e.load(pour, entry) * lanes.get("scale"), pour, entry)
        self._call(self.sum_series[0], flow)

    def _raise_powers(self) -> None:
        """A times `scale`, which must be small, as the first power; and three more."""
        e, lanes = self.e, self.lanes
        with e.each(self.size) as entry:
            lanes.set("power 1", 0.0, entry)
        for number, (row, column) in enumerate(self.pattern):
            lanes.set("power 1", lanes.get("entries", number) * lanes.get("scale"), self.closure.places[row, column])
        for power, (left, right) in {2: (1, 1), 3: (2, 1), 4: (2, 2)}.items():
            self._call(self.multiply, lanes.at(f"power {power}"), lanes.at(f"power {left}"), lanes.at(f"power {right}"))

    def _sum_series(self, into: ir.Value, shift: int) -> None:
        """The sum of X^k / (k + shift)! over k, four terms at a time, from the last."""
        e, lanes = self.e, self.lanes
        factor = [1.0 / math.factorial(k + shift) for k in range(DEGREE + 1)]
        with e.each(self.size) as entry:
            e.store(factor[DEGREE] * lanes.get("power 4", entry), into, entry)
        self._add_terms(into, factor[DEGREE - 4 : DEGREE])
        for first in range(DEGREE - 8, -1, -4):
            self._call(self.multiply, lanes.at("product"), into, lanes.at("power 4"))
            with e.each(self.size) as entry:
                e.store(lanes.get("product", entry), into, entry)
            self._add_terms(into, factor[first : first + 4])

    def _add_terms(self, into: ir.Value, factors: Sequence[float]) -> None:
        """Four terms more: of no power on the diagonal, of three powers everywhere."""
        e, lanes = self.e, self.lanes
        with e.each(self.size) as entry:
            total = e.load(into, entry)
            for power in (3, 2, 1):
                total = total + factors[power] * lanes.get(f"power {power}", entry)
            e.store(total, into, entry)
        if self.closure.is_full:
            with e.each(self.closure.states) as state:
                self._add(factors[0], into, e.builder.mul(state, ir.Constant(WHOLE, self.closure.states + 1)))
        else:
            for state in range(self.closure.states):
                self._add(factors[0], into, self.closure.places[state, state])

    def _add(self, value: float, into: ir.Value, entry: ir.Value | int) -> None:
        self.e.store(self.e.load(into, entry) + value, into, entry)

    def _multiply(self, into: ir.Value, left: ir.Value, right: ir.Value) -> None:
        """left x right, which both stay as they are."""
        e, closure = self.e, self.closure
        if not closure.is_full:
            for number, entry in enumerate(closure.entries):
                total = e.constant(0.0)
                for a, c in closure.products(*entry):
                    total = total + e.load(left, a) * e.load(right, c)
                e.store(total, into, number)
            return
        b, count = e.builder, ir.Constant(WHOLE, closure.states)
        total = e.reserve(1)
        with e.each(closure.states) as row:
            begin = b.mul(row, count)
            with e.each(closure.states) as column:
                e.store(0.0, total)
                with e.each(closure.states) as k:
                    one, other = e.load(left, b.add(begin, k)), e.load(right, b.add(b.mul(k, count), column))
                    e.store(e.load(total) + one * other, total)
                e.store(e.load(total), into, b.add(begin, column))

    # --- any stretch: rungs of a ladder, and a rest ---

    def _begin(self) -> None:
        """The norm of a new matrix, and the stretch, a power of two, that is small for it; nothing is known yet."""
        e, lanes = self.e, self.lanes
        largest = e.constant(0.0)
        for row in range(self.closure.states):
            total = e.constant(0.0)
            for number, (r, _) in enumerate(self.pattern):
                if r == row:
                    total = total + e.absolute(lanes.get("entries", number))
            largest = e.select(largest < total, total, largest)
        lanes.set("norm", largest)
        lanes.set("rung", LONGEST)
        lanes.set("squarings", 0.0)
        with e.while_() as loop:
            is_large = (lanes.get("norm") * lanes.get("rung") > REST) & (lanes.get("squarings") < MOST_HALVINGS)
            loop.until(e.builder.not_(e.any(is_large)))
            lanes.set("rung", e.select(is_large, lanes.get("rung") * 0.5, lanes.get("rung")))
            lanes.set("squarings", lanes.get("squarings") + e.lift(is_large))
        lanes.set("rungs", 0.0)
        lanes.set("rungs that pour", 0.0)

    def _climb(self, span: ir.Value, pours: ir.Value) -> None:
        """Rungs enough for a stretch, each twice as long as the one before."""
        e, b, lanes = self.e, self.e.builder, self.lanes
        is_asked = b.icmp_signed("!=", pours, ZERO)
        none_pours = (lanes.get("rungs that pour") < lanes.get("rungs")) & e.mask(e.spread(b.sitofp(pours, DOUBLE)))
        with b.if_then(e.any(none_pours)):
            lanes.set("rungs", 0.0)  # all anew, as they have to pour
        with e.while_() as loop:
            count = lanes.get("rungs")
            number = b.fptosi(lanes.one("rungs", ZERO), WHOLE)
            longest = e.spread(b.sitofp(b.shl(ONE, number), DOUBLE)) * lanes.get("rung")
            is_short = longest <= e.spread(span)
            is_full = b.icmp_signed(">=", number, ir.Constant(WHOLE, RUNGS))
            loop.until(b.or_(b.not_(e.any(is_short)), is_full))
            place = b.mul(number, ir.Constant(WHOLE, self.size))
            flow, pour = e.at(lanes.at("rung flow"), place), e.at(lanes.at("rung pour"), place)
            is_first = b.icmp_signed("==", number, ZERO)
            with b.if_else(is_first) as (begins, doubles):
                with begins:
                    lanes.set("scale", lanes.get("rung"))
                    self._call(self.raise_powers)
                    self._sum_both(flow, pour, is_asked)
                with doubles:
                    back = b.sub(place, ir.Constant(WHOLE, self.size))
                    last, filled = e.at(lanes.at("rung flow"), back), e.at(lanes.at("rung pour"), back)
                    with b.if_then(is_asked):
                        self._call(self.multiply, pour, last, filled)
                        with e.each(self.size) as entry:
                            e.store(e.load(filled, entry) + e.load(pour, entry), pour, entry)
                    self._call(self.multiply, flow, last, last)
            lanes.set("rungs", count + 1.0)
            with b.if_then(is_asked):
                lanes.set("rungs that pour", count + 1.0)

    def _carry(self, span: ir.Value, pours: ir.Value) -> None:
        """Rung by rung from the longest that fits, lane by lane, and then the rest."""
        e, b, lanes = self.e, self.e.builder, self.lanes
        self._call(self.climb, span, pours)
        lanes.set("left", e.spread(span))
        count = b.fptosi(lanes.one("rungs", ZERO), WHOLE)
        with e.each(count) as back:
            number = b.sub(b.sub(count, back), ONE)
            length = e.spread(b.sitofp(b.shl(ONE, number), DOUBLE)) * lanes.get("rung")
            with e.while_() as loop:  # the last rung may have to be climbed more than once
                left = lanes.get("left")
                fits = length <= left
                loop.until(b.not_(e.any(fits)))
                place = b.mul(number, ir.Constant(WHOLE, self.size))
                self._step(e.at(lanes.at("rung flow"), place), e.at(lanes.at("rung pour"), place), pours)
                with e.each(self.closure.states) as state:
                    after = e.select(fits, lanes.get("scratch", state), lanes.get("state", state))
                    lanes.set("state", after, state)
                lanes.set("left", e.select(fits, left - length, left))
        self._take_the_rest()

    def _step(self, flow: ir.Value, pour: ir.Value, pours: ir.Value) -> None:
        """The states after a rung, into `scratch`."""
        e, b, lanes = self.e, self.e.builder, self.lanes
        with e.each(self.closure.states) as row:
            lanes.set("scratch", 0.0, row)
        self._apply(flow, "state")
        with b.if_then(b.icmp_signed("!=", pours, ZERO)):
            self._apply(pour, "source")

    def _apply(self, matrix: ir.Value, name: str) -> None:
        """`scratch` gains a matrix times a vector."""
        e, lanes, closure = self.e, self.lanes, self.closure
        if not closure.is_full:
            for row in range(closure.states):
                total = lanes.get("scratch", row)
                for column in closure.columns[row]:
                    total = total + e.load(matrix, closure.places[row, column]) * lanes.get(name, column)
                lanes.set("scratch", total, row)
            return
        total = e.reserve(1)
        with e.each(closure.states) as row:
            begin = e.builder.mul(row, ir.Constant(WHOLE, closure.states))
            e.store(lanes.get("scratch", row), total)
            with e.each(closure.states) as column:
                product = e.load(matrix, e.builder.add(begin, column)) * lanes.get(name, column)
                e.store(e.load(total) + product, total)
            lanes.set("scratch", e.load(total), row)

    def _take_the_rest(self) -> None:
        """Taylor's series of what is left of the stretch: its first term is what runs in and what A makes of the
        states, every other one what A makes of the one before.
        """
        e, lanes, states = self.e, self.lanes, self.closure.states
        left = lanes.get("left")
        terms = ("scratch", "drift")
        for order in range(1, TERMS + 1):
            before, now = ("state", terms[0]) if order == 1 else (terms[order % 2], terms[(order + 1) % 2])
            by_row: dict[int, list[tuple[int, int]]] = {row: [] for row in range(states)}
            for number, (row, column) in enumerate(self.pattern):
                by_row[row].append((number, column))
            for row, entries in by_row.items():
                total = lanes.get("source", row) if order == 1 else e.constant(0.0)
                for number, column in entries:
                    total = total + lanes.get("entries", number) * lanes.get(before, column)
                lanes.set(now, total * (left * (1.0 / order)), row)
            with e.each(states) as state:
                lanes.set("sum", lanes.get(now, state) + (0.0 if order == 1 else lanes.get("sum", state)), state)
        with e.each(states) as state:
            lanes.set("state", lanes.get("state", state) + lanes.get("sum", state), state)
