"""Elementary effects of functions whose effects are known, beside SALib's."""

from __future__ import annotations

import json

import numpy as np
import pytest
from scipy import stats

from neurodose.errors import SensitivityError
from neurodose.sensitivity.cost import Limits
from neurodose.sensitivity.inputs import Inputs, correlate, unite
from neurodose.sensitivity.morris import _Design, find_effects

ROUNDING = 1e-9  # relative
UNIFORM = stats.uniform().ppf


def linear(x: np.ndarray) -> np.ndarray:
    return x @ np.array([3.0, -2.0, 0.0]) + 7


def three() -> dict:
    return dict.fromkeys("abc", UNIFORM)


class TestKnownEffects:
    def test_a_linear_model_has_its_slopes_and_no_spread(self, seed: int) -> None:
        found = find_effects(linear, three(), seed=seed, trajectories=5)
        assert found.mu[0] == pytest.approx([3, -2, 0], abs=ROUNDING)
        assert found.mu_star[0] == pytest.approx([3, 2, 0], abs=ROUNDING)
        assert found.sigma[0] == pytest.approx([0, 0, 0], abs=ROUNDING)
        assert found.low[0] == pytest.approx(found.high[0])
        assert found.cost.runs == 5 * 4

    def test_slopes_that_cancel_show_in_their_size(self, seed: int) -> None:
        found = find_effects(lambda x: (x[:, 0] - 0.5) * (x[:, 1] - 0.5), three(), seed=seed, trajectories=2000)
        # With eight levels: b − 1/2 is one of ±1/16 … ±7/16, whose mean size is 1/4.
        sizes = np.arange(1, 8, 2) / 16
        assert found.mu_star[0, :2] == pytest.approx([0.25, 0.25], rel=0.03)
        assert found.mu[0, :2] == pytest.approx([0, 0], abs=0.03)
        assert found.sigma[0, :2] == pytest.approx(np.full(2, np.sqrt((sizes**2).mean())), rel=0.03)
        assert found.low[0, 0] < 0.25 < found.high[0, 0]
        assert found.importance_of("c") == 0

    def test_quantiles_of_the_middle_of_a_level_are_finite(self, seed: int) -> None:
        places = []
        find_effects(lambda x: places.append(x) or x[:, 0], {"z": stats.norm().ppf}, seed=seed, levels=4)
        assert np.unique(np.concatenate(places).round(9)) == pytest.approx(
            stats.norm().ppf([1 / 8, 3 / 8, 5 / 8, 7 / 8])
        )

    def test_every_level_is_as_likely(self, seed: int) -> None:
        places = []
        find_effects(lambda x: places.append(x) or x[:, 0], three(), seed=seed, trajectories=4000)
        _, counts = np.unique(np.concatenate(places)[:, 1].round(9), return_counts=True)
        assert counts == pytest.approx(np.full(8, 2000), rel=0.15)

    def test_figures_are_analysed_apart(self, seed: int) -> None:
        found = find_effects(lambda x: x[:, :2] * [1, 5], three(), seed=seed, figures=("mood", "sleep"), trajectories=4)
        assert found.importance_of("a", "mood") == pytest.approx(1)
        assert found.importance_of("b", "sleep") == pytest.approx(5)
        assert found.importance_of("a", "sleep") == 0


class TestGroups:
    def test_a_group_moves_at_once_and_has_no_sign(self, seed: int) -> None:
        inputs = {"ab": unite({"a": UNIFORM, "b": UNIFORM}), "c": UNIFORM}
        found = find_effects(lambda x: x[:, 0] + 10 * x[:, 2], inputs, seed=seed)
        assert found.names == ("ab", "c")
        assert found.mu_star[0] == pytest.approx([1, 10])
        assert np.isnan(found.mu[0, 0])
        assert np.isnan(found.sigma[0, 0])
        assert found.mu[0, 1] == pytest.approx(10)
        assert found.cost.runs == 32 * 3

    def test_correlated_inputs_are_drawn_together(self, seed: int) -> None:
        normal = stats.norm().ppf
        inputs = {"both": correlate({"a": normal, "b": normal}, np.array([[1, 1], [1, 1.0]])), "c": UNIFORM}
        seen = []
        find_effects(lambda x: seen.append(x) or x[:, 0], inputs, seed=seed, trajectories=4)
        rows = np.concatenate(seen)
        assert rows[:, 0] == pytest.approx(rows[:, 1], rel=1e-6)


