"""Whether a link promises more than trials gave: the stated rule, its strength, and where it says nothing."""

from __future__ import annotations

from math import log
from typing import Any, Literal

import numpy as np
import pytest

from neurodose.agreement.promise import Promise, find_margin, judge_promise, judge_words, share_above
from neurodose.evidence.measure import MEASURES
from neurodose.records.question import AskedOutcome, Threshold

LEVELS = tuple(np.linspace(0.01, 0.99, 99))
EXACT = 1e-9  # of shares that lie on a level
MD, RR, SMD, RD = (MEASURES[name] for name in ("MD", "RR", "SMD", "RD"))


def asked(better: Literal["more", "less"] = "more", **threshold: Any) -> AskedOutcome:
    more = {"baselines": threshold.pop("baselines")} if "baselines" in threshold else {}
    return AskedOutcome("made up", "made up", "MD", better, threshold=Threshold(**threshold), **more)


def spread(low: float, high: float) -> tuple[float, ...]:
    """Simulated effects that are as likely everywhere between two ends."""
    return tuple(low + (high - low) * level for level in LEVELS)


def judge(simulated: tuple[float, ...], interval: tuple[float, float], **said: Any) -> Promise:
    return judge_promise(LEVELS, simulated, interval, said.get("prediction"), said.get("asked", asked()), MD)


class TestBesideAPool:
    @pytest.mark.parametrize(
        ("simulated", "kind", "strength"),
        [((1, 3), "agrees", ""), ((2, 8), "more", "slight"), ((3, 13), "more", "clear"), ((5, 9), "more", "strong"),
         ((-1, 0.4), "less", "strong")],
    )  # fmt: skip
    def test_the_median_decides_and_the_share_beyond_says_how_strongly(
        self, simulated: tuple[float, float], kind: str, strength: str
    ) -> None:
        found = judge(spread(*simulated), (0.5, 4))
        assert (found.kind, found.strength) == (kind, strength)

    def test_what_is_better_may_lie_on_the_lower_side(self) -> None:
        fewer = asked("less")
        assert judge(spread(-9, -5), (-4, -0.5), asked=fewer).kind == "more"
        assert judge(spread(1, 3), (-4, -0.5), asked=fewer).kind == "less"

    def test_a_promise_of_more_mirrors_one_of_less(self) -> None:
        up = judge(spread(2, 8), (0.5, 4))
        down = judge(spread(-8, -2), (-4, -0.5), asked=asked("less"))
        assert up.share == pytest.approx(down.share, abs=EXACT)

    @pytest.mark.parametrize(("prediction", "beyond"), [(None, None), ((-2, 20), False), ((0, 4.5), True)])
    def test_whether_a_new_trial_could_still_find_it_is_told_beside(
        self, prediction: tuple[float, float] | None, beyond: bool | None
    ) -> None:
        found = judge(spread(4, 6), (0.5, 4), prediction=prediction)
        assert found.kind == "more"
        assert found.is_beyond_prediction is beyond
        assert ("new trial" in str(found)) is bool(beyond)

    def test_agreement_with_trials_that_leave_all_open_says_little(self) -> None:
        matters = asked(points=2)
        assert judge(spread(0, 1), (-9, 9), asked=matters).is_wide
        assert not judge(spread(0, 1), (-1, 9), asked=matters).is_wide
        assert "wide" in str(judge(spread(0, 1), (-9, 9), asked=matters))


class TestBesideWords:
    @pytest.mark.parametrize(
        ("simulated", "favours", "kind"),
        [((1, 5), ("neither", "neither"), "more"), ((1, 2), ("neither",), "agrees"), ((-2, 1), ("treatment",), "less"),
         ((1, 5), ("treatment",), "agrees"), ((1, 5), ("treatment", "neither"), "cannot be told"),
         ((1, 5), (), "cannot be told")],
    )  # fmt: skip
    def test_words_of_no_difference_stand_against_a_median_that_matters(
        self, simulated: tuple[float, float], favours: tuple[str, ...], kind: str
    ) -> None:
        found = judge_words(LEVELS, spread(*simulated), favours, asked(points=2), MD)
        assert (found.kind, found.is_in_words) == (kind, True)


def test_the_share_above_an_end_is_read_off_quantiles() -> None:
    uniform = spread(0, 1)
    assert share_above(LEVELS, uniform, 0.25, 1.0) == pytest.approx(0.75, abs=EXACT)
    assert share_above(LEVELS, uniform, -0.25, -1.0) == pytest.approx(0.25, abs=EXACT)
    assert share_above(LEVELS, uniform, 2.0, 1.0) == 0.0
    assert share_above(LEVELS, uniform, -2.0, 1.0) == 1.0


def test_what_matters_is_brought_to_the_scale_on_which_effects_add_up() -> None:
    assert find_margin(asked(points=3), MD) == 3
    assert find_margin(asked(sd=0.3), SMD) == 0.3
    assert find_margin(asked(per_1000=50), RD) == 0.05
    assert find_margin(asked(ratio=0.8), MEASURES["IRR"]) == pytest.approx(-log(0.8))
    assert find_margin(asked(per_1000=50, baselines={"low": 0.1, "typical": 0.5}), RR) == pytest.approx(log(1.1))
    assert find_margin(asked(), RR) is None
