"""How sure an estimate is when effects go together in a way nobody wrote down.

Made-up effects. CR0 and CR1 are facts of R 4.2.2 with metafor 3.8-1 (robust, adjust = FALSE and TRUE); CR2 is held
against PyMARE, which is held against robumeta and clubSandwich, and against what it promises.
"""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.pools.multilevel import ThreeLevel
from neurodose.evidence.pools.robust_variance import CorrelatedEffects, Kind, RobustVariance, sandwich
from neurodose.evidence.synthesis import CommonEffect, RandomEffects, synthesize

LABS = [*"aaabbccccdeeeff"]
Y = [0.31, 0.42, -0.2, -0.12, 0.05, 0.66, 1.20, 0.48, 0.95, 0.20, 0.10, -0.04, 0.33, 0.52, 0.39]
V = [0.02, 0.03, 0.025, 0.04, 0.015, 0.03, 0.022, 0.05, 0.06, 0.02, 0.018, 0.03, 0.024, 0.05, 0.012]
X = [1.0, 2, 3, 1, 2, 1, 2, 3, 4, 1, 1, 2, 3, 1, 2]
CLOSED = 1e-10  # relative: formulas without a search
SOUGHT = 1e-6  # relative: around variances that were sought


def effects() -> Effects:
    return Effects.of(LABS, Y, variances=V, columns={"lab": np.array(LABS), "x": np.array(X)})


@pytest.mark.parametrize(
    ("kind", "errors", "p_values"),
    [
        ("CR0", [0.14360579028828, 0.08167456746928], [0.25656474875636, 0.38791895759097]),
        ("CR1", [0.17588045515771, 0.10003050763113], [0.34100259738828, 0.47358869216414]),
    ],
)
def test_plain_sandwiches_are_metafor_s(kind: Kind, errors: list[float], p_values: list[float]) -> None:
    # robust(rma(y, v, mods = ~ x, method = "DL"), cluster = lab)
    pool = synthesize(effects(), RobustVariance("lab", kind, ("x",), RandomEffects("DL")))
    assert pool.coefficients == pytest.approx([0.18991105154937, 0.07905013203481], rel=CLOSED)
    assert pool.errors == pytest.approx(errors, rel=CLOSED)
    assert pool.p_values == pytest.approx(p_values, rel=CLOSED)
    assert pool.degrees_of_freedom.tolist() == [4, 4]


@pytest.mark.parametrize(
    ("kind", "error", "interval", "p"),
    [
        ("CR0", 0.121809307607927, (-0.007911830511316, 0.618329756585434), 0.054116300882483),
        ("CR1", 0.13343541098189, (-0.03779768066367, 0.64821560673778), 0.07088671244590),
    ],
)
def test_sandwiches_around_levels_are_metafor_s(
    kind: Kind, error: float, interval: tuple[float, float], p: float
) -> None:
    # robust(rma.mv(y, v, random = ~ 1 | lab/id), cluster = lab)
    pool = synthesize(effects(), RobustVariance("lab", kind, around=ThreeLevel("lab")))
    assert pool.error == pytest.approx(error, rel=SOUGHT)
    assert pool.interval == pytest.approx(interval, rel=1e-5)  # its lower end is near zero
    assert pool.p == pytest.approx(p, rel=SOUGHT)


@pytest.mark.filterwarnings("ignore:Cluster-robust", "ignore:Satterthwaite")
@pytest.mark.parametrize("rho", [0.0, 0.5, 0.8, 1.0])
@pytest.mark.parametrize("columns", [(), ("x",)])
def test_correlated_effects_are_those_of_pymare(rho: float, columns: tuple[str, ...]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        from pymare.estimators import DerSimonianLaird
    design = np.column_stack([np.ones(15), X]) if columns else np.ones((15, 1))
    groups = np.array([ord(lab) for lab in LABS])
    theirs: Any = (
        DerSimonianLaird(weight_scheme="rescale", rho=rho)
        .fit(y=np.array(Y)[:, None], v=np.array(V)[:, None], X=design, g=groups)
        .summary()
    )
    pool = synthesize(effects(), RobustVariance("lab", columns=columns, around=CorrelatedEffects(rho)))
    assert pool.tau2 == pytest.approx(float(np.ravel(theirs.tau2)[0]), rel=CLOSED)
    assert pool.coefficients == pytest.approx(np.ravel(theirs.fe_params), rel=CLOSED)
    assert pool.errors == pytest.approx(np.ravel(theirs.fe_se), rel=CLOSED)
    assert pool.degrees_of_freedom == pytest.approx(np.ravel(theirs.fe_dof), rel=CLOSED)


def test_cr2_is_right_on_average_where_the_working_model_holds(seed: int) -> None:
    """The mean of the sandwich over data of the working model is the true covariance of coefficients."""
    draw = np.random.default_rng(seed)
    units = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 5, 5, 5])
    x = np.column_stack([np.ones(15), draw.normal(size=15)])
    same = units[:, None] == units[None, :]
    target = np.where(same, 0.04, 0.0) + np.diag(draw.uniform(0.02, 0.1, 15))
    weights, root = np.linalg.inv(target), np.linalg.cholesky(target)
    held = [sandwich(root @ draw.normal(size=15), x, weights, target, units, "CR2")[1] for _ in range(4000)]
    true = np.linalg.inv(x.T @ weights @ x)
    spread = np.std(held, axis=0) / np.sqrt(len(held))
    assert np.all(np.abs(np.mean(held, axis=0) - true) < 4 * spread)  # of a mean of draws


