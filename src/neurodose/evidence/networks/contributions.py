"""What the network says of a pair flows in from trials along paths, and each trial has its part in it.

An estimate of the network is a sum of direct estimates, each times a coefficient of the hat matrix. These coefficients
are a flow from one treatment to the other: what enters a treatment leaves it. A walker who follows the flow, and turns
as it divides, takes each path with some probability; a path's part is shared equally by its comparisons (random walk,
Davies, Papakonstantinou, Nikolakopoulou, Rücker and Galla 2022). Paths need not be listed: the probabilities of being
somewhere after so many steps are enough.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array
from neurodose.evidence.networks.network import Network
from neurodose.threads import on_one_thread

NO_FLOW = 1e-12  # of the whole flow: rounding


@dataclass(frozen=True, eq=False)
class Contributions:
    """pairs: what the network estimates, (treatment, control); comparisons: what trials compared directly
    shares:  of each comparison (column) in each pair (row), (pairs, comparisons); rows add up to one
    studies: names; study_shares: of each study in each pair, (pairs, studies); rows add up to one
    """

    pairs: tuple[tuple[str, str], ...]
    comparisons: tuple[tuple[str, str], ...]
    shares: Array
    studies: tuple[str, ...]
    study_shares: Array

    def of(self, treatment: str, control: str) -> dict[str, float]:
        """How much of one estimate each study contributes, the largest first."""
        row = self.study_shares[self._find(treatment, control)]
        return {self.studies[at]: float(row[at]) for at in np.argsort(-row, kind="stable") if row[at] > 0}

    def share_of(self, treatment: str, control: str, judge: Callable[[str], bool]) -> float:
        """How much of one estimate comes from studies of which something is so (at high risk of bias), 0 to 1."""
        return sum(share for study, share in self.of(treatment, control).items() if judge(study))

    def table(self) -> list[dict[str, float | str]]:
        """One row for each pair, one column for each direct comparison."""
        names = [f"{a} against {b}" for a, b in self.comparisons]
        return [
            {"treatment": a, "control": b} | {name: float(share) for name, share in zip(names, row, strict=True)}
            for (a, b), row in zip(self.pairs, self.shares, strict=True)
        ]

    def _find(self, treatment: str, control: str) -> int:
        for pair in ((treatment, control), (control, treatment)):
            if pair in self.pairs:
                return self.pairs.index(pair)
        known = ", ".join(sorted({name for pair in self.pairs for name in pair}))
        raise EvidenceError(f"the network has no pair of {treatment} and {control}", exists=f"treatments: {known}")


@on_one_thread
def find_contributions(net: Network, *, common: bool = False) -> Contributions:
    """What each direct comparison and each study contributes to each estimate of the network, at its tau².

    common: to the estimates of the common model instead of those that are told.

    Raises EvidenceError where a multi-arm trial has a negative weight, along which nothing flows.
    """
    weights, by_study = _weigh(net, 0.0 if common else net.model.tau2)
    comparisons = tuple(sorted(by_study))
    pairs = tuple(combinations(net.treatments, 2))
    laplacian = np.diag(weights.sum(axis=1)) - weights
    inverse = np.linalg.pinv(laplacian, hermitian=True)
    place = {name: at for at, name in enumerate(net.treatments)}
    columns = np.array([[place[a], place[b]] for a, b in comparisons])
    shares = np.zeros((len(pairs), len(comparisons)))
    for row, (treatment, control) in enumerate(pairs):
        potentials = inverse[place[treatment]] - inverse[place[control]]
        flow = weights * (potentials[:, None] - potentials[None, :])
        carried = _walk(np.where(flow > NO_FLOW, flow, 0.0), potentials, place[treatment], place[control])
        shares[row] = carried[columns[:, 0], columns[:, 1]] + carried[columns[:, 1], columns[:, 0]]
    spread, studies = _spread_over_studies(net, comparisons, by_study)
    return Contributions(pairs, comparisons, shares, studies, shares @ spread)


def _weigh(net: Network, tau2: float) -> tuple[Array, Mapping[tuple[str, str], Mapping[str, float]]]:
    """Weights of direct comparisons, (n, n), and of each study in them."""
    place = {name: at for at, name in enumerate(net.treatments)}
    total, by_study = np.zeros((len(place),) * 2), dict[tuple[str, str], dict[str, float]]()
    for trial in net.trials:
        weights = trial.weights(tau2)
        at = [place[arm] for arm in trial.arms]
        total[np.ix_(at, at)] += weights
        for a, b in combinations(range(len(trial.arms)), 2):
            by_study.setdefault((trial.arms[a], trial.arms[b]), {})[trial.study] = float(weights[a, b])
            if weights[a, b] < 0:
                raise EvidenceError(
                    f"{trial.arms[a]} against {trial.arms[b]} has a weight below zero, along which nothing flows",
                    where=f"study {trial.study}",
                    hint="look at the standard errors of its pairs: one is larger than the arms allow",
                )
    return total, by_study


def _walk(flow: Array, potentials: Array, source: int, sink: int) -> Array:
    """How much each edge carries, (n, n), when each path's probability is shared equally by its edges.

    flow: along each directed edge, downhill in potential, so that no path comes back
    """
    n = len(potentials)
    leaving = flow.sum(axis=1)
    steps = flow / np.where(leaving > 0, leaving, 1.0)[:, None]
    downhill = np.argsort(-potentials, kind="stable")
    arrived, ahead = np.zeros((n, n)), np.zeros((n, n))  # (node, steps): from the source; still to go to the sink
    arrived[source, 0] = ahead[sink, 0] = 1.0
    for node in downhill:
        if node not in (source,):
            arrived[node, 1:] = steps[:, node] @ arrived[:, :-1]
    for node in downhill[::-1]:
        if node != sink:
            ahead[node, 1:] = steps[node] @ ahead[:, :-1]
    count = np.arange(n)
    per_edge = 1.0 / (count[:, None] + count[None, :] + 1)
    return steps * (arrived @ per_edge @ ahead.T)


def _spread_over_studies(
    net: Network,
    comparisons: tuple[tuple[str, str], ...],
    by_study: Mapping[tuple[str, str], Mapping[str, float]],
) -> tuple[Array, tuple[str, ...]]:
    """How a comparison's share is divided among its studies, by their weights in it, (comparisons, studies)."""
    studies = net.studies
    spread = np.zeros((len(comparisons), len(studies)))
    for row, pair in enumerate(comparisons):
        for study, weight in by_study[pair].items():
            spread[row, studies.index(study)] = weight
    return spread / np.maximum(spread.sum(axis=1, keepdims=True), np.finfo(float).tiny), studies
