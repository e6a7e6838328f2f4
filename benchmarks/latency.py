"""`python -m benchmarks.latency`: how long until the first result, and what more threads give.

A fresh process (`fresh.py`) from its start to its end, with nothing kept on disk (cold) and with the code kept (warm),
at 13 states (W2) and 60 (W3), where Python's own code is compiled, as an installer leaves it; a model that is new to a
session which has solved another one; W2 by 1, 2 and 4 threads.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from benchmarks.fresh import MANY
from benchmarks.machine import describe_machine
from benchmarks.targets import COLD, EFFICIENCY, NEW, WARM

ROOT = Path(__file__).resolve().parent.parent
REPEATS = 5
THREADS = (1, 2, 4)
MODELS = ("w2", "w3")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--json", action="store_true", help="one object a line")
    said = parser.parse_args()
    for line in time_all(said.repeats):
        print(json.dumps(line | describe_machine()) if said.json else tell(line), flush=True)


def time_all(repeats: int) -> Iterator[dict[str, Any]]:
    """The figures, one after the other."""
    with TemporaryDirectory() as compiled:
        os.environ["PYTHONPYCACHEPREFIX"] = compiled
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        start("first", MODELS[0], None)  # installed packages have been compiled by Python; from here on these have too
        for name in MODELS:
            yield time_first(name, repeats)
        yield time_threads(min(repeats, 3))


def time_first(name: str, repeats: int) -> dict[str, Any]:
    """The shortest times of a workload: by the clock, and of the processor, which others hardly lengthen."""
    times: dict[str, list[tuple[float, float]]] = {"cold": [], "warm": [], "new_model": []}
    for _ in range(repeats):
        with TemporaryDirectory() as folder:
            times["cold"].append(start("first", name, folder)[0])
            times["warm"].append(start("first", name, folder)[0])
        with TemporaryDirectory() as folder:
            times["new_model"].append(start("new", name, folder)[1])
    found = {"benchmark": "latency", "workload": name}
    for what, seconds in times.items():
        clock, processor = (min(column) for column in zip(*seconds, strict=True))
        found |= {f"{what}_s": clock, f"{what}_cpu_s": processor}
    return found | {"cold_target": COLD[name], "warm_target": WARM[name], "new_model_target": NEW[name]}


def time_threads(repeats: int) -> dict[str, Any]:
    """How W2 fares with more threads: each number in a process that may use so many cores."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    seconds = {}
    for count in (n for n in THREADS if n <= len(cores)):
        told = [start("threads", ",".join(map(str, cores[-count:])), None)[1][0] for _ in range(repeats)]
        seconds[count] = min(told)
    return {
        "benchmark": "threads",
        "workload": "w2",
        "people": MANY,
        "seconds": seconds,
        "efficiency": {count: seconds[1] / (count * told) for count, told in seconds.items()},
        "efficiency_target": EFFICIENCY,
    }


def start(what: str, about: str, folder: str | None) -> tuple[tuple[float, float], tuple[float, float]]:
    """How long a fresh process takes, and what it tells; both in seconds by the clock and of the processor."""
    environment = dict(os.environ) if folder is None else os.environ | {"NEURODOSE_CACHE": folder}
    command = [sys.executable, "-m", "benchmarks.fresh", what, about]
    begun, before = perf_counter(), os.times()
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    seconds, after = perf_counter() - begun, os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    clock, processor = told.stdout.split()
    return (seconds, spent), (float(clock), float(processor))


def tell(line: dict[str, Any]) -> str:
    """The figures for people."""
    if line["benchmark"] == "threads":
        shares = ", ".join(f"{count}: {share:.2f}" for count, share in line["efficiency"].items())
        return f"W2 by threads, efficiency of each core (to reach {line['efficiency_target']}): {shares}"
    figures = ", ".join(
        f"{said} {line[f'{name}_s']:.2f} s, processor {line[f'{name}_cpu_s']:.2f} s (to reach {line[f'{name}_target']})"
        for name, said in (("cold", "cold"), ("warm", "warm"), ("new_model", "new in a session"))
    )
    return f"{line['workload'].upper()}, first result: {figures}"


if __name__ == "__main__":
    main()
