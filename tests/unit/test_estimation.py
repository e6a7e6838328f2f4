"""Priors by one rule, fits that say how they went, files that read back as they were written."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from copy import copy
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neurodose import (
    Assumption,
    Compartment,
    LogNormal,
    Parameter,
    Parameters,
    Route,
    Source,
    model,
    people_from,
    population,
    read_regimen,
    simulate,
)
from neurodose.errors import EstimationError
from neurodose.estimation.calibration import calibrate
from neurodose.estimation.draws import draw, draw_prior
from neurodose.estimation.estimate import Estimate
from neurodose.estimation.fit import fit
from neurodose.estimation.prior import REACH, Prior, flatten_prior, prior_of
from neurodose.estimation.problem import Problem
from neurodose.estimation.profiles import Profile, profile
from neurodose.estimation.report import draw_rise, write_report
from neurodose.estimation.run import Run, name_run, read_run, write_run
from neurodose.estimation.target import Target, expect_range, target_of
from neurodose.estimation.typical import make_typical
from neurodose.library import DRUGS, find_drug
from neurodose.library.drug import Drug
from neurodose.populations import Choice, Normal, Uniform
from neurodose.records.observation import Observation
from neurodose.records.reader import read_observations
from neurodose.units import L, Quantity, h, kg, one
from tests.models import Numbers, one_compartment

EXACT = 1e-9
SOLVED = 2e-3  # the solver's relative error of 1e-6 through slopes taken over steps of 1 %
FILED = 1e-6  # eight digits, through logarithms and a root of the covariance
TODAY = datetime.date(2026, 11, 22)
paper = Source("The neurodose authors", 2026, "made up for tests", reading="read")


def log_prior(name: str, middle: float, fold: float = 10.0) -> Prior:
    return Prior(name, middle, middle / fold, middle * fold, "log", one, "said", f"meaning of {name}")


# Priors


def test_an_assumed_range_is_a_95_percent_interval_on_the_logarithm() -> None:
    prior = prior_of("CL", Parameter(4 * L / h, "clearance", Assumption("guessed", (1, 16) * (L / h))))
    assert (prior.middle, prior.low, prior.high) == pytest.approx((4, 1, 16), rel=EXACT)
    assert prior.scale == "log"
    assert prior.sd == pytest.approx(np.log(4) / REACH, rel=EXACT)
    assert "1 to 16 L/h" in prior.origin


def test_a_share_stays_a_share_however_far_it_is_drawn() -> None:
    prior = prior_of("F", Parameter(0.5, "share", Assumption("guessed", (0.1, 0.9))))
    assert prior.scale == "logit"
    assert (prior.low, prior.high) == pytest.approx((0.1, 0.9), rel=EXACT)


def test_a_pure_number_that_may_pass_one_is_no_share() -> None:
    assert prior_of("tau", Parameter(8.0, "transducer ratio", Assumption("guessed", (3, 30)))).scale == "log"
    assert prior_of("power", Parameter(0.75, "exponent", Assumption("usual", (0.5, 1.0)))).scale == "log"


def test_a_range_around_a_value_moves_with_it_and_a_range_around_itself_does_not() -> None:
    found = [Parameter(v * L, "volume", Assumption("set by a calibration", (1, 100) * L)) for v in (5.0, 20.0)]
    assert [prior_of("V", p).middle for p in found] == pytest.approx([5, 20], rel=EXACT)
    assert [prior_of("V", p, around="range").middle for p in found] == pytest.approx([10, 10], rel=EXACT)


def test_a_range_from_nothing_tells_only_how_far_up() -> None:
    prior = prior_of("k", Parameter(2 / h, "rate", Assumption("guessed", (0, 8) / h)))
    assert (prior.low, prior.high) == pytest.approx((0.5, 8), rel=EXACT)


@pytest.mark.parametrize(("certainty", "cv"), [("high", 0.05), ("moderate", 0.15), ("low", 0.30), ("very low", 0.60)])
def test_a_source_alone_is_as_wide_as_its_certainty(certainty: str, cv: float) -> None:
    prior = prior_of("V", Parameter(10 * L, "volume", paper, certainty))  # pyright: ignore[reportArgumentType]
    assert prior.sd == pytest.approx(np.sqrt(np.log1p(cv**2)), rel=EXACT)
    assert prior.middle == pytest.approx(10, rel=EXACT)


def test_a_share_with_a_source_alone_is_as_wide_as_its_certainty() -> None:
    prior = prior_of("fu", Parameter(0.79, "share unbound", paper, "moderate"))
    assert prior.scale == "logit"
    # A small step d of the logarithm is a step d / (1 − share) of the logit.
    assert prior.sd == pytest.approx(np.sqrt(np.log1p(0.15**2)) / (1 - 0.79), rel=1e-6)


@pytest.mark.parametrize(
    ("spread", "low", "high"),
    [
        (
            LogNormal(cv=0.2),
            10 * np.exp(-REACH * np.sqrt(np.log1p(0.04))),
            10 * np.exp(REACH * np.sqrt(np.log1p(0.04))),
        ),
        (LogNormal(cv=0.2, median=10 * L), 10 / 1.4743, 10 * 1.4743),
        (Uniform(5 * L, 20 * L), 5, 20),
        (Uniform(0.5, 2), 5, 20),
    ],
)
def test_a_stated_uncertainty_goes_before_everything(spread: LogNormal | Uniform, low: float, high: float) -> None:
    assumed = Assumption("guessed", (1, 1000) * L)
    prior = prior_of("V", Parameter(10 * L, "volume", assumed, uncertainty=spread))
    assert (prior.low, prior.high) == pytest.approx((low, high), rel=1e-4)
    assert "stated uncertainty" in prior.origin


def test_a_number_that_may_be_negative_is_estimated_as_it_is() -> None:
    prior = prior_of("shift", Parameter(-0.5, "shift", paper, "low", uncertainty=Normal(-0.5, 0.2)))
    assert (prior.scale, prior.middle) == ("plain", pytest.approx(-0.5))
    assert prior.sd == pytest.approx(0.2, rel=EXACT)


def test_an_uncertainty_without_an_interval_is_refused() -> None:
    odd = Parameter(1.0, "copies", paper, "low", uncertainty=Choice({1: 0.5, 2: 0.5}))
    with pytest.raises(EstimationError, match=r"uncertainty of n is a choice") as refused:
        prior_of("n", odd)
    assert "LogNormal" in (refused.value.hint or "")


def test_a_range_without_width_is_refused() -> None:
    with pytest.raises(EstimationError, match=r"known of V leaves it no room") as refused:
        prior_of("V", Parameter(3 * L, "volume", Assumption("by definition", (3, 3) * L)))
    assert "hold it fixed" in (refused.value.hint or "")


# Fits

TIMES = np.array([0.5, 2.0, 5.0, 10.0, 20.0])
TRUTH = {"CL": 7.5, "V": 38.0}
NOISE = 0.05


def one_compartment_problem(observed: np.ndarray, *priors: Prior) -> Problem:
    """Concentrations after 100 mg into a vein, by the project's own model and solver."""

    def predict(typical: Mapping[str, np.ndarray]) -> np.ndarray:
        units = {"CL": L / h, "V": L}
        people = people_from({a: Quantity(v, units[a]) for a, v in typical.items()})
        course = simulate(
            one_compartment, read_regimen("100 mg"), people, at=TIMES * h, outputs=["plasma.concentration"]
        )
        return course["plasma.concentration"].coherent.T

    targets = tuple(Target(f"at {t:g} h", c, NOISE, "log", "nM") for t, c in zip(TIMES, observed, strict=True))
    return Problem(targets, priors, predict, "one compartment")


