"""Effect sizes of arms and of what was published, against metafor's `escalc` and statsmodels."""

from __future__ import annotations

from math import exp, log, pi, sqrt

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.pools.counts import effect_by_peto
from neurodose.evidence.sizes.conversions import (
    Conversion,
    HazardToRisk,
    OddsToRisk,
    OddsToStandardised,
    RiskToHazard,
    RiskToOdds,
    StandardisedToOdds,
    TakenAs,
)
from neurodose.evidence.sizes.effect_sizes import (
    Correction,
    correct_zeros,
    effect_of_counts,
    effect_of_means,
    effect_of_rates,
    find_design_effect,
    small_sample_factor,
    standardise,
)
from neurodose.evidence.sizes.published import hazard_of_logrank, hazard_of_p, of_interval, of_p, of_p_of_t, of_t
from neurodose.evidence.sizes.shared_arms import combine_correlated, combine_means
from neurodose.evidence.sizes.spreads import mean_of_quartiles, mean_of_range, sd_of_change, sd_of_error, sd_of_interval
from neurodose.evidence.sizes.tables import effects_of_counts, effects_of_means, effects_of_rates

PRINTED = 1e-10  # metafor's numbers below have twelve digits

# A made-up set: an empty cell in each place, nobody and (nearly) everybody.
EVENTS = np.array([[4, 9], [0, 3], [12, 10], [9, 0], [0, 0], [30, 30]])
TOTALS = np.array([[40, 38], [25, 27], [60, 64], [30, 32], [18, 20], [30, 31]])
# metafor 3.8-1: escalc(measure, ai=c(4,0,12,9,0,30), n1i=c(40,25,60,30,18,30), ci=c(9,3,10,0,0,30),
# n2i=c(38,27,64,32,20,31)), which keeps the silent study
COUNTED = {
    "RR": ((-0.8622235106039, -1.8718021769016, 0.2468600779315, 3.0069593361478, 0.1000834585570, 0.0317486983146),
           (0.30979532163743, 2.21153846153846, 0.15104166666667, 2.04270206307558, 3.89974937343358,
            0.00206570597567)),
    "OR": ((-1.02715332469, -1.98591548367, 0.30010459245, 3.35762613337, 0.10265415406, 1.09861228867),
           (0.423371647510, 2.365746298519, 0.222685185185, 2.182544016571, 4.102834541859, 2.732240437158)),
    "RD": ((-0.13684210526316, -0.10576923076923, 0.04375, 0.29130009775171, 0.00250626566416, 0.03074596774194),
           (0.00700652427468, 0.00463167102868, 0.00472660319010, 0.00730827768335, 0.00245538501249,
            0.00190807876620)),
}  # fmt: skip
PETO = ((-0.972631578947, -1.513557692308, 0.297359625668, 2.175040729879, 0.100250626566, 0.984375),
        (0.364736842105, 1.061456043956, 0.219479723708, 0.467122841316, 4.010025062657, 2.033299180328))  # fmt: skip
ALL_CORRECTED = (-0.960136399073, -1.985915483669, 0.290990290871, 3.357626133369, 0.102654154060, 1.098612288668)

