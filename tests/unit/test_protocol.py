"""Protocols: read, refused with file, entry and line, written, and run."""

from __future__ import annotations

import re
import warnings
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neurodose import Dose, find_drug, read_regimen, simulate
from neurodose.agreement.validation import find_estimates
from neurodose.errors import DoseError, ProtocolError, ScopeWarning
from neurodose.protocol.places import find_places
from neurodose.protocol.protocol import Protocol, run_protocol
from neurodose.protocol.reading import open_protocol, read_protocol
from neurodose.protocol.writing import write_protocol
from neurodose.simulation.keep import Areas, FinalStates, Quantiles, Trajectories
from neurodose.units import day, h, mg

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
DRUG = find_drug("naltrexone")
ROUNDING = 1e-12  # relative: of a value into its unit and back
PLASMA = DRUG.concentrations["naltrexone in plasma"]

PLAIN = f"""\
# a comment on the first line
format = 1
drug = "naltrexone"
regimen = "50 mg every 24 h x 2"

[people]
count = 3
seed = 7

[course]
until = "2 days"
every = "12 h"
outputs = [
    "{PLASMA}",
    "mu.displacement",
]
"""


def changed(old: str, new: str) -> str:
    """The plain protocol with one thing written in another way."""
    assert PLAIN.count(old) == 1
    return PLAIN.replace(old, new)


def read(text: str) -> Protocol:
    return read_protocol(text, "some.toml")


def refuse(text: str) -> ProtocolError:
    """The error that a text is refused with."""
    with pytest.raises(ProtocolError, match=r"some\.toml") as caught:
        read(text)
    return caught.value


def test_a_protocol_says_one_question() -> None:
    protocol = read(PLAIN)
    assert protocol.drug is DRUG
    assert protocol.model is DRUG.model
    assert protocol.regimen == read_regimen("50 mg every 24 h x 2")
    assert (protocol.count, protocol.seed) == (3, 7)
    assert (protocol.until, protocol.every) == (2 * day, 12 * h)
    assert protocol.outputs == (PLASMA, "mu.displacement")
    assert protocol.keep == Trajectories()


def test_what_is_not_said_is_the_drugs_first() -> None:
    protocol = read(PLAIN)
    assert protocol.structure == next(iter(DRUG.structures))
    assert protocol.population == next(iter(DRUG.populations))


def test_a_structure_and_a_population_are_chosen_by_name() -> None:
    structure, population = list(DRUG.structures)[-1], list(DRUG.populations)[-1]
    text = changed("[people]", f'structure = "{structure}"\n[people]\npopulation = "{population}"')
    protocol = read(text)
    assert protocol.model is DRUG.structures[structure]
    assert protocol.population == population


def test_a_protocol_gives_the_course_that_the_verbs_give() -> None:
    made = run_protocol(read(PLAIN))
    people = DRUG.people.sample(3, seed=7)
    regimen = read_regimen("50 mg every 24 h x 2")
    meant = simulate(DRUG.model, regimen, people, until=2 * day, every=12 * h, outputs=[PLASMA, "mu.displacement"])
    assert made.outputs == meant.outputs
    assert made.times.tolist() == [0, 12, 24, 36, 48]
    for name in meant.outputs:
        assert np.array_equal(made.values[name], meant.values[name])


def test_the_favourite_has_the_values_of_the_table() -> None:
    protocol = read(PLAIN)
    assert protocol.calibrated == {}
    assert set(protocol.people.columns) == set(DRUG.people.sample(1, seed=1).columns)


@pytest.mark.parametrize("structure", list(DRUG.structures)[1:])
def test_a_rival_has_the_values_that_its_own_calibration_found(structure: str) -> None:
    protocol = read(changed("[people]", f'structure = "{structure}"\n[people]'))
    estimate = find_estimates(DRUG)[structure]
    assert set(protocol.calibrated) == set(estimate.addresses)
    typical = {address: np.array(value) for address, value in estimate.values.items()}
    meant = DRUG.people.sample(3, seed=7, typical=typical)
    with_the_table = DRUG.people.sample(3, seed=7)
    people = run_protocol(protocol).people
    for name, column in meant.columns.items():
        assert people.columns[name] == pytest.approx(column, rel=ROUNDING), name
    assert any((people.columns[name] != column).any() for name, column in with_the_table.columns.items())


