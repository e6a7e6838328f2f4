"""diffrax: all people at once by `vmap`, from dose to dose by `scan`, compiled by XLA in double precision."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.peers.alike import write_as_arrays
from benchmarks.peers.peer import Peer, Run, Task

MOST_STEPS = 100_000
# The fastest of Tsit5, Dopri8, Kvaerno3 and Kvaerno5 that is as accurate as the engine. Kvaerno5, the usual choice,
# takes three times as long on W2, and thirty times as long as an explicit method on W3.
METHODS = {"w1": "Tsit5", "w2": "Kvaerno3", "w3": "Tsit5", "naltrexone": "Tsit5"}


def prepare(task: Task) -> Run:
    jax: Any = import_module("jax")
    diffrax: Any = import_module("diffrax")
    jax.config.update("jax_enable_x64", True)
    numbers: Any = jax.numpy
    equations, people = task.equations, task.population
    term = diffrax.ODETerm(write_as_arrays(equations, numbers))
    solver = getattr(diffrax, METHODS[equations.name])()
    control = diffrax.PIDController(rtol=task.rtol, atol=task.atol)
    hours, places = numbers.asarray(task.hours), numbers.asarray(equations.places)

    def live(parameters: Any, start: Any, doses: Any) -> Any:
        def day(state: Any, dose: Any) -> Any:
            solution = diffrax.diffeqsolve(
                term, solver, hours[0], hours[-1], None, state.at[0].add(dose), parameters,
                saveat=diffrax.SaveAt(ts=hours), stepsize_controller=control, max_steps=MOST_STEPS, throw=False,
            )  # fmt: skip
            return solution.ys[-1], solution.ys[1:, places]

        _, seen = jax.lax.scan(day, start, doses)
        return numbers.concatenate([start[None, places], seen.reshape(-1, len(places))])

    solve = jax.jit(jax.vmap(live))
    given = [numbers.asarray(array) for array in (people.parameters, people.starts, people.doses)]
    return lambda: np.asarray(solve(*given).block_until_ready())


DIFFRAX = Peer(
    "diffrax",
    ("diffrax", "jax", "jaxlib"),
    prepare,
    METHODS,
    tolerances={"w2": (2e-6, 2e-8)},
    most={"w1": 200, "w2": 16, "w3": 64, "naltrexone": 64},
)
