"""simulate: a model, what is given, to whom, until when; back comes a course."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from numbers import Real
from typing import Any

import numpy as np

from neurodose.dosing.intervention import Intervention
from neurodose.dosing.plain import Landings, tell_apart
from neurodose.dosing.regimen import Plan
from neurodose.errors import CourseError, DoseError, PopulationError, SolverError
from neurodose.modelling.model import Part, describe
from neurodose.modelling.system import System
from neurodose.populations.people import People, typical_people
from neurodose.simulation.course import Course
from neurodose.simulation.endings import Endings
from neurodose.simulation.gathering import Asked
from neurodose.simulation.keep import Keep, Trajectories
from neurodose.simulation.landing import find_landings, read_interventions
from neurodose.simulation.living import Way, choose_share, find_way, live, size_of_person
from neurodose.simulation.memory import check_room
from neurodose.simulation.steady_state import SteadyState
from neurodose.simulation.visits import Visits
from neurodose.solvers.linear import MatrixExponential
from neurodose.solvers.method import Method
from neurodose.units import Quantity, h

MOST_TIMES = 10_000_000  # of one person: more is a slip of units, and would fill the memory
# Bytes of one person: how a solve ended; a record of a dose that visits decided on.
ENDING, RECORD = 80, 300

NOBODY = Endings(*(np.zeros(0, dtype=kind) for kind in (np.int64, np.uint8, float, np.int64, np.int64)))

Progress = Callable[[float], None]


def simulate(
    model: Part | System,
    regimen: Plan | Sequence[Plan | None] | None = None,
    people: People | None = None,
    *,
    until: Quantity | None = None,
    every: Quantity | None = None,
    at: Quantity | None = None,
    keep: Keep | None = None,
    outputs: Sequence[str] | None = None,
    method: Method | MatrixExponential | None = None,
    start: SteadyState | None = None,
    interventions: Sequence[Intervention] = (),
    visits: Visits | None = None,
    back_end: str | None = None,
    progress: Progress | None = None,
) -> Course:
    """What a regimen does to people, according to a model.

    model:    a model, a part or a system
    regimen:  one Dose or Regimen for everyone, or one for each person; None gives nothing
    people:   whom it is given to; one typical person if not said. Every draw is keyed by seed and person
    until, every: output times from 0 to `until`, both included; or at: the output times themselves (`[0, 1, 24] * h`)
    keep:     Trajectories(), Quantiles(…), Areas() or FinalStates(); of `neurodose.simulation`: Means(),
              TimesAbove({…}), TimesBelow({…}), Parquet("file.parquet")
    outputs:  which quantities; default all that the model names, less bare amounts
    method:   unless said MatrixExponential() for linear models, which is exact, and Rodas5P() for others; or
              DormandPrince()
    start:    how people begin, from `find_steady_state`; untreated unless said
    interventions: what happens beside the doses, to everyone: `reset(at=…)`, `turn_off("gut", at=…)` and others
    visits:   decisions at times of their own, `Visits([1, 2, 4] * week, decide)`
    back_end: "engine" (machine code, all cores) or "reference" (NumPy, slow and obvious); the faster one unless said
    progress: told now and then which share of the work is done (0 to 1)
    Raises DoseError, CourseError, PopulationError, SolverError for what does not fit; never for one person's failed
    solve, which gets a status.
    """
    system, keep = describe(model), keep or Trajectories()
    people = people if people is not None else typical_people()
    _check_nouns(people, keep, method)
    people.check_told(system.parameters)
    asked = keep.ask(system, choose_outputs(system, outputs), _choose_times(until, every, at))
    plans = _as_plans(regimen, len(people))
    resolve = Landings(find_landings(asked.system))
    # Every dose is tried before anything is solved, so that the last of them cannot spoil an hour of work.
    resolve.try_all(list({id(plan): plan for plan in plans}.values()))
    way = find_way(
        asked, people, method, interventions=read_interventions(asked.system, interventions), start=start,
        visits=visits, back_end=back_end,
    )  # fmt: skip
    events = _count_events(plans, people, way)
    share = choose_share(way, len(asked.times), events)
    check_room(_find_needs(keep, asked, len(people), share, events, way))
    course = Course(asked.system, people, asked.times, {}, None, NOBODY, _tell(plans), repr(way.method))
    with keep.gather(asked, course) as gathering:
        lived = live(way, asked.times, plans, people, resolve, gathering.take, share, progress=progress)
        kept = gathering.close(lived.endings)
    return replace(
        course,
        system=kept.system or asked.system,
        times=asked.times if kept.times is None else kept.times,
        values=kept.values,
        levels=kept.rows,
        status=lived.endings,
        given=lived.given,
        kept=kept.told,
        file=kept.file,
    )


def _count_events(plans: Sequence[Plan | None], people: People, way: Way) -> int:
    """The most that happens to anybody."""
    given = [
        sum(dose.count for dose in plan.parts()) for plan in {id(p): p for p in plans}.values() if plan is not None
    ]
    changes = 0 if people.timeline is None else len(people.timeline.times) * len(people.timeline.columns)
    return max(given, default=0) + len(way.interventions) + changes


def _find_needs(keep: Keep, asked: Asked, people: int, share: int, events: int, way: Way) -> dict[str, float]:
    """The bytes that a simulation takes, by what they are for."""
    at_once = min(share, people)
    begin = 3 * len(way.system.parameters) + len(way.system.states)
    return {
        f"{type(keep).__name__} of {people} people": keep.size(asked, people),
        f"events and outputs of {at_once} people at once": at_once * size_of_person(way, len(asked.times), events),
        "how they ended": ENDING * people,
        "how they begin": 0.0 if way.start is None else 8 * begin * people,
        "what they were given": 0.0 if way.visits is None else RECORD * people * events,
    }


def _check_nouns(people: Any, keep: Any, method: Any) -> None:
    if not isinstance(people, People) or not len(people):
        raise PopulationError(
            f"people={people!r} is nobody",
            hint="write adults.sample(1000, seed=7), people_from(table) or typical_people()",
        )
    if not isinstance(keep, Keep):
        raise CourseError(
            f"keep={keep!r} is nothing to keep",
            exists="Trajectories(), Quantiles(0.05, 0.95), Areas(), FinalStates(); of neurodose.simulation: Means(), "
            "TimesAbove({…}), TimesBelow({…}), Parquet(path)",
        )
    if method is not None and not isinstance(method, Method | MatrixExponential):
        raise SolverError(f"method={method!r} is no method", exists="Rodas5P(), DormandPrince(), MatrixExponential()")


def choose_outputs(system: System, outputs: Sequence[str] | None) -> tuple[str, ...]:
    """The addresses that are asked for; all that the model names, less bare amounts, where none are."""
    if outputs is None:
        bare = {s.address for s in system.states if s.symbol.substance is not None}
        return tuple(n for n in system.outputs if not n.endswith(".amount") and n not in bare) or tuple(system.outputs)
    if isinstance(outputs, str) or not outputs or not all(isinstance(name, str) for name in outputs):
        raise CourseError(f"outputs={outputs!r}", hint='give a list of names: outputs=["plasma.concentration"]')
    for name in outputs:
        system.output(name)
    return tuple(dict.fromkeys(outputs))


def _choose_times(until: Quantity | None, every: Quantity | None, at: Quantity | None) -> np.ndarray:
    if at is not None and until is None and every is None:
        times = np.atleast_1d(np.asarray(_hours(at, "at"), dtype=float))
        is_usable = times.ndim == 1 and len(times) > 0 and bool(np.isfinite(times).all())
        if not is_usable or times[0] < 0 or (np.diff(times) <= 0).any():
            raise CourseError(
                f"the output times {at} do not ascend from 0 on",
                hint="give finite times of 0 or more, each later than the last",
            )
        return times
    if at is not None or until is None:
        raise CourseError(
            "it is not said until when to simulate" if at is None else "output times are given in two ways",
            hint="say until=28 * day, every=1 * h; or at=[0, 1, 24] * h",
        )
    end = _hour(until, "until")
    step = _hour(every, "every") if every is not None else end
    if not (np.isfinite(end) and np.isfinite(step) and end > 0 and step > 0):
        raise CourseError(f"output times every {every} until {until}", hint="both are times above 0")
    if end / step > MOST_TIMES:
        raise CourseError(f"output times every {every} until {until} are too many", hint="look less often")
    # An end that is a whole number of steps but for rounding is reached.
    count = int(np.floor(end / step * (1 + 1e-12)))
    times = np.arange(count + 1) * step
    return times if abs(times[-1] - end) <= 1e-9 * end else np.append(times, end)


def _hours(time: Any, what: str) -> Any:
    if not isinstance(time, Quantity) or time.dimension != h.dimension:
        raise CourseError(f"{what}={time!r} is no time", hint=f"write, for example, {what}=24 * h")
    return time.coherent


def _hour(time: Any, what: str) -> float:
    hours = _hours(time, what)
    if not isinstance(hours, Real):
        raise CourseError(f"{what}={time!r} is not one time", hint=f"write, for example, {what}=24 * h")
    return float(hours)


def _as_plans(regimen: Plan | Sequence[Plan | None] | None, people: int) -> tuple[Plan | None, ...]:
    given: Any = regimen
    plans: tuple[Any, ...] = tuple(given) if isinstance(given, Iterable) and not isinstance(given, str) else (given,)
    for number, plan in {id(plan): (number, plan) for number, plan in enumerate(plans, 1)}.values():
        if not (plan is None or isinstance(plan, Plan)):
            raise DoseError(
                f"{plan!r} is no regimen",
                where=f"regimen {number}",
                hint='write Dose(50 * mg, …), or read_regimen("50 mg daily for 4 weeks")',
            )
    if len(plans) not in (1, people):
        raise DoseError(
            f"there are {len(plans)} regimens for {people} people",
            hint="give one for everyone, or one for each",
        )
    return plans


def _tell(plans: tuple[Plan | None, ...]) -> str:
    """The regimens in words, the first three of those that differ."""
    distinct = list({tell_apart(plan): plan for plan in {id(plan): plan for plan in plans}.values()}.values())
    return "; ".join("nothing given" if p is None else str(p) for p in distinct[:3]) + "; …" * (len(distinct) > 3)