def test_progress_is_told() -> None:
    shares: list[float] = []
    run_protocol(replace(read(PLAIN), count=1), shares.append)
    assert shares
    assert 0 <= min(shares) <= max(shares) <= 1


def test_sentences_in_a_list_run_side_by_side() -> None:
    text = changed('"50 mg every 24 h x 2"', '[\n    "50 mg every 24 h x 2",\n    "5 mg at 30 h",\n]')
    assert read(text).regimen == read_regimen("50 mg every 24 h x 2").together(Dose(5 * mg, at=30 * h))


def test_a_route_is_for_doses_that_do_not_name_theirs() -> None:
    into = read(PLAIN).model.system.routes["mouth"].state
    text = changed("50 mg every 24 h x 2", f"50 mg then after 24 h 5 mg hydrochloride into {into}")
    doses = read(text.replace("[people]", 'route = "mouth"\n[people]')).regimen.parts()
    assert [(d.route, d.into) for d in doses] == [("mouth", None), (None, into)]


KEPT = {
    "trajectories": ('keep = "trajectories"', Trajectories()),
    "quantiles": ('keep = "quantiles"', Quantiles()),
    "quantiles of one's own": ('keep = "quantiles"\nlevels = [0.1, 1]', Quantiles(0.1, 1.0)),
    "areas": ('keep = "areas"', Areas()),
}


@pytest.mark.parametrize(("words", "keep"), KEPT.values(), ids=KEPT)
def test_what_is_kept_is_said(words: str, keep: object) -> None:
    assert read(changed('every = "12 h"', words)).keep == keep


def test_final_states_are_kept_without_naming_outputs() -> None:
    protocol = read(PLAIN.split("outputs")[0] + 'keep = "final states"\n')
    assert (protocol.keep, protocol.outputs) == (FinalStates(), None)


class TestWriting:
    @pytest.mark.parametrize("words", [words for words, _ in KEPT.values()], ids=KEPT)
    def test_what_is_written_reads_back_as_the_same_protocol(self, words: str) -> None:
        protocol = read(changed('every = "12 h"', f'every = "20 min"\n{words}'))
        assert read_protocol(write_protocol(protocol), "again.toml") == protocol

    def test_an_involved_regimen_reads_back(self) -> None:
        sentence = "25 mg by mouth then after 24 h 50 mg hydrochloride every 24 h x 9 without 3, 5"
        protocol = read(changed("50 mg every 24 h x 2", sentence))
        assert read_protocol(write_protocol(protocol), "again.toml") == protocol

    def test_final_states_read_back(self) -> None:
        protocol = read(PLAIN.split("every =")[0] + 'keep = "final states"\n')
        again = read_protocol(write_protocol(protocol), "again.toml")
        assert again == protocol
        assert (again.every, again.outputs) == (None, None)

    def test_what_was_not_said_is_written(self) -> None:
        text = write_protocol(read(PLAIN))
        assert f'structure = "{next(iter(DRUG.structures))}"' in text
        assert f'population = "{next(iter(DRUG.populations))}"' in text

    def test_writing_twice_gives_the_same_text(self) -> None:
        text = write_protocol(read(PLAIN))
        assert write_protocol(read(text)) == text


