"""Machine code: made for a processor, loaded once, and refused where it is not what it should be."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import llvmlite
import pytest

from neurodose.compiler.llvm import machine as making
from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.machine import Machine, compile_ir, this_machine
from neurodose.errors import SolverError
from tests.machine_code import THREEFOLD, TRIPLE_IT, run


@pytest.fixture(scope="module")
def machine() -> Machine:
    return this_machine()


@pytest.fixture
def begin_again(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Forgets what this process has loaded, as a new process would not know it."""

    def forget() -> None:
        monkeypatch.setattr(making, "_loaded", {})

    forget()
    return forget


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    return Cache(tmp_path / "kept")


class TestThisMachine:
    def test_it_has_a_name_and_eight_lanes(self, machine: Machine) -> None:
        assert machine.processor
        assert machine.lanes == 8
        assert machine.triple.count("-") >= 2

    def test_it_is_the_same_each_time(self, machine: Machine) -> None:
        assert this_machine() == machine

    def test_a_level_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(SolverError, match=r'no level of processors is called "x86-64-v9"'):
            this_machine("x86-64-v9")

    def test_a_level_has_what_those_below_it_have_and_no_more(self, machine: Machine) -> None:
        third = replace(machine, processor="x86-64-v3", features="")
        assert third.has("fma")
        assert third.has("sse4.2")
        assert not third.has("avx512f")
        assert not replace(third, processor="x86-64-v2").has("fma")

    def test_what_it_lacks_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(making.llvm, "get_process_triple", lambda: "x86_64-unknown-linux-gnu")
        monkeypatch.setattr(making.llvm, "get_host_cpu_features", lambda: {"avx2": False, "fma": True})
        with pytest.raises(SolverError, match=r"cannot run code of level x86-64-v3 (?s:.)* lacks .*avx2"):
            this_machine("x86-64-v3")

    def test_another_architecture_has_a_level_of_its_own(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(making.llvm, "get_process_triple", lambda: "aarch64-unknown-linux-gnu")
        assert this_machine("generic").processor == "generic"
        assert this_machine("generic").fuses

    def test_a_feature_that_is_lacking_is_not_one_it_has(self, machine: Machine) -> None:
        told = replace(machine, triple="x86_64-x", processor="znver4", features="+avx2,-fma,+avx512fp16")
        assert told.has("avx2")
        assert not told.has("fma")
        assert not told.has("avx512f")
        assert not told.fuses


class TestTheKey:
    @pytest.mark.parametrize(
        "other",
        [
            {"triple": "aarch64-unknown-linux-gnu"},
            {"processor": "haswell"},
            {"features": "+avx2"},
            {"lanes": 4},
            {"generation": 3},
        ],
        ids=lambda other: next(iter(other)),
    )
    def test_another_machine_has_another_key(self, machine: Machine, other: dict[str, str]) -> None:
        assert replace(machine, **other).key(TRIPLE_IT) != machine.key(TRIPLE_IT)  # pyright: ignore[reportArgumentType]

    def test_another_text_has_another_key(self, machine: Machine) -> None:
        assert machine.key(TRIPLE_IT + " ") != machine.key(TRIPLE_IT)

    @pytest.mark.parametrize(
        ("owner", "name", "value"),
        [(making, "ENGINE", 99), (llvmlite, "__version__", "0.1"), (making.llvm, "llvm_version_info", (1, 2, 3))],
        ids=["engine", "llvmlite", "llvm"],
    )
    def test_another_version_has_another_key(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch, owner: object, name: str, value: object
    ) -> None:
        before = machine.key(TRIPLE_IT)
        monkeypatch.setattr(owner, name, value)
        assert machine.key(TRIPLE_IT) != before

    def test_it_is_the_same_in_another_process(self, machine: Machine) -> None:
        code = "from neurodose.compiler.llvm.machine import this_machine; print(this_machine().key('a text'))"
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert told.stdout.strip() == machine.key("a text")


@pytest.mark.usefixtures("begin_again")
class TestCompiling:
    def test_the_code_computes(self, machine: Machine, cache: Cache) -> None:
        loaded = compile_ir(TRIPLE_IT, machine, cache)
        assert not loaded.is_cached
        assert run(loaded) == THREEFOLD

    def test_the_next_process_finds_it(self, machine: Machine, cache: Cache, begin_again: Callable[[], None]) -> None:
        compile_ir(TRIPLE_IT, machine, cache)
        begin_again()
        again = compile_ir(TRIPLE_IT, machine, cache)
        assert again.is_cached
        assert run(again) == THREEFOLD

    def test_the_same_process_has_it_already(self, machine: Machine, cache: Cache) -> None:
        assert compile_ir(TRIPLE_IT, machine, cache) is compile_ir(TRIPLE_IT, machine, Cache(None))

    def test_threads_that_ask_at_once_get_the_same(self, machine: Machine, cache: Cache) -> None:
        with ThreadPoolExecutor(8) as pool:
            loaded = list(pool.map(lambda _: compile_ir(TRIPLE_IT, machine, cache), range(32)))
        assert len({id(each) for each in loaded}) == 1

    def test_a_lower_level_computes_the_same(self, machine: Machine, cache: Cache) -> None:
        level = "x86-64" if machine.triple.startswith("x86_64") else "generic"
        lower = compile_ir(TRIPLE_IT, this_machine(level), cache)
        assert lower.key != machine.key(TRIPLE_IT)
        assert run(lower) == THREEFOLD

    def test_code_finds_its_constants_and_its_own_functions(self, machine: Machine, cache: Cache) -> None:
        text = """
        @table = private constant [2 x double] [double 5.0, double 7.0]
        define internal double @read(i64 %i) noinline {
          %p = getelementptr double, ptr @table, i64 %i
          %x = load double, ptr %p
          ret double %x
        }
        define double @both(i64 %i) {
          %x = call double @read(i64 %i)
          %j = sub i64 1, %i
          %y = call double @read(i64 %j)
          %d = fsub double %x, %y
          ret double %d
        }
        """
        both = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_int64)(compile_ir(text, machine, cache).address("both"))
        assert (both(0), both(1)) == (-2.0, 2.0)

    def test_a_quoted_name_is_a_name(self, machine: Machine, cache: Cache) -> None:
        assert compile_ir(TRIPLE_IT.replace("@triple_it", '@"a.b"'), machine, cache).address("a.b") > 0

    def test_a_function_that_is_not_there_is_named(self, machine: Machine, cache: Cache) -> None:
        with pytest.raises(SolverError, match='machine code has no function "double_it"'):
            compile_ir(TRIPLE_IT, machine, cache).address("double_it")

    @pytest.mark.parametrize("text", ["", "define internal void @hidden() {\n ret void\n}"])
    def test_code_without_functions_is_refused(self, machine: Machine, cache: Cache, text: str) -> None:
        with pytest.raises(SolverError, match="the code defines no function"):
            compile_ir(text, machine, cache)

    def test_a_text_that_llvm_does_not_understand_is_refused(self, machine: Machine, cache: Cache) -> None:
        with pytest.raises(SolverError, match=r"LLVM refuses the code\n(?s:.)*expected(?s:.)*report it"):
            compile_ir("define nothing", machine, cache)

    @pytest.mark.parametrize("stranger", ["exp", "llvm.exp.f64", "llvm.pow.f64", "_ZGVeN8v_exp"])
    def test_mathematics_of_another_library_is_refused(self, machine: Machine, cache: Cache, stranger: str) -> None:
        arguments = "double, double" if "pow" in stranger else "double"
        values = arguments.replace("double", "double %x")
        text = f"declare double @{stranger}({arguments})\n" + (
            f"define double @f(double %x) {{\n %y = call double @{stranger}({values})\n ret double %y\n}}"
        )
        with pytest.raises(SolverError, match=f"the code calls what it does not hold: {stranger}"):
            compile_ir(text, machine, cache)
        assert cache.measure() == (0, 0)
