"""Record files of observations: what is read from them, and what is refused with its file, entry and line."""

from __future__ import annotations

import math

import pytest

from neurodose.errors import ObservationError
from neurodose.records.observation import USUAL_SIZE, Arm, Observation
from neurodose.records.reader import Reading, read_observations
from neurodose.records.vocabulary import read_measure
from neurodose.records.window import ALWAYS, Window, read_window
from neurodose.units import kg, nM, percent

# Lines are counted in the tests: the source stands in 1 to 6, the first entry begins in line 7.
SOURCE = """format = 1
[sources.someone]
authors = "Someone"
year = 2001
journal = "Journal of Examples 1:1"
reading = "read"
"""
ENTRY = """[[observation]]
id = "E1"
drug = "naltrexone"
source = "someone"
regimen = "50 mg hydrochloride by mouth"
people = "adults"
n = 6
quantity = "displacement at mu"
time = "2 to 8 h"
value = "80 %"
sd = "5 %"
"""
LAST = ENTRY.replace("E1", "E9")
FIRST_LINE = 7  # of the entry under test
LENGTH = len(ENTRY.splitlines())


def entry(**changes: str | None) -> str:
    """The example entry with some lines changed (the right-hand side as written in TOML) or, for None, left out."""
    lines: dict[str, str | None] = {}
    for line in ENTRY.splitlines()[1:]:
        key, value = line.split(" = ", 1)
        lines[key] = value
    kept = [f"{key.rstrip('_')} = {value}" for key, value in (lines | changes).items() if value is not None]
    return "\n".join(["[[observation]]", *kept, ""])


def read(text: str) -> Reading:
    return read_observations(SOURCE + text, "example.toml")


def read_one(**changes: str | None) -> Observation:
    reading = read(entry(**changes))
    reading.raise_if_faulty()
    (seen,) = reading.observations
    return seen


def only_fault(reading: Reading) -> ObservationError:
    assert len(reading.faults) == 1, [str(fault) for fault in reading.faults]
    return reading.faults[0]


class TestWhatIsRead:
    def test_an_entry_is_read_as_it_stands(self) -> None:
        seen = read_one()
        assert (seen.id, seen.drug, seen.regimen) == ("E1", "naltrexone", "50 mg hydrochloride by mouth")
        assert (seen.quantity.kind, seen.quantity.receptor) == ("displacement", "mu")
        assert (seen.value.value, seen.unit, seen.said) == (80, percent, "80 %")
        assert (seen.n, seen.people, seen.time) == (6, "adults", Window(2, 8))
        assert (seen.source.label, seen.source.reading) == ("Someone 2001", "read")
        assert str(seen.place) == "example.toml, entry E1, line 7"
        assert (seen.note, seen.region, seen.who, seen.basis) == ("", "", "", "measured")
        assert (seen.versus, seen.band, seen.limit, seen.is_calibration) == (None, None, None, False)
        assert (dict(seen.with_), dict(seen.covariates), seen.individual) == ({}, {}, ())

    def test_everything_that_can_be_said_is_kept(self) -> None:
        seen = read_one(
            with_='{ morphine = "10 mg by vein" }', before='"detoxified"', who='"volunteers"', region='"thalamus"',
            covariates='{ weight = "80 kg" }', band='["70 %", "95 %"]', basis='"derived"', calibration="true",
            note='"read off a graph"', locator='"table 2"', reading='"remembered"',
        )  # fmt: skip
        assert dict(seen.with_) == {"morphine": "10 mg by vein"}
        assert seen.covariates["weight"].to(kg).value == 80
        assert (seen.arm.before, seen.who, seen.region) == ("detoxified", "volunteers", "thalamus")
        assert (seen.band, seen.limit, seen.basis, seen.is_calibration) == ((70, 95), None, "derived", True)
        assert (seen.source.locator, seen.source.reading, seen.note) == ("table 2", "remembered", "read off a graph")

    def test_a_kind_that_needs_no_time_holds_from_dose_to_infinity(self) -> None:
        seen = read_one(quantity='"bioavailability of naltrexone"', value='"5 %"', sd=None, time=None)
        assert seen.time == ALWAYS

    def test_the_time_after_the_first_dose_is_kept_as_that(self) -> None:
        assert read_one(time='"under 8 h after first dose"').time == Window(0, 8, "first")

    def test_round_numbers_may_stand_bare_where_no_unit_is_needed(self) -> None:
        assert read_one(quantity='"dose ratio at mu"', value="20", sd="2").value.value == 20
        seen = read_one(quantity='"dose ratio at mu"', value="20", sd=None, interval="[18, 22.5]")
        assert seen.error is not None
        assert (seen.error.low, seen.error.high) == (18, 22.5)

    def test_an_error_may_be_in_another_unit_of_the_same_dimension(self) -> None:
        seen = read_one(quantity='"peak of naltrexone in plasma"', value='"13.3 ng/mL"', sd='"4000 ng/L"')
        assert seen.error is not None
        assert seen.error.size == pytest.approx(4)

    def test_a_file_without_entries_holds_none(self) -> None:
        assert read("") == Reading((), ())

    def test_a_file_may_leave_its_format_out_and_end_lines_as_it_likes(self) -> None:
        text = "\ufeff" + (SOURCE + ENTRY).replace("format = 1\n", "").replace("\n", "\r\n")
        reading = read_observations(text, "example.toml")
        assert not reading.faults
        assert reading.observations[0].place.line == FIRST_LINE - 1

    def test_sources_may_stand_below_the_entries(self) -> None:
        reading = read_observations(ENTRY + SOURCE.replace("format = 1\n", ""), "example.toml")
        assert (len(reading.observations), reading.faults) == (1, ())


