"""Ranks are probabilities: they add up, follow the direction that is wanted, and agree with their closed forms."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.evidence.networks.comparisons import Comparisons
from neurodose.evidence.networks.network import network
from neurodose.evidence.networks.ranking import rank_probabilities, rank_treatments
from tests.made_up_network import make_contrasts

EXACT = 1e-12
COUNTED = 2e-3  # absolute: of probabilities counted over 2**15 points that are spread evenly


def alone(positions: list[float], errors: list[float]) -> Comparisons:
    """Treatments whose positions are independent."""
    names = tuple("ABCDEFGH"[: len(positions)])
    return Comparisons(names, np.array(positions), np.diag(np.square(errors)))


def test_of_two_treatments_the_score_is_the_one_sided_p() -> None:
    net = network(make_contrasts({"1": {"A": (10, 50), "B": (15, 50)}}), better="less")
    ranking = rank_treatments(net)
    assert ranking.scores[0] == pytest.approx(1 - net.of("A", "B").p / 2, rel=EXACT)
    assert ranking.probabilities[0, 0] == pytest.approx(ranking.scores[0], abs=COUNTED)


def test_scores_have_a_half_as_their_mean() -> None:
    ranking = rank_treatments(network(make_contrasts()))
    assert ranking.scores.mean() == pytest.approx(0.5, rel=EXACT)
    assert ranking.mean_ranks.mean() == pytest.approx(2.5, rel=EXACT)


def test_rows_and_columns_of_rank_probabilities_add_up_to_one() -> None:
    held = rank_treatments(network(make_contrasts())).probabilities
    assert held.sum(axis=0) == pytest.approx(np.ones(4), rel=EXACT)
    assert held.sum(axis=1) == pytest.approx(np.ones(4), rel=EXACT)


def test_the_area_below_cumulative_ranks_is_the_score() -> None:
    ranking = rank_treatments(network(make_contrasts()))
    sucra = ranking.cumulative[:, :-1].mean(axis=1)
    assert sucra == pytest.approx(ranking.scores, abs=COUNTED)
    assert ranking.probabilities @ np.arange(1, 5) == pytest.approx(ranking.mean_ranks, abs=3 * COUNTED)


def test_treatments_that_are_alike_have_every_rank_alike() -> None:
    held = rank_probabilities(alone([0.0] * 5, [1.0] * 5))
    assert held == pytest.approx(np.full((5, 5), 0.2), abs=5 * COUNTED)


def test_what_is_far_better_is_first() -> None:
    held = rank_probabilities(alone([9.0, 0.0, -9.0], [0.1, 0.1, 0.1]), "more")
    assert held == pytest.approx(np.eye(3), abs=EXACT)


def test_the_other_direction_turns_ranks_round() -> None:
    less, more = (rank_treatments(network(make_contrasts(), better=better)) for better in ("less", "more"))
    assert more.scores == pytest.approx(1 - less.scores, rel=1e-9)
    assert more.probabilities == pytest.approx(less.probabilities[:, ::-1], abs=EXACT)
    assert more.order == less.order[::-1]


def test_the_same_seed_gives_the_same_ranks_and_another_nearly() -> None:
    compared = network(make_contrasts()).model
    first, again, other = (rank_probabilities(compared, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first, again)
    assert other == pytest.approx(first, abs=2 * COUNTED)
    assert not np.array_equal(first, other)


def test_the_table_has_the_best_first() -> None:
    ranking = rank_treatments(network(make_contrasts(), better="more"))
    rows = ranking.table()
    assert [row["treatment"] for row in rows] == list(ranking.order)
    assert rows[0]["treatment"] == "D"
    assert float(rows[0]["mean_rank"]) < float(rows[-1]["mean_rank"])
