"""How each person's solve ended, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodose.errors import SolverError
from neurodose.solvers.status import Status, tell


@dataclass(frozen=True, eq=False)
class Endings:
    """One ending per person.

    identity, status, reached, steps, rejections: (people,); reached in hours.
    """

    identity: np.ndarray
    status: np.ndarray
    reached: np.ndarray
    steps: np.ndarray
    rejections: np.ndarray

    @property
    def failed(self) -> np.ndarray:
        """Identity numbers of the people whose solve did not reach the end."""
        return self.identity[self.status != Status.DONE]

    def of(self, person: int) -> str:
        """The sentence on one person, by identity number."""
        at = np.flatnonzero(self.identity == person)
        if not len(at):
            numbers = self.identity.tolist()
            raise SolverError(
                f"there is no person {person}",
                exists=f"{len(self.identity)} people" + (f", {min(numbers)} to {max(numbers)}" if numbers else ""),
            )
        row = int(at[0])
        return f"person {person} {tell(int(self.status[row]), float(self.reached[row]), int(self.steps[row]))}"

    def raise_if_failed(self) -> None:
        """Raises SolverError that names the first person whose solve failed."""
        if len(self.failed):
            raise SolverError(
                f"{len(self.failed)} of {len(self.identity)} solves failed",
                exists=self.of(int(self.failed[0])),
                hint="course.finished() holds the others",
            )

    def __str__(self) -> str:
        failed = self.failed
        if not len(failed):
            return f"all {len(self.identity)} people reached the end in {int(self.steps.sum())} steps"
        some = "; ".join(self.of(int(p)) for p in failed[:5])
        return f"{len(failed)} of {len(self.identity)} people failed: {some}" + ("; …" if len(failed) > 5 else "")

    __repr__ = __str__
