"""Values in a unit that fits and a size that does not: mL for L, minutes for hours, a salt's molar mass for nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from neurodose.modelling.parameter import Parameter
from neurodose.slips.finding import Finding, Severity
from neurodose.slips.physiology import Limits, limit, tell_slips
from neurodose.units import Dimension, L, M, Quantity, cm, h, kg, mM, pM, s, year

CHECK = "size"
# A clearance that is no organ's: the capacity of an enzyme, exchange between places, stirring, a flow of its own.
INTERNAL = r"between|exchange|intrinsic|capacity|blood flow|had no bound|stirring|enzyme|uptake|transport"

SLOPE = r"constant of|less per|more per|per year"  # of a regression: neither of its signs nor its sizes are bound


@dataclass(frozen=True)
class Expectation:
    """What kind of number lies between which limits.

    words: of its meaning, as a pattern; unless: words that make it something else
    low, high: in one unit, which gives the dimension; severity: of a value outside
    """

    what: str
    words: str
    low: Quantity
    high: Quantity
    severity: Severity = "error"
    unless: str = r"(?!)"
    why: str = ""

    @property
    def dimension(self) -> Dimension:
        return self.low.dimension

    def concerns(self, parameter: Parameter) -> bool:
        said = parameter.meaning.casefold()
        is_kind = parameter.value.dimension == self.dimension and re.search(self.words, said) is not None
        return is_kind and re.search(self.unless, said) is None

    def holds(self, value: float) -> bool:
        return self.low.coherent <= value <= self.high.coherent


LARGEST = limit("largest_volume") * L
EXPECTATIONS = (
    Expectation("the weight of a body", r"\bweight", 1 * kg, 300 * kg, unless=r"exponent|over"),
    Expectation("the height of a body", r"\bheight", 40 * cm, 230 * cm),
    Expectation("an age", r"\bage\b", 0 * year, 120 * year, unless=r"rate"),
    Expectation(
        "a clearance",
        r"",
        1e-4 * L / h,
        10 * limit("cardiac_output") * L / h,
        "warning",
        rf"apparent|{SLOPE}|{INTERNAL}",
        "ten times what the heart pumps is no clearance",
    ),
    Expectation(
        "a clearance by the kidney",
        r"kidney|renal|creatinine|filtration",
        0 * L / h,
        limit("kidney_flow") * L / h,
        "error",
        INTERNAL,
        "no more plasma flows through the kidneys",
    ),
    Expectation(
        "a clearance by the liver",
        r"liver|hepatic",
        0 * L / h,
        1.1 * limit("liver_flow") * L / h,
        "warning",
        rf"apparent|{INTERNAL}",
        "no more blood flows through the liver",
    ),
    Expectation(
        "the blood flow of the liver",
        r"blood flow of the liver|hepatic blood flow|liver blood flow",
        30 * L / h,
        180 * L / h,
        why="it is about 90 L/h",
    ),
    Expectation("a rate constant", r"", 0 / h, 1e4 / s, "warning", why="nothing in the body is so quick"),
    Expectation("a volume", r"", 1e-4 * L, LARGEST, "warning", SLOPE, why="nothing spreads farther"),
    Expectation(
        "a volume of plasma",
        r"volume of (plasma|blood|distribution)|apparent volume|central volume",
        0.9 * limit("plasma_volume") * L,
        LARGEST,
        why="plasma alone is 3 L",
    ),
    Expectation(
        "the volume of plasma and what mixes with it at once",
        r"volume of (plasma|blood) and|central volume",
        0.9 * limit("plasma_volume") * L,
        limit("central_volume") * L,
        "warning",
        "apparent",
        "blood brings no drug to more within minutes",
    ),
    Expectation("a volume of tissue", r"volume of .*tissue", 0.5 * L, LARGEST, "warning", why="no tissue is so small"),
    Expectation(
        "a clearance between plasma and tissue",
        r"clearance between",
        0.05 * L / h,
        limit("cardiac_output") * L / h,
        "warning",
        "apparent",
        "no tissue sees more than the heart pumps, or so little of it",
    ),
    Expectation(
        "a rate constant of absorption",
        r"absor",
        0.002 / h,
        100 / h,
        "warning",
        "transit|stages",
        "drugs are absorbed within minutes to weeks",
    ),
    Expectation("a volume of CSF", r"csf|cerebrospinal", 1e-3 * L, limit("csf_volume") * L, why="all of it is 0.15 L"),
    Expectation("a half-life", r"half-life", 1 * s, 1 * year, "warning"),
    Expectation(
        "an association rate",
        r"",
        0 / (M * s),
        Limits.diffusion.value,
        why="diffusion brings no more of a ligand to its receptor",
    ),
    Expectation(
        "an affinity",
        r"affinity|\bki\b|ec50|ic50|\bkd\b|\bka\b|michaelis|half of the",
        1 * pM,
        20 * mM,
        "warning",
        why="affinities in use run from picomolar to millimolar",
    ),
)


def check_magnitudes(parameters: Mapping[str, Parameter]) -> Iterator[Finding]:
    """Findings on values that physiology does not allow, or hardly, with the slip of unit that would explain them."""
    for address, parameter in parameters.items():
        if parameter.value.coherent == 0:
            continue
        broken = [e for e in EXPECTATIONS if e.concerns(parameter) and not e.holds(parameter.value.coherent)]
        if broken:
            yield _tell(address, parameter, broken[-1])  # the last is the most particular


def _tell(address: str, parameter: Parameter, expected: Expectation) -> Finding:
    unit = parameter.value.unit
    low, high = expected.low.to(unit), expected.high.to(unit)
    slip = tell_slips(
        float(parameter.value.coherent), float(expected.low.coherent), float(expected.high.coherent), unit.dimension
    )
    return Finding(
        CHECK,
        expected.severity,
        address,
        f"{parameter.meaning}: {parameter.value} is not the size of {expected.what}",
        f"expected between {low.value:.3g} and {high.value:.3g} {unit}",
        "; ".join(part for part in (expected.why, slip) if part),
        "look at the unit in the source; if the value is right, say why (docs/check.md)",
    )
