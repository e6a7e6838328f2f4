"""`python -m benchmarks.gauge`: how much of what one core of this machine can do the engine does.

W2 and W3: floating-point operations a second (counted in `operations`) beside the measured peak, for the march alone
and for all of `simulate`. W1: bytes of output a second beside those of a memset of the same size.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import process_time
from typing import Any

import numpy as np

from benchmarks import workloads
from benchmarks.limits import measure_copying, measure_peak, measure_writing, shortest
from benchmarks.machine import choose_core, describe_machine
from benchmarks.operations import count_trial
from neurodose import Course, simulate
from neurodose.compiler.llvm.engine import Engine
from neurodose.compiler.llvm.machine import this_machine
from neurodose.compiler.program import compile_system
from neurodose.solvers.rodas5p import RODAS5P
from neurodose.units import h

REPEATS = 3
PEOPLE = {"w1": 10_000, "w2": 1000, "w3": 1000}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gauge", description=__doc__)
    parser.add_argument("--core", type=int, help="the core it is bound to; the last one unless said")
    parser.add_argument("--json", action="store_true", help="one object")
    said = parser.parse_args()
    core = choose_core() if said.core is None else said.core
    if core is not None:
        os.sched_setaffinity(0, {core})
    told = gauge()
    print(json.dumps(told) if said.json else tell(told))


def gauge() -> dict[str, Any]:
    """All figures."""
    peak = measure_peak(this_machine())
    found = {
        "benchmark": "gauge",
        "peak_gflops": peak / 1e9,
        "write_gb_s": measure_writing() / 1e9,
        "copy_gb_s": measure_copying() / 1e9,
        "w1": gauge_memory(),
        "w2": gauge_operations("w2", peak),
        "w3": gauge_operations("w3", peak),
    }
    return found | describe_machine()


def gauge_operations(name: str, peak: float) -> dict[str, Any]:
    """A workload's operations a second, as a share of the peak."""
    work: workloads.Workload = getattr(workloads, name.upper())
    program = compile_system(work.model.system, work.outputs)
    trial = count_trial(program, RODAS5P, this_machine())
    count = PEOPLE[name]
    run = prepare(work, count)
    status = run().status
    trials = int(status.steps.sum() + status.rejections.sum())
    whole, march = time_both(run)
    operations = trial * trials
    return {
        "people": count,
        "operations_of_a_trial": trial,
        "trials_a_person": trials / count,
        "march_ms": 1e3 * march / count,
        "simulate_ms": 1e3 * whole / count,
        "march_share_of_peak": operations / march / peak if march else None,
        "simulate_share_of_peak": operations / whole / peak,
    }


def time_both(run: Callable[[], object]) -> tuple[float, float]:
    """The processor time of the fastest of some runs, and how much of it the engine's march took; in seconds."""
    times = []
    with clock_march() as marched:
        for _ in range(REPEATS):
            marched.clear()
            begun = process_time()
            run()
            times.append((process_time() - begun, sum(marched)))
    return min(times)


@contextmanager
def clock_march() -> Iterator[list[float]]:
    """The processor time of each march of the engine while this lasts, in seconds."""
    march, times = Engine.march, []

    def clocked(self: Engine, *given: Any, **how: Any) -> Any:
        begun = process_time()
        try:
            return march(self, *given, **how)
        finally:
            times.append(process_time() - begun)

    Engine.march = clocked
    try:
        yield times
    finally:
        Engine.march = march


def prepare(work: workloads.Workload, count: int) -> Callable[[], Course]:
    """`simulate` of the first people, who are drawn and dosed before any clock runs."""
    people, regimens = work.draw(count)
    until = 24 * work.days * h
    return lambda: simulate(work.model, regimens, people, until=until, every=1 * h, outputs=work.outputs)


def gauge_memory() -> dict[str, Any]:
    """W1's bytes of output a second, as a share of a memset's."""
    work = workloads.W1
    run = prepare(work, PEOPLE["w1"])
    run()
    seconds, march = time_both(run)
    count = PEOPLE["w1"] * (24 * work.days + 1) * 8
    memory = np.ones(count, dtype=np.uint8)
    known = shortest(lambda: ctypes.memset(memory.ctypes.data, 0, count))
    fresh = shortest(lambda: np.full(count // 8, 1.0))  # a result has memory that nobody has touched before
    return {
        "people": PEOPLE["w1"],
        "megabytes": count / 1e6,
        "march_ms": 1e3 * march / PEOPLE["w1"],
        "simulate_ms": 1e3 * seconds / PEOPLE["w1"],
        "gb_s": count / seconds / 1e9,
        "times_memset": seconds / known,
        "times_fresh_memory": seconds / fresh,
    }


def tell(told: dict[str, Any]) -> str:
    """The figures for people."""
    one = told["w1"]
    lines = [
        f"{told['cpu']}, one core",
        f"at most   {told['peak_gflops']:.1f} GFLOP/s; {told['write_gb_s']:.1f} GB/s written, "
        f"{told['copy_gb_s']:.1f} GB/s copied",
        f"W1        {one['gb_s']:.3f} GB/s of output: {one['times_memset']:.1f} times a memset, "
        f"{one['times_fresh_memory']:.1f} times filling fresh memory",
    ]
    for name in ("w2", "w3"):
        it = told[name]
        lines.append(
            f"{name.upper()}        {it['march_share_of_peak'] or 0:.1%} of the peak in the march, "
            f"{it['simulate_share_of_peak']:.1%} in all of simulate; {it['operations_of_a_trial']} operations a trial, "
            f"{it['trials_a_person']:.0f} trials a person"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
