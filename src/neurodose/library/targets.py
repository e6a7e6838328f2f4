"""What the body itself brings to the receptors: its own ligands, at rest."""

from __future__ import annotations

from typing import Any

from neurodose.modelling.model import model
from neurodose.modelling.pool import Pool


@model
def own_ligand(m: Any, p: Any) -> None:
    """The body makes its own ligand and breaks it down; at rest the two balance."""
    m.free = Pool(production=p.loss * p.at_rest, loss=p.loss, meaning="unbound concentration at the receptor")
