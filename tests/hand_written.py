"""Problems and schedules written by hand, for tests of the solvers: dense, obvious, and slow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from neurodose.solvers.primitives import Events, Kind
from neurodose.solvers.problem import Array, Numbers

Row = tuple[float, Kind, int, float]
Rates = Callable[[Array, Array, Array], list[Array]]
Jacobian = Callable[[Array, Array, Array], list[list[Array]]]


def stack(rows: Sequence[Array | float], people: int) -> Array:
    """Rows of numbers or of one number per person, as (rows, people)."""
    return np.stack([np.broadcast_to(np.asarray(row, dtype=float), (people,)) for row in rows])


@dataclass(frozen=True)
class Dense:
    """y' = rates(t, y, p), with the Jacobian and the drift df/dt by hand too.

    Observed are all states, unless `observed_of` says what else."""

    rates_of: Rates
    jacobian_of: Jacobian
    begin: Array
    parameters: Array
    drift_of: Rates | None = None
    observed_of: Rates | None = None

    @property
    def states(self) -> int:
        return self.begin.shape[0]

    @property
    def people(self) -> int:
        return self.begin.shape[1]

    def start(self) -> Array:
        return self.begin

    def rates(self, t: Array, y: Array) -> Array:
        return stack(self.rates_of(t, y, self.parameters), self.people)

    def linearise(self, t: Array, y: Array) -> tuple[Array, Array, Array]:
        entries = np.concatenate([stack(row, self.people) for row in self.jacobian_of(t, y, self.parameters)])
        drift = np.zeros_like(y) if self.drift_of is None else stack(self.drift_of(t, y, self.parameters), self.people)
        return self.rates(t, y), entries, drift

    def factorise(self, entries: Array, shift: Array) -> object:
        jacobian = np.moveaxis(entries.reshape(self.states, self.states, -1), -1, 0)
        return shift[:, None, None] * np.eye(self.states) - jacobian

    def solve(self, factors: object, b: Array) -> Array:
        assert isinstance(factors, np.ndarray)
        # A matrix that is not finite is some other person's misfortune.
        lost = np.logical_not(np.isfinite(factors)).any(axis=(1, 2), keepdims=True)
        solution = np.linalg.solve(np.where(lost, np.eye(self.states), factors), b.T[..., None])
        return np.where(lost, np.nan, solution)[..., 0].T

    def observe(self, t: Array, y: Array) -> Array:
        return y.copy() if self.observed_of is None else stack(self.observed_of(t, y, self.parameters), len(t))

    def matrix(self) -> Array:
        zero = np.zeros((self.states, self.people))
        _, entries, _ = self.linearise(np.zeros(self.people), zero)
        return np.moveaxis(entries.reshape(self.states, self.states, -1), -1, 0)

    def forcing(self) -> Array:
        return self.rates(np.zeros(self.people), np.zeros((self.states, self.people)))

    def take(self, who: Numbers) -> Dense:
        return Dense(
            self.rates_of,
            self.jacobian_of,
            np.ascontiguousarray(self.begin[:, who]),
            np.ascontiguousarray(self.parameters[:, who]),
            self.drift_of,
            self.observed_of,
        )

    def change(self, who: Numbers, parameter: Numbers, value: Array) -> None:
        self.parameters[parameter, who] = value


def schedule(*people: Sequence[Row]) -> Events:
    """Everyone's events, each as (time, kind, target, value); a save's target is its slot."""
    rows = [row for person in people for row in person]
    time, kind, target, value = zip(*rows, strict=True) if rows else ((), (), (), ())
    return Events(
        np.cumsum([0, *(len(person) for person in people)]).astype(np.int64),
        np.array(time, dtype=float),
        np.array(kind, dtype=np.uint8),
        np.array(target, dtype=np.int32),
        np.array(value, dtype=float),
    )


def saves(times: Sequence[float] | Array, first: int = 0) -> list[Row]:
    """Saves at these times, into slots from `first` on."""
    return [(float(time), Kind.SAVE, first + i, 0.0) for i, time in enumerate(times)]


def in_order(*parts: Sequence[Row]) -> list[Row]:
    """One person's events by time; at one time, those of an earlier part come first."""
    return sorted((row for part in parts for row in part), key=lambda row: row[0])


def decay(rate: Array | Sequence[float], begin: float = 1.0) -> Dense:
    """y' = -k y + u, with parameters k and u = 0."""
    k = np.asarray(rate, dtype=float)
    return Dense(
        lambda t, y, p: [-p[0] * y[0] + p[1]],
        lambda t, y, p: [[-p[0]]],
        np.full((1, len(k)), begin),
        np.stack([k, np.zeros_like(k)]),
    )


def oral(absorption: Array, clearance: Array, volume: float = 50.0) -> Dense:
    """Gut, plasma and tissue, with first-order exchange."""
    out, back = 8.0 / volume, 8.0 / 100.0
    return Dense(
        lambda t, y, p: [
            -p[0] * y[0],
            p[0] * y[0] - (p[1] / volume + out) * y[1] + back * y[2],
            out * y[1] - back * y[2],
        ],
        lambda t, y, p: [
            [-p[0], 0.0 * p[0], 0.0 * p[0]],
            [p[0], -(p[1] / volume + out), back + 0.0 * p[0]],
            [0.0 * p[0], out + 0.0 * p[0], -back + 0.0 * p[0]],
        ],
        np.zeros((3, len(absorption))),
        np.stack([absorption, clearance]),
    )


def forced(people: int = 1) -> Dense:
    """A non-linear problem with a clock in it, whose solution is known: y0 = exp(sin t), y1 = 1 / (1 + t)."""
    return Dense(
        lambda t, y, p: [
            np.cos(t) * y[0] + (y[1] - 1.0 / (1.0 + t)) * y[0],
            -(y[1] ** 2) + np.log(y[0]) - np.sin(t),
        ],
        lambda t, y, p: [[np.cos(t) + y[1] - 1.0 / (1.0 + t), y[0]], [1.0 / y[0], -2.0 * y[1]]],
        np.ones((2, people)),
        np.zeros((1, people)),
        lambda t, y, p: [-np.sin(t) * y[0] + y[0] / (1.0 + t) ** 2, -np.cos(t)],
    )


def forced_solution(t: Array) -> Array:
    """What `forced` does."""
    return np.stack([np.exp(np.sin(t)), 1.0 / (1.0 + t)])
