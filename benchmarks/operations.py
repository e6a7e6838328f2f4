"""How many floating-point operations a person takes, counted from the program and the method.

A sum, product, quotient or root is one, whatever it costs; a function counts what the code written for it does, where
a fused product and sum are two. Counted are the program's codes, as often as a trial step runs them, and the weighted
sums of the stages. Not counted: dense output, norms, the choice of a step, events, comparisons; so the true share of
the peak is a little higher than what follows from this.
"""

from __future__ import annotations

import re
from functools import cache

from llvmlite import ir

from neurodose.compiler.llvm import mathematics
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.program import Program
from neurodose.compiler.straight_line import Code
from neurodose.solvers.rosenbrock import Rosenbrock

FREE = {"negative", "not", "less", "less_equal", "both", "either", "select", "minimum", "maximum"}
FUNCTIONS = {"exp": 1, "log": 1, "power": 2, "sin": 1, "cos": 1}  # with their arguments
ONCE = re.compile(r"= f(add|sub|mul|div)\b|@\"?llvm\.sqrt")
TWICE = re.compile(r"= call .*@\"?llvm\.(fma|fmuladd)")


def count_trial(program: Program, table: Rosenbrock, machine: Machine) -> int:
    """The operations of one trial step of one person."""
    states, stages = len(program.layout.states), len(table.slopes)
    codes = [
        (1, program.linearise),
        (1, program.elimination.factorise),
        (stages - 1, program.rates),
        (stages, program.elimination.solve),
    ]
    return sum(often * count_code(code, machine) for often, code in codes) + states * count_sums(table)


def count_sums(table: Rosenbrock) -> int:
    """The operations on one state of all stages: sums with weights, inflow, drift, division by the length."""
    total = 0
    for number, (slopes, places) in enumerate(zip(table.slopes, table.places, strict=True)):
        stiffly = number > 0 and places == (*table.places[number - 1], 1.0)
        weights = [w for w in slopes if w != 0.0] + ([] if stiffly else [w for w in places if w != 0.0])
        total += 2 * len(weights) + 1 + stiffly + 2 * (table.drifts[number] != 0.0)
    return total


def count_code(code: Code, machine: Machine) -> int:
    """The operations of one code."""
    return sum(count_step(step.operation, machine) for step in code.steps)


def count_step(operation: str, machine: Machine) -> int:
    """The operations of one step."""
    if operation in FREE:
        return 0
    return count_function(operation, machine) if operation in FUNCTIONS else 1


@cache
def count_function(name: str, machine: Machine) -> int:
    """The operations of a function, counted in the code that is written for it."""
    vector = ir.VectorType(ir.DoubleType(), machine.lanes)
    module = ir.Module("count")
    kind = ir.FunctionType(vector, [vector] * FUNCTIONS[name])
    function = ir.Function(module, kind, "counted")
    builder = ir.IRBuilder(function.append_basic_block())
    builder.ret(getattr(mathematics, name)(builder, *function.args, mathematics.Abilities.of(machine)))
    lines = str(module).splitlines()
    return sum(1 for line in lines if ONCE.search(line)) + sum(2 for line in lines if TWICE.search(line))
