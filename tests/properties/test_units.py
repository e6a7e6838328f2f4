"""What holds for every unit and quantity, whichever they are."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from neurodose.errors import UnitError
from neurodose.units import UNITS, Quantity, Unit, choose_unit, one, read_quantity, read_unit

# A conversion there and back is at most four roundings of a float.
ROUNDING = 1e-15

single = st.sampled_from(list(UNITS.values()))
units = st.recursive(
    single,
    lambda inner: st.one_of(
        st.builds(lambda a, b: a * b, inner, inner),
        st.builds(lambda a, b: a / b, inner, inner),
        st.builds(lambda a, n: a**n, inner, st.integers(-3, 3)),
    ),
    max_leaves=5,
)
numbers = st.floats(-1e12, 1e12).filter(lambda x: x == 0 or abs(x) > 1e-12)
positive = st.floats(1e-9, 1e9)


def alike(unit: Unit) -> st.SearchStrategy[Unit]:
    """Units of the same dimension, differently written and scaled."""
    factors = st.fractions(min_value=Fraction(1, 1000), max_value=1000)
    scaled = factors.map(lambda factor: Unit("other", unit.dimension, unit.scale * factor))
    return st.one_of(st.just(unit), st.just(choose_unit(unit.dimension)), scaled)


pairs = units.flatmap(lambda unit: st.tuples(st.just(unit), alike(unit)))


@given(units)
def test_the_text_of_a_unit_reads_back_as_that_unit(unit: Unit) -> None:
    assert read_unit(unit.symbol) == unit
    assert read_unit(f" {unit.symbol} ") == unit


@given(st.integers(-(10**6), 10**6), units)
def test_the_text_of_a_quantity_reads_back_as_that_quantity(number: int, unit: Unit) -> None:
    assert read_quantity(f"{number} {unit.symbol}") == number * unit


@given(numbers, pairs)
def test_a_conversion_there_and_back_changes_nothing(number: float, pair: tuple[Unit, Unit]) -> None:
    here, there = pair
    back = (number * here).to(there).to(here)
    assert back.value == pytest.approx(number, rel=ROUNDING)
    assert here.from_coherent((number * here).coherent) == pytest.approx(number, rel=ROUNDING)


@given(numbers, numbers, pairs)
def test_changing_units_changes_no_sum_and_no_product(a: float, b: float, pair: tuple[Unit, Unit]) -> None:
    here, there = pair
    x, y = a * here, b * here
    moved_x, moved_y = x.to(there), y.to(there)
    scale = max(abs(x.coherent), abs(y.coherent))  # a difference may be smaller than what each rounds away
    for ours, moved in ((x + y, moved_x + y), (x - y, x - moved_y), (x + y, moved_x + moved_y)):
        assert moved.coherent == pytest.approx(ours.coherent, rel=10 * ROUNDING, abs=10 * ROUNDING * scale)
    assert (moved_x * y).coherent == pytest.approx((x * y).coherent, rel=10 * ROUNDING)
    if b:
        ratio = moved_x / y
        assert ratio.to(one).value == pytest.approx(a / b, rel=10 * ROUNDING)


@given(positive, positive, pairs)
def test_changing_units_changes_no_order(a: float, b: float, pair: tuple[Unit, Unit]) -> None:
    here, there = pair
    assume(abs(a - b) > 10 * ROUNDING * a)
    assert ((a * here).to(there) < b * here) == (a < b)
    assert (a * here > (b * here).to(there)) == (a > b)


@given(positive, single, st.integers(-3, 3))
def test_a_power_is_a_repeated_product(number: float, unit: Unit, power: int) -> None:
    expected = Quantity(1.0, one)
    for _ in range(abs(power)):
        expected = expected * (number * unit) if power > 0 else expected / (number * unit)
    found = (number * unit) ** power
    assert found.dimension == expected.dimension
    assert found.coherent == pytest.approx(expected.coherent, rel=10 * ROUNDING)


@given(units, units)
def test_only_units_of_one_dimension_convert(a: Unit, b: Unit) -> None:
    if a.dimension == b.dimension:
        assert (1 * a).to(b).to(a).value == pytest.approx(1, rel=ROUNDING)
    else:
        with pytest.raises(UnitError, match="cannot be said in"):
            (1 * a).to(b)


@given(units, units)
def test_units_multiply_like_numbers(a: Unit, b: Unit) -> None:
    assert a * b == b * a
    assert (a * b) / b == a
    assert one / (one / a) == a
