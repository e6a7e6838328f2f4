from __future__ import annotations

import math
from typing import Any

import pytest

from neurodose import Assumption, Parameter, Parameters, model, simulate
from neurodose.modelling.pool import State
from neurodose.symbols import pi, sin, time
from neurodose.units import h

ROUNDING = 1e-5  # the solver's tolerance of 1e-6 a step, over some ten steps


class Rhythm(Parameters):
    """A day, and how fast something rises in it."""

    rate = Parameter(1 / h, "rate of rise at its fastest", Assumption("made up", (0.1, 10) / h))
    day = Parameter(24 * h, "length of a day", Assumption("made up", (23, 25) * h))


@model
def rhythm(m: Any, p: Any = Rhythm) -> None:
    """Something rises in the first half of the day and falls in the second."""
    m.level = State(0)
    m.level.changes_by(p.rate * sin(2 * pi * time / p.day))


def test_a_daily_rhythm_needs_no_source_for_pi_and_ends_the_day_where_it_began() -> None:
    course = simulate(rhythm, until=24 * h, every=12 * h)
    assert course["level"].values[0] == pytest.approx([0, 24 / math.pi, 0], abs=ROUNDING)
