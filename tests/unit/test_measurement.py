from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose.dosing import read_regimen
from neurodose.library import find_drug
from neurodose.measurement.arm import Measured, measure, prepare
from neurodose.measurement.reading import find_summit
from neurodose.populations.people import typical_people
from neurodose.records.observation import Arm
from neurodose.records.vocabulary import read_measure
from neurodose.records.window import ALWAYS, read_window
from neurodose.simulation.simulate import simulate
from neurodose.units import day, h, nM, read_unit

SOLVER = 1e-4  # relative: a hundred times the solver's error of one step
PARABOLA = 2e-3  # relative: what a parabola through three looks leaves of a peak's height

NALTREXONE = find_drug("naltrexone")


def ask(quantity: str, unit: str, time: str = "", regimen: str = "50 mg", people: str = "adults") -> Measured | str:
    window = read_window(time) if time else ALWAYS
    arm = Arm(regimen, people, read_measure(quantity), window)
    return prepare(NALTREXONE, NALTREXONE.system, arm, read_unit(unit))


def read(*questions: Any) -> list[float]:
    for question in questions:
        assert isinstance(question, Measured), question
    found = measure(NALTREXONE.model, questions, lambda population, size: typical_people(1))
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


@pytest.mark.parametrize(
    ("question", "why"),
    [
        (("proportion with nausea", "%", "12 week"), "the model ends at the receptor"),
        (("concentration of morphine in plasma", "nM", "4 h"), "has no concentration of morphine in plasma"),
        (("displacement at sigma", "%", "4 h"), "has no displacement at sigma"),
        (("displacement at mu", "%", "4 h", "placebo"), "nothing is given"),
    ],
)
def test_what_the_model_cannot_speak_to_comes_back_with_the_reason(question: tuple[str, ...], why: str) -> None:
    answer = ask(*question)
    assert isinstance(answer, str)
    assert why in answer
