"""Curves of doses: against meta-regression and metafor where these say the same, and against what was put in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.doses.dose_contrasts import DoseContrasts
from neurodose.evidence.doses.dose_curves import (
    Curve,
    DoseShape,
    Emax,
    Exponential,
    Free,
    Linear,
    LogLinear,
    Quadratic,
    SigmoidEmax,
    Spline,
    spline_columns,
)
from neurodose.evidence.doses.dose_effects import contrast_doses
from neurodose.evidence.doses.dose_fit import DoseFit
from neurodose.evidence.doses.dose_response import DoseResponse, compare_curves
from neurodose.evidence.effects import Arms, Effects
from neurodose.evidence.measure import find_measure
from neurodose.evidence.regression import fit_regression
from neurodose.evidence.synthesis import synthesize

EXACT = 1e-9  # relative, of closed forms
SEARCHED = 1e-6  # relative, of what two searches end at
PROFILED = 2e-3  # relative, of ends of intervals: a likelihood is not quite a parabola

# Made up: doses, effects, variance of the control, and 0.003 of each arm's own; studies A to F.
MADE_UP: dict[str, tuple[list[float], list[float], float]] = {
    "A": ([30, 60], [-0.70, -1.2], 0.002),
    "B": ([15, 30, 90], [0.30, 0.62, 0.10], 0.003),
    "C": ([30, 90], [-0.85, -1.4], 0.0025),
    "D": ([15, 60, 120], [-0.35, -0.23, -0.01], 0.0015),
    "E": ([30, 120], [0.5, 0.4], 0.004),
    "F": ([15, 45, 90], [-0.61, -1.5, -1.9], 0.002),
}


def made_up() -> DoseContrasts:
    rows = MADE_UP.values()
    return DoseContrasts(
        tuple(MADE_UP),
        tuple(np.array(doses, float) for doses, _, _ in rows),
        np.zeros(len(MADE_UP)),
        tuple(np.array(effects) for _, effects, _ in rows),
        tuple(np.eye(len(doses)) * 0.003 + control for doses, _, control in rows),
        find_measure("OR"),
    )


def exact_arms(curve: Callable[[float], float], doses: tuple[float, ...], sd: float = 1.0, k: int = 6) -> DoseContrasts:
    """Studies that saw exactly what a curve says, each from a level of its own."""
    studies = [f"S{i}" for i in range(k) for _ in doses]
    means = [10.0 * i + curve(dose) for i in range(k) for dose in doses]
    many = [100] * len(studies)
    return DoseContrasts.of_means(studies, list(doses) * k, means=means, sds=[sd] * len(studies), sizes=many)


def test_a_straight_line_of_one_dose_a_study_is_meta_regression_through_the_origin() -> None:
    """Each study has one dose: slopes are effects over doses, and how they differ is REML of these."""
    rng = np.random.default_rng(1)
    doses, errors = rng.uniform(10, 90, 12), rng.uniform(0.1, 0.3, 12)
    effects = Effects.of(
        [f"S{i}" for i in range(12)],
        rng.normal(0.02, 0.006, 12) * doses + rng.normal(0, errors),
        errors=errors,
        measure="OR",
        columns={"dose_mg": doses},
    )
    common = synthesize(effects, DoseResponse(Linear(), between="none"))
    plain = fit_regression(effects.estimates, effects.variances, doses[:, None], names=("dose",), between="none")
    assert common.factors == pytest.approx(plain.coefficients, rel=EXACT)
    assert common.covariance[0, 0] ** 0.5 == pytest.approx(float(plain.errors[0]), rel=EXACT)
    for likelihood in ("ML", "REML"):
        one_stage = synthesize(effects, DoseResponse(Linear(), likelihood=likelihood))
        slopes = fit_regression(effects.estimates / doses, effects.variances / doses**2, between=likelihood)
        assert one_stage.factors == pytest.approx(slopes.coefficients, rel=SEARCHED)
        assert one_stage.tau**2 == pytest.approx(slopes.tau2, rel=SEARCHED)


@pytest.mark.parametrize("likelihood", ["ML", "REML"])
def test_one_stage_and_two_stages_agree_on_a_line(likelihood: str) -> None:
    """A slope of each study by its own covariance, then a pool of slopes: what is left of a study says nothing."""
    data = made_up()
    slopes, variances = list[float](), list[float]()
    for doses, y, v in zip(data.doses, data.effects, data.covariances, strict=True):
        inner = np.linalg.inv(v)
        variances.append(1 / float(doses @ inner @ doses))
        slopes.append(variances[-1] * float(doses @ inner @ y))
    pooled = fit_regression(np.array(slopes), np.array(variances), between=likelihood)  # pyright: ignore[reportArgumentType]
    fit = DoseResponse(Linear(), likelihood=likelihood).fit(data)  # pyright: ignore[reportArgumentType]
    assert fit.factors == pytest.approx(pooled.coefficients, rel=SEARCHED)
    assert fit.tau**2 == pytest.approx(pooled.tau2, rel=SEARCHED)
    assert fit.covariance[0, 0] ** 0.5 == pytest.approx(float(pooled.errors[0]), rel=SEARCHED)


def test_lines_and_splines_are_those_of_metafor() -> None:
    """metafor 3.8-1 under R 4.2: rma.mv(y, V, mods = ~ x1 + x2 - 1, random = list(~ x1 + x2 - 1 | study),
    struct = "GEN", method = "ML"), x2 as `spline_columns` has it; the line with ~ x1 - 1 by ML and REML.
    """
    line = DoseResponse(Linear()).fit(made_up())
    assert line.factors == pytest.approx([-0.009094941787], rel=SEARCHED)
    assert line.covariance[0, 0] ** 0.5 == pytest.approx(0.004046621657, rel=SEARCHED)
    assert line.psi == pytest.approx(np.array([[9.759434678e-05]]), rel=1e-5)  # metafor's own stopping rule
    assert line.log_likelihood == pytest.approx(-117.3822658, rel=1e-9)
    restricted = DoseResponse(Linear(), likelihood="REML").fit(made_up())
    assert restricted.log_likelihood == pytest.approx(-116.3757588, rel=1e-9)
    assert restricted.tau**2 == pytest.approx(0.0001172515281, rel=1e-5)
    bent = DoseResponse(Spline((0, 30, 90))).fit(made_up())
    assert bent.factors == pytest.approx([-0.01107673649, 0.005864789646], rel=SEARCHED)
    assert np.sqrt(np.diag(bent.covariance)) == pytest.approx([0.01031862114, 0.01190448449], rel=1e-5)
    psi = [[0.0006306224324, -0.0007027182476], [-0.0007027182476, 0.0008245521245]]
    assert bent.psi == pytest.approx(np.array(psi), rel=1e-4)
    assert (bent.log_likelihood, bent.aic) == pytest.approx((-8.955459604, 27.91091921), rel=1e-8)


def test_a_spline_is_straight_beyond_its_outer_knots() -> None:
    knots = np.array([10.0, 30.0, 90.0])
    beyond = spline_columns(np.array([100.0, 110.0, 120.0]), knots)
    assert np.diff(beyond, n=2, axis=0) == pytest.approx(0, abs=1e-12)
    before = spline_columns(np.array([0.0, 5.0, 10.0]), knots)
    assert before[:, 1] == pytest.approx(0, abs=EXACT)


@pytest.mark.parametrize(
    ("curve", "truth", "expected"),
    [
        (Linear(), lambda d: 0.03 * d, {"slope": 0.03}),
        (LogLinear(2.0), lambda d: 0.7 * np.log1p(d / 2), {"slope": 0.7}),
        (Quadratic(), lambda d: 0.05 * d - 0.03 * d**2 / 160, {"slope": 0.05, "bend": -0.03}),
        (Exponential(), lambda d: 0.4 * np.expm1(d / 70), {"size": 0.4, "delta": 70}),
        (Emax(), lambda d: 4 * d / (30 + d), {"Emax": 4, "ED50": 30}),
        (SigmoidEmax(), lambda d: -4 * d**2 / (900 + d**2), {"Emax": -4, "ED50": 30, "Hill": 2}),
        (Curve(lambda d: d / (30 + d)), lambda d: 4 * d / (30 + d), {"size": 4}),
        (
            Curve(lambda d, ki: d / (ki + d), (Free("Ki", 1, 1000),)),
            lambda d: 4 * d / (30 + d),
            {"size": 4, "Ki": 30},
        ),
        (
            Curve(lambda d, top: top * d / (30 + d), (Free("top", -9, 9),), size=""),
            lambda d: 4 * d / (30 + d),
            {"top": 4},
        ),
    ],
)
def test_a_curve_that_was_put_in_is_found(
    curve: DoseShape, truth: Callable[[float], float], expected: dict[str, float]
) -> None:
    fit = DoseResponse(curve).fit(exact_arms(truth, (0, 10, 20, 40, 80, 160)))
    assert fit.values == pytest.approx(expected, rel=1e-4)  # of a deviance that is flat to 1e-10
    assert fit.effect(60).estimate == pytest.approx(truth(60), rel=1e-5)
    assert fit.tau == pytest.approx(0, abs=1e-3)


def test_a_curve_whose_size_alone_is_fitted_is_the_line_over_its_values() -> None:
    """A mechanism's curve is only a column: GLS on it is the answer."""
    data, share = made_up(), (lambda d: d / (25 + d))
    fit = DoseResponse(Curve(share), between="none").fit(data)
    top = bottom = 0.0
    for doses, y, v in zip(data.doses, data.effects, data.covariances, strict=True):
        x, inner = share(doses), np.linalg.inv(v)
        top, bottom = top + float(x @ inner @ y), bottom + float(x @ inner @ x)
    assert fit.values["size"] == pytest.approx(top / bottom, rel=EXACT)
    half = 1.959963984540054 * bottom**-0.5
    assert fit.parameter("size").interval == pytest.approx((top / bottom - half, top / bottom + half), rel=1e-6)


