"""A number has a source that can be found again, or says that it is assumed."""

from __future__ import annotations

from typing import Any

import pytest

from neurodose.errors import SourceError
from neurodose.sources import Assumption, Source
from neurodose.units import L, Quantity, h, minute, mL, ng, nM, one, percent


def test_a_source_is_cited_in_one_line() -> None:
    source = Source("Meyer", 1984, "J Clin Psychiatry 45(9):15", "table 2", doi="10.1/x", pmid=123, reading="read")
    assert source.label == "Meyer 1984"
    assert source.citation == "Meyer (1984). J Clin Psychiatry 45(9):15. table 2. doi:10.1/x. PMID 123 [read]"


def test_what_a_source_lacks_leaves_no_gap_in_its_citation() -> None:
    assert Source("Meyer", 1984, "J Clin Psychiatry").citation == "Meyer (1984). J Clin Psychiatry [remembered]"


def test_a_source_counts_as_remembered_until_someone_says_they_read_it() -> None:
    assert Source("A", 2000, "J").reading == "remembered"
    assert "[read second-hand]" in Source("A", 2000, "J", reading="read second-hand").citation


@pytest.mark.parametrize(
    "said", [("", 1984, "J"), (" ", 1984, "J"), ("A", 1984, ""), ("A", 0, "J"), ("A", 19840, "J"), ("A", 1799, "J")]
)
def test_a_source_without_authors_year_or_journal_cannot_be_found_again(said: tuple[str, int, str]) -> None:
    with pytest.raises(SourceError, match="cannot be found again") as raised:
        Source(*said)
    assert "authors, a year and a journal" in str(raised.value.exists)
    assert "Source(" in str(raised.value.hint)


def test_how_a_source_was_read_is_one_of_three() -> None:
    wrong: Any = "skimmed"
    with pytest.raises(SourceError, match='"skimmed" does not say how the source A 2000 was read') as raised:
        Source("A", 2000, "J", reading=wrong)
    assert "read, read second-hand, remembered" in str(raised.value.exists)


def test_equal_sources_are_one_reference() -> None:
    assert len({Source("A", 2000, "J", pmid=1), Source("A", 2000, "J", pmid=1), Source("A", 2000, "J", pmid=2)}) == 2


@pytest.mark.parametrize("reason", ["", "  ", None, 3])
def test_an_assumption_gives_its_reason(reason: Any) -> None:
    with pytest.raises(SourceError, match="an assumption gives no reason") as raised:
        Assumption(reason, (0, 1))
    assert "between=(low, high)" in str(raised.value.hint)


@pytest.mark.parametrize("between", [(1, 0), (1,), (1, 2, 3), 5 * nM, (float("nan"), 1), None, (1, 0) * nM])
def test_an_assumption_has_a_range_from_low_to_high(between: Any) -> None:
    with pytest.raises(SourceError, match="“set by hand” has no range from low to high") as raised:
        Assumption("set by hand", between)
    assert "between =" in str(raised.value.exists)


def test_an_assumption_shows_its_range_wherever_it_is_cited() -> None:
    assert Assumption("set by PET", (0.01, 1) / h).citation == "Assumption: set by PET (between 0.01 and 1 1/h)"
    assert Assumption("a share", (0.1, 0.8)).citation == "Assumption: a share (between 0.1 and 0.8)"
    assert Assumption("a share", (0.1, 0.8)).label == "assumption"


@pytest.mark.parametrize(
    ("value", "is_inside"),
    [(0.01 / h, True), (1 / h, True), (0.5 / h, True), (0.02 / minute, False), (0.001 / minute, True), (0 / h, False)],
)
def test_a_range_holds_values_of_any_unit_of_its_dimension_with_both_ends(value: Quantity, is_inside: bool) -> None:
    assert Assumption("set", (0.01, 1) / h).holds(value) is is_inside


def test_the_ends_of_a_range_survive_the_rounding_of_a_conversion() -> None:
    for low in (0.039, 0.078, 0.129):
        edge = Assumption("set", (low, low) * L / h)
        moved = (low * L / h).to(mL / minute).to(L / h).to(mL / minute)
        assert moved.value != edge.range.to(mL / minute).value[0]  # one digit apart
        assert edge.holds(moved)
        assert not edge.holds(1.001 * moved)


def test_a_percentage_lies_in_a_range_of_shares() -> None:
    assert Assumption("a share", (0.1, 0.8)).holds(50 * percent)
    assert not Assumption("a share", (0.1, 0.8)).holds(90 * percent)


def test_a_range_of_another_unit_than_the_value_is_refused() -> None:
    with pytest.raises(SourceError, match="“set” has another unit than its value") as raised:
        Assumption("set", (0.1, 1) * nM).holds(0.5 * ng / mL)
    assert "cannot be said in" in str(raised.value.exists)
    with pytest.raises(SourceError, match="another unit"):
        Assumption("set", (0.1, 1)).holds(0.5 * nM)


def test_a_bare_range_is_one_of_pure_numbers() -> None:
    assert Assumption("set", (1, 2)).range.unit == one
    assert Assumption("set", (1, 2) * nM).range.unit == nM
