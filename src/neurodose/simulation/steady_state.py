"""The state that repeats after one period of a schedule that has always been going on, for any schedule and model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np

from neurodose.compiler.program import Program, compile_system
from neurodose.compiler.reference import ReferenceProblem
from neurodose.dosing.cycle import Inflow, tabulate_cycle, wrap
from neurodose.dosing.events import write_records
from neurodose.dosing.expansion import Arrival, Conditions, Plumbing, Repeating, find_arrivals
from neurodose.dosing.legal import check_time
from neurodose.dosing.regimen import ROUNDING, Plan
from neurodose.errors import CourseError, DoseError, PopulationError, SolverError
from neurodose.modelling.model import Part, describe
from neurodose.modelling.parameter import parameter_symbol
from neurodose.modelling.system import System
from neurodose.populations.people import People, typical_people
from neurodose.simulation.conditions import InForce
from neurodose.simulation.landing import find_landings
from neurodose.simulation.moment import see
from neurodose.simulation.plumbing import lay_plumbing
from neurodose.simulation.solving import make_executables, solve
from neurodose.solvers.lanes import at_rest
from neurodose.solvers.linear import MatrixExponential
from neurodose.solvers.march import March
from neurodose.solvers.method import Method
from neurodose.solvers.period import Closing, close_period, find_gathering
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.solvers.status import Status
from neurodose.symbols import time
from neurodose.symbols.expression import walk
from neurodose.symbols.substitution import substitute
from neurodose.units import Quantity

# Finer than the closing asked for, or noise would stand for change.
EXACT = Rodas5P(rtol=1e-11, atol=1e-11, max_steps=1_000_000)
LOOKS = 24  # moments of a period at which states are looked at for their size
A_WHILE = 24.0  # hours that stand for the period of an infusion that never ends


@dataclass(frozen=True, eq=False)
class SteadyState:
    """How people are at the start of each period of a schedule that has always been going on, before what is due then.

    state: (states, people), coherent; period: hours; regimen: of one period, in words
    closing: how well the state repeats, and after how many periods it was found, for each person
    """

    system: System
    people: People
    state: np.ndarray
    period: float
    regimen: str
    closing: Closing
    _arrivals: tuple[Arrival, ...] = field(repr=False)

    def __getitem__(self, name: str) -> Quantity:
        """One output (people,) at the start of the period; raises CourseError that lists what there is."""
        parameters = self.people.values_for(self.system.parameters)
        return see(self.system, name, self.state, self.remember(self.system, parameters), 0.0)

    def states_for(self, system: System, parameters: np.ndarray) -> np.ndarray:
        """The states (states, people) of a system that begins so; areas, which it may have beside them, begin at 0.

        parameters: of the people who begin so, (parameters, people). Raises CourseError for another model or other
        people.
        """
        known, wanted = ([state.address for state in s.states] for s in (self.system, system))
        numbers = [n for n, a in enumerate(system.parameters) if a in self.system.parameters]
        own = self.people.values_for(self.system.parameters)
        is_same_model = self.system.name == system.name and wanted[: len(known)] == known
        is_same_model = is_same_model and all(a.startswith("area of ") for a in wanted[len(known) :])
        if not is_same_model or not np.array_equal(parameters[numbers], own):
            raise CourseError(
                f"a steady state of {len(self.people)} people and {self.system.name} is no start for "
                f"{parameters.shape[1]} people and {system.name}",
                exists=f"{'their parameters' if is_same_model else 'the models'} differ",
                hint="find the steady state of the same model and people",
            )
        begin = np.zeros((len(wanted), parameters.shape[1]))
        begin[: len(known)] = self.state
        return begin

    def remember(self, system: System, parameters: np.ndarray) -> np.ndarray:
        """These parameters (parameters, people), with the last dose of those that the period has always repeated."""
        kept = parameters.copy()
        for state, memory in lay_plumbing(system).memories.items():
            since = np.full(parameters.shape[1], -np.inf)
            for arrival in (a for a in self._arrivals if a.state == state):
                time = wrap(arrival.begin, np.full_like(since, self.period)) - self.period
                is_last = arrival.present & (time >= since)
                since = np.where(is_last, time, since)
                kept[memory.time] = np.where(is_last, time, kept[memory.time])
                kept[memory.amount] = np.where(is_last, arrival.amount, kept[memory.amount])
        return kept

    def underway(self, who: np.ndarray) -> list[Arrival]:
        """What was given in earlier periods and is still on its way, or runs in, for people by number."""
        found, slack = [], 2 * ROUNDING * max(1.0, self.period)
        for arrival in self._arrivals:
            most = float((arrival.end.max() + slack) / self.period)
            for back in range(1, int(most) + 1):
                begin, end = arrival.begin[who] - back * self.period, arrival.end[who] - back * self.period
                # What is due right at the start comes then: it is no part of the state.
                is_coming, runs = begin >= -slack, (begin < -slack) & (end > 0)
                begin, end = np.where(is_coming, np.maximum(begin, 0.0), begin), np.maximum(end, 0.0)
                amount, rate, here = arrival.amount[who], arrival.rate[who], np.zeros(len(who))
                shown = arrival.present[who]
                found.append(Arrival(-1, arrival.state, begin, end, rate, amount, is_coming, shown & is_coming))
                found.append(Arrival(-1, arrival.state, here, end, rate, amount, ~shown & False, shown & runs, True))
        return [arrival for arrival in found if arrival.present.any()]

    def __repr__(self) -> str:
        worst = int(np.argmax(self.closing.distance))
        names = [state.address for state in self.system.states]
        return (
            f"<steady state of {self.system.name}: {self.regimen} every {self.period:g} h; {len(self.people)} people, "
            f"of whom the one furthest from it {self.closing.tell(worst, names)}>"
        )


def find_steady_state(
    model: Part | System,
    regimen: Plan,
    people: People | None = None,
    *,
    every: Quantity | None = None,
    method: Method | MatrixExponential | None = None,
) -> SteadyState:
    """The state that repeats when a regimen is given again and again, for ever: `simulate(…, start=…)` goes on from it.

    regimen: what is given in one period: one dose, a morning and an evening dose, the three doses of a week
    every:   the period; the dose's own interval unless said
    method:  by which a period is lived through; the matrix exponential for linear models, else a fine Rodas5P
    Raises SolverError where no such state exists (somebody accumulates without bound), DoseError for a regimen that
    does not fit into its period.
    """
    system = describe(model)
    people = people if people is not None else typical_people()
    if not isinstance(regimen, Plan):
        raise DoseError(f"{regimen!r} is no regimen", hint='write Dose(50 * mg, …), or read_regimen("…")')
    period = _find_period(regimen, every)
    if people.timeline is not None:
        raise PopulationError("people who change in time have no state that repeats", hint="sample them without it")
    records = write_records(regimen, find_landings(system))
    parameters = people.values_for(system.parameters)
    repetition = Repetition(system, method)
    conditions = InForce(system, parameters, system.ways)
    arrivals = tuple(find_arrivals(records, conditions))
    inflows = [Inflow(a.state, a.begin, a.amount, a.end - a.begin, a.rate, a.present) for a in arrivals]
    closing = repetition.close(Cycles(parameters, inflows, np.full(len(people), period)))
    closing.raise_if_open(
        f"a steady state of {regimen} every {period:g} h", repetition.program.layout.states, people.identity.tolist()
    )
    return SteadyState(system, people, closing.state, period, str(regimen), closing, arrivals)


def _find_period(regimen: Plan, every: Quantity | None) -> float:
    if every is None:
        parts = regimen.parts()
        if len(parts) != 1 or parts[0].every is None or parts[0].count != 1:
            raise DoseError(
                "it is not said after how long the regimen repeats",
                where="regimen",
                hint="give one period of it, and say every=7 * day",
            )
        every = parts[0].every
    check_time(every, "every")
    if regimen.last >= every.coherent:
        raise DoseError(
            f"the last dose of the period is at {regimen.last:g} h, and the period lasts {every}",
            where="regimen",
            hint="give the doses of one period only",
        )
    return float(every.coherent)


@dataclass(frozen=True)
class Cycles:
    """What some people get in one period (people,), hours, again and again."""

    parameters: np.ndarray
    inflows: Sequence[Inflow]
    period: np.ndarray

    @property
    def people(self) -> int:
        return len(self.period)


@dataclass
class Repetition:
    """Finds the states of a system that repeat.

    method: by which a period is lived through; linear systems take the matrix exponential unless one is said
    """

    system: System
    method: Method | MatrixExponential | None = None
    plumbing: Plumbing = field(init=False)
    program: Program = field(init=False)

    def __post_init__(self) -> None:
        refuse_clock(self.system)
        self.plumbing = lay_plumbing(self.system)
        self.program = compile_system(self.system, tuple(s.address for s in self.system.states))
        if self.method is None:
            self.method = MatrixExponential() if self.program.is_linear else EXACT

    def close(self, cycles: Cycles, start: np.ndarray | None = None) -> Closing:
        """The states right at the start of the period, before what arrives then.

        start: (states, people) from which to look for it; where people begin unless said
        """
        looks = (np.arange(LOOKS) + 1.0) / LOOKS

        def advance(state: np.ndarray, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
            marched = self._live(some(cycles, who), looks, state)
            seen = marched.observed.reshape(len(state), len(who), LOOKS)
            after = np.where(marched.status == Status.DONE, seen[:, :, -1], np.nan)
            return after, np.maximum(np.abs(seen).max(axis=2), np.abs(state))

        gathering = find_gathering(len(self.system.states), self.program.pattern)
        for inflow in cycles.inflows:
            if gathering[inflow.state]:
                place = self.system.states[inflow.state].address
                raise SolverError(
                    f"what is given into {place} stays there, so that no state repeats",
                    hint="let it leave: is_cleared, is_lost, flows_to",
                )
        if start is None:
            start = ReferenceProblem(self.program, cycles.parameters, make_executables(self.program)).start()
        return close_period(advance, start, gathering=gathering)

    def at_phase(self, cycles: Cycles, state: np.ndarray, phase: np.ndarray) -> np.ndarray:
        """The states (states, people) some time (people,) after the start of the period, where they are `state`."""
        marched = self._live(cycles, (phase / cycles.period)[:, None], state)
        return marched.observed.reshape(len(state), cycles.people)

    def _live(self, cycles: Cycles, looks: np.ndarray, state: np.ndarray) -> March:
        assert self.method is not None
        events = tabulate_cycle(cycles.inflows, cycles.period, looks, self.plumbing)
        return solve(self.program, cycles.parameters, events, self.method, standing=at_rest(state))


@lru_cache(maxsize=8)
def make_repetition(system: System) -> Repetition:
    """The repetition of a system, compiled once."""
    return Repetition(system)


def find_repeating(system: System, wanted: Sequence[tuple[Conditions, float, Repeating]]) -> list[np.ndarray]:
    """The steady states (states, people) of records, all found together.

    Raises SolverError where one does not exist.
    """
    repetition = make_repetition(system)
    cycles = join_cycles([_cycle(conditions, time, repeating) for conditions, time, repeating in wanted])
    closing = repetition.close(cycles)
    closing.raise_if_open("the steady state of a dose", repetition.program.layout.states)
    states = closing.state.copy()
    phase = np.concatenate([repeating.phase for _, _, repeating in wanted])
    is_due = np.concatenate([(r.phase == r.interval) | (r.interval == 0) for _, _, r in wanted])
    others = np.flatnonzero(~is_due)
    if len(others):
        states[:, others] = repetition.at_phase(some(cycles, others), states[:, others], phase[others])
    return np.split(states, np.cumsum([c.people for c, _, _ in wanted])[:-1], axis=1)


def _cycle(conditions: Conditions, time: float, repeating: Repeating) -> Cycles:
    """What a record repeats, as one period that begins with a dose."""
    assert isinstance(conditions, InForce)
    people = conditions.people
    everyone, none = np.ones(people, dtype=bool), np.zeros(people)
    parameters = conditions.parameters_at(repeating.record, time)
    if repeating.interval == 0:
        # An infusion that never ends: a period long, one after the other.
        inflow = Inflow(repeating.state, none, repeating.amount * A_WHILE, none + A_WHILE, repeating.amount, everyone)
        return Cycles(parameters, [inflow], none + A_WHILE)
    rate = np.divide(repeating.amount, repeating.duration, out=none.copy(), where=repeating.duration > 0)
    inflow = Inflow(repeating.state, none, repeating.amount, repeating.duration, rate, everyone)
    return Cycles(parameters, [inflow], none + repeating.interval)


def join_cycles(parts: Sequence[Cycles]) -> Cycles:
    """The cycles of several groups of people, one group after the other."""
    sizes = [part.people for part in parts]
    total, first = sum(sizes), np.cumsum([0, *sizes])
    inflows = []
    for number, part in enumerate(parts):
        here = slice(first[number], first[number + 1])
        for inflow in part.inflows:
            begin, amount, duration, rate = np.zeros((4, total))
            begin[here], amount[here] = inflow.begin, inflow.amount
            duration[here], rate[here] = inflow.duration, inflow.rate
            present = np.zeros(total, dtype=bool)
            present[here] = inflow.present
            inflows.append(Inflow(inflow.state, begin, amount, duration, rate, present))
    parameters = np.concatenate([part.parameters for part in parts], axis=1)
    return Cycles(parameters, _merge(inflows), np.concatenate([part.period for part in parts]))


def _merge(inflows: Sequence[Inflow]) -> list[Inflow]:
    """As few inflows as hold the same: those into one state, of people who do not share them, are one."""
    merged: list[Inflow] = []
    for inflow in inflows:
        for place, other in enumerate(merged):
            if other.state == inflow.state and not (other.present & inflow.present).any():
                merged[place] = Inflow(
                    other.state, other.begin + inflow.begin, other.amount + inflow.amount,
                    other.duration + inflow.duration, other.rate + inflow.rate, other.present | inflow.present,
                )  # fmt: skip
                break
        else:
            merged.append(inflow)
    return merged


def some(cycles: Cycles, who: np.ndarray) -> Cycles:
    """The cycles of some of the people."""
    inflows = [
        Inflow(i.state, i.begin[who], i.amount[who], i.duration[who], i.rate[who], i.present[who])
        for i in cycles.inflows
    ]
    return Cycles(cycles.parameters[:, who], inflows, cycles.period[who])


def refuse_clock(system: System) -> None:
    """Refuses a system whose equations mention time itself: what repeats would have to repeat there too.

    Time since a dose repeats with the doses. Raises SolverError.
    """
    ages = {}
    for time_of_last, _ in system.memories.values():
        symbol = parameter_symbol(time_of_last, system.parameters[time_of_last])
        ages[time - symbol] = symbol
    rates = substitute([state.rate for state in system.states], ages)
    moving = [s.address for s, r in zip(system.states, rates, strict=True) if time in set(walk([r]))]
    if moving:
        raise SolverError(
            f"no state of {system.name} is known to repeat: its equations mention time itself",
            exists=f"time moves: {', '.join(moving)}",
            hint="write the doses out for as long as it takes, or take time out of the equations",
        )
