"""Belief about every treatment against every other, from stated beliefs: the network of trials with tau summed over.

    net = synthesize(effects, BayesianNetwork(between=HalfNormal(0.3), better="less"))
    net.of("naltrexone", "placebo").interval(), net.chance_better("naltrexone", "baclofen"), net.table()

Given tau, positions of treatments are normal in closed form, with the covariance of trials of several arms (as in
`network.py`; true effects of two arms against a third go together by half). Ranks are counted over points spread evenly
through the posterior, shifted by a named stream.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from neurodose.evidence.beliefs.bayesian import complete_priors
from neurodose.evidence.beliefs.hierarchy import Hierarchy, Integrated
from neurodose.evidence.beliefs.mixture import Mixture
from neurodose.evidence.beliefs.priors import Flat, Normal, Priors, Spread
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.measure import Measure
from neurodose.evidence.networks.comparisons import Better
from neurodose.evidence.networks.multi_arm import Trial, read_trials, shared_spread
from neurodose.evidence.networks.network import check_connected, find_reference
from neurodose.seeds import draw_uniforms

POINTS = 2**14  # the chance of a rank is then right to some 0.002
INSIDE = 1e-12  # of a point of the unit cube from its walls, where the normal has no end


@dataclass(frozen=True)
class BayesianNetwork:
    """mean: the prior of each treatment against the reference; between: of tau, one for all pairs
    reference: by default placebo, else the first by the alphabet; better: whether less or more is wanted
    """

    mean: Normal | Flat | None = None
    between: Spread | None = None
    reference: str | None = None
    better: Better = "less"
    level: float = 0.95

    def fit(self, effects: Effects) -> NetworkPosterior:
        """Raises EvidenceError for a network in parts, a study whose pairs contradict each other, a reference that is
        not there.
        """
        priors = complete_priors(effects, self.mean, self.between)
        trials = read_trials(effects)
        treatments = tuple(sorted({arm for trial in trials for arm in trial.arms}))
        check_connected(trials, treatments)
        told = find_reference(self.reference, treatments)
        others = tuple(name for name in treatments if name != told)
        hierarchy = Hierarchy.of(
            np.concatenate([trial.estimates for trial in trials]),
            _block([trial.covariance for trial in trials]),
            np.concatenate([_rows(trial, others) for trial in trials]),
            (priors.mean,) * len(others),
            _block([shared_spread(len(trial.arms)) for trial in trials]),
        )
        held = hierarchy.integrate(priors.between)
        return NetworkPosterior(effects, treatments, told, self.better, priors, held, self.level)


@dataclass(frozen=True, eq=False)
class NetworkPosterior:
    """treatments: all, by the alphabet; reference: which the priors are about; integrated: the sum over tau"""

    effects: Effects
    treatments: tuple[str, ...]
    reference: str
    better: Better
    priors: Priors
    integrated: Integrated
    level: float = 0.95

    @property
    def measure(self) -> Measure:
        return self.effects.measure

    @property
    def method(self) -> str:
        return (
            f"Bayesian network: each treatment against {self.reference} {self.priors.mean.told}, "
            f"tau {self.priors.between.told}; {self.priors.because}"
        )

    @property
    def tau(self) -> float:
        """The median of it."""
        return self.integrated.tau_quantile(0.5)

    @property
    def tau_interval(self) -> tuple[float, float]:
        tail = (1 - self.level) / 2
        return self.integrated.tau_quantile(tail), self.integrated.tau_quantile(1 - tail)

    def of(self, treatment: str, control: str | None = None) -> Mixture:
        """The posterior of a treatment against another, else against the reference."""
        return self.integrated.combination(self._row(treatment, control))

    def next_study(self, treatment: str, control: str | None = None) -> Mixture:
        """The posterior of the true effect in a study that is still to come."""
        return self.integrated.combination(self._row(treatment, control), 1.0)

    def _row(self, treatment: str, control: str | None) -> Array:
        find_reference(treatment, self.treatments)
        find_reference(control, self.treatments)
        others = [name for name in self.treatments if name != self.reference]
        against = self.reference if control is None else control
        return np.array([float(name == treatment) - float(name == against) for name in others])

    def chance_better(self, treatment: str, control: str | None = None, by: float = 0.0) -> float:
        """The chance that a treatment is better than another, by more than a margin of the scale of the measure."""
        held = self.of(treatment, control)
        return held.below(-by) if self.better == "less" else held.above(by)

    @cached_property
    def scores(self) -> Array:
        """SUCRA, (n,): the mean chance of being better than another (Salanti and others 2011)."""
        n = len(self.treatments)
        chances = np.zeros((n, n))
        for i, treatment in enumerate(self.treatments):
            for j in range(i + 1, n):
                chances[i, j] = self.chance_better(treatment, self.treatments[j])
                chances[j, i] = 1 - chances[i, j]
        return chances.sum(axis=1) / (n - 1)

    def rank_probabilities(self, *, seed: int = 1, points: int = POINTS) -> Array:
        """How likely each treatment (row) has each rank (column), best first, (n, n)."""
        n, drawn = len(self.treatments), self._draw(seed, points)
        order = np.argsort(drawn if self.better == "less" else -drawn, axis=0, kind="stable")
        return np.stack([np.bincount(order[rank], minlength=n) for rank in range(n)], axis=1) / points

    def _draw(self, seed: int, points: int) -> Array:
        """Positions of treatments, (n, points), the reference at zero."""
        from scipy.special import ndtri
        from scipy.stats.qmc import Sobol

        held, n = self.integrated, len(self.treatments)
        grid = Sobol(n, scramble=False).random(points).T
        shift = draw_uniforms(seed, "ranks of a Bayesian network", np.arange(n))[0]
        even = np.clip((grid + shift[:, None]) % 1.0, INSIDE, 1 - INSIDE)
        which = np.minimum(np.searchsorted(np.cumsum(held.weights), even[0]), len(held.weights) - 1)
        roots = np.linalg.cholesky(held.covariances)
        moved = held.means[which] + (roots[which] @ ndtri(even[1:]).T[:, :, None])[:, :, 0]
        at = [i for i, name in enumerate(self.treatments) if name != self.reference]
        drawn = np.zeros((n, points))
        drawn[at] = moved.T
        return drawn

    def table(self) -> list[dict[str, float | str]]:
        """One row for each pair, as it is told: the first by the alphabet against the second."""
        rows, show = list[dict[str, float | str]](), self.measure.show
        for i, treatment in enumerate(self.treatments):
            for control in self.treatments[i + 1 :]:
                held, new = self.of(treatment, control), self.next_study(treatment, control)
                (low, high), (lowest, highest) = held.interval(self.level), new.interval(self.level)
                told = {"estimate": held.median, "low": low, "high": high, "prediction_low": lowest}
                shown = {k: show(v) for k, v in (told | {"prediction_high": highest}).items()}
                names: dict[str, float | str] = {"treatment": treatment, "control": control}
                rows.append(names | shown | {"better": self.chance_better(treatment, control)})
        return rows


def _rows(trial: Trial, others: Sequence[str]) -> Array:
    """Each further arm of a trial against its first, (arms − 1, treatments but the reference)."""
    first = trial.arms[0]
    return np.array([[float(name == arm) - float(name == first) for name in others] for arm in trial.arms[1:]])


def _block(parts: Sequence[Array]) -> Array:
    """Matrices along the diagonal of one."""
    size = sum(len(part) for part in parts)
    whole, at = np.zeros((size, size)), 0
    for part in parts:
        whole[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    return whole
