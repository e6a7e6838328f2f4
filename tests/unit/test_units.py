"""Units and quantities: what is read, what is written, what meets what."""

from __future__ import annotations

import pickle
from fractions import Fraction

import numpy as np
import pytest

from neurodose import units as u
from neurodose.errors import UnitError
from neurodose.symbols import symbol
from neurodose.units import L, g, h, kg, mg, mL, ng, nM, nmol, one, percent, read_quantity, read_unit, s

# One unit of exactly representable steps: two roundings of a float at most.
ROUNDING = 1e-15


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("mg/kg/day", mg / kg / u.day),
        ("µg/mL", u.ug / mL),
        ("μg/mL", u.ug / mL),  # the Greek letter mu, which looks the same
        ("ug/mL", u.ug / mL),
        ("mcg/mL", u.ug / mL),
        ("h^-1", one / h),
        ("h-1", one / h),
        ("h**-1", one / h),
        ("h⁻¹", one / h),
        ("1/h", one / h),
        ("nmol·L⁻¹", nM),
        ("nmol*L^-1", nM),
        ("mL/min/kg", mL / u.minute / kg),
        ("mg / (kg · h)", mg / (kg * h)),
        ("m²", u.m**2),
        ("m2", u.m**2),
        ("dm^3", L),
        ("m⁻¹²", u.m**-12),
        ("kg·m²/(s³·A)", u.mV * one),
        ("L/hour", L / h),
        ("%/h", percent / h),
        ("mg kg", mg * kg),
        ("", one),
        (" ", one),
        ("1", one),
        ("%", percent),
        ("percent", percent),
    ],
)
def test_units_are_read_as_people_write_them(text: str, meant: u.Unit) -> None:
    found = read_unit(text)
    assert found.dimension == meant.dimension
    assert found == meant if text != "kg·m²/(s³·A)" else found.scale == meant.scale * 1000  # a volt, not a millivolt


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("mg//kg", 4),
        ("/h", 1),
        ("mg/", 4),
        ("mg)", 3),
        ("(mg", 1),
        ("()", 2),
        ("mg^", 3),
        ("mg^0.5", 5),
        ("h^--1", 2),
        ("2/h", 1),
        ("10/h", 1),  # a number, not the unit 1/h
        ("11", 1),
        ("mg·-kg", 4),
    ],
)
def test_a_unit_that_cannot_be_read_is_pointed_at(text: str, place: int) -> None:
    with pytest.raises(UnitError, match=rf"cannot be read from its character {place} on") as raised:
        read_unit(text)
    shown, caret = str(raised.value.exists).split("\n")
    assert shown == text
    assert caret.index("^") - 4 == place - 1
    assert "powers" in str(raised.value.hint)


@pytest.mark.parametrize(("text", "near"), [("mgg", "mg"), ("mg/hh", "h"), ("mmool", "mmol"), ("houers", None)])
def test_an_unknown_unit_lists_the_known_and_offers_the_nearest(text: str, near: str | None) -> None:
    with pytest.raises(UnitError, match="no unit is called") as raised:
        read_unit(text)
    assert raised.value.where == f'unit "{text}"'
    assert "nmol" in str(raised.value.exists)
    assert raised.value.hint == (f'did you mean "{near}"?' if near else None)


def test_capitals_tell_units_apart() -> None:
    assert read_unit("mM") == u.mM != read_unit("m·M")
    with pytest.raises(UnitError, match='no unit is called "MG"'):
        read_unit("MG")


@pytest.mark.parametrize(
    ("unit", "text"),
    [
        ((mg / L) ** 2, "(mg/L)^2"),
        ((h**2) ** 2, "(h^2)^2"),
        (L / (mg / h), "L/(mg/h)"),
        (one / (mg / L), "1/(mg/L)"),
        (mg / (kg * h), "mg/(kg·h)"),
        (nM * h, "nM·h"),
        (one / h, "1/h"),
        (one * mg, "mg"),
        (mg / one, "mg"),
    ],
)
def test_a_compound_unit_is_written_so_that_it_reads_back(unit: u.Unit, text: str) -> None:
    assert unit.symbol == text
    assert read_unit(text) == unit


def test_units_are_equal_by_what_they_measure_not_by_how_they_are_written() -> None:
    assert read_unit("nmol/L") == nM
    assert hash(read_unit("nmol/L")) == hash(nM)
    assert mg != g
    assert percent != one
    assert mg != "mg"


