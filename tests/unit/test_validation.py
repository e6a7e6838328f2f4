from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from neurodose.agreement.asked import name_body
from neurodose.agreement.validation import find_estimates, find_own_values, validate
from neurodose.cli.app import app
from neurodose.errors import CommandError
from neurodose.library import find_drug
from neurodose.records.reader import read_observations

WRITTEN = 0.005  # relative: the library writes three digits of what the run holds in full

STRANGER = """
format = 1

[sources.made_up]
authors = "Nobody"
year = 2026
journal = "made up for this test"
reading = "read"

[[observation]]
id = "S1"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride every 24 h x 2"
people = "adults"
n = 6
quantity = "displacement at mu"
time = "4 h"
value = "95 %"
sd = "3 %"
"""
FAULTS = """
[[observation]]
id = "S2"
drug = "naltrexon"
source = "made_up"
regimen = "50 mg hydrochloride"
people = "adults"
n = 6
quantity = "displacement at mu"
time = "4 h"
value = "95 %"

[[observation]]
id = "S3"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride"
people = "Martians"
n = 6
quantity = "displacement at mu"
time = "4 h"
value = "95 %"

[[observation]]
id = "S4"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride"
people = "adults"
n = 0
quantity = "displacement at mu"
time = "4 h"
value = "95 %"

[[observation]]
id = "S5"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride"
people = "adults"
n = 60
quantity = "proportion with hair loss"
time = "12 week"
value = "10 %"
"""


def run(path: Path, text: str, *more: str) -> Result:
    path.write_text(text, encoding="utf-8")
    few = ["--studies", "4", "--structure", "slow exchange"]
    return CliRunner().invoke(app, ["validate", "--observations", str(path), *few, *more])


def test_a_stranger_adds_a_study_and_it_is_judged(tmp_path: Path) -> None:
    result = run(tmp_path / "mine.toml", STRANGER, "--json")
    assert result.exit_code == 0, result.output
    (row,) = json.loads(result.stdout)["rows"]
    assert set(row) == {"id", "observed", "predicted", "low", "high", "passes", "why", "outside"}
    assert row["outside"] == []
    assert (row["id"], row["observed"]) == ("S1", 95.0)
    assert row["low"] <= row["predicted"] <= row["high"] <= 115  # per cent, with the error of measuring


def test_faulty_entries_are_named_with_their_lines_and_the_others_are_judged(tmp_path: Path) -> None:
    result = run(tmp_path / "mine.toml", STRANGER + FAULTS, "--json")
    assert result.exit_code == 2
    rows = {row["id"]: row for row in json.loads(result.stdout)["rows"]}
    assert rows["S1"]["predicted"] is not None
    assert rows["S2"]["predicted"] is rows["S3"]["predicted"] is rows["S5"]["predicted"] is None
    assert "no response is known for “hair loss”" in rows["S5"]["why"]
    assert any("n is 0" in row["why"] or "n" in row["why"] for name, row in rows.items() if "S4" in name)
    for told in ('no drug is called "naltrexon"', 'no population is called "Martians"', "mine.toml, entry S3, line"):
        assert told in result.stderr
    assert "adults" in result.stderr


def test_the_table_counts_what_passes_and_what_cannot_be_predicted(tmp_path: Path) -> None:
    result = run(tmp_path / "mine.toml", STRANGER + FAULTS)
    assert "of 1 predicted observations pass; 3 cannot be predicted; 3 entries are faulty." in result.stdout


def test_the_same_seed_gives_the_same_verdicts() -> None:
    reading = read_observations(STRANGER, "mine.toml")

    def ends(seed: int) -> tuple[float | None, float | None]:
        (verdict,) = validate(reading.observations, seed=seed, studies=3, structures=["slow exchange"]).verdicts
        return verdict.low, verdict.high

    assert ends(1) == ends(1) != ends(2)


def test_the_library_has_a_calibration_of_each_structure_that_converged() -> None:
    drug = find_drug("naltrexone")
    estimates = find_estimates(drug)
    assert set(estimates) <= set(drug.structures)
    assert next(iter(drug.structures)) in estimates


def test_a_rival_has_values_of_its_own_and_the_favourite_those_of_the_table() -> None:
    drug = find_drug("naltrexone")
    estimates, (favourite, *rivals) = find_estimates(drug), drug.structures
    assert find_own_values(drug, favourite) == {}
    for rival in rivals:
        found = find_own_values(drug, rival)
        assert {a: q.coherent for a, q in found.items()} == pytest.approx(estimates[rival].values)
        assert find_own_values(drug, rival, {}) == {}


