"""How certain a pool is: each rule by itself, what a person says of it, and when that lapses. Studies are made up."""

from __future__ import annotations

from dataclasses import replace
from math import log
from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Arms, Effects
from neurodose.evidence.grading.certainty import Certainty, grade
from neurodose.evidence.grading.domain import Domain, digest_inputs
from neurodose.evidence.grading.imprecision import size_of_means, size_of_risks
from neurodose.evidence.grading.narrative import grade_narrative
from neurodose.evidence.grading.rules import GradingRules
from neurodose.evidence.pools.multilevel import ThreeLevel
from neurodose.evidence.pools.robust_variance import RobustVariance
from neurodose.evidence.synthesis import CommonEffect, Pool, synthesize
from neurodose.records.question import Judgement, Threshold
from tests.made_up_studies import ABSTINENCE, DEPRESSION, POOR, REMEMBERED, ask, counted, told

LOW = ("low",)
COHORTS = {"design": np.array(["cohort"] * 3)}


def pool_of(estimates: Any, errors: Any, measure: str = "RR", bias: Any = LOW, method: Any = None, **more: Any) -> Pool:
    """A pool of made-up effects, all of trials at low risk of bias unless told otherwise."""
    k = len(estimates)
    names = more.pop("names", [f"Study {n}" for n in range(k)])
    columns = {"bias": np.array((tuple(bias) * k)[:k])} | more.pop("columns", {})
    effects = Effects.of(names, estimates, errors=errors, measure=measure, columns=columns, **more)
    return synthesize(effects, method)


SURE = pool_of([0.41, 0.40, 0.42, 0.41], [0.07] * 4)  # RR 1.5: 100 more of 1,000 at 200


def levels(certainty: Certainty) -> dict[str, int]:
    return {domain.name: domain.proposed for domain in certainty.domains if domain.proposed}


class TestTheStart:
    def test_trials_without_any_doubt_are_high(self) -> None:
        certainty = grade(SURE, ABSTINENCE, ask())
        assert (certainty.level, levels(certainty)) == ("high", {})
        assert certainty.target == "a difference that matters"

    def test_what_nobody_randomised_starts_low(self) -> None:
        pool = pool_of([0.4, 0.4], [0.1, 0.1], columns={"design": np.array(["cohort", "randomised parallel"])})
        assert grade(pool, ABSTINENCE).start == "low"

    def test_nothing_falls_below_very_low(self) -> None:
        question = ask(indirect={"people": "rats"}, indirect_levels={"people": 2}, missing=("a register",))
        certainty = grade(pool_of([0.1, 2.0], [1.0, 1.0], bias=("high",)), ABSTINENCE, question)
        assert certainty.level == "very low"

    def test_an_outcome_is_found_by_its_name(self) -> None:
        assert grade(SURE, "abstinence", ask()).target == "a difference that matters"
        with pytest.raises(EvidenceError, match='no outcome is called "abstinense"'):
            grade(SURE, "abstinense", ask())
        with pytest.raises(EvidenceError, match="which outcome of the question"):
            grade(SURE, ask())  # pyright: ignore[reportArgumentType]

    def test_a_plain_pool_is_graded_against_no_effect(self) -> None:
        certainty = grade(SURE)
        assert (certainty.target, certainty.level) == ("any difference", "high")


