"""What a model function says becomes one flat system; what it gets wrong is said with its place and its line."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable
from typing import Any

import pytest

from neurodose import Compartment, Output, Parameter, Parameters, Pool, Route, Source, Substance, describe, model
from neurodose.errors import CourseError, DoseError, ModelError, SourceError, UnitError
from neurodose.modelling.pool import State
from neurodose.modelling.system import System
from neurodose.symbols import Expression, at_start, constant, exp, select, symbol, time
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk
from neurodose.units import L, g, h, kg, mg, mL, mol, ng, nM, nmol, percent

source = Source("A", 2000, "J", reading="read")
drug = Substance("drug", 300 * g / mol, source, salts={"hydrochloride": 336.5 * g / mol})
product = Substance("product", 100 * g / mol, source)


class Numbers(Parameters):
    """All made up."""

    drug = drug
    ka = Parameter(1.2 / h, "absorption", source, "high")
    V = Parameter(10 * L, "volume", source, "high")
    CL = Parameter(2 * L / h, "clearance", source, "high")
    Q = Parameter(3 * L / h, "exchange", source, "high")
    level = Parameter(3 * nM, "level", source, "high")
    mass_level = Parameter(3 * ng / mL, "level in mass", source, "high")
    weight = Parameter(70 * kg, "weight", source, "high")


def trace(body: Callable[[Any, Any], Any]) -> System:
    """The system of a model that does this beside holding plasma."""

    def plain(m: Any, p: Any = Numbers) -> None:
        """A test."""
        m.plasma = Compartment(drug, volume=p.V)
        body(m, p)

    return model(plain).system


@model
def plasma_alone(m: Any, p: Any) -> None:
    """Plasma and what leaves it."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.plasma.is_cleared(by=p.CL)


# Names.


def test_assignment_gives_everything_its_address() -> None:
    @model
    def two(m: Any, p: Any = Numbers) -> None:
        """Two parts, one inside a part."""
        m.outer = one_inside(p)
        m.again = plasma_alone(p)
        m.total = m.outer.inner.plasma.amount + m.again.plasma.amount

    @model
    def one_inside(m: Any, p: Any) -> None:
        """A part in a part."""
        m.inner = plasma_alone(p)

    system = two.system
    assert [s.address for s in system.states] == ["outer.inner.plasma", "again.plasma"]
    assert {"total", "outer.inner.plasma.concentration", "again.plasma.amount", "again.plasma"} <= set(system.outputs)
    assert [address for address, _ in system.paragraphs] == ["", "outer", "outer.inner", "again"]


def test_names_may_be_given_in_brackets() -> None:
    def body(m: Any, p: Any) -> None:
        for region in ("cortex", "striatum"):
            m[region] = Compartment(drug, volume=p.V)
        m.sum = m["cortex"].amount + m.striatum.amount

    assert [s.address for s in trace(body).states] == ["plasma", "cortex", "striatum"]


@pytest.mark.parametrize("name", ["class", "lambda", "None", "_hidden", "__x", "a b", "1a", "a.b", "", "a-b", "x!"])
def test_a_name_is_a_word(name: str) -> None:
    def body(m: Any, p: Any) -> None:
        m[name] = State()

    with pytest.raises(ModelError, match=re.escape(f'"{name}" cannot be a name')) as raised:
        trace(body)
    assert "letters, digits and _" in str(raised.value.hint)
    assert "test_tracing.py line" in str(raised.value.where)


@pytest.mark.parametrize("name", ["t", "time", "ü", "match", "x1", "CL", "select", "amount"])
def test_other_words_may_be_names(name: str) -> None:
    def body(m: Any, p: Any) -> None:
        setattr(m, name, State())

    assert not keyword.iskeyword(name)
    assert trace(body).states[1].address == name


def test_a_name_is_given_once() -> None:
    def body(m: Any, p: Any) -> None:
        m.plasma = Compartment(drug)

    with pytest.raises(ModelError, match='"plasma" is named twice') as raised:
        trace(body)
    assert "name of its own" in str(raised.value.hint)