MEANS = np.array([[12.5, 10.1], [3.1, 3.9], [40, 44], [55.2, 40.1]])
SDS = np.array([[4.2, 3.9], [1.1, 1.4], [9.5, 12], [20, 15.5]])
SIZES = np.array([[20, 22], [8, 9], [45, 41], [5, 6]])
# metafor 3.8-1: escalc(measure, m1i=…, sd1i=…, n1i=…, m2i=…, sd2i=…, n2i=…) of them
MEASURED = {
    "MD": ((2.4, -0.8, -4.0, 15.1), (1.573363636364, 0.369027777778, 5.517750677507, 120.041666666667)),
    "SMD": ((0.582078907887, -0.598338204022, -0.368308902951, 0.782184152646),
            (0.0994880675380, 0.2466407760050, 0.0474011373339, 0.3944763052417)),
    "ROM": ((0.2131932204610, -0.2295744416445, -0.0953101798043, 0.3195866189705),
            (0.01242221041431, 0.03005687933581, 0.00306762259513, 0.05115636758517)),
}  # fmt: skip
OVER_TIME = np.array([[10, 15], [0, 4], [25, 20], [7, 3]])
TIME = np.array([[100, 95], [50, 55], [210, 220], [33, 40]])
# metafor 3.8-1: escalc(measure, x1i=…, t1i=…, x2i=…, t2i=…) of them
TIMED = {
    "IRR": ((-0.456758402496, -2.101914397532, 0.269663566949, 1.039669753035),
            (0.166666666667, 2.222222222222, 0.090000000000, 0.476190476190)),
    "IRD": ((-0.0578947368421, -0.0718181818182, 0.0281385281385, 0.1371212121212),
            (0.002662049861496, 0.001687603305785, 0.000980116564532, 0.008302915518825)),
}  # fmt: skip


@pytest.mark.parametrize("measure", COUNTED)
def test_counts_make_the_effects_that_metafor_makes(measure: str) -> None:
    found = effect_of_counts(EVENTS, TOTALS, measure, keep_silent=True)
    assert np.allclose(found.estimates, COUNTED[measure][0], rtol=PRINTED, atol=PRINTED)
    assert np.allclose(found.variances, COUNTED[measure][1], rtol=1e-8)  # as printed


def test_peto_makes_the_effects_that_metafor_makes() -> None:
    estimates, variances = effect_by_peto(EVENTS, TOTALS)
    told = np.arange(6) != 4  # metafor gives a number to the study in which nobody had the event
    assert np.allclose(estimates[told], np.array(PETO[0])[told], rtol=1e-9)
    assert np.allclose(variances[told], np.array(PETO[1])[told], rtol=1e-9)
    assert np.isnan(estimates[4])


@pytest.mark.parametrize("measure", MEASURED)
def test_means_make_the_effects_that_metafor_makes(measure: str) -> None:
    found = effect_of_means(MEANS, SDS, SIZES, measure)
    assert np.allclose(found.estimates, MEASURED[measure][0], rtol=PRINTED)
    assert np.allclose(found.variances, MEASURED[measure][1], rtol=1e-9)


@pytest.mark.parametrize("measure", TIMED)
def test_rates_make_the_effects_that_metafor_makes(measure: str) -> None:
    found = effect_of_rates(OVER_TIME, TIME, measure)
    assert np.allclose(found.estimates, TIMED[measure][0], rtol=1e-9)
    assert np.allclose(found.variances, TIMED[measure][1], rtol=1e-9)


def test_statsmodels_finds_the_same_effects() -> None:
    from statsmodels.stats.meta_analysis import effectsize_2proportions

    (a, c), (n, m) = EVENTS[[0, 2]].T, TOTALS[[0, 2]].T
    for measure, statistic in (("RR", "risk-ratio"), ("OR", "odds-ratio"), ("RD", "diff")):
        size, variance = effectsize_2proportions(a, n, c, m, statistic=statistic)
        found = effect_of_counts(EVENTS[[0, 2]], TOTALS[[0, 2]], measure)
        assert np.allclose(found.estimates, size)
        assert np.allclose(found.variances, variance)


def test_the_approximate_factor_for_few_people_is_the_one_statsmodels_has() -> None:
    from statsmodels.stats.meta_analysis import effectsize_smd

    size, _ = effectsize_smd(MEANS[:, 0], SDS[:, 0], SIZES[:, 0], MEANS[:, 1], SDS[:, 1], SIZES[:, 1])
    assert np.allclose(standardise(MEANS, SDS, SIZES, kind="approximate").estimates, size)