def test_levels_of_studies_drop_out() -> None:
    """Arms of a study compared with its lowest are as good as arms with a level of their own for each study."""
    rng = np.random.default_rng(5)
    doses = np.tile([0.0, 20.0, 60.0], 4)
    study = np.repeat(np.arange(4), 3)
    means, sds, sizes = 5 * study + 0.02 * doses + rng.normal(0, 0.2, 12), rng.uniform(1, 2, 12), np.full(12, 60.0)
    data = DoseContrasts.of_means([f"S{i}" for i in study], doses, means=means, sds=sds, sizes=sizes)
    fit = DoseResponse(Linear(), between="none").fit(data)
    levels = (study[:, None] == np.arange(4)).astype(float)
    plain = fit_regression(means, sds**2 / sizes, np.column_stack([doses, levels]), between="none")
    assert fit.values["slope"] == pytest.approx(float(plain.coefficients[0]), rel=EXACT)
    assert fit.covariance[0, 0] ** 0.5 == pytest.approx(float(plain.errors[0]), rel=EXACT)


def test_doses_far_above_the_ed50_do_not_determine_it_and_that_is_said() -> None:
    """Every dose does the same: any small ED50 fits as well, and the effect of a dose studied is sure all the same."""
    rng = np.random.default_rng(2)
    flat = exact_arms(lambda d: 2.0 * (d > 0), (0, 40, 80), sd=2.0)
    data = replace(flat, effects=tuple(y + rng.normal(0, 0.2, 2) for y in flat.effects))
    fit = DoseResponse(Emax()).fit(data)
    found = fit.parameter("ED50")
    assert found.low is None
    assert found.high is not None
    assert not found.is_determined
    assert any(told.startswith("ED50 is not determined: any value below") for told in fit.undetermined)
    effect = fit.effect(60)
    assert effect.low < 2.0 < effect.high
    assert effect.high - effect.low < 1.0


