"""Linear models on the engine: what it gives is exact, whatever happens to people, and answers to the reference."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Dose, MatrixExponential, Parameters, Rodas5P, Route, describe, model, people_from, simulate
from neurodose.compiler.llvm.engine import make_engine
from neurodose.compiler.llvm.exponential import find_closure
from neurodose.compiler.program import compile_system
from neurodose.compiler.reference import ReferenceProblem
from neurodose.modelling.compartment import Compartment
from neurodose.solvers.lanes import Standing
from neurodose.solvers.linear import propagate
from neurodose.solvers.march import March
from neurodose.solvers.primitives import Events, Kind
from neurodose.solvers.status import Status
from neurodose.units import L, day, h, mg
from tests.backends.answers import assert_alike, assert_same_bits
from tests.backends.test_engine_events import DOSE, HAPPENINGS, LOOKS, PEOPLE, among
from tests.hand_written import Row, saves, schedule
from tests.models import Numbers, assume, oral_two_compartment, with_metabolite

EXACT = 1e-11  # of a quantity's largest value
METHOD = MatrixExponential()


class Chain(Parameters):
    """A chain of compartments, through which a drug goes forth and back."""

    drug = Numbers.drug
    forth = assume(1.3 / h, "forth")
    back = assume(0.4 / h, "back")
    V = assume(10.0 * L, "volume")


@model
def chain(m: Any, p: Any = Chain, size: int = 12, returns: bool = True) -> None:
    """Compartments one after another."""
    for number in range(size):
        m[f"c{number}"] = Compartment(p.drug, volume=p.V)
    m.mouth = Route(m.c0, usual=True)
    for number in range(size - 1):
        m[f"c{number}"].flows_to(m[f"c{number + 1}"], rate=p.forth)
        if returns:
            m[f"c{number + 1}"].flows_to(m[f"c{number}"], rate=p.back)
    m[f"c{size - 1}"].is_lost(rate=p.forth)


class Bench:
    """A linear model on both back ends."""

    def __init__(self, part: Any, *outputs: str) -> None:
        self.program = compile_system(describe(part), outputs or tuple(describe(part).outputs))
        self.engine = make_engine(self.program, MatrixExponential)

    def draw(self, people: int) -> np.ndarray:
        typical = np.array(self.program.layout.values)[:, None]
        return typical * np.exp(0.2 * np.random.default_rng(5).normal(size=(len(typical), people)))

    def march(self, parameters: np.ndarray, events: Events, within: float = EXACT, **how: Any) -> March:
        """What the engine makes of it, once it is sure that the reference makes the same."""
        ours = self.engine.march(parameters, events, METHOD, **how)
        theirs = propagate(ReferenceProblem(self.program, parameters.copy()), events, **how)
        for mine, his in zip(ours.observed, theirs.observed, strict=True):
            assert_alike(mine, his, within)
        for name in ("status", "reached", "steps", "rejections"):
            assert np.array_equal(getattr(ours, name), getattr(theirs, name)), name
        assert np.array_equal(ours.parameters, theirs.parameters, equal_nan=True)
        assert np.array_equal(ours.final.running, theirs.final.running)
        assert_alike(ours.final.inflow, theirs.final.inflow, 1e-12)
        done = theirs.status == Status.DONE
        assert_alike(ours.final.state[:, done], theirs.final.state[:, done], within)
        return ours


MODELS: dict[str, Any] = {
    "two compartments": oral_two_compartment,
    "a metabolite": with_metabolite,
    "a small chain": chain(size=5),
    "a long chain": chain(size=21),
    "a long way without return": chain(size=17, returns=False),
}


@pytest.fixture(scope="module", params=MODELS)
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(MODELS[request.param])


@pytest.mark.parametrize("what", HAPPENINGS)
def test_each_kind_of_event(bench: Bench, what: str) -> None:
    done = bench.march(bench.draw(PEOPLE), among(*HAPPENINGS[what]))
    assert (done.status == Status.DONE).all()


@pytest.mark.parametrize("what", ["infusions that overlap", "a reset", "a new parameter", "much at one time"])
def test_everyone_at_times_of_their_own(bench: Bench, what: str) -> None:
    begin = 0.37 * np.arange(13)
    done = bench.march(bench.draw(13), among(*HAPPENINGS[what], people=13, shift=0.37), start=begin)
    assert done.reached == pytest.approx(begin + LOOKS[-1])


def share(*rows: Row, looks: Any, people: int, each: int = 1) -> Events:
    """Schedules with these rows, the second's an hour after the first's, and so on, each for so many people."""
    count = -(-people // each)
    told = schedule(*([(time + n, kind, target, value) for time, kind, target, value in rows] for n in range(count)))
    looks = np.asarray(looks, dtype=float)
    return Events(
        told.offsets, told.time, told.kind, told.target, told.value, np.arange(people) // each, looks,
        np.arange(people) * len(looks),
    )  # fmt: skip


@pytest.mark.parametrize("looks", [np.arange(0, 60, 0.1), np.sort(np.random.default_rng(2).random(200)) * 60, [60.0]])
@pytest.mark.parametrize("what", ["an addition", "infusions that overlap", "a reset", "a new parameter"])
def test_looks_that_all_share(bench: Bench, what: str, looks: Any) -> None:
    events = share(*HAPPENINGS[what], looks=looks, people=21, each=9)
    done = bench.march(bench.draw(21), events, 1e-10)
    assert (done.status == Status.DONE).all()
    assert np.isfinite(done.observed).all()


def test_the_bits_depend_on_nobody_else(bench: Bench) -> None:
    events = share(*HAPPENINGS["much at one time"], looks=np.arange(0, 48, 0.25), people=27, each=27)
    parameters = bench.draw(27)
    whole = bench.engine.march(parameters, events, METHOD)
    seen = whole.observed.reshape(len(whole.observed), 27, -1)
    for some in (np.arange(27)[::-1], np.array([3]), np.array([5, 0, 26, 8, 1, 1, 4, 9, 13, 2])):
        fewer = share(*HAPPENINGS["much at one time"], looks=np.arange(0, 48, 0.25), people=len(some), each=len(some))
        for threads in (1, 3):
            part = bench.engine.march(np.ascontiguousarray(parameters[:, some]), fewer, METHOD, threads=threads)
            assert np.array_equal(part.observed.reshape(len(seen), len(some), -1), seen[:, some])


def test_someone_who_is_lost_changes_nobody_else(bench: Bench) -> None:
    looks, people = np.arange(0, 30, 0.5), 11
    events = share((0.0, Kind.ADD, 0, 1e5), (7.0, Kind.ADD, 1, 10.0), looks=looks, people=people, each=people)
    parameters = bench.draw(people)
    sound = bench.march(parameters, events)
    parameters[:, 4] = np.nan
    done = bench.march(parameters, events)
    others = np.arange(people) != 4
    assert done.status[4] == Status.NOT_FINITE
    assert np.array_equal(
        done.observed.reshape(-1, people, len(looks))[:, others],
        sound.observed.reshape(-1, people, len(looks))[:, others],
    )
    assert np.isnan(done.observed.reshape(-1, people, len(looks))[:, 4, 1:]).all()


def test_people_may_begin_as_they_stand(bench: Bench) -> None:
    states, people = len(bench.program.layout.states), 10
    random = np.random.default_rng(1)
    running = np.zeros((states, people), dtype=np.int64)
    running[0, ::2] = 1
    standing = Standing(random.random((states, people)), np.where(running > 0, 3.5, 0.0), running)
    events = among((1.0, Kind.RATE_OFF, 0, 3.5), (2.0, Kind.ADD, 0, 1.0), people=people)
    bench.march(bench.draw(people), events, standing=standing)


def test_a_save_may_come_before_and_after_what_happens_at_its_time() -> None:
    bench = Bench(oral_two_compartment, "gut.amount", "plasma.amount")
    rows = [*saves([0.0]), DOSE, *saves([0.0, 2.0], 1), (2.0, Kind.ADD, 1, 50.0), *saves([2.0], 3)]
    done = bench.march(bench.draw(1), schedule(rows))
    assert done.observed[1, 3] - done.observed[1, 2] == pytest.approx(50.0)


def test_stiff_and_slow_in_one_system() -> None:
    bench = Bench(chain(size=4))
    parameters = bench.draw(9)
    parameters[bench.program.layout.parameters.index("forth")] *= 1e5
    parameters[bench.program.layout.parameters.index("back")] *= 1e-3
    events = share(DOSE, looks=np.geomspace(1e-6, 1000, 60), people=9, each=9)
    bench.march(parameters, events, 1e-8)


def test_a_hundred_thousand_people_and_three() -> None:
    people = people_from({"CL": np.linspace(5, 15, 100_003) * L / h})
    told: dict[str, Any] = {"at": [1.0, 7.0, 24.0] * h, "outputs": ["plasma.amount"]}
    whole = simulate(oral_two_compartment, Dose(50 * mg), people, **told)
    last = simulate(oral_two_compartment, Dose(50 * mg), people[100_000:], **told)
    assert np.array_equal(whole["plasma.amount"].coherent[100_000:], last["plasma.amount"].coherent)
    assert np.isfinite(whole["plasma.amount"].coherent).all()


def test_unless_said_otherwise_linear_models_are_solved_exactly() -> None:
    told: dict[str, Any] = {"until": 2 * day, "every": 1 * h}
    usual = simulate(oral_two_compartment, Dose(50 * mg, every=7.3 * h, count=5), **told)
    exact = simulate(oral_two_compartment, Dose(50 * mg, every=7.3 * h, count=5), method=METHOD, **told)
    marched = simulate(oral_two_compartment, Dose(50 * mg, every=7.3 * h, count=5), method=Rodas5P(), **told)
    assert_same_bits(usual, exact)
    assert "MatrixExponential" in usual.made_by
    assert_alike(marched["plasma.concentration"].coherent, usual["plasma.concentration"].coherent, 1e-5)


def test_what_can_reach_what_is_found_once() -> None:
    closure = find_closure(3, ((0, 0), (1, 0), (1, 1), (1, 2), (2, 1), (2, 2)))
    assert closure.columns == ((0,), (0, 1, 2), (0, 1, 2))
    assert not closure.is_full
    assert closure.products(0, 0) == [(closure.places[0, 0], closure.places[0, 0])]
    assert find_closure(20, tuple((n, (n + 1) % 20) for n in range(20))).is_full
