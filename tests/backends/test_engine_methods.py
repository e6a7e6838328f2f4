"""Every method of the engine answers to the reference: over models large and small, and whatever happens."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from benchmarks.workloads import W3
from neurodose import Dose, simulate
from neurodose.compiler.llvm.engine import make_engine
from neurodose.compiler.program import compile_system
from neurodose.populations.virtual import Population
from neurodose.simulation.solving import choose_back_end
from neurodose.solvers.method import Method
from neurodose.solvers.rodas4 import Rodas4
from neurodose.solvers.rodas5p import Rodas5P
from neurodose.solvers.status import Status
from neurodose.solvers.tables import TABLES
from neurodose.units import day, h, mg
from tests.backends.answers import Bench, assert_same_bits, compare, compare_with_truth
from tests.backends.big_models import Made, all_operations, clocked, crowd, falls_off, ring, runs_away, tiny, told
from tests.backends.test_engine_events import HAPPENINGS, among
from tests.models import Numbers, binding, competing, one_compartment, oral_two_compartment, with_metabolite

OTHERS = [kind for kind in TABLES if kind is not Rodas5P]
PEOPLE = 9
TWICE = Dose(50 * mg, every=12 * h, count=2)
OF_DRUGS = [one_compartment, oral_two_compartment, with_metabolite, competing, tiny, clocked]
LOOKED_AT = [
    (oral_two_compartment, ("gut.amount", "plasma.amount")),
    (competing, ("drug.plasma.concentration", "brain.concentration", "signal")),
]
LOOSE = 1e-3

every_other_method = pytest.mark.parametrize("kind", OTHERS, ids=lambda kind: kind.__name__)


def sample(table: Any, count: int = PEOPLE) -> Any:
    return Population(None, table).sample(count, seed=7)


@every_other_method
class TestMethods:
    @pytest.mark.parametrize("model", OF_DRUGS, ids=lambda model: model.name)
    def test_models_of_drugs(self, kind: type[Method], model: Any) -> None:
        people = sample(Numbers)
        compare_with_truth(lambda **how: simulate(model, TWICE, people, until=1 * day, every=1 * h, **how), kind())

    def test_a_stiff_model_for_as_long_as_an_explicit_method_can(self, kind: type[Method]) -> None:
        people = sample(Numbers)
        compare(lambda **how: simulate(binding, TWICE, people, until=1 * h, every=0.25 * h, **how), kind())

    @pytest.mark.parametrize("model", [all_operations, told], ids=lambda model: model.name)
    def test_models_without_a_drug(self, kind: type[Method], model: Any) -> None:
        people = sample(Made)
        compare_with_truth(lambda **how: simulate(model, None, people, until=1 * day, every=1 * h, **how), kind())

    @pytest.mark.parametrize("model", [ring(Made, 40), crowd(Made, 16)], ids=lambda model: model.name)
    def test_models_whose_steps_are_taken_in_loops(self, kind: type[Method], model: Any) -> None:
        people = sample(Made)
        compare(lambda **how: simulate(model, None, people, until=6 * h, every=1 * h, **how), kind())

    @pytest.mark.parametrize("what", HAPPENINGS)
    def test_each_kind_of_event(self, kind: type[Method], what: str) -> None:
        for model, outputs in LOOKED_AT:
            bench = Bench(model, *outputs, kind=kind)
            done = bench.march(bench.draw(PEOPLE), among(*HAPPENINGS[what]), kind())
            assert (done.status == Status.DONE).all()

    @pytest.mark.parametrize("model", [runs_away, falls_off], ids=lambda model: model.name)
    def test_those_who_fail_do_so_for_the_reason_that_the_reference_gives(self, kind: type[Method], model: Any) -> None:
        course = compare(
            lambda **how: simulate(model, None, sample(Made), until=30 * day, every=1 * day, **how), kind()
        )
        assert (course.status.status != Status.DONE).any()

    def test_nobody_depends_on_who_is_there(self, kind: type[Method]) -> None:
        people = sample(Numbers, 20)
        told_: dict[str, Any] = {"until": 1 * day, "every": 2 * h, "method": kind()}
        everyone = simulate(competing, TWICE, people, **told_)
        for number in (0, 13):
            alone = simulate(competing, TWICE, people[number : number + 1], **told_)
            for name, values in alone.values.items():
                assert np.array_equal(values[0], everyone.values[name][number])

    def test_unless_said_the_engine_solves(self, kind: type[Method]) -> None:
        assert choose_back_end(kind(), None) == "engine"
        told_: dict[str, Any] = {"until": 1 * day, "every": 2 * h, "method": kind()}
        assert_same_bits(simulate(tiny, TWICE, **told_), simulate(tiny, TWICE, back_end="engine", **told_))


def test_each_method_has_code_of_its_own() -> None:
    program = compile_system(tiny.system, tuple(tiny.system.outputs))
    engines = [make_engine(program, kind) for kind in TABLES]
    assert len({engine.loaded.key for engine in engines}) == len(TABLES)
    assert make_engine(program, Rodas4) is engines[list(TABLES).index(Rodas4)]


def test_at_a_loose_tolerance_rodas4_takes_less_work_than_rodas5p() -> None:
    """Stages, each a look at the rates and a solution: six of Rodas4, eight of Rodas5P."""
    work = {}
    for kind, stages in ((Rodas4, 6), (Rodas5P, 8)):
        course = W3.simulate(9, days=2, method=kind(rtol=LOOSE, atol=LOOSE / 100))
        work[kind] = stages * (course.status.steps + course.status.rejections).sum()
    assert work[Rodas4] < work[Rodas5P]
