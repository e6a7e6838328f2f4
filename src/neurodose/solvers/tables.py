"""The coefficients of every method that takes steps: what a back end needs to take them in its own way."""

from __future__ import annotations

from neurodose.solvers.dormand_prince import DORMAND_PRINCE, DormandPrince
from neurodose.solvers.explicit import Explicit
from neurodose.solvers.method import Method
from neurodose.solvers.rodas4 import RODAS4, Rodas4
from neurodose.solvers.rodas5p import RODAS5P, Rodas5P
from neurodose.solvers.rosenbrock import Rosenbrock

Table = Rosenbrock | Explicit

TABLES: dict[type[Method], Table] = {Rodas5P: RODAS5P, Rodas4: RODAS4, DormandPrince: DORMAND_PRINCE}
