"""The typical person of a population: every draw at its middle."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from neurodose.errors import EstimationError, unknown_name
from neurodose.modelling.parameter import parameter_symbol
from neurodose.populations.distribution import Choice, Distribution, LogNormal, Normal, Uniform
from neurodose.populations.people import People
from neurodose.populations.virtual import Population
from neurodose.symbols import Expression
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk
from neurodose.units import Quantity


def make_typical(population: Population, typical: Mapping[str, np.ndarray]) -> People:
    """One typical person of a population for each variant of its typical values.

    typical: (variants,) by address, coherent: what is varied; everything else is as the table says
    Raises EstimationError for an address that the population does not have.
    """
    listed, count = population.table.listed(), len(next(iter(typical.values())))
    for address in typical:
        if address not in listed:
            raise unknown_name(EstimationError, "parameter", address, listed, owner=population.table.__name__)
    formulas = {a: parameter_symbol(a, listed[a]) for a in typical} | population.formulas
    values: dict[Expression, object] = {
        parameter_symbol(a, p): typical.get(a, p.value.coherent) for a, p in listed.items()
    }
    for node in walk(formulas.values()):
        if node.operation == "random":
            values[node] = _middle(node.content.distribution)
    results = evaluate(formulas.values(), values)
    return People(
        np.arange(count),
        {a: np.array(np.broadcast_to(r, (count,)), dtype=float) for a, r in zip(formulas, results, strict=True)},
        {a: node.dimension for a, node in formulas.items()},
        0,
        f"{count} variants of the typical person of “{population.name}”",
        dict.fromkeys(formulas, "typical"),
    )


def _middle(distribution: Distribution) -> float:
    """The median of a distribution, coherent; of a choice the likeliest."""

    def number(value: Quantity | float) -> float:
        return float(value.coherent if isinstance(value, Quantity) else value)

    if isinstance(distribution, LogNormal):
        return number(distribution.median)
    if isinstance(distribution, Normal):
        return number(distribution.mean)
    if isinstance(distribution, Uniform):
        return (number(distribution.low) + number(distribution.high)) / 2
    if isinstance(distribution, Choice):
        return max(distribution.shares, key=lambda value: distribution.shares[value])
    raise EstimationError(f"{distribution!r} has no middle", hint="give it a type of neurodose.populations")
