"""Shares of variance from Saltelli's design: Jansen's estimators, and Saltelli's of 2010 for the first order.

Two independent samples A and B; AB_i is A with input i taken from B, BA_i the reverse. With V the variance of A and B,
    total  T_i  = mean (f(A) − f(AB_i))² / 2 V                                            (Jansen 1999)
    first  S_i  = 1 − mean (f(B) − f(AB_i))² / 2 V                                        (Jansen 1999)
           S_i  = mean f(B) (f(AB_i) − f(A)) / V                                          (Saltelli et al. 2010)
    second S_ij = mean (f(BA_i) f(AB_j) − f(A) f(B)) / V − S_i − S_j, with S of 2010      (Saltelli 2002)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

CONSTANT = 1e-12  # a spread below this share of the largest value is rounding
AT_ONCE = 4_000_000  # counts of a bootstrap that are held at once


def count_runs(inputs: int, *, has_second: bool) -> int:
    """Runs of one base sample: A, AB_1 …, BA_1 … where pairs are asked for, B."""
    return 2 + inputs * (2 if has_second else 1)


def find_pairs(inputs: int) -> tuple[tuple[int, int], ...]:
    return tuple(combinations(range(inputs), 2))


def find_terms(outputs: np.ndarray, inputs: int, *, has_second: bool) -> np.ndarray:
    """What is to be averaged over base samples (base, terms): the sums from which all shares are made.

    outputs: of one figure (base, runs of a base sample), a base sample that lost a run left out
    """
    centred = outputs - outputs.mean()  # Saltelli's products lose digits far from zero
    a, b, ab = centred[:, :1], centred[:, -1:], centred[:, 1 : 1 + inputs]
    parts = [a, b, a**2, b**2, (a - ab) ** 2 / 2, (b - ab) ** 2 / 2, b * (ab - a)]
    if has_second:
        ba, pairs = centred[:, 1 + inputs : 1 + 2 * inputs], find_pairs(inputs)
        i, j = ([p[k] for p in pairs] for k in (0, 1))
        parts.append(ba[:, i] * ab[:, j] - a * b)
    return np.concatenate(parts, axis=1)


def find_shares(means: np.ndarray, inputs: int) -> tuple[np.ndarray, ...]:
    """Variance (…,); first order, total, first order of 2010 (…, inputs); second order (…, pairs) of averaged terms."""
    mean = (means[..., 0] + means[..., 1]) / 2
    variance = (means[..., 2] + means[..., 3]) / 2 - mean**2
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = means[..., 4:] / variance[..., None]
    total, first = shares[..., :inputs], 1 - shares[..., inputs : 2 * inputs]
    first_2010, both = shares[..., 2 * inputs : 3 * inputs], shares[..., 3 * inputs :]
    if not both.shape[-1]:
        return variance, first, total, first_2010, both
    i, j = ([p[k] for p in find_pairs(inputs)] for k in (0, 1))
    return variance, first, total, first_2010, both - first_2010[..., i] - first_2010[..., j]


def resample(terms: np.ndarray, replicates: int, generator: np.random.Generator) -> Iterator[np.ndarray]:
    """Averages of the terms (replicates at once, terms) over base samples drawn again with replacement."""
    base = len(terms)
    at_once = max(1, min(replicates, AT_ONCE // base))
    for first in range(0, replicates, at_once):
        count = min(at_once, replicates - first)
        drawn = generator.integers(base, size=(count, base)) + base * np.arange(count)[:, None]
        counts = np.bincount(drawn.ravel(), minlength=count * base).reshape(count, base)
        yield counts @ terms / base


def is_constant(outputs: np.ndarray) -> bool:
    """Whether a figure is the same in all runs but for rounding."""
    return bool(np.ptp(outputs) <= CONSTANT * np.abs(outputs).max())
