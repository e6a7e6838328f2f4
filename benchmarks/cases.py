"""The cases: each runs once and gives its figures. A case isolates one cost, and its name says which."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from benchmarks.workloads import W2, W3, Workload
from neurodose import Course, find_drug, read_regimen, simulate
from neurodose.compiler.program import write_program
from neurodose.compiler.reference import Executables
from neurodose.simulation.living import REFERENCE_AT_ONCE
from neurodose.units import day, h

REPEATS = 5  # of what takes milliseconds: the median is kept
DEMO = "50 mg every 24 h x 28"
ROOT = Path(__file__).resolve().parent.parent


def run_cases() -> Iterator[tuple[str, str]]:
    """Every case, as its name and its figures in words."""
    yield "neurodose --help, fresh process", start(["-m", "neurodose", "--help"])
    yield "import neurodose, fresh process", start(["-c", "import neurodose"])
    yield "import and simulate one person", start([str(ROOT / "benchmarks" / "first_result.py")])
    yield "the whole demo, fresh process", f"{demonstrate():.1f} s"
    for workload in (W2, W3):
        yield f"trace the model, {workload.name}", in_milliseconds(lambda w=workload: w.model().system)
        yield f"compile the program, {workload.name}", in_milliseconds(lambda w=workload: compile_workload(w))
    yield "march, demo, 1000 people, 28 days", march(run_demo)
    yield "march, W2, 50 people, 28 days", march(lambda: W2.simulate(50))
    yield "march, W2, 1000 people, 2 days", march(lambda: W2.simulate(1000, days=2))


def start(arguments: list[str]) -> str:
    """How long a fresh process takes from start to end, and which packages other than Python's own it loads."""
    command = [sys.executable, *arguments]
    times = []
    for _ in range(REPEATS):
        begin = perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        times.append(perf_counter() - begin)
    loaded = ", ".join(list_loaded(arguments)) or "nothing from outside"
    return f"{1e3 * median(times):.0f} ms; loads {loaded}"


def list_loaded(arguments: list[str]) -> list[str]:
    """The packages from outside that the same process loads; asked in a process of its own, which is not timed."""
    told = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "loaded.py"), *arguments],
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    return json.loads(told.stdout.splitlines()[-1])


def demonstrate() -> float:
    """How long `make demo` takes once everything is installed, report and all, in seconds."""
    with TemporaryDirectory() as folder:
        said = ["dossier", "naltrexone", "--dose", DEMO, "--people", "1000", "--seed", "7"]
        command = [sys.executable, "-m", "neurodose", *said, "--output", str(Path(folder) / "demo.html")]
        begin = perf_counter()
        subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
        return perf_counter() - begin


def in_milliseconds(work: Callable[[], object]) -> str:
    """The median time of something short."""
    times = []
    for _ in range(REPEATS):
        begin = perf_counter()
        work()
        times.append(perf_counter() - begin)
    return f"{1e3 * median(times):.1f} ms"


def compile_workload(workload: Workload) -> Executables:
    """From a traced model to what can be run."""
    return Executables(write_program(workload.model.system, workload.outputs))


def run_demo() -> Course:
    """What `make demo` simulates, without the report."""
    drug = find_drug("naltrexone")
    outputs = [*drug.concentrations.values(), *(f"{receptor}.displacement" for receptor in drug.receptors.values())]
    people = drug.people.sample(1000, seed=7)
    return simulate(drug.model, read_regimen(DEMO), people, until=28 * day, every=1 * h, outputs=outputs)


def march(run: Callable[[], Course]) -> str:
    """The time of a whole simulation, how many passes it took, and how long a pass was."""
    begin = perf_counter()
    course = run()
    seconds = perf_counter() - begin
    course.status.raise_if_failed()
    passes = count_passes(course)
    return f"{seconds:.2f} s; {passes} passes of {1e3 * seconds / passes:.2f} ms; {course.status.steps.sum()} steps"


def count_passes(course: Course) -> int:
    """A pass is one trial step of all who are underway, so the busiest person of each batch has been in all of it."""
    tries = course.status.steps + course.status.rejections
    return sum(int(np.max(tries[i : i + REFERENCE_AT_ONCE])) for i in range(0, len(tries), REFERENCE_AT_ONCE))
