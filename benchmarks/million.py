"""A million people, looked at 30 times: how much memory and how long it takes to keep what they have in common, or to
write everybody's course to a file.

    python -m benchmarks.million              # everything there is to keep, each in a process of its own
    python -m benchmarks.million quantiles --people 100000
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from neurodose import Dose, Quantiles, find_drug, simulate
from neurodose.simulation import Keep, Means, Parquet, TimesAbove
from neurodose.units import day, mg, percent

PEOPLE, TIMES = 1_000_000, 30
OUTPUTS = ["parent.plasma.concentration", "metabolite.plasma.concentration", "mu.displacement"]
LEVEL = 80 * percent


def choose(name: str, folder: str) -> Keep:
    """What is kept, by the name it has here."""
    return {
        "quantiles": Quantiles(0.05, 0.5, 0.95),
        "means": Means(),
        "times": TimesAbove({"mu.displacement": LEVEL}),
        "parquet": Parquet(Path(folder) / "course.parquet"),
    }[name]


def run(name: str, people: int, seed: int = 7) -> str:
    """Naltrexone, 50 mg a day for four weeks, to so many people; what it took."""
    drug = find_drug("naltrexone")
    begin = perf_counter()
    adults = drug.people.sample(people, seed=seed)
    sampled, memory = perf_counter() - begin, find_peak()
    with tempfile.TemporaryDirectory() as folder:
        course = simulate(
            drug.model, Dose(50 * mg, every=1 * day, count=28), adults, until=(TIMES - 1) * day, every=1 * day,
            outputs=OUTPUTS, keep=choose(name, folder),
        )  # fmt: skip
        size = "" if course.file is None else f", a file of {course.file.stat().st_size / 1e9:.2f} GB"
    seconds = perf_counter() - begin - sampled
    return (
        f"{name:10} {people} people: {find_peak():.2f} GB at most, {seconds:.1f} s{size}; "
        f"before it {memory:.2f} GB, {sampled:.1f} s to sample them; {len(course.status.failed)} failed; {course.kept}"
    )


def find_peak() -> float:
    """The most memory this process has held, in GB."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e9


def main() -> None:
    names = ["quantiles", "means", "times", "parquet"]
    parser = argparse.ArgumentParser(prog="python -m benchmarks.million")
    parser.add_argument("keep", nargs="?", choices=names)
    parser.add_argument("--people", type=int, default=PEOPLE)
    asked = parser.parse_args()
    if asked.keep is not None:
        print(run(asked.keep, asked.people), flush=True)
        return
    for name in names:
        subprocess.run([sys.executable, "-m", "benchmarks.million", name, "--people", str(asked.people)], check=True)


if __name__ == "__main__":
    main()
