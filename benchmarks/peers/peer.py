"""A peer: what it is called, what it needs, and how it is made ready for a workload."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from benchmarks.equations import DAY, Equations, Population

USUAL = (1e-6, 1e-8)  # relative and absolute tolerance

Run = Callable[[], np.ndarray]


@dataclass(frozen=True)
class Task:
    """Some people of a workload, and how closely to solve them."""

    equations: Equations
    population: Population
    rtol: float
    atol: float

    @property
    def people(self) -> int:
        return len(self.population.doses)

    @property
    def hours(self) -> np.ndarray:
        """The output times between two doses, both ends included."""
        return np.arange(DAY + 1.0)

    def make_results(self) -> np.ndarray:
        """Where the outputs go, (people, times, outputs); the first row is how people start."""
        shape = (self.people, DAY * self.equations.days + 1, len(self.equations.outputs))
        results = np.zeros(shape)
        results[:, 0] = self.population.starts[:, self.equations.places]
        return results


@dataclass(frozen=True)
class Peer:
    """Another program.

    packages:   what has to be installed, by the name it is imported under: versions are told of these
    prepare:    makes a task ready and returns what solves it, as (people, times, outputs)
    method:     what it solves with, in words, by workload
    most:       people of a workload at most, where more would only take longer
    tolerances: where not the usual ones, because they give an error like the engine's; by workload
    cannot:     why it does not solve a workload
    """

    name: str
    packages: tuple[str, ...]
    prepare: Callable[[Task], Run]
    method: Mapping[str, str]
    most: Mapping[str, int] = field(default_factory=dict)
    tolerances: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    cannot: Mapping[str, str] = field(default_factory=dict)