class TestRiskOfBias:
    @pytest.mark.parametrize(
        ("words", "lost"),
        [
            (("low", "low", "low", "low"), 0),
            (("high", "low", "low", "low"), -1),  # a quarter of the weight
            (("high", "high", "low", "low"), -2),
            (("some concerns", "low", "low", "low"), 0),
            (("some concerns", "some concerns", "low", "low"), -1),
            (("not assessed",) * 4, -1),  # nobody looked: not taken for sound
        ],
    )
    def test_the_weight_of_doubtful_studies_decides(self, words: tuple[str, ...], lost: int) -> None:
        pool = pool_of([0.41, 0.40, 0.42, 0.41], [0.07] * 4, bias=words)
        assert levels(grade(pool, ABSTINENCE)).get("risk of bias", 0) == lost

    def test_a_conclusion_that_hangs_on_a_bad_study_loses_a_level(self) -> None:
        pool = pool_of([1.5, 0.1, 0.12, 0.09], [0.3, 0.13, 0.13, 0.13], bias=("high", *LOW * 3), method=CommonEffect())
        domain = grade(pool, ABSTINENCE, method=CommonEffect(), rules=GradingRules(high_some=0.9)).find_domain(
            "risk of bias"
        )
        assert domain is not None
        assert domain.proposed == -1
        assert "without them" in domain.reason

    def test_a_pool_that_knows_nothing_of_bias_is_not_taken_for_sound(self) -> None:
        pool = synthesize(Effects.of(["A", "B"], [0.4, 0.4], errors=[0.07, 0.07], measure="RR"))
        assert levels(grade(pool, ABSTINENCE))["risk of bias"] == -1


class TestInconsistency:
    def test_studies_that_differ_within_one_conclusion_cost_nothing(self) -> None:
        pool = pool_of([0.8, 1.0, 1.2, 1.0], [0.05] * 4)
        assert pool.i2 > GradingRules().i2_some
        assert "inconsistency" not in levels(grade(pool, ABSTINENCE))

    def test_a_prediction_beyond_the_interval_costs_a_level(self) -> None:
        pool = pool_of([0.3, 0.5, 0.7, 0.45, 0.6], [0.09] * 5)
        domain = grade(pool, ABSTINENCE).find_domain("inconsistency")
        assert domain is not None
        assert domain.proposed == -1
        assert f"I² is {pool.i2:.0f} %" in domain.reason

    def test_from_good_to_bad_costs_two(self) -> None:
        pool = pool_of([-0.5, 1.2, 0.4, 1.4, -0.3, 1.3, 0.9, 0.2, 1.0, 0.8], [0.08] * 10)
        assert levels(grade(pool, ABSTINENCE))["inconsistency"] == -2

    def test_one_study_cannot_disagree(self) -> None:
        assert "inconsistency" not in levels(grade(pool_of([0.4], [0.05]), ABSTINENCE))


class TestImprecision:
    @pytest.mark.parametrize(
        ("estimate", "error", "lost"),
        [
            (0.405, 0.05, 0),  # 100 more of 1,000, from 72 to 131: beyond 50
            (0.405, 0.12, -1),  # from 37: crosses 50
            (0.0, 0.05, 0),  # from 19 fewer to 21 more: surely little or none
            (0.0, 0.13, -1),  # from 45 fewer to 58 more
            (0.0, 0.25, -2),  # from 77 fewer to 126 more: matters either way
        ],
    )
    def test_marks_that_the_interval_crosses_are_counted(self, estimate: float, error: float, lost: int) -> None:
        assert levels(grade(pool_of([estimate], [error]), ABSTINENCE)).get("imprecision", 0) == lost

    def test_an_interval_that_says_next_to_nothing_costs_three(self) -> None:
        asked = replace(ABSTINENCE, threshold=Threshold(per_1000=20))
        assert levels(grade(pool_of([0.0], [0.8]), asked))["imprecision"] == -3

    def test_without_a_threshold_no_effect_is_the_mark(self) -> None:
        asked = replace(ABSTINENCE, threshold=Threshold())
        assert levels(grade(pool_of([0.1], [0.1]), asked))["imprecision"] == -1
        assert "imprecision" not in levels(grade(pool_of([0.3], [0.1]), asked))

    def test_a_large_effect_in_few_people_is_not_taken_at_its_word(self) -> None:
        few, many = ({"totals": np.full((1, 2), n)} for n in (60.0, 1200.0))
        events = np.array([[20.0, 8.0]])
        for held, lost in ((few, -1), (many, 0)):
            arms = Arms(events=events, **held)
            pool = pool_of([0.9], [0.2], arms=arms)
            assert levels(grade(pool, ABSTINENCE)).get("imprecision", 0) == lost

    def test_ends_too_far_apart_cannot_come_of_people_enough(self) -> None:
        certainty = grade(pool_of([1.3], [0.33]), ABSTINENCE)  # upper end 3.6 times the lower
        assert levels(certainty)["imprecision"] == -2

    def test_an_interval_that_crosses_a_mark_is_no_better_known_than_one_as_wide(self) -> None:
        across = grade(pool_of([1.2], [0.6]), ABSTINENCE)  # RR 3.3 (1.02 to 10.8): from 5 more of 1,000
        assert levels(across)["imprecision"] == -2

    def test_less_is_wanted_of_some_outcomes(self) -> None:
        asked = replace(ABSTINENCE, better="less")
        domain = grade(SURE, asked).find_domain("imprecision")
        assert domain is not None
        assert "worse" in domain.reason

    def test_the_optimal_size_is_that_of_one_trial(self) -> None:
        # 20 % against 30 %, 5 % to both sides, power 80 %: (1.96 + 0.84)² (0.16 + 0.21) / 0.01 a group.
        assert size_of_risks(0.2, 0.3, GradingRules()) == pytest.approx(2 * 290.4, rel=5e-3)
        # A fifth of a standard deviation: 393 a group (Cohen 1988), by normal deviates 392.4.
        assert size_of_means(0.2, GradingRules()) == pytest.approx(2 * 392.4, rel=1e-3)


