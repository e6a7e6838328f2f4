"""What a pool would be if the funnel were symmetric.

Made-up studies. Facts are of R 4.2.2 with metafor 3.8-1: trimfill(rma(y, v, method), estimator), tau² to 1e-14.
"""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.pools.trim_and_fill import Filled, Missing, TrimAndFill
from neurodose.evidence.synthesis import CommonEffect, MetaRegression, RandomEffects, synthesize

Y = [0.62, 0.41, -0.05, 0.77, 0.18, 1.12, 0.25, 0.93, -0.31, 0.52, 1.40, 0.36]
V = [0.040, 0.022, 0.015, 0.110, 0.009, 0.210, 0.031, 0.160, 0.052, 0.061, 0.300, 0.018]
CLOSED = 1e-10  # relative: formulas without a search
SOUGHT = 1e-6  # relative: tau² is where two searches end
METHODS = {
    "common": CommonEffect(),
    "DL": RandomEffects("DL", test="normal"),
    "REML": RandomEffects("REML", test="normal"),
}
FACTS: list[tuple[str, Missing, int, float, float, float, float]] = [
    # method, estimator, missing, its error, estimate, error, tau²
    ("common", "L0", 4, 2.2759086091610, 0.2190937233039, 0.0488798927301, 0.0),
    ("common", "R0", 2, 2.44948974278318, 0.24351525535175, 0.04980109692231, 0.0),
    ("common", "Q0", 7, 5.05361435966543, 0.13611877450269, 0.04448222369415, 0.0),
    ("DL", "L0", 4, 2.31095212448435, 0.24237591038153, 0.10011901712755, 0.08646523463371),
    ("DL", "R0", 1, 2.0, 0.33764034860925, 0.09990272883152, 0.07017652824526),
    ("DL", "Q0", 7, 5.0536143596654, 0.1116122517659, 0.1002111051152, 0.1192375270494),
    ("REML", "L0", 3, 2.3406426384806, 0.2804339035431, 0.1130540046451, 0.1149916354988),
    ("REML", "R0", 1, 2.0, 0.34626753391232, 0.10778761464687, 0.08820154783599),
    ("REML", "Q0", 7, 5.0536143596654, 0.1101034987845, 0.1239964791601, 0.2127753588911),
]


def studies(y: list[float] = Y, v: list[float] = V, measure: str = "GEN") -> Effects:
    return Effects.of([f"study {at}" for at in range(len(y))], y, variances=v, measure=measure)


@pytest.mark.parametrize(("method", "estimator", "missing", "spread", "estimate", "error", "tau2"), FACTS)
def test_what_is_missing_and_what_is_left_is_metafor_s(
    method: str, estimator: Missing, missing: int, spread: float, estimate: float, error: float, tau2: float
) -> None:
    filled = synthesize(studies(), TrimAndFill(METHODS[method], estimator))
    near = SOUGHT if method == "REML" else CLOSED
    assert (filled.missing, filled.side) == (missing, "left")
    assert filled.missing_error == pytest.approx(spread, rel=CLOSED)
    assert (filled.estimate, filled.pool.error, filled.pool.tau2) == pytest.approx((estimate, error, tau2), rel=near)


@pytest.mark.parametrize(("method", "estimator", "missing", "spread", "estimate", "error", "tau2"), FACTS)
def test_turned_round_it_is_the_same_on_the_other_side(
    method: str, estimator: Missing, missing: int, spread: float, estimate: float, error: float, tau2: float
) -> None:
    turned = synthesize(studies([-y for y in Y]), TrimAndFill(METHODS[method], estimator))
    assert (turned.missing, turned.side) == (missing, "right")
    assert turned.estimate == pytest.approx(-estimate, rel=SOUGHT)


def test_what_is_filled_in_mirrors_what_sticks_out() -> None:
    filled = synthesize(studies(), TrimAndFill(CommonEffect()))
    assert filled.imputed is not None
    mirrored = [-0.3318125533921, -0.4918125533921, -0.6818125533921, -0.9618125533921]
    assert filled.imputed.estimates == pytest.approx(mirrored, rel=CLOSED)
    assert filled.imputed.variances == pytest.approx([0.11, 0.16, 0.21, 0.30])
    rows = filled.table()
    assert [row["is_filled"] for row in rows] == [False] * 12 + [True] * 4


def test_a_symmetric_funnel_is_left_as_it_is() -> None:
    even = studies([0.31, -0.3, 0.2, -0.21, 0.12, -0.11], [0.1, 0.1, 0.04, 0.04, 0.01, 0.01])
    filled = synthesize(even, TrimAndFill(CommonEffect()))
    assert (filled.missing, filled.imputed) == (0, None)
    assert filled.pool is filled.seen


def test_r0_says_how_rare_so_many_would_be() -> None:
    filled = synthesize(studies(), TrimAndFill(CommonEffect(), "R0"))
    assert filled.missing_p == pytest.approx(0.125)
    assert synthesize(studies(), TrimAndFill(CommonEffect())).missing_p is None


def test_ratios_are_told_as_ratios_and_few_studies_are_not_interpreted() -> None:
    ratio = synthesize(studies(measure="RR"), TrimAndFill(CommonEffect()))
    assert f"becomes {np.exp(ratio.estimate):.3g}" in ratio.says
    few: Filled = synthesize(studies().take(np.arange(8)), TrimAndFill(CommonEffect()))
    assert not few.is_interpreted
    assert "not interpreted" in few.says


def test_what_cannot_be_filled_is_refused() -> None:
    with pytest.raises(EvidenceError, match="one study"):
        synthesize(studies().take([0]), TrimAndFill())
    with pytest.raises(EvidenceError, match="no estimator of missing studies"):
        synthesize(studies(), TrimAndFill(estimator="K0"))  # pyright: ignore[reportArgumentType]
    with pytest.raises(EvidenceError, match="on which side"):
        synthesize(studies(v=[0.1] * 12), TrimAndFill())
    dosed = Effects.of([str(at) for at in range(12)], Y, variances=V, columns={"dose": np.arange(12.0)})
    with pytest.raises(EvidenceError, match="neither counts nor moderators"):
        synthesize(dosed, TrimAndFill(MetaRegression(("dose",))))


def test_a_side_may_be_stated() -> None:
    stated = synthesize(studies(), TrimAndFill(CommonEffect(), side="right"))
    assert stated.side == "right"
    assert stated.missing == 0


def test_a_search_of_tau2_that_swings_around_its_place_ends() -> None:
    """Full steps of Fisher scoring go to and fro for ever on these."""
    y = [-0.308, -0.226, -0.223, -0.184, -0.174, -0.041, 0.029, 0.284, 0.489, 0.538]
    v = [0.19, 0.261, 0.323, 0.229, 0.057, 0.144, 0.192, 0.309, 0.047, 0.266]
    pool = synthesize(studies(y, v), RandomEffects("REML", test="normal"))
    # rma(y, v, control = list(stepadj = 0.5, threshold = 1e-14, maxiter = 1000))
    assert (pool.tau2, pool.estimate) == pytest.approx((0.02842958386607, 0.06147542740335), rel=SOUGHT)
