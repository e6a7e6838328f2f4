"""Kept code is found by what it was made of: a program, a method, an edition of the emitter, a machine."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neurodose import Course, Dose, simulate
from neurodose.compiler.llvm import engine
from neurodose.compiler.llvm import machine as making
from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.edition import EDITION, find_edition
from neurodose.compiler.llvm.engine import make_engine, name_march
from neurodose.compiler.program import AT_HAND, Program, compile_system, write_program
from neurodose.compiler.straight_line import Code
from neurodose.errors import SolverError
from neurodose.modelling.model import Model
from neurodose.modelling.system import System
from neurodose.modelling.variants import with_slopes, with_switches
from neurodose.solvers.linear import MatrixExponential
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.units import h, nmol
from tests.models import binding, one_compartment, oral_two_compartment

OUTPUTS = ("plasma.concentration",)


@pytest.fixture
def program() -> Program:
    return write_program(binding.system, ())


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NEURODOSE_CACHE", str(tmp_path / "kept"))
    return tmp_path / "kept"


@pytest.fixture
def begin_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forgets what this process has loaded, as a new process would not know it."""

    def forget() -> None:
        monkeypatch.setattr(making, "_loaded", {})
        make_engine.cache_clear()

    forget()
    return forget


def live(model: Model) -> Course:
    return simulate(model, Dose(100 * nmol), until=24 * h, every=1 * h, outputs=OUTPUTS, method=Rodas5P())


def change(code: Code, number: int, **what: object) -> Code:
    """The code with one of its steps changed."""
    steps = list(code.steps)
    steps[number] = replace(steps[number], **what)  # pyright: ignore[reportArgumentType]
    return replace(code, steps=tuple(steps))


class TestTheDigestOfAProgram:
    def test_the_same_program_made_twice_has_the_same(self, program: Program) -> None:
        again = write_program(binding.system, ())
        assert again is not program
        assert again.digest == program.digest

    def test_names_do_not_count(self, program: Program) -> None:
        layout = replace(program.layout, states=tuple(f"other {name}" for name in program.layout.states))
        assert replace(program, layout=layout).digest == program.digest

    @pytest.mark.parametrize("name", ["prepare", "start", "rates", "linearise", "observe"])
    def test_every_code_counts(self, name: str) -> None:
        program = write_program(binding.system, tuple(binding.system.outputs))
        code: Code = getattr(program, name)
        slots = tuple(reversed(code.results))
        assert replace(program, **{name: replace(code, results=slots)}).digest != program.digest
        assert replace(program, **{name: replace(code, inputs=code.inputs + 1)}).digest != program.digest

    def test_every_step_and_constant_counts(self, program: Program) -> None:
        code = program.linearise
        others = [change(code, n, operation="power") for n in range(len(code.steps))]
        others += [change(code, n, arguments=(*code.steps[n].arguments, 0)) for n in range(len(code.steps))]
        others += [change(code, n, result=10_000) for n in range(len(code.steps))]
        for n, (slot, value) in enumerate(code.constants):
            near = (slot, float(np.nextafter(value, np.inf)))
            others.append(replace(code, constants=(*code.constants[:n], near, *code.constants[n + 1 :])))
        digests = {replace(program, linearise=other).digest for other in others}
        assert len(digests | {program.digest}) == len(others) + 1

    def test_the_sign_of_a_zero_counts(self, program: Program) -> None:
        both = [replace(program.rates, constants=((7, zero),)) for zero in (0.0, -0.0)]
        assert len({replace(program, rates=code).digest for code in both}) == 2

    def test_the_pattern_and_the_elimination_count(self, program: Program) -> None:
        plan = program.elimination
        others = [
            replace(program, pattern=program.pattern[:-1]),
            replace(program, elimination=replace(plan, order=tuple(reversed(plan.order)))),
            replace(program, elimination=replace(plan, factorise=change(plan.factorise, 0, operation="exp"))),
            replace(program, elimination=replace(plan, solve=change(plan.solve, 0, operation="exp"))),
        ]
        assert len({other.digest for other in (program, *others)}) == len(others) + 1


