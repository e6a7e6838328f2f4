"""The READUS-PV checklist: 14 items with 32 parts, what a run knows, and what a person still has to write."""

from __future__ import annotations

import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence import fill_checklist
from neurodose.evidence.signals.readus import FACTS, READUS

PARTS = {
    "1": "ab", "2": "abc", "3": "", "4": "ab", "5": "ab", "6": "abcd", "7": "abcde", "8": "ab", "9": "", "10": "",
    "11": "", "12": "abc", "13": "", "14": "abcd",
}  # fmt: skip


def test_every_part_of_the_statement_is_there_once() -> None:
    wanted = [number + part for number, parts in PARTS.items() for part in parts or [""]]
    assert [item.number for item in READUS] == wanted
    assert len(wanted) == 32


def test_every_fact_is_asked_for_and_every_asked_fact_is_known() -> None:
    assert {name for item in READUS for name in item.facts} == set(FACTS)


def test_what_a_run_knows_is_filled_and_the_rest_is_left_to_a_person() -> None:
    known = {"design": "called so in the title", "database": "made-up reports", "drugs": "tea"}
    filled = {one.item.number: one for one in fill_checklist(known)}
    assert not filled["1a"].is_open
    assert filled["1a"].row()["told"] == "called so in the title; made-up reports"
    assert filled["1b"].row()["state"] == "in part"
    assert filled["1b"].lacks == ("events",)
    assert filled["14a"].row()["state"] == "open"
    assert filled["14a"].row()["told"] == "to be written by a person"


def test_what_reports_cannot_tell_is_said_in_every_run() -> None:
    filled = {one.item.number: one for one in fill_checklist({})}
    assert "neither cause nor frequency" in filled["13"].text
    assert not filled["13"].is_open


def test_all_facts_leave_open_what_no_program_can_write() -> None:
    filled = fill_checklist(dict.fromkeys(FACTS, "known"))
    assert [one.item.number for one in filled if one.is_open] == [
        "2a", "2b", "2c", "6d", "7d", "7e", "10", "11", "12a", "12b", "12c", "14a", "14b", "14c",
    ]  # fmt: skip


def test_a_fact_that_nothing_asks_for_is_refused() -> None:
    with pytest.raises(EvidenceError, match='no item asks for "mood"'):
        fill_checklist({"mood": "good"})


def test_a_database_and_its_files_do_not_fill_what_asks_for_more() -> None:
    filled = {one.item.number: one for one in fill_checklist({"database": "reports", "extracted": "files"})}
    assert filled["1a"].lacks == filled["4a"].lacks == ("design",)
    assert "day" in filled["5b"].lacks
    assert "protocol" in filled["14d"].lacks
