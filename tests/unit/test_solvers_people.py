"""People are strangers to each other: whoever else is there, whatever becomes of them, changes nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.solvers.march import March, march
from neurodose.solvers.method import Method
from neurodose.solvers.primitives import Kind
from neurodose.solvers.problem import Problem
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.solvers.status import Status
from neurodose.solvers.step_control import measure
from tests.hand_written import Dense, Row, decay, in_order, oral, saves, schedule

METHODS = [Rodas5P(), DormandPrince()]
PEOPLE, SAVES = 12, 30


def everyone() -> Dense:
    draw = np.random.default_rng(7)
    return oral(np.exp(draw.normal(size=PEOPLE)), 5 * np.exp(0.5 * draw.normal(size=PEOPLE)))


def schedule_of(person: int, first_slot: int) -> list[Row]:
    doses: list[Row] = [(float(12 * i + person), Kind.ADD, 0, 100.0) for i in range(1 + person % 4)]
    infusion: list[Row] = [(30.0, Kind.RATE_ON, 1, 2.0), (30.0 + person, Kind.RATE_OFF, 1, 2.0)]
    change: list[Row] = [(40.0, Kind.PARAMETER, 1, 1.0 + person)]
    return in_order(doses, infusion, change, saves(np.linspace(0.0, 50.0 + 9 * person, SAVES), first_slot))


def live(who: list[int], method: Method) -> March:
    events = schedule(*(schedule_of(person, SAVES * i) for i, person in enumerate(who)))
    return march(everyone().take(np.array(who)), events, method)


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
def test_one_person_alone_lives_bitwise_as_among_others(method: Method) -> None:
    together = live(list(range(PEOPLE)), method)
    for person in range(PEOPLE):
        alone = live([person], method)
        assert np.array_equal(alone.observed, together.observed[:, SAVES * person : SAVES * (person + 1)])
        assert np.array_equal(alone.final.state[:, 0], together.final.state[:, person])
        assert (alone.steps[0], alone.rejections[0]) == (together.steps[person], together.rejections[person])


def test_the_norm_of_a_large_model_does_not_depend_on_who_else_is_there() -> None:
    error = np.random.default_rng(5).normal(size=(40, 9))  # NumPy's own sum over 40 rows is another for one column
    together = measure(error, np.ones_like(error))
    alone = [measure(np.ascontiguousarray(error[:, [i]]), np.ones((40, 1)))[0] for i in range(9)]
    assert np.array_equal(together, alone)


@settings(max_examples=15, deadline=None)
@given(who=some.lists(some.integers(0, PEOPLE - 1), min_size=1, max_size=PEOPLE))
def test_any_company_in_any_order_gives_bitwise_the_same(who: list[int]) -> None:
    together, chosen = live(list(range(PEOPLE)), Rodas5P()), live(who, Rodas5P())
    for place, person in enumerate(who):
        here = chosen.observed[:, SAVES * place : SAVES * (place + 1)]
        assert np.array_equal(here, together.observed[:, SAVES * person : SAVES * (person + 1)])


def runaway(kinds: list[float]) -> Dense:
    """y' = -y for kind 0, y^2 (runs away at t = 1) for kind 1, -sqrt(0.5 - t) (ends at 0.5) for kind 2."""

    def select(p: np.ndarray, plain: np.ndarray, away: np.ndarray, lost: np.ndarray) -> np.ndarray:
        return np.where(p[0] == 0.0, plain, np.where(p[0] == 1.0, away, lost))

    return Dense(
        lambda t, y, p: [select(p, -y[0], y[0] ** 2, -np.sqrt(0.5 - t))],
        lambda t, y, p: [[select(p, -np.ones_like(t), 2 * y[0], 0 * t)]],
        np.ones((1, len(kinds))),
        np.array([kinds]),
        lambda t, y, p: [select(p, 0 * t, 0 * t, 0.5 / np.sqrt(0.5 - t))],
    )