def test_doses_far_below_the_ed50_determine_neither_end_and_still_a_line() -> None:
    data = exact_arms(lambda d: 0.01 * d, (0, 20, 40), sd=1.0)
    fit, line = DoseResponse(Emax()).fit(data), DoseResponse(Linear()).fit(data)
    assert fit.is_at_edge
    assert fit.parameter("ED50").high is None
    assert fit.parameter("Emax").high is None
    assert fit.effect(30).estimate == pytest.approx(line.effect(30).estimate, rel=0.01)


def test_one_dose_alone_determines_no_curve() -> None:
    data = exact_arms(lambda d: 2.0 * (d > 0), (0, 40), k=3)
    found = DoseResponse(Emax()).fit(data).parameter("ED50")
    assert found.interval == (None, None)
    assert "any value (sought from 0.4 to 4e+03) fits as well" in found.told
    with pytest.raises(EvidenceError, match="cannot tell the parameters"):
        DoseResponse(Quadratic()).fit(data)


def test_a_profile_and_the_curvature_agree_where_much_is_known() -> None:
    data = exact_arms(lambda d: 4 * d / (30 + d), (0, 10, 20, 40, 80, 160), sd=0.5, k=20)
    fit = DoseResponse(Emax(), between="none").fit(data)
    low, high = fit.parameter("Emax").interval
    assert low is not None
    assert high is not None
    half = 1.959963984540054 * fit.covariance[0, 0] ** 0.5
    assert (low + high) / 2 == pytest.approx(4.0, rel=PROFILED)
    assert (high - low) / 2 == pytest.approx(half, rel=10 * PROFILED)


