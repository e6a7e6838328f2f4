"""Trials are run again beside their pool: as their arms were, on their scale, never by a link that they have set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from neurodose.agreement import simulated_effects
from neurodose.agreement.arms_again import find_daily, find_weeks, read_arm
from neurodose.agreement.beside import STALE, Laid, lay_beside
from neurodose.agreement.kept_effects import write_kept
from neurodose.agreement.left_out import leave_out
from neurodose.agreement.simulated_effects import LEVELS, Simulation
from neurodose.agreement.trials_beside import Plan, prepare
from neurodose.evidence.grading.review import review
from neurodose.library.pooled import PooledEffect, TrialEffect
from neurodose.library.questions import find_question, read_all
from neurodose.library.studies import find_study
from neurodose.library.studies import read_all as read_studies
from neurodose.records.question import AskedOutcome, Question
from neurodose.records.study import Study, StudyArm
from neurodose.sources import Source
from tests.made_up_studies import CONDITION, counted, published, told

WORLDS = 10  # enough to have medians; how sure they are is not asked here
ASKED = AskedOutcome("abstinence", "abstinent to the end", "RR", better="more", importance=9)
QUESTION = Question("made_up", "baclofen", CONDITION, ("baclofen",), ("placebo",), (ASKED,))
EQUAL = 1e-9


def trial(name: str, year: int, **more: object) -> Study:
    """Nobody has set a model with it."""
    arms = (StudyArm("baclofen", "baclofen", "baclofen", 30.0, "mouth", "10 mg three times a day", n=50),
            StudyArm("placebo", "placebo", n=50))  # fmt: skip
    source = Source(name, year, "J Made Up 1:1", reading="read")
    return replace(counted(name, (20, 50), (10, 50), arms=arms, weeks=12.0), source=source, year=year, **more)  # pyright: ignore[reportArgumentType]


def plan(question: Question, *studies: Study) -> Plan:
    (found,) = prepare(review(question, studies), studies)
    return found


def library_plans(drug: str, condition: str) -> dict[str, Plan]:
    studies = read_studies()
    return {one.title: one for one in prepare(review(find_question(drug, condition), studies), studies)}


class TestArmsAgain:
    @pytest.mark.parametrize(
        ("arm", "sentence"),
        [
            (StudyArm("a", "baclofen", "baclofen", 60.0, "mouth", "20 mg three times a day"),
             "20 mg by mouth every 8 h x 252"),
            (StudyArm("a", "naltrexone", "naltrexone", 50.0, "mouth", "50 mg a day"), "50 mg by mouth every 24 h x 84"),
            (StudyArm("a", "naltrexone depot", "naltrexone", 13.6, "muscle", "380 mg depot every 4 weeks"),
             "380 mg by depot every 28 day x 3"),
        ],
    )  # fmt: skip
    def test_the_record_of_an_arm_is_a_regimen(self, arm: StudyArm, sentence: str) -> None:
        given = read_arm(arm, 12.0)
        assert not isinstance(given, str)
        assert given.regimen == sentence
        assert not given.told

    def test_what_is_taken_for_granted_is_told(self) -> None:
        given = read_arm(StudyArm("a", "baclofen", "baclofen", 180.0, "mouth", "raised to 180 mg a day"), 12.0)
        assert not isinstance(given, str)
        assert "60 mg, 3 a day" in given.told

    @pytest.mark.parametrize(
        ("arm", "weeks", "why"),
        [
            (StudyArm("a", "b", "baclofen", 30.0, "mouth"), None, "how long"),
            (StudyArm("a", "b", "baclofen", None, "mouth"), 12.0, "dose of a is not held"),
            (StudyArm("a", "b", "baclofen", 30.0, "nose"), 12.0, "no way in"),
            (StudyArm("a", "implant", "naltrexone", None, "under the skin"), 12.0, "interval of the implant"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_given_again_says_why(self, arm: StudyArm, weeks: float | None, why: str) -> None:
        given = read_arm(arm, weeks)
        assert isinstance(given, str)
        assert why in given

    def test_the_dose_of_a_day_counts_one_interval_after_the_last(self) -> None:
        assert find_daily("10 mg every 8 h x 84") == pytest.approx(30)
        assert find_daily("380 mg by depot every 28 day x 6") == pytest.approx(380 / 28)
        assert find_daily("10 mg") is None

    def test_weeks_that_a_record_lacks_are_those_of_the_librarys_observation(self) -> None:
        younger = find_study("younger_2013")
        assert younger.weeks is None
        assert find_weeks(younger, None) == 12


class TestRuns:
    def test_a_trial_is_run_with_its_own_arms_and_length(self) -> None:
        held = plan(QUESTION, trial("Nowhere", 1999))
        ((run,),) = held.runs.values()
        seen = run.outcome.observation
        assert seen.regimen == "10 mg by mouth every 8 h x 252"
        assert seen.versus is not None
        assert (seen.versus.regimen, seen.time.end_h) == ("placebo", 12 * 168)
        assert held.stage == "drinking"

    def test_oral_depot_and_implant_are_three_comparisons(self) -> None:
        plans = library_plans("naltrexone", "opioid use disorder")
        ways = {title: [run.outcome.observation.regimen for runs in one.runs.values() for run in runs]
                for title, one in plans.items()}  # fmt: skip
        assert "by mouth" in ways["retained without relapse, by mouth"][0]
        assert "by implant" in ways["retained without relapse, implant"][0]
        (against,) = plans["relapse to opioids, depot against buprenorphine"].runs.values()
        assert against[0].asked.body == "naltrexone + buprenorphine"

    def test_a_response_on_a_scale_is_not_one_of_another_scale(self) -> None:
        plans = library_plans("naltrexone", "Crohn's disease")
        assert plans["response"].stage == "inflammation"

    def test_published_pools_speak_for_the_trials_they_hold(self) -> None:
        held = library_plans("baclofen", "depression")["depression"]
        assert held.trials.kind == "words alone"
        assert set(held.trials.favours) == {"neither"}
        assert "addolorato_2007" in held.runs


class TestTies:
    def test_a_trial_that_is_pooled_in_a_value_is_left_out_of_it(self) -> None:
        held = library_plans("naltrexone", "alcohol use disorder")["heavy drinking days, by mouth"]
        assert held.ties["trials"].without == ("Santos and others 2022",)
        assert held.ties["mechanism"].without == ()

    def test_where_no_other_trial_set_a_link_it_is_not_shown(self) -> None:
        held = library_plans("naltrexone", "fibromyalgia")["pain"]
        assert "no other trial" in held.find_why_not(held.ties["trials"])
        assert not held.find_why_not(held.ties["mechanism"])

    def test_a_trial_that_set_a_link_otherwise_is_left_out_of_what_it_is_laid_beside(self) -> None:
        held = library_plans("naltrexone", "alcohol use disorder")["stopped for adverse events, depot"]
        assert "garbutt_2005" in held.ties["mechanism"].set_it
        assert not held.is_to_simulate

    def test_a_published_pool_that_set_a_link_is_not_its_test(self) -> None:
        held = library_plans("baclofen", "depression")["depression"]
        assert "has set it" in held.find_why_not(held.ties["trials"])

    def test_several_trials_leave_a_pooled_effect_at_once(self) -> None:
        pool = PooledEffect(tuple(TrialEffect(name, 1.0, 0.1) for name in ("A 1", "B 2", "C 3")))
        left = leave_out(pool, ("A 1", "C 3"))
        assert left is not None
        assert [one.study for one in left.trials] == ["B 2"]
        assert leave_out(pool, ("A 1", "B 2", "C 3")) is None
        assert leave_out(pool, ()) is pool

    def test_no_link_is_ever_drawn_with_a_trial_that_it_is_shown_beside(self) -> None:
        """The rule of the whole picture, over the whole library."""
        studies = read_studies()
        for question in read_all():
            for held in prepare(review(question, studies), studies):
                _check_apart(held)


def _check_apart(held: Plan) -> None:
    """By each link: what set it is drawn without, or is not among the trials that it is laid beside."""
    match = next((run.outcome.match for runs in held.runs.values() for run in runs), None)
    for link, ties in held.ties.items():
        assert match is not None
        rival = next(one for one in match.stage.links if one.name == link)  # pyright: ignore[reportAttributeAccessIssue]
        shown = {study.source.label for study in held.studies if study.id in held.find_kept(ties)}
        if not held.find_why_not(ties):
            assert shown & set(rival.set_by) <= set(held.without), (held.title, link)


class TestLaying:
    @pytest.fixture(autouse=True)
    def few(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(simulated_effects, "WORLDS", WORLDS)

    def test_effects_stand_beside_the_pool_by_every_link(self) -> None:
        studies = (trial("Nowhere", 1999),)
        (laid,) = lay_beside(review(QUESTION, studies), studies)
        assert [link.name for link in laid.links] == ["trials", "mechanism"]
        for link in laid.links:
            assert link.shown is not None
            assert link.promise is not None
            assert link.shown[1] <= link.shown[0] <= link.shown[2]

    def test_what_is_not_kept_is_told_and_not_shown(self) -> None:
        studies = (trial("Nowhere", 1999),)
        (laid,) = lay_beside(review(QUESTION, studies), studies, is_simulated=False)
        assert [link.why for link in laid.links] == [STALE, STALE]
        assert not laid.is_shown

    def test_an_average_over_trials_has_the_weights_of_the_pool(self) -> None:
        worlds = np.linspace(-1, 1, 101)
        held = Simulation({"a": {"x": worlds, "y": worlds + 4}}, np.full(101, 1 / 101))
        found = held.average("a", {"x": 3.0, "y": 1.0})
        assert found is not None
        assert np.interp(0.5, LEVELS, found) == pytest.approx(1.0, abs=EQUAL)
        assert held.average("b", {"x": 1.0}) is None

    def test_another_trial_and_another_length_have_other_digits(self) -> None:
        one, two = trial("Nowhere", 1999), trial("Elsewhere", 2003)
        longer = replace(one, weeks=24.0)
        digits = {plan(QUESTION, *some).digest for some in ((one,), (two,), (one, two), (longer,))}
        assert len(digits) == 4
        assert plan(QUESTION, one).digest == plan(QUESTION, one).digest

    def test_words_alone_have_a_promise_in_words(self) -> None:
        arms = trial("Nowhere", 1999).arms
        studies = (told("Nowhere", "neither", "abstinence", arms=arms, weeks=12.0),)
        (laid,) = lay_beside(review(QUESTION, studies), studies)
        promises = [link.promise for link in laid.links if link.promise is not None]
        assert promises
        assert all(one.is_in_words for one in promises)

    def test_a_published_pool_stands_where_ours_is_missing(self) -> None:
        arms = trial("Nowhere", 1999).arms
        silent = told("Nowhere", "neither", "abstinence", arms=arms, weeks=12.0)
        studies = (silent, published("Reviewers", "RR", 1.3, 1.1, 1.5, holds=("nowhere",)))
        laid: tuple[Laid, ...] = lay_beside(review(QUESTION, studies), studies)
        assert laid[0].trials.kind == "a published pool"
        assert laid[0].trials.shown == pytest.approx((1.3, 1.1, 1.5))

    def test_what_is_kept_reads_as_it_was_written(self) -> None:
        held = Simulation({"a": {"x": np.array([0.5, np.nan])}}, np.array([0.5, 0.5]))
        text = write_kept({"0a": ("abstinence", held)})
        assert '"x": [0.5, null]' in text
