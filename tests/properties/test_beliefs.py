"""What must hold of any studies and priors: beliefs move, stretch and turn with the scale on which they are told."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodose.evidence.beliefs.bayesian import Bayesian
from neurodose.evidence.beliefs.priors import Flat, HalfNormal, Normal
from neurodose.evidence.effects import Effects

EXACT = 1e-7  # relative: what is left where two sums over tau lie on different nodes
FEW = settings(max_examples=30)

studies = st.lists(st.tuples(st.floats(-3, 3), st.floats(0.05, 2.0)), min_size=1, max_size=12)


def effects_of(rows: list[tuple[float, float]], shift: float = 0.0, stretch: float = 1.0) -> Effects:
    names = [f"S{i}" for i in range(len(rows))]
    return Effects.of(names, [shift + stretch * y for y, _ in rows], errors=[abs(stretch) * s for _, s in rows])


@FEW
@given(rows=studies, shift=st.floats(-5, 5))
def test_a_flat_mean_moves_with_the_studies_and_tau_stays(rows: list[tuple[float, float]], shift: float) -> None:
    plain = Bayesian(Flat(), HalfNormal(0.5)).fit(effects_of(rows))
    moved = Bayesian(Flat(), HalfNormal(0.5)).fit(effects_of(rows, shift))
    assert moved.estimate == pytest.approx(plain.estimate + shift, abs=EXACT * (1 + plain.error))
    assert moved.tau == pytest.approx(plain.tau, rel=EXACT)


@FEW
@given(rows=studies, stretch=st.sampled_from([-1.0, 10.0, 0.01, -25.0]))
def test_another_unit_changes_nothing_but_the_unit(rows: list[tuple[float, float]], stretch: float) -> None:
    size = abs(stretch)
    plain = Bayesian(Normal(0, 4), HalfNormal(0.5)).fit(effects_of(rows))
    told = Bayesian(Normal(0, 4 * size), HalfNormal(0.5 * size)).fit(effects_of(rows, stretch=stretch))
    assert told.error == pytest.approx(plain.error * size, rel=EXACT)
    assert told.tau == pytest.approx(plain.tau * size, rel=EXACT)
    turned = told.probability_below(0.0) if stretch > 0 else told.probability_above(0.0)
    assert turned == pytest.approx(plain.probability_below(0.0), rel=EXACT, abs=1e-12)


@FEW
@given(rows=studies)
def test_a_prediction_is_wider_than_the_interval_and_holds_every_level(rows: list[tuple[float, float]]) -> None:
    pool = Bayesian(Normal(0, 4), HalfNormal(0.5)).fit(effects_of(rows))
    (low, high), (lowest, highest) = pool.interval, pool.prediction
    assert lowest < low < pool.estimate < high < highest
    assert np.isfinite([lowest, highest]).all()
    assert pool.of_study("S0").sd <= pool.effects.errors[0] * (1 + EXACT) + pool.tau_interval[1]
