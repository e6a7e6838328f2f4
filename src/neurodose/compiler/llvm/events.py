"""What happens to one lane: it takes in the next person, lives through what is due, and hands in how they end."""

from __future__ import annotations

import math
from functools import partial

from llvmlite import ir

from neurodose.compiler.llvm.kernels import Kernels
from neurodose.compiler.llvm.lanes import Given, Lanes, Record
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.passage import ONE, Passage, write_for_lane
from neurodose.compiler.llvm.vector import BYTE, DOUBLE, SHORT, WHOLE, Emitter
from neurodose.compiler.program import Program
from neurodose.solvers.primitives import Kind
from neurodose.solvers.status import Status

IDLE = 99.0  # a lane for which nobody is left


class LaneFunctions:
    """Functions (pointers, wholes, numbers, lanes, lane) for one lane: `act`, `finish`, `enter`.

    They are rare beside steps, so they work number by number; kernels they need run for all lanes, which changes
    nothing for the others: the same numbers are computed again.
    """

    def __init__(self, module: ir.Module, program: Program, kernels: Kernels, record: Record, machine: Machine) -> None:
        self.kernels, self.observed = kernels, len(program.layout.observed)
        self.passage = Passage(program, kernels.prepare, kernels.start)
        write = partial(write_for_lane, module, machine, record)
        self.act, self.finish = write("act", self._act), write("finish", self._finish)
        self.enter = write("enter", self._enter)

    def look(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value, slot: ir.Value) -> None:
        """Writes what is seen of one lane, which stands in `seen`, to a slot of its person's own."""
        slots, observed = given.whole("slots"), given.pointer("observed")
        slot = e.builder.add(slot, lanes.one_whole("first_slot", lane))
        with e.each(self.observed) as number:
            place = e.builder.add(e.builder.mul(number, slots), slot)
            e.write(lanes.one("seen", lane, number), observed, place)

    def _act(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value) -> None:
        """All that is due now, in the order of the table, and then the looks; then where the next stretch ends."""
        b = e.builder
        event_time, looks, look_time = given.pointer("event_time"), given.whole("looks"), given.pointer("looks")
        end = lanes.one_whole("end", lane)
        with e.while_() as loop:
            cursor = lanes.one_whole("cursor", lane)
            loop.until(b.icmp_signed(">=", cursor, end))
            loop.until(b.fcmp_unordered(">", e.read(event_time, cursor), lanes.one("time", lane)))
            self._happen(e, given, lanes, lane, cursor)
            lanes.put_whole("cursor", b.add(cursor, ONE), lane)
        with e.while_() as loop:
            look = lanes.one_whole("look", lane)
            loop.until(b.icmp_signed(">=", look, looks))
            loop.until(b.fcmp_unordered(">", e.read(look_time, look), lanes.one("time", lane)))
            self._save(e, given, lanes, lane, look)
            lanes.put_whole("look", b.add(look, ONE), lane)
        lanes.put("length", math.nan, lane)
        lanes.put("was_rejected", 0.0, lane)
        cursor = lanes.one_whole("cursor", lane)
        has_row, has_look = b.icmp_signed("<", cursor, end), b.icmp_signed("<", lanes.one_whole("look", lane), looks)
        with b.if_else(b.or_(has_row, has_look)) as (goes_on, over):
            with goes_on:
                with b.if_else(has_row) as (to_row, to_look):
                    with to_row:
                        stop = e.read(given.pointer("stops"), cursor, WHOLE)
                        lanes.put_whole("stop_row", stop, lane)
                        lanes.put("stop_time", e.read(event_time, stop), lane)
                    with to_look:
                        lanes.put_whole("stop_row", end, lane)
                        lanes.put("stop_time", e.read(look_time, b.sub(looks, ONE)), lane)
                self.find_next_look(e, given, lanes, lane)
            with over:
                lanes.put("status", float(Status.DONE), lane)

    def find_next_look(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value) -> None:
        """When the next save or look is due before the stretch ends; never, if none is."""
        b = e.builder
        lanes.put("next_look", math.inf, lane)
        cursor, look = lanes.one_whole("cursor", lane), lanes.one_whole("look", lane)
        with b.if_then(b.icmp_signed("<", cursor, lanes.one_whole("stop_row", lane))):
            lanes.put("next_look", e.read(given.pointer("event_time"), cursor), lane)
        with b.if_then(b.icmp_signed("<", look, given.whole("looks"))):
            due = e.read(given.pointer("looks"), look)
            with b.if_then(b.fcmp_ordered("<", due, lanes.one("stop_time", lane))):
                lanes.put("next_look", due, lane)

    def take_look(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value) -> None:
        """What is seen of one lane, which stands in `seen`, is written where its next save or look belongs."""
        b = e.builder
        cursor, look = lanes.one_whole("cursor", lane), lanes.one_whole("look", lane)
        is_save = b.icmp_signed("<", cursor, lanes.one_whole("stop_row", lane))
        with b.if_else(is_save) as (save, shared):
            with save:
                target = b.sext(e.read(given.pointer("event_target"), cursor, SHORT), WHOLE)
                self.look(e, given, lanes, lane, target)
                lanes.put_whole("cursor", b.add(cursor, ONE), lane)
            with shared:
                self.look(e, given, lanes, lane, look)
                lanes.put_whole("look", b.add(look, ONE), lane)
        self.find_next_look(e, given, lanes, lane)

    def _happen(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value, row: ir.Value) -> None:
        """One event of one lane."""
        b = e.builder
        kind = e.read(given.pointer("event_kind"), row, BYTE)
        target = b.sext(e.read(given.pointer("event_target"), row, SHORT), WHOLE)
        value = e.read(given.pointer("event_value"), row)
        after = b.append_basic_block("happened")
        acts = {
            Kind.ADD: lambda: lanes.put("state", b.fadd(lanes.one("state", lane, target), value), lane, target),
            Kind.SET: lambda: lanes.put("state", value, lane, target),
            Kind.SCALE: lambda: lanes.put("state", b.fmul(lanes.one("state", lane, target), value), lane, target),
            Kind.RATE_ON: lambda: self._rate_on(e, lanes, lane, target, value),
            Kind.RATE_OFF: lambda: self._rate_off(e, lanes, lane, target, value),
            Kind.RESET: lambda: self.passage.reset(e, lanes, lane),
            Kind.PARAMETER: lambda: self._change(e, lanes, lane, target, value),
            Kind.SAVE: lambda: self._save(e, given, lanes, lane, target),
        }
        switch = b.switch(kind, after)
        for case, act in acts.items():
            block = b.append_basic_block(case.name.lower())
            switch.add_case(ir.Constant(BYTE, int(case)), block)
            b.position_at_end(block)
            act()
            b.branch(after)
        b.position_at_end(after)

    def _rate_on(self, e: Emitter, lanes: Lanes, lane: ir.Value, target: ir.Value, value: ir.Value) -> None:
        b = e.builder
        lanes.put("inflow", b.fadd(lanes.one("inflow", lane, target), value), lane, target)
        lanes.put("running", b.fadd(lanes.one("running", lane, target), ir.Constant(DOUBLE, 1.0)), lane, target)

    def _rate_off(self, e: Emitter, lanes: Lanes, lane: ir.Value, target: ir.Value, value: ir.Value) -> None:
        b = e.builder
        none = ir.Constant(DOUBLE, 0.0)
        fewer = b.fsub(lanes.one("running", lane, target), ir.Constant(DOUBLE, 1.0))
        some = b.fcmp_ordered(">", fewer, none)
        lanes.put("running", b.select(some, fewer, none), lane, target)
        lanes.put("inflow", b.select(some, b.fsub(lanes.one("inflow", lane, target), value), none), lane, target)

    def _change(self, e: Emitter, lanes: Lanes, lane: ir.Value, target: ir.Value, value: ir.Value) -> None:
        lanes.put("parameters", value, lane, target)
        self.passage.refresh(e, lanes)

    def _save(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value, slot: ir.Value) -> None:
        seen = [lanes.at(name) for name in ("time", "state", "hoisted", "seen")]
        e.builder.call(self.kernels.observe, seen)
        self.look(e, given, lanes, lane, slot)

    def _finish(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value) -> None:
        """Hands in how one person ends, and that nothing is known of looks that were not reached."""
        b = e.builder
        self.passage.hand_in(e, given, lanes, lane)
        with e.each(self.observed) as number:
            lanes.put("seen", math.nan, lane, number)
        with e.while_() as loop:
            look = lanes.one_whole("look", lane)
            loop.until(b.icmp_signed(">=", look, given.whole("looks")))
            self.look(e, given, lanes, lane, look)
            lanes.put_whole("look", b.add(look, ONE), lane)

    def _enter(self, e: Emitter, given: Given, lanes: Lanes, lane: ir.Value) -> None:
        """The next person who has something to live through takes the lane; nobody, where none is left."""
        b = e.builder
        people = given.whole("people")
        with e.while_() as loop:
            who = b.atomic_rmw("add", given.pointer("next_person"), ONE, "monotonic")
            is_none = b.or_(b.icmp_signed(">=", who, people), given.is_stopped())
            with b.if_then(is_none):
                lanes.put("status", IDLE, lane)
            loop.until(is_none)
            lanes.put_whole("who", who, lane)
            self.passage.take_in(e, given, lanes, lane)
            b.call(self.act, [*given.arrays, lanes.base, lane])
            goes_on = b.fcmp_ordered("==", lanes.one("status", lane), ir.Constant(DOUBLE, float(Status.UNDERWAY)))
            loop.until(goes_on)
            b.call(self.finish, [*given.arrays, lanes.base, lane])