def free(*names: str) -> tuple[Prior, ...]:
    listed = one_compartment.system.parameters
    return tuple(prior_of(n, listed[n], around="range") for n in names)


def foreseen(problem: Problem) -> np.ndarray:
    return problem.predict({a: np.array([v]) for a, v in TRUTH.items()})[:, 0]


@pytest.fixture(scope="module")
def recovered() -> tuple[Problem, Estimate]:
    blank = one_compartment_problem(np.ones(len(TIMES)), *free("CL", "V"))
    problem = one_compartment_problem(foreseen(blank), *(flatten_prior(p) for p in free("CL", "V")))
    return problem, fit(problem, seed=3)


def test_the_truth_behind_simulated_observations_is_found_again(recovered: tuple[Problem, Estimate]) -> None:
    _, found = recovered
    assert found.is_converged
    assert found.values == pytest.approx(TRUTH, rel=SOLVED)
    assert found.misfit < SOLVED
    assert found.rank == 2


def test_the_uncertainty_of_a_one_compartment_model_is_that_of_its_formula(
    recovered: tuple[Problem, Estimate],
) -> None:
    """log C = log dose − log V − CL/V t: its slopes by log CL and log V are known."""
    _, found = recovered
    decay = TRUTH["CL"] / TRUTH["V"] * TIMES
    slopes = np.stack([-decay, decay - 1], axis=1) / NOISE
    assert found.covariance == pytest.approx(np.linalg.inv(slopes.T @ slopes), rel=0.02)


