"""Which numbers of a model an output can feel: those on a path to it through formulas, rates, starts and ways in."""

from __future__ import annotations

from collections.abc import Iterable

from neurodose.modelling.system import System
from neurodose.populations.virtual import Population
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


def find_behind(population: Population, felt: set[str]) -> tuple[set[str], tuple[Expression, ...]]:
    """What stands behind the numbers that are felt, in the people of a population: addresses of typical values, and
    the draws by which people differ, in the order of the population.
    """
    said = {address: formula for address, formula in population.formulas.items() if address in felt}
    nodes = list(walk(said.values()))
    typical = (felt - set(said)) | {node.content for node in nodes if node.operation == "parameter"}
    return typical & set(population.table.listed()), tuple(n for n in nodes if n.operation == "random")
