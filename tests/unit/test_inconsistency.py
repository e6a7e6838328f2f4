"""Direct against indirect: against metafor's models of designs, Bucher's triangle, and where nothing can disagree."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.networks.inconsistency import decompose, find_loops, split_pairs
from neurodose.evidence.networks.network import network
from tests.made_up_network import TRIALS, make_contrasts, make_pairs

EXACT = 1e-9
CLOSED = 1e-9  # relative: what metafor prints of a closed form

LOOP = [("1", "A", "B", 0.5, 0.2), ("2", "B", "C", 0.3, 0.25), ("3", "A", "C", 1.4, 0.3)]


def test_a_triangle_is_split_as_bucher_did() -> None:
    one = split_pairs(network(make_pairs(LOOP), between="none")).of("A", "C")
    assert one.direct is not None
    assert one.indirect is not None
    assert one.difference is not None
    assert (one.direct.estimate, one.direct.error) == pytest.approx((1.4, 0.3), rel=EXACT)
    assert (one.indirect.estimate, one.indirect.error) == pytest.approx((0.8, np.hypot(0.2, 0.25)), rel=EXACT)
    assert one.difference.estimate == pytest.approx(0.6, rel=EXACT)
    assert one.share == pytest.approx((1 / 0.3**2) / (1 / 0.3**2 + 1 / (0.2**2 + 0.25**2)), rel=EXACT)


def test_one_triangle_disagrees_as_much_wherever_it_is_split() -> None:
    splits = split_pairs(network(make_pairs(LOOP), between="none"))
    assert len({round(one.p or 0, 9) for one in splits.tested}) == 1
    loop = find_loops(network(make_pairs(LOOP), between="none"))[0]
    assert loop.p == pytest.approx(splits.tested[0].p, rel=EXACT)
    assert abs(loop.difference.estimate) == pytest.approx(0.6, rel=EXACT)


def test_the_square_of_the_difference_is_q_between_designs() -> None:
    net = network(make_pairs(LOOP), between="none")
    one = split_pairs(net).tested[0].difference
    assert one is not None
    assert decompose(net).q_between == pytest.approx((one.estimate / one.error) ** 2, rel=EXACT)
    assert decompose(net).p_between == pytest.approx(one.p, rel=EXACT)


def test_a_pair_can_be_turned_round() -> None:
    splits = split_pairs(network(make_contrasts()))
    one, other = splits.of("A", "B"), splits.of("B", "A")
    assert one.direct is not None
    assert other.direct is not None
    assert other.direct.estimate == -one.direct.estimate
    assert other.p == one.p
    with pytest.raises(EvidenceError, match=r"no pair of A and Q"):
        splits.of("A", "Q")


def test_a_star_is_all_direct_or_all_indirect() -> None:
    splits = split_pairs(network(make_pairs([(str(n), name, "hub", 0.1 * n, 0.2) for n, name in enumerate("ABCABC")])))
    assert not splits.tested
    for one in splits.pairs:
        has_direct = "hub" in (one.treatment, one.control)
        assert (one.share, one.indirect is None) == (pytest.approx(float(has_direct), abs=EXACT), has_direct)
    assert len(splits.table()) == 6
    assert all(row["p"] is None for row in splits.table())


def test_direct_and_indirect_make_the_network_again() -> None:
    for common in (True, False):
        for one in split_pairs(network(make_contrasts()), common=common).tested:
            assert one.direct is not None
            assert one.indirect is not None
            weights = np.array([1 / one.direct.variance, 1 / one.indirect.variance])
            both = weights @ [one.direct.estimate, one.indirect.estimate] / weights.sum()
            assert (both, weights.sum() ** -0.5) == pytest.approx((one.network.estimate, one.network.error), rel=EXACT)


def test_designs_are_tested_at_the_variance_within_them() -> None:
    found = decompose(network(make_contrasts()))
    # metafor 3.8-1: rma.mv with one coefficient for each contrast of each design; tau² by the moment of its residuals.
    assert found.tau2_within == pytest.approx(0.0654343217999, rel=CLOSED)
    assert found.q_interaction == pytest.approx(8.49738364264, rel=CLOSED)
    assert (found.q_between, found.free_between) == (pytest.approx(13.0361282419, rel=CLOSED), 8)
    assert (found.q_within, found.free_within) == (pytest.approx(2.62950013966, rel=CLOSED), 2)
    assert found.p_interaction is not None
    assert found.p_between is not None
    assert found.p_interaction > found.p_between


def test_a_detached_design_is_a_network_without_its_trials() -> None:
    net = network(make_contrasts())
    for one in decompose(net).detached:
        gone = next(held.studies for held in net.within_designs if held.design == one.design)
        rest = network(make_contrasts({key: held for key, held in TRIALS.items() if key not in gone}))
        assert one.q == pytest.approx(rest.q_inconsistency, rel=EXACT)
        assert one.free == rest.inconsistency_free
    assert len(decompose(net).detached) == 7


def test_a_design_that_joins_the_network_cannot_be_detached() -> None:
    rows = [*LOOP, ("4", "C", "D", 0.1, 0.2)]
    assert {one.design for one in decompose(network(make_pairs(rows))).detached} == {"A:B", "B:C", "A:C"}


def test_without_circles_nothing_is_tested() -> None:
    found = decompose(network(make_pairs([LOOP[0], LOOP[1], ("3", "A", "B", 0.9, 0.2)])))
    assert (found.free_between, found.q_between, found.q_interaction, found.detached) == (0, 0, 0, ())
    assert found.p_interaction is None
    assert found.tau2_within is not None
    assert decompose(network(make_pairs(LOOP))).tau2_within is None


def test_a_trial_of_three_arms_agrees_with_itself() -> None:
    net = network(make_contrasts({"2": TRIALS["2"]}))
    assert find_loops(net) == ()
    assert decompose(net).free_between == 0
