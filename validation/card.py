"""A model card, as the reference collection writes models down, becomes a System.

A card is a mapping (JSON): how many compartments (`n_cmt`), what is worked out before anything moves (`pk`), how the
amounts change (`ode`), from where they start (`init`), what is predicted (`pred`) and how measurements scatter about it
(`var`). Everything in it is a pure number but the amounts, which are taken as nmol, and time, as hours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from neurodose.errors import ModelError
from neurodose.modelling.compartment import Compartment
from neurodose.modelling.parameter import Parameter, parameter_symbol
from neurodose.modelling.substance import Substance
from neurodose.modelling.system import System, flatten
from neurodose.modelling.trace import Entrance, Output, Scope, Trace
from neurodose.sources import Source
from neurodose.symbols import Expression, time
from neurodose.units import g, h, mol, nmol
from validation.formula import Builder, read_assignment, read_formula

# What becomes of a dose into compartment n, by the letters before the n, with the unit that a plain number gets.
WAYS = {"F": ("share", 1), "ALAG": ("lag", h), "R": ("rate", nmol / h), "D": ("duration", h)}
VECTORS = {"THETA": "theta", "SIGMA": "sigma", "ETA": ""}  # the symbols of a card, and where it keeps their values
COLUMN = "a column of the data, or a quantity the card leaves open"


def make_system(card: Mapping[str, Any]) -> System:
    """The System of a model card.

    States:     A1 to An, amounts in nmol; a card without compartments gets one that stays empty.
    Parameters: THETA1 …, SIGMA1 … with the card's values (1 where it has none), ETA1 … and eta_… at 0, every name
                that is defined nowhere (columns of the data: see `find_columns`) at 1, and as number_1, number_2 …
                each number that is not structure. All are pure numbers.
    Outputs:    the names of `pk`, "pred", and "var" where the card has it.
    Entrances:  what F<n>, ALAG<n>, R<n> and D<n> say of doses into compartment n.
    Raises ModelError, naming the line of the card, for what it cannot read. `omega`, `likelihood` and `mixture` say
    nothing of the course of one person, and are left to estimation.
    """
    return flatten(_Writing(card).write())


def find_columns(system: System) -> tuple[str, ...]:
    """The names that a card's system leaves to the data: a prediction without them would be one of nobody."""
    return tuple(address for address, p in system.parameters.items() if p.meaning.endswith(COLUMN))


