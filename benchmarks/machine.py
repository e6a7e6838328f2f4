"""The machine that times were taken on, and the versions of what took them."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import Any

from neurodose.compiler.llvm.machine import this_machine


def describe_machine() -> dict[str, Any]:
    """Processor, cores, lanes, Python."""
    here = this_machine()
    return {
        "machine": here.triple,
        "cpu": f"{name_processor()} ({here.processor})",
        "cores": os.cpu_count(),
        "lanes": here.lanes,
        "threads": 1,
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None,
    }


def name_processor() -> str:
    """The processor's own name, where the system tells it."""
    told = Path("/proc/cpuinfo")
    names = told.read_text().splitlines() if told.exists() else []
    return next((line.split(":")[1].strip() for line in names if line.startswith("model name")), platform.machine())


def choose_core() -> int | None:
    """The last of the cores that this process may use: the first has most of a system's own work."""
    return max(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
