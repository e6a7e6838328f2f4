"""How many threads a process may use: its cores, and the share of processor time that a container grants it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info

from neurodose.compiler.llvm.threads import count_threads, find_quotas
from neurodose.threads import on_one_thread


def test_there_are_as_many_as_cores_that_may_be_used() -> None:
    assert 1 <= count_threads() <= (os.cpu_count() or 1)


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="processes are bound to cores on Linux only")
def test_a_process_bound_to_one_core_has_one_thread() -> None:
    code = "import os\nos.sched_setaffinity(0, [min(os.sched_getaffinity(0))])\n" + (
        "from neurodose.compiler.llvm.threads import count_threads\nprint(count_threads())"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == "1\n"


def test_a_share_of_two_and_a_half_cores_is_used_by_three_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neurodose.compiler.llvm.threads._count_allowed_cores", lambda: 64)
    monkeypatch.setattr("neurodose.compiler.llvm.threads.find_quotas", lambda: [8.0, 2.5])
    assert count_threads() == 3
    monkeypatch.setattr("neurodose.compiler.llvm.threads.find_quotas", lambda: [0.1])
    assert count_threads() == 1
    monkeypatch.setattr("neurodose.compiler.llvm.threads.find_quotas", list)
    assert count_threads() == 64


@pytest.mark.parametrize(
    ("membership", "files", "quotas"),
    [
        ("0::/\n", {"cpu.max": "250000 100000\n"}, [2.5]),
        ("0::/\n", {"cpu.max": "max 100000\n"}, []),
        ("0::/a/b\n", {"a/b/cpu.max": "max 100000\n", "a/cpu.max": "400000 100000\n"}, [4.0]),
        ("0::/out/of/sight\n", {"cpu.max": "100000 100000\n"}, [1.0]),
        (
            "5:cpu,cpuacct:/x\n4:memory:/y\n",
            {"cpu/x/cpu.cfs_quota_us": "150000\n", "cpu/x/cpu.cfs_period_us": "100000\n"},
            [1.5],
        ),
        ("5:cpu:/x\n", {"cpu/x/cpu.cfs_quota_us": "-1\n", "cpu/x/cpu.cfs_period_us": "100000\n"}, []),
        ("5:cpuset:/x\n", {"cpu/cpu.cfs_quota_us": "100000\n", "cpu/cpu.cfs_period_us": "100000\n"}, []),
        ("nonsense\n", {"cpu.max": "nonsense\n"}, []),
        ("0::/\n", {}, []),
    ],
)
def test_control_groups_are_read(tmp_path: Path, membership: str, files: dict[str, str], quotas: list[float]) -> None:
    (tmp_path / "membership").write_text(membership, encoding="ascii")
    for name, text in files.items():
        (tmp_path / "groups" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "groups" / name).write_text(text, encoding="ascii")
    assert find_quotas(tmp_path / "groups", tmp_path / "membership") == quotas


def test_small_matrices_take_one_thread_and_give_the_others_back() -> None:
    def count() -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before, told = count(), list[list[int]]()
    assert on_one_thread(lambda more: told.append(count()) or more + 1)(1) == 2
    assert told == [[1] * len(before)]
    assert count() == before
