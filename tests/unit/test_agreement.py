"""Virtual studies have the design of the real one, and one rule says whether they agree with it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from neurodose import find_drug
from neurodose.agreement.rule import Verdict, judge
from neurodose.agreement.study import LEAST, MOST_PEOPLE, Studies, hold_studies, weigh_structures
from neurodose.errors import ObservationError
from neurodose.estimation.calibration import calibrate
from neurodose.populations import LogNormal
from neurodose.records.observation import Observation
from neurodose.records.reader import read_observations

DRUG = find_drug("naltrexone")
HEAD = """
[sources.made_up]
authors = "Nobody"
year = 2026
journal = "made up for this test"
"""
BLOCKADE = {"quantity": "displacement at mu", "time": "24 h", "value": "80 %"}
PEAK = {"quantity": "peak of naltrexone in plasma", "time": "0 to 24 h", "value": "10 ng/mL"}
LOSS = {"quantity": "loss of effect of morphine", "time": "24 h", "value": "80 %", "interval": ["70 %", "90 %"]}
SPREAD = np.linspace(-10, 10, 41)  # spread about a middle: its 95 % interval runs from -9.5 to 9.5


def write(value: object) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {write(v)}" for key, v in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)


def observe(said: Mapping[str, object], **changed: object) -> Observation:
    entry = {
        "id": "S1",
        "drug": "naltrexone",
        "source": "made_up",
        "regimen": "50 mg hydrochloride",
        "people": "adults",
        "n": 4,
    }
    lines = [f"{key} = {write(value)}" for key, value in {**entry, **said, **changed}.items()]
    reading = read_observations("\n".join([HEAD, "[[observation]]", *lines]), "made up.toml")
    reading.raise_if_faulty()
    return reading.observations[0]


def rule(observation: Observation, *means: np.ndarray, weights: tuple[float, ...] = ()) -> Verdict:
    """The verdict where structures gave these means; all count alike unless it is said otherwise."""
    each = {f"structure {number}": m for number, m in enumerate(means, 1)}
    weights = weights or (1 / len(each),) * len(each)
    return judge(Studies(observation, each, dict(zip(each, weights, strict=True))))


@pytest.mark.parametrize(
    ("middle", "passes", "why"),
    [
        (80.0, True, "inside the interval"),
        (89.0, True, "inside the interval"),
        (90.0, False, "observed below the interval"),
        (70.0, False, "observed above the interval"),
    ],
)
def test_what_lies_inside_a_narrow_interval_passes(middle: float, passes: bool, why: str) -> None:
    verdict = rule(observe(BLOCKADE), middle + SPREAD)
    assert (verdict.passes, verdict.why) == (passes, why)
    assert (verdict.low, verdict.predicted, verdict.high) == pytest.approx((middle - 9.5, middle, middle + 9.5))


@pytest.mark.parametrize(
    ("said", "narrow", "wide"),
    [
        (BLOCKADE, 80 + 1.57 * SPREAD, 80 + 1.59 * SPREAD),  # 3 times 10 points
        (PEAK, 10 * 1.5 ** (SPREAD / 9.5 * 1.49), 10 * 1.5 ** (SPREAD / 9.5 * 1.51)),  # 1.5-fold, three times over
        (LOSS, 80 + 3.15 * SPREAD, 80 + 3.17 * SPREAD),  # 3 times the published interval of 20 points
    ],
)
def test_an_interval_wider_than_three_tolerances_says_too_little(
    said: Mapping[str, object], narrow: np.ndarray, wide: np.ndarray
) -> None:
    observation = observe(said)
    assert rule(observation, narrow).passes
    verdict = rule(observation, wide)
    assert not verdict.passes
    assert verdict.why.startswith("inside, but the interval says too little: ")


def test_an_effect_without_an_interval_of_its_own_cannot_be_met() -> None:
    said = {key: value for key, value in LOSS.items() if key != "interval"}
    assert "too little" in rule(observe(said), 80 + SPREAD).why


def test_a_band_of_its_own_is_met_by_the_median_alone() -> None:
    observation = observe(BLOCKADE, band=["85 %", "100 %"])
    assert rule(observation, 90 + 10 * SPREAD).passes
    verdict = rule(observation, 80 + SPREAD)
    assert (verdict.passes, verdict.why) == (False, "the median lies outside its band")


@pytest.mark.parametrize(("value", "passes"), [("under 81 %", True), ("under 79 %", False), ("over 79 %", True)])
def test_a_limit_is_a_band_open_at_one_end(value: str, passes: bool) -> None:
    assert rule(observe(BLOCKADE, value=value), 80 + SPREAD).passes is passes


def test_structures_are_pooled_and_each_keeps_its_own_interval() -> None:
    verdict = rule(observe(BLOCKADE), 70 + SPREAD / 10, 90 + SPREAD / 10)
    assert verdict.passes
    assert list(verdict.by_structure) == ["structure 1", "structure 2"]
    assert verdict.by_structure["structure 1"] == pytest.approx((69.05, 70.0, 70.95))
    assert verdict.by_structure["structure 2"] == pytest.approx((89.05, 90.0, 90.95))


def test_a_difference_is_a_fold_for_exposure_and_points_for_occupancy() -> None:
    fold, points = rule(observe(PEAK), 15 + SPREAD / 10), rule(observe(BLOCKADE), 77 + SPREAD / 10)
    assert (fold.is_fold, points.is_fold) == (True, False)
    assert fold.difference == pytest.approx(1.5)
    assert points.difference == pytest.approx(-3.0)


def test_studies_that_mostly_gave_no_number_say_nothing() -> None:
    means = 80 + SPREAD
    few, many = means.copy(), means.copy()
    few[:2], many[:3] = np.nan, np.nan  # of 41: a twentieth is 2.05
    assert rule(observe(BLOCKADE), few).predicted is not None
    verdict = rule(observe(BLOCKADE), many)
    assert (verdict.passes, verdict.predicted, verdict.difference) == (False, None, None)
    assert verdict.why == "3 of 41 virtual studies gave no number"


def test_figures_without_end_are_longer_than_all_others() -> None:
    verdict = rule(observe(BLOCKADE), 80 + SPREAD, np.full(2, np.inf), weights=(0.9, 0.1))
    assert list(verdict.by_structure) == ["structure 1"]
    assert verdict.high == np.inf
    assert verdict.low == pytest.approx(70.5)
    assert not verdict.passes


def test_a_structure_that_counts_for_little_moves_little() -> None:
    observation = observe(BLOCKADE)
    alike = rule(observation, 80 + SPREAD, 0 + SPREAD)
    small = rule(observation, 80 + SPREAD, 0 + SPREAD, weights=(0.98, 0.02))
    assert (alike.low, small.low) == pytest.approx((-9.0, 70.0))
    assert not alike.passes
    assert small.passes


def test_structures_count_by_how_well_they_were_calibrated_and_never_nothing() -> None:
    estimates: Any = {name: SimpleNamespace(misfit=misfit) for name, misfit in (("a", 5.0), ("b", 7.0), ("c", 500.0))}
    weights = weigh_structures(["a", "b", "c"], estimates)
    assert sum(weights.values()) == pytest.approx(1.0)
    assert weights["b"] / weights["a"] == pytest.approx(np.exp(-1))
    assert weights["c"] == pytest.approx(LEAST / (1 + LEAST))


def test_without_a_calibration_of_each_structures_count_alike() -> None:
    estimates: Any = {"a": SimpleNamespace(misfit=5.0)}
    assert weigh_structures(["a", "b"], estimates) == {"a": 0.5, "b": 0.5}


@pytest.fixture(scope="module")
def held(seed: int) -> Studies:
    (studies,) = hold_studies(DRUG, [observe(BLOCKADE)], {}, seed=seed, studies=5)
    return studies


def test_every_structure_holds_as_many_studies_as_are_asked_for(held: Studies) -> None:
    assert list(held.means) == list(DRUG.structures)
    for means in held.means.values():
        assert means.shape == (5,)
        assert len(set(means)) == 5
        assert ((means > -20) & (means < 120)).all()  # a share, with the error of measuring it
    assert judge(held).predicted is not None


def test_other_observations_and_structures_do_not_change_a_study(held: Studies, seed: int) -> None:
    name = "deep binding"
    observations = [observe(BLOCKADE, id="S2", regimen="2 mg hydrochloride"), observe(BLOCKADE)]
    _, again = hold_studies(DRUG, observations, {}, seed=seed, studies=5, structures=[name])
    assert list(again.means) == [name]
    assert again.means[name] == pytest.approx(held.means[name], rel=1e-12)


def test_another_seed_holds_other_studies(held: Studies, seed: int) -> None:
    (other,) = hold_studies(DRUG, [observe(BLOCKADE)], {}, seed=seed + 1, studies=5, structures=["slow exchange"])
    assert not set(other.means["slow exchange"]) & set(held.means["slow exchange"])


def test_many_people_make_means_less_apart(seed: int) -> None:
    few, many = (observe(PEAK, id="S1", n=n) for n in (1, MOST_PEOPLE))
    one, all_ = hold_studies(DRUG, [few, many], {}, seed=seed, studies=30, structures=["slow exchange"])
    assert np.log(all_.means["slow exchange"]).std() < np.log(one.means["slow exchange"]).std()


def test_a_ratio_of_arms_has_no_unit(seed: int) -> None:
    area = {"quantity": "area of naltrexone in plasma", "time": "0 to 24 h", "value": "2"}
    one, other = "100 mg hydrochloride", "50 mg hydrochloride"
    asked = observe(area, n=MOST_PEOPLE, regimen=one, versus={"regimen": other})
    (ratio,) = hold_studies(DRUG, [asked], {}, seed=seed, studies=4, structures=["slow exchange"])
    # Kinetics are linear and both arms are the same people, so what is left is the error of measuring them.
    assert ratio.means["slow exchange"] == pytest.approx(np.full(4, 2.0), rel=0.1)


def test_progress_is_told_structure_by_structure(seed: int) -> None:
    told: list[float] = []
    hold_studies(DRUG, [observe(BLOCKADE)], {}, seed=seed, studies=2, progress=told.append)
    assert told == pytest.approx([1 / 3, 2 / 3, 1.0])


def test_an_unknown_population_is_a_fault_with_file_entry_and_line(seed: int) -> None:
    stranger = observe(BLOCKADE, people="Martians")
    (studies,) = hold_studies(DRUG, [stranger], {}, seed=seed, studies=2)
    assert isinstance(studies.fault, ObservationError)
    assert studies.fault.what == 'no population is called "Martians"'
    assert studies.fault.where == str(stranger.place) == "made up.toml, entry S1, line 7"
    assert "adults" in (studies.fault.exists or "")
    assert judge(studies) == Verdict(stranger, None, None, None, False, studies.why, {})


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"quantity": "proportion with nausea", "time": "12 week", "value": "10 %"}, "the model ends at the receptor"),
        ({"quantity": "peak of cortisol in plasma", "time": "0 to 8 h", "value": "1 nM"}, "has no peak of cortisol"),
        ({**BLOCKADE, "regimen": "placebo"}, "nothing is given"),
    ],
)
def test_what_the_model_cannot_say_comes_back_with_the_reason(said: Mapping[str, object], why: str, seed: int) -> None:
    asked = [observe(said), observe(BLOCKADE, id="S2")]
    silent, spoken = hold_studies(DRUG, asked, {}, seed=seed, studies=2, structures=["slow exchange"])
    assert (silent.means, silent.fault) == ({}, None)
    assert why in judge(silent).why
    assert spoken.means


def test_studies_by_a_calibrated_structure_lie_nearer_to_what_set_it(seed: int) -> None:
    target = observe(BLOCKADE, calibration=True, sd="5 %", n=9)
    name = "slow exchange"
    estimate = calibrate(DRUG, name, [target], seed=seed)
    estimate.demand_convergence()
    free, fitted = (
        np.median(hold_studies(DRUG, [target], estimates, seed=seed, studies=40, structures=[name])[0].means[name])
        for estimates in ({}, {name: estimate})
    )
    assert abs(fitted - 80) < abs(free - 80)


def test_a_refused_figure_never_passes_and_is_shown_beside_its_prediction() -> None:
    verdict = rule(observe(BLOCKADE, refused="a slip of unit"), 80 + SPREAD)
    assert (verdict.passes, verdict.why) == (False, "refused: a slip of unit")
    assert verdict.predicted == pytest.approx(80)


def test_a_variation_between_people_is_that_of_a_log_normal_spread(seed: int) -> None:
    asked = observe({"quantity": "variation between people of clearance of naltrexone", "value": "30 %"}, n=MOST_PEOPLE)
    (studies,) = hold_studies(DRUG, [asked], {}, seed=seed, studies=20, structures=["slow exchange"])
    spreads = [DRUG.system.parameters[a].between_people for a in ("parent.CL", "absorption.F")]
    omegas = [spread.omega for spread in spreads if isinstance(spread, LogNormal)]
    assert omegas
    assert np.median(studies.means["slow exchange"]) > 100 * np.sqrt(np.expm1(max(omegas) ** 2)) * 0.8


def test_a_structure_that_lacks_an_output_leaves_the_others_to_speak(seed: int) -> None:
    drug = replace(DRUG, concentrations={**DRUG.concentrations, "naltrexone in fat": "deep.concentration"})
    (name,) = [n for n, m in DRUG.structures.items() if "deep.concentration" in m.system.outputs]
    asked = observe({**PEAK, "quantity": "peak of naltrexone in brain"})
    aside = replace(asked, arm=replace(asked.arm, quantity=replace(asked.quantity, place="fat")))
    (studies,) = hold_studies(drug, [aside], {}, seed=seed, studies=2)
    assert (list(studies.means), studies.weights) == ([name], {name: 1.0})
    (silent,) = hold_studies(drug, [aside], {}, seed=seed, studies=2, structures=["slow exchange"])
    assert judge(silent).why == "no structure has peak of naltrexone in brain"


def test_a_median_is_compared_with_medians(seed: int) -> None:
    area = {"quantity": "area of naltrexone in plasma", "time": "0 to 24 h", "value": "100 nM·h"}
    asked = [observe(area, n=MOST_PEOPLE, statistic=statistic) for statistic in ("mean", "median")]
    mean, median = hold_studies(DRUG, asked, {}, seed=seed, studies=30, structures=["slow exchange"])
    # Exposures are skewed: their mean lies above their median.
    assert np.mean(mean.means["slow exchange"] > median.means["slow exchange"]) > 0.8


def test_who_never_reached_a_level_is_left_out_of_the_mean(seed: int) -> None:
    at_level = {"quantity": "displacement at mu as naltrexone in plasma falls to 12 ng/mL", "value": "90 %"}
    (studies,) = hold_studies(DRUG, [observe(at_level, n=8)], {}, seed=seed, studies=6, structures=["slow exchange"])
    assert np.isfinite(studies.means["slow exchange"]).sum() >= 4
