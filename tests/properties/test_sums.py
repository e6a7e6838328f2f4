"""What holds of sums and counts of any numbers, in any order and grouping."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from neurodose.simulation.exact_sums import Moments
from neurodose.simulation.quantiles import Counted, Held
from neurodose.simulation.thresholds import find_hours_above

ROOM = 1 << 15  # bytes: enough for bins of one power of two, too little for fine ones of many
SMALLEST = 2.0**-1021  # twice the first of the doubles that have all their bits: around zero bins do not narrow

numbers = some.floats(allow_nan=False, allow_infinity=False)
lists = some.lists(numbers, min_size=1, max_size=40)


def hand_in(accumulator: Any, values: list[float], groups: list[int]) -> Any:
    """Hands values in, in groups of these sizes."""
    left = np.array(values)[:, None]
    for size in groups:
        accumulator.add(left[:size])
        left = left[size:]
    accumulator.add(left)
    return accumulator


@given(some.data(), lists)
def test_sums_know_no_order(data: some.DataObject, values: list[float]) -> None:
    groups = some.lists(some.integers(0, 5), max_size=12)
    one, other = (hand_in(Moments(1), data.draw(some.permutations(values)), data.draw(groups)) for _ in range(2))
    assert one.sums.read() == other.sums.read()
    assert one.squares.read() == other.squares.read()
    assert one.means().tolist() == other.means().tolist()


@given(some.lists(some.floats(-1e300, 1e300), min_size=1, max_size=40))
def test_sums_are_those_of_python(values: list[float]) -> None:
    found = hand_in(Moments(1), values, [])
    assert found.sums.read()[0] / (1 << 1074) == math.fsum(values)


@given(some.floats(-1e150, 1e150), some.integers(2, 20))
def test_people_who_are_alike_do_not_deviate(value: float, count: int) -> None:
    found = hand_in(Moments(1), [value] * count, [1])
    assert found.means().tolist() == [value]
    assert found.deviations().tolist() == [0.0]


@given(some.data(), lists)
def test_counts_know_no_order_and_err_no_more_than_they_say(data: some.DataObject, values: list[float]) -> None:
    groups, levels = some.lists(some.integers(0, 5), max_size=12), (0.0, 0.3, 0.5, 1.0)
    one, other = (hand_in(Counted(1, ROOM), data.draw(some.permutations(values)), data.draw(groups)) for _ in range(2))
    assert np.array_equal(one.quantiles(levels), other.quantiles(levels))
    ranks = np.arange(len(values), dtype=float)
    found, known = one._read(0, ranks), np.sort(values)
    assert (np.abs(found - known) <= one.error * np.maximum(np.abs(known), SMALLEST)).all()


@given(lists)
def test_values_that_are_held_give_what_numpy_gives(values: list[float]) -> None:
    held = hand_in(Held(1, len(values)), values, [3])
    with np.errstate(over="ignore", invalid="ignore"):
        assert np.array_equal(held.quantiles((0.1, 0.5))[:, 0], np.quantile(values, (0.1, 0.5)), equal_nan=True)


@given(some.lists(some.floats(-1e6, 1e6), min_size=2, max_size=20), some.floats(-1e6, 1e6))
def test_above_below_and_at_a_level_make_up_the_time(values: list[float], level: float) -> None:
    curve, times = np.array([values]), np.cumsum(np.ones(len(values)))
    above, below = find_hours_above(curve, times, level), find_hours_above(-curve, times, -level)
    at_it = sum(a == b == level for a, b in pairwise(values))
    assert above[0] + below[0] + at_it == pytest.approx(len(values) - 1, abs=1e-9)
