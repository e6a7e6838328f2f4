"""Pooled effects against a calculation by hand, and what is left when a trial is left out."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.errors import SourceError
from neurodose.library.pooled import PooledEffect, TrialEffect

FOUR = PooledEffect(
    tuple(
        TrialEffect(f"Author {n}", y, s) for n, (y, s) in enumerate([(-0.9, 0.3), (0.1, 0.2), (-0.2, 0.15), (0, 0.4)])
    )
)


def by_hand(y: np.ndarray, v: np.ndarray) -> tuple[float, float, float]:
    """Mean, its error and the deviation between trials after DerSimonian and Laird, by matrices."""
    w = np.diag(1 / v)
    ones = np.ones((len(y), 1))
    projection = w - w @ ones @ np.linalg.inv(ones.T @ w @ ones) @ ones.T @ w
    between = max(0.0, float((y @ projection @ y - (len(y) - 1)) / np.trace(projection)))
    w = 1 / (v + between)
    return float(w @ y / w.sum()), float(w.sum() ** -0.5), between**0.5


def test_the_pool_is_that_of_dersimonian_and_laird() -> None:
    y, s = (np.array([getattr(t, name) for t in FOUR.trials]) for name in ("estimate", "error"))
    assert (FOUR.mean, FOUR.error, FOUR.between) == pytest.approx(by_hand(y, s**2), rel=1e-12)
    assert FOUR.between > 0
    assert FOUR.spread == pytest.approx(np.hypot(FOUR.error, FOUR.between))


def test_trials_that_agree_have_no_spread_between_them() -> None:
    pooled = PooledEffect((TrialEffect("A", 0.2, 0.1), TrialEffect("B", 0.21, 0.1)))
    assert pooled.between == 0
    assert pooled.error == pytest.approx(0.1 / np.sqrt(2))


def test_a_trial_is_left_out_of_what_it_is_compared_with() -> None:
    left = FOUR.without("Author 0")
    assert left is not None
    assert left == PooledEffect(FOUR.trials[1:])
    assert left.mean > FOUR.mean


def test_a_study_that_is_not_among_them_changes_nothing() -> None:
    assert FOUR.without("Somebody 1999") is FOUR


def test_one_trial_alone_has_a_stated_spread_and_leaves_nothing() -> None:
    alone = PooledEffect((TrialEffect("A", 0.2, 0.1),), spread_alone=0.4)
    assert alone.error == pytest.approx(np.hypot(0.1, 0.4))  # of the mean of trials, of which this is one
    assert alone.spread == pytest.approx(np.hypot(alone.error, 0.4))
    assert alone.without("A") is None


def test_no_trial_or_no_error_is_refused() -> None:
    with pytest.raises(SourceError, match="no trial is pooled"):
        PooledEffect(())
    with pytest.raises(SourceError, match="standard error of A is not above zero"):
        PooledEffect((TrialEffect("A", 0.2, 0.0),))
