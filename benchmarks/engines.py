"""Who is timed: the package itself through its public `simulate`, and the peers that are known."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.equations import LIBRARY, WORKLOADS, Equations
from benchmarks.peers.cvode import LIBROADRUNNER
from benchmarks.peers.lsoda import NUMBALSODA
from benchmarks.peers.odeint import SCIPY
from benchmarks.peers.runge_kutta import DIFFRAX
from benchmarks.peers.taylor import HEYOKA
from neurodose.compiler.llvm import machine
from neurodose.compiler.llvm.machine import this_machine

OWN = "neurodose"
AVX2 = "x86-64-v3"  # the level of processors that have AVX2 and no more
LEVELS = {OWN: None, f"{OWN}, AVX2": AVX2}
OWN_PACKAGES = ("neurodose", "numpy", "llvmlite")
PEERS = {peer.name: peer for peer in (LIBROADRUNNER, NUMBALSODA, SCIPY, DIFFRAX, HEYOKA)}


def find_equations(workload: str) -> Equations:
    """The equations of an invented workload or of a library's model."""
    if workload not in LIBRARY:
        return WORKLOADS[workload]
    from benchmarks.library_models import write_library

    return write_library(workload)


def prepare_own(workload: str, people: int, level: str | None = None) -> Callable[[], list[np.ndarray]]:
    """`simulate` as anybody calls it, with people and regimens at hand; back come the outputs from the course.

    level: make code for every processor of a level, instead of this one
    """
    if level is not None:
        # Before anything else asks which machine this is: nothing that simulates has been imported yet.
        machine.this_machine = partial(this_machine, level)
    from benchmarks import library_models, workloads
    from neurodose import simulate
    from neurodose.units import h

    work = library_models.LibraryWork(workload) if workload in LIBRARY else getattr(workloads, workload.upper())
    group, regimens = work.draw(people)
    is_shared = len(set(map(id, regimens))) == 1
    ask: Callable = partial(simulate, work.model, regimens[0] if is_shared else regimens, group)

    def run() -> list[np.ndarray]:
        course = ask(until=24 * work.days * h, every=1 * h, outputs=work.outputs)
        course.status.raise_if_failed()
        return [course[name].coherent for name in work.outputs]

    return run
