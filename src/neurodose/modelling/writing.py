"""The methods section a system writes of itself: paragraphs, equations, parameters, assumptions, references."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from neurodose.modelling.parameter import Condition, Parameter, Spread
from neurodose.modelling.system import System
from neurodose.modelling.trace import Output
from neurodose.sources import Assumption, Source
from neurodose.symbols import Expression
from neurodose.symbols.notation import split_terms, symbol_mathml, write_latex, write_mathml, write_text


@dataclass(frozen=True, eq=False)
class Equation:
    """left = expression, where `left` is an address, or its rate of change; `means` is what it is in words."""

    address: str
    expression: Expression
    is_rate: bool
    means: str
    names: Mapping[Expression, str]

    def __str__(self) -> str:
        left = f"d {self.address}/dt" if self.is_rate else self.address
        return f"{left} = {write_text(self.expression, self.names)}"

    @property
    def latex(self) -> str:
        left = rf"\mathrm{{{self.address}}}".replace("_", r"\_")
        left = rf"\frac{{d\,{left}}}{{dt}}" if self.is_rate else left
        return f"{left} = {write_latex(self.expression, self.names)}"

    @property
    def mathml(self) -> str:
        left = symbol_mathml(self.address)
        if self.is_rate:
            left = f"<mfrac><mrow><mi>d</mi>{left}</mrow><mrow><mi>d</mi><mi>t</mi></mrow></mfrac>"
        # One <math> for each term, because browsers break lines between them and not within.
        pieces = [f"{left}<mo>=</mo>"]
        for place, (sign, term) in enumerate(split_terms(self.expression, self.names)):
            form = "infix" if place else "prefix"
            shown = f"<mo form='{form}'>{sign.replace('-', '−')}</mo>" if place or sign == "-" else ""
            pieces.append(f"{shown}{write_mathml(term, self.names)}")
        return " ".join(f"<math displaystyle='true'><mrow>{piece}</mrow></math>" for piece in pieces)


@dataclass(frozen=True, eq=False)
class Methods:
    """What a reader needs to build the model again.

    paragraphs: (address, text) of each part; rates, starts, definitions: equations; parameters: by address;
    conditions: what the question sets, by address; references: every source once, in order of use.
    """

    name: str
    paragraphs: tuple[tuple[str, str], ...]
    rates: tuple[Equation, ...]
    starts: tuple[Equation, ...]
    definitions: tuple[Equation, ...]
    parameters: dict[str, Parameter]
    references: tuple[Source, ...]
    conditions: Mapping[str, Condition] = field(default_factory=dict)

    @property
    def assumptions(self) -> dict[str, Parameter]:
        """The parameters that nobody measured."""
        return {a: p for a, p in self.parameters.items() if p.is_assumed}

    @property
    def assumed_spreads(self) -> dict[str, Assumption]:
        """The spreads between people that nobody measured."""
        spreads = {a: p.between_people.source for a, p in self.parameters.items() if p.between_people}
        return {a: s for a, s in spreads.items() if isinstance(s, Assumption)}

    def reference_numbers(self, parameter: Parameter) -> list[int]:
        return [self.references.index(s) + 1 for s in parameter.sources if isinstance(s, Source)]

    def say_spread(self, spread: Spread | None) -> str:
        """A spread in words with where it comes from: "log-normal, CV 48 % [6]", "log-normal, CV 30 % (assumed)"."""
        if spread is None:
            return ""
        if isinstance(spread.source, Assumption):
            return f"{spread.label} (assumed)"
        return spread.label + (f" [{self.references.index(spread.source) + 1}]" if spread.source else "")

    def __str__(self) -> str:
        parts = [self._head(), self._equations(), self._table(), self._set(), self._assumed(), self._listed()]
        return "\n\n".join(part for part in parts if part)

    def _head(self) -> str:
        return "\n\n".join(
            [
                self.name,
                *(f"{address + ': ' if address else ''}{text}" for address, text in self.paragraphs if text),
            ]
        )

    def _equations(self) -> str:
        lines = ["Equations", *(f"  {e}" for e in self.rates)]
        lines += [
            "Before the first dose",
            *(f"  {e.address} = {write_text(e.expression, e.names)}" for e in self.starts),
        ]
        return "\n".join(
            [
                *lines,
                "Quantities",
                *(f"  {e}" + (f"    ({e.means})" if e.means else "") for e in self.definitions),
            ]
        )

    def _table(self) -> str:
        lines = ["Parameters"]
        for address, p in self.parameters.items():
            cited = [f"[{n}]" for n in self.reference_numbers(p)] + ["assumption"] * bool(p.assumptions)
            cited += [p.calibration.citation.lower()] if p.calibration else []
            spread = f"; between people: {self.say_spread(p.between_people)}" if p.between_people else ""
            unsure = f"; uncertainty: {self.say_spread(p.uncertainty)}" if p.uncertainty else ""
            where = f"; {p.measured_in}" if p.measured_in else ""
            lines.append(
                f"  {address} = {p.value}  {p.meaning} ({p.certainty}; {', '.join(cited)}{where}{spread}{unsure})"
            )
        return "\n".join(lines)

    def _set(self) -> str:
        """What the question sets; nothing where there is no such thing."""
        lines = [f"  {address} = {c.value}  {c.meaning}" for address, c in self.conditions.items()]
        return "\n".join(["Conditions, which the question sets", *lines] if lines else [])

    def _assumed(self) -> str:
        lines = [f"  {address}: {a.citation}" for address, p in self.assumptions.items() for a in p.assumptions]
        spreads: dict[str, list[str]] = {}
        for address, assumption in self.assumed_spreads.items():
            spreads.setdefault(assumption.citation, []).append(address)
        lines += [f"  spread between people of {', '.join(names)}: {said}" for said, names in spreads.items()]
        return "\n".join(["Assumptions", *(lines or ["  none"])])

    def _listed(self) -> str:
        return "\n".join(["References", *(f"  [{n}] {s.citation}" for n, s in enumerate(self.references, 1))])


def write_methods(system: System) -> Methods:
    """The methods section of a system; every number in it has its source or is listed as an assumption."""
    names = _nameable(system.outputs)
    rates = [Equation(s.address, s.rate, True, s.meaning, names) for s in system.states]
    starts = [Equation(s.address, s.start, False, s.meaning, {}) for s in system.states if not _is_zero(s.start)]
    shown = [
        # A definition spells out what all the others call by its name.
        Equation(a, o.expression, False, o.meaning, {k: v for k, v in names.items() if k is not o.expression})
        for a, o in system.outputs.items()
        if o.expression.arguments
    ]
    cited: dict[Source, None] = {}
    for parameter in system.parameters.values():
        spreads = (s.source for s in (parameter.between_people, parameter.uncertainty) if s is not None)
        cited |= {s: None for s in (*parameter.sources, *spreads) if isinstance(s, Source)}
    for substance in system.substances.values():
        cited[substance.source] = None
    return Methods(
        system.name,
        system.paragraphs,
        tuple(rates),
        tuple(starts),
        tuple(shown),
        {a: p for a, p in system.parameters.items() if not isinstance(p, Condition)},
        tuple(cited),
        {a: p for a, p in system.parameters.items() if isinstance(p, Condition)},
    )


def _nameable(outputs: Mapping[str, Output]) -> dict[Expression, str]:
    """Formulas that are written by their name where they stand in others; the first name of a formula is the one
    used.
    """
    found: dict[Expression, str] = {}
    for address, output in outputs.items():
        if output.expression.arguments:
            found.setdefault(output.expression, address)
    return found


def _is_zero(start: Expression) -> bool:
    return start.is_constant and start.value == 0
