"""What openEBGM prints of CAERS reports, and what we do; and tables as other programs write them, made up here."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from neurodose import disproportionality, shrinkage
from neurodose.evidence import fit_prior, information_by_beta
from tests.made_up_signals import make_grid
from validation import signals
from validation.scoring import MISSED, NOTHING, PASSED, Score, run
from validation.signal_tables import find_rounding, read_columns, read_priors, read_table

SEED = 11
Columns = dict[str, np.ndarray]


@pytest.fixture(scope="module")
def pairs() -> Columns:
    return make_grid(60, 50, SEED)


def write(path: Path, columns: Columns, separator: str = ",") -> None:
    """A table with all digits that a number has."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator)
    writer.writerow(columns)
    cells = [[repr(value) if isinstance(value, float) else str(value) for value in one.tolist()]
             for one in columns.values()]  # fmt: skip
    writer.writerows(zip(*cells, strict=True))
    path.write_text(text.getvalue(), encoding="utf-8")


def score(folder: Path) -> Score:
    (one,) = signals.score_folder(folder)
    return one


def test_every_value_of_the_collection_agrees(shared: Path) -> None:
    scores = list(signals.score_folder(shared / "reference" / "ae_signals"))
    assert [one.tell() for one in scores if not one.passes] == []
    assert [one.compared for one in scores] == [68_756, 137_512, 12]


def test_a_table_of_phvid_is_known_whatever_r_does_to_its_names(tmp_path: Path, pairs: Columns) -> None:
    counts = [pairs[name] for name in ("observed", "drug", "event", "total")]
    mean, spread = information_by_beta(*counts)
    expected = disproportionality(*counts).expected
    values = [
        pairs["drug_name"], pairs["event_name"], pairs["observed"], expected, mean - 1.959963984540054 * spread,
        pairs["observed"] / expected, pairs["drug"], pairs["event"], stats.norm.cdf(-mean / spread),
        np.zeros(len(mean)),
    ]  # fmt: skip
    names = ("drug code", "event effect", "count", "expected count", "Q_0.025(log(IC))", "n11/E", "drug margin",
             "event margin", "postH0", "FDR")  # fmt: skip
    mangled = ("drug.code", "event.effect", "count", "expected.count", "Q_0.025.log.IC..", "n11.E", "drug.margin",
               "event.margin", "postH0", "FDR")  # fmt: skip
    write(tmp_path / "bcpnn.csv", dict(zip(names, values, strict=True)))
    write(tmp_path / "mangled.txt", dict(zip(mangled, values, strict=True)), "\t")
    for one in signals.score_folder(tmp_path):
        assert one.passes, one.note
        assert one.compared == 4 * len(mean)
        assert "not compared: FDR" in one.note


def test_four_cells_are_enough_and_rounding_is_allowed_for(tmp_path: Path, pairs: Columns) -> None:
    found = disproportionality(*(pairs[name] for name in ("observed", "drug", "event", "total")))
    a = pairs["observed"]
    b, c = pairs["drug"] - a, pairs["event"] - a
    half = (np.log(found.ror_high) - np.log(found.ror)) / 1.959963984540054 * 1.96
    told = {"a": a, "b": b, "c": c, "d": pairs["total"] - a - b - c, "ROR": found.ror.round(3)}
    told["ROR_lower_CI"] = (found.ror * np.exp(-half)).round(3)
    write(tmp_path / "cells.csv", told)
    one = score(tmp_path)
    assert one.passes, one.note
    assert "ror_low (1.96)" in one.note


def test_expectations_alone_are_enough_for_what_follows_from_them(tmp_path: Path, pairs: Columns) -> None:
    found = disproportionality(*(pairs[name] for name in ("observed", "drug", "event", "total")))
    write(
        tmp_path / "da.csv",
        {"drug": pairs["drug_name"], "event": pairs["event_name"], "obs": pairs["observed"], "exp_rrr": found.expected,
         "ic2.5": found.ic_low, "ic": found.ic, "ic97.5": found.ic_high},
    )  # fmt: skip
    one = score(tmp_path)
    assert one.passes, one.note
    assert one.compared == 3 * len(found)


