"""What trials compared directly: the edges of a network, with how many studies and people, and its treatments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from neurodose.evidence.effects import Array
from neurodose.evidence.networks.multi_arm import Trial


@dataclass(frozen=True, eq=False)
class Edge:
    """A comparison that trials made, treatment against control.

    studies: their names; estimates, variances: one each, as the studies say; people: in both arms of each, NaN where
    one does not say
    """

    treatment: str
    control: str
    studies: tuple[str, ...]
    estimates: Array
    variances: Array
    people_of: Array

    @property
    def people(self) -> float | None:
        """In all of them; None where one does not say."""
        return sum_known(self.people_of)

    def weight(self, tau2: float = 0.0) -> float:
        """One over the variance of the direct estimate, at a variance between studies."""
        return float(np.sum(1 / (self.variances + tau2)))

    def pool(self, tau2: float = 0.0) -> tuple[float, float]:
        """The direct estimate and its standard error, at a variance between studies."""
        weights = 1 / (self.variances + tau2)
        return float(weights @ self.estimates / weights.sum()), float(1 / np.sqrt(weights.sum()))


@dataclass(frozen=True)
class Node:
    """A treatment: which studies had it, in how many people (None where one does not say)."""

    treatment: str
    studies: tuple[str, ...]
    people: float | None


def find_edges(trials: Sequence[Trial]) -> Mapping[tuple[str, str], Edge]:
    """All direct comparisons, each once: the earlier name of the alphabet against the later."""
    held = dict[tuple[str, str], list[tuple[str, float, float, float]]]()
    for trial in trials:
        for a, b in combinations(range(len(trial.arms)), 2):
            people = float(trial.people[a] + trial.people[b])
            row = (trial.study, float(trial.pairs[a, b]), float(trial.variances[a, b]), people)
            held.setdefault((trial.arms[a], trial.arms[b]), []).append(row)
    return {pair: _make_edge(pair, rows) for pair, rows in sorted(held.items())}


def _make_edge(pair: tuple[str, str], rows: Sequence[tuple[str, float, float, float]]) -> Edge:
    studies, *columns = zip(*rows, strict=True)
    return Edge(*pair, studies, *(np.array(column, float) for column in columns))


def find_nodes(trials: Sequence[Trial], treatments: Sequence[str]) -> tuple[Node, ...]:
    """Each treatment with its studies and people."""
    return tuple(_find_node(trials, name) for name in treatments)


def _find_node(trials: Sequence[Trial], name: str) -> Node:
    had = [trial for trial in trials if name in trial.arms]
    people = np.array([trial.people[trial.arms.index(name)] for trial in had], float)
    return Node(name, tuple(trial.study for trial in had), sum_known(people))


def sum_known(people: Array) -> float | None:
    """Their sum; None where one of them is not known."""
    total = float(np.sum(people))
    return total if np.isfinite(total) else None
