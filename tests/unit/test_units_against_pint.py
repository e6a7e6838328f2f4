"""Pint is asked about every unit, alone and in compounds."""

from __future__ import annotations

from typing import Any

import pint
import pytest

from neurodose.units import UNITS, Unit, name_dimension, read_unit

PINT: Any = pint.UnitRegistry()
# What pint calls otherwise. Its "M" is molar; "year" is 365.25 days in both; "h" and "min" are the same.
NAMES = {"%": "percent", "1": "dimensionless", "A": "ampere", "K": "kelvin", "mV": "millivolt", "m": "meter"}
COHERENT = ["hour", "decimeter", "milligram", "nanomole", "kelvin", "ampere"]
# Pint multiplies floats where we hold fractions; a compound of three units takes some ten roundings.
PINT_ROUNDS = 1e-13


def asked(symbol: str) -> Any:
    return PINT.Quantity(1, NAMES.get(symbol, symbol))


def assert_same(ours: Unit, theirs: Any) -> None:
    coherent = 1 * PINT.dimensionless
    for name, power in zip(COHERENT, ours.dimension, strict=True):
        coherent = coherent * PINT.Quantity(1, name) ** float(power)
    assert theirs.is_compatible_with(coherent.units), f"{ours}: {name_dimension(ours.dimension)}"
    assert theirs.to(coherent.units).magnitude == pytest.approx(float(ours.scale), rel=PINT_ROUNDS)


@pytest.mark.parametrize("symbol", UNITS)
def test_every_unit_is_pints_unit(symbol: str) -> None:
    assert_same(read_unit(symbol), asked(symbol))


@pytest.mark.parametrize("first", UNITS)
def test_every_product_and_ratio_of_two_units_is_pints(first: str) -> None:
    for second in UNITS:
        assert_same(read_unit(f"{first}·{second}"), asked(first) * asked(second))
        assert_same(read_unit(f"{first}/{second}"), asked(first) / asked(second))
        assert_same(read_unit(f"{second}/{first}^2"), asked(second) / asked(first) ** 2)


@pytest.mark.parametrize(
    "text",
    [
        "mg/kg/day",
        "mL/min/kg",
        "ng·h/mL",
        "1/(nM·h)",
        "nmol/(L·h)",
        "µg/dL",
        "pmol/mL/min",
        "L/h/kg",
        "mmol/L",
        "fmol/mg",
        "kg·m^2/(s^3·A)",
        "mg/(kg·h)",
        "1/week",
    ],
)
def test_compounds_of_the_trade_are_pints(text: str) -> None:
    assert_same(read_unit(text), PINT.Quantity(1, text.replace("·", "*")))


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        (1000, "L/h", "mL/min"),
        (0.147, "nM", "pmol/mL"),
        (0.018, "1/h", "1/day"),
        (74, "kg", "mg"),
        (13.3, "ng/mL", "mg/L"),
        (2, "mg/kg/day", "µg/kg/h"),
        (-70, "mV", "kg·m^2/(s^3·A)"),
    ],
)
def test_conversions_are_pints(value: float, start: str, end: str) -> None:
    ours = (value * read_unit(start)).to(end).value
    theirs = PINT.Quantity(value, start.replace("·", "*")).to(end.replace("·", "*")).magnitude
    assert ours == pytest.approx(theirs, rel=PINT_ROUNDS)
