"""The workloads, written in the project's own language, meet their reference solutions on the reference back end.

Those were made elsewhere, from equations written out by hand: Rodas5P at a tolerance of 1e-12, checked against Rodas4.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks.workloads import W1, W2, W3, Workload, find_errors
from neurodose import MatrixExponential, Rodas5P, simulate
from neurodose.compiler.program import Program, compile_system
from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.units import h

LARGEST = 1e-5  # the error that a tolerance of 1e-6 may leave, by the metric of the workloads
EXACT = 1e-11  # what the reference of W1 leaves, whose own tolerance is 1e-12
W2_NON_ZEROS, W3_NON_ZEROS, W3_FACTORS = 42, 177, 277  # counted by hand from the equations


def reference(shared: Path, name: str) -> np.ndarray:
    return np.load(shared / "performance" / f"reference_{name}.npy")


def compiled(workload: Workload) -> Program:
    return compile_system(workload.model.system, workload.outputs)


def test_w2_meets_its_reference_in_all_fifty_people(shared: Path) -> None:
    known = reference(shared, "w2")
    course = W2.simulate(len(known), method=Rodas5P(rtol=1e-6, atol=1e-8))
    course.status.raise_if_failed()
    assert len(known) == 50
    assert find_errors(course, W2.outputs, known).max() <= LARGEST


@pytest.mark.parametrize("method", [Rodas5P(), DormandPrince()], ids=lambda method: type(method).__name__)
def test_w1_meets_its_reference_by_either_method(shared: Path, method: Rodas5P | DormandPrince) -> None:
    course = W1.simulate(20, days=7, method=method)
    assert find_errors(course, W1.outputs, reference(shared, "w1")).max() <= LARGEST


def test_the_matrix_exponential_meets_w1_exactly(shared: Path) -> None:
    course = W1.simulate(20, method=MatrixExponential())
    assert find_errors(course, W1.outputs, reference(shared, "w1")).max() <= EXACT


def test_w3_meets_its_reference(shared: Path) -> None:
    course = W3.simulate(10, days=2)
    assert find_errors(course, W3.outputs, reference(shared, "w3")).max() <= LARGEST


def test_people_of_w2_start_at_the_rest_of_their_own_equations() -> None:
    people, _ = W2.draw(5)
    course = simulate(W2.model, None, people, until=48 * h, every=24 * h)
    for name in ("agonist", "receptor.agonist", "dopamine", "craving"):
        values = course[name].coherent
        assert len(set(values[:, 0])) == len(people)
        assert values == pytest.approx(np.repeat(values[:, :1], values.shape[1], axis=1), rel=1e-9)


def test_the_jacobian_of_w2_is_eliminated_without_fill_in() -> None:
    program = compiled(W2)
    assert len(program.pattern) == W2_NON_ZEROS
    assert program.elimination.fill == 0
    assert len(program.elimination.factorise.results) == W2_NON_ZEROS


def test_the_jacobian_of_w3_is_eliminated_with_a_hundred_entries_of_fill_in() -> None:
    program = compiled(W3)
    assert len(program.pattern) == W3_NON_ZEROS
    assert len(program.elimination.factorise.results) == W3_FACTORS
    assert program.elimination.fill == W3_FACTORS - W3_NON_ZEROS


def test_the_first_people_of_a_workload_do_not_depend_on_how_many_are_drawn() -> None:
    (few, some), (many, more) = W2.draw(3), W2.draw(40)
    assert some == more[:3]
    for name, column in few.columns.items():
        assert np.array_equal(column, many.columns[name][:3])
