"""Questions and searches are read as they are written, and a flow is counted and never typed."""

from __future__ import annotations

import re

import pytest

from neurodose.errors import StudyError
from neurodose.library.questions import find_question, find_questions, read_all
from neurodose.library.studies import find_studies  # fmt: skip
from neurodose.library.studies import read_all as read_all_studies
from neurodose.records.question import Question
from neurodose.records.question_reader import read_question
from neurodose.records.search import Exclusion, Search, SearchLog, count_flow, read_searches
from neurodose.records.study import Study

FILE = """\
format = 1
drug = "naltrexone"
condition = "opioid use disorder"
treatments = ["naltrexone by mouth", "naltrexone depot"]
controls = ["placebo"]
apart = { "by mouth" = ["naltrexone by mouth"], depot = ["naltrexone depot"] }
missing = ["retention: nobody gave numbers"]

[[outcome]]
name = "retained without relapse"
words = "stayed without relapse"
measure = "RR"
better = "more"
importance = 9
lane = "benefit"
baselines = { low = 0.05, typical = 0.11 }
baselines_because = "arms on placebo"

[outcome.threshold]
per_1000 = 50
because = "assumed"

[[outcome]]
name = "craving"
words = "craving"
measure = "SMD"
better = "less"
importance = 5
lane = "benefit"
narrative = true

[[indirect]]
aspect = "population"
levels = 1
because = "detoxified people"

[[indirect]]
aspect = "outcome"
outcome = "craving"
levels = 2
because = "what was felt, not what was done"

[[judgement]]
outcome = "craving"
domain = "imprecision"
levels = -1
by = "A. Reader"
on = "2031-05-02"
because = "few people"
"""
SEARCHES = """\
format = 1

[[search]]
name = "PubMed"
kind = "database"
drugs = ["baclofen"]
string = "baclofen AND alcohol"
ran = true
on = "2031-01-02"
found = 120
doubles = 20

[[search]]
name = "A register"
kind = "register"
drugs = ["baclofen"]
string = "baclofen"
ran = false

[[excluded]]
name = "Other 2001"
drugs = ["baclofen"]
stage = "full text"
reason = "no comparison"

[[excluded]]
name = "Other 2002"
drugs = ["baclofen"]
stage = "retrieval"
reason = "not to be had"

[[not_found]]
what = "a trial in depression"
drugs = ["baclofen"]
"""


def read(text: str) -> Question:
    return read_question(text, "example.toml").take()


def test_what_a_question_says_is_what_is_read() -> None:
    question = read(FILE)
    first, second = question.outcomes
    assert (question.id, question.drug, question.asks_of) == ("example", "naltrexone", ("opioid use disorder",))
    assert question.apart == {"by mouth": ("naltrexone by mouth",), "depot": ("naltrexone depot",)}
    assert (first.measure, first.importance, first.baselines) == ("RR", 9, {"low": 0.05, "typical": 0.11})
    assert first.threshold.per_1000 == 50
    assert second.narrative
    assert question.indirect == {
        "population": "detoxified people", "craving: outcome": "what was felt, not what was done",
    }  # fmt: skip
    assert question.indirect_levels == {"population": 1, "craving: outcome": 2}
    assert (question.judgements[0].domain, question.judgements[0].levels) == ("imprecision", -1)
    assert question.find_outcome("craving") is second
    assert question.find_outcome("sleep") is None


