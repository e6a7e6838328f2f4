"""Courses as Parquet files: the same table that other programs read, and what it takes to make it again."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas
import polars
import pytest
from pyarrow import parquet

from neurodose.agreement.validation import find_run
from neurodose.errors import OutputError
from neurodose.protocol.parquet import write_parquet
from neurodose.protocol.protocol import run_protocol
from neurodose.protocol.reading import read_protocol
from neurodose.simulation.course import Course
from neurodose.units import read_quantity

WRITTEN = 1e-7  # relative: eight digits

PROTOCOL = read_protocol(
    """
    format = 1
    drug = "naltrexone"
    regimen = "50 mg"
    people = { count = 3, seed = 7 }
    course = { until = "4 h", every = "2 h", outputs = ["parent.plasma.concentration", "mu.displacement"] }
    """,
    "some.toml",
)


@pytest.fixture(scope="module")
def course() -> Course:
    return run_protocol(PROTOCOL)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "some.parquet"


def test_pandas_reads_back_its_own_table(course: Course, path: Path) -> None:
    write_parquet(course, path)
    pandas.testing.assert_frame_equal(pandas.read_parquet(path), course.to_pandas(), check_exact=True)


def test_polars_reads_back_its_own_table(course: Course, path: Path) -> None:
    write_parquet(course, path)
    assert polars.read_parquet(path).equals(course.to_polars())


def test_quantiles_are_written_as_quantiles(path: Path) -> None:
    text = (
        'format = 1\ndrug = "naltrexone"\nregimen = "50 mg"\npeople = {count = 4, seed = 1}\n[course]\nuntil = "2 h"\n'
    )
    course = run_protocol(read_protocol(text + 'keep = "quantiles"\nlevels = [0.1, 0.9]', "some.toml"))
    write_parquet(course, path)
    table = parquet.read_table(path)
    assert table.column_names[:2] == ["quantile", "time [h]"]
    assert table["quantile"].to_pylist() == [0.1, 0.1, 0.9, 0.9]


def test_a_person_without_values_stays_a_row_without_numbers(course: Course, path: Path) -> None:
    name = course.outputs[0]
    course.values[name][1, 2] = np.nan
    write_parquet(course, path)
    column = parquet.read_table(path)[2].to_numpy()
    assert np.flatnonzero(np.isnan(column)).tolist() == [5]
    course.values[name][1, 2] = 0.0


def test_each_column_says_address_unit_and_meaning(course: Course, path: Path) -> None:
    write_parquet(course, path)
    schema = parquet.read_schema(path)
    for field, name in zip(list(schema)[2:], course.outputs, strict=True):
        curve = course[name]
        said = {key.decode(): value.decode() for key, value in field.metadata.items()}
        assert said == {"address": name, "unit": curve.unit.symbol, "meaning": curve.meaning}
    assert schema.field("time [h]").metadata[b"unit"] == b"h"


def test_the_file_says_how_to_make_it_again(course: Course, path: Path) -> None:
    write_parquet(course, path, protocol=PROTOCOL, command="neurodose simulate some.toml")
    said = {key.decode(): value.decode() for key, value in parquet.read_schema(path).metadata.items()}
    assert said["command"] == "neurodose simulate some.toml"
    assert said["model"] == PROTOCOL.model.system.name
    assert (said["drug"], said["structure"]) == ("naltrexone", PROTOCOL.structure)
    assert said["regimen"] == "50 mg"
    assert said["seed"] == "7"
    assert said["people"] == course.people.origin
    assert said["method"] == course.made_by
    assert "all 3 people reached the end" in said["status"]
    for package in ("Python", "numpy", "pyarrow"):
        assert f"{package} " in said["versions"]
    assert said["values"] == "those of the table of naltrexone"
    assert read_protocol(said["protocol"], "kept.toml") == PROTOCOL


def test_the_file_of_a_rival_says_whose_values_it_has(course: Course, path: Path) -> None:
    rival = replace(PROTOCOL, structure="deep binding")
    write_parquet(course, path, protocol=rival)
    said = parquet.read_schema(path).metadata[b"values"].decode()
    run = find_run(rival.drug)
    assert run is not None
    assert said.startswith(f"calibrated for “deep binding” by run {run.name}: ")
    listed = dict(entry.split(" ", 1) for entry in said.split(": ", 1)[1].split("; ")[0].split(", "))
    assert set(listed) == set(rival.calibrated)
    for address, value in rival.calibrated.items():
        assert read_quantity(listed[address]).coherent == pytest.approx(value.coherent, rel=WRITTEN), address
    assert said.endswith("; all others as in the table")


def test_the_same_protocol_gives_the_same_bytes(path: Path) -> None:
    other = path.with_name("other.parquet")
    for place in (path, other):
        write_parquet(run_protocol(PROTOCOL), place, protocol=PROTOCOL)
    assert path.read_bytes() == other.read_bytes()


def test_a_disk_that_fills_up_leaves_what_was_there(
    course: Course, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(_table: object, place: Path, **_: object) -> None:
        place.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    path.write_text("before", encoding="utf-8")
    monkeypatch.setattr(parquet, "write_table", fill)
    with pytest.raises(OutputError, match="No space left on device"):
        write_parquet(course, path)
    assert path.read_text(encoding="utf-8") == "before"
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_folder_that_does_not_exist_is_refused(course: Course, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="does not exist"):
        write_parquet(course, tmp_path / "no" / "some.parquet")


def test_a_missing_package_is_named(course: Course, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OutputError, match="needs the package pyarrow") as caught:
        write_parquet(course, path)
    assert caught.value.hint == "pip install 'neurodose[parquet]'"
    assert not path.exists()
