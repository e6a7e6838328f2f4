"""Each slip is planted in a model that is right, and is found: salts, shares, clearances, doses that do not balance."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from neurodose import (
    Compartment,
    LogNormal,
    Output,
    Parameter,
    Parameters,
    Pool,
    Route,
    Source,
    Substance,
    model,
    population,
)
from neurodose.modelling.system import System
from neurodose.populations.people import typical_people
from neurodose.slips.balance import check_balance
from neurodose.slips.check import check_models
from neurodose.slips.clearances import check_clearances
from neurodose.slips.disposition import find_dispositions
from neurodose.slips.finding import Finding, Inspection
from neurodose.slips.reasons import Reason, explain
from neurodose.slips.shares import check_ways
from neurodose.slips.substances import check_substance, check_substances
from neurodose.symbols import log
from neurodose.units import L, Quantity, g, h, kg, minute, mL, mol, nmol
from tests import models

paper = Source("Author and others", 2031, "Journal of Examples 12:345", "table 2", reading="read")
PARENT, PRODUCT, ACID = 341.40, 343.42, 36.46  # g/mol: naltrexone, 6beta-naltrexol, hydrogen chloride


def say(value: Quantity | float, meaning: str, cv: float | None = None) -> Parameter:
    return Parameter(value, meaning, paper, "low", between_people=None if cv is None else LogNormal(cv=cv))


def drug_of(mass: float = PARENT, salt: float = PARENT + ACID, name: str = "hydrochloride") -> Substance:
    return Substance("drug", mass * g / mol, paper, salts={name: salt * g / mol})


def numbers(**said: Any) -> type[Parameters]:
    """A right table, with some of it said otherwise."""
    table: dict[str, Any] = {
        "drug": drug_of(),
        "product": Substance("product", PRODUCT * g / mol, paper),
        "ka": say(1.2 / h, "absorption rate constant"),
        "F": say(0.6, "share of the dose that reaches plasma", 0.1),
        "first_pass": say(0.2, "share of the dose that is changed on the way", 0.1),
        "CL": say(20 * L / h, "clearance", 0.3),
        "renal": say(4 * L / h, "clearance by the kidney"),
        "V": say(50 * L, "volume of plasma"),
        "Q": say(30 * L / h, "clearance between plasma and tissue"),
        "Vp": say(100 * L, "volume of tissue"),
        "CLm": say(10 * L / h, "clearance of the product"),
        "Vm": say(40 * L, "volume of the product"),
    }
    return type("Numbers", (Parameters,), {"__doc__": "A right table.", **table, **said})


@model
def right(m: Any, p: Any) -> None:
    """A drug is absorbed, changed on the way and in the body, and leaves with the urine."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.tissue = Compartment(p.drug, volume=p.Vp)
    m.product = Compartment(p.product, volume=p.Vm)
    m.urine = Compartment(p.drug)
    m.mouth = Route(m.gut, form="hydrochloride", usual=True)
    m.vein = Route(m.plasma, form="hydrochloride")
    m.gut.flows_to(m.plasma, rate=p.ka, share=p.F)
    m.gut.is_converted_to(m.product, rate=p.ka, share=p.first_pass)
    m.gut.is_lost(rate=p.ka, share=1 - p.F - p.first_pass)
    m.plasma.exchanges_with(m.tissue, clearance=p.Q)
    m.plasma.is_converted_to(m.product, by=p.CL)
    m.plasma.flows_to(m.urine, rate=p.renal / p.V)
    m.product.is_cleared(by=p.CLm)


def system(**said: Any) -> System:
    return right(numbers(**said)).system


def found(findings: Iterable[Finding]) -> Finding:
    """The one finding; every part of it is said."""
    (finding,) = findings
    assert all((finding.what, finding.where, finding.numbers, finding.why, finding.hint))
    return finding


def check_typical_ways(of: System) -> Iterable[Finding]:
    return check_ways(of, {"typical people": typical_people()})


