"""What happens to each person, in which order, and where their outputs go."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose.dosing import Dose
from neurodose.dosing.events import Landing, tabulate, write_table
from neurodose.dosing.regimen import Given
from neurodose.dosing.script import Script
from neurodose.errors import EventError
from neurodose.solvers.primitives import Events, Kind
from neurodose.units import day, h, mg, minute, nmol, ug

ADD, ON, OFF, SAVE, RESET = Kind.ADD, Kind.RATE_ON, Kind.RATE_OFF, Kind.SAVE, Kind.RESET
DAILY = Dose(50 * mg, every=24 * h, count=3)
STATES = {"gut": 0, "blood": 1}


def land(given: Given) -> Landing:
    return Landing(STATES[given.into or "gut"], given.amount.coherent)


def rows(events: Events, person: int = 0) -> list[tuple[float, Kind, int, float]]:
    events = events.written_out()
    own = slice(events.offsets[person], events.offsets[person + 1])
    columns = (events.time[own], events.kind[own], events.target[own], events.value[own])
    return [(float(t), Kind(k), int(n), float(v)) for t, k, n, v in zip(*columns, strict=True)]


def test_a_save_at_the_time_of_a_dose_comes_after_it():
    events, _ = tabulate([DAILY], 1, [0.0, 24.0, 48.0], land)
    assert [kind for _, kind, _, _ in rows(events)] == [ADD, SAVE, ADD, SAVE, ADD, SAVE]


def test_a_save_comes_after_a_dose_that_differs_by_rounding_only():
    dose = Dose(1 * mg, every=0.1 * h, count=4)
    assert dose.given()[3].time > 0.3
    events, _ = tabulate(dose, 1, [0.3], land)
    assert [kind for _, kind, _, _ in rows(events)] == [ADD, ADD, ADD, ADD, SAVE]
    assert rows(events)[3][0] == rows(events)[4][0]


def test_a_bolus_adds_coherent_units_to_its_state():
    events, _ = tabulate(Dose(500 * ug, into="blood") & Dose(3 * nmol, at=1 * h), 1, [2.0], land)
    assert rows(events) == [(0.0, ADD, 1, 0.5), (1.0, ADD, 0, 3.0), (2.0, SAVE, 0, 0.0)]


def test_an_infusion_is_a_rate_that_goes_on_and_off():
    events, _ = tabulate(Dose(10 * mg, over=30 * minute, at=6 * h), 1, [8.0], land)
    assert rows(events) == [(6.0, ON, 0, 20.0), (6.5, OFF, 0, 20.0), (8.0, SAVE, 0, 0.0)]


def test_an_infusion_ends_before_the_next_begins():
    events, _ = tabulate(Dose(1 * mg, over=20 * minute, every=20 * minute, count=3), 1, [1.0], land)
    assert [kind for _, kind, _, _ in rows(events)] == [ON, OFF, ON, OFF, ON, OFF, SAVE]


def test_an_infusion_too_short_for_its_time_is_a_bolus():
    events, _ = tabulate(Dose(1 * mg, over=1e-14 * h, at=672 * h), 1, [673.0], land)
    assert rows(events)[0] == (672.0, ADD, 0, 1.0)


def test_nothing_is_kept_after_the_last_output():
    events, _ = tabulate(DAILY & Dose(1 * mg, over=48 * h), 1, [24.0], land)
    assert rows(events)[-1] == (24.0, SAVE, 0, 0.0)
    assert [kind for _, kind, _, _ in rows(events)] == [ADD, ON, ADD, SAVE]


def test_doses_at_one_time_act_in_the_order_of_the_regimen():
    events, _ = tabulate(Dose(1 * mg, into="blood") & Dose(2 * mg), 1, [0.0], land)
    assert [value for _, _, _, value in rows(events)] == [1.0, 2.0, 0.0]


def test_a_reset_by_hand_comes_before_the_dose_of_its_time():
    events, _ = tabulate(DAILY, 1, [24.0], land, Script().reset(at=24))
    assert [kind for _, kind, _, _ in rows(events)] == [ADD, RESET, ADD, SAVE]


def test_a_reset_leaves_no_end_of_what_it_stopped():
    infusion = Dose(1 * mg, over=6 * h, every=10 * h, count=2)
    events, _ = tabulate(infusion, 1, [20.0], land, Script().reset(at=3))
    assert [kind for _, kind, _, _ in rows(events)] == [ON, OFF, RESET, ON, OFF, SAVE]


@pytest.mark.parametrize("at", [0.0, 6.0])
def test_a_reset_at_either_end_of_an_infusion_leaves_the_infusion_whole(at: float):
    events, _ = tabulate(Dose(1 * mg, over=6 * h), 1, [20.0], land, Script().reset(at=at))
    kinds = [kind for _, kind, _, _ in rows(events)]
    assert kinds == ([RESET, ON, OFF, SAVE] if at == 0 else [ON, OFF, RESET, SAVE])


def test_people_who_share_a_grid_own_equal_runs_of_slots():
    events, slots = tabulate([DAILY], 3, np.arange(0, 49, 12.0), land)
    assert slots.tolist() == [0, 5, 10, 15]
    assert [row[2] for row in rows(events, 2) if row[1] is SAVE] == [10, 11, 12, 13, 14]
    assert rows(events, 0)[0] == rows(events, 2)[0]


def test_people_may_have_their_own_regimens_grids_and_scripts():
    plans = [DAILY, None, Dose(1 * mg, over=1 * h)]
    scripts = [Script(), Script().scale(0.5, state=1, at=2.0), Script()]
    events, slots = tabulate(plans, 3, [[1.0], [1.0, 3.0], [0.5, 1.0, 2.0]], land, scripts)
    assert slots.tolist() == [0, 1, 3, 6]
    assert rows(events, 0) == [(0.0, ADD, 0, 50.0), (1.0, SAVE, 0, 0.0)]
    assert rows(events, 1) == [(1.0, SAVE, 1, 0.0), (2.0, Kind.SCALE, 1, 0.5), (3.0, SAVE, 2, 0.0)]
    assert [row[1] for row in rows(events, 2)] == [ON, SAVE, OFF, SAVE, SAVE]
    assert [row[2] for row in rows(events, 2) if row[1] is SAVE] == [3, 4, 5]


def test_a_person_has_the_same_rows_alone_and_among_others():
    plans: list[Any] = [Dose((1 + n % 3) * mg, over=1 * h, every=5 * h, count=4) for n in range(7)]
    grid = np.arange(0.0, 20.0, 2.5)
    together, slots = tabulate(plans, 7, grid, land)
    for person, plan in enumerate(plans):
        alone, _ = tabulate(plan, 1, grid, land)
        shifted = [(t, k, n + (slots[person] if k is SAVE else 0), v) for t, k, n, v in rows(alone)]
        assert rows(together, person) == shifted


def test_what_people_share_is_expanded_once():
    asked: list[Given] = []

    def count(given: Given) -> Landing:
        asked.append(given)
        return land(given)

    tabulate([DAILY], 1000, [48.0], count)
    same = [Dose(50 * mg, every=1 * day, count=3) for _ in range(10)]
    tabulate(same, 10, [48.0], count)
    assert len(asked) == 2  # once for all doses that are alike


def test_the_table_is_one_that_a_march_can_follow():
    plan = DAILY & Dose(10 * mg, into="blood", over=30 * minute, every=12 * h, count=4)
    events, slots = tabulate(plan, 100, np.linspace(0, 72, 25), land)
    events.check(states=2, people=100, start=np.zeros(100))
    assert events.slots == slots[-1] == 2500
    assert (events.kind.dtype, events.target.dtype) == (np.uint8, np.int32)


@pytest.mark.parametrize(
    ("save_at", "what"),
    [
        ([], "no output times"),
        ([[1.0], []], r"no output times \(event table, grid of output times 2\)"),
        (np.zeros(0), "no output times"),
        ([-1.0, 1.0], "negative"),
        ([0.0, float("nan")], "not a finite number"),
        ([0.0, float("inf")], "not a finite number"),
        ([2.0, 1.0], "do not ascend"),
        ([1.0, 1.0], "do not ascend"),
        (["noon"], "not a finite number"),
    ],
)
def test_output_times_that_cannot_be_met_are_refused(save_at: Any, what: str):
    with pytest.raises(EventError, match=what):
        tabulate([DAILY], 2, save_at, land)


@pytest.mark.parametrize(
    "landing", [Landing(-1, 1.0), Landing(0, float("nan")), Landing(0, -1.0), Landing(0, float("inf"))]
)
def test_a_dose_that_arrives_nowhere_is_refused(landing: Landing):
    with pytest.raises(EventError, match=r"cannot arrive[\s\S]*regimen, dose 1"):
        tabulate([DAILY], 1, [1.0], lambda _: landing)


def test_regimens_must_be_one_or_one_per_person():
    with pytest.raises(EventError, match="there are 2 regimens for 3 people"):
        tabulate([DAILY, DAILY], 3, [1.0], land)
    with pytest.raises(EventError, match="there are 1 regimens for 0 people"):
        tabulate([DAILY], 0, [1.0], land)


def test_saves_come_from_the_grid_alone():
    with pytest.raises(EventError, match="a save is written by hand"):
        tabulate([DAILY], 1, [1.0], land, Script().save(slot=0, at=1))


def test_more_outputs_than_a_table_holds_are_refused():
    events, _ = tabulate([DAILY], 30_000, np.arange(100_000.0), land)
    with pytest.raises(EventError, match="more than one table holds"):
        events.written_out()


def test_every_kind_of_event_can_be_written_by_hand():
    script = (
        Script()
        .save(slot=0, at=9)
        .add(1, state=0, at=1)
        .set(2, state=1, at=2)
        .scale(3, state=0, at=3)
        .rate_on(4, state=0, at=4)
        .rate_off(4, state=0, at=5)
        .reset(at=6)
        .parameter(7, parameter=2, at=7)
    )
    events = write_table([script, Script().save(slot=1, at=0)])
    assert [row[1] for row in rows(events)] == [
        *(ADD, Kind.SET, Kind.SCALE, ON, OFF, RESET),
        *(Kind.PARAMETER, SAVE),
    ]
    assert [row[3] for row in rows(events)] == [1, 2, 3, 4, 4, 0, 7, 0]
    assert rows(events, 1) == [(0.0, SAVE, 1, 0.0)]


def test_events_by_hand_at_one_time_act_in_the_order_written():
    events = write_table([Script().save(slot=0, at=1).add(1, state=0, at=1).save(slot=1, at=1)])
    assert [row[1] for row in rows(events)] == [SAVE, ADD, SAVE]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"amount": 1.0, "state": 0, "at": -1.0}, "not a time from the start on"),
        ({"amount": 1.0, "state": 0, "at": float("nan")}, "not a time from the start on"),
        ({"amount": float("inf"), "state": 0, "at": 1.0}, "not a finite number"),
        ({"amount": 1.0, "state": -1, "at": 1.0}, "not a number of a state"),
    ],
)
def test_events_that_cannot_be_are_refused_as_they_are_written(fields: dict[str, Any], what: str):
    with pytest.raises(EventError, match=rf"{what}[\s\S]*event ADD at"):
        Script().add(**fields)
