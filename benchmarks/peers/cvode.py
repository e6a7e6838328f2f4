"""libroadrunner: CVODE behind a model in Antimony that its own compiler turns into machine code; doses are events.

Of three ways that were tried (an event for each dose, a restart at each dose, one event that also says when it comes
again) the last is the fastest, and so is libroadrunner's newer compiler.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.equations import DAY, Equations
from benchmarks.peers.peer import Peer, Run, Task

MOST_STEPS = 100_000


def write_antimony(equations: Equations) -> str:
    """The model in Antimony's notation: `dose_1` goes in on the first day after the start, and so on."""
    first, doses = equations.states[0], range(1, equations.days)
    today = " + ".join(f"dose_{day}*piecewise(1, today == {day}, 0)" for day in doses)
    given = today if equations.taken < 1 else "dose_1"
    lines = [
        *(f"{name} = {value!r};" for name, value in equations.parameters.items()),
        *(f"{name} := {_raise(text)};" for name, text in equations.definitions.items()),
        *(f"{name}' = {_raise(text)};" for name, text in equations.rates.items()),
        *(f"{name} = 0;" for name in (*equations.states, *(f"dose_{day}" for day in doses))),
        f"today = 1; next = {DAY};",
        f"at (time >= next), t0=false: {first} = {first} + {given}, next = next + {DAY}, today = today + 1;",
    ]
    return f"model {equations.name}()\n" + "\n".join(lines) + "\nend\n"


def _raise(text: str) -> str:
    return text.replace("**", "^")


def prepare(task: Task) -> Run:
    antimony: Any = import_module("antimony")
    roadrunner: Any = import_module("roadrunner")
    equations, people = task.equations, task.population
    if antimony.loadAntimonyString(write_antimony(equations)) < 0:
        raise ValueError(antimony.getLastError())
    roadrunner.Config.setValue(roadrunner.Config.LLVM_BACKEND, roadrunner.Config.LLJIT)
    runner = roadrunner.RoadRunner(antimony.getSBMLString(antimony.getMainModuleName()))
    runner.timeCourseSelections = list(equations.outputs)
    wanted = {"relative_tolerance": task.rtol, "absolute_tolerance": task.atol, "stiff": equations.is_stiff}
    for name, value in (wanted | {"maximum_num_steps": MOST_STEPS}).items():
        runner.getIntegrator().setValue(name, value)
    model, hours = runner.model, DAY * equations.days
    names = list(model.getGlobalParameterIds())
    doses = [f"dose_{day}" for day in range(1, equations.days)]
    places = [names.index(name) for name in (*equations.parameters, *equations.states, *doses, "next", "today")]
    begin = people.starts.copy()
    begin[:, 0] += people.doses[:, 0]
    clock = np.tile([DAY, 1.0], (task.people, 1))
    values = np.concatenate([people.parameters, begin, people.doses[:, 1:], clock], axis=1)

    def run() -> np.ndarray:
        results = task.make_results()
        for person in range(task.people):
            runner.reset(roadrunner.SelectionRecord.TIME)
            model.setGlobalParameterValues(places, values[person])
            results[person] = runner.simulate(0, hours, hours + 1)
        return results

    return run


LIBROADRUNNER = Peer(
    "libroadrunner",
    ("roadrunner", "antimony"),
    prepare,
    {"w1": "CVODE, Adams", "w2": "CVODE, BDF", "w3": "CVODE, BDF", "naltrexone": "CVODE, Adams"},
    most={"w1": 400, "w2": 200, "w3": 400, "naltrexone": 200},
)
