"""Whether small studies saw something else than large ones: Egger, Begg, Harbord, Peters, PET-PEESE, fail-safe numbers.

Made-up studies. Facts are of R 4.2.2 with metafor 3.8-1, whose tau² was sought to a threshold of 1e-14.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Arms, Effects
from neurodose.evidence.pools.file_drawer import fail_safe
from neurodose.evidence.pools.small_studies import Asymmetry, begg, egger, harbord, peese, pet, pet_peese, peters

Y = [0.62, 0.41, -0.05, 0.77, 0.18, 1.12, 0.25, 0.93, -0.31, 0.52, 1.40, 0.36]
V = [0.040, 0.022, 0.015, 0.110, 0.009, 0.210, 0.031, 0.160, 0.052, 0.061, 0.300, 0.018]
EVENTS = [[12, 18], [30, 33], [5, 9], [8, 16], [44, 49], [3, 8], [19, 27], [7, 15], [2, 7]]
PEOPLE = [[50, 52], [120, 118], [22, 20], [31, 30], [200, 205], [14, 15], [80, 78], [25, 27], [10, 11]]
CLOSED = 1e-10  # relative: formulas without a search
SOUGHT = 1e-7  # relative: tau² is where two searches end


def studies(y: list[float] = Y, v: list[float] = V) -> Effects:
    return Effects.of([f"study {at}" for at in range(len(y))], y, variances=v)


def counted(events: list[list[int]] = EVENTS, people: list[list[int]] = PEOPLE) -> Effects:
    """Log odds ratios of counts."""
    hit, all_ = np.array(events, float), np.array(people, float)
    none = all_ - hit
    y = np.log(hit[:, 0] * none[:, 1] / (hit[:, 1] * none[:, 0]))
    v = (1 / hit + 1 / none).sum(1)
    names = [f"study {at}" for at in range(len(y))]
    return Effects.of(names, y, variances=v, measure="OR", arms=Arms(events=hit, totals=all_))


def test_egger_on_random_effects_is_metafor_s_regtest() -> None:
    found = egger(studies())  # regtest(rma(y, v))
    assert found.statistic == pytest.approx(3.034778872078342, rel=SOUGHT)
    assert found.p == pytest.approx(0.002407121026411, rel=SOUGHT)
    assert found.at_no_error == pytest.approx(-0.141512440442806, rel=SOUGHT)
    assert found.interval == pytest.approx((-0.491711555313894, 0.208686674428281), rel=SOUGHT)
    assert (found.slope, found.slope_error) == pytest.approx((2.518910995337289, 0.830014673725547), rel=SOUGHT)
    assert found.df is None


def test_egger_takes_another_predictor_and_another_test() -> None:
    by_variance = egger(studies(), predictor="variance")  # regtest(rma(y, v), predictor="vi")
    assert by_variance.statistic == pytest.approx(3.170780253367321, rel=SOUGHT)
    assert by_variance.at_no_error == pytest.approx(0.127281586304409, rel=SOUGHT)
    knapp = egger(studies(), test="Hartung-Knapp")  # regtest(rma(y, v, test="knha"))
    assert (knapp.statistic, knapp.p) == pytest.approx((3.13995326960718, 0.01051100748892), rel=SOUGHT)
    assert knapp.df == 10


def test_egger_s_own_regression_is_weighted_least_squares() -> None:
    found = egger(studies(), "weighted")  # regtest(rma(y, v), model="lm")
    assert (found.statistic, found.p) == pytest.approx((2.60194108585612, 0.02640340902803), rel=CLOSED)
    assert found.at_no_error == pytest.approx(-0.09812891531135, rel=CLOSED)
    assert found.interval == pytest.approx((-0.44495603392767, 0.24869820330497), rel=CLOSED)
    assert found.df == 10


def test_egger_by_size_needs_people_and_by_large_sizes_foretells_nothing() -> None:
    few, many = egger(counted(), "weighted", predictor="1/size"), egger(counted(), "weighted", predictor="size")
    assert few.at_no_error is not None
    assert many.at_no_error is None
    assert np.sign(few.statistic) == -np.sign(many.statistic)
    with pytest.raises(EvidenceError, match="nothing says how many people"):
        egger(studies(), predictor="1/root of size")


def test_ranks_are_exact_without_ties_and_normal_with_them() -> None:
    exact = begg(studies())  # ranktest(rma(y, v))
    assert (exact.statistic, exact.p) == pytest.approx((2 / 3, 0.001803275813693), rel=CLOSED)
    v = [*V[:2], 0.009, 0.16, *V[4:]]
    tied = begg(studies(v=v))  # ranktest(y, v)
    assert (tied.statistic, tied.p) == pytest.approx((0.615457454896664, 0.005853245025574), rel=CLOSED)
    assert "ties" in tied.name


def test_harbord_and_peters_are_least_squares_of_what_their_authors_say() -> None:
    score = harbord(counted())  # lm(I(Z/V) ~ I(1/sqrt(V)), weights=V)
    assert (score.statistic, score.p) == pytest.approx((-8.895533536006, 4.601959770567e-05), rel=CLOSED)
    sized = peters(counted())  # lm(yi ~ I(1/n), weights=1/(1/(a + c) + 1/(b + d)))
    assert (sized.statistic, sized.p) == pytest.approx((-7.414225387898341, 0.000147627452033), rel=CLOSED)
    assert (score.df, sized.df) == (7, 7)


def test_harbord_leaves_out_studies_where_nobody_had_the_event() -> None:
    y, v = counted().estimates.tolist(), counted().variances.tolist()
    arms = Arms(events=np.array([*EVENTS, [0, 0]], float), totals=np.array([*PEOPLE, [30, 30]], float))
    names = [*counted().studies, "silent"]
    more = Effects.of(names, [*y, 0.0], variances=[*v, 4.0], measure="OR", arms=arms)
    for test in (harbord, peters):
        assert test(more).left_out == ("silent",)
        assert test(more).p == pytest.approx(test(counted()).p, rel=CLOSED)
    with pytest.raises(EvidenceError, match="odds ratios"):
        harbord(studies())


def test_the_effect_at_no_error_is_pet_s_unless_an_effect_is_seen() -> None:
    first, second = pet(studies()), peese(studies())  # lm(y ~ sqrt(v), weights=1/v), and with v
    assert (first.at_no_error, first.at_no_error_p) == pytest.approx((-0.09812891531135, 0.54256055124855), rel=CLOSED)
    assert second.at_no_error == pytest.approx(0.12496469849936, rel=CLOSED)
    assert second.interval == pytest.approx((-0.06450667844750, 0.31443607544622), rel=CLOSED)
    assert pet_peese(studies()) == first
    plain = studies([value + 2 for value in Y])
    assert pet_peese(plain) == peese(plain)


@pytest.mark.parametrize("test", [egger, begg, pet, peese])
def test_nothing_is_interpreted_under_ten_studies(test: Callable[[Effects], Asymmetry]) -> None:
    few, enough = test(studies().take(np.arange(9))), test(studies().take(np.arange(10)))
    assert not few.is_interpreted
    assert "9 studies cannot tell" in few.says
    assert enough.is_interpreted
    assert "not interpreted" not in enough.says
    assert few.table()[0]["is_interpreted"] is False


@given(st.lists(st.floats(-2, 2), min_size=12, max_size=12, unique=True), st.floats(-3, 3))
def test_tests_of_asymmetry_do_not_see_where_zero_is(y: list[float], shift: float) -> None:
    here, there = studies(y), studies([value + shift for value in y])
    lines = egger(here, "weighted"), egger(there, "weighted")
    assert lines[0].statistic == pytest.approx(lines[1].statistic, rel=1e-6, abs=1e-6)  # rounding of the shift


@pytest.mark.parametrize("test", [egger, begg, pet])
def test_studies_of_the_same_precision_tell_nothing(test: Callable[[Effects], Asymmetry]) -> None:
    with pytest.raises(EvidenceError, match="all studies have the same"):
        test(studies(v=[0.04] * 12))


def test_one_study_twins_and_unknown_names_are_refused() -> None:
    with pytest.raises(EvidenceError, match="there is one study"):
        begg(studies().take([0]))
    with pytest.raises(EvidenceError, match="there are 2 studies"):
        egger(studies().take([0, 1]))
    with pytest.raises(EvidenceError, match="more than once"):
        egger(studies().take([0, 0, 1]))
    with pytest.raises(EvidenceError, match="no predictor"):
        egger(studies(), predictor="age")  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="no model"):
        egger(studies(), "bayesian")  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="saw the same"):
        begg(studies([1.0] * 12))


def test_fail_safe_numbers_are_those_of_their_rules() -> None:
    first = fail_safe(studies())  # fsn(y, v)
    assert (first.number, first.p) == (165, pytest.approx(1.419485762561e-10, rel=1e-8))  # far out in a tail
    assert fail_safe(studies(), "Orwin").number == 12  # fsn(y, type="Orwin")
    assert fail_safe(studies(), "Orwin", target=0.1).number == 50
    third = fail_safe(studies(), "Rosenberg")  # fsn(y, v, type="Rosenberg")
    assert (third.number, third.p) == (74, pytest.approx(1.568479639033e-07, rel=1e-8))


def test_a_fail_safe_number_says_what_it_cannot_tell() -> None:
    assert "does not tell whether such studies exist" in fail_safe(studies()).says
    assert fail_safe(studies(), "Orwin", target=0.0).number == inf
    assert fail_safe(studies([0.01] * 12)).number == 0
    with pytest.raises(EvidenceError, match="no fail-safe N"):
        fail_safe(studies(), "Gleser")  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="there is no study"):
        fail_safe(studies().take([]))


def test_pymare_agrees_on_the_weighted_line() -> None:
    """Where they overlap: weighted least squares of effects on standard errors."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        from pymare.estimators import WeightedLeastSquares
    y, v = np.array(Y)[:, None], np.array(V)[:, None]
    x = np.column_stack([np.ones(12), np.sqrt(V)])
    theirs = WeightedLeastSquares().fit(y=y, v=v, X=x).params_["fe_params"].ravel()
    mine = egger(studies(), "weighted")
    assert (mine.at_no_error, mine.slope) == pytest.approx(tuple(theirs), rel=CLOSED)
