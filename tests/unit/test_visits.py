"""Visits: people are seen at times of their own, and what they are still to be given is changed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose import (
    Dose,
    MatrixExponential,
    people_from,
    read_regimen,
    simulate,
    typical_people,
)
from neurodose.errors import CourseError, DoseError, NeurodoseError, PopulationError
from neurodose.populations.distribution import Normal
from neurodose.populations.virtual import Population
from neurodose.seeds import draw_uniforms
from neurodose.simulation import living
from neurodose.simulation.visits import Visit, Visits
from neurodose.units import L, day, h, mg, nM, percent
from tests.models import Numbers, competing, one_compartment
from tests.visiting import (
    DECAY,
    EACH,
    EXACT,
    PLASMA,
    SOLVED,
    Decide,
    daily,
    delayed,
    masses,
    see,
    superpose,
    superpose_near,
    times,
    two_drugs,
)

MANY = 4000
FOUR_SIGMA = 4 / np.sqrt(MANY)  # one share in 16,000 lies further off than four standard errors


class TestTimes:
    def test_a_visit_need_not_be_an_output_time(self) -> None:
        course = see(lambda visit: visit.stop(), at=29.5 * h)
        assert 29.5 not in course.times
        assert times(course) == [0, 24]
        assert course[PLASMA].coherent[0] == pytest.approx(superpose(course), rel=EXACT)

    def test_a_visit_may_come_before_anything_else(self) -> None:
        seen: list[float] = []

        def decide(visit: Visit) -> None:
            seen.append(visit[PLASMA].to(nM).value[0])
            visit.scale(3, count=1)

        course = see(decide, at=0 * h)
        assert seen == [0]
        assert masses(course) == [3, 1, 1, 1, 1, 1]
        assert course[PLASMA].coherent[0, 0] == pytest.approx(3 * EACH)
        assert course[PLASMA].coherent[0] == pytest.approx(superpose(course), rel=EXACT)

    def test_a_visit_sees_what_is_there_before_the_dose_of_its_time_and_an_output_what_comes_of_it(self) -> None:
        seen: list[float] = []

        def decide(visit: Visit) -> None:
            seen.append(visit[PLASMA].to(nM).value[0])
            visit.skip()

        course, plain = see(decide, at=1 * day), see(lambda visit: None, at=1 * day)
        trough = EACH * np.exp(-24 * DECAY)
        assert seen == pytest.approx([trough])
        assert course[PLASMA].coherent[0, 4] == pytest.approx(trough)
        assert plain[PLASMA].coherent[0, 4] == pytest.approx(trough + EACH)

    def test_visits_come_in_order_and_know_when_they_are(self) -> None:
        told: list[tuple[int, float]] = []
        see(lambda visit: told.append((visit.number, visit.time.to(day).value)), at=[0.5, 1, 2.25] * day)
        assert told == [(1, 0.5), (2, 1), (3, 2.25)]

    def test_what_a_visit_sees_is_what_an_output_of_its_time_would_show(self) -> None:
        seen: dict[str, float] = {}
        names = ["brain.concentration", "effect", "signal", "own", "drug.plasma.amount"]

        def decide(visit: Visit) -> None:
            seen.update({name: float(visit[name].coherent[0]) for name in names})
            assert visit["effect"].unit == percent

        dose = Dose(5 * mg, every=12 * h, count=3)
        simulate(competing, dose, until=2 * day, visits=Visits(31 * h, decide))
        course = simulate(competing, dose, at=31 * h, outputs=names)
        for name in names:
            assert seen[name] == pytest.approx(course[name].coherent[0, 0], rel=SOLVED)

    @pytest.mark.parametrize("visit_at", [3 * 0.7, 2.1])
    def test_what_is_due_at_a_visit_but_for_rounding_is_given_once_and_seen_after_it(self, visit_at: float) -> None:
        assert 3 * 0.7 < 2.1
        regimen = Dose(1 * mg, every=0.7 * h, count=5)
        for looks in ([1, 3 * 0.7, 3] * h, [1, 2.1, 3] * h):
            course = simulate(one_compartment, regimen, at=looks, visits=Visits(visit_at * h, lambda visit: None))
            assert len(times(course)) == 5
            assert course[PLASMA].coherent[0] == pytest.approx(superpose_near(course), rel=SOLVED)
            course = simulate(one_compartment, regimen, at=looks, visits=Visits(visit_at * h, lambda v: v.skip()))
            assert times(course) == pytest.approx([0, 0.7, 1.4, 2.8])
            assert course[PLASMA].coherent[0] == pytest.approx(superpose_near(course), rel=SOLVED)

    def test_the_last_visit_may_be_just_before_the_end(self) -> None:
        course = see(lambda visit: visit.give(Dose(2 * mg)), at=(120 - 1e-3) * h)
        assert course[PLASMA].coherent[0, -1] == pytest.approx(superpose(course)[-1], rel=EXACT)


class TestVerbs:
    @pytest.mark.parametrize(
        ("decide", "given"),
        [
            (lambda v: v.give(Dose(5 * mg)), [(0, 1), (24, 1), (48, 1), (48, 5), (72, 1), (96, 1), (120, 1)]),
            (lambda v: v.give(Dose(5 * mg, at=3 * h)), [(0, 1), (24, 1), (48, 1), (51, 5), (72, 1), (96, 1), (120, 1)]),
            (lambda v: v.stop(), [(0, 1), (24, 1)]),
            (lambda v: v.switch(Dose(3 * mg, every=30 * h, count=2)), [(0, 1), (24, 1), (48, 3), (78, 3)]),
            (lambda v: v.skip(), [(0, 1), (24, 1), (72, 1), (96, 1), (120, 1)]),
            (lambda v: v.skip(2), [(0, 1), (24, 1), (96, 1), (120, 1)]),
            (lambda v: v.skip(99), [(0, 1), (24, 1)]),
            (lambda v: v.delay(5 * h), [(0, 1), (24, 1), (53, 1), (72, 1), (96, 1), (120, 1)]),
            (lambda v: v.delay(by=0 * h), [(0, 1), (24, 1), (48, 1), (72, 1), (96, 1), (120, 1)]),
            (lambda v: v.delay(by=30 * h), [(0, 1), (24, 1), (72, 1), (78, 1), (96, 1), (120, 1)]),
            (lambda v: v.delay(by=24 * h, count=2), [(0, 1), (24, 1), (72, 1), (96, 1), (96, 1), (120, 1)]),
            (lambda v: v.delay(by=9 * day), [(0, 1), (24, 1), (72, 1), (96, 1), (120, 1)]),
            (lambda v: v.scale(2), [(0, 1), (24, 1), (48, 2), (72, 2), (96, 2), (120, 2)]),
            (lambda v: v.scale(0.5, count=2), [(0, 1), (24, 1), (48, 0.5), (72, 0.5), (96, 1), (120, 1)]),
            (lambda v: (v.skip(), v.scale(2, 1)), [(0, 1), (24, 1), (72, 2), (96, 1), (120, 1)]),
            (lambda v: (v.stop(), v.stop(), v.skip(), v.scale(3), v.delay(1 * h)), [(0, 1), (24, 1)]),
        ],
    )
    def test_a_verb_changes_what_follows_and_nothing_before(
        self, decide: Decide, given: list[tuple[float, float]]
    ) -> None:
        course = see(decide)
        assert list(zip(times(course), masses(course), strict=True)) == given
        assert course[PLASMA].coherent[0] == pytest.approx(superpose(course), rel=EXACT)

    def test_a_visit_between_two_doses_does_the_same(self) -> None:
        course = see(lambda visit: (visit.skip(), visit.give(Dose(2 * mg))), at=30 * h)
        assert list(zip(times(course), masses(course), strict=True))[:4] == [(0, 1), (24, 1), (30, 2), (72, 1)]
        assert course[PLASMA].coherent[0] == pytest.approx(superpose(course), rel=EXACT)

    def test_a_verb_concerns_those_it_is_said_of(self) -> None:
        where = np.array([True, False, True])
        course = see(lambda visit: visit.skip(where=where), people=typical_people(3))
        assert [len(times(course, person)) for person in range(3)] == [5, 6, 5]
        for person in range(3):
            assert course[PLASMA].coherent[person] == pytest.approx(superpose(course, person), rel=EXACT)

    def test_a_verb_may_concern_nobody_or_be_told_in_one_word(self) -> None:
        course = see(lambda visit: (visit.stop(where=False), visit.skip(where=np.False_)), people=typical_people(2))
        assert [len(times(course, person)) for person in range(2)] == [6, 6]

    def test_what_is_given_beside_the_schedule_can_itself_be_changed(self) -> None:
        def decide(visit: Visit) -> None:
            if visit.number == 1:
                visit.give(Dose(2 * mg, every=12 * h, count=9))
            else:
                visit.stop()

        assert times(see(decide, at=[24, 60] * h)) == [0, 24, 24, 36, 48, 48]

    def test_doses_left_are_those_of_now_and_later(self) -> None:
        left: list[list[int]] = []

        def decide(visit: Visit) -> None:
            left.append(visit.doses_left.tolist())
            visit.stop(where=np.array([False, True]))
            left.append(visit.doses_left.tolist())

        see(decide, at=[24, 25] * h, people=typical_people(2))
        assert left == [[9, 9], [9, 0], [8, 0], [8, 0]]

    def test_what_one_visit_keeps_the_next_ones_find(self) -> None:
        found: list[float] = []

        def decide(visit: Visit) -> None:
            found.append(visit.memory.get("peak", -1.0))
            visit.memory["peak"] = visit.number * 10.0

        see(decide, at=[1, 2, 3] * day)
        assert found == [-1, 10, 20]

    def test_memory_is_of_one_simulation(self) -> None:
        sizes: list[int] = []

        def decide(visit: Visit) -> None:
            sizes.append(len(visit.memory))
            visit.memory[f"visit {visit.number}"] = 1

        visits = Visits([1, 2] * day, decide)
        for _ in range(2):
            simulate(one_compartment, daily, until=3 * day, visits=visits)
        assert sizes == [0, 1, 0, 1]

    def test_a_visit_has_its_people(self) -> None:
        people = Population(None, Numbers).sample(5, seed=3)

        def decide(visit: Visit) -> None:
            assert len(visit) == 5
            visit.stop(where=visit.people.columns["CL"] > 5)

        course = see(decide, people=people)
        stopped = [len(times(course, person)) == 2 for person in range(5)]
        assert stopped == (people.columns["CL"] > 5).tolist()
        assert 0 < sum(stopped) < 5

    def test_somebody_who_is_given_nothing_can_be_given_something(self) -> None:
        course = see(lambda visit: visit.give(daily), regimen=None)
        assert times(course) == [48, 72, 96, 120]
        assert course[PLASMA].coherent[0] == pytest.approx(superpose(course), rel=EXACT)

    def test_everyone_may_have_a_regimen_of_their_own(self) -> None:
        plans = [daily, None, Dose(2 * mg, every=40 * h, count=4)]
        course = see(lambda visit: visit.delay(1 * h), regimen=plans, people=typical_people(3))
        assert [times(course, p) for p in range(3)] == [[0, 24, 49, 72, 96, 120], [], [0, 40, 81, 120]]
        for person in range(3):
            assert course[PLASMA].coherent[person] == pytest.approx(superpose(course, person), rel=EXACT)

    def test_the_course_says_at_which_visit_something_was_ordered(self) -> None:
        course = see(lambda visit: visit.give(Dose(2 * mg)), at=30 * h)
        assert course.given is not None
        assert [record.line for record in course.given[0]][1:3] == [
            "regimen, dose 2",
            "visit 1 at 30 h, regimen, dose 1",
        ]

    def test_without_visits_the_course_leaves_what_was_given_to_the_regimen(self) -> None:
        assert simulate(one_compartment, daily, until=1 * day).given is None

    def test_some_people_of_a_course_keep_what_they_were_given(self) -> None:
        course = see(lambda v: v.skip(where=np.array([True, False, False])), people=typical_people(3))
        assert [len(times(course.some(slice(0, 2)), person)) for person in range(2)] == [5, 6]


class TestDraws:
    def test_a_draw_is_evenly_spread_and_has_the_stream_of_its_name_and_visit(self, seed: int) -> None:
        drawn: list[np.ndarray] = []
        people = Population(None, Numbers).sample(MANY, seed=seed)
        see(lambda visit: drawn.append(visit.draw("missed")), at=[1, 2] * day, people=people, until=49 * h, every=None)
        chunks = MANY // living.VISITED_AT_ONCE
        first = np.concatenate(drawn[0::2])
        assert (len(drawn), first.min() > 0, first.max() < 1) == (2 * chunks, True, True)
        assert np.array_equal(first, draw_uniforms(seed, "missed at visit 1", people.identity)[0])
        assert (first < 0.1).mean() == pytest.approx(0.1, abs=0.3 * FOUR_SIGMA)
        correlation = np.corrcoef(first, np.concatenate(drawn[1::2]))[0, 1]
        assert correlation == pytest.approx(0, abs=FOUR_SIGMA)

    def test_a_draw_may_be_asked_for_twice_and_in_any_order(self) -> None:
        def decide(visit: Visit) -> None:
            one_, other = visit.draw("one"), visit.draw("other")
            assert np.array_equal(visit.draw("one"), one_)
            assert not (one_ == other).any()

        course = see(decide, people=typical_people(4))
        course.status.raise_if_failed()

    def test_a_draw_may_come_from_any_distribution(self) -> None:
        late: list[np.ndarray] = []
        people = typical_people(1000)
        see(lambda v: late.append(v.draw("late", Normal(3 * h, 1 * h))), people=people, until=49 * h, every=None)
        assert late[0].mean() == pytest.approx(3, abs=4 / np.sqrt(1000))

    def test_each_person_misses_doses_of_their_own(self, seed: int) -> None:
        people = Population(None, Numbers).sample(40, seed=seed)
        course = see(lambda v: v.skip(where=v.draw("missed") < 0.5), at=np.arange(5) * day, people=people)
        drawn = [draw_uniforms(seed, f"missed at visit {number}", people.identity)[0] for number in range(1, 6)]
        for person in range(40):
            taken = [24.0 * day_ for day_ in range(5) if drawn[day_][person] >= 0.5]
            assert times(course, person) == [*taken, 120]


class TestStories:
    """What visits are for; the model is one compartment by vein, so paper knows the answer."""

    def test_titration_by_response_raises_the_dose_until_the_level_is_met(self) -> None:
        target = 60.0  # nM at the trough

        def decide(visit: Visit) -> None:
            visit.scale(1.5, where=visit[PLASMA].to(nM).value < target)

        people = people_from({"CL": np.array([2.5, 5.0, 10.0]) * L / h})
        course = see(decide, at=np.arange(1, 9) * day, people=people, until=10 * day, every=1 * day)
        for person, decay in enumerate((0.05, 0.1, 0.2)):
            level, mass = EACH * np.exp(-24 * decay), 1.0
            for number, given in enumerate(masses(course, person)[1:9], 1):
                mass = mass * 1.5 if level < target else mass
                assert given == pytest.approx(mass), (person, number)
                level = (level + EACH * mass) * np.exp(-24 * decay)
        assert masses(course, 0)[-1] < masses(course, 1)[-1] < masses(course, 2)[-1]

    def test_titration_by_side_effect_halves_the_dose_of_those_who_have_it(self) -> None:
        def decide(visit: Visit) -> None:
            risk = visit[PLASMA].to(nM).value / 20
            visit.scale(0.5, where=visit.draw("nausea") < risk)

        course = see(decide, at=[1, 2, 3] * day, people=typical_people(200))
        halved = np.array([masses(course, person)[-1] for person in range(200)])
        assert set(np.unique(halved)) <= {1, 0.5, 0.25, 0.125}
        # 7.26 nM at the first visit: the risk is 36 %
        first = np.array([masses(course, person)[1] for person in range(200)])
        risk = EACH * np.exp(-2.4) / 20
        assert (first == 0.5).mean() == pytest.approx(risk, abs=4 * np.sqrt(risk * (1 - risk) / 200))

    def test_a_missed_dose_is_made_up_for_by_doubling_the_next(self) -> None:
        def decide(visit: Visit) -> None:
            missed_before = visit.memory.get("missed", np.zeros(len(visit), dtype=bool))
            misses = (visit.draw("missed") < 0.3) & ~missed_before
            visit.scale(2, count=1, where=missed_before)
            visit.skip(where=misses)
            visit.memory["missed"] = misses

        people = typical_people(30)
        course = see(decide, at=np.arange(10) * day, people=people, until=10 * day)
        for person in range(30):
            taken = dict(zip(times(course, person), masses(course, person), strict=True))
            for number in range(9):
                planned = taken.get(24.0 * number, 0), taken.get(24.0 * number + 24, 0)
                assert (planned[0] == 0) == (planned[1] == 2)
        assert {len(times(course, person)) for person in range(30)} > {8, 7}

    def test_a_late_dose_leaves_the_others_where_they_are(self) -> None:
        def decide(visit: Visit) -> None:
            visit.delay(by=visit.number * h, count=1)

        course = see(decide, at=[1, 2] * day)
        assert times(course) == [0, 25, 50, 72, 96, 120]

    def test_rescue_is_given_when_the_level_falls(self) -> None:
        def decide(visit: Visit) -> None:
            visit.give(Dose(2 * mg), where=visit[PLASMA].to(nM).value < 20)

        course = see(decide, at=np.arange(4, 120, 4) * h, regimen=Dose(1 * mg))
        level, rescued = EACH, []
        for hour in range(4, 120, 4):
            level *= np.exp(-4 * DECAY)
            if level < 20:
                rescued.append(hour)
                level += 2 * EACH
        assert times(course) == [0, *rescued]
        assert course[PLASMA].coherent[0] == pytest.approx(superpose(course), rel=EXACT)

    def test_a_taper_takes_the_place_of_what_was_planned(self) -> None:
        taper = read_regimen("0.75 mg daily x 1 then 0.5 mg daily x 1 then 0.25 mg daily x 1")
        course = see(lambda visit: visit.switch(taper))
        assert masses(course) == [1, 1, 0.75, 0.5, 0.25]
        assert times(course) == [0, 24, 48, 72, 96]

    def test_switching_drug_leaves_what_is_in_the_body(self) -> None:
        other = Dose(1 * mg, drug="metabolite", route="patch", every=1 * day, count=3)
        course = simulate(
            two_drugs, daily, typical_people(2), until=4 * day, every=6 * h, method=MatrixExponential(),
            visits=Visits(2 * day, lambda visit: visit.switch(other, where=np.array([True, False]))),
        )  # fmt: skip
        old, new = course["old.concentration"].coherent, course["new.concentration"].coherent
        kept = (course.times >= 48).nonzero()[0]
        after = course.times[kept] - 48
        trough = EACH * (np.exp(-2.4) + np.exp(-4.8))
        assert old[0, kept] == pytest.approx(trough * np.exp(-DECAY * after), rel=EXACT)
        assert (old[1, kept] > old[0, kept]).all()
        assert not new[1].any()
        assert new[0, kept[0]] == pytest.approx(1e6 / 266 / 50)  # 266 g/mol into 50 L
        assert not new[0, : kept[0]].any()

    def test_what_is_on_its_way_still_arrives_when_everything_is_stopped(self) -> None:
        course = simulate(
            delayed, Dose(1 * mg, every=1 * day, count=5), until=4 * day, every=1 * h, method=MatrixExponential(),
            visits=Visits((24 + 4) * h, lambda visit: visit.stop()),
        )  # fmt: skip
        twice = simulate(delayed, Dose(1 * mg, every=1 * day, count=2), until=4 * day, every=1 * h)
        scale = twice[PLASMA].coherent.max()
        assert course[PLASMA].coherent == pytest.approx(twice[PLASMA].coherent, abs=SOLVED * scale)
        assert times(course) == [0, 24]

    def test_an_infusion_that_runs_goes_on_when_everything_is_stopped(self) -> None:
        infusion = Dose(1 * mg, over=6 * h, every=1 * day, count=5)
        course = see(lambda visit: visit.stop(), at=26 * h, regimen=infusion, every=2 * h)
        plain = simulate(one_compartment, Dose(1 * mg, over=6 * h, every=1 * day, count=2), until=5 * day, every=2 * h,
                         method=MatrixExponential())  # fmt: skip
        assert course[PLASMA].coherent == pytest.approx(plain[PLASMA].coherent, rel=EXACT)

    def test_a_scaled_infusion_is_as_long_and_runs_faster(self) -> None:
        infusion = Dose(1 * mg, over=6 * h, every=1 * day, count=5)
        course = see(lambda visit: visit.scale(2), at=0 * h, regimen=infusion)
        plain = see(lambda visit: None, regimen=infusion)
        assert course[PLASMA].coherent == pytest.approx(2 * plain[PLASMA].coherent, rel=EXACT)


class TestBadInput:
    @pytest.mark.parametrize(
        ("at", "match"),
        [
            (5 * day, "the visit at 120 h changes nothing that is seen"),
            ([1, 9] * day, "the visit at 216 h changes nothing that is seen"),
            ([2, 1] * day, "do not ascend"),
            ([1, 1] * day, "do not ascend"),
            ([-1, 1] * day, "do not ascend"),
            ([float("nan")] * h, "do not ascend"),
            ([1, float("inf")] * h, "do not ascend"),
            ([] * h, "do not ascend"),
            (np.ones((2, 2)) * h, "do not ascend"),
            ([1, 2], r"visits at \[1, 2\]"),
            ([1, 2] * mg, "visits at"),
            ("week 1", "visits at 'week 1'"),
        ],
    )
    def test_times_that_cannot_be_are_refused(self, at: Any, match: str) -> None:
        with pytest.raises(CourseError, match=match) as caught:
            see(lambda visit: None, at=at)
        assert caught.value.hint

    def test_a_visit_that_decides_nothing_is_refused(self) -> None:
        with pytest.raises(CourseError, match="decides nothing") as caught:
            simulate(one_compartment, daily, until=5 * day, visits=Visits(1 * day, "stop"))  # pyright: ignore[reportArgumentType]
        assert "a function" in str(caught.value.hint)

    @pytest.mark.parametrize("visits", [[1, 2] * day, lambda visit: None, Visits, "weekly"])
    def test_what_are_no_visits_is_refused(self, visits: Any) -> None:
        with pytest.raises(CourseError, match="are no visits") as caught:
            simulate(one_compartment, daily, until=5 * day, visits=visits)
        assert "Visits(" in str(caught.value.hint)

    @pytest.mark.parametrize(
        "where", [[True], [True, False], [[True, False, True]], [0, 1, 1], "all", 1, np.ones(3), None, 3 * nM]
    )
    def test_a_where_of_another_shape_or_kind_is_refused(self, where: Any) -> None:
        for verb in ("stop", "skip"):
            with pytest.raises(CourseError, match="does not say of 3 people whether it concerns them") as caught:
                see(lambda visit, verb=verb: getattr(visit, verb)(where=where), people=typical_people(3))
            assert caught.value.where == "visit 1 at 48 h"
            assert caught.value.hint

    @pytest.mark.parametrize(
        ("decide", "error", "match"),
        [
            (lambda v: v.give("50 mg"), DoseError, "'50 mg' is no regimen"),
            (lambda v: v.switch(None), DoseError, "None is no regimen"),
            (lambda v: v.give(Dose(1 * mg, route="vain"), where=False), DoseError, 'no route is called "vain"'),
            (lambda v: v.switch(Dose(1 * mg, drug="aspirin")), DoseError, "aspirin is given into plasma"),
            (lambda v: v.skip(0), DoseError, "0 is not a number of doses"),
            (lambda v: v.skip(1.5), DoseError, r"1\.5 is not a number of doses"),
            (lambda v: v.skip(None), DoseError, "None is not a number of doses"),
            (lambda v: v.skip(True), DoseError, "True is not a number of doses"),
            (lambda v: v.delay(6), DoseError, "6 has no unit"),
            (lambda v: v.delay(-6 * h), DoseError, "-6 h is negative"),
            (lambda v: v.delay(float("nan") * h), DoseError, "nan h is not a finite number"),
            (lambda v: v.delay(float("inf") * h), DoseError, "inf h is not a finite number"),
            (lambda v: v.delay([1, 2] * h), DoseError, "is several numbers"),
            (lambda v: v.delay(6 * mg), DoseError, "6 mg is not a time"),
            (lambda v: v.delay(6 * h, count=-1), DoseError, "-1 is not a number of doses"),
            (lambda v: v.scale(0), DoseError, "0 times"),
            (lambda v: v.scale(-1), DoseError, "-1 times"),
            (lambda v: v.scale(float("nan")), DoseError, "nan times"),
            (lambda v: v.scale(float("inf")), DoseError, "inf times"),
            (lambda v: v.scale("twice"), DoseError, "'twice' times"),
            (lambda v: v.scale(np.array([1.0, 2.0])), DoseError, "times what they are"),
            (lambda v: v.scale(2, count=0), DoseError, "0 is not a number of doses"),
            (lambda v: v["plasma.conc"], CourseError, r'no output is called "plasma\.conc"'),
            (lambda v: v.draw("x", 0.5), PopulationError, r"0\.5 is no distribution"),
        ],
    )
    def test_what_cannot_be_decided_is_refused_and_the_visit_is_named(
        self, decide: Decide, error: type[NeurodoseError], match: str
    ) -> None:
        with pytest.raises(error, match=match) as caught:
            see(lambda visit: decide(visit) if visit.number == 2 else None, at=[1, 2] * day)
        assert str(caught.value.where).startswith("visit 2 at 48 h")
        assert caught.value.hint or caught.value.exists

    def test_a_dose_that_cannot_be_is_named_by_its_number_too(self) -> None:
        with pytest.raises(DoseError, match="guts") as caught:
            see(lambda visit: visit.give(Dose(1 * mg) & Dose(1 * mg, into="guts", at=1 * h)))
        assert caught.value.where == "visit 1 at 48 h, regimen, dose 2"

    def test_an_error_of_the_decision_itself_says_at_which_visit_it_came_up(self) -> None:
        def decide(visit: Visit) -> None:
            _ = {}["weight"] if visit.number == 2 else None

        with pytest.raises(KeyError, match="weight") as caught:
            see(decide, at=[1, 2] * day)
        assert caught.value.__notes__ == ["raised by decide at visit 2 at 48 h"]
