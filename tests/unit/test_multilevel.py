"""Effects within laboratories: what is shared at each level has a variance of its own.

Made-up effects. Facts are of R 4.2.2 with metafor 3.8-1: rma.mv(y, V, random = ~ 1 | lab/id),
by BFGS with reltol 1e-16.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.pools.clusters import find_units, sampling_covariance
from neurodose.evidence.pools.multilevel import ThreeLevel
from neurodose.evidence.pools.variance_components import add_up
from neurodose.evidence.synthesis import RandomEffects, synthesize

LABS = [*"aaabbccccdeeeff"]
Y = [0.31, 0.42, -0.2, -0.12, 0.05, 0.66, 1.20, 0.48, 0.95, 0.20, 0.10, -0.04, 0.33, 0.52, 0.39]
V = [0.02, 0.03, 0.025, 0.04, 0.015, 0.03, 0.022, 0.05, 0.06, 0.02, 0.018, 0.03, 0.024, 0.05, 0.012]
X = [1.0, 2, 3, 1, 2, 1, 2, 3, 4, 1, 1, 2, 3, 1, 2]
SOUGHT = 1e-6  # relative: two searches of variances end at different digits
HEIGHTS = 1e-9  # relative: likelihoods are flat at their top
ENDS = 5e-3  # relative: metafor looks for the ends of a profile to about four digits


def effects(y: list[float] = Y, **more: Any) -> Effects:
    columns = {"lab": np.array(LABS), "x": np.array(X)} | more
    return Effects.of(LABS, y, variances=V, columns=columns)


def test_two_variances_by_reml_are_metafor_s() -> None:
    pool = synthesize(effects(), ThreeLevel("lab"))
    assert (pool.estimate, pool.error) == pytest.approx((0.30520896303706, 0.13359153822971), rel=SOUGHT)
    assert pool.variances == pytest.approx([0.07844977601204, 0.03753399176087], rel=SOUGHT)
    assert pool.log_likelihood == pytest.approx(-4.39072652572410, rel=SOUGHT)
    assert pool.restricted_log_likelihood == pytest.approx(-4.13073124845773, rel=HEIGHTS)
    assert pool.interval == pytest.approx((0.04337435946752, 0.56704356660660), rel=SOUGHT)
    assert pool.p == pytest.approx(0.02233377364021, rel=SOUGHT)
    assert pool.q == pytest.approx(75.97014494957799, rel=1e-10)  # no search
    assert pool.prediction == pytest.approx((-0.4118016557093, 1.0222195817834), rel=SOUGHT)
    assert pool.i2_by_level == pytest.approx([55.74330217045, 26.67016721716], rel=SOUGHT)
    assert pool.i2 == pytest.approx(sum(pool.i2_by_level))


def test_intervals_of_variances_are_of_the_profile() -> None:
    pool = synthesize(effects(), ThreeLevel("lab"))  # confint(rma.mv(…))
    assert pool.variance_intervals[0] == pytest.approx([0.00579006, 0.45807286], rel=ENDS)
    assert pool.variance_intervals[1] == pytest.approx([0.00236577, 0.15598311], rel=ENDS)
    # At its ends the likelihood has fallen by half the quantile of chi-square, whatever the other variance does.
    end = pool.variance_intervals[0, 1]
    others = np.linspace(0, 0.2, 2001)
    highest = max(add_up(pool.blocks, np.array([end, other]), "REML").height for other in others)
    assert 2 * (pool.restricted_log_likelihood - highest) == pytest.approx(3.8414588, abs=1e-4)  # of the grid


def test_moderators_ml_and_t_are_metafor_s() -> None:
    # mods = ~ x, method = "ML", test = "t"
    pool = synthesize(effects(), ThreeLevel("lab", columns=("x",), between="ML", test="t"))
    assert pool.coefficients == pytest.approx([0.300723356317808, 0.003386393800123], rel=1e-5)  # b of x is near 0
    assert pool.errors == pytest.approx([0.189264743106816, 0.080152974752447], rel=SOUGHT)
    assert pool.variances == pytest.approx([0.062131421278644, 0.036938734789189], rel=SOUGHT)
    assert pool.log_likelihood == pytest.approx(-4.346866651940430, rel=HEIGHTS)
    assert pool.p_values == pytest.approx([0.136096984597679, 0.966942110634659], rel=1e-5)
    assert pool.intervals[:, 0] == pytest.approx([-0.108158262463638, -0.169773580577316], rel=SOUGHT)
    assert pool.names == ("intercept", "x")


def test_moderators_are_tested_together() -> None:
    pool = synthesize(effects(), ThreeLevel("lab", columns=("x",)))
    size, p = pool.moderators
    assert (size, p) == pytest.approx(((pool.coefficients[1] / pool.errors[1]) ** 2, pool.p_values[1]))
    with_t = synthesize(effects(), ThreeLevel("lab", test="t"))
    assert with_t.moderators == pytest.approx(((with_t.estimate / with_t.error) ** 2, with_t.p))


def test_effects_whose_moderator_is_not_known_are_left_out_and_counted() -> None:
    gaps = effects(x=np.array([*X[:4], np.nan, *X[5:]]))
    known = np.arange(15) != 4
    given = sampling_covariance(gaps, 0.3, "lab")
    pool = synthesize(gaps, ThreeLevel("lab", columns=("x",), sampling=given))
    short = ThreeLevel("lab", columns=("x",), sampling=given[np.ix_(known, known)])
    assert pool.coefficients == pytest.approx(synthesize(gaps.take(known), short).coefficients)
    assert "1 effect without x left out" in pool.method


def test_errors_that_go_together_are_taken_in() -> None:
    given = sampling_covariance(effects(), 0.5, "lab")  # vcalc(v, cluster = lab, obs = id, rho = 0.5)
    pool = synthesize(effects(), ThreeLevel("lab", sampling=given))
    assert (pool.estimate, pool.error) == pytest.approx((0.30373208233514, 0.13332567711220), rel=SOUGHT)
    assert pool.variances == pytest.approx([0.06379386823533, 0.05251763773456], rel=SOUGHT)
    assert pool.q == pytest.approx(76.10124898253380, rel=1e-10)


def test_a_level_that_differs_in_nothing_has_no_variance() -> None:
    y = [0.31, 0.42, 0.18, -0.12, 0.05, 0.66, 0.71, 0.48, 0.95, 0.20, 0.10, -0.04, 0.33, 0.52, 0.39]
    pool = synthesize(effects(y), ThreeLevel("lab"))
    assert pool.variances[1] == 0  # metafor: 3e-12
    assert pool.variances[0] == pytest.approx(0.04941436294629, rel=SOUGHT)
    assert pool.restricted_log_likelihood == pytest.approx(2.243055028376, rel=HEIGHTS)
    assert pool.variance_intervals[1] == pytest.approx([0.0, 0.02997874], rel=ENDS)


def test_units_of_the_same_name_in_other_places_are_other_units() -> None:
    schools = np.array([1, 1, 2, 1, 2, 1, 1, 2, 2, 1, 1, 2, 2, 1, 2])
    named = synthesize(effects(school=schools), ThreeLevel("lab", "school"))
    told = np.array([f"{lab}{school}" for lab, school in zip(LABS, schools, strict=True)])
    unique = synthesize(effects(school=told), ThreeLevel("lab", "school"))
    assert named.variances == pytest.approx(unique.variances)
    assert named.units == (6, 11)
    assert [row["level"] for row in named.table()] == ["lab", "school"]


def test_order_and_names_of_effects_change_nothing(seed: int) -> None:
    here = synthesize(effects(), ThreeLevel())
    there = synthesize(effects().take(np.random.default_rng(seed).permutation(len(Y))), ThreeLevel())
    assert there.estimate == pytest.approx(here.estimate, rel=1e-8)  # sums in another order
    assert there.variances == pytest.approx(here.variances, rel=1e-6)
    assert here.weights.sum() == pytest.approx(1)
    assert here.weights @ np.array(Y) == pytest.approx(here.estimate)


def test_without_anything_shared_it_is_plain_random_effects() -> None:
    """Where effects of a laboratory are no more alike than others, the outer variance is zero."""
    labs = np.array([*"abcabcabcabcabc"])
    pool = synthesize(effects(lab=labs), ThreeLevel("lab"))
    plain = synthesize(
        Effects.of([str(at) for at in range(len(Y))], Y, variances=V), RandomEffects("REML", test="normal")
    )
    assert pool.variances[0] == 0
    assert pool.variances[1] == pytest.approx(plain.tau2, rel=1e-6)
    assert (pool.estimate, pool.error) == pytest.approx((plain.estimate, plain.error), rel=1e-6)


def test_slopes_and_information_are_those_of_the_likelihood() -> None:
    pool = synthesize(effects(), ThreeLevel("lab", columns=("x",)))
    at, h = np.array([0.05, 0.03]), 1e-6
    here = add_up(pool.blocks, at, "REML")
    for level in range(2):
        shift = h * np.eye(2)[level]
        up, down = (add_up(pool.blocks, at + sign * shift, "REML").height for sign in (1, -1))
        assert here.slopes[level] == pytest.approx((up - down) / (2 * h), rel=1e-5)  # of the difference
    assert np.linalg.eigvalsh(here.information)[0] > 0


def test_levels_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(EvidenceError, match="every id has one effect only"):
        synthesize(effects(id=np.arange(15)), ThreeLevel("id"))
    with pytest.raises(EvidenceError, match="there is one all only"):
        synthesize(effects(all=np.array(["x"] * 15)), ThreeLevel("all"))
    with pytest.raises(EvidenceError, match='no column "district"'):
        synthesize(effects(), ThreeLevel("district"))
    with pytest.raises(EvidenceError, match="it does not say its place"):
        synthesize(effects(place=np.array(["p", "", *"qqqqqqqqqqqqq"])), ThreeLevel("place"))
    with pytest.raises(EvidenceError, match="no spread of their own"):
        synthesize(effects(z=np.arange(15.0) ** 2).take([0, 1, 3]), ThreeLevel("lab", columns=("x", "z")))
    with pytest.raises(EvidenceError, match="no likelihood"):
        synthesize(effects(), ThreeLevel("lab", between="DL"))  # pyright: ignore[reportArgumentType]


def test_covariances_that_are_none_are_refused() -> None:
    with pytest.raises(EvidenceError, match="shape"):
        synthesize(effects(), ThreeLevel("lab", sampling=np.eye(3)))
    across = np.diag(V)
    across[0, 14] = across[14, 0] = 0.001
    with pytest.raises(EvidenceError, match="across units"):
        synthesize(effects(), ThreeLevel("lab", sampling=across))
    within = np.diag(V)
    within[0, 1] = within[1, 0] = 0.03
    with pytest.raises(EvidenceError, match="covariance is none"):
        synthesize(effects(), ThreeLevel("lab", sampling=within))
    with pytest.raises(EvidenceError, match="makes no covariance"):
        sampling_covariance(effects(), -0.5, "lab")


def test_units_are_numbered_as_they_are_mentioned() -> None:
    assert find_units(effects(), "study").tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 4, 4, 4, 5, 5]
