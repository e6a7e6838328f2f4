"""The codes of a program as functions over vectors of lanes: people in, people out, nothing branches.

A function takes pointers to what it reads, group by group (time, states, hoisted values), then to what it writes. A
long code is cut into functions of some hundred steps, because the time to compile one grows faster than its length;
what one piece computes and a later one needs is handed on in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from llvmlite import ir

from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.vector import POINTER, Emitter, Mask, Vector, emit_steps
from neurodose.compiler.program import Program
from neurodose.compiler.straight_line import Code, Step

STEPS_AT_MOST = 400  # of one function
INLINED = 400  # steps of a kernel that is written into the march itself


@dataclass(frozen=True)
class Kernels:
    """The functions of a program, each void, with the pointers that `write_kernels` names."""

    prepare: ir.Function
    start: ir.Function
    rates: ir.Function
    linearise: ir.Function
    factorise: ir.Function
    solve: ir.Function
    observe: ir.Function


def write_kernels(module: ir.Module, program: Program, machine: Machine) -> Kernels:
    """All kernels of a program.

    prepare:   parameters → hoisted;  start: parameters → states
    rates:     time, states, hoisted → rates;  observe: the same → observed
    linearise: time, states, hoisted → rates, entries, rates by time
    factorise: shift, entries → factors;  solve: factors, right-hand side → solution (which may be the same memory)
    What is computed once per person or look is not fused, so that an output is the same whatever else is looked at.
    """
    states, parameters = len(program.layout.states), len(program.layout.parameters)
    hoisted, entries = len(program.prepare.results), len(program.pattern)
    factors = len(program.elimination.factorise.results)
    moving = (1, states, hoisted)

    def write(name: str, code: Code, inputs: Sequence[int], outputs: Sequence[int], is_hot: bool) -> ir.Function:
        return write_kernel(module, name, code, inputs, outputs, machine, is_hot)

    return Kernels(
        prepare=write("prepare", program.prepare, (parameters,), (hoisted,), False),
        start=write("start", program.start, (parameters,), (states,), False),
        rates=write("rates", program.rates, moving, (states,), True),
        linearise=write("linearise", program.linearise, moving, (states, entries, states), True),
        factorise=write("factorise", program.elimination.factorise, (1, entries), (factors,), True),
        solve=write("solve", program.elimination.solve, (factors, states), (states,), True),
        observe=write("observe", program.observe, moving, (len(program.layout.observed),), False),
    )


def used_states(program: Program) -> list[int]:
    """The states that some observed quantity reads."""
    states = len(program.layout.states)
    read = {a for step in program.observe.steps for a in step.arguments} | set(program.observe.results)
    return [slot - 1 for slot in sorted(read) if 1 <= slot <= states]


def write_kernel(
    module: ir.Module,
    name: str,
    code: Code,
    inputs: Sequence[int],
    outputs: Sequence[int],
    machine: Machine,
    is_hot: bool,
) -> ir.Function:
    """One code as a function; inputs, outputs: how many vectors each of its pointers has. Hot ones may be fused and
    written into their caller.
    """
    pieces = [code.steps[k : k + STEPS_AT_MOST] for k in range(0, len(code.steps), STEPS_AT_MOST)] or [()]
    groups = len(inputs) + len(outputs)
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * groups), name)
    function.linkage = "private"
    if is_hot and len(code.steps) <= INLINED and len(pieces) == 1:
        function.attributes.add("alwaysinline")
    else:
        function.attributes.add("noinline")
    emitter = Emitter(ir.IRBuilder(function.append_basic_block()), machine, fuses=is_hot)
    if len(pieces) == 1:
        _Piece(emitter, code, inputs, outputs, list(function.args), None).write(pieces[0], (), is_last=True)
    else:
        _write_pieces(module, name, code, inputs, outputs, emitter, function, pieces)
    emitter.builder.ret_void()
    return function


def _write_pieces(
    module: ir.Module,
    name: str,
    code: Code,
    inputs: Sequence[int],
    outputs: Sequence[int],
    emitter: Emitter,
    function: ir.Function,
    pieces: Sequence[Sequence[Step]],
) -> None:
    """A function that calls one after the other, and hands on what later ones need."""
    handed = _find_handed_on(pieces)
    scratch = emitter.reserve(len(handed))
    for number, steps in enumerate(pieces):
        kind = ir.FunctionType(ir.VoidType(), [POINTER] * (len(function.args) + 1))
        piece = ir.Function(module, kind, f"{name}.{number}")
        piece.linkage = "private"
        piece.attributes.add("noinline")
        inner = Emitter(ir.IRBuilder(piece.append_basic_block()), emitter.machine, fuses=bool(emitter.flags))
        *groups, memory = piece.args
        is_last = number == len(pieces) - 1
        written = _Piece(inner, code, inputs, outputs, groups, (memory, handed))
        written.write(steps, [s.result for s in steps if s.result in handed], is_last=is_last)
        inner.builder.ret_void()
        emitter.builder.call(piece, [*function.args, scratch])


def _find_handed_on(pieces: Sequence[Sequence[Step]]) -> dict[int, int]:
    """Slots that a later piece needs, with their places in memory."""
    born = {step.result: number for number, steps in enumerate(pieces) for step in steps}
    needed = {a for n, steps in enumerate(pieces) for s in steps for a in s.arguments if born.get(a, n) < n}
    return {slot: place for place, slot in enumerate(sorted(needed))}


class _Piece:
    """Some steps of a code inside one function."""

    def __init__(
        self,
        emitter: Emitter,
        code: Code,
        inputs: Sequence[int],
        outputs: Sequence[int],
        groups: Sequence[ir.Value],
        memory: tuple[ir.Value, dict[int, int]] | None,
    ) -> None:
        self.emitter, self.code, self.inputs, self.outputs = emitter, code, inputs, outputs
        self.groups, self.memory = groups, memory
        self.constants = dict(code.constants)
        self.known: dict[int, Vector | Mask] = {}
        places = [(p, k) for p, count in zip(groups[len(inputs) :], outputs, strict=True) for k in range(count)]
        self.results: dict[int, list[tuple[ir.Value, int]]] = {}
        for slot, place in zip(code.results, places, strict=True):
            self.results.setdefault(slot, []).append(place)

    def write(self, steps: Sequence[Step], hand_on: Sequence[int], *, is_last: bool) -> None:
        """The steps, with each result stored as soon as it is known, and what is handed on.

        Results wait for nothing: hundreds of them, held until the end, would take LLVM longer than all the rest. So
        where a result stands in the place of an input, that input must not be read after it.
        """
        for step in steps:
            for slot in step.arguments:
                self._fetch(slot)
            emit_steps(self.emitter, [step], self.known, self.constants)
            self._store(step.result)
        if self.memory is not None:
            memory, places = self.memory
            for slot in hand_on:
                self.emitter.store(self.known[slot], memory, places[slot])
        born = {step.result for step in self.code.steps}
        for slot in dict.fromkeys(self.code.results) if is_last else ():
            if slot not in born:
                self._store(slot)

    def _store(self, slot: int) -> None:
        """Writes a slot to wherever it is a result."""
        for pointer, number in self.results.get(slot, ()):
            self.emitter.store(self._fetch(slot), pointer, number)

    def _fetch(self, slot: int) -> Vector | Mask:
        """A slot: known here, fixed, an input, or handed on."""
        if slot not in self.known:
            self.known[slot] = self._read(slot)
        return self.known[slot]

    def _read(self, slot: int) -> Vector:
        if slot in self.constants:
            return self.emitter.constant(self.constants[slot])
        if slot >= self.code.inputs:
            assert self.memory is not None
            memory, places = self.memory
            return self.emitter.load(memory, places[slot])
        group = 0
        while slot >= self.inputs[group]:
            slot -= self.inputs[group]
            group += 1
        return self.emitter.load(self.groups[group], slot)