def test_a_dose_outside_of_those_studied_is_said_to_be() -> None:
    fit = DoseResponse(Linear()).fit(made_up())
    assert [row.is_outside for row in fit.curve([15, 120, 300])] == [False, False, True]
    assert (fit.effect(0).low, fit.effect(0).high) == (0, 0)
    assert [row["dose"] for row in fit.table()] == [15, 30, 45, 60, 90, 120]


def test_a_new_study_is_less_sure_than_the_mean() -> None:
    row = DoseResponse(Linear()).fit(made_up()).effect(60)
    assert row.prediction_low < row.low < row.estimate < row.high < row.prediction_high


def test_the_curve_that_was_put_in_is_preferred() -> None:
    rng = np.random.default_rng(8)
    doses = (0.0, 10.0, 20.0, 40.0, 80.0, 160.0)
    plain = exact_arms(lambda d: 4 * d / (20 + d), doses, sd=3.0, k=8)
    seen = zip(plain.effects, plain.covariances, strict=True)
    data = replace(plain, effects=tuple(y + rng.multivariate_normal(np.zeros(5), v) for y, v in seen))
    rows = compare_curves(data, (Linear(), Emax(), Quadratic()))
    assert str(rows[0]["curve"]).startswith("Emax")
    assert sum(float(row["weight"]) for row in rows) == pytest.approx(1)
    assert rows[0]["above the best"] == 0


def test_intervals_hold_what_was_put_in_about_as_often_as_they_say() -> None:
    """Fifteen studies, sixty times: 95 % intervals of an effect miss five times or less in 100, give or take chance."""
    rng, missed, times = np.random.default_rng(11), 0, 60
    for _ in range(times):
        fit = DoseResponse(Emax()).fit(drawn(rng, 15))
        effect = fit.effect(60)
        missed += not effect.low <= 5 * 60 / 90 <= effect.high
    assert missed <= 8  # of 60 at 5 %: more is seen once in 200 times


def drawn(rng: np.random.Generator, k: int) -> DoseContrasts:
    """Studies of one to three doses, whose Emax differs with a standard deviation of one."""
    studies, doses, means = list[str](), list[float](), list[float]()
    for i in range(k):
        size = 5 + rng.normal()
        for dose in (0.0, *rng.choice([10.0, 20.0, 40.0, 80.0, 160.0], rng.integers(1, 4), replace=False)):
            studies.append(f"S{i}")
            doses.append(float(dose))
            means.append(size * dose / (30 + dose) + rng.normal(0, 0.6))
    many = [100] * len(studies)
    return DoseContrasts.of_means(studies, doses, means=means, sds=[6] * len(studies), sizes=many)