def test_noisy_observations_hold_the_truth_within_their_interval(recovered: tuple[Problem, Estimate]) -> None:
    problem, _ = recovered
    shifts = np.exp(NOISE * np.array([1.0, -0.6, 0.3, -1.1, 0.5]))
    found = fit(one_compartment_problem(foreseen(problem) * shifts, *problem.priors))
    for address, truth in TRUTH.items():
        low, high = found.interval(address)
        assert low.coherent < truth < high.coherent
    assert 0 < found.misfit < 5


def test_profiles_of_a_well_observed_model_are_held_on_both_sides(recovered: tuple[Problem, Estimate]) -> None:
    problem, found = recovered
    for curve in profile(found, problem):
        low, high = found.interval(curve.address)
        assert curve.low is not None
        assert curve.high is not None
        assert (curve.low, curve.high) == pytest.approx((low.coherent, high.coherent), rel=0.01)
        assert curve.words == "held both ways; the data alone hold it on both sides"


def test_the_answer_does_not_depend_on_the_seed_of_the_starts(recovered: tuple[Problem, Estimate]) -> None:
    problem, found = recovered
    assert fit(problem, seed=99).point == pytest.approx(found.point, abs=1e-4)
    assert "5 of 5 starts end here" in found.message


def test_a_volume_that_only_late_observations_see_is_left_to_what_was_known() -> None:
    """Area alone tells clearance; of the volume it says nothing."""

    def area(typical: Mapping[str, np.ndarray]) -> np.ndarray:
        return (100 / typical["CL"])[None]

    found = fit(Problem((Target("area", 20.0, 0.1, "log"),), free("CL", "V"), area, "area"))
    assert "no observation depends on it" in found.determined["V"]
    assert found.narrowing["V"] == pytest.approx(1.0)
    assert found.determined["CL"].startswith("determined: ")
    assert found.narrowing["CL"] < 0.1
    assert found.combinations == ("V: no observation depends on it",)


def test_a_model_that_fails_where_the_search_begins_is_refused_by_the_observation() -> None:
    def half(typical: Mapping[str, np.ndarray]) -> np.ndarray:
        return np.stack([typical["x"], np.full_like(typical["x"], np.nan)])

    targets = tuple(Target(n, 1.0, 0.1, "log") for n in ("O1", "O2"))
    with pytest.raises(EstimationError, match=r"no number for O2 where the search begins"):
        fit(Problem(targets, (log_prior("x", 1.0),), half))


def test_variants_that_fail_on_the_way_are_stepped_around_and_counted() -> None:
    def cliff(typical: Mapping[str, np.ndarray]) -> np.ndarray:
        x = typical["x"]
        return np.where(x < 3.0, x, np.nan)[None]

    problem = Problem((Target("O", 2.5, 0.05, "log"),), (log_prior("x", 1.0, 50.0),), cliff)
    found = fit(problem, seed=1)
    assert found.values["x"] == pytest.approx(2.5, rel=0.01)
    assert "the model failed at" in found.message


def test_a_search_that_does_not_arrive_gives_no_number() -> None:
    """A residual that falls for ever has no least square."""
    endless = Problem(
        (Target("O", 0.0, 0.01, "plain"),),
        (flatten_prior(log_prior("x", 1.0)),),
        lambda t: (1 + 1 / t["x"])[None] ** 0.1,
    )
    found = fit(endless)
    assert not found.is_converged
    assert found.message.startswith("not converged")
    assert np.isnan(found.point).all()
    assert np.isnan(list(found.values.values())).all()
    for ask in (lambda: draw(found, 3, seed=1), lambda: profile(found, endless)):
        with pytest.raises(EstimationError, match=r"did not converge"):
            ask()


