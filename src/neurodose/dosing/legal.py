"""What can be given at all is a finite, positive amount, at a time that is not before the start.

Every check takes the value, and where it serves several fields of a dose the field's name; it raises
DoseError or returns nothing.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Real
from typing import Any

from neurodose.dosing.wording import is_name
from neurodose.errors import DoseError
from neurodose.units import Dimension, Quantity, Unit, h, kg, mg, multiply_dimensions, name_dimension, nmol

AMOUNTS = (mg.dimension, nmol.dimension)
RATES = ((mg / h).dimension, (nmol / h).dimension)
MASS_BY_WEIGHT, AMOUNT_BY_WEIGHT = (mg / kg).dimension, (nmol / kg).dimension
EXAMPLES = {"amount": "50 * mg", "rate": "5 * mg / h", "over": "30 * minute"}
TIME_EXAMPLE = "24 * h"
STEADY = (None, "reached", "added")  # their places are NONMEM's SS


def check_amount(amount: Any, field: str = "amount") -> None:
    """A dose is a mass or an amount of substance above zero."""
    _check_number(amount, field, "mg")
    if _is_by_weight(amount):
        raise DoseError(
            f"{amount} is an amount by body weight, and a dose is an amount",
            where=_place(field),
            exists="a dose is a mass (mg, µg, g) or an amount of substance (nmol, mmol)",
            hint="multiply by the weight: 0.5 mg/kg for 70 kg is 35 * mg",
        )
    _check_dimension(amount, AMOUNTS, "a mass or an amount of substance", field)
    _check_sign(amount, field, zero_allowed=False)


def check_time(time: Any, field: str, *, zero_allowed: bool = False) -> None:
    """A time in a regimen is finite and not negative; an interval is not zero either."""
    _check_number(time, field, "h")
    _check_dimension(time, (h.dimension,), "a time", field)
    _check_sign(time, field, zero_allowed)


def check_rate(rate: Any, amount: Quantity) -> None:
    """An infusion runs at the dose's own kind of amount per time."""
    _check_number(rate, "rate", "mg / h")
    _check_dimension(rate, RATES, "a mass or an amount of substance per time", "rate")
    _check_sign(rate, "rate", zero_allowed=False)
    if rate.dimension != multiply_dimensions(amount.dimension, h.dimension, -1):
        raise DoseError(
            f"the amount {amount} and the rate {rate} are not of one kind",
            where=_place("rate"),
            exists=f"{amount.unit} is {name_dimension(amount.dimension)}; "
            f"{rate.unit} is {name_dimension(rate.dimension)}",
            hint="say both as mass, or both as amount of substance",
        )


def check_count(count: Any, every: Any) -> None:
    """A dose is given a whole number of times, and more than once only with an interval."""
    if not _is_whole(count) or count < 1:
        raise DoseError(
            f"{count!r} is not a number of doses",
            where=_place("count"),
            exists="a count is a whole number from 1 on",
            hint="write count=28, or for 28 days in a sentence",
        )
    if count > 1 and every is None:
        raise DoseError(
            f"{count} doses have no interval",
            where=_place("every"),
            hint=f"say how often: every=24 * h, count={count}",
        )


def check_missed(missed: Any, count: int) -> None:
    """Missed doses are some of those planned, by number, and not all of them."""
    is_numbers = isinstance(missed, tuple) and all(_is_whole(n) and 1 <= n <= count for n in missed)
    if not is_numbers or (missed and len(missed) >= count) or list(missed) != sorted(set(missed)):
        raise DoseError(
            f"{missed!r} cannot be missed of {count} planned",
            where=_place("missed"),
            exists=f"the doses are numbered from 1 to {count}",
            hint="name each missed dose once, in ascending order, and leave at least one: missed=(3, 7)",
        )


def check_steady(steady: Any, every: Any, missed: Any) -> None:
    """A steady state is one of doses at an interval, of which the first that is planned is given."""
    if steady not in STEADY:
        raise DoseError(
            f"steady={steady!r}",
            where=_place("steady"),
            exists='"reached" (as if given for ever before) or "added" (what that leaves is added)',
        )
    if steady is not None and every is None:
        raise DoseError("a steady state of one dose", where=_place("every"), hint="say how often: every=24 * h")
    if steady is not None and 1 in missed:
        raise DoseError(
            "the dose that begins at steady state is missed", where=_place("missed"), hint="leave another one out"
        )


def check_name(name: Any, field: str) -> None:
    """A name of a salt, route, compartment or drug is words that a sentence can hold."""
    if not isinstance(name, str) or not is_name(name):
        raise DoseError(
            f"{name!r} is not a name",
            where=_place(field),
            exists='names are words of letters and digits, such as "hydrochloride" or "drug.gut"',
            hint='leave out words that a sentence of doses needs for itself ("by", "every", "at", "then" …)',
        )


def _is_whole(number: Any) -> bool:
    return isinstance(number, Integral) and not isinstance(number, bool)


def _place(field: str) -> str:
    return f"dose, {field}"


def _check_number(value: Any, field: str, unit: str) -> None:
    if isinstance(value, Quantity):
        if not isinstance(value.value, Real):
            raise DoseError(
                f"{value} is several numbers",
                where=_place(field),
                hint="write one dose for each and join them with .then(…) or .together(…)",
            )
        return
    if isinstance(value, Real) and not isinstance(value, bool):
        what = f"{value} has no unit: write {value} * {unit}"
    elif isinstance(value, Unit):
        what = f"{value} is a unit without a number"
    else:
        what = f"{value!r} is not a quantity"
    example = EXAMPLES.get(field, TIME_EXAMPLE)
    raise DoseError(
        what,
        where=_place(field),
        exists=f"a quantity is a number times a unit, such as {example}",
        hint="a sentence is read by read_regimen",
    )


def _check_dimension(value: Quantity, allowed: Sequence[Dimension], wanted: str, field: str) -> None:
    if value.dimension not in allowed:
        raise DoseError(
            f"{value} is not {wanted}",
            where=_place(field),
            exists=f"{value.unit} is {name_dimension(value.dimension)}",
            hint=f"write, for example, {EXAMPLES.get(field, TIME_EXAMPLE)}",
        )


def _check_sign(value: Quantity, field: str, zero_allowed: bool) -> None:
    number = float(value.coherent)  # a number may be lost, or run over, on its way into coherent units
    if math.isfinite(number) and (number > 0 or (zero_allowed and number == 0)):
        return
    fault = "not a finite number" if not math.isfinite(number) else "negative" if number < 0 else "zero"
    raise DoseError(
        f"{value} is {fault}",
        where=_place(field),
        hint=f"write {'a time from 0 h on' if zero_allowed else 'a number above zero'}",
    )


def _is_by_weight(amount: Quantity) -> bool:
    # A mass by mass is a pure number; only its symbol tells it from a share.
    is_mass = amount.dimension == MASS_BY_WEIGHT and "/" in amount.unit.symbol
    return is_mass or amount.dimension == AMOUNT_BY_WEIGHT
