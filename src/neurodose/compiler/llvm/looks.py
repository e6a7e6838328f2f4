"""What is seen of people who go side by side: looks wait until there are as many as lanes, and are written together,
each person's next to one another.
"""

from __future__ import annotations

import math

from llvmlite import ir

from neurodose.compiler.llvm.kernels import write_kernel
from neurodose.compiler.llvm.lanes import Given, Lanes
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.vector import DOUBLE, WHOLE, Emitter, Mask
from neurodose.compiler.program import Program

INLINED = 40  # steps of what is observed


class Looks:
    """The looks of the people in the lanes, while the walk is written.

    waiting: how many are taken and not yet written; each has room in `seen`
    """

    def __init__(self, module: ir.Module, program: Program, machine: Machine) -> None:
        layout = program.layout
        self.observed, self.width = len(layout.observed), machine.lanes
        moving = (1, len(layout.states), len(program.prepare.results))
        self.kernel = write_kernel(module, "observe", program.observe, moving, (self.observed,), machine, False)
        if len(program.observe.steps) <= INLINED:
            self.kernel.attributes.discard("noinline")
            self.kernel.attributes.add("alwaysinline")

    def enter(self, e: Emitter, given: Given, lanes: Lanes) -> None:
        """Into which function it is written."""
        self.e, self.b, self.given, self.lanes = e, e.builder, given, lanes

    def take(self, waiting: ir.Value) -> ir.Value:
        """What is seen of everyone now stands behind those that wait; gives where."""
        e, b, lanes = self.e, self.b, self.lanes
        seen = e.at(lanes.at("seen"), b.mul(waiting, ir.Constant(WHOLE, self.observed)))
        b.call(self.kernel, [lanes.at("time"), lanes.at("state"), lanes.at("hoisted"), seen])
        return seen

    def take_of(self, is_there: Mask, waiting: ir.Value) -> None:
        """The same, with nothing of those who did not get so far."""
        e, seen = self.e, self.take(waiting)
        with e.each(self.observed) as number:
            e.store(e.select(is_there, e.load(seen, number), math.nan), seen, number)

    def write_save(self, waiting: ir.Value, target: ir.Value, crew: ir.Value) -> None:
        """The last taken is a save of a record's own, and is written at once."""
        e, b, lanes, given = self.e, self.b, self.lanes, self.given
        place = b.mul(waiting, ir.Constant(WHOLE, self.observed))
        with e.each(crew) as lane, e.each(self.observed) as number:
            slot = b.add(b.add(lanes.one_whole("first_slot", lane), target), b.mul(number, given.whole("slots")))
            e.write(lanes.one("seen", lane, b.add(place, number)), given.pointer("observed"), slot)

    def write(self, count: ir.Value, after: ir.Value, crew: ir.Value) -> None:
        """So many looks, the last before `after`, are written for those whom the crew holds."""
        e, b, lanes, given = self.e, self.b, self.lanes, self.given
        first = b.sub(after, count)
        is_full = b.and_(
            b.icmp_signed("==", count, ir.Constant(WHOLE, self.width)),
            b.icmp_signed("==", crew, ir.Constant(WHOLE, self.width)),
        )
        with e.each(self.observed) as number:
            begin = b.add(b.mul(number, given.whole("slots")), first)

            def place(lane: ir.Value, begin: ir.Value = begin) -> ir.Value:
                return b.add(begin, lanes.one_whole("first_slot", lane))

            with b.if_else(is_full) as (whole, part):
                with whole:
                    rows = [
                        lanes.get("seen", b.add(ir.Constant(WHOLE, look * self.observed), number))
                        for look in range(self.width)
                    ]
                    for lane, row in enumerate(e.transpose(rows)):
                        address = e.at(given.pointer("observed"), place(ir.Constant(WHOLE, lane)), DOUBLE)
                        b.store(row.value, address, align=8)
                with part, e.each(crew) as lane, e.each(count) as look:
                    seen = lanes.one("seen", lane, b.add(b.mul(look, ir.Constant(WHOLE, self.observed)), number))
                    e.write(seen, given.pointer("observed"), b.add(place(lane), look))
