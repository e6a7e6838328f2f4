"""What is in force when: the share, lag, rate and duration of doses, and the parameters that change in time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.dosing.expansion import VALUES_AFTER, VALUES_BEFORE, Arrival, Change, Conditions
from neurodose.modelling.system import System
from neurodose.modelling.trace import Entrance
from neurodose.modelling.variants import name_slope
from neurodose.symbols import Expression
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk


@dataclass(frozen=True, eq=False)
class Rows:
    """Values of parameters that change in time.

    times:   (rows,), hours, not descending; places: (rows,), among the records of their time
    carried: "forward" (from a row on), "backward" (until a row: NONMEM's way) or "linear" (from row to row)
    values:  (people, rows) by address, coherent
    records: for each record, the row of its own values; empty where records have none
    """

    times: np.ndarray
    places: np.ndarray
    carried: str
    values: Mapping[str, np.ndarray]
    records: np.ndarray

    def find(self, time: np.ndarray) -> np.ndarray:
        """The row in force at a time, for each person; with lines, the row at which the line begins."""
        if self.carried == "backward":
            found = np.searchsorted(self.times, time, side="left")
        else:
            found = np.searchsorted(self.times, time, side="right") - 1
        return np.clip(found, 0, len(self.times) - 1)

    def at(self, address: str, time: np.ndarray) -> np.ndarray:
        """The value in force at a time, for each person."""
        values, row = self.values[address], self.find(time)
        everyone = np.arange(len(values))
        if self.carried != "linear":
            return values[everyone, row]
        following = np.minimum(row + 1, len(self.times) - 1)
        gap = self.times[following] - self.times[row]
        share = np.clip(np.divide(time - self.times[row], gap, out=np.zeros_like(time), where=gap > 0), 0.0, 1.0)
        return values[everyone, row] * (1 - share) + values[everyone, following] * share


NO_ROWS = Rows(np.zeros(1), np.zeros(1), "forward", {}, np.zeros(0, dtype=np.int64))


class InForce(Conditions):
    """What is in force for some people.

    system: the model; parameters: theirs, (parameters, people), coherent, as of the start
    ways:   entrances by number; rows: what changes
    earlier: arrivals of doses given before the records begin
    """

    def __init__(
        self,
        system: System,
        parameters: np.ndarray,
        ways: Sequence[Entrance],
        rows: Rows = NO_ROWS,
        earlier: Sequence[Arrival] = (),
    ) -> None:
        self.system, self.parameters, self.ways, self.rows, self.earlier = system, parameters, ways, rows, earlier
        self.people = parameters.shape[1]
        self.numbers = {address: number for number, address in enumerate(system.parameters)}

    def knows(self, what: str, way: int) -> bool:
        return way >= 0 and what in self.ways[way].formulas

    def quantity(self, what: str, way: int, time: np.ndarray) -> np.ndarray:
        return self._evaluate(self.ways[way].formulas[what], {a: self.rows.at(a, time) for a in self.rows.values})

    def own_quantity(self, what: str, way: int, record: int, time: np.ndarray) -> np.ndarray:
        if not len(self.rows.records):
            return self.quantity(what, way, time)
        return self._evaluate(self.ways[way].formulas[what], self._own_values(record))

    def parameters_at(self, record: int, time: float) -> np.ndarray:
        """All parameters by a record's own values, or as they are in force at its time (parameters, people)."""
        found = self.parameters.copy()
        own = self._own_values(record) if len(self.rows.records) else self._at(time)
        for address, values in own.items():
            found[self.numbers[address]] = values
        return found

    def first(self) -> np.ndarray:
        """All parameters as people begin, (parameters, people)."""
        found = self.parameters.copy()
        for address, values in self.rows.values.items():
            found[self.numbers[address]] = values[:, 0]
        return found

    def changes(self) -> list[Change]:
        """Every change of a parameter that differs from what was before, for anybody."""
        return [change for address in self.rows.values for change in self._change(address)]

    def underway(self) -> Sequence[Arrival]:
        return self.earlier

    def _change(self, address: str) -> list[Change]:
        rows, values, number = self.rows, self.rows.values[address], self.numbers[address]
        if rows.carried == "linear":
            return self._follow_lines(address)
        # Carried forward, a row's values begin before what happens at it; backward, they end after it.
        shift, begins = (VALUES_BEFORE, 0) if rows.carried == "forward" else (VALUES_AFTER, -1)
        return [
            Change(rows.times[row + begins], rows.places[row + begins] + shift, number, values[:, row])
            for row in range(1, len(rows.times))
            if (values[:, row] != values[:, row - 1]).any()
        ]

    def _follow_lines(self, address: str) -> list[Change]:
        rows, values = self.rows, self.rows.values[address]
        slope, since = (self.numbers[name] for name in name_slope(address))
        gaps = np.append(np.diff(rows.times), np.inf)
        rises = np.append(np.diff(values, axis=1), np.zeros((len(values), 1)), axis=1)
        found = []
        for row, time in enumerate(rows.times):
            place = rows.places[row] + VALUES_BEFORE
            found += [
                Change(time, place, self.numbers[address], values[:, row]),
                Change(time, place, slope, rises[:, row] / gaps[row] if gaps[row] > 0 else 0.0),
                Change(time, place, since, time),
            ]
        return found

    def _own_values(self, record: int) -> dict[str, np.ndarray]:
        return {address: values[:, self.rows.records[record]] for address, values in self.rows.values.items()}

    def _at(self, time: float) -> dict[str, np.ndarray]:
        return {address: self.rows.at(address, np.full(self.people, time)) for address in self.rows.values}

    def _evaluate(self, formula: Expression, moved: Mapping[str, np.ndarray]) -> np.ndarray:
        values = {}
        for node in walk([formula]):
            if node.operation == "parameter":
                held = moved.get(node.content)
                values[node] = self.parameters[self.numbers[node.content]] if held is None else held
        return np.broadcast_to(np.asarray(evaluate([formula], values)[0], dtype=float), (self.people,))
