"""The state that repeats after one period of a schedule that has always been going on, for any schedule and model."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from neurodose.dosing.cycle import Inflow, wrap
from neurodose.dosing.events import write_records
from neurodose.dosing.expansion import Arrival, find_arrivals
from neurodose.dosing.legal import check_time
from neurodose.dosing.regimen import ROUNDING, Plan
from neurodose.errors import CourseError, DoseError, PopulationError
from neurodose.modelling.model import Part, describe
from neurodose.modelling.system import System
from neurodose.populations.people import People, typical_people
from neurodose.simulation.conditions import InForce
from neurodose.simulation.landing import find_landings
from neurodose.simulation.moment import see
from neurodose.simulation.plumbing import lay_plumbing
from neurodose.simulation.repetition import Cycles, make_repetition
from neurodose.solvers.linear import MatrixExponential
from neurodose.solvers.method import Method
from neurodose.solvers.period import Closing
from neurodose.units import Quantity


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
    people.check_told(system.parameters)
    parameters = people.values_for(system.parameters)
    repetition = make_repetition(system, method)
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
