"""The pages of agreement: what they show of a verdict, and that one command writes them all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from typer.testing import CliRunner

from neurodose.agreement import validation
from neurodose.agreement.page import write_overview, write_page
from neurodose.agreement.rule import Verdict
from neurodose.agreement.validation import Validation, find_observed
from neurodose.agreement.wording import tell_distance
from neurodose.cli.app import app
from neurodose.errors import CommandError
from neurodose.library import DRUGS
from neurodose.records.reader import read_observations
from neurodose.units import read_quantity

RECORD = """
[sources.made_up]
authors = "Nobody"
year = 2026
journal = "made up for this test"

[[observation]]
id = "P1"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride by mouth"
people = "adults"
quantity = "peak of naltrexone in plasma"
time = "0 to 24 h"
value = "10 ng/mL"
calibration = true

[[observation]]
id = "P2"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride by mouth"
people = "adults"
quantity = "displacement at mu"
region = "thalamus"
time = "4 h"
value = "90 %"
miss = "the thalamus is not told apart"

[[observation]]
id = "P3"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride by mouth"
people = "adults"
quantity = "clearance of naltrexone"
value = "5 L/h"
refused = "a slip of unit"

[[observation]]
id = "P4"
drug = "naltrexone"
source = "made_up"
regimen = "50 mg hydrochloride by mouth"
people = "adults"
who = "volunteers"
quantity = "proportion with nausea"
time = "4 h"
value = "5 %"
"""


@pytest.fixture(scope="module")
def found() -> Validation:
    one, two, three, four = read_observations(RECORD, "made up.toml").observations
    each = {"slow": (8.0, 9.0, 11.0), "quick": (8.5, 9.5, 12.0)}
    return Validation(
        (
            Verdict(one, 8, 9, 12, True, "inside the interval", each),
            Verdict(two, 50, 60, 70, False, "observed above the interval", {"slow": (50.0, 60.0, 70.0)}),
            Verdict(three, 900, 1000, 1100, False, "refused: a slip of unit", {}),
            Verdict(four, None, None, None, False, "the model ends at the receptor", {}),
        ),
        (),
    )


def test_a_row_shows_figure_prediction_verdict_use_and_why(found: Validation) -> None:
    page = write_page("Naltrexone", found, "Made so.")
    first = "peak of naltrexone in plasma, 50 mg hydrochloride by mouth, 0 to 24 h after last dose"
    assert f"| P1 | {first} | 10 ng/mL | 9 (8 to 12) | 0.90-fold | pass | calibration | inside the interval |" in page
    assert "**miss** | prediction | observed above the interval; the thalamus is not told apart |" in page
    assert "displacement at mu (thalamus)" in page
    assert "**refused** | prediction | refused: a slip of unit |" in page
    assert "- P4, proportion with nausea" in page
    assert "1 of 3 predicted observations pass; 1 is refused; 1 cannot be predicted" in page
    assert "Of what served for calibration, 1 of 1 pass; of what did not, 0 of 2." in page


def test_outcomes_have_a_table_of_their_own_with_every_link(found: Validation) -> None:
    last = replace(found.verdicts[3], low=2, predicted=6, high=9, passes=True, why="inside the interval")
    seen = replace(last, by_link={"trials": (2.0, 6.0, 9.0), "mechanism": (10.0, 20.0, 30.0)}, is_set_by=True)
    page = write_page("Naltrexone", Validation((*found.verdicts[:3], seen), ()), "Made so.")
    exposures, outcomes = page.split("## What became of people")
    assert "| P4 |" not in exposures
    figure = "proportion with nausea (volunteers), 50 mg hydrochloride by mouth, 4 h after last dose"
    assert f"| P4 | {figure} | 5 % | 6 (2 to 9) | +1.0 | pass | calibration | inside the interval |" in outcomes
    assert "|  | observed | trials | mechanism |" in outcomes
    assert "| P4 | 5 % | 6 (2 to 9) | 20 (10 to 30) |" in outcomes
    assert "Of what served for calibration, 2 of 2 pass" in page
    assert "1 of 1 lie inside of what is predicted, or in their band; 1 pass, since the others" in page


def test_rivals_stand_beside_one_another(found: Validation) -> None:
    page = write_page("Naltrexone", found, "Made so.")
    assert "|  | observed | slow | quick |" in page
    assert "| P1 | 10 ng/mL | 9 (8 to 11) | 9.5 (8.5 to 12) |" in page
    assert "| P2 | 90 % | 60 (50 to 70) |  |" in page


def test_what_lies_outside_of_what_set_the_model_is_marked(found: Validation) -> None:
    one, *_ = found.verdicts
    page = write_page("N", Validation((replace(one, marks=("a higher dose", "a longer time")),), ()), "")
    assert "## Outside of what the model was set with\n\n- P1: a higher dose; a longer time" in page
    assert "## Outside" not in write_page("N", found, "")


def test_contradictions_stand_side_by_side(found: Validation) -> None:
    one, two, *_ = found.verdicts
    low = replace(one.observation, id="P0", value=read_quantity("5 ng/mL"))
    against = replace(one.observation, contradicts=("P0", "P2", "P9"))
    page = write_page("N", Validation((replace(one, observation=against), replace(one, observation=low), two), ()), "")
    assert "| P1, peak of naltrexone in plasma | 10 ng/mL | 9 (8 to 12) | P0, peak of naltrexone" in page
    assert "| both, within what is allowed |" in page
    assert "| P2, displacement at mu | 90 % | 60 (50 to 70) |  | P1 |" in page
    assert "## Contradictions" not in write_page("N", found, "")


def test_figures_of_one_kind_are_so_many_times_apart(found: Validation) -> None:
    one, two, *_ = found.verdicts
    twice = replace(one, observation=replace(one.observation, value=read_quantity("25 ng/mL")))
    points = replace(two, observation=replace(two.observation, value=read_quantity("55 %")))
    assert (tell_distance(one, twice), tell_distance(two, points)) == ("2.5-fold", "35")
    assert tell_distance(one, two) == ""


def test_the_page_over_all_counts_each_drug(found: Validation) -> None:
    page = write_overview({"naltrexone": found}, "Made so.")
    assert "| [naltrexone](agreement-naltrexone.md) | 3 | 1 | 1 of 1 | 0 of 2 | 0 of 0 | 1 | 1 |" in page


def test_a_drug_is_observed_where_it_has_a_record() -> None:
    assert "naltrexone" in find_observed()
    assert set(find_observed()) <= set(DRUGS)


def test_one_command_writes_all_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, found: Validation) -> None:
    told: dict[str, Any] = {}

    def judge(observations: Any, **said: Any) -> Validation:
        told.update(said, observations=observations)
        return found

    monkeypatch.setattr(validation, "validate", judge)
    monkeypatch.setattr(validation, "find_observed", lambda: ("naltrexone",))
    monkeypatch.setattr("neurodose.library.find_drug", lambda name: SimpleNamespace(observations=(name,)))
    result = CliRunner().invoke(app, ["validate", "--all", "--studies", "3", "--output", str(tmp_path)])
    assert result.exit_code == 0, result.output
    assert (told["observations"], told["studies"], told["seed"]) == (("naltrexone",), 3, 1)
    assert (tmp_path / "agreement-naltrexone.md").read_text(encoding="utf-8").startswith("# Naltrexone: observed")
    assert (tmp_path / "agreement-naltrexone.json").read_text(encoding="utf-8") == found.to_json() + "\n"
    assert "agreement-naltrexone.md" in (tmp_path / "agreement.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("more", [["naltrexone"], ["--json"], ["--structure", "deep binding"]])
def test_all_is_all(more: list[str]) -> None:
    result = CliRunner().invoke(app, ["validate", "--all", *more])
    assert isinstance(result.exception, CommandError)
