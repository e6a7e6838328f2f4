"""Effects that a model expects of trials, world by world: each draws all that is unsure, and lives through every trial.

An effect of one world is that of thousands of people, so that what is left of its spread is how unsure the model is.
All trials share the worlds: an average over trials is taken world by world.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from neurodose.agreement.asked import put_in_body
from neurodose.agreement.outcomes import hold_outcomes
from neurodose.agreement.rule import MOST_LOST, find_weighted_quantiles
from neurodose.agreement.study import Studies
from neurodose.agreement.system_digest import digest_drug
from neurodose.agreement.trials_again import Run
from neurodose.agreement.validation import find_estimates

WORLDS, SEED = 100, 1  # worlds: medians to about an eighth of their spread
LEVELS = (0.025, *(n / 20 for n in range(1, 20)), 0.975)  # of the quantiles that are kept
EDITION = 1  # of how effects are simulated and averaged: raise it where that changes
SHARE = 100.0  # a difference of proportions is simulated in points, and pooled as a share


@dataclass(frozen=True, eq=False)
class Simulation:
    """Simulated effects of trials (worlds,), by link and by the id of the study, on the scale on which they add up.

    weights: of each world, (worlds,)
    """

    effects: Mapping[str, Mapping[str, np.ndarray]]
    weights: np.ndarray

    def average(self, link: str, weights: Mapping[str, float]) -> tuple[float, ...] | None:
        """Quantiles, at LEVELS, of the average over trials; None where too many worlds gave no number."""
        held = self.effects.get(link, {})
        total = sum(weights.values())
        if not total or any(id not in held for id in weights):
            return None
        mean = sum((share / total) * held[id] for id, share in weights.items())
        found = np.asarray(mean, dtype=float)
        known = np.where(np.isfinite(found), found, np.nan)
        if np.isnan(known).sum() > MOST_LOST * len(known):
            return None
        return tuple(find_weighted_quantiles(known, self.weights, LEVELS))


def digest_of(runs: Mapping[str, tuple[Run, ...]], without: Sequence[str]) -> str:
    """Digits that stand for all that decides a simulation: the model with its values, the arms, what is left out."""
    first = next(run for found in runs.values() for run in found)
    told = [f"{id}: {run.design}" for id, found in runs.items() for run in found]
    body = _digest_body(first.asked.body, first.asked.stage)
    parts = [EDITION, WORLDS, SEED, body, sorted(without), *told]
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()[:20]


@cache
def _digest_body(body: str, stage: str) -> str:
    drug = put_in_body(body, stage)
    answering = next(one for one in drug.stages if one.name == stage)
    outputs = sorted({output for endpoint in answering.endpoints for output in endpoint.outputs.values()})
    return digest_drug(drug, outputs, find_estimates(drug))


def simulate_effects(runs: Mapping[str, tuple[Run, ...]], without: Sequence[str]) -> Simulation:
    """Every trial in every world, with values drawn without what these trials have set."""
    some = [(id, run) for id, found in runs.items() for run in found]
    drug = put_in_body(some[0][1].asked.body, some[0][1].asked.stage)
    held = hold_outcomes(
        drug, [run.outcome for _, run in some], find_estimates(drug), seed=SEED, studies=WORLDS, without=tuple(without)
    )
    links = list(held[0].by_link)
    effects = {
        link: {
            id: np.mean(
                [_read(one, run, link) for (own, run), one in zip(some, held, strict=True) if own == id], axis=0
            )
            for id in runs
        }
        for link in links
    }
    return Simulation(effects, _weigh_worlds(held[0]))


def _read(studies: Studies, run: Run, link: str) -> np.ndarray:
    """The effects of one run, (worlds,), on the scale on which effects add up."""
    told = np.concatenate(list(studies.by_link[link].values())).astype(float)
    if run.is_in_points:
        return told / SHARE
    with np.errstate(all="ignore"):
        return np.log(told) if run.measure.is_ratio else told


def _weigh_worlds(studies: Studies) -> np.ndarray:
    held = next(iter(studies.by_link.values()))
    return np.concatenate(
        [np.full(len(figures), studies.weights[name] / len(figures)) for name, figures in held.items()]
    )
