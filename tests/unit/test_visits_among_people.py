"""Visits leave alone whom they do not concern: those to whom nothing is done, those beside others, those who fail."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from neurodose import (
    Compartment,
    Course,
    Dose,
    MatrixExponential,
    Output,
    People,
    Quantiles,
    Route,
    model,
    people_from,
    simulate,
    typical_people,
)
from neurodose.dosing.intervention import multiply, reset, turn_off, turn_on
from neurodose.dosing.record import Act
from neurodose.populations import Series
from neurodose.populations.virtual import Population
from neurodose.simulation import living
from neurodose.simulation.keep import Areas, FinalStates
from neurodose.simulation.steady_state import find_steady_state
from neurodose.simulation.visits import Visit, Visits
from neurodose.solvers.status import Status
from neurodose.units import L, day, h, mg, nM, one
from tests.models import Numbers, competing, one_compartment
from tests.visiting import (
    EACH,
    EXACT,
    PLASMA,
    SOLVED,
    Decide,
    as_decision,
    daily,
    delayed,
    fading,
    growth,
    see,
    superpose,
)

CALM: dict[str, Callable[..., Course]] = {
    "bolus": lambda **how: simulate(one_compartment, daily, until=5 * day, every=1 * h, **how),
    "infusion": lambda **how: simulate(
        one_compartment, Dose(1 * mg, over=9 * h, every=20 * h, count=4), until=5 * day, every=1 * h, **how
    ),
    "overlapping infusions": lambda **how: simulate(
        one_compartment, Dose(1 * mg, over=31 * h, every=7 * h, count=4), until=5 * day, every=1 * h, **how
    ),
    "lag": lambda **how: simulate(delayed, Dose(1 * mg, every=20 * h, count=4), until=5 * day, every=1 * h, **how),
    "modelled infusion": lambda **how: simulate(
        delayed, Dose(1 * mg, route="pump", every=23 * h, count=4), until=5 * day, every=1 * h, **how
    ),
    "time since dose": lambda **how: simulate(
        fading, Dose(1 * mg, every=20 * h, count=4), until=5 * day, every=1 * h, outputs=[PLASMA, "last"], **how
    ),
    "nonlinear": lambda **how: simulate(
        competing, Dose(5 * mg, every=20 * h, count=4), until=5 * day, every=1 * h, **how
    ),
    "carried forward": lambda **how: simulate(one_compartment, daily, changing("forward"), at=SOME_TIMES, **how),
    "carried backward": lambda **how: simulate(one_compartment, daily, changing("backward"), at=SOME_TIMES, **how),
    "along lines": lambda **how: simulate(one_compartment, daily, changing("linear"), at=SOME_TIMES, **how),
    "modelled by what changes": lambda **how: simulate(
        delayed, Dose(1 * mg, route="pump", every=10 * h, count=9), changing("forward", "lasts", h),
        at=SOME_TIMES, **how,
    ),
    "interventions": lambda **how: simulate(
        delayed, Dose(1 * mg, every=6 * h, count=20), until=5 * day, every=1 * h, **how,
        interventions=[reset(at=30 * h), turn_off("gut", at=40 * h), turn_on("gut", at=47 * h),
                       multiply("plasma", 0.5, at=31.3 * h)],
    ),
    "steady state": lambda **how: simulate(
        delayed, Dose(1 * mg, every=12 * h, count=9), until=5 * day, every=1 * h,
        start=find_steady_state(delayed, Dose(1 * mg), every=12 * h), **how
    ),
    "steady state of an infusion": lambda **how: simulate(
        one_compartment, Dose(1 * mg, over=30 * h, every=12 * h, count=9), until=5 * day, every=1 * h,
        start=find_steady_state(one_compartment, Dose(1 * mg, over=30 * h), every=12 * h), **how
    ),
    "doses at steady state": lambda **how: simulate(
        delayed, Dose(1 * mg, every=12 * h, count=9, steady="reached"), until=5 * day, every=1 * h, **how
    ),
    "a steady state added": lambda **how: simulate(
        fading, daily & Dose(1 * mg, at=31.3 * h, every=7 * h, count=3, steady="added"), until=5 * day, every=1 * h,
        outputs=[PLASMA, "last"], **how
    ),
    "areas": lambda **how: simulate(one_compartment, daily, until=5 * day, keep=Areas(), **how),
    "final states": lambda **how: simulate(competing, daily, until=5 * day, keep=FinalStates(), **how),
    "quantiles": lambda **how: simulate(
        one_compartment, daily, typical_people(3), until=5 * day, every=6 * h, keep=Quantiles(0.1, 0.9), **how
    ),
}  # fmt: skip
SOME_TIMES = np.arange(0, 121, 3) * h
CALM_TIMES = ([2.5, 7, 24, 31.3, 47, 100] * h, [0, 20, 30, 40, 60, 80] * h, 33 * h)


def changing(carried: str, what: str = "CL", unit: Any = L / h) -> People:
    """Two people, of whom something changes."""
    told = np.array([[5.0, 9.0, 3.0], [4.0, 1.0, 6.0]])
    return people_from(
        {"V": np.array([50.0, 40.0]) * L}, over_time={what: Series([7, 31.3, 60] * h, told * unit, carried)}
    )


class TestVisitsThatDoNothing:
    # Not bitwise: a march stops at a visit and guesses a new first step, so that it takes other steps.
    @pytest.mark.parametrize("at", CALM_TIMES, ids=["some", "at doses and rows", "one"])
    @pytest.mark.parametrize("kind", CALM)
    def test_change_nothing(self, kind: str, at: Any) -> None:
        plain, calm = CALM[kind](), CALM[kind](visits=Visits(at, lambda visit: None))
        for name in plain.outputs:
            expected = plain.values[name]
            assert np.isfinite(expected).all()
            scale = np.abs(expected).max(axis=-1, keepdims=True) + 1e-30
            assert (calm.values[name] - expected) / scale == pytest.approx(np.zeros_like(expected), abs=SOLVED), name
        assert calm.status.status.tolist() == plain.status.status.tolist()
        assert calm.status.reached == pytest.approx(plain.status.reached)

    @pytest.mark.parametrize("kind", ["bolus", "infusion", "overlapping infusions", "lag", "modelled infusion"])
    def test_change_nothing_but_rounding_where_the_way_is_exact(self, kind: str) -> None:
        plain = CALM[kind](method=MatrixExponential())
        calm = CALM[kind](method=MatrixExponential(), visits=Visits(CALM_TIMES[0], lambda visit: None))
        scale = plain[PLASMA].coherent.max()
        assert calm[PLASMA].coherent == pytest.approx(plain[PLASMA].coherent, abs=EXACT * scale)

    def test_look_without_touching(self) -> None:
        def look(visit: Visit) -> None:
            visit[PLASMA].value[...] = 7.0
            visit["plasma.amount"].value[...] = 7.0
            visit.draw("x")[...] = 0.0

        course = see(look)
        assert course[PLASMA].coherent[0] == pytest.approx(superpose(course), rel=EXACT)


class TestOrder:
    def test_an_intervention_comes_before_a_dose_that_is_moved_to_its_time(self) -> None:
        course = see(lambda visit: visit.delay(6 * h), at=1 * day, interventions=[reset(at=30 * h)])
        assert course[PLASMA].coherent[0, 5] == pytest.approx(EACH)

    def test_an_intervention_comes_before_a_dose_that_a_visit_orders_for_its_time(self) -> None:
        course = see(lambda v: v.give(Dose(2 * mg, at=6 * h)), at=1 * day, interventions=[reset(at=30 * h)])
        assert course[PLASMA].coherent[0, 5] == pytest.approx(2 * EACH)

    def test_a_visit_sees_what_is_there_before_an_intervention_of_its_time(self) -> None:
        seen: list[float] = []
        look: Decide = lambda visit: seen.append(visit[PLASMA].value[0])  # noqa: E731
        see(look, at=30 * h, interventions=[reset(at=30 * h)])
        assert seen == pytest.approx([EACH * (np.exp(-3) + np.exp(-0.6))])

    def test_an_intervention_is_no_dose(self) -> None:
        course = see(lambda visit: visit.stop(), interventions=[reset(at=60 * h), multiply("plasma", 0.5, at=54 * h)])
        trough = EACH * (np.exp(-2.4) + np.exp(-4.8))
        assert course[PLASMA].coherent[0, 9] == pytest.approx(trough * np.exp(-0.6) / 2)
        assert not course[PLASMA].coherent[0, 10:].any()
        assert course.given is not None
        assert [record.act for record in course.given[0]] == [Act.DOSE, Act.DOSE, Act.SCALE, Act.RESET]

    def test_a_visit_sees_the_covariates_up_to_now(self) -> None:
        people = people_from({"V": np.array([50.0]) * L}, over_time={"CL": Series([0, 48] * h, [5.0, 9.0] * L / h)})
        seen: list[float] = []

        @model
        def telling(m: Any, p: Any = Numbers) -> None:
            """One compartment that shows its clearance."""
            m.plasma = Compartment(p.drug, volume=p.V)
            m.vein = Route(m.plasma, form="base", usual=True)
            m.plasma.is_cleared(by=p.CL)
            m.clearance = Output(p.CL, "clearance", L / h)

        visits = Visits([48, 49] * h, as_decision(lambda visit: seen.append(visit["clearance"].value[0])))
        simulate(telling, daily, people, until=3 * day, visits=visits)
        assert seen == pytest.approx([5, 9])


def decide_by_all(visit: Visit) -> None:
    """All that can depend on a person."""
    level, before = visit[PLASMA].to(nM).value, visit.memory.get("level", np.zeros(len(visit)))
    visit.memory["level"] = level
    visit.skip(where=visit.draw("missed") < 0.3)
    visit.scale(1.5, where=level < before)
    visit.give(Dose(1 * mg, at=3 * h), where=visit.draw("rescue") < 0.2)


def live_by_all(people: People) -> Course:
    return see(decide_by_all, at=np.arange(1, 6) * 20 * h, people=people, method=None)


@pytest.fixture(scope="module")
def people(seed: int) -> People:
    return Population(None, Numbers).sample(17, seed=seed)


@pytest.fixture(scope="module")
def whole(people: People) -> Course:
    return live_by_all(people)


class TestCompany:
    @pytest.mark.parametrize("size", [1, 5, 16])
    def test_it_does_not_matter_how_many_are_solved_at_once(
        self, size: int, people: People, whole: Course, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", size)
        parts = live_by_all(people)
        assert np.array_equal(parts[PLASMA].coherent, whole[PLASMA].coherent)
        assert parts.given == whole.given

    @pytest.mark.parametrize("which", [slice(3, 9), [4], np.arange(17)[::-1]], ids=["some", "one", "reversed"])
    def test_it_does_not_matter_who_else_is_there(self, which: Any, people: People, whole: Course) -> None:
        course = live_by_all(people[which])
        assert np.array_equal(course[PLASMA].coherent, whole[PLASMA].coherent[which])
        assert whole.given is not None
        assert course.given == tuple(whole.given[n] for n in np.arange(17)[which])

    def test_a_different_seed_is_a_different_fate(self, whole: Course, seed: int) -> None:
        other = live_by_all(Population(None, Numbers).sample(17, seed=seed + 1))
        assert other.given != whole.given


class TestFailures:
    """Person 9 runs away after two hours, person 4 after five; persons 3 and 2 are well."""

    people = people_from({"k": [0.01, 0.5, 0.02, 0.2]}, {"k": one / h}, identity=[3, 9, 2, 4])
    looks = np.array([0, 1, 3, 4, 6, 10])

    def live(self, decide: Decide, at: Any = [1.5, 4, 7] * h) -> Course:
        return simulate(growth, Dose(1 * mg, every=2 * h, count=9), self.people, at=self.looks * h,
                        outputs=["x", PLASMA, "half_life"], visits=Visits(at, as_decision(decide)))  # fmt: skip

    def test_whoever_fails_is_not_seen_again(self) -> None:
        course = self.live(lambda visit: None)
        assert course.status.failed.tolist() == [9, 4]
        for name in course.outputs:
            shown = np.isfinite(course.values[name])
            assert shown.tolist() == [[True] * 6, [True, True, *[False] * 4], [True] * 6, [*[True] * 4, False, False]]
        assert course.status.reached == pytest.approx([10, 2, 10, 5], rel=1e-3)

    def test_a_visit_sees_nothing_of_whoever_has_failed(self) -> None:
        seen: list[list[bool]] = []
        self.live(lambda visit: seen.append(np.isfinite(visit["x"].value).tolist()))
        assert seen == [[True] * 4, [True, False, True, True], [True, False, True, False]]

    def test_the_others_are_what_they_are_without_them(self) -> None:
        decide: Decide = lambda visit: visit.skip(where=visit.draw("missed") < 0.5)  # noqa: E731
        course = self.live(decide)
        well = self.people[np.array([0, 2])]
        alone = simulate(growth, Dose(1 * mg, every=2 * h, count=9), well, at=self.looks * h,
                         visits=Visits([1.5, 4, 7] * h, as_decision(decide)))  # fmt: skip
        assert np.array_equal(course["x"].values[[0, 2]], alone["x"].values)
        assert np.array_equal(course[PLASMA].values[[0, 2]], alone[PLASMA].values)

    def test_it_is_the_same_failure_as_without_visits(self) -> None:
        plain = simulate(growth, None, self.people, at=self.looks * h)
        course = self.live(lambda visit: None)
        assert course.status.status.tolist() == plain.status.status.tolist()
        assert set(course.status.status.tolist()) > {int(Status.DONE)}

    def test_a_failure_where_the_way_is_exact_is_one_too(self) -> None:
        people = people_from({"V": np.array([50.0, 1e-300]) * L, "CL": np.array([5.0, 1e30]) * L / h})
        with np.errstate(all="ignore"):
            course = see(lambda visit: None, at=[1, 2] * day, people=people)
        assert course.status.failed.tolist() == [1]
        assert np.isfinite(course[PLASMA].values[0]).all()
        assert not np.isfinite(course[PLASMA].values[1, 1:]).any()


def test_progress_rises_to_one_over_all_stretches_and_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(living, "PEOPLE_AT_ONCE", 2)
    told: list[float] = []
    see(lambda visit: None, at=[1, 2, 3] * day, people=typical_people(5), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert any(0.4 < share < 0.8 for share in told)
