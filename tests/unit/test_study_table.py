"""Tables of studies are recognised by their columns, read row by row, and every fault says where it stands."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import Any

import pytest

from neurodose.errors import EvidenceWarning, StudyError
from neurodose.records import foreign_text
from neurodose.records.studies import inspect_studies, read_studies
from neurodose.records.studies_reading import StudiesReading
from neurodose.records.study import Study
from neurodose.records.study_table import read_study_table

ROUNDING = 1e-12  # of a logarithm and its exponential

PAIRS = """study,year,event.e,n.e,event.c,n.c,alloc
Rome,2001,4,20,8,19,random
Berlin,2003,3,30,6,31,alternate
"""
LONG = """study,year,treatment,dose (mg),outcome,events,n
Rome,2001,baclofen,30,relapse,4,20
Rome,2001,baclofen,60,relapse,2,21
Rome,2001,placebo,,relapse,8,19
Oslo,2004,baclofen,30,relapse,5,11
Oslo,2004,placebo,,relapse,6,12
"""
CONTRASTS = """studlab,treat1,treat2,TE,seTE,sm
Rome 2001,A,B,-0.5,0.2,OR
Rome 2001,A,C,-0.3,0.25,OR
Rome 2001,B,C,0.2,0.22,OR
Oslo 2004,A,C,-0.1,0.3,OR
"""


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(text: str | bytes, name: str = "trials.csv") -> StudiesReading:
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return inspect_studies(path)

    return reading


def counts(study: Study) -> list[tuple[str, float | None, float | None]]:
    return [(result.arm, result.events, result.total) for result in study.outcomes[0].arms]


def only_fault(reading: StudiesReading) -> str:
    (fault,) = reading.faults
    return str(fault)


def test_arms_side_by_side_are_read_with_what_else_is_known(read: Any) -> None:
    reading = read(PAIRS)
    rome, berlin = reading.studies
    assert counts(rome) == [("treatment", 4, 20), ("control", 8, 19)]
    assert (rome.name, rome.year, rome.design) == ("Rome", 2001, "randomised parallel")
    assert berlin.columns == {"alloc": "alternate"}
    assert not reading.faults
    assert "side by side" in reading.form
    assert any('"treatment" and "control"' in remark for remark in reading.remarks)
    assert any("alloc" in remark for remark in reading.remarks)


def test_a_row_for_each_arm_makes_studies_with_several_arms(read: Any) -> None:
    rome, oslo = read(LONG).studies
    assert counts(rome) == [("baclofen 30 mg", 4, 20), ("baclofen 60 mg", 2, 21), ("placebo", 8, 19)]
    assert [arm.treatment for arm in rome.arms] == ["baclofen", "baclofen", "placebo"]
    assert [arm.dose_mg for arm in rome.arms] == [30, 60, None]
    assert [arm.name for arm in oslo.arms] == ["baclofen", "placebo"]
    assert rome.outcomes[0].name == "relapse"


def test_comparisons_of_ratios_are_told_as_ratios(read: Any) -> None:
    rome, oslo = read(CONTRASTS).studies
    first = rome.outcomes[0].contrasts[0]
    assert (first.arm, first.against, first.measure, first.se) == ("A", "B", "OR", 0.2)
    assert math.log(first.estimate) == pytest.approx(-0.5, abs=ROUNDING)
    assert len(rome.outcomes[0].contrasts) == 3
    assert [arm.name for arm in rome.arms] == ["A", "B", "C"]
    assert (rome.year, oslo.year) == (2001, 2004)


def test_an_estimate_that_is_called_so_is_no_logarithm(read: Any) -> None:
    (study,) = read("study,hr,lower,upper\nRome 2001,0.72,0.5,1.04\n").studies
    (contrast,) = study.outcomes[0].contrasts
    assert (contrast.measure, contrast.estimate, contrast.low, contrast.high) == ("HR", 0.72, 0.5, 1.04)


@pytest.mark.parametrize(
    "text",
    [
        "trial,author,year,tpos,tneg,cpos,cneg\n1,Rome,2001,4,16,8,11\n",
        "study,ai,n1i,ci,n2i\nRome 2001,4,20,8,19\n",
        "study,ai,bi,ci,di\nRome 2001,4,16,8,11\n",
        "study,event1,n1,event2,n2,treat1,treat2\nRome 2001,4,20,8,19,treatment,control\n",
        "Study,Experimental events,Experimental total,Control events,Control total\nRome 2001,4,20,8,19\n",
        "study;events_e;n_e;events_c;n_c\nRome 2001;4;20;8;19\n",
        "study\tevents_e\tn_e\tevents_c\tn_c\nRome 2001\t4\t20\t8\t19\n",
        "study,treatment,r,n\nRome 2001,treatment,4,20\nRome 2001,control,8,19\n",
    ],
)
def test_programs_call_the_same_counts_by_names_of_their_own(read: Any, text: str) -> None:
    reading = read(text)
    (study,) = reading.studies
    assert not reading.faults
    assert (study.name[:4], study.year) == ("Rome", 2001)
    assert counts(study) == [("treatment", 4, 20), ("control", 8, 19)]


def test_means_are_read_with_their_spread(read: Any) -> None:
    (study,) = read("study,n1i,m1i,sd1i,n2i,m2i,sd2i\nRome,12,55.5,4.7,13,75,6.4\n").studies
    first, second = study.outcomes[0].arms
    assert (first.mean, first.sd, first.total) == (55.5, 4.7, 12)
    assert (second.mean, second.sd, second.total) == (75, 6.4, 13)


def test_events_over_time_may_be_more_than_people(read: Any) -> None:
    (study,) = read("study,x1i,t1i,x2i,t2i\nRome,14,6.5,20,7\n").studies
    assert [(arm.events, arm.person_time) for arm in study.outcomes[0].arms] == [(14, 6.5), (20, 7)]


def test_pairs_of_a_study_with_three_arms_are_one_study(read: Any) -> None:
    text = "study,treat1,treat2,event1,n1,event2,n2\nRome,A,C,4,20,8,19\nRome,B,C,5,21,8,19\n"
    reading = read(text)
    (study,) = reading.studies
    assert not reading.faults
    assert counts(study) == [("A", 4, 20), ("C", 8, 19), ("B", 5, 21)]


def test_estimates_beside_counts_are_left_out_and_told(read: Any) -> None:
    reading = read("study,ai,n1i,ci,n2i,yi,vi\nRome,4,20,8,19,-0.7,0.1\n")
    assert reading.studies[0].outcomes[0].contrasts == ()
    assert any("yi, vi" in remark for remark in reading.remarks)


def test_judgements_of_bias_are_read_by_domain(read: Any) -> None:
    head = "study,ai,n1i,ci,n2i,D1,D2,D3,D4,D5,Overall\n"
    (study,) = read(head + "Rome,4,20,8,19,Low,Some concerns,High,low risk,NA,High\n").studies
    assert study.bias.of("randomisation") == "low"
    assert study.bias.of("missing data") == "high"
    assert study.bias.of("measurement") == "low"
    assert study.bias.of("selective reporting") == "not assessed"
    assert 'no judgement is called "fine"' in only_fault(read(head + "Rome,4,20,8,19,fine,,,,,\n"))


def test_frames_and_mappings_are_tables_too() -> None:
    columns: dict[str, list[Any]] = {"study": ["Rome", "Oslo"], "events.e": [4, None], "n.e": [20, 12],
                                     "events.c": [8, 3], "n.c": [19, 11]}  # fmt: skip
    for module, make in (("pandas", "DataFrame"), ("polars", "DataFrame"), ("pyarrow", "table")):
        pytest.importorskip(module)
        reading = read_study_table(getattr(sys.modules[module], make)(columns))
        assert [study.name for study in reading.studies] == ["Rome"]
        assert counts(reading.studies[0]) == [("treatment", 4, 20), ("control", 8, 19)]
        assert "neither events nor a mean" in str(reading.faults[0])
    assert [study.name for study in read_study_table(columns).studies] == ["Rome"]
    with pytest.raises(StudyError, match="list is no table of studies"):
        read_study_table([1, 2])


@pytest.mark.parametrize(
    ("row", "said", "column"),
    [
        ("Rome,2001,24,20,8,19,x", "24 events are more than the 20 people", "events"),
        ("Rome,2001,4,,8,19,x", "4 events of nobody knows how many", "total"),
        ("Rome,2001,-4,20,8,19,x", "events is -4", "events"),
        ("Rome,2001,four,20,8,19,x", '"four" is no number', "event.e"),
        ("Rome,2001,4 (20%),20,8,19,x", "is no number", "event.e"),
        ("Rome,2001,,,8,19,x", "one arm has numbers, and the other has none", ""),
        ("Rome,20,4,20,8,19,x", "the year is 20", "year"),
        (",2001,4,20,8,19,x", "the row does not say which study it is of", "study"),
        ("Rome,2001,4,20,8,19,x,9", "there are 8 cells for 7 columns", ""),
    ],
)
def test_a_row_that_cannot_be_is_left_out_and_told(read: Any, row: str, said: str, column: str) -> None:
    reading = read(PAIRS.replace("Rome,2001,4,20,8,19,random", row))
    assert [study.name for study in reading.studies] == ["Berlin"]
    fault = only_fault(reading)
    assert said in fault
    assert "trials.csv" in fault
    assert "line 2" in fault
    assert column in fault
    assert "\n" in fault  # what to do


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Rome,12,5,-1,13,7,2", "sd is -1"),
        ("Rome,12,5,,13,7,2", "the mean has neither SD nor SE"),
        ("Rome,,5,1,13,7,2", "the mean is of nobody knows how many"),
        ("Rome,12,5,1e999,13,7,2", "is no number"),
    ],
)
def test_a_mean_that_cannot_be_is_told(read: Any, row: str, said: str) -> None:
    reading = read(f"study,n1,mean1,sd1,n2,mean2,sd2\n{row}\n")
    assert not reading.studies
    assert said in only_fault(reading)
    with pytest.raises(StudyError, match=said):
        reading.take()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("Rome,A,B,0.7,,,", "the estimate has no error"),
        ("Rome,A,B,-0.7,0.5,0.9,", "has estimate -0.7"),
        ("Rome,A,B,0.4,0.5,0.9,", "lies outside of its interval"),
        ("Rome,A,A,0.7,0.5,0.9,", "A is compared with itself"),
        ("Rome,A,,0.7,0.5,0.9,", "the row does not say what was compared"),
        ("Rome,A,B,0.7,0.5,0.9,XYZ", 'no measure is called "XYZ"'),
    ],
)
def test_a_comparison_that_cannot_be_is_told(read: Any, row: str, said: str) -> None:
    head = "study,treat1,treat2,estimate,lower,upper,measure\nOslo,A,B,0.8,0.6,1.1,RR\n"
    filled = row if not row.endswith(",") else f"{row}RR"
    reading = read(f"{head}{filled}\n")
    assert [study.name for study in reading.studies] == ["Oslo"]
    assert said in str(reading.faults[0])
    assert "line 3" in str(reading.faults[0])


def test_a_table_of_nothing_but_faults_is_told(read: Any) -> None:
    reading = read("study,ai,n1i,ci,n2i\nRome,4,20,8,19,3\n")
    assert "6 cells for 5 columns" in only_fault(reading)
    with pytest.raises(StudyError, match="6 cells for 5 columns"):
        reading.take()


def test_an_estimate_that_is_no_logarithm_is_told(read: Any) -> None:
    assert "150 is no logarithm of a ratio" in only_fault(read("study,yi,vi,measure\nRome,150,2,OR\n"))


def test_a_variance_that_is_none_is_told(read: Any) -> None:
    assert "the variance is 0" in only_fault(read("study,yi,vi\nRome,0.2,0\n"))


def test_one_outcome_has_one_measure(read: Any) -> None:
    reading = read("study,estimate,lower,upper,measure\nRome,0.7,0.5,0.9,RR\nOslo,0.6,0.4,0.9,OR\n")
    assert [study.name for study in reading.studies] == ["Rome"]
    assert "the outcome outcome is told as OR here, and as RR before" in only_fault(reading)


def test_columns_of_other_names_can_be_told(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text("study,treatment,deaths,randomized\nRome,A,4,20\nRome,B,8,19\n")
    with pytest.raises(StudyError, match="none of the forms"):
        read_studies(path)
    (study,) = read_studies(path, columns={"deaths": "events", "randomized": "total"})
    assert counts(study) == [("A", 4, 20), ("B", 8, 19)]
    with pytest.raises(StudyError, match='no column is called "death"'):
        read_studies(path, columns={"death": "events"})


def test_authors_have_several_studies(read: Any) -> None:
    reading = read("author,year,ai,n1i,ci,n2i\nRossi,1993,4,20,8,19\nRossi,1998,3,20,6,21\n")
    assert [study.name for study in reading.studies] == ["Rossi 1993", "Rossi 1998"]
    assert not reading.faults


def test_a_column_of_centred_years_is_no_column_of_years(read: Any) -> None:
    (rome, _) = read("study,year,yi,vi\nRome,-4.5,0.2,0.1\nOslo,3.5,0.1,0.1\n").studies
    assert (rome.year, rome.columns) == (0, {"year": -4.5})


def test_a_study_entered_twice_is_told_and_kept_once(read: Any) -> None:
    for text in (PAIRS, CONTRASTS, LONG):
        lines = text.splitlines()
        reading = read("\n".join([*lines, lines[1]]))
        assert len(reading.studies) == 2
        assert "the study is entered twice" in only_fault(reading)
        assert f"line {len(lines) + 1}" in only_fault(reading)


def test_rows_that_are_numbered_apart_are_studies_of_one_name(read: Any) -> None:
    text = "id,author,yi,vi\n1,Rome,0.2,0.1\n2,Oslo,0.3,0.1\n3,Rome,0.4,0.2\n"
    reading = read(text)
    assert [study.name for study in reading.studies] == ["Rome (1)", "Oslo", "Rome (3)"]
    assert [study.columns.get("author") for study in reading.studies] == ["Rome", None, "Rome"]
    assert "called alike (Rome)" in reading.doubts[0]
    with pytest.warns(EvidenceWarning, match="called alike"):
        reading.take()
    same = read(text.replace("3,Rome,0.4,0.2", "3,Rome,0.2,0.1"))
    assert "the study is entered twice" in only_fault(same)


def test_two_years_of_one_study_are_two_studies(read: Any) -> None:
    assert "two of year: 2001 and 2002" in only_fault(read(LONG.replace("Rome,2001,placebo", "Rome,2002,placebo")))


def test_an_arm_has_the_same_numbers_in_all_its_rows(read: Any) -> None:
    text = "study,treat1,treat2,event1,n1,event2,n2\nRome,A,C,4,20,8,19\nRome,B,C,5,21,9,19\n"
    assert "the arm C has other numbers here than before" in only_fault(read(text))


def test_one_study_is_a_table(read: Any) -> None:
    assert len(read(PAIRS.rsplit("Berlin", 1)[0]).studies) == 1


def test_a_study_with_one_arm_is_no_comparison(read: Any) -> None:
    (study,) = read("study,treatment,events,n\nRome,baclofen,4,20\n").studies
    assert study.design == "single arm"


def test_an_sd_that_looks_like_an_se_is_kept_and_told(read: Any) -> None:
    text = "study,n1,mean1,sd1,n2,mean2,sd2\nRome,100,5,0.2,100,7,2.1\n"
    reading = read(text)
    assert len(reading.studies) == 1
    assert "standard error" in reading.doubts[0]


def test_what_cannot_be_read_is_warned_of_where_the_rest_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "trials.csv"
    path.write_text(PAIRS.replace("4,20", "40,20"))
    with pytest.warns(EvidenceWarning, match="1 row or number is left out"):
        studies = read_studies(path)
    assert [study.name for study in studies] == ["Berlin"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("study,events.e,n.e,events.c,n.c\n", "has a header and no rows"),
        ("1,2,3\n4,5,6\n", "the first line names no columns"),
        ("arm,events,n\nA,1,2\n", "no column says which study a row is of"),
        ("study,events,n\nRome,1,2\n", 'a column "treatment" is missing'),
        ("study,events.e,n.e\nRome,1,2\n", "the numbers of arm 2 are missing"),
        ("study,colour\nRome,red\n", "none of the forms that are known"),
        ("study,n,total,treatment,events\nRome,1,1,A,1\n", 'the columns "n" and "total" say the same thing'),
        ("study,study,events\nRome,Rome,1\n", 'two columns are called "study"'),
        ('study,events.e\nRome,"1\n', "cannot be read as a table"),
        ("study,treatment,events,n,event1,n1,event2,n2\nRome,A,1,2,1,2,1,2\n", "both side by side and row by row"),
    ],
)
def test_what_is_no_table_of_studies_is_refused_whole(read: Any, text: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read(text)


def test_a_misspelt_column_is_told(read: Any) -> None:
    with pytest.raises(StudyError, match="none of the forms"):
        read("study,treatment,evnts,n\nRome,A,1,2\n")
    reading = read(PAIRS.replace("alloc", "desing"))
    assert any('did you mean "design"' in remark for remark in reading.remarks)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_names_with_accents_are_read_in_the_encodings_of_spreadsheets(read: Any, encoding: str) -> None:
    reading = read(PAIRS.replace("Rome", "Müller").encode(encoding))
    assert reading.studies[0].name == "Müller"
    assert any("cp1252" in remark for remark in reading.remarks) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"PK\x03\x04" + b"x" * 40, "a workbook of Excel"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 40, "an old Excel"),
        (b"%PDF-1.4", "a PDF"),
        (b"study,n\x00\x01\x02", "holds bytes of zero"),
        (b"study,n\n\x81\x8d\n", "no text in cp1252"),
        ("﻿study".encode("utf-16-le")[:-1], "no text in utf-16"),
    ],
)
def test_what_is_no_text_is_refused_with_words(read: Any, content: bytes, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read(content)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(read: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign_text, "LARGEST", 50)
    with pytest.raises(StudyError, match="at most 0 MB are read"):
        read(PAIRS)


def test_a_table_of_single_people_is_no_table_of_studies(read: Any) -> None:
    rows = "".join(f"Rome,drug,{n % 2},1\n" for n in range(1001))
    with pytest.raises(StudyError, match='the study "Rome" has 1001 rows'):
        read(f"study,treatment,events,n\n{rows}")


def test_a_path_that_is_none_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="does not exist"):
        inspect_studies(tmp_path / "none.csv")
    with pytest.raises(StudyError, match="is a folder"):
        inspect_studies(tmp_path)


def test_decimal_commas_are_read_where_cells_are_separated_by_something_else(read: Any) -> None:
    text = "study;n1;mean1;sd1;n2;mean2;sd2\nRome;12;5,5;1,25;13;7;2,5\n"
    reading = read(text)
    assert reading.studies[0].outcomes[0].arms[0].mean == 5.5
    assert any("decimal point" in remark for remark in reading.remarks)
    # A comma that may set off thousands is no number.
    doubtful = read("study;events1;n1;events2;n2\nRome;5;1,200;7;1,300\n")
    assert '"1,200" is no number' in str(doubtful.faults[0])
