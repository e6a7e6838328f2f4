"""Machine code between runs: kept on disk, found again, shared by many processes, and never trusted blindly."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from neurodose.compiler.llvm import cache as keeping
from neurodose.compiler.llvm import machine as making
from neurodose.compiler.llvm.cache import ABANDONED, HEADER_LENGTH, MARK, REMEMBERED, Cache, find_cache
from neurodose.compiler.llvm.machine import Machine, compile_ir, make_object, this_machine
from tests.machine_code import THREEFOLD, TRIPLE_IT, run

KEY, OTHER_KEY = "0" * 63 + "1", "0" * 63 + "2"
CODE = b"not really machine code, but a few bytes of it"
IS_UNIX = os.name == "posix"
PROCESSES = 6


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


def entry(cache: Cache, key: str = KEY) -> Path:
    assert cache.folder is not None
    return cache.folder / f"{key}.object"


def grow_old(path: Path, seconds: float) -> None:
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.mark.usefixtures("begin_again")
class TestWhatIsKept:
    def test_it_comes_back_as_it_was(self, cache: Cache) -> None:
        assert cache.write(KEY, CODE)
        assert cache.read(KEY) == CODE
        assert cache.read(OTHER_KEY) is None

    @pytest.mark.skipif(not IS_UNIX, reason="permissions of Unix")
    def test_nobody_else_can_read_or_write_it(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        assert cache.folder is not None
        assert cache.folder.stat().st_mode & 0o777 == 0o700
        assert entry(cache).stat().st_mode & 0o777 == 0o600

    def test_nothing_half_written_is_left(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        assert cache.folder is not None
        assert os.listdir(cache.folder) == [entry(cache).name]

    @pytest.mark.parametrize("length", [0, 1, len(MARK), HEADER_LENGTH, HEADER_LENGTH + 1, HEADER_LENGTH + 20])
    def test_a_file_cut_short_is_no_entry(self, cache: Cache, length: int) -> None:
        cache.write(KEY, CODE)
        entry(cache).write_bytes(entry(cache).read_bytes()[:length])
        assert cache.read(KEY) is None

    def test_a_file_with_one_bit_turned_is_no_entry(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        whole = entry(cache).read_bytes()
        for place in range(len(whole)):
            entry(cache).write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert cache.read(KEY) is None

    def test_a_file_of_another_format_is_no_entry(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        entry(cache).write_bytes(entry(cache).read_bytes().replace(b"format 1", b"format 2"))
        assert cache.read(KEY) is None

    def test_an_entry_under_anothers_name_is_no_entry(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        os.replace(entry(cache), entry(cache, OTHER_KEY))
        assert cache.read(OTHER_KEY) is None

    @pytest.mark.parametrize("damage", [b"", b"\0" * 5000, CODE])
    def test_a_damaged_entry_is_compiled_anew_and_replaced(
        self, machine: Machine, cache: Cache, begin_again: Callable[[], None], damage: bytes
    ) -> None:
        key = compile_ir(TRIPLE_IT, machine, cache).key
        whole = cache.read(key)
        entry(cache, key).write_bytes(damage)
        begin_again()
        assert run(compile_ir(TRIPLE_IT, machine, cache)) == THREEFOLD
        assert cache.read(key) == whole

    def test_a_whole_entry_that_is_no_code_is_compiled_anew_and_replaced(self, machine: Machine, cache: Cache) -> None:
        key = machine.key(TRIPLE_IT)
        cache.write(key, CODE)
        loaded = compile_ir(TRIPLE_IT, machine, cache)
        assert not loaded.is_cached
        assert run(loaded) == THREEFOLD
        assert cache.read(key) not in (None, CODE)

    def test_an_entry_without_the_functions_is_compiled_anew(self, machine: Machine, cache: Cache) -> None:
        other = make_object(TRIPLE_IT.replace("triple_it", "another"), machine)
        cache.write(machine.key(TRIPLE_IT), other)
        loaded = compile_ir(TRIPLE_IT, machine, cache)
        assert not loaded.is_cached
        assert run(loaded) == THREEFOLD

    def test_a_folder_in_an_entrys_place_does_no_harm(self, machine: Machine, cache: Cache) -> None:
        entry(cache, machine.key(TRIPLE_IT)).mkdir(parents=True)
        assert run(compile_ir(TRIPLE_IT, machine, cache)) == THREEFOLD
        assert cache.clean() == (0, 0)

    def test_many_processes_may_make_the_same_at_once(self, tmp_path: Path, machine: Machine) -> None:
        folder, go = tmp_path / "kept", tmp_path / "go"
        command = [sys.executable, "-c", ONE_OF_MANY, str(folder), str(go), TRIPLE_IT]
        started = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
        for process in started:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
        go.touch()
        told = [process.communicate(timeout=60)[0].split() for process in started]
        assert [process.returncode for process in started] == [0] * PROCESSES
        assert told == [[str(number) for number in THREEFOLD]] * PROCESSES
        assert os.listdir(folder) == [f"{machine.key(TRIPLE_IT)}.object"]
        assert Cache(folder).read(machine.key(TRIPLE_IT)) is not None


ONE_OF_MANY = """
import ctypes, sys, time
from pathlib import Path
from neurodose.compiler.llvm.cache import Cache
from neurodose.compiler.llvm.machine import compile_ir, this_machine
folder, go, text = sys.argv[1:]
machine = this_machine()
print("ready", flush=True)
while not Path(go).exists():
    time.sleep(0.001)
