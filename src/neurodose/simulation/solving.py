"""Which back end solves: machine code where it can, else the reference."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from importlib.util import find_spec

import numpy as np
from numpy.typing import ArrayLike

from neurodose.compiler.program import Program
from neurodose.compiler.reference import Executables, ReferenceProblem
from neurodose.errors import SolverError
from neurodose.solvers.lanes import Standing
from neurodose.solvers.linear import MatrixExponential, propagate
from neurodose.solvers.march import March, march
from neurodose.solvers.method import Method
from neurodose.solvers.primitives import Events
from neurodose.solvers.rodas5p import Rodas5P

MOST_STATES = 24  # of a linear system that is carried exactly (benchmarks/RESULTS.md)
BACK_ENDS = ("engine", "reference")

Progress = Callable[[float], None]


def solve(
    program: Program,
    parameters: np.ndarray,
    events: Events,
    method: Method | MatrixExponential,
    *,
    start: ArrayLike | None = None,
    standing: Standing | None = None,
    progress: Progress | None = None,
    back_end: str | None = None,
) -> March:
    """Everyone lives through their events.

    parameters: (parameters, people), coherent; start: hours; standing: how people begin
    back_end:   "engine" (machine code, all cores) or "reference" (NumPy); unless said, the engine where it knows the
                method and is installed
    Raises SolverError for a method that the back end cannot do.
    """
    if choose_back_end(method, back_end) == "engine":
        from neurodose.compiler.llvm.engine import make_engine

        assert isinstance(method, Rodas5P | MatrixExponential)
        return make_engine(program, type(method)).march(parameters, events, method, start, progress, standing)
    problem = ReferenceProblem(program, parameters, make_executables(program))
    if isinstance(method, MatrixExponential):
        return propagate(problem, events, start, progress, standing)
    return march(problem, events, method, start, progress, standing)


def choose_method(program: Program) -> Method | MatrixExponential:
    """How a program is solved unless somebody says: exactly, where it is linear and not so large that steps are
    cheaper than products of matrices.
    """
    is_small = len(program.layout.states) <= MOST_STATES
    return MatrixExponential() if program.is_linear and is_small and _has_engine() else Rodas5P()


def check_able(model: str, program: Program, method: Method | MatrixExponential, back_end: str | None) -> None:
    """Raises SolverError for a method that the model or the back end cannot do."""
    if isinstance(method, MatrixExponential) and not program.is_linear:
        raise SolverError(
            f"the model {model} is not linear, so the matrix exponential does not solve it",
            hint="use method=Rodas5P()",
        )
    choose_back_end(method, back_end)


def choose_back_end(method: Method | MatrixExponential, said: str | None) -> str:
    """The back end for a method; raises SolverError where one is asked for that cannot do it."""
    if said is not None and said not in BACK_ENDS:
        raise SolverError(f"back_end={said!r}", exists=f"there are: {', '.join(BACK_ENDS)}")
    is_able = isinstance(method, Rodas5P | MatrixExponential)
    if said == "engine" and not is_able:
        raise SolverError(f"the engine does not know {method!r}", hint='use method=Rodas5P(), or back_end="reference"')
    return said or ("engine" if is_able and _has_engine() else "reference")


@cache
def _has_engine() -> bool:
    return find_spec("llvmlite") is not None


@lru_cache(maxsize=32)
def make_executables(program: Program) -> Executables:
    """The codes of a program for the reference back end, made ready once."""
    return Executables(program)