class TestErrorsOfAFigure:
    @pytest.mark.parametrize(
        ("given", "low", "high", "standard_error"),
        [
            ({"sd": '"6 %"'}, 74, 86, 6 / math.sqrt(6)),
            ({"sd": None, "se": '"2 %"'}, 78, 82, 2),
            ({"sd": None, "interval": '["76.08 %", "83.92 %"]'}, 76.08, 83.92, 2),
            ({"sd": None, "range": '["70 %", "95 %"]'}, 70, 95, None),
        ],
    )
    def test_each_error_has_its_ends_and_says_how_well_the_mean_is_known(
        self, given: dict[str, str | None], low: float, high: float, standard_error: float | None
    ) -> None:
        seen = read_one(**given)
        assert seen.error is not None
        assert seen.error.kind in given
        assert (seen.error.low, seen.error.high) == (pytest.approx(low), pytest.approx(high))
        assert seen.standard_error == (None if standard_error is None else pytest.approx(standard_error))

    def test_an_error_that_was_not_given_is_not_invented(self) -> None:
        seen = read_one(sd=None)
        assert (seen.error, seen.standard_error) == (None, None)

    def test_figures_of_persons_say_how_well_their_mean_is_known(self) -> None:
        seen = read_one(sd=None, n="3", value='"49 %"', individual='["43 %", "46 %", "58 %"]')
        assert seen.individual == (43, 46, 58)
        assert seen.standard_error == pytest.approx(math.sqrt(126 / 2 / 3))  # squares of -6, -3 and 9 are 126

    def test_figures_of_persons_say_how_many_they_are(self) -> None:
        seen = read_one(sd=None, n=None, value='"50 %"', individual='["43 %", "57 %"]')
        assert (seen.n, seen.size) == (2, 2)

    def test_a_number_of_people_that_was_not_given_stays_unknown_and_the_usual_one_is_supposed(self) -> None:
        seen = read_one(n=None)
        assert (seen.n, seen.size) == (None, USUAL_SIZE)
        assert seen.standard_error == pytest.approx(5 / math.sqrt(USUAL_SIZE))

    @pytest.mark.parametrize(
        ("written", "limit", "band", "said"),
        [
            ("under 1 %", "under", (-math.inf, 1), "under 1 %"),
            ("<1 %", "under", (-math.inf, 1), "under 1 %"),
            ("over 49.5 %", "over", (49.5, math.inf), "over 49.5 %"),
            ("> 49 %", "over", (49, math.inf), "over 49 %"),
        ],
    )
    def test_a_limit_is_a_band_that_is_open_at_one_end(
        self, written: str, limit: str, band: tuple[float, float], said: str
    ) -> None:
        seen = read_one(value=f'"{written}"', sd=None)
        assert (seen.limit, seen.band, seen.said) == (limit, band, said)


