"""Which treatment is best is a question of probability: of how many others each is better, and how surely.

    P_i = mean over j of Φ(±(θ_j − θ_i) / se_ij)

A P-score is the mean certainty of being better than another (Rücker and Schwarzer 2015). It equals SUCRA exactly where
positions are normal, so the mean rank is 1 + (n − 1)(1 − P). Probabilities of single ranks have no closed form: they
are counted over points spread evenly through the normal distribution (multiples of the roots of primes, Richtmyer 1951,
as Genz has it for such integrals; shifted by a named random stream).
A rank says nothing of how much better, nor of how certain the evidence is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from neurodose.evidence.effects import Array
from neurodose.evidence.networks.comparisons import Better, Comparisons
from neurodose.evidence.networks.network import Network
from neurodose.seeds import draw_uniforms
from neurodose.threads import on_one_thread

POINTS = 2**15  # a probability of a few treatments is then right to 0.001, of forty to 0.005
INSIDE = 1e-12  # of a point of the unit cube from its walls, where the normal has no end


@dataclass(frozen=True, eq=False)
class Ranking:
    """treatments: in the order of the network
    scores:        P-scores, (n,), which are SUCRA; common_scores: those of the common model
    probabilities: of each treatment (row) to have each rank (column), best first, (n, n)
    """

    treatments: tuple[str, ...]
    better: Better
    scores: Array
    common_scores: Array
    probabilities: Array

    @property
    def mean_ranks(self) -> Array:
        """1 is the best."""
        return 1 + (len(self.treatments) - 1) * (1 - self.scores)

    @property
    def cumulative(self) -> Array:
        """Of being among the first one, two, …, (n, n)."""
        return np.minimum(np.cumsum(self.probabilities, axis=1), 1.0)

    @property
    def order(self) -> tuple[str, ...]:
        """Treatments, the best score first."""
        return tuple(self.treatments[at] for at in np.argsort(-self.scores, kind="stable"))

    def table(self) -> list[dict[str, float | str]]:
        """One row for each treatment, the best first: score, mean rank, probability to be the best and the worst."""
        rows = [
            {
                "treatment": name,
                "score": float(self.scores[at]),
                "common_score": float(self.common_scores[at]),
                "mean_rank": float(self.mean_ranks[at]),
                "best": float(self.probabilities[at, 0]),
                "worst": float(self.probabilities[at, -1]),
            }
            for at, name in enumerate(self.treatments)
        ]
        return [rows[self.treatments.index(name)] for name in self.order]


def rank_probabilities(compared: Comparisons, better: Better = "less", *, seed: int = 1, points: int = POINTS) -> Array:
    """How likely each treatment (row) has each rank (column), (n, n); rows and columns add up to one.

    The same seed and number of points give the same numbers.
    """
    n = len(compared)
    centre = np.eye(n) - 1 / n  # ranks do not know where zero is
    values, axes = np.linalg.eigh(centre @ compared.covariance @ centre)
    order = np.argsort(-values)[: n - 1]
    spread = axes[:, order] * np.sqrt(np.maximum(values[order], 0.0))
    drawn = compared.positions[:, None] + spread @ _spread_normals(n - 1, seed, points)
    best_first = np.argsort(drawn if better == "less" else -drawn, axis=0, kind="stable")
    counts = np.zeros((n, n))
    for rank in range(n):
        counts[:, rank] = np.bincount(best_first[rank], minlength=n)
    return counts / points


def _spread_normals(dimensions: int, seed: int, points: int) -> Array:
    """Standard normal numbers, (dimensions, points), spread evenly."""
    from scipy.special import ndtri

    steps = np.sqrt(np.array(_first_primes(dimensions), float))
    shift = draw_uniforms(seed, "ranks of a network", np.arange(dimensions))[0]
    spread = (steps[:, None] * np.arange(1, points + 1) + shift[:, None]) % 1.0
    return ndtri(np.clip(spread, INSIDE, 1 - INSIDE))


def _first_primes(count: int) -> list[int]:
    found, number = list[int](), 2
    while len(found) < count:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


@on_one_thread
def rank_treatments(net: Network, *, seed: int = 1, points: int = POINTS) -> Ranking:
    """How treatments of a network rank: less or more of the outcome first, as the network was told."""
    return Ranking(
        net.treatments,
        net.better,
        net.model.scores(net.better),
        net.common.scores(net.better),
        rank_probabilities(net.model, net.better, seed=seed, points=points),
    )
