"""The table of findings, and benefit beside harm: what is told, in which order, in whose favour. Made-up studies."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose.evidence.grading.findings import Finding, find_typical, weigh
from neurodose.evidence.grading.review import review
from tests.made_up_studies import ABSTINENCE, AGREEING, DEPRESSION, STOPPED, ask, counted, told

STOPPING = (counted("Rome 2011", (100, 1000), (50, 1000), outcome="stopped"),)


@pytest.fixture(scope="module")
def findings() -> tuple[Finding, ...]:
    held = (*AGREEING, *STOPPING, told("Riga 1993", "treatment"))
    return review(ask(DEPRESSION, STOPPED, ABSTINENCE), held).findings


def row(findings: tuple[Finding, ...], outcome: str) -> Finding:
    return next(one for one in findings if one.outcome == outcome)


def test_what_is_critical_stands_first(findings: tuple[Finding, ...]) -> None:
    assert [one.outcome for one in findings] == ["abstinence", "stopped", "depression"]
    assert all(one.is_critical for one in findings)


def test_a_row_tells_people_studies_and_what_it_means_for_a_thousand(findings: tuple[Finding, ...]) -> None:
    found = row(findings, "abstinence")
    assert (found.studies, found.people) == (4, 5820)
    assert [one.baseline for one in found.absolute] == ["low", "typical"]
    assert found.relative.startswith("RR 1.51 (")
    assert "more of 1,000" in found.sentence
    assert found.row["certainty"] == found.certainty.level


def test_the_table_is_plain_text_and_numbers(findings: tuple[Finding, ...]) -> None:
    plain: tuple[type[Any], ...] = (str, int, float, type(None))
    assert all(isinstance(value, plain) for one in findings for value in one.row.values())


def test_a_harm_that_becomes_more_frequent_makes_people_worse_off(findings: tuple[Finding, ...]) -> None:
    balance = weigh(findings)
    (harm,) = balance.harms
    assert harm.wanted is not None
    assert harm.low is not None
    assert harm.high is not None
    assert harm.without == pytest.approx(50)
    assert harm.wanted == pytest.approx(-50, abs=1)
    assert harm.low < harm.wanted < harm.high < 0


def test_a_benefit_that_becomes_more_frequent_makes_people_better_off(findings: tuple[Finding, ...]) -> None:
    best = weigh(findings).benefits[0]
    assert best.baseline == "typical"
    assert best.wanted is not None
    assert best.wanted == pytest.approx(102, abs=1)
    assert "certainty" in best.told


def test_what_has_no_number_is_told_in_words(findings: tuple[Finding, ...]) -> None:
    low_mood = weigh(findings).benefits[-1]
    assert (low_mood.finding.outcome, low_mood.wanted) == ("depression", None)
    assert "no number could be pooled" in low_mood.told


def test_nothing_is_added_up(findings: tuple[Finding, ...]) -> None:
    balance = weigh(findings)
    assert "no datum" in balance.note
    assert [one["lane"] for one in balance.table()] == ["benefit", "benefit", "harm"]


def test_the_typical_baseline_is_taken_where_there_is_one(findings: tuple[Finding, ...]) -> None:
    held = row(findings, "abstinence").absolute
    assert find_typical(held) is held[1]
    assert find_typical(held[:1]) is held[0]
    assert find_typical(()) is None