def test_one_effect_a_cluster_under_equal_errors_is_the_t_test() -> None:
    """m equal and independent effects: CR2 is the mean square over m, with m − 1 degrees of freedom."""
    plain = Effects.of([str(at) for at in range(len(Y))], Y, variances=[0.04] * len(Y))
    pool = synthesize(plain, RobustVariance(around=CommonEffect()))
    assert pool.error == pytest.approx(np.std(Y, ddof=1) / np.sqrt(len(Y)), rel=CLOSED)
    assert pool.degrees_of_freedom == pytest.approx([len(Y) - 1], rel=CLOSED)


def test_a_study_that_says_the_same_twice_counts_once() -> None:
    once = Effects.of([*"abcdef"], Y[:6], variances=V[:6])
    twice = Effects.of([*"abcdeff"], [*Y[:6], Y[5]], variances=[*V[:6], V[5]])
    # At rho 1 the second is no news at all.
    method = RobustVariance(around=CorrelatedEffects(1.0))
    assert synthesize(twice, method).estimate == pytest.approx(synthesize(once, method).estimate, rel=CLOSED)
    assert synthesize(twice, method).error == pytest.approx(synthesize(once, method).error, rel=CLOSED)


def test_effects_whose_moderator_is_not_known_are_left_out_and_counted() -> None:
    x = np.array([*X[:4], np.nan, *X[5:]])
    gaps = Effects.of(LABS, Y, variances=V, columns={"lab": np.array(LABS), "x": x})
    around = ThreeLevel("lab", sampling=np.diag(V))
    pool = synthesize(gaps, RobustVariance("lab", columns=("x",), around=around))
    assert pool.k == 14
    assert "1 effect without x left out" in pool.method


def test_few_degrees_of_freedom_are_told() -> None:
    few = synthesize(effects().take(np.arange(9)), RobustVariance("lab"))
    assert not few.is_trusted
    assert "not to be trusted" in few.says
    wide = synthesize(effects(), RobustVariance("lab"))
    assert wide.is_trusted
    assert "not to be trusted" not in wide.says
    assert "take CR2" in synthesize(effects(), RobustVariance("lab", "CR1")).says
    assert wide.table()[0]["df"] == pytest.approx(wide.degrees_of_freedom[0])


def test_too_few_clusters_are_named() -> None:
    with pytest.raises(EvidenceError, match="1 lab cluster cannot tell how sure 1 coefficient is"):
        synthesize(effects().take([0, 1, 2]), RobustVariance("lab"))
    with pytest.raises(EvidenceError, match="2 lab clusters cannot tell how sure 2 coefficients are"):
        synthesize(effects().take([0, 1, 2, 3]), RobustVariance("lab", columns=("x",)))


def test_a_working_model_that_reaches_across_clusters_is_refused() -> None:
    small = Effects.of(LABS, Y, variances=V, columns={"lab": np.array(LABS), "id": np.arange(15)})
    with pytest.raises(EvidenceError, match="ties effects of two id clusters together"):
        synthesize(small, RobustVariance("id", around=ThreeLevel("lab")))
    with pytest.raises(EvidenceError, match="no working model"):
        synthesize(small, RobustVariance("lab", around="REML"))  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="no robust variance"):
        synthesize(small, RobustVariance("lab", "CR3"))  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="rho is 2"):
        synthesize(small, RobustVariance("lab", around=CorrelatedEffects(2.0)))
