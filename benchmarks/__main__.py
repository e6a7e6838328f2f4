"""`python -m benchmarks`: runs every case and prints a table."""

from __future__ import annotations

import os
import platform
from importlib.metadata import version

from benchmarks.cases import run_cases
from benchmarks.machine import name_processor


def describe_machine() -> str:
    """What the times were taken on: processor, cores, versions."""
    versions = ", ".join(f"{name} {version(name)}" for name in ("neurodose", "numpy", "scipy"))
    return f"{name_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}"


def main() -> None:
    """Each case is printed as soon as it is done."""
    print(describe_machine(), flush=True)
    for name, figures in run_cases():
        print(f"{name:44} {figures}", flush=True)


if __name__ == "__main__":
    main()