class TestTheKey:
    def test_program_method_and_edition_count(self, program: Program) -> None:
        other = write_program(one_compartment.system, OUTPUTS)
        names = {
            name_march(program, Rodas5P, "a"), name_march(other, Rodas5P, "a"),
            name_march(program, MatrixExponential, "a"), name_march(program, Rodas5P, "b"),
        }  # fmt: skip
        assert len(names) == 4

    def test_the_edition_is_that_of_the_sources(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        package = tmp_path / "a_made_up_emitter"
        package.mkdir()
        monkeypatch.syspath_prepend(tmp_path)
        (package / "__init__.py").write_text("", encoding="utf-8")
        found = [find_edition([package.name])]
        for source, text in (("march", "a = 1"), ("march", "a = 2"), ("other", "a = 2")):
            (package / f"{source}.py").write_text(text, encoding="utf-8")
            found.append(find_edition([package.name]))
        assert len(set(found)) == len(found)
        (package / "notes.txt").write_text("nothing that is run", encoding="utf-8")
        assert find_edition([package.name]) == found[-1]

    def test_without_its_source_an_emitter_has_no_edition(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "another_made_up_emitter").mkdir()
        monkeypatch.syspath_prepend(tmp_path)
        assert find_edition(["another_made_up_emitter"]) is None
        assert EDITION is not None


class TestEngines:
    def test_code_that_is_kept_is_not_written_again_and_computes_the_same(
        self, folder: Path, begin_again: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = live(oral_two_compartment)
        stack = make_engine(compile_system(oral_two_compartment.system, OUTPUTS)).stack
        begin_again()

        def refuse(*_: object) -> None:
            raise AssertionError("it is kept, and need not be written")

        monkeypatch.setattr(engine, "write_march", refuse)
        found = live(oral_two_compartment)
        again = make_engine(compile_system(oral_two_compartment.system, OUTPUTS))
        assert again.loaded.is_cached
        assert again.stack == stack
        assert np.array_equal(found[OUTPUTS[0]].coherent, made[OUTPUTS[0]].coherent)
        assert Cache(folder).measure()[0] == 1

    def test_another_program_is_never_taken_for_it(self, folder: Path, begin_again: Callable[[], None]) -> None:
        first = live(oral_two_compartment)
        (kept,) = folder.iterdir()
        begin_again()
        other = live(one_compartment)
        assert not np.array_equal(other[OUTPUTS[0]].coherent, first[OUTPUTS[0]].coherent)
        (named,) = set(folder.iterdir()) - {kept}
        # Even in its place it is not: what stands in an entry says whose it is.
        named.write_bytes(kept.read_bytes())
        begin_again()
        assert np.array_equal(live(one_compartment)[OUTPUTS[0]].coherent, other[OUTPUTS[0]].coherent)
        assert not make_engine(compile_system(one_compartment.system, OUTPUTS)).loaded.is_cached

    @pytest.mark.parametrize("damage", [b"", b"\0" * 5000])
    def test_damaged_code_is_written_anew(self, folder: Path, begin_again: Callable[[], None], damage: bytes) -> None:
        made = live(oral_two_compartment)
        (kept,) = folder.iterdir()
        whole = kept.read_bytes()
        kept.write_bytes(damage)
        begin_again()
        assert np.array_equal(live(oral_two_compartment)[OUTPUTS[0]].coherent, made[OUTPUTS[0]].coherent)
        assert kept.read_bytes() == whole

    def test_without_an_edition_code_is_found_by_its_text(
        self, folder: Path, begin_again: Callable[[], None], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engine, "EDITION", None)
        for is_cached in (False, True):
            live(oral_two_compartment)
            assert make_engine(compile_system(oral_two_compartment.system, OUTPUTS)).loaded.is_cached is is_cached
            begin_again()
        assert len(list(folder.iterdir())) == 1

    def test_a_constant_is_found_as_a_function_is(self, folder: Path, begin_again: Callable[[], None]) -> None:
        live(oral_two_compartment)
        loaded = make_engine(compile_system(oral_two_compartment.system, OUTPUTS)).loaded
        assert loaded.address("reserved") > 0
        with pytest.raises(SolverError, match="no function"):
            loaded.address("not there")


class TestWhatIsAtHand:
    def test_a_system_has_one_program_for_the_same_outputs(self) -> None:
        system = oral_two_compartment.system
        assert compile_system(system, OUTPUTS) is compile_system(system, OUTPUTS)
        assert compile_system(system, ()) is not compile_system(system, OUTPUTS)

    def test_the_longest_unused_is_let_go(self) -> None:
        system = replace(oral_two_compartment.system)
        names = list(system.outputs)
        asked = [(a, b) for a in names for b in names][: AT_HAND + 1]
        first, second = (compile_system(system, outputs) for outputs in asked[:2])
        for outputs in asked[2:AT_HAND]:
            compile_system(system, outputs)
        assert compile_system(system, asked[0]) is first
        compile_system(system, asked[AT_HAND])
        assert compile_system(system, asked[0]) is first
        assert compile_system(system, asked[1]) is not second

    def test_programs_go_with_their_system(self) -> None:
        system = replace(oral_two_compartment.system)
        held = weakref.ref(compile_system(system, OUTPUTS))
        assert held() is not None
        del system
        gc.collect()
        assert held() is None

    @pytest.mark.parametrize(
        "make",
        [
            lambda system: system.with_areas(OUTPUTS),
            lambda system: with_switches(system, ["gut"]),
            lambda system: with_slopes(system, ["CL"]),
        ],
        ids=["areas", "switches", "slopes"],
    )
    def test_a_system_made_of_another_is_the_same_when_asked_for_again(self, make: Callable[[System], System]) -> None:
        system = replace(oral_two_compartment.system)
        assert make(system) is make(system)
        assert make(system) is not make(replace(system))
