"""The page on counts of reports: its code runs, prints what it shows, and names what is there."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from neurodose import evidence

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "counts-of-reports.md").read_text(encoding="utf-8")


def test_the_page_runs_and_prints_what_it_shows(capsys: pytest.CaptureFixture[str]) -> None:
    space = dict[str, Any]()
    for block in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL):
        exec(block, space)  # as a reader would, one block after the other
    shown = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
    assert capsys.readouterr().out.splitlines() == [" ".join(text.split()) for text in shown]
    for name in re.findall(r"`(\w+)(?:, `|`)", PAGE.split("elsewhere")[1].split("## Shrinking")[0]):
        assert hasattr(space["counts"], name) or hasattr(space["shrunken"], name) or name in ("q",), name


def test_verbs_of_the_page_are_public() -> None:
    table = PAGE.split("what else may lie")[1]
    for name in re.findall(r"`(\w+)`", table):
        if name not in ("strata", "neurodose"):
            assert name in evidence.__all__, name


def test_the_page_never_says_risk() -> None:
    assert not re.findall(r"\b(risks?|safer|causes?|caused|incidence|danger\w*)\b", PAGE.replace("cannot say risk", ""))
