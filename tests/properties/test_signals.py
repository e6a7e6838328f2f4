"""What holds of any counts of reports: signs, order and bounds of every measure; what cannot be is an EvidenceError."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from neurodose import disproportionality, shrinkage
from neurodose.errors import EvidenceError
from neurodose.evidence import Disproportionality, GammaMixture, count_pairs
from tests.made_up_signals import TRUTH

SAME = 1e-9
SEEN = 1e-7  # of a chance at a quantile: where a ratio is next to nothing its gamma function has fewer digits

cells = st.tuples(*[st.integers(0, 10_000)] * 4).filter(lambda four: sum(four) > 0)
full_cells = st.tuples(*[st.integers(1, 10_000)] * 4)
counts, expectations = st.integers(0, 5000), st.floats(1e-6, 1e5)
sizes = st.floats(0.05, 19)
priors = st.builds(GammaMixture, sizes, sizes, sizes, sizes, st.floats(0.001, 0.999))
mentions = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from("abcd"), st.sampled_from("xyz")), min_size=1, max_size=60
)


def measure(a: int, b: int, c: int, d: int, **options: Any) -> Disproportionality:
    return disproportionality(a, a + b, a + c, a + b + c + d, **options)


@given(cells)
def test_any_table_has_an_answer_and_intervals_hold_their_measure(four: tuple[int, ...]) -> None:
    found = measure(*four)
    assert found.ic_low[0] < found.ic[0] < found.ic_high[0]
    filled = measure(*four, added=0.5)
    for name in ("prr", "ror"):
        low, middle, high = (getattr(filled, name + end)[0] for end in ("_low", "", "_high"))
        assert low < middle * (1 + SAME)
        assert middle < high * (1 + SAME)


@given(st.integers(1, 300), st.integers(1, 300), st.integers(1, 50), st.integers(1, 50))
def test_independence_gives_one(k: int, m: int, p: int, q: int) -> None:
    found = measure(k * p, k * q, m * p, m * q)
    assert found.ratio[0] == pytest.approx(1, rel=SAME)
    assert found.prr[0] == pytest.approx(1, rel=SAME)
    assert found.ror[0] == pytest.approx(1, rel=SAME)
    assert found.ic[0] == pytest.approx(0, abs=SAME)
    assert found.chi2[0] == pytest.approx(0, abs=1e-6)


@given(full_cells)
def test_drug_and_event_may_change_places_in_all_but_the_proportion(four: tuple[int, ...]) -> None:
    a, b, c, d = four
    one, other = measure(a, b, c, d), measure(a, c, b, d)
    for name in ("ratio", "ror", "ror_low", "ror_high", "ic", "ic_low", "chi2", "chi2_yates"):
        assert getattr(one, name)[0] == pytest.approx(getattr(other, name)[0], rel=SAME, abs=SAME)


@given(full_cells)
def test_every_measure_lies_on_the_same_side_of_one(four: tuple[int, ...]) -> None:
    a, b, c, d = four
    assume(a * d != b * c)
    found = measure(a, b, c, d)
    sign = np.sign(a * d - b * c)
    assert np.sign(np.log(found.ratio[0])) == np.sign(np.log(found.prr[0])) == np.sign(np.log(found.ror[0])) == sign
    # The further from one: proportion and odds leave out the drug's own reports.
    assert sign * np.log(found.ror[0]) >= sign * np.log(found.prr[0]) - SAME
    assert sign * np.log(found.prr[0]) >= sign * np.log(found.ratio[0]) - SAME


@given(full_cells)
def test_an_information_component_is_nearer_to_zero_than_the_plain_ratio(four: tuple[int, ...]) -> None:
    found = measure(*four)
    assert abs(found.ic[0]) <= abs(np.log2(found.ratio[0])) + SAME


@given(st.lists(st.tuples(*[st.one_of(st.integers(-3, 30), st.floats(allow_nan=True))] * 4), max_size=5))
def test_counts_that_cannot_be_end_in_an_error_of_ours(rows: list[tuple[float, ...]]) -> None:
    columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 4
    try:
        found = disproportionality(*columns)
    except EvidenceError:
        return
    assert len(found) == len(rows)


@given(counts, expectations, priors)
def test_a_shrunken_ratio_lies_between_its_ends_and_its_ends_are_exact(n: int, e: float, prior: GammaMixture) -> None:
    found = shrinkage([n], [e], prior)
    assert 0 <= found.share[0] <= 1
    assert found.eb05[0] < found.ebgm[0] * (1 + SAME)
    assert found.eb05[0] < found.eb95[0]
    assert found.ebgm[0] <= found.mean[0] * (1 + SAME)
    for q, end in ((0.05, found.eb05), (0.95, found.eb95)):
        assert found.probability_below(float(end[0]))[0] == pytest.approx(q, abs=SEEN)


@given(counts, expectations, priors)
def test_a_geometric_mean_lies_between_those_of_the_components(n: int, e: float, prior: GammaMixture) -> None:
    from scipy.special import digamma

    ends = [np.exp(digamma(shape + n)) / (rate + e) for shape, rate in (prior.values[:2], prior.values[2:4])]
    assert min(ends) * (1 - SAME) <= shrinkage([n], [e], prior).ebgm[0] <= max(ends) * (1 + SAME)


@given(counts, expectations, priors)
def test_quantiles_are_in_their_order(n: int, e: float, prior: GammaMixture) -> None:
    found = shrinkage([n], [e], prior)
    ends = [found.quantile(q)[0] for q in (0.01, 0.05, 0.5, 0.95, 0.99)]
    assert ends == sorted(ends)
    assert (ends[1], ends[3]) == (found.eb05[0], found.eb95[0])


@given(counts, expectations)
def test_more_reports_never_shrink_to_less(n: int, e: float) -> None:
    fewer, more = shrinkage([n, n + 1], [e, e], TRUTH).ebgm
    assert fewer < more


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.integers(0, 200), st.floats(0.01, 100))
def test_two_components_that_are_one_are_one_gamma(shape: float, rate: float, n: int, e: float) -> None:
    found = shrinkage([n], [e], GammaMixture(shape, rate, shape, rate, 0.3))
    wanted = stats.gamma.ppf([0.05, 0.95], shape + n, scale=1 / (rate + e))
    assert (found.eb05[0], found.eb95[0]) == pytest.approx(tuple(wanted), rel=1e-7)


@given(mentions)
def test_counted_reports_are_those_of_a_slow_count(rows: list[tuple[int, str, str]]) -> None:
    ids, drugs, events = (list(column) for column in zip(*rows, strict=True))
    pairs = count_pairs(ids, drugs, events)
    by_drug = {name: {i for i, d, _ in rows if d == name} for name in drugs}
    by_event = {name: {i for i, _, e in rows if e == name} for name in events}
    together = {(d, e): {i for i, one, other in rows if (one, other) == (d, e)} for _, d, e in rows}
    assert len(pairs) == len(together)
    assert pairs.total == len(set(ids))
    for at, pair in enumerate(zip(pairs.drugs.tolist(), pairs.events.tolist(), strict=True)):
        assert pairs.observed[at] == len(together[pair])
        assert pairs.drug[at] == len(by_drug[pair[0]])
        assert pairs.event[at] == len(by_event[pair[1]])


@given(mentions)
def test_strata_that_say_nothing_change_little_and_margins_stay(rows: list[tuple[int, str, str]]) -> None:
    ids, drugs, events = (list(column) for column in zip(*rows, strict=True))
    plain, split = count_pairs(ids, drugs, events), count_pairs(ids, drugs, events, [one % 2 for one in ids])
    for name in ("observed", "drug", "event"):
        np.testing.assert_array_equal(getattr(plain, name), getattr(split, name))
    assert sum(size for _, size in split.strata) in (0, plain.total)
    assert np.all(split.expected <= np.minimum(split.drug, split.event) + SAME)
