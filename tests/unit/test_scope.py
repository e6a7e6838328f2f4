"""Scope: what of a question lies outside of the doses, times and people that a drug's model was set with is marked."""

from __future__ import annotations

import warnings
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from neurodose import Dose, find_drug, read_regimen
from neurodose.cli.app import app
from neurodose.errors import DoseError, ScopeWarning
from neurodose.library.scope import Scope, find_marks, find_marks_of, find_scope, make_scope
from neurodose.protocol.protocol import Protocol, run_protocol
from neurodose.protocol.reading import read_protocol
from neurodose.records.observation import Observation
from neurodose.records.reader import read_observations
from neurodose.reports import dossier as dossiers
from neurodose.reports.dossier import make_dossier
from neurodose.reports.page import render_page
from neurodose.units import L, h, kg, mg, ug

DRUG = find_drug("naltrexone")
IMPAIRED, OUTCOME = "adults with liver impairment", "proportion with nausea"
HEAVY = 'covariates = { weight = "140 kg" }'
HIGH = "a single dose of 400 mg hydrochloride by mouth lies above the 50 mg hydrochloride that the model was set with"
LOW = "a single dose of 500 µg hydrochloride by mouth lies below the 10 mg hydrochloride that the model was set with"
HEAD = """format = 1
[sources.made_up]
authors = "Nobody"
year = 2026
journal = "made up"
reading = "read"
"""
SEEN = """[[observation]]
id = "{id}"
drug = "naltrexone"
source = "made_up"
regimen = "{regimen}"
people = "{people}"
quantity = "{quantity}"
time = "{time}"
value = "{value}"
calibration = {calibration}
{more}
"""


def see(*entries: dict[str, str]) -> tuple[Observation, ...]:
    usual = {
        "regimen": "50 mg hydrochloride by mouth", "people": "adults", "quantity": "displacement at mu",
        "time": "8 h", "value": "95 %", "calibration": "true", "more": "",
    }  # fmt: skip
    text = HEAD + "".join(SEEN.format(id=f"S{n}", **usual | entry) for n, entry in enumerate(entries))
    reading = read_observations(text, "some.toml")
    reading.raise_if_faulty()
    return reading.observations


@pytest.fixture(scope="module")
def scope() -> Scope:
    """Set with 10 to 50 mg by mouth, up to 150 mg a day, for nine days; compared with more."""
    return make_scope(
        DRUG,
        see(
            {"regimen": "10 mg hydrochloride by mouth"},
            {"regimen": "50 mg hydrochloride by mouth every 8 h x 25", "time": "24 h", "more": HEAVY},
            {"regimen": "400 mg hydrochloride by mouth", "calibration": "false", "people": IMPAIRED},
            {"regimen": "380 mg base by depot", "quantity": OUTCOME, "time": "12 week", "value": "9 %"},
            {"regimen": "50 mg hydrochloride by patch"},
        ),
    )  # fmt: skip


def ask(scope: Scope, sentence: str, *words: str, **more: object) -> tuple[str, ...]:
    return scope.marks(read_regimen(sentence), *words, **more)  # pyright: ignore[reportArgumentType]


