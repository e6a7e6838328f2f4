"""What neurodose knows: model files that read like methods sections, and record files of what was observed.

`kinetics` holds how substances move, `targets` what they meet, `drugs/<drug>.py` one drug each (rivals, populations,
routes), `drugs/<drug>_numbers.py` its numbers; `observations/<drug>.toml` what was measured in people. `enzymes` are
what clears them and what they inhibit, `first_pass` the way through gut wall and liver, `rate_law` a binding that goes
with a power of the concentration. Only what `DRUGS` names is a drug with receptors and observations; the other files
hold kinetics and what a ligand is at each target, from which drugs and combinations are to be composed.
`scope` tells what a drug's model was set with, and what of a question lies beyond.
Not held here: the language they are written in (`modelling`).
Start with `drugs/naltrexone.py`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from neurodose.errors import DrugError, unknown_name

if TYPE_CHECKING:
    from neurodose.library.drug import Drug

DRUGS = ("naltrexone",)


def find_drug(name: str) -> Drug:
    """A drug of the library by its name; raises DrugError that lists those there are."""
    if name not in DRUGS:
        raise unknown_name(DrugError, "drug", name, DRUGS, owner="the library")
    return import_module(f"neurodose.library.drugs.{name}").drug