def test_a_study_in_heavier_people_is_judged_with_their_weight(tmp_path: Path) -> None:
    plain = STRANGER.replace("displacement at mu", "concentration of naltrexone in plasma").replace("95 %", "9 nM")
    plain = plain.replace('sd = "3 %"\n', "")
    heavy = plain.split("[[observation]]")[1].replace("S1", "S2") + 'covariates = { weight = "148 kg" }\n'
    wrong = heavy.replace("S2", "S3").replace("148 kg", "148 L")
    result = run(tmp_path / "mine.toml", f"{plain}\n[[observation]]{heavy}\n[[observation]]{wrong}", "--json")
    rows = {row["id"]: row for row in json.loads(result.stdout)["rows"]}
    assert 0.4 < rows["S2"]["predicted"] / rows["S1"]["predicted"] < 0.8
    assert "the median of weight is 148 L: volume" in rows["S3"]["why"]
    assert "entry S3, line" in result.stderr


def test_what_lies_outside_of_what_set_the_model_is_marked(tmp_path: Path) -> None:
    high = STRANGER.replace("50 mg hydrochloride every 24 h x 2", "400 mg hydrochloride")
    high = high.replace("n = 6", 'n = 6\ncovariates = { weight = "148 kg" }')
    marks = (
        "a single dose of 400 mg hydrochloride by mouth lies above the 50 mg hydrochloride that the model was set with",
        "a median weight of 148 kg lies above the 125 kg of the people that the model was set with",
    )
    (row,) = json.loads(run(tmp_path / "mine.toml", high, "--json").stdout)["rows"]
    assert tuple(row["outside"]) == marks
    report = tmp_path / "report.md"
    shown = run(tmp_path / "mine.toml", high, "--output", str(report)).stdout
    assert f"Outside of what the model was set with:\nS1     {'; '.join(marks)}" in shown
    assert f"- S1: {'; '.join(marks)}" in report.read_text(encoding="utf-8")


@pytest.mark.parametrize("words", [[], ["naltrexone", "--observations", "x.toml"]])
def test_it_must_be_said_whose_observations(words: list[str]) -> None:
    result = CliRunner().invoke(app, ["validate", *words])
    assert isinstance(result.exception, CommandError)


def test_the_values_of_the_library_are_those_of_the_run_that_they_name() -> None:
    drug = find_drug("naltrexone")
    estimate = find_estimates(drug)[next(iter(drug.structures))]
    parameters = drug.system.parameters
    set_by_run = {a for a, p in parameters.items() if p.calibration is not None}
    assert set_by_run == set(estimate.addresses)
    for address, value in estimate.values.items():
        assert parameters[address].value.coherent == pytest.approx(value, rel=WRITTEN), address


RECORD = """
format = 1

[sources.made_up]
authors = "Nobody"
year = 2026
journal = "made up for a test"

[[observation]]
id = "ratio"
drug = "midazolam"
source = "made_up"
regimen = "2 g leaf of mitragynine by tea and 2.5 mg of midazolam by midazolam.mouth"
people = "adults"
n = 12
quantity = "area of midazolam in plasma"
time = "0 h to infinity"
value = "1.4"
versus = { regimen = "2.5 mg of midazolam by midazolam.mouth" }

[[observation]]
id = "beside"
drug = "midazolam"
source = "made_up"
regimen = "2.5 mg by mouth"
with = { mitragynine = "2 g leaf by tea", ketoconazole = "400 mg every 24 h x 3" }
people = "adults"
n = 12
quantity = "clearance of midazolam"
value = "6 L/h"

[[observation]]
id = "kidneys"
drug = "baclofen"
source = "made_up"
regimen = "10 mg base by mouth"
people = "adults with kidney impairment"
covariates = { "creatinine clearance" = "20 mL/min" }
n = 12
quantity = "clearance of baclofen"
value = "4 L/h"
"""


@pytest.mark.filterwarnings("ignore:kidney.CrCL is 20 mL/min:neurodose.errors.ScopeWarning")
def test_drugs_that_a_regimen_names_are_in_one_body_and_a_covariate_is_known_by_its_last_word() -> None:
    reading = read_observations(RECORD, "made_up.toml")
    reading.raise_if_faulty()
    assert [name_body(o) for o in reading.observations] == [
        "midazolam + mitragynine", "midazolam + mitragynine + ketoconazole", "baclofen"
    ]  # fmt: skip
    judged = validate(reading.observations, studies=20)
    ratio, beside, clearance = judged.verdicts
    assert ratio.predicted is not None
    assert ratio.predicted > 1.05  # with a tea there is more of it than without
    assert beside.predicted is not None
    assert 1 < beside.predicted < 20  # L/h: of midazolam's own dose; without ketoconazole it is near 80
    assert clearance.predicted is not None
    assert clearance.predicted < 7  # L/h; with usual kidneys it is 11
    assert not judged.faults
