"""`python -m benchmarks`: runs every case and prints a table."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.cases import run_cases


def describe_machine() -> str:
    """What the times were taken on: processor, cores, versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("neurodose", "numpy", "scipy"))
    return f"{name_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}"


def name_processor() -> str:
    """The processor's own name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    names = told.read_text().splitlines() if told.exists() else []
    return next((line.split(":")[1].strip() for line in names if line.startswith("model name")), platform.machine())


def main() -> None:
    """Each case is printed as soon as it is done."""
    print(describe_machine(), flush=True)
    for name, figures in run_cases():
        print(f"{name:44} {figures}", flush=True)


if __name__ == "__main__":
    main()
