"""`python -m benchmarks.one_engine ENGINE WORKLOAD`: one engine in a process of its own, bound to one core.

`side_by_side` runs it; it prints one JSON object. One warm-up, then repeats of which the fastest counts. What is needed
and not installed is told as `{"missing": why}`.
"""

from __future__ import annotations

import argparse
import json
import os
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, packages_distributions, version
from pathlib import Path
from statistics import median
from time import perf_counter, process_time
from typing import Any

ACCURATE = 50  # people of whom a reference solution is kept
SMALL = 1e-3  # share of a person's largest value below which an error counts as absolute
REPEATS = 3


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.one_engine", description=__doc__)
    parser.add_argument("engine")
    parser.add_argument("workload")
    parser.add_argument("--people", type=int, default=100)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--core", type=int, help="the processor core that it is bound to")
    parser.add_argument("--tolerances", type=float, nargs=2, help="relative and absolute, of a peer")
    said = parser.parse_args()
    if said.core is not None and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {said.core})  # before NumPy and others count cores
    try:
        told = measure(said.engine, said.workload, said.people, said.repeats, said.tolerances)
    except ModuleNotFoundError as problem:
        told = {"missing": f"{problem}; the extra installs it: pip install .[peers]"}
    except ImportError as problem:
        told = {"missing": str(problem)}
    print(json.dumps(told))


def measure(engine: str, workload: str, people: int, repeats: int, tolerances: list[float] | None) -> dict[str, Any]:
    """The figures of one engine."""
    begun = perf_counter()
    packages, settings, run = prepare(engine, workload, people, tolerances)
    values = arrange(run())  # the warm-up
    ready = perf_counter() - begun
    wall, cpu = time_repeats(run, repeats)
    errors, why = find_errors(values, workload)
    return {
        "people": people,
        "cpu_ms": 1e3 * cpu / people,
        "wall_ms": 1e3 * wall / people,
        "median_error": median(errors) if errors else None,
        "max_error": max(errors, default=None),
        "errors": errors,
        "error_unknown": why,
        "ready_s": ready,
        **settings,
        "versions": {name: find_version(name) for name in packages},
    }


def arrange(seen: Any) -> Any:
    """What an engine gave as (people, times, outputs): some give the outputs one by one."""
    import numpy as np

    return np.stack(seen, axis=2) if isinstance(seen, list) else seen


def prepare(
    engine: str, workload: str, people: int, tolerances: list[float] | None
) -> tuple[tuple[str, ...], dict[str, Any], Callable[[], Any]]:
    """The packages, the settings and the run of an engine."""
    from benchmarks.engines import LEVELS, OWN_PACKAGES, PEERS, find_equations, prepare_own
    from benchmarks.peers.peer import USUAL, Task

    if engine in LEVELS:
        settings = {"method": "simulate() as it is", "rtol": USUAL[0], "atol": USUAL[1]}
        return OWN_PACKAGES, settings, prepare_own(workload, people, LEVELS[engine])
    peer, equations = PEERS[engine], find_equations(workload)
    rtol, atol = tolerances or peer.tolerances.get(workload, USUAL)
    settings = {"method": peer.method[workload], "rtol": rtol, "atol": atol}
    return peer.packages, settings, peer.prepare(Task(equations, equations.draw(people), rtol, atol))


def time_repeats(run: Callable[[], Any], repeats: int) -> tuple[float, float]:
    """The shortest wall and processor times, in seconds."""
    wall, cpu = [], []
    for _ in range(repeats):
        begun, spent = perf_counter(), process_time()
        run()
        cpu.append(process_time() - spent)
        wall.append(perf_counter() - begun)
    return min(wall), min(cpu)


def find_errors(values: Any, workload: str) -> tuple[list[float], str | None]:
    """The largest error of each of the first people against the reference solution; or why there are none."""
    import numpy as np

    known, why = find_reference(workload)
    if known is None:
        return [], why
    known = known[: len(values)]
    seen = values[: len(known)]
    scale = np.abs(known) + SMALL * np.abs(known).max(axis=1, keepdims=True)
    errors = (np.abs(seen - known) / scale).max(axis=(1, 2))
    if not np.isfinite(errors).all():
        return [], f"{np.count_nonzero(~np.isfinite(errors))} of {len(errors)} people were not solved"
    return errors.tolist(), None


def find_reference(workload: str) -> tuple[Any, str | None]:
    """The outputs of the first people as exactly as they are known; or why they are not."""
    import numpy as np

    from benchmarks.equations import LIBRARY

    if workload in LIBRARY:
        from benchmarks.library_models import solve_exactly, write_library

        return solve_exactly(write_library(workload), ACCURATE), None
    path = find_shared() / "performance" / f"reference_{workload}.npy"
    if not path.is_file():
        return None, f"there is no {path.name}: name the folder of shared data in NEURODOSE_SHARED"
    return np.load(path), None


def find_shared() -> Path:
    """The folder of shared data: NEURODOSE_SHARED, or ../shared beside the checkout."""
    return Path(os.environ.get("NEURODOSE_SHARED") or Path(__file__).resolve().parents[2] / "shared")


def find_version(package: str) -> str | None:
    """Of what is imported under a name: packages are not always called so where they are installed from."""
    for name in (package, *packages_distributions().get(package, ())):
        with suppress(PackageNotFoundError):
            return version(name)
    return "this checkout" if package == "neurodose" else None


if __name__ == "__main__":
    main()