class TestMarks:
    @pytest.mark.parametrize(
        "sentence",
        [
            "50 mg", "10 mg", "30 mg every 12 h x 10", "50 mg every 8 h x 25", "45.17 mg base by mouth",
            "10 mg then after 9 days 10 mg",
        ],
    )  # fmt: skip
    def test_what_lies_inside_has_none(self, scope: Scope, sentence: str) -> None:
        assert ask(scope, sentence, "adults") == ()

    def test_a_dose_above_and_one_below(self, scope: Scope) -> None:
        assert ask(scope, "400 mg") == (HIGH,)
        assert ask(scope, "0.5 mg") == (LOW,)

    def test_too_much_in_a_day(self, scope: Scope) -> None:
        assert ask(scope, "50 mg every 6 h x 8") == (
            "200 mg hydrochloride a day by mouth lie above the 150 mg hydrochloride that the model was set with",
        )

    def test_any_unit_and_salt_is_the_same_dose(self, scope: Scope) -> None:
        said = ask(scope, "400 mg")
        for dose in (Dose(400_000 * ug, salt="hydrochloride"), Dose(361.4 * mg, salt="base")):
            assert scope.marks(dose)[0][:40] == said[0][:40]

    def test_a_longer_time(self, scope: Scope) -> None:
        told = "28 days from the first dose by mouth are longer than the 9 days that the model was set with"
        assert ask(scope, "50 mg", until=28 * 24.0) == (told,)
        assert ask(scope, "50 mg every 24 h x 29") == (told,)
        assert ask(scope, "50 mg", until=9 * 24.0) == ()

    def test_another_route_is_named_with_those_there_were(self, scope: Scope) -> None:
        assert ask(scope, "380 mg base by depot") == (
            "nobody was given it by depot in what the model was set with, only by mouth",
        )
        assert ask(scope, "10 mg and 1 mg by vein") == (
            "nobody was given it by vein in what the model was set with, only by mouth",
        )

    def test_other_people(self, scope: Scope) -> None:
        (told,) = ask(scope, "50 mg", IMPAIRED)
        assert told == f"no observation in “{IMPAIRED}” is among the 2 that the model was set with"

    def test_a_median_outside_of_those_people(self, scope: Scope) -> None:
        for weight in (60 * kg, 140 * kg):  # one study told of 140 kg
            assert ask(scope, "50 mg", "adults", medians={"weight": weight}) == ()
        assert ask(scope, "50 mg", "adults", medians={"Weight": 150 * kg}) == (
            "a median Weight of 150 kg lies above the 140 kg of the people that the model was set with",
        )
        assert "lies below the 4" in ask(scope, "50 mg", "adults", medians={"weight": 20 * kg})[0]
        # What it cannot be compared with is refused elsewhere.
        assert ask(scope, "50 mg", "adults", medians={"weight": 150 * L, "shoe size": 1 * kg}) == ()

    def test_a_dose_of_another_drug_is_none_of_its_business(self, scope: Scope) -> None:
        mixed = Dose(50 * mg).together(Dose(400 * mg, drug="morphine"))
        assert scope.marks(mixed) == ()

    def test_a_steady_state_is_longer_than_any_time(self, scope: Scope) -> None:
        steady = Dose(50 * mg, every=24 * h, steady="reached")
        (told,) = scope.marks(steady)
        assert told.startswith("a steady state from the first dose by mouth")

    def test_a_route_that_the_model_lacks_is_refused_with_those_it_has(self, scope: Scope) -> None:
        with pytest.raises(DoseError, match='no route is called "nose"') as caught:
            ask(scope, "50 mg by nose")
        assert all(name in str(caught.value.exists) for name in ("mouth", "depot", "vein"))


class TestWhatItIsReadOff:
    def test_only_what_set_the_model_counts(self, scope: Scope) -> None:
        assert (scope.verb, scope.count, scope.populations) == ("set with", 2, ("adults",))
        assert [extent.route for extent in scope.extents.values()] == ["mouth"]

    def test_where_nothing_set_it_all_it_is_compared_with_counts(self) -> None:
        found = make_scope(
            DRUG, see({"calibration": "false"}, {"regimen": "100 mg hydrochloride", "calibration": "false"})
        )
        assert (found.verb, found.count) == ("compared with", 2)
        assert ask(found, "200 mg") == (
            "a single dose of 200 mg hydrochloride by mouth lies above the 100 mg hydrochloride that the model was "
            "compared with",
        )

    def test_where_there_is_nothing_that_is_said(self) -> None:
        for seen in ((), see({"quantity": "proportion with nausea", "value": "9 %"})):
            assert ask(make_scope(DRUG, seen), "50 mg") == (
                "nothing that was measured in people after naltrexone is in the library to compare with",
            )

    def test_no_observation_that_set_the_model_lies_outside(self) -> None:
        scope = find_scope(DRUG)
        assert scope is find_scope(DRUG)
        assert scope.count > 10
        setting = [seen for seen in DRUG.observations if seen.is_calibration]
        assert not any(find_marks_of(DRUG, seen) for seen in setting)
        assert any(find_marks_of(DRUG, seen) for seen in DRUG.observations if not seen.quantity.row.is_outcome)

    def test_both_arms_of_an_observation_count(self) -> None:
        (seen,) = see({"quantity": "peak of naltrexone in plasma", "time": "24 h", "value": "2", "more":
                       'versus = { regimen = "400 mg hydrochloride by mouth" }'})  # fmt: skip
        (told,) = find_marks_of(DRUG, seen)
        assert "400 mg" in told


