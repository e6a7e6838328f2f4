"""A million pairs tell a prior hardly more than some thousands: pairs with one count and like expectations go together.

DuMouchel and Pregibon 2001. Of each count that occurs often, the largest expectations stay as they are; the others, in
their order, go into bins whose mean stands for them, weighted by how many they are. How many stay and how many bins
there are is as in openEBGM's automatic choice, with whose results ours are compared.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray

# How many of the largest expectations of a count stay as they are (the counts that occur often in their order), and
# into how many points the others go, by how many they are.
KEPT = (100, 75, 50, 25)
SQUASHED_FROM = (500, 1e3, 1e4, 1e5, 5e5, 1e6, 5e6)
POINTS = (50, 75, 150, 500, 750, 1000, 2000, 5000)


def squash_counts(observed: Array, expected: Array) -> tuple[Array, Array, Array]:
    """Fewer points in place of many: counts, expectations and how many pairs each stands for."""
    order = np.lexsort((expected, observed))
    n, e = observed[order], expected[order]
    values, begins, sizes = np.unique(n, return_index=True, return_counts=True)
    is_often = sizes > max(KEPT) + 1
    rest = np.repeat(~is_often, sizes)
    parts = [(n[rest], e[rest], np.ones(int(rest.sum())))]
    for place, at in enumerate(np.flatnonzero(is_often)):
        own = e[begins[at] : begins[at] + sizes[at]]
        parts.append(_squash_one(values[at], own, KEPT[min(place, len(KEPT) - 1)]))
    n, e, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    return n, e, weights


def _squash_one(value: float, expected: Array, kept: int) -> tuple[Array, Array, Array]:
    size = len(expected) - kept
    points = POINTS[int(np.searchsorted(SQUASHED_FROM, size, side="right"))]
    width = max(int(size / points), 2)
    edges = np.arange(0, size, width)
    weights = np.diff(np.append(edges, size)).astype(float)
    means = np.add.reduceat(expected[:size], edges) / weights
    together = np.concatenate([means, expected[size:]])
    return np.full(len(together), value), together, np.concatenate([weights, np.ones(kept)])
