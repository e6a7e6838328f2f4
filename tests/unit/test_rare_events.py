"""Counts as they are, without a half in empty cells: against SciPy's distribution, a bare sum and large studies."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence.beliefs.bayesian import Bayesian
from neurodose.evidence.beliefs.priors import Flat, HalfCauchy, HalfNormal, Known, Normal
from neurodose.evidence.beliefs.rare_events import BinomialNormal
from neurodose.evidence.effects import Arms, Effects
from neurodose.evidence.synthesis import synthesize

EXACT = 1e-6  # relative: what the bare sum leaves
RARE = [[0, 3], [1, 4], [0, 0], [2, 5], [0, 1]]
PEOPLE = [[50, 48], [60, 62], [30, 30], [80, 78], [40, 41]]


def counted(events: object, totals: object, measure: str = "OR") -> Effects:
    """Effects with a half in every cell, as any method but this one would have them."""
    e, n = np.array(events, float), np.array(totals, float)
    c, d = e + 0.5, n - e + 0.5
    return Effects.of(
        [f"S{i}" for i in range(len(e))],
        np.log(c[:, 0] / d[:, 0]) - np.log(c[:, 1] / d[:, 1]),
        variances=(1 / c + 1 / d).sum(axis=1),
        measure=measure,
        arms=Arms(events=e, totals=n),
    )


def test_one_effect_for_all_is_the_product_of_fishers_distributions() -> None:
    from scipy.stats import nchypergeom_fisher

    pool = synthesize(counted(RARE, PEOPLE), BinomialNormal(Normal(0, 4), Known(0)))
    at = np.linspace(-14, 8, 1101)
    height = -0.5 * (at / 4) ** 2
    for (a, b), (n, m) in zip(RARE, PEOPLE, strict=True):
        if a + b:
            height = height + np.log([nchypergeom_fisher.pmf(a, n + m, n, a + b, np.exp(t)) for t in at])
    weight = np.exp(height - height.max())
    mean = float(weight @ at / weight.sum())
    assert pool.mean == pytest.approx(mean, rel=EXACT)
    assert pool.error == pytest.approx(float(np.sqrt(weight @ (at - mean) ** 2 / weight.sum())), rel=EXACT)
    share = float(weight[at < -1].sum() + weight[at == -1].sum() / 2) / float(weight.sum())
    assert pool.probability_below(-1.0) == pytest.approx(share, abs=1e-3)  # of a sum over cells of 0.02


def test_spread_is_summed_over_as_by_hand() -> None:
    """A bare sum over mean, tau and true effects (481 x 600 x 141 points) gave these, with SciPy's distribution."""
    pool = synthesize(counted(RARE, PEOPLE), BinomialNormal(Normal(0, 4), HalfNormal(0.5)))
    assert pool.mean == pytest.approx(-1.6562495757, rel=EXACT)
    assert pool.error == pytest.approx(0.7294353645, rel=EXACT)
    assert pool.tau == pytest.approx(0.37146674, rel=1e-5)


def test_large_studies_need_no_exact_distribution() -> None:
    rng = np.random.default_rng(2)
    totals = rng.integers(3000, 6000, (8, 2))
    events = rng.binomial(totals, 0.3)
    effects = counted(events, totals)
    exact, normal = synthesize(effects, BinomialNormal()), synthesize(effects, Bayesian())
    assert exact.estimate == pytest.approx(normal.estimate, abs=0.03 * normal.error)
    assert exact.error == pytest.approx(normal.error, rel=0.01)
    assert exact.prediction == pytest.approx(normal.prediction, abs=0.1 * normal.error)


def test_a_study_without_events_says_nothing_and_is_counted() -> None:
    with_it = synthesize(counted(RARE, PEOPLE), BinomialNormal())
    without = synthesize(counted([r for r in RARE if any(r)], [n for r, n in zip(RARE, PEOPLE, strict=True) if any(r)]),
                         BinomialNormal())  # fmt: skip
    assert with_it.silent == 1
    assert "1 without events in both arms" in with_it.method
    assert with_it.estimate == pytest.approx(without.estimate, rel=1e-9)


def test_turning_the_arms_turns_the_effect() -> None:
    forth = synthesize(counted(RARE, PEOPLE), BinomialNormal())
    back = synthesize(counted([r[::-1] for r in RARE], [n[::-1] for n in PEOPLE]), BinomialNormal())
    low, high = forth.interval
    assert back.interval == pytest.approx((-high, -low), rel=EXACT)
    assert back.probability_above() == pytest.approx(forth.probability_below(), rel=EXACT)


def test_an_interval_holds_what_it_says() -> None:
    pool = synthesize(counted(RARE, PEOPLE), BinomialNormal())
    low, high = pool.interval
    assert pool.probability_below(low) == pytest.approx(0.025, rel=EXACT)
    assert pool.probability_below(high) == pytest.approx(0.975, rel=EXACT)
    assert pool.prediction[0] < low < pool.estimate < high < pool.prediction[1]
    assert pool.shown["low"] == pytest.approx(np.exp(low))


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: BinomialNormal().fit(counted([[0, 0]], [[9, 9]])), "in no study had anybody the event"),
        (lambda: BinomialNormal().fit(counted([[1, 2]], [[9, 9]], "RR")), "these effects are RR"),
        (lambda: BinomialNormal().fit(counted([[1.5, 2]], [[9, 9]])), "no whole numbers"),
        (lambda: BinomialNormal().fit(Effects.of("A", [1], errors=[1], measure="OR")), "nothing was counted"),
        (lambda: BinomialNormal(between=HalfCauchy(0.5)).fit(counted(RARE, PEOPLE)), "which no grid"),
        (lambda: BinomialNormal(mean=Flat()).fit(counted(RARE, PEOPLE)), "normal prior"),  # pyright: ignore[reportArgumentType]
    ],
)
def test_what_cannot_be_counted_is_refused(make: Callable[[], object], said: str) -> None:
    with pytest.raises(EvidenceError, match=said):
        make()
