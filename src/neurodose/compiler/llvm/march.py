"""The march, emitted: each lane with its own time, step, acceptance, events and place in the output.

It means what `solvers/march.py` means, step for step; read that first. A lane takes the next person when its own is
done, so nobody waits for anybody, and nobody's result depends on who shares the vector.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from llvmlite import ir

from neurodose.compiler.llvm import mathematics
from neurodose.compiler.llvm.events import IDLE, LaneFunctions
from neurodose.compiler.llvm.kernels import Kernels, used_states, write_kernels
from neurodose.compiler.llvm.lanes import Given, Lanes, Record
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.vector import DOUBLE, POINTER, WHOLE, Emitter, Mask, Vector
from neurodose.compiler.program import Program
from neurodose.solvers.rosenbrock import Rosenbrock
from neurodose.solvers.status import Status
from neurodose.solvers.step_control import GROW, SAFETY, SHORTEST, SHRINK, STRETCH

UNDERWAY = float(Status.UNDERWAY)
WRITTEN_OUT = 16  # states; more are gone through in a loop, as code takes its time to be made


def write_march(program: Program, table: Rosenbrock, error_order: int, machine: Machine) -> ir.Module:
    """A module whose function `march(pointers, wholes, numbers)` marches people until none is left.

    table: of a Rosenbrock method; error_order: its error shrinks with the step's length to this power
    machine: for which
    """
    module = ir.Module("march")
    kernels = write_kernels(module, program, machine)
    _Writing(module, program, kernels, table, error_order, machine).write()
    return module


class _Writing:
    """The march while it is written."""

    def __init__(
        self, module: ir.Module, program: Program, kernels: Kernels, table: Rosenbrock, order: int, machine: Machine
    ) -> None:
        self.kernels, self.table, self.order = kernels, table, order
        self.states = len(program.layout.states)
        self.seen = used_states(program)
        stages = len(table.slopes)
        self.record = Record(
            {
                **dict.fromkeys(("time", "length", "was_rejected", "stop_time", "next_look", "status"), 1),
                **dict.fromkeys(("steps", "rejections", "who", "cursor", "end", "stop_row", "look", "first_slot"), 1),
                **dict.fromkeys(("moment", "shift", "norm", "finite", "size", "speed"), 1),
                **dict.fromkeys(
                    ("state", "inflow", "running", "rates", "drift", "place", "after", "scratch"), self.states
                ),
                "parameters": len(program.layout.parameters),
                "hoisted": len(program.prepare.results),
                "entries": len(program.pattern),
                "factors": len(program.elimination.factorise.results),
                "seen": len(program.layout.observed),
                **{f"bend {number}": self.states for number in range(len(table.bend))},
                **{f"stage {number}": self.states for number in range(stages)},
            }
        )
        self.functions = LaneFunctions(module, program, kernels, self.record, machine)
        function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * 3), "march")
        self.e = Emitter(ir.IRBuilder(function.append_basic_block("entry")), machine)
        self.given = Given(self.e, *function.args)
        self.lanes = Lanes(self.e, self.record, self.e.reserve(self.record.size))
        self.width = machine.lanes

    def write(self) -> None:
        e, b, lanes = self.e, self.e.builder, self.lanes
        with e.each(self.record.size) as place:
            e.store(0.0, lanes.base, place)
        self.rtol, self.atol = self.given.number("rtol"), self.given.number("atol")
        self.most = self.e.spread(self.e.builder.sitofp(self.given.whole("max_steps"), DOUBLE))
        self._for_lanes(e.all_lanes(True), self.functions.enter)
        with e.while_() as loop:
            loop.until(b.not_(e.any(self._underway())))
            loop.until(self.given.is_stopped())
            is_fresh = self._underway() & lanes.get("length").is_nan()
            with b.if_then(e.any(is_fresh)):
                self._guess(is_fresh)
            self._advance()
            is_over = ~self._underway() & ~lanes.get("status").equals(IDLE)
            with b.if_then(e.any(is_over)):
                self._for_lanes(is_over, self.functions.finish, self.functions.enter)
        b.ret_void()

    def _underway(self) -> Mask:
        return self.lanes.get("status").equals(UNDERWAY)

    def _for_lanes(self, mask: Mask, *functions: ir.Function) -> None:
        """Calls functions for each lane of which something is so."""
        e, b = self.e, self.e.builder
        bits = b.zext(b.bitcast(mask.value, ir.IntType(self.width)), WHOLE)
        with e.each(self.width) as lane:
            bit = b.and_(b.lshr(bits, lane), ir.Constant(WHOLE, 1))
            with b.if_then(b.icmp_unsigned("!=", bit, ir.Constant(WHOLE, 0))):
                for function in functions:
                    b.call(function, [*self.given.arrays, self.lanes.base, lane])

    def _call(self, kernel: ir.Function, *names: str) -> None:
        self.e.builder.call(kernel, [self.lanes.at(name) for name in names])

    def _measure(self, name: str, terms) -> Vector:
        """The root mean square over the states of a term of each, kept under a name while it is summed."""
        e, lanes = self.e, self.lanes
        lanes.set(name, 0.0)
        with e.each(self.states) as state:
            term = terms(state)
            lanes.set(name, lanes.get(name) + term * term)
        return e.sqrt(lanes.get(name) / float(self.states))

    def _allow(self, state: ir.Value, *names: str) -> Vector:
        """The error allowed in a state, given the sizes it has."""
        e = self.e
        size = e.absolute(self.lanes.get(names[0], state))
        for name in names[1:]:
            other = e.absolute(self.lanes.get(name, state))
            size = e.select(size < other, other, size)
        return size * self.rtol + self.atol

    def _power(self, base: Vector, exponent: float) -> Vector:
        """A positive number to a power, to some digits less than all: of lengths of steps."""
        e, b = self.e, self.e.builder
        logarithm = Vector(e, mathematics.log(b, base.value, e.abilities))
        return Vector(e, mathematics.exp(b, (logarithm * exponent).value, e.abilities))

    def _guess(self, is_fresh: Mask) -> None:
        """A first step for those who have just met a kink."""
        e, lanes = self.e, self.lanes
        most = lanes.get("stop_time") - lanes.get("time")
        self._call(self.kernels.rates, "time", "state", "hoisted", "rates")
        self._add_inflow("rates")
        size = self._measure("size", lambda s: lanes.get("state", s) / self._allow(s, "state"))
        speed = self._measure("speed", lambda s: lanes.get("rates", s) / self._allow(s, "state"))
        is_tiny = (size < 1e-5) | (speed < 1e-5)
        guess = e.select(is_tiny, 1e-6, 0.01 * size / speed)
        guess = e.select(most < guess, most, guess)
        with e.each(self.states) as state:
            lanes.set("place", lanes.get("state", state) + guess * lanes.get("rates", state), state)
        lanes.set("moment", lanes.get("time") + guess)
        self._call(self.kernels.rates, "moment", "place", "hoisted", "after")
        self._add_inflow("after")
        difference = self._measure(
            "norm", lambda s: (lanes.get("after", s) - lanes.get("rates", s)) / self._allow(s, "state")
        )
        turn = difference / guess
        sharpest = e.select((speed < turn) | speed.is_nan(), turn, speed)
        length = e.select(sharpest <= 1e-15, most, self._power(0.01 / sharpest, 1.0 / self.order))
        longest = 100.0 * guess
        length = e.select(is_tiny | (length < longest), length, longest)
        least = SHORTEST * e.spacing(e.absolute(lanes.get("time")))
        length = e.select(length < least, least, length)
        length = e.select(most < length, most, length)
        is_sound = (speed - speed).equals(0.0) & ~length.is_nan()  # no length, where a state is infinite
        lanes.set("length", e.select(is_fresh, length, lanes.get("length")))
        lost = is_fresh & ~is_sound
        lanes.set("status", e.select(lost, float(Status.NOT_FINITE), lanes.get("status")))

    def _add_inflow(self, name: str) -> None:
        lanes = self.lanes
        with self.e.each(self.states) as state:
            lanes.set(name, lanes.get(name, state) + lanes.get("inflow", state), state)

    def _advance(self) -> None:
        """One trial step of everyone, and what follows from it for each."""
        e, b, lanes = self.e, self.e.builder, self.lanes
        is_underway, time = self._underway(), lanes.get("time")
        left = lanes.get("stop_time") - time
        wanted = lanes.get("length")
        halved = e.select(2.0 * wanted > left, 0.5 * left, wanted)
        # Those who are finished take a step of no consequence.
        length = e.select(is_underway, e.select(STRETCH * wanted >= left, left, halved), 1.0)
        self._take_step(time, length)
        norm = self._measure("norm", lambda s: self._error(s) / self._allow(s, "state", "after"))
        lanes.set("finite", 0.0)
        with e.each(self.states) as state:
            lanes.set("finite", lanes.get("finite") + lanes.get("after", state) * 0.0)
        norm = e.select(lanes.get("finite").equals(0.0), norm, math.nan)
        is_kept = is_underway & (norm <= 1.0)
        is_landing = is_kept & length.equals(left)
        until = e.select(is_landing, lanes.get("stop_time"), time + length)
        self._look_between(is_kept, time, length, until)
        self._settle(is_underway, is_kept, is_landing, norm, length)
        lanes.set("time", e.select(is_kept, until, time))
        with e.each(self.states) as state:
            lanes.set("state", e.select(is_kept, lanes.get("after", state), lanes.get("state", state)), state)
        with b.if_then(e.any(is_landing)):
            self._for_lanes(is_landing, self.functions.act)

    def _error(self, state: ir.Value) -> Vector:
        return self.lanes.get(f"stage {len(self.table.slopes) - 1}", state)

    def _take_step(self, time: Vector, length: Vector) -> None:
        """The stages of the Rosenbrock method; the state after it stands in `after`."""
        e, lanes, table = self.e, self.lanes, self.table
        self._call(self.kernels.linearise, "time", "state", "hoisted", "rates", "entries", "drift")
        lanes.set("shift", 1.0 / (table.gamma * length))
        self._call(self.kernels.factorise, "shift", "entries", "factors")
        per_length = 1.0 / length
        for number, slopes in enumerate(table.slopes):
            stage = f"stage {number}"
            if number > 0:
                self._place(number)
                lanes.set("moment", time + table.moments[number] * length)
                self._call(self.kernels.rates, "moment", "place", "hoisted", "rates")
            drift = table.drifts[number] * length
            with e.each(self.states) as state:
                right = lanes.get("rates", state) + lanes.get("inflow", state)
                if number > 0:
                    right = right + self._combine(slopes, state) * per_length
                if table.drifts[number] != 0.0:
                    right = right + lanes.get("drift", state) * drift
                lanes.set(stage, right, state)
            self._call(self.kernels.solve, "factors", stage, stage)
        last = len(table.slopes) - 1
        with e.each(self.states) as state:
            lanes.set("after", lanes.get("place", state) + lanes.get(f"stage {last}", state), state)

    def _place(self, number: int) -> None:
        """Where a stage looks at the rates; the last places of a stiffly accurate method add one stage each."""
        e, lanes, places = self.e, self.lanes, self.table.places
        with e.each(self.states) as state:
            if places[number] == (*places[number - 1], 1.0):
                place = lanes.get("place", state) + lanes.get(f"stage {number - 1}", state)
            else:
                place = self._combine(places[number], state) + lanes.get("state", state)
            lanes.set("place", place, state)

    def _combine(self, weights: Sequence[float], state: ir.Value | int) -> Vector:
        """The weighted sum of stages in one state."""
        terms = [w * self.lanes.get(f"stage {n}", state) for n, w in enumerate(weights) if w != 0.0]
        total = terms[0]
        for term in terms[1:]:
            total = total + term
        return total

    def _look_between(self, is_kept: Mask, time: Vector, length: Vector, until: Vector) -> None:
        """The saves that kept steps have passed over are read off their dense output."""
        e, b, lanes = self.e, self.e.builder, self.lanes

        def waiting() -> Mask:
            return is_kept & (lanes.get("next_look") < until)

        with b.if_then(e.any(waiting())):
            for number, weights in enumerate(self.table.bend):
                self._for_seen(lambda s, n=number, w=weights: lanes.set(f"bend {n}", self._combine(w, s), s))
            with e.while_() as loop:
                has_some = waiting()
                loop.until(b.not_(e.any(has_some)))
                share = (lanes.get("next_look") - time) / length
                rest = 1.0 - share

                def stand(state: ir.Value | int, share: Vector = share, rest: Vector = rest) -> None:
                    first, second, third = (lanes.get(f"bend {k}", state) for k in range(3))
                    bent = lanes.get("after", state) + rest * (first + share * (second + share * third))
                    lanes.set("scratch", lanes.get("state", state) * rest + share * bent, state)

                self._for_seen(stand)
                self._call(self.kernels.observe, "next_look", "scratch", "hoisted", "seen")
                self._for_each_look(has_some)

    def _for_seen(self, do: Callable[[ir.Value | int], None]) -> None:
        """Something for each state that is looked at: written out where these are few, else a loop over all states."""
        if len(self.seen) <= WRITTEN_OUT:
            for state in self.seen:
                do(state)
        else:
            with self.e.each(self.states) as state:
                do(state)

    def _for_each_look(self, has_some: Mask) -> None:
        e, b, lanes, given = self.e, self.e.builder, self.lanes, self.given
        bits = b.zext(b.bitcast(has_some.value, ir.IntType(self.width)), WHOLE)
        with e.each(self.width) as lane:
            bit = b.and_(b.lshr(bits, lane), ir.Constant(WHOLE, 1))
            with b.if_then(b.icmp_unsigned("!=", bit, ir.Constant(WHOLE, 0))):
                self.functions.take_look(e, given, lanes, lane)

    def _settle(self, is_underway: Mask, is_kept: Mask, is_landing: Mask, norm: Vector, length: Vector) -> None:
        """The next length of each, and the end of those who cannot go on."""
        e, lanes = self.e, self.lanes
        is_rejected = is_underway & ~is_kept
        factor = SAFETY * self._power(norm, -1.0 / self.order)
        factor = e.select(factor < SHRINK, SHRINK, e.select(factor > GROW, GROW, factor))
        factor = e.select(norm.equals(0.0), GROW, e.select((norm - norm).equals(0.0), factor, SHRINK))
        was_rejected = e.mask(lanes.get("was_rejected"))
        factor = e.select(was_rejected & (factor > 1.0), 1.0, factor)
        lanes.set("length", length * factor)
        lanes.set("was_rejected", is_rejected)
        lanes.set("steps", lanes.get("steps") + e.lift(is_kept))
        lanes.set("rejections", lanes.get("rejections") + e.lift(is_rejected))
        tries = lanes.get("steps") + lanes.get("rejections")
        too_many = is_underway & (tries >= self.most)
        status = e.select(too_many, float(Status.TOO_MANY_STEPS), lanes.get("status"))
        least = SHORTEST * e.spacing(e.absolute(lanes.get("time")))
        is_stuck = is_underway & ~is_landing & (lanes.get("length") < least)
        why = e.select(norm.is_nan(), float(Status.NOT_FINITE), float(Status.STEP_TOO_SMALL))
        lanes.set("status", e.select(is_stuck, why, status))
