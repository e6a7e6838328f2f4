"""A record file of observations is read entry by entry: what can be read is, and every fault has its file, entry and
line.
"""

from __future__ import annotations

from dataclasses import dataclass

from neurodose.errors import ObservationError
from neurodose.records.contents import read_contents
from neurodose.records.entry import read_entry
from neurodose.records.observation import Observation
from neurodose.records.sections import ENTRY


@dataclass(frozen=True)
class Reading:
    """What was read from a file, and what could not be: one entry's fault leaves the others as they are."""

    observations: tuple[Observation, ...]
    faults: tuple[ObservationError, ...]

    def raise_if_faulty(self) -> None:
        """Raises the first fault, if there is any."""
        if self.faults:
            raise self.faults[0]


def read_observations(text: str, name: str) -> Reading:
    """Observations as people write them down (TOML, one [[observation]] a figure; see docs/observations.md).

    name: of the file, for its faults. Raises nothing: faults are ObservationErrors in the reading.
    """
    contents = read_contents(text, name, ENTRY)
    faults, found = contents.faults, list[Observation]()
    for entry in contents.entries:
        observation = read_entry(entry, contents.sources)
        faults.extend(entry.faults)
        if observation is not None and not _is_duplicate(observation, found, faults):
            found.append(observation)
    return Reading(tuple(found), tuple(faults))


def _is_duplicate(observation: Observation, found: list[Observation], faults: list[ObservationError]) -> bool:
    twin = next((other for other in found if other.id == observation.id), None)
    if twin is None:
        return False
    faults.append(
        ObservationError(
            f'two observations are called "{observation.id}"',
            where=str(observation.place),
            exists=f"the first stands at line {twin.place.line} and is kept",
            hint="give each entry an id of its own",
        )
    )
    return True
