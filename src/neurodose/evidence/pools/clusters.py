"""Which effects belong together, to one study, one district, one laboratory, and of which enough is known."""

from __future__ import annotations

import numpy as np

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Array, Effects
from neurodose.evidence.synthesis import is_known


def find_units(effects: Effects, name: str) -> Array:
    """Of each effect the number of its unit, from 0 in the order of first mention; "study" is always known.

    Raises EvidenceError where there is no such column, and where an effect is of no known unit.
    """
    if name == "study" and name not in effects.columns:
        words = np.array(effects.studies)
    else:
        column = effects.column(name)
        for study, known in zip(effects.studies, is_known(column), strict=True):
            if not known:
                raise EvidenceError(f"it does not say its {name}", where=f"study {study}, {name}",
                                    hint="every effect belongs to some unit: give it one of its own")  # fmt: skip
        words = column.astype(str)
    seen = {word: at for at, word in enumerate(dict.fromkeys(words.tolist()))}
    return np.array([seen[word] for word in words.tolist()])


def find_known(effects: Effects, columns: tuple[str, ...]) -> Array:
    """Which effects have an entry in all of these columns, as a mask."""
    known = np.ones(len(effects), bool)
    for name in columns:
        known &= is_known(effects.column(name))
    return known


def tell_left_out(known: Array, columns: tuple[str, ...]) -> str:
    """How many effects are left out because a column of theirs says nothing; "" where none is."""
    out = int(np.sum(~known))
    return f"; {out} effect{'s' if out > 1 else ''} without {' or '.join(columns)} left out" if out else ""


def sampling_covariance(effects: Effects, correlation: float, by: str = "study") -> Array:
    """V of effects whose errors are correlated alike within a unit: r · √(v_i v_j), (k, k).

    For several outcomes or times of the same people, where the studies do not say how these correlate. Raises
    EvidenceError for a correlation that is none, or that these units cannot have.
    """
    units = find_units(effects, by)
    largest = int(np.bincount(units).max())
    lowest = -1 / (largest - 1) if largest > 1 else -1.0
    if not lowest < correlation < 1:
        raise EvidenceError(
            f"a correlation of {correlation:g} makes no covariance",
            exists=f"the largest {by} has {largest} effects",
            hint=f"it lies above {lowest:.3g} and below 1",
        )
    errors = effects.errors
    same = units[:, None] == units[None, :]
    full = np.where(same, correlation * np.outer(errors, errors), 0.0)
    np.fill_diagonal(full, effects.variances)
    return full
