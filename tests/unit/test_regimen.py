"""What a dose may be, and when the doses of a regimen are given."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from neurodose.dosing import Dose, Regimen
from neurodose.errors import DoseError
from neurodose.units import L, day, h, kg, mg, minute, nmol, ug, week

DAILY = Dose(50 * mg, every=24 * h, count=3)


def times(plan: Any) -> list[float]:
    return [given.time for given in plan.given()]


def test_a_dose_is_given_at_its_interval():
    assert times(DAILY) == [0.0, 24.0, 48.0]
    assert [given.number for given in DAILY.given()] == [1, 2, 3]


def test_a_dose_written_out_keeps_what_was_said_of_it():
    dose = Dose(50 * mg, salt="hydrochloride", into="drug.gut", drug="naltrexone", at=6 * h, over=30 * minute)
    (given,) = dose.given()
    assert (given.time, given.duration, given.amount) == (6.0, 0.5, 50 * mg)
    assert (given.salt, given.into, given.drug, given.route) == ("hydrochloride", "drug.gut", "naltrexone", None)


def test_three_times_twenty_minutes_is_an_hour():
    assert times(Dose(1 * mg, every=20 * minute, count=4))[-1] == 1.0


def test_a_rate_gives_the_duration():
    (given,) = Dose(1 * mg, rate=5000 * ug / h).given()
    assert given.duration == 0.2


def test_a_dose_over_no_time_is_a_bolus():
    assert Dose(1 * mg, over=0 * h).given()[0].duration == 0.0


def test_what_follows_starts_one_interval_after_the_last_dose():
    titrated = Dose(5 * mg, every=8 * h, count=9).then(Dose(10 * mg, every=8 * h, count=75))
    assert titrated.doses[1].at == 72 * h
    assert (titrated.first, titrated.last) == (0.0, 83 * 8.0)


def test_what_follows_can_start_at_another_time_after_the_last_dose():
    assert times(Dose(100 * mg, at=1 * h).then(Dose(50 * mg), after=1 * day)) == [1.0, 25.0]


def test_a_missed_last_dose_does_not_bring_forward_what_follows():
    assert times(DAILY.without([3]).then(Dose(1 * mg))) == [0.0, 24.0, 72.0]


def test_a_single_dose_with_an_interval_can_be_followed():
    assert times(Dose(1 * mg, every=12 * h).then(Dose(2 * mg))) == [0.0, 12.0]


def test_a_single_dose_without_an_interval_cannot_be_followed():
    with pytest.raises(DoseError, match=r"no interval after which[\s\S]*after=24"):
        Dose(1 * mg).then(Dose(2 * mg))


def test_nothing_follows_doses_that_would_be_due_again_at_different_times():
    with pytest.raises(DoseError, match=r"due again at 72 h, 84 h[\s\S]*at 60 h"):
        DAILY.together(DAILY.starting(12 * h)).then(Dose(1 * mg))


def test_doses_together_are_given_in_order_of_time_and_then_of_naming():
    both = Dose(50 * mg, drug="naltrexone", at=6 * h) & Dose(10 * mg, drug="morphine", every=6 * h, count=2)
    assert [(given.time, given.drug) for given in both.given()] == [
        (0.0, "morphine"),
        (6.0, "naltrexone"),
        (6.0, "morphine"),
    ]


def test_a_regimen_can_start_later():
    assert times(DAILY.starting(1 * day)) == [24.0, 48.0, 72.0]


def test_a_week_of_three_doses_can_be_repeated():
    pattern = Dose(100 * mg) & Dose(100 * mg, at=2 * day) & Dose(150 * mg, at=4 * day)
    four = pattern.repeated(every=1 * week, count=4)
    assert times(four) == [168.0 * w + d for w in range(4) for d in (0, 48, 96)]
    assert [given.amount for given in four.given()][2::3] == [150 * mg] * 4


def test_a_block_of_series_can_be_repeated():
    five_of_seven = Dose(50 * mg, every=1 * day, count=5).repeated(every=1 * week, count=2)
    assert times(five_of_seven) == [168.0 * w + 24 * d for w in range(2) for d in range(5)]


def test_missed_doses_leave_the_others_where_they_were():
    assert times(DAILY.without([2])) == [0.0, 48.0]
    assert times(DAILY.without([2]).without([2])) == [0.0]
    assert times((DAILY & Dose(9 * mg, at=30 * h)).without([3])) == [0.0, 24.0, 48.0]


@pytest.mark.parametrize(
    ("numbers", "what"), [([4], "no dose 4"), ([0], "no dose 0"), ([1, 2, 3], "every dose is missed")]
)
def test_doses_that_are_not_there_cannot_be_missed(numbers: list[int], what: str):
    with pytest.raises(DoseError, match=rf"{what}[\s\S]*numbered from 1 to 3"):
        DAILY.without(numbers)


def test_a_plan_never_changes():
    before = str(DAILY)
    later = [DAILY.starting(1 * h), DAILY.without([1]), DAILY.together(Dose(1 * mg)), DAILY.then(Dose(1 * mg))]
    assert all(str(plan) != before for plan in later)
    assert str(DAILY) == before
    with pytest.raises(AttributeError, match="cannot assign"):
        DAILY.count = 5  # type: ignore[misc]


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"amount": 50}, r"50 has no unit: write 50 \* mg"),
        ({"amount": "50 mg"}, r"'50 mg' is not a quantity[\s\S]*read_regimen"),
        ({"amount": mg}, "mg is a unit without a number"),
        ({"amount": (1, 2) * mg}, "several numbers"),
        ({"amount": 50 * h}, r"50 h is not a mass[\s\S]*h is time"),
        ({"amount": 5 * L}, "not a mass or an amount"),
        ({"amount": 1 * mg / kg}, "by body weight"),
        ({"amount": 1 * nmol / kg}, "by body weight"),
        ({"amount": 0 * mg}, "zero"),
        ({"amount": -1 * mg}, "negative"),
        ({"amount": float("nan") * mg}, "not a finite number"),
        ({"amount": float("inf") * mg}, "not a finite number"),
        ({"at": 6}, r"6 has no unit: write 6 \* h"),
        ({"at": -1 * h}, "negative"),
        ({"at": 1 * mg}, "not a time"),
        ({"every": 0 * h, "count": 2}, "zero"),
        ({"every": -1 * h, "count": 2}, "negative"),
        ({"every": 24, "count": 2}, r"24 has no unit: write 24 \* h"),
        ({"every": float("nan") * h, "count": 2}, "not a finite number"),
        ({"count": 2}, r"2 doses have no interval[\s\S]*every=24"),
        ({"count": 0, "every": 24 * h}, "0 is not a number of doses"),
        ({"count": 2.5, "every": 24 * h}, "2.5 is not a number of doses"),
        ({"count": True}, "True is not a number of doses"),
        ({"over": -1 * minute}, "negative"),
        ({"over": 30}, "30 has no unit"),
        ({"rate": 5 * mg}, "per time"),
        ({"rate": 0 * mg / h}, "zero"),
        ({"rate": 5 * nmol / h}, "not of one kind"),
        ({"rate": 5 * mg / h, "over": 1 * h}, "both over= and rate="),
        ({"route": "mouth", "into": "drug.gut"}, "both route= and into="),
        ({"salt": ""}, "is not a name"),
        ({"drug": "every day"}, "is not a name"),
        ({"into": 3}, "3 is not a name"),
        ({"every": 24 * h, "count": 3, "missed": (4,)}, "cannot be missed of 3"),
        ({"every": 24 * h, "count": 3, "missed": [2]}, "cannot be missed of 3"),
        ({"every": 24 * h, "count": 3, "missed": (3, 2)}, "cannot be missed of 3"),
        ({"every": 24 * h, "count": 3, "missed": (1, 2, 3)}, "cannot be missed of 3"),
    ],
)
def test_what_cannot_be_given_is_refused(fields: dict[str, Any], what: str):
    with pytest.raises(DoseError, match=what):
        Dose(**{"amount": 50 * mg, **fields})


def test_the_fault_is_named_with_its_place():
    with pytest.raises(DoseError, match=r"\(dose, every\)") as caught:
        Dose(50 * mg, every=3 * mg, count=2)
    assert caught.value.exists == "mg is mass"
    assert caught.value.hint == "write, for example, 24 * h"


def test_a_regimen_has_at_least_one_dose():
    with pytest.raises(DoseError, match="at least one"):
        Regimen(())
    with pytest.raises(DoseError, match="neither a dose nor a regimen"):
        DAILY.then("50 mg")  # type: ignore[arg-type]


def test_equal_regimens_are_known_as_equal():
    one = Dose(50 * mg, every=24 * h, count=2).then(Dose(1 * mg))
    same = Dose(50_000 * ug, every=1 * day, count=2).then(Dose(1 * mg))
    assert one == same
    assert hash(one) == hash(same)


def test_regimens_need_no_numpy():
    code = (
        'import sys, neurodose.dosing as d; d.read_regimen("1 mg daily x 2").given(); sys.exit("numpy" in sys.modules)'
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
