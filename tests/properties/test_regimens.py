"""What is true of every regimen: its sentence reads back, and its verbs keep the doses and their times."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from neurodose.dosing import Dose, Regimen, read_regimen
from neurodose.dosing.events import Landing, Plain, tabulate
from neurodose.dosing.regimen import Given, Plan
from neurodose.solvers.primitives import Kind
from neurodose.units import Quantity, Unit, day, g, h, mg, minute, mmol, ng, nmol, ug, umol, week

# Sums of a few times in hours lose a few last digits; nothing here is longer than some years.
ROUNDING = 1e-12

words = st.sampled_from(
    ["base", "hydrochloride", "7-OH", "drug.gut", "evry", "X", "β-endorphin", "o'neill", "gut_2", "mg", "time"]
).filter(lambda word: word != "X")
names = st.lists(words, min_size=1, max_size=3).map(" ".join)
numbers = st.floats(min_value=1e-6, max_value=1e6)


def quantities(*units: Unit) -> st.SearchStrategy[Quantity]:
    return st.builds(Quantity, numbers, st.sampled_from(units))


# The shortest interval must not be lost in the rounding of the longest time.
times = st.builds(Quantity, st.floats(min_value=0.01, max_value=1000), st.sampled_from([h, minute, day, week]))


@st.composite
def doses(draw: st.DrawFn, repeated: bool | None = None) -> Dose:
    units, per_hour = draw(st.sampled_from([((mg, ug, g, ng), mg / h), ((nmol, umol, mmol), umol / minute)]))
    is_repeated = draw(st.booleans()) if repeated is None else repeated
    count = draw(st.integers(1, 12)) if is_repeated else 1
    missed = draw(st.sets(st.integers(1, count), max_size=count - 1))
    running: dict[str, Any] = draw(
        st.sampled_from(["bolus", "over", "rate"]).flatmap(
            lambda how: st.fixed_dictionaries(
                {"over": {"over": times}, "rate": {"rate": quantities(per_hour)}}.get(how, {})
            )
        )
    )
    place: dict[str, Any] = draw(st.sampled_from([{}, {"route": draw(names)}, {"into": draw(names)}]))
    return Dose(
        draw(quantities(*units)),
        salt=draw(st.none() | names),
        drug=draw(st.none() | names),
        at=draw(st.just(0 * h) | times),
        every=draw(times) if is_repeated else None,
        count=count,
        missed=tuple(sorted(missed)),
        **place,
        **running,
    )


regimens = st.lists(doses(), min_size=1, max_size=4).map(lambda parts: Regimen(tuple(parts)))
series = doses(repeated=True)


def moments(plan: Plan) -> list[float]:
    return [single.time for single in plan.given()]


def same_times(ones: list[float], others: list[float]) -> bool:
    return len(ones) == len(others) and np.allclose(ones, others, rtol=ROUNDING, atol=0)


@given(regimens)
def test_a_regimen_reads_back_from_its_sentence(regimen: Regimen):
    assert read_regimen(str(regimen)) == regimen


@given(series, series, doses())
def test_a_chain_reads_back_from_its_sentence(one: Dose, two: Dose, three: Dose):
    chain = one.then(two, after=one.every).together(three)
    assert read_regimen(str(chain)) == chain
    assert read_regimen(str(one.then(three))) == one.then(three)


@given(series, st.integers(0, 2))
def test_a_sentence_reads_the_same_with_other_capitals_and_blanks(dose: Dose, blanks: int):
    said = str(Dose(1 * mg, every=dose.every, count=dose.count, at=dose.at))
    for kept in (" every ", " from ", " x "):
        said = said.replace(kept, f"{' ' * blanks}{',' * blanks}{kept.upper()}{' ' * blanks}")
    assert read_regimen(said) == Regimen((Dose(1 * mg, every=dose.every, count=dose.count, at=dose.at),))


@given(regimens)
def test_given_doses_are_numbered_in_order_of_time(regimen: Regimen):
    single = regimen.given()
    assert [dose.number for dose in single] == list(range(1, len(single) + 1))
    assert moments(regimen) == sorted(moments(regimen))
    assert len(single) == sum(dose.count - len(dose.missed) for dose in regimen.doses)
    assert (regimen.first, regimen.last) == (single[0].time, single[-1].time)


@given(series)
def test_repeated_doses_written_out_equal_the_sentence(dose: Dose):
    assert dose.every is not None
    gap = dose.every.coherent
    written_out = [dose.at.coherent + k * gap for k in range(dose.count) if k + 1 not in dose.missed]
    assert same_times(moments(read_regimen(str(dose))), written_out)


@given(regimens, regimens)
def test_together_gives_what_each_gives(one: Regimen, other: Regimen):
    assert sorted(moments(one & other)) == sorted(moments(one) + moments(other))
    assert one.together(other) == one & other


@given(regimens, regimens, regimens)
def test_together_may_be_grouped_in_any_way(a: Regimen, b: Regimen, c: Regimen):
    assert (a & b) & c == a & (b & c)


@given(series, series)
def test_what_follows_comes_one_interval_after_the_last_planned(one: Dose, other: Dose):
    assert one.every is not None
    start = one.at.coherent + one.every.coherent * one.count
    later = [start + moment for moment in moments(other)]
    assert same_times(sorted(moments(one.then(other))), sorted(moments(one) + later))


@given(series, series, series)
def test_then_may_be_grouped_in_any_way(a: Dose, b: Dose, c: Dose):
    left, right = a.then(b).then(c), a.then(b.then(c))
    assert same_times(moments(left), moments(right))


@given(regimens, times, times)
def test_two_delays_are_one(regimen: Regimen, one: Quantity, other: Quantity):
    assert same_times(moments(regimen.starting(one).starting(other)), moments(regimen.starting(one + other)))


@given(regimens, times, st.integers(1, 5))
def test_a_block_repeated_is_the_block_written_out(regimen: Regimen, every: Quantity, count: int):
    written_out = [m + k * every.coherent for k in range(count) for m in moments(regimen)]
    assert same_times(moments(regimen.repeated(every=every, count=count)), sorted(written_out))


@given(regimens, st.data())
def test_missed_doses_are_gone_and_the_others_stay(regimen: Regimen, data: st.DataObject):
    everything = regimen.given()
    missed = data.draw(st.sets(st.integers(1, len(everything)), max_size=len(everything) - 1))
    left = [(dose.time, dose.amount) for dose in everything if dose.number not in missed]
    assert [(dose.time, dose.amount) for dose in regimen.without(missed).given()] == left


@given(st.integers(1, 500), times)
def test_a_course_of_whole_intervals_has_as_many_doses(count: int, every: Quantity):
    duration = Quantity(every.value * count, every.unit)
    (dose,) = read_regimen(f"1 mg every {every.value!r} {every.unit} for {duration.value!r} {every.unit}").doses
    assert dose.count == count


@example(
    regimen=Dose(7e-6 * mg, rate=236265 * mg / h) & Dose(1e-6 * mg, rate=34911 * mg / h), hours=[1], people=1
)  # both last a ten-millionth of a second, but not the same: neither may lose a part of itself to the other's end
@given(regimens, st.lists(st.integers(0, 10_000), min_size=1, max_size=5, unique=True), st.integers(1, 3))
def test_the_event_table_adds_up_to_what_was_given(regimen: Regimen, hours: list[int], people: int):
    end = max(dose.time + dose.duration for dose in regimen.given())
    outputs = [float(hour) for hour in sorted(hours)]
    grid = [*(hour for hour in outputs if hour < end), end + 1]
    events, slots = tabulate(regimen, people, grid, _land)
    events.check(states=1, people=people, start=np.zeros(people))
    events = events.written_out()
    given = sum(dose.amount.coherent for dose in regimen.given())
    added = math.fsum(events.value[events.kind == Kind.ADD])
    on, off = (events.kind == kind for kind in (Kind.RATE_ON, Kind.RATE_OFF))
    assert sorted(events.value[on]) == sorted(events.value[off])
    # Amount = rate x time, summed as (end x rate) - (begin x rate): what cancels is as large as the products.
    gone, come = events.value[off] * events.time[off], events.value[on] * events.time[on]
    moved = 2 * ROUNDING * math.fsum(events.value[on] * np.maximum(1.0, events.time[on]))  # times within it are one
    slack = ROUNDING * (math.fsum(gone) + math.fsum(come)) + 1e-9 * people * given + moved
    assert abs(added + math.fsum(gone) - math.fsum(come) - people * given) <= slack
    assert slots[-1] == people * len(grid)


@given(st.lists(regimens, min_size=1, max_size=3), st.lists(st.integers(0, 400), min_size=1, max_size=5, unique=True))
def test_plain_doses_become_the_events_that_the_ledger_makes_of_them(plans: list[Regimen], hours: list[int]):
    grid = [float(hour) for hour in sorted(hours)]
    short, slots = tabulate(plans, len(plans), grid, _land)
    long, _ = tabulate(plans, len(plans), grid, _land, setting=Plain(is_still=False))
    assert slots[-1] == len(plans) * len(grid)
    for a, b in zip(vars(short.written_out()).values(), vars(long.written_out()).values(), strict=True):
        np.testing.assert_array_equal(a, b)


def _land(single: Given) -> Landing:
    return Landing(0, single.amount.coherent)
