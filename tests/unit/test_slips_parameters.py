"""Each slip of encoding is planted in a table of parameters that is right, and is found; the right one is clean."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose import Assumption, LogNormal, Parameter, Source
from neurodose.populations import Normal, Uniform
from neurodose.slips.finding import Finding
from neurodose.slips.magnitudes import check_magnitudes
from neurodose.slips.physiology import find_factor, name_slip, tell_slips
from neurodose.slips.shares import check_shares
from neurodose.slips.spreads import check_spreads
from neurodose.slips.wording import check_wording
from neurodose.units import L, M, cm, day, g, h, kg, mg, minute, mL, nM, one, percent, s, year

paper = Source("Author and others", 2031, "Journal of Examples 12:345", "table 2", reading="read")
other = Source("Writer and others", 2032, "Journal of Examples 13:1", "table 1", reading="read")
RIGHT: dict[str, Parameter] = {
    "ka": Parameter(1.2 / h, "absorption rate constant", paper, "low", between_people=LogNormal(cv=0.5)),
    "F": Parameter(0.6, "share of the dose that reaches plasma", paper, "low"),
    "CL": Parameter(20 * L / h, "clearance", paper, "low", between_people=LogNormal(cv=0.3)),
    "renal": Parameter(100 * mL / minute, "clearance by the kidney", paper, "low"),
    "V": Parameter(60 * L, "volume of distribution", paper, "low", between_people=LogNormal(cv=0.2)),
    "weight": Parameter(74 * kg, "body weight", paper, "high", between_people=LogNormal(cv=0.2)),
    "height": Parameter(176 * cm, "height of men", paper, "high", between_people=LogNormal(cv=0.04)),
    "age": Parameter(45 * year, "age", paper, "high"),
    "half_life": Parameter(4 * h, "half-life in plasma", paper, "low"),
    "tissue": Parameter(100 * L, "volume of tissue", paper, "low"),
    "Q": Parameter(30 * L / h, "clearance between plasma and tissue", paper, "low"),
    "Vc": Parameter(12 * L, "volume of plasma and what mixes with it at once", paper, "low"),
    "flow": Parameter(90 * L / h, "blood flow of the liver", paper, "high"),
    "Ki": Parameter(1.2 * nM, "affinity at mu", paper, "low"),
    "kon": Parameter(1e6 / (M * s), "rate of association", paper, "low"),
    "lumbar": Parameter(35 * mL, "volume of lumbar CSF", paper, "low"),
}


def with_one(address: str, value: Any, meaning: str | None = None, **more: Any) -> dict[str, Parameter]:
    """The right table with one entry written otherwise."""
    said = RIGHT.get(address)
    source = more.pop("source", paper)
    made = Parameter(value, meaning or (said.meaning if said else address), source, "low", **more)
    return {**RIGHT, address: made}


def found(check: Any, table: dict[str, Parameter]) -> Finding:
    """The one finding of a check; every part of it is said."""
    (finding,) = check(table)
    assert all((finding.what, finding.where, finding.numbers, finding.why, finding.hint))
    return finding


@pytest.mark.parametrize("check", [check_spreads, check_magnitudes, check_shares, check_wording])
def test_a_right_table_is_clean(check: Any) -> None:
    assert not list(check(RIGHT))


class TestSpreads:
    def test_a_cv_in_per_cent_is_an_error(self) -> None:
        finding = found(check_spreads, with_one("CL", 20 * L / h, between_people=LogNormal(cv=28)))
        assert (finding.severity, finding.where) == ("error", "CL")
        assert "cv=0.28" in finding.why

    def test_a_very_wide_spread_is_shown_as_an_sd_of_the_logarithm(self) -> None:
        finding = found(check_spreads, with_one("CL", 20 * L / h, between_people=LogNormal(cv=2.2)))
        assert finding.severity == "warning"
        assert "1.33" in finding.why

    def test_a_variance_for_a_cv_is_suspect(self) -> None:
        finding = found(check_spreads, with_one("CL", 20 * L / h, between_people=LogNormal(cv=0.05)))
        assert "variance" in finding.why
        assert "23%" in finding.why

    def test_a_cv_that_is_another_one_squared_is_suspect(self) -> None:
        finding = found(check_spreads, with_one("Q", 9 * L / h, between_people=LogNormal(cv=0.09)))
        assert "CL" in finding.numbers
        assert "0.3² = 0.09" in finding.numbers

    def test_two_papers_may_have_such_spreads_by_chance(self) -> None:
        table = with_one("Q", 9 * L / h, source=other, between_people=LogNormal(cv=0.09))
        assert not list(check_spreads(table))

    def test_a_spread_around_the_value_itself_counts_it_twice(self) -> None:
        finding = found(check_spreads, with_one("F", 0.05, between_people=LogNormal(cv=0.3, median=0.05)))
        assert finding.severity == "error"
        assert "twice" in finding.why

    def test_a_spread_with_a_unit_is_an_error(self) -> None:
        around = LogNormal(cv=0.3, median=20 * L / h)
        assert found(check_spreads, with_one("CL", 20 * L / h, between_people=around)).severity == "error"

    @pytest.mark.parametrize("around", [LogNormal(cv=0.2), Normal(1, 0.2), LogNormal(cv=0.2, median=21 * L / h)])
    def test_an_uncertainty_is_around_one_or_the_value(self, around: Any) -> None:
        assert not list(check_spreads(with_one("CL", 20 * L / h, uncertainty=around)))

    @pytest.mark.parametrize("around", [LogNormal(cv=0.2, median=20), LogNormal(cv=0.2, median=20 * mL / minute)])
    def test_and_around_nothing_else(self, around: Any) -> None:
        assert "not around its value" in found(check_spreads, with_one("CL", 20 * L / h, uncertainty=around)).what

    @pytest.mark.parametrize(("sd", "severity"), [(0.9, "error"), (0.5, "warning")])
    def test_an_sd_that_puts_people_below_zero_is_suspect(self, sd: float, severity: str) -> None:
        finding = found(check_spreads, with_one("CL", 20 * L / h, between_people=Normal(1, sd)))
        assert finding.severity == severity
        assert "variance" in finding.why

    def test_so_is_a_uniform_spread_that_begins_below_zero(self) -> None:
        assert "below zero" in found(check_spreads, with_one("CL", 20 * L / h, between_people=Uniform(-0.5, 2.5))).what


class TestMagnitudes:
    @pytest.mark.parametrize(
        ("address", "value", "slip"),
        [
            ("V", 60 * mL, "mL for L"),
            ("V", 60e6 * L, "million"),
            ("renal", 100 * L / h, "mL/min for L/h"),
            ("flow", 1500 * L / h, "mL/min for L/h"),
            ("weight", 74 * g, "thousand"),
            ("weight", 74 * mg, "million"),
            ("height", 1.76 * cm, "hundred"),
            ("lumbar", 35 * L, "mL for L"),
            ("Ki", 1.2e9 * nM, "nM for µM"),
            ("kon", 1e13 / (M * s), "thousand"),
            ("ka", 1200 / h, "thousand"),
            ("tissue", 100 * mL, "mL for L"),
            ("Q", 30_000 * L / h, "mL for L"),
            ("Vc", 12_000 * L, "mL for L"),
        ],
    )
    def test_a_unit_of_the_right_kind_and_the_wrong_size_is_found(self, address: str, value: Any, slip: str) -> None:
        finding = found(check_magnitudes, with_one(address, value))
        assert (finding.severity, finding.where) in (("error", address), ("warning", address))
        assert slip in finding.why

    @pytest.mark.parametrize("address", ["V", "renal", "flow", "weight", "height", "lumbar", "kon"])
    def test_what_no_body_has_is_an_error(self, address: str) -> None:
        value = RIGHT[address].value
        assert found(check_magnitudes, with_one(address, value * 1e6)).severity == "error"

    def test_a_half_life_in_days_for_hours_is_not_beyond_belief(self) -> None:
        assert not list(check_magnitudes(with_one("half_life", 4 * day)))

    def test_the_capacity_of_an_enzyme_is_no_clearance(self) -> None:
        table = with_one("capacity", 90_000 * L / h, "capacity of the liver's enzymes")
        assert not list(check_magnitudes(table))

    def test_a_slope_of_a_regression_is_no_volume(self) -> None:
        assert not list(check_magnitudes(with_one("slope", -2.1 * L, "constant of women")))


class TestShares:
    def test_bioavailability_above_one_is_an_error(self) -> None:
        finding = found(check_shares, with_one("F", 1.2))
        assert finding.severity == "error"

    def test_per_cent_for_a_share_is_named(self) -> None:
        assert "0.6" in found(check_shares, with_one("F", 60)).why

    def test_per_cent_with_its_unit_is_right(self) -> None:
        assert not list(check_shares(with_one("F", 60 * percent)))

    def test_a_share_below_zero_is_an_error(self) -> None:
        assert found(check_shares, with_one("F", -0.1)).severity == "error"

    def test_shares_of_one_thing_are_no_more_than_all_of_it(self) -> None:
        table = with_one("first_pass", 0.7, "share of the dose that is changed on the way")
        finding = found(check_shares, table)
        assert "1.3" in finding.what
        assert "F 0.6, first_pass 0.7" in finding.numbers

    def test_shares_of_two_things_may_be(self) -> None:
        assert not list(check_shares(with_one("by_kidney", 0.7, "share of clearance by the kidney")))

    def test_a_ratio_of_shares_may_be_above_one(self) -> None:
        assert not list(check_shares(with_one("ratio", 2.5, "share unbound over that of the other form")))


class TestWording:
    def test_a_mass_for_a_mole_is_an_error(self) -> None:
        reason = Assumption("a peak of 13.3 ng/mL after 50 mg", (1, 100) * nM)
        finding = found(check_wording, with_one("peak", 13.3 * nM, source=reason))
        assert finding.severity == "error"
        assert "mass is taken for moles" in finding.why

    def test_so_is_an_affinity_in_milligrams(self) -> None:
        finding = found(check_wording, with_one("Ki", 0.35 * mg / L, source=Assumption("0.35 nM", (0.1, 1) * mg / L)))
        assert finding.severity == "error"

    def test_the_same_digits_in_another_unit_are_suspect(self) -> None:
        finding = found(check_wording, with_one("CL", 127 * L / h, "clearance, 127 mL/min by the paper"))
        assert finding.severity == "warning"
        assert "127" in finding.numbers

    def test_per_cent_is_a_unit_too(self) -> None:
        assert found(check_wording, with_one("kept", 14 * one, "14 % of what was there")).severity == "warning"

    @pytest.mark.parametrize(
        "meaning",
        ["clearance: 20 L/h by the paper", "clearance in 20 patients", "clearance at 20 h", "20 of 57 people"],
    )
    def test_the_same_digits_in_the_same_unit_or_of_something_else_are_not(self, meaning: str) -> None:
        assert not list(check_wording(with_one("CL", 20 * L / h, meaning)))


class TestSlips:
    @pytest.mark.parametrize(("fold", "factor"), [(86.4, 100), (1000, 1000), (1 / 60, 60), (16.7, 1000 / 60), (25, 24)])
    def test_the_nearest_round_factor_is_found(self, fold: float, factor: float) -> None:
        assert find_factor(fold) == pytest.approx(factor)

    @pytest.mark.parametrize("fold", [2.2, 1.0, 0.0, float("inf")])
    def test_where_none_is_near_none_is_named(self, fold: float) -> None:
        assert name_slip(fold) == ""

    def test_that_no_slip_explains_it_is_said(self) -> None:
        assert tell_slips(1.0, 1e9, 1e9 + 1, L.dimension) == "no slip of unit explains it"
