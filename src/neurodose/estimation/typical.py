"""The typical person of a population: every draw at its middle, or where it is told to be."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from neurodose.errors import EstimationError, unknown_name
from neurodose.modelling.parameter import parameter_symbol
from neurodose.populations.people import People
from neurodose.populations.virtual import Population
from neurodose.symbols import Expression
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk


def make_typical(
    population: Population, typical: Mapping[str, np.ndarray], drawn: Mapping[Expression, np.ndarray] | None = None
) -> People:
    """One typical person of a population for each variant of its typical values.

    typical: (variants,) by address, coherent: what is varied; everything else is as the table says. Nothing: one person
    drawn:   draws (variants,) by their symbol, for people who are not typical in them
    Raises EstimationError for an address that the population does not have.
    """
    listed, count = population.table.listed(), len(next(iter(typical.values()), (0,)))
    for address in typical:
        if address not in listed:
            raise unknown_name(EstimationError, "parameter", address, listed, owner=population.table.__name__)
    formulas = {a: parameter_symbol(a, listed[a]) for a in typical} | population.formulas
    values: dict[Expression, object] = {
        parameter_symbol(a, p): typical.get(a, p.value.coherent) for a, p in listed.items()
    }
    for node in walk(formulas.values()):
        if node.operation == "random":
            values[node] = (drawn or {}).get(node, node.content.distribution.middle)
    results = evaluate(formulas.values(), values)
    return People(
        np.arange(count),
        {a: np.array(np.broadcast_to(r, (count,)), dtype=float) for a, r in zip(formulas, results, strict=True)},
        {a: node.dimension for a, node in formulas.items()},
        0,
        f"{count} variants of the typical person of “{population.name}”",
        dict.fromkeys(formulas, "typical"),
    )
