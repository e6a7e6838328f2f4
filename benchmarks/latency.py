"""`python -m benchmarks.latency`: how long until the first result, and what more threads give.

A fresh process from its start to its end, with nothing kept on disk (cold) and with the code kept (warm), at 13 states
(W2) and 60 (W3); a model that is new to a session which has solved another one; W2 by 1, 2 and 4 threads.
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

from benchmarks.machine import describe_machine
from benchmarks.targets import COLD, EFFICIENCY, NEW, WARM

ROOT = Path(__file__).resolve().parent.parent
REPEATS = 5
PEOPLE = 8  # of a first result: one vector of them
MANY = 2000  # for threads to share
THREADS = (1, 2, 4)
MODELS = ("w2", "w3")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.latency", description=__doc__)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--json", action="store_true", help="one object a line")
    parser.add_argument("--inside", nargs=2, help=argparse.SUPPRESS)  # what a fresh process is asked for
    said = parser.parse_args()
    if said.inside:
        print(json.dumps(INSIDE[said.inside[0]](said.inside[1])))
        return
    for line in time_all(said.repeats):
        print(json.dumps(line | describe_machine()) if said.json else tell(line), flush=True)


def time_all(repeats: int) -> Iterator[dict[str, Any]]:
    """The figures, one after the other."""
    for name in MODELS:
        yield time_first(name, repeats)
    yield time_threads(min(repeats, 3))


def time_first(name: str, repeats: int) -> dict[str, Any]:
    """The shortest times of a workload, in seconds."""
    cold, warm, new = [], [], []
    for _ in range(repeats):
        with TemporaryDirectory() as folder:
            cold.append(start("first", name, folder)[0])
            warm.append(start("first", name, folder)[0])
        with TemporaryDirectory() as folder:
            new.append(start("new", name, folder)[1]["seconds"])
    return {
        "benchmark": "latency",
        "workload": name,
        "cold_s": min(cold),
        "warm_s": min(warm),
        "new_model_s": min(new),
        "cold_target": COLD[name],
        "warm_target": WARM[name],
        "new_model_target": NEW[name],
    }


def time_threads(repeats: int) -> dict[str, Any]:
    """How W2 fares with more threads: each number in a process that may use so many cores."""
    cores = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
    seconds = {}
    for count in (n for n in THREADS if n <= len(cores)):
        told = [start("threads", ",".join(map(str, cores[-count:])), None)[1]["seconds"] for _ in range(repeats)]
        seconds[count] = min(told)
    return {
        "benchmark": "threads",
        "workload": "w2",
        "people": MANY,
        "seconds": seconds,
        "efficiency": {count: seconds[1] / (count * told) for count, told in seconds.items()},
        "efficiency_target": EFFICIENCY,
    }


def start(what: str, about: str, folder: str | None) -> tuple[float, dict[str, Any]]:
    """How long a fresh process takes from start to end, in seconds, and what it says."""
    environment = dict(os.environ) if folder is None else os.environ | {"NEURODOSE_CACHE": folder}
    command = [sys.executable, "-m", "benchmarks.latency", "--inside", what, about]
    begun = perf_counter()
    told = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT, env=environment)
    return perf_counter() - begun, json.loads(told.stdout)


def solve_first(name: str) -> dict[str, Any]:
    """One vector of people, one regimen for all: what a person tries first."""
    from benchmarks import workloads
    from neurodose import Dose, simulate
    from neurodose.units import h, nmol

    work: workloads.Workload = getattr(workloads, name.upper())
    once_daily = Dose(100 * nmol, every=24 * h, count=work.days)
    begun = perf_counter()
    course = simulate(work.model, once_daily, until=24 * work.days * h, every=1 * h, outputs=work.outputs)
    course.status.raise_if_failed()
    return {"seconds": perf_counter() - begun}


def solve_new(name: str) -> dict[str, Any]:
    """The same in a session that has solved something else."""
    solve_first("w1")
    return solve_first(name)


def solve_many(cores: str) -> dict[str, Any]:
    """Many people of W2 on some cores; the second time is told, when the code is there."""
    os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    from benchmarks.workloads import W2
    from neurodose import simulate
    from neurodose.units import h

    people, regimens = W2.draw(MANY)
    for _ in range(2):
        begun = perf_counter()
        simulate(W2.model, regimens, people, until=24 * W2.days * h, every=1 * h, outputs=W2.outputs)
        seconds = perf_counter() - begun
    return {"seconds": seconds}


INSIDE = {"first": solve_first, "new": solve_new, "threads": solve_many}


def tell(line: dict[str, Any]) -> str:
    """The figures for people."""
    if line["benchmark"] == "threads":
        shares = ", ".join(f"{count}: {share:.2f}" for count, share in line["efficiency"].items())
        return f"W2 by threads, efficiency of each core (to reach {line['efficiency_target']}): {shares}"
    figures = ", ".join(
        f"{said} {line[f'{name}_s']:.2f} s (to reach {line[f'{name}_target']})"
        for name, said in (("cold", "cold"), ("warm", "warm"), ("new_model", "new in a session"))
    )
    return f"{line['workload'].upper()}, first result: {figures}"


if __name__ == "__main__":
    main()
