"""A protocol is a question in full: a drug under one structure, a regimen, virtual people, and what is kept."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from neurodose.agreement.validation import find_own_values
from neurodose.dosing.regimen import Plan
from neurodose.errors import ScopeWarning
from neurodose.library.drug import Drug
from neurodose.library.scope import find_marks
from neurodose.modelling.model import Model
from neurodose.populations.people import People
from neurodose.simulation.course import Course
from neurodose.simulation.keep import Keep
from neurodose.simulation.simulate import simulate
from neurodose.units import Quantity

FORMAT = 1  # the version of the file format that is read and written here


@dataclass(frozen=True)
class Protocol:
    """Everything that has to be said for a course to come out the same again.

    structure, population: names that the drug knows them by
    count, seed:  how many people, and which
    until, every: output times, as in `simulate`
    outputs:      addresses; None is all that the model names
    """

    drug: Drug
    structure: str
    regimen: Plan
    population: str
    count: int
    seed: int
    until: Quantity
    every: Quantity | None
    keep: Keep
    outputs: tuple[str, ...] | None

    @property
    def model(self) -> Model:
        return self.drug.structures[self.structure]

    @property
    def calibrated(self) -> dict[str, Quantity]:
        """Values that a rival has in place of the table's, which are the favourite's own; by address."""
        return find_own_values(self.drug, self.structure)

    @property
    def people(self) -> People:
        """The virtual people it asks for, always the same ones, around the values of its structure."""
        typical = {address: np.asarray(value.coherent) for address, value in self.calibrated.items()}
        return self.drug.populations[self.population].sample(self.count, seed=self.seed, typical=typical)

    @property
    def marks(self) -> tuple[str, ...]:
        """What of it lies outside of what the drug's model was set with, in sentences."""
        return find_marks(self.drug, self.regimen, self.population, until=float(self.until.coherent))


def run_protocol(protocol: Protocol, progress: Callable[[float], None] | None = None) -> Course:
    """What comes of a protocol: the course of its people.

    progress: told now and then which share of the work is done (0 to 1). A person's failed solve is no error here:
    `course.status` says it. What lies outside of what the model was set with is warned of (ScopeWarning).
    """
    for mark in protocol.marks:
        warnings.warn(mark, ScopeWarning, stacklevel=2)
    return simulate(
        protocol.model,
        protocol.regimen,
        protocol.people,
        until=protocol.until,
        every=protocol.every,
        keep=protocol.keep,
        outputs=protocol.outputs,
        progress=progress,
    )
