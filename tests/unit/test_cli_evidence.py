"""`neurodose evidence`: what trials show, of the library's studies and of one's own."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from neurodose.cli.app import app
from neurodose.errors import CommandError, EvidenceError, NeurodoseError, OutputError, StudyError

BACLOFEN = ("baclofen", "--for", "alcohol use disorder")
TABLE = """study,year,arm,outcome,events,n,dose
Mine 2020,2020,Baclofen,abstinence,12,40,60
Mine 2020,2020,placebo,abstinence,6,41,
Yours 2021,2021,baclofen,abstinence,22,60,30
Yours 2021,2021,placebo,abstinence,16,59,
"""
UNNAMED = "study,ai,n1i,ci,n2i\nA,12,40,6,41\nB,22,60,16,59\nC,8,33,9,30\n"

Ask = Callable[..., Result]


@pytest.fixture
def ask() -> Ask:
    def run(*words: object) -> Result:
        return CliRunner().invoke(app, ["evidence", *map(str, words)])

    return run


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "mine.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def refuse(result: Result, kind: type[NeurodoseError], words: str) -> None:
    assert isinstance(result.exception, kind), result.output
    assert words in str(result.exception)


class TestTheLibrary:
    def test_it_prints_the_answer_the_table_and_a_forest(self, ask: Ask) -> None:
        result = ask(*BACLOFEN)
        assert result.exit_code == 0, result.output
        text = result.stdout
        assert text.startswith("Baclofen for alcohol use disorder: what trials show")
        assert "SUMMARY OF FINDINGS" in text
        assert "Addolorato 2007" in text
        assert "■" in text
        assert "advises nobody" in text

    def test_kratom_has_no_trial_and_says_so(self, ask: Ask) -> None:
        text = ask("kratom", "--for", "pain").stdout
        assert text.startswith("Kratom for pain")
        assert "No randomised trial" in text
        assert "■" not in text

    def test_it_writes_page_json_and_tables_into_a_folder_that_it_makes(self, ask: Ask, tmp_path: Path) -> None:
        folder = tmp_path / "out"
        result = ask(*BACLOFEN, "--output", folder)
        assert result.exit_code == 0, result.output
        name = "baclofen_alcohol_use_disorder"
        assert {path.name for path in folder.iterdir()} == {
            f"{name}.html", f"{name}.md", f"{name}.json", f"{name}-effects.csv", f"{name}-pools.csv",
            f"{name}-findings.csv",
        }  # fmt: skip
        rows = list(csv.DictReader((folder / f"{name}-effects.csv").read_text(encoding="utf-8").splitlines()))
        assert {"study", "estimate", "low", "high", "left_out"} <= set(rows[0])
        assert json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["question"]["drug"] == "baclofen"

    @pytest.mark.parametrize(
        ("end", "begin"), [(".html", "<!doctype html>"), (".md", "# Baclofen"), (".json", "{"), (".csv", "outcome,")]
    )
    def test_it_writes_one_file_of_the_kind_it_is_called(self, ask: Ask, tmp_path: Path, end: str, begin: str) -> None:
        path = tmp_path / f"baclofen{end}"
        assert ask(*BACLOFEN, "--outcome", "abstinence", "--output", path).exit_code == 0
        assert path.read_text(encoding="utf-8").startswith(begin)

    def test_it_prints_json_that_holds_one_outcome_on_another_measure(self, ask: Ask) -> None:
        words = (*BACLOFEN, "--outcome", "abstinence", "--measure", "OR", "--between", "DL", "--json")
        told = json.loads(ask(*words).stdout)
        (outcome,) = told["outcomes"]
        assert outcome["pool"]["measure"] == "OR"
        assert "DL" in outcome["pool"]["method"]

    def test_without_a_drug_it_lists_questions_that_can_be_typed(self, ask: Ask) -> None:
        lines = ask().stdout.splitlines()
        assert 'neurodose evidence baclofen --for "alcohol use disorder"' in lines
        assert len(lines) >= 10

    def test_every_question_becomes_a_page(self, ask: Ask, tmp_path: Path) -> None:
        result = ask("--all", "--output", tmp_path / "evidence")
        assert result.exit_code == 0, result.output
        pages = {path.name for path in (tmp_path / "evidence").iterdir()}
        assert {"README.md", "baclofen_depression.md", "naltrexone_opioid_use_disorder.md"} <= pages


class TestOnesOwnStudies:
    def test_they_count_beside_the_librarys(self, ask: Ask, table: Path) -> None:
        text = ask(*BACLOFEN, "--outcome", "abstinence", "--studies", table).stdout
        assert "Mine 2020" in text
        assert "Addolorato 2007" in text

    def test_they_count_alone_where_that_is_asked(self, ask: Ask, table: Path) -> None:
        text = ask(*BACLOFEN, "--outcome", "abstinence", "--studies", table, "--only").stdout
        assert "Mine 2020" in text
        assert "Addolorato 2007" not in text

    def test_a_folder_is_read_whole(self, ask: Ask, table: Path) -> None:
        (table.parent / "more.csv").write_text(TABLE.replace("Mine", "Hers").replace("Yours", "His"), encoding="utf-8")
        text = ask(*BACLOFEN, "--outcome", "abstinence", "--studies", table.parent, "--only").stdout
        assert all(name in text for name in ("Mine 2020", "Hers 2020", "His 2021"))

    def test_a_drug_that_the_library_does_not_know_is_asked_about_plainly(self, ask: Ask, tmp_path: Path) -> None:
        path, page = tmp_path / "wide.csv", tmp_path / "page.md"
        path.write_text(UNNAMED, encoding="utf-8")
        result = ask("aspirin", "--for", "headache", "--studies", path, "--output", page)
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("Aspirin for headache")
        told = " ".join(page.read_text(encoding="utf-8").split())
        for where in (told, " ".join(result.stdout.split())):
            assert "was not stated before they were looked at" in where
        assert "records that were written down before" not in told
        assert "are taken for aspirin" in told
        assert "are taken to have headache" in told

    @pytest.mark.parametrize(("drug", "condition"), [("baclofen", "alcohol use disorder"), ("calmine", "headache")])
    def test_capitals_make_no_other_outcome_treatment_or_condition(
        self, ask: Ask, tmp_path: Path, drug: str, condition: str
    ) -> None:
        rows = [f"A,{drug.title()},12,40,Abstinence,{condition.title()},8",
                f"A,placebo,5,40,Abstinence,{condition.title()},8",
                f"B,{drug},14,40,abstinence,{condition},8", f"B,Placebo,6,40,abstinence,{condition},8"]  # fmt: skip
        path, page = tmp_path / "mine.csv", tmp_path / "page.md"
        path.write_text("\n".join(["study,treatment,events,n,outcome,condition,weeks", *rows]), encoding="utf-8")
        asked = (drug, "--for", condition, "--outcome", "abstinence", "--studies", path, "--only", "--output", page)
        result = ask(*asked)
        assert result.exit_code == 0, result.output
        assert f"2 randomised trials of {drug} in {condition}, 160 people." in " ".join(result.stdout.lower().split())
        assert "all 2" in result.stdout
        trials = page.read_text(encoding="utf-8").split("## The trials")[1].split("\n## ")[0]
        assert trials.count("| 8 |") == 2  # weeks, of the table's own column

    def test_arms_without_any_event_are_told_with_their_studies(self, ask: Ask, tmp_path: Path) -> None:
        path = tmp_path / "zero.csv"
        path.write_text("study,event.e,n.e,event.c,n.c\nA,0,50,0,50\nB,0,40,0,40\n", encoding="utf-8")
        told = " ".join(ask("calmine", "--for", "headache", "--studies", path, "--only").stdout.split())
        assert "no number could be pooled" in told
        assert "A: nobody of any arm had outcome" in told
        assert "B: nobody of any arm had outcome" in told

    def test_a_study_that_the_library_holds_too_is_named(self, ask: Ask, tmp_path: Path) -> None:
        path = tmp_path / "mine.csv"
        counts = ("Muller 2015,baclofen,15,22", "Muller 2015,placebo,5,21", "New 2020,baclofen,9,40",
                  "New 2020,placebo,5,40")  # fmt: skip
        path.write_text("\n".join(["study,treatment,events,n", *counts]), encoding="utf-8")
        with pytest.raises(
            StudyError, match=r"1 study .* entered twice.*\n.*mine.csv.*Muller 2015.*library \(.*_2015\)"
        ):
            raise ask(*BACLOFEN, "--studies", path).exception or AssertionError
        assert ask(*BACLOFEN, "--studies", path, "--only").exit_code == 0

    def test_a_study_that_stands_in_two_files_is_named(self, ask: Ask, table: Path) -> None:
        (table.parent / "again.csv").write_text(TABLE, encoding="utf-8")
        with pytest.raises(StudyError, match=r"entered twice.*\n.*mine.csv, study Mine 2020.*, and again.csv"):
            raise ask(*BACLOFEN, "--studies", table.parent, "--only").exception or AssertionError

    def test_comparisons_with_different_drugs_are_not_pooled(self, ask: Ask, tmp_path: Path) -> None:
        rows = ["study,treat1,treat2,TE,seTE", *(f"S{n},metformin,{name},-0.{n},0.2" for n, name in enumerate(
            ("placebo", "placebo", "sulfonylurea", "acarbose"), 1))]  # fmt: skip
        (tmp_path / "pairs.csv").write_text("\n".join(rows), encoding="utf-8")
        words = ("metformin", "--for", "diabetes", "--studies", tmp_path / "pairs.csv", "--only", "--json")
        groups = {one["group"]: one["pool"]["k"] for one in json.loads(ask(*words).stdout)["outcomes"]}
        assert sorted(groups.values()) == [1, 1, 2]
        assert {"against sulfonylurea", "against acarbose"} < set(groups)


class TestBadInput:
    def test_an_unknown_drug_or_condition_tells_what_exists(self, ask: Ask) -> None:
        refuse(ask("aspirin"), StudyError, "baclofen, mitragynine, naltrexone")
        refuse(ask("baclofen", "--for", "hiccups"), StudyError, "alcohol use disorder")
        refuse(ask("naltrexone"), StudyError, "none is named")

    def test_an_unknown_outcome_measure_or_estimator_tells_what_exists(self, ask: Ask) -> None:
        refuse(ask(*BACLOFEN, "--outcome", "abstinense"), StudyError, 'did you mean "abstinence"?')
        refuse(ask(*BACLOFEN, "--measure", "XX"), EvidenceError, "RR")
        refuse(ask(*BACLOFEN, "--between", "XX"), EvidenceError, "REML")

    def test_words_that_contradict_each_other_are_refused(self, ask: Ask, table: Path, tmp_path: Path) -> None:
        refuse(ask(*BACLOFEN, "--only"), CommandError, "no studies of your own")
        refuse(ask("--for", "pain"), CommandError, "the drug is missing")
        refuse(ask("--all"), CommandError, "folder for the pages is missing")
        refuse(ask("baclofen", "--all", "--output", tmp_path), CommandError, "both typed")
        refuse(ask("aspirin", "--studies", table), EvidenceError, "treatments: Baclofen")

    def test_a_place_that_cannot_be_written_is_told_before_the_work(self, ask: Ask, tmp_path: Path) -> None:
        refuse(ask(*BACLOFEN, "--output", tmp_path / "no" / "such"), OutputError, "cannot be made")
        refuse(ask(*BACLOFEN, "--output", tmp_path / "no" / "page.html"), OutputError, "does not exist")
        refuse(ask(*BACLOFEN, "--output", tmp_path / "page.docx"), CommandError, ".html, .md, .json, .csv")

    def test_a_file_or_folder_without_studies_is_refused(self, ask: Ask, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        refuse(ask(*BACLOFEN, "--studies", tmp_path / "empty"), StudyError, "holds no studies")
        refuse(ask(*BACLOFEN, "--studies", tmp_path / "none.csv"), StudyError, "none.csv")
