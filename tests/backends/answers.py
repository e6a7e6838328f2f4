"""What it means that the engine answers to the reference: the same values but for the tolerance, and the same ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from neurodose import Course, Rodas5P, describe
from neurodose.compiler.llvm.engine import Engine, make_engine
from neurodose.compiler.program import Program, compile_system
from neurodose.compiler.reference import ReferenceProblem
from neurodose.modelling.model import Part
from neurodose.solvers.march import March, march
from neurodose.solvers.method import Method
from neurodose.solvers.primitives import Events

# Both take the same steps but for rounding, until rounding decides whether a step is kept; then they differ by what
# each errs, a few tolerances.
ALIKE = 10.0  # tolerances, of a quantity's largest value
TRUE = 1000.0  # tolerances: the same against a march that errs ten thousand times less
FINE = 1e-10
USUAL: Method = Rodas5P()
REACHED = 1e-6  # relative: where somebody runs away is known to the tolerance
EXTRA_STEPS, EXTRA_SHARE = 6, 0.1  # where rates are rounding errors, so is the first length


def assert_alike(ours: Any, theirs: Any, within: float = ALIKE * USUAL.rtol) -> None:
    """Values of one quantity: as near as may be for its largest, and missing in the same places."""
    ours, theirs = np.asarray(ours, dtype=float), np.asarray(theirs, dtype=float)
    assert ours.shape == theirs.shape
    known = np.isfinite(theirs)
    assert np.array_equal(ours[~known], theirs[~known], equal_nan=True)
    assert np.isfinite(ours[known]).all()
    size = np.abs(theirs[known]).max(initial=0.0)
    assert np.abs(ours[known] - theirs[known]).max(initial=0.0) <= within * size


def assert_same_ends(ours: Any, theirs: Any) -> None:
    """Statuses of two marches or courses; how far they came and what it took."""
    assert np.array_equal(ours.status, theirs.status)
    assert np.allclose(ours.reached, theirs.reached, rtol=REACHED)
    tries, expected = ours.steps + ours.rejections, theirs.steps + theirs.rejections
    assert (np.abs(tries - expected) <= EXTRA_STEPS + EXTRA_SHARE * expected).all()


def assert_same_bits(one: Any, other: Any) -> None:
    """Two courses, predictions or marches, in every bit."""
    if isinstance(one, March):
        for name in ("observed", "status", "reached", "steps", "rejections", "parameters"):
            assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True), name
        for name in ("state", "inflow", "running"):
            assert np.array_equal(getattr(one.final, name), getattr(other.final, name), equal_nan=True), name
        return
    assert list(one.values) == list(other.values)
    for name, values in one.values.items():
        assert np.array_equal(values, other.values[name], equal_nan=True), name
    for name in ("status", "reached", "steps", "rejections"):
        assert np.array_equal(getattr(one.status, name), getattr(other.status, name)), name


def compare(do: Callable[..., Any], method: Method = USUAL) -> Any:
    """Does something with both back ends, `do(method=…, back_end=…)`; gives what the engine makes of it."""
    ours, theirs = (do(method=method, back_end=back_end) for back_end in ("engine", "reference"))
    for name, values in theirs.values.items():
        assert_alike(ours.values[name], values, ALIKE * method.rtol)
    assert_same_ends(ours.status, theirs.status)
    return ours


def compare_with_truth(do: Callable[..., Any], method: Method = USUAL) -> Course:
    """The same, and both against what a fine tolerance gives."""
    ours, theirs = (do(method=method, back_end=back_end) for back_end in ("engine", "reference"))
    truth = do(method=Rodas5P(rtol=FINE, atol=FINE * 1e-2, max_steps=1_000_000), back_end="engine")
    for name, values in truth.values.items():
        assert_alike(ours.values[name], theirs.values[name], ALIKE * method.rtol)
        for found in (ours, theirs):
            assert_alike(found.values[name], values, TRUE * method.rtol)
    assert_same_ends(ours.status, theirs.status)
    return ours


class Bench:
    """A model on both back ends, one level below `simulate`: parameters and a table of events go in."""

    def __init__(self, model: Part, *outputs: str, kind: type[Method] = Rodas5P) -> None:
        system = describe(model)
        self.program: Program = compile_system(system, outputs or tuple(system.outputs))
        self.engine: Engine = make_engine(self.program, kind)

    def draw(self, people: int, seed: int = 3) -> np.ndarray:
        """Parameters (parameters, people) around the typical ones."""
        typical = np.array(self.program.layout.values)[:, None]
        return typical * np.exp(0.1 * np.random.default_rng(seed).normal(size=(len(typical), people)))

    def row(self, parameter: str) -> int:
        return self.program.layout.parameters.index(parameter)

    def march(self, parameters: np.ndarray, events: Events, method: Method = USUAL, **how: Any) -> March:
        """The engine's march, once it is sure that the reference's is alike; so is how people stand at its end."""
        ours = self.engine.march(parameters, events, method, **how)
        theirs = march(ReferenceProblem(self.program, parameters.copy()), events, method, **how)
        for mine, his in zip(ours.observed, theirs.observed, strict=True):
            assert_alike(mine, his, ALIKE * method.rtol)
        assert_same_ends(ours, theirs)
        assert np.array_equal(ours.parameters, theirs.parameters, equal_nan=True)
        assert np.array_equal(ours.final.running, theirs.final.running)
        assert_alike(ours.final.inflow, theirs.final.inflow, 1e-12)
        done = theirs.status == 0  # how somebody stands who runs away depends on the last bit
        assert_alike(ours.final.state[:, done], theirs.final.state[:, done], ALIKE * method.rtol)
        return ours
