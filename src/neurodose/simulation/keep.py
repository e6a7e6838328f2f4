"""What is kept of a simulation: whole trajectories, quantiles over people, areas under curves, or where everyone
ends.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from numbers import Real

import numpy as np

from neurodose.errors import CourseError
from neurodose.modelling.system import System


@dataclass(frozen=True)
class Asked:
    """What the back end is to compute: a system, which of its outputs, and at which times."""

    system: System
    outputs: tuple[str, ...]
    times: np.ndarray


class Keep(ABC):
    """A noun for `simulate(…, keep=…)`."""

    @abstractmethod
    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        """What has to be computed for these outputs at these times."""

    def reduce(self, values: np.ndarray) -> np.ndarray:
        """What remains of one output's values (people, times)."""
        return values


@dataclass(frozen=True)
class Trajectories(Keep):
    """Every person's value at every output time."""

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        return Asked(system, outputs, times)


@dataclass(frozen=True, init=False)
class Quantiles(Keep):
    """Quantiles over people at every output time: `Quantiles(0.05, 0.5, 0.95)`."""

    levels: tuple[float, ...]

    def __init__(self, *levels: float) -> None:
        object.__setattr__(self, "levels", levels or (0.05, 0.5, 0.95))
        is_share = [isinstance(level, Real) and 0 <= level <= 1 for level in self.levels]
        if not all(is_share) or list(self.levels) != sorted(set(self.levels)):
            raise CourseError(
                f"the quantiles {self.levels} cannot be kept",
                hint="give ascending levels between 0 and 1: Quantiles(0.05, 0.95)",
            )

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        return Asked(system, outputs, times)

    def reduce(self, values: np.ndarray) -> np.ndarray:
        return find_quantiles(values, self.levels)


@dataclass(frozen=True)
class Areas(Keep):
    """The area under each output from the start to the last output time, integrated with the model, whatever the
    output times are.
    """

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        return Asked(system.with_areas(outputs), tuple(f"area of {name}" for name in outputs), times[-1:])


@dataclass(frozen=True)
class FinalStates(Keep):
    """Every state of every person at the last output time."""

    def ask(self, system: System, outputs: tuple[str, ...], times: np.ndarray) -> Asked:
        return Asked(system, tuple(s.address for s in system.states), times[-1:])


def find_quantiles(values: np.ndarray, levels: tuple[float, ...]) -> np.ndarray:
    """Quantiles (levels, times) of values (people, times) over the people who reached the end; NaN if nobody did."""
    kept = values[np.isfinite(values).all(axis=1)]
    if not len(kept):
        return np.full((len(levels), values.shape[1]), np.nan)
    return np.quantile(kept, levels, axis=0)
