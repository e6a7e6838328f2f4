"""Craving beside what trials scored, and the circuits of cues and learned value behind it."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose import people_from, read_regimen, simulate
from neurodose.library import combine
from neurodose.library.responses.craving import response
from neurodose.simulation.course import Course
from neurodose.units import day

EXACT = 1e-6
DRIVE, VALUE, DRINK = "cues.drive", "reinforcement.value_of_drink", "reinforcement.drink"
SCORES = [f"craving.{link}.{scale}" for link in ("trials", "mechanism") for scale in ("score", "OCDS")]


def run(drug: str, sentence: str | None, *, days: int = 84, **told: float) -> Course:
    body = combine(drug, circuits=("cues", "reinforcement"), responses=("craving",))
    plan = read_regimen(sentence) if sentence else None
    people = people_from({name.replace("__", "."): [value] for name, value in told.items()} or {"nothing": [1.0]})
    outputs = [DRIVE, VALUE, DRINK, "cues.glutamate", "reinforcement.value_of_opioid", *SCORES]
    return simulate(body.model, plan, people, until=days * day, every=1 * day, outputs=outputs)


def at_end(course: Course, name: str) -> float:
    return float(course.values[name][0, -1])


class TestWhatItStandsOn:
    def test_craving_on_placebo_falls_to_a_third_of_the_scale(self) -> None:
        """Volpicelli 1992: 3.42 on placebo."""
        assert run("naltrexone", None).values[SCORES[0]].mean() == pytest.approx(3.42, abs=0.4)

    def test_baclofen_lessens_it_by_next_to_nothing(self) -> None:
        """Rose and Jones 2018: −0.13 standard deviations (−0.36 to 0.09)."""
        less = at_end(run("baclofen", "10 mg every 8 h x 252"), SCORES[0]) - at_end(run("baclofen", None), SCORES[0])
        assert -0.36 < less / 1.7 < 0.09

    def test_a_drink_gives_less_under_naltrexone_and_loses_its_value_within_weeks(self) -> None:
        course = run("naltrexone", "50 mg every 24 h x 28")
        assert course.values[DRINK][0, 1] < 0.3
        value = course.values[VALUE][0]
        assert value[2] > 0.85 > 0.6 > value[28]
        assert value[-1] > value[35]  # learned again once it is gone

    def test_who_does_not_drink_learns_nothing(self) -> None:
        course = run("naltrexone", "50 mg every 24 h x 28", reinforcement__goes_on=0.0)
        assert np.abs(course.values[VALUE] - 1).max() < EXACT

    def test_baclofen_lowers_the_drive_of_cues_by_dose(self) -> None:
        some, more = (
            run("baclofen", f"{dose} mg every 8 h x 84", days=28).values[DRIVE].min() for dose in (10, 60)
        )  # fmt: skip
        assert 1 > some > more > 0.5

    def test_more_cues_raise_the_drive_within_days(self) -> None:
        assert at_end(run("naltrexone", None, cues__exposure=2.0), DRIVE) == pytest.approx(2, abs=EXACT)


class TestMisses:
    def test_volpicelli_saw_craving_fall_further(self) -> None:
        """1.41 against 3.42; this keeps a third of it, as all trials together kept of his effect on relapse."""
        assert run("naltrexone", "50 mg every 24 h x 84").values[SCORES[0]].mean() > 2.2

    def test_alpadir_saw_more_of_baclofen_than_this(self) -> None:
        """OCDS lower at p 0.017 of 320 people: some 0.27 standard deviations."""
        less = at_end(run("baclofen", "60 mg every 8 h x 252"), SCORES[1]) - at_end(run("baclofen", None), SCORES[1])
        assert less / 7 > -0.27


def test_rest_is_rest() -> None:
    course = run("naltrexone", None, craving__course__in_treatment=0.0)
    for name in course.outputs:
        values = course.values[name]
        assert np.abs(values - values[:, :1]).max() < EXACT, name


def test_mechanisms_that_are_off_do_nothing() -> None:
    given = run(
        "naltrexone", "50 mg every 24 h x 84",
        craving__by_value=0.0, craving__by_cues=0.0, craving__by_dopamine=0.0,
    )  # fmt: skip
    none = run("naltrexone", None)
    assert np.abs(given.values[SCORES[2]] - none.values[SCORES[2]]).max() < EXACT


def test_no_scale_is_left() -> None:
    course = run("naltrexone", "50 mg every 24 h x 84", craving__course__odds=1e6)
    assert course.values["craving.trials.OCDS"].max() <= 40
    assert course.values["craving.trials.score"].max() <= 10


def test_every_address_is_in_the_body() -> None:
    system = combine("naltrexone", responses=("craving",)).system
    assert {a for e in response.endpoints for a in e.outputs.values()} <= set(system.outputs)
    assert {e.noise for e in response.endpoints} | set(response.pooled) <= set(system.parameters)
