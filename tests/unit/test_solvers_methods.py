"""The methods as nouns, their coefficients beside scipy's, and stiff problems beside another method."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import RK45, solve_ivp

from neurodose.errors import SolverError
from neurodose.solvers.dormand_prince import DORMAND_PRINCE, DormandPrince
from neurodose.solvers.march import march
from neurodose.solvers.method import Method
from neurodose.solvers.problem import Array
from neurodose.solvers.rodas5p import RODAS5P, Rodas5P
from neurodose.solvers.status import Status, tell
from neurodose.solvers.step_control import fit, measure
from tests.hand_written import Dense, decay, saves, schedule

EXACT = 1e-14  # fractions rounded once or twice


def test_dormand_prince_has_the_coefficients_of_scipy() -> None:
    places = np.array([[*row, *([0.0] * (5 - len(row)))] for row in DORMAND_PRINCE.places[:6]])
    assert places == pytest.approx(RK45.A, abs=EXACT)
    assert DORMAND_PRINCE.places[6] == pytest.approx(RK45.B, abs=EXACT)
    assert DORMAND_PRINCE.moments[:6] == pytest.approx(RK45.C, abs=EXACT)
    assert DORMAND_PRINCE.error == pytest.approx(-RK45.E, abs=EXACT)


def test_dormand_prince_has_the_dense_output_of_scipy() -> None:
    share = np.linspace(0.0, 1.0, 11)
    scipys = RK45.P @ np.stack([share, share**2, share**3, share**4])
    first, second, third = (np.array(row)[:, None] for row in DORMAND_PRINCE.bend)
    end = np.array([*RK45.B, 0.0])[:, None]
    ours = share * (end + (1 - share) * (first + share * (second + share * third)))
    assert ours == pytest.approx(scipys, abs=1e-13)  # coefficients near 10 cancel


def test_rodas5p_is_consistent() -> None:
    inverse = np.eye(8) / RODAS5P.gamma
    for i, row in enumerate(RODAS5P.slopes):
        inverse[i, : len(row)] = -np.array(row)
    gammas = np.linalg.inv(inverse)  # C = diag(1 / gamma) - inverse of Gamma (Hairer & Wanner II, IV.7)
    places = np.array([[*row, *([0.0] * (8 - len(row)))] for row in RODAS5P.places])
    rounding = 1e-11  # coefficients near 1e2 were rounded at 1e-14
    assert (places @ gammas).sum(axis=1) == pytest.approx(RODAS5P.moments, abs=rounding)
    assert gammas.sum(axis=1) == pytest.approx(RODAS5P.drifts, abs=rounding)


@pytest.mark.parametrize("method", [Rodas5P, DormandPrince])
@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"rtol": 0.0}, "rtol is 0"),
        ({"rtol": 1.0}, "rtol is 1"),
        ({"rtol": 1e-14}, "rtol is 1e-14"),
        ({"rtol": float("nan")}, "rtol is nan"),
        ({"atol": -1e-8}, "atol is -1e-08"),
        ({"atol": 2.0}, "atol is 2"),
        ({"max_steps": 0}, "max_steps is 0"),
    ],
)
def test_a_method_refuses_what_it_cannot_keep(method: type[Method], bad: dict[str, float], message: str) -> None:
    with pytest.raises(SolverError, match=message):
        method(**bad)  # pyright: ignore[reportArgumentType]


def van_der_pol(stiffness: Array) -> Dense:
    return Dense(
        lambda t, y, p: [y[1], p[0] * (1 - y[0] ** 2) * y[1] - y[0]],
        lambda t, y, p: [[0 * t, 1 + 0 * t], [-2 * p[0] * y[0] * y[1] - 1, p[0] * (1 - y[0] ** 2)]],
        np.repeat([[2.0], [0.0]], len(stiffness), axis=1),
        stiffness[None],
    )


def robertson() -> Dense:
    return Dense(
        lambda t, y, p: [
            -0.04 * y[0] + 1e4 * y[1] * y[2],
            0.04 * y[0] - 1e4 * y[1] * y[2] - 3e7 * y[1] ** 2,
            3e7 * y[1] ** 2,
        ],
        lambda t, y, p: [
            [-0.04 + 0 * t, 1e4 * y[2], 1e4 * y[1]],
            [0.04 + 0 * t, -1e4 * y[2] - 6e7 * y[1], -1e4 * y[1]],
            [0 * t, 6e7 * y[1], 0 * t],
        ],
        np.array([[1.0], [0.0], [0.0]]),
        np.zeros((1, 1)),
    )


def radau(problem: Dense, times: Array) -> Array:
    """The same problem of one person, by scipy's Radau at a tolerance no test asks for."""

    def rates(t: float, y: Array) -> Array:
        return problem.rates(np.array([t]), y[:, None])[:, 0]

    return solve_ivp(rates, (0, times[-1]), problem.start()[:, 0], "Radau", times, rtol=1e-10, atol=1e-13).y


def test_a_stiff_oscillator_agrees_with_radau() -> None:
    problem, times = van_der_pol(np.array([1000.0])), np.linspace(0.0, 1500.0, 31)
    result = march(problem, schedule(saves(times)), Rodas5P(rtol=1e-8, atol=1e-10))
    assert result.status[0] == Status.DONE
    assert result.observed[0] == pytest.approx(radau(problem, times)[0], abs=1e-5)  # the jump's phase magnifies 1e-8
    assert result.steps[0] < 3000


def test_robertsons_kinetics_agree_with_radau_over_five_decades() -> None:
    times = np.logspace(-1, 4, 26)
    result = march(robertson(), schedule(saves(times)), Rodas5P(rtol=1e-7, atol=1e-12))
    assert result.observed == pytest.approx(radau(robertson(), times), rel=1e-5)
    assert result.observed.sum(axis=0) == pytest.approx(np.ones(26), abs=1e-12)  # mass is kept but for rounding
    assert result.steps[0] < 500


def test_where_nothing_happens_few_steps_are_taken() -> None:
    result = march(decay([0.3], begin=0.0), schedule(saves([1000.0])), Rodas5P())
    assert result.final.state[0, 0] == 0.0
    assert result.steps[0] <= 2


def test_the_norm_of_one_person_is_the_root_mean_square() -> None:
    assert measure(np.array([[3.0], [4.0]]), np.ones((2, 1)))[0] == pytest.approx(np.sqrt(12.5))


def test_no_sliver_is_left_for_a_last_step() -> None:
    lengths = fit(np.array([1.0, 1.0, 1.0, 1.0]), np.array([0.5, 1.05, 1.5, 5.0]))
    assert list(lengths) == [0.5, 1.05, 0.75, 1.0]


def test_every_status_has_a_sentence() -> None:
    for status in Status:
        assert "12.5 h" in tell(status, 12.5, 7)
        assert "7 steps" in tell(status, 12.5, 7)
