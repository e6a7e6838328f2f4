"""Every kind of event does to a person what can be worked out on paper, on every path through time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.solvers.linear import propagate
from neurodose.solvers.march import March, march
from neurodose.solvers.primitives import Events, Kind
from neurodose.solvers.problem import Problem
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.solvers.status import Status
from tests.hand_written import Row, decay, in_order, oral, saves, schedule

Path = Callable[[Problem, Events], March]
PATHS: dict[str, Path] = {
    "Rodas5P": lambda problem, events: march(problem, events, Rodas5P(rtol=1e-9, atol=1e-11)),
    "DormandPrince": lambda problem, events: march(problem, events, DormandPrince(rtol=1e-9, atol=1e-11)),
    "MatrixExponential": lambda problem, events: propagate(problem, events),
}
CLOSE = 1e-8  # ten times the relative tolerance of a step
K = 0.3


@pytest.fixture(params=PATHS)
def path(request: pytest.FixtureRequest) -> Path:
    return PATHS[request.param]


def live(path: Path, *rows: Row, begin: float = 1.0, rate: float = K) -> March:
    """One person with y' = -k y + u, from `begin`."""
    result = path(decay([rate], begin), schedule(list(rows)))
    assert result.status[0] == Status.DONE
    return result


def save(time: float, slot: int = 0) -> Row:
    return (time, Kind.SAVE, slot, 0.0)


def test_a_dose_adds_to_what_is_there(path: Path) -> None:
    result = live(path, (2.0, Kind.ADD, 0, 5.0), save(6.0))
    assert result.observed[0, 0] == pytest.approx(np.exp(-6 * K) + 5 * np.exp(-4 * K), rel=CLOSE)


def test_set_forgets_what_was_there(path: Path) -> None:
    result = live(path, (2.0, Kind.SET, 0, 5.0), save(6.0))
    assert result.observed[0, 0] == pytest.approx(5 * np.exp(-4 * K), rel=CLOSE)


def test_scale_multiplies_what_is_there(path: Path) -> None:
    result = live(path, (2.0, Kind.SCALE, 0, 0.25), save(6.0))
    assert result.observed[0, 0] == pytest.approx(0.25 * np.exp(-6 * K), rel=CLOSE)


def test_a_new_parameter_acts_from_its_moment_on(path: Path) -> None:
    result = live(path, (2.0, Kind.PARAMETER, 0, 1.0), save(4.0))
    assert result.observed[0, 0] == pytest.approx(np.exp(-2 * K - 2.0), rel=CLOSE)


def test_what_was_saved_before_a_change_of_parameter_knows_nothing_of_it(path: Path) -> None:
    problem = replace(decay([K]), observed_of=lambda t, y, p: [p[0]])
    events = schedule([save(0.5), save(1.0, 1), (1.0, Kind.PARAMETER, 0, 9.0), save(1.0, 2), save(1.1, 3)])
    assert list(path(problem, events).observed[0]) == [K, K, 9.0, 9.0]


def test_the_clock_stands_exactly_on_every_event(path: Path) -> None:
    times = np.cumsum(np.random.default_rng(3).exponential(size=50))
    problem = replace(decay([K], begin=0.0), observed_of=lambda t, y, p: [t])
    rows = [row for i, t in enumerate(times) for row in ((float(t), Kind.ADD, 0, 0.0), save(float(t), i))]
    result = path(problem, schedule(rows))
    assert np.array_equal(result.observed[0], times)
    assert result.steps[0] == len(times)  # nothing happens between, so one step each and none for a remnant


def test_reset_restores_the_start_and_stops_inflows(path: Path) -> None:
    result = live(path, (1.0, Kind.RATE_ON, 0, 7.0), (3.0, Kind.RESET, 0, 0.0), save(5.0), begin=2.0)
    assert result.observed[0, 0] == pytest.approx(2 * np.exp(-2 * K), rel=CLOSE)


def test_an_infusion_approaches_its_steady_state_and_washes_out(path: Path) -> None:
    result = live(path, (1.0, Kind.RATE_ON, 0, 6.0), save(4.0), (5.0, Kind.RATE_OFF, 0, 6.0), save(9.0, 1), begin=0.0)
    at_end = 6.0 / K * (1 - np.exp(-4 * K))
    assert result.observed[0, 0] == pytest.approx(6.0 / K * (1 - np.exp(-3 * K)), rel=CLOSE)
    assert result.observed[0, 1] == pytest.approx(at_end * np.exp(-4 * K), rel=CLOSE)


def test_overlapping_infusions_add_up(path: Path) -> None:
    result = live(
        path,
        (0.0, Kind.RATE_ON, 0, 6.0),
        (2.0, Kind.RATE_ON, 0, 1.0),
        (3.0, Kind.RATE_OFF, 0, 6.0),
        (5.0, Kind.RATE_OFF, 0, 1.0),
        save(8.0),
        begin=0.0,
    )
    first = 6.0 / K * (1 - np.exp(-3 * K)) * np.exp(-5 * K)
    second = 1.0 / K * (1 - np.exp(-3 * K)) * np.exp(-3 * K)
    assert result.observed[0, 0] == pytest.approx(first + second, rel=CLOSE)


def test_when_the_last_infusion_stops_nothing_is_left_of_it(path: Path) -> None:
    rates = (0.1, 0.2, 0.3)  # 0.1 + 0.2 + 0.3 - 0.1 - 0.2 - 0.3 is not 0 in floating point
    on: list[Row] = [(1.0, Kind.RATE_ON, 0, rate) for rate in rates]
    off: list[Row] = [(2.0, Kind.RATE_OFF, 0, rate) for rate in rates]
    result = live(path, *on, *off, (2.0, Kind.SET, 0, 0.0), save(50.0))
    assert result.observed[0, 0] == 0.0


