"""The face: few names, sorted, lazy, the same for people and for type checkers, and every one says what it is."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import neurodose
from neurodose import evidence

PACKAGE = Path(neurodose.__file__).parent
HOMES: dict[str, str] = vars(neurodose)["_HOME"]  # as written: where each name lives
NAMES: list[str] = vars(neurodose)["__all__"]
MOST_NAMES = 40  # what a newcomer can read in one go
SHORTEST_INTRODUCTION = 60  # letters: less is a title, not an introduction


def names_in_stub() -> list[str]:
    """The names that type checkers are told of, in the order of the stub."""
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    imports = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module != "__future__"]
    return [alias.asname or alias.name for node in imports for alias in node.names]


def folders() -> list[str]:
    """Every folder of the package by its dotted name."""
    return ["neurodose"] + [m.name for m in pkgutil.walk_packages([str(PACKAGE)], "neurodose.") if m.ispkg]


def test_the_face_has_few_names() -> None:
    assert 0 < len(NAMES) <= MOST_NAMES


def test_the_names_of_the_face_are_sorted_and_each_is_there_once() -> None:
    written = list(HOMES)
    assert written == sorted(set(written))
    assert written == NAMES
    assert dir(neurodose) == written


def test_type_checkers_see_the_same_names() -> None:
    stub = names_in_stub()
    assert len(stub) == len(set(stub))
    assert set(stub) == set(NAMES)


def test_type_checkers_see_each_name_at_the_same_home() -> None:
    tree = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    homes = {a.name: n.module for n in tree.body if isinstance(n, ast.ImportFrom) for a in n.names}
    for name, home in HOMES.items():
        assert homes[name] == f"neurodose.{home}"


def test_no_folder_or_module_takes_the_place_of_a_name_once_it_is_imported() -> None:
    inside = {module.name for module in pkgutil.iter_modules([str(PACKAGE)])}
    assert not inside & set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_name_says_what_it_is(name: str) -> None:
    thing = getattr(neurodose, name)
    told = inspect.cleandoc(vars(thing).get("__doc__") or "") if isinstance(thing, type) else inspect.getdoc(thing)
    # A dataclass without a docstring is given its signature as one, which says nothing.
    assert told
    assert not told.startswith(f"{name}(")
    assert told.split("\n\n")[0].endswith((".", ":"))


@pytest.mark.parametrize("name", NAMES)
def test_functions_are_verbs_and_classes_nouns(name: str) -> None:
    assert isinstance(getattr(neurodose, name), type) == name[0].isupper()


def test_an_unknown_name_is_refused_with_those_there_are() -> None:
    with pytest.raises(AttributeError, match=r"neurodose has no simulation_of; it has Assumption, .*simulate"):
        _ = neurodose.simulation_of  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("folder", folders())
def test_every_folder_has_an_introduction(folder: str) -> None:
    told = inspect.getdoc(importlib.import_module(folder)) or ""
    assert len(told) >= SHORTEST_INTRODUCTION
    assert told.split("\n\n")[0].endswith((".", ":"))


def test_the_face_of_evidence_is_sorted_and_no_name_is_a_file_of_its_own() -> None:
    # A file that is loaded stands on its folder under its own name, and would hide a function of that name.
    homes: dict[str, str] = vars(evidence)["_HOME"]
    assert list(homes) == sorted(homes) == dir(evidence)
    folder = PACKAGE / "evidence"
    beside = {path.stem for path in folder.iterdir()}
    assert not set(homes) & beside
    assert set(homes.values()) <= {
        ".".join(path.relative_to(folder).with_suffix("").parts) for path in folder.rglob("*.py")
    }


@pytest.mark.parametrize("name", vars(evidence)["__all__"])
def test_every_name_of_the_face_of_evidence_is_there_and_says_what_it_is(name: str) -> None:
    thing = getattr(evidence, name)
    told = inspect.cleandoc(vars(thing).get("__doc__") or "") if isinstance(thing, type) else inspect.getdoc(thing)
    assert told
    assert not told.startswith(f"{name}(")
