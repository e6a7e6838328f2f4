"""What stands behind the numbers that an output feels, in the people of a population."""

from __future__ import annotations

from neurodose.populations.virtual import Population
from neurodose.symbols import Expression
from neurodose.symbols.expression import walk


def find_behind(population: Population, felt: set[str]) -> tuple[set[str], tuple[Expression, ...]]:
    """What stands behind the numbers that are felt, in the people of a population: addresses of typical values, and
    the draws by which people differ, in the order of the population.
    """
    said = {address: formula for address, formula in population.formulas.items() if address in felt}
    nodes = list(walk(said.values()))
    typical = (felt - set(said)) | {node.content for node in nodes if node.operation == "parameter"}
    return typical & set(population.table.listed()), tuple(n for n in nodes if n.operation == "random")
