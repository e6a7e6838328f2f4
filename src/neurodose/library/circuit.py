"""What a circuit says of itself: which receptors drive it, what it has released, and where its outputs stand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from neurodose.modelling.parameter import Parameters
from neurodose.symbols import Expression

if TYPE_CHECKING:
    from neurodose.library.response import Endpoint

Scopes = Mapping[str, tuple[Any, Any]]  # of each drug in the body: its scope and its table


def release_nothing(scopes: Scopes, p: Any) -> dict[str, Expression]:
    """Of a circuit that has none of the body's own ligands released."""
    del scopes, p
    return {}


@dataclass(frozen=True, eq=False)
class Circuit:
    """A circuit behind receptors, as a body takes it in (`combination.put_together`).

    name:     its scope and its numbers stand under it; meaning: in words, as a sentence would have it
    targets:  receptors that it needs, also where no drug of the body binds there
    hears:    further receptors that it listens to where a drug of the body binds there
    actors:   drugs that act on it without a receptor of the library (ethanol)
    needs:    circuits that stand before it
    releases: what it has released of the body's own ligands, of the usual, of the drugs' scopes and the body's table
    write:    puts it into the scope of the body, behind the receptors
    outputs:  addresses by what they are in words
    endpoints: what of it is measured in people, and how that is worded
    """

    name: str
    meaning: str
    table: type[Parameters]
    write: Callable[[Any, Any, Scopes], None]
    targets: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    actors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    releases: Callable[[Scopes, Any], Mapping[str, Expression]] = release_nothing
    outputs: Mapping[str, str] = field(default_factory=dict)
    endpoints: tuple[Endpoint, ...] = ()
