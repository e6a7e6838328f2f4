"""A dataset means what it means to NONMEM, or is refused with its line, person and column."""

from __future__ import annotations

import datetime
import io
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas
import polars
import pyarrow
import pytest

from neurodose.dosing.dataset import Compartments, Dataset, Place
from neurodose.dosing.nonmem import read_nonmem, write_nonmem
from neurodose.dosing.record import MODELLED, Act, Record
from neurodose.errors import DatasetError, DoseError
from neurodose.library import find_drug
from neurodose.units import Quantity, mg, nmol

HEADER = "ID,TIME,EVID,AMT,CMT,RATE,ADDL,II,SS,DV\n"
FIRST = "7,0,1,100,1,0,0,0,0,.\n"
NMOL_PER_MG = 2500.0  # a substance of 400 g/mol


def place(name: str, number: int, **more: Any) -> Place:
    known = {"receives": True, "knows_rate": False, "knows_duration": False, "count": count} | more
    return Place(name, number, -1, **known)


def count(quantity: Quantity, salt: str | None) -> float:
    if salt not in (None, "base", "hydrochloride"):
        raise DoseError(f"no salt {salt}")
    moles = quantity.coherent if quantity.dimension == nmol.dimension else quantity.coherent * NMOL_PER_MG
    return moles / 2 if salt == "hydrochloride" else moles


GUT, PLASMA = place("drug.gut", 0, knows_duration=True), place("drug.plasma", 1, knows_rate=True)
EFFECT = place("effect", 2, receives=False)
MOUTH = Place("mouth", 0, 4, True, True, False, count)
MODEL = Compartments(
    "oral",
    {1: GUT, 2: PLASMA, 3: EFFECT},
    {p.name: p for p in (GUT, PLASMA, EFFECT, MOUTH)},
    dose=MOUTH,
    observation=PLASMA,
)


def read(text: str, **more: Any) -> Dataset:
    return read_nonmem(io.StringIO(text), MODEL, **more)


def only(dataset: Dataset) -> tuple[Record, ...]:
    assert len(dataset.subjects) == 1
    return dataset.records(dataset.subjects[0])


def second(row: str) -> Record:
    """What the second record of a person becomes."""
    return only(read(HEADER + FIRST + row + "\n"))[1]


def test_a_dose_is_given_in_coherent_units() -> None:
    text = "ID,TIME,EVID,AMT,CMT,RATE,ADDL,II,SS\n1,1,1,2000,2,500,3,2,1\n"
    (dose,) = only(read(text, units={"TIME": "day", "AMT": "ug"}))
    assert (dose.time, dose.interval, dose.additional, dose.steady) == (24.0, 48.0, 3, 1)
    assert dose.amount == pytest.approx(2 * NMOL_PER_MG)
    assert dose.rate == pytest.approx(0.5 * NMOL_PER_MG / 24)
    assert (dose.act, dose.state, dose.duration, dose.line) == (Act.DOSE, 1, None, "line 2, person 1")


def test_an_amount_of_substance_is_not_weighed() -> None:
    (dose,) = only(read("ID,TIME,AMT\n1,0,3\n", units={"AMT": "umol"}))
    assert dose.amount == pytest.approx(3000.0)


def test_the_salt_in_which_doses_are_weighed_counts() -> None:
    (dose,) = only(read("ID,TIME,AMT\n1,0,3\n", salt="hydrochloride"))
    assert dose.amount == pytest.approx(3 * NMOL_PER_MG / 2)
    with pytest.raises(DatasetError, match=r"no salt oxide \(line 2, person 1, column AMT\)"):
        read("ID,TIME,AMT\n1,0,3\n", salt="oxide")


@pytest.mark.parametrize(
    ("row", "act"),
    [
        ("7,1,0,0,2,0,0,0,0,3", Act.LOOK),
        ("7,1,1,5,2,0,0,0,0,.", Act.DOSE),
        ("7,1,2,0,0,0,0,0,0,.", Act.NOTE),
        ("7,1,2,0,1,0,0,0,0,.", Act.ON),
        ("7,1,2,0,-1,0,0,0,0,.", Act.OFF),
        ("7,1,2,0,-drug.gut,0,0,0,0,.", Act.OFF),
        ("7,1,3,0,9,0,0,0,0,.", Act.RESET),  # NONMEM does not look at CMT of a reset
        ("7,0,4,5,2,0,0,0,0,.", Act.RESET_AND_DOSE),
        ("7,1,5,5,2,0,0,0,0,.", Act.SET),
        ("7,1,8,5,2,0,0,0,0,.", Act.SET),
        ("7,1,6,0.5,3,0,0,0,0,.", Act.SCALE),
    ],
)
def test_each_event_has_its_act(row: str, act: Act) -> None:
    assert second(row).act is act


