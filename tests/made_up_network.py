"""Made-up trials of four treatments, of two, three and four arms, as counts and as contrasts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

from neurodose.evidence.effects import Arms, Effects

Counts = Mapping[str, Mapping[str, tuple[int, int]]]

# study: treatment: events, people
TRIALS: Counts = {
    "1": {"A": (10, 50), "B": (15, 50)},
    "2": {"A": (12, 60), "B": (20, 62), "C": (25, 61)},
    "3": {"B": (48, 100), "C": (28, 98)},
    "4": {"A": (5, 40), "C": (9, 42), "D": (14, 41)},
    "5": {"C": (22, 80), "D": (20, 82)},
    "6": {"A": (8, 55), "B": (12, 54), "C": (16, 56), "D": (21, 53)},
    "7": {"B": (11, 45), "D": (17, 44)},
    "8": {"A": (14, 70), "B": (34, 72)},
    "9": {"A": (9, 33), "B": (23, 35)},
}


def make_contrasts(
    trials: Counts = TRIALS, *, arms: bool = False, names: Mapping[str, str] | None = None, measure: str = "OR"
) -> Effects:
    """Log odds ratios of all pairs of each trial; arms: with the counts; names: of treatments, other than they are."""
    rows = [
        (study, names.get(a, a) if names else a, names.get(b, b) if names else b, held[a], held[b])
        for study, held in trials.items()
        for a, b in combinations(held, 2)
    ]
    counts = np.array([[row[3], row[4]] for row in rows], float)
    events, totals = counts[:, :, 0], counts[:, :, 1]
    odds = np.log(events / (totals - events))
    return Effects.of(
        [row[0] for row in rows],
        odds[:, 0] - odds[:, 1],
        variances=np.sum(1 / events + 1 / (totals - events), axis=1),
        measure=measure,
        treatments=[row[1] for row in rows],
        controls=[row[2] for row in rows],
        arms=Arms(events=events, totals=totals) if arms else None,
    )


def make_pairs(rows: Sequence[tuple[str, str, str, float, float]], measure: str = "MD") -> Effects:
    """Effects of rows: study, treatment, control, estimate, standard error."""
    studies, first, second, estimates, errors = zip(*rows, strict=True)
    return Effects.of(studies, estimates, errors=errors, measure=measure, treatments=first, controls=second)
