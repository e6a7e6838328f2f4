"""In a consistent network every effect is a difference of two positions, and studies scatter around it.

    y = X b + u + e,   cov e = V of each study's contrasts,   cov u = tau² (½ beside 1): every pair of treatments alike

Rotating the contrasts of each study so that cov u becomes tau² times one, and then along the axes of V, leaves rows
that are independent at every tau², with variances v + tau². A network is therefore a meta-regression on those rows, and
its estimators of tau² are those of meta-regression (`regression.py`): the same likelihood, Q and moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.evidence.effects import Array
from neurodose.evidence.heterogeneity import general_q
from neurodose.evidence.networks.multi_arm import Trial, find_parts, shared_spread


@dataclass(frozen=True, eq=False)
class Rows:
    """Independent rows of a network: estimates and variances, (rows,); design, (rows, treatments), each a difference of
    positions; trials: of which trial each row is.
    """

    estimates: Array
    variances: Array
    design: Array
    trials: Array

    def take(self, chosen: Iterable[int]) -> Rows:
        """Those of some trials, by number."""
        at = np.isin(self.trials, list(chosen))
        return Rows(self.estimates[at], self.variances[at], self.design[at], self.trials[at])


def rotate(trials: Sequence[Trial], treatments: Sequence[str]) -> Rows:
    """The rows of trials."""
    place = {name: at for at, name in enumerate(treatments)}
    parts = list[tuple[Array, Array, Array, Array]]()
    for number, trial in enumerate(trials):
        plain = np.zeros((len(trial.arms) - 1, len(treatments)))
        plain[:, place[trial.arms[0]]] = -1.0
        for row, arm in enumerate(trial.arms[1:]):
            plain[row, place[arm]] = 1.0
        variances, turn = _axes(trial.covariance)
        parts.append((turn @ trial.estimates, variances, turn @ plain, np.full(len(variances), number)))
    estimates, variances, design, of_trial = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Rows(estimates, variances, design, of_trial)


def _axes(covariance: Array) -> tuple[Array, Array]:
    """Variances along the axes on which both spreads are independent, and the turn to them."""
    if len(covariance) == 1:
        return covariance[0], np.ones((1, 1))
    root = np.linalg.inv(np.linalg.cholesky(shared_spread(len(covariance) + 1)))
    variances, axes = np.linalg.eigh(root @ covariance @ root.T)
    return variances, axes.T @ root


@dataclass(frozen=True)
class DesignQ:
    """How far studies of one design (one set of treatments) differ among themselves: Q and its degrees of freedom."""

    design: str
    studies: tuple[str, ...]
    q: float
    free: int

    @property
    def p(self) -> float | None:
        """None where one study alone has nothing to differ from."""
        return chance_of(self.q, self.free)


def chance_of(q: float, free: int) -> float | None:
    """How often chi-square is as large; None without degrees of freedom."""
    from scipy.special import chdtrc

    return float(chdtrc(free, q)) if free > 0 else None


def group_designs(trials: Sequence[Trial]) -> Mapping[str, list[int]]:
    """Numbers of the trials of each design, in the order in which designs turn up."""
    groups = dict[str, list[int]]()
    for number, trial in enumerate(trials):
        groups.setdefault(trial.name, []).append(number)
    return groups


def q_within(trials: Sequence[Trial], rows: Rows, tau2: float = 0.0) -> tuple[DesignQ, ...]:
    """Q of each design around its own mean, at a tau²."""
    return tuple(_q_of(trials, rows, name, numbers, tau2) for name, numbers in group_designs(trials).items())


def _q_of(trials: Sequence[Trial], rows: Rows, name: str, numbers: list[int], tau2: float) -> DesignQ:
    studies = tuple(trials[number].study for number in numbers)
    arms = len(trials[numbers[0]].arms)
    free = (len(numbers) - 1) * (arms - 1)
    if not free:
        return DesignQ(name, studies, 0.0, 0)
    own = rows.take(numbers)
    return DesignQ(name, studies, general_q(own.estimates, own.variances, own_design(own.design), tau2), free)


def own_design(design: Array) -> Array:
    """The columns of a part of the network: those of its own treatments but the first."""
    used = np.flatnonzero(np.any(design != 0, axis=0))
    return design[:, used[1:]]


def is_joined(design: Array) -> bool:
    """Whether rows join all treatments, each to each by some way."""
    has = (design != 0).astype(float)
    return len(find_parts(has.T @ has > 0)) == 1