def test_a_compartment_is_replaced_by_an_amount_and_multiplied_by_a_number() -> None:
    assert second("7,1,5,5,2,0,0,0,0,.").amount == pytest.approx(5 * NMOL_PER_MG)
    assert second("7,1,6,0.5,2,0,0,0,0,.").amount == 0.5


def test_a_reset_may_begin_at_an_earlier_time() -> None:
    rows = "7,9,0,0,2,0,0,0,0,1\n7,2,3,0,0,0,0,0,0,.\n7,5,0,0,2,0,0,0,0,1\n7,1,4,50,1,0,0,0,0,.\n"
    assert [r.time for r in only(read(HEADER + FIRST + rows))] == [0, 9, 2, 5, 1]


def test_rate_and_duration_may_be_the_models() -> None:
    rate, duration = second("7,1,1,5,2,-1,0,0,0,."), second("7,1,1,5,1,-2,0,0,0,.")
    assert (rate.rate, rate.duration) == (MODELLED, None)
    assert (duration.rate, duration.duration) == (None, MODELLED)


@pytest.mark.parametrize(("rate", "found"), [("10", 10 * NMOL_PER_MG), ("-1", MODELLED), ("0", None)])
def test_a_constant_infusion_at_steady_state_has_no_amount_and_no_interval(rate: str, found: float | None) -> None:
    dose = second(f"7,1,1,0,2,{rate},0,0,1,.")
    assert dose.is_constant_infusion
    assert (dose.rate, dose.interval) == (found, 0.0)