def test_two_optima_are_told() -> None:
    prior = Prior("x", 0.2, 0.2 - 4 * REACH, 0.2 + 4 * REACH, "plain", one, "said")
    problem = Problem((Target("O", 1.0, 0.1, "plain"),), (prior,), lambda t: (t["x"] ** 2)[None])
    assert "fit nearly as well" in fit(problem, seed=2, starts=12).message


def test_a_problem_without_data_or_without_freedom_is_none() -> None:
    with pytest.raises(EstimationError, match=r"no observations to fit"):
        Problem((), (log_prior("x", 1.0),), lambda t: t["x"][None])
    with pytest.raises(EstimationError, match=r"no free parameters"):
        Problem((Target("O", 1.0, 0.1, "log"),), (), lambda t: np.ones((1, 1)))


def test_predictions_of_another_shape_are_refused() -> None:
    problem = Problem((Target("O", 1.0, 0.1, "log"),), (log_prior("x", 1.0),), lambda t: t["x"])
    with pytest.raises(EstimationError, match=r"predictions have the shape") as refused:
        fit(problem)
    assert "1 targets" in (refused.value.exists or "")


def test_an_unknown_free_parameter_is_refused_with_those_there_are(recovered: tuple[Problem, Estimate]) -> None:
    with pytest.raises(EstimationError, match=r'no free parameter is called "cl"') as refused:
        recovered[1].interval("cl")
    assert "CL, V" in (refused.value.exists or "")


@pytest.mark.parametrize(
    ("rise", "ends", "said"),
    [
        ([9, 1, 0, 1, 9], ("held", "held"), "held both ways; the data alone hold it on neither side"),
        ([2, 1, 0, 1, 9], ("open", "held"), "below open within three standard deviations, above held"),
        ([np.nan, 1, 0, 1, 9], ("lost", "held"), "below unknown: the search failed, above held"),
        ([9, -2, 0, 1, 9], ("held", "held"), "the estimate is not the best there is"),
    ],
)
def test_a_profile_tells_open_from_lost_and_a_better_fit(rise: list[float], ends: tuple[str, str], said: str) -> None:
    held = [None if end != "held" else 1.0 for end in ends]
    curve = Profile("x", np.arange(-2.0, 3.0), np.arange(1.0, 6.0), np.array(rise), np.zeros(5), held[0], held[1])
    assert curve.ends == ends
    assert said in curve.words


# Draws


def test_draws_are_the_same_whatever_their_number(recovered: tuple[Problem, Estimate]) -> None:
    many, few = draw(recovered[1], 50, seed=5), draw(recovered[1], 10, seed=5, first=20)
    assert np.array_equal(many["V"][20:30], few["V"])
    assert not np.array_equal(many["V"], draw(recovered[1], 50, seed=6)["V"])


def test_what_a_calibration_did_not_touch_is_drawn_by_its_own_rule() -> None:
    drawn = draw_prior(one_compartment.system, {"CL"}, 2000, seed=4)
    assert set(drawn) == {"V"}
    assert np.median(drawn["V"]) == pytest.approx(50, rel=0.1)  # 2000 draws with an SD of 1.17 on the logarithm
    inside = (drawn["V"] > 5) & (drawn["V"] < 500)
    assert inside.mean() == pytest.approx(0.95, abs=0.015)  # three standard errors


def test_what_is_not_known_well_is_drawn_apart_from_how_people_differ() -> None:
    from neurodose.seeds import draw_normals

    drawn = np.log(draw_prior(one_compartment.system, set(), 500, seed=4)["V"])
    people = draw_normals(4, "V", np.arange(500))[0]
    assert abs(np.corrcoef(drawn, people)[0, 1]) < 0.15  # three standard errors


# Files and reports


@pytest.fixture(scope="module")
def run(recovered: tuple[Problem, Estimate]) -> Run:
    estimate = replace(recovered[1], set_aside={"O9": "the model has no pain"})
    return name_run("invented", TODAY, 3, [estimate], {"one compartment": one_compartment.system})


