"""What a system does to little of each substance: rate constants, clearance, volume and half-life by linearisation.

Read off the flows themselves at a small amount, so that no check has to trust the name of a parameter.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from neurodose.modelling.parameter import Parameter, parameter_symbol
from neurodose.modelling.substance import Substance
from neurodose.modelling.system import StateEquation, System
from neurodose.modelling.trace import Flow
from neurodose.populations.people import People, typical_people
from neurodose.symbols import Expression, time
from neurodose.symbols.evaluation import evaluate
from neurodose.symbols.expression import walk

LITTLE = 1e-3  # nmol: far below what saturates anything, far above rounding
CENTRAL = ("plasma", "blood", "serum", "central", "water")
ROUNDING = 1e-9  # relative to the largest rate constant: what is left where shares add up to all


@dataclass(frozen=True, eq=False)
class Passage:
    """A flow out of a compartment, and its rate constant per hour at a small amount (people,)."""

    flow: Flow
    constant: np.ndarray

    @property
    def typical(self) -> float:
        return float(self.constant[0])


@dataclass(frozen=True, eq=False)
class Disposition:
    """One substance where it exchanges to and fro: what it is cleared by, how far it spreads, how fast it goes.

    places:    compartments between which it passes both ways; central: the one whose concentration is measured
    volume:    of the central one; spread: at steady state (L)
    clearance: dose over area in the central one; renal: the part of it that goes into urine (L/h)
    half_life: the longest, in h; infinite where nothing leaves
    """

    substance: Substance
    places: tuple[str, ...]
    central: str
    volume: float
    spread: float
    clearance: float
    renal: float
    half_life: float
    exits: tuple[Passage, ...]
    parameters: Mapping[str, Parameter]

    @property
    def is_apparent(self) -> bool:
        """Whether its clearance is over an unknown bioavailability, by the words of the author."""
        return any("apparent" in p.meaning for p in self.parameters.values())


def values_at_start(system: System, people: People) -> dict[Expression, Any]:
    """Every symbol of a system as it is before any dose, (people,) each, coherent."""
    rows = people.values_for(system.parameters)
    values: dict[Expression, Any] = {
        parameter_symbol(a, p): row for (a, p), row in zip(system.parameters.items(), rows, strict=True)
    }
    values[time] = np.zeros(len(people))
    starts = evaluate([s.start for s in system.states], values)
    full = np.zeros(len(people))
    return values | {s.symbol: full + start for s, start in zip(system.states, starts, strict=True)}


def find_passages(system: System, people: People | None = None) -> tuple[Passage, ...]:
    """Every flow out of a compartment with its rate constant at a small amount; for typical people unless said."""
    people = typical_people() if people is None else people
    values = values_at_start(system, people)
    for node in walk(flow.rate for flow in system.flows):
        if node.operation == "at_start":
            values[node] = evaluate([node.arguments[0]], values)[0]
    found = []
    for state in amounts(system):
        flows = [f for f in system.flows if f.source == state.address]
        rates = [f.rate for f in flows]
        before = evaluate(rates, values)
        after = evaluate(rates, {**values, state.symbol: values[state.symbol] + LITTLE})
        full = np.zeros(len(people))
        found += [Passage(f, full + (b - a) / LITTLE) for f, a, b in zip(flows, before, after, strict=True)]
    return tuple(found)


def amounts(system: System) -> Iterator[StateEquation]:
    """The states that hold an amount of a substance."""
    return (s for s in system.states if s.holds_an_amount)


def find_dispositions(system: System) -> tuple[Disposition, ...]:
    """One for each set of compartments between which a substance passes both ways and where it has a concentration."""
    passages = find_passages(system)
    values = values_at_start(system, typical_people())
    found = (_describe(system, group, passages, values) for group in _find_groups(system, passages))
    return tuple(d for d in found if d is not None)


def find_half_lives(system: System) -> tuple[float, ...]:
    """Every half-life of a system at small amounts (h), of gut and depots too; what never falls has none."""
    places = [s.address for s in amounts(system)]
    matrix = np.zeros((len(places), len(places)))
    for p in find_passages(system):
        rate = p.typical if np.isfinite(p.typical) else 0.0
        matrix[places.index(p.flow.source or ""), places.index(p.flow.source or "")] -= rate
        if p.flow.target in places:
            matrix[places.index(p.flow.target or ""), places.index(p.flow.source or "")] += rate
    falling = -np.linalg.eigvals(matrix).real
    return tuple(float(np.log(2) / rate) for rate in falling if rate > ROUNDING)


def _find_groups(system: System, passages: tuple[Passage, ...]) -> list[list[StateEquation]]:
    """Compartments of one substance that can be reached from one another, in the order of the model."""
    states = list(amounts(system))
    index = {s.address: n for n, s in enumerate(states)}
    reach = np.eye(len(states), dtype=bool)
    for p in passages:
        if p.flow.target in index and p.typical != 0:
            source, target = index[p.flow.source or ""], index[p.flow.target or ""]
            reach[source, target] |= states[source].symbol.substance is states[target].symbol.substance
    for _ in states:
        reach = reach | (reach @ reach)
    both = reach & reach.T
    return [[states[m] for m in np.flatnonzero(both[n])] for n in range(len(states)) if n == np.flatnonzero(both[n])[0]]


def _describe(
    system: System, group: list[StateEquation], passages: tuple[Passage, ...], values: Mapping[Expression, Any]
) -> Disposition | None:
    """The disposition of one set of compartments, or None where none has a concentration, or a rate is no number."""
    places = [s.address for s in group]
    volumes = {s.address: v for s in group if (v := find_volume(system, s, values)) is not None}
    leaving = [p for p in passages if p.flow.source in places]
    if not volumes or not all(np.isfinite(p.typical) for p in leaving):
        return None
    least = ROUNDING * max((abs(p.typical) for p in leaving), default=0.0)
    exits = tuple(p for p in leaving if p.flow.target not in places and abs(p.typical) > least)
    central = _choose_central(volumes, exits)
    matrix = np.zeros((len(places), len(places)))
    for p in leaving:
        matrix[places.index(p.flow.source or ""), places.index(p.flow.source or "")] -= p.typical
        if p.flow.target in places:
            matrix[places.index(p.flow.target or ""), places.index(p.flow.source or "")] += p.typical
    used = _parameters_of(system, [p.flow.rate for p in exits])
    start, volume = places.index(central), volumes[central]
    if not exits or min(p.typical for p in exits) < 0 or np.linalg.cond(matrix) > 1e14:
        return Disposition(
            group[0].symbol.substance, tuple(places), central, volume, np.inf, 0.0, 0.0, np.inf, exits, used
        )
    stays = -np.linalg.inv(matrix)[:, start]  # hours that a molecule put into the central one spends in each
    clearance = volume / float(stays[start])
    renal = sum(p.typical * stays[places.index(p.flow.source or "")] for p in exits if _is_sink(p)) * clearance
    half_life = float(np.log(2) / np.abs(np.linalg.eigvals(matrix).real).min())
    spread = clearance * float(stays.sum())
    return Disposition(
        group[0].symbol.substance,
        tuple(places),
        central,
        volume,
        spread,
        clearance,
        float(renal),
        half_life,
        exits,
        used,
    )


def find_volume(system: System, state: StateEquation, values: Mapping[Expression, Any]) -> float | None:
    """The volume that turns an amount into its concentration (L), for a typical person; None where there is none."""
    output = system.outputs.get(f"{state.address}.concentration")
    if output is None:
        return None
    little = {**values, state.symbol: np.ones(1)}
    found = float(np.ravel(1 / np.asarray(evaluate([output.expression], little)[0]))[0])
    return found if np.isfinite(found) and found > 0 else None


def _choose_central(volumes: Mapping[str, float], exits: tuple[Passage, ...]) -> str:
    named = [place for place in volumes if last_name(place) in CENTRAL]
    if named:
        return named[0]
    cleared = {place: sum(p.typical for p in exits if p.flow.source == place) * volumes[place] for place in volumes}
    return max(cleared, key=lambda place: cleared[place])


def _is_sink(passage: Passage) -> bool:
    return passage.flow.target is not None and last_name(passage.flow.target).startswith("urine")


def _parameters_of(system: System, formulas: list[Expression]) -> dict[str, Parameter]:
    names = [n.content for n in walk(formulas) if n.operation == "parameter"]
    return {name: system.parameters[name] for name in names if name in system.parameters}


def last_name(address: str) -> str:
    return address.split(".")[-1]