class TestSeveralDrugs:
    """Two in one body: each is held against its own scope."""

    def test_each_dose_counts_for_its_own_drug(self) -> None:
        both = find_drug("naltrexone + midazolam")
        doses = Dose(50 * mg, drug="naltrexone").together(Dose(2 * mg, drug="midazolam", route="mouth"))
        alone = find_marks(find_drug("midazolam"), read_regimen("2 mg by mouth"), "adults")
        assert find_marks(both, doses, "adults") == tuple(f"midazolam: {mark}" for mark in alone)
        high = Dose(400 * mg, drug="naltrexone").together(doses)
        assert find_marks(both, high, "adults")[0] == (
            "naltrexone: a single dose of 400 mg hydrochloride by mouth lies above the 50 mg hydrochloride that the "
            "model was set with"
        )


class TestWhereItIsShown:
    def test_near_the_answer_of_a_dossier(self, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dossiers, "choose_observations", lambda *of: ())
        made = make_dossier(DRUG, read_regimen("400 mg"), people=3, seed=seed)
        (mark,) = made.marks
        assert mark.startswith("a single dose of 400 mg hydrochloride by mouth lies above")
        page = render_page(made)
        assert page.index("Extrapolated") < page.index(mark) < page.index('id="spread"')
        plain = render_page(replace(made, marks=()))
        assert "Extrapolated" not in plain
        assert 'id="outside"' not in plain

    def test_the_question_of_the_first_page_lies_inside(self) -> None:
        assert find_scope(DRUG).marks(read_regimen("50 mg every 24 h x 28"), "adults", until=28 * 24.0) == ()

    @pytest.fixture
    def protocol(self) -> Protocol:
        text = 'format = 1\ndrug = "naltrexone"\nregimen = "400 mg"\n'
        text += '[people]\ncount = 2\nseed = 7\n[course]\nuntil = "1 day"\nevery = "12 h"\n'
        return read_protocol(text, "some.toml")

    def test_a_protocol_warns_whoever_runs_it(self, protocol: Protocol) -> None:
        with pytest.warns(ScopeWarning) as caught:
            run_protocol(protocol)
        assert [str(warning.message) for warning in caught] == list(protocol.marks)
        assert len(protocol.marks) == 1

    def test_one_that_lies_inside_does_not(self, protocol: Protocol) -> None:
        inside = replace(protocol, regimen=read_regimen("50 mg"))
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            assert run_protocol(inside).status.reached is not None

    def test_the_command_line_says_it_in_a_line(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        pyarrow = pytest.importorskip("pyarrow.parquet")
        monkeypatch.chdir(tmp_path)
        text = 'format = 1\ndrug = "naltrexone"\nregimen = "400 mg"\n'
        text += '[people]\ncount = 2\nseed = 7\n[course]\nuntil = "1 day"\nevery = "12 h"\n'
        Path("high.toml").write_text(text, encoding="utf-8")
        result = CliRunner().invoke(app, ["simulate", "high.toml"])
        assert result.exit_code == 0, result.output
        assert "Extrapolated: what is asked lies outside" in result.stdout
        assert "- a single dose of 400 mg hydrochloride by mouth lies above the 50 mg" in result.stdout
        held = pyarrow.read_schema("high.parquet").metadata
        assert any(b"a single dose of 400 mg" in value for value in held.values())
