"""What we pool beside what others pooled of the same question, and what is said where nobody can pool anything."""

from __future__ import annotations

import math
from functools import cache

import pytest

from neurodose.evidence.grading.answer import Answer
from neurodose.evidence.grading.published_pools import PublishedPool
from neurodose.evidence.grading.review import Review, review
from neurodose.library.questions import find_question, find_questions
from neurodose.library.questions import read_all as read_questions
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


# metafor 3.8-1 in R 4.2: escalc() of the counts or means of the records; rma(yi, vi, method="REML", test="adhoc") of
# several, one study by its own z. As told: exp() of ratios.
BY_METAFOR = {
    ("baclofen", DRINKING, "abstinence", ""): (2.1722979, 0.99824208, 4.7271884),
    ("baclofen", DRINKING, "days abstinent", ""): (24.725656, -76.504944, 125.95626),
    ("baclofen", DRINKING, "heavy drinking days", ""): (0.4, -9.8556883, 10.655688),
    ("baclofen", DRINKING, "dropout", ""): (0.46153846, 0.19381754, 1.0990633),
    ("baclofen", "depression", "dropout", ""): (0.46153846, 0.19381754, 1.0990633),
    ("baclofen", "anxiety", "dropout", ""): (0.46153846, 0.19381754, 1.0990633),
    ("baclofen", DRINKING, "grams per day", ""): (-10.9, -23.695701, 1.895701),
    ("naltrexone", DRINKING, "heavy drinking", "by mouth"): (0.6296936, 0.013371444, 29.653793),
    ("naltrexone", DRINKING, "heavy drinking days", "depot"): (0.80345979, 0.6656059, 0.96986465),
    ("naltrexone", DRINKING, "stopped for adverse events", "depot"): (1.5468158, 0.8662916, 2.7619329),
    ("naltrexone", DRINKING, "nausea", "depot"): (3.01421, 1.9573768, 4.6416518),
    ("naltrexone", "opioid use disorder", "retained without relapse", "by mouth"): (1.4545455, 0.71017853, 2.9791136),
    ("naltrexone", "opioid use disorder", "retained without relapse", "implant"): (4.9090909, 2.7283271, 8.8329489),
    ("naltrexone", "Crohn's disease", "response", ""): (2.3703704, 1.2333387, 4.5556469),
    ("naltrexone", "fibromyalgia", "pain", ""): (-10.8, -19.587195, -2.0128048),
    ("naltrexone", "fibromyalgia", "response", ""): (3.3333333, 1.0137744, 10.960142),
    ("naltrexone", "depression", "depression", ""): (-6.1, -13.861886, 1.6618863),
    ("naltrexone", "depression", "depression on MADRS", ""): (-10.6, -20.162067, -1.0379332),
}
ITERATED = 1e-5  # of metafor's own stopping rule for tau², through the square root of it
NEAR = 1e-5  # figures that metafor was asked to print
BY_HAND = 1e-4  # five figures were kept


@pytest.mark.parametrize(("drug", "condition", "outcome", "group"), BY_METAFOR)
def test_every_pool_is_that_of_metafor(drug: str, condition: str, outcome: str, group: str) -> None:
    (answer,) = [one for one in answers(held(drug, condition), outcome) if one.group == group]
    assert answer.pool is not None
    told = tuple(answer.pool.show(value) for value in (answer.pool.estimate, *answer.pool.interval))
    assert told == pytest.approx(BY_METAFOR[drug, condition, outcome, group], rel=NEAR)


def test_no_pool_of_the_library_is_without_a_check() -> None:
    """But for single published ratios, which are as printed."""
    for question in read_questions():
        for answer in held(question.drug, question.condition).answers:
            if answer.pool is None or answer.pool.measure.symbol in ("HR", "IRR"):
                continue
            assert (question.drug, question.condition, answer.asked.name, answer.group) in BY_METAFOR


def test_abstinence_on_baclofen_differs_between_trials_as_metafor_says() -> None:
    (answer,) = answers(held("baclofen", DRINKING), "abstinence")
    pool = answer.pool
    assert pool is not None
    assert pool.prediction is not None
    assert pool.tau2_interval is not None
    assert (pool.tau2, pool.i2) == pytest.approx((0.11248666, 47.818371), rel=ITERATED)
    assert pool.tau2_interval[1] == pytest.approx(3.0040119, rel=ITERATED)
    assert [pool.show(end) for end in pool.prediction] == pytest.approx([0.5799817, 8.1362538], rel=ITERATED)
    assert answer.read_only is not None
    assert answer.read_only.show(answer.read_only.estimate) == pytest.approx(1.9802549, rel=ITERATED)
    typical = next(row for row in answer.absolute if row.baseline == "typical")
    assert typical.difference == pytest.approx(1000 * 0.22 * 1.1722979, rel=ITERATED)
    assert typical.is_capped, "everybody, where 4.73 times 220 would be more than 1,000"


