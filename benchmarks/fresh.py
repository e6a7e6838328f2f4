"""What a fresh process does for `latency`: `python -m benchmarks.fresh first w2`; prints two times.

It loads what a person's own script would, and the file with all three workloads.
"""

from __future__ import annotations

import os
import sys
from time import perf_counter, process_time

from benchmarks import workloads
from neurodose import Dose, simulate
from neurodose.units import h, nmol

MANY = 1000  # people for threads to share


def solve_first(name: str) -> tuple[float, float]:
    """One typical person: what anybody tries first."""
    work: workloads.Workload = getattr(workloads, name.upper())
    once_daily = Dose(100 * nmol, every=24 * h, count=work.days)
    begun, spent = perf_counter(), process_time()
    course = simulate(work.model, once_daily, until=24 * work.days * h, every=1 * h, outputs=work.outputs)
    course.status.raise_if_failed()
    return perf_counter() - begun, process_time() - spent


def solve_new(name: str) -> tuple[float, float]:
    """The same in a session that has solved something else."""
    solve_first("w1")
    return solve_first(name)


def solve_many(cores: str) -> tuple[float, float]:
    """Many people of W2 on some cores; the second time is told, when the code is there."""
    os.sched_setaffinity(0, {int(core) for core in cores.split(",")})
    work = workloads.W2
    people, regimens = work.draw(MANY)
    begun = spent = 0.0
    for _ in range(2):
        begun, spent = perf_counter(), process_time()
        simulate(work.model, regimens, people, until=24 * work.days * h, every=1 * h, outputs=work.outputs)
    return perf_counter() - begun, process_time() - spent


if __name__ == "__main__":
    what, about = sys.argv[1:]
    print(*{"first": solve_first, "new": solve_new, "threads": solve_many}[what](about))