class TestTheOtherArm:
    def test_what_the_other_arm_does_not_say_is_as_in_this_one(self) -> None:
        seen = read_one(value='"2"', sd=None, versus='{ regimen = "25 mg hydrochloride by mouth", time = "4 h" }')
        assert seen.versus is not None
        assert (seen.versus.regimen, seen.versus.time) == ("25 mg hydrochloride by mouth", Window(4, 4))
        assert (seen.versus.people, seen.versus.n, seen.versus.quantity) == ("adults", 6, seen.quantity)
        assert seen.is_ratio

    def test_the_other_arm_may_stand_below_its_entry(self) -> None:
        text = entry(value="2", sd=None) + '[observation.versus]\nregimen = "25 mg base by mouth"\n' + LAST
        reading = read(text)
        reading.raise_if_faulty()
        first, last = reading.observations
        assert first.versus is not None
        assert (first.versus.regimen, last.versus) == ("25 mg base by mouth", None)

    def test_a_ratio_of_two_substances_names_the_other_quantity(self) -> None:
        seen = read_one(
            quantity='"area of 6beta-naltrexol in plasma"', value="17", sd=None,
            versus='{ quantity = "area of naltrexone in plasma" }',
        )  # fmt: skip
        assert seen.versus is not None
        assert seen.versus.quantity.substance == "naltrexone"

    def test_a_comparison_is_what_its_kind_says_and_counts_both_arms(self) -> None:
        seen = read_one(
            quantity='"difference of proportions with relapse"', value='"-9 %"', sd=None,
            versus='{ regimen = "placebo" }',
        )  # fmt: skip
        assert seen.versus is not None
        assert (seen.is_ratio, seen.value.value, seen.versus.is_without_drug) == (False, -9, True)
        assert (seen.n, seen.versus.n) == (6, None)


# What is wrong, in the entry under test; the words of the message; the line counted from the entry's first.
FAULTS: list[tuple[dict[str, str | None], str, int]] = [
    ({"quantity": '"occupancy of mu"'}, 'no quantity is called "occupancy of mu"', 7),
    ({"quantity": '"mu.displacement"'}, "no quantity is called", 7),
    ({"quantity": "3"}, "quantity is 3", 7),
    ({"value": '"80"'}, 'value: "80" has no unit', 9),
    ({"value": "80"}, 'value: "80" has no unit', 9),
    ({"value": '"80 furlongs"'}, "furlongs", 9),
    ({"value": '"80 h"'}, "unit of something else", 9),
    ({"value": '"many"'}, "not a number", 9),
    ({"value": "nan"}, "value is nan", 9),
    ({"value": "true"}, "value is True", 9),
    ({"value": "[80]"}, r"value is \[80\]", 9),
    ({"quantity": '"peak of naltrexone in plasma"', "value": '"80 %"', "sd": None}, "unit of something else", 9),
    ({"quantity": '"peak of naltrexone in plasma"', "value": '"-3 nM"', "sd": None}, "below zero", 9),
    ({"sd": '"5"'}, 'sd: "5" has no unit', 10),
    ({"sd": '"-5 %"'}, "sd is -5 %", 10),
    ({"sd": '"5 h"'}, "sd", 10),
    ({"se": '"2 %"'}, "sd and se are given", 11),
    ({"range": '["70 %", "90 %"]'}, "sd and range are given", 11),
    ({"sd": None, "interval": '["85 %", "95 %"]'}, "lies outside the interval", 10),
    ({"sd": None, "interval": '["90 %", "70 %"]'}, "interval is", 10),
    ({"sd": None, "interval": '["70 %"]'}, "interval is", 10),
    ({"sd": None, "interval": '"70 to 90 %"'}, "interval is", 10),
    ({"sd": None, "range": '["70 %", "90"]'}, 'range: "90" has no unit', 10),
    ({"band": '["85 %", "95 h"]'}, "band", 11),
    ({"n": "0"}, "n is 0", 6),
    ({"n": "-3"}, "n is -3", 6),
    ({"n": "2.5"}, "n is 2.5", 6),
    ({"n": '"six"'}, "n is 'six'", 6),
    ({"n": "true"}, "n is True", 6),
    ({"individual": '["79 %", "81 %"]'}, "n is 6, and individual holds 2 figures", 6),
    ({"individual": '"79 %"'}, "individual is '79 %'", 11),
    ({"source": '"nobody"'}, 'no source is called "nobody"', 3),
    ({"reading": '"skimmed"'}, "does not say how the source", 11),
    ({"valeu": '"3 %"'}, "an observation has no valeu", 11),
    ({"time": '"8"'}, 'the time "8" has no unit', 8),
    ({"time": '"8 to 2 h"'}, "from 8 h to 2 h", 8),
    ({"time": '"-2 h"'}, "runs from -2 h", 8),
    ({"time": '"soon"'}, 'the time "soon" cannot be read', 8),
    ({"time": "8"}, "time is 8", 8),
    ({"time": None}, "was measured at a time", 7),
    ({"value": None}, "the entry lacks value", 0),
    ({"people": None, "regimen": None}, "the entry lacks regimen, people", 0),
    ({"regimen": '""'}, "regimen is ''", 4),
    ({"drug": "3"}, "drug is 3", 2),
    ({"id": "3"}, "id is 3", 1),
    ({"calibration": '"yes"'}, "calibration is 'yes'", 11),
    ({"basis": '"guessed"'}, "basis is 'guessed'", 11),
    ({"with_": '"morphine"'}, "with is 'morphine'", 11),
    ({"covariates": '{ weight = "heavy" }'}, "covariates cannot be read", 11),
    ({"value": '"over 60 %"'}, "a limit has no sd", 9),
    ({"value": '"over 60"', "sd": None}, '"60" has no unit', 9),
    ({"versus": '{ dose = "5 mg" }'}, "versus has no dose", 11),
    ({"versus": '"placebo"'}, "versus is 'placebo'", 11),
    ({"versus": "{ n = 0 }"}, "n is 0", 11),
    ({"versus": '{ people = "adults" }', "value": '"1"', "sd": None}, "versus is the same arm", 10),
    ({"quantity": '"hazard ratio of relapse"', "value": '"0.7"', "sd": None}, "compares two arms", 7),
]


