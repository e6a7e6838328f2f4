"""Compartments, sites, pools and states: what flows where, and how fast."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from neurodose import Compartment, EffectSite, Output, Parameter, Parameters, Pool, Source, Substance, model, simulate
from neurodose.errors import ModelError, UnitError
from neurodose.modelling.pool import State
from neurodose.modelling.system import System
from neurodose.symbols import at_start
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk
from neurodose.units import L, Unit, g, h, mg, mL, mol, ng, nM, nmol, one

source = Source("A", 2000, "J", reading="read")
drug = Substance("drug", 300 * g / mol, source)
product = Substance("product", 100 * g / mol, source)
ROUNDING = 1e-12


class Numbers(Parameters):
    """All made up."""

    drug = drug
    ka = Parameter(1.5 / h, "absorption", source, "high")
    V = Parameter(10 * L, "volume", source, "high")
    V2 = Parameter(40 * L, "volume of tissue", source, "high")
    CL = Parameter(2 * L / h, "clearance", source, "high")
    Q = Parameter(3 * L / h, "exchange", source, "high")
    F = Parameter(0.25, "share", source, "high")
    made = Parameter(6 * nmol / h, "production", source, "high")
    level = Parameter(8 * nM, "level", source, "high")
    loss = Parameter(0.5 / h, "loss", source, "high")
    dose = Parameter(100 * nmol, "amount", source, "high")


def trace(body: Callable[[Any, Any], Any]) -> System:
    """The system of a model that does this beside holding plasma."""

    def plain(m: Any, p: Any = Numbers) -> None:
        """A test."""
        m.plasma = Compartment(drug, volume=p.V)
        body(m, p)

    return model(plain).system


def value_of(formula: Any, system: System, **states: float) -> float:
    """A formula at the typical parameters and these states; states that are not given are 0."""
    inputs = {
        n: system.parameters[n.content].value.coherent if n.operation == "parameter" else states.get(n.content, 0.0)
        for n in walk([formula])
        if n.operation in ("parameter", "state")
    }
    return float(evaluate([formula], inputs)[0])


def rates(system: System, **states: float) -> dict[str, float]:
    return {s.address: value_of(s.rate, system, **states) for s in system.states}


def test_a_concentration_is_amount_over_volume() -> None:
    system = trace(lambda m, p: None)
    assert value_of(system.outputs["plasma.concentration"].expression, system, plasma=50) == 5
    assert value_of(system.outputs["plasma.amount"].expression, system, plasma=50) == 50
    assert system.outputs["plasma.concentration"].expression.substance is drug


def test_without_a_volume_there_is_no_concentration() -> None:
    def body(m: Any, p: Any) -> None:
        m.gut = Compartment(drug)
        m.x = m.gut.concentration

    with pytest.raises(ModelError, match="gut has no volume, so no concentration") as raised:
        trace(body)
    assert "volume=p.V" in str(raised.value.hint)
    assert "gut.concentration" not in trace(lambda m, p: setattr(m, "gut", Compartment(drug))).outputs


def test_a_flow_takes_from_one_what_it_gives_to_the_other() -> None:
    def body(m: Any, p: Any) -> None:
        m.gut = Compartment(drug)
        m.gut.flows_to(m.plasma, rate=p.ka)

    assert rates(trace(body), gut=10) == {"plasma": 15, "gut": -15}


def test_a_share_that_arrives_is_all_that_this_flow_takes() -> None:
    def body(m: Any, p: Any) -> None:
        m.gut = Compartment(drug)
        m.gut.flows_to(m.plasma, rate=p.ka, share=p.F)
        m.gut.is_lost(rate=p.ka, share=1 - p.F)

    assert rates(trace(body), gut=10) == {"plasma": 3.75, "gut": -15}


def test_exchange_is_driven_by_the_difference_of_concentrations() -> None:
    def body(m: Any, p: Any) -> None:
        m.tissue = Compartment(drug, volume=p.V2)
        m.plasma.exchanges_with(m.tissue, clearance=p.Q)

    system = trace(body)
    assert rates(system, plasma=10, tissue=40) == {"plasma": 0, "tissue": 0}
    assert rates(system, plasma=20, tissue=40) == {"plasma": -3, "tissue": 3}


def test_clearance_takes_concentration_times_clearance() -> None:
    assert rates(trace(lambda m, p: m.plasma.is_cleared(by=p.CL)), plasma=50) == {"plasma": -10}


def test_supply_comes_from_nowhere() -> None:
    assert rates(trace(lambda m, p: m.plasma.is_supplied(at=p.made)), plasma=50) == {"plasma": 6}


@pytest.mark.parametrize(
    ("said", "moved"), [({"by": "CL"}, 10), ({"rate": "ka"}, 75), ({"by": "CL", "share": "F"}, 2.5)]
)
def test_conversion_is_mole_for_mole(said: dict[str, str], moved: float) -> None:
    def body(m: Any, p: Any) -> None:
        m.product = Compartment(product, volume=p.V)
        m.plasma.is_converted_to(m.product, **{k: getattr(p, v) for k, v in said.items()})

    assert rates(trace(body), plasma=50) == {"plasma": -moved, "product": moved}


@pytest.mark.parametrize("said", [{}, {"by": 1 * L / h, "rate": 1 / h}])
def test_a_conversion_has_one_speed(said: dict[str, Any]) -> None:
    def body(m: Any, p: Any) -> None:
        m.product = Compartment(product)
        m.plasma.is_converted_to(m.product, **said)

    with pytest.raises(ModelError, match=r"plasma needs a clearance \(by=…\) or a rate \(rate=…\), not both"):
        trace(body)


def test_one_substance_does_not_flow_into_another() -> None:
    def body(m: Any, p: Any) -> None:
        m.product = Compartment(product)
        m.plasma.flows_to(m.product, rate=p.ka)

    with pytest.raises(ModelError, match="drug in plasma cannot flow to product") as raised:
        trace(body)
    assert "is_converted_to" in str(raised.value.hint)


def test_one_substance_does_not_exchange_with_another() -> None:
    def body(m: Any, p: Any) -> None:
        m.product = Compartment(product, volume=p.V2)
        m.plasma.exchanges_with(m.product, clearance=p.Q)

    with pytest.raises(ModelError, match="drug in plasma cannot exchange with product") as raised:
        trace(body)
    assert "product" in str(raised.value.exists)


@pytest.mark.parametrize("wrong", ["drug", None, 3, 300 * g / mol])
def test_a_compartment_holds_a_substance(wrong: Any) -> None:
    with pytest.raises(ModelError, match="a compartment of") as raised:
        Compartment(wrong)
    assert "Compartment(p.drug)" in str(raised.value.hint)


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        (lambda m, p: m.plasma.flows_to(m.plasma, rate="fast"), "a rate is 'fast'"),
        (lambda m, p: m.plasma.is_cleared(by=None), "a clearance is None"),
        (lambda m, p: m.plasma.is_lost(rate=p.ka, share="half"), "a share is 'half'"),
        (lambda m, p: Compartment(drug, start="none"), "a start is 'none'"),
        (lambda m, p: setattr(m, "x", Compartment(drug, volume="big")), "the volume of x is 'big'"),
        (lambda m, p: Pool("much", p.loss), "a production is 'much'"),
        (lambda m, p: EffectSite(m.plasma, rate=[1]), r"a rate is \[1\]"),
    ],
)
def test_what_is_no_formula_is_named(wrong: Callable[[Any, Any], Any], what: str) -> None:
    with pytest.raises(ModelError, match=f"{what}, which is no formula"):
        trace(wrong)


def test_a_start_is_what_is_there_before_any_dose() -> None:
    def body(m: Any, p: Any) -> None:
        m.store = Compartment(drug, start=p.dose * p.F)

    system = trace(body)
    assert value_of(system.states[1].start, system) == 25
    assert value_of(system.states[0].start, system) == 0


# Effect sites.


def test_a_site_rests_at_the_partition_of_what_drives_it() -> None:
    def body(m: Any, p: Any) -> None:
        m.brain = EffectSite(m.plasma, rate=p.loss, partition=p.F)

    system = trace(body)
    assert rates(system, plasma=80, brain=2) == {"plasma": 0, "brain": 0}
    assert rates(system, plasma=80, brain=1) == {"plasma": 0, "brain": 0.5}
    assert system.outputs["brain.concentration"].expression.substance is drug


def test_a_site_follows_a_formula_too() -> None:
    def body(m: Any, p: Any) -> None:
        m.free = p.F * m.plasma.concentration
        m.brain = EffectSite(m.free, rate=p.loss)
        m.deep = EffectSite(m.brain, rate=p.loss)

    assert rates(trace(body), plasma=80, brain=2, deep=1) == {"plasma": 0, "brain": 0, "deep": 0.5}


def test_a_site_follows_a_concentration() -> None:
    for wrong in ("dose", "V", "F"):

        def body(m: Any, p: Any, wrong: str = wrong) -> None:
            m.brain = EffectSite(getattr(p, wrong), rate=p.loss)

        with pytest.raises(ModelError, match=f"brain follows {wrong}, which is .*, not a concentration"):
            trace(body)


def test_a_site_has_a_rate_of_exchange() -> None:
    def body(m: Any, p: Any) -> None:
        m.brain = EffectSite(m.plasma, rate=p.Q)

    with pytest.raises(UnitError, match="brain cannot change by") as raised:
        trace(body)
    assert "amount / time / volume" in str(raised.value.exists)


# Pools and states.


def test_a_pool_is_at_rest_before_any_dose() -> None:
    def body(m: Any, p: Any) -> None:
        m.pool = Pool(p.level * p.loss, p.loss)

    system = trace(body)
    start = value_of(system.states[1].start, system)
    assert start == 8
    assert rates(system, pool=start)["pool"] == 0
    assert rates(system, pool=10)["pool"] == pytest.approx(-1)
    assert system.states[1].unit == nM


def test_a_pool_that_depends_on_other_states_starts_at_their_starts() -> None:
    def body(m: Any, p: Any) -> None:
        m.first = Pool(p.level * p.loss, p.loss)
        m.second = Pool(p.ka * m.first, p.loss)
        m.third = Pool(p.ka * m.second / (1 + m.first / p.level), p.loss * 2)

    system = trace(body)
    starts = {s.address: value_of(s.start, system) for s in system.states}
    assert starts == {"plasma": 0, "first": 8, "second": 24, "third": 18}
    assert rates(system, **starts) == dict.fromkeys(starts, 0)


def test_a_pool_may_start_away_from_rest() -> None:
    def body(m: Any, p: Any) -> None:
        m.pool = Pool(p.level * p.loss, p.loss, start=p.level / 4)

    system = trace(body)
    assert value_of(system.states[1].start, system) == 2
    assert rates(system, pool=2)["pool"] == 3


def test_a_pool_has_a_production_per_time() -> None:
    def body(m: Any, p: Any) -> None:
        m.pool = Pool(p.level, p.Q)

    with pytest.raises(UnitError, match="pool cannot change by level"):
        trace(body)


def test_a_state_changes_as_it_is_told() -> None:
    def body(m: Any, p: Any) -> None:
        m.tolerance = State(0, "how used to it")
        m.free_level = State(0 * nM)
        m.tolerance.changes_by(p.loss * (m.plasma.concentration / p.level - m.tolerance.expression))
        m.free_level.changes_by(p.level * p.ka)
        m.free_level.changes_by(-p.loss * m.free_level)

    system = trace(body)
    assert [s.unit for s in system.states] == [nmol, one, nM]
    assert system.states[1].meaning == "how used to it"
    assert rates(system, plasma=160, tolerance=1, free_level=4) == {"plasma": 0, "tolerance": 0.5, "free_level": 10}


@pytest.mark.parametrize("unit", [nM, one, h, nmol / h, mg])
def test_a_state_that_starts_at_zero_has_its_unit(unit: Unit) -> None:
    system = trace(lambda m, p: setattr(m, "x", State(0 * unit)))
    assert system.states[1].symbol.dimension == unit.dimension


def test_binding_and_others_may_change_sites_and_pools() -> None:
    def body(m: Any, p: Any) -> None:
        m.brain = EffectSite(m.plasma, rate=p.loss)
        m.pool = Pool(p.level * p.loss, p.loss)
        m.brain.changes_by(-p.ka * m.brain)
        m.pool.changes_by(p.ka * m.brain)

    assert rates(trace(body), brain=4, pool=8) == {"plasma": 0, "brain": -8, "pool": 6}


def test_a_baseline_stays_while_the_quantity_moves() -> None:
    def body(m: Any, p: Any) -> None:
        m.pool = Pool(p.level * p.loss, p.loss)
        m.pool.changes_by(p.level * p.ka)
        m.change = m.pool.expression / at_start(m.pool)

    course = simulate(trace(body), until=100 * h)
    assert course["change"].values[0] == pytest.approx([1, 4], rel=1e-3)  # e^-50 is left of the start


def test_a_concentration_is_shown_in_the_unit_it_asks_for() -> None:
    def body(m: Any, p: Any) -> None:
        m.full = Compartment(drug, volume=p.V, start=p.dose)
        m.free_level = Output(m.full.concentration, "in plasma", ng / mL)

    course = simulate(trace(body), until=1 * h)
    assert course["free_level"].unit == ng / mL
    assert course["free_level"].values[0, 0] == pytest.approx(3, rel=ROUNDING)  # 10 nM of 300 g/mol
    assert course["full.concentration"].values[0, 0] == pytest.approx(10, rel=ROUNDING)
