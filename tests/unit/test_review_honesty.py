"""What a pool must be told with: what is missing from it, what was converted, why it is so wide, who was in it twice.

Studies are made up, but for the last tests, which read the library's pages.
"""

from __future__ import annotations

import re
from dataclasses import replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from neurodose.errors import StudyError
from neurodose.evidence.effects import Effects
from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.certainty import grade
from neurodose.evidence.grading.domain import digest_inputs
from neurodose.evidence.grading.few_studies import tell_few
from neurodose.evidence.grading.narrative import grade_narrative
from neurodose.evidence.grading.review import review
from neurodose.evidence.grading.yardstick import count_people, find_yardstick
from neurodose.evidence.synthesis import CommonEffect, RandomEffects, synthesize
from neurodose.records.question import AskedOutcome, Threshold
from neurodose.records.question_reader import read_question
from neurodose.records.study import ArmResult, Contrast, Outcome
from tests.made_up_studies import ABSTINENCE, AGREEING, DEPRESSION, ask, counted, make, published, told

DOCS = Path(__file__).parents[2] / "docs" / "evidence"
EXACT = 1e-12  # closed forms
RELAPSE = AskedOutcome("abstinence", "relapsed", "RR", baselines={"typical": 0.5}, threshold=Threshold(per_1000=50))
HAZARD = make("Linz 2010", (Outcome("abstinence", contrasts=(Contrast("baclofen", "placebo", "HR", 0.7, 0.5, 0.98),)),))
COUNTED = make(
    "Rome 2001", (Outcome("abstinence", arms=(ArmResult("baclofen", 30, 60), ArmResult("placebo", 40, 60))),)
)
TURNED = counted("Rome 2001", (30, 60), (40, 60))  # by which more of it is better
POINTS = AskedOutcome("pain", "pain", "MD", threshold=Threshold(points=10))


def answer(asked: AskedOutcome, *studies: Any, **more: Any) -> Answer:
    return review(ask(asked, **more), studies).answers[0]


def differences(*ends: tuple[float, float], measure: str = "MD", **columns: list[Any]) -> Effects:
    names = [f"Study {n}" for n in range(len(ends))]
    held = {"bias": np.array(["low"] * len(ends))} | {key: np.array(column) for key, column in columns.items()}
    estimates, errors = zip(*ends, strict=True)
    return Effects.of(names, list(estimates), errors=list(errors), measure=measure, columns=held)


class TestConversions:
    def test_a_question_lets_hazard_ratios_in_and_tells_the_pool_without_them(self) -> None:
        plain = answer(RELAPSE, COUNTED, HAZARD)
        both = answer(replace(RELAPSE, convert=("HR",)), COUNTED, HAZARD)
        assert plain.pool is not None
        assert both.pool is not None
        assert (plain.pool.k, both.pool.k) == (1, 2)
        assert "Linz 2010 is in the pool by conversion; without, RR 0.75" in both.finding.sentence
        assert "by conversion" not in plain.finding.sentence

    def test_the_risk_is_the_typical_one(self) -> None:
        held = answer(replace(RELAPSE, convert=("HR",)), HAZARD)
        assert held.effects is not None
        ratio = float(np.exp(held.effects.estimates[0]))
        assert ratio == pytest.approx((1 - 0.5**0.7) / 0.5, rel=EXACT)
        assert "nothing is left" in held.finding.sentence

    def test_a_fault_of_the_measure_that_was_asked_for_is_told_where_another_is_pooled(self) -> None:
        held = answer(replace(RELAPSE, convert=("HR",)), TURNED, HAZARD)
        assert any("not pooled as RR: what is better differs" in note for note in held.certainty.notes)

    @pytest.mark.parametrize(
        ("measure", "baselines", "fault"),
        [
            ("SMD", "baselines = { typical = 0.2 }\nbaselines_because = 'made up'", "HR cannot be made SMD"),
            ("RR", "", "no risk is stated at which to convert"),
        ],
    )
    def test_what_cannot_be_converted_is_refused(self, measure: str, baselines: str, fault: str) -> None:
        text = f"""format = 1
drug = "baclofen"
condition = "pain"
treatments = ["baclofen"]
controls = ["placebo"]
[[outcome]]
name = "relapse"
words = "relapse"
measure = "{measure}"
better = "less"
importance = 5
lane = "benefit"
convert = ["HR"]
{baselines}
"""
        with pytest.raises(StudyError, match=fault):
            read_question(text, "made_up.toml").take()


