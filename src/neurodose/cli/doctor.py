"""What a person needs to know of this machine: what code is made for, where it is kept, and whether it computes."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from tempfile import TemporaryDirectory
from typing import Any

from neurodose.compiler.llvm.cache import Cache, find_cache
from neurodose.compiler.llvm.threads import count_threads
from neurodose.errors import OutputError

# What decides how fast code is: the width of a vector, products and sums in one instruction, lanes under a mask.
FEATURES_THAT_MATTER = ("sse2", "avx", "avx2", "fma", "avx512f", "avx512dq", "avx512vl", "neon", "sve")
PACKAGES = ("neurodose", "numpy", "llvmlite")
PATIENCE = 60.0  # seconds for one process of the self-check, which takes half a one
REPORT = "report it with what stands above"
MEGABYTE = 1e6


@dataclass(frozen=True)
class Processor:
    """What code is made for."""

    name: str
    platform: str
    features: list[str]
    lanes: int
    cores: int
    threads: int


@dataclass(frozen=True)
class Kept:
    """The machine code on disk."""

    folder: str | None
    entries: int
    bytes: int
    limit: int
    is_read: bool
    is_written: bool


@dataclass(frozen=True)
class SelfCheck:
    """A small piece of code: its largest relative error, and the seconds until it could be called, new and kept."""

    is_right: bool
    error: float | None = None
    cold_seconds: float | None = None
    warm_seconds: float | None = None


@dataclass(frozen=True)
class Report:
    """What was found, and in `problems` whatever is wrong, each with what to do."""

    versions: dict[str, str | None]
    processor: Processor | None
    cache: Kept
    check: SelfCheck
    problems: list[str]

    def to_json(self) -> str:
        return json.dumps(asdict(self), indent=2)

    def __str__(self) -> str:
        lines = ["versions   " + ", ".join(f"{name} {said or 'missing'}" for name, said in self.versions.items())]
        if self.processor is not None:
            lines += _tell_processor(self.processor)
        lines += [f"cache      {tell_cache(self.cache)}"]
        if self.check.is_right:
            lines += [_tell_check(self.check)]
        lines += ["", *([f"Problem: {problem}" for problem in self.problems] or ["All is well."])]
        return "\n".join(lines)


def examine() -> Report:
    """Looks at this machine, its cache and its versions, and makes it compute something small."""
    processor, versions, problems = _look_at_processor()
    kept, trouble = look_at_cache(find_cache())
    check, failure = _check_twice() if processor is not None else (SelfCheck(False), None)
    problems += [problem for problem in (trouble, failure) if problem is not None]
    return Report(versions, processor, kept, check, problems)


def look_at_cache(cache: Cache) -> tuple[Kept, str | None]:
    """What a cache holds, and what is wrong with it."""
    state = cache.state()
    entries, size = cache.measure()
    folder = None if cache.folder is None else str(cache.folder)
    kept = Kept(folder, entries, size, cache.limit, state.is_read, state.is_written)
    return kept, None if state.trouble is None else f"{state.trouble}; {state.hint}"


def tell_cache(kept: Kept) -> str:
    """Where, how many, how large."""
    if kept.folder is None:
        return "none"
    return f"{kept.folder}: {_count(kept.entries)}, {kept.bytes / MEGABYTE:.1f} of {kept.limit / MEGABYTE:.0f} MB"


def clean_cache(cache: Cache) -> str:
    """Removes what a cache holds, and tells what that was. Raises OutputError where something cannot be removed."""
    count, size = cache.clean()
    left, _ = cache.measure()
    if left:
        raise OutputError(
            f"{_count(left)} in {cache.folder} cannot be removed", hint="look who may write to that folder"
        )
    return f"{cache.folder or 'no folder'}: removed {_count(count)}, {size / MEGABYTE:.1f} MB"


def _count(entries: int) -> str:
    return f"{entries} {'entry' if entries == 1 else 'entries'}"


def _look_at_processor() -> tuple[Processor | None, dict[str, str | None], list[str]]:
    """What the code is made for, with which versions; where LLVM cannot be loaded, why not."""
    versions = {"Python": platform.python_version()} | {name: _find_version(name) for name in PACKAGES}
    try:
        from llvmlite import binding

        from neurodose.compiler.llvm.machine import this_machine

        machine = this_machine()
    except (ImportError, OSError, RuntimeError) as problem:
        said = f"LLVM cannot be loaded: {' '.join(str(problem).split())}"
        return None, versions, [f"{said}; install it again: python -m pip install --force-reinstall llvmlite"]
    versions["LLVM"] = ".".join(str(part) for part in binding.llvm_version_info)
    features = [feature for feature in FEATURES_THAT_MATTER if machine.has(feature)]
    found = Processor(
        machine.processor, machine.triple, features, machine.lanes, os.cpu_count() or 1, count_threads()
    )  # fmt: skip
    return found, versions, []


def _find_version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _check_twice() -> tuple[SelfCheck, str | None]:
    """The self-check in two fresh processes: one that compiles, and one that finds what the first one kept."""
    found = []
    with TemporaryDirectory(prefix="neurodose-", ignore_cleanup_errors=True) as folder:
        for _ in ("cold", "warm"):
            told, failure = _check_once(folder)
            if failure is not None:
                return SelfCheck(False, told.get("error")), failure
            found.append(told)
    cold, warm = found
    failure = None if warm["is_cached"] else f"machine code that was kept is not found again; {REPORT}"
    return SelfCheck(failure is None, cold["error"], cold["seconds"], warm["seconds"]), failure


def _check_once(folder: str) -> tuple[dict[str, Any], str | None]:
    """What a process of its own says. Code for what a processor only claims to have ends it, and not this one."""
    command = [sys.executable, "-P", "-m", "neurodose.compiler.llvm.self_check", folder]
    try:
        told = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as problem:
        return {}, f"the self-check cannot be run: {problem}"
    if told.returncode < 0:
        claim = "the processor does not do what it claims to"
        return {}, f"the self-check was ended by signal {-told.returncode}: {claim}; {REPORT}"
    if told.returncode > 0:
        last = (told.stderr.strip().splitlines() or ["it says nothing"])[-1]
        return {}, f"the self-check failed: {last}"
    found = json.loads(told.stdout)
    return found, None if found[
        "is_right"
    ] else f"the self-check finds exp wrong by a share of {found['error']}; {REPORT}"


def _tell_processor(processor: Processor) -> list[str]:
    return [
        f"processor  {processor.name} ({processor.platform}): {' '.join(processor.features) or 'no extensions'}",
        f"lanes      {processor.lanes} people at once",
        f"threads    {processor.threads} on {processor.cores} cores",
    ]


def _tell_check(check: SelfCheck) -> str:
    assert check.error is not None  # as it is right
    assert check.cold_seconds is not None
    assert check.warm_seconds is not None
    cold, warm = 1e3 * check.cold_seconds, 1e3 * check.warm_seconds
    return f"check      exp within {check.error:.1g}; compiled in {cold:.0f} ms, loaded again in {warm:.1f} ms"
