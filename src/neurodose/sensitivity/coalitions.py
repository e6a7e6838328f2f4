"""Which mechanisms are on together, and with what weight each such set counts for the share of each mechanism.

Sets of players are whole numbers whose bits say who is in. A player's share is the sum over all sets of a coefficient
times the set's value, so values can be added up one by one and none has to be kept.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb

import numpy as np


def find_exact_coefficients(players: int) -> np.ndarray:
    """Coefficients (players, 2 ** players) of Shapley's formula: |S|! (n − |S| − 1)! / n! of each set S without i.

    A set with i counts as the upper end of the step from itself without i, one without i as the lower end.
    """
    sets = np.arange(1 << players)
    has = (sets >> np.arange(players)[:, None]) & 1
    size = has.sum(axis=0)
    weights = np.array([1 / (players * comb(players - 1, k)) for k in range(players)])
    return np.where(has, weights[size - 1], -weights[np.minimum(size, players - 1)])


@dataclass(frozen=True, eq=False)
class Walks:
    """Orders in which mechanisms are switched on, each with its reverse, and the sets on the way.

    sets:   distinct sets, nothing first, and everything last (sets,); those of one and of all but one are among them
    orders: (pairs, 2, players)
    steps:  positions in `sets` along each order (pairs, 2, players + 1)
    """

    sets: np.ndarray
    orders: np.ndarray
    steps: np.ndarray


def draw_walks(players: int, pairs: int, generator: np.random.Generator) -> Walks:
    """Random orders in antithetic pairs: an order and its reverse, whose errors are of opposite sign in part."""
    forward = generator.permuted(np.tile(np.arange(players), (pairs, 1)), axis=1)
    orders = np.stack([forward, forward[:, ::-1]], axis=1)
    bits = np.int64(1) << orders.astype(np.int64)
    on = np.concatenate([np.zeros((pairs, 2, 1), dtype=np.int64), np.cumsum(bits, axis=2)], axis=2)
    single = np.int64(1) << np.arange(players, dtype=np.int64)
    sets = np.unique(np.concatenate([on.ravel(), single, single.sum() - single]))
    return Walks(sets, orders, np.searchsorted(sets, on))
