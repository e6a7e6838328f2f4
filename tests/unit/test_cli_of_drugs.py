"""The command line over all drugs: what the library holds, where drugs meet, and what cannot be asked of them."""

from __future__ import annotations

import html
import os
import re
import shlex
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow import parquet

from neurodose import find_drug
from neurodose.cli import app as face
from neurodose.library import DRUGS
from neurodose.reports import dossier as dossiers
from tests.made_up_reports import write_quarter

REFUSED = 2
Type = Callable[..., tuple[int, str, str]]
PROTOCOL = """\
format = 1
drug = "morphine + naltrexone"
regimen = ["50 mg of naltrexone", "10 mg of morphine by morphine.vein at 24 h"]
people = { count = 2, seed = 7 }

[course]
until = "30 h"
every = "6 h"
keep = "trajectories"
outputs = ["mu.displacement", "morphine.plasma.concentration"]
"""


@pytest.fixture
def type_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Runs a command in an empty folder; returns its exit status, what it said, and its errors."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["neurodose", *words])
        status = 0
        try:
            face.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dossiers, "choose_observations", lambda *_: ())
    return run


def test_drugs_lists_each_with_its_routes_structures_and_people(type_in: Type) -> None:
    status, out, _ = type_in("drugs")
    assert status == 0
    assert re.findall(r"^(\w+)(?::|$)", out, re.MULTILINE) == [*DRUGS]
    assert "ketoconazole" in out.splitlines()[-1]
    squeezed = re.sub(r"\s+", " ", out)
    for name in DRUGS:
        drug = find_drug(name)
        for word, held in (("structures", drug.structures), ("people", drug.populations)):
            assert f"{word}: {', '.join(held)}" in squeezed
        for route, entrance in drug.system.routes.items():
            assert (f"{route} (usual)" if entrance.usual else route) in squeezed


def test_links_tells_what_is_known_of_every_meeting(type_in: Type) -> None:
    status, out, _ = type_in("links", "mitragynine", "midazolam", "naltrexone")
    links = find_drug("mitragynine + midazolam + naltrexone").links
    assert status == 0
    for link in links:
        assert f"  {', '.join(link.drugs)}: {link.place} ({link.why})\n" in out
    assert len(out.splitlines()) == len(links) + len({link.status for link in links})
    assert out.index("Modelled") < out.index("No data: taken as no effect, which nobody has shown")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("links", "naltrexone"), "one drug meets no other"),
        (("links", "naltrexone", "aspirin"), 'no drug is called "aspirin"'),
        (("links", "naltrexone", "naltrexone"), "naltrexone is named twice"),
        (("dossier", "morphine + morphine", "--dose", "5 mg"), "morphine is named twice"),
        (("calibrate", "ethanol"), "nothing of ethanol can be calibrated"),
        (("calibrate", "morphine + naltrexone"), "calibrate each drug by itself"),
        (("explain", "morphine + aspirin"), "the library has: baclofen"),
    ],
)
def test_what_cannot_be_asked_is_refused(type_in: Type, tmp_path: Path, words: tuple[str, ...], message: str) -> None:
    status, out, err = type_in(*words)
    assert (status, out) == (REFUSED, "")
    assert message in err
    assert os.listdir(tmp_path) == []


def test_explaining_a_combination_ends_with_where_its_drugs_meet(type_in: Type) -> None:
    status, out, _ = type_in("explain", "morphine + naltrexone")
    assert status == 0
    assert "\nReferences\n" in out
    assert out.endswith(type_in("links", "morphine", "naltrexone")[1])
    assert "Where they meet" not in type_in("explain", "morphine")[1]


@pytest.mark.parametrize("drug", ["morphine", "morphine + naltrexone"])
def test_a_drug_without_observations_has_nothing_to_judge(type_in: Type, drug: str) -> None:
    status, out, _ = type_in("validate", drug)
    assert (status, out) == (0, f"The library holds no observation of {drug} in people: there is nothing to judge.\n")
    assert type_in("validate", drug, "--json")[1] == '{\n "rows": []\n}\n'


