"""A dose that does not balance: what was given is, at any time, what is held and what has left, mole for mole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from neurodose.dosing.regimen import Dose
from neurodose.errors import DoseError, SolverError
from neurodose.modelling.system import StateEquation, System
from neurodose.modelling.trace import Entrance, Flow, Output
from neurodose.populations.people import typical_people
from neurodose.simulation.simulate import simulate
from neurodose.slips.disposition import amounts, values_at_start
from neurodose.slips.finding import Finding
from neurodose.symbols import Expression, constant, symbol
from neurodose.symbols.evaluation import evaluate
from neurodose.units import h, nmol, umol

CHECK = "balance"
GIVEN = 10.0  # µmol: a few mg, so that what saturates does
HOURS = (1.0, 6.0, 24.0, 96.0)
EXACT = 1e-4  # relative: tolerances of the solver leave 1e-6
LEFT, SUPPLIED = "audit of what has left", "audit of what came from nowhere"


def check_balance(system: System, back_end: str | None = None) -> Iterator[Finding]:
    """Findings on each route: a dose that grows, vanishes or goes below zero.

    Solves the system twice for a typical person by each route, with a dose and without: what the body makes itself is
    no fault. back_end: as of `simulate`
    """
    watched = _watch(system)
    if not system.routes:
        return
    before = _live(watched, None, back_end)
    for address, entrance in system.routes.items():
        try:
            after = _live(watched, Dose(GIVEN * umol, route=address), back_end)
        except (DoseError, SolverError) as error:
            yield Finding(
                CHECK,
                "warning",
                address,
                "a dose by this route cannot be lived through",
                error.what,
                error.exists or "",
                error.hint or "say in the model what becomes of it",
            )
            continue
        yield from _judge(system, address, entrance, after - before, after)


def _watch(system: System) -> System:
    """The same system with two more states: what has left, and what has come from nowhere, of any substance."""
    held = {s.address for s in amounts(system)}
    left = [f for f in system.flows if f.source in held and f.target not in held]
    came = supplies(system)
    states = [*system.states, _add_up(LEFT, left), _add_up(SUPPLIED, came)]
    outputs = dict(system.outputs) | {s.address: Output(s.symbol, s.meaning, nmol) for s in states[-2:]}
    return replace(system, states=tuple(states), outputs=outputs)


def supplies(system: System) -> list[Flow]:
    """Flows into a compartment that come out of none."""
    held = {s.address for s in amounts(system)}
    return [f for f in system.flows if f.target in held and f.source not in held]


def _add_up(name: str, flows: list[Flow]) -> StateEquation:
    rate: Expression = constant(0.0, (nmol / h).dimension)
    for flow in flows:
        rate = rate + flow.rate
    node = symbol("state", name, nmol.dimension)
    return StateEquation(node, rate, constant(0.0, nmol.dimension), name, nmol)


def _live(system: System, dose: Dose | None, back_end: str | None) -> np.ndarray:
    """Amounts of every compartment, then what has left and what was supplied (states, times), in nmol."""
    names = [s.address for s in amounts(system)]
    names += [name for name in (LEFT, SUPPLIED) if name not in names]
    course = simulate(system, dose, at=list(HOURS) * h, outputs=names, back_end=back_end)
    course.status.raise_if_failed()
    return np.array([course.values[name][0] for name in names])


def _judge(system: System, address: str, entrance: Entrance, grown: np.ndarray, after: np.ndarray) -> Iterator[Finding]:
    given = (GIVEN * umol).coherent
    due = _arrive(system, entrance, given)
    held, left, supplied = grown[:-2].sum(axis=0), grown[-2], grown[-1]
    worst = int(np.argmax(np.abs(held + left - due)))
    found, arrived = float(held[worst] + left[worst]), float(due[worst])
    if abs(found - arrived) > EXACT * given or np.abs(supplied).max() > EXACT * given:
        culprits = ", ".join(dict.fromkeys(f"{f.meaning} into {f.target}" for f in supplies(system))) or "none"
        yield Finding(
            CHECK,
            "error",
            address,
            f"of {given:g} nmol given, {found:.5g} nmol are found",
            f"{HOURS[worst]:g} h after {arrived:.5g} nmol arrived: {held[worst]:.5g} held, "
            f"{left[worst]:.5g} left, {supplied[worst]:.5g} came from nowhere",
            f"what comes from no compartment: {culprits}",
            "let substance move by flows_to and is_converted_to, which keep moles",
        )
    names = [s.address for s in amounts(system)]
    lowest = after[:-2].min(axis=1)
    for name, amount in zip(names, lowest, strict=False):
        if amount < -EXACT * given:
            yield Finding(
                CHECK,
                "error",
                name,
                "its amount falls below zero",
                f"{amount:.4g} nmol after {given:g} nmol by {address}",
                "something leaves although nothing is left",
                "let what leaves go with what is there: a rate times the amount",
            )


def _arrive(system: System, entrance: Entrance, given: float) -> np.ndarray:
    """How much of a dose has arrived by each hour (times,), where its route knows a share, a lag, a rate or a time."""
    way = system.complete(entrance).formulas
    found = evaluate(way.values(), values_at_start(system, typical_people()))
    known = {name: float(np.ravel(value)[0]) for name, value in zip(way, found, strict=True)}
    whole, hours = given * known.get("share", 1.0), np.array(HOURS) - known.get("lag", 0.0)
    duration = whole / known["rate"] if "rate" in known else known.get("duration", 0.0)
    return whole * np.clip(hours / duration if duration > 0 else np.sign(hours), 0, 1)