class TestIndirectness:
    def test_what_the_question_says_is_counted_up_to_two(self) -> None:
        question = ask(indirect={"people": "older", "dose": "lower"}, indirect_levels={"people": 1, "dose": 2})
        assert levels(grade(SURE, ABSTINENCE, question))["indirectness"] == -2

    def test_a_word_on_another_outcome_is_not_counted(self) -> None:
        other = ask(ABSTINENCE, DEPRESSION, indirect={"depression: people": "not ill"})
        assert "indirectness" not in levels(grade(SURE, ABSTINENCE, other))

    def test_people_with_another_condition_are_counted(self) -> None:
        pool = pool_of([0.4, 0.4], [0.07] * 2, columns={"condition": np.array(["alcohol use disorder", "anxiety"])})
        assert levels(grade(pool, ABSTINENCE, ask()))["indirectness"] == -1
        assert "indirectness" not in levels(grade(pool, ABSTINENCE, ask(conditions=("anxiety",))))


class TestPublicationBias:
    def test_known_missing_studies_cost_a_level(self) -> None:
        certainty = grade(SURE, ABSTINENCE, ask(missing=("a trial of 200 people was never published",)))
        assert levels(certainty) == {"publication bias": -1}

    def test_small_studies_that_all_find_something_cost_a_level(self) -> None:
        small = pool_of([0.8, 0.9, 0.85], [0.2] * 3, columns={"n": np.array([40.0, 60.0, 50.0])})
        large = pool_of([0.8, 0.9, 0.85], [0.2] * 3, columns={"n": np.array([40.0, 600.0, 50.0])})
        assert levels(grade(small, ABSTINENCE)).get("publication bias") == -1
        assert "publication bias" not in levels(grade(large, ABSTINENCE))

    def test_asymmetry_is_asked_from_ten_studies_up(self) -> None:
        errors = np.linspace(0.05, 0.5, 12)
        skewed = 0.4 + 2.0 * errors + 0.01 * np.array([1, -1] * 6)
        assert levels(grade(pool_of(skewed, errors), ABSTINENCE)).get("publication bias") == -1
        domain = grade(pool_of(skewed[:9], errors[:9]), ABSTINENCE).find_domain("publication bias")
        assert domain is not None
        assert domain.inputs["p"] is None
        assert "say nothing" in domain.reason

    def test_studies_that_tell_it_without_numbers_cost_a_level(self) -> None:
        certainty = grade(SURE, ABSTINENCE, unpooled=("Lima 2009",))
        assert levels(certainty) == {"publication bias": -1}


