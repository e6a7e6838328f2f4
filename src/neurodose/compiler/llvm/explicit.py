"""A step of an explicit Runge-Kutta method, emitted: what `solvers/explicit.py` says, stage by stage."""

from __future__ import annotations

from functools import partial

from llvmlite import ir

from neurodose.compiler.llvm.kernels import Kernels
from neurodose.compiler.llvm.lanes import Lanes
from neurodose.compiler.llvm.stepping import Bend, combine, name_stage
from neurodose.compiler.llvm.vector import Vector
from neurodose.solvers.explicit import Explicit


class ExplicitStep:
    """The stages k = rates + inflow, each where the ones before it lead; the last looks where the step ends."""

    def __init__(self, table: Explicit, states: int) -> None:
        self.table, self.states = table, states
        self.stages = len(table.places)

    def sizes(self) -> dict[str, int]:
        """What it keeps in the record of the lanes, in vectors."""
        kept = {"moment": 1, "place": self.states}
        return kept | {name_stage(number): self.states for number in range(self.stages)}

    def take(self, lanes: Lanes, kernels: Kernels, time: Vector, length: Vector) -> None:
        """All stages of one step of everyone, each over their own length."""
        for number, moment in enumerate(self.table.moments):
            lanes.for_each(self.states, partial(self._go_there, lanes, number, length))
            lanes.set("moment", time + moment * length)
            kernels.rates.call(lanes, "moment", "place", "hoisted", name_stage(number))

    def _go_there(self, lanes: Lanes, number: int, length: Vector, state: ir.Value | int) -> None:
        """Where one state stands in a stage, and the inflow that the rates are added to."""
        place = lanes.get("state", state)
        if number > 0:
            before = [lanes.get(name_stage(n), state) for n in range(number)]
            place = combine(self.table.places[number], before) * length + place
        lanes.set("place", place, state)
        lanes.set(name_stage(number), lanes.get("inflow", state), state)

    def end(self, lanes: Lanes, state: ir.Value | int, length: Vector) -> tuple[Vector, Vector]:
        """One state after the step, which is where the last stage looked, and its estimated error."""
        stages = [lanes.get(name_stage(number), state) for number in range(self.stages)]
        return lanes.get("place", state), combine(self.table.error, stages) * length

    def bend(self, lanes: Lanes, state: ir.Value | int, length: Vector) -> Bend:
        """How the path of one state bends within the step."""
        stages = [lanes.get(name_stage(number), state) for number in range(self.stages)]
        first, second, third = (combine(weights, stages) * length for weights in self.table.bend)
        return first, second, third