@pytest.mark.parametrize("method", METHODS, ids=lambda method: type(method).__name__)
class TestFailure:
    times = np.array([0.25, 0.4, 1.5, 2.0])

    def both(self, method: Method) -> tuple[March, March]:
        kinds = [0.0, 1.0, 0.0, 2.0, 0.0]
        beside = march(runaway(kinds), schedule(*(saves(self.times, 4 * i) for i in range(5))), method)
        alone = march(runaway([0.0]), schedule(saves(self.times)), method)
        return beside, alone

    def test_a_person_who_fails_leaves_the_others_bitwise_as_they_are(self, method: Method) -> None:
        beside, alone = self.both(method)
        for person in (0, 2, 4):
            assert beside.status[person] == Status.DONE
            assert np.array_equal(beside.observed[:, 4 * person : 4 * person + 4], alone.observed)

    def test_who_runs_away_is_told_so_where_it_happens(self, method: Method) -> None:
        beside, _ = self.both(method)
        assert beside.status[1] == Status.STEP_TOO_SMALL
        assert beside.steps[1] < 1000
        assert beside.reached[1] == pytest.approx(1.0, abs=1e-3)
        assert beside.observed[0, 4:6] == pytest.approx(1 / (1 - self.times[:2]), rel=1e-4)
        assert np.isnan(beside.observed[0, 6:8]).all()

    def test_who_meets_a_value_that_is_no_number_is_told_so(self, method: Method) -> None:
        beside, _ = self.both(method)
        assert beside.status[3] == Status.NOT_FINITE
        assert beside.reached[3] == pytest.approx(0.5, abs=1e-3)
        assert np.isnan(beside.observed[0, 14:16]).all()

    def test_rates_that_are_no_number_at_the_start_end_the_march_there(self, method: Method) -> None:
        result = march(decay([np.nan, 1.0]), schedule(saves([1.0]), saves([1.0], 1)), method)
        assert list(result.status) == [Status.NOT_FINITE, Status.DONE]
        assert (result.reached[0], result.steps[0]) == (0.0, 0)

    def test_who_takes_too_many_steps_is_stopped(self, method: Method) -> None:
        few = type(method)(max_steps=5)
        result = march(decay([1.0]), schedule(saves([0.0, 1000.0])), few)
        assert result.status[0] == Status.TOO_MANY_STEPS
        assert result.steps[0] + result.rejections[0] == 5
        assert result.observed[0, 0] == 1.0
        assert np.isnan(result.observed[0, 1])


def test_an_explicit_method_gives_up_on_a_stiff_problem_that_rodas5p_solves() -> None:
    problem, events = decay([1e6]), schedule(saves([100.0]))
    assert march(problem, events, DormandPrince(max_steps=2000)).status[0] == Status.TOO_MANY_STEPS
    assert march(problem, events, Rodas5P(max_steps=2000)).status[0] == Status.DONE


def test_everyone_begins_at_their_own_start() -> None:
    result = march(decay([0.3, 0.3]), schedule(saves([5.0]), saves([5.0], 1)), Rodas5P(rtol=1e-9), start=[2.0, -1.0])
    assert result.observed[0] == pytest.approx(np.exp([-0.9, -1.8]), rel=1e-8)


def test_a_step_that_lands_sets_the_clock_to_the_event() -> None:
    begin, end = -100.1, 0.3
    assert begin + (end - begin) != end
    result = march(decay([0.3], begin=0.0), schedule([(end, Kind.ADD, 0, 1.0)]), Rodas5P(), start=begin)
    assert (result.reached[0], result.steps[0], result.final.state[0, 0]) == (end, 1, 1.0)


def test_progress_rises_to_the_number_of_people() -> None:
    told: list[float] = []
    problem: Problem = everyone()
    events = schedule(*(schedule_of(person, SAVES * person) for person in range(PEOPLE)))
    march(problem, events, Rodas5P(), progress=told.append)
    assert len(told) > 3
    assert told == sorted(told)
    assert 0.0 <= told[0] < told[-1] == PEOPLE