loaded = compile_ir(text, machine, Cache(Path(folder)))
numbers = (ctypes.c_double * 8)(*range(1, 9))
ctypes.CFUNCTYPE(None, ctypes.c_void_p)(loaded.address("triple_it"))(ctypes.addressof(numbers))
print(*numbers)
"""


@pytest.mark.usefixtures("begin_again")
class TestAFolderThatCannotBeUsed:
    @pytest.mark.parametrize("fault", ["EROFS", "EACCES", "ENOSPC", "EDQUOT", "ESTALE"])
    def test_code_is_made_all_the_same_and_what_is_there_is_read(
        self, machine: Machine, cache: Cache, monkeypatch: pytest.MonkeyPatch, fault: str
    ) -> None:
        cache.write(KEY, CODE)

        def refuse(path: str, flags: int) -> int:
            raise OSError(getattr(errno, fault), fault, path)

        monkeypatch.setattr(keeping, "_open_privately", refuse)
        assert run(compile_ir(TRIPLE_IT, machine, cache)) == THREEFOLD
        assert cache.read(KEY) == CODE
        state = cache.state()
        assert (state.is_read, state.is_written) == (True, False)
        assert f"cannot be written: {fault}" in (state.trouble or "")
        assert cache.measure()[0] == 1

    def test_a_folder_below_a_file_is_none(self, machine: Machine, tmp_path: Path) -> None:
        (tmp_path / "file").touch()
        for folder in (tmp_path / "file", tmp_path / "file" / "below"):
            cache = Cache(folder)
            assert not cache.state().is_read
            assert cache.state().trouble
            assert run(compile_ir(TRIPLE_IT, machine, cache)) == THREEFOLD
            assert cache.measure() == cache.clean() == (0, 0)

    def test_without_any_folder_there_is_none(self, machine: Machine) -> None:
        assert run(compile_ir(TRIPLE_IT, machine, Cache(None))) == THREEFOLD
        assert "no home folder" in (Cache(None).state().trouble or "")
        assert Cache(None).measure() == Cache(None).clean() == (0, 0)

    @pytest.mark.skipif(not IS_UNIX, reason="permissions of Unix")
    @pytest.mark.parametrize(
        ("mode", "hint"), [(0o770, "chmod go-w"), (0o702, "chmod go-w"), (0o1777, "another folder")]
    )
    def test_one_that_others_may_write_to_is_not_trusted(self, cache: Cache, mode: int, hint: str) -> None:
        cache.write(KEY, CODE)
        assert cache.folder is not None
        cache.folder.chmod(mode)
        assert cache.read(KEY) is None
        assert not cache.write(OTHER_KEY, CODE)
        state = cache.state()
        assert "others may write" in (state.trouble or "")
        assert hint in (state.hint or "")
        cache.folder.chmod(0o755)
        assert cache.read(KEY) == CODE

    @pytest.mark.skipif(not IS_UNIX, reason="owners of Unix")
    def test_one_that_belongs_to_somebody_else_is_not_trusted(
        self, cache: Cache, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cache.write(KEY, CODE)
        monkeypatch.setattr(keeping, "ROOT", 1)  # tests may be run by root, whose folders anybody trusts
        monkeypatch.setattr(os, "geteuid", lambda: 54321)
        assert cache.read(KEY) is None
        assert "belongs to somebody else" in (cache.state().trouble or "")


class TestRoom:
    def test_what_was_unused_longest_goes_first(self, tmp_path: Path) -> None:
        cache = Cache(tmp_path / "kept", limit=3 * (HEADER_LENGTH + len(CODE)))
        keys = [f"{number:064x}" for number in range(5)]
        for age, key in enumerate(keys[:3]):
            cache.write(key, CODE)
            grow_old(entry(cache, key), 1000 - age)
        for key in keys[3:]:
            cache.write(key, CODE)
        assert [cache.read(key) is not None for key in keys] == [False, False, True, True, True]

    def test_one_that_is_larger_than_all_room_is_kept_alone(self, tmp_path: Path) -> None:
        cache = Cache(tmp_path / "kept", limit=10)
        cache.write(KEY, CODE)
        cache.write(OTHER_KEY, CODE)
        assert (cache.read(KEY), cache.read(OTHER_KEY)) == (None, CODE)

    def test_a_use_is_noted(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        grow_old(entry(cache), 2 * REMEMBERED)
        cache.read(KEY)
        assert entry(cache).stat().st_mtime > time.time() - REMEMBERED

    def test_what_a_dead_writer_left_is_removed_and_what_a_living_one_writes_is_not(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        dead, living = (entry(cache).with_name(f"{KEY}.{name}.part") for name in ("aa", "bb"))
        for half in (dead, living):
            half.write_bytes(CODE)
        grow_old(dead, 2 * ABANDONED)
        cache.write(OTHER_KEY, CODE)
        assert not dead.exists()
        assert living.exists()

    def test_cleaning_removes_what_is_ours_and_nothing_else(self, cache: Cache) -> None:
        cache.write(KEY, CODE)
        cache.write(OTHER_KEY, CODE)
        entry(cache).with_name(f"{KEY}.aa.part").write_bytes(CODE)
        foreign = [entry(cache).with_name(name) for name in ("thesis.txt", "short.object", "z" * 64 + ".object")]
        for file in foreign:
            file.write_text("dear", encoding="utf-8")
        assert cache.measure() == (2, 2 * (HEADER_LENGTH + len(CODE)))
        assert cache.clean() == (2, 2 * (HEADER_LENGTH + len(CODE)))
        assert cache.folder is not None
        assert sorted(os.listdir(cache.folder)) == sorted(file.name for file in foreign)


class TestWhereItIs:
    def test_a_folder_that_is_named_is_taken(self, tmp_path: Path) -> None:
        both = {"NEURODOSE_CACHE": str(tmp_path / "mine"), "XDG_CACHE_HOME": str(tmp_path / "all")}
        assert find_cache(both).folder == tmp_path / "mine"

    def test_a_relative_name_is_made_absolute(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.chdir(tmp_path)
        assert find_cache({"NEURODOSE_CACHE": "here"}).folder == tmp_path / "here"

    def test_else_where_all_caches_are(self, tmp_path: Path) -> None:
        assert find_cache({"NEURODOSE_CACHE": "", "XDG_CACHE_HOME": str(tmp_path)}).folder == tmp_path / "neurodose"

    @pytest.mark.parametrize(
        ("platform", "place"), [("linux", ".cache/neurodose"), ("darwin", "Library/Caches/neurodose")]
    )
    def test_else_in_the_home_folder(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, platform: str, place: str
    ) -> None:
        monkeypatch.setattr(Path, "home", lambda: tmp_path)
        monkeypatch.setattr(keeping.sys, "platform", platform)
        assert find_cache({"XDG_CACHE_HOME": "relative"}).folder == tmp_path / place

    def test_on_windows_with_the_programs_of_this_user(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(keeping.sys, "platform", "win32")
        assert find_cache({"LOCALAPPDATA": str(tmp_path)}).folder == tmp_path / "neurodose" / "cache"

    def test_without_a_home_folder_nowhere(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refuse() -> Path:
            raise RuntimeError("Could not determine home directory.")

        monkeypatch.setattr(Path, "home", refuse)
        assert find_cache({}).folder is None

    def test_looking_makes_nothing(self, tmp_path: Path) -> None:
        find_cache({"NEURODOSE_CACHE": str(tmp_path / "mine")})
        assert os.listdir(tmp_path) == []
