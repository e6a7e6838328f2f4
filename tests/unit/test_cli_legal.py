"""`neurodose legal`: the law of a substance by place and day, on the command line and as files."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest
from typer.testing import CliRunner, Result

from neurodose.cli.app import app
from neurodose.errors import ApprovalError, CommandError, NeurodoseError, OutputError

KNOWN = ("--known-on", "2026-11-22")
ALABAMA = ("kratom", "--place", "US-AL", "--on", "2026-11-01", *KNOWN)
ADVICE = re.compile(r"\b(you should|we recommend|it is safe|you may (buy|have|use))\b", re.IGNORECASE)
MINE = """format = 1

[[source]]
id = "act"
issuer = "Parliament"
title = "an act"
kind = "statute"
published = "2026-11-01"
reading = "read"

[[record]]
id = "mine"
substances = ["kratom"]
place = "NZ"
status = "banned"
words = "=It is banned."
sources = ["act"]
valid_from = "2026-11-01"
recorded_on = "2026-11-02"
confidence = "high"
"""

Ask = Callable[..., Result]


@pytest.fixture
def ask() -> Ask:
    def run(*words: object) -> Result:
        return CliRunner().invoke(app, ["legal", *map(str, words)])

    return run


def refuse(result: Result, kind: type[NeurodoseError], words: str) -> None:
    assert isinstance(result.exception, kind), result.output
    assert words in str(result.exception)


class TestOnePlace:
    def test_it_tells_the_answer_its_records_and_its_sources(self, ask: Ask) -> None:
        result = ask(*ALABAMA)
        assert result.exit_code == 0, result.output
        text = " ".join(result.stdout.split())
        assert text.startswith("Kratom: the law in Alabama on 2026-11-01")
        assert "in Alabama on 2026-11-01: scheduled" in text
        assert (
            "Alabama: scheduled. Above it, in the United States: not scheduled; unlawful (to market, sell); "
            "unlawful (to import); warned against (to use, market). Both stand."
        ) in text
        assert "With care: the primary source is named and was not read" in text
        assert "Legislature of Alabama" in text
        assert "Not legal advice" in text
        assert not ADVICE.search(text)

    def test_only_places_with_a_record_stand_above_it(self, ask: Ask) -> None:
        text = ask("naltrexone", "--place", "US", *KNOWN).stdout
        assert "ABOVE IT: ALL COUNTRIES" in text
        assert "UNITED NATIONS" not in text

    def test_a_day_of_knowledge_ahead_is_refused(self, ask: Ask) -> None:
        refuse(ask("kratom", "--known-on", "2099-01-01"), ApprovalError, "lies ahead")

    def test_what_is_not_known_is_said(self, ask: Ask) -> None:
        text = " ".join(ask("7-OH", "--place", "Thailand", "--on", "2026-11-01", *KNOWN).stdout.split())
        assert "unknown. Nothing is recorded of 7-hydroxymitragynine in Thailand" in text

    def test_json_holds_the_answer_with_everything_behind_it(self, ask: Ask) -> None:
        (answer,) = json.loads(ask(*ALABAMA, "--json").stdout)["answers"]
        assert answer["status"] == "scheduled"
        assert answer["amber"] is True
        assert answer["age_days"] == 142
        assert answer["records"][0]["sources"][0]["kind"] == "statute"
        assert {record["record_place"] for record in answer["above"]} == {"US", "UN"}

    def test_a_code_that_is_a_states_too_is_told_beside_the_answer(self, ask: Ask) -> None:
        result = ask("kratom", "--place", "CA", *KNOWN, "--json")
        assert "CA is the code of Canada; California is US-CA." in result.stderr
        (answer,) = json.loads(result.stdout)["answers"]
        assert answer["place"] == "CA"
        assert not ask("kratom", "--place", "US-CA", *KNOWN).stderr

    def test_a_part_that_is_not_known_is_marked(self, ask: Ask) -> None:
        text = " ".join(ask("7-OH", "--place", "US", "--on", "2026-11-20", *KNOWN).stdout.split())
        assert "perhaps not scheduled (seen until 2026-10-10" in text
        assert "With care: a part of the answer is not known" in text
        printed = ask("7-OH", "--place", "US", "--on", "2026-11-20", *KNOWN, "--json").stdout
        (answer,) = json.loads(printed)["answers"]
        assert (answer["is_partial"], answer["amber"]) == (True, True)

    def test_an_act_and_a_form_narrow_the_question(self, ask: Ask) -> None:
        asked = ("7-OH", "--place", "US-TX", "--on", "2026-11-01", *KNOWN, "--json")
        (synthetic,) = json.loads(ask(*asked, "--form", "synthetic", "--act", "sell").stdout)["answers"]
        (leaf,) = json.loads(ask(*asked, "--form", "leaf").stdout)["answers"]
        assert (synthetic["status"], leaf["status"]) == ("banned", "unknown")

    def test_before_the_registry_began_nothing_was_known(self, ask: Ask) -> None:
        said = ask("kratom", "--place", "US-AL", "--on", "2026-11-01", "--known-on", "2026-11-01").stdout
        text = " ".join(said.split())
        assert "unknown. Nothing was written down here by 2026-11-01" in text
        assert "WRITTEN DOWN LATER" in text


class TestAllPlaces:
    def test_without_a_place_there_is_a_line_a_place(self, ask: Ask) -> None:
        text = ask("kratom", "--on", "2026-11-01", *KNOWN).stdout
        for place in ("Alabama", "France", "Thailand", "Malaysia"):
            assert place in text

    def test_without_a_substance_it_lists_them(self, ask: Ask) -> None:
        text = ask().stdout
        assert "kratom: AU, BE, CA" in text
        assert "mitraphylline: nothing recorded" in text

    def test_a_substance_without_records_is_unknown_everywhere(self, ask: Ask) -> None:
        assert "Unknown: nothing is recorded of mitraphylline" in ask("mitraphylline").stdout
        assert json.loads(ask("mitraphylline", "--json").stdout)["answers"] == []


class TestFiles:
    def test_a_folder_takes_a_page_a_table_and_json(self, ask: Ask, tmp_path: Path) -> None:
        result = ask(*ALABAMA, "--output", tmp_path / "out")
        assert result.exit_code == 0, result.output
        found = {path.suffix: path.read_text(encoding="utf-8") for path in (tmp_path / "out").iterdir()}
        assert set(found) == {".html", ".md", ".json", ".csv"}
        rows = list(csv.DictReader(found[".csv"].splitlines()))
        assert rows[0]["record"] == "us_al_2016"
        assert {row["lane"] for row in rows} == {"here", "above"}
        page = found[".html"]
        assert not re.search(r"<script|https?://(?!www\.w3\.org)|@import", page)
        assert "Not legal advice" in page
        assert not ADVICE.search(page)

    def test_the_page_draws_statuses_in_time(self, ask: Ask, tmp_path: Path) -> None:
        for words in (ALABAMA, ("kratom", "--on", "2026-11-01", *KNOWN), ("baclofen", "--place", "FR", *KNOWN)):
            ask(*words, "--output", tmp_path / "page.html")
            page = (tmp_path / "page.html").read_text(encoding="utf-8")
            (svg,) = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
            drawing = ElementTree.fromstring(svg)
            assert len(drawing.findall(".//{*}rect")) >= 2
            assert "the upright line is" in drawing.findtext("{*}title", "")

    def test_ones_own_records_stand_beside_the_librarys(self, ask: Ask, tmp_path: Path) -> None:
        (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")
        asked = ("kratom", "--place", "NZ", "--on", "2026-11-05", "--records", tmp_path / "mine.toml", *KNOWN)
        (answer,) = json.loads(ask(*asked, "--json").stdout)["answers"]
        assert (answer["status"], answer["amber"]) == ("banned", False)
        ask(*asked, "--output", tmp_path / "out.csv")
        assert "'=It is banned." in (tmp_path / "out.csv").read_text(encoding="utf-8")

    def test_all_pages_are_written(self, ask: Ask, tmp_path: Path) -> None:
        assert ask("--all", "--output", tmp_path / "pages").exit_code == 0
        assert {"README.md", "kratom.md", "baclofen.md"} <= {path.name for path in (tmp_path / "pages").iterdir()}


class TestBadInput:
    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (("kratum", "--place", "US-AL"), 'did you mean "kratom"'),
            (("kratom", "--place", "Alabamma"), "US-AL (Alabama)"),
            (("kratom", "--place", "Georgia"), "GE (Georgia, the country) or US-GA"),
            (("kratom", "--on", "yesterday"), "write a day as 2016-05-10"),
            (("kratom", "--on", "2026-02-30"), "no date of the calendar"),
            (("kratom", "--on", "2026"), "more than one day"),
            (("kratom", "--known-on", "never"), "write a day as"),
            (("kratom", "--act", "juggle"), "possess"),
            (("kratom", "--form", "cube"), "extract"),
            (("", "--place", "US-AL"), "no substance is called"),
        ],
    )
    def test_what_does_not_exist_is_refused_with_what_does(self, ask: Ask, words: tuple[str, ...], said: str) -> None:
        refuse(ask(*words), ApprovalError, said)

    def test_a_place_without_a_substance_is_refused(self, ask: Ask) -> None:
        refuse(ask("--place", "US-AL"), CommandError, "the substance is missing")

    def test_pages_need_a_folder_and_no_substance(self, ask: Ask, tmp_path: Path) -> None:
        refuse(ask("--all"), CommandError, "folder for the pages is missing")
        refuse(ask("kratom", "--all", "--output", tmp_path), CommandError, "both typed")

    def test_a_file_of_another_kind_is_refused_before_the_work(self, ask: Ask, tmp_path: Path) -> None:
        refuse(ask(*ALABAMA, "--output", tmp_path / "law.pdf"), CommandError, ".html, .md, .json, .csv")
        refuse(ask(*ALABAMA, "--output", tmp_path / "no" / "law.json"), OutputError, "does not exist")

    def test_faulty_records_of_ones_own_are_refused_where_they_stand(self, ask: Ask, tmp_path: Path) -> None:
        path = tmp_path / "mine.toml"
        refuse(ask("kratom", "--records", path), ApprovalError, "does not exist")
        path.write_text(MINE.replace('"NZ"', '"Atlantis"'), encoding="utf-8")
        refuse(ask("kratom", "--records", path), ApprovalError, "mine.toml, record mine")
        path.write_bytes(b"\xff\xfe\x00\x01")
        refuse(ask("kratom", "--records", path), ApprovalError, "not text in UTF-8")
        path.write_text(MINE.replace('id = "mine"', 'id = "us_al_2016"'), encoding="utf-8")
        refuse(ask("kratom", "--records", path), ApprovalError, "two records are called us_al_2016")
