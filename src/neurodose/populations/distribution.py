"""How a number differs between people, or how unsure it is: log-normal, normal, uniform, or one of several values.

A distribution stands in a formula like a number: `i.CL = p.CL * LogNormal(cv=0.28)`. Each is one draw per person, or
with `each_occasion=True` one per person and occasion; its random stream is named after what it is assigned to, or by
`name=`.
"""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from numbers import Real
from typing import TYPE_CHECKING, Any

from neurodose.errors import PopulationError
from neurodose.seeds import draw_normals, draw_uniforms
from neurodose.sources import Assumption, Source
from neurodose.symbols import Expression, symbol
from neurodose.symbols.arithmetic import Symbolic
from neurodose.units import Dimension, Quantity, one

if TYPE_CHECKING:
    import numpy as np


@dataclass(frozen=True, eq=False)
class Draw:
    """One draw per person from a distribution, in the stream of this name (None until it is named); where a
    distribution is drawn each occasion, one for each of them.
    """

    distribution: Distribution
    name: str | None = None

    @property
    def label(self) -> str:
        return self.distribution.label + ", each occasion" * self.distribution.each_occasion

    def draw(self, seed: int, people: np.ndarray, occasion: int = 1) -> np.ndarray:
        """One number per person (people,), in coherent units.

        occasion: from 1; it keys the draw beside seed, name and person, so that occasions more or less change none
        """
        # No name that is written holds the sign that divides it from the occasion.
        stream = f"{self.name}\0occasion {occasion}" if self.distribution.each_occasion else str(self.name)
        return self.distribution.draw(seed, stream, people)


class Distribution(Symbolic):
    """One draw per person, or one on each of their occasions. Arithmetic with it makes a formula."""

    name: str | None
    each_occasion: bool
    source: Source | Assumption | None

    @property
    @abstractmethod
    def dimension(self) -> Dimension:
        """The dimension of what is drawn."""

    @property
    @abstractmethod
    def label(self) -> str:
        """In words and numbers: "log-normal, CV 28 %"."""

    @property
    @abstractmethod
    def middle(self) -> float:
        """What the typical person has, in coherent units: the median, or the likeliest of several values."""

    @abstractmethod
    def draw(self, seed: int, name: str, people: np.ndarray) -> np.ndarray:
        """One number per person (people,), in coherent units, from the stream (seed, name)."""

    def as_draw(self, name: str | None) -> Expression:
        """A symbol for the draw of this distribution in a stream of this name."""
        return symbol("random", Draw(self, name), self.dimension)

    @property
    def expression(self) -> Expression:
        """The symbol of this distribution's own draw: the same object is the same draw wherever it stands."""
        node = self.__dict__.get("_expression")
        if node is None:
            node = self.as_draw(self.name)
            object.__setattr__(self, "_expression", node)
        return node


def _as_quantity(value: Any, what: str) -> Quantity:
    if isinstance(value, Real) and not isinstance(value, bool):
        value = Quantity(float(value), one)
    if not isinstance(value, Quantity) or not isinstance(value.value, Real) or not math.isfinite(value.value):
        raise PopulationError(f"{what} is {value!r}", hint="give a finite number with its unit: 74 * kg")
    return value


def _demand_positive(value: float, what: str) -> None:
    if not (isinstance(value, Real) and math.isfinite(value) and value > 0):
        raise PopulationError(f"{what} is {value!r}", hint="it is a number above 0; a CV of 28 % is 0.28")


@dataclass(frozen=True, eq=False)
class LogNormal(Distribution):
    """Log-normal around a median (default 1) with a coefficient of variation: sd of the logarithm = sqrt(log(1 +
    cv²)).
    """

    cv: float
    median: Quantity | float = 1.0
    name: str | None = field(default=None, kw_only=True)
    each_occasion: bool = field(default=False, kw_only=True)
    source: Source | Assumption | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        _demand_positive(self.cv, "the coefficient of variation of a log-normal distribution")
        _demand_positive(_as_quantity(self.median, "the median").value, "the median of a log-normal distribution")

    @property
    def omega(self) -> float:
        """The standard deviation of the logarithm."""
        return math.sqrt(math.log1p(self.cv**2))

    @property
    def dimension(self) -> Dimension:
        return _as_quantity(self.median, "the median").dimension

    @property
    def label(self) -> str:
        around = "" if self.median == 1.0 else f", median {self.median}"
        return f"log-normal{around}, CV {100 * self.cv:.3g} %"

    @property
    def middle(self) -> float:
        return _as_quantity(self.median, "the median").coherent

    def draw(self, seed: int, name: str, people: np.ndarray) -> np.ndarray:
        import numpy as np

        return self.middle * np.exp(self.omega * draw_normals(seed, name, people)[0])


