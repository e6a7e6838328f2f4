"""What is true of every dataset: written and read again, in any form, it is the same."""

from __future__ import annotations

import io
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from neurodose.dosing.dataset import Compartments, Dataset, Place
from neurodose.dosing.nonmem import read_nonmem, write_nonmem
from neurodose.dosing.numerals import read_number, read_numbers

PLACES = [Place(name, n, -1, True, True, True, lambda q, salt: q.coherent) for n, name in enumerate(["gut", "plasma"])]
ROUTE = Place("mouth", 0, 0, True, True, True, lambda q, salt: q.coherent)
MODEL = Compartments(
    "oral", dict(enumerate(PLACES, 1)), {p.name: p for p in (*PLACES, ROUTE)}, dose=ROUTE, observation=PLACES[1]
)
UNITS = {"TIME": "min", "AMT": "ug", "WT": "kg"}

amounts = st.floats(min_value=1e-9, max_value=1e9)
intervals = st.floats(min_value=1e-3, max_value=1e4)
rates = st.sampled_from([0.0, -1.0, -2.0]) | amounts
nothing = {"AMT": 0.0, "RATE": 0.0, "ADDL": 0, "II": 0.0, "SS": 0}
boluses = st.fixed_dictionaries(
    {"AMT": amounts, "RATE": rates, "ADDL": st.just(0), "II": st.just(0.0), "SS": st.just(0)}
)
repeated = st.fixed_dictionaries(
    {"AMT": amounts, "RATE": rates, "ADDL": st.integers(1, 50), "II": intervals, "SS": st.integers(0, 2)}
)
constant = st.builds(lambda rate, ss: nothing | {"RATE": rate, "SS": ss}, amounts | st.just(-1.0), st.integers(1, 2))
doses = boluses | repeated | constant
given_by = st.sampled_from(["1", "2", "0", "mouth"])


@st.composite
def records(draw: st.DrawFn) -> dict[str, Any]:
    """A legal record but for its time and person."""
    event = draw(st.sampled_from([0, 0, 1, 1, 2, 3, 4, 5, 6]))
    found: dict[str, Any] = {"EVID": event, **nothing, "DV": None, "WT": draw(st.none() | amounts)}
    if event in (1, 4):
        return found | draw(doses) | {"CMT": draw(given_by)}
    if event in (5, 6):
        return found | {"AMT": draw(amounts), "CMT": draw(st.sampled_from(["1", "2"]))}
    cmt = draw(st.sampled_from(["0", "1", "2", "-1"] if event == 2 else ["0", "1", "2"]))
    dv = draw(st.none() | st.floats(allow_nan=False, allow_infinity=False)) if event == 0 else None
    return found | {"CMT": cmt, "DV": dv}


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Any]]:
    rows, time, person = [], 0.0, 0
    for record in draw(st.lists(records(), min_size=1, max_size=12)):
        is_new = draw(st.booleans()) or not rows
        person += is_new
        may_go_back = is_new or record["EVID"] in (3, 4)
        step = draw(st.floats(min_value=0, max_value=1e4))
        time = step if may_go_back else time + step
        rows.append({"ID": person, "TIME": time, **record})
    return rows


def write(rows: list[dict[str, Any]], separator: str) -> str:
    lines = [separator.join(rows[0])]
    lines += [separator.join("." if v is None else str(v) for v in row.values()) for row in rows]
    return "\n".join(lines)


def read(source: Any) -> Dataset:
    return read_nonmem(source, MODEL, units={n: u for n, u in UNITS.items() if n != "WT"})


def assert_same(one: Dataset, other: Dataset) -> None:
    mine, theirs = one.columns(), other.columns()
    assert list(mine) == list(theirs)
    for name, values in mine.items():
        np.testing.assert_array_equal(values, theirs[name], err_msg=name)
    assert one.subjects == other.subjects
    for subject in one.subjects:
        told = [vars(r) | {"line": ""} for r in one.records(subject)]
        assert told == [vars(r) | {"line": ""} for r in other.records(subject)]


@given(tables(), st.sampled_from([",", "\t", " "]))
def test_a_dataset_reads_back_from_its_file(rows: list[dict[str, Any]], separator: str) -> None:
    dataset = read(io.StringIO(write(rows, ",")))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "records.txt"
        write_nonmem(dataset, path, separator=separator)
        assert_same(dataset, read(path))


@given(tables())
def test_a_dataset_reads_back_from_its_tables(rows: list[dict[str, Any]]) -> None:
    dataset = read(io.StringIO(write(rows, ",")))
    for table in (dataset.to_pandas(), dataset.to_polars(), dataset.to_arrow(), dataset.columns()):
        assert_same(dataset, read(table))


@given(tables())
def test_every_record_becomes_one_record(rows: list[dict[str, Any]]) -> None:
    dataset = read(io.StringIO(write(rows, "\t")))
    told = [record for subject in dataset.subjects for record in dataset.records(subject)]
    assert [record.time for record in told] == (dataset.time / 60).tolist()
    assert [record.slot for record in told] == [n for s in dataset.subjects for n in range(len(s))]


@given(st.lists(st.text(alphabet="0123456789.+-eEdD", max_size=8), min_size=1, max_size=20))
def test_items_are_the_same_numbers_together_and_one_by_one(texts: list[str]) -> None:
    values, right = read_numbers(np.array(texts, dtype=np.str_))
    alone = [read_number(text) for text in texts]
    assert right.tolist() == [value is not None for value in alone]
    np.testing.assert_array_equal(values, [np.nan if value is None else value for value in alone])


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_number_is_read_as_it_was_written(value: float) -> None:
    assert read_number(repr(value)) == value
