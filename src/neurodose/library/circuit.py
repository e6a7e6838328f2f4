"""What a circuit says of itself: which receptors drive it, what it has released, and where its responses stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from neurodose.modelling.parameter import Parameters
from neurodose.symbols import Expression

Scopes = Mapping[str, tuple[Any, Any]]  # of each drug in the body: its scope and its table


@dataclass(frozen=True, eq=False)
class Circuit:
    """A circuit behind receptors, as a body takes it in (`combination.put_together`).

    table:     its numbers, which stand under its name
    targets:   receptors that it needs, also where no drug of the body binds there
    releases:  what it has released of the body's own ligands, of the usual, of the drugs' scopes and the body's table
    write:     puts it into the scope of the body, behind the receptors
    responses: outputs by what they are in words
    """

    name: str
    table: type[Parameters]
    targets: tuple[str, ...]
    releases: Callable[[Scopes, Any], Mapping[str, Expression]]
    write: Callable[[Any, Any, Scopes], None]
    responses: Mapping[str, str] = field(default_factory=dict)