def test_a_third_kind_of_steady_state_is_the_first() -> None:
    dataset = read(HEADER + "7,0,1,100,1,0,0,12,3,.\n")
    assert only(dataset)[0].steady == 1
    assert "SS 3 on 1 record (line 2, person 7, column SS)" in str(dataset.notes[0])


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("7,-1,0,0,2,0,0,0,0,1", r"time goes back from 0 to -1 \(line 3, person 7, column TIME\)"),
        ("8,-1,0,0,2,0,0,0,0,1", r"TIME is -1, below 0 \(line 3, person 8, column TIME\)"),
        ("7,.,0,0,2,0,0,0,0,1", r"TIME is missing \(line 3, person 7, column TIME\)"),
        (",1,0,0,2,0,0,0,0,1", r"ID is missing \(line 3, column ID\)"),
        ("x,1,0,0,2,0,0,0,0,1", r'"x" is no number, though others in its column are \(line 3, column ID\)'),
        ("7,1,1,.,1,0,0,0,0,.", r"AMT is missing on a dose \(line 3, person 7, column AMT\)"),
        ("7,1,4,.,1,0,0,0,0,.", r"AMT is missing on a dose \(line 3, person 7, column AMT\)"),
        ("7,1,1,0,1,0,0,0,0,.", r"AMT is 0 on a dose \(line 3, person 7, column AMT\)"),
        ("7,1,1,0,1,10,0,0,0,.", r"AMT is 0 on a dose \(line 3, person 7, column AMT\)"),
        ("7,1,1,-5,1,0,0,0,0,.", r"AMT is -5, below 0 \(line 3, person 7, column AMT\)"),
        ("7,1,1,abc,1,0,0,0,0,.", r'"abc" is no number \(line 3, person 7, column AMT\)'),
        ("7,1,1,nan,1,0,0,0,0,.", r'"nan" is no number \(line 3, person 7, column AMT\)'),
        ("7,1,1,inf,1,0,0,0,0,.", r'"inf" is no number \(line 3, person 7, column AMT\)'),
        ("7,1,1,1e999,1,0,0,0,0,.", r'"1e999" is no number \(line 3, person 7, column AMT\)'),
        ("7,1,1,1_0,1,0,0,0,0,.", r'"1_0" is no number \(line 3, person 7, column AMT\)'),
        ("7,1,0,0,2,0,0,0,0,BLQ", r'"BLQ" is no number \(line 3, person 7, column DV\)'),
        ("7,1,9,5,1,0,0,0,0,.", r"EVID is 9 \(line 3, person 7, column EVID\)"),
        ("7,1,1,5,1,-3,0,0,0,.", r"RATE is -3 \(line 3, person 7, column RATE\)"),
        ("7,1,1,5,1,-0.5,0,0,0,.", r"RATE is -0.5 \(line 3, person 7, column RATE\)"),
        ("7,1,1,5,1,-1,0,0,0,.", r"the model says no rate for drug.gut \(line 3, person 7, column RATE\)"),
        ("7,1,1,5,2,-2,0,0,0,.", r"the model says no duration for drug.plasma \(line 3, person 7, column RATE\)"),
        ("7,1,1,5,1,0,3,0,0,.", r"ADDL is 3 and II is 0 \(line 3, person 7, column II\)"),
        ("7,1,1,5,1,0,0,12,0,.", r"II is 12, and neither ADDL nor SS .* \(line 3, person 7, column II\)"),
        ("7,1,1,5,1,0,3,-12,0,.", r"II is -12, below 0 \(line 3, person 7, column II\)"),
        ("7,1,1,5,1,0,-3,12,0,.", r"ADDL is -3, below 0 \(line 3, person 7, column ADDL\)"),
        ("7,1,1,5,1,0,2.5,12,0,.", r"ADDL is 2.5 \(line 3, person 7, column ADDL\)"),
        ("7,1,1,5,1,0,0,0,1,.", r"SS is 1 and II is 0 \(line 3, person 7, column II\)"),
        ("7,1,1,5,1,4,0,0,2,.", r"SS is 2 and II is 0 \(line 3, person 7, column II\)"),
        ("7,1,1,0,1,4,0,12,1,.", r"AMT is 0 on a dose that repeats every 12 \(line 3, person 7, column AMT\)"),
        ("7,1,1,0,1,4,2,0,1,.", r"ADDL is 2 on a constant infusion .* \(line 3, person 7, column ADDL\)"),
        ("7,1,1,0,1,-2,0,0,1,.", r"RATE is -2 on a constant infusion .* \(line 3, person 7, column RATE\)"),
        ("7,1,1,5,1,0,0,12,4,.", r"SS is 4 \(line 3, person 7, column SS\)"),
        ("7,1,1,5,1,0,0,12,-1,.", r"SS is -1 \(line 3, person 7, column SS\)"),
        ("7,1,1,5,9,0,0,0,0,.", r"there is no compartment 9 .* \(line 3, person 7, column CMT\)"),
        ("7,1,0,0,100,0,0,0,0,1", r"there is no compartment 100 .* \(line 3, person 7, column CMT\)"),
        ("7,1,1,5,1.5,0,0,0,0,.", r"there is no compartment 1.5 .* \(line 3, person 7, column CMT\)"),
        ("7,1,1,5,guts,0,0,0,0,.", r"there is no compartment guts .* \(line 3, person 7, column CMT\)"),
        ("7,1,2,0,-9,0,0,0,0,.", r"there is no compartment -9 .* \(line 3, person 7, column CMT\)"),
        ("7,1,1,5,3,0,0,0,0,.", r"effect holds no amount.* \(line 3, person 7, column CMT\)"),
        ("7,1,1,5,-1,0,0,0,0,.", r"CMT is -1 on a dose \(line 3, person 7, column CMT\)"),
        ("7,1,0,0,-2,0,0,0,0,1", r"CMT is -2 on an observation \(line 3, person 7, column CMT\)"),
        ("7,1,0,5,2,0,0,0,0,1", r"AMT is 5 on a record that is no dose \(EVID 0\) \(line 3, person 7, column AMT\)"),
        ("7,1,2,5,0,0,0,0,0,.", r"AMT is 5 on a record that is no dose \(EVID 2\) \(line 3, person 7, column AMT\)"),
        ("7,1,0,0,2,4,0,0,1,.", r"SS is 1 on a record that is no dose \(EVID 0\) \(line 3, person 7, column SS\)"),
        ("7,1,3,0,0,0,2,12,0,.", r"ADDL is 2 on a reset \(line 3, person 7, column ADDL\)"),
        ("7,1,5,5,1,0,2,12,0,.", r"II is 12 on a record of EVID 5 \(line 3, person 7, column II\)"),
        ("7,1,1,5,1,0,0,0,0,.,9", r"there are 11 items for 10 columns \(line 3\)"),
    ],
)
def test_a_record_without_a_plain_meaning_is_refused(row: str, complaint: str) -> None:
    with pytest.raises(DatasetError, match=complaint):
        read(HEADER + FIRST + row + "\n")


