"""How an effect may grow with a dose: shapes from pharmacology, straight and bent lines, and any function one has.

    Emax()                          # size · dose / (ED50 + dose)
    SigmoidEmax()                   # size · dose^h / (ED50^h + dose^h)
    Linear(), LogLinear(), Quadratic(), Exponential(), Spline((0, 30, 90))
    Curve(occupancy)                # size · occupancy(dose): a mechanism's curve with nothing but its size to fit
    Curve(occupancy, (Free("Ki", 0.1, 10),))       # and a parameter of it, sought between two values

Each is the effect against no dose. What multiplies a shape is found in closed form; what bends it is searched for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array

WIDE = 100.0  # how far outside of the doses studied an ED50 is sought: so many times
BENT = 0.05, 100.0  # of the highest dose: how sharply an exponential may rise
HILLS = 0.3, 10.0  # steepness of a sigmoid that any receptor or circuit is known to have


@dataclass(frozen=True)
class Free:
    """A parameter that bends a curve, and between which values it is sought; by ratios, where both are above zero."""

    name: str
    low: float
    high: float

    def __post_init__(self) -> None:
        if not (np.isfinite([self.low, self.high]).all() and self.low < self.high):
            raise EvidenceError(
                f"{self.name} cannot be sought between {self.low:g} and {self.high:g}", hint="give low below high"
            )

    @property
    def by_ratio(self) -> bool:
        return self.low > 0

    def at(self, share: float) -> float:
        """The value at a share of the way from low to high."""
        if self.by_ratio:
            return float(np.exp(np.log(self.low) + share * np.log(self.high / self.low)))
        return self.low + share * (self.high - self.low)

    def share(self, value: float) -> float:
        if self.by_ratio:
            return float(np.log(value / self.low) / np.log(self.high / self.low))
        return (value - self.low) / (self.high - self.low)


Columns = Callable[[Array, Array], Array]


@dataclass(frozen=True, eq=False)
class Shape:
    """A curve made ready for the doses of some studies.

    told: its formula; linear: names of what multiplies its columns; free: what bends it
    columns: doses (n,), free values -> (n, linear); fixed: doses, free values -> (n,), a part that nothing multiplies
    All are zero at no dose.
    """

    told: str
    linear: tuple[str, ...]
    free: tuple[Free, ...]
    columns: Columns
    fixed: Columns | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.linear, *(row.name for row in self.free))


class DoseShape(Protocol):
    """A noun that makes a shape of the doses studied."""

    def shape(self, doses: Array) -> Shape: ...


def highest(doses: Array) -> float:
    """The highest dose; raises EvidenceError where there is none above zero."""
    top = float(np.max(doses, initial=0.0))
    if not top > 0:
        raise EvidenceError("no arm has a dose above zero", hint="give each arm its dose; placebo is 0")
    return top


def _half_dose(doses: Array) -> Free:
    top = highest(doses)
    return Free("ED50", float(doses[doses > 0].min()) / WIDE, top * WIDE)


@dataclass(frozen=True)
class Linear:
    """Every milligram adds the same."""

    def shape(self, doses: Array) -> Shape:
        highest(doses)
        return Shape("slope · dose", ("slope",), (), lambda d, _: d[:, None])


@dataclass(frozen=True)
class LogLinear:
    """Every doubling adds the same, well above `offset`."""

    offset: float = 1.0

    def shape(self, doses: Array) -> Shape:
        highest(doses)
        if not self.offset > 0:
            raise EvidenceError(f"an offset of {self.offset:g}", where="LogLinear", hint="give a dose above zero")
        return Shape(
            f"slope · log(1 + dose/{self.offset:g})", ("slope",), (), lambda d, _: np.log1p(d / self.offset)[:, None]
        )


@dataclass(frozen=True)
class Quadratic:
    """A bend that may turn back: more than some dose may do less."""

    def shape(self, doses: Array) -> Shape:
        top = highest(doses)
        return Shape(
            f"slope · dose + bend · dose²/{top:g}",
            ("slope", "bend"),
            (),
            lambda d, _: np.column_stack([d, d**2 / top]),
        )


@dataclass(frozen=True)
class Exponential:
    """Each further dose adds more than the one before."""

    def shape(self, doses: Array) -> Shape:
        top = highest(doses)
        free = Free("delta", BENT[0] * top, BENT[1] * top)
        return Shape("size · (exp(dose/delta) − 1)", ("size",), (free,), lambda d, at: np.expm1(d / at[0])[:, None])


@dataclass(frozen=True)
class Emax:
    """A most that is approached, half of it at the ED50."""

    def shape(self, doses: Array) -> Shape:
        return Shape(
            "Emax · dose / (ED50 + dose)",
            ("Emax",),
            (_half_dose(doses),),
            lambda d, at: (d / (at[0] + d))[:, None],
        )


@dataclass(frozen=True)
class SigmoidEmax:
    """A most that is approached, with a slow or a sudden rise around the ED50."""

    def shape(self, doses: Array) -> Shape:
        def columns(d: Array, at: Array) -> Array:
            with np.errstate(divide="ignore", over="ignore"):
                return (1 / (1 + (at[0] / d) ** at[1]))[:, None]

        free = (_half_dose(doses), Free("Hill", *HILLS))
        return Shape("Emax · dose^Hill / (ED50^Hill + dose^Hill)", ("Emax",), free, columns)


@dataclass(frozen=True)
class Spline:
    """A smooth line that is straight outside of its outer knots: restricted cubic (Durrleman and Simon 1989).

    knots: doses, three or more; where left out, at 10, 50 and 90 per cent of the doses of all arms
    """

    knots: tuple[float, ...] = ()

    def shape(self, doses: Array) -> Shape:
        highest(doses)
        knots = np.array(self.knots or np.quantile(doses, [0.1, 0.5, 0.9]), float)
        if len(knots) < 3 or np.any(np.diff(knots) <= 0):
            raise EvidenceError(
                f"knots at {', '.join(f'{k:g}' for k in knots)}",
                where="Spline",
                hint="give three or more doses that rise: Spline((0, 30, 90))",
            )
        names = ("slope", *(f"bend {j}" for j in range(1, len(knots) - 1)))
        told = f"restricted cubic spline with knots at {', '.join(f'{k:g}' for k in knots)}"
        zero = spline_columns(np.zeros(1), knots)
        return Shape(told, names, (), lambda d, _: spline_columns(d, knots) - zero)


def spline_columns(doses: Array, knots: Array) -> Array:
    """Columns (doses, knots − 1) of a restricted cubic spline, the first the dose itself, others over the square of the
    distance between outer knots (Harrell 2001).
    """

    def cubed(at: float) -> Array:
        return np.maximum(doses - at, 0) ** 3

    before, last, width = knots[-2], knots[-1], (knots[-1] - knots[0]) ** 2
    bends = [
        (cubed(k) - cubed(before) * (last - k) / (last - before) + cubed(last) * (before - k) / (last - before)) / width
        for k in knots[:-2]
    ]
    return np.column_stack([doses, *bends])


@dataclass(frozen=True)
class Curve:
    """Any function of a dose: `function(dose, *values of free)`, the effect against no dose or a share of its size.

    free: what of it is sought; size: the name of the factor that is fitted before it, "" for none. What the function
    says at no dose is taken off. It is asked once for each dose and set of values.
    """

    function: Callable[..., float]
    free: tuple[Free, ...] = ()
    size: str = "size"
    name: str = ""

    def shape(self, doses: Array) -> Shape:
        highest(doses)
        told = self.name or getattr(self.function, "__name__", "a function")
        held = dict[tuple[float, ...], float]()

        def ask(dose: float, at: tuple[float, ...]) -> float:
            if (dose, *at) not in held:
                held[(dose, *at)] = _number(self.function, dose, at, told)
            return held[(dose, *at)]

        def column(d: Array, at: Array) -> Array:
            values = tuple(float(x) for x in at)
            return np.array([ask(float(dose), values) - ask(0.0, values) for dose in d])

        if not self.size:
            empty: Columns = lambda d, _: np.empty((len(d), 0))  # noqa: E731
            return Shape(f"{told}(dose)", (), self.free, empty, column)
        return Shape(f"{self.size} · {told}(dose)", (self.size,), self.free, lambda d, at: column(d, at)[:, None])


def _number(function: Callable[..., float], dose: float, at: tuple[float, ...], told: str) -> float:
    value = float(np.asarray(function(dose, *at)).reshape(()))
    if not np.isfinite(value):
        raise EvidenceError(f"{told} is {value:g} at a dose of {dose:g}", where="Curve", hint="it has to be a number")
    return value
