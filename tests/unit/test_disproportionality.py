"""Ratios of reporting from counts, held against scipy, against R and against tables that can be done by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from scipy.stats import contingency

from neurodose import disproportionality
from neurodose.errors import EvidenceError
from neurodose.evidence import information_by_beta

EXACT = 1e-12
PRINTED = 1e-9  # R's numbers below have eleven digits

# A made-up set: observed, drug, event, total.
COUNTS = np.array([[25, 200, 400, 20_000], [3, 40, 900, 20_000], [1, 5, 7, 100], [60, 80, 100, 150]], float).T


def test_a_table_done_by_hand() -> None:
    found = disproportionality(20, 100, 50, 1000)  # 20 and 80, 30 and 870
    assert found.expected[0] == 5
    assert found.ratio[0] == 4
    assert found.prr[0] == pytest.approx(0.2 / (30 / 900), rel=EXACT)
    assert found.ror[0] == pytest.approx(20 * 870 / (80 * 30), rel=EXACT)
    assert found.ic[0] == pytest.approx(np.log2(20.5 / 5.5), rel=EXACT)
    spread = 1.959963984540054 * np.sqrt(1 / 20 + 1 / 80 + 1 / 30 + 1 / 870)
    assert found.ror_high[0] == pytest.approx(7.25 * np.exp(spread), rel=EXACT)
    assert found.ror_low[0] == pytest.approx(7.25 * np.exp(-spread), rel=EXACT)


def test_ratios_and_chi_squares_are_those_of_scipy() -> None:
    found = disproportionality(*COUNTS)
    a, n_drug, n_event, n = COUNTS
    for at in range(len(a)):
        table = np.array(
            [[a[at], n_drug[at] - a[at]], [n_event[at] - a[at], n[at] - n_drug[at] - n_event[at] + a[at]]]
        ).astype(int)
        odds = contingency.odds_ratio(table, kind="sample")
        ends = odds.confidence_interval(0.95)
        assert (found.ror[at], found.ror_low[at], found.ror_high[at]) == pytest.approx(
            (odds.statistic, ends.low, ends.high), rel=1e-10
        )
        risk = contingency.relative_risk(int(a[at]), int(n_drug[at]), int(table[1, 0]), int(table[1].sum()))
        ends = risk.confidence_interval(0.95)
        assert (found.prr[at], found.prr_low[at], found.prr_high[at]) == pytest.approx(
            (risk.relative_risk, ends.low, ends.high), rel=1e-10
        )
        assert found.chi2[at] == pytest.approx(stats.chi2_contingency(table, correction=False)[0], rel=1e-10)
        assert found.chi2_yates[at] == pytest.approx(stats.chi2_contingency(table, correction=True)[0], rel=1e-10)
        assert found.p_exact[at] == pytest.approx(stats.fisher_exact(table, alternative="greater")[1], rel=1e-8)


def test_the_ends_of_an_information_component_are_quantiles_of_a_gamma() -> None:
    found = disproportionality(*COUNTS)
    for ends, q in ((found.ic_low, 0.025), (found.ic_high, 0.975)):
        wanted = stats.gamma.ppf(q, found.observed + 0.5, scale=1 / (found.expected + 0.5))
        np.testing.assert_allclose(ends, np.log2(wanted), rtol=1e-10)


def test_p_values_are_the_upper_tails_of_their_logarithms() -> None:
    # R 4.2.2: pnorm(log(ratio), 0, sd, lower.tail = FALSE) of the first two made-up tables
    found = disproportionality(*COUNTS[:, :2])
    np.testing.assert_allclose(found.p_ror, [4.74721057704979e-20, 0.182736131178428], rtol=PRINTED)
    a, n_drug, n_event, n = COUNTS[:, :2]
    c = n_event - a
    sd = np.sqrt(1 / a - 1 / n_drug + 1 / c - 1 / (n - n_drug))
    np.testing.assert_allclose(found.p_prr, stats.norm.sf(np.log(found.prr) / sd), rtol=1e-9)


def test_p_values_of_tables_are_those_of_r_and_scipy() -> None:
    # R 4.2.2: phyper(a - 1, drug, total - drug, event, lower.tail = FALSE), as 1 - phyper has no such small numbers
    found = disproportionality([25, 300, 60], [200, 20_000, 80], [400, 3_000, 100], [20_000, 2_000_000, 150])
    np.testing.assert_allclose(
        found.p_exact, [2.93941877195373e-13, 2.42636726207851e-191, 1.60680494836819e-02], rtol=PRINTED
    )
    just_so = stats.hypergeom.pmf(found.observed, found.total, found.drug, found.event)
    np.testing.assert_allclose(found.p_mid, found.p_exact - just_so / 2, rtol=EXACT)
    tables = disproportionality(*COUNTS)
    for at, (a, n_drug, n_event, n) in enumerate(COUNTS.T):
        cells = [[a, n_drug - a], [n_event - a, n - n_drug - n_event + a]]
        for name, correction in (("p_chi2", False), ("p_chi2_yates", True)):
            wanted = stats.chi2_contingency(cells, correction=correction)[1]
            assert getattr(tables, name)[at] == pytest.approx(wanted, rel=1e-9)
            assert tables.table()[at][name] == pytest.approx(wanted, rel=1e-9)


def test_lists_of_any_kind_are_the_same_counts() -> None:
    pandas, polars = pytest.importorskip("pandas"), pytest.importorskip("polars")
    wanted = disproportionality(*COUNTS).table()
    for kind in (list, tuple, lambda one: pandas.Series(one, index=[7, 5, 3, 1]), polars.Series, np.float32,
                 lambda one: pandas.Series(one.astype(int)).astype("Int64")):  # fmt: skip
        assert disproportionality(*map(kind, COUNTS)).table() == wanted


def test_the_network_with_beta_priors_is_its_formula() -> None:
    # R 4.2.2: its digamma and trigamma in the formula of Bate and others 1998
    mean, spread = information_by_beta(25, 200, 400, 20_000)
    assert mean[0] == pytest.approx(2.34752433753798, rel=PRINTED)
    assert spread[0] == pytest.approx(0.31128468357993, rel=PRINTED)


def test_an_empty_cell_is_told_and_may_be_filled() -> None:
    alone = disproportionality([5, 0], [5, 10], [10, 10], 20)
    assert np.isinf(alone.ror[0])
    assert alone.ror[1] == 0
    assert np.isnan(alone.ror_low[0])
    filled = disproportionality([5, 0], [5, 10], [10, 10], 20, added=0.5)
    assert filled.ror[0] == pytest.approx(5.5 * 10.5 / (0.5 * 5.5), rel=EXACT)
    assert np.all(np.isfinite([filled.ror_low, filled.ror_high, filled.prr_low, filled.prr_high]))
    np.testing.assert_array_equal(filled.ic, alone.ic)  # what is added to the cells is none of the component's


def test_strata_give_another_expectation_for_ratio_and_component_alone() -> None:
    plain, stratified = disproportionality(20, 100, 50, 1000), disproportionality(20, 100, 50, 1000, expected=[8.0])
    assert stratified.ratio[0] == 2.5
    assert stratified.ic[0] == pytest.approx(np.log2(20.5 / 8.5), rel=EXACT)
    assert stratified.prr[0] == plain.prr[0]


def test_enormous_counts_keep_their_digits() -> None:
    found = disproportionality(3e9, 4e10, 5e10, 1e12)
    assert found.ratio[0] == pytest.approx(1.5, rel=EXACT)
    assert found.ic_low[0] == pytest.approx(found.ic_high[0], rel=1e-3)
    assert found.ic_low[0] < found.ic[0] < found.ic_high[0]


def test_one_number_a_field_is_one_pair_and_none_is_none() -> None:
    assert len(disproportionality(3, 10, 20, 100)) == 1
    assert len(disproportionality([], [], [], 100)) == 0


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        (([1, -1], 5, 5, 20), "observed is -1"),
        (([1, np.nan], 5, 5, 20), "observed is nan"),
        ((np.ma.array([1, 2], mask=[False, True]), 5, 5, 20), r"observed is nan.*pair 2"),
        (([1, 6], 5, 9, 20), "drug is 5"),
        (([1, 6], 9, 5, 20), "event is 5"),
        (([1, 1], 9, 9, [20, 16]), "total is 16"),
        ((0, 0, 0, 0), "total is 0"),
        ((1, 2, 3, 1e300), "total is 1e\\+300"),
        (([1, 2], [3, 4, 5], 9, 20), "lists of 2, 3, 1, 1 counts"),
        (("many", 5, 5, 20), "counts are lists of numbers"),
        (([[1, 2], [3, 4]], 9, 9, 20), "2 dimensions"),
    ],
)
def test_counts_that_cannot_be_are_refused_with_their_place(counts: tuple, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        disproportionality(*counts)


def test_what_is_given_beside_the_counts_is_looked_at_too() -> None:
    with pytest.raises(EvidenceError, match="expected is -1"):
        disproportionality([1, 2], 5, 5, 20, expected=[1, -1])
    with pytest.raises(EvidenceError, match="expectations of 2 pairs"):
        disproportionality([1, 2], 5, 5, 20, expected=[1, 1, 1])
    with pytest.raises(EvidenceError, match="-1 is added to each cell"):
        disproportionality([1, 2], 5, 5, 20, added=-1)


def test_words_are_of_reports_and_never_of_risk() -> None:
    found = disproportionality([50, 10, 0], 100, [100, 100, 100], 1000)
    said = [found.tell(at) for at in range(3)]
    assert "more often than expected" in said[0]
    assert "do not tell" in said[1]
    assert "less often than expected" in said[2]
    for text in said:
        assert "association among reports" in text
        assert not {"risk", "cause", "causes", "rate", "incidence", "safer"} & set(text.lower().split())


def test_a_table_has_a_row_for_each_pair() -> None:
    found = disproportionality(*COUNTS)
    rows = found.table()
    assert [row["observed"] for row in rows] == [25, 3, 1, 60]
    assert found.at(np.array([2, 0])).table() == [rows[2], rows[0]]