def test_a_name_in_a_part_is_given_once_too() -> None:
    def body(m: Any, p: Any) -> None:
        m.part = plasma_alone(p)
        part: Any = m.part
        part.plasma = State()

    with pytest.raises(ModelError, match=r'"part\.plasma" is named twice'):
        trace(body)


def test_one_thing_has_one_name() -> None:
    def body(m: Any, p: Any) -> None:
        m.other = m.plasma

    with pytest.raises(ModelError, match="other is already called plasma") as raised:
        trace(body)
    assert "make another" in str(raised.value.hint)


def test_what_was_not_named_yet_lists_what_was() -> None:
    def body(m: Any, p: Any) -> None:
        m.gut = Compartment(drug)
        m.share = m.plasme.amount

    with pytest.raises(ModelError, match='no thing is called "plasme"') as raised:
        trace(body)
    assert raised.value.exists == "the model plain, so far, has: gut, plasma"
    assert raised.value.hint == 'did you mean "plasma"?'


def test_a_part_lists_what_it_has() -> None:
    def body(m: Any, p: Any) -> None:
        m.part = plasma_alone(p)
        m.x = m.part.gut.amount

    with pytest.raises(ModelError, match='no thing is called "gut"') as raised:
        trace(body)
    assert raised.value.exists == "part has: plasma"


def test_what_a_thing_lacks_is_said_at_its_line() -> None:
    def body(m: Any, p: Any) -> None:
        m.x = m.plasma.amonut

    with pytest.raises(ModelError, match='plasma, a Compartment, has no "amonut"') as raised:
        trace(body)
    assert "line" in str(raised.value.where)


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda m, p: Compartment(drug, volume=p.V).concentration, "Compartment"),
        (lambda m, p: Compartment(drug).is_lost(rate=p.ka), "Compartment"),
        (lambda m, p: m.plasma.flows_to(Compartment(drug), rate=p.ka), "Compartment"),
        (lambda m, p: Pool(p.level / h, p.ka).expression, "Pool"),
        (lambda m, p: State().changes_by(p.ka), "State"),
        (lambda m, p: p.ka * State(), "State"),
    ],
)
def test_a_thing_is_named_before_it_is_used(make: Callable[[Any, Any], Any], kind: str) -> None:
    with pytest.raises(ModelError, match=f"this {kind} has no name yet") as raised:
        trace(make)
    assert f"m.name = {kind}" in str(raised.value.hint)


@pytest.mark.parametrize("wrong", ["text", None, [1], {"a": 1}, print, drug])
def test_a_model_holds_only_what_it_knows(wrong: Any) -> None:
    def body(m: Any, p: Any) -> None:
        m.thing = wrong

    with pytest.raises(ModelError, match=r"thing = .* is nothing a model can hold") as raised:
        trace(body)
    assert "compartments, sites, pools, receptors" in str(raised.value.exists)


def test_neither_a_table_nor_a_part_is_taken_for_a_formula() -> None:
    for put in (lambda m, p: p, lambda m, p: m.part):

        def body(m: Any, p: Any, put: Any = put) -> None:
            m.part = plasma_alone(p)
            m.thing = put(m, p)

        with pytest.raises(ModelError, match="is nothing a model can hold"):
            trace(body)


# Models.


def test_a_model_says_something_about_itself() -> None:
    def silent(m: Any) -> None:
        m.x = State()

    with pytest.raises(ModelError, match="the model silent says nothing about itself") as raised:
        model(silent)
    assert "docstring" in str(raised.value.hint)


def test_a_model_without_states_is_refused() -> None:
    @model
    def empty(m: Any, p: Any = Numbers) -> None:
        """Nothing."""
        m.x = p.ka * 2

    with pytest.raises(ModelError, match="the model empty has no states") as raised:
        _ = empty.system
    assert "at least one Compartment" in str(raised.value.hint)


