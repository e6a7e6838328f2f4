"""`neurodose why` as it is typed: answers, groups, pages, and what is refused before it starts."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from neurodose.cli import app as face

DRUGS = ("naltrexone", "+", "ethanol")
DOSE = ("--dose", "50 mg of naltrexone and 50 g of ethanol at 4 h")
OF = ("--of", "dopamine in the accumbens")
FEW = ("--people", "2", "--base", "16", "--most", "2")

Type = Callable[..., tuple[int, str, str]]


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Types `neurodose why` and some words; gives its status, what it printed, and its errors."""

    def run(*words: str, drugs: tuple[str, ...] = DRUGS, dose: tuple[str, ...] = DOSE) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["neurodose", "why", *drugs, *dose, *words])
        status = 0
        try:
            face.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    monkeypatch.chdir(tmp_path)
    return run


def test_a_plain_question_gets_shares_and_what_would_change_the_answer(ask: Type) -> None:
    status, out, err = ask(*OF, "--over", "4 h to 12 h", "--highest", "--effect-of", "naltrexone", *FEW)
    assert (status, err) == (0, "")
    assert "less that of the same people without naltrexone" in out
    assert "Shared out exactly (Shapley): " in out
    assert "naltrexone at mu opioid receptors 4" in out
    assert "What would change it most if it were known" in out


def test_only_one_of_both_may_be_asked(ask: Type) -> None:
    _, shares, _ = ask(*OF, "--shares", *FEW)
    _, spread, _ = ask(*OF, "--sensitivity", *FEW)
    assert "Shapley" in shares
    assert "base samples" not in shares
    assert "Shapley" not in spread
    assert "base samples" in spread


def test_a_mechanism_may_be_off_and_some_switched_together(ask: Type) -> None:
    group = "opioids = naltrexone_at_mu, endorphin that alcohol has released"
    _, out, _ = ask(*OF, "--at", "6 h", "--shares", "--without", "naltrexone_at_mu", "--group", group, *FEW)
    assert "With naltrexone at mu opioid receptors off it is" in out
    assert "opioids" in out


def test_json_is_json_and_a_page_is_written(ask: Type, tmp_path: Path) -> None:
    _, out, err = ask(*OF, "--at", "6 h", "--json", "--output", "why.md", *FEW)
    told = json.loads(out)
    assert told["unit"] == "%"
    assert {"shares", "sensitivity", "sentences"} <= told.keys()
    assert "why.md" in err
    assert (tmp_path / "why.md").read_text(encoding="utf-8").startswith("# Why: dopamine in the accumbens")


def test_the_same_command_says_the_same(ask: Type) -> None:
    first, second = (ask(*OF, "--at", "6 h", "--json", *FEW)[1] for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--without", "contentment"), 'no mechanism is called "contentment"'),
        (("--runs", "10"), "more runs than allowed"),
        (("--at", "6 h", "--highest"), "one time has no window"),
        (("--over", "4 h", "--highest"), '"4 h" is no window'),
        (("--over", "0 h to 4 h", "--highest", "--lowest"), "both the highest and the lowest"),
        (("--highest",), "it is not said when"),
        (("--group", "both"), '"both" is no group'),
        (("--sensitivity", "--without", "naltrexone_at_mu"), "only --sensitivity is asked for"),
        (("--at", "6"), "no time"),
        (("--structure", "of glass"), 'no structure is called "of glass"'),
        (("--effect-of", "baclofen"), 'no drug is called "baclofen"'),
        (("--base", "100"), "not a power of two"),
        (("--output", "nowhere/why.md"), "nowhere"),
    ],
)
def test_what_cannot_be_is_refused(ask: Type, words: tuple[str, ...], told: str) -> None:
    status, out, err = ask(
        *OF, *words, *(word for word in FEW if "--base" not in words or word not in ("--base", "16"))
    )
    assert status == 2
    assert told in err
    assert not out


def test_what_is_out_of_reach_says_which_link_is_missing(ask: Type) -> None:
    status, _, err = ask(*OF, drugs=("midazolam",), dose=("--dose", "5 mg"))
    assert status == 2
    assert "the link from midazolam to it is missing" in err
