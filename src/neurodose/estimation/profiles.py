"""A profile: how much worse the fit becomes when one parameter is moved and all others follow as best they can.

The profile likelihood of Raue and others (2009, Bioinformatics 25:1923), here of data and priors together, with the
part of the data shown beside it. Where it rises past 3.84 on both sides the parameter has a 95 % interval; where it
stays flat nothing holds it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodose.estimation.descent import NOISE, descend
from neurodose.estimation.estimate import Estimate
from neurodose.estimation.fit import RIVAL
from neurodose.estimation.problem import Problem
from neurodose.estimation.scale import from_scale

OFFSETS = tuple(float(x) for x in np.arange(-4, 5) * 0.75)  # standard deviations: −3 to 3


@dataclass(frozen=True, eq=False)
class Profile:
    """One parameter moved over a grid.

    offsets: in its standard deviations (moments,); values: coherent (moments,)
    rise:    of 2 × cost above the estimate's; rise_of_data: the data's part of it; no number where a search failed
    low, high: where the rise crosses 3.84, coherent; None where it does not
    """

    address: str
    offsets: np.ndarray
    values: np.ndarray
    rise: np.ndarray
    rise_of_data: np.ndarray
    low: float | None
    high: float | None

    @property
    def ends(self) -> tuple[str, str]:
        """Of each side: "held" where the rise passes 3.84, "open" where it does not, "lost" where the search failed."""
        here = len(self.rise) // 2
        sides = ((self.low, self.rise[:here]), (self.high, self.rise[here + 1 :]))
        below, above = (
            "held" if end is not None else "open" if np.isfinite(rise).all() else "lost" for end, rise in sides
        )
        return below, above

    @property
    def words(self) -> str:
        """Whether data and priors hold the parameter on both sides, and what the data alone would say."""
        told = "held both ways"
        if self.ends != ("held", "held"):
            said = {
                "held": "held",
                "open": "open within three standard deviations",
                "lost": "unknown: the search failed",
            }
            told = f"below {said[self.ends[0]]}, above {said[self.ends[1]]}"
        if np.nanmin(self.rise) < -NOISE:
            told += "; a better fit lies along it, so the estimate is not the best there is"
        if not np.isfinite(self.rise_of_data[[0, -1]]).all():
            return told
        sides = [s for s, r in zip(("below", "above"), self.rise_of_data[[0, -1]], strict=True) if r > RIVAL]
        alone = {0: "on neither side", 1: f"only {''.join(sides)}", 2: "on both sides"}[len(sides)]
        return f"{told}; the data alone hold it {alone}"


def profile(estimate: Estimate, problem: Problem) -> tuple[Profile, ...]:
    """The profile of every free parameter; all points of all of them are searched side by side."""
    estimate.demand_convergence()
    offsets = np.array(OFFSETS)
    count, moments = len(estimate.priors), len(offsets)
    # On a linear problem the others follow along the covariance, so the search begins at its end.
    follow = estimate.covariance / estimate.sds  # column j: how all move per standard deviation of parameter j
    starts = estimate.point + np.einsum("m,ij->jmi", offsets, follow).reshape(count * moments, count)
    held = np.repeat(np.eye(count, dtype=bool), moments, axis=0)
    ends = descend(problem, starts, held)
    rows = np.where(ends.is_settled[:, None], ends.residuals, np.nan) ** 2
    data = rows[:, : len(problem.targets)].sum(axis=1).reshape(count, moments)
    whole = rows.sum(axis=1).reshape(count, moments)
    best = estimate.misfit + estimate.departure
    return tuple(_draw_up(estimate, j, offsets, whole[j] - best, data[j] - estimate.misfit) for j in range(count))


def _draw_up(
    estimate: Estimate, which: int, offsets: np.ndarray, rise: np.ndarray, rise_of_data: np.ndarray
) -> Profile:
    prior = estimate.priors[which]
    points = estimate.point[which] + offsets * estimate.sds[which]
    low, high = (
        _cross(points[side], rise[side]) for side in (slice(len(points) // 2, None, -1), slice(len(points) // 2, None))
    )
    ends = [None if x is None else float(from_scale(prior.scale, x)) for x in (low, high)]
    return Profile(prior.address, offsets, from_scale(prior.scale, points), rise, rise_of_data, ends[0], ends[1])


def _cross(points: np.ndarray, rise: np.ndarray) -> float | None:
    """Where a rise, followed outwards from the estimate, first passes 3.84: its root is nearly straight."""
    root = np.sqrt(np.maximum(rise, 0.0))
    for i in range(1, len(root)):
        if not np.isfinite(root[i]):
            return None
        if root[i] >= np.sqrt(RIVAL):
            share = (np.sqrt(RIVAL) - root[i - 1]) / (root[i] - root[i - 1])
            return float(points[i - 1] + share * (points[i] - points[i - 1]))
    return None