class TestFewStudies:
    def test_two_studies_are_told_with_the_intervals_that_do_not_allow_for_them(self) -> None:
        pool = synthesize(differences((-20.0, 5.0), (-8.0, 5.0)))
        (note,) = tell_few(pool)
        assert "12.7 standard errors" in note
        plain = synthesize(pool.effects, RandomEffects(test="normal"))
        assert f"({plain.interval[0]:.3g}".replace("-", "−") in note

    def test_three_have_two_degrees_of_freedom(self) -> None:
        (note,) = tell_few(synthesize(differences((-20.0, 5.0), (-8.0, 5.0), (-9.0, 5.0))))
        assert "4.3 standard errors" in note

    @pytest.mark.parametrize("method", [CommonEffect(), RandomEffects(test="normal")])
    def test_what_allows_for_nothing_has_no_note(self, method: Any) -> None:
        assert tell_few(synthesize(differences((-20.0, 5.0), (-8.0, 5.0)), method), method) == ()

    def test_one_and_many_have_none(self) -> None:
        assert tell_few(synthesize(differences((-20.0, 5.0)))) == ()
        assert tell_few(synthesize(differences(*[(-8.0, 5.0)] * 4))) == ()


class TestWhatIsMissing:
    def test_trials_without_numbers_stand_beside_the_pool_with_their_side(self) -> None:
        held = answer(ABSTINENCE, *AGREEING, told("Graz 2009", "neither", "abstinence"))
        assert "Not counted, for want of numbers: Graz 2009 (sees no difference)." in held.finding.sentence

    def test_what_a_question_knows_to_be_missing_stands_there_too(self) -> None:
        held = answer(ABSTINENCE, *AGREEING, missing=("abstinence: Graz 2009 was not seen", "sleep: nobody asked"))
        assert "Known to be missing: Graz 2009 was not seen." in held.finding.sentence
        assert "nobody asked" not in held.finding.sentence

    def test_published_pools_stand_there_too(self) -> None:
        held = answer(ABSTINENCE, *AGREEING, published("Other 2019", "OR", 1.2, 0.9, 1.6))
        assert "Published reviews: Other 2019, OR 1.20 (0.90 to 1.60)." in held.finding.sentence

    def test_a_list_of_trials_that_was_inferred_says_so(self) -> None:
        other = replace(published("Other 2019", "RR", 1.2, 0.9, 1.6, ("rome_2001",)), holds_inferred=True)
        (beside,) = answer(ABSTINENCE, *AGREEING, other).comparisons
        assert "inferred, not read" in beside.reason

    def test_a_review_with_numbers_is_told_where_trials_have_none(self) -> None:
        pool = Contrast("baclofen", "placebo", "SMD", -0.1, -0.3, 0.1)
        other = make("Other 2019", (Outcome("depression", contrasts=(pool,)),), design="review")
        sentence = answer(DEPRESSION, told("Riga 1993", "treatment"), other).finding.sentence
        assert "the review Other 2019: SMD −0.1 (−0.3 to 0.1)" in sentence


class TestSmallEffects:
    def test_a_small_effect_that_is_sure_to_be_one_is_no_equality(self) -> None:
        held = grade_and_tell(-4.0, 1.0)
        assert "slightly lower" in held
        assert "about as high" not in held

    def test_where_more_may_be_it_is_not_ruled_out(self) -> None:
        assert "about as high with baclofen as with placebo; a difference that matters is not ruled out" in (
            grade_and_tell(-9.0, 5.0)
        )
        assert "ruled out" not in grade_and_tell(0.0, 1.0)


