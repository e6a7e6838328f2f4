"""The number of a value beside the words of its source: the same digits in another unit are a slip of one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from neurodose.errors import UnitError
from neurodose.modelling.parameter import Parameter
from neurodose.slips.finding import Finding
from neurodose.sources import Assumption, Source
from neurodose.units import NONE, Quantity, g, mol, multiply_dimensions, percent, read_quantity

CHECK = "unit in words"
# A number with a unit as people write it; a unit may be divided and powers are left to the reader of units.
SAID = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?)\s?((?:%|[A-Za-zµμ]+)(?:/[A-Za-zµμ]+){0,2})(?![\w/])")
SAME = 1e-9  # relative: the digits themselves
ROUND = (0.0, 1.0)  # digits that stand in every text and mean nothing


def check_wording(parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    """Findings on values whose own words give the same digits in another unit: a mass for a mole, minutes for hours."""
    for address, parameter in parameters.items():
        for said in find_quantities(words_of(parameter)):
            if _is_slip(parameter.value, said):
                yield _tell(address, parameter, said)
                break


def words_of(parameter: Parameter) -> str:
    """All that is written beside a value."""
    words = [parameter.meaning, parameter.measured_in]
    words += [basis.reason for basis in parameter.sources if isinstance(basis, Assumption)]
    words += [basis.locator for basis in parameter.sources if isinstance(basis, Source)]
    return "; ".join(words)


def find_quantities(text: str) -> Iterator[Quantity]:
    """The numbers with a unit that a text names."""
    for number, unit in SAID.findall(text):
        try:
            yield read_quantity(f"{number} {unit}")
        except UnitError:  # a word that is no unit: "3 patients"
            continue


def _is_slip(value: Quantity, said: Quantity) -> bool:
    """Whether digits are the same, and units are of one kind and not the same."""
    if value.value in ROUND or abs(value.value - said.value) > SAME * abs(value.value):
        return False
    if said.unit == percent and value.dimension == NONE:
        return value.unit != percent
    if value.dimension == said.dimension:
        return value.unit != said.unit
    return _differ_by_molar_mass(value, said)


def _differ_by_molar_mass(value: Quantity, said: Quantity) -> bool:
    per_mole = (g / mol).dimension
    return said.dimension in (
        multiply_dimensions(value.dimension, per_mole),
        multiply_dimensions(value.dimension, per_mole, -1),
    )


def _tell(address: str, parameter: Parameter, said: Quantity) -> Finding:
    is_mass = parameter.value.dimension != said.dimension and said.dimension != NONE
    why = "a mass is taken for moles, or moles for a mass" if is_mass else "the digits are the same, the unit is not"
    return Finding(
        CHECK,
        "error" if is_mass else "warning",
        address,
        f"{parameter.meaning}: {parameter.value}, and its words say {said}",
        f"{parameter.value} beside {said} in: {words_of(parameter)}",
        why,
        "take the unit of the source; a mass becomes moles through the substance",
    )
