"""Every line of the collection's sections on neurochemistry, outcomes and safety is entered, or named with a reason."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from neurodose.library import RESPONSES
from neurodose.library.combination import find_stage
from neurodose.library.response import Response
from neurodose.records.reader import read_observations

RECORDS = {
    f.name.removesuffix(".toml"): f.read_text(encoding="utf-8")
    for f in files("neurodose.library.observations").iterdir()
    if f.name.endswith(".toml")
}
# How a line of sections 5 and 6 begins, and the entries that hold its figures; none: a head names it and says why not.
ENTERED: dict[str, str] = {
    "Addolorato 2002": "T1a T1b T1c", "Addolorato 2007": "T2a T2b T2c T2d T2e T2f T2g T2h",
    "Addolorato 2011": "T3a T3b",
    "Garbutt 2010": "T4a T4b T4c", "BACLAD": "T5a T5b T5c T5d T5e", "ALPADIR": "T6a T6b T6c T6d T6e",
    "Beraha 2016": "T7a T7b T7c", "Hauser 2017": "T8a T8b", "Rigal 2012": "T11", "Drake 2003": "P1",
    "Cochrane 2010": "A1a A1b A1c A1d A1e", "COMBINE 2006": "A2a A2b A2c A2d A2e A2f A2g A2h",
    "DeSantis 2013": "A3a A3b", "Volpicelli 1992": "A4a A4b A4c A4d A4e", "O'Malley 1992": "A5 A5b A5c",
    "Krystal 2001": "A6", "Santos 2022": "A7a A7b A7c", "Garbutt 2005": "A8a A8b", "Jonas 2014": "A9a A9b",
    "Kranzler & Soyka": "A10a A10b", "Krupitsky 2011": "U1a U1b U1c U1d", "Krupitsky 2013": "U2a U2b",
    "Krupitsky 2012": "U3a U3b U3c U3d U3e", "Opheim 2021": "U4", "Younger 2013": "L1a L1b L1c L1d L1e L1f",
    "Mischoulon 2017": "L2a L2b L2c L2d L2e L2f", "Smith 2011": "L3a L3b L3c", "Garcia-Romeu": "K1 K2 K3",
    "ED series": "S1", "XR-NTX discontinuation": "H1 H1b H2", "XR-NTX nausea": "H3a H3b H3c",
    "oral NTX nausea": "H4a H4b", "XR-NTX OUD open": "H5a H5b H5c H5d",
}  # fmt: skip
NAMED = (
    "Morley 2014", "Ponizovsky 2015", "Krupitsky 1993", "Breslow 1989", "Flannery 2004", "Post 1991",
    "RCT in primary MDD or GAD", "Heinala 2001", "Comer 2006", "Grundmann 2017", "Smith 2021", "Rogers 2021", "NSDUH",
    "RCT of kratom", "baclofen self-poisoning", "monitoring threshold", "renal advice", "baclofen withdrawal",
    "baclofen max dose", "baclofen trial dropout", "NTX hepatotoxicity", "opioid-free interval",
    "NTX contraindications", "precipitated withdrawal model", "loss of tolerance", "kratom US poison centres",
    "kratom deaths", "7-OH use disorder", "7-OH product strength", "MG respiratory depression", "static DDI prediction",
)  # fmt: skip
# Entered with the response that they set, where that stands.
ELSEWHERE = ("baclofen encephalopathy", "baclofen + alcohol")
# Pooled trials that no entry could be compared with: without a number that could be entered, or of placebo alone.
UNOBSERVED = {"Morley and others 2014", "Ponizovsky and others 2015", "Chen and others 2017"}
HEADINGS = ("trial", "source", "study", "topic", "#")


@pytest.fixture(scope="module")
def collection(shared: Path) -> str:
    return (shared / "literature.md").read_text(encoding="utf-8")


def find_heads() -> str:
    return "\n".join(text.split("format = 1")[0] for text in RECORDS.values())


def find_lines(collection: str) -> list[str]:
    """The first cell of each line of the tables of sections 5 and 6."""
    part = collection.split("\n# 5. ")[1].split("\n# 7. ")[0]
    cells = [re.split(r"\s*\|\s*", line.strip("| "))[0].strip("* ") for line in part.splitlines() if line[:2] == "| "]
    return [cell for cell in cells if cell not in HEADINGS and cell != "same" and not set(cell) <= set("-|")]


def test_every_line_of_outcomes_and_safety_is_entered_or_named_with_a_reason(collection: str) -> None:
    lines, heads = find_lines(collection), find_heads()
    assert len(lines) > 60
    known = (*ENTERED, *NAMED, *ELSEWHERE)
    assert not [line for line in lines if not line.startswith(known)]
    assert not [name for name in NAMED if not re.search(rf"^# {re.escape(name)}.{{15,}}", heads, re.MULTILINE)]


def test_every_figure_that_is_said_to_be_entered_is() -> None:
    ids = {seen.id for name, text in RECORDS.items() for seen in read_observations(text, name).observations}
    assert not {name for names in ENTERED.values() for name in names.split()} - ids


def test_every_line_on_neurochemistry_is_entered_or_named_with_a_reason(collection: str) -> None:
    lines = re.findall(r"^\| (C\d+b?) \|", collection, re.MULTILINE)
    assert len(lines) == 17
    ids = {
        re.sub(r"[a-z]$", "", seen.id)
        for name, text in RECORDS.items()
        for seen in read_observations(text, name).observations
    }
    named = {
        line
        for names in re.findall(r"^# ((?:C\d+b?(?:, )?)+)\s+\S.{20,}", find_heads(), re.MULTILINE)
        for line in names.split(", ")
    }
    assert not [line for line in lines if line not in ids | named]


@pytest.mark.parametrize("name", RESPONSES)
def test_every_pooled_trial_is_named_as_its_source_is_in_the_records(name: str) -> None:
    """Otherwise it could not be left out of what it tests."""
    stage = find_stage(name)
    assert isinstance(stage, Response)
    sources = {seen.source.label for n, text in RECORDS.items() for seen in read_observations(text, n).observations}
    pooled = {trial.study for effect in stage.pooled.values() for trial in effect.trials}
    assert pooled - sources <= UNOBSERVED


@pytest.mark.parametrize("name", RESPONSES)
def test_a_study_of_the_records_that_set_a_number_is_named_in_a_link(name: str) -> None:
    """Otherwise its figures would count as tests of what they have set."""
    stage = find_stage(name)
    assert isinstance(stage, Response)
    observed = {seen.source.label for n, text in RECORDS.items() for seen in read_observations(text, n).observations}
    setting = {source.label for value in stage.table.listed().values() for source in value.sources}
    setting |= {trial.study for effect in stage.pooled.values() for trial in effect.trials}
    assert not setting & observed - {study for link in stage.links for study in link.set_by}