@pytest.mark.parametrize("check", [check_substances, check_typical_ways, check_clearances, check_balance])
def test_a_right_model_is_clean(check: Callable[[System], Iterable[Finding]]) -> None:
    assert not list(check(system()))


@pytest.mark.parametrize(
    "part", [models.oral_two_compartment, models.with_metabolite, models.binding, models.competing]
)
def test_models_of_other_tests_balance(part: Any) -> None:
    assert not [*check_balance(part.system), *check_typical_ways(part.system)]


class TestDisposition:
    def test_it_is_read_off_the_flows(self) -> None:
        drug, product = find_dispositions(system())
        assert drug.places == ("plasma", "tissue")
        assert drug.clearance == pytest.approx(24, rel=1e-6)
        assert drug.renal == pytest.approx(4, rel=1e-6)
        assert (drug.volume, drug.spread) == pytest.approx((50, 150), rel=1e-6)
        assert product.half_life == pytest.approx(40 / 10 * 0.693147, rel=1e-5)

    def test_its_half_life_is_the_longest(self) -> None:
        """Of two compartments: the smaller root of the textbook's quadratic."""
        k10, k12, k21 = 24 / 50, 30 / 50, 30 / 100
        total = k10 + k12 + k21
        beta = (total - (total**2 - 4 * k10 * k21) ** 0.5) / 2
        assert find_dispositions(system())[0].half_life == pytest.approx(0.693147 / beta, rel=1e-5)


class TestSalts:
    def test_the_salts_of_naltrexone_are_right(self) -> None:
        assert not list(check_substance(drug_of(341.40, 377.86)))

    def test_a_salt_lighter_than_its_base_is_an_error(self) -> None:
        assert found(check_substance(drug_of(377.86, 341.40))).severity == "error"

    def test_one_mass_for_both_is_an_error(self) -> None:
        assert found(check_substance(drug_of(377.86, 377.86))).severity == "error"

    def test_a_salt_without_its_acid_is_suspect(self) -> None:
        finding = found(check_substance(drug_of(341.40, 387.86)))
        assert finding.severity == "warning"
        assert "46.46" in finding.numbers

    @pytest.mark.parametrize(
        ("base", "salt", "name"),
        [(285.34, 379.4, "sulfate"), (285.34, 375.8, "hydrochloride"), (271.4, 370.32, "hydrobromide monohydrate")],
    )
    def test_hydrates_and_salts_of_two_bases_are_known(self, base: float, salt: float, name: str) -> None:
        assert not list(check_substance(drug_of(base, salt, name)))

    def test_a_salts_mass_for_the_base_shows_in_what_it_becomes(self) -> None:
        of_salt = Substance("drug", 377.86 * g / mol, paper, salts={"hydrochloride": (377.86 + ACID) * g / mol})
        finding = found(check_substances(system(drug=of_salt)))
        assert (finding.severity, finding.where) == ("error", "drug")
        assert "hydrochloride" in finding.what

    def test_kilograms_for_grams_are_found(self) -> None:
        assert found(check_substance(Substance("drug", 341.40 * kg / mol, paper))).severity == "error"


class TestShares:
    def test_shares_that_add_up_to_more_run_backwards(self) -> None:
        finding = found(check_typical_ways(system(first_pass=say(0.7, "changed on the way"))))
        assert (finding.severity, finding.where) == ("error", "gut")
        assert "1 - F - first_pass" in finding.numbers

    def test_people_of_whom_a_share_is_above_one_are_counted(self) -> None:
        wide = numbers(F=say(0.6, "share of the dose that reaches plasma", 0.5))

        @population
        def adults(i: Any, p: Any = wide) -> None:
            """Adults."""

        told = [f for f in check_models("drug", {"right": right(wide)}, [adults]) if f.check == "share"]
        assert {f.where for f in told} == {"F", "gut"}
        assert all("%" in f.what + f.numbers and f.severity == "error" for f in told)

    def test_a_dose_of_which_more_than_all_arrives_is_found(self) -> None:
        @model
        def generous(m: Any, p: Any) -> None:
            """A drug of which more arrives than is given."""
            m.plasma = Compartment(p.drug, volume=p.V)
            m.mouth = Route(m.plasma, form="base", usual=True, share=p.F)
            m.plasma.is_cleared(by=p.CL)

        finding = found(check_typical_ways(generous(numbers(F=say(1.2, "bioavailability"))).system))
        assert (finding.severity, finding.where) == ("error", "mouth")


