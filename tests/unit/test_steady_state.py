"""The state that repeats when a schedule has always been going on: found for any schedule, closed, gone on from."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import (
    Compartment,
    Dose,
    MatrixExponential,
    Output,
    People,
    Rodas5P,
    Route,
    find_drug,
    model,
    people_from,
    read_regimen,
    simulate,
    typical_people,
)
from neurodose.dosing.regimen import Plan
from neurodose.errors import CourseError, DoseError, PopulationError, SolverError
from neurodose.modelling.model import Model
from neurodose.populations import Series
from neurodose.populations.virtual import Population
from neurodose.simulation.keep import Areas, FinalStates
from neurodose.simulation.steady_state import SteadyState, find_steady_state
from neurodose.symbols import sin, time
from neurodose.units import L, day, h, kg, mg, nM, nmol, percent, week
from tests.models import Numbers, assume, binding, competing, one_compartment, oral_two_compartment, with_metabolite
from tests.visiting import DECAY, EACH, EXACT, MG, PLASMA, delayed, fading

CLOSED = 1e-8  # of the most that a state reaches in the period: what a regimen's steady state has to close to
FINE = Rodas5P(rtol=1e-11, max_steps=1_000_000)  # errs by less than the closing that it is to check
RUN = 700.0  # hours, 28 half-lives of the slowest of these models
RUN_LONG = 1e-7  # relative: how far these and a fine march are from where they go
GATHERS = ("urine", "urine_metabolite")  # what nothing depends on need not repeat

MORNING_AND_EVENING = (Dose(50 * mg, at=8 * h) & Dose(25 * mg, at=20 * h), 1 * day)
THREE_TIMES_A_WEEK = (Dose(100 * mg) & Dose(100 * mg, at=2 * day) & Dose(150 * mg, at=4 * day), 1 * week)
MONTHLY_DEPOT = (Dose(380 * mg, salt="base", route="depot"), 28 * day)
REGIMENS = {
    "morning and evening": MORNING_AND_EVENING,
    "Monday, Wednesday, Friday": THREE_TIMES_A_WEEK,
    "monthly depot": MONTHLY_DEPOT,
}
STRUCTURES = find_drug("naltrexone").structures
SLOW_EXCHANGE = STRUCTURES["slow exchange"]


def live_a_period(start: SteadyState, model_: Model, regimen: Plan, every: Any, **how: Any) -> tuple[Any, Any, Any]:
    """Every state at the start of a period, at its end before what is due then, and the most it reaches (states,
    people), by a march of its own.
    """
    names = [state.address for state in model_.system.states if state.address not in GATHERS]
    looks = np.append(np.linspace(0, 1, 49)[:-1] * every.coherent, every.coherent)
    course = simulate(model_, regimen, start.people, at=looks * h, outputs=names, start=start, method=FINE, **how)
    numbers = [number for number, state in enumerate(model_.system.states) if state.address in names]
    values = np.array([course.values[name] for name in names])
    return start.state[numbers], values[:, :, -1], np.abs(values).max(axis=2)


class TestNaltrexone:
    # Where binding takes drug out of the brain nothing is linear, and a period takes a second.
    @pytest.mark.parametrize(
        ("regimen", "structure"),
        [
            *((r, s) for r in REGIMENS for s in STRUCTURES if s != "deep binding"),
            ("morning and evening", "deep binding"),
        ],
    )
    def test_a_regimen_closes(self, regimen: str, structure: str) -> None:
        given, every = REGIMENS[regimen]
        start = find_steady_state(STRUCTURES[structure], given, every=every)
        before, after, most = live_a_period(start, STRUCTURES[structure], given, every)
        change = np.abs(after - before) / np.where(most > 0, most, 1)
        assert change.max() < CLOSED
        assert (before[most[:, 0] > 0] >= 0).all()

    def test_it_goes_on_from_there_week_by_week(self) -> None:
        regimen, every = THREE_TIMES_A_WEEK
        start = find_steady_state(SLOW_EXCHANGE, regimen, every=every)
        how: dict[str, Any] = {"outputs": ["mu.displacement", "parent.plasma.concentration"], "method": FINE}
        thrice = regimen.repeated(every=every, count=3)
        course = simulate(SLOW_EXCHANGE, thrice, until=3 * week, every=1 * h, start=start, **how)
        for name in course.outputs:
            weeks = course.values[name][0, :-1].reshape(3, -1)
            assert weeks == pytest.approx(np.tile(weeks[0], (3, 1)), abs=CLOSED * weeks.max())
        assert start["mu.displacement"].to(percent).value[0] == pytest.approx(
            course["mu.displacement"].to(percent).values[0, 0]
        )

    def test_a_person_is_the_same_among_others(self, seed: int) -> None:
        people = find_drug("naltrexone").people.sample(5, seed=seed)
        regimen, every = MONTHLY_DEPOT
        together = find_steady_state(SLOW_EXCHANGE, regimen, people, every=every)
        alone = find_steady_state(SLOW_EXCHANGE, regimen, people[[3]], every=every)
        assert together.state[:, [3]] == pytest.approx(alone.state, rel=CLOSED, abs=1e-30)
        before, after, most = live_a_period(together, SLOW_EXCHANGE, regimen, every)
        assert (np.abs(after - before) / np.where(most > 0, most, 1)).max() < CLOSED


class TestClosedForms:
    @pytest.mark.parametrize("every", [1.0, 12.0, 24.0, 1000.0])
    def test_the_trough_of_doses_at_once_is_a_geometric_series(self, every: float) -> None:
        found = find_steady_state(one_compartment, Dose(1 * mg), every=every * h)
        share = np.exp(-DECAY * every)
        assert found[PLASMA].to(nM).value == pytest.approx([EACH * share / (1 - share)], rel=EXACT)

    def test_several_doses_of_a_period_add_up(self) -> None:
        regimen = Dose(1 * mg) & Dose(2 * mg, at=7 * h) & Dose(3 * mg, over=4 * h, at=20 * h)
        found = find_steady_state(one_compartment, regimen, every=1 * day)
        period = 1 / (1 - np.exp(-24 * DECAY))
        infused = EACH * 3 / 4 / DECAY * (1 - np.exp(-4 * DECAY))
        trough = EACH * np.exp(-24 * DECAY) + 2 * EACH * np.exp(-17 * DECAY) + infused
        assert found[PLASMA].to(nM).value == pytest.approx([trough * period], rel=EXACT)

    @pytest.mark.parametrize("lasts", [3.0, 12.0, 18.0, 24.0, 31.0])
    def test_infusions_may_be_as_long_as_the_period_or_longer(self, lasts: float) -> None:
        found = find_steady_state(one_compartment, Dose(1 * mg, over=lasts * h), every=12 * h)
        rate = EACH / lasts
        earlier = np.arange(1, 60) * 12.0  # hours ago that each of them began
        ran = np.minimum(lasts, earlier)
        level = (rate / DECAY * (np.exp(-DECAY * (earlier - ran)) - np.exp(-DECAY * earlier))).sum()
        assert found[PLASMA].to(nM).value == pytest.approx([level], rel=EXACT)

    @pytest.mark.parametrize("at", [0.0, 0.5, 1.5, 4.9])
    def test_a_lag_longer_than_the_period_is_a_lag_within_it(self, at: float) -> None:
        late = find_steady_state(delayed, Dose(1 * mg, at=at * h), every=5 * h)
        soon = find_steady_state(oral_without_lag, Dose(0.5 * mg, at=((at + 9) % 5) * h), every=5 * h)
        assert late.state == pytest.approx(soon.state, rel=EXACT)

    def test_a_share_of_a_dose_is_a_smaller_dose(self) -> None:
        plain = find_steady_state(oral_without_lag, Dose(0.5 * mg, at=9 * h), every=12 * h)
        assert find_steady_state(delayed, Dose(1 * mg), every=12 * h).state == pytest.approx(plain.state, rel=EXACT)

    def test_each_person_has_a_state_of_their_own(self) -> None:
        people = people_from({"CL": np.array([1.0, 5.0, 20.0]) * L / h, "V": np.array([50.0, 20.0, 80.0]) * L})
        found = find_steady_state(one_compartment, Dose(1 * mg), people, every=12 * h)
        volume, decay = np.array([50, 20, 80]), np.array([1, 5, 20]) / np.array([50, 20, 80])
        assert found[PLASMA].to(nM).value == pytest.approx(MG / volume / (np.exp(12 * decay) - 1), rel=EXACT)

    def test_at_rest_nothing_is_given_and_everyone_stays_where_they_begin(self) -> None:
        found = find_steady_state(competing, Dose(1e-9 * mg), every=1 * day)
        assert found["signal"].coherent[0] == pytest.approx(simulate(competing, until=1 * h)["signal"].coherent[0, 0])


@model
def oral_without_lag(m: Any, p: Any = Numbers) -> None:
    """What is swallowed arrives at once and whole."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.is_cleared(by=p.CL)


