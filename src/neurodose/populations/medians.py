"""The medians that a study tells of its people, put into the formulas of a population.

What a person has is multiplied, so that its coefficient of variation stays; whatever is computed from it follows.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

from neurodose.errors import PopulationError, unknown_name
from neurodose.modelling.parameter import Parameters, parameter_symbol
from neurodose.populations.told import find_described, refuse_impossible
from neurodose.symbols import Expression, lift, symbol
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import constant, walk
from neurodose.symbols.substitution import substitute
from neurodose.units import Quantity, choose_unit, name_dimension

ROUNDING = 1e-9  # relative

# The formulas of a population by address, with symbols where one reads another
Write = Callable[[Mapping[str, Expression]], dict[str, Expression]]


def put_medians(
    write: Write, medians: Mapping[str, Quantity | float], table: type[Parameters], owner: str
) -> dict[str, Expression]:
    """The formulas of people who have other medians, by address.

    Raises PopulationError for an address that they do not have, for another unit, for a median that cannot be, and for
    medians that contradict one another.
    """
    plain = write({})
    asked = {address: _read_median(address, medians[address], plain, table, owner) for address in medians}
    # A symbol of its own tells a person's weight from a formula or number that is equal and stands for something else,
    # such as the weight that others are divided by.
    marks = {a: symbol("parameter", f"i.{a}", plain[a].dimension, plain[a].substance) for a in asked}
    formulas = write(marks)
    for address in [a for a in formulas if a in asked]:  # in the order said: a later one may be made of an earlier
        formulas = _move(formulas, address, marks[address], asked[address])
    for address, median in asked.items():
        if not math.isclose(_find_typical(formulas[address], table), median.value, rel_tol=ROUNDING):
            raise PopulationError(
                f"the medians of {' and '.join(medians)} contradict one another",
                exists=f"with the others, {address} is no longer {medians[address]}",
                hint="give one of them",
            )
    return formulas


def _read_median(
    address: str, median: Quantity | float, formulas: Mapping[str, Expression], table: type[Parameters], owner: str
) -> Expression:
    if address not in formulas:
        raise unknown_name(PopulationError, "covariate", address, formulas, owner=f"“{owner}”")
    formula, asked = formulas[address], lift(median)
    if formula.is_truth or asked is None or not asked.is_constant:
        raise PopulationError(f"{address} cannot have the median {median!r}", hint="give a number with its unit")
    if asked.dimension != formula.dimension:
        raise PopulationError(
            f"the median of {address} is {median}: {name_dimension(asked.dimension)}",
            exists=f"in “{owner}” it is {name_dimension(formula.dimension)}",
            hint="give it in such a unit",
        )
    described = find_described(address, formula, table.listed())
    refuse_impossible(address, asked.value, formula.dimension, lambda place: f"medians of “{owner}”", described)
    usual, unit = _find_typical(formula, table), choose_unit(formula.dimension)
    if not (usual and 0 < asked.value / usual < math.inf):
        raise PopulationError(
            f"{address} cannot have the median {median}",
            exists=f"in “{owner}” it is {Quantity(unit.from_coherent(usual), unit)}, and the new one is a multiple",
            hint="give a number above 0",
        )
    return asked


def _move(
    formulas: Mapping[str, Expression], address: str, mark: Expression, median: Expression
) -> dict[str, Expression]:
    """All formulas once this one has another median, whatever the typical values are."""
    old = formulas[address]
    middle = put_draws_at_middle(old)
    new = old * (median / middle)
    # A draw is this person's own: what holds it follows, also where the function did not read it from `i`.
    follows = {mark: new} if old is middle else {mark: new, old: new}
    return {**dict(zip(formulas, substitute(formulas.values(), follows), strict=True)), address: new}


def put_draws_at_middle(formula: Expression) -> Expression:
    """The formula of the typical person: the median, where draws are multiplied and log-normal."""
    draws = [node for node in walk([formula]) if node.operation == "random"]
    return substitute([formula], {d: constant(d.content.distribution.middle, d.dimension) for d in draws})[0]


def _find_typical(formula: Expression, table: type[Parameters]) -> float:
    """Its value for the typical person of the table, coherent."""
    values = {parameter_symbol(a, p): p.value.coherent for a, p in table.listed().items()}
    return float(evaluate([put_draws_at_middle(formula)], values)[0])
