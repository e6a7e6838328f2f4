"""The library's models beside other programs: their equations in plain notation, written from the model itself.

No reference solution is kept for these: a linear model's is exact, by the matrix exponential.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from scipy.linalg import expm

from benchmarks.equations import DAY, Array, Equations, Population
from neurodose import Dose, People, find_drug
from neurodose.modelling.model import Model, describe
from neurodose.symbols import Expression
from neurodose.units import h, mg

SEED = 7
DAYS = 28
TABLET = 50 * mg
OUTPUTS = ("parent.plasma.amount", "metabolite.plasma.amount", "brain.concentration")
SIGNS = {"add": "+", "subtract": "-", "multiply": "*", "divide": "/", "power": "**"}


@dataclass(frozen=True)
class LibraryWork:
    """A drug by mouth once a day, in its own virtual people: what `workloads.Workload` is to the invented models."""

    name: str
    outputs: tuple[str, ...] = OUTPUTS
    days: int = DAYS

    @property
    def model(self) -> Model:
        return find_drug(self.name).model

    def draw(self, count: int) -> tuple[People, list[Dose]]:
        """The first people, and the regimen of each."""
        return find_drug(self.name).people.sample(count, seed=SEED), [Dose(TABLET, every=24 * h, count=DAYS)] * count


def write_library(name: str) -> Equations:
    """The equations of a drug's model, with a tablet a day."""
    drug = find_drug(name)
    system = describe(drug.model)
    (mouth,) = (route for route in system.routes.values() if route.usual)
    states = sorted(system.states, key=lambda state: state.address != mouth.state)  # the dosed one is the first
    substance = states[0].symbol.substance
    assert substance is not None
    equations = Equations(
        name,
        parameters={_say(address): parameter.value.coherent for address, parameter in system.parameters.items()},
        omega={},
        rates={_say(state.address): write_plainly(state.rate) for state in states},
        starts={
            _say(state.address): write_plainly(state.start) for state in states if state.start.operation != "constant"
        },
        outputs=tuple(_say(output.removesuffix(".amount").removesuffix(".concentration")) for output in OUTPUTS),
        dose=substance.count_moles(TABLET, mouth.form),
        days=DAYS,
        is_stiff=False,
    )

    def draw(count: int) -> Population:
        parameters = drug.people.sample(count, seed=SEED).values_for(system.parameters).T
        return equations.start(parameters, np.ones((count, DAYS)))

    return replace(equations, drawn=draw)


def write_plainly(node: Expression) -> str:
    """A formula in the notation of Python's arithmetic. Raises KeyError for what the library's models do not have."""
    if node.operation == "constant":
        return repr(float(node.value))
    if node.operation in ("state", "parameter"):
        return _say(node.content)
    inner = [write_plainly(argument) for argument in node.arguments]
    if node.operation == "negative":
        return f"(-{inner[0]})"
    return f"({inner[0]} {SIGNS[node.operation]} {inner[1]})"


def _say(address: str) -> str:
    return address.replace(".", "_")


def solve_exactly(equations: Equations, count: int) -> Array:
    """The outputs of the first people, hourly: (people, times, outputs). The equations have to be linear."""
    people = equations.draw(count)
    size, places = len(equations.states), equations.places
    results = np.zeros((count, DAY * equations.days + 1, len(places)))
    for person, (parameters, start, doses) in enumerate(
        zip(people.parameters, people.starts, people.doses, strict=True)
    ):  # fmt: skip
        seen = equations.evaluate_rates(np.eye(size + 1, size), np.tile(parameters, (size + 1, 1)))
        matrix = np.zeros((size + 1, size + 1))  # with a last state that is always one, for what is produced
        matrix[:size, :size], matrix[:size, size] = (seen[:size] - seen[size]).T, seen[size]
        hour = expm(matrix)
        state = np.append(start, 1.0)
        results[person, 0] = state[places]
        for number in range(DAY * equations.days):
            if number % DAY == 0:
                state[0] += doses[number // DAY]
            state = hour @ state
            results[person, number + 1] = state[places]
    return results
