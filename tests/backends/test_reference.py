"""The reference back end does what the formulas say.

Each code is held against the graph, the Jacobian also against differences, the sparse elimination against a dense one.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from benchmarks.workloads import W2, W3
from neurodose import Parameters, describe, model
from neurodose.compiler.elimination import Pattern, plan_elimination
from neurodose.compiler.program import Program, compile_system
from neurodose.compiler.reference import ReferenceProblem, make_ready, run
from neurodose.compiler.straight_line import Code, Writer
from neurodose.errors import CourseError
from neurodose.modelling.pool import State
from neurodose.modelling.system import System
from neurodose.symbols import Expression, exp, log, maximum, minimum, select, time
from neurodose.symbols.derivative import differentiate
from neurodose.symbols.evaluation import evaluate
from neurodose.units import h
from tests.models import assume, binding, competing, oral_two_compartment, with_metabolite

ROUNDING = 1e-11  # powers by multiplication and sums in another order, with some cancellation
DIFFERENCE = 1e-5  # central differences with a step of 1e-6 keep ten digits of a rate, less what cancels
PEOPLE = 7


class Rates(Parameters):
    """Numbers for a model that uses every operation."""

    k = assume(0.7 / h, "a rate", varies=True)
    period = assume(5 * h, "a period")
    level = assume(0.8, "a level", varies=True)
    power = assume(1.7, "an exponent")


@model
def everything(m: Any, p: Any = Rates) -> None:
    """Every operation of the language stands in these two rates, and the clock too."""
    m.x = State(p.level + 1)
    m.y = State(p.level**2 / 2)
    x, y = m.x.expression, m.y.expression
    phase = time / p.period
    m.x.changes_by(p.k * (exp(-x) + log(1 + y**2) + x**p.power / (1 + x**0.5) - y**-1.5 + 2 * phase))
    m.y.changes_by(p.k * select((x > y) & ~(phase < 1) | (x <= 0), minimum(x, y) - y**9, maximum(x, p.level) * phase))
    m.sum = x + y * phase


SYSTEMS = [describe(m) for m in (oral_two_compartment, with_metabolite, competing, binding, everything)] + [
    W2.model.system,
    W3.model.system,
]
ALL = pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)


class Case:
    """A system, its program, and some people somewhere in it."""

    def __init__(self, system: System) -> None:
        self.system = system
        outputs = tuple(system.outputs)
        self.program: Program = compile_system(system, outputs)
        draw = np.random.default_rng(3)
        typical = np.array(self.program.layout.values)[:, None]
        self.parameters = typical * np.exp(0.1 * draw.normal(size=(len(typical), PEOPLE)))
        self.problem = ReferenceProblem(self.program, self.parameters)
        self.states = draw.uniform(0.1, 0.9, size=(self.problem.states, PEOPLE))
        self.time = draw.uniform(0, 20, size=PEOPLE)

    def values(self) -> dict[Expression, Any]:
        layout = self.program.layout
        symbols = (*layout.parameter_symbols, *layout.state_symbols, time)
        return dict(zip(symbols, (*self.parameters, *self.states, self.time), strict=True))

    def evaluated(self, formulas: list[Expression]) -> np.ndarray:
        return np.stack([np.broadcast_to(v, PEOPLE) for v in evaluate(formulas, self.values())])


@ALL
def test_rates_starts_and_outputs_are_those_of_the_graph(system: System) -> None:
    case = Case(system)
    rates = case.evaluated([s.rate for s in system.states])
    assert case.problem.rates(case.time, case.states) == pytest.approx(rates, rel=ROUNDING, abs=ROUNDING)
    starts = case.evaluated([s.start for s in system.states])
    assert case.problem.start() == pytest.approx(starts, rel=ROUNDING)
    seen = case.evaluated([o.expression for o in system.outputs.values()])
    assert case.problem.observe(case.time, case.states) == pytest.approx(seen, rel=ROUNDING, abs=ROUNDING)


@ALL
def test_the_jacobian_is_that_of_the_graph_and_nothing_else_is_in_it(system: System) -> None:
    case = Case(system)
    symbols = [*case.program.layout.state_symbols, time]
    gradients = differentiate([s.rate for s in system.states], symbols)
    rates, entries, drift = case.problem.linearise(case.time, case.states)
    known = {
        (i, symbols.index(by)): slope for i, g in enumerate(gradients) for by, slope in g.items() if by is not time
    }
    assert sorted(known) == sorted(case.program.pattern)
    exact = case.evaluated([known[place] for place in case.program.pattern])
    assert entries == pytest.approx(exact, rel=ROUNDING, abs=ROUNDING)
    assert np.array_equal(rates, case.problem.rates(case.time, case.states))
    by_time = [g.get(time) for g in gradients]
    for row, slope in zip(drift, by_time, strict=True):
        assert row == pytest.approx(0.0 if slope is None else case.evaluated([slope])[0], rel=ROUNDING)


@ALL
def test_the_jacobian_agrees_with_differences(system: System) -> None:
    case = Case(system)
    _, entries, drift = case.problem.linearise(case.time, case.states)
    jacobian = np.zeros((case.problem.states, case.problem.states, PEOPLE))
    for (i, j), entry in zip(case.program.pattern, entries, strict=True):
        jacobian[i, j] = entry
    step = 1e-6
    for j in range(case.problem.states):
        nudge = np.zeros_like(case.states)
        nudge[j] = step
        above, below = (case.problem.rates(case.time, case.states + sign * nudge) for sign in (1, -1))
        size = np.abs(jacobian).max()
        assert (above - below) / (2 * step) == pytest.approx(jacobian[:, j], rel=DIFFERENCE, abs=1e-8 * size)
    later, earlier = (case.problem.rates(case.time + sign * step, case.states) for sign in (1, -1))
    assert (later - earlier) / (2 * step) == pytest.approx(drift, rel=DIFFERENCE, abs=1e-6)


@ALL
def test_shifted_systems_are_solved_as_a_dense_solver_does(system: System) -> None:
    case = Case(system)
    _, entries, _ = case.problem.linearise(case.time, case.states)
    shift = np.linspace(200.0, 5000.0, PEOPLE)
    right = np.random.default_rng(5).normal(size=case.states.shape)
    matrix = shift[:, None, None] * np.eye(case.problem.states)
    for (i, j), entry in zip(case.program.pattern, entries, strict=True):
        matrix[:, i, j] -= entry
    known = np.linalg.solve(matrix, right.T[..., None])[..., 0].T
    found = case.problem.solve(case.problem.factorise(entries, shift), right.copy())
    assert found == pytest.approx(known, rel=1e-9, abs=1e-14)  # what the matrix's condition leaves


@ALL
def test_nothing_that_depends_on_parameters_alone_is_left_to_the_march(system: System) -> None:
    program = Case(system).program
    hoisted = range(1 + len(program.layout.states), program.rates.inputs)
    for code in (program.rates, program.linearise, program.observe):
        still = {*hoisted, *(slot for slot, _ in code.constants)}
        assert not [step for step in code.steps if still.issuperset(step.arguments)]


@ALL
def test_no_step_is_written_twice(system: System) -> None:
    program = Case(system).program
    for code in (program.prepare, program.rates, program.linearise, program.elimination.factorise):
        assert len({(s.operation, s.arguments) for s in code.steps}) == len(code.steps)
        assert len({s.result for s in code.steps} | {slot for slot, _ in code.constants}) == code.slots - code.inputs


@ALL
def test_a_program_is_linear_where_its_system_is(system: System) -> None:
    assert Case(system).program.is_linear == system.is_linear == (system.name in LINEAR)


LINEAR = ("oral_two_compartment", "with_metabolite")


@ALL
def test_one_person_is_computed_bitwise_as_among_others(system: System) -> None:
    case = Case(system)
    together = case.problem.linearise(case.time, case.states)
    for person in range(PEOPLE):
        one = np.array([person])
        alone = case.problem.take(one).linearise(case.time[one], case.states[:, one])
        for mine, ours in zip(alone, together, strict=True):
            assert np.array_equal(mine[:, 0], ours[:, person])


def test_new_parameters_reach_those_they_are_given_to_and_nobody_else() -> None:
    case = Case(describe(competing))
    row = case.program.layout.parameters.index("CL")
    before = case.problem.rates(case.time, case.states)
    taken = case.problem.take(np.arange(PEOPLE))
    taken.change(np.array([2, 4]), np.array([row, row]), np.array([11.0, 13.0]))
    after = taken.rates(case.time, case.states)
    changed = (before != after).any(axis=0)
    assert list(np.flatnonzero(changed)) == [2, 4]
    parameters = case.parameters.copy()
    parameters[row, [2, 4]] = 11.0, 13.0
    assert np.array_equal(after, ReferenceProblem(case.program, parameters).rates(case.time, case.states))
    assert np.array_equal(case.problem.rates(case.time, case.states), before)


@some.composite
def patterns(draw: Any) -> tuple[int, Pattern]:
    states = draw(some.integers(1, 12))
    places = some.tuples(some.integers(0, states - 1), some.integers(0, states - 1))
    return states, tuple(sorted(draw(some.sets(places, max_size=3 * states))))


@given(patterns(), some.integers(0, 2**32 - 1))
def test_any_pattern_is_solved_as_a_dense_solver_does(shape: tuple[int, Pattern], numbers: int) -> None:
    states, pattern = shape
    draw = np.random.default_rng(numbers)
    entries = draw.uniform(-1, 1, size=(len(pattern), 2))
    right = draw.normal(size=(states, 2))
    shift = np.array([1.5 * states, 4.0 * states])  # makes the diagonal the largest of its row, as short steps do
    matrix = shift[:, None, None] * np.eye(states)
    for (i, j), entry in zip(pattern, entries, strict=True):
        matrix[:, i, j] -= entry
    elimination = plan_elimination(states, pattern)
    factors = run(make_ready(elimination.factorise), [shift, *entries])
    found = np.stack(run(make_ready(elimination.solve), [*factors, *right]))
    assert found == pytest.approx(np.linalg.solve(matrix, right.T[..., None])[..., 0].T, rel=1e-9, abs=1e-12)
    assert sorted(elimination.order) == list(range(states))


def test_a_chain_is_eliminated_without_fill_in_and_an_arrow_too() -> None:
    chain = tuple((i, i - 1) for i in range(1, 9)) + tuple((i - 1, i) for i in range(1, 9))
    arrow = tuple((0, i) for i in range(1, 9)) + tuple((i, 0) for i in range(1, 9))
    assert plan_elimination(9, chain).fill == 0
    assert plan_elimination(9, arrow).fill == 0  # eliminated from its first pivot on, it would fill up entirely
    ring = (*chain, (0, 8), (8, 0))
    assert plan_elimination(9, ring).fill > 0


@pytest.mark.parametrize("exponent", [1, 2, 3, 5, 8, 9, 0.5, 1.5, 2.7, -1, -2, -0.5, -3.3])
def test_a_fixed_power_is_that_power(exponent: float) -> None:
    writer = Writer(1)
    code: Code = writer.finish([writer.raise_to(0, exponent)])
    x = np.array([0.3, 1.0, 7.0])
    assert run(make_ready(code), [x])[0] == pytest.approx(x**exponent, rel=1e-14)


def test_a_small_whole_power_costs_multiplications_only() -> None:
    writer = Writer(1)
    writer.raise_to(0, 6.0)
    assert {step.operation for step in writer.steps} == {"multiply"}


def test_an_unknown_output_is_refused_with_those_there_are() -> None:
    with pytest.raises(CourseError, match=r'no output is called "plasma\.concentraton"') as caught:
        compile_system(describe(oral_two_compartment), ("plasma.concentraton",))
    assert "tissue.concentration" in str(caught.value.exists)
    assert caught.value.hint == 'did you mean "plasma.concentration"?'
