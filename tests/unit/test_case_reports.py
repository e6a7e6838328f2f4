"""FDA's quarterly files: three eras, versions of cases, and whatever is wrong with the files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from neurodose.case_reports.cases import SEXES, Cases, name_quarter
from neurodose.case_reports.counting import count_drug, count_over_time, count_pairs_of, name_cases
from neurodose.case_reports.naming import Naming
from neurodose.case_reports.onsets import count_days, find_onsets
from neurodose.case_reports.reading import read_cases
from neurodose.case_reports.versions import find_probable_duplicates
from neurodose.errors import CaseReportError
from neurodose.evidence.signals.pairs import count_pairs
from neurodose.library.synonyms import find_synonyms
from tests.made_up_reports import HEADERS, fill, write_old_quarter, write_quarter

NAMING = Naming(find_synonyms())
THREE = (
    {"number": 1001, "case": 100, "sex": "F", "age": 40, "drugs": ["KRATOM"], "events": ["Nausea", "Seizure"]},
    {
        "number": 1011,
        "case": 101,
        "sex": "M",
        "age": 30,
        "drugs": [("LIORESAL", "BACLOFEN", "PS")],
        "events": ["Nausea"],
    },
    {"number": 1021, "case": 102, "sex": "F", "drugs": ["ASPIRIN", ("KRATOM POWDER", "", "C")], "events": ["Rash"]},
)


def read_one(*places: Path) -> Cases:
    (cases,) = read_cases(*places)
    return cases


def told(cases: Cases) -> str:
    account = cases.account
    return "\n".join([*map(str, account.lost), *account.faults, *account.remarks])


def test_a_quarter_is_read_whole(tmp_path: Path) -> None:
    cases = read_one(write_quarter(tmp_path, "26Q2", THREE))
    assert len(cases) == 3
    assert cases.is_latest.all()
    assert [SEXES[sex] for sex in cases.sex] == ["female", "male", "female"]
    assert cases.age[:2].tolist() == [40, 30]
    assert np.isnan(cases.age[2])
    assert {name_quarter(int(quarter)) for quarter in cases.quarter} == {"2026Q2"}
    assert len(cases.drugs) == 4
    assert not cases.account.lost
    assert not cases.account.faults


def test_an_archive_is_read_as_its_folder_would_be(tmp_path: Path) -> None:
    folder = write_quarter(tmp_path / "ASCII", "26Q2", THREE)
    with zipfile.ZipFile(tmp_path / "faers_ascii_2026q2.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for file in folder.iterdir():
            archive.write(file, f"ASCII/{file.name}")
    inside, outside = read_one(tmp_path / "faers_ascii_2026q2.zip"), read_one(folder)
    assert inside.number.tolist() == outside.number.tolist()
    assert inside.drugs.names == outside.drugs.names


def test_a_column_that_nothing_hangs_on_may_be_missing(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    file = tmp_path / "DEMO26Q2.txt"
    for column in ("occr_country", "reporter_country", "age", "sex", "caseversion", "init_fda_dt"):
        file.write_text(file.read_text().replace(f"${column}", "$unknown"))
    cases = read_one(tmp_path)
    assert len(cases) == 3
    assert (cases.sex == SEXES.index("unknown")).all()


def test_tables_without_their_columns_are_named_where_nothing_can_be_counted(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    file = tmp_path / "REAC26Q2.txt"
    file.write_text(file.read_text().replace("$pt$", "$term$"))
    with pytest.raises(CaseReportError, match="no case names both") as told:
        name_cases(read_one(tmp_path), NAMING)
    assert "REAC26Q2.txt has no column for name" in str(told.value)


def test_a_drug_of_older_versions_alone_is_named_by_no_case(tmp_path: Path) -> None:
    versions = [
        {"number": 1001, "case": 100, "version": 1, "drugs": ["KRATOM"], "events": ["Nausea"]},
        {"number": 1002, "case": 100, "version": 2, "drugs": ["TEA"], "events": ["Nausea"]},
    ]
    named = name_cases(read_one(write_quarter(tmp_path, "26Q2", versions)), NAMING)
    with pytest.raises(CaseReportError, match="no case of FAERS/AEMS names kratom"):
        count_drug(named, "kratom")


def test_roles_and_names_decide_who_counts(tmp_path: Path) -> None:
    cases = read_one(write_quarter(tmp_path, "26Q2", THREE))
    assert count_drug(name_cases(cases, NAMING), "kratom").drug == 1
    assert count_drug(name_cases(cases, NAMING, roles=("PS", "SS", "I", "C")), "kratom").drug == 2
    assert "baclofen" in name_cases(cases, NAMING).drugs


def test_a_case_counts_once_however_often_it_names_a_drug(tmp_path: Path) -> None:
    report = {"number": 1, "drugs": ["KRATOM", "Kratom", "MITRAGYNINE"], "events": ["Nausea", "NAUSEA", "nausea"]}
    counts = count_pairs_of(name_cases(read_one(write_quarter(tmp_path, "26Q2", [report])), NAMING))
    assert counts.observed.tolist() == [1]
    assert counts.total == 1


def test_counts_of_pairs_are_those_of_plain_lists(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    reports = [
        {"number": 10 + at, "sex": "FM"[at % 2], "drugs": [f"D{k}" for k in random.integers(0, 6, 3)],
         "events": [f"E{k}" for k in random.integers(0, 5, 2)]} for at in range(300)
    ]  # fmt: skip
    named = name_cases(read_one(write_quarter(tmp_path, "26Q2", reports)), NAMING)
    counts = count_pairs_of(named, "sex")
    for drug, event, observed, expected in zip(counts.drug_at, counts.event_at, counts.observed, counts.expected,
                                               strict=True):  # fmt: skip
        both = [{drug_name.upper() for drug_name in report["drugs"]} >= {counts.drugs[drug]}
                and counts.events[event] in report["events"] for report in reports]  # fmt: skip
        assert sum(both) == observed
        by_sex = [[report for report in reports if report["sex"] == sex] for sex in "FM"]
        assert expected == pytest.approx(sum(
            sum(counts.drugs[drug] in report["drugs"] for report in part)
            * sum(counts.events[event] in report["events"] for report in part) / len(part) for part in by_sex
        ))  # fmt: skip
    one = count_drug(named, "D1", "sex")
    expected = {counts.events[counts.event_at[at]]: counts.expected[at] for at in counts.of("D1")}
    assert dict(zip(one.events, one.expected, strict=True)) == pytest.approx(expected)


def test_counts_of_files_are_those_of_plain_rows(tmp_path: Path, seed: int) -> None:
    random = np.random.default_rng(seed)
    reports = [{"number": 10 + at, "sex": "FM"[at % 2], "drugs": [f"D{k}" for k in random.integers(0, 6, 2)],
                "events": [f"E{k}" for k in random.integers(0, 5, 2)]} for at in range(200)]  # fmt: skip
    counts = count_pairs_of(name_cases(read_one(write_quarter(tmp_path, "26Q2", reports)), NAMING), "sex")
    found = counts.take(np.arange(len(counts)))
    rows = [
        (one["number"], drug, event, one["sex"]) for one in reports for drug in one["drugs"] for event in one["events"]
    ]
    plain = count_pairs(*list(zip(*rows, strict=True))[:3], strata=[row[3] for row in rows])
    for at in range(len(found)):
        there = plain.find(found.drugs[at], found.events[at])
        assert there is not None
        assert (found.observed[at], found.drug[at], found.event[at]) == (
            plain.observed[there], plain.drug[there], plain.event[there]
        )  # fmt: skip
        assert found.expected[at] == pytest.approx(plain.expected[there])
    assert (len(found), found.total) == (len(plain), plain.total)


def test_the_newest_version_of_a_case_counts(tmp_path: Path) -> None:
    versions = [
        {"number": 1001, "case": 100, "version": 1, "received": 20260401, "drugs": ["KRATOM"], "events": ["Nausea"]},
        {"number": 1002, "case": 100, "version": 2, "received": 20260501, "drugs": ["KRATOM"], "events": ["Death"]},
        {"number": 1003, "case": 100, "version": 3, "received": 20260501, "drugs": ["KRATOM"], "events": ["Coma"]},
        {"number": 2001, "case": 200, "drugs": ["KRATOM"], "events": ["Rash"]},
    ]
    cases = read_one(write_quarter(tmp_path, "26Q2", versions))
    assert sorted(count_drug(name_cases(cases, NAMING), "kratom").events) == ["COMA", "RASH"]
    assert cases.versions == {"reports": 4, "counted": 2, "older versions": 2, "retracted": 0}
    everything = name_cases(cases, NAMING, kept=~cases.is_retracted)
    assert count_drug(everything, "kratom").drug == 4


@pytest.mark.parametrize(
    "name", ["deleted/ADR19Q1DeletedCases.txt", "Deleted/20Q4DeletedCases.txt", "Deleted/DELETE26Q2.txt"]
)
def test_retracted_cases_do_not_count(tmp_path: Path, name: str) -> None:
    write_quarter(tmp_path / "ASCII", "26Q2", THREE)
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(" \n100\n100\n999999\n")
    cases = read_one(tmp_path)
    assert cases.case[cases.is_retracted].tolist() == [100]
    assert int(cases.is_latest.sum()) == 2
    assert "2 that no other list had" in told(cases)


def test_a_report_in_two_quarters_counts_once(tmp_path: Path) -> None:
    write_quarter(tmp_path / "a", "26Q1", THREE)
    write_quarter(tmp_path / "b", "26Q2", THREE)
    cases = read_one(tmp_path)
    assert len(cases) == 3
    assert count_drug(name_cases(cases, NAMING), "kratom").observed.tolist() == [1, 1]
    assert "3 rows tell of a report that another row tells of too" in told(cases)


def test_old_files_are_read_beside_new_ones(tmp_path: Path) -> None:
    old = [{"number": 4204616, "case": 55, "sex": "F", "age": 50, "drugs": ["REVIA /00808102/"], "events": ["NAUSEA"]}]
    write_old_quarter(tmp_path / "aers", "08Q1", old)
    write_quarter(
        tmp_path / "faers", "26Q2", [{"number": 71, "drugs": [("X", "NALTREXONE", "PS")], "events": ["Nausea"]}]
    )
    named = name_cases(read_one(tmp_path), NAMING)
    assert count_drug(named, "naltrexone").drug == 2
    assert [one for one in count_over_time(named, "naltrexone", "year") if one[1]] == [("2008", 1, 1), ("2026", 1, 1)]
    assert not read_one(tmp_path).account.lost


def test_empty_case_numbers_do_not_make_one_case_of_all(tmp_path: Path) -> None:
    reports = [{"number": 10 + at, "case": "", "drugs": ["KRATOM"], "events": ["Nausea"]} for at in range(5)]
    cases = read_one(write_old_quarter(tmp_path, "08Q1", reports))
    assert int(cases.is_latest.sum()) == 5
    assert "5 reports of DEMO 2008Q1 have no case number and count as cases of their own" in told(cases)


def test_a_report_without_a_number_is_lost_and_the_others_are_not(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    with (tmp_path / "DEMO26Q2.txt").open("a") as file:
        file.write(fill("DEMO", caseid=7) + "\r\n")
    cases = read_one(tmp_path)
    assert len(cases) == 3
    assert "DEMO 2026Q2: 1 row has no report number and is left out" in told(cases)


def test_a_row_that_is_cut_off_is_told_and_the_rest_is_kept(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    for table in ("DEMO", "DRUG", "REAC"):
        file = tmp_path / f"{table}26Q2.txt"
        file.write_bytes(file.read_bytes()[:-12])
    cases = read_one(tmp_path)
    assert len(cases) == 2
    lost = {loss.table: loss for loss in cases.account.lost}
    assert lost["DEMO 2026Q2"].count == 1
    assert lost["DEMO 2026Q2"].examples[0].startswith("line 4: 1021$102")
    assert lost["REAC 2026Q2"].why == "ends too early and is left out"
    assert "REAC 2026Q2 ends in the middle of a row: whatever stood after it is missing" in cases.account.faults
    assert cases.account.rows_read > 0


def test_a_mark_inside_a_field_costs_its_row_alone(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    file = tmp_path / "DEMO26Q2.txt"
    file.write_text(file.read_text().replace("1011$101$1$", "1011$101$1$$$$"))
    cases = read_one(tmp_path)
    assert cases.number.tolist() == [1001, 1021]
    assert "more fields than the table" in told(cases)
    assert "names a report that no table of reports has" in told(cases)


def test_rows_that_were_glued_together_are_cut_again(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    file = tmp_path / "DRUG26Q2.txt"
    rows = [fill("DRUG", primaryid=1001, drug_seq=at, role_cod="PS", drugname=name) for at, name in enumerate("AB", 1)]
    file.write_text(HEADERS["DRUG"] + "\r\n" + "$".join(rows) + "\r\n")
    assert [name for name, _ in read_one(tmp_path).drugs.names] == ["A", "B"]


def test_a_quote_in_a_name_swallows_nothing(tmp_path: Path) -> None:
    reports = [{**one, "drugs": ['"VITAMINS" (NOS', '5" NEEDLE', "KRATOM"]} for one in THREE]
    cases = read_one(write_quarter(tmp_path, "12Q4", reports))
    assert len(cases.drugs) == 9
    assert not cases.account.lost


def test_mixed_encodings_are_mended_line_by_line(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    file = tmp_path / "DRUG26Q2.txt"
    ends = [
        fill("DRUG", primaryid=1001, role_cod="PS", drugname="CAFÉ ÉLAN").encode(code) for code in ("utf-8", "cp1252")
    ]
    file.write_bytes(file.read_bytes() + b"\r\n".join([*ends, b""]))
    cases = read_one(tmp_path)
    assert [name for name, _ in cases.drugs.names].count("CAFÉ ÉLAN") == 1
    assert "1 row of DRUG26Q2.txt is not in UTF-8" in told(cases)


def test_a_quarter_without_reactions_is_told(tmp_path: Path) -> None:
    write_quarter(tmp_path / "a", "26Q1", THREE[:2])
    write_quarter(tmp_path / "b", "26Q2", [{**THREE[2], "drugs": ["KRATOM"]}])
    (tmp_path / "b" / "REAC26Q2.txt").unlink()
    cases = read_one(tmp_path)
    assert "2026Q2 has no REAC file: its reports name no event" in told(cases)
    assert len(name_cases(cases, NAMING)) == 2


def test_a_set_without_reactions_is_refused(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q2", THREE)
    (tmp_path / "REAC26Q2.txt").unlink()
    with pytest.raises(CaseReportError, match="the set has no REAC file"):
        read_cases(tmp_path)


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "is empty"), (b"\x00\x01\x02" * 400, "binary"), (b"PK\x03\x04rest", "an archive"),
     (b"\xff\xfep\0r\0", "UTF-16"), (b"nothing$of$it\n1$2$3\n", "no column for number")],
)  # fmt: skip
def test_a_file_that_is_none_is_told_and_the_others_are_read(tmp_path: Path, content: bytes, said: str) -> None:
    write_quarter(tmp_path, "26Q1", THREE)
    (tmp_path / "DEMO26Q2.txt").write_bytes(content)
    cases = read_one(tmp_path)
    assert len(cases) == 3
    assert any("DEMO26Q2.txt" in fault and said in fault for fault in cases.account.faults)


def test_a_damaged_archive_is_told(tmp_path: Path) -> None:
    write_quarter(tmp_path, "26Q1", THREE)
    (tmp_path / "faers_ascii_2026q2.zip").write_bytes(b"PK\x03\x04" + b"\x00" * 100)
    assert "is no archive that can be opened" in told(read_one(tmp_path))


@pytest.mark.parametrize(("name", "said"), [("26Q7", "2026Q7"), ("", "of no quarter")])
def test_an_unknown_quarter_is_told_and_its_rows_are_kept(tmp_path: Path, name: str, said: str) -> None:
    cases = read_one(write_quarter(tmp_path, name, THREE))
    assert len(cases) == 3
    assert f"unknown quarter ({said})" in told(cases)
    assert {name_quarter(int(quarter)) for quarter in cases.quarter} == {"2026Q2"}


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(CaseReportError, match="no reports can be read"):
        read_cases(tmp_path)
    with pytest.raises(CaseReportError, match="does not exist"):
        read_cases(tmp_path / "nowhere")
    for table in HEADERS:
        (tmp_path / f"{table}26Q2.txt").write_bytes(b"")
    with pytest.raises(CaseReportError, match="no report can be read"):
        read_cases(tmp_path)


def test_what_reads_tables_may_be_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neurodose.case_reports.reading.find_spec", lambda name: None)
    with pytest.raises(CaseReportError, match="polars, which is not installed") as told:
        read_cases(write_quarter(tmp_path, "26Q2", THREE))
    assert 'pip install "neurodose[polars]"' in str(told.value)


def test_ages_come_in_all_units(tmp_path: Path) -> None:
    units = (
        ("4", "DEC", 40),
        ("6", "MON", 0.5),
        ("26", "WK", 0.5),
        ("400", "YR", None),
        ("7", "", None),
        ("x", "YR", None),
    )
    reports = [{"number": 9 + at, "age": age, "age_unit": unit, "drugs": ["A"], "events": ["B"]}
               for at, (age, unit, _) in enumerate(units)]  # fmt: skip
    cases = read_one(write_quarter(tmp_path, "26Q2", reports))
    order = np.argsort(cases.number)
    for age, (_, _, years) in zip(cases.age[order], units, strict=True):
        assert np.isnan(age) if years is None else age == pytest.approx(years, rel=0.01)
    assert "1 age of DEMO 2026Q2 is below 0" in told(cases)


def test_dates_may_tell_less_than_a_day(tmp_path: Path) -> None:
    days = ("2019", "201907", "20190705", "19", "20191399")
    reports = [{"number": 9 + at, "received": day, "drugs": ["A"], "events": ["B"]} for at, day in enumerate(days)]
    cases = read_one(write_quarter(tmp_path, "26Q2", reports))
    order = np.argsort(cases.number)
    assert [name_quarter(int(one)) for one in cases.quarter[order]] == [
        "2019Q1",
        "2019Q3",
        "2019Q3",
        "unknown",
        "unknown",
    ]


def test_probable_duplicates_tell_the_same_story(tmp_path: Path) -> None:
    story = {
        "sex": "F",
        "age": 40,
        "event_day": 20260101,
        "drugs": ["KRATOM", "ASPIRIN"],
        "events": ["Seizure", "Fall"],
    }
    reports = [
        {"number": 1, **story},
        {"number": 2, **story, "drugs": ["ASPIRIN", "KRATOM"]},
        {"number": 3, **story, "events": ["Seizure"]},
        {"number": 4, **story, "event_day": ""},
        {"number": 5, **story, "event_day": ""},
    ]
    cases = read_one(write_quarter(tmp_path, "26Q2", reports))
    assert cases.number[find_probable_duplicates(cases)].tolist() == [2]


def test_blocks_of_any_size_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from neurodose.case_reports import blocks

    reports = [{**THREE[at % 3], "number": 1000 + at, "case": 1000 + at} for at in range(200)]
    write_quarter(tmp_path, "26Q2", reports)
    whole = count_pairs_of(name_cases(read_one(tmp_path), NAMING))
    monkeypatch.setattr(blocks.read_blocks, "__defaults__", (700,))
    parts = count_pairs_of(name_cases(read_one(tmp_path), NAMING))
    assert parts.observed.tolist() == whole.observed.tolist()
    assert parts.total == 200


def test_a_comparator_narrows_the_cases(tmp_path: Path) -> None:
    named = name_cases(read_one(write_quarter(tmp_path, "26Q2", THREE)), NAMING)
    found = count_drug(named, "kratom", against="baclofen")
    assert (found.total, found.drug) == (2, 1)
    assert dict(zip(found.events, found.event, strict=True)) == {"NAUSEA": 2, "SEIZURE": 1}
    with pytest.raises(CaseReportError, match="no case of FAERS/AEMS names tramadol"):
        count_drug(named, "kratom", against="tramadol")


def test_times_from_start_to_event_are_told_where_both_days_are(tmp_path: Path) -> None:
    days = (20260301, 20260302, 20260303, 20260305, 20260331)
    reports = [{"number": 10 + at, "event_day": day, "start": 20260228, "drugs": ["KRATOM"], "events": ["Nausea"]}
               for at, day in enumerate(days)]  # fmt: skip
    reports += [{"number": 50, "event_day": 202603, "start": 20260228, "drugs": ["KRATOM"], "events": ["Nausea"]},
                {"number": 51, "event_day": 20260301, "start": 2026, "drugs": ["KRATOM"], "events": ["Nausea"]},
                {"number": 52, "event_day": 20260301, "start": 20260401, "drugs": ["KRATOM"], "events": ["Nausea"]},
                {"number": 53, "event_day": 20260301, "start": 20260227, "drugs": ["TEA"], "events": ["Nausea"]},
                ]  # fmt: skip
    cases = read_one(write_quarter(tmp_path, "26Q2", reports))
    translated = NAMING.read_all(cases.drugs.names)
    (row,) = find_onsets(name_cases(cases, translated), translated, "kratom", ("PS",), ["NAUSEA"])
    assert (row["dated"], row["cases"], row["median_days"]) == (5, 8, 3)
    assert row["shape"] > 0
    assert count_days(np.array([19700101, 20240229])).tolist() == [0, 19782]


def test_kratom_is_resolved_by_any_of_its_names() -> None:
    assert [NAMING.resolve(word) for word in ("Kratom", "mitragynine", "OPMS", "7-OH", "Aspirin")] == [
        "kratom", "kratom", "kratom", "7-hydroxymitragynine", "ASPIRIN"
    ]  # fmt: skip
