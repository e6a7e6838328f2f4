"""Pools and meta-regression, against metafor, PyMARE and statsmodels.

The set is made up; metafor 3.8-1 was asked with `control=list(threshold=1e-12, maxiter=10000, tol=1e-14)`.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.heterogeneity import ESTIMATORS, Estimator
from neurodose.evidence.regression import Test
from neurodose.evidence.synthesis import CommonEffect, MetaRegression, Pool, RandomEffects, synthesize

CLOSED = 1e-9  # closed forms, of numbers printed with twelve digits
SEARCHED = 1e-6  # where two programs search for the same number, each to its own end
LOOSE = 1e-4  # PyMARE and statsmodels stop their searches early

ESTIMATES = (0.12, 0.55, -0.21, 0.93, 0.31, 0.05, 0.48)
VARIANCES = (0.041, 0.093, 0.052, 0.21, 0.033, 0.11, 0.064)
KINDS = ("a", "a", "b", "b", "b", "a", "b")
DOSES = (10, 25, 5, 40, 30, 12, 22)
YEARS = (1999, 2001, 1995, 2003, 2004, 2008, 2011)

# rma(y, v, method, test) then predict(): estimate, error, interval, p, tau², its error, I², Q, prediction interval
POOLS: dict[tuple[Estimator, Test], tuple[float, ...]] = {
    ("DL", "normal"): (
        0.247732104598, 0.118463738156, 0.015547444338, 0.479916764858, 0.03650958312, 0.031166571205,
        0.055693587971, 32.710803902329, 8.916736040792, -0.168963007354, 0.664427216549),
    ("DL", "Hartung-Knapp"): (
        0.247732104598, 0.121539502493, -0.049664344433, 0.545128553629, 0.087652350572, 0.031166571205,
        0.055693587971, 32.710803902329, 8.916736040792, -0.27672063724, 0.772184846436),
    ("DL", "Hartung-Knapp, bounded"): (
        0.247732104598, 0.121539502493, -0.049664344433, 0.545128553629, 0.087652350572, 0.031166571205,
        0.055693587971, 32.710803902329, 8.916736040792, -0.27672063724, 0.772184846436),
    ("HE", "normal"): (
        0.25597760218, 0.133255567495, -0.00519851085, 0.517153715209, 0.054737708744, 0.054604761905,
        0.086574573825, 45.995612947616, 8.916736040792, -0.271255653873, 0.783210858233),
    ("HE", "Hartung-Knapp"): (
        0.25597760218, 0.124613868189, -0.048941548708, 0.560896753067, 0.085746058861, 0.054604761905,
        0.086574573825, 45.995612947616, 8.916736040792, -0.392030898735, 0.903986103094),
    ("HE", "Hartung-Knapp, bounded"): (
        0.25597760218, 0.133255567495, -0.070087025155, 0.582042229514, 0.103129853425, 0.054604761905,
        0.086574573825, 45.995612947616, 8.916736040792, -0.402245361472, 0.914200565831),
    ("HS", "normal"): (
        0.241469638245, 0.108016938148, 0.029760329754, 0.453178946737, 0.025385893671, 0.016790711513,
        0.038485512051, 20.754056403496, 8.916736040792, -0.089168620508, 0.572107896998),
    ("HS", "Hartung-Knapp"): (
        0.241469638245, 0.118846301189, -0.049336784599, 0.53227606109, 0.088445379025, 0.016790711513,
        0.038485512051, 20.754056403496, 8.916736040792, -0.188763677171, 0.671702953661),
    ("HS", "Hartung-Knapp, bounded"): (
        0.241469638245, 0.118846301189, -0.049336784599, 0.53227606109, 0.088445379025, 0.016790711513,
        0.038485512051, 20.754056403496, 8.916736040792, -0.188763677171, 0.671702953661),
    ("SJ", "normal"): (
        0.261093041278, 0.143407118324, -0.019979745764, 0.54216582832, 0.068661274347, 0.072730919884,
        0.052770282478, 53.148982773565, 8.916736040792, -0.337567751944, 0.8597538345),
    ("SJ", "Hartung-Knapp"): (
        0.261093041278, 0.126347991617, -0.048069356779, 0.570255439335, 0.084299417784, 0.072730919884,
        0.052770282478, 53.148982773565, 8.916736040792, -0.467637958092, 0.989824040648),
    ("SJ", "Hartung-Knapp, bounded"): (
        0.261093041278, 0.143407118324, -0.089811536088, 0.611997618643, 0.118514841782, 0.072730919884,
        0.052770282478, 53.148982773565, 8.916736040792, -0.486303442181, 1.008489524737),
    ("ML", "normal"): (
        0.236968136166, 0.100616036618, 0.039764328128, 0.434171944205, 0.018514102128, 0.007724976065,
        0.034393978984, 10.753397201597, 8.916736040792, -0.024880139271, 0.498816411604),
    ("ML", "Hartung-Knapp"): (
        0.236968136166, 0.116587246203, -0.048310578261, 0.522246850594, 0.088352549801, 0.007724976065,
        0.034393978984, 10.753397201597, 8.916736040792, -0.120294083519, 0.594230355852),
    ("ML", "Hartung-Knapp, bounded"): (
        0.236968136166, 0.116587246203, -0.048310578261, 0.522246850594, 0.088352549801, 0.007724976065,
        0.034393978984, 10.753397201597, 8.916736040792, -0.120294083519, 0.594230355852),
    ("REML", "normal"): (
        0.245068824338, 0.113969079009, 0.021693534128, 0.468444114548, 0.031530719923, 0.024757319851,
        0.050525529577, 27.857940923828, 8.916736040792, -0.135720809181, 0.625858457857),
    ("REML", "Hartung-Knapp"): (
        0.245068824338, 0.120443067189, -0.049644744155, 0.539782392831, 0.088085184447, 0.024757319851,
        0.050525529577, 27.857940923828, 8.916736040792, -0.239789412622, 0.729927061298),
    ("REML", "Hartung-Knapp, bounded"): (
        0.245068824338, 0.120443067189, -0.049644744155, 0.539782392831, 0.088085184447, 0.024757319851,
        0.050525529577, 27.857940923828, 8.916736040792, -0.239789412622, 0.729927061298),
    ("EB", "normal"): (
        0.250034051016, 0.122440908596, 0.010054279934, 0.490013822097, 0.041143660908, 0.037117077893,
        0.06058854176, 36.66621461393, 8.916736040792, -0.197374058877, 0.697442160908),
    ("EB", "Hartung-Knapp"): (
        0.250034051016, 0.122440908596, -0.049568059292, 0.549636161323, 0.087192991445, 0.037117077893,
        0.06058854176, 36.66621461393, 8.916736040792, -0.3085314201, 0.808599522131),
    ("EB", "Hartung-Knapp, bounded"): (
        0.250034051016, 0.122440908596, -0.049568059292, 0.549636161323, 0.087192991445, 0.037117077893,
        0.06058854176, 36.66621461393, 8.916736040792, -0.3085314201, 0.808599522131),
    ("PM", "normal"): (
        0.250034051016, 0.122440908595, 0.010054279934, 0.490013822097, 0.041143660908, 0.037117077893,
        0.06058854176, 36.666214613914, 8.916736040792, -0.197374058877, 0.697442160908),
    ("PM", "Hartung-Knapp"): (
        0.250034051016, 0.122440908595, -0.049568059292, 0.549636161323, 0.087192991445, 0.037117077893,
        0.06058854176, 36.666214613914, 8.916736040792, -0.3085314201, 0.808599522131),
    ("PM", "Hartung-Knapp, bounded"): (
        0.250034051016, 0.122440908595, -0.049568059292, 0.549636161323, 0.087192991445, 0.037117077893,
        0.06058854176, 36.666214613914, 8.916736040792, -0.3085314201, 0.808599522131),
}  # fmt: skip


def made_up(**columns: Any) -> Effects:
    told = {"kind": KINDS, "dose": DOSES, "year": YEARS} | columns
    return Effects.of("ABCDEFG", ESTIMATES, variances=VARIANCES, columns=told)


def tell(pool: Pool) -> tuple[Any, ...]:
    """What a row of the facts has, in its order."""
    return (pool.estimate, pool.error, *pool.interval, pool.p, pool.tau2, pool.fit.tau2_error, pool.i2, pool.fit.q,
            *(pool.prediction or (None, None)))  # fmt: skip


@pytest.mark.parametrize(("estimator", "test"), POOLS)
def test_a_pool_is_the_one_that_metafor_makes(estimator: Estimator, test: Test) -> None:
    pool = synthesize(made_up(), RandomEffects(estimator, test))
    searched = estimator in ("ML", "REML", "EB", "PM")
    assert tell(pool) == pytest.approx(POOLS[estimator, test], rel=SEARCHED if searched else CLOSED)


def test_a_common_effect_is_the_one_that_metafor_makes() -> None:
    pool = synthesize(made_up(), CommonEffect())
    expected = (0.2328370052559, 0.0935951609463, 0.0493938606740, 0.4162801498378, 0.0128570889460, 0,
                32.7108039023293, 8.9167360407917)  # fmt: skip
    found = (pool.estimate, pool.error, *pool.interval, pool.p, pool.tau2, pool.i2, pool.fit.q)
    assert found == pytest.approx(expected, rel=CLOSED)
    assert pool.prediction is None


def test_intervals_of_heterogeneity_are_those_of_the_q_profile() -> None:
    pool = synthesize(made_up(), RandomEffects("REML"))
    assert pool.tau2_interval == pytest.approx((0, 0.558980331244), rel=1e-3)  # confint() searches to four digits
    assert pool.i2_interval == pytest.approx((0, 89.710592940456), rel=1e-3)


def test_pymare_finds_the_same_pools() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymare import Dataset
        from pymare.estimators import DerSimonianLaird, Hedges, VarianceBasedLikelihoodEstimator

        asked = {"DL": DerSimonianLaird(), "HE": Hedges(), "ML": VarianceBasedLikelihoodEstimator("ml"),
                 "REML": VarianceBasedLikelihoodEstimator("reml")}  # fmt: skip
        rows = Dataset(np.array(ESTIMATES), np.array(VARIANCES))
        said = {name: estimator.fit_dataset(rows).summary() for name, estimator in asked.items()}
        found = {name: (one.tau2, *(one.get_fe_stats()[key] for key in ("est", "se"))) for name, one in said.items()}
    for name, numbers in found.items():
        pool = synthesize(made_up(), RandomEffects(name, "Hartung-Knapp"))  # pyright: ignore[reportArgumentType]
        expected = [np.asarray(number).item() for number in numbers]
        assert [pool.tau2, pool.estimate, pool.error] == pytest.approx(expected, rel=LOOSE)


@pytest.mark.parametrize(("estimator", "theirs"), [("DL", "chi2"), ("PM", "iterated")])
def test_statsmodels_finds_the_same_pools(estimator: Estimator, theirs: str) -> None:
    from statsmodels.stats.meta_analysis import combine_effects

    said: Any = combine_effects(np.array(ESTIMATES), np.array(VARIANCES), method_re=theirs)
    plain = synthesize(made_up(), RandomEffects(estimator, "normal"))
    expected = [said.tau2, said.mean_effect_re, said.sd_eff_w_re, said.q]
    assert [plain.tau2, plain.estimate, plain.error, plain.fit.q] == pytest.approx(expected, rel=LOOSE)
    knapp = synthesize(made_up(), RandomEffects(estimator, "Hartung-Knapp"))
    assert knapp.error == pytest.approx(said.sd_eff_w_re_hksj, rel=LOOSE)


def test_a_meta_regression_is_the_one_that_metafor_makes() -> None:
    pool = synthesize(made_up(), MetaRegression(("dose",), "REML", "Hartung-Knapp"))
    fit = pool.fit
    # rma(y, v, mods = ~ x, method = "REML", test = "knha")
    assert fit.coefficients == pytest.approx([-0.19652231655259, 0.02267789654553], rel=SEARCHED)
    assert fit.errors == pytest.approx([0.13677958138826, 0.00632386587444], rel=SEARCHED)
    assert fit.moderators == pytest.approx((12.85997839781109, 0.01577318855239), rel=SEARCHED)
    assert (fit.tau2, fit.q, fit.r2) == (0, pytest.approx(2.49628970488691), pytest.approx(100))


def test_studies_whose_moderator_is_not_known_are_left_out_and_counted() -> None:
    doses = [float("nan"), *DOSES[1:]]
    pool = synthesize(made_up(dose=doses), MetaRegression(("dose",)))
    assert pool.k == 6
    assert "1 effect without dose left out" in pool.method


def test_one_study_alone_is_its_own_pool() -> None:
    pool = synthesize(made_up().take([0]))
    assert (pool.estimate, pool.error) == pytest.approx((0.12, VARIANCES[0] ** 0.5))
    assert (pool.prediction, pool.tau2, pool.tau2_interval, pool.method) == (None, 0, None, "one study alone")


def test_no_study_is_no_pool() -> None:
    with pytest.raises(EvidenceError, match="there is no study to be pooled"):
        synthesize(made_up().take([]))


def test_an_unknown_estimator_or_test_lists_those_that_exist() -> None:
    with pytest.raises(EvidenceError, match=", ".join(ESTIMATORS)):
        synthesize(made_up(), RandomEffects("XY"))  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="there are: normal, t, Hartung-Knapp"):
        synthesize(made_up(), RandomEffects(test="z"))  # pyright: ignore[reportArgumentType]


def test_moderators_that_say_the_same_are_refused() -> None:
    effects = made_up(twice=[2 * dose for dose in DOSES], same=[1] * 7)
    for columns in (("dose", "twice"), ("same",)):
        with pytest.raises(EvidenceError, match="say the same thing twice"):
            synthesize(effects, MetaRegression(columns))
    with pytest.raises(EvidenceError, match="cannot tell 2 coefficients apart"):
        synthesize(effects.take([0]), MetaRegression(("dose",)))