class TestRunningLong:
    @pytest.mark.parametrize(
        ("model_", "regimen", "every"),
        [
            (competing, Dose(5 * mg), 12 * h),
            (competing, Dose(5 * mg, at=3 * h) & Dose(2 * mg, over=9 * h, route="vein", at=15 * h), 1 * day),
            (binding, Dose(0.5 * mg), 12 * h),
            (fading, Dose(1 * mg), 12 * h),
            (with_metabolite, Dose(1 * mg), 12 * h),
            (delayed, Dose(1 * mg, route="pump") & Dose(1 * mg, at=2 * h), 10 * h),
        ],
        ids=["nonlinear", "two ways in", "binding", "time since dose", "metabolite", "lag and pump"],
    )
    def test_it_is_where_the_same_doses_lead_from_nothing(self, model_: Model, regimen: Plan, every: Any) -> None:
        found = find_steady_state(model_, regimen, every=every)
        periods = int(np.ceil(RUN / every.coherent))
        course = simulate(
            model_, regimen.repeated(every=every, count=periods), at=(periods * every.coherent) * h, keep=FinalStates(),
            method=MatrixExponential() if model_.system.is_linear else Rodas5P(rtol=1e-9),
        )  # fmt: skip
        for number, state in enumerate(model_.system.states):
            if state.address not in GATHERS:
                level, ran = found.state[number, 0], course[state.address].coherent[0, 0]
                assert level == pytest.approx(ran, rel=RUN_LONG, abs=RUN_LONG * MG * 1e-3), state.address

    def test_a_dose_at_steady_state_says_the_same(self) -> None:
        found = find_steady_state(oral_two_compartment, Dose(1 * mg), every=12 * h)
        how: dict[str, Any] = {"until": 2 * day, "every": 1 * h, "method": MatrixExponential()}
        going_on = simulate(oral_two_compartment, Dose(1 * mg, every=12 * h, count=5), start=found, **how)
        said = simulate(oral_two_compartment, Dose(1 * mg, every=12 * h, count=5, steady="reached"), **how)
        assert going_on[PLASMA].coherent == pytest.approx(said[PLASMA].coherent, rel=EXACT)