def grade_and_tell(estimate: float, error: float) -> str:
    pair = Contrast("baclofen", "placebo", "MD", estimate, se=error)
    trial = make("Rome 2001", (Outcome("pain", contrasts=(pair,)),), n=900)
    return answer(POINTS, trial).finding.sentence


class TestPeople:
    def test_people_of_a_crossover_trial_are_counted_once(self) -> None:
        arms = (ArmResult("baclofen", 10, 30), ArmResult("placebo", 5, 30))
        trial = make("Oslo 2002", (Outcome("abstinence", better="more", arms=arms),), 30, design="randomised crossover")
        held = answer(ABSTINENCE, trial)
        assert held.finding.people == 30

    def test_of_a_published_difference_too(self) -> None:
        pool = synthesize(differences((-12.0, 4.0), n=[62.0], design=["randomised crossover"]))
        assert count_people(pool.effects) == 31

    def test_several_published_doses_have_the_people_of_all_their_arms(self) -> None:
        pairs = (Contrast("baclofen", "placebo", "HR", 0.7, 0.5, 0.98),)
        held = answer(replace(RELAPSE, convert=("HR",)), make("Bonn 2001", (Outcome("abstinence", contrasts=pairs),)))
        assert held.finding.people == 200

    @pytest.mark.parametrize(("people", "lost"), [(30.0, -2), (300.0, -1), (500.0, 0)])
    def test_a_mean_of_few_people_whose_spread_is_unknown_is_not_taken_at_its_word(
        self, people: float, lost: int
    ) -> None:
        pool = synthesize(differences((-30.0, 4.0), n=[people], design=["randomised parallel"]))
        domain = grade(pool, POINTS).find_domain("imprecision")
        assert domain is not None
        assert domain.proposed == lost


def test_a_threshold_told_as_a_ratio_counts_where_risks_are_stated() -> None:
    pool = synthesize(differences((log(0.5), 0.1), measure="RR"))
    asked = replace(ABSTINENCE, threshold=Threshold(ratio=0.8))
    assert find_yardstick(pool, asked).matters == pytest.approx(-log(0.8), rel=EXACT)


def test_who_says_nothing_of_which_side_disagrees_with_nobody() -> None:
    said = [told("Riga 1993", "treatment"), told("Lodz 1999", None)]
    domain = grade_narrative(said, DEPRESSION, ask()).find_domain("inconsistency")
    assert domain is not None
    assert domain.proposed == 0


def test_what_a_machine_leaves_of_nothing_makes_no_judgement_lapse() -> None:
    assert digest_inputs({"tau2": 1e-17}) == digest_inputs({"tau2": 0.0}) == digest_inputs({"tau2": -3e-15})
    assert digest_inputs({"tau2": 1e-3}) != digest_inputs({"tau2": 0.0})


def test_medians_are_told_as_medians() -> None:
    arms = (ArmResult("baclofen", median=90, total=60), ArmResult("placebo", median=35, total=60))
    held = answer(POINTS, make("Rome 2001", (Outcome("pain", arms=arms),)))
    assert "as medians, of which no mean difference" in held.why_not


def test_nobody_is_not_told_of_where_nobody_counted() -> None:
    unknown = [replace(study, people=replace(study.people, n=None)) for study in AGREEING]
    assert review(ask(), unknown).answer[0].endswith("alcohol use disorder, of how many people is not known.")


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.stem)
def test_no_page_doubles_its_punctuation(page: Path) -> None:
    for slip in (r"[.;,:]\s*[;,:](?!\))", r"\.\.(?!\.)", r" -\d", r"\(\s*\)", r"\b\w+_\d{4}\b"):
        found = re.search(slip, re.sub(r"```.*?```|\]\(.*?\)|`.*?`", "", page.read_text("utf-8"), flags=re.DOTALL))
        assert found is None, f"{page.name}: {found[0]!r}" if found else ""
