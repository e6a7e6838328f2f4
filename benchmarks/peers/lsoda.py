"""numbalsoda's LSODA: solver, right-hand side and the loop over people and doses, all machine code."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.equations import DAY, EVERY
from benchmarks.peers.peer import Peer, Run, Task


def prepare(task: Task) -> Run:
    numba: Any = import_module("numba")
    numbalsoda: Any = import_module("numbalsoda")
    equations, people = task.equations, task.population
    solve = numbalsoda.lsoda
    rates = numba.cfunc(numbalsoda.lsoda_sig, error_model="numpy")(equations.make(equations.write_in_place()))
    address = rates.address

    @numba.njit
    def march(results, starts, values, doses, hours, places, rtol, atol):
        for person in range(len(doses)):
            state = starts[person].copy()
            for day in range(doses.shape[1]):
                state[0] += doses[person, day]
                lived, succeeded = solve(address, state, hours, values[person], rtol, atol)
                if not succeeded:
                    results[person, DAY * day + 1 :] = np.nan
                    break
                for hour in range(1, DAY + 1):
                    for k in range(len(places)):
                        results[person, DAY * day + hour, k] = lived[hour, places[k]]
                state[:] = lived[-1]

    def run() -> np.ndarray:
        results = task.make_results()
        given = (people.starts, people.parameters, people.doses, task.hours, np.array(equations.places))
        march(results, *given, task.rtol, task.atol)
        return results

    return run


NUMBALSODA = Peer(
    "numbalsoda",
    ("numbalsoda", "numba"),
    prepare,
    dict.fromkeys(EVERY, "LSODA, compiled loop"),
    most={"w2": 400, "w3": 400},
)
