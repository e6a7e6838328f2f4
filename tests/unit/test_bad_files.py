"""What a stranger is told whose file is cut off, doubled, missing, empty, binary, huge, or about something else."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from neurodose.cli.app import app
from neurodose.errors import CaseReportError, NeurodoseError
from neurodose.library import find_drug
from neurodose.reports.document import Words
from neurodose.reports.signals import tell_reports
from tests.made_up_reports import HEADERS, write_quarter

Ask = Callable[..., str]
LARGE = 50_000_000  # bytes
ROOM = 500  # MB that a file of 50 MB may take with the library itself
NEW = (
    "DATE_FDA_FIRST_RECEIVED_CASE,REPORT_ID,DATE_EVENT,PRODUCT_TYPE,PRODUCT,PRODUCT_CODE,DESCRIPTION,PATIENT_AGE,"
    "AGE_UNITS,SEX,CASE_MEDDRA_PREFERRED_TERMS,CASE_OUTCOME"
)
THAI = "กระท่อม (kratom) เป็นพืชที่ใช้กันมานานในประเทศไทย และยังไม่มีหลักฐานว่ารักษาโรคได้ คนจำนวนมากใช้เพื่อบรรเทาอาการปวด"
JAPANESE = "クラトム(kratom)は東南アジアの植物で、痛みの緩和に使われるが、臨床試験はほとんどない。"
UKRAINIAN = "Kratom – рослина, яку багато людей приймають від болю, але ніхто не знає, чи вона допомагає."


def report_of(number: int, **told: Any) -> dict[str, Any]:
    return {"number": number, "drugs": ["KRATOM"], "events": ["Nausea"], **told}


@pytest.fixture
def quarter(tmp_path: Path) -> Path:
    """A folder with ten reports of a quarter."""
    return write_quarter(tmp_path / "quarter", "26Q2", [report_of(at) for at in range(10, 20)])


@pytest.fixture
def ask() -> Ask:
    """What is said of files, in one line."""

    def run(*places: Path) -> str:
        result = CliRunner().invoke(app, ["signals", *map(str, places), "--drug", "kratom"])
        assert result.exit_code == 0, result.output
        return " ".join(result.stdout.split())

    return run


@pytest.fixture
def refuse() -> Ask:
    """What a command says that cannot be done."""

    def run(*words: object) -> str:
        error = CliRunner().invoke(app, list(map(str, words))).exception
        assert isinstance(error, NeurodoseError), error
        return str(error)

    return run


class TestReports:
    def test_a_row_that_is_cut_off_is_told_in_the_answer(self, ask: Ask, quarter: Path) -> None:
        file = quarter / "REAC26Q2.txt"
        file.write_bytes(file.read_bytes()[:-9])
        told = ask(quarter)
        assert "kratom is named by 9 of 9 cases" in told
        assert "REAC 2026Q2 ends in the middle of a row: whatever stood after it is missing" in told
        assert "Left out: 1 of 30 rows. REAC 2026Q2: 1 row ends too early and is left out (line 11: 19$19$)." in told

    def test_a_whole_file_is_not_said_to_end_in_the_middle(self, ask: Ask, quarter: Path) -> None:
        file = quarter / "REAC26Q2.txt"
        file.write_bytes(file.read_bytes().rstrip(b"\r\n"))
        assert "middle" not in ask(quarter)

    def test_several_rows_end_and_one_ends(self, ask: Ask, quarter: Path) -> None:
        file = quarter / "REAC26Q2.txt"
        lines = file.read_bytes().splitlines(keepends=True)
        file.write_bytes(b"".join([*lines[:9], b"18\r\n", b"19\r\n"]))
        assert "REAC 2026Q2: 2 rows end too early and are left out" in ask(quarter)

    def test_a_table_of_foods_and_json_that_are_cut_off_are_told(self, ask: Ask, tmp_path: Path) -> None:
        row = '4/2/2026,{},,SUSPECT,KRATOM,54,Vit,30,year(s),Male,"Nausea, Rash",Hospitalization'
        foods = tmp_path / "foods.csv"
        foods.write_text("\n".join([NEW, *(row.format(at) for at in range(5)), row.format(5)[:30]]))
        told = ask(foods)
        assert "kratom is named by 5 of 5 cases" in told
        assert "foods.csv ends in the middle of a row" in told
        assert "Left out: 1 of 6 rows" in told
        one = {"safetyreportid": "1", "patient": {"drug": [{"medicinalproduct": "KRATOM", "drugcharacterization": "1"}],
                                                  "reaction": [{"reactionmeddrapt": "Nausea"}]}}  # fmt: skip
        reports = tmp_path / "reports.json"
        reports.write_text(json.dumps({"results": [one | {"safetyreportid": str(at)} for at in range(4)]})[:-20])
        told = ask(reports)
        assert "kratom is named by 3 of 3 cases" in told
        assert "reports.json ends in the middle of a report" in told
        assert "Left out: 1 of 4 rows. reports.json: 1 row is cut off or no JSON and is left out" in told

    def test_mixed_encodings_are_told_in_the_answer(self, ask: Ask, quarter: Path) -> None:
        file = quarter / "DRUG26Q2.txt"
        names = [f"KRATOM É{end}".encode(code) for end, code in (("A", "utf-8"), ("B", "cp1252"))]
        for name in names:
            file.write_bytes(file.read_bytes().replace(b"KRATOM$", name + b"$", 1))
        told = ask(quarter)
        assert "kratom is named by 10 of 10 cases" in told
        assert "1 row of DRUG26Q2.txt is not in UTF-8, was read as Windows Latin, and is kept" in told

    def test_duplicates_count_once_and_are_told_in_the_answer(self, ask: Ask, quarter: Path, tmp_path: Path) -> None:
        write_quarter(quarter / "again", "26Q2", [report_of(at) for at in range(10, 20)])
        write_quarter(tmp_path / "next", "26Q3", [report_of(30, case=12, version=2, received="20260801")])
        told = ask(quarter, tmp_path / "next")
        assert "kratom is named by 10 of 10 cases" in told
        assert "10 rows tell of a report that another row tells of too: each report counts once" in told
        assert "Not counted: 1 older version of a case." in told

    @pytest.mark.parametrize("table", ["DEMO", "DRUG", "REAC"])
    def test_a_table_that_is_missing_is_named(self, refuse: Ask, quarter: Path, table: str) -> None:
        (quarter / f"{table}26Q2.txt").unlink()
        told = refuse("signals", quarter, "--drug", "kratom")
        assert f"the set has no {table} file" in told
        assert "it has: " in told

    def test_a_table_with_a_header_alone_is_told(self, refuse: Ask, quarter: Path) -> None:
        (quarter / "DRUG26Q2.txt").write_text(HEADERS["DRUG"] + "\r\n")
        assert "DRUG26Q2.txt has no row below its header" in refuse("signals", quarter, "--drug", "kratom")

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [("report.txt", b"", "report.txt is empty"), ("report.txt", b" \r\n\r\n", "report.txt is empty"),
         ("report.txt", bytes(range(256)) * 9, "report.txt is no text but binary"),
         ("report.txt", bytes(range(1, 256)), "report.txt is no text but binary"),
         ("report.txt", b"PK\x03\x04...", "report.txt is no text but an archive or a workbook"),
         ("report.txt", b"Kratom is a plant.\n", "report.txt is text, but no table of reports has such a name"),
         ("prices.csv", b"a,b\n1,2\n", "prices.csv has no column for case, product, events"),
         ("report.xlsx", b"PK\x03\x04...", "there is no file that ends in .txt, .csv, .json")],
    )  # fmt: skip
    def test_a_file_by_itself_is_told_for_what_it_is(
        self, refuse: Ask, tmp_path: Path, name: str, content: bytes, said: str
    ) -> None:
        file = tmp_path / name
        file.write_bytes(content)
        told = refuse("signals", file, "--drug", "kratom")
        assert "no reports can be read" in told
        assert said in told

    def test_a_stream_that_does_not_name_the_drug_is_not_dropped_in_silence(self, ask: Ask, quarter: Path) -> None:
        row = '4/2/2026,1,,SUSPECT,TEA,54,Vit,30,year(s),Male,"Nausea, Rash",Hospitalization'
        (quarter / "foods.csv").write_text(f"{NEW}\n{row}\n")
        assert "no case of CAERS/HFCS (foods, supplements) names kratom" in ask(quarter)

    @pytest.mark.parametrize(
        ("name", "head"),
        [("DRUG26Q2.txt", HEADERS["DRUG"].encode() + b"\n" + b"kratom "), ("DRUG26Q2.txt", bytes(range(256))),
         ("foods.csv", NEW.encode() + b"\nkratom,")],
        ids=["one line", "binary", "one row of cells"],
    )  # fmt: skip
    def test_50_mb_of_no_table_take_little_memory(self, quarter: Path, name: str, head: bytes) -> None:
        end = head.rsplit(b"\n", 1)[-1]
        (quarter / name).write_bytes(head + end * (LARGE // len(end)))
        words = [sys.executable, "-m", "neurodose", "signals", str(quarter), "--drug", "kratom"]
        told = subprocess.run([sys.executable, "-c", MEASURE, *words], capture_output=True, text=True, check=True)
        said, megabytes = told.stdout.rsplit("\n", 2)[:2]
        assert name.split("26Q2")[0] in said
        assert float(megabytes) < ROOM


# Runs a command and says what it said, and how many MB it took at most.
MEASURE = (
    "import resource, subprocess, sys; found = subprocess.run(sys.argv[1:], capture_output=True, text=True);"
    "print(found.stdout + found.stderr); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000)"
)


class TestDossier:
    def test_a_drug_that_no_report_names_is_told_with_how_many_were_read(self, quarter: Path) -> None:
        told = tell_reports(find_drug("naltrexone"), [quarter])
        assert isinstance(told[0], Words)
        assert told[0].text.startswith(
            "Of naltrexone nothing can be told: 10 reports were read, and no case of FAERS/AEMS names naltrexone"
        )
        assert told[0].text.endswith("That is no sign of safety.")

    def test_one_drug_of_two_may_be_named(self, quarter: Path) -> None:
        told = " ".join(block.text for block in tell_reports(find_drug("naltrexone + mitragynine"), [quarter])
                        if isinstance(block, Words))  # fmt: skip
        assert "Of naltrexone nothing can be told" in told
        assert "kratom is named by 10 of 10 cases" in told

    def test_what_cannot_be_read_is_refused_all_the_same(self, tmp_path: Path) -> None:
        with pytest.raises(CaseReportError, match="no reports can be read"):
            tell_reports(find_drug("naltrexone"), [tmp_path])


class TestLaw:
    @pytest.mark.parametrize(
        ("words", "said"),
        [(("--place", "Atlantis"), 'no place is called "Atlantis"'), (("--place", "Alabma"), "did you mean US-AL"),
         (("--place", "Georgia"), "US-GA (Georgia, United States)"), (("--place", ""), 'no place is called ""'),
         (("--on", "tomorrow"), '"tomorrow" is no date'), (("--on", "2026-11"), "more than one day"),
         (("--known-on", "11/01/2026"), "is no date")],
    )  # fmt: skip
    def test_an_unknown_place_or_date_is_told(self, refuse: Ask, words: tuple[str, ...], said: str) -> None:
        assert said in refuse("legal", "kratom", *words)

    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"", "holds no [[record]]"), (bytes(range(256)), "is not text in UTF-8"),
         (b'[[record]]\nid = "cut', "(own.toml, record, line 2)")],
    )  # fmt: skip
    def test_records_of_ones_own_that_are_none_are_told(
        self, refuse: Ask, tmp_path: Path, content: bytes, said: str
    ) -> None:
        file = tmp_path / "own.toml"
        file.write_bytes(content)
        assert said in refuse("legal", "kratom", "--records", file)


class TestArticles:
    @pytest.fixture(autouse=True)
    def reader(self) -> None:
        pytest.importorskip("spacy", reason="articles are read with spaCy (extra: articles)")

    @pytest.mark.parametrize(("text", "script"), [(THAI, "Thai"), (JAPANESE, "Japanese"), (UKRAINIAN, "Cyrillic")])
    def test_an_article_in_other_letters_is_refused(self, refuse: Ask, tmp_path: Path, text: str, script: str) -> None:
        file = tmp_path / "article.txt"
        file.write_text(text, encoding="utf-8")
        told = refuse("audit", file)
        assert "the article is not in English" in told
        assert f"mostly {script}" in told

    def test_a_few_words_of_another_script_are_no_other_language(self, tmp_path: Path) -> None:
        file = tmp_path / "article.txt"
        file.write_text("Kratom (กระท่อม) is addictive, and acts at μ-opioid receptors.", encoding="utf-8")
        assert CliRunner().invoke(app, ["audit", str(file)]).exit_code == 0

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("Kratom", "kratom is named, but nothing is said of it"),
            ("Is kratom legal?", "questions claim nothing"),
            ("Kratom and naltrexone", "are named, but nothing is said of them"),
        ],
    )
    def test_an_article_without_a_claim_is_not_said_to_be_right(self, tmp_path: Path, text: str, said: str) -> None:
        file = tmp_path / "article.txt"
        file.write_text(text)
        folder = tmp_path / "out"
        told = CliRunner().invoke(app, ["audit", str(file), "--output", str(folder)]).stdout
        for form in (told, *(folder.joinpath(f"audit-article{end}").read_text() for end in (".html", ".md"))):
            assert said in " ".join(form.split())
            assert "Nothing to object to" not in form
            assert "none about a drug" not in form
            assert "entence by sentence" not in form.lower().replace("word on", "")
        assert json.loads(folder.joinpath("audit-article.json").read_text())["drugs"]

    def test_one_claim_and_one_sentence_are_told_as_one(self, tmp_path: Path) -> None:
        file = tmp_path / "article.txt"
        file.write_text("Kratom is addictive.")
        assert "1 claim in 1 sentence: 1 supported." in CliRunner().invoke(app, ["audit", str(file)]).stdout

    @pytest.mark.parametrize(
        ("content", "said"),
        [(b"", "the file is empty"), (bytes(range(256)) * 40, "the file is no text but binary"),
         (b"kratom is a plant. " * (LARGE // 19), "the file has 50 MB"),
         (b"Walking in the woods is good for people who are tired of noise.", "no drug that neurodose holds is named"),
         (b"Kratom ist eine Pflanze aus Asien, und ob sie gegen die Schmerzen hilft, das ist nicht bekannt.",
          "the article is in German")],
        ids=["empty", "binary", "50 MB", "no drug", "German"],
    )  # fmt: skip
    def test_what_is_no_article_is_told(self, refuse: Ask, tmp_path: Path, content: bytes, said: str) -> None:
        file = tmp_path / "article.txt"
        file.write_bytes(content)
        assert said in refuse("audit", file)