class _Writing:
    """A card while it is written into a trace."""

    def __init__(self, card: Mapping[str, Any]) -> None:
        self.card, self.name = card, str(card.get("id") or card.get("title") or "card")
        self.where = f"card {self.name}"
        self.source = Source("The reference collection", 2026, self.where, str(card.get("title", "")), reading="read")
        self.trace = Trace(self.name)
        self.scope = Scope(self.trace)
        self.defined: dict[str, Expression] = {}
        self.numbers: dict[float, Expression] = {}
        self.builder = Builder(self.defined, self._find, self._number)

    def write(self) -> Trace:
        self.trace.paragraphs.append(("", str(self.card.get("title", self.name))))
        count = self._count_compartments()
        before = self._work_out()
        amounts = self._hold(count)
        self._let_in(count, before)
        self.defined |= {**amounts, "T": time / h}
        self._move(count)
        self._predict(before)
        return self.trace

    def _count_compartments(self) -> int:
        count = self.card.get("n_cmt", 0)
        if not isinstance(count, int) or count < 0 or len(self.card.get("ode") or ()) != count:
            raise ModelError(
                f"the card has {count!r} compartments and {len(self.card.get('ode') or ())} equations",
                where=self.where,
                hint="give each compartment one line of ode",
            )
        return count

    def _work_out(self) -> dict[str, Expression]:
        """The quantities of pk, each made of those before it; a name that is assigned again goes on as the last."""
        found: dict[str, Expression] = {}
        for number, line in enumerate(self.card.get("pk") or (), 1):
            name, formula = read_assignment(line, f"{self.where}, pk {number}")
            found[name] = self.defined[name] = self.builder.build(formula)
        return found

    def _hold(self, count: int) -> dict[str, Expression]:
        starts = read_starts(self.card.get("init"), max(count, 1), self.where)
        drug = Substance("drug", 1 * g / mol, self.source)
        amounts: dict[str, Expression] = {}
        for number, start in enumerate(starts, 1):
            name, where = f"A{number}", f"{self.where}, init {number}"
            begin = self.builder.build(read_formula(start, where)) * nmol
            self.scope[name] = place = Compartment(drug, start=begin, meaning=f"amount in compartment {number}")
            amounts[name] = place.amount / nmol
        return amounts

    def _let_in(self, count: int, before: Mapping[str, Expression]) -> None:
        """What pk says of doses. A compartment may have both a rate and a duration: the dose says which it means."""
        for number in range(1, count + 1):
            said = {way: before[f"{letters}{number}"] * unit for letters, (way, unit) in WAYS.items()
                    if f"{letters}{number}" in before}  # fmt: skip
            if said:
                self.trace.entrances[f"A{number}"] = Entrance(f"A{number}", **said)

    def _move(self, count: int) -> None:
        for number in range(1, count + 1):
            formula = read_formula(self.card["ode"][number - 1], f"{self.where}, ode {number}")
            self.trace.move(self.builder.build(formula) * (nmol / h), None, f"A{number}", "changes")

    def _predict(self, before: Mapping[str, Expression]) -> None:
        for name, expression in before.items():
            if name not in self.trace.parameters:  # a column that is assigned again keeps its name
                self.scope[name] = Output(expression, f"{name} of the card")
        for name, meaning in (("pred", "prediction"), ("var", "variance of a measurement about the prediction")):
            if self.card.get(name) not in (None, ""):
                found = self.builder.build(read_formula(self.card[name], f"{self.where}, {name}"))
                self.scope[name] = Output(found, meaning)
                self.defined["F"] = found  # from here on: of var, F is the prediction

    def _find(self, name: str) -> Expression:
        """What a name stands for that the card does not define: one of its vectors, or a column of the data."""
        vector = re.fullmatch(r"(THETA|ETA|SIGMA)(\d+)", name)
        if vector:
            return self._keep(name, self._value(*vector.groups()), name)
        if name.lower().startswith("eta_"):
            return self._keep(name, 0.0, f"random effect {name}")
        return self._keep(name, 1.0, f"{name}, {COLUMN}")

    def _value(self, vector: str, number: str) -> float:
        if vector == "ETA":
            return 0.0
        held = self.card.get(VECTORS[vector]) or self.card.get(f"initial_{VECTORS[vector]}") or ()
        row = held[int(number) - 1] if int(number) <= len(held) else 1.0
        return float(row[int(number) - 1] if isinstance(row, Sequence) else row)

    def _number(self, value: float) -> Expression:
        if value not in self.numbers:
            name = f"number_{len(self.numbers) + 1}"
            self.numbers[value] = self._keep(name, value, f"the number {value:g} of the card")
        return self.numbers[value]

    def _keep(self, name: str, value: float, meaning: str) -> Expression:
        known = self.trace.parameters.get(name) or Parameter(value, meaning, self.source, certainty="high")
        self.trace.record_parameter(name, known)
        return parameter_symbol(name, known)


def read_starts(init: Any, count: int, where: str) -> list[str]:
    """The start of each compartment as a formula: `init` is a list in order, or says "A1=70", or maps A1 to 70."""
    starts = ["0"] * count
    if isinstance(init, Mapping):
        said = [(str(name), value) for name, value in init.items()]
    else:
        said = [(f"A{n}", line) for n, line in enumerate([init] if isinstance(init, str) else init or (), 1)]
    for place, value in said:
        if isinstance(value, str) and "=" in value:
            place, value = (part.strip() for part in value.split("=", 1))
        number = re.fullmatch(r"(?:A_?0?\(?)?(\d+)\)?", place)
        if number is None or not 1 <= int(number[1]) <= count:
            raise ModelError(f'init speaks of "{place}"', where=where, exists=f"the card has A1 to A{count}")
        starts[int(number[1]) - 1] = "0" if value in (None, "") else str(value)
    return starts