def test_a_model_that_contains_itself_is_refused_with_its_circle() -> None:
    @model
    def outer(m: Any, p: Any = Numbers) -> None:
        """Holds inner."""
        m.x = State()
        m.part = inner(p)

    @model
    def inner(m: Any, p: Any) -> None:
        """Holds outer."""
        m.again = outer(p)

    @model
    def selfish(m: Any) -> None:
        """Holds itself."""
        m.me = selfish

    @model
    def around(m: Any) -> None:
        """Holds outer, and is no part of the circle."""
        m.part = outer

    with pytest.raises(ModelError, match="the model contains itself: outer → inner → outer"):
        _ = around.system
    with pytest.raises(ModelError, match="the model contains itself: outer → inner → outer"):
        _ = outer.system
    with pytest.raises(ModelError, match="contains itself: inner → outer → inner"):
        _ = inner(Numbers).system
    with pytest.raises(ModelError, match="contains itself: selfish → selfish"):
        _ = selfish.system


@pytest.mark.parametrize("arguments", [(), (Numbers, 1)])
def test_a_model_is_made_with_the_arguments_it_takes(arguments: tuple[Any, ...]) -> None:
    with pytest.raises(ModelError, match="plasma_alone cannot be made with these arguments") as raised:
        _ = plasma_alone(*arguments).system
    assert "it is plasma_alone(m" in str(raised.value.hint)
    with pytest.raises(ModelError, match="unexpected keyword argument 'q'"):
        _ = plasma_alone(Numbers, q=1).system


def test_a_part_is_no_scope_until_it_is_assigned() -> None:
    with pytest.raises(AttributeError, match="has no plasma until it is assigned"):
        _ = plasma_alone(Numbers).plasma


@pytest.mark.parametrize("wrong", [3, None, "naltrexone", drug, Numbers])
def test_only_a_model_is_described(wrong: Any) -> None:
    with pytest.raises(ModelError, match="is no model") as raised:
        describe(wrong)
    assert "@model" in str(raised.value.hint)


def test_a_system_is_traced_once_and_describes_itself() -> None:
    calls: list[int] = []

    @model
    def counted(m: Any) -> None:
        """Counts how often it is asked."""
        calls.append(1)
        m.x = State()

    assert counted.system is counted.system
    assert describe(counted) is describe(counted.system)
    assert calls == [1]


def test_an_error_deep_inside_says_the_line_of_the_innermost_model() -> None:
    @model
    def wrong_inside(m: Any, p: Any) -> None:
        """Wrong."""
        m.x = Compartment(drug)
        m.x.is_lost(rate=p.CL)

    def body(m: Any, p: Any) -> None:
        m.part = wrong_inside(p)

    with pytest.raises(UnitError, match=r"part\.x cannot change by CL·part\.x") as raised:
        trace(body)
    line = wrong_inside.function.__code__.co_firstlineno + 4
    assert str(raised.value.where).startswith("model plain, part.x, test_tracing.py line ")
    assert str(raised.value.where).endswith(f" {line}")


@pytest.mark.parametrize("thing", [State(), Compartment(drug), 2 * constant(1.0), Output(constant(1.0))])
def test_a_name_stands_for_one_thing_in_every_equation(thing: Any) -> None:
    def body(m: Any, p: Any) -> None:
        m.ka = thing
        m.plasma.is_lost(rate=p.ka)

    with pytest.raises(ModelError, match='"ka" is the name of a parameter and of something in the model') as raised:
        trace(body)
    assert raised.value.exists == "the parameter is absorption"


def test_two_substances_of_one_name_are_refused() -> None:
    def body(m: Any, p: Any) -> None:
        m.other = Compartment(Substance("drug", 1 * g / mol, source))

    with pytest.raises(ModelError, match='two substances are called "drug"') as raised:
        trace(body)
    assert "make one Substance" in str(raised.value.hint)


# Contradictory units.


