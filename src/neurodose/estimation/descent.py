"""Many least-squares problems side by side: each takes damped Gauss-Newton steps, and all share every prediction."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodose.estimation.problem import Problem

ROUNDS = 20
FIRST_DAMPING, STUCK = 1e-3, 1e2  # a step damped a hundredfold that is still no better will not become so
LONGEST_STEP = 1.5  # on the scales: a step never moves a value more than 4.5-fold
SETTLED = 3e-3  # what one more step would still win, of 2 × cost; 3.84 is what matters there
NOISE = 0.1  # what a step may promise and not keep where the solver's own error hides it


@dataclass(frozen=True)
class Descent:
    """Where each search ended: points (searches, parameters), residuals (searches, rows), and whether it settled."""

    points: np.ndarray
    residuals: np.ndarray
    is_settled: np.ndarray

    @property
    def misfits(self) -> np.ndarray:
        """Sums of squared residuals (searches,), infinite where the model failed."""
        return _misfit(self.residuals)


def descend(problem: Problem, starts: np.ndarray, held: np.ndarray | None = None) -> Descent:
    """Walks from each start (searches, parameters) down to the nearest smallest misfit.

    held: which coordinates stay as they are (searches, parameters). A search whose start fails ends where it began.
    """
    points = np.array(starts, dtype=float)
    held = np.zeros(points.shape, dtype=bool) if held is None else held
    residuals, slopes = problem.linearise(points)
    damping = np.full(len(points), FIRST_DAMPING)
    is_done = ~np.isfinite(_misfit(residuals))
    is_settled = np.zeros(len(points), dtype=bool)
    for _ in range(ROUNDS):
        active = np.flatnonzero(~is_done)
        if not active.size:
            break
        steps, gains = _propose(residuals[active], slopes[active], held[active], damping[active])
        is_stuck = damping[active] > STUCK
        arrived = (gains < SETTLED) | is_stuck
        is_done[active[arrived]] = True
        is_settled[active] = (gains < SETTLED) | (is_stuck & (gains < NOISE))
        moving, steps = active[~arrived], steps[~arrived]
        if moving.size:
            # The slopes come along with every trial: a run of the model costs more than the variants in it.
            found, slope = problem.linearise(points[moving] + steps)
            is_better = _misfit(found) < _misfit(residuals[moving])
            moved = moving[is_better]
            points[moved] += steps[is_better]
            residuals[moved], slopes[moved] = found[is_better], slope[is_better]
            damping[moving] = np.where(is_better, damping[moving] / 10, damping[moving] * 10)
    return Descent(points, residuals, is_settled)


def _misfit(residuals: np.ndarray) -> np.ndarray:
    total = (residuals**2).sum(axis=1)
    return np.where(np.isfinite(total), total, np.inf)


def _propose(
    residuals: np.ndarray, slopes: np.ndarray, held: np.ndarray, damping: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """A damped step for each search, and what an undamped one would still win."""
    slopes = np.where(held[:, None, :] | ~np.isfinite(slopes), 0.0, slopes)
    square = np.swapaxes(slopes, 1, 2) @ slopes
    pull = -(np.swapaxes(slopes, 1, 2) @ residuals[:, :, None])
    diagonal = np.einsum("sjj->sj", square)
    floor = np.where(diagonal > 0, 1e-9 * diagonal, 1.0)  # keeps what nothing depends on where it is
    whole, damped = (
        np.linalg.solve(square + np.eye(square.shape[1]) * lift[:, None, :], pull)[:, :, 0]
        for lift in (floor, floor + damping[:, None] * diagonal)
    )
    length = np.abs(damped).max(axis=1, keepdims=True)
    return damped * np.minimum(1.0, LONGEST_STEP / np.maximum(length, 1e-300)), (pull[:, :, 0] * whole).sum(axis=1)
