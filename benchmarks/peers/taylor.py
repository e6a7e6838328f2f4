"""heyoka: Taylor series of high order, eight people in one batch, compiled by LLVM."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.equations import DAY, evaluate
from benchmarks.peers.peer import Peer, Run, Task

BATCH = 8


def prepare(task: Task) -> Run:
    heyoka: Any = import_module("heyoka")
    equations, people = task.equations, task.population
    states = heyoka.make_vars(*equations.states)
    known: dict[str, Any] = dict(zip(equations.states, states, strict=True))
    known |= {name: heyoka.par[k] for k, name in enumerate(equations.parameters)}
    for name, text in equations.definitions.items():
        known[name] = evaluate(text, known)
    system = [(known[name], evaluate(text, known)) for name, text in equations.rates.items()]
    is_large = len(states) > 20
    start = np.zeros((len(states), BATCH))
    solver = heyoka.taylor_adaptive_batch(system, start, tol=task.rtol, compact_mode=is_large)
    places = equations.places
    # The last batch is filled up with its last person.
    whos = [np.minimum(np.arange(k, k + BATCH), task.people - 1) for k in range(0, task.people, BATCH)]
    grids = [np.repeat((DAY * day + task.hours)[:, None], BATCH, axis=1) for day in range(equations.days)]

    def run() -> np.ndarray:
        results = task.make_results()
        for who in whos:
            solver.set_time(0.0)
            solver.state[:] = people.starts[who].T
            # Parameters after the last one that some equation reads have no place.
            solver.pars[:] = people.parameters[who].T[: len(solver.pars)]
            for day, grid in enumerate(grids):
                solver.state[0] += people.doses[who, day]
                lived = solver.propagate_grid(grid)[1]
                results[who, DAY * day + 1 : DAY * (day + 1) + 1] = lived[1:, places].transpose(2, 0, 1)
        return results

    return run


HEYOKA = Peer(
    "heyoka",
    ("heyoka",),
    prepare,
    dict.fromkeys(("w1", "w3", "naltrexone"), "Taylor series, batches of 8"),
    most={"w3": 400},
    # Its steps follow no absolute tolerance. On W1 a looser one costs the same; it is closer than it is told to be.
    tolerances={"w1": (1e-9, 0.0), "w3": (1e-6, 0.0), "naltrexone": (1e-9, 0.0)},
    cannot={"w2": "an explicit method, and W2 is stiff: its steps would be of a ten-thousandth of an hour"},
)
