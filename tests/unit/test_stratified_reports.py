"""PRR and ROR pooled over strata, held against R (metafor, mantelhaen.test), statsmodels and what must hold of any."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose import disproportionality
from neurodose.errors import EvidenceError
from neurodose.evidence import Disproportionality, Stratified, count_pairs
from neurodose.evidence.signals.stratified import tell_change

SAME = 1e-12
PRINTED = 1e-11  # R's numbers below have some 14 digits
Cells = tuple[list[int], list[int], list[int], list[int]]

# R 4.2.2, metafor 3.8-1: exp of beta, ci.lb, ci.ub of rma.mh(ai, bi, ci, di, measure = "OR" and "RR", correct = FALSE),
# and MH; mantelhaen.test(correct = FALSE) has the same odds ratio, interval and statistic.
PLAIN: Cells = ([25, 12, 40], [175, 300, 160], [375, 90, 210], [19425, 4000, 8000])
# Empty cells, a stratum without the event, and one that holds the drug alone.
SPARSE: Cells = ([0, 3, 1, 0, 2], [4, 0, 6, 0, 3], [5, 2, 0, 3, 0], [50, 7, 12, 40, 0])
BY_R = {
    "plain": (PLAIN, (5.4612189408003, 4.23385333464451, 7.044389581308),
              (4.9559188634579, 3.9624387900258, 6.19848862851909), 222.63465171955),
    "sparse": (SPARSE, (7.02565789473684, 1.1246999126138, 43.8871456290648),
               (3.43460925039872, 0.982259036406151, 12.009602625887), 3.71361862175137),
}  # fmt: skip

strata_of_a_pair = st.lists(st.tuples(*[st.integers(0, 40)] * 4), min_size=1, max_size=6).filter(
    lambda rows: any(sum(row) for row in rows)
)
full_cells = st.tuples(*[st.integers(1, 500)] * 4)


def measure(cells: Cells | np.ndarray, **options: float) -> Disproportionality:
    a, b, c, d = (np.asarray(one) for one in cells)
    return disproportionality(a, a + b, a + c, a + b + c + d, strata=[f"s{at}" for at in range(len(a))], **options)


def pool(cells: Cells | np.ndarray) -> Stratified:
    found = measure(cells).stratified
    assert found is not None
    return found


@pytest.mark.parametrize("case", list(BY_R))
def test_pooled_ratios_are_those_of_r(case: str) -> None:
    cells, odds, proportions, chi2 = BY_R[case]
    found = pool(cells)
    np.testing.assert_allclose([found.ror[0], found.ror_low[0], found.ror_high[0]], odds, rtol=PRINTED)
    np.testing.assert_allclose([found.prr[0], found.prr_low[0], found.prr_high[0]], proportions, rtol=PRINTED)
    assert found.chi2[0] == pytest.approx(chi2, rel=PRINTED)


def test_thin_and_thick_strata_are_those_of_statsmodels(seed: int) -> None:
    tables = pytest.importorskip("statsmodels.stats.contingency_tables")
    random = np.random.default_rng(seed)
    for size in (2, 8, 400, 1_000_000):
        cells = random.integers(0, size, (4, 30)) + np.array([[0], [1], [0], [1]])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            theirs = tables.StratifiedTable(cells.reshape(2, 2, 30).astype(float))
            ends, test = theirs.oddsratio_pooled_confint(), theirs.test_null_odds(correction=False)
        ours = pool(cells)
        assert (ours.ror[0], ours.ror_low[0], ours.ror_high[0]) == pytest.approx(
            (theirs.oddsratio_pooled, *ends), rel=1e-9
        )
        assert ours.prr[0] == pytest.approx(theirs.riskratio_pooled, rel=1e-9)
        assert (ours.chi2[0], ours.p[0]) == pytest.approx((test.statistic, test.pvalue), rel=1e-6, abs=1e-12)


@given(full_cells)
def test_one_stratum_is_the_crude_table(cells: tuple[int, int, int, int]) -> None:
    found = measure(tuple([one] for one in cells))  # pyright: ignore[reportArgumentType]
    assert found.stratified is not None
    for name in ("prr", "prr_low", "prr_high", "ror", "ror_low", "ror_high"):
        np.testing.assert_allclose(getattr(found.stratified, name), getattr(found, name), rtol=1e-9)
    n = sum(cells)
    assert found.stratified.chi2[0] == pytest.approx(found.chi2[0] * (n - 1) / n, rel=1e-9, abs=1e-9)


@given(strata_of_a_pair)
def test_a_stratum_without_reports_and_one_of_one_kind_change_nothing_of_the_odds(
    rows: list[tuple[int, int, int, int]],
) -> None:
    cells = np.array(rows).T
    silent = np.array([[0, 0, 0, 0], [0, 0, 3, 9], [4, 7, 0, 0], [0, 5, 0, 9]]).T
    one, other = pool(cells), pool(np.hstack([cells, silent]))
    for name in ("ror", "ror_low", "ror_high", "prr", "chi2", "informative"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-9)


@given(strata_of_a_pair)
def test_any_strata_have_an_answer_whose_interval_holds_it(rows: list[tuple[int, int, int, int]]) -> None:
    found = pool(np.array(rows).T)
    assert 0 <= found.informative[0] <= len(rows)
    for name in ("prr", "ror"):
        low, middle, high = (getattr(found, f"{name}{end}")[0] for end in ("_low", "", "_high"))
        if 0 < middle < np.inf:
            assert low <= middle <= high
    if not found.informative[0]:
        assert np.isnan(found.ror[0])


def test_empty_cells_in_all_strata_are_told_and_not_filled() -> None:
    never = pool(([0, 0], [5, 5], [3, 2], [40, 60]))
    assert (never.ror[0], never.prr[0]) == (0, 0)
    assert np.isnan(never.ror_low[0])
    always = pool(([2, 3], [5, 5], [0, 0], [40, 60]))
    assert np.isinf(always.ror[0])
    assert np.isinf(always.prr[0])


def test_an_association_that_age_makes_alone_goes_within_ages() -> None:
    # The young: drug 400 of 1000, event 200; the old: drug 20 of 1000, event 10; independent in both.
    found = measure(([80, 0.2], [320, 19.8], [120, 9.8], [480, 970.2]))  # pyright: ignore[reportArgumentType]
    assert found.stratified is not None
    assert found.ror[0] > 2
    assert found.stratified.ror[0] == pytest.approx(1, rel=SAME)
    assert found.stratified.prr[0] == pytest.approx(1, rel=SAME)
    assert found.expected[0] == pytest.approx(80.2, rel=SAME)
    assert found.ic[0] == pytest.approx(0, abs=SAME)


def test_many_pairs_are_each_by_itself() -> None:
    a = np.array([PLAIN[0], [5, 4, 3]])
    found = disproportionality(a, [200, 312, 200], a + [375, 90, 210], [20_000, 4402, 8410], strata=["x", "y", "z"])
    assert found.stratified is not None
    assert found.stratified.ror[0] == pytest.approx(BY_R["plain"][1][0], rel=PRINTED)
    last = found.at(np.array([1]))
    assert last.stratified is not None
    assert last.stratified.ror[0] == found.stratified.ror[1] != found.stratified.ror[0]
    row = found.table()[1]
    assert (row["observed"], row["stratified_ror"]) == (12, found.stratified.ror[1])
    assert row["stratified_informative"] == 3


def test_mentions_with_strata_are_pooled_as_their_tables_are(seed: int) -> None:
    random = np.random.default_rng(seed)
    ids = np.arange(600)
    drugs, events = random.choice(["tea", "gum", "ink"], 600), random.choice(["rash", "cough"], 600)
    sexes = random.choice(["F", "M"], 600)
    pairs = count_pairs(ids, drugs, events, strata=sexes)
    found = pairs.measure().stratified
    assert found is not None
    for at, (drug, event) in enumerate(zip(pairs.drugs, pairs.events, strict=True)):
        cells = [[np.sum((sexes == sex) & ((drugs == drug) == one) & ((events == event) == two)) for sex in "FM"]
                 for one in (True, False) for two in (True, False)]  # fmt: skip
        assert found.at(np.array([at])).row(0) == pytest.approx(pool(np.array(cells)).row(0), rel=1e-9)
    assert count_pairs(ids, drugs, events).measure().stratified is None


@pytest.mark.parametrize(
    ("crude", "pooled", "said"),
    [
        ((2.0, 1.5), (0.8, 0.5), "on the other side of 1"),
        ((2.0, 1.5), (1.9, 0.9), "above 1 in crude counts alone"),
        ((1.5, 0.9), (1.8, 1.1), "above 1 within strata alone"),
        ((3.0, 2.0), (2.4, 1.4), "much smaller"),
        ((2.4, 1.4), (3.0, 2.0), "much larger"),
        ((3.0, 2.0), (2.6, 1.7), ""),
        ((1.0, 0.5), (1.1, 0.6), ""),
        ((2.0, 1.5), (np.nan, np.nan), "no stratum compares them"),
        ((np.inf, np.nan), (np.inf, np.nan), "no stratum compares them"),
        ((0.0, np.nan), (0.0, np.nan), ""),
    ],
)
def test_what_strata_change_is_said(crude: tuple[float, float], pooled: tuple[float, float], said: str) -> None:
    assert tell_change(*crude, *pooled) == said


@pytest.mark.parametrize(
    ("counts", "strata", "said"),
    [
        (([[1, 9]], [[5, 5]], [[5, 9]], [[20, 20]]), ["F", "M"], "pair 1, stratum M"),
        (([[1, 1]], [[5, 5]], [[5, 9]], [[20, 20]]), ["F", "M", "?"], "counts are 1 × 2.*there are 3 strata"),
        (([[1, 1]], [[5, 5]], [[5, 9]], 40), ["F", "M"], "a number, and there are 2 strata"),
        (([[1, 1]], [[5, 5]], [[5, 9]], [[20, 20]]), "FM", "a list of names"),
        (([[0, 0]], [[0, 0]], [[0, 0]], [[0, 0]]), ["F", "M"], "total is 0"),
        (([1, 2], [3, 4, 5], [9, 9], [20, 20]), ["F", "M"], "do not go together"),
    ],
)
def test_strata_that_cannot_be_are_refused(counts: tuple, strata: list[str], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        disproportionality(*counts, strata=strata)