@pytest.mark.parametrize(
    ("wrong", "message", "told"),
    [
        (lambda m, p: m.plasma.is_cleared(by=p.ka), "plasma cannot change by", "amount / time / volume"),
        (lambda m, p: m.plasma.is_lost(rate=p.CL), "plasma cannot change by", "amount · volume / time"),
        (lambda m, p: m.plasma.is_supplied(at=p.level), "plasma cannot change by level", "amount / volume"),
        (lambda m, p: setattr(m, "x", Compartment(drug, start=p.V)), "x is amount and cannot start from V", "volume"),
        (lambda m, p: setattr(m, "x", Pool(p.level, p.V)), "x cannot change by level", "amount / volume"),
        (lambda m, p: setattr(m, "x", m.plasma.concentration + p.V), "cannot be added to", "volume"),
        (lambda m, p: setattr(m, "x", exp(m.plasma.concentration)), "has no meaning", "a pure number"),
        (lambda m, p: setattr(m, "x", Output(p.level, "x", mg)), "x is .* cannot be shown in mg", "mass"),
        (lambda m, p: setattr(m, "x", Output(p.level, "x", ng / mL)), "cannot be shown in ng/mL", "mass / volume"),
        (lambda m, p: setattr(m, "x", Output(m.plasma.concentration, "", h)), "cannot be shown in h", "time"),
    ],
)  # fmt: skip
def test_contradictory_units_are_refused_while_the_model_is_written(
    wrong: Callable[[Any, Any], Any], message: str, told: str
) -> None:
    with pytest.raises((UnitError, ModelError), match=message) as raised:
        trace(wrong)
    assert told in str(raised.value.exists)
    assert "line" in str(raised.value.where)


def test_mass_meets_moles_in_a_model_only_through_a_substance() -> None:
    def body(m: Any, p: Any) -> None:
        m.x = m.plasma.concentration + p.mass_level

    with pytest.raises(UnitError, match="cannot be added to mass_level") as raised:
        trace(body)
    assert "molar mass" in str(raised.value.hint)


def test_a_quantity_of_a_substance_may_be_shown_as_a_mass() -> None:
    def body(m: Any, p: Any) -> None:
        m.shown = Output(m.plasma.concentration, "in plasma", ng / mL)

    assert trace(body).outputs["shown"].unit == ng / mL


# Branching.


