"""The page that tells how to add an observation, and the observations that the project holds."""

from __future__ import annotations

import math
import re
from importlib.resources import files
from pathlib import Path

import pytest

from neurodose.agreement.page import write_topics
from neurodose.cli.pages import TOPICS
from neurodose.dosing import read_regimen
from neurodose.library import DRUGS
from neurodose.records.entry import KEYS, REQUIRED
from neurodose.records.observation import USUAL_SIZE, Observation
from neurodose.records.reader import Reading, read_observations
from neurodose.records.vocabulary import KINDS, TOLERANCES
from neurodose.units import read_unit

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "observations.md"
RECORDS = sorted(
    (f for f in files("neurodose.library.observations").iterdir() if f.name.endswith(".toml")), key=lambda f: f.name
)
# What naltrexone's values were set with; whoever adds to it takes a test away.
CALIBRATION = {
    "N14f", "N2a", "N2b", "N9a", "N9b", "N9c", "N9d", "O1", "O2", "O3a", "O3b", "O3c", "O3d",
    "O7a", "O7b", "X1a", "X1b", "X2a", "X6a", "X6b", "X6c",
}  # fmt: skip
# Numbers of the collection of literature that are figures of naltrexone in people.
COLLECTED = {f"N{n}" for n in range(1, 19)} - {"N16", "N17"} | {f"X{n}" for n in range(1, 8)}
COLLECTED |= {"O1", "O2", "O3", "O6", "O7", "O8", "O15", "O16", "C16"}
LEFT_OUT = ("N16", "N17", "O4", "O5", "C10")  # and named in the file, with the reason
# The lines of the collection's sections on exposure and on occupancy and blockade.
LINES = [f"{letter}{n}" for letter, last in zip("BNXMO", (21, 18, 7, 27, 18), strict=True) for n in range(1, last + 1)]
SALTS = {"baclofen": ("base",), "mitragynine": ("leaf", "base"), "naloxone": ("hydrochloride",),
         "buprenorphine": ("base",), "naltrexone": ("hydrochloride", "base"), "ethanol": ("base",)}  # fmt: skip


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def example(page: str) -> Reading:
    (text,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    return read_observations(text, "example")


def read_records() -> dict[str, dict[str, Observation]]:
    """The observations of every record file, by drug and id."""
    found = {}
    for record in RECORDS:
        reading = read_observations(record.read_text(encoding="utf-8"), record.name)
        found[record.name.removesuffix(".toml")] = {seen.id: seen for seen in reading.observations}
    return found


@pytest.fixture(scope="module")
def observed() -> dict[str, dict[str, Observation]]:
    return read_records()


@pytest.fixture(scope="module")
def naltrexone() -> dict[str, Observation]:
    (text,) = (f.read_text(encoding="utf-8") for f in RECORDS if f.name == "naltrexone.toml")
    return {seen.id: seen for seen in read_observations(text, "naltrexone.toml").observations}


def rows(page: str, header: str) -> list[list[str]]:
    """The rows of the table under a header."""
    table = page.split(header, 1)[1].split("\n\n", 1)[0]
    return [re.split(r"\s\|\s", line.strip("| ")) for line in table.splitlines() if line.startswith("| ")]


def test_the_example_of_the_page_is_read_without_a_fault(example: Reading) -> None:
    example.raise_if_faulty()
    assert [seen.id for seen in example.observations] == ["A", "B", "C", "D"]


def test_the_example_shows_what_the_page_says_of_it(example: Reading) -> None:
    plain, persons, ratio, limit = example.observations
    assert plain.error is not None
    assert (plain.error.kind, plain.n) == ("sd", 12)
    assert (persons.individual, persons.size) == ((61, 70, 79), 3)
    assert ratio.is_ratio
    assert limit.limit == "over"


def test_the_regimens_of_the_example_can_be_read(example: Reading) -> None:
    assert all(len(read_regimen(seen.regimen).given()) > 0 for seen in example.observations)


def test_the_vocabulary_of_the_page_is_that_of_the_code(page: str) -> None:
    shown = rows(page, "| phrase | meaning | unit | tolerance |")
    held = [
        [
            f"`{kind.phrase}`",
            kind.meaning,
            " or ".join("none" if unit == "1" else unit for unit in kind.units) or "any, or none",
            kind.tolerance,
        ]
        for kind in KINDS.values()
    ]
    assert shown == held


def test_the_tolerances_of_the_page_are_those_of_the_code(page: str) -> None:
    assert {row[0]: row[1] for row in rows(page, "| tolerance | what it is |")} == TOLERANCES


def test_the_page_of_topics_is_that_of_the_library() -> None:
    page = (DOCS / "outcomes.md").read_text(encoding="utf-8")
    assert page == write_topics(TOPICS), "run `make agreement`: the page of topics is not of the library"


def test_every_key_is_explained_once_and_those_that_must_be_there_are_bold(page: str) -> None:
    first = [row[0] for row in rows(page, "| key | what it says |")]
    explained = [key for cell in first for key in re.findall(r"`(\w+)`", cell)]
    assert sorted(explained) == sorted(KEYS)
    assert {key for cell in first for key in re.findall(r"\*\*`(\w+)`\*\*", cell)} == set(REQUIRED)


def test_the_page_says_how_many_people_are_supposed(page: str) -> None:
    assert f"and {USUAL_SIZE} are supposed" in page


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_every_record_file_is_read_without_a_fault(record: Path) -> None:
    reading = read_observations(record.read_text(encoding="utf-8"), record.name)
    reading.raise_if_faulty()
    assert {seen.drug for seen in reading.observations} == {record.name.removesuffix(".toml")}


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_every_source_of_a_record_file_is_used(record: Path) -> None:
    text = record.read_text(encoding="utf-8")
    cited = re.findall(r'^source = "(\w+)"', text, re.MULTILINE)
    assert set(re.findall(r"^\[sources\.(\w+)\]", text, re.MULTILINE)) == set(cited)


def test_a_figure_that_was_worked_out_or_simulated_says_so_in_its_note(naltrexone: dict[str, Observation]) -> None:
    others = [seen for seen in naltrexone.values() if seen.basis != "measured"]
    assert len(others) > 10
    assert all(seen.note for seen in others)


def test_every_regimen_of_naltrexone_says_its_salt_and_route(naltrexone: dict[str, Observation]) -> None:
    arms = [arm for seen in naltrexone.values() for arm in (seen.arm, seen.versus) if arm and not arm.is_without_drug]
    for arm in arms:
        for dose in read_regimen(arm.regimen).parts():
            assert dose.salt in ("hydrochloride", "base")
            assert dose.route in ("mouth", "depot", "vein", "implant")


def test_every_figure_of_the_collection_is_entered(naltrexone: dict[str, Observation]) -> None:
    entered = {re.sub(r"[a-z]$", "", name) for name in naltrexone}
    assert not COLLECTED - entered


def test_what_is_not_entered_is_named_with_a_reason() -> None:
    (text,) = (f.read_text(encoding="utf-8") for f in RECORDS if f.name == "naltrexone.toml")
    comment = text.split("format = 1")[0]
    for name in LEFT_OUT:
        assert re.search(rf"^# {name}\b .{{20,}}", comment, re.MULTILINE)


def test_only_what_set_the_values_is_marked_as_calibration(naltrexone: dict[str, Observation]) -> None:
    assert {name for name, seen in naltrexone.items() if seen.is_calibration} == CALIBRATION


def test_the_figures_are_those_of_the_papers(naltrexone: dict[str, Observation]) -> None:
    """Typed a second time, from the collection of literature."""
    typed = {
        "N1a": "5 %", "N2a": "4 h", "N3": "96 h", "N4a": "2.7 h", "N4b": "8.9 h", "N5": "3510 mL/min", "N6": "94 L/h",
        "N7a": "127 mL/min", "N7b": "283 mL/min", "N7c": "76 mL/min", "N8a": "1350 L", "N9a": "13.3 ng/mL",
        "N9c": "108 ng/mL", "N10a": "8.6 ng/mL", "N10b": "99.3 ng/mL", "N12": "21 %", "N13": "95 %", "N14a": "60 %",
        "N14e": "under 1 %", "N14f": "25 %", "O1": "94.9 %", "O2": "21.1 %", "O3a": "27 %", "O3b": "49 %",
        "O3c": "61 %", "O3d": "95 %", "O6a": "49 h", "O7a": "91 %", "O7b": "80 %", "A1a": "0.83", "A2a": "80.6 %",
        "A3a": "1.35", "U1a": "90 %", "U4": "0.46", "L1a": "-28.8 %", "L2a": "11.7", "H1": "14.1 %",
    }  # fmt: skip
    assert {name: naltrexone[name].said for name in typed} == typed


def test_both_sides_of_a_contradiction_are_entered(observed: dict[str, dict[str, Observation]]) -> None:
    """The contradictions that the collection warns of."""
    pairs = {(name, other) for some in observed.values() for name, one in some.items() for other in one.contradicts}
    warned = {("N5", "N6"), ("N3", "N2a"), ("N3", "O7b"), ("N1a", "X2a"), ("N8a", "N9a"), ("N8b", "N8a"),
              ("B5a", "B1a"), ("B9", "B4"), ("B7b", "B5b"), ("M8b", "M2b"), ("M9", "M8b"), ("M9", "M4a"),
              ("O10b", "O9a"), ("O10d", "O9b")}  # fmt: skip
    assert warned <= pairs
    for some in observed.values():
        for name, one in some.items():
            assert set(one.contradicts) <= set(some) - {name}
            assert all(some[o].value != one.value for o in one.contradicts if some[o].quantity == one.quantity)


def test_every_line_of_the_collection_is_entered_or_named_with_a_reason(
    shared: Path, observed: dict[str, dict[str, Observation]]
) -> None:
    collection = (shared / "literature.md").read_text(encoding="utf-8")
    held = set(re.findall(r"^\| ([BNXMO]\d+) \|", collection, re.MULTILINE))
    assert held == set(LINES)
    heads = "\n".join(f.read_text(encoding="utf-8").split("format = 1")[0] for f in RECORDS)
    entered = {re.sub(r"[a-z]$", "", name) for seen in observed.values() for name in seen}
    named = {line for line in LINES if re.search(rf"^# {line}\b .{{20,}}", heads, re.MULTILINE)}
    assert not [line for line in LINES if line not in entered | named]


@pytest.mark.parametrize("drug", read_records())
def test_every_regimen_says_a_salt_and_route_of_its_drug(
    drug: str, observed: dict[str, dict[str, Observation]]
) -> None:
    for seen in observed[drug].values():
        for arm in (seen.arm, seen.versus):
            if arm and not arm.is_without_drug:
                assert all(dose.salt in SALTS[drug] and dose.route for dose in read_regimen(arm.regimen).parts())


@pytest.mark.parametrize(
    ("drug", "name", "said"),
    [
        ("baclofen", "B1a", "11.6 L/h"), ("baclofen", "B2a", "72.8 L"), ("baclofen", "B5a", "9.9 L/h"),
        ("baclofen", "B5e", "68 %"), ("baclofen", "B6b", "103 mL/min"), ("baclofen", "B8", "69 %"),
        ("baclofen", "B9", "6.80 h"), ("baclofen", "B12b", "5.79 h"), ("mitragynine", "M1", "81.9 nM"),
        ("mitragynine", "M2b", "45.3 h"), ("mitragynine", "M4b", "12700 L"), ("mitragynine", "M5d", "106 nM·h"),
        ("mitragynine", "M8b", "23.2 h"), ("mitragynine", "M11b", "43.4 h"), ("naloxone", "O9b", "65 %"),
        ("naloxone", "O10d", "100 %"), ("buprenorphine", "O12a", "41 %"), ("buprenorphine", "O12c", "84 %"),
        ("buprenorphine", "O13d", "27 %"),
    ],
)  # fmt: skip
def test_the_figures_of_other_drugs_are_those_of_the_papers(
    drug: str, name: str, said: str, observed: dict[str, dict[str, Observation]]
) -> None:
    value, unit = said.split(" ", 1)
    found = observed[drug][name].value
    assert (found.value, str(found.unit)) == (float(value), str(read_unit(unit)))


def test_the_clearance_that_cannot_be_right_is_refused_and_no_other(
    observed: dict[str, dict[str, Observation]],
) -> None:
    refused = {name: seen for some in observed.values() for name, seen in some.items() if seen.refused}
    assert set(refused) == {"M9"}
    volume, half_life = (observed["mitragynine"][name].value.coherent for name in ("M8c", "M8b"))
    assert math.log(2) * volume / refused["M9"].value.coherent == pytest.approx(0.27, rel=0.02)
    assert half_life > 80 * math.log(2) * volume / refused["M9"].value.coherent


@pytest.mark.parametrize("drug", [drug for drug in read_records() if drug in DRUGS])
def test_the_page_of_agreement_lists_every_observation_and_explains_every_miss(
    drug: str, observed: dict[str, dict[str, Observation]]
) -> None:
    page = (DOCS / f"agreement-{drug}.md").read_text(encoding="utf-8")
    tables = page.split("|  | what | observed | predicted |")[1:]  # of exposures, and of outcomes
    told = {row[0]: row for table in tables for row in rows(f"|{table}", "|") if row[0] not in ("---", "off by")}
    silent = set(re.findall(r"^- (\w+), ", page, re.MULTILINE))
    again = f"run `make agreement`: the page of {drug} is not of its observations"
    assert set(told) | silent == set(observed[drug]), again
    assert all(row[2] == observed[drug][name].said for name, row in told.items()), again
    # An outcome that lies inside of an interval that says too little says so itself.
    missed = {name for name, row in told.items() if row[5] == "**miss**" and not row[7].startswith("inside")}
    assert not {name for name in missed if not observed[drug][name].miss}
    assert all(observed[drug][name].miss in told[name][7] for name in missed), again
    assert f"[{drug}](agreement-{drug}.md)" in (DOCS / "agreement.md").read_text(encoding="utf-8")
