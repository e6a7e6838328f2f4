"""The benchmark of evidence: its made-up network is one network, and what it measures can be told."""

from __future__ import annotations

from benchmarks.evidence import ARMS, make_network, tell
from neurodose.evidence.networks.multi_arm import read_trials
from neurodose.evidence.networks.network import network


def test_the_made_up_network_is_one_with_trials_of_two_three_and_four_arms() -> None:
    effects = make_network(60, 12)
    assert {len(trial.arms) for trial in read_trials(effects)} == set(ARMS)
    assert len(network(effects, between="DL").treatments) == 12


def test_the_made_up_network_is_the_same_every_time() -> None:
    assert list(make_network(20, 8).estimates) == list(make_network(20, 8).estimates)


def test_what_was_measured_is_told() -> None:
    line = {"network_studies": 200, "network_treatments": 40, "network_fit_s": 0.1, "pairs_split": 311,
            "network_s": 1.0, "network_target": 2.0, "contributions_s": 0.2}  # fmt: skip
    assert "200 studies and 40 treatments" in tell(line)