def test_a_unit_takes_whole_powers_only() -> None:
    for power in (0.5, Fraction(1, 3)):
        with pytest.raises(UnitError, match="mg cannot be raised to") as raised:
            _ = mg**power  # pyright: ignore[reportOperatorIssue]
        assert "whole numbers" in str(raised.value.exists)
    with pytest.raises(UnitError, match="h cannot be raised to"):
        _ = (2 * h) ** 0.5  # pyright: ignore[reportOperatorIssue]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("50 mg", 50, mg),
        ("24h", 24, h),
        ("1.5 L/h", 1.5, L / h),
        ("-5 mg", -5, mg),
        (".5 mg", 0.5, mg),
        ("5. mg", 5, mg),
        ("1e3 ng/mL", 1000, ng / mL),
        ("50mg/kg", 50, mg / kg),
        ("0.3", 0.3, one),
        ("5 %", 5, percent),
    ],
)
def test_quantities_are_read_as_people_write_them(text: str, value: float, unit: u.Unit) -> None:
    found = read_quantity(text)
    assert (found.value, found.unit) == (value, unit)


@pytest.mark.parametrize("text", ["", "mg", "fifty mg", "nan mg", "inf h"])
def test_what_has_no_number_is_no_quantity(text: str) -> None:
    with pytest.raises(UnitError, match="is not a number with a unit") as raised:
        read_quantity(text)
    assert "50 mg" in str(raised.value.hint)


def test_a_number_beyond_what_can_be_held_is_refused() -> None:
    with pytest.raises(UnitError, match="too large"):
        read_quantity("1e400 mg")


def test_a_decimal_comma_is_not_silently_cut() -> None:
    with pytest.raises(UnitError, match='the unit ",5 mg" cannot be read'):
        read_quantity("1,5 mg")


def test_a_quantity_says_itself_in_another_unit() -> None:
    assert (90 * u.minute).to(h).value == 1.5
    assert (1.5 * h).number_in("min") == 90
    assert (2 * g / L).to("µg/mL").value == pytest.approx(2000, rel=ROUNDING)
    assert repr((1 * u.day).to(h)) == "24 h"


def test_another_dimension_is_refused_with_both_named() -> None:
    with pytest.raises(UnitError, match="5 mg cannot be said in h") as raised:
        (5 * mg).to(h)
    assert "mass" in str(raised.value.exists)
    assert "time" in str(raised.value.exists)
    assert raised.value.hint is None


@pytest.mark.parametrize(("quantity", "unit"), [(5 * mg, nmol), (5 * nmol, mg), (5 * ng / mL, nM), (5 * nM, "ng/mL")])
def test_mass_meets_moles_only_through_a_substance(quantity: u.Quantity, unit: u.Unit | str) -> None:
    with pytest.raises(UnitError, match="cannot be said in") as raised:
        quantity.to(unit)
    assert "only through its substance" in str(raised.value.hint)


def test_sums_and_comparisons_take_any_unit_of_one_dimension() -> None:
    assert 1 * h + 30 * u.minute == 1.5 * h
    assert 1 * h - 30 * u.minute == 30 * u.minute
    assert 59 * u.minute < 1 * h <= 60 * u.minute
    assert 61 * u.minute > 1 * h >= 60 * u.minute
    assert not 61 * u.minute < 1 * h
    assert not 61 * u.minute <= 1 * h
    with pytest.raises(UnitError, match="cannot be said in"):
        _ = 1 * h + 1 * mg
    with pytest.raises(UnitError, match="cannot be said in"):
        _ = 1 * h < 1 * mg


def test_a_bare_number_never_passes_for_a_quantity() -> None:
    for wrong in (
        lambda: 1 * mg + 1,
        lambda: 1 - 1 * mg,
        lambda: 1 * mg < 1,
        lambda: 1 * mg >= 1,
        lambda: "5" * mg,
        lambda: None * mg,
    ):
        with pytest.raises(TypeError, match=r"unsupported operand|not supported|can't multiply"):
            wrong()
    assert (1 * mg) != 1
    assert (0 * mg) != 0


def test_products_carry_their_units() -> None:
    assert 2 * L / h * (3 * h) == 6 * L
    assert (6 * L) / (2 * h) == 3 * L / h
    assert 6 / (2 * h) == 3 / h
    assert (2 * nM) ** 2 == 4 * nM**2
    assert (2 * h) ** -1 == 0.5 / h
    assert 5 * mg / (5 * mg) == 1 * one
    assert mg * 5 == 5 * mg
    assert -(5 * mg) == -5 * mg


def test_zero_keeps_its_unit() -> None:
    assert (0 * mg).dimension == mg.dimension
    assert 0 * mg == 0 * kg
    assert 0 * mg != 0 * h
    with pytest.raises(UnitError, match="cannot be said in"):
        (0 * mg).to(nmol)


