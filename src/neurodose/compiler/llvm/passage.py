"""People come and go: what one lane takes in of the next person, and what it hands in of how that person ends."""

from __future__ import annotations

from collections.abc import Callable

from llvmlite import ir

from neurodose.compiler.llvm.lanes import Given, Lanes, Record
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.vector import BYTE, DOUBLE, POINTER, WHOLE, Emitter
from neurodose.compiler.program import Program
from neurodose.solvers.status import Status

ZERO, ONE = ir.Constant(WHOLE, 0), ir.Constant(WHOLE, 1)

Body = Callable[[Emitter, Given, Lanes, ir.Value], None]


def write_for_lane(module: ir.Module, machine: Machine, record: Record, name: str, body: Body) -> ir.Function:
    """A function (pointers, wholes, numbers, lanes, lane) for one lane, which is not inlined."""
    kind = ir.FunctionType(ir.VoidType(), [POINTER] * 4 + [WHOLE])
    function = ir.Function(module, kind, name)
    function.linkage = "private"
    function.attributes.add("noinline")
    emitter = Emitter(ir.IRBuilder(function.append_basic_block()), machine)
    *arrays, base, lane = function.args
    body(emitter, Given(emitter, *arrays), Lanes(emitter, record, base), lane)
    emitter.builder.ret_void()
    return function


class Passage:
    """How people come into lanes and leave them. They are rare beside steps, so it works number by number; kernels it
    needs run for all lanes, which changes nothing for the others: the same numbers are computed again.
    """

    def __init__(self, program: Program, prepare: ir.Function, start: ir.Function) -> None:
        self.prepare, self.start = prepare, start
        self.states, self.parameters = len(program.layout.states), len(program.layout.parameters)

    def refresh(self, e: Emitter, lanes: Lanes) -> None:
        """Hoisted values anew, after parameters have changed."""
        e.builder.call(self.prepare, [lanes.at("parameters"), lanes.at("hoisted")])

    def reset(self, e: Emitter, lanes: Lanes, lane: ir.Value) -> None:
        """One lane's states as they start, and nothing runs in."""
        e.builder.call(self.start, [lanes.at("parameters"), lanes.at("scratch")])
        with e.each(self.states) as number:
            lanes.put("state", lanes.one("scratch", lane, number), lane, number)
            lanes.put("inflow", 0.0, lane, number)
            lanes.put("running", 0.0, lane, number)

    def take_in(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value) -> None:
        """The lane takes in the person whose number it holds."""
        b = e.builder
        people, who = given.whole("people"), lanes.one_whole("who", lane)

        def fetch(name: str, source: str, count: int, is_whole: bool = False) -> None:
            pointer = given.pointer(source)
            with e.each(count) as number:
                place = b.add(b.mul(number, people), who)
                value = e.read(pointer, place, WHOLE if is_whole else DOUBLE)
                lanes.put(name, b.sitofp(value, DOUBLE) if is_whole else value, lane, number)

        fetch("parameters", "parameters", self.parameters)
        self.refresh(e, lanes)
        with b.if_else(b.icmp_signed("!=", given.whole("stands"), ZERO)) as (stands, begins):
            with stands:
                fetch("state", "first_state", self.states)
                fetch("inflow", "first_inflow", self.states)
                fetch("running", "first_running", self.states, is_whole=True)
            with begins:
                self.reset(e, lanes, lane)
        offsets, schedule = given.pointer("offsets"), e.read(given.pointer("schedule"), who, WHOLE)
        lanes.put_whole("cursor", e.read(offsets, schedule, WHOLE), lane)
        lanes.put_whole("end", e.read(offsets, b.add(schedule, ONE), WHOLE), lane)
        lanes.put_whole("look", ZERO, lane)
        lanes.put_whole("first_slot", e.read(given.pointer("first_slot"), who, WHOLE), lane)
        lanes.put("time", e.read(given.pointer("begin"), who), lane)
        lanes.put("status", float(Status.UNDERWAY), lane)
        for name in ("steps", "rejections"):
            lanes.put(name, 0.0, lane)

    def hand_in(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value) -> None:
        """Hands in how one person ends."""
        b = e.builder
        who, people = lanes.one_whole("who", lane), given.whole("people")
        e.write(b.fptoui(lanes.one("status", lane), BYTE), given.pointer("status"), who)
        e.write(lanes.one("time", lane), given.pointer("reached"), who)
        for name in ("steps", "rejections"):
            e.write(b.fptosi(lanes.one(name, lane), WHOLE), given.pointer(name), who)

        def write_out(name: str, target: str, count: int, is_whole: bool = False) -> None:
            pointer = given.pointer(target)
            with e.each(count) as number:
                value = lanes.one(name, lane, number)
                value = b.fptosi(value, WHOLE) if is_whole else value
                e.write(value, pointer, b.add(b.mul(number, people), who))

        with b.if_then(b.icmp_signed("!=", b.ptrtoint(given.pointer("final_state"), WHOLE), ZERO)):
            write_out("state", "final_state", self.states)
            write_out("inflow", "final_inflow", self.states)
            write_out("running", "final_running", self.states, is_whole=True)
            write_out("parameters", "final_parameters", self.parameters)
