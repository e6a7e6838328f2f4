"""A league table: every treatment against every other, what the network says below, what trials say directly above.

Rows and columns are in one order. Below the diagonal a cell is the treatment of its column against that of its row, by
the network; above it, the treatment of its row against that of its column, by direct evidence. In both, the treatment
that stands earlier in the order is told against the later one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from neurodose.evidence.measure import Measure
from neurodose.evidence.networks.comparisons import Comparisons
from neurodose.evidence.networks.direct import Edge


@dataclass(frozen=True)
class Cell:
    """One treatment against another, as it is told: row and column of the table, by which evidence, and the estimate
    with its interval.
    """

    row: int
    column: int
    treatment: str
    control: str
    evidence: Literal["network", "direct"]
    estimate: float
    low: float
    high: float


@dataclass(frozen=True)
class League:
    """order: treatments along the diagonal; cells: all that are filled"""

    order: tuple[str, ...]
    cells: tuple[Cell, ...]

    def at(self, row: int, column: int) -> Cell | None:
        """A cell; None on the diagonal, and where no trial compared the two."""
        return next((cell for cell in self.cells if (cell.row, cell.column) == (row, column)), None)

    def table(self) -> list[dict[str, Any]]:
        """One row for each filled cell."""
        return [dict(vars(cell)) for cell in self.cells]


def lay_league(
    compared: Comparisons, edges: Mapping[tuple[str, str], Edge], measure: Measure, order: Sequence[str]
) -> League:
    """The league table of a network in an order; raises EvidenceError for a treatment that is not in it."""
    for name in order:
        compared.find(name)
    cells = list[Cell]()
    for row, lower in enumerate(order):
        for column, upper in enumerate(order[:row]):
            i, j = compared.find(upper), compared.find(lower)
            ends = (compared.low[i, j], compared.high[i, j])
            told = _tell(measure, float(compared.estimates[i, j]), *map(float, ends))
            cells.append(Cell(row, column, upper, lower, "network", *told))
            direct = _find_direct(compared, edges, upper, lower)
            if direct is not None:
                half = compared.quantile * direct[1]
                told = _tell(measure, direct[0], direct[0] - half, direct[0] + half)
                cells.append(Cell(column, row, upper, lower, "direct", *told))
    return League(tuple(order), tuple(cells))


def _find_direct(
    compared: Comparisons, edges: Mapping[tuple[str, str], Edge], treatment: str, control: str
) -> tuple[float, float] | None:
    for pair, sign in (((treatment, control), 1.0), ((control, treatment), -1.0)):
        if pair in edges:
            estimate, error = edges[pair].pool(compared.tau2)
            return sign * estimate, error
    return None


def _tell(measure: Measure, estimate: float, low: float, high: float) -> tuple[float, float, float]:
    return measure.show(estimate), measure.show(low), measure.show(high)
