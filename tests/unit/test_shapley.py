"""An effect is shared out among mechanisms so that the shares make up the whole."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import permutations
from math import factorial, prod

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose.errors import SensitivityError
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.sensitivity.shapley import Shares, share_out, switch_off

ROUNDING = 1e-12  # relative, of sums of up to a thousand numbers
STRAY = 5  # standard errors
NAMES = ("mu", "kappa", "delta", "dopamine")
MANY = tuple(f"m{n}" for n in range(14))

Value = Callable[[frozenset[str]], "np.ndarray | float"]


def draw_game(names: tuple[str, ...], seed: int, people: int = 0) -> Value:
    """A value of every set of mechanisms, without any structure."""

    def value(on: frozenset[str]) -> np.ndarray:
        key = sum(1 << i for i, name in enumerate(names) if name in on)
        return np.random.default_rng([seed, key]).normal(size=people or ())

    return value


def share_by_orders(value: Value, names: tuple[str, ...]) -> dict[str, float]:
    """The definition: what each adds, averaged over all orders."""
    shares = dict.fromkeys(names, 0.0)
    for order in permutations(names):
        for i, name in enumerate(order):
            added = float(value(frozenset(order[: i + 1]))) - float(value(frozenset(order[:i])))
            shares[name] += added / factorial(len(names))
    return shares


def total(shares: Shares) -> np.ndarray:
    return shares.whole - shares.nothing


class TestExact:
    def test_shares_are_means_over_all_orders(self, seed: int) -> None:
        value = draw_game(NAMES, seed)
        found, expected = share_out(value, NAMES), share_by_orders(value, NAMES)
        assert found.is_exact
        assert {name: float(found.share_of(name)) for name in NAMES} == pytest.approx(expected, rel=ROUNDING)
        assert not found.errors.any()

    @given(seed=st.integers(0, 1000), count=st.integers(1, 6), people=st.integers(0, 3))
    def test_shares_make_up_the_whole(self, seed: int, count: int, people: int) -> None:
        found = share_out(draw_game(MANY[:count], seed, people), MANY[:count])
        assert found.values.sum(axis=0) == pytest.approx(total(found), rel=ROUNDING, abs=ROUNDING)

    def test_what_does_nothing_gets_nothing(self, seed: int) -> None:
        value = draw_game(NAMES, seed)
        found = share_out(lambda on: value(on - {"kappa"}), NAMES)
        assert float(found.share_of("kappa")) == pytest.approx(0, abs=ROUNDING)
        assert float(found.alone[1]) == float(found.removed[1]) == 0

    def test_what_does_the_same_gets_the_same(self, seed: int) -> None:
        value = draw_game(("one", "two"), seed)

        def both(on: frozenset[str]) -> np.ndarray | float:
            of_two = len(on & {"mu", "delta"})
            return 3.0 * of_two**2 + value(frozenset({"one"} if "kappa" in on else ())) * of_two

        found = share_out(both, ("mu", "kappa", "delta"))
        assert float(found.share_of("mu")) == pytest.approx(float(found.share_of("delta")), rel=ROUNDING)

    @given(seed=st.integers(0, 1000), factor=st.floats(-5, 5))
    def test_shares_of_a_sum_are_sums_of_shares(self, seed: int, factor: float) -> None:
        one, two = draw_game(NAMES, seed), draw_game(NAMES, seed + 1)
        both = share_out(lambda on: one(on) + factor * two(on), NAMES).values
        apart = share_out(one, NAMES).values + factor * share_out(two, NAMES).values
        assert both == pytest.approx(apart, rel=1e-9, abs=1e-9)

    def test_a_product_is_shared_evenly(self) -> None:
        found = share_out(lambda on: float(len(on) == 4), NAMES)
        assert found.values == pytest.approx(np.full(4, 0.25), rel=ROUNDING)
        assert (found.alone == 0).all()
        assert (found.removed == 1).all()

    def test_each_person_has_shares_of_their_own(self, seed: int) -> None:
        value = draw_game(NAMES, seed, people=5)
        found = share_out(value, NAMES)
        for person in range(5):
            of_one = share_out(lambda on, p=person: float(np.asarray(value(on))[p]), NAMES)
            assert found.values[:, person] == pytest.approx(of_one.values, rel=ROUNDING)

    def test_every_set_is_asked_for_once(self) -> None:
        asked: list[frozenset[str]] = []
        share_out(lambda on: float(not asked.append(on)), MANY[:10])
        assert len(asked) == len(set(asked)) == 1024


class TestSampled:
    @pytest.fixture(scope="class")
    @staticmethod
    def factors() -> np.ndarray:
        return np.linspace(0.05, 0.9, len(MANY))

    def test_many_are_sampled_and_still_make_up_the_whole(self, seed: int) -> None:
        found = share_out(draw_game(MANY, seed, people=3), MANY, pairs=20, seed=seed)
        assert not found.is_exact
        assert found.values.sum(axis=0) == pytest.approx(total(found), rel=1e-9)

    def test_sampled_shares_are_true_within_their_errors(self, factors: np.ndarray, seed: int) -> None:
        """1 − Π (1 − a): a player's share by Gauss-Legendre along the diagonal of the multilinear extension."""

        def value(on: frozenset[str]) -> float:
            return 1 - prod(1 - a for name, a in zip(MANY, factors, strict=True) if name in on)

        found = share_out(value, MANY, pairs=64, seed=seed)
        x, w = np.polynomial.legendre.leggauss(20)
        rest = np.array(
            [np.prod(1 - np.outer(np.delete(factors, i), (x + 1) / 2), axis=0) @ w / 2 for i in range(len(MANY))]
        )
        assert (np.abs(found.values - factors * rest) < STRAY * found.errors).all()
        assert (found.errors > 0).all()
        assert "± standard error" in str(found)

    def test_additive_effects_are_shared_without_error(self, factors: np.ndarray) -> None:
        found = share_out(lambda on: sum(a for n, a in zip(MANY, factors, strict=True) if n in on), MANY, pairs=4)
        assert found.values == pytest.approx(factors, rel=1e-9)
        assert found.errors == pytest.approx(np.zeros(len(MANY)), abs=1e-9)

    def test_pairs_of_opposite_orders_are_exact_for_interactions_of_two(self, seed: int) -> None:
        bonds = np.triu(np.random.default_rng(seed).normal(size=(len(MANY), len(MANY))))

        def value(on: frozenset[str]) -> float:
            is_on = np.array([name in on for name in MANY], dtype=float)
            return float(is_on @ bonds @ is_on)

        expected = np.diag(bonds) + (np.triu(bonds, 1).sum(axis=0) + np.triu(bonds, 1).sum(axis=1)) / 2
        assert share_out(value, MANY, pairs=2).values == pytest.approx(expected, rel=1e-9, abs=1e-9)

    def test_the_seed_chooses_the_orders(self, seed: int) -> None:
        value = draw_game(MANY, seed)
        one, same, other = (share_out(value, MANY, pairs=5, seed=s).values for s in (1, 1, 2))
        assert np.array_equal(one, same)
        assert not np.array_equal(one, other)

    def test_what_each_does_alone_is_known(self, seed: int) -> None:
        value = draw_game(MANY, seed)
        found = share_out(value, MANY, pairs=2)
        everything = frozenset(MANY)
        for j, name in enumerate(MANY):
            assert found.alone[j] == value(frozenset({name})) - value(frozenset())
            assert found.removed[j] == value(everything) - value(everything - {name})