class TestWhatRaises:
    def test_large_effects_raise_cohorts(self) -> None:
        two, five = (pool_of([log(r)] * 3, [0.08] * 3, columns=COHORTS) for r in (2.5, 6.0))
        assert (grade(two).level, grade(five).level) == ("moderate", "high")

    def test_nothing_raises_trials(self) -> None:
        assert "large effect" not in levels(grade(pool_of([log(6.0)] * 3, [0.08] * 3), response="more did more"))

    def test_what_is_doubtful_is_not_raised(self) -> None:
        pool = pool_of([log(6.0)] * 3, [0.08] * 3, columns=COHORTS, bias=("serious",))
        assert levels(grade(pool)) == {"risk of bias": -2}

    def test_dose_response_raises_by_its_reason(self) -> None:
        pool = pool_of([log(1.5)] * 3, [0.05] * 3, columns=COHORTS)
        assert levels(grade(pool, response="twice the dose, twice the effect"))["dose-response"] == 1


class TestNumbersNotRead:
    def test_a_conclusion_that_hangs_on_remembered_numbers_is_less_certain(self) -> None:
        pool = pool_of([1.2, 0.02], [0.12, 0.3], remembered=[True, False], method=CommonEffect())
        certainty = grade(pool, ABSTINENCE, method=CommonEffect())
        assert levels(certainty)["numbers not read"] == -1
        assert any("remembered, not read" in mark for mark in certainty.marks)
        assert certainty.level_of_grade != certainty.level

    def test_one_that_does_not_is_told_and_not_lowered(self) -> None:
        pool = pool_of([0.41, 0.40, 0.42, 0.41], [0.07] * 4, remembered=[True, False, False, False])
        certainty = grade(pool, ABSTINENCE)
        assert certainty.level == "high"
        assert any("the conclusion is the same" in mark for mark in certainty.marks)


class TestJudgements:
    def judge(self, domain: Domain, levels: int, **more: str) -> Judgement:
        told = {"by": "A. Person", "on": "2026-11-22", "inputs": domain.digest} | more
        return Judgement("abstinence", domain.name, levels, **told)

    def test_a_proposal_is_marked_until_a_person_confirms_it(self) -> None:
        open_one = grade(SURE, ABSTINENCE, ask())
        assert not open_one.is_confirmed
        assert any("no person has confirmed any of it" in mark for mark in open_one.marks)
        judged = ask(judgements=tuple(self.judge(one, one.proposed) for one in open_one.domains))
        confirmed = grade(SURE, ABSTINENCE, judged)
        assert confirmed.is_confirmed
        assert confirmed.marks == ()

    def test_a_person_overrules_a_rule(self) -> None:
        domain = grade(SURE, ABSTINENCE, ask()).find_domain("indirectness")
        assert domain is not None
        certainty = grade(SURE, ABSTINENCE, ask(judgements=(self.judge(domain, -1, because="men only"),)))
        held = certainty.find_domain("indirectness")
        assert held is not None
        assert (certainty.level, certainty.proposed, held.status) == ("moderate", "high", "overruled")
        assert "A. Person, 2026-11-22, says -1 where the rule proposes +0: men only" in held.mark

    def test_a_judgement_lapses_when_its_inputs_change(self) -> None:
        domain = grade(SURE, ABSTINENCE, ask()).find_domain("imprecision")
        assert domain is not None
        judged = ask(judgements=(self.judge(domain, -1),))
        assert grade(SURE, ABSTINENCE, judged).level == "moderate"
        more = pool_of([0.41, 0.40, 0.42, 0.41, 0.43], [0.07] * 5)
        certainty = grade(more, ABSTINENCE, judged)
        assert certainty.level == "high"
        assert any("has lapsed" in mark for mark in certainty.marks)

    def test_a_judgement_that_names_no_inputs_does_not_count(self) -> None:
        domain = grade(SURE, ABSTINENCE, ask()).find_domain("imprecision")
        assert domain is not None
        certainty = grade(SURE, ABSTINENCE, ask(judgements=(self.judge(domain, -1, inputs=""),)))
        assert certainty.level == "high"
        assert any("names no inputs" in mark for mark in certainty.marks)

    def test_the_latest_counts(self) -> None:
        domain = grade(SURE, ABSTINENCE, ask()).find_domain("imprecision")
        assert domain is not None
        both = (self.judge(domain, -2, on="2026-12-01"), self.judge(domain, -1))
        assert grade(SURE, ABSTINENCE, ask(judgements=both)).level == "low"

    def test_the_last_bits_of_a_number_make_no_judgement_lapse(self) -> None:
        assert digest_inputs({"a": 0.1 + 0.2, "b": [1]}) == digest_inputs({"b": [1], "a": 0.3})
        assert digest_inputs({"a": 0.3}) != digest_inputs({"a": 0.31})


