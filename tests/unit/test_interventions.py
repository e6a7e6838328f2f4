"""What happens to people beside their doses: everything is emptied, or a compartment turned off or on, replaced or
multiplied.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from neurodose import Course, Dose, MatrixExponential, Rodas5P, simulate, typical_people
from neurodose.dosing.intervention import Intervention, multiply, replace, reset, turn_off, turn_on
from neurodose.errors import DoseError
from neurodose.populations.virtual import Population
from neurodose.simulation.keep import Areas
from neurodose.simulation.steady_state import find_steady_state
from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.units import day, h, mg, nM, nmol, percent
from tests.models import Numbers, competing, one_compartment, oral_two_compartment
from tests.visiting import DECAY, EACH, EXACT, MG, PLASMA, SOLVED, delayed, fading

METHODS = [MatrixExponential(), Rodas5P(), DormandPrince()]
ONCE = Dose(1 * mg)


def live(*interventions: Intervention, dose: Any = ONCE, **how: Any) -> np.ndarray:
    """The concentration each hour (11,) of a typical person."""
    told = {"until": 10 * h, "every": 1 * h, "method": MatrixExponential(), **how}
    return simulate(one_compartment, dose, interventions=interventions, **told)[PLASMA].coherent[0]


def swallow(*interventions: Intervention, dose: Any = ONCE, **how: Any) -> Course:
    """Gut, plasma and tissue each hour for a day; the usual way is by mouth."""
    told = {"until": 24 * h, "every": 1 * h, "method": MatrixExponential(), **how}
    outputs = ["gut.amount", "plasma.amount", "tissue.amount"]
    return simulate(oral_two_compartment, dose, interventions=interventions, outputs=outputs, **told)


def fade(hours: float) -> float:
    return float(np.exp(-DECAY * hours))


class TestReset:
    @pytest.mark.parametrize("method", METHODS, ids=repr)
    def test_everything_is_as_it_was_before_the_first_dose(self, method: Any) -> None:
        values = live(reset(at=4 * h), method=method)
        assert values[:4] == pytest.approx([EACH * fade(k) for k in range(4)], rel=SOLVED)
        assert not values[4:].any()

    def test_what_is_no_drug_goes_back_to_where_it_starts(self) -> None:
        course = simulate(competing, Dose(50 * mg), until=6 * h, every=1 * h, interventions=[reset(at=3 * h)])
        assert course["signal"].coherent[0, 2] != pytest.approx(course["signal"].coherent[0, 0], rel=1e-3)
        assert course["signal"].coherent[0, 3] == pytest.approx(course["signal"].coherent[0, 0])

    def test_each_person_goes_back_to_a_start_of_their_own(self, seed: int) -> None:
        people = Population(None, Numbers).sample(4, seed=seed)
        course = simulate(competing, Dose(50 * mg), people, until=6 * h, every=1 * h, interventions=[reset(at=3 * h)])
        assert course["own"].coherent[:, 3] == pytest.approx(course["own"].coherent[:, 0])
        assert len(set(course["own"].coherent[:, 3])) == 4

    def test_a_dose_of_its_time_comes_after_it(self) -> None:
        values = live(reset(at=4 * h), dose=Dose(1 * mg, every=4 * h, count=2))
        assert values[4:] == pytest.approx([EACH * fade(k) for k in range(7)], rel=EXACT)

    def test_an_infusion_ends_there(self) -> None:
        values = live(reset(at=4 * h), dose=Dose(1 * mg, over=8 * h))
        assert values[3] > 0
        assert not values[4:].any()

    def test_an_infusion_that_begins_there_runs_whole(self) -> None:
        values = live(reset(at=4 * h), dose=Dose(1 * mg, over=6 * h, at=4 * h))
        assert values == pytest.approx(live(dose=Dose(1 * mg, over=6 * h, at=4 * h)), rel=EXACT)

    def test_a_dose_on_its_way_does_not_arrive(self) -> None:
        how: dict[str, Any] = {"until": 40 * h, "every": 1 * h, "method": MatrixExponential()}
        stopped = simulate(delayed, Dose(1 * mg), interventions=[reset(at=8.5 * h)], **how)[PLASMA].coherent
        assert not stopped.any()
        later = simulate(delayed, Dose(1 * mg), interventions=[reset(at=9.5 * h)], **how)[PLASMA].coherent[0]
        assert later[9:].max() == 0.0  # at 9 h nothing has left the gut
        planned = simulate(delayed, Dose(1 * mg, at=8.5 * h), interventions=[reset(at=8.5 * h)], **how)
        assert planned[PLASMA].coherent.max() > 0

    def test_what_was_given_before_people_began_does_not_arrive_either(self) -> None:
        start = find_steady_state(delayed, Dose(1 * mg), every=12 * h)
        course = simulate(delayed, None, until=40 * h, every=1 * h, start=start, interventions=[reset(at=4 * h)])
        assert course[PLASMA].coherent[0, 0] > 0
        assert not course[PLASMA].coherent[0, 4:].any()

    def test_at_the_start_it_undoes_a_steady_state(self) -> None:
        start = find_steady_state(one_compartment, Dose(1 * mg), every=12 * h)
        values = live(reset(at=0 * h), start=start)
        assert values == pytest.approx([EACH * fade(k) for k in range(11)], rel=EXACT)


class TestOffAndOn:
    def test_a_compartment_that_is_off_is_empty_until_it_is_on_again(self) -> None:
        values = live(
            turn_off("plasma", at=3 * h), turn_on("plasma", at=5 * h), replace("plasma", 1 * mg, at=7 * h, salt="base")
        )
        assert values[:3] == pytest.approx([EACH * fade(k) for k in range(3)], rel=EXACT)
        assert not values[3:7].any()
        assert values[7:] == pytest.approx([EACH * fade(k) for k in range(4)], rel=EXACT)

    def test_what_flows_into_it_while_it_is_off_is_lost(self) -> None:
        on, off = swallow(), swallow(turn_off("tissue", at=0 * h), turn_on("tissue", at=2 * h))
        assert on["tissue.amount"].coherent[0, 2] > 0
        assert not off["tissue.amount"].coherent[0, :3].any()
        assert off["tissue.amount"].coherent[0, 3] > 0
        assert off["gut.amount"].coherent == pytest.approx(on["gut.amount"].coherent)

    def test_off_is_as_if_all_that_reaches_it_were_cleared(self) -> None:
        p = Numbers
        leaving = (p.CL.value.coherent + p.Q.value.coherent) / p.V.value.coherent
        course = swallow(turn_off("tissue", at=0 * h), dose=Dose(1 * mg, route="vein"))
        assert course["plasma.amount"].coherent[0] == pytest.approx(MG * np.exp(-leaving * course.times), rel=EXACT)

    def test_a_dose_turns_its_compartment_on(self) -> None:
        values = live(turn_off("plasma", at=1 * h), dose=Dose(1 * mg, every=4 * h, count=2))
        assert not values[1:4].any()
        assert values[4:] == pytest.approx([EACH * fade(k) for k in range(7)], rel=EXACT)

    def test_a_dose_of_its_time_comes_after_it(self) -> None:
        values = live(turn_off("plasma", at=4 * h), dose=Dose(1 * mg, at=4 * h))
        assert values[4:] == pytest.approx([EACH * fade(k) for k in range(7)], rel=EXACT)

    def test_an_infusion_into_it_ends_there(self) -> None:
        values = live(turn_off("plasma", at=4 * h), turn_on("plasma", at=5 * h), dose=Dose(1 * mg, over=8 * h))
        assert values[3] > 0
        assert not values[4:].any()

    def test_to_turn_on_what_is_on_does_nothing(self) -> None:
        assert live(turn_on("plasma", at=4 * h)) == pytest.approx(live(), rel=EXACT)

    def test_to_turn_off_twice_is_to_turn_off(self) -> None:
        once, twice = live(turn_off("plasma", at=4 * h)), live(*[turn_off("plasma", at=k * h) for k in (4, 6)])
        assert np.array_equal(once, twice)

    def test_a_reset_turns_everything_on(self) -> None:
        course = swallow(turn_off("plasma", at=0 * h), reset(at=5 * h), dose=Dose(1 * mg, at=5 * h))
        expected = swallow(dose=Dose(1 * mg, at=5 * h))
        assert course["plasma.amount"].coherent == pytest.approx(expected["plasma.amount"].coherent, rel=EXACT)

    @pytest.mark.parametrize("method", METHODS, ids=repr)
    def test_every_method_does_the_same(self, method: Any) -> None:
        course = swallow(turn_off("gut", at=0.5 * h), turn_on("gut", at=3 * h), method=method,
                         dose=Dose(1 * mg, every=2 * h, count=3))  # fmt: skip
        exact = swallow(turn_off("gut", at=0.5 * h), turn_on("gut", at=3 * h), dose=Dose(1 * mg, every=2 * h, count=3))
        for name in course.outputs:
            assert course[name].coherent == pytest.approx(exact[name].coherent, abs=SOLVED * MG)


class TestReplaceAndMultiply:
    def test_a_compartment_holds_what_it_is_told(self) -> None:
        values = live(replace("plasma", 3 * mg, at=4 * h, salt="base"), replace("plasma", 500 * nmol, at=7 * h))
        assert values[4:7] == pytest.approx([3 * EACH * fade(k) for k in range(3)], rel=EXACT)
        assert values[7:] == pytest.approx([10 * fade(k) for k in range(4)], rel=EXACT)  # 500 nmol in 50 L

    def test_a_mass_is_weighed_as_the_salt_that_is_named(self) -> None:
        values = live(replace("plasma", 2.865 * mg, at=4 * h, salt="hydrochloride"))
        assert values[4] == pytest.approx(2.5 * EACH)  # 286.5 g/mol for 250 g/mol

    def test_nothing_may_be_all_that_is_left(self) -> None:
        assert not live(replace("plasma", 0 * nmol, at=4 * h))[4:].any()

    def test_a_compartment_is_multiplied(self) -> None:
        values = live(multiply("plasma", 0.25, at=4 * h), multiply("plasma", 3, at=6 * h))
        assert values[4:6] == pytest.approx([EACH * fade(k) / 4 for k in (4, 5)], rel=EXACT)
        assert values[6:] == pytest.approx([EACH * fade(k) * 3 / 4 for k in range(6, 11)], rel=EXACT)

    def test_an_infusion_goes_on_beneath(self) -> None:
        values = live(multiply("plasma", 0, at=4 * h), dose=Dose(1 * mg, over=10 * h))
        expected = live(dose=Dose(0.6 * mg, over=6 * h, at=4 * h))
        assert values[4:] == pytest.approx(expected[4:], rel=EXACT)

    def test_a_dose_of_its_time_comes_after_it(self) -> None:
        for emptied in (multiply("plasma", 0, at=4 * h), replace("plasma", 0 * nmol, at=4 * h)):
            assert live(emptied, dose=Dose(1 * mg, at=4 * h))[4] == pytest.approx(EACH)

    def test_one_compartment_leaves_the_others_alone(self) -> None:
        course, plain = swallow(multiply("tissue", 0.5, at=6 * h)), swallow()
        assert course["gut.amount"].coherent == pytest.approx(plain["gut.amount"].coherent)
        assert course["plasma.amount"].coherent[0, 6] == pytest.approx(plain["plasma.amount"].coherent[0, 6])
        assert course["tissue.amount"].coherent[0, 6] == pytest.approx(plain["tissue.amount"].coherent[0, 6] / 2)

    def test_it_is_no_dose_that_is_remembered(self) -> None:
        how: dict[str, Any] = {"until": 10 * h, "every": 1 * h, "outputs": ["last"]}
        course = simulate(fading, Dose(1 * mg), interventions=[replace("gut", 2 * mg, at=4 * h, salt="base")], **how)
        assert course["last"].coherent[0] == pytest.approx(np.full(11, MG))


class TestOrder:
    def test_they_happen_in_order_of_time_however_they_are_listed(self) -> None:
        told = [multiply("plasma", 2, at=6 * h), replace("plasma", 1 * mg, at=4 * h, salt="base")]
        assert np.array_equal(live(*told), live(*told[::-1]))

    def test_at_one_time_they_happen_in_the_order_in_which_they_are_listed(self) -> None:
        twice, one_mg = multiply("plasma", 2, at=4 * h), replace("plasma", 1 * mg, at=4 * h, salt="base")
        assert live(one_mg, twice)[4] == pytest.approx(2 * EACH)
        assert live(twice, one_mg)[4] == pytest.approx(EACH)

    def test_at_the_very_end_they_are_seen_and_after_it_they_are_not(self) -> None:
        assert live(reset(at=10 * h))[-1] == 0
        assert live(reset(at=10.01 * h))[-1] == pytest.approx(EACH * fade(10))

    def test_at_the_start_they_are_seen(self) -> None:
        assert live(replace("plasma", 1 * mg, at=0 * h, salt="base"), dose=None)[0] == pytest.approx(EACH)

    def test_between_output_times_they_happen_too(self) -> None:
        assert live(multiply("plasma", 0.5, at=3.7 * h))[4] == pytest.approx(EACH * fade(4) / 2)

    def test_everyone_meets_them_whatever_they_take(self) -> None:
        plans = [ONCE, None, Dose(2 * mg, at=1 * h)]
        filled = replace("plasma", 1 * mg, at=4 * h, salt="base")
        how: dict[str, Any] = {"until": 10 * h, "every": 1 * h, "method": MatrixExponential()}
        course = simulate(one_compartment, plans, typical_people(3), interventions=[filled], **how)
        for values in course[PLASMA].coherent:
            assert values[4:] == pytest.approx([EACH * fade(k) for k in range(7)], rel=EXACT)

    def test_areas_go_on_through_them(self) -> None:
        course = simulate(one_compartment, ONCE, until=10 * h, keep=Areas(), interventions=[
            multiply("plasma", 0.5, at=4 * h)])  # fmt: skip
        expected = EACH * (1 - fade(4) + (fade(4) - fade(10)) / 2) / DECAY
        assert course[f"area of {PLASMA}"].coherent[0, 0] == pytest.approx(expected, rel=SOLVED)


class TestBadInput:
    @pytest.mark.parametrize(
        ("make", "match"),
        [
            (lambda: reset(at=-1 * h), "-1 h is negative"),
            (lambda: reset(at=4), "4 has no unit"),  # pyright: ignore[reportArgumentType]
            (lambda: reset(at=4 * mg), "4 mg is not a time"),
            (lambda: turn_off("plasma", at=float("inf") * h), "not a finite number"),
            (lambda: turn_on("plasma", at=[1, 2] * h), "is several numbers"),
            (lambda: replace("plasma", -1 * mg, at=1 * h), "plasma cannot hold -1 mg"),
            (lambda: replace("plasma", float("nan") * mg, at=1 * h), "plasma cannot hold nan mg"),
            (lambda: replace("plasma", 3, at=1 * h), "plasma cannot hold 3"),  # pyright: ignore[reportArgumentType]
            (lambda: multiply("plasma", -0.5, at=1 * h), r"plasma cannot be multiplied by -0\.5"),
            (lambda: multiply("plasma", float("inf"), at=1 * h), "plasma cannot be multiplied by inf"),
            (
                lambda: multiply("plasma", 50 * percent, at=1 * h),  # pyright: ignore[reportArgumentType]
                "plasma cannot be multiplied by 50 %",
            ),
        ],
    )
    def test_what_cannot_be_said_is_refused_at_once(self, make: Callable[[], Intervention], match: str) -> None:
        with pytest.raises(DoseError, match=match) as caught:
            make()
        assert caught.value.hint

    @pytest.mark.parametrize(
        ("made", "match", "said"),
        [
            (turn_off("plasm", at=1 * h), 'no compartment is called "plasm"', 'did you mean "plasma"'),
            ("reset", "'reset' is no intervention", "reset(at="),
            (reset, "is no intervention", "reset(at="),
            (Dose(1 * mg), "is no intervention", "reset(at="),
        ],
    )
    def test_what_cannot_happen_in_a_model_is_refused_by_its_number(self, made: Any, match: str, said: str) -> None:
        with pytest.raises(DoseError, match=match) as caught:
            live(reset(at=1 * h), made)
        assert "intervention 2" in str(caught.value.where)
        assert said in str(caught.value)

    @pytest.mark.parametrize(
        ("made", "match", "said"),
        [
            (replace("plasma", 3 * nM, at=1 * h), "3 nM of parent is not a dose", "amount / volume"),
            (replace("plasma", 3 * mg, at=1 * h), "3 mg of which form of parent", 'salt="base"'),
            (replace("plasma", 3 * mg, at=1 * h, salt="acetate"), 'no salt is called "acetate"', "hydrochloride"),
        ],
    )
    def test_what_is_no_amount_of_the_substance_is_refused(self, made: Intervention, match: str, said: str) -> None:
        with pytest.raises(DoseError, match=match) as caught:
            live(reset(at=1 * h), made)
        assert said in str(caught.value)

    @pytest.mark.parametrize("place", ["brain", "signal", "own", "drug"])
    def test_what_holds_no_amount_cannot_be_replaced(self, place: str) -> None:
        with pytest.raises(DoseError, match=f'no compartment is called "{place}"'):
            simulate(competing, None, until=1 * day, interventions=[replace(place, 1 * mg, at=1 * h)])
