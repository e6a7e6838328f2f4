"""Masking, comparators, trends, time to onset and negative controls: made-up reports with a known answer."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import optimize, stats

from neurodose.errors import EvidenceError
from neurodose.evidence import (
    compare_reports,
    count_pairs,
    find_masking,
    find_trend,
    fit_null,
    fit_onset,
    restrict_to_comparators,
    unmask,
)

CLOSE = 1e-6  # of a searched number
WORDS_OF_RISK = {"risk", "cause", "causes", "caused", "incidence", "safer", "safe", "dangerous"}


def make_mentions() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """400 reports of a drug that draws nearly all bleeding, 30 of another with some, 1570 of others with little."""
    told = [("warfarin", "bleeding")] * 380 + [("warfarin", "rash")] * 20
    told += [("tea", "bleeding")] * 6 + [("tea", "rash")] * 24
    told += [("gum", "bleeding")] * 20 + [("gum", "rash")] * 1550
    drugs, events = (np.array(column) for column in zip(*told, strict=True))
    return np.arange(len(told)), drugs, events


def test_a_drug_that_draws_most_reports_masks_the_others() -> None:
    found = unmask(*make_mentions(), "warfarin")
    place = {(row["drug"], row["event"]): row for row in found.table()}
    assert (found.removed, found.kept) == (400, 1600)
    assert place["tea", "bleeding"]["revealed"]
    assert not place["gum", "rash"]["revealed"]
    assert place["tea", "bleeding"]["observed"] == place["tea", "bleeding"]["observed_without"] == 6


def test_masking_is_how_much_the_expectation_of_others_shrinks() -> None:
    mentions = make_mentions()
    pairs = count_pairs(*mentions)
    at, tea = pairs.find("warfarin", "bleeding"), pairs.find("tea", "bleeding")
    assert at is not None
    assert tea is not None
    masking = find_masking(pairs.observed, pairs.drug, pairs.event, pairs.total)
    after = count_pairs(*(column[mentions[1] != "warfarin"] for column in mentions))
    other = after.find("tea", "bleeding")
    assert other is not None
    assert pairs.expected[tea] / after.expected[other] == pytest.approx(masking[at], rel=1e-12)
    assert find_masking(5, 5, 5, 20)[0] == np.inf


def test_what_cannot_be_unmasked_is_refused() -> None:
    mentions = make_mentions()
    with pytest.raises(EvidenceError, match='no report names "coffee"'):
        unmask(*mentions, "coffee")
    with pytest.raises(EvidenceError, match='every report names "tea"'):
        unmask([1, 2], ["tea", "tea"], ["rash", "rash"], "tea")


def test_a_comparator_leaves_only_its_own_reports_as_background() -> None:
    ids, drugs, events = make_mentions()
    found = restrict_to_comparators(ids, drugs, events, "tea", ["warfarin"])
    at = found.events.tolist().index("bleeding")
    assert (found.measures.observed[at], found.measures.drug[at], found.measures.total[at]) == (6, 30, 430)
    assert found.measures.ror[at] == pytest.approx((6 / 24) / (380 / 20))
    by_counts = compare_reports([6], [30], [380], [400])
    assert by_counts.ror[0] == found.measures.ror[at]
    said = found.tell("bleeding")
    assert said.startswith("bleeding is named by 6 of 30 reports of tea, and by 380 of 400 of warfarin")
    assert not WORDS_OF_RISK & set(said.lower().split())


def test_reports_of_both_drugs_are_left_out_and_counted() -> None:
    found = restrict_to_comparators(
        [1, 1, 2, 3, 3], ["tea", "gum", "tea", "gum", "gum"], ["rash", "rash", "rash", "rash", "cough"], "tea", ["gum"]
    )
    assert found.left_out == 1
    assert found.measures.total.tolist() == [2, 2]
    with pytest.raises(EvidenceError, match='names "fever"'):
        found.tell("fever")


def test_an_event_of_the_drug_alone_has_an_infinite_ratio_without_an_interval() -> None:
    told = restrict_to_comparators(
        [1, 2, 3, 4], ["tea", "tea", "gum", "gum"], ["rash", "cough", "cough", "cough"], "tea", ["gum"]
    ).tell("rash")
    assert "reporting odds ratio infinite (no interval)" in told


def test_comparators_that_are_none_are_refused() -> None:
    mentions = make_mentions()
    with pytest.raises(EvidenceError, match="needs comparators"):
        restrict_to_comparators(*mentions, "tea", ["tea"])
    with pytest.raises(EvidenceError, match="no report names coffee"):
        restrict_to_comparators(*mentions, "tea", ["coffee"])
    with pytest.raises(EvidenceError, match="names the other too"):
        restrict_to_comparators([1, 1], ["tea", "gum"], ["rash", "rash"], "tea", ["gum"])
    with pytest.raises(EvidenceError, match="more reports of the comparators"):
        compare_reports([1], [5], [9], [5])
    with pytest.raises(EvidenceError, match="lists of numbers"):
        compare_reports(["a"], [5], [9], [5])


QUARTERS = [f"{2015 + at // 4}Q{at % 4 + 1}" for at in range(12)]


def test_a_change_is_found_where_it_was_made() -> None:
    observed = [2, 1, 2, 3, 1, 2, 8, 9, 7, 10, 8, 9]
    trend = find_trend(QUARTERS, observed, [100] * 12, [200] * 12, [10_000] * 12)
    assert trend.change is not None
    assert trend.change.period == "2016Q3"
    assert trend.change.before == pytest.approx(11 / 12)
    assert trend.change.after == pytest.approx(51 / 12)
    assert trend.change.p < 0.01
    assert trend.above_since is not None
    assert trend.above_since >= "2016Q3"
    said = trend.tell()
    assert "From 2016Q3 on, 4.2 times what is expected" in said
    assert not WORDS_OF_RISK & set(said.lower().split())


def test_growth_of_drug_and_event_alone_is_no_trend() -> None:
    years = np.arange(12)
    n_drug, n_event, n = 100 + 300 * years, 200 + 200 * years, 10_000 + 500 * years
    trend = find_trend(QUARTERS, np.round(n_drug * n_event / n), n_drug, n_event, n)
    assert trend.change is not None
    assert trend.change.p > 0.2
    assert trend.above_since is None
    assert "No change over time" in trend.tell()
    np.testing.assert_allclose(trend.cumulated.expected, np.cumsum(trend.alone.expected))


def test_a_split_without_a_change_is_as_rare_as_it_says(seed: int) -> None:
    random = np.random.default_rng(seed)
    sizes = [
        change.p
        for _ in range(300)
        if (
            change := find_trend(
                QUARTERS, random.poisson(3, 12), [150] * 12, [200] * 12, [10_000] * 12, draws=199
            ).change
        )
    ]
    assert 0.02 < np.mean(np.array(sizes) <= 0.1) < 0.18  # 30 of 300, within three standard errors


def test_periods_without_reports_tell_no_change() -> None:
    trend = find_trend(["2015", "2016"], [0, 0], [5, 5], [5, 5], [100, 100])
    assert trend.change is None
    assert "too few reports" in trend.tell()
    assert len(trend.table()) == 2
    assert find_trend(["2015", "2016"], [1, 0], [5, 0], [5, 5], [100, 100]).change is None


def test_periods_that_do_not_go_together_are_refused() -> None:
    with pytest.raises(EvidenceError, match="2 periods have 1 counts"):
        find_trend(["2015", "2016"], [1], [5], [5], [100])
    with pytest.raises(EvidenceError, match='"2015" is there twice'):
        find_trend(["2015", "2015"], [1, 1], [5, 5], [5, 5], [100, 100])
    with pytest.raises(EvidenceError, match="no period"):
        find_trend([], [], [], [], [])


def test_the_shape_of_times_is_that_of_scipy(seed: int) -> None:
    days = np.random.default_rng(seed).weibull(0.7, 300) * 30
    found = fit_onset(days)
    shape, _, scale = stats.weibull_min.fit(days, floc=0)
    assert found.shape == pytest.approx(shape, rel=1e-4)
    assert found.scale == pytest.approx(scale, rel=1e-4)
    at_theirs = stats.weibull_min.logpdf(days, shape, scale=scale).sum()
    assert found.log_likelihood >= at_theirs - 1e-9
    assert found.median == pytest.approx(stats.weibull_min.median(found.shape, scale=found.scale))
    assert found.kind == "early"


def test_intervals_of_the_shape_come_of_the_curvature(seed: int) -> None:
    days = np.random.default_rng(seed).weibull(1.5, 80) * 10
    found = fit_onset(days)

    def loss(logs: np.ndarray) -> float:
        return -float(stats.weibull_min.logpdf(days, np.exp(logs[0]), scale=np.exp(logs[1])).sum())

    step, at = 1e-4, np.log([found.shape, found.scale])
    turns = np.array([
        [
            (loss(at + a + b) - loss(at + a - b) - loss(at - a + b) + loss(at - a - b)) / (4 * step**2)
            for b in step * np.eye(2)
        ]
        for a in step * np.eye(2)
    ])  # fmt: skip
    error = np.sqrt(np.linalg.inv(turns)[0, 0]) * 1.959963984540054
    assert found.shape_interval == pytest.approx((found.shape * np.exp(-error), found.shape * np.exp(error)), rel=1e-4)


@pytest.mark.parametrize(("shape", "kind"), [(0.5, "early"), (1.0, "at any time"), (3.0, "late")])
def test_kinds_of_onset_are_told(shape: float, kind: str) -> None:
    days = stats.weibull_min.ppf((np.arange(400) + 0.5) / 400, shape, scale=20)
    found = fit_onset(days)
    assert found.kind == kind
    assert found.shape == pytest.approx(shape, rel=0.02)
    assert "reports with both dates" in found.tell()


def test_the_unit_of_time_changes_the_scale_alone(seed: int) -> None:
    days = np.random.default_rng(seed).weibull(0.9, 50) * 30
    one, other = fit_onset(days), fit_onset(days * 24)
    assert other.shape == pytest.approx(one.shape, rel=CLOSE)
    assert other.scale == pytest.approx(one.scale * 24, rel=CLOSE)


def test_the_same_day_stands_for_half_of_it() -> None:
    assert fit_onset([0, 3, 9, 4]).scale == fit_onset([0.5, 3, 9, 4]).scale


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ([1, 2, -3], "-3 days"), ([1, 2, np.nan], "nan days"), ([1, 2], "2 times tell no"),
        ([5, 5, 5], "all but alike"),
        (["soon", 2, 3], "numbers of days"),
    ],
)  # fmt: skip
def test_times_that_tell_no_shape_are_refused(days: list, said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        fit_onset(days)
    with pytest.raises(EvidenceError, match="the same day is 0"):
        fit_onset([1, 2, 3], same_day=0)


def test_the_null_of_negative_controls_is_the_likeliest(seed: int) -> None:
    random = np.random.default_rng(seed)
    errors = random.uniform(0.1, 0.5, 60)
    y = random.normal(0.3, np.sqrt(0.25**2 + errors**2))
    found = fit_null(y, errors)

    def loss(at: np.ndarray) -> float:
        return -float(stats.norm.logpdf(y, at[0], np.hypot(np.exp(at[1]), errors)).sum())

    best = optimize.minimize(loss, [0.2, -1.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12})
    assert found.mean == pytest.approx(best.x[0], rel=1e-5)
    assert found.sd == pytest.approx(np.exp(best.x[1]), rel=1e-5)
    assert found.calibrate(found.mean, 0.1) == pytest.approx(1)
    low, high = found.interval(1.0, 0.2)
    assert (low + high) / 2 == pytest.approx(1 - found.mean)


def test_controls_that_agree_leave_no_spread() -> None:
    found = fit_null([0.1, 0.12, 0.09, 0.11, 0.1, 0.1], [0.3] * 6)
    assert found.sd == 0
    assert found.calibrate(found.mean + 0.3 * 1.959963984540054, 0.3) == pytest.approx(0.05)


def test_controls_that_tell_no_null_are_refused() -> None:
    with pytest.raises(EvidenceError, match="4 negative controls"):
        fit_null([0.1] * 4, [0.1] * 4)
    with pytest.raises(EvidenceError, match="the log ratio inf"):
        fit_null([np.inf] * 6, [0.1] * 6)
    with pytest.raises(EvidenceError, match="6 log ratios have 5 errors"):
        fit_null([0.1] * 6, [0.1] * 5)
    with pytest.raises(EvidenceError, match="spread over more"):
        fit_null([-100, 100, -50, 50, 0], [0.1] * 5)