class TestClearances:
    @pytest.mark.parametrize(
        ("value", "severity"), [(1200 * L / h, "error"), (150 * L / h, "warning"), (20 * mL / minute, None)]
    )
    def test_clearance_above_organ_flow_is_found(self, value: Quantity, severity: str | None) -> None:
        told = [f for f in check_clearances(system(CL=say(value, "clearance"))) if f.check == "organ flow"]
        assert [f.severity for f in told] == [s for s in (severity,) if s]

    def test_the_slip_that_explains_it_is_named(self) -> None:
        finding = found(check_clearances(system(CL=say(1200 * L / h, "clearance"))))
        assert "mL/min for L/h" in finding.hint

    def test_an_apparent_clearance_may_be_anything(self) -> None:
        assert not list(check_clearances(system(CL=say(1200 * L / h, "apparent oral clearance"))))

    @pytest.mark.parametrize(("value", "severity"), [(100 * L / h, "error"), (15 * L / h, "warning")])
    def test_more_in_urine_than_the_kidneys_see_is_found(self, value: Quantity, severity: str) -> None:
        told = [f for f in check_clearances(system(renal=say(value, "by the kidney"))) if "urine" in f.what]
        assert [f.severity for f in told] == [severity]

    def test_a_volume_in_millilitres_is_found(self) -> None:
        finding = found(f for f in check_clearances(system(V=say(50 * mL, "volume"))) if f.check == "volume")
        assert (finding.severity, finding.where) == ("error", "plasma")
        assert "mL for L" in finding.why

    def test_a_central_volume_that_blood_does_not_reach_at_once_is_found(self) -> None:
        (finding,) = check_clearances(system(V=say(20_000 * L, "volume")))
        assert (finding.check, finding.severity) == ("volume", "warning")
        assert "mL for L" in finding.why

    def test_what_never_leaves_is_an_error(self) -> None:
        @model
        def closed(m: Any, p: Any) -> None:
            """A drug whose clearance was forgotten."""
            m.plasma = Compartment(p.drug, volume=p.V)
            m.vein = Route(m.plasma, form="base", usual=True)

        assert "never leaves" in found(check_clearances(closed(numbers()).system)).what

    @pytest.mark.parametrize(("stated", "is_found"), [(5.5 * h, False), (330 * h, True), (20 * h, True)])
    def test_a_half_life_that_clearance_and_volume_do_not_give_is_found(self, stated: Quantity, is_found: bool) -> None:
        table = numbers(half_life=say(stated, "half-life of elimination"))

        @model
        def with_statement(m: Any, p: Any = table) -> None:
            """The same, and a half-life that the table states."""
            m.drug = right(table)
            m.stated = Output(log(2) / p.half_life, "rate that was stated")

        told = [f for f in check_clearances(with_statement.system) if f.where == "half_life"]
        assert bool(told) == is_found
        assert all("give" in f.numbers and "h" in f.numbers for f in told)


