"""The command line: what a stranger types, and what he is told when it is wrong."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest
from pyarrow import parquet

from neurodose import find_drug
from neurodose.cli import app as face
from neurodose.errors import NeurodoseError, OutputError
from neurodose.library import DRUGS
from neurodose.reports import dossier as dossiers

REFUSED = 2


@dataclass(frozen=True)
class Told:
    """What came of a command."""

    status: int
    out: str
    err: str


Type = Callable[..., Told]


@pytest.fixture(autouse=True)
def few_studies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Dossiers made here meet one observation in two studies; those of another process meet them all."""
    choose = dossiers.choose_observations
    monkeypatch.setattr(dossiers, "STUDIES", 2)
    monkeypatch.setattr(dossiers, "choose_observations", lambda *of: tuple(o for o in choose(*of) if o.id == "O7a"))


@pytest.fixture
def type_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Runs a command in an empty folder, as the installed program does, and returns what it said."""

    def run(*words: str) -> Told:
        monkeypatch.setattr(sys, "argv", ["neurodose", *words])
        status = 0
        try:
            face.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return Told(status, said.out, said.err)

    monkeypatch.chdir(tmp_path)
    return run


def in_a_process(*words: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs a command as a stranger does."""
    command = [sys.executable, "-m", "neurodose", *words]
    return subprocess.run(command, capture_output=True, text=True, cwd=folder, env={**os.environ, **environment})


def expect_refusal(told: Told, message: str, folder: Path) -> None:
    """A message of the house on standard error, an exit status, and nothing written."""
    assert told.status == REFUSED
    assert told.out == ""
    assert re.match(r"[A-Z]\w+Error: ", told.err)
    assert "Traceback" not in told.err
    assert message in told.err
    assert os.listdir(folder) == []


def test_help_names_the_commands(type_in: Type) -> None:
    told = type_in("--help")
    assert told.status == 0
    assert "dossier" in told.out
    assert "simulate" in told.out
    assert "explain" in told.out


def test_nothing_typed_is_answered_with_help(type_in: Type) -> None:
    told = type_in()
    assert "Commands:" in told.out + told.err


def test_the_version_is_said(type_in: Type) -> None:
    assert re.fullmatch(r"neurodose \d+\.\d+\.\d+\n", type_in("--version").out)


def test_a_command_that_does_not_exist_is_refused(type_in: Type) -> None:
    told = type_in("dosier")
    assert told.status == REFUSED
    assert "dosier" in told.err


@pytest.mark.parametrize("words", [("dossier", "naltrexone"), ("dossier",), ("explain",)])
def test_what_is_missing_is_named(type_in: Type, words: tuple[str, ...], tmp_path: Path) -> None:
    told = type_in(*words)
    assert told.status == REFUSED
    assert re.search(r"the (regimen|drug) is missing|Missing argument 'drug'", told.err)
    assert os.listdir(tmp_path) == []


def test_what_nobody_is_asked_about_is_refused(type_in: Type, tmp_path: Path) -> None:
    told = type_in("dossier", "naltrexone", "--dose", "50 mg", "--for", "boredom")
    expect_refusal(told, 'no indication is called "boredom"', tmp_path)
    assert "alcohol use disorder" in told.err


@pytest.mark.parametrize(("option", "kind"), [("--responses", "response"), ("--circuits", "circuit")])
def test_an_unknown_circuit_or_response_is_refused(type_in: Type, tmp_path: Path, option: str, kind: str) -> None:
    told = type_in("dossier", "naltrexone", "--dose", "50 mg", option, "boredom")
    expect_refusal(told, f'no {kind} is called "boredom"', tmp_path)


class TestExplain:
    def test_it_holds_equations_parameters_assumptions_and_references(self, type_in: Type) -> None:
        told = type_in("explain", "naltrexone")
        methods = find_drug("naltrexone").model.system
        assert told.status == 0
        for state in methods.states:
            assert f"d {state.address}/dt = " in told.out
        for address, parameter in methods.parameters.items():
            assert f"{address} = {parameter.value}  {parameter.meaning}" in told.out
            assert all(a.citation in told.out for a in parameter.assumptions)
        assert re.search(r"^  \[1\] .+\(\d{4}\)", told.out, re.MULTILINE)

    def test_every_number_of_a_reference_is_listed(self, type_in: Type) -> None:
        told = type_in("explain", "naltrexone").out
        text, listed = told.split("\nReferences\n")
        assert set(re.findall(r"\[(\d+)\]", text)) <= set(re.findall(r"^  \[(\d+)\]", listed, re.MULTILINE))

    def test_it_writes_nothing(self, type_in: Type, tmp_path: Path) -> None:
        type_in("explain", "naltrexone")
        assert os.listdir(tmp_path) == []

    def test_an_unknown_drug_is_refused(self, type_in: Type, tmp_path: Path) -> None:
        told = type_in("explain", "Naltrexone")
        expect_refusal(told, 'no drug is called "Naltrexone"', tmp_path)
        assert 'did you mean "naltrexone"?' in told.err


