"""`neurodose doctor` and `neurodose cache`: what they tell of a machine that is well, and of one that is not."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from llvmlite import ir

from neurodose.cli import app as face
from neurodose.cli import doctor
from neurodose.compiler.llvm import machine, mathematics, self_check
from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.threads import count_threads

WRONG, REFUSED = 1, 2
KEY, OTHER_KEY, CODE = "a" * 64, "b" * 64, b"a few bytes"
IS_UNIX = os.name == "posix"

Type = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache of whoever types."""
    monkeypatch.setenv("NEURODOSE_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def type_in(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """Runs a command; returns its exit status, what it said, and what it complained of."""

    def run(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["neurodose", *words])
        status = 0
        try:
            face.main()
        except SystemExit as ended:
            status = int(ended.code or 0)
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


@pytest.fixture
def answer_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Lets a line for the shell stand for the interpreter that checks this machine."""

    def stand_in_for(line: str) -> None:
        stand_in = tmp_path / "stand_in"
        stand_in.write_text(f"#!/bin/sh\n{line}\n", encoding="utf-8")
        stand_in.chmod(0o700)
        monkeypatch.setattr(sys, "executable", str(stand_in))

    return stand_in_for


def told_by(found: dict[str, Any]) -> str:
    """A line for the shell that says what a self-check found."""
    return f"echo '{json.dumps({'error': 1e-16, 'seconds': 0.1, 'is_cached': True, 'is_right': True} | found)}'"


class TestAMachineThatIsWell:
    def test_it_is_told_in_lines(self, type_in: Type, folder: Path) -> None:
        status, out, err = type_in("doctor")
        assert (status, err) == (0, "")
        heads = [line.split("  ")[0] for line in out.splitlines()]
        assert heads == ["versions", "processor", "lanes", "threads", "cache", "check", "", "All is well."]
        assert f"{folder}: 0 entries, 0.0 of 512 MB" in out
        assert re.search(r"exp within \S+; compiled in \d+ ms, loaded again in \d+\.\d ms", out)

    def test_it_is_told_in_json(self, type_in: Type, folder: Path) -> None:
        status, out, _ = type_in("doctor", "--json")
        told = json.loads(out)
        here = machine.this_machine()
        assert status == 0
        assert told["problems"] == []
        assert told["versions"]["numpy"] == np.__version__
        assert set(told["versions"]) == {"neurodose", "Python", "numpy", "llvmlite", "LLVM"}
        assert (told["processor"]["name"], told["processor"]["lanes"]) == (here.processor, here.lanes)
        assert told["processor"]["threads"] == count_threads()
        assert all(here.has(feature) for feature in told["processor"]["features"])
        assert (told["cache"]["folder"], told["cache"]["is_written"]) == (str(folder), True)
        assert told["check"]["is_right"]
        assert told["check"]["error"] <= self_check.TOLERANCE
        assert told["check"]["warm_seconds"] > 0

    def test_its_check_leaves_nothing_in_the_cache(self, type_in: Type, folder: Path) -> None:
        type_in("doctor")
        assert os.listdir(folder) == []

    @pytest.mark.parametrize("lanes", [2, 4, 8])
    def test_its_check_computes_the_exponential_in_every_lane(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lanes: int
    ) -> None:
        monkeypatch.setattr(machine, "_loaded", {})
        here = machine.this_machine()
        found = self_check.check_machine(replace(here, lanes=lanes), Cache(None))
        assert found.is_right
        assert found.error is not None
        assert found.error > 0
        assert not found.is_cached


class TestAMachineThatIsNot:
    @pytest.mark.parametrize("value", [1.0 + 1e-12, float("nan"), float("inf")])
    def test_one_wrong_lane_is_found(self, monkeypatch: pytest.MonkeyPatch, value: float) -> None:
        right = mathematics.exp

        def one_wrong(builder: ir.IRBuilder, x: ir.Value) -> Any:
            flaw = ir.Constant(ir.VectorType(ir.DoubleType(), 8), [1.0, 1.0, 1.0, 1.0, 1.0, value, 1.0, 1.0])
            return builder.fmul(right(builder, x), flaw)

        monkeypatch.setattr(mathematics, "exp", one_wrong)
        assert not self_check.check_machine(machine.this_machine(), Cache(None)).is_right

    @pytest.mark.skipif(not IS_UNIX, reason="permissions of Unix")
    def test_a_cache_that_others_may_write_to_is_a_problem(self, type_in: Type, folder: Path) -> None:
        folder.mkdir()
        folder.chmod(0o777)
        status, out, _ = type_in("doctor")
        assert status == WRONG
        assert re.search(r"Problem: others may write to .*; type: chmod go-w ", out)
        assert "check      exp within" in out

    @pytest.mark.skipif(not IS_UNIX, reason="a line for the shell")
    @pytest.mark.parametrize(
        ("line", "problem"),
        [
            ("kill -ILL $$", r"ended by signal 4: the processor does not do what it claims to"),
            ("echo first >&2; echo SolverError: last >&2; exit 1", r"the self-check failed: SolverError: last"),
            ("exit 3", r"the self-check failed: it says nothing"),
            (told_by({"is_right": False, "error": 0.5}), r"finds exp wrong by a share of 0\.5"),
            (told_by({"is_cached": False}), r"machine code that was kept is not found again"),
        ],
        ids=["instruction", "error", "silence", "wrong", "forgetful"],
    )
    def test_a_failing_check_is_a_problem(
        self, type_in: Type, answer_with: Callable[[str], None], line: str, problem: str
    ) -> None:
        answer_with(line)
        status, out, _ = type_in("doctor")
        assert status == WRONG
        assert re.search(rf"Problem: .*{problem}", out)
        assert "All is well" not in out
        assert "exp within" not in out
        assert not json.loads(type_in("doctor", "--json")[1])["check"]["is_right"]

    def test_a_python_that_is_not_there_is_a_problem(
        self, type_in: Type, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr(sys, "executable", str(tmp_path / "nothing"))
        status, out, _ = type_in("doctor")
        assert status == WRONG
        assert "Problem: the self-check cannot be run" in out

    def test_without_llvm_it_tells_the_rest(self, type_in: Type, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setitem(sys.modules, "llvmlite", None)
        status, out, _ = type_in("doctor", "--json")
        told = json.loads(out)
        assert status == WRONG
        assert told["processor"] is None
        assert told["cache"]["is_written"]
        (problem,) = told["problems"]
        assert problem.startswith("LLVM cannot be loaded: ")

    def test_a_missing_package_is_said(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(doctor, "PACKAGES", ("a package that nobody wrote",))
        assert "a package that nobody wrote missing" in str(doctor.examine())


class TestTheCache:
    def test_it_is_told_where_how_many_and_how_large(self, type_in: Type, folder: Path) -> None:
        Cache(folder).write(KEY, bytes(3_000_000))
        assert type_in("cache") == (0, f"{folder}: 1 entry, 3.0 of 512 MB\n", "")

    def test_it_is_cleaned(self, type_in: Type, folder: Path) -> None:
        Cache(folder).write(KEY, CODE)
        Cache(folder).write(OTHER_KEY, CODE)
        assert type_in("cache", "--clean") == (0, f"{folder}: removed 2 entries, 0.0 MB\n", "")
        assert os.listdir(folder) == []

    def test_what_is_not_there_is_clean(self, type_in: Type, folder: Path) -> None:
        assert type_in("cache", "--clean") == (0, f"{folder}: removed 0 entries, 0.0 MB\n", "")
        assert not folder.exists()

    def test_what_cannot_be_removed_is_refused(
        self, type_in: Type, folder: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        Cache(folder).write(KEY, CODE)

        def refuse(path: Path) -> None:
            raise PermissionError(13, "Permission denied", str(path))

        monkeypatch.setattr(Path, "unlink", refuse)
        status, out, err = type_in("cache", "--clean")
        assert (status, out) == (REFUSED, "")
        assert f"OutputError: 1 entry in {folder} cannot be removed" in err

    def test_why_it_cannot_be_used_is_said(self, type_in: Type, folder: Path) -> None:
        folder.touch()
        status, out, err = type_in("cache")
        assert (status, out) == (0, f"{folder}: 0 entries, 0.0 of 512 MB\n")
        assert err == f"Problem: {folder} is no folder; name another folder in NEURODOSE_CACHE\n"
