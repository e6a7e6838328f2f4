"""What `simulate` understands, and what it refuses before anything is solved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import (
    Compartment,
    Course,
    Dose,
    MatrixExponential,
    Rodas5P,
    describe,
    model,
    read_regimen,
    simulate,
    typical_people,
)
from neurodose.errors import CourseError, DoseError, ModelError, NeurodoseError, PopulationError, SolverError
from neurodose.populations.virtual import Population
from neurodose.simulation import living
from neurodose.simulation.keep import Areas, FinalStates
from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.units import day, h, mg, minute, nM, nmol
from tests.models import Numbers, binding, competing, one_compartment, oral_two_compartment

PLASMA = "plasma.concentration"
START = 4000 / 50  # nM after 1 mg of a substance of 250 g/mol into 50 L
DECAY = 5 / 50  # per hour
SOLVED = 1e-5  # relative error that a tolerance of 1e-6 leaves


def give(regimen: Any = None, **how: Any) -> Course:
    return simulate(one_compartment, regimen, **{"until": 10 * h, "every": 1 * h, **how})


def plasma(regimen: Any = None, **how: Any) -> np.ndarray:
    return give(regimen, **how)[PLASMA].coherent


class TestTimes:
    def test_both_ends_are_output_times(self) -> None:
        assert list(give(every=2.5 * h).times) == [0, 2.5, 5, 7.5, 10]

    def test_an_end_between_two_steps_is_an_output_time_too(self) -> None:
        assert list(give(every=4 * h).times) == [0, 4, 8, 10]

    def test_an_end_that_is_a_whole_number_of_steps_but_for_rounding_is_there_once(self) -> None:
        assert len(give(until=7 * day, every=0.1 * h).times) == 1681

    def test_without_a_step_the_two_ends_are_shown(self) -> None:
        assert list(give(every=None).times) == [0, 10]

    def test_output_times_may_be_named_in_any_unit(self) -> None:
        assert give(until=None, every=None, at=[30, 90] * minute).times == pytest.approx([0.5, 1.5])
        assert give(until=None, every=None, at=2 * day).times == pytest.approx([48])

    @pytest.mark.parametrize(
        ("how", "match"),
        [
            ({"until": None, "every": None}, "not said until when"),
            ({"until": None}, "not said until when"),
            ({"at": [1, 2] * h}, "given in two ways"),
            ({"until": 10}, "until=10 is no time"),
            ({"until": 10 * mg}, "until=10 mg is no time"),
            ({"until": (1, 2) * h}, "is not one time"),
            ({"every": "1 h"}, "every='1 h' is no time"),
            ({"until": 0 * h}, "until 0 h"),
            ({"until": -3 * h}, "until -3 h"),
            ({"until": float("nan") * h}, "until nan h"),
            ({"every": 0 * h}, "every 0 h until 10 h"),
            ({"every": -1 * h}, "every -1 h until 10 h"),
            ({"every": 1e-9 * h}, "too many"),
            ({"until": None, "every": None, "at": [2, 1] * h}, "do not ascend"),
            ({"until": None, "every": None, "at": [1, 1] * h}, "do not ascend"),
            ({"until": None, "every": None, "at": [-1, 1] * h}, "do not ascend"),
            ({"until": None, "every": None, "at": [] * h}, "do not ascend"),
            ({"until": None, "every": None, "at": np.ones((2, 2)) * h}, "do not ascend"),
            ({"until": None, "every": None, "at": [0, float("inf")] * h}, "do not ascend"),
        ],
    )
    def test_times_that_cannot_be_are_refused(self, how: dict[str, Any], match: str) -> None:
        with pytest.raises(CourseError, match=match) as caught:
            give(**how)
        assert caught.value.hint


class TestRegimens:
    def test_nobody_given_anything_stays_as_they_are(self) -> None:
        course = give()
        assert (course[PLASMA].values == 0).all()
        assert course.regimen == "nothing given"

    def test_an_output_at_the_time_of_a_dose_shows_the_state_after_it(self) -> None:
        values = plasma(Dose(1 * mg, salt="base", at=3 * h))[0]
        assert list(values[:3]) == [0, 0, 0]
        assert values[3] == pytest.approx(START)
        assert values[3:] == pytest.approx(START * np.exp(-DECAY * np.arange(8)), rel=SOLVED)

    def test_a_dose_at_the_very_end_is_seen_and_one_after_it_is_not(self) -> None:
        assert plasma(Dose(1 * mg, salt="base", at=10 * h))[0, -1] == pytest.approx(START)
        assert plasma(Dose(1 * mg, salt="base", at=10.01 * h))[0, -1] == 0

    def test_one_regimen_is_for_everyone_and_several_are_one_for_each(self) -> None:
        people = typical_people(3)
        alike = plasma(Dose(1 * mg), people=people)
        assert (alike == alike[0]).all()
        each = plasma([Dose(1 * mg), None, Dose(4000 * nmol)], people=people)
        assert each[2] == pytest.approx(each[0])
        assert (each[1] == 0).all()
        assert each[0] == pytest.approx(alike[0])

    def test_the_course_says_what_was_given(self) -> None:
        assert give(Dose(1 * mg, every=2 * h, count=3)).regimen == "1 mg every 2 h x 3"
        doses = [Dose(mass * mg) for mass in (1, 1, 2, 3, 4)]
        assert give(doses, people=typical_people(5)).regimen == "1 mg; 2 mg; 3 mg; …"
        assert give([None, doses[0]], people=typical_people(2)).regimen == "nothing given; 1 mg"

    def test_a_sentence_gives_what_the_same_dose_gives(self) -> None:
        said = plasma(read_regimen("2 mg by vein over 30 min every 4 h x 2"))
        meant = plasma(Dose(2 * mg, route="vein", over=0.5 * h, every=4 * h, count=2))
        assert np.array_equal(said, meant)

    def test_a_dose_goes_where_it_is_told_and_else_by_the_usual_route(self) -> None:
        def where(**how: Any) -> list[str]:
            course = simulate(oral_two_compartment, Dose(1 * mg, **how), at=0 * h, keep=FinalStates())
            return [name for name in course.outputs if course[name].coherent[0, 0] > 0]

        assert where() == where(route="mouth") == ["gut"]
        assert where(route="vein") == ["plasma"]
        assert where(into="tissue", salt="base") == ["tissue"]

    def test_a_route_is_found_by_its_last_name_inside_a_larger_model(self) -> None:
        course = simulate(competing, Dose(1 * mg, route="vein"), at=0 * h)
        assert course["drug.plasma.concentration"].coherent[0, 0] == pytest.approx(START)

    @pytest.mark.parametrize(
        ("dose", "match", "said"),
        [
            (Dose(1 * mg, route="vain"), 'no route is called "vain"', 'did you mean "vein"'),
            (Dose(1 * mg, into="guts"), 'no compartment is called "guts"', 'did you mean "gut"'),
            (Dose(1 * mg, salt="acetate"), 'no salt is called "acetate"', "hydrochloride"),
            (Dose(1 * mg, drug="aspirin"), "aspirin is given into gut, which holds parent", "gut"),
            (Dose(1 * mg, into="gut"), "1 mg of which form of parent", "286.5 g/mol"),
        ],
    )
    def test_a_dose_that_cannot_land_is_refused_before_anything_is_solved(
        self, dose: Dose, match: str, said: str
    ) -> None:
        told: list[float] = []
        with pytest.raises(DoseError, match=match) as caught:
            simulate(oral_two_compartment, dose, until=1 * h, progress=told.append)
        assert said in str(caught.value)
        assert caught.value.where
        assert not told

    def test_a_dose_is_named_by_its_number(self) -> None:
        wrong = Dose(1 * mg, at=2 * h).together(Dose(1 * mg, at=1 * h)).together(Dose(1 * mg, into="guts", at=3 * h))
        with pytest.raises(DoseError, match="guts") as caught:
            give(wrong)
        assert caught.value.where == "regimen, dose 3"

    @pytest.mark.parametrize("place", ["brain", "own", "receptor.drug", "signal"])
    def test_no_amount_can_be_added_to_what_is_no_amount(self, place: str) -> None:
        with pytest.raises(DoseError, match=f'no compartment is called "{place}"') as caught:
            simulate(binding, Dose(1 * mg, into=place, salt="base"), until=1 * h)
        assert caught.value.exists == 'the model "binding" has: drug.gut, drug.plasma, drug.tissue'

    def test_a_model_without_a_way_in_takes_a_dose_only_into_a_compartment(self) -> None:
        @model
        def bare(m: Any, p: Any = Numbers) -> None:
            """A gut, and no route that leads there."""
            m.gut = Compartment(p.drug)
            m.gut.is_lost(rate=p.ka)

        with pytest.raises(DoseError, match="does not say where it goes") as caught:
            simulate(bare, Dose(1 * mg), until=1 * h)
        assert "routes: none" in str(caught.value.exists)
        course = simulate(bare, Dose(1 * nmol, into="gut"), until=1 * h)
        assert course["gut.amount"].coherent[0, 0] == 1

    @pytest.mark.parametrize("regimen", ["50 mg", 50, 50 * mg, [Dose(1 * mg), "50 mg"], {"dose": 1}])
    def test_what_is_no_regimen_is_refused(self, regimen: Any) -> None:
        with pytest.raises(DoseError, match="is no regimen") as caught:
            give(regimen, people=typical_people(2))
        assert "read_regimen" in str(caught.value.hint)

    @pytest.mark.parametrize("count", [0, 2, 4])
    def test_regimens_that_are_neither_one_nor_one_for_each_are_refused(self, count: int) -> None:
        with pytest.raises(DoseError, match=f"{count} regimens for 3 people") as caught:
            give([Dose(1 * mg)] * count, people=typical_people(3))
        assert caught.value.hint


class TestNouns:
    def test_all_but_bare_amounts_is_kept_unless_said(self) -> None:
        assert give().outputs == (PLASMA,)
        assert give(outputs=["plasma.amount", PLASMA, "plasma.amount"]).outputs == ("plasma.amount", PLASMA)
        assert "brain" not in simulate(competing, until=1 * h).outputs
        assert {"brain.concentration", "own", "signal", "effect"} < set(simulate(competing, until=1 * h).outputs)

    def test_a_model_a_part_and_a_system_are_all_models(self) -> None:
        dose = Dose(1 * mg)
        for same in (one_compartment, one_compartment(Numbers), describe(one_compartment)):
            assert np.array_equal(simulate(same, dose, until=10 * h, every=1 * h)[PLASMA].coherent, plasma(dose))

    def test_the_course_says_how_it_was_made(self) -> None:
        assert give().made_by == "MatrixExponential()"
        assert give(method=Rodas5P()).made_by == "Rodas5P(rtol=1e-06, atol=1e-08, max_steps=100000)"
        assert give(method=MatrixExponential()).made_by == "MatrixExponential()"
        assert "rtol=1e-09" in give(method=DormandPrince(rtol=1e-9)).made_by

    @pytest.mark.parametrize(
        ("how", "error", "match"),
        [
            ({"outputs": ["plasma.amout"]}, CourseError, r'no output is called "plasma\.amout"'),
            ({"outputs": "plasma.amount"}, CourseError, "outputs='plasma.amount'"),
            ({"outputs": []}, CourseError, r"outputs=\[\]"),
            ({"outputs": [7]}, CourseError, r"outputs=\[7\]"),
            ({"keep": Areas}, CourseError, "keep=.* is nothing to keep"),
            ({"keep": "areas"}, CourseError, "keep='areas' is nothing to keep"),
            ({"method": Rodas5P}, SolverError, "is no method"),
            ({"method": "Rodas5P"}, SolverError, "method='Rodas5P' is no method"),
            ({"people": 5}, PopulationError, "people=5 is nobody"),
            ({"people": Population(None, Numbers)}, PopulationError, "is nobody"),
            ({"people": typical_people(0)}, PopulationError, "is nobody"),
        ],
    )
    def test_what_is_none_of_the_nouns_is_refused(
        self, how: dict[str, Any], error: type[NeurodoseError], match: str
    ) -> None:
        with pytest.raises(error, match=match) as caught:
            give(**how)
        assert caught.value.exists or caught.value.hint

    @pytest.mark.parametrize("thing", ["naltrexone", None, Numbers, lambda m: None])
    def test_what_is_no_model_is_refused(self, thing: Any) -> None:
        with pytest.raises(ModelError, match="is no model") as caught:
            simulate(thing, until=1 * h)
        assert "@model" in str(caught.value.hint)


class TestProgress:
    def test_progress_rises_to_one_over_all_batches(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", 2)
        told: list[float] = []
        give(Dose(1 * mg, every=1 * h, count=10), people=typical_people(5), progress=told.append)
        assert told == sorted(told)
        assert told[-1] == pytest.approx(1)
        assert {0.4, 0.8} <= set(told)

    def test_people_of_later_batches_keep_their_own_values(self, monkeypatch: pytest.MonkeyPatch) -> None:
        people = Population(None, Numbers).sample(5, seed=2)
        whole = give(Dose(1 * mg), people=people)
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", 2)
        parts = give(Dose(1 * mg), people=people)
        assert np.array_equal(parts[PLASMA].coherent, whole[PLASMA].coherent)
        assert np.array_equal(parts.status.steps, whole.status.steps)


def test_a_simulation_leaves_its_arguments_as_they_were() -> None:
    people = Population(None, Numbers).sample(3, seed=2)
    before = {name: column.copy() for name, column in people.columns.items()}
    times = np.array([1.0, 2.0])
    give(Dose(1 * mg), people=people, until=None, every=None, at=times * h)
    assert list(times) == [1, 2]
    assert all(np.array_equal(column, people.columns[name]) for name, column in before.items())


def test_the_start_of_a_person_follows_from_their_own_parameters() -> None:
    people = Population(None, Numbers).sample(4, seed=2)
    course = simulate(competing, None, people, until=5 * h)
    own = people.columns["made"] / Numbers.gone.value.coherent
    assert course["own"].to(nM).values[:, 0] == pytest.approx(own)
    assert course["own"].values[:, -1] == pytest.approx(own)
