"""`python -m benchmarks.evidence_bayes`: what beliefs from stated priors, and curves of doses, cost.

Fifty made-up studies pooled with a prior of tau, by normal effects and by counts as they are; the network of
`benchmarks.evidence` with priors; an Emax of twenty trials with the interval of each parameter. One core.
"""

from __future__ import annotations

import argparse
import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.evidence import make_network
from benchmarks.machine import describe_machine

if TYPE_CHECKING:
    from neurodose.evidence.doses.dose_contrasts import DoseContrasts
    from neurodose.evidence.effects import Effects

SEED = 20261122
STUDIES, TRIALS = 50, 20
TO_POOL = 10.0  # seconds, intervals, prediction and every study's shrunken effect included


def make_counts(studies: int = STUDIES) -> Effects:
    """Logarithms of odds ratios of made-up trials of 100 to 600 people an arm, with their counts."""
    from neurodose.evidence.effects import Arms, Effects

    random = np.random.default_rng(SEED)
    totals, odds = random.integers(100, 600, (studies, 2)), random.uniform(0.1, 0.7, studies)
    ratios = np.exp(random.normal(-0.4, 0.3, studies))
    risks = np.column_stack([odds * ratios / (1 + odds * ratios), odds / (1 + odds)])
    events = random.binomial(totals, risks)
    cells, others = events + 0.5, totals - events + 0.5
    return Effects.of(
        [f"study {at}" for at in range(studies)],
        np.log(cells[:, 0] / others[:, 0]) - np.log(cells[:, 1] / others[:, 1]),
        variances=(1 / cells + 1 / others).sum(axis=1),
        measure="OR",
        arms=Arms(events=events.astype(float), totals=totals.astype(float)),
    )


def make_doses(trials: int = TRIALS) -> DoseContrasts:
    """Made-up trials of placebo and one to three doses, whose Emax differs."""
    from neurodose.evidence.doses.dose_contrasts import DoseContrasts

    random = np.random.default_rng(SEED)
    studies, doses, means = list[str](), list[float](), list[float]()
    for trial in range(trials):
        size = 5 + random.normal()
        for dose in (0.0, *random.choice([10.0, 20.0, 40.0, 80.0, 160.0], random.integers(1, 4), replace=False)):
            studies.append(f"study {trial}")
            doses.append(float(dose))
            means.append(size * dose / (30 + dose) + random.normal(0, 0.6))
    many = [100] * len(studies)
    return DoseContrasts.of_means(studies, doses, means=means, sds=[6] * len(studies), sizes=many)


def measure_beliefs() -> dict[str, Any]:
    """Seconds for each."""
    from neurodose.evidence.beliefs.bayesian import Bayesian
    from neurodose.evidence.beliefs.bayesian_network import BayesianNetwork
    from neurodose.evidence.beliefs.priors import HalfNormal, Normal
    from neurodose.evidence.beliefs.rare_events import BinomialNormal
    from neurodose.evidence.doses.dose_curves import Emax
    from neurodose.evidence.doses.dose_response import DoseResponse

    counts, doses, contrasts = make_counts(), make_doses(), make_network()
    begun = perf_counter()
    pool = Bayesian().fit(counts)
    told = (pool.shown, pool.tau_interval, pool.table())
    pooled = perf_counter()
    exact = BinomialNormal().fit(counts).shown
    by_counts = perf_counter()
    net = BayesianNetwork(Normal(0, 4), HalfNormal(0.5)).fit(contrasts)
    ranks = (net.scores, net.rank_probabilities())
    ranked = perf_counter()
    fit = DoseResponse(Emax()).fit(doses)
    curve = (fit.parameters, fit.table())
    drawn = perf_counter()
    assert all((told, exact, ranks, curve))
    return {
        "a pool of 50 studies, s": pooled - begun,
        "the same by counts as they are, s": by_counts - pooled,
        "a network of 200 studies and 40 treatments with ranks, s": ranked - by_counts,
        "Emax of 20 trials with its intervals, s": drawn - ranked,
    }


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true", help="print numbers for programs")
    asked = options.parse_args()
    found = measure_beliefs()
    if asked.json:
        print(json.dumps(found))
        return
    print(describe_machine())
    for what, seconds in found.items():
        print(f"{what:60} {seconds:8.2f}")
    print(f"goal for the pool: {TO_POOL:g} s")


if __name__ == "__main__":
    main()
