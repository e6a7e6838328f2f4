"""The vocabulary of observations: which phrases are read, as what, and in which units."""

from __future__ import annotations

import math

import pytest

from neurodose.errors import ObservationError
from neurodose.records.vocabulary import KINDS, PLACES, TOLERANCES, Measure, read_measure, read_number
from neurodose.records.window import ALWAYS, Window, read_window
from neurodose.units import L, h, minute, mL, nM, percent

FILLED = {"S": "6beta-naltrexol", "P": "plasma", "R": "mu", "X": "heavy drinking in the last week", "C": "2 ng/mL"}
OF_ANOTHER = {
    "time above": "time above 90 % of displacement at mu",
    "variation": "variation between people of clearance of baclofen",
}


def fill(phrase: str) -> str:
    """A phrase with its places filled in."""
    for kind, example in OF_ANOTHER.items():
        if phrase.startswith(kind):
            return example
    return " ".join(FILLED.get(word, word) for word in phrase.split(" "))


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)
def test_each_phrase_is_read_as_its_own_kind(kind: object) -> None:
    assert isinstance(kind, type(KINDS["peak"]))
    read = read_measure(fill(kind.phrase))
    assert read.kind == kind.name
    assert read.row is kind
    assert (read.substance, read.place) == (
        FILLED["S"] if " S" in kind.phrase else None,
        "plasma" if " P" in kind.phrase else None,
    )
    assert read.receptor == ("mu" if " R" in kind.phrase else None)
    if kind.name not in OF_ANOTHER:
        assert read.topic == (FILLED["X"] if kind.phrase.endswith(" X") else None)


def test_every_kind_has_a_tolerance_and_units_that_can_be_read() -> None:
    for kind in KINDS.values():
        assert kind.tolerance in TOLERANCES
        assert len(kind.dimensions) == len(kind.units)
        assert kind.meaning
        assert not (kind.is_comparison and not kind.is_outcome)


def test_a_phrase_may_be_spelled_with_other_capitals_and_blanks() -> None:
    read = read_measure("  Peak of  naltrexone in Plasma ")
    assert (read.kind, read.substance, read.place) == ("peak", "naltrexone", "plasma")
    assert str(read) == "Peak of naltrexone in Plasma"


def test_a_substance_may_have_several_words() -> None:
    read = read_measure("share of dose in urine as 6beta-naltrexol, free and conjugated")
    assert (read.kind, read.substance) == ("share in urine", "6beta-naltrexol, free and conjugated")


@pytest.mark.parametrize("place", PLACES)
def test_a_substance_is_somewhere(place: str) -> None:
    assert read_measure(f"concentration of naltrexone in {place}").place == place


def test_time_above_holds_a_level_and_what_has_to_be_above_it() -> None:
    read = read_measure("time above 2 ng/mL of concentration of naltrexone in plasma")
    assert read.threshold is not None
    assert read.threshold.value == 2
    assert read.of == Measure(
        "concentration", "concentration of naltrexone in plasma", substance="naltrexone", place="plasma"
    )
    assert read_measure("time above 10 of dose ratio at mu").threshold is not None


def test_variation_holds_what_varies() -> None:
    read = read_measure("Variation between people of half-life of baclofen in plasma")
    assert read.kind == "variation"
    assert read.of == read_measure("half-life of baclofen in plasma")
    assert read.needs_time
    assert not read_measure("variation between people of clearance of baclofen").needs_time


def test_a_clearance_from_csf_is_not_one_of_a_substance_of_that_name() -> None:
    assert read_measure("clearance of baclofen").kind == "clearance"
    read = read_measure("clearance of baclofen from csf")
    assert (read.kind, read.substance, read.place) == ("clearance from", "baclofen", "csf")


def test_a_displacement_may_be_asked_for_at_a_concentration() -> None:
    read = read_measure("displacement at mu as buprenorphine in plasma falls to 1 ng/mL")
    assert (read.receptor, read.substance, read.place) == ("mu", "buprenorphine", "plasma")
    assert read.threshold == read_number("1 ng/mL", KINDS["concentration"])
    assert read_measure("displacement at mu").threshold is None


@pytest.mark.parametrize(
    ("phrase", "message", "listed"),
    [
        ("variation between people of mean of drinks", "has no variation between people", "clearance of baclofen"),
        ("variation between people of weight", "no quantity is called", "clearance of S"),
        ("displacement at mu as naltrexone in plasma falls to 2", '"2" has no unit', "ng/mL"),
        ("displacement at mu as naltrexone in plasma falls to 2 h", "unit of something else", "ng/mL"),
        ("occupancy of mu", 'no quantity is called "occupancy of mu"', "displacement at R"),
        ("mu.displacement", "no quantity is called", "the vocabulary: concentration of S in P"),
        ("concentration of naltrexone in liver", "no quantity is called", "peak of S in P"),
        ("peak of in plasma", "no quantity is called", "peak of S in P"),
        ("time above displacement at mu", "does not say above what", "90 %"),
        ("time above 90 % of occupancy", 'no quantity is called "occupancy"', "displacement at R"),
        ("time above 90 % of peak of naltrexone in plasma", "has no value at each moment", "displacement at R"),
        ("time above 90 of displacement at mu", '"90" has no unit', "90 %"),
        ("time above 90 h of displacement at mu", "unit of something else", "displacement at R"),
    ],
)
def test_an_unknown_phrase_is_refused_with_the_vocabulary(phrase: str, message: str, listed: str) -> None:
    with pytest.raises(ObservationError, match=message) as caught:
        read_measure(phrase)
    assert listed in str(caught.value)


