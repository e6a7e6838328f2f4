"""An event table that no march could follow is refused, with the person and the row."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neurodose.errors import EventError
from neurodose.solvers.march import march
from neurodose.solvers.primitives import Events, Kind
from neurodose.solvers.rodas5p import Rodas5P
from tests.hand_written import decay, schedule

GOOD = schedule(
    [(0.0, Kind.ADD, 0, 1.0)], [(0.0, Kind.ADD, 0, 1.0), (1.0, Kind.SAVE, 0, 0.0), (2.0, Kind.SAVE, 1, 0.0)]
)


def put(column: str, row: int, value: float) -> Events:
    """The good table with one entry changed."""
    changed = getattr(GOOD, column).copy()
    changed[row] = value
    return replace(GOOD, **{column: changed})


def test_a_good_table_is_followed() -> None:
    assert march(decay([1.0, 1.0]), GOOD, Rodas5P()).observed.shape == (1, 2)


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (put("time", 2, -1.0), "times do not ascend.*person 1, row 2"),
        (put("time", 2, np.nan), "a time is not a finite number"),
        (put("value", 0, np.inf), "a value is not a finite number.*person 0, row 0"),
        (put("kind", 1, 8), "a kind of event is unknown"),
        (put("target", 1, 1), "a target is not a state"),
        (put("target", 1, -1), "a target is negative"),
        (put("target", 3, 0), "two saves share one slot.*person 1, row 3"),
        (put("time", 0, -0.5), "an event lies before the person's start"),
        (put("offsets", 2, 3), "do not fit together"),
        (replace(GOOD, value=GOOD.value[:-1]), "do not fit together"),
        (replace(GOOD, offsets=np.array([0, 4])), "the events are for 1 people and the problem is for 2"),
    ],
)
def test_a_table_nobody_can_follow_is_refused(events: Events, message: str) -> None:
    with pytest.raises(EventError, match=message):
        march(decay([1.0, 1.0]), events, Rodas5P())


def test_a_start_that_is_no_number_is_refused() -> None:
    with pytest.raises(EventError, match="start is not a finite number"):
        march(decay([1.0, 1.0]), GOOD, Rodas5P(), start=np.nan)


def test_slots_and_owners_are_read_off_the_table() -> None:
    assert (GOOD.people, GOOD.slots) == (2, 2)
    assert list(GOOD.owners()) == [0, 1, 1, 1]


def test_a_smooth_stretch_ends_at_a_change_or_at_the_persons_last_row() -> None:
    assert list(GOOD.stops()) == [0, 1, 3, 3]
