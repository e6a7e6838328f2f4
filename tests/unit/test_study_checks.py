"""What cannot be in a study is told with its study, outcome, arm and field."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from neurodose.errors import StudyError
from neurodose.records.study import ArmResult, Bias, Contrast, Outcome, Participants, Study, StudyArm
from neurodose.records.study_checks import check_studies, check_study
from neurodose.sources import Source

GOOD = Study(
    id="rome_2001",
    name="Rome 2001",
    design="randomised parallel",
    people=Participants("alcohol use disorder", n=40),
    arms=(StudyArm("drug", "drug", n=20), StudyArm("placebo", "placebo", n=20)),
    outcomes=(
        Outcome("relapse", arms=(ArmResult("drug", events=4, total=20), ArmResult("placebo", events=8, total=19))),
        Outcome("craving", arms=(ArmResult("drug", mean=3.0, sd=1.5, total=20),), at="12 weeks"),
        Outcome("craving", contrasts=(Contrast("drug", "placebo", "RR", 0.72, low=0.5, high=1.04),), at="4 weeks"),
    ),
    source=Source("Made up", 2001, "nowhere"),
    year=2001,
)


def with_arm(**numbers: Any) -> Study:
    result = ArmResult("drug", **numbers)
    return replace(GOOD, outcomes=(Outcome("relapse", arms=(result,)),))


def with_contrast(**said: Any) -> Study:
    named: dict[str, Any] = {"arm": "drug", "against": "placebo", "measure": "RR", "estimate": 0.8}
    return replace(GOOD, outcomes=(Outcome("relapse", contrasts=(Contrast(**(named | said)),)),))


def the_fault_of(study: Study) -> StudyError:
    (fault,) = check_study(study)
    return fault


def test_a_study_that_can_be_has_no_fault() -> None:
    assert check_study(GOOD) == []


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ({"events": 21.0, "total": 20.0}, "21 events are more than the 20 people"),
        ({"events": -1.0, "total": 20.0}, "events is -1"),
        ({"events": 3.0}, "3 events of nobody knows how many"),
        ({"events": 0.0, "total": 0.0}, "total is 0"),
        ({"mean": 1.0, "sd": -2.0, "total": 20.0}, "sd is -2"),
        ({"mean": 1.0, "se": -2.0, "total": 20.0}, "se is -2"),
        ({"mean": float("inf"), "sd": 2.0, "total": 20.0}, "mean is inf"),
        ({"events": 3.0, "person_time": 0.0}, "person_time is 0"),
        ({"mean": 1.0, "sd": 2.0, "total": 25.0}, "25 people were looked at, and 20 had been randomised"),
        ({"mean": 1.0, "sd": 2.0, "se": 2.0, "total": 16.0}, "the SD is 2, and by the SE of 2 it would be 8"),
    ],
)
def test_numbers_of_an_arm_that_cannot_be_are_told_with_their_place(numbers: dict[str, float], said: str) -> None:
    fault = the_fault_of(with_arm(**numbers))
    assert fault.what == said
    assert str(fault.where).startswith("study Rome 2001, outcome relapse, arm drug, ")
    assert fault.hint


def test_more_events_than_people_are_no_fault_over_time() -> None:
    assert check_study(with_arm(events=30.0, total=20.0, person_time=12.0)) == []


@pytest.mark.parametrize(
    ("said", "what"),
    [
        ({"estimate": -0.2}, "the RR has estimate -0.2"),
        ({"low": 0.9, "high": 1.2}, "the estimate 0.8 lies outside of its interval, 0.9 to 1.2"),
        ({"low": 1.2, "high": 0.7}, "the interval goes from 1.2 to 0.7"),
        ({"low": 0.7}, "the interval has one end only"),
        ({"se": 0.0}, "se is 0"),
        ({"p": 1.2}, "p is 1.2"),
        ({"level": 95.0}, "the level is 95"),
        ({"measure": "RRR"}, 'no measure is called "RRR"'),
        ({"measure": "RD", "estimate": 12.0}, "the risk difference has estimate 12"),
        ({"against": "drug"}, "drug is compared with itself"),
        ({"against": "placebos"}, 'no arm is called "placebos"'),
    ],
)
def test_a_contrast_that_cannot_be_is_told(said: dict[str, Any], what: str) -> None:
    assert the_fault_of(with_contrast(**said)).what == what


def test_an_estimate_may_miss_its_interval_by_rounding() -> None:
    assert check_study(with_contrast(estimate=0.72, low=0.722, high=0.9)) == []


def test_an_arm_that_a_study_does_not_have_is_told_with_those_it_has() -> None:
    fault = the_fault_of(replace(GOOD, outcomes=(Outcome("relapse", arms=(ArmResult("drugs", events=1, total=2),)),)))
    assert "drug, placebo" in str(fault)
    assert 'did you mean "drug"?' in str(fault)


def test_the_same_thing_said_twice_is_told() -> None:
    twice = Outcome("relapse", arms=(ArmResult("drug", events=1, total=9), ArmResult("drug", events=2, total=9)))
    assert the_fault_of(replace(GOOD, outcomes=(twice,))).what == 'the arm "drug" has two results'
    assert "stands there twice" in the_fault_of(replace(GOOD, outcomes=GOOD.outcomes[:1] * 2)).what
    assert "two arms" in the_fault_of(replace(GOOD, arms=(*GOOD.arms, GOOD.arms[0]))).what
    contrast = Contrast("drug", "placebo", "RR", 0.8)
    both = Outcome("relapse", contrasts=(contrast, replace(contrast, arm="placebo", against="drug", estimate=1.25)))
    assert "the RR of drug against placebo stands there twice" in the_fault_of(replace(GOOD, outcomes=(both,))).what


def test_a_judgement_of_bias_is_of_its_tool() -> None:
    fault = the_fault_of(replace(GOOD, bias=Bias(judged={"randomization": "low"})))
    assert "randomisation" in str(fault)
    assert 'no judgement is called "serious"' in str(
        the_fault_of(replace(GOOD, bias=Bias(judged={"measurement": "serious"})))
    )


def test_a_study_entered_twice_is_told_by_its_id_or_its_registration() -> None:
    by_id = check_studies([GOOD, replace(GOOD, name="Roma 2001")])
    assert [fault.what for fault in by_id] == ["2 studies have the id rome_2001"]
    once = replace(GOOD, registration="NCT1")
    by_number = check_studies([once, replace(once, id="roma", name="Roma 2002")])
    assert [fault.what for fault in by_number] == ["2 studies have the registration NCT1"]
    assert "Rome 2001; study Roma 2002" in str(by_number[0])


def test_studies_that_were_not_registered_are_not_one() -> None:
    none = replace(GOOD, registration="not registered")
    assert check_studies([none, replace(none, id="roma")]) == []
