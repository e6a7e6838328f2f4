"""Draws of typical values: jointly from a calibration, and one by one for what it did not touch.

Draw number n is always the same, whatever else is drawn and however many there are: each parameter has its stream.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np

from neurodose.estimation.assay import name_assay
from neurodose.estimation.estimate import Estimate
from neurodose.estimation.prior import prior_of, share_of_assay
from neurodose.estimation.scale import from_scale
from neurodose.modelling.parameter import Condition
from neurodose.modelling.system import System
from neurodose.seeds import draw_normals


def draw(estimate: Estimate, count: int, *, seed: int, first: int = 0) -> dict[str, np.ndarray]:
    """Typical values of the calibrated parameters (count,), coherent, by address: normal on the scales, jointly.

    Raises EstimationError where the calibration did not converge.
    """
    estimate.demand_convergence()
    numbers = np.arange(first, first + count)
    normals = np.array([draw_normals(seed, f"calibration of {a}", numbers)[0] for a in estimate.addresses])
    points = estimate.point[:, None] + np.linalg.cholesky(estimate.covariance) @ normals
    return {p.address: from_scale(p.scale, x) for p, x in zip(estimate.priors, points, strict=True)}


def draw_prior(
    system: System, skip: Collection[str], count: int, *, seed: int, first: int = 0
) -> dict[str, np.ndarray]:
    """Typical values of all other parameters of a system (count,), coherent, by address, by the rule of `prior`.

    Affinities of one assay are off together. Nothing is drawn beyond what is possible. A condition has no draw, since
    nobody is unsure of it.

    skip: addresses that are drawn elsewhere or certain.
    """
    numbers = np.arange(first, first + count)
    found = {}
    for address, parameter in system.parameters.items():
        if address not in skip and not isinstance(parameter, Condition):
            prior, share = prior_of(address, parameter), share_of_assay(parameter)
            normals = draw_normals(seed, f"uncertainty of {address}", numbers)[0]
            if share:
                of_assay = draw_normals(seed, f"assay of {name_assay(parameter)}", numbers)[0]
                normals = np.sqrt(1 - share) * normals + np.sqrt(share) * of_assay
            drawn = from_scale(prior.scale, prior.point + prior.sd * normals)
            found[address] = drawn if parameter.possible is None else np.clip(drawn, *parameter.possible.range.coherent)
    return found
