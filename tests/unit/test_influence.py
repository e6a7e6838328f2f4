"""Subgroups, and what one study does to a pool, against metafor 3.8-1; the set is made up."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.effects import Effects
from neurodose.evidence.pools.influence import cumulate, find_influence, leave_one_out, with_and_without_remembered
from neurodose.evidence.pools.subgroups import synthesize_subgroups
from neurodose.evidence.synthesis import CommonEffect, RandomEffects, synthesize

CLOSED = 1e-9  # closed forms, of numbers printed with twelve digits

ESTIMATES = (0.12, 0.55, -0.21, 0.93, 0.31, 0.05, 0.48)
VARIANCES = (0.041, 0.093, 0.052, 0.21, 0.033, 0.11, 0.064)
KINDS = ("a", "a", "b", "b", "b", "a", "b")
DOSES = (10, 25, 5, 40, 30, 12, 22)
YEARS = (1999, 2001, 1995, 2003, 2004, 2008, 2011)


def made_up(**columns: Any) -> Effects:
    told = {"kind": KINDS, "dose": DOSES, "year": YEARS} | columns
    return Effects.of("ABCDEFG", ESTIMATES, variances=VARIANCES, columns=told)


def test_kinds_are_pooled_apart() -> None:
    groups = synthesize_subgroups(made_up(), "kind", RandomEffects("DL", "normal"))
    # rma(y, v, subset = g == …, method = "DL")
    assert _tell(groups["a"]) == pytest.approx((0.210141217054, 0.150356661084, 0.0), rel=CLOSED)
    assert _tell(groups["b"]) == pytest.approx((0.289737914076, 0.198791417481, 0.088213512459), rel=CLOSED)
    expected = (0.289737914076 - 0.210141217054) ** 2 / (0.198791417481**2 + 0.150356661084**2)
    assert groups.q == pytest.approx(expected)
    assert [row["kind"] for row in groups.table()] == ["a", "b"]


def test_kinds_may_share_one_tau2() -> None:
    groups = synthesize_subgroups(made_up(), "kind", RandomEffects("DL", "normal"), tau2="common")
    # rma(y, v, mods = ~ g - 1, method = "DL"), and QM of ~ g
    assert _tell(groups["a"]) == pytest.approx((0.226413556262, 0.205262355627, 0.0524364486117), rel=CLOSED)
    assert _tell(groups["b"]) == pytest.approx((0.275657630578, 0.172314884372, 0.0524364486117), rel=CLOSED)
    assert (groups.q, groups.p) == pytest.approx((0.0337622976902, 0.8542133498557), rel=CLOSED)


def _tell(pool: Any) -> tuple[float, float, float]:
    return pool.estimate, pool.error, pool.tau2


def test_kinds_that_are_not_told_or_not_there_are_named() -> None:
    effects = made_up(kind=["", *KINDS[1:]])
    groups = synthesize_subgroups(effects, "kind", CommonEffect())
    assert groups.unknown == ("A",)
    with pytest.raises(EvidenceError, match='no kind is called "c"'):
        groups["c"]
    with pytest.raises(EvidenceError, match="no study tells its kind"):
        synthesize_subgroups(made_up(kind=[""] * 7), "kind")
    with pytest.raises(EvidenceError, match=r"is for RandomEffects\(\)"):
        synthesize_subgroups(effects, "kind", CommonEffect(), tau2="common")
    with pytest.raises(EvidenceError, match="there are: separate, common"):
        synthesize_subgroups(effects, "kind", tau2="shared")  # pyright: ignore[reportArgumentType]


def test_one_kind_alone_has_no_test_between() -> None:
    assert synthesize_subgroups(made_up(kind=["a"] * 7), "kind").p is None


def test_each_study_is_left_out_in_turn() -> None:
    row = leave_one_out(made_up(), RandomEffects("DL", "normal"))
    # leave1out(rma(y, v, method = "DL"))
    found = [(pool.estimate, pool.tau2, pool.fit.q) for pool in row.pools]
    expected = [
        (0.285549991508, 0.0501444635354, 8.52181634039), (0.209845884055, 0.0332790058073, 7.72261887674),
        (0.322552107132, 0.0, 4.38147103570), (0.204151794831, 0.0170366103301, 6.50152846759),
        (0.242395517007, 0.0549565594887, 8.67110315880), (0.275633058104, 0.0429518624746, 8.58653662977),
        (0.209723705602, 0.0364210242122, 7.81084165524),
    ]  # fmt: skip
    assert np.allclose(found, expected, rtol=CLOSED)
    assert row.table()[0]["study"] == "A"
    with pytest.raises(EvidenceError, match="one study cannot be left out"):
        leave_one_out(made_up().take([0]))


def test_studies_add_up_in_the_order_of_their_years() -> None:
    row = cumulate(made_up(), "year", RandomEffects("DL", "normal"))
    assert row.studies == ("C", "A", "B", "D", "E", "F", "G")
    assert row.pools[-1].estimate == pytest.approx(0.247732104598, rel=CLOSED)
    row = cumulate(made_up(order=[2, 3, 1, 4, 5, 6, 7]), "order", RandomEffects("DL", "normal"))
    # two studies are pooled as rma(y[c(3, 1)], v[c(3, 1)], method = "DL") does
    two = synthesize(made_up().take([2, 0]), RandomEffects("DL", "normal"))
    assert row.pools[1].estimate == pytest.approx(two.estimate)
    assert [one["k"] for one in row.table()] == list(range(1, 8))


def test_what_one_study_does_to_a_pool_is_what_metafor_says() -> None:
    found = find_influence(made_up(), RandomEffects("DL", "normal"))
    # influence(rma(y, v, method = "DL")): a column each, of the seven studies
    expected = {
        "residuals": (-0.494388963983, 0.901088442160, -2.129616163794, 1.483542156983, 0.203565479222, -0.546079203494,
                      0.787172584713),
        "dffits": (-0.2840630299971, 0.3171265606265, -0.7987392245342, 0.3791538649877, 0.0384767613029,
                   -0.2262674908591, 0.3123374293153),
        "cook": (0.10191160750321, 0.10228023106718, 0.39890049159927, 0.13533488559051, 0.00202934748854,
                 0.05547115710609, 0.10294097737382),
        "covariance_ratio": (1.495352899107, 1.155904745331, 0.750678759281, 0.879712009957, 1.591539107701,
                             1.266382853827, 1.244772508363),
        "hat": (0.1944620206238, 0.1130228299113, 0.1687415635233, 0.0581907234814, 0.2187066722514, 0.0994120430791,
                0.1474641471296),
    }  # fmt: skip
    for key, column in expected.items():
        assert getattr(found, key) == pytest.approx(column, rel=CLOSED)
    moved = (-0.2895577718786, 0.3159930720345, -0.7994003298576, 0.4027472538232, 0.0399858929704)
    assert found.dfbetas[:5, 0] == pytest.approx(moved, rel=CLOSED)
    assert found.influential == ()
    assert found.table()[6]["weights"] == pytest.approx(14.74641471296)


def test_influence_follows_the_test_of_the_pool() -> None:
    found = find_influence(made_up(), RandomEffects("DL", "Hartung-Knapp"))
    # influence(rma(y, v, method = "DL", test = "knha"))
    assert found.residuals[:3] == pytest.approx([-0.486000932904, 0.868087843466, -2.274973614827], rel=CLOSED)
    assert found.dffits[:3] == pytest.approx([-0.2792434856757, 0.3055124216889, -0.8532573577508], rel=CLOSED)
    assert found.cook[:3] == pytest.approx([0.09681878070855, 0.09716898305428, 0.37896624503217], rel=CLOSED)
    assert found.covariance_ratio[:3] == pytest.approx([1.470086818538, 1.183219976120, 0.624942449486], rel=CLOSED)


def test_a_study_far_from_the_others_is_called_influential() -> None:
    effects = Effects.of("ABCDEF", [0, 0.1, 0, 0.1, 0, 3], variances=[0.01] * 6)
    assert find_influence(effects).influential == ("F",)
    with pytest.raises(EvidenceError, match="too few to ask what one of them does"):
        find_influence(effects.take([0, 1]))


def test_a_pool_is_told_with_and_without_what_is_remembered() -> None:
    marked = Effects.of("ABC", [0.1, 0.2, 0.9], variances=[0.04] * 3, remembered=[False, False, True])
    whole, read = with_and_without_remembered(marked, CommonEffect())
    assert (whole.estimate, read.estimate if read else None) == pytest.approx((0.4, 0.15))
    assert with_and_without_remembered(made_up())[1] is None
