"""What tests of visits share: a visit in a model whose answer is known on paper, and models with lags and memories."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from neurodose import Compartment, Course, Dose, MatrixExponential, Output, People, Route, model, simulate
from neurodose.modelling.pool import State
from neurodose.simulation.visits import Visit, Visits
from neurodose.units import day, h, mg, nmol
from tests.models import Numbers, assume, one_compartment

PLASMA = "plasma.concentration"
EACH = 4000 / 50  # nM after 1 mg of a substance of 250 g/mol into 50 L
DECAY = 5 / 50  # per hour
MG = 4000.0  # nmol in 1 mg
EXACT = 1e-9  # relative: the matrix exponential errs by rounding, which a hundred stretches add up
SOLVED = 1e-5  # relative error that a tolerance of 1e-6 leaves; of the largest value

Decide = Callable[[Visit], object]
daily = Dose(1 * mg, every=1 * day, count=10)


def see(decide: Decide, at: Any = 2 * day, regimen: Any = daily, people: People | None = None, **how: Any) -> Course:
    """What comes of visits, in the model whose answer is known on paper."""
    told = {"until": 5 * day, "every": 6 * h, "method": MatrixExponential(), **how}
    return simulate(one_compartment, regimen, people, visits=Visits(at, as_decision(decide)), **told)


def as_decision(decide: Decide) -> Callable[[Visit], None]:
    """Whatever a lambda gives back is of no use."""

    def call(visit: Visit) -> None:
        decide(visit)

    return call


def times(course: Course, person: int = 0) -> list[float]:
    """When somebody was given something, hours."""
    assert course.given is not None
    return [record.time for record in course.given[person] if record.gives]


def masses(course: Course, person: int = 0) -> list[float]:
    """How much of it, mg."""
    assert course.given is not None
    return [record.amount / MG for record in course.given[person] if record.gives]


def superpose(course: Course, person: int = 0) -> np.ndarray:
    """The concentration that follows on paper from what somebody is said to have been given, by vein at once."""
    total = np.zeros(len(course.times))
    for time, mass in zip(times(course, person), masses(course, person), strict=True):
        here = course.times >= time
        total[here] += EACH * mass * np.exp(-DECAY * (course.times[here] - time))
    return total


class Ways(Numbers):
    """A drug that comes in late and not all of it, and another that takes its place."""

    lag = assume(9 * h, "lag")
    F = assume(0.5, "share")
    lasts = assume(11 * h, "duration of an infusion")
    fades = assume(0.02 / h, "rate at which absorption fades")


@model
def delayed(m: Any, p: Any = Ways) -> None:
    """Half of what is swallowed arrives, nine hours later; a pump runs for eleven."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.gut.receives(share=p.F, lag=p.lag)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.pump = Route(m.plasma, form="base", duration=p.lasts)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.is_cleared(by=p.CL)


@model
def fading(m: Any, p: Any = Ways) -> None:
    """Absorption becomes slower with the time since the last dose."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug, volume=p.V)
    m.mouth = Route(m.gut, form="base", usual=True)
    m.gut.flows_to(m.plasma, rate=p.ka / (1 + p.fades * m.gut.time_since_dose))
    m.plasma.is_cleared(by=p.CL)
    m.last = Output(m.gut.last_dose, "last dose", nmol)


@model
def two_drugs(m: Any, p: Any = Ways) -> None:
    """A drug and the one that takes its place, each in plasma of its own."""
    m.old = Compartment(p.drug, volume=p.V)
    m.new = Compartment(p.metabolite, volume=p.V)
    m.tablet = Route(m.old, form="base", usual=True)
    m.patch = Route(m.new, form="base")
    m.old.is_cleared(by=p.CL)
    m.new.is_cleared(by=p.CL)


def superpose_near(course: Course) -> np.ndarray:
    """As `superpose`, where an output and a dose at one time but for rounding belong together."""
    total = np.zeros(len(course.times))
    for time, mass in zip(times(course), masses(course), strict=True):
        here = course.times >= time - 1e-9
        total[here] += EACH * mass * np.exp(-DECAY * (course.times[here] - time))
    return total


class Growth(Numbers):
    """How fast it grows."""

    k = assume(0.02 / h, "growth")


@model
def growth(m: Any, p: Any = Growth) -> None:
    """What grows with its own square runs away at 1/k hours; beside it a drug that does nothing."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL)
    m.x = State(1)
    m.x.changes_by(p.k * m.x.expression**2)
    m.half_life = Output(p.V / p.CL, "a time", h)
