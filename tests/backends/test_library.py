"""Every model of the library on the engine: it gives what the reference gives, and linear ones what is exact."""

from __future__ import annotations

from importlib import import_module
from inspect import Parameter, signature
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pytest

from neurodose import Dose, MatrixExponential, Rodas5P, find_drug, people_from, simulate
from neurodose.compiler.program import compile_system
from neurodose.library import DRUGS, drugs
from neurodose.modelling.model import Model
from neurodose.modelling.system import System
from neurodose.units import day, h, nmol

NAMES = [m.name for m in iter_modules(drugs.__path__) if not m.name.endswith(("_numbers", "_sources", "_affinities"))]
METHOD = Rodas5P(rtol=1e-8, atol=1e-9)
WITHIN = 1e-6  # of a quantity's largest value: some hundred tolerances, as errors of a step add up
NOTHING = 1e-2  # nmol or nM, where 10,000 nmol are given: what is less has left, and methods err in what is left of it


def find_models(name: str) -> dict[str, System]:
    """The models of a drug's file that stand by themselves: they have numbers, and a way in."""
    module = import_module(f"{drugs.__name__}.{name}")
    own = {n: m for n, m in vars(module).items() if isinstance(m, Model) and m.function.__module__ == module.__name__}
    whole = {n: m for n, m in own.items() if not any(p.default is p.empty for p in _other_parameters(m))}
    return {n: m.system for n, m in whole.items() if m.system.routes}


def _other_parameters(part: Model) -> list[Parameter]:
    return list(signature(part.function).parameters.values())[1:]


MODELS = {f"{name}, {word}": system for name in NAMES for word, system in find_models(name).items()}
GIVEN = [*DRUGS, "naltrexone + morphine", "mitragynine + midazolam", "mitragynine + dextromethorphan",
         "buprenorphine + naltrexone", "baclofen + ethanol"]  # fmt: skip
MODELS |= {f"{name}, at receptors": find_drug(name).system for name in GIVEN}


def live(system: System, **how: Any) -> dict[str, np.ndarray]:
    """Three people are given something by every route, once as a bolus and once as the model has it."""
    routes = list(system.routes)
    given = Dose(1e4 * nmol, route=routes[0], every=12 * h, count=2)
    for route in routes[1:]:
        given = given & Dose(1e4 * nmol, route=route, at=1 * h)
    states = [s.address for s in system.states]
    people = people_from({"nothing": [1.0, 2.0, 3.0]})
    course = simulate(system, given, people, until=2 * day, every=3 * h, outputs=states, **how)
    course.status.raise_if_failed()
    return dict(course.values)


def compare(ours: dict[str, np.ndarray], theirs: dict[str, np.ndarray]) -> None:
    for state, values in theirs.items():
        size = max(float(np.abs(values).max()), NOTHING)
        assert np.abs(ours[state] - values).max() <= WITHIN * size, state


@pytest.mark.parametrize("name", MODELS)
def test_the_engine_answers_to_the_reference(name: str) -> None:
    system = MODELS[name]
    ours, theirs = (live(system, method=METHOD, back_end=b) for b in ("engine", "reference"))
    compare(ours, theirs)
    if compile_system(system, tuple(s.address for s in system.states)).is_linear:
        compare(ours, live(system, method=MatrixExponential()))


def test_every_drug_of_the_library_is_here() -> None:
    assert {name.split(",")[0] for name in MODELS} >= {"baclofen", "mitragynine", "morphine", "naltrexone", "naloxone"}
    assert len(MODELS) > 30