def test_a_run_reads_back_as_it_was_written(run: Run) -> None:
    again = read_run(write_run(run), "invented.toml")
    before, after = run.estimates[0], again.estimate("one compartment")
    assert (again.drug, again.name, again.date, again.seed) == (run.drug, run.name, TODAY, 3)
    assert after.values == pytest.approx(before.values, rel=FILED)
    assert after.covariance == pytest.approx(before.covariance, rel=FILED)
    assert after.residuals == pytest.approx(before.residuals, rel=1e-3, abs=1e-6)
    assert after.targets == before.targets or after.targets[0].value == pytest.approx(before.targets[0].value)
    assert after.determined == before.determined
    assert after.set_aside == {"O9": "the model has no pain"}
    assert [p.scale for p in after.priors] == [p.scale for p in before.priors]
    assert draw(after, 5, seed=1)["CL"] == pytest.approx(draw(before, 5, seed=1)["CL"], rel=FILED)


def test_a_run_is_written_to_the_same_bytes_however_often_it_is_read(run: Run) -> None:
    once = write_run(run)
    again = write_run(read_run(once, "invented.toml"))
    assert [line for line in again.splitlines() if "residual" not in line] == [
        line for line in once.splitlines() if "residual" not in line
    ]


def test_values_stand_in_the_file_with_their_units(run: Run) -> None:
    text = write_run(run)
    assert 'value = "7.' in text
    assert 'L/h"' in text
    assert 'before = ["0 L/h", ' in text


def test_a_run_is_named_by_its_question_and_not_by_its_answer(run: Run) -> None:
    systems = {"one compartment": one_compartment.system}
    found = run.estimates[0]
    other_answer = replace(found, point=found.point + 0.1)
    other_data = replace(found, targets=(replace(found.targets[0], sd=0.5), *found.targets[1:]))
    assert name_run("invented", TODAY, 3, [other_answer], systems).name == run.name
    assert name_run("invented", TODAY, 3, [other_data], systems).name != run.name
    assert run.name.startswith("2026-11-22-")


def test_a_run_that_did_not_converge_holds_no_numbers(run: Run) -> None:
    lost = replace(
        run.estimates[0],
        is_converged=False,
        message="not converged: …",
        point=np.full(2, np.nan),
        covariance=np.full((2, 2), np.nan),
        determined={},
    )
    text = write_run(replace(run, estimates=(lost,)))
    assert "\nvalue = " not in text
    assert "nan" not in text
    again = read_run(text, "invented.toml").estimates[0]
    assert not again.is_converged
    assert np.isnan(again.point).all()
    assert "no values" in write_report(replace(run, estimates=(lost,)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("format = 1", "format = 2"), r"has the format 2"),
        (("format = 1", "format ="), r"cannot be read"),
        (("covariance = [", "other = ["), r"the run lacks covariance"),
        (('scale = "log"\nunit = "L', 'scale = "root"\nunit = "L'), r'no scale is called "root"'),
        (('before = ["0 L/h"', 'before = ["0 kg"'), r"cannot be said in"),
        (('drug = "invented"\n', ""), r"the run lacks drug"),
    ],
)
def test_a_file_that_is_no_run_is_refused_with_its_name(run: Run, change: tuple[str, str], said: str) -> None:
    text = write_run(run).replace(*change)
    with pytest.raises(EstimationError, match=said) as refused:
        read_run(text, "invented.toml")
    assert "invented.toml" in str(refused.value)


def test_an_unknown_structure_is_refused_with_those_there_are(run: Run) -> None:
    with pytest.raises(EstimationError, match=r'no structure is called "two"') as refused:
        run.estimate("two")
    assert "one compartment" in (refused.value.exists or "")


def test_the_report_tells_values_misses_profiles_and_words(run: Run, recovered: tuple[Problem, Estimate]) -> None:
    problem, found = recovered
    curves: tuple[Profile, ...] = profile(found, problem)
    told = write_report(run, {"one compartment": curves})
    assert f"Run `{run.name}`" in told
    for words in ("### Values", "### What the data determine", "### Observations", "### Profiles", "`CL`", "7.5 L/h"):
        assert words in told
    assert "O9: the model has no pain" in told
    assert told == write_report(run, {"one compartment": curves})
    tables = [line for line in told.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in tables}) <= 4  # four kinds of table, each with rows of one length


