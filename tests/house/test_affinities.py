"""The record files of affinities, and the page that is written of them."""

from __future__ import annotations

import re
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from neurodose.library.affinities.page import write_page
from neurodose.library.affinities.table import FAMILIES, read_table
from neurodose.records.affinity import CERTAINTY, TARGETS
from neurodose.records.affinity_reader import KEYS, read_affinities

PAGE = Path(__file__).resolve().parents[2] / "docs" / "affinities.md"
RECORDS = {
    f.name: f.read_text(encoding="utf-8")
    for f in files("neurodose.library.affinities").iterdir()
    if f.name.endswith(".toml")
}


def test_every_record_file_is_a_family_of_the_table() -> None:
    assert sorted(RECORDS) == sorted(f"{family}.toml" for family in FAMILIES)


def test_the_page_is_that_of_the_table() -> None:
    said = "write it again: neurodose affinities --output docs/affinities.md"
    assert PAGE.read_text(encoding="utf-8") == write_page(), said


def test_the_example_of_the_page_is_read_without_a_fault() -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    someone = '[sources.someone]\nauthors = "Someone"\nyear = 2031\njournal = "Journal of Examples"\n'
    reading = read_affinities(someone + example, "example")
    reading.raise_if_faulty()
    assert [a.said for a in reading.affinities] == ["0.5 nM"]


def test_every_target_of_the_vocabulary_has_a_figure() -> None:
    assert {a.target for a in read_table()} == set(TARGETS)


@pytest.mark.parametrize("name", RECORDS)
def test_every_source_and_every_assay_of_a_file_is_used(name: str) -> None:
    for table, key in (("sources", "source"), ("assays", "assay")):
        named = re.findall(rf"^\[{table}\.(\w+)\]", RECORDS[name], re.MULTILINE)
        assert set(named) == set(re.findall(rf'^{key} = "(\w+)"', RECORDS[name], re.MULTILINE))


@pytest.mark.parametrize("name", RECORDS)
def test_an_assay_stands_before_its_figures(name: str) -> None:
    assert RECORDS[name].rfind("[assays.") < RECORDS[name].find("[[affinity]]")


def test_the_keys_of_the_records_are_those_that_can_be_read() -> None:
    used = {key for text in RECORDS.values() for part in text.split("[[affinity]]")[1:]
            for key in re.findall(r"^(\w+) = ", part, re.MULTILINE)}  # fmt: skip
    assert used <= set(KEYS)


def test_what_is_remembered_is_never_held_for_sure() -> None:
    remembered = [a for a in read_table() if a.source.reading == "remembered"]
    assert len(remembered) > 50
    assert "high" not in {a.certainty for a in remembered}
    others = [a for a in read_table() if a.source.reading in CERTAINTY]
    assert all(a.certainty == CERTAINTY[a.source.reading] for a in others if a.basis == "measured" and a.value)


def test_what_was_worked_out_says_how() -> None:
    assert all(a.note for a in read_table() if a.basis == "derived")


def test_ligands_are_spelled_one_way() -> None:
    names = {a.ligand for a in read_table()}
    alike = Counter(re.sub(r"[^a-z0-9]", "", name.casefold()) for name in names)
    # Naltrexone and its mirror image, (+)-naltrexone, are two.
    assert [name for name, count in alike.items() if count > 1 and name != "naltrexone"] == []
