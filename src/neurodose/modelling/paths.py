"""Which numbers of a model an output can feel: those on a path to it through formulas, rates, starts and ways in."""

from __future__ import annotations

from collections.abc import Iterable

from neurodose.modelling.system import System
from neurodose.symbols import Expression
from neurodose.symbols.expression import walk


def find_felt(system: System, outputs: Iterable[str]) -> set[str]:
    """Addresses of the parameters of a system that can change some of its outputs."""
    inside = _gather_formulas(system)
    felt: set[str] = set()
    waiting = [system.output(name).expression for name in outputs]
    seen: set[str] = set()
    while waiting:
        nodes = list(walk([waiting.pop()]))
        felt |= {node.content for node in nodes if node.operation == "parameter"}
        new = {node.content for node in nodes if node.operation == "state"} - seen
        seen |= new
        waiting += [formula for state in sorted(new) for formula in inside[state]]
    return felt


def _gather_formulas(system: System) -> dict[str, list[Expression]]:
    """What decides on each state: its rate, its start, and what becomes of doses that land there."""
    inside = {state.address: [state.rate, state.start] for state in system.states}
    for entrance in (*map(system.complete, system.routes.values()), *system.entrances.values()):
        inside[entrance.state] += entrance.formulas.values()
    return inside
