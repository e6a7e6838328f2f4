"""Sobol's indices of functions whose indices are known in closed form, beside SALib's in the same runs."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import numpy as np
import pytest
from scipy import stats

from neurodose.errors import SensitivityError
from neurodose.sensitivity.batches import Plan
from neurodose.sensitivity.cost import Cost, Limits
from neurodose.sensitivity.inputs import Inputs, Joint, correlate, unite
from neurodose.sensitivity.sobol import _Design, find_indices

ROUNDING = 1e-9
SAMPLED = 0.02  # of a share, at 4,096 base samples
UNIFORM = stats.uniform().ppf
ANGLE = stats.uniform(-np.pi, 2 * np.pi).ppf
NORMAL = stats.norm().ppf
A, B = 7.0, 0.1  # of Ishigami's function


def ishigami(x: np.ndarray) -> np.ndarray:
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def of_ishigami() -> tuple[list[float], list[float], float, float]:
    """First order, total, the pair of first and third, and the variance."""
    one, two = (1 + B * np.pi**4 / 5) ** 2 / 2, A**2 / 8
    pair = B**2 * np.pi**8 * (1 / 18 - 1 / 50)
    whole = one + two + pair
    return [one / whole, two / whole, 0], [(one + pair) / whole, two / whole, pair / whole], pair / whole, whole


def angles() -> dict[str, Any]:
    return dict.fromkeys("abc", ANGLE)


def sobol_g(weights: np.ndarray):
    return lambda x: np.prod((np.abs(4 * x - 2) + weights) / (1 + weights), axis=1)


def linear(x: np.ndarray) -> np.ndarray:
    return 100 + x @ np.array([3.0, -2.0, 1.0])


class TestClosedForms:
    def test_ishigami(self, seed: int) -> None:
        first, total, pair, variance = of_ishigami()
        found = find_indices(ishigami, angles(), seed=seed, base=4096, has_second=True)
        assert found.first.values[0] == pytest.approx(first, abs=SAMPLED)
        assert found.first_2010.values[0] == pytest.approx(first, abs=SAMPLED)
        assert found.total.values[0] == pytest.approx(total, abs=SAMPLED)
        assert found.variance[0] == pytest.approx(variance, rel=SAMPLED)
        assert found.second is not None
        assert found.pairs == ((0, 1), (0, 2), (1, 2))
        assert found.second.values[0] == pytest.approx([0, pair, 0], abs=2 * SAMPLED)
        assert found.cost.runs == 4096 * 8

    def test_the_g_function_of_sobol(self, seed: int) -> None:
        weights = np.array([0, 1, 4.5, 9, 99, 99])
        parts = 1 / 3 / (1 + weights) ** 2
        whole = np.prod(1 + parts) - 1
        total = [parts[i] * np.prod(1 + np.delete(parts, i)) / whole for i in range(6)]
        found = find_indices(sobol_g(weights), dict.fromkeys("abcdef", UNIFORM), seed=seed, base=4096)
        assert found.first.values[0] == pytest.approx(parts / whole, abs=SAMPLED)
        assert found.total.values[0] == pytest.approx(total, abs=SAMPLED)

    def test_in_an_additive_model_alone_is_all(self, seed: int) -> None:
        found = find_indices(linear, dict.fromkeys("abc", NORMAL), seed=seed, base=4096)
        for estimate in (found.first, found.first_2010, found.total):
            assert estimate.values[0] == pytest.approx(np.array([9, 4, 1]) / 14, abs=SAMPLED)
        assert found.total.values.sum() == pytest.approx(1, abs=SAMPLED)

    def test_a_product_of_centred_inputs_acts_only_together(self, seed: int) -> None:
        found = find_indices(
            lambda x: x[:, 0] * x[:, 1], dict.fromkeys("ab", NORMAL), seed=seed, base=4096, has_second=True
        )
        assert found.first_2010.values[0] == pytest.approx([0, 0], abs=3 * SAMPLED)
        assert found.total.values[0] == pytest.approx([1, 1], abs=3 * SAMPLED)
        assert found.second is not None
        assert found.second.values[0] == pytest.approx([1], abs=6 * SAMPLED)

    def test_what_does_nothing_has_nothing(self, seed: int) -> None:
        found = find_indices(lambda x: x[:, 0], dict.fromkeys("ab", NORMAL), seed=seed)
        assert found.total_of("b") == 0
        assert found.first_of("a") == pytest.approx(1, abs=ROUNDING)

    def test_intervals_hold_the_truth_about_as_often_as_they_say(self) -> None:
        first, total, _, _ = of_ishigami()
        held = []
        for other in range(30):
            found = find_indices(ishigami, angles(), seed=other, base=256)
            for estimate, true in ((found.first, first), (found.total, total)):
                held += list((estimate.low[0] <= true) & (true <= estimate.high[0]))
        assert np.mean(held) > 0.9


class TestSalib:
    @pytest.mark.filterwarnings("ignore")
    @pytest.mark.parametrize("has_second", [False, True])
    def test_it_finds_the_same_in_the_same_runs(self, seed: int, has_second: bool) -> None:
        analyze = pytest.importorskip("SALib.analyze.sobol", reason="SALib is not installed").analyze
        rows: list[np.ndarray] = []
        found = find_indices(
            lambda x: rows.append(x) or ishigami(x) + 50, angles(), seed=seed, base=512, has_second=has_second
        )
        problem = {"num_vars": 3, "names": list("abc"), "bounds": [[-np.pi, np.pi]] * 3}
        theirs = analyze(problem, ishigami(np.concatenate(rows)) + 50, calc_second_order=has_second, seed=1)
        assert found.first_2010.values[0] == pytest.approx(theirs["S1"], abs=ROUNDING)
        assert found.total.values[0] == pytest.approx(theirs["ST"], abs=ROUNDING)
        # Half of an interval is what SALib tells, of a bootstrap of its own.
        half = (found.total.high[0] - found.total.low[0]) / 2
        assert half == pytest.approx(theirs["ST_conf"], rel=0.35)
        if has_second:
            assert found.second is not None
            pairs = [theirs["S2"][i, j] for i, j in found.pairs]
            assert found.second.values[0] == pytest.approx(pairs, abs=ROUNDING)

    @pytest.mark.filterwarnings("ignore")
    def test_its_groups_are_ours(self, seed: int) -> None:
        analyze = pytest.importorskip("SALib.analyze.sobol", reason="SALib is not installed").analyze
        rows: list[np.ndarray] = []
        inputs = {"ac": unite({"a": ANGLE, "c": ANGLE}), "b": ANGLE}

        def model(x: np.ndarray) -> np.ndarray:
            return ishigami(x[:, [0, 2, 1]])

        found = find_indices(lambda x: rows.append(x) or model(x), inputs, seed=seed, base=512)
        problem = {
            "num_vars": 3, "names": list("acb"), "groups": ["ac", "ac", "b"], "bounds": [[-np.pi, np.pi]] * 3,
        }  # fmt: skip
        theirs = analyze(problem, model(np.concatenate(rows)), calc_second_order=False, seed=1)
        assert found.first_2010.values[0] == pytest.approx(theirs["S1"], abs=ROUNDING)
        assert found.total.values[0] == pytest.approx(theirs["ST"], abs=ROUNDING)


class TestGroups:
    def test_a_group_has_what_its_members_have_together(self, seed: int) -> None:
        first, _, pair, _ = of_ishigami()
        inputs = {"b": ANGLE, "ac": unite({"a": ANGLE, "c": ANGLE})}
        found = find_indices(lambda x: ishigami(x[:, [1, 0, 2]]), inputs, seed=seed, base=4096)
        assert found.names == ("b", "ac")
        assert found.first.values[0] == pytest.approx([first[1], first[0] + pair], abs=SAMPLED)
        assert found.total.values[0] == pytest.approx(found.first.values[0], abs=SAMPLED)
        assert found.cost.runs == 4096 * 4

    def test_correlated_inputs_share_their_variance_as_one(self, seed: int) -> None:
        """Var(3 a − 2 b + c) with correlation r of a and b is 9 + 4 − 12 r + 1."""
        r = 0.8
        inputs = {"ab": correlate({"a": NORMAL, "b": NORMAL}, np.array([[1, r], [r, 1]])), "c": NORMAL}
        found = find_indices(linear, inputs, seed=seed, base=4096)
        both = 13 - 12 * r
        assert found.total.values[0] == pytest.approx(np.array([both, 1]) / (both + 1), abs=SAMPLED)
        assert found.variance[0] == pytest.approx(both + 1, rel=SAMPLED)

    def test_each_member_keeps_its_own_distribution(self, seed: int) -> None:
        of = {"a": stats.lognorm(0.5).ppf, "b": stats.beta(2, 5).ppf}
        joint = correlate(of, np.array([[1, -0.6], [-0.6, 1]]))
        u = np.random.default_rng(seed).random((20_000, 2))
        drawn = joint.draw(u)
        for j, (quantile, name) in enumerate(zip(of.values(), of, strict=True)):
            levels = np.array([0.1, 0.5, 0.9])
            assert np.quantile(drawn[:, j], levels) == pytest.approx(quantile(levels), rel=0.03), name
        ranks = np.argsort(np.argsort(drawn, axis=0), axis=0)
        spearman = 1 - 6 * ((ranks[:, 0] - ranks[:, 1]) ** 2).sum() / len(u) / (len(u) ** 2 - 1.0)
        assert spearman == pytest.approx(6 / np.pi * np.arcsin(-0.3), abs=0.02)


class TestRuns:
    def test_the_seed_chooses_points_and_batches_do_not(self, seed: int) -> None:
        one, same, other = (
            find_indices(ishigami, angles(), seed=s, base=64, batch=b).total
            for s, b in ((seed, 4096), (seed, 1), (seed + 1, 4096))
        )
        assert np.array_equal(one.values, same.values)
        assert np.array_equal(one.low, same.low)
        assert not np.array_equal(one.values, other.values)

    def test_batches_are_bounded_and_double(self, seed: int) -> None:
        sizes = []
        find_indices(lambda x: sizes.append(len(x)) or ishigami(x), angles(), seed=seed, base=256, batch=100)
        assert sum(sizes) == 256 * 5
        assert max(sizes) <= 100
        assert sizes[:6] == [5, 5, 10, 20, 40, 80]

    def test_rows_are_saltellis(self, seed: int) -> None:
        rows = _Design(Inputs({"ab": unite({"a": UNIFORM, "b": UNIFORM}), "c": UNIFORM}), seed, has_second=True)(8)
        for first, ab, ac, ba, bc, second in rows.reshape(8, 6, 3):
            assert ab.tolist() == [*second[:2], first[2]] == bc.tolist()
            assert ac.tolist() == [*first[:2], second[2]] == ba.tolist()

    def test_no_probability_is_zero_or_one(self, seed: int) -> None:
        u = _Design(Inputs(dict.fromkeys("abc", lambda u: u)), seed, has_second=False)(1024)
        assert u.min() > 0
        assert u.max() < 1

    def test_the_cost_is_told_before_the_end(self, seed: int) -> None:
        told: list[tuple[Cost, int]] = []
        sizes: list[int] = []
        find_indices(
            lambda x: sizes.append(len(x)) or ishigami(x), angles(), seed=seed, batch=100,
            tell=lambda cost: told.append((cost, sum(sizes))),
        )  # fmt: skip
        ((cost, before),) = told
        assert cost.runs == 1024 * 5 == sum(sizes)
        assert before < 300
        assert cost.seconds is not None
        assert str(cost).startswith("5,120 runs, about ")

    @pytest.mark.parametrize("base", [1024, 16384])
    def test_no_more_memory_is_taken_than_is_told(self, seed: int, base: int) -> None:
        inputs = {f"p{n}": UNIFORM for n in range(20)}
        find_indices(ishigami, inputs, seed=seed, base=16)  # what is loaded once
        tracemalloc.start()
        try:
            cost = find_indices(ishigami, inputs, seed=seed, base=base).cost
            taken = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert cost.memory / 2 < taken < 1.2 * cost.memory

    def test_figures_are_analysed_apart(self, seed: int) -> None:
        found = find_indices(lambda x: x[:, :2], angles(), seed=seed, figures=("mood", "sleep"))
        assert [found.total_of("a", "mood"), found.total_of("b", "sleep")] == pytest.approx([1, 1], abs=SAMPLED)
        assert found.total_of("b", "mood") == 0
        single = find_indices(lambda x: x[:, 1], angles(), seed=seed)
        assert single.total.values[0] == pytest.approx(found.total.values[1], rel=ROUNDING)


class TestFailures:
    def test_a_constant_is_told_and_has_no_shares(self, seed: int) -> None:
        found = find_indices(lambda x: np.full(len(x), 0.1), angles(), seed=seed, base=64)
        assert "figure 1 is 0.1 in all runs: no input changes it." in str(found)
        assert np.isnan(found.total.values).all()
        assert found.variance[0] == pytest.approx(0, abs=ROUNDING)
        json.loads(found.to_json())

    def test_failed_runs_take_their_base_sample_with_them(self, seed: int) -> None:
        def fails(x: np.ndarray) -> np.ndarray:
            return np.where(np.arange(len(x)) == 2, np.nan, np.stack([linear(x), ishigami(x)]))

        sizes = []
        found = find_indices(
            lambda x: sizes.append(len(x)) or fails(x).T, angles(), seed=seed, base=256, batch=5, figures=("a", "b"),
            limits=Limits(),
        )  # fmt: skip
        assert found.lost.tolist() == [256, 256]
        assert "nothing can be said" in str(found)
        some = find_indices(lambda x: fails(x).T, angles(), seed=seed, base=4096, batch=320)
        assert 0 < some.lost[0] < 100
        assert "which are left out." in str(some)
        assert some.total.values[1] == pytest.approx(of_ishigami()[1], abs=2 * SAMPLED)

    def test_many_failures_are_told_as_a_part_of_the_inputs(self, seed: int) -> None:
        found = find_indices(lambda x: np.where(x[:, 0] > 1, np.nan, x[:, 1]), angles(), seed=seed)
        assert "hold only for what could be run" in str(found)

    def test_too_few_base_samples_are_told(self, seed: int) -> None:
        few, many = (find_indices(ishigami, angles(), seed=seed, base=base) for base in (16, 4096))
        assert "more base samples would tell inputs apart better" in str(few)
        assert not many.notes


class TestBadInput:
    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"base": 1000}, r"1000 base samples are not a power of two[\s\S]*take 1024"),
            ({"base": 0}, "not a power of two"),
            ({"inputs": {}}, "there are no inputs"),
            ({"inputs": {"a": UNIFORM, "ab": unite({"a": UNIFORM})}}, "a stands there twice"),
            ({"inputs": {"a": lambda u: np.log(u - 0.5)}}, r'infinite or missing values[\s\S]*'),
            ({"inputs": {"a": Joint(("a", "b"), lambda u: u[:, 0])}}, r'array of shape \(\d+,\) for'),
            ({"figures": ("mood", "sleep")}, "2 figures are named, and the model gives 1"),
            ({"limits": Limits(runs=5000)}, r"5,120, where the limit is 5,000[\s\S]*lower `base`[\s\S]*--minutes"),
            ({"limits": Limits(memory=1e5)}, r"more memory than allowed: [\d.]+ MB, where the limit is 100 kB"),
            ({"limits": Limits(seconds=0), "batch": 100}, r"more time than allowed[\s\S]*5,120 runs, about"),
        ],
    )  # fmt: skip
    @pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
    def test_it_is_refused(self, asked: dict[str, Any], said: str) -> None:
        inputs = asked.pop("inputs", angles())
        with pytest.raises(SensitivityError, match=said):
            find_indices(lambda x: x[:, 0], inputs, seed=1, **asked)

    def test_too_many_runs_are_refused_before_the_first(self) -> None:
        asked = []
        with pytest.raises(SensitivityError, match="more runs than allowed"):
            find_indices(lambda x: asked.append(x) or x[:, 0], angles(), seed=1, base=1 << 24)
        assert not asked

    def test_too_many_figures_are_refused_after_the_first_batch(self) -> None:
        asked = []
        with pytest.raises(SensitivityError, match="more memory than allowed"):
            find_indices(
                lambda x: asked.append(x) or np.ones((len(x), 1000)), angles(), seed=1, limits=Limits(memory=3e7)
            )
        assert len(asked) == 1

    @pytest.mark.parametrize("given", [np.zeros((5, 2, 2)), np.zeros(3), 1.0])
    def test_outputs_of_another_shape_are_refused(self, given: np.ndarray) -> None:
        with pytest.raises(SensitivityError, match="for 5 runs"):
            find_indices(lambda x: given, angles(), seed=1)

    def test_figures_may_not_change(self) -> None:
        with pytest.raises(SensitivityError, match="the batches before had 5 figures"):
            find_indices(lambda x: np.zeros((len(x), min(len(x), 6))), angles(), seed=1)

    @pytest.mark.parametrize("told", [np.eye(3), [[1, 2], [2, 1]], [[2, 0], [0, 2]], [[1, 0.5], [0.1, 1]]])
    def test_correlations_that_contradict_are_refused(self, told: Any) -> None:
        with pytest.raises(SensitivityError, match="correlations"):
            correlate({"a": NORMAL, "b": NORMAL}, np.asarray(told))

    def test_an_unknown_input_lists_those_there_are(self, seed: int) -> None:
        found = find_indices(ishigami, angles(), seed=seed, base=16)
        with pytest.raises(SensitivityError, match=r'no input is called "d"[\s\S]*a, b, c'):
            found.total_of("d")
        with pytest.raises(SensitivityError, match='no figure is called "mood"'):
            found.first_of("a", "mood")


class TestTold:
    def test_the_table_has_the_largest_total_first(self, seed: int) -> None:
        found = find_indices(ishigami, angles(), seed=seed, figures=["mood"], has_second=True)
        lines = str(found).splitlines()
        assert lines[0].startswith("mood: share of variance")
        assert [line.split()[0] for line in lines[1:4]] == ["a", "b", "c"]
        assert "mood: two together" in str(found)
        assert lines[6].startswith("a × c")
        assert "1,024 base samples, 8,192 runs" in str(found)

    def test_json_holds_the_shares(self, seed: int) -> None:
        found = find_indices(ishigami, angles(), seed=seed, has_second=True)
        told = json.loads(found.to_json())
        (figure,) = told["figures"]
        assert [row["total"]["value"] for row in figure["inputs"]] == pytest.approx(found.total.values[0].tolist())
        assert [row["names"] for row in figure["pairs"]] == [["a", "b"], ["a", "c"], ["b", "c"]]
        assert told["runs"] == 1024 * 8

    @pytest.mark.parametrize(("batch", "blocks"), [(1, 1), (32, 1), (64, 2), (4096, 128), (5000, 128)])
    def test_a_batch_is_a_power_of_two_blocks(self, batch: int, blocks: int) -> None:
        assert Plan(1024, 32, 30, batch, 0, "here", "less").blocks_at_once == blocks