def test_counts_share_their_control() -> None:
    data = DoseContrasts.of_counts(["R"] * 3, [60, 0, 30], events=[18, 9, 15], totals=[29, 30, 31])
    odds = np.log(np.array([9 / 21, 15 / 16, 18 / 11]))
    assert data.doses[0].tolist() == [30, 60]
    assert data.effects[0] == pytest.approx(odds[1:] - odds[0], rel=EXACT)
    control = 1 / 9 + 1 / 21
    assert data.covariances[0] == pytest.approx(
        np.array([[control + 1 / 15 + 1 / 16, control], [control, control + 1 / 18 + 1 / 11]]), rel=EXACT
    )


def test_studies_that_say_nothing_of_a_ratio_are_named() -> None:
    data = DoseContrasts.of_counts(
        ["R", "R", "B", "B", "C", "C"], [0, 30] * 3, events=[3, 5, 0, 0, 0, 2], totals=[30] * 6, measure="RR"
    )
    assert data.studies == ("R", "C")
    assert data.left_out == ("B: nobody had the event, or everybody",)
    assert "left out: B" in DoseResponse(Linear()).fit(data).method
    half = np.log((2.5 / 31) / (0.5 / 31))
    assert data.effects[1] == pytest.approx([half], rel=EXACT)


def test_effects_that_know_their_arms_become_contrasts() -> None:
    arms = Arms(events=np.array([[15, 9], [18, 9]]), totals=np.array([[31, 30], [29, 30]]))
    effects = Effects.of(
        ["R", "R"], [0, 0], errors=[1, 1], measure="OR", treatments=["b30", "b60"], controls=["placebo"] * 2,
        columns={"dose_mg": [30, 60]}, arms=arms,
    )  # fmt: skip
    made = contrast_doses(effects)
    direct = DoseContrasts.of_counts(["R"] * 3, [0, 30, 60], events=[9, 15, 18], totals=[30, 31, 29])
    assert made.effects[0] == pytest.approx(direct.effects[0], rel=EXACT)
    assert made.covariances[0] == pytest.approx(direct.covariances[0], rel=EXACT)


