"""What a course holds and can be asked: values with units, quantiles, tables, and how each person's solve ended."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

from neurodose import Course, Dose, Output, Parameters, Quantiles, Rodas5P, model, people_from, simulate
from neurodose.errors import CourseError, SolverError, UnitError
from neurodose.modelling.pool import State
from neurodose.populations.virtual import Population
from neurodose.simulation.endings import Endings
from neurodose.simulation.keep import Areas, FinalStates, Trajectories
from neurodose.solvers.status import Status
from neurodose.units import L, day, h, mg, minute, mL, ng, nM, one, percent, uM
from tests.models import Numbers, assume, competing, one_compartment, oral_two_compartment

PLASMA = "plasma.concentration"
SOLVED = 1e-5  # relative error that a tolerance of 1e-6 leaves
ROUNDING = 1e-12
PEOPLE = 21


@pytest.fixture(scope="module")
def course() -> Course:
    people = Population(None, Numbers).sample(PEOPLE, seed=7)
    return simulate(oral_two_compartment, Dose(50 * mg, every=12 * h, count=2), people, until=2 * day, every=1 * h)


class Growth(Parameters):
    """How fast it grows."""

    k = assume(0.02 / h, "growth")


@model
def growth(m: Any, p: Any = Growth) -> None:
    """What grows with its own square runs away at 1/k hours."""
    m.x = State(1)
    m.x.changes_by(p.k * m.x.expression**2)
    m.twice = Output(2 * m.x.expression, "twice as much", percent)


def grow(**how: Any) -> Course:
    """Person 9 of four runs away after two hours, and person 4 after five."""
    people = people_from({"k": [0.01, 0.5, 0.02, 0.2]}, {"k": one / h}, identity=[3, 9, 2, 4])
    return simulate(growth, None, people, **{"at": [0, 1, 4, 10] * h, **how})


class TestCurves:
    def test_a_curve_is_shown_in_its_units_and_knows_the_coherent_ones(self, course: Course) -> None:
        curve = course[PLASMA]
        assert (curve.unit, curve.values.shape, curve.name) == (nM, (PEOPLE, 49), PLASMA)
        assert np.array_equal(curve.values, curve.coherent)
        assert curve.meaning == "concentration of parent"

    def test_a_quantity_is_shown_in_the_unit_its_model_names(self) -> None:
        course = simulate(competing, None, until=1 * h)
        assert course["effect"].unit == percent
        assert course["effect"].values == pytest.approx(100 * course["effect"].coherent, rel=ROUNDING)

    def test_moles_become_mass_through_their_substance_and_back(self, course: Course) -> None:
        curve = course[PLASMA]
        as_mass = curve.to(ng / mL)
        assert as_mass.values == pytest.approx(curve.coherent * 0.25, rel=ROUNDING)  # 250 g/mol
        assert np.array_equal(as_mass.values, curve.to("ng/mL").values)
        assert as_mass.to("nM").values == pytest.approx(curve.values, rel=ROUNDING)
        assert curve.to(uM).values == pytest.approx(curve.values / 1000, rel=ROUNDING)
        assert str(as_mass.unit) == "ng/mL"

    def test_without_a_substance_a_mole_does_not_become_a_mass(self) -> None:
        course = simulate(competing, None, until=1 * h)
        with pytest.raises(UnitError, match="own is amount / volume and cannot be said in ng/mL"):
            course["own"].to(ng / mL)
        assert course["own"].to("µM").values[0, 0] == pytest.approx(0.002)

    @pytest.mark.parametrize("unit", ["mg", h, "ng/h", L])
    def test_a_unit_of_another_kind_is_refused(self, course: Course, unit: Any) -> None:
        with pytest.raises(UnitError, match="cannot be said in"):
            course[PLASMA].to(unit)

    def test_an_unknown_unit_is_refused(self, course: Course) -> None:
        with pytest.raises(UnitError, match='no unit is called "mole"'):
            course[PLASMA].to("mole")

    def test_a_curve_at_a_time_is_that_column(self, course: Course) -> None:
        curve = course[PLASMA]
        for time in (1 * day, 24 * h, 1440 * minute):
            assert np.array_equal(curve.at(time).values[:, 0], curve.values[:, 24])

    def test_a_time_that_was_not_asked_for_is_refused_with_its_neighbours(self, course: Course) -> None:
        with pytest.raises(CourseError, match="90 min is no output time") as caught:
            course[PLASMA].at(90 * minute)
        assert caught.value.exists == "the nearest are 1 h and 2 h"
        assert "every=" in str(caught.value.hint)

    @pytest.mark.parametrize("time", [24, "24 h", 24 * mg, (1, 2) * h, None])
    def test_what_is_no_time_is_refused(self, course: Course, time: Any) -> None:
        for ask in (course[PLASMA].at, lambda t: course[PLASMA].between(0 * h, t)):
            with pytest.raises(CourseError, match="is no time") as caught:
                ask(time)
            assert caught.value.where == PLASMA

    def test_a_stretch_of_a_curve_holds_both_its_ends(self, course: Course) -> None:
        part = course[PLASMA].between(6 * h, 0.5 * day)
        assert list(part.times) == [6, 7, 8, 9, 10, 11, 12]
        assert np.array_equal(part.values, course[PLASMA].values[:, 6:13])
        assert np.array_equal(part.to("ng/mL").values, course[PLASMA].to("ng/mL").values[:, 6:13])

    def test_an_empty_stretch_is_refused(self, course: Course) -> None:
        with pytest.raises(CourseError, match=r"no output time between 1\.2 h and 1\.4 h"):
            course[PLASMA].between(1.2 * h, 1.4 * h)

    def test_quantiles_mean_and_spread_are_over_people(self, course: Course) -> None:
        curve = course[PLASMA].to("ng/mL")
        values = curve.values
        bands = curve.quantiles(0.05, 0.5, 0.95)
        assert bands.unit == curve.unit
        assert np.array_equal(bands.value, np.quantile(values, (0.05, 0.5, 0.95), axis=0))
        assert curve.mean().value == pytest.approx(values.mean(axis=0))
        assert curve.sd().value == pytest.approx(values.std(axis=0, ddof=1))
        assert np.array_equal(curve.highest().value, values.max(axis=1))

    def test_at_one_time_they_are_one_number_each(self, course: Course) -> None:
        here = course[PLASMA].at(5 * h)
        low, middle, high = here.quantiles(0.05, 0.5, 0.95).value
        assert low < middle < high
        assert middle == np.sort(here.values[:, 0])[PEOPLE // 2]
        assert here.mean().value == pytest.approx(here.values.mean())
        assert here.sd().value > 0

    @pytest.mark.parametrize("levels", [(), (1.5,), (-0.1, 0.5), ("half",), (float("nan"),)])
    def test_what_are_no_quantiles_is_refused(self, course: Course, levels: Any) -> None:
        with pytest.raises(CourseError, match="are no quantiles"):
            course[PLASMA].quantiles(*levels)

    def test_one_person_has_no_spread(self) -> None:
        with pytest.raises(CourseError, match="one person has no standard deviation"):
            simulate(one_compartment, None, until=1 * h)[PLASMA].sd()


class TestNames:
    def test_an_unknown_quantity_is_refused_with_those_there_are(self, course: Course) -> None:
        with pytest.raises(CourseError, match=r'no quantity is called "plasma\.conzentration"') as caught:
            course["plasma.conzentration"]
        assert "tissue.concentration" in str(caught.value.exists)
        assert caught.value.hint == 'did you mean "plasma.concentration"?'

    def test_a_quantity_that_was_not_kept_is_told_from_one_that_does_not_exist(self, course: Course) -> None:
        with pytest.raises(CourseError, match=r'no quantity is called "gut\.amount"') as caught:
            course["gut.amount"]
        assert "name it in outputs=" in str(caught.value.hint)


class TestKeep:
    dose = Dose(1 * mg, salt="base")

    def test_trajectories_are_kept_unless_said(self) -> None:
        plain = simulate(one_compartment, self.dose, until=5 * h, every=1 * h)
        said = simulate(one_compartment, self.dose, until=5 * h, every=1 * h, keep=Trajectories())
        assert np.array_equal(plain[PLASMA].values, said[PLASMA].values)
        assert plain.levels is None

    def test_quantiles_are_kept_instead_of_people(self, course: Course) -> None:
        kept = simulate(
            oral_two_compartment,
            Dose(50 * mg, every=12 * h, count=2),
            course.people,
            until=2 * day,
            every=1 * h,
            keep=Quantiles(0.1, 0.9),
        )
        assert kept[PLASMA].values.shape == (2, 49)
        for level in (0.1, 0.9):
            assert np.array_equal(kept[PLASMA].quantiles(level).value, course[PLASMA].quantiles(level).value)
        assert "2 quantiles of 21 people" in repr(kept)

    def test_quantiles_that_were_not_kept_cannot_be_had(self) -> None:
        kept = simulate(one_compartment, self.dose, until=5 * h, keep=Quantiles(0.1, 0.9))
        with pytest.raises(CourseError, match=r"the quantile 0\.5 of plasma\.concentration was not kept") as caught:
            kept[PLASMA].quantiles(0.5)
        assert caught.value.exists == "kept: 0.1, 0.9"
        for ask in (kept[PLASMA].mean, kept[PLASMA].sd, kept[PLASMA].highest):
            with pytest.raises(CourseError, match="only quantiles were kept") as caught:
                ask()
            assert "Trajectories" in str(caught.value.hint)

    @pytest.mark.parametrize("levels", [(1.5,), (-0.5, 0.5), (0.9, 0.1), (0.5, 0.5), ("half",), (float("nan"),)])
    def test_levels_that_cannot_be_kept_are_refused(self, levels: Any) -> None:
        with pytest.raises(CourseError, match="cannot be kept") as caught:
            Quantiles(*levels)
        assert "ascending" in str(caught.value.hint)

    def test_the_area_under_a_concentration_is_what_was_given_over_clearance(self) -> None:
        people = Population(None, Numbers).sample(5, seed=1)
        dose = Dose(10 * mg, every=24 * h, count=3)
        course = simulate(oral_two_compartment, dose, people, until=90 * day, keep=Areas(), outputs=[PLASMA])
        assert course.outputs == (f"area of {PLASMA}",)
        areas = course[f"area of {PLASMA}"]
        assert areas.values.shape == (5, 1)
        assert areas.coherent[:, 0] == pytest.approx(120_000 / people.columns["CL"], rel=SOLVED)
        assert areas.to("h*mg/L").values[:, 0] == pytest.approx(30 / people.columns["CL"], rel=SOLVED)

    def test_an_area_does_not_depend_on_the_output_times(self) -> None:
        def area(**how: Any) -> float:
            course = simulate(oral_two_compartment, Dose(1 * mg), keep=Areas(), outputs=[PLASMA], **how)
            return course[f"area of {PLASMA}"].coherent[0, 0]

        assert area(until=20 * h) == area(until=20 * h, every=0.25 * h) == area(at=[7, 20] * h)

    def test_final_states_are_every_state_at_the_end(self) -> None:
        course = simulate(oral_two_compartment, Dose(1 * mg), until=20 * h, every=1 * h, keep=FinalStates())
        assert course.outputs == ("gut", "plasma", "tissue")
        assert list(course.times) == [20]
        whole = simulate(oral_two_compartment, Dose(1 * mg), until=20 * h, every=1 * h, outputs=["tissue.amount"])
        assert course["tissue"].coherent[0, 0] == pytest.approx(whole["tissue.amount"].coherent[0, -1], rel=1e-12)


class TestEndings:
    def test_who_cannot_reach_the_end_gets_a_status_and_the_others_their_results(self) -> None:
        course = grow()
        known = 1 / (1 - np.array([[0.01], [0.02]]) * course.times)
        assert course["x"].coherent[[0, 2]] == pytest.approx(known, rel=SOLVED)
        assert list(course.status.status != Status.DONE) == [False, True, False, True]
        assert list(course.status.failed) == [9, 4]

    def test_a_person_who_fails_keeps_what_came_before(self) -> None:
        values = grow()["x"].coherent
        assert values[1, :2] == pytest.approx([1, 2], rel=SOLVED)
        assert values[3, :3] == pytest.approx([1, 1.25, 5], rel=SOLVED)
        assert np.isnan(values[1, 2:]).all()
        assert np.isnan(values[3, 3])

    def test_the_others_are_bitwise_what_they_are_without_those_who_fail(self) -> None:
        course = grow()
        without = simulate(growth, None, course.people[[0, 2]], at=[0, 1, 4, 10] * h)
        assert np.array_equal(course.finished()["x"].values, without["x"].values)

    def test_some_of_the_people_keep_their_values_and_endings(self) -> None:
        course = grow()
        some = course.some(slice(1, 3))
        assert some.people.identity.tolist() == [9, 2]
        assert np.array_equal(some["x"].values, course["x"].values[1:3], equal_nan=True)
        assert some.status.of(9) == course.status.of(9)
        with pytest.raises(CourseError, match="only quantiles over all people were kept"):
            grow(keep=Quantiles(0.5)).some(slice(1))

    def test_each_ending_is_a_sentence(self) -> None:
        status = grow().status
        assert status.of(9).startswith("person 9 stopped at 2 h after ")
        assert "the tolerance asks for steps shorter than the clock can show" in status.of(9)
        assert status.of(3).startswith("person 3 reached the last event at 10 h in ")
        assert str(status).startswith("2 of 4 people failed: person 9 stopped at 2 h")
        assert "person 4 stopped at 5 h" in str(status)
        assert str(grow().finished().status).startswith("all 2 people reached the end in ")

    def test_too_few_steps_allowed_is_an_ending_too(self) -> None:
        course = grow(method=Rodas5P(max_steps=2))
        assert "the most this method may take" in course.status.of(4)

    def test_the_first_who_failed_is_named_by_the_error(self) -> None:
        with pytest.raises(SolverError, match="2 of 4 solves failed") as caught:
            grow().status.raise_if_failed()
        assert str(caught.value.exists).startswith("person 9 stopped at 2 h")
        assert "finished()" in str(caught.value.hint)
        grow().finished().status.raise_if_failed()

    def test_an_unknown_person_is_refused(self) -> None:
        with pytest.raises(SolverError, match="there is no person 1") as caught:
            grow().status.of(1)
        assert caught.value.exists == "4 people, 2 to 9"

    def test_quantiles_are_refused_while_someone_has_no_value(self) -> None:
        course = grow()
        with pytest.raises(CourseError, match="2 of 4 people have no value of x") as caught:
            course["x"].quantiles(0.5)
        assert "finished()" in str(caught.value.hint)
        assert course["x"].at(1 * h).quantiles(0.5).value == pytest.approx([1.135], rel=1e-2)

    def test_the_finished_are_those_whose_solve_reached_the_end(self) -> None:
        course = grow().finished()
        assert list(course.people.identity) == list(course.status.identity) == [3, 2]
        assert course["x"].quantiles(1.0).value[0, -1] == pytest.approx(1.25, rel=SOLVED)
        assert list(course.people.columns["k"]) == [0.01, 0.02]

    def test_quantiles_that_are_kept_are_of_those_who_finished(self) -> None:
        kept = grow(keep=Quantiles(0.1, 0.5))
        assert np.array_equal(kept["x"].values, grow().finished()["x"].quantiles(0.1, 0.5).value)
        assert kept.finished() is kept

    def test_where_nobody_finished_there_is_nothing_to_ask(self) -> None:
        lost = simulate(growth, None, grow().people[[1]], at=[0, 10] * h)
        assert len(lost.finished().people) == 0
        with pytest.raises(CourseError, match="nobody has a value of x"):
            lost.finished()["x"].quantiles(0.5)
        kept = simulate(growth, None, grow().people[[1]], at=[0, 10] * h, keep=Quantiles(0.5))
        assert np.isnan(kept["x"].values).all()

    def test_a_long_list_of_failures_is_cut_short(self) -> None:
        count = 8
        lost = Endings(*(np.full(count, n) for n in (0, Status.TOO_MANY_STEPS, 1.0, 5, 0)))
        assert str(lost).startswith("8 of 8 people failed")
        assert str(lost).count("stopped at") == 5
        assert str(lost).endswith("…")


class TestTables:
    def test_a_data_frame_has_a_row_per_person_and_time_and_units_in_its_names(self, course: Course) -> None:
        frame = course.to_pandas()
        assert list(frame.columns) == ["person", "time [h]", f"{PLASMA} [nM]", "tissue.concentration [nM]"]
        assert len(frame) == PEOPLE * 49
        one_person = frame[frame["person"] == 5]
        assert np.array_equal(one_person["time [h]"], course.times)
        assert np.array_equal(one_person[f"{PLASMA} [nM]"], course[PLASMA].values[5])

    def test_polars_gets_the_same_table(self, course: Course) -> None:
        ours, theirs = course.to_polars(), course.to_pandas()
        assert ours.columns == list(theirs.columns)
        assert np.array_equal(ours.to_numpy(), theirs.to_numpy())

    def test_xarray_gets_labels_and_units(self, course: Course) -> None:
        data = course.to_xarray()
        found = data[PLASMA].sel(person=5, time=7)
        assert float(found) == course[PLASMA].values[5, 7]
        assert data[PLASMA].attrs == {"units": "nM", "long_name": "concentration of parent"}
        assert data["time"].attrs == {"units": "h"}
        assert data.attrs["model"] == "oral_two_compartment"
        assert data.attrs["regimen"] == "50 mg every 12 h x 2"

    def test_people_keep_their_own_numbers_in_tables(self) -> None:
        course = grow().finished()
        assert list(course.to_pandas()["person"].unique()) == [3, 2]
        assert list(course.to_xarray()["person"].values) == [3, 2]
        assert list(course.to_pandas().columns[2:]) == ["twice [%]", "x"]

    def test_quantiles_are_labelled_as_such(self) -> None:
        kept = grow(keep=Quantiles(0.1, 0.5))
        assert list(kept.to_pandas()["quantile"].unique()) == [0.1, 0.5]
        assert kept.to_xarray()["x"].dims == ("quantile", "time")
        assert kept.to_polars().columns[0] == "quantile"


class TestLooks:
    def test_a_course_tells_what_it_is(self, course: Course) -> None:
        told = repr(course)
        for part in ("oral_two_compartment", "50 mg every 12 h x 2", "21 people", "49 times to 48 h", PLASMA):
            assert part in told
        assert "all 21 people reached the end" in told

    def test_a_plot_shows_the_median_in_the_unit_asked_for(self, course: Course) -> None:
        curve = course[PLASMA].to("ng/mL")
        (axes,) = curve.plot().axes
        (line,) = axes.lines
        assert np.array_equal(line.get_ydata(), curve.quantiles(0.5).value[0])
        assert line.get_xdata() == pytest.approx(course.times / 24)
        assert axes.get_ylabel() == "concentration of parent (ng/mL)"
        assert len(axes.collections) == 2

    def test_a_plot_of_quantiles_shows_those_that_were_kept(self) -> None:
        kept = grow(keep=Quantiles(0.25, 0.75))
        (axes,) = kept["twice"].plot(days=False).axes
        assert len(axes.collections) == 1
        assert not len(axes.lines)
        assert axes.get_ylabel() == "twice as much (%)"
        assert axes.get_xlabel() == "hours"

    def test_a_course_is_its_own_methods_section(self, course: Course) -> None:
        methods = course.methods()
        assert set(methods.assumptions) == {"ka", "CL", "V", "Q", "Vp"}
        assert "made up for tests" in str(methods)
        assert "d gut/dt" in str(methods)


def test_a_course_survives_a_journey_to_another_process(course: Course) -> None:
    back = pickle.loads(pickle.dumps(course))
    assert np.array_equal(back[PLASMA].values, course[PLASMA].values)
    assert back[PLASMA].unit == course[PLASMA].unit
    assert str(back.status) == str(course.status)
    assert str(back.methods()) == str(course.methods())
