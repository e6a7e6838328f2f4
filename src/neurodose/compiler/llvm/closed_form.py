"""Linear systems with constant coefficients, carried from event to event without error but rounding.

It means what `solvers/linear.py` means; read that first. People who live by one schedule go side by side, a lane each,
and do everything at the same time, so that nothing here is asked lane by lane. What a stretch of so many hours does to
a state is a matrix, exp(A h), found once for each length of stretch that a schedule has, and kept for some of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from llvmlite import ir

from neurodose.compiler.llvm.exponential import RUNGS, Exponential, find_closure
from neurodose.compiler.llvm.kernels import write_kernel
from neurodose.compiler.llvm.lanes import Given, Lanes, Record
from neurodose.compiler.llvm.looks import Looks
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.passage import ONE, ZERO, Passage, write_for_lane
from neurodose.compiler.llvm.vector import BYTE, DOUBLE, POINTER, SHORT, WHOLE, Emitter, Mask, Vector
from neurodose.compiler.program import Program
from neurodose.solvers.linear import SAME
from neurodose.solvers.primitives import Kind
from neurodose.solvers.status import Status

UNDERWAY = float(Status.UNDERWAY)
POURS = 2  # what a slot holds: only a length (0), the propagator too (1), and its integral
KEPT = ((64, 8), (1024, 4), (math.inf, 2))  # how many propagators are kept, by how many entries each has
WRITTEN_OUT = 16  # states; more are gone through in a loop


def write_closed_form(program: Program, machine: Machine) -> ir.Module:
    """A module whose function `march(pointers, wholes, numbers)` carries people on until none is left."""
    module = ir.Module("closed form")
    _Writing(module, program, machine).write()
    return module


class _Writing:
    """The walk from event to event while it is written."""

    def __init__(self, module: ir.Module, program: Program, machine: Machine) -> None:
        layout = program.layout
        self.states, self.observed = len(layout.states), len(layout.observed)
        parameters, hoisted, entries = len(layout.parameters), len(program.prepare.results), len(program.pattern)
        self.closure = find_closure(self.states, program.pattern)
        size = len(self.closure.entries)
        self.kept = next(count for most, count in KEPT if size <= most)
        self.width = machine.lanes
        self.record = Record(
            {
                **dict.fromkeys(("time", "status", "steps", "rejections", "who", "cursor", "end", "look"), 1),
                **dict.fromkeys(("first_slot", "finite", "norm", "scale", "squarings", "done"), 1),
                **dict.fromkeys(("rung", "rungs", "rungs that pour", "left"), 1),
                **dict.fromkeys(
                    ("state", "inflow", "running", "rates", "drift", "scratch", "source", "sum"), self.states
                ),
                "parameters": parameters,
                "hoisted": hoisted,
                "entries": entries,
                **dict.fromkeys(("power 1", "power 2", "power 3", "power 4", "product"), size),
                **dict.fromkeys(("flow", "pour"), size * self.kept),
                **dict.fromkeys(("rung flow", "rung pour"), size * RUNGS),
                "seen": self.observed * self.width,
            }
        )
        self.size = size
        moving = (1, self.states, hoisted)
        self.linearise = write_kernel(
            module, "linearise", program.linearise, moving, (self.states, entries, self.states), machine, False
        )
        self.looks = Looks(module, program, machine)
        self.passage = Passage(
            program,
            write_kernel(module, "prepare", program.prepare, (parameters,), (hoisted,), machine, False),
            write_kernel(module, "start", program.start, (parameters,), (self.states,), machine, False),
        )
        self.take_in = write_for_lane(module, machine, self.record, "take_in", self.passage.take_in)
        self.hand_in = write_for_lane(module, machine, self.record, "hand_in", self.passage.hand_in)
        self.exponential = Exponential(module, machine, self.record, self.closure, program.pattern)
        function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * 3), "march")
        self.e = Emitter(ir.IRBuilder(function.append_basic_block("entry")), machine)
        self.b = self.e.builder
        self.given = Given(self.e, *function.args)
        self.lanes = Lanes(self.e, self.record, self.e.reserve(self.record.size))
        self.looks.enter(self.e, self.given, self.lanes)
        # What is the same for all lanes: where they are, and what is known of stretches of time.
        self.cursor, self.look, self.waiting, self.clock, self.now = (self._hold() for _ in range(5))
        self.known, self.next, self.chosen, self.pours = (self._hold() for _ in range(4))
        self.taken = self._hold()
        self.spans, self.holds = self._hold(self.kept), self._hold(self.kept)

    def _hold(self, count: int = 1) -> ir.Value:
        with self.b.goto_entry_block():
            held = self.b.alloca(WHOLE, size=count)
            held.align = 8
        held.type = POINTER
        return held

    def _get(self, held: ir.Value, place: ir.Value = ZERO, of: ir.Type = WHOLE) -> ir.Value:
        return self.e.read(held, place, of)

    def _put(self, value: ir.Value | int, held: ir.Value, place: ir.Value = ZERO) -> None:
        self.e.write(ir.Constant(WHOLE, value) if isinstance(value, int) else value, held, place)

    def write(self) -> None:
        """Company after company, until none is left: people who live by one schedule, as many as there are lanes."""
        e, b, lanes, given = self.e, self.b, self.lanes, self.given
        with e.each(self.record.size) as place:
            e.store(0.0, lanes.base, place)
        offsets, members = given.pointer("companies"), given.pointer("members")
        with e.while_() as loop:
            number = b.atomic_rmw("add", given.pointer("next_person"), ONE, "monotonic")
            loop.until(b.or_(b.icmp_signed(">=", number, given.whole("companies")), given.is_stopped()))
            first = e.read(offsets, number, WHOLE)
            crew = b.sub(e.read(offsets, b.add(number, ONE), WHOLE), first)
            with e.each(self.width) as lane:
                # Lanes for which nobody is there do again what the first one does, and nobody looks at them.
                own = b.select(b.icmp_signed("<", lane, crew), lane, ZERO)
                lanes.put_whole("who", e.read(members, b.add(first, own), WHOLE), lane)
                b.call(self.take_in, [*given.arrays, lanes.base, lane])
            self._live(crew)
            with e.each(crew) as lane:
                b.call(self.hand_in, [*given.arrays, lanes.base, lane])
        b.ret_void()

    def _live(self, crew: ir.Value) -> None:
        """From event to event and from look to look, in order; at one time, events come first."""
        e, b, lanes, given = self.e, self.b, self.lanes, self.given
        end, looks = lanes.one_whole("end", ZERO), given.whole("looks")
        event_time, look_time = given.pointer("event_time"), given.pointer("looks")
        begin = lanes.one("time", ZERO)
        for held in (self.look, self.waiting):
            self._put(0, held)
        self._put(lanes.one_whole("cursor", ZERO), self.cursor)
        self._put(begin, self.clock)
        self._put(begin, self.now)
        self._renew()
        with e.while_() as loop:
            if self.states <= WRITTEN_OUT:
                with e.while_() as run:
                    run.until(b.icmp_signed("==", self._run(event_time, end, crew), ZERO))
            cursor, look = self._get(self.cursor), self._get(self.look)
            row = self._time_or_never(event_time, cursor, end)
            seen = self._time_or_never(look_time, look, looks)
            due = b.select(b.fcmp_ordered("<", seen, row), seen, row)
            loop.until(b.fcmp_ordered("==", due, ir.Constant(DOUBLE, math.inf)))
            with b.if_then(b.fcmp_ordered(">", due, self._get(self.now, of=DOUBLE))):
                self._advance(due)
            with b.if_else(b.fcmp_ordered("<=", row, seen)) as (happens, looked):
                with happens:
                    self._happen(cursor, crew)
                    self._put(b.add(cursor, ONE), self.cursor)
                with looked:
                    self._see(look, crew)
        self.looks.write(self._get(self.waiting), self._get(self.look), crew)
        lanes.set("status", e.select(self._underway(), float(Status.DONE), lanes.get("status")))

    def _time_or_never(self, times: ir.Value, place: ir.Value, end: ir.Value) -> ir.Value:
        b = self.b
        before = b.block
        with b.if_then(b.icmp_signed("<", place, end)):
            time, inside = self.e.read(times, place), b.block
        found = b.phi(DOUBLE)
        found.add_incoming(ir.Constant(DOUBLE, math.inf), before)
        found.add_incoming(time, inside)
        return found

    def _underway(self) -> Mask:
        return self.lanes.get("status").equals(UNDERWAY)

    # --- how a stretch of time changes the state ---

    def _renew(self) -> None:
        """The system anew, after parameters have changed; what was known of stretches no longer holds."""
        lanes = self.lanes
        with self.e.each(self.states) as state:
            lanes.set("scratch", 0.0, state)
        names = ("time", "scratch", "hoisted", "rates", "entries", "drift")
        self.b.call(self.linearise, [lanes.at(name) for name in names])
        self.b.call(self.exponential.begin, [lanes.base])
        for held in (self.known, self.next, self.chosen):
            self._put(0, held)
        self._gather_source()

    def _gather_source(self) -> None:
        """What runs in from outside, and whether anything does."""
        e, b, lanes = self.e, self.b, self.lanes
        self._put(0, self.pours)
        with e.each(self.states) as state:
            source = lanes.get("rates", state) + lanes.get("inflow", state)
            lanes.set("source", source, state)
            some = b.zext(e.any(~source.equals(0.0)), WHOLE)
            self._put(b.or_(self._get(self.pours), some), self.pours)

    def _advance(self, due: ir.Value) -> None:
        """Everyone is carried on to a time.

        A stretch that differs from a known one only by the rounding of its end is taken as that one; the clock says
        where the states really are, so that no difference adds up.
        """
        e, b, lanes = self.e, self.b, self.lanes
        span = b.fsub(due, self._get(self.clock, of=DOUBLE))
        self._put(due, self.now)
        with b.if_else(self._is_kept(span, due)) as (kept, new):
            with kept:
                slot = self._get(self.chosen)
                lasts = self._get(self.spans, slot, DOUBLE)
                self._put(b.fadd(self._get(self.clock, of=DOUBLE), lasts), self.clock)
                place = b.mul(slot, ir.Constant(WHOLE, self.size))
                with b.if_else(b.icmp_signed("!=", self._get(self.pours), ZERO)) as (pours, flows):
                    with pours:
                        self._carry(place, with_source=True)
                    with flows:
                        self._carry(place, with_source=False)
            with new:
                self._put(due, self.clock)
                b.call(self.exponential.carry, [lanes.base, span, self._get(self.pours)])
        lanes.set("finite", 0.0)
        with e.each(self.states) as state:
            lanes.set("finite", lanes.get("finite") + lanes.get("state", state) * 0.0)
        is_underway = self._underway()
        lanes.set("steps", lanes.get("steps") + e.lift(is_underway))
        lanes.set("time", e.select(is_underway, e.spread(due), lanes.get("time")))
        is_finite = lanes.get("finite").equals(0.0)
        lanes.set("status", e.select(is_underway & ~is_finite, float(Status.NOT_FINITE), lanes.get("status")))

    def _run(self, event_time: ir.Value, end: ir.Value, crew: ir.Value) -> ir.Value:
        """As many looks as the propagator last used leads to, one after another, until they have to be written.

        Nearly all time passes here, so states and propagator stay in registers. If somebody is lost on the way, nobody
        has moved, and they go look by look. Gives how many looks were taken.
        """
        e, b, lanes, given = self.e, self.b, self.lanes, self.given
        looks, look_time = given.whole("looks"), given.pointer("looks")
        row = self._time_or_never(event_time, self._get(self.cursor), end)
        slot = self._get(self.chosen)
        flow = e.at(lanes.at("flow"), b.mul(slot, ir.Constant(WHOLE, self.size)))
        propagator = [e.load(flow, entry) for entry in range(self.size)]
        span = self._get(self.spans, slot, DOUBLE)
        is_set = b.and_(
            b.icmp_signed("<", slot, self._get(self.known)), b.icmp_signed("==", self._get(self.pours), ZERO)
        )
        is_set = b.and_(is_set, b.icmp_signed(">", self._get(self.holds, slot), ZERO))
        is_set = b.and_(is_set, b.not_(e.any(~self._underway())))
        before = [lanes.get("state", s) for s in range(self.states)]
        first = self._get(self.look)
        start: list[Any] = [
            *(v.value for v in before),
            first,
            self._get(self.waiting),
            self._get(self.clock, of=DOUBLE),
        ]
        top, body, on, over = (b.append_basic_block(f"run.{name}") for name in ("top", "body", "on", "over"))
        outside = b.block
        b.branch(top)
        b.position_at_end(top)
        moving = [b.phi(value.type) for value in start]
        for phi, value in zip(moving, start, strict=True):
            phi.add_incoming(value, outside)
        state, (look, waiting, clock) = [Vector(e, phi) for phi in moving[: self.states]], moving[self.states :]
        is_open = b.icmp_signed("<", waiting, ir.Constant(WHOLE, self.width))
        b.cbranch(b.and_(is_set, b.and_(b.icmp_signed("<", look, looks), is_open)), body, over)
        b.position_at_end(body)
        due = e.read(look_time, look)
        is_next = b.and_(b.fcmp_ordered("<", due, row), self._is_same(b.fsub(due, clock), span, due))
        b.cbranch(is_next, on, over)
        b.position_at_end(on)
        after = [self._flow(propagator, state, number) for number in range(self.states)]
        for number, value in enumerate(after):
            lanes.set("state", value, number)
        lanes.set("time", e.spread(due))
        self.looks.take(waiting)
        following = [*(v.value for v in after), b.add(look, ONE), b.add(waiting, ONE), b.fadd(clock, span)]
        for phi, value in zip(moving, following, strict=True):
            phi.add_incoming(value, b.block)
        b.branch(top)
        b.position_at_end(over)
        self._put(b.sub(look, first), self.taken)
        with b.if_then(b.icmp_signed(">", look, first)):
            finite = e.constant(0.0)
            for value in state:
                finite = finite + value * 0.0
            with b.if_else(e.any(~finite.equals(0.0))) as (lost, sound):
                with lost:
                    for number, value in enumerate(before):
                        lanes.set("state", value, number)
                    lanes.set("time", e.spread(self._get(self.now, of=DOUBLE)))
                    self._put(0, self.taken)
                with sound:
                    for value, held in ((look, self.look), (waiting, self.waiting), (clock, self.clock)):
                        self._put(value, held)
                    self._put(e.read(look_time, b.sub(look, ONE)), self.now)
                    taken = e.spread(b.sitofp(b.sub(look, first), DOUBLE))
                    lanes.set("steps", lanes.get("steps") + taken)
                    self._write_if_full(crew)
        return self._get(self.taken)

    def _flow(self, flow: Sequence[Vector], state: Sequence[Vector], row: int) -> Vector:
        """One state at the end of a stretch into which nothing runs."""
        first, *others = self.closure.columns[row]
        total = flow[self.closure.places[row, first]] * state[first]
        for column in others:
            # Fused by our own hand: the same stands in two places, and must give the same bits in both.
            total = self.e.fused(flow[self.closure.places[row, column]], state[column], total)
        return total

    def _is_same(self, span: ir.Value, known: ir.Value, due: ir.Value) -> ir.Value:
        """Whether two spans differ only by the rounding of the time at which they end."""
        b = self.b
        largest = b.select(b.fcmp_ordered(">", due, known), due, known)
        distance = b.call(self._absolute(), [b.fsub(span, known)])
        return b.fcmp_ordered("<=", distance, b.fmul(ir.Constant(DOUBLE, SAME), largest))

    def _is_kept(self, span: ir.Value, due: ir.Value) -> ir.Value:
        """Whether there is a propagator of a stretch. It is worked out where a stretch of that length comes back: a
        slot knows first the length only, and then the propagator, and for inflows its integral too.
        """
        e, b = self.e, self.b
        every = ir.Constant(WHOLE, self.kept)
        wanted = b.select(b.icmp_signed("!=", self._get(self.pours), ZERO), ir.Constant(WHOLE, POURS), ONE)

        def is_it(slot: ir.Value) -> ir.Value:
            has_it = b.icmp_signed("<", slot, self._get(self.known))
            return b.and_(has_it, self._is_same(span, self._get(self.spans, slot, DOUBLE), due))

        with b.if_then(b.not_(is_it(self._get(self.chosen)))):
            self._put(0, self.chosen)
            with e.while_() as loop:
                slot = self._get(self.chosen)
                loop.until(b.icmp_signed(">=", slot, every))
                loop.until(is_it(slot))
                self._put(b.add(slot, ONE), self.chosen)
        is_new = b.icmp_signed(">=", self._get(self.chosen), every)
        with b.if_else(is_new) as (new, known):
            with new:
                slot = self._get(self.next)
                self._put(slot, self.chosen)
                following = b.add(slot, ONE)
                self._put(b.select(b.icmp_signed("==", following, every), ZERO, following), self.next)
                count = self._get(self.known)
                self._put(b.select(b.icmp_signed("<", count, every), b.add(count, ONE), count), self.known)
                self._put(span, self.spans, slot)
                self._put(0, self.holds, slot)
            with known:
                slot = self._get(self.chosen)
                with b.if_then(b.icmp_signed("<", self._get(self.holds, slot), wanted)):
                    self._put(wanted, self.holds, slot)
                    lasts = self._get(self.spans, slot, DOUBLE)
                    b.call(self.exponential.work_out, [self.lanes.base, slot, lasts, self._get(self.pours)])
        return b.not_(is_new)

    def _absolute(self) -> ir.Function:
        module = self.b.module
        found = module.globals.get("llvm.fabs.f64")
        return found or ir.Function(module, ir.FunctionType(DOUBLE, [DOUBLE]), "llvm.fabs.f64")

    def _carry(self, place: ir.Value, *, with_source: bool) -> None:
        """The states at the end of a stretch, whose propagator begins so many vectors from the first."""
        e, lanes, closure = self.e, self.lanes, self.closure
        flow, pour = e.at(lanes.at("flow"), place), e.at(lanes.at("pour"), place)
        if self.states <= WRITTEN_OUT:
            state = [lanes.get("state", s) for s in range(self.states)]
            entries = [e.load(flow, entry) for entry in range(self.size)]
            after = [self._flow(entries, state, row) for row in range(self.states)]
            if with_source:
                source = [lanes.get("source", s) for s in range(self.states)]
                entries = [e.load(pour, entry) for entry in range(self.size)]
                after = [value + self._flow(entries, source, row) for row, value in enumerate(after)]
            for row, value in enumerate(after):
                lanes.set("state", value, row)
            return
        with closure.each_row(e) as (row, places, columns):
            # What runs in is added last, so that where nothing does the same bits come out.
            for matrix, name in ((flow, "state"), (pour, "source"))[: 1 + with_source]:
                total = e.reserve(1)
                e.store(0.0 if matrix is flow else lanes.get("scratch", row), total)
                with closure.each_entry(e, places, columns) as (entry, column):
                    e.store(e.fused(e.load(matrix, entry), lanes.get(name, column), e.load(total)), total)
                lanes.set("scratch", e.load(total), row)
        with e.each(self.states) as number:
            lanes.set("state", lanes.get("scratch", number), number)

    # --- what happens ---

    def _happen(self, row: ir.Value, crew: ir.Value) -> None:
        """One event of everyone."""
        e, b, lanes, given = self.e, self.b, self.lanes, self.given
        kind = e.read(given.pointer("event_kind"), row, BYTE)
        target = b.sext(e.read(given.pointer("event_target"), row, SHORT), WHOLE)
        value = e.spread(e.read(given.pointer("event_value"), row))
        after = b.append_basic_block("happened")
        acts = {
            Kind.ADD: lambda: lanes.set("state", lanes.get("state", target) + value, target),
            Kind.SET: lambda: lanes.set("state", value, target),
            Kind.SCALE: lambda: lanes.set("state", lanes.get("state", target) * value, target),
            Kind.RATE_ON: lambda: self._rate_on(target, value),
            Kind.RATE_OFF: lambda: self._rate_off(target, value),
            Kind.RESET: self._reset,
            Kind.PARAMETER: lambda: self._change(target, value),
            Kind.SAVE: lambda: self._save(target, crew),
        }
        switch = b.switch(kind, after)
        for case, act in acts.items():
            block = b.append_basic_block(case.name.lower())
            switch.add_case(ir.Constant(BYTE, int(case)), block)
            b.position_at_end(block)
            act()
            b.branch(after)
        b.position_at_end(after)

    def _rate_on(self, target: ir.Value, value: Vector) -> None:
        lanes = self.lanes
        lanes.set("inflow", lanes.get("inflow", target) + value, target)
        lanes.set("running", lanes.get("running", target) + 1.0, target)
        self._gather_source()

    def _rate_off(self, target: ir.Value, value: Vector) -> None:
        e, lanes = self.e, self.lanes
        fewer = lanes.get("running", target) - 1.0
        some = fewer > 0.0
        lanes.set("running", e.select(some, fewer, 0.0), target)
        lanes.set("inflow", e.select(some, lanes.get("inflow", target) - value, 0.0), target)
        self._gather_source()

    def _reset(self) -> None:
        lanes = self.lanes
        self.b.call(self.passage.start, [lanes.at("parameters"), lanes.at("state")])
        with self.e.each(self.states) as state:
            lanes.set("inflow", 0.0, state)
            lanes.set("running", 0.0, state)
        self._gather_source()

    def _change(self, target: ir.Value, value: Vector) -> None:
        self.lanes.set("parameters", value, target)
        self.passage.refresh(self.e, self.lanes)
        self._renew()

    # --- what is seen ---

    def _save(self, target: ir.Value, crew: ir.Value) -> None:
        waiting = self._get(self.waiting)
        self.looks.take_of(self._underway(), waiting)
        self.looks.write_save(waiting, target, crew)

    def _see(self, look: ir.Value, crew: ir.Value) -> None:
        """A look of everyone, after which those that wait are written if there are as many as lanes."""
        b, waiting = self.b, self._get(self.waiting)
        self.looks.take_of(self._underway(), waiting)
        self._put(b.add(look, ONE), self.look)
        self._put(b.add(waiting, ONE), self.waiting)
        self._write_if_full(crew)

    def _write_if_full(self, crew: ir.Value) -> None:
        b, waiting = self.b, self._get(self.waiting)
        with b.if_then(b.icmp_signed("==", waiting, ir.Constant(WHOLE, self.width))):
            self.looks.write(waiting, self._get(self.look), crew)
            self._put(0, self.waiting)
