"""What is true of any history of doses: it is what the closed form says, on every way through time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from hypothesis import event, given, settings
from hypothesis import strategies as st

from neurodose import MatrixExponential, Rodas5P
from tests.dosing_oracle import Row, find_amounts, predict_amounts

EXACT = 1e-9  # of the largest amount: rounding, many times over
CLOSED = 1e-7  # a steady state closes to 1e-9 in a period, and the slowest of these lose 1/60 of themselves in one
SOLVED = 1e-6  # what tolerances of 1e-10 a step leave after some thousand steps, and some to spare
FINE = Rodas5P(rtol=1e-10, atol=1e-11)

# Times are whole quarters of an hour, which binary numbers hold exactly: many things then happen at one time.
STEPS = (0.0, 0.0, 0.0, 0.0, 0.25, 0.5, 1.0, 2.0, 4.0, 6.0, 7.25, 12.0)
BACK = (0.0, 1.0, 2.5)
LATER = (0.0, 0.5, 3.0, 9.0, 20.0)
# Lags beyond all intervals, infusions beyond them too, and nothing at all that arrives.
VALUES: dict[str, Sequence[float]] = {
    "CL": (1.1, 0.4, 3.0, 2.5),
    "V": (20.0, 10.0, 50.0),
    "KA": (1.5, 0.7, 3.0),
    **{f"{name}{place}": values for place in (1, 2) for name, values in {
        "F": (1.0, 0.5, 1.3, 0.0, 0.25),
        "ALAG": (0.0, 0.0, 0.5, 2.0, 2.25, 6.0, 7.0, 13.0),
        "R": (10.0, 40.0, 7.0),
        "D": (2.0, 6.0, 0.5, 15.0),
    }.items()},
}  # fmt: skip
INTERVALS = (2.0, 6.0, 8.0, 12.0)
EVENTS = (0, 0, 0, 1, 1, 1, 1, 2, 3, 4, 5, 6)


@st.composite
def doses(draw: st.DrawFn) -> dict[str, float]:
    """How a dose is given: once, again and again, always, or as an infusion that has always run."""
    pick = lambda *values: draw(st.sampled_from(values))  # noqa: E731
    found = {"CMT": pick(1, 2), "AMT": pick(100, 10, 55), "RATE": pick(0, 0, 20, 50, -1, -2)}
    match pick("once", "again", "again", "always", "always and again", "running"):
        case "again":
            found |= {"II": pick(*INTERVALS), "ADDL": pick(1, 2, 5)}
        case "always":
            found |= {"II": pick(*INTERVALS), "SS": pick(1, 2)}
        case "always and again":
            found |= {"II": pick(*INTERVALS), "SS": pick(1, 2), "ADDL": pick(1, 4)}
        case "running":
            found |= {"AMT": 0, "RATE": pick(5, 20, -1), "SS": pick(1, 2)}
    return found


@st.composite
def histories(draw: st.DrawFn, most: int = 12) -> list[Row]:
    """One person's records; some of their columns differ from record to record."""
    pick = lambda values: draw(st.sampled_from(values))  # noqa: E731
    usual = {name: pick(values) for name, values in VALUES.items()}
    moving = draw(st.lists(st.sampled_from(list(VALUES)), unique=True, max_size=6))
    time, rows = pick((0.0, 0.0, 3.0, 10.0)), list[Row]()
    for number in range(draw(st.integers(1, most))):
        act = pick(EVENTS)
        goes_back = number > 0 and act in (3, 4) and draw(st.booleans())
        time = pick(BACK) if goes_back else time + pick(STEPS) * (number > 0)
        row = {"TIME": time, "EVID": act, **usual, **{name: pick(VALUES[name]) for name in moving}}
        if act in (1, 4):
            row |= draw(doses())
        if act in (5, 6):
            row |= {"CMT": pick((1, 2)), "AMT": pick((0, 0.5, 2, 30))}
        rows.append(row)
    return rows + [{"TIME": time + later, **usual, **{n: pick(VALUES[n]) for n in moving}} for later in LATER]


def repeats(rows: Sequence[Row]) -> bool:
    return any(row.get("SS") and row.get("II") for row in rows)


def assert_same(rows: Sequence[Row], closeness: float, carried: str = "backward", **how: Any) -> None:
    wanted = find_amounts(rows, carried)
    found = predict_amounts(rows, carried=carried, **how)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=closeness * max(1.0, np.abs(wanted).max()))


def tell(rows: Sequence[Row]) -> None:
    """What was tried, for `--hypothesis-show-statistics`."""
    event("a steady state" if repeats(rows) else "none")
    for row in rows:
        event(f"EVID {row.get('EVID', 0)}, SS {row.get('SS', 0)}")


@settings(max_examples=500)
@given(histories())
def test_any_history_is_what_the_closed_form_says(rows: list[Row]) -> None:
    tell(rows)
    assert_same(rows, CLOSED if repeats(rows) else EXACT, method=MatrixExponential())


@settings(max_examples=200)
@given(histories())
def test_any_history_carried_forward_is_what_the_closed_form_says(rows: list[Row]) -> None:
    assert_same(rows, CLOSED if repeats(rows) else EXACT, carried="forward", method=MatrixExponential())


@settings(max_examples=30)
@given(st.lists(histories(most=5), min_size=2, max_size=3))
def test_people_of_a_dataset_leave_one_another_as_they_are(people: list[list[Row]]) -> None:
    rows = [{**row, "ID": person} for person, own in enumerate(people) for row in own]
    alone = [predict_amounts(own) for own in people]
    np.testing.assert_allclose(predict_amounts(rows), np.concatenate(alone, axis=1), rtol=1e-12, atol=1e-12)


@settings(max_examples=60)
@given(histories(most=6))
def test_the_way_of_nonlinear_models_leads_to_the_same(rows: list[Row]) -> None:
    assert_same(rows, SOLVED, method=FINE)