def test_stopping_what_does_not_run_does_nothing(path: Path) -> None:
    result = live(path, (1.0, Kind.RATE_OFF, 0, 6.0), save(2.0))
    assert result.observed[0, 0] == pytest.approx(np.exp(-2 * K), rel=CLOSE)


def test_a_save_before_the_dose_does_not_see_it_and_one_after_does(path: Path) -> None:
    result = live(
        path,
        save(0.0),
        (0.0, Kind.ADD, 0, 5.0),
        save(0.0, 1),
        save(2.0, 2),
        (2.0, Kind.ADD, 0, 5.0),
        save(2.0, 3),
    )
    assert result.observed[0, :2] == pytest.approx([1.0, 6.0])
    assert result.observed[0, 3] - result.observed[0, 2] == pytest.approx(5.0, rel=CLOSE)


def test_events_at_one_time_act_in_the_order_of_the_table(path: Path) -> None:
    doubled = live(path, (1.0, Kind.ADD, 0, 5.0), (1.0, Kind.SCALE, 0, 2.0), save(1.0))
    added = live(path, (1.0, Kind.SCALE, 0, 2.0), (1.0, Kind.ADD, 0, 5.0), save(1.0))
    assert doubled.observed[0, 0] - added.observed[0, 0] == pytest.approx(5.0, rel=CLOSE)


def test_an_infusion_of_no_duration_gives_nothing(path: Path) -> None:
    result = live(path, (1.0, Kind.RATE_ON, 0, 1e6), (1.0, Kind.RATE_OFF, 0, 1e6), save(2.0))
    assert result.observed[0, 0] == pytest.approx(np.exp(-2 * K), rel=CLOSE)


def test_a_dose_at_the_last_moment_counts(path: Path) -> None:
    result = live(path, save(4.0), (4.0, Kind.ADD, 0, 5.0))
    assert result.observed[0, 0] == pytest.approx(np.exp(-4 * K), rel=CLOSE)
    assert result.final.state[0, 0] == pytest.approx(5 + np.exp(-4 * K), rel=CLOSE)
    assert result.reached[0] == 4.0


def test_events_one_tick_of_the_clock_apart_are_both_met(path: Path) -> None:
    tick = float(np.nextafter(24.0, 25.0))
    result = live(path, (24.0, Kind.SET, 0, 1.0), (tick, Kind.ADD, 0, 1.0), save(tick))
    assert result.observed[0, 0] == pytest.approx(2.0, rel=CLOSE)
    assert result.steps[0] < 1000


def test_a_person_without_events_stays_at_the_start(path: Path) -> None:
    result = path(decay([K, K]), schedule([], [save(2.0)]))
    assert list(result.status) == [Status.DONE, Status.DONE]
    assert (result.final.state[0, 0], result.reached[0]) == (1.0, 0.0)
    assert result.observed[0, 0] == pytest.approx(np.exp(-2 * K), rel=CLOSE)


def test_nobody_at_all_is_no_trouble(path: Path) -> None:
    result = path(decay([K]).take(np.zeros(0, dtype=int)), schedule())
    assert result.final.state.shape == (1, 0)


def test_a_parameter_changed_on_the_way_leaves_the_callers_problem_as_it_was(path: Path) -> None:
    problem = decay([K])
    events = schedule([(1.0, Kind.PARAMETER, 0, 9.0), save(2.0)])
    first, second = path(problem, events), path(problem, events)
    assert problem.parameters[0, 0] == K
    assert np.array_equal(first.observed, second.observed)


def test_a_changed_parameter_survives_when_others_drop_out(path: Path) -> None:
    long: list[Row] = [(1.0, Kind.PARAMETER, 0, 0.05), save(100.0, 9)]
    events = schedule(*[[save(0.5 + i, i)] for i in range(9)], long)
    result = path(decay([K] * 10), events)
    assert result.observed[0, 9] == pytest.approx(np.exp(-K - 0.05 * 99), rel=10 * CLOSE)


def test_the_march_agrees_with_the_matrix_exponential_on_a_month_of_oral_doses() -> None:
    problem = oral(np.array([0.4, 1.0, 3.0]), np.array([3.0, 5.0, 9.0]))
    doses: list[Row] = [(24.0 * day, Kind.ADD, 0, 100.0) for day in range(28)]
    events = schedule(*(in_order(doses, saves(np.arange(0.0, 673.0, 3.0), 225 * i)) for i in range(3)))
    exact = propagate(problem, events).observed
    for method in (Rodas5P(rtol=1e-9), DormandPrince(rtol=1e-9)):
        error = np.abs(march(problem, events, method).observed - exact)
        assert (error.max(axis=1) < 1e-7 * exact.max(axis=1)).all()  # what the house asks of rtol 1e-9


def test_dense_saves_and_steps_that_stop_at_every_save_agree() -> None:
    times = np.linspace(0.0, 48.0, 2001)
    dose: list[Row] = [(0.0, Kind.ADD, 0, 100.0)]
    problem = oral(np.array([1.0]), np.array([5.0]))
    stops: list[Row] = [(float(time), Kind.ADD, 0, 0.0) for time in times]
    passed = march(problem, schedule(in_order(dose, saves(times))), Rodas5P(rtol=1e-8))
    stopped = march(problem, schedule(in_order(dose, stops, saves(times))), Rodas5P(rtol=1e-8))
    assert np.abs(passed.observed - stopped.observed).max() < 1e-6 * passed.observed.max()  # both near 1e-7
    assert passed.steps[0] < 300 < 2000 <= stopped.steps[0]