@pytest.mark.parametrize(
    "wrong",
    [
        lambda m, p: 1 if m.plasma.concentration > p.level else 2,
        lambda m, p: m.plasma.concentration > p.level and p.level > 0,
        lambda m, p: max(m.plasma.concentration, p.level),
        lambda m, p: not p.ka,
    ],
)
def test_if_on_a_symbol_is_refused_with_its_line(wrong: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(ModelError, match=r"`if`, `and`, `or`, `not`") as raised:
        trace(wrong)
    assert "select" in str(raised.value.hint)
    assert "line" in str(raised.value.where)


# Numbers in formulas.


@pytest.mark.parametrize(
    ("formula", "number"),
    [
        (lambda m, p: m.plasma.concentration * 0.37, "0.37"),
        (lambda m, p: 11 * m.plasma.concentration, "11"),
        (lambda m, p: m.plasma.concentration / (2 * nM), "2 nM"),
        (lambda m, p: m.plasma.concentration + 5 * nM, "5 nM"),
        (lambda m, p: (p.ka * h) ** 0.75, "0.75"),
        (lambda m, p: p.ka * h * exp(constant(0.3)), "1.34986"),
        (lambda m, p: p.ka * (2 * 3 * 7), "42"),
        (lambda m, p: p.ka * (50 * percent), "0.5"),
        (lambda m, p: select(p.ka > 2 / h, 1, 2), "2 1/h"),
        (lambda m, p: at_start(m.plasma.concentration * 0.3), "0.3"),
    ],
)
def test_a_number_in_a_formula_needs_a_source(formula: Callable[[Any, Any], Expression], number: str) -> None:
    def body(m: Any, p: Any) -> None:
        m.x = formula(m, p)

    with pytest.raises(SourceError, match=f"the number {re.escape(number)} in .* has no source") as raised:
        trace(body)
    assert raised.value.where == "model plain, x"
    assert "whole and half numbers up to 10" in str(raised.value.exists)
    assert "Assumption(reason, between=" in str(raised.value.hint)


@pytest.mark.parametrize(
    "use",
    [
        lambda m, p: m.plasma.is_lost(rate=0.3 / h),
        lambda m, p: m.plasma.is_supplied(at=5 * nmol / h),
        lambda m, p: setattr(m, "x", Compartment(drug, start=5 * nmol)),
        lambda m, p: setattr(m, "x", Pool(5 * nM / h, p.ka)),
        lambda m, p: setattr(m, "x", State(start=0.3)),
    ],
)
def test_a_number_in_a_flow_or_a_start_needs_a_source(use: Callable[[Any, Any], Any]) -> None:
    with pytest.raises(SourceError, match="has no source"):
        trace(use)


def test_small_numbers_and_bare_units_are_structure() -> None:
    def body(m: Any, p: Any) -> None:
        m.a = 2 * m.plasma.concentration / 3
        m.b = (m.plasma.concentration / nM) ** 0.5 + 1
        m.c = 1 - p.ka * h
        m.d = m.plasma.concentration * percent
        m.e = 10 * time
        m.f = select(m.plasma.concentration > 0, -1.5, 0)

    assert set("abcdef") <= set(trace(body).outputs)


# Starts.


def inputs_of(system: System, formula: Expression) -> dict[Expression, float]:
    used = {n for n in walk([formula]) if n.operation == "parameter"}
    return {n: system.parameters[n.content].value.coherent for n in used}


def start_values(system: System) -> dict[str, float]:
    return {s.address: float(evaluate([s.start], inputs_of(system, s.start))[0]) for s in system.states}


def test_a_start_may_be_made_of_other_starts() -> None:
    def body(m: Any, p: Any) -> None:
        m.first = State(start=p.level)
        m.second = State(start=2 * m.first.expression)
        m.third = State(start=at_start(m.second.expression + m.first.expression))
        m.fourth = Pool(p.ka * m.third, p.ka * 2)
        m.first.changes_by(-p.ka * m.first)

    assert start_values(trace(body)) == {"plasma": 0, "first": 3, "second": 6, "third": 9, "fourth": 4.5}


def test_a_start_does_not_depend_on_states() -> None:
    def body(m: Any, p: Any) -> None:
        m.first = State(start=p.level)
        m.second = State(start=m.first.expression * (time / h + 1))

    system = trace(body)
    assert {n.operation for s in system.states for n in walk([s.start])} <= {"constant", "parameter", "multiply"}
    assert start_values(system)["second"] == 3  # time is zero at the start


def test_starts_that_run_in_a_circle_are_refused_with_the_circle() -> None:
    def body(m: Any, p: Any) -> None:
        second = symbol("state", "second", nM.dimension)
        m.first = State(start=p.level + second)
        m.second = State(start=m.first.expression)

    with pytest.raises(ModelError, match="the starts run in a circle: first → second → first") as raised:
        trace(body)
    assert raised.value.where == "model plain"
    assert "a start of its own" in str(raised.value.hint)


def test_what_was_at_the_start_is_a_formula_of_parameters() -> None:
    def body(m: Any, p: Any) -> None:
        m.signal = Pool(p.level * p.ka, p.ka)
        m.change = m.signal.expression / at_start(m.signal)
        m.nested = at_start(at_start(m.signal.expression) * m.signal.expression)

        m.clock = at_start(m.signal.expression * (2 + time / h))

    system = trace(body)
    for name in ("change", "nested", "clock"):
        assert not any(n.operation == "at_start" for n in walk([system.outputs[name].expression]))
    assert not any(n.operation == "state" for n in walk([system.outputs["nested"].expression]))
    clock = evaluate([system.outputs["clock"].expression], inputs_of(system, system.outputs["clock"].expression))
    assert clock == [6]  # two times 3 nM, when time is zero
    signal = next(s for s in system.states if s.address == "signal")
    assert signal.symbol in walk([system.outputs["change"].expression])


# The flat system.


def test_flows_add_up_to_rates() -> None:
    def body(m: Any, p: Any) -> None:
        m.tissue = Compartment(drug, volume=p.V)
        m.plasma.exchanges_with(m.tissue, clearance=p.Q)
        m.plasma.is_cleared(by=p.CL)

    system = trace(body)
    plasma, tissue = (s.symbol for s in system.states)
    values = {plasma: 6.0, tissue: 4.0}
    used = {n for s in system.states for n in walk([s.rate]) if n.operation == "parameter"}
    known = {n: Numbers.listed()[n.content].value.coherent for n in used}
    found = evaluate([s.rate for s in system.states], {**values, **known})
    assert found == pytest.approx([-3 * 0.6 + 3 * 0.4 - 2 * 0.6, 3 * 0.6 - 3 * 0.4])
    assert sum(found) == pytest.approx(-2 * 0.6)
    assert [f.meaning for f in system.flows] == ["passes to", "returns to", "is cleared"]


def test_a_state_without_flows_stands_still() -> None:
    state = trace(lambda m, p: None).states[0]
    assert (state.rate.value, state.rate.dimension) == (0, (nmol / h).dimension)


def test_linear_models_are_known_as_such() -> None:
    linear = trace(lambda m, p: m.plasma.is_cleared(by=p.CL))
    assert linear.is_linear

    def saturable(m: Any, p: Any) -> None:
        m.plasma.is_cleared(by=p.CL / (1 + m.plasma.concentration / p.level))

    def rhythmic(m: Any, p: Any) -> None:
        m.plasma.is_supplied(at=p.level * p.CL * time / h)

    assert not trace(saturable).is_linear
    assert not trace(rhythmic).is_linear


def test_an_unknown_output_lists_the_known() -> None:
    with pytest.raises(CourseError, match=r'no output is called "plasma\.concentratio"') as raised:
        trace(lambda m, p: None).output("plasma.concentratio")
    assert str(raised.value.exists).startswith('the model "plain" has: plasma, plasma.amount, plasma.concentration')
    assert raised.value.hint == 'did you mean "plasma.concentration"?'


def test_an_area_is_a_state_that_gathers_its_output() -> None:
    system = trace(lambda m, p: m.plasma.is_cleared(by=p.CL)).with_areas(["plasma.concentration"])
    area = system.states[-1]
    assert area.address == "area of plasma.concentration"
    assert area.rate is system.outputs["plasma.concentration"].expression
    assert area.symbol.dimension == (nM * h).dimension
    assert area.symbol.substance is drug
    assert area.start.value == 0
    assert system.outputs[area.address].expression is area.symbol
    assert len(trace(lambda m, p: None).states) == 1
    with pytest.raises(CourseError, match='no output is called "plasmaa"'):
        system.with_areas(["plasmaa"])


# Ways in.


def routed(**routes: dict[str, Any]) -> System:
    def body(m: Any, p: Any) -> None:
        for name, said in routes.items():
            m[name] = Route(m.plasma, **said)

    return trace(body)


def test_a_dose_goes_where_it_says_or_the_usual_way() -> None:
    system = routed(by_mouth={"form": "hydrochloride", "usual": True}, by_vein={"form": "base"})
    assert system.entrance(None, None).form == "hydrochloride"
    assert system.entrance("by vein", None).form == "base"
    assert system.entrance("by_vein", None).form == "base"
    assert system.entrance(None, "plasma").form is None
    assert routed(only={"form": "base"}).entrance(None, None).form == "base"


def test_a_dose_that_goes_nowhere_lists_the_ways_in() -> None:
    system = routed(by_mouth={}, by_vein={})
    with pytest.raises(DoseError, match="the dose does not say where it goes") as raised:
        system.entrance(None, None)
    assert "by_mouth, by_vein" in str(raised.value.exists)
    with pytest.raises(DoseError, match='no route is called "by_mouht"') as raised:
        system.entrance("by_mouht", None)
    assert raised.value.hint == 'did you mean "by_mouth"?'
    with pytest.raises(DoseError, match='no compartment is called "plasm"') as raised:
        system.entrance(None, "plasm")
    assert raised.value.hint == 'did you mean "plasma"?'


def test_one_route_is_the_usual_one() -> None:
    with pytest.raises(ModelError, match="b is the second usual route"):
        routed(a={"usual": True}, b={"usual": True})


def test_a_route_names_a_form_its_substance_has() -> None:
    with pytest.raises(DoseError, match='no salt is called "sulfate"') as raised:
        routed(a={"form": "sulfate"})
    assert "base, hydrochloride" in str(raised.value.exists)


@pytest.mark.parametrize("wrong", ["plasma", None, drug])
def test_a_route_leads_into_a_compartment(wrong: Any) -> None:
    with pytest.raises(ModelError, match="a route leads into") as raised:
        Route(wrong)
    assert "Route(m.gut)" in str(raised.value.hint)
