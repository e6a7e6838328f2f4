"""What a model and its people add to a schedule of doses before it becomes events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.dosing.expansion import Arrival, Conditions, Plumbing, Repeating
from neurodose.dosing.record import Act, Record
from neurodose.modelling.system import System
from neurodose.modelling.variants import with_slopes, with_switches
from neurodose.simulation.conditions import NO_ROWS, InForce, Rows
from neurodose.simulation.plumbing import lay_plumbing
from neurodose.simulation.repetition import find_repeating


@dataclass(frozen=True, eq=False)
class Setting:
    """A system and some people, as their schedules meet them.

    parameters: theirs, (parameters, people), coherent
    rows_for:   what of them changes in time, for people by number under these records; None: nothing does
    earlier_of: arrivals of doses given before the records begin, for people by number; None: none were
    """

    system: System
    parameters: np.ndarray
    rows_for: Callable[[np.ndarray, Sequence[Record]], Rows] | None = None
    earlier_of: Callable[[np.ndarray], Sequence[Arrival]] | None = None

    @property
    def plumbing(self) -> Plumbing:
        return lay_plumbing(self.system)

    @property
    def is_still(self) -> bool:
        """Whether nothing of the people changes in time, and nothing given earlier is on its way."""
        return self.rows_for is None and self.earlier_of is None

    def conditions(self, people: np.ndarray, records: Sequence[Record]) -> InForce | None:
        """What is in force for these people; None where nothing can tell their doses apart."""
        rows = NO_ROWS if self.rows_for is None else self.rows_for(people, records)
        earlier = () if self.earlier_of is None else self.earlier_of(people)
        if not rows.values and not earlier and not any(record.way >= 0 or record.steady for record in records):
            return None
        return InForce(self.system, self.parameters[:, people], self.system.ways, rows, earlier)

    def repeat(self, wanted: Sequence[tuple[Conditions, float, Repeating]]) -> list[np.ndarray]:
        """The steady states (states, people) that records ask for."""
        return find_repeating(self.system, wanted) if wanted else []


def prepare(system: System, records: Sequence[Record], lines: Sequence[str]) -> System:
    """The system with what these records can do to it: compartments they turn off, and parameters that change along
    lines.
    """
    touched = sorted({record.state for record in records if record.act in (Act.OFF, Act.ON)})
    if touched:
        system = with_switches(system, [system.states[state].address for state in touched])
    return with_slopes(system, lines) if lines else system
