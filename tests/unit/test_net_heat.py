"""The heat of a network: what detaching takes away, shared out among designs."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.evidence.networks.inconsistency import decompose
from neurodose.evidence.networks.net_heat import find_heat
from neurodose.evidence.networks.network import network
from tests.made_up_network import make_contrasts, make_pairs

EXACT = 1e-9

LOOP = [("1", "A", "B", 0.5, 0.2), ("2", "B", "C", 0.3, 0.25), ("3", "A", "C", 1.4, 0.3)]


def test_a_column_is_what_detaching_takes_off_q_between_designs() -> None:
    net = network(make_contrasts())
    found, whole = find_heat(net), decompose(net)
    assert found.detached == tuple(one.design for one in whole.detached)
    for column, one in zip(found.heat.T, whole.detached, strict=True):
        assert column.sum() == pytest.approx(whole.q_between - one.q, rel=EXACT)


def test_in_one_triangle_every_design_is_all_of_the_disagreement() -> None:
    net = network(make_pairs(LOOP))
    found = find_heat(net)
    assert found.heat.sum(axis=0) == pytest.approx(np.full(3, net.q_inconsistency), rel=EXACT)
    assert np.ptp(found.heat, axis=1) == pytest.approx(np.zeros(3), abs=EXACT)


def test_trials_that_agree_are_cold() -> None:
    found = find_heat(network(make_pairs([*LOOP[:2], ("3", "A", "C", 0.8, 0.3)])))
    assert found.heat == pytest.approx(np.zeros((3, 3)), abs=EXACT)
    assert found.table()[0]["design"] == "A:B"


def test_a_star_has_nothing_to_detach() -> None:
    found = find_heat(network(make_pairs([(str(n), name, "hub", 0.1 * n, 0.2) for n, name in enumerate("ABCABC")])))
    assert found.detached == ()
    assert found.heat.shape == (3, 0)


def test_the_variance_between_studies_cools() -> None:
    net = network(make_contrasts())
    assert np.abs(find_heat(net, tau2=1.0).heat).max() < np.abs(find_heat(net).heat).max()
