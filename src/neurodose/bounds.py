"""What a number about a person can be at all, by physics or biology; what lies outside is a slip, and is refused.

Bounds are stated, never guessed from a unit: by a parameter (`possible=Bounds(…)`), or here for what every person has,
by the last word of its address ("weight", "baclofen.kidney.CrCL") and only where its unit fits.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from numbers import Real
from typing import TYPE_CHECKING, Any

from neurodose.errors import NeurodoseError, SourceError
from neurodose.units import Dimension, Quantity, cm, kg, minute, mL, name_dimension, one, year

if TYPE_CHECKING:
    import numpy as np

ROUNDING = 1e-9  # relative: of a conversion between units


@dataclass(frozen=True)
class Bounds:
    """The least and the most that something can be, and why.

    between: (low, high) with a unit, `(0, 130) * year`; plain numbers for a share. Either end may be infinite
    reason:  in words, as an error will tell it
    Raises SourceError without a reason, or where the ends do not ascend.
    """

    between: Quantity | tuple[float, float]
    reason: str

    def __post_init__(self) -> None:
        if not isinstance(self.reason, str) or not self.reason.strip():
            raise SourceError("bounds give no reason", hint='write Bounds((0, 1), "it is a share")')
        ends = self.between.value if isinstance(self.between, Quantity) else self.between
        is_pair = isinstance(ends, tuple) and len(ends) == 2 and all(isinstance(end, Real) for end in ends)
        if not is_pair or not ends[0] < ends[1]:
            raise SourceError(
                f"the bounds of what {self.reason} do not run from low to high",
                exists=f"between = {self.between!r}",
                hint="write Bounds((low, high) * unit, reason)",
            )

    @cached_property
    def range(self) -> Quantity:
        """Both ends as one quantity of two values."""
        return self.between if isinstance(self.between, Quantity) else Quantity(tuple(self.between), one)

    @property
    def dimension(self) -> Dimension:
        return self.range.dimension

    @cached_property
    def ends(self) -> tuple[float, float]:
        """Both ends in coherent units, with room for the rounding of a conversion."""
        low, high = (float(end) for end in self.range.coherent)
        slack = ROUNDING * max((abs(end) for end in (low, high) if math.isfinite(end)), default=0.0)
        return low - slack, high + slack

    def hold(self, values: Any) -> np.ndarray:
        """Which of some coherent numbers lie inside, of the same shape; what is no number does not."""
        import numpy as np

        low, high = self.ends
        held = np.asarray(values, dtype=float)
        return (held >= low) & (held <= high)

    def show(self, value: float) -> Quantity:
        """A coherent number in the unit of the bounds."""
        return Quantity(float(self.range.unit.from_coherent(value)), self.range.unit)

    def __str__(self) -> str:
        """ "from 0 to 130 year"."""
        low, high = self.range.value
        unit = "" if self.range.unit.symbol == "1" else f" {self.range.unit}"
        if math.isinf(high):
            return f"{low:g}{unit} or more"
        return f"{high:g}{unit} or less" if math.isinf(low) else f"from {low:g} to {high:g}{unit}"


SHARE = Bounds((0, 1), "it is a share")
KIDNEYS = Bounds((0, 400) * mL / minute, "kidneys filter nothing at the least, and hyperfiltration ends near 300")
# What every person has: beyond any that was ever recorded, so that nobody real is refused.
PEOPLE: Mapping[str, Bounds] = {
    "age": Bounds((0, 130) * year, "nobody is known to have lived longer than 122 years"),
    "weight": Bounds((0.2, 700) * kg, "it runs from the smallest newborns to the heaviest person on record"),
    "height": Bounds((20, 280) * cm, "it runs from the smallest newborns to the tallest person on record"),
    "crcl": KIDNEYS,
    "egfr": KIDNEYS,
}
SPELLINGS = {"wt": "weight", "body_weight": "weight", "ht": "height", "creatinine_clearance": "crcl"}


def find_bounds(address: str, dimension: Dimension) -> Bounds | None:
    """The bounds of what every person has, by the last word of an address; None where nobody stated any for it, or it
    has another unit.
    """
    word = address.split(".")[-1].strip().casefold().replace(" ", "_")
    found = PEOPLE.get(SPELLINGS.get(word, word))
    return found if found is not None and found.dimension == dimension else None


def outside_bounds(
    error: type[NeurodoseError], name: str, value: float, bounds: Bounds, *, where: str | None = None
) -> NeurodoseError:
    """The error for a coherent number that cannot be: it tells the bounds and their reason."""
    return error(
        f"{name} cannot be {bounds.show(value)}",
        where=where,
        exists=f"it is {bounds}: {bounds.reason}",
        hint=f"look at the number, its sign and its unit ({name_dimension(bounds.dimension)})",
    )
