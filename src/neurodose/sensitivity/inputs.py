"""Uncertain inputs are quantile functions of the unit cube; inputs that depend on each other move as one.

A quantile function takes probabilities (rows,) between 0 and 1, both left out, and gives values (rows,): the `ppf` of
any distribution. What is correlated cannot be told apart by its share of variance, so it is one group (`Joint`), which
is drawn from as many columns as it has members.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from neurodose.errors import SensitivityError, unknown_name
from neurodose.seeds import draw_uniforms

__all__ = ["Inputs", "Joint", "Quantile", "correlate", "unite"]

Quantile = Callable[[np.ndarray], np.ndarray]
SYMMETRIC = 1e-9  # of a correlation, which is 1 at most


@dataclass(frozen=True)
class Joint:
    """Inputs that are moved together.

    names: of its members; draw: probabilities (rows, members) to values (rows, members)
    """

    names: tuple[str, ...]
    draw: Callable[[np.ndarray], np.ndarray]


def unite(quantiles: Mapping[str, Quantile]) -> Joint:
    """Independent inputs that are asked about as one."""
    functions = tuple(quantiles.values())
    return Joint(tuple(quantiles), lambda u: np.column_stack([q(u[:, j]) for j, q in enumerate(functions)]))


def correlate(quantiles: Mapping[str, Quantile], correlation: np.ndarray) -> Joint:
    """Inputs bound by a Gaussian copula: each keeps its own distribution.

    correlation: of their normal scores (members, members)
    Raises SensitivityError where that is no matrix of correlations.
    """
    from scipy.special import ndtr, ndtri

    names, told = tuple(quantiles), np.asarray(correlation, dtype=float)
    if told.shape != (len(names), len(names)) or not np.allclose(told, told.T, rtol=0, atol=SYMMETRIC):
        raise SensitivityError(
            f"correlations of shape {told.shape} are not those of {len(names)} inputs",
            where=", ".join(names),
            hint=f"give a symmetric matrix of {len(names)} rows and columns with ones in its diagonal",
        )
    lowest = float(np.linalg.eigvalsh(told).min())
    if not np.allclose(np.diag(told), 1, rtol=0, atol=SYMMETRIC) or lowest < -SYMMETRIC:
        raise SensitivityError(
            "these correlations contradict one another",
            where=", ".join(names),
            exists=f"the diagonal is {np.diag(told)}, the lowest eigenvalue {lowest:.3g}",
            hint="the diagonal must be ones and no eigenvalue below zero",
        )
    sizes, axes = np.linalg.eigh(told)
    root = axes * np.sqrt(np.maximum(sizes, 0.0)) @ axes.T
    apart = unite(quantiles)
    return Joint(names, lambda u: apart.draw(_keep_inside(ndtr(ndtri(u) @ root))))


def _keep_inside(u: np.ndarray) -> np.ndarray:
    """A sum of scores far out must not round to a probability of one, where many quantiles are infinite."""
    return np.clip(u, 2.0**-53, 1 - 2.0**-53)


class Inputs:
    """The inputs of an analysis in order, each by itself or as a group.

    quantiles: by name, a quantile function or a Joint
    names:     of the groups, a single input being a group of its own name
    members:   of the columns of what the model is given
    """

    def __init__(self, quantiles: Mapping[str, Quantile | Joint]) -> None:
        self._joints = tuple(q if isinstance(q, Joint) else unite({name: q}) for name, q in quantiles.items())
        self.names = tuple(quantiles)
        self.members = tuple(member for joint in self._joints for member in joint.names)
        edges = np.cumsum([0, *(len(joint.names) for joint in self._joints)])
        self._columns = tuple(slice(int(a), int(b)) for a, b in pairwise(edges))
        if not self.names:
            raise SensitivityError("there are no inputs", hint="give at least one: {name: quantile function}")
        twice = sorted({name for name in self.members if self.members.count(name) > 1})
        if twice:
            raise SensitivityError(
                f"{', '.join(twice)} stands there twice",
                exists=f"the inputs are {', '.join(self.members)}",
                hint="an input belongs to one group",
            )

    @property
    def groups(self) -> np.ndarray:
        """Which group a column belongs to (columns,)."""
        return np.repeat(np.arange(len(self.names)), [len(joint.names) for joint in self._joints])

    @property
    def is_single(self) -> np.ndarray:
        """Which groups are of one input (groups,)."""
        return np.array([len(joint.names) == 1 for joint in self._joints])

    def find(self, name: str) -> int:
        """Where a group stands; SensitivityError lists those there are."""
        if name not in self.names:
            raise unknown_name(SensitivityError, "input", name, self.names, owner="the analysis")
        return self.names.index(name)

    def draw(self, u: np.ndarray) -> np.ndarray:
        """Values (rows, columns) at probabilities (rows, columns); SensitivityError where one is not a number."""
        values = np.empty_like(u)
        for name, joint, here in zip(self.names, self._joints, self._columns, strict=True):
            drawn = np.asarray(joint.draw(u[:, here]), dtype=float)
            if drawn.shape != (len(u), here.stop - here.start) or not np.isfinite(drawn).all():
                raise SensitivityError(
                    f"the quantile function gives {_describe(drawn)} for {len(u)} probabilities",
                    where=f'input "{name}"',
                    hint="it must give a finite number for every probability between 0 and 1",
                )
            values[:, here] = drawn
        return values


def _describe(drawn: np.ndarray) -> str:
    lost = int((~np.isfinite(drawn)).sum())
    return f"{lost} infinite or missing values" if lost else f"an array of shape {drawn.shape}"


def make_generator(seed: int, name: str) -> np.random.Generator:
    """A generator of its own for what is named, started from the stream of that name."""
    start = draw_uniforms(seed, name, np.zeros(1, dtype=np.int64))[0, 0]
    return np.random.default_rng(int(start * 2.0**53))


def name_figures(figures: Sequence[str] | None, count: int) -> tuple[str, ...]:
    """Names of what the model gives; SensitivityError where their number is not that of the outputs."""
    names = tuple(figures) if figures is not None else tuple(f"figure {k + 1}" for k in range(count))
    if len(names) != count:
        raise SensitivityError(
            f"{len(names)} figures are named, and the model gives {count}",
            exists=f"named are {', '.join(names)}",
            hint="name each figure once, in the order of the columns",
        )
    return names