def test_a_parabola_is_drawn_from_full_to_full_through_nothing() -> None:
    drawn = draw_rise(np.arange(-3.0, 3.5, 0.5) ** 2)
    assert (drawn[0], drawn[6], drawn[-1]) == ("█", "▁", "█")
    assert drawn == drawn[::-1]
    assert draw_rise(np.array([np.nan, 100.0])) == "?█"


def test_a_miss_is_told_as_a_fold_or_as_points() -> None:
    assert Target("O", 10.0, 0.1, "log", "nM").tell_miss(15.0) == "1.50-fold"
    assert Target("O", 90.0, 5.0, "plain", "%").tell_miss(84.0) == "-6 %"


# From observations to targets, and a drug's structures against them

RECORDS = """
format = 1
[sources.us]
authors = "The neurodose authors"
year = 2026
journal = "made up for tests"
reading = "read"
"""
ENTRY = """
[[observation]]
id = "{id}"
drug = "invented"
source = "us"
regimen = "100 mg"
people = "adults"
n = {n}
quantity = "{quantity}"
value = "{value}"
{more}
"""
SIX = 'time = "6 h"\ncalibration = true'


def record(*entries: tuple[str, str, str, int, str]) -> tuple[Observation, ...]:
    text = RECORDS + "".join(ENTRY.format(id=i, quantity=q, value=v, n=n, more=more) for i, q, v, n, more in entries)
    reading = read_observations(text, "invented.toml")
    reading.raise_if_faulty()
    return reading.observations


@pytest.mark.parametrize(
    ("quantity", "value", "n", "more", "scale", "sd", "said"),
    [
        ("concentration of parent in plasma", "10 nM", 9, "", "log", np.log(1.3), "floor"),
        ("concentration of parent in plasma", "10 nM", 4, 'sd = "8 nM"', "log", 0.4, "SD"),
        ("concentration of parent in plasma", "10 nM", 4, 'se = "5 nM"', "log", 0.5, "SE"),
        ("displacement at mu", "90 %", 16, 'sd = "4 %"', "plain", 5.0, "floor"),
        ("displacement at mu", "90 %", 4, 'sd = "14 %"', "plain", 7.0, "SD"),
        ("displacement at mu", "50 %", 9, 'interval = ["30.4 %", "69.6 %"]', "plain", 10.0, "interval"),
    ],
)
def test_the_larger_of_the_floor_and_the_studys_own_error_counts(
    quantity: str, value: str, n: int, more: str, scale: str, sd: float, said: str
) -> None:
    target = target_of(record(("O1", quantity, value, n, f"{SIX}\n{more}"))[0])
    assert (target.scale, target.sd) == (scale, pytest.approx(sd, rel=1e-3))
    assert said in target.said


def test_a_variation_between_people_is_no_target() -> None:
    (seen,) = record(("O1", "variation between people of peak of parent in plasma", "30 %", 9, "calibration = true"))
    with pytest.raises(EstimationError, match="the typical person, who has no spread"):
        target_of(seen)


def test_the_range_of_normal_numbers_is_as_wide_as_tables_say() -> None:
    # Tippett 1925: 1.128, 2.326, 3.735 standard deviations for 2, 5 and 20.
    assert [expect_range(n) for n in (2, 5, 20)] == pytest.approx([1.128, 2.326, 3.735], abs=1e-3)


class InventedDrug(Parameters):
    """A drug that people clear in proportion to their weight."""

    drug = Numbers.drug
    CL = Numbers.CL
    V = Numbers.V
    weight = Parameter(70 * kg, "weight", paper, "high", between_people=LogNormal(cv=0.2))
    standard = Parameter(70 * kg, "weight at which the others hold", paper, "high")


