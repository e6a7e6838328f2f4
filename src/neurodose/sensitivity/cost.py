"""What an analysis costs is told before it is spent, and refused where it is more than allowed."""

from __future__ import annotations

from dataclasses import dataclass

from neurodose.errors import SensitivityError
from neurodose.simulation.memory import USABLE, find_available, write_size

__all__ = ["Cost", "Limits"]


@dataclass(frozen=True)
class Cost:
    """runs: evaluations of the model; seconds: None until some were timed; memory: bytes that are held at once."""

    runs: int
    seconds: float | None = None
    memory: float = 0.0

    def __str__(self) -> str:
        seconds = "" if self.seconds is None else f", about {write_seconds(self.seconds)}"
        return f"{self.runs:,} {'run' if self.runs == 1 else 'runs'}{seconds}, {write_size(self.memory)} of memory"


@dataclass(frozen=True)
class Limits:
    """What an analysis may cost.

    runs: evaluations of the model; seconds: by the clock; memory: bytes, or None for what the machine has to give
    """

    runs: int = 2_000_000
    seconds: float = 3600.0
    memory: float | None = None

    def check(self, cost: Cost, hint: str, *, where: str) -> None:
        """Raises SensitivityError where a cost is above a limit.

        hint: what to lower; where: the analysis that was asked for
        """
        if cost.runs > self.runs:
            _refuse("runs", f"{cost.runs:,}", f"{self.runs:,}", cost, hint, where)
        if cost.seconds is not None and cost.seconds > self.seconds:
            _refuse("time", write_seconds(cost.seconds), write_seconds(self.seconds), cost, hint, where)
        available = find_available() if self.memory is None else self.memory / USABLE
        if available is not None and cost.memory > USABLE * available:
            _refuse("memory", write_size(cost.memory), write_size(USABLE * available), cost, hint, where)


def _refuse(what: str, needed: str, allowed: str, cost: Cost, hint: str, where: str) -> None:
    raise SensitivityError(
        f"this needs more {what} than allowed: {needed}, where the limit is {allowed}",
        where=where,
        exists=f"all of it would cost {cost}",
        hint=f"{hint}, or raise the limit: --runs and --minutes, in Python Limits(runs=…, seconds=…, memory=…)",
    )


def write_seconds(seconds: float) -> str:
    """A time in words: "3.2 min"."""
    for unit, size in (("h", 3600.0), ("min", 60.0)):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.2g} s"
