"""Which circuits and responses a body can reach: what each needs before it, and what of the drugs drives it.

A response that nothing in the body drives is not silently flat: the error says which link is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from neurodose.errors import DrugError
from neurodose.library.circuit import Circuit
from neurodose.library.pharmacology import Pharmacology
from neurodose.library.receptors import TARGETS
from neurodose.library.response import Response

Stage = Circuit | Response


def put_in_order(names: Iterable[str], find: Callable[[str], Stage]) -> tuple[Stage, ...]:
    """The stages of these names with all that they need, each after what it needs."""
    found: dict[str, Stage] = {}

    def add(name: str) -> None:
        if name not in found:
            stage = find(name)
            for needed in find_needs(stage):
                add(needed)
            found[name] = stage

    for name in names:
        add(name)
    return tuple(found.values())


def find_needs(stage: Stage) -> tuple[str, ...]:
    """What has to stand before a stage."""
    return (*stage.needs, *(stage.beside if isinstance(stage, Response) else ()))


def demand_reach(asked: Iterable[str], stages: Iterable[Stage], drugs: tuple[Pharmacology, ...]) -> None:
    """Raises DrugError that says which link is missing, for what is asked for and no drug of the body drives."""
    held = {stage.name: stage for stage in stages}
    names = " and ".join(drug.name for drug in drugs)
    for name in asked:
        doors, actors = find_doors(held[name], held)
        if not is_reached(doors, actors, drugs):
            bound = dict.fromkeys(_name(t) for drug in drugs for t in find_targets(drug))
            raise DrugError(
                f"{name} is out of reach of {names}: the link from {names} to it is missing",
                exists=f"it stands behind {_list([*map(_name, doors), *actors])}; "
                f"{names} binds to {_list(bound) or 'no receptor of the library'}",
                hint="add a drug that acts there, or ask for another response",
            )


def _name(target: str) -> str:
    """A target in a list of several: what is said of it behind a comma is left out."""
    return TARGETS[target].meaning.partition(",")[0]


def find_doors(stage: Stage, held: Mapping[str, Stage]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The receptors and the drugs by which a stage can be driven, by itself or through what stands before it."""
    doors, actors = dict.fromkeys((*stage.targets, *stage.hears)), dict.fromkeys(stage.actors)
    for needed in stage.needs:
        more, others = find_doors(held[needed], held)
        doors |= dict.fromkeys(more)
        actors |= dict.fromkeys(others)
    return tuple(doors), tuple(actors)


def is_reached(doors: Iterable[str], actors: Iterable[str], drugs: tuple[Pharmacology, ...]) -> bool:
    """Whether some drug binds at one of these receptors, or acts by itself."""
    return any(drug.name in actors or not set(doors).isdisjoint(find_targets(drug)) for drug in drugs)


def find_targets(drug: Pharmacology) -> tuple[str, ...]:
    """The targets that some structure of a drug binds to, in the order of the layer."""
    named = {target for structure in drug.structures.values() for target in structure.targets}
    return tuple(target for target in TARGETS if target in named)


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)
