"""The engine answers to the reference in everything that can happen to a person, by whatever way it is told."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import Dose, People, Quantiles, Rodas5P, people_from, simulate
from neurodose.dosing.intervention import multiply, replace, reset, turn_off, turn_on
from neurodose.dosing.nonmem import read_nonmem
from neurodose.populations import Series
from neurodose.populations.virtual import Population
from neurodose.simulation.keep import Areas, FinalStates
from neurodose.simulation.predict import predict
from neurodose.simulation.steady_state import find_steady_state
from neurodose.simulation.visits import Visit, Visits
from neurodose.solvers.lanes import Standing
from neurodose.solvers.primitives import Events, Kind
from neurodose.solvers.status import Status
from neurodose.units import L, day, h, mg
from tests.backends.answers import Bench, assert_same_bits, compare
from tests.backends.big_models import clocked, tiny
from tests.hand_written import Row, saves, schedule
from tests.models import Numbers, competing, oral_two_compartment
from tests.visiting import delayed, fading

PLASMA = "plasma.concentration"
PEOPLE = 9
MUCH = 1e5  # nmol
LOOKS = [0.0, 0.5, 1.0, 2.0, 3.0, 3.5, 5.0, 8.0, 24.0]
ALL_KINDS = list(Kind)
ADD, SET, SCALE, ON, OFF, RESET, PARAMETER = ALL_KINDS[:7]


@pytest.fixture(scope="module")
def brain() -> Bench:
    return Bench(competing, "drug.plasma.concentration", "brain.concentration", "signal")


@pytest.fixture(scope="module")
def body() -> Bench:
    return Bench(oral_two_compartment, "gut.amount", "plasma.amount", "tissue.amount")


def sample(count: int = PEOPLE) -> People:
    return Population(None, Numbers).sample(count, seed=7)


def among(*rows: Row, looks: list[float] = LOOKS, people: int = PEOPLE, shift: float = 0.0) -> Events:
    """The same for everyone, a little later for each; a look at a time comes after what happens then."""

    def live(person: int) -> list[Row]:
        told = [(time, kind, target, value) for time, kind, target, value in rows]
        own = sorted([*told, *saves(looks, len(looks) * person)], key=lambda row: row[0])
        return [(time + shift * person, *rest) for time, *rest in own]  # pyright: ignore[reportReturnType]

    return schedule(*(live(person) for person in range(people)))


DOSE: Row = (0.0, ADD, 0, MUCH)
HAPPENINGS: dict[str, list[Row]] = {
    "nothing": [],
    "an addition": [DOSE, (2.0, ADD, 1, MUCH)],
    "a replacement": [DOSE, (2.0, SET, 1, 0.0), (3.0, SET, 0, MUCH)],
    "a multiplication": [DOSE, (2.0, SCALE, 1, 0.5), (3.0, SCALE, 0, 3.0)],
    "an infusion": [(1.0, ON, 1, MUCH), (3.0, OFF, 1, MUCH)],
    "infusions that overlap": [(0.0, ON, 1, 6e4), (0.5, ON, 1, 1e4), (1.0, ON, 0, 7e3), (2.0, OFF, 1, 6e4),
                               (3.5, OFF, 1, 1e4), (5.0, OFF, 0, 7e3)],
    "an infusion that is not there": [DOSE, (1.0, OFF, 1, MUCH)],
    "an infusion of no duration": [DOSE, (1.0, ON, 1, 1e9), (1.0, OFF, 1, 1e9)],
    "a reset": [DOSE, (0.5, ON, 1, MUCH), (2.0, RESET, 0, 0.0), (3.0, ADD, 0, MUCH)],
    "a new parameter": [DOSE, (2.0, PARAMETER, 1, 0.5), (3.0, PARAMETER, 1, 30.0)],
    "much at one time": [DOSE, (2.0, SCALE, 0, 2.0), (2.0, ADD, 0, MUCH), (2.0, PARAMETER, 0, 0.3), (2.0, SET, 1, 5.0),
                         (2.0, ADD, 1, 7.0), (2.0, SCALE, 1, 0.0), (2.0, ON, 1, 1e3), (2.0, ON, 1, 2e3),
                         (2.0, OFF, 1, 1e3)],
    "a dose at the last look": [DOSE, (24.0, ADD, 0, MUCH)],
    "a dose after the last look": [DOSE, (30.0, ADD, 0, MUCH)],
    "a tick apart": [DOSE, (3.0, SET, 1, MUCH), (float(np.nextafter(3.0, 4.0)), ADD, 1, MUCH)],
}  # fmt: skip


class TestTables:
    @pytest.mark.parametrize("what", HAPPENINGS)
    def test_each_kind_of_event(self, body: Bench, brain: Bench, what: str) -> None:
        for bench in (body, brain):
            done = bench.march(bench.draw(PEOPLE), among(*HAPPENINGS[what]))
            assert (done.status == Status.DONE).all()

    def test_a_new_parameter_reaches_what_was_hoisted_from_it(self, brain: Bench) -> None:
        plain = brain.march(brain.draw(PEOPLE), among(DOSE))
        for name in ("ka", "CL", "V", "Ki", "kout"):
            change = (2.0, PARAMETER, brain.row(name), 0.2 * brain.program.layout.values[brain.row(name)])
            done = brain.march(brain.draw(PEOPLE), among(DOSE, change))
            assert (done.parameters[brain.row(name)] == change[3]).all()
            assert not np.allclose(done.observed, plain.observed, rtol=1e-3)

    def test_a_reset_leads_to_where_people_with_their_new_parameters_begin(self, brain: Bench) -> None:
        parameters, made = brain.draw(PEOPLE), brain.row("made")
        begins = brain.march(parameters, among(looks=[0.0])).final.state
        change: list[Row] = [DOSE, (1.0, PARAMETER, made, 9.0), (2.0, RESET, 0, 0.0)]
        done = brain.march(parameters, among(*change, looks=[2.0]))
        parameters[made] = 9.0
        assert np.array_equal(done.final.state, brain.march(parameters, among(looks=[0.0])).final.state)
        assert not np.allclose(done.final.state, begins, rtol=1e-3)

    def test_the_parameters_given_stay_as_they_are(self, brain: Bench) -> None:
        parameters = brain.draw(PEOPLE)
        before = parameters.copy()
        brain.march(parameters, among((1.0, PARAMETER, 0, 9.0)))
        assert np.array_equal(parameters, before)

    def test_a_save_may_come_before_and_after_what_happens_at_its_time(self, body: Bench) -> None:
        rows = [*saves([0.0]), DOSE, *saves([0.0, 2.0], 1), (2.0, ADD, 1, 50.0), *saves([2.0], 3)]
        done = body.march(body.draw(1), schedule(rows))
        assert list(done.observed[0, :2]) == [0.0, MUCH]
        assert done.observed[1, 3] - done.observed[1, 2] == pytest.approx(50.0)

    def test_everyone_at_times_of_their_own(self, brain: Bench) -> None:
        for what in ("infusions that overlap", "a reset", "much at one time"):
            begin = 0.37 * np.arange(31)
            done = brain.march(brain.draw(31), among(*HAPPENINGS[what], people=31, shift=0.37), start=begin)
            assert done.reached == pytest.approx(begin + LOOKS[-1])

    def test_people_with_schedules_of_very_different_lengths(self, brain: Bench) -> None:
        rows: list[list[Row]] = []
        for person in range(29):
            doses: list[Row] = [(0.5 * k, ADD, 0, 1e4) for k in range(person * person % 37)]
            rows.append([*doses, *saves([20.0 + person], person)])
        done = brain.march(brain.draw(29), schedule(*rows))
        assert (done.reached == 20.0 + np.arange(29)).all()

    def test_more_looks_than_steps(self, brain: Bench) -> None:
        looks = np.linspace(0.0, 48.0, 3001)
        done = brain.march(brain.draw(3), among(DOSE, looks=looks.tolist(), people=3))
        assert (done.steps < 1000).all()

    def test_one_look_at_the_very_beginning(self, brain: Bench) -> None:
        done = brain.march(brain.draw(PEOPLE), among(looks=[0.0]))
        assert not done.steps.any()
        assert np.isfinite(done.observed).all()

    def test_looks_of_one_moment(self, body: Bench) -> None:
        done = body.march(body.draw(2), schedule([DOSE, *saves([1.0, 1.0, 1.0])], saves([1.0, 1.0], 3)))
        assert np.ptp(done.observed[:, :3], axis=1).max() == 0

    def test_slots_in_any_order(self, body: Bench) -> None:
        rows = [DOSE, (1.0, Kind.SAVE, 4, 0.0), (2.0, Kind.SAVE, 0, 0.0), (3.0, Kind.SAVE, 2, 0.0)]
        done = body.march(body.draw(1), schedule(rows))
        assert np.isnan(done.observed[:, [1, 3]]).all()
        assert np.isfinite(done.observed[:, [0, 2, 4]]).all()

    @pytest.mark.parametrize("begin", [0.0, 5.0, 1e6])
    def test_a_march_may_begin_late_and_with_people_who_stand_somewhere(self, brain: Bench, begin: float) -> None:
        draw = np.random.default_rng(2)
        shape = (len(brain.program.layout.states), PEOPLE)
        running = draw.integers(0, 3, size=shape)
        running[3:] = 0
        standing = Standing(draw.uniform(1.0, 2.0, size=shape), np.where(running > 0, 1e3, 0.0), running)
        rows: list[list[Row]] = [
            [(begin + 1, OFF, 0, 1e3), (begin + 2, RESET, 0, 0.0), *saves([begin + 3, begin + 9], 2 * person)]
            for person in range(PEOPLE)
        ]
        done = brain.march(brain.draw(PEOPLE), schedule(*rows), start=begin, standing=standing)
        assert (done.reached == begin + 9).all()

    def test_a_march_in_two_parts_is_one_march(self, brain: Bench) -> None:
        first: list[Row] = [(0.0, ON, 1, 1e4), (1.0, ON, 1, 2e4), (4.0, ADD, 0, 0.0)]
        second: list[Row] = [(6.0, OFF, 1, 2e4), (8.0, OFF, 1, 1e4), *saves([9.0])]
        parameters = brain.draw(1)
        whole = brain.march(parameters, schedule([*first, *second]))
        half = brain.march(parameters, schedule(first))
        rest = brain.march(half.parameters, schedule(second), start=4.0, standing=half.final)
        assert np.array_equal(rest.observed, whole.observed)
        assert np.array_equal(rest.final.state, whole.final.state)

    @pytest.mark.parametrize("number", range(6))
    def test_anything_at_any_time(self, brain: Bench, body: Bench, number: int) -> None:
        draw = np.random.default_rng(number)
        bench = (brain, body)[number % 2]
        people, slot, rows = 33, 0, []
        for _ in range(people):
            own: list[Row] = []
            for time in np.sort(draw.integers(0, 40, size=draw.integers(0, 30)) / 2):
                kind = Kind(draw.choice(8, p=[0.15, 0.05, 0.08, 0.1, 0.1, 0.07, 0.1, 0.35]))
                parameter, state = draw.integers(len(bench.program.layout.values)), draw.integers(2)
                target = slot if kind == Kind.SAVE else int(parameter if kind == PARAMETER else state)
                slot += kind == Kind.SAVE
                value = (
                    1.3 * bench.program.layout.values[parameter] if kind == PARAMETER else draw.choice([0.0, 0.5, 2])
                )
                own.append((float(time), kind, target, float(value)))
            rows.append(own)
        done = bench.march(bench.draw(people), schedule(*rows))
        assert (done.status == Status.DONE).all()


def changing(carried: str) -> People:
    """Two people whose clearance changes."""
    told = np.array([[5.0, 9.0, 3.0], [4.0, 1.0, 6.0]]) * L / h
    return people_from({"V": np.array([50.0, 40.0]) * L}, over_time={"CL": Series([7, 31.3, 60] * h, told, carried)})


def titrate(visit: Visit) -> None:
    """More for those who have little, and none for those who have much."""
    level = visit[PLASMA].coherent
    visit.scale(2, where=level < np.median(level))
    visit.skip(where=level > 2 * np.median(level))


DAILY = Dose(5 * mg, every=1 * day, count=4)
WAYS: dict[str, Any] = {
    "doses of each person": lambda **how: simulate(
        competing, [Dose(k * mg, at=k * h) for k in range(1, 10)], sample(), until=1 * day, every=1 * h, **how
    ),
    "infusions that overlap": lambda **how: simulate(
        tiny, Dose(5 * mg, over=30 * h, every=12 * h, count=5), sample(), until=5 * day, every=2 * h, **how
    ),
    "lag": lambda **how: simulate(delayed, Dose(1 * mg, every=20 * h, count=4), until=4 * day, every=1 * h, **how),
    "modelled infusion": lambda **how: simulate(
        delayed, Dose(1 * mg, route="pump", every=10 * h, count=4), until=3 * day, every=1 * h, **how
    ),
    "time since dose": lambda **how: simulate(
        fading, Dose(1 * mg, every=20 * h, count=4), until=4 * day, every=1 * h, outputs=[PLASMA, "last"], **how
    ),
    "the clock": lambda **how: simulate(clocked, DAILY, sample(), until=4 * day, every=1 * h, **how),
    "interventions": lambda **how: simulate(
        delayed, Dose(1 * mg, every=6 * h, count=20), sample(), until=4 * day, every=1 * h, **how,
        interventions=[reset(at=30 * h), turn_off("gut", at=40 * h), turn_on("gut", at=47 * h),
                       multiply("plasma", 0.5, at=31.3 * h), replace("gut", 3 * mg, at=50 * h, salt="base")],
    ),
    "carried forward": lambda **how: simulate(tiny, DAILY, changing("forward"), until=4 * day, every=3 * h, **how),
    "carried backward": lambda **how: simulate(tiny, DAILY, changing("backward"), until=4 * day, every=3 * h, **how),
    "along lines": lambda **how: simulate(tiny, DAILY, changing("linear"), until=4 * day, every=3 * h, **how),
    "steady state": lambda **how: simulate(
        competing, DAILY, sample(3), until=4 * day, every=3 * h,
        start=find_steady_state(competing, Dose(5 * mg), sample(3), every=1 * day), **how
    ),
    "doses at steady state": lambda **how: simulate(
        delayed, Dose(1 * mg, every=12 * h, count=5, steady="reached"), until=3 * day, every=1 * h, **how
    ),
    "visits": lambda **how: simulate(
        tiny, DAILY, sample(), until=5 * day, every=3 * h, visits=Visits([1, 2.3, 3] * day, titrate), **how
    ),
    "one look, at the beginning": lambda **how: simulate(competing, DAILY, sample(), at=[0] * h, **how),
    "one look, at the end": lambda **how: simulate(competing, DAILY, sample(), at=[72] * h, **how),
    "areas": lambda **how: simulate(competing, DAILY, sample(3), until=2 * day, keep=Areas(), **how),
    "final states": lambda **how: simulate(competing, DAILY, sample(3), until=2 * day, keep=FinalStates(), **how),
    "quantiles": lambda **how: simulate(
        tiny, DAILY, sample(), until=2 * day, every=6 * h, keep=Quantiles(0.1, 0.9), **how
    ),
}  # fmt: skip


class TestWaysToSay:
    @pytest.mark.parametrize("way", WAYS)
    def test_what_is_simulated(self, way: str) -> None:
        done = compare(WAYS[way])
        assert not len(done.status.failed)

    @pytest.mark.parametrize("way", ["visits", "interventions", "along lines"])
    def test_it_is_the_same_again(self, way: str) -> None:
        first, second = (WAYS[way](method=Rodas5P(), back_end="engine") for _ in range(2))
        assert_same_bits(first, second)

    @pytest.mark.parametrize("carried", ["forward", "backward", "linear"])
    def test_what_a_dataset_says(self, carried: str) -> None:
        rows = np.array(
            [  # ID, TIME, EVID, AMT, RATE, ADDL, II, SS, CL
                (1, 0, 1, 900, 0, 3, 12, 0, 5),
                (1, 0, 0, 0, 0, 0, 0, 0, 5),
                (1, 5.5, 1, 400, 100, 0, 0, 0, 7),
                (1, 7, 0, 0, 0, 0, 0, 0, 3),
                (1, 7, 8, 300, 0, 0, 0, 0, 3),
                (1, 7, 0, 0, 0, 0, 0, 0, 3),
                (1, 30, 4, 900, 0, 0, 0, 0, 6),
                (1, 40, 0, 0, 0, 0, 0, 0, 2),
                (2, 3, 1, 500, 0, 2, 8, 0, 5),
                (2, 4, 6, 0.5, 0, 0, 0, 0, 5),
                (2, 50, 0, 0, 0, 0, 0, 0, 9),
                (3, 2, 0, 0, 0, 0, 0, 0, 5),
            ]
        )
        names = ("ID", "TIME", "EVID", "AMT", "RATE", "ADDL", "II", "SS", "CL")
        columns = dict(zip(names, rows.T, strict=True))
        dataset = read_nonmem(columns, tiny, units={"AMT": "nmol", "RATE": "nmol/h", "CL": "L/h"})
        found = compare(lambda **how: predict(tiny, dataset, outputs=["plasma.amount"], carried=carried, **how))
        assert np.isfinite(found.values["plasma.amount"]).all()
        assert not len(found.status.failed)
