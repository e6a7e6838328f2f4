"""A model card, as the reference collection writes models down, becomes a System.

A card is a mapping (JSON): how many compartments (`n_cmt`), what is worked out before anything moves (`pk`), how the
amounts change (`ode`), from where they start (`init`), what is predicted (`pred`) and how measurements scatter about it
(`var`). Everything in it is a pure number but the amounts, which are taken as nmol, and time, as hours.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from neurodose import Compartment, Output, Parameter, Parameters, Source, Substance, describe, model
from neurodose.errors import ModelError
from neurodose.symbols import time
from neurodose.units import g, h, mol, nmol, one
from validation.formula import Formula, read_assignment, read_formula

System = Any  # what `describe` gives: its class is no word of the face

# What becomes of a dose into compartment n, by the letters before the n, with the unit that a plain number gets.
WAYS = {"F": ("share", one), "ALAG": ("lag", h), "R": ("rate", nmol / h), "D": ("duration", h)}
ENDS = {"pred": "prediction", "var": "variance of a measurement about the prediction"}
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
    read = read_card(card)
    return describe(card_model(read, make_table(read, card)))


def find_columns(system: System) -> tuple[str, ...]:
    """The names that a card's system leaves to the data: a prediction without them would be one of nobody."""
    return tuple(address for address, p in system.parameters.items() if p.meaning.endswith(COLUMN))


@dataclass(frozen=True)
class Card:
    """A card that has been read: a formula for each of its lines.

    pk:     what is worked out before anything moves; a name that is assigned again goes on as the last
    starts: of A1 to An, by these names; rates: of change, likewise
    ends:   what is predicted, and how measurements scatter about it: there, F is the prediction
    source: of every number in it
    """

    pk: Sequence[tuple[str, Formula]]
    starts: Mapping[str, Formula]
    rates: Mapping[str, Formula]
    ends: Mapping[str, Formula]
    source: Source

    @property
    def lines(self) -> list[tuple[str, Formula]]:
        """Every formula in the order of the card, each with the name it defines for those after it."""
        ends = [("F", formula) for formula in self.ends.values()]
        return [*self.pk, *self.starts.items(), *self.rates.items(), *ends]

    @property
    def open(self) -> dict[str, str | float]:
        """What no line defines, by the name of its parameter: names used before they are defined, and numbers."""
        defined, names = {"T", *self.starts}, list[str]()
        for name, formula in self.lines:
            names += [word for word in formula.names if word not in defined]
            defined.add(name)
        numbers = dict.fromkeys(number for _, formula in self.lines for number in formula.numbers)
        return {name: name for name in names} | {f"number_{n}": number for n, number in enumerate(numbers, 1)}


@model
def card_model(m: Any, card: Card, p: Any) -> None:
    """What a card says, line by line: quantities, amounts that take in doses and change, a prediction."""
    words = {word: getattr(p, name) for name, word in card.open.items()}
    for name, formula in card.pk:
        words[name] = formula.build(words)
    quantities = {name: words[name] for name, _ in card.pk}

    drug = Substance("drug", 1 * g / mol, card.source)
    for name, start in card.starts.items():
        m[name] = Compartment(drug, start=start.build(words) * nmol, meaning=f"amount in compartment {name[1:]}")
        said = {letters + name[1:]: way for letters, way in WAYS.items()}
        m[name].receives(**{way: quantities[q] * unit for q, (way, unit) in said.items() if q in quantities})

    words |= {"T": time / h} | {name: m[name].amount / nmol for name in card.starts}
    for name, rate in card.rates.items():
        m[name].is_supplied(at=rate.build(words) * (nmol / h))  # a rate of change: what is lost has a minus

    for name, quantity in quantities.items():
        if name not in card.open:  # a column that is assigned again keeps its name
            m[name] = Output(quantity, f"{name} of the card")
    for name, formula in card.ends.items():
        words["F"] = formula.build(words)
        m[name] = Output(words["F"], ENDS[name])


def make_table(read: Card, card: Mapping[str, Any]) -> type[Parameters]:
    """The parameters of a card: a row for everything that its lines leave open."""
    rows = {name: Parameter(*find_value(word, card), read.source, "high") for name, word in read.open.items()}
    return type("Card", (Parameters,), rows)


def find_value(word: str | float, card: Mapping[str, Any]) -> tuple[float, str]:
    """The value and the meaning of a number, of a name in one of the card's vectors, or of a column of the data."""
    if isinstance(word, float | int):
        return word, f"the number {word:g} of the card"
    if re.fullmatch(r"ETA\d+|(?i:eta_.*)", word):
        return 0.0, f"random effect {word}"
    vector = re.fullmatch(r"(THETA|SIGMA)(\d+)", word)
    if vector is None:
        return 1.0, f"{word}, {COLUMN}"
    key, place = vector[1].lower(), int(vector[2]) - 1
    values = card.get(key) or card.get(f"initial_{key}") or ()
    value = values[place] if place < len(values) else 1.0
    return float(value[place] if isinstance(value, Sequence) else value), word  # of a matrix, its diagonal


def read_card(card: Mapping[str, Any]) -> Card:
    """A formula for each line of a card; raises ModelError naming the line that cannot be read."""
    title, pk, ode = str(card.get("title", "")), card.get("pk") or (), card.get("ode") or ()
    where, count = f"card {card.get('id') or title or 'card'}", card.get("n_cmt", 0)
    if not isinstance(count, int) or count < 0 or len(ode) != count:
        raise ModelError(
            f"the card has {count!r} compartments and {len(ode)} equations",
            where=where,
            hint="give each compartment one line of ode",
        )
    starts = read_starts(card.get("init"), max(count, 1), where)
    return Card(
        [read_assignment(line, f"{where}, pk {n}") for n, line in enumerate(pk, 1)],
        {f"A{n}": read_formula(line, f"{where}, init {n}") for n, line in enumerate(starts, 1)},
        {f"A{n}": read_formula(line, f"{where}, ode {n}") for n, line in enumerate(ode, 1)},
        {end: read_formula(card[end], f"{where}, {end}") for end in ENDS if card.get(end) not in (None, "")},
        Source("The reference collection", 2026, where, title, reading="read"),
    )


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
