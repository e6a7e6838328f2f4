"""A file of a study: what can be read is what stands there, and every slip is told with file, study, field and line."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodose.errors import EvidenceWarning, StudyError
from neurodose.records.study import Study
from neurodose.records.study_doubts import find_doubts, looks_like_se
from neurodose.records.study_reader import read_study

FILE = """\
format = 1
name = "Author 2031"
aka = "EXAMPLE"
design = "randomised parallel"
masking = "double-blind"
weeks = 12
funding = ""
note = "an example"

[source]
authors = "Author and others"
year = 2031
journal = "Journal of Examples 12:345"
reading = "read"

[people]
condition = "alcohol use disorder"
also = "depression, cirrhosis"
n = 84

[[arm]]
name = "baclofen"
treatment = "baclofen"
drug = "baclofen"
dose_mg = 30
n = 42

[[arm]]
name = "placebo"
treatment = "placebo"
n = 42

[bias]
randomisation = "low"
because.randomisation = "by a computer, concealed"
missing_data = "some concerns"
by = "A. Reader"

[columns]
allocation = "central"
latitude = 41.9

[[outcome]]
name = "abstinence"
words = "to the end"
at = "12 weeks"
weeks = 12
better = "more"

[[outcome.arm]]
arm = "baclofen"
events = 30
total = 42

[[outcome.arm]]
arm = "placebo"
events = 12
total = 42
reading = "remembered"

[[outcome]]
name = "heavy drinking"
reading = "read second-hand"

[[outcome.contrast]]
arm = "baclofen"
against = "placebo"
measure = "HR"
estimate = 0.72
interval = [0.53, 0.98]
level = 0.975

[outcome.bias]
measurement = "high"
because.measurement = "people knew"

[[outcome]]
name = "days abstinent"
better = "more"
scale = "days"

[[outcome.arm]]
arm = "baclofen"
mean = 62.8
se = 5.4
total = 42

