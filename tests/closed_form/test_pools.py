"""Pools of which the answer can be written down."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest

from neurodose.evidence.effects import Effects
from neurodose.evidence.heterogeneity import ESTIMATORS, Estimator
from neurodose.evidence.pools.counts import MantelHaenszel, Peto
from neurodose.evidence.pools.subgroups import synthesize_subgroups
from neurodose.evidence.regression import TESTS, Test
from neurodose.evidence.sizes.tables import effects_of_counts
from neurodose.evidence.synthesis import CommonEffect, MetaRegression, RandomEffects, synthesize

EXACT = 1e-9  # rounding, and the end of a search
Z, T1 = 1.959963984540054, 12.706204736432095  # of the normal, and of t with one degree of freedom


def pair(first: float, second: float, variance: float) -> Effects:
    return Effects.of(["Rome", "Berlin"], [first, second], variances=[variance, variance])


@pytest.mark.parametrize("estimator", [name for name in ESTIMATORS if name not in ("HS", "ML", "SJ")])
def test_two_studies_as_sure_as_one_another_differ_by_more_than_chance(estimator: Estimator) -> None:
    """Of equal variances v, unbiased estimators of tau² agree: the variance of the effects less v."""
    pool = synthesize(pair(0.0, 2.0, 0.5), RandomEffects(estimator, "normal"))
    assert pool.tau2 == pytest.approx(2 - 0.5, rel=EXACT)
    assert pool.estimate == pytest.approx(1)
    assert pool.error == pytest.approx(1)
    assert pool.fit.q == pytest.approx(4)


def test_maximum_likelihood_divides_by_the_number_of_studies() -> None:
    assert synthesize(pair(0.0, 2.0, 0.5), RandomEffects("ML", "normal")).tau2 == pytest.approx(1 - 0.5, rel=EXACT)


@pytest.mark.parametrize("estimator", ESTIMATORS)
@pytest.mark.parametrize("test", [test for test in TESTS if test != "Hartung-Knapp"])  # that of nothing is nothing
def test_effects_that_are_equal_have_no_spread_between_them(estimator: Estimator, test: Test) -> None:
    effects = Effects.of("ABC", [0.3] * 3, variances=[0.1, 0.2, 0.3])
    pool = synthesize(effects, RandomEffects(estimator, test))
    assert pool.tau2 == pytest.approx(0, abs=EXACT)
    assert pool.estimate == pytest.approx(0.3)
    assert pool.error == pytest.approx((1 / 0.1 + 1 / 0.2 + 1 / 0.3) ** -0.5)
    assert pool.i2 == pytest.approx(0, abs=1e-6)


def test_hartung_and_knapp_of_two_studies() -> None:
    pool = synthesize(pair(0.0, 2.0, 0.5), CommonEffect("Hartung-Knapp"))
    # the mean square is Q, 4, over one degree of freedom, and the plain error √(0.5 / 2)
    assert pool.error == pytest.approx(1)
    assert pool.interval == pytest.approx((1 - T1, 1 + T1))
    bounded = synthesize(pair(0.9, 1.1, 0.5), CommonEffect("Hartung-Knapp, bounded"))
    assert bounded.error == pytest.approx(0.5)  # and not √(0.02 / 2)


def test_weights_are_what_each_study_knows() -> None:
    effects = Effects.of(["Rome", "Berlin"], [1.0, 3.0], variances=[1.0, 3.0])
    pool = synthesize(effects, CommonEffect())
    assert pool.weights == pytest.approx([0.75, 0.25])
    assert pool.estimate == pytest.approx(1.5)
    assert pool.interval == pytest.approx((1.5 - Z * sqrt(0.75), 1.5 + Z * sqrt(0.75)))


def test_a_straight_line_through_three_studies_leaves_nothing() -> None:
    effects = Effects.of("ABC", [1.0, 2.0, 3.0], variances=[0.1, 0.2, 0.1], columns={"dose": [10.0, 20.0, 30.0]})
    pool = synthesize(effects, MetaRegression(("dose",), "DL", "normal"))
    assert pool.fit.coefficients == pytest.approx([0, 0.1], abs=EXACT)
    assert (pool.tau2, pool.fit.q) == pytest.approx((0, 0), abs=EXACT)


def test_a_ratio_is_told_as_a_ratio() -> None:
    pool = synthesize(Effects.of("A", [log(2)], variances=[0.04], measure="RR"), CommonEffect())
    assert pool.shown == pytest.approx({"estimate": 2, "low": 2 / np.exp(Z * 0.2), "high": 2 * np.exp(Z * 0.2)})


def test_one_table_alone_is_its_own_pool() -> None:
    """The estimate of a single table is its plain ratio or difference."""
    events, totals = [[30, 12]], [[42, 40]]
    plain = {"RR": log((30 / 42) / (12 / 40)), "OR": log((30 / 12) / (12 / 28)), "RD": 30 / 42 - 12 / 40}
    for measure, value in plain.items():
        pool = synthesize(effects_of_counts(["Rome"], events, totals, measure), MantelHaenszel())
        assert pool.estimate == pytest.approx(value)
        assert (pool.q, pool.free) == (0, 0)
    # Woolf's variance is what that of Robins, Breslow and Greenland becomes for one table
    alone = synthesize(effects_of_counts(["Rome"], events, totals, "OR"), MantelHaenszel())
    assert alone.error**2 == pytest.approx(1 / 30 + 1 / 12 + 1 / 12 + 1 / 28)


def test_peto_is_what_was_observed_less_what_was_expected() -> None:
    pool = synthesize(effects_of_counts(["Rome"], [[3, 1]], [[10, 10]], "OR"), Peto())
    variance = 4 * 16 * 100 / (400 * 19)
    assert pool.estimate == pytest.approx((3 - 2) / variance)
    assert pool.error == pytest.approx(variance**-0.5)


def test_kinds_that_do_not_differ_have_no_q_between_them() -> None:
    effects = Effects.of("ABCD", [1, 2, 1, 2], variances=[1] * 4, columns={"route": ["oral", "oral", "depot", "depot"]})
    groups = synthesize_subgroups(effects, "route", CommonEffect())
    assert groups.q == pytest.approx(0)
    assert groups.p == pytest.approx(1)
    assert groups["oral"].estimate == groups["depot"].estimate == pytest.approx(1.5)
