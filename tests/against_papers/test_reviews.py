"""What we pool beside what others pooled of the same question, and what is said where nobody can pool anything."""

from __future__ import annotations

from functools import cache

import pytest

from neurodose.evidence.answer import Answer
from neurodose.evidence.published_pools import PublishedPool
from neurodose.evidence.review import Review, review
from neurodose.library.questions import find_question, find_questions
from neurodose.library.studies import read_all

DRINKING = "alcohol use disorder"


@cache
def held(drug: str, condition: str) -> Review:
    return review(find_question(drug, condition), read_all())


def answers(found: Review, outcome: str) -> list[Answer]:
    return [answer for answer in found.answers if answer.asked.name == outcome]


def beside(found: Review, name: str) -> list[PublishedPool]:
    return [one for one in found.comparisons if one.review == name]


@pytest.mark.parametrize(
    ("drug", "published"),
    [
        ("baclofen", "Rose and Jones 2018"),
        ("baclofen", "Bschor 2018"),
        ("baclofen", "Phimarn 2022"),
        ("baclofen", "Pierce 2018"),
        ("naltrexone", "Cochrane 2010"),
        ("naltrexone", "Jonas 2014"),
    ],
)
def test_every_published_pool_stands_beside_ours_or_tells_why_not(drug: str, published: str) -> None:
    found = beside(held(drug, DRINKING), published)
    assert found, f"{published} stands beside nothing"
    for one in found:
        assert one.overlaps or one.reason, f"{published}, {one.outcome}: no overlap, and no reason"
        assert one.overlaps is not None or one.reason


@pytest.mark.parametrize(
    ("drug", "published", "outcome"),
    [
        ("baclofen", "Rose and Jones 2018", "abstinence"),
        ("baclofen", "Phimarn 2022", "abstinence"),
        ("baclofen", "Pierce 2018", "abstinence"),
        ("naltrexone", "Cochrane 2010", "heavy drinking"),
        ("naltrexone", "Jonas 2014", "heavy drinking"),
    ],
)
def test_intervals_overlap_where_both_have_one(drug: str, published: str, outcome: str) -> None:
    (found,) = [one for one in beside(held(drug, DRINKING), published) if one.outcome == outcome]
    assert found.overlaps, found.reason
    assert found.both, "it is told which trials both hold"


def test_abstinence_on_baclofen_is_pooled_with_and_without_remembered_numbers() -> None:
    (answer,) = answers(held("baclofen", DRINKING), "abstinence")
    assert answer.pool is not None
    assert answer.read_only is not None
    assert answer.pool.k > answer.read_only.k
    assert answer.pool.show(answer.pool.estimate) > 1
    assert answer.certainty.level in ("low", "very low")


def test_tablets_depot_and_implant_are_never_pooled_together() -> None:
    found = held("naltrexone", "opioid use disorder")
    for answer in found.answers:
        if answer.effects is not None:
            assert len(set(answer.effects.treatments)) == 1
    retained = {answer.group: answer.pool for answer in answers(found, "retained without relapse")}
    assert {"by mouth", "implant"} <= set(retained)


def test_a_depot_against_buprenorphine_is_not_one_against_placebo() -> None:
    found = held("naltrexone", "opioid use disorder")
    assert [answer.group for answer in answers(found, "relapse to opioids")] == ["depot against buprenorphine"]


def test_baclofen_for_depression_is_told_in_words_and_very_low() -> None:
    found = held("baclofen", "depression")
    (answer,) = answers(found, "depression")
    assert answer.pool is None
    assert answer.certainty.level == "very low"
    lowered = {domain.name for domain in answer.certainty.domains if domain.levels < 0}
    assert {"risk of bias", "indirectness", "imprecision"} <= lowered
    assert "none in depression" in found.answer[0]
    assert "Krupitsky 1993" in answer.finding.sentence


@pytest.mark.parametrize("condition", ["depression", "anxiety", "pain", "opioid use disorder"])
def test_kratom_has_no_trial_and_says_so(condition: str) -> None:
    found = held("kratom", condition)
    assert found.lanes.trials == ()
    assert found.answer[0].startswith(f"No randomised trial of kratom (mitragynine) in {condition} is held.")
    assert all(answer.certainty.level is None for answer in found.answers)
    assert found.lanes.anecdotes, "what people tell stands in a lane of its own"


@pytest.mark.parametrize("drug", ["baclofen", "naltrexone", "kratom"])
def test_no_answer_claims_more_than_its_certainty(drug: str) -> None:
    for question in find_questions(drug):
        for answer in held(drug, question.condition).answers:
            if answer.certainty.level in (None, "very low"):
                assert any(word in answer.finding.sentence for word in ("very unsure", "not known", "not graded here"))


@pytest.mark.parametrize("drug", ["baclofen", "naltrexone", "kratom"])
def test_nothing_but_trials_is_ever_pooled_with_trials(drug: str) -> None:
    for question in find_questions(drug):
        found = held(drug, question.condition)
        apart = {study.name for study in (*found.lanes.published, *found.lanes.anecdotes, *found.lanes.reports)}
        for answer in found.answers:
            if answer.effects is not None:
                assert not apart & set(answer.effects.studies)
