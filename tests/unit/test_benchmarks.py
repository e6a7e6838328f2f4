"""The benchmarks: one set of equations said twice, peers that may be missing, and pages that are written from lines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks import operations, page, side_by_side, workloads
from benchmarks.engines import PEERS
from benchmarks.equations import EVERY, LIBRARY, WORKLOADS, Equations
from benchmarks.library_models import LibraryWork, solve_exactly, write_library
from benchmarks.one_engine import find_errors
from benchmarks.peers.alike import group_alike, write_as_arrays
from benchmarks.peers.cvode import write_antimony
from benchmarks.peers.peer import Task
from benchmarks.targets import FLOORS, TARGETS
from neurodose import simulate
from neurodose.compiler.llvm.machine import this_machine
from neurodose.compiler.program import compile_system
from neurodose.compiler.reference import ReferenceProblem
from neurodose.solvers.rodas5p import RODAS5P
from neurodose.units import h

PEOPLE = 4
SAME = 1e-12  # what two orders of the same sums may differ by, of the largest rate

# The states of the equations by their addresses in the models, where these are called otherwise.
# fmt: off
ADDRESSES = {
    "w1": {"DEP": "gut", "CEN": "plasma", "PER": "tissue"},
    "w2": {
        "Ag": "gut", "Ac": "plasma", "Ap": "tissue", "Am": "metabolite", "Amp": "metabolite_tissue",
        "Bn": "brain", "Bm": "brain_metabolite", "En": "agonist",
        "RA": "receptor.drug", "RM": "receptor.metabolite", "RE": "receptor.agonist",
        "DA": "dopamine", "CR": "craving",
    },
    "w3": {"L": "ligand", "RC": "receptor", "OUTP": "readout"},
}
# fmt: on
each = pytest.mark.parametrize("equations", WORKLOADS.values(), ids=list(WORKLOADS))


def problem_of(name: str) -> tuple[ReferenceProblem, tuple[str, ...]]:
    """The workload's model as the package solves it, for its first people; and its states' addresses."""
    work: workloads.Workload = getattr(workloads, name.upper())
    program = compile_system(work.model.system, work.outputs)
    people, _ = work.draw(PEOPLE)
    return ReferenceProblem(program, people.values_for(work.model.system.parameters)), program.layout.states


def states_at_random(equations: Equations, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).random((PEOPLE, len(equations.states)))


class TestTheEquations:
    @each
    def test_they_are_those_of_the_models(self, equations: Equations, seed: int) -> None:
        problem, addresses = problem_of(equations.name)
        called = ADDRESSES[equations.name]
        order = [addresses.index(called.get(name, name)) for name in equations.states]
        states = states_at_random(equations, seed)
        of_model = np.empty((len(addresses), PEOPLE))
        of_model[order] = states.T
        expected = problem.rates(np.zeros(PEOPLE), of_model)[order].T
        found = equations.evaluate_rates(states, equations.draw(PEOPLE).parameters)
        assert np.abs(found - expected).max() <= SAME * np.abs(expected).max()

    @each
    def test_people_start_at_rest(self, equations: Equations) -> None:
        people = equations.draw(PEOPLE)
        if equations.name != "w3":  # its tiers leak
            rates = equations.evaluate_rates(people.starts, people.parameters)
            assert np.abs(rates).max() <= SAME * 1e4  # the fastest rates of W2, which balance

    def test_people_of_w2_take_the_doses_that_they_take_in_the_workloads(self) -> None:
        _, regimens = workloads.W2.draw(PEOPLE)
        doses = WORKLOADS["w2"].draw(PEOPLE).doses
        assert [tuple(int(k) + 1 for k in np.flatnonzero(row == 0)) for row in doses] == [r.missed for r in regimens]
        assert doses.max() == pytest.approx(50e6 / 341.4)

    @each
    def test_people_are_those_of_the_workloads(self, equations: Equations) -> None:
        work: workloads.Workload = getattr(workloads, equations.name.upper())
        people, _ = work.draw(PEOPLE)
        drawn = dict(zip(equations.parameters, equations.draw(PEOPLE).parameters.T, strict=True))
        assert set(people.columns) == set(equations.omega)
        for name, column in people.columns.items():
            assert column == pytest.approx(drawn[name])

    @each
    def test_who_is_first_does_not_depend_on_how_many_are_drawn(self, equations: Equations) -> None:
        few, many = equations.draw(2), equations.draw(5)
        assert np.array_equal(few.parameters, many.parameters[:2])
        assert np.array_equal(few.doses, many.doses[:2])

    @each
    def test_outputs_and_days_are_those_of_the_workloads(self, equations: Equations) -> None:
        work: workloads.Workload = getattr(workloads, equations.name.upper())
        called = ADDRESSES[equations.name]
        outputs = [called.get(name, name) for name in equations.outputs]
        assert [name.removesuffix(".amount") for name in work.outputs] == outputs
        assert work.days == equations.days


class TestTheLibrarysModels:
    @pytest.mark.parametrize("name", LIBRARY)
    def test_in_plain_notation_they_are_the_same(self, name: str) -> None:
        work, equations = LibraryWork(name), write_library(name)
        people, regimens = work.draw(2)
        until = 24 * work.days * h
        course = simulate(work.model, regimens, people, until=until, every=1 * h, outputs=work.outputs)
        values = np.stack([course[output].coherent for output in work.outputs], axis=2)
        assert values == pytest.approx(solve_exactly(equations, 2), rel=1e-4, abs=1e-4)


class TestTheirForms:
    @each
    def test_written_in_place_they_are_the_same(self, equations: Equations, seed: int) -> None:
        rates = equations.make(equations.write_in_place())
        states, parameters = states_at_random(equations, seed), equations.draw(PEOPLE).parameters
        found = np.empty_like(states)
        for person in range(PEOPLE):
            rates(0.0, states[person], found[person], parameters[person])
        assert np.allclose(found, equations.evaluate_rates(states, parameters), rtol=SAME)

    @each
    def test_written_over_arrays_they_are_the_same(self, equations: Equations, seed: int) -> None:
        rates = write_as_arrays(equations, np)
        states, parameters = states_at_random(equations, seed), equations.draw(PEOPLE).parameters
        found = np.stack([rates(0.0, *both) for both in zip(states, parameters, strict=True)])
        assert np.allclose(found, equations.evaluate_rates(states, parameters), rtol=SAME)

    def test_the_tiers_of_w3_are_of_one_form(self) -> None:
        w3 = WORKLOADS["w3"]
        sizes = sorted(len(names) for names in group_alike({**w3.definitions, **w3.rates}))
        assert sizes == [1, 1, 1, 19, 19, 19, 19, 19]

    def test_antimony_has_a_dose_for_each_day_after_the_first(self) -> None:
        text = write_antimony(WORKLOADS["w2"])
        assert "hda := (DA/DA50)^gam;" in text
        assert "today == 27" in text
        assert "today == 28" not in text


class TestPeers:
    def test_each_has_a_method_or_a_reason_for_each_workload(self) -> None:
        for peer in PEERS.values():
            assert set(peer.method) | set(peer.cannot) == set(EVERY)
            assert set(TARGETS[peer.name]) | set(FLOORS[peer.name]) <= set(peer.method)

    @pytest.mark.parametrize("name", list(PEERS))
    def test_each_that_is_installed_meets_the_equations(self, name: str, shared: Path) -> None:
        for package in PEERS[name].packages:
            pytest.importorskip(package)
        equations = WORKLOADS["w1"]
        rtol, atol = PEERS[name].tolerances.get("w1", (1e-6, 1e-8))
        values = PEERS[name].prepare(Task(equations, equations.draw(2), rtol, atol))()
        known = np.load(shared / "performance" / "reference_w1.npy")[:2]
        assert values == pytest.approx(known, rel=1e-4, abs=1e-4)

    def test_one_that_is_missing_is_a_line_with_its_reason(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def run(engine: str, *rest: object) -> dict[str, str]:
            return {"missing": f"No module named {engine}"}

        monkeypatch.setattr(side_by_side, "run_engine", run)
        (line,) = side_by_side.compare("w1", ["diffrax"], 8, 1, 1, None)
        assert line["missing"] == "No module named neurodose"
        assert json.loads(json.dumps(line))["peer"] == "diffrax"
        assert "diffrax        not compared: No module named neurodose" in side_by_side.write_table([line])

    def test_one_that_cannot_is_not_run(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked = []
        monkeypatch.setattr(side_by_side, "run_engine", lambda engine, *rest: asked.append(engine) or {"missing": "x"})
        (line,) = side_by_side.compare("w2", ["heyoka"], 8, 1, 1, None)
        assert "heyoka" not in asked
        assert "missing" in line

    def test_one_that_fails_is_a_line_with_its_last_word(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(side_by_side.sys, "executable", "python-that-nobody-installed")
        with pytest.raises(FileNotFoundError, match="nobody"):
            side_by_side.run_engine("neurodose", "w1", 1, 1, None)
        monkeypatch.undo()
        assert "KeyError" in side_by_side.run_engine("nobody", "w1", 1, 1, None)["missing"]

    def test_an_unknown_name_is_told_with_those_that_are_known(self) -> None:
        with pytest.raises(Exception, match=r"no peer is called matlab; there are libroadrunner"):
            side_by_side.read_peers("scipy,matlab")


class TestFigures:
    def test_a_ratio_is_taken_inside_a_round(self) -> None:
        def told(ms: float, error: float) -> dict[str, Any]:
            line = dict.fromkeys(side_by_side.FIGURES) | {"cpu_ms": ms, "wall_ms": ms, "errors": [error]}
            return line | {"versions": {}}

        held = {
            "neurodose": [told(1.0, 1e-6), told(4.0, 1e-6), told(1.0, 1e-6)],
            "scipy": [told(10.0, 1e-5), told(40.0, 1e-5), told(30.0, 1e-5)],
        }
        line = side_by_side.weigh("w2", "scipy", held)
        assert line["ratio"] == 10.0
        assert line["is_as_accurate"]
        assert (line["target"], line["avx2_ratio"]) == (150, None)

    def test_without_references_errors_are_unknown_and_why_is_said(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("NEURODOSE_SHARED", str(tmp_path))
        errors, why = find_errors(np.zeros((1, 673, 1)), "w1")
        assert errors == []
        assert why is not None
        assert "NEURODOSE_SHARED" in why

    def test_operations_are_counted(self) -> None:
        here = this_machine()
        program = compile_system(workloads.W1.model.system, workloads.W1.outputs)
        assert operations.count_function("exp", here) > 10
        assert operations.count_code(program.elimination.solve, here) == len(program.elimination.solve.steps)
        assert operations.count_trial(program, RODAS5P, here) > 8 * len(program.rates.steps)

    def test_the_page_is_written_from_the_last_lines(self, tmp_path: Path) -> None:
        where = {"cpu": "a processor", "cores": 4, "python": "3.11", "load": 0.1}
        figures = dict.fromkeys((*side_by_side.FIGURES, *(f"peer_{name}" for name in side_by_side.FIGURES)), 1.0)
        line = {"benchmark": "side_by_side", "workload": "w1", "peer": "scipy", **where, **figures}
        line |= {"ratio": 10.0, "target": 5000, "is_as_accurate": True, "avx2_ratio": 9.0, "avx2_floor": 2000}
        line |= {"avx2_cpu_ms": 1.0, "avx2_max_error": 1e-6}
        reached = line | {"ratio": 6000.0}
        missing = {"benchmark": "side_by_side", "workload": "w2", "peer": "heyoka", "missing": "explicit", **where}
        history, text = tmp_path / "history.jsonl", tmp_path / "page.md"
        history.write_text("".join(json.dumps(one) + "\n" for one in (line, reached, missing)), encoding="utf-8")
        text.write_text(f"# By hand\n{page.BEGIN}\nof yesterday\n{page.END}\nby hand too\n", encoding="utf-8")
        page.renew(text, history)
        written = text.read_text(encoding="utf-8")
        assert "| scipy | **6,000** of 5000 | not measured | not measured | not measured |" in written
        assert "- W2, heyoka: explicit" in written
        assert written.startswith("# By hand")
        assert "yesterday" not in written
        assert written.endswith("by hand too\n")

    def test_a_page_without_marks_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "page.md").write_text("nothing", encoding="utf-8")
        with pytest.raises(SystemExit, match="no place for tables"):
            page.renew(tmp_path / "page.md", tmp_path / "history.jsonl")
