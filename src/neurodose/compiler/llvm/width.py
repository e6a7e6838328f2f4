"""How many people a vector holds.

Eight fill a register of AVX-512. But where the processor computes half of such a register at a time, eight are no
faster than four, and need twice the memory: a step of a large model then no longer fits into the innermost cache, and
waits for the next one (measured: a cascade of 60 states takes 1.3 times as long on Zen 4, 1.5 times with AVX2; a model
of 13 states, which fits, 0.7 times and the same).
"""

from __future__ import annotations

from dataclasses import replace

from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.stepping import Stepping
from neurodose.compiler.program import Program

INNERMOST = 48 << 10  # bytes of the record of eight people beyond which it is worth it; the cache has 32 KB
OTHERS = 4  # vectors of each state that a step touches beside what its method keeps
HALF = ("znver4",)  # processors that have AVX-512 and compute half of it at a time
FEW = 4
BYTES = 8  # of a number


def choose_lanes(program: Program, stepping: Stepping, machine: Machine) -> Machine:
    """The machine with as many lanes as serve this program and method best."""
    at_once = machine.has("avx512f") and machine.processor not in HALF
    touched = sum(stepping.sizes().values()) + OTHERS * len(program.layout.states) + len(program.prepare.results)
    is_large = BYTES * machine.lanes * touched > INNERMOST
    return replace(machine, lanes=FEW) if is_large and not at_once else machine
