from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from neurodose.dosing import read_regimen
from neurodose.errors import ObservationError
from neurodose.estimation.typical import make_typical
from neurodose.library import find_drug
from neurodose.library.drugs.naltrexone_numbers import Adults
from neurodose.measurement.arm import Measured, measure, prepare
from neurodose.measurement.reading import find_summit
from neurodose.populations import LogNormal, population
from neurodose.populations.people import People, typical_people
from neurodose.populations.virtual import Population
from neurodose.records.observation import Arm
from neurodose.records.vocabulary import read_measure
from neurodose.records.window import ALWAYS, read_window
from neurodose.simulation.simulate import simulate
from neurodose.units import day, h, kg, mL, ng, nM, read_quantity, read_unit

SOLVER = 1e-4  # relative: a hundred times the solver's error of one step
BETWEEN_LOOKS = 0.5  # points of 100: what a straight line between two looks leaves of a share
PARABOLA = 2e-3  # relative: what a parabola through three looks leaves of a peak's height

NALTREXONE = find_drug("naltrexone")


@population
def with_creatinine(i: Any, p: Any = Adults) -> None:
    """Adults of whose kidneys something is known."""
    i.creatinine_clearance = LogNormal(median=read_quantity("100 mL/min"), cv=0.2)
    i.metabolite.CL = p.metabolite.CL * i.creatinine_clearance / read_quantity("100 mL/min")


def ask(
    quantity: str,
    unit: str,
    time: str = "",
    regimen: str = "50 mg",
    people: str = "adults",
    covariates: dict[str, str] | None = None,
) -> Measured | str:
    window = read_window(time) if time else ALWAYS
    medians = {name: read_quantity(text) for name, text in (covariates or {}).items()}
    arm = Arm(regimen, people, read_measure(quantity), window, covariates=medians)
    return prepare(NALTREXONE, NALTREXONE.system, arm, read_unit(unit))


def read(*questions: Any, people_for: Any = lambda population, size: typical_people(1)) -> list[float]:
    for question in questions:
        assert isinstance(question, Measured), question
    found = measure(NALTREXONE.model, questions, people_for)
    return [float(figure[0]) for figure in found]


def test_area_to_infinity_is_what_reaches_plasma_over_clearance() -> None:
    area, clearance = read(
        ask("area of naltrexone in plasma", "nM*h", "0 h to infinity"), ask("clearance of naltrexone", "L/h")
    )
    values = {a: p.value.coherent for a, p in NALTREXONE.system.parameters.items()}
    given = 50e6 / 377.86
    assert area == pytest.approx(values["absorption.F"] * given / values["parent.CL"], rel=SOLVER)
    assert clearance == pytest.approx(values["parent.CL"] / values["absorption.F"], rel=SOLVER)


def test_a_concentration_is_read_in_the_unit_of_the_entry() -> None:
    mass, moles = read(
        ask("concentration of naltrexone in plasma", "ng/mL", "4 h"),
        ask("concentration of naltrexone in plasma", "nM", "4 h"),
    )
    assert mass == pytest.approx(moles * 341.40e-3, rel=1e-12)


def test_times_count_from_the_last_dose_unless_they_say_the_first() -> None:
    course = simulate(
        NALTREXONE.model, read_regimen("50 mg every 24 h x 3"), at=(6, 54) * h, outputs=["mu.displacement"]
    )
    first, last = course["mu.displacement"].values[0]
    questions = [
        ask("displacement at mu", "%", f"6 h after {anchor} dose", "50 mg every 24 h x 3")
        for anchor in ("first", "last")
    ]
    assert read(*questions) == pytest.approx([first, last], rel=SOLVER)


def test_peak_and_its_time_are_those_of_the_curve() -> None:
    peak, time = read(
        ask("peak of naltrexone in plasma", "nM", "0 to 24 h"),
        ask("time of peak of naltrexone in plasma", "h", "0 to 24 h"),
    )
    course = simulate(NALTREXONE.model, read_regimen("50 mg"), until=1 * day, every=0.002 * h,
                      outputs=["parent.plasma.concentration"])  # fmt: skip
    curve = course["parent.plasma.concentration"].to(nM)
    assert peak == pytest.approx(curve.values.max(), rel=PARABOLA)
    assert time == pytest.approx(curve.times[curve.values.argmax()], rel=0.02)  # flat at the top


def test_a_summit_between_looks_is_that_of_the_parabola() -> None:
    times = np.array([0.0, 1.0, 2.5, 4.0])
    values = (5 - 2 * (times - 2.2) ** 2)[None]
    assert [float(a[0]) for a in find_summit(times, values)] == pytest.approx([2.2, 5.0], rel=1e-12)


def test_a_summit_at_the_edge_is_the_edge() -> None:
    times = np.array([0.0, 1.0, 2.0])
    assert [float(a[0]) for a in find_summit(times, np.array([[1.0, 2.0, 4.0]]))] == [2.0, 4.0]


def test_a_curve_that_rises_has_no_half_life() -> None:
    assert read(ask("half-life of 6beta-naltrexol in plasma", "h", "0 to 0.5 h")) == [np.inf]


