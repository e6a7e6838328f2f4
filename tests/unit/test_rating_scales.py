"""No severity leaves its scale, and a score and its severity are two ways to say one thing."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import model, people_from, simulate
from neurodose.library import rating_scales
from neurodose.library.rating_scales import RatingScale, find_severity, show_severity
from neurodose.modelling.parameter import Condition, Parameters
from neurodose.modelling.pool import Pool
from neurodose.modelling.trace import Output
from neurodose.units import h, one

SCALES = [scale for scale in vars(rating_scales).values() if isinstance(scale, RatingScale)]
FAR = [-1e4, -800.0, -3.0, 0.0, 2.0, 800.0, 1e4]  # severities, some beyond what an exponential can hold


def show(scale: RatingScale, **told: list[float]) -> np.ndarray:
    class Table(Parameters):
        ends = scale.ends
        rate = Condition(1 / h, "a rate: a model must have a state")
        severity = Condition(0, "severity")
        known = Condition((scale.lowest + scale.highest) / 2, "score that is known")

    @model
    def shown(m: Any, p: Any = Table) -> None:
        """A severity on its scale."""
        m.rest = Pool(p.rate, p.rate)
        m.score = Output(show_severity(p.severity, p.ends), "score", one)
        m.again = Output(show_severity(find_severity(p.known, p.ends), p.ends), "score again", one)

    name = "again" if "known" in told else "score"
    return simulate(shown, None, people_from(told), at=1 * h, outputs=[name]).values[name][:, 0]


@pytest.mark.parametrize("scale", SCALES, ids=lambda scale: scale.name)
class TestEveryScale:
    def test_no_severity_leaves_it(self, scale: RatingScale) -> None:
        scores = show(scale, severity=FAR)
        assert np.all((scores >= scale.lowest) & (scores <= scale.highest))
        assert np.all(np.diff(scores) >= 0)
        assert scores[3] == (scale.lowest + scale.highest) / 2

    def test_a_score_comes_back_from_its_severity(self, scale: RatingScale) -> None:
        scores = scale.lowest + (scale.highest - scale.lowest) * np.array([0.01, 0.3, 0.99])
        assert show(scale, known=list(scores)) == pytest.approx(scores, rel=1e-12)
