"""Where the records of a dataset go: what each CMT stands for, and whether a dose may go in there as it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurodose.dosing.conventions import Draft
from neurodose.dosing.dataset import ACTS, DURATION_MODELLED, RATE_MODELLED, Compartments, Place
from neurodose.dosing.numerals import read_numbers
from neurodose.dosing.record import Act
from neurodose.dosing.table import Table
from neurodose.errors import DatasetError, DoseError
from neurodose.units import Quantity, Unit

OFF, ON = -1, 1  # the sign of CMT: what an EVID of 2 does


def find_places(
    table: Table, draft: Draft, held: Compartments
) -> tuple[NDArray[np.int8], NDArray[np.int32], tuple[Place, ...]]:
    """Act and place of each record, and the places there are."""
    signs, numbers, distinct = _read_compartments(table, held)
    event = np.where(draft.event == 8, 5, draft.event).astype(np.int64)
    kinds = {0: Act.LOOK, 1: Act.DOSE, 2: Act.NOTE, 3: Act.RESET, 4: Act.RESET_AND_DOSE, 5: Act.SET, 6: Act.SCALE}
    act = np.array([ACTS.index(kinds[n]) for n in range(7)], dtype=np.int8)[event]
    turned = (event == 2) & (signs != 0)
    act[turned] = np.where(signs[turned] == OFF, ACTS.index(Act.OFF), ACTS.index(Act.ON))
    goes_in, looks = np.isin(event, (1, 4, 5, 6)), event == 0
    for default, needing in ((held.dose, goes_in), (held.observation, looks)):
        unsaid = needing & (signs == 0)
        if unsaid.any() and default is not None:
            what = "there is no column CMT" if "CMT" not in table.items else "CMT is 0 or blank"
            table.remark(table.notes, unsaid, what, f"{default.name} is taken", "CMT")
            numbers[unsaid] = len(distinct)
            distinct.append(default)
    needs = goes_in | looks & (signs != 0) | turned
    for record, say, hint in (
        (needs & (numbers < 0), _say_unknown(table, held), None),
        (
            goes_in & (signs == OFF),
            lambda i: f"CMT is {_show(table, i)} on a dose",
            "a compartment is turned off by EVID 2; a dose goes into its number without the sign",
        ),
        (
            looks & (signs == OFF),
            lambda i: f"CMT is {_show(table, i)} on an observation",
            "write the observation, and a record of EVID 2 at the same time that turns the compartment off",
        ),
    ):
        if record.any():
            first = int(np.argmax(record))
            where = f"{table.where(first)}, column CMT"
            raise DatasetError(say(first), where=where, exists=_tell_places(held), hint=hint or _hint_place(held))
    numbers[~needs & ~(looks & (numbers >= 0))] = -1
    places = tuple(distinct)
    _check_places(table, draft, numbers, places, goes_in & (event != 6))
    return act, numbers.astype(np.int32), places


def _say_unknown(table: Table, held: Compartments) -> Any:
    def say(record: int) -> str:
        shown = _show(table, record)
        if "CMT" not in table.items or shown in ("", "0", "."):
            return "a dose does not say into which compartment it goes"
        return f"there is no compartment {shown} in {held.owner}"

    return say


def _show(table: Table, record: int) -> str:
    items = table.items.get("CMT")
    if items is None:
        return ""
    item = items[record]
    return str(item) if items.dtype.kind == "U" else "" if np.isnan(item) else f"{item:g}"


def _tell_places(held: Compartments) -> str:
    numbered = ", ".join(f"{number} is {place.name}" for number, place in sorted(held.numbered.items()))
    return f"CMT {numbered}" if numbered else f"names: {', '.join(held.named)}"


def _hint_place(held: Compartments) -> str:
    return 'say what the numbers stand for, compartments={1: "…"}, or write a name; an output compartment is not held'


def _read_compartments(table: Table, held: Compartments) -> tuple[NDArray[np.int8], NDArray[np.int64], list[Place]]:
    """Sign of each CMT (0: nothing is said), the number of its place among those found (-1: unknown), and these."""
    items = table.items.get("CMT")
    if items is None:
        return np.zeros(len(table), dtype=np.int8), np.full(len(table), -1), []
    distinct, which = np.unique(items, return_inverse=True)
    signs, numbers, found = [], [], []
    for item in distinct.tolist():
        sign, place = _read_compartment(item, held)
        signs.append(sign)
        if place is not None and place not in found:
            found.append(place)
        numbers.append(-1 if place is None else found.index(place))
    which = which.ravel()
    return np.array(signs, dtype=np.int8)[which], np.array(numbers)[which], found


def _read_compartment(item: float | str, held: Compartments) -> tuple[int, Place | None]:
    """The sign of one CMT, and what it stands for, if anything."""
    if isinstance(item, str):
        values, right = read_numbers(np.array([item]))
        if not right[0]:
            name = item.removeprefix("-")
            try:
                return (OFF if item.startswith("-") else ON), held.find(name)
            except DatasetError:
                return (OFF if item.startswith("-") else ON), None
        item = float(values[0])
    if np.isnan(item) or item == 0:
        return 0, None
    place = held.numbered.get(int(abs(item))) if item % 1 == 0 else None
    return (OFF if item < 0 else ON), place


def _check_places(
    table: Table, draft: Draft, numbers: NDArray[np.int64], places: Sequence[Place], goes_in: NDArray[np.bool_]
) -> None:
    """Raises DatasetError for a dose into what receives none, and for a rate or duration the model does not know."""
    held = [*places, None]
    receives = np.array([place is not None and place.receives for place in held])[numbers]
    rate = np.array([place is not None and place.knows_rate for place in held])[numbers]
    duration = np.array([place is not None and place.knows_duration for place in held])[numbers]
    name = [place.name for place in places]
    for column, broken, say, hint in (
        (
            "CMT",
            goes_in & ~receives,
            lambda i: f"{name[numbers[i]]} holds no amount, so no dose can go in",
            "name a compartment that holds an amount of a substance",
        ),
        (
            "RATE",
            draft.gives & (draft.rate == RATE_MODELLED) & ~rate,
            lambda i: f"RATE is -1, and the model says no rate for {name[numbers[i]]}",
            "give the rate, or say it in the model: m.gut.receives(rate=…)",
        ),
        (
            "RATE",
            draft.gives & (draft.rate == DURATION_MODELLED) & ~duration,
            lambda i: f"RATE is -2, and the model says no duration for {name[numbers[i]]}",
            "give the rate, or say the duration in the model: m.gut.receives(duration=…)",
        ),
    ):
        if broken.any():
            first = int(np.argmax(broken))
            raise DatasetError(say(first), where=f"{table.where(first)}, column {column}", hint=hint)


def count_moles(
    table: Table,
    act: NDArray[np.int8],
    place: NDArray[np.int32],
    places: Sequence[Place],
    unit: Unit,
    salt: str | None,
) -> NDArray[np.float64]:
    """Nanomoles in one unit of AMT, place by place; NaN where nothing goes in."""
    counts = np.full(len(places), np.nan)
    goes_in = np.isin(act, [ACTS.index(a) for a in (Act.DOSE, Act.RESET_AND_DOSE, Act.SET)])
    for number, where in enumerate(places):
        used = goes_in & (place == number)
        if used.any():
            try:
                counts[number] = where.count(Quantity(1.0, unit), salt)
            except DoseError as error:
                first = f"{table.where(int(np.argmax(used)))}, column AMT"
                raise DatasetError(error.what, where=first, exists=error.exists, hint=error.hint) from None
    return counts
