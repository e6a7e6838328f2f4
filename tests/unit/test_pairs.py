"""Reports become counts, each report once; strata give the expectation that they would have without the drug."""

from __future__ import annotations

import numpy as np
import pytest

from neurodose.errors import EvidenceError
from neurodose.evidence import count_by_stratum, count_pairs
from neurodose.evidence.signals.pairs import _once

# Report 1 names a drug twice and two events; report 4 names two drugs.
IDS = [1, 1, 1, 2, 3, 4, 4, 5]
DRUGS = ["tea", "tea", "tea", "tea", "gum", "tea", "gum", "gum"]
EVENTS = ["rash", "rash", "cough", "rash", "cough", "rash", "rash", "rash"]


def test_a_report_counts_once_however_often_it_names_a_pair() -> None:
    pairs = count_pairs(IDS, DRUGS, EVENTS)
    assert list(zip(pairs.drugs.tolist(), pairs.events.tolist(), strict=True)) == [
        ("gum", "cough"), ("gum", "rash"), ("tea", "cough"), ("tea", "rash"),
    ]  # fmt: skip
    np.testing.assert_array_equal(pairs.observed, [1, 2, 1, 3])
    np.testing.assert_array_equal(pairs.drug, [3, 3, 3, 3])
    np.testing.assert_array_equal(pairs.event, [2, 4, 2, 4])
    assert pairs.total == 5
    assert pairs.find("tea", "rash") == 3
    assert pairs.find("tea", "fever") is None
    assert pairs.measure().observed[3] == 3


def test_expectations_are_summed_over_strata() -> None:
    pairs = count_pairs(IDS, DRUGS, EVENTS, ["f", "f", "f", "f", "m", "m", "m", "m"])
    # Women: 2 reports, both with tea, both with a rash. Men: 3 reports, one with tea, two with a rash.
    at = pairs.find("tea", "rash")
    assert at is not None
    assert pairs.expected[at] == pytest.approx(2 * 2 / 2 + 1 * 2 / 3)
    assert pairs.strata == (("f", 2), ("m", 3))
    assert pairs.measure().ratio[at] == pytest.approx(3 / (8 / 3))


def test_each_stratum_may_be_counted_alone() -> None:
    sexes = ["f", "f", "f", "f", "m", "m", "m", "m"]
    alone, whole = count_by_stratum(IDS, DRUGS, EVENTS, sexes), count_pairs(IDS, DRUGS, EVENTS, sexes)
    assert {name: pairs.total for name, pairs in alone.items()} == {"f": 2, "m": 3}
    at = whole.find("tea", "rash")
    assert at is not None
    places = {name: pairs.find("tea", "rash") for name, pairs in alone.items()}
    assert sum(alone[name].expected[one] for name, one in places.items() if one is not None) == whole.expected[at]
    with pytest.raises(EvidenceError, match="in two strata"):
        count_by_stratum([1, 1], ["tea", "tea"], ["rash", "cough"], ["f", "m"])


def test_one_stratum_is_none() -> None:
    plain, one = count_pairs(IDS, DRUGS, EVENTS), count_pairs(IDS, DRUGS, EVENTS, ["all"] * 8)
    np.testing.assert_array_equal(plain.expected, one.expected)
    assert one.strata == ()


def test_the_order_of_rows_says_nothing(seed: int) -> None:
    order = np.random.default_rng(seed).permutation(len(IDS))
    one = count_pairs(IDS, DRUGS, EVENTS)
    other = count_pairs(*(np.array(column)[order] for column in (IDS, DRUGS, EVENTS)))
    for name in ("drugs", "events", "observed", "drug", "event", "expected"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_rows_too_many_for_one_whole_number_are_told_apart_all_the_same() -> None:
    far = np.array([2**40, 2**40, 1, 2**40])
    columns = _once(far, far, np.array([3, 3, 3, 4]))
    assert sorted(zip(*(column.tolist() for column in columns), strict=True)) == [
        (1, 1, 3), (2**40, 2**40, 3), (2**40, 2**40, 4),
    ]  # fmt: skip


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(EvidenceError, match="lists of 2, 1, 2 rows"):
        count_pairs([1, 2], ["tea"], ["rash", "rash"])
    with pytest.raises(EvidenceError, match="no report"):
        count_pairs([], [], [])
    with pytest.raises(EvidenceError, match="in two strata"):
        count_pairs([1, 1], ["tea", "tea"], ["rash", "cough"], ["f", "m"])
