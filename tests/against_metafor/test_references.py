"""What metafor and netmeta print of tables of studies, and what we do: every value of the reference collection."""

from __future__ import annotations

import gzip
import math
from pathlib import Path

import numpy as np
import pytest

from validation import meta
from validation.formula_of_r import make_columns, names_in, read_terms
from validation.r_call import find_calls
from validation.scoring import MISSED, NOTHING, PASSED, ScoringError, run

# The mean of log risk ratios −1, 0 and 1 with variance 1 each is 0, its error √⅓.
MADE_UP = "study,yi,vi\na,-1,1\nb,0,1\nc,1,1\n"
HEADER = "dataset,analysis,r_call,quantity,value\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs" / "made_up.csv").write_text(MADE_UP, encoding="utf-8")
    return tmp_path


def expect(folder: Path, *rows: str) -> None:
    (folder / "expected_metafor.csv").write_text(HEADER + "\n".join(rows) + "\n", encoding="utf-8")


def test_every_value_of_the_collection_agrees(shared: Path) -> None:
    scores = list(meta.score_folder(shared / "reference" / "meta"))
    assert {one.scenario for one in scores} == {
        "bcg_RR", "bangertdrowns2004", "normand1999_SMD", "yusuf1985_table6", "konstantopoulos2011",
        "senn2013_diabetes", "smokingcessation",
    }  # fmt: skip
    assert [one.tell() for one in scores if not one.passes] == []
    assert sum(one.compared for one in scores) == 1878


def test_a_value_that_is_met_passes_and_one_that_is_not_is_named(folder: Path) -> None:
    call = '"rma(yi,vi,data=d,method=""EE"")"'
    expect(folder, f"made_up,EE_z,{call},se,{math.sqrt(1 / 3)}", f"made_up,EE_z,{call},k,4")
    (score,) = meta.score_folder(folder)
    assert not score.passes
    assert "EE_z k: 3 where 4 is expected" in score.note
    assert "1 of 2 values" in score.note


def test_a_call_that_is_not_known_is_a_miss_with_its_reason(folder: Path) -> None:
    expect(folder, "made_up,glmm,rma.glmm(measure=OR),beta,0.1")
    (score,) = meta.score_folder(folder)
    assert "no such analysis is known here: rma.glmm(measure=OR)" in score.note


def test_a_data_set_without_its_table_is_a_miss(folder: Path) -> None:
    expect(folder, "elsewhere,EE_z,rma(yi),beta,0.1")
    (score,) = meta.score_folder(folder)
    assert not score.passes
    assert "there is no table of elsewhere" in score.note


def test_expected_values_may_be_packed(folder: Path) -> None:
    with gzip.open(folder / "expected_metafor.csv.gz", "wt", encoding="utf-8") as file:
        file.write(HEADER + 'made_up,EE_z,"rma(yi,vi,data=d,method=""EE"")",beta,0\n')
    assert [one.passes for one in meta.score_folder(folder)] == [True]


def test_the_exit_status_tells(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def status() -> int:
        monkeypatch.setattr("sys.argv", ["meta", str(folder)])
        return run("", meta.FOLDER, meta.score_folder)

    assert status() == NOTHING
    expect(folder, 'made_up,EE_z,"rma(yi,vi,data=d,method=""EE"")",k,3')
    assert status() == PASSED
    expect(folder, 'made_up,EE_z,"rma(yi,vi,data=d,method=""EE"")",k,5')
    assert status() == MISSED


def test_a_p_value_is_as_sure_as_its_statistic() -> None:
    assert meta.is_p_of_near(1.09000e-6, 1.09169e-6, 1e-3)  # deviates 4.87465 and 4.87435
    assert not meta.is_p_of_near(1.0e-6, 1.09169e-6, 1e-3)


def test_calls_of_r_are_read_to_their_last_argument() -> None:
    (call,) = find_calls('trimfill(rma(yi,vi,mods=~a+b,method="EE"),estimator="L0") a remark')
    assert (call.name, call.named["estimator"]) == ("trimfill", "L0")
    inner = call.inner("rma")
    assert inner is not None
    assert inner.named == {"mods": "~a+b", "method": "EE"}
    assert inner.given == ("yi", "vi")


ROWS = [{"year": "1950", "kind": "b", "step": "2"}, {"year": "1960", "kind": "a", "step": "10"},
        {"year": "1980", "kind": "C", "step": "10"}]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "columns"),
    [
        ("year", [[1950, 1960, 1980]]),
        ("I(year-1950)", [[0, 10, 30]]),
        ("I((year-1950)^2)", [[0, 100, 900]]),
        ("log(step)", [[math.log(2), math.log(10), math.log(10)]]),
        ("kind", [[1, 0, 0], [0, 0, 1]]),  # a before b before C: R sorts words without regard to case
        ("factor(step)", [[0, 1, 1]]),  # 2 before 10: numbers are no words
        ("step:year", [[3900, 19600, 19800]]),
    ],
)
def test_terms_of_formulas_become_columns(term: str, columns: list[list[float]]) -> None:
    np.testing.assert_allclose(make_columns(term, ROWS), columns)


def test_products_of_terms_are_spelled_out() -> None:
    assert read_terms("~ a*b + factor(c)") == (["a", "b", "a:b", "factor(c)"], True)
    assert read_terms("~ a - 1") == (["a"], False)
    assert names_in("I(year-1950)") == {"year"}
    assert names_in("a:b") == {"a", "b"}


def test_a_term_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ScoringError, match='the term "weeks" of a formula cannot be read'):
        make_columns("weeks", ROWS)
