"""The engine: a program's march as machine code, on all cores.

It gives what the reference back end gives, within the tolerance asked for, and the same bits for any order, subset and
number of threads on one machine.
"""

from __future__ import annotations

import ctypes
import threading
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from neurodose.compiler.llvm.closed_form import write_closed_form
from neurodose.compiler.llvm.lanes import NUMBERS, POINTERS, WHOLES
from neurodose.compiler.llvm.machine import Loaded, compile_ir, this_machine
from neurodose.compiler.llvm.march import write_march
from neurodose.compiler.llvm.threads import count_threads
from neurodose.compiler.llvm.vector import count_reserved
from neurodose.compiler.program import Program
from neurodose.errors import EventError, SolverError
from neurodose.solvers.lanes import Standing
from neurodose.solvers.linear import MatrixExponential
from neurodose.solvers.march import March
from neurodose.solvers.primitives import Events, Kind
from neurodose.solvers.rodas5p import RODAS5P, Rodas5P
from neurodose.solvers.status import Status

GLANCE = 0.05  # seconds between two looks at how far the threads are

USUAL_STACK, BESIDE = 8 << 20, 1 << 20  # bytes: what threads have in most places; for what code does not reserve

Progress = Callable[[float], None]

_starting = threading.Lock()


class Engine:
    """A program made ready for this machine."""

    def __init__(self, program: Program, method: type[Rodas5P | MatrixExponential] = Rodas5P) -> None:
        self.program, self.machine = program, this_machine()
        if method is MatrixExponential:
            module = write_closed_form(program, self.machine)
        else:
            module = write_march(program, RODAS5P, Rodas5P.error_order, self.machine)
        self.stack = _round_up(count_reserved(module) + BESIDE)
        self.loaded: Loaded = compile_ir(str(module), self.machine)
        kind = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)
        self.function = kind(self.loaded.address("march"))

    def march(
        self,
        parameters: np.ndarray,
        events: Events,
        method: Rodas5P | MatrixExponential,
        start: ArrayLike | None = None,
        progress: Progress | None = None,
        standing: Standing | None = None,
        threads: int | None = None,
    ) -> March:
        """Everyone lives through their events: arguments and result are those of `solvers.march.march`.

        parameters: (parameters, people), coherent; threads: as many as this process may use unless said
        Raises EventError if the events cannot be followed, SolverError if something has not the shape it must have.
        """
        people, states = parameters.shape[1], len(self.program.layout.states)
        begin = np.zeros(people)
        begin[:] = 0.0 if start is None else np.asarray(start, dtype=float)
        events.check(states, people, begin)
        self._check(parameters, events, standing, threads)
        held = _Memory(
            self.program, np.ascontiguousarray(parameters, dtype=float), events, begin, standing, self.machine.lanes
        )
        if people:
            most = threads or count_threads()
            self._run(held, method, min(most, -(-people // self.machine.lanes)), progress)
        if progress is not None:
            progress(float(people))
        return held.result()

    def _check(self, parameters: np.ndarray, events: Events, standing: Standing | None, threads: int | None) -> None:
        """Machine code reads and writes wherever it is told to, so what it is told has to be right."""
        names, (rows, people) = self.program.layout.parameters, parameters.shape
        shapes = {"parameters": ((rows, people), (len(names), people))}
        if standing is not None:
            wanted = (len(self.program.layout.states), people)
            held = {"state": standing.state, "inflow": standing.inflow, "running": standing.running}
            shapes |= {name: (array.shape, wanted) for name, array in held.items()}
        for name, (shape, wanted) in shapes.items():
            if shape != wanted:
                raise SolverError(f"{name} has the shape {shape}", where="the engine", exists=f"it must be {wanted}")
        changed = events.target[events.kind == Kind.PARAMETER]
        if changed.size and changed.max() >= len(names):
            raise EventError(
                f"parameter {changed.max()} is to change",
                where="the event table",
                exists=f"parameters are 0 to {len(names) - 1}",
                hint="correct the schedule from which this row was made",
            )
        if threads is not None and threads < 1:
            raise SolverError(f"threads={threads}", where="the engine", hint="at least one has to work")

    def _run(self, held: _Memory, method: Rodas5P | MatrixExponential, threads: int, progress: Progress | None) -> None:
        """All threads take people until nobody is left; an interrupt stops them at their next step."""

        # Each thread holds on to the memory it works in, even if nobody waits for it any more.
        def work(held: _Memory, arguments: tuple[np.ndarray, ...]) -> None:
            self.function(*(array.ctypes.data for array in arguments))

        given = (held, held.arguments(method))
        others = [threading.Thread(target=work, args=given, daemon=True) for _ in range(threads)]
        try:
            self._start(others)
            for other in others:
                while other.is_alive():
                    other.join(GLANCE)
                    if progress is not None:
                        progress(held.count_finished())
        except BaseException:
            held.arrays["is_stopped"][0] = 1
            for other in others:
                if other.ident is not None:
                    other.join()
            raise

    def _start(self, others: list[threading.Thread]) -> None:
        """Threads with room for all that code reserves; how much, Python is told for all that begin from then on."""
        with _starting:
            before = threading.stack_size(self.stack)
            try:
                threading.stack_size(max(before, self.stack))
                for other in others:
                    other.start()
            finally:
                threading.stack_size(before)


class _Memory:
    """What machine code reads and writes, by name."""

    def __init__(
        self,
        program: Program,
        parameters: np.ndarray,
        events: Events,
        begin: np.ndarray,
        standing: Standing | None,
        lanes: int,
    ) -> None:
        companies, members = _gather_companies(events.schedules, begin, lanes)
        states, self.people = len(program.layout.states), parameters.shape[1]
        self.slots, self.standing = events.slots, standing
        self.arrays: dict[str, np.ndarray] = {
            "parameters": parameters,
            "schedule": _as(events.schedules, np.int64),
            "first_slot": _as(events.first_slots, np.int64),
            "looks": _as(np.zeros(0) if events.looks is None else events.looks, np.float64),
            "offsets": _as(events.offsets, np.int64),
            "event_time": _as(events.time, np.float64),
            "event_kind": _as(events.kind, np.uint8),
            "event_target": _as(events.target, np.int32),
            "event_value": _as(events.value, np.float64),
            "stops": _as(events.stops(), np.int64),
            "begin": begin,
            "observed": np.empty((len(program.layout.observed), self.slots)),  # every look writes what it sees
            "final_state": np.full((states, self.people), np.nan),
            "final_inflow": np.zeros((states, self.people)),
            "final_running": np.zeros((states, self.people), dtype=np.int64),
            "final_parameters": parameters.copy(),
            "status": np.full(self.people, Status.UNDERWAY, dtype=np.uint8),
            "reached": begin.copy(),
            "steps": np.zeros(self.people, dtype=np.int64),
            "rejections": np.zeros(self.people, dtype=np.int64),
            "next_person": np.zeros(1, dtype=np.int64),
            "is_stopped": np.zeros(1, dtype=np.int64),
            "companies": companies,
            "members": members,
        }
        if events.looks is None:
            self.arrays["observed"][:] = np.nan  # slots may be nobody's
        if standing is not None:
            self.arrays["first_state"] = _as(standing.state, np.float64)
            self.arrays["first_inflow"] = _as(standing.inflow, np.float64)
            self.arrays["first_running"] = _as(standing.running, np.int64)

    def arguments(self, method: Rodas5P | MatrixExponential) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The three arrays that the march is given."""
        pointers = [self.arrays[name].ctypes.data if name in self.arrays else 0 for name in POINTERS]
        wholes = {
            "people": self.people,
            "slots": self.slots,
            "looks": len(self.arrays["looks"]),
            "stands": int(self.standing is not None),
            "max_steps": getattr(method, "max_steps", 0),
            "companies": len(self.arrays["companies"]) - 1,
        }
        numbers = {name: getattr(method, name, 0.0) for name in NUMBERS}
        return (
            np.array(pointers, dtype=np.uint64),
            np.array([wholes[name] for name in WHOLES], dtype=np.int64),
            np.array([numbers[name] for name in NUMBERS]),
        )

    def count_finished(self) -> float:
        """How many people's lives are over."""
        return float(np.count_nonzero(self.arrays["status"] != Status.UNDERWAY))

    def result(self) -> March:
        a = self.arrays
        final = Standing(a["final_state"], a["final_inflow"], a["final_running"])
        return March(
            a["observed"], final, a["status"], a["reached"], a["steps"], a["rejections"], a["final_parameters"]
        )


def _round_up(size: int) -> int:
    """The stack for so many bytes: whole pages, whatever their size."""
    return max(USUAL_STACK, -(-size // BESIDE) * BESIDE)


def _gather_companies(schedules: np.ndarray, begin: np.ndarray, lanes: int) -> tuple[np.ndarray, np.ndarray]:
    """People who live by one schedule from one time on, as many together as there are lanes: where each company begins
    among the members, and these.
    """
    people = len(schedules)
    if not people or ((schedules == schedules[0]).all() and (begin == begin[0]).all()):
        return np.append(np.arange(0, people, lanes), people), np.arange(people)
    members = np.lexsort((np.arange(people), begin, schedules))
    is_new = np.ones(people, dtype=bool)
    is_new[1:] = (np.diff(schedules[members]) != 0) | (np.diff(begin[members]) != 0)
    places = np.arange(people)
    ranks = places - np.maximum.accumulate(np.where(is_new, places, 0))
    return np.append(np.flatnonzero(ranks % lanes == 0), people), members


def _as(array: Any, kind: Any) -> np.ndarray:
    return np.ascontiguousarray(array, dtype=kind)


@lru_cache(maxsize=32)
def make_engine(program: Program, method: type[Rodas5P | MatrixExponential] = Rodas5P) -> Engine:
    """The engine of a program for a method, made once."""
    return Engine(program, method)
