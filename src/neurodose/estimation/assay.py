"""An assay in vitro: what is off in it is off in all that was measured in it, so absolute values more than ratios.

Absolute affinities of one ligand differ about tenfold between assays, while the order and the ratios of several ligands
within one assay agree far better. So numbers of one assay are unsure together.
"""

from __future__ import annotations

import re

from neurodose.modelling.parameter import Parameter
from neurodose.sources import Source
from neurodose.units import NONE, nM

ASSAY_FOLD = 3.0  # on either side of a value: a 95 % interval of about tenfold
IN_VITRO = re.compile(
    r"in vitro|cloned|receptor|\bcells?\b|microsome|membrane|homogenate|\bbrain\b|\[\d+[A-Z]\]|DAMGO|BRET|GTP"
    r"|tissue bath|ileum|vas deferens|simulated .* fluid",
    re.IGNORECASE,
)
IN_PEOPLE = re.compile(r"\b(people|adults?|patients?|volunteers?|(wo)?men|PET|in vivo)\b", re.IGNORECASE)


def is_of_one_assay(parameter: Parameter) -> bool:
    """Whether a number with a unit comes from one paper's assay in vitro, as `measured_in` says.

    A pure number, such as the ratio of two affinities, is none: what is off in an assay is off in both.
    """
    where = parameter.measured_in
    is_in_vitro = IN_VITRO.search(where) is not None and IN_PEOPLE.search(where) is None
    return is_in_vitro and len(_find_papers(parameter)) == 1 and parameter.value.dimension != NONE


def is_affinity(parameter: Parameter) -> bool:
    """Whether it is a concentration at which something is half, in one assay: those are off by the same factor."""
    return is_of_one_assay(parameter) and parameter.value.dimension == nM.dimension


def name_assay(parameter: Parameter) -> str:
    """The paper and what it measured in: numbers with the same name are of the same assay."""
    return f"{'; '.join(sorted(_find_papers(parameter)))}; {parameter.measured_in}"


def _find_papers(parameter: Parameter) -> set[str]:
    return {f"{s.authors} {s.year}, {s.journal}" for s in parameter.sources if isinstance(s, Source)}
