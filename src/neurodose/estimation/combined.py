"""What calibrations of single drugs say of a combination: each part keeps its values, and how unsure they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from neurodose.estimation.estimate import Estimate
from neurodose.library.drug import Drug


def combine_estimates(drug: Drug, of_parts: Mapping[str, Mapping[str, Estimate]]) -> dict[str, Estimate]:
    """Estimates of the structures of a combination, by name; of one whose parts were not calibrated there is none.

    of_parts: by the name of a drug, the estimates of its own structures. What was set for one drug says nothing of
              another, so parts are independent of one another.
    """
    found = {}
    for name in drug.structures:
        rival_of, _, rival = name.partition(": ")
        chosen = [
            _place(estimates[wanted], part.name)
            for part in drug.parts
            if (estimates := of_parts.get(part.name, {}))
            and (wanted := rival if part.name == rival_of else next(iter(part.structures))) in estimates
        ]
        if chosen:
            found[name] = _join(name, chosen)
    return found


def _place(estimate: Estimate, part: str) -> Estimate:
    """The same with the addresses that its drug has as a part."""
    return replace(
        estimate,
        priors=tuple(replace(prior, address=f"{part}.{prior.address}") for prior in estimate.priors),
        determined={f"{part}.{address}": said for address, said in estimate.determined.items()},
    )


def _join(structure: str, estimates: list[Estimate]) -> Estimate:
    size = sum(len(estimate.priors) for estimate in estimates)
    covariance, begin = np.zeros((size, size)), 0
    for estimate in estimates:
        end = begin + len(estimate.priors)
        covariance[begin:end, begin:end] = estimate.covariance
        begin = end
    return Estimate(
        structure=structure,
        priors=tuple(prior for estimate in estimates for prior in estimate.priors),
        targets=tuple(target for estimate in estimates for target in estimate.targets),
        point=np.concatenate([estimate.point for estimate in estimates]),
        covariance=covariance,
        predicted=np.concatenate([estimate.predicted for estimate in estimates]),
        determined={address: said for estimate in estimates for address, said in estimate.determined.items()},
        combinations=tuple(said for estimate in estimates for said in estimate.combinations),
        rank=sum(estimate.rank for estimate in estimates),
        is_converged=all(estimate.is_converged for estimate in estimates),
        message="; ".join(estimate.message for estimate in estimates),
    )