def test_every_correction_adds_one_to_a_study_on_average() -> None:
    ones: dict[Correction, float] = {"only zero": 1, "treatment arm": 1, "all": 1, "none": 0}
    for correction, added in ones.items():
        events, totals = correct_zeros(np.array([[0.0, 3.0]]), np.array([[10.0, 30.0]]), correction)
        assert events.sum() - 3 == pytest.approx(added)
        assert totals.sum() - 40 == pytest.approx(2 * added)
    events, _ = correct_zeros(np.array([[0.0, 3.0]]), np.array([[10.0, 30.0]]), "treatment arm")
    assert events[0] == pytest.approx([0.25, 3.75])  # by the arms' shares of the people


def test_all_studies_are_corrected_where_that_is_asked_for() -> None:
    found = effect_of_counts(EVENTS, TOTALS, "OR", correction="all", keep_silent=True)
    assert np.allclose(found.estimates, ALL_CORRECTED, rtol=PRINTED)


def test_an_unknown_correction_lists_those_that_exist() -> None:
    with pytest.raises(EvidenceError, match="there are: only zero, all, none, treatment arm"):
        correct_zeros(EVENTS, TOTALS, "half")  # pyright: ignore[reportArgumentType]


def test_a_study_in_which_nobody_had_the_event_says_nothing_of_a_ratio() -> None:
    assert np.isnan(effect_of_counts(EVENTS, TOTALS, "RR").estimates).tolist() == [False] * 4 + [True, False]
    assert np.isfinite(effect_of_counts(EVENTS, TOTALS, "RD").estimates).all()
    assert np.isnan(effect_of_rates(np.array([[0, 0]]), np.array([[5, 6]])).estimates).all()


def test_means_of_two_signs_have_no_ratio() -> None:
    found = effect_of_means(np.array([[-1.0, 2.0]]), np.array([[1.0, 1.0]]), np.array([[9, 9]]), "ROM")
    assert np.isnan(found.estimates).all()


def test_a_measure_is_made_of_its_own_numbers() -> None:
    with pytest.raises(EvidenceError, match="mean difference is not made of counts"):
        effect_of_counts(EVENTS, TOTALS, "MD")


def test_people_who_are_their_own_controls_are_surer_the_more_alike_both_are() -> None:
    crossed = effect_of_means(MEANS, SDS, SIZES, "MD", correlation=0.5)
    assert crossed.variances[0] == pytest.approx(4.2**2 / 20 + 3.9**2 / 22 - 4.2 * 3.9 / sqrt(20 * 22))
    pairs = np.array([[12, 12]])
    paired = standardise(np.array([[5.0, 3.0]]), np.array([[2.0, 2.0]]), pairs, kind="none", correlation=0.5)
    assert paired.estimates[0] == pytest.approx(1)
    assert paired.variances[0] == pytest.approx(1 / 12 + 1 / 24)


def test_clusters_say_less_by_their_design_effect() -> None:
    factor = find_design_effect(21, 0.05)
    assert factor == pytest.approx(2)
    plain, clustered = (effect_of_counts(EVENTS, TOTALS, design_effect=size) for size in (1.0, factor))
    assert clustered.variances[0] == pytest.approx(2 * plain.variances[0])
    with pytest.raises(EvidenceError, match="cannot be"):
        find_design_effect(20, 1.5)


def test_the_factor_for_few_people_nears_one() -> None:
    assert small_sample_factor(np.array([10.0]), "approximate")[0] == pytest.approx(1 - 3 / 39)
    assert small_sample_factor(np.array([10.0]))[0] == pytest.approx(1 - 3 / 39, abs=1e-3)
    assert small_sample_factor(np.array([1e6]))[0] == pytest.approx(1)
    assert np.isnan(small_sample_factor(np.array([1.0]))[0])


