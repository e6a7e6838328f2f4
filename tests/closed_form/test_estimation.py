"""Problems of estimation whose answer is known on paper: linear ones with normal errors, and ratios."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pytest

from neurodose.errors import EstimationError
from neurodose.estimation.draws import draw
from neurodose.estimation.fit import fit
from neurodose.estimation.prior import REACH, Prior, flatten_prior
from neurodose.estimation.problem import Problem
from neurodose.estimation.profiles import profile
from neurodose.estimation.target import Target
from neurodose.units import one

EXACT = 1e-6  # linear: finite differences and the search are exact but for rounding
# Means and covariances of 4000 draws: three standard errors are 3 / sqrt(4000) of a standard deviation.
DRAWS, SAMPLING = 4000, 0.05

SLOPES = np.array([[1.0, 0.5], [0.2, 2.0], [1.5, -1.0]])
ERRORS = np.array([0.3, 0.5, 1.0])
OBSERVED = np.array([2.0, 1.0, 0.5])


def plain_prior(name: str, middle: float, sd: float) -> Prior:
    return Prior(name, middle, middle - REACH * sd, middle + REACH * sd, "plain", one, "said")


def log_prior(name: str, middle: float, fold: float = 100.0) -> Prior:
    return Prior(name, middle, middle / fold, middle * fold, "log", one, "said")


def linear(*priors: Prior) -> Problem:
    def predict(typical: Mapping[str, np.ndarray]) -> np.ndarray:
        return SLOPES @ np.array([typical["a"], typical["b"]])

    targets = tuple(Target(f"O{i}", y, e, "plain") for i, (y, e) in enumerate(zip(OBSERVED, ERRORS, strict=True)))
    return Problem(targets, priors, predict)


def power_law(exponents: np.ndarray, *priors: Prior, observed: float = 3.0) -> Problem:
    """Observations that are products of powers of the parameters."""

    def predict(typical: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.exp(exponents @ np.log(np.array([typical[p.address] for p in priors])))

    targets = tuple(Target(f"O{i}", observed, 0.2, "log") for i in range(len(exponents)))
    return Problem(targets, priors, predict)


@pytest.fixture
def known() -> Problem:
    return linear(plain_prior("a", 1.0, 0.7), plain_prior("b", -0.5, 1.2))


def posterior() -> tuple[np.ndarray, np.ndarray]:
    """Mean and covariance of the linear problem, by the formula for normal errors."""
    precision = np.diag(ERRORS**-2.0)
    prior = np.diag(np.array([0.7, 1.2]) ** -2.0)
    covariance = np.linalg.inv(SLOPES.T @ precision @ SLOPES + prior)
    return covariance @ (SLOPES.T @ precision @ OBSERVED + prior @ [1.0, -0.5]), covariance


def test_a_linear_problem_with_normal_errors_has_its_exact_posterior(known: Problem) -> None:
    found, (mean, covariance) = fit(known), posterior()
    assert found.is_converged
    assert found.point == pytest.approx(mean, abs=EXACT)
    assert found.covariance == pytest.approx(covariance, rel=EXACT)


def test_with_nothing_known_before_a_linear_problem_is_weighted_least_squares() -> None:
    problem = linear(*(flatten_prior(plain_prior(n, 0.0, 1.0)) for n in "ab"))
    weighted, wanted = SLOPES / ERRORS[:, None], OBSERVED / ERRORS
    assert fit(problem).point == pytest.approx(np.linalg.lstsq(weighted, wanted)[0], abs=EXACT)


def test_the_profile_of_a_linear_problem_is_a_parabola(known: Problem) -> None:
    found = fit(known)
    for curve in profile(found, known):
        assert curve.rise == pytest.approx(curve.offsets**2, abs=1e-5)


def test_the_profile_interval_of_a_linear_problem_is_its_normal_interval(known: Problem) -> None:
    found = fit(known)
    for j, curve in enumerate(profile(found, known)):
        reach = np.sqrt(3.84) * found.sds[j]
        assert (curve.low, curve.high) == pytest.approx((found.point[j] - reach, found.point[j] + reach), rel=1e-5)


def test_a_skewed_problem_has_a_skewed_profile_where_laplace_has_none() -> None:
    prior = flatten_prior(plain_prior("x", 1.0, 1.0))
    problem = Problem((Target("O", 1.0, 0.3, "plain"),), (prior,), lambda t: np.exp(t["x"])[None])
    curve = profile(fit(problem), problem)[0]
    reach = np.sqrt(3.84) * 0.3
    # The data hold exp(x) to 1 ± reach, so x lies between the logarithms of the two; a grid point apart is 0.15.
    assert curve.low is not None
    assert curve.high is not None
    assert (curve.low, curve.high) == pytest.approx((np.log(1 - reach), np.log(1 + reach)), abs=0.02)
    assert -curve.low > 1.5 * curve.high


def test_what_enters_only_as_a_ratio_is_reported_as_undetermined_apart() -> None:
    found = fit(power_law(np.array([[1.0, -1.0], [2.0, -2.0]]), log_prior("dose", 2.0), log_prior("volume", 1.0)))
    assert found.is_converged
    assert found.rank == 1
    assert found.combinations == ("dose and volume: only their ratio is determined, neither by itself",) or (
        found.combinations == ("volume and dose: only their ratio is determined, neither by itself",)
    )
    assert "not determined apart from volume" in found.determined["dose"]
    assert "not determined apart from dose" in found.determined["volume"]
    assert "the data alone determine 1 of 2" in found.message


def test_the_ratio_itself_is_found_though_its_parts_are_not() -> None:
    found = fit(power_law(np.array([[1.0, -1.0], [2.0, -2.0]]), log_prior("dose", 2.0), log_prior("volume", 1.0)))
    along = np.array([1.0, -1.0])
    expected = 1 / np.sqrt(5 / 0.2**2)  # two observations, of the ratio and of its square, each with an error of 0.2
    assert np.sqrt(along @ found.covariance @ along) == pytest.approx(expected, rel=1e-3)
    assert found.correlations[0, 1] > 0.99
    assert found.bonds[0][2] == pytest.approx(found.correlations[0, 1])


@pytest.mark.parametrize(
    ("exponents", "said"),
    [
        ([[1.0, -1.0, 0.0], [0.0, 0.0, 1.0]], "only their ratio"),
        ([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]], "only their product"),
        ([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]], "q: no observation depends on it"),
        ([[1.0, 2.0, 3.0]], "change no prediction"),
    ],
)
def test_a_problem_that_data_and_priors_leave_open_is_refused_by_name(exponents: list[list[float]], said: str) -> None:
    priors = [flatten_prior(log_prior(n, 1.5)) for n in "pqr"]
    with pytest.raises(EstimationError, match=r"do not determine 3 free parameters: .*q") as refused:
        fit(power_law(np.array(exponents), *priors))
    assert said in (refused.value.exists or "")
    assert "hold one of them fixed" in (refused.value.hint or "")


def test_one_known_width_is_enough_to_tell_a_ratio_apart() -> None:
    problem = power_law(np.array([[1.0, -1.0]]), log_prior("p", 2.0, 1.5), flatten_prior(log_prior("q", 1.0)))
    found = fit(problem)
    assert found.values["p"] == pytest.approx(2.0, rel=EXACT)
    assert found.values["q"] == pytest.approx(2.0 / 3.0, rel=EXACT)


def test_draws_have_the_mean_and_the_covariance_of_the_posterior(known: Problem) -> None:
    mean, covariance = posterior()
    drawn = draw(fit(known), DRAWS, seed=11)
    sample = np.array([drawn["a"], drawn["b"]])
    sds = np.sqrt(np.diag(covariance))
    assert np.abs(sample.mean(axis=1) - mean).max() < SAMPLING * sds.max()
    assert np.abs(np.cov(sample) - covariance).max() < 2 * SAMPLING * sds.max() ** 2
