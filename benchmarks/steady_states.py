"""`python -m benchmarks.steady_states`: how many periods it takes to find the state that repeats, by three ways.

Counted are periods of one person until no state changes in one by more than 1e-9 of its peak, or of a floor: with the
combination of `close_period`; by running, each period from the end of the one before; and by Newton's method, with
differences for the sensitivities, a period for each state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from scipy.linalg import expm

from benchmarks.workloads import invent, invented
from neurodose import Compartment, Parameters, Route, Substance, find_drug, model
from neurodose.compiler.program import compile_system
from neurodose.compiler.reference import ReferenceProblem
from neurodose.dosing.events import write_table
from neurodose.dosing.script import Script
from neurodose.modelling.system import System
from neurodose.populations.people import People, people_from, typical_people
from neurodose.simulation.solving import solve
from neurodose.solvers.lanes import at_rest
from neurodose.solvers.period import TOLERANCE, Advance, close_period, find_gathering
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.solvers.status import Status
from neurodose.units import g, h, mol, nmol

FINE = Rodas5P(rtol=1e-10, atol=1e-12, max_steps=1_000_000)
FLOOR = 1e-6  # nmol or nM: below, where nothing should be, are the errors of a march
LOOKS = 24  # moments of a period, besides those of doses, at which a state is looked at for its peak
PEOPLE = 20  # of each linear and saturable case
LONGEST = 3000  # periods of running, and then it is given up; of marched cases so many:
LONGEST_MARCHED = 300
STEPS = 12  # of Newton's method
NUDGE = 1e-5  # of a state's peak: the difference for a sensitivity
MG = 1e6 / 377.86  # nmol in a mg of naltrexone hydrochloride; injections are of the base
BASE = 1e6 / 341.40
WEEK = [(0.0, "gut", 100 * MG), (48.0, "gut", 100 * MG), (96.0, "gut", 150 * MG)]
SCHEDULES = {
    "50 mg daily": (24.0, [(0.0, "gut", 50 * MG)]),
    "50 mg mornings, 25 mg evenings": (24.0, [(0.0, "gut", 50 * MG), (12.0, "gut", 25 * MG)]),
    "100, 100, 150 mg Mon, Wed, Fri": (168.0, WEEK),
    "380 mg depot every 28 days": (672.0, [(0.0, "muscle.dry", 380 * BASE)]),
}


@dataclass(frozen=True)
class Case:
    """Some people, how they live through a period, and from where; which states need not repeat; how long to run."""

    name: str
    advance: Advance
    start: np.ndarray
    gathering: np.ndarray
    longest: int = LONGEST


Count = Callable[[Case], np.ndarray]


def count_closing(case: Case) -> np.ndarray:
    """The periods of `close_period`, by person; NaN where it found nothing."""
    closing = close_period(case.advance, case.start, TOLERANCE, gathering=case.gathering, floor=FLOOR)
    return np.where(closing.is_closed, closing.periods, np.nan)


def count_running(case: Case) -> np.ndarray:
    """The periods of running."""
    state, who = case.start, np.arange(case.start.shape[1])
    counted = np.full(len(who), np.nan)
    for period in range(1, case.longest + 1):
        after, peak = case.advance(state, who)
        done = measure(case, after - state, peak) <= TOLERANCE
        counted[who[done]] = period
        state, who = after[:, ~done], who[~done]
        if who.size == 0:
            break
    return counted


def count_newton(case: Case) -> np.ndarray:
    """The periods of Newton's method; a step that would leave less than nothing ends there."""
    return np.array([newton(case, person) for person in range(case.start.shape[1])])


def newton(case: Case, person: int) -> float:
    """One person's."""
    state = case.start[:, [person]]
    moving = np.flatnonzero(~case.gathering)
    for step in range(STEPS):
        after, peak = case.advance(state, np.array([person]))
        if measure(case, after - state, peak)[0] <= TOLERANCE:
            return 1 + step * (1 + len(moving))
        scale = np.maximum(peak, FLOOR)[:, 0]
        nudged = np.repeat(state, len(moving), axis=1)
        nudged[moving, np.arange(len(moving))] += NUDGE * scale[moving]
        ends, _ = case.advance(nudged, np.full(len(moving), person))
        slopes = (ends - after)[moving] / NUDGE / scale[moving, None]
        # The least step that serves: along a conserved total every step does.
        change = ((after - state)[:, 0] / scale)[moving]
        state = state.copy()
        state[moving, 0] += scale[moving] * np.linalg.lstsq(np.eye(len(moving)) - slopes, change, rcond=1e-8)[0]
        state = np.maximum(state, 0.0)
    return np.nan


def measure(case: Case, change: np.ndarray, peak: np.ndarray) -> np.ndarray:
    """The largest change, by person, as a share of the state's peak or of the floor."""
    share = np.abs(change) / np.maximum(peak, FLOOR)
    return np.where(case.gathering[:, None], 0.0, share).max(axis=0)


# --- Linear models, exactly ---


