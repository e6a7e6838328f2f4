"""People live through their schedules: some at a time, and with visits stretch by stretch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np

from neurodose.compiler.program import Program, compile_system
from neurodose.compiler.reference import ReferenceProblem
from neurodose.dosing.events import History, Resolve, merge, tabulate, tabulate_histories, write_records
from neurodose.dosing.expansion import LAST
from neurodose.dosing.record import Act, Record
from neurodose.dosing.regimen import Plan
from neurodose.errors import CourseError
from neurodose.modelling.system import System
from neurodose.populations.people import People
from neurodose.simulation.conditions import Rows
from neurodose.simulation.endings import Endings
from neurodose.simulation.gathering import Asked
from neurodose.simulation.setting import Setting, prepare
from neurodose.simulation.solving import check_able, choose_back_end, choose_method, make_executables, solve
from neurodose.simulation.steady_state import SteadyState
from neurodose.simulation.visits import Schedule, Visit, Visits, is_before
from neurodose.solvers.lanes import Standing, at_rest
from neurodose.solvers.linear import MatrixExponential
from neurodose.solvers.march import March
from neurodose.solvers.method import Method
from neurodose.solvers.primitives import Events
from neurodose.solvers.status import Status

# How many people are solved at once: as many as take so many bytes, and yet enough for all lanes of some threads while
# these take no more than a few times that.
PEOPLE_AT_ONCE, BYTES_AT_ONCE = 20_000, 256 << 20
BUSY, BUSY_BYTES = 128, 512 << 20
# Enough people to make NumPy's cost per call small, few enough that their arrays stay in the processor's cache.
REFERENCE_AT_ONCE = 1000
VISITED_AT_ONCE = 1000  # what `Visits` promises
EVENT = 150  # bytes of an event, while the table is made and followed
BEFORE_ALL = -3.0  # among the records of its time

Progress = Callable[[float], None]
Take = Callable[[slice, np.ndarray], None]


@dataclass(frozen=True, eq=False)
class Lived:
    """How everyone ended, and what they were given where visits decided."""

    endings: Endings
    given: tuple[tuple[Record, ...], ...] | None


@dataclass(frozen=True, eq=False)
class _Chunk:
    """Some of the people, and all that their lives need."""

    program: Program
    setting: Setting
    plans: Sequence[Plan | None]
    people: People
    times: np.ndarray
    others: tuple[Record, ...]
    resolve: Resolve
    method: Method | MatrixExponential
    standing: Standing | None
    progress: Progress | None
    back_end: str | None

    def solve(
        self, events: Events, parameters: np.ndarray, start: float = 0.0, standing: Standing | None = None
    ) -> March:
        return solve(
            self.program, parameters, events, self.method, start=start, standing=standing, progress=self.progress,
            back_end=self.back_end,
        )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Way:
    """How people are to live: by a system made ready for what happens to it, its program, and a method.

    interventions: what else happens to everyone; hours: of visits, None where there are none
    """

    system: System
    program: Program
    method: Method | MatrixExponential
    interventions: tuple[Record, ...]
    start: SteadyState | None
    visits: Visits | None
    hours: np.ndarray | None
    back_end: str | None


def find_way(
    asked: Asked,
    people: People,
    method: Method | MatrixExponential | None,
    *,
    interventions: tuple[Record, ...] = (),
    start: SteadyState | None = None,
    visits: Visits | None = None,
    back_end: str | None = None,
) -> Way:
    """All that is settled before anybody lives. Raises SolverError for a method that cannot do it, CourseError for what
    is no visit or no start.
    """
    _check_nouns(start, visits)
    timeline = people.timeline
    lines = list(timeline.columns) if timeline is not None and timeline.carried == "linear" else []
    system = prepare(asked.system, interventions, [name for name in lines if name in asked.system.parameters])
    program = compile_system(system, asked.outputs)
    method = method or choose_method(program)
    check_able(system.name, program, method, back_end)
    hours = None if visits is None else visits.hours(float(asked.times[-1]))
    return Way(system, program, method, interventions, start, visits, hours, back_end)


def live(
    way: Way,
    times: np.ndarray,
    plans: Sequence[Plan | None],
    people: People,
    resolve: Resolve,
    take: Take,
    share: int,
    *,
    progress: Progress | None = None,
) -> Lived:
    """Everyone lives through their schedule until the last output time.

    times: hours; plans: one for all, or one for each person; take: is handed what was observed of some people,
    (outputs, people, times), for everybody in turn; share: how many people are solved at once.
    """
    system, start, count = way.system, way.start, len(people)
    begin = _begin_like(start, system, people)
    endings: list[tuple[np.ndarray, ...]] = []
    given: list[tuple[Record, ...]] = []
    for first in range(0, count, share):
        some = slice(first, min(first + share, count))
        whole = people[some]
        parameters, standing = begin(some)
        chunk = _Chunk(
            way.program,
            Setting(system, parameters, _rows_of(whole, system), _earlier_of(start, first)),
            plans if len(plans) == 1 else plans[some],
            whole,
            times,
            way.interventions,
            resolve,
            way.method,
            standing,
            None if progress is None else _told(progress, first, count),
            way.back_end,
        )
        if way.visits is None or way.hours is None:
            seen, ends = _live_through(chunk)
        else:
            seen, ends, records = _live_with_visits(chunk, way.visits, way.hours)
            given += records
        take(some, seen)
        endings.append(ends)
    columns = (np.concatenate(column) for column in zip(*endings, strict=True))
    return Lived(Endings(people.identity, *columns), tuple(given) if way.visits is not None else None)


def choose_share(way: Way, times: int, doses: int) -> int:
    """How many people are solved at once, so that what is in memory for them stays small; nobody's result depends on
    it.

    times: how many are looked at; doses: the most that a person is given, and other things that happen to one
    """
    most = PEOPLE_AT_ONCE
    if choose_back_end(way.method, way.back_end) == "reference":
        most = min(most, REFERENCE_AT_ONCE)
    if way.visits is not None:
        return min(most, VISITED_AT_ONCE)
    each = size_of_person(way, times, doses)
    return max(1, min(most, max(BYTES_AT_ONCE // each, min(BUSY, BUSY_BYTES // each))))


def size_of_person(way: Way, times: int, doses: int) -> int:
    """The bytes that one person takes while being solved."""
    layout = way.program.layout
    seen = 2 * len(layout.observed) * times  # as the back end writes it, and as it is handed on
    # Only the reference writes a look down as an event of each person.
    events = doses + (times if choose_back_end(way.method, way.back_end) == "reference" else 0)
    return 8 * (seen + 6 * len(layout.states) + 3 * len(layout.parameters)) + EVENT * events


def _begin_like(
    start: SteadyState | None, system: System, people: People
) -> Callable[[slice], tuple[np.ndarray, Standing | None]]:
    """The parameters of some people as they begin, and how they stand then."""
    if start is None:
        return lambda some: (people[some].values_for(system.parameters), None)
    parameters = people.values_for(system.parameters)
    states, parameters = start.states_for(system, parameters), start.remember(system, parameters)
    return lambda some: (np.ascontiguousarray(parameters[:, some]), at_rest(states[:, some]))


def _live_through(chunk: _Chunk) -> tuple[np.ndarray, tuple[np.ndarray, ...]]:
    """From the start to the last output."""
    count, parameters = len(chunk.people), chunk.setting.parameters
    events, _ = tabulate(chunk.plans, count, chunk.times, chunk.resolve, setting=chunk.setting, others=chunk.others)
    done = chunk.solve(events, parameters, standing=chunk.standing)
    return done.observed.reshape(-1, count, len(chunk.times)), (done.status, done.reached, done.steps, done.rejections)


def _check_nouns(start: Any, visits: Any) -> None:
    if not isinstance(start, SteadyState | None):
        raise CourseError(f"start={start!r} is no way to begin", hint="write find_steady_state(model, regimen, people)")
    if not isinstance(visits, Visits | None):
        raise CourseError(f"visits={visits!r} are no visits", hint="write Visits([1, 2, 4] * week, decide)")


def _live_with_visits(
    chunk: _Chunk, visits: Visits, hours: np.ndarray
) -> tuple[np.ndarray, tuple[np.ndarray, ...], list[tuple[Record, ...]]]:
    """From visit to visit; each changes what everyone is still to be given."""
    count, end = len(chunk.people), float(chunk.times[-1])
    written = [merge(chunk.others, write_records(plan, chunk.resolve)) for plan in chunk.plans]
    schedule = Schedule(list(written) if len(written) == count else written * count)
    memory: dict[str, Any] = {}
    diary = _open_diary(chunk)
    edges = np.unique(np.concatenate([[0.0], hours, [end]]))
    for begin, until in pairwise(edges.tolist()):
        if begin in hours:
            number = int(np.searchsorted(hours, begin)) + 1
            now = diary.state(chunk)
            visits.make(
                Visit(number, begin, chunk.people, memory, chunk.setting.system, now, diary.parameters, schedule,
                      chunk.resolve)
            )  # fmt: skip
        is_last = until == end
        looks = np.flatnonzero(~is_before(chunk.times, begin) & (is_before(chunk.times, until) | is_last))
        diary.write(looks, _live_a_stretch(chunk, diary, schedule, chunk.times[looks], begin, until, is_last))
    kept = [tuple(r for r in records if r.time <= end) for records in schedule.records]
    return diary.observed, (diary.status, diary.reached, diary.steps, diary.rejections), kept


@dataclass
class _Diary:
    """How some people stand, and what came of them so far."""

    observed: np.ndarray
    parameters: np.ndarray
    standing: Standing | None
    status: np.ndarray
    reached: np.ndarray
    steps: np.ndarray
    rejections: np.ndarray

    def state(self, chunk: _Chunk) -> np.ndarray:
        """The states (states, people) now."""
        if self.standing is not None:
            return self.standing.state
        return ReferenceProblem(chunk.program, self.parameters, make_executables(chunk.program)).start()

    def write(self, looks: np.ndarray, done: March) -> None:
        """What came of a stretch, for everyone who was still there; whoever fails is not seen again."""
        was_there = self.status == Status.DONE
        seen = done.observed.reshape(len(self.observed), len(was_there), len(looks))
        self.observed[:, :, looks] = np.where(was_there[:, None], seen, np.nan)
        self.reached = np.where(was_there, done.reached, self.reached)
        self.status = np.where(was_there, done.status, self.status)
        self.steps = self.steps + done.steps * was_there
        self.rejections = self.rejections + done.rejections * was_there
        state = np.where(self.status == Status.DONE, done.final.state, np.nan)
        self.standing, self.parameters = replace(done.final, state=state), done.parameters


def _open_diary(chunk: _Chunk) -> _Diary:
    count, counts = len(chunk.people), np.zeros(len(chunk.people), dtype=np.int64)
    return _Diary(
        np.full((len(chunk.program.layout.observed), count, len(chunk.times)), np.nan),
        chunk.setting.parameters.copy(),
        chunk.standing,
        np.full(count, Status.DONE, dtype=np.uint8),
        np.zeros(count),
        counts,
        counts,
    )


def _live_a_stretch(
    chunk: _Chunk, diary: _Diary, schedule: Schedule, looks: np.ndarray, begin: float, until: float, is_last: bool
) -> March:
    """From one visit to the next, or to the end: people with the same schedule share their events."""
    shared: dict[tuple[Record, ...], list[int]] = {}
    for person, records in enumerate(schedule.records):
        known = (r for r in records if is_last or is_before(r.time, until))
        kept = tuple(r for r in known if not is_before(r.time, begin) or _may_reach_on(r))
        shared.setdefault(kept, []).append(person)
    # The last stretch ends with a look; to stop after it would be too late for what happens at its time.
    beyond = until * (1 + 1e-9) + 1e-9 if is_last else until
    histories = [History(records, np.array(members), looks) for records, members in shared.items()]
    events, _ = tabulate_histories(histories, len(chunk.people), chunk.setting, (begin, beyond))
    told = None if chunk.progress is None else _told_in_part(chunk, begin, until)
    return replace(chunk, progress=told).solve(events, diary.parameters, begin, diary.standing)


def _may_reach_on(record: Record) -> bool:
    """Whether a record of the past may still do something: a dose on its way or running in."""
    is_over = record.way < 0 and record.rate is None and record.duration is None and not record.steady
    return not is_over or record.act not in (Act.DOSE, Act.SET, Act.SCALE, Act.LOOK)


def _rows_of(people: People, system: System) -> Callable[[np.ndarray, Sequence[Record]], Rows] | None:
    """What changes in people while they are watched, as rows of values; None, where nothing does."""
    timeline = people.timeline
    if timeline is None:
        return None
    known = {name: values for name, values in timeline.columns.items() if name in system.parameters}
    place = LAST + 1.0 if timeline.carried == "backward" else BEFORE_ALL
    places = np.full(len(timeline.times), place)

    def find(who: np.ndarray, records: Sequence[Record]) -> Rows:
        values = {name: column[who] for name, column in known.items()}
        return Rows(timeline.times, places, timeline.carried, values, np.zeros(0, dtype=np.int64))

    return find


def _earlier_of(start: SteadyState | None, first: int) -> Callable[[np.ndarray], Sequence[Any]] | None:
    """What was given before people began, and is still on its way; None, where nothing was."""
    if start is None:
        return None
    return lambda who: start.underway(who + first)


def _told(progress: Progress, first: int, count: int) -> Progress:
    return lambda done: progress((first + done) / count)


def _told_in_part(chunk: _Chunk, begin: float, until: float) -> Progress:
    """Progress of one stretch, as part of the whole life of these people."""
    count, end = len(chunk.people), float(chunk.times[-1])
    return lambda done: chunk.progress((count * begin + done * (until - begin)) / end) if chunk.progress else None