def test_a_protocol_of_a_combination_is_simulated(type_in: Type, tmp_path: Path) -> None:
    (tmp_path / "both.toml").write_text(PROTOCOL, encoding="utf-8")
    status, _, err = type_in("simulate", "both.toml")
    assert (status, err) == (0, "")
    table = parquet.read_table(tmp_path / "both.parquet")
    assert {"mu.displacement", "morphine.plasma.concentration"} <= {name.split(" [")[0] for name in table.column_names}
    assert table.num_rows == 2 * 6


def test_a_dossier_of_a_combination_has_a_name_without_blanks(type_in: Type, tmp_path: Path) -> None:
    words = ("--dose", "50 mg of naltrexone and 10 mg of morphine by morphine.vein at 24 h", "--people", "2")
    status, out, _ = type_in("dossier", "morphine + naltrexone", *words)
    assert status == 0
    assert os.listdir(tmp_path) == ["morphine-and-naltrexone.html"]
    page = (tmp_path / "morphine-and-naltrexone.html").read_text(encoding="utf-8")
    assert "neurodose dossier &#39;morphine + naltrexone&#39; --dose" in page
    assert "No data: what naltrexone does to UGT2B7" in out


class TestTheCommandOfADossier:
    def test_it_makes_the_same_page_again(self, type_in: Type, tmp_path: Path) -> None:
        write_quarter(tmp_path / "my reports", "26Q2", [{"number": 1, "drugs": ["KRATOM"], "events": ["Nausea"]}])
        (tmp_path / "verdicts").mkdir()
        words = ("--signals", "my reports", "--agreement", "verdicts", "--on", "2026-10-01", "--known-on", "2026-11-21")
        first = ("dossier", "mitragynine", "--dose", "25 mg", "--people", "2", "--for", "opioid use disorder", *words)
        assert type_in(*first, "--output", "first.html")[0] == 0
        page = Path("first.html").read_text(encoding="utf-8")
        (said,) = re.findall(r"To make it again: <code>neurodose (.*?)</code>", page)
        command = shlex.split(html.unescape(said))
        assert [word for word in words if word not in command] == []
        assert type_in(*command, "--output", "second.html")[0] == 0
        assert Path("second.html").read_text(encoding="utf-8") == page
        assert "kratom is named by 1 of 1 case" in page
        assert "Law and approvals on 2026-10-01, as known here on 2026-11-21" in page

    def test_what_was_not_given_is_not_in_it(self, type_in: Type) -> None:
        assert type_in("dossier", "mitragynine", "--dose", "25 mg", "--people", "2")[0] == 0
        (said,) = re.findall(r"To make it again: <code>(.*?)</code>", Path("mitragynine.html").read_text("utf-8"))
        assert html.unescape(said) == "neurodose dossier mitragynine --dose '25 mg' --people 2 --seed 1"

    def test_a_drug_that_no_report_names_has_a_dossier(self, type_in: Type, tmp_path: Path) -> None:
        write_quarter(tmp_path / "reports", "26Q2", [{"number": 1, "drugs": ["KRATOM"], "events": ["Nausea"]}])
        words = ("dossier", "naltrexone", "--dose", "50 mg", "--people", "2", "--signals", "reports")
        assert type_in(*words)[0] == 0
        page = Path("naltrexone.html").read_text(encoding="utf-8")
        assert "Of naltrexone nothing can be told: 1 report was read" in page

    @pytest.mark.parametrize(
        ("words", "said"),
        [(("--signals", "nowhere"), "nowhere does not exist"), (("--on", "tomorrow"), "is no date"),
         (("--known-on", "2026-11"), "more than one day"), (("--agreement", "nowhere"), "there is no folder nowhere")],
    )  # fmt: skip
    def test_what_cannot_be_told_is_refused_before_anything_is_solved(
        self, type_in: Type, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise AssertionError("solved")

        monkeypatch.setattr(dossiers, "simulate", refuse)
        status, _, error = type_in("dossier", "mitragynine", "--dose", "25 mg", *words)
        assert status == REFUSED
        assert said in error