def linear(compartments: int, half_life: float) -> Case:
    """Gut and 1 to 3 compartments at random, of which the slowest mode has this half-life, in periods."""
    random = np.random.default_rng([compartments, int(10 * half_life)])
    rates = np.stack([draw_rates(random, compartments, half_life) for _ in range(PEOPLE)])
    shares = np.linspace(0.0, 1.0, LOOKS + 1)
    path = expm(rates[:, None] * shares[:, None, None])
    dose = np.eye(1, compartments + 1)

    def advance(state: np.ndarray, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        seen = (path[who] @ (state.T + dose)[:, None, :, None])[..., 0]
        return seen[:, -1].T, np.abs(seen).max(axis=1).T

    name = f"linear, gut and {compartments}, slowest half-life {half_life:g} periods"
    return Case(name, advance, np.zeros((compartments + 1, PEOPLE)), np.zeros(compartments + 1, dtype=bool))


def draw_rates(random: np.random.Generator, compartments: int, half_life: float) -> np.ndarray:
    """A matrix of rates per period."""
    matrix = np.zeros((compartments + 1, compartments + 1))
    matrix[1, 1] -= np.exp(1.5 * random.normal())
    for place in range(2, compartments + 1):
        out, back = np.exp(1.5 * random.normal(size=2) - [0.0, 1.0])
        matrix[[1, place, 1, place], [1, 1, place, place]] += [-out, out, back, -back]
    matrix *= np.log(2) / half_life / -np.linalg.eigvals(matrix[1:, 1:]).real.max()
    absorption = random.uniform(1, 30)
    matrix[0, 0], matrix[1, 0] = -absorption, absorption
    return matrix


# --- Models with equations, marched ---


def marched(name: str, system: System, people: People, period: float, doses: Sequence[tuple[float, str, Any]]) -> Case:
    """A schedule of doses (hour, compartment, nmol for all or for each), which a period repeats."""
    addresses = [state.address for state in system.states]
    program = compile_system(system, tuple(addresses))
    problem = ReferenceProblem(program, people.values_for(system.parameters))
    times = np.unique([*np.linspace(0.0, period, LOOKS + 1), *(time for time, _, _ in doses)])

    def script(column: int, person: int) -> Script:
        written = Script()
        for time, place, amount in doses:
            here = float(np.broadcast_to(amount, len(people))[person])
            written = written.add(here, state=addresses.index(place), at=time)
        for slot, time in enumerate(times, column * len(times)):
            written = written.save(slot=slot, at=float(time))
        return written

    def advance(state: np.ndarray, who: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        events = write_table([script(column, person) for column, person in enumerate(who)])
        done = solve(program, problem.parameters[:, who], events, FINE, standing=at_rest(state))
        peak = np.abs(done.observed.reshape(len(addresses), len(who), -1)).max(axis=2)
        return np.where(done.status == Status.DONE, done.final.state, np.nan), peak

    return Case(name, advance, problem.start(), find_gathering(len(addresses), program.pattern), LONGEST_MARCHED)


class Saturable(Parameters):
    """A drug that is eliminated at no more than a largest rate."""

    drug = Substance("drug", 250 * g / mol, invented)
    ka = invent(1 / h, "absorption rate constant")
    Vmax = invent(10 * nmol / h, "largest rate of elimination")
    Km = invent(100 * nmol, "amount for half of that")


@model
def saturable(m: Any, p: Any = Saturable) -> None:
    """Gut and plasma, with elimination that saturates."""
    m.gut = Compartment(p.drug)
    m.plasma = Compartment(p.drug)
    m.mouth = Route(m.gut, usual=True)
    m.gut.flows_to(m.plasma, rate=p.ka)
    m.plasma.is_lost(rate=p.Vmax / (p.Km + m.plasma.amount))


def near_capacity(share: float) -> Case:
    """A day's dose that takes this share of what can be eliminated in a day, for a range of Km."""
    people = people_from({"Km": np.geomspace(10.0, 3000.0, PEOPLE) * nmol})
    doses = [(0.0, "gut", share * 240.0)]
    return marched(f"saturable, at {share:.0%} of capacity", saturable.system, people, 24.0, doses)


def naltrexone() -> Iterator[Case]:
    """All structures, all schedules."""
    drug = find_drug("naltrexone")
    for structure, written in drug.structures.items():
        for schedule, (period, doses) in SCHEDULES.items():
            yield marched(f"naltrexone, {structure}: {schedule}", written.system, typical_people(), period, doses)


def list_cases() -> Iterator[Case]:
    """Everything, the quick ones first."""
    for compartments in (1, 2, 3):
        for half_life in (0.1, 1.0, 10.0, 100.0, 1000.0):
            yield linear(compartments, half_life)
    for share in (0.5, 0.9, 0.99):
        yield near_capacity(share)
    yield from naltrexone()


def tell(count: Count, case: Case) -> str:
    """Mean, and largest where they differ; how many found nothing; seconds."""
    begin = perf_counter()
    counted = count(case)
    seconds = perf_counter() - begin
    found = counted[~np.isnan(counted)]
    many = f"{found.mean():.1f}" if len(found) else "none"
    most = f" (most {found.max():.0f})" if len(counted) > 1 and len(found) else ""
    lost = f", {np.isnan(counted).sum()} of {len(counted)} not found" if np.isnan(counted).any() else ""
    return f"{many}{most}{lost}, {seconds:.1f} s"


def main() -> None:
    """Each case is printed as soon as it is done."""
    print("| case | combined | running | Newton |\n|---|---|---|---|", flush=True)
    for case in list_cases():
        figures = [tell(count, case) for count in (count_closing, count_newton, count_running)]
        print(f"| {case.name} | {figures[0]} | {figures[2]} | {figures[1]} |", flush=True)


if __name__ == "__main__":
    main()
