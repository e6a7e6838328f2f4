"""The numbers of a drug as tables: values, how sure they are and where they come from, and what is assumed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import get_args

from neurodose.agreement.validation import find_run
from neurodose.errors import EstimationError
from neurodose.estimation.estimate import Estimate
from neurodose.estimation.prior import prior_of
from neurodose.estimation.run import Run
from neurodose.library.drug import Drug
from neurodose.modelling.parameter import Condition, Parameter, Spread
from neurodose.reports.markdown import bullets, paragraph, table
from neurodose.sources import Assumption, Certainty, Source
from neurodose.symbols.expression import walk
from neurodose.units import Quantity


@dataclass(frozen=True, eq=False)
class Numbers:
    """Every number of a drug, in three groups by address: of the favourite structure, of rivals alone, of people alone.

    Sources are numbered once for all of them, in the order in which they are met.
    """

    drug: Drug

    @cached_property
    def favourite(self) -> Mapping[str, Parameter]:
        return self.drug.system.parameters

    @cached_property
    def rivals(self) -> Mapping[str, Parameter]:
        known = {a: p for model in self.drug.structures.values() for a, p in model.system.parameters.items()}
        return {a: p for a, p in known.items() if a not in self.favourite}

    @cached_property
    def people(self) -> Mapping[str, Parameter]:
        """Those that the formulas of a person ask for, and no structure."""
        found: dict[str, Parameter] = {}
        for population in self.drug.populations.values():
            asked = {n.content for n in walk(population.formulas.values()) if n.operation == "parameter"}
            found |= {a: p for a, p in population.table.listed().items() if a in asked}
        return {a: p for a, p in found.items() if a not in self.favourite and a not in self.rivals}

    @property
    def all(self) -> Mapping[str, Parameter]:
        return {**self.favourite, **self.rivals, **self.people}

    @cached_property
    def references(self) -> dict[Source, int]:
        """The number of every source."""
        cited: dict[Source, None] = {}
        for parameter in self.all.values():
            spreads = (s.source for s in (parameter.between_people, parameter.uncertainty) if s is not None)
            cited |= {s: None for s in (*parameter.sources, *spreads) if isinstance(s, Source)}
        for model in self.drug.structures.values():
            cited |= {s.source: None for s in model.system.substances.values()}
        return {source: number for number, source in enumerate(cited, 1)}

    @cached_property
    def run(self) -> Run | None:
        """The calibration kept for the drug, if there is one."""
        return find_run(self.drug)

    def estimate(self, structure: str) -> Estimate | None:
        """What the calibration found for a structure, if it found something."""
        found = [e for e in self.run.estimates if e.structure == structure and e.is_converged] if self.run else []
        return found[0] if found else None


def tell_numbers(numbers: Numbers) -> list[str]:
    """The tables of parameters, with a sentence on how certain they are."""
    favourite = next(iter(numbers.drug.structures))
    lines = paragraph(_count(numbers.favourite))
    lines += paragraph(
        "*95 %* is the interval in which the value itself may lie: by the calibration where one set it, else by the "
        "rule for priors. *Between people* is how people differ. Numbers in brackets are references."
    )
    lines += _tabulate(numbers, numbers.favourite, numbers.estimate(favourite))
    if numbers.rivals:
        lines += ["### Only in rival structures", "", *_tell_rivals(numbers)]
    if numbers.people:
        lines += ["### Only in people", "", *_tabulate(numbers, numbers.people, None)]
    return [*lines, *_tell_conditions(numbers), *_tell_own_values(numbers)]


def _tell_conditions(numbers: Numbers) -> list[str]:
    """What the question sets, and what it is if nobody says."""
    rows = [(f"`{address}`", p.meaning, str(p.value)) for address, p in numbers.all.items() if isinstance(p, Condition)]
    said = ["### Conditions, which the question sets", ""] if rows else []
    return [*said, *table(("condition", "meaning", "unless said"), rows)]


def _count(parameters: Mapping[str, Parameter]) -> str:
    founded = [p for p in parameters.values() if not isinstance(p, Condition)]
    by_certainty = Counter(p.certainty for p in founded)
    assumed = sum(p.is_assumed for p in founded)
    told = ", ".join(f"{by_certainty[c]} {c}" for c in get_args(Certainty) if by_certainty[c])
    resting = f"{assumed} rest on an assumption, alone or beside a source"
    return f"The favourite structure has {len(founded)} parameters. Certainty: {told}; {resting}."


def _tell_rivals(numbers: Numbers) -> list[str]:
    lines = []
    for name, model in list(numbers.drug.structures.items())[1:]:
        own = {a: p for a, p in numbers.rivals.items() if a in model.system.parameters}
        if own:
            lines += [f"In *{name}*:", "", *_tabulate(numbers, own, numbers.estimate(name))]
    return lines


def _tabulate(numbers: Numbers, parameters: Mapping[str, Parameter], estimate: Estimate | None) -> list[str]:
    rows = [
        (
            f"`{address}`",
            p.meaning,
            str(_value(address, p, estimate)),
            _tell_interval(address, p, estimate),
            str(p.certainty),
            _tell_spread(numbers, p.between_people),
            _tell_origin(numbers, p),
        )
        for address, p in parameters.items()
        if not isinstance(p, Condition)
    ]
    return table(("parameter", "meaning", "value", "95 %", "certainty", "between people", "from"), rows)


def _value(address: str, parameter: Parameter, estimate: Estimate | None) -> Quantity:
    """The table's, which is the favourite's own; a rival's is what the calibration found for it."""
    if estimate is None or parameter.calibration is None or address not in estimate.addresses:
        return parameter.value
    found = estimate.quantity(address)
    return Quantity(float(f"{found.value:.3g}"), found.unit)


