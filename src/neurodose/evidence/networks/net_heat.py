"""Where a network is hot: which designs agree with the rest only as long as another design pulls at it.

    heat of design d when design j is detached = Q of d around the network − Q of d around the network without j

(Krahn, Binder and König 2013). Above zero: j makes d disagree; below: j holds d in place. A multi-arm design counts as
one, so that the choice of its contrasts does not matter. Each column adds up to what detaching takes off Q between
designs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from neurodose.evidence.effects import Array
from neurodose.evidence.networks.consistency import Rows, group_designs, is_joined, q_within
from neurodose.evidence.networks.network import Network


@dataclass(frozen=True, eq=False)
class NetHeat:
    """designs: of the network; detached: those that leave a network behind when they go; heat: (designs, detached)"""

    designs: tuple[str, ...]
    detached: tuple[str, ...]
    heat: Array

    def table(self) -> list[dict[str, Any]]:
        """One row for each design, one column for each that is detached."""
        return [
            {"design": name} | {other: float(value) for other, value in zip(self.detached, row, strict=True)}
            for name, row in zip(self.designs, self.heat, strict=True)
        ]


def find_heat(net: Network, *, tau2: float = 0.0) -> NetHeat:
    """How Q of each design changes when each other is detached, at a variance between studies."""
    groups = group_designs(net.trials)
    of_row = np.array([list(groups).index(net.trials[number].name) for number in net.rows.trials])
    within = np.array([one.q for one in q_within(net.trials, net.rows, tau2)])
    whole = _q_by_design(net.rows, of_row, np.ones(len(of_row), bool), tau2)
    found = dict[str, Array]()
    for at, name in enumerate(groups):
        rest = of_row != at
        if not is_joined(net.rows.design[rest]):
            continue  # the others are no network without it
        alone = _q_by_design(net.rows, of_row, rest, tau2)
        alone[at] = within[at]
        found[name] = whole - alone
    heat = np.stack(list(found.values()), axis=1) if found else np.empty((len(groups), 0))
    return NetHeat(tuple(groups), tuple(found), heat)


def _q_by_design(rows: Rows, of_row: Array, used: Array, tau2: float) -> Array:
    """Q of every design around positions that some of the rows give, (designs,)."""
    weights = 1 / (rows.variances + tau2)
    known = rows.design[used, 1:]
    inner = known.T @ (weights[used, None] * known)
    positions = np.linalg.solve(inner, known.T @ (weights[used] * rows.estimates[used]))
    left = rows.estimates - rows.design[:, 1:] @ positions
    return np.bincount(of_row, weights * left**2)