def test_an_interval_of_any_level_tells_the_error() -> None:
    for level, width in ((0.95, 1.959963984540054), (0.975, 2.241402727604947)):
        low, high = exp(log(0.72) - width * 0.15), exp(log(0.72) + width * 0.15)
        assert of_interval(low, high, level) == pytest.approx(0.15)
    assert of_interval(-1.96, 1.96, is_ratio=False) == pytest.approx(1, rel=1e-4)
    with pytest.raises(EvidenceError, match="does not ascend"):
        of_interval(2, 1)
    with pytest.raises(EvidenceError, match="a ratio cannot be -1"):
        of_interval(-1, 1)


def test_a_p_and_a_statistic_tell_the_error() -> None:
    assert of_p(-0.5, 0.045500263896358) == pytest.approx(0.25)  # two standard errors
    assert of_p_of_t(-0.5, 0.07338803477074, 10) == pytest.approx(0.25)  # t = 2 with ten degrees of freedom
    assert of_t(-0.5, 2.0) == pytest.approx(0.25)
    for wrong in (lambda: of_p(0.5, 0.0), lambda: of_p(0.0, 0.5), lambda: of_p_of_t(0.5, 2, 3), lambda: of_t(0, 1)):
        with pytest.raises(EvidenceError, match="error"):
            wrong()


def test_a_log_rank_test_tells_a_hazard_ratio() -> None:
    assert hazard_of_logrank(-8.0, 16.0) == pytest.approx((-0.5, 0.25))
    size, error = hazard_of_p(0.045500263896358, 64, (100, 100), favours_treatment=True)
    assert (size, error) == pytest.approx((-0.5, 0.25))
    assert hazard_of_p(0.5, 64, (100, 100), favours_treatment=False)[0] > 0
    with pytest.raises(EvidenceError, match="variance of a log-rank test"):
        hazard_of_logrank(1, 0)
    with pytest.raises(EvidenceError, match="gives no hazard ratio"):
        hazard_of_p(1.5, 64, (1, 1), True)


def test_several_arms_as_one_are_as_all_their_people_together(seed: int) -> None:
    draws = np.random.default_rng(seed)
    parts = [draws.normal(mean, 2, size) for mean, size in ((1, 9), (3, 14), (2, 30))]
    whole = np.concatenate(parts)
    mean, sd, size = combine_means(*np.array([(part.mean(), part.std(ddof=1), len(part)) for part in parts]).T)
    assert (mean, sd, size) == pytest.approx((whole.mean(), whole.std(ddof=1), 53))


def test_contrasts_that_share_a_control_are_less_than_two_studies() -> None:
    estimate, error = combine_correlated(np.array([0.2, 0.4]), np.array([0.3, 0.3]))
    assert estimate == pytest.approx(0.3)
    assert error == pytest.approx(0.3 * sqrt(0.75))
    assert combine_correlated(np.array([0.2, 0.4]), np.array([0.3, 0.3]), 0)[1] == pytest.approx(0.3 * sqrt(0.5))


def test_spreads_are_found_in_what_is_told_instead() -> None:
    assert sd_of_error(5.4, 42) == pytest.approx(35.0, abs=0.01)  # literature: SE 5.4 of 42 people is an SD of 35.0
    assert sd_of_interval(30 - 2.0930240544, 30 + 2.0930240544, 20) == pytest.approx(sqrt(20))  # t of 19
    assert sd_of_change(4, 4, 0.5) == pytest.approx(4)
    with pytest.raises(EvidenceError, match="correlation of 2 cannot be"):
        sd_of_change(1, 1, 2)
    with pytest.raises(EvidenceError, match="says nothing of their SD"):
        sd_of_error(1, 1)


def test_quartiles_and_ranges_of_a_normal_outcome_give_its_mean_and_sd() -> None:
    n, normal = 100_000, 0.6744897501960817
    assert mean_of_quartiles(10 - 2 * normal, 10, 10 + 2 * normal, n) == pytest.approx((10, 2), rel=1e-4)
    ends = (10 - 2 * 3.2905, 10 + 2 * 3.2905)  # as far as one in a thousand lies
    assert mean_of_range(ends[0], 10, ends[1], 1250)[0] == pytest.approx(10)
    assert mean_of_range(ends[0], 10, ends[1], 1250)[1] == pytest.approx(2, rel=0.01)
    both = mean_of_quartiles(10 - 2 * normal, 10, 10 + 2 * normal, 1250, ends)
    assert both == pytest.approx((10, 2), rel=0.01)