def _tell_interval(address: str, parameter: Parameter, estimate: Estimate | None) -> str:
    if estimate is not None and address in estimate.addresses:
        low, high = estimate.interval(address)
        return f"{low.value:.3g} to {high.value:.3g}"
    try:
        prior = prior_of(address, parameter)
    except EstimationError:
        return "held fixed"
    return f"{prior.show(prior.low).value:.3g} to {prior.show(prior.high).value:.3g}"


def _tell_spread(numbers: Numbers, spread: Spread | None) -> str:
    if spread is None:
        return ""
    if isinstance(spread.source, Assumption):
        return f"{spread.label} (assumed)"
    return spread.label + (f" [{numbers.references[spread.source]}]" if spread.source else "")


def _tell_origin(numbers: Numbers, parameter: Parameter) -> str:
    cited = [f"[{numbers.references[s]}]" for s in parameter.sources if isinstance(s, Source)]
    cited += ["assumption"] * bool(parameter.assumptions) + ["calibrated"] * (parameter.calibration is not None)
    return ", ".join(cited) + (f"; {parameter.measured_in}" if parameter.measured_in else "")


def _tell_own_values(numbers: Numbers) -> list[str]:
    """What a calibration found for each structure, side by side."""
    found = {name: estimate for name in numbers.drug.structures if (estimate := numbers.estimate(name))}
    if len(found) < 2:
        return []
    addresses = dict.fromkeys(a for estimate in found.values() for a in estimate.addresses)
    rows = [
        (f"`{a}`", *(f"{e.quantity(a).value:.3g} {e.quantity(a).unit}".removesuffix(" 1") if a in e.addresses else ""
                     for e in found.values()))
        for a in addresses
    ]  # fmt: skip
    said = "Each structure was calibrated by itself, and has its own values where the observations could set them:"
    return ["### Values by structure", "", said, "", *table(("parameter", *found), rows)]


def tell_assumptions(numbers: Numbers) -> list[str]:
    """What nobody measured: values, and spreads between people."""
    items = [f"`{address}`: {_strip(a)}" for address, p in numbers.all.items() for a in p.assumptions]
    spreads: dict[str, list[str]] = {}
    for address, p in numbers.all.items():
        source = p.between_people.source if p.between_people is not None else None
        if isinstance(source, Assumption):
            spreads.setdefault(_strip(source), []).append(f"`{address}`")
    items += [f"spread between people of {', '.join(addresses)}: {said}" for said, addresses in spreads.items()]
    return bullets(items) or ["None.", ""]


def _strip(assumption: Assumption) -> str:
    return assumption.citation.removeprefix("Assumption: ")


def tell_references(numbers: Numbers) -> list[str]:
    """Every source once, with its number and how it was read."""
    return [f"{number}. {source.citation}" for source, number in numbers.references.items()] + [""]