def test_standardised_differences_are_hedges() -> None:
    """metafor's escalc(measure = "SMD") of 24.5 (8, 20) and 30 (9, 22): J = 1 - 3 / (4 · 40 - 1)."""
    data = DoseContrasts.of_means(["A"] * 2, [0, 10], means=[24.5, 30], sds=[8, 9], sizes=[20, 22], measure="SMD")
    pooled = np.sqrt((19 * 64 + 21 * 81) / 40)
    d = (1 - 3 / 159) * 5.5 / pooled
    assert data.effects[0] == pytest.approx([d], rel=EXACT)
    assert data.covariances[0] == pytest.approx(np.array([[1 / 20 + 1 / 22 + d**2 / 84]]), rel=EXACT)


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: DoseContrasts.of_counts(["A"] * 2, [0, 30], events=[31, 2], totals=[30, 30]), "31 events among 30"),
        (lambda: DoseContrasts.of_counts(["A"] * 2, [0, -3], events=[3, 2], totals=[30, 30]), "a dose is -3"),
        (lambda: DoseContrasts.of_counts(["A"], [0, 30], events=[3, 2], totals=[30, 30]), "1 arms have 2 doses"),
        (lambda: DoseContrasts.of_counts(["A"] * 2, [0, 3], events=[0, 0], totals=[30, 30]), "no study says anything"),
        (lambda: DoseContrasts.of_counts(["A"] * 2, [5, 5], events=[1, 2], totals=[9, 9]), "one dose only"),
        (lambda: DoseContrasts.of_means(["A"] * 2, [0, 5], means=[1, 2], sds=[1, 0], sizes=[9, 9]), "deviation of 0"),
        (lambda: DoseContrasts.of_counts(["A"] * 2, [0, 5], events=[1, 2], totals=[9, 9], measure="MD"), "counts"),
        (lambda: DoseContrasts.of_rates(["A"] * 2, [0, 5], events=[1, 2], person_time=[9, 0]), "in a time of 0"),
        (lambda: DoseResponse(Spline((0, 30))).fit(made_up()), "three or more doses"),
        (lambda: DoseResponse(Emax(), likelihood="REML").fit(made_up()), "no restricted likelihood"),
        (lambda: DoseResponse(Linear(), likelihood="REML").fit(made_up()).aic, "compares no curves"),
        (lambda: DoseResponse(Linear()).fit(made_up()).parameter("ED50"), 'no parameter is called "ED50"'),
        (lambda: DoseResponse(Curve(lambda d: float("nan"))).fit(made_up()), "is nan at a dose"),
        (lambda: Free("Ki", 3, 1), "cannot be sought"),
        (lambda: LogLinear(0).shape(np.array([0.0, 1.0])), "an offset of 0"),
        (lambda: Linear().shape(np.array([0.0])), "no arm has a dose above zero"),
    ],
)
def test_what_cannot_be_a_curve_is_refused(make: Callable[[], object], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        make()


def test_comparisons_that_know_their_controls_variance_share_it() -> None:
    effects = Effects.of(
        ["A", "A", "B"], [0.1, 0.2, 0.3], variances=[0.03, 0.04, 0.05], measure="HR",
        treatments=["x 10", "x 20", "x 5"],
        controls=["placebo"] * 3, columns={"dose_mg": [10, 20, np.nan], "control_variance": [0.01, 0.01, np.nan]},
    )  # fmt: skip
    held = contrast_doses(effects)
    assert held.studies == ("A",)
    assert held.left_out == ("B: no dose is known",)
    assert held.covariances[0] == pytest.approx(np.array([[0.03, 0.01], [0.01, 0.04]]))


def test_a_lower_dose_may_be_the_control() -> None:
    """The dose that is higher is told against the lower, whichever way round it was entered."""
    effects = Effects.of(
        ["A"], [-0.4], errors=[0.1], measure="HR", treatments=["x low"], controls=["x high"],
        columns={"dose_mg": [10], "control_dose_mg": [50]},
    )  # fmt: skip
    held = contrast_doses(effects)
    assert (held.doses[0][0], held.lowest[0], held.effects[0][0]) == (50, 10, 0.4)


def test_a_study_without_events_is_left_out_by_name() -> None:
    arms = Arms(events=np.array([[0.0, 0], [4, 2]]), totals=np.full((2, 2), 30.0))
    effects = Effects.of(
        ["A", "B"], [0, 0.5], errors=[1, 1], measure="OR", treatments=["x"] * 2, controls=["placebo"] * 2,
        columns={"dose_mg": [10, 20]}, arms=arms,
    )  # fmt: skip
    held = contrast_doses(effects)
    assert held.studies == ("B",)
    assert held.left_out == ("A: nobody had the event, or everybody",)


def test_comparisons_of_one_study_need_what_they_share() -> None:
    effects = Effects.of(["A", "A"], [0.1, 0.2], errors=[0.1, 0.1], measure="HR", columns={"dose_mg": [10, 20]})
    with pytest.raises(EvidenceError, match="what they share is not known"):
        synthesize(effects, DoseResponse(Linear()))


def test_too_few_comparisons_for_a_curve_are_counted() -> None:
    effects = Effects.of(["A"], [0.1], errors=[0.1], measure="HR", columns={"dose_mg": [10]})
    with pytest.raises(EvidenceError, match="1 comparisons cannot tell 2 parameters apart"):
        synthesize(effects, DoseResponse(Emax()))
    fit: DoseFit = synthesize(effects, DoseResponse(Linear()))
    assert fit.values["slope"] == pytest.approx(0.01)
