"""Contributions: every path listed by hand gives the same as walking, and shares are shares."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.networks.contributions import find_contributions
from neurodose.evidence.networks.network import Network, network
from tests.made_up_network import make_contrasts, make_pairs

EXACT = 1e-10

LOOP = [("1", "A", "B", 0.5, 0.2), ("2", "B", "C", 0.3, 0.2), ("3", "A", "C", 0.9, 0.2), ("4", "A", "C", 0.7, 0.2)]


def walk_all(steps: np.ndarray, node: int, sink: int) -> Iterator[tuple[tuple[int, ...], float]]:
    """Every path to the sink, with its probability."""
    if node == sink:
        yield (node,), 1.0
        return
    for to in np.flatnonzero(steps[node] > 1e-12):
        for path, chance in walk_all(steps, int(to), sink):
            yield (node, *path), float(steps[node, to]) * chance


def by_paths(net: Network, treatment: str, control: str) -> dict[tuple[str, str], float]:
    """Davies and others' shares, by listing all paths."""
    place = {name: at for at, name in enumerate(net.treatments)}
    weights = np.zeros((len(place),) * 2)
    for trial in net.trials:
        at = [place[arm] for arm in trial.arms]
        weights[np.ix_(at, at)] += trial.weights(net.model.tau2)
    inverse = np.linalg.pinv(np.diag(weights.sum(axis=1)) - weights)
    height = inverse[place[treatment]] - inverse[place[control]]
    flow = np.maximum(weights * (height[:, None] - height[None, :]), 0.0)
    steps = flow / np.maximum(flow.sum(axis=1, keepdims=True), 1e-300)
    shares = dict[tuple[str, str], float]()
    for path, chance in walk_all(steps, place[treatment], place[control]):
        for a, b in pairwise(path):
            pair = (net.treatments[min(a, b)], net.treatments[max(a, b)])
            shares[pair] = shares.get(pair, 0.0) + chance / (len(path) - 1)
    return shares


def test_a_triangle_has_two_ways() -> None:
    found = find_contributions(network(make_pairs(LOOP), between="none"))
    # Two trials go straight with weight 50, two one after another with 12.5: one fifth of the flow goes round.
    assert found.of("A", "C") == pytest.approx({"3": 0.4, "4": 0.4, "1": 0.1, "2": 0.1}, rel=EXACT)
    assert found.of("C", "A") == found.of("A", "C")


@pytest.mark.parametrize("between", ["none", "REML"])
def test_walking_is_the_same_as_listing_every_path(between: str) -> None:
    net = network(make_contrasts(), between=between)  # pyright: ignore[reportArgumentType]
    found = find_contributions(net)
    assert between == "REML" or np.allclose(find_contributions(net, common=True).shares, found.shares)
    for row, pair in enumerate(found.pairs):
        expected = by_paths(net, *pair)
        ours = dict(zip(found.comparisons, found.shares[row], strict=True))
        assert ours == pytest.approx({key: expected.get(key, 0.0) for key in ours}, abs=EXACT)


def test_shares_of_comparisons_and_of_studies_add_up_to_one() -> None:
    found = find_contributions(network(make_contrasts()))
    assert found.shares.sum(axis=1) == pytest.approx(np.ones(6), rel=EXACT)
    assert found.study_shares.sum(axis=1) == pytest.approx(np.ones(6), rel=EXACT)
    assert np.all(found.study_shares >= 0)


def test_a_lone_study_gives_all_of_what_only_it_compares() -> None:
    found = find_contributions(network(make_pairs([*LOOP, ("5", "C", "D", 0.1, 0.4)])))
    assert found.of("C", "D") == pytest.approx({"5": 1.0})
    assert found.of("A", "D")["5"] > 1 / 3


def test_judgements_weigh_as_much_as_their_studies() -> None:
    found = find_contributions(network(make_pairs(LOOP), between="none"))
    assert found.share_of("A", "C", lambda study: study in ("1", "3")) == pytest.approx(0.5, rel=EXACT)
    assert found.table()[1]["A against C"] == pytest.approx(0.8, rel=EXACT)
    with pytest.raises(EvidenceError, match=r"no pair of A and Q"):
        found.of("A", "Q")
