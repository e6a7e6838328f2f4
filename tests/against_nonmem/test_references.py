"""What NONMEM predicted, and what we do: every scenario of the reference collection that is a prediction."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

from validation import dosing, mipd
from validation.card import make_system
from validation.prediction import predict_rows
from validation.scoring import MISSED, NOTHING, PASSED, Score, ScoringError, find_deviation, read_number, read_rows, run

HEADER = "ID,TIME,EVID,AMT,CMT,RATE,II,ADDL,SS,LAGT,BIOAV,MODE,RAT2,DUR2,CP_NONMEM\n"
EMPTY_AGAIN = "1,0,1,100,2,0,0,0,0,0,1,0,10,2,5000\n1,5,3,0,2,0,0,0,0,0,1,0,10,2,0\n"  # 100 into 20 L, then a reset


def missed(scores: list[Score]) -> list[str]:
    return [one.tell() for one in scores if not one.passes]


def test_every_dosing_scenario_agrees(shared: Path) -> None:
    scores = list(dosing.score_folder(shared / "reference" / "dosing"))
    assert len(scores) == 32  # 29 of set A, one of C, and the two cases of D, which the collection counts as one
    assert not missed(scores)


def test_every_prediction_at_given_random_effects_agrees(shared: Path) -> None:
    scores = list(mipd.score_folder(shared / "reference" / "mipd"))
    assert [one.scenario for one in scores] == ["run001", "run002", "run003", "run101", "run301", "run403"]
    assert not missed(scores)


def test_the_deviation_is_relative_to_the_reference_or_to_the_floor() -> None:
    assert find_deviation([101, 0.5], [100, 0.4], floor=0.1) == (pytest.approx(0.01), 2)
    assert find_deviation([101, 0.5], [100, 0.4], floor=0) == (pytest.approx(0.25), 2)
    assert find_deviation([0.0, 1.0], [0.0, math.nan], floor=0) == (0.0, 1)
    assert find_deviation([1e-30], [0.0], floor=0) == (math.inf, 1)
    assert find_deviation([math.nan], [1.0], floor=0) == (math.inf, 1)


def command(monkeypatch: pytest.MonkeyPatch, folder: Path, *options: str) -> int:
    monkeypatch.setattr("sys.argv", ["dosing", str(folder), *options])
    return run("", dosing.FOLDER, dosing.score_folder)


def test_the_command_tells_by_its_exit_status_whether_all_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "X_mine").mkdir()
    table = tmp_path / "X_mine" / "records.csv"
    table.write_text(HEADER + EMPTY_AGAIN)
    assert command(monkeypatch, tmp_path) == PASSED
    assert command(monkeypatch, tmp_path / "X_mine", "--json") == PASSED
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "1 of 1 agree (2 values compared)"
    assert json.loads(lines[2]) == {
        "scenario": "X_mine 1", "worst": 0.0, "limit": 1e-4, "compared": 2, "passes": True, "note": "",
    }  # fmt: skip
    table.write_text(HEADER + EMPTY_AGAIN.replace("5000", "5001"))
    assert command(monkeypatch, tmp_path) == MISSED


def test_a_scenario_that_is_refused_fails_and_takes_no_other_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = "2,0,1,100,7,0,0,0,0,0,1,0,10,2,5000\n"
    (tmp_path / "records.csv").write_text(HEADER + broken + EMPTY_AGAIN)
    assert command(monkeypatch, tmp_path) == MISSED
    lines = capsys.readouterr().out.splitlines()
    assert "FAIL" in lines[0]
    assert "CMT" in lines[0]
    assert lines[-1] == "1 of 2 agree (2 values compared)"


def test_what_happens_before_the_time_of_comparison_is_not_compared(tmp_path: Path) -> None:
    (tmp_path / "records.csv").write_text(HEADER + EMPTY_AGAIN.replace("5000", "77"))
    (tmp_path / "scenarios.csv").write_text("ID,description,compare_from_time\n1,a bolus,0.5\n")
    (score,) = dosing.score_folder(tmp_path)
    assert (score.compared, score.passes) == (1, True)
    assert score.scenario.endswith(" 1 a bolus")


def test_a_table_of_no_known_set_is_told_and_does_not_agree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name, content in (("A_known", HEADER + EMPTY_AGAIN), ("B_other", "ID,TIME,CP_NONMEM\n1,0,0\n")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "records.csv").write_text(content)
    assert command(monkeypatch, tmp_path) == MISSED
    lines = capsys.readouterr().out.splitlines()
    assert "pass" in lines[0]
    assert "B_other" in lines[1]
    assert "FAIL  not scored: there is no column ADDL, AMT, CMT" in lines[1]


def test_a_column_of_references_is_of_the_output_it_is_named_after_or_of_the_prediction() -> None:
    system = make_system({"id": "one", "n_cmt": 1, "pk": ["CL=2"], "ode": ["-CL*A1"], "pred": "A1"})
    assert dosing.pair_columns(["TIME", "CL_NONMEM", "Y_NONMEM"], system) == {"CL_NONMEM": "CL", "Y_NONMEM": "pred"}
    with pytest.raises(ScoringError, match="several columns may be the prediction: CP_NONMEM, Y_NONMEM"):
        dosing.pair_columns(["CP_NONMEM", "Y_NONMEM"], system)


def test_a_card_without_its_columns_is_refused() -> None:
    system = make_system({"id": "one", "n_cmt": 1, "pk": ["CL=2*WT"], "ode": ["-CL*A1"], "pred": "A1"})
    with pytest.raises(ScoringError, match="the card needs WT"):
        predict_rows(system, [{"ID": "1", "TIME": "0"}], ["ID", "TIME"], ["pred"])


def test_patients_whose_records_are_apart_or_who_have_no_random_effects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="the records of patient 1 do not stand together"):
        mipd.group_rows(["1", "2", "1"])
    (tmp_path / "run_map.csv").write_text("ID,ETA1\n1,0.5\n")
    system = make_system({"id": "one", "n_cmt": 1, "pk": ["CL=exp(ETA1)"], "ode": ["-CL*A1"], "pred": "A1"})
    assert mipd.read_people(tmp_path / "run_map.csv", ["1"], system).columns["ETA1"].tolist() == [0.5]
    with pytest.raises(ScoringError, match="patient 2 has no random effects"):
        mipd.read_people(tmp_path / "run_map.csv", ["1", "2"], system)


def test_a_cell_that_is_no_number_and_a_row_that_is_too_short_are_refused(tmp_path: Path) -> None:
    assert math.isnan(read_number(" . "))
    with pytest.raises(ScoringError, match='"high" is no number'):
        read_number("high")
    (tmp_path / "records.csv").write_text(HEADER + EMPTY_AGAIN + "1,6\n")
    with pytest.raises(ScoringError, match="row 3 has not as many cells as there are columns"):
        read_rows(tmp_path / "records.csv")


@pytest.mark.parametrize("content", [None, "", "ID,TIME\n1,0\n", "ID,TIME,CP_NONMEM\n1,0,0\n"])
def test_a_folder_that_is_missing_or_holds_nothing_to_score_is_an_error(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "nowhere"
    if content is not None:
        folder.mkdir()
        (folder / "records.csv").write_text(content)
    assert command(monkeypatch, folder) == NOTHING
    told = capsys.readouterr().err
    assert "nowhere" in told
    assert "a folder with records.csv in or under it" in told
