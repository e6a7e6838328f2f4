"""What the march asks of a method: memory, stages, where a step ends and how its path bends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from llvmlite import ir

from neurodose.compiler.llvm.kernels import Kernels
from neurodose.compiler.llvm.lanes import Lanes
from neurodose.compiler.llvm.vector import Vector

Bend = tuple[Vector, Vector, Vector]


class Stepping(Protocol):
    """One trial step of everyone, written out."""

    def sizes(self) -> dict[str, int]:
        """What it keeps in the record of the lanes, in vectors by name."""
        ...

    def take(self, lanes: Lanes, kernels: Kernels, time: Vector, length: Vector) -> None:
        """All stages of one step of everyone from their own time over their own length, hours."""
        ...

    def end(self, lanes: Lanes, state: ir.Value | int, length: Vector) -> tuple[Vector, Vector]:
        """One state after the step and its estimated error."""
        ...

    def bend(self, lanes: Lanes, state: ir.Value | int, length: Vector) -> Bend:
        """The q1, q2, q3 of one state's path within the step (`solvers.method.Step`)."""
        ...


def combine(weights: Sequence[float], stages: Sequence[Vector]) -> Vector:
    """The weighted sum of stages in one state: first those known longest, as the last may still be awaited."""
    terms = [weight * stage for weight, stage in zip(weights, stages, strict=False) if weight != 0.0]
    total = terms[0] if terms else stages[0].emitter.constant(0.0)
    for term in terms[1:]:
        total = total + term
    return total


def name_stage(number: int) -> str:
    """Under what a stage stands in the record of the lanes."""
    return f"stage {number}"