def test_of_several_broken_records_the_first_is_named() -> None:
    rows = "7,2,1,5,1,0,0,0,0,.\n7,1,1,5,1,0,0,0,0,.\n7,3,1,-5,1,0,0,0,0,.\n"
    with pytest.raises(DatasetError, match=r"time goes back from 2 to 1 \(line 4"):
        read(HEADER + FIRST + rows)


@pytest.mark.parametrize(
    ("text", "more", "complaint"),
    [
        ("", {}, "the file is empty"),
        ("ID,TIME,AMT\n", {}, "the table is empty"),
        ("# nothing\nID,TIME,AMT\nC,0,1\n", {}, "the table is empty"),
        ("1,0,100\n", {}, r"there is no header line \(line 1\)"),
        ("ID,AMT\n1,5\n", {}, "there is no column TIME"),
        ("ID,TIME,AMT,DV,AMT\n1,0,1,2,3\n", {}, r'two columns are called "AMT" \(columns 3 and 5\)'),
        ("ID,TIME,amt,AMT\n1,0,1,2\n", {}, r'two columns are called "AMT" \(columns 3 and 4\)'),
        ("ID,TIME,CONC,DV\n1,0,1,2\n", {"columns": {"CONC": "DV"}}, 'two columns are called "DV"'),
        ("ID,TIME\n1,0\n", {"columns": {"TIEM": None}}, 'no column is called "TIEM"'),
        ("ID,TIME,EVID,DOSE\n1,0,1,5\n", {}, "AMT is missing on a dose: there is no column AMT .*\n.*DOSE.: .AMT"),
        ("ID,TIME,EVID\n1,0,1\n", {}, "AMT is missing on a dose: there is no column AMT"),
        ("ID,TIME,AMT,WT\n1,0,1,70\n1,1,.,x\n", {}, r'"x" is no number \(line 3, person 1, column WT\)'),
        ("ID,TIME,AMT,CONT\n1,0,1,1\n", {}, r"CONT says that an event goes on .* \(line 2, person 1, column CONT\)"),
        ("ID TIME AMT\n1 0\n", {}, "there are 2 items for 3 columns .line 2"),
        ("ID,TIME,AMT\n1,0,5\n", {"units": {"AMT": "mL"}}, r"units are mixed: AMT is in mL \(units=, column AMT\)"),
        ("ID,TIME,AMT\n1,0,5\n", {"units": {"TIME": "mg"}}, "units are mixed: TIME is in mg"),
        ("ID,TIME,AMT,RATE\n1,0,5,1\n", {"units": {"AMT": "ug", "RATE": "mg/h"}}, "units are mixed: RATE is in mg/h"),
        ("ID,TIME,AMT,II\n1,0,5,0\n", {"units": {"II": "day"}}, "units are mixed: II is in day"),
        ("ID,TIME,AMT\n1,0,5\n", {"units": {"ID": "mg"}}, "units are mixed: ID is in mg"),
        ("ID,TIME,AMT\n1,0,5\n", {"units": {"WT": "kg"}}, 'no column is called "WT"'),
        ("ID,TIME,AMT\n1,0,5\n", {"units": {"AMT": "mgg"}}, r'no unit is called "mgg" \(units=, column AMT\)'),
        ("ID,TIME,AMT\n1,0,5\n", {"compartments": {1: "guts"}}, 'no compartment or route is called "guts"'),
        ("ID,TIME,AMT\n1,0,5\n", {"ignore": "ab"}, "ignore='ab' is not one character"),
    ],
)
def test_a_table_without_a_plain_meaning_is_refused(text: str, more: dict[str, Any], complaint: str) -> None:
    with pytest.raises(DatasetError, match=complaint):
        read(text, **more)


