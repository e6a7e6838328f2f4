"""The shrinker finds the mixture that made the counts, ends where its likelihood is flat, and gives exact quantiles."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from math import log

import numpy as np
import pytest
from scipy import integrate, stats

from neurodose import shrinkage
from neurodose.errors import EvidenceError, EvidenceWarning
from neurodose.evidence import GammaMixture, fit_prior
from neurodose.evidence.signals.gamma_mixture import mixture_quantile
from neurodose.evidence.signals.gamma_mixture_fit import Conditioned, _Points, find_log_likelihood
from neurodose.evidence.signals.squashing import squash_counts
from tests.made_up_signals import TRUTH, make_counts, make_grid

EXACT = 1e-10
DIFFERENCED = 2e-6  # of a gradient, by central differences of a step of 1e-5
SQUASHED = 0.05  # of the five numbers: what squashing loses on some thousand pairs


@pytest.fixture(scope="module")
def pairs(seed: int) -> tuple[np.ndarray, np.ndarray]:
    return make_counts(20_000, seed)


@pytest.fixture(scope="module")
def whole(pairs: tuple[np.ndarray, np.ndarray]) -> GammaMixture:
    return fit_prior(*pairs, squash=False, conditioned="mixture")


def test_the_mixture_that_made_the_counts_is_found(whole: GammaMixture) -> None:
    assert len(whole.errors) == 5
    for found, true, error in zip(whole.values, TRUTH.values, whole.errors, strict=True):
        assert abs(found - true) < 4 * error


def test_with_pairs_never_reported_it_is_found_too(seed: int) -> None:
    prior = fit_prior(*make_counts(20_000, seed, listed=False), least=0, squash=False)
    for found, true, error in zip(prior.values, TRUTH.values, prior.errors, strict=True):
        assert abs(found - true) < 4 * error


def test_pairs_left_out_tell_nothing_more(pairs: tuple[np.ndarray, np.ndarray], whole: GammaMixture) -> None:
    n, e = pairs
    padded = fit_prior(np.r_[n, 0, 0], np.r_[e, 5.0, 9.0], squash=False, conditioned="mixture")
    assert padded.values == pytest.approx(whole.values, rel=1e-6)


@pytest.mark.parametrize("conditioned", ["component", "mixture"])
@pytest.mark.parametrize("least", [0, 1, 3])
def test_the_gradient_is_that_of_differences(conditioned: Conditioned, least: int, seed: int) -> None:
    n, e = make_counts(300, seed, listed=False)
    points = _Points.of(n[n >= least], e[n >= least], np.ones(int(np.sum(n >= least))), least, conditioned)
    told = np.array([-0.2, 0.4, 0.7, -0.3, -1.2])
    steps = [(points.loss(told + move)[0] - points.loss(told - move)[0]) / 2e-5 for move in 1e-5 * np.eye(5)]
    np.testing.assert_allclose(points.loss(told)[1], steps, atol=DIFFERENCED)


@pytest.mark.parametrize("conditioned", ["component", "mixture"])
def test_the_likelihood_is_that_of_negative_binomials(conditioned: Conditioned, seed: int) -> None:
    n, e = make_counts(200, seed)
    n, e = n[n >= 2], e[n >= 2]
    weights, components = (TRUTH.share, 1 - TRUTH.share), (TRUTH.values[:2], TRUTH.values[2:4])
    seen = [stats.nbinom.pmf(n, shape, rate / (rate + e)) for shape, rate in components]
    listed = [stats.nbinom.sf(1, shape, rate / (rate + e)) for shape, rate in components]
    if conditioned == "component":
        wanted = sum(w * f / p for w, f, p in zip(weights, seen, listed, strict=True))
    else:
        wanted = sum(w * f for w, f in zip(weights, seen, strict=True)) / sum(
            w * p for w, p in zip(weights, listed, strict=True)
        )
    found = find_log_likelihood(TRUTH, n, e, least=2, conditioned=conditioned)
    assert found == pytest.approx(float(np.sum(np.log(wanted))), rel=EXACT)


def test_the_chance_of_being_listed_keeps_its_digits_where_it_is_tiny() -> None:
    # One report of an expectation of 1e-12: given that there is one at all, it is all but sure to be one.
    assert find_log_likelihood(TRUTH, [1.0], [1e-12]) == pytest.approx(0, abs=1e-9)


def test_no_move_from_the_end_is_likelier(pairs: tuple[np.ndarray, np.ndarray]) -> None:
    prior = fit_prior(*pairs, squash=False)
    assert prior.log_likelihood == pytest.approx(find_log_likelihood(prior, *pairs), rel=1e-12)
    for at in range(5):
        for factor in (0.98, 1.02):
            moved = list(prior.values)
            moved[at] *= factor
            assert find_log_likelihood(GammaMixture(*moved), *pairs) < prior.log_likelihood


@pytest.mark.parametrize("number", range(3))
def test_of_several_tops_the_highest_is_taken(number: int, seed: int) -> None:
    pairs = make_grid(60, 60, number)
    e = pairs["drug"] * pairs["event"] / pairs["total"]
    points = _Points.of(*squash_counts(pairs["observed"].astype(float), e), 1, "component")
    random = np.random.default_rng(seed)
    starts = [(*np.exp(random.normal(0.4, 1.0, 4)), random.uniform(0.02, 0.6)) for _ in range(15)]
    heights = [-end.fun * points.total for end in map(points.climb, starts) if end is not None]
    assert fit_prior(pairs["observed"], e).log_likelihood > max(heights) - 1e-6


def test_squashing_keeps_counts_and_expectations_and_changes_the_prior_little(
    pairs: tuple[np.ndarray, np.ndarray],
) -> None:
    n, e, weight = squash_counts(*(np.asarray(one, float) for one in pairs))
    assert len(n) < len(pairs[0]) / 3
    assert weight.sum() == len(pairs[0])
    assert n @ weight == pairs[0].sum()
    assert e @ weight == pytest.approx(pairs[1].sum(), rel=1e-12)
    one, other = fit_prior(*pairs), fit_prior(*pairs, squash=False)
    assert one.values == pytest.approx(other.values, rel=SQUASHED)


def test_few_pairs_are_not_squashed(seed: int) -> None:
    n, e = make_counts(100, seed)
    squashed = squash_counts(n.astype(float), e)
    assert sorted(zip(*squashed[:2], strict=True)) == sorted(zip(n, e, strict=True))


def test_the_order_of_pairs_says_nothing(pairs: tuple[np.ndarray, np.ndarray]) -> None:
    n, e = pairs
    turned = shrinkage(n[::-1], e[::-1])
    found = shrinkage(n, e)
    np.testing.assert_allclose(turned.ebgm[::-1], found.ebgm, rtol=1e-7)


def test_a_given_prior_is_used_as_it_is() -> None:
    found = shrinkage([3, 0, 40], [1.0, 2.0, 7.5], TRUTH)
    assert found.prior is TRUTH
    assert len(found) == 3


def test_a_prior_may_be_its_five_numbers() -> None:
    by_numbers = shrinkage([3, 0], [1.2, 0.4], np.array(TRUTH.values))
    assert by_numbers.table() == shrinkage([3, 0], [1.2, 0.4], TRUTH).table()
    for told in ((0.2, 0.1, 2, 4), [400, 300], "0.2", 7):
        with pytest.raises(EvidenceError, match="a prior is five numbers"):
            shrinkage([3, 0], [1.2, 0.4], told)  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="the share is 4"):
        shrinkage([3, 0], [1.2, 0.4], (0.2, 0.1, 2, 4, 4))


def test_what_is_told_of_a_ratio_is_what_its_posterior_says() -> None:
    n, e = 7.0, 2.5
    found = shrinkage([n], [e], TRUTH)

    def height(ratio: float) -> float:
        first = TRUTH.share * stats.gamma.pdf(ratio, TRUTH.shape1, scale=1 / TRUTH.rate1)
        second = (1 - TRUTH.share) * stats.gamma.pdf(ratio, TRUTH.shape2, scale=1 / TRUTH.rate2)
        return float((first + second) * stats.poisson.pmf(n, ratio * e))

    def mean_of(weigh: Callable[[float], float], top: float = 60.0) -> float:
        return float(integrate.quad(lambda x: weigh(x) * height(x), 0, top, epsabs=1e-13, limit=400)[0])

    whole = mean_of(lambda _: 1.0)
    assert found.mean[0] == pytest.approx(mean_of(lambda x: x) / whole, rel=1e-7)
    assert log(found.ebgm[0]) == pytest.approx(mean_of(log) / whole, rel=1e-7)
    assert found.probability_below(2.0)[0] == pytest.approx(mean_of(lambda _: 1.0, 2.0) / whole, rel=1e-7)
    assert mean_of(lambda _: 1.0, float(found.eb05[0])) / whole == pytest.approx(0.05, rel=1e-7)
    assert mean_of(lambda _: 1.0, float(found.eb95[0])) / whole == pytest.approx(0.95, rel=1e-7)
    assert found.information[0] == np.log2(found.ebgm[0])


def test_quantiles_are_exact_where_a_mixture_has_two_far_heaps() -> None:
    # Half of it near 0.001, half near 1000: between them the distribution is flat.
    shapes = [np.full(4, value) for value in (50.0, 50_000.0, 500.0, 0.5)]
    share = np.array([0.5, 0.4999999, 0.5000001, 0.95])
    for q in (0.05, 0.5, 0.95):
        found = mixture_quantile(q, share, *shapes)
        reached = share * stats.gamma.cdf(found, 50, scale=1 / 50_000) + (1 - share) * stats.gamma.cdf(
            found, 500, scale=2
        )
        np.testing.assert_allclose(reached[np.abs(share - q) > 1e-5], q, rtol=1e-8)


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_a_prior_may_have_one_component(share: float) -> None:
    one = GammaMixture(TRUTH.shape1, TRUTH.rate1, TRUTH.shape1, TRUTH.rate1, share)
    found = shrinkage([5], [2.0], one)
    assert found.eb05[0] == pytest.approx(
        stats.gamma.ppf(0.05, 5 + TRUTH.shape1, scale=1 / (2 + TRUTH.rate1)), rel=EXACT
    )


def test_extreme_counts_are_shrunken_without_a_warning() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = shrinkage([0, 0, 1, 1e8, 5], [1e6, 1e-9, 1e-9, 1.0, 1e5], TRUTH)
    for column in (found.share, found.ebgm, found.eb05, found.eb95):
        assert np.all(np.isfinite(column))
    assert np.all(found.eb05 < found.ebgm)
    assert np.all(found.ebgm < found.eb95)
    assert found.ebgm[3] == pytest.approx(1e8 / 1.5, rel=1)


def test_counts_without_any_spread_are_told_to_need_no_mixture(seed: int) -> None:
    random = np.random.default_rng(seed)
    expected = random.uniform(1, 20, 2000)
    with pytest.warns(EvidenceWarning, match="tell fewer than the five numbers"):
        found = shrinkage(random.poisson(expected), expected, least=0)
    assert np.all(np.abs(np.log(found.ebgm)) < 0.5)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (([1, 2], [1.0]), "2 counts have 1 expectations"),
        (([], []), "there is no pair"),
        (([1, -2], [1.0, 1.0]), "the count is -2"),
        (([1, 2], [1.0, 0.0]), "the expectation is 0"),
        (([1, 2], [1.0, np.inf]), "the expectation is inf"),
        ((["a"], [1.0]), "lists of numbers"),
        (([1, 2, 0], [1.0, 1.0, 2.0]), "2 pairs with a count of 1 or more"),
    ],
)
def test_what_cannot_be_shrunken_is_refused(given: tuple, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        shrinkage(*given)


def test_numbers_that_are_no_prior_and_shares_that_are_none_are_refused() -> None:
    with pytest.raises(EvidenceError, match="rate1 is 0"):
        GammaMixture(1, 0, 1, 1, 0.5)
    with pytest.raises(EvidenceError, match=r"the share is 1\.5"):
        GammaMixture(1, 1, 1, 1, 1.5)
    with pytest.raises(EvidenceError, match="1 is no share"):
        shrinkage([1], [1.0], TRUTH).quantile(1.0)
    with pytest.raises(EvidenceError, match="the ratio is 0"):
        shrinkage([1], [1.0], TRUTH).probability_below(0)
    with pytest.raises(EvidenceError, match="the least count is -1"):
        fit_prior([1] * 20, [1.0] * 20, least=-1)
    with pytest.raises(EvidenceError, match='conditioned by "both"'):
        fit_prior([1] * 20, [1.0] * 20, conditioned="both")  # pyright: ignore[reportArgumentType]


def test_a_table_has_a_row_for_each_pair() -> None:
    rows = shrinkage([3, 0], [1.0, 2.0], TRUTH).table()
    assert [row["observed"] for row in rows] == [3, 0]
    assert rows[0]["eb05"] < rows[0]["ebgm"] < rows[0]["eb95"]
