"""Digits that stand for a body: its formulas, its values with how unsure they are, and what calibrations say of them.

What is kept of a simulation is kept by them, so that nothing that was computed with another model passes for this
one's. What is said in words does not count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from neurodose.agreement.study import Estimates
from neurodose.library.drug import Drug
from neurodose.modelling.system import System
from neurodose.symbols import Expression
from neurodose.symbols.expression import walk


def digest_drug(drug: Drug, outputs: Sequence[str], estimates: Estimates) -> str:
    """All rival structures of a body, as far as these outputs are concerned."""
    told = [part for name, model in drug.structures.items() for part in (name, *_tell_system(model.system, outputs))]
    told += [part for name in sorted(estimates) for part in _tell_estimate(estimates, name)]
    told += [f"{address} {pool}" for stage in drug.stages for address, pool in getattr(stage, "pooled", {}).items()]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


def _tell_system(system: System, outputs: Sequence[str]) -> Iterator[str]:
    """Formulas, each node once, and values."""
    formulas = [formula for state in system.states for formula in (state.rate, state.start)]
    formulas += [system.output(name).expression for name in outputs if name in system.outputs]
    for entrance in (*map(system.complete, system.routes.values()), *system.entrances.values()):
        formulas += entrance.formulas.values()
    yield from _tell_nodes(formulas)
    for address, parameter in system.parameters.items():
        spread = [
            label.label if label is not None else "" for label in (parameter.between_people, parameter.uncertainty)
        ]
        assumed = [str(one.between) for one in parameter.assumptions]
        yield f"{address} {parameter.value.coherent!r} {spread} {assumed} {parameter.certainty}"


def _tell_nodes(formulas: Iterable[Expression]) -> Iterator[str]:
    """Each node of the graph by its operation, its content and the numbers of what it is made of."""
    numbers: dict[int, int] = {}
    for node in walk(list(formulas)):
        parts = [numbers[id(part)] for part in node.arguments]
        numbers[id(node)] = len(numbers)
        yield f"{node.operation} {node.content} {parts}"


def _tell_estimate(estimates: Estimates, name: str) -> Iterator[str]:
    held = estimates[name]
    yield f"{name} {held.misfit:.6g}"
    yield from (
        f"{address} {value:.8g} {spread:.6g}"
        for (address, value), spread in zip(held.values.items(), held.sds, strict=True)
    )