# old, new, what is said, the entry and its line, and part of what exists or of the hint
WRONG = {
    "an unknown entry": ("count", "cuont", 'no entry is called "cuont"', "people.cuont, line 7", 'mean "count"?'),
    "an unknown table": ("[course]", "[curse]", 'no entry is called "curse"', "curse, line 10", 'mean "course"?'),
    "a missing entry": ("seed = 7\n", "", "people.seed is missing", "people.seed, line 6", "a whole number"),
    "a count in quotes": ("= 3", '= "3"', 'people.count is "3"', "people.count, line 7", "a whole number"),
    "half a person": ("= 3", "= 2.5", "people.count is 2.5", "people.count, line 7", "a whole number"),
    "nobody": ("= 3", "= 0", "people.count is 0", "people.count, line 7", "a whole number from 1"),
    "truth for a number": ("= 7", "= true", "people.seed is true", "people.seed, line 8", "a whole number"),
    "a date for a time": ('"12 h"', "2020-01-01", "course.every is 2020-01-01", "course.every, line 12", "a time"),
    "a number for a time": ('"12 h"', "12", "course.every is 12", "course.every, line 12", "a time in quotes"),
    "no unit": ("12 h", "12", "12 is a pure number, not a time", "course.every, line 12", '"24 h"'),
    "a mass for a time": ("2 days", "2 mg", "2 mg is mass, not a time", "course.until, line 11", '"24 h"'),
    "a time of 0": ("2 days", "0 h", "0 h is no time above 0", "course.until, line 11", '"24 h"'),
    "an unknown unit": ("2 days", "2 moons", 'no unit is called "moons"', "course.until, line 11", "neurodose has: "),
    "nothing for a drug": ('"naltrexone"', '" "', 'drug is " "', "drug, line 3", "a drug of the library"),
    "an unknown drug": ("naltrexone", "naltrexon", 'no drug is called "naltrexon"', "drug, line 3", "did you mean"),
    "an unknown population": (
        "count",
        'population = "adlts"\ncount',
        'no population is called "adlts"',
        "people.population, line 7",
        'did you mean "adults"?',
    ),
    "an unknown structure": (
        "regimen",
        'structure = "slow exchang"\nregimen',
        'no structure is called "slow exchang"',
        "structure, line 4",
        'did you mean "slow exchange"?',
    ),
    "an unknown output": (
        "mu.displacement",
        "mu.displacment",
        'no output is called "mu.displacment"',
        "course.outputs, line 15",
        'did you mean "mu.displacement"?',
    ),
    "an output that is none": (
        '"mu.displacement"',
        "3",
        "course.outputs, number 2 in the list, is 3",
        "course.outputs, line 13",
        "addresses in quotes",
    ),
    "an unknown route": (
        "regimen",
        'route = "nose"\nregimen',
        'no route is called "nose"',
        "route, line 4",
        "mouth",
    ),
    "an unknown salt": ("50 mg", "50 mg sulfate", "sulfate", "regimen, line 4", "hydrochloride"),
    "a slip in the regimen": ("every 24 h", "evry 24 h", "the regimen cannot be read", "regimen, line 4", "every"),
    "a slip in the second sentence": (
        '"50 mg every 24 h x 2"',
        '[\n  "50 mg",\n  "5 mg x",\n]',
        "the regimen cannot be read",
        "regimen, line 6",
        "5 mg x",
    ),
    "no regimen": ('"50 mg every 24 h x 2"', "[]", "regimen is []", "regimen, line 4", "a sentence in quotes"),
    "something unknown to keep": (
        "every =",
        'keep = "quantile"\nevery =',
        'course.keep is "quantile"',
        "course.keep, line 12",
        '"quantiles"',
    ),
    "levels that fall": (
        "every =",
        'keep = "quantiles"\nlevels = [0.9, 0.1]\nevery =',
        "cannot be kept",
        "course.levels, line 13",
        "ascending",
    ),
    "levels for areas": (
        "every =",
        'keep = "areas"\nlevels = [0.1, 0.9]\nevery =',
        "levels are given, but areas are kept",
        "course.levels, line 13",
        "leave levels out",
    ),
    "outputs for final states": (
        "every =",
        'keep = "final states"\nevery =',
        "outputs are named, but final states are kept",
        "course.keep, line 12",
        "leave outputs out",
    ),
    "a table that is a number": ("[people]\ncount = 3\nseed", "people", "people is 7", "people, line 6", "[people]"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "what", "place", "help_"), WRONG.values(), ids=WRONG)
def test_a_fault_is_told_with_file_entry_and_line(old: str, new: str, what: str, place: str, help_: str) -> None:
    text = PLAIN.replace(old, new, 1)
    assert text != PLAIN
    told = str(refuse(text))
    assert what in told
    assert f"(some.toml, {place})" in told
    assert help_ in told


def test_all_faults_are_told_at_once() -> None:
    error = refuse(changed("count = 3", "cuont = 3").replace('"12 h"', "12"))
    assert error.what == "there are 3 faults"
    for entry in ("people.cuont, line 7", "people.count, line 6", "course.every, line 12"):
        assert f"(some.toml, {entry})" in str(error)


def test_faults_of_meaning_are_told_at_once() -> None:
    error = refuse(changed("2 days", "2 mg").replace("naltrexone", "aspirin"))
    assert error.what == "there are 2 faults"
    assert 'no drug is called "aspirin"' in str(error)
    assert "2 mg is mass" in str(error)