def test_a_column_called_dose_is_a_covariate_where_nothing_is_given() -> None:
    dataset = read("ID,TIME,DOSE\n1,0,10\n1,1,10\n")
    assert list(dataset.covariates) == ["DOSE"]
    assert any("DOSE is a covariate" in str(note) for note in dataset.notes)


def test_without_events_records_with_an_amount_are_doses() -> None:
    dataset = read("ID,TIME,AMT,DV\n1,0,100,.\n1,1,.,5\n1,2,0,4\n")
    assert [r.act for r in only(dataset)] == [Act.DOSE, Act.LOOK, Act.LOOK]
    assert dataset.is_observed.tolist() == [False, True, True]


def test_without_a_compartment_the_usual_ones_are_taken() -> None:
    dataset = read("ID,TIME,AMT,DV\n1,0,100,.\n1,1,.,5\n")
    assert [dataset.places[n].name for n in dataset.place] == ["mouth", "drug.plasma"]
    assert only(dataset)[0].way == MOUTH.way
    assert [str(note) for note in dataset.notes if "CMT" in str(note)] == [
        "there is no column CMT on 1 record (line 2, person 1, column CMT): mouth is taken",
        "there is no column CMT on 1 record (line 3, person 1, column CMT): drug.plasma is taken",
    ]


def test_compartments_go_by_numbers_of_ones_own_or_by_names() -> None:
    dataset = read("ID,TIME,AMT,CMT\n1,0,100,1\n1,1,50,5\n", compartments={1: "drug.plasma", 5: "mouth"})
    assert [(r.state, r.way) for r in only(dataset)] == [(1, -1), (0, 4)]
    dataset = read("ID,TIME,AMT,CMT\n1,0,100,plasma\n1,1,50,mouth\n1,2,50,2\n")
    assert [(r.state, r.way) for r in only(dataset)] == [(1, -1), (0, 4), (1, -1)]


def test_an_observation_that_is_missing_keeps_its_place() -> None:
    dataset = read(
        "ID,TIME,EVID,CMT,DV,MDV\n1,0,0,2,.,0\n1,1,0,2,5,1\n1,2,0,2,5,0\n1,3,1,1,.,0\n".replace(",1,1,.", ",2,1,.")
    )
    assert len(dataset) == 4
    assert dataset.is_observed.tolist() == [False, False, True, False]
    assert any("DV is blank on 1 record (line 2, person 1" in str(note) for note in dataset.notes)
    assert any("MDV 0 on 1 record (line 5, person 1" in str(remark) for remark in dataset.ignored)


def test_an_id_that_comes_back_is_another_person() -> None:
    dataset = read("ID,TIME,AMT\n3,5,1\n4,0,1\n3,0,1\n")
    assert [(s.number, s.id, s.first, s.end) for s in dataset.subjects] == [
        (1, "3", 0, 1),
        (2, "4", 1, 2),
        (3, "3", 2, 3),
    ]
    assert any("an ID comes back later (line 4, person 3, column ID)" in str(note) for note in dataset.notes)


def test_without_ids_all_records_are_one_persons() -> None:
    dataset = read("TIME,AMT\n0,1\n1,1\n")
    assert [(s.id, len(s)) for s in dataset.subjects] == [("1", 2)]
    assert "one person" in str(dataset.notes[0])


def test_what_can_do_nothing_is_set_aside_and_said() -> None:
    text = HEADER + FIRST + "7,1,0,0,2,-2,0,12,0,4\n# remark\n\nC,1,2\n7,2,0,0,2,-2,0,0,0,4\n"
    dataset = read(text)
    assert [str(remark) for remark in dataset.ignored] == [
        "the line '# remark' (line 4): it begins with a comment mark",
        "a line (line 5): it is blank",
        "the line 'C,1,2' (line 6): its first item is C, which marks a comment",
        "RATE on 2 records (line 3, person 7, column RATE): no dose is given there",
        "II on 1 record (line 3, person 7, column II): no dose is given there",
    ]
    assert dataset.rate.tolist() == [0, 0, 0]


