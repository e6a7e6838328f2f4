"""Every line of the collection on approvals and law is entered, with its own certainty; every record has its sources;
and the pages follow from the records.
"""

from __future__ import annotations

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neurodose.cli.app import app
from neurodose.library.approvals import INDICATIONS, find_law, name_indication, read_all
from neurodose.library.approvals.substances import list_substances
from neurodose.records.approval import Approval
from neurodose.records.approval_reader import RECORD, SOURCE, THRESHOLD, read_approvals
from neurodose.reports.legal_pages import COMMAND, COUNTRIES, STATES, write_pages

TERRITORIES = ("US-AS", "US-GU", "US-MP", "US-PR", "US-UM", "US-VI")
TRACKER = "ikratom, an advocacy site"
DOCS = Path(__file__).resolve().parents[2] / "docs"
FILES = sorted((f for f in files("neurodose.library.approvals").iterdir() if f.name.endswith(".toml")),
               key=lambda f: f.name)  # fmt: skip
REMEMBERED = ("R-A", "R-B", "R-C")
# How a line of section 7 begins, and the records it became.
ENTERED: dict[str, str] = {
    "baclofen, spasticity": "baclofen_fr_spasticity baclofen_us_spasticity",
    "baclofen, AUD France": (
        "baclofen_fr_rtu baclocur_approved baclocur_not_yet baclocur_on_sale baclocur_suspended baclocur_recalled "
        "baclocur_approved_again baclocur_on_sale_again"
    ),
    "baclofen, AUD elsewhere": "baclofen_us_alcohol baclofen_eu_alcohol",
    "naltrexone oral": "naltrexone_us_opioids naltrexone_us_alcohol",
    "XR-NTX": "naltrexone_us_depot_alcohol naltrexone_us_depot_opioids",
    "NTX EU": "naltrexone_eu_oral naltrexone_eu_depot naltrexone_bupropion_eu naltrexone_bupropion_us",
    "LDN": "naltrexone_us_low_dose naltrexone_low_dose",
    "mitragynine / kratom leaf US federal": "us_kratom_not_scheduled us_2016_intent",
    "FDA on kratom": "us_fda_kratom us_import_alert us_fda_advisory",
    "7-OH": "us_fda_7oh us_7oh_recommendation us_7oh_intent us_7oh_not_scheduled",
    "mitragynine pseudoindoxyl": "us_mp_order us_mp_intent",
    "US states banning kratom": (
        "us_al_2016 us_ar_2016 us_in_2014 us_ri_2017 us_ri_2026 us_vt_rule us_wi_2014 us_la_2025 us_oh_2025"
    ),
    "international": "un_kratom th_2021 my_1952 au_schedule_9",
    "Denmark, Sweden": (
        "dk_kratom se_kratom pl_kratom lt_kratom lv_kratom ro_kratom sg_kratom jp_kratom kr_kratom mm_kratom"
    ),
}  # fmt: skip
# Records of lines that the collection only remembers, of which a source was read since.
READ_SINCE = frozenset((
    "naltrexone_eu_oral", "naltrexone_bupropion_eu", "naltrexone_bupropion_us",
    "dk_kratom", "se_kratom", "pl_kratom", "lt_kratom", "lv_kratom", "ro_kratom",
))  # fmt: skip
# Facts of the collection on the field, section C.3, and their records.
OF_THE_FIELD: dict[str, str] = {
    "Naltrexone": "naltrexone_us_opioids naltrexone_us_alcohol naltrexone_us_depot_alcohol nalmefene_eu "
    "naltrexone_bupropion_us naltrexone_depression",
    "Baclofen": "baclofen_us_spasticity baclocur_approved baclocur_suspended baclofen_us_alcohol "
    "baclofen_us_depression",
    "Kratom": "un_kratom us_2016_intent us_7oh_recommendation us_7oh_intent us_mp_intent us_fl_7oh_first th_2021 "
    "my_1952 au_schedule_9",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return write_pages()


def find(id: str) -> Approval:
    return next(record for record in read_all() if record.id == id)


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_a_file_of_the_library_is_read_without_a_fault(file: Path) -> None:
    if file.name != "substances.toml":
        assert not read_approvals(file.read_text(encoding="utf-8"), file.name).faults


def test_every_line_of_the_collection_is_entered(shared: Path) -> None:
    part = (shared / "literature.md").read_text(encoding="utf-8").split("\n# 7. ")[1].split("\n# 8. ")[0]
    lines = [row.strip("| ").split(" | ")[0] for row in part.splitlines() if row.startswith("| ")]
    lines = [line for line in lines if line != "item" and not set(line) <= set("-|")]
    assert len(lines) == len(ENTERED)
    assert not [line for line in lines if not line.startswith(tuple(ENTERED))]
    assert {id for ids in ENTERED.values() for id in ids.split()} <= {record.id for record in read_all()}


def test_what_the_collection_only_remembers_is_marked(shared: Path) -> None:
    """A line tagged R alone became records of which no source was read, but for those that were looked up since."""
    part = (shared / "literature.md").read_text(encoding="utf-8").split("\n# 7. ")[1].split("\n# 8. ")[0]
    checked = 0
    for row in (row for row in part.splitlines() if row.startswith("| ")):
        if row.rstrip("| ").rpartition("|")[2].strip() in REMEMBERED:
            ids = next(ids for start, ids in ENTERED.items() if row.strip("| ").startswith(start))
            for id in ids.split():
                readings = {source.reading for source in find(id).sources}
                assert readings == ({"remembered", "read"} if id in READ_SINCE else {"remembered"}), id
                checked += 1
    assert checked >= 10


def test_every_fact_on_the_field_is_entered(shared: Path) -> None:
    part = (shared / "field.md").read_text(encoding="utf-8").split("### C.3")[1].split("### C.4")[0]
    for subject, ids in OF_THE_FIELD.items():
        assert f"- **{subject}" in part
        assert set(ids.split()) <= {record.id for record in read_all()}


def test_every_record_has_a_source_a_day_of_its_own_and_known_words() -> None:
    known = {name.casefold() for name in list_substances()}
    for record in read_all():
        assert record.sources, record.id
        assert record.recorded_on, record.id
        assert set(record.substances) <= known, record.id
        assert name_indication(record.indication) == record.indication, record.id
        for source in record.sources:
            assert source.address or source.published or source.as_of or source.reading != "read", source.id
    assert set(INDICATIONS.values()) <= {record.indication for record in read_all()}


def test_every_state_of_the_united_states_has_an_answer_on_kratom() -> None:
    """Most of them by one tracker of June 2026; what rests on it alone is never called sure."""
    text = (files("neurodose.records") / "jurisdictions.csv").read_text(encoding="utf-8")
    codes = [row["code"] for row in csv.DictReader(text.splitlines()) if row["code"].startswith("US-")]
    states = [code for code in codes if code not in TERRITORIES]
    assert len(states) == 51
    laws = [find_law("kratom", code, on="2026-07-02", known_on="2026-11-22") for code in states]
    assert not [law.says for law in laws if not law.here]
    # A ban was proposed in Ohio, and what became of it after June was not seen.
    assert [law.asked.place.code for law in laws if not law.is_known] == ["US-OH"]
    alone = [record for record in read_all() if {source.issuer for source in record.sources} == {TRACKER}]
    assert len(alone) >= 30
    assert {record.confidence for record in alone} <= {"low", "moderate"}
    assert not [record.id for record in alone if record.has_primary]


def test_every_source_stands_behind_a_record() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        cited = set(re.findall(r'"(\w+)"', " ".join(re.findall(r"^sources = \[(.*)\]", text, re.MULTILINE))))
        named = set(re.findall(r'\[\[source\]\]\nid = "(\w+)"', text))
        assert named == cited, file.name


def test_a_remembered_date_or_source_says_so() -> None:
    for record in read_all():
        if {source.reading for source in record.sources} == {"remembered"}:
            law = find_law(record.substances[0], record.place, on="2026-11-01", known_on="2026-11-22")
            mine = [one for one in (*law.here, *law.past, *law.aside) if one.record.id == record.id]
            assert all(one.is_amber for one in mine), record.id


def test_the_pages_are_those_of_the_records(pages: dict[str, str]) -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in (DOCS / "legal").iterdir()}
    assert kept == pages, f"write them again: {COMMAND}"


