"""Relapse to opioids beside what trials counted (section 5.4), and where it fails them."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from neurodose import read_regimen, simulate
from neurodose.library import combine
from neurodose.library.responses.opioid_relapse import response
from neurodose.simulation.course import Course
from neurodose.units import h

PEOPLE, SEED, WEEKS = 500, 5, 24
Told = tuple[tuple[str, float], ...]
EXACT = 1e-6
STABLE, IN_TREATMENT, RELAPSE, LONG = "stable", "in_treatment", "relapse", "time_in_treatment"
NONE, TABLETS = "1e-9 mg by vein", "50 mg every 24 h x 168"
DEPOT, IMPLANT = "380 mg by depot every 28 day x 6", "1000 mg base by implant every 60 day x 3"


@cache
def run(
    sentence: str, told: tuple[tuple[str, float], ...] = (), weeks: int = WEEKS, drug: str = "naltrexone"
) -> Course:
    body = combine(drug, responses=("opioid_relapse",))
    people = body.people.sample(PEOPLE, seed=SEED, typical={a: np.full(PEOPLE, v) for a, v in told})
    outputs = [f"opioid_relapse.{link.name}.{name}" for link in response.links
               for name in (STABLE, IN_TREATMENT, RELAPSE)]  # fmt: skip
    outputs.append(f"opioid_relapse.trials.{LONG}")
    return simulate(body.model, read_regimen(sentence), people, until=weeks * 168 * h, every=24 * h, outputs=outputs)


def at_end(course: Course, name: str, link: str = "trials") -> float:
    return float(course.values[f"opioid_relapse.{link}.{name}"][:, -1].mean())


class TestWhatItStandsOn:
    def test_one_of_ten_stays_on_placebo_and_half_with_an_implant(self) -> None:
        """Krupitsky 2012: 11, 16 and 54 of 102 by placebo, tablets, implant."""
        assert at_end(run(NONE), STABLE) == pytest.approx(0.108, abs=0.05)
        assert at_end(run(TABLETS), STABLE) == pytest.approx(0.157, abs=0.05)
        assert at_end(run(IMPLANT), STABLE) == pytest.approx(0.529, abs=0.07)

    def test_tablets_would_do_as_much_if_they_were_taken(self) -> None:
        taken = run(TABLETS, (("opioid_relapse.start.taken_as_told", 1.0),))
        assert at_end(taken, STABLE) > 2 * at_end(run(TABLETS), STABLE)

    def test_people_not_yet_detoxified_are_lost_before_the_first_dose(self) -> None:
        early = run(DEPOT, (("opioid_relapse.start.detoxified", 0.0),))
        assert at_end(early, STABLE) == pytest.approx(0.7 * at_end(run(DEPOT), STABLE), rel=1e-3)


class TestWhatItPredicts:
    def test_a_depot_is_as_an_implant(self) -> None:
        """Krupitsky 2011: more than half are still in treatment at 24 weeks; on placebo half by 96 days."""
        assert at_end(run(DEPOT), IN_TREATMENT) > 0.5
        there = run(NONE).values[f"opioid_relapse.trials.{IN_TREATMENT}"].mean(axis=0)
        assert there[96] == pytest.approx(0.5, abs=0.1)

    def test_an_agonist_keeps_people_by_the_mechanism_alone(self) -> None:
        """What no trial of this link speaks of does nothing there; circuits say that an agonist stands in."""
        methadone = run("80 mg every 24 h x 168", drug="methadone")
        assert at_end(methadone, STABLE) == pytest.approx(at_end(run(NONE), STABLE), abs=0.05)
        assert at_end(methadone, STABLE, "mechanism") > 0.4


class TestMisses:
    """What trials showed and the response does not: each stands until it is mended."""

    def test_half_of_those_on_a_depot_had_nine_of_ten_weeks_confirmed(self) -> None:
        """Krupitsky 2011: median 90 % of weeks; here people are expected shares, which no median can part."""
        assert np.median(run(DEPOT).values[f"opioid_relapse.trials.{STABLE}"].mean(axis=1)) < 0.85

    def test_who_goes_on_for_a_second_half_year_does_better_than_this(self) -> None:
        """Krupitsky 2013: 50.9 % abstinent throughout a year; they had chosen to go on."""
        year = run("380 mg by depot every 28 day x 13", weeks=52)
        assert at_end(year, STABLE) < 0.4


class TestHowItIsMade:
    def test_shares_only_fall_and_time_only_grows(self) -> None:
        course = run(TABLETS)
        for link in ("trials", "mechanism"):
            assert (np.diff(course.values[f"opioid_relapse.{link}.{STABLE}"], axis=1) <= EXACT).all()

        assert (np.diff(course.values[f"opioid_relapse.trials.{LONG}"], axis=1) >= 0).all()

    def test_switched_off_naltrexone_does_nothing(self) -> None:
        off = run(DEPOT, (("opioid_relapse.trials_saw.of_naltrexone", 0.0),))
        assert at_end(off, STABLE) == pytest.approx(at_end(run(NONE), STABLE), abs=EXACT)
        ways = tuple((f"opioid_relapse.by_{way}", 0.0) for way in ("reward", "value", "cues", "agonist"))
        assert at_end(run(DEPOT, ways), STABLE, "mechanism") == pytest.approx(at_end(run(NONE), STABLE), abs=EXACT)

    def test_every_address_is_in_the_body(self) -> None:
        system = combine("naltrexone", responses=("opioid_relapse",)).system
        assert {a for e in response.endpoints for a in e.outputs.values()} <= set(system.outputs)
        assert set(response.pooled) <= set(system.parameters)