def test_names_and_counts_alone_give_margins(tmp_path: Path, pairs: Columns) -> None:
    found = disproportionality(*(pairs[name] for name in ("observed", "drug", "event", "total")))
    write(
        tmp_path / "names.csv",
        {"substance": pairs["drug_name"], "reaction": pairs["event_name"], "n": pairs["observed"], "PRR": found.prr,
         "chisq": found.chi2_yates, "p.value": found.p_exact},
    )  # fmt: skip
    one = score(tmp_path)
    assert one.passes, one.note
    assert "chi2 (Yates)" in one.note
    assert "p (exact, one-sided)" in one.note


def test_letters_that_are_margins_elsewhere_are_known_by_their_company(tmp_path: Path, pairs: Columns) -> None:
    found = disproportionality(*(pairs[name] for name in ("observed", "drug", "event", "total")))
    a = pairs["observed"]
    low = found.ic - 3.3 * (a + 0.5) ** -0.5 - 2 * (a + 0.5) ** -1.5
    write(
        tmp_path / "diana.csv",
        {"D_E": a, "D_nE": pairs["drug"] - a, "D": pairs["drug"], "nD_E": pairs["event"] - a, "E": pairs["event"],
         "nD_nE": pairs["total"] - pairs["drug"] - pairs["event"] + a, "TOT": pairs["total"], "ROR_median": found.ror,
         "IC_median": found.ic, "IC_lower": low},
    )  # fmt: skip
    one = score(tmp_path)
    assert one.passes, one.note
    assert "ic_low (by the series of Norén 2013)" in one.note
    write(tmp_path / "diana.csv", {"n11": a, "n1.": pairs["drug"], "n.1": pairs["event"], "N": pairs["total"],
                                   "PRR": found.prr})  # fmt: skip
    assert score(tmp_path).passes


@pytest.mark.parametrize("is_told", [True, False])
def test_shrunken_ratios_are_met_with_a_prior_that_is_told_and_without(
    tmp_path: Path, pairs: Columns, is_told: bool
) -> None:
    expected = disproportionality(*(pairs[name] for name in ("observed", "drug", "event", "total"))).expected
    prior = fit_prior(pairs["observed"], expected, squash=False, conditioned="mixture")
    found = shrinkage(pairs["observed"], expected, prior)
    write(
        tmp_path / "gps.csv",
        {"Product": pairs["drug_name"], "Adverse Event": pairs["event_name"], "Count": pairs["observed"],
         "Expected Count": expected, "product margin": pairs["drug"], "event margin": pairs["event"],
         "EBGM": found.ebgm, "LowerBound": found.eb05, "log2": found.information,
         "p_value": found.probability_below(1)},
    )  # fmt: skip
    if is_told:
        names = ("alpha1", "beta1", "alpha2", "beta2", "w")
        text = "parameter,value\n" + "".join(f"{n},{v!r}\n" for n, v in zip(names, prior.values, strict=True))
        (tmp_path / "prior.csv").write_text(text, encoding="utf-8")
    scores = list(signals.score_folder(tmp_path))
    assert all(one.passes for one in scores), [one.note for one in scores]
    assert ("by the prior that is told" in scores[0].note) == is_told
    assert "every pair, conditioned as a whole" in scores[-1].note


def test_a_value_that_is_not_met_is_counted_and_a_prior_that_is_not_says_how_likely_it_is(
    tmp_path: Path, pairs: Columns
) -> None:
    found = disproportionality(*(pairs[name] for name in ("observed", "drug", "event", "total")))
    ratio = found.ratio.copy()
    ratio[3] *= 1.001
    write(tmp_path / "pairs.csv", {"n11": pairs["observed"], "E": found.expected, "RR": ratio})
    (tmp_path / "prior.csv").write_text("alpha1,beta1,alpha2,beta2,P\n1,1,2,2,0.4\n", encoding="utf-8")
    one, prior = signals.score_folder(tmp_path)
    assert not one.passes
    assert f"ratio: {len(ratio)} values, 1 of {len(ratio)} MISS" in one.tell() or "1 of" in one.note
    assert not prior.passes
    assert "log likelihood of ours less theirs" in prior.note


