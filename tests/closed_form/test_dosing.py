"""Every kind of event does what a closed form says, and what the same thing said another way does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from neurodose import MatrixExponential, Rodas5P
from tests.dosing_oracle import Array, Row, find_amounts, predict_amounts

EXACT = 1e-9  # relative: rounding, many times over
CLOSED = 1e-7  # a steady state closes to 1e-9 in a period, in which the slowest here lose a twentieth of themselves
SOLVED = 1e-6  # what a tolerance of 1e-9 a step leaves
FINE = Rodas5P(rtol=1e-9, atol=1e-9)
HOURS = tuple(np.arange(0.0, 60.5, 1.25))
K = 1.1 / 20


def dose(time: float = 0.0, **said: float) -> Row:
    return {"TIME": time, "EVID": 1, "AMT": 100, **said}


def act(kind: int, time: float, **said: float) -> Row:
    return {"TIME": time, "EVID": kind, **said}


def see(records: Sequence[Row], hours: Sequence[float] = HOURS, known: Row | None = None, **how: Any) -> Array:
    """The amounts at these hours, (2, hours), after the records of their times; known: columns of all records."""
    looks: list[Row] = [{"TIME": hour, "look": 1} for hour in hours]
    rows = sorted([*records, *looks], key=lambda row: row["TIME"])
    found = predict_amounts([{**(known or {}), **row} for row in rows], **how)
    return found[:, ["look" in row for row in rows]]


def assert_close(one: Array, other: Array, closeness: float = EXACT) -> None:
    np.testing.assert_allclose(one, other, rtol=0, atol=closeness * np.abs(other).max())


AGAIN = {"II": 6, "ADDL": 3}
ALWAYS = {"II": 6, "SS": 1}
BOTH = {"II": 6, "SS": 1, "ADDL": 3}
LATE = {"ALAG1": 1.3, "ALAG2": 2.4, "F1": 0.7, "F2": 0.4}
VERY_LATE = {"ALAG1": 13.7, "ALAG2": 19.1}
LONG = {"D1": 15.5, "D2": 20.0, "R1": 5.0, "R2": 4.0}
RUNS = {"a bolus": 0, "an infusion": 20, "a modelled rate": -1, "a modelled duration": -2}
WAYS: dict[str, tuple[Row, Row]] = {
    "once": ({}, {}),
    "late and not all of it": ({}, LATE),
    "again": (AGAIN, LATE),
    "at steady state": (ALWAYS, {}),
    "late at steady state": (ALWAYS, LATE),
    "at steady state and again": (BOTH, LATE),
    "added at steady state": ({**BOTH, "SS": 2}, LATE),
    "later than its interval at steady state": (BOTH, VERY_LATE),
    "longer than its interval": (AGAIN, LONG),
    "longer than its interval at steady state": (BOTH, LONG),
    "later and longer than its interval": ({**BOTH, "SS": 2}, {**LONG, **VERY_LATE}),
    "after a reset": ({**AGAIN, "EVID": 4}, LATE),
    "after a reset, at steady state": ({**BOTH, "EVID": 4}, LATE),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("run", RUNS)
@pytest.mark.parametrize("place", [1, 2])
def test_a_dose_on_top_of_others_is_what_the_closed_form_says(place: int, run: str, way: str) -> None:
    said, known = WAYS[way]
    rows = [dose(0, CMT=1, AMT=33, II=4, ADDL=9), dose(1, CMT=2, RATE=3)]
    rows += [dose(5.5, CMT=place, **{"RATE": RUNS[run], **said})]
    rows += [{"TIME": 5.5 + hour} for hour in HOURS]
    rows = [{**known, **row} for row in rows]
    assert_close(predict_amounts(rows), find_amounts(rows), CLOSED if said.get("SS") else EXACT)


class TestTheClosedFormItself:
    """Where it could share a mistake with what it is compared with, it is said another way too."""

    def test_a_bolus_and_an_infusion_are_as_textbooks_have_them(self) -> None:
        hours = np.array([0.5, 2, 5, 12])
        looks: list[Row] = [{"TIME": hour} for hour in hours]
        _, bolus = find_amounts([dose(), *looks])[:, 1:]
        assert_close(bolus, 100 * 1.5 / (1.5 - K) * (np.exp(-K * hours) - np.exp(-1.5 * hours)))
        _, poured = find_amounts([dose(CMT=2, RATE=25), *looks])[:, 1:]
        assert_close(poured, 25 / K * (np.exp(-K * np.maximum(hours - 4, 0)) - np.exp(-K * hours)))

    @pytest.mark.parametrize("place", [1, 2])
    @pytest.mark.parametrize("run", RUNS)
    @pytest.mark.parametrize("known", [LATE, {**VERY_LATE, **LONG}])
    def test_a_steady_state_is_what_many_doses_lead_to(self, place: int, run: str, known: Row) -> None:
        often, rate = 100, RUNS[run]  # of the first, exp(-30) is left at most
        looks: list[Row] = [{"TIME": 6 * often + hour} for hour in HOURS[::8]]
        many = [dose(0, CMT=place, RATE=rate, II=6, ADDL=often), *looks]
        at_once = [dose(6 * often, CMT=place, RATE=rate, II=6, SS=1), *looks]
        seen = [find_amounts([{**known, **row} for row in rows])[:, 1:] for rows in (many, at_once)]
        assert_close(seen[1], seen[0], 1e-11)


class TestSaidAnotherWay:
    @pytest.mark.parametrize("rate", RUNS.values())
    def test_additional_doses_are_doses_written_out(self, rate: float) -> None:
        written = [dose(2 + 6 * number, RATE=rate) for number in range(4)]
        assert_close(see([dose(2, RATE=rate, **AGAIN)], known=LATE), see(written, known=LATE))

    @pytest.mark.parametrize("place", [1, 2])
    def test_an_infusion_is_the_limit_of_many_small_boluses(self, place: int) -> None:
        def drip(count: int) -> Array:
            times = 8 * (np.arange(count) + 0.5) / count
            return see([dose(time, CMT=place, AMT=100 / count) for time in times], late)

        late = [10.0, 15.0, 30.0]
        whole = see([dose(CMT=place, RATE=12.5)], late)
        errors = [np.abs(drip(count) - whole).max() for count in (40, 80)]
        assert errors[0] / errors[1] == pytest.approx(4, rel=0.01)  # of the second order, from the middle of each
        assert_close((4 * drip(80) - drip(40)) / 3, whole, SOLVED)

    @pytest.mark.parametrize("rate", RUNS.values())
    @pytest.mark.parametrize("known", [LATE, VERY_LATE, LONG, {**VERY_LATE, **LONG}])
    def test_a_steady_state_is_what_many_doses_lead_to(self, rate: float, known: Row) -> None:
        often, hours = 100, [600.0, *(600 + hour for hour in HOURS)]  # of the first, exp(-33) is left
        many = see([dose(0, RATE=rate, II=6, ADDL=often)], hours, known)
        assert_close(see([dose(600, RATE=rate, II=6, SS=1)], hours, known), many, CLOSED)

    def test_a_steady_state_takes_the_place_of_what_was_and_what_was_to_come(self) -> None:
        before = [dose(0, II=5, ADDL=9), dose(1, CMT=2, RATE=4), dose(7, CMT=2, RATE=1)]
        late = [8.0, 9.0, 20.0, 50.0]
        steady = dose(8, **BOTH)
        assert_close(see([*before, steady], late, LATE), see([steady], late, LATE))

    @pytest.mark.parametrize("known", [{}, LATE, VERY_LATE, LONG])
    def test_a_steady_state_may_be_added_to_what_is_there(self, known: Row) -> None:
        before = [dose(0, II=5, ADDL=9), dose(1, CMT=2, RATE=4)]
        steady = {"RATE": -2, "II": 12, "ADDL": 2}
        sum_of_two = see(before, known=known) + see([dose(8, SS=1, **steady)], known=known)
        assert_close(see([*before, dose(8, SS=2, **steady)], known=known), sum_of_two, CLOSED)

    def test_morning_and_evening_doses_repeat_as_two_steady_states(self) -> None:
        days, hours = 40, [960.0, *(960 + hour for hour in HOURS)]
        both = [dose(0, AMT=80, II=24, ADDL=days + 2), dose(10, AMT=30, RATE=-2, II=24, ADDL=days + 1)]
        steady = [dose(950, AMT=80 * 0, RATE=5, SS=1)]  # of which nothing is left after what follows
        steady += [dose(960, AMT=80, II=24, SS=1, ADDL=2), dose(970, AMT=30, RATE=-2, II=24, SS=2, ADDL=1)]
        late = [hour for hour in hours if hour >= 970]
        assert_close(see(steady, late, LATE), see(both, late, LATE), CLOSED)

    @pytest.mark.parametrize("place", [1, 2])
    @pytest.mark.parametrize("steady", [1, 2])
    def test_a_constant_infusion_at_steady_state_has_always_run_and_ends_now(self, place: int, steady: int) -> None:
        hours = [500.0, 501.0, 510.0, 540.0]
        ran = see([dose(0, CMT=place, AMT=3000, RATE=6)], hours)
        assert_close(see([dose(500, CMT=place, AMT=0, RATE=6, SS=steady)], hours), ran)
        assert_close(see([dose(500, CMT=place, AMT=0, RATE=-1, SS=1, R1=6, R2=6)], hours), ran)

    def test_a_lag_is_a_later_dose_and_a_share_another_amount(self) -> None:
        late = see([dose(3, CMT=2, RATE=10), dose(4)], known={"ALAG1": 1.5, "ALAG2": 0.25, "F1": 0.6, "F2": 1.2})
        assert_close(see([dose(3.25, CMT=2, AMT=120, RATE=10), dose(5.5, AMT=60)]), late)

    def test_each_compartment_has_its_own_lag_and_share(self) -> None:
        known = {"ALAG1": 1.5, "F1": 0.6, "ALAG2": 0.0, "F2": 1.0}
        apart = see([dose(CMT=1)], known=known) + see([dose(CMT=2)])
        assert_close(see([dose(CMT=1), dose(CMT=2)], known=known), apart)

    def test_modelled_rates_and_durations_are_rates_and_durations(self) -> None:
        known = {"F1": 0.8, "R1": 16.0, "D1": 5.0}
        assert_close(see([dose(RATE=-1)], known=known), see([dose(RATE=16)], known=known))
        assert_close(see([dose(RATE=-2)], known=known), see([dose(RATE=16)], known=known))  # 80 of 100, in five hours

    def test_an_infusion_of_no_duration_is_a_bolus(self) -> None:
        assert_close(see([dose(RATE=-2)], known={"D1": 0.0}), see([dose()]))

    def test_a_reset_and_dose_is_a_reset_then_a_dose(self) -> None:
        before = [dose(0, II=5, ADDL=9), dose(1, CMT=2, RATE=4), dose(7.5)]
        apart = [act(3, 8), dose(8, RATE=20, **AGAIN)]
        together = [act(4, 8, AMT=100, RATE=20, **AGAIN)]
        assert_close(see([*before, *together], known=LATE), see([*before, *apart], known=LATE))
        late = [hour for hour in HOURS if hour > 8]
        assert_close(see([*before, *together], late, LATE), see(apart, late, LATE))

    def test_time_may_go_back_at_a_reset(self) -> None:
        first, second = [dose(50, **AGAIN), {"TIME": 51}], [act(4, 2, AMT=70, RATE=-1), {"TIME": 9}]
        found = predict_amounts([*first, *second])
        assert_close(found[:, :2], predict_amounts(first))
        assert_close(found[:, 2:], predict_amounts(second))

    def test_a_replaced_compartment_holds_this_and_a_multiplied_one_so_many_times_what_it_held(self) -> None:
        there = see([dose(), dose(3, CMT=2, RATE=10)], [4.0, 9.0])
        gut, plasma = there[:, 0]
        alone = see([dose(4, AMT=7), dose(4, CMT=2, AMT=plasma), dose(4, CMT=2, AMT=90, RATE=10)], [9.0])
        changed = [dose(), dose(3, CMT=2, RATE=10), act(5, 4, CMT=1, AMT=7)]
        assert_close(see(changed, [9.0]), alone)
        halved = see([dose(), dose(3, CMT=2, RATE=10), act(6, 4, CMT=2, AMT=0.5)], [4.0, 9.0])
        assert_close(halved[:, 0], np.array([gut, plasma / 2]))
        assert there[1, 1] - halved[1, 1] == pytest.approx(plasma / 2 * np.exp(-5 * K), rel=EXACT)


class TestTurnedOff:
    def test_what_flows_into_a_compartment_that_is_off_is_lost(self) -> None:
        off = see([dose(), act(2, 4, CMT=-2), act(2, 8, CMT=2)], [4.0, 7.0, 8.0, 12.0])
        gut = 100 * np.exp(-1.5 * np.array([4.0, 7, 8, 12]))
        assert_close(off[0], gut)
        assert list(off[1, :3]) == [0, 0, 0]
        assert off[1, 3] == pytest.approx(see([dose(8, AMT=gut[2])], [12.0])[1, 0], rel=EXACT)

    def test_a_dose_turns_its_compartment_on(self) -> None:
        with_dose = see([dose(), act(2, 4, CMT=-1), dose(6, AMT=30)])
        turned_on = see([dose(), act(2, 4, CMT=-1), act(2, 6, CMT=1), dose(6, AMT=30)])
        assert_close(with_dose, turned_on)
        assert with_dose[0, HOURS.index(6.25)] > 0

    @pytest.mark.parametrize("begin", [3.0, 4.0])
    def test_what_runs_into_a_compartment_ends_when_it_is_turned_off(self, begin: float) -> None:
        other = dose(0, CMT=2)
        stopped = see([other, dose(begin, RATE=10), act(2, 4, CMT=-1), act(2, 8, CMT=1)])
        ran = [dose(begin, AMT=10 * (4 - begin), RATE=10)] if begin < 4 else []
        assert_close(stopped, see([other, *ran, act(5, 4, CMT=1, AMT=0)]))

    def test_a_reset_turns_everything_on(self) -> None:
        assert_close(see([act(2, 1, CMT=-2), act(3, 2), dose(3)]), see([dose(3)]))

    def test_a_steady_state_leaves_off_what_is_off(self) -> None:
        off = see([act(2, 1, CMT=-2), dose(3, **ALWAYS)], [3.0, 5.0, 9.0])
        assert off[0, 1] > 0


class TestAtOneTime:
    def test_records_act_in_the_order_of_the_file(self) -> None:
        rows = [dose(AMT=10), dose(AMT=20), act(6, 0, CMT=1, AMT=3), dose(AMT=1), act(5, 0, CMT=1, AMT=5), dose(AMT=2)]
        assert list(predict_amounts(rows)[0]) == [10, 30, 90, 91, 5, 7]

    @pytest.mark.parametrize("known", [{"ALAG1": 0.0}, {"ALAG1": 6.0}])
    @pytest.mark.parametrize("run", [0, 50])
    def test_what_was_pending_arrives_before_the_records_of_its_time(self, known: Row, run: float) -> None:
        """Also where one of them cancels what is pending: it was given before, and a record before that sees it."""
        due = 6.0 + known["ALAG1"]
        cancel = dose(due, EVID=4, AMT=1, CMT=2)
        rows = [dose(0, RATE=run, II=6, ADDL=1), {"TIME": due}, cancel, {"TIME": due}, {"TIME": due + 1}]
        found = predict_amounts([{**known, **row} for row in rows])
        left = 100 * np.exp(-1.5 * 6) if run == 0 else 50 / 1.5 * (np.exp(-1.5 * 4) - np.exp(-1.5 * 6))
        assert found[0, 1] == pytest.approx((100 if run == 0 else 0) + left, rel=EXACT)
        assert_close(found[:, 2:4], np.array([[0.0, 0], [1, 1]]))
        assert_close(found[:, 4], np.array([0, np.exp(-K)]))

    def test_times_that_differ_by_rounding_only_are_one_time(self) -> None:
        assert 3 * 0.1 > 0.3
        found = predict_amounts([dose(0.2, AMT=5), dose(0.3, EVID=3, AMT=0), {"TIME": 0.3}], method=MatrixExponential())
        assert list(found[0, 1:]) == [0, 0]
        lagged = [{**row, "ALAG1": 0.1} for row in (dose(0.2, AMT=5), {"TIME": 0.1 * 3}, {"TIME": 0.3})]
        lagged.sort(key=lambda row: row["TIME"])
        assert list(predict_amounts(lagged)[0, 1:]) == [5, 5]

    def test_a_dose_at_the_last_record_is_seen_and_what_comes_later_is_not(self) -> None:
        assert list(predict_amounts([{"TIME": 0}, dose(5, II=2, ADDL=3)])[0]) == [0, 100]
        assert list(predict_amounts([dose(5)])[0]) == [100]

    def test_a_history_need_not_begin_at_0(self) -> None:
        shifted = see([dose(1003, **BOTH, RATE=-2)], [1000.0 + hour for hour in HOURS if hour >= 3], LATE)
        assert_close(shifted, see([dose(3, **BOTH, RATE=-2)], [hour for hour in HOURS if hour >= 3], LATE), CLOSED)


class TestParametersThatChange:
    def test_share_rate_and_duration_are_those_in_force_when_a_dose_arrives(self) -> None:
        early, late = {"F1": 0.5, "D1": 2.0, "R1": 10.0}, {"F1": 0.8, "D1": 4.0, "R1": 16.0}
        for run, length in ((-2, 4.0), (-1, 5.0)):
            rows = [
                dose(0, RATE=run, ALAG1=6, **early),
                {"TIME": 5, **early},
                {"TIME": 7, **late},
                {"TIME": 20, **late},
            ]
            wanted = [{"TIME": 0}, {"TIME": 5}, dose(6, AMT=80, RATE=80 / length), {"TIME": 7}, {"TIME": 20}]
            assert_close(predict_amounts(rows)[:, 1:], predict_amounts(wanted)[:, [1, 3, 4]])

    def test_so_it_is_for_those_that_were_given_before_a_steady_state(self) -> None:
        before, after = {"F1": 0.5, "ALAG1": 13.5}, {"F1": 0.8, "ALAG1": 13.5}
        rows = [{"TIME": 604, **before}, *({"TIME": 600 + hour, **after} for hour in (5, 9, 14, 30))]
        many = predict_amounts([dose(0, II=6, ADDL=100, **before), {"TIME": 600, **before}, *rows])
        at_once = predict_amounts([dose(600, II=6, SS=1, **before), *rows])
        assert_close(at_once[:, 1:], many[:, 2:], CLOSED)

    def test_additional_doses_are_as_late_as_their_record_says(self) -> None:
        """NONMEM's guide: the lag at a dose's record applies to its additional doses, whatever comes later."""
        rows = [dose(0, II=6, ADDL=2, ALAG1=1), {"TIME": 5, "ALAG1": 3}, {"TIME": 30, "ALAG1": 3}]
        assert_close(predict_amounts(rows), predict_amounts([{**row, "ALAG1": 1} for row in rows]))

    def test_a_clearance_on_a_line_takes_its_area_out(self) -> None:
        times, clearances = np.array([0.0, 4, 4, 10, 13]), np.array([1.0, 3.0, 0.5, 2.0, 2.0])
        rows = [dose(CMT=2, CL=1.0), *({"TIME": t, "CL": c} for t, c in zip(times[1:], clearances[1:], strict=True))]
        found = predict_amounts(rows, carried="linear", method=FINE)[1]
        areas = np.concatenate([[0.0], np.cumsum(np.diff(times) * (clearances[1:] + clearances[:-1]) / 2)])
        assert_close(found, 100 * np.exp(-areas / 20), SOLVED)

    def test_lines_are_what_many_small_steps_lead_to(self) -> None:
        values = {"CL": [1.0, 3.0, 0.5], "KA": [1.5, 0.7, 2.0], "F1": [1.0, 0.5, 0.9]}
        told = [{name: column[n] for name, column in values.items()} for n in range(3)]
        rows = [dose(0, II=3, ADDL=3, **told[0]), {"TIME": 6, **told[1]}, {"TIME": 12, **told[2]}]
        found = predict_amounts(rows, carried="linear", method=FINE)[:, -1]
        ends = [see_in_steps(values, steps) for steps in (240, 480)]
        assert_close((4 * ends[1] - ends[0]) / 3, found, SOLVED)


def see_in_steps(values: dict[str, list[float]], steps: int) -> Array:
    """Doses at 0, 3, 6 and 9 h with values on lines through 0, 6 and 12 h, as so many equal steps of constant ones."""
    ends = np.linspace(0, 12, steps + 1)
    middles = {name: np.interp(ends[1:] - 6 / steps, [0, 6, 12], column) for name, column in values.items()}
    rows: list[Row] = []
    for number, end in enumerate([0.0, *ends[1:]]):
        held = {name: column[max(number - 1, 0)] for name, column in middles.items()}
        rows.append({"TIME": end, **held})
        if end in (0, 3, 6, 9):
            rows.append(dose(end, **{**held, "F1": float(np.interp(end, [0, 6, 12], values["F1"]))}))
    return find_amounts(rows)[:, -1]
