"""A vector holds eight people, but four where eight would not fit into the innermost cache and are no faster."""

from __future__ import annotations

from dataclasses import replace

import pytest

from neurodose import describe
from neurodose.compiler.llvm.machine import Machine
from neurodose.compiler.llvm.rosenbrock import RosenbrockStep
from neurodose.compiler.llvm.width import choose_lanes
from neurodose.compiler.program import Program, compile_system
from neurodose.solvers.rodas5p import RODAS5P
from tests.backends.big_models import Made, ring, tiny

WHOLE = Machine("x86_64-unknown-linux-gnu", "sapphirerapids", "+avx512f,+avx512vl,+fma")
HALF = replace(WHOLE, processor="znver4")
WITHOUT = Machine("x86_64-unknown-linux-gnu", "x86-64-v3", "")


@pytest.fixture(scope="module")
def small() -> Program:
    return compile_system(describe(tiny), ())


@pytest.fixture(scope="module")
def large() -> Program:
    return compile_system(describe(ring(Made, 60)), ())


@pytest.mark.parametrize("machine", [WHOLE, HALF, WITHOUT])
def test_a_small_model_is_for_eight(small: Program, machine: Machine) -> None:
    assert choose_lanes(small, RosenbrockStep(RODAS5P, small), machine) == machine


@pytest.mark.parametrize(("machine", "lanes"), [(WHOLE, 8), (HALF, 4), (WITHOUT, 4)])
def test_a_large_one_is_for_four_unless_eight_are_computed_at_once(
    large: Program, machine: Machine, lanes: int
) -> None:
    assert choose_lanes(large, RosenbrockStep(RODAS5P, large), machine).lanes == lanes
