"""The methods section a model writes of itself: enough to build it again, with a source for every number."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree

import pytest

from neurodose import (
    Assumption,
    Compartment,
    Competition,
    Ligand,
    LogNormal,
    Output,
    Parameter,
    Parameters,
    Pool,
    Source,
    Substance,
    model,
)
from neurodose.modelling.writing import Methods, write_methods
from neurodose.symbols import at_start
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk
from neurodose.units import L, g, h, mol, nM, percent

first = Source("First", 2001, "J One 1:1", reading="read")
second = Source("Second", 2002, "J Two 2:2")
of_spread = Source("Third", 2003, "J Three 3:3")
of_masses = Source("Fourth", 2004, "J Four 4:4")
unused = Source("Fifth", 2005, "J Five 5:5")
guess = Assumption("nobody looked", (1, 10) * nM)
guessed_spread = Assumption("usual for such a quantity", (0.1, 0.5))
drug = Substance("drug", 300 * g / mol, of_masses)


class Numbers(Parameters):
    """Made up."""

    CL = Parameter(2 * L / h, "clearance", first, "high", between_people=LogNormal(cv=0.3, source=of_spread))
    V = Parameter(10 * L, "volume", (second, first), "low", measured_in="rat",
                  between_people=LogNormal(cv=0.2, source=guessed_spread))  # fmt: skip
    Ki = Parameter(2 * nM, "affinity", (second, guess), "low")
    at_rest = Parameter(3 * nM, "level of the own ligand", guess)
    K_own = Parameter(6 * nM, "affinity of the own ligand", first, "high")
    loss = Parameter(0.5 / h, "loss", first, "moderate", uncertainty=LogNormal(cv=0.1, source=second))
    never = Parameter(1 * nM, "not used", unused, "high")


@model
def part(m: Any, p: Any) -> None:
    """Drug leaves plasma."""
    m.plasma = Compartment(drug, volume=p.V)
    m.plasma.is_cleared(by=p.CL)


@model
def whole(m: Any, p: Any = Numbers) -> None:
    """Drug competes with an own ligand.

    A second paragraph.
    """
    m.body = part(p)
    m.own = Pool(p.at_rest * p.loss, p.loss)
    m.mu = Competition(drug=Ligand(m.body.plasma, Ki=p.Ki), own=Ligand(m.own, Ki=p.K_own))
    m.pet = Output(m.mu.displacement(), "what PET reads", percent)
    m.change = Output(m.own.expression / at_start(m.own), "change of the own ligand")


@pytest.fixture
def methods() -> Methods:
    return write_methods(whole.system)


def test_every_part_says_its_paragraph(methods: Methods) -> None:
    assert methods.paragraphs == (
        ("", "Drug competes with an own ligand.\n\nA second paragraph."),
        ("body", "Drug leaves plasma."),
    )
    assert "body: Drug leaves plasma." in str(methods)


def test_every_state_has_an_equation_and_every_start_that_is_not_zero(methods: Methods) -> None:
    assert str(methods.rates[0]) == "d body.plasma/dt = -CL·body.plasma.concentration"
    assert [e.address for e in methods.rates] == ["body.plasma", "own"]
    assert [str(e) for e in methods.starts] == ["own = at_rest"]


def test_every_quantity_is_defined_in_terms_of_others(methods: Methods) -> None:
    told = {e.address: str(e) for e in methods.definitions}
    assert told["body.plasma.concentration"] == "body.plasma.concentration = body.plasma/V"
    assert "body.plasma.concentration/Ki" in told["mu.share_free"]
    assert "mu.share_free" in told["mu.share_of_drug"]
    assert told["mu.displacement"] == "mu.displacement = 1 - mu.share_free/mu.share_free_at_baseline"
    assert "body.plasma.amount" not in told  # nothing but the state itself


def test_the_equations_say_what_is_computed(methods: Methods) -> None:
    for equation in (*methods.rates, *methods.definitions):
        spelled = re.sub(r"[A-Za-z_][\w.]*", lambda word: f"known[{word[0]!r}]", str(equation).split(" = ", 1)[1])
        known = {a: p.value.coherent for a, p in whole.system.parameters.items()} | {"body.plasma": 40.0, "own": 7.0}
        for definition in methods.definitions:
            known[definition.address] = value(definition.expression)
        if equation.address == "own" or ("own" in known and "own·" in str(equation)):
            continue  # "own" is a state and a parameter here: one name for two things reads ambiguously
        assert eval(spelled.replace("·", "*").replace("^", "**"), {"known": known}) == pytest.approx(
            value(equation.expression)
        )


def value(expression: Any) -> float:
    states = {"body.plasma": 40.0, "own": 7.0}
    inputs = {
        n: whole.system.parameters[n.content].value.coherent if n.operation == "parameter" else states[n.content]
        for n in walk([expression])
        if n.operation in ("parameter", "state")
    }
    return float(evaluate([expression], inputs)[0])


def test_every_equation_is_well_formed_in_mathml_and_latex(methods: Methods) -> None:
    for equation in (*methods.rates, *methods.starts, *methods.definitions):
        assert {e.tag for e in ElementTree.fromstring(f"<p>{equation.mathml}</p>")} == {"math"}
        assert equation.latex.count("{") == equation.latex.count("}")
        assert " = " in equation.latex
        assert equation.latex.startswith(r"\frac{d\,") is equation.is_rate


def test_only_what_the_model_uses_is_listed(methods: Methods) -> None:
    assert list(methods.parameters) == ["V", "CL", "at_rest", "loss", "Ki", "K_own"]
    assert unused not in methods.references


def test_every_source_is_one_reference_in_order_of_use(methods: Methods) -> None:
    assert methods.references == (second, first, of_spread, of_masses)
    assert methods.reference_numbers(Numbers.V) == [1, 2]
    assert methods.reference_numbers(Numbers.at_rest) == []
    listed = str(methods).split("References\n")[1]
    assert listed.splitlines()[0] == "  [1] Second (2002). J Two 2:2 [remembered]"
    assert len(listed.splitlines()) == 4


def test_assumptions_are_listed_with_reason_and_range(methods: Methods) -> None:
    assert set(methods.assumptions) == {"at_rest", "Ki"}
    assert methods.assumed_spreads == {"V": guessed_spread}
    shown = str(methods).split("Assumptions\n")[1]
    assert "at_rest: Assumption: nobody looked (between 1 and 10 nM)" in shown
    assert "spread between people of V: Assumption: usual for such a quantity" in shown


def test_the_table_gives_each_number_all_that_is_known_of_it(methods: Methods) -> None:
    rows = {
        line.split(" = ")[0].strip(): line
        for line in str(methods).split("Parameters\n")[1].splitlines()
        if " = " in line
    }
    assert "2 L/h  clearance (high; [2]; between people: log-normal, CV 30 % [3])" in rows["CL"]
    assert "(low; [1], [2]; rat; between people: log-normal, CV 20 % (assumed))" in rows["V"]
    assert "(very low; assumption)" in rows["at_rest"]
    assert "(low; [1], assumption)" in rows["Ki"]
    assert "uncertainty: log-normal, CV 10 % [1]" in rows["loss"]


def test_meanings_stand_beside_what_they_explain(methods: Methods) -> None:
    assert "(what PET reads)" in str(methods)
    assert "(loss of available receptors against baseline, as PET reads it)" in str(methods)
