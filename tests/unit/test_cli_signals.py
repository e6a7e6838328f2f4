"""`neurodose signals`: what made-up reports say of a drug, in every form, and what is said of files that are bad."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from neurodose.case_reports.stimulation import find_jumps
from neurodose.cli.app import app
from neurodose.errors import CaseReportError, CommandError, NeurodoseError
from neurodose.evidence.signals.disproportionality import disproportionality
from neurodose.library import find_drug
from neurodose.reports.document import write_text
from neurodose.reports.dossier_safety import tell_safety
from neurodose.reports.signals import tell_reports
from tests.made_up_reports import write_quarter

Ask = Callable[..., Result]
EVENTS = ("Nausea", "Headache", "Rash", "Fall", "Cough", "Fatigue", "Pain", "Vomiting")
DRUGS = ("ASPIRIN", "LIORESAL", "TRAMADOL HCL", "IBUPROFEN", "METFORMIN", "LISINOPRIL", "OMEPRAZOLE", "ZOLPIDEM")
RISK_WORDS = re.compile(r"\b(risks?|safer than|causes?|caused by|incidence|danger\w*)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def quarters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Six quarters of made-up reports in which kratom is told with seizures, most of all in the last."""
    random = np.random.default_rng(7)
    folder, number = tmp_path_factory.mktemp("quarters"), 10_000
    for at, (quarter, day) in enumerate((("25Q1", 20250210), ("25Q2", 20250510), ("25Q3", 20250810), ("25Q4", 20251110),
                                         ("26Q1", 20260210), ("26Q2", 20260510))):  # fmt: skip
        reports = []
        for kind in range(200):
            is_kratom = kind < (40 if at == 5 else 5)
            events = list(random.choice(EVENTS, 2, replace=False))
            reports.append({
                "number": number, "case": number, "received": day, "sex": "FM"[kind % 2], "age": 20 + kind % 60,
                "drugs": ["KRATOM" if is_kratom else DRUGS[kind % 8]],
                "events": [*events, "Seizure"] if (is_kratom and kind % 2) or kind % 40 == 39 else events,
                "outcomes": ["HO"] if is_kratom else [],
                "indications": ["Seizure"] if is_kratom and kind % 4 == 1 else [],
            })  # fmt: skip
            number += 1
        write_quarter(folder / quarter, quarter, reports)
    return folder


@pytest.fixture
def ask() -> Ask:
    def run(*words: object) -> Result:
        return CliRunner().invoke(app, ["signals", *map(str, words)])

    return run


def refuse(result: Result, kind: type[NeurodoseError], words: str) -> None:
    assert isinstance(result.exception, kind), result.output
    assert words in str(result.exception)


def test_it_tells_an_association_and_never_a_risk(ask: Ask, quarters: Path, tmp_path: Path) -> None:
    result = ask(quarters, "--drug", "mitragynine", "--comparator", "tramadol", "--by", "sex", "--output", tmp_path)
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert text.startswith("Kratom in reports of suspected harm")
    assert "reported with kratom more often than expected" in text
    assert "Seizure" in text
    assert "An association among reports" in text
    for form in (text, (tmp_path / "signals-kratom.md").read_text(encoding="utf-8")):
        told = form.split("READUS-PV checklist")[0]
        assert not RISK_WORDS.findall(told.replace("tell neither cause nor frequency", ""))


