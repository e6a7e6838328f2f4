"""`python -m benchmarks.side_by_side w2 --peers libroadrunner,numbalsoda --json`: the engine beside other programs.

Every engine has a process of its own, bound to the same core, with one thread; the same people, doses and hourly
outputs, which are kept. In each round every engine runs once: a warm-up and at least three repeats, of which the
fastest counts. A ratio is taken inside a round, of processor time; told is the median over rounds. A peer that cannot
be had or does not solve a workload is a line with the reason.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.engines import AVX2, OWN, PEERS
from benchmarks.equations import EVERY, name_workload
from benchmarks.machine import choose_core, describe_machine
from benchmarks.one_engine import REPEATS
from benchmarks.targets import FLOORS, TARGETS

PEOPLE = 1000
OWN_PEOPLE = {"w1": 10_000}  # where so few take no more than a call costs by itself
ROUNDS = 3
PATIENCE = 900.0  # seconds for one engine in one round
ROOT = Path(__file__).resolve().parent.parent
ALONE = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1"),
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
}  # one thread each, by the names that each library listens to
FIGURES = ("people", "cpu_ms", "wall_ms", "median_error", "max_error", "error_unknown", "method", "rtol", "atol")

Told = Mapping[str, Any]


def main() -> None:
    said = read_arguments()
    core = choose_core() if said.core is None else said.core
    for workload in said.workloads:
        lines = list(compare(workload, said.peers, said.people, said.rounds, said.repeats, core))
        if said.json:
            print("\n".join(json.dumps(line) for line in lines), flush=True)
        else:
            print(write_table(lines), flush=True)


def read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.side_by_side", description=__doc__)
    parser.add_argument("workloads", nargs="+", choices=EVERY, metavar="|".join(EVERY))
    parser.add_argument("--peers", type=read_peers, default=list(PEERS), help=f"of {', '.join(PEERS)}; all unless said")
    parser.add_argument("--people", type=int, default=PEOPLE, help="slow peers take fewer: each line says how many")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--core", type=int, help="the core that all are bound to; the last one unless said")
    parser.add_argument("--json", action="store_true", help="one object a line")
    return parser.parse_args()


def read_peers(text: str) -> list[str]:
    """The peers of a list with commas."""
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in PEERS]
    if unknown:
        raise argparse.ArgumentTypeError(f"no peer is called {', '.join(unknown)}; there are {', '.join(PEERS)}")
    return names


def compare(
    workload: str, peers: Sequence[str], people: int, rounds: int, repeats: int, core: int | None
) -> Iterator[dict[str, Any]]:
    """One line for each peer."""
    cannot = {name: PEERS[name].cannot[workload] for name in peers if workload in PEERS[name].cannot}
    held: dict[str, list[Told]] = {}
    for _ in range(rounds):
        for engine in (OWN, f"{OWN}, AVX2", *peers):
            if engine in cannot:
                continue
            most = PEERS[engine].most.get(workload, people) if engine in PEERS else people
            count = min(people, most) if engine in PEERS else OWN_PEOPLE.get(workload, people)
            told = run_engine(engine, workload, count, repeats, core)
            if "missing" in told:
                cannot[engine] = told["missing"]
            else:
                held.setdefault(engine, []).append(told)
    about = {"rounds": rounds, "repeats": repeats, **describe_machine()}
    for peer in peers:
        head = {"benchmark": "side_by_side", "workload": workload, "peer": peer}
        missing = next((cannot[name] for name in (OWN, peer) if name in cannot), None)
        figures = {"missing": missing} if missing else weigh(workload, peer, held)
        yield {**head, **figures, **about}


def run_engine(engine: str, workload: str, people: int, repeats: int, core: int | None) -> Told:
    """What an engine says in a process of its own; whatever goes wrong there is a reason for its missing."""
    options = ["--people", str(people), "--repeats", str(repeats), *(() if core is None else ("--core", str(core)))]
    command = [sys.executable, "-m", "benchmarks.one_engine", engine, workload, *options]
    try:
        told = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, env=os.environ | ALONE, check=False
        )
    except subprocess.TimeoutExpired:
        return {"missing": f"no result after {PATIENCE:.0f} s"}
    if told.returncode != 0:
        last = (told.stderr.strip().splitlines() or [f"it ended with status {told.returncode}"])[-1]
        return {"missing": f"it failed: {last}"}
    return json.loads(told.stdout.strip().splitlines()[-1])


def weigh(workload: str, peer: str, held: Mapping[str, Sequence[Told]]) -> dict[str, Any]:
    """The figures of both, and how many times faster the engine is."""
    ours, theirs, narrow = held[OWN], held[peer], held.get(f"{OWN}, AVX2", ())
    line = {name: _middle(ours, name) for name in FIGURES}
    line |= {f"peer_{name}": _middle(theirs, name) for name in FIGURES}
    line |= {
        "is_as_accurate": is_as_accurate(ours[0]["errors"], theirs[0]["errors"]),
        "ratio": _ratio(theirs, ours, "cpu_ms"),
        "wall_ratio": _ratio(theirs, ours, "wall_ms"),
        "target": TARGETS[peer].get(workload),
        "avx2_cpu_ms": _middle(narrow, "cpu_ms"),
        "avx2_max_error": _middle(narrow, "max_error"),
        "avx2_ratio": _ratio(theirs, narrow, "cpu_ms"),
        "avx2_floor": FLOORS[peer].get(workload),
        "level": AVX2,
        "versions": {**ours[0]["versions"], **theirs[0]["versions"]},
    }
    return line


def is_as_accurate(ours: Sequence[float], theirs: Sequence[float]) -> bool | None:
    """Whether the engine's largest error is no larger than the peer's in the same people; None where it is unknown."""
    return max(ours[: len(theirs)]) <= max(theirs[: len(ours)]) if ours and theirs else None


def _middle(told: Sequence[Told], name: str) -> Any:
    """The median over rounds of a number, and the first of anything else."""
    values = [one[name] for one in told]
    are_numbers = all(isinstance(value, int | float) for value in values)
    return median(values) if values and are_numbers else next(iter(values), None)


def _ratio(theirs: Sequence[Told], ours: Sequence[Told], name: str) -> float | None:
    pairs = zip(theirs, ours, strict=False)
    ratios = [their[name] / our[name] for their, our in pairs]
    return median(ratios) if ratios else None


def write_table(lines: Sequence[Told]) -> str:
    """The lines for people."""
    first = lines[0]
    rows = [
        f"{name_workload(first['workload'])}: {first['cpu']}, one core, {first['lanes']} lanes",
        f"{'':14} {'ms a person':>12} {'theirs':>9} {'ratio':>8} {'to reach':>9} {'AVX2':>8} "
        f"{'largest error':>14} {'theirs':>9}",
    ]
    for line in lines:
        if "missing" in line:
            rows.append(f"{line['peer']:14} not compared: {line['missing']}")
            continue
        numbers = [
            f"{line['cpu_ms']:12.4f} {line['peer_cpu_ms']:9.3f} {line['ratio']:8.0f} {line['target'] or '':>9}",
            f"{'' if line['avx2_ratio'] is None else round(line['avx2_ratio']):>8}",
            f"{_error(line['max_error']):>14} {_error(line['peer_max_error']):>9}",
        ]
        rows.append(f"{line['peer']:14} " + " ".join(numbers))
    return "\n".join(rows)


def _error(value: float | None) -> str:
    return "unknown" if value is None else f"{value:.1e}"


if __name__ == "__main__":
    main()
