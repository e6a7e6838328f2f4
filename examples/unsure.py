"""A typical person whose values are as unsure as they are: one for each draw of all values of a drug's model."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from neurodose import find_drug
from neurodose.agreement.validation import find_estimates
from neurodose.estimation.draws import draw, draw_prior
from neurodose.estimation.typical import make_typical
from neurodose.library.drug import Drug
from neurodose.modelling.parameter import Parameter
from neurodose.populations.people import People
from neurodose.units import NONE

DRAWS, SEED = 200, 7
LEVELS = (0.025, 0.5, 0.975)  # of the bands: a 95 % interval of what the values leave open


def draw_values(drug: Drug, count: int = DRAWS) -> dict[str, np.ndarray]:
    """Values (count,) by address, coherent: jointly where a calibration of one of the drugs set them, else each as
    unsure as its sources. A share of which all is possible stays a share.
    """
    known, set_by = drug.system.parameters, {}
    for part in drug.parts:
        estimate = find_estimates(find_drug(part.name)).get(next(iter(part.structures)))
        for address, values in (draw(estimate, count, seed=SEED) if estimate is not None else {}).items():
            within = f"{part.name}.{address}"
            set_by[within if within in known else address] = values
    drawn = draw_prior(drug.system, set_by, count, seed=SEED) | set_by
    return {a: np.minimum(values, 1) if is_share(known[a]) else values for a, values in drawn.items()}


def make_people(drug: Drug, values: Mapping[str, np.ndarray]) -> People:
    """The typical person of the drug's usual people, once for each draw."""
    return make_typical(drug.people, values)


def is_share(parameter: Parameter) -> bool:
    """Whether a number is assumed to lie anywhere up to all of it, and nowhere above."""
    return (
        parameter.is_assumed and parameter.value.dimension == NONE and parameter.assumptions[0].range.coherent[1] == 1
    )