@dataclass(frozen=True, eq=False)
class Normal(Distribution):
    """Normal with mean and standard deviation in one unit."""

    mean: Quantity | float
    sd: Quantity | float
    name: str | None = field(default=None, kw_only=True)
    each_occasion: bool = field(default=False, kw_only=True)
    source: Source | Assumption | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        mean, sd = _as_quantity(self.mean, "the mean"), _as_quantity(self.sd, "the standard deviation")
        _demand_positive(sd.value, "the standard deviation of a normal distribution")
        if mean.dimension != sd.dimension:
            raise PopulationError(f"the mean {mean} and the standard deviation {sd} have different units")

    @property
    def dimension(self) -> Dimension:
        return _as_quantity(self.mean, "the mean").dimension

    @property
    def label(self) -> str:
        return f"normal, {self.mean} ± {self.sd}"

    @property
    def middle(self) -> float:
        return _as_quantity(self.mean, "the mean").coherent

    def draw(self, seed: int, name: str, people: np.ndarray) -> np.ndarray:
        return self.middle + _as_quantity(self.sd, "the SD").coherent * draw_normals(seed, name, people)[0]


@dataclass(frozen=True, eq=False)
class Uniform(Distribution):
    """Every value between two limits alike."""

    low: Quantity | float
    high: Quantity | float
    name: str | None = field(default=None, kw_only=True)
    each_occasion: bool = field(default=False, kw_only=True)
    source: Source | Assumption | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        low, high = _as_quantity(self.low, "the lower limit"), _as_quantity(self.high, "the upper limit")
        if low.dimension != high.dimension or not low.coherent < high.coherent:
            raise PopulationError(
                f"a uniform distribution from {low} to {high}",
                hint="give the lower limit first, both in one unit",
            )

    @property
    def dimension(self) -> Dimension:
        return _as_quantity(self.low, "the lower limit").dimension

    @property
    def label(self) -> str:
        return f"uniform, {self.low} to {self.high}"

    @property
    def limits(self) -> tuple[float, float]:
        """Both limits, in coherent units."""
        low, high = _as_quantity(self.low, "the lower limit"), _as_quantity(self.high, "the upper limit")
        return low.coherent, high.coherent

    @property
    def middle(self) -> float:
        return sum(self.limits) / 2

    def draw(self, seed: int, name: str, people: np.ndarray) -> np.ndarray:
        low, high = self.limits
        return low + (high - low) * draw_uniforms(seed, name, people)[0]


@dataclass(frozen=True, eq=False)
class Choice(Distribution):
    """One of several numbers, each with its probability: `Choice({1: 0.8, 0: 0.2})`."""

    shares: Mapping[float, float]
    name: str | None = field(default=None, kw_only=True)
    each_occasion: bool = field(default=False, kw_only=True)
    source: Source | Assumption | None = field(default=None, kw_only=True)

    def __post_init__(self) -> None:
        numbers = [*self.shares, *self.shares.values()]
        if not all(isinstance(n, Real) and math.isfinite(n) for n in numbers):
            raise PopulationError(f"a choice of {self.shares!r}", hint="give finite numbers, each with its share")
        total = sum(self.shares.values())
        if not self.shares or min(self.shares.values()) < 0 or abs(total - 1) > 1e-9:  # rounding of written shares
            raise PopulationError(
                f"the shares of a choice add up to {total:g}",
                hint="give each value a share; together they are 1",
            )

    @property
    def dimension(self) -> Dimension:
        return one.dimension

    @property
    def label(self) -> str:
        return "one of " + ", ".join(f"{value:g} ({100 * share:g} %)" for value, share in self.shares.items())

    @property
    def middle(self) -> float:
        return max(self.shares, key=lambda value: self.shares[value])

    def draw(self, seed: int, name: str, people: np.ndarray) -> np.ndarray:
        import numpy as np

        edges = np.cumsum(list(self.shares.values()))[:-1]
        return np.asarray(list(self.shares), dtype=float)[
            np.searchsorted(edges, draw_uniforms(seed, name, people)[0], side="right")
        ]