def test_columns_that_are_no_covariates_are_set_aside_and_said() -> None:
    text = "ID,TIME,AMT,ARM,DROP,TAD,GAP,WT\n1,0,1,placebo,x,0,.,70\n1,1,.,active,y,1,.,.\n"
    dataset = read(text, columns={"TAD": None}, units={"WT": "kg"})
    assert list(dataset.covariates) == ["WT"]
    assert sorted(remark.what for remark in dataset.ignored) == [
        "the column ARM", "the column DROP", "the column GAP", "the column TAD",
    ]  # fmt: skip
    assert any("WT is missing on 1 record (line 3" in str(note) for note in dataset.notes)
    np.testing.assert_array_equal(dataset.covariate("WT"), [70e6, np.nan])
    with pytest.raises(DatasetError, match='no covariate is called "ARM"'):
        dataset.covariate("ARM")


def test_a_column_of_durations_is_pointed_out() -> None:
    dataset = read("ID,TIME,AMT,DUR\n1,0,1,2\n")
    assert any("an infusion is said by RATE" in str(note) for note in dataset.notes)


SAME = [(0.0, 100.0, np.nan), (1.5, 0.0, 3.25), (24.0, 0.0, np.nan)]


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("ID,TIME,AMT,DV\n1,0,100,.\n1,1.5,.,3.25\n1,24,,\n", {}),
        ("ID,TIME,AMT,DV\r\n1,0,100,.\r\n1,1.5,.,3.25\r\n1,24,0\r\n", {}),
        ("ID TIME AMT DV\n1 0 100 .\n   1  1.5 . 3.25\n1 24 0 .\n", {}),
        ("#ID\tTIME\tAMT\tDV\n1\t0\t100\t\n1\t1.5\t\t3.25\n1\t24\t\t\n", {}),
        ("# made by hand\n@ID, TIME, AMT, DV\n1, 0 , 1.0D2, .\n1 ,1.5, ., 325.E-2\n1,24,.,.\n", {}),
        ('"ID","TIME","AMT","DV"\n"1",0,100,NA\n"1",1.5,NA,3.25\n"1",24,NA,NA\n', {"missing": ("NA",)}),
        ("TABLE NO.  1\nID TIME AMT DV\n1 0 100 .\nID TIME AMT DV\n1 1.5 . 3.25\n1 24 . .\n", {"ignore": "@"}),
        ("1,0,100,.,9\n1,1.5,.,3.25,9\n1,24,.,.,9\nFIN\nany words\n", {"names": ("ID", "TIME", "AMT", "DV")}),
        ("id,time,amt,conc\n1,0,100,.\n1,1.5,.,3.25\n1,24,.,.\n", {"columns": {"conc": "DV"}}),
        ("\ufeffID,TIME,AMT,DV\n1,0,1.00+2,.\n1,1.5,.,3.25\n1,24,.,.\n".lstrip("\ufeff"), {}),
        ("ID,TIME,AMT,DV\n1,8:15,100,.\n1,9:45,.,3.25\n1,32:15,.,.\n", {}),
        ("ID,DATE,TIME,AMT,DV\n1,1/31/24,8:15,100,.\n1,1/31/24,9.75,.,3.25\n1,2/1/24,8:15,.,.\n", {}),
        ("ID,DAT1,TIME,AMT,DV\n1,31.1.2024,8:15,100,.\n1,31.1.2024,9:45:00,.,3.25\n1,1.2.2024,8:15,.,.\n", {}),
        ("ID,DAT2,TIME,AMT,DV\n1,99-12-31,8:15,100,.\n1,99-12-31,9:45,.,3.25\n1,00-01-01,8:15,.,.\n", {}),
        ("ID,DAT3,TIME,AMT,DV\n1,31-01,8:15,100,.\n1,31-01,9:45,.,3.25\n1,01-02,8:15,.,.\n", {}),
        ("ID,DAY,TIME,AMT,DV\n1,-1,8:15,100,.\n1,-1,9:45,.,3.25\n1,0,8:15,.,.\n", {"columns": {"DAY": "DATE"}}),
    ],
)
def test_a_file_is_read_however_it_is_written(text: str, more: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "records.csv"
    path.write_bytes(text.encode())
    for source in (path, str(path), io.StringIO(text)):
        dataset = read_nonmem(source, MODEL, **more)
        found = np.array([dataset.time, dataset.amount, dataset.observed]).T
        np.testing.assert_allclose(found, SAME, rtol=1e-15)


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("1,20240131,8:00,1\n", '"20240131" is no date'),
        ("1,31-1-24,8:00,1\n", '"31-1-24" is no date'),
        ("1,2-30-24,8:00,1\n", '"2-30-24" is no date'),
        ("1,5JAN24,8:00,1\n", '"5JAN24" is no date'),
        ("1,,8:00,1\n", '"" is no date'),
        ("1,1-31-24,8:60,1\n", '"8:60" is no time of day'),
        ("1,1-31-24,8am,1\n", '"8am" is no time of day'),
        ("1,1-31-24,8:00,1\n1,31,9:00,1\n", '"31" is written otherwise than .* first date .line 3'),
        ("1,1-31-24,8:00,1\n1,1-30-24,9:00,1\n", "time goes back from 0 to -23 .line 3, person 1, column TIME"),
    ],
)
def test_a_date_or_time_of_day_without_a_plain_meaning_is_refused(rows: str, complaint: str) -> None:
    with pytest.raises(DatasetError, match=complaint):
        read("ID,DATE,TIME,AMT\n" + rows)