class TestGoingOn:
    """`start=` goes on as if the period had always been repeated."""

    def repeat(self, model_: Model, regimen: Plan, every: Any, people: People | None = None, **how: Any) -> np.ndarray:
        """The concentration in each of four periods (people, periods, looks), from the steady state."""
        start = find_steady_state(model_, regimen, people, every=every)
        looks = np.arange(0, 4 * every.coherent, 0.5) + 0.25
        told = {"outputs": [PLASMA], "method": MatrixExponential(), **how}
        plan = regimen.repeated(every=every, count=5)
        course = simulate(model_, plan, people, at=looks * h, start=start, **told)
        return course[PLASMA].coherent.reshape(len(start.people), 4, -1)

    @pytest.mark.parametrize(
        ("model_", "regimen", "every"),
        [
            (one_compartment, Dose(1 * mg), 12 * h),
            (one_compartment, Dose(1 * mg, at=11.5 * h), 12 * h),
            (one_compartment, Dose(1 * mg, over=5 * h, at=9 * h), 12 * h),
            (one_compartment, Dose(1 * mg, over=3 * h, at=9 * h), 12 * h),
            (one_compartment, Dose(1 * mg, over=12 * h), 12 * h),
            (one_compartment, Dose(1 * mg, over=12 * h, at=5 * h), 12 * h),
            (one_compartment, Dose(1 * mg, over=30 * h), 12 * h),
            (one_compartment, Dose(1 * mg, over=36 * h, at=7 * h), 12 * h),
            (one_compartment, Dose(1 * mg, over=3 * h, at=1 * h) & Dose(1 * mg, over=3 * h, at=11 * h), 12 * h),
            (delayed, Dose(1 * mg), 12 * h),
            (delayed, Dose(1 * mg, at=5 * h), 12 * h),
            (delayed, Dose(1 * mg), 2 * h),
            (delayed, Dose(1 * mg, at=1 * h), 4 * h),
            (delayed, Dose(1 * mg, over=2 * h), 10 * h),
            (delayed, Dose(1 * mg, over=1 * h), 10 * h),
            (delayed, Dose(1 * mg, route="pump", at=3 * h), 12 * h),
            (delayed, Dose(1 * mg, route="pump"), 11 * h),
            (delayed, Dose(1 * mg, route="pump"), 4 * h),
        ],
        ids=str,
    )
    def test_every_period_is_like_the_one_before(self, model_: Model, regimen: Plan, every: Any) -> None:
        (periods,) = self.repeat(model_, regimen, every)
        assert periods == pytest.approx(np.tile(periods[-1], (4, 1)), rel=EXACT)
        assert periods.max() > 0

    def test_everyone_goes_on_from_a_state_of_their_own(self, seed: int) -> None:
        people = Population(None, Numbers).sample(6, seed=seed)
        periods = self.repeat(one_compartment, Dose(1 * mg, over=30 * h), 12 * h, people)
        assert periods == pytest.approx(np.tile(periods[:, -1:], (1, 4, 1)), rel=EXACT)

    def test_it_does_not_matter_how_many_are_solved_at_once(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        from neurodose.simulation import living

        people = Population(None, Numbers).sample(5, seed=seed)
        whole = self.repeat(delayed, Dose(1 * mg, at=5 * h), 12 * h, people)
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", 2)
        assert np.array_equal(self.repeat(delayed, Dose(1 * mg, at=5 * h), 12 * h, people), whole)

    def test_a_march_goes_on_too(self) -> None:
        exact = self.repeat(delayed, Dose(1 * mg, at=5 * h), 12 * h)
        assert self.repeat(delayed, Dose(1 * mg, at=5 * h), 12 * h, method=FINE) == pytest.approx(exact, rel=EXACT)

    def test_to_stop_is_to_fall_from_there(self) -> None:
        start = find_steady_state(one_compartment, Dose(1 * mg), every=12 * h)
        fall = simulate(one_compartment, None, until=30 * h, every=1 * h, start=start, method=MatrixExponential())
        trough = EACH / (np.exp(12 * DECAY) - 1)
        assert fall[PLASMA].coherent[0] == pytest.approx(trough * np.exp(-DECAY * fall.times), rel=EXACT)

    def test_what_is_underway_still_comes_when_nothing_more_is_given(self) -> None:
        start = find_steady_state(one_compartment, Dose(1 * mg, over=30 * h), every=12 * h)
        fall = simulate(one_compartment, None, until=40 * h, every=1 * h, start=start, method=MatrixExponential())
        # Of the earlier ones, those begun 12 and 24 h ago run on for 18 and 6 h.
        rate, level = EACH / 30, start[PLASMA].to(nM).value[0]
        plain = level * np.exp(-DECAY * fall.times)
        for left in (18, 6):
            ran = np.minimum(fall.times, left)
            plain += rate / DECAY * (np.exp(-DECAY * (fall.times - ran)) - np.exp(-DECAY * fall.times))
        assert fall[PLASMA].coherent[0] == pytest.approx(plain, rel=EXACT)

    def test_areas_begin_at_nothing(self) -> None:
        start = find_steady_state(one_compartment, Dose(1 * mg), every=12 * h)
        course = simulate(one_compartment, Dose(1 * mg), until=12 * h, start=start, keep=Areas())
        # Over one period of a steady state it is dose over clearance.
        assert course[f"area of {PLASMA}"].coherent[0, 0] == pytest.approx(MG / 5, rel=1e-5)


class TestWhatItTells:
    def test_it_says_what_it_is_and_how_well_it_closed(self) -> None:
        found = find_steady_state(one_compartment, Dose(1 * mg) & Dose(2 * mg, at=3 * h), every=12 * h)
        assert repr(found).startswith("<steady state of one_compartment: 1 mg and 2 mg at 3 h every 12 h; ")
        assert (found.period, len(found.people)) == (12, 1)
        assert found.closing.residual[0] < CLOSED
        assert 1 <= found.closing.periods[0] < 10
        assert found.closing.is_closed.all()

    def test_it_takes_fewer_periods_than_running_to_it(self) -> None:
        (regimen, every), model_ = MORNING_AND_EVENING, STRUCTURES["long terminal phase"]
        found = find_steady_state(model_, regimen, every=every)
        before, _, most = live_a_period(found, model_, regimen, every)
        course = simulate(
            model_, regimen.repeated(every=every, count=12), at=12 * every, keep=FinalStates(), method=FINE
        )
        names = [state.address for state in model_.system.states if state.address not in GATHERS]
        ran = np.array([course[name].coherent[0] for name in names])
        off = np.abs(ran - before) / np.where(most > 0, most, 1)
        assert found.closing.periods[0] <= 12
        assert off.max() > 100 * CLOSED  # after as many periods from nothing

    def test_a_dose_that_says_its_interval_needs_no_period(self) -> None:
        said = find_steady_state(one_compartment, Dose(1 * mg, every=12 * h))
        assert said.state == pytest.approx(find_steady_state(one_compartment, Dose(1 * mg), every=12 * h).state)

    def test_a_sentence_is_a_regimen(self) -> None:
        said = find_steady_state(one_compartment, read_regimen("1 mg over 30 min and 2 mg at 3 h"), every=12 * h)
        assert said.regimen == "1 mg over 30 min and 2 mg at 3 h"

    def test_an_unknown_output_is_refused(self) -> None:
        with pytest.raises(CourseError, match='no output is called "plasm"'):
            _ = find_steady_state(one_compartment, Dose(1 * mg), every=12 * h)["plasm"]

    def test_a_nonlinear_model_may_be_given_a_method(self) -> None:
        found = find_steady_state(competing, Dose(5 * mg), every=12 * h)
        other = find_steady_state(competing, Dose(5 * mg), every=12 * h, method=Rodas5P(rtol=1e-12, max_steps=10**6))
        assert other.state == pytest.approx(found.state, rel=CLOSED)


class Saturable(Numbers):
    """A clearance that fills up."""

    most = assume(200 * nmol / h, "the largest rate of elimination")
    half = assume(50 * nM, "concentration at half of it")


@model
def saturable(m: Any, p: Any = Saturable) -> None:
    """No more than 0.05 mg an hour can be eliminated."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.most / (p.half + m.plasma.concentration))


@model
def daily_rhythm(m: Any, p: Any = Numbers) -> None:
    """Clearance follows the clock."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL * (1 + sin(p.gone * time) / 2))


@model
def telling_the_time(m: Any, p: Any = Numbers) -> None:
    """Nothing but an output follows the clock."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL)
    m.clock = Output(p.gone * time, "the time", percent)


class TestRefusals:
    def test_accumulation_without_bound(self) -> None:
        assert find_steady_state(saturable, Dose(0.5 * mg), every=12 * h).closing.is_closed.all()
        with pytest.raises(SolverError, match="a steady state of 1 mg every 12 h was not found") as caught:
            find_steady_state(saturable, Dose(1 * mg), every=12 * h)
        assert "plasma still changes" in str(caught.value.exists)
        assert "more is given than can be eliminated" in str(caught.value.hint)

    def test_one_person_of_many_who_accumulates_is_named(self) -> None:
        people = people_from({"most": np.array([900.0, 200.0, 800.0]) * nmol / h}, identity=[4, 9, 2])
        with pytest.raises(SolverError, match="was not found") as caught:
            find_steady_state(saturable, Dose(1 * mg), people, every=12 * h)
        assert caught.value.where == "person 9"

    def test_equations_that_mention_time(self) -> None:
        with pytest.raises(SolverError, match="no state of daily_rhythm is known to repeat") as caught:
            find_steady_state(daily_rhythm, Dose(1 * mg), every=12 * h)
        assert caught.value.exists == "time moves: plasma"
        assert caught.value.hint

    def test_an_output_or_the_time_since_a_dose_may_mention_time(self) -> None:
        for model_ in (telling_the_time, fading):
            assert find_steady_state(model_, Dose(1 * mg), every=12 * h).closing.is_closed.all()

    @pytest.mark.parametrize(
        ("regimen", "every", "match"),
        [
            (Dose(1 * mg), None, "not said after how long"),
            (Dose(1 * mg, every=12 * h, count=3), None, "not said after how long"),
            (Dose(1 * mg, every=8 * h) & Dose(1 * mg, at=1 * h), None, "not said after how long"),
            (Dose(1 * mg, at=12 * h), 12 * h, "the last dose of the period is at 12 h, and the period lasts 12 h"),
            (Dose(1 * mg, every=8 * h, count=3), 12 * h, "the last dose of the period is at 16 h"),
            (Dose(1 * mg), 0 * h, "0 h is zero"),
            (Dose(1 * mg), -12 * h, "-12 h is negative"),
            (Dose(1 * mg), float("inf") * h, "inf h is not a finite number"),
            (Dose(1 * mg), 12, "12 has no unit"),
            (Dose(1 * mg), 12 * mg, "12 mg is not a time"),
            (Dose(1 * mg, route="vain"), 12 * h, 'no route is called "vain"'),
        ],
    )
    def test_a_regimen_that_has_no_such_period(self, regimen: Plan, every: Any, match: str) -> None:
        with pytest.raises(DoseError, match=match) as caught:
            find_steady_state(one_compartment, regimen, every=every)
        assert caught.value.hint or caught.value.exists

    def test_people_who_change_in_time(self) -> None:
        people = people_from({"V": np.array([50.0]) * L}, over_time={"CL": Series([0, 48] * h, [5.0, 9.0] * L / h)})
        with pytest.raises(PopulationError, match="people who change in time have no state that repeats") as caught:
            find_steady_state(one_compartment, Dose(1 * mg), people, every=12 * h)
        assert caught.value.hint

    def test_people_who_have_a_column_that_is_no_parameter_of_theirs(self) -> None:
        people = people_from({"CL": np.array([5.0]) * kg})
        with pytest.raises(PopulationError, match='the column "CL" is mass'):
            find_steady_state(one_compartment, Dose(1 * mg), people, every=12 * h)

    def test_another_model_is_no_start(self) -> None:
        start = find_steady_state(oral_two_compartment, Dose(1 * mg), every=12 * h)
        with pytest.raises(CourseError, match="is no start for 1 people and one_compartment") as caught:
            simulate(one_compartment, Dose(1 * mg), until=1 * day, start=start)
        assert caught.value.hint

    def test_another_number_of_people_is_no_start(self) -> None:
        start = find_steady_state(one_compartment, Dose(1 * mg), every=12 * h)
        with pytest.raises(CourseError, match=r"a steady state of 1 people .* is no start for 3 people"):
            simulate(one_compartment, Dose(1 * mg), typical_people(3), until=1 * day, start=start)

    @pytest.mark.parametrize("start", ["steady", 1.0, Dose(1 * mg), find_steady_state])
    def test_what_is_no_steady_state_is_no_start(self, start: Any) -> None:
        with pytest.raises(CourseError, match="is no way to begin") as caught:
            simulate(one_compartment, Dose(1 * mg), until=1 * day, start=start)
        assert "find_steady_state" in str(caught.value.hint)