SLIPS = {
    "an unknown key": ("condition =", "for =", "a question has no for .*line 3"),
    "an unknown measure": ('"SMD"', '"d"', 'measure is "d" .*outcome craving'),
    "an importance beyond nine": ("importance = 9", "importance = 10", "importance is 10"),
    "a baseline in per cent": ("typical = 0.11", "typical = 11", 'the baseline "typical" is 11'),
    "baselines without a reason": ('baselines_because = "arms on placebo"\n', "", "baselines stand without a reason"),
    "a threshold without a reason": ('because = "assumed"\n', "", "lacks because"),
    "a threshold without a size": ("per_1000 = 50\n", "", "the threshold has no size"),
    "a threshold below zero": ("per_1000 = 50", "per_1000 = -50", "per_1000 is -50"),
    "an outcome that does not exist": ('outcome = "craving"\nlevels = 2', 'outcome = "sleep"\nlevels = 2', '"sleep"'),
    "three levels of indirectness": ("levels = 2", "levels = 3", "levels is 3"),
    "half a level": ("levels = -1", "levels = -0.5", "levels is -0.5"),
    "a group of what is no treatment": ('depot = ["naltrexone depot"]', 'depot = ["depot"]', '"depot"'),
    "a group that is no list": ('depot = ["naltrexone depot"]', "depot = 3", "depot is 3"),
    "the same outcome twice": ('name = "craving"', 'name = "retained without relapse"', "stands there twice"),
    "no treatments": ('treatments = ["naltrexone by mouth", "naltrexone depot"]\n', "", "lacks treatments"),
    "an unknown lane": ('lane = "benefit"\nnarr', 'lane = "good"\nnarr', 'lane is "good"'),
    "another format": ("format = 1", 'format = "1"', "the file is of format"),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_in_a_question_is_told_with_its_place(slip: str) -> None:
    right, wrong, told = SLIPS[slip]
    assert right in FILE
    reading = read_question(FILE.replace(right, wrong, 1), "example.toml")
    assert reading.question is None
    assert re.search(told, "; ".join(map(str, reading.faults)), re.DOTALL)
    with pytest.raises(StudyError, match=r"example\.toml"):
        reading.take()


def test_kratom_means_mitragynine() -> None:
    assert {q.drug for q in find_questions("kratom")} == {"mitragynine"}
    assert find_question("Kratom", "Depression").id == "mitragynine_depression"


def test_a_question_that_nobody_asks_is_refused_with_those_that_are() -> None:
    with pytest.raises(StudyError, match=r'(?s)no condition is called "pain".*alcohol use disorder'):
        find_question("baclofen", "pain")
    with pytest.raises(StudyError, match=r"(?s)no drug is called .*mitragynine"):
        find_questions("aspirin")


@pytest.mark.parametrize("question", read_all(), ids=lambda q: q.id)
def test_a_question_of_the_library_names_what_its_studies_name(question: Question) -> None:
    """A treatment or outcome that is spelt otherwise would answer nothing, and nobody would see it."""
    treatments = {arm.treatment for study in find_studies(question.drug) for arm in study.arms}
    assert set(question.treatments) <= treatments
    told = {outcome.name for study in read_all_studies() for outcome in study.outcomes}
    unheard = {outcome.name for outcome in question.outcomes} - told
    assert unheard <= UNHEARD.get(question.id, set())


# Outcomes that matter and that no study of the library tells of.
UNHEARD = {"naltrexone_opioid_use_disorder": {"overdose"}}


@pytest.mark.parametrize("question", read_all(), ids=lambda q: q.id)
def test_what_counts_as_a_lot_is_stated_with_its_reason_and_harm_stands_beside_benefit(question: Question) -> None:
    lanes = {outcome.lane for outcome in question.outcomes}
    assert "benefit" in lanes
    assert "harm" in lanes or question.condition in ("fibromyalgia", "Crohn's disease")
    assert any(outcome.is_critical for outcome in question.outcomes)
    assert all(outcome.threshold.because for outcome in question.outcomes)


def test_naltrexone_by_mouth_depot_and_implant_are_apart() -> None:
    assert set(find_question("naltrexone", "opioid use disorder").apart) == {"by mouth", "depot", "implant"}
    assert set(find_question("naltrexone", "alcohol use disorder").apart) == {"by mouth", "depot"}


def take_studies(count: int) -> tuple[Study, ...]:
    return read_all_studies()[:count]


def test_a_flow_is_counted_from_searches_exclusions_and_studies() -> None:
    flow = count_flow(read_searches(SEARCHES, "s.toml").take(), take_studies(3), elsewhere=["another condition"])
    assert flow.databases == {"PubMed": 120}
    assert flow.registers == {"A register": None}
    assert (flow.doubles, flow.screened, flow.screened_out) == (20, 100, 94)
    assert (flow.sought, flow.not_retrieved, flow.assessed) == (6, 1, 5)
    assert flow.excluded == {"no comparison": 1, "another condition": 1}
    assert flow.studies == 3
    assert flow.unknown == ("A register: not run",)


def test_a_study_that_is_added_moves_the_flow_by_itself() -> None:
    log = read_searches(SEARCHES, "s.toml").take()
    less, more = (count_flow(log, take_studies(count)) for count in (3, 4))
    assert (more.studies, more.screened_out) == (less.studies + 1, (less.screened_out or 0) - 1)


def test_what_nobody_searched_or_counted_is_unknown_and_not_zero() -> None:
    unrun = count_flow(SearchLog((Search("PubMed", "database", ("baclofen",), "baclofen"),)), take_studies(2))
    assert (unrun.screened, unrun.sought, unrun.assessed) == (None, None, None)
    uncounted = Search("a collection", "other", ("baclofen",), "by hand", ran=True, on="2031-01-02")
    flow = count_flow(SearchLog((uncounted,)), take_studies(2))
    assert flow.others == {"a collection": None}
    assert (flow.sought, flow.assessed) == (2, 2)
    assert flow.unknown == ("a collection: looked through, and nobody counted",)


def test_more_studies_than_records_cannot_be() -> None:
    search = Search("PubMed", "database", ("baclofen",), "baclofen", True, "2031-01-02", 2, 0)
    log = SearchLog((search,), (Exclusion("A", ("baclofen",), "full text", "no comparison"),))
    with pytest.raises(StudyError, match="2 records were found, and 3 are held or excluded"):
        count_flow(log, take_studies(2))


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("ran = true\non", "ran = true\nno", "has no no"),
        ('on = "2031-01-02"\n', "", "nobody says when"),
        ("ran = false", "ran = false\nfound = 3", "the search was not run, and found is given"),
        ('kind = "register"', 'kind = "website"', 'kind is "website"'),
        ('stage = "retrieval"', 'stage = "later"', 'stage is "later"'),
        ("[[not_found]]", "[[lost]]", r"the file has no \[lost\]"),
        ("format = 1", "format = 9", "format 9"),
    ],
)
def test_a_slip_in_a_file_of_searches_is_told(right: str, wrong: str, told: str) -> None:
    with pytest.raises(StudyError, match=told):
        read_searches(SEARCHES.replace(right, wrong, 1), "s.toml").take()