def test_times_of_day_are_hours() -> None:
    with pytest.raises(DatasetError, match="units are mixed: TIME is in day"):
        read("ID,TIME,AMT\n1,8:00,1\n", units={"TIME": "day"})
    with pytest.raises(DatasetError, match="the date is said twice, by DATE and DAT2"):
        read("ID,DATE,DAT2,TIME,AMT\n1,5,5,8:00,1\n")


def test_each_person_begins_at_their_own_first_record() -> None:
    dataset = read("ID,TIME,AMT\n1,8:00,1\n1,9:00,1\n2,12:30,1\n2,13:00,1\n")
    assert dataset.hours.tolist() == [0, 1, 0, 0.5]


def test_intervals_may_be_hours_and_minutes() -> None:
    assert only(read("ID,TIME,AMT,II,ADDL\n1,0,5,12:30,3\n"))[0].interval == 12.5


FRAME = {
    "ID": [1, 1, 1],
    "TIME": [0.0, 1.5, 24.0],
    "AMT": [100.0, None, None],
    "DV": [None, 3.25, None],
    "OCC": [1, 1, 2],
    "ARM": ["a", "a", None],
}


def makes() -> list[Any]:
    return [
        pandas.DataFrame(FRAME),
        pandas.DataFrame(FRAME).convert_dtypes(),
        polars.DataFrame(FRAME),
        pyarrow.table(FRAME),
        {name: np.array(values) for name, values in FRAME.items()},
    ]


@pytest.mark.parametrize("frame", makes(), ids=["pandas", "pandas with gaps", "polars", "pyarrow", "mapping"])
def test_a_table_is_read_like_a_file(frame: Any) -> None:
    dataset = read_nonmem(frame, MODEL)
    np.testing.assert_array_equal(np.array([dataset.time, dataset.amount, dataset.observed]).T, SAME)
    assert dataset.covariates["OCC"].tolist() == [1, 1, 2]
    assert only(dataset)[1].line == "row 2, person 1"


@pytest.mark.parametrize("make", [pandas.DataFrame, polars.DataFrame, pyarrow.table])
def test_moments_of_the_calendar_are_times_of_day(make: Any) -> None:
    moments = [datetime.datetime(2024, 2, 28, 8, 15), datetime.datetime(2024, 3, 1, 9, 45)]
    whole = make({"ID": [1, 1], "TIME": moments, "AMT": [1.0, 1.0]})
    parted = {"ID": [1, 1], "DATE": [m.date() for m in moments], "TIME": [m.time() for m in moments], "AMT": [1.0, 1.0]}
    for frame in (whole, make(parted)):
        assert read_nonmem(frame, MODEL).hours.tolist() == [0, 49.5]


