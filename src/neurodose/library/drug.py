"""A drug of the library: its model, the people it is given to by default, and what has been observed of it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files

from neurodose.modelling.model import Model
from neurodose.modelling.system import System
from neurodose.populations import Population
from neurodose.records.observation import Observation, read_observations


@dataclass(frozen=True, eq=False)
class Drug:
    """What the verbs need to know of a drug.

    plasma, metabolite, brain: addresses of concentrations; displacement, shares, dose_ratio, loss_of_effect: of what
                               it does at its main receptor; receptor: that receptor in words.
    """

    name: str
    model: Model
    people: Population
    plasma: str
    metabolite: str
    brain: str
    receptor: str
    displacement: str
    shares: tuple[str, ...]
    dose_ratio: str
    loss_of_effect: str

    @property
    def system(self) -> System:
        return self.model.system

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What was measured in people, from the record file of the drug."""
        record = files("neurodose.library.observations").joinpath(f"{self.name}.toml")
        return read_observations(record.read_text(encoding="utf-8"), record.name)
