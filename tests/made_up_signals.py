"""Made-up reports: pairs whose ratios come from a known mixture, and mentions in which a pair stands out."""

from __future__ import annotations

import numpy as np

from neurodose.evidence import GammaMixture

TRUTH = GammaMixture(2.0, 0.5, 4.0, 4.0, 0.15)


def make_counts(size: int, seed: int, *, listed: bool = True) -> tuple[np.ndarray, np.ndarray]:
    """Counts and expectations of pairs whose ratios come from `TRUTH`; listed: only those that are reported."""
    random = np.random.default_rng(seed)
    expected = np.exp(random.normal(-0.5, 1.5, size))
    is_first = random.random(size) < TRUTH.share
    ratio = np.where(
        is_first, random.gamma(TRUTH.shape1, 1 / TRUTH.rate1, size), random.gamma(TRUTH.shape2, 1 / TRUTH.rate2, size)
    )
    observed = random.poisson(ratio * expected)
    stays = observed > 0 if listed else observed >= 0
    return observed[stays], expected[stays]


def make_grid(drugs: int, events: int, seed: int) -> dict[str, np.ndarray]:
    """Reports of one drug and one event each: names and counts of the pairs that are reported, and their margins."""
    random = np.random.default_rng(seed)
    wanted = np.outer(1 + np.arange(drugs) % 5, 1 + np.arange(events) % 4) * 0.3
    is_first = random.random(wanted.shape) < TRUTH.share
    ratio = np.where(is_first, random.gamma(2, 2, wanted.shape), random.gamma(4, 0.25, wanted.shape))
    counts = random.poisson(ratio * wanted)
    at = np.nonzero(counts)
    return {
        "drug_name": np.array([f"drug {one}" for one in at[0]]),
        "event_name": np.array([f"event {one}" for one in at[1]]),
        "observed": counts[at], "drug": counts.sum(axis=1)[at[0]], "event": counts.sum(axis=0)[at[1]],
        "total": np.full(len(at[0]), counts.sum()),
    }  # fmt: skip
