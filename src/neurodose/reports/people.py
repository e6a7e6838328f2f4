"""What the people of a drug have, as equations: covariates, and the parameters that follow from them."""

from __future__ import annotations

from collections.abc import Mapping

from neurodose.library.drug import Drug
from neurodose.populations.distribution import Draw
from neurodose.populations.virtual import Population
from neurodose.reports.markdown import block, bullets, fold, paragraph
from neurodose.symbols import Expression
from neurodose.symbols.expression import walk
from neurodose.symbols.notation import write_text

BESIDE = (
    "each has, beside a draw from each spread of the tables; a prime marks what stands in the place of a drawn value:"
)


def tell_people(drug: Drug) -> list[str]:
    """Each population in a sentence, then the equations of the first and what differs in the others."""
    lines = bullets(f"**{name}**: {population.__doc__}" for name, population in drug.populations.items())
    known: Mapping[str, str] = {}
    for name, population in drug.populations.items():
        told = write_formulas(population)
        other = {address: text for address, text in told.items() if known.get(address) != text}
        if other:
            said = BESIDE if not known else "what differs from them:"
            held = (line for address, text in other.items() for line in fold(f"{address} = {text}", later=8))
            lines += [*paragraph(f"Of *{name}*, {said}"), *block(held)]
        known = known or told
    return lines


def write_formulas(population: Population) -> dict[str, str]:
    """The formulas of a person by what they give, less those that only draw from a parameter's own spread.

    A parameter with a spread stands for the value that the person drew, a prime marks what stands in its place, and
    what was said before is called by its name.
    """
    listed, nodes = population.table.listed(), walk(population.formulas.values())
    own = {node: node.arguments[0].content for node in nodes if _is_own(node)}
    names: dict[Expression, str] = {node: _name_draw(node.content) for node in nodes if isinstance(node.content, Draw)}
    names |= own
    given = {address: f"{address}'" if address in listed else address for address in population.formulas}
    for address, formula in population.formulas.items():
        if formula.arguments:
            names.setdefault(formula, given[address])
    return {
        given[address]: write_text(formula, {n: name for n, name in names.items() if n is not formula or n in own})
        for address, formula in population.formulas.items()
        if own.get(formula) != address
    }


def _name_draw(draw: Draw) -> str:
    return f"({draw.distribution.label}{f', drawn for {draw.name}' if draw.name else ''})"


def _is_own(node: Expression) -> bool:
    """Whether it is a parameter times the draw from its own spread."""
    if node.operation != "multiply" or node.arguments[0].operation != "parameter":
        return False
    draw = node.arguments[1].content
    return isinstance(draw, Draw) and draw.name == node.arguments[0].content
