"""Every drug with every circuit and response that it reaches: all that is promised is there, finite and within bounds.

Rest is rest: without a drug nothing moves but what goes on by itself (drinking, relapse, time).
"""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from neurodose import read_regimen, simulate
from neurodose.library import CIRCUITS, DRUGS, RESPONSES, combine
from neurodose.library.circuit import Circuit
from neurodose.library.combination import find_stage
from neurodose.library.drug import Drug
from neurodose.library.indications import add_all_reached
from neurodose.library.reach import Stage
from neurodose.units import h

USUAL = {
    "naltrexone": "50 mg", "baclofen": "20 mg", "mitragynine": "4 g", "mitraphylline": "1 mg", "morphine": "10 mg",
    "heroin": "10 mg", "fentanyl": "0.1 mg", "methadone": "40 mg", "buprenorphine": "8 mg",
    "naloxone": "2 mg by injection", "ethanol": "50 g", "midazolam": "7.5 mg", "dextromethorphan": "30 mg",
}  # fmt: skip
FAR_TOO_MUCH = 1000  # times the usual dose
HOURS = (0, 0.25, 0.5, 1, 2, 4, 8, 12, 24, 48, 72)
# What goes on without a drug: the course of treatment, nausea that comes to anybody, and time itself.
BY_ITSELF = ("craving.", "drinking.", "opioid_relapse.", "nausea.", "tolerability.", "new_exposure.elapsed")
SOLVED = 1e-6  # of a value: what a solver leaves
ALL = (*CIRCUITS, *RESPONSES)
# The lower end of a scale that is 0, where a formula has only the upper one.
UNUSED = {"liking.scale.lowest"}


@cache
def find_body(name: str) -> Drug:
    return add_all_reached(combine(name))


def find_promised(stage: Stage) -> set[str]:
    """Addresses of all that a circuit or response says it tells."""
    return {*stage.outputs.values(), *(a for endpoint in stage.endpoints for a in endpoint.outputs.values())}


def take(name: str, times: int) -> str:
    amount, rest = USUAL[name].split(maxsplit=1)
    return f"{float(amount) * times:g} {rest}"


@pytest.mark.parametrize("name", DRUGS)
def test_what_a_stage_promises_is_in_every_structure(name: str) -> None:
    body = find_body(name)
    for structure in body.structures.values():
        for stage in body.stages:
            assert find_promised(stage) <= structure.system.outputs.keys()


@pytest.mark.parametrize("name", DRUGS)
def test_rest_is_rest_and_no_dose_leads_out_of_bounds(name: str) -> None:
    body = find_body(name)
    plans = [None, *(read_regimen(take(name, times)) for times in (1, FAR_TOO_MUCH))]
    course = simulate(body.model, plans, body.people.sample(len(plans), seed=1), at=HOURS * h)
    course.status.raise_if_failed()
    for address, values in course.values.items():
        assert np.isfinite(values).all(), address
        if not address.startswith(BY_ITSELF):
            assert np.ptp(values[0]) <= SOLVED * (1 + np.abs(values[0]).max()), address
    for endpoint in (endpoint for stage in body.stages for endpoint in stage.endpoints):
        if endpoint.counted in ("event", "share of days"):
            shares = np.array([course.values[address] for address in endpoint.outputs.values()])
            assert -SOLVED <= shares.min() <= shares.max() <= 1 + SOLVED, endpoint.words[0]


def test_every_number_of_a_stage_is_in_some_body() -> None:
    """A number that no formula has, and that is no noise of a reading, says what nothing does."""
    bodies = [find_body(name) for name in DRUGS]
    used = {id(p) for body in bodies for s in body.structures.values() for p in s.system.parameters.values()}
    for stage in map(find_stage, ALL):
        noise = set() if isinstance(stage, Circuit) else {endpoint.noise for endpoint in stage.endpoints}
        listed = stage.table.listed(f"{stage.name}.")
        unused = {address for address, parameter in listed.items() if id(parameter) not in used}
        assert unused <= noise | UNUSED
