"""Elimination in loops, for matrices with few zeros: its straight line grows with the cube of the states.

What is multiplied with what stands in tables beside the code, pivot by pivot; the arithmetic is that of
`compiler/elimination.py`, number by number.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from llvmlite import ir

from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.vector import POINTER, SHORT, WHOLE, Emitter
from neurodose.compiler.program import Program


def write_factorise(module: ir.Module, name: str, program: Program, machine: Machine) -> ir.Function:
    """A function of pointers to shift, entries and factors, which it fills: −L, −U and −1/D."""
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * 3), name)
    function.linkage = "private"
    function.attributes.add("noinline")
    e = Emitter(ir.IRBuilder(function.append_basic_block()), machine)
    shift, entries, factors = function.args
    plan = _Plan(program)
    with e.each(len(plan.places)) as place:
        e.store(0.0, factors, place)
    entry_places = _Table(e, f"{name}.entries", (plan.places[place] for place in program.pattern))
    with e.each(len(program.pattern)) as entry:
        e.store(e.load(entries, entry), factors, entry_places.at(entry))
    pivots = _Table(e, f"{name}.pivots", (number for pivot in plan.pivots() for number in pivot))
    with e.each(len(plan.order)) as k:
        e.store(e.load(factors, pivots.at(k, 5, 0)) - e.load(shift), factors, pivots.at(k, 5, 0))
    lists = _Table(e, f"{name}.lists", plan.lists)
    with e.each(len(plan.order)) as k:
        diagonal, below, right, first, products = (pivots.at(k, 5, part) for part in range(5))
        _write_pivot(e, factors, lists, diagonal, (below, right, first, products))
    e.builder.ret_void()
    return function


def _write_pivot(e: Emitter, factors: ir.Value, lists: _Table, diagonal: ir.Value, parts: tuple[ir.Value, ...]) -> None:
    b = e.builder
    below, right, first, products = parts
    row = b.add(first, below)  # in the lists, the places of the column below stand before those of the row to the right
    inverse = -1.0 / e.load(factors, diagonal)
    e.store(inverse, factors, diagonal)
    with e.each(below) as i:
        place = lists.at(b.add(first, i))
        scaled = e.load(factors, place) * inverse
        e.store(scaled, factors, place)
        from_here = b.add(products, b.mul(i, right))
        with e.each(right) as j:
            target = lists.at(b.add(from_here, j))
            product = scaled * e.load(factors, lists.at(b.add(row, j)))
            e.store(e.load(factors, target) + product, factors, target)
    with e.each(right) as j:
        place = lists.at(b.add(row, j))
        e.store(e.load(factors, place) * inverse, factors, place)


class _Plan:
    """Which factor stands where, and for each pivot what is to be done: numbers of places."""

    def __init__(self, program: Program) -> None:
        elimination = program.elimination
        self.order, filled = elimination.order, elimination.places
        self.places = {place: number for number, place in enumerate(filled)}
        self.lists: list[int] = []

    def pivots(self) -> Iterator[Sequence[int]]:
        """Of each pivot: its place, how many stand below and to the right, where their list and its products begin."""
        for step, k in enumerate(self.order):
            later = self.order[step + 1 :]
            below = [i for i in later if (i, k) in self.places]
            right = [j for j in later if (k, j) in self.places]
            first = len(self.lists)
            self.lists += [self.places[i, k] for i in below] + [self.places[k, j] for j in right]
            products = len(self.lists)
            self.lists += [self.places[i, j] for i in below for j in right]
            yield self.places[k, k], len(below), len(right), first, products


class _Table:
    """Whole numbers that stand beside the code."""

    def __init__(self, emitter: Emitter, name: str, numbers: Iterable[int]) -> None:
        held = list(numbers) or [0]
        kind = ir.ArrayType(SHORT, len(held))
        self.emitter = emitter
        self.start: Any = ir.GlobalVariable(emitter.builder.module, kind, name)
        self.start.initializer = ir.Constant(kind, held)
        self.start.global_constant = True
        self.start.linkage = "private"
        self.start.type = POINTER

    def at(self, index: ir.Value, width: int = 1, part: int = 0) -> ir.Value:
        """A number; of a table with rows of some width, the one so far into a row."""
        b = self.emitter.builder
        place = index if width == 1 else b.add(b.mul(index, ir.Constant(WHOLE, width)), ir.Constant(WHOLE, part))
        return b.sext(self.emitter.read(self.start, place, SHORT), WHOLE)