@model
def invented_model(m: Any, p: Any = InventedDrug) -> None:
    """Drug is given into plasma and cleared from it."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL)


@population
def heavy(i: Any, p: Any = InventedDrug) -> None:
    """People of twice the weight."""
    i.weight = 2 * p.weight
    i.CL = p.CL * i.weight / p.standard


def invented_drug() -> Drug:
    return Drug(
        name="invented",
        structures={"one": invented_model},
        populations={"adults": population(lambda i, p=InventedDrug: None), "heavy": heavy},
        concentrations={"parent in plasma": "plasma.concentration"},
        receptors={},
        ligands={},
        dose_ratios={},
        challenges={},
        calibrated=("CL", "V"),
    )


def test_the_typical_person_has_no_spread_and_what_is_varied_runs_through_the_population() -> None:
    people = make_typical(heavy, {"CL": np.array([1.0, 3.0])})
    assert people.columns["CL"] == pytest.approx([2.0, 6.0], rel=EXACT)
    assert people.columns["weight"] == pytest.approx([140e6, 140e6], rel=EXACT)
    with pytest.raises(EstimationError, match=r'no parameter is called "Cl"'):
        make_typical(heavy, {"Cl": np.array([1.0])})


def true_concentration(time: float) -> float:
    return 100e6 / 250 / TRUTH["V"] * np.exp(-TRUTH["CL"] / TRUTH["V"] * time)


def concentration(name: str, time: float, more: str = "calibration = true") -> tuple[str, str, str, int, str]:
    value = f"{true_concentration(time):.8g} nM"
    return name, "concentration of parent in plasma", value, 10, f'time = "{time:g} h"\n{more}'


def test_a_drug_is_calibrated_by_observations_in_people() -> None:
    unused = concentration("O5", 1.0, "calibration = false")
    beyond = ("O6", "change of pain", "-3", 10, SIX)
    seen = record(*(concentration(f"O{n}", t) for n, t in enumerate((0.5, 4.0, 8.0, 16.0), 1)), unused, beyond)
    flat = {a: flatten_prior(p) for a, p in zip(("CL", "V"), free("CL", "V"), strict=True)}
    found = calibrate(invented_drug(), "one", seen, seed=1, priors=flat)
    assert found.values == pytest.approx(TRUTH, rel=SOLVED)
    assert [t.name for t in found.targets] == ["O1", "O2", "O3", "O4"]
    assert list(found.set_aside) == ["O6"]
    assert "became of people" in found.set_aside["O6"]


def test_more_free_parameters_than_observations_determine_are_named() -> None:
    seen = record(concentration("O1", 4.0))
    known = calibrate(invented_drug(), "one", seen, seed=1)
    assert known.rank == 1
    assert "determine 1 of 2" in known.message
    flat = {a: flatten_prior(p) for a, p in zip(("CL", "V"), free("CL", "V"), strict=True)}
    with pytest.raises(EstimationError, match=r"1 observations .* do not determine 2 free parameters: .*CL"):
        calibrate(invented_drug(), "one", seen, seed=1, priors=flat)


def test_unknown_structures_and_parameters_are_refused_with_those_there_are() -> None:
    seen = record(concentration("O1", 4.0))
    with pytest.raises(EstimationError, match=r'no structure is called "two"') as refused:
        calibrate(invented_drug(), "two", seen, seed=1)
    assert "invented has: one" in (refused.value.exists or "")
    with pytest.raises(EstimationError, match=r'no parameter is called "Vmax"'):
        calibrate(invented_drug(), "one", seen, ["CL", "Vmax"], seed=1)
    with pytest.raises(EstimationError, match=r"no observations to fit"):
        calibrate(invented_drug(), "one", record(concentration("O1", 4.0, "calibration = false")), seed=1)


@pytest.mark.parametrize("name", [name for name in DRUGS if find_drug(name).calibrated])
def test_a_value_that_a_calibration_has_set_is_never_its_own_prior(name: str) -> None:
    """Else each run would begin where the last one ended, and values would creep."""
    drug = find_drug(name)
    used = drug.system.parameters
    for address in (a for a in drug.calibrated if a in used):
        moved = copy(used[address])
        object.__setattr__(moved, "value", Quantity(moved.value.value * 1.01, moved.value.unit))
        before, after = (prior_of(address, p, around="range") for p in (used[address], moved))
        assert (after.point, after.sd) == pytest.approx((before.point, before.sd), rel=1e-9), address
