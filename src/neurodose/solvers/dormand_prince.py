"""The Dormand-Prince pair of orders 5 and 4, with dense output of order 4.

J. R. Dormand & P. J. Prince, A family of embedded Runge-Kutta formulae, Journal of Computational and
Applied Mathematics 6 (1980) 19-26, table 2. Dense output: L. F. Shampine, Some practical Runge-Kutta
formulas, Mathematics of Computation 46 (1986) 135-150, with the coefficients as in Hairer, Norsett &
Wanner, Solving Ordinary Differential Equations I, section II.6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neurodose.solvers.explicit import Explicit, take_step
from neurodose.solvers.method import Method, Step
from neurodose.solvers.problem import Array, Problem

WEIGHTS = (35 / 384, 0.0, 500 / 1113, 125 / 192, -2187 / 6784, 11 / 84)
FOURTH = (5179 / 57600, 0.0, 7571 / 16695, 393 / 640, -92097 / 339200, 187 / 2100, 1 / 40)
SHAMPINE = (
    -12715105075 / 11282082432,
    0.0,
    87487479700 / 32700410799,
    -10690763975 / 1880347072,
    701980252875 / 199316789632,
    -1453857185 / 822651844,
    69997945 / 29380423,
)

# With D = h sum(b k) and S = h sum(s k), s from Shampine: q1 = h k1 - D, q2 = D - h k7 - q1 + S, q3 = -S.
CHORD = (*WEIGHTS, 0.0)
FIRST = tuple((1.0 if i == 0 else 0.0) - b for i, b in enumerate(CHORD))
SECOND = tuple(
    b - (1.0 if i == 6 else 0.0) - q + s for i, (b, q, s) in enumerate(zip(CHORD, FIRST, SHAMPINE, strict=True))
)

DORMAND_PRINCE = Explicit(
    places=(
        (),
        (1 / 5,),
        (3 / 40, 9 / 40),
        (44 / 45, -56 / 15, 32 / 9),
        (19372 / 6561, -25360 / 2187, 64448 / 6561, -212 / 729),
        (9017 / 3168, -355 / 33, 46732 / 5247, 49 / 176, -5103 / 18656),
        WEIGHTS,
    ),
    moments=(0.0, 1 / 5, 3 / 10, 4 / 5, 8 / 9, 1.0, 1.0),
    error=tuple(b - e for b, e in zip(CHORD, FOURTH, strict=True)),
    bend=(FIRST, SECOND, tuple(-s for s in SHAMPINE)),
)


@dataclass(frozen=True)
class DormandPrince(Method):
    """The method for models without fast parts."""

    error_order: ClassVar[int] = 5

    def step(self, problem: Problem, inflow: Array, time: Array, length: Array, state: Array) -> Step:
        """One trial step of everyone."""
        return take_step(DORMAND_PRINCE, problem, inflow, time, length, state)
