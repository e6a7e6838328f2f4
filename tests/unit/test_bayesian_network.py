"""A network with stated priors against the network without any, the pairwise posterior and a bare sum."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.beliefs.bayesian import Bayesian
from neurodose.evidence.beliefs.bayesian_network import BayesianNetwork
from neurodose.evidence.beliefs.priors import Flat, HalfNormal, Known, Normal
from neurodose.evidence.effects import Effects
from neurodose.evidence.networks.network import network
from neurodose.evidence.networks.ranking import rank_probabilities
from neurodose.evidence.synthesis import synthesize

EXACT = 1e-8  # relative: two ways through the same matrices
COUNTED = 0.01  # of a probability: what counting evenly spread points leaves


def made_up(studies: int = 14, seed: int = 3) -> Effects:
    """Trials of two and three of four treatments, every pair of each given."""
    rng = np.random.default_rng(seed)
    truth = {"a": -0.4, "b": -0.1, "c": 0.2, "placebo": 0.0}
    rows = list[tuple[str, str, str, float, float]]()
    for at in range(studies):
        arms = sorted(rng.choice(list(truth), 3 if at % 3 == 0 else 2, replace=False))
        variances = rng.uniform(0.02, 0.1, len(arms))
        seen = [truth[arm] + rng.normal(0, np.sqrt(v + 0.02)) for arm, v in zip(arms, variances, strict=True)]
        for i in range(len(arms)):
            for j in range(i + 1, len(arms)):
                error = float(np.sqrt(variances[i] + variances[j]))
                rows.append((f"S{at}", arms[i], arms[j], float(seen[i] - seen[j]), error))
    names, first, second, estimates, errors = zip(*rows, strict=True)
    return Effects.of(names, estimates, errors=errors, measure="OR", treatments=first, controls=second)


def test_flat_priors_and_a_known_spread_are_the_network_itself() -> None:
    effects = made_up()
    plain = network(effects)
    assert plain.tau is not None
    assert plain.tau > 0
    held = synthesize(effects, BayesianNetwork(Flat(), Known(plain.tau)))
    for pair in plain.random:
        believed = held.of(pair.treatment, pair.control)
        assert (believed.mean, believed.sd) == pytest.approx((pair.estimate, pair.error), rel=EXACT)
    assert held.scores == pytest.approx(plain.random.scores("less"), rel=EXACT)
    assert held.rank_probabilities() == pytest.approx(rank_probabilities(plain.random, "less"), abs=COUNTED)


def test_two_treatments_are_the_pairwise_posterior() -> None:
    rng = np.random.default_rng(4)
    effects = Effects.of(
        [f"S{i}" for i in range(7)], rng.normal(0.3, 0.4, 7), errors=rng.uniform(0.1, 0.4, 7), measure="OR",
        treatments=["x"] * 7, controls=["placebo"] * 7,
    )  # fmt: skip
    pair, net = synthesize(effects, Bayesian()), synthesize(effects, BayesianNetwork())
    assert net.of("x").interval() == pytest.approx(pair.interval, rel=EXACT)
    assert net.next_study("x", "placebo").interval() == pytest.approx(pair.prediction, rel=EXACT)
    assert net.tau == pytest.approx(pair.tau, rel=EXACT)
    assert net.integrated.log_evidence == pytest.approx(pair.integrated.log_evidence, rel=EXACT)


def test_the_sum_over_tau_is_that_of_a_plain_grid() -> None:
    """Each tau by itself, with the whole covariance and no diagonal made of it."""
    effects, mean, between = made_up(), Normal(0, 2), HalfNormal(0.4)
    held = synthesize(effects, BayesianNetwork(mean, between))
    grid = (np.arange(500) + 0.5) * 0.005  # middles of cells: the height is even around zero
    log_weights, means = np.zeros(len(grid)), np.zeros(len(grid))
    for at, tau in enumerate(grid):
        one = synthesize(effects, BayesianNetwork(mean, Known(float(tau))))
        log_weights[at] = one.integrated.log_evidence + float(between.log_density(np.array(tau)))
        means[at] = one.of("a").mean
    weights = np.exp(log_weights - log_weights.max())
    assert held.of("a").mean == pytest.approx(float(weights @ means / weights.sum()), rel=1e-4)
    total = float(np.log(weights.sum() * (grid[1] - grid[0])) + log_weights.max())
    assert held.integrated.log_evidence == pytest.approx(total, abs=1e-3)


def test_ranks_and_chances_add_up() -> None:
    net = synthesize(made_up(), BayesianNetwork(better="more"))
    ranks = net.rank_probabilities(points=2**12)
    assert ranks.sum(axis=0) == pytest.approx(1)
    assert ranks.sum(axis=1) == pytest.approx(1)
    n = len(net.treatments)
    mean_ranks = ranks @ np.arange(1, n + 1)
    assert mean_ranks == pytest.approx(1 + (n - 1) * (1 - net.scores), abs=0.03)
    assert net.chance_better("a", "c") + net.chance_better("c", "a") == pytest.approx(1, rel=EXACT)
    assert net.chance_better("a", "c", by=0.2) < net.chance_better("a", "c")
    assert len(net.table()) == n * (n - 1) // 2
    assert "placebo normal(0, 4)" in net.method


def test_a_treatment_that_is_not_there_is_named() -> None:
    net = synthesize(made_up(), BayesianNetwork())
    with pytest.raises(EvidenceError, match='no treatment is called "d"'):
        net.of("d")
    with pytest.raises(EvidenceError, match='no treatment is called "z"'):
        synthesize(made_up(), BayesianNetwork(reference="z"))
