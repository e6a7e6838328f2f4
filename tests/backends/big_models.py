"""Made-up models for the back ends: of one state and of hundreds, with every operation, on the clock, running away."""

from __future__ import annotations

from typing import Any

from neurodose import Compartment, Output, Parameters, Pool, Route, model
from neurodose.modelling.pool import State
from neurodose.symbols import cos, exp, log, maximum, minimum, select, sin, sqrt, time
from neurodose.units import h
from tests.models import Numbers, assume


class Made(Parameters):
    """Numbers without a meaning; all of them vary, so that people differ."""

    k = assume(0.7 / h, "a rate", varies=True)
    slow = assume(0.02 / h, "a slow rate", varies=True)
    fast = assume(40 / h, "a fast rate", varies=True)
    period = assume(5 * h, "a period", varies=True)
    level = assume(0.8, "a level", varies=True)
    usual = assume(0.7, "what is usual")
    power = assume(1.7, "an exponent", varies=True)


@model
def alone(m: Any, p: Any = Made) -> None:
    """One state, which goes to where its own square root leads."""
    m.x = State(p.level)
    m.x.changes_by(p.k * (1 - m.x.expression * sqrt(m.x.expression)))


@model
def tiny(m: Any, p: Any = Numbers) -> None:
    """A drug in one place, cleared the slower the more there is."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL / (1 + m.plasma.concentration / (10 * p.Ki)))


@model
def all_operations(m: Any, p: Any = Made) -> None:
    """Every operation of the language: in what moves, in what is hoisted, and in what is only looked at."""
    m.x = State(p.level + 1)
    m.y = State(p.level**2 / 2)
    m.z = State(minimum(p.level, 1) + exp(-p.power))
    x, y, z = m.x.expression, m.y.expression, m.z.expression
    phase = time / p.period
    is_high, is_late = x > 1, phase >= 1
    lively = select((p.level > p.usual) | ~(p.power <= 1.5), cos(p.level) ** p.power, log(1 + p.level))
    # Only x is looked at by a condition, and it falls whatever the condition says: nobody is held at a threshold.
    m.x.changes_by(-p.slow * x**p.power)
    m.y.changes_by(p.k * select(is_high & ~is_late | (x <= 0), minimum(x, z) - y, maximum(p.level, z) / 2 - y))
    m.y.changes_by(p.slow * (log(1 + y**2) + sqrt(y) - y**9 + exp(-y) / (1 + y**1.5)))
    m.z.changes_by(p.fast * (lively * y ** (x / (1 + x)) - z) + p.slow * (cos(x * phase) - sin(phase)))
    m.is_high = Output(is_high, "whether x is above one")
    m.is_lively = Output((p.level > p.usual) & (p.power > 1.5), "whether this person is lively")
    m.sum = Output(select(is_late, x + y * phase, z - y**-1.5), "a sum")


@model
def told(m: Any, p: Any = Made) -> None:
    """What is looked at comes from parameters alone, or from the clock alone, or is a number."""
    m.x = State(p.level**p.power)
    m.x.changes_by(-p.k * m.x.expression**2 / p.level)
    m.half_life = Output(log(2 * p.level / p.level) / p.k, "a time", h)
    m.clock = Output(time / p.period, "how many periods are over")
    m.is_slow = Output(p.k < p.usual / h, "whether this person is slow")


@model
def clocked(m: Any, p: Any = Numbers) -> None:
    """A drug is cleared by day and hardly at night, and the signal follows a sine; after a while it is switched off."""
    m.plasma = Compartment(p.drug, volume=p.V)
    m.vein = Route(m.plasma, form="base", usual=True)
    m.plasma.is_cleared(by=p.CL * (1 + sin(p.kout * time) / 2))
    m.signal = Pool(p.kin * select(p.kout * time < 10, 1 + sin(p.kout * time), 0.5), p.kout, meaning="signal")


@model
def runs_away(m: Any, p: Any = Made) -> None:
    """What grows with its own square is infinite after 1/k hours, if it is one at first."""
    m.x = State(1)
    m.x.changes_by(p.slow * m.x.expression**2)


@model
def bounded(m: Any, p: Any = Made) -> None:
    """What grows the slower the more there is, and does not move at all when it is infinite; beside it what decays."""
    m.x = State(p.level)
    m.y = State(1)
    m.x.changes_by(p.k / (1 + m.x.expression))
    m.y.changes_by(-p.k * m.y.expression)


@model
def falls_off(m: Any, p: Any = Made) -> None:
    """What reaches zero, and has no square root beyond."""
    m.x = State(p.level)
    m.x.changes_by(-p.k * (1 + sqrt(m.x.expression)))


@model
def ring(m: Any, p: Any = Made, size: int = 300) -> None:
    """What leaves one place reaches the next and, in a circle, the first; the more is there, the slower."""
    places = [State(p.level + number % 4) for number in range(size)]
    for number, place in enumerate(places):
        setattr(m, f"x{number}", place)
    held = [place.expression for place in places]
    for number, place in enumerate(places):
        before, here = held[number - 1], held[number]
        place.changes_by(p.k * before / (1 + before) - p.k * here / (p.level + here))
    m.total = Output(sum(held[1:], held[0]), "all there is")


@model
def crowd(m: Any, p: Any = Made, size: int = 16) -> None:
    """Everyone pulls at everyone: no entry of the Jacobian is zero."""
    places = [State(p.level * (1 + number % 5)) for number in range(size)]
    for number, place in enumerate(places):
        setattr(m, f"x{number}", place)
    held = [place.expression for place in places]
    for number, place in enumerate(places):
        pulls = [other * (1 + (number * k) % 9) / (1 + other) for k, other in enumerate(held)]
        place.changes_by(p.slow * sum(pulls[1:], pulls[0]) / 4 - p.k * held[number] ** 2)
    m.total = Output(sum(held[1:], held[0]), "all there is")