def test_what_is_no_table_is_refused() -> None:
    with pytest.raises(DatasetError, match="LazyFrame is no table"):
        read_nonmem(polars.DataFrame(FRAME).lazy(), MODEL)
    with pytest.raises(DatasetError, match="the table is empty"):
        read_nonmem(pandas.DataFrame(columns=["ID", "TIME"]), MODEL)
    with pytest.raises(DatasetError, match='two columns are called "ID"'):
        read_nonmem(pandas.DataFrame([[1, 2]], columns=["ID", "ID"]), MODEL)
    with pytest.raises(DatasetError, match="the handle gives bytes"):
        read_nonmem(io.BytesIO(b"ID,TIME\n1,0\n"), MODEL)
    with pytest.raises(DatasetError, match="does not exist"):
        read_nonmem("no/such/file.csv", MODEL)
    with pytest.raises(DatasetError, match="'naltrexone' is no model"):
        read_nonmem({"ID": [1], "TIME": [0]}, "naltrexone")  # type: ignore[arg-type]
    with pytest.raises(DatasetError, match="not of one length"):
        read_nonmem({"ID": [1], "TIME": [0, 1]}, MODEL)


def test_a_table_that_nonmem_could_not_read_back_is_not_written(tmp_path: Path) -> None:
    dataset = read_nonmem({"ID": ["a b"], "TIME": [0], "AMT": [1]}, MODEL)
    with pytest.raises(DatasetError, match='"a b" cannot stand in a data file'):
        write_nonmem(dataset, tmp_path / "out.csv")
    with pytest.raises(DatasetError, match="';' separates no items"):
        write_nonmem(dataset, tmp_path / "out.csv", separator=";")
    assert not list(tmp_path.iterdir())


def test_times_of_day_are_written_as_hours(tmp_path: Path) -> None:
    write_nonmem(read("ID,TIME,AMT,DV\n1,8:15,100,.\n1,9:45,.,3.25\n"), tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text().splitlines() == [
        "ID,TIME,EVID,CMT,AMT,RATE,ADDL,II,SS,DV,MDV",
        "1,0,1,mouth,100,0,0,0,0,.,1",
        "1,1.5,0,2,0,0,0,0,0,3.25,0",
    ]


def test_a_dataset_tells_what_it_holds() -> None:
    dataset = read("ID,TIME,AMT,DV,WT\n1,0,100,.,70\n1,1,.,5,70\n")
    assert repr(dataset).startswith("<dataset of 1 people: 2 records, 1 of them doses, 1 observations; covariates WT;")
    assert dataset.where(1) == "line 3, person 1"
    fields = dataset.to_arrow().schema
    assert (fields.field("AMT").metadata, fields.field("RATE").metadata) == ({b"unit": b"mg"}, {b"unit": b"mg/h"})


def test_the_page_on_datasets_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parents[2] / "docs" / "datasets.md").read_text(encoding="utf-8")
    shown = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert shown is not None
    (tmp_path / "trial.csv").write_text("ID,TIME,AMT,DV,WT\n1,0,50,.,70\n1,2,.,8.5,70\n")
    monkeypatch.chdir(tmp_path)
    exec(compile(shown[1], "datasets.md", "exec"), {"model": find_drug("naltrexone").model})
    assert (tmp_path / "again.csv").read_text().splitlines()[1].startswith("1,0,1,")


def test_a_model_of_the_library_is_dosed_by_its_usual_route() -> None:
    table, model = {"ID": [1], "TIME": [0], "AMT": [50]}, find_drug("naltrexone").model
    (dose,), (base,) = only(read_nonmem(table, model)), only(read_nonmem(table, model, salt="base"))
    assert 0 < dose.amount < base.amount  # tablets are labelled as the hydrochloride


def wide_model() -> Compartments:
    places = {n: place(f"a{n}", n - 1, knows_rate=True, knows_duration=True) for n in range(1, 5)}
    return Compartments("card", places, {p.name: p for p in places.values()}, places[1], places[2])


def test_every_record_of_the_reference_is_read(shared: Path) -> None:
    tables = sorted([*shared.glob("reference/*/**/*records.csv"), *shared.glob("reference/estimation/*/data.csv")])
    if not tables:
        pytest.skip("the shared folder has no reference records")
    for path in tables:
        text = path.read_text(encoding="utf-8")
        renamed = {"CASE": "ID"} if text.startswith("CASE") else None
        dataset = read_nonmem(path, wide_model(), columns=renamed, units={"AMT": mg})
        assert len(dataset) == len(text.splitlines()) - 1, path
        assert not dataset.ignored, path
        assert sum(len(dataset.records(subject)) for subject in dataset.subjects) == len(dataset), path
