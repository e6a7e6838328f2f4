"""What is kept of a march: the observed quantities at the moments asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from neurodose.solvers.problem import Array, Numbers, Problem

# Many moments are observed at once, so that calls are few; not too many, so that they fit into the memory.
PARCELS = 32
ENOUGH = 8192


@dataclass(frozen=True)
class Recording:
    """Observations (observed, slots), NaN until written; moments wait until many are observed at once."""

    observed: Array
    waiting: list[tuple[Numbers, Array, Array, Numbers]] = field(default_factory=list)

    def keep(self, problem: Problem, columns: Numbers, time: Array, state: Array, slots: Numbers) -> None:
        """Remember states (states, moments) of the problem's people `columns`, who may repeat."""
        self.waiting.append((columns, time, state, slots))
        if len(self.waiting) >= PARCELS or len(slots) >= ENOUGH:
            self.write(problem)

    def write(self, problem: Problem) -> None:
        """Observe all that waits; to be called before the problem's people or their parameters change."""
        if not self.waiting:
            return
        columns, time, state, slots = zip(*self.waiting, strict=True)
        moments = problem.take(np.concatenate(columns))
        self.observed[:, np.concatenate(slots)] = moments.observe(np.concatenate(time), np.concatenate(state, axis=1))
        self.waiting.clear()


def open_recording(problem: Problem, time: Array, state: Array, slots: int) -> Recording:
    """An empty recording, as wide as what the problem observes."""
    return Recording(np.full((len(problem.observe(time, state)), slots), np.nan))
