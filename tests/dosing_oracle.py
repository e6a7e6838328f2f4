"""What doses do to a depot and a central compartment, in closed form, straight from NONMEM's conventions.

The amounts follow A1' = −ka·A1 + inflow and A2' = ka·A1 − CL/V·A2 + inflow. They are linear, so every dose is followed
by itself, and what is seen is the sum. A steady state is the sum of a geometric series. None of this is the project's;
the same model in the project's words stands at the end.

A record is a mapping of columns: TIME, and as needed EVID, CMT, AMT, RATE, II, ADDL, SS; then CL, V, KA, and for
compartment n the share Fn, the lag ALAGn, the rate Rn and the duration Dn. A column left out has its usual value.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from neurodose import predict, read_nonmem
from neurodose.units import nmol
from validation.card import make_system

Array = NDArray[np.float64]
Row = Mapping[str, float]

USUAL = {
    "EVID": 0, "CMT": 1, "AMT": 0, "RATE": 0, "II": 0, "ADDL": 0, "SS": 0, "CL": 1.1, "V": 20, "KA": 1.5,
    "F1": 1, "ALAG1": 0, "R1": 10, "D1": 2, "F2": 1, "ALAG2": 0, "R2": 10, "D2": 2,
}  # fmt: skip
LOOK, DOSE, NOTE, RESET, RESET_AND_DOSE, REPLACE, MULTIPLY = range(7)
RATE_MODELLED, DURATION_MODELLED = -1, -2


def find_amounts(rows: Sequence[Row], carried: str = "backward") -> Array:
    """The amounts after each record of one person, (2, records).

    carried: whose columns are in force between records: the later one's ("backward") or the earlier one's ("forward")
    """
    found: list[Array] = []
    first = 0
    for number in range(1, len(rows) + 1):
        # Time goes back only at a reset, after which nothing is left of what was.
        if number == len(rows) or rows[number]["TIME"] < rows[number - 1]["TIME"]:
            found += Stretch([{**USUAL, **row} for row in rows[first:number]], carried).live()
            first = number
    return np.array(found).T


@dataclass(frozen=True)
class Thing:
    """Something that is in the body: amounts at a time, or what runs in at a rate from then until."""

    begin: float
    amounts: Array
    rates: Array
    end: float


def put(begin: float, amounts: Array) -> Thing:
    return Thing(begin, amounts, np.zeros(2), begin)


def pour(begin: float, rates: Array, end: float) -> Thing:
    return Thing(begin, np.zeros(2), rates, end)


def unit(compartment: float) -> Array:
    return np.eye(2)[int(compartment) - 1]


def follow(amounts: Array, rates: Array, hours: float, ka: float, k: float) -> Array:
    """The amounts some hours later, (2,), while something runs in."""
    slow, fast = np.exp(-k * hours), np.exp(-ka * hours)
    poured_slow, poured_fast = -np.expm1(-k * hours) / k, -np.expm1(-ka * hours) / ka
    share = ka / (ka - k)
    depot = amounts[0] * fast + rates[0] * poured_fast
    passed = amounts[0] * share * (slow - fast) + rates[0] * share * (poured_slow - poured_fast)
    return np.array([depot, passed + amounts[1] * slow + rates[1] * poured_slow])


def follow_series(compartment: float, weight: float, hours: float, interval: float, ka: float, k: float) -> Array:
    """The amounts, (2,), of infinitely many equal boluses: the last so many hours ago, others an interval apart."""

    def series(rate: float) -> float:
        return float(np.exp(-rate * hours) / -np.expm1(-rate * interval))

    if compartment == 2:
        return weight * np.array([0.0, series(k)])
    return weight * np.array([series(ka), ka / (ka - k) * (series(k) - series(ka))])


def follow_poured_series(
    compartment: float, rate: float, duration: float, hours: float, interval: float, ka: float, k: float
) -> Array:
    """The same of infusions that are over: the last began so many hours ago, which is no less than the duration."""

    def series(constant: float) -> float:
        # What is left of an infusion of one per hour that has ended, summed over all.
        one = -np.expm1(-constant * duration) / constant * np.exp(-constant * (hours - duration))
        return float(one / -np.expm1(-constant * interval))

    if compartment == 2:
        return rate * np.array([0.0, series(k)])
    return rate * np.array([series(ka), ka / (ka - k) * (series(k) - series(ka))])


class Stretch:
    """One person's records in which time does not go back."""

    def __init__(self, rows: Sequence[Row], carried: str) -> None:
        self.rows, self.carried = rows, carried
        self.times = [row["TIME"] for row in rows]
        self.things: list[Thing] = []

    def live(self) -> list[Array]:
        found = []
        for row in self.rows:
            self.happen(row)
            found.append(self.see(row["TIME"]))
        return found

    def happen(self, row: Row) -> None:
        now, event = row["TIME"], row["EVID"]
        gives = event in (DOSE, RESET_AND_DOSE)
        if event in (RESET, RESET_AND_DOSE) or (gives and row["SS"] == 1):
            self.things.clear()  # what is pending, too
        if event in (REPLACE, MULTIPLY):
            held = self.see(now)[int(row["CMT"]) - 1]
            wanted = row["AMT"] if event == REPLACE else row["AMT"] * held
            self.things.append(put(now, (wanted - held) * unit(row["CMT"])))
        if gives and row["SS"]:
            self.repeat(row)
        if gives and row["AMT"] > 0:
            for number in range(int(row["ADDL"]) + 1):
                self.give(row, now + number * row["II"], own=number == 0)

    def give(self, row: Row, time: float, own: bool = False) -> None:
        """One dose: it arrives after its record's lag, and is what the record in force then makes of it."""
        lag = row[f"ALAG{row['CMT']:g}"]
        arrival = time + lag
        share, rate, duration = self.read(row, row if own and lag == 0 else self.find(arrival))
        if duration:
            self.things.append(pour(arrival, rate * unit(row["CMT"]), arrival + duration))
        elif not rate:
            self.things.append(put(arrival, share * row["AMT"] * unit(row["CMT"])))

    def repeat(self, row: Row) -> None:
        """All doses that would have been given before a record, had they always been: what the record says of itself
        holds for all of them, but for those that are still to arrive.
        """
        now, place, ka, k = row["TIME"], row["CMT"], row["KA"], row["CL"] / row["V"]
        share, rate, duration = self.read(row, row)
        if row["AMT"] == 0:
            depot, central = rate * unit(place)
            self.things.append(put(now, np.array([depot / ka, (depot + central) / k])))
            return
        interval, lag = row["II"], row[f"ALAG{place:g}"]
        for number in range(1, int(np.ceil(lag / interval))):
            self.give(row, now - number * interval)
        since = max(1.0, np.ceil(lag / interval)) * interval - lag  # the last that has arrived
        if not rate:
            self.things.append(put(now, follow_series(place, share * row["AMT"], since, interval, ka, k)))
            return
        while since < duration:  # it still runs in
            self.things.append(put(now, follow(np.zeros(2), rate * unit(place), since, ka, k)))
            self.things.append(pour(now, rate * unit(place), now + duration - since))
            since += interval
        self.things.append(put(now, follow_poured_series(place, rate, duration, since, interval, ka, k)))

    def read(self, row: Row, held: Row) -> tuple[float, float, float]:
        """Share, rate and duration of a dose, of the latter two the rate 0 for one that does not run in."""
        place = f"{row['CMT']:g}"
        share = held[f"F{place}"]
        amount = share * row["AMT"]
        if row["RATE"] == DURATION_MODELLED:
            return share, amount / held[f"D{place}"], held[f"D{place}"]
        rate = held[f"R{place}"] if row["RATE"] == RATE_MODELLED else row["RATE"]
        return share, rate, amount / rate if rate else 0.0

    def find(self, time: float) -> Row:
        """The record in force at a time."""
        number = bisect_left(self.times, time) if self.carried == "backward" else bisect_right(self.times, time) - 1
        return self.rows[min(max(number, 0), len(self.rows) - 1)]

    def see(self, time: float) -> Array:
        return sum((self.follow(thing, time) for thing in self.things if thing.begin <= time), np.zeros(2))

    def follow(self, thing: Thing, until: float) -> Array:
        """One thing by itself, from record to record, since these may change how fast it goes."""
        stops = sorted({t for t in (*self.times, thing.end) if thing.begin < t < until} | {until})
        amounts, time = thing.amounts, thing.begin
        for stop in stops:
            held = self.find(stop if self.carried == "backward" else time)
            rates = thing.rates if stop <= thing.end else np.zeros(2)
            amounts = follow(amounts, rates, stop - time, held["KA"], held["CL"] / held["V"])
            time = stop
        return amounts


OF_DOSES = ("F1", "ALAG1", "R1", "D1", "F2", "ALAG2", "R2", "D2")
DEPOT_AND_CENTRAL = make_system(
    {
        "id": "depot and central",
        "n_cmt": 2,
        "pk": [f"{name}={name}_" for name in OF_DOSES],
        "ode": ["-KA*A1", "KA*A1-CL/V*A2"],
        "pred": "A2",
    }
)


def predict_amounts(rows: Sequence[Row], **how: Any) -> Array:
    """The same as the project has it: read as a dataset, and predicted. Rows may be of several people, told by ID."""
    told = [{**USUAL, **row} for row in rows]
    names = {name: f"{name}_" if name in OF_DOSES else name for name in ("TIME", *USUAL)}
    columns = {shown: np.array([float(row[name]) for row in told]) for name, shown in names.items()}
    columns["ID"] = np.array([row.get("ID", 1.0) for row in told])
    dataset = read_nonmem(columns, DEPOT_AND_CENTRAL, units={"AMT": nmol})
    found = predict(DEPOT_AND_CENTRAL, dataset, outputs=["A1", "A2"], **how)
    found.status.raise_if_failed()
    return np.array([found.values["A1"], found.values["A2"]])
