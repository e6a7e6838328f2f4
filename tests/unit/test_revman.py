"""Reviews of RevMan are read with their counts, means, estimates, subgroups and judgements; unsafe XML is refused."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from neurodose.errors import StudyError
from neurodose.records.studies import inspect_studies
from neurodose.records.studies_reading import StudiesReading
from neurodose.records.study import Study

ROUNDING = 1e-12  # of a logarithm and its exponential

STUDIES = """
 <COVER_SHEET><TITLE>Made-up drug for a made-up illness</TITLE></COVER_SHEET>
 <STUDIES_AND_REFERENCES><STUDIES><INCLUDED_STUDIES>
  <STUDY ID="STD-Rome-2001" NAME="Rome 2001" YEAR="2001"><REFERENCE><IDENTIFIERS>
    <IDENTIFIER TYPE="DOI" VALUE="10.0/made.up"/></IDENTIFIERS></REFERENCE></STUDY>
  <STUDY ID="STD-Oslo-2004" NAME="Oslo 2004"/>
 </INCLUDED_STUDIES></STUDIES></STUDIES_AND_REFERENCES>
 <QUALITY_ITEMS>
  <QUALITY_ITEM><NAME>Random sequence generation (selection bias)</NAME><QUALITY_ITEM_DATA>
   <QUALITY_ITEM_DATA_ENTRY STUDY_ID="STD-Rome-2001" RESULT="YES"><DESCRIPTION><P>By computer</P></DESCRIPTION>
   </QUALITY_ITEM_DATA_ENTRY></QUALITY_ITEM_DATA></QUALITY_ITEM>
  <QUALITY_ITEM><NAME>Allocation concealment (selection bias)</NAME><QUALITY_ITEM_DATA>
   <QUALITY_ITEM_DATA_ENTRY STUDY_ID="STD-Rome-2001" RESULT="UNKNOWN"/></QUALITY_ITEM_DATA></QUALITY_ITEM>
  <QUALITY_ITEM><NAME>Incomplete outcome data (attrition bias)</NAME><QUALITY_ITEM_DATA>
   <QUALITY_ITEM_DATA_ENTRY STUDY_ID="STD-Rome-2001" RESULT="NO"/></QUALITY_ITEM_DATA></QUALITY_ITEM>
  <QUALITY_ITEM><NAME>Other bias</NAME><QUALITY_ITEM_DATA>
   <QUALITY_ITEM_DATA_ENTRY STUDY_ID="STD-Rome-2001" RESULT="NO"/></QUALITY_ITEM_DATA></QUALITY_ITEM>
 </QUALITY_ITEMS>"""
LABELS = "<GROUP_LABEL_1>Drug</GROUP_LABEL_1><GROUP_LABEL_2>Placebo</GROUP_LABEL_2>"
RELAPSE = f"""<DICH_OUTCOME NO="1" EFFECT_MEASURE="RR" CI_STUDY="95"><NAME>Relapse</NAME>{LABELS}
  <DICH_DATA STUDY_ID="STD-Rome-2001" EVENTS_1="4" TOTAL_1="20" EVENTS_2="8" TOTAL_2="19"/>
  <DICH_DATA STUDY_ID="STD-Oslo-2004" EVENTS_1="0" TOTAL_1="0" EVENTS_2="0" TOTAL_2="0"/></DICH_OUTCOME>"""
CRAVING = f"""<CONT_OUTCOME NO="2" EFFECT_MEASURE="MD"><NAME>Craving</NAME>{LABELS}
  <CONT_SUBGROUP NO="1"><NAME>Low dose</NAME>
   <CONT_DATA STUDY_ID="STD-Rome-2001" MEAN_1="3.5" SD_1="1.2" TOTAL_1="18" MEAN_2="4.1" SD_2="1.4" TOTAL_2="17"/>
  </CONT_SUBGROUP>
  <CONT_SUBGROUP NO="2"><NAME>High dose</NAME>
   <CONT_DATA STUDY_ID="STD-Rome-2001" MEAN_1="3.0" SD_1="1.1" TOTAL_1="16" MEAN_2="4.1" SD_2="1.4" TOTAL_2="17"/>
   <CONT_DATA STUDY_ID="STD-Oslo-2004" MEAN_1="2.9" SD_1="1.0" TOTAL_1="11" MEAN_2="4.0" SD_2="1.3" TOTAL_2="12"/>
  </CONT_SUBGROUP></CONT_OUTCOME>"""
TIME = f"""<IV_OUTCOME NO="3" LOG_DATA="YES"><NAME>Time to relapse</NAME>{LABELS}
  <EFFECT_MEASURE>Hazard Ratio</EFFECT_MEASURE>
  <IV_DATA STUDY_ID="STD-Rome-2001" ESTIMATE="-0.35" SE="0.2" EFFECT_SIZE="0.705" CI_START="0.476" CI_END="1.043"/>
  <IV_DATA STUDY_ID="STD-Oslo-2004" SE="0.3" EFFECT_SIZE="0.5" CI_START="0.278" CI_END="0.9"/></IV_OUTCOME>
  <IPD_OUTCOME NO="4"><NAME>Death</NAME>{LABELS}<EFFECT_MEASURE>Peto Odds Ratio</EFFECT_MEASURE>
  <IPD_DATA STUDY_ID="STD-Rome-2001" O_E="-2" VAR="4"/></IPD_OUTCOME>"""


def review(*outcomes: str, head: str = STUDIES) -> str:
    inside = f'<COMPARISON NO="1"><NAME>Drug against placebo</NAME>{"".join(outcomes)}</COMPARISON>'
    return (f'<?xml version="1.0" encoding="UTF-8"?>\n<COCHRANE_REVIEW>{head}'
            f"<ANALYSES_AND_DATA>{inside}</ANALYSES_AND_DATA></COCHRANE_REVIEW>")  # fmt: skip


@pytest.fixture
def read(tmp_path: Path) -> Any:
    def reading(text: str, name: str = "review.rm5") -> StudiesReading:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return inspect_studies(path)

    return reading


def find(reading: StudiesReading, name: str) -> Study:
    return next(study for study in reading.studies if study.name == name)


def test_counts_are_read_with_the_names_of_groups(read: Any) -> None:
    reading = read(review(RELAPSE))
    (rome,) = reading.studies
    assert (rome.name, rome.year, rome.source.doi) == ("Rome 2001", 2001, "10.0/made.up")
    assert rome.source.reading == "read second-hand"
    (outcome,) = rome.outcomes
    assert outcome.name == "Relapse"
    assert [(arm.arm, arm.events, arm.total) for arm in outcome.arms] == [("Drug", 4, 20), ("Placebo", 8, 19)]
    assert not reading.faults
    assert any("1 of 2" in remark for remark in reading.remarks)  # Oslo told nothing


def test_means_of_subgroups_are_told_apart_where_a_study_stands_in_several(read: Any) -> None:
    reading = read(review(CRAVING))
    assert [study.name for study in reading.studies] == ["Rome 2001", "Rome 2001 (High dose)", "Oslo 2004"]
    low = find(reading, "Rome 2001")
    assert [(arm.mean, arm.sd, arm.total) for arm in low.outcomes[0].arms] == [(3.5, 1.2, 18), (4.1, 1.4, 17)]
    assert low.columns == {"subgroup of Craving": "Low dose"}
    assert "may share people" in reading.doubts[0]


def test_estimates_are_of_logarithms_and_are_told_as_ratios(read: Any) -> None:
    reading = read(review(TIME))
    (rome, death), (oslo,) = find(reading, "Rome 2001").outcomes, find(reading, "Oslo 2004").outcomes
    (one,), (other,), (peto,) = rome.contrasts, oslo.contrasts, death.contrasts
    assert (one.measure, one.se, one.low, one.high) == ("HR", 0.2, 0.476, 1.043)
    assert math.log(one.estimate) == pytest.approx(-0.35, abs=ROUNDING)
    assert other.estimate == pytest.approx(0.5, abs=ROUNDING)
    assert (peto.measure, peto.se) == ("OR", 0.5)
    assert math.log(peto.estimate) == pytest.approx(-0.5, abs=ROUNDING)
    assert "O - E = -2" in peto.derived


def test_items_of_the_first_tool_stand_beside_the_domains_that_ask_the_same(read: Any) -> None:
    bias = find(read(review(RELAPSE)), "Rome 2001").bias
    assert bias.judged == {"randomisation": "some concerns", "missing data": "high"}
    assert bias.of("measurement") == "not assessed"
    assert "By computer" in bias.because["randomisation"]
    assert "RoB 1" in bias.by


def test_faults_of_studies_name_their_line(read: Any) -> None:
    reading = read(review(RELAPSE.replace('EVENTS_1="4"', 'EVENTS_1="44"'), CRAVING))
    assert len(reading.studies) == 3
    assert "44 events are more than the 20 people" in str(reading.faults[0])
    assert "review.rm5" in str(reading.faults[0])
    assert "line 2" in str(reading.faults[0])
    unknown = read(review(CRAVING.replace("STD-Oslo-2004", "STD-Bonn")))
    assert 'no included study is called "STD-Bonn"' in str(unknown.faults[0])


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (review(RELAPSE)[:-30], "is no XML"),
        ("<html><body/></html>", "holds no analyses of a review"),
        ("<COCHRANE_REVIEW><COVER_SHEET/></COCHRANE_REVIEW>", "holds no analyses of a review"),
        (review(), "has no study with numbers"),
        ('<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><COCHRANE_REVIEW>&b;</COCHRANE_REVIEW>', "entities"),
        ("<a>" * 200, "nested too deeply"),
    ],
)
def test_what_is_no_review_or_is_unsafe_is_refused(read: Any, text: str, said: str) -> None:
    with pytest.raises(StudyError, match=said):
        read(text)


HEAD = (
    "Comparison Number,Outcome Number,Subgroup Number,Name,Data Type,Statistical Method,Effect Measure,Analysis Model,"
    "Study Confidence Interval,Entered data are on log scale (Generic Inverse Variance only),Events 1,Mean 1,SD 1,"
    "Total 1,Events 2,Mean 2,SD 2,Total 2,O-E,Var,Effect Estimate,SE,CI Start,CI End,Group Label 1,Group Label 2,"
    "Year of study"
)


def line(numbers: str, name: str, **said: str) -> str:
    names = HEAD.split(",")
    cells = dict.fromkeys(names, "") | {"Name": name} | {key.replace("_", " "): value for key, value in said.items()}
    cells |= dict(zip(names, numbers.split("."), strict=False))
    return ",".join(f'"{cells[key]}"' for key in names)


REVMAN_5 = "\n".join(
    [
        HEAD,
        line("1.0.0", "Drug against placebo"),
        line("1.1.0", "Relapse", Data_Type="Dichotomous", Effect_Measure="RR", Study_Confidence_Interval="95%",
             Group_Label_1="Drug", Group_Label_2="Placebo", Events_1="4", Total_1="1,020"),
        line("1.1.0", "Rome 2001", Events_1="4", Total_1="1,020", Events_2="8", Total_2="19", Year_of_study="2001"),
        line("1.2.0", "Craving", Data_Type="Continuous", Effect_Measure="MD"),
        line("1.2.1", "Low dose", Data_Type="Continuous"),
        line("1.2.1", "Rome 2001", Mean_1="3.5", SD_1="1.2", Total_1="18", Mean_2="4.1", SD_2="1.4", Total_2="17"),
        line("2.0.0", "Drug against nothing"),
        line("2.1.0", "Relapse", Data_Type="Dichotomous", Effect_Measure="OR"),
        line("2.1.0", "Oslo 2004", Events_1="2", Total_1="11", Events_2="3", Total_2="12", Mean_1="0", SD_1="0"),
    ]
)  # fmt: skip


def test_the_csv_of_revman_5_is_read_by_its_rows_of_comparisons_and_outcomes(read: Any) -> None:
    reading = read(REVMAN_5, "review.csv")
    assert "RevMan 5" in reading.form
    rome, oslo = reading.studies
    assert not reading.faults
    assert [outcome.name for outcome in rome.outcomes] == ["Drug against placebo: Relapse", "Craving"]
    assert [(arm.arm, arm.events, arm.total) for arm in rome.outcomes[0].arms] == [
        ("Drug", 4, 1020),
        ("Placebo", 8, 19),
    ]
    assert rome.outcomes[1].arms[0].sd == 1.2
    assert rome.columns["subgroup of Craving"] == "Low dose"
    assert [outcome.name for outcome in oslo.outcomes] == ["Drug against nothing: Relapse"]
    assert oslo.year == 2004


def test_data_rows_of_the_library_are_read_by_what_is_filled_in(read: Any) -> None:
    text = """Analysis group,Analysis number,Analysis name,Subgroup,Study,Study year,GIV Mean,GIV SE,\
