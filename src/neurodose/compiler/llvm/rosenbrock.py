"""A step of a Rosenbrock method, emitted: what `solvers/rosenbrock.py` says, stage by stage.

Where a stage looks and what pulls at it are worked out in one pass over the stages before it, because it is memory that
a step of a large model waits for. The pull is laid where the stage will stand; the rates are added to it there, and the
solution takes its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from llvmlite import ir

from neurodose.compiler.llvm.kernels import Kernels
from neurodose.compiler.llvm.lanes import Lanes
from neurodose.compiler.llvm.stepping import Bend, combine, name_stage
from neurodose.compiler.llvm.vector import Vector
from neurodose.compiler.program import Program
from neurodose.solvers.rosenbrock import Rosenbrock


class RosenbrockStep:
    """The stages k of y + … : (shift − J) k = rates + inflow + (weighted stages before) / length + drift."""

    def __init__(self, table: Rosenbrock, program: Program) -> None:
        self.table, self.program = table, program
        self.states = len(program.layout.states)
        self.last = len(table.slopes) - 1

    def sizes(self) -> dict[str, int]:
        """What it keeps in the record of the lanes, in vectors."""
        factors = len(self.program.elimination.factorise.results)
        kept = {"moment": 1, "shift": 1, "entries": len(self.program.pattern), "factors": factors}
        return (
            kept
            | {"drift": self.states, "place": self.states}
            | {name_stage(number): self.states for number in range(self.last + 1)}
        )

    def take(self, lanes: Lanes, kernels: Kernels, time: Vector, length: Vector) -> None:
        """All stages of one step of everyone, each over their own length."""
        table = self.table
        kernels.linearise.call(lanes, "time", "state", "hoisted", name_stage(0), "entries", "drift")
        lanes.set("shift", 1.0 / (table.gamma * length))
        kernels.factorise.call(lanes, "shift", "entries", "factors")
        per_length = 1.0 / length
        for number in range(self.last + 1):
            stage = name_stage(number)
            drift = table.drifts[number] * length if table.drifts[number] != 0.0 and kernels.has_clock else None
            lanes.for_each(self.states, partial(self._pull, lanes, number, per_length, drift))
            if number > 0:
                lanes.set("moment", time + table.moments[number] * length)
                kernels.rates.call(lanes, "moment", "place", "hoisted", stage)
            kernels.solve.call(lanes, "factors", stage, stage)

    def _pull(self, lanes: Lanes, number: int, per_length: Vector, drift: Vector | None, state: ir.Value | int) -> None:
        """What pulls at one state in a stage besides the rates where the stage looks, and where that is."""
        stage, right = name_stage(number), lanes.get("inflow", state)
        if number == 0:
            right = right + lanes.get(stage, state)
        else:
            before = [lanes.get(name_stage(n), state) for n in range(number)]
            lanes.set("place", self._place(lanes, before, state), state)
            right = combine(self.table.slopes[number], before) * per_length + right
        if drift is not None:
            right = lanes.get("drift", state) * drift + right
        lanes.set(stage, right, state)

    def end(self, lanes: Lanes, state: ir.Value | int, length: Vector) -> tuple[Vector, Vector]:
        """One state after the step, and its estimated error, which is the last stage."""
        error = lanes.get(name_stage(self.last), state)
        return lanes.get("place", state) + error, error

    def bend(self, lanes: Lanes, state: ir.Value | int, length: Vector) -> Bend:
        """How the path of one state bends within the step."""
        stages = [lanes.get(name_stage(number), state) for number in range(self.last + 1)]
        first, second, third = (combine(weights, stages) for weights in self.table.bend)
        return first, second, third

    def _place(self, lanes: Lanes, before: Sequence[Vector], state: ir.Value | int) -> Vector:
        """Where a stage looks at the rates; the last places of a stiffly accurate method add one stage each."""
        places, number = self.table.places, len(before)
        if places[number] == (*places[number - 1], 1.0):
            return lanes.get("place", state) + before[-1]
        return combine(places[number], before) + lanes.get("state", state)
