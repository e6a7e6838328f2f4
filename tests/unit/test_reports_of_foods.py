"""Tables of CAERS and JSON of openFDA: headers of three times, lists in cells, files that break off."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from neurodose.case_reports.cases import SEXES, Cases, name_quarter
from neurodose.case_reports.counting import count_drug, name_cases
from neurodose.case_reports.foods import read_age, read_day
from neurodose.case_reports.naming import Naming
from neurodose.case_reports.reading import read_cases
from neurodose.errors import CaseReportError
from neurodose.library.synonyms import find_synonyms
from tests.made_up_reports import write_quarter

NAMING = Naming(find_synonyms())
OLD = (
    "RA_Report #,RA_CAERS Created Date,AEC_Event Start Date,PRI_Product Role,PRI_Reported Brand/Product Name,"
    "PRI_FDA Industry Code,PRI_FDA Industry Name,CI_Age at Adverse Event,CI_Age Unit,CI_Gender,AEC_One Row Outcomes,"
    "SYM_One Row Coded Symptoms"
)
MIDDLE = (
    "Report ID,CAERS Created Date,Date of Event,Product Type,Product,Product Code,Description,Patient Age,Age Units,"
    "Sex,MedDRA Preferred Terms,Outcomes"
)
NEW = (
    "DATE_FDA_FIRST_RECEIVED_CASE,REPORT_ID,DATE_EVENT,PRODUCT_TYPE,PRODUCT,PRODUCT_CODE,DESCRIPTION,PATIENT_AGE,AGE_UNITS,"
    "SEX,CASE_MEDDRA_PREFERRED_TERMS,CASE_OUTCOME"
)
ROWS = {
    OLD: '65325,1/31/2016,8/4/2015,Suspect,KRATOM POWDER,54,Vit,2,Year(s),Female,"HOSPITAL, DEATH","NAUSEA, SEIZURE"',
    MIDDLE: '65325,1/31/2016,8/4/2015,SUSPECT,KRATOM POWDER, 54, Vit,2,year(s),Female,"Nausea, Seizure","Death, Other"',
    NEW: '1/31/2016,65325,8/4/2015,SUSPECT,KRATOM POWDER,54,Vit,2,year(s),Female,"Nausea, Seizure","Death, Other"',
}  # fmt: skip


def read_one(place: Path) -> Cases:
    (cases,) = read_cases(place)
    return cases


def write_table(folder: Path, *rows: str, header: str = NEW, name: str = "HFCS-20260630.csv") -> Path:
    (folder / name).write_text("\n".join([header, *rows, ""]), encoding="utf-8")
    return folder / name


def new_row(report: str, product: str, events: str = "NAUSEA", role: str = "SUSPECT") -> str:
    return f'4/2/2026,{report},,{role},{product},54,Vit/Min,30,year(s),Male,"{events}",Other'


@pytest.mark.parametrize(("header", "row"), ROWS.items(), ids=("to 2017", "to 2023", "since 2024"))
def test_headers_of_all_times_are_read(tmp_path: Path, header: str, row: str) -> None:
    cases = read_one(write_table(tmp_path, row, header=header))
    assert cases.stream.startswith("CAERS")
    assert name_quarter(int(cases.quarter[0])) == "2016Q1"
    assert cases.event_day[0] == 20150804
    assert (cases.age[0], SEXES[cases.sex[0]]) == (2, "female")
    assert sorted(count_drug(name_cases(cases, NAMING), "kratom").events) == ["NAUSEA", "SEIZURE"]
    assert cases.outcomes is not None
    assert "DEATH" in cases.outcomes.names


def test_rows_of_one_report_are_one_case(tmp_path: Path) -> None:
    rows = [new_row("1", "KRATOM", "NAUSEA, FALL"), new_row("1", "ENERGY DRINK", "NAUSEA, FALL", "CONCOMITANT"),
            new_row("2", "KRATOM"), new_row("2", "KRATOM")]  # fmt: skip
    cases = read_one(write_table(tmp_path, *rows))
    assert len(cases) == 2
    named = name_cases(cases, NAMING)
    assert "ENERGY DRINK" not in {named.drugs[at] for at in named.taken.indices}
    assert count_drug(named, "kratom").drug == 2
    assert [loss.why for loss in cases.account.lost] == ["repeats a row and counts once"]


def test_a_name_in_quotes_may_hold_commas_and_line_ends(tmp_path: Path) -> None:
    row = new_row("1", '"KRATOM, ""GOLD""\nCAPSULES"')
    cases = read_one(write_table(tmp_path, row, new_row("2", "TEA")))
    assert len(cases) == 2
    assert [name for name, _ in cases.drugs.names] == ['KRATOM, "GOLD" CAPSULES', "TEA"]


def test_a_stray_quote_costs_its_own_row_alone(tmp_path: Path) -> None:
    rows = [new_row("1", "TEA"), new_row("2", '"5 INCH" BAR "'), new_row("3", "KRATOM"), new_row("4", "TEA")]
    cases = read_one(write_table(tmp_path, *rows))
    assert {"KRATOM", "TEA"} <= {name for name, _ in cases.drugs.names}
    assert len(cases) >= 3
    assert cases.account.rows_lost <= 1


def test_a_table_that_is_cut_off_keeps_its_whole_rows(tmp_path: Path) -> None:
    file = write_table(tmp_path, new_row("1", "KRATOM"), new_row("2", "TEA"))
    file.write_bytes(file.read_bytes()[:-14])
    cases = read_one(tmp_path)
    assert len(cases) == 1
    assert cases.account.lost[0].count == 1
    assert "does not have the columns of the table" in cases.account.lost[0].why


def test_windows_latin_is_read(tmp_path: Path) -> None:
    file = tmp_path / "CAERS.csv"
    file.write_bytes("\n".join([NEW, new_row("1", "CAFÉ KRATOM"), ""]).encode("cp1252"))
    assert read_one(tmp_path).drugs.names == [("CAFÉ KRATOM", "")]


def test_a_table_of_something_else_is_told(tmp_path: Path) -> None:
    (tmp_path / "prices.csv").write_text("what,how much\ntea,3\n")
    with pytest.raises(CaseReportError, match="no reports can be read") as told:
        read_cases(tmp_path)
    assert "prices.csv has no column for case, product, events" in str(told.value)


def test_streams_are_never_added_up(tmp_path: Path) -> None:
    write_quarter(
        tmp_path / "faers", "26Q2", [{"number": at, "drugs": ["KRATOM"], "events": ["Rash"]} for at in (11, 12)]
    )
    write_table(tmp_path, new_row("1", "KRATOM"))
    first, second = read_cases(tmp_path)
    assert (first.stream, len(first)) == ("FAERS/AEMS", 2)
    assert len(second) == 1
    assert [table for table, _ in second.account.rows] == ["HFCS-20260630.csv"]


DRUG_EVENTS = [
    {"safetyreportid": "77", "safetyreportversion": "2", "receivedate": "20260105", "occurcountry": "US",
     "seriousnessdeath": "1", "patient": {
         "patientsex": "2", "patientonsetage": "4", "patientonsetageunit": "800",
         "drug": [{"medicinalproduct": "OPMS KRATOM", "drugcharacterization": "1"},
                  {"medicinalproduct": "TYLENOL", "drugcharacterization": "2",
                   "activesubstance": {"activesubstancename": "ACETAMINOPHEN"}}],
         "reaction": [{"reactionmeddrapt": "Seizure"}]}},
    {"safetyreportid": "77", "safetyreportversion": "1", "receivedate": "20260105",
     "patient": {"drug": [{"medicinalproduct": "TEA", "drugcharacterization": "1"}], "reaction": []}},
]  # fmt: skip
FOOD_EVENTS = [
    {"report_number": "2026-CFS-1", "date_created": "20260105", "outcomes": ["Death"], "reactions": ["SEIZURE"],
     "products": [{"role": "SUSPECT", "name_brand": "7-OH SHOT", "industry_name": "Vit"}],
     "consumer": {"age": "30", "age_unit": "year(s)", "gender": "Male"}},
]  # fmt: skip


@pytest.mark.parametrize("form", ["page", "list", "lines"])
def test_json_about_drugs_is_read(tmp_path: Path, form: str) -> None:
    page = {"meta": {"results": {"total": 2}}, "results": DRUG_EVENTS}
    text = {"page": json.dumps(page), "list": json.dumps(DRUG_EVENTS),
            "lines": "\n".join(map(json.dumps, DRUG_EVENTS))}[form]  # fmt: skip
    (tmp_path / "events.json").write_text(text)
    cases = read_one(tmp_path)
    assert cases.is_latest.tolist() == [True, False]
    assert (cases.age[0], SEXES[cases.sex[0]]) == (40, "female")
    assert count_drug(name_cases(cases, NAMING), "kratom").events == ["SEIZURE"]
    assert cases.outcomes is not None
    assert cases.outcomes.names == ["DE"]


def test_json_about_foods_is_read(tmp_path: Path) -> None:
    (tmp_path / "food.json").write_text(json.dumps({"results": FOOD_EVENTS}))
    cases = read_one(tmp_path)
    assert count_drug(name_cases(cases, NAMING), "7-hydroxymitragynine").observed.tolist() == [1]
    assert cases.age[0] == 30


def test_json_that_is_cut_off_keeps_its_whole_reports(tmp_path: Path) -> None:
    text = json.dumps({"results": FOOD_EVENTS * 3})
    (tmp_path / "food.json").write_text(text[: len(text) - 60])
    cases = read_one(tmp_path)
    assert len(cases) == 2
    assert cases.account.rows_lost == 1


@pytest.mark.parametrize("content", ['{"error": {"code": "NOT_FOUND"}}', "[]", "", '{"results": [1, "x", {"a": 1}]}'])
def test_json_without_reports_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(CaseReportError, match="no reports can be read"):
        read_cases(tmp_path)


@pytest.mark.parametrize(
    ("text", "day"),
    [("1/31/2024", 20240131), ("2024-01-31", 20240131), ("20240131", 20240131), ("31-JAN-2024", 20240131), ("", 0),
     ("31/1/2024", 0), ("soon", 0)],
)  # fmt: skip
def test_days_are_written_in_many_ways(text: str, day: int) -> None:
    assert read_day(text) == day


def test_an_age_needs_its_unit() -> None:
    assert read_age("4", "Decade(s)") == 40
    assert read_age("6", "Month(s)") == 0.5
    assert read_age("6", "") is None
    assert read_age("old", "Year(s)") is None


def test_a_large_table_is_read_row_by_row(tmp_path: Path) -> None:
    rows = [new_row(str(at), f"PRODUCT {at % 50}", "NAUSEA, HEADACHE") for at in range(5000)]
    cases = read_one(write_table(tmp_path, *rows))
    assert len(cases) == 5000
    assert np.unique(cases.quarter).tolist() == [2026 * 4 + 1]
