"""scipy's odeint (LSODA of ODEPACK) with a right-hand side compiled by Numba; a call from dose to dose."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.equations import DAY, EVERY
from benchmarks.peers.peer import Peer, Run, Task


def prepare(task: Task) -> Run:
    numba: Any = import_module("numba")
    odeint = import_module("scipy.integrate").odeint
    equations, people = task.equations, task.population
    inner = numba.njit(error_model="numpy", fastmath=True)(equations.make(equations.write_in_place()))
    states = len(equations.states)

    @numba.njit(error_model="numpy")
    def rates(t: float, y: np.ndarray, p: np.ndarray) -> np.ndarray:
        dy = np.empty(states)
        inner(t, y, dy, p)
        return dy

    rates(0.0, people.starts[0], people.parameters[0])
    hours, places = task.hours, equations.places

    def run() -> np.ndarray:
        results = task.make_results()
        for person, (parameters, doses) in enumerate(zip(people.parameters, people.doses, strict=True)):
            state = people.starts[person].copy()
            for day, dose in enumerate(doses):
                state[0] += dose
                lived = odeint(rates, state, hours, (parameters,), rtol=task.rtol, atol=task.atol, tfirst=True)
                results[person, DAY * day + 1 : DAY * (day + 1) + 1] = lived[1:, places]
                state = lived[-1].copy()
        return results

    return run


SCIPY = Peer(
    "scipy",
    ("scipy", "numba"),
    prepare,
    dict.fromkeys(EVERY, "odeint, right-hand side by Numba"),
    most={"w1": 200, "w2": 100, "w3": 200, "naltrexone": 100},
)