class TestDesign:
    def test_one_input_moves_at_a_time_by_half(self, seed: int) -> None:
        rows = _Design(Inputs(three()), seed, 50, 4).find_probabilities(slice(None))
        moves = np.diff(rows, axis=1)
        assert (np.count_nonzero(moves, axis=2) == 1).all()
        assert (np.count_nonzero(moves, axis=1) == 1).all()
        assert np.abs(moves[moves != 0]) == pytest.approx(0.5)
        assert ((rows > 0) & (rows < 1)).all()

    def test_the_seed_chooses_trajectories_and_batches_do_not(self, seed: int) -> None:
        def curved(x: np.ndarray) -> np.ndarray:
            return np.exp(x.sum(axis=1))

        one, same, other = (
            find_effects(curved, three(), seed=s, batch=b).mu for s, b in ((seed, 4096), (seed, 8), (seed + 1, 4096))
        )
        assert np.array_equal(one, same)
        assert not np.array_equal(one, other)

    @pytest.mark.filterwarnings("ignore")
    def test_salib_finds_the_same_in_the_same_runs(self, seed: int) -> None:
        analyze = pytest.importorskip("SALib.analyze.morris", reason="SALib is not installed").analyze
        levels, inputs = 6, dict.fromkeys("abcd", UNIFORM)
        rows: list[np.ndarray] = []

        def curved(x: np.ndarray) -> np.ndarray:
            return np.exp(x[:, 0]) * np.sin(3 * x[:, 1]) - x[:, 2] ** 2

        found = find_effects(lambda x: rows.append(x) or curved(x), inputs, seed=seed, trajectories=40, levels=levels)
        X = np.concatenate(rows)
        problem = {"num_vars": 4, "names": list(inputs), "bounds": [[0, 1]] * 4}
        theirs = analyze(problem, X, curved(X), num_levels=levels, seed=1)
        # SALib's grid goes from end to end, so that its step is longer for as many levels.
        factor = levels / (2 * (levels - 1)) / 0.5
        for ours, name in ((found.mu, "mu"), (found.mu_star, "mu_star"), (found.sigma, "sigma")):
            assert ours[0] == pytest.approx(factor * np.asarray(theirs[name], dtype=float), rel=ROUNDING, abs=ROUNDING)


class TestBadInput:
    @pytest.mark.parametrize(("trajectories", "levels"), [(1, 8), (8, 7), (8, 0)])
    def test_what_is_no_design_is_refused(self, trajectories: int, levels: int) -> None:
        with pytest.raises(SensitivityError, match=r"are no design[\s\S]*even number of levels"):
            find_effects(linear, three(), seed=1, trajectories=trajectories, levels=levels)

    def test_too_many_runs_are_refused_before_the_first(self) -> None:
        with pytest.raises(SensitivityError, match=r"400,000, where the limit is 1,000[\s\S]*lower `trajectories`"):
            find_effects(linear, three(), seed=1, trajectories=100_000, limits=Limits(runs=1000))

    def test_failed_runs_take_their_trajectory_with_them(self, seed: int) -> None:
        def fails(x: np.ndarray) -> np.ndarray:
            return np.where((x[:, 0] > 0.9) & (x[:, 1] > 0.7), np.nan, linear(x))

        found = find_effects(fails, three(), seed=seed, trajectories=64)
        assert 0 < found.lost[0] < 40
        assert found.mu[0] == pytest.approx([3, -2, 0], abs=ROUNDING)
        assert f"{found.lost[0]} of 64 trajectories" in str(found)
        nothing = find_effects(lambda x: np.full(len(x), np.nan), three(), seed=seed)
        assert "nothing can be said" in str(nothing)
        assert np.isnan(nothing.mu_star).all()

    def test_a_constant_is_told(self, seed: int) -> None:
        assert "is 7 in all runs" in str(find_effects(lambda x: np.full(len(x), 7.0), three(), seed=seed))

    def test_an_unknown_input_lists_those_there_are(self, seed: int) -> None:
        found = find_effects(linear, three(), seed=seed)
        with pytest.raises(SensitivityError, match=r'no input is called "d"[\s\S]*a, b, c'):
            found.importance_of("d")
        with pytest.raises(SensitivityError, match='no figure is called "mood"'):
            found.importance_of("a", "mood")


def test_the_table_has_the_most_important_first(seed: int) -> None:
    found = find_effects(linear, three(), seed=seed, figures=["craving"])
    lines = str(found).splitlines()
    assert lines[0].startswith("craving: effect of a step")
    assert [line.split()[0] for line in lines[1:4]] == ["a", "b", "c"]
    (told,) = json.loads(found.to_json())["figures"]
    assert [row["mu"] for row in told["inputs"]] == pytest.approx([3, -2, 0], abs=ROUNDING)
