"""A power of a concentration that a solver can follow through zero."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose.errors import UnitError
from neurodose.modelling.response import smooth_power
from neurodose.symbols import Expression, symbol
from neurodose.symbols.derivative import differentiate
from neurodose.symbols.evaluation import evaluate
from neurodose.units import h, nM

ROUNDING = 1e-12
C, N, FLOOR = symbol("state", "C"), symbol("parameter", "n"), symbol("parameter", "floor")
POWER = smooth_power(C, N, FLOOR)
(GRADIENT,) = differentiate([POWER], [C])
SLOPE = GRADIENT[C]
exponents = st.floats(0.3, 1.5)  # of FDA's rates: 0.5 to 1.09
floors = st.floats(1e-9, 1e-2)


def at(formula: Expression, c: object, n: float, floor: float) -> np.ndarray:
    return np.asarray(evaluate([formula], {C: c, N: n, FLOOR: floor})[0])


@given(n=exponents, floor=floors)
def test_value_and_slope_are_finite_at_zero(n: float, floor: float) -> None:
    assert at(POWER, 0.0, n, floor) == 0.0
    assert at(SLOPE, 0.0, n, floor) == pytest.approx(floor ** (n - 1), rel=ROUNDING)


@given(n=exponents, floor=floors, times=st.floats(10, 1e9))
def test_it_is_the_power_above_ten_floors(n: float, floor: float, times: float) -> None:
    error = float(at(POWER, times * floor, n, floor)) / (times * floor) ** n - 1
    assert abs(error) <= abs(1 - n) / 2 / times**2 + ROUNDING
    assert abs(error) < 0.005  # what the docstring promises


@given(n=exponents, floor=floors, times=st.floats(0, 1e6))
def test_the_symbolic_slope_is_that_of_the_curve(n: float, floor: float, times: float) -> None:
    c = times * floor
    step = 1e-5 * max(c, floor)
    high, low = at(POWER, np.array([c + step, c - step]), n, floor)
    assert at(SLOPE, c, n, floor) == pytest.approx((high - low) / (2 * step), rel=1e-6)  # of second order in the step


@given(n=exponents, floor=floors)
def test_more_drug_never_binds_more_slowly(n: float, floor: float) -> None:
    grid = np.concatenate([[-floor, 0.0], floor * np.logspace(-6, 9, 400)])  # a solver may step below zero
    assert (np.diff(at(POWER, grid, n, floor)) > 0).all()
    assert (at(SLOPE, grid, n, floor) > 0).all()


@given(floor=floors, times=st.floats(0, 1e6))
def test_an_exponent_of_one_changes_nothing(floor: float, times: float) -> None:
    assert at(POWER, times * floor, 1.0, floor) == pytest.approx(times * floor, rel=ROUNDING)


def test_units_are_those_of_the_power() -> None:
    level = symbol("state", "level", nM.dimension)
    half = smooth_power(level, 0.5, 1 * nM)
    assert (half * half).dimension == nM.dimension
    with pytest.raises(UnitError, match="cannot be raised"):
        smooth_power(level, N, 1 * nM)
    with pytest.raises(UnitError, match="cannot be"):
        smooth_power(level, 0.5, 1 * h)
