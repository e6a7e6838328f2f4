"""A drug whose enzymes, transporters or kidneys do a share of what they usually do, as a combination would say it."""

from __future__ import annotations

from typing import Any

from neurodose import Assumption, Parameter, Parameters, model
from neurodose.modelling.model import Model, Part


def under_change(kinetics: Model, table: type[Parameters], **shares: float) -> Part:
    """The drug as `drug`, with each keyword of its kinetics set to a share (1: as usual)."""
    there = Assumption("made up for tests", (0, 100))
    changes = type("Changes", (Parameters,), {n: Parameter(s, f"{n} there", there) for n, s in shares.items()})
    both = type("Both", (Parameters,), {"own": table, "changes": changes})

    @model
    def changed(m: Any, p: Any = both) -> None:
        """The drug under changes that last."""
        m.drug = kinetics(p.own, **{name: getattr(p.changes, name) for name in shares})

    return changed()
