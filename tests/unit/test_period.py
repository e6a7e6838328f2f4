"""The state that repeats: found for each alone, told with how well it closes, and refused where there is none."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from neurodose.errors import SolverError
from neurodose.solvers.period import Advance, Closing, Verdict, close_period, find_gathering
from neurodose.solvers.problem import Array, Numbers

PEOPLE = 12
ROUNDING = 1e-10  # of a conserved total: each leap adds and takes away states some 1e5 times as large as what remains
STEPS = 200  # of a period, by the classical method of Runge and Kutta: the map is what it is, to rounding

Rates = Callable[[Array, Numbers], Array]


def step_through(rates: Rates, dose: Array) -> Advance:
    """A period of 1: the dose (states, people), then these rates."""

    def advance(state: Array, who: Numbers) -> tuple[Array, Array]:
        state, length = state + dose[:, who], 1.0 / STEPS
        peak = np.abs(state)
        for _ in range(STEPS):
            one = rates(state, who)
            two = rates(state + length / 2 * one, who)
            three = rates(state + length / 2 * two, who)
            four = rates(state + length * three, who)
            state = state + length / 6 * (one + 2 * two + 2 * three + four)
            peak = np.maximum(peak, np.abs(state))
        return state, peak

    return advance


def bound() -> tuple[Advance, Array]:
    """Gut, plasma, and receptors that are free or bound; drug is eliminated, receptors are not."""
    random = np.random.default_rng(3)
    out, on, off = (np.exp(random.normal(mean, 1, PEOPLE)) for mean in (-1, 0, -1))
    receptors, dose = np.exp(random.normal(2, 1, (2, PEOPLE)))
    nothing = np.zeros(PEOPLE)

    def rates(state: Array, who: Numbers) -> Array:
        gut, plasma, free, held = state
        binding = on[who] * plasma * free - off[who] * held
        return np.array([-5 * gut, 5 * gut - out[who] * plasma - binding, -binding, binding])

    start = np.array([nothing, nothing, receptors, nothing])
    return step_through(rates, np.array([dose, nothing, nothing, nothing])), start


def saturable(share: Array) -> Advance:
    """What is left of a dose that is this share of the most that can be eliminated; half of that at an amount of 50."""

    def advance(state: Array, who: Numbers) -> tuple[Array, Array]:
        full = state + 100.0 * share[who]
        return full - 100.0 * full / (50.0 + full), full

    return advance


def waning(kept: Array) -> Advance:
    """A dose of 1, of which a share is kept: the state that repeats is kept / (1 - kept)."""

    def advance(state: Array, who: Numbers) -> tuple[Array, Array]:
        return kept[who] * (state + 1.0), np.abs(state) + 1.0

    return advance


def nobody() -> Array:
    return np.zeros((1, PEOPLE))


def hear(advance: Advance) -> tuple[Advance, list[tuple[Array, Numbers]]]:
    """The same, with a record of what was asked."""
    asked: list[tuple[Array, Numbers]] = []

    def recording(state: Array, who: Numbers) -> tuple[Array, Array]:
        asked.append((state.copy(), who.copy()))
        return advance(state, who)

    return recording, asked


def look_alike(one: Closing, other: Closing, where: Numbers) -> bool:
    """Whether the first holds, bitwise, what the other holds of these people."""
    return all(
        np.array_equal(getattr(one, name), getattr(other, name)[..., where], equal_nan=True)
        for name in ("state", "residual", "worst", "distance", "periods", "verdict")
    )


@pytest.mark.parametrize("periods", [0.01, 1, 30, 1000])
def test_the_half_life_does_not_matter(periods: float) -> None:
    kept = np.array([0.5 ** (1 / periods)])
    closing = close_period(waning(kept), np.zeros((1, 1)))
    known = kept[0] / (1 - kept[0])
    assert closing.is_closed.all()
    assert closing.periods[0] <= 4
    assert abs(closing.state[0, 0] - known) / (known + 1) <= 2 * closing.distance[0] + 1e-13
    assert closing.distance[0] < 1e-5


def test_what_is_found_repeats() -> None:
    advance, start = bound()
    closing = close_period(advance, start)
    after, peak = advance(closing.state, np.arange(PEOPLE))
    share = np.abs(after - closing.state) / peak
    assert closing.is_closed.all()
    assert np.array_equal(share.max(axis=0), closing.residual)
    assert np.array_equal(share.argmax(axis=0), closing.worst)
    assert closing.residual.max() <= 1e-9
    assert closing.periods.max() < 30


def test_a_conserved_total_stays() -> None:
    advance, start = bound()
    closing = close_period(advance, start)
    assert closing.state[2] + closing.state[3] == pytest.approx(start[2], rel=ROUNDING)
    assert (closing.state[3] > 0.01 * start[2]).all()


def test_no_leap_takes_out_what_is_not_there() -> None:
    advance, start = bound()
    recording, asked = hear(advance)
    close_period(recording, start)
    assert min(float((state / start[2, who]).min()) for state, who in asked) > -1e-8


def test_who_is_found_lives_no_further() -> None:
    recording, asked = hear(waning(np.linspace(0.0, 0.999, PEOPLE)))
    closing = close_period(recording, nobody())
    lived = np.bincount(np.concatenate([who for _, who in asked]), minlength=PEOPLE)
    assert np.array_equal(lived, closing.periods)
    assert len(set(lived)) > 1


@settings(max_examples=15, deadline=None)
@given(who=some.lists(some.integers(0, PEOPLE - 1), min_size=1, max_size=PEOPLE))
def test_any_company_in_any_order_gives_bitwise_the_same(who: list[int]) -> None:
    advance, start = bound()
    together = close_period(advance, start)
    chosen = np.array(who)
    some_of_them = close_period(lambda state, here: advance(state, chosen[here]), start[:, chosen])
    assert look_alike(some_of_them, together, chosen)


def test_a_person_who_fails_leaves_the_others_as_they_are() -> None:
    advance, start = bound()

    def failing(state: Array, who: Numbers) -> tuple[Array, Array]:
        after, peak = advance(state, who)
        return np.where(who == 5, np.nan, after), peak

    closing, others = close_period(failing, start), np.delete(np.arange(PEOPLE), 5)
    assert closing.verdict[5] == Verdict.FAILED
    assert closing.periods[5] == 1
    assert np.isnan(closing.state[:, 5]).all()
    assert "period 1 of the search could not be solved" in closing.tell(5)
    whole = close_period(advance, start)
    assert np.array_equal(closing.state[:, others], whole.state[:, others])
    assert closing.is_closed[others].all()


def test_a_leap_whose_period_fails_is_taken_back() -> None:
    kept = np.array([0.99])
    advance, fails = waning(kept), [3, 5]
    calls: list[float] = []

    def failing(state: Array, who: Numbers) -> tuple[Array, Array]:
        calls.append(float(state[0, 0]))
        after, peak = advance(state, who)
        return (np.full_like(after, np.nan), peak) if len(calls) in fails else (after, peak)

    closing = close_period(failing, np.zeros((1, 1)))
    assert closing.is_closed.all()
    assert closing.state[0, 0] == pytest.approx(99.0, rel=1e-6)
    assert calls[2] > 10 * calls[3]  # back from the leap to where the period before had ended
    assert closing.periods[0] == len(calls)


def test_where_nothing_is_eliminated_nothing_repeats() -> None:
    closing = close_period(waning(np.ones(1)), np.zeros((1, 1)))
    assert closing.verdict[0] == Verdict.GROWS
    assert np.isnan(closing.state).all()
    assert "does not repeat" in closing.tell(0)
    assert "state 0 still changes by 3.2e-02 of its peak in each" in closing.tell(0)


@pytest.mark.parametrize("noise", [0.0, 1e-13, 1e-10])
def test_where_nothing_is_eliminated_nothing_seems_to_repeat(noise: float) -> None:
    """Among tissues of all speeds the change of what grows for ever could hide, and be lost in a leap."""
    random, states, people = np.random.default_rng(8), 4, 200
    rates = np.exp(random.normal(-1, 2, (people, states, states))) * (1 - np.eye(states))
    rates[:, 0] = 0.0
    share = np.eye(states) - np.einsum("pij->pj", rates)[:, None] * np.eye(states) / 50 + rates / 50
    kept = np.linalg.matrix_power(np.maximum(share, 0.0), 50)
    kept /= kept.sum(axis=1, keepdims=True)
    dose = np.eye(1, states).T

    def advance(state: Array, who: Numbers) -> tuple[Array, Array]:
        full = state + dose
        after = (kept[who] @ full.T[..., None])[..., 0].T
        return after * (1 + noise * random.normal(size=after.shape)), np.maximum(full, after)

    assert not close_period(advance, np.zeros((states, people))).is_closed.any()


@pytest.mark.parametrize("share", [1.0, 1.01, 1.5, 4.0])
def test_more_than_can_be_eliminated_is_refused(share: float) -> None:
    closing = close_period(saturable(np.full(1, share)), np.zeros((1, 1)))
    assert not closing.is_closed.any()
    assert np.isnan(closing.state).all()


def test_nearly_as_much_as_can_be_eliminated_is_found() -> None:
    share = np.array([0.1, 0.5, 0.9, 0.99])
    closing = close_period(saturable(share), np.zeros((1, 4)))
    full = 50 * share / (1 - share)
    assert closing.state[0] == pytest.approx(full - 100 * share, rel=1e-4, abs=1e-6)
    assert closing.periods.max() < 30
    assert closing.residual.max() <= 1e-9


def test_too_few_periods_are_told_from_none() -> None:
    closing = close_period(waning(np.array([0.999])), np.zeros((1, 1)), most=2)
    assert closing.verdict[0] == Verdict.OPEN
    assert closing.periods[0] == 2
    assert np.isnan(closing.state).all()
    assert "does not repeat yet: after 2 periods state 0 changes by" in closing.tell(0)


def test_troughs_that_look_alike_are_not_taken_as_steady() -> None:
    """Where a half-life lasts 500,000 periods, one changes by less than 1e-9 of what is 5e-4 off."""
    kept = np.array([0.5 ** (1 / 500_000)])
    known = kept[0] / (1 - kept[0])
    closing = close_period(waning(kept), np.array([[known * (1 - 5e-4)]]))
    assert not closing.is_closed.any() or abs(closing.state[0, 0] / known - 1) < 1e-5


def test_what_drains_for_good_does_not_hold_up_the_rest() -> None:
    kept = np.exp(-np.array([[24.0], [0.01], [0.3]]))

    def advance(state: Array, who: Numbers) -> tuple[Array, Array]:
        full = state + np.array([[0.0], [0.0], [1.0]])
        return kept * full, full

    closing = close_period(advance, np.ones((3, 1)))
    assert closing.is_closed.all()
    assert closing.periods[0] < 12
    assert closing.state[:, 0] == pytest.approx([0, 0, kept[2, 0] / (1 - kept[2, 0])], rel=1e-8, abs=1e-12)


def test_where_nothing_should_be_a_floor_keeps_errors_from_counting() -> None:
    random = np.random.default_rng(1)

    def advance(state: Array, who: Numbers) -> tuple[Array, Array]:
        after = np.array([0.9 * (state[0] + 1.0), 1e-17 * random.normal(size=len(who))])
        return after, np.maximum(np.abs(state) + [[1.0], [0.0]], np.abs(after))

    assert not close_period(advance, np.zeros((2, 1))).is_closed.any()
    for floor in (1e-6, [0.0, 1e-6]):
        closing = close_period(advance, np.zeros((2, 1)), floor=floor)
        assert closing.state[0, 0] == pytest.approx(9.0, rel=1e-7)


def test_a_start_that_repeats_is_found_in_one_period() -> None:
    closing = close_period(waning(np.array([0.5, 0.5])), np.array([[1.0, 0.0]]))
    assert closing.periods[0] == 1
    assert (closing.state[0, 0], closing.residual[0], closing.distance[0]) == (1.0, 0.0, 0.0)
    assert closing.periods[1] > 1


def test_a_state_of_nothing_repeats() -> None:
    closing = close_period(lambda state, who: (state, np.abs(state)), np.zeros((3, 2)))
    assert closing.is_closed.all()
    assert not closing.state.any()


def test_what_only_gathers_stays_and_need_not_repeat() -> None:
    """Half of the drug is lost in a period, into urine."""

    def advance(state: Array, who: Numbers) -> tuple[Array, Array]:
        plasma, urine = state[0] + 1.0, state[1]
        return np.array([plasma / 2, urine + plasma / 2]), np.array([plasma, urine + plasma / 2])

    start = np.array([[0.0], [7.0]])
    assert not close_period(advance, start).is_closed.any()
    closing = close_period(advance, start, gathering=[False, True])
    assert closing.state[:, 0] == pytest.approx([1.0, 7.0], rel=1e-8)


def test_what_gathers_is_read_off_what_depends_on_what() -> None:
    plasma, urine, area, area_of_urine, site = range(5)
    pattern = [(plasma, plasma), (urine, plasma), (area, plasma), (area_of_urine, urine), (site, plasma), (site, site)]
    assert find_gathering(5, pattern).tolist() == [False, True, True, True, False]
    assert find_gathering(5, [*pattern, (site, urine)]).tolist() == [False, False, True, True, False]
    assert not find_gathering(2, [(0, 1), (1, 0)]).any()


def test_the_first_whose_period_does_not_close_is_named() -> None:
    closing = close_period(waning(np.array([0.5, 1.0, 1.0])), np.zeros((1, 3)))
    with pytest.raises(SolverError, match="the steady state of a dose was not found") as caught:
        closing.raise_if_open("the steady state of a dose", names=["plasma"], people=["Ann", "Bob", "Cid"])
    assert caught.value.where == "person Bob and 1 more"
    assert "the state does not repeat: after 31 periods plasma still changes" in str(caught.value.exists)
    assert "eliminated" in str(caught.value.hint)
    with pytest.raises(SolverError, match="person 1"):
        closing.raise_if_open("it")
    close_period(waning(np.array([0.5])), np.zeros((1, 1))).raise_if_open("it")


def test_a_closing_tells_how_well_it_closed() -> None:
    told = close_period(waning(np.array([0.9])), np.zeros((1, 1))).tell(0, ["plasma"])
    assert told.startswith("repeats: plasma changes by ")
    assert "of its peak in a period, and all lie within" in told


@pytest.mark.parametrize(("tolerance", "most"), [(0.0, 9), (1.0, 9), (np.nan, 9), (1e-14, 9), (1e-9, 0)])
def test_a_tolerance_that_cannot_be_is_refused(tolerance: float, most: int) -> None:
    with pytest.raises(SolverError, match="a period is to close to"):
        close_period(waning(np.ones(1)), np.zeros((1, 1)), tolerance, most)


def test_shapes_that_do_not_fit_are_refused() -> None:
    advance = waning(np.full(3, 0.5))
    with pytest.raises(SolverError, match=r"the start has the shape \(3,\)"):
        close_period(advance, np.zeros(3))
    with pytest.raises(SolverError, match=r"gathers have \(2,\)"):
        close_period(advance, np.zeros((1, 3)), gathering=[True, False])
    with pytest.raises(SolverError, match=r"the start has the shape \(\)"):
        close_period(advance, 1.0)
    for floor in (-1.0, np.nan, [0.0, 0.0]):
        with pytest.raises(SolverError, match="the floor is"):
            close_period(advance, np.zeros((1, 3)), floor=floor)
    with pytest.raises(SolverError, match=r"states \(1, 3\) gave states \(3,\)"):
        close_period(lambda state, who: (state[0], state), np.zeros((1, 3)))


def test_nobody_is_found_at_once() -> None:
    closing = close_period(waning(np.ones(0)), np.zeros((2, 0)))
    assert closing.state.shape == (2, 0)
    closing.raise_if_open("it")
