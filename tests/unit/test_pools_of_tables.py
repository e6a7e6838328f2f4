"""Pools that are made of tables, against metafor and statsmodels; the tables are made up."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.pools.counts import MantelHaenszel, Peto
from neurodose.evidence.pools.stratified_tests import ask_association, ask_homogeneity, expect_at_odds_ratio
from neurodose.evidence.sizes.tables import effects_of_counts, effects_of_rates
from neurodose.evidence.synthesis import synthesize

CLOSED = 1e-9  # closed forms, of numbers printed with twelve digits

EVENTS = [[4, 9], [0, 3], [12, 10], [9, 0], [0, 0], [30, 30]]
TOTALS = [[40, 38], [25, 27], [60, 64], [30, 32], [18, 20], [30, 31]]
# metafor 3.8-1: rma.mh(measure=…) of them: estimate, error, Q (of five studies, since one is silent)
TABLES = {
    "RR": (0.088831055119, 0.121134346519, 10.569324494377),
    "OR": (0.224498780591, 0.307515199331, 10.568701864144),
    "RD": (0.0229915912844, 0.0314836956860, 17.1987873897957),
}


@pytest.mark.parametrize("measure", TABLES)
def test_tables_are_pooled_as_metafor_pools_them(measure: str) -> None:
    for keep_silent in (True, False):  # a silent study adds nothing to a ratio; to a difference it does, and is kept
        pool = synthesize(
            effects_of_counts("ABCDEF", EVENTS, TOTALS, measure, keep_silent=keep_silent), MantelHaenszel()
        )
        assert (pool.estimate, pool.error, pool.q) == pytest.approx(TABLES[measure], rel=CLOSED)
        assert pool.free == 4
        assert pool.weights.sum() == pytest.approx(1)


def test_peto_pools_tables_as_metafor_does() -> None:
    pool = synthesize(effects_of_counts("ABCDEF", EVENTS, TOTALS, "OR"), Peto())
    # rma.peto() of them
    expected = (0.23314732899042, 0.31280147408643, 17.34896334584714, 0.00165328673911, 76.94386736393970)
    assert (pool.estimate, pool.error, pool.q, pool.q_p, pool.i2) == pytest.approx(expected, rel=CLOSED)


# rma.mh(x1i=…, t1i=…, x2i=…, t2i=…, measure=…)
RATES = {
    "IRR": (0.0368329423865, 0.2169405313024, 6.2344685232117),
    "IRD": (0.00387877830235, 0.02300141893627, 7.56754014122903),
}


@pytest.mark.parametrize("measure", RATES)
def test_rates_are_pooled_as_metafor_pools_them(measure: str) -> None:
    events, time = [[10, 15], [0, 4], [25, 20], [7, 3]], [[100, 95], [50, 55], [210, 220], [33, 40]]
    pool = synthesize(effects_of_rates("ABCD", events, time, measure), MantelHaenszel())
    assert (pool.estimate, pool.error, pool.q) == pytest.approx(RATES[measure], rel=CLOSED)


def test_statsmodels_finds_the_same_common_odds_ratio() -> None:
    from statsmodels.stats.contingency_tables import StratifiedTable

    (a, c), (n, m) = np.array(EVENTS, float).T, np.array(TOTALS, float).T
    theirs = StratifiedTable(np.array([[a, c], [n - a, m - c]]))
    pool = synthesize(effects_of_counts("ABCDEF", EVENTS, TOTALS, "OR"), MantelHaenszel())
    assert (pool.estimate, pool.error) == pytest.approx((theirs.logodds_pooled, theirs.logodds_pooled_se))


def test_tables_are_tested_as_metafor_tests_them() -> None:
    events, totals = np.array(EVENTS, float), np.array(TOTALS, float)
    # rma.mh(measure = "OR") of them: CO/MH, BD, TA
    assert ask_association(events, totals) == pytest.approx((0.3468640596297, 1, 0.5558937005604), rel=CLOSED)
    ratio = float(np.exp(TABLES["OR"][0]))
    assert ask_homogeneity(events, totals, ratio, tarone=False).statistic == pytest.approx(17.7224434467830, rel=CLOSED)
    assert ask_homogeneity(events, totals, ratio) == pytest.approx((17.7210435413775, 4, 0.0013990208421), rel=CLOSED)
    with pytest.raises(EvidenceError, match="there is nothing to be tested"):
        ask_association(np.zeros((2, 2)), totals[:2])


@pytest.mark.parametrize("ratio", [0.2, 1.0, 4.0])
def test_a_table_that_is_expected_has_the_odds_ratio_it_was_expected_at(ratio: float) -> None:
    a = expect_at_odds_ratio(np.array([13.0]), np.array([[40.0, 38.0]]), ratio)[0]
    assert a * (38 - 13 + a) / ((40 - a) * (13 - a)) == pytest.approx(ratio)


def test_tables_that_cannot_be_pooled_say_why() -> None:
    nobody = effects_of_counts("AB", [[0, 3], [0, 4]], [[20, 20], [30, 30]])
    with pytest.raises(EvidenceError, match="nobody of the treatment arms of all studies had the event"):
        synthesize(nobody, MantelHaenszel())
    everybody = effects_of_counts("AB", [[3, 20], [2, 30]], [[20, 20], [30, 30]], "OR")
    with pytest.raises(EvidenceError, match="everybody of the control arms"):
        synthesize(everybody, MantelHaenszel())
    with pytest.raises(EvidenceError, match=r"events of both arms are not known \(study A, events\)"):
        synthesize(Effects.of("AB", [0.1, 0.2], variances=[1, 1], measure="RR"), MantelHaenszel())
    with pytest.raises(EvidenceError, match="weights are not for hazard ratios"):
        synthesize(nobody, MantelHaenszel("HR"))
    with pytest.raises(EvidenceError, match="nobody, or everybody, of all studies had the event"):
        synthesize(effects_of_counts("A", [[0, 0]], [[20, 20]], "RD"), Peto())


def test_a_pool_of_tables_reads_like_any_other() -> None:
    pool = synthesize(effects_of_counts("ABCDEF", EVENTS, TOTALS), MantelHaenszel())
    assert pool.shown["estimate"] == pytest.approx(np.exp(pool.estimate))
    assert pool.shown["low"] < pool.shown["estimate"] < pool.shown["high"]
    assert len(pool.table()) == pool.k == 5
    assert (pool.prediction, pool.tau2, pool.tau2_interval, pool.i2_interval) == (None, 0, None, None)
    assert 0 < pool.p < 1
