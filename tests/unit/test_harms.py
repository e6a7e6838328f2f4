"""Harms as reported stand in their own lane, and nothing in the package turns a wanted effect into a dose."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from neurodose.library import RESPONSES
from neurodose.library.combination import find_stage
from neurodose.library.harms import KRATOM, find_reports

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "neurodose"
FUNCTIONS = [
    (path, node)
    for path in sorted(PACKAGE.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.FunctionDef)
]
MAKES_DOSES = re.compile(r"\b(Dose|Regimen|Plan)\b")
WANTED = re.compile(r"effect|relief|liking|score|response|target|wish|want|goal")
INVERTS = re.compile(r"dose_for|find_dose$|starting_dose|titrat|taper|equivalen|convert_dose|optimi[sz]e_dose")


def test_reports_are_never_more_than_reported() -> None:
    assert {report.lane for report in KRATOM} == {"reported"}
    assert all(report.source.citation and report.population for report in KRATOM)
    assert find_reports("mitragynine + naltrexone") == KRATOM
    assert find_reports("naltrexone") == ()


def test_two_of_a_hundred_come_with_their_warning() -> None:
    disorder = next(report for report in KRATOM if "use disorder, moderate" in report.what)
    assert "56 of 2798" in disorder.number
    assert "high daily use" in disorder.warning
    assert "high daily use" in str(disorder)


@pytest.mark.parametrize("word", ["liver injury", "tachycardia", "7-hydroxymitragynine in products", "after death"])
def test_what_was_reported_is_there(word: str) -> None:
    assert any(word in report.what for report in KRATOM)


def test_no_function_makes_a_dose_of_a_wanted_effect() -> None:
    guilty = []
    for path, node in FUNCTIONS:
        makes = node.returns is not None and MAKES_DOSES.search(ast.unparse(node.returns))
        asked = [one.arg for one in (*node.args.args, *node.args.kwonlyargs) if WANTED.search(one.arg)]
        if makes and asked and path.relative_to(PACKAGE).parts[0] not in {"dosing"}:
            guilty.append(f"{path.name}: {node.name}({', '.join(asked)})")
    assert not guilty


def test_no_function_is_named_for_turning_an_effect_into_a_dose() -> None:
    assert not [f"{path.name}: {node.name}" for path, node in FUNCTIONS if INVERTS.search(node.name)]


def test_the_library_makes_no_dose_at_all() -> None:
    made = [
        f"{path.name}: {node.name}"
        for path, node in FUNCTIONS
        if path.relative_to(PACKAGE).parts[0] == "library"
        and node.returns is not None
        and MAKES_DOSES.search(ast.unparse(node.returns))
    ]
    assert not made


def test_no_link_says_that_kratom_was_tried() -> None:
    for name in ("liking", "pain", "nausea"):
        assert name in RESPONSES
        assert "kratom no" in find_stage(name).links[0].stands_on  # pyright: ignore[reportAttributeAccessIssue]