class TestWithoutNumbers:
    def test_one_trial_in_other_people_is_very_low(self) -> None:
        question = ask(
            DEPRESSION, indirect={"depression: people": "not ill"}, indirect_levels={"depression: people": 2}
        )
        certainty = grade_narrative([told("Riga 1993", "treatment")], DEPRESSION, question)
        assert certainty.level == "very low"
        assert levels(certainty) == {"indirectness": -2, "imprecision": -2}

    def test_trials_that_contradict_each_other_lose_two(self) -> None:
        both = [told("Riga 1993", "treatment", n=300), told("Lodz 1995", "control", n=300)]
        assert levels(grade_narrative(both, DEPRESSION, ask(DEPRESSION))) == {"inconsistency": -2, "imprecision": -1}

    def test_a_review_that_says_otherwise_counts(self) -> None:
        both = [told("Riga 1993", "treatment", n=600), told("Bern 2018", "neither", design="review")]
        assert levels(grade_narrative(both, DEPRESSION, ask(DEPRESSION)))["inconsistency"] == -1

    def test_surveys_are_never_graded(self) -> None:
        surveys = [told(f"Survey {n}", "treatment", n=5000, design="survey") for n in range(3)]
        certainty = grade_narrative(surveys, DEPRESSION, ask(DEPRESSION))
        assert (certainty.level, certainty.is_graded, certainty.circles) == (None, False, "")
        assert "no trial of baclofen in alcohol use disorder is held" in certainty.start_reason

    def test_what_is_remembered_alone_is_less_certain(self) -> None:
        certainty = grade_narrative([told("Riga 1993", "treatment", source=REMEMBERED)], DEPRESSION, ask(DEPRESSION))
        assert levels(certainty)["numbers not read"] == -1

    def test_studies_at_high_risk_lose_two(self) -> None:
        certainty = grade_narrative([told("Riga 1993", "treatment", bias=POOR)], DEPRESSION, ask(DEPRESSION))
        assert levels(certainty)["risk of bias"] == -2


def test_every_reason_holds_its_numbers() -> None:
    certainty = grade(SURE, ABSTINENCE, ask())
    rows = certainty.table()
    assert [row["domain"] for row in rows] == [
        "risk of bias", "inconsistency", "indirectness", "imprecision", "publication bias",
    ]  # fmt: skip
    assert all(row["reason"] and row["mark"] and row["inputs"] for row in rows)
    assert "of 1,000 people" in rows[3]["reason"]


@pytest.mark.parametrize("method", [ThreeLevel(), RobustVariance()])
def test_pools_of_dependent_effects_are_graded_too(method: Any) -> None:
    names = [f"Study {n // 2}" for n in range(12)]
    effects = Effects.of(names, [0.40, 0.42] * 6, errors=[0.07] * 12, measure="RR", columns={"bias": ["low"] * 12})
    assert grade(synthesize(effects, method), ABSTINENCE, ask()).level == "high"


def test_what_is_no_pool_is_not_graded() -> None:
    with pytest.raises(EvidenceError, match=r"this cannot be graded \(dict\)"):
        grade({})  # pyright: ignore[reportArgumentType]


def test_a_trial_of_counts_is_graded_like_a_pool_of_effects() -> None:
    from neurodose.evidence.pools.counts import MantelHaenszel
    from neurodose.evidence.sizes.extraction import read_effects

    trials = [counted("Rome 2001", (66, 220), (44, 220)), counted("Bern 2003", (92, 300), (60, 300))]
    effects = read_effects(trials, "abstinence", "RR", treatments="baclofen", controls="placebo")
    assert grade(synthesize(effects, MantelHaenszel("RR")), ABSTINENCE, ask()).level == "moderate"
