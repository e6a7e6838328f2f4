"""`python -m benchmarks.evidence`: what synthesis of trials costs.

A made-up network of 200 studies and 40 treatments, some of three and four arms: positions by REML, every pair taken
apart into direct and indirect, ranks, contributions. One core, with no code kept on disk.
"""

from __future__ import annotations

import argparse
import json
import resource
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.machine import describe_machine

if TYPE_CHECKING:
    from neurodose.evidence.effects import Effects

SEED = 20261122
STUDIES, TREATMENTS = 200, 40
ARMS = (2, 2, 2, 2, 2, 2, 2, 3, 3, 4)  # of ten studies that follow one another
TAU = 0.2
TO_NETWORK = 2.0  # seconds, splitting and ranking included


def make_network(studies: int = STUDIES, treatments: int = TREATMENTS) -> Effects:
    """Contrasts of made-up trials: the first ones join all treatments in a ring, the others choose theirs at random."""
    from neurodose.evidence.effects import Effects

    random = np.random.default_rng(SEED)
    truth = random.normal(0, 0.5, treatments)
    rows = list[tuple[str, str, str, float, float]]()
    for study in range(studies):
        first = study % treatments
        chosen = {first, (first + 1) % treatments}
        while len(chosen) < ARMS[study % len(ARMS)]:
            chosen.add(int(random.integers(treatments)))
        arms = sorted(chosen) if study < treatments else sorted(random.choice(treatments, len(chosen), replace=False))
        variances = random.uniform(0.02, 0.2, len(arms))
        seen = truth[arms] + random.normal(0, np.sqrt(variances + TAU**2 / 2))
        for a in range(len(arms)):
            for b in range(a + 1, len(arms)):
                error = float(np.sqrt(variances[a] + variances[b]))
                rows.append((f"study {study}", f"t{arms[a]:02}", f"t{arms[b]:02}", float(seen[a] - seen[b]), error))
    names, first, second, estimates, errors = zip(*rows, strict=True)
    return Effects.of(names, estimates, errors=errors, measure="GEN", treatments=first, controls=second)


def measure_network() -> dict[str, Any]:
    """Seconds for a network with its splits and ranks, and for contributions, which are not part of the goal."""
    from neurodose.evidence.networks.contributions import find_contributions
    from neurodose.evidence.networks.inconsistency import decompose, split_pairs
    from neurodose.evidence.networks.network import network
    from neurodose.evidence.networks.ranking import rank_treatments

    effects = make_network()
    begun = perf_counter()
    net = network(effects, between="REML")
    fitted = perf_counter() - begun
    splits, decomposed, ranking = split_pairs(net), decompose(net), rank_treatments(net)
    whole = perf_counter() - begun
    begun = perf_counter()
    find_contributions(net)
    return {
        "network_studies": len(net.trials),
        "network_treatments": len(net.treatments),
        "network_tau": net.tau,
        "network_fit_s": fitted,
        "network_s": whole,
        "network_target": TO_NETWORK,
        "pairs_split": len(splits.tested),
        "free_between": decomposed.free_between,
        "best": ranking.order[0],
        "contributions_s": perf_counter() - begun,
    }


def measure() -> dict[str, Any]:
    """All figures, under their names."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"benchmark": "evidence", **measure_network(), "memory_mb": memory}


def tell(line: dict[str, Any]) -> str:
    """The figures for people."""
    return (
        f"network of {line['network_studies']} studies and {line['network_treatments']} treatments: fitted in "
        f"{line['network_fit_s']:.2f} s; with {line['pairs_split']} pairs split and treatments ranked "
        f"{line['network_s']:.2f} s (to stay below {line['network_target']:.0f}); contributions of all studies to all "
        f"pairs {line['contributions_s']:.2f} s"
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.evidence", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object")
    line = measure()
    print(json.dumps(line | describe_machine()) if parser.parse_args().json else tell(line))


if __name__ == "__main__":
    main()