class TestGroups:
    def test_a_group_is_one_player(self, seed: int) -> None:
        value = draw_game(NAMES, seed)
        found = share_out(value, NAMES, groups={"other opioid": ("kappa", "delta")})
        assert found.names == ("mu", "other opioid", "dopamine")
        assert found.members == (("mu",), ("kappa", "delta"), ("dopamine",))
        assert found.cost.runs == 8
        unfold = {"mu": {"mu"}, "other opioid": {"kappa", "delta"}, "dopamine": {"dopamine"}}
        expected = share_by_orders(lambda on: value(frozenset().union(*(unfold[n] for n in on))), found.names)
        assert dict(zip(found.names, found.values.tolist(), strict=True)) == pytest.approx(expected, rel=ROUNDING)

    def test_groups_make_many_mechanisms_exact(self, seed: int) -> None:
        found = share_out(draw_game(MANY, seed), MANY, groups={"first": MANY[:7]})
        assert found.is_exact
        assert len(found.names) == 8

    def test_switching_off_is_the_difference_to_the_whole(self, seed: int) -> None:
        value = draw_game(NAMES, seed, people=2)
        lost = switch_off(value, NAMES, ("mu", "delta"))
        assert lost == pytest.approx(value(frozenset(NAMES)) - value(frozenset({"kappa", "dopamine"})))


