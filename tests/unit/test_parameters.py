"""A parameter is a number with its unit, meaning, source and certainty; without a source it does not build."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose import Assumption, Compartment, LogNormal, Parameter, Parameters, Source, Substance, model
from neurodose.errors import ModelError, SourceError
from neurodose.modelling.parameter import ParameterView, parameter_symbol
from neurodose.units import L, Quantity, g, h, minute, mL, mol, nM, one, percent

source = Source("A", 2000, "J", reading="read")
other = Source("B", 2001, "J")
guess = Assumption("nobody looked", (1, 10) * L / h)
drug = Substance("drug", 300 * g / mol, source)


@pytest.mark.parametrize("wrong", [None, (), "Smith 1999", (source, None), 5, [source]])
def test_a_number_without_a_source_does_not_build(wrong: Any) -> None:
    with pytest.raises(SourceError, match=r"the number 5 L/h \(“clearance”\) has no source") as raised:
        Parameter(5 * L / h, "clearance", wrong, "high")
    assert "Assumption(reason, between=(low, high))" in str(raised.value.hint)


def test_what_stands_in_a_sources_place_is_shown() -> None:
    wrong: Any = "Smith 1999"
    with pytest.raises(SourceError, match="has no source") as raised:
        Parameter(5 * L / h, "clearance", wrong, "high")
    assert "'Smith 1999'" in str(raised.value.exists)


def test_an_assumption_will_do_and_is_shown_as_such() -> None:
    assumed = Parameter(5 * L / h, "clearance", guess)
    assert assumed.is_assumed
    assert assumed.assumptions == (guess,)
    assert assumed.certainty == "very low"
    measured = Parameter(5 * L / h, "clearance", source, "high")
    assert not measured.is_assumed
    both = Parameter(5 * L / h, "clearance", (source, guess), "low")
    assert both.is_assumed
    assert both.sources == (source, guess)
    assert both.certainty == "low"


@pytest.mark.parametrize("value", [11 * L / h, 0.9 * L / h, -5 * L / h, 500 * mL / minute])
def test_a_value_outside_its_assumed_range_is_refused(value: Quantity) -> None:
    with pytest.raises(SourceError, match=r"\(clearance\) lies outside its assumed range") as raised:
        Parameter(value, "clearance", (source, guess), "low")
    assert raised.value.exists == "Assumption: nobody looked (between 1 and 10 L/h)"


def test_the_ends_of_an_assumed_range_are_inside_it_in_any_unit() -> None:
    for value in (1 * L / h, 10 * L / h, (1 * L / h).to("mL/min"), (10 * L / h).to("L/day")):
        assert Parameter(value, "clearance", guess).value == value


def test_a_range_in_another_unit_than_the_value_is_refused() -> None:
    with pytest.raises(SourceError, match="another unit than its value"):
        Parameter(5 * L, "volume", guess)


@pytest.mark.parametrize("wrong", [None, "certain", "High", 1])
def test_certainty_is_one_of_four_words(wrong: Any) -> None:
    with pytest.raises(SourceError, match="the certainty of “clearance” is") as raised:
        Parameter(5 * L / h, "clearance", source, wrong)
    assert raised.value.exists == "certainty is one of: high, moderate, low, very low"


@pytest.mark.parametrize("wrong", ["5", None, True, (1, 2) * nM, float("nan"), float("inf") * L, [5]])
def test_a_value_is_one_finite_number(wrong: Any) -> None:
    with pytest.raises(SourceError, match="the value of “x” is") as raised:
        Parameter(wrong, "x", source, "high")
    assert "210 * L / h" in str(raised.value.hint)


def test_a_bare_number_is_a_pure_number_and_a_unit_one_of_it() -> None:
    assert Parameter(0.5, "share", source, "high").value == 0.5 * one
    assert Parameter(percent, "share", source, "high").value == 1 * percent


def test_spread_between_people_and_uncertainty_are_two_things() -> None:
    spread, unsure = LogNormal(cv=0.3), LogNormal(cv=0.1)
    parameter = Parameter(5 * L / h, "clearance", source, "high", between_people=spread, uncertainty=unsure)
    assert parameter.between_people is spread
    assert parameter.uncertainty is unsure


@pytest.mark.parametrize("number", [5.0, 3, 5 * L / h, L / h, True])
def test_a_number_in_a_table_must_be_a_parameter(number: Any) -> None:
    with pytest.raises(SourceError, match=r"Table\.CL = .* has no source") as raised:
        type("Table", (Parameters,), {"CL": number})
    assert "CL = Parameter(" in str(raised.value.hint)


class Plasma(Parameters):
    """Of one substance."""

    drug = drug
    V = Parameter(10 * L, "volume", source, "high")
    CL = Parameter(2 * L / h, "clearance", source, "high")


class Both(Parameters):
    """Two groups that are one class, and a number."""

    parent = Plasma
    metabolite = Plasma
    fm = Parameter(0.3, "share", source, "high")


class Children(Plasma):
    """The same but for one number."""

    CL = Parameter(1 * L / h, "clearance in children", other, "low")
    weight = Parameter(20 * g, "weight", other, "low")


class Deep(Parameters):
    """Groups in groups."""

    body = Both


def test_parameters_are_listed_by_address_with_their_groups() -> None:
    assert list(Plasma.listed()) == ["V", "CL"]
    assert list(Both.listed()) == ["parent.V", "parent.CL", "metabolite.V", "metabolite.CL", "fm"]
    assert next(iter(Deep.listed())) == "body.parent.V"
    assert Both.listed()["metabolite.CL"] is Plasma.CL


def test_a_table_takes_over_what_it_does_not_change() -> None:
    assert list(Children.listed()) == ["V", "CL", "weight"]
    assert Children.listed()["CL"].value == 1 * L / h
    assert Plasma.listed()["CL"].value == 2 * L / h


def test_a_model_sees_symbols_and_each_is_reported_with_its_address() -> None:
    seen: dict[str, Parameter] = {}
    p = ParameterView(Deep, seen.__setitem__)
    clearance = p.body.metabolite.CL
    assert seen == {"body.metabolite.CL": Plasma.CL}
    assert clearance is parameter_symbol("body.metabolite.CL", Plasma.CL)
    assert clearance.dimension == (L / h).dimension
    assert p.body.parent.CL is not clearance
    assert p.body.parent.drug is drug


def test_an_unknown_parameter_lists_the_known_and_offers_the_nearest() -> None:
    p = ParameterView(Both, lambda address, parameter: None)
    with pytest.raises(ModelError, match='no parameter is called "CLL"') as raised:
        p.parent.CLL  # noqa: B018
    assert raised.value.where == "parent"
    assert str(raised.value.exists).startswith("Plasma has: CL, V")
    assert raised.value.hint == 'did you mean "CL"?'
    assert not hasattr(p, "__array__")


def test_a_number_cannot_be_changed_inside_a_model() -> None:
    p = ParameterView(Both, lambda address, parameter: None)
    with pytest.raises(ModelError, match=r"p\.fm cannot be set inside a model") as raised:
        p.fm = 0.4
    assert "class Both" in str(raised.value.hint)


def test_one_table_serves_two_parts() -> None:
    @model
    def part(m: Any, p: Any) -> None:
        """One place."""
        m.plasma = Compartment(p.drug, volume=p.V)
        m.plasma.is_cleared(by=p.CL)

    @model
    def shared(m: Any, p: Any = Plasma) -> None:
        """Two of them, alike."""
        m.a, m.b = part(p), part(p)

    @model
    def grouped(m: Any, p: Any = Both) -> None:
        """Two of them, each with its own numbers."""
        m.a, m.b = part(p.parent), part(p.metabolite)

    assert list(shared.system.parameters) == ["V", "CL"]
    assert list(grouped.system.parameters) == ["parent.V", "parent.CL", "metabolite.V", "metabolite.CL"]


def test_two_parameters_at_one_address_are_refused() -> None:
    @model
    def clash(m: Any, p: Any = Plasma, q: Any = Children) -> None:
        """Two tables with one name for two numbers."""
        m.a = Compartment(drug, volume=p.V)
        m.b = Compartment(drug, volume=q.V)
        m.a.is_cleared(by=p.CL)
        m.b.is_cleared(by=q.CL)

    with pytest.raises(ModelError, match='two parameters are called "CL"') as raised:
        _ = clash.system
    assert "2 L/h (clearance) and 1 L/h (clearance in children)" in str(raised.value.exists)
    assert "one Parameters class" in str(raised.value.hint)
