"""One period after another, until it repeats: what is lived through again and again, and the search for the state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from neurodose.compiler.program import Program, compile_system
from neurodose.compiler.reference import ReferenceProblem
from neurodose.dosing.cycle import Inflow, tabulate_cycle
from neurodose.dosing.expansion import Conditions, Plumbing, Repeating
from neurodose.errors import SolverError
from neurodose.modelling.parameter import parameter_symbol
from neurodose.modelling.system import System
from neurodose.simulation.conditions import InForce
from neurodose.simulation.plumbing import lay_plumbing
from neurodose.simulation.solving import check_able, make_executables, solve
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

# Finer than the closing asked for, or noise would stand for change.
EXACT = Rodas5P(rtol=1e-11, atol=1e-11, max_steps=1_000_000)
LOOKS = 24  # moments of a period at which states are looked at for their size
A_WHILE = 24.0  # hours that stand for the period of an infusion that never ends


@dataclass(frozen=True)
class Cycles:
    """What some people get in one period (people,), hours, again and again."""

    parameters: np.ndarray
    inflows: Sequence[Inflow]
    period: np.ndarray

    @property
    def people(self) -> int:
        return len(self.period)


@dataclass(frozen=True, eq=False)
class Repetition:
    """A system, compiled, and the method by which a period of it is lived through."""

    system: System
    program: Program
    plumbing: Plumbing
    method: Method | MatrixExponential

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
        events = tabulate_cycle(cycles.inflows, cycles.period, looks, self.plumbing)
        return solve(self.program, cycles.parameters, events, self.method, standing=at_rest(state))


@lru_cache(maxsize=8)
def make_repetition(system: System, method: Method | MatrixExponential | None = None) -> Repetition:
    """The repetition of a system, compiled once; by the matrix exponential where it is linear, unless a method is said.

    Raises SolverError for equations that mention time itself, and for a method that cannot solve the model.
    """
    refuse_clock(system)
    program = compile_system(system, tuple(state.address for state in system.states))
    usual = MatrixExponential() if program.is_linear else EXACT
    check_able(system.name, program, method or usual, None)
    return Repetition(system, program, lay_plumbing(system), method or usual)


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