def test_a_newer_format_is_refused_before_its_entries_are_judged() -> None:
    error = refuse(changed("format = 1", 'format = 2\nwhatever = "new"'))
    assert error.what == "the protocol is of format 2"
    assert error.where == "some.toml, format, line 2"
    assert error.exists == "this version of neurodose reads format 1"
    assert error.hint == "install a newer neurodose"


def test_a_format_that_never_was_is_refused() -> None:
    assert refuse(changed("format = 1", "format = 0")).hint == "write format = 1"
    assert "format is missing" in str(refuse(changed("format = 1", "")))
    assert 'format is "1"' in str(refuse(changed("format = 1", 'format = "1"')))
    assert "format is true" in str(refuse(changed("format = 1", "format = true")))


@pytest.mark.parametrize(
    ("text", "line"), [("drug = \n", 1), ("format = 1\n[people\n", 2), ("seed = 1\nseed = 2\n", 2)]
)
def test_what_is_no_toml_is_told_with_its_line(text: str, line: int) -> None:
    error = refuse(text)
    assert error.what.startswith("some.toml is no TOML: ")
    assert re.search(rf"some\.toml, (at )?line {line}\b", error.where or "")


def test_an_empty_file_lacks_everything() -> None:
    told = str(refuse(""))
    for entry in ("format", "drug", "regimen", "people", "course"):
        assert f"{entry} is missing" in told


def test_places_are_found_whatever_the_way_of_writing() -> None:
    text = (
        '\n# people = 1\na.b = """\n[x]\nc = 1\n"""\n"d e" = [ # list\n  "one",\n  \'two\',\n]\n'
        "f = { g = 1, h = { i = 2 } }\n[j.k]\nl = 3\n[[m]]\nn = 4\n"
    )
    places = find_places(text, "f")
    lines = {entry: statement.line for entry, statement in places.statements.items()}
    assert lines == {
        "a": 3, "a.b": 3, "d e": 7, "f": 11, "f.g": 11, "f.h": 11, "f.h.i": 11, "j": 12, "j.k": 12, "j.k.l": 13,
        "m": 14, "m.n": 15,
    }  # fmt: skip
    assert places.say("d e", "one") == "f, d e, line 8"
    assert places.say("d e", "two") == "f, d e, line 9"
    assert places.say("d e", "three") == "f, d e, line 7"
    assert places.say("j.k.missing") == "f, j.k.missing, line 12"
    assert places.say("nowhere") == "f, nowhere"


class TestFile:
    def test_a_file_is_read_with_its_name(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(changed("count = 3", "count = 0"), encoding="utf-8")
        with pytest.raises(ProtocolError, match=r"people\.count is 0 \(mine\.toml, people\.count, line 7\)"):
            open_protocol(path)

    def test_a_mark_of_byte_order_is_no_fault(self, tmp_path: Path) -> None:
        path = tmp_path / "mine.toml"
        path.write_text(PLAIN, encoding="utf-8-sig")
        assert open_protocol(path) == read(PLAIN)

    def test_a_file_that_does_not_exist_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ProtocolError, match=r"none\.toml does not exist"):
            open_protocol(tmp_path / "none.toml")

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ProtocolError, match="cannot be read: Is a directory"):
            open_protocol(tmp_path)

    def test_what_is_not_text_is_refused(self, tmp_path: Path) -> None:
        (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
        with pytest.raises(ProtocolError, match="is not text in UTF-8"):
            open_protocol(tmp_path / "a.toml")


def test_a_regimen_goes_by_a_route() -> None:
    plan = read_regimen("50 mg then after 24 h 25 mg by vein")
    assert [dose.route for dose in plan.by("mouth").parts()] == ["mouth", "vein"]
    with pytest.raises(DoseError, match="route"):
        plan.by("over")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.toml")), ids=lambda path: path.name)
def test_every_example_runs(path: Path) -> None:
    protocol = open_protocol(path)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", ScopeWarning)  # an example may ask for more than was measured
        course = run_protocol(replace(protocol, count=2, every=protocol.until))
    assert [str(warning.message) for warning in caught] == list(protocol.marks)
    course.status.raise_if_failed()
    assert course.outputs == protocol.outputs


def test_there_is_an_example_of_naltrexone() -> None:
    assert open_protocol(EXAMPLES / "naltrexone.toml").drug is DRUG
