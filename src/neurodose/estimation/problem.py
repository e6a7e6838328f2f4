"""A problem of estimation: targets, priors, and a way to predict the targets for many variants of the model at once.

A variant is one set of values of the free parameters. Prediction is asked for all variants that a question needs in
one call, so that finite differences, starts and profiles each cost one run of the model with many people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from neurodose.errors import EstimationError
from neurodose.estimation.prior import Prior
from neurodose.estimation.scale import from_scale
from neurodose.estimation.target import Target

# {address: (variants,), coherent} -> (targets, variants) in the unit of each target; no number where a solve failed
Predict = Callable[[Mapping[str, np.ndarray]], np.ndarray]

# A step on the scale (1 %): the solver's relative error of 1e-6 then costs a slope 1e-4, and so does its curvature.
STEP = 0.01


@dataclass(frozen=True)
class Problem:
    """Targets to meet, priors to keep, and what predicts the targets."""

    targets: tuple[Target, ...]
    priors: tuple[Prior, ...]
    predict: Predict
    name: str = "calibration"

    def __post_init__(self) -> None:
        if not self.targets or not self.priors:
            missing = "observations to fit" if not self.targets else "free parameters"
            raise EstimationError(f"there are no {missing}", where=self.name, hint="a calibration needs both")

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(p.address for p in self.priors)

    @property
    def middle(self) -> np.ndarray:
        """The priors' middles, on their scales (parameters,)."""
        return np.array([p.point for p in self.priors])

    @property
    def widths(self) -> np.ndarray:
        """The priors' standard deviations, on their scales (parameters,); infinite where nothing was known."""
        return np.array([p.sd for p in self.priors])

    def foresee(self, points: np.ndarray) -> np.ndarray:
        """Predictions (variants, targets) at points (variants, parameters) on the scales."""
        values = {p.address: from_scale(p.scale, points[:, j]) for j, p in enumerate(self.priors)}
        with np.errstate(all="ignore"):  # a variant far out may overflow: it fails, and says so by its number
            found = np.asarray(self.predict(values), dtype=float)
        if found.shape != (len(self.targets), len(points)):
            raise EstimationError(
                f"the predictions have the shape {found.shape}",
                where=self.name,
                exists=f"{len(self.targets)} targets and {len(points)} variants were asked for",
            )
        return found.T

    def weigh(self, points: np.ndarray) -> np.ndarray:
        """Residuals (variants, targets + parameters): what the data miss, then what the priors miss, in their SDs."""
        seen = self.foresee(points)
        data = np.stack([t.weigh(seen[:, i]) for i, t in enumerate(self.targets)], axis=1)
        return np.concatenate([data, (points - self.middle) / self.widths], axis=1)

    def linearise(self, points: np.ndarray, *, is_central: bool = False) -> tuple[np.ndarray, np.ndarray]:
        """Residuals (variants, rows) and their slopes (variants, rows, parameters), from one prediction.

        A variant whose step fails on one side is measured on the other; a slope that cannot be measured is no number.
        """
        count, width = points.shape
        sides = (1.0, -1.0) if is_central else (1.0,)
        moved = [points[:, None, :]] + [points[:, None, :] + side * STEP * np.eye(width) for side in sides]
        cloud = np.concatenate(moved, axis=1)
        weighed = self.weigh(cloud.reshape(-1, width)).reshape(count, cloud.shape[1], -1)
        here, ahead = weighed[:, 0], weighed[:, 1 : 1 + width]
        slopes = (ahead - here[:, None]) / STEP
        if is_central:
            behind = weighed[:, 1 + width :]
            back = (here[:, None] - behind) / STEP
            both = (ahead - behind) / (2 * STEP)
            slopes = np.where(np.isfinite(both), both, np.where(np.isfinite(back), back, slopes))
        return here, np.swapaxes(slopes, 1, 2)