def test_the_first_table_answers_at_two_days_with_source_and_age_or_says_unknown(pages: dict[str, str]) -> None:
    rows = [row.strip("| ").split(" | ") for row in pages["README.md"].splitlines() if row.startswith("| ")][2:]
    assert len(STATES) >= 5
    assert {"FR", "TH", "MY"} <= set(COUNTRIES)
    assert len(rows) == 2 * 2 * (len(STATES) + len(COUNTRIES))
    for _, _, _, status, what, age, *rest in rows:
        if status == "unknown":
            assert len(what) > 20
        else:
            assert age
            assert "(" in rest[-1]


def test_no_page_gives_advice(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert "Not legal advice" in page, name
        assert not re.search(r"\b(you should|we recommend|you may (buy|have|use))\b", page, re.IGNORECASE)


def test_the_page_on_the_command_shows_what_it_prints() -> None:
    page = (DOCS / "legal.md").read_text(encoding="utf-8")
    command = re.search(r"```\n(neurodose legal .*)\n```", page)
    shown = re.search(r"```text\n(.*?)\n```", page, re.DOTALL)
    assert command is not None
    assert shown is not None
    printed = CliRunner().invoke(app, command[1].split()[1:]).stdout
    assert shown[1].split() == printed.split(), f"put into docs/legal.md what `{command[1]}` prints"


def test_the_page_on_the_command_names_every_option_and_every_key() -> None:
    page = (DOCS / "legal.md").read_text(encoding="utf-8")
    told = CliRunner().invoke(app, ["legal", "--help"]).stdout
    options = set(re.findall(r"(?<![\w-])--[a-z-]+", told)) - {"--help"}
    assert options
    assert options <= set(re.findall(r"--[a-z-]+", page))
    keys = {*SOURCE, *RECORD, *THRESHOLD}
    assert keys <= set(re.findall(r"`(\w+)`", page)), keys - set(re.findall(r"`(\w+)`", page))