class TestFaults:
    @pytest.mark.parametrize(("changes", "message", "line"), FAULTS, ids=[f"{c} {m}" for c, m, _ in FAULTS])
    def test_a_bad_entry_is_named_by_file_entry_and_line_and_the_others_are_read(
        self, changes: dict[str, str | None], message: str, line: int
    ) -> None:
        reading = read(entry(**changes) + LAST)
        assert [seen.id for seen in reading.observations] == ["E9"]
        fault = only_fault(reading)
        name = "1" if "id" in changes else "E1"
        assert fault.where == f"example.toml, entry {name}, line {FIRST_LINE + line}"
        assert fault.exists or fault.hint
        with pytest.raises(ObservationError, match=message):
            reading.raise_if_faulty()

    def test_an_unknown_quantity_is_answered_with_the_vocabulary(self) -> None:
        fault = only_fault(read(entry(quantity='"occupancy of mu"')))
        assert "displacement at R" in str(fault)
        assert "hazard ratio of X" in str(fault)

    def test_a_key_that_does_not_exist_is_answered_with_those_that_do(self) -> None:
        fault = only_fault(read(entry(valeu='"3 %"')))
        assert "value" in (fault.exists or "")
        assert 'did you mean "value"?' in (fault.hint or "")

    def test_all_that_is_wrong_with_an_entry_is_told_at_once(self) -> None:
        changes = {"n": "0", "time": '"8"', "source": '"nobody"', "se": '"1 %"', "weight": "3"}
        reading = read(entry(**changes) + LAST)
        lines = sorted(int(str(fault.where).rsplit(" ", 1)[1]) - FIRST_LINE for fault in reading.faults)
        assert lines == [3, 6, 8, 11, 12]
        assert len(reading.observations) == 1

    def test_two_entries_of_one_name_are_one_too_many_and_the_first_is_kept(self) -> None:
        reading = read(ENTRY + entry(value='"70 %"') + LAST)
        assert [(seen.id, seen.value.value) for seen in reading.observations] == [("E1", 80), ("E9", 80)]
        fault = only_fault(reading)
        assert fault.what == 'two observations are called "E1"'
        assert fault.where == f"example.toml, entry E1, line {FIRST_LINE + LENGTH}"
        assert f"line {FIRST_LINE}" in (fault.exists or "")

    def test_an_entry_that_is_no_toml_leaves_the_others_as_they_are(self) -> None:
        reading = read(entry(value="80 %") + LAST)
        assert [seen.id for seen in reading.observations] == ["E9"]
        fault = only_fault(reading)
        assert "cannot be read" in fault.what
        assert fault.where == f"example.toml, entry E1, line {FIRST_LINE + 9}"
        assert 'value = "94.9 %"' in (fault.hint or "")

    def test_a_text_that_is_not_closed_stops_at_the_next_entry(self) -> None:
        reading = read(entry(note='"""never closed') + LAST)
        assert [seen.id for seen in reading.observations] == ["E9"]
        assert "entry E1" in (only_fault(reading).where or "")

    def test_an_entry_with_one_bracket_is_told_to_have_two(self) -> None:
        reading = read(ENTRY.replace("[[observation]]", "[observation]") + LAST)
        assert [seen.id for seen in reading.observations] == ["E9"]
        assert "two brackets" in (only_fault(reading).hint or "")

    @pytest.mark.parametrize("header", ["[[observations]]", "[general]"])
    def test_a_table_that_does_not_exist_is_named_with_its_line(self, header: str) -> None:
        fault = only_fault(read(ENTRY + header + "\nid = 3\n"))
        assert "outside an entry" in fault.what
        assert fault.where == f"example.toml, line {FIRST_LINE + LENGTH}"
        assert "[[observation]]" in (fault.hint or "")

    def test_a_slip_above_the_first_header_is_named_with_its_line(self) -> None:
        reading = read_observations("drug = naltrexone\n" + SOURCE.replace("format = 1\n", "") + ENTRY, "example.toml")
        assert only_fault(reading).where == "example.toml, line 1"
        assert len(reading.observations) == 1

    @pytest.mark.parametrize(("written", "hint"), [("2", "newer neurodose"), ('"one"', "format = 1")])
    def test_a_file_of_another_format_is_not_guessed_at(self, written: str, hint: str) -> None:
        text = (SOURCE + ENTRY).replace("format = 1", f"format = {written}")
        reading = read_observations(text, "example.toml")
        assert reading.observations == ()
        fault = only_fault(reading)
        assert "format" in fault.what
        assert fault.where == "example.toml, line 1"
        assert hint in (fault.hint or "")


