"""Rules of the house that no linter knows."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from neurodose import errors
from neurodose.errors import NeurodoseError

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = CHECKOUT / "src" / "neurodose"
FILES = sorted(PACKAGE.rglob("*.py"))
TESTS = sorted((CHECKOUT / "tests").rglob("*.py"))
VALIDATION = sorted((CHECKOUT / "validation").rglob("*.py"))
# Where users find their words.
PUBLIC = {"neurodose", "neurodose.evidence", "neurodose.units", "neurodose.symbols", "neurodose.errors"}
KINDS_OF_EVIDENCE = {
    "unit", "properties", "closed_form", "backends", "against_metafor", "against_nonmem", "against_openebgm",
    "against_papers", "frozen", "house",
}  # fmt: skip
NAMELESS = {"utils", "util", "helpers", "helper", "base", "manager", "managers", "common", "misc", "core"}
KINDS_OF_ERROR = {name for name in errors.__all__ if name.endswith("Error")}
LONGEST = 500  # lines; a file past 400 wants a reason, and past this there is none


def short(path: Path) -> str:
    return path.relative_to(CHECKOUT).as_posix()


def raised(tree: ast.AST) -> Iterator[ast.Call]:
    """Every `raise Kind(…)` of one of our errors."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            made = node.exc.func
            if isinstance(made, ast.Name) and made.id in KINDS_OF_ERROR:
                yield node.exc


def modules_named(text: str) -> set[str]:
    """The folders and files of neurodose that the imports of a text name, at whatever depth they stand."""
    named = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            named |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            named |= {str(node.module), *(f"{node.module}.{alias.name}" for alias in node.names)}
    places = {name: PACKAGE.parent.joinpath(*name.split(".")) for name in named if name.split(".")[0] == PACKAGE.name}
    return {name for name, place in places.items() if place.is_dir() or place.with_suffix(".py").is_file()}


def test_there_are_files_to_look_at() -> None:
    assert len(FILES) > 50
    assert len(TESTS) > 5
    assert len(VALIDATION) > 5


@pytest.mark.parametrize("path", FILES, ids=short)
def test_a_file_is_named_for_the_idea_it_holds(path: Path) -> None:
    words = set(path.stem.split("_")) | {part for folder in path.relative_to(PACKAGE).parts[:-1] for part in [folder]}
    assert not words & NAMELESS


@pytest.mark.parametrize("path", FILES, ids=short)
def test_a_file_opens_with_what_it_is_about(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    if not text.strip():
        return
    tree = ast.parse(text)
    assert (ast.get_docstring(tree) or "").strip()
    rest = tree.body[1:]
    if rest:
        assert isinstance(rest[0], ast.ImportFrom)
        assert (rest[0].module, rest[0].names[0].name) == ("__future__", "annotations")


@pytest.mark.parametrize("path", FILES, ids=short)
def test_a_file_can_be_read_in_one_sitting(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", VALIDATION, ids=short)
def test_other_programs_numbers_are_met_by_what_is_public(path: Path) -> None:
    assert modules_named(path.read_text(encoding="utf-8")) <= PUBLIC


@pytest.mark.parametrize(
    "line",
    [
        "import neurodose.solvers.march",
        "from neurodose import dosing",
        "def f():\n    from neurodose.symbols import notation",
    ],
)
def test_a_way_round_what_is_public_is_seen(line: str) -> None:
    assert not modules_named(line) <= PUBLIC


@pytest.mark.parametrize("path", [*FILES, *TESTS], ids=short)
def test_nothing_is_left_to_be_done_later(path: Path) -> None:
    marks = "|".join(["TO" + "DO", "FIX" + "ME", "X" * 3, "HA" + "CK"])
    assert not re.findall(rf"\b({marks})\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", FILES, ids=short)
def test_only_errors_of_the_house_are_raised(path: Path) -> None:
    # What Python's own protocols ask for: a missing attribute, an operand of another kind, what a subclass has to say.
    allowed = {"AttributeError", "TypeError", "NotImplementedError", "StopIteration", "KeyError"}
    foreign = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and isinstance(node.exc.func, ast.Name):
            name = node.exc.func.id
            if name.endswith(("Error", "Exception")) and name not in KINDS_OF_ERROR | allowed:
                foreign.append(f"line {node.lineno}: {name}")
    assert not foreign


@pytest.mark.parametrize("path", FILES, ids=short)
def test_an_error_carries_a_message(path: Path) -> None:
    for call in raised(ast.parse(path.read_text(encoding="utf-8"))):
        assert call.args, f"{short(path)} line {call.lineno}"
        assert {k.arg for k in call.keywords} <= {"where", "exists", "hint"}, f"{short(path)} line {call.lineno}"


def test_most_errors_say_more_than_what_is_wrong() -> None:
    calls = [c for p in FILES for c in raised(ast.parse(p.read_text(encoding="utf-8")))]
    bare = [c for c in calls if not c.keywords]
    assert len(calls) > 50
    assert len(bare) < len(calls) / 4


def test_every_error_belongs_to_one_tree() -> None:
    for name in KINDS_OF_ERROR:
        assert issubclass(getattr(errors, name), NeurodoseError)


def test_tests_lie_in_folders_named_by_kind_of_evidence() -> None:
    folders = {path.parent.name for path in TESTS if path.name.startswith("test_")}
    assert folders <= KINDS_OF_EVIDENCE


def can_fail(function: ast.FunctionDef, others: dict[str, ast.FunctionDef]) -> bool:
    """Whether a function asserts or expects an error, itself or in one of the others that it calls."""
    inside = list(ast.walk(function))
    called = {ast.unparse(n.func).split(".")[-1] for n in inside if isinstance(n, ast.Call)}
    if any(isinstance(n, ast.Assert) for n in inside) or any(c.startswith(("raise", "assert_")) for c in called):
        return True
    rest = {name: other for name, other in others.items() if name != function.name}
    return any(can_fail(rest[name], rest) for name in called & set(rest))


@pytest.mark.parametrize("path", [p for p in TESTS if p.name.startswith("test_")], ids=short)
def test_every_test_can_fail(path: Path) -> None:
    functions = functions_of(path)
    shared = {name: f for other in find_shared(path) for name, f in functions_of(other).items()}
    assert not [
        f"{n} cannot fail"
        for n, f in functions.items()
        if n.startswith("test_") and not can_fail(f, {**shared, **functions})
    ]


def functions_of(path: Path) -> dict[str, ast.FunctionDef]:
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    return {node.name: node for node in nodes if isinstance(node, ast.FunctionDef)}


def find_shared(path: Path) -> list[Path]:
    """The files of tests from which another takes what they share."""
    nodes = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    modules = [node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module]
    files = [
        CHECKOUT.joinpath(*module.split(".")).with_suffix(".py") for module in modules if module.startswith("tests.")
    ]
    return [file for file in files if file.is_file()]
