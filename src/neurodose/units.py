"""Units are exponents over six base dimensions with an exact scale; a quantity is a number times a unit.

Numbers inside models are held in one coherent system (hour, decimetre, milligram, nanomole, kelvin, ampere), in which
a litre is 1 and nmol/L is 1, so no expression ever carries a conversion factor. Conversion happens where numbers
enter and where they leave. A mass never becomes an amount here: only a substance can do that.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING, Any

from neurodose.errors import UnitError, unknown_name

if TYPE_CHECKING:
    import numpy as np

    Number = float | tuple[float, ...] | np.ndarray

DIMENSIONS = ("time", "length", "mass", "amount", "temperature", "current")
COHERENT = ("h", "dm", "mg", "nmol", "K", "A")

# An exponent is an int where it is whole: every node of a formula has a dimension, and fractions are slow.
Exponent = Fraction | int
Dimension = tuple[Exponent, ...]
NONE: Dimension = (0,) * len(DIMENSIONS)


@lru_cache(maxsize=4096)
def multiply_dimensions(a: Dimension, b: Dimension, power: Exponent = 1) -> Dimension:
    """The dimension of a · b^power."""
    return tuple(_simplify(x + power * y) for x, y in zip(a, b, strict=True))


@lru_cache(maxsize=4096)
def raise_dimension(a: Dimension, power: Exponent) -> Dimension:
    """The dimension of a^power."""
    return tuple(_simplify(x * power) for x in a)


def _simplify(exponent: Exponent) -> Exponent:
    return exponent.numerator if exponent.denominator == 1 else exponent


def name_dimension(dimension: Dimension) -> str:
    """The dimension in words a pharmacologist uses ("amount / volume", "1 / time")."""
    if dimension == NONE:
        return "a pure number"
    time, length, *rest = dimension
    named = [("time", time), *zip(DIMENSIONS[2:], rest, strict=True)]
    volume, odd = (length // 3, 0) if length % 3 == 0 else (0, length)
    named += [("volume", volume), ("length", odd)]
    above = [_with_power(n, p) for n, p in named if p > 0]
    below = [_with_power(n, -p) for n, p in named if p < 0]
    return " / ".join([" · ".join(above) or "1", *below])


def _with_power(name: str, power: Exponent) -> str:
    if power == 1:
        return name
    return f"{name}^{power}" if power.denominator == 1 else f"{name}^({power})"


@dataclass(frozen=True, eq=False)
class Unit:
    """A unit of measurement: `50 * mg`, `210 * L / h`, `(0.1, 1) * nM`.

    symbol:    how it is written
    dimension: exponents over time, length, mass, amount, temperature, current
    scale:     how many coherent units it holds, as an exact fraction
    """

    symbol: str
    dimension: Dimension
    scale: Fraction

    # NumPy must leave `array * unit` to us, or it would make an array of quantities.
    __array_ufunc__ = None

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Unit):
            symbol = _join(self.symbol, "·", other.symbol)
            return Unit(symbol, multiply_dimensions(self.dimension, other.dimension), self.scale * other.scale)
        return _quantity(other, self)

    def __rmul__(self, other: Any) -> Any:
        return _quantity(other, self)

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Unit):
            symbol = _join(self.symbol, "/", _in_brackets(other.symbol))
            return Unit(symbol, multiply_dimensions(self.dimension, other.dimension, -1), self.scale / other.scale)
        return NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return _quantity(other, one / self)

    def __pow__(self, power: int) -> Unit:
        if not isinstance(power, int):
            raise UnitError(f"{self} cannot be raised to {power!r}", exists="a unit is raised to whole numbers")
        if power == 0 or self.symbol == "1":
            return one
        return Unit(
            _with_power(_in_brackets(self.symbol), power),
            raise_dimension(self.dimension, power),
            self.scale**power,
        )

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Unit) and (self.dimension, self.scale) == (other.dimension, other.scale)

    def __hash__(self) -> int:
        return hash((self.dimension, self.scale))

    def __repr__(self) -> str:
        return self.symbol

    def to_coherent(self, value: Any) -> Any:
        """A number of these units, in coherent units."""
        return value * self.scale.numerator / self.scale.denominator

    def from_coherent(self, value: Any) -> Any:
        """A number of coherent units, in these units."""
        return value * self.scale.denominator / self.scale.numerator


def _in_brackets(symbol: str) -> str:
    return symbol if re.fullmatch(r"%|1|[^\W\d_]+", symbol) else f"({symbol})"


def _join(left: str, sign: str, right: str) -> str:
    if left == "1" and sign == "·":
        return right
    return left if right == "1" else f"{left}{sign}{right}"


def _quantity(value: Any, unit: Unit) -> Any:
    if isinstance(value, Quantity):
        return Quantity(value.value, value.unit * unit)
    if isinstance(value, Real):
        return Quantity(float(value), unit)
    if isinstance(value, list | tuple):
        return Quantity(tuple(float(v) for v in value), unit)
    if _is_number(value):
        return Quantity(value, unit)
    return NotImplemented


def _is_number(value: Any) -> bool:
    """A number, or a NumPy array of them; known by its name, since NumPy is not loaded for units alone."""
    return isinstance(value, Real) or type(value).__module__ == "numpy"


@dataclass(frozen=True, eq=False)
class Quantity:
    """A number (or several) with its unit: `50 * mg`, `(0.1, 1) * nM`."""

    value: Any
    unit: Unit

    # NumPy must leave `array * quantity` to us, or it would make an array of quantities.
    __array_ufunc__ = None

    @property
    def dimension(self) -> Dimension:
        return self.unit.dimension

    @property
    def coherent(self) -> Any:
        """The number in coherent units (hour, litre, milligram, nanomole)."""
        return _each(self.unit.to_coherent, self.value)

    def to(self, unit: Unit | str) -> Quantity:
        """The same quantity in another unit of the same dimension; raises UnitError otherwise."""
        target = read_unit(unit) if isinstance(unit, str) else unit
        if target.dimension != self.dimension:
            raise UnitError(
                f"{self} cannot be said in {target}",
                exists=f"{self.unit}: {name_dimension(self.dimension)}; {target}: {name_dimension(target.dimension)}",
                hint=_bridge(self.dimension, target.dimension),
            )
        factor = self.unit.scale / target.scale
        return Quantity(_each(lambda v: v * factor.numerator / factor.denominator, self.value), target)

    def number_in(self, unit: Unit | str) -> Any:
        """The bare number in a unit of the same dimension."""
        return self.to(unit).value

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Quantity):
            return Quantity(_pairwise(operator.mul, self.value, other.value), self.unit * other.unit)
        if isinstance(other, Unit):
            return Quantity(self.value, self.unit * other)
        return Quantity(_each(lambda v: v * other, self.value), self.unit) if _is_number(other) else NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if isinstance(other, Quantity):
            return Quantity(_pairwise(operator.truediv, self.value, other.value), self.unit / other.unit)
        if isinstance(other, Unit):
            return Quantity(self.value, self.unit / other)
        return Quantity(_each(lambda v: v / other, self.value), self.unit) if _is_number(other) else NotImplemented

    def __rtruediv__(self, other: Any) -> Any:
        return (
            Quantity(_each(lambda v: other / v, self.value), one / self.unit) if _is_number(other) else NotImplemented
        )

    def __pow__(self, power: int) -> Quantity:
        if not isinstance(power, Real):
            return NotImplemented
        return Quantity(_each(lambda v: v**power, self.value), self.unit**power)

    def __add__(self, other: Any) -> Quantity:
        if not isinstance(other, Quantity):
            return NotImplemented
        return Quantity(_pairwise(operator.add, self.value, other.to(self.unit).value), self.unit)

    def __sub__(self, other: Any) -> Quantity:
        if not isinstance(other, Quantity):
            return NotImplemented
        return Quantity(_pairwise(operator.sub, self.value, other.to(self.unit).value), self.unit)

    def __neg__(self) -> Quantity:
        return Quantity(_each(operator.neg, self.value), self.unit)

    def __eq__(self, other: object) -> Any:
        return isinstance(other, Quantity) and self.dimension == other.dimension and self.coherent == other.coherent

    def __lt__(self, other: Quantity) -> bool:
        return self.value < other.to(self.unit).value if isinstance(other, Quantity) else NotImplemented

    def __le__(self, other: Quantity) -> bool:
        return self.value <= other.to(self.unit).value if isinstance(other, Quantity) else NotImplemented

    def __gt__(self, other: Quantity) -> bool:
        return self.value > other.to(self.unit).value if isinstance(other, Quantity) else NotImplemented

    def __ge__(self, other: Quantity) -> bool:
        return self.value >= other.to(self.unit).value if isinstance(other, Quantity) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.dimension, self.coherent))

    def __repr__(self) -> str:
        number = f"{self.value:.6g}" if isinstance(self.value, Real) else str(self.value)
        return number if self.unit.symbol == "1" else f"{number} {self.unit.symbol}"


def _each(change: Any, value: Any) -> Any:
    return tuple(change(v) for v in value) if isinstance(value, tuple) else change(value)


def _pairwise(change: Any, a: Any, b: Any) -> Any:
    """Several numbers meet several, one by one, or one number meets each."""
    if isinstance(a, tuple) and isinstance(b, tuple):
        return tuple(change(x, y) for x, y in zip(a, b, strict=True))
    return _each(lambda x: change(x, b), a) if isinstance(a, tuple) else _each(lambda y: change(a, y), b)


def _bridge(a: Dimension, b: Dimension) -> str | None:
    mass, amount = DIMENSIONS.index("mass"), DIMENSIONS.index("amount")
    if a[mass] + a[amount] == b[mass] + b[amount] and a[mass] != b[mass]:
        return "a mass becomes an amount only through its substance: name the substance and its salt"
    return None


def _base(index: int, symbol: str, scale: Fraction | int = 1) -> Unit:
    return Unit(symbol, tuple(int(i == index) for i in range(len(DIMENSIONS))), Fraction(scale))


def _times(symbol: str, unit: Unit, factor: Fraction | int) -> Unit:
    return Unit(symbol, unit.dimension, unit.scale * factor)


_milli, _micro, _nano, _pico = (Fraction(1, 10**n) for n in (3, 6, 9, 12))

one = Unit("1", NONE, Fraction(1))
percent = _times("%", one, Fraction(1, 100))

h = _base(0, "h")
minute = _times("min", h, Fraction(1, 60))
s = _times("s", h, Fraction(1, 3600))
ms = _times("ms", s, _milli)
day = _times("day", h, 24)
week = _times("week", h, 168)
year = _times("year", h, 8766)

dm = _base(1, "dm")
m = _times("m", dm, 10)
cm = _times("cm", m, Fraction(1, 100))
mm = _times("mm", m, _milli)
L = Unit("L", (dm**3).dimension, Fraction(1))
dL = _times("dL", L, Fraction(1, 10))
mL = _times("mL", L, _milli)
uL = _times("µL", L, _micro)

mg = _base(2, "mg")
kg = _times("kg", mg, 10**6)
g = _times("g", mg, 1000)
ug = _times("µg", mg, _milli)
ng = _times("ng", mg, _micro)
pg = _times("pg", mg, _nano)

nmol = _base(3, "nmol")
mol = _times("mol", nmol, 10**9)
mmol = _times("mmol", nmol, 10**6)
umol = _times("µmol", nmol, 1000)
pmol = _times("pmol", nmol, _milli)
fmol = _times("fmol", nmol, _micro)

M = _times("M", nmol / L, 10**9)
mM = _times("mM", nmol / L, 10**6)
uM = _times("µM", nmol / L, 1000)
nM = _times("nM", nmol / L, 1)
pM = _times("pM", nmol / L, _milli)

K = _base(4, "K")
A = _base(5, "A")
mV = _times("mV", (mg * m**2) / (s**3 * A), Fraction(1000))  # kg·m²/(s³·A) is a volt; in mg and milli: 10⁶/10³
UNITS: dict[str, Unit] = {
    u.symbol: u
    for u in (
        [one, percent, h, minute, s, ms, day, week, year, dm, m, cm, mm, L, dL, mL, uL, mg, kg, g, ug, ng, pg]
        + [nmol, mol, mmol, umol, pmol, fmol, M, mM, uM, nM, pM, K, A, mV]
    )
}
_SPELLINGS = {
    "hour": "h", "hours": "h", "hr": "h", "minute": "min", "minutes": "min", "d": "day", "days": "day",
    "weeks": "week", "years": "year", "sec": "s", "second": "s", "seconds": "s",
    "l": "L", "ml": "mL", "dl": "dL", "mcg": "µg",
    "percent": "%",
}  # fmt: skip
_RAISED = "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"
_NAME = re.compile(rf"%|[^\W\d_{_RAISED}]+")
_POWER = re.compile(rf"(?:\^|\*\*)?\s*([-+]?\d+)|(⁻?[{_RAISED[1:]}]+)")


def find_unit(name: str) -> Unit | None:
    """The unit of one name ("mg", "ug", "hours"), or None."""
    plain = name.replace("μ", "µ")
    if plain.startswith("u") and "µ" + plain[1:] in UNITS:
        plain = "µ" + plain[1:]
    return UNITS.get(_SPELLINGS.get(plain, plain))


@lru_cache(maxsize=1024)
def read_unit(text: str) -> Unit:
    """Reads a unit as people write it: "ng/mL", "mg/kg", "L/h", "h^-1", "1/h", "nmol·L⁻¹".

    Raises UnitError that shows the place it stumbled over.
    """
    unit, rest = _read_product(text, 0)
    if rest < len(text.rstrip()):
        raise _stumble(text, rest)
    return Unit(text.strip() or "1", unit.dimension, unit.scale)


def _read_product(whole: str, at: int) -> tuple[Unit, int]:
    unit, divide, at = one, False, _skip(whole, at)
    expecting = True
    while at < len(whole) and whole[at] != ")":
        if whole[at] in "*·/" and whole[at : at + 2] != "**":
            if expecting:
                raise _stumble(whole, at)
            divide, expecting, at = whole[at] == "/", True, _skip(whole, at + 1)
            continue
        factor, at = _read_factor(whole, at)
        unit = unit / factor if divide else unit * factor
        divide, expecting, at = False, False, _skip(whole, at)
    if expecting and whole.strip():
        raise _stumble(whole, at)
    return unit, at


def _read_factor(whole: str, at: int) -> tuple[Unit, int]:
    if whole[at] == "(":
        unit, end = _read_product(whole, at + 1)
        if end >= len(whole):
            raise _stumble(whole, at)
        end += 1
    elif whole[at] == "1":
        # The 10 of "10/h" is a number, not a unit.
        if whole[at + 1 : at + 2].isdecimal():
            raise _stumble(whole, at)
        unit, end = one, at + 1
    else:
        match = _NAME.match(whole, at)
        if not match:
            raise _stumble(whole, at)
        found = find_unit(match[0])
        if found is None:
            raise unknown_name(UnitError, "unit", match[0], UNITS, where=f'unit "{whole}"', owner="neurodose")
        unit, end = found, match.end()
    power = _POWER.match(whole, end)
    if power:
        digits = power[1] or power[2].translate(str.maketrans(_RAISED, "-0123456789"))
        unit, end = unit ** int(digits), power.end()
    return unit, end


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _stumble(text: str, at: int) -> UnitError:
    return UnitError(
        f'the unit "{text}" cannot be read from its character {at + 1} on',
        exists=f"{text}\n    {' ' * at}^",
        hint='write products with "·" or "*", one division with "/", powers with "^": "mg/(kg·h)", "h^-1"',
    )


def read_quantity(text: str) -> Quantity:
    """Reads a number with its unit: "50 mg", "1.5 L/h", "24h"."""
    match = re.match(r"\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)$", text)
    if not match:
        raise UnitError(f'"{text}" is not a number with a unit', hint='write, for example, "50 mg"')
    if not math.isfinite(float(match[1])):
        raise UnitError(f'the number of "{text}" is too large to be held')
    return Quantity(float(match[1]), read_unit(match[2]))


def choose_unit(dimension: Dimension, preferred: Sequence[Unit] = ()) -> Unit:
    """The unit in which a quantity of this dimension is shown when nobody asked for another."""
    for unit in (*preferred, one, nM, nmol, h, L, L / h, one / h, nM / h, nmol / h, mg, mg / L, kg):
        if unit.dimension == dimension:
            return unit
    above = [_with_power(n, p) for n, p in zip(COHERENT, dimension, strict=True) if p > 0]
    below = [_with_power(n, -p) for n, p in zip(COHERENT, dimension, strict=True) if p < 0]
    return Unit("/".join(["·".join(above) or "1", *below]), dimension, Fraction(1))
