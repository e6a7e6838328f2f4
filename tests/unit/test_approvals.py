"""Approvals and laws: what a record may say, what holds on a day, what was known on a day, and what is unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose.errors import ApprovalError
from neurodose.library.approvals import find_law, read_all, survey_law
from neurodose.library.approvals.standing import OLD, Standing
from neurodose.library.approvals.substances import find_substance, list_substances
from neurodose.records.approval import STANCES, STATUSES, Approval, are_contrary
from neurodose.records.approval_reader import check_together, read_approvals
from neurodose.records.jurisdiction import find_jurisdiction, say_namesake
from neurodose.records.vague_day import read_day, read_one_day

SOURCES = """
[[source]]
id = "act"
issuer = "Parliament"
title = "an act"
kind = "statute"
published = "2020-01-01"
reading = "read"

[[source]]
id = "press"
issuer = "a paper"
title = "a report"
kind = "secondary"
published = "2020-06"
reading = "read"
"""
RECORD = {
    "id": '"a"', "substances": '["kratom"]', "place": '"US-AL"', "status": '"banned"', "words": '"It is banned."',
    "sources": '["act"]', "recorded_on": '"2020-02-01"', "confidence": '"high"', "valid_from": '"2020-01-01"',
}  # fmt: skip

Read = Callable[..., tuple[Approval, ...]]


def write(*records: dict[str, str], sources: str = SOURCES) -> str:
    blocks = ["\n".join(["[[record]]", *(f"{key} = {value}" for key, value in (RECORD | one).items() if value)])
              for one in records]  # fmt: skip
    return "\n\n".join(["format = 1", sources, *blocks])


def read(*records: dict[str, str], sources: str = SOURCES) -> tuple[Approval, ...]:
    return read_approvals(write(*records, sources=sources), "mine.toml").take()


def refuse(words: str, *records: dict[str, str], sources: str = SOURCES) -> None:
    with pytest.raises(ApprovalError, match=words):
        read(*records, sources=sources)


class TestDays:
    def test_a_day_a_month_and_a_year_are_as_vague_as_they_are_written(self) -> None:
        assert read_day("2016-05-10").is_exact
        assert (read_day("2016-02").earliest, read_day("2016-02").latest) == (date(2016, 2, 1), date(2016, 2, 29))
        assert (read_day("2016").earliest, read_day("2016").latest) == (date(2016, 1, 1), date(2016, 12, 31))

    @pytest.mark.parametrize("text", ["", "soon", "10/05/2016", "2016-13", "2016-02-30", "16", "99999", "1066"])
    def test_what_is_no_date_is_refused_with_how_to_write_one(self, text: str) -> None:
        with pytest.raises(ApprovalError, match="write a day as 2016-05-10"):
            read_day(text)

    def test_a_question_is_about_one_day(self) -> None:
        with pytest.raises(ApprovalError, match="more than one day"):
            find_law("kratom", "US-AL", on="2026-11")
        with pytest.raises(ApprovalError, match="the day asked about is 3"):
            find_law("kratom", "US-AL", on=3)  # pyright: ignore[reportArgumentType]
        assert read_one_day(datetime(2020, 1, 2, 3), "it") == date(2020, 1, 2)

    @given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
    def test_every_day_is_within_its_month_and_its_year(self, day: date) -> None:
        for text in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
            found = read_day(text)
            assert found.earliest <= day <= found.latest
            assert str(found) == text


class TestPlaces:
    @pytest.mark.parametrize(
        ("words", "code"),
        [("us-al", "US-AL"), ("Alabama", "US-AL"), ("USA", "US"), ("côte d'ivoire", "CI"), ("cote d ivoire", "CI"),
         ("Washington DC", "US-DC"), ("european union", "EU"), ("DE-BY", "DE-BY"), ("Burma", "MM"), ("UK", "GB")],
    )  # fmt: skip
    def test_a_place_is_found_by_code_and_by_name(self, words: str, code: str) -> None:
        assert find_jurisdiction(words).code == code

    def test_a_name_of_two_places_is_asked_back(self) -> None:
        with pytest.raises(ApprovalError, match=r"GE \(Georgia, the country\) or US-GA"):
            find_jurisdiction("Georgia")

    @pytest.mark.parametrize(
        ("words", "hint"),
        [("Alabamma", "US-AL"), ("US-ZZ", "United States has: US-AK"), ("XX", "ISO 3166"), ("XX-AA", "ISO 3166"),
         ("", "ISO 3166"), ("Francia del Norte", "ISO 3166"), ("San Diego", "name the state or the country")],
    )  # fmt: skip
    def test_an_unknown_place_is_refused_with_what_exists(self, words: str, hint: str) -> None:
        with pytest.raises(ApprovalError, match=hint):
            find_jurisdiction(words)

    def test_a_countrys_code_that_people_write_for_a_state_is_told(self) -> None:
        assert say_namesake("ca") == "CA is the code of Canada; California is US-CA"
        assert [say_namesake(words) for words in ("FR", "TX", "Canada", "US-CA", "")] == [""] * 5

    def test_what_stands_above_a_place(self) -> None:
        assert [place.code for place in find_jurisdiction("US-AL").above] == ["US", "UN", "001"]
        assert [place.code for place in find_jurisdiction("FR").above] == ["EU", "UN", "001"]
        assert [place.code for place in find_jurisdiction("TH").above] == ["UN", "001"]
        assert find_jurisdiction("UN").above == ()

    @pytest.mark.parametrize("words", ["001", "everywhere", "World", "all countries"])
    def test_what_is_said_of_all_countries_is_no_law_of_the_united_nations(self, words: str) -> None:
        place = find_jurisdiction(words)
        assert (str(place), place.in_words, place.above) == ("All countries (001)", "all countries", ())


class TestSubstances:
    @pytest.mark.parametrize(
        ("words", "name", "form"),
        [("7-OH", "7-hydroxymitragynine", None), ("7 oh", "7-hydroxymitragynine", None),
         ("7OH", "7-hydroxymitragynine", None),
         ("Ketum", "kratom", None), ("kratom extract", "kratom", "extract"), ("Vivitrol", "naltrexone", "depot"),
         ("LDN", "naltrexone", "low dose"), ("Baclocur", "baclofen", None), ("mgm 15", "MGM-15", None),
         ("Contrave", "naltrexone with bupropion", None)],
    )  # fmt: skip
    def test_a_substance_is_found_by_any_of_its_names(self, words: str, name: str, form: str | None) -> None:
        found = find_substance(words)
        assert (found.name, found.form) == (name, form)

    def test_an_unknown_substance_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(ApprovalError, match="did you mean"):
            find_law("kratum", "US-AL")
        with pytest.raises(ApprovalError, match="baclofen, kratom, mitragynine"):
            find_law("unobtainium", "US-AL")

    def test_acts_and_forms_are_refused_with_those_there_are(self) -> None:
        with pytest.raises(ApprovalError, match="possess"):
            find_law("kratom", "US-AL", act="juggle")
        with pytest.raises(ApprovalError, match="extract"):
            find_law("kratom", "US-AL", form="cube")


class TestReading:
    def test_a_record_is_read(self) -> None:
        (record,) = read({"forms": '["extract"]', "acts": '["sell"]', "age_limit": "21", "place": '"Alabama"'})
        assert (record.place, record.forms, record.acts, record.age_limit) == ("US-AL", ("extract",), ("sell",), 21)
        assert record.has_primary

    @pytest.mark.parametrize(
        ("change", "words"),
        [
            ({"status": '"forbidden"'}, "banned"),
            ({"place": '"Atlantis"'}, "no place is called"),
            ({"valid_from": '"long ago"'}, "is no date"),
            ({"valid_to": '"2019"'}, "ends in 2019, before it begins"),
            ({"seen_until": '"2021-01-01"'}, "nobody sees ahead"),
            ({"sources": '["nobody"]'}, "no source is called"),
            ({"sources": "[]"}, "lacks sources|has no source"),
            ({"recorded_on": ""}, "lacks recorded_on"),
            ({"recorded_on": '"2020"'}, "more than one day"),
            ({"acts": '["juggle"]'}, "no act is called"),
            ({"forms": '["cube"]'}, "no form is called"),
            ({"age_limit": "210"}, "in years"),
            ({"confidence": '"certain"'}, "moderate"),
            ({"substances": "[]"}, "no substance"),
            ({"colour": '"red"'}, "no colour"),
            ({"words": '""'}, "lacks words"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused_where_it_stands(self, change: dict[str, str], words: str) -> None:
        refuse(words, change)
        with pytest.raises(ApprovalError, match=r"mine\.toml, record( a)?.*line \d+|mine\.toml, record a"):
            read(change)

    def test_two_records_of_one_name_are_refused(self) -> None:
        refuse("two records are called a", {}, {})

    def test_two_sources_of_one_name_are_refused(self) -> None:
        refuse("two sources are called act", {}, sources=SOURCES + SOURCES)

    def test_a_file_without_records_is_refused(self) -> None:
        with pytest.raises(ApprovalError, match="holds no"):
            read_approvals("format = 1", "mine.toml").take()

    def test_a_file_of_a_newer_format_is_not_guessed_at(self) -> None:
        with pytest.raises(ApprovalError, match="format 9"):
            read_approvals("format = 9", "mine.toml").take()

    def test_a_slip_of_writing_is_told_by_its_line(self) -> None:
        with pytest.raises(ApprovalError, match=r"line \d+"):
            read_approvals(write({}) + "\nstatus = banned", "mine.toml").take()

    def test_a_threshold_is_read_and_told(self) -> None:
        text = write({}) + '\n\n[[record.threshold]]\nvalue = 0.05\nunit = "%"\nbasis = "by dry weight"\n'
        (record,) = read_approvals(text, "mine.toml").take()
        assert str(record.thresholds[0]) == "above 0.05 % by dry weight"
        with pytest.raises(ApprovalError, match="above zero"):
            read_approvals(text.replace("0.05", "-1"), "mine.toml").take()

    def test_what_replaces_nothing_is_refused(self) -> None:
        with pytest.raises(ApprovalError, match="no record is called"):
            check_together(read({"replaces": '["z"]'}))


def ask(records: tuple[Approval, ...], on: str, known_on: str = "2021-01-01", **more: str) -> tuple[str, str]:
    law = find_law("kratom", "US-AL", on=on, known_on=known_on, records=records, **more)
    return law.status, law.says


class TestWhatHoldsOnADay:
    def test_the_first_day_holds_and_the_last_does_not(self) -> None:
        records = read({"valid_to": '"2020-06-01"'})
        said = {on: ask(records, on)[0] for on in ("2019-12-31", "2020-01-01", "2020-05-31", "2020-06-01")}
        assert list(said.values()) == ["unknown", "banned", "banned", "unknown"]

    def test_a_date_known_to_the_year_stays_vague_within_it(self) -> None:
        records = read({"valid_from": '"2018"', "valid_to": '"2020"'})
        said = [ask(records, on)[0] for on in ("2017-12-31", "2018-06-01", "2019-01-01", "2020-06-01", "2020-12-31")]
        assert said == ["unknown", "unknown", "banned", "unknown", "unknown"]
        assert "it began in 2018, the day is not known" in ask(records, "2018-06-01")[1]

    def test_without_a_beginning_it_is_known_from_its_first_source_on(self) -> None:
        records = read({"valid_from": ""})
        assert ask(records, "2019-12-31")[0] == "unknown"
        assert ask(records, "2020-01-01")[0] == "banned"

    def test_what_was_seen_until_a_day_is_not_carried_on(self) -> None:
        records = read({"seen_until": '"2020-01-20"'})
        assert ask(records, "2020-01-20")[0] == "banned"
        status, says = ask(records, "2020-01-21")
        assert status == "unknown"
        assert "what came after was not seen" in says

    def test_a_proposal_is_no_law(self) -> None:
        status, says = ask(read({"status": '"proposed"'}), "2020-03-01")
        assert status == "unknown"
        assert "only proposed" in says.casefold()

    def test_nothing_is_taken_from_neighbours_or_from_above(self) -> None:
        records = read({}, {"id": '"b"', "place": '"US"', "status": '"lawful"'})
        law = find_law("kratom", "US-GA", on="2020-03-01", known_on="2021-01-01", records=records)
        assert law.status == "unknown"
        assert [one.record.id for one in law.above] == ["b"]
        assert "does not answer for it" in law.says

    def test_a_state_and_its_country_stand_beside_each_other(self) -> None:
        records = read({}, {"id": '"b"', "place": '"US"', "status": '"lawful"'})
        law = find_law("kratom", "US-AL", on="2020-03-01", known_on="2021-01-01", records=records)
        assert law.status == "banned"
        assert [(a.record.id, b.record.id) for a, b in law.tensions] == [("a", "b")]
        assert not law.conflicts

    def test_contradicting_records_of_one_place_are_both_shown(self) -> None:
        records = read({}, {"id": '"b"', "status": '"lawful"'})
        law = find_law("kratom", "US-AL", on="2020-03-01", known_on="2021-01-01", records=records)
        assert law.status == "conflicting"
        assert law.is_amber
        assert set(law.statuses) == {"banned", "lawful"}

    def test_other_acts_and_forms_are_no_conflict(self) -> None:
        acts = read({"acts": '["sell"]'}, {"id": '"b"', "status": '"lawful"', "acts": '["possess"]'})
        forms = read({"forms": '["extract"]'}, {"id": '"b"', "status": '"lawful"', "forms": '["leaf"]'})
        for records in (acts, forms):
            assert ask(records, "2020-03-01")[0] == "depends"
        assert ask(acts, "2020-03-01", act="possess")[0] == "lawful"
        assert ask(forms, "2020-03-01", form="extract")[0] == "banned"
        status, says = ask(acts, "2020-03-01", act="import")
        assert status == "unknown"
        assert "recorded of something else" in says.casefold()

    def test_a_part_of_a_plant_says_nothing_of_the_plant(self) -> None:
        records = read({"substances": '["mitragynine"]'})
        status, says = ask(records, "2020-03-01")
        assert status == "unknown"
        assert "of mitragynine there is a record (banned), which does not say that of kratom" in says

    def test_every_status_has_a_stance_and_contrary_is_mutual(self) -> None:
        assert set(STANCES) == set(STATUSES)
        for one in STATUSES:
            assert not are_contrary(one, one)
            assert all(are_contrary(one, other) == are_contrary(other, one) for other in STATUSES)


class TestWhatWasKnownOnADay:
    def test_what_was_written_down_later_was_not_known(self) -> None:
        law = find_law("kratom", "US-AL", on="2020-01-15", known_on="2020-01-15", records=read({}))
        assert law.status == "unknown"
        assert "the registry begins on 2020-02-01" in law.says
        assert [one.record.id for one in law.later] == ["a"]

    def test_a_corrected_record_is_still_what_was_known_before(self) -> None:
        correction = {"id": '"b"', "status": '"lawful"', "recorded_on": '"2020-09-01"', "replaces": '["a"]'}
        records = read({}, correction)
        assert ask(records, "2020-03-01", known_on="2020-08-31")[0] == "banned"
        assert ask(records, "2020-03-01", known_on="2020-09-01")[0] == "lawful"

    def test_the_day_asked_about_is_the_day_of_knowledge_unless_said(self) -> None:
        law = find_law("kratom", "US-AL", known_on="2020-03-01", records=read({}))
        assert law.asked.on == date(2020, 3, 1)

    def test_unless_said_all_that_is_held_is_known_even_where_a_clock_lags(self) -> None:
        records = read({"recorded_on": '"2099-01-01"'})
        assert find_law("kratom", "US-AL", on="2020-03-01", records=records).status == "banned"

    def test_a_day_ahead_of_what_was_known_is_marked(self) -> None:
        law = find_law("kratom", "US-AL", on="2020-05-01", known_on="2020-03-01", records=read({}))
        assert law.is_amber
        assert "the day lies ahead of what was known" in law.here[0].ambers

    @pytest.mark.parametrize("known_on", ["2099-01-01", date(2099, 1, 1)])
    def test_a_day_of_knowledge_that_lies_ahead_is_refused(self, known_on: str | date) -> None:
        with pytest.raises(ApprovalError, match="the day of knowledge, 2099-01-01, lies ahead"):
            find_law("kratom", "US-AL", known_on=known_on)
        records = read({"recorded_on": '"2099-01-01"'})
        assert find_law("kratom", "US-AL", known_on=known_on, records=records).asked.known_on == date(2099, 1, 1)

    def test_why_an_answer_is_to_be_taken_with_care_is_told(self) -> None:
        asked: dict[str, Any] = {"on": "2020-03-01", "known_on": "2020-03-02"}
        (clear,) = read({"recorded_on": '"2020-02-01"'})
        told = replace(clear, id="b", sources=tuple(replace(one, kind="secondary") for one in clear.sources))
        other = replace(clear, id="c", status="lawful")
        assert find_law("kratom", "US-AL", **asked, records=[clear]).cares == ()
        assert find_law("kratom", "US-AL", **asked, records=[told]).cares == ("no primary source",)
        assert find_law("kratom", "US-AL", **asked, records=[clear, other]).cares == ("its records conflict",)
        assert find_law("kratom", "US-AL", **asked, records=[]).cares == ()


class TestCare:
    def stand(self, known_on: str, **change: str) -> Standing:
        (record,) = read(change)
        return Standing(record, date(2020, 2, 1), date.fromisoformat(known_on))

    def test_a_young_record_with_a_primary_source_is_clear(self) -> None:
        assert self.stand("2020-06-29").age == OLD
        assert not self.stand("2020-06-29").is_amber

    def test_an_old_record_is_amber_with_its_age(self) -> None:
        one = self.stand("2020-06-30")
        assert one.ambers == (f"{OLD + 1} days old",)

    def test_a_record_without_a_primary_source_is_amber(self) -> None:
        assert self.stand("2020-07-01", sources='["press"]').ambers == ("no primary source",)

    def test_a_primary_source_that_nobody_read_is_amber(self) -> None:
        (record,) = read({}, sources=SOURCES.replace('reading = "read"', 'reading = "read second-hand"', 1))
        one = Standing(record, date(2020, 2, 1), date(2020, 2, 1))
        assert one.ambers == ("the primary source is named and was not read",)

    def test_a_source_without_a_date_gives_no_age(self) -> None:
        (record,) = read({}, sources=SOURCES.replace('published = "2020-01-01"\n', ""))
        one = Standing(record, date(2020, 2, 1), date(2020, 2, 1))
        assert one.age is None
        assert "no source says of when it is" in one.ambers

    def test_a_later_source_makes_a_record_younger(self) -> None:
        assert self.stand("2020-07-31", sources='["act", "press"]').age == 60

    def test_an_answer_of_which_a_part_is_unknown_is_not_clear(self) -> None:
        also = {"id": '"b"', "status": '"lawful"', "acts": '["cultivate"]', "seen_until": '"2020-01-20"'}
        records = read({"acts": '["sell"]'}, also)
        asked: dict[str, Any] = {"known_on": "2020-03-01", "records": records}
        law = find_law("kratom", "US-AL", on="2020-02-01", **asked)
        assert law.status == "banned"
        assert law.is_partial
        assert law.is_amber
        assert not find_law("kratom", "US-AL", on="2020-02-01", act="sell", **asked).is_amber

    def test_what_is_only_announced_leaves_an_answer_clear(self) -> None:
        law = find_law("kratom", "US-AL", on="2020-02-01", known_on="2020-03-01",
                       records=read({}, {"id": '"b"', "status": '"proposed"'}))  # fmt: skip
        assert law.status == "banned"
        assert not law.is_amber

    def test_an_unknown_answer_is_never_clear(self) -> None:
        law = find_law("kratom", "US-GA", on="2020-03-01", known_on="2020-03-01", records=read({}))
        assert law.is_amber
        assert law.age is None


class TestTheLibrary:
    def test_what_holds_of_naltrexone_everywhere_is_not_said_of_the_united_nations(self) -> None:
        laws = {str(law.asked.place): law.status for law in survey_law("naltrexone", known_on="2026-11-22")}
        assert laws["All countries (001)"] == "depends"
        assert "United Nations (UN)" not in laws
        law = find_law("naltrexone", "Thailand", form="low dose", known_on="2026-11-22")
        assert law.status == "unknown"
        assert [one.record.status for one in law.above] == ["off-label", "not approved"]

    def test_kratom_in_alabama(self) -> None:
        law = find_law("kratom", "US-AL", on="2026-11-01", known_on="2026-11-22")
        assert law.status == "scheduled"
        assert law.is_amber
        assert {one.record.id for one in law.above} >= {"us_kratom_not_scheduled", "un_kratom"}

    def test_rhode_island_changed_in_april_2026(self) -> None:
        said = [find_law("kratom", "Rhode Island", on=on, known_on="2026-11-22").status
                for on in ("2026-03-31", "2026-04-01")]  # fmt: skip
        assert said == ["scheduled", "regulated"]

    def test_what_became_of_the_notice_on_7_oh_is_unknown(self) -> None:
        asked: dict[str, Any] = {"on": "2026-11-01", "known_on": "2026-11-22", "act": "possess"}
        law = find_law("7-OH", "US", **asked)
        assert law.status == "unknown"
        assert [one.record.id for one in law.pending] == ["us_7oh_intent_again"]
        asked["on"] = "2026-10-10"
        assert find_law("7-OH", "US", **asked).status == "not scheduled"

    def test_the_second_notice_took_the_place_of_the_first(self) -> None:
        held = {on: {one.record.id for one in find_law("7-OH", "US", on=on, known_on="2026-11-22").pending}
                for on in ("2026-07-01", "2026-10-08", "2026-10-09")}  # fmt: skip
        assert list(held.values()) == [{"us_7oh_intent"}, {"us_7oh_intent"}, {"us_7oh_intent_again"}]

    def test_what_a_notice_proposes_frees_nothing_that_an_order_holds(self) -> None:
        law = find_law("mitragynine pseudoindoxyl", "US", on="2026-10-10", known_on="2026-11-22")
        assert law.status == "scheduled"
        assert "us_7oh_intent_again" in {one.record.id for one in law.pending}

    @pytest.mark.parametrize(
        ("substance", "place", "day", "before", "since"),
        [
            ("kratom", "US-CT", "2026-03-25", "not scheduled", "scheduled"),
            ("kratom leaf", "US-TN", "2026-07-01", "regulated", "banned"),
            ("7-OH", "US-VA", "2026-07-01", "unknown", "banned"),
            ("kratom", "US-KY", "2027-01-01", "regulated", "banned"),
            ("kratom", "CZ", "2025-11-12", "unknown", "regulated"),
            ("kratom", "US-LA", "2025-08-01", "regulated", "scheduled"),
        ],
    )
    def test_a_law_changes_on_its_day(self, substance: str, place: str, day: str, before: str, since: str) -> None:
        eve = (date.fromisoformat(day) - timedelta(days=1)).isoformat()
        said = [find_law(substance, place, on=on, known_on="2026-11-22").status for on in (eve, day)]
        assert said == [before, since]

    def test_an_age_rose_in_minnesota(self) -> None:
        ages = [find_law("kratom", "US-MN", on=on, known_on="2026-11-22").sure[0].record.age_limit
                for on in ("2026-07-31", "2026-08-01")]  # fmt: skip
        assert ages == [18, 21]

    def test_tennessee_told_leaf_from_all_else(self) -> None:
        asked: dict[str, Any] = {"on": "2025-06-01", "known_on": "2026-11-22", "act": "sell"}
        assert find_law("kratom leaf", "US-TN", **asked).status == "regulated"
        assert find_law("kratom extract", "US-TN", **asked).status == "banned"

    @pytest.mark.parametrize("indication", ["opioid use disorder", "alcohol use disorder"])
    @pytest.mark.parametrize("form", ["oral", "depot"])
    def test_registers_that_were_read_make_an_approval_clear_while_they_are_young(
        self, form: str, indication: str
    ) -> None:
        asked: dict[str, Any] = {"on": "2026-11-01", "form": form, "indication": indication}
        law = find_law("naltrexone", "US", known_on="2026-11-22", **asked)
        assert law.status == "approved"
        assert law.age is not None
        assert law.age < OLD
        assert not law.is_amber
        assert all(Standing(one.record, one.on, date(2027, 6, 1)).is_amber for one in law.sure)

    def test_baclocur_was_suspended_between_june_and_november_2020(self) -> None:
        asked: dict[str, Any] = {"indication": "AUD", "act": "market", "known_on": "2026-11-22"}
        said = [find_law("Baclocur", "FR", on=on, **asked).status
                for on in ("2018-10-21", "2018-10-22", "2020-06-17", "2020-11-24", "2020-11-25")]  # fmt: skip
        assert said == ["unknown", "approved", "suspended", "suspended", "approved"]

    def test_baclofen_is_not_approved_as_an_antidepressant(self) -> None:
        for place in ("US", "EU"):
            law = find_law("baclofen", place, on="2026-11-01", known_on="2026-11-22", indication="antidepressant")
            assert law.status == "not approved"
            assert law.is_amber

    def test_oral_and_depot_naltrexone_have_dates_of_their_own(self) -> None:
        asked: dict[str, Any] = {"place": "US", "on": "2008-01-01", "known_on": "2026-11-22", "indication": "OUD"}
        assert find_law("oral naltrexone", **asked).status == "approved"
        assert find_law("Vivitrol", **asked).status == "unknown"

    def test_no_two_records_of_the_library_contradict_each_other_today(self) -> None:
        for name in list_substances():
            for law in survey_law(name, on="2026-11-22", known_on="2026-11-22"):
                assert not law.conflicts, law.says

    def test_a_survey_has_every_place_of_which_anything_is_recorded(self) -> None:
        places = {law.asked.place.code for law in survey_law("kratom", known_on="2026-11-22")}
        assert places == {record.place for record in read_all() if "kratom" in record.substances}

    def test_of_mitraphylline_nothing_is_recorded(self) -> None:
        assert survey_law("mitraphylline") == ()
        assert find_law("mitraphylline", "US").status == "unknown"
