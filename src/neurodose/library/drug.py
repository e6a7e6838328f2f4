"""A drug of the library: rival models of it, the people it is given to, where its quantities stand, what was seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from neurodose.errors import DrugError, unknown_name
from neurodose.library.circuit import Circuit
from neurodose.library.interactions import Link
from neurodose.library.pharmacology import Pharmacology
from neurodose.library.response import Response
from neurodose.modelling.model import Model
from neurodose.modelling.system import System
from neurodose.populations import Population
from neurodose.records.observation import Observation
from neurodose.records.reader import read_observations


class Named(dict[str, Any]):
    """What a drug has, by name. Asked for another name it raises DrugError that lists those there are."""

    def __init__(self, held: Mapping[str, Any], kind: str, owner: str) -> None:
        super().__init__(held)
        self.kind, self.owner = kind, owner

    def __missing__(self, name: str) -> Any:
        raise unknown_name(DrugError, self.kind, name, self, owner=self.owner)


@dataclass(frozen=True, eq=False)
class Drug:
    """What the verbs need to know of a drug. One address means the same in every structure.

    structures:     models that rival one another, by name, the favourite first
    populations:    people it is given to, by name, the usual ones first
    concentrations: outputs by what they are in words: "naltrexone in plasma"
    receptors:      addresses of receptors by name; each has the outputs displacement, share_free, share_of_…
    ligands:        what each substance is called at the receptors
    facts:          outputs that do not change in time, by the phrase that asks for them ("bioavailability of …")
    dose_ratios:    outputs by receptor; challenges: losses of an agonist's effect, by agonist
    calibrated:     addresses of the parameters that observations may determine; a structure uses some of them
    parts:          what its file says, or the files of those that are combined
    stages:         circuits and responses behind the receptors, each after what it needs
    links:          where the parts of a combination meet, and which meetings nobody has looked at
    """

    name: str
    structures: Mapping[str, Model]
    populations: Mapping[str, Population]
    concentrations: Mapping[str, str]
    receptors: Mapping[str, str]
    ligands: Mapping[str, str]
    dose_ratios: Mapping[str, str]
    challenges: Mapping[str, str]
    calibrated: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Pharmacology, ...] = ()
    links: tuple[Link, ...] = ()
    stages: tuple[Circuit | Response, ...] = ()

    def __post_init__(self) -> None:
        for kind in ("structure", "population"):
            held = Named(getattr(self, f"{kind}s"), kind, self.name)
            object.__setattr__(self, f"{kind}s", held)

    @property
    def responses(self) -> dict[str, str]:
        """Outputs of circuits and responses, by what they are in words."""
        return {words: address for stage in self.stages for words, address in stage.outputs.items()}

    @property
    def model(self) -> Model:
        """The favourite structure."""
        return next(iter(self.structures.values()))

    @property
    def people(self) -> Population:
        """The usual population."""
        return next(iter(self.populations.values()))

    @property
    def system(self) -> System:
        """The flat system of the favourite structure."""
        return self.model.system

    @property
    def observations(self) -> tuple[Observation, ...]:
        """What was measured in people, from the record file of the drug; raises the first fault in it. None where it
        has no such file.
        """
        record = files("neurodose.library.observations").joinpath(f"{self.name}.toml")
        if not record.is_file():
            return ()
        reading = read_observations(record.read_text(encoding="utf-8"), record.name)
        reading.raise_if_faulty()
        return reading.observations
