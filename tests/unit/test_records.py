"""Record files of observations: what is read from them, and what is refused with its file and entry."""

from __future__ import annotations

import pytest

from neurodose.errors import ObservationError
from neurodose.records.observation import read_observations
from neurodose.units import percent

SOURCE = """
[sources.someone]
authors = "Someone"
year = 2001
journal = "Journal of Examples 1:1"
"""
ENTRY = """
[[observation]]
id = "E1"
quantity = "mu.displacement"
unit = "%"
value = 80
sd = 5
people = "volunteers"
n = 6
regimen = "50 mg"
after = 2
to = 8
source = "someone"
"""


def entry(**changes: str | None) -> str:
    """The example entry with some lines changed (the right-hand side as written in TOML) or, for None, left out."""
    lines: dict[str, str | None] = {}
    for line in ENTRY.strip().splitlines()[1:]:
        key, value = line.split(" = ", 1)
        lines[key] = value
    kept = [f"{key} = {value}" for key, value in (lines | changes).items() if value is not None]
    return "\n".join(["", "[[observation]]", *kept, ""])


def test_an_entry_is_read_as_it_stands() -> None:
    (seen,) = read_observations(SOURCE + ENTRY, "example.toml")
    assert (seen.id, seen.quantity, seen.unit, seen.value) == ("E1", "mu.displacement", percent, 80.0)
    assert (seen.n, seen.people, seen.regimen, seen.after, seen.to) == (6, "volunteers", "50 mg", 2.0, 8.0)
    assert seen.source.label == "Someone 2001"
    assert (seen.note, seen.is_calibration) == ("", False)


def test_a_window_that_is_not_given_is_one_moment() -> None:
    (seen,) = read_observations(SOURCE + entry(to=None), "example.toml")
    assert seen.after == seen.to == 2.0


def test_a_standard_deviation_reaches_as_far_down_as_up() -> None:
    (seen,) = read_observations(SOURCE + ENTRY, "example.toml")
    assert seen.error == (5, 5)


def test_a_range_reaches_from_the_value_to_its_ends() -> None:
    (seen,) = read_observations(SOURCE + entry(sd=None, low="70", high="95"), "example.toml")
    assert seen.error == (10, 15)


def test_an_error_that_was_not_given_is_not_invented() -> None:
    (seen,) = read_observations(SOURCE + entry(sd=None), "example.toml")
    assert seen.error is None
    (seen,) = read_observations(SOURCE + entry(sd=None, low="70"), "example.toml")
    assert seen.error is None


def test_a_file_without_entries_holds_none() -> None:
    assert read_observations(SOURCE, "example.toml") == ()


def test_a_file_that_is_no_toml_is_named_with_the_line() -> None:
    with pytest.raises(ObservationError, match=r"example\.toml cannot be read: .*line 2") as caught:
        read_observations('id = "E1"\nvalue = = 3', "example.toml")
    assert caught.value.where == "example.toml"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"value": None}, "the entry lacks value"),
        ({"source": None}, "the entry lacks source"),
        ({"n": None, "regimen": None}, "the entry lacks n; lacks regimen"),
        ({"valeu": "3"}, "the entry does not know valeu"),
        ({"n": "0"}, "n is 0"),
        ({"source": '"nobody"'}, 'no source is called "nobody"'),
    ],
)
def test_a_bad_entry_is_named_by_file_and_number(changes: dict[str, str | None], message: str) -> None:
    text = SOURCE + ENTRY + entry(**{"id": '"E2"', **changes})
    with pytest.raises(ObservationError, match=message) as caught:
        read_observations(text, "example.toml")
    assert caught.value.where == "example.toml, entry 2"
    assert caught.value.exists or caught.value.hint


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"unit": '"furlongs"'}, "furlongs"),
        ({"unit": "3"}, "unit"),
        ({"value": '"many"'}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": "true"}, "value"),
        ({"after": '"soon"'}, "after"),
        ({"after": "-2"}, "after"),
        ({"to": "1"}, "to"),
        ({"n": '"six"'}, "n is 'six'"),
        ({"n": "2.5"}, "n is 2.5"),
        ({"sd": '"5"'}, "sd"),
        ({"sd": "-5"}, "sd"),
        ({"sd": None, "low": "85", "high": "95"}, "low"),
    ],
)
def test_a_figure_that_is_none_is_named_by_file_and_number(changes: dict[str, str | None], message: str) -> None:
    text = SOURCE + ENTRY + entry(**{"id": '"E2"', **changes})
    with pytest.raises(ObservationError, match=message) as caught:
        read_observations(text, "example.toml")
    assert caught.value.where == "example.toml, entry 2"


def test_a_source_that_cannot_be_found_again_is_named_by_file_and_name() -> None:
    bad = SOURCE.replace('authors = "Someone"', 'authors = ""')
    with pytest.raises(ObservationError, match="cannot be found again") as caught:
        read_observations(bad + ENTRY, "example.toml")
    assert caught.value.where == "example.toml, source someone"
    bad = SOURCE.replace("year = 2001", "")
    with pytest.raises(ObservationError, match="year") as caught:
        read_observations(bad + ENTRY, "example.toml")
    assert caught.value.where == "example.toml, source someone"


def test_two_entries_of_one_name_are_refused() -> None:
    with pytest.raises(ObservationError, match='two observations are called "E1"') as caught:
        read_observations(SOURCE + ENTRY + ENTRY, "example.toml")
    assert caught.value.where == "example.toml"
