"""A dossier tells trials, harm and law beside the model: about the condition that is named, each with how far it can be
relied on.
"""

from __future__ import annotations

import re
from datetime import date

import pytest

from neurodose import find_drug
from neurodose.agreement import simulated_effects
from neurodose.library.drug import Drug
from neurodose.library.harms import KRATOM
from neurodose.reports import dossier_sections
from neurodose.reports.document import Picture, Section, Table, Words, write_text
from neurodose.reports.dossier_evidence import find_asked
from neurodose.reports.dossier_sections import tell_sections

ON = date(2026, 11, 22)
AUD = "alcohol use disorder"


@pytest.fixture(autouse=True)
def never_simulate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dossier is made in seconds: it shows what is kept, and simulates no trial."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a dossier simulates no trial")

    monkeypatch.setattr(simulated_effects, "hold_outcomes", refuse)


def tell(drug: Drug, condition: str | None, **more: object) -> dict[str, Section]:
    return {section.id: section for section in tell_sections(drug, condition, ON, ON, **more)}  # pyright: ignore[reportArgumentType]


def say(section: Section) -> str:
    return " ".join(" ".join(write_text([section], width=4000)).split())


class TestEvidence:
    def test_it_answers_about_the_condition_that_is_named(self) -> None:
        text = say(tell(find_drug("naltrexone"), AUD)["evidence"])
        assert re.search(rf"\d randomised trials of .* in {AUD}", text)
        assert "Crohn" not in text

    def test_findings_forest_and_mechanism_stand_there(self) -> None:
        told = tell(find_drug("naltrexone"), AUD)["evidence"]
        titles = [block.title for block in told.blocks if isinstance(block, Picture)]
        assert any(title.startswith("Studies of") for title in titles)
        assert any(title.startswith("Trials beside mechanism") for title in titles)
        assert any(isinstance(block, Table) and block.head[0] == "Outcome" for block in told.blocks)

    def test_without_a_condition_every_question_has_a_line(self) -> None:
        (table,) = (
            block for block in tell(find_drug("naltrexone"), None)["evidence"].blocks if isinstance(block, Table)
        )
        assert [row[1] for row in table.rows] == [one.condition for one in find_asked(find_drug("naltrexone"), None)]

    def test_a_response_by_name_means_the_conditions_it_speaks_to(self) -> None:
        assert [one.condition for one in find_asked(find_drug("baclofen"), "mood")] == ["depression"]

    def test_where_nothing_is_asked_that_is_said(self) -> None:
        assert "asks no question about fentanyl" in say(tell(find_drug("fentanyl"), None)["evidence"])

    def test_kratom_has_no_trial_and_says_so(self) -> None:
        assert "No randomised trial" in say(tell(find_drug("mitragynine"), "pain")["evidence"])

    def test_each_drug_of_a_body_is_told_of(self) -> None:
        both = find_asked(find_drug("baclofen + naltrexone"), AUD)
        assert [one.drug for one in both] == ["baclofen", "naltrexone"]


class TestSafety:
    def test_harm_in_trials_is_told_of_1000_people(self) -> None:
        text = say(tell(find_drug("naltrexone"), AUD)["safety"])
        assert "nausea (depot)" in text
        assert "110 (typical)" in text

    def test_reports_are_told_with_who_was_counted_and_each_source_once(self) -> None:
        section = tell(find_drug("mitragynine"), "pain")["safety"]
        text = say(section)
        for report in KRATOM:
            assert report.what in text
        assert "no rate" in text
        assert text.count("51.9 %") == 1

    def test_no_reports_are_no_word_on_safety(self) -> None:
        assert "no word on how safe" in say(tell(find_drug("fentanyl"), None)["safety"])

    def test_signals_are_told_where_a_folder_was_given_and_only_there(self) -> None:
        assert "none was looked for" in say(tell(find_drug("baclofen"), None)["safety"])
        text = say(tell(find_drug("baclofen"), None, signals=(Words("associated among reports: made up"),))["safety"])
        assert "associated among reports: made up" in text
        assert "none was looked for" not in text


class TestTime:
    def test_where_no_condition_is_named_nothing_is_pooled(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """What takes longest is done where it is asked for."""
        monkeypatch.setattr(dossier_sections, "review", None)
        assert {*tell(find_drug("naltrexone"), None)} == {"evidence", "safety", "law"}


class TestLaw:
    def test_status_and_age_stand_by_place(self) -> None:
        section = tell(find_drug("mitragynine"), None)["law"]
        (table,) = (block for block in section.blocks if isinstance(block, Table))
        rows = {str(row[1]): row for row in table.rows if row[0] in ("mitragynine", "kratom")}
        assert any("US-AL" in place for place in rows)
        assert all(row[4] for row in table.rows)

    def test_what_is_to_be_taken_with_care_is_amber(self) -> None:
        section = tell(find_drug("mitragynine"), None)["law"]
        (table,) = (block for block in section.blocks if isinstance(block, Table))
        amber = [row for row in table.rows if "⚠" in str(row[2])]
        assert amber
        assert all(row[5] or "unknown" in str(row[2]) or "depends" in str(row[2]) for row in amber)

    def test_approvals_are_told_for_the_condition(self) -> None:
        text = say(tell(find_drug("naltrexone"), AUD)["law"])
        assert f"Approvals: for {AUD}" in text

    def test_nothing_recorded_is_told_as_unknown(self) -> None:
        assert "Unknown: nothing is recorded of fentanyl" in say(tell(find_drug("fentanyl"), None)["law"])

    def test_it_is_no_legal_advice(self) -> None:
        assert "Not legal advice" in say(tell(find_drug("baclofen"), None)["law"])
