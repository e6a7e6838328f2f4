"""A model is evaluated batch by batch: inputs are never all in memory, and time is told from the first batches.

A block is what belongs together: the runs of one base sample, or one trajectory. Batches double from one block on, so
that the first ones cost little and still tell what all of them will take.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from neurodose.errors import SensitivityError
from neurodose.sensitivity.cost import Cost, Limits

__all__ = ["Plan", "evaluate_all"]

LONG_ENOUGH = 1.0  # seconds of a batch from which the rest may be judged: shorter ones are mostly the call itself
BYTES = 8


@dataclass(frozen=True)
class Plan:
    """blocks: how many; size: runs of a block; columns: inputs; batch: runs that are evaluated at once, at most;
    beside: bytes that are held beside outputs and inputs; where: the analysis; hint: what to lower if it costs too much
    """

    blocks: int
    size: int
    columns: int
    batch: int
    beside: float
    where: str
    hint: str

    @property
    def blocks_at_once(self) -> int:
        """A power of two, at least one."""
        return 1 << max(0, (max(self.batch // self.size, 1)).bit_length() - 1)

    def count_cost(self, figures: int, seconds: float | None = None) -> Cost:
        runs = self.blocks * self.size
        at_once = min(self.blocks, self.blocks_at_once) * self.size
        memory = self.beside + BYTES * (runs * figures + at_once * (3 * self.columns + figures))
        return Cost(runs, seconds, memory)


def evaluate_all(
    evaluate: Callable[[np.ndarray], np.ndarray],
    make_rows: Callable[[int], np.ndarray],
    plan: Plan,
    limits: Limits,
    tell: Callable[[Cost], object] | None = None,
) -> tuple[np.ndarray, Cost]:
    """Outputs (blocks, size, figures) of all runs, and what they cost.

    evaluate:  rows (runs, columns) to outputs (runs,) or (runs, figures)
    make_rows: rows of as many blocks as it is told, going on from those before
    tell:      is given the cost as soon as the first batches show it
    Raises SensitivityError before the first run where runs or memory are above a limit, after the first batches where
    time is.
    """
    limits.check(plan.count_cost(1), plan.hint, where=plan.where)
    outputs, done, began, told, cost = np.empty(0), 0, perf_counter(), False, plan.count_cost(1)
    while done < plan.blocks:
        count = min(max(done, 1), plan.blocks_at_once, plan.blocks - done)
        rows, started = make_rows(count), perf_counter()
        found = _read_outputs(evaluate(rows), len(rows), outputs.shape[-1] if done else None, plan.where)
        lasted = perf_counter() - started
        if not done:
            limits.check(plan.count_cost(found.shape[1]), plan.hint, where=plan.where)
            outputs = np.empty((plan.blocks, plan.size, found.shape[1]))
        outputs[done : done + count] = found.reshape(count, plan.size, -1)
        # The first call may do once what later ones find done, such as compiling.
        is_known = done > 0 and (lasted >= LONG_ENOUGH or count == plan.blocks_at_once)
        done += count
        if not told and (is_known or done == plan.blocks):
            total = perf_counter() - began + (plan.blocks - done) * lasted / count
            cost, told = plan.count_cost(outputs.shape[-1], total), True
            if done < plan.blocks:
                limits.check(cost, plan.hint, where=plan.where)
            if tell is not None:
                tell(cost)
    return outputs, cost


def _read_outputs(given: np.ndarray, runs: int, figures: int | None, where: str) -> np.ndarray:
    found = np.asarray(given, dtype=float)
    found = found[:, None] if found.ndim == 1 else found
    if found.ndim != 2 or len(found) != runs or (figures is not None and found.shape[1] != figures):
        raise SensitivityError(
            f"the model gives an array of shape {np.shape(given)} for {runs} runs",
            where=where,
            exists=None if figures is None else f"the batches before had {figures} figures",
            hint="give one number a run (runs,), or the same figures of each (runs, figures)",
        )
    return found
