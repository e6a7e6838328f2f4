"""Beliefs from stated priors against brute force, closed forms and limits where everyone agrees."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.beliefs.bayesian import Bayesian, Posterior, across_priors
from neurodose.evidence.beliefs.mixture import Mixture
from neurodose.evidence.beliefs.priors import (
    Flat,
    HalfCauchy,
    HalfNormal,
    HalfStudent,
    Known,
    LogNormalVariance,
    LogStudentVariance,
    Normal,
    Spread,
    UniformUpTo,
    default_priors,
)
from neurodose.evidence.effects import Arms, Effects
from neurodose.evidence.regression import fit_regression
from neurodose.evidence.synthesis import CommonEffect, RandomEffects, synthesize

EXACT = 1e-9  # relative: a sum over tau settles far below it
SUMMED = 2e-6  # relative: what the grid of the brute force leaves

# Eight schools (Rubin 1981).
SCHOOLS = Effects.of("ABCDEFGH", [28, 8, -3, 7, -1, 1, 18, 12], errors=[15, 10, 16, 11, 9, 11, 10, 18], measure="GEN")
STATED = Bayesian(Normal(0, 5), HalfCauchy(5))
SPREADS: tuple[Spread, ...] = (
    HalfNormal(0.5),
    HalfCauchy(0.5),
    HalfStudent(0.5, 4),
    UniformUpTo(2),
    LogNormalVariance(-2.5, 1.5),
    LogStudentVariance(-3, 1.5, 5),
)


def made_up(k: int, seed: int, spread: float = 0.3) -> Effects:
    rng = np.random.default_rng(seed)
    errors = rng.uniform(0.1, 0.5, k)
    estimates = rng.normal(0.3, np.hypot(spread, errors))
    doses = rng.uniform(0, 2, k)
    names = [f"S{i}" for i in range(k)]
    return Effects.of(names, estimates, errors=errors, measure="OR", columns={"dose": doses})


def brute_force(effects: Effects, mean: Normal, between: Spread) -> dict[str, float]:
    """Both parameters on a plain grid, and nothing taken out in closed form."""
    u, mu = np.linspace(np.log(1e-6), np.log(1e5), 4001), np.linspace(-45, 60, 3001)
    tau = np.exp(u)[:, None]
    height = (between.log_density(tau) + np.log(tau)) - 0.5 * ((mu - mean.mean) / mean.sd) ** 2
    height = height - np.log(mean.sd * np.sqrt(2 * np.pi))
    for y, v in zip(effects.estimates, effects.variances, strict=True):
        height = height - 0.5 * np.log(2 * np.pi * (v + tau**2)) - 0.5 * (y - mu) ** 2 / (v + tau**2)
    top = height.max()
    weight = np.exp(height - top)
    total = weight.sum()
    average = float((weight * mu).sum() / total)
    return {
        "mean": average,
        "sd": float(np.sqrt((weight * (mu - average) ** 2).sum() / total)),
        "tau": float((weight.sum(axis=1) * np.exp(u)).sum() / total),
        "evidence": float(np.log(total * (u[1] - u[0]) * (mu[1] - mu[0])) + top),
        "new": float(
            np.sqrt(((weight.sum(axis=1) * np.exp(2 * u)).sum() + (weight * (mu - average) ** 2).sum()) / total)
        ),
    }


def test_a_posterior_is_that_of_a_sum_over_both_parameters() -> None:
    pool = synthesize(SCHOOLS, STATED)
    slow = brute_force(SCHOOLS, Normal(0, 5), HalfCauchy(5))
    found = (pool.mean.mean, pool.error, pool.integrated.tau_mean, pool.integrated.log_evidence, pool.next_study.sd)
    assert found == pytest.approx(tuple(slow.values()), rel=SUMMED)


def test_a_posterior_of_schools_is_that_of_long_chains() -> None:
    # posteriordb's reference draws of eight schools (10,000, two chains apart): mean of mu 4.4, of tau 3.6.
    pool = synthesize(SCHOOLS, STATED)
    assert pool.mean.mean == pytest.approx(4.4, abs=0.1)
    assert pool.integrated.tau_mean == pytest.approx(3.6, abs=0.1)


def test_a_known_spread_and_a_flat_mean_are_the_weighted_mean() -> None:
    effects = made_up(12, 1)
    plain = synthesize(effects, CommonEffect())
    pool = synthesize(effects, Bayesian(Flat(), Known(0)))
    assert (pool.estimate, pool.error) == pytest.approx((plain.estimate, plain.error), rel=EXACT)
    assert pool.interval == pytest.approx(plain.interval, rel=EXACT)
    given = fit_regression(effects.estimates, effects.variances, tau2=0.09)
    assert synthesize(effects, Bayesian(Flat(), Known(0.3))).error == pytest.approx(float(given.errors[0]), rel=EXACT)


def test_many_studies_outweigh_any_prior() -> None:
    effects = made_up(3000, 2)
    plain = synthesize(effects, RandomEffects("REML", test="normal"))
    for between in SPREADS:
        pool = synthesize(effects, Bayesian(Flat(), between))
        assert pool.estimate == pytest.approx(plain.estimate, abs=0.02 * plain.error)
        assert pool.tau == pytest.approx(plain.tau2**0.5, rel=0.01)


def test_the_height_over_tau_is_the_restricted_likelihood_where_the_mean_is_flat() -> None:
    effects = made_up(9, 3)
    hierarchy = synthesize(effects, Bayesian(Flat(), HalfNormal(1))).integrated.hierarchy
    tau = np.array([0.05, 0.2, 0.7])
    fits = [fit_regression(effects.estimates, effects.variances, tau2=t**2).restricted_log_likelihood for t in tau]
    apart = hierarchy.given(tau)[0] - np.array(fits)
    assert np.ptp(apart) == pytest.approx(0, abs=EXACT)


@pytest.mark.parametrize("between", SPREADS, ids=lambda p: p.told)
def test_one_study_says_nothing_of_how_studies_differ(between: Spread) -> None:
    """Where the mean is flat, the posterior of tau is its prior."""
    from scipy.integrate import quad

    pool = Bayesian(Flat(), between).fit(made_up(1, 4))
    middle = pool.tau
    share = quad(lambda u: float(np.exp(between.log_density(np.array(np.exp(u))) + u)), -40, np.log(middle), limit=500)
    assert share[0] == pytest.approx(0.5, rel=1e-7)
    assert pool.integrated.log_evidence == pytest.approx(0, abs=EXACT)  # so the prior is a density of one


def test_shrunken_effects_lie_between_what_was_seen_and_the_mean() -> None:
    pool = synthesize(SCHOOLS, STATED)
    for at, study in enumerate(SCHOOLS.studies):
        held = pool.of_study(study)
        low, high = sorted((pool.mean.mean, float(SCHOOLS.estimates[at])))
        assert low < held.mean < high
        assert held.sd < SCHOOLS.errors[at]


def test_shrunken_effects_average_to_the_mean() -> None:
    """Given tau, the mean is the average of true effects, pulled to its prior: with a flat prior, of the weights."""
    effects = Effects.of("ABCD", [0.1, 0.4, -0.2, 0.5], errors=[0.2] * 4, measure="OR")
    pool = Bayesian(Flat(), HalfNormal(0.5)).fit(effects)
    assert np.mean([pool.of_study(s).mean for s in "ABCD"]) == pytest.approx(pool.mean.mean, rel=EXACT)


def test_a_study_that_stands_alone_in_its_tail_is_the_new_study() -> None:
    """A study that says next to nothing is believed to have what the next one would."""
    known = made_up(6, 5)
    vague = Effects.of(
        [*known.studies, "vague"], [*known.estimates, 3.0], variances=[*known.variances, 1e12], measure="OR"
    )
    pool = synthesize(vague, Bayesian())
    assert pool.of_study("vague").interval() == pytest.approx(pool.next_study.interval(), rel=1e-6)


def test_a_moderator_with_a_flat_prior_is_meta_regression() -> None:
    effects = made_up(20, 6)
    pool = synthesize(effects, Bayesian(Flat(), Known(0.25), columns=("dose",)))
    design = np.column_stack([np.ones(20), effects.column("dose")])
    plain = fit_regression(effects.estimates, effects.variances, design, tau2=0.0625)
    assert pool.coefficient("dose").mean == pytest.approx(float(plain.coefficients[1]), rel=EXACT)
    assert pool.coefficient("dose").sd == pytest.approx(float(plain.errors[1]), rel=EXACT)
    row = np.array([1.0, 0.7])
    assert (pool.at(row).mean, pool.at(row).sd) == pytest.approx(plain.predict(row), rel=EXACT)


def test_chances_are_those_of_the_interval() -> None:
    pool = synthesize(made_up(8, 7), Bayesian())
    low, high = pool.interval
    assert pool.probability_below(low) == pytest.approx(0.025, rel=EXACT)
    assert pool.probability_above(high) == pytest.approx(0.025, rel=EXACT)
    assert pool.probability_between(low, high) == pytest.approx(0.95, rel=EXACT)
    tau_low, tau_high = pool.tau_interval
    assert pool.integrated.tau_above(tau_low) == pytest.approx(0.975, rel=1e-6)
    assert pool.integrated.tau_above(tau_high) == pytest.approx(0.025, rel=1e-6)


def test_a_bayes_factor_is_the_ratio_of_two_evidences() -> None:
    effects = made_up(10, 8)
    pool = synthesize(effects, Bayesian(Normal(0, 1), HalfNormal(0.5)))
    null = synthesize(effects, Bayesian(Normal(0, 1e-7), HalfNormal(0.5)))  # a mean that is zero
    ratio = np.exp(pool.integrated.log_evidence - null.integrated.log_evidence)
    assert pool.bayes_factor() == pytest.approx(ratio, rel=1e-6)
    same = synthesize(effects, Bayesian(Normal(0, 1), Known(0)))
    ratio = np.exp(pool.integrated.log_evidence - same.integrated.log_evidence)
    assert pool.bayes_factor_of_spread == pytest.approx(ratio, rel=EXACT)


def test_a_flat_prior_has_no_bayes_factor() -> None:
    pool = synthesize(made_up(4, 9), Bayesian(Flat(), HalfNormal(0.5)))
    with pytest.raises(EvidenceError, match="no Bayes factor"):
        pool.bayes_factor()


def test_a_tail_without_an_end_has_no_standard_deviation_and_still_an_interval() -> None:
    effects = Effects.of("AB", [0.2, 0.4], errors=[0.3, 0.2], measure="OR")
    pool = synthesize(effects, Bayesian(Flat(), HalfCauchy(0.5)))
    assert pool.error == float("inf")
    assert np.isfinite(pool.interval).all()
    assert np.isfinite(pool.prediction).all()
    assert np.isfinite(synthesize(effects, Bayesian(Flat(), UniformUpTo(2))).error)


def test_what_is_believed_is_told_with_its_priors() -> None:
    effects = made_up(5, 10)
    assert "half-normal(0.5)" in synthesize(effects, Bayesian()).method
    assert "remembered" in synthesize(effects, Bayesian()).method
    stated = synthesize(effects, Bayesian(Normal(0, 1), HalfCauchy(0.2))).method
    assert "normal(0, 1)" in stated
    assert "as stated" in stated


def test_other_priors_stand_beside_the_default() -> None:
    rows = across_priors(made_up(3, 11))
    assert len(rows) == 5
    widths = {row["priors"]: float(row["prediction_high"]) / float(row["prediction_low"]) for row in rows}
    assert widths["studies differ half as much"] < widths["default"] < widths["studies differ twice as much"]


def test_a_table_has_a_row_for_each_study() -> None:
    pool: Posterior = synthesize(SCHOOLS, STATED)
    rows = pool.table()
    assert [row["study"] for row in rows] == list("ABCDEFGH")
    assert rows[0]["seen"] == 28


def test_a_scale_that_is_not_known_has_no_default_prior() -> None:
    with pytest.raises(EvidenceError, match="no scale of its own"):
        synthesize(SCHOOLS, Bayesian())
    arms = Arms(sds=np.full((8, 2), 10.0))
    points = replace(SCHOOLS, arms=arms, measure=Effects.of("A", [1], errors=[1], measure="MD").measure)
    assert default_priors(points).between == HalfNormal(5.0)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: HalfNormal(0), "no width of a prior"),
        (lambda: Normal(0, -1), "no width of a prior"),
        (lambda: Bayesian(Flat(), columns=("dose",)).fit(made_up(1, 1)), "cannot tell 2 coefficients apart"),
        (lambda: Bayesian().fit(made_up(2, 1).take([0, 0])), "more than once"),
        (lambda: synthesize(SCHOOLS, STATED).of_study("Z"), 'no study is called "Z"'),
        (lambda: synthesize(SCHOOLS, STATED).coefficient("dose"), 'no coefficient is called "dose"'),
        (lambda: Mixture(np.ones(1), np.zeros(1), np.ones(1)).quantile(1.5), "no share"),
    ],
)
def test_what_cannot_be_believed_is_refused(make: object, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        make()  # pyright: ignore[reportCallIssue]


def test_small_chances_keep_their_digits() -> None:
    from scipy.stats import norm

    one = Mixture(np.array([0.5, 0.5]), np.zeros(2), np.ones(2))
    assert one.above(10.0) == pytest.approx(float(norm.sf(10)), rel=EXACT)
    assert one.quantile(1e-12) == pytest.approx(float(norm.ppf(1e-12)), rel=EXACT)
