"""A question is answered from records alone: lanes that never meet, pools, what is left out, and sentences that claim
no more than the certainty. Studies are made up.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.review import Review, review
from neurodose.evidence.pools.counts import MantelHaenszel
from neurodose.records.question import Threshold
from neurodose.records.study import ArmResult, Contrast, Outcome, StudyArm
from tests.made_up_studies import (
    ABSTINENCE,
    AGREEING,
    DEPRESSION,
    REMEMBERED,
    ask,
    counted,
    make,
    published,
    told,
)

AGAINST = counted("Graz 2009", (60, 900), (270, 900), year=2009)
SURVEY = told("Survey 2019", "treatment", "abstinence", n=9000, design="survey")
CALLS = told("Calls 2020", None, "abstinence", n=100, design="spontaneous reports", condition="poisoning")


def first(held: Review) -> Answer:
    return held.answers[0]


class TestAStudyIsAdded:
    """The test that matters: nothing else is edited."""

    def test_pool_certainty_and_text_change(self) -> None:
        before, after = review(ask(), AGREEING), review(ask(), (*AGREEING, AGAINST))
        a, b = first(before), first(after)
        assert a.pool is not None
        assert b.pool is not None
        assert (a.pool.k, b.pool.k) == (4, 5)
        assert a.pool.estimate > b.pool.estimate
        assert (a.certainty.level, b.certainty.level) == ("high", "very low")
        assert a.finding.sentence != b.finding.sentence
        assert before.answer != after.answer
        assert "5 randomised trials" in after.answer[0]

    def test_the_reasons_name_it(self) -> None:
        domain = first(review(ask(), (*AGREEING, AGAINST))).certainty.find_domain("inconsistency")
        assert domain is not None
        assert "Graz 2009" in domain.reason

    def test_a_number_where_there_were_words_makes_a_pool(self) -> None:
        spoken = told("Riga 1993", "treatment")
        assert first(review(ask(DEPRESSION), [spoken])).pool is None
        arms = (ArmResult("baclofen", mean=10, sd=4, total=40), ArmResult("placebo", mean=13, sd=4, total=40))
        measured = make("Lodz 1999", (Outcome("depression", arms=arms, scale="HAM-D-17"),), 80)
        answer = first(review(ask(replace(DEPRESSION, narrative=True)), [spoken, measured]))
        assert answer.pool is not None
        assert answer.left_out[0][0] == "Riga 1993"


class TestLanes:
    def test_anecdotes_and_reports_move_no_pool(self) -> None:
        alone, beside = review(ask(), AGREEING), review(ask(), (*AGREEING, SURVEY, CALLS))
        a, b = first(alone).pool, first(beside).pool
        assert a is not None
        assert b is not None
        assert a.estimate == b.estimate
        assert first(alone).certainty.table() == first(beside).certainty.table()
        assert ([one.name for one in beside.lanes.anecdotes], [one.name for one in beside.lanes.reports]) == (
            ["Survey 2019"],
            ["Calls 2020"],
        )
        assert "lanes of their own" in beside.answer[-1]

    def test_without_a_trial_nothing_is_graded_and_it_says_so(self) -> None:
        held = review(ask(), [SURVEY, CALLS])
        assert not held.has_trials
        assert first(held).certainty.level is None
        assert held.answer[0].startswith("No randomised trial of baclofen in alcohol use disorder is held.")
        assert held.findings[0].row["certainty"] == "not graded"

    def test_comparisons_that_nobody_randomised_answer_only_where_no_trial_does(self) -> None:
        cohort = counted("Ulm 2015", (80, 200), (40, 200), design="cohort")
        assert first(review(ask(), [cohort])).certainty.start == "low"
        both = first(review(ask(), [*AGREEING, cohort]))
        assert both.effects is not None
        assert "Ulm 2015" not in both.effects.studies

    def test_a_trial_in_other_people_is_elsewhere_with_its_reason(self) -> None:
        other = counted("Lyon 2004", (5, 20), (4, 20), condition="anxiety")
        held = review(ask(), [*AGREEING, other])
        assert held.lanes.elsewhere == (("Lyon 2004", "of people with anxiety"),)

    def test_a_trial_against_something_else_is_elsewhere(self) -> None:
        arms = (StudyArm("baclofen", "baclofen", drug="baclofen", n=20), StudyArm("diazepam", "diazepam", n=20))
        other = make("Nice 2004", (Outcome("abstinence"),), arms=arms)
        ((name, why),) = review(ask(), [*AGREEING, other]).lanes.elsewhere
        assert name == "Nice 2004"
        assert "no arm is a comparison that is asked for" in why

    def test_trials_counted_from_other_people_are_told_as_such(self) -> None:
        other = replace(ask(), condition="depression", conditions=("alcohol use disorder",))
        assert review(other, AGREEING).answer[0].endswith("4 in alcohol use disorder; none in depression.")


class TestApart:
    ORAL = counted("Rome 2001", (30, 100), (20, 100), treatment="baclofen by mouth")
    DEPOT = counted("Bern 2003", (60, 100), (20, 100), treatment="baclofen depot")
    QUESTION = ask(
        treatments=("baclofen by mouth", "baclofen depot"),
        apart={"by mouth": ("baclofen by mouth",), "depot": ("baclofen depot",)},
    )

    def test_groups_are_never_pooled_together(self) -> None:
        held = review(self.QUESTION, [self.ORAL, self.DEPOT])
        found = {answer.group: answer.effects.studies for answer in held.answers if answer.effects}
        assert found == {"by mouth": ("Rome 2001",), "depot": ("Bern 2003",)}

    def test_a_control_that_is_a_drug_itself_stands_apart(self) -> None:
        arms = (
            StudyArm("baclofen", "baclofen", drug="baclofen", n=100),
            StudyArm("diazepam", "diazepam", drug="diazepam", n=100),
        )
        results = (ArmResult("baclofen", 40, 100), ArmResult("diazepam", 40, 100))
        against = make("Nice 2004", (Outcome("abstinence", better="more", arms=results),), arms=arms)
        held = review(ask(controls=("placebo", "diazepam")), [*AGREEING, against])
        assert [answer.group for answer in held.answers] == ["", "against diazepam"]
        pools = [answer.pool for answer in held.answers]
        assert [pool.k for pool in pools if pool] == [4, 1]


class TestRemembered:
    HELD = (*AGREEING[:2], replace(AGREEING[2], source=REMEMBERED))

    def test_a_pool_stands_with_and_without_remembered_numbers(self) -> None:
        answer = first(review(ask(), self.HELD))
        assert answer.pool is not None
        assert answer.read_only is not None
        assert (answer.pool.k, answer.read_only.k) == (3, 2)
        assert any("remembered, not read" in mark for mark in answer.certainty.marks)

    def test_where_all_is_read_there_is_one(self) -> None:
        assert first(review(ask(), AGREEING)).read_only is None


class TestPublished:
    def test_a_published_pool_stands_beside_ours_on_its_own_measure(self) -> None:
        theirs = published("Review 2018", "OR", 1.9, 1.2, 3.0, ("rome_2001", "bern_2003", "lund_1999"))
        (found,) = review(ask(), (*AGREEING, theirs)).comparisons
        assert found.overlaps
        assert found.ours is not None
        assert found.ours[0] == pytest.approx(1.74, abs=0.01)  # an odds ratio, of our trials
        assert found.both == ("Bern 2003", "Rome 2001")
        assert found.only_ours == ("Kiel 2007", "Oslo 2005")
        assert found.only_theirs == ("lund_1999",)

    def test_intervals_that_do_not_overlap_are_told_with_what_each_holds(self) -> None:
        (found,) = review(ask(), (*AGREEING, published("Review 2018", "RR", 0.5, 0.4, 0.6))).comparisons
        assert found.overlaps is False
        assert found.reason == "the intervals do not overlap; which trials it holds is not known"

    def test_a_measure_that_ours_cannot_have_is_told(self) -> None:
        (found,) = review(ask(), (*AGREEING, published("Review 2018", "SMD", 0.5, 0.4, 0.6))).comparisons
        assert (found.ours, found.overlaps) == (None, None)
        assert "becomes an SMD" in found.reason

    def test_an_outcome_that_nobody_asked_for_is_listed_with_that_reason(self) -> None:
        theirs = published("Review 2018", "OR", 1.9, 1.2, 3.0)
        found = review(ask(DEPRESSION), (*AGREEING, theirs)).comparisons
        assert [(one.outcome, one.ours, one.reason) for one in found] == [
            ("abstinence", None, "the question does not ask for this outcome")
        ]

    def test_it_is_never_pooled(self) -> None:
        a, b = (first(review(ask(), held)).pool for held in (AGREEING, (*AGREEING, published("R", "RR", 9, 8, 10))))
        assert a is not None
        assert b is not None
        assert a.estimate == b.estimate


class TestSentences:
    def test_high_certainty_is_plain(self) -> None:
        sentence = first(review(ask(), AGREEING)).finding.sentence
        assert sentence.startswith(
            "Abstinence: it occurs more often with baclofen than with placebo (103 more of 1,000"
        )

    def test_less_certainty_says_less(self) -> None:
        question = ask(missing=("one trial",))
        assert "it probably occurs more often" in first(review(question, AGREEING)).finding.sentence
        question = replace(question, indirect={"people": "older"}, indirect_levels={"people": 1})
        assert "it may occur more often" in first(review(question, AGREEING)).finding.sentence
        question = replace(question, indirect_levels={"people": 2})
        assert "is very unsure" in first(review(question, AGREEING)).finding.sentence

    def test_an_interval_that_holds_no_effect_is_said(self) -> None:
        small = [counted("Rome 2001", (25, 100), (20, 100))]
        answer = first(review(ask(replace(ABSTINENCE, threshold=Threshold())), small))
        assert "more often, or no more often," in answer.finding.sentence

    def test_little_or_none_is_said(self) -> None:
        none = [counted("Rome 2001", (402, 2000), (400, 2000))]
        assert "occurs about as often with baclofen as with placebo" in first(review(ask(), none)).finding.sentence


class TestWhatElseIsTold:
    def test_each_study_is_left_out_in_turn(self) -> None:
        answer = first(review(ask(), AGREEING))
        assert [row[0] for row in answer.leave_out] == [study.name for study in AGREEING]
        assert answer.influence is not None
        assert answer.influence[0] < answer.influence[1]

    def test_a_study_on_another_measure_is_left_out_with_the_reason(self) -> None:
        hazard = make("Graz 2009", (Outcome("abstinence", better="more", contrasts=(
            Contrast("baclofen", "placebo", "HR", 1.4, 1.1, 1.8),)),))  # fmt: skip
        answer = first(review(ask(), (*AGREEING, hazard)))
        ((name, why),) = answer.left_out
        assert name == "Graz 2009"
        assert "HR" in why

    def test_a_measure_that_nobody_was_asked_for_is_told(self) -> None:
        hazard = make("Graz 2009", (Outcome("abstinence", better="more", contrasts=(
            Contrast("baclofen", "placebo", "HR", 1.4, 1.1, 1.8),)),))  # fmt: skip
        answer = first(review(ask(), [hazard]))
        assert answer.pool is not None
        assert answer.pool.measure.symbol == "HR"
        assert "none tells it as RR" in answer.certainty.notes[0]

    def test_files_that_contradict_each_other_on_what_is_better_are_told(self) -> None:
        arms = (ArmResult("baclofen", mean=10, sd=4, total=40), ArmResult("placebo", mean=13, sd=4, total=40))
        measured = make("Lodz 1999", (Outcome("depression", better="less", arms=arms, scale="HAM-D-17"),), 80)
        plain, turned = (
            first(review(ask(replace(DEPRESSION, better=word)), [measured])).certainty.notes
            for word in ("less", "more")
        )
        assert plain == ()
        assert "the studies say that less of it is better, the question that more is" in turned[0]

    def test_trials_that_are_silent_of_an_outcome_are_named(self) -> None:
        answer = first(review(ask(), (*AGREEING, told("Riga 1993", "treatment"))))
        assert answer.silent == ("Riga 1993",)

    def test_the_method_is_a_noun_that_is_handed_over(self) -> None:
        answer = first(review(ask(), AGREEING, method=MantelHaenszel("RR")))
        assert answer.pool is not None
        assert "Mantel" in answer.pool.method

    def test_small_study_effects_are_tested_from_ten_up(self) -> None:
        many = [counted(f"Town {n}", (30 + n, 100), (20 + n % 3, 100), year=2000 + n) for n in range(10)]
        assert first(review(ask(), many)).small_studies.startswith("Egger")
        assert first(review(ask(), many[:9])).small_studies == ""
