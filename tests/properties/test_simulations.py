"""What holds of every simulation, whoever the people are and whatever they take."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from neurodose import Course, Dose, MatrixExponential, People, Quantiles, Rodas5P, population, simulate
from neurodose.dosing.regimen import Plan
from neurodose.simulation import living
from neurodose.simulation.keep import FinalStates
from neurodose.solvers.dormand_prince import DormandPrince
from neurodose.units import h, mg
from tests.models import Numbers, binding, competing, oral_two_compartment

ATOL = 1e-8  # of the method; receptors are a few nM, so of their share it is no more
FEW = settings(max_examples=12)
COUNT = 9


@population
def adults(i: Any, p: Any = Numbers) -> None:
    """People as the table says."""


def everyone(seed: int = 11) -> People:
    return adults.sample(COUNT, seed=seed)


def live(people: People, regimen: Any, **how: Any) -> Course:
    outputs = ["drug.plasma.concentration", "receptor.share_of_drug", "signal"]
    return simulate(competing, regimen, people, until=30 * h, **{"every": 2 * h, "outputs": outputs, **how})


def same(one: Course, other: Course) -> bool:
    """Whether two courses hold the same numbers, to the last bit."""
    return one.outputs == other.outputs and all(
        np.array_equal(one.values[name], other.values[name]) for name in one.outputs
    )


@some.composite
def regimens(draw: Any) -> Plan:
    """From a speck to far too much, as tablets or as drips, up to four times."""
    amount = 10.0 ** draw(some.integers(-3, 4)) * mg
    route = draw(some.sampled_from(["mouth", "vein"]))
    over = draw(some.sampled_from([None, 2.0, 9.5]))
    start = draw(some.floats(0, 20))
    dose = Dose(amount, route=route, at=start * h, over=None if over is None else over * h)
    return dose.repeated(every=draw(some.floats(0.5, 12)) * h, count=draw(some.integers(1, 4)))


@FEW
@given(regimens(), some.sampled_from([competing, binding]), some.integers(0, 10**6))
def test_occupancies_stay_between_none_and_all(regimen: Plan, model: Any, seed: int) -> None:
    course = simulate(model, regimen, adults.sample(4, seed=seed), until=40 * h, every=0.5 * h)
    course.status.raise_if_failed()
    shares = [course[name].coherent for name in course.outputs if "share" in name]
    assert len(shares) == 4
    for share in shares:
        assert share.min() >= -ATOL
        assert share.max() <= 1 + ATOL
    assert sum(course[f"receptor.share_{who}"].coherent for who in ("free", "of_drug", "of_own")) == pytest.approx(1)


@FEW
@given(regimens(), some.integers(0, 10**6))
def test_amounts_and_concentrations_never_fall_below_nothing(regimen: Plan, seed: int) -> None:
    people = adults.sample(4, seed=seed)
    course = simulate(oral_two_compartment, regimen, people, until=40 * h, every=1 * h)
    for name in course.outputs:
        assert course[name].coherent.min() >= -ATOL


@given(some.integers(0, 2**31), some.integers(1, 40), some.integers(0, 30))
def test_the_same_seed_gives_the_same_people_whatever_their_number(seed: int, count: int, first: int) -> None:
    many = adults.sample(80, seed=seed)
    some_of_them = adults.sample(count, seed=seed, first=first)
    assert list(some_of_them.identity) == list(range(first, first + count))
    for name, column in some_of_them.columns.items():
        assert np.array_equal(column, many.columns[name][first : first + count])


@given(some.integers(0, 2**31))
def test_another_seed_gives_other_people(seed: int) -> None:
    one, other = everyone(seed), everyone(seed + 1)
    assert not any(np.intersect1d(one.columns[name], other.columns[name]).size for name in one.columns)


@FEW
@given(some.lists(some.integers(0, COUNT - 1), min_size=1, max_size=COUNT, unique=True))
def test_some_of_the_people_in_any_order_live_bitwise_as_among_all(who: list[int]) -> None:
    dose = Dose(30 * mg, route="mouth", every=8 * h, count=3)
    people = everyone()
    together, chosen = live(people, dose), live(people[np.array(who)], dose)
    assert list(chosen.people.identity) == who
    for name in together.outputs:
        assert np.array_equal(chosen.values[name], together.values[name][who])
    assert np.array_equal(chosen.status.steps, together.status.steps[who])


@FEW
@given(some.lists(some.one_of(some.none(), regimens()), min_size=COUNT, max_size=COUNT))
def test_a_regimen_for_each_person_is_what_each_would_have_alone(plans: list[Plan | None]) -> None:
    people = everyone()
    together = live(people, plans)
    for person, plan in enumerate(plans):
        alone = live(people[person : person + 1], plan)
        for name in together.outputs:
            assert np.array_equal(alone.values[name][0], together.values[name][person])


@pytest.mark.parametrize("method", [Rodas5P(), DormandPrince()], ids=lambda method: type(method).__name__)
def test_the_size_of_a_batch_changes_no_bit(method: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plans = [Dose((10 + person) * mg, route="mouth") for person in range(COUNT)]
    whole = live(everyone(), plans, method=method)
    for size in (1, 4):
        monkeypatch.setattr(living, "PEOPLE_AT_ONCE", size)
        assert same(live(everyone(), plans, method=method), whole)


def test_looking_more_often_or_at_more_changes_no_bit() -> None:
    dose = Dose(30 * mg, route="mouth", every=8 * h, count=3)
    seldom = live(everyone(), dose)
    often = live(everyone(), dose, every=0.25 * h, outputs=None)
    for name in seldom.outputs:
        assert np.array_equal(often.values[name][:, ::8], seldom.values[name])


def test_the_quantiles_kept_are_those_of_the_trajectories() -> None:
    dose = Dose(30 * mg, route="mouth")
    whole, kept = live(everyone(), dose), live(everyone(), dose, keep=Quantiles(0.1, 0.5, 0.9))
    for name in whole.outputs:
        assert np.array_equal(kept.values[name], np.quantile(whole.values[name], (0.1, 0.5, 0.9), axis=0))


def test_the_final_states_are_where_the_trajectories_end() -> None:
    dose = Dose(30 * mg, route="mouth")
    states = ["drug.plasma", "brain", "own", "signal"]
    whole, kept = live(everyone(), dose, outputs=states), live(everyone(), dose, keep=FinalStates())
    for name in states:
        assert np.array_equal(kept.values[name][:, 0], whole.values[name][:, -1])


@FEW
@given(some.floats(0.1, 1000), some.floats(1.5, 20))
def test_more_drug_holds_more_receptors(amount: float, factor: float) -> None:
    little, much = (
        live(everyone(), Dose(mass * mg, route="mouth"))["receptor.share_of_drug"].coherent[:, 1:]
        for mass in (amount, amount * factor)
    )
    assert (much > little).all()


@FEW
@given(regimens(), some.floats(1, 48))
def test_a_linear_model_forgets_the_hour_at_which_it_began(regimen: Plan, later: float) -> None:
    def end(plan: Plan, until: float) -> np.ndarray:
        course = simulate(oral_two_compartment, plan, at=[until] * h, method=MatrixExponential())
        return course["plasma.concentration"].coherent

    now, then = end(regimen, 60.0), end(regimen.starting(later * h), 60.0 + later)
    assert then == pytest.approx(now, rel=1e-9, abs=1e-300)  # the stretches differ by the rounding of their ends
