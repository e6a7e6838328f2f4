"""The record of the lanes: what each person underway has, as vectors in memory, by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from llvmlite import ir

from neurodose.compiler.llvm.vector import DOUBLE, POINTER, WHOLE, Emitter, Vector

# What a march is given, in the order in which pointers, whole numbers and numbers stand in their arrays.
POINTERS = (
    "parameters", "schedule", "first_slot", "looks", "offsets",
    "event_time", "event_kind", "event_target", "event_value", "stops", "begin", "observed",
    "first_state", "first_inflow", "first_running", "final_state", "final_inflow", "final_running", "final_parameters",
    "status", "reached", "steps", "rejections", "next_person", "is_stopped", "companies", "members",
)  # fmt: skip
WHOLES = ("people", "slots", "looks", "stands", "max_steps", "companies")
NUMBERS = ("rtol", "atol")


class Given:
    """What a march is given: three arrays, read by name."""

    def __init__(self, emitter: Emitter, pointers: ir.Value, wholes: ir.Value, numbers: ir.Value) -> None:
        self.emitter, self.arrays = emitter, (pointers, wholes, numbers)

    def pointer(self, name: str) -> ir.Value:
        return self.emitter.read(self.arrays[0], POINTERS.index(name), POINTER)

    def whole(self, name: str) -> ir.Value:
        return self.emitter.read(self.arrays[1], WHOLES.index(name), WHOLE)

    def is_stopped(self) -> ir.Value:
        """Whether everyone is to stop; asked anew each time, as another thread says so."""
        said = self.emitter.builder.load_atomic(self.pointer("is_stopped"), "monotonic", 8, typ=WHOLE)
        return self.emitter.builder.icmp_signed("!=", said, ir.Constant(WHOLE, 0))

    def number(self, name: str) -> Vector:
        """A number, the same in every lane."""
        return self.emitter.spread(self.emitter.read(self.arrays[2], NUMBERS.index(name)))


class Record:
    """Names with so many vectors each, one after the other in one stretch of memory."""

    def __init__(self, sizes: Mapping[str, int]) -> None:
        self.places: dict[str, int] = {}
        self.size = 0
        for name, count in sizes.items():
            self.places[name] = self.size
            self.size += max(1, count)


class Lanes:
    """The record in memory, as one function sees it."""

    def __init__(self, emitter: Emitter, record: Record, base: ir.Value) -> None:
        self.emitter, self.record, self.base = emitter, record, base

    def at(self, name: str, number: int = 0) -> ir.Value:
        """Where a name's vectors begin."""
        return self.emitter.at(self.base, self.record.places[name] + number)

    def get(self, name: str, number: ir.Value | int = 0) -> Vector:
        return self.emitter.load(self.at(name), number)

    def set(self, name: str, value: Any, number: ir.Value | int = 0) -> None:
        self.emitter.store(value, self.at(name), number)

    def one(self, name: str, lane: ir.Value, number: ir.Value | int = 0) -> ir.Value:
        """The number of one lane."""
        return self.emitter.read(self.at(name), self._place(lane, number))

    def put(self, name: str, value: ir.Value | float, lane: ir.Value, number: ir.Value | int = 0) -> None:
        held = value if isinstance(value, ir.Value) else ir.Constant(DOUBLE, value)
        self.emitter.write(held, self.at(name), self._place(lane, number))

    def one_whole(self, name: str, lane: ir.Value) -> ir.Value:
        return self.emitter.read(self.at(name), lane, WHOLE)

    def put_whole(self, name: str, value: ir.Value, lane: ir.Value) -> None:
        self.emitter.write(value, self.at(name), lane)

    def _place(self, lane: ir.Value, number: ir.Value | int) -> ir.Value:
        b = self.emitter.builder
        held = ir.Constant(WHOLE, number) if isinstance(number, int) else number
        return b.add(b.mul(held, ir.Constant(WHOLE, self.emitter.width)), lane)