def test_several_numbers_share_one_unit() -> None:
    pair = (0.1, 1) * nM
    assert pair.value == (0.1, 1.0)
    assert pair.to("pM").value == pytest.approx((100, 1000), rel=ROUNDING)
    assert ([1, 2] * mg).value == (1.0, 2.0)


def test_arithmetic_with_several_numbers_is_done_one_by_one() -> None:
    pair = (1, 2) * mg
    assert (pair * 2).value == (2.0, 4.0)
    assert (2 * pair).value == (2.0, 4.0)
    assert (pair / 2).value == (0.5, 1.0)
    assert (2 / pair).value == (2.0, 1.0)
    assert (pair + pair).value == (2.0, 4.0)
    assert (pair - 1 * mg).value == (0.0, 1.0)
    assert (1 * mg - pair).value == (0.0, -1.0)
    assert (-pair).value == (-1.0, -2.0)
    assert (pair**2).value == (1.0, 4.0)
    assert (pair * (3 * h)).value == (3.0, 6.0)


def test_arrays_carry_a_unit_on_either_side() -> None:
    numbers = np.array([1.0, 2.0])
    for held in (numbers * mg, mg * numbers, numbers * (1 * mg), (1 * mg) * numbers):
        assert isinstance(held, u.Quantity)
        assert held.unit == mg
        np.testing.assert_array_equal(held.value, numbers)
    np.testing.assert_array_equal((numbers * g).coherent, 1000 * numbers)
    np.testing.assert_array_equal((numbers / h).to("1/min").value, numbers / 60)


def test_a_number_of_numpy_is_a_number() -> None:
    assert np.float64(3) * mg == 3 * mg
    assert np.int64(3) * (2 * mg) == 6 * mg


def test_a_quantity_leaves_a_formula_to_the_formula() -> None:
    x = symbol("state", "x", nM.dimension)
    assert (5 * nM < x) is (x > 5 * nM)
    assert (5 * nM >= x) is (x <= 5 * nM)
    assert (5 * nM * x).dimension == (nM**2).dimension
    assert (5 * nM + x).dimension == nM.dimension
    assert ((2 * one) ** (x / nM)).operation == "power"
    assert (nM / x).dimension == one.dimension


def test_equal_quantities_are_one_key() -> None:
    assert len({1000 * mg, 1 * g, 1 * nM, 1 * (nmol / L)}) == 2


def test_quantities_survive_another_process() -> None:
    back = pickle.loads(pickle.dumps(50 * mg / kg))
    assert back == 50 * mg / kg
    assert back.unit.symbol == "mg/kg"


def test_coherent_numbers_are_hours_litres_milligrams_nanomoles() -> None:
    assert (1 * u.day).coherent == 24
    assert (1 * mL).coherent == 0.001
    assert (1 * kg).coherent == 1e6
    assert (1 * u.umol).coherent == 1000
    assert (1 * nM).coherent == 1
    assert (1 * u.uM).coherent == 1000
    assert (36 * percent).coherent == 0.36
    assert (3600 * s).coherent == 1


@pytest.mark.parametrize(
    ("unit", "words"),
    [
        (one, "a pure number"),
        (L, "volume"),
        (nM, "amount / volume"),
        (one / h, "1 / time"),
        (L / h / kg, "volume / time / mass"),
        (u.m, "length"),
        (u.m**2, "length^2"),
        (L**2, "volume^2"),
        (mg * h, "time · mass"),
    ],
)
def test_dimensions_are_named_in_a_pharmacologists_words(unit: u.Unit, words: str) -> None:
    assert u.name_dimension(unit.dimension) == words


@pytest.mark.parametrize("unit", [nM, nmol, h, L, L / h, one / h, nM / h, mg, one, mg * L / h**2, one / (mg * h), u.mV])
def test_every_dimension_finds_a_unit_to_be_shown_in(unit: u.Unit) -> None:
    chosen = u.choose_unit(unit.dimension)
    assert chosen.dimension == unit.dimension
    assert read_unit(chosen.symbol) == chosen


def test_the_preferred_unit_is_chosen_where_it_fits() -> None:
    assert u.choose_unit(h.dimension, [mg, u.day]) is u.day
    assert u.choose_unit(nM.dimension, [mg, u.day]) is nM


def test_a_broken_power_is_written_in_brackets() -> None:
    half = u.raise_dimension(nmol.dimension, Fraction(1, 2))
    assert u.name_dimension(half) == "amount^(1/2)"
    assert u.choose_unit(half).symbol == "nmol^(1/2)"
