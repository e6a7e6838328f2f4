"""Each observation is met by a prediction of its own, under its own regimen and at its own time."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neurodose import find_drug, read_regimen, simulate
from neurodose.agreement.confrontation import Confrontation, confront
from neurodose.errors import CourseError, UnitError
from neurodose.library.drug import Drug
from neurodose.populations.people import People
from neurodose.records.observation import Observation
from neurodose.units import h, percent, read_unit

PEOPLE = 5
SAME = 1e-6  # relative: the same equations solved over other output times, at the solver's own tolerance


@pytest.fixture(scope="module")
def drug() -> Drug:
    return find_drug("naltrexone")


@pytest.fixture(scope="module")
def people(drug: Drug, seed: int) -> People:
    return drug.people.sample(PEOPLE, seed=seed)


@pytest.fixture(scope="module")
def seen(drug: Drug) -> Observation:
    return next(o for o in drug.observations if o.id == "O7a")


def displacement(drug: Drug, people: People, regimen: str, times: list[float]) -> np.ndarray:
    course = simulate(drug.model, read_regimen(regimen), people, at=times * h, outputs=[drug.displacement])
    return course[drug.displacement].to(percent).values


def test_a_moment_is_predicted_at_that_moment(drug: Drug, people: People, seen: Observation) -> None:
    (met,) = confront(drug.model, people, [seen])
    found = displacement(drug, people, "50 mg hydrochloride", [48.0])[:, 0]
    assert (met.low, met.middle, met.high) == pytest.approx(np.quantile(found, (0.05, 0.5, 0.95)), rel=SAME)


def test_hours_count_from_the_last_dose(drug: Drug, people: People, seen: Observation) -> None:
    regimen = "50 mg hydrochloride every 24 h x 3"
    (met,) = confront(drug.model, people, [replace(seen, regimen=regimen, after=10.0, to=10.0)])
    assert met.middle == pytest.approx(np.median(displacement(drug, people, regimen, [58.0])), rel=SAME)


def test_a_window_is_averaged_person_by_person(drug: Drug, people: People, seen: Observation) -> None:
    (met,) = confront(drug.model, people, [replace(seen, after=2.0, to=10.0)])
    hourly = displacement(drug, people, "50 mg hydrochloride", [float(t) for t in range(2, 11)])
    assert met.middle == pytest.approx(np.median(hourly.mean(axis=1)), rel=SAME)


def test_a_prediction_is_said_in_the_unit_of_the_observation(drug: Drug, people: People, seen: Observation) -> None:
    inside = replace(seen, unit=read_unit("1"), value=0.91)
    (shares,), (percents,) = confront(drug.model, people, [inside]), confront(drug.model, people, [seen])
    assert shares.middle == pytest.approx(percents.middle / 100, rel=SAME)


def test_plasma_is_predicted_in_mass_where_it_was_measured_in_mass(
    drug: Drug, people: People, seen: Observation
) -> None:
    at_peak = replace(seen, quantity=drug.plasma, unit=read_unit("ng/mL"), after=1.0, to=1.0)
    in_moles = replace(at_peak, unit=read_unit("nM"))
    by_mass, by_moles = confront(drug.model, people, [at_peak, in_moles])
    assert by_mass.middle == pytest.approx(by_moles.middle * 0.3414, rel=SAME)


def test_one_observation_does_not_change_another(drug: Drug, people: People, seen: Observation) -> None:
    other = replace(seen, id="other", regimen="2 mg hydrochloride")
    together = confront(drug.model, people, [other, seen])
    (alone,) = confront(drug.model, people, [seen])
    assert together[1] == alone
    assert [met.observation.id for met in together] == ["other", "O7a"]


def test_inside_means_between_the_limits_and_difference_is_predicted_less_observed(seen: Observation) -> None:
    def meet(value: float) -> Confrontation:
        return Confrontation(replace(seen, value=value), middle=80.0, low=70.0, high=90.0)

    assert [meet(v).is_inside for v in (69.9, 70.0, 90.0, 90.1)] == [False, True, True, False]
    assert meet(85.0).difference == -5.0


def test_progress_is_told_after_each_observation(drug: Drug, people: People, seen: Observation) -> None:
    told: list[float] = []
    confront(drug.model, people, [seen, replace(seen, id="again")], told.append)
    assert told == [0.5, 1.0]


def test_an_observation_of_what_the_model_does_not_have_is_refused(
    drug: Drug, people: People, seen: Observation
) -> None:
    with pytest.raises(CourseError, match=r'no output is called "delta\.displacement"') as caught:
        confront(drug.model, people, [replace(seen, quantity="delta.displacement")])
    assert "mu.displacement" in (caught.value.exists or "")


def test_an_observation_in_a_unit_of_something_else_is_refused(drug: Drug, people: People, seen: Observation) -> None:
    with pytest.raises(UnitError, match=r"mu\.displacement is .* cannot be said in ng/mL"):
        confront(drug.model, people, [replace(seen, unit=read_unit("ng/mL"))])