class TestCard:
    def test_a_page_and_its_scheme_are_written(self, type_in: Type, tmp_path: Path) -> None:
        told = type_in("card", "naltrexone", "--output", ".")
        assert (told.status, told.out) == (0, f"2 files in {tmp_path}\n")
        assert sorted(path.name for path in tmp_path.iterdir()) == ["naltrexone.md", "naltrexone.svg"]

    def test_without_a_name_all_are_written_with_a_list(self, type_in: Type, tmp_path: Path) -> None:
        type_in("card", "--output", ".")
        written = {path.name for path in tmp_path.iterdir()}
        assert written == {"README.md", *(f"{name}{end}" for name in DRUGS for end in (".md", ".svg"))}

    def test_a_folder_that_is_not_there_is_refused(self, type_in: Type, tmp_path: Path) -> None:
        expect_refusal(type_in("card", "naltrexone", "--output", "nowhere"), "does not exist", tmp_path)

    def test_an_unknown_drug_is_refused_with_those_there_are(self, type_in: Type, tmp_path: Path) -> None:
        expect_refusal(type_in("card", "naltrexon", "--output", "."), 'did you mean "naltrexone"?', tmp_path)


class TestDossier:
    def test_it_answers_and_says_where_the_file_is(self, type_in: Type, tmp_path: Path) -> None:
        told = type_in("dossier", "naltrexone", "--dose", "50 mg every 24 h x 2", "--people", "2")
        assert told.status == 0
        assert told.err == ""
        assert told.out.startswith("Blood: ")
        assert told.out.endswith(f"The dossier: {tmp_path / 'naltrexone.html'}\n")
        assert os.listdir(tmp_path) == ["naltrexone.html"]

    def test_the_answer_is_the_pages_own(self, type_in: Type, tmp_path: Path) -> None:
        told = type_in("dossier", "naltrexone", "--dose", "50 mg", "--people", "2", "--output", "a b.html")
        page = (tmp_path / "a b.html").read_text(encoding="utf-8")
        for sentence in told.out.split("\n\n")[:-1]:
            assert sentence in page

    def test_the_same_words_give_the_same_bytes_in_another_process(self, tmp_path: Path) -> None:
        words = ("dossier", "naltrexone", "--dose", "50 mg every 24 h x 2", "--people", "2", "--seed", "7", "--output")
        with ThreadPoolExecutor() as two:
            made = two.map(
                lambda name, seed: in_a_process(*words, name, folder=tmp_path, PYTHONHASHSEED=seed),
                ("one", "two"), ("1", "2"),
            )  # fmt: skip
        assert [(each.returncode, each.stderr) for each in made] == [(0, "")] * 2
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

    def test_people_and_seed_are_the_ones_asked_for(self, type_in: Type, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: dict[str, object] = {}

        def make(_drug: object, _plan: object, **keywords: object) -> None:
            asked.update(keywords)
            raise OutputError("enough")

        monkeypatch.setattr(dossiers, "make_dossier", make)
        type_in("dossier", "naltrexone", "--dose", "50 mg")
        assert (asked["people"], asked["seed"]) == (1000, 1)
        type_in("dossier", "naltrexone", "--dose", "50 mg", "--people", "3", "--seed", "9")
        assert (asked["people"], asked["seed"]) == (3, 9)
        assert (asked["structure"], asked["population"]) == (None, None)
        type_in("dossier", "naltrexone", "--dose", "50 mg", "--structure", "a", "--population", "b")
        assert (asked["structure"], asked["population"]) == ("a", "b")

    def test_a_route_is_that_of_every_dose_that_names_none(
        self, type_in: Type, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[str] = []

        def make(_drug: object, plan: object, **_: object) -> None:
            asked.append(str(plan))
            raise OutputError("enough")

        monkeypatch.setattr(dossiers, "make_dossier", make)
        for dose in ("380 mg as base", "50 mg by mouth"):
            type_in("dossier", "naltrexone", "--dose", dose, "--route", "depot")
        assert asked == ["380 mg base by depot", "50 mg by mouth"]


SMALL = """\
format = 1
drug = "naltrexone"
regimen = "50 mg every 24 h x 2"
people = { count = 2, seed = 7 }
course = { until = "2 h" }
"""


@pytest.fixture
def protocol(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A protocol file, in a folder of its own."""
    path = tmp_path_factory.mktemp("protocols") / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


class TestProtocol:
    def test_a_dossier_of_a_protocol_has_the_bytes_of_one_by_words(
        self, type_in: Type, protocol: Path, tmp_path: Path
    ) -> None:
        words = ("--dose", "50 mg every 24 h x 2", "--people", "2", "--seed", "7")
        assert type_in("dossier", "naltrexone", *words, "--output", "words.html").status == 0
        assert type_in("dossier", "--protocol", str(protocol)).status == 0
        assert (tmp_path / "naltrexone.html").read_bytes() == (tmp_path / "words.html").read_bytes()

    def test_a_dossier_is_of_the_structure_that_a_protocol_names(
        self, type_in: Type, protocol: Path, tmp_path: Path
    ) -> None:
        text = SMALL.replace("regimen", 'structure = "deep binding"\nregimen')
        protocol.write_text(text, encoding="utf-8")
        assert type_in("dossier", "--protocol", str(protocol)).status == 0
        assert "--structure &#39;deep binding&#39;" in (tmp_path / "naltrexone.html").read_text(encoding="utf-8")

    @pytest.mark.parametrize(
        "words",
        [
            ("naltrexone",),
            ("--structure", "deep binding"),
            ("--route", "mouth"),
            ("--dose", "5 mg"),
            ("--people", "3"),
            ("--seed", "0"),
            ("naltrexone", "--dose", "5 mg"),
        ],
    )
    def test_a_protocol_stands_alone(
        self, type_in: Type, protocol: Path, tmp_path: Path, words: tuple[str, ...]
    ) -> None:
        expect_refusal(type_in("dossier", *words, "--protocol", str(protocol)), "a protocol says all of that", tmp_path)

    @pytest.mark.parametrize("command", [("dossier", "--protocol"), ("simulate",)])
    def test_a_fault_in_a_protocol_is_told_with_its_line(
        self, type_in: Type, protocol: Path, tmp_path: Path, command: tuple[str, ...]
    ) -> None:
        protocol.write_text(SMALL.replace("drug", "drugs"), encoding="utf-8")
        told = type_in(*command, str(protocol))
        expect_refusal(told, 'no entry is called "drugs" (small.toml, drugs, line 2)', tmp_path)
        assert 'did you mean "drug"?' in told.err

    @pytest.mark.parametrize("command", [("dossier", "--protocol"), ("simulate",)])
    def test_a_protocol_that_does_not_exist_is_refused(
        self, type_in: Type, tmp_path: Path, command: tuple[str, ...]
    ) -> None:
        expect_refusal(type_in(*command, "none.toml"), "none.toml does not exist", tmp_path)


class TestSimulate:
    def test_it_writes_a_file_and_says_where(self, type_in: Type, protocol: Path, tmp_path: Path) -> None:
        told = type_in("simulate", str(protocol))
        assert (told.status, told.err) == (0, "")
        assert "2 people drawn from “adults” with seed 7: all 2 people reached the end" in told.out
        assert told.out.endswith(f"The course: {tmp_path / 'small.parquet'}\n")
        assert os.listdir(tmp_path) == ["small.parquet"]
        table = parquet.read_table(tmp_path / "small.parquet")
        assert table["time [h]"].to_pylist() == [0, 2, 0, 2]
        assert table.schema.metadata[b"command"] == b"neurodose simulate small.toml"

    def test_the_same_protocol_gives_the_same_bytes_in_another_process(self, protocol: Path, tmp_path: Path) -> None:
        for name, seed in (("one", "1"), ("two", "2")):
            made = in_a_process("simulate", str(protocol), "--output", name, folder=tmp_path, PYTHONHASHSEED=seed)
            assert (made.returncode, made.stderr) == (0, "")
        assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()

    def test_a_folder_that_does_not_exist_is_refused(self, type_in: Type, protocol: Path, tmp_path: Path) -> None:
        told = type_in("simulate", str(protocol), "--output", "no/a.parquet")
        expect_refusal(told, "does not exist", tmp_path)


BAD_DOSES = {
    "a wrong dimension": ("50 h", "50 h is not a mass or an amount of substance", 0),
    "a volume": ("50 mL", "50 mL is not a mass or an amount of substance", 0),
    "an amount by weight": ("1 mg/kg", "an amount by body weight", 0),
    "no unit": ("50", "the regimen cannot be read", 2),
    "a negative dose": ("-50 mg", "-50 mg is negative", 0),
    "no dose": ("0 mg", "0 mg is zero", 0),
    "not a number": ("nan mg", "the regimen cannot be read", 0),
    "without end": ("inf mg", "the regimen cannot be read", 0),
    "more than a number holds": ("1e999 mg", "not a finite number", 0),
    "nothing": ("", "the regimen cannot be read", 0),
    "a word that is a slip": ("50 mg evry 24 h x 3", "the regimen cannot be read", 6),
    "an unknown unit": ("50 mgg", 'no unit is called "mgg"', 3),
    "no count": ("50 mg every 24 h", "for how long is missing", 6),
    "no interval": ("50 mg for 4 weeks", "how often is missing", 6),
    "an interval that is no time": ("50 mg every 24 mg x 3", "24 mg is not a time", 12),
    "no doses": ("50 mg every 24 h x 0", "0 is not a number of doses", 17),
    "half a count": ("50 mg every 24 h x 2.5", "the regimen cannot be read", 17),
    "a second sentence that cannot be read": ("50 mg then fifty mg", "the regimen cannot be read", 11),
}


@pytest.mark.parametrize(("sentence", "message", "place"), BAD_DOSES.values(), ids=BAD_DOSES)
def test_a_sentence_that_cannot_be_read_is_shown_with_its_place(
    type_in: Type, tmp_path: Path, sentence: str, message: str, place: int
) -> None:
    told = type_in("dossier", "naltrexone", "--dose", sentence, "--people", "2")
    expect_refusal(told, message, tmp_path)
    shown = told.err.splitlines()
    (caret,) = [number for number, line in enumerate(shown) if line.strip() == "^"]
    assert shown[caret - 1].strip() == sentence
    assert shown[caret].index("^") - 4 == place


BAD_WORDS = {
    "an unknown drug": (["aspirin", "--dose", "50 mg"], "DrugError", "naloxone, naltrexone"),
    "a path for a drug": (["../naltrexone", "--dose", "50 mg"], "DrugError", "the library has: baclofen"),
    "an unknown route": (["naltrexone", "--dose", "50 mg by nose"], "DoseError", 'no route is called "nose"'),
    "an unknown compartment": (["naltrexone", "--dose", "50 mg into guts"], "DoseError", 'did you mean "gut"?'),
    "an unknown salt": (["naltrexone", "--dose", "50 mg as sulfate"], "DoseError", "base, hydrochloride"),
    "no salt": (["naltrexone", "--dose", "50 mg into gut"], "DoseError", 'salt="hydrochloride"'),
    "another drug": (["naltrexone", "--dose", "50 mg of morphine"], "DoseError", "holds naltrexone"),
    "an unknown way in": (
        ["naltrexone", "--dose", "50 mg", "--route", "nose"],
        "DoseError",
        'no route is called "nose"',
    ),
    "an unknown structure": (["naltrexone", "--dose", "5 mg", "--structure", "deep"], "DrugError", "deep binding"),
    "unknown people": (["naltrexone", "--dose", "5 mg", "--population", "cats"], "PopulationError", "adults"),
    "nobody": (["naltrexone", "--dose", "50 mg", "--people", "0"], "PopulationError", "0 people"),
    "fewer than nobody": (["naltrexone", "--dose", "50 mg", "--people", "-1"], "PopulationError", "-1 people"),
    "no such folder": (["naltrexone", "--dose", "50 mg", "--output", "no/a.html"], "OutputError", "does not exist"),
    "a folder": (["naltrexone", "--dose", "50 mg", "--output", "."], "OutputError", "is a folder"),
}


@pytest.mark.parametrize(("words", "kind", "message"), BAD_WORDS.values(), ids=BAD_WORDS)
def test_what_does_not_exist_is_refused_with_what_does(
    type_in: Type, tmp_path: Path, words: list[str], kind: str, message: str
) -> None:
    told = type_in("dossier", *words)
    expect_refusal(told, message, tmp_path)
    assert told.err.startswith(f"{kind}: ")
    assert len(told.err.splitlines()) > 1 or kind == "DoseError"


@pytest.mark.parametrize("option", ["--people", "--seed"])
def test_a_number_that_is_none_is_refused(type_in: Type, tmp_path: Path, option: str) -> None:
    told = type_in("dossier", "naltrexone", "--dose", "50 mg", option, "many")
    assert told.status == REFUSED
    assert f"Invalid value for '{option}': 'many'" in told.err
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "words", [("--dose", "50 mg into guts"), ("--dose", "50 h"), ("--dose", "50 mg", "--people", "0")]
)
def test_a_file_that_is_there_is_kept_when_something_fails(
    type_in: Type, tmp_path: Path, words: tuple[str, ...]
) -> None:
    before = tmp_path / "naltrexone.html"
    before.write_text("before", encoding="utf-8")
    assert type_in("dossier", "naltrexone", *words).status == REFUSED
    assert before.read_text(encoding="utf-8") == "before"
    assert os.listdir(tmp_path) == ["naltrexone.html"]


def test_a_place_that_cannot_be_written_to_is_refused_before_the_work(
    type_in: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("the work was begun")

    monkeypatch.setattr(os, "access", lambda *_: False)  # a superuser may write anywhere
    monkeypatch.setattr(dossiers, "make_dossier", never)
    expect_refusal(type_in("dossier", "naltrexone", "--dose", "50 mg"), "cannot be written", tmp_path)


def test_a_disk_that_fills_up_at_the_end_leaves_nothing_half(
    type_in: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    told = type_in("dossier", "naltrexone", "--dose", "50 mg", "--people", "2")
    expect_refusal(told, "No space left on device", tmp_path)


@pytest.mark.parametrize(
    "words", [("dossier", "aspirin", "--dose", "50 mg"), ("dossier", "naltrexone", "--dose", "50")]
)
def test_a_stranger_sees_the_same_in_a_process_of_its_own(tmp_path: Path, words: tuple[str, ...]) -> None:
    told = in_a_process(*words, folder=tmp_path)
    expect_refusal(Told(told.returncode, told.stdout, told.stderr), "", tmp_path)


def test_every_error_of_the_house_becomes_a_message(type_in: Type, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise NeurodoseError("what", where="where", exists="what there is", hint="what to do")

    monkeypatch.setattr(face, "app", fail)
    assert type_in() == Told(REFUSED, "", "NeurodoseError: what (where)\n    what there is\n    what to do\n")


RECORD = """format = 1
[sources.paper]
authors = "Author and others"
year = 2031
journal = "Journal of Examples 12:345"
[[observation]]
id = "a"
drug = "naltrexone"
source = "paper"
regimen = "1 mg hydrochloride by vein"
people = "adults"
quantity = "systemic clearance of naltrexone"
value = "{clearance}"
"""


def test_numbers_of_a_drug_are_checked_and_reasons_are_shown(type_in: Type) -> None:
    told = type_in("check", "naltrexone")
    assert told.status == 0
    assert "accepted: " in told.out
    assert "naltrexone: 0 errors, 0 warnings" in told.out


@pytest.mark.parametrize(("clearance", "status"), [("94 L/h", 0), ("3510 mL/min", 0), ("3510 L/h", 1)])
def test_a_record_file_is_checked_and_only_an_error_changes_the_status(
    type_in: Type, tmp_path: Path, clearance: str, status: int
) -> None:
    (tmp_path / "study.toml").write_text(RECORD.format(clearance=clearance), encoding="utf-8")
    told = type_in("check", "--observations", "study.toml", "--json")
    assert told.status == status
    found = json.loads(told.out)
    assert found["subjects"] == ["study.toml"]
    assert found["errors"] == status
    assert all(row["numbers"] and row["why"] and row["hint"] for row in found["findings"])


def test_an_entry_that_cannot_be_read_is_told_and_changes_the_status(type_in: Type, tmp_path: Path) -> None:
    (tmp_path / "study.toml").write_text(RECORD.format(clearance="94 mg"), encoding="utf-8")
    told = type_in("check", "--observations", "study.toml")
    assert told.status == 1
    assert "1 entry cannot be read" in told.out
    assert "entry a" in told.err


def test_a_drug_that_is_not_there_cannot_be_checked(type_in: Type, tmp_path: Path) -> None:
    expect_refusal(type_in("check", "quinidine"), 'no drug is called "quinidine"', tmp_path)


def test_drugs_and_a_file_are_not_checked_together(type_in: Type, tmp_path: Path) -> None:
    expect_refusal(type_in("check", "naltrexone", "--observations", "a.toml"), "both drugs and a file", tmp_path)
