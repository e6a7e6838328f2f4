"""An estimate: values of the free parameters, their joint uncertainty, and what the data had to say of each."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from neurodose.errors import EstimationError
from neurodose.estimation.determination import BOUND
from neurodose.estimation.prior import REACH, Prior
from neurodose.estimation.scale import from_scale
from neurodose.estimation.target import Target
from neurodose.units import Quantity


@dataclass(frozen=True, eq=False)
class Estimate:
    """What a calibration found.

    structure:    which rival it belongs to; priors, targets: what went in
    point:        the values on the scales (parameters,); covariance: their joint uncertainty there, by Laplace's
                  approximation: the inverse of the squared slopes of data and priors at the point
    predicted:    the typical person's figures (targets,), in the targets' units
    determined:   by address, in words, whether the data determine it; combinations: what only moves together
    rank:         how many directions the data determine without the priors
    is_converged: whether another step would change nothing that matters; message: how the search went
    Where it did not converge every number is no number: there is no half-found estimate.
    """

    structure: str
    priors: tuple[Prior, ...]
    targets: tuple[Target, ...]
    point: np.ndarray
    covariance: np.ndarray
    predicted: np.ndarray
    determined: dict[str, str]
    combinations: tuple[str, ...]
    rank: int
    is_converged: bool
    message: str
    set_aside: dict[str, str] = field(default_factory=dict)

    @property
    def addresses(self) -> tuple[str, ...]:
        return tuple(p.address for p in self.priors)

    @property
    def values(self) -> dict[str, float]:
        """The values, coherent, by address."""
        return {p.address: float(from_scale(p.scale, x)) for p, x in zip(self.priors, self.point, strict=True)}

    @property
    def sds(self) -> np.ndarray:
        """Standard deviations on the scales (parameters,)."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def narrowing(self) -> dict[str, float]:
        """Which part of the width known before is left after the data, by address; 0 where nothing was known."""
        return {p.address: float(sd / p.sd) for p, sd in zip(self.priors, self.sds, strict=True)}

    @property
    def correlations(self) -> np.ndarray:
        """(parameters, parameters), on the scales."""
        return self.covariance / np.outer(self.sds, self.sds)

    @property
    def bonds(self) -> tuple[tuple[str, str, float], ...]:
        """Pairs whose correlation is 0.7 or more either way, strongest first."""
        pairs = [
            (self.addresses[i], self.addresses[j], float(self.correlations[i, j]))
            for i in range(len(self.priors))
            for j in range(i)
        ]
        return tuple(sorted((p for p in pairs if abs(p[2]) >= BOUND), key=lambda p: -abs(p[2])))

    @property
    def residuals(self) -> dict[str, float]:
        """Predicted less observed in units of the error, by target."""
        return {t.name: float(t.weigh(p)) for t, p in zip(self.targets, self.predicted, strict=True)}

    @property
    def misfit(self) -> float:
        """Sum of the squared residuals of the data; about one each where the model is right."""
        return float(sum(r**2 for r in self.residuals.values()))

    @property
    def departure(self) -> float:
        """Sum of the squared distances from what was known before, in its standard deviations."""
        return float(sum(((x - p.point) / p.sd) ** 2 for p, x in zip(self.priors, self.point, strict=True)))

    def index(self, address: str) -> int:
        """The place of a parameter; raises EstimationError that lists those there are."""
        if address in self.addresses:
            return self.addresses.index(address)
        from neurodose.errors import unknown_name

        raise unknown_name(EstimationError, "free parameter", address, self.addresses, owner=f"“{self.structure}”")

    def quantity(self, address: str) -> Quantity:
        """A value with its unit."""
        return self.priors[self.index(address)].show(self.values[address])

    def interval(self, address: str) -> tuple[Quantity, Quantity]:
        """The 95 % interval of a value with its unit, by Laplace's approximation."""
        which = self.index(address)
        prior, reach = self.priors[which], REACH * float(self.sds[which])
        low, high = (float(from_scale(prior.scale, self.point[which] + side * reach)) for side in (-1, 1))
        return prior.show(low), prior.show(high)

    def demand_convergence(self) -> None:
        """Raises EstimationError where the calibration found nothing."""
        if not self.is_converged:
            raise EstimationError(
                "the calibration did not converge, so there is nothing to draw, profile or tell",
                where=f"structure “{self.structure}”",
                exists=self.message,
                hint="free fewer parameters, or look at the observations that the model cannot reach",
            )
