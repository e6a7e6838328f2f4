"""A model card becomes a System that says the same as its text."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from neurodose import people_from, simulate
from neurodose.errors import ModelError
from neurodose.modelling.parameter import parameter_symbol
from neurodose.modelling.system import System
from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.symbols.evaluation import evaluate
from neurodose.units import h
from validation.card import find_columns, make_system
from validation.formula import read_assignment

ROUNDING = 1e-12  # relative: the same arithmetic in another order
INTEGRATED = 1e-7  # relative to the largest value: two integrators, each asked for 1e-10
TEXT = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "min": min, "max": max, "__builtins__": {}}

SATURABLE = {
    "id": "saturable",
    "title": "Absorbed into a compartment that eliminates by a saturable process, with a rhythm",
    "n_cmt": 2,
    "theta": [12.5, 0.7, 3],
    "pk": [
        "VM=THETA1*exp(ETA1)*(WT/70)**0.75",
        "KM=24*7/100",
        "KA=THETA2 if SEX == 1 and not WT < 10 else THETA3",
        "V=20.5",
        "V=V*(1+0.1*(SEX==0))",
        "F1=BIOAV",
        "ALAG1=LAGT",
        "R2=RAT2",
        "D2=2*DUR2",
    ],
    "ode": ["-KA*A1", "KA*A1*(1+0.3*sin(T/4))-VM*(A2/V)/(KM+A2/V)"],
    "init": ["100", "0.5*V"],
    "pred": "A2/V",
    "var": "(0.15*F)**2+SIGMA1",
    "sigma": [[0.04]],
}


def find_cards(shared: Path) -> list[dict[str, Any]]:
    """Every card of the reference collection."""
    folder = shared / "reference"
    cards = list(json.loads((folder / "mipd" / "models.json").read_text()).values())
    cards += json.loads((folder / "mipd" / "tdm_cases.json").read_text())
    return cards + [json.loads(p.read_text()) for p in sorted((folder / "estimation").glob("*/problem.json"))]


class Text:
    """A card as its text stands, computed by Python alone: an independent reading."""

    def __init__(self, card: dict[str, Any], values: dict[str, float]) -> None:
        self.card, self.values = card, dict(values)
        self.functions = TEXT | {"sin": math.sin}
        for line in card["pk"]:
            name, text = line.split("=", 1)
            self.values[name] = self.say(text, {})

    def say(self, text: str, more: dict[str, float]) -> float:
        return float(eval(text, self.functions, self.values | more))

    def amounts(self, t: float, y: Any) -> dict[str, float]:
        return {"T": t} | {f"A{n}": float(a) for n, a in enumerate(y, 1)}

    def rates(self, t: float, y: Any) -> list[float]:
        return [self.say(line, self.amounts(t, y)) for line in self.card["ode"]]

    def predict(self, t: float, y: Any) -> tuple[float, float]:
        found = self.say(self.card["pred"], self.amounts(t, y))
        return found, self.say(self.card["var"], {"F": found})


def draw(system: System, random: np.random.Generator) -> dict[str, float]:
    """Values for everything the card leaves open, a little off what it holds."""
    return {
        address: p.value.coherent * float(np.exp(0.2 * random.standard_normal()))
        + (0.1 * float(random.standard_normal()) if address.lower().startswith("eta") else 0.0)
        for address, p in system.parameters.items()
        if not address.startswith("number_")
    }


def assert_same_course(card: dict[str, Any], seed: int) -> None:
    """Starting from something in each compartment, card and system go the same way for ten hours."""
    started = {"init": [f"{50 / n}" for n in range(1, card["n_cmt"] + 1)]} | card
    system = make_system(started)
    values = draw(system, np.random.default_rng(seed))
    text, times = Text(started, values), np.linspace(0, 10, 21)
    begin = [text.say(line, {}) for line in started["init"]]
    wanted = solve_ivp(text.rates, (0, 10), begin, "LSODA", times, rtol=1e-10, atol=1e-12).y
    course = simulate(
        system, None, people_from({n: np.array([v]) for n, v in values.items()}), at=times * h,
        method=DormandPrince(rtol=1e-10), outputs=list(system.outputs),
    )  # fmt: skip
    found = np.array([course[f"A{n}"].values[0] for n in range(1, card["n_cmt"] + 1)])
    assert np.abs(found - wanted).max() <= INTEGRATED * np.abs(wanted).max()
    for name, expected in zip(("pred", "var"), zip(*map(text.predict, times, found.T), strict=True), strict=True):
        assert course[name].values[0] == pytest.approx(expected, rel=ROUNDING)
    for line in card["pk"]:
        name = line.split("=")[0]
        assert course[name].values[0] == pytest.approx(text.values[name], rel=ROUNDING)


def test_a_card_says_the_same_as_its_text(seed: int) -> None:
    assert_same_course(SATURABLE, seed)


def test_every_card_of_the_collection_becomes_a_system(shared: Path, seed: int) -> None:
    cards = find_cards(shared)
    assert len(cards) >= 15
    for number, card in enumerate(cards):
        assert_same_course(card, seed + number)
        assert make_system(card).is_linear == card["linear"]


def test_what_a_card_says_of_doses_becomes_the_entrance_of_the_compartment() -> None:
    trace = make_system(SATURABLE)
    first, second = trace.entrances["A1"], trace.entrances["A2"]
    assert (list(first.formulas), list(second.formulas)) == (["share", "lag"], ["rate", "duration"])
    values = {"BIOAV": 0.8, "LAGT": 0.25, "RAT2": 10.0, "DUR2": 1.5}
    symbols = {parameter_symbol(a, trace.parameters[a]): v for a, v in values.items()}
    assert evaluate([*first.formulas.values(), *second.formulas.values()], symbols) == [0.8, 0.25, 10.0, 3.0]


def test_what_the_card_leaves_open_is_named() -> None:
    system = make_system(SATURABLE)
    assert set(find_columns(system)) == {"WT", "SEX", "BIOAV", "LAGT", "RAT2", "DUR2"}
    assert system.parameters["THETA1"].value.coherent == 12.5
    assert system.parameters["SIGMA1"].value.coherent == 0.04
    assert system.parameters["ETA1"].value.coherent == 0


def test_a_number_that_is_more_than_structure_becomes_a_parameter_that_names_the_card() -> None:
    numbers = {a: p for a, p in make_system(SATURABLE).parameters.items() if a.startswith("number_")}
    assert sorted(p.value.coherent for p in numbers.values()) == [0.1, 0.15, 0.3, 0.75, 1.68, 20.5, 70, 100]
    assert all("card saturable" in source.citation for p in numbers.values() for source in p.sources)


@pytest.mark.parametrize(
    ("text", "numbers", "value"),
    [
        ("24 if SEX == 1 else 70", [24, 70], 24),
        ("5*-7*SEX", [-35], -35),
        ("4*exp(0.5*2)*SEX", [4 * math.e], 4 * math.e),
        ("max(2, 24)*SEX/24", [24], 1),
    ],
)
def test_numbers_are_joined_where_they_make_one(text: str, numbers: list[float], value: float) -> None:
    card = {"id": "one", "n_cmt": 1, "pk": [f"CL={text}"], "ode": ["-CL*A1"], "pred": "A1"}
    system = make_system(card)
    held = [p.value.coherent for a, p in system.parameters.items() if a.startswith("number_")]
    assert held == pytest.approx(numbers, rel=ROUNDING)
    course = simulate(system, None, people_from({"SEX": np.array([1.0])}), until=1 * h, outputs=["CL"])
    assert course["CL"].values[0] == pytest.approx(value, rel=ROUNDING)


def test_a_column_that_is_assigned_again_keeps_its_value_of_the_data() -> None:
    card = SATURABLE | {"pk": ["WT=WT/70", *SATURABLE["pk"]]}
    system = make_system(card)
    assert "WT" not in system.outputs
    assert "WT" in find_columns(system)


def test_a_card_without_compartments_has_one_that_stays_empty() -> None:
    system = make_system({"id": "emax", "n_cmt": 0, "pk": ["E0=THETA1"], "ode": [], "pred": "E0+9*AMOUNT/(3+AMOUNT)"})
    course = simulate(system, None, people_from({"AMOUNT": np.array([6.0])}), until=1 * h)
    assert course["pred"].values[0].tolist() == [7.0, 7.0]


@pytest.mark.parametrize("init", [["0", "7"], {"A2": 7}, ["A2=7"], {"2": "7"}, ["A_0(2)=7"]])
def test_a_start_may_be_said_in_order_or_by_name(init: Any) -> None:
    assert [s.start.value for s in make_system(SATURABLE | {"init": init}).states] == [0, 7]


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"pk": ["CL:4"]}, r"cannot be read|no assignment"),
        ({"pk": ["CL=4", "V"]}, r'"V" is no assignment \(card saturable, pk 2\)'),
        ({"pk": ["CL=gamma(3)"]}, r'"gamma\(3\)" in "CL=gamma\(3\)" is more than a card may say'),
        ({"pk": ["CL=exp(3, 4)"]}, "more than a card may say"),
        ({"pk": ["CL=True"]}, "more than a card may say"),
        ({"pk": ["CL=4*A1"]}, '"A1" in .* is more than a card may say'),
        ({"pk": ["CL=4*T"]}, '"T" in .* is more than a card may say'),
        ({"pk": ["CL=1 if WT else 2"]}, '"WT" in .* is no condition'),
        ({"ode": ["-KA*A1"]}, "2 compartments and 1 equations"),
        ({"ode": ["-KA*", "0"]}, r"cannot be read \(card saturable, ode 1\)"),
        ({"init": {"A3": 1}}, 'init speaks of "A3"'),
    ],
)
def test_what_cannot_be_read_is_refused_by_its_place(change: dict[str, Any], complaint: str) -> None:
    with pytest.raises(ModelError, match=complaint):
        make_system(SATURABLE | change)


def test_an_assignment_may_hold_a_comparison() -> None:
    assert read_assignment("X=(SEX==1)", "here")[0] == "X"