def test_the_whole_vocabulary_is_listed() -> None:
    with pytest.raises(ObservationError, match="no quantity") as caught:
        read_measure("bioequivalence")
    assert all(kind.phrase in (caught.value.exists or "") for kind in KINDS.values())


def test_a_near_phrase_is_offered() -> None:
    with pytest.raises(ObservationError, match="displacement of mu") as caught:
        read_measure("displacement of mu")
    assert 'did you mean "displacement at R"?' in (caught.value.hint or "")


def test_a_number_is_read_with_a_unit_of_its_kind() -> None:
    assert read_number("3510 mL/min", KINDS["clearance"]).to(L / h).value == pytest.approx(210.6)
    assert read_number("3510 mL/min", KINDS["clearance"]).unit == mL / minute
    assert read_number("39 nM", KINDS["peak"]).unit == nM
    assert read_number("13.3 ng/mL", KINDS["peak"]).value == 13.3
    assert read_number("2 day", KINDS["half-life"]).to(h).value == 48


def test_a_minus_may_be_a_minus_sign() -> None:
    assert read_number("\N{MINUS SIGN}3.9 %", KINDS["difference of proportions"]).value == -3.9


def test_what_has_no_unit_is_read_where_none_is_needed() -> None:
    assert read_number("20", KINDS["dose ratio"]).value == 20
    assert read_number("11.7", KINDS["mean"]).value == 11.7
    assert read_number("3.5", KINDS["area"], is_ratio=True).value == 3.5
    assert read_number("95 %", KINDS["ratio of proportions"]).unit == percent


@pytest.mark.parametrize(
    ("text", "kind", "is_ratio", "message"),
    [
        ("94.9", "displacement", False, '"94.9" has no unit'),
        ("0.949", "displacement", False, '"0.949" has no unit'),
        ("13.3", "peak", False, '"13.3" has no unit'),
        ("1", "time of peak", False, '"1" has no unit'),
        ("13.3 h", "peak", False, "unit of something else"),
        ("13.3 ng", "peak", False, "unit of something else"),
        ("94.9 nM", "displacement", False, "unit of something else"),
        ("3.5 ng·h/mL", "area", True, "unit of something else"),
        ("high", "peak", False, "not a number"),
        ("13,3 ng/mL", "peak", False, "cannot be read"),
        ("13.3 furlongs", "peak", False, "furlongs"),
    ],
)
def test_a_number_without_its_unit_or_in_another_is_refused(text: str, kind: str, is_ratio: bool, message: str) -> None:
    with pytest.raises(ObservationError, match=message) as caught:
        read_number(text, KINDS[kind], is_ratio)
    assert caught.value.exists or caught.value.hint


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("4 h", Window(4, 4)),
        ("at 90 min", Window(1.5, 1.5)),
        ("28 day", Window(672, 672)),
        ("under 8 h", Window(0, 8)),
        ("within 8 h", Window(0, 8)),
        ("48 to 168 h", Window(48, 168)),
        ("48–168 h", Window(48, 168)),
        ("48-168 h", Window(48, 168)),
        ("24 h to 7 days", Window(24, 168)),
        ("0 h to infinity", Window(0, math.inf)),
        ("0 to infinity", Window(0, math.inf)),
        ("24 h to ∞", Window(24, math.inf)),
        ("4 h after last dose", Window(4, 4, "last")),
        ("0 to 12 week after first dose", Window(0, 2016, "first")),
        ("48 h after the first dose", Window(48, 48, "first")),
        ("  Under  8 h  After First Dose ", Window(0, 8, "first")),
    ],
)
def test_a_time_is_a_window_in_hours_after_a_dose(text: str, window: Window) -> None:
    assert read_window(text) == window


@pytest.mark.parametrize("window", [Window(4, 4), Window(48, 168, "first"), Window(0, 0.1), ALWAYS])
def test_a_window_is_written_as_it_is_read(window: Window) -> None:
    assert read_window(str(window)) == window


def test_only_a_time_without_length_is_a_moment() -> None:
    assert read_window("4 h").is_moment
    assert not read_window("under 4 h").is_moment


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("4", 'the time "4" has no unit'),
        ("48 to 168", "has no unit"),
        ("24 to infinity", "has no unit"),
        ("4 mg", "not in a unit of time"),
        ("soon", 'the time "soon" cannot be read'),
        ("day 28", "cannot be read"),
        ("-2 h", "runs from -2 h"),
        ("8 to 2 h", "from 8 h to 2 h"),
        ("under -8 h", "from 0 h to -8 h"),
        ("after first dose", "cannot be read"),
        ("infinity", "cannot be read"),
        ("4 h before first dose", "cannot be read|first"),
    ],
)
def test_a_time_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(ObservationError, match=message) as caught:
        read_window(text)
    assert caught.value.hint