class TestBalance:
    def test_a_product_that_is_made_by_mass_does_not_balance(self) -> None:
        """Mole for mole nothing is gained; by the ratio of masses, and beside a clearance, it is."""

        @model
        def twice(m: Any, p: Any) -> None:
            """What is cleared from plasma appears again as product, and more of it."""
            m.plasma = Compartment(p.drug, volume=p.V)
            m.product = Compartment(p.product, volume=p.Vm)
            m.vein = Route(m.plasma, form="base", usual=True)
            m.plasma.is_cleared(by=p.CL)
            m.product.is_supplied(at=p.CL * m.plasma.concentration)
            m.product.is_cleared(by=p.CLm)

        finding = found(check_balance(twice(numbers()).system))
        assert (finding.severity, finding.where) == ("error", "vein")
        assert "is supplied into product" in finding.why

    def test_what_goes_on_leaving_from_nothing_is_found(self) -> None:
        @model
        def drained(m: Any, p: Any) -> None:
            """Drug leaves at a rate that does not ask how much is there."""
            m.plasma = Compartment(p.drug, volume=p.V)
            m.vein = Route(m.plasma, form="base", usual=True)
            m.plasma.is_supplied(at=-p.out)

        told = list(check_balance(drained(numbers(out=say(2000 * nmol / h, "what leaves each hour"))).system))
        assert {f.where for f in told} >= {"plasma"}
        assert any("below zero" in f.what for f in told)

    def test_what_the_body_makes_itself_is_no_fault(self) -> None:
        @model
        def own(m: Any, p: Any) -> None:
            """A drug that the body makes too."""
            m.plasma = Compartment(p.drug, volume=p.V, start=p.made * p.V / p.CL)
            m.vein = Route(m.plasma, form="base", usual=True)
            m.plasma.is_supplied(at=p.made)
            m.plasma.is_cleared(by=p.CL)
            m.signal = Pool(p.ka, p.ka, meaning="something else")

        assert not list(check_balance(own(numbers(made=say(500 * nmol / h, "what the body makes"))).system))

    def test_a_dose_with_lag_duration_and_share_balances(self) -> None:
        table = numbers(lag=say(0.5 * h, "lag"), worn=say(72 * h, "time it is worn"))

        @model
        def patch(m: Any, p: Any = table) -> None:
            """A patch that gives off a share of its dose, late and for long."""
            m.plasma = Compartment(p.drug, volume=p.V)
            m.patch = Route(m.plasma, form="base", usual=True, share=p.F, lag=p.lag, duration=p.worn)
            m.plasma.is_cleared(by=p.CL)

        assert not list(check_balance(patch.system))


class TestReasons:
    FINDING = Finding("organ flow", "error", "plasma", "what", "numbers", "why", "hint", "drug")

    def test_a_reason_is_shown_and_clears_the_finding(self) -> None:
        told = explain([self.FINDING], [Reason("organ flow", "plasma", "hydrolysed everywhere", "error")])
        inspection = Inspection(("drug",), told)
        assert inspection.is_clean
        assert "accepted: hydrolysed everywhere" in str(inspection)
        assert "1 explained" in inspection.total

    def test_it_holds_in_a_model_that_contains_the_drug(self) -> None:
        assert Reason("organ flow", "plasma", "so", "error").explains(replace(self.FINDING, where="drug.plasma"))

    def test_a_substance_may_stand_for_its_place(self) -> None:
        finding = replace(self.FINDING, about="heroin")
        assert Reason("organ flow", "heroin", "so", "error").explains(finding)
        assert not Reason("organ flow", "morphine", "so", "error").explains(finding)

    @pytest.mark.parametrize(
        "reason",
        [
            Reason("share", "plasma", "so", "error"),
            Reason("organ flow", "blood", "so", "error"),
            Reason("organ flow", "plasma", "a reason for a warning"),
        ],
    )
    def test_a_reason_for_something_else_explains_nothing_and_is_told(self, reason: Reason) -> None:
        told = explain([self.FINDING], [reason])
        assert [f.is_explained for f in told] == [False, False]
        assert told[1].check == "reason"

    def test_without_one_an_error_stands(self) -> None:
        assert not Inspection(("drug",), (self.FINDING,)).is_clean


def test_a_finding_of_one_structure_names_it() -> None:
    fast = right(numbers(CL=say(1200 * L / h, "clearance")))
    told = check_models("drug", {"right": right(numbers()), "fast": fast})
    assert {(f.check, f.within) for f in told} == {("organ flow", ("fast",))}
    assert all(f.owner == "drug" for f in told)
