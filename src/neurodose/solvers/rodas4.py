"""Rodas4: a Rosenbrock method of order 4 for stiff equations, stiffly accurate, with a dense output of order 3.

E. Hairer & G. Wanner, Solving Ordinary Differential Equations II, 2nd edition (1996), section IV.7: the method RODAS,
with the coefficients of its authors' program (set 1; 18 September 1995).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from neurodose.solvers.method import Method, Step
from neurodose.solvers.problem import Array, Problem
from neurodose.solvers.rosenbrock import Rosenbrock, take_step

LAST_PLACE = (1.221224509226641, 6.019134481288629, 12.53708332932087, -0.687886036105895)

RODAS4 = Rosenbrock(
    gamma=0.25,
    places=(
        (),
        (1.544,),
        (0.9466785280815826, 0.2557011698983284),
        (3.314825187068521, 2.896124015972201, 0.9986419139977817),
        LAST_PLACE,
        (*LAST_PLACE, 1.0),
    ),
    slopes=(
        (),
        (-5.6688,),
        (-2.430093356833875, -0.2063599157091915),
        (-0.1073529058151375, -9.594562251023355, -20.47028614809616),
        (7.496443313967647, -10.24680431464352, -33.99990352819905, 11.7089089320616),
        (8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136, -6.058818238834054),
    ),
    moments=(0.0, 0.386, 0.21, 0.63, 1.0, 1.0),
    drifts=(0.25, -0.1043, 0.1035, -0.03620000000000023, 0.0, 0.0),
    bend=(
        (10.12623508344586, -7.487995877610167, -34.80091861555747, -7.992771707568823, 1.025137723295662, 0.0),
        (-0.6762803392801253, 6.087714651680015, 16.43084320892478, 24.76722511418386, -6.594389125716872, 0.0),
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    ),
)


@dataclass(frozen=True)
class Rodas4(Method):
    """The method for large models with fast and slow parts where a loose tolerance, of 1e-4 and more, is enough.

    It costs three quarters of a step of Rodas5P; with finer tolerances its steps are too many.
    """

    error_order: ClassVar[int] = 4

    def step(self, problem: Problem, inflow: Array, time: Array, length: Array, state: Array) -> Step:
        """One trial step of everyone."""
        return take_step(RODAS4, problem, inflow, time, length, state)
