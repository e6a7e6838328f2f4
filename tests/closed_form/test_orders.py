"""All methods show the orders their authors promise, on a non-linear problem with a clock in it."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.solvers.march import march
from neurodose.solvers.method import Method
from neurodose.solvers.problem import Array
from neurodose.solvers.rodas4 import Rodas4
from neurodose.solvers.rodas5p import Rodas5P
from tests.hand_written import Dense, forced, forced_solution, saves, schedule

METHODS = [Rodas5P(), Rodas4(), DormandPrince()]
ORDERS = {Rodas5P: 5, Rodas4: 4, DormandPrince: 5}  # that of the dense output is one less
SLACK = 0.35  # a slope measured at finite steps is still on its way to the order
UNTIL = 4.0


def walk(method: Method, steps: int) -> tuple[float, float]:
    """The error at the end and the largest error between, of equal steps up to UNTIL."""
    problem, length = forced(), np.array([UNTIL / steps])
    state, between = problem.start(), 0.0
    share = np.linspace(0.1, 0.9, 9)
    for i in range(steps):
        time = i * length
        step = method.step(problem, np.zeros((2, 1)), time, length, state)
        inside = step.between(state, np.array([0]), np.zeros(9, dtype=int), share)
        between = max(between, float(np.abs(inside - forced_solution(time + share * length)).max()))
        state = step.after
    return float(np.abs(state - forced_solution(np.array([UNTIL]))).max()), between


def slopes(errors: Array) -> Array:
    """The order seen at each halving of the step."""
    return np.log2(errors[:-1] / errors[1:])


def test_rodas5p_keeps_order_four_however_stiff_the_problem() -> None:
    """y' = k (y - sin t) + cos t with k = -1e8 (Prothero & Robinson 1974): many fall to order two."""
    stiff = -1e8
    problem = Dense(
        lambda t, y, p: [stiff * (y[0] - np.sin(t)) + np.cos(t)],
        lambda t, y, p: [[np.full_like(t, stiff)]],
        np.zeros((1, 1)),
        np.zeros((1, 1)),
        lambda t, y, p: [-stiff * np.cos(t) - np.sin(t)],
    )
    time, state = np.array([0.7]), np.sin([[0.7]])
    ends, between = [], []
    for length in (0.4, 0.2, 0.1):
        step = Rodas5P().step(problem, np.zeros((1, 1)), time, np.array([length]), state)
        inside = step.between(state, np.array([0]), np.array([0]), np.array([0.5]))
        ends.append(abs(step.after[0, 0] - np.sin(0.7 + length)))
        between.append(abs(inside[0, 0] - np.sin(0.7 + 0.5 * length)))
    assert max(ends) < 1e-11  # the end is met up to 1 / k
    assert slopes(np.array(between))[-1] > 4 - SLACK


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
class TestOrder:
    def test_the_error_falls_with_the_power_of_the_step_that_is_its_order(self, method: Method) -> None:
        ends = np.array([walk(method, steps)[0] for steps in (20, 40, 80, 160)])
        assert slopes(ends)[-1] > ORDERS[type(method)] - SLACK

    def test_the_dense_output_is_of_one_order_less_at_least(self, method: Method) -> None:
        between = np.array([walk(method, steps)[1] for steps in (40, 80, 160)])
        assert slopes(between)[-1] > ORDERS[type(method)] - 1 - SLACK

    def test_the_dense_output_of_one_step_has_the_order_of_the_method(self, method: Method) -> None:
        time, state = np.array([0.7]), forced_solution(np.array([0.7]))
        errors = []
        for length in (0.2, 0.1, 0.05):
            step = method.step(forced(), np.zeros((2, 1)), time, np.array([length]), state)
            inside = step.between(state, np.array([0]), np.array([0]), np.array([0.5]))
            errors.append(np.abs(inside - forced_solution(time + 0.5 * length)).max())
        assert slopes(np.array(errors))[-1] > ORDERS[type(method)] - SLACK

    def test_the_embedded_method_is_of_one_order_less(self, method: Method) -> None:
        time, state = np.array([0.7]), forced_solution(np.array([0.7]))
        errors = np.array(
            [
                np.abs(method.step(forced(), np.zeros((2, 1)), time, np.array([length]), state).error).max()
                for length in (0.1, 0.05, 0.025)
            ]
        )
        assert slopes(errors)[-1] == pytest.approx(ORDERS[type(method)], abs=SLACK)

    def test_the_dense_output_meets_both_ends_of_the_step(self, method: Method) -> None:
        state, length = forced().start(), np.array([0.3])
        step = method.step(forced(), np.zeros((2, 1)), np.array([0.0]), length, state)
        ends = step.between(state, np.array([0]), np.array([0, 0]), np.array([0.0, 1.0]))
        assert np.array_equal(ends, np.concatenate([state, step.after], axis=1))

    def test_a_finer_tolerance_buys_a_smaller_error(self, method: Method) -> None:
        times = np.linspace(0.0, UNTIL, 41)
        errors = []
        for rtol in (1e-4, 1e-6, 1e-8, 1e-10):
            finer = type(method)(rtol=rtol, atol=rtol)
            result = march(forced(), schedule(saves(times)), finer)
            errors.append(np.abs(result.observed - forced_solution(times)).max())
        few_times = 30.0  # the local error is controlled, not the global one, which is larger by a few times
        assert all(error < few_times * rtol for error, rtol in zip(errors, (1e-4, 1e-6, 1e-8, 1e-10), strict=True))
        assert all(np.diff(errors) < 0.0)