class TestSources:
    @pytest.mark.parametrize(
        ("old", "new", "message"),
        [
            ('authors = "Someone"', 'authors = ""', "cannot be found again"),
            ("year = 2001\n", "", "no authors, year and journal"),
            ('journal = "', 'magazine = "', "does not know magazine"),
            ('reading = "read"', 'reading = "skimmed"', "does not say how"),
        ],
    )
    def test_a_source_that_cannot_be_found_again_is_named_with_those_that_rest_on_it(
        self, old: str, new: str, message: str
    ) -> None:
        other = SOURCE.replace("format = 1\n", "").replace("sources.someone", "sources.other")
        text = SOURCE.replace(old, new) + other + ENTRY + LAST.replace('"someone"', '"other"')
        reading = read_observations(text, "example.toml")
        assert [seen.id for seen in reading.observations] == ["E9"]
        of_source, of_entry = reading.faults
        assert message in str(of_source)
        assert of_source.where == "example.toml, source someone, line 2"
        assert 'no source is called "someone"' in of_entry.what

    def test_two_sources_of_one_name_are_one_too_many(self) -> None:
        reading = read(SOURCE.replace("format = 1\n", "") + ENTRY)
        assert only_fault(reading).what == 'two sources are called "someone"'
        assert only_fault(reading).where == "example.toml, source someone, line 7"
        assert len(reading.observations) == 1


def test_units_of_an_observation_are_those_it_is_written_in() -> None:
    assert read_one(quantity='"peak of naltrexone in plasma"', value='"39 nM"', sd=None).unit == nM


def test_a_refused_figure_says_why_and_sets_nothing() -> None:
    seen = read_one(refused='"a slip of unit"', miss='"the model has no such thing"')
    assert (seen.refused, seen.miss) == ("a slip of unit", "the model has no such thing")
    (fault,) = read(entry(refused='"a slip of unit"', calibration="true")).faults
    assert "refused, and calibration is true" in fault.what


def test_a_figure_is_a_mean_unless_it_says_median() -> None:
    assert read_one().statistic == "mean"
    assert read_one(statistic='"median"').statistic == "median"
    (fault,) = read(entry(statistic='"mode"')).faults
    assert "statistic is 'mode'" in fault.what
    assert fault.exists == "it is one of: mean, median"


def test_an_entry_names_what_contradicts_it() -> None:
    assert read_one().contradicts == ()
    assert read_one(contradicts='["E9"]').contradicts == ("E9",)
    (fault,) = read(entry(contradicts='"E9"')).faults
    assert "contradicts is 'E9'" in fault.what


def test_a_variation_is_measured_when_what_varies_is() -> None:
    lacks_time = {"time": None, "value": '"20 %"', "sd": None}
    (fault,) = read(
        entry(quantity='"variation between people of half-life of naltrexone in plasma"', **lacks_time)
    ).faults
    assert "was measured at a time" in fault.what
    seen = read_one(quantity='"variation between people of clearance of naltrexone"', **lacks_time)
    assert seen.time == ALWAYS


@pytest.mark.parametrize(
    ("quantity", "time", "anchor"),
    [
        ("proportion with relapse", "0 to 12 week", "first"),
        ("proportion with relapse", "0 to 12 week after last dose", "last"),
        ("mean of craving", "24 h", "last"),
        ("peak of naltrexone in plasma", "0 to 12 week", "last"),
    ],
)
def test_weeks_of_what_became_of_people_count_from_the_start_of_a_trial(quantity: str, time: str, anchor: str) -> None:
    arm = Arm("50 mg hydrochloride by mouth every 24 h x 84", "adults", read_measure(quantity), read_window(time))
    assert arm.window.anchor == anchor