def test_time_above_a_level_is_part_of_its_window() -> None:
    above, never = read(
        ask("time above 80 % of displacement at mu", "h", "0 to 96 h"),
        ask("time above 99.9 % of displacement at mu", "h", "0 to 96 h"),
    )
    assert 24 < above < 96
    assert never == 0


def test_what_the_urine_holds_is_a_share_of_the_dose() -> None:
    (share,) = read(ask("share of dose in urine as 6beta-naltrexol", "%", "0 to 48 h after first dose"))
    values = {a: p.value.value for a, p in NALTREXONE.system.parameters.items()}
    formed = values["absorption.first_pass"] + values["absorption.F"] * values["parent.to_naltrexol"]
    assert 0.8 < share / (100 * formed * values["metabolite.by_kidney"]) < 1  # most of it within four half-lives


def test_an_apparent_volume_is_a_clearance_times_a_half_life() -> None:
    volume, clearance, half_life = read(
        ask("apparent volume of distribution of naltrexone", "L", "6 to 24 h"),
        ask("clearance of naltrexone", "L/h"),
        ask("half-life of naltrexone in plasma", "h", "6 to 24 h"),
    )
    assert volume == pytest.approx(clearance * half_life / np.log(2), rel=SOLVER)


def test_an_apparent_volume_needs_a_window() -> None:
    said = ask("apparent volume of distribution of naltrexone", "L", "6 h")
    assert isinstance(said, str)
    assert "needs a window of time" in said


def test_a_clearance_from_a_place_is_the_dose_over_the_area_there() -> None:
    clearance, area = read(
        ask("clearance of naltrexone from brain", "L/h"), ask("area of naltrexone in brain", "nM*h", "0 h to infinity")
    )
    assert clearance == pytest.approx(50e6 / 377.86 / area, rel=SOLVER)


def test_a_displacement_is_read_when_plasma_has_fallen_to_a_level() -> None:
    (found,) = read(ask("displacement at mu as naltrexone in plasma falls to 2 ng/mL", "%"))
    names = ["parent.plasma.concentration", "mu.displacement"]
    course = simulate(NALTREXONE.model, read_regimen("50 mg"), until=1 * day, every=0.01 * h, outputs=names)
    plasma, shares = (course[name].values[0] for name in names)
    falls = np.flatnonzero(course[names[0]].to(ng / mL).values[0] >= 2)[-1]
    assert plasma.argmax() < falls < len(plasma) - 1
    assert found == pytest.approx(shares[falls], abs=BETWEEN_LOOKS)


def test_where_plasma_was_never_so_high_there_is_no_such_moment() -> None:
    assert np.isnan(read(ask("displacement at mu as naltrexone in plasma falls to 900 ng/mL", "%"))).all()
    said = ask("displacement at mu as morphine in plasma falls to 2 ng/mL", "%")
    assert said == "the model of naltrexone has no morphine in plasma"


def weigh(*texts: str) -> list[Measured]:
    """The area in plasma, asked of groups of people by their weight."""
    asked = [ask("area of naltrexone in plasma", "nM*h", covariates={"weight": text}) for text in texts]
    return [arm for arm in asked if isinstance(arm, Measured)]


def test_a_heavier_group_clears_more_by_the_allometric_law() -> None:
    usual = ask("area of naltrexone in plasma", "nM*h")
    light, heavy = weigh("50 kg", "100 kg")
    areas = read(usual, light, heavy, people_for=lambda population, size: make_typical(population, {}))
    values = {a: p.value.coherent for a, p in NALTREXONE.people.table.listed().items()}
    given = 50e6 / 377.86
    for area, weight in zip(areas, (values["body.weight"] / kg.to_coherent(1), 50, 100), strict=True):
        size = kg.to_coherent(weight) / values["body.standard_weight"]
        clearance = values["parent.CL"] * size ** values["body.exponent"]
        assert area == pytest.approx(values["absorption.F"] * given / clearance, rel=SOLVER)


def test_another_median_leaves_the_spread_and_the_random_streams(seed: int) -> None:
    (heavy,) = weigh("100 kg")
    usual, moved = (who.sample(50, seed=seed) for who in (NALTREXONE.people, heavy.population))
    size = kg.to_coherent(100) / NALTREXONE.people.table.listed()["body.weight"].value.coherent
    for name, power in (("weight", 1), ("parent.V", 1), ("parent.CL", 0.75), ("absorption.ka", 0)):
        assert moved.columns[name] == pytest.approx(usual.columns[name] * size**power), name


def test_arms_of_other_weights_are_two_designs_and_of_one_weight_are_one() -> None:
    light, heavy, again = weigh("50 kg", "100 kg", "50 kg")
    assert light.design != heavy.design
    assert light.design == again.design
    asked: list[str] = []

    def record(population: Population, size: int) -> People:
        asked.append(population.name)
        return make_typical(population, {})

    read(light, heavy, again, people_for=record)
    assert asked == ["adults with weight 50 kg", "adults with weight 100 kg"]