[[outcome.arm]]
arm = "placebo"
mean = 30.8
se = 5.5
total = 42
"""


def read(text: str) -> Study:
    return read_study(text, "author_2031.toml").take()


def fault(text: str) -> str:
    """The one fault of a file."""
    (found,) = read_study(text, "author_2031.toml").faults
    assert isinstance(found, StudyError)
    return str(found)


def test_what_a_file_says_is_what_is_read() -> None:
    study = read(FILE)
    assert (study.id, study.name, study.aka, study.year, study.weeks) == (
        "author_2031", "Author 2031", "EXAMPLE", 2031, 12,
    )  # fmt: skip
    assert study.people.condition == "alcohol use disorder"
    assert [(arm.name, arm.treatment, arm.dose_mg, arm.n) for arm in study.arms] == [
        ("baclofen", "baclofen", 30, 42), ("placebo", "placebo", None, 42),
    ]  # fmt: skip
    assert study.columns == {"allocation": "central", "latitude": 41.9}
    abstinence, drinking, days = study.outcomes
    assert [(arm.events, arm.total, arm.reading) for arm in abstinence.arms] == [
        (30, 42, "read"), (12, 42, "remembered"),
    ]  # fmt: skip
    (contrast,) = drinking.contrasts
    assert (contrast.measure, contrast.estimate, contrast.low, contrast.high) == ("HR", 0.72, 0.53, 0.98)
    assert (contrast.level, contrast.reading) == (0.975, "read second-hand")
    assert days.arms[0].se == 5.4
    assert days.arms[0].sd is None
    assert study.reading_of(abstinence) == "remembered"


def test_a_judgement_of_bias_is_kept_with_its_reason_and_what_nobody_judged_is_not_assessed() -> None:
    study = read(FILE)
    assert study.bias.of("randomisation") == "low"
    assert study.bias.because["randomisation"] == "by a computer, concealed"
    assert study.bias.of("missing data") == "some concerns"
    assert study.bias.of("measurement") == "not assessed"
    assert study.bias.overall == "some concerns"
    bias = study.outcomes[1].bias
    assert bias is not None
    assert bias.of("measurement") == "high"


def test_what_a_file_does_not_say_is_unknown() -> None:
    study = read(FILE)
    assert study.registration == ""
    assert study.people.place == ""
    assert study.outcomes[1].favours is None


SLIPS = {
    "an unknown key": ('aka = "EXAMPLE"', 'also_known = "EXAMPLE"', "a study has no also_known .*line 3"),
    "an unknown design": ("randomised parallel", "randomized", 'design is "randomized" .*Author 2031.*line 4'),
    "a number in quotes": ("weeks = 12\nfunding", 'weeks = "12"\nfunding', "weeks is '12' .*line 6"),
    "a text without quotes": ("n = 84", "n = 84.5", "n is 84.5 .*people.*line 19"),
    "no source": ("[source]\n", "[sources]\n", "the file has no .sources."),
    "no condition": ('condition = "alcohol use disorder"\n', "", "lacks condition"),
    "a source that cannot be found again": ("year = 2031", "year = 31", "cannot be found again"),
    "an unknown reading": ('reading = "remembered"', 'reading = "guessed"', 'reading is "guessed" .*arm placebo'),
    "an unknown domain": ('randomisation = "low"\nbecause', 'luck = "low"\nbecause', 'no domain is called "luck"'),
    "an unknown judgement": ('= "some concerns"', '= "fine"', 'missing data: no judgement is called "fine" .*line 36'),
    "an unknown tool": ("[bias]\n", '[bias]\ntool = "Jadad"\n', 'no tool is called "Jadad"'),
    "a reason without a judgement": ("because.measurement", "because.deviations", "a reason is given for deviations"),
    "a reason that is no table": ("because.measurement =", "because =", "because is 'people knew'"),
    "an arm that does not exist": ('against = "placebo"', 'against = "diazepam"', 'no arm is called "diazepam"'),
    "a word for a number": ("events = 30", 'events = "thirty"', "events is 'thirty'"),
    "one bracket": ("[[arm]]\nname = \"placebo\"", "[arm]\nname = \"placebo\"", r"\[arm\] has the wrong brackets"),
    "an arm's result before any outcome": (
        "[bias]\n", '[[outcome.arm]]\narm = "baclofen"\n\n[bias]\n', r"stands before any \[\[outcome\]\]",
    ),
    "an interval of one end": ("[0.53, 0.98]", "[0.53]", r"interval is \[0.53\]"),
    "a level without an interval": ("interval = [0.53, 0.98]\n", "", "a level is given, and no interval"),
    "another format": ("format = 1", "format = 2", "the file is of format 2"),
    "two sources": ("[people]", "[source]\nauthors = \"B\"\n\n[people]", r"there are two \[source\]"),
    "what TOML cannot read": ('note = "an example"', "note = an example", "cannot be read: .*line 8"),
    "an outcome that says nothing": (
        '[[outcome]]\nname = "days abstinent"', '[[outcome]]\nname = "pain"\n\n[[outcome]]\nname = "days abstinent"',
        "the outcome says nothing .*outcome pain",
    ),
}  # fmt: skip


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_of_the_pen_is_told_with_its_place(slip: str) -> None:
    right, wrong, told = SLIPS[slip]
    assert right in FILE
    with pytest.raises(StudyError, match=f"(?s){told}"):
        raise StudyError("; ".join(map(str, read_study(FILE.replace(right, wrong, 1), "author_2031.toml").faults)))


IMPOSSIBLE = {
    "more events than people": ("events = 30", "events = 50", "50 events are more than the 42", 50),
    "more people than were randomised": ("events = 30\ntotal = 42", "events = 30\ntotal = 60", "60 people", 50),
    "a standard error below zero": ("se = 5.4", "se = -5.4", "se is -5.4", 82),
    "an estimate outside of its interval": ("estimate = 0.72", "estimate = 1.72", "lies outside of its interval", 65),
    "a ratio that is a logarithm": ("estimate = 0.72", "estimate = -0.33", "a ratio is above zero", 65),
    "a level above one": ("level = 0.975", "level = 97.5", "the level is 97.5", 65),
    "an unknown measure": ('measure = "HR"', 'measure = "hazard"', 'no measure is called "hazard"', 65),
    "sd and se that contradict": ("se = 5.4", "se = 5.4\nsd = 12", "the SD is 12, and by the SE of 5.4", 82),
}


@pytest.mark.parametrize("what", IMPOSSIBLE)
def test_what_cannot_be_is_refused_with_study_outcome_field_and_line(what: str) -> None:
    right, wrong, told, line = IMPOSSIBLE[what]
    reading = read_study(FILE.replace(right, wrong, 1), "author_2031.toml")
    assert reading.study is None
    said = str(reading.faults[0])
    assert told in said
    assert f"author_2031.toml, study Author 2031, line {line}, outcome" in said


def test_the_same_outcome_twice_and_two_arms_of_one_name_are_refused() -> None:
    twice = FILE.replace('name = "days abstinent"', 'name = "abstinence"\nat = "12 weeks"')
    assert 'the outcome "abstinence at 12 weeks" stands there twice' in fault(twice)
    named = FILE.replace('name = "placebo"', 'name = "baclofen"').replace('"placebo"', '"baclofen"')
    assert 'two arms are called "baclofen"' in str(read_study(named, "a.toml").faults[0])


def test_all_faults_are_told_at_once() -> None:
    text = (
        FILE.replace("events = 30", 'events = "30"').replace("year = 2031", 'year = "2031"').replace("n = 84", "n = -1")
    )
    assert len(read_study(text, "a.toml").faults) == 3


def test_a_median_is_kept_with_its_interval_and_is_no_mean() -> None:
    arm = read(FILE.replace("mean = 62.8\nse = 5.4", "median = 90.0\ninterval = [69.9, 92.4]")).outcomes[2].arms[0]
    assert (arm.mean, arm.median, arm.low, arm.high) == (None, 90.0, 69.9, 92.4)
    assert "the interval holds no median" in fault(FILE.replace("se = 5.4", "interval = [1, 2]"))
    assert "a mean and a median" in fault(FILE.replace("se = 5.4", "median = 60"))


@given(
    at=st.integers(0, FILE.count("\n") - 1),
    what=st.sampled_from(["", "[", "x", 'a = "', "[[outcome.arm]]", "= 3", "n = nan"]),
)
def test_no_file_breaks_the_reader(at: int, what: str) -> None:
    """Whatever line is spoilt, there is a study or a fault, and never neither."""
    lines = FILE.splitlines()
    lines = [*lines[:at], what, *lines[at + 1 :]]
    reading = read_study("\n".join(lines), "spoilt.toml")
    assert (reading.study is None) == bool(reading.faults)
    for told in reading.faults:
        assert isinstance(told, StudyError)
        assert "spoilt.toml" in str(told)


def test_a_standard_error_that_is_called_a_standard_deviation_is_told() -> None:
    swapped = FILE.replace("se = 5.4", "sd = 5.4").replace("se = 5.5", "sd = 5.5")
    with pytest.warns(EvidenceWarning, match="days abstinent, arm (baclofen|placebo), sd: .*hardly ever seen"):
        study = read(swapped)
    assert study.outcomes[2].arms[0].sd == 5.4  # as it was given
    assert len(find_doubts(study)) == 2


def test_a_number_somebody_has_looked_at_is_no_doubt() -> None:
    swapped = FILE.replace("se = 5.4", 'sd = 5.4\ndoubt = "as printed"').replace("se = 5.5", 'sd = 5.5\ndoubt = "so"')
    assert read(swapped).outcomes[2].arms[0].doubt == "as printed"


def test_a_standard_deviation_among_its_like_is_none_of_an_error() -> None:
    n = 40
    assert looks_like_se(23.2, n, others=[23.6]) is None
    assert looks_like_se(23.2 / math.sqrt(n), n, others=[23.6, 22.0]) is not None
    assert looks_like_se(5.0, n, apart=4.0) is None
    assert looks_like_se(1.0, n, apart=5.0) is not None
    assert looks_like_se(1.0, n, apart=50.0) is None  # as a standard error too: another fault
    assert looks_like_se(2.0, 6, others=[5.9]) is None  # too few people to tell
    assert looks_like_se(2.0, None) is None
    assert looks_like_se(0.0, n, others=[1.0]) is None


@pytest.mark.parametrize(
    ("measure", "estimate", "ends", "odd"),
    [
        ("RR", 2.50, (1.49, 4.18), False), ("RR", 2.50, (0.9, 4.1), True), ("MD", -3.89, (-5.75, -2.04), False),
        ("MD", -3.89, (-9.0, -2.04), True), ("OR", 1.20, (0.58, 2.50), False), ("RR", 0.96, (0.92, 1.00), False),
        ("OR", 1.87, (1.29, 2.46), True), ("HR", 0.5, (0.0, 0.9), False),
    ],
)  # fmt: skip
def test_an_interval_of_another_scale_is_told(
    measure: str, estimate: float, ends: tuple[float, float], odd: bool
) -> None:
    study = read(FILE)
    contrast = replace(
        study.outcomes[1].contrasts[0], measure=measure, estimate=estimate, low=ends[0], high=ends[1], level=0.95
    )
    asked = replace(study, outcomes=(replace(study.outcomes[1], contrasts=(contrast,)),))
    assert bool(find_doubts(asked)) == odd
