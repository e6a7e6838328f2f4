"""What a fresh process does for `latency`: `python -m benchmarks.fresh first w2`; prints seconds.

It loads what a person's own script would, and the file with all three workloads.
"""

from __future__ import annotations

import os
import sys
from time import perf_counter

from benchmarks import workloads
from neurodose import Dose, simulate
from neurodose.units import h, nmol

MANY = 2000  # people for threads to share


def solve_first(name: str) -> float:
    """One typical person: what anybody tries first."""
    work: workloads.Workload = getattr(workloads, name.upper())
    once_daily = Dose(100 * nmol, every=24 * h, count=work.days)
    begun = perf_counter()
    course = simulate(work.model, once_daily, until=24 * work.days * h, every=1 * h, outputs=work.outputs)
    course.status.raise_if_failed()
    return perf_counter() - begun


def solve_new(name: str) -> float:
    """The same in a session that has solved something else."""
    solve_first("w1")
    return solve_first(name)


def solve_many(cores: str) -> float:
    """Many people of W2 on some cores; the second time is told, when the code is there."""
    os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    work = workloads.W2
    people, regimens = work.draw(MANY)
    seconds = 0.0
    for _ in range(2):
        begun = perf_counter()
        simulate(work.model, regimens, people, until=24 * work.days * h, every=1 * h, outputs=work.outputs)
        seconds = perf_counter() - begun
    return seconds


if __name__ == "__main__":
    what, about = sys.argv[1:]
    print({"first": solve_first, "new": solve_new, "threads": solve_many}[what](about))