def test_a_covariate_is_found_whatever_its_case_and_blanks() -> None:
    (plain,) = weigh("80 kg")
    other = ask("area of naltrexone in plasma", "nM*h", covariates={"Weight": "80 kg"})
    dotted = ask("area of naltrexone in plasma", "nM*h", covariates={"PARENT.CL": "200 L/h"})
    assert isinstance(other, Measured)
    assert other.design == plain.design
    assert isinstance(dotted, Measured)
    assert dotted.population.medians == {"parent.CL": read_quantity("200 L/h")}
    body = replace(NALTREXONE, populations={"adults": with_creatinine})
    arm = Arm("50 mg", "adults", read_measure("peak of naltrexone in plasma"), ALWAYS,
              covariates={"Creatinine clearance": read_quantity("65 mL/min")})  # fmt: skip
    found = prepare(body, body.system, arm, nM)
    assert isinstance(found, Measured)
    assert found.population.name == "with_creatinine with creatinine clearance 65 mL/min"


def test_a_covariate_that_the_population_lacks_is_told_in_words() -> None:
    answer = ask("peak of naltrexone in plasma", "nM", covariates={"creatinine clearance": "65 mL/min"})
    assert isinstance(answer, str)
    assert answer.startswith("the population “adults” cannot be given another creatinine clearance; ")
    assert answer.endswith("its people have weight and size")


@pytest.mark.parametrize(
    ("covariates", "match"),
    [
        ({"weight": "80 L"}, "the median of weight is 80 L: volume"),
        ({"weight": "80"}, "the median of weight is 80: a pure number"),
        ({"weight": "-80 kg"}, "weight cannot be -80 kg"),
        ({"weight": "80 kg", "Weight": "70 kg"}, "a covariate is given twice"),
        ({"weight": "80 kg", "body.weight": "70 kg"}, "contradict one another"),
    ],
)
def test_a_covariate_that_cannot_be_is_the_entrys_fault(covariates: dict[str, str], match: str) -> None:
    with pytest.raises(ObservationError, match=match) as caught:
        ask("peak of naltrexone in plasma", "nM", covariates=covariates)
    assert caught.value.hint


@pytest.mark.parametrize(
    ("time", "regimen"),
    [
        ("91 day", "50 mg"),
        ("2 to 91 day", "50 mg"),
        ("91 day to infinity", "50 mg"),
        ("90 day to infinity", "50 mg"),
        ("100 day after first dose", "50 mg every 24 h x 10"),
        ("91 day after last dose", "50 mg every 24 h x 10"),
    ],
)
def test_a_time_beyond_what_is_simulated_is_the_entrys_fault(time: str, regimen: str) -> None:
    with pytest.raises(ObservationError, match="is beyond what is simulated") as caught:
        ask("area of naltrexone in plasma", "nM*h", time, regimen)
    assert caught.value.exists == "nothing is simulated beyond 90 days after the last dose"
    assert caught.value.hint


@pytest.mark.parametrize(
    ("time", "ends"),
    [
        ("90 day", (99 + 90, 99 + 90)),
        ("0 h to infinity", (99, 99 + 90)),
        ("0 h to infinity after first dose", (0, 99 + 90)),
        ("95 to 120 day after first dose", (95, 120)),
        ("95 day to infinity after first dose", (95, 99 + 90)),
    ],
)
def test_a_time_within_what_is_simulated_is_kept_and_infinity_is_its_end(time: str, ends: tuple[float, float]) -> None:
    question = ask("concentration of naltrexone in plasma", "nM", time, "50 mg every 24 h x 100")
    assert isinstance(question, Measured)
    assert (question.reading.start, question.reading.end) == pytest.approx([24 * days for days in ends])


def test_a_time_beyond_what_is_simulated_matters_only_where_something_is_simulated() -> None:
    assert "the model ends at the receptor" in str(ask("proportion with relapse", "%", "1 year"))


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (("proportion with nausea", "%", "12 week"), "the model ends at the receptor"),
        (("concentration of morphine in plasma", "nM", "4 h"), "has no concentration of morphine in plasma"),
        (("displacement at sigma", "%", "4 h"), "has no displacement at sigma"),
        (("displacement at mu", "%", "4 h", "placebo"), "nothing is given"),
        (
            ("area of naltrexone in plasma", "nM*h", "4 h"),
            "needs a window of time, and 4 h after last dose is a moment",
        ),
        (("peak of naltrexone in plasma", "nM", "4 h"), "needs a window of time"),
        (("time of peak of naltrexone in plasma", "h", "4 h"), "needs a window of time"),
        (("half-life of naltrexone in plasma", "h", "4 h"), "needs a window of time"),
        (("time above 80 % of displacement at mu", "h", "4 h"), "needs a window of time"),
    ],
)
def test_what_the_model_cannot_speak_to_comes_back_with_the_reason(question: tuple[Any, ...], why: str) -> None:
    answer = ask(*question)
    assert isinstance(answer, str)
    assert why in answer
