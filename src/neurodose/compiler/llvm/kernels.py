"""The codes of a program as functions over vectors of lanes: people in, people out, nothing branches.

A function takes pointers to what it reads, group by group (time, states, hoisted values), then to what it writes. A
long code is cut into functions of some hundred steps, because the time to compile one grows faster than its length;
what one piece computes and a later one needs is handed on in memory.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from llvmlite import ir

from neurodose.compiler.llvm.dense import write_factorise
from neurodose.compiler.llvm.lanes import Lanes
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.vector import POINTER, Emitter, Mask, Vector, emit_steps
from neurodose.compiler.program import Program
from neurodose.compiler.straight_line import STEPS, Code, Step
from neurodose.errors import SolverError

STEPS_AT_MOST = 400  # of one function
STEPS_WITHOUT_LOOPS = 1500  # of an elimination; beyond, its steps are so many because there are few zeros
WRITTEN_OUT = 16  # states, and
STEPS_WRITTEN_OUT = 250  # steps of a kernel, up to which a step of the march is one straight line


@dataclass(frozen=True)
class Kernel:
    """One code of a program: a function of pointers, or steps that are written wherever it is called.

    inputs, outputs: how many vectors there are in each group; adds: results are added to what stands there
    """

    code: Code
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    adds: bool
    function: ir.Function | None

    def call(self, lanes: Lanes, *names: str) -> None:
        """Computes from what stands under the first names what stands under the others."""
        if self.function is not None:
            lanes.emitter.builder.call(self.function, [lanes.at(name) for name in names])
            return

        def write(group: int, number: int, value: Vector) -> None:
            lanes.set(names[group], value, number)

        piece = _Piece(lanes.emitter, self, lambda group, number: lanes.get(names[group], number), write, None)
        piece.write(self.code.steps, (), is_last=True)


@dataclass(frozen=True)
class Kernels:
    """What a program can be asked for.

    has_clock: whether some rate mentions time; where none does, nothing is written for the rates by time
    is_small:  whether the kernels of a step are written out where they are called
    """

    prepare: ir.Function
    start: ir.Function
    observe: ir.Function
    rates: Kernel
    rates_apart: Kernel
    linearise: Kernel
    factorise: Kernel
    solve: Kernel
    has_clock: bool
    is_small: bool


def write_kernels(module: ir.Module, program: Program, machine: Machine, *, is_implicit: bool) -> Kernels:
    """All kernels of a program that a method needs; is_implicit: whether it solves with the Jacobian.

    prepare:   parameters → hoisted;  start: parameters → states
    observe:   time, states, hoisted → observed
    rates:     time, states, hoisted → rates, which are added to what stands there; apart: always as a function
    linearise: time, states, hoisted → rates, entries, rates by time
    factorise: shift, entries → factors;  solve: factors, right-hand side → solution (which may be the same memory)
    Raises SolverError, with the name of the state or output, where a formula has an operation that is not known here.
    What is computed once per person or look is not fused, so that an output is the same whatever else is looked at.
    """
    _check_operations(program)
    states, parameters = len(program.layout.states), len(program.layout.parameters)
    hoisted, entries, observed = len(program.prepare.results), len(program.pattern), len(program.layout.observed)
    factors = len(program.elimination.factorise.results)
    moving = (1, states, hoisted)
    has_clock = _has_clock(program)
    linearise = program.linearise if has_clock else _first_results(program.linearise, states + entries)
    factorise, solve = program.elimination.factorise, program.elimination.solve
    hot = (program.rates, linearise, factorise, solve) if is_implicit else (program.rates,)
    is_small = states <= WRITTEN_OUT and max(len(code.steps) for code in hot) <= STEPS_WRITTEN_OUT

    def write(name: str, code: Code, inputs: tuple[int, ...], outputs: int) -> ir.Function:
        return write_kernel(module, name, code, inputs, (outputs,), machine)

    def plan(name: str, code: Code, inputs: tuple[int, ...], *outputs: int, adds: bool = False) -> Kernel:
        kernel = Kernel(code, inputs, outputs, adds, None)
        is_called = not is_small and (is_implicit or name == "rates")
        if not is_called:
            return kernel
        return replace(kernel, function=_write(module, name, kernel, machine, fuses=True))

    def plan_factorise() -> Kernel:
        if len(factorise.steps) <= STEPS_WITHOUT_LOOPS or not is_implicit:
            return plan("factorise", factorise, (1, entries), factors)
        in_loops = write_factorise(module, "factorise", program, machine)
        return Kernel(factorise, (1, entries), (factors,), False, in_loops)

    rates = plan("rates", program.rates, moving, states, adds=True)
    apart = replace(rates, function=rates.function or _write(module, "rates", rates, machine, fuses=True))
    return Kernels(
        prepare=write("prepare", program.prepare, (parameters,), hoisted),
        start=write("start", program.start, (parameters,), states),
        observe=write("observe", program.observe, moving, observed),
        rates=rates,
        rates_apart=apart,
        linearise=plan("linearise", linearise, moving, states, entries, states if has_clock else 0),
        factorise=plan_factorise(),
        solve=plan("solve", solve, (factors, states), states),
        has_clock=has_clock,
        is_small=is_small,
    )


def _check_operations(program: Program) -> None:
    """Refuses what the emitter has no instructions for, by the name of what it stands in."""
    states, outputs = program.layout.states, program.layout.observed
    rates = [f"the rate of {name}" for name in states]
    entries = [f"the rate of {states[i]}, by {states[j]}" for i, j in program.pattern]
    formulas = (
        (program.rates, rates),
        (program.start, [f"the start of {name}" for name in states]),
        (program.observe, [f"the output {name}" for name in outputs]),
        (
            program.linearise,
            [*rates, *entries, *rates],
        ),
        (program.prepare, ["what depends on parameters alone"] * len(program.prepare.results)),
    )
    for code, names in formulas:
        for step in code.steps:
            if step.operation in STEPS:
                continue
            count = next(k for k in range(1, len(names) + 1) if step in _first_results(code, k).steps)
            raise SolverError(
                f"the engine cannot compute “{step.operation}”",
                where=names[count - 1],
                exists=f"it computes: {', '.join(STEPS)}",
                hint='use back_end="reference"',
            )


def used_states(program: Program) -> list[int]:
    """The states that some observed quantity reads."""
    states = len(program.layout.states)
    read = {a for step in program.observe.steps for a in step.arguments} | set(program.observe.results)
    return [slot - 1 for slot in sorted(read) if 1 <= slot <= states]


def _has_clock(program: Program) -> bool:
    """Whether some rate mentions time; one that does not has a rate less itself for its slope by time."""
    states = len(program.layout.states)
    steps = {step.result: step for step in program.linearise.steps}
    rates, by_time = program.linearise.results[:states], program.linearise.results[-states:]
    for rate, slope in zip(rates, by_time, strict=True):
        step = steps.get(slope)
        if step is None or step.operation != "subtract" or step.arguments != (rate, rate):
            return True
    return False


def _first_results(code: Code, count: int) -> Code:
    """The code of the first results alone."""
    needed, steps = set(code.results[:count]), []
    for step in reversed(code.steps):
        if step.result in needed:
            needed.update(step.arguments)
            steps.append(step)
    return Code(code.inputs, code.constants, tuple(reversed(steps)), code.results[:count])


def write_kernel(
    module: ir.Module, name: str, code: Code, inputs: tuple[int, ...], outputs: tuple[int, ...], machine: Machine
) -> ir.Function:
    """One code as a function of its own, not fused; inputs, outputs: how many vectors each of its pointers has."""
    return _write(module, name, Kernel(code, inputs, outputs, False, None), machine, fuses=False)


def _write(module: ir.Module, name: str, kernel: Kernel, machine: Machine, *, fuses: bool) -> ir.Function:
    """The kernel as a function."""
    steps = kernel.code.steps
    pieces = [steps[k : k + STEPS_AT_MOST] for k in range(0, len(steps), STEPS_AT_MOST)] or [()]
    groups = len(kernel.inputs) + len(kernel.outputs)
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [POINTER] * groups), name)
    function.linkage = "private"
    function.attributes.add("noinline")
    emitter = Emitter(ir.IRBuilder(function.append_basic_block()), machine, fuses=fuses)
    if len(pieces) == 1:
        _in_memory(emitter, kernel, function.args, None).write(pieces[0], (), is_last=True)
    else:
        _write_pieces(emitter, kernel, function, pieces)
    emitter.builder.ret_void()
    return function


def _write_pieces(emitter: Emitter, kernel: Kernel, function: ir.Function, pieces: Sequence[Sequence[Step]]) -> None:
    """A function that calls one after the other, and hands on what later ones need."""
    handed = _find_handed_on(pieces)
    scratch = emitter.reserve(len(handed))
    for number, steps in enumerate(pieces):
        kind = ir.FunctionType(ir.VoidType(), [POINTER] * (len(function.args) + 1))
        piece = ir.Function(function.module, kind, f"{function.name}.{number}")
        piece.linkage = "private"
        piece.attributes.add("noinline")
        inner = Emitter(ir.IRBuilder(piece.append_basic_block()), emitter.machine, fuses=bool(emitter.flags))
        *groups, memory = piece.args
        is_last = number == len(pieces) - 1
        written = _in_memory(inner, kernel, groups, (memory, handed))
        written.write(steps, [s.result for s in steps if s.result in handed], is_last=is_last)
        inner.builder.ret_void()
        emitter.builder.call(piece, [*function.args, scratch])


def _in_memory(
    emitter: Emitter, kernel: Kernel, groups: Sequence[ir.Value], memory: tuple[ir.Value, dict[int, int]] | None
) -> _Piece:
    """A piece of which each group begins at a pointer."""

    def write(group: int, number: int, value: Vector) -> None:
        emitter.store(value, groups[group], number)

    return _Piece(emitter, kernel, lambda group, number: emitter.load(groups[group], number), write, memory)


def _find_handed_on(pieces: Sequence[Sequence[Step]]) -> dict[int, int]:
    """Slots that a later piece needs, with their places in memory."""
    born = {step.result: number for number, steps in enumerate(pieces) for step in steps}
    needed = {a for n, steps in enumerate(pieces) for s in steps for a in s.arguments if born.get(a, n) < n}
    return {slot: place for place, slot in enumerate(sorted(needed))}


class _Piece:
    """Some steps of a code.

    read, write: gets or puts the vector of so many a place in so many a group; memory: what other pieces hand on
    """

    def __init__(
        self,
        emitter: Emitter,
        kernel: Kernel,
        read: Callable[[int, int], Vector],
        write: Callable[[int, int, Vector], None],
        memory: tuple[ir.Value, dict[int, int]] | None,
    ) -> None:
        self.emitter, self.kernel, self.code, self.memory = emitter, kernel, kernel.code, memory
        self.read, self.put = read, write
        self.constants = dict(self.code.constants)
        self.known: dict[int, Vector | Mask] = {}
        first = len(kernel.inputs)
        places = [(first + group, k) for group, count in enumerate(kernel.outputs) for k in range(count)]
        self.results: dict[int, list[tuple[int, int]]] = {}
        for slot, place in zip(self.code.results, places, strict=True):
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
        """Writes a slot to wherever it is a result, or adds it to what stands there."""
        for group, number in self.results.get(slot, ()):
            value = self.emitter.lift(self._fetch(slot))
            self.put(group, number, value + self.read(group, number) if self.kernel.adds else value)

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
        while slot >= self.kernel.inputs[group]:
            slot -= self.kernel.inputs[group]
            group += 1
        return self.read(group, slot)
