"""`python -m benchmarks.signals`: what measures of disproportionality cost.

Made-up pairs of drugs and events, 100,000 and a million of them, each named by one report or more: ratios and
intervals; a prior fitted to them squashed; shrunken ratios with their ends under it. One core.
"""

from __future__ import annotations

import argparse
import json
import resource
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.machine import describe_machine

SEED = 20261122
SIZES = (100_000, 1_000_000)
TOTAL = 20_000_000  # reports
TO_SHRINK = 15.0  # seconds for a million pairs, prior included


def make_pairs(size: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Counts with both, with the drug and with the event: ratios from a mixture of two gammas, none of them zero."""
    random = np.random.default_rng(SEED)
    found = list[np.ndarray]()
    while sum(one.shape[1] for one in found) < size:
        drug = np.exp(random.normal(7, 1.5, size)).round() + 50
        event = np.exp(random.normal(7, 1.5, size)).round() + 50
        ratio = np.where(random.random(size) < 0.1, random.gamma(2, 2, size), random.gamma(4, 0.25, size))
        both = np.minimum(random.poisson(ratio * drug * event / TOTAL), np.minimum(drug, event))
        found.append(np.stack([both, drug, event])[:, both > 0])
    both, drug, event = np.concatenate(found, axis=1)[:, :size]
    return both, drug, event


def measure_size(size: int) -> dict[str, Any]:
    """Seconds for measures, prior and shrunken ratios of so many pairs."""
    from neurodose import disproportionality, shrinkage
    from neurodose.evidence import fit_prior

    counts = make_pairs(size)
    times = [perf_counter()]
    found = disproportionality(*counts, TOTAL)
    times.append(perf_counter())
    prior = fit_prior(found.observed, found.expected)
    times.append(perf_counter())
    shrunken = shrinkage(found.observed, found.expected, prior)
    times.append(perf_counter())
    measured, fitted, shrunk = np.diff(times)
    return {
        "pairs": size, "measures_s": measured, "prior_s": fitted, "shrinkage_s": shrunk, "prior": prior.tell(),
        "above_2": int(np.sum(shrunken.eb05 > 2)),
    }  # fmt: skip


def measure() -> dict[str, Any]:
    """All figures, under their names."""
    found = [measure_size(size) for size in SIZES]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"benchmark": "signals", "sizes": found, "target_s": TO_SHRINK, "memory_mb": memory}


def tell(line: dict[str, Any]) -> str:
    """The figures for people."""
    said = [
        f"{one['pairs']:,} pairs: measures {one['measures_s']:.2f} s, prior {one['prior_s']:.2f} s ({one['prior']}), "
        f"shrunken ratios {one['shrinkage_s']:.2f} s"
        for one in line["sizes"]
    ]
    return "\n".join([*said, f"to stay below {line['target_s']:.0f} s; {line['memory_mb']:.0f} MB at most"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.signals", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one object")
    line = measure()
    print(json.dumps(line | describe_machine()) if parser.parse_args().json else tell(line))


if __name__ == "__main__":
    main()