class TestBadInput:
    def test_an_unknown_mechanism_lists_those_there_are(self) -> None:
        with pytest.raises(SensitivityError, match=r'no mechanism is called "kapa"[\s\S]*delta, dopamine, kappa, mu'):
            switch_off(draw_game(NAMES, 1), NAMES, ["kapa"])
        with pytest.raises(SensitivityError, match=r'group "opioid"[\s\S]*delta, dopamine, kappa, mu[\s\S]*"kappa"\?'):
            share_out(draw_game(NAMES, 1), NAMES, groups={"opioid": ("mu", "kapa")})
        with pytest.raises(SensitivityError, match="the effect has: delta, dopamine, kappa, mu"):
            share_out(draw_game(NAMES, 1), NAMES).share_of("sigma")

    @pytest.mark.parametrize(
        ("names", "groups", "said"),
        [
            ((), {}, "there are no mechanisms"),
            (("mu", "mu"), {}, "mu stands there twice"),
            (("mu", "kappa"), {"a": ("mu",), "b": ("mu",)}, '"mu" is in two groups'),
            (("mu", "kappa"), {"mu": ("kappa",)}, "a group has the name of the mechanism"),
            (tuple(f"m{n}" for n in range(70)), {}, "70 mechanisms"),
        ],
    )
    def test_names_that_contradict_are_refused(self, names: tuple[str, ...], groups: dict, said: str) -> None:
        with pytest.raises(SensitivityError, match=said):
            share_out(lambda on: 0.0, names, groups=groups)

    def test_a_value_of_another_shape_is_refused(self) -> None:
        with pytest.raises(SensitivityError, match=r"with mu on[\s\S]*with nothing on its shape is \(2,\)"):
            share_out(lambda on: np.zeros(2 + len(on)), ("mu",))

    def test_too_many_runs_are_refused_before_the_first(self) -> None:
        asked: list[frozenset[str]] = []
        with pytest.raises(SensitivityError, match=r"more runs than allowed: 1,024, where the limit is 1,000"):
            share_out(lambda on: float(not asked.append(on)), MANY[:10], limits=Limits(runs=1000))
        assert not asked

    def test_too_much_time_and_memory_are_refused_after_two_runs(self) -> None:
        asked: list[frozenset[str]] = []
        with pytest.raises(SensitivityError, match="more time than allowed"):
            share_out(lambda on: float(not asked.append(on)), MANY[:10], limits=Limits(seconds=0))
        with pytest.raises(SensitivityError, match=r"more memory than allowed[\s\S]*fewer `pairs` or people"):
            share_out(lambda on: asked.append(on) or np.zeros(1000), MANY, limits=Limits(memory=1e6))
        assert len(asked) == 4

    def test_the_cost_is_told_before_the_third_run(self) -> None:
        told: list[tuple[Cost, int]] = []
        asked: list[frozenset[str]] = []
        share_out(lambda on: float(not asked.append(on)), NAMES, tell=lambda cost: told.append((cost, len(asked))))
        ((cost, before),) = told
        assert (cost.runs, before, len(asked)) == (16, 2, 16)

    def test_a_person_without_a_value_has_no_share_and_is_told_of(self, seed: int) -> None:
        value = draw_game(NAMES, seed, people=3)
        found = share_out(lambda on: np.where([False, "mu" in on, False], np.inf, value(on)), NAMES)
        assert np.isnan(found.values[:, 1]).all()
        assert np.isfinite(found.values[:, [0, 2]]).all()
        assert "1 of 3 people have no value" in str(found)
        assert np.isfinite(found.means).all()


class TestTold:
    def test_the_table_has_the_largest_share_first_and_the_whole_last(self) -> None:
        sizes = {"mu": 1.0, "kappa": -4.0, "delta": 2.0}
        told = str(share_out(lambda on: sum(sizes[n] for n in on) + 10, sizes))
        lines = told.splitlines()
        assert [line.split()[0] for line in lines[1:5]] == ["kappa", "delta", "mu", "all"]
        assert lines[1].split()[1:4] == ["-4", "400.0", "%"]
        assert "With all mechanisms off the value is 10" in told

    def test_people_have_their_interval(self, seed: int) -> None:
        assert "90 % of people" in str(share_out(draw_game(NAMES, seed, people=20), NAMES))

    def test_an_effect_of_nothing_has_no_per_cent(self) -> None:
        assert "%" not in str(share_out(lambda on: 5.0, NAMES)).splitlines()[1]

    def test_json_holds_the_shares(self, seed: int) -> None:
        found = share_out(draw_game(NAMES, seed, people=2), NAMES)
        rows = json.loads(found.to_json())["shares"]
        assert [row["name"] for row in rows] == list(NAMES)
        assert np.array([row["people"] for row in rows]) == pytest.approx(found.values)