def test_mentions_are_counted_again(tmp_path: Path) -> None:
    (tmp_path / "reports.csv").write_text(
        "id,var1,var2,strat1\n1,tea,rash,f\n1,tea,rash,f\n2,tea,cough,m\n3,gum,rash,m\n4,gum,cough,m\n5,gum,cough,f\n",
        encoding="utf-8",
    )
    header = "var1,var2,N,E\n"
    (tmp_path / "unstratified.csv").write_text(header + "tea,rash,1,0.8\ngum,cough,2,1.8\n", encoding="utf-8")
    with gzip.open(tmp_path / "stratified.csv.gz", "wt", encoding="utf-8") as file:
        file.write(header + "tea,rash,1,0.8333333333333333\n")
    scores = {one.scenario: one for one in signals.score_folder(tmp_path)}
    assert all(one.passes for one in scores.values()), scores
    (tmp_path / "unstratified.csv").write_text(header + "tea,fever,1,0.8\n", encoding="utf-8")
    scores = {one.scenario: one for one in signals.score_folder(tmp_path)}
    assert "1 pairs of the table are in no report" in scores["unstratified.csv"].note


def test_the_exit_status_tells(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def status() -> int:
        monkeypatch.setattr("sys.argv", ["signals", str(tmp_path)])
        return run("", signals.FOLDER, signals.score_folder)

    assert status() == NOTHING
    path = tmp_path / "pairs.csv"
    path.write_text("n11,E,RR\n4,2,2\n9,3,3\n", encoding="utf-8")
    assert status() == PASSED
    path.write_text("n11,E,RR\n4,2,2\n9,3,4\n", encoding="utf-8")
    assert status() == MISSED


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("n11,E,RR\n4,2\n", "row 1 has 2 cells"),
        ("n11,E,RR\n", "the table has no rows"),
        ("n11,RR\n4,2\n", "neither margins, cells, names nor expectations"),
        ("n11,E,mood\n4,2,good\n", "no column of the table has a counterpart"),
        ("n11,E,IC\n4,-1,2\n", "expected is -1"),
    ],
)
def test_a_table_that_cannot_be_read_is_a_miss_with_its_reason(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "good.csv").write_text("n11,E,RR\n4,2,2\n", encoding="utf-8")
    (tmp_path / "other.csv").write_text(text, encoding="utf-8")
    notes = {one.scenario: one.note for one in signals.score_folder(tmp_path)}
    assert said in notes["other.csv"]
    assert "agrees" in notes["good.csv"]


def test_a_binary_file_called_a_table_is_told(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text("n11,E,RR\n4,2,2\n", encoding="utf-8")
    (tmp_path / "bad.csv").write_bytes(bytes(range(256)))
    (tmp_path / "cut.csv.gz").write_bytes(gzip.compress(b"n11,E\n4,2\n")[:-6])
    notes = {one.scenario: one.note for one in signals.score_folder(tmp_path)}
    assert "cannot be read" in notes["bad.csv"]
    assert "cannot be read" in notes["cut.csv.gz"]


def test_decimal_commas_and_names_of_rows_are_read(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    path.write_text('"n11";"E";"RR"\n"1";4;2,5;1,6\n"2";9;3,0;3\n', encoding="utf-8")
    table = read_table(path)
    assert table["E"] == ["2.5", "3.0"]
    assert read_columns(table) == {"observed": "n11", "expected": "E", "ratio": "RR"}
    assert score(tmp_path).passes


def test_priors_are_read_by_row_and_by_column(tmp_path: Path) -> None:
    path = tmp_path / "prior.csv"
    path.write_text("name,one\nalpha1,1\nbeta1,2\nalpha2,3\nbeta2,4\nP,0.5\n", encoding="utf-8")
    told = [{"shape1": 1, "rate1": 2, "shape2": 3, "rate2": 4, "share": 0.5}]
    assert read_priors(read_table(path)) == told
    path.write_text("alpha1,beta1,alpha2,beta2,P\n1,2,3,4,0.5\n", encoding="utf-8")
    assert read_priors(read_table(path)) == told


def test_the_last_digit_printed_is_found() -> None:
    two = find_rounding(["1.25", "100.00"], np.array([1.25, 100.0]))
    np.testing.assert_allclose(two, 0.005, rtol=1e-5)
    six = find_rounding(
        ["1.23457", "0.00123457", "123457", "1.23457e-9"], np.array([1.23457, 0.00123457, 123457, 1e-9])
    )
    np.testing.assert_allclose(six, [5e-6, 5e-9, 0.5, 5e-15], rtol=1e-5)
    assert find_rounding(["0.123456789012345"], np.array([0.123456789012345])) == 0