def test_the_bigger_trial_told_as_a_hazard_ratio_is_not_left_out_of_heavy_drinking() -> None:
    """Volpicelli alone would be 307 fewer of 1,000; COMBINE's 0.72 (97.5 %: 0.53 to 0.98) is a risk ratio of 0.79."""
    (answer,) = [one for one in answers(held("naltrexone", DRINKING), "heavy drinking") if one.pool]
    assert answer.effects is not None
    ratio = dict(zip(answer.effects.studies, answer.effects.estimates, strict=True))["COMBINE 2006"]
    assert math.exp(ratio) == pytest.approx(0.79123644, rel=NEAR)
    for words in ("COMBINE 2006 is in the pool by conversion; without, RR 0.42 (0.21 to 0.83)", "Krystal 2001",
                  "Cochrane 2010, RR 0.83 (0.76 to 0.90)"):  # fmt: skip
        assert words in answer.finding.sentence


@pytest.mark.parametrize("outcome", ["abstinence", "days abstinent", "heavy drinking days", "heavy drinking"])
def test_trials_of_baclofen_that_saw_nothing_are_named_beside_those_that_did(outcome: str) -> None:
    (answer,) = answers(held("baclofen", DRINKING), outcome)
    without = {"abstinence": ("Beraha", "Hauser", "Morley", "Ponizovsky", "Garbutt"),
               "days abstinent": ("Hauser", "Ponizovsky"), "heavy drinking days": ("Ponizovsky",),
               "heavy drinking": ("Beraha", "Morley")}  # fmt: skip
    for name in without[outcome]:
        assert name in answer.finding.sentence
    publication = answer.certainty.find_domain("publication bias")
    assert publication is not None
    assert publication.levels == -1


def test_harms_of_tablets_that_others_pooled_stand_beside_their_benefit() -> None:
    """No trial of tablets that is held tells nausea; Cochrane does, and a depot's nausea is not that of tablets."""
    found = held("naltrexone", DRINKING)
    rows = {row.group: row for row in found.findings if row.outcome == "nausea"}
    assert set(rows) == {"by mouth", "depot"}
    assert rows["by mouth"].relative == "Cochrane 2010, RD 0.10 (0.07 to 0.13)"
    assert rows["by mouth"].certainty.level is None
    assert any("Cochrane 2010, RD 0.10" in sentence for sentence in found.answer)


@pytest.mark.parametrize(
    ("drug", "condition", "outcome", "needed"),
    [
        # 2 (1.96 + 0.842)² (p q + p' q') / (p − p')²: 11 against 16 %, 50 against 45 %
        ("naltrexone", DRINKING, "nausea", 1458.6358),
        ("naltrexone", "opioid use disorder", "relapse to opioids", 3123.8541),
        # 4 (1.96 + 0.842)² (sd / difference)²: 5.9 and 3 points, 8.5 and 2 points
        ("naltrexone", "depression", "depression", 121.43089),
        ("naltrexone", "depression", "depression on MADRS", 567.08156),
    ],
)
def test_people_that_one_trial_would_need_are_those_of_the_formula(
    drug: str, condition: str, outcome: str, needed: float
) -> None:
    (answer,) = [one for one in answers(held(drug, condition), outcome) if one.pool]
    imprecision = answer.certainty.find_domain("imprecision")
    assert imprecision is not None
    assert imprecision.inputs["optimal size"] == pytest.approx(needed, rel=NEAR)


@pytest.mark.parametrize(
    ("drug", "condition", "outcome", "group", "difference", "needed"),
    [
        ("baclofen", DRINKING, "abstinence", "", 257.90554, 3.877389),
        ("baclofen", DRINKING, "dropout", "", -166.92308, 5.990783),
        ("naltrexone", DRINKING, "nausea", "depot", 221.5631, 4.513387),
        ("naltrexone", "opioid use disorder", "relapse to opioids", "depot against buprenorphine", -226.98, 4.4057),
        ("naltrexone", "opioid use disorder", "retained without relapse", "by mouth", 49.090909, 20.37037),
    ],
)
def test_of_1000_people_so_many(
    drug: str, condition: str, outcome: str, group: str, difference: float, needed: float
) -> None:
    """1000 p (RR − 1), and 1000 (1 − (1 − p)^HR − p), by hand."""
    (answer,) = [one for one in answers(held(drug, condition), outcome) if one.group == group]
    typical = next(row for row in answer.absolute if row.baseline == "typical")
    assert typical.needed is not None
    assert typical.difference == pytest.approx(difference, rel=BY_HAND)
    assert typical.needed.estimate == pytest.approx(needed, rel=BY_HAND)
