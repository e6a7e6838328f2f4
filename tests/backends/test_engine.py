"""The engine answers to the reference: every model, any people, whatever becomes of them."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.workloads import W2, W3
from neurodose import (
    Dose,
    MatrixExponential,
    People,
    Rodas5P,
    describe,
    find_drug,
    people_from,
    simulate,
    typical_people,
)
from neurodose.compiler.llvm import engine
from neurodose.compiler.llvm.engine import Engine
from neurodose.compiler.program import compile_system
from neurodose.errors import EventError, SolverError
from neurodose.populations.virtual import Population
from neurodose.solvers.lanes import at_rest
from neurodose.solvers.primitives import Kind
from neurodose.solvers.status import Status
from neurodose.units import day, h, mg
from tests.backends.answers import Bench, assert_same_bits, compare, compare_with_truth
from tests.backends.big_models import (
    Made,
    all_operations,
    alone,
    bounded,
    clocked,
    crowd,
    falls_off,
    ring,
    runs_away,
    tiny,
    told,
)
from tests.hand_written import saves, schedule
from tests.models import Numbers, binding, competing, one_compartment, oral_two_compartment, with_metabolite

PEOPLE = 19  # two vectors and some
A_CROWD = 100_003
LITTLE = 256 * 1024  # bytes of stack for a thread, where somebody has so decided
STRUCTURES = find_drug("naltrexone").structures
TWICE = Dose(50 * mg, every=12 * h, count=2)


def sample(table: Any, count: int = PEOPLE, seed: int = 7) -> People:
    return Population(None, table).sample(count, seed=seed)


@pytest.fixture(scope="module")
def brain() -> Bench:
    return Bench(competing, "drug.plasma.concentration", "signal")


class TestModels:
    @pytest.mark.parametrize("structure", STRUCTURES)
    def test_naltrexone(self, structure: str) -> None:
        people = find_drug("naltrexone").people.sample(5, seed=7)
        thrice = Dose(50 * mg, every=24 * h, count=3)
        compare_with_truth(
            lambda **how: simulate(STRUCTURES[structure], thrice, people, until=4 * day, every=3 * h, **how)
        )

    @pytest.mark.parametrize(
        "model",
        [one_compartment, oral_two_compartment, with_metabolite, competing, binding, tiny, clocked],
        ids=lambda model: model.name,
    )
    def test_models_of_drugs(self, model: Any) -> None:
        people = sample(Numbers)
        compare_with_truth(lambda **how: simulate(model, TWICE, people, until=2 * day, every=1 * h, **how))

    @pytest.mark.parametrize("model", [alone, all_operations, told], ids=lambda model: model.name)
    def test_models_without_a_drug(self, model: Any) -> None:
        people = sample(Made)
        compare_with_truth(lambda **how: simulate(model, None, people, until=2 * day, every=1 * h, **how))

    @pytest.mark.parametrize("workload", [W2, W3], ids=lambda workload: workload.name)
    def test_workloads(self, workload: Any) -> None:
        compare(lambda **how: workload.simulate(9, days=1, **how))

    def test_three_hundred_states(self) -> None:
        before = threading.stack_size(LITTLE)  # the engine's threads take what they need
        try:
            self.march_a_ring()
        finally:
            assert threading.stack_size(before) == LITTLE

    def march_a_ring(self) -> None:
        compare(lambda **how: simulate(ring(Made), None, sample(Made, 9), until=6 * h, every=2 * h, **how))

    def test_a_jacobian_without_zeros_is_eliminated_in_loops(self) -> None:
        compare(lambda **how: simulate(crowd(Made), None, sample(Made, 9), until=1 * day, every=2 * h, **how))

    @pytest.mark.parametrize("model", [binding, ring(Made, 30), crowd(Made, 8)], ids=lambda model: model.name)
    def test_a_solution_may_stand_where_its_right_hand_side_stood(self, model: Any) -> None:
        """The march solves in place: nothing may be read where something has been written."""
        solve = compile_system(describe(model), ()).elimination.solve
        first = solve.inputs - len(solve.results)
        born = {step.result: number for number, step in enumerate(solve.steps)}
        last_read = {slot: number for number, step in enumerate(solve.steps) for slot in step.arguments}
        for place, result in enumerate(solve.results):
            assert last_read[first + place] <= born[result]

    def test_conditions_and_what_depends_on_parameters_alone_can_be_looked_at(self) -> None:
        people = sample(Made, 40)
        outputs = ["is_high", "is_lively", "sum"]
        seen = compare(
            lambda **how: simulate(all_operations, None, people, until=2 * day, every=1 * h, outputs=outputs, **how)
        )
        for name in ("is_high", "is_lively"):  # both ways, or the test says nothing
            assert set(np.unique(seen.values[name])) == {0.0, 1.0}
        fixed = compare(lambda **how: simulate(told, None, people, until=1 * day, every=6 * h, **how))
        assert (np.ptp(fixed.values["half_life"], axis=1) == 0).all()
        assert np.ptp(fixed.values["half_life"][:, 0]) > 0

    def test_the_loosest_and_the_finest_tolerance(self) -> None:
        people = sample(Numbers, 9)
        for rtol in (1e-2, 1e-11):
            method = Rodas5P(rtol=rtol, atol=rtol / 100, max_steps=1_000_000)
            compare(lambda **how: simulate(competing, TWICE, people, until=1 * day, every=2 * h, **how), method)


class TestHowMany:
    @pytest.mark.parametrize("count", [1, 7, 8, 9, 65])
    def test_people_fill_vectors_or_do_not(self, brain: Bench, count: int) -> None:
        dose = [(0.0, Kind.ADD, 0, 1e5)]
        events = schedule(*(dose + saves([0.0, 1.0, 7.5, 24.0], 4 * person) for person in range(count)))
        done = brain.march(brain.draw(count), events)
        assert (done.status == Status.DONE).all()

    def test_one_typical_person(self) -> None:
        compare(lambda **how: simulate(competing, TWICE, typical_people(), until=1 * day, every=1 * h, **how))

    def test_nobody(self, brain: Bench) -> None:
        done = brain.march(brain.draw(0), schedule())
        assert done.final.state.shape == (len(brain.program.layout.states), 0)

    def test_people_to_whom_nothing_happens_stay_where_they_begin(self, brain: Bench) -> None:
        lively = [(0.0, Kind.ADD, 0, 1e5), *saves([5.0])]
        done = brain.march(brain.draw(20), schedule(*[[]] * 13, lively, *[[]] * 6), start=2.0 * (np.arange(20) != 13))
        assert (done.status == Status.DONE).all()
        assert (done.reached == np.where(np.arange(20) == 13, 5.0, 2.0)).all()
        assert (done.steps > 0).tolist() == (np.arange(20) == 13).tolist()

    def test_a_hundred_thousand_and_three(self) -> None:
        bench = Bench(tiny, "plasma.concentration")
        rows = [[(0.0, Kind.ADD, 0, 1e5), *saves([0.0, 24.0], 2 * person)] for person in range(A_CROWD)]
        parameters, events = bench.draw(A_CROWD), schedule(*rows)
        done = bench.engine.march(parameters, events, Rodas5P())
        assert (done.status == Status.DONE).all()
        assert np.isfinite(done.observed).all()
        some = np.array([0, 1, 1000, 50_001, A_CROWD - 1])
        alone_ = bench.march(parameters[:, some], schedule(*(rows[k] for k in range(len(some)))))
        slots = (2 * some[:, None] + np.arange(2)).ravel()
        assert np.array_equal(done.observed[:, slots], alone_.observed)
        assert np.array_equal(done.final.state[:, some], alone_.final.state)


class TestFailures:
    """Each fails alone, and for the reason that the reference gives."""

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
    def test_what_is_not_finite(self, value: float) -> None:
        bench = Bench(competing, "drug.plasma.concentration")
        parameters = bench.draw(len(bench.program.layout.parameters))
        np.fill_diagonal(parameters, value)  # each person lacks another one
        looks = ([(0.0, Kind.ADD, 0, 1e5), *saves([0.0, 12.0], 2 * p)] for p in range(parameters.shape[1]))
        done = bench.march(parameters, schedule(*looks))
        assert (done.status == Status.NOT_FINITE).any()
        assert (done.reached[done.status == Status.NOT_FINITE] < 12.0).all()

    def test_a_state_that_is_infinite_while_nothing_moves_it(self) -> None:
        bench = Bench(bounded)
        parameters = bench.draw(4)
        parameters[bench.row("level")] = [1.0, np.inf, 2.0, np.nan]
        done = bench.march(parameters, schedule(*(saves([0.0, 1.0], 2 * p) for p in range(4))))
        assert list(done.status) == [Status.DONE, Status.NOT_FINITE, Status.DONE, Status.NOT_FINITE]
        assert (done.steps + done.rejections)[[1, 3]].sum() == 0

    def test_what_is_no_number_any_more_after_a_while(self) -> None:
        bench = Bench(falls_off)
        parameters = bench.draw(9)
        done = bench.march(parameters, schedule(*(saves([0.0, 0.1, 80.0], 3 * p) for p in range(9))))
        assert (done.status == Status.NOT_FINITE).all()
        assert (done.reached > 0.1).all()
        assert np.isfinite(done.observed[0].reshape(9, 3)).tolist() == [[True, True, False]] * 9

    def test_what_grows_beyond_all_numbers(self) -> None:
        bench = Bench(bounded)
        events = schedule(*([(0.0, Kind.RATE_ON, 0, 1e307), *saves([1.0, 80.0], 2 * p)] for p in range(9)))
        done = bench.march(bench.draw(9), events)
        assert (done.status == Status.NOT_FINITE).all()
        assert (done.reached < 18.0).all()

    def test_a_solution_that_runs_away(self) -> None:
        bench = Bench(runs_away)
        parameters = bench.draw(9)
        done = bench.march(parameters, schedule(*(saves([0.0, 10.0, 80.0], 3 * p) for p in range(9))))
        assert (done.status == Status.STEP_TOO_SMALL).all()
        assert done.reached == pytest.approx(1 / parameters[bench.row("slow")], rel=1e-4)
        assert np.isfinite(done.observed[0].reshape(9, 3)).tolist() == [[True, True, False]] * 9

    @pytest.mark.parametrize("most", [1, 2, 5, 20])
    def test_too_few_steps(self, brain: Bench, most: int) -> None:
        events = schedule(*([(0.0, Kind.ADD, 0, 1e5), *saves([1.0, 240.0], 2 * p)] for p in range(9)))
        done = brain.march(brain.draw(9), events, Rodas5P(max_steps=most))
        assert (done.status == Status.TOO_MANY_STEPS).all()
        assert (done.steps + done.rejections == most).all()

    def test_the_last_step_allowed_may_be_the_last_one_needed(self, brain: Bench) -> None:
        parameters, events = brain.draw(1), schedule([(0.0, Kind.ADD, 0, 1e5), *saves([10.0])])
        plenty = brain.march(parameters, events)
        needed = int(plenty.steps[0] + plenty.rejections[0])
        assert brain.march(parameters, events, Rodas5P(max_steps=needed)).status[0] == Status.DONE
        assert brain.march(parameters, events, Rodas5P(max_steps=needed - 1)).status[0] == Status.TOO_MANY_STEPS

    def test_a_course_says_who_and_why(self) -> None:
        people = people_from({"level": [0.5, -1.0, 2.0]})  # a broken power of a negative number does not exist
        course = compare(lambda **how: simulate(told, None, people, until=3 * day, every=1 * day, **how))
        assert list(course.status.status) == [Status.DONE, Status.NOT_FINITE, Status.DONE]
        assert "not finite" in course.status.of(int(people.identity[1]))


class TestRefusals:
    @pytest.mark.parametrize(
        ("code", "name"),
        [("rates", "the rate of drug.gut"), ("observe", "the output"), ("prepare", "what depends on parameters alone")],
    )
    def test_an_operation_that_is_not_known_is_refused_by_the_name_of_its_formula(self, code: str, name: str) -> None:
        program = compile_system(competing.system, tuple(competing.system.outputs))
        steps = getattr(program, code).steps
        strange = replace(getattr(program, code), steps=(replace(steps[0], operation="erf"), *steps[1:]))
        with pytest.raises(SolverError, match=rf"cannot compute “erf” \({name}(?s:.)*back_end="):
            Engine(replace(program, **{code: strange}))

    def test_an_interrupt_does_not_wait_for_machine_code(self, monkeypatch: pytest.MonkeyPatch) -> None:
        may_end = threading.Event()

        def interrupt(self: threading.Thread, timeout: float | None = None) -> None:
            raise KeyboardInterrupt

        program = compile_system(tiny.system, ())
        with monkeypatch.context() as patch:
            patch.setattr(engine, "load_code", lambda *_: may_end.wait(60))
            patch.setattr(threading.Thread, "join", interrupt)
            with pytest.raises(KeyboardInterrupt):  # noqa: PT011
                Engine(program)
        may_end.set()
        assert Engine(program).loaded.seconds > 0


class TestBackEnds:
    def test_one_that_does_not_exist_is_refused(self) -> None:
        with pytest.raises(SolverError, match=r"back_end='fortran'(?s:.)*there are: engine, reference"):
            simulate(tiny, TWICE, until=1 * day, back_end="fortran")

    def test_unless_said_the_engine_solves(self) -> None:
        told_: dict[str, Any] = {"until": 1 * day, "every": 1 * h, "people": sample(Numbers)}
        assert_same_bits(simulate(competing, TWICE, **told_), simulate(competing, TWICE, back_end="engine", **told_))

    def test_the_finest_march_of_both_agrees_with_the_matrix_exponential(self) -> None:
        people = sample(Numbers, 9)
        exact = simulate(with_metabolite, TWICE, people, until=1 * day, every=1 * h, method=MatrixExponential())
        fine = compare(
            lambda **how: simulate(with_metabolite, TWICE, people, until=1 * day, every=1 * h, **how),
            Rodas5P(rtol=1e-11, atol=1e-12),
        )
        for name, values in exact.values.items():
            assert np.abs(fine.values[name] - values).max() < 1e-9 * np.abs(values).max()


class TestWhatMachineCodeMustNotBeTold:
    """It reads and writes where it is told to."""

    def test_parameters_of_another_shape(self, brain: Bench) -> None:
        with pytest.raises(SolverError, match=r"parameters has the shape \(3, 5\)"):
            brain.engine.march(np.ones((3, 5)), schedule(*[[]] * 5), Rodas5P())

    def test_people_who_stand_in_other_states(self, brain: Bench) -> None:
        with pytest.raises(SolverError, match=r"state has the shape \(2, 5\)"):
            brain.engine.march(brain.draw(5), schedule(*[[]] * 5), Rodas5P(), standing=at_rest(np.ones((2, 5))))

    def test_a_parameter_that_does_not_exist(self, brain: Bench) -> None:
        events = schedule([(1.0, Kind.PARAMETER, 10_000, 2.0), *saves([2.0])])
        with pytest.raises(EventError, match="parameter 10000 is to change"):
            brain.engine.march(brain.draw(1), events, Rodas5P())

    def test_no_threads(self, brain: Bench) -> None:
        with pytest.raises(SolverError, match="threads=0"):
            brain.engine.march(brain.draw(1), schedule([]), Rodas5P(), threads=0)
