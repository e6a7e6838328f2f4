"""What is told over time of people's covariates, put into the formulas of a population.

A covariate that is told is no longer drawn or computed; whatever is computed from it follows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from neurodose.errors import PopulationError, unknown_name
from neurodose.modelling.parameter import Parameter, Parameters, parameter_symbol
from neurodose.populations.distribution import Draw
from neurodose.populations.medians import Write, put_draws_at_middle
from neurodose.populations.timeline import Series
from neurodose.symbols import Expression, symbol
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk
from neurodose.symbols.substitution import substitute
from neurodose.units import name_dimension

ROUNDING = 1e-9  # relative
ALONG = (0.3, 0.5)  # shares of the way from row to row: what lies on the line at both lies on it all along


@dataclass(frozen=True, eq=False)
class Told:
    """A covariate that is told, as it stands in formulas: like a draw, with the middle that the population gives it.

    name: its address; middle: of the typical person, coherent
    """

    name: str
    middle: float

    @property
    def label(self) -> str:
        return self.name

    @property
    def distribution(self) -> Told:
        return self


def mark_told(
    series: Mapping[str, Series], formulas: Mapping[str, Expression], table: type[Parameters], owner: str
) -> dict[str, Expression]:
    """A symbol for each covariate that is told, by address.

    formulas: of the population, by address. Raises PopulationError for an address that neither these nor the table
    have, for a comparison, for another unit.
    """
    listed = {a: parameter_symbol(a, p) for a, p in table.listed().items()}
    typical = {listed[a]: p.value.coherent for a, p in table.listed().items()}
    known = listed | dict(formulas)
    marks: dict[str, Expression] = {}
    for address, told in series.items():
        if address not in known:
            raise unknown_name(PopulationError, "covariate", address, known, where="over_time", owner=f"“{owner}”")
        formula = known[address]
        if formula.is_truth:
            raise PopulationError(
                f"{address} cannot be told over time: it is a comparison", hint="tell what it compares over time"
            )
        if formula.dimension != told.dimension:
            raise PopulationError(
                f"{address} over time is {name_dimension(told.dimension)}",
                exists=f"in “{owner}” it is {name_dimension(formula.dimension)}",
                hint="give it in such a unit",
            )
        middle = float(evaluate([put_draws_at_middle(formula)], typical)[0])
        marks[address] = symbol("random", Told(address, middle), formula.dimension, formula.substance)
    return marks


def put_told(write: Write, marks: Mapping[str, Expression], listed: Mapping[str, Parameter]) -> Write:
    """Formulas as `write` writes them, with a mark wherever they read what is told.

    listed: the parameters of the table by address. Raises PopulationError where one thing has two marks.
    """

    def write_told(others: Mapping[str, Expression]) -> dict[str, Expression]:
        formulas = write({**others, **marks})
        replaced: dict[Expression, Expression] = {}
        for address, mark in marks.items():
            old = formulas[address] if address in formulas else parameter_symbol(address, listed[address])
            # A draw is this person's own, also where the function did not read it from `i`; a typical value that
            # stands in a formula is not, unless the population says nothing more of it.
            is_own = address not in formulas or any(node.operation == "random" for node in walk([old]))
            if old in replaced:
                raise PopulationError(
                    f"{replaced[old]} and {address} are one and the same, and both are told over time",
                    hint="tell one of them",
                )
            if is_own and old not in marks.values():
                replaced[old] = mark
        return {**dict(zip(formulas, substitute(formulas.values(), replaced), strict=True)), **marks}

    return write_told


def check_occasions(formulas: Mapping[str, Expression], owner: str) -> None:
    """Refuses occasions between which nothing differs."""
    draws = [node.content for node in walk(formulas.values()) if isinstance(node.content, Draw)]
    if not any(draw.distribution.each_occasion for draw in draws):
        raise PopulationError(
            f"nothing in “{owner}” differs between occasions",
            hint="mark a distribution, i.CL = p.CL * LogNormal(cv=0.1, each_occasion=True); or leave occasions out",
        )


def check_lines(
    values: Mapping[str, np.ndarray], read: Callable[[np.ndarray], dict[str, np.ndarray]], times: np.ndarray
) -> None:
    """Refuses what does not lie on the lines from row to row where a covariate does.

    values: (rows, people) by address at these times, read: the same at others
    """
    for share in ALONG:
        between = read(times[:-1] + share * np.diff(times))
        for address, rows in values.items():
            on_line = rows[:-1] * (1 - share) + rows[1:] * share
            if not np.allclose(between[address], on_line, rtol=0, atol=ROUNDING * np.abs(rows).max(), equal_nan=True):
                raise PopulationError(
                    f"{address} does not follow a line where a covariate does",
                    hint=f"let the model compute {address}, at every moment; or carry the covariate forward",
                )