def test_its_numbers_are_those_of_the_counts(ask: Ask, quarters: Path) -> None:
    told = json.loads(ask(quarters, "--drug", "kratom", "--json").stdout)
    (stream,) = told["streams"]
    assert stream["cases"] == 1200
    assert stream["cases_of_drug"] == 65
    row = next(row for row in stream["events"] if row["event"] == "Seizure")
    event = sum(kratom // 2 for kratom in (5, 5, 5, 5, 5, 40)) + 30 - 1
    found = disproportionality(row["cases"], 65, event, 1200)
    assert row["ror"] == pytest.approx(float(found.ror[0]))
    assert row["ic_low"] == pytest.approx(float(found.ic_low[0]))
    assert row["expected"] == pytest.approx(65 * event / 1200)


def test_an_association_that_age_makes_alone_is_told_beside_the_crude_one(ask: Ask, tmp_path: Path) -> None:
    # Of the young 40 % take kratom and 50 % are anxious, of the old 4 % and 10 %; seizures are told with it at any age.
    reports = []
    for number in range(2000):
        is_young = number % 2 == 0
        is_kratom = number // 2 % 100 < (40 if is_young else 4)
        is_anxious = number // 200 % 10 < (5 if is_young else 1)
        events = ["Rash", *(["Anxiety"] if is_anxious else [])]
        events += ["Seizure"] if number // 200 % 10 == 9 or (is_kratom and number // 2 % 3 == 0) else []
        reports.append({"number": 10 + number, "case": 10 + number, "received": 20260510, "sex": "F",
                        "age": 25 if is_young else 70, "drugs": ["KRATOM" if is_kratom else "ASPIRIN"],
                        "events": events})  # fmt: skip
    write_quarter(tmp_path / "26Q2", "26Q2", reports)
    result = ask(tmp_path / "26Q2", "--drug", "kratom", "--by", "age", "--output", tmp_path / "out")
    text = " ".join(result.stdout.split())
    assert "Crude PRR and PRR within strata of age are apart for: Anxiety (1.83 crude, 1.00 within" in text
    assert "| ROR in strata |" in (tmp_path / "out" / "signals-kratom.md").read_text(encoding="utf-8")
    with (tmp_path / "out" / "signals-kratom-pairs.csv").open(encoding="utf-8") as file:
        rows = {row["event"]: row for row in csv.DictReader(file)}
    assert rows["Anxiety"]["changed_by_strata"] == "above 1 in crude counts alone"
    assert float(rows["Anxiety"]["stratified_ror"]) == pytest.approx(1, rel=1e-9)
    assert float(rows["Seizure"]["stratified_ror_low"]) > 1
    assert rows["Seizure"]["stratified_informative"] == "2.0"
    (stream,) = json.loads(ask(tmp_path / "26Q2", "--drug", "kratom", "--by", "quarter", "--json").stdout)["streams"]
    for row in stream["events"]:
        assert row["stratified_ror"] == (row["ror"] and pytest.approx(row["ror"]))
    (crude,) = json.loads(ask(tmp_path / "26Q2", "--drug", "kratom", "--json").stdout)["streams"]
    assert "stratified_ror" not in crude["events"][0]


def test_a_wave_of_reports_is_told(ask: Ask, quarters: Path) -> None:
    result = ask(quarters, "--drug", "kratom")
    assert "stimulated reporting" in " ".join(result.stdout.split())
    assert "2026Q2: 40 cases" in result.stdout


def test_a_reason_for_treatment_is_no_harm_by_itself(ask: Ask, quarters: Path) -> None:
    assert "Also told as a reason for treatment in the same cases: Seizure" in " ".join(
        ask(quarters, "--drug", "kratom").stdout.split()
    )


def test_everything_is_written_into_a_folder(ask: Ask, quarters: Path, tmp_path: Path) -> None:
    result = ask(
        quarters, "--drug", "kratom", "--by", "sex,year", "--comparator", "tramadol", "--output", tmp_path / "out"
    )
    assert result.exit_code == 0, result.output
    assert {file.name for file in (tmp_path / "out").iterdir()} >= {
        "signals-kratom.html", "signals-kratom.md", "signals-kratom.json", "signals-kratom-pairs.csv",
        "signals-kratom-quarters.csv", "signals-kratom-groups.csv", "signals-kratom-variants.csv",
        "signals-kratom-people.csv",
    }  # fmt: skip
    page = (tmp_path / "out" / "signals-kratom.html").read_text(encoding="utf-8")
    assert "READUS-PV checklist" in page
    assert "<svg" in page
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert 'src="' not in page
    with (tmp_path / "out" / "signals-kratom-pairs.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows[0]["event"] == "Seizure"
    assert float(rows[0]["ic_low"]) > 0
    with (tmp_path / "out" / "signals-kratom-quarters.csv").open(encoding="utf-8") as file:
        assert [row["quarter"] for row in csv.DictReader(file)][-1] == "2026Q2"


@pytest.mark.parametrize("end", [".html", ".md", ".json", ".csv"])
def test_one_kind_is_written_into_a_file(ask: Ask, quarters: Path, tmp_path: Path, end: str) -> None:
    file = tmp_path / f"kratom{end}"
    assert ask(quarters, "--drug", "kratom", "--output", file).exit_code == 0
    assert "eizure" in file.read_text(encoding="utf-8")


def test_the_checklist_says_what_a_person_must_write(ask: Ask, quarters: Path, tmp_path: Path) -> None:
    file = tmp_path / "kratom.md"
    ask(quarters, "--drug", "kratom", "--output", file)
    text = file.read_text(encoding="utf-8")
    assert "wait for a person" in text
    assert "FAERS/AEMS, 2025Q1 to 2026Q2" in text


def test_one_event_alone_may_be_asked_for(ask: Ask, quarters: Path) -> None:
    (stream,) = json.loads(ask(quarters, "--drug", "kratom", "--event", "seizure", "--json").stdout)["streams"]
    assert [row["event"] for row in stream["events"]] == ["Seizure"]
    answer = " ".join(ask(quarters, "--drug", "kratom", "--event", " seizure ").stdout.split())
    assert "Of the events asked about, 1 is reported with kratom more often than expected" in answer
    assert "1 event was looked at." in answer


def test_an_event_that_no_case_has_is_refused_with_the_nearest_spelling(ask: Ask, quarters: Path) -> None:
    result = ask(quarters, "--drug", "kratom", "--event", "nausae")
    refuse(result, CaseReportError, 'no case of FAERS/AEMS names an event "nausae"')
    refuse(result, CaseReportError, 'did you mean "Nausea"?')
    refuse(ask(quarters, "--drug", "kratom", "--event", "xylophone"), CaseReportError, "preferred terms")


def test_an_event_that_no_case_has_is_named_beside_those_that_are_known(ask: Ask, quarters: Path) -> None:
    asked = (quarters, "--drug", "kratom", "--event", "nausea", "--event", "nausae")
    answer = " ".join(ask(*asked).stdout.split())
    assert 'No case names an event "nausae" (did you mean "Nausea"?).' in answer
    assert "Of the events asked about, none is reported with kratom more often than expected beyond chance" in answer
    assert "analysis of nausea in FAERS/AEMS" in answer
    (stream,) = json.loads(ask(*asked, "--json").stdout)["streams"]
    assert stream["events_unknown"] == [{"event": "nausae", "near": "Nausea"}]


def test_why_each_stream_is_silent_is_told_where_all_are(ask: Ask, quarters: Path, tmp_path: Path) -> None:
    table = tmp_path / "caers.csv"
    table.write_text("Report ID,Product Role,Product,MedDRA Preferred Terms\n1,Suspect,ASPIRIN,Nausea\n")
    result = ask(quarters, table, "--drug", "kratom", "--event", "nausae")
    refuse(result, CaseReportError, "no case of FAERS/AEMS names an event")
    refuse(result, CaseReportError, "supplements) names kratom")


def test_the_checklist_tells_how_each_stream_is_coded(ask: Ask, quarters: Path, tmp_path: Path) -> None:
    table = tmp_path / "caers.csv"
    rows = "".join(f"{at},Suspect,KRATOM,Nausea\n" for at in range(1, 6))
    table.write_text(f"Report ID,Product Role,Product,MedDRA Preferred Terms\n{rows}")
    file, told = tmp_path / "page.md", list[str]()
    for given in ((table,), (quarters, table)):
        assert ask(*given, "--drug", "kratom", "--output", file).exit_code == 0
        told.append(file.read_text(encoding="utf-8"))
    foods, both = told
    assert "by the trade that they are of" in foods
    assert "by active ingredient" not in foods
    assert "by active ingredient" in both
    assert "by the trade that they are of" in both


def test_an_infinite_ratio_has_no_interval_and_is_told_from_one_not_computed(ask: Ask, tmp_path: Path) -> None:
    reports = [{"number": at, "drugs": ["KRATOM" if at < 30 else "ASPIRIN"],
                "events": ["Seizure" if at < 25 else "Rash"]} for at in range(20, 60)]  # fmt: skip
    folder = write_quarter(tmp_path / "26Q2", "26Q2", reports)
    text = ask(folder, "--drug", "kratom").stdout
    assert "∞ (no interval)" in text
    assert "−∞" not in text
    (stream,) = json.loads(ask(folder, "--drug", "kratom", "--json").stdout)["streams"]
    rows = {row["event"]: row for row in stream["events"]}
    assert rows["Seizure"]["ror"] is None
    assert rows["Seizure"]["infinite"] == ["prr", "ror"]
    assert rows["Rash"]["infinite"] == []


def test_what_the_command_wrote_is_passed_over_when_it_reads_the_folder_again(ask: Ask, tmp_path: Path) -> None:
    reports = [{"number": at, "received": f"2026{1 + at % 6:02}10", "sex": "FM"[at % 2], "events": ["Nausea"],
                "drugs": ["KRATOM" if at % 3 else "TRAMADOL"]} for at in range(10, 40)]  # fmt: skip
    folder = write_quarter(tmp_path / "quarters", "26Q2", reports)
    file = folder / "REAC26Q2.txt"
    file.write_bytes(file.read_bytes()[:-5])
    asked = (folder, "--drug", "kratom", "--comparator", "tramadol", "--by", "sex")
    assert ask(*asked, "--output", folder).exit_code == 0
    assert ask(*asked, "--output", folder / "in_sentences.csv").exit_code == 0
    written = [path for path in folder.iterdir() if path.suffix in (".csv", ".json")]
    assert {path.stem.rsplit("-", 1)[-1] for path in written} == {
        "kratom", "pairs", "quarters", "groups", "variants", "people", "lost", "in_sentences",
    }  # fmt: skip
    again = json.loads(ask(*asked, "--json").stdout)["streams"][0]
    assert "8 files that this command wrote are passed over" in again["remarks"]
    assert not [fault for fault in again["faults"] if ".csv" in fault or ".json" in fault]
    for table in folder.glob("*26Q2.txt"):
        table.unlink()
    refuse(ask(*asked), CaseReportError, "8 files that this command wrote are passed over")


def list_items(page: Path) -> dict[str, list[str]]:
    """Cells of the checklist by the number of the item: section, what is asked, state, what is told."""
    rows = [line.strip("| ").split(" | ") for line in page.read_text(encoding="utf-8").splitlines()]
    return {row[0]: row[1:] for row in rows if len(row) == 5 and re.fullmatch(r"\d+[a-e]?", row[0])}


def test_the_checklist_is_filled_with_what_the_page_does(ask: Ask, quarters: Path, tmp_path: Path) -> None:
    page = tmp_path / "kratom.md"
    ask(quarters, "--drug", "kratom", "--output", page)
    text, items = page.read_text(encoding="utf-8"), list_items(page)
    assert text.startswith(
        "# Kratom in reports of suspected harm: a disproportionality analysis of every event in FAERS"
    )
    assert "This is a disproportionality analysis of individual reports" in ask(quarters, "--drug", "kratom").stdout
    assert "A disproportionality analysis of individual case reports." in text.split("## How it was counted")[1]
    assert items["1a"][2] == items["4a"][2] == "filled"
    assert items["5b"][2] == "in part"
    assert "to be written by a person: the day on which the files were taken" in items["5b"][3]
    assert items["14d"][2] == "in part"


def test_the_checklist_lists_no_analysis_that_was_not_done(ask: Ask, quarters: Path, tmp_path: Path) -> None:
    page = tmp_path / "kratom.md"
    ask(quarters / "25Q1", "--drug", "kratom", "--output", page)
    assert "## Over time" not in page.read_text(encoding="utf-8")
    for number in ("4b", "7c"):
        told = list_items(page)[number][3]
        assert "over time" not in told
        assert "masking" not in told
        assert "against confounding: nothing" in told
    ask(quarters, "--drug", "kratom", "--by", "sex", "--comparator", "tramadol", "--output", page)
    told = list_items(page)["7c"][3]
    assert "over time" in told
    assert "against confounding: strata of sex, against tramadol" in told


def test_a_dossier_tells_what_reports_of_a_folder_say(quarters: Path) -> None:
    told = tell_safety(find_drug("mitragynine"), None, (), tell_reports(find_drug("mitragynine"), [quarters]))
    text = " ".join(" ".join(write_text([told], 110)).split())
    assert "kratom is named by 65 of 1,200 cases" in text
    assert "association among reports" in text
    assert "none was looked for" not in text
    assert f"whole report: neurodose signals {quarters} --drug kratom --output signals-kratom" in text
    assert tell_reports(find_drug("mitragynine"), []) == ()


def test_what_was_lost_stands_in_the_report(ask: Ask, tmp_path: Path) -> None:
    reports = [{"number": at, "drugs": ["KRATOM"], "events": ["Nausea"]} for at in range(10, 20)]
    write_quarter(tmp_path, "26Q2", reports)
    file = tmp_path / "REAC26Q2.txt"
    file.write_bytes(file.read_bytes()[:-5])
    (stream,) = json.loads(ask(tmp_path, "--drug", "kratom", "--json").stdout)["streams"]
    assert stream["lost"][0]["rows"] == 1
    assert stream["lost"][0]["why"] == "ends too early and is left out"
    assert stream["why_no_ebgm"]
    assert "Left out: 1 of 30 rows. REAC 2026Q2: 1 row ends too early" in ask(tmp_path, "--drug", "kratom").stdout


def test_a_file_that_ends_in_the_middle_is_told_in_the_answer(ask: Ask, tmp_path: Path) -> None:
    reports = [{"number": at, "drugs": ["KRATOM"], "events": ["Nausea"]} for at in range(10, 20)]
    write_quarter(tmp_path, "26Q2", reports)
    file = tmp_path / "DRUG26Q2.txt"
    file.write_bytes(b"".join(file.read_bytes().splitlines(keepends=True)[:6]))
    answer = " ".join(ask(tmp_path, "--drug", "kratom").stdout.split())
    assert "5 of 10 cases cannot be compared, since no event is named, or no drug in a role that counts" in answer


@pytest.mark.parametrize(
    ("words", "kind", "said"),
    [(("--drug", "kratom"), CommandError, "the folder of report files is missing"),
     (("{quarters}",), CommandError, "the drug is missing"),
     (("{quarters}", "--drug", "kratom", "--role", "boss"), CommandError, "no role of a drug"),
     (("{quarters}", "--drug", "kratom", "--output", "x.pdf"), CommandError, "neither a folder nor a file"),
     (("{quarters}", "--drug", "kratom", "--by", "colour"), CaseReportError, 'not told apart by "colour"'),
     (("{quarters}", "--drug", "kratom", "--least", "0"), CaseReportError, "no limit"),
     (("{quarters}", "--drug", "nalmefene"), CaseReportError, "names nalmefene"),
     (("{quarters}", "--drug", "kratom", "--comparator", "heroin"), CaseReportError, "names heroin"),
     (("{quarters}/nowhere", "--drug", "kratom"), CaseReportError, "does not exist")],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(
    ask: Ask, quarters: Path, words: tuple[str, ...], kind: type[NeurodoseError], said: str
) -> None:
    refuse(ask(*(word.replace("{quarters}", str(quarters)) for word in words)), kind, said)


def test_a_jump_needs_cases_and_quarters_before_it() -> None:
    calm = [(f"Q{at}", 10, 1000) for at in range(6)]
    assert not find_jumps(calm)
    assert [jump.quarter for jump in find_jumps([*calm, ("Q6", 40, 1000)])] == ["Q6"]
    assert not find_jumps([*calm, ("Q6", 40, 4000)])
    assert not find_jumps([("Q0", 40, 1000)])
    first = find_jumps([(f"Q{at}", 0, 1000) for at in range(4)] + [("Q4", 12, 1000)])
    assert "many times" in first[0].tell()
