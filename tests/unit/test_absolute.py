"""What effects mean for 1,000 people: against calculations by hand, and at the borders of what a risk can be."""

from __future__ import annotations

from math import exp, inf, log

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.absolute import absolute_effects, count_needed, find_risk, tell_points
from neurodose.evidence.synthesis import CommonEffect, Pool, synthesize

EXACT = 1e-12  # sums of a few numbers: nothing but rounding


def pool_of(measure: str, *estimates: float, error: float = 0.2) -> Pool:
    names = [f"Study {n}" for n in range(len(estimates))]
    return synthesize(Effects.of(names, estimates, errors=[error] * len(estimates), measure=measure), CommonEffect())


class TestRisks:
    @pytest.mark.parametrize(
        ("measure", "value", "baseline", "risk"),
        [
            ("RR", log(1.5), 0.2, 0.3),
            ("OR", log(2.0), 0.2, 2 * 0.25 / (1 + 2 * 0.25)),  # odds of 0.25, twice
            ("HR", log(2.0), 0.2, 1 - 0.8**2),
            ("RD", -0.05, 0.2, 0.15),
            ("IRR", log(0.5), 4.0, 2.0),  # events a year
        ],
    )
    def test_a_ratio_is_told_at_its_baseline(self, measure: str, value: float, baseline: float, risk: float) -> None:
        assert find_risk(measure, value, baseline) == pytest.approx(risk, rel=EXACT)

    @given(st.sampled_from(["RR", "OR", "HR", "RD"]), st.floats(0.01, 0.99))
    def test_no_effect_changes_no_risk(self, measure: str, baseline: float) -> None:
        assert find_risk(measure, 0.0, baseline) == pytest.approx(baseline, rel=1e-9)

    def test_a_difference_of_means_says_nothing_about_risks(self) -> None:
        with pytest.raises(EvidenceError, match="says nothing about risks"):
            find_risk("MD", 1.0, 0.2)

    def test_a_percentage_is_no_risk(self) -> None:
        with pytest.raises(EvidenceError, match="a risk of 20 cannot be"):
            find_risk("RR", 0.1, 20)


class TestOfThousand:
    def test_each_baseline_has_its_own_difference(self) -> None:
        low, typical = absolute_effects(pool_of("RR", log(1.5)), {"low": 0.1, "typical": 0.2})
        assert (low.difference, typical.difference) == (pytest.approx(50), pytest.approx(100))
        assert (typical.control, typical.treated) == (pytest.approx(200), pytest.approx(300))
        assert typical.low == pytest.approx(1000 * 0.2 * (exp(log(1.5) - 1.959963984540054 * 0.2) - 1))

    def test_nobody_is_more_than_everybody(self) -> None:
        (told,) = absolute_effects(pool_of("RR", log(3.0), error=0.5), {"high": 0.5})
        assert told.is_capped
        assert told.high == told.difference == pytest.approx(500)

    def test_where_a_new_setting_lies_is_told_as_well(self) -> None:
        effects = Effects.of("abcd", [0.1, 0.5, 0.9, 0.2], errors=[0.1] * 4, measure="RR")
        (told,) = absolute_effects(synthesize(effects), {"typical": 0.2})
        assert told.prediction is not None
        assert told.prediction[0] < told.low < told.high < told.prediction[1]

    def test_fewer_and_more_are_said_in_words(self) -> None:
        (told,) = absolute_effects(pool_of("RR", log(0.9)), {"typical": 0.2})
        assert str(told) == "20 fewer of 1,000 (78 fewer to 66 more)"


class TestNumberNeeded:
    def test_it_is_one_over_the_difference(self) -> None:
        needed = count_needed(0.1, 0.05, 0.2)
        assert (needed.estimate, needed.low, needed.high, needed.crosses) == (10, 5, 20, False)
        assert str(needed) == "10 for one more to have it (5 to 20)"

    def test_an_interval_that_holds_no_effect_runs_through_infinity(self) -> None:
        needed = count_needed(0.05, -0.02, 0.1)
        assert needed.crosses
        assert (needed.low, needed.high, needed.other) == (pytest.approx(10), inf, pytest.approx(50))
        assert str(needed) == "20 for one more to have it (from 10 for one more through infinity to 50 for one fewer)"

    def test_fewer_are_counted_as_fewer(self) -> None:
        needed = count_needed(-0.1, -0.2, 0.05)
        assert not needed.is_more
        assert "from 5 for one fewer through infinity to 20 for one more" in str(needed)

    def test_no_difference_needs_infinitely_many(self) -> None:
        assert str(count_needed(0.0, -0.1, 0.1)).startswith("no difference")

    @given(st.floats(-0.5, 0.5), st.floats(0.001, 0.4))
    def test_its_ends_are_those_of_the_difference(self, middle: float, half: float) -> None:
        low, high = middle - half, middle + half
        needed = count_needed(middle, low, high)
        assert needed.crosses == (low <= 0 <= high)
        assert needed.low <= needed.estimate


class TestPoints:
    def test_a_standardised_difference_is_told_on_a_scale_that_people_know(self) -> None:
        told = tell_points(pool_of("SMD", -0.5), "points of the HAM-D-17", 6.0, 3.0)
        assert told.estimate == pytest.approx(-3)
        assert told.in_differences_that_matter == pytest.approx(-1)
        assert str(told).startswith("−3 points of the HAM-D-17 (−5.35 to ")

    def test_without_a_scale_it_stays_in_standard_deviations(self) -> None:
        assert tell_points(pool_of("SMD", -0.5)).unit == "standard deviations"

    def test_a_ratio_has_no_points(self) -> None:
        with pytest.raises(EvidenceError, match="no difference of means"):
            tell_points(pool_of("RR", 0.1))