CONVERSIONS: list[tuple[Conversion, Conversion]] = [
    (OddsToRisk(0.3), RiskToOdds(0.3)), (HazardToRisk(0.3), RiskToHazard(0.3)),
    (StandardisedToOdds(), OddsToStandardised()),
]  # fmt: skip


@pytest.mark.parametrize(("there", "back"), CONVERSIONS)
def test_what_is_converted_there_and_back_is_what_it_was(there: Conversion, back: Conversion) -> None:
    assert (there.source, there.target) == (back.target, back.source)
    assert back.turn(*there.turn(0.4, 0.2)) == pytest.approx((0.4, 0.2))
    nudge = 1e-6
    slope = (there.turn(0.4 + nudge, 1)[0] - there.turn(0.4 - nudge, 1)[0]) / (2 * nudge)
    assert there.turn(0.4, 0.2)[1] == pytest.approx(0.2 * slope, rel=1e-6)


def test_conversions_give_what_their_formulas_say() -> None:
    assert exp(OddsToRisk(0.25).turn(log(3), 1)[0]) == pytest.approx((3 * 0.25 / 0.75) / (1 + 3 * 0.25 / 0.75) / 0.25)
    assert exp(HazardToRisk(0.5).turn(log(2), 1)[0]) == pytest.approx(1.5)
    assert StandardisedToOdds().turn(1, 0.5) == pytest.approx((pi / sqrt(3), 0.5 * pi / sqrt(3)))
    assert TakenAs("IRR", "HR", "hazards do not change").turn(0.3, 0.1) == (0.3, 0.1)


def test_conversions_refuse_what_cannot_be() -> None:
    with pytest.raises(EvidenceError, match=r"a baseline risk of 1\.2 cannot be"):
        OddsToRisk(1.2)
    with pytest.raises(EvidenceError, match="the risk under treatment would be 1"):
        RiskToOdds(0.5).turn(log(2), 1)
    with pytest.raises(EvidenceError, match="taken as HR for no reason"):
        TakenAs("RR", "HR", " ")


def test_tables_of_plain_numbers_become_effects_that_say_who_is_left_out() -> None:
    names = [f"study {at}" for at in range(6)]
    effects = effects_of_counts(names, EVENTS, TOTALS, columns={"year": range(1990, 1996)})
    assert len(effects) == 5
    assert effects.left_out[0][0] == "study 4"
    assert effects.column("year").tolist() == [1990, 1991, 1992, 1993, 1995]
    assert effects.arms.totals[4].tolist() == [30, 31]
    assert len(effects_of_means(names[:4], MEANS, SDS, SIZES, "SMD")) == 4
    assert len(effects_of_rates(names[:4], OVER_TIME, TIME)) == 4


def test_a_wrong_number_of_a_table_is_named_by_study_and_arm() -> None:
    with pytest.raises(EvidenceError, match=r"12 cannot be \(study Rome, events, control\)"):
        effects_of_counts(["Rome"], [[3, 12]], [[10, 10]])
    with pytest.raises(EvidenceError, match=r"-1 cannot be \(study Rome, sds, treatment\)"):
        effects_of_means(["Rome"], [[3, 12]], [[-1, 1]], [[10, 10]])
    with pytest.raises(EvidenceError, match=r"0 cannot be \(study Rome, person_time, control\)"):
        effects_of_rates(["Rome"], [[3, 12]], [[10, 0]])
    with pytest.raises(EvidenceError, match="events of 2 studies have the shape"):
        effects_of_counts(["Rome", "Berlin"], [[3, 12]], [[10, 10]])