Experimental cases,Experimental N,Experimental mean,Experimental SD,Control cases,Control N,Control mean,Control SD,\
O-E,Variance
1,1,Relapse,,Rome 2001,2001,0.0,0.0,4,20,0.0,0.0,8,19,0.0,0.0,0.0,0.0
1,2,Craving,,Rome 2001,2001,0.0,0.0,0,18,3.5,1.2,0,17,4.1,1.4,0.0,0.0
1,3,Time to relapse,,Rome 2001,2001,-0.35,0.2,0,20,,,0,19,,,,
"""
    reading = read(text, "data-rows.csv")
    (rome,) = reading.studies
    relapse, craving, time = rome.outcomes
    assert [(arm.events, arm.total) for arm in relapse.arms] == [(4, 20), (8, 19)]
    assert [(arm.mean, arm.sd) for arm in craving.arms] == [(3.5, 1.2), (4.1, 1.4)]
    (contrast,) = time.contrasts
    assert (contrast.measure, contrast.estimate, contrast.se) == ("GEN", -0.35, 0.2)
    assert any("no measure" in remark for remark in reading.remarks)


def test_what_cannot_be_in_a_table_of_a_review_is_told(read: Any) -> None:
    nameless = read(REVMAN_5.replace('"Oslo 2004"', '""'), "review.csv")
    assert "the row does not say which study it is of" in str(nameless.faults[0])
    far = read(review(TIME.replace('ESTIMATE="-0.35"', 'ESTIMATE="350"')))
    assert "350 is no logarithm of a ratio" in str(far.faults[0])
    assert len(far.studies) == 2


def test_a_review_without_studies_is_told(read: Any) -> None:
    with pytest.raises(StudyError, match="no study with numbers"):
        read("\n".join(REVMAN_5.splitlines()[:3]), "review.csv")
